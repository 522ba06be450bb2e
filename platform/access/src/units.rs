//! The unit tree: what a unit is, what a file of units may say, and how the two compare. Pure but for
//! the reads at the end, which only ask the store.

use crate::{Right, holds_at, store};
use ::store::Tx;
use kernel::code::{DivisionCode, Level};
use kernel::{Ctx, Date, Error, Id, Result, pinyin, text};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// A unit as it is today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub id: Id,
    /// Twelve digits.
    pub code: String,
    /// `province`, `prefecture`, `county`, `township`, `village`.
    pub level: String,
    pub name: String,
    pub parent: Option<Id>,
    /// The first day on which it no longer is (merged, 已撤销). It stays in the tree for what happened before.
    pub closed: Option<Date>,
}

/// One row of a unit's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnitFact {
    pub id: Id,
    pub code: String,
    pub level: String,
    pub name: String,
    pub parent: Option<Id>,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub import: Option<Id>,
    pub seq: i64,
}

impl UnitFact {
    pub fn is_void(&self) -> bool {
        self.valid_to == Some(self.valid_from)
    }

    pub fn unit(&self) -> Unit {
        Unit {
            id: self.id,
            code: self.code.clone(),
            level: self.level.clone(),
            name: self.name.clone(),
            parent: self.parent,
            closed: self.valid_to,
        }
    }
}

/// One row of a file of units, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// As Excel numbers it.
    pub row: u32,
    pub code: String,
    /// As written: `county`, 县级, 区 …
    pub level: String,
    pub name: String,
    /// The parent's code as written; empty for a root.
    pub parent: String,
}

/// What is wrong with one cell; `code` is worded as `invalid-<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitProblem {
    pub row: u32,
    /// `code`, `level`, `name`, `parent`.
    pub field: &'static str,
    pub code: &'static str,
    pub value: String,
}

/// A file compared with what is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitPlan {
    /// Rows of units that are not there yet, parents before children.
    pub added: Vec<UnitRow>,
    /// Units that are there otherwise: as it is, and as the file says.
    pub changed: Vec<(Unit, UnitRow)>,
    pub unchanged: usize,
    /// Open units under a parent that the file names, which the file does not name. They are only shown.
    pub missing: Vec<Unit>,
    pub problems: Vec<UnitProblem>,
    /// Rows with a problem; they are not imported.
    pub set_aside: usize,
}

/// The level of a word, Chinese or as in the code. Words for what Chinese files call each level.
pub fn level_of(word: &str) -> Option<Level> {
    Some(match text::half_width(word).to_lowercase().as_str() {
        "province" | "省" | "省级" | "自治区" | "直辖市" => Level::Province,
        "prefecture" | "city" | "市" | "市级" | "地级" | "地市级" | "设区市" => {
            Level::Prefecture
        }
        "county" | "县" | "县级" | "区" | "区县" | "区县级" | "县区级" | "县市区" => {
            Level::County
        }
        "township" | "town" | "乡" | "镇" | "街道" | "乡级" | "乡镇" | "乡镇级" | "镇街"
        | "镇级" | "乡镇街道" => Level::Township,
        "village" | "村" | "村级" | "社区" | "村居" | "行政村" | "村社区" => {
            Level::Village
        }
        _ => return None,
    })
}

/// The level's word in the database and in locale keys (`level-county`).
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::Prefecture => "prefecture",
        Level::County => "county",
        Level::Township => "township",
        Level::Village => "village",
    }
}

/// Compares the rows of a file with the units that are there.
///
/// Problems: `unit_code_not_12_digits`, `unit_code_twice`, `unit_unknown_level`, `unit_wrong_level`
/// (another than the code's zeros say), `unit_name_empty`, `unit_unknown_parent` (neither in the file
/// nor there, or itself set aside), `unit_parent_not_above`.
pub fn compare(rows: &[UnitRow], there: &[Unit]) -> UnitPlan {
    let mut plan = UnitPlan::default();
    let by_code: HashMap<&str, &Unit> = open_by_code(there);
    let by_id: HashMap<Id, &Unit> = there.iter().map(|unit| (unit.id, unit)).collect();
    let mut good = readable(rows, &mut plan.problems);
    drop_orphans(&mut good, &by_code, &mut plan.problems);
    // Parents first: levels rise strictly along the tree, so their order is enough.
    good.sort_by_key(|(level, row)| (*level, row.row));
    plan.set_aside = rows.len() - good.len();
    let mut named: HashSet<&str> = HashSet::new();
    let mut parents: HashSet<&str> = HashSet::new();
    for (level, row) in &good {
        named.insert(&row.code);
        parents.insert(&row.parent);
        let row = UnitRow {
            level: level_word(*level).to_owned(),
            ..(*row).clone()
        };
        match by_code.get(row.code.as_str()) {
            None => plan.added.push(row),
            Some(unit) => {
                let parent = unit
                    .parent
                    .and_then(|id| by_id.get(&id))
                    .map_or("", |parent| parent.code.as_str());
                if unit.name == row.name && unit.level == row.level && parent == row.parent {
                    plan.unchanged += 1;
                } else {
                    plan.changed.push(((*unit).clone(), row));
                }
            }
        }
    }
    let in_file = |unit: &Unit| {
        let parent = unit
            .parent
            .and_then(|id| by_id.get(&id))
            .map(|parent| parent.code.as_str());
        parent.is_some_and(|code| parents.contains(code)) && !named.contains(unit.code.as_str())
    };
    plan.missing = by_code
        .values()
        .filter(|unit| in_file(unit))
        .map(|unit| (*unit).clone())
        .collect();
    plan.missing.sort_by(|a, b| a.code.cmp(&b.code));
    plan.problems
        .sort_by(|a, b| (a.row, a.field).cmp(&(b.row, b.field)));
    plan
}

fn open_by_code(units: &[Unit]) -> HashMap<&str, &Unit> {
    units
        .iter()
        .filter(|unit| unit.closed.is_none())
        .map(|unit| (unit.code.as_str(), unit))
        .collect()
}

/// The rows that make sense by themselves.
fn readable<'r>(rows: &'r [UnitRow], problems: &mut Vec<UnitProblem>) -> Vec<(Level, &'r UnitRow)> {
    let mut count: HashMap<&str, usize> = HashMap::with_capacity(rows.len());
    for row in rows {
        *count.entry(row.code.as_str()).or_default() += 1;
    }
    let mut good = Vec::with_capacity(rows.len());
    for row in rows {
        let before = problems.len();
        let mut fault = |field, code, value: &str| {
            problems.push(UnitProblem {
                row: row.row,
                field,
                code,
                value: value.to_owned(),
            });
        };
        let code = if row.code.len() == 12 {
            DivisionCode::parse(&row.code).ok()
        } else {
            None
        };
        if code.is_none() {
            fault("code", "unit_code_not_12_digits", &row.code);
        } else if count.get(row.code.as_str()).is_some_and(|n| *n > 1) {
            fault("code", "unit_code_twice", &row.code);
        }
        if row.name.trim().is_empty() {
            fault("name", "unit_name_empty", &row.name);
        }
        let level = level_of(&row.level);
        match (level, &code) {
            (None, _) => fault("level", "unit_unknown_level", &row.level),
            (Some(level), Some(code)) if code.level() != level => {
                fault("level", "unit_wrong_level", &row.level)
            }
            _ => {}
        }
        if problems.len() == before
            && let Some(level) = level
        {
            good.push((level, row));
        }
    }
    good
}

/// Sets aside what hangs on nothing, until everything left hangs on something above it.
fn drop_orphans(
    good: &mut Vec<(Level, &UnitRow)>,
    there: &HashMap<&str, &Unit>,
    problems: &mut Vec<UnitProblem>,
) {
    loop {
        let levels: HashMap<&str, Level> = good
            .iter()
            .map(|(level, row)| (row.code.as_str(), *level))
            .collect();
        let before = good.len();
        good.retain(|(level, row)| {
            if row.parent.is_empty() {
                return true;
            }
            let known = there
                .get(row.parent.as_str())
                .and_then(|unit| level_of(&unit.level));
            let code = match levels.get(row.parent.as_str()).copied().or(known) {
                None => "unit_unknown_parent",
                Some(above) if above >= *level => "unit_parent_not_above",
                Some(_) => return true,
            };
            problems.push(UnitProblem {
                row: row.row,
                field: "parent",
                code,
                value: row.parent.clone(),
            });
            false
        });
        if good.len() == before {
            return;
        }
    }
}

/// The key by which a unit sorts and is searched.
pub(crate) fn pinyin_key(name: &str) -> String {
    pinyin::sort_key(name)
}

/// A unit as it is today, closed ones included.
pub fn unit(tx: &mut Tx, id: Id) -> Result<Option<Unit>> {
    store::units::unit(tx, id)
}

/// The open unit with this code, else the last closed one.
pub fn unit_by_code(tx: &mut Tx, code: &str) -> Result<Option<Unit>> {
    store::units::unit_by_code(tx, code)
}

/// The open units directly below, by code.
pub fn children(tx: &mut Tx, parent: Id) -> Result<Vec<Unit>> {
    store::units::children(tx, parent)
}

/// All that ever stood directly below, closed ones too, by code: whose cases still count where they were.
pub fn all_children(tx: &mut Tx, parent: Id) -> Result<Vec<Unit>> {
    store::units::all_children(tx, parent)
}

/// The unit of the asker's organisation and those just below it, as far as he holds `right` there: where a form lets him
/// enter something.
pub fn offered(tx: &mut Tx, ctx: &Ctx, right: Right) -> Result<Vec<Unit>> {
    let org = store::org(tx, ctx.org, ctx.today())?.ok_or(Error::NotFound)?;
    let mut out = Vec::new();
    let top = unit(tx, org.unit)?;
    for unit in top.into_iter().chain(children(tx, org.unit)?) {
        if holds_at(tx, ctx, right, unit.id)? {
            out.push(unit);
        }
    }
    Ok(out)
}

/// The open units without a parent.
pub fn roots(tx: &mut Tx) -> Result<Vec<Unit>> {
    store::units::roots(tx)
}

/// From the root down to the unit itself: the breadcrumb.
pub fn ancestors(tx: &mut Tx, unit: Id) -> Result<Vec<Unit>> {
    let mut left = store::units::ancestors(tx, unit)?;
    let mut path = Vec::with_capacity(left.len());
    let mut next = Some(unit);
    while let Some(at) = next.and_then(|id| left.iter().position(|u| u.id == id)) {
        let unit = left.swap_remove(at);
        next = unit.parent;
        path.push(unit);
    }
    path.reverse();
    Ok(path)
}

/// Open units at or below `within` by the beginning of their code or pinyin, or any part of their name.
/// What somebody may not see is the caller's to leave out.
pub fn search(tx: &mut Tx, within: Option<Id>, words: &str, limit: u16) -> Result<Vec<Unit>> {
    let words = text::half_width(words);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // People type `douhutun` and `dou hu tun` alike, so both sides are compared without spaces; what
    // has no Latin letter looks for no pinyin.
    let latin = words.chars().any(|c| c.is_ascii_alphabetic());
    let pinyin = if latin {
        words.to_lowercase().replace(' ', "")
    } else {
        "\u{1}".to_owned()
    };
    store::units::search(tx, within, &words, &pinyin, i64::from(limit.min(1000)))
}

#[cfg(test)]
mod tests;
