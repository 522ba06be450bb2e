//! The other lawful kinds of round as stories, with what they refuse, in order.

use super::division::{by, class, deduct, named, part, share};
use super::*;
use crate::division::{Amount, Measure, To};

fn adopt(town: &Town, body: &str) {
    let flow = AdoptFlow {
        valid_from: Date::new(2018, 1, 1).unwrap(),
        body: body.to_owned(),
    };
    let ctx = town.ctx.clone();
    town.db
        .act(&ctx, CommandKey::fresh(&ctx), flow, adopt_flow)
        .unwrap();
}

fn divided(town: &Town, flow: &str, division: Division) -> CreateRound {
    CreateRound {
        flow: flow.into(),
        source: "shares.register".into(),
        basis: Basis::Division,
        weights: BTreeMap::new(),
        division: Some(division),
        ..draft(town, Policy::PerShareFloor, Basis::PerPerson, 100_000)
    }
}

fn income(off: &[&str], parts: Vec<crate::division::PartRule>) -> Division {
    let tenth = |to: &&str| deduct(to, Amount::Share(share(1, 10)));
    Division {
        deductions: off.iter().map(tenth).collect(),
        parts,
    }
}

fn by_shares() -> Vec<crate::division::PartRule> {
    vec![part("shares", (1, 1), by(Measure::Shares))]
}

fn shareholders() -> Vec<Entitlement> {
    let mut payees = roster();
    for (payee, shares) in payees.iter_mut().zip([2_000, 1_000, 4_000]) {
        payee.shares = shares;
    }
    payees
}

fn balances(town: &Town) -> BTreeMap<String, i64> {
    let book = town.book;
    let rows = town
        .db
        .read(move |tx| ledger::trial_balance(tx, ORG, book, day(12, 31), i64::MAX))
        .unwrap();
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row.code).or_default() += row.balance;
    }
    sums
}

fn ballot(kind: &str, eligible: i64, present: i64, in_favour: i64) -> Vote {
    Vote {
        kind: kind.into(),
        eligible,
        discussed_on: Some(day(1, 3)),
        ..vote(present, in_favour)
    }
}

fn a_collective_divides_its_income(town: &Town) {
    adopt(town, COLLECTIVE_INCOME);
    let create = |division| {
        town.act(
            ACCOUNTANT,
            divided(town, "collective_income", division),
            create_round,
        )
    };
    let half = vec![part("shares", (1, 2), by(Measure::Shares))];
    refused(
        create(income(&["reserve", "welfare"], half)),
        "payout.parts_not_whole",
    );
    let off = income(&["reserve", "welfare", "tea_money"], by_shares());
    refused(create(off), "payout.account_not_allowed");
    refused(
        create(income(&["reserve"], by_shares())),
        "payout.deduction_missing",
    );
    refused(
        create(income(&["welfare", "reserve"], by_shares())),
        "payout.deduction_missing",
    );
    let round = create(income(&["reserve", "welfare"], by_shares()))
        .unwrap()
        .id;
    refused(
        create(income(&["reserve", "welfare"], by_shares())),
        "payout.duplicate_period",
    );
    let outcome = town.calculate(round, shareholders()).unwrap();
    // 1000.00 less a tenth, less a tenth of the rest: 810.00 over 7000 units is 11 fen each.
    assert_eq!(
        (outcome.distributed, outcome.carried),
        (Fen(77_000), Fen(4_000))
    );
    town.display(round, day(1, 4)).unwrap();
    town.clock.set(day(1, 14));
    refused(
        town.resolve(round, day(1, 13), ballot("members_assembly", 90, 80, 70)),
        "payout.display_too_short",
    );
    let silent = Vote {
        discussed_on: None,
        ..ballot("members_assembly", 90, 80, 70)
    };
    refused(
        town.resolve(round, day(1, 14), silent),
        "payout.not_discussed",
    );
    for (vote, code) in [
        (
            ballot("delegates_meeting", 20, 20, 20),
            "payout.too_few_delegates",
        ),
        (ballot("members_assembly", 90, 59, 59), "payout.no_quorum"),
        (ballot("members_assembly", 90, 80, 40), "payout.voted_down"),
        // Two thirds of those present are not two thirds of all.
        (
            ballot("members_assembly", 90, 80, 59),
            "payout.not_enough_of_all",
        ),
    ] {
        refused(town.resolve(round, day(1, 14), vote), code);
    }
    town.resolve(round, day(1, 14), ballot("members_assembly", 90, 80, 60))
        .unwrap();
    town.review(REVIEWER, round).unwrap();
    town.post(round, day(1, 14), day(1, 20)).unwrap();
    town.clock.set(day(1, 21));
    let declared = town.declare(APPROVER, round, day(1, 21)).unwrap();
    assert_eq!(
        (declared.distributed, declared.carried),
        (Fen(77_000), Fen(4_000))
    );
    let held = balances(town);
    assert_eq!(
        (held["reserve"].abs(), held["welfare"].abs()),
        (10_000, 9_000)
    );
    assert_eq!(held["undistributed"].abs(), 104_000);
    let keys = town.keys(round);
    assert!(town.pay(round, day(1, 21), &keys).unwrap().is_all);
    assert_eq!(town.problems(), [] as [String; 0]);
}

#[test]
fn a_collective_divides_its_income_by_shares_after_reserve_and_welfare() {
    on_both(a_collective_divides_its_income);
}

fn surplus(trade: (i64, i64), losses: i64) -> Division {
    let rest = (trade.1 - trade.0, trade.1);
    let account = named(&["contribution", "reserve_share", "subsidy_share"]);
    Division {
        deductions: vec![
            deduct("losses", Amount::Fixed(Fen(losses))),
            deduct("reserve", Amount::Share(share(1, 10))),
        ],
        parts: vec![
            part("trade", trade, by(named(&["trade"]))),
            part("rest", rest, by(account)),
        ],
    }
}

/// (trade, contribution) of three members; the last one never traded.
fn members() -> Vec<Entitlement> {
    let mut payees = roster();
    for (payee, (trade, contribution)) in payees.iter_mut().zip([(300, 100), (100, 100), (0, 200)])
    {
        payee.measures = [
            ("trade", trade),
            ("contribution", contribution),
            ("reserve_share", 50),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
    }
    payees
}

fn a_coop_divides_its_surplus(town: &Town) {
    adopt(town, COOP_SURPLUS);
    // The loss of last year stands in the book.
    town.act(ACCOUNTANT, Told(9), |tx, ctx, _| {
        let book = store_book(tx)?;
        let loss = ledger::account(tx, ctx, book, AccountKind::asset("losses"), None)?;
        let bank = ledger::account(tx, ctx, book, AccountKind::asset("bank"), None)?;
        let lines = vec![
            Line::debit(loss, Fen(10_000)),
            Line::credit(bank, Fen(10_000)),
        ];
        let (source, source_id, reverses) = (None, None, None);
        let date = Date::new(2021, 12, 31).unwrap();
        let voucher = Voucher {
            book,
            date,
            kind: "income",
            source,
            source_id,
            reverses,
            lines,
        };
        ledger::post(tx, ctx, voucher).map(drop)
    })
    .unwrap();
    let create = |division| {
        town.act(
            ACCOUNTANT,
            divided(town, "coop_surplus", division),
            create_round,
        )
    };
    refused(create(surplus((59, 100), 0)), "payout.part_below_minimum");
    let careless = create(surplus((3, 5), 0)).unwrap().id;
    refused(town.calculate(careless, members()), "payout.losses_left");
    town.cancel(careless).unwrap();
    let round = create(surplus((3, 5), 10_000)).unwrap().id;
    let outcome = town.calculate(round, members()).unwrap();
    // 1000.00 - 100.00 loss - 90.00 reserve = 810.00: 486.00 by trade, 324.00 by the members' accounts.
    assert_eq!(
        (outcome.distributed, outcome.carried),
        (Fen(80_300), Fen(700))
    );
    let lines = town
        .db
        .read(move |tx| crate::store::all_lines(tx, ORG, round))
        .unwrap();
    let third = lines
        .iter()
        .find(|line| line.payee.household == Id(23))
        .unwrap();
    assert_eq!(
        (third.gross, third.parts.len(), third.weight),
        (14_500, 1, 250)
    );
    let key = third.key;
    let told = town
        .db
        .read(move |tx| explain(tx, ORG, round, key))
        .unwrap();
    // 324.00 * 250 / 550 is 147.27 rounded down; equal parts of 0.58 each give 145.00.
    assert_eq!(
        (told.parts[0].amount, told.parts[0].rounding),
        (Fen(14_500), -227)
    );
    town.display(round, day(1, 4)).unwrap();
    town.clock.set(day(1, 19));
    // A co-op's flow knows no review.
    assert_eq!(town.review(REVIEWER, round), Err(Error::Forbidden));
    let few = ballot("delegates_meeting", 50, 50, 50);
    refused(
        town.resolve(round, day(1, 19), few),
        "payout.too_few_delegates",
    );
    let members = ballot("members_assembly", 30, 20, 11);
    town.resolve(round, day(1, 19), members).unwrap();
    town.post(round, day(1, 19), day(1, 19)).unwrap();
    town.clock.set(day(1, 20));
    town.declare(APPROVER, round, day(1, 20)).unwrap();
    let held = balances(town);
    assert_eq!((held["losses"], held["reserve"].abs()), (0, 9_000));
    assert_eq!(town.problems(), [] as [String; 0]);
    let keys = town.keys(round);
    town.pay(round, day(1, 20), &keys).unwrap();
    town.close(round).unwrap();
    assert_eq!(town.problems(), [] as [String; 0]);
}

fn store_book(tx: &mut Tx) -> Result<Id> {
    tx.query_one(
        "select id from ledger_book where org = $1 order by id limit 1",
        &values![ORG],
    )?
    .get(0)
}

#[test]
fn a_coop_divides_its_surplus_by_trade_after_loss_and_reserve() {
    on_both(a_coop_divides_its_surplus);
}

#[test]
fn a_village_divides_fifty_thirty_twenty_after_its_own_part() {
    on_both(|town| {
        let division = Division {
            deductions: vec![deduct("village_fund", Amount::Share(share(3, 10)))],
            parts: vec![
                part("A", (5, 10), class("A")),
                part("B", (3, 10), class("B")),
                part("C", (2, 10), class("C")),
            ],
        };
        let input = divided(town, "relief_income", division);
        let round = town.act(ACCOUNTANT, input, create_round).unwrap().id;
        let outcome = town.calculate(round, roster()).unwrap();
        assert_eq!(
            (outcome.distributed, outcome.carried),
            (Fen(70_000), Fen(0))
        );
        assert_eq!(town.problems(), [] as [String; 0]);
    });
}

#[test]
fn a_database_of_the_first_version_goes_on_to_the_newest_and_a_townships_own_text_stays() {
    let town = sqlite();
    adopt(&town, RELIEF_INCOME_1);
    let from = Date::new(2018, 1, 1).unwrap();
    assert!(supply_flows(&town.db, &town.ctx, from).unwrap());
    assert!(!supply_flows(&town.db, &town.ctx, from).unwrap());
    adopt(
        &town,
        &RELIEF_INCOME.replace("fresh_account_days = 30", "fresh_account_days = 60"),
    );
    assert!(!supply_flows(&town.db, &town.ctx, from).unwrap());
    // Under the first version a round knows no division, and is what it always was.
    let old = sqlite();
    adopt(&old, RELIEF_INCOME_1);
    let division = Division {
        deductions: vec![],
        parts: vec![part("all", (1, 1), To::Account("reserve".into()))],
    };
    let input = divided(&old, "relief_income", division);
    refused(
        old.act(ACCOUNTANT, input, create_round),
        "payout.basis_not_allowed",
    );
    old.declared();
    assert_eq!(old.problems(), [] as [String; 0]);
}
