//! Stories of the books, on both engines.

use crate::*;
use ::store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use kernel::{Actor, Ctx, Date, Error, Fen, Id, Result};
use proptest::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::{FakeClock, SeededRng};

const ORG: i64 = 1;

#[derive(serde::Serialize)]
struct Told(u64);

impl Input for Told {
    const DEED: &'static str = "test.do";
}

struct Books {
    db: Db,
    ctx: Ctx,
    clock: Arc<FakeClock>,
}

fn books_on(database: &str) -> Books {
    let clock = Arc::new(FakeClock::on(2022, 6, 1));
    let rng = Arc::new(SeededRng::new(7));
    let mut settings = Settings::new(Database::parse(database).unwrap());
    settings.key_file = temp("key");
    let db = Db::open(settings, &[], rng.as_ref()).unwrap();
    let ctx = Ctx {
        org: 0,
        actor: Actor::SYSTEM,
        clock: clock.clone(),
        rng,
    };
    db.act(&ctx, CommandKey::fresh(&ctx), Told(0), |tx, _, _| {
        tx.begin_chain(ORG)
    })
    .unwrap();
    Books {
        db,
        ctx: ctx.in_org(ORG),
        clock,
    }
}

fn temp(kind: &str) -> std::path::PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let n = NEXT.fetch_add(1, Ordering::SeqCst);
    let dir = std::env::temp_dir().join(format!("zhen-ledger-{}-{n}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir.join(format!("books.{kind}"))
}

fn sqlite() -> Books {
    books_on(&format!("sqlite:{}", temp("db").display()))
}

/// The story on SQLite, and on PostgreSQL where the machine has it.
fn on_both(story: fn(&Books)) {
    story(&sqlite());
    if let Some(url) = testkit::pg::database() {
        story(&books_on(&url));
    }
}

impl Books {
    fn act<O>(&self, f: impl FnOnce(&mut Tx, &Ctx) -> Result<O> + Send + 'static) -> Result<O>
    where
        O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.db.act(
            &self.ctx,
            CommandKey::fresh(&self.ctx),
            Told(1),
            |tx, ctx, _| f(tx, ctx),
        )
    }

    fn open(&self) -> (Id, Id, Id) {
        self.act(|tx, ctx| {
            let book = open_book(tx, ctx, Id(9), "五联鑫合作社")?;
            let bank = account(tx, ctx, book, AccountKind::asset("bank"), None)?;
            let fund = account(tx, ctx, book, AccountKind::debt("undistributed"), None)?;
            Ok((book, bank, fund))
        })
        .unwrap()
    }

    fn post(&self, book: Id, date: Date, lines: Vec<Line>) -> Result<Id> {
        self.act(move |tx, ctx| post(tx, ctx, voucher_of(book, date, lines)))
    }

    fn problems(&self) -> Vec<(&'static str, String)> {
        let problems = self.db.read(|tx| check(tx, ORG)).unwrap();
        problems.into_iter().map(|p| (p.code, p.place)).collect()
    }

    fn balances(&self) -> Vec<i64> {
        let sql = "select balance from ledger_balance_now order by account";
        self.db
            .read(move |tx| tx.query(sql, &[])?.iter().map(|r| r.get(0)).collect())
            .unwrap()
    }
}

fn voucher_of(book: Id, date: Date, lines: Vec<Line>) -> Voucher {
    Voucher {
        book,
        date,
        kind: "income",
        source: None,
        source_id: None,
        reverses: None,
        lines,
    }
}

fn day(month: i8, day: i8) -> Date {
    Date::new(2022, month, day).unwrap()
}

fn pair(debit: Id, credit: Id, fen: i64) -> Vec<Line> {
    vec![Line::debit(debit, Fen(fen)), Line::credit(credit, Fen(fen))]
}

#[test]
fn vouchers_are_numbered_in_their_book_and_year_and_read_back() {
    on_both(|books| {
        let (book, bank, fund) = books.open();
        let first = books
            .post(
                book,
                Date::new(2021, 12, 31).unwrap(),
                pair(bank, fund, 500),
            )
            .unwrap();
        books.post(book, day(1, 5), pair(bank, fund, 70)).unwrap();
        let last = books.post(book, day(3, 5), pair(fund, bank, 20)).unwrap();
        books
            .db
            .read(move |tx| {
                assert_eq!(voucher(tx, ORG, first)?.unwrap().number, "2021-000001");
                assert_eq!(voucher(tx, ORG, last)?.unwrap().number, "2022-000002");
                assert_eq!(balance(tx, ORG, bank, day(1, 4), i64::MAX)?, 500);
                assert_eq!(balance(tx, ORG, bank, day(6, 1), i64::MAX)?, 550);
                assert_eq!(balance_now(tx, ORG, fund)?, -550);
                let entries = voucher_entries(tx, ORG, last, 0, 10)?;
                assert_eq!(
                    entries
                        .iter()
                        .map(|e| (e.code.as_str(), e.amount))
                        .collect::<Vec<_>>(),
                    [("undistributed", 20), ("bank", -20)]
                );
                let span = (Date::new(2021, 1, 1).unwrap(), day(12, 31));
                let two = statement(tx, ORG, bank, span, 2, None)?;
                assert_eq!(
                    two.iter().map(|l| l.balance).collect::<Vec<_>>(),
                    [500, 570]
                );
                let rest = statement(tx, ORG, bank, span, 2, Some(two[1].at))?;
                assert_eq!(
                    rest.iter()
                        .map(|l| (l.amount, l.balance))
                        .collect::<Vec<_>>(),
                    [(-20, 550)]
                );
                let late = statement(tx, ORG, bank, (day(2, 1), day(12, 31)), 9, None)?;
                assert_eq!(late.iter().map(|l| l.balance).collect::<Vec<_>>(), [550]);
                let trial = trial_balance(tx, ORG, book, day(6, 1), i64::MAX)?;
                assert_eq!(
                    trial
                        .iter()
                        .map(|r| (r.code.as_str(), r.debit, r.credit, r.balance))
                        .collect::<Vec<_>>(),
                    [("bank", 570, 20, 550), ("undistributed", 20, 570, -550)]
                );
                Ok(())
            })
            .unwrap();
        assert_eq!(books.problems(), []);
    });
}

#[test]
fn what_may_not_be_posted_is_refused_in_order() {
    let books = sqlite();
    let (book, bank, fund) = books.open();
    let (_, foreign, _) = books.open();
    books.post(book, day(3, 1), pair(bank, fund, 100)).unwrap();
    let check = |date, lines: Vec<Line>, expected: &str| {
        assert_eq!(
            books.post(book, date, lines).unwrap_err().to_string(),
            expected
        );
    };
    check(day(6, 2), vec![], "refused ledger.too_few_lines");
    check(
        day(6, 2),
        pair(bank, fund, 0),
        "refused ledger.zero_line line=1",
    );
    check(
        day(6, 2),
        vec![Line::debit(bank, Fen(2)), Line::credit(fund, Fen(1))],
        "refused ledger.unbalanced left=1",
    );
    check(
        day(6, 2),
        pair(bank, foreign, 1),
        "refused ledger.future_date date=2022-06-02",
    );
    check(
        day(6, 1),
        pair(bank, foreign, 1),
        "refused ledger.other_book",
    );
    check(
        day(6, 1),
        pair(fund, bank, 101),
        "refused ledger.below_zero account=bank balance=1.00",
    );
    // Before the money came there was none, though there is enough today.
    check(
        day(2, 1),
        pair(fund, bank, 1),
        "refused ledger.below_zero account=bank balance=0.00",
    );
    // Enough on the day itself, yet a later payment already used it.
    books.post(book, day(5, 1), pair(fund, bank, 60)).unwrap();
    check(
        day(4, 1),
        pair(fund, bank, 41),
        "refused ledger.below_zero account=bank balance=0.40",
    );
    books.post(book, day(4, 1), pair(fund, bank, 40)).unwrap();
    assert_eq!(books.problems(), []);
}

#[test]
fn a_voucher_is_reversed_in_full_and_once() {
    on_both(|books| {
        let (book, bank, fund) = books.open();
        let id = books.post(book, day(3, 1), pair(bank, fund, 100)).unwrap();
        let early = books
            .act(move |tx, ctx| reverse(tx, ctx, id, day(2, 1)))
            .unwrap_err();
        assert_eq!(
            early.to_string(),
            "refused ledger.before_original date=2022-03-01"
        );
        let mirror = books
            .act(move |tx, ctx| reverse(tx, ctx, id, day(3, 2)))
            .unwrap();
        assert_eq!(books.balances(), [0, 0]);
        let again = books
            .act(move |tx, ctx| reverse(tx, ctx, id, day(3, 3)))
            .unwrap_err();
        assert_eq!(
            again.to_string(),
            "refused ledger.already_reversed number=2022-000002"
        );
        let back = books
            .act(move |tx, ctx| reverse(tx, ctx, mirror, day(3, 3)))
            .unwrap_err();
        assert_eq!(
            back.to_string(),
            "refused ledger.is_reversal number=2022-000002"
        );
        assert_eq!(
            books.act(|tx, ctx| reverse(tx, ctx, Id(5), day(3, 3))),
            Err(Error::NotFound)
        );
        assert_eq!(books.problems(), []);
    });
}

#[test]
fn many_accounts_are_posted_and_reversed_at_once() {
    on_both(|books| {
        let (book, bank, fund) = books.open();
        books
            .post(book, day(3, 1), pair(bank, fund, 10_001 * 10_000))
            .unwrap();
        let id = books
            .act(move |tx, ctx| {
                let parties: Vec<Id> = (1..=10_000).map(Id).collect();
                let payable = accounts(tx, ctx, book, AccountKind::debt("payable"), &parties)?;
                let mut lines: Vec<Line> = parties
                    .iter()
                    .map(|p| Line::credit(*payable.get(p).unwrap(), Fen(p.0)))
                    .collect();
                lines.push(Line::debit(fund, Fen((1..=10_000).sum())));
                post(tx, ctx, voucher_of(book, day(4, 1), lines))
            })
            .unwrap();
        let page = books
            .db
            .read(move |tx| voucher_entries(tx, ORG, id, 0, 3))
            .unwrap();
        assert_eq!(
            page.iter().map(|e| e.amount).collect::<Vec<_>>(),
            [50_005_000, -1, -2],
            "many lines stand in the order of their accounts"
        );
        assert_eq!(books.problems(), []);
        books
            .act(move |tx, ctx| reverse(tx, ctx, id, day(4, 2)))
            .unwrap();
        assert_eq!(books.problems(), []);
        assert!(books.balances().iter().skip(2).all(|balance| *balance == 0));
    });
}

#[test]
fn two_vouchers_of_one_deed_may_touch_one_account_on_one_day() {
    on_both(|books| {
        let (book, bank, fund) = books.open();
        books
            .act(move |tx, ctx| {
                post(tx, ctx, voucher_of(book, day(3, 1), pair(bank, fund, 100)))?;
                post(tx, ctx, voucher_of(book, day(3, 1), pair(fund, bank, 30)))
            })
            .unwrap();
        assert_eq!(books.balances(), [70, -70]);
        assert_eq!(books.problems(), []);
    });
}

#[test]
fn a_spoilt_balance_is_found_and_rebuilt() {
    let books = sqlite();
    let (book, bank, fund) = books.open();
    books.post(book, day(3, 1), pair(bank, fund, 100)).unwrap();
    books
        .act(move |tx, _| {
            tx.execute(
                "update ledger_balance_now set balance = 7 where account = $1",
                &values![bank],
            )
        })
        .unwrap();
    assert_eq!(
        books.problems(),
        [("balance_differs", format!("ledger_balance_now bank {bank}"))]
    );
    books.act(|tx, ctx| rebuild(tx, ctx.org)).unwrap();
    assert_eq!(books.problems(), []);
    assert_eq!(books.balances(), [100, -100]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever is posted balances, and taking everything back leaves nothing.
    #[test]
    fn reversing_everything_restores_every_balance(
        moves in proptest::collection::vec((0_usize..4, 0_usize..4, 1_i64..1_000_000, 0_i64..150), 1..20)
    ) {
        let books = sqlite();
        let (book, ids) = books.act(|tx, ctx| {
            let book = open_book(tx, ctx, Id(9), "五联鑫合作社")?;
            let kind = |code| AccountKind { code, side: Side::Debit, floor: None };
            let ids: Vec<Id> = ["a", "b", "c", "d"].into_iter()
                .map(|code| account(tx, ctx, book, kind(code), None)).collect::<Result<_>>()?;
            Ok((book, ids))
        }).unwrap();
        let mut posted = Vec::new();
        for (from, to, fen, days) in moves {
            posted.push(books.post(book, day(1, 1).plus_days(days), pair(ids[from], ids[to], fen)).unwrap());
        }
        books.clock.advance_days(1);
        prop_assert_eq!(books.problems(), []);
        prop_assert_eq!(books.balances().iter().sum::<i64>(), 0);
        let today = books.ctx.today();
        for id in posted {
            books.act(move |tx, ctx| reverse(tx, ctx, id, today)).unwrap();
        }
        prop_assert!(books.balances().iter().all(|balance| *balance == 0));
        prop_assert_eq!(books.problems(), []);
    }
}

#[test]
fn what_many_vouchers_moved_for_each_party_is_read_in_one_walk() {
    on_both(|books| {
        let (book, bank, _) = books.open();
        let sums = books
            .act(move |tx, ctx| {
                let mut vouchers = std::collections::HashSet::new();
                for (party, year, fen) in [(7, 2021, 5), (8, 2021, 6), (7, 2022, 9)] {
                    let owed =
                        account(tx, ctx, book, AccountKind::debt("payable"), Some(Id(party)))?;
                    let date = Date::new(year, 1, 2).unwrap();
                    let lines = pair(bank, owed, fen);
                    vouchers.insert(post(tx, ctx, voucher_of(book, date, lines))?);
                }
                let moved = moved_by_party(tx, ctx.org, [2021, 2022].into(), &vouchers)?;
                let mut sums: Vec<(i64, i64)> = moved
                    .values()
                    .flatten()
                    .map(|(party, amount)| (party.0, *amount))
                    .collect();
                sums.sort_unstable();
                Ok(sums)
            })
            .unwrap();
        assert_eq!(sums, [(7, -9), (7, -5), (8, -6)]);
    });
}

fn a_voucher_in_a_month_closed_before_is_found(books: &Books) {
    let (book, ..) = books.open();
    let through = Date::new(2022, 5, 31).unwrap();
    books
        .act(move |tx, ctx| close_through(tx, ctx, book, through))
        .unwrap();
    let found = books.db.read(|tx| check(tx, ORG)).unwrap();
    assert_eq!(found, []);
    // Nothing in the program writes this.
    books
        .act(move |tx, ctx| {
            let row = VoucherView {
                id: tx.new_id()?,
                seq: tx.seq()?,
                book,
                number: model::number(2022, 1),
                date: through,
                kind: "income".into(),
                source: None,
                source_id: None,
                reverses: None,
                total: 0,
                lines: 0,
            };
            crate::store::insert_voucher(tx, ctx.org, &row)
        })
        .unwrap();
    let found = books.db.read(|tx| check(tx, ORG)).unwrap();
    let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["voucher_in_closed_month"]);
}

#[test]
fn a_voucher_in_a_month_closed_before_is_found_on_both_engines() {
    on_both(a_voucher_in_a_month_closed_before_is_found);
}
