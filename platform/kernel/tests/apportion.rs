//! Rules of division: money.md 4.1 as tables and as properties.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests: a faulty table should stop the test at once"
)]

use kernel::apportion::{Apportionment, Line, Policy, Share, apportion, weights_of_shares};
use kernel::{Error, Result};
use proptest::prelude::*;

/// `pool 100, shares 1 1 1` or `pool 100, step 10, shares 1 1 1`.
fn run(policy: Policy, given: &str) -> Result<Apportionment> {
    let (mut pool, mut step, mut shares) = (0, 1, Vec::new());
    for part in given.split(", ") {
        let (word, numbers) = part.split_once(' ').unwrap_or((part, ""));
        let numbers: Vec<i64> = numbers
            .split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect();
        match word {
            "pool" => pool = numbers[0],
            "step" => step = numbers[0],
            "shares" => shares = numbers,
            _ => panic!("{word}"),
        }
    }
    apportion(policy, pool, &shares, step)
}

fn told(result: Result<Apportionment>) -> String {
    match result {
        Ok(done) => {
            let paid: Vec<String> = done.lines.iter().map(|l| l.amount.to_string()).collect();
            format!("paid {}, carried {}", paid.join(" "), done.carried)
        }
        Err(Error::Refused(refusal)) => format!("refused {}", refusal.code),
        Err(other) => other.to_string(),
    }
}

fn check(policy: Policy, table: &[(&str, &str)]) {
    for (given, expected) in table {
        assert_eq!(&told(run(policy, given)), expected, "{policy}: {given}");
    }
}

#[test]
fn equal_shares_get_equal_money_and_the_rest_is_carried() {
    check(
        Policy::PerShareFloor,
        &[
            ("pool 100, shares 1 1 1", "paid 33 33 33, carried 1"),
            ("pool 100, shares 1", "paid 100, carried 0"),
            ("pool 0, shares 1 1", "paid 0 0, carried 0"),
            ("pool 2, shares 1 1 1", "paid 0 0 0, carried 2"),
            ("pool 1000, shares 2 0 3", "paid 400 0 600, carried 0"),
            ("pool 1000, step 10, shares 1 2", "paid 330 660, carried 10"),
            (
                "pool 1000, step 100, shares 1 2",
                "paid 300 600, carried 100",
            ),
            ("pool 299, step 100, shares 1 2", "paid 0 0, carried 299"),
        ],
    );
}

#[test]
fn seventeen_million_fen_over_75_people_leave_50() {
    let done = apportion(Policy::PerShareFloor, 17_000_000, &[1; 75], 1).unwrap();
    assert_eq!(done.per_weight, Some(226_666));
    assert!(done.lines.iter().all(|line| line.amount == 226_666));
    assert_eq!(done.carried, 50);
}

#[test]
fn the_largest_remainders_get_the_fen_left_over() {
    check(
        Policy::LargestRemainder,
        &[
            (
                "pool 1003, shares 10 10 20 30 30",
                "paid 100 100 201 301 301, carried 0",
            ),
            ("pool 100, shares 1 1 1", "paid 34 33 33, carried 0"),
            ("pool 1, shares 0 1 1", "paid 0 1 0, carried 0"),
            ("pool 0, shares 5 5", "paid 0 0, carried 0"),
            ("pool 7, shares 0 100", "paid 0 7, carried 0"),
        ],
    );
}

#[test]
fn running_totals_pay_out_all() {
    check(
        Policy::Cumulative,
        &[
            (
                "pool 100, shares 1 1 1 1 1 1 1",
                "paid 14 14 14 15 14 14 15, carried 0",
            ),
            ("pool 1, shares 0 1 1", "paid 0 0 1, carried 0"),
            ("pool 1, shares 1", "paid 1, carried 0"),
        ],
    );
}

#[test]
fn one_fen_over_a_million_payees() {
    let weights = vec![1; 1_000_000];
    let kept = apportion(Policy::PerShareFloor, 1, &weights, 1).unwrap();
    assert_eq!(kept.carried, 1);
    let paid = apportion(Policy::Cumulative, 1, &weights, 1).unwrap();
    assert_eq!(paid.lines.last().map(|line| line.amount), Some(1));
}

#[test]
fn faulty_input_is_refused_in_order() {
    for policy in [
        Policy::PerShareFloor,
        Policy::LargestRemainder,
        Policy::Cumulative,
    ] {
        check(
            policy,
            &[
                ("pool -1, shares 1", "refused apportion.negative_pool"),
                ("pool 5, step 7, shares 1", "refused apportion.bad_step"),
                ("pool 5, step 0, shares 1", "refused apportion.bad_step"),
                ("pool 5, shares 1 -1", "refused apportion.negative_weight"),
                ("pool 5", "refused apportion.no_weight"),
                ("pool 5, shares 0 0", "refused apportion.no_weight"),
                (
                    "pool 5, shares 9223372036854775807 1",
                    "refused apportion.too_large",
                ),
            ],
        );
    }
    for policy in [Policy::LargestRemainder, Policy::Cumulative] {
        check(
            policy,
            &[("pool 500, step 100, shares 1", "refused apportion.bad_step")],
        );
    }
}

#[test]
fn the_largest_pool_and_weights_do_not_overflow() {
    let half = i64::MAX / 2;
    for policy in [
        Policy::PerShareFloor,
        Policy::LargestRemainder,
        Policy::Cumulative,
    ] {
        let done = apportion(policy, i64::MAX, &[half, half, 1], 1).unwrap();
        let paid: i128 = done.lines.iter().map(|l| i128::from(l.amount)).sum();
        assert_eq!(paid + i128::from(done.carried), i128::from(i64::MAX));
    }
}

#[test]
fn every_line_can_be_explained() {
    let done = apportion(Policy::LargestRemainder, 1003, &[10, 10, 20, 30, 30], 1).unwrap();
    let fourth = done.lines[3];
    assert_eq!(
        fourth,
        Line {
            weight: 30,
            weight_before: 40,
            exact_numerator: 30_090,
            floored: 300,
            extra: 1,
            rank: Some(1),
            amount: 301,
        }
    );
    assert_eq!(fourth.exact_parts(done.total_weight), (300, 90, 100));
    let ranks: Vec<Option<u32>> = done.lines.iter().map(|line| line.rank).collect();
    assert_eq!(ranks, [Some(4), Some(5), Some(3), Some(1), Some(2)]);
}

#[test]
fn policies_are_stored_by_name() {
    for (policy, name) in [
        (Policy::PerShareFloor, "per_share_floor"),
        (Policy::LargestRemainder, "largest_remainder"),
        (Policy::Cumulative, "cumulative"),
    ] {
        assert_eq!(
            serde_json::to_string(&policy).unwrap(),
            format!("\"{name}\"")
        );
        assert_eq!(name.parse::<Policy>(), Ok(policy));
    }
    assert!("listing_order".parse::<Policy>().is_err());
}

#[test]
fn shares_must_total_exactly_one() {
    let shares = |parts: &[(i64, i64)]| -> Result<Vec<i64>> {
        let parts: Vec<Share> = parts
            .iter()
            .map(|&(numerator, denominator)| Share {
                numerator,
                denominator,
            })
            .collect();
        weights_of_shares(&parts)
    };
    assert_eq!(
        shares(&[(10, 100), (1, 10), (1, 5), (3, 10), (30, 100)]),
        Ok(vec![10, 10, 20, 30, 30])
    );
    assert_eq!(shares(&[(1, 3), (1, 3), (1, 3)]), Ok(vec![1, 1, 1]));
    assert_eq!(shares(&[(0, 1), (1, 1)]), Ok(vec![0, 1]));
    let refused = |code| Err(Error::refused(code));
    assert_eq!(shares(&[]), refused("apportion.shares_not_one"));
    assert_eq!(
        shares(&[(33, 100), (33, 100), (33, 100)]),
        refused("apportion.shares_not_one")
    );
    assert_eq!(
        shares(&[(1, i64::MAX), (1, i64::MAX - 1)]),
        refused("apportion.too_large")
    );
    assert!(shares(&[(-1, 2), (3, 2)]).is_err());
    assert!(shares(&[(1, 0)]).is_err());
}

fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![
        Just(Policy::PerShareFloor),
        Just(Policy::LargestRemainder),
        Just(Policy::Cumulative)
    ]
}

/// Not all zero, together below 2^63.
fn weight_lists() -> impl Strategy<Value = Vec<i64>> {
    prop_oneof![
        proptest::collection::vec(0_i64..20, 1..40),
        proptest::collection::vec(0_i64..i64::MAX / 64, 1..40),
    ]
    .prop_filter("some weight", |weights| weights.iter().any(|w| *w > 0))
}

proptest! {
    #[test]
    fn every_policy_sums_exactly(policy in policies(), pool in 0..i64::MAX, weights in weight_lists()) {
        let done = apportion(policy, pool, &weights, 1).unwrap();
        let paid: i128 = done.lines.iter().map(|line| i128::from(line.amount)).sum();
        prop_assert_eq!(paid + i128::from(done.carried), i128::from(pool));
        prop_assert_eq!(done.lines.len(), weights.len());
        if policy != Policy::PerShareFloor {
            prop_assert_eq!(done.carried, 0);
        }
    }

    #[test]
    fn a_line_is_its_exact_part_rounded_down_or_up(
        policy in prop_oneof![Just(Policy::LargestRemainder), Just(Policy::Cumulative)],
        pool in 0..i64::MAX,
        weights in weight_lists(),
    ) {
        let done = apportion(policy, pool, &weights, 1).unwrap();
        for line in &done.lines {
            let (whole, rest, _) = line.exact_parts(done.total_weight);
            let above = i128::from(line.amount) - whole;
            prop_assert!(above == 0 || (above == 1 && rest > 0), "{line:?}");
            prop_assert_eq!(line.amount, line.floored + line.extra);
        }
    }

    #[test]
    fn equal_weights_get_equal_money_and_less_than_a_step_each_is_carried(
        pool in 0..i64::MAX,
        weights in weight_lists(),
        step in prop_oneof![Just(1_i64), Just(10), Just(100)],
    ) {
        let done = apportion(Policy::PerShareFloor, pool, &weights, step).unwrap();
        let per_weight = done.per_weight.unwrap();
        prop_assert_eq!(per_weight % step, 0);
        for line in &done.lines {
            prop_assert_eq!(i128::from(line.amount), i128::from(per_weight) * i128::from(line.weight));
        }
        let bound = i128::from(done.total_weight) * i128::from(step);
        prop_assert!(done.carried >= 0 && i128::from(done.carried) < bound);
    }
}
