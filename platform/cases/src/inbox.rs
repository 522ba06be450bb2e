//! What is due, for somebody and for his office: across all kinds of cases, with what has no day yet on top, then what is
//! over, then by day.

use crate::declared::CaseType;
use crate::event::Value;
use crate::fold::TITLE;
use crate::read::{self, PLACE, Personal};
use crate::store::{self, Counts, ListRow, Looker, NowRow, Pile, TitleRow, Tray};
use ::store::Tx;
use access::deputies;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One line of a list.
#[derive(Debug, Clone)]
pub struct Line {
    pub row: NowRow,
    /// What it is called; nothing where nobody can read it any more.
    pub title: Option<String>,
    pub unit: String,
    pub owner: String,
    pub of: Arc<CaseType>,
}

/// Rows with their types and with what they are called. `sees`: whether what people told stands whole for whoever looks.
pub fn lines(tx: &mut Tx, org: OrgId, rows: Vec<ListRow>, sees: bool) -> Result<Vec<Line>> {
    let mut types: BTreeMap<(Id, i64), Arc<CaseType>> = BTreeMap::new();
    let opener = tx.opener(org);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let version = (row.now.kind_id, row.kind_seq);
        let of = match types.get(&version) {
            Some(of) => of.clone(),
            None => {
                let kept = store::type_version(tx, org, version.0, version.1)?;
                let number = &row.now.number;
                let kept =
                    kept.ok_or_else(|| Error::Internal(format!("case {number} has no type")))?;
                let of = read::parsed(&kept.body)?;
                types.insert(version, of.clone());
                of
            }
        };
        let title = match row.title {
            TitleRow::Plain(title) => Some(title),
            TitleRow::Sealed {
                event,
                sealed,
                wrapped,
            } if sees => {
                let wrapped = wrapped.as_deref();
                let told: Option<Personal> =
                    opener.open(row.now.id, wrapped, PLACE, event, &sealed)?;
                match told.and_then(|mut told| told.patch.remove(TITLE)) {
                    Some(Value::Text(title)) => Some(title),
                    _ => None,
                }
            }
            TitleRow::Sealed { .. } | TitleRow::None => None,
        };
        lines.push(Line {
            row: row.now,
            title,
            unit: row.unit,
            owner: row.owner,
            of,
        });
    }
    Ok(lines)
}

/// A page of a pile, and how many there are of it and of every tray.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    pub lines: Vec<Line>,
    /// Who of the levels that whoever looks holds was told since when, by case, the latest step last.
    pub told: BTreeMap<Id, Vec<(Date, String)>>,
    /// In the order of [`Tray::ALL`].
    pub trays: Vec<Counts>,
    /// Of the pile itself, not narrowed to what is over or has no day.
    pub pile: Counts,
    pub has_more: bool,
}

/// Whoever asks, with everybody who counts as one person with him.
pub fn looker(tx: &mut Tx, ctx: &Ctx) -> Result<Looker> {
    Ok(Looker {
        ctx: ctx.clone(),
        people: deputies::one_person(tx, ctx)?.into_iter().collect(),
    })
}

/// What a pile holds, as a file: as many lines as asked for, how many there are, and whether there are more.
pub fn piled(
    tx: &mut Tx,
    ctx: &Ctx,
    asked: &Pile,
    rows: i64,
    sees: bool,
) -> Result<(Vec<Line>, Counts, bool)> {
    let looker = looker(tx, ctx)?;
    let whole = Pile {
        late: None,
        after: None,
        ..asked.clone()
    };
    let counts = store::counts_of(tx, &looker, &whole)?;
    let (found, has_more) = page(tx, &looker, asked, counts, rows)?;
    Ok((lines(tx, ctx.org, found, sees)?, counts, has_more))
}

fn page(
    tx: &mut Tx,
    looker: &Looker,
    asked: &Pile,
    there: Counts,
    rows: i64,
) -> Result<(Vec<ListRow>, bool)> {
    let mut found = store::pile(tx, looker, asked, there, rows + 1)?;
    let size = usize::try_from(rows).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    Ok((found, has_more))
}

pub fn inbox(tx: &mut Tx, ctx: &Ctx, asked: &Pile, rows: i64, sees: bool) -> Result<Inbox> {
    let looker = looker(tx, ctx)?;
    let trays = store::counts(tx, &looker)?;
    let at = Tray::ALL.iter().position(|tray| *tray == asked.tray);
    let is_whole = asked.code.is_none() && asked.unit.is_none();
    let pile = match at.and_then(|at| trays.get(at)).filter(|_| is_whole) {
        Some(counts) => *counts,
        None => {
            let whole = Pile {
                late: None,
                after: None,
                ..asked.clone()
            };
            store::counts_of(tx, &looker, &whole)?
        }
    };
    let (found, has_more) = page(tx, &looker, asked, pile, rows)?;
    let ids: Vec<Id> = found.iter().map(|row| row.now.id).collect();
    let mut told: BTreeMap<Id, Vec<(Date, String)>> = BTreeMap::new();
    for (case, day, level) in store::told(tx, &looker, &ids)? {
        told.entry(case).or_default().push((day, level));
    }
    Ok(Inbox {
        lines: lines(tx, ctx.org, found, sees)?,
        told,
        trays,
        pile,
        has_more,
    })
}
