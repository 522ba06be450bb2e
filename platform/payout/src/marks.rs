//! One mark for each person who counts in a round: the same person in two households is found, and nobody is found
//! again in another round by his mark.

use crate::round::Round;
use crate::store::marks::{self as store, Mark};
use ::store::Tx;
use kernel::{Id, Refusal, Result};
use std::collections::HashMap;

/// A person who counts in a payee's line, as the module that knows people says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub household: Id,
    pub person: Id,
    /// The keyed tag of the identity number; nothing where there is no number.
    pub tag: Option<Vec<u8>>,
}

/// Writes the marks. Refuses `payout.person_twice` with both households.
pub(crate) fn write(tx: &mut Tx, round: &Round, counted: &[Counted]) -> Result<()> {
    let mut seen: HashMap<Vec<u8>, Id> = HashMap::with_capacity(counted.len());
    let scope = (round.org.to_be_bytes(), round.id.0.to_be_bytes());
    for (one, place) in counted.iter().zip(1_i64..) {
        let mark = one.tag.as_deref();
        let mark = mark.map(|tag| tx.hmac("payout/mark", &[&scope.0, &scope.1, tag]).to_vec());
        if let Some(mark) = &mark
            && let Some(other) = seen.insert(mark.clone(), one.household)
        {
            return Err(Refusal::new("payout.person_twice")
                .with("household", other)
                .with("other", one.household)
                .into());
        }
        let row = Mark {
            place,
            household: one.household,
            person: mark.is_none().then_some(one.person),
            mark,
        };
        store::insert(tx, round, &row)?;
    }
    Ok(())
}
