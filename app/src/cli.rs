//! The command line as others script against it. Words come from `locales/`, by subcommand and argument.

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use kernel::{Date, Error, Refusal, Result};
use std::net::SocketAddr;
use std::path::PathBuf;
use store::{Database, Settings};
use web::i18n::Words;

/// What may be set by the environment; others that begin with `ZHEN_` are refused, because a setting
/// that is misspelt would otherwise be silently ignored.
const SETTINGS: [&str; 4] = ["ZHEN_DATABASE", "ZHEN_LOG", "ZHEN_REQUIRE", "ZHEN_TEST_PG"];

#[derive(Parser)]
#[command(name = "zhen", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Common {
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    #[arg(long, global = true, value_name = "PATH")]
    pub key_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "N")]
    pub org: Option<i64>,
    #[arg(long = "as", id = "as", global = true, value_name = "USER")]
    pub user: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
    Serve(Serve),
    Demo(Demo),
    Figures(Figures),
    Import(Import),
    Export(Export),
    Backup(Backup),
    Restore(Restore),
    Rebuild,
    Doctor(Doctor),
    Audit(Audit),
    Key(Key),
    Verify(Verify),
    Bench(Bench),
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum BenchName {
    Audit,
    /// `holders` are events.
    Cases,
    Commands,
    County,
    Dividend,
    Import,
    Page,
    Proof,
    Reads,
    /// The measurements of a folder as docs/performance.md.
    Report,
    Start,
    Statement,
}

#[derive(Args)]
pub struct Bench {
    pub name: BenchName,
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=4_000_000))]
    pub holders: u32,
    /// Of `dividend`: the bank's file too.
    #[arg(long)]
    pub bank: bool,
    /// Of `county`: measured at 1, 4, 16 and so on up to this.
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub townships: u32,
    /// Of `cases`: a folder in which what was made is left, so that the next run goes on there.
    #[arg(long, value_name = "FOLDER")]
    pub kept: Option<PathBuf>,
    /// Of `report`: the folder of measurements.
    #[arg(long, value_name = "FOLDER", default_value = "docs/measured")]
    pub folder: PathBuf,
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Verify {
    pub slip: PathBuf,
    /// The 64 digits of the posted notice.
    #[arg(
        long,
        value_name = "HEX",
        conflicts_with = "notice",
        required_unless_present = "notice"
    )]
    pub root: Option<String>,
    /// The notice itself: JSON, or the digits of its code.
    #[arg(long, value_name = "FILE")]
    pub notice: Option<PathBuf>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    pub listen: Listen,
}

/// Where and how pages are served.
#[derive(Args, Clone)]
pub struct Listen {
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7749")]
    pub listen: SocketAddr,
    #[arg(long, value_name = "PATH", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "PATH", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    #[arg(long, value_name = "CIDR", value_parser = network)]
    pub trust_proxy: Vec<web::Network>,
    #[arg(long)]
    pub insecure_lan: bool,
    #[arg(long, value_name = "URL", value_parser = web::address::parse)]
    pub public_url: Option<String>,
}

fn network(text: &str) -> Result<web::Network, String> {
    web::Network::parse(text).ok_or_else(|| "10.0.0.0/8, fd00::/8 …".to_owned())
}

#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    pub listen: Listen,
    #[arg(long)]
    pub no_serve: bool,
}

#[derive(Args)]
pub struct Figures {
    #[arg(long, value_name = "CODE")]
    pub division: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    #[arg(long, value_name = "SEQ")]
    pub as_known: Option<i64>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ImportKind {
    Units,
    Households,
    /// A ledger of the 12345 hotline.
    Concerns,
    /// The workbook of a campaign, which begins with it.
    Campaign,
    /// A notice on days off.
    Holidays,
}

#[derive(Args)]
pub struct Import {
    pub kind: ImportKind,
    pub file: PathBuf,
    /// The day from which a list of households holds; today if not given.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Of a notice on days off: its number, where it was published, and when.
    #[arg(long, value_name = "TEXT")]
    pub number: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub published: Option<Date>,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportKind {
    Audit,
}

#[derive(Args)]
pub struct Export {
    pub kind: ExportKind,
    pub file: PathBuf,
}

#[derive(Args)]
pub struct Backup {
    pub file: PathBuf,
    #[arg(long)]
    pub check: bool,
}

#[derive(Args)]
pub struct Restore {
    pub file: PathBuf,
}

#[derive(Args)]
pub struct Doctor {
    /// Where backups are written.
    #[arg(long, value_name = "DIR")]
    pub backup: Option<PathBuf>,
    #[arg(long, value_name = "PATH", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "PATH", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// With which the server is started.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Audit {
    #[arg(long, value_name = "SEQ:HASH", value_parser = checkpoint)]
    pub checkpoint: Option<(i64, String)>,
    #[arg(long)]
    pub json: bool,
}

/// `12:9f86…`: a journal row's number and the 64 hexadecimal digits of its hash.
fn checkpoint(text: &str) -> Result<(i64, String), String> {
    let fault = || "SEQ:HASH, 64 hexadecimal digits".to_owned();
    let (seq, hash) = text.split_once(':').ok_or_else(fault)?;
    let seq: i64 = seq.parse().map_err(|_| fault())?;
    store::keys::unhex::<32>(hash).map_err(|_| fault())?;
    if seq < 1 {
        return Err(fault());
    }
    Ok((seq, hash.to_owned()))
}

#[derive(Args)]
pub struct Key {
    #[command(subcommand)]
    pub command: KeyCommand,
}

#[derive(Subcommand)]
pub enum KeyCommand {
    Sheet,
    FromSheet,
}

/// The command line as it was given. Ends the program where clap does: help, version, bad usage (2).
pub fn read(words: Words) -> Result<Cli> {
    let unknown = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .find(|name| name.starts_with("ZHEN_") && !SETTINGS.contains(&name.as_str()));
    if let Some(name) = unknown {
        return Err(Error::Invalid(vec![
            kernel::FieldError::new("environment", "unknown_setting").with("name", name),
        ]));
    }
    let matches = worded(Cli::command(), words, "cli-zhen").get_matches();
    Cli::from_arg_matches(&matches).map_err(|e| e.exit())
}

/// Every subcommand with the words of its key, every argument with those of `cli-arg-…`.
fn worded(command: clap::Command, words: Words, key: &str) -> clap::Command {
    let mut command = command.about(words.get(key)).mut_args(|arg| {
        let key = format!("cli-arg-{}", arg.get_id().as_str().replace('_', "-"));
        arg.help(words.get(&key))
    });
    let names: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(&name, |c| worded(c, words, &format!("{key}-{name}")));
    }
    command
}

impl Common {
    /// The database that was named, else that of `ZHEN_DATABASE`, else `otherwise`.
    pub fn settings(&self, otherwise: &str) -> Result<Settings> {
        let named = self
            .database
            .clone()
            .or_else(|| std::env::var("ZHEN_DATABASE").ok());
        let mut settings = Settings::new(Database::parse(named.as_deref().unwrap_or(otherwise))?);
        if let Some(key_file) = &self.key_file {
            settings.key_file = key_file.clone();
        }
        Ok(settings)
    }

    /// Whom a writing command acts for. Refused `cli.as_whom`.
    pub fn user(&self) -> Result<&str> {
        self.user
            .as_deref()
            .ok_or_else(|| Refusal::new("cli.as_whom").into())
    }
}

/// Where an installation stands unless told otherwise: in this folder.
pub const HERE: &str = "sqlite:zhen.db";

#[cfg(test)]
mod tests {
    use super::*;
    use web::i18n::Lang;

    #[test]
    fn the_command_line_is_consistent_and_worded_in_both_languages() {
        for lang in Lang::ALL {
            worded(Cli::command(), Words::new(lang), "cli-zhen").debug_assert();
        }
        assert_eq!(web::i18n::missing_keys(), [""; 0]);
    }

    #[test]
    fn a_checkpoint_is_a_number_and_a_hash() {
        let hash = "ab".repeat(32);
        assert_eq!(checkpoint(&format!("12:{hash}")), Ok((12, hash.clone())));
        for wrong in [
            "12",
            &format!("0:{hash}"),
            &format!("x:{hash}"),
            "12:abcd",
            &format!("12:{}", "zz".repeat(32)),
        ] {
            assert!(checkpoint(wrong).is_err(), "{wrong}");
        }
    }
}
