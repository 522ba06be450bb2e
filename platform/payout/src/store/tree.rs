//! SQL of the trees' upper levels, and of the subtree under one of their lowest nodes.

use crate::plan::LineKey;
use ::store::{Row, Tx, values};
use kernel::merkle::{Node, Sums, Tree};
use kernel::{Error, Id, OrgId, Result};

/// Levels of a subtree: 128 lines are read and hashed again for a proof.
pub const SUBTREE: usize = 7;
/// Of a tree over fewer lines than fit in 63 bits.
const MOST_LEVELS: usize = 40;

/// Stores what stands at and above the subtrees.
pub fn insert_tree(tx: &mut Tx, org: OrgId, round: Id, tree: &Tree) -> Result<()> {
    let height = SUBTREE.min(tree.depth());
    for level in height..=tree.depth() {
        for (place, node) in tree.level(level).iter().enumerate() {
            let first = (level == height)
                .then(|| tree.key(place << height))
                .flatten();
            let number = (1_usize << (tree.depth() - level)) + place;
            insert_node(tx, (org, round), number, node, first)?;
        }
    }
    Ok(())
}

fn insert_node(
    tx: &mut Tx,
    (org, round): (OrgId, Id),
    number: usize,
    node: &Node,
    first: Option<[u8; 16]>,
) -> Result<()> {
    let whole = |n: u64| i64::try_from(n).map_err(|e| Error::internal("storing a tree", e));
    let number = i64::try_from(number).map_err(|e| Error::internal("storing a tree", e))?;
    let sums = node.sums;
    tx.insert(
        "payout_tree_now (org, round, node, hash, payees, shares, weight, gross, tax, first_key)",
        values![
            org,
            round,
            number,
            node.hash,
            whole(sums.payees)?,
            whole(sums.shares)?,
            whole(sums.weight)?,
            whole(sums.gross)?,
            whole(sums.tax)?,
            first
        ],
    )
}

pub fn clear_trees(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.execute("delete from payout_tree_now where org = $1", &values![org])
        .map(drop)
}

/// The number of the subtree in which a key stands, and its first key; nothing where no tree is stored.
pub fn subtree_of(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    key: LineKey,
) -> Result<Option<(i64, [u8; 16])>> {
    let sql = "select node, first_key from payout_tree_now where org = $1 and round = $2 \
               and first_key <= $3 order by first_key desc limit 1";
    tx.query_opt(sql, &values![org, round, key.0])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// Nodes of a tree by number; those over nothing but padding are not there.
pub fn nodes(tx: &mut Tx, org: OrgId, round: Id, numbers: &[i64]) -> Result<Vec<(i64, Node)>> {
    let places: Vec<String> = (0..MOST_LEVELS).map(|n| format!("${}", n + 3)).collect();
    let sql = format!(
        "select node, hash, payees, shares, weight, gross, tax from payout_tree_now where org = $1 \
         and round = $2 and node in ({}) order by node limit {MOST_LEVELS}",
        places.join(", ")
    );
    let mut params = values![org, round];
    // One text for every depth: no node has the number 0.
    let padded = numbers.iter().copied().chain(std::iter::repeat(0));
    params.extend(padded.take(MOST_LEVELS).map(Into::into));
    let rows = tx.query(&sql, &params)?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, node_of(row)?)))
        .collect()
}

fn node_of(row: &Row) -> Result<Node> {
    Ok(Node {
        hash: row.get(1)?,
        sums: Sums {
            payees: whole(row.get(2)?)?,
            shares: whole(row.get(3)?)?,
            weight: whole(row.get(4)?)?,
            gross: whole(row.get(5)?)?,
            tax: whole(row.get(6)?)?,
        },
    })
}

/// A leaf as the tree knows it, and who it is.
pub struct LeafRow {
    pub key: LineKey,
    pub payee: Id,
    pub commitment: [u8; 32],
    pub sums: Sums,
}

/// The lines of a round from a key on, in the order of the tree.
pub fn leaves_from(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    first: [u8; 16],
    limit: i64,
) -> Result<Vec<LeafRow>> {
    let sql = "select leaf_key, household, commitment, shares, weight, gross, tax from payout_line \
               where org = $1 and round = $2 and leaf_key >= $3 order by leaf_key limit $4";
    let rows = tx.query(sql, &values![org, round, first, limit])?;
    rows.iter()
        .map(|row| {
            Ok(LeafRow {
                key: LineKey(row.get(0)?),
                payee: row.get(1)?,
                commitment: row.get(2)?,
                sums: Sums {
                    payees: 1,
                    shares: whole(row.get(3)?)?,
                    weight: whole(row.get(4)?)?,
                    gross: whole(row.get(5)?)?,
                    tax: whole(row.get(6)?)?,
                },
            })
        })
        .collect()
}

fn whole(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|e| Error::internal("reading a tree", e))
}

/// The hash of a journal row.
pub fn journal_hash(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Option<[u8; 32]>> {
    let sql = "select hash from journal where org = $1 and seq = $2";
    tx.query_opt(sql, &values![org, seq])?
        .map(|row| row.get(0))
        .transpose()
}
