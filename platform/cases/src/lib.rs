//! Cases: what is handled by somebody until a day.
//!
//! A declared type says what may happen to a case, a case is the fold of what happened, and its clocks count the days as
//! the law does: that part is pure (`declared`, `event`, `fold`, `clocks`, `workdays`). Deeds write events; lists read
//! where each case stands. README.md.

pub mod act;
pub mod adopt_type;
pub mod alike;
pub mod books;
pub mod bring_in;
pub mod caches;
pub mod calendar;
pub mod clocks;
pub mod declared;
pub mod event;
pub mod feed;
pub mod fold;
pub mod inbox;
pub mod marks;
pub mod notice;
pub mod open_case;
pub mod photos;
pub mod read;
pub mod receipt;
pub mod roles;
pub mod settle;
pub mod shown;
pub mod standing;
pub mod store;
pub mod tally;
pub mod texts;
pub mod types;
pub mod workdays;
mod write;

pub use act::{ActOnCase, DecideAsked, Done, act_on_case, decide_asked};
pub use adopt_type::{AdoptType, Adopted, adopt_type, supply_types};
pub use books::{AdoptBook, BookAdopted, adopt_book};
pub use bring_in::{BringIn, Brought, BroughtIn, BroughtStep, Onto, bring_in};
pub use caches::{check, rebuild};
pub use inbox::{Inbox, Line, inbox};
pub use notice::{Noticed, ReadNotice, read_notice};
pub use open_case::{OpenCase, Opened, open_case};

pub use settle::{Part as SettledPart, Settle, settle, settle_all, unsettled};

#[cfg(test)]
mod tests;
