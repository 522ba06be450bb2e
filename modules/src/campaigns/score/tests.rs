use super::*;
use crate::campaigns::model::ItemKind;
use testkit::SeededRng;

fn item(place: i64, points: i64, deduct: i64) -> Item {
    Item {
        place,
        name: format!("第{place}项"),
        kind: ItemKind::Zero,
        is_line: false,
        points,
        deduct,
        needs_photo: true,
    }
}

fn findings(unit: i64, round: i64, often: &[(i64, i64)]) -> Vec<(Counted, i64)> {
    let of = |(item, count): &(i64, i64)| {
        let finding = Counted {
            unit: Id(unit),
            item: *item,
            round,
        };
        // One by one, as they were found.
        vec![(finding, 1); usize::try_from(*count).unwrap()]
    };
    often.iter().flat_map(of).collect()
}

/// Two items: one point each up to five, half a point each up to one.
#[test]
fn each_finding_costs_its_points_up_to_those_of_the_item() {
    let items = [item(1, 50, 10), item(2, 10, 5)];
    let check = |often: &[(i64, i64)], points: i64, deducted: &[i64], capped: &[bool]| {
        let score = of_round(1_000, &items, (Id(7), 1), &Tally::of(findings(7, 1, often)));
        let lost: Vec<i64> = score.deducted.iter().map(|d| d.points).collect();
        let over: Vec<bool> = score.deducted.iter().map(Deducted::is_capped).collect();
        assert_eq!(
            (score.points, &lost[..], &over[..]),
            (points, deducted, capped),
            "{often:?}"
        );
    };
    check(&[], 1_000, &[], &[]);
    check(&[(1, 1)], 990, &[10], &[false]);
    check(&[(1, 5)], 950, &[50], &[false]);
    check(&[(1, 6)], 950, &[50], &[true]);
    check(&[(2, 1)], 995, &[5], &[false]);
    check(&[(2, 3)], 990, &[10], &[true]);
    check(&[(2, 2), (1, 2)], 970, &[20, 10], &[false, false]);
    // What is no item of the campaign costs nothing.
    check(&[(9, 4)], 1_000, &[], &[]);
}

#[test]
fn a_score_never_falls_below_nothing_and_only_its_own_findings_count() {
    let items = [item(1, 900, 100), item(2, 900, 100)];
    let mut all = findings(7, 1, &[(1, 9), (2, 9)]);
    all.extend(findings(7, 2, &[(1, 1)]));
    all.extend(findings(8, 1, &[(1, 3)]));
    let tally = Tally::of(all);
    let score = |unit, round| of_round(1_000, &items, (Id(unit), round), &tally).points;
    assert_eq!(
        [score(7, 1), score(7, 2), score(8, 1), score(8, 2)],
        [0, 900, 700, 1_000]
    );
}

/// The same raw findings in any order give the same scores: nothing but they decides.
#[test]
fn shuffled_findings_give_the_same_scores() {
    let dice = SeededRng::new(28);
    let items: Vec<Item> = (1..=9)
        .map(|place| item(place, 20 * place, 5 + place))
        .collect();
    for _ in 0..50 {
        let mut all: Vec<Counted> = (0..200)
            .map(|_| Counted {
                unit: Id(dice.below(5) as i64),
                item: dice.below(10) as i64,
                round: dice.below(4) as i64,
            })
            .collect();
        let scores = |all: &[Counted]| -> Vec<RoundScore> {
            let tally = Tally::of(all.iter().map(|finding| (*finding, 1)));
            let pairs = (0..5).flat_map(|unit| (0..4).map(move |round| (unit, round)));
            pairs
                .map(|(unit, round)| of_round(1_000, &items, (Id(unit), round), &tally))
                .collect()
        };
        let before = scores(&all);
        for last in (1..all.len()).rev() {
            all.swap(last, dice.below(last as u64 + 1) as usize);
        }
        assert_eq!(scores(&all), before);
    }
}

fn stand(unit: i64, class: &str, looked_at: i64, points: &[i64]) -> Stand {
    let rounds = points.iter().zip(1..).map(|(points, round)| RoundScore {
        round,
        points: *points,
        deducted: Vec::new(),
    });
    Stand {
        unit: Id(unit),
        class: class.into(),
        looked_at,
        rounds: rounds.collect(),
        on_time: (0, 0),
        place: None,
        is_tied: false,
    }
}

#[test]
fn villages_are_compared_within_their_class_and_above_the_minimum_only() {
    let places = placed(
        vec![
            stand(1, "A", 34, &[900, 950]),
            stand(2, "A", 34, &[950, 900]),
            stand(3, "A", 34, &[800, 990]),
            // Best of all, but looked at too little, or not at all.
            stand(4, "A", 16, &[1_000]),
            stand(5, "A", 99, &[]),
            stand(6, "B", 34, &[100, 100]),
            // The same mean of fewer rounds; a mean that only rounding would make the same.
            stand(7, "C", 34, &[500, 500, 500]),
            stand(8, "C", 34, &[500]),
            stand(9, "C", 34, &[500, 500, 501]),
        ],
        17,
    );
    let found: Vec<_> = places
        .iter()
        .map(|s| (s.unit.0, s.place, s.is_tied))
        .collect();
    assert_eq!(
        found,
        [
            (1, Some(1), true),
            (2, Some(1), true),
            (3, Some(3), false),
            (4, None, false),
            (5, None, false),
            (6, Some(1), false),
            (7, Some(2), true),
            (8, Some(2), true),
            (9, Some(1), false),
        ]
    );
    assert_eq!(places[0].mean(), Some(9_250));
    assert_eq!(places[4].mean(), None);
}

/// Of one mean: the larger share in time first, exactly; nothing closed is nothing late; alike in both is a tie.
#[test]
fn villages_of_one_mean_are_told_apart_by_what_they_closed_in_time() {
    let timed = |unit, points, on_time| Stand {
        on_time,
        ..stand(unit, "A", 34, &[points])
    };
    let places = placed(
        vec![
            timed(1, 900, (1, 3)),
            timed(2, 900, (333_333, 1_000_000)),
            timed(3, 900, (2, 6)),
            timed(4, 900, (0, 0)),
            timed(5, 900, (7, 7)),
            timed(6, 900, (0, 4)),
            // A better mean comes first, however late it was.
            timed(7, 901, (0, 9)),
        ],
        17,
    );
    let found: Vec<_> = places
        .iter()
        .map(|s| (s.unit.0, s.place, s.is_tied))
        .collect();
    assert_eq!(
        found,
        [
            (1, Some(4), true),
            (2, Some(6), false),
            (3, Some(4), true),
            (4, Some(2), true),
            (5, Some(2), true),
            (6, Some(7), false),
            (7, Some(1), false),
        ]
    );
}
