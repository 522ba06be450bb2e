//! `zhen restore FILE`: a backup into an empty database of either engine; so also the move from one to the other.

use super::{audit, backup};
use crate::cli::{Cli, HERE, Restore};
use crate::desk::Desk;
use kernel::Result;
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Restore, words: Words) -> Result<bool> {
    let settings = cli.common.settings(HERE)?;
    let mut telling = backup::Telling::new(words);
    let summary =
        store::backup::restore(&settings, &args.file, &mut |p, t, b| telling.tell(p, t, b))?;
    backup::show("cli-restored", &summary, words);
    // Opening puts on record whom the key file lists as erased since.
    let desk = Desk::open(settings)?;
    let mut is_sound = true;
    for chain in &summary.chains {
        // A chain on which nothing was written yet has no row to compare.
        let end = Some((chain.seq, chain.hash.clone())).filter(|(seq, _)| *seq > 0);
        let report = audit::audit(&desk, chain.org, end)?;
        audit::show(&report, words);
        is_sound &= report.problems.is_empty();
    }
    Ok(is_sound)
}
