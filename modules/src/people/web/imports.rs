//! Past imports, and taking one back: what will happen is shown in numbers first.

use super::shown;
use crate::people::reverse_import::{Effect, Rests, ReverseImport, effect, reverse_import};
use crate::people::store::undo::{Import, imports};
use ::web::components::{
    Button, ButtonKind, Cell, Column, Confirm, EmptyState, Form, Table, Tag, TagKind,
};
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View, format};
use access::uploads::{self, Upload};
use kernel::{Error, Id, Result};

pub(super) const PAGE: i64 = 50;

pub(super) async fn list(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let before = req
        .query
        .get("before")
        .and_then(|id| id.parse().ok())
        .unwrap_or(Id(i64::MAX));
    let (past, kept) = req
        .app
        .db
        .read_async(move |tx| {
            Ok((
                imports(tx, ctx.org, before, PAGE)?,
                uploads::list_uploads(tx, &ctx, "households")?,
            ))
        })
        .await?;
    list_view(req.page("people-imports"), &past, &kept).reply()
}

pub(super) fn list_view(mut page: Page, past: &[Import], kept: &[Upload]) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/people", words.get("people-nav"), false)];
    let mut parts = Vec::new();
    if !past.is_empty() {
        parts.push(Part::Buttons(vec![
            Button::link(
                ButtonKind::Primary,
                "/people/households",
                words.get("people-imported-households"),
            ),
            Button::link(
                ButtonKind::Secondary,
                "/people/import",
                words.get("people-import"),
            ),
        ]));
    }
    if !kept.is_empty() {
        parts.push(Part::heading("kept", words.get("people-uploads-kept")));
        parts.push(Part::Text(words.get("people-uploads-kept-about")));
        let href = |upload: &Upload| format!("/people/import/{}", upload.id);
        parts.push(Part::List(
            kept.iter()
                .map(|u| (href(u), u.file_name.clone()))
                .collect(),
        ));
    }
    let mut columns = shown::columns(words, &["people-import-when"]);
    for key in [
        "people-count-rows",
        "people-count-new-people",
        "people-count-changed-people",
        "people-count-set-aside",
    ] {
        columns.push(Column::number(words.get(key), ""));
    }
    columns.extend(shown::columns(words, &["people-import-state"]));
    let rows = past.iter().map(|import| {
        let state = match (import.reverses, import.reversed_by) {
            (Some(_), _) => Cell::from(Tag::new(
                TagKind::Plain,
                words.get("people-import-is-reversal"),
            )),
            (None, Some(_)) => Cell::from(Tag::new(
                TagKind::Plain,
                words.get("people-import-reversed"),
            )),
            (None, None) => Cell::link(
                format!("/people/imports/{}", import.id),
                words.get("people-import-reverse"),
            ),
        };
        vec![
            format::instant(import.at).into(),
            format::count(import.rows).into(),
            format::count(import.added).into(),
            format::count(import.changed).into(),
            format::count(import.set_aside).into(),
            state,
        ]
    });
    let mut table = Table::new("imports", words.get("people-imports"), columns)
        .rows(rows.collect())
        .stacked();
    if past.is_empty() {
        table = table.empty(EmptyState {
            title: words.get("people-imports-none"),
            text: words.get("people-imports-none-text"),
            action: Some(("/people/import".into(), words.get("people-import"))),
        });
    }
    parts.push(Part::Table(table));
    let full = i64::try_from(past.len()).is_ok_and(|count| count == PAGE);
    if let Some(last) = past.last().filter(|_| full) {
        let href = format!("/people/imports?before={}", last.id);
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            href,
            words.get("web-pager-next"),
        )]));
    }
    View::new(page, parts)
}

async fn effect_of(req: &Req, rests: &'static [Rests]) -> Result<Effect> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    req.app
        .db
        .export_async(move |tx| effect(tx, &ctx, id, rests))
        .await
}

pub(super) async fn ask(req: Req, rests: &'static [Rests]) -> Result<Reply> {
    let (mut page, id) = (req.page("people-import-reverse"), req.id("id")?);
    match effect_of(&req, rests).await {
        Ok(effect) => ask_view(page, id, Some(&effect)).reply(),
        Err(error @ Error::Refused(_)) => {
            req.tell(&mut page, error)?;
            ask_view(page, id, None).reply()
        }
        Err(other) => Err(other),
    }
}

pub(super) fn ask_view(mut page: Page, id: Id, effect: Option<&Effect>) -> View {
    let words = page.words;
    page.breadcrumbs = vec![
        NavItem::new("/people", words.get("people-nav"), false),
        NavItem::new("/people/imports", words.get("people-imports"), false),
    ];
    let back = Button::link(
        ButtonKind::Secondary,
        "/people/imports",
        words.get("web-cancel"),
    );
    let Some(effect) = effect else {
        return View::new(page, vec![Part::Buttons(vec![back])]);
    };
    let mut effects = Vec::new();
    for (count, key) in [
        (effect.households_removed, "people-will-remove-households"),
        (effect.people_removed, "people-will-remove-people"),
        (effect.households_restored, "people-will-restore-households"),
        (effect.people_restored, "people-will-restore-people"),
    ] {
        if count > 0 {
            effects.push((shown::number(count), words.get(key)));
        }
    }
    let caution = Some(words.get("people-reverse-caution"));
    let form = Form::new(&page, format!("/people/imports/{id}"))
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects,
            caution,
        })
        .button(Button::submit(
            ButtonKind::Warn,
            words.get("people-import-reverse"),
        ))
        .button(back);
    View::new(page, vec![Part::Form(form)])
}

pub(super) async fn reverse(req: Req, rests: &'static [Rests]) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let input = ReverseImport { import: id };
    let key = req.form.key()?;
    let deed =
        move |tx: &mut store::Tx, ctx: &kernel::Ctx, input| reverse_import(tx, ctx, input, rests);
    match req.app.db.act_async(&ctx, key, input, deed).await {
        Ok(_) => Ok(Reply::see("/people/imports").saved("people-import-taken-back", &[])),
        Err(error) => {
            let mut page = req.page("people-import-reverse");
            req.tell(&mut page, error)?;
            Ok(ask_view(page, id, None).reply()?.again(true))
        }
    }
}
