//! What can happen to people and households, and the rules that need no database.

use crate::people::codes::{Codes, HEAD, HOUSEHOLD_STATUS, KIND, MONITORING, OTHER};
use kernel::{Date, Id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What happened. Worded as `life-kind-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Birth,
    Death,
    Marriage,
    MoveIn,
    MoveOut,
    Split,
    Merge,
    HeadChange,
    StatusSet,
    StatusEnd,
    /// Takes an earlier event back.
    Void,
}

impl Kind {
    pub const ALL: [Kind; 11] = [
        Kind::Birth,
        Kind::Death,
        Kind::Marriage,
        Kind::MoveIn,
        Kind::MoveOut,
        Kind::Split,
        Kind::Merge,
        Kind::HeadChange,
        Kind::StatusSet,
        Kind::StatusEnd,
        Kind::Void,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Kind::Birth => "birth",
            Kind::Death => "death",
            Kind::Marriage => "marriage",
            Kind::MoveIn => "move_in",
            Kind::MoveOut => "move_out",
            Kind::Split => "split",
            Kind::Merge => "merge",
            Kind::HeadChange => "head_change",
            Kind::StatusSet => "status_set",
            Kind::StatusEnd => "status_end",
            Kind::Void => "void",
        }
    }

    /// The paper that usually proves it: code list paper_kind. None where nothing is to be proved.
    /// Whoever has not brought it yet is reminded, not refused (户口登记条例第七、八、十条).
    pub fn paper(self) -> Option<&'static str> {
        match self {
            Kind::Birth => Some("birth_certificate"),
            Kind::Death => Some("death_certificate"),
            Kind::Marriage => Some("marriage_certificate"),
            Kind::MoveIn | Kind::MoveOut => Some("move_certificate"),
            Kind::Split | Kind::Merge | Kind::HeadChange => Some("household_register"),
            Kind::StatusSet | Kind::StatusEnd => Some("status_decision"),
            Kind::Void => None,
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What is written of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub date: Date,
    pub kind: Kind,
    pub household: Id,
    pub other: Option<Id>,
    pub person: Option<Id>,
    pub unit: Id,
    pub reason: Option<String>,
    pub voids: Option<Id>,
}

/// An event as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub id: Id,
    pub seq: i64,
    pub event: Event,
    pub user: Id,
    /// For whom `user` recorded it, where he was that one's deputy.
    pub principal: Option<Id>,
    /// Microseconds since 1970, UTC: when it became known.
    pub at: i64,
    pub voided_by: Option<Id>,
    pub confirmed_by: Option<Id>,
    pub confirmed_on: Option<Date>,
    /// The journal row of the confirmation.
    pub confirmed_seq: Option<i64>,
}

impl Life {
    /// Whether it is the work of one of these: nobody confirms his own.
    pub fn is_by(&self, who: &BTreeSet<Id>) -> bool {
        who.contains(&self.user) || self.principal.is_some_and(|one| who.contains(&one))
    }
}

/// What a member is to a new head, from what both were to the old one. A guess to be checked: where
/// the old words do not tell, it is "other relative".
pub fn regiven(new_head_was: &str, member_was: &str) -> &'static str {
    match (new_head_was, member_was) {
        ("spouse", HEAD) => "spouse",
        ("spouse", "son") => "son",
        ("spouse", "daughter") => "daughter",
        ("spouse", "child") => "child",
        ("spouse", "son_in_law") => "son_in_law",
        ("spouse", "daughter_in_law") => "daughter_in_law",
        ("spouse", "grandchild") => "grandchild",
        ("spouse", "parent") => "parent_in_law",
        ("spouse", "parent_in_law") => "parent",
        ("son" | "daughter" | "child", HEAD | "spouse") => "parent",
        ("son" | "daughter" | "child", "son" | "daughter" | "child") => "sibling",
        ("son", "daughter_in_law") | ("daughter", "son_in_law") => "spouse",
        ("son" | "daughter" | "child", "grandchild") => "child",
        ("son" | "daughter" | "child", "parent") => "grandparent",
        ("son_in_law", "daughter") | ("daughter_in_law", "son") => "spouse",
        ("son_in_law" | "daughter_in_law", HEAD | "spouse") => "parent_in_law",
        ("son_in_law" | "daughter_in_law", "grandchild") => "child",
        ("parent", HEAD) => "child",
        ("parent", "sibling") => "child",
        ("parent", "parent") => "spouse",
        ("parent", "son" | "daughter" | "child") => "grandchild",
        ("sibling", HEAD | "sibling") => "sibling",
        ("sibling", "parent") => "parent",
        ("grandchild", HEAD | "spouse") => "grandparent",
        (_, "unrelated") => "unrelated",
        _ => OTHER,
    }
}

/// A status that holds or will hold: its code, first day, first day after it.
pub type Held<'a> = (&'a str, Date, Option<Date>);

/// Why a status cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusFault {
    /// Not a code that was in use on the day; these were: Chinese and English names.
    NotInForce(Vec<(String, String)>),
    Holds,
    /// A status of the same group begins later.
    Later(Date),
}

/// Which of the held statuses end because a new one of their group begins on `date`.
pub fn set_status(
    codes: &Codes,
    code: &str,
    date: Date,
    held: &[Held],
) -> Result<Vec<usize>, StatusFault> {
    let Some(found) = codes
        .in_use(HOUSEHOLD_STATUS, date)
        .find(|known| known.code == code)
    else {
        let names = codes
            .in_use(HOUSEHOLD_STATUS, date)
            .map(|c| (c.name_zh.clone(), c.name_en.clone()))
            .collect();
        return Err(StatusFault::NotInForce(names));
    };
    let excludes = [KIND, MONITORING].contains(&found.group.as_str());
    let mut ending = Vec::new();
    for (place, (other, from, to)) in held.iter().enumerate() {
        let group = codes
            .get(HOUSEHOLD_STATUS, other)
            .map_or("", |c| c.group.as_str());
        let is_same = *other == code;
        let is_of_group = excludes && group == found.group;
        if !is_same && !is_of_group {
            continue;
        }
        if to.is_some_and(|to| to <= date) {
            continue;
        }
        if *from > date {
            return Err(StatusFault::Later(*from));
        }
        if is_same {
            return Err(StatusFault::Holds);
        }
        ending.push(place);
    }
    Ok(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_not_in_force_on_the_day_is_refused_with_those_that_are() {
        let codes = Codes::built_in();
        let check =
            |code: &str, date: &str, held: &[(&str, &str, Option<&str>)], expected: &str| {
                let held: Vec<Held> = held
                    .iter()
                    .map(|(code, from, to)| (*code, day(from), to.map(day)))
                    .collect();
                let told = match set_status(&codes, code, day(date), &held) {
                    Ok(ending) => format!("ends {ending:?}"),
                    Err(StatusFault::NotInForce(names)) => {
                        let names: Vec<_> = names.into_iter().map(|(zh, _)| zh).collect();
                        format!("not in force; {}", names.join(" "))
                    }
                    Err(other) => format!("{other:?}"),
                };
                assert_eq!(told, expected, "{code} {date}");
            };
        let later = "not in force; 脱贫户 一般农户 防止返贫致贫对象 低保户 特困供养户";
        let earlier = "not in force; 脱贫户 一般农户 脱贫不稳定户 边缘易致贫户 突发严重困难户 低保户 特困供养户";
        check("marginal", "2025-12-31", &[], "ends []");
        check("marginal", "2026-01-01", &[], later);
        check("monitored", "2025-12-31", &[], earlier);
        check(
            "monitored",
            "2026-01-01",
            &[("marginal", "2022-01-01", None)],
            "ends [0]",
        );
        check(
            "relieved",
            "2022-01-01",
            &[
                ("ordinary", "2020-01-01", None),
                ("low_income", "2020-01-01", None),
            ],
            "ends [0]",
        );
        check(
            "relieved",
            "2022-01-01",
            &[("relieved", "2020-01-01", None)],
            "Holds",
        );
        check(
            "relieved",
            "2022-01-01",
            &[("relieved", "2018-01-01", Some("2022-01-01"))],
            "ends []",
        );
        check(
            "unstable",
            "2022-01-01",
            &[("marginal", "2023-05-01", None)],
            "Later(Date(2023-05-01))",
        );
    }

    #[test]
    fn relations_are_given_again_to_a_new_head() {
        for (new_head, member, expected) in [
            ("spouse", "head", "spouse"),
            ("spouse", "parent", "parent_in_law"),
            ("son", "spouse", "parent"),
            ("son", "daughter", "sibling"),
            ("son", "daughter_in_law", "spouse"),
            ("son", "grandchild", "child"),
            ("other_relative", "son", "other_relative"),
            ("son", "unrelated", "unrelated"),
        ] {
            assert_eq!(regiven(new_head, member), expected, "{new_head} {member}");
        }
    }

    #[test]
    fn every_kind_is_known_by_its_code() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
    }
}
