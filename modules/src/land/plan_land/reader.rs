//! One row of a list of land: what it says by itself, then whose it is and what it would do.

use super::{Effect, LandLine, judge};
use crate::land::model::{self, ISSUER_DIGITS};
use crate::land::store::lists;
use ::store::Tx;
use access::Scope;
use kernel::{Date, Id, Result};
use sheets::{CellValue, Fault, Problem, Row, Table};
use std::collections::{HashMap, HashSet};

/// What rows of one contract must agree in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    household: Id,
    contractor: Option<String>,
    issuer: String,
    term: (Date, Option<Date>),
}

pub(super) struct Reader<'a, 't> {
    pub tx: &'a mut Tx<'t>,
    pub scope: Scope,
    pub table: &'a Table,
    pub from: Date,
    /// Codes of parcels.
    pub seen: HashSet<String>,
    pub contracts: HashMap<String, Head>,
    pub problems: Vec<Problem>,
}

/// A fault and the key of its column.
type Faulty<T> = std::result::Result<T, (&'static str, Fault)>;

impl Reader<'_, '_> {
    /// The line of a row and what it would do, or nothing after noting what is wrong with it.
    pub fn line(&mut self, row: &Row) -> Result<Option<(LandLine, Effect)>> {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            return Ok(None);
        }
        let judged = match self.written(row) {
            Ok(line) => self.matched(row, line)?,
            Err(fault) => Err(fault),
        };
        match judged {
            Ok(found) => Ok(Some(found)),
            Err((key, fault)) => {
                self.problems.push(self.table.problem_at(row, key, fault));
                Ok(None)
            }
        }
    }

    /// What the row says by itself; its household is not looked for yet.
    fn written(&self, row: &Row) -> Faulty<LandLine> {
        let (from, to) = self.term(row)?;
        let code = self
            .code(row, "code", model::PARCEL_DIGITS)?
            .ok_or(("code", Fault::new("empty")))?;
        let contractor = self.code(row, "contractor", model::CONTRACTOR_DIGITS)?;
        let number = self
            .text(row, "number")
            .ok_or(("number", Fault::new("empty")))?;
        let number = model::plain(&number);
        if !model::is_contract_number(&number) {
            return Err(("number", Fault::new("land_number_malformed")));
        }
        let issuer = match self.code(row, "issuer", ISSUER_DIGITS)? {
            Some(issuer) => issuer,
            // Where the list does not say, the parcel's code begins with it.
            None => code.get(..ISSUER_DIGITS).unwrap_or_default().to_owned(),
        };
        let contracted = self
            .area(row, "contracted")?
            .ok_or(("contracted", Fault::new("empty")))?;
        let measured = self.area(row, "measured")?.unwrap_or(contracted);
        if self.from < from {
            return Err((self.term_key(), Fault::new("land_before_term")));
        }
        Ok(LandLine {
            household: Id(0),
            unit: Id(0),
            contractor,
            issuer,
            number,
            code,
            name: self.text(row, "name"),
            contracted,
            measured,
            term_from: from,
            term_to: to,
        })
    }

    fn matched(&mut self, row: &Row, mut line: LandLine) -> Result<Faulty<(LandLine, Effect)>> {
        let fault = |key, code| Ok(Err((key, Fault::new(code))));
        let Some(number) = self.text(row, "household") else {
            return fault("household", "empty");
        };
        let found = lists::by_number(self.tx, &self.scope, &number, self.from)?;
        let candidate = match found.as_slice() {
            [candidate] => candidate,
            [] => return fault("household", "land_unknown_household"),
            _ => return fault("household", "land_number_twice_there"),
        };
        if let Some(head) = self.text(row, "head")
            && head != candidate.head_name
        {
            return fault("head", "land_head_differs");
        }
        (line.household, line.unit) = (candidate.household, candidate.unit);
        if !self.seen.insert(line.code.clone()) {
            return fault("code", "land_code_twice");
        }
        let head = Head {
            household: line.household,
            contractor: line.contractor.clone(),
            issuer: line.issuer.clone(),
            term: (line.term_from, line.term_to),
        };
        let first = self
            .contracts
            .entry(line.number.clone())
            .or_insert_with(|| head.clone());
        if *first != head {
            return fault("number", "land_contract_differs");
        }
        Ok(match judge(self.tx, self.scope.org, self.from, &line)? {
            Ok(effect) => Ok((line, effect)),
            Err((key, code)) => Err((key, Fault::new(code))),
        })
    }

    fn term_key(&self) -> &'static str {
        if self.table.position("term").is_some() {
            "term"
        } else {
            "term_from"
        }
    }

    fn term(&self, row: &Row) -> Faulty<(Date, Option<Date>)> {
        let key = self.term_key();
        let day = |key| match self.value(row, key) {
            Some(CellValue::Date(date, _)) => Some(*date),
            _ => None,
        };
        let (from, to) = match self.text(row, "term") {
            Some(text) => model::parse_term(&text).ok_or((key, Fault::new("land_not_a_term")))?,
            None => (
                day("term_from").ok_or((key, Fault::new("empty")))?,
                day("term_to"),
            ),
        };
        if to.is_some_and(|to| to < from) {
            return Err((key, Fault::new("land_term_backwards")));
        }
        Ok((from, to))
    }

    fn code(&self, row: &Row, key: &'static str, digits: usize) -> Faulty<Option<String>> {
        let Some(code) = self.text(row, key).map(|code| model::plain(&code)) else {
            return Ok(None);
        };
        if model::is_code(&code, digits) {
            Ok(Some(code))
        } else {
            Err((
                key,
                Fault::new("land_code_malformed").with("digits", digits),
            ))
        }
    }

    fn area(&self, row: &Row, key: &'static str) -> Faulty<Option<i64>> {
        let Some(text) = self.text(row, key) else {
            return Ok(None);
        };
        match kernel::text::parse_area_mu(&text) {
            Ok(read) if read.value < 1 => Err((key, Fault::new("land_area_not_positive"))),
            Ok(read) if read.value > model::MOST_AREA => Err((key, Fault::new("area_too_large"))),
            Ok(read) => Ok(Some(read.value)),
            Err(fault) => Err((key, Fault::new(fault.code()))),
        }
    }

    fn value<'r>(&self, row: &'r Row, key: &str) -> Option<&'r CellValue> {
        self.table.cell(row, key)?.value.as_ref()
    }

    fn text(&self, row: &Row, key: &str) -> Option<String> {
        match self.value(row, key) {
            Some(CellValue::Text(text)) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
            _ => None,
        }
    }
}
