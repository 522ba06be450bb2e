//! How fast programs may ask: each token so many times a minute, in the memory of this server alone.

use kernel::Id;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Fifty a second: far above what a report or an import needs, far below what a loop without an end does.
const MOST: u32 = 3_000;
const MINUTE: i64 = 60 * 1_000_000;

#[derive(Default)]
pub(super) struct Pace {
    asked: Mutex<HashMap<Id, (i64, u32)>>,
}

impl Pace {
    /// Counts one; the seconds to wait where it is one too many.
    pub fn count(&self, token: Id, now: i64) -> Result<(), i64> {
        let minute = now.div_euclid(MINUTE);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, (at, _)| *at == minute);
        let (_, count) = asked.entry(token).or_insert((minute, 0));
        *count = count.saturating_add(1);
        if *count <= MOST {
            return Ok(());
        }
        Err(((minute + 1) * MINUTE - now).div_euclid(1_000_000) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_waits_until_the_minute_is_over_and_others_do_not() {
        let pace = Pace::default();
        let (one, other, now) = (Id(1), Id(2), 90 * 1_000_000);
        for _ in 0..MOST {
            assert_eq!(pace.count(one, now), Ok(()));
        }
        assert_eq!(pace.count(one, now), Err(31));
        assert_eq!(pace.count(other, now), Ok(()));
        assert_eq!(pace.count(one, now + 31 * 1_000_000), Ok(()));
    }
}
