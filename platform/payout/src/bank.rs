//! Payment through a bank: payees' accounts, files sent, what the bank answers, what its statement says. zhen moves no
//! money itself: it writes what is asked of the bank, and holds the bank to it.

pub mod accounts;
pub mod batch;
pub mod compare;
pub mod layout;
pub mod lists;
pub mod read;
pub(crate) mod ready;
pub mod results;
pub mod statement;

pub use accounts::{DecideAccount, ProposeAccount, decide_account, propose_account};
pub use batch::{Batched, Chosen, SendBatch, file_of, send_batch};
pub use layout::{Answer, Layout, Moved, Outcome};
pub use lists::{
    AccountLine, AccountsImported, DecideList, ImportAccounts, ReverseList, SendBack, decide_list,
    import_accounts, reverse_list, send_back,
};
pub use read::{
    Account, Batch, BatchLine, Clearing, Said, Sendable, accounts_of, batches, clearing, said,
    sendable, unconfirmed,
};
pub use results::{ImportResults, Taken, import_results};
pub use statement::{ImportStatement, Matched, import_statement};

use crate::round::Case;
use ::store::Tx;
use kernel::{Ctx, Id, Result};
use ledger::{AccountKind, Side};

/// The account between the payables and the bank: what was sent and is not on the statement. It may lie on either
/// side, since a bank's answer and its statement come in any order.
fn clearing_account(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<Id> {
    let kind = AccountKind {
        code: &case.flow.accounts.clearing,
        side: Side::Credit,
        floor: None,
    };
    ledger::account(tx, ctx, case.round.book, kind, None)
}

/// The account that a payment of this method is taken from.
pub(crate) fn source_account(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    method: crate::Method,
) -> Result<Id> {
    match method {
        crate::Method::BankFile => clearing_account(tx, ctx, case),
        _ => {
            let bank = AccountKind::asset(&case.flow.accounts.bank);
            ledger::account(tx, ctx, case.round.book, bank, None)
        }
    }
}
