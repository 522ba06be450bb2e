//! The plan itself: exact parts, pools, losses, ties.

use crate::coop::model::*;
use kernel::apportion::Share;
use kernel::{Error, Fen, Id};
use payout::Entitlement;

pub(super) fn part(party: PartyKind, name: &str, percent: i64, by: By) -> PlanPart {
    PlanPart {
        party,
        name: name.into(),
        share: Share {
            numerator: percent,
            denominator: 100,
        },
        by,
    }
}

/// 东里镇: co-op 10, family farm 10, agri-tech firm 20, service team 30, farmers 30.
pub(super) fn plan_11233() -> Plan {
    Plan {
        parts: vec![
            part(PartyKind::Coop, "合作社", 10, By::OwnBook),
            part(PartyKind::FamilyFarm, "家庭农场", 10, By::Land),
            part(PartyKind::Firm, "农业科技服务企业", 20, By::Equally),
            part(PartyKind::Team, "科技服务队", 30, By::Minutes),
            part(PartyKind::Households, "农户", 30, By::Kilograms),
        ],
    }
}

fn payees() -> Vec<Entitlement> {
    let mut all = Payees::default();
    let unit = Id(100);
    for (payee, name, weight) in [
        (1, "family_farm_land", 3000),
        (2, "family_farm_land", 2000),
        (9, "firm_equally", 1),
        (3, "team_minutes", 480),
        (1, "team_minutes", 240),
        (4, "team_minutes", 240),
        (1, "households_kilograms", 700_000),
        (2, "households_kilograms", 300_000),
    ] {
        all.add(Id(payee), unit, name, weight).unwrap();
    }
    all.all()
}

#[test]
fn the_parts_of_11233_go_by_largest_remainder_and_not_by_place() {
    let pools = plan_11233().preview(Fen(1003), &payees()).unwrap();
    let amounts: Vec<i64> = pools.iter().map(|pool| pool.money.amount.0).collect();
    assert_eq!(amounts, [100, 100, 201, 301, 301]);
    let ranks: Vec<(i64, u32)> = pools
        .iter()
        .map(|p| (p.money.extra, p.money.rank))
        .collect();
    assert_eq!(ranks, [(0, 4), (0, 5), (1, 3), (1, 1), (1, 2)]);
    assert_eq!(pools[3].money.exact, (300, 90, 100));
}

#[test]
fn every_pool_goes_to_its_members_to_the_fen_and_as_the_round_divides_it() {
    let (plan, payees) = (plan_11233(), payees());
    for amount in [1, 7, 1003, 1_000_000, 88_888_889, 123_456_789_012] {
        let pools = plan.preview(Fen(amount), &payees).unwrap();
        let whole: i64 = pools.iter().map(|pool| pool.money.amount.0).sum();
        assert_eq!(whole, amount);
        let policy = kernel::apportion::Policy::LargestRemainder;
        let division = plan.division();
        division.check().unwrap();
        let divided = division.divide(Fen(amount), &payees, policy, 1).unwrap();
        for (at, (pool, part)) in pools.iter().zip(&divided.waterfall.parts).enumerate() {
            assert_eq!(pool.money.amount, part.allotted, "{amount} {at}");
            let sum: i64 = pool.members.iter().map(|(_, m)| m.amount.0).sum();
            let is_account = pool.part.by == By::OwnBook;
            assert_eq!(sum, if is_account { 0 } else { pool.money.amount.0 });
            for (payee, money) in &pool.members {
                let place = payees.iter().position(|p| p.household == *payee).unwrap();
                let own = divided.lines[place].iter().find(|line| line.part == at);
                assert_eq!(own.map(|line| line.amount), Some(money.amount.0));
            }
        }
    }
}

#[test]
fn a_loss_is_shared_as_a_gain_with_its_sign_turned() {
    let (plan, payees) = (plan_11233(), payees());
    for amount in [1, 1003, 5_000_001] {
        let gain = plan.preview(Fen(amount), &payees).unwrap();
        let loss = plan.preview(Fen(-amount), &payees).unwrap();
        for (gain, loss) in gain.iter().zip(&loss) {
            assert_eq!(gain.money.amount.0, -loss.money.amount.0);
            for ((_, gain), (_, loss)) in gain.members.iter().zip(&loss.members) {
                assert_eq!(gain.amount.0, -loss.amount.0);
            }
        }
    }
    assert!(plan.preview(Fen(i64::MIN), &payees).is_err());
}

#[test]
fn a_part_in_which_nobody_counts_is_named_and_given_to_nobody() {
    let none = plan_11233().preview(Fen(1000), &[]).unwrap();
    let empty: Vec<bool> = none.iter().map(|pool| pool.is_undistributable).collect();
    assert_eq!(empty, [false, true, true, true, true]);
    assert!(none.iter().all(|pool| pool.members.is_empty()));
}

#[test]
fn a_plan_that_is_no_plan_is_refused_with_its_reason() {
    let told = |plan: &Plan| match plan.check() {
        Ok(()) => String::new(),
        Err(Error::Invalid(faults)) => faults[0].code.to_string(),
        Err(other) => other.to_string(),
    };
    let mut plan = plan_11233();
    assert_eq!(told(&plan), "");
    plan.parts[4].share.numerator = 29;
    assert_eq!(told(&plan), "refused net.parts_not_whole");
    plan.parts[4].share = Share {
        numerator: 3,
        denominator: 10,
    };
    assert_eq!(told(&plan), "");
    plan.parts[0].by = By::Equally;
    assert_eq!(told(&plan), "plan_measure_not_allowed");
    plan.parts[0] = part(PartyKind::Team, "又一队", 10, By::Equally);
    assert_eq!(told(&plan), "plan_party_twice");
    plan.parts[0].name = " ".into();
    assert_eq!(told(&plan), "plan_no_name");
    assert_eq!(told(&Plan { parts: Vec::new() }), "plan_no_part");
}

#[test]
fn a_team_has_five_to_seven_and_a_farm_about_fifty_mu() {
    for (people, fits) in [(0, false), (4, false), (5, true), (7, true), (8, false)] {
        assert_eq!(check_team(people).is_ok(), fits, "{people}");
    }
    for (area, off) in [
        (5000, false),
        (4000, false),
        (3999, true),
        (6000, false),
        (6001, true),
    ] {
        assert_eq!(is_off(area, FARM_AREA, TOLERANCE), off, "{area}");
    }
}

#[test]
fn a_transfer_lasts_no_longer_than_the_contract_that_it_rests_on() {
    let day = |text: &str| Some(text.parse().unwrap());
    let from = day("2022-01-01").unwrap();
    let told = |way, term, contract| match check_term(way, from, term, contract) {
        Ok(()) => "fits".to_owned(),
        Err(other) => other.to_string(),
    };
    let ends = day("2028-09-30");
    assert_eq!(told(Way::Transfer, ends, ends), "fits");
    assert!(told(Way::Transfer, day("2028-10-01"), ends).starts_with("refused net.term_beyond"));
    assert_eq!(told(Way::Transfer, day("2099-01-01"), None), "fits");
    assert!(check_term(Way::Transfer, from, None, ends).is_err());
    assert!(check_term(Way::Join, from, day("2021-01-01"), ends).is_err());
    // Joining and trusteeship leave the contract where it is.
    assert_eq!(told(Way::Join, day("2099-01-01"), ends), "fits");
    assert_eq!(told(Way::Trustee, None, ends), "fits");
}
