//! What a person may ask about his data, and what keeps his data from being erased. Pure.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

/// Which of his rights was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Copy,
    Correct,
    Restrict,
    Lift,
    Erase,
}

impl Kind {
    pub const ALL: [Kind; 5] = [
        Kind::Copy,
        Kind::Correct,
        Kind::Restrict,
        Kind::Lift,
        Kind::Erase,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Kind::Copy => "copy",
            Kind::Correct => "correct",
            Kind::Restrict => "restrict",
            Kind::Lift => "lift",
            Kind::Erase => "erase",
        }
    }
}

/// Who asked: worded as `rights-asked-by-<code>`. Next of kin ask for the dead (PIPL 49), parents for
/// those under fourteen (PIPL 31); `office` is the township itself.
pub const ASKED_BY: [&str; 5] = ["himself", "guardian", "agent", "kin", "office"];

/// Why use is restricted: worded as `rights-restrict-<code>`.
pub const RESTRICT_REASONS: [&str; 4] = ["disputed", "kept_by_law", "unlawful", "asked"];

/// Why a person is erased (PIPL 47): worded as `rights-erase-<code>`.
pub const ERASE_REASONS: [&str; 4] = ["purpose_met", "consent_withdrawn", "unlawful", "expired"];

/// The reason of an erasure that was found in the key file alone and put on record.
pub const RESTORED: &str = "restored";

/// A retention rule as it holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    pub years: i64,
    pub source: String,
}

/// What the books hold of somebody who headed a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    pub round: String,
    pub year: i64,
    pub paid_on: Option<Date>,
    /// He is the last head of the household it belongs to, and it is neither paid nor given up.
    pub is_due: bool,
    /// He was its head when it was paid, or at the end of its year: vouchers and receipts name him.
    pub names_him: bool,
}

/// Everything that may keep a person's record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The number of the household whose member he is.
    pub household: Option<String>,
    pub posts: i64,
    /// What rests on him or on a household that ended with him: word and number.
    pub rests: Option<(String, i64)>,
    pub money: Vec<Money>,
}

/// Accounting files are kept from the first day of the year after.
pub fn kept_until(year: i64, years: i64) -> Option<Date> {
    let last = i16::try_from(year.checked_add(years)?).ok()?;
    Date::new(last, 12, 31)
}

/// Refuses, in this order: `people.erase_member`, `people.erase_in_office`, `people.erase_rests`,
/// `people.erase_unpaid`, `people.erase_kept`.
pub fn may_erase(standing: &Standing, accounting: &Retention, today: Date) -> Result<(), Refusal> {
    if let Some(number) = &standing.household {
        return Err(Refusal::new("people.erase_member").with("number", number));
    }
    if standing.posts > 0 {
        return Err(Refusal::new("people.erase_in_office").with("count", standing.posts));
    }
    if let Some((what, count)) = &standing.rests {
        return Err(Refusal::new("people.erase_rests")
            .with("what", what)
            .with("count", count));
    }
    if let Some(due) = standing.money.iter().find(|money| money.is_due) {
        return Err(Refusal::new("people.erase_unpaid").with("round", &due.round));
    }
    let last = standing
        .money
        .iter()
        .filter(|money| money.names_him)
        .map(|money| money.paid_on.map_or(money.year, |on| on.year().into()))
        .max();
    match last.and_then(|year| kept_until(year, accounting.years)) {
        Some(until) if today <= until => Err(Refusal::new("people.erase_kept")
            .with("until", until)
            .with("years", accounting.years)
            .with("source", &accounting.source)),
        _ => Ok(()),
    }
}

/// Whether what was typed names him: his name as recorded, or his household's number.
pub fn confirms(typed: &str, name: &str, number: &str) -> bool {
    let typed: String = kernel::text::half_width(typed).trim().to_owned();
    !typed.is_empty() && (typed == kernel::text::half_width(name).trim() || typed == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn paid(year: i64, on: &str) -> Money {
        Money {
            round: "FH-2022-0001".into(),
            year,
            paid_on: (!on.is_empty()).then(|| day(on)),
            is_due: on.is_empty(),
            names_him: true,
        }
    }

    #[test]
    fn a_person_is_kept_for_the_first_reason_that_holds() {
        let rule = Retention {
            years: 30,
            source: "会计档案管理办法".into(),
        };
        let check = |standing: &Standing, today: &str, expected: &str| {
            let said = may_erase(standing, &rule, day(today));
            let code = said.map_or_else(|refusal| refusal.code.to_string(), |()| "may".into());
            assert_eq!(code, expected, "{standing:?} on {today}");
        };
        let mut standing = Standing {
            household: Some("H1".into()),
            posts: 1,
            rests: Some(("roster".into(), 2)),
            money: vec![paid(2022, "2022-09-01"), paid(2023, "")],
        };
        check(&standing, "2024-01-01", "people.erase_member");
        standing.household = None;
        check(&standing, "2024-01-01", "people.erase_in_office");
        standing.posts = 0;
        check(&standing, "2024-01-01", "people.erase_rests");
        standing.rests = None;
        check(&standing, "2024-01-01", "people.erase_unpaid");
        standing.money.pop();
        check(&standing, "2024-01-01", "people.erase_kept");
        // 30 years from the end of the year of the payment.
        check(&standing, "2052-12-31", "people.erase_kept");
        check(&standing, "2053-01-01", "may");
        standing.money[0].names_him = false;
        check(&standing, "2024-01-01", "may");
        check(&Standing::default(), "2024-01-01", "may");
    }

    #[test]
    fn what_is_typed_must_name_him() {
        for (typed, expected) in [
            ("张守田", true),
            (" 张守田 ", true),
            ("H1", true),
            ("Ｈ1", true),
            ("", false),
            ("张守", false),
            ("H10", false),
        ] {
            assert_eq!(confirms(typed, "张守田", "H1"), expected, "{typed}");
        }
        assert!(!confirms("", "", ""));
    }
}
