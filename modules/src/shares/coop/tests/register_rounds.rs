//! Collective income by a share register through every step of a round.

use super::rounds::*;
use crate::shares::register::model::{Holder, Management};
use crate::shares::register::{
    IssueLine, IssueShares, OpenClass, OpenRegister, issue_shares, open_class, open_register,
};
use crate::shares::tests::world::{ACCOUNTANT, VILLAGES, World, date, on_both_engines};
use crate::shares::{entitlements as projects, register, register_round};
use ::store::{Tx, values};
use kernel::{Ctx, Fen, Id};
use payout::Division;
use payout::division::{Amount, Measure};

fn shares_of_three_households(world: &World) -> (Id, Id) {
    let input = OpenRegister {
        unit: VILLAGES[0],
        name: "张李新村股份经济合作社股权登记簿".into(),
        entity: "张李新村股份经济合作社".into(),
        management: Management::Dynamic,
        freeze: None,
        from: date("2019-01-01"),
        money_book: None,
    };
    let opened = world.act(input, open_register).unwrap();
    let input = OpenClass {
        register: opened.register,
        kind: "member".into(),
        name: "成员股".into(),
        holder: Holder::Person,
        scale: 1000,
        face: Some(Fen(10_000)),
        is_transferable: true,
        is_redeemable: false,
        from: date("2019-01-01"),
    };
    let class = world.act(input, open_class).unwrap().class;
    let line = |(party, quantity): (i64, i64)| IssueLine {
        party: Id(party),
        quantity,
    };
    let held = [(50, 1_000), (51, 1_000), (100, 3_000), (150, 4_000)];
    let issue = IssueShares {
        class,
        date: date("2019-02-01"),
        against: register::issue_shares::Against::Resolution,
        lines: held.map(line).to_vec(),
        paid: None,
        document: None,
    };
    world.act(issue, issue_shares).unwrap();
    (opened.register, opened.money_book)
}

/// A death as the module of people records it: the event, and the end of the membership.
fn dies(world: &World, person: i64, day: &'static str) {
    world.prepare(&world.ctx, move |tx, ctx| {
        let (seq, id, household) = (tx.seq()?, tx.new_id()?, person / 10);
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
                ACCOUNTANT
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

fn income_of(world: &World, book: Id) {
    world.prepare(&world.ctx, move |tx, ctx| {
        use ledger::{AccountKind, Line, Voucher};
        let bank = ledger::account(tx, ctx, book, AccountKind::asset("bank"), None)?;
        let open = ledger::account(tx, ctx, book, AccountKind::debt("undistributed"), None)?;
        let voucher = Voucher {
            book,
            date: date("2021-12-20"),
            kind: "income",
            source: None,
            source_id: None,
            reverses: None,
            lines: vec![
                Line::debit(bank, Fen(100_000)),
                Line::credit(open, Fen(100_000)),
            ],
        };
        ledger::post(tx, ctx, voucher).map(drop)
    });
}

#[test]
fn shares_that_nobody_issued_are_found_by_their_total() {
    on_both_engines(1303, |world| {
        world.households(15, 30);
        let (book_of_shares, book) = shares_of_three_households(&world);
        income_of(&world, book);
        world.clock.set(date("2022-01-04"));
        people_and_rules(&world, payout::COLLECTIVE_INCOME);
        let division = || Division {
            deductions: vec![
                off("reserve", Amount::Share(share(1, 10))),
                off("welfare", Amount::Share(share(0, 10))),
            ],
            parts: vec![part("shares", share(1, 1), Measure::Shares)],
        };
        for (more, expected) in [(0, vec![]), (1000, vec!["register_total", "shares_total"])] {
            let source = (projects::REGISTER, book_of_shares);
            let input = round("collective_income", source, book, VILLAGES[0], division());
            let id = by(&world, ACCOUNTANT, input, payout::create_round).id;
            let input = payout::CalculateRound { round: id };
            by(&world, ACCOUNTANT, input, move |tx, ctx, input| {
                let bent = |tx: &mut Tx, round: &payout::Round| {
                    let mut payees = (register_round::source().entitlements)(tx, round)?;
                    payees[0].shares += more;
                    Ok(payees)
                };
                payout::calculate_round(tx, ctx, input, bent)
            });
            let report = world.read(move |tx| {
                let case = payout::read::case(tx, 1, id)?;
                payout::crosscheck(tx, &case, &register_round::source().witness)
            });
            let differs = report
                .checks
                .iter()
                .filter(|check| check.agreement == payout::crosscheck::Agreement::Differs);
            let differs: Vec<&str> = differs.map(|check| check.code).collect();
            assert_eq!(differs, expected);
            let reason = payout::Reason::WrongRoster;
            let input = payout::CancelRound { round: id, reason };
            by(&world, ACCOUNTANT, input, payout::cancel_round);
        }
    });
}

#[test]
fn collective_income_goes_by_the_register_and_the_dead_are_not_forgotten() {
    on_both_engines(1302, |world| {
        world.households(15, 30);
        let (book_of_shares, book) = shares_of_three_households(&world);
        income_of(&world, book);
        // Died before the record date: his shares still count with his household.
        dies(&world, 50, "2021-06-01");
        world.clock.set(date("2022-01-04"));
        people_and_rules(&world, payout::COLLECTIVE_INCOME);
        let division = Division {
            deductions: vec![
                off("reserve", Amount::Share(share(1, 10))),
                off("welfare", Amount::Share(share(0, 10))),
            ],
            parts: vec![part("shares", share(1, 1), Measure::Shares)],
        };
        let source = (projects::REGISTER, book_of_shares);
        let input = round("collective_income", source, book, VILLAGES[0], division);
        let id = by(&world, ACCOUNTANT, input, payout::create_round).id;
        let answer = register_round::source().entitlements;
        let input = payout::CalculateRound { round: id };
        by(&world, ACCOUNTANT, input, move |tx, ctx, input| {
            payout::calculate_round(tx, ctx, input, answer)
        });
        let laid = lines(&world, id);
        // 900.00 over 9000 thousandths of a share.
        assert_eq!(amounts(&laid), [(5, 20_000), (10, 30_000), (15, 40_000)]);
        assert_eq!(laid[0].line.payee.heads, 2);
        display(&world, id);
        voted_and_declared(&world, id, true, ["2022-01-14", "2022-01-20", "2022-01-21"]);
        // Died after the record date: the money waits until somebody says who fetches it.
        dies(&world, 100, "2022-01-16");
        let changed = register_round::source().changed;
        let knowing =
            move |tx: &mut Tx, ctx: &Ctx, input| payout::pay_lines_knowing(tx, ctx, input, changed);
        let refused = attempt(&world, ACCOUNTANT, pay(id, "2022-01-21", &laid), knowing);
        let refused = refused.unwrap_err().to_string();
        assert!(
            refused.starts_with("refused payout.household_changed"),
            "{refused}"
        );
        let heir = payout::NameSuccessor {
            round: id,
            line: laid[1].line.key,
            household: Id(15),
            reason: payout::Succession::Inherited,
            document: Some("公证书〔2022〕1号".into()),
        };
        by(&world, REVIEWER, heir, |tx, ctx, input| {
            payout::name_successor(tx, ctx, input, |_, _, _| Ok(true))
        });
        let paid = by(&world, ACCOUNTANT, pay(id, "2022-01-21", &laid), knowing);
        assert!(paid.is_all);
        by(
            &world,
            ACCOUNTANT,
            payout::CloseRound { round: id },
            payout::close_round,
        );
        let held = balances(&world, book);
        assert_eq!(
            (held["bank"], held["reserve"], held["payable"]),
            (10_000, 10_000, 0)
        );
        assert_eq!(problems(&world), [] as [String; 0]);
    });
}
