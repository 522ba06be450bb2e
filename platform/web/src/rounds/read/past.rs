//! What was done to a round, in words.

use super::super::facts::Past;
use crate::i18n::Words;
use ::store::Tx;
use kernel::{Fen, Id, Result};
use payout::round::Case;
use payout::{Detail, Done};
use std::collections::HashMap;

pub(super) fn past(tx: &mut Tx, words: Words, case: &Case) -> Result<Vec<Past>> {
    let mut names: HashMap<(Id, Option<Id>), String> = HashMap::new();
    let mut out = Vec::new();
    for done in &case.history {
        let who = match names.get(&(done.user, done.principal)) {
            Some(name) => name.clone(),
            None => {
                let name = done_by(tx, words, done)?;
                names.insert((done.user, done.principal), name.clone());
                name
            }
        };
        let step = done.step.as_str().to_owned();
        out.push(Past {
            step,
            who,
            date: done.date,
            detail: detail(words, &done.detail),
        });
    }
    Ok(out)
}

/// Who did a step, and for whom where he was a deputy.
pub(in crate::rounds) fn done_by(tx: &mut Tx, words: Words, done: &Done) -> Result<String> {
    let name = user_name(tx, words, done.user)?;
    Ok(match done.principal {
        Some(principal) => words.done_for(&name, &user_name(tx, words, principal)?),
        None => name,
    })
}

pub(in crate::rounds) fn user_name(tx: &mut Tx, words: Words, id: Id) -> Result<String> {
    let user = access::users::user(tx, id)?;
    Ok(user.map_or_else(
        || words.get("rounds-by-program"),
        |u| if u.name.is_empty() { u.login } else { u.name },
    ))
}

fn detail(words: Words, detail: &Detail) -> Vec<(String, String)> {
    let named = |key: &str, value: String| (words.get(&format!("rounds-detail-{key}")), value);
    match detail {
        Detail::Calculated(plan) => {
            let gross = Fen(i64::try_from(plan.lines.sums.gross).unwrap_or(i64::MAX));
            let mut out = vec![
                named("households", plan.lines.sums.payees.to_string()),
                named("gross", gross.to_string()),
                named("carried", plan.carried.to_string()),
            ];
            out.extend(plan.waterfall.iter().flat_map(|w| waterfall(words, w)));
            out
        }
        Detail::Resolved(vote) => {
            let present = [
                ("eligible", vote.eligible.into()),
                ("present", vote.present.into()),
            ];
            let votes = [
                ("for", vote.in_favour.into()),
                ("against", vote.against.into()),
                ("abstained", vote.abstained.into()),
            ];
            let mut out = vec![
                named(
                    "meeting",
                    words.get(&format!("rounds-meeting-{}", vote.kind.replace('_', "-"))),
                ),
                named("present", words.fill("rounds-detail-present-of", &present)),
                named("votes", words.fill("rounds-detail-votes-text", &votes)),
            ];
            out.extend(vote.minutes.clone().map(|number| named("minutes", number)));
            out
        }
        Detail::Posted { to, .. } => vec![named("until", to.to_string())],
        Detail::Declared(declared) => vec![
            named("gross", declared.distributed.to_string()),
            named("carried", declared.carried.to_string()),
        ],
        Detail::Paid { lines, amount, .. } => {
            let args = [("lines", lines.to_string()), ("amount", amount.to_string())];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            vec![named("paid", words.with("rounds-detail-paid-text", &args))]
        }
        Detail::Corrected(corrected) => vec![
            named("households", corrected.plan.lines.sums.payees.to_string()),
            named("carried", corrected.plan.carried.to_string()),
        ],
        Detail::Moved { lines, amount, .. } => {
            let args = [("lines", lines.to_string()), ("amount", amount.to_string())];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            vec![named("moved", words.with("rounds-detail-paid-text", &args))]
        }
        Detail::Cancelled { reason } | Detail::Reversed { reason, .. } => {
            vec![named(
                "reason",
                words.get(&format!(
                    "rounds-reason-{}",
                    reason.as_str().replace('_', "-")
                )),
            )]
        }
        Detail::Created | Detail::Displayed | Detail::Reviewed | Detail::Closed => Vec::new(),
    }
}

/// What each deduction took and each part got; a part that keeps something back says how much.
fn waterfall(words: Words, waterfall: &payout::Waterfall) -> Vec<(String, String)> {
    let deductions = waterfall.deductions.iter();
    let mut out: Vec<_> = deductions
        .map(|taken| (taken.name.clone(), taken.amount.to_string()))
        .collect();
    for part in &waterfall.parts {
        let name = match part.carried {
            Fen::ZERO => part.name.clone(),
            carried => words.with(
                "rounds-detail-part-carried",
                &[("name", &part.name), ("carried", &carried.to_string())],
            ),
        };
        out.push((name, part.distributed.to_string()));
    }
    out
}
