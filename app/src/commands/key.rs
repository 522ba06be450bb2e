//! `zhen key sheet`: the recovery sheet, to be written down by hand or read out, never stored. `zhen key from-sheet`: the
//! key file again, from that sheet.

use crate::cli::{Cli, HERE, Key, KeyCommand};
use crate::say;
use kernel::{Error, Refusal, Result};
use std::io::IsTerminal;
use std::path::Path;
use store::KeyFile;
use web::i18n::Words;

/// The key file's name and four lines.
const LINES: usize = 5;

pub fn run(cli: &Cli, args: &Key, words: Words) -> Result<bool> {
    let path = cli.common.settings(HERE)?.key_file;
    match args.command {
        KeyCommand::Sheet => show(&path, words)?,
        KeyCommand::FromSheet => make(&path, words)?,
    }
    Ok(true)
}

/// Refused `cli.not_a_terminal`: into a file or a pipe the key would be in the next backup.
fn show(path: &Path, words: Words) -> Result<()> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Error::refused("cli.not_a_terminal"));
    }
    let file = KeyFile::read(path)?;
    say::line(&words.get("cli-sheet-head"));
    say::line("");
    say::line(&file.sheet());
    say::line(&words.get("cli-sheet-foot"));
    Ok(())
}

/// Reads what somebody types until all lines are there. Refused `cli.key_file_stands` where there is a key file, which
/// may be the only one of another database; Invalid as [`KeyFile::from_sheet`].
fn make(path: &Path, words: Words) -> Result<()> {
    if path.exists() {
        let refusal = Refusal::new("cli.key_file_stands").with("path", path.display());
        return Err(refusal.into());
    }
    if std::io::stdin().is_terminal() {
        say::progress(&words.get("cli-sheet-type"));
    }
    let mut typed = String::new();
    let lines = std::io::stdin().lines();
    for line in lines.filter(|line| !line.as_ref().is_ok_and(|line| line.trim().is_empty())) {
        typed += &line.map_err(|e| Error::internal("reading what was typed", e))?;
        typed.push('\n');
        if typed.lines().count() == LINES {
            break;
        }
    }
    let file = KeyFile::from_sheet(&typed)?;
    file.write(path)?;
    let path = path.display().to_string();
    say::line(&words.with("cli-sheet-made", &[("path", &path), ("id", &file.id)]));
    say::line(&words.get("cli-sheet-erased"));
    Ok(())
}
