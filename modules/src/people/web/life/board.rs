//! What the first page says to whoever keeps the people of a village: changes that wait for a second
//! person, those recorded by others first, because nobody confirms his own.

use super::history::{what, who};
use crate::people::codes::Codes;
use crate::people::life::pages_data::{self, Line};
use crate::people::store::base;
use ::web::Part;
use ::web::components::{Button, ButtonKind, Cell, Column, EmptyState, Notice, NoticeKind, Table};
use ::web::i18n::Words;
use access::deputies::one_person;
use kernel::{Ctx, Id, Result};
use std::collections::BTreeSet;
use store::Tx;

/// So many stand on the first page; the list has them all.
const SHOWN: i64 = 20;
const LIST: &str = "/people/changes?state=open";

pub(super) fn read(tx: &mut Tx, ctx: &Ctx, words: Words) -> Result<Vec<Part>> {
    let lines = pages_data::to_confirm(tx, ctx, SHOWN + 1)?;
    let codes = base::codes(tx)?;
    let me = one_person(tx, ctx)?;
    Ok(parts(words, &codes, lines, &me))
}

pub(super) fn parts(
    words: Words,
    codes: &Codes,
    mut lines: Vec<Line>,
    me: &BTreeSet<Id>,
) -> Vec<Part> {
    let is_more = i64::try_from(lines.len()).is_ok_and(|count| count > SHOWN);
    lines.truncate(usize::try_from(SHOWN).unwrap_or(0));
    let own = lines.iter().filter(|line| line.life.is_by(me)).count();
    lines.sort_by_key(|line| line.life.is_by(me));
    let rows = lines.iter().map(|line| {
        let history = format!("/people/households/{}/history", line.life.event.household);
        vec![
            what(words, codes, line),
            who(words, line).into(),
            Cell::link(history, line.number.clone()).note(line.village.clone()),
            line.life.event.date.to_string().into(),
            words.signature(&line.by).into(),
        ]
    });
    let columns = [
        "life-what",
        "life-who",
        "life-household",
        "life-when",
        "life-by",
    ]
    .map(|key| Column::text(words.get(key)));
    let table = Table::new("to-confirm", words.get("life-to-confirm"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "life-to-confirm-none",
            "life-to-confirm-none-text",
        ));
    let mut parts = vec![
        Part::heading("confirm", words.get("life-to-confirm")),
        Part::Table(table),
    ];
    if own > 0 {
        let own = words.count(
            "life-to-confirm-own",
            i64::try_from(own).unwrap_or(i64::MAX),
        );
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, own)));
    }
    if is_more {
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            LIST,
            words.get("life-to-confirm-all"),
        )]));
    }
    parts
}
