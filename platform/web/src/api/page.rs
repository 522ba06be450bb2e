//! `/api` for people: what programs can ask for, how one asks, and what every kind of answer means.

use super::deed::Takes;
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
        Part::Table(lists_table(words, lists)),
        Part::heading("figures", words.get("page-figures")),
        Part::Text(words.get("api-figures-about")),
        Part::heading("deeds", words.get("api-deeds")),
        Part::Text(words.get("api-deeds-about")),
        Part::Table(deeds_table(words, deeds)),
        Part::heading("problems", words.get("api-problems")),
        Part::Text(words.get("api-problem-about")),
    ];
    for kind in problem::KINDS {
        parts.push(Part::heading(
            kind,
            words.get(&format!("page-error-{kind}")),
        ));
        parts.push(Part::Text(words.get(&format!("api-kind-{kind}"))));
    }
    View::new(page, parts)
}

fn lists_table(words: Words, lists: &[&List]) -> Table {
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
    Table::new("lists-table", words.get("api-lists"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
}

fn deeds_table(words: Words, deeds: &[&Deed]) -> Table {
    let columns = ["api-col-deed", "api-col-address"].map(|key| Column::text(words.get(key)));
    let rows = deeds.iter().map(|deed| {
        let mut what = Cell::from(words.get(&deed.words_key()));
        if matches!(deed.takes, Takes::File(_)) {
            what = what.note(words.get("api-with-file"));
        }
        vec![what, Cell::from(format!("POST /deeds/{}", deed.name()))]
    });
    Table::new("deeds-table", words.get("api-deeds"), columns.to_vec())
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
