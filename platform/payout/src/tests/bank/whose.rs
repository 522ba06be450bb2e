//! Whose account was paid: what is slipped in beside the deeds is found, and an honest year has nothing of it.

use super::super::account_lists::{card, line};
use super::super::deputies::away;
use super::*;
use crate::bank::ready::Ready;
use crate::store::accounts as accounts_store;
use crate::store::bank::{self as bank_store, BatchRow};

impl Town {
    /// A batch that no deed made: these lines to these accounts.
    fn forge(&self, round: Id, number: &'static str, sent: &[(LineKey, Id)]) {
        let (sent, date) = (sent.to_vec(), self.clock_day());
        let forged = move |tx: &mut Tx, ctx: &Ctx, _: Told| {
            let batch = BatchRow {
                id: tx.new_id()?,
                seq: tx.seq()?,
                round,
                number: number.into(),
                layout: "delimited_gbk".into(),
                date,
                lines: sent.len() as i64,
                amount: Fen(0),
                voucher: Id(1),
                digest: Vec::new(),
            };
            bank_store::insert_batch(tx, ctx.org, &batch)?;
            for ((key, account), place) in sent.into_iter().zip(1..) {
                let one = Ready {
                    key,
                    party: Id(0),
                    payee: Id(0),
                    net: Fen(1),
                    attempt: 9,
                    account: Some(account),
                };
                let reference = format!("{number}{place:08}");
                bank_store::insert_batch_line(tx, ctx.org, (&batch, place), &one, reference)?;
            }
            Ok(())
        };
        self.act(ACCOUNTANT, Told(9), forged).unwrap();
    }

    /// What the audit says of whose account was paid.
    fn whose(&self) -> Vec<String> {
        let mut found = self.problems();
        found.retain(|problem| problem.starts_with("account_"));
        found
    }

    fn key(&self, round: Id, payee: i64) -> LineKey {
        let lines = self
            .db
            .read(move |tx| crate::store::all_lines(tx, ORG, round))
            .unwrap();
        let own = |line: &&plan::LineRow| line.payee.household == Id(payee);
        lines.iter().find(own).unwrap().key
    }

    /// The account in force of a payee.
    fn account_of(&self, payee: i64) -> Id {
        let found = self
            .db
            .read(move |tx| accounts_store::in_force(tx, ORG, &[Id(payee)]));
        found.unwrap()[0].account
    }

    /// Confirmed by whoever it is, past the deed and what it refuses.
    fn confirm_past(&self, actor: Actor, account: Id) {
        let ctx = self.ctx.by(actor);
        let confirmed = move |tx: &mut Tx, ctx: &Ctx, _: Told| {
            accounts_store::insert_decision(tx, ctx, account, Decision::Confirmed)
        };
        let key = CommandKey::fresh(&ctx);
        self.db.act(&ctx, key, Told(8), confirmed).unwrap();
    }
}

fn by(user: Id) -> Actor {
    let via = Via::Web;
    Actor { user, via }
}

#[test]
fn a_batch_that_paid_the_account_of_another_is_found() {
    on_both(|town| {
        let round = town.ready(3);
        let (first, second) = (town.key(round, 500), town.key(round, 501));
        let (own, other) = (town.account_of(500), town.account_of(501));
        let nobody = Id(1);
        town.forge(
            round,
            "PL-9",
            &[
                (first, own),
                (second, own),
                (second, other),
                (first, nobody),
            ],
        );
        assert_eq!(
            town.whose(),
            ["account_of_another payout_batch PL-9 2,4 (2)"]
        );
        // A line that the round has not belongs to nobody.
        town.forge(round, "PL-8", &[(LineKey([9; 16]), own)]);
        assert_eq!(
            town.whose()[1],
            "account_of_another payout_batch PL-8 1 (1)"
        );
    });
}

#[test]
fn a_batch_that_paid_what_was_not_confirmed_is_found() {
    on_both(|town| {
        let round = town.ready(2);
        let key = town.key(round, 500);
        let waits = town.propose(ACCOUNTANT, 500).unwrap();
        town.forge(round, "PL-9", &[(key, waits)]);
        let found = ["account_not_confirmed payout_batch PL-9 1 (1)"];
        assert_eq!(town.whose(), found);
        // That it is confirmed afterwards does not mend it.
        town.decide(REVIEWER, waits).unwrap();
        assert_eq!(town.whose(), found);
        // Of a list that was taken back nothing is in force.
        let taken = town.take_in(ACCOUNTANT, &[line(501, &card(901))]);
        let list = taken.unwrap().list;
        town.decide_whole(REVIEWER, list, 1).unwrap();
        town.take_back(REVIEWER, list).unwrap();
        let account = town.accounts_of(list)[0].row.id;
        town.forge(round, "PL-8", &[(town.key(round, 501), account)]);
        assert_eq!(
            town.whose()[1..],
            ["account_not_confirmed payout_batch PL-8 1 (1)"]
        );
    });
}

#[test]
fn a_batch_that_paid_an_account_which_another_had_replaced_is_found() {
    on_both(|town| {
        let round = town.ready(2);
        let (key, older) = (town.key(round, 500), town.account_of(500));
        town.forge(round, "PL-7", &[(key, older)]);
        assert_eq!(town.whose(), [""; 0]);
        town.account(500);
        // What was paid before stays right.
        assert_eq!(town.whose(), [""; 0]);
        town.forge(round, "PL-9", &[(key, older)]);
        assert_eq!(town.whose(), ["account_overtaken payout_batch PL-9 1 (1)"]);
    });
}

#[test]
fn an_account_that_its_writer_confirmed_is_found_also_through_his_deputy() {
    on_both(|town| {
        let round = town.ready(3);
        let written = |user, payee| (town.key(round, payee), town.propose(user, payee).unwrap());
        let own = written(ALL_RIGHTS, 500);
        town.confirm_past(by(ALL_RIGHTS), own.1);
        town.forge(round, "PL-9", &[own]);
        let found =
            |number: &str| format!("account_confirmed_by_its_writer payout_batch {number} 1 (1)");
        assert_eq!(town.whose(), [found("PL-9")]);
        // The reviewer's deputy is named after this one was confirmed: nothing is wrong with it.
        let before = written(ACCOUNTANT, 501);
        town.decide(REVIEWER, before.1).unwrap();
        away(town, ACCOUNTANT);
        town.forge(round, "PL-8", &[before]);
        assert_eq!(town.whose(), [found("PL-9")]);
        // Now the two are one, whichever of them confirms.
        let while_away = written(ACCOUNTANT, 501);
        town.confirm_past(by(REVIEWER), while_away.1);
        town.forge(round, "PL-7", &[while_away]);
        // Written by a third person it is right that the deputy confirms it.
        let for_him = written(ALL_RIGHTS, 502);
        let via = Via::Deputy(REVIEWER);
        let user = ACCOUNTANT;
        town.confirm_past(Actor { user, via }, for_him.1);
        town.forge(round, "PL-6", &[for_him]);
        assert_eq!(town.whose(), [found("PL-9"), found("PL-7")]);
        // His leave is over.
        town.clock.set(day(1, 31));
        let after = written(ACCOUNTANT, 501);
        town.decide(REVIEWER, after.1).unwrap();
        town.forge(round, "PL-5", &[after]);
        assert_eq!(town.whose(), [found("PL-9"), found("PL-7")]);
    });
}

#[test]
fn lists_successors_deputies_and_corrected_accounts_are_no_fault() {
    on_both(|town| {
        let round = town.ready(6);
        let key = |payee| town.key(round, payee);
        let send = |payee| town.send(round, &[key(payee)]).unwrap().batch;
        let comes_back = |batch| {
            let lines = town.batch(batch).1;
            town.answers(&[answer(&lines[0], Outcome::Returned)])
                .unwrap();
        };
        // A wrong account is corrected, and paid again.
        comes_back(send(500));
        town.account(500);
        send(500);
        // The reviewer is away: his deputy confirms a list, and takes another one back.
        away(town, APPROVER);
        let deputy = town.ctx.by(Actor {
            user: APPROVER,
            via: Via::Deputy(REVIEWER),
        });
        let taken = |lines: &[AccountLine]| town.take_in(ACCOUNTANT, lines).unwrap().list;
        let confirmed = |list, accounts| {
            let input = DecideList {
                list,
                outcome: Decision::Confirmed,
                accounts,
            };
            let key = CommandKey::fresh(&deputy);
            town.db.act(&deputy, key, input, decide_list).unwrap();
        };
        let list = taken(&[501, 502, 503].map(|payee| line(payee, &card(payee))));
        send(501);
        confirmed(list, 3);
        send(502);
        let other = taken(&[line(503, &card(903))]);
        confirmed(other, 1);
        let input = ReverseList { list: other };
        let fresh = CommandKey::fresh(&deputy);
        town.db.act(&deputy, fresh, input, reverse_list).unwrap();
        send(503);
        town.is_clean();
        // Two successors, one after the other, each with an account of his own.
        town.clock.set(day(1, 31));
        town.succeed(round, key(504), 60).unwrap();
        town.account(60);
        comes_back(send(504));
        town.succeed(round, key(504), 61).unwrap();
        town.account(61);
        send(504);
        // On the same day somebody is named who acts for the one that confirmed: he had not been named yet.
        town.clock.set(day(1, 30));
        away(town, ACCOUNTANT);
        town.is_clean();
        let batches = town.db.read(move |tx| bank_store::batches(tx, ORG, round));
        assert_eq!(batches.unwrap().len(), 7);
    });
}

#[test]
fn a_list_that_was_paid_by_says_by_how_many_payments_wherever_they_stand_in_a_batch() {
    on_both(|town| {
        let round = town.ready(7);
        let listed = |payees: &[i64], number: i64| {
            let lines: Vec<AccountLine> = payees
                .iter()
                .map(|payee| line(*payee, &card(number + payee)))
                .collect();
            let list = town.take_in(ACCOUNTANT, &lines).unwrap().list;
            town.decide_whole(REVIEWER, list, payees.len() as i64)
                .unwrap();
            list
        };
        let send = |payees: &[i64]| {
            let keys: Vec<LineKey> = payees.iter().map(|payee| town.key(round, *payee)).collect();
            town.send(round, &keys).unwrap();
        };
        let (first, second) = (listed(&[501, 502, 503], 0), listed(&[503, 504, 505], 1000));
        let last = listed(&[506], 2000);
        send(&[500, 501, 504, 506]);
        send(&[505, 502, 503]);
        let unpaid = listed(&[500, 506], 3000);
        for (list, paid) in [(first, "2"), (second, "3"), (last, "1")] {
            let Err(Error::Refused(refusal)) = town.take_back(REVIEWER, list) else {
                panic!("{list} was paid by");
            };
            assert_eq!(refusal.code, "payout.list_rests");
            assert_eq!(refusal.args, [("count".into(), paid.to_owned())]);
        }
        town.take_back(REVIEWER, unpaid).unwrap();
        town.is_clean();
    });
}

#[test]
fn a_batch_that_is_not_the_payments_made_with_it_is_found() {
    on_both(|town| {
        let round = town.ready(3);
        let (first, second) = (town.key(round, 500), town.key(round, 501));
        let number = town.send(round, &[first, second]).unwrap().number;
        town.is_clean();
        let differs = || {
            let mut found = town.problems();
            found.retain(|problem| problem.starts_with("batch_differs"));
            found
        };
        // A line that nobody paid, to its own account: nothing else would show it.
        let third = (town.key(round, 502), town.account_of(502));
        town.forge(round, "PL-9", &[third]);
        assert_eq!(differs(), ["batch_differs payout_batch PL-9 1 (1)"]);
        // A payment by file that no batch has.
        let slipped = move |tx: &mut Tx, _: &Ctx, _: Told| {
            let payment = crate::store::Payment {
                round,
                key: third.0,
                attempt: 1,
                date: day(1, 20),
                method: Method::BankFile,
                amount: 1,
                receipt: None,
                voucher: Id(1),
            };
            crate::store::insert_payment(tx, ORG, &payment)
        };
        town.act(ACCOUNTANT, Told(7), slipped).unwrap();
        let found = differs();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[1].starts_with("batch_differs payout_round FH-"),
            "{found:?}"
        );
        // One more in a batch that was sent, in the place of the other.
        let again = move |tx: &mut Tx, ctx: &Ctx, _: Told| {
            let batch = bank_store::batches(tx, ctx.org, round)?.remove(0);
            let one = Ready {
                key: first,
                party: Id(0),
                payee: Id(0),
                net: Fen(1),
                attempt: 1,
                account: Some(third.1),
            };
            bank_store::insert_batch_line(tx, ctx.org, (&batch, 3), &one, String::new())
        };
        town.act(ACCOUNTANT, Told(6), again).unwrap();
        let found = differs();
        assert_eq!(
            found[0],
            format!("batch_differs payout_batch {number} 3,3 (2)")
        );
    });
}
