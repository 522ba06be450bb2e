//! Rounds of money to many payees: entitlements, a frozen plan, meeting, review, notice, entries,
//! payment. README.md has the states, the order of refusals and who may do what.
//!
//! Knows no project, no person and no share: who is entitled is handed in by the module that
//! answers for it, and names are joined by the pages.

pub mod adopt_flow;
pub mod calculate_round;
pub mod cancel_round;
pub mod check;
pub mod close_round;
pub mod create_round;
pub mod declare_round;
pub mod display_plan;
pub mod explain;
pub mod flow;
pub mod model;
pub mod notice;
pub mod pay_lines;
pub mod plan;
pub mod post_round;
pub mod read;
pub mod resolve_round;
pub mod reverse_round;
pub mod review_round;
pub mod round;
mod store;
#[cfg(test)]
mod tests;

pub use adopt_flow::{AdoptFlow, Adopted, adopt_flow, supply_flows};
pub use calculate_round::{CalculateRound, calculate_round};
pub use cancel_round::{CancelRound, cancel_round};
pub use check::{check, check_entitlements};
pub use close_round::{CloseRound, close_round};
pub use create_round::{CreateRound, Created, create_round};
pub use declare_round::{DeclareRound, declare_round};
pub use display_plan::{DisplayPlan, display_plan};
pub use explain::{Explanation, explain};
pub use flow::{Flow, RELIEF_INCOME};
pub use model::{Basis, Method, Reason, State, Step, Vote};
pub use notice::{Notice, notice, notice_by_token, notice_token};
pub use pay_lines::{PayLine, PayLines, pay_lines};
pub use plan::{Entitlement, LineKey};
pub use post_round::{PostRound, post_round};
pub use read::{
    Due, Filter, LineFilter, LineSort, LineView, RoundView, StatementRow, due, history,
    household_statement, lines, round, rounds, unpaid,
};
pub use resolve_round::{ResolveRound, resolve_round};
pub use reverse_round::{ReverseRound, reverse_round};
pub use review_round::{ReviewRound, review_round};
pub use round::{Case, Detail, Done, Round};
