//! Searching: what a module says of its things in words, found by any piece of it within the scope of whoever asks.
//!
//! A text stands outside the chain and is deleted with the key that seals what people told; a rebuild puts it together again. There are
//! two of each thing: one for whoever sees what people told, one for whoever does not.

use crate::{Right, Scope, store::texts as rows};
use ::store::Tx;
use kernel::grams::{self, Sought};
use kernel::{Ctx, Id, OrgId, Result};

/// So many characters of a text can be found; what stands behind them is read on the page of the thing.
const MOST_CHARS: usize = 20_000;

/// A thing in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    pub doc: Id,
    /// What it is: `case:appeal`.
    pub kind: String,
    /// Where it belongs, and who handles it: seen from either.
    pub unit: Id,
    pub owner: Id,
    /// Its number or name, for everybody who may see it.
    pub label: String,
    pub body: String,
    /// Without what people told.
    pub open: String,
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
    let short = |text: &str| -> String { text.chars().take(MOST_CHARS).collect() };
    let (body, open) = (short(&text.body), short(&text.open));
    rows::delete(tx, org, text.doc)?;
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
