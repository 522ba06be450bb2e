//! One story for each rule.

use crate::shares::register::model::{Holder, Management};
use crate::shares::register::*;
use crate::shares::register::{guards, store};
use crate::shares::tests::world::{VILLAGES, World, date, on_both_engines};
use crate::shares::{AddAsset, add_asset};
use ::store::values;
use kernel::date::Precision;
use kernel::{Fen, Id, Result};

pub(super) fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    result
        .map(|_| "done".to_owned())
        .unwrap_or_else(|e| e.to_string())
}

pub(super) fn register(world: &World, management: Management, freeze: Option<&str>) -> Id {
    let input = OpenRegister {
        unit: VILLAGES[0],
        name: "张李新村股份经济合作社股权登记簿".into(),
        entity: "张李新村股份经济合作社".into(),
        management,
        freeze: freeze.map(date),
        from: date("2019-01-01"),
        money_book: None,
    };
    world.act(input, open_register).unwrap().register
}

pub(super) fn class(world: &World, register: Id, holder: Holder) -> Id {
    let input = OpenClass {
        register,
        kind: if holder == Holder::Collective {
            "collective"
        } else {
            "member"
        }
        .into(),
        name: format!("{}股", holder.code()),
        holder,
        scale: 1000,
        face: Some(Fen(10_000)),
        is_transferable: holder == Holder::Person,
        is_redeemable: holder == Holder::Person,
        from: date("2019-01-01"),
    };
    world.act(input, open_class).unwrap().class
}

pub(super) fn issue(class: Id, party: i64, quantity: i64, day: &str) -> IssueShares {
    IssueShares {
        class,
        date: date(day),
        against: Against::Resolution,
        lines: vec![IssueLine {
            party: Id(party),
            quantity,
        }],
        paid: None,
        document: None,
    }
}

pub(super) fn transfer(class: Id, from: i64, to: i64, quantity: i64, day: &str) -> TransferShares {
    TransferShares {
        class,
        from: Id(from),
        to: Id(to),
        quantity,
        date: date(day),
        document: None,
    }
}

/// A death as the module of people records it: the event, and the end of the membership.
pub(super) fn dies(world: &World, person: i64, day: &'static str) {
    world.prepare(&world.ctx, move |tx, ctx| {
        let (seq, id) = (tx.seq()?, tx.new_id()?);
        let household = person / 10;
        tx.insert(
            "people_event (org, id, seq, date, kind, household, person, unit, user_id)",
            values![
                ctx.org,
                id,
                seq,
                day,
                "death",
                household,
                person,
                VILLAGES[0],
                7
            ],
        )?;
        tx.insert(
            "people_membership (org, id, valid_from, seq, valid_to, household, person, relation)",
            values![
                ctx.org,
                person,
                "2014-01-01",
                seq,
                day,
                household,
                person,
                "head"
            ],
        )
    });
}

fn household_joins(world: &World, household: i64, from: &'static str) {
    world.prepare(&world.ctx, move |tx, ctx| {
        let seq = tx.seq()?;
        tx.insert(
            "people_household (org, id, valid_from, seq, number, unit)",
            values![
                ctx.org,
                household,
                from,
                seq,
                format!("{household:04}"),
                VILLAGES[0]
            ],
        )?;
        tx.insert(
            "people_membership (org, id, valid_from, seq, household, person, relation)",
            values![
                ctx.org,
                household * 10,
                from,
                seq,
                household,
                household * 10,
                "head"
            ],
        )
    });
}

/// Total of each class, and of each household, as of a day.
fn sums(world: &World, register: Id, day: &str) -> (Vec<i64>, Vec<(i64, i64)>) {
    let day = date(day);
    let state = world.read(move |tx| register_as_of(tx, 1, register, day, i64::MAX));
    assert!(state.classes.iter().all(|c| c.issued == c.held));
    let classes = state.classes.iter().map(|c| c.issued).collect();
    let households = state.households.iter();
    (
        classes,
        households.map(|h| (h.household.0, h.total())).collect(),
    )
}

// Households 5, 10 and 15 live in village 0; persons are household * 10 + 0 or 1.
pub(super) fn peopled(world: &World) {
    world.households(15, 30);
}

#[test]
fn shares_are_issued_transferred_redeemed_and_the_past_stays() {
    on_both_engines(901, |world| {
        peopled(&world);
        let book = register(&world, Management::Dynamic, None);
        let class = class(&world, book, Holder::Person);
        let bought = IssueShares {
            paid: Some(Fen(20_000)),
            ..issue(class, 50, 2_000, "2019-02-01")
        };
        world.act(bought, issue_shares).unwrap();
        world
            .act(issue(class, 51, 1_000, "2019-02-01"), issue_shares)
            .unwrap();
        let then = sums(&world, book, "2019-06-30");
        assert_eq!(then, (vec![3_000], vec![(5, 3_000)]));
        let root_then = world.read(move |tx| root(tx, 1, book, date("2019-06-30")));
        world
            .act(transfer(class, 50, 100, 500, "2019-07-01"), transfer_shares)
            .unwrap();
        let paid = RedeemShares {
            class,
            holder: Id(51),
            quantity: 400,
            date: date("2019-08-01"),
            money: Some(Fen(4_000)),
            document: None,
        };
        world.act(paid.clone(), redeem_shares).unwrap();
        assert_eq!(
            sums(&world, book, "2020-01-01"),
            (vec![2_600], vec![(5, 2_100), (10, 500)])
        );
        assert_eq!(sums(&world, book, "2019-06-30"), then);
        assert_eq!(
            world.read(move |tx| root(tx, 1, book, date("2019-06-30"))),
            root_then
        );
        let now = world.read(move |tx| root(tx, 1, book, date("2020-01-01")));
        assert_ne!(now.root, root_then.root);
        assert_eq!((now.sums.payees, now.sums.shares), (2, 2_600));
        for (input, expected) in [
            (
                transfer(class, 50, 100, 5_000, "2020-01-01"),
                "refused shares.not_enough held=1.5",
            ),
            (
                transfer(class, 50, 10, 1, "2020-01-01"),
                "refused shares.outside_collective party=10",
            ),
            (
                transfer(class, 50, 50, 1, "2020-01-01"),
                "invalid to:same_holder",
            ),
            (
                transfer(class, 50, 100, 1, "2018-12-31"),
                "refused shares.before_class date=2019-01-01",
            ),
        ] {
            assert_eq!(told(world.act(input, transfer_shares)), expected);
        }
        // Before the transfer there were 2 shares, but half a share of them passed on later.
        let late = transfer(class, 50, 51, 1_800, "2019-06-01");
        assert!(told(world.act(late, transfer_shares)).starts_with("refused shares.passed_on"));
        let much = RedeemShares {
            money: Some(Fen(90_000)),
            ..paid
        };
        assert!(told(world.act(much, redeem_shares)).starts_with("refused ledger.below_zero"));
        assert_eq!(
            sums(&world, book, "2020-01-01"),
            (vec![2_600], vec![(5, 2_100), (10, 500)])
        );
        assert!(world.read(|tx| check(tx, 1)).is_empty());
    });
}

#[test]
fn a_static_register_issues_nothing_to_who_came_after_the_freeze_date() {
    on_both_engines(902, |world| {
        peopled(&world);
        household_joins(&world, 30, "2020-05-01");
        let frozen = register(&world, Management::Static, Some("2019-12-31"));
        let class_of = class(&world, frozen, Holder::Person);
        assert_eq!(
            told(world.act(issue(class_of, 300, 1_000, "2021-01-01"), issue_shares)),
            "refused shares.frozen party=300 date=2019-12-31"
        );
        let all = IssuePerHead {
            class: class_of,
            date: date("2021-01-01"),
            against: Against::Resolution,
            quantity: 1_000,
            document: Some("成员大会决议〔2021〕1号".into()),
        };
        world.act(all, issue_per_head).unwrap();
        assert_eq!(sums(&world, frozen, "2021-01-01").0, [6_000]);
        // Who came later may inherit or be given shares all the same.
        world
            .act(
                transfer(class_of, 50, 300, 100, "2021-02-01"),
                transfer_shares,
            )
            .unwrap();
        assert_eq!(
            told(world.act(issue(class_of, 10, 1, "2021-01-01"), issue_shares)),
            "refused shares.not_of_the_collective party=10"
        );
    });
}

#[test]
fn what_is_asked_of_many_holders_at_once_is_what_is_asked_of_each() {
    on_both_engines(931, |world| {
        peopled(&world);
        household_joins(&world, 30, "2020-05-01");
        let id = register(&world, Management::Static, Some("2019-12-31"));
        let ctx = world.ctx.clone();
        world.read(move |tx| {
            let register = store::register(tx, ctx.org, id, ctx.today(), i64::MAX)?;
            let register = register.unwrap();
            let parties: Vec<Id> = (1..=160).chain(300..=301).map(Id).chain([id]).collect();
            for holder in [Holder::Household, Holder::Person, Holder::Collective] {
                for day in ["2019-12-31", "2021-01-01"] {
                    let mut ask = |parties: &[Id]| {
                        guards::belonging(tx, &ctx, &register, holder, parties, date(day))
                    };
                    let all = ask(&parties)?;
                    let mut each = std::collections::BTreeSet::new();
                    for party in &parties {
                        each.extend(ask(&[*party])?);
                    }
                    assert_eq!(all, each, "{holder:?} {day}");
                    assert!(!all.is_empty(), "{holder:?} {day}");
                }
            }
            Ok(())
        });
    });
}

#[test]
fn shares_stand_against_a_value_and_never_beyond_it() {
    on_both_engines(903, |world| {
        peopled(&world);
        let project = world.project();
        let asset = AddAsset {
            project,
            name: "冷库".into(),
            class: "operating".into(),
            valuation: Fen(30_000),
            in_service: date("2018-11-05"),
            precision: Precision::Day,
            date: date("2019-01-10"),
        };
        let asset = world.act(asset, add_asset).unwrap().asset;
        let book = register(&world, Management::Dynamic, None);
        let class = class(&world, book, Holder::Person);
        let against = |quantity| IssueShares {
            against: Against::Asset(asset),
            ..issue(class, 50, quantity, "2019-02-01")
        };
        let first = world.act(against(2_000), issue_shares).unwrap();
        assert_eq!(
            told(world.act(against(1_001), issue_shares)),
            "refused shares.beyond_valuation value=300.00 left=100.00 wanted=100.10"
        );
        let back = ReverseChange {
            voucher: first.voucher,
            date: date("2019-02-02"),
        };
        world.act(back.clone(), reverse_change).unwrap();
        world.act(against(3_000), issue_shares).unwrap();
        assert!(
            told(world.act(back, reverse_change)).starts_with("refused ledger.already_reversed")
        );
        assert_eq!(sums(&world, book, "2020-01-01").0, [3_000]);
        let unknown = IssueShares {
            against: Against::Funding(Id(1)),
            ..against(1)
        };
        assert_eq!(
            told(world.act(unknown, issue_shares)),
            "refused shares.unknown_asset"
        );
        assert!(world.read(|tx| check(tx, 1)).is_empty());
    });
}

#[test]
fn the_dead_keep_their_shares_until_heirs_inside_the_collective_divide_them() {
    on_both_engines(904, |world| {
        peopled(&world);
        let book = register(&world, Management::Static, Some("2019-01-01"));
        let class = class(&world, book, Holder::Person);
        world
            .act(issue(class, 50, 1_000, "2019-02-01"), issue_shares)
            .unwrap();
        let inherit = |heirs: &[i64], day: &str| InheritShares {
            register: book,
            person: Id(50),
            heirs: heirs
                .iter()
                .map(|p| Heir {
                    person: Id(*p),
                    weight: 1,
                })
                .collect(),
            remainder_to: Id(heirs[0]),
            date: date(day),
            document: None,
        };
        assert_eq!(
            told(world.act(inherit(&[51], "2020-01-01"), inherit_shares)),
            "refused shares.holder_alive"
        );
        dies(&world, 50, "2020-03-01");
        dies(&world, 51, "2020-03-02");
        assert_eq!(
            sums(&world, book, "2020-04-01"),
            (vec![1_000], vec![(5, 1_000)])
        );
        let told_of =
            world.read(move |tx| entitlements_of(tx, 1, book, date("2020-04-01"), i64::MAX));
        assert!(told_of[0].is_deceased && told_of[0].persons[0].is_deceased);
        let before =
            world.read(move |tx| entitlements_of(tx, 1, book, date("2020-02-01"), i64::MAX));
        assert!(!before[0].is_deceased);
        assert_eq!(
            told(world.act(transfer(class, 50, 100, 1, "2020-04-01"), transfer_shares)),
            "refused shares.holder_is_dead party=50"
        );
        for (heirs, expected) in [
            (&[100, 51][..], "refused shares.holder_is_dead party=51"),
            (&[100, 10][..], "refused shares.outside_collective party=10"),
            (&[100, 100][..], "refused shares.duplicate_holder party=100"),
        ] {
            assert_eq!(
                told(world.act(inherit(heirs, "2020-05-01"), inherit_shares)),
                expected
            );
        }
        let done = world
            .act(inherit(&[100, 101, 150], "2020-05-01"), inherit_shares)
            .unwrap();
        assert_eq!(done.remainder, 1);
        assert_eq!(
            sums(&world, book, "2020-05-01"),
            (vec![1_000], vec![(10, 667), (15, 333)])
        );
    });
}

#[test]
fn a_household_that_splits_or_merges_takes_its_shares_along() {
    on_both_engines(905, |world| {
        peopled(&world);
        let book = register(&world, Management::Dynamic, None);
        let class = class(&world, book, Holder::Household);
        world
            .act(issue(class, 5, 3_000, "2019-02-01"), issue_shares)
            .unwrap();
        assert_eq!(
            told(world.act(transfer(class, 5, 10, 1, "2020-01-01"), transfer_shares)),
            "refused shares.not_transferable"
        );
        let split = SplitHolding {
            class,
            from: Id(5),
            to: Id(10),
            quantity: 1_200,
            date: date("2020-01-01"),
            document: None,
        };
        world.act(split, split_holding).unwrap();
        assert_eq!(
            sums(&world, book, "2020-01-01").1,
            [(5, 1_800), (10, 1_200)]
        );
        let merge = MergeHoldings {
            class,
            from: Id(10),
            to: Id(15),
            date: date("2021-01-01"),
            document: None,
        };
        world.act(merge.clone(), merge_holdings).unwrap();
        assert_eq!(
            sums(&world, book, "2021-01-01").1,
            [(5, 1_800), (15, 1_200)]
        );
        assert_eq!(
            told(world.act(merge, merge_holdings)),
            "refused shares.nothing_held"
        );
        let redeem = RedeemShares {
            class,
            holder: Id(5),
            quantity: 1,
            date: date("2021-01-01"),
            money: None,
            document: None,
        };
        assert_eq!(
            told(world.act(redeem, redeem_shares)),
            "refused shares.not_redeemable"
        );
    });
}
