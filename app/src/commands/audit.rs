//! `zhen audit`: chain, digests, caches, books and rounds, without the key file, also on a copy.

use super::checks;
use crate::cli::{Audit, Cli, HERE};
use crate::desk::Desk;
use crate::say;
use kernel::{Error, OrgId, Result};
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

/// The chain, the money and the modules are checked at the same time, each from one state of the database.
pub(super) fn audit(desk: &Desk, org: OrgId, checkpoint: Option<(i64, String)>) -> Result<Report> {
    let chain = move |tx: &mut store::Tx| {
        let checkpoint = checkpoint.as_ref().map(|(seq, hash)| (*seq, hash.as_str()));
        store::audit::audit(tx, org, checkpoint)
    };
    std::thread::scope(|scope| {
        let money = scope.spawn(|| desk.db.read(move |tx| checks::of_money(tx, org)));
        let modules = scope.spawn(|| desk.db.read(move |tx| checks::of_modules(tx, org)));
        let mut report = desk.db.read(chain)?;
        for part in [money, modules] {
            let found = part.join();
            let ended = |_| Error::Internal("a part of the audit ended early".into());
            report.problems.extend(found.map_err(ended)??);
        }
        Ok(report)
    })
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
