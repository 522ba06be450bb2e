//! Imports a 股权台账 that was read and shown before: whoever is on it and holds nothing yet is issued what it
//! says, in one voucher. What is held already is never changed by a list.

use super::issue_shares::{Against, IssueLine, IssueShares, issue};
use super::model::{self, Compared};
use super::store::Class;
use super::{Changed, HELD, guards};
use ::store::{Input, Tx};
use access::imports;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportRegister {
    pub class: Id,
    /// Day of the issue.
    pub date: Date,
    pub document: Option<String>,
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    /// JSON: column letter to field.
    pub mapping: String,
    pub added: usize,
    pub unchanged: usize,
    pub differs: usize,
    pub set_aside: usize,
}

impl Input for ImportRegister {
    const DEED: &'static str = "shares.import_register";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RegisterImported {
    pub import: Id,
    pub added: usize,
    pub changed: Changed,
}

/// `Conflict` where the register is no longer the one that the preview compared with. Refuses what
/// [`super::issue_shares()`] refuses; invalid: `lines` (`required`: nobody on the list is new).
pub fn import_register(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportRegister,
    lines: &[IssueLine],
) -> Result<RegisterImported> {
    let (register, class) = guards::class_to_enter(tx, ctx, input.class)?;
    let diff = compared(tx, ctx, &class, input.date, lines)?;
    let shown = (input.added, input.unchanged, input.differs);
    if (diff.added.len(), diff.same, diff.differs.len()) != shown {
        return Err(Error::Conflict);
    }
    let import = tx.new_id()?;
    let issued = IssueShares {
        class: class.id,
        date: input.date,
        against: Against::Resolution,
        lines: diff
            .added
            .into_iter()
            .map(|(party, quantity)| IssueLine { party, quantity })
            .collect(),
        paid: None,
        document: input.document,
    };
    let changed = issue(tx, ctx, &register, &class, issued, Some(import))?;
    let done = imports::Done {
        id: import,
        kind: "shares_register",
        file_tag: input.file_tag.into_bytes(),
        mapping: &input.mapping,
        rows: lines.len() + input.set_aside,
        added: input.added,
        changed: 0,
        unchanged: input.unchanged,
        set_aside: input.set_aside + input.differs,
        reverses: None,
    };
    imports::record(tx, ctx.org, done)?;
    Ok(RegisterImported {
        import,
        added: input.added,
        changed,
    })
}

/// The list against what is held on the day; of whoever held nothing then, against what he holds today, so
/// that nobody is issued twice what came to him later.
pub(super) fn compared(
    tx: &mut Tx,
    ctx: &Ctx,
    class: &Class,
    date: Date,
    lines: &[IssueLine],
) -> Result<Compared> {
    let held = held(tx, ctx, class, date)?;
    let lines: Vec<(Id, i64)> = lines
        .iter()
        .map(|line| (line.party, line.quantity))
        .collect();
    Ok(model::compare(&lines, &held))
}

pub(super) fn held(tx: &mut Tx, ctx: &Ctx, class: &Class, date: Date) -> Result<BTreeMap<Id, i64>> {
    let on = |tx: &mut Tx, date| {
        ledger::balances_by_party(tx, ctx.org, class.book, HELD, date, i64::MAX)
    };
    let mut held = on(tx, ctx.today())?;
    held.extend(on(tx, date)?);
    Ok(held)
}
