//! A person is erased (PIPL 47): his key is destroyed and his search rows go; money, households and the
//! chain stay as they are.

use super::model::{self, ERASE_REASONS, Kind, Money, Standing};
use super::{Answered, Detail, Whereabouts, begin, record, remake};
use super::{pages_data, retention};
use crate::people::reverse_import::Rests;
use crate::people::store::{facts, rights};
use crate::people::{plan_import::far, tags};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use payout::State;
use serde::Serialize;
use std::collections::BTreeSet;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct EraseSubject {
    pub person: Id,
    /// One of [`ERASE_REASONS`].
    pub reason: String,
    pub asked_by: String,
}

impl Input for EraseSubject {
    const DEED: &'static str = "people.erase_subject";
}

/// `typed` is his name or his household's number, as the actor typed it to confirm: it comes beside the
/// input, because nothing of it may stay.
///
/// Refuses what [`begin`] refuses, then what [`model::may_erase`] refuses; invalid `confirm` last.
pub fn erase_subject(
    tx: &mut Tx,
    ctx: &Ctx,
    input: EraseSubject,
    typed: &str,
    rests: &[Rests],
) -> Result<Answered> {
    let at = begin(tx, ctx, input.person, &input.asked_by)?;
    if !ERASE_REASONS.contains(&input.reason.as_str()) {
        return Err(Error::invalid("reason", "not_chosen"));
    }
    let standing = standing(tx, ctx.org, input.person, &at, ctx.today(), rests)?;
    let accounting = retention::retention(tx, ctx.org, retention::ACCOUNTING, ctx.today())?;
    model::may_erase(&standing, &accounting, ctx.today())?;
    let sealed = facts::person(tx, ctx.org, input.person, far()?, i64::MAX)?;
    let known = match sealed {
        Some(sealed) => tags::open(tx, ctx.org, input.person, &sealed.sealed)?,
        None => None,
    };
    let name = known.map(|record| record.name).unwrap_or_default();
    if !model::confirms(typed, &name, &at.number) {
        return Err(Error::invalid("confirm", "not_his_name"));
    }
    let papers = pages_data::papers(tx, ctx.org, input.person)?.len();
    let detail = Detail {
        papers: Some(papers),
        ..Detail::asked_by(&input.asked_by)
    };
    let of = (input.person, at.unit);
    let answered = record(tx, ctx, of, Kind::Erase, Some(&input.reason), &detail)?;
    // Last: what the key file says cannot be taken back when the commit fails.
    tx.erase_subject(input.person)?;
    remake(tx, ctx.org, input.person, ctx.today())?;
    Ok(answered)
}

/// What may keep a person, gathered from all that names him.
pub(crate) fn standing(
    tx: &mut Tx,
    org: OrgId,
    person: Id,
    at: &Whereabouts,
    today: Date,
    rests: &[Rests],
) -> Result<Standing> {
    let headed = rights::headed(tx, org, person)?;
    let mut named: BTreeSet<Id> = [person].into();
    for household in &headed {
        let has_ended = facts::household(tx, org, *household, far()?, i64::MAX)?.is_none();
        if has_ended && rights::last_head(tx, org, *household)? == Some(person) {
            named.insert(*household);
        }
    }
    let mut resting = None;
    for each in rests {
        let count = (each.count)(tx, org, &named)?;
        if count > 0 && resting.is_none() {
            resting = Some((each.what.to_owned(), count));
        }
    }
    Ok(Standing {
        household: at.is_member.then(|| at.number.clone()),
        posts: rights::posts(tx, org, person, today)?,
        rests: resting,
        money: money(tx, org, person, &headed)?,
    })
}

/// What the rounds hold of the households that he headed.
fn money(tx: &mut Tx, org: OrgId, person: Id, headed: &[Id]) -> Result<Vec<Money>> {
    const LINES: u32 = 1_000;
    let mut found = Vec::new();
    for household in headed {
        let is_last = rights::last_head(tx, org, *household)? == Some(person);
        for row in payout::household_statement(tx, org, *household, None, LINES)? {
            if row.view.line.gross == 0 || matches!(row.state, State::Draft | State::Cancelled) {
                continue;
            }
            let is_open = !matches!(row.state, State::Closed | State::Paid | State::Reversed);
            let end = model::kept_until(row.year, 0);
            let on = row.view.paid_on.or(end).unwrap_or(far()?);
            let then = facts::household(tx, org, *household, on, i64::MAX)?;
            let headed_then = match then {
                Some(then) => then.head == Some(person),
                None => is_last,
            };
            found.push(Money {
                round: row.number,
                year: row.year,
                paid_on: row.view.paid_on,
                is_due: is_last && is_open && row.view.paid_on.is_none(),
                names_him: headed_then,
            });
        }
    }
    Ok(found)
}
