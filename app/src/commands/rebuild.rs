//! `zhen rebuild`: every cache and search row made again from facts.

use super::checks;
use crate::cli::{Cli, HERE};
use crate::desk::Desk;
use crate::say;
use kernel::{OrgId, Result};
use serde::Serialize;
use store::{CommandKey, Input};
use web::i18n::Words;

/// A deed, because only a deed writes caches; it leaves no fact behind.
#[derive(Serialize)]
pub struct Rebuild {}

impl Input for Rebuild {
    const DEED: &'static str = "zhen.rebuild";
}

pub fn run(cli: &Cli, words: Words) -> Result<bool> {
    let desk = Desk::open_existing(cli.common.settings(HERE)?)?;
    // The heads are the ends of the chains: where one was not as the journal says, somebody else
    // wrote here, and the audit has to say what.
    let mended = desk.db.rebuild_heads()?;
    for head in &mended {
        say::progress(&words.with(
            "cli-head-mended",
            &[
                ("org", &head.org.to_string()),
                ("seq", &head.seq.to_string()),
            ],
        ));
    }
    for org in desk.db.read(store::audit::orgs)? {
        say::progress(&words.with("cli-rebuilding", &[("org", &org.to_string())]));
        rebuild(&desk, org)?;
    }
    let mut problems = 0;
    for org in desk.db.read(store::audit::orgs)? {
        problems += desk.db.read(move |tx| checks::caches(tx, org))?.len();
    }
    say::line(&words.count("cli-rebuilt", i64::try_from(problems).unwrap_or(i64::MAX)));
    Ok(problems == 0 && mended.is_empty())
}

fn rebuild(desk: &Desk, org: OrgId) -> Result<()> {
    let ctx = desk.system(org);
    desk.db
        .act(&ctx, CommandKey::fresh(&ctx), Rebuild {}, checks::rebuild)
}
