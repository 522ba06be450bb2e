//! Accounts that come as a list: taken in by one, confirmed by another, sent back row by row, compared with the next
//! list, taken back.

use super::*;
use crate::bank::accounts::{Decision, Provenance, Unusual};
use crate::bank::compare::{Compared, Effect, compare};
use crate::bank::*;
use crate::bank::{self, read};
use std::collections::BTreeMap;

/// A number with a right check digit.
pub(super) fn card(payee: i64) -> String {
    let begin = format!("62284804025{payee:07}");
    let fits = |digit: &u8| crate::bank::accounts::fits_check_digit(&format!("{begin}{digit}"));
    let digit = (0..=9).find(fits).unwrap();
    format!("{begin}{digit}")
}

pub(super) fn line(payee: i64, number: &str) -> AccountLine {
    AccountLine {
        payee: Id(payee),
        unit: VILLAGE,
        holder: "陶谷源".into(),
        number: number.into(),
        bank: "农村商业银行".into(),
        unusual: Vec::new(),
    }
}

/// So many payees from 500 on, each with a card of his own.
fn cards(payees: i64) -> Vec<AccountLine> {
    (500..500 + payees).map(|at| line(at, &card(at))).collect()
}

impl Town {
    fn compared(&self, lines: &[AccountLine]) -> (Compared, Vec<AccountLine>) {
        let mut lines = lines.to_vec();
        self.db
            .read(move |tx| Ok((compare(tx, ORG, &mut lines)?, lines)))
            .unwrap()
    }

    /// As the page does it: compared, and what differs taken in.
    pub(super) fn take_in(&self, user: Id, lines: &[AccountLine]) -> Result<AccountsImported> {
        let file_tag = format!("{lines:?}");
        let (found, lines) = self.compared(lines);
        let count = |wanted| found.effects.iter().filter(|e| **e == wanted).count();
        let input = ImportAccounts {
            file_tag,
            mapping: "[]".into(),
            provenance: Provenance::BankList,
            document: Some("农商行名单".into()),
            stand: found.stand,
            added: count(Effect::Added),
            changed: count(Effect::Changed),
            unchanged: count(Effect::Unchanged),
            missing: found.missing.len(),
            set_aside: 0,
        };
        let goes = found.effects.iter().zip(lines);
        let goes = goes.filter(|(effect, _)| **effect != Effect::Unchanged);
        let goes: Vec<AccountLine> = goes.map(|(_, line)| line).collect();
        self.act(user, input, move |tx, ctx, input| {
            import_accounts(tx, ctx, input, goes)
        })
    }

    pub(super) fn decide_whole(&self, user: Id, list: Id, accounts: i64) -> Result<Id> {
        let input = DecideList {
            list,
            outcome: Decision::Confirmed,
            accounts,
        };
        self.act(user, input, decide_list)
    }

    fn rows_back(&self, user: Id, list: Id, accounts: &[Id]) -> Result<Id> {
        let accounts = accounts.to_vec();
        self.act(user, SendBack { list, accounts }, send_back)
    }

    pub(super) fn take_back(&self, user: Id, list: Id) -> Result<Id> {
        self.act(user, ReverseList { list }, reverse_list)
    }

    /// The account in force of each payee, by its last four digits.
    fn held(&self) -> BTreeMap<i64, String> {
        let found = self.db.read(|tx| {
            let payees: Vec<Id> = (500..520).map(Id).collect();
            let held = crate::store::accounts::in_force(tx, ORG, &payees)?;
            let ids: Vec<Id> = held.iter().map(|one| one.account).collect();
            let faces = read::faces(tx, ORG, &ids)?;
            let one = |h: &crate::store::accounts::Held| (h.payee.0, faces[&h.account].0.clone());
            Ok(held.iter().map(one).collect())
        });
        found.unwrap()
    }

    pub(super) fn accounts_of(&self, list: Id) -> Vec<Account> {
        let scope = Scope::of(&self.by(REVIEWER), Right::ViewRounds);
        let found = self.db.read(move |tx| {
            let row = read::list(tx, ORG, list)?.row;
            read::accounts_of_list(tx, &scope, &row, (read::Which::All, Id(0), 100))
        });
        found.unwrap()
    }
}

fn last_four(number: &str) -> String {
    number[number.len() - 4..].to_owned()
}

#[test]
fn a_list_holds_once_a_second_person_has_confirmed_the_whole_of_it() {
    on_both(|town| {
        assert_eq!(
            town.take_in(REVIEWER, &cards(3)).map(drop),
            Err(Error::Forbidden)
        );
        let taken = town.take_in(ALL_RIGHTS, &cards(3)).unwrap();
        assert_eq!((taken.added, taken.changed), (3, 0));
        assert_eq!(town.held(), BTreeMap::new());
        refused(
            town.decide_whole(ALL_RIGHTS, taken.list, 3),
            "payout.same_person",
        );
        assert_eq!(
            town.decide_whole(ACCOUNTANT, taken.list, 3),
            Err(Error::Forbidden)
        );
        // The page showed another number than there is.
        refused(
            town.decide_whole(REVIEWER, taken.list, 2),
            "payout.accounts_changed",
        );
        town.decide_whole(REVIEWER, taken.list, 3).unwrap();
        let cards: BTreeMap<i64, String> =
            (500..503).map(|at| (at, last_four(&card(at)))).collect();
        assert_eq!(town.held(), cards);
        refused(
            town.decide_whole(REVIEWER, taken.list, 3),
            "payout.list_decided",
        );
        let open = town.accounts_of(taken.list)[0].row.id;
        let outcome = Decision::Rejected;
        let single = DecideAccount {
            account: open,
            outcome,
        };
        refused(
            town.act(REVIEWER, single, decide_account),
            "payout.account_decided",
        );
        town.is_clean();
    });
}

#[test]
fn who_acts_for_the_one_who_took_a_list_in_does_not_confirm_it() {
    on_both(|town| {
        town.clock.set(day(1, 9));
        let list = town.take_in(ACCOUNTANT, &cards(2)).unwrap().list;
        super::deputies::away(town, ACCOUNTANT);
        // The accountant stands in for the reviewer: they check nothing of each other's while that lasts.
        let decided = town.decide_whole(REVIEWER, list, 2);
        refused(decided, "payout.same_person");
        town.clock.set(day(1, 31));
        town.decide_whole(REVIEWER, list, 2).unwrap();
    });
}

#[test]
fn a_row_that_was_sent_back_is_not_confirmed_with_the_others() {
    on_both(|town| {
        let before = town.take_in(ACCOUNTANT, &cards(3)).unwrap();
        town.decide_whole(REVIEWER, before.list, 3).unwrap();
        let mut next = cards(3);
        next[1].number = card(901);
        next[2].number = card(902);
        let list = town.take_in(ACCOUNTANT, &next).unwrap().list;
        let rows = town.accounts_of(list);
        let wrong = rows.iter().find(|a| a.row.payee == Id(502)).unwrap();
        refused(
            town.rows_back(REVIEWER, list, &[wrong.row.id, wrong.row.id]),
            "payout.account_decided",
        );
        assert!(town.rows_back(REVIEWER, list, &[]).is_err());
        let other = town.accounts_of(before.list)[0].row.id;
        assert_eq!(
            town.rows_back(REVIEWER, list, &[other]),
            Err(Error::NotFound)
        );
        town.rows_back(REVIEWER, list, &[wrong.row.id]).unwrap();
        refused(
            town.decide_whole(REVIEWER, list, 2),
            "payout.accounts_changed",
        );
        town.decide_whole(REVIEWER, list, 1).unwrap();
        let held = town.held();
        assert_eq!(held[&501], last_four(&card(901)));
        assert_eq!(held[&502], last_four(&card(502)));
        let all = town.take_in(ACCOUNTANT, &[line(500, &card(903))]).unwrap();
        let only = town.accounts_of(all.list)[0].row.id;
        town.rows_back(REVIEWER, all.list, &[only]).unwrap();
        refused(
            town.decide_whole(REVIEWER, all.list, 0),
            "payout.nothing_left",
        );
        town.is_clean();
    });
}

#[test]
fn a_later_list_is_compared_and_only_what_differs_is_taken_in() {
    on_both(|town| {
        let first = town.take_in(ACCOUNTANT, &cards(4)).unwrap();
        refused(town.take_in(ACCOUNTANT, &cards(4)), "payout.list_waits");
        town.decide_whole(REVIEWER, first.list, 4).unwrap();
        refused(town.take_in(ACCOUNTANT, &cards(4)), "payout.nothing_new");
        let mut next = cards(3);
        next[1].number = card(901);
        next.push(line(510, &card(510)));
        let (found, _) = town.compared(&next);
        assert_eq!(
            found.effects,
            [
                Effect::Unchanged,
                Effect::Changed,
                Effect::Unchanged,
                Effect::Added
            ]
        );
        assert_eq!(found.missing, [Id(503)]);
        // Another spelling of the holder or the bank is another account too.
        next[0].holder = "陶谷元".into();
        next[2].bank = "邮储银行".into();
        let taken = town.take_in(ACCOUNTANT, &next).unwrap();
        assert_eq!((taken.added, taken.changed), (1, 3));
        town.is_clean();
    });
}

#[test]
fn what_waits_takes_nothing_from_another_list() {
    on_both(|town| {
        let first = town.take_in(ACCOUNTANT, &cards(2)).unwrap();
        town.decide_whole(REVIEWER, first.list, 2).unwrap();
        let mut next = cards(2);
        next[0].number = card(901);
        let waits = town.take_in(ACCOUNTANT, &next).unwrap();
        // The bank says it once more, in a file with another row: whatever becomes of the first, this one holds.
        next[1].number = card(902);
        let again = town.take_in(ACCOUNTANT, &next).unwrap();
        assert_eq!((again.added, again.changed), (0, 2));
        town.take_back(ACCOUNTANT, waits.list).unwrap();
        town.decide_whole(REVIEWER, again.list, 2).unwrap();
        let held = town.held();
        assert_eq!(held[&500], last_four(&card(901)));
        assert_eq!(held[&501], last_four(&card(902)));
        // What was confirmed last is in force, and with that a list is compared, not with what was written down last.
        let single = |number: &str| {
            let input = ProposeAccount {
                payee: Id(500),
                unit: VILLAGE,
                holder: "陶谷源".into(),
                number: number.into(),
                bank: "农村商业银行".into(),
                provenance: Provenance::Passbook,
                document: None,
            };
            town.act(ACCOUNTANT, input, propose_account).unwrap()
        };
        let (older, newer) = (single(&card(903)), single(&card(904)));
        for account in [newer, older] {
            let outcome = Decision::Confirmed;
            town.act(REVIEWER, DecideAccount { account, outcome }, decide_account)
                .unwrap();
        }
        assert_eq!(town.held()[&500], last_four(&card(903)));
        let (found, _) = town.compared(&[line(500, &card(904)), line(501, &card(902))]);
        assert_eq!(found.effects, [Effect::Changed, Effect::Unchanged]);
        let (found, _) = town.compared(&[line(500, &card(903))]);
        assert_eq!(found.effects, [Effect::Unchanged]);
        town.is_clean();
    });
}

#[test]
fn a_list_brings_no_older_account_back_and_none_of_its_accounts_is_confirmed_alone() {
    on_both(|town| {
        let list = town.take_in(ACCOUNTANT, &cards(2)).unwrap().list;
        let rows = town.accounts_of(list);
        let (account, outcome) = (rows[0].row.id, Decision::Confirmed);
        refused(
            town.act(REVIEWER, DecideAccount { account, outcome }, decide_account),
            "payout.in_a_list",
        );
        // Meanwhile a newer account of the first is entered and confirmed.
        let newer = town.take_in(ACCOUNTANT, &[line(500, &card(901))]).unwrap();
        town.decide_whole(REVIEWER, newer.list, 1).unwrap();
        refused(
            town.decide_whole(REVIEWER, list, 2),
            "payout.list_overtaken",
        );
        let overtaken = rows.iter().find(|one| one.row.payee == Id(500)).unwrap();
        town.rows_back(REVIEWER, list, &[overtaken.row.id]).unwrap();
        town.decide_whole(REVIEWER, list, 1).unwrap();
        let held = town.held();
        assert_eq!(held[&500], last_four(&card(901)));
        assert_eq!(held[&501], last_four(&card(501)));
        town.is_clean();
    });
}

#[test]
fn what_somebody_else_did_since_the_preview_is_told() {
    on_both(|town| {
        let (found, lines) = town.compared(&cards(2));
        let input = |added| ImportAccounts {
            file_tag: "00".into(),
            mapping: "[]".into(),
            provenance: Provenance::Passbook,
            document: None,
            stand: found.stand,
            added,
            changed: 0,
            unchanged: 0,
            missing: 0,
            set_aside: 0,
        };
        let act = |input: ImportAccounts, lines: Vec<AccountLine>| {
            town.act(ACCOUNTANT, input, move |tx, ctx, input| {
                import_accounts(tx, ctx, input, lines)
            })
        };
        assert_eq!(act(input(3), lines.clone()), Err(Error::Conflict));
        let twice = vec![lines[0].clone(), lines[0].clone()];
        refused(act(input(2), twice), "payout.payee_twice");
        let short = vec![AccountLine {
            number: "1234567".into(),
            ..lines[0].clone()
        }];
        assert!(matches!(act(input(1), short), Err(Error::Invalid(_))));
        town.take_in(ACCOUNTANT, &[line(519, &card(519))]).unwrap();
        refused(act(input(2), lines), "payout.accounts_changed");
        town.is_clean();
    });
}

#[test]
fn what_is_unusual_is_told_and_stops_nothing() {
    on_both(|town| {
        let first = town.take_in(ACCOUNTANT, &cards(2)).unwrap();
        town.decide_whole(REVIEWER, first.list, 2).unwrap();
        let mut next = vec![
            line(510, &card(510)),
            // A passbook has no check digit.
            line(511, "6228480402510010"),
            // The account of somebody who is not in this list, and one twice in it.
            line(512, &card(500)),
            line(513, &card(777)),
            line(514, &card(777)),
        ];
        next[0].unusual.push(Unusual::Holder);
        let list = town.take_in(ACCOUNTANT, &next).unwrap().list;
        let found: Vec<_> = town
            .accounts_of(list)
            .into_iter()
            .map(|account| account.row.unusual)
            .collect();
        use Unusual::{CheckDigit, Holder, Shared};
        assert_eq!(
            found,
            [
                vec![Holder],
                vec![CheckDigit],
                vec![Shared],
                vec![Shared],
                vec![Shared]
            ]
        );
        let counts = town
            .db
            .read(move |tx| Ok(read::list(tx, ORG, list)?.unusual));
        let counts: Vec<(String, i64)> = counts.unwrap();
        assert_eq!(
            counts,
            [
                ("check_digit".to_owned(), 1),
                ("holder".to_owned(), 1),
                ("shared".to_owned(), 3)
            ]
        );
        town.is_clean();
    });
}

#[test]
fn a_list_is_taken_back_while_nothing_was_paid_by_it() {
    on_both(|town| {
        let first = town.take_in(ALL_RIGHTS, &cards(2)).unwrap().list;
        // Nobody confirmed it: who may pay takes it back, and the same list can come again.
        town.take_back(ACCOUNTANT, first).unwrap();
        refused(town.take_back(ACCOUNTANT, first), "payout.list_withdrawn");
        let second = town.take_in(ALL_RIGHTS, &cards(2)).unwrap().list;
        town.decide_whole(REVIEWER, second, 2).unwrap();
        let third = town
            .take_in(ALL_RIGHTS, &[line(500, &card(901))])
            .unwrap()
            .list;
        town.decide_whole(REVIEWER, third, 1).unwrap();
        assert_eq!(town.held()[&500], last_four(&card(901)));
        // Taking back what holds changes accounts too: not by who took it in, nor without the right to review.
        refused(town.take_back(ALL_RIGHTS, third), "payout.same_person");
        assert_eq!(town.take_back(ACCOUNTANT, third), Err(Error::Forbidden));
        town.take_back(REVIEWER, third).unwrap();
        assert_eq!(town.held()[&500], last_four(&card(500)));
        assert_eq!(
            town.accounts_of(third)[0].row.decision.map(|(o, _)| o),
            Some(Decision::Withdrawn)
        );
        town.is_clean();
    });
}

#[test]
fn a_whole_round_goes_out_in_the_order_of_its_list_and_only_as_the_page_said() {
    on_both(|town| {
        let round = town.declared();
        let payees: Vec<Id> = {
            let found = town.db.read(move |tx| {
                bank::sendable(tx, ORG, round, kernel::Date::new(2022, 1, 21).unwrap())
            });
            let mut waits = found.unwrap().without_account;
            waits.sort_unstable();
            waits.reverse();
            waits
        };
        let mut lines: Vec<AccountLine> = payees
            .iter()
            .map(|payee| line(payee.0, &card(payee.0)))
            .collect();
        // The first cannot be written in GBK: he waits, and the others move up.
        lines[0].holder = "𠮷田".into();
        let list = town.take_in(ACCOUNTANT, &lines).unwrap().list;
        town.decide_whole(REVIEWER, list, lines.len() as i64)
            .unwrap();
        let today = town.by(ACCOUNTANT).today();
        let ready = town
            .db
            .read(move |tx| bank::sendable(tx, ORG, round, today))
            .unwrap();
        let (payments, amount) = ready.told("delimited_gbk").unwrap();
        assert_eq!(payments, lines.len() as i64 - 1);
        let send = |layout: &str, payments, amount| {
            let input = SendBatch {
                round,
                date: today,
                layout: layout.into(),
                lines: Chosen::Ready { payments, amount },
            };
            town.act(ACCOUNTANT, input, |tx, ctx, input| {
                send_batch(tx, ctx, input, |_, _, _, _| Ok(Vec::new()))
            })
        };
        refused(
            send("delimited_gbk", payments + 1, amount),
            "payout.changed_meanwhile",
        );
        refused(
            send("delimited_gbk", payments, amount.plus(Fen(1)).unwrap()),
            "payout.changed_meanwhile",
        );
        let sent = send("delimited_gbk", payments, amount).unwrap();
        assert_eq!((sent.lines, sent.amount), (payments, amount));
        let ctx = town.by(ACCOUNTANT);
        let file = move |number| {
            let ctx = ctx.clone();
            town.db
                .read(move |tx| Ok(file_of(tx, &ctx, sent.batch, number)?.1))
        };
        assert_eq!(file(1), Err(Error::NotFound));
        let bytes = file(0).unwrap();
        let (text, ..) = encoding_rs::GBK.decode(&bytes);
        let numbers: Vec<&str> = text
            .lines()
            .map(|row| row.split('|').nth(1).unwrap())
            .collect();
        let expected: Vec<String> = payees[1..].iter().map(|payee| card(payee.0)).collect();
        assert_eq!(numbers, expected);
        let first = text.split('|').next().unwrap();
        assert!(first.ends_with("0100000001"), "{first}");
        // Its list cannot be taken back any more, and what waited goes by another layout.
        refused(town.take_back(REVIEWER, list), "payout.list_rests");
        let ready = town
            .db
            .read(move |tx| bank::sendable(tx, ORG, round, today))
            .unwrap();
        let (payments, amount) = ready.told("delimited_utf8").unwrap();
        assert_eq!(payments, 1);
        send("delimited_utf8", payments, amount).unwrap();
        town.is_clean();
    });
}
