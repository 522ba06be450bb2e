//! The journal as a list: what was done, when, by whom, and which tables it wrote.

use crate::components::{
    Button, ButtonKind, Cell, Choice, Column, Control, EmptyState, Field, FilterForm, Pager, Table,
};
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page, encode};
use crate::reply::Reply;
use crate::request::Req;
use crate::store::{self, JournalRow};
use crate::view::{Part, Sample, View};
use kernel::{Id, Result};
use std::collections::HashMap;

const PAGE: i64 = 100;

/// Who works for an organisation, and the administrator of the installation, see that chain.
pub(crate) async fn list(req: Req) -> Result<Reply> {
    let mut page = req.page("page-journal");
    let deed = req.query.get("deed").unwrap_or_default().to_owned();
    let before = req
        .query
        .get("before")
        .and_then(|t| t.parse().ok())
        .unwrap_or(i64::MAX);
    let (org, asked) = (req.org(), deed.clone());
    let (rows, total, deeds, names, checkpoint) = req
        .app
        .db
        .read_async(move |tx| {
            let rows = store::journal(tx, org, &asked, before, PAGE + 1)?;
            let mut names: HashMap<Id, String> = HashMap::new();
            let who = rows.iter().flat_map(|r| [Some(r.actor), r.principal]);
            for actor in who.flatten().filter(|a| *a != Id(0)) {
                if !names.contains_key(&actor)
                    && let Some(user) = access::users::user(tx, actor)?
                {
                    names.insert(
                        actor,
                        if user.name.is_empty() {
                            user.login
                        } else {
                            user.name
                        },
                    );
                }
            }
            Ok((
                rows,
                store::journal_count(tx, org, &asked)?,
                store::deeds(tx, org)?,
                names,
                store::checkpoint(tx, org)?,
            ))
        })
        .await?;
    page.checkpoint = checkpoint;
    view(
        page,
        &Shown {
            rows,
            total,
            deeds,
            names,
            deed,
            paged: before != i64::MAX,
        },
    )
    .reply()
}

struct Shown {
    rows: Vec<JournalRow>,
    total: i64,
    deeds: Vec<String>,
    names: HashMap<Id, String>,
    deed: String,
    paged: bool,
}

/// A deed in words; its name where a later version wrote it and this one has no words.
fn deed_words(words: Words, deed: &str) -> String {
    let key = format!("deed-{}", deed.replace(['.', '_'], "-"));
    if words.has(&key) {
        words.get(&key)
    } else {
        deed.to_owned()
    }
}

/// A fact table in words; its name where this version has none, as after going back from a later one.
fn table_words(words: Words, table: &str) -> String {
    let key = format!("table-{}", table.replace('_', "-"));
    if words.has(&key) {
        words.get(&key)
    } else {
        table.to_owned()
    }
}

fn tables(words: Words, tables: &str) -> String {
    let told: Vec<String> = tables
        .split(',')
        .filter_map(|t| {
            let mut parts = t.split(':');
            let (name, rows) = (parts.next()?, parts.nth(1)?);
            let name = table_words(words, name);
            Some(words.with("page-journal-table", &[("table", &name), ("rows", rows)]))
        })
        .collect();
    if told.is_empty() {
        words.get("page-journal-no-rows")
    } else {
        told.join(" · ")
    }
}

fn view(page: Page, shown: &Shown) -> View {
    let words = page.words;
    let mut choices = vec![Choice::new("", words.get("page-journal-all"))];
    choices.extend(
        shown
            .deeds
            .iter()
            .map(|d| Choice::new(d.clone(), deed_words(words, d))),
    );
    let mut field = Field::new(
        words,
        Control::Select(choices),
        "deed",
        words.get("page-journal-deed"),
    );
    field.value = shown.deed.clone();
    // The first choice stands for "all"; a select without a value would add another empty one.
    field.choose = words.get("page-journal-all");
    if let Control::Select(choices) = &mut field.control
        && shown.deed.is_empty()
    {
        choices.remove(0);
    }
    let filter = FilterForm::new(words, "/journal", vec![field], !shown.deed.is_empty());
    let columns = vec![
        Column::number(words.get("page-journal-seq"), ""),
        Column::text(words.get("page-journal-time")),
        Column::text(words.get("page-journal-who")),
        Column::text(words.get("page-journal-what")),
    ];
    let more = shown.rows.len() as i64 > PAGE;
    let rows: Vec<&JournalRow> = shown.rows.iter().take(PAGE as usize).collect();
    let here = format!("/journal?deed={}", encode(&shown.deed));
    let next = rows
        .last()
        .filter(|_| more)
        .map(|r| format!("{here}&before={}", r.seq));
    let body = rows
        .iter()
        .map(|r| {
            let who = match shown.names.get(&r.actor) {
                Some(name) => match r.principal.and_then(|id| shown.names.get(&id)) {
                    Some(principal) => words.done_for(name, principal),
                    None => name.clone(),
                },
                None => words.get("page-journal-program"),
            };
            vec![
                r.seq.to_string().into(),
                format::instant(r.at).into(),
                Cell::from(who).note(words.get(&format!("page-via-{}", r.via))),
                Cell::from(deed_words(words, &r.deed)).note(tables(words, &r.tables)),
            ]
        })
        .collect();
    let table = Table::new("journal", words.get("page-journal-caption"), columns)
        .rows(body)
        .stacked()
        .empty(EmptyState::new(
            words,
            "page-journal-none",
            "page-journal-none-text",
        ))
        .pager(Pager::new(
            words,
            shown.total,
            shown.paged.then(|| here.clone()),
            next,
        ));
    let parts = vec![
        Part::Text(words.get("page-journal-about")),
        Part::Filter(filter),
        Part::Table(table),
        Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            "/audit",
            words.get("page-audit"),
        )]),
    ];
    View::new(page, parts)
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let row = |seq: i64, actor: i64, deed: &str, tables: &str| JournalRow {
        seq,
        at: 1_659_000_000_000_000 + seq * 60_000_000,
        actor: Id(actor),
        principal: (seq == 3).then_some(Id(8)),
        via: match (actor, seq) {
            (0, _) => "system",
            (_, 3) => "deputy",
            _ => "web",
        }
        .into(),
        deed: deed.into(),
        tables: tables.into(),
    };
    let shown = Shown {
        rows: vec![
            row(
                3,
                7,
                "access.import_units",
                "access_import:1:1,access_unit:1:18",
            ),
            row(2, 7, "unknown.later_deed", ""),
            row(1, 0, "access.first_administrator", "access_user:1:1"),
        ],
        total: 3,
        deeds: vec!["unknown.later_deed".into()],
        names: HashMap::from([
            (Id(7), words.get("page-sample-person")),
            (Id(8), "路明华".to_owned()),
        ]),
        deed: String::new(),
        paged: false,
    };
    let mut page = frame(&words.get("page-journal"));
    page.breadcrumbs = vec![NavItem::new("/", words.get("nav-home"), false)];
    vec![("journal", view(page, &shown))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    /// The journal once showed `payout_line` to the village.
    #[test]
    fn every_fact_table_has_words() {
        let schema = ::store::schema::Schema::load().unwrap();
        for lang in Lang::ALL {
            let words = Words::new(lang);
            for table in schema.of_class(::store::schema::Class::Fact) {
                let told = table_words(words, &table.name);
                assert_ne!(told, table.name, "{}", lang.code());
            }
        }
    }
}
