//! A table understood as households with their members. Decides row by row what can be taken, and
//! sets a household aside whole where one of its rows cannot: half a household would be wrong in
//! every count that follows. Pure: compares with nothing, see `compare.rs`.

mod row;
mod status;

use super::codes::{Codes, HEAD};
use super::columns as c;
use super::model::{FIELDS, Given, ListOptions, ListedHousehold, Reading};
use super::villages::Villages;
use row::{Positions, RowRead};
use sheets::{Fault, Problem, Table};
use std::collections::{BTreeSet, HashMap};

/// Everything that reading one list needs.
pub(crate) struct Reader<'a> {
    pub table: &'a Table,
    pub villages: &'a Villages,
    pub codes: &'a Codes,
    pub options: &'a ListOptions,
    pub at: Positions,
}

/// The households of a table. Problems name their cell and carry codes worded in `people.ftl`,
/// `sheets.ftl` and, for identity numbers and phones, as `invalid-<code>`.
pub fn read_list(
    table: &Table,
    villages: &Villages,
    codes: &Codes,
    options: &ListOptions,
) -> Reading {
    let at = Positions::of(table);
    let reader = Reader {
        table,
        villages,
        codes,
        options,
        at,
    };
    let mut reading = Reading {
        rows: table.rows.len(),
        given: reader.given(),
        ..Reading::default()
    };
    for problem in table.problems() {
        let key = table
            .columns
            .iter()
            .find(|column| Some(column.index) == problem.column)
            .and_then(|col| col.key);
        match key {
            Some(key) if c::is_essential(key) => reading.errors.push(problem),
            // A fault in a column that nobody asked for, or that is not kept, harms nobody.
            Some(key) if key != "income" => reading.warnings.push(problem),
            _ => {}
        }
    }
    let rows: Vec<RowRead> = table
        .rows
        .iter()
        .map(|row| reader.row(row, &mut reading))
        .collect();
    same_numbers(&reader, &rows, &mut reading);
    let mut faulty: BTreeSet<u32> = reading.errors.iter().map(|problem| problem.row).collect();
    for group in grouped(&rows, reading.given.number) {
        reader.household(&rows, &group, &mut faulty, &mut reading);
    }
    reading
        .errors
        .sort_by_key(|problem| (problem.row, problem.column));
    reading
        .warnings
        .sort_by_key(|problem| (problem.row, problem.column));
    reading
}

impl Reader<'_> {
    fn given(&self) -> Given {
        let has = |key: &str| self.table.position(key).is_some();
        let mut fields: Vec<&'static str> = FIELDS.iter().copied().filter(|key| has(key)).collect();
        if has(c::HOUSEHOLD_PHONE) && !has(c::PHONE) {
            fields.insert(0, "phone");
        }
        let mut groups = Vec::new();
        if has(c::STATUS) {
            groups.push(super::codes::KIND);
        }
        if has(c::MONITORING) {
            groups.push(super::codes::MONITORING);
        }
        let number = self.table.position(c::NUMBER);
        let is_written = |place: usize| {
            self.table
                .rows
                .iter()
                .any(|r| r.cells.get(place).is_some_and(|x| !x.is_blank()))
        };
        Given {
            number: number.is_some_and(is_written),
            groups,
            fields,
        }
    }

    /// One household out of the rows at `group`; where it cannot be taken, all its rows are set aside.
    fn household(
        &self,
        rows: &[RowRead],
        group: &[usize],
        faulty: &mut BTreeSet<u32>,
        reading: &mut Reading,
    ) {
        let members: Vec<&RowRead> = group.iter().filter_map(|place| rows.get(*place)).collect();
        let Some(first) = members.first() else { return };
        let before = reading.errors.len();
        self.check_heads(&members, reading);
        self.check_village(&members, reading);
        self.check_count(&members, reading);
        faulty.extend(
            reading
                .errors
                .iter()
                .skip(before)
                .map(|problem| problem.row),
        );
        let broken = members.iter().find(|row| faulty.contains(&row.number));
        if let Some(broken) = broken {
            // The rows without a fault of their own come back with the others, and say why.
            for row in members.iter().filter(|row| !faulty.contains(&row.number)) {
                let fault = Fault::new("people.household_set_aside").with("row", broken.number);
                reading.errors.push(self.row_problem(row.number, fault));
            }
            reading
                .set_aside
                .extend(members.iter().map(|row| row.number));
            reading
                .set_aside_numbers
                .extend(members.iter().filter_map(|row| row.household.clone()));
            return;
        }
        let Some(unit) = first.unit else { return };
        let head = members.iter().position(|row| row.relation == HEAD);
        let statuses = self.statuses(&members, reading);
        reading.households.push(ListedHousehold {
            number: first.household.clone(),
            unit,
            head: head.unwrap_or(0),
            statuses,
            members: members.iter().map(|row| row.person()).collect(),
        });
    }

    fn check_heads(&self, members: &[&RowRead], reading: &mut Reading) {
        let heads: Vec<&&RowRead> = members.iter().filter(|row| row.relation == HEAD).collect();
        let number = members
            .first()
            .and_then(|row| row.household.clone())
            .unwrap_or_default();
        match (heads.as_slice(), members) {
            ([_], _) => {}
            ([], [first, ..]) => {
                let fault = Fault::new("people.no_head").with("number", number);
                reading
                    .errors
                    .push(self.problem(first.number, c::RELATION, fault));
            }
            ([first, more @ ..], _) => {
                for row in more {
                    let fault = Fault::new("people.two_heads")
                        .with("number", &number)
                        .with("row", first.number);
                    reading
                        .errors
                        .push(self.problem(row.number, c::RELATION, fault));
                }
            }
            ([], []) => {}
        }
    }

    fn check_village(&self, members: &[&RowRead], reading: &mut Reading) {
        let Some((first, rest)) = members.split_first() else {
            return;
        };
        let other = rest
            .iter()
            .find(|row| row.unit.is_some() && first.unit.is_some() && row.unit != first.unit);
        if let Some(other) = other {
            let number = first.household.clone().unwrap_or_default();
            let fault = Fault::new("people.two_villages")
                .with("number", number)
                .with("row", first.number);
            reading
                .errors
                .push(self.problem(other.number, c::VILLAGE, fault));
        }
    }

    fn check_count(&self, members: &[&RowRead], reading: &mut Reading) {
        let stated = members
            .iter()
            .find_map(|row| row.members.map(|count| (row.number, count)));
        if let Some((row, count)) = stated
            && usize::try_from(count).ok() != Some(members.len())
        {
            let fault = Fault::new("people.count_differs")
                .with("stated", count)
                .with("found", members.len());
            reading.warnings.push(self.problem(row, c::MEMBERS, fault));
        }
    }

    pub(crate) fn problem(&self, row: u32, key: &str, fault: Fault) -> Problem {
        match self
            .table
            .rows
            .binary_search_by_key(&row, |r| r.number)
            .ok()
            .and_then(|i| self.table.rows.get(i))
        {
            Some(found) => self.table.problem_at(found, key, fault),
            None => self.row_problem(row, fault),
        }
    }

    fn row_problem(&self, row: u32, fault: Fault) -> Problem {
        Problem {
            row,
            column: None,
            header: String::new(),
            code: fault.code,
            raw: String::new(),
            args: fault.args,
        }
    }
}

/// A number belongs to one person: every row that shares one is named, since nobody here can say
/// which of them is right.
fn same_numbers(reader: &Reader, rows: &[RowRead], reading: &mut Reading) {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut told: BTreeSet<u32> = BTreeSet::new();
    for row in rows {
        let Some(identity) = row.record.identity.as_deref() else {
            continue;
        };
        let Some(first) = seen.get(identity).copied() else {
            seen.insert(identity, row.number);
            continue;
        };
        let twice = |other: u32| Fault::new("people.identity_twice").with("row", other);
        if told.insert(first) {
            reading
                .errors
                .push(reader.problem(first, c::IDENTITY, twice(row.number)));
        }
        reading
            .errors
            .push(reader.problem(row.number, c::IDENTITY, twice(first)));
    }
}

/// The rows of each household, in the order of the first. With numbers: the rows of one number,
/// wherever they stand. Without: each run of rows that begins with a head.
fn grouped(rows: &[RowRead], by_number: bool) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut of_number: HashMap<&str, usize> = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        let group = match (&row.household, by_number) {
            (Some(number), true) => *of_number.entry(number).or_insert(groups.len()),
            // A row whose number is missing stands alone, so that it takes nobody else down with it.
            (None, true) => groups.len(),
            (_, false) if row.relation == HEAD || groups.is_empty() => groups.len(),
            (_, false) => groups.len() - 1,
        };
        match groups.get_mut(group) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}
