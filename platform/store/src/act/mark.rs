//! Where a deed is taken back to.

use crate::engine::Session;
use kernel::Result;

/// To where a deed is taken back that fails.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    /// The begin of its transaction, of which it is the first. On SQLite a savepoint keeps the old content of every page in
    /// memory, and each statement with a trigger goes through all of it: a deed that makes everything again took hours.
    Begin,
    Savepoint,
}

pub(super) fn mark(session: &mut Session) -> Result<Mark> {
    if session.is_untouched {
        return Ok(Mark::Begin);
    }
    session.batch_later("savepoint deed")?;
    Ok(Mark::Savepoint)
}

/// Takes a deed back, or leaves it to its group's commit.
pub(super) fn close(session: &mut Session, mark: Mark, keep: bool) -> Result<()> {
    match (mark, keep) {
        (Mark::Begin, true) => match session.settle() {
            Ok(()) => Ok(()),
            Err(fault) => {
                close(session, mark, false)?;
                Err(fault)
            }
        },
        (Mark::Savepoint, true) => session.batch_later("release savepoint deed"),
        (Mark::Savepoint, false) => {
            session.batch("rollback to savepoint deed; release savepoint deed")
        }
        // A full disk has ended the transaction already: whoever gathers the group sees that.
        (Mark::Begin, false) if !session.in_transaction() => Ok(()),
        (Mark::Begin, false) => {
            session.batch("rollback")?;
            session.begin(true)
        }
    }
}
