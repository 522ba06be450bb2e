//! A list of land as it comes in from a file, by its page or from a program.

use super::{ImportLand, LandImported, LandPlan, import_land, plan_land, read_land};
use ::store::Tx;
use ::web::i18n::Words;
use ::web::import::{Incoming, Kept, Planned};
use ::web::sheet;
use access::{Right, Scope};
use kernel::{Ctx, Date, Result, mask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy)]
pub(super) struct LandList;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct HoldsFrom {
    /// What is new or changed holds from this day; without it from today.
    pub from: Option<Date>,
}

/// What the file comes to, from which day, and its keyed hash in hex.
pub(super) type Plan = (LandPlan, Date, String);

impl Incoming for LandList {
    type Asked = HoldsFrom;
    type Plan = Plan;
    type Input = ImportLand;
    type Done = LandImported;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<HoldsFrom>,
    ) -> Result<Planned<Plan>> {
        let table = read_land(&sent.bytes, &sent.name, &sent.mapping);
        let table = table.map_err(|fault| sheet::unreadable(&fault))?;
        let from = sent.asked.from.unwrap_or_else(|| ctx.today());
        let mut plan = plan_land(tx, &Scope::of(ctx, Right::EnterProjects), &table, from)?;
        if !sent.sees_names {
            for parcel in &mut plan.missing {
                parcel.head_name = mask::name(&parcel.head_name);
            }
        }
        let tag = kernel::text::hex(&tx.hmac("land.file", &[&sent.bytes]));
        Ok(Planned {
            problems: plan.problems.clone(),
            effects: vec![
                (plan.added, "land-effect-added"),
                (plan.changed, "land-effect-changed"),
                (plan.unchanged, "land-effect-unchanged"),
                (plan.set_aside, "projects-effect-aside"),
            ],
            has_work: plan.added + plan.changed > 0,
            has_aside: plan.set_aside > 0,
            is_known: false,
            parts: Vec::new(),
            sheet: Some(table),
            plan: (plan, from, tag),
        })
    }

    fn input(&self, _: &HoldsFrom, planned: &Planned<Plan>) -> ImportLand {
        let (plan, from, tag) = &planned.plan;
        // Columns are known by their heads.
        plan.input(*from, tag.clone(), "[]".into())
    }

    fn deed(tx: &mut Tx, ctx: &Ctx, input: ImportLand, plan: &Plan) -> Result<LandImported> {
        import_land(tx, ctx, input, &plan.0.lines)
    }
}
