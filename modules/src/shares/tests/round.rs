//! A dividend of a project through the deeds of `payout`: its roster becomes the lines, its book pays.

mod erased;
mod frauds;

use super::world::{ACCOUNTANT, TOWN, VILLAGES, World, date, grant, on_both_engines};
use crate::shares::figures::INDICATORS;
use crate::shares::read::{self, AsOf};
use crate::shares::*;
use ::figures::{Asked, evaluate};
use ::store::{CommandKey, Input, Tx};
use access::{Right, Role, Scope};
use kernel::apportion::Policy;
use kernel::{Actor, Ctx, Fen, Id, Result, Via};
use payout::{Basis, Method, Vote};
use serde::Serialize;
use serde::de::DeserializeOwned;

const REVIEWER: Id = Id(21);
const APPROVER: Id = Id(22);

fn by<I: Input, O: Serialize + DeserializeOwned + Send + 'static>(
    world: &World,
    user: Id,
    input: I,
    deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
) -> O {
    let ctx = world.ctx.by(Actor {
        user,
        via: Via::Web,
    });
    world
        .db
        .act(&ctx, CommandKey::fresh(&ctx), input, deed)
        .unwrap()
}

/// Three different people, and the rules of relief-asset income.
fn people_and_rules(world: &World) {
    let system = world.ctx.by(Actor::SYSTEM);
    world.prepare(&system.in_org(0), |tx, _| {
        grant(tx, REVIEWER, TOWN, Role::Reviewer)?;
        grant(tx, APPROVER, TOWN, Role::Approver)
    });
    let flow = payout::AdoptFlow {
        valid_from: date("2018-01-01"),
        body: payout::RELIEF_INCOME.to_owned(),
    };
    world
        .db
        .act(
            &system,
            CommandKey::fresh(&system),
            flow,
            payout::adopt_flow,
        )
        .unwrap();
}

fn draft(world: &World, project: Id, book: Id) -> Id {
    let input = payout::CreateRound {
        title: "五联鑫项目2021年度收益分配".into(),
        flow: "relief_income".into(),
        source: entitlements::SOURCE.into(),
        source_id: project,
        book,
        unit: TOWN,
        year: 2021,
        pool_fen: Fen(17_000_000),
        record_date: date("2022-01-01"),
        policy: Policy::PerShareFloor,
        step_fen: 1,
        basis: Basis::PerPerson,
        weights: Default::default(),
        division: None,
    };
    by(world, ACCOUNTANT, input, payout::create_round).id
}

/// From the calculation to the declaration, each step on its day and by its person.
fn declared(world: &World, round: Id) {
    let calculate = payout::CalculateRound { round };
    by(world, ACCOUNTANT, calculate, |tx, ctx, input| {
        payout::calculate_round(tx, ctx, input, entitlements::of_round)
    });
    by(
        world,
        ACCOUNTANT,
        payout::DisplayPlan {
            round,
            date: date("2022-01-04"),
        },
        payout::display_plan,
    );
    approved(world, round);
}

/// From the meeting to the approval, by three people.
fn approved(world: &World, round: Id) {
    world.clock.set(date("2022-01-10"));
    let vote = Vote {
        kind: "villagers_representatives".into(),
        eligible: 30,
        present: 25,
        in_favour: 25,
        against: 0,
        abstained: 0,
        minutes: None,
        discussed_on: None,
    };
    let resolve = payout::ResolveRound {
        round,
        date: date("2022-01-10"),
        vote,
    };
    by(world, ACCOUNTANT, resolve, payout::resolve_round);
    by(
        world,
        REVIEWER,
        payout::ReviewRound { round },
        payout::review_round,
    );
    let post = payout::PostRound {
        round,
        from: date("2022-01-10"),
        to: date("2022-01-20"),
    };
    by(world, ACCOUNTANT, post, payout::post_round);
    world.clock.set(date("2022-01-21"));
    by(
        world,
        APPROVER,
        payout::DeclareRound {
            round,
            date: date("2022-01-21"),
        },
        payout::declare_round,
    );
}

fn dividends(world: &World, division: Id) -> String {
    let asked = Asked::new(1, None, division, date("2022-07-31"));
    world
        .read(move |tx| evaluate(tx, &INDICATORS[0], &asked))
        .display
}

#[test]
fn a_dividend_goes_to_the_roster_of_its_record_date_and_counts_once_paid() {
    on_both_engines(41, |world| {
        world.households(10, 15);
        let project = world.project();
        let roster = world.roster(project, 10);
        let income = RecordIncome {
            project,
            year: 2021,
            date: date("2021-12-20"),
            amount: Fen(17_000_001),
            document: None,
        };
        world.act(income, record_income).unwrap();
        world.clock.set(date("2022-01-04"));
        people_and_rules(&world);
        // Ended after the record date: still paid. Ended before it: not.
        for (beneficiary, to) in [(roster[0], "2022-01-02"), (roster[1], "2022-01-01")] {
            world
                .act(
                    EndBeneficiary {
                        beneficiary,
                        to: date(to),
                    },
                    end_beneficiary,
                )
                .unwrap();
        }
        let scope = world.scope(ACCOUNTANT);
        let book =
            world.read(move |tx| read::project(tx, &scope, AsOf::on(date("2022-01-04")), project));
        let round = draft(&world, project, book.project.book);
        declared(&world, round);
        assert_eq!(dividends(&world, TOWN), "0", "declared is not yet received");

        let scope = Scope {
            right: Right::ViewRounds,
            ..world.scope(ACCOUNTANT)
        };
        let page =
            world.read(move |tx| payout::lines(tx, &scope, round, &Default::default(), (0, 100)));
        let mut paid: Vec<i64> = page
            .lines
            .iter()
            .map(|view| view.line.payee.household.0)
            .collect();
        paid.sort_unstable();
        assert_eq!(paid, [1, 3, 4, 5, 6, 7, 8, 9, 10]);
        let first = page
            .lines
            .iter()
            .find(|view| view.line.payee.unit == VILLAGES[0])
            .unwrap();
        let pay = payout::PayLines {
            round,
            date: date("2022-01-21"),
            method: Method::Cash,
            lines: vec![payout::PayLine {
                line: first.line.key,
                receipt: Some("0001".into()),
            }],
        };
        by(&world, ACCOUNTANT, pay, payout::pay_lines);
        assert_eq!(
            (dividends(&world, TOWN), dividends(&world, VILLAGES[0])),
            ("1".into(), "1".into())
        );
        assert_eq!(
            dividends(&world, VILLAGES[1]),
            "0",
            "nobody there has been paid yet"
        );
    });
}

#[test]
fn income_that_a_round_has_promised_cannot_be_taken_back() {
    let world = World::new(None, 42);
    world.households(3, 3);
    let project = world.project();
    world.roster(project, 3);
    let income = RecordIncome {
        project,
        year: 2021,
        date: date("2021-12-20"),
        amount: Fen(17_000_000),
        document: None,
    };
    let income = world.act(income, record_income).unwrap().income;
    world.clock.set(date("2022-01-04"));
    people_and_rules(&world);
    let scope = world.scope(ACCOUNTANT);
    let book =
        world.read(move |tx| read::project(tx, &scope, AsOf::on(date("2022-01-04")), project));
    let round = draft(&world, project, book.project.book);
    declared(&world, round);
    let refused = world.act(
        ReverseIncome {
            income,
            date: date("2022-01-21"),
        },
        reverse_income,
    );
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .starts_with("refused ledger.below_zero account=undistributed")
    );
}

#[test]
fn an_audit_finds_a_household_that_is_on_no_roster() {
    for invented in [None, Some(Id(6))] {
        let world = World::new(None, 43);
        world.households(6, 6);
        let project = world.project();
        let roster = world.roster(project, 5);
        let income = RecordIncome {
            project,
            year: 2021,
            date: date("2021-12-20"),
            amount: Fen(17_000_001),
            document: None,
        };
        world.act(income, record_income).unwrap();
        world.clock.set(date("2022-01-04"));
        people_and_rules(&world);
        let scope = world.scope(ACCOUNTANT);
        let shown =
            world.read(move |tx| read::project(tx, &scope, AsOf::on(date("2022-01-04")), project));
        let round = draft(&world, project, shown.project.book);
        let calculate = payout::CalculateRound { round };
        by(&world, ACCOUNTANT, calculate, move |tx, ctx, input| {
            payout::calculate_round(tx, ctx, input, |tx, round| {
                let mut payees = entitlements::of_round(tx, round)?;
                let copy = payees.first().cloned();
                let forged = invented.zip(copy);
                payees.extend(
                    forged.map(|(household, like)| payout::Entitlement { household, ..like }),
                );
                Ok(payees)
            })
        });
        // What the roster learns later does not speak against what was known then.
        let later = EndBeneficiary {
            beneficiary: roster[0],
            to: date("2021-06-01"),
        };
        world.act(later, end_beneficiary).unwrap();
        let problems = world.read(|tx| entitlements::check_rounds(tx, 1));
        let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
        let expected: &[&str] = if invented.is_some() {
            &["roster_differs"]
        } else {
            &[]
        };
        assert_eq!(codes, expected);
    }
}
