//! A deputy and whom he acts for are one person where two must check each other.

use super::*;

/// The reviewer is away from 4 January to 30 January; `deputy` acts for him.
pub(super) fn away(town: &Town, deputy: Id) {
    let ctx = town.ctx.in_org(0).by(Actor::SYSTEM);
    let named = move |tx: &mut Tx, _: &Ctx, _: Told| {
        let (id, seq) = (tx.new_id()?, tx.seq()?);
        let into = "access_deputy (org, id, valid_from, seq, valid_to, principal, deputy, for_org)";
        tx.insert(
            into,
            values![
                0,
                id,
                "2022-01-04",
                seq,
                "2022-01-31",
                REVIEWER,
                deputy,
                ORG
            ],
        )
    };
    town.db
        .act(&ctx, CommandKey::fresh(&ctx), Told(7), named)
        .unwrap();
}

/// A round up to the vote, prepared by the accountant.
fn resolved(town: &Town) -> Id {
    let round = town.create();
    town.calculate(round, roster()).unwrap();
    town.display(round, day(1, 4)).unwrap();
    town.clock.set(day(1, 9));
    town.resolve(round, day(1, 9), vote(20, 11)).unwrap();
    round
}

fn review_for(town: &Town, deputy: Id, round: Id) -> Result<()> {
    let via = Via::Deputy(REVIEWER);
    let ctx = town.ctx.by(Actor { user: deputy, via });
    let input = ReviewRound { round };
    town.db
        .act(&ctx, CommandKey::fresh(&ctx), input, review_round)
}

#[test]
fn a_deputy_reviews_neither_what_he_nor_what_his_principal_prepared() {
    let town = sqlite();
    let round = resolved(&town);
    assert_eq!(
        review_for(&town, VILLAGE_CLERK, round),
        Err(Error::Forbidden)
    );
    away(&town, ACCOUNTANT);
    // He prepared it himself; as deputy of the reviewer he would check his own work.
    refused(review_for(&town, ACCOUNTANT, round), "payout.same_person");
    // Nor does the reviewer check what his deputy prepared, while they are one.
    refused(town.review(REVIEWER, round), "payout.same_person");
    town.clock.set(day(1, 31));
    town.review(REVIEWER, round).unwrap();
}

#[test]
fn what_a_deputy_did_stays_the_work_of_both() {
    let town = sqlite();
    away(&town, APPROVER);
    let round = resolved(&town);
    review_for(&town, APPROVER, round).unwrap();
    let history = town.db.read(move |tx| history(tx, ORG, round)).unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.user, last.principal), (APPROVER, Some(REVIEWER)));
    town.post(round, day(1, 9), day(1, 15)).unwrap();
    // His days are over, and yet he reviewed it, though for somebody else.
    town.clock.set(day(2, 10));
    refused(
        town.declare(APPROVER, round, day(2, 10)),
        "payout.same_person",
    );
    town.declare(ALL_RIGHTS, round, day(2, 10)).unwrap();
    assert_eq!(town.problems(), Vec::<String>::new());
}
