//! One file per subcommand. Each answers whether it came to a good end: `false` is exit code 1.

mod audit;
mod backup;
mod bench;
pub mod checks;
mod demo;
mod doctor;
mod export;
mod figures;
mod import;
mod key;
pub mod rebuild;
mod restore;
mod serve;
mod verify;

use crate::cli::{Cli, Command};
use crate::say;
use kernel::Result;
use web::i18n::Words;

pub fn run(cli: &Cli, words: Words) -> Result<bool> {
    let log = if matches!(cli.command, Command::Serve(_) | Command::Demo(_)) {
        "info"
    } else {
        "warn"
    };
    say::start_log(log);
    match &cli.command {
        Command::Serve(args) => serve::run(cli, args, words),
        Command::Demo(args) => demo::run(cli, args, words),
        Command::Figures(args) => figures::run(cli, args, words),
        Command::Import(args) => import::run(cli, args, words),
        Command::Export(args) => export::run(cli, args, words),
        Command::Backup(args) => backup::run(cli, args, words),
        Command::Restore(args) => restore::run(cli, args, words),
        Command::Rebuild => rebuild::run(cli, words),
        Command::Doctor(args) => doctor::run(cli, args, words),
        Command::Audit(args) => audit::run(cli, args, words),
        Command::Key(args) => key::run(cli, args, words),
        Command::Verify(args) => verify::run(args, words),
        Command::Bench(args) => bench::run(args, cli.common.database.as_deref(), words),
    }
}
