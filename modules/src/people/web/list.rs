//! Lists of people and of households: filtered, sorted, turned over by keyset.

use super::shown;
use crate::people::codes::Codes;
use crate::people::pages_data::{self, Filter, HouseholdRow, Listed, Order, PersonRow};
use crate::people::store::base;
use crate::people::villages::Villages;
use ::web::components::{
    Button, ButtonKind, Cell, Control, EmptyState, Field, FilterForm, Pager, Table, Tabs,
};
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page, encode};
use ::web::{Part, Reply, Req, View};
use access::Right;
use kernel::{Date, Id, Result};

const PAGE: i64 = 50;

pub(super) fn filter_of(req: &Req) -> Filter {
    let get = |name: &str| req.query.get(name).map(str::to_owned);
    let after = get("after").and_then(|text| {
        let (id, key) = text.split_once('.')?;
        Some((key.to_owned(), id.parse::<Id>().ok()?))
    });
    Filter {
        unit: get("village").and_then(|id| id.parse().ok()),
        status: get("status"),
        text: get("q"),
        order: match req.query.get("sort") {
            Some("number") => Order::Number,
            Some("village") => Order::Village,
            _ => Order::Name,
        },
        after,
    }
}

fn sort_word(order: Order) -> &'static str {
    match order {
        Order::Name => "name",
        Order::Number => "number",
        Order::Village => "village",
    }
}

/// The address of the same list, sorted and begun elsewhere.
fn address(base: &str, filter: &Filter, order: Order, after: Option<(&str, Id)>) -> String {
    let mut query = format!("sort={}", sort_word(order));
    for (name, value) in [("q", &filter.text), ("status", &filter.status)] {
        if let Some(value) = value {
            query.push_str(&format!("&{name}={}", encode(value)));
        }
    }
    if let Some(unit) = filter.unit {
        query.push_str(&format!("&village={unit}"));
    }
    if let Some((key, id)) = after {
        query.push_str(&format!("&after={}", encode(&format!("{id}.{key}"))));
    }
    format!("{base}?{query}")
}

/// What both lists need beside their rows.
pub(super) struct Around {
    pub(super) filter: Filter,
    pub(super) villages: Villages,
    pub(super) codes: Codes,
    pub(super) today: Date,
    pub(super) may_import: bool,
    pub(super) may_record: bool,
}

async fn around(req: &Req) -> Result<Around> {
    let (ctx, filter) = (req.ctx(), filter_of(req));
    let today = ctx.today();
    let (villages, codes) = req
        .app
        .db
        .read_async(move |tx| {
            Ok((
                base::villages(tx, &ctx, Right::ViewPeople)?,
                base::codes(tx)?,
            ))
        })
        .await?;
    Ok(Around {
        filter,
        villages,
        codes,
        today,
        may_import: req.may(Right::ImportPeople),
        may_record: req.may(Right::RecordPeople),
    })
}

pub(super) async fn people(req: Req) -> Result<Reply> {
    let around = around(&req).await?;
    let (ctx, filter) = (req.ctx(), around.filter.clone());
    let listed = req
        .app
        .db
        .read_async(move |tx| pages_data::people(tx, &ctx, &filter, PAGE))
        .await?;
    people_view(req.page("people-title"), &around, listed).reply()
}

pub(super) async fn households(req: Req) -> Result<Reply> {
    let around = around(&req).await?;
    let (ctx, filter) = (req.ctx(), around.filter.clone());
    let listed = req
        .app
        .db
        .read_async(move |tx| pages_data::households(tx, &ctx, &filter, PAGE))
        .await?;
    households_view(req.page("people-title"), &around, listed).reply()
}

fn tabs(words: Words, is_people: bool) -> Part {
    Part::Tabs(Tabs {
        label: words.get("people-views"),
        items: vec![
            NavItem::new("/people", words.get("people-people"), is_people),
            NavItem::new(
                "/people/households",
                words.get("people-households"),
                !is_people,
            ),
            NavItem::new("/people/search", words.get("people-search-number"), false),
            NavItem::new("/people/changes", words.get("life-changes"), false),
            NavItem::new(
                "/people/organisations",
                words.get("life-organisations"),
                false,
            ),
        ],
    })
}

fn filter_form(words: Words, around: &Around, base: &str, with_status: bool) -> Part {
    let filter = &around.filter;
    let hint = if with_status {
        "people-filter-household-hint"
    } else {
        "people-filter-hint"
    };
    let mut fields = vec![
        Field::new(words, Control::Text, "q", words.get("people-filter-text"))
            .hint(words.get(hint))
            .value(filter.text.clone().unwrap_or_default())
            .optional(words),
    ];
    if around.villages.all().len() > 1 {
        let choices = shown::village_choices(&around.villages);
        let unit = filter.unit.map(|id| id.to_string()).unwrap_or_default();
        fields.push(
            Field::new(
                words,
                Control::Select(choices),
                "village",
                words.get("people-village"),
            )
            .value(unit)
            .optional(words),
        );
    }
    if with_status {
        let choices = shown::status_choices(words, &around.codes, around.today);
        fields.push(
            Field::new(
                words,
                Control::Select(choices),
                "status",
                words.get("people-status"),
            )
            .value(filter.status.clone().unwrap_or_default())
            .optional(words),
        );
    }
    let is_filtered = filter.text.is_some() || filter.unit.is_some() || filter.status.is_some();
    Part::Filter(FilterForm::new(words, base, fields, is_filtered))
}

fn is_filtered(filter: &Filter) -> bool {
    filter.text.is_some()
        || filter.unit.is_some()
        || filter.status.is_some()
        || filter.after.is_some()
}

fn empty(words: Words, around: &Around) -> EmptyState {
    if is_filtered(&around.filter) {
        return EmptyState::new(words, "people-none-found", "people-none-found-text");
    }
    EmptyState {
        title: words.get("people-none"),
        text: words.get(if around.may_import {
            "people-none-text"
        } else {
            "people-none-ask"
        }),
        action: around
            .may_import
            .then(|| ("/people/import".to_owned(), words.get("people-import"))),
    }
}

fn pager(
    words: Words,
    around: &Around,
    base: &str,
    key: &str,
    count: i64,
    next: Option<(&str, Id)>,
) -> Pager {
    let filter = &around.filter;
    let first = filter
        .after
        .is_some()
        .then(|| address(base, filter, filter.order, None));
    let next = next.map(|after| address(base, filter, filter.order, Some(after)));
    let mut pager = Pager::new(words, count, first, next);
    pager.count = shown::counted(words, key, count);
    pager
}

/// What can be done with a list. An empty one offers no export, and its own words offer the import.
fn buttons(words: Words, around: &Around, is_empty: bool) -> Vec<Part> {
    let mut buttons = Vec::new();
    if around.may_import && !is_empty {
        buttons.push(Button::link(
            ButtonKind::Primary,
            "/people/import",
            words.get("people-import"),
        ));
    }
    if around.may_import {
        buttons.push(Button::link(
            ButtonKind::Secondary,
            "/people/imports",
            words.get("people-imports"),
        ));
    }
    if around.may_record {
        buttons.push(Button::link(
            ButtonKind::Secondary,
            "/people/households/move-in",
            words.get("life-move-in-household"),
        ));
    }
    let filter = &around.filter;
    let exports = [("xlsx", "people-export-xlsx"), ("csv", "people-export-csv")];
    for (format, label) in exports.into_iter().filter(|_| !is_empty) {
        let href = format!(
            "{}&format={format}",
            address("/people/households/export", filter, filter.order, None)
        );
        buttons.push(Button::link(ButtonKind::Secondary, href, words.get(label)));
    }
    (!buttons.is_empty())
        .then_some(Part::Buttons(buttons))
        .into_iter()
        .collect()
}

pub(super) fn people_view(page: Page, around: &Around, listed: Listed<PersonRow>) -> View {
    let words = page.words;
    let base = "/people";
    let filter = &around.filter;
    let keys = [
        "people-name",
        "people-relation",
        "people-village",
        "people-number",
        "people-birth-year",
        "people-sex",
    ];
    let mut columns = shown::columns(words, &keys);
    for (at, order) in [(0, Order::Name), (2, Order::Village), (3, Order::Number)] {
        if let Some(column) = columns.get_mut(at) {
            let upwards = (filter.order == order).then_some(true);
            *column = column
                .clone()
                .sorted(words, address(base, filter, order, None), upwards);
        }
    }
    let next = listed
        .rows
        .last()
        .filter(|_| listed.has_more)
        .map(|row| (row.key.clone(), row.id));
    let rows = listed.rows.iter().map(|row| {
        vec![
            Cell::link(format!("/people/{}", row.id), row.name.clone()),
            shown::relation(words, &around.codes, &row.relation).into(),
            row.village.clone().into(),
            Cell::link(
                format!("/people/households/{}", row.household),
                row.number.clone(),
            ),
            shown::birth_year(row.birth_year).into(),
            shown::sex(words, row.sex.as_deref()).into(),
        ]
    });
    let next = next.as_ref().map(|(key, id)| (key.as_str(), *id));
    let table = Table::new("people", words.get("people-people"), columns)
        .rows(rows.collect())
        .stacked()
        .pager(pager(
            words,
            around,
            base,
            "people-count",
            listed.count,
            next,
        ));
    let table = if listed.rows.is_empty() {
        table.empty(empty(words, around))
    } else {
        table
    };
    // Above the list: below fifty rows nobody on a phone would find them.
    let mut parts = vec![tabs(words, true)];
    parts.extend(buttons(words, around, listed.rows.is_empty()));
    parts.push(filter_form(words, around, base, false));
    parts.push(Part::Table(table));
    View::new(page, parts)
}

pub(super) fn households_view(page: Page, around: &Around, listed: Listed<HouseholdRow>) -> View {
    let words = page.words;
    let base = "/people/households";
    let filter = &around.filter;
    let keys = [
        "people-head",
        "people-number",
        "people-village",
        "people-members",
        "people-status",
    ];
    let mut columns = shown::columns(words, &keys);
    for (at, order) in [(0, Order::Name), (1, Order::Number), (2, Order::Village)] {
        if let Some(column) = columns.get_mut(at) {
            let upwards = (filter.order == order).then_some(true);
            *column = column
                .clone()
                .sorted(words, address(base, filter, order, None), upwards);
        }
    }
    if let Some(column) = columns.get_mut(3) {
        column.align = ::web::components::Align::Number;
    }
    let next = listed
        .rows
        .last()
        .filter(|_| listed.has_more)
        .map(|row| (row.key.clone(), row.id));
    let rows = listed.rows.iter().map(|row| {
        vec![
            Cell::link(
                format!("/people/households/{}", row.id),
                shown::name(words, &row.head_name),
            ),
            row.number.clone().into(),
            row.village.clone().into(),
            ::web::format::count(row.members).into(),
            shown::statuses(words, &around.codes, &row.statuses).into(),
        ]
    });
    let next = next.as_ref().map(|(key, id)| (key.as_str(), *id));
    let table = Table::new("households", words.get("people-households"), columns)
        .rows(rows.collect())
        .stacked()
        .pager(pager(
            words,
            around,
            base,
            "people-household-count",
            listed.count,
            next,
        ));
    let table = if listed.rows.is_empty() {
        table.empty(empty(words, around))
    } else {
        table
    };
    // Above the list: below fifty rows nobody on a phone would find them.
    let mut parts = vec![tabs(words, false)];
    parts.extend(buttons(words, around, listed.rows.is_empty()));
    parts.push(filter_form(words, around, base, true));
    parts.push(Part::Table(table));
    View::new(page, parts)
}
