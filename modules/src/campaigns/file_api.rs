//! What comes in as files, for programs: a whole campaign from its workbook, and a list of problems that was kept elsewhere.

use super::ledger;
use super::model::{ItemKind, Plan};
use super::read::{self, Whole};
use super::workbook;
use super::{CampaignOpened, ImportFindings, OpenCampaign, import_findings, open_campaign};
use ::store::Tx;
use ::web::i18n::Words;
use ::web::import::{Alone, Incoming, Kept, Planned};
use ::web::sheet;
use access::{imports, units};
use cases::{Brought, BroughtIn};
use kernel::{Ctx, Error, FieldError, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One workbook; a fault lets nothing of it in.
#[derive(Clone, Copy)]
pub(super) struct Workbook;

impl Incoming for Workbook {
    type Asked = Alone;
    type Plan = (Plan, String);
    type Input = OpenCampaign;
    type Done = CampaignOpened;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<Alone>,
    ) -> Result<Planned<Self::Plan>> {
        let desk = cases::roles::desk(tx, ctx)?.ok_or(Error::NotFound)?;
        let desk = units::unit(tx, desk)?.ok_or(Error::NotFound)?;
        let below = units::children(tx, desk.id)?;
        let read = workbook::read(&sent.bytes, &sent.name, &desk, &below);
        let read = read.map_err(|fault| sheet::unreadable(&fault))?;
        let Some(plan) = read.plan else {
            return Err(Error::Invalid(faults(read.unread, &read.problems)));
        };
        let tag = workbook::file_tag(tx, &sent.bytes);
        let pilots = plan.villages.iter().filter(|village| village.is_pilot);
        let effects = vec![
            (plan.items_of(ItemKind::Zero), "campaigns-effect-zeros"),
            (plan.items_of(ItemKind::Lift), "campaigns-effect-lifts"),
            (plan.villages.len(), "campaigns-effect-villages"),
            (pilots.count(), "campaigns-effect-pilots"),
            (plan.lines.len(), "campaigns-effect-lines"),
            (plan.rounds.len(), "campaigns-effect-rounds"),
        ];
        Ok(Planned {
            plan: (plan, tag),
            sheet: None,
            problems: Vec::new(),
            effects,
            has_work: true,
            has_aside: false,
            // The deed knows it, with a word of its own.
            is_known: false,
            parts: Vec::new(),
        })
    }

    fn input(&self, _: &Alone, planned: &Planned<Self::Plan>) -> OpenCampaign {
        let (plan, tag) = &planned.plan;
        OpenCampaign::of(plan, tag.clone())
    }

    fn deed(
        tx: &mut Tx,
        ctx: &Ctx,
        input: OpenCampaign,
        plan: &Self::Plan,
    ) -> Result<CampaignOpened> {
        open_campaign(tx, ctx, input, &plan.0)
    }
}

/// Sheets that cannot be read, and cells by sheet: `村!B3`.
fn faults(unread: Vec<workbook::Unread>, problems: &[workbook::Placed]) -> Vec<FieldError> {
    let sheets = unread.iter();
    let sheets = sheets.map(|one| sheet::fault_on(one.sheet, one.fault.code, &one.fault.args));
    let cells = problems.iter().map(|one| {
        let place = format!("{}!{}", one.sheet, one.problem.cell());
        sheet::fault_on(place, one.problem.code, &one.problem.args)
    });
    sheets.chain(cells).collect()
}

/// Problems that were kept elsewhere, into a campaign.
#[derive(Clone, Copy)]
pub(super) struct Findings;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct IntoCampaign {
    pub campaign: Id,
}

/// A list as it would be brought in.
pub(super) struct FindingsPlan {
    pub whole: Whole,
    pub cases: Vec<Brought>,
    pub tag: String,
    pub set_aside: usize,
}

/// Its imports, and its uploads.
pub(super) const FINDINGS: &str = "findings";

impl Incoming for Findings {
    type Asked = IntoCampaign;
    type Plan = FindingsPlan;
    type Input = ImportFindings;
    type Done = BroughtIn;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<IntoCampaign>,
    ) -> Result<Planned<FindingsPlan>> {
        let whole = read::whole(tx, ctx, sent.asked.campaign)?;
        let table = ledger::read_table(&sent.bytes, &sent.name);
        let table = table.map_err(|fault| sheet::unreadable(&fault))?;
        let read = ledger::read(&whole, &table);
        let tag = ledger::file_tag(tx, &sent.bytes);
        let known = imports::import_with_tag(tx, ctx.org, FINDINGS, tag.as_bytes())?;
        let set_aside = table.rows.len().saturating_sub(read.cases.len());
        let [found, under_way, to_check, closed] = read.counts;
        let effects = vec![
            (read.cases.len(), "campaigns-effect-findings"),
            (found, "campaigns-standing-found"),
            (under_way, "campaigns-standing-under-way"),
            (to_check, "campaigns-standing-to-check"),
            (closed, "campaigns-standing-closed"),
            (set_aside, "projects-effect-aside"),
        ];
        Ok(Planned {
            problems: read.problems,
            effects,
            has_work: !read.cases.is_empty(),
            has_aside: set_aside > 0,
            is_known: known.is_some(),
            parts: Vec::new(),
            sheet: Some(table),
            plan: FindingsPlan {
                whole,
                cases: read.cases,
                tag,
                set_aside,
            },
        })
    }

    fn input(&self, asked: &IntoCampaign, planned: &Planned<FindingsPlan>) -> ImportFindings {
        ImportFindings {
            campaign: asked.campaign,
            count: planned.plan.cases.len(),
            set_aside: planned.plan.set_aside,
            file_tag: planned.plan.tag.clone(),
        }
    }

    fn deed(
        tx: &mut Tx,
        ctx: &Ctx,
        input: ImportFindings,
        plan: &FindingsPlan,
    ) -> Result<BroughtIn> {
        import_findings(tx, ctx, input, &plan.cases)
    }
}
