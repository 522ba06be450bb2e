use super::*;

#[test]
fn a_refused_write_changes_nothing_but_its_key_and_a_failed_one_nothing() {
    let town = sqlite();
    let round = town.declared();
    let keys = town.keys(round);
    let before = town.content();
    refused(
        town.pay(round, day(1, 20), &[keys[0], keys[1], keys[0]]),
        "payout.already_paid",
    );
    refused(town.reverse(round, day(1, 19)), "payout.before_last_step");
    assert_eq!(town.content(), before);
    let failed = town.act(
        ACCOUNTANT,
        PayLines {
            round,
            date: day(1, 20),
            method: Method::Cash,
            lines: vec![],
        },
        pay_lines,
    );
    assert!(matches!(failed, Err(Error::Invalid(_))));
    assert_eq!(town.content(), before);
}

#[test]
fn reversing_a_declared_round_restores_every_balance() {
    let town = sqlite();
    let fund = |town: &Town| {
        let book = town.book;
        town.db
            .read(move |tx| ledger::trial_balance(tx, ORG, book, day(12, 31), i64::MAX))
            .unwrap()
            .into_iter()
            .map(|row| (row.code, row.balance))
            .filter(|(_, balance)| *balance != 0)
            .collect::<Vec<_>>()
    };
    let before = fund(&town);
    let round = town.declared();
    assert_ne!(fund(&town), before);
    town.reverse(round, day(1, 21)).unwrap();
    assert_eq!(fund(&town), before);
    refused(town.reverse(round, day(1, 21)), "payout.is_over");
    assert_eq!(town.problems(), [] as [String; 0]);
}

#[test]
fn the_same_pledge_in_two_rounds_has_two_commitments() {
    let town = sqlite();
    let commitments = |id: Id| {
        town.calculate(id, roster()).unwrap();
        let lines = town
            .db
            .read(move |tx| crate::store::all_lines(tx, ORG, id))
            .unwrap();
        lines
            .into_iter()
            .map(|line| (line.payee.household, line.commitment))
            .collect::<BTreeMap<_, _>>()
    };
    let (one, two) = (commitments(town.create()), commitments(town.create()));
    assert!(
        one.iter()
            .all(|(household, commitment)| two[household] != *commitment)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the roster and rule: lines and remainder are the pool, and the trees carry their sums.
    #[test]
    fn lines_and_what_is_carried_are_the_pool(
        heads in proptest::collection::vec((1_i64..8, 0_usize..3), 1..60),
        pool in 1_i64..1_000_000_000,
        policy in 0_usize..3,
        basis in 0_usize..3,
    ) {
        let policy = [Policy::PerShareFloor, Policy::LargestRemainder, Policy::Cumulative][policy];
        let basis = [Basis::PerPerson, Basis::PerHousehold, Basis::ClassWeights][basis];
        let round = Round {
            org: ORG, id: Id(5), number: String::new(), title: String::new(), flow: Id(1), flow_seq: 1,
            source: String::new(), source_id: Id(1), book: Id(1), unit: TOWN, year: 2022, pool: Fen(pool),
            record_date: day(1, 1), policy, step_fen: 1, basis,
            weights: [("A", 5), ("B", 3), ("C", 2)].map(|(c, w)| (c.to_owned(), w)).into(), division: None,
        };
        let payees: Vec<Entitlement> = heads.iter().zip(1..)
            .map(|((heads, class), id)| payee(id, *heads, ["A", "B", "C"][*class], TOWN)).collect();
        match plan::lay_out(&round, payees, |_, id| Ok([id.0 as u8; 32])) {
            Err(Error::Refused(refusal)) => prop_assert_eq!(refusal.code, "payout.nothing_to_pay"),
            Err(other) => prop_assert!(false, "{}", other),
            Ok(plan) => {
                let gross: i64 = plan.lines.iter().map(|line| line.gross).sum();
                prop_assert_eq!(gross + plan.money.carried, pool);
                let tree = plan::line_tree(&round, &plan.lines).unwrap();
                prop_assert_eq!(tree.sums().gross, gross as u64);
                prop_assert_eq!(tree.sums().weight, plan.money.total_weight as u64);
                prop_assert_eq!(plan.register.sums.payees, heads.len() as u64);
                prop_assert_eq!(plan.register.sums.gross, 0);
            }
        }
    }
}

#[test]
fn an_invented_line_and_a_short_payment_are_found() {
    let town = sqlite();
    let round = town.declared();
    let keys = town.keys(round);
    town.pay(round, day(1, 20), &keys[..1]).unwrap();
    let (line, number) = town
        .db
        .read(move |tx| {
            let number = crate::store::round(tx, ORG, round)?.unwrap().number;
            Ok((crate::store::all_lines(tx, ORG, round)?.remove(1), number))
        })
        .unwrap();
    let place = format!("payout_round {number}");
    let named = |problems: Vec<String>| -> Vec<String> {
        problems
            .into_iter()
            .filter_map(|p| p.strip_suffix(&place).map(|code| code.trim().to_owned()))
            .collect()
    };
    let (key, declared) = (
        line.key,
        town.db
            .read(move |tx| ledger::vouchers(tx, ORG, "payout_round", round, Id(0), 1)),
    );
    let voucher = declared.unwrap()[0].id;
    town.act(ACCOUNTANT, Told(2), move |tx, _, _| {
        let (method, receipt) = (Method::Cash, None);
        let payment = crate::store::Payment {
            round,
            key,
            attempt: 1,
            date: day(1, 20),
            method,
            amount: 1,
            receipt,
            voucher,
        };
        crate::store::insert_payment(tx, ORG, &payment)
    })
    .unwrap();
    assert_eq!(named(town.problems()), ["paid_differs", "paid_differs"]);
    town.act(ACCOUNTANT, Told(3), move |tx, _, _| {
        let stored = crate::store::round(tx, ORG, round)?.unwrap();
        let mut ghost = line;
        ghost.key = LineKey([9; 16]);
        ghost.payee.household = Id(99);
        crate::store::insert_line(tx, &stored, &ghost)
    })
    .unwrap();
    let found = named(town.problems());
    for code in [
        "round_recalculates_otherwise",
        "root_differs",
        "declared_differs",
    ] {
        assert!(found.iter().any(|one| one == code), "{code}: {found:?}");
    }
}
