//! `zhen export audit FILE`: journal, facts and caches in one SQLite file, without keys.

use crate::cli::{Cli, Export, ExportKind, HERE};
use crate::desk::Desk;
use crate::say;
use kernel::Result;
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Export, words: Words) -> Result<bool> {
    let ExportKind::Audit = args.kind;
    let desk = Desk::look(cli.common.settings(HERE)?)?;
    let file = args.file.clone();
    let copied = desk
        .db
        .read(move |tx| store::export::audit_copy(tx, &file))?;
    say::progress(&words.count(
        "cli-exported",
        i64::try_from(copied.rows).unwrap_or(i64::MAX),
    ));
    for chain in &copied.chains {
        say::line(&format!("org {}\t{}:{}", chain.org, chain.seq, chain.hash));
    }
    Ok(true)
}
