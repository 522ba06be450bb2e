//! `zhen import holidays`: a notice on days off, and the open cases that follow it.

use super::{no_table, show, told};
use crate::cli::{Cli, Import};
use crate::desk::Desk;
use crate::say;
use cases::notice::{self, FileFault, ReadNotice, read_file};
use kernel::{Error, FieldError, Result};
use store::CommandKey;
use web::i18n::Words;

pub fn run(
    cli: &Cli,
    args: &Import,
    words: Words,
    desk: &Desk,
    bytes: Vec<u8>,
    name: &str,
) -> Result<bool> {
    let days = read_file(&bytes, name).map_err(|fault| unread(words, &fault))?;
    let ctx = desk.acting(access::scope::INSTALLATION, &cli.common)?;
    let (all, today) = (days.clone(), ctx.today());
    let (plan, file, effect) = desk.db.read(move |tx| {
        let plan = notice::plan(tx, &all)?;
        let mut effect = notice::Effect::default();
        for org in access::create_org::orgs(tx, today)? {
            let one = notice::effect(tx, org.id, &plan.calendar)?;
            effect.fixed += one.fixed;
            effect.moved += one.moved;
        }
        Ok((plan, notice::file_tag(tx, &bytes), effect))
    })?;
    let count = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
    show(&[
        ("year", count(i64::from(plan.year))),
        ("changed", plan.changes.len()),
        ("unchanged", plan.unchanged),
        ("fixed", count(effect.fixed)),
        ("moved", count(effect.moved)),
    ]);
    if args.dry_run {
        return Ok(true);
    }
    let input = ReadNotice {
        number: said("number", args.number.as_ref())?,
        source: said("source", args.source.as_ref())?,
        published: args
            .published
            .ok_or_else(|| Error::invalid("published", "required"))?,
        file,
        year: plan.year,
        days: days.len(),
        changes: plan.changes.len(),
    };
    let key = CommandKey::fresh(&ctx);
    let done = desk.db.act(&ctx, key, input, move |tx, ctx, input| {
        cases::read_notice(tx, ctx, input, &days)
    });
    let noticed = match done {
        Ok(done) => Some(done),
        // The same notice again is no failure: what an earlier run left undone is done now.
        Err(Error::Refused(refusal)) if refusal.code == "cases.notice_changes_nothing" => {
            say::progress(&words.get("cli-nothing-changed"));
            None
        }
        Err(other) => return Err(other),
    };
    follow(desk)?;
    if let Some(done) = noticed {
        say::line(&format!("notice {} {}", done.id, done.year));
    }
    Ok(true)
}

fn said(field: &'static str, text: Option<&String>) -> Result<String> {
    text.cloned()
        .ok_or_else(|| Error::invalid(field, "required"))
}

/// Open cases of every organisation, with progress.
fn follow(desk: &Desk) -> Result<()> {
    let today = desk.system(0).today();
    let orgs = desk
        .db
        .read(move |tx| access::create_org::orgs(tx, today))?;
    for org in orgs {
        cases::settle_all(&desk.db, &desk.system(org.id), |part| {
            let (done, total, changed) = (part.done, part.total, part.changed);
            say::progress(&format!("{}: {done}/{total}, {changed}", org.name));
        })?;
    }
    Ok(())
}

fn unread(words: Words, fault: &FileFault) -> Error {
    match fault {
        FileFault::Table(fault) => no_table(words, fault),
        FileFault::Cells(problems) => {
            problems
                .iter()
                .for_each(|problem| say::progress(&told(words, problem)));
            Error::Invalid(vec![
                FieldError::new("file", "faulty_rows").with("count", problems.len()),
            ])
        }
        FileFault::Other { code, what } => {
            let key = format!("due-{}", code.replace('_', "-"));
            say::progress(&words.with(&key, &[("what", what)]));
            Error::invalid("file", "no_table")
        }
    }
}
