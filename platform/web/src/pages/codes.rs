//! Code lists: the vocabulary with its periods and the source of each word.

use crate::components::{Cell, Column, EmptyState, Table, Tag, TagKind};
use crate::i18n::{Lang, Words};
use crate::layout::{NavItem, Page};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::Code;
use kernel::{Date, Error, Id, Result};

pub(crate) async fn lists(req: Req) -> Result<Reply> {
    let page = req.page("page-codes");
    let lists = req.app.db.read_async(access::codes::code_lists).await?;
    lists_view(page, &lists).reply()
}

fn list_name(words: Words, list: &str) -> String {
    let key = format!("code-list-{}", list.replace('_', "-"));
    if words.has(&key) {
        words.get(&key)
    } else {
        list.to_owned()
    }
}

fn lists_view(page: Page, lists: &[String]) -> View {
    let words = page.words;
    let mut parts = vec![Part::Text(words.get("page-codes-about"))];
    if lists.is_empty() {
        parts.push(Part::Empty(EmptyState::new(
            words,
            "page-codes-none",
            "page-codes-none-text",
        )));
    } else {
        parts.push(Part::List(
            lists
                .iter()
                .map(|l| (format!("/codes/{l}"), list_name(words, l)))
                .collect(),
        ));
    }
    View::new(page, parts)
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let list = req.part("list").to_owned();
    let page = req.page_titled(list_name(req.words(), &list));
    let codes = req
        .app
        .db
        .read_async(move |tx| access::codes::code_periods(tx, &list))
        .await?;
    if codes.is_empty() {
        return Err(Error::NotFound);
    }
    list_view(page, &codes, req.ctx().today()).reply()
}

fn list_view(mut page: Page, codes: &[Code], today: Date) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/codes", words.get("page-codes"), false)];
    let columns = vec![
        Column::text(words.get("page-code-name")),
        Column::text(words.get("page-code")),
        Column::text(words.get("page-code-period")),
        Column::text(words.get("page-code-source")),
    ];
    let rows = codes
        .iter()
        .map(|code| {
            let name = if words.lang() == Lang::En {
                &code.en
            } else {
                &code.zh
            };
            let holds = code.from <= today && code.to.is_none_or(|to| to > today);
            let mut period = Cell::from(words.with(
                if code.to.is_some() {
                    "page-code-from-to"
                } else {
                    "page-code-from"
                },
                &[
                    ("from", &code.from.to_string()),
                    ("to", &code.to.map(|d| d.to_string()).unwrap_or_default()),
                ],
            ));
            if !holds {
                period.tag = Some(Tag::new(TagKind::Plain, words.get("page-code-not-now")));
            }
            vec![
                name.clone().into(),
                code.code.clone().into(),
                period,
                code.source.clone().into(),
            ]
        })
        .collect();
    let title = page.title.clone();
    View::new(
        page,
        vec![Part::Table(
            Table::new("codes", title, columns).rows(rows).stacked(),
        )],
    )
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let today = Date::of_micros(1_659_000_000_000_000);
    let code = |zh: &str, en: &str, to| Code {
        id: Id(1),
        list: "sample".into(),
        code: "01".into(),
        zh: zh.into(),
        en: en.into(),
        source: "中发〔2011〕10号".into(),
        from: today.plus_days(-900),
        to,
    };
    let codes = [
        code("脱贫户", "household out of poverty", None),
        code("贫困户", "poor household", Some(today)),
    ];
    let title = words.get("page-codes");
    vec![
        ("codes", lists_view(frame(&title), &["sample".to_owned()])),
        ("codes-none", lists_view(frame(&title), &[])),
        ("code-list", list_view(frame(&title), &codes, today)),
    ]
}
