//! `zhen import`: a file into the base, with the same preview and deed as the page.

use crate::cli::{Cli, HERE, Import, ImportKind};
use crate::desk::Desk;
use crate::say;
use access::import_units::{ImportUnits, file_tag, import_units, preview_units, read_units};
use kernel::{Error, Refusal, Result};
use store::CommandKey;
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Import, words: Words) -> Result<bool> {
    match args.kind {
        ImportKind::Units => units(cli, args, words),
    }
}

/// Faulty rows are named on stderr and nothing is imported: setting rows aside is a person's choice,
/// made on the page. Exit code 2 then.
fn units(cli: &Cli, args: &Import, words: Words) -> Result<bool> {
    let unreadable = |e: &dyn std::fmt::Display| {
        let fault = kernel::FieldError::new("file", "unreadable_file")
            .with("path", args.file.display())
            .with("cause", e);
        Error::Invalid(vec![fault])
    };
    let bytes = std::fs::read(&args.file).map_err(|e| unreadable(&e))?;
    let name = args
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (table, rows) =
        read_units(&bytes, &name, &[]).map_err(|e| unreadable(&format!("{e:?}")))?;
    let desk = Desk::open_existing(cli.common.settings(HERE)?)?;
    let ctx = desk.acting(access::scope::INSTALLATION, &cli.common)?;
    let (plan, rows, tag) = desk.db.read(move |tx| {
        let tag = file_tag(tx, &bytes);
        Ok((preview_units(tx, &rows)?, rows, tag))
    })?;
    for problem in &plan.problems {
        let what = words.get(&format!("invalid-{}", problem.code.replace('_', "-")));
        say::progress(&format!(
            "{}:{}: {what} {}",
            problem.row, problem.field, problem.value
        ));
    }
    for problem in table.problems() {
        say::progress(&format!("{problem:?}"));
    }
    let counts = [
        ("added", plan.added.len()),
        ("changed", plan.changed.len()),
        ("unchanged", plan.unchanged),
        ("missing", plan.missing.len()),
        ("faulty", plan.set_aside),
    ];
    let shown = counts
        .map(|(name, count)| format!("{name} {count}"))
        .join(", ");
    say::line(&shown);
    if plan.set_aside > 0 {
        return Err(Error::Invalid(vec![
            kernel::FieldError::new("file", "faulty_rows").with("count", plan.set_aside),
        ]));
    }
    if args.dry_run {
        return Ok(true);
    }
    let input = ImportUnits::of(&plan, rows.len(), tag, Vec::new(), ctx.today());
    let key = CommandKey::fresh(&ctx);
    match desk.db.act(&ctx, key, input, move |tx, ctx, input| {
        import_units(tx, ctx, input, &rows)
    }) {
        Ok(imported) => {
            say::line(&format!("import {}", imported.import));
            Ok(true)
        }
        // The same file again is no failure of a script that sends it every month.
        Err(Error::Refused(Refusal { code, .. })) if code == "access.import_changes_nothing" => {
            say::progress(&words.get("cli-nothing-changed"));
            Ok(true)
        }
        Err(other) => Err(other),
    }
}
