//! What was answered, for everybody: only what the type calls public, of cases whose publication a second person agreed to.

use super::{Door, requester};
use crate::cases::words::{self, Names};
use crate::cases::{forms, read};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{Page, encode};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use ::cases::declared::{Field as Declared, Kind as FieldKind};
use ::cases::event::{Patch, Value};
use ::cases::shown::{self, Shown, SoughtPublic};
use access::{Unit, units};
use kernel::{Date, Id, Result};
use store::Tx;

const ROWS: i64 = 20;

/// A page of answers.
pub(in crate::cases) struct Replies {
    pub found: Vec<Shown>,
    pub count: i64,
    pub has_more: bool,
    pub names: Names,
    pub units: Vec<Unit>,
    /// The code list by which they are told apart.
    pub list: Option<String>,
}

pub(super) async fn list(req: Req, door: Door) -> Result<Reply> {
    let get = |name| req.query.get(name).map(str::to_owned);
    let after = get("after").and_then(|text| {
        let (day, id) = text.split_once('.')?;
        Some((day.parse::<Date>().ok()?, id.parse::<Id>().ok()?))
    });
    let asked = SoughtPublic {
        code: door.kind.code.to_owned(),
        unit: get("unit").and_then(|unit| unit.parse().ok()),
        choice: get("category"),
        after,
    };
    let (ctx, look) = (requester(&req, 0), asked.clone());
    let read = move |tx: &mut Tx| {
        let mut found = shown::listed(tx, &look, ROWS + 1)?;
        let size = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let has_more = found.len() > size;
        found.truncate(size);
        let count = shown::count(
            tx,
            &SoughtPublic {
                after: None,
                ..look.clone()
            },
        )?;
        let mut known = Vec::new();
        for id in shown::units(tx, &look.code)? {
            known.extend(units::unit(tx, id)?);
        }
        // The codes of the list are those of the type that comes with the program; a township's own adds to them.
        let of = match found.first() {
            Some(first) => Some(first.of.clone()),
            None => ::cases::read::shipped(&look.code)?,
        };
        let names = match &of {
            Some(of) => read::names_of(tx, &ctx, of, &Patch::new())?,
            None => Names::default(),
        };
        let field = of.as_deref().and_then(|of| of.field(shown::listed_by(of)?));
        let list = match field.map(|field| &field.kind) {
            Some(FieldKind::Code { list }) => Some(list.clone()),
            _ => None,
        };
        Ok(Replies {
            found,
            count,
            has_more,
            names,
            units: known,
            list,
        })
    };
    let replies = req.app.db.read_async(read).await?;
    let page = req.page("replies-title");
    view(page, door, &asked, &replies).reply()
}

pub(in crate::cases) fn view(
    page: Page,
    door: Door,
    asked: &SoughtPublic,
    replies: &Replies,
) -> View {
    let words = page.words;
    let is_filtered = asked.unit.is_some() || asked.choice.is_some();
    let mut parts = vec![Part::Text(words.get("replies-lead"))];
    if replies.count > 0 || is_filtered {
        parts.push(Part::Filter(filter(words, door, asked, replies)));
    }
    if replies.found.is_empty() {
        let key = if is_filtered {
            "replies-none-so"
        } else {
            "replies-none"
        };
        parts.push(Part::Empty(EmptyState::new(
            words,
            key,
            "replies-none-text",
        )));
    }
    for one in &replies.found {
        parts.extend(answer(words, replies, one));
    }
    if replies.has_more
        && let Some(last) = replies.found.last()
    {
        let mut href = format!("{}?after={}.{}", door.replies, last.row.shown, last.row.id);
        if let Some(unit) = asked.unit {
            href.push_str(&format!("&unit={unit}"));
        }
        if let Some(choice) = &asked.choice {
            href.push_str(&format!("&category={}", encode(choice)));
        }
        let more = Button::link(ButtonKind::Secondary, href, words.get("replies-more"));
        parts.push(Part::Buttons(vec![more]));
    }
    View::new(page, parts)
}

fn filter(words: Words, door: Door, asked: &SoughtPublic, replies: &Replies) -> FilterForm {
    let select = |name: &str, key: &str, choices: Vec<Choice>, value: String| {
        let mut field = Field::new(words, Control::Select(choices), name, words.get(key));
        field.choose = words.get("replies-all");
        field.optional = Some(String::new());
        field.value(value)
    };
    let unit = asked.unit.map(|unit| unit.to_string()).unwrap_or_default();
    let mut fields = Vec::new();
    if let Some(list) = &replies.list {
        let codes = forms::codes(words, &replies.names, list);
        let value = asked.choice.clone().unwrap_or_default();
        fields.push(select("category", "replies-category", codes, value));
    }
    fields.push(select(
        "unit",
        "replies-unit",
        forms::units(&replies.units),
        unit,
    ));
    let is_filtered = asked.unit.is_some() || asked.choice.is_some();
    FilterForm::new(words, door.replies, fields, is_filtered)
}

/// One answer: its title, where and when, and what was said.
fn answer(words: Words, replies: &Replies, one: &Shown) -> Vec<Part> {
    let text = |kind: fn(&FieldKind) -> bool| {
        let mut fields = one.of.fields.iter();
        let is_one =
            |field: &&Declared| kind(&field.kind) && one.fields.contains_key(field.code.as_str());
        let value = |field: &Declared| one.fields.get(field.code.as_str());
        fields.find(is_one).and_then(value)
    };
    let words_of = |value: Option<&Value>| match value {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let title = words_of(text(|kind| *kind == FieldKind::Text));
    let body = words_of(text(|kind| *kind == FieldKind::LongText));
    let listed = shown::listed_by(&one.of);
    let kind = listed.and_then(|field| {
        let value = one.fields.get(field)?;
        Some(words::value(words, &one.of, &replies.names, field, value))
    });
    let units = replies.units.iter();
    let unit = units
        .filter(|unit| unit.id == one.row.unit)
        .map(|unit| unit.name.clone());
    let mut about: Vec<String> = kind.into_iter().chain(unit).collect();
    about.push(format::date(one.row.shown));
    let id = format!("r{}", one.row.id);
    let mut parts = vec![
        Part::heading(id, title.unwrap_or_else(|| words.get("replies-untitled"))),
        Part::Small(about.join(" · ")),
    ];
    let paragraphs = body.unwrap_or_default();
    let lines = paragraphs.lines().filter(|line| !line.trim().is_empty());
    parts.extend(lines.map(|line| Part::Text(line.to_owned())));
    parts
}
