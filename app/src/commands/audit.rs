//! `zhen audit`: chain, digests, caches, books and rounds, without the key file, also on a copy.

use super::checks;
use crate::cli::{Audit, Cli, HERE};
use crate::desk::Desk;
use crate::say;
use kernel::{Error, OrgId, Result};
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;
use store::audit::{Problem, Report};
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
    let waiting = Mutex::new(parts.into_iter().enumerate());
    // A guard that lasted through the check would let one thread work at a time.
    let next = || waiting.lock().ok()?.next();
    let work = || -> Result<Vec<(usize, Vec<Problem>)>> {
        let mut found = Vec::new();
        while let Some((number, part)) = next() {
            found.push((number, desk.db.read(part)?));
        }
        Ok(found)
    };
    let others = thread::available_parallelism().map_or(1, NonZero::get) - 1;
    let (mut report, mut found) = thread::scope(|scope| {
        let others: Vec<_> = (0..others).map(|_| scope.spawn(work)).collect();
        let report = desk.db.read(chain)?;
        let mut found = work()?;
        for other in others {
            let ended = |_| Error::Internal("a part of the audit ended early".into());
            found.extend(other.join().map_err(ended)??);
        }
        Ok::<_, Error>((report, found))
    })?;
    found.sort_by_key(|(number, _)| *number);
    let problems = found.into_iter().flat_map(|(_, problems)| problems);
    report.problems.extend(problems);
    Ok(report)
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
