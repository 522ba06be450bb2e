//! What a share register allows. Pure.

use kernel::{Date, Error, Fen, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most smallest units of one change; far below 2^63, so that sums of a register never pass it.
pub const MOST_UNITS: i64 = 1_000_000_000_000;

/// Whom a holding of a class belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A member; the household's total is the sum of its persons.
    Person,
    /// The household as a whole.
    Household,
    /// The collective itself: its party is the register.
    Collective,
}

impl Holder {
    pub const ALL: [Holder; 3] = [Holder::Person, Holder::Household, Holder::Collective];

    pub fn code(self) -> &'static str {
        match self {
            Holder::Person => "person",
            Holder::Household => "household",
            Holder::Collective => "collective",
        }
    }

    pub fn from_code(code: &str) -> Option<Holder> {
        Holder::ALL.into_iter().find(|holder| holder.code() == code)
    }
}

/// Static (生不增、死不减、可继承): what was issued on the freeze date stays, whoever is born or joins later.
/// Dynamic: newcomers may be issued shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Management {
    Static,
    Dynamic,
}

impl Management {
    pub fn code(self) -> &'static str {
        match self {
            Management::Static => "static",
            Management::Dynamic => "dynamic",
        }
    }

    pub fn from_code(code: &str) -> Option<Management> {
        [Management::Static, Management::Dynamic]
            .into_iter()
            .find(|management| management.code() == code)
    }
}

/// The day on which a receiver of newly issued shares must have belonged to the collective.
pub fn entitled_on(freeze: Option<Date>, date: Date) -> Date {
    freeze.map_or(date, |freeze| freeze.min(date))
}

/// The fen that so many smallest units stand for, rounded up, so that a fraction of a fen is never issued
/// against nothing.
pub fn worth(units: i64, face: Fen, scale: i64) -> Result<Fen> {
    let too_large = || Error::refused("shares.too_many_units");
    let scale = i128::from(scale.max(1));
    let fen = (i128::from(units) * i128::from(face.0) + scale - 1).div_euclid(scale);
    i64::try_from(fen).map(Fen).map_err(|_| too_large())
}

/// Divides whole units by weights, rounded down; what is left goes to the line named, and is answered.
///
/// Refuses `shares.no_weight` where a weight is below 1.
pub fn divide(units: i64, weights: &[i64], remainder_to: usize) -> Result<(Vec<i64>, i64)> {
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if weights.iter().any(|weight| *weight < 1) || remainder_to >= weights.len() {
        return Err(Refusal::new("shares.no_weight").into());
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut left = units;
    for weight in weights {
        let part = i128::from(units) * i128::from(*weight) / total;
        let part = i64::try_from(part).map_err(|e| Error::internal("dividing shares", e))?;
        left -= part;
        parts.push(part);
    }
    if let Some(part) = parts.get_mut(remainder_to) {
        *part += left;
    }
    Ok((parts, left))
}

/// Shares as people write them: 1500 units of 1000 are `1.5`.
pub fn written(units: i64, scale: i64) -> String {
    let (scale, sign) = (scale.max(1), if units < 0 { "-" } else { "" });
    let units = units.unsigned_abs();
    let (whole, rest) = (units / scale.unsigned_abs(), units % scale.unsigned_abs());
    let whole = i64::try_from(whole).map_or_else(|_| whole.to_string(), web::format::count);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let places = scale.to_string().len() - 1;
    let rest = format!("{rest:0places$}");
    format!("{sign}{whole}.{}", rest.trim_end_matches('0'))
}

/// The smallest units of a number of shares as typed: `1.5` in a class of 1000. Nothing where it is not a
/// number or finer than the class.
pub fn units(typed: &str, scale: i64) -> Option<i64> {
    let plain: String = kernel::text::half_width(typed)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',' && *c != '股')
        .collect();
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let places = scale.to_string().len() - 1;
    let rest = rest.trim_end_matches('0');
    if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > places {
        return None;
    }
    let fraction: i64 = match rest {
        "" => 0,
        rest => format!("{rest:0<places$}").parse().ok()?,
    };
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(fraction)
}

/// How a list of holdings stands to what is held: party and smallest units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Held by nobody yet.
    pub added: Vec<(Id, i64)>,
    pub same: usize,
    /// Party, held, listed.
    pub differs: Vec<(Id, i64, i64)>,
    /// Held, but not on the list.
    pub missing: Vec<(Id, i64)>,
}

/// A line of nothing for somebody who holds nothing says the same.
pub fn compare(lines: &[(Id, i64)], held: &BTreeMap<Id, i64>) -> Compared {
    let (mut out, mut left) = (Compared::default(), held.clone());
    for (party, listed) in lines {
        match left.remove(party).unwrap_or(0) {
            held if held == *listed => out.same += 1,
            0 => out.added.push((*party, *listed)),
            held => out.differs.push((*party, held, *listed)),
        }
    }
    out.missing = left.into_iter().collect();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inheritance_is_divided_exactly_and_the_remainder_has_a_name() {
        let cases = [
            (10, &[1, 1, 1][..], 0, &[4, 3, 3][..], 1),
            (10, &[1, 1, 1], 2, &[3, 3, 4], 1),
            (9, &[2, 1], 0, &[6, 3], 0),
            (i64::MAX, &[1], 0, &[i64::MAX], 0),
        ];
        for (units, weights, to, parts, left) in cases {
            assert_eq!(divide(units, weights, to).unwrap(), (parts.to_vec(), left));
        }
        assert!(divide(5, &[1, 0], 0).is_err() && divide(5, &[], 0).is_err());
    }

    #[test]
    fn shares_are_written_and_read_without_loss() {
        let cases = [
            (1500, 1000, "1.5"),
            (1, 1000, "0.001"),
            (12_000_000, 1000, "12,000"),
            (7, 1, "7"),
            (-250, 100, "-2.5"),
        ];
        for (number, scale, text) in cases {
            assert_eq!(written(number, scale), text);
            if number > 0 {
                assert_eq!(units(text, scale), Some(number), "{text}");
            }
        }
        for bad in ["", "x", "1.0001", "-1", "1..2", ".5"] {
            assert_eq!(units(bad, 1000), None, "{bad}");
        }
    }

    #[test]
    fn a_share_is_never_issued_against_a_part_of_a_fen() {
        assert_eq!(worth(1, Fen(100), 1000).unwrap(), Fen(1));
        assert_eq!(worth(1000, Fen(100), 1000).unwrap(), Fen(100));
        assert_eq!(worth(0, Fen(100), 1000).unwrap(), Fen(0));
    }

    #[test]
    fn a_list_is_new_the_same_or_differs_and_takes_nothing_away() {
        let held = [(Id(1), 5), (Id(2), 5), (Id(3), 5)].into();
        let lines = [(Id(1), 5), (Id(2), 4), (Id(4), 7), (Id(5), 0)];
        let out = compare(&lines, &held);
        assert_eq!((out.added, out.same), (vec![(Id(4), 7)], 2));
        assert_eq!(out.differs, [(Id(2), 5, 4)]);
        assert_eq!(out.missing, [(Id(3), 5)]);
    }

    #[test]
    fn a_static_register_asks_who_belonged_on_the_freeze_date() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let freeze = Some(day("2019-12-31"));
        assert_eq!(entitled_on(freeze, day("2021-05-01")), day("2019-12-31"));
        assert_eq!(entitled_on(freeze, day("2018-05-01")), day("2018-05-01"));
        assert_eq!(entitled_on(None, day("2021-05-01")), day("2021-05-01"));
    }
}
