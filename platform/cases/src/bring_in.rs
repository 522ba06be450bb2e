//! Brings a ledger in that was kept elsewhere: each case with all that was done with it, in one deed. Who did it elsewhere is not
//! known here; who brought it in the journal says.

use crate::declared::Role;
use crate::event::{Deed, Event, Patch, Value, Who};
use crate::fold::Case;
use crate::read::{Personal, parsed};
use crate::store;
use crate::write::{self, Written};
use crate::{calendar, roles, texts};
use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A case of a ledger: first `open`, then what followed, day after day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its row in the file, for what is told of it.
    pub row: u32,
    pub unit: Id,
    pub steps: Vec<BroughtStep>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtStep {
    pub action: String,
    pub day: Date,
    pub patch: Patch,
    pub personal: Patch,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BroughtIn {
    pub cases: i64,
    /// Number of the first and of the last, by when they came.
    pub first: Option<String>,
    pub last: Option<String>,
}

/// Takes `RecordCases` at the desk. Refuses `cases.no_such_type`, `cases.too_many`; `Invalid` with `row` where a case cannot have gone
/// so: the code is that of the refusal, or of the field.
pub fn bring_in(tx: &mut Tx, ctx: &Ctx, input: BringIn, brought: &[Brought]) -> Result<BroughtIn> {
    let desk = roles::desk(tx, ctx)?.ok_or(Error::Forbidden)?;
    access::require(tx, ctx, Right::RecordCases, desk)?;
    if brought.len() > MOST {
        return Err(Error::refused("cases.too_many"));
    }
    let mut numbers: BTreeMap<(Id, i64), i64> = BTreeMap::new();
    let mut done = BroughtIn {
        cases: 0,
        first: None,
        last: None,
    };
    let mut ids = Vec::with_capacity(brought.len());
    for case in brought {
        let (id, number) =
            one(tx, ctx, &input, case, &mut numbers).map_err(|fault| in_row(fault, case.row))?;
        done.cases += 1;
        done.first.get_or_insert_with(|| number.clone());
        done.last = Some(number);
        ids.push(id);
    }
    // Afterwards: a text is read back from what was written, and a ledger's rows go in together.
    for id in ids {
        texts::keep(tx, ctx.org, id)?;
    }
    Ok(done)
}

fn in_row(fault: Error, row: u32) -> Error {
    match fault {
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

fn one(
    tx: &mut Tx,
    ctx: &Ctx,
    input: &BringIn,
    brought: &Brought,
    numbers: &mut BTreeMap<(Id, i64), i64>,
) -> Result<(Id, String)> {
    write::within(tx, ctx, brought.unit)?;
    let first = brought
        .steps
        .first()
        .ok_or_else(|| Error::refused("cases.no_steps"))?;
    let kind = store::type_on(tx, ctx.org, &input.code, first.day)?
        .ok_or_else(|| Error::refused("cases.no_such_type"))?;
    let of = parsed(&kind.body)?;
    let year = i64::from(first.day.year());
    let ordinal = match numbers.get(&(kind.id, year)) {
        Some(last) => last + 1,
        None => store::next_ordinal(tx, ctx.org, kind.id, year)?,
    };
    numbers.insert((kind.id, year), ordinal);
    let about = (input.prefix.as_str(), brought.unit);
    let row = write::begin(tx, ctx, &kind, about, (year, ordinal))?;
    let elsewhere = Who::of(Id(0), everybody(&of));
    let calendar = calendar::current(tx)?;
    let (at, seq) = (tx.at()? / 1_000_000, tx.seq()?);
    let mut case: Option<Case> = None;
    let mut events = Vec::with_capacity(brought.steps.len());
    for (line, step) in (0..).zip(&brought.steps) {
        let personal = Personal {
            patch: step.personal.clone(),
            reason: step.reason.clone(),
        };
        let event = Event {
            deed: Deed::Action(step.action.clone()),
            by: elsewhere.clone(),
            at,
            day: kernel::check::not_after("day", step.day, ctx.today())?,
            patch: write::joined(&of, step.patch.clone(), &personal)?,
            reason: step.reason.clone().map(Value::Text),
            dues: BTreeMap::new(),
        };
        write::known(tx, ctx, &of, &event)?;
        let before = case
            .as_ref()
            .map_or_else(Patch::new, |case| case.fields.clone());
        let (next, event) = match &case {
            None => Case::open(of.clone(), event, &calendar),
            Some(case) => case.apply(event, &calendar),
        }
        .map_err(Error::Refused)?;
        let written = Written {
            row: &row,
            line,
            case: &next,
            opened: first.day,
            title: None,
        };
        events.push(write::append(tx, ctx, &written, &before, event, personal)?);
        case = Some(next);
    }
    if let Some(case) = &case {
        let written = Written {
            row: &row,
            line: 0,
            case,
            opened: first.day,
            // Each event stands in the line of its number.
            title: case.titled.map(|at| (seq, i64::from(at))),
        };
        write::stands(tx, ctx, &written, &calendar, true)?;
        write::adds(tx, ctx, &written, &[], &events)?;
    }
    Ok((row.id, row.number))
}

/// Every role of a type: elsewhere somebody held it.
fn everybody(of: &crate::declared::CaseType) -> Vec<Role> {
    let mut roles: Vec<Role> = of
        .actions
        .iter()
        .flat_map(|action| action.who.iter().map(|role| role.value))
        .collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}
