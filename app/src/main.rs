//! The binary `zhen`: reads the command line, opens the database, calls what does the work.

mod cli;
mod commands;
mod demo;
mod desk;
mod net;
mod say;
mod site;
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words = say::words();
    let result = cli::read(words).and_then(|cli| commands::run(&cli, words));
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            say::fault(words, &error);
            ExitCode::from(error.exit_code())
        }
    }
}
