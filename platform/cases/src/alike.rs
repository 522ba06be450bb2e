//! Cases that may be one: of the same person or telephone, at the same place, or of the same kind in the same unit. What people
//! told is compared by keyed hashes, so no other case is opened for it but where two lie close together.

use crate::declared::{CaseType, Kind};
use crate::event::{Patch, Value};
use crate::read::{self, Whole};
use crate::store::{self, NowRow, alike as rows};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Id, Result};
use std::collections::{BTreeMap, BTreeSet};

/// So many days after its end a case is still one that may be meant.
const LATELY: i64 = 30;
/// So many are told at most.
const MOST: usize = 10;
/// Nearer than this is the same place.
pub const NEAR_M: i64 = 200;
/// A cell is a little higher and wider than [`NEAR_M`] anywhere in China, so that what is near lies in the same cell or beside it:
/// 1e-7 degrees of latitude and of longitude.
const CELL_LAT: i64 = 20_000;
const CELL_LON: i64 = 35_000;

/// The field that has a telephone, by the name that every type gives it.
const PHONE: &str = "contact";
const NAME: &str = "requester_name";

/// Why two cases may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    Person,
    Phone,
    /// The same name in the same unit.
    Name,
    /// So many metres apart.
    Near(i64),
    /// The same unit and category.
    Kind,
}

/// A case that may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub row: NowRow,
    pub why: Vec<Why>,
}

type Tag = (&'static str, [u8; 32]);

/// By what a case is found, from what was told when it came in.
fn tags(tx: &Tx, of: &CaseType, unit: Id, fields: &Patch) -> Vec<Tag> {
    let hash =
        |kind: &'static str, parts: &[&[u8]]| (kind, tx.hmac(&format!("cases/{kind}"), parts));
    let mut tags = Vec::new();
    for (name, value) in fields {
        let kind = of
            .field(name)
            .filter(|field| field.is_personal)
            .map(|field| &field.kind);
        match (kind, value) {
            (Some(Kind::Person), Value::Person(id)) => {
                tags.push(hash("person", &[&id.0.to_be_bytes()]));
            }
            (Some(Kind::Text), Value::Text(text)) if name == PHONE => {
                tags.extend(phone(text).map(|phone| hash("phone", &[phone.as_bytes()])));
            }
            (Some(Kind::Text), Value::Text(text)) if name == NAME => {
                let text = text.trim();
                tags.push(hash("name", &[&unit.0.to_be_bytes(), text.as_bytes()]));
            }
            (Some(Kind::Place), Value::Place(spot)) => {
                tags.extend(spot.position().map(|at| cell(tx, cell_of(at))));
            }
            _ => {}
        }
    }
    tags
}

fn cell(tx: &Tx, (lat, lon): (i64, i64)) -> Tag {
    let parts: [&[u8]; 2] = [&lat.to_be_bytes(), &lon.to_be_bytes()];
    ("cell", tx.hmac("cases/cell", &parts))
}

fn cell_of((lat, lon): (i64, i64)) -> (i64, i64) {
    (lat.div_euclid(CELL_LAT), lon.div_euclid(CELL_LON))
}

/// The digits of a telephone number, without the country's; nothing where there are too few to tell people apart.
fn phone(text: &str) -> Option<String> {
    let digits: String = kernel::text::half_width(text)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let digits = match digits.strip_prefix("0086").or(digits.strip_prefix("86")) {
        Some(rest) if rest.len() == 11 => rest.to_owned(),
        _ => digits,
    };
    (7..=20).contains(&digits.len()).then_some(digits)
}

/// Writes down by what a new case is found.
pub(crate) fn note(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &store::CaseRow,
    of: &CaseType,
    told: &Patch,
) -> Result<()> {
    // Two fields may say the same.
    let tags: BTreeSet<Tag> = tags(tx, of, case.unit, told).into_iter().collect();
    for (kind, tag) in tags {
        rows::insert(tx, ctx.org, kind, tag, case.id)?;
    }
    Ok(())
}

/// Cases that may be the same, within the scope of whoever asks, the likeliest first: open, or ended in the last thirty days.
/// Only by kind and unit for whoever is not told what people told.
pub fn alike(tx: &mut Tx, ctx: &Ctx, whole: &Whole, sees: bool) -> Result<Vec<Alike>> {
    let mut found: BTreeMap<Id, Vec<Why>> = BTreeMap::new();
    let unit = whole.row.unit;
    let fields = match sees {
        true => whole.opened(tx, ctx.org)?,
        false => Patch::new(),
    };
    for (kind, tag) in tags(tx, &whole.case.of, unit, &fields) {
        let why = match kind {
            "person" => Why::Person,
            "phone" => Why::Phone,
            "name" => Why::Name,
            _ => continue,
        };
        for case in rows::by_tag(tx, ctx.org, kind, &tag)? {
            found.entry(case).or_default().push(why);
        }
    }
    let since = ctx.today().plus_days(-LATELY);
    let scope = Scope::of(ctx, Right::ViewCases);
    let code = whole.case.of.code.value.as_str();
    let mut meant = |tx: &mut Tx, case: Id| match case == whole.row.id {
        true => Ok(None),
        false => rows::lately(tx, &scope, case, code, since),
    };
    let mut all = Vec::new();
    for (case, why) in found {
        if let Some(row) = meant(tx, case)? {
            all.push(Alike { row, why });
        }
    }
    for (row, metres) in near(tx, ctx, &fields, &mut meant)? {
        let why = Why::Near(metres);
        match all.iter_mut().find(|alike| alike.row.id == row.id) {
            Some(alike) => alike.why.push(why),
            None => all.push(Alike {
                row,
                why: vec![why],
            }),
        }
    }
    for row in rows::of_kind(tx, &scope, &same_kind(whole), since)? {
        match all.iter_mut().find(|alike| alike.row.id == row.id) {
            Some(alike) => alike.why.push(Why::Kind),
            None => all.push(Alike {
                row,
                why: vec![Why::Kind],
            }),
        }
    }
    let key = |alike: &Alike| {
        (
            alike.why.first().copied(),
            std::cmp::Reverse(alike.why.len()),
            std::cmp::Reverse(alike.row.id),
        )
    };
    all.sort_by_key(key);
    all.truncate(MOST);
    Ok(all)
}

/// What cases of the same kind in the same unit have: type, unit, first public code field and its value.
fn same_kind(whole: &Whole) -> rows::SameKind {
    let field = crate::shown::listed_by(&whole.case.of);
    let value = field.and_then(|field| whole.case.fields.get(field));
    rows::SameKind {
        case: whole.row.id,
        code: whole.case.of.code.value.clone(),
        unit: whole.row.unit,
        field: field.unwrap_or_default().to_owned(),
        value: value.map(read::word_of).unwrap_or_default(),
    }
}

/// Cases within [`NEAR_M`], with how far away they are. Only those that `meant` answers are opened: whoever asks sees them.
fn near(
    tx: &mut Tx,
    ctx: &Ctx,
    fields: &Patch,
    meant: &mut impl FnMut(&mut Tx, Id) -> Result<Option<NowRow>>,
) -> Result<Vec<(NowRow, i64)>> {
    let Some(here) = fields.values().find_map(position) else {
        return Ok(Vec::new());
    };
    let (lat, lon) = cell_of(here);
    let mut found = Vec::new();
    for (y, x) in (-1..=1).flat_map(|y| (-1..=1).map(move |x| (y, x))) {
        let (kind, tag) = cell(tx, (lat + y, lon + x));
        for case in rows::by_tag(tx, ctx.org, kind, &tag)? {
            let Some(row) = meant(tx, case)? else {
                continue;
            };
            let opened = read::whole(tx, ctx.org, case)?.opened(tx, ctx.org)?;
            let metres = opened
                .values()
                .filter_map(position)
                .map(|at| apart(here, at))
                .min();
            if let Some(metres) = metres.filter(|metres| *metres <= NEAR_M) {
                found.push((row, metres));
            }
        }
    }
    Ok(found)
}

fn position(value: &Value) -> Option<(i64, i64)> {
    match value {
        Value::Place(spot) => spot.position(),
        _ => None,
    }
}

/// Metres between two places that are close together, rounded up. Whole numbers: a degree of latitude is 111,320 m, one of
/// longitude as much times the cosine of the latitude, from a table in steps of a degree.
fn apart((lat, lon): (i64, i64), (lat2, lon2): (i64, i64)) -> i64 {
    const DEGREE_M: i64 = 111_320;
    let metres = |part: i64| part.saturating_mul(DEGREE_M) / 10_000_000;
    let north = metres(lat - lat2);
    let east = metres(lon - lon2) * cosine(lat.abs() / 10_000_000) / 10_000;
    let square = north
        .saturating_mul(north)
        .saturating_add(east.saturating_mul(east));
    let root = square.isqrt();
    if root * root < square { root + 1 } else { root }
}

/// Ten thousand times the cosine of so many whole degrees, by Bhaskara's rule: off by less than two parts in a thousand.
fn cosine(degrees: i64) -> i64 {
    let x = degrees.clamp(0, 90);
    let square = x * x;
    10_000 * (32_400 - 4 * square) / (32_400 + square)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_the_same_however_it_is_written() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(phone(text).as_deref(), expected, "{text}");
        };
        check("138 0635 1234", Some("13806351234"));
        check("+86-138-0635-1234", Some("13806351234"));
        check("１３８０６３５１２３４", Some("13806351234"));
        check("0635-8211234", Some("06358211234"));
        check("86421234", Some("86421234"));
        check("123", None);
        check("没有", None);
    }

    #[test]
    fn distance_is_metres_on_the_ground() {
        let here = (364_500_000, 1_159_800_000);
        let check = |lat: i64, lon: i64, least: i64, most: i64| {
            let found = apart(here, (here.0 + lat, here.1 + lon));
            assert!((least..=most).contains(&found), "{lat} {lon}: {found}");
        };
        check(0, 0, 0, 0);
        // 0.001 degrees: 111 m north, 89.5 m east at 36.45 degrees north.
        check(10_000, 0, 110, 113);
        check(0, 10_000, 88, 92);
        check(-10_000, 10_000, 141, 145);
        check(20_000, 0, 221, 224);
    }

    /// What is near is found wherever in their cells the two lie, from the south of China to its north.
    #[test]
    fn what_is_near_lies_in_the_same_cell_or_beside_it() {
        for lat in [180_000_001, 364_512_345, 535_600_000] {
            for (y, x) in (-25..=25).flat_map(|y| (-50..=50).map(move |x| (y, x))) {
                let (here, there) = (
                    (lat, 1_159_812_345),
                    (lat + y * 1_000, 1_159_812_345 + x * 1_000),
                );
                if apart(here, there) <= NEAR_M {
                    let (a, b) = (cell_of(here), cell_of(there));
                    assert!(
                        (a.0 - b.0).abs() <= 1 && (a.1 - b.1).abs() <= 1,
                        "{lat} {y} {x}"
                    );
                }
            }
        }
    }
}
