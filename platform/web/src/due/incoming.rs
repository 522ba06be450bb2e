//! A notice on days off as a program sends it.

use crate::app::App;
use crate::i18n::Words;
use crate::import::{Incoming, Kept, Planned};
use crate::sheet;
use access::Right;
use cases::notice::{self, Effect, FileFault, Noticed, Plan, ReadNotice, read_file};
use cases::workdays::Named;
use kernel::{Ctx, Date, Error, FieldError, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

#[derive(Clone, Copy)]
pub(super) struct Notice;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct About {
    /// 国办发明电〔2026〕7号
    number: String,
    /// Where it was published.
    source: String,
    published: Date,
}

/// A file as it was read, what it changes, and what that does to open cases of all organisations.
pub(super) struct Compared {
    pub days: Vec<Named>,
    pub plan: Plan,
    pub effect: Effect,
    pub tag: Vec<u8>,
}

/// Compares days with what is known.
pub(super) fn compared(
    tx: &mut Tx,
    days: Vec<Named>,
    bytes: &[u8],
    today: Date,
) -> Result<Compared> {
    let plan = notice::plan(tx, &days)?;
    let mut effect = Effect::default();
    for org in access::create_org::orgs(tx, today)? {
        let one = notice::effect(tx, org.id, &plan.calendar)?;
        effect.fixed += one.fixed;
        effect.moved += one.moved;
        effect.open += one.open;
    }
    Ok(Compared {
        days,
        plan,
        effect,
        tag: notice::file_tag(tx, bytes),
    })
}

fn fault(fault: FileFault) -> Error {
    match fault {
        FileFault::Table(fault) => sheet::unreadable(&fault),
        FileFault::Cells(problems) => {
            let cells = problems.iter();
            let cells = cells.map(|one| sheet::fault_on(one.cell(), one.code, &one.args));
            Error::Invalid(cells.collect())
        }
        FileFault::Other { code, what } => {
            let fault = match code {
                "unreadable_calendar" => FieldError::new("file", "unreadable_calendar"),
                _ => FieldError::new("file", "unreadable_json"),
            };
            Error::Invalid(vec![fault.with("what", what)])
        }
    }
}

impl Incoming for Notice {
    type Asked = About;
    type Plan = Compared;
    type Input = ReadNotice;
    type Done = Noticed;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<About>,
    ) -> Result<Planned<Compared>> {
        access::require(tx, ctx, Right::Install, access::scope::EVERYWHERE)?;
        let days = read_file(&sent.bytes, &sent.name).map_err(fault)?;
        let compared = compared(tx, days, &sent.bytes, ctx.today())?;
        let number = |number: i64| usize::try_from(number).unwrap_or(0);
        let effect = compared.effect;
        Ok(Planned {
            problems: Vec::new(),
            effects: vec![
                (compared.plan.changes.len(), "due-count-changed"),
                (compared.plan.unchanged, "due-count-unchanged"),
                (number(effect.fixed), "due-will-fix"),
                (number(effect.moved), "due-will-move"),
                (
                    number(effect.open - effect.fixed - effect.moved),
                    "due-will-stay",
                ),
            ],
            has_work: !compared.plan.changes.is_empty(),
            has_aside: false,
            is_known: false,
            parts: Vec::new(),
            sheet: None,
            plan: compared,
        })
    }

    fn input(&self, asked: &About, planned: &Planned<Compared>) -> ReadNotice {
        let Compared {
            days, plan, tag, ..
        } = &planned.plan;
        ReadNotice {
            number: asked.number.clone(),
            source: asked.source.clone(),
            published: asked.published,
            file: tag.clone(),
            year: plan.year,
            days: days.len(),
            changes: plan.changes.len(),
        }
    }

    fn deed(tx: &mut Tx, ctx: &Ctx, input: ReadNotice, plan: &Compared) -> Result<Noticed> {
        cases::read_notice(tx, ctx, input, &plan.days)
    }

    /// Open cases follow behind the answer.
    fn after(&self, app: &App) {
        let (db, ctx) = (app.db.clone(), app.system(0));
        tokio::spawn(async move {
            if let Err(e) = crate::cases::follow(&db, &ctx).await {
                tracing::error!("open cases could not follow a notice: {e}");
            }
        });
    }
}
