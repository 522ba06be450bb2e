//! How often somebody may try: wrong passwords, wrong codes, concerns from one address. Counted durably before what is tried, so
//! that many at once gain nothing; neither a name nor an address is kept, only keyed hashes. In [`store::Db::work`].

use crate::store::work;
use ::store::Tx;
use kernel::Result;

const MINUTE: i64 = 60 * 1_000_000;
const HOUR: i64 = 60 * MINUTE;

/// Who or what is counted.
pub fn tag(tx: &Tx, kind: &str, what: &[u8]) -> [u8; 32] {
    tx.hmac("throttle", &[kind.as_bytes(), what])
}

/// One more within this hour, unless there were `most` of them: then the minutes until it is over.
pub fn one_more(tx: &mut Tx, tag: &[u8], most: i64, now: i64) -> Result<Option<i64>> {
    let until = now.saturating_add(HOUR);
    work::hold_attempts(tx, tag, until)?;
    let (count, until) = match work::attempts(tx, tag)? {
        Some((count, _, expires_at)) if expires_at > now => (count, expires_at),
        _ => (0, until),
    };
    if count >= most {
        return Ok(Some(minutes(until - now)));
    }
    work::set_attempts(tx, tag, count + 1, 0, until)?;
    Ok(None)
}

/// One more wrong try, counted before it is known whether it is right; after `free` of them it is locked for an hour, and the
/// answer is for how many minutes still. A right one is forgotten by [`forget`].
pub fn one_try(tx: &mut Tx, tag: &[u8], free: i64, now: i64) -> Result<Option<i64>> {
    let until = now.saturating_add(24 * HOUR);
    work::hold_attempts(tx, tag, until)?;
    let (failures, locked) = match work::attempts(tx, tag)? {
        Some((failures, locked, expires_at)) if expires_at > now => (failures, locked),
        _ => (0, 0),
    };
    if locked > now {
        return Ok(Some(minutes(locked - now)));
    }
    // After a lock it begins anew.
    let failures = if locked > 0 { 1 } else { failures + 1 };
    let locked = if failures >= free {
        now.saturating_add(HOUR)
    } else {
        0
    };
    work::set_attempts(tx, tag, failures, locked, until)?;
    Ok(None)
}

/// Forgets every try.
pub fn forget(tx: &mut Tx, tag: &[u8]) -> Result<()> {
    work::delete_attempts(tx, tag)
}

/// Takes one try back, with the lock that it brought: others behind the same address did nothing.
pub fn take_back(tx: &mut Tx, tag: &[u8], now: i64) -> Result<()> {
    match work::attempts(tx, tag)? {
        Some((failures, _, expires_at)) if failures > 1 && expires_at > now => {
            work::set_attempts(tx, tag, failures - 1, 0, expires_at)
        }
        _ => work::delete_attempts(tx, tag),
    }
}

fn minutes(micros: i64) -> i64 {
    micros.div_euclid(MINUTE) + 1
}
