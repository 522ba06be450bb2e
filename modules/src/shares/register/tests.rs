//! Stories of a share register, on both engines where the machine has both.

mod property;
mod stories;
