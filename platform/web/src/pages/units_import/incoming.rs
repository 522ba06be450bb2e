//! The same list as a program sends it.

use super::{KIND, problems};
use crate::i18n::Words;
use crate::import::{Incoming, Kept, Planned};
use crate::sheet;
use access::import_units::{
    ImportUnits, Imported, file_tag, import_units, preview_units, read_units,
};
use access::units::{UnitPlan, UnitRow};
use access::{Right, imports};
use kernel::{Ctx, Date, Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

#[derive(Clone, Copy)]
pub(crate) struct Units;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ValidFrom {
    /// From which day the file's units are so; not after today.
    valid_from: Date,
}

pub(crate) struct Plan {
    plan: UnitPlan,
    rows: Vec<UnitRow>,
    tag: String,
}

impl Incoming for Units {
    type Asked = ValidFrom;
    type Plan = Plan;
    type Input = ImportUnits;
    type Done = Imported;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<ValidFrom>,
    ) -> Result<Planned<Plan>> {
        access::require(tx, ctx, Right::Install, access::scope::EVERYWHERE)?;
        let read = read_units(&sent.bytes, &sent.name, &sent.mapping);
        let (table, rows) = read.map_err(|fault| sheet::unreadable(&fault))?;
        let plan = preview_units(tx, &rows)?;
        let tag = file_tag(tx, &sent.bytes);
        let bytes: [u8; 32] =
            kernel::text::unhex(&tag).ok_or_else(|| Error::Internal("a file's tag".into()))?;
        let known = imports::import_with_tag(tx, 0, KIND, &bytes)?;
        let has_work = !plan.added.is_empty() || !plan.changed.is_empty();
        Ok(Planned {
            problems: problems(&table, &plan),
            effects: vec![
                (plan.added.len(), "page-import-will-add"),
                (plan.changed.len(), "page-import-will-change"),
                (plan.set_aside, "page-import-will-skip"),
            ],
            has_work,
            has_aside: plan.set_aside > 0,
            // One that stands and changes something again may be sent again, as on the page.
            is_known: known.is_some() && !has_work,
            parts: Vec::new(),
            sheet: Some(table),
            plan: Plan { plan, rows, tag },
        })
    }

    fn input(&self, asked: &ValidFrom, planned: &Planned<Plan>) -> ImportUnits {
        let Plan { plan, rows, tag } = &planned.plan;
        let tag = tag.clone();
        ImportUnits::of(plan, rows.len(), tag, Vec::new(), asked.valid_from)
    }

    fn deed(tx: &mut Tx, ctx: &Ctx, input: ImportUnits, plan: &Plan) -> Result<Imported> {
        import_units(tx, ctx, input, &plan.rows)
    }
}
