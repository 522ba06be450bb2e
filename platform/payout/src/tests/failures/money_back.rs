//! Nothing is paid twice: two payers, returns, what nobody fetched, what is slipped in beside the deeds.

use super::*;

#[test]
fn two_clerks_with_one_key_pay_once() {
    on_both(|town| {
        let round = town.declared();
        let key = town.key_of(round, 21);
        let one = CommandKey::fresh(&town.ctx);
        let pay = |date| {
            let lines = vec![PayLine {
                line: key,
                receipt: None,
            }];
            let input = PayLines {
                round,
                date,
                method: Method::Cash,
                lines,
            };
            let ctx = town.by(ACCOUNTANT);
            town.db.act(&ctx, one, input, pay_lines)
        };
        let first = pay(day(1, 20)).unwrap();
        assert_eq!(pay(day(1, 20)).unwrap(), first);
        assert_eq!(pay(day(1, 21)), Err(Error::Conflict));
        town.is_clean();
    });
}

#[test]
fn two_payers_at_once_pay_once() {
    on_both(|town| {
        let round = town.declared();
        let keys = town.keys(round);
        let results: Vec<Result<pay_lines::Paid>> = std::thread::scope(|scope| {
            let pay = || town.pay(round, day(1, 21), &keys);
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(pay)).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1);
        for result in results.into_iter().filter(Result::is_err) {
            refused(result, "payout.already_paid");
        }
        town.is_clean();
    });
}

#[test]
fn a_clock_set_back_pays_nothing_before_it_was_declared() {
    on_both(|town| {
        let round = town.declared();
        let keys = town.keys(round);
        town.clock.set(day(1, 10));
        let early = town.pay(round, day(1, 10), &keys);
        refused(early, "payout.before_last_step");
        let ahead = town.pay(round, day(1, 20), &keys);
        refused(ahead, "payout.future_date");
        town.clock.set(day(1, 20));
        town.pay(round, day(1, 20), &keys).unwrap();
        town.is_clean();
    });
}

#[test]
fn a_refund_that_arrives_after_the_re_issue_undoes_nothing() {
    on_both(|town| {
        let round = town.declared();
        let keys = town.keys(round);
        let key = town.key_of(round, 21);
        let bank = |town: &Town| {
            let sums = town.sums();
            sums.iter().find(|(code, _)| code == "bank").unwrap().1
        };
        town.pay(round, day(1, 21), &keys).unwrap();
        town.close(round).unwrap();
        let all_out = bank(town);
        assert_eq!(town.send_back(round, key, 2), Err(Error::NotFound));
        town.send_back(round, key, 1).unwrap();
        assert_eq!(town.case(round).state(), State::Declared);
        assert_eq!(bank(town), all_out + 2 * 14_285);
        refused(town.close(round), "payout.not_all_paid");
        assert!(town.pay(round, day(1, 21), &[key]).unwrap().is_all);
        refused(town.send_back(round, key, 1), "payout.already_returned");
        assert_eq!(bank(town), all_out);
        let twice = town.pay(round, day(1, 21), &[key]);
        refused(twice, "payout.already_paid");
        let ctx = town.by(ACCOUNTANT);
        let (page, standing) = town
            .db
            .read(move |tx| {
                let scope = Scope::of(&ctx, Right::ViewRounds);
                let page = lines(tx, &scope, round, &LineFilter::default(), (0, 10))?;
                Ok((page, wrong::troubled(tx, &scope, round, 9)?.remove(0)))
            })
            .unwrap();
        // A line that was paid twice over stands once in the list.
        assert_eq!((page.lines.len(), page.net), (3, Fen(7 * 14_285)));
        assert_eq!(standing.attempts.len(), 2);
        town.is_clean();
    });
}

#[test]
fn what_nobody_fetches_is_put_aside_and_paid_when_he_comes() {
    on_both(|town| {
        let round = town.declared();
        let (late, quarrel) = (town.key_of(round, 21), town.key_of(round, 22));
        town.pay(round, day(1, 21), &[town.key_of(round, 23)])
            .unwrap();
        refused(town.set_aside(round, &[late]), "payout.unclaimed_too_early");
        town.clock.set(Date::new(2023, 2, 1).unwrap());
        let hold = town.hold(round, quarrel, HoldReason::Disputed).unwrap();
        let aside = town.set_aside(round, &[late, quarrel]);
        refused(aside, "payout.line_held");
        refused(
            town.set_aside(round, &[late, late]),
            "payout.line_unclaimed",
        );
        town.release(REVIEWER, round, quarrel, hold).unwrap();
        town.set_aside(round, &[late, quarrel]).unwrap();
        assert_eq!(town.case(round).state(), State::Paid);
        town.close(round).unwrap();
        town.is_clean();
        let today = town.ctx.today();
        let fetch = |line| {
            let input = PayLines {
                round,
                date: today,
                method: Method::Cash,
                lines: vec![PayLine {
                    line,
                    receipt: None,
                }],
            };
            town.act(ACCOUNTANT, PayUnclaimed(input), |tx, ctx, input| {
                pay_unclaimed(tx, ctx, input, |_, _, _, _| Ok(Vec::new()))
            })
        };
        refused(town.pay(round, today, &[late]), "payout.is_over");
        fetch(late).unwrap();
        refused(fetch(late), "payout.already_paid");
        // What comes back from the bank goes back to where it came from; the round stays closed.
        town.send_back(round, late, 1).unwrap();
        assert_eq!(town.case(round).state(), State::Closed);
        fetch(late).unwrap();
        assert!(town.sums().contains(&("unclaimed".into(), -14_285)));
        town.is_clean();
        town.reverse(round, today).unwrap();
        assert!(town.sums().contains(&("receivable".into(), 6 * 14_285)));
        assert!(!town.sums().iter().any(|(code, _)| code == "unclaimed"));
        town.is_clean();
    });
}

#[test]
fn accounts_fresh_before_a_payment_are_kept_with_it() {
    on_both(|town| {
        let round = town.posted();
        town.clock.set(day(1, 16));
        town.declare(APPROVER, round, day(1, 16)).unwrap();
        town.pay(round, day(1, 16), &town.keys(round)).unwrap();
        let last = town.case(round).history.pop().unwrap();
        let Detail::Paid { fresh_accounts, .. } = last.detail else {
            panic!("not paid");
        };
        assert_eq!(fresh_accounts, [APPROVER]);
    });
}

/// Writes beside the deeds: round, two of its lines, a voucher.
type Spoil = fn(&mut Tx, &Ctx, Id, (LineKey, LineKey), Id) -> Result<()>;

#[test]
fn what_is_slipped_in_beside_the_deeds_is_found() {
    let town = sqlite();
    let round = town.declared();
    let (one, two) = (town.key_of(round, 21), town.key_of(round, 22));
    let voucher = town.pay(round, day(1, 21), &[one]).unwrap().voucher;
    town.is_clean();
    let spoil = |n: u64, with: Spoil| {
        town.act(ACCOUNTANT, Told(n), move |tx, ctx, _| {
            with(tx, ctx, round, (one, two), voucher)
        })
        .unwrap();
        let mut codes: Vec<String> = town.problems();
        codes.retain(|code| code.contains("payout_round"));
        let word = |code: String| code.split(' ').next().unwrap().to_owned();
        codes.into_iter().map(word).collect::<Vec<String>>()
    };
    let found = spoil(2, |tx, ctx, round, (_, two), voucher| {
        let place = (round, two);
        crate::store::insert_settlement(
            tx,
            ctx,
            place,
            Settled::Unclaimed,
            day(1, 21),
            (14_285, voucher),
        )
    });
    assert!(found.contains(&"settled_differs".to_owned()), "{found:?}");
    let found = spoil(3, |tx, _, round, (one, _), voucher| {
        let payment = crate::store::Payment {
            round,
            key: one,
            attempt: 2,
            date: day(1, 21),
            method: Method::Cash,
            amount: 28_570,
            receipt: None,
            voucher,
        };
        crate::store::insert_payment(tx, ORG, &payment)
    });
    assert!(found.contains(&"paid_twice".to_owned()), "{found:?}");
    let found = spoil(4, |tx, ctx, round, _, voucher| {
        let row = crate::store::ReturnRow {
            round,
            key: LineKey([7; 16]),
            attempt: 1,
            date: day(1, 21),
            reason: ReturnReason::Other,
            voucher,
        };
        crate::store::insert_return(tx, ctx, &row)
    });
    assert!(found.contains(&"line_missing".to_owned()), "{found:?}");
}
