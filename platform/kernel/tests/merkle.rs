//! The five-sum tree: agreement with the second implementation, and that nothing can be bent unseen.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests: a faulty table should stop the test at once"
)]

use kernel::Error;
use kernel::merkle::{Leaf, Node, Proof, ProofFault, Published, Sums, Tree, depth_of, leaf_key};
use proptest::prelude::*;
use serde_json::Value;

const VECTORS: &str = include_str!("../vectors/five-sum-tree-1.json");

fn bytes<const N: usize>(hex: &Value) -> [u8; N] {
    let hex = hex.as_str().unwrap();
    assert_eq!(hex.len(), 2 * N);
    std::array::from_fn(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
}

fn sums(value: &Value) -> Sums {
    serde_json::from_value(value.clone()).unwrap()
}

fn leaves_of(case: &Value) -> Vec<Leaf> {
    let leaves = case["leaves"].as_array().unwrap();
    leaves
        .iter()
        .map(|leaf| Leaf {
            key: bytes(&leaf["key"]),
            commitment: bytes(&leaf["commitment"]),
            sums: sums(&leaf["sums"]),
        })
        .collect()
}

fn proof_of(value: &Value) -> Proof {
    let siblings = value["siblings"].as_array().unwrap();
    Proof {
        index: value["index"].as_u64().unwrap(),
        siblings: siblings
            .iter()
            .map(|node| Node {
                hash: bytes(&node["hash"]),
                sums: sums(&node["sums"]),
            })
            .collect(),
    }
}

#[test]
fn the_tree_agrees_with_the_second_implementation() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    for key in file["leaf_keys"].as_array().unwrap() {
        let payee = key["payee"].as_i64().unwrap();
        assert_eq!(
            leaf_key(&bytes(&key["register_root"]), payee),
            bytes(&key["key"])
        );
    }
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 12);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let context = case["context"].as_str().unwrap().as_bytes();
        let leaves = leaves_of(case);
        let tree = Tree::build(context, leaves.clone()).unwrap();
        assert_eq!(tree.root(), bytes(&case["root"]), "{name}");
        assert_eq!(tree.sums(), sums(&case["sums"]), "{name}");
        assert_eq!(tree.depth() as u64, case["depth"], "{name}");
        assert_eq!(tree.len(), leaves.len(), "{name}");
        assert_eq!(tree.is_empty(), leaves.is_empty(), "{name}");
        for expected in case["proofs"].as_array().unwrap() {
            let key = bytes(&expected["key"]);
            let proof = tree.proof(tree.index_of(&key).unwrap()).unwrap();
            assert_eq!(proof, proof_of(expected), "{name}");
            let leaf = leaves.iter().find(|leaf| leaf.key == key).unwrap();
            let checked = proof.verify(&tree.published(), context, &leaf.commitment, leaf.sums);
            assert_eq!(checked, Ok(()), "{name}");
        }
        assert_eq!(tree.proof(leaves.len()), Err(Error::NotFound), "{name}");
    }
}

#[test]
fn depth_is_that_of_the_next_power_of_two() {
    for (leaves, depth) in [
        (0, 0),
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 2),
        (5, 3),
        (1_000_000, 20),
        (u64::MAX, 64),
    ] {
        assert_eq!(depth_of(leaves), depth, "{leaves}");
    }
}

fn leaf(n: u8, gross: u64) -> Leaf {
    Leaf {
        key: [n; 16],
        commitment: [n; 32],
        sums: Sums {
            payees: 1,
            shares: u64::from(n),
            weight: 2,
            gross,
            tax: 0,
        },
    }
}

#[test]
fn the_same_payee_twice_is_refused() {
    let built = Tree::build(b"t", vec![leaf(1, 1), leaf(2, 1), leaf(1, 5)]);
    assert_eq!(
        built.map(|t| t.root()),
        Err(Error::refused("merkle.duplicate_key"))
    );
}

#[test]
fn sums_that_pass_2_to_the_64_are_refused() {
    let built = Tree::build(b"t", vec![leaf(1, u64::MAX), leaf(2, 1)]);
    assert_eq!(
        built.map(|t| t.root()),
        Err(Error::refused("merkle.overflow"))
    );
}

#[test]
fn a_sibling_with_a_sum_that_wraps_round_is_seen() {
    let leaves = vec![leaf(1, 5), leaf(2, 7)];
    let tree = Tree::build(b"t", leaves.clone()).unwrap();
    let mut proof = tree.proof(0).unwrap();
    proof.siblings[0].sums.gross = u64::MAX;
    let told = proof.verify(
        &tree.published(),
        b"t",
        &leaves[0].commitment,
        leaves[0].sums,
    );
    assert_eq!(told, Err(ProofFault::Overflow));
}

#[test]
fn the_order_in_which_leaves_are_given_does_not_matter() {
    let one = Tree::build(b"t", vec![leaf(1, 5), leaf(2, 7), leaf(3, 9)]).unwrap();
    let other = Tree::build(b"t", vec![leaf(3, 9), leaf(1, 5), leaf(2, 7)]).unwrap();
    assert_eq!(one.published(), other.published());
}

#[test]
fn other_contexts_give_other_roots() {
    let root = |context: &[u8]| Tree::build(context, vec![leaf(1, 5)]).unwrap().root();
    assert_ne!(root(b"register"), root(b"round"));
    assert_ne!(root(b""), root(b"\0"));
}

fn some_leaves() -> impl Strategy<Value = Vec<Leaf>> {
    let one = (any::<[u8; 16]>(), any::<[u8; 32]>(), any::<[u32; 4]>());
    proptest::collection::vec(one, 1..40).prop_map(|rows| {
        let mut leaves: Vec<Leaf> = rows
            .into_iter()
            .map(|(key, commitment, [shares, weight, gross, tax])| Leaf {
                key,
                commitment,
                sums: Sums {
                    payees: 1,
                    shares: shares.into(),
                    weight: weight.into(),
                    gross: gross.into(),
                    tax: tax.into(),
                },
            })
            .collect();
        leaves.sort_by_key(|leaf| leaf.key);
        leaves.dedup_by_key(|leaf| leaf.key);
        leaves
    })
}

/// Adds 1 to, or flips a bit of, the `at`-th of all numbers and hashes of a claim.
fn bend(at: usize, bit: u8, claim: &mut (Published, Leaf, Proof)) {
    let (published, leaf, proof) = claim;
    let mut nodes: Vec<(&mut [u8; 32], &mut Sums)> = vec![
        (&mut published.root, &mut published.sums),
        (&mut leaf.commitment, &mut leaf.sums),
    ];
    nodes.extend(
        proof
            .siblings
            .iter_mut()
            .map(|node| (&mut node.hash, &mut node.sums)),
    );
    let count = nodes.len();
    let (hash, sums) = nodes.swap_remove(at / 6 % count);
    match at % 6 {
        0 => hash[usize::from(bit / 8)] ^= 1 << (bit % 8),
        1 => sums.payees += 1,
        2 => sums.shares += 1,
        3 => sums.weight += 1,
        4 => sums.gross += 1,
        _ => sums.tax += 1,
    }
}

proptest! {
    #[test]
    fn every_proof_holds(leaves in some_leaves()) {
        let tree = Tree::build(b"context", leaves.clone()).unwrap();
        let mut before = Sums::default();
        for (index, leaf) in leaves.iter().enumerate() {
            let proof = tree.proof(index).unwrap();
            let told = proof.verify(&tree.published(), b"context", &leaf.commitment, leaf.sums);
            prop_assert_eq!(told, Ok(()));
            prop_assert_eq!(proof.sums_before(), Some(before));
            before = before.plus(leaf.sums).unwrap();
        }
        prop_assert_eq!(tree.sums(), before);
    }

    #[test]
    fn one_changed_bit_or_sum_breaks_the_proof(
        leaves in some_leaves(),
        which: prop::sample::Index,
        at: usize,
        bit: u8,
    ) {
        let tree = Tree::build(b"context", leaves.clone()).unwrap();
        let index = which.index(leaves.len());
        let mut claim = (tree.published(), leaves[index], tree.proof(index).unwrap());
        bend(at, bit, &mut claim);
        let (published, leaf, proof) = claim;
        let told = proof.verify(&published, b"context", &leaf.commitment, leaf.sums);
        prop_assert!(told.is_err());
    }

    #[test]
    fn a_proof_holds_at_no_other_place_context_or_depth(
        leaves in some_leaves(),
        which: prop::sample::Index,
        other in 0_u64..64,
    ) {
        let tree = Tree::build(b"context", leaves.clone()).unwrap();
        let index = which.index(leaves.len());
        let leaf = leaves[index];
        let right = tree.proof(index).unwrap();
        let verify = |proof: &Proof, context: &[u8]| {
            proof.verify(&tree.published(), context, &leaf.commitment, leaf.sums)
        };
        prop_assert!(verify(&right, b"Context").is_err());
        if other != index as u64 {
            let moved = Proof { index: other, siblings: right.siblings.clone() };
            prop_assert!(verify(&moved, b"context").is_err());
        }
        let mut longer = right.clone();
        longer.siblings.push(Node::default());
        prop_assert_eq!(verify(&longer, b"context"), Err(ProofFault::WrongDepth));
    }
}
