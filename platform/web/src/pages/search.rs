//! Searching all that one may see by any piece of it: what was found, newest first, with the words around it.

use crate::app::Finder;
use crate::components::{
    Cell, Choice, Column, Control, EmptyState, Field, FilterForm, Pager, Table,
};
use crate::i18n::Words;
use crate::layout::{Page, encode};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::Right;
use access::texts::{self, Asked, Found};
use access::units;
use kernel::grams::{Sought, sought};
use kernel::{Ctx, Id, Result};
use std::collections::BTreeMap;
use store::Tx;

/// Things on a page.
const ROWS: i64 = 30;
/// Counted so far; more is told as more.
const COUNTED: i64 = 1_000;
/// Characters of a text around what was found.
const AROUND: usize = 70;

/// One thing that was found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub doc: Id,
    /// `case:appeal`, and what such a thing is called, as a locale key.
    pub code: String,
    pub kind: &'static str,
    pub href: String,
    pub unit: String,
    pub label: String,
    /// A line of it, in parts of which the odd ones are what was looked for.
    pub around: Vec<String>,
}

#[derive(Debug, Clone, Default)]
struct Hits {
    hits: Vec<Hit>,
    count: i64,
    next: Option<Id>,
}

/// Whoever searches: what may be found, and whether what people told may be read.
pub(super) struct Searcher<'a> {
    pub ctx: &'a Ctx,
    pub finders: &'a [Finder],
    pub sees: bool,
}

/// What the address says.
#[derive(Debug, Clone, Default)]
pub(super) struct Question {
    pub text: String,
    pub kind: String,
    pub after: Option<Id>,
}

pub(crate) async fn search(req: Req) -> Result<Reply> {
    let get = |name| req.query.get(name).unwrap_or_default().trim().to_owned();
    let question = Question {
        text: get("q"),
        kind: get("kind"),
        after: get("after").parse().ok(),
    };
    let may = |finder: &&Finder| req.may(finder.right);
    let finders: Vec<Finder> = req.app.finders.iter().filter(may).cloned().collect();
    let hits = match sought(&question.text) {
        Some(sought) => {
            let (ctx, sees) = (req.ctx(), req.sees_names());
            let (finders, question) = (finders.clone(), question.clone());
            let read = move |tx: &mut Tx| {
                let searcher = Searcher {
                    ctx: &ctx,
                    finders: &finders,
                    sees,
                };
                let (hits, next) = found(tx, &searcher, &question, &sought, ROWS)?;
                let mut count = 0;
                for asked in asked(&searcher, &question, &sought) {
                    count += texts::count(tx, &ctx, &asked, COUNTED + 1)?;
                }
                Ok(Hits { hits, count, next })
            };
            Some(req.app.db.read_async(read).await?)
        }
        None => None,
    };
    view(req.page("search-title"), &finders, &question, hits).reply()
}

/// The question for each right that things are seen with.
fn asked(searcher: &Searcher<'_>, question: &Question, sought: &Sought) -> Vec<Asked> {
    let of_kind = |finder: &&Finder| question.kind.is_empty() || finder.kind == question.kind;
    let mut kinds: BTreeMap<Right, Vec<String>> = BTreeMap::new();
    for finder in searcher.finders.iter().filter(of_kind) {
        let of = kinds.entry(finder.right).or_default();
        of.push(finder.kind.clone());
    }
    let asked = |(right, kinds)| Asked {
        sought: sought.clone(),
        right,
        kinds,
        after: question.after,
        sees: searcher.sees,
    };
    kinds.into_iter().map(asked).collect()
}

/// A page of what was found, newest first, and what the next one begins after.
pub(super) fn found(
    tx: &mut Tx,
    searcher: &Searcher<'_>,
    question: &Question,
    sought: &Sought,
    rows: i64,
) -> Result<(Vec<Hit>, Option<Id>)> {
    let mut found = Vec::new();
    for asked in asked(searcher, question, sought) {
        found.extend(texts::find(tx, searcher.ctx, &asked, rows + 1)?);
    }
    found.sort_unstable_by_key(|found| std::cmp::Reverse(found.doc));
    let size = usize::try_from(rows).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| has_more).map(|last| last.doc);
    let mut names = BTreeMap::new();
    let mut hits = Vec::with_capacity(found.len());
    for found in found {
        hits.extend(hit(tx, searcher.finders, sought, found, &mut names)?);
    }
    Ok((hits, next))
}

fn hit(
    tx: &mut Tx,
    finders: &[Finder],
    sought: &Sought,
    found: Found,
    names: &mut BTreeMap<Id, String>,
) -> Result<Option<Hit>> {
    let Some(finder) = finders.iter().find(|finder| finder.kind == found.kind) else {
        return Ok(None);
    };
    let unit = match names.get(&found.unit) {
        Some(name) => name.clone(),
        None => units::unit(tx, found.unit)?.map_or_else(String::new, |unit| unit.name),
    };
    names.insert(found.unit, unit.clone());
    // Its number stands beside it already, unless that is what was looked for.
    let rest = found
        .text
        .strip_prefix(&found.label)
        .map(|rest| rest.trim_start());
    let rest = rest.filter(|rest| sought.is_in(&kernel::grams::fold(rest)));
    Ok(Some(Hit {
        doc: found.doc,
        code: found.kind,
        href: finder
            .href
            .replace("{}", &found.doc.to_string())
            .replace("{unit}", &found.unit.to_string()),
        kind: finder.name,
        unit,
        around: sought.around(rest.unwrap_or(&found.text), AROUND),
        label: found.label,
    }))
}

fn address(question: &Question, after: Option<Id>) -> String {
    let mut address = format!("/search?q={}", encode(&question.text));
    if !question.kind.is_empty() {
        address.push_str(&format!("&kind={}", encode(&question.kind)));
    }
    if let Some(after) = after {
        address.push_str(&format!("&after={after}"));
    }
    address
}

fn view(page: Page, finders: &[Finder], question: &Question, hits: Option<Hits>) -> View {
    let words = page.words;
    let mut parts = vec![Part::Filter(filter(words, finders, question))];
    match hits {
        Some(hits) => parts.push(Part::Table(table(words, question, &hits))),
        None if question.text.is_empty() => {
            parts.push(Part::Text(words.get("search-about")));
        }
        None => parts.push(Part::Empty(EmptyState::new(
            words,
            "search-unreadable",
            "search-unreadable-text",
        ))),
    }
    View::new(page, parts)
}

fn filter(words: Words, finders: &[Finder], question: &Question) -> FilterForm {
    let text = Field::new(words, Control::Text, "q", words.get("search-field"))
        .hint(words.get("search-hint"))
        .value(question.text.clone());
    let mut fields = vec![text];
    if finders.len() > 1 {
        let mut choices = vec![Choice::new("", words.get("search-all"))];
        for finder in finders {
            choices.push(Choice::new(finder.kind.clone(), words.get(finder.name)));
        }
        let label = words.get("search-kind");
        let kind = Field::new(words, Control::Select(choices), "kind", label);
        fields.push(kind.value(question.kind.clone()).optional(words));
    }
    let mut form = FilterForm::new(words, "/search", fields, !question.text.is_empty());
    form.label = words.get("search-do");
    form
}

fn table(words: Words, question: &Question, hits: &Hits) -> Table {
    let columns = ["thing", "text", "unit"]
        .map(|name| Column::text(words.get(&format!("search-col-{name}"))))
        .to_vec();
    let row = |hit: &Hit| {
        vec![
            Cell::link(hit.href.clone(), hit.label.clone()).note(words.get(hit.kind)),
            Cell::found(hit.around.clone()),
            hit.unit.clone().into(),
        ]
    };
    let first = question.after.map(|_| address(question, None));
    let next = hits.next.map(|next| address(question, Some(next)));
    let mut pager = Pager::new(words, hits.count, first, next);
    if hits.count > COUNTED {
        pager.count = words.count("search-more-than", COUNTED);
    }
    Table::new("hits", words.get("search-found"), columns)
        .rows(hits.hits.iter().map(row).collect())
        .stacked()
        .empty(EmptyState::new(words, "search-none", "search-none-text"))
        .pager(pager)
}

pub(super) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let finder = |kind: &str, name| Finder {
        kind: kind.to_owned(),
        name,
        right: Right::ViewCases,
        href: "/appeals/{}".into(),
    };
    let finders = [
        finder("case:appeal", "appeals-title"),
        finder("case:other", "search-title"),
    ];
    let page = || frame(&words.get("search-title"));
    let asked = |text: &str| Question {
        text: text.into(),
        ..Question::default()
    };
    let hit = |label: &str, text: &str| Hit {
        doc: Id(1),
        code: "case:appeal".into(),
        href: "/appeals/1".into(),
        kind: "appeals-title",
        unit: "和顺社区".into(),
        label: label.into(),
        around: sought("路灯").map_or_else(Vec::new, |sought| sought.around(text, AROUND)),
    };
    let hits = Hits {
        hits: vec![
            hit(
                "AP-2026-0488",
                "三号楼前路灯不亮一周了，晚上老人下楼不便，请尽快派人来看",
            ),
            hit("AP-2026-0131", "路灯"),
        ],
        count: COUNTED + 1,
        next: Some(Id(1)),
    };
    let sample = |name: &'static str, question: &Question, hits| {
        (name, view(page(), &finders, question, hits))
    };
    vec![
        sample("search", &asked("路灯"), Some(hits)),
        sample("search-empty", &asked("没有"), Some(Hits::default())),
        sample("search-unreadable", &asked("，"), None),
        sample("search-first", &asked(""), None),
    ]
}
