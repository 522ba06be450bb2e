//! `/api` for people: what programs can ask for, how one asks, and what every kind of answer means.

use super::deed::Takes;
use super::openapi::tag_of;
use super::{Deed, List, problem};
use crate::components::{Button, ButtonKind, Cell, Column, Table};
use crate::i18n::Words;
use crate::layout::Page;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use kernel::Result;

pub(crate) async fn show(req: Req) -> Result<Reply> {
    let page = req.page("api-title");
    let api = &req.app.api;
    let (lists, deeds): (Vec<&List>, Vec<&Deed>) =
        (api.lists.iter().collect(), api.deeds.iter().collect());
    let base = req.app.config.public_url.clone();
    view(
        page,
        base.as_deref(),
        &lists,
        &deeds,
        req.visitor.user.is_some(),
    )
    .reply()
}

fn example(words: Words, label: &str, text: String) -> Part {
    Part::Code {
        label: words.get(label),
        text,
    }
}

fn view(
    page: Page,
    base: Option<&str>,
    lists: &[&List],
    deeds: &[&Deed],
    is_signed_in: bool,
) -> View {
    let words = page.words;
    let base = address(base);
    let asks =
        |path: &str| format!("curl -H \"Authorization: Bearer $ZHEN_TOKEN\" \"{base}/{path}\"");
    let deed = format!(
        "curl -X POST -H \"Authorization: Bearer $ZHEN_TOKEN\" -H \"Idempotency-Key: $(openssl rand -hex 16)\" \
         -H \"Content-Type: application/json\" -d @input.json \"{base}/deeds/land.end_contract\""
    );
    let file = format!(
        "curl -X POST -H \"Authorization: Bearer $ZHEN_TOKEN\" -H \"Content-Type: application/octet-stream\" \
         --data-binary @list.xlsx \"{base}/deeds/appeals.import_ledger?look=true\""
    );
    let token = match is_signed_in {
        true => Button::link(
            ButtonKind::Primary,
            "/account/tokens",
            words.get("token-title"),
        ),
        false => Button::link(
            ButtonKind::Primary,
            "/sign-in?back=%2Faccount%2Ftokens",
            words.get("web-sign-in"),
        ),
    };
    let document = Button::link(
        ButtonKind::Secondary,
        "/api/v1/openapi.json",
        words.get("api-document"),
    );
    let mut parts = vec![
        Part::Text(words.get("api-about")),
        Part::Buttons(vec![token, document]),
        Part::heading("ask", words.get("api-how")),
        Part::Text(words.get("api-how-token")),
        example(words, "api-example-list", asks("units")),
        example(words, "api-example-file", asks("land/parcels?format=xlsx")),
        example(words, "api-example-figures", asks("figures")),
        example(words, "api-example-deed", deed),
        example(words, "api-example-import", file),
        Part::Text(words.get("api-how-deed")),
        Part::heading("lists", words.get("api-lists")),
        Part::Text(words.get("api-lists-about")),
        Part::Text(words.get("api-groups-about")),
    ];
    parts.extend(groups(words, lists, |list| list.path, lists_table));
    parts.extend([
        Part::heading("figures", words.get("page-figures")),
        Part::Text(words.get("api-figures-about")),
        Part::heading("deeds", words.get("api-deeds")),
        Part::Text(words.get("api-deeds-about")),
    ]);
    parts.extend(groups(words, deeds, |deed| deed.code, deeds_table));
    parts.extend([
        Part::heading("problems", words.get("api-problems")),
        Part::Text(words.get("api-problem-about")),
    ]);
    for kind in problem::KINDS {
        parts.push(Part::heading(
            kind,
            words.get(&format!("page-error-{kind}")),
        ));
        parts.push(Part::Text(words.get(&format!("api-kind-{kind}"))));
    }
    View::new(page, parts)
}

/// One closed part for each first word of an address, in the order in which they stand.
fn groups<'t, T>(
    words: Words,
    all: &[&'t T],
    name: impl Fn(&T) -> &'t str,
    table: impl Fn(Words, &str, &[&T]) -> Table,
) -> Vec<Part> {
    let mut found: Vec<(&str, Vec<&T>)> = Vec::new();
    for one in all {
        let tag = tag_of(name(one));
        match found.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, of)) => of.push(one),
            None => found.push((tag, vec![one])),
        }
    }
    let part = |(tag, of): (&str, Vec<&T>)| Part::Details {
        label: words.with(
            "api-group",
            &[
                ("name", &group(words, tag)),
                ("word", tag),
                ("count", &of.len().to_string()),
            ],
        ),
        parts: vec![Part::Table(table(words, tag, &of))],
    };
    found.into_iter().map(part).collect()
}

/// What the addresses that begin so are about.
pub(super) fn group(words: Words, tag: &str) -> String {
    words.get(&format!("api-group-{tag}"))
}

fn lists_table(words: Words, tag: &str, lists: &[&List]) -> Table {
    let columns = ["api-col-name", "api-col-address", "api-col-filters"];
    let columns = columns.map(|key| Column::text(words.get(key)));
    let rows = lists.iter().map(|list| {
        let filters: Vec<&str> = list
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let files = match list.place {
            Some(_) => "GeoJSON, CSV, XLSX",
            None => "CSV, XLSX",
        };
        vec![
            Cell::from(words.get(list.name)).note(files),
            Cell::from(format!("GET /{}", list.path)),
            filters.join(", ").into(),
        ]
    });
    Table::new(format!("lists-{tag}"), group(words, tag), columns.to_vec())
        .rows(rows.collect())
        .stacked()
}

fn deeds_table(words: Words, tag: &str, deeds: &[&Deed]) -> Table {
    let columns = ["api-col-deed", "api-col-address"].map(|key| Column::text(words.get(key)));
    let rows = deeds.iter().map(|deed| {
        let mut what = Cell::from(words.get(&deed.words_key()));
        if matches!(deed.takes, Takes::File(_)) {
            what = what.note(words.get("api-with-file"));
        }
        vec![what, Cell::from(format!("POST /deeds/{}", deed.name()))]
    });
    Table::new(format!("deeds-{tag}"), group(words, tag), columns.to_vec())
        .rows(rows.collect())
        .stacked()
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let office = crate::pages::office();
    let (lists, deeds): (Vec<&List>, Vec<&Deed>) =
        (office.lists.iter().collect(), office.deeds.iter().collect());
    let page = frame(&words.get("api-title"));
    vec![("api", view(page, None, &lists, &deeds, true))]
}

/// Where the API is, for an example to copy: below the public address, else on the machine itself.
pub(crate) fn address(public_url: Option<&str>) -> String {
    format!("{}/api/v1", public_url.unwrap_or("http://127.0.0.1:8700"))
}
