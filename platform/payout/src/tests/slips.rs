//! Slips and the posted notice: each line leads to the root, by the short way as by the long one.

use super::*;
use ::store::sign::signature_holds;
use kernel::proof::Read;

/// More lines than one subtree holds, and no power of two.
const LINES: i64 = 300;

fn many() -> Vec<Entitlement> {
    let class = |n: i64| if n % 2 == 0 { "A" } else { "B" };
    (0..LINES)
        .map(|n| payee(5_000 + n, n % 4 + 1, class(n), VILLAGE))
        .collect()
}

fn posted(town: &Town, policy: Policy, payees: Vec<Entitlement>) -> Id {
    let input = draft(town, policy, Basis::PerPerson, 100_000);
    let round = town.act(ACCOUNTANT, input, create_round).unwrap().id;
    town.calculate(round, payees).unwrap();
    town.display(round, day(1, 4)).unwrap();
    town.clock.set(day(1, 9));
    town.resolve(round, day(1, 9), vote(20, 11)).unwrap();
    town.review(REVIEWER, round).unwrap();
    town.post(round, day(1, 9), day(1, 15)).unwrap();
    round
}

fn case(tx: &mut Tx, round: Id) -> Result<Case> {
    Ok(crate::store::case(tx, ORG, round)?.unwrap())
}

fn slips_of(town: &Town, round: Id) -> Vec<kernel::proof::Slip> {
    let keys = town.keys(round);
    let read = move |tx: &mut Tx| {
        let case = case(tx, round)?;
        keys.iter().map(|key| slip(tx, &case, *key)).collect()
    };
    town.db.read(read).unwrap()
}

fn notice_of(town: &Town, round: Id) -> kernel::proof::Notice {
    let read = move |tx: &mut Tx| {
        let case = case(tx, round)?;
        notice_proof(tx, &case)
    };
    town.db.read(read).unwrap()
}

#[derive(serde::Serialize)]
struct Rebuild {}

impl Input for Rebuild {
    const DEED: &'static str = "test.rebuild";
}

fn every_line_leads_to_the_posted_root(town: &Town) {
    let round = posted(town, Policy::Cumulative, many());
    let notice = notice_of(town, round);
    assert!(signature_holds(
        &notice.key,
        &notice.signed_bytes(),
        &notice.signature
    ));
    let first = slips_of(town, round);
    assert_eq!(first.len() as i64, LINES);
    for slip in &first {
        let held = slip.check(&notice).unwrap();
        assert!(held.is_amount_checked);
        let Ok(Read::Slip(again)) = Read::of_text(&slip.to_digits()) else {
            panic!("unreadable");
        };
        assert_eq!(*again, *slip);
    }
    // Without what is stored, the long way gives the same.
    let forget = |tx: &mut Tx, _: &Ctx, _: Rebuild| crate::store::clear_trees(tx, ORG);
    town.act(ACCOUNTANT, Rebuild {}, forget).unwrap();
    assert_eq!(slips_of(town, round), first);
    assert_eq!(town.problems(), [""; 0]);
    let again = |tx: &mut Tx, _: &Ctx, _: Rebuild| crate::slip::rebuild(tx, ORG);
    town.act(ACCOUNTANT, Rebuild {}, again).unwrap();
    assert_eq!(slips_of(town, round), first);
    assert_eq!(town.problems(), [""; 0]);
}

#[test]
fn every_line_leads_to_the_posted_root_on_both_engines() {
    on_both(every_line_leads_to_the_posted_root);
}

fn a_bent_tree_hands_out_no_slip(town: &Town) {
    let round = posted(town, Policy::PerShareFloor, many());
    let bend = |tx: &mut Tx, _: &Ctx, _: Rebuild| {
        let sql = "update payout_tree_now set gross = gross + 1 where org = $1 and node = 3";
        tx.execute(sql, &values![ORG]).map(drop)
    };
    town.act(ACCOUNTANT, Rebuild {}, bend).unwrap();
    let keys = town.keys(round);
    let read = move |tx: &mut Tx| {
        let case = case(tx, round)?;
        let made = keys.iter().map(|key| slip(tx, &case, *key));
        Ok(made.filter(std::result::Result::is_err).count())
    };
    // Half of the lines have the bent node on their way.
    assert!(town.db.read(read).unwrap() > 100);
    let problems = town.problems();
    assert!(
        problems.iter().any(|p| p.starts_with("cache_differs")),
        "{problems:?}"
    );
}

#[test]
fn a_bent_tree_hands_out_no_slip_on_both_engines() {
    on_both(a_bent_tree_hands_out_no_slip);
}

#[test]
fn a_slip_gives_away_no_other_round_and_a_small_round_has_slips_too() {
    let town = sqlite();
    for (policy, payees) in [
        (Policy::LargestRemainder, 1),
        (Policy::Cumulative, 2),
        (Policy::PerShareFloor, 128),
    ] {
        let payees: Vec<Entitlement> = many().into_iter().take(payees).collect();
        let town = sqlite();
        let round = posted(&town, policy, payees);
        let notice = notice_of(&town, round);
        assert!(
            slips_of(&town, round)
                .iter()
                .all(|slip| slip.check(&notice).is_ok())
        );
    }
    let input = draft(&town, Policy::Cumulative, Basis::PerPerson, 10_000);
    let next = CreateRound {
        source_id: Id(78),
        ..draft(&town, Policy::Cumulative, Basis::PerPerson, 10_000)
    };
    let one = town.act(ACCOUNTANT, input, create_round).unwrap().id;
    let two = town.act(ACCOUNTANT, next, create_round).unwrap().id;
    for round in [one, two] {
        town.calculate(round, roster()).unwrap();
    }
    let (one, two) = (slips_of(&town, one), slips_of(&town, two));
    for slip in &one {
        let other = two.iter().find(|other| other.payee == slip.payee).unwrap();
        assert_ne!(slip.salt, other.salt);
    }
}

#[test]
fn a_line_of_another_round_has_no_slip_here() {
    let town = sqlite();
    let round = posted(&town, Policy::Cumulative, many());
    let read = move |tx: &mut Tx| {
        let case = case(tx, round)?;
        Ok([[0; 16], [255; 16], [7; 16]].map(|key| slip(tx, &case, LineKey(key)).unwrap_err()))
    };
    assert_eq!(
        town.db.read(read).unwrap(),
        [Error::NotFound, Error::NotFound, Error::NotFound]
    );
}

#[test]
fn a_personal_link_opens_its_own_line_until_it_expires() {
    let town = sqlite();
    let round = posted(&town, Policy::Cumulative, roster());
    let (one, other) = (town.keys(round)[0], town.keys(round)[1]);
    let read = move |tx: &mut Tx| {
        let number = case(tx, round)?.round.number;
        let token = slip_token(tx, ORG, round, one)?;
        let mut opens = |key, token: &str, on| {
            slip_by_token(tx, (ORG, &number), key, token, on).map(|case| case.round.id)
        };
        let last = day(1, 15).plus_days(365);
        Ok([
            opens(one, &token, day(1, 9)),
            opens(one, &token, last),
            opens(one, &token, last.plus_days(1)),
            opens(other, &token, day(1, 9)),
            opens(one, &token[1..], day(1, 9)),
            opens(one, "", day(1, 9)),
        ])
    };
    let lost = || Err(Error::NotFound);
    assert_eq!(
        town.db.read(read).unwrap(),
        [Ok(round), Ok(round), lost(), lost(), lost(), lost()]
    );
}
