//! Slips and notices: agreement with the second implementation, forgeries found, and the way through digits and JSON.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a faulty table should stop the test at once"
)]

use kernel::Id;
use kernel::apportion::{Policy, apportion};
use kernel::merkle::{Leaf, Sums, Tree, leaf_key, path_in};
use kernel::proof::*;
use kernel::text::{hex, unhex};
use proptest::prelude::*;
use serde_json::Value;

const VECTORS: &str = include_str!("../vectors/proof-1.json");

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

fn raw(digits: &str) -> Vec<u8> {
    from_digits(digits).unwrap()
}

#[test]
fn digits_agree_with_the_second_implementation() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    for one in file["digits"].as_array().unwrap() {
        let bytes = raw(text(one, "digits"));
        assert_eq!(hex(&bytes), text(one, "bytes"));
        assert_eq!(to_digits(&bytes), text(one, "digits"));
    }
}

#[test]
fn every_slip_gets_the_verdict_of_the_second_implementation() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let slips = file["slips"].as_array().unwrap();
    assert!(slips.len() >= 30);
    for case in slips {
        let name = text(case, "name");
        let Ok(Read::Slip(slip)) = Read::of_text(text(case, "digits")) else {
            panic!("{name}: unreadable");
        };
        assert_eq!(hex(&slip.to_bytes()), text(case, "bytes"), "{name}");
        assert_eq!(
            Slip::of_json(&slip.to_json()),
            Ok((*slip).clone()),
            "{name}"
        );
        let root = unhex(text(case, "root")).unwrap();
        let verdict = match slip.check_root(&root) {
            Ok(held) => {
                assert_eq!(held.is_amount_checked, case["is_amount_checked"], "{name}");
                "holds"
            }
            Err(fault) => fault.code(),
        };
        assert_eq!(verdict, text(case, "verdict"), "{name}");
    }
    for case in file["unreadable"].as_array().unwrap() {
        assert!(Read::of_text(text(case, "digits")).is_err(), "{case}");
    }
}

#[test]
fn every_notice_reads_as_the_second_implementation_wrote_it() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let slips = file["slips"].as_array().unwrap();
    for case in file["notices"].as_array().unwrap() {
        let address = format!("https://example.org/v#{}", text(case, "digits"));
        let Ok(Read::Notice(notice)) = Read::of_text(&address) else {
            panic!("unreadable");
        };
        assert_eq!(notice.title, text(case, "title"));
        assert_eq!(hex(&notice.root), text(case, "root"));
        assert_eq!(notice.leaves, case["leaves"]);
        assert_eq!(hex(&notice.to_bytes()), text(case, "bytes"));
        assert_eq!(Notice::of_json(&notice.to_json()), Ok((*notice).clone()));
        let own = slips.iter().filter(|slip| slip["root"] == case["root"]);
        for slip in own.filter(|slip| slip["name"] == "genuine") {
            let slip = Slip::of_bytes(&raw(text(slip, "digits"))).unwrap();
            assert!(slip.check(&notice).is_ok());
            let mut other = (*notice).clone();
            other.terms.pool += 1;
            assert_eq!(slip.check(&other), Err(Fault::OtherTerms));
            let mut other = (*notice).clone();
            other.sums.tax += 1;
            let fault = slip.check(&other).unwrap_err();
            assert_eq!(fault.code(), "wrong_sums");
            let mut other = (*notice).clone();
            other.round = Id(5);
            assert_eq!(slip.check(&other), Err(Fault::OtherRound));
        }
    }
}

/// A round laid out by the policies that rounds use.
fn a_round(weights: &[i64], pool: i64, policy: Policy) -> (Tree, Vec<Slip>) {
    let (org, round) = (3, Id(1 << 61));
    let money = apportion(policy, pool, weights, 1).unwrap();
    let lines: Vec<(Id, [u8; 32], Sums)> = money
        .lines
        .iter()
        .zip(1_i64..)
        .map(|(line, payee)| {
            let sums = Sums {
                payees: 1,
                shares: 1000,
                weight: line.weight as u64,
                gross: line.amount as u64,
                tax: 0,
            };
            (Id(payee), [payee as u8; 32], sums)
        })
        .collect();
    // Places of leaves are those of the lines, as they are in a round.
    let leaf = |(place, (payee, salt, sums)): (usize, &(Id, [u8; 32], Sums))| Leaf {
        key: (place as u128).to_be_bytes(),
        commitment: commitment(salt, *payee),
        sums: *sums,
    };
    let leaves = lines.iter().enumerate().map(leaf).collect();
    let tree = Tree::build(&lines_context(org, round), leaves).unwrap();
    let slips = lines
        .iter()
        .enumerate()
        .map(|(place, (payee, salt, sums))| Slip {
            org,
            round,
            terms: Terms {
                policy: Some(policy),
                step_fen: 1,
                pool: pool as u64,
            },
            leaves: weights.len() as u64,
            payee: *payee,
            salt: *salt,
            sums: *sums,
            proof: tree.proof(place).unwrap(),
        });
    let slips = slips.collect();
    (tree, slips)
}

fn notice_of(tree: &Tree, slip: &Slip) -> Notice {
    Notice {
        org: slip.org,
        round: slip.round,
        issue: 1,
        terms: slip.terms,
        leaves: slip.leaves,
        root: tree.root(),
        sums: tree.sums(),
        register: [1; 32],
        seq: 9,
        hash: [2; 32],
        title: "FH-2022-0001 示例".to_owned(),
        key: [3; 32],
        signature: [4; 64],
    }
}

proptest! {
    #[test]
    fn every_line_of_a_round_checks_its_own_rounding(
        weights in prop::collection::vec(1_i64..10_000, 1..60),
        pool in 1_i64..1_000_000_000,
        which in 0_usize..3,
    ) {
        let policy = [Policy::PerShareFloor, Policy::LargestRemainder, Policy::Cumulative][which];
        let (tree, slips) = a_round(&weights, pool, policy);
        for slip in slips {
            let held = slip.check_root(&tree.root()).unwrap();
            prop_assert!(held.is_amount_checked);
            let again = Slip::of_bytes(&raw(&slip.to_digits())).unwrap();
            prop_assert_eq!(again, slip);
        }
    }

    #[test]
    fn no_single_byte_of_a_slip_can_be_changed_unseen(place in 0_usize..600, bit in 0_u32..8) {
        let (tree, slips) = a_round(&[3, 1, 4, 1, 5, 9, 2, 6], 1_000_003, Policy::Cumulative);
        let mut bytes = slips[5].to_bytes();
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        // The root does not bind the terms; the whole notice does.
        let notice = notice_of(&tree, &slips[0]);
        let held = Slip::of_bytes(&bytes).is_ok_and(|slip| slip.check(&notice).is_ok());
        prop_assert!(!held, "byte {place} bit {bit}");
    }

    #[test]
    fn random_bytes_and_texts_never_end_the_program(bytes in prop::collection::vec(any::<u8>(), 0..300), text in ".*") {
        drop(Read::of_bytes(&bytes));
        drop(Read::of_text(&text));
        prop_assert_eq!(raw(&to_digits(&bytes)), bytes);
    }

    #[test]
    fn a_subtree_gives_the_lower_half_of_a_proof(leaves in 1_usize..70, height in 0_usize..5) {
        let weights = vec![1; leaves];
        let (tree, slips) = a_round(&weights, 1_000, Policy::Cumulative);
        let height = height.min(tree.depth());
        for (place, slip) in slips.iter().enumerate() {
            let start = place >> height << height;
            let below: Vec<([u8; 32], Sums)> = slips[start..(start + (1 << height)).min(leaves)]
                .iter()
                .map(|s| (commitment(&s.salt, s.payee), s.sums))
                .collect();
            let context = lines_context(3, Id(1 << 61));
            let path = path_in(&context, &below, height, place - start).unwrap();
            prop_assert_eq!(&path[..], &slip.proof.siblings[..height]);
        }
    }
}

#[test]
fn a_proof_of_a_million_lines_fits_its_code() {
    // The largest sums that such a round can have: a billion yuan, a hundred million shares of a thousandth.
    let most = |lines: u64| Sums {
        payees: lines,
        shares: 100_000 * lines,
        weight: 100_000 * lines,
        gross: 100_000 * lines,
        tax: 20_000 * lines,
    };
    let node = |height: u32| kernel::merkle::Node {
        hash: leaf_key(&[7; 32], i64::from(height))
            .repeat(2)
            .try_into()
            .unwrap(),
        sums: most(1 << height),
    };
    let slip = Slip {
        org: 999,
        round: Id(i64::MAX),
        terms: Terms {
            policy: Some(Policy::Cumulative),
            step_fen: 1,
            pool: 100_000_000_000,
        },
        leaves: 1_000_000,
        payee: Id(i64::MAX),
        salt: [255; 32],
        sums: most(1),
        proof: kernel::merkle::Proof {
            index: 999_999,
            siblings: (0..20).map(node).collect(),
        },
    };
    let bytes = slip.to_bytes();
    assert!(bytes.len() <= 1_200, "{} bytes", bytes.len());
    assert_eq!(Slip::of_bytes(&bytes), Ok(slip));
}
