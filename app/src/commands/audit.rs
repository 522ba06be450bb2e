//! `zhen audit`: chain, digests, caches, books and rounds, without the key file, also on a copy.

use super::checks;
use crate::cli::{Audit, Cli, HERE};
use crate::desk::Desk;
use crate::say;
use kernel::{Error, OrgId, Result};
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;
use store::audit::Report;
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Audit, words: Words) -> Result<bool> {
    let desk = Desk::look(cli.common.settings(HERE)?)?;
    let mut orgs = desk.db.read(store::audit::orgs)?;
    if let Some(org) = cli.common.org {
        if !orgs.contains(&org) {
            return Err(Error::invalid("org", "no_such_org"));
        }
        orgs = vec![org];
    }
    // A checkpoint speaks of one chain: without --org, of the only organisation there is.
    let of = match &args.checkpoint {
        Some(_) => Some(desk.org(&cli.common)?),
        None => None,
    };
    let mut reports = Vec::new();
    for org in orgs {
        say::progress(&words.with("cli-auditing", &[("org", &org.to_string())]));
        let checkpoint = args.checkpoint.clone().filter(|_| of == Some(org));
        reports.push(audit(&desk, org, checkpoint)?);
    }
    let is_sound = reports.iter().all(|r| r.problems.is_empty());
    if args.json {
        let text = serde_json::to_string_pretty(&reports)
            .map_err(|e| Error::internal("writing the report", e))?;
        say::line(&text);
    } else {
        reports.iter().for_each(|report| show(report, words));
    }
    if args.checkpoint.is_none() {
        say::progress(&words.get("cli-audit-no-checkpoint"));
    }
    Ok(is_sound)
}

/// The chain and then part after part, as many at a time as there are processors, each from one state of the database.
pub(super) fn audit(desk: &Desk, org: OrgId, checkpoint: Option<(i64, String)>) -> Result<Report> {
    let chain = move |tx: &mut store::Tx| {
        let checkpoint = checkpoint.as_ref().map(|(seq, hash)| (*seq, hash.as_str()));
        store::audit::audit(tx, org, checkpoint)
    };
    let parts = desk.db.read(move |tx| checks::parts(tx, org))?;
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (mut report, found) = side_by_side(
        threads,
        || desk.db.read(chain),
        parts,
        |part| desk.db.read(part),
    )?;
    report.problems.extend(found.into_iter().flatten());
    Ok(report)
}

/// What `first` answers, and what `work` answers to each part, in their order; this thread begins with `first`, the others
/// with the parts. Where one fails no further part is begun, those under way are waited for, and what is told is the
/// error of `first`, else that of the earliest part that failed.
fn side_by_side<A, P: Send, R: Send>(
    threads: usize,
    first: impl FnOnce() -> Result<A>,
    parts: Vec<P>,
    work: impl Fn(P) -> Result<R> + Sync,
) -> Result<(A, Vec<R>)> {
    let waiting = Mutex::new(Some(parts.into_iter().enumerate()));
    // A guard that lasted through the work would let one thread work at a time.
    let next = || waiting.lock().ok()?.as_mut()?.next();
    let stop = || drop(waiting.lock().map(|mut waiting| waiting.take()));
    let till_end = || {
        let mut done = Vec::new();
        while let Some((number, part)) = next() {
            let answer = work(part);
            if answer.is_err() {
                stop();
            }
            done.push((number, answer));
        }
        done
    };
    let (first, mut done) = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(till_end)).collect();
        let first = first();
        if first.is_err() {
            stop();
        }
        let mut done = till_end();
        for other in others {
            let ended = |_| {
                let error = Error::Internal("a part of the audit ended early".into());
                vec![(usize::MAX, Err(error))]
            };
            done.extend(other.join().unwrap_or_else(ended));
        }
        (first, done)
    });
    let first = first?;
    done.sort_by_key(|(number, _)| *number);
    let done = done.into_iter().map(|(_, answer)| answer);
    Ok((first, done.collect::<Result<_>>()?))
}

pub(super) fn show(report: &Report, words: Words) {
    let org = report.org.to_string();
    let facts = report.facts.to_string();
    let end = format!("{}:{}", report.seq, report.hash);
    say::line(&words.with(
        "cli-audited",
        &[("org", &org), ("facts", &facts), ("end", &end)],
    ));
    for problem in &report.problems {
        let what = words.get(&format!("audit-{}", problem.code.replace('_', "-")));
        say::line(&format!(
            "  {} {}\t{}\t{what}",
            report.org, problem.seq, problem.place
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn fault(what: &str) -> Error {
        Error::Internal(what.to_owned())
    }

    #[test]
    fn where_the_chain_cannot_be_read_no_further_part_is_begun_and_its_error_is_told() {
        // Every part holds an end of a channel: it closes when all are done or given up.
        let (held, all_gone) = std::sync::mpsc::channel::<()>();
        let parts: Vec<_> = (0..1000).map(|part| (part, held.clone())).collect();
        drop(held);
        let (begun, all_gone) = (Mutex::new(BTreeSet::new()), Mutex::new(all_gone));
        let work = |(part, held)| {
            begun.lock().unwrap().insert(part);
            drop(held);
            // The other thread is at its first part until the chain has failed.
            if part == 0 {
                assert!(all_gone.lock().unwrap().recv().is_err());
            }
            Ok(())
        };
        let found = side_by_side(2, || Err::<(), _>(fault("chain")), parts, work);
        assert_eq!(found, Err(fault("chain")));
        assert!(begun.lock().unwrap().len() <= 1, "{begun:?}");
    }

    #[test]
    fn of_two_parts_that_fail_the_earlier_one_is_told_and_the_rest_is_left() {
        let both = std::sync::Barrier::new(2);
        let work = |part: usize| {
            if part < 2 {
                both.wait();
            }
            Err::<(), _>(fault(&part.to_string()))
        };
        let found = side_by_side(3, || Ok(()), (0..1000).collect(), work);
        assert_eq!(found, Err(fault("0")));
        let found = side_by_side(3, || Ok(7), (0..100).collect(), |part: usize| Ok(2 * part));
        assert_eq!(found, Ok((7, (0..100).map(|part| 2 * part).collect())));
    }
}
