//! One story for each rule.

use super::world::{
    ACCOUNTANT, TOWN, VILLAGE_CLERK, VILLAGES, World, date, grant, on_both_engines,
};
use crate::land::model::{Period, Warning};
use crate::land::*;
use access::Role;
use kernel::{Actor, Error, Id, Result, Via};

pub(super) const ISSUER: &str = "37150210420100";

pub(super) fn number(contract: i64) -> String {
    format!("{ISSUER}{contract:04}J")
}

pub(super) fn contractor(household: i64) -> String {
    format!("{ISSUER}{household:04}")
}

pub(super) fn code(parcel: i64) -> String {
    format!("{ISSUER}{parcel:05}")
}

fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(Error::Refused(refusal)) => refusal.code.to_string(),
        Err(Error::Invalid(faults)) => format!("{} {}", faults[0].field, faults[0].code),
        Err(other) => other.to_string(),
    }
}

fn parcel_input(n: i64, area: i64) -> EnterParcel {
    EnterParcel {
        code: code(n),
        unit: VILLAGES[0],
        name: Some(format!("东坡{n}")),
        kind: "arable".into(),
        area,
        from: date("2018-06-01"),
    }
}

fn parcel(world: &World, n: i64, area: i64) -> Id {
    world
        .act(parcel_input(n, area), enter_parcel)
        .unwrap()
        .parcel
}

fn contract_input(n: i64, household: i64, parcels: &[(Id, i64)]) -> EnterContract {
    EnterContract {
        number: number(n),
        issuer: ISSUER.into(),
        household: Id(household),
        contractor: Some(contractor(household)),
        term_from: date("1998-10-01"),
        term_to: Some(date("2028-09-30")),
        from: date("2018-06-01"),
        parcels: parcels
            .iter()
            .map(|(parcel, area)| ContractLine {
                parcel: *parcel,
                area: *area,
            })
            .collect(),
    }
}

fn contract(world: &World, n: i64, household: i64, parcels: &[(Id, i64)]) -> Id {
    world
        .act(contract_input(n, household, parcels), enter_contract)
        .unwrap()
        .contract
}

fn held(world: &World, household: i64, day: &str) -> Vec<(String, i64)> {
    let day = date(day);
    let found = world.read(move |tx| parcels_of_household(tx, 1, Id(household), day));
    found.into_iter().map(|p| (p.code, p.contracted)).collect()
}

fn holder(world: &World, parcel: Id, day: &str) -> Option<i64> {
    let day = date(day);
    world
        .read(move |tx| holder_of(tx, 1, parcel, day))
        .map(|id| id.0)
}

#[test]
fn a_parcel_has_nineteen_digits_and_is_entered_once() {
    on_both_engines(301, |world| {
        let bad = |change: fn(&mut EnterParcel)| {
            let mut input = parcel_input(1, 235);
            change(&mut input);
            told(world.act(input, enter_parcel))
        };
        assert_eq!(
            bad(|p| p.code = "371502104201".into()),
            "code parcel_code_malformed"
        );
        assert_eq!(
            bad(|p| p.code.replace_range(18.., "x")),
            "code parcel_code_malformed"
        );
        assert_eq!(bad(|p| p.area = 0), "area area_not_positive");
        assert_eq!(bad(|p| p.area = 1_000_001), "area area_too_large");
        assert_eq!(bad(|p| p.kind = "sea".into()), "kind not_a_choice");
        assert_eq!(bad(|_| ()), "done");
        assert_eq!(bad(|_| ()), "land.parcel_exists");
    });
}

#[test]
fn a_contract_refuses_in_the_order_of_the_readme() {
    on_both_engines(302, |world| {
        world.households(6, 6);
        let (first, second) = (parcel(&world, 1, 235), parcel(&world, 2, 100));
        contract(&world, 1, 5, &[(first, 235)]);
        let bad = |change: &dyn Fn(&mut EnterContract)| {
            let mut input = contract_input(2, 5, &[(second, 100)]);
            change(&mut input);
            told(world.act(input, enter_contract))
        };
        assert_eq!(bad(&|c| c.household = Id(99)), "land.unknown_household");
        assert_eq!(
            bad(&|c| c.from = date("2018-05-31")),
            "land.unknown_household",
            "the household is not there yet"
        );
        assert_eq!(
            bad(&|c| c.issuer = "3715".into()),
            "issuer issuer_code_malformed"
        );
        assert_eq!(
            bad(&|c| c.contractor = Some("1".into())),
            "contractor contractor_code_malformed"
        );
        assert_eq!(
            bad(&|c| c.number = "合同1".into()),
            "number contract_number_malformed"
        );
        assert_eq!(
            bad(&|c| c.term_to = Some(date("1998-09-30"))),
            "term_to term_backwards"
        );
        assert_eq!(
            bad(&|c| c.term_from = date("2019-01-01")),
            "from outside_term"
        );
        assert_eq!(bad(&|c| c.parcels.clear()), "parcels required");
        assert_eq!(bad(&|c| c.number = number(1)), "land.contract_exists");
        assert_eq!(
            bad(&|c| c.parcels[0].parcel = Id(99)),
            "land.unknown_parcel"
        );
        assert_eq!(
            bad(&|c| c.parcels[0].area = -1),
            "parcels area_not_positive"
        );
        assert_eq!(bad(&|c| c.parcels[0].parcel = first), "land.parcel_held");
        assert_eq!(bad(&|_| ()), "done");
    });
}

#[test]
fn odd_codes_areas_and_terms_warn_and_stop_nobody() {
    on_both_engines(303, |world| {
        world.households(6, 6);
        let parcel = parcel(&world, 1, 235);
        let input = EnterContract {
            issuer: "37150210420200".into(),
            term_to: Some(date("2038-09-30")),
            ..contract_input(1, 5, &[(parcel, 100)])
        };
        let done = world.act(input, enter_contract).unwrap();
        assert_eq!(
            done.warnings,
            [
                Warning::ParcelOfOtherIssuer,
                Warning::ContractorOfOtherIssuer,
                Warning::NumberOfOther,
                Warning::AreaDiffers,
                Warning::TermLong
            ]
        );
    });
}

#[test]
fn a_parcel_is_held_once_in_a_period_and_again_after_the_end() {
    on_both_engines(304, |world| {
        world.households(6, 6);
        let parcel = parcel(&world, 1, 235);
        let first = contract(&world, 1, 5, &[(parcel, 235)]);
        let end = |day: &str, reason: &str| {
            let input = EndContract {
                contract: first,
                date: date(day),
                reason: reason.into(),
                document: None,
            };
            told(world.act(input, end_contract))
        };
        assert_eq!(end("2018-01-01", "returned"), "land.not_in_force");
        assert_eq!(end("2022-01-01", "mood"), "reason not_a_choice");
        assert_eq!(end("2022-01-01", "returned"), "done");
        assert_eq!(end("2022-01-01", "returned"), "land.not_in_force");
        let again = |day: &str| {
            let input = EnterContract {
                from: date(day),
                ..contract_input(2, 1, &[(parcel, 235)])
            };
            told(world.act(input, enter_contract))
        };
        assert_eq!(again("2021-12-31"), "land.parcel_held");
        assert_eq!(again("2022-01-01"), "done");
        assert_eq!(holder(&world, parcel, "2021-12-31"), Some(5));
        assert_eq!(holder(&world, parcel, "2022-01-01"), Some(1));
        assert_eq!(holder(&world, parcel, "2018-05-31"), None);
    });
}

#[test]
fn an_area_holds_from_its_day_and_the_past_stays() {
    on_both_engines(305, |world| {
        world.households(6, 6);
        let (parcel, free) = (parcel(&world, 1, 235), parcel(&world, 2, 100));
        contract(&world, 1, 5, &[(parcel, 235)]);
        let change = |parcel: Id, day: &str, measured: Option<i64>, contracted: Option<i64>| {
            let input = ChangeArea {
                parcel,
                from: date(day),
                measured,
                contracted,
            };
            world.act(input, change_area)
        };
        let done = change(parcel, "2020-03-01", Some(300), None).unwrap();
        assert!(done.differs, "300 measured, 235 contracted");
        assert!(
            !change(parcel, "2021-03-01", None, Some(295))
                .unwrap()
                .differs
        );
        assert_eq!(
            told(change(parcel, "2021-02-28", None, Some(240))),
            "land.later_change"
        );
        assert_eq!(
            told(change(parcel, "2020-02-28", Some(1), None)),
            "land.later_change"
        );
        assert_eq!(
            told(change(parcel, "2017-01-01", Some(1), None)),
            "land.not_yet"
        );
        assert_eq!(
            told(change(parcel, "2022-01-01", None, None)),
            "measured required"
        );
        assert_eq!(
            told(change(parcel, "2022-01-01", Some(0), None)),
            "measured area_not_positive"
        );
        assert_eq!(
            told(change(free, "2022-01-01", None, Some(1))),
            "land.not_held"
        );
        // The same day again corrects.
        change(parcel, "2021-03-01", None, Some(300)).unwrap();
        assert_eq!(held(&world, 5, "2021-02-28"), [(code(1), 235)]);
        assert_eq!(held(&world, 5, "2021-03-01"), [(code(1), 300)]);
        let area = |day: &str| {
            let day = date(day);
            world.read(move |tx| area_of(tx, 1, parcel, day))
        };
        assert_eq!(area("2018-05-31"), None);
        assert_eq!(
            (area("2020-02-29"), area("2020-03-01")),
            (Some(235), Some(300))
        );
    });
}

#[test]
fn a_swap_is_written_within_one_issuer_and_filed() {
    on_both_engines(306, |world| {
        world.households(6, 6);
        let (mine, theirs, far) = (
            parcel(&world, 1, 235),
            parcel(&world, 2, 240),
            parcel(&world, 3, 100),
        );
        let first = contract(&world, 1, 5, &[(mine, 235)]);
        let second = contract(&world, 2, 1, &[(theirs, 240)]);
        let other = EnterContract {
            issuer: "37150210420200".into(),
            ..contract_input(3, 6, &[(far, 100)])
        };
        let other = world.act(other, enter_contract).unwrap().contract;
        let swap = |change: &dyn Fn(&mut SwapParcels)| {
            let mut input = SwapParcels {
                contract: first,
                parcels: vec![mine],
                other: second,
                other_parcels: vec![theirs],
                date: date("2022-03-01"),
                document: "互换协议2022-1".into(),
                filed: None,
            };
            change(&mut input);
            world.act(input, swap_parcels)
        };
        assert_eq!(told(swap(&|s| s.other = first)), "land.same_contract");
        assert_eq!(told(swap(&|s| s.other = other)), "land.other_issuer");
        assert_eq!(
            told(swap(&|s| s.document = " ".into())),
            "document required"
        );
        assert_eq!(told(swap(&|s| s.parcels.clear())), "land.no_parcels");
        assert_eq!(
            told(swap(&|s| s.parcels = vec![theirs])),
            "land.not_of_contract"
        );
        assert_eq!(
            told(swap(&|s| s.parcels = vec![mine, mine])),
            "land.not_of_contract"
        );
        assert_eq!(
            told(swap(&|s| s.date = date("2018-01-01"))),
            "land.not_in_force"
        );
        assert_eq!(swap(&|_| ()).unwrap().warnings, [Warning::NotFiled]);
        assert_eq!(held(&world, 5, "2022-02-28"), [(code(1), 235)]);
        assert_eq!(held(&world, 5, "2022-03-01"), [(code(2), 240)]);
        assert_eq!(held(&world, 1, "2022-03-01"), [(code(1), 235)]);
        let back = swap(&|s| {
            (s.parcels, s.other_parcels) = (vec![theirs], vec![mine]);
            s.date = date("2022-02-01");
        });
        assert_eq!(told(back), "land.later_change");
        let filed = swap(&|s| {
            (s.parcels, s.other_parcels) = (vec![theirs], vec![mine]);
            s.date = date("2022-05-01");
            s.filed = Some(date("2022-05-02"));
        });
        assert!(filed.unwrap().warnings.is_empty());
        assert_eq!(held(&world, 5, "2022-05-01"), [(code(1), 235)]);
        assert_eq!(held(&world, 5, "2022-04-30"), [(code(2), 240)]);
    });
}

#[test]
fn a_contract_passes_on_whole_or_a_part_of_it() {
    on_both_engines(307, |world| {
        world.households(6, 6);
        let (a, b) = (parcel(&world, 1, 235), parcel(&world, 2, 100));
        let first = contract(&world, 1, 5, &[(a, 235), (b, 100)]);
        let pass = |change: &dyn Fn(&mut TransferContract)| {
            let mut input = TransferContract {
                contract: first,
                household: Id(1),
                date: date("2021-01-01"),
                reason: "split".into(),
                document: Some("分户协议".into()),
                contractor: Some(contractor(1)),
                part: Some(PartTo {
                    number: number(9),
                    parcels: vec![b],
                }),
            };
            change(&mut input);
            world.act(input, transfer_contract)
        };
        assert_eq!(
            told(pass(&|t| t.household = Id(99))),
            "land.unknown_household"
        );
        assert_eq!(told(pass(&|t| t.household = Id(5))), "land.same_household");
        assert_eq!(
            told(pass(&|t| t.reason = "x".into())),
            "reason not_a_choice"
        );
        let number_of = |to: String| {
            move |t: &mut TransferContract| {
                if let Some(part) = &mut t.part {
                    part.number = to.clone();
                }
            }
        };
        assert_eq!(told(pass(&number_of(number(1)))), "land.contract_exists");
        assert_eq!(
            told(pass(&number_of("1".into()))),
            "number contract_number_malformed"
        );
        let part = pass(&|_| ()).unwrap();
        assert!(part.warnings.is_empty() && part.contract != first);
        assert_eq!(held(&world, 5, "2020-12-31").len(), 2);
        assert_eq!(held(&world, 5, "2021-01-01"), [(code(1), 235)]);
        assert_eq!(held(&world, 1, "2021-01-01"), [(code(2), 100)]);
        // The old contractor died; his heir takes the rest as it is.
        let whole = pass(&|t| {
            (t.household, t.contractor, t.part) = (Id(6), Some(contractor(6)), None);
            (t.reason, t.date) = ("inheritance".into(), date("2022-01-01"));
        });
        assert_eq!(whole.unwrap().contract, first);
        assert_eq!(holder(&world, a, "2021-12-31"), Some(5));
        assert_eq!(holder(&world, a, "2022-01-01"), Some(6));
        let scope = world.scope(ACCOUNTANT);
        let told = world.read(move |tx| read::parcel(tx, &scope, date("2022-07-31"), a));
        let line: Vec<_> = told
            .holders
            .iter()
            .map(|Period { from, to, what }| {
                (
                    from.to_string(),
                    to.map(|to| to.to_string()),
                    what.household.0,
                )
            })
            .collect();
        assert_eq!(
            line,
            [
                ("2022-01-01".into(), None, 6),
                ("2018-06-01".into(), Some("2022-01-01".into()), 5)
            ]
        );
    });
}

#[test]
fn a_clerk_sees_and_enters_only_his_village() {
    on_both_engines(308, |world| {
        world.households(6, 6);
        let parcel = parcel(&world, 1, 235);
        contract(&world, 1, 5, &[(parcel, 235)]);
        world.prepare(&world.ctx, |tx, _| {
            grant(tx, Id(9), VILLAGES[1], Role::VillageClerk)
        });
        let seen = |user: Id| {
            let scope = world.scope(user);
            world.read(move |tx| {
                let look = read::Look::on(date("2022-07-31"));
                Ok((
                    read::totals(tx, &scope, &look)?.parcels,
                    read::parcels(tx, &scope, &look, None, 10)?.len(),
                ))
            })
        };
        assert_eq!(seen(ACCOUNTANT), (1, 1));
        assert_eq!(seen(VILLAGE_CLERK), (1, 1));
        assert_eq!(seen(Id(9)), (0, 0));
        let stranger = world.ctx.by(Actor {
            user: Id(9),
            via: Via::Web,
        });
        let key = ::store::CommandKey::fresh(&stranger);
        let done = world
            .db
            .act(&stranger, key, parcel_input(2, 100), enter_parcel);
        assert_eq!(told(done), Error::Forbidden.to_string());
        let _ = TOWN;
    });
}

#[test]
fn a_list_is_sought_sorted_and_turned_over() {
    on_both_engines(309, |world| {
        world.households(6, 6);
        let ids: Vec<Id> = (1..=3).map(|n| parcel(&world, n, 100 * n)).collect();
        contract(&world, 1, 5, &[(ids[0], 100), (ids[1], 200)]);
        let scope = world.scope(ACCOUNTANT);
        let codes = |look: read::Look, after: Option<(String, Id)>| {
            let found = world.read(move |tx| {
                Ok((
                    read::parcels(tx, &scope, &look, after.as_ref(), 2)?,
                    read::totals(tx, &scope, &look)?,
                ))
            });
            let codes: Vec<String> = found.0.iter().map(|p| p.code.clone()).collect();
            (codes, found.1.parcels, found.1.contracted)
        };
        let all = || read::Look::on(date("2022-07-31"));
        assert_eq!(codes(all(), None), (vec![code(1), code(2)], 3, 300));
        let rest = codes(all(), Some((code(2), ids[1])));
        assert_eq!(rest, (vec![code(3)], 3, 300));
        for order in [read::Order::Holder, read::Order::Village] {
            let found = codes(read::Look { order, ..all() }, None);
            assert_eq!(found.0.len(), 2);
        }
        let sought = |text: &str, by_name: bool| {
            let look = read::Look {
                sought: text.into(),
                by_name,
                ..all()
            };
            codes(look, None).1
        };
        assert_eq!(sought(&code(3), false), 1);
        assert_eq!(sought(&number(1), false), 2);
        assert_eq!(sought("0005", false), 2);
        let head = testkit::cast::person(5).name;
        assert_eq!((sought(&head, true), sought(&head, false)), (2, 0));
        assert_eq!(sought("%", true), 3, "a sign of the pattern seeks nothing");
    });
}
