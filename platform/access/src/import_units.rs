//! Imports a file of units: read and compared outside the deed, written in one commit.

use crate::caches::rebuild_units;
use crate::imports::{self, Done};
use crate::scope::{EVERYWHERE, INSTALLATION, on_installation};
use crate::units::{Unit, UnitFact, UnitPlan, UnitRow, compare, pinyin_key};
use crate::{Right, require, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result, text};
use serde::{Deserialize, Serialize};
use sheets::{Cell, Column, Kind, Limits, ReadFault, Spec, Table};
use std::collections::HashMap;

/// The columns of a file of units. A level is a word (`county`, 县级), a parent the code of one.
pub const COLUMNS: &[Column] = &[
    Column::new(
        "code",
        &[
            "代码",
            "区划代码",
            "行政区划代码",
            "单位代码",
            "统计用区划代码",
            "code",
        ],
        Kind::Code,
    )
    .required(),
    Column::new("level", &["级别", "层级", "级次", "level"], Kind::Text).required(),
    Column::new(
        "name",
        &["名称", "单位名称", "区划名称", "name"],
        Kind::Text,
    )
    .required(),
    Column::new(
        "parent",
        &["上级", "上级代码", "上级区划代码", "父级代码", "parent"],
        Kind::Code,
    )
    .required(),
];

/// What a file of units says. Cells that could not be read are empty in the rows and named in
/// `table.problems()`.
pub fn read_units(
    bytes: &[u8],
    file_name: &str,
    mapping: &[(String, String)],
) -> Result<(Table, Vec<UnitRow>), ReadFault> {
    let spec = Spec {
        mapping,
        ..Spec::new(COLUMNS)
    };
    let table = sheets::read_table(bytes, file_name, &spec, &Limits::default())?;
    let places = ["code", "level", "name", "parent"].map(|key| table.position(key));
    let rows = table.rows.iter().map(|row| {
        let [code, level, name, parent] = places.map(|place| {
            place
                .and_then(|i| row.cells.get(i))
                .map(shown)
                .unwrap_or_default()
        });
        UnitRow {
            row: row.number,
            code,
            level,
            name,
            parent,
        }
    });
    let rows = rows.collect();
    Ok((table, rows))
}

fn shown(cell: &Cell) -> String {
    match &cell.value {
        Some(sheets::CellValue::Text(text)) => text.clone(),
        Some(_) | None => text::half_width(&cell.raw),
    }
}

/// What an import of these rows would do. For the preview; the deed asks again under its lock.
pub fn preview_units(tx: &mut Tx, rows: &[UnitRow]) -> Result<UnitPlan> {
    Ok(compare(rows, &store::units::all(tx)?))
}

#[derive(Debug, Clone, Serialize)]
pub struct ImportUnits {
    /// Keyed hash of the file, hexadecimal: [`file_tag`].
    pub file_tag: String,
    /// Column letter to field, as a person chose them.
    pub mapping: Vec<(String, String)>,
    /// From which day the file's units are so; not after today.
    pub valid_from: Date,
    /// What the preview said: rows of the file, and how they compare.
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub set_aside: usize,
}

impl Input for ImportUnits {
    const DEED: &'static str = "access.import_units";
}

impl ImportUnits {
    /// The input that says what the preview showed.
    pub fn of(
        plan: &UnitPlan,
        rows: usize,
        file_tag: String,
        mapping: Vec<(String, String)>,
        from: Date,
    ) -> Self {
        ImportUnits {
            file_tag,
            mapping,
            valid_from: from,
            rows,
            added: plan.added.len(),
            changed: plan.changed.len(),
            unchanged: plan.unchanged,
            set_aside: plan.set_aside,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Imported {
    pub import: Id,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub set_aside: usize,
}

/// The keyed hash that stands for a file in inputs and in `access_import`.
pub fn file_tag(tx: &Tx, bytes: &[u8]) -> String {
    text::hex(&tx.hmac("file", &[bytes]))
}

/// Needs `Install`. `Conflict` where the units changed since the preview. Refused:
/// `access.import_changes_nothing`. Invalid: `valid_from` `in_the_future`.
pub fn import_units(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportUnits,
    rows: &[UnitRow],
) -> Result<Imported> {
    on_installation(ctx)?;
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    if input.valid_from > ctx.today() {
        return Err(Error::invalid("valid_from", "in_the_future"));
    }
    let there = store::units::all(tx)?;
    let plan = compare(rows, &there);
    let told = (
        input.rows,
        input.added,
        input.changed,
        input.unchanged,
        input.set_aside,
    );
    if told
        != (
            rows.len(),
            plan.added.len(),
            plan.changed.len(),
            plan.unchanged,
            plan.set_aside,
        )
    {
        return Err(Error::Conflict);
    }
    if plan.added.is_empty() && plan.changed.is_empty() {
        return Err(Error::refused("access.import_changes_nothing"));
    }
    let import = tx.new_id()?;
    insert_import(tx, import, &input, &plan)?;
    write(tx, &plan, &there, import, input.valid_from)?;
    Ok(Imported {
        import,
        added: plan.added.len(),
        changed: plan.changed.len(),
        unchanged: plan.unchanged,
        set_aside: plan.set_aside,
    })
}

fn insert_import(tx: &mut Tx, id: Id, input: &ImportUnits, plan: &UnitPlan) -> Result<()> {
    let tag: [u8; 32] =
        text::unhex(&input.file_tag).ok_or(Error::invalid("file_tag", "not_a_tag"))?;
    let mapping =
        serde_json::to_string(&input.mapping).map_err(|e| Error::internal("a mapping", e))?;
    let done = Done {
        id,
        kind: "units",
        file_tag: tag.to_vec(),
        mapping: &mapping,
        rows: input.rows,
        added: plan.added.len(),
        changed: plan.changed.len(),
        unchanged: plan.unchanged,
        set_aside: plan.set_aside,
        reverses: None,
    };
    imports::record(tx, INSTALLATION, done)
}

fn write(tx: &mut Tx, plan: &UnitPlan, there: &[Unit], import: Id, from: Date) -> Result<()> {
    let mut ids: HashMap<&str, Id> = there
        .iter()
        .filter(|unit| unit.closed.is_none())
        .map(|unit| (unit.code.as_str(), unit.id))
        .collect();
    let mut above: HashMap<Id, Option<Id>> =
        there.iter().map(|unit| (unit.id, unit.parent)).collect();
    for row in &plan.added {
        let id = tx.new_id()?;
        ids.insert(&row.code, id);
        let fact = fact_of(row, id, &ids, import, from)?;
        store::units::insert_fact(tx, &fact)?;
        store::units::insert_now(tx, &fact.unit(), pinyin_key(&fact.name))?;
        // Rows come parents first, so the path upward is known.
        above.insert(id, fact.parent);
        let mut next = Some(id);
        while let Some(ancestor) = next {
            store::units::insert_reach(tx, ancestor, id)?;
            next = above.get(&ancestor).copied().flatten();
        }
    }
    let mut is_moved = false;
    for (unit, row) in &plan.changed {
        let last = store::units::facts_of(tx, unit.id)?.into_iter().next_back();
        let from = last.map_or(from, |last| last.valid_from.max(from));
        let fact = fact_of(row, unit.id, &ids, import, from)?;
        is_moved |= fact.parent != unit.parent;
        store::units::insert_fact(tx, &fact)?;
        store::units::update_now(tx, &fact.unit(), pinyin_key(&fact.name))?;
    }
    if is_moved { rebuild_units(tx) } else { Ok(()) }
}

fn fact_of(
    row: &UnitRow,
    id: Id,
    ids: &HashMap<&str, Id>,
    import: Id,
    from: Date,
) -> Result<UnitFact> {
    let parent = match row.parent.as_str() {
        "" => None,
        code => Some(
            *ids.get(code)
                .ok_or_else(|| Error::Internal(format!("unit {code} came after its children")))?,
        ),
    };
    Ok(UnitFact {
        id,
        code: row.code.clone(),
        level: row.level.clone(),
        name: row.name.trim().to_owned(),
        parent,
        valid_from: from,
        valid_to: None,
        import: Some(import),
        seq: 0,
    })
}
