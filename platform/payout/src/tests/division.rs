//! Taking a pool apart: vectors, and an oracle in exact fractions of 128 bits.

use super::*;
use crate::division::{Amount, Band, Deduction, Divided, Measure, PartRule, To};
use kernel::apportion::Share;

pub fn share(numerator: i64, denominator: i64) -> Share {
    Share {
        numerator,
        denominator,
    }
}

pub fn part(name: &str, of: (i64, i64), to: To) -> PartRule {
    PartRule {
        name: name.into(),
        share: share(of.0, of.1),
        to,
    }
}

pub fn by(measure: Measure) -> To {
    To::Payees {
        measure,
        class: None,
    }
}

pub fn class(code: &str) -> To {
    To::Payees {
        measure: Measure::Households,
        class: Some(code.into()),
    }
}

pub fn deduct(to: &str, amount: Amount) -> Deduction {
    Deduction {
        name: to.into(),
        to: to.into(),
        amount,
    }
}

pub fn named(names: &[&str]) -> Measure {
    Measure::Named(names.iter().map(|name| (*name).to_owned()).collect())
}

fn written(divided: Result<Divided>) -> String {
    let divided = match divided {
        Ok(divided) => divided,
        Err(Error::Refused(refusal)) => return format!("refused {}", refusal.code),
        Err(other) => return other.to_string(),
    };
    let list = |numbers: Vec<i64>| {
        let words: Vec<String> = numbers.iter().map(i64::to_string).collect();
        words.join(" ")
    };
    let w = &divided.waterfall;
    let gross = |parts: &Vec<crate::division::LinePart>| parts.iter().map(|p| p.amount).sum();
    format!(
        "off {}; parts {}; lines {}; carried {}",
        list(w.deductions.iter().map(|d| d.amount.0).collect()),
        list(w.parts.iter().map(|p| p.allotted.0).collect()),
        list(divided.lines.iter().map(gross).collect()),
        w.parts.iter().map(|p| p.carried.0).sum::<i64>(),
    )
}

fn check(cases: &[(Division, i64, &str)]) {
    for (division, pool, expected) in cases {
        let divided = division.divide(Fen(*pool), &roster(), Policy::PerShareFloor, 1);
        assert_eq!(written(divided), *expected, "{division:?}");
    }
}

/// Payees: A of 2 heads, B of 1, C of 4.
#[test]
fn the_ways_in_which_villages_divide_come_out_to_the_fen() {
    let bands = Measure::Bands(vec![
        Band {
            from: 1,
            to: Some(1),
            weight: 10,
        },
        Band {
            from: 2,
            to: Some(3),
            weight: 15,
        },
        Band {
            from: 4,
            to: None,
            weight: 20,
        },
    ]);
    let classes = |off| Division {
        deductions: off,
        parts: vec![
            part("A", (5, 10), class("A")),
            part("B", (3, 10), class("B")),
            part("C", (2, 10), class("C")),
        ],
    };
    let one_one_one = Division {
        deductions: vec![],
        parts: vec![
            part("need", (1, 3), by(Measure::Heads)),
            part("reward", (1, 3), by(named(&["reward"]))),
            part("village", (1, 3), To::Account("village_fund".into())),
        ],
    };
    let sizes = Division {
        deductions: vec![],
        parts: vec![part("sizes", (1, 1), by(bands))],
    };
    let off = vec![
        deduct("reserve", Amount::Share(share(1, 3))),
        deduct("welfare", Amount::Fixed(Fen(7))),
    ];
    let village = vec![deduct("village_fund", Amount::Share(share(3, 10)))];
    check(&[
        (
            classes(vec![]),
            1_001,
            "off ; parts 501 300 200; lines 501 300 200; carried 0",
        ),
        (
            classes(village),
            1_000,
            "off 300; parts 350 210 140; lines 350 210 140; carried 0",
        ),
        (
            classes(off),
            100,
            "off 33 7; parts 30 18 12; lines 30 18 12; carried 0",
        ),
        // Nobody has a reward yet: that third stays in suspense; the village gets its own.
        (
            one_one_one,
            100,
            "off ; parts 34 33 33; lines 8 4 16; carried 39",
        ),
        (sizes, 100, "off ; parts 100; lines 30 20 40; carried 10"),
        (
            classes(vec![deduct("reserve", Amount::Fixed(Fen(101)))]),
            100,
            "refused payout.deduction_exceeds_pool",
        ),
        (
            Division {
                deductions: vec![],
                parts: vec![part("A", (1, 2), class("A"))],
            },
            100,
            "refused payout.parts_not_whole",
        ),
    ]);
}

#[test]
fn a_division_that_contradicts_itself_is_refused_by_name() {
    let whole = |to: To| Division {
        deductions: vec![],
        parts: vec![part("all", (1, 1), to)],
    };
    let bands = |bands: Vec<Band>| whole(by(Measure::Bands(bands)));
    let band = |from, to| Band {
        from,
        to,
        weight: 1,
    };
    let cases = [
        (
            Division {
                deductions: vec![],
                parts: vec![],
            },
            "division_no_part",
        ),
        (
            bands(vec![band(1, Some(2)), band(4, None)]),
            "division_bad_bands",
        ),
        (bands(vec![band(1, Some(2))]), "division_bad_bands"),
        (whole(by(named(&[]))), "division_no_measure"),
        (whole(To::Account(" ".into())), "division_no_account"),
        (
            Division {
                deductions: vec![deduct("reserve", Amount::Share(share(3, 2)))],
                ..whole(by(Measure::Heads))
            },
            "division_bad_amount",
        ),
    ];
    for (division, code) in cases {
        match division.check() {
            Err(Error::Invalid(faults)) => assert_eq!(faults[0].code, code),
            other => panic!("{code}: {other:?}"),
        }
    }
}

/// Dice without state elsewhere: the same 100,000 cases every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % n).unwrap()
    }
}

fn oracle_line(policy: Policy, pool: i64, weights: &[i64], paid: &[i64]) {
    let total: i128 = weights.iter().copied().map(i128::from).sum();
    let (mut before, mut sum) = (0_i128, 0_i128);
    for (weight, amount) in weights.iter().zip(paid) {
        let (w, a) = (i128::from(*weight), i128::from(*amount));
        let exact = i128::from(pool) * w;
        match policy {
            Policy::PerShareFloor => assert_eq!(a, i128::from(pool) / total * w),
            // Within one fen of the exact fraction: |a - P w / W| < 1, without dividing.
            _ => assert!(
                (a * total - exact).abs() < total,
                "{pool} {weights:?} {paid:?}"
            ),
        }
        before += w;
        sum += a;
        if policy == Policy::Cumulative {
            // Every running total is the exact one rounded down.
            assert!(sum * total <= i128::from(pool) * before);
            assert!((sum + 1) * total > i128::from(pool) * before);
        }
    }
    if policy == Policy::LargestRemainder {
        for (i, j) in (0..paid.len()).flat_map(|i| (0..paid.len()).map(move |j| (i, j))) {
            // Nobody got the fen of somebody with a larger remainder.
            let left = |n: usize| i128::from(pool) * i128::from(weights[n]) % total;
            let is_up =
                |n: usize| i128::from(paid[n]) * total > i128::from(pool) * i128::from(weights[n]);
            assert!(!is_up(i) || is_up(j) || left(i) >= left(j) || left(j) == 0);
        }
    }
    let carried = i128::from(pool) - sum;
    match policy {
        Policy::PerShareFloor => assert!((0..total).contains(&carried)),
        _ => assert_eq!(carried, 0),
    }
}

#[test]
fn a_hundred_thousand_divisions_agree_with_exact_fractions() {
    let mut dice = Dice(20_260_701);
    let policies = [
        Policy::PerShareFloor,
        Policy::LargestRemainder,
        Policy::Cumulative,
    ];
    for case in 0..100_000_usize {
        let policy = policies[case % 3];
        let sizes = [10, 1_000, 1_000_000_000, 1_000_000_000_000_000];
        let pool = dice.below(sizes[case / 3 % 4]);
        let count = 1 + dice.below(6);
        let payees: Vec<Entitlement> = (1..=count)
            .map(|id| Entitlement {
                shares: dice.below(100_000),
                ..payee(
                    id,
                    1 + dice.below(7),
                    ["A", "B"][dice.below(2) as usize],
                    TOWN,
                )
            })
            .collect();
        let (d, n) = (1 + dice.below(30), dice.below(30));
        let n = n.min(d);
        let to = [by(Measure::Heads), by(Measure::Shares), class("A")];
        let rest = [by(Measure::Households), To::Account("welfare".into())];
        let (r, e) = (dice.below(5), 5 + dice.below(20));
        let division = Division {
            deductions: vec![deduct("reserve", Amount::Share(share(r, e)))],
            parts: vec![
                part("first", (n, d), to[case % 3].clone()),
                part("rest", (d - n, d), rest[case % 2].clone()),
            ],
        };
        let divided = division.divide(Fen(pool), &payees, policy, 1).unwrap();
        let w = &divided.waterfall;
        let taken = i128::from(pool) * i128::from(r) / i128::from(e);
        assert_eq!(i128::from(w.deductions[0].amount.0), taken);
        let allotted: Vec<i64> = w.parts.iter().map(|p| p.allotted.0).collect();
        oracle_line(
            Policy::LargestRemainder,
            w.remaining.0,
            &[n, d - n],
            &allotted,
        );
        for (place, sum) in w.parts.iter().enumerate() {
            assert_eq!(sum.distributed.0 + sum.carried.0, sum.allotted.0);
            if sum.to.is_some() || sum.is_undistributable {
                continue;
            }
            let of = |line: &Vec<crate::division::LinePart>| {
                let part = line.iter().find(|p| p.part == place);
                part.map_or((0, 0), |p| (p.weight, p.amount))
            };
            let (weights, paid): (Vec<i64>, Vec<i64>) = divided.lines.iter().map(of).unzip();
            oracle_line(policy, sum.allotted.0, &weights, &paid);
        }
    }
}
