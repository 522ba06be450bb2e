//! A bank that answers late, twice, in part and wrongly, and what becomes of every fen.

mod whose;

use super::*;
use crate::bank::accounts::{Decision, Provenance};
use crate::bank::layout::{Answer, Moved, Outcome};
use crate::bank::*;
use crate::model::ReturnReason;
use std::collections::BTreeSet;

const POOL: i64 = 150_000;

impl Town {
    /// A declared round of so many payees, each with an account that two people stand for.
    fn ready(&self, payees: i64) -> Id {
        let input = CreateRound {
            pool_fen: Fen(POOL),
            ..draft(self, Policy::LargestRemainder, Basis::PerPerson, POOL)
        };
        let round = self.act(ACCOUNTANT, input, create_round).unwrap().id;
        let all = (0..payees).map(|at| payee(500 + at, 1 + at % 4, "A", TOWN));
        self.calculate(round, all.collect()).unwrap();
        self.clock.set(day(1, 4));
        self.display(round, day(1, 4)).unwrap();
        self.clock.set(day(1, 10));
        self.resolve(round, day(1, 10), vote(25, 25)).unwrap();
        self.review(REVIEWER, round).unwrap();
        self.post(round, day(1, 10), day(1, 19)).unwrap();
        self.clock.set(day(1, 20));
        self.declare(APPROVER, round, day(1, 20)).unwrap();
        for at in 0..payees {
            self.account(500 + at);
        }
        round
    }

    fn propose(&self, user: Id, payee: i64) -> Result<Id> {
        let input = ProposeAccount {
            payee: Id(payee),
            unit: TOWN,
            holder: "陶谷源".into(),
            number: format!("6228 4800 0000 {payee:04}"),
            bank: "农村商业银行".into(),
            provenance: Provenance::Passbook,
            document: None,
        };
        self.act(user, input, propose_account)
    }

    fn decide(&self, user: Id, account: Id) -> Result<Id> {
        let outcome = Decision::Confirmed;
        self.act(user, DecideAccount { account, outcome }, decide_account)
    }

    fn account(&self, payee: i64) {
        let account = self.propose(ACCOUNTANT, payee).unwrap();
        self.decide(REVIEWER, account).unwrap();
    }

    fn send(&self, round: Id, lines: &[LineKey]) -> Result<Batched> {
        let input = SendBatch {
            round,
            date: self.clock_day(),
            layout: "delimited_gbk".into(),
            lines: Chosen::These(lines.to_vec()),
        };
        self.act(ACCOUNTANT, input, |tx, ctx, input| {
            send_batch(tx, ctx, input, |_, _, _, _| Ok(Vec::new()))
        })
    }

    fn clock_day(&self) -> Date {
        self.by(ACCOUNTANT).today()
    }

    fn answers(&self, answers: &[Answer]) -> Result<Taken> {
        let input = ImportResults {
            digest: String::new(),
            date: self.clock_day(),
            rows: answers.len(),
        };
        let answers = answers.to_vec();
        self.act(ACCOUNTANT, input, move |tx, ctx, input| {
            import_results(tx, ctx, input, &answers)
        })
    }

    fn statement(&self, rows: &[Moved]) -> Result<Matched> {
        let input = ImportStatement {
            book: self.book,
            digest: String::new(),
            rows: rows.len(),
        };
        let rows = rows.to_vec();
        self.act(ACCOUNTANT, input, move |tx, ctx, input| {
            import_statement(tx, ctx, input, &rows)
        })
    }

    fn sum(&self, code: &str) -> i64 {
        let sums = self.sums();
        let found = sums.iter().find(|(other, _)| other == code);
        found.map_or(0, |(_, sum)| sum.abs())
    }

    fn batch(&self, batch: Id) -> (String, Vec<(String, Fen)>) {
        self.db
            .read(move |tx| {
                let row = crate::store::bank::batch(tx, ORG, batch)?.unwrap();
                let lines = crate::store::bank::batch_lines(tx, ORG, batch)?;
                let lines = lines.into_iter().map(|l| (l.reference, l.amount));
                Ok((row.number, lines.collect()))
            })
            .unwrap()
    }
}

fn answer(line: &(String, Fen), outcome: Outcome) -> Answer {
    Answer {
        reference: line.0.clone(),
        amount: line.1,
        outcome,
        reason: ReturnReason::WrongName,
        date: None,
    }
}

fn out(amount: i64, memo: &str) -> Moved {
    Moved {
        date: day(1, 21),
        amount: Fen(amount),
        memo: memo.into(),
    }
}

#[test]
fn an_account_holds_once_a_second_person_has_confirmed_it() {
    on_both(|town| {
        let round = town.ready(2);
        let keys = town.keys(round);
        let other = town.propose(ACCOUNTANT, 500).unwrap();
        // The former one holds until then.
        let first = town.send(round, &keys[..1]).unwrap();
        let own = town.propose(ALL_RIGHTS, 500).unwrap();
        refused(town.decide(ALL_RIGHTS, own), "payout.same_person");
        assert_eq!(town.decide(ACCOUNTANT, other), Err(Error::Forbidden));
        town.decide(REVIEWER, other).unwrap();
        refused(town.decide(REVIEWER, other), "payout.account_decided");
        for (number, fits) in [("1234567", false), ("12345678", true), ("12a45678", false)] {
            let input = ProposeAccount {
                payee: Id(500),
                unit: TOWN,
                holder: "陶谷源".into(),
                number: number.into(),
                bank: "某行".into(),
                provenance: Provenance::Told,
                document: None,
            };
            assert_eq!(
                town.act(ACCOUNTANT, input, propose_account).is_ok(),
                fits,
                "{number}"
            );
        }
        // The file of a batch is made again from facts, with the account as it was then.
        let again = |batch| {
            let ctx = town.by(ACCOUNTANT);
            town.db
                .read(move |tx| Ok(file_of(tx, &ctx, batch, 0)?.1))
                .unwrap()
        };
        assert_eq!(again(first.batch), again(first.batch));
        // Nothing readable of an account stands in the database.
        let found = town.db.read(|tx| {
            let sql = "select last_four from payout_account where org = 1 order by id limit 1";
            tx.query_one(sql, &[])?.get::<String>(0)
        });
        assert_eq!(found.unwrap().len(), 4);
        town.is_clean();
    });
}

#[test]
fn a_line_goes_out_once_and_comes_again_only_after_a_confirmed_failure() {
    on_both(|town| {
        let round = town.ready(3);
        let keys = town.keys(round);
        let sent = town.send(round, &keys).unwrap();
        assert_eq!((sent.lines, sent.amount), (3, Fen(POOL)));
        assert_eq!((town.sum("bank_clearing"), town.sum("payable")), (POOL, 0));
        refused(town.send(round, &keys[..1]), "payout.already_paid");
        refused(
            town.pay(round, day(1, 20), &keys[..1]),
            "payout.already_paid",
        );
        let (number, lines) = town.batch(sent.batch);
        // Unknown is not failed.
        let taken = town
            .answers(&[answer(&lines[0], Outcome::Unknown)])
            .unwrap();
        assert_eq!(taken.unknown, 1);
        refused(town.send(round, &keys[..1]), "payout.already_paid");
        let said = [
            answer(&lines[0], Outcome::Paid),
            answer(&lines[1], Outcome::Paid),
            answer(&lines[2], Outcome::Returned),
        ];
        let taken = town.answers(&said).unwrap();
        assert_eq!((taken.paid, taken.returned), (2, 1));
        assert_eq!(town.case(round).state(), State::Declared);
        // The same file again changes nothing.
        let again = town.answers(&said).unwrap();
        assert_eq!((again.repeated, again.paid, again.returned), (3, 0, 0));
        assert_eq!(town.sum("payable"), lines[2].1.0);
        // Wrong rows are kept aside and move nothing.
        let stale = answer(&lines[2], Outcome::Paid);
        let wrong = Answer {
            amount: Fen(1),
            ..answer(&lines[0], Outcome::Returned)
        };
        let strange = answer(&("NOBODY".into(), Fen(5)), Outcome::Paid);
        assert_eq!(town.answers(&[stale, wrong, strange]).unwrap().aside, 3);
        let aside = {
            let book = town.book;
            town.db.read(move |tx| said_of(tx, round, book)).unwrap()
        };
        assert_eq!(aside.aside.len(), 3);
        let second = town.send(round, &keys).map(drop);
        refused(second, "payout.already_paid");
        let failed = town.keys(round).into_iter().find(|key| {
            let (town, key) = (&town, *key);
            let found = town
                .db
                .read(move |tx| crate::store::standings(tx, ORG, round, Some(&[key])));
            found.unwrap()[&key].live().is_none()
        });
        let second = town.send(round, &[failed.unwrap()]).unwrap();
        let (_, again) = town.batch(second.batch);
        assert_ne!(again[0].0, lines[2].0);
        town.answers(&[answer(&again[0], Outcome::Paid)]).unwrap();
        assert_eq!(town.case(round).state(), State::Paid);
        // The bank took the whole batch and gave one back, then the second.
        let rows = [
            out(-POOL, &format!("代发 {number}")),
            out(lines[2].1.0, &format!("退汇 {}", lines[2].0)),
            out(-again[0].1.0, "代发第二批"),
            out(77, "利息"),
        ];
        town.clock.set(day(1, 25));
        let matched = town.statement(&rows).unwrap();
        assert_eq!(
            (matched.batches, matched.refunds, matched.unmatched),
            (2, 1, 1)
        );
        let again = town.statement(&rows).unwrap();
        assert_eq!((again.repeated, again.batches), (4, 0));
        assert_eq!(
            (town.sum("bank_clearing"), town.sum("bank")),
            (0, 200_000 - POOL)
        );
        town.close(round).unwrap();
        town.is_clean();
    });
}

fn said_of(tx: &mut Tx, round: Id, book: Id) -> Result<Said> {
    bank::said(tx, ORG, round, book)
}

#[test]
fn without_an_account_a_line_stays_and_says_so() {
    on_both(|town| {
        let round = town.declared();
        let keys = town.keys(round);
        refused(town.send(round, &keys), "payout.no_account");
        let input = PayLines {
            round,
            date: day(1, 21),
            method: Method::BankFile,
            lines: vec![PayLine {
                line: keys[0],
                receipt: None,
            }],
        };
        assert!(matches!(
            town.act(ACCOUNTANT, input, pay_lines),
            Err(Error::Invalid(_))
        ));
        town.is_clean();
    });
}

#[test]
fn a_name_that_the_encoding_lacks_is_named_before_and_stops_nothing_else() {
    on_both(|town| {
        let round = town.ready(3);
        let input = ProposeAccount {
            payee: Id(501),
            unit: TOWN,
            holder: "𠮷田".into(),
            number: "6228480000000501".into(),
            bank: "农村商业银行".into(),
            provenance: Provenance::BankList,
            document: None,
        };
        let account = town.act(ACCOUNTANT, input, propose_account).unwrap();
        town.decide(REVIEWER, account).unwrap();
        let today = town.clock_day();
        let ready = || {
            town.db
                .read(move |tx| bank::sendable(tx, ORG, round, today))
                .unwrap()
        };
        let first = ready();
        let told: Vec<_> = first
            .unwritable
            .iter()
            .map(|one| (one.layout.as_str(), one.payee.0, one.refusal.code.as_ref()))
            .collect();
        assert_eq!(
            told,
            [
                ("delimited_gbk", 501, "payout.not_in_encoding"),
                ("fixed_gbk", 501, "payout.not_in_encoding")
            ]
        );
        assert_eq!(first.in_layout("delimited_utf8").len(), 3);
        let some = first.in_layout("delimited_gbk");
        assert_eq!(some.len(), 2);
        refused(town.send(round, &first.lines), "payout.not_in_encoding");
        // Named first it is the first, though its account stands last in the file.
        let mut named = first.lines.clone();
        named.sort_by_key(|key| *key != first.unwritable[0].line);
        let Err(Error::Refused(refusal)) = town.send(round, &named) else {
            panic!("it cannot be written");
        };
        assert_eq!(refusal.args[0], ("line".into(), "1".into()));
        assert_eq!(town.send(round, &some).unwrap().lines, 2);
        // The third waits for another layout, or another spelling that two people stand for.
        assert_eq!(ready().lines.len(), 1);
        town.is_clean();
    });
}

/// What the bank really did, beside what it says.
#[derive(Default)]
struct Bank {
    /// Reference to amount and whether the money stays with the payee.
    orders: BTreeMap<String, (Fen, bool)>,
    files: Vec<Vec<Answer>>,
    statement: Vec<Moved>,
}

struct Year<'a> {
    town: &'a Town,
    round: Id,
    dice: SeededRng,
    bank: Bank,
    /// Who got how much from the bank, by its own books.
    got: BTreeMap<String, Fen>,
}

impl Year<'_> {
    fn n(&self, below: u64) -> u64 {
        self.dice.below(below)
    }

    /// Sends some of what may be sent; of what is out, sending again must be refused.
    fn send(&mut self) {
        let (round, keys) = (self.round, self.town.keys(self.round));
        let standings = {
            let keys = keys.clone();
            let found = self
                .town
                .db
                .read(move |tx| crate::store::standings(tx, ORG, round, Some(&keys)));
            found.unwrap()
        };
        let (out, free): (Vec<LineKey>, Vec<LineKey>) =
            keys.iter().partition(|key| standings[key].live().is_some());
        if let Some(key) = out.first().filter(|_| self.n(3) == 0) {
            refused(self.town.send(round, &[*key]), "payout.already_paid");
        }
        let some: Vec<LineKey> = free.into_iter().filter(|_| self.n(2) == 0).collect();
        if some.is_empty() {
            return;
        }
        let sent = self.town.send(round, &some).unwrap();
        let (number, lines) = self.town.batch(sent.batch);
        self.accepts(&number, &lines, false);
    }

    fn accepts(&mut self, number: &str, lines: &[(String, Fen)], always: bool) {
        let today = self.town.clock_day();
        let total: i64 = lines.iter().map(|(_, fen)| fen.0).sum();
        let moved = |amount, memo: String| Moved {
            date: today,
            amount: Fen(amount),
            memo,
        };
        self.bank
            .statement
            .push(moved(-total, format!("代发工资 {number}")));
        let mut file = Vec::new();
        for line in lines {
            let stays = always || self.n(4) != 0;
            self.bank.orders.insert(line.0.clone(), (line.1, stays));
            if stays {
                self.got.insert(line.0.clone(), line.1);
                if !always && self.n(5) == 0 {
                    self.bank.files.push(vec![answer(line, Outcome::Unknown)]);
                }
                file.push(answer(line, Outcome::Paid));
            } else {
                // Some it calls paid first, and takes back later.
                if self.n(4) == 0 {
                    self.bank.files.push(vec![answer(line, Outcome::Paid)]);
                }
                file.push(answer(line, Outcome::Returned));
                self.bank
                    .statement
                    .push(moved(line.1.0, format!("退汇 {}", line.0)));
            }
            if self.n(6) == 0 {
                let wrong = Answer {
                    amount: Fen(line.1.0 + 1),
                    ..answer(line, Outcome::Returned)
                };
                file.push(wrong);
            }
        }
        if self.n(3) == 0 {
            file.push(answer(&("999".into(), Fen(1)), Outcome::Returned));
            self.bank.statement.push(moved(13, "结息".into()));
        }
        // In part: one file becomes two.
        if self.n(2) == 0 && file.len() > 1 {
            let rest = file.split_off(file.len() / 2);
            self.bank.files.push(rest);
        }
        self.bank.files.push(file);
    }

    /// Some file, in whatever order, now and then twice.
    fn answer(&mut self) {
        if self.bank.files.is_empty() {
            return;
        }
        let at = self.n(self.bank.files.len() as u64) as usize;
        let file = match self.n(4) {
            0 => self.bank.files[at].clone(),
            _ => self.bank.files.remove(at),
        };
        self.town.answers(&file).unwrap();
    }

    /// Accounts change too: one by one and by lists, which are confirmed, wait, or are taken back.
    fn corrects(&mut self) {
        let (payee, number) = (500 + self.n(14) as i64, 1000 + self.n(1_000_000) as i64);
        match self.n(4) {
            0 => self.town.account(payee),
            1 => drop(self.town.propose(ACCOUNTANT, payee).unwrap()),
            kind => {
                let lines: Vec<AccountLine> = (payee.max(503) - 3..=payee.max(503))
                    .map(|payee| account_lists::line(payee, &account_lists::card(number + payee)))
                    .collect();
                let list = self.town.take_in(ACCOUNTANT, &lines).unwrap().list;
                self.town.decide_whole(REVIEWER, list, 4).unwrap();
                if kind == 2 {
                    self.town.take_back(REVIEWER, list).unwrap();
                }
            }
        }
    }

    fn shows(&mut self) {
        let from = self.n(self.bank.statement.len() as u64 + 1) as usize;
        let rows = self.bank.statement[from..].to_vec();
        // A statement lists a day wholly, so equal rows of a day come together.
        let firsts: BTreeSet<Date> = self.bank.statement[..from].iter().map(|m| m.date).collect();
        let rows: Vec<Moved> = rows
            .into_iter()
            .filter(|m| !firsts.contains(&m.date))
            .collect();
        self.town.statement(&rows).unwrap();
    }
}

fn lives(town: &Town, seed: u64) {
    let round = town.ready(14);
    let mut year = Year {
        town,
        round,
        dice: SeededRng::new(seed),
        bank: Bank::default(),
        got: BTreeMap::new(),
    };
    for _ in 0..90 {
        town.clock.advance_days(1 + year.n(6) as i64);
        match year.n(5) {
            0 => year.send(),
            1 | 2 => year.answer(),
            3 => year.corrects(),
            _ => year.shows(),
        }
    }
    // The year ends: everything that was said arrives, and what came back is sent until it stays.
    for _ in 0..40 {
        town.clock.advance_days(1);
        for file in std::mem::take(&mut year.bank.files) {
            town.answers(&file).unwrap();
        }
        let keys = town.keys(round);
        let standings = town
            .db
            .read(move |tx| crate::store::standings(tx, ORG, round, Some(&keys)))
            .unwrap();
        let free: Vec<LineKey> = standings
            .iter()
            .filter(|(_, standing)| standing.live().is_none())
            .map(|(key, _)| *key)
            .collect();
        if free.is_empty() {
            break;
        }
        let sent = town.send(round, &free).unwrap();
        let (number, lines) = town.batch(sent.batch);
        year.accepts(&number, &lines, true);
    }
    let all = year.bank.statement.clone();
    for _ in 0..3 {
        town.statement(&all).unwrap();
    }
    // By the bank's own books everybody got his line once and nobody twice.
    let given: i64 = year.got.values().map(|fen| fen.0).sum();
    assert_eq!(given, POOL, "seed {seed}");
    assert_eq!(year.got.len(), 14, "seed {seed}");
    assert_eq!(town.case(round).state(), State::Paid, "seed {seed}");
    assert_eq!(town.sum("payable"), 0, "seed {seed}");
    assert_eq!(town.sum("bank_clearing"), 0, "seed {seed}");
    assert_eq!(town.sum("bank"), 200_000 - POOL, "seed {seed}");
    town.is_clean();
}

#[test]
fn after_a_year_with_a_bad_bank_every_fen_is_accounted_for() {
    for seed in 1..=6 {
        lives(&sqlite(), seed);
    }
    for seed in 7..=8 {
        if let Some(url) = testkit::pg::database() {
            lives(&town_on(&url), seed);
        }
    }
}
