//! One story for each rule.

use crate::shares::coop::*;
use crate::shares::tests::world::{ACCOUNTANT, TOWN, World, date, on_both_engines};
use ::store::values;
use kernel::{Error, Fen, Id, Result};

pub(super) fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    result
        .map(|_| "done".to_owned())
        .unwrap_or_else(|e| e.to_string())
}

pub(super) fn opened(world: &World) -> open_coop::CoopOpened {
    let input = OpenCoop {
        unit: TOWN,
        name: "五联养殖专业合作社".into(),
        organisation: None,
        code: None,
        from: date("2019-01-01"),
        book: None,
    };
    world.act(input, open_coop).unwrap()
}

pub(super) fn joins(world: &World, coop: Id, household: i64, from: &str) -> Id {
    let input = AddMember {
        coop,
        household: Id(household),
        from: date(from),
        is_farmer: true,
    };
    world.act(input, add_member).unwrap().member
}

pub(super) fn account(world: &World, member: Id, day: &str, fen: [i64; 3]) {
    let input = SetMemberAccount {
        member,
        date: date(day),
        contribution: Fen(fen[0]),
        reserve_share: Fen(fen[1]),
        subsidy_share: Fen(fen[2]),
        document: None,
    };
    world.act(input, set_member_account).unwrap();
}

pub(super) fn trade(member: Id, year: i64, fen: i64) -> RecordTrade {
    RecordTrade {
        member,
        year,
        amount: Fen(fen),
        quantity: None,
        date: date("2022-01-10"),
        document: None,
    }
}

pub(super) fn traded(world: &World, member: Id, fen: i64) {
    world.act(trade(member, 2021, fen), record_trade).unwrap();
}

/// (household, trade, contribution) of whoever takes part in 2021.
fn entitled(world: &World, coop: Id, day: &'static str) -> Vec<(i64, i64, i64)> {
    let found = world.read(move |tx| entitlements(tx, 1, coop, (date(day), 2021), i64::MAX));
    let of = |e: &payout::Entitlement, name: &str| e.measures.get(name).copied().unwrap_or(0);
    found
        .iter()
        .map(|e| (e.household.0, of(e, "trade"), of(e, "contribution")))
        .collect()
}

#[test]
fn a_member_who_left_counts_by_the_trade_of_the_year_alone() {
    on_both_engines(1101, |world| {
        world.households(6, 6);
        let coop = opened(&world).coop;
        let members: Vec<Id> = (1..=3)
            .map(|h| joins(&world, coop, h, "2019-03-01"))
            .collect();
        for member in &members {
            account(&world, *member, "2019-03-01", [10_000, 500, 200]);
            traded(&world, *member, 7_000);
        }
        let end = |member, day: &str| EndMember {
            member,
            to: date(day),
        };
        world
            .act(end(members[1], "2021-06-01"), end_member)
            .unwrap();
        world
            .act(end(members[2], "2022-01-05"), end_member)
            .unwrap();
        assert_eq!(
            entitled(&world, coop, "2021-12-31"),
            [(1, 7_000, 10_000), (2, 7_000, 0), (3, 7_000, 10_000)]
        );
        assert_eq!(
            told(world.act(end(members[1], "2021-07-01"), end_member)),
            "refused coop.already_ended"
        );
        assert_eq!(
            told(world.act(trade(members[1], 2022, 1), record_trade)),
            "refused coop.not_member_then when=2022"
        );
        // Who comes back is a new member with an account of his own, and his trade counts once.
        let again = joins(&world, coop, 2, "2021-09-01");
        account(&world, again, "2021-09-01", [4_000, 0, 0]);
        assert_eq!(entitled(&world, coop, "2021-12-31")[1], (2, 7_000, 4_000));
        let problems = world.read(move |tx| check(tx, 1));
        assert!(problems.is_empty(), "{problems:?}");
    });
}

#[test]
fn an_account_holds_from_its_day_on_and_a_correction_takes_its_place() {
    on_both_engines(1102, |world| {
        world.households(2, 2);
        let coop = opened(&world).coop;
        let member = joins(&world, coop, 1, "2019-03-01");
        account(&world, member, "2019-03-01", [10_000, 0, 0]);
        account(&world, member, "2021-05-01", [15_000, 0, 0]);
        let before = world.read(|tx| Ok(tx.known_seq(1)));
        account(&world, member, "2019-03-01", [11_000, 0, 0]);
        let contribution = |day: &'static str| entitled(&world, coop, day)[0].2;
        assert_eq!(contribution("2021-04-30"), 11_000);
        assert_eq!(contribution("2021-05-01"), 15_000);
        let then = world.read(move |tx| {
            let seq = before?;
            entitlements(tx, 1, coop, (date("2021-04-30"), 2021), seq)
        });
        assert_eq!(then[0].measures["contribution"], 10_000);
        let early = SetMemberAccount {
            member,
            date: date("2019-02-01"),
            contribution: Fen(1),
            reserve_share: Fen(0),
            subsidy_share: Fen(0),
            document: None,
        };
        assert_eq!(
            told(world.act(early.clone(), set_member_account)),
            "refused coop.not_member_then when=2019-02-01"
        );
        let negative = SetMemberAccount {
            contribution: Fen(-1),
            ..early
        };
        assert_eq!(
            told(world.act(negative, set_member_account)),
            "invalid contribution:coop_out_of_range"
        );
    });
}

#[test]
fn a_co_op_is_opened_once_and_a_wrong_check_character_is_only_said() {
    on_both_engines(1103, |world| {
        world.households(2, 2);
        let coop = opened(&world).coop;
        let input = OpenCoop {
            unit: TOWN,
            name: "五联养殖专业合作社".into(),
            organisation: None,
            code: Some("93371502MA3ABCD12Y".into()),
            from: date("2019-01-01"),
            book: None,
        };
        assert_eq!(
            told(world.act(input.clone(), open_coop)),
            "refused coop.exists name=五联养殖专业合作社"
        );
        let other = OpenCoop {
            name: "前王粮食专业合作社".into(),
            ..input
        };
        let done = world.act(other, open_coop).unwrap();
        assert_eq!(done.expected_check, Some('X'));
        let add = |household| AddMember {
            coop,
            household: Id(household),
            from: date("2019-03-01"),
            is_farmer: true,
        };
        world.act(add(1), add_member).unwrap();
        assert_eq!(
            told(world.act(add(1), add_member)),
            "refused coop.already_member household=1"
        );
        assert_eq!(
            told(world.act(add(99), add_member)),
            "refused shares.unknown_household household=99"
        );
    });
}

#[test]
fn a_co_op_of_the_organisations_lends_its_name_and_code() {
    let world = World::new(None, 1104);
    world.prepare(&world.ctx, |tx, ctx| {
        let seq = tx.seq()?;
        tx.insert(
            "people_organisation (org, id, valid_from, seq, unit, name, pinyin, kind, code)",
            values![
                ctx.org,
                900,
                "2018-01-01",
                seq,
                TOWN,
                "后赵蔬菜专业合作社",
                "hz",
                "cooperative",
                "93371502MA3ABCD12Y"
            ],
        )
    });
    let input = OpenCoop {
        unit: TOWN,
        name: String::new(),
        organisation: Some(Id(900)),
        code: None,
        from: date("2019-01-01"),
        book: None,
    };
    let done = world.act(input.clone(), open_coop).unwrap();
    let found = world.read(move |tx| store::coop(tx, 1, done.coop)).unwrap();
    assert_eq!(found.name, "后赵蔬菜专业合作社");
    assert_eq!(found.code.as_deref(), Some("93371502MA3ABCD12Y"));
    let unknown = OpenCoop {
        organisation: Some(Id(901)),
        ..input
    };
    assert_eq!(
        told(world.act(unknown, open_coop)),
        "invalid organisation:not_chosen"
    );
}

#[test]
fn a_surplus_stands_once_in_a_year_and_is_taken_back_by_a_mirror() {
    on_both_engines(1105, |world| {
        let coop = opened(&world).coop;
        let input = RecordSurplus {
            coop,
            year: 2021,
            date: date("2022-01-10"),
            amount: Fen(100_000),
            losses: Fen(10_000),
            document: None,
        };
        let first = world.act(input.clone(), record_surplus).unwrap();
        assert_eq!(
            told(world.act(input.clone(), record_surplus)),
            "refused coop.surplus_there year=2021 amount=1,000.00"
        );
        let back = ReverseSurplus {
            coop,
            surplus: first.surplus,
            date: date("2022-01-11"),
        };
        let mirror = world.act(back.clone(), reverse_surplus).unwrap();
        assert_eq!(
            told(world.act(back.clone(), reverse_surplus)),
            "refused shares.already_reversed"
        );
        let of_mirror = ReverseSurplus {
            surplus: mirror.reversal,
            ..back
        };
        assert_eq!(
            told(world.act(of_mirror, reverse_surplus)),
            "refused shares.is_reversal"
        );
        world.act(input, record_surplus).unwrap();
        let problems = world.read(move |tx| check(tx, 1));
        assert!(problems.is_empty(), "{problems:?}");
        // A record that says something else than its voucher is found.
        world.prepare(&world.ctx, move |tx, ctx| {
            let found = store::surpluses(tx, ctx.org, coop)?;
            let wrong = store::Surplus {
                id: tx.new_id()?,
                amount: Fen(1),
                ..found[0].clone()
            };
            store::insert_surplus(tx, ctx.org, &wrong)
        });
        let problems = world.read(move |tx| check(tx, 1));
        assert_eq!(problems[0].code, "coop_surplus_differs");
    });
}

#[test]
fn who_may_not_enter_projects_opens_no_co_op() {
    let world = World::new(None, 1106);
    let ctx = world.ctx.by(kernel::Actor {
        user: crate::shares::tests::world::VILLAGE_CLERK,
        via: kernel::Via::Web,
    });
    let input = OpenCoop {
        unit: TOWN,
        name: "五联养殖专业合作社".into(),
        organisation: None,
        code: None,
        from: date("2019-01-01"),
        book: None,
    };
    let key = ::store::CommandKey::fresh(&ctx);
    let done = world.db.act(&ctx, key, input, open_coop);
    assert_eq!(done, Err(Error::Forbidden));
    assert_ne!(ACCOUNTANT, ctx.actor.user);
}
