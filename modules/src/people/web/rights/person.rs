//! One person as whoever answers him sees him: what can be asked, what was done.

use super::super::shown;
use super::{crumbs, href};
use crate::people::reverse_import::Rests;
use crate::people::rights::model::Kind;
use crate::people::rights::pages_data::{RequestLine, RightsView, rights_of};
use ::web::components::{
    Button, ButtonKind, Cell, EmptyState, Notice, NoticeKind, Summary, Table, Tag, TagKind,
};
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, Reply, Req, View};
use kernel::Result;

pub(super) async fn page(req: Req, rests: &'static [Rests]) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let seen = req
        .app
        .db
        .read_async(move |tx| rights_of(tx, &ctx, id, rests))
        .await?;
    view(req.page_titled(""), &seen).reply().map(Reply::private)
}

pub(super) fn view(mut page: Page, seen: &RightsView) -> View {
    let words = page.words;
    let name = shown::name(words, &seen.name);
    page.title = words.with("rights-of", &[("name", &name)]);
    page.breadcrumbs = crumbs(words, None);
    let is_erased = seen.name.is_empty();
    let about = if is_erased {
        "rights-erased-about"
    } else {
        "rights-about"
    };
    let mut parts = vec![Part::Text(words.get(about))];
    let mut summary = Summary::default()
        .row(words.get("people-number"), seen.at.number.clone())
        .row(words.get("people-village"), seen.village.clone());
    if let Some(held) = &seen.restriction {
        let reason = words.get(&format!(
            "rights-restrict-{}",
            held.reason.replace('_', "-")
        ));
        let since = [("date", held.from.to_string()), ("reason", reason)];
        let since: Vec<(&str, &str)> = since.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let tag = Cell::from(Tag::new(TagKind::Alert, words.get("rights-restricted")))
            .note(words.with("rights-restricted-since", &since));
        summary = summary.row(words.get("rights-restrict"), tag);
    }
    parts.push(Part::Summary(summary));
    if seen.restriction.is_some() {
        parts.push(Part::Text(words.get("rights-restricted-effect")));
    }
    if !is_erased {
        parts.push(Part::Buttons(actions(words, seen)));
    }
    if !seen.papers.is_empty() {
        parts.push(Part::Table(papers(words, seen)));
        parts.push(Part::Text(words.get("rights-papers-about")));
    }
    parts.push(Part::Table(requests(words, &seen.requests, false)));
    View::new(page, parts)
}

fn actions(words: Words, seen: &RightsView) -> Vec<Button> {
    let restriction = match seen.restriction {
        Some(_) => Kind::Lift,
        None => Kind::Restrict,
    };
    [Kind::Copy, Kind::Correct, restriction, Kind::Erase]
        .into_iter()
        .map(|kind| {
            let label = words.get(&format!("rights-{}", kind.code()));
            Button::link(ButtonKind::Secondary, href(seen.person, Some(kind)), label)
        })
        .collect()
}

/// Why he cannot be erased today, and what can be done instead.
pub(super) fn kept(words: Words, seen: &RightsView) -> Option<Notice> {
    let refusal = seen.kept.clone()?;
    let notice = Notice::new(
        NoticeKind::Refused,
        words,
        words.error(&kernel::Error::Refused(refusal)),
    );
    Some(match seen.restriction {
        Some(_) => notice,
        None => notice.link(
            href(seen.person, Some(Kind::Restrict)),
            words.get("rights-restrict"),
        ),
    })
}

pub(super) fn papers(words: Words, seen: &RightsView) -> Table {
    let columns = shown::columns(words, &["rights-paper-date", "rights-paper-kind"]);
    let rows = seen.papers.iter().map(|paper| {
        vec![
            paper.date.to_string().into(),
            Cell::link(
                format!("/papers/{}", paper.id),
                shown::or_dash(paper.name.clone()),
            ),
        ]
    });
    Table::new("papers", words.get("rights-papers"), columns)
        .rows(rows.collect())
        .stacked()
}

/// What was done, when, by whom; with the person where the list is of many.
pub(super) fn requests(words: Words, lines: &[RequestLine], with_person: bool) -> Table {
    let mut keys = vec!["rights-when", "rights-what"];
    if with_person {
        keys.extend(["rights-person", "rights-village"]);
    }
    keys.extend([
        "rights-asked-by",
        "rights-reason",
        "rights-detail",
        "rights-who",
    ]);
    let rows = lines.iter().map(|line| {
        let mut row: Vec<Cell> = vec![
            line.row.date.to_string().into(),
            words.get(&format!("rights-kind-{}", line.row.kind)).into(),
        ];
        if with_person {
            let name = shown::name(words, &line.name);
            row.push(Cell::link(href(line.row.person, None), name));
            row.push(shown::or_dash(line.row.village.clone()).into());
        }
        row.extend(told(words, line).map(|text| Cell::from(shown::or_dash(text))));
        row
    });
    let empty = EmptyState::new(words, "rights-requests-none", "rights-requests-none-text");
    Table::new(
        "requests",
        words.get("rights-requests"),
        shown::columns(words, &keys),
    )
    .rows(rows.collect())
    .stacked()
    .empty(empty)
}

/// Who asked, why, what more there is to say, who did it.
pub(super) fn told(words: Words, line: &RequestLine) -> [String; 4] {
    let asked_by = line
        .detail
        .asked_by
        .as_ref()
        .map(|code| words.get(&format!("rights-asked-by-{code}")));
    let reason = line.row.reason.as_ref().map(|code| {
        let code = code.replace('_', "-");
        words.get(&format!("rights-{}-{code}", line.row.kind))
    });
    let detail = match (&line.detail.field, line.detail.from, line.detail.papers) {
        (Some(field), Some(from), _) => {
            let field = words.get(&format!("rights-field-{field}"));
            words.with(
                "rights-corrected",
                &[("field", &field), ("date", &from.to_string())],
            )
        }
        (_, _, Some(papers)) if papers > 0 => {
            let count = i64::try_from(papers).unwrap_or(i64::MAX);
            words.count("rights-papers-left", count)
        }
        _ => String::new(),
    };
    let by = match line.is_restored() {
        true => words.get("rights-program"),
        false => line.by.clone(),
    };
    [
        asked_by.unwrap_or_default(),
        reason.unwrap_or_default(),
        detail,
        by,
    ]
}
