//! Where cases stand, made again from their events, and whether the events say what was written beside them.

use crate::declared::{Book, CaseType};
use crate::fold::Case;
use crate::read::{self, Kept, Whole};
use crate::standing::{self, Standing, Told};
use crate::tally::{self, Tally};
use crate::workdays::Calendar;
use crate::{books, calendar, roles, store, texts};
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Ctx, Error, Id, OrgId, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many cases are read at once.
const AT_ONCE: i64 = 1_000;

/// Makes everything that lists and figures know of an organisation's cases again. Days as they were written down stay; whether the calendar
/// gives others now the next look at all open cases says ([`crate::settle()`]).
pub fn rebuild(tx: &mut Tx, ctx: &Ctx) -> Result<()> {
    let org = ctx.org;
    store::clear_standing(tx, org)?;
    store::clear_tallies(tx, org)?;
    for body in store::newest_types(tx, org)? {
        let of = read::parsed(&body)?;
        access::texts::clear(tx, org, &texts::kind(&of.code))?;
    }
    let books = books::in_force(tx, org)?;
    let (desk, calendar) = (roles::desk(tx, ctx)?, calendar::current(tx)?);
    let at = tx.at()? / 1_000_000;
    let mut is_settled = true;
    each(tx, org, None, |tx, _, whole| {
        let whole = whole?;
        is_settled &= whole.case.recompute(&calendar, at).is_none();
        let standing = stands(tx, &whole, desk, &calendar)?;
        standing::keep(tx, org, &standing, true)?;
        store::insert_tallies(tx, org, whole.row.id, &adds(&whole, &books)?)?;
        let opened = whole.personal(tx, org)?;
        texts::keep(tx, org, &whole, &opened, true)
    })?;
    let settled = match is_settled {
        true => store::Settled {
            known: store::known(tx)?,
            upto: store::Settled::ALL,
            ..store::Settled::default()
        },
        false => store::Settled::default(),
    };
    // Where there are no cases there is nothing to say.
    match store::cases(tx, org, Id(0), 1)?.is_empty() {
        true => Ok(()),
        false => store::keep_settled(tx, org, &settled),
    }
}

/// Makes `cases_tally_now` again for one kind of case: what is asked of it has changed.
pub fn count_again(tx: &mut Tx, org: OrgId, code: &str) -> Result<()> {
    let Some((kind, _)) = store::newest(tx, org, code)? else {
        return Ok(());
    };
    store::clear_tallies_of(tx, org, code)?;
    let books = books::in_force(tx, org)?;
    each(tx, org, Some(kind), |tx, _, whole| {
        let whole = whole?;
        store::insert_tallies(tx, org, whole.row.id, &adds(&whole, &books)?)
    })
}

fn adds(whole: &Whole, books: &[Arc<Book>]) -> Result<Vec<Tally>> {
    tallies(&whole.row, &whole.case.of, books, &whole.events)
}

/// What a case adds to the figures of its type and of these books, by figure and event.
pub(crate) fn tallies<'k>(
    row: &store::CaseRow,
    of: &Arc<CaseType>,
    books: &[Arc<Book>],
    events: impl IntoIterator<Item = &'k Kept>,
) -> Result<Vec<Tally>> {
    let told = |kept: &'k Kept| tally::Told {
        id: kept.row.id,
        seq: kept.row.seq,
        event: &kept.event,
    };
    let events: Vec<tally::Told> = events.into_iter().map(told).collect();
    let figures = books::figures(of, books);
    let mut tallies = tally::tallies(of, figures, row.unit, &events)?;
    tallies.sort_unstable();
    Ok(tallies)
}

/// `case_unreadable`: its events cannot be folded. `case_state_differs`: an event leaves another state than was written with it.
/// `case_stands_elsewhere`: what lists know of it says otherwise than its events. `case_counted_otherwise`: figures count
/// it otherwise than its events say. Needs no key file.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let books = books::in_force(tx, org)?;
    let desk = access::create_org::latest(tx, org)?.map(|org| org.unit);
    let calendar = calendar::current(tx)?;
    let known = store::known(tx)?;
    let settled = store::settled(tx, org)?.unwrap_or_default();
    let is_settled = settled.is_whole() && settled.known == known;
    each(tx, org, None, |tx, row, whole| {
        let (id, number) = (row.id, row.number);
        let mut tell = |code, seq| {
            problems.push(Problem {
                code,
                place: format!("cases_case {number}"),
                seq,
            });
        };
        let whole = match whole {
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
        let should = stands(tx, &whole, desk, &calendar)?;
        let is = store::stands(tx, org, id)?;
        if !is.is_some_and(|is| is.is(&should, is_settled)) {
            tell("case_stands_elsewhere", whole.last());
        }
        if store::tallies(tx, org, id)? != adds(&whole, &books)? {
            tell("case_counted_otherwise", whole.last());
        }
        Ok(())
    })?;
    Ok(problems)
}

/// Whether there are cases of which no program has made yet what lists of this one read.
pub fn are_behind(tx: &mut Tx, org: OrgId) -> Result<bool> {
    let has_cases = !store::cases(tx, org, Id(0), 1)?.is_empty();
    Ok(has_cases && (store::settled(tx, org)?.is_none() || store::lacks_waits(tx, org)?))
}

/// Every case of an organisation, or of a kind, many of them read at once; `Internal` in place of one that cannot be folded.
fn each(
    tx: &mut Tx,
    org: OrgId,
    kind: Option<Id>,
    mut one: impl FnMut(&mut Tx, store::CaseRow, Result<Whole>) -> Result<()>,
) -> Result<()> {
    let mut after = Id(0);
    let mut types: BTreeMap<(Id, i64), Arc<CaseType>> = BTreeMap::new();
    loop {
        let rows = store::cases_of(tx, org, kind, after, AT_ONCE)?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(());
        };
        let span = (first.id, last.id);
        after = last.id;
        let mut events = store::events_between(tx, org, kind, span)?;
        for row in rows {
            let version = (row.kind, row.kind_seq);
            let of = match types.get(&version) {
                Some(of) => Ok(of.clone()),
                None => read::type_of(tx, org, &row),
            };
            if let Ok(of) = &of {
                types.insert(version, of.clone());
            }
            let rows = events.remove(&row.id).unwrap_or_default();
            let whole = of.and_then(|of| read::folded(of, row.clone(), rows));
            one(tx, row, whole)?;
        }
    }
}

pub(crate) fn stands(
    tx: &mut Tx,
    whole: &Whole,
    desk: Option<Id>,
    calendar: &Calendar,
) -> Result<Standing> {
    let opened = whole
        .opened_on()
        .ok_or_else(|| Error::Internal(format!("case {} without events", whole.row.number)))?;
    let told = Told {
        row: &whole.row,
        case: &whole.case,
        opened,
        last: whole.last(),
        title: whole.title(),
    };
    standing::standing(tx, &told, desk, calendar)
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
