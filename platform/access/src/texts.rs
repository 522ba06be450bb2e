//! Searching: what a module says of its things in words, found by any piece of it within the scope of whoever asks.
//!
//! A text stands outside the chain and is deleted with the key that seals what people told; a rebuild puts it together again. There are
//! two of each thing: one for whoever sees what people told, one for whoever does not.

use crate::{Right, Scope, store::texts as rows};
use ::store::Tx;
use kernel::grams::{self, Sought};
use kernel::{Ctx, Id, OrgId, Result};

pub use crate::scope::EVERYWHERE;

/// So many characters of a text can be found; what stands behind them is read on the page of the thing.
const MOST_CHARS: usize = 20_000;

/// A thing in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    pub doc: Id,
    /// What it is: `case:appeal`.
    pub kind: String,
    /// Where it belongs, and who handles it: seen from either. [`EVERYWHERE`]: by whoever holds the right anywhere in the organisation.
    pub unit: Id,
    pub owner: Id,
    /// Its number or name, for everybody who may see it.
    pub label: String,
    pub body: String,
    /// Without what people told.
    pub open: String,
}

impl Text {
    /// A thing that says nothing personal: its name, and what else it says, a line each.
    pub fn plain<'t>(
        kind: &str,
        (doc, unit): (Id, Id),
        label: &'t str,
        more: impl IntoIterator<Item = &'t str>,
    ) -> Text {
        let mut lines = vec![label];
        lines.extend(more);
        let body = lines.join("\n");
        Text {
            doc,
            kind: kind.to_owned(),
            unit,
            owner: unit,
            label: label.to_owned(),
            open: body.clone(),
            body,
        }
    }
}

/// What of a module is found: how its texts are put together from what is kept.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// `project`.
    pub kind: &'static str,
    /// One of them, the oldest.
    pub first: fn(&mut Tx, OrgId) -> Result<Option<Id>>,
    /// Puts the text of each; none of the kind is there.
    pub put_all: fn(&mut Tx, OrgId) -> Result<()>,
}

impl Source {
    /// Puts all its texts together again.
    pub fn make_again(&self, tx: &mut Tx, org: OrgId) -> Result<()> {
        clear(tx, org, self.kind)?;
        (self.put_all)(tx, org)
    }

    /// Whether such things were kept by a program that had no texts of them.
    pub fn is_behind(&self, tx: &mut Tx, org: OrgId) -> Result<bool> {
        match (self.first)(tx, org)? {
            Some(doc) => Ok(!rows::is_there(tx, org, doc)?),
            None => Ok(false),
        }
    }
}

/// One that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub doc: Id,
    pub kind: String,
    pub unit: Id,
    pub label: String,
    /// As much of it as whoever asks may read.
    pub text: String,
}

/// What somebody asks.
#[derive(Debug, Clone)]
pub struct Asked {
    pub sought: Sought,
    pub right: Right,
    /// Of these kinds.
    pub kinds: Vec<String>,
    /// Where the page before ended.
    pub after: Option<Id>,
    /// Whether what people told may be read.
    pub sees: bool,
}

/// Says of a thing what it says now.
pub fn put(tx: &mut Tx, org: OrgId, text: &Text) -> Result<()> {
    rows::delete(tx, org, text.doc)?;
    add(tx, org, text)
}

/// What a thing says for which there is no text yet: many at once are sent together.
pub fn add(tx: &mut Tx, org: OrgId, text: &Text) -> Result<()> {
    let short = |text: &str| -> String { text.chars().take(MOST_CHARS).collect() };
    let (body, open) = (short(&text.body), short(&text.open));
    rows::insert(tx, org, text, [&body, &open])
}

/// It says nothing any more.
pub fn delete(tx: &mut Tx, org: OrgId, doc: Id) -> Result<()> {
    rows::delete(tx, org, doc)
}

/// All texts of a kind, before they are put together again.
pub fn clear(tx: &mut Tx, org: OrgId, kind: &str) -> Result<()> {
    rows::clear(tx, org, kind)
}

/// The newest things first, at most `limit`.
pub fn find(tx: &mut Tx, ctx: &Ctx, asked: &Asked, limit: i64) -> Result<Vec<Found>> {
    rows::find(tx, &Scope::of(ctx, asked.right), asked, limit)
}

/// How many there are, counted to `most`.
pub fn count(tx: &mut Tx, ctx: &Ctx, asked: &Asked, most: i64) -> Result<i64> {
    rows::count(tx, &Scope::of(ctx, asked.right), asked, most)
}

/// As a text is kept: the words, folded, and its grams.
pub(crate) fn kept(text: &str) -> (String, String) {
    let folded = grams::fold(text);
    let grams = grams::grams(&folded);
    (folded, grams)
}
