//! What of a ledger is new, what goes on, what is here already and what is told otherwise here.

use super::Line;
use crate::appeals::store;
use ::store::Tx;
use cases::bring_in::{Brought, Onto};
use cases::read::{self, Whole};
use kernel::{Ctx, Id, OrgId, Result};
use sheets::Fault;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// To be taken in: new ones and those that go on, by when they came.
    pub brought: Vec<Brought>,
    pub added: usize,
    pub further: usize,
    /// Here as far as the ledger says, or further.
    pub known: usize,
    pub differing: Vec<Differing>,
    /// Rows that cannot be taken in, with the column and what is wrong.
    pub faults: Vec<(u32, &'static str, Fault)>,
}

/// A row that says more of a concern than is known here, or something else: people handle it here, so nobody writes over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    pub row: u32,
    pub case: Id,
    /// Ours.
    pub number: String,
    /// Where it stands here.
    pub state: String,
    /// Whether the ledger is further.
    pub is_further: bool,
}

/// How a row stands to the concern that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// So many steps of the row are done already.
    GoesOn(usize),
    Known,
    Differs {
        is_further: bool,
    },
}

pub fn compare(tx: &mut Tx, ctx: &Ctx, lines: Vec<Line>) -> Result<Compared> {
    let known = store::hotline_numbers(tx, ctx.org)?;
    let (mut seen, mut out) = (BTreeSet::new(), Compared::default());
    for line in lines {
        let number = line.number.clone().unwrap_or_default();
        if !number.is_empty() && !seen.insert(number.clone()) {
            let fault = Fault::new("ledger_number_twice");
            out.faults.push((line.brought.row, "number", fault));
            continue;
        }
        let here = case_of(tx, ctx.org, &known, &number)?;
        let Some(case) = here else {
            out.added += 1;
            out.brought.push(line.brought);
            continue;
        };
        let whole = read::whole(tx, ctx.org, case)?;
        match beside(&whole, &line.brought) {
            Beside::Known => out.known += 1,
            Beside::GoesOn(done) => {
                out.further += 1;
                let seen = whole.last();
                out.brought.push(Brought {
                    onto: Some(Onto { case, seen }),
                    steps: line.brought.steps.into_iter().skip(done).collect(),
                    ..line.brought
                });
            }
            Beside::Differs { is_further } => out.differing.push(Differing {
                row: line.brought.row,
                case,
                number: whole.row.number.clone(),
                state: whole.case.state.clone(),
                is_further,
            }),
        }
    }
    Ok(out)
}

/// The concern of a number of the hotline, or of one of ours.
fn case_of(
    tx: &mut Tx,
    org: OrgId,
    known: &BTreeMap<String, Id>,
    number: &str,
) -> Result<Option<Id>> {
    match known.get(number) {
        Some(case) => Ok(Some(*case)),
        None if number.starts_with("AP-") => store::case_of_number(tx, org, number),
        None => Ok(None),
    }
}

fn beside(whole: &Whole, brought: &Brought) -> Beside {
    let recomputed = |action: &&str| *action != "recompute";
    let done = whole.events.iter().map(|kept| kept.row.action.as_str());
    let done: Vec<&str> = done.filter(recomputed).collect();
    let said: Vec<&str> = brought
        .steps
        .iter()
        .map(|step| step.action.as_str())
        .collect();
    if done.starts_with(&said) {
        return Beside::Known;
    }
    if !said.starts_with(&done) {
        let is_further = said.len() > done.len();
        return Beside::Differs { is_further };
    }
    // What came by a ledger goes on by it; what people here work on they bring to its end themselves.
    let is_theirs = whole.events.iter().all(|kept| kept.row.user == Id(0));
    let next = brought.steps.get(done.len()).map(|step| step.day);
    let is_later = next.is_some_and(|day| day >= whole.case.said.day);
    match is_theirs && is_later {
        true => Beside::GoesOn(done.len()),
        false => Beside::Differs { is_further: true },
    }
}
