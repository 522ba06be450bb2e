//! A payee erased: kept while the law says, and afterwards every figure and sum is what it was.

use super::*;
use crate::people::rights::{EraseSubject, erase_subject};
use crate::shares::tests::world::VILLAGE_CLERK;
use ::store::values;
use kernel::{Date, Error};

const CLERK: Id = Id(31);
const HOUSEHOLD: i64 = 1;

/// The head of household 1, as an import would have written him.
fn head(world: &World) -> Id {
    let sealed = |tx: &mut Tx, ctx: &Ctx| -> Result<()> {
        let person = tx.new_subject()?;
        let record = serde_json::json!({ "name": "张守田" });
        let sealed = tx.seal(person, "people_person", person, &record)?;
        let (seq, first) = (tx.seq()?, "2018-06-01");
        tx.insert(
            "people_person (org, id, valid_from, seq, sealed)",
            values![ctx.org, person, first, seq, sealed],
        )?;
        tx.insert(
            "people_household (org, id, valid_from, seq, number, unit, head)",
            values![
                ctx.org,
                HOUSEHOLD,
                first,
                seq,
                "0001",
                super::VILLAGES[1],
                person
            ],
        )?;
        tx.insert(
            "people_membership (org, id, valid_from, seq, household, person, relation)",
            values![ctx.org, 77, first, seq, HOUSEHOLD, person, "head"],
        )
    };
    world.prepare(&world.ctx, sealed);
    let sql = "select p.id from people_person p where p.org = 1 order by p.id limit 1";
    world.read(move |tx| tx.query_one(sql, &[])?.get(0))
}

/// He leaves, and his household ends with him.
fn leaves(world: &World, person: Id) {
    world.prepare(&world.ctx, move |tx, ctx| {
        let (seq, first, last) = (tx.seq()?, "2018-06-01", "2022-03-01");
        tx.insert(
            "people_household (org, id, valid_from, seq, valid_to, number, unit, head)",
            values![
                ctx.org,
                HOUSEHOLD,
                first,
                seq,
                last,
                "0001",
                super::VILLAGES[1],
                person
            ],
        )?;
        tx.insert(
            "people_membership (org, id, valid_from, seq, valid_to, household, person, relation)",
            values![ctx.org, 77, first, seq, last, HOUSEHOLD, person, "head"],
        )
    });
}

fn erased(world: &World, user: Id, person: Id, on: &str) -> String {
    world.clock.set(date(on));
    let ctx = world.ctx.by(Actor {
        user,
        via: Via::Web,
    });
    let input = EraseSubject {
        person,
        reason: "expired".into(),
        asked_by: "kin".into(),
    };
    let done = world
        .db
        .act(&ctx, CommandKey::fresh(&ctx), input, |tx, ctx, input| {
            erase_subject(tx, ctx, input, "张守田", &[])
        });
    match done {
        Ok(_) => "done".into(),
        Err(Error::Refused(refusal)) => refusal.code.to_string(),
        Err(other) => format!("{other:?}"),
    }
}

/// The lines of the round, what was paid, the figure, and all that an audit of the money finds.
fn books(world: &World, round: Id) -> String {
    let scope = Scope {
        right: Right::ViewRounds,
        ..world.scope(ACCOUNTANT)
    };
    let figure = dividends(world, TOWN);
    world.read(move |tx| {
        let page = payout::lines(tx, &scope, round, &Default::default(), (0, 100))?;
        let statement = payout::household_statement(tx, 1, Id(HOUSEHOLD), None, 10)?;
        let money = payout::check(tx, 1)?;
        let rosters = entitlements::check_rounds(tx, 1)?;
        let balances = ledger::check(tx, 1)?;
        let chain = ::store::audit::audit(tx, 1, None)?.problems;
        Ok(format!(
            "{figure} {page:?} {statement:?} {money:?} {rosters:?} {balances:?} {chain:?}"
        ))
    })
}

#[test]
fn an_erased_payee_leaves_every_sum_as_it_was() {
    on_both_engines(47, |world| {
        world.households(3, 3);
        let person = head(&world);
        let project = world.project();
        world.roster(project, 3);
        let income = RecordIncome {
            project,
            year: 2021,
            date: date("2021-12-20"),
            amount: Fen(17_000_000),
            document: None,
        };
        world.act(income, record_income).unwrap();
        world.clock.set(date("2022-01-04"));
        people_and_rules(&world);
        world.prepare(&world.ctx.by(Actor::SYSTEM).in_org(0), |tx, _| {
            grant(tx, CLERK, TOWN, Role::Clerk)
        });
        let scope = world.scope(ACCOUNTANT);
        let on = AsOf::on(date("2022-01-04"));
        let book = world.read(move |tx| read::project(tx, &scope, on, project));
        let round = draft(&world, project, book.project.book);
        declared(&world, round);
        leaves(&world, person);
        let refused = |user, on| erased(&world, user, person, on);
        assert!(refused(VILLAGE_CLERK, "2022-04-01").contains("Forbidden"));
        assert_eq!(refused(CLERK, "2022-04-01"), "people.erase_unpaid");
        let line = world.read(|tx| {
            let rows = payout::household_statement(tx, 1, Id(HOUSEHOLD), None, 10)?;
            Ok(rows[0].view.line.key)
        });
        let pay = payout::PayLines {
            round,
            date: date("2022-04-01"),
            method: Method::Cash,
            lines: vec![payout::PayLine {
                line,
                receipt: Some("0001".into()),
            }],
        };
        by(&world, ACCOUNTANT, pay, payout::pay_lines);
        assert_eq!(refused(CLERK, "2022-05-01"), "people.erase_kept");
        assert_eq!(refused(CLERK, "2052-12-31"), "people.erase_kept");
        let first: Date = date("2053-01-01");
        let before = books(&world, round);
        assert_eq!(refused(CLERK, &first.to_string()), "done");
        assert_eq!(books(&world, round), before);
        assert!(before.ends_with("[] [] [] []"), "{before}");
    });
}
