//! A household through time: what happened, who belonged to it, what it was to the state.

use super::super::shown;
use super::papers;
use super::record::FORMS;
use crate::people::codes::{Codes, HOUSEHOLD_STATUS};
use crate::people::life::model::Kind;
use crate::people::life::pages_data::{self, History, Line};
use crate::people::store::base;
use ::web::components::{Button, ButtonKind, Cell, EmptyState, Summary, Table, Tag, TagKind};
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View, format};
use kernel::{Date, Result};

pub(super) async fn page(req: Req) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let (history, codes) = req
        .app
        .db
        .read_async(move |tx| Ok((pages_data::history(tx, &ctx, id)?, base::codes(tx)?)))
        .await?;
    view(req.page_titled(""), &history, &codes)
        .reply()
        .map(Reply::private)
}

pub(super) fn view(mut page: Page, history: &History, codes: &Codes) -> View {
    let words = page.words;
    page.title = words.with("life-history-of", &[("number", &history.number)]);
    page.breadcrumbs = vec![NavItem::new(
        "/people/households",
        words.get("people-households"),
        false,
    )];
    let summary = Summary::default()
        .row(words.get("people-number"), history.number.clone())
        .row(words.get("people-village"), history.village.clone());
    let mut parts = vec![Part::Summary(summary)];
    if history.stands {
        let href = format!("/people/households/{}", history.household);
        let label = words.get("life-to-household");
        let buttons = vec![Button::link(ButtonKind::Secondary, href, label)];
        parts.push(Part::Buttons(buttons));
    }
    parts.push(Part::Table(timeline(words, codes, history)));
    let period = |from: Date, to: Option<Date>| -> [Cell; 2] {
        let to = match to {
            Some(to) => to.plus_days(-1).to_string(),
            None => words.get("people-until-now"),
        };
        [from.to_string().into(), to.into()]
    };
    let columns = shown::columns(
        words,
        &["people-name", "people-relation", "people-from", "people-to"],
    );
    let rows = history.members.iter().map(|m| {
        let mut row = vec![
            shown::name(words, &m.name).into(),
            shown::relation(words, codes, &m.relation).into(),
        ];
        row.extend(period(m.from, m.to));
        row
    });
    parts.push(Part::Table(
        Table::new("members", words.get("life-members-by-period"), columns)
            .rows(rows.collect())
            .stacked(),
    ));
    if !history.statuses.is_empty() {
        let columns = shown::columns(words, &["people-status", "people-from", "people-to"]);
        let rows = history.statuses.iter().map(|(code, from, to)| {
            let mut row = vec![Cell::from(shown::code(
                words,
                codes,
                HOUSEHOLD_STATUS,
                code,
            ))];
            row.extend(period(*from, *to));
            row
        });
        parts.push(Part::Table(
            Table::new("statuses", words.get("life-statuses-by-period"), columns)
                .rows(rows.collect())
                .stacked(),
        ));
    }
    View::new(page, parts)
}

/// What can be recorded of a household, as links to small forms.
pub(in crate::people::web) fn actions(words: Words, household: &str) -> Vec<Button> {
    let link = |kind: &Kind| {
        Button::link(
            ButtonKind::Secondary,
            format!("/people/households/{household}/record/{}", kind.code()),
            words.get(&format!("life-kind-{}", kind.code())),
        )
    };
    FORMS.iter().map(link).collect()
}

fn timeline(words: Words, codes: &Codes, history: &History) -> Table {
    let columns = shown::columns(
        words,
        &[
            "life-when",
            "life-what",
            "life-who",
            "life-by",
            "web-papers",
            "life-confirmed",
        ],
    );
    let rows = history.lines.iter().map(|line| {
        let papers = history.papers.get(&line.life.id);
        row(words, codes, line, papers.map_or(&[], Vec::as_slice))
    });
    Table::new("history", words.get("life-history"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "life-history-none",
            "life-history-none-text",
        ))
}

fn row(words: Words, codes: &Codes, line: &Line, papers: &[String]) -> Vec<Cell> {
    let by = Cell::from(words.signature(&line.by)).note(format::instant(line.life.at));
    vec![
        line.life.event.date.to_string().into(),
        what(words, codes, line),
        who(words, line).into(),
        by,
        papers::cell(words, codes, line, papers),
        state(words, line),
    ]
}

/// The kind with the other household or the status, leading to the event's own page.
pub(super) fn what(words: Words, codes: &Codes, line: &Line) -> Cell {
    let event = &line.life.event;
    let kind = words.get(&format!("life-kind-{}", event.kind.code()));
    let cell = Cell::link(format!("/people/changes/{}", line.life.id), kind);
    let note = match (&line.other_number, &line.status, event.kind) {
        (Some(number), _, Kind::Marriage) => {
            words.with("life-from-household", &[("number", number)])
        }
        (Some(number), _, _) => words.with("life-to-household-number", &[("number", number)]),
        (None, Some(code), _) => shown::code(words, codes, HOUSEHOLD_STATUS, code),
        (None, None, _) => return cell,
    };
    cell.note(note)
}

pub(super) fn who(words: Words, line: &Line) -> String {
    let names: Vec<String> = line.names.iter().map(|n| shown::name(words, n)).collect();
    shown::enumerated(words, &names)
}

pub(super) fn state(words: Words, line: &Line) -> Cell {
    let life = &line.life;
    if life.voided_by.is_some() {
        return Tag::new(TagKind::Plain, words.get("life-voided")).into();
    }
    match (&line.confirmed_by, life.confirmed_on, life.event.kind) {
        (Some(by), Some(on), _) => words
            .with(
                "life-confirmed-by",
                &[("name", &words.signature(by)), ("date", &on.to_string())],
            )
            .into(),
        (_, _, Kind::Void) => Cell::from(""),
        _ => Tag::new(TagKind::Open, words.get("life-not-confirmed")).into(),
    }
}
