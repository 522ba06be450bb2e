//! What deeds refuse, and what they leave behind.

use super::world::{ACCOUNTANT, TOWN, VILLAGE_CLERK, VILLAGES, World, date, line, on_both_engines};
use crate::shares::model::YieldState;
use crate::shares::read::{self, AsOf};
use crate::shares::*;
use kernel::date::Precision;
use kernel::{Actor, Error, Fen, Id, Result, Via};

fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    result
        .map(|_| "done".to_owned())
        .unwrap_or_else(|e| e.to_string())
}

fn income(project: Id, year: i64, day: &str, yuan: i64) -> RecordIncome {
    RecordIncome {
        project,
        year,
        date: date(day),
        amount: Fen(yuan * 100),
        document: Some("收据 12".into()),
    }
}

fn funding(project: Id, source: &str, yuan: i64, day: &str) -> AddFunding {
    AddFunding {
        project,
        source: source.into(),
        amount: Fen(yuan * 100),
        date: date(day),
        document: None,
    }
}

/// Money, of which one line was a mistake, and what it bought.
fn invested(world: &World) -> Id {
    world.households(6, 9);
    let project = world.project();
    world.roster(project, 6);
    world
        .act(
            funding(project, "central", 1_500_000, "2018-06-20"),
            add_funding,
        )
        .unwrap();
    let wrong = world
        .act(
            funding(project, "collective", 300_000, "2018-07-01"),
            add_funding,
        )
        .unwrap();
    world
        .act(
            VoidFunding {
                funding: wrong.funding,
            },
            void_funding,
        )
        .unwrap();
    world
        .act(
            funding(project, "collective", 200_000, "2018-07-01"),
            add_funding,
        )
        .unwrap();
    let asset = AddAsset {
        project,
        name: "猪舍大棚".into(),
        class: "operating".into(),
        valuation: Fen(170_000_000),
        in_service: date("2018-11-05"),
        precision: Precision::YearEnd,
        date: date("2019-01-10"),
    };
    world.act(asset, add_asset).unwrap();
    project
}

/// Three years' plans and two years' income, one line of it taken back; that line.
fn earned(world: &World, project: Id) -> Id {
    for (year, yuan) in [(2019, 170_000), (2020, 180_000), (2022, 170_000)] {
        let plan = PlanIncome {
            project,
            year,
            amount: Fen(yuan * 100),
            date: date("2018-12-01"),
        };
        world.act(plan, plan_income).unwrap();
    }
    let again = PlanIncome {
        project,
        year: 2020,
        amount: Fen(17_000_000),
        date: date("2019-12-01"),
    };
    world.act(again, plan_income).unwrap();
    world
        .act(income(project, 2019, "2019-12-20", 170_000), record_income)
        .unwrap();
    let slip = world
        .act(income(project, 2020, "2020-12-20", 190_000), record_income)
        .unwrap();
    world
        .act(
            ReverseIncome {
                income: slip.income,
                date: date("2020-12-21"),
            },
            reverse_income,
        )
        .unwrap();
    world
        .act(income(project, 2020, "2021-01-05", 160_000), record_income)
        .unwrap();
    slip.income
}

#[test]
fn a_project_shows_its_money_assets_and_years() {
    on_both_engines(11, |world| {
        let project = invested(&world);
        let slip = earned(&world, project);
        let scope = world.scope(ACCOUNTANT);
        let (found, roster) = world.read(move |tx| {
            let at = AsOf::on(date("2022-07-31"));
            Ok((
                read::project(tx, &scope, at, project)?,
                read::roster(tx, &scope, at, project, None, 100)?,
            ))
        });
        assert_eq!(found.project.invested, Fen(170_000_000));
        assert_eq!(
            (
                found.project.households,
                found.project.heads,
                found.roster.villages
            ),
            (6, 9, 5)
        );
        assert_eq!(
            (found.bank, found.undistributed),
            (Fen(33_000_000), Fen(33_000_000))
        );
        assert_eq!(
            found.funding.len(),
            2,
            "the line made in error does not show"
        );
        assert_eq!(found.assets[0].in_service, date("2018-12-31"));
        let years: Vec<_> = found
            .years
            .iter()
            .map(|y| (y.year, y.state, y.rate_bp, y.short_by))
            .collect();
        assert_eq!(
            years,
            [
                (2019, YieldState::Met, Some(1000), None),
                (2020, YieldState::Short, Some(941), Some(Fen(1_000_000))),
                (2022, YieldState::Running, Some(0), None),
            ]
        );
        assert_eq!(found.incomes.len(), 4);
        assert!(
            found
                .incomes
                .iter()
                .any(|line| line.id == slip && line.reversed_by.is_some())
        );
        assert_eq!(roster.len(), 6);
        assert_eq!(
            (roster[0].number.as_str(), roster[0].village.as_str()),
            ("0001", "斗虎屯村")
        );
    });
}

#[test]
fn a_village_clerk_sees_his_households_and_how_many_there_are() {
    on_both_engines(12, |world| {
        world.households(10, 10);
        let project = world.project();
        world.roster(project, 10);
        let (clerk, all) = (world.scope(VILLAGE_CLERK), world.scope(ACCOUNTANT));
        world.read(move |tx| {
            let at = AsOf::on(date("2022-07-31"));
            // The project is the township's: out of his sight, as are others' households.
            assert_eq!(read::project(tx, &clerk, at, project), Err(Error::NotFound));
            assert!(read::projects(tx, &clerk, at, None, 10)?.is_empty());
            let own = read::roster(tx, &clerk, at, project, None, 100)?;
            assert!(own.len() == 2 && own.iter().all(|line| line.unit == VILLAGES[0]));
            let pages = read::roster(tx, &all, at, project, Some(own[0].id), 3)?;
            assert!(pages.len() == 3 && pages.iter().all(|line| line.id > own[0].id));
            assert_eq!(read::count_projects(tx, &all, at)?, 1);
            Ok(())
        });
    });
}

#[test]
fn a_household_is_on_a_roster_once_at_a_time() {
    on_both_engines(13, |world| {
        world.households(4, 4);
        let project = world.project();
        let listed = world.roster(project, 2);
        let add = |household, from: &str| {
            let lines = vec![line(household, from)];
            told(world.act(AddBeneficiaries { project, lines }, add_beneficiaries))
        };
        let end = |to: &str| {
            told(world.act(
                EndBeneficiary {
                    beneficiary: listed[0],
                    to: date(to),
                },
                end_beneficiary,
            ))
        };
        assert_eq!(
            add(1, "2020-01-01"),
            "refused shares.already_on_roster household=1"
        );
        assert_eq!(
            add(9, "2020-01-01"),
            "refused shares.unknown_household household=9"
        );
        assert_eq!(
            add(3, "2018-05-31"),
            "refused shares.unknown_household household=3"
        );
        assert_eq!(end("2018-12-31"), "invalid to:before_beginning");
        assert_eq!(end("2021-01-01"), "done");
        assert_eq!(end("2021-06-01"), "refused shares.already_ended");
        assert_eq!(
            add(1, "2020-12-31"),
            "refused shares.already_on_roster household=1"
        );
        assert_eq!(add(1, "2021-01-01"), "done");
        let twice = AddBeneficiaries {
            project,
            lines: vec![line(3, "2019-01-01"), line(3, "2019-01-01")],
        };
        assert_eq!(
            told(world.act(twice, add_beneficiaries)),
            "refused shares.already_on_roster household=3"
        );
        let bad = |class: &str, heads| {
            let lines = vec![model::RosterLine {
                class: class.into(),
                heads,
                ..line(4, "2019-01-01")
            }];
            told(world.act(AddBeneficiaries { project, lines }, add_beneficiaries))
        };
        assert_eq!(bad("Z", 1), "invalid class:not_a_choice");
        assert_eq!(bad("a", 0), "invalid heads:out_of_range");

        let held = |day: &'static str, seq: i64| {
            let found =
                world.read(move |tx| entitlements::entitlements(tx, 1, project, date(day), seq));
            found
                .iter()
                .map(|line| line.household.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(held("2020-12-31", i64::MAX), [1, 2]);
        assert_eq!(held("2022-01-01", i64::MAX), [1, 2]);
        assert!(
            held("2020-12-31", 1).is_empty(),
            "what a round froze at an earlier seq does not change"
        );
        let used = world.read(|tx| households_in_use(tx, 1, &[Id(1), Id(3), Id(4)]));
        assert_eq!(used, [Id(1)]);
    });
}

#[test]
fn money_is_refused_where_it_makes_no_sense() {
    let world = World::new(None, 14);
    let project = world.project();
    let cases = [
        (
            told(world.act(income(project, 2021, "2021-12-31", 0), record_income)),
            "invalid amount:not_above_zero",
        ),
        (
            told(world.act(income(project, 2022, "2022-08-01", 1), record_income)),
            "invalid date:in_the_future",
        ),
        (
            told(world.act(income(project, 2022, "2021-12-31", 1), record_income)),
            "invalid year:out_of_range",
        ),
        (
            told(world.act(income(Id(5), 2021, "2021-12-31", 1), record_income)),
            "not found",
        ),
        (
            told(world.act(funding(project, "gift", 1, "2020-01-01"), add_funding)),
            "invalid source:not_a_choice",
        ),
        (
            told(world.act(VoidFunding { funding: Id(5) }, void_funding)),
            "not found",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
    let line = world
        .act(income(project, 2021, "2021-12-31", 5), record_income)
        .unwrap();
    let reverse = |income, day: &str| {
        told(world.act(
            ReverseIncome {
                income,
                date: date(day),
            },
            reverse_income,
        ))
    };
    assert_eq!(
        reverse(line.income, "2021-12-30"),
        "refused ledger.before_original date=2021-12-31"
    );
    let taken_back = ReverseIncome {
        income: line.income,
        date: date("2022-01-02"),
    };
    let back = world.act(taken_back, reverse_income).unwrap();
    assert_eq!(
        reverse(line.income, "2022-01-03"),
        "refused shares.already_reversed"
    );
    assert_eq!(
        reverse(back.reversal, "2022-01-03"),
        "refused shares.is_reversal"
    );
}

#[test]
fn only_who_may_enter_projects_enters_anything() {
    let mut world = World::new(None, 15);
    let project = world.project();
    let unknown = EnterProject {
        name: " ".into(),
        unit: TOWN,
        owner: "村集体".into(),
        from: date("2020-01-01"),
    };
    assert_eq!(
        told(world.act(unknown, enter_project)),
        "invalid name:required"
    );
    world.ctx = world.ctx.by(Actor {
        user: VILLAGE_CLERK,
        via: Via::Web,
    });
    let own = EnterProject {
        name: "大棚".into(),
        unit: VILLAGES[0],
        owner: "村集体".into(),
        from: date("2020-01-01"),
    };
    assert_eq!(told(world.act(own, enter_project)), "forbidden");
    assert_eq!(
        told(world.act(income(project, 2021, "2021-12-31", 5), record_income)),
        "forbidden"
    );
    assert_eq!(
        told(world.act(funding(project, "loan", 5, "2020-01-01"), add_funding)),
        "forbidden"
    );
}
