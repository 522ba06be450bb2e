//! What can be made again and what can be checked, crate by crate: the one list for `rebuild`,
//! `audit` and their tests.

use access::scope::INSTALLATION;
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
    modules::people::rebuild_search(tx, ctx.org, ctx.today())
}

/// Caches that are not what a rebuild would make of them. Needs no key file.
pub fn caches(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    if org == INSTALLATION {
        access::check_caches(tx)
    } else {
        ledger::check(tx, org)
    }
}

/// Caches, books and rounds. Needs no key file.
pub fn of_money(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = caches(tx, org)?;
    if org != INSTALLATION {
        problems.extend(payout::check(tx, org)?);
    }
    Ok(problems)
}

/// What the modules check of their own. Needs no key file.
pub fn of_modules(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    if org != INSTALLATION {
        for check in modules::all().iter().flat_map(|module| &module.checks) {
            problems.extend(check(tx, org)?);
        }
    }
    Ok(problems)
}
