//! The five-sum Merkle tree, format 1: whoever holds his own line and the posted root can check that the
//! line is in the total, and nobody can be added or left out without the published sums moving.
//!
//! Pure; knows no salt and no person: a payee is a 32-byte commitment that the caller makes.
//!
//! # Format 1, byte for byte
//! All numbers are unsigned and big-endian. `‖` joins bytes. H is SHA-256.
//!
//! - *Sums* are five numbers of 8 bytes, in this order, 40 bytes together:
//!   payees ‖ shares ‖ weight ‖ gross ‖ tax. Gross and tax are fen. A register tree (roster or frozen inputs,
//!   before any money) has gross = tax = 0 and a context of its own; nothing else differs.
//! - *Leaf hash* = H(0x00 ‖ 0x01 ‖ length of context, 4 bytes ‖ context ‖ length of commitment, 4 bytes,
//!   always 32 ‖ commitment ‖ sums). The first byte says leaf, the second is the format. The context is text
//!   in UTF-8 that names the tree, such as its kind, organisation and round.
//! - *Order*: leaves stand in ascending order of their 16-byte key, compared byte by byte; keys are unique.
//!   The key itself is not hashed. For payees it is [`leaf_key`]: the first 16 bytes of
//!   H(register root, 32 bytes ‖ payee id, 8 bytes). So the order is fixed before the pool is known.
//! - *Padding*: n leaves are filled up on the right with empty leaves to the next power of two (n = 0 counts as
//!   1). An empty leaf has the hash of 32 zero bytes and sums of zero. Depth is the number of halvings:
//!   0 for n = 0 and 1, 1 for 2, 2 for 3 and 4, 20 for 1,000,000.
//! - *Node hash* = H(0x01 ‖ left hash ‖ left sums ‖ right hash ‖ right sums), 145 bytes in. Its sums are
//!   the five sums of left and right, each below 2^64; a tree whose sums pass that is not valid. A node over two
//!   empty leaves is hashed in the same way.
//! - *Root*: the hash of the only node of the top level. Root, n and the five sums are published.
//! - *Proof* for leaf i: the sibling's hash and sums at each level from the bottom, as many as the depth.
//!   At level k the running node is the right child where bit k of i is 1. To check: i < n, the depth is that
//!   of n, no sum overflows, and root and sums come out as published.
//!
//! Test vectors made by a second implementation are in `vectors/`.

use crate::{Error, Refusal, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// The number of this format, published with each root.
pub const FORMAT: u8 = 1;

/// The five sums of a leaf, a node or a whole tree.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Sums {
    /// Payees: 1 in an ordinary leaf.
    pub payees: u64,
    /// In the smallest unit of the share class; 0 where there are no shares.
    pub shares: u64,
    /// In the unit of the round's weights.
    pub weight: u64,
    /// Before tax, fen.
    pub gross: u64,
    /// Withheld, fen.
    pub tax: u64,
}

impl Sums {
    /// Each with each; nothing where one of them passes 2^64.
    pub fn plus(self, other: Sums) -> Option<Sums> {
        Some(Sums {
            payees: self.payees.checked_add(other.payees)?,
            shares: self.shares.checked_add(other.shares)?,
            weight: self.weight.checked_add(other.weight)?,
            gross: self.gross.checked_add(other.gross)?,
            tax: self.tax.checked_add(other.tax)?,
        })
    }

    fn feed(self, hash: &mut Sha256) {
        for number in [self.payees, self.shares, self.weight, self.gross, self.tax] {
            hash.update(number.to_be_bytes());
        }
    }
}

/// One line of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// Orders the leaves; unique in a tree.
    pub key: [u8; 16],
    /// Who, salted: what is behind it, only the holder of the salt can show.
    pub commitment: [u8; 32],
    pub sums: Sums,
}

/// A hash with the sums below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Node {
    pub hash: [u8; 32],
    pub sums: Sums,
}

/// The way from one leaf to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The leaf's place in the order of keys, from 0.
    pub index: u64,
    /// From the bottom, one for each level.
    pub siblings: Vec<Node>,
}

/// What the notice prints and a proof is checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub root: [u8; 32],
    pub sums: Sums,
    /// n, the number of leaves.
    pub leaves: u64,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    #[error("the leaf's place is not below the published number of leaves")]
    NotAPlace,
    #[error("the proof does not have one step for each level")]
    WrongDepth,
    #[error("the sums pass 2^64")]
    Overflow,
    #[error("line and proof lead to another root than the published one")]
    WrongRoot,
    #[error("line and proof lead to other sums than the published ones")]
    WrongSums,
}

/// A tree with its levels from a height on, about 160 bytes a leaf with all of them; the padding is not stored.
#[derive(Debug, Clone)]
pub struct Tree {
    /// n.
    leaves: usize,
    /// The lowest level that is kept; 0 keeps the leaves.
    base: usize,
    /// Of the first leaf under each node of the lowest level kept.
    keys: Vec<[u8; 16]>,
    /// From the lowest one kept up; the last holds the root alone.
    levels: Vec<Vec<Node>>,
    /// The node over nothing but empty leaves, for each level.
    empty: Vec<Node>,
}

impl Tree {
    /// Sorts the leaves by key and hashes them under `context`.
    ///
    /// Refuses `merkle.duplicate_key` and `merkle.overflow` (a sum passes 2^64).
    pub fn build(context: &[u8], mut leaves: Vec<Leaf>) -> Result<Tree> {
        leaves.sort_unstable_by_key(|leaf| leaf.key);
        Tree::over(context, &leaves, 0, |leaf| Ok(*leaf))
    }

    /// The tree over what stands in the order of its keys already, with the levels from `base` on: whoever asks for
    /// no proof needs no leaves.
    ///
    /// Refuses as [`Tree::build`]; `Internal` where the order is another one.
    pub fn over<T: Sync>(
        context: &[u8],
        items: &[T],
        base: usize,
        leaf: impl Fn(&T) -> Result<Leaf> + Sync,
    ) -> Result<Tree> {
        let depth = depth_of(items.len() as u64);
        let base = base.min(depth);
        let overflow = || Error::refused("merkle.overflow");
        let mut empty = vec![Node::default()];
        for _ in 0..depth {
            let nothing = empty.last().copied().unwrap_or_default();
            empty.push(join(nothing, nothing).ok_or_else(overflow)?);
        }
        let under: Vec<&[T]> = items.chunks(1 << base).collect();
        let part = |number: usize| {
            let items = under.get(number).copied().unwrap_or_default();
            lowest(context, items, &leaf, empty.get(..base).unwrap_or_default())
        };
        let mut bottom = Vec::with_capacity(under.len());
        let mut keys = Vec::with_capacity(under.len());
        let mut last: Option<[u8; 16]> = None;
        for found in crate::parallel::map_parts(under.len(), 1 << base, part) {
            let (node, first, end) = found?;
            in_order(last, first)?;
            last = Some(end);
            keys.push(first);
            bottom.push(node);
        }
        let mut levels = vec![bottom];
        for nothing in empty.iter().take(depth).skip(base) {
            let below = levels.last().map_or(&[][..], Vec::as_slice);
            levels.push(above(below, *nothing).ok_or_else(overflow)?);
        }
        Ok(Tree {
            leaves: items.len(),
            base,
            keys,
            levels,
            empty,
        })
    }

    /// The hash of the top; 32 zero bytes for a tree of no leaves.
    pub fn root(&self) -> [u8; 32] {
        self.top().hash
    }

    /// The five sums of all leaves.
    pub fn sums(&self) -> Sums {
        self.top().sums
    }

    /// The number of levels above the leaves.
    pub fn depth(&self) -> usize {
        self.empty.len() - 1
    }

    /// n, the number of leaves without the padding.
    pub fn len(&self) -> usize {
        self.leaves
    }

    /// Whether there is no leaf.
    pub fn is_empty(&self) -> bool {
        self.leaves == 0
    }

    /// Root, sums and number of leaves, as the notice prints them.
    pub fn published(&self) -> Published {
        Published {
            root: self.root(),
            sums: self.sums(),
            leaves: self.leaves as u64,
        }
    }

    /// The place of a key in the order of leaves, in a tree that keeps them.
    pub fn index_of(&self, key: &[u8; 16]) -> Option<usize> {
        let place = self.keys.binary_search(key).ok();
        place.filter(|_| self.base == 0)
    }

    /// The proof of the leaf at `index`; `NotFound` where there is none, `Internal` in a tree without its leaves.
    pub fn proof(&self, index: usize) -> Result<Proof> {
        if index >= self.leaves {
            return Err(Error::NotFound);
        }
        if self.base > 0 {
            return Err(Error::Internal(
                "a proof from a tree without its leaves".into(),
            ));
        }
        let steps = self.levels.iter().zip(&self.empty).take(self.depth());
        let siblings = steps
            .enumerate()
            .map(|(height, (level, nothing))| *level.get((index >> height) ^ 1).unwrap_or(nothing))
            .collect();
        Ok(Proof {
            index: index as u64,
            siblings,
        })
    }

    /// The key of the leaf at `index`, which stands first under a node of the lowest level kept.
    pub fn key(&self, index: usize) -> Option<[u8; 16]> {
        let place = index >> self.base;
        let is_first = place << self.base == index;
        self.keys.get(place).copied().filter(|_| is_first)
    }

    /// The nodes of a height above the leaves, from the left; neither the padding is among them nor a level below
    /// those kept.
    pub fn level(&self, height: usize) -> &[Node] {
        let place = height.checked_sub(self.base);
        let level = place.and_then(|place| self.levels.get(place));
        level.map_or(&[], Vec::as_slice)
    }

    fn top(&self) -> Node {
        // A tree of no leaves is one empty leaf: zero hash, zero sums.
        self.levels
            .last()
            .and_then(|level| level.first())
            .copied()
            .unwrap_or_default()
    }
}

impl Proof {
    /// Checks that a line with this commitment and these sums is in the published tree.
    pub fn verify(
        &self,
        published: &Published,
        context: &[u8],
        commitment: &[u8; 32],
        sums: Sums,
    ) -> Result<(), ProofFault> {
        let node = self.climb(published.leaves, context, commitment, sums)?;
        if node.hash != published.root {
            return Err(ProofFault::WrongRoot);
        }
        if node.sums != published.sums {
            return Err(ProofFault::WrongSums);
        }
        Ok(())
    }

    /// The top that the line leads to in a tree of so many leaves.
    pub fn climb(
        &self,
        leaves: u64,
        context: &[u8],
        commitment: &[u8; 32],
        sums: Sums,
    ) -> Result<Node, ProofFault> {
        if self.index >= leaves {
            return Err(ProofFault::NotAPlace);
        }
        if self.siblings.len() != depth_of(leaves) {
            return Err(ProofFault::WrongDepth);
        }
        let mut node = Node {
            hash: leaf_hash(context, commitment, sums),
            sums,
        };
        for (height, sibling) in self.siblings.iter().enumerate() {
            let is_right = (self.index >> height) & 1 == 1;
            let joined = if is_right {
                join(*sibling, node)
            } else {
                join(node, *sibling)
            };
            node = joined.ok_or(ProofFault::Overflow)?;
        }
        Ok(node)
    }

    /// The sums of all leaves before this one, from the left siblings alone. Its weight is the C of a
    /// line under the policy `cumulative`. Nothing where they pass 2^64, which no valid proof does.
    pub fn sums_before(&self) -> Option<Sums> {
        let left = |(height, _): &(usize, &Node)| (self.index >> height) & 1 == 1;
        self.siblings
            .iter()
            .enumerate()
            .filter(left)
            .try_fold(Sums::default(), |total, (_, node)| total.plus(node.sums))
    }
}

/// The key by which a payee's leaf is ordered: the first 16 bytes of H(register root ‖ payee, 8 bytes).
pub fn leaf_key(register_root: &[u8; 32], payee: i64) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(register_root);
    hash.update(payee.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(digest) {
        *to = from;
    }
    key
}

/// The depth of a tree of so many leaves: that of the next power of two.
pub fn depth_of(leaves: u64) -> usize {
    match leaves {
        0 | 1 => 0,
        more => (u64::BITS - (more - 1).leading_zeros()) as usize,
    }
}

/// The hash of one leaf.
pub fn leaf_hash(context: &[u8], commitment: &[u8; 32], sums: Sums) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0x00, FORMAT]);
    hash.update((context.len() as u32).to_be_bytes());
    hash.update(context);
    hash.update((commitment.len() as u32).to_be_bytes());
    hash.update(commitment);
    sums.feed(&mut hash);
    hash.finalize().into()
}

/// The way from the leaf at `place` to the top of a subtree `height` levels high, of whose leaves those that
/// are no padding are given from the left. Refuses `merkle.overflow`.
pub fn path_in(
    context: &[u8],
    leaves: &[([u8; 32], Sums)],
    height: usize,
    place: usize,
) -> Result<Vec<Node>> {
    let leaf = |(commitment, sums): &([u8; 32], Sums)| Node {
        hash: leaf_hash(context, commitment, *sums),
        sums: *sums,
    };
    let mut level: Vec<Node> = leaves.iter().map(leaf).collect();
    let mut nothing = Node::default();
    let mut path = Vec::with_capacity(height);
    let overflow = || Error::refused("merkle.overflow");
    for step in 0..height {
        path.push(*level.get((place >> step) ^ 1).unwrap_or(&nothing));
        level = above(&level, nothing).ok_or_else(overflow)?;
        nothing = join(nothing, nothing).ok_or_else(overflow)?;
    }
    Ok(path)
}

/// The node over nothing but empty leaves, `height` levels high.
pub fn empty_node(height: usize) -> Node {
    // Sums of nothing are zero and cannot overflow.
    let over = |node: Node| join(node, node).unwrap_or_default();
    (0..height).fold(Node::default(), |node, _| over(node))
}

/// The node over a few leaves in their order, with their first and last key; `empty` has the padding of each level below.
fn lowest<T>(
    context: &[u8],
    items: &[T],
    leaf: impl Fn(&T) -> Result<Leaf>,
    empty: &[Node],
) -> Result<(Node, [u8; 16], [u8; 16])> {
    let mut first = None;
    let mut last = None;
    let mut level = Vec::with_capacity(items.len());
    for item in items {
        let leaf = leaf(item)?;
        in_order(last, leaf.key)?;
        last = Some(leaf.key);
        first.get_or_insert(leaf.key);
        level.push(Node {
            hash: leaf_hash(context, &leaf.commitment, leaf.sums),
            sums: leaf.sums,
        });
    }
    for nothing in empty {
        level = above(&level, *nothing).ok_or_else(|| Error::refused("merkle.overflow"))?;
    }
    match (level.as_slice(), first, last) {
        ([node], Some(first), Some(last)) => Ok((*node, first, last)),
        _ => Err(Error::Internal("a part of a tree without a top".into())),
    }
}

fn in_order(last: Option<[u8; 16]>, next: [u8; 16]) -> Result<()> {
    match last.map(|last| last.cmp(&next)) {
        None | Some(Ordering::Less) => Ok(()),
        Some(Ordering::Equal) => Err(Refusal::new("merkle.duplicate_key").into()),
        Some(Ordering::Greater) => Err(Error::Internal("leaves out of their order".into())),
    }
}

/// A level over another; `nothing` pads the one below.
fn above(below: &[Node], nothing: Node) -> Option<Vec<Node>> {
    let pair = |pair: &[Node]| match *pair {
        [left, right] => join(left, right),
        [left] => join(left, nothing),
        _ => None,
    };
    below.chunks(2).map(pair).collect()
}

fn join(left: Node, right: Node) -> Option<Node> {
    let sums = left.sums.plus(right.sums)?;
    let mut hash = Sha256::new();
    hash.update([0x01]);
    for node in [left, right] {
        hash.update(node.hash);
        node.sums.feed(&mut hash);
    }
    Some(Node {
        hash: hash.finalize().into(),
        sums,
    })
}
