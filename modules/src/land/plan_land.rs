//! Reads a list of contracted land from a file and says what it would change. Writes nothing: see import_land.rs.

mod reader;

use super::model;
use super::store::{self, lists};
use super::{ImportLand, read};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Date, Id, OrgId, Refusal, Result};
use reader::Reader;
use sheets::{Column, Kind, Limits, Problem, ReadFault, Spec, Table};
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
