//! Months as calendars: a grid of weeks, on a phone the days that hold something, one below the other.

use askama::Template;

/// One or several months, each a table with the weekdays over it.
#[derive(Debug, Clone, Template)]
#[template(path = "components/months.html")]
pub struct Months {
    /// Whole names of the weekdays, Monday first, and what stands over the columns.
    pub weekdays: Vec<(String, String)>,
    pub months: Vec<Month>,
    /// Small pictures beside each other; otherwise one that fills the page, with room for what falls on its days.
    pub is_small: bool,
}

#[derive(Debug, Clone)]
pub struct Month {
    pub id: String,
    pub caption: String,
    pub weeks: Vec<Vec<Day>>,
}

/// A day of the month; nothing of it where the week has days of another month.
#[derive(Debug, Clone, Default)]
pub struct Day {
    pub number: String,
    /// As the list on a phone says it: 2026-10-10 周六.
    pub name: String,
    pub is_off: bool,
    /// 休, 班: what a notice says of it.
    pub mark: Option<String>,
    /// 国庆节
    pub note: Option<String>,
    pub is_today: bool,
    /// What falls on it: address, words, whether it is over.
    pub items: Vec<Item>,
    /// Where there are more than shown: address and words.
    pub more: Option<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Item {
    pub href: String,
    pub text: String,
    pub note: String,
    pub is_alert: bool,
}

impl Day {
    fn class(&self) -> String {
        let mut classes = Vec::new();
        for (is, class) in [
            (self.is_off, "off"),
            (self.is_today, "today"),
            (self.items.is_empty() && self.mark.is_none(), "bare"),
        ] {
            if is {
                classes.push(class);
            }
        }
        classes.join(" ")
    }
}
