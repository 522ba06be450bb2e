//! A surplus by member accounts through every step of a round, and what any such story needs.

use super::stories::{account, joins, opened, traded};
use crate::shares::coop::*;
use crate::shares::tests::world::{ACCOUNTANT, TOWN, World, date, grant, on_both_engines};
use crate::shares::{entitlements as projects, register, register_round};
use ::store::{CommandKey, Input, Tx};
use access::{Right, Role, Scope};
use kernel::apportion::{Policy, Share};
use kernel::{Actor, Ctx, Fen, Id, Result, Via};
use payout::division::{Amount, Deduction, Measure, PartRule, To};
use payout::{Basis, Division, LineView, Method, Vote};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

pub(super) const REVIEWER: Id = Id(21);
const APPROVER: Id = Id(22);

pub(super) fn attempt<I: Input, O: Serialize + DeserializeOwned + Send + 'static>(
    world: &World,
    user: Id,
    input: I,
    deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
) -> Result<O> {
    let ctx = world.ctx.by(Actor {
        user,
        via: Via::Web,
    });
    world.db.act(&ctx, CommandKey::fresh(&ctx), input, deed)
}

pub(super) fn by<I: Input, O: Serialize + DeserializeOwned + Send + 'static>(
    world: &World,
    user: Id,
    input: I,
    deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
) -> O {
    attempt(world, user, input, deed).unwrap()
}

/// Three different people, and the rules of this kind of round.
pub(super) fn people_and_rules(world: &World, body: &str) {
    let system = world.ctx.by(Actor::SYSTEM);
    world.prepare(&system.in_org(0), |tx, _| {
        grant(tx, REVIEWER, TOWN, Role::Reviewer)?;
        grant(tx, APPROVER, TOWN, Role::Approver)
    });
    let flow = payout::AdoptFlow {
        valid_from: date("2018-01-01"),
        body: body.to_owned(),
    };
    let key = CommandKey::fresh(&system);
    world
        .db
        .act(&system, key, flow, payout::adopt_flow)
        .unwrap();
}

pub(super) fn share(numerator: i64, denominator: i64) -> Share {
    Share {
        numerator,
        denominator,
    }
}

pub(super) fn off(to: &str, amount: Amount) -> Deduction {
    Deduction {
        name: to.into(),
        to: to.into(),
        amount,
    }
}

pub(super) fn part(name: &str, share: Share, measure: Measure) -> PartRule {
    let to = To::Payees {
        measure,
        class: None,
    };
    PartRule {
        name: name.into(),
        share,
        to,
    }
}

pub(super) fn round(
    flow: &str,
    source: (&str, Id),
    book: Id,
    unit: Id,
    d: Division,
) -> payout::CreateRound {
    payout::CreateRound {
        title: "2021年度分配".into(),
        flow: flow.into(),
        source: source.0.into(),
        source_id: source.1,
        book,
        unit,
        year: 2021,
        pool_fen: Fen(100_000),
        record_date: date("2021-12-31"),
        policy: Policy::LargestRemainder,
        step_fen: 1,
        basis: Basis::Division,
        weights: Default::default(),
        division: Some(d),
    }
}

fn vote(kind: &str) -> Vote {
    Vote {
        kind: kind.into(),
        eligible: 30,
        present: 28,
        in_favour: 28,
        against: 0,
        abstained: 0,
        minutes: None,
        discussed_on: Some(date("2022-01-03")),
    }
}

pub(super) fn lines(world: &World, round: Id) -> Vec<LineView> {
    let scope = Scope {
        right: Right::ViewRounds,
        ..world.scope(ACCOUNTANT)
    };
    let page =
        world.read(move |tx| payout::lines(tx, &scope, round, &Default::default(), (0, 100)));
    let mut lines = page.lines;
    lines.sort_by_key(|view| view.line.payee.household);
    lines
}

/// (household, fen).
pub(super) fn amounts(lines: &[LineView]) -> Vec<(i64, i64)> {
    let amount = |view: &LineView| (view.line.payee.household.0, view.line.gross);
    lines.iter().map(amount).collect()
}

/// The balance of each account of a book, on its own side.
pub(super) fn balances(world: &World, book: Id) -> BTreeMap<String, i64> {
    let rows =
        world.read(move |tx| ledger::trial_balance(tx, 1, book, date("2022-12-31"), i64::MAX));
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row.code).or_default() += row.balance;
    }
    sums.values_mut().for_each(|sum: &mut i64| *sum = sum.abs());
    sums
}

pub(super) fn problems(world: &World) -> Vec<String> {
    let found = world.read(|tx| {
        let mut all = payout::check(tx, 1)?;
        all.extend(ledger::check(tx, 1)?);
        all.extend(check(tx, 1)?);
        all.extend(register::check(tx, 1)?);
        all.extend(register_round::check_rounds(tx, 1)?);
        all.extend(projects::check_rounds(tx, 1)?);
        Ok(all)
    });
    found
        .iter()
        .map(|p| format!("{} {}", p.code, p.place))
        .collect()
}

/// 60 % by trade, the rest by the accounts, after losses and a tenth for the reserve.
fn by_trade(losses: i64) -> Division {
    let named = |names: &[&str]| Measure::Named(names.iter().map(|n| (*n).to_owned()).collect());
    Division {
        deductions: vec![
            off("losses", Amount::Fixed(Fen(losses))),
            off("reserve", Amount::Share(share(1, 10))),
        ],
        parts: vec![
            part("trade", share(3, 5), named(&["trade"])),
            part(
                "rest",
                share(2, 5),
                named(&["contribution", "reserve_share", "subsidy_share"]),
            ),
        ],
    }
}

fn calculate(world: &World, round: Id) -> Result<payout::calculate_round::Outcome> {
    let input = payout::CalculateRound { round };
    attempt(world, ACCOUNTANT, input, |tx, ctx, input| {
        payout::calculate_round(tx, ctx, input, super::super::round::of_round)
    })
}

pub(super) fn display(world: &World, round: Id) {
    let input = payout::DisplayPlan {
        round,
        date: date("2022-01-04"),
    };
    by(world, ACCOUNTANT, input, payout::display_plan);
}

/// From the meeting to the declaration; the wall shows the plan since 4 January.
pub(super) fn voted_and_declared(world: &World, round: Id, is_reviewed: bool, days: [&str; 3]) {
    world.clock.set(date(days[0]));
    let resolve = payout::ResolveRound {
        round,
        date: date(days[0]),
        vote: vote("members_assembly"),
    };
    by(world, ACCOUNTANT, resolve, payout::resolve_round);
    if is_reviewed {
        let review = payout::ReviewRound { round };
        by(world, REVIEWER, review, payout::review_round);
    }
    let post = payout::PostRound {
        round,
        from: date(days[0]),
        to: date(days[1]),
    };
    by(world, ACCOUNTANT, post, payout::post_round);
    world.clock.set(date(days[2]));
    let declare = payout::DeclareRound {
        round,
        date: date(days[2]),
    };
    by(world, APPROVER, declare, payout::declare_round);
}

pub(super) fn pay(round: Id, day: &str, lines: &[LineView]) -> payout::PayLines {
    let line = |view: &LineView| payout::PayLine {
        line: view.line.key,
        receipt: None,
    };
    payout::PayLines {
        round,
        date: date(day),
        method: Method::Cash,
        lines: lines.iter().map(line).collect(),
    }
}

#[test]
fn a_surplus_goes_by_member_accounts_through_all_steps() {
    on_both_engines(1301, |world| {
        world.households(6, 6);
        let coop = opened(&world);
        // The fourth left in 2021 after he had traded; the fifth joined after the record date.
        let members: Vec<Id> = (1..=4)
            .map(|h| joins(&world, coop.coop, h, "2019-03-01"))
            .collect();
        let late = joins(&world, coop.coop, 5, "2022-01-02");
        account(&world, late, "2022-01-02", [90_000, 0, 0]);
        let accounts = [
            [10_000, 500, 0],
            [20_000, 500, 0],
            [10_000, 0, 3_000],
            [5_000, 0, 0],
        ];
        for (member, fen) in members.iter().zip(accounts) {
            account(&world, *member, "2019-03-01", fen);
        }
        for (member, fen) in members.iter().zip([30_000, 10_000, 0, 20_000]) {
            traded(&world, *member, fen);
        }
        let end = EndMember {
            member: members[3],
            to: date("2021-10-01"),
        };
        world.act(end, end_member).unwrap();
        // Corrected before the calculation: 200.00 rather than 100.00.
        traded(&world, members[1], 20_000);
        world.clock.set(date("2022-01-04"));
        people_and_rules(&world, payout::COOP_SURPLUS);
        let surplus = RecordSurplus {
            coop: coop.coop,
            year: 2021,
            date: date("2022-01-03"),
            amount: Fen(100_000),
            losses: Fen(10_000),
            document: None,
        };
        world.act(surplus, record_surplus).unwrap();
        let create = |d| {
            let input = round("coop_surplus", (SOURCE, coop.coop), coop.book, TOWN, d);
            by(&world, ACCOUNTANT, input, payout::create_round).id
        };
        let careless = create(by_trade(0));
        let refused = calculate(&world, careless).unwrap_err().to_string();
        assert!(
            refused.starts_with("refused payout.losses_left"),
            "{refused}"
        );
        let cancel = payout::CancelRound {
            round: careless,
            reason: payout::Reason::WrongAmount,
        };
        by(&world, ACCOUNTANT, cancel, payout::cancel_round);

        let id = create(by_trade(10_000));
        let outcome = calculate(&world, id).unwrap();
        // 1000.00 less 100.00 loss less 90.00 reserve: 486.00 over 700.00 of trade, 324.00 over 440.00 of accounts.
        assert_eq!(
            (outcome.distributed, outcome.carried),
            (Fen(81_000), Fen(0))
        );
        let laid = lines(&world, id);
        let trade = [20_829, 13_886, 0, 13_885];
        let rest = [7_732, 15_095, 9_573, 0];
        let sum: i64 = trade.iter().chain(&rest).sum();
        assert_eq!(sum, 81_000);
        let gross: Vec<i64> = laid.iter().map(|view| view.line.gross).collect();
        assert_eq!(gross.iter().sum::<i64>(), 81_000);
        for (at, view) in laid.iter().enumerate() {
            // Within a fen of its exact part in each of the two.
            let exact = trade[at] + rest[at];
            assert!(
                (view.line.gross - exact).abs() <= 2,
                "{:?} {exact}",
                view.line
            );
        }
        assert_eq!(
            laid.len(),
            4,
            "who joined after the record date has no line"
        );

        display(&world, id);
        voted_and_declared(
            &world,
            id,
            false,
            ["2022-01-19", "2022-01-19", "2022-01-20"],
        );
        let held = balances(&world, coop.book);
        assert_eq!((held["losses"], held["reserve"]), (0, 9_000));
        assert_eq!((held["payable"], held["undistributed"]), (81_000, 0));
        let paid = by(
            &world,
            ACCOUNTANT,
            pay(id, "2022-01-20", &laid),
            payout::pay_lines,
        );
        assert!(paid.is_all);
        by(
            &world,
            ACCOUNTANT,
            payout::CloseRound { round: id },
            payout::close_round,
        );
        let held = balances(&world, coop.book);
        assert_eq!((held["bank"], held["share_capital"]), (19_000, 10_000));
        // What the records learn later does not speak against what was frozen.
        traded(&world, members[0], 1);
        assert_eq!(problems(&world), [] as [String; 0]);
    });
}
