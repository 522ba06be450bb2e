//! Payment through a bank: batches with every outcome, nothing sent yet, a file that cannot be read, accounts.

use super::super::bank::{self, Listed, Told};
use super::super::facts::Stage;
use super::{day, one, staff, today};
use crate::i18n::Words;
use crate::view::{Sample, View};
use kernel::{Fen, Id};
use payout::ReturnReason;
use payout::bank::accounts::{Decision, Provenance};
use payout::bank::layout::{Fault, Outcome, layouts};
use payout::bank::read::{AccountRow, ResultRow, StatementRow};
use payout::bank::results::Verdict;
use payout::bank::statement::Match;
use payout::bank::{Account, Batch, BatchLine, Clearing, Said, Sendable};

fn batch() -> Batch {
    let outcomes = [
        Some(Outcome::Paid),
        Some(Outcome::Returned),
        Some(Outcome::Unknown),
        None,
    ];
    let lines = outcomes
        .into_iter()
        .zip(1..)
        .map(|(outcome, at)| BatchLine {
            reference: format!("PL202200050100{at:08}"),
            payee: Id(1000),
            amount: Fen(129_199),
            attempt: 1,
            outcome,
            reason: (outcome == Some(Outcome::Returned)).then_some(ReturnReason::WrongName),
        });
    Batch {
        row: payout::bank::read::BatchOf {
            id: Id(31),
            round: Id(81),
            number: "PL-2022-0005-01".into(),
            layout: "delimited_gbk".into(),
            date: day(2022, 7, 20),
            lines: 4,
            amount: Fen(516_796),
            voucher: Id(901),
            digest: vec![1; 32],
        },
        lines: lines.collect(),
    }
}

fn said() -> Said {
    let verdicts = [
        Verdict::UnknownReference,
        Verdict::AmountDiffers,
        Verdict::PaidAfterReturn,
        Verdict::RoundOver,
    ];
    let aside = verdicts.map(|verdict| ResultRow {
        round: None,
        reference: "PL20220005019".into(),
        outcome: Outcome::Paid,
        reason: None,
        date: day(2022, 7, 22),
        amount: Fen(1),
        verdict,
    });
    Said {
        aside: aside.to_vec(),
        unmatched: vec![StatementRow {
            id: Id(1),
            book: Id(71),
            date: day(2022, 7, 21),
            amount: Fen(1_234),
            memo: "结息".into(),
            matched: Match::None,
            batch: None,
            voucher: None,
        }],
    }
}

fn told(is_full: bool) -> kernel::Result<Told> {
    Ok(Told {
        round: one(Stage::Declared),
        batches: if is_full { vec![batch()] } else { Vec::new() },
        said: if is_full { said() } else { Said::default() },
        sendable: Sendable {
            lines: vec![payout::LineKey([1; 16])],
            amount: Fen(129_199),
            without_account: vec![Id(1000)],
            held: 1,
            unwritable: [
                kernel::Refusal::new("payout.not_in_encoding").with("text", "𠮷田"),
                kernel::Refusal::new("payout.too_wide").with("column", "收款户名"),
            ]
            .map(|refusal| payout::bank::read::Unwritable {
                layout: "fixed_gbk".into(),
                line: payout::LineKey([1; 16]),
                payee: Id(1000),
                refusal,
            })
            .to_vec(),
        },
        clearing: Clearing {
            balance: Fen(516_796),
            expected: Fen(516_796),
        },
        layouts: layouts(today())?,
        names: [(Id(1000), "白守茂".to_owned())].into(),
        may_pay: true,
        faults: Vec::new(),
        today: today(),
    })
}

fn listed(decision: Option<Decision>, provenance: Provenance) -> Listed {
    Listed {
        account: Account {
            row: AccountRow {
                seq: 7,
                id: Id(41),
                payee: Id(1000),
                unit: Id(11),
                date: day(2022, 7, 1),
                sealed: Vec::new(),
                last_four: "0017".into(),
                bank: "农村商业银行".into(),
                provenance,
                document: None,
                user: Id(7),
                decision: decision.map(|outcome| (outcome, day(2022, 7, 2))),
            },
            sealed: None,
        },
        payee: "白守茂".into(),
        village: "张李新村".into(),
        may_decide: true,
    }
}

pub fn samples(words: Words) -> askama::Result<Vec<Sample>> {
    let page = |key: &str| staff(words, &words.get(key));
    let whole = |is_full, faults: Vec<Fault>| -> kernel::Result<View> {
        let told = Told {
            faults,
            ..told(is_full)?
        };
        bank::view(page("bank-accounts"), &told, &[])
    };
    let codes = [
        "empty",
        "not_money",
        "not_a_date",
        "one_of_two",
        "too_few_columns",
        "too_many_rows",
        "not_in_encoding",
    ];
    let faults = codes.map(|code| Fault {
        line: 3,
        column: "金额".into(),
        code,
    });
    let custom = |e: kernel::Error| askama::Error::Custom(e.to_string().into());
    let all = [
        listed(None, Provenance::Passbook),
        listed(Some(Decision::Confirmed), Provenance::BankList),
        listed(Some(Decision::Rejected), Provenance::Told),
    ];
    Ok(vec![
        ("rounds-bank", whole(true, Vec::new()).map_err(custom)?),
        (
            "rounds-bank-empty",
            whole(false, Vec::new()).map_err(custom)?,
        ),
        (
            "rounds-bank-faults",
            whole(true, faults.to_vec()).map_err(custom)?,
        ),
        (
            "rounds-accounts",
            bank::accounts(page("bank-accounts"), &all, true),
        ),
        (
            "rounds-accounts-empty",
            bank::accounts(page("bank-accounts"), &[], true),
        ),
        (
            "rounds-account-form",
            bank::account_form(page("bank-add-account"), &|_| String::new(), &[]),
        ),
    ])
}
