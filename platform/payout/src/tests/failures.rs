//! What goes wrong with money, case by case, each named after it. After every story the books are recomputed.

mod money_back;

use super::*;
use crate::standing::{Change, ChangeKind};

/// A second person who pays.
const CASHIER: Id = ALL_RIGHTS;

impl Town {
    fn object(&self, round: Id, line: Option<LineKey>) -> Result<Id> {
        let input = RecordObjection {
            round,
            line,
            unit: VILLAGE,
            date: self.ctx.today(),
            channel: Channel::Counter,
            text: "户主反映家庭人口少算一人".into(),
        };
        self.act(VILLAGE_CLERK, input, record_objection)
    }

    fn answer(&self, user: Id, objection: Id, outcome: Verdict) -> Result<()> {
        let input = AnswerObjection {
            objection,
            date: self.ctx.today(),
            outcome,
            text: "经核实，按户口簿认定".into(),
        };
        self.act(user, input, answer_objection)
    }

    fn correct(&self, round: Id, reason: Reason, payees: Vec<Entitlement>) -> Result<Redrawn> {
        self.act(
            ACCOUNTANT,
            CorrectRound { round, reason },
            move |tx, ctx, input| correct_round(tx, ctx, input, |_, _| Ok(payees)),
        )
    }

    fn hold(&self, round: Id, line: LineKey, reason: HoldReason) -> Result<Id> {
        let date = self.ctx.today();
        let input = HoldLine {
            round,
            line,
            date,
            reason,
        };
        self.act(ACCOUNTANT, input, hold_line)
    }

    fn release(&self, user: Id, round: Id, line: LineKey, hold: Id) -> Result<()> {
        let date = self.ctx.today();
        let input = ReleaseLine {
            round,
            line,
            hold,
            date,
        };
        self.act(user, input, release_line)
    }

    pub(super) fn succeed(&self, round: Id, line: LineKey, household: i64) -> Result<()> {
        let input = NameSuccessor {
            round,
            line,
            household: Id(household),
            reason: Succession::Inherited,
            document: Some("公证2022-17".into()),
        };
        self.act(REVIEWER, input, |tx, ctx, input| {
            name_successor(tx, ctx, input, |_, _, household| Ok(household.0 < 90))
        })
    }

    fn pay_knowing(
        &self,
        user: Id,
        round: Id,
        line: LineKey,
        change: (i64, ChangeKind, Date, i64),
    ) -> Result<pay_lines::Paid> {
        let (household, kind, date, seq) = change;
        let change = Change {
            household: Id(household),
            kind,
            date,
            seq,
        };
        let input = PayLines {
            round,
            date: self.ctx.today(),
            method: Method::Transfer,
            lines: vec![PayLine {
                line,
                receipt: None,
            }],
        };
        self.act(user, input, move |tx, ctx, input| {
            pay_lines_knowing(tx, ctx, input, |_, _, asked, _| {
                Ok(vec![change]
                    .into_iter()
                    .filter(|c| asked.contains(&c.household))
                    .collect())
            })
        })
    }

    fn send_back(&self, round: Id, line: LineKey, attempt: i64) -> Result<Id> {
        let input = ReturnPayment {
            round,
            line,
            attempt,
            date: self.ctx.today(),
            reason: ReturnReason::WrongAccount,
        };
        self.act(ACCOUNTANT, input, return_payment)
    }

    fn set_aside(&self, round: Id, lines: &[LineKey]) -> Result<Id> {
        let input = MoveUnclaimed {
            round,
            date: self.ctx.today(),
            lines: lines.to_vec(),
        };
        self.act(ACCOUNTANT, input, move_unclaimed)
    }

    fn recover(&self, round: Id, line: LineKey, fen: i64) -> Result<Id> {
        let input = RecoverReceivable {
            round,
            line,
            date: self.ctx.today(),
            amount_fen: Fen(fen),
        };
        self.act(ACCOUNTANT, input, recover_receivable)
    }

    fn key_of(&self, round: Id, household: i64) -> LineKey {
        let lines = self
            .db
            .read(move |tx| crate::store::all_lines(tx, ORG, round))
            .unwrap();
        let line = lines.iter().find(|l| l.payee.household == Id(household));
        line.unwrap().key
    }

    pub(super) fn case(&self, round: Id) -> Case {
        self.db
            .read(move |tx| crate::store::case(tx, ORG, round))
            .unwrap()
            .unwrap()
    }

    fn seq(&self) -> i64 {
        self.db.read(|tx| tx.known_seq(ORG)).unwrap()
    }

    /// What the book holds on each code, in fen, those at zero left out.
    pub(super) fn sums(&self) -> Vec<(String, i64)> {
        let (book, today) = (self.book, self.ctx.today());
        self.db
            .read(move |tx| ledger::trial_balance(tx, ORG, book, today, i64::MAX))
            .unwrap()
            .into_iter()
            .map(|row| (row.code, row.balance))
            .filter(|(_, balance)| *balance != 0)
            .collect()
    }

    fn posted(&self) -> Id {
        let round = self.create();
        self.calculate(round, roster()).unwrap();
        self.display(round, day(1, 4)).unwrap();
        self.clock.set(day(1, 9));
        self.resolve(round, day(1, 9), vote(20, 11)).unwrap();
        self.review(REVIEWER, round).unwrap();
        self.post(round, day(1, 9), day(1, 15)).unwrap();
        self.clock.set(day(1, 12));
        round
    }

    pub(super) fn is_clean(&self) {
        assert_eq!(self.problems(), [] as [String; 0]);
    }
}

#[test]
fn a_period_closed_mid_round_takes_no_money_dated_inside_it() {
    on_both(|town| {
        let round = town.declared();
        let keys = town.keys(round);
        let (january, february) = (day(1, 31), day(2, 3));
        let close = |user, through| {
            let book = town.book;
            town.act(user, CloseMonth { book, through }, close_month)
        };
        let open = |user, reason: &str| {
            let input = ReopenMonth {
                book: town.book,
                from: day(1, 1),
                reason: reason.into(),
            };
            town.act(user, input, reopen_month)
        };
        refused(close(ACCOUNTANT, january), "ledger.month_not_over");
        assert_eq!(close(REVIEWER, january), Err(Error::Forbidden));
        town.clock.set(february);
        assert!(matches!(
            close(ACCOUNTANT, day(1, 30)),
            Err(Error::Invalid(_))
        ));
        close(ACCOUNTANT, january).unwrap();
        refused(close(ACCOUNTANT, january), "ledger.already_closed");
        let before = town.sums();
        let late = town.pay(round, january, &keys[..1]);
        refused(late, "ledger.period_closed");
        refused(town.reverse(round, january), "ledger.period_closed");
        assert_eq!(town.sums(), before);
        // The round goes on in the open month.
        assert!(!town.pay(round, february, &keys[..1]).unwrap().is_all);
        town.is_clean();
        assert_eq!(open(ACCOUNTANT, "补记"), Err(Error::Forbidden));
        assert!(matches!(open(REVIEWER, "  "), Err(Error::Invalid(_))));
        open(REVIEWER, "补记一月发放").unwrap();
        refused(open(REVIEWER, "再来一次"), "ledger.not_closed");
        assert!(town.pay(round, january, &keys[1..]).unwrap().is_all);
        town.is_clean();
    });
}

#[test]
fn one_holder_gets_the_whole_pool() {
    on_both(|town| {
        let round = town.create();
        let only = vec![payee(21, 3, "A", VILLAGE)];
        let outcome = town.calculate(round, only).unwrap();
        // 1000.00 over three heads: 333.33 each, one fen carried.
        assert_eq!((outcome.lines, outcome.carried), (1, Fen(1)));
        town.is_clean();
    });
}

#[test]
fn zero_weights_are_refused() {
    on_both(|town| {
        let mut input = draft(town, Policy::Cumulative, Basis::ClassWeights, 100);
        input.weights = [("A", 0), ("B", 0), ("C", 0)]
            .map(|(c, w)| (c.to_owned(), w))
            .into();
        let round = town.act(ACCOUNTANT, input, create_round).unwrap().id;
        refused(town.calculate(round, roster()), "payout.no_weight");
        town.is_clean();
    });
}

fn plain_round(policy: Policy, pool: i64) -> Round {
    let town = sqlite();
    let input = draft(&town, policy, Basis::PerPerson, pool.min(100_000));
    let id = town.act(ACCOUNTANT, input, create_round).unwrap().id;
    Round {
        pool: Fen(pool),
        ..town.case(id).round
    }
}

#[test]
fn one_fen_over_a_hundred_thousand_goes_to_one() {
    let payees = || (1..=100_000).map(|id| payee(id, 1, "A", TOWN)).collect();
    let round = plain_round(Policy::Cumulative, 1);
    let plan = plan::lay_out(&round, payees(), |_, _| Ok([1; 32])).unwrap();
    assert_eq!(plan.lines.iter().filter(|l| l.gross == 1).count(), 1);
    assert_eq!(plan.lines.iter().map(|l| l.gross).sum::<i64>(), 1);
    let round = plain_round(Policy::PerShareFloor, 1);
    let plan = plan::lay_out(&round, payees(), |_, _| Ok([1; 32]));
    refused(plan, "payout.nothing_to_pay");
}

#[test]
fn a_sum_that_passes_two_to_the_63_is_refused() {
    let payees = |heads| vec![payee(1, heads, "A", TOWN), payee(2, heads, "A", TOWN)];
    for policy in [
        Policy::PerShareFloor,
        Policy::LargestRemainder,
        Policy::Cumulative,
    ] {
        let round = plain_round(policy, 1_000);
        let plan = plan::lay_out(&round, payees(i64::MAX), |_, _| Ok([1; 32]));
        refused(plan, "apportion.too_large");
    }
}

#[test]
fn the_same_household_twice_in_the_sheet_is_refused() {
    on_both(|town| {
        let twice = vec![payee(21, 1, "A", VILLAGE), payee(21, 2, "A", VILLAGE)];
        refused(
            town.calculate(town.create(), twice),
            "payout.household_twice",
        );
        let round = town.declared();
        let key = town.key_of(round, 21);
        refused(
            town.pay(round, day(1, 21), &[key, key]),
            "payout.already_paid",
        );
        town.is_clean();
    });
}

#[test]
fn a_share_moved_after_the_record_date_changes_nothing() {
    on_both(|town| {
        let round = town.posted();
        // Asked again, the roster of the record date says what it said.
        let again = town.correct(round, Reason::WrongRoster, roster());
        refused(again, "payout.nothing_changed");
        assert_eq!(town.case(round).state(), State::Posted);
        town.is_clean();
    });
}

#[test]
fn death_between_declaring_and_paying_waits_for_an_heir() {
    on_both(|town| {
        let round = town.declared();
        let key = town.key_of(round, 23);
        let death = (23, ChangeKind::HeadDied, day(1, 18), town.seq());
        let pay = |user, seq| {
            let change = (death.0, death.1, death.2, seq);
            town.pay_knowing(user, round, key, change)
        };
        refused(pay(ACCOUNTANT, death.3), "payout.household_changed");
        let hold = town.hold(round, key, HoldReason::Deceased).unwrap();
        let again = town.hold(round, key, HoldReason::Deceased);
        refused(again, "payout.already_held");
        refused(pay(ACCOUNTANT, death.3), "payout.line_held");
        let release = town.release(ACCOUNTANT, round, key, hold);
        assert_eq!(release, Err(Error::Forbidden));
        refused(town.succeed(round, key, 99), "payout.no_such_household");
        refused(town.succeed(round, key, 23), "payout.same_household");
        town.succeed(round, key, 24).unwrap();
        town.is_clean();
        // A change that became known after the decision needs another.
        let later = (24, ChangeKind::Ended, day(1, 20), town.seq());
        let paid = town.pay_knowing(ACCOUNTANT, round, key, later);
        refused(paid, "payout.household_changed");
        assert_eq!(pay(ACCOUNTANT, death.3).unwrap().lines, 1);
        refused(town.succeed(round, key, 25), "payout.already_paid");
        let standing = town
            .db
            .read(move |tx| crate::store::standings(tx, ORG, round, Some(&[key])))
            .unwrap();
        assert_eq!(standing[&key].payee(), Id(24));
        town.is_clean();
    });
}

#[test]
fn a_household_split_mid_round_is_paid_after_another_person_decided() {
    on_both(|town| {
        let round = town.declared();
        let key = town.key_of(round, 22);
        let split = (22, ChangeKind::Split, day(1, 17), town.seq());
        let pay = |user| town.pay_knowing(user, round, key, split);
        let hold = town.hold(round, key, HoldReason::Changed).unwrap();
        let ctx = town.by(ACCOUNTANT);
        let payable = town.db.read(move |tx| {
            let filter = LineFilter {
                paid: Some(false),
                ..LineFilter::default()
            };
            let scope = Scope::of(&ctx, Right::ViewRounds);
            lines(tx, &scope, round, &filter, (0, 9))
        });
        assert_eq!(payable.unwrap().count, 2);
        refused(pay(CASHIER), "payout.line_held");
        town.release(CASHIER, round, key, hold).unwrap();
        refused(pay(CASHIER), "payout.payer_decided");
        pay(ACCOUNTANT).unwrap();
        town.is_clean();
    });
}

#[test]
fn a_round_run_twice_finds_no_money_the_second_time() {
    on_both(|town| {
        let round = town.declared();
        refused(town.calculate(round, roster()), "payout.already_done");
        town.clock.set(day(1, 21));
        let input = draft(town, Policy::PerShareFloor, Basis::PerPerson, 100_006);
        let second = town.act(ACCOUNTANT, input, create_round).unwrap();
        let again = town.calculate(second.id, roster());
        refused(again, "payout.pool_not_covered");
        town.is_clean();
    });
}

#[test]
fn an_objection_during_posting_is_answered_and_corrected_before_declaring() {
    on_both(|town| {
        let round = town.posted();
        let key = town.key_of(round, 21);
        let foreign = Some(town.key_of(round, 22));
        assert_eq!(town.object(round, foreign), Err(Error::Forbidden));
        let line = town.object(round, Some(key)).unwrap();
        let whole = town.object(round, None).unwrap();
        town.clock.set(day(1, 16));
        let declare = || town.declare(APPROVER, round, day(1, 16));
        refused(declare(), "payout.objection_unanswered");
        let early = town.correct(round, Reason::ObjectionUpheld, roster());
        refused(early, "payout.objection_unanswered");
        let own = town.answer(ACCOUNTANT, whole, Verdict::Rejected);
        assert_eq!(own, Err(Error::Forbidden));
        town.answer(REVIEWER, whole, Verdict::Rejected).unwrap();
        let again = town.answer(REVIEWER, whole, Verdict::Upheld);
        refused(again, "payout.objection_answered");
        town.answer(REVIEWER, line, Verdict::Upheld).unwrap();
        refused(declare(), "payout.objection_uncorrected");
        let same = town.correct(round, Reason::ObjectionUpheld, roster());
        refused(same, "payout.nothing_changed");
        let mut put_right = roster();
        put_right[0].heads = 3;
        let new = town
            .correct(round, Reason::ObjectionUpheld, put_right)
            .unwrap();
        assert!(new.keeps_resolution && new.number == "FH-2022-0002");
        assert_eq!(town.case(round).state(), State::Cancelled);
        assert_eq!(town.case(new.id).corrects(), Some(round));
        refused(town.pay(round, day(1, 16), &[key]), "payout.is_over");
        refused(declare(), "payout.is_over");
        town.review(REVIEWER, new.id).unwrap();
        let short = town.post(new.id, day(1, 16), day(1, 21));
        refused(short, "payout.period_too_short");
        town.post(new.id, day(1, 16), day(1, 22)).unwrap();
        town.clock.set(day(1, 23));
        town.declare(APPROVER, new.id, day(1, 23)).unwrap();
        let late = town.object(new.id, None);
        refused(late, "payout.too_late_to_object");
        let ctx = town.by(VILLAGE_CLERK);
        let seen = town
            .db
            .read(move |tx| {
                let scope = Scope::of(&ctx, Right::ViewRounds);
                let case = crate::store::case(tx, ORG, new.id)?.unwrap();
                assert_eq!(wrong::objection_counts(tx, ORG, round)?, (2, 2, 1));
                let changed = wrong::changes(tx, &ctx, &case)?;
                Ok((wrong::objections(tx, &scope, round)?, changed))
            })
            .unwrap();
        assert_eq!(seen.0.len(), 2);
        assert_eq!(seen.0[0].text.as_deref(), Some("户主反映家庭人口少算一人"));
        // The clerk sees his village only: 2 heads before, 3 now.
        assert_eq!(seen.1.len(), 1);
        assert_eq!(seen.1[0].old, Some((2, Fen(2 * 14_285))));
        assert_eq!(seen.1[0].new, Some((3, Fen(3 * 12_500))));
        town.is_clean();
    });
}

#[test]
fn cancel_after_sixty_percent_paid_turns_the_paid_lines_into_receivables() {
    on_both(|town| {
        let before = town.sums();
        let round = town.declared();
        let paid = town.key_of(round, 23);
        let unpaid = town.key_of(round, 21);
        town.pay(round, day(1, 21), &[paid]).unwrap();
        refused(town.cancel(round), "payout.too_late_to_cancel");
        town.reverse(round, day(1, 21)).unwrap();
        refused(town.pay(round, day(1, 21), &[unpaid]), "payout.is_over");
        let owed = 4 * 14_285;
        assert!(town.sums().contains(&("receivable".into(), owed)));
        refused(town.send_back(round, paid, 1), "payout.is_over");
        refused(town.recover(round, paid, owed + 1), "payout.more_than_open");
        refused(town.recover(round, unpaid, 1), "payout.more_than_open");
        town.recover(round, paid, 7_000).unwrap();
        town.is_clean();
        town.recover(round, paid, owed - 7_000).unwrap();
        refused(town.recover(round, paid, 1), "payout.more_than_open");
        assert_eq!(town.sums(), before);
        town.is_clean();
    });
}

#[test]
fn a_reversed_round_run_again_takes_nothing_off_what_is_owed_back() {
    on_both(|town| {
        let round = town.declared();
        let paid = town.key_of(round, 22);
        town.pay(round, day(1, 21), &[paid]).unwrap();
        town.reverse(round, day(1, 21)).unwrap();
        let fresh = town.case(round).history.into_iter().next_back().unwrap();
        let Detail::Reversed { lines, amount, .. } = fresh.detail else {
            panic!("not reversed");
        };
        assert_eq!((lines, amount), (1, Fen(14_285)));
        let input = draft(town, Policy::PerShareFloor, Basis::PerPerson, 100_000);
        let again = town.act(ACCOUNTANT, input, create_round).unwrap().id;
        town.calculate(again, roster()).unwrap();
        town.display(again, day(1, 21)).unwrap();
        town.clock.set(day(2, 10));
        town.resolve(again, day(2, 1), vote(30, 30)).unwrap();
        town.review(REVIEWER, again).unwrap();
        town.is_clean();
        assert!(town.sums().contains(&("receivable".into(), 14_285)));
    });
}

#[test]
fn a_rule_edited_after_calculation_does_not_touch_the_round() {
    on_both(|town| {
        let round = town.create();
        town.calculate(round, roster()).unwrap();
        let body = RELIEF_INCOME.replace(
            "objection_days_after_vote = 7",
            "objection_days_after_vote = 30",
        );
        let flow = AdoptFlow {
            valid_from: day(1, 4),
            body,
        };
        town.db
            .act(&town.ctx, CommandKey::fresh(&town.ctx), flow, adopt_flow)
            .unwrap();
        town.display(round, day(1, 4)).unwrap();
        town.clock.set(day(1, 9));
        town.resolve(round, day(1, 9), vote(20, 11)).unwrap();
        town.review(REVIEWER, round).unwrap();
        town.post(round, day(1, 9), day(1, 15)).unwrap();
        let next = town.create();
        assert_eq!(town.case(next).objection_days(), 30);
        town.is_clean();
    });
}
