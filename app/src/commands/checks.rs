//! What can be made again and what can be checked, crate by crate: the one list for `rebuild`,
//! `audit` and their tests.

use access::scope::INSTALLATION;
use access::texts::Source;
use kernel::{Ctx, OrgId, Result};
use store::Tx;
use store::audit::Problem;

/// Makes the caches of one organisation again. The parameter is the empty input of the deed.
pub fn rebuild<I>(tx: &mut Tx, ctx: &Ctx, _: I) -> Result<()> {
    if ctx.org == INSTALLATION {
        return access::rebuild(tx);
    }
    ledger::rebuild(tx, ctx.org)?;
    payout::slip::rebuild(tx, ctx.org)?;
    cases::rebuild(tx, ctx)?;
    modules::people::rebuild_search(tx, ctx.org, ctx.today())?;
    // Names of people are read from the search rows.
    texts().try_for_each(|source| source.make_again(tx, ctx.org))
}

/// What a search finds beside cases, of all modules.
pub fn texts() -> impl Iterator<Item = Source> {
    modules::all().into_iter().flat_map(|module| module.texts)
}

/// Caches that are not what a rebuild would make of them. Needs no key file.
pub fn caches(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    if org == INSTALLATION {
        access::check_caches(tx)
    } else {
        let mut problems = ledger::check(tx, org)?;
        problems.extend(cases::check(tx, org)?);
        Ok(problems)
    }
}

/// A part of an audit that can be looked at by itself.
pub type Part = Box<dyn FnOnce(&mut Tx) -> Result<Vec<Problem>> + Send>;

/// Caches, what the modules check of their own, every round, the bank: the larger parts first. Needs no key file.
pub fn parts(tx: &mut Tx, org: OrgId) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = vec![Box::new(move |tx| caches(tx, org))];
    if org == INSTALLATION {
        return Ok(parts);
    }
    for module in modules::all() {
        for check in module.checks {
            parts.push(Box::new(move |tx| check(tx, org)));
        }
    }
    for round in payout::check::rounds(tx, org)? {
        parts.push(Box::new(move |tx| payout::check::check_one(tx, org, round)));
    }
    parts.push(Box::new(move |tx| payout::check::check_bank(tx, org)));
    Ok(parts)
}
