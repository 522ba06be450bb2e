//! What a household takes home and what hangs on the wall, so that either can be checked against the other without
//! asking us: [`kernel::proof`] has the format, docs/verify.md says it for strangers.

use crate::model::Step;
use crate::plan::{self, LineKey};
use crate::round::Case;
use crate::store::{self, LeafRow, SUBTREE};
use crate::{Basis, calculate_round};
use ::store::Tx;
use kernel::merkle::{Node, Proof, Tree, depth_of, empty_node, path_in};
use kernel::proof::{Notice, Slip, Terms};
use kernel::{Error, Fen, Id, OrgId, Result};
use std::collections::BTreeMap;

/// Bytes of a title in the notice's code.
const TITLE: usize = 90;

/// The rule by which the round made amounts of weights.
pub fn terms(case: &Case) -> Terms {
    let round = &case.round;
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    Terms {
        policy: (round.basis != Basis::Division).then_some(round.policy),
        step_fen: whole(round.step_fen),
        pool: whole(round.pool.0),
    }
}

/// The line of a household with its way to the root. `NotFound` where the round has no such line. Reads the stored
/// upper levels and one subtree of lines, whatever the number of lines. Asks for no right: the caller decides.
pub fn slip(tx: &mut Tx, case: &Case, key: LineKey) -> Result<Slip> {
    let (org, round) = (case.round.org, case.round.id);
    let calculated = case.calculated().ok_or(Error::NotFound)?;
    let leaves = calculated.lines.leaves;
    let depth = depth_of(leaves);
    let (leaf, proof) = match store::subtree_of(tx, org, round, key)? {
        Some((node, first)) => short_way(tx, (org, round), depth, (node, first), key)?,
        None => long_way(tx, case, key)?,
    };
    let slip = Slip {
        org,
        round,
        terms: terms(case),
        leaves,
        payee: leaf.payee,
        salt: calculate_round::salt(tx, &case.round, leaf.payee),
        sums: leaf.sums,
        proof,
    };
    // Twenty hashes: nobody is handed a slip that the notice does not hold.
    let top = slip.top().map(|top| ::store::keys::hex(&top.hash));
    if top.as_deref() != Ok(calculated.lines.root.as_str()) {
        return Err(Error::Internal(format!(
            "the line {key} of round {round} does not lead to its root: run zhen audit, then zhen rebuild"
        )));
    }
    Ok(slip)
}

fn short_way(
    tx: &mut Tx,
    (org, round): (OrgId, Id),
    depth: usize,
    (node, first): (i64, [u8; 16]),
    key: LineKey,
) -> Result<(LeafRow, Proof)> {
    let height = SUBTREE.min(depth);
    let mut leaves = store::leaves_from(tx, org, round, first, 1 << height)?;
    let found = leaves.iter().position(|leaf| leaf.key == key);
    let place = found.ok_or(Error::NotFound)?;
    let below: Vec<_> = leaves.iter().map(|l| (l.commitment, l.sums)).collect();
    let mut siblings = path_in(&plan::lines_context(org, round), &below, height, place)?;
    let numbers: Vec<i64> = std::iter::successors(Some(node), |n| Some(n / 2))
        .take_while(|n| *n > 1)
        .map(|n| n ^ 1)
        .collect();
    let stored: BTreeMap<i64, Node> = store::nodes(tx, org, round, &numbers)?
        .into_iter()
        .collect();
    for (number, above) in numbers.iter().zip(height..) {
        let there = stored.get(number).copied();
        siblings.push(there.unwrap_or_else(|| empty_node(above)));
    }
    let first_of_level = 1_i64 << (depth - height);
    let index = ((node - first_of_level) << height) + place as i64;
    let proof = Proof {
        index: u64::try_from(index).map_err(|e| Error::internal("the place of a line", e))?,
        siblings,
    };
    Ok((leaves.swap_remove(place), proof))
}

/// Where no upper levels are stored, as in a database that is older than they are.
fn long_way(tx: &mut Tx, case: &Case, key: LineKey) -> Result<(LeafRow, Proof)> {
    let (org, round) = (case.round.org, case.round.id);
    let lines = store::all_lines(tx, org, round)?;
    let tree = plan::whole_tree(&case.round, &lines)?;
    let place = tree.index_of(&key.0).ok_or(Error::NotFound)?;
    let mut own = store::leaves_from(tx, org, round, key.0, 1)?;
    let leaf = own.pop().ok_or(Error::NotFound)?;
    Ok((leaf, tree.proof(place)?))
}

/// The latest issue of a round's notice with its signed checkpoint; `NotFound` where it was never posted.
pub fn notice_proof(tx: &mut Tx, case: &Case) -> Result<Notice> {
    let (org, round) = (case.round.org, case.round.id);
    let (issue, _, _) = store::last_issue(tx, org, round)?.ok_or(Error::NotFound)?;
    let plan = case.calculated().ok_or(Error::NotFound)?;
    let posted = case.done(Step::Post).ok_or(Error::NotFound)?;
    let hash = store::journal_hash(tx, org, posted.seq)?;
    let mut title = format!("{} {}", case.round.number, case.round.title);
    while title.len() > TITLE {
        title.pop();
    }
    let mut notice = Notice {
        org,
        round,
        issue: u64::try_from(issue).unwrap_or(0),
        terms: terms(case),
        leaves: plan.lines.leaves,
        root: ::store::keys::unhex(&plan.lines.root)?,
        sums: plan.lines.sums,
        register: ::store::keys::unhex(&plan.register.root)?,
        seq: u64::try_from(posted.seq).unwrap_or(0),
        hash: hash.ok_or_else(|| Error::Internal("a step without its journal row".into()))?,
        title,
        key: [0; 32],
        signature: [0; 64],
    };
    notice.key = tx.signing_key(org)?;
    notice.signature = tx.sign(org, &notice.signed_bytes())?;
    Ok(notice)
}

/// The village of a line when it was calculated. Asks for no right: the caller decides.
pub fn unit_of(tx: &mut Tx, case: &Case, key: LineKey) -> Result<Id> {
    let line = store::line(tx, case.round.org, case.round.id, key)?;
    Ok(line.ok_or(Error::NotFound)?.payee.unit)
}

/// The tree of a round made anew of all its lines.
pub fn whole_tree(tx: &mut Tx, org: OrgId, round: Id) -> Result<Tree> {
    let found = store::round(tx, org, round)?.ok_or(Error::NotFound)?;
    let lines = store::all_lines(tx, org, round)?;
    plan::whole_tree(&found, &lines)
}

/// What a household gets, fen: gross less tax.
pub fn net(slip: &Slip) -> Fen {
    let net = slip.sums.gross.saturating_sub(slip.sums.tax);
    Fen(i64::try_from(net).unwrap_or(i64::MAX))
}

/// Makes the upper levels of all rounds again. Part of `zhen rebuild`.
pub fn rebuild(tx: &mut Tx, org: OrgId) -> Result<()> {
    store::clear_trees(tx, org)?;
    for id in store::round_ids(tx, org)? {
        let Some(round) = store::round(tx, org, id)? else {
            continue;
        };
        let lines = store::all_lines(tx, org, id)?;
        if !lines.is_empty() {
            let tree = plan::line_tree(&round, &lines)?;
            store::insert_tree(tx, org, id, &tree)?;
        }
    }
    Ok(())
}

/// Whether what is stored of a round's tree is what its lines make. Nothing stored differs from nothing: such
/// proofs are made the long way.
pub(crate) fn tree_is_right(tx: &mut Tx, case: &Case, tree: &Tree) -> Result<bool> {
    let (org, round) = (case.round.org, case.round.id);
    for level in SUBTREE.min(tree.depth())..=tree.depth() {
        let first = 1_i64 << (tree.depth() - level);
        let numbers: Vec<i64> = (first..).take(tree.level(level).len()).collect();
        for (numbers, nodes) in numbers.chunks(40).zip(tree.level(level).chunks(40)) {
            let made: BTreeMap<i64, Node> =
                numbers.iter().copied().zip(nodes.iter().copied()).collect();
            let stored = store::nodes(tx, org, round, numbers)?;
            if stored
                .iter()
                .any(|(number, node)| made.get(number) != Some(node))
            {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
