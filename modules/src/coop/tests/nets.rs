//! Who stands in a net, and with which land.

use super::world::{TOWN, World, date, on_both_engines};
use crate::coop::model::*;
use crate::coop::set_members::MemberLine;
use crate::coop::*;
use crate::land::{ContractLine, EnterContract, EnterParcel, enter_contract, enter_parcel};
use crate::shares::coop::{OpenCoop, open_coop};
use kernel::{Id, Result};

pub(super) fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    result
        .map(|_| "done".to_owned())
        .unwrap_or_else(|e| e.to_string())
}

/// A net with its co-op; households 1 to 8, two people each.
pub(crate) fn net(world: &World) -> (Id, Id) {
    world.households(8, 16);
    let coop = OpenCoop {
        unit: TOWN,
        name: "东里果业专业合作社".into(),
        organisation: None,
        code: None,
        from: date("2020-01-01"),
        book: None,
    };
    let coop = world.act(coop, open_coop).unwrap().coop;
    let input = OpenNet {
        coop,
        name: "东里果业经营网".into(),
        from: date("2021-01-01"),
        farm_area: 0,
        tolerance: TOLERANCE,
    };
    (world.act(input, open_net).unwrap().net, coop)
}

pub(super) fn party(kind: PartyKind, net: Id, name: &str, people: &[i64]) -> AddParty {
    AddParty {
        net,
        kind,
        name: name.into(),
        from: date("2021-01-01"),
        organisation: None,
        serves: None,
        members: lines(people),
    }
}

fn lines(people: &[i64]) -> Vec<MemberLine> {
    let line = |(at, person): (usize, &i64)| MemberLine {
        person: Id(*person),
        is_lead: at == 0,
    };
    people.iter().enumerate().map(line).collect()
}

/// A parcel of so many 0.01 mu, held by a household until 2028-09-30.
pub(super) fn parcel(world: &World, place: i64, household: i64, area: i64) -> Id {
    let input = EnterParcel {
        code: format!("37032310300001{place:05}"),
        unit: TOWN,
        name: None,
        kind: "garden".into(),
        area,
        from: date("2018-10-01"),
    };
    let parcel = world.act(input, enter_parcel).unwrap().parcel;
    let contract = EnterContract {
        number: format!("37032310300001{place:04}J"),
        issuer: "37032310300001".into(),
        household: Id(household),
        contractor: None,
        term_from: date("1998-10-01"),
        term_to: Some(date("2028-09-30")),
        from: date("2018-10-01"),
        parcels: vec![ContractLine { parcel, area }],
    };
    world.act(contract, enter_contract).unwrap();
    parcel
}

pub(super) fn brings(net: Id, farm: Option<Id>, parcels: &[Id], way: Way) -> BringLand {
    BringLand {
        net,
        farm,
        parcels: parcels.to_vec(),
        way,
        from: date("2021-03-01"),
        term_to: (way == Way::Transfer).then(|| date("2028-09-30")),
        document: None,
    }
}

#[test]
fn a_team_outside_five_to_seven_is_refused_and_a_change_keeps_the_past() {
    on_both_engines(1201, |world| {
        let (net, _) = net(&world);
        let team = |people: &[i64]| party(PartyKind::Team, net, "一队", people);
        let refused = |n: usize| format!("refused net.team_size people={n} least=5 most=7");
        assert_eq!(
            told(world.act(team(&[10, 11, 20, 21]), add_party)),
            refused(4)
        );
        let many = [10, 11, 20, 21, 30, 31, 40, 41];
        assert_eq!(told(world.act(team(&many), add_party)), refused(8));
        assert_eq!(
            told(world.act(team(&[10, 11, 20, 21, 999]), add_party)),
            "refused net.unknown_person person=999"
        );
        assert_eq!(
            told(world.act(team(&[10, 10, 20, 21, 30]), add_party)),
            "refused net.member_twice person=10"
        );
        let added = world.act(team(&many[..5]), add_party).unwrap().party;
        let set = |people: &[i64], from: &str| SetMembers {
            party: added,
            from: date(from),
            members: lines(people),
        };
        assert_eq!(
            told(world.act(set(&[10], "2022-01-01"), set_members)),
            refused(1)
        );
        let changed = [10, 11, 20, 21, 40, 41];
        world.act(set(&changed, "2022-01-01"), set_members).unwrap();
        let count = |day: &'static str| {
            world
                .read(move |tx| read::state(tx, 1, net, date(day), i64::MAX))
                .parties[0]
                .members
                .iter()
                .map(|m| m.person.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(count("2021-12-31"), [10, 11, 20, 21, 30]);
        assert_eq!(count("2022-01-01"), changed);
        assert_eq!(
            told(world.act(set(&many[..5], "2021-06-01"), set_members)),
            "refused net.later_change date=2022-01-01"
        );
    });
}

#[test]
fn land_comes_in_by_three_ways_and_never_twice() {
    on_both_engines(1202, |world| {
        let (net, _) = net(&world);
        let farm = party(PartyKind::FamilyFarm, net, "一号家庭农场", &[]);
        let farm = world.act(farm, add_party).unwrap().party;
        let parcels: Vec<Id> = (1..=3)
            .map(|at| parcel(&world, at, at, [2000, 1800, 1500][at as usize - 1]))
            .collect();
        let first = brings(net, Some(farm), &parcels[..1], Way::Join);
        let done = world.act(first.clone(), bring_land).unwrap();
        // 20 mu is no family farm yet: told, not refused.
        assert!(done.is_off && done.farm_area == 2000);
        assert_eq!(
            told(world.act(first, bring_land)),
            "refused net.parcel_taken code=3703231030000100001"
        );
        let mut transfer = brings(net, Some(farm), &parcels[1..2], Way::Transfer);
        transfer.term_to = Some(date("2028-10-01"));
        assert_eq!(
            told(world.act(transfer.clone(), bring_land)),
            "refused net.term_beyond_contract to=2028-10-01 contract=2028-09-30"
        );
        transfer.term_to = Some(date("2028-09-30"));
        world.act(transfer, bring_land).unwrap();
        let third = brings(net, Some(farm), &parcels[2..], Way::Trustee);
        let done = world.act(third, bring_land).unwrap();
        assert!(!done.is_off && done.farm_area == 5300);
        assert_eq!(
            told(world.act(brings(net, None, &[Id(77)], Way::Join), bring_land)),
            "refused net.parcel_unheld parcel=77"
        );
        let state = world.read(move |tx| read::state(tx, 1, net, date("2022-01-01"), i64::MAX));
        assert_eq!(state.households().len(), 3);
        let end = EndParty {
            party: farm,
            to: date("2022-01-01"),
        };
        assert_eq!(
            told(world.act(end, end_party)),
            "refused net.farm_has_land parcels=3"
        );
        let out = EndLand {
            land: state.land[0].id,
            to: date("2022-02-01"),
        };
        world.act(out.clone(), end_land).unwrap();
        assert_eq!(
            told(world.act(out, end_land)),
            "refused net.land_ended date=2022-02-01"
        );
        let after = world.read(move |tx| read::state(tx, 1, net, date("2022-02-01"), i64::MAX));
        assert_eq!(after.land.len(), 2);
    });
}

#[test]
fn what_a_net_says_of_its_farms_changes_from_a_day_on() {
    on_both_engines(1204, |world| {
        let (net, _) = net(&world);
        let change = |from: &str, farm_area| ChangeNet {
            net,
            name: "东里果业经营网".into(),
            from: date(from),
            farm_area,
            tolerance: 10,
        };
        world.act(change("2022-01-01", 6000), change_net).unwrap();
        let on = |day: &'static str| {
            let net = world
                .read(move |tx| read::state(tx, 1, net, date(day), i64::MAX))
                .net;
            (net.farm_area, net.tolerance)
        };
        assert_eq!(
            (on("2021-12-31"), on("2022-01-01")),
            ((5000, 20), (6000, 10))
        );
        assert_eq!(
            told(world.act(change("2021-06-01", 5000), change_net)),
            "refused net.later_change date=2022-01-01"
        );
        assert!(told(world.act(change("2022-02-01", 99), change_net)).contains("farm_area"));
    });
}

#[test]
fn a_co_op_has_one_net_and_a_net_one_party_branch() {
    on_both_engines(1203, |world| {
        let (net, coop) = net(&world);
        let again = OpenNet {
            coop,
            name: "又一张网".into(),
            from: date("2021-01-01"),
            farm_area: 0,
            tolerance: 20,
        };
        assert!(told(world.act(again, open_net)).starts_with("refused net.exists"));
        let branch = |name: &str| party(PartyKind::PartyBranch, net, name, &[10]);
        world.act(branch("东里村党支部"), add_party).unwrap();
        assert_eq!(
            told(world.act(branch("又一个支部"), add_party)),
            "refused net.only_one kind=party_branch"
        );
        let households = party(PartyKind::Households, net, "农户", &[]);
        assert_eq!(
            told(world.act(households, add_party)),
            "refused net.households_by_land"
        );
        let firm = party(PartyKind::Firm, net, "某农业科技", &[]);
        assert!(told(world.act(firm, add_party)).contains("organisation"));
    });
}
