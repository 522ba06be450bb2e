//! People over time: each thing that happens to a person or a household is one event, and the dated
//! rows that it changes carry its seq.

mod book;
mod change_head;
mod confirm_event;
mod correct;
pub(crate) mod face;
pub(crate) mod gone;
mod merge_households;
pub mod model;
mod move_in;
mod move_out;
mod newcomer;
pub mod organisations;
pub mod pages_data;
mod record_birth;
mod record_death;
mod record_marriage;
mod set_status;
mod split_household;
#[cfg(test)]
mod tests;

pub use book::{Recorded, Relations};
pub use change_head::{ChangeHead, change_head};
pub use confirm_event::{ConfirmEvent, Confirmed, confirm_event};
pub use correct::{Correct, correct};
pub use merge_households::{MergeHouseholds, merge_households};
pub use move_in::{MoveIn, move_in};
pub use move_out::{MoveOut, move_out};
pub use newcomer::Newcomer;
pub use record_birth::{RecordBirth, record_birth};
pub use record_death::{RecordDeath, record_death};
pub use record_marriage::{RecordMarriage, record_marriage};
pub use set_status::{EndStatus, SetStatus, end_status, set_status};
pub use split_household::{SplitHousehold, split_household};
