//! The calendar of working days as this installation knows it: the tables that come with the program, and what notices that
//! were read in say since.

use crate::store;
use crate::workdays::{Calendar, Named};
use ::store::Tx;
use kernel::{Date, Result};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many calendars are kept at hand: one for each installation of this process, and those before a notice.
const AT_HAND: usize = 16;

/// By the hash of the journal row of the latest notice, which is of everything that was said until then.
static READ: Mutex<BTreeMap<Vec<u8>, Arc<Calendar>>> = Mutex::new(BTreeMap::new());

/// As it is known now. The same text of notices gives the same calendar, so it is counted out once.
pub fn current(tx: &mut Tx) -> Result<Arc<Calendar>> {
    let hash = store::calendar_hash(tx)?.unwrap_or_default();
    let at_hand = |hash: &Vec<u8>| {
        let read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        read.get(hash).cloned()
    };
    if let Some(calendar) = at_hand(&hash) {
        return Ok(calendar);
    }
    let calendar = Arc::new(with(&store::days(tx)?)?);
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if read.len() >= AT_HAND {
        read.clear();
    }
    read.insert(hash, calendar.clone());
    Ok(calendar)
}

/// The published tables with what was said of days since. Refuses as [`Calendar::of`].
pub fn with(said: &[(Date, Option<Named>)]) -> Result<Calendar> {
    let published = crate::workdays::current()?;
    if said.is_empty() {
        return Ok(published.clone());
    }
    let mut days: BTreeMap<Date, Named> =
        published.named().map(|named| (named.date, named)).collect();
    for (date, named) in said {
        match named {
            Some(named) => drop(days.insert(*date, named.clone())),
            None => drop(days.remove(date)),
        }
    }
    Calendar::of(days.into_values())
}
