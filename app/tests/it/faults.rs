//! What becomes of a township's data when the power goes, the disk is full, a key is lost, the clock is wrong or the
//! other server dies. docs/faults.md says what is tried, how to replay one and what is not covered.

mod clock;
pub(crate) mod disk;
mod full;
pub(crate) mod judge;
mod key;
pub(crate) mod office;
mod order;
mod postgres;
mod power;
pub(crate) mod server;
pub(crate) mod servers;
mod walk;
