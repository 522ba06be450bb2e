//! Stories of member accounts.

mod files;
mod rounds;
mod stories;
