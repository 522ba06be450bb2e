//! Stories of a project, on both engines where the machine has both.

mod accounts_file;
mod deeds;
mod douhutun;
mod roster_file;
mod round;
pub(super) mod world;
