//! Where cases stand, made again from their events, and whether the events say what was written beside them.

use crate::fold::Case;
use crate::read::{self, Whole};
use crate::standing::standing;
use crate::store;
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Error, Id, OrgId, Result};

/// So many cases are read at once.
const AT_ONCE: i64 = 1_000;

/// Makes `cases_now` of an organisation again.
pub fn rebuild(tx: &mut Tx, org: OrgId) -> Result<()> {
    store::clear_now(tx, org)?;
    each(tx, org, |tx, row| {
        let whole = read::whole_of(tx, org, row)?;
        store::keep_now(tx, org, &stands(&whole)?)
    })
}

/// `case_unreadable`: its events cannot be folded. `case_state_differs`: an event leaves another state than was written with it.
/// `case_stands_elsewhere`: the list of cases says otherwise than its events. Needs no key file.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    each(tx, org, |tx, row| {
        let (id, number) = (row.id, row.number.clone());
        let mut tell = |code, seq| {
            problems.push(Problem {
                code,
                place: format!("cases_case {number}"),
                seq,
            });
        };
        let whole = match read::whole_of(tx, org, row) {
            Ok(whole) => whole,
            Err(Error::Internal(_)) => {
                tell("case_unreadable", 0);
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        if let Some(seq) = differs(&whole)? {
            tell("case_state_differs", seq);
        }
        if store::now(tx, org, id)? != Some(stands(&whole)?) {
            tell("case_stands_elsewhere", whole.last());
        }
        Ok(())
    })?;
    Ok(problems)
}

fn each(
    tx: &mut Tx,
    org: OrgId,
    mut one: impl FnMut(&mut Tx, store::CaseRow) -> Result<()>,
) -> Result<()> {
    let mut after = Id(0);
    loop {
        let rows = store::cases(tx, org, after, AT_ONCE)?;
        let Some(last) = rows.last().map(|row| row.id) else {
            return Ok(());
        };
        after = last;
        for row in rows {
            one(tx, row)?;
        }
    }
}

fn stands(whole: &Whole) -> Result<store::NowRow> {
    let opened = whole
        .opened_on()
        .ok_or_else(|| Error::Internal(format!("case {} without events", whole.row.number)))?;
    Ok(standing(&whole.row, &whole.case, opened, whole.last()))
}

/// The journal row of the first event whose state is not what the fold makes of it.
fn differs(whole: &Whole) -> Result<Option<i64>> {
    let mut kept = whole.events.iter();
    let mut wrong = None;
    let events = whole.events.iter().map(|kept| &kept.event);
    Case::replay(whole.case.of.clone(), events, |case| {
        let here = kept.next().filter(|kept| kept.row.state != case.state);
        wrong = wrong.or(here.map(|kept| kept.row.seq));
    })?;
    Ok(wrong)
}
