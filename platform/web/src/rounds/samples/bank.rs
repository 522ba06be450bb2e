//! Payment through a bank: batches with every outcome, nothing sent yet, a file that cannot be read, accounts.

use super::super::accounts::list::{self as lists, Beside, Shown};
use super::super::accounts::{self, All, Listed, Previewed};
use super::super::bank::{self, Told};
use super::super::facts::Stage;
use super::{day, one, staff, today};
use crate::i18n::Words;
use crate::view::{Sample, View};
use kernel::{Fen, Id};
use payout::ReturnReason;
use payout::bank::accounts::{Decision, Provenance, Sealed, Unusual};
use payout::bank::layout::{Fault, Outcome, layouts};
use payout::bank::read::{AccountRow, List, ListRow, ResultRow, StatementRow};
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
            seq: 1,
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
            stays: Default::default(),
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
                list: None,
                unusual: Unusual::ALL.to_vec(),
                decision: decision.map(|outcome| (outcome, day(2022, 7, 2))),
            },
            sealed: Some(Sealed {
                holder: "白守茂".into(),
                number: "6228480402564890017".into(),
            }),
        },
        payee: "白守茂".into(),
        village: "张李新村".into(),
        may_decide: true,
    }
}

fn listed_whole(outcome: Option<Decision>) -> lists::Told {
    let row = ListRow {
        id: Id(51),
        seq: 1,
        date: day(2022, 7, 1),
        provenance: Provenance::BankList,
        document: Some("农商行〔2022〕17号".into()),
        user: Id(7),
        added: 1_312,
        changed: 17,
        unchanged: 371,
        missing: 4,
        set_aside: 3,
        span: (Id(60), Id(1_388)),
        decision: outcome.map(|outcome| (outcome, day(2022, 7, 2), Id(8))),
    };
    let beside = |before: Option<(String, String)>| Beside {
        listed: listed(outcome, Provenance::BankList),
        before,
        is_overtaken: false,
        holder: "白守茂".into(),
    };
    lists::Told {
        list: List {
            row,
            units: vec![Id(11)],
            sent_back: 1,
            unusual: vec![("check_digit".into(), 5), ("shared,holder".into(), 1)],
        },
        user: "陶谷源".into(),
        decided_by: "白守茂".into(),
        villages: vec!["张李新村".into()],
        changed: 17,
        shown: match outcome {
            None => Shown::Unusual,
            Some(_) => Shown::All,
        },
        rows: vec![
            beside(Some(("1203".into(), "农村商业银行".into()))),
            beside(None),
        ],
        next: Some("/rounds/accounts/lists/51?show=unusual&after=41".into()),
        may_decide: outcome.is_none(),
        may_reverse: outcome == Some(Decision::Confirmed),
        is_own: outcome == Some(Decision::Rejected),
    }
}

/// A list of a bank with everything that can be wrong with it, from faults of cells to what is only unusual.
fn previewed() -> accounts::plan::Plan {
    let codes = [
        "account_malformed",
        "destroyed_by_excel",
        "account_nobody_named",
        "account_unknown_payee",
        "account_several_payees",
        "account_unknown_village",
        "account_identity_differs",
        "roster_head_differs",
        "account_payee_twice",
    ];
    let problem = |code| sheets::Problem {
        row: 7,
        column: Some(5),
        header: "账号".into(),
        code,
        raw: "6.22848E+18".into(),
        args: Vec::new(),
    };
    accounts::plan::Plan {
        lines: vec![payout::bank::AccountLine {
            payee: Id(1000),
            unit: Id(11),
            holder: "白守茂".into(),
            number: "6228480402564890017".into(),
            bank: "农村商业银行".into(),
            unusual: Unusual::ALL.to_vec(),
        }],
        added: 1_312,
        changed: 17,
        unchanged: 371,
        missing: vec![Id(1001)],
        problems: codes.map(problem).to_vec(),
        set_aside: codes.len(),
        unusual: vec![(8, "白守茂".into(), "0017".into(), Unusual::ALL.to_vec())],
        ..accounts::plan::Plan::default()
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
    let rows = || {
        vec![
            listed(None, Provenance::Passbook),
            listed(Some(Decision::Confirmed), Provenance::BankList),
            listed(Some(Decision::Rejected), Provenance::Told),
            listed(Some(Decision::Withdrawn), Provenance::BankList),
        ]
    };
    let full = All {
        lists: [None, Some(Decision::Confirmed), Some(Decision::Withdrawn)]
            .map(|outcome| listed_whole(outcome).list.row)
            .to_vec(),
        open: vec![listed(None, Provenance::Passbook)],
        rows: rows(),
        first: Some("/rounds/accounts".into()),
        next: Some("/rounds/accounts?before=41".into()),
        may_add: true,
    };
    let none = All {
        may_add: true,
        ..All::default()
    };
    let plan = previewed();
    let told = Previewed {
        upload: Id(61),
        bank: "农村商业银行".into(),
        plan: &plan,
        missing: vec!["白守茂".into()],
    };
    let blank = |_: &str| String::new();
    let whole_list = |outcome| lists::list(page("bank-list"), &listed_whole(outcome));
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
            accounts::accounts(page("bank-accounts"), &full),
        ),
        (
            "rounds-accounts-empty",
            accounts::accounts(page("bank-accounts"), &none),
        ),
        (
            "rounds-accounts-import",
            accounts::import(page("bank-import"), &[]),
        ),
        (
            "rounds-accounts-preview",
            accounts::preview(page("bank-list-preview"), &told, &blank, &[]),
        ),
        ("rounds-accounts-list", whole_list(None)),
        (
            "rounds-accounts-list-confirmed",
            whole_list(Some(Decision::Confirmed)),
        ),
        (
            "rounds-accounts-list-own",
            whole_list(Some(Decision::Rejected)),
        ),
        (
            "rounds-accounts-reverse",
            lists::reverse(page("bank-list-reverse"), &listed_whole(None).list.row),
        ),
        (
            "rounds-account-form",
            accounts::account_form(page("bank-add-account"), &blank, &[]),
        ),
    ])
}
