//! Deeds of the installation on both engines.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where what it needs is not there"
)]

mod away;
mod common;
mod deeds;
mod papers;
mod race;
mod renew;
mod scale;
mod stage;
mod texts;
mod unit_tree;
mod work;
