//! `zhen key sheet`: the recovery sheet, to be written down by hand or read out, never stored.

use crate::cli::{Cli, HERE, Key, KeyCommand};
use crate::say;
use kernel::{Error, Result};
use std::io::IsTerminal;
use store::KeyFile;
use web::i18n::Words;

/// Refused `cli.not_a_terminal`: into a file or a pipe the key would be in the next backup.
pub fn run(cli: &Cli, args: &Key, words: Words) -> Result<bool> {
    let KeyCommand::Sheet = args.command;
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Error::refused("cli.not_a_terminal"));
    }
    let settings = cli.common.settings(HERE)?;
    let file = KeyFile::read(&settings.key_file)?;
    say::line(&words.get("cli-sheet-head"));
    say::line("");
    say::line(&file.sheet());
    say::line(&words.get("cli-sheet-foot"));
    Ok(true)
}
