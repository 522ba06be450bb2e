//! Who got what before zhen: lines as they were typed, or as they stand in a file, matched to households
//! by their numbers. Writes nothing.

use super::super::source::Source;
use ::store::Tx;
use access::Right;
use kernel::text::{MoneyUnit, parse_money};
use kernel::{Ctx, Error, Fen, FieldError, Id, Result};
use payout::BroughtLine;
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};
use std::collections::{HashMap, HashSet};

/// The columns of a list; the first alias is the name that a person is shown.
pub const COLUMNS: [Column; 3] = [
    Column::new("number", &["户编号", "户号", "家庭编号"], Kind::Code).required(),
    Column::new("head", &["户主姓名", "户主"], Kind::Text),
    Column::new(
        "amount",
        &["分红金额", "发放金额", "金额"],
        Kind::Money(MoneyUnit::Yuan),
    )
    .required(),
];

/// What a file says.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Every good row.
    pub lines: Vec<BroughtLine>,
    pub total: Fen,
    pub problems: Vec<Problem>,
    /// Rows with a problem.
    pub set_aside: usize,
}

pub fn read_list(bytes: &[u8], file_name: &str) -> std::result::Result<Table, ReadFault> {
    sheets::read_table(bytes, file_name, &Spec::new(&COLUMNS), &Limits::default())
}

/// Matches the rows of a file to households for which the asker prepares rounds. Problems of cells:
/// `empty`, `brought_not_positive`, `roster_unknown_household`, `roster_head_differs`,
/// `roster_household_twice`, and those of reading.
pub fn of_table(tx: &mut Tx, ctx: &Ctx, source: Source, table: &Table) -> Result<Plan> {
    let mut plan = Plan {
        problems: table.problems(),
        ..Plan::default()
    };
    let mut finder = Finder::new(source);
    for row in &table.rows {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        match finder.row(tx, ctx, table, row)? {
            Ok(line) => {
                plan.total = plan.total.plus(line.amount_fen)?;
                plan.lines.push(line);
            }
            Err((key, code)) => {
                let problem = table.problem_at(row, key, Fault::new(code));
                plan.problems.push(problem);
            }
        }
    }
    plan.set_aside = table.rows.len() - plan.lines.len();
    Ok(plan)
}

/// Lines as they were typed: a household number and an amount in yuan, a household a line. `Invalid` on
/// the field `lines`, naming the line: `brought_line`, `brought_line_unknown`, `brought_line_twice`.
pub fn of_text(tx: &mut Tx, ctx: &Ctx, source: Source, text: &str) -> Result<Vec<BroughtLine>> {
    let mut finder = Finder::new(source);
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (text, place) in text.lines().zip(1_i64..) {
        let cells: Vec<&str> = text
            .split([' ', '\t', '，', '\u{3000}'])
            .filter(|cell| !cell.is_empty())
            .collect();
        let code = match cells.as_slice() {
            [] => continue,
            [number, amount] => match parse_money(amount, MoneyUnit::Yuan).map(|read| read.value) {
                Ok(amount) if amount > Fen::ZERO => match finder.find(tx, ctx, number)? {
                    Ok((household, unit, _)) if finder.seen.insert(household) => {
                        lines.push(BroughtLine {
                            household,
                            unit,
                            amount_fen: amount,
                        });
                        continue;
                    }
                    Ok(_) => "brought_line_twice",
                    Err(_) => "brought_line_unknown",
                },
                _ => "brought_line",
            },
            _ => "brought_line",
        };
        faults.push(FieldError::new("lines", code).with("line", place));
    }
    match faults.is_empty() {
        true => Ok(lines),
        false => Err(Error::Invalid(faults)),
    }
}

type Found = (Id, Id, String);

struct Finder {
    source: Source,
    /// Whether the asker prepares rounds for a village.
    units: HashMap<Id, bool>,
    seen: HashSet<Id>,
}

impl Finder {
    fn new(source: Source) -> Finder {
        Finder {
            source,
            units: HashMap::new(),
            seen: HashSet::new(),
        }
    }

    /// The line of a row, or the column at fault and what is wrong with it.
    fn row(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        table: &Table,
        row: &Row,
    ) -> Result<std::result::Result<BroughtLine, (&'static str, &'static str)>> {
        let value = |key| table.cell(row, key).and_then(|cell| cell.value.as_ref());
        let Some(CellValue::Text(number)) = value("number") else {
            return Ok(Err(("number", "empty")));
        };
        let amount_fen = match value("amount") {
            Some(CellValue::Money(amount)) if *amount > Fen::ZERO => *amount,
            Some(_) => return Ok(Err(("amount", "brought_not_positive"))),
            None => return Ok(Err(("amount", "empty"))),
        };
        let (household, unit, head) = match self.find(tx, ctx, number)? {
            Ok(found) => found,
            Err(code) => return Ok(Err(("number", code))),
        };
        if let Some(CellValue::Text(written)) = value("head")
            && written.trim() != head
        {
            return Ok(Err(("head", "roster_head_differs")));
        }
        if !self.seen.insert(household) {
            return Ok(Err(("number", "roster_household_twice")));
        }
        Ok(Ok(BroughtLine {
            household,
            unit,
            amount_fen,
        }))
    }

    /// Household, village and head; one outside the asker's villages is as unknown as one that never was.
    fn find(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        number: &str,
    ) -> Result<std::result::Result<Found, &'static str>> {
        const UNKNOWN: &str = "roster_unknown_household";
        let Some(id) = (self.source.find)(tx, ctx.org, number.trim())? else {
            return Ok(Err(UNKNOWN));
        };
        let Some(household) = (self.source.household)(tx, ctx.org, id)? else {
            return Ok(Err(UNKNOWN));
        };
        let is_mine = match self.units.get(&household.unit) {
            Some(is_mine) => *is_mine,
            None => {
                let required = access::require(tx, ctx, Right::PrepareRounds, household.unit);
                let is_mine = match required {
                    Ok(()) => true,
                    Err(Error::Forbidden) => false,
                    Err(other) => return Err(other),
                };
                self.units.insert(household.unit, is_mine);
                is_mine
            }
        };
        Ok(match is_mine {
            true => Ok((id, household.unit, household.head)),
            false => Err(UNKNOWN),
        })
    }
}
