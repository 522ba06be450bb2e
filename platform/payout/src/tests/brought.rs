//! Rounds and balances from before zhen.

use super::*;

fn before(town: &Town, year: i64, lines: &[(i64, i64)]) -> Result<Id> {
    let lines: Vec<BroughtLine> = lines
        .iter()
        .map(|(id, fen)| BroughtLine {
            household: Id(*id),
            unit: TOWN,
            amount_fen: Fen(*fen),
        })
        .collect();
    let input = BringForwardRound {
        source: "shares.project".into(),
        source_id: Id(77),
        unit: TOWN,
        book: None,
        year,
        date: Date::new(i16::try_from(year).unwrap(), 12, 20).unwrap(),
        title: "五联鑫项目收益分配".into(),
        total_fen: Fen(300),
        payees: 2,
        document: "2018年分红发放表".into(),
        lines,
    };
    town.act(ACCOUNTANT, input, bring_forward_round)
}

fn rounds_from_before_count_and_are_never_payable(town: &Town) {
    before(town, 2018, &[(21, 100), (22, 200)]).unwrap();
    let wrong = before(town, 2019, &[(21, 200), (23, 100)]).unwrap();
    refused(
        before(town, 2019, &[(21, 200), (23, 100)]),
        "payout.brought_twice",
    );
    refused(
        before(town, 2022, &[(21, 200), (23, 100)]),
        "payout.future_date",
    );
    assert!(matches!(
        before(town, 2020, &[(21, 200)]),
        Err(Error::Invalid(_))
    ));
    let first = town.declared();
    let times = |round: Id| {
        town.db
            .read(move |tx| {
                Ok(read::times_before(tx, ORG, round)?
                    .into_iter()
                    .collect::<BTreeMap<_, _>>())
            })
            .unwrap()
    };
    assert_eq!(
        times(first),
        BTreeMap::from([(Id(21), 2), (Id(22), 1), (Id(23), 1)])
    );
    town.act(ACCOUNTANT, VoidBrought { brought: wrong }, void_brought)
        .unwrap();
    assert_eq!(
        town.act(ACCOUNTANT, VoidBrought { brought: wrong }, void_brought),
        Err(Error::NotFound)
    );
    assert_eq!(times(first), BTreeMap::from([(Id(21), 1), (Id(22), 1)]));
    let keys = town.keys(first);
    town.pay(first, day(1, 21), &keys).unwrap();
    let second = town.create();
    assert_eq!(
        times(second),
        BTreeMap::from([(Id(21), 2), (Id(22), 2), (Id(23), 1)])
    );
    let ctx = town.by(ACCOUNTANT);
    let seen = town
        .db
        .read(move |tx| read::brought(tx, &Scope::of(&ctx, Right::ViewRounds), 10))
        .unwrap();
    assert_eq!((seen.len(), seen[0].total), (1, Fen(300)));
    let (ctx, brought) = (town.by(ACCOUNTANT), seen[0].id);
    let (lines, round) = town
        .db
        .read(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let lines = read::brought_lines(tx, &scope, brought, 10)?;
            Ok((lines, read::rounds_before(tx, ORG, second)?))
        })
        .unwrap();
    let amounts: Vec<Fen> = lines.iter().map(|line| line.amount_fen).collect();
    assert_eq!((amounts, round), (vec![Fen(100), Fen(200)], 2));
    assert_eq!(town.problems(), [] as [String; 0]);
}

#[test]
fn rounds_from_before_are_counted_for_each_household_and_never_paid() {
    on_both(rounds_from_before_count_and_are_never_payable);
}

#[test]
fn a_balance_from_before_is_posted_with_its_paper() {
    on_both(|town| {
        let balance = |bank, document: &str| BringForwardBalance {
            book: town.book,
            date: Date::new(2021, 12, 31).unwrap(),
            bank_fen: Fen(bank),
            undistributed_fen: Fen(600),
            unclaimed_fen: Fen(400),
            document: document.into(),
        };
        let act = |input| town.act(APPROVER, input, bring_forward_balance);
        assert!(matches!(act(balance(1_000, " ")), Err(Error::Invalid(_))));
        assert!(matches!(
            act(balance(999, "移交表")),
            Err(Error::Invalid(_))
        ));
        act(balance(1_000, "移交表")).unwrap();
        let ctx = town.by(APPROVER);
        let read = move |tx: &mut Tx| read::openings(tx, &Scope::of(&ctx, Right::ViewRounds), 10);
        let seen = town.db.read(read).unwrap();
        assert_eq!((seen.len(), seen[0].unclaimed), (1, Fen(400)));
        assert_eq!(town.problems(), [] as [String; 0]);
    });
}
