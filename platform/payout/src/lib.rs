//! Rounds of money to many payees: entitlements, a frozen plan, meeting, review, notice, entries,
//! payment. README.md has the states, the order of refusals and who may do what.
//!
//! Knows no project, no person and no share: who is entitled is handed in by the module that
//! answers for it, and names are joined by the pages.

pub mod adopt_flow;
pub mod answer_objection;
pub mod bank;
pub mod bring_forward;
pub mod calculate_round;
pub mod cancel_round;
pub mod check;
pub mod close_month;
pub mod close_round;
pub mod correct_round;
pub mod create_round;
pub mod crosscheck;
pub mod declare_round;
pub mod display_plan;
pub mod division;
pub mod explain;
pub mod flow;
pub mod hold_line;
pub mod marks;
pub mod model;
pub mod move_unclaimed;
pub mod name_successor;
pub mod notice;
pub mod pay_lines;
pub mod plan;
pub mod post_round;
pub mod read;
pub mod record_objection;
pub mod recover_receivable;
pub mod release_line;
pub mod reopen_month;
pub mod resolve_round;
pub mod return_payment;
pub mod reverse_round;
pub mod review_round;
pub mod round;
pub mod slip;
pub mod standing;
mod store;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod wrong;

pub use adopt_flow::{AdoptFlow, Adopted, adopt_flow, supply_flows};
pub use answer_objection::{AnswerObjection, answer_objection};
pub use bring_forward::{
    BringForwardBalance, BringForwardRound, BroughtLine, VoidBrought, bring_forward_balance,
    bring_forward_round, void_brought,
};
pub use calculate_round::{CalculateRound, calculate_round, calculate_round_knowing};
pub use cancel_round::{CancelRound, cancel_round};
pub use check::{check, check_entitlements, check_entitlements_of};
pub use close_month::{CloseMonth, close_month};
pub use close_round::{CloseRound, close_round};
pub use correct_round::{CorrectRound, Redrawn, correct_round, correct_round_knowing};
pub use create_round::{CreateRound, Created, create_round};
pub use crosscheck::{Checked, Known, Witness, crosscheck};
pub use declare_round::{DeclareRound, declare_round};
pub use display_plan::{DisplayPlan, display_plan};
pub use division::{Division, Waterfall};
pub use explain::{Explanation, explain};
pub use flow::{BUILT_IN, COLLECTIVE_INCOME, COOP_SURPLUS, Flow, RELIEF_INCOME, RELIEF_INCOME_1};
pub use hold_line::{HoldLine, hold_line};
pub use marks::Counted;
pub use model::{
    Basis, Channel, HoldReason, Method, Reason, ReturnReason, Settled, State, Step, Succession,
    Verdict, Vote,
};
pub use move_unclaimed::{MoveUnclaimed, move_unclaimed};
pub use name_successor::{NameSuccessor, name_successor};
pub use notice::{Notice, notice, notice_by_token, notice_token, slip_by_token, slip_token};
pub use pay_lines::{PayLine, PayLines, PayUnclaimed, pay_lines, pay_lines_knowing, pay_unclaimed};
pub use plan::{Entitlement, LineKey};
pub use post_round::{PostRound, post_round, post_round_knowing};
pub use read::{
    Due, Filter, LineFilter, LineSort, LineView, RoundView, StatementRow, due, history,
    household_statement, lines, round, rounds, unpaid,
};
pub use record_objection::{RecordObjection, record_objection};
pub use recover_receivable::{RecoverReceivable, recover_receivable};
pub use release_line::{ReleaseLine, release_line};
pub use reopen_month::{ReopenMonth, reopen_month};
pub use resolve_round::{ResolveRound, resolve_round};
pub use return_payment::{ReturnPayment, return_payment};
pub use reverse_round::{ReverseRound, reverse_round};
pub use review_round::{ReviewRound, review_round};
pub use round::{Case, Detail, Done, Round};
pub use slip::{notice_proof, slip, terms};
pub use standing::{Change, ChangeKind, Standing};
