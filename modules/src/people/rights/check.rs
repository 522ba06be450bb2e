//! What an audit asks of keys and erasures: a key is gone exactly where a fact says so.

use super::finish_erasures::unfinished;
use crate::people::store::rights;
use kernel::{OrgId, Result};
use store::Tx;
use store::audit::Problem;

/// `key_missing`: a person or household cannot be opened, and nothing says that it was erased;
/// `key_not_erased`: the key of an erased person is there; `erasure_unfinished`: the key file says erased,
/// the facts do not. A copy for the auditor has no keys and is not asked.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    if !rights::has_keys(tx)? {
        return Ok(Vec::new());
    }
    let mut problems = Vec::new();
    let mut add = |code, place: &str, seqs: Vec<i64>| {
        problems.extend(seqs.into_iter().map(|seq| Problem {
            code,
            place: place.to_owned(),
            seq,
        }));
    };
    add(
        "key_missing",
        "people_person",
        rights::people_without_keys(tx, org)?,
    );
    let households = rights::households_without_keys(tx, org)?;
    add("key_missing", "people_household", households);
    let not_erased = rights::keys_of_the_erased(tx, org)?;
    add("key_not_erased", "people_request", not_erased);
    let mut left = Vec::new();
    for person in unfinished(tx, org)? {
        left.extend(rights::first_seq(tx, org, person)?);
    }
    add("erasure_unfinished", "people_person", left);
    Ok(problems)
}
