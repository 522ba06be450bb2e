//! What becomes of a township's data when the power goes, the disk is full, a key is lost, the clock is wrong or the
//! other server dies. docs/faults.md says what is tried, how to replay one and what is not covered.

mod clock;
mod disk;
mod full;
mod judge;
mod key;
mod office;
mod order;
mod postgres;
mod power;
mod server;
mod servers;
mod walk;
