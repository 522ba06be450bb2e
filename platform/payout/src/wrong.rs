//! What the deeds of what goes wrong share: one line with its round, who decides, the guard of declaring; and what
//! pages ask about them.

use crate::model::{Channel, Step, Verdict};
use crate::plan::LineKey;
use crate::round::Case;
use crate::standing::Standing;
use crate::store;
use ::store::Tx;
use access::deputies::one_person;
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Fen, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Serialize};

/// The text of an objection or of its answer, sealed under the objection's own key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Text {
    pub text: String,
}

pub(crate) const OBJECTION: &str = "payout_objection";
pub(crate) const ANSWER: &str = "payout_objection_answer";

/// The longest text of an objection or answer, characters.
pub const LONGEST_TEXT: usize = 2_000;

/// One line of a round with all that happened to it.
pub(crate) fn line(tx: &mut Tx, ctx: &Ctx, round: Id, key: LineKey) -> Result<(Case, Standing)> {
    let case = store::case(tx, ctx.org, round)?.ok_or(Error::NotFound)?;
    let mut found = store::standings(tx, ctx.org, round, Some(&[key]))?;
    let standing = found.remove(&key).ok_or(Error::NotFound)?;
    Ok((case, standing))
}

/// Whoever reviews decides: answers objections, releases lines, names successors; in a flow without a review whoever
/// declares.
pub fn deciding_right(case: &Case) -> Option<Right> {
    case.flow
        .right_of(Step::Review)
        .or_else(|| case.flow.right_of(Step::Declare))
}

/// The actor may decide at the round's unit.
pub(crate) fn require_decider(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<()> {
    let right = deciding_right(case).ok_or(Error::Forbidden)?;
    access::require(tx, ctx, right, case.round.unit)
}

/// Refuses `payout.same_person` for who prepared the round: nobody answers for his own plan.
pub(crate) fn hold_apart(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<()> {
    let groups = &case.flow.people.different;
    let Some(prepare) = groups.iter().find(|g| g.contains(&Step::Calculate)) else {
        return Ok(());
    };
    let own = |step: Step| prepare.contains(&step.base());
    let who = one_person(tx, ctx)?;
    match case
        .history
        .iter()
        .find(|done| done.is_by(&who) && own(done.step))
    {
        Some(done) => Err(Refusal::new("payout.same_person")
            .with("step", done.step)
            .into()),
        None => Ok(()),
    }
}

/// Refuses `payout.future_date`.
pub(crate) fn hold_past(ctx: &Ctx, date: Date) -> Result<()> {
    if date > ctx.today() {
        return Err(Refusal::new("payout.future_date").with("date", date).into());
    }
    Ok(())
}

/// Refuses `payout.before_last_step` for a date before `earliest`.
pub(crate) fn hold_after(date: Date, earliest: Date) -> Result<()> {
    if date < earliest {
        let refusal = Refusal::new("payout.before_last_step").with("date", date);
        return Err(refusal.with("earliest", earliest).into());
    }
    Ok(())
}

/// Refuses `payout.is_over` for a round that nothing is paid from any more.
pub(crate) fn hold_alive(case: &Case) -> Result<()> {
    let state = case.state();
    if matches!(state, crate::State::Cancelled | crate::State::Reversed) {
        return Err(Refusal::new("payout.is_over").with("state", state).into());
    }
    Ok(())
}

/// Refuses `payout.already_paid` for a line whose payment is out.
pub(crate) fn hold_unpaid(standing: &Standing) -> Result<()> {
    if standing.live().is_some() {
        return Err(Refusal::new("payout.already_paid").with("line", 1).into());
    }
    Ok(())
}

/// Declaring needs every objection answered and none upheld: `payout.objection_unanswered`, then
/// `payout.objection_uncorrected`.
pub(crate) fn hold_objections(tx: &mut Tx, org: OrgId, round: Id) -> Result<()> {
    let (open, upheld) = store::objections_left(tx, org, round)?;
    if open > 0 {
        return Err(Refusal::new("payout.objection_unanswered")
            .with("count", open)
            .into());
    }
    if upheld > 0 {
        return Err(Refusal::new("payout.objection_uncorrected")
            .with("count", upheld)
            .into());
    }
    Ok(())
}

/// An objection as the pages show it. `text` is nothing where its key was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    pub id: Id,
    pub line: Option<LineKey>,
    pub unit: Id,
    pub date: Date,
    pub channel: Channel,
    pub text: Option<String>,
    pub user: Id,
    pub answer: Option<Answered>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
pub struct Answered {
    pub date: Date,
    pub outcome: Verdict,
    pub text: Option<String>,
    pub user: Id,
}

/// The objections of the scope's units, oldest first.
pub fn objections(tx: &mut Tx, scope: &Scope, round: Id) -> Result<Vec<Objection>> {
    let org = scope.org;
    let mut found = Vec::new();
    for row in store::objections(tx, org, Some(scope), round)? {
        let open = |tx: &mut Tx, place: &str, sealed: &[u8]| {
            let text: Option<Text> = tx.open(org, row.id, place, row.id, sealed)?;
            Ok::<_, Error>(text.map(|text| text.text))
        };
        let text = open(tx, OBJECTION, &row.sealed)?;
        let answer = match &row.answer {
            None => None,
            Some(answer) => Some(Answered {
                date: answer.date,
                outcome: answer.outcome,
                text: open(tx, ANSWER, &answer.sealed)?,
                user: answer.user,
            }),
        };
        found.push(Objection {
            id: row.id,
            line: row.key,
            unit: row.unit,
            date: row.date,
            channel: row.channel,
            text,
            user: row.user,
            answer,
        });
    }
    Ok(found)
}

/// How many objections to a round there are: all, answered, upheld. For the wall: counts and nothing else.
pub fn objection_counts(tx: &mut Tx, org: OrgId, round: Id) -> Result<(i64, i64, i64)> {
    let all = store::objections(tx, org, None, round)?;
    let of = |wanted: &dyn Fn(&store::ObjectionRow) -> bool| {
        all.iter().filter(|o| wanted(o)).count() as i64
    };
    let upheld = |o: &store::ObjectionRow| {
        o.answer
            .as_ref()
            .is_some_and(|a| a.outcome == Verdict::Upheld)
    };
    Ok((of(&|_| true), of(&|o| o.answer.is_some()), of(&upheld)))
}

/// Lines of a round to which something happened, within scope, at most `limit`.
pub fn troubled(tx: &mut Tx, scope: &Scope, round: Id, limit: u32) -> Result<Vec<Standing>> {
    let keys = store::troubled(tx, scope, round, limit)?;
    let found = store::standings(tx, scope.org, round, Some(&keys))?;
    Ok(found.into_values().collect())
}

/// One line with all that happened to it; the caller has decided that the viewer may see its round. `NotFound` outside
/// the scope's units.
pub fn standing(tx: &mut Tx, ctx: &Ctx, round: Id, key: LineKey) -> Result<Standing> {
    let mut found = store::standings(tx, ctx.org, round, Some(&[key]))?;
    let standing = found.remove(&key).ok_or(Error::NotFound)?;
    if !access::holds_at(tx, ctx, Right::ViewRounds, standing.line.payee.unit)? {
        return Err(Error::NotFound);
    }
    Ok(standing)
}

/// The round drawn up in place of this one, if there is one.
pub fn corrected_by(tx: &mut Tx, org: OrgId, round: Id) -> Result<Option<Id>> {
    store::corrected_by(tx, org, round)
}

/// A household whose line differs between a round and the one that it corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    pub household: Id,
    pub unit: Id,
    /// Heads and net amount before, nothing where it was not on the list.
    pub old: Option<(i64, Fen)>,
    pub new: Option<(i64, Fen)>,
}

/// What a corrected round changed, by household, of the scope's units; empty for a round that corrects none.
pub fn changes(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<Vec<LineChange>> {
    let Some(old) = case.corrects() else {
        return Ok(Vec::new());
    };
    let mut by_household = std::collections::BTreeMap::new();
    for (round, is_new) in [(old, false), (case.round.id, true)] {
        for line in store::all_lines(tx, ctx.org, round)? {
            let entry = by_household
                .entry(line.payee.household)
                .or_insert(LineChange {
                    household: line.payee.household,
                    unit: line.payee.unit,
                    old: None,
                    new: None,
                });
            let told = Some((line.payee.heads, Fen(line.net())));
            if is_new {
                entry.new = told;
            } else {
                entry.old = told;
            }
        }
    }
    let mut changed = Vec::new();
    let mut seen = std::collections::HashMap::new();
    for change in by_household.into_values().filter(|c| c.old != c.new) {
        let is_seen = match seen.get(&change.unit) {
            Some(is_seen) => *is_seen,
            None => access::holds_at(tx, ctx, Right::ViewRounds, change.unit)?,
        };
        seen.insert(change.unit, is_seen);
        if is_seen {
            changed.push(change);
        }
    }
    Ok(changed)
}
