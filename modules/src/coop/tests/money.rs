//! From sale to split: proceeds, costs, settlement, distribution, the co-op's own book, losses, taking back.

use super::nets::{brings, net, parcel, party, told};
use super::plans::plan_11233;
use super::world::{ACCOUNTANT, TOWN, World, date, grant, on_both_engines};
use crate::coop::model::*;
use crate::coop::*;
use crate::market::RecordSale;
use crate::shares::coop::{INCOME, RecordSurplus, coop_face, record_surplus};
use ::store::{CommandKey, Input, Tx};
use access::{Right, Role, Scope};
use kernel::{Actor, Ctx, Fen, Id, Result, Via};
use payout::{LineView, State, Vote};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(super) const FIRM: Id = Id(900);
const REVIEWER: Id = Id(21);
const APPROVER: Id = Id(22);

pub(super) fn by<I: Input, O: Serialize + DeserializeOwned + Send + 'static>(
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

pub(super) fn lines(world: &World, round: Id) -> Vec<LineView> {
    let scope = Scope {
        right: Right::ViewRounds,
        ..world.scope(ACCOUNTANT)
    };
    world
        .read(move |tx| payout::lines(tx, &scope, round, &Default::default(), (0, 100)))
        .lines
}

pub(super) fn pay(round: Id, day: &str, lines: &[LineView]) -> payout::PayLines {
    let line = |view: &LineView| payout::PayLine {
        line: view.line.key,
        receipt: None,
    };
    payout::PayLines {
        round,
        date: date(day),
        method: payout::Method::Transfer,
        lines: lines.iter().map(line).collect(),
    }
}

pub(super) fn vote() -> Vote {
    Vote {
        kind: "parties_meeting".into(),
        eligible: 10,
        present: 9,
        in_favour: 8,
        against: 1,
        abstained: 0,
        minutes: Some("利益分配合同会议纪要".into()),
        discussed_on: None,
    }
}

pub(super) fn adopts(net: Id) -> AdoptPlan {
    AdoptPlan {
        net,
        from: date("2021-01-01"),
        plan: plan_11233(),
        vote: vote(),
        text: "合作社、家庭农场、企业、服务队、农户按10:10:20:30:30分配收益，亏损按同样比例分担。"
            .into(),
        document: None,
    }
}

pub(super) fn sale(net: Id, grams: i64, price: i64, day: &str) -> RecordSale {
    RecordSale {
        unit: TOWN,
        book: Id(0),
        seller: net,
        date: date(day),
        product: "黄金桃".into(),
        grade: Some("一级".into()),
        grams,
        price: Fen(price),
        buyer: "长沙红星全国农产品批发市场".into(),
        document: None,
    }
}

pub(super) fn cost(net: Id, amount: i64, is_advanced: bool, day: &str) -> RecordCost {
    RecordCost {
        net,
        date: date(day),
        kind: "肥料".into(),
        amount: Fen(amount),
        is_advanced,
        payee: None,
        document: None,
    }
}

fn gives(
    net: Id,
    kind: Contribution,
    party: Option<Id>,
    household: i64,
    amount: i64,
) -> RecordContribution {
    RecordContribution {
        net,
        kind,
        party,
        household: Id(household),
        person: None,
        date: date("2022-06-20"),
        amount,
        product: None,
        grade: None,
        document: None,
    }
}

/// The net with all its parties, land, work and deliveries: (net, co-op, team).
pub(super) fn whole(world: &World) -> (Id, Id, Id) {
    let (net, coop) = net(world);
    world.prepare(&world.ctx, |tx, ctx| {
        let seq = tx.seq()?;
        tx.insert(
            "people_organisation (org, id, valid_from, seq, unit, name, pinyin, kind)",
            ::store::values![
                ctx.org,
                FIRM,
                "2020-01-01",
                seq,
                TOWN,
                "某农业科技",
                "mnykj",
                "company"
            ],
        )
    });
    let farm = party(PartyKind::FamilyFarm, net, "一号家庭农场", &[]);
    let farm = world.act(farm, add_party).unwrap().party;
    let mut input = party(PartyKind::Firm, net, "某农业科技服务有限公司", &[]);
    input.organisation = Some(FIRM);
    world.act(input, add_party).unwrap();
    let mut team = party(PartyKind::Team, net, "一号服务队", &[40, 41, 50, 51, 60]);
    team.serves = Some(farm);
    let team = world.act(team, add_party).unwrap().party;
    for (at, area) in [(1, 2600), (2, 1400), (3, 1000)] {
        let parcel = parcel(world, at, at, area);
        world
            .act(brings(net, Some(farm), &[parcel], Way::Join), bring_land)
            .unwrap();
    }
    world.act(adopts(net), adopt_plan).unwrap();
    for (household, minutes) in [(4, 480), (5, 300), (6, 450)] {
        let work = gives(net, Contribution::Minutes, Some(team), household, minutes);
        world.act(work, record_contribution).unwrap();
    }
    for (household, grams) in [(1, 3_000_000), (2, 1_500_000), (3, 500_000)] {
        let goods = gives(net, Contribution::Grams, None, household, grams);
        world.act(goods, record_contribution).unwrap();
    }
    (net, coop, team)
}

pub(super) fn settles(net: Id) -> Settle {
    Settle {
        net,
        first: date("2022-01-01"),
        last: date("2022-06-30"),
    }
}

/// From the wall to the approval, by three people.
pub(super) fn decided(world: &World, round: Id) {
    let day = |text: &str| {
        world.clock.set(date(text));
        date(text)
    };
    let shown = payout::DisplayPlan {
        round,
        date: day("2022-08-01"),
    };
    by(world, ACCOUNTANT, shown, payout::display_plan);
    let resolve = payout::ResolveRound {
        round,
        date: day("2022-08-05"),
        vote: vote(),
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
        from: day("2022-08-05"),
        to: date("2022-08-12"),
    };
    by(world, ACCOUNTANT, post, payout::post_round);
    let declare = payout::DeclareRound {
        round,
        date: day("2022-08-20"),
    };
    by(world, APPROVER, declare, payout::declare_round);
}

fn held(world: &World, book: Id, code: &'static str) -> i64 {
    world.read(move |tx| {
        let Some(a) = ledger::find_account(tx, 1, book, code, None)? else {
            return Ok(0);
        };
        Ok(ledger::balance_now(tx, 1, a.id)? * a.side.sign())
    })
}

fn book_of(world: &World, net: Id) -> Id {
    world
        .read(move |tx| store::latest_net(tx, 1, net))
        .unwrap()
        .book
}

#[test]
fn a_sale_is_distributed_by_11233_to_the_fen_and_the_co_ops_part_becomes_its_income() {
    on_both_engines(1211, |world| {
        let (net, coop, _) = whole(&world);
        let sold = world
            .act(sale(net, 5_000_000, 800, "2022-06-20"), sell)
            .unwrap();
        assert_eq!(sold.amount, Fen(4_000_000));
        world
            .act(cost(net, 999_997, false, "2022-06-25"), record_cost)
            .unwrap();
        let done = world.act(settles(net), settle).unwrap();
        assert_eq!((done.proceeds, done.costs), (Fen(4_000_000), Fen(999_997)));
        let book = book_of(&world, net);
        assert_eq!(held(&world, book, "undistributed"), 3_000_003);
        assert_eq!(
            held(&world, book, "sales") + held(&world, book, "contract_costs"),
            0
        );
        // What is settled is fixed.
        let late = cost(net, 1, false, "2022-06-30");
        assert!(told(world.act(late, record_cost)).starts_with("refused net.settled"));
        let late = sale(net, 1000, 800, "2022-01-01");
        assert!(told(world.act(late, sell)).starts_with("refused net.settled"));
        assert!(told(world.act(settles(net), settle)).starts_with("refused net.settled"));

        people_and_rules(&world, payout::flow::CONTRACT_SPLIT);
        let settlement = done.settlement;
        let input = Distribute {
            settlement,
            title: "2022年上半年黄金桃销售收益分配".into(),
        };
        let round = world.act(input.clone(), distribute).unwrap();
        assert!(told(world.act(input, distribute)).starts_with("refused payout.duplicate_period"));
        let input = payout::CalculateRound { round: round.id };
        let answer = round::source().entitlements;
        world
            .act(input, move |tx, ctx, input| {
                payout::calculate_round(tx, ctx, input, answer)
            })
            .unwrap();
        let waterfall = world.read(move |tx| {
            let case = payout::read::case(tx, 1, round.id)?;
            assert_eq!(case.state(), State::Calculated);
            Ok(case.calculated().unwrap().waterfall.clone().unwrap())
        });
        let parts: Vec<i64> = waterfall.parts.iter().map(|part| part.allotted.0).collect();
        assert_eq!(parts, [300_000, 300_000, 600_001, 900_001, 900_001]);
        assert!(waterfall.parts.iter().all(|part| part.carried == Fen::ZERO));
        let hand = HandOver {
            round: round.id,
            date: date("2022-08-20"),
        };
        world.clock.set(date("2022-08-20"));
        assert_eq!(
            told(world.act(hand.clone(), hand_over)),
            "refused net.not_declared"
        );
        world.clock.set(date("2022-07-31"));
        decided(&world, round.id);
        world.act(hand.clone(), hand_over).unwrap();
        assert!(told(world.act(hand, hand_over)).starts_with("refused net.handed_over"));
        let own = world.read(move |tx| coop_face(tx, 1, coop)).book;
        assert_eq!(
            (held(&world, own, INCOME), held(&world, own, "bank")),
            (300_000, 300_000)
        );
        assert_eq!(held(&world, book, "coop_share"), 0);
        let found = lines(&world, round.id);
        let paid = pay(round.id, "2022-08-20", &found);
        by(&world, ACCOUNTANT, paid, payout::pay_lines);
        // All of it is gone, and a household's parts add up to what its line says.
        assert_eq!(
            held(&world, book, "bank") + held(&world, book, "undistributed"),
            0
        );
        let first = found
            .iter()
            .find(|v| v.line.payee.household == Id(1))
            .unwrap();
        let (key, gross) = (first.line.key, first.line.gross);
        let why = world.read(move |tx| payout::explain(tx, 1, round.id, key));
        let parts: Vec<i64> = why.parts.iter().map(|part| part.amount.0).collect();
        assert_eq!((parts.len(), parts.iter().sum::<i64>()), (2, gross));
        assert!(why.parts.iter().all(|part| part.rank.is_some()));
        let problems = world.read(|tx| check(tx, 1));
        assert!(problems.is_empty(), "{problems:?}");
        let undo = Void::Settlement(settlement);
        assert!(told(world.act(undo, void)).starts_with("refused net.distributed"));
    });
}

#[test]
fn a_loss_is_owed_by_the_parties_in_the_proportion_of_the_plan() {
    on_both_engines(1212, |world| {
        let (net, _, _) = whole(&world);
        world
            .act(sale(net, 1_000_000, 800, "2022-06-20"), sell)
            .unwrap();
        world
            .act(cost(net, 900_000, true, "2022-03-01"), record_cost)
            .unwrap();
        let done = world.act(settles(net), settle).unwrap();
        let book = book_of(&world, net);
        assert_eq!(
            (held(&world, book, "losses"), held(&world, book, "advances")),
            (100_000, 900_000)
        );
        let input = Distribute {
            settlement: done.settlement,
            title: "不应分配".into(),
        };
        assert_eq!(told(world.act(input, distribute)), "refused net.is_loss");
        let input = ShareLoss {
            settlement: done.settlement,
            date: date("2022-07-31"),
        };
        let shared = world.act(input.clone(), share_loss).unwrap();
        assert_eq!((shared.shared, shared.left), (Fen(100_000), Fen::ZERO));
        assert_eq!(
            told(world.act(input, share_loss)),
            "refused net.loss_shared"
        );
        assert_eq!(held(&world, book, "losses"), 0);
        let lines = world.read(move |tx| store::money::loss_lines(tx, 1, shared.loss));
        let by_part = |place: i64| {
            let own = lines.iter().filter(move |line| line.place == place);
            own.map(|line| line.amount.0).sum::<i64>()
        };
        let parts: Vec<i64> = (1..=5).map(by_part).collect();
        assert_eq!(parts, [10_000, 10_000, 20_000, 30_000, 30_000]);
        assert!(world.read(|tx| check(tx, 1)).is_empty());
        // Taken back, the loss and then the settlement, everything is as it was.
        let undo = Void::Settlement(done.settlement);
        assert!(told(world.act(undo, void)).starts_with("refused net.distributed"));
        world.act(Void::Loss(done.settlement), void).unwrap();
        assert_eq!(held(&world, book, "losses"), 100_000);
        world.act(undo, void).unwrap();
        assert_eq!(
            (held(&world, book, "losses"), held(&world, book, "sales")),
            (0, 800_000)
        );
        assert_eq!(told(world.act(undo, void)), "refused net.already_void");
        // The sale pays back what the co-op laid out, and no more.
        let repay = |amount| RepayAdvance {
            net,
            date: date("2022-07-31"),
            amount: Fen(amount),
        };
        world.act(repay(800_000), repay_advance).unwrap();
        assert!(told(world.act(repay(1), repay_advance)).starts_with("refused ledger.below_zero"));
        assert!(world.read(|tx| check(tx, 1)).is_empty());
    });
}

#[test]
fn income_of_contracts_becomes_surplus_in_the_co_ops_own_book_alone() {
    on_both_engines(1213, |world| {
        let (_, coop) = net(&world);
        let book = world.read(move |tx| coop_face(tx, 1, coop)).book;
        world.prepare(&world.ctx, move |tx, ctx| {
            crate::shares::coop::take_income(
                tx,
                ctx,
                (coop, date("2022-07-31")),
                Fen(300_000),
                Id(1),
            )
            .map(drop)
        });
        assert_eq!(
            (held(&world, book, INCOME), held(&world, book, "bank")),
            (300_000, 300_000)
        );
        // 800 yuan were spent on the way: the surplus is smaller than the income.
        let surplus = RecordSurplus {
            coop,
            year: 2022,
            date: date("2022-07-31"),
            amount: Fen(220_000),
            losses: Fen::ZERO,
            document: None,
        };
        world.act(surplus, record_surplus).unwrap();
        assert_eq!(held(&world, book, INCOME), 0);
        assert_eq!(held(&world, book, "undistributed"), 220_000);
        assert_eq!(held(&world, book, "bank"), 220_000);
        assert!(
            world
                .read(|tx| crate::shares::coop::check(tx, 1))
                .is_empty()
        );
    });
}

#[test]
fn what_was_recorded_wrongly_is_taken_back_by_its_mirror() {
    on_both_engines(1214, |world| {
        let (net, _, team) = whole(&world);
        let sold = world
            .act(sale(net, 5_000_000, 800, "2022-06-20"), sell)
            .unwrap();
        let spent = world
            .act(cost(net, 1000, false, "2022-06-25"), record_cost)
            .unwrap();
        world.act(Void::Cost(spent.cost), void).unwrap();
        assert_eq!(
            told(world.act(Void::Cost(spent.cost), void)),
            "refused net.already_void"
        );
        world.act(Void::Sale(sold.sale), void).unwrap();
        assert_eq!(
            told(world.act(settles(net), settle)),
            "refused net.nothing_to_settle"
        );
        let outsider = gives(net, Contribution::Minutes, Some(team), 1, 60);
        assert!(
            told(world.act(outsider, record_contribution)).starts_with("refused net.not_in_party")
        );
        let nobody = gives(net, Contribution::Grams, None, 99, 60);
        assert!(
            told(world.act(nobody, record_contribution))
                .starts_with("refused net.unknown_household")
        );
    });
}
