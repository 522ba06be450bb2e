//! Reads a roster from a file and says what it would change. Writes nothing: see import_roster.rs.

use super::model::{self, Listed, MOST_HEADS, RosterLine};
use super::store::{self, lists};
use super::{ImportRoster, codes};
use ::store::Tx;
use access::{Code, Right, Scope};
use kernel::{Date, Error, Id, Result};
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};
use std::collections::{HashMap, HashSet};

/// The columns of a roster; the first alias is the name that a person is shown.
pub const COLUMNS: [Column; 5] = [
    Column::new("number", &["户编号", "户号", "家庭编号"], Kind::Code).required(),
    Column::new("head", &["户主姓名", "户主"], Kind::Text),
    Column::new(
        "class",
        &["类别", "户类型/类别", "户类别", "等级"],
        Kind::Text,
    )
    .required(),
    Column::new("heads", &["享受人数", "受益人数", "人数"], Kind::Count).required(),
    Column::new(
        "from",
        &["起始日期", "开始日期", "享受起始日期"],
        Kind::Date,
    ),
];

/// What a file would do.
#[derive(Debug, Clone)]
pub struct RosterPlan {
    pub added: Vec<RosterLine>,
    pub changed: Vec<(Listed, RosterLine)>,
    pub unchanged: usize,
    /// On the roster, in scope, but not in the file: number and head to show. Never ended by an import.
    pub missing: Vec<(Listed, String, String)>,
    pub problems: Vec<Problem>,
    /// Rows with a problem.
    pub set_aside: usize,
    /// What `import_roster` is given: every good row.
    pub lines: Vec<RosterLine>,
}

impl RosterPlan {
    /// What the import is told: this plan as it was shown. `mapping` is JSON, column letter to field.
    pub fn input(
        &self,
        project: Id,
        from: Date,
        file_tag: String,
        mapping: String,
    ) -> ImportRoster {
        ImportRoster {
            project,
            from,
            file_tag,
            mapping,
            added: self.added.len(),
            changed: self.changed.len(),
            unchanged: self.unchanged,
            set_aside: self.set_aside,
        }
    }
}

/// Reads the file itself; `mapping` is column letter to key, as a person chose.
pub fn read_roster(
    bytes: &[u8],
    file_name: &str,
    mapping: &[(String, String)],
) -> Result<Table, ReadFault> {
    let spec = Spec {
        mapping,
        ..Spec::new(&COLUMNS)
    };
    sheets::read_table(bytes, file_name, &spec, &Limits::default())
}

/// Matches rows to households by number within the person's scope, and compares. Rows without a day
/// begin on `from`.
///
/// Problems of cells: `empty`, `roster_unknown_household`, `roster_number_twice_there` (two households
/// have the number), `roster_household_twice`, `roster_head_differs`, `roster_unknown_class`,
/// `roster_heads_out_of_range`, and those of reading. `NotFound`: no such project in scope.
pub fn plan_roster(
    tx: &mut Tx,
    viewer: &Scope,
    project: Id,
    table: &Table,
    from: Date,
) -> Result<RosterPlan> {
    let scope = Scope {
        right: Right::EnterProjects,
        ..*viewer
    };
    let at = super::read::AsOf::on(scope.today);
    lists::project(tx, &scope, at, project)?.ok_or(Error::NotFound)?;
    let classes = codes::classes(tx, from)?;
    let mut reader = Reader {
        tx,
        scope,
        table,
        from,
        classes,
        seen: HashSet::new(),
        problems: table.problems(),
    };
    let mut lines = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        if let Some(line) = reader.line(row)? {
            lines.push(line);
        }
    }
    let problems = reader.problems;
    let there = store::roster_from(tx, scope.org, project, from)?;
    let diff = model::compare(&lines, &there);
    let mut missing = Vec::new();
    let mut in_scope: HashMap<Id, bool> = HashMap::new();
    for listed in diff.missing {
        let seen = match in_scope.get(&listed.unit) {
            Some(seen) => *seen,
            None => {
                let seen = lists::is_in_scope(tx, &scope, listed.unit)?;
                in_scope.insert(listed.unit, seen);
                seen
            }
        };
        if seen {
            let (number, head) = lists::named(tx, scope.org, listed.line.household)?;
            missing.push((listed, number, head));
        }
    }
    Ok(RosterPlan {
        added: diff.added,
        changed: diff.changed,
        unchanged: diff.unchanged,
        missing,
        problems,
        set_aside: table.rows.len() - lines.len(),
        lines,
    })
}

struct Reader<'a, 't> {
    tx: &'a mut Tx<'t>,
    scope: Scope,
    table: &'a Table,
    from: Date,
    classes: Vec<Code>,
    seen: HashSet<Id>,
    problems: Vec<Problem>,
}

impl Reader<'_, '_> {
    /// The line of a row, or nothing after noting what is wrong with it.
    fn line(&mut self, row: &Row) -> Result<Option<RosterLine>> {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            return Ok(None);
        }
        let from = match self.value(row, "from") {
            Some(CellValue::Date(date, _)) => *date,
            _ => self.from,
        };
        let number = self.text(row, "number");
        let class = self.text(row, "class");
        let heads = match self.value(row, "heads") {
            Some(CellValue::Number(heads)) => Some(*heads),
            _ => None,
        };
        let (Some(number), Some(class), Some(heads)) = (number, class, heads) else {
            let blank = ["number", "class", "heads"]
                .into_iter()
                .find(|key| self.value(row, key).is_none());
            return Ok(self.fault(row, blank.unwrap_or("number"), "empty"));
        };
        let Some(class) = codes::class_of(&self.classes, &class).map(str::to_owned) else {
            return Ok(self.fault(row, "class", "roster_unknown_class"));
        };
        if !(1..=MOST_HEADS).contains(&heads) {
            return Ok(self.fault(row, "heads", "roster_heads_out_of_range"));
        }
        let found = lists::by_number(self.tx, &self.scope, &number, from)?;
        let candidate = match found.as_slice() {
            [candidate] => candidate,
            [] => return Ok(self.fault(row, "number", "roster_unknown_household")),
            _ => return Ok(self.fault(row, "number", "roster_number_twice_there")),
        };
        if let Some(head) = self.text(row, "head")
            && head != candidate.head_name
        {
            return Ok(self.fault(row, "head", "roster_head_differs"));
        }
        if !self.seen.insert(candidate.household) {
            return Ok(self.fault(row, "number", "roster_household_twice"));
        }
        Ok(Some(RosterLine {
            household: candidate.household,
            class,
            heads,
            from,
        }))
    }

    fn value<'r>(&self, row: &'r Row, key: &str) -> Option<&'r CellValue> {
        self.table.cell(row, key)?.value.as_ref()
    }

    fn text(&self, row: &Row, key: &str) -> Option<String> {
        match self.value(row, key) {
            Some(CellValue::Text(text)) => Some(text.trim().to_owned()),
            _ => None,
        }
    }

    fn fault(&mut self, row: &Row, key: &str, code: &'static str) -> Option<RosterLine> {
        self.problems
            .push(self.table.problem_at(row, key, Fault::new(code)));
        None
    }
}
