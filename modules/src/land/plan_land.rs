//! Reads a list of contracted land from a file and says what it would change. Writes nothing: see import_land.rs.

use super::model::{self, ISSUER_DIGITS};
use super::store::{self, lists};
use super::{ImportLand, read};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Date, Id, OrgId, Refusal, Result};
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};
use std::collections::{HashMap, HashSet};

/// The columns of a list of land; the first alias is the name that a person is shown and the export writes.
pub const COLUMNS: [Column; 12] = [
    Column::new(
        "contractor",
        &["承包方代码", "承包方编码", "承包方编号"],
        Kind::Code,
    ),
    Column::new(
        "head",
        &["户主", "户主姓名", "承包方代表", "承包方代表姓名", "承包方"],
        Kind::Text,
    ),
    Column::new("household", &["户编号", "户号", "家庭编号"], Kind::Code).required(),
    Column::new(
        "number",
        &["合同编号", "承包合同编号", "承包合同代码", "合同代码"],
        Kind::Code,
    )
    .required(),
    Column::new(
        "code",
        &["地块编码", "地块代码", "地块编号", "承包地块编码"],
        Kind::Code,
    )
    .required(),
    Column::new("name", &["地块名称", "地块名", "小地名"], Kind::Text),
    Column::new(
        "contracted",
        &[
            "合同面积(亩)",
            "合同面积",
            "承包面积",
            "承包合同面积",
            "二轮承包面积",
        ],
        Kind::Text,
    )
    .required(),
    Column::new(
        "measured",
        &["实测面积(亩)", "实测面积", "测量面积", "确权面积"],
        Kind::Text,
    ),
    Column::new(
        "term",
        &["承包期限起止", "承包期限", "承包起止日期", "承包起止"],
        Kind::Text,
    ),
    Column::new(
        "term_from",
        &["承包期限起", "承包起始日期", "承包开始日期"],
        Kind::Date,
    ),
    Column::new(
        "term_to",
        &["承包期限止", "承包终止日期", "承包结束日期"],
        Kind::Date,
    ),
    Column::new("issuer", &["发包方代码", "发包方编码"], Kind::Code),
];

/// A row that can be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandLine {
    pub household: Id,
    pub unit: Id,
    pub contractor: Option<String>,
    pub issuer: String,
    pub number: String,
    pub code: String,
    pub name: Option<String>,
    /// 0.01 mu.
    pub contracted: i64,
    /// 0.01 mu; the contracted area where the list says nothing.
    pub measured: i64,
    pub term_from: Date,
    pub term_to: Option<Date>,
}

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Added,
    Changed,
    Unchanged,
}

/// What a file would do.
#[derive(Debug, Clone)]
pub struct LandPlan {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Rows of which measured and contracted area differ by more than the tolerance: sheet row and code.
    pub differing: Vec<(u32, String)>,
    /// Held in the villages of the file, but not in the file. Never ended by an import.
    pub missing: Vec<read::ParcelView>,
    pub problems: Vec<Problem>,
    /// Rows with a problem.
    pub set_aside: usize,
    /// What `import_land` is given: every good row.
    pub lines: Vec<LandLine>,
}

impl LandPlan {
    /// What the import is told: this plan as it was shown. `mapping` is JSON, column letter to field.
    pub fn input(&self, from: Date, file_tag: String, mapping: String) -> ImportLand {
        ImportLand {
            from,
            file_tag,
            mapping,
            added: self.added,
            changed: self.changed,
            unchanged: self.unchanged,
            set_aside: self.set_aside,
        }
    }
}

/// Reads the file itself; `mapping` is column letter to key, as a person chose.
pub fn read_land(
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

/// The header of a column of area in hectares or square metres. A mu is no whole number of either, so zhen does not
/// convert them.
pub fn metric_column(table: &Table) -> Option<&str> {
    let is_metric = |text: &str| {
        ["公顷", "平方米", "平米", "㎡"]
            .iter()
            .any(|unit| text.contains(unit))
    };
    let is_area = |key: Option<&str>| matches!(key, Some("contracted" | "measured"));
    let mut columns = table.columns.iter();
    columns
        .find(|column| is_area(column.key) && is_metric(&column.header))
        .map(|column| column.header.as_str())
}

/// Matches rows to households by number within the person's scope, and compares with what is there on `from`, the
/// day from which new rows and changes hold.
///
/// Refuses `land.area_not_in_mu` where [`metric_column`] finds one. Problems of cells: `empty`, `land_unknown_household`, `land_number_twice_there`, `land_head_differs`,
/// `land_code_malformed` (with the digits it takes), `land_number_malformed`, `area_not_in_mu` and
/// what else areas are read with, `land_area_not_positive`, `area_too_large`, `land_not_a_term`, `land_term_backwards`,
/// `land_before_term`, `land_code_twice`, `land_contract_differs` (two rows of one contract disagree),
/// `land_contract_of_other`, `land_parcel_held`, `land_later_change`, and those of reading.
pub fn plan_land(tx: &mut Tx, viewer: &Scope, table: &Table, from: Date) -> Result<LandPlan> {
    let scope = Scope {
        right: Right::EnterProjects,
        ..*viewer
    };
    if let Some(column) = metric_column(table) {
        return Err(Refusal::new("land.area_not_in_mu")
            .with("column", column)
            .into());
    }
    let mut reader = Reader {
        tx,
        scope,
        table,
        from,
        seen: HashSet::new(),
        contracts: HashMap::new(),
        problems: table.problems(),
    };
    let mut lines = Vec::with_capacity(table.rows.len());
    let mut counts = [0_usize; 3];
    let mut differing = Vec::new();
    for row in &table.rows {
        if let Some((line, effect)) = reader.line(row)? {
            let place = match effect {
                Effect::Added => 0,
                Effect::Changed => 1,
                Effect::Unchanged => 2,
            };
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
            if model::differs(line.contracted, line.measured) {
                differing.push((row.number, line.code.clone()));
            }
            lines.push(line);
        }
    }
    let (seen, problems) = (reader.seen, reader.problems);
    let units: HashSet<Id> = lines.iter().map(|line: &LandLine| line.unit).collect();
    let mut missing = Vec::new();
    for unit in units {
        let look = read::Look {
            unit,
            ..read::Look::on(from)
        };
        let there = lists::parcels(tx, &scope, &look, None, 100_000)?;
        missing.extend(
            there
                .into_iter()
                .filter(|parcel| parcel.contract.is_some() && !seen.contains(&parcel.code)),
        );
    }
    missing.sort_by(|a, b| a.code.cmp(&b.code));
    let [added, changed, unchanged] = counts;
    Ok(LandPlan {
        added,
        changed,
        unchanged,
        differing,
        missing,
        problems,
        set_aside: table.rows.len() - lines.len(),
        lines,
    })
}

/// What a line would do on `from`, or the fault with the column that it stands in. Asked again when it is imported.
pub(super) fn judge(
    tx: &mut Tx,
    org: OrgId,
    from: Date,
    line: &LandLine,
) -> Result<std::result::Result<Effect, (&'static str, &'static str)>> {
    let contract = match store::contract_by_number(tx, org, &line.number)? {
        None => None,
        Some(latest) if latest.from > from => return Ok(Err(("number", "land_later_change"))),
        Some(latest) if latest.to.is_some_and(|to| to <= from) => {
            return Ok(Err(("number", "land_contract_ended")));
        }
        Some(latest) if latest.household != line.household => {
            return Ok(Err(("number", "land_contract_of_other")));
        }
        Some(latest) => Some(latest),
    };
    let parcel = store::parcel_by_code(tx, org, &line.code)?;
    if parcel.as_ref().is_some_and(|parcel| parcel.from > from) {
        return Ok(Err(("code", "land_later_change")));
    }
    let held = match &parcel {
        Some(parcel) => store::held_from(tx, org, parcel.id, from, Id(0))?,
        None => None,
    };
    let is_ours = |held: &store::Holding| contract.as_ref().is_some_and(|c| c.id == held.contract);
    if held.as_ref().is_some_and(|held| !is_ours(held)) {
        return Ok(Err(("code", "land_parcel_held")));
    }
    if held.as_ref().is_some_and(|held| held.from > from) {
        return Ok(Err(("code", "land_later_change")));
    }
    let (Some(contract), Some(parcel), Some(held)) = (contract, parcel, held) else {
        return Ok(Ok(Effect::Added));
    };
    let is_same = contract.term_from == line.term_from
        && contract.term_to == line.term_to
        && contract.issuer == line.issuer
        && (line.contractor.is_none() || contract.contractor == line.contractor)
        && (line.name.is_none() || parcel.name == line.name)
        && parcel.area == line.measured
        && held.area == line.contracted;
    Ok(Ok(if is_same {
        Effect::Unchanged
    } else {
        Effect::Changed
    }))
}

/// What rows of one contract must agree in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    household: Id,
    contractor: Option<String>,
    issuer: String,
    term: (Date, Option<Date>),
}

struct Reader<'a, 't> {
    tx: &'a mut Tx<'t>,
    scope: Scope,
    table: &'a Table,
    from: Date,
    /// Codes of parcels.
    seen: HashSet<String>,
    contracts: HashMap<String, Head>,
    problems: Vec<Problem>,
}

/// A fault and the key of its column.
type Faulty<T> = std::result::Result<T, (&'static str, Fault)>;

impl Reader<'_, '_> {
    /// The line of a row and what it would do, or nothing after noting what is wrong with it.
    fn line(&mut self, row: &Row) -> Result<Option<(LandLine, Effect)>> {
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
