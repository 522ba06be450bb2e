//! What a campaign is made of. Pure. Points are whole tenths, so that half a point for a scattered spot stays exact.

use access::Unit;
use kernel::{Date, Id};
use serde::{Deserialize, Serialize};

/// The code list of what findings are about; each campaign adds its own items to it.
pub const ITEMS: &str = "campaign_item";

/// Points of a village without a finding where the workbook says nothing.
pub const FULL: i64 = 1_000;
/// Most items, villages and rounds of one campaign.
pub const MOST_ITEMS: usize = 60;
pub const MOST_VILLAGES: usize = 500;
pub const MOST_ROUNDS: usize = 60;

/// A campaign as its workbook says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub name: String,
    pub first: Date,
    pub last: Date,
    /// Of a village without a finding.
    pub points: i64,
    /// Places looked at below which a village is not compared.
    pub least: i64,
    /// So many villages of each class are named; 0: none.
    pub shown: i64,
    /// Between two inspections once it is over.
    pub weeks: i64,
    pub source: Option<String>,
    pub items: Vec<Item>,
    pub villages: Vec<Village>,
    pub lines: Vec<Line>,
    pub rounds: Vec<Round>,
}

impl Plan {
    pub fn days(&self) -> i64 {
        self.first.days_until(self.last) + 1
    }

    pub fn items_of(&self, kind: ItemKind) -> usize {
        self.items.iter().filter(|item| item.kind == kind).count()
    }
}

kernel::words! {
    /// 清零 or 提升.
    ItemKind {
        /// Nothing of it is to be left in any village.
        Zero = "zero",
        /// Something is to become better.
        Lift = "lift",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// From 1, in the order of the workbook.
    pub place: i64,
    pub name: String,
    pub kind: ItemKind,
    /// An overhead line, which goes to its owner.
    pub is_line: bool,
    /// The most that it costs a village in a round.
    pub points: i64,
    /// For each finding.
    pub deduct: i64,
    /// A finding of an inspection shows it.
    pub needs_photo: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Village {
    pub unit: Id,
    /// Twelve digits: part of what the sample is drawn from.
    pub code: String,
    pub name: String,
    /// Villages are compared within it only.
    pub class: String,
    pub is_pilot: bool,
    pub households: i64,
    pub grids: i64,
}

kernel::words! {
    /// 三线.
    LineKind {
        Power = "power",
        Telecom = "telecom",
        Tv = "tv",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub kind: LineKind,
    /// Whose lines they are.
    pub owner: String,
    /// Which unit sees to it that the owner puts them right.
    pub unit: Id,
    pub unit_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// From 1.
    pub place: i64,
    pub first: Date,
    pub last: Date,
    pub team: Option<String>,
    /// Grids of each village, and households in a row.
    pub grids: i64,
    pub households: i64,
}

impl Round {
    pub fn holds(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// The code of an item: unlike every other of the organisation.
pub fn item_code(campaign: i64, place: i64) -> String {
    format!("c{campaign}_{place:02}")
}

/// Tenths as points are written: 100, 0.5.
pub fn points(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    match rest {
        0 => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest}"),
    }
}

/// Points as somebody writes them, in tenths; nothing for what is none, has more than one decimal or is below 0.
pub fn tenths(text: &str) -> Option<i64> {
    let text = kernel::text::half_width(text);
    let text = text.trim().trim_end_matches('分').trim();
    let (whole, rest) = match text.split_once('.') {
        Some((whole, rest)) => (whole, rest.trim_end_matches('0')),
        None => (text, ""),
    };
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 6
        || rest.len() > 1
        || !is_digits(whole)
        || !is_digits(rest)
    {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let rest: i64 = if rest.is_empty() {
        0
    } else {
        rest.parse().ok()?
    };
    Some(whole * 10 + rest)
}

/// A unit as a list names it: by its whole name, its code, or a beginning that no other has (袁李村 for 袁李村委会).
pub fn named<'u>(units: &'u [Unit], name: &str) -> Option<&'u Unit> {
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    if let Some(exact) = units
        .iter()
        .find(|unit| unit.name == name || unit.code == name)
    {
        return Some(exact);
    }
    let begins = |start: &str| {
        let mut found = units.iter().filter(|unit| unit.name.starts_with(start));
        found.next().filter(|_| found.next().is_none())
    };
    // 袁李村委会 is called 袁李, 袁李村 and 袁李村民委员会.
    let short = ["村民委员会", "村委会", "居委会", "村"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .filter(|short| !short.is_empty());
    let whole = short.and_then(|short| {
        let mut of = units.iter().filter(|unit| {
            let rest = unit.name.strip_prefix(short);
            rest.is_some_and(|rest| ["村民委员会", "村委会", "居委会", "村", ""].contains(&rest))
        });
        of.next().filter(|_| of.next().is_none())
    });
    whole
        .or_else(|| begins(name))
        .or_else(|| short.and_then(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_tenths_and_written_as_people_write_them() {
        for (text, expected) in [
            ("100", Some(1_000)),
            ("0.5", Some(5)),
            ("０．５分", Some(5)),
            ("1.50", Some(15)),
            (" 3 ", Some(30)),
            ("0.25", None),
            ("-1", None),
            ("", None),
            (".5", None),
            ("十", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(tenths(text), expected, "{text}");
        }
        for (tenths, expected) in [(1_000, "100"), (5, "0.5"), (-15, "-1.5"), (0, "0")] {
            assert_eq!(points(tenths), expected);
        }
    }

    #[test]
    fn a_village_is_known_by_every_way_of_writing_its_name() {
        let unit = |id: i64, name: &str| Unit {
            id: Id(id),
            code: format!("37142520420{id}"),
            level: "village".into(),
            name: name.into(),
            parent: None,
            closed: None,
        };
        let units = [
            unit(1, "大李村委会"),
            unit(2, "大李庄村委会"),
            unit(3, "小李村委会"),
            unit(4, "大黄乡"),
        ];
        let found = |name: &str| named(&units, name).map(|unit| unit.id.0);
        for (name, expected) in [
            ("大李村委会", Some(1)),
            ("大李村", Some(1)),
            ("大李村民委员会", Some(1)),
            ("大李庄", Some(2)),
            ("小李", Some(3)),
            ("大黄", Some(4)),
            ("371425204203", Some(3)),
            // Two begin so.
            ("大李", None),
            ("后王", None),
            ("村", None),
            ("", None),
        ] {
            assert_eq!(found(name), expected, "{name}");
        }
    }
}
