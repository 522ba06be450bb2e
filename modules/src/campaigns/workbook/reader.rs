//! Reads the five sheets against the units of the organisation. Every fault is told, of all sheets together.

use super::{CAMPAIGN, ITEMS, LINES, Placed, ROUNDS, Sheet, VILLAGES, said};
use crate::campaigns::model::{
    self, FULL, Item, ItemKind, Line, LineKind, MOST_ITEMS, MOST_ROUNDS, MOST_VILLAGES, Plan,
    Round, Village,
};
use access::Unit;
use kernel::Date;
use sheets::{CellValue, Fault, Limits, ReadFault, Row, Spec, Table};
use std::collections::BTreeSet;

/// Why a sheet cannot be read at all.
#[derive(Debug, Clone)]
pub struct Unread {
    /// What it is usually called.
    pub sheet: &'static str,
    pub fault: ReadFault,
}

/// A workbook as it was read.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Nothing where anything is wrong.
    pub plan: Option<Plan>,
    pub problems: Vec<Placed>,
    pub unread: Vec<Unread>,
}

/// Faults of one sheet; the others may be well.
const OF_A_SHEET: [&str; 4] = ["no_header", "missing_columns", "no_rows", "column_twice"];

/// `desk` is the root of the organisation, `units` those below it. A file that is no workbook at all is told once.
///
/// Faults of cells, beside those of reading: `campaign_more_rows`, `campaign_too_long`, `campaign_not_points`, `campaign_out_of_range`,
/// `campaign_ends_first`, `campaign_unknown_word`, `campaign_twice`, `campaign_cap_below`, `campaign_more_than_full`,
/// `campaign_unknown_village`, `campaign_unknown_unit`, `campaign_too_few_places`, `campaign_line_missing`, `campaign_round_order`,
/// `campaign_round_outside`, `campaign_rounds_overlap`, `campaign_looks_nowhere`, `campaign_too_many`, `empty`.
pub fn read(bytes: &[u8], name: &str, desk: &Unit, units: &[Unit]) -> Result<Read, ReadFault> {
    let mut read = Read::default();
    let mut sheet = |of: &Sheet| -> Result<Option<Table>, ReadFault> {
        let limits = Limits {
            rows: 5_000,
            ..Limits::default()
        };
        match sheets::read_table(bytes, name, &Spec::new(of.columns), &limits) {
            Ok(table) => Ok(Some(table)),
            Err(fault) if OF_A_SHEET.contains(&fault.code) => {
                read.unread.push(Unread {
                    sheet: of.name,
                    fault,
                });
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    };
    let campaign = sheet(&CAMPAIGN)?;
    let items = sheet(&ITEMS)?;
    let villages = sheet(&VILLAGES)?;
    let lines = sheet(&LINES)?;
    let rounds = sheet(&ROUNDS)?;
    let mut faults = Vec::new();
    let head = campaign.as_ref().and_then(|table| head(table, &mut faults));
    let items = items
        .as_ref()
        .map(|table| self::items(table, &mut faults))
        .unwrap_or_default();
    let villages = villages
        .as_ref()
        .map(|table| self::villages(table, units, &mut faults));
    let has_lines = items.iter().any(|item| item.is_line);
    if !has_lines {
        // A campaign that looks at no line needs no sheet of their owners.
        read.unread.retain(|unread| unread.sheet != LINES.name);
    }
    let lines = lines
        .as_ref()
        .map(|table| self::lines(table, desk, units, has_lines, &mut faults));
    let span = head.as_ref().map(|head| (head.first, head.last));
    let rounds = rounds
        .as_ref()
        .map(|table| self::rounds(table, span, &mut faults));
    if let (Some(table), Some(head)) = (&campaign, &head) {
        let cost: i64 = items.iter().map(|item| item.points).sum();
        if cost > head.points
            && let Some(row) = table.rows.first()
        {
            let fault = Fault::new("campaign_more_than_full")
                .with("sum", model::points(cost))
                .with("full", model::points(head.points));
            faults.push(placed(table, row, "points", fault));
        }
    }
    read.problems = faults;
    if let (Some(head), true, true) = (head, read.problems.is_empty(), read.unread.is_empty()) {
        read.plan = Some(Plan {
            items,
            villages: villages.unwrap_or_default(),
            lines: lines.unwrap_or_default(),
            rounds: rounds.unwrap_or_default(),
            ..head
        });
    }
    Ok(read)
}

fn placed(table: &Table, row: &Row, key: &str, fault: Fault) -> Placed {
    Placed {
        sheet: table.sheet.clone(),
        problem: table.problem_at(row, key, fault),
    }
}

/// One row with where its faults go.
struct Cells<'a> {
    table: &'a Table,
    row: &'a Row,
    faults: &'a mut Vec<Placed>,
}

impl Cells<'_> {
    fn fault(&mut self, key: &str, fault: Fault) {
        self.faults.push(placed(self.table, self.row, key, fault));
    }

    fn value(&self, key: &str) -> Option<&CellValue> {
        self.table.cell(self.row, key)?.value.as_ref()
    }

    fn is_faulty(&self, key: &str) -> bool {
        self.table
            .cell(self.row, key)
            .is_some_and(|cell| cell.fault.is_some())
    }

    fn text(&self, key: &str) -> Option<String> {
        match self.value(key) {
            Some(CellValue::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        }
    }

    /// A text of at most so many characters that must be there.
    fn needed(&mut self, key: &str, longest: usize) -> Option<String> {
        let text = self.short(key, longest);
        if text.is_none() && self.text(key).is_none() && !self.is_faulty(key) {
            self.fault(key, Fault::new("empty"));
        }
        text
    }

    fn short(&mut self, key: &str, longest: usize) -> Option<String> {
        let text = self.text(key)?;
        if text.chars().count() > longest {
            self.fault(key, Fault::new("campaign_too_long").with("max", longest));
            return None;
        }
        Some(text)
    }

    fn day(&mut self, key: &str) -> Option<Date> {
        match self.value(key) {
            Some(CellValue::Date(day, sheets::Precision::Day)) => Some(*day),
            Some(_) => {
                self.fault(key, Fault::new("campaign_not_a_day"));
                None
            }
            None => {
                if !self.is_faulty(key) {
                    self.fault(key, Fault::new("empty"));
                }
                None
            }
        }
    }

    fn count(&mut self, key: &str, otherwise: i64, (least, most): (i64, i64)) -> i64 {
        let number = match self.value(key) {
            Some(CellValue::Number(number)) => *number,
            _ => return otherwise,
        };
        if !(least..=most).contains(&number) {
            let fault = Fault::new("campaign_out_of_range")
                .with("least", least)
                .with("most", most);
            self.fault(key, fault);
            return otherwise;
        }
        number
    }

    /// Tenths of a point, above 0.
    fn points(&mut self, key: &str, otherwise: Option<i64>) -> Option<i64> {
        let Some(text) = self.text(key) else {
            if otherwise.is_none() && !self.is_faulty(key) {
                self.fault(key, Fault::new("empty"));
            }
            return otherwise;
        };
        let found = model::tenths(&text).filter(|tenths| *tenths > 0 && *tenths <= 100_000);
        if found.is_none() {
            self.fault(key, Fault::new("campaign_not_points"));
        }
        found
    }

    /// One of the words; a fault for any other.
    fn word<T: Copy>(&mut self, key: &str, words: &[(&str, T)], otherwise: Option<T>) -> Option<T> {
        let Some(text) = self.text(key) else {
            if otherwise.is_none() && !self.is_faulty(key) {
                self.fault(key, Fault::new("empty"));
            }
            return otherwise;
        };
        let found = words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(
                key,
                Fault::new("campaign_unknown_word").with("known", known.join("、")),
            );
        }
        found
    }
}

/// Every row; what the reading of cells found wrong is taken over.
fn each(table: &Table, faults: &mut Vec<Placed>, mut one: impl FnMut(&mut Cells<'_>)) {
    let of_cells = table.problems().into_iter().map(|problem| Placed {
        sheet: table.sheet.clone(),
        problem,
    });
    faults.extend(of_cells);
    for row in &table.rows {
        one(&mut Cells { table, row, faults });
    }
}

/// Refuses what a list may not be longer than, at the first row too many.
fn at_most(cells: &mut Cells<'_>, key: &str, count: usize, most: usize) -> bool {
    if count == most {
        cells.fault(key, Fault::new("campaign_too_many").with("most", most));
    }
    count < most
}

/// Three years, and the days by which a plan may miss them.
const MOST_DAYS: i64 = 1_100;

const YES_NO: [(&str, bool); 2] = [(said::YES, true), (said::NO, false)];

fn head(table: &Table, faults: &mut Vec<Placed>) -> Option<Plan> {
    let mut plan = None;
    let mut rows = 0;
    each(table, faults, |cells| {
        rows += 1;
        if rows > 1 {
            cells.fault("name", Fault::new("campaign_more_rows"));
            return;
        }
        let name = cells.needed("name", 60);
        let (first, last) = (cells.day("first"), cells.day("last"));
        let points = cells.points("points", Some(FULL));
        let least = cells.count("least", 1, (1, 10_000));
        let shown = cells.count("shown", 3, (0, crate::campaigns::show_places::MOST));
        let weeks = cells.count("weeks", 4, (1, 52));
        let source = cells.short("source", 200);
        let is_backwards =
            |(first, last): &(Date, Date)| last < first || first.days_until(*last) > MOST_DAYS;
        if first.zip(last).as_ref().is_some_and(is_backwards) {
            cells.fault("last", Fault::new("campaign_ends_first"));
            return;
        }
        if let (Some(name), Some(first), Some(last), Some(points)) = (name, first, last, points) {
            plan = Some(Plan {
                name,
                first,
                last,
                points,
                least,
                shown,
                weeks,
                source,
                items: Vec::new(),
                villages: Vec::new(),
                lines: Vec::new(),
                rounds: Vec::new(),
            });
        }
    });
    plan
}

fn items(table: &Table, faults: &mut Vec<Placed>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let kinds = [
        (said::ZERO, ItemKind::Zero),
        ("清零类", ItemKind::Zero),
        (said::LIFT, ItemKind::Lift),
        ("提升类", ItemKind::Lift),
    ];
    let photos = [
        (said::PHOTO, true),
        (said::YES, true),
        (said::NO_PHOTO, false),
        (said::NO, false),
    ];
    each(table, faults, |cells| {
        if !at_most(cells, "name", items.len(), MOST_ITEMS) {
            return;
        }
        let name = cells.needed("name", 40);
        let kind = cells.word("kind", &kinds, None);
        let is_line = cells.word("line", &YES_NO, Some(false));
        let deduct = cells.points("deduct", None);
        let points = cells.points("points", None);
        let photo = cells.word("photo", &photos, Some(true));
        if let (Some(deduct), Some(points)) = (deduct, points)
            && points < deduct
        {
            cells.fault("points", Fault::new("campaign_cap_below"));
        }
        let Some(name) = name else { return };
        if items.iter().any(|item| item.name == name) {
            cells.fault("name", Fault::new("campaign_twice"));
            return;
        }
        items.push(Item {
            place: i64::try_from(items.len()).unwrap_or(0) + 1,
            name,
            kind: kind.unwrap_or(ItemKind::Zero),
            is_line: is_line.unwrap_or(false),
            points: points.unwrap_or(0),
            deduct: deduct.unwrap_or(0),
            needs_photo: photo.unwrap_or(true),
        });
    });
    items
}

fn villages(table: &Table, units: &[Unit], faults: &mut Vec<Placed>) -> Vec<Village> {
    let (mut villages, mut seen) = (Vec::new(), BTreeSet::new());
    each(table, faults, |cells| {
        if !at_most(cells, "village", villages.len(), MOST_VILLAGES) {
            return;
        }
        let name = cells.needed("village", 60);
        let class = cells.needed("class", 20);
        let pilot = cells.word("pilot", &YES_NO, Some(false));
        let households = cells.count("households", 0, (0, 100_000));
        let grids = cells.count("grids", 0, (0, 1_000));
        let Some(name) = name else { return };
        let Some(unit) = model::named(units, &name) else {
            cells.fault("village", Fault::new("campaign_unknown_village"));
            return;
        };
        if !seen.insert(unit.id) {
            cells.fault("village", Fault::new("campaign_twice"));
            return;
        }
        if households + grids == 0 {
            cells.fault("households", Fault::new("campaign_too_few_places"));
        }
        villages.push(Village {
            unit: unit.id,
            code: unit.code.clone(),
            name: unit.name.clone(),
            class: class.unwrap_or_default(),
            is_pilot: pilot.unwrap_or(false),
            households,
            grids,
        });
    });
    villages
}

fn lines(
    table: &Table,
    desk: &Unit,
    units: &[Unit],
    all_needed: bool,
    faults: &mut Vec<Placed>,
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut kinds: Vec<(&str, LineKind)> = said::LINES.to_vec();
    kinds.extend([
        ("供电", LineKind::Power),
        ("电信", LineKind::Telecom),
        ("广电", LineKind::Tv),
    ]);
    each(table, faults, |cells| {
        let kind = cells.word("kind", &kinds, None);
        let owner = cells.needed("owner", 60);
        let unit = match cells.text("unit") {
            None => Some(desk),
            Some(name) if name == desk.name => Some(desk),
            Some(name) => model::named(units, &name),
        };
        if unit.is_none() {
            cells.fault("unit", Fault::new("campaign_unknown_unit"));
        }
        let (Some(kind), Some(owner), Some(unit)) = (kind, owner, unit) else {
            return;
        };
        if lines.iter().any(|line| line.kind == kind) {
            cells.fault("kind", Fault::new("campaign_twice"));
            return;
        }
        lines.push(Line {
            kind,
            owner,
            unit: unit.id,
            unit_name: unit.name.clone(),
        });
    });
    let missing = said::LINES
        .iter()
        .filter(|(_, kind)| lines.iter().all(|line| line.kind != *kind));
    let missing: Vec<&str> = missing.map(|(word, _)| *word).collect();
    let has_fault = faults.iter().any(|fault| fault.sheet == table.sheet);
    if let (true, false, false, Some(row)) =
        (all_needed, missing.is_empty(), has_fault, table.rows.last())
    {
        let fault = Fault::new("campaign_line_missing").with("kinds", missing.join("、"));
        faults.push(placed(table, row, "kind", fault));
    }
    lines
}

fn rounds(table: &Table, span: Option<(Date, Date)>, faults: &mut Vec<Placed>) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    each(table, faults, |cells| {
        if !at_most(cells, "place", rounds.len(), MOST_ROUNDS) {
            return;
        }
        let wanted = i64::try_from(rounds.len()).unwrap_or(0) + 1;
        let place = cells.count("place", 0, (1, 1_000));
        let (first, last) = (cells.day("first"), cells.day("last"));
        let team = cells.short("team", 60);
        let grids = cells.count("grids", 0, (0, 100));
        let households = cells.count("households", 0, (0, 1_000));
        if place != wanted {
            cells.fault(
                "place",
                Fault::new("campaign_round_order").with("wanted", wanted),
            );
        }
        if grids + households == 0 {
            cells.fault("grids", Fault::new("campaign_looks_nowhere"));
        }
        let (Some(first), Some(last)) = (first, last) else {
            return;
        };
        if last < first {
            cells.fault("last", Fault::new("campaign_ends_first"));
        } else if span.is_some_and(|(begin, end)| first < begin || end < last) {
            cells.fault("first", Fault::new("campaign_round_outside"));
        }
        if rounds
            .last()
            .is_some_and(|before: &Round| first <= before.last)
        {
            cells.fault("first", Fault::new("campaign_rounds_overlap"));
        }
        rounds.push(Round {
            place: wanted,
            first,
            last,
            team,
            grids,
            households,
        });
    });
    rounds
}
