//! Stories of member accounts.

mod files;
mod register_rounds;
mod rounds;
mod stories;
