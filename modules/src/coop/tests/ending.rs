//! How a net ends: what keeps it from ending, what it takes no more, and how the ending is taken back.

use super::money::{adopts, by, cost, decided, lines, pay, people_and_rules, sale, settles, whole};
use super::nets::{brings, net, parcel, party, told};
use super::world::{ACCOUNTANT, VILLAGE_CLERK, World, date, on_both_engines};
use crate::coop::model::*;
use crate::coop::*;
use ::store::CommandKey;
use kernel::{Actor, Fen, Id, Result, Via};

fn ends(net: Id, on: &str) -> EndNet {
    EndNet {
        net,
        on: date(on),
        reason: "成员大会决定，果园改由各户自己经营。".into(),
        paper: Some("成员大会会议记录 2022-06-28".into()),
    }
}

fn try_end(world: &World, net: Id, on: &str) -> String {
    told(world.act(ends(net, on), end_net))
}

fn stands_on(world: &World, net: Id, day: &'static str) -> bool {
    world
        .read(move |tx| store::net(tx, 1, net, date(day), i64::MAX))
        .is_some()
}

/// Everything that a net takes, dated as given: what each is told.
fn entries(world: &World, net: Id, day: &str) -> Vec<String> {
    let settle_all = Settle {
        net,
        first: date("2021-01-01"),
        last: date(day),
    };
    let change = ChangeNet {
        net,
        name: "改名".into(),
        from: date(day),
        farm_area: 0,
        tolerance: 10,
    };
    let mut joins = party(PartyKind::PartyBranch, net, "东里村党支部", &[]);
    joins.from = date(day);
    let repays = RepayAdvance {
        net,
        date: date(day),
        amount: Fen(1),
    };
    let mut plan = adopts(net);
    plan.from = date(day);
    let mut land = brings(net, None, &[Id(77)], Way::Join);
    land.from = date(day);
    let gives = RecordContribution {
        net,
        kind: Contribution::Grams,
        party: None,
        household: Id(1),
        person: None,
        date: date(day),
        amount: 1000,
        product: None,
        grade: None,
        document: None,
    };
    vec![
        told(world.act(joins, add_party)),
        told(world.act(land, bring_land)),
        told(world.act(plan, adopt_plan)),
        told(world.act(gives, record_contribution)),
        told(world.act(sale(net, 1000, 800, day), sell)),
        told(world.act(cost(net, 1, false, day), record_cost)),
        told(world.act(repays, repay_advance)),
        told(world.act(settle_all, settle)),
        told(world.act(change, change_net)),
        told(world.act(ends(net, day), end_net)),
    ]
}

#[test]
fn a_net_ends_when_its_money_is_paid_and_its_land_is_back_and_says_what_is_next() {
    on_both_engines(1231, |world| {
        let (net, _, _) = whole(&world);
        let sold = sale(net, 5_000_000, 800, "2022-06-20");
        world.act(sold, sell).unwrap();
        let spent = cost(net, 999_997, true, "2022-06-25");
        world.act(spent, record_cost).unwrap();
        let end = |on: &str| try_end(&world, net, on);
        assert_eq!(
            end("2022-06-25"),
            "refused net.later_record date=2022-06-25"
        );
        assert_eq!(
            end("2022-07-01"),
            "refused net.unsettled records=2 date=2022-06-20"
        );
        let settlement = world.act(settles(net), settle).unwrap().settlement;
        // The settled period ends with the last day on which the net stands.
        assert_eq!(
            end("2022-06-30"),
            "refused net.later_record date=2022-06-30"
        );
        assert_eq!(
            end("2022-07-01"),
            "refused net.undistributed first=2022-01-01 last=2022-06-30"
        );
        people_and_rules(&world, payout::flow::CONTRACT_SPLIT);
        let title = "2022年上半年黄金桃销售收益分配".into();
        let round = world.act(Distribute { settlement, title }, distribute);
        let round = round.unwrap().id;
        let answer = round::source().entitlements;
        world
            .act(payout::CalculateRound { round }, move |tx, ctx, input| {
                payout::calculate_round(tx, ctx, input, answer)
            })
            .unwrap();
        assert!(end("2022-07-01").starts_with("refused net.round_open number="));
        decided(&world, round);
        let paid = pay(round, "2022-08-20", &lines(&world, round));
        by(&world, ACCOUNTANT, paid, payout::pay_lines);
        // Paid is not filed yet.
        assert!(end("2022-07-01").starts_with("refused net.round_open number="));
        by(
            &world,
            ACCOUNTANT,
            payout::CloseRound { round },
            payout::close_round,
        );
        assert!(end("2022-07-01").starts_with("refused net.not_handed_over number="));
        let day = date("2022-08-20");
        world.act(HandOver { round, date: day }, hand_over).unwrap();
        assert_eq!(
            end("2022-07-01"),
            "refused net.advance_owed amount=9,999.97"
        );
        let repays = RepayAdvance {
            net,
            date: day,
            amount: Fen(999_997),
        };
        world.act(repays, repay_advance).unwrap();
        assert_eq!(end("2022-07-01"), "refused net.land_stays parcels=3");
        let state = world.read(move |tx| read::state(tx, 1, net, day, i64::MAX));
        for (at, land) in state.land.iter().enumerate() {
            // The last one leaves a day too late for an end on the first.
            let to = date(if at == 2 { "2022-07-02" } else { "2022-07-01" });
            world.act(EndLand { land: land.id, to }, end_land).unwrap();
        }
        assert_eq!(end("2022-07-01"), "refused net.land_stays parcels=1");
        assert!(end("2022-09-01").contains("in_the_future"));
        let mut wordless = ends(net, "2022-07-02");
        wordless.reason = " ".into();
        assert!(told(world.act(wordless, end_net)).contains("reason:required"));
        world.act(ends(net, "2022-07-02"), end_net).unwrap();

        assert!(stands_on(&world, net, "2022-07-01") && !stands_on(&world, net, "2022-07-02"));
        let latest = world.read(move |tx| store::latest_net(tx, 1, net)).unwrap();
        assert!(latest.end_reason.is_some() && latest.end_paper.is_some());
        // Also what would lie before its end: the money it was closed with would not be so any more.
        for day in ["2022-07-02", "2022-06-01"] {
            for said in entries(&world, net, day) {
                assert_eq!(said, "refused net.ended date=2022-07-02");
            }
        }
        let undo = world.act(Void::Settlement(settlement), void);
        assert_eq!(told(undo), "refused net.ended date=2022-07-02");
        assert!(world.read(|tx| check(tx, 1)).is_empty());
    });
}

#[test]
fn a_loss_is_shared_before_a_net_ends_and_what_nobody_paid_yet_keeps_it_from_nothing() {
    on_both_engines(1232, |world| {
        let (net, _, _) = whole(&world);
        let sold = sale(net, 1_000_000, 800, "2022-06-20");
        world.act(sold, sell).unwrap();
        let spent = cost(net, 900_000, true, "2022-03-01");
        world.act(spent, record_cost).unwrap();
        let settlement = world.act(settles(net), settle).unwrap().settlement;
        let end = || try_end(&world, net, "2022-07-01");
        assert_eq!(
            end(),
            "refused net.loss_unshared first=2022-01-01 last=2022-06-30"
        );
        let date = date("2022-07-31");
        let shares = ShareLoss { settlement, date };
        world.act(shares, share_loss).unwrap();
        // The parties owe 1,000.00 of the 9,000.00: that much the bank cannot repay.
        assert_eq!(end(), "refused net.advance_owed amount=8,000.00");
        let amount = Fen(800_000);
        world
            .act(RepayAdvance { net, date, amount }, repay_advance)
            .unwrap();
        assert_eq!(end(), "refused net.land_stays parcels=3");
    });
}

#[test]
fn an_ending_is_taken_back_by_a_later_record_while_the_co_op_leads_no_other_net() {
    on_both_engines(1233, |world| {
        let (net, coop) = net(&world);
        let branch = party(PartyKind::PartyBranch, net, "东里村党支部", &[10]);
        world.act(branch, add_party).unwrap();
        let opens = |from: &str| OpenNet {
            coop,
            name: "东里果业新网".into(),
            from: date(from),
            farm_area: 0,
            tolerance: TOLERANCE,
        };
        assert_eq!(
            try_end(&world, net, "2020-12-31"),
            "refused net.not_on_day date=2020-12-31"
        );
        let ending = Void::Ending(net);
        let undo = || told(world.act(ending, void));
        assert_eq!(undo(), "refused net.already_void");
        let clerk = world.ctx.by(Actor {
            user: VILLAGE_CLERK,
            via: Via::Web,
        });
        let key = CommandKey::fresh(&clerk);
        let done: Result<_> = world.db.act(&clerk, key, ends(net, "2022-01-01"), end_net);
        assert_eq!(done, Err(kernel::Error::Forbidden));
        world.act(ends(net, "2022-01-01"), end_net).unwrap();
        assert_eq!(
            told(world.act(opens("2021-12-31"), open_net)),
            "refused net.not_over date=2022-01-01"
        );
        assert_eq!(undo(), "done");
        assert_eq!(undo(), "refused net.already_void");
        // As if it had not ended, its parties too; and the record that ended it stays.
        let day = date("2022-07-31");
        let state = world.read(move |tx| read::state(tx, 1, net, day, i64::MAX));
        assert_eq!((state.parties.len(), state.net.end_reason), (1, None));
        let rows = world.read(|tx| {
            let sql = "select n.valid_to from coop_net n where n.org = 1 order by n.seq limit 9";
            let rows = tx.query(sql, &[])?;
            rows.iter().map(|row| row.get(0)).collect()
        });
        let rows: Vec<Option<kernel::Date>> = rows;
        assert_eq!(rows, [None, Some(date("2022-01-01")), None]);
        assert!(told(world.act(opens("2022-02-01"), open_net)).starts_with("refused net.exists"));
        world.act(ends(net, "2022-02-01"), end_net).unwrap();
        world.act(opens("2022-02-01"), open_net).unwrap();
        assert_eq!(undo(), "refused net.replaced name=东里果业新网");
    });
}

#[test]
fn what_was_entered_by_mistake_and_taken_back_keeps_no_net_from_ending() {
    on_both_engines(1234, |world| {
        let (net, _) = net(&world);
        let field = parcel(&world, 1, 1, 2000);
        let came = brings(net, None, &[field], Way::Join);
        world.act(came, bring_land).unwrap();
        let day = date("2021-03-01");
        let land = world.read(move |tx| store::land(tx, 1, net, day, i64::MAX));
        let (land, to) = (land[0].id, day);
        world.act(EndLand { land, to }, end_land).unwrap();
        let sold = sale(net, 1000, 800, "2021-05-01");
        let sold = world.act(sold, sell).unwrap().sale;
        assert_eq!(
            try_end(&world, net, "2021-02-01"),
            "refused net.later_record date=2021-05-01"
        );
        world.act(Void::Sale(sold), void).unwrap();
        assert_eq!(try_end(&world, net, "2021-02-01"), "done");
    });
}
