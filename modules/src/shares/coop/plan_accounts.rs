//! Reads member accounts and trade from a file and says what they would change. Writes nothing: see
//! import_accounts.rs.

use super::model::{self, Diff, Line, There};
use super::{ImportAccounts, read, store};
use crate::shares::store::lists;
use ::store::Tx;
use access::{Right, Scope};
use kernel::text::MoneyUnit;
use kernel::{Date, Fen, Id, OrgId, Result};
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};
use std::collections::HashSet;

const YUAN: Kind = Kind::Money(MoneyUnit::Yuan);

/// The columns of a list of member accounts; the first alias is the name that a person is shown, and what the
/// export writes. 万元 in a head or a title is understood.
pub const COLUMNS: [Column; 6] = [
    Column::new("number", &["户编号", "户号", "家庭编号"], Kind::Code),
    Column::new(
        "name",
        &["成员姓名", "姓名", "社员姓名", "户主姓名", "户主"],
        Kind::Text,
    ),
    Column::new(
        "contribution",
        &["出资额", "成员出资额", "出资金额", "股金"],
        YUAN,
    ),
    Column::new(
        "reserve_share",
        &["公积金份额", "量化为该成员的公积金份额", "公积金"],
        YUAN,
    ),
    Column::new(
        "subsidy_share",
        &[
            "财政补助份额",
            "国家财政直接补助和他人捐赠形成的财产量化份额",
            "财政补助和捐赠份额",
            "形成财产的财政补助资金量化份额",
        ],
        YUAN,
    ),
    Column::new(
        "trade",
        &["交易额", "交易金额", "与本社交易额", "本年交易额"],
        YUAN,
    ),
];

const MONEY: [&str; 4] = ["contribution", "reserve_share", "subsidy_share", "trade"];

/// What a file would do.
#[derive(Debug, Clone)]
pub struct AccountsPlan {
    pub diff: Diff,
    /// Members who are not in the file: household, number, head. Never ended by an import.
    pub missing: Vec<(Id, String, String)>,
    pub problems: Vec<Problem>,
    /// Rows with a problem.
    pub set_aside: usize,
    /// What `import_accounts` is given: every good row.
    pub lines: Vec<Line>,
}

impl AccountsPlan {
    /// What the import is told: this plan as it was shown.
    pub fn input(&self, coop: Id, (date, year): (Date, i64), file_tag: String) -> ImportAccounts {
        ImportAccounts {
            coop,
            date,
            year,
            file_tag,
            joining: self.diff.joining.len(),
            accounts: self.diff.accounts.len(),
            trades: self.diff.trades.len(),
            unchanged: self.diff.unchanged,
            set_aside: self.set_aside,
        }
    }
}

/// Reads the file itself: by household number where it has that column, else by the member's name.
pub fn read_accounts(
    bytes: &[u8],
    file_name: &str,
    mapping: &[(String, String)],
) -> Result<Table, ReadFault> {
    let by = |key: &str| {
        let columns = COLUMNS.map(|c| if c.key == key { c.required() } else { c });
        let spec = Spec {
            mapping,
            ..Spec::new(&columns)
        };
        sheets::read_table(bytes, file_name, &spec, &Limits::default())
    };
    by("number").or_else(|_| by("name"))
}

/// What is there on the list's day and for its year, as known now.
pub(super) fn there(tx: &mut Tx, org: OrgId, coop: Id, (date, year): (Date, i64)) -> Result<There> {
    let state = read::coop_as_of(tx, org, coop, (date, year), i64::MAX)?;
    let mut there = There::default();
    for member in &state.members {
        let household = member.member.household;
        there.accounts.insert(household, member.account);
        there.trades.insert(household, member.traded());
    }
    Ok(there)
}

/// Matches rows to households within the person's scope, and compares with what is there on `date` and for
/// `year`. The caller has looked whether the co-op is in scope.
///
/// Problems of cells: `empty`, `coop_unknown_household`, `coop_name_twice_there` (two households have the number
/// or the name), `coop_household_twice`, `coop_name_differs`, `coop_amount_out_of_range`, and those of reading.
pub fn plan_accounts(
    tx: &mut Tx,
    viewer: &Scope,
    coop: Id,
    table: &Table,
    (date, year): (Date, i64),
) -> Result<AccountsPlan> {
    let scope = Scope {
        right: Right::EnterProjects,
        ..*viewer
    };
    let mut reader = Reader {
        tx,
        scope,
        table,
        date,
        seen: HashSet::new(),
        problems: table.problems(),
    };
    let mut lines = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        if let Some(line) = reader.line(row)? {
            lines.push(line);
        }
    }
    let (problems, seen) = (reader.problems, reader.seen);
    let there = there(tx, scope.org, coop, (date, year))?;
    let shown = store::shown(tx, &scope, coop)?;
    let absent = there.accounts.keys().filter(|id| !seen.contains(id));
    let missing = absent.map(|id| {
        let (number, head, _) = shown.get(id).cloned().unwrap_or_default();
        (*id, number, head)
    });
    Ok(AccountsPlan {
        diff: model::compare(&lines, &there),
        missing: missing.collect(),
        problems,
        set_aside: table.rows.len() - lines.len(),
        lines,
    })
}

struct Reader<'a, 't> {
    tx: &'a mut Tx<'t>,
    scope: Scope,
    table: &'a Table,
    date: Date,
    seen: HashSet<Id>,
    problems: Vec<Problem>,
}

impl Reader<'_, '_> {
    /// The line of a row, or nothing after noting what is wrong with it.
    fn line(&mut self, row: &Row) -> Result<Option<Line>> {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            return Ok(None);
        }
        let (number, name) = (self.text(row, "number"), self.text(row, "name"));
        let found: Vec<Id> = match (&number, &name) {
            (Some(number), _) => {
                let found = lists::by_number(self.tx, &self.scope, number, self.date)?;
                let differs = |name: &String| found.iter().any(|c| c.head_name != *name);
                if found.len() == 1 && name.as_ref().is_some_and(differs) {
                    return Ok(self.fault(row, "name", "coop_name_differs"));
                }
                found.into_iter().map(|c| c.household).collect()
            }
            (None, Some(name)) => store::by_head(self.tx, &self.scope, name)?,
            (None, None) => {
                let column = self.table.position("number").map_or("name", |_| "number");
                return Ok(self.fault(row, column, "empty"));
            }
        };
        let column = if number.is_some() { "number" } else { "name" };
        let household = match found.as_slice() {
            [household] => *household,
            [] => return Ok(self.fault(row, column, "coop_unknown_household")),
            _ => return Ok(self.fault(row, column, "coop_name_twice_there")),
        };
        let mut line = Line {
            household,
            contribution: None,
            reserve_share: None,
            subsidy_share: None,
            trade: None,
        };
        for key in MONEY {
            let amount = self.money(row, key);
            if amount.is_some_and(|amount| model::in_range("amount", amount).is_err()) {
                return Ok(self.fault(row, key, "coop_amount_out_of_range"));
            }
            match key {
                "contribution" => line.contribution = amount,
                "reserve_share" => line.reserve_share = amount,
                "subsidy_share" => line.subsidy_share = amount,
                _ => line.trade = amount,
            }
        }
        if !self.seen.insert(household) {
            return Ok(self.fault(row, column, "coop_household_twice"));
        }
        Ok(Some(line))
    }

    fn value<'r>(&self, row: &'r Row, key: &str) -> Option<&'r CellValue> {
        self.table.cell(row, key)?.value.as_ref()
    }

    fn text(&self, row: &Row, key: &str) -> Option<String> {
        match self.value(row, key) {
            Some(CellValue::Text(text)) => {
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            _ => None,
        }
    }

    fn money(&self, row: &Row, key: &str) -> Option<Fen> {
        match self.value(row, key) {
            Some(CellValue::Money(fen)) => Some(*fen),
            _ => None,
        }
    }

    fn fault(&mut self, row: &Row, key: &str, code: &'static str) -> Option<Line> {
        let problem = self.table.problem_at(row, key, Fault::new(code));
        self.problems.push(problem);
        None
    }
}
