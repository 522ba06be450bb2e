//! One step of a case: an action of its type, or an answer to what somebody asked for.

use crate::event::{Deed, Event, Patch, Value};
use crate::fold::told;
use crate::read::{self, Kept, Personal, Whole};
use crate::standing::owner_of;
use crate::write::{self, Ground, Written};
use crate::{roles, texts};
use ::store::{Input, Tx};
use access::deputies;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ActOnCase {
    pub case: Id,
    pub action: String,
    /// When it happened.
    pub day: Date,
    pub patch: Patch,
    /// The fields that the type calls personal.
    pub personal: Patch,
    pub reason: Option<String>,
    /// The journal row of the last event that whoever acts has seen; nothing where he need not have.
    pub seen: Option<i64>,
}

impl Input for ActOnCase {
    const DEED: &'static str = "cases.act";
    const PERSONAL: &'static [&'static str] = &["personal", "reason"];
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DecideAsked {
    pub case: Id,
    /// The number of the event that asked, from 0.
    pub event: u32,
    pub is_approved: bool,
    pub reason: Option<String>,
}

impl Input for DecideAsked {
    const DEED: &'static str = "cases.decide";
    const PERSONAL: &'static [&'static str] = &["reason"];
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Done {
    pub case: Id,
    pub state: String,
}

/// Refuses `cases.moved_on` where the case is no longer what was seen, and what [`crate::fold::Case::apply`] refuses; deputies count as
/// one person with those for whom they act. Invalid: as in [`crate::open_case()`]. `NotFound` where the actor sees no case of this id.
pub fn act_on_case(tx: &mut Tx, ctx: &Ctx, input: ActOnCase) -> Result<Done> {
    let whole = read::seen(tx, ctx, input.case)?;
    act_on(tx, ctx, &whole, input)
}

/// [`act_on_case`] for somebody whose sight of the case was looked at.
pub(crate) fn act_on(tx: &mut Tx, ctx: &Ctx, whole: &Whole, input: ActOnCase) -> Result<Done> {
    tx.set_input_subject(whole.row.id);
    if input.seen.is_some_and(|seen| seen != whole.last()) {
        return Err(Error::refused("cases.moved_on"));
    }
    let day = kernel::check::not_after("day", input.day, ctx.today())?;
    let reason = kernel::check::optional("reason", input.reason.as_deref())?;
    let personal = Personal {
        patch: input.personal,
        reason: reason.clone(),
    };
    let patch = write::joined(&whole.case.of, input.patch, &personal)?;
    let deed = Deed::Action(input.action);
    let told = Told {
        deed,
        day,
        patch,
        reason,
    };
    append(tx, ctx, whole, told, personal)
}

/// Approves or declines what somebody asked for. Refuses `cases.nothing_asked`, `cases.not_your_role`, `cases.same_person`, and
/// what the action itself refuses by now.
pub fn decide_asked(tx: &mut Tx, ctx: &Ctx, input: DecideAsked) -> Result<Done> {
    let whole = read::seen(tx, ctx, input.case)?;
    tx.set_input_subject(whole.row.id);
    let reason = kernel::check::optional("reason", input.reason.as_deref())?;
    let deed = match input.is_approved {
        true => Deed::Approve(input.event),
        false => Deed::Decline(input.event),
    };
    let personal = Personal {
        patch: Patch::new(),
        reason: reason.clone(),
    };
    let told = Told {
        deed,
        day: ctx.today(),
        patch: Patch::new(),
        reason,
    };
    append(tx, ctx, &whole, told, personal)
}

/// Nobody checks what he did himself, or the one whose deputy he is.
fn not_of_their_own(tx: &mut Tx, ctx: &Ctx, whole: &Whole, deed: &Deed) -> Result<()> {
    match deed {
        Deed::Action(action) => {
            let action = whole.case.of.action(action);
            for earlier in action.iter().flat_map(|action| &action.forbid) {
                let mut events = whole.events.iter().rev();
                if let Some(kept) = events.find(|kept| kept.row.action == earlier.as_str()) {
                    same_person(tx, ctx, whole, kept)?;
                }
            }
            Ok(())
        }
        Deed::Approve(event) | Deed::Decline(event) => {
            let at = usize::try_from(*event).ok();
            let asked = at.and_then(|at| whole.events.get(at));
            asked.map_or(Ok(()), |asked| same_person(tx, ctx, whole, asked))
        }
        Deed::Recompute => Ok(()),
    }
}

fn same_person(tx: &mut Tx, ctx: &Ctx, whole: &Whole, earlier: &Kept) -> Result<()> {
    let (user, seq) = (earlier.row.user, earlier.row.seq);
    // Whoever brought the case has no account.
    if user != Id(0) && deputies::is_own(tx, ctx, user, seq)? {
        let of = &whole.case.of;
        let refusal = told::action("cases.same_person", of, &earlier.row.action);
        return Err(Error::Refused(refusal));
    }
    Ok(())
}

struct Told {
    deed: Deed,
    day: Date,
    patch: Patch,
    reason: Option<String>,
}

fn append(tx: &mut Tx, ctx: &Ctx, whole: &Whole, told: Told, personal: Personal) -> Result<Done> {
    let owner = owner_of(&whole.case, whole.row.unit);
    let mut ground = Ground::of(tx, ctx)?;
    let event = Event {
        deed: told.deed,
        by: roles::who_at(tx, ctx, ground.desk, (whole.row.unit, owner))?,
        at: tx.at()? / 1_000_000,
        day: told.day,
        patch: told.patch,
        reason: told.reason.map(Value::Text),
        dues: Default::default(),
    };
    write::known(tx, ctx, &mut ground, &whole.case.of, &event)?;
    let applied = whole.case.apply(event, &ground.calendar);
    let (case, event) = applied.map_err(Error::Refused)?;
    not_of_their_own(tx, ctx, whole, &event.deed)?;
    // A deed may take several steps: each has its own line within the journal row.
    let seq = tx.seq()?;
    let before = whole.events.iter().filter(|kept| kept.row.seq == seq);
    let line = i64::try_from(before.count()).unwrap_or(i64::MAX);
    let written = Written {
        row: &whole.row,
        line,
        case: &case,
        opened: whole.opened_on().unwrap_or(told.day),
        title: whole.title_after(&case, (seq, line)),
    };
    let mut opened = whole.personal(tx, ctx.org)?;
    opened.push(Some(personal.clone()));
    let kept = write::append(tx, ctx, &written, &whole.case.fields, event, personal)?;
    write::stands(tx, ctx, &ground, &written, false)?;
    let new = std::slice::from_ref(&kept);
    write::adds(tx, ctx, &ground, &written, &whole.events, new)?;
    let mut events = whole.events.clone();
    events.push(kept);
    let next = Whole {
        row: whole.row.clone(),
        case,
        events,
    };
    texts::keep(tx, ctx.org, &next, &opened, false)?;
    Ok(Done {
        case: next.row.id,
        state: next.case.state,
    })
}
