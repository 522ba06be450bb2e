//! `zhen import`: a file into the base, read, compared and done as on the page. Faulty rows are named
//! by cell and nothing is imported: setting rows aside is a person's choice, made on the page.

mod holidays;

use crate::cli::{Cli, HERE, Import, ImportKind};
use crate::desk::Desk;
use crate::say;
use access::import_units::{ImportUnits, file_tag, import_units, preview_units, read_units};
use kernel::{Error, FieldError, Result};
use modules::appeals::{ImportLedger, import_ledger, ledger};
use modules::campaigns::{OpenCampaign, open_campaign, workbook};
use modules::people::import_file::{compare_table, read_table};
use modules::people::import_households::import_households;
use modules::people::model::ListOptions;
use sheets::{Problem, ReadFault};
use store::CommandKey;
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Import, words: Words) -> Result<bool> {
    let bytes = std::fs::read(&args.file).map_err(|e| {
        let fault = FieldError::new("file", "unreadable_file")
            .with("path", args.file.display())
            .with("cause", e);
        Error::Invalid(vec![fault])
    })?;
    let name = args
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let desk = Desk::open_existing(cli.common.settings(HERE)?)?;
    match args.kind {
        ImportKind::Units => units(cli, args, words, &desk, bytes, &name),
        ImportKind::Households => households(cli, args, words, &desk, bytes, &name),
        ImportKind::Concerns => concerns(cli, args, words, &desk, bytes, &name),
        ImportKind::Campaign => campaign(cli, args, words, &desk, bytes, &name),
        ImportKind::Holidays => holidays::run(cli, args, words, &desk, bytes, &name),
    }
}

fn units(
    cli: &Cli,
    args: &Import,
    words: Words,
    desk: &Desk,
    bytes: Vec<u8>,
    name: &str,
) -> Result<bool> {
    let (table, rows) = read_units(&bytes, name, &[]).map_err(|e| no_table(words, &e))?;
    let ctx = desk.acting(access::scope::INSTALLATION, &cli.common)?;
    let (plan, rows, tag) = desk.db.read(move |tx| {
        let tag = file_tag(tx, &bytes);
        Ok((preview_units(tx, &rows)?, rows, tag))
    })?;
    let problems = table.problems();
    problems.iter().for_each(|p| say::progress(&told(words, p)));
    for p in &plan.problems {
        let what = words.get(&format!("invalid-{}", p.code.replace('_', "-")));
        say::progress(&format!("{} {}: {what}", p.row, p.field));
    }
    show(&[
        ("added", plan.added.len()),
        ("changed", plan.changed.len()),
        ("unchanged", plan.unchanged),
        ("missing", plan.missing.len()),
        ("faulty", plan.set_aside),
    ]);
    faultless(plan.set_aside)?;
    if args.dry_run {
        return Ok(true);
    }
    let input = ImportUnits::of(&plan, rows.len(), tag, Vec::new(), ctx.today());
    let key = CommandKey::fresh(&ctx);
    let done = desk.db.act(&ctx, key, input, move |tx, ctx, input| {
        import_units(tx, ctx, input, &rows)
    });
    ended(words, done.map(|imported| imported.import))
}

fn households(
    cli: &Cli,
    args: &Import,
    words: Words,
    desk: &Desk,
    bytes: Vec<u8>,
    name: &str,
) -> Result<bool> {
    let table = read_table(&bytes, name, &[]).map_err(|e| no_table(words, &e))?;
    let ctx = desk.acting(desk.org(&cli.common)?, &cli.common)?;
    let options = ListOptions {
        as_of: args.as_of.unwrap_or(ctx.today()),
        village: None,
        no_identity_reason: None,
    };
    let by = ctx.clone();
    let list = desk
        .db
        .read(move |tx| compare_table(tx, &by, &bytes, table, &options))?;
    list.errors
        .iter()
        .chain(&list.warnings)
        .for_each(|p| say::progress(&told(words, p)));
    let counts = &list.prepared.counts;
    show(&[
        ("households", counts.households),
        ("new", counts.new_households),
        ("changed", counts.changed_households),
        ("unchanged", counts.unchanged_households),
        ("missing", counts.missing_households),
        ("people", counts.people),
        ("faulty", counts.set_aside),
    ]);
    faultless(counts.set_aside)?;
    if args.dry_run {
        return Ok(true);
    }
    let (input, reading) = (list.input(), list.reading.clone());
    let key = CommandKey::fresh(&ctx);
    let done = desk.db.act(&ctx, key, input, move |tx, ctx, input| {
        import_households(tx, ctx, input, &reading)
    });
    ended(words, done.map(|imported| imported.import))
}

fn concerns(
    cli: &Cli,
    args: &Import,
    words: Words,
    desk: &Desk,
    bytes: Vec<u8>,
    name: &str,
) -> Result<bool> {
    let table = ledger::read_table(&bytes, name).map_err(|e| no_table(words, &e))?;
    let ctx = desk.acting(desk.org(&cli.common)?, &cli.common)?;
    let by = ctx.clone();
    let (problems, compared, tag) = desk.db.read(move |tx| {
        let read = ledger::read(tx, &by, &table)?;
        let mut problems = read.problems;
        let compared = ledger::compare(tx, &by, read.lines)?;
        for (number, key, fault) in &compared.faults {
            let row = table.rows.iter().find(|row| row.number == *number);
            problems.extend(row.map(|row| table.problem_at(row, key, fault.clone())));
        }
        Ok((problems, compared, ledger::file_tag(tx, &bytes)))
    })?;
    problems.iter().for_each(|p| say::progress(&told(words, p)));
    for row in &compared.differing {
        let key = match row.is_further {
            true => "ledger-is-further",
            false => "ledger-is-otherwise",
        };
        say::progress(&format!("{} {}: {}", row.row, row.number, words.get(key)));
    }
    show(&[
        ("concerns", compared.added),
        ("further", compared.further),
        ("known", compared.known),
        ("differing", compared.differing.len()),
        ("faulty", problems.len()),
    ]);
    faultless(problems.len())?;
    if args.dry_run {
        return Ok(true);
    }
    let input = ImportLedger {
        file_tag: tag,
        added: compared.added,
        further: compared.further,
        known: compared.known + compared.differing.len(),
        set_aside: 0,
    };
    let key = CommandKey::fresh(&ctx);
    let done = desk.db.act(&ctx, key, input, move |tx, ctx, input| {
        import_ledger(tx, ctx, input, &compared.brought)
    });
    let done = match done {
        Ok(done) => done,
        // The same file again is no failure of a script that sends it every month.
        Err(Error::Refused(r))
            if ["appeals.file_known", "appeals.nothing_new"].contains(&r.code.as_ref()) =>
        {
            say::progress(&words.get("cli-nothing-changed"));
            return Ok(true);
        }
        Err(other) => return Err(other),
    };
    let (added, first, last) = (done.added, done.first, done.last);
    say::line(&format!("concerns {added} {first} {last}"));
    Ok(true)
}

fn campaign(
    cli: &Cli,
    args: &Import,
    words: Words,
    desk: &Desk,
    bytes: Vec<u8>,
    name: &str,
) -> Result<bool> {
    let ctx = desk.acting(desk.org(&cli.common)?, &cli.common)?;
    let (by, file) = (ctx.clone(), name.to_owned());
    let (read, tag) = desk.db.read(move |tx| {
        let root = cases::roles::desk(tx, &by)?.ok_or(Error::NotFound)?;
        let root = access::units::unit(tx, root)?.ok_or(Error::NotFound)?;
        let below = access::units::children(tx, root.id)?;
        let tag = workbook::file_tag(tx, &bytes);
        Ok((workbook::read(&bytes, &file, &root, &below), tag))
    })?;
    let read = read.map_err(|fault| no_table(words, &fault))?;
    for unread in &read.unread {
        let args = [("sheet", unread.sheet), ("why", &why(words, &unread.fault))];
        say::progress(&words.with("campaigns-sheet-unread", &args));
    }
    for one in &read.problems {
        say::progress(&format!("{}!{}", one.sheet, told(words, &one.problem)));
    }
    faultless(read.problems.len() + read.unread.len())?;
    let plan = read.plan.ok_or(Error::Conflict)?;
    let input = OpenCampaign::of(&plan, tag);
    show(&[
        ("zeros", input.zeros),
        ("lifts", input.lifts),
        ("villages", input.villages),
        ("lines", input.lines),
        ("rounds", input.rounds),
    ]);
    if args.dry_run {
        return Ok(true);
    }
    let key = CommandKey::fresh(&ctx);
    let done = desk.db.act(&ctx, key, input, move |tx, ctx, input| {
        open_campaign(tx, ctx, input, &plan)
    })?;
    say::line(&format!("campaign {}", done.campaign));
    Ok(true)
}

fn show(counts: &[(&str, usize)]) {
    say::line(
        &counts
            .iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect::<Vec<_>>()
            .join(", "),
    );
}

/// The cell and what is wrong with it, never what stands in it: the terminal's log may be kept.
fn told(words: Words, problem: &Problem) -> String {
    let code = problem.code.replace(['.', '_'], "-");
    let keys = [
        problem.locale_key(),
        code.replacen("people-", "people-problem-", 1),
        format!("invalid-{code}"),
    ];
    let args: Vec<(&str, &str)> = problem.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let what = keys
        .iter()
        .find(|key| words.has(key))
        .map_or(code.clone(), |key| words.with(key, &args));
    format!("{}: {what}", problem.cell())
}

/// A file that is no table of this kind.
fn no_table(words: Words, fault: &ReadFault) -> Error {
    say::progress(&why(words, fault));
    Error::invalid("file", "no_table")
}

fn why(words: Words, fault: &ReadFault) -> String {
    let args: Vec<(&str, &str)> = fault.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    words.with(&fault.locale_key(), &args)
}

fn faultless(set_aside: usize) -> Result<()> {
    if set_aside == 0 {
        return Ok(());
    }
    Err(Error::Invalid(vec![
        FieldError::new("file", "faulty_rows").with("count", set_aside),
    ]))
}

/// The same file again is no failure of a script that sends it every month.
fn ended(words: Words, done: Result<kernel::Id>) -> Result<bool> {
    match done {
        Ok(import) => say::line(&format!("import {import}")),
        Err(Error::Refused(r))
            if ["access.import_changes_nothing", "people.nothing_new"]
                .contains(&r.code.as_ref()) =>
        {
            say::progress(&words.get("cli-nothing-changed"));
        }
        Err(other) => return Err(other),
    }
    Ok(true)
}
