//! What was imported into the unit tree, and taking an import back while nothing rests on it.

use crate::components::{
    Button, ButtonKind, Cell, Column, Confirm, EmptyState, Form, Table, Tag, TagKind,
};
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::imports::{import, imports, reversal_of};
use access::reverse_units::{ReverseUnits, reverse_units};
use kernel::{Error, Id, Result};

/// An import as the list shows it.
#[derive(Debug, Clone)]
struct Shown {
    id: Id,
    /// When it was imported, microseconds.
    at: i64,
    rows: i64,
    added: i64,
    changed: i64,
    set_aside: i64,
    reversed: bool,
    is_reversal: bool,
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let shown = req
        .app
        .db
        .read_async(|tx| {
            let all = imports(tx, 0, "units")?;
            all.into_iter()
                .map(|row| {
                    Ok(Shown {
                        reversed: reversal_of(tx, 0, row.id)?.is_some(),
                        id: row.id,
                        at: row.at.unwrap_or_default(),
                        rows: row.rows,
                        added: row.added,
                        changed: row.changed,
                        set_aside: row.set_aside,
                        is_reversal: row.reverses.is_some(),
                    })
                })
                .collect::<Result<Vec<Shown>>>()
        })
        .await?;
    list_view(req.page("page-imports"), &shown).reply()
}

fn list_view(mut page: Page, shown: &[Shown]) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/units", words.get("page-units"), false)];
    let columns = vec![
        Column::text(words.get("page-import-when")),
        Column::number(words.get("page-import-rows"), ""),
        Column::number(words.get("page-import-added"), ""),
        Column::number(words.get("page-import-changed"), ""),
        Column::number(words.get("page-import-aside"), ""),
        Column::text(words.get("page-import-state")),
    ];
    let rows = shown
        .iter()
        .map(|row| {
            let state = match (row.is_reversal, row.reversed) {
                (true, _) => Cell::from(Tag::new(
                    TagKind::Plain,
                    words.get("page-import-is-reversal"),
                )),
                (_, true) => {
                    Cell::from(Tag::new(TagKind::Plain, words.get("page-import-reversed")))
                }
                _ => Cell::link(
                    format!("/units/imports/{}", row.id),
                    words.get("page-import-reverse"),
                ),
            };
            vec![
                format::instant(row.at).into(),
                format::count(row.rows).into(),
                format::count(row.added).into(),
                format::count(row.changed).into(),
                format::count(row.set_aside).into(),
                state,
            ]
        })
        .collect();
    let table = Table::new("imports", words.get("page-imports"), columns)
        .rows(rows)
        .stacked()
        .empty(EmptyState {
            title: words.get("page-imports-none"),
            text: words.get("page-imports-none-text"),
            action: Some(("/units/import".into(), words.get("page-units-import"))),
        });
    View::new(page, vec![Part::Table(table)])
}

/// What an import did, in numbers: (added, changed).
async fn numbers(req: &Req) -> Result<(Id, i64, i64)> {
    let id = req.id("id")?;
    let row = req
        .app
        .db
        .read_async(move |tx| import(tx, 0, id)?.ok_or(Error::NotFound))
        .await?;
    Ok((id, row.added, row.changed))
}

pub(crate) async fn ask(req: Req) -> Result<Reply> {
    let numbers = numbers(&req).await?;
    ask_view(req.page("page-import-reverse"), numbers).reply()
}

fn ask_view(mut page: Page, (id, added, changed): (Id, i64, i64)) -> View {
    let words = page.words;
    page.breadcrumbs = vec![
        NavItem::new("/units", words.get("page-units"), false),
        NavItem::new("/units/imports", words.get("page-imports"), false),
    ];
    let form = Form::new(&page, format!("/units/imports/{id}"))
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![
                (format::count(added), words.get("page-reverse-added")),
                (format::count(changed), words.get("page-reverse-changed")),
            ],
            caution: Some(words.get("page-reverse-caution")),
        })
        .button(Button::submit(
            ButtonKind::Warn,
            words.get("page-import-reverse"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            "/units/imports",
            words.get("web-cancel"),
        ));
    View::new(page, vec![Part::Form(form)])
}

pub(crate) async fn reverse(req: Req) -> Result<Reply> {
    let numbers = numbers(&req).await?;
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let input = ReverseUnits { import: numbers.0 };
    let rests = req.app.rests.clone();
    let done = req
        .app
        .db
        .act_async(&ctx, key, input, move |tx, ctx, input| {
            reverse_units(tx, ctx, input, &rests)
        })
        .await;
    match done {
        Ok(_) => Ok(Reply::see("/units/imports").saved("page-import-taken-back", &[])),
        Err(error) => {
            let mut page = req.page("page-import-reverse");
            let again = Again::of(&req, &mut page, worded(req.words(), error))?;
            Ok(ask_view(page, numbers).reply()?.again(again.is_again()))
        }
    }
}

/// What rests on the units in words instead of by its code.
fn worded(words: Words, error: Error) -> Error {
    let Error::Refused(mut refusal) = error else {
        return error;
    };
    for (name, value) in &mut refusal.args {
        let key = format!("rests-{value}");
        if name == "what" && words.has(&key) {
            *value = words.get(&key);
        }
    }
    Error::Refused(refusal)
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let row = |seq: i64, reversed, is_reversal| Shown {
        id: Id(seq),
        at: 1_659_230_000_000_000 + seq * 86_400_000_000,
        rows: 64_095,
        added: 64_093,
        changed: 0,
        set_aside: 2,
        reversed,
        is_reversal,
    };
    let title = words.get("page-imports");
    vec![
        (
            "imports",
            list_view(
                frame(&title),
                &[
                    row(9, false, true),
                    row(8, true, false),
                    row(7, false, false),
                ],
            ),
        ),
        ("imports-none", list_view(frame(&title), &[])),
        (
            "import-reverse",
            ask_view(
                frame(&words.get("page-import-reverse")),
                (Id(7), 64_093, 12),
            ),
        ),
    ]
}
