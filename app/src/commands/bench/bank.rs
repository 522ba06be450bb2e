//! The bank's file of the round that was measured: accounts laid by the deeds that people use, then a batch of every
//! line and its file on the disk.

use super::ground::{self, Folder, Ground};
use super::{now, peak_rss_mb};
use crate::desk::Desk;
use kernel::{Error, Id, Result};
use modules::shares::entitlements;
use payout::bank::accounts::{Decision, Provenance};
use payout::bank::{
    AccountLine, Chosen, DecideList, ImportAccounts, SendBatch, decide_list, file_of,
    import_accounts, read, send_batch, sendable,
};
use serde::Serialize;

const LAYOUT: &str = "delimited_utf8";

/// Times in seconds.
#[derive(Serialize)]
pub struct Found {
    /// A list of everybody's account, taken in and confirmed by somebody else.
    pub accounts_s: f64,
    pub accounts_confirmed_s: f64,
    /// What the page asks before a batch is made: all that is ready, in every layout.
    pub ready_s: f64,
    pub batch_s: f64,
    pub file_s: f64,
    pub file_mb: f64,
    /// The batch, durable, and its file.
    pub bank_file_s: f64,
    pub bank_peak_rss_mb: u64,
}

pub fn run(desk: &Desk, ground: &Ground, round: Id, folder: &Folder) -> Result<Found> {
    let start = now();
    let list = lay(desk, ground)?;
    let accounts_s = start.elapsed().as_secs_f64();
    let start = now();
    let input = DecideList {
        list,
        outcome: Decision::Confirmed,
        accounts: i64::from(ground.holders),
    };
    let reviewer = ground.stage.by(ground.office.org, ground.office.reviewer);
    ground.stage.act(&reviewer, input, decide_list)?;
    let accounts_confirmed_s = start.elapsed().as_secs_f64();
    let accountant = ground.accountant();
    let (org, date) = (ground.office.org, accountant.today());
    let start = now();
    let ready = desk
        .db
        .read(move |tx| sendable(tx, org, round, date)?.told(LAYOUT))?;
    let ready_s = start.elapsed().as_secs_f64();
    let (payments, amount) = ready;
    let input = SendBatch {
        round,
        date,
        layout: LAYOUT.into(),
        lines: Chosen::Ready { payments, amount },
    };
    let changed = modules::source_of(entitlements::SOURCE)?.changed;
    let start = now();
    let sent = ground
        .stage
        .act(&accountant, input, move |tx, ctx, input| {
            send_batch(tx, ctx, input, changed)
        })?;
    let batch_s = start.elapsed().as_secs_f64();
    let start = now();
    let (_, bytes) = desk
        .db
        .read(move |tx| file_of(tx, &accountant, sent.batch, 0))?;
    let path = folder.join("bank.csv");
    let write = |bytes: &[u8]| {
        use std::io::Write;
        let mut file = std::fs::File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write(&bytes).map_err(|e| Error::internal("writing the bank's file", e))?;
    let file_s = start.elapsed().as_secs_f64();
    let lines = bytes.split(|b| *b == b'\n').count() as i64;
    // The head, a line for each payment, and nothing behind the last.
    if lines != payments + 2 || payments != i64::from(ground.holders) {
        return Err(Error::Internal(format!("a file of {lines} lines")));
    }
    Ok(Found {
        accounts_s,
        accounts_confirmed_s,
        ready_s,
        batch_s,
        file_s,
        file_mb: bytes.len() as f64 / 1e6,
        bank_file_s: batch_s + file_s,
        bank_peak_rss_mb: peak_rss_mb(),
    })
}

fn lay(desk: &Desk, ground: &Ground) -> Result<Id> {
    let (org, unit) = (ground.office.org, ground.office.township);
    let input = ImportAccounts {
        file_tag: "00".into(),
        mapping: "[]".into(),
        provenance: Provenance::BankList,
        document: None,
        stand: desk.db.read(move |tx| read::stand(tx, org))?,
        added: ground.holders as usize,
        changed: 0,
        unchanged: 0,
        missing: 0,
        set_aside: 0,
    };
    let holders = ground.holders;
    let line = move |n: u32| AccountLine {
        payee: ground::payee(n),
        unit,
        holder: "陶谷源".into(),
        number: format!("622848{n:013}"),
        bank: "农村商业银行斗虎屯支行".into(),
        unusual: Vec::new(),
    };
    let accountant = ground.accountant();
    let done = ground
        .stage
        .act(&accountant, input, move |tx, ctx, input| {
            import_accounts(tx, ctx, input, (0..holders).map(line))
        })?;
    Ok(done.list)
}
