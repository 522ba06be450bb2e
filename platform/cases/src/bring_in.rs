//! Brings a ledger in that was kept elsewhere: each case with all that was done with it, in one deed. Who did it elsewhere is not
//! known here; who brought it in the journal says.

use crate::declared::{CaseType, Role};
use crate::event::{Deed, Event, Patch, Value, Who};
use crate::fold::Case;
use crate::read::{self, Kept, Personal, Whole, parsed};
use crate::standing::owner_of;
use crate::store::{self, CaseRow};
use crate::write::{self, Ground, Written};
use crate::{roles, texts};
use ::store::{Input, Tx};
use access::{Right, units};
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The step that agrees to what the one before asked for.
pub const APPROVE: &str = "approve";

/// Most cases of one ledger.
pub const MOST: usize = 100_000;

#[derive(Debug, Clone, Serialize)]
pub struct BringIn {
    /// Of their type: `appeal`.
    pub code: String,
    /// What begins their numbers: `AP`.
    pub prefix: String,
    pub count: usize,
    /// Keyed hash of the file.
    pub file: Vec<u8>,
}

impl Input for BringIn {
    const DEED: &'static str = "cases.bring_in";
}

/// A case with what was done with it: first `open`, then what followed, day after day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its row in the file, for what is told of it.
    pub row: u32,
    pub unit: Id,
    /// The case that these steps go on with; nothing where it is a new one.
    pub onto: Option<Onto>,
    pub steps: Vec<BroughtStep>,
}

/// A case that is here already, as it was when the steps were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Onto {
    pub case: Id,
    /// The journal row of its last event.
    pub seen: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtStep {
    pub action: String,
    pub day: Date,
    pub patch: Patch,
    pub personal: Patch,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BroughtIn {
    /// New ones.
    pub cases: i64,
    /// Those that went on.
    pub further: i64,
    /// Number of the first and of the last new one, by when they came.
    pub first: Option<String>,
    pub last: Option<String>,
}

/// Who did the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Somebody elsewhere, who held the role that a step takes.
    Elsewhere,
    /// Whoever enters them, with the roles that he has towards each case.
    Actor,
}

/// Takes `RecordCases` at the desk. Refuses `cases.no_such_type`, `cases.too_many`, `cases.moved_on` where a case that goes on is no
/// longer what was seen; `Invalid` with `row` where a case cannot have gone so: the code is that of the refusal, or of the field.
pub fn bring_in(tx: &mut Tx, ctx: &Ctx, input: BringIn, brought: &[Brought]) -> Result<BroughtIn> {
    bring(tx, ctx, (&input.code, &input.prefix), brought)
}

/// [`bring_in`] for a deed that does more than that.
pub fn bring(tx: &mut Tx, ctx: &Ctx, kind: (&str, &str), all: &[Brought]) -> Result<BroughtIn> {
    let desk = roles::desk(tx, ctx)?.ok_or(Error::Forbidden)?;
    access::require(tx, ctx, Right::RecordCases, desk)?;
    Bringing::new(tx, ctx, kind, By::Elsewhere)?.all(tx, ctx, all)
}

/// Takes many cases in that somebody here handled, each with the steps that were done with it, by whoever enters them and with no
/// more rights than he would have step by step. Code and prefix as in [`BringIn`]; refuses as [`bring_in`], and `Forbidden` where he
/// is nothing to a case.
pub fn enter(tx: &mut Tx, ctx: &Ctx, kind: (&str, &str), all: &[Brought]) -> Result<BroughtIn> {
    Bringing::new(tx, ctx, kind, By::Actor)?.all(tx, ctx, all)
}

fn in_row(fault: Error, row: u32) -> Error {
    match fault {
        Error::Refused(refusal) if refusal.code == "cases.moved_on" => Error::Refused(refusal),
        Error::Refused(refusal) => {
            let mut told = FieldError::new("row", "case_refused").with("row", row);
            told.args.push(("code".into(), refusal.code.into_owned()));
            told.args.extend(refusal.args);
            Error::Invalid(vec![told])
        }
        Error::Invalid(faults) => {
            let of = |fault: FieldError| fault.with("row", row);
            Error::Invalid(faults.into_iter().map(of).collect())
        }
        other => other,
    }
}

/// A deed that writes many cases, and what it need not ask again for each.
struct Bringing<'a> {
    code: &'a str,
    prefix: &'a str,
    by: By,
    /// The last place given out, by kind and year.
    numbers: BTreeMap<(Id, i64), i64>,
    /// Roles of the actor, by what a case is about and who handles it.
    known: BTreeMap<(Id, Id), Who>,
    ground: Ground,
}

/// A case before the next step.
struct Standing {
    row: CaseRow,
    of: Arc<CaseType>,
    case: Option<Case>,
    opened: Date,
    /// Its events until now, and those of this deed.
    before: Vec<Kept>,
    new: Vec<Kept>,
    /// What is sealed of them all.
    told: Vec<Option<Personal>>,
}

impl Standing {
    /// The case as it is now, and what is sealed of its events; nothing before its first.
    fn whole(self) -> Option<(Whole, Vec<Option<Personal>>)> {
        let mut events = self.before;
        events.extend(self.new);
        let whole = Whole {
            row: self.row,
            case: self.case?,
            events,
        };
        Some((whole, self.told))
    }
}

impl<'a> Bringing<'a> {
    fn new(
        tx: &mut Tx,
        ctx: &Ctx,
        (code, prefix): (&'a str, &'a str),
        by: By,
    ) -> Result<Bringing<'a>> {
        Ok(Bringing {
            code,
            prefix,
            by,
            numbers: BTreeMap::new(),
            known: BTreeMap::new(),
            ground: Ground::of(tx, ctx)?,
        })
    }

    fn all(mut self, tx: &mut Tx, ctx: &Ctx, brought: &[Brought]) -> Result<BroughtIn> {
        if brought.len() > MOST {
            return Err(Error::refused("cases.too_many"));
        }
        let mut done = BroughtIn::default();
        for case in brought {
            let number = self
                .one(tx, ctx, case)
                .map_err(|fault| in_row(fault, case.row))?;
            if case.onto.is_some() {
                done.further += 1;
                continue;
            }
            done.cases += 1;
            done.first.get_or_insert_with(|| number.clone());
            done.last = Some(number);
        }
        Ok(done)
    }

    /// Its number.
    fn one(&mut self, tx: &mut Tx, ctx: &Ctx, brought: &Brought) -> Result<String> {
        let mut standing = match brought.onto {
            Some(onto) => going_on(tx, ctx, onto)?,
            None => self.begun(tx, ctx, brought)?,
        };
        for (line, step) in (0..).zip(&brought.steps) {
            self.step(tx, ctx, &mut standing, (line, step))?;
        }
        let is_new = brought.onto.is_none();
        let ground = &self.ground;
        if let Some(case) = &standing.case {
            let titled = case.titled.and_then(|at| usize::try_from(at).ok());
            let mut events = standing.before.iter().chain(&standing.new);
            let titled = titled.and_then(|at| events.nth(at));
            let written = Written {
                row: &standing.row,
                line: 0,
                case,
                opened: standing.opened,
                title: titled.map(|kept| (kept.row.seq, kept.row.line)),
            };
            write::stands(tx, ctx, ground, &written, is_new)?;
            let (before, new) = (&standing.before, &standing.new);
            write::adds(tx, ctx, ground, &written, before, new)?;
        }
        let number = standing.row.number.clone();
        if let Some((whole, opened)) = standing.whole() {
            texts::keep(tx, ctx.org, &whole, &opened, is_new)?;
        }
        Ok(number)
    }

    fn begun(&mut self, tx: &mut Tx, ctx: &Ctx, brought: &Brought) -> Result<Standing> {
        write::within(tx, &mut self.ground, brought.unit)?;
        let first = brought
            .steps
            .first()
            .ok_or_else(|| Error::refused("cases.no_steps"))?;
        let opened = first.day;
        let unit = units::unit(tx, brought.unit)?.ok_or(Error::NotFound)?;
        if unit.closed.is_some_and(|closed| closed <= opened) {
            return Err(Error::refused("cases.unit_ended"));
        }
        let kind = store::type_on(tx, ctx.org, self.code, opened)?
            .ok_or_else(|| Error::refused("cases.no_such_type"))?;
        let of = parsed(&kind.body)?;
        let year = i64::from(opened.year());
        let ordinal = match self.numbers.get(&(kind.id, year)) {
            Some(last) => last + 1,
            None => store::next_ordinal(tx, ctx.org, kind.id, year)?,
        };
        self.numbers.insert((kind.id, year), ordinal);
        let about = (self.prefix, brought.unit);
        let row = write::begin(tx, ctx, &kind, about, (year, ordinal))?;
        Ok(Standing {
            row,
            of,
            case: None,
            opened,
            before: Vec::new(),
            new: Vec::new(),
            told: Vec::new(),
        })
    }

    fn step(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        standing: &mut Standing,
        (line, step): (i64, &BroughtStep),
    ) -> Result<()> {
        let personal = Personal {
            patch: step.personal.clone(),
            reason: step.reason.clone(),
        };
        let of = standing.of.clone();
        let asked = standing.case.as_ref().and_then(|case| case.asked.last());
        let deed = match (step.action.as_str(), asked) {
            (APPROVE, Some(asked)) => Deed::Approve(asked.event),
            (action, _) => Deed::Action(action.to_owned()),
        };
        let event = Event {
            deed,
            by: self.who(tx, ctx, standing)?,
            at: tx.at()? / 1_000_000,
            day: kernel::check::not_after("day", step.day, ctx.today())?,
            patch: write::joined(&of, step.patch.clone(), &personal)?,
            reason: step.reason.clone().map(Value::Text),
            dues: BTreeMap::new(),
        };
        write::known(tx, ctx, &mut self.ground, &of, &event)?;
        let before = standing
            .case
            .as_ref()
            .map_or_else(Patch::new, |case| case.fields.clone());
        let (next, event) = match &standing.case {
            None => Case::open(of, event, &self.ground.calendar),
            Some(case) => case.apply(event, &self.ground.calendar),
        }
        .map_err(Error::Refused)?;
        let written = Written {
            row: &standing.row,
            line,
            case: &next,
            opened: standing.opened,
            title: None,
        };
        standing.told.push(Some(personal.clone()));
        let kept = write::append(tx, ctx, &written, &before, event, personal)?;
        standing.new.push(kept);
        standing.case = Some(next);
        Ok(())
    }

    fn who(&mut self, tx: &mut Tx, ctx: &Ctx, standing: &Standing) -> Result<Who> {
        if self.by == By::Elsewhere {
            return Ok(Who::of(Id(0), everybody(&standing.of)));
        }
        let unit = standing.row.unit;
        let owner = standing
            .case
            .as_ref()
            .map_or(unit, |case| owner_of(case, unit));
        if let Some(known) = self.known.get(&(unit, owner)) {
            return Ok(known.clone());
        }
        let who = roles::who_at(tx, ctx, self.ground.desk, (unit, owner))?;
        if who.roles.is_empty() {
            return Err(Error::Forbidden);
        }
        self.known.insert((unit, owner), who.clone());
        Ok(who)
    }
}

fn going_on(tx: &mut Tx, ctx: &Ctx, onto: Onto) -> Result<Standing> {
    let whole = read::whole(tx, ctx.org, onto.case)?;
    if whole.last() != onto.seen {
        return Err(Error::refused("cases.moved_on"));
    }
    let opened = whole
        .opened_on()
        .ok_or_else(|| Error::Internal(format!("case {} without events", whole.row.number)))?;
    Ok(Standing {
        told: whole.personal(tx, ctx.org)?,
        before: whole.events,
        new: Vec::new(),
        of: whole.case.of.clone(),
        case: Some(whole.case),
        row: whole.row,
        opened,
    })
}

/// Every role of a type: elsewhere somebody held it.
fn everybody(of: &CaseType) -> Vec<Role> {
    let mut roles: Vec<Role> = of
        .actions
        .iter()
        .flat_map(|action| action.who.iter().chain(&action.approve))
        .map(|role| role.value)
        .collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}
