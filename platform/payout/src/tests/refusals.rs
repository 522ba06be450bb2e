use super::*;

#[test]
fn refusals_come_in_their_order() {
    on_both(|town| {
        let round = town.create();
        refused(
            town.resolve(round, day(1, 9), vote(5, 1)),
            "payout.not_calculated",
        );
        refused(town.calculate(round, vec![]), "payout.no_entitlements");
        refused(
            town.calculate(round, vec![payee(1, 0, "A", TOWN), payee(1, 1, "A", TOWN)]),
            "payout.household_twice",
        );
        refused(
            town.calculate(round, vec![payee(1, 0, "A", TOWN)]),
            "payout.no_heads",
        );
        town.calculate(round, roster()).unwrap();
        refused(town.calculate(round, roster()), "payout.already_done");
        refused(
            town.resolve(round, day(1, 20), vote(5, 1)),
            "payout.not_displayed",
        );
        refused(town.display(round, day(1, 5)), "payout.future_date");
        refused(town.display(round, day(1, 3)), "payout.before_last_step");
        town.display(round, day(1, 4)).unwrap();
        refused(town.display(round, day(1, 4)), "payout.already_done");
        refused(
            town.resolve(round, day(1, 8), vote(5, 1)),
            "payout.future_date",
        );
        town.clock.set(day(1, 9));
        refused(
            town.resolve(round, day(1, 8), vote(5, 1)),
            "payout.display_too_short",
        );
        refused(
            town.resolve(round, day(1, 9), vote(19, 1)),
            "payout.no_quorum",
        );
        refused(
            town.resolve(round, day(1, 9), vote(20, 10)),
            "payout.voted_down",
        );
        assert!(matches!(
            town.resolve(round, day(1, 9), vote(31, 31)),
            Err(Error::Invalid(_))
        ));
        refused(town.review(REVIEWER, round), "payout.not_resolved");
        town.resolve(round, day(1, 9), vote(20, 11)).unwrap();
        refused(
            town.post(round, day(1, 9), day(1, 10)),
            "payout.not_reviewed",
        );
        assert_eq!(town.review(ACCOUNTANT, round), Err(Error::Forbidden));
        town.review(REVIEWER, round).unwrap();
        refused(
            town.declare(APPROVER, round, day(1, 9)),
            "payout.not_posted",
        );
        refused(
            town.post(round, day(1, 9), day(1, 14)),
            "payout.period_too_short",
        );
        town.post(round, day(1, 9), day(1, 15)).unwrap();
        refused(
            town.declare(APPROVER, round, day(1, 20)),
            "payout.future_date",
        );
        town.clock.set(day(1, 15));
        refused(
            town.declare(APPROVER, round, day(1, 15)),
            "payout.objections_open",
        );
        let keys = town.keys(round);
        refused(town.pay(round, day(1, 15), &keys), "payout.not_declared");
        refused(town.reverse(round, day(1, 15)), "payout.not_declared");
        town.clock.set(day(1, 16));
        let declared = town.declare(APPROVER, round, day(1, 16)).unwrap();
        assert_eq!(declared.fresh_accounts, [APPROVER]);
        refused(town.cancel(round), "payout.too_late_to_cancel");
        refused(
            town.pay(round, day(1, 15), &keys),
            "payout.before_last_step",
        );
        refused(
            town.pay(round, day(1, 16), &[keys[0], keys[0]]),
            "payout.already_paid",
        );
        town.pay(round, day(1, 16), &keys[..1]).unwrap();
        refused(town.pay(round, day(1, 16), &keys), "payout.already_paid");
        refused(
            town.declare(APPROVER, round, day(1, 16)),
            "payout.already_done",
        );
        town.pay(round, day(1, 16), &keys[1..]).unwrap();
        town.close(round).unwrap();
        refused(town.pay(round, day(1, 16), &keys), "payout.is_over");
        assert_eq!(town.problems(), [] as [String; 0]);
    });
}

#[test]
fn prepare_review_and_approve_are_different_people() {
    on_both(|town| {
        let round = town.create();
        town.calculate(round, roster()).unwrap();
        town.act(
            ALL_RIGHTS,
            DisplayPlan {
                round,
                date: day(1, 4),
            },
            display_plan,
        )
        .unwrap();
        town.clock.set(day(1, 9));
        town.resolve(round, day(1, 9), vote(20, 11)).unwrap();
        refused(town.review(ALL_RIGHTS, round), "payout.same_person");
        town.review(REVIEWER, round).unwrap();
        town.post(round, day(1, 9), day(1, 15)).unwrap();
        town.clock.set(day(1, 16));
        refused(
            town.declare(ALL_RIGHTS, round, day(1, 16)),
            "payout.same_person",
        );
        let ctx = town.by(ALL_RIGHTS);
        let waits = town.db.read(move |tx| due(tx, &ctx, 10)).unwrap();
        assert_eq!((waits[0].step, waits[0].has_right), (Step::Declare, true));
        assert_eq!(
            waits[0].missing.as_ref().unwrap().code,
            "payout.same_person"
        );
        town.declare(APPROVER, round, day(1, 16)).unwrap();
    });
}
