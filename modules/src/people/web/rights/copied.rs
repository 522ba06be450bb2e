//! The copy that a person is given: a page to print, a workbook, or data.

use super::super::shown;
use super::crumbs;
use crate::people::codes::{Codes, HOUSEHOLD_STATUS, NO_IDENTITY_REASON};
use crate::people::model::FIELDS;
use crate::people::rights::{Copy, copy};
use crate::people::store::base;
use ::web::components::{Cell, Column, EmptyState, Table};
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, Reply, Req, View, format};
use kernel::{Date, Error, Fen, Id, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable};

pub(super) async fn reply(req: &Req, person: Id, kind: &str) -> Result<Reply> {
    let (ctx, words) = (req.ctx(), req.words());
    let (copy, codes) = req
        .app
        .db
        .read_async(move |tx| Ok((copy(tx, &ctx, person)?, base::codes(tx)?)))
        .await?;
    let name = words.get("rights-copy-file");
    let reply = match kind {
        "xlsx" => {
            let tables: Vec<OutTable> = parts(words, &codes, &copy)
                .into_iter()
                .map(|part| part.sheet())
                .collect();
            Reply::xlsx(sheets::write_xlsx(&tables)?, format!("{name}.xlsx"))
        }
        "json" => {
            let bytes = serde_json::to_vec_pretty(&copy)
                .map_err(|e| Error::internal("writing a copy", e))?;
            Reply::file(bytes, "application/json", format!("{name}.json"))
        }
        _ => {
            let mut page = req.page_titled("");
            page.private = true;
            view(page, &codes, &copy).reply()?
        }
    };
    Ok(reply.private())
}

pub(super) fn view(mut page: Page, codes: &Codes, copy: &Copy) -> View {
    let words = page.words;
    let last = copy.records.last();
    let name = last.map_or("", |period| period.record.name.as_str());
    page.title = words.with("rights-copy-of", &[("name", name)]);
    page.breadcrumbs = crumbs(words, Some((copy.person, name)));
    let on = words.with("rights-copy-on", &[("date", &copy.on.to_string())]);
    let mut shown = vec![Part::Text(on), Part::Text(words.get("rights-print"))];
    shown.extend(
        parts(words, codes, copy)
            .into_iter()
            .map(|part| Part::Table(part.table(words))),
    );
    View::new(page, shown)
}

/// One table of the copy, for a page and for a sheet.
struct Section {
    id: &'static str,
    title: String,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Section {
    fn new(words: Words, id: &'static str, title: &str, columns: &[&str]) -> Section {
        Section {
            id,
            title: words.get(title),
            headers: columns
                .iter()
                .map(|column| words.get(&format!("rights-col-{column}")))
                .collect(),
            rows: Vec::new(),
        }
    }

    fn table(self, words: Words) -> Table {
        let columns = self.headers.into_iter().map(Column::text).collect();
        let rows = self.rows.into_iter().map(|row| {
            row.into_iter()
                .map(|text| Cell::from(shown::or_dash(text)))
                .collect()
        });
        Table::new(self.id, self.title.clone(), columns)
            .rows(rows.collect())
            .stacked()
            .empty(EmptyState {
                title: words.get("rights-copy-none"),
                text: self.title,
                action: None,
            })
    }

    fn sheet(self) -> OutTable {
        let text = |row: Vec<String>| row.into_iter().map(OutCell::Text).collect();
        OutTable {
            sheet: self.title.clone(),
            title: Some(self.title),
            columns: self
                .headers
                .into_iter()
                .map(|header| OutColumn::new(header, OutKind::Identity))
                .collect(),
            rows: self.rows.into_iter().map(text).collect(),
            ..OutTable::default()
        }
    }
}

/// The last day of a period, or that it goes on.
fn until(words: Words, to: Option<Date>) -> String {
    match to {
        Some(to) => to.plus_days(-1).to_string(),
        None => words.get("people-until-now"),
    }
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn parts(words: Words, codes: &Codes, copy: &Copy) -> Vec<Section> {
    vec![
        records(words, codes, copy),
        memberships(words, codes, copy),
        statuses(words, codes, copy),
        events(words, copy),
        payments(words, copy),
        papers(words, copy),
        readings(words, copy),
        requests(words, copy),
    ]
}

fn records(words: Words, codes: &Codes, copy: &Copy) -> Section {
    let columns = ["item", "value", "from", "to"];
    let mut part = Section::new(words, "records", "rights-records", &columns);
    for period in &copy.records {
        for key in ["name", "identity"].into_iter().chain(FIELDS) {
            if let Some(value) = period.record.field(key) {
                part.rows.push(vec![
                    words.get(&format!("rights-field-{key}")),
                    value.to_owned(),
                    period.from.to_string(),
                    until(words, period.to),
                ]);
            }
        }
    }
    let reason = copy
        .no_identity_reason
        .as_deref()
        .map(|code| shown::code(words, codes, NO_IDENTITY_REASON, code));
    let sex = copy.sex.as_deref().map(|sex| shown::sex(words, Some(sex)));
    let year = copy.birth_year.map(|year| year.to_string());
    for (key, value) in [
        ("people-reason", reason),
        ("people-sex", sex),
        ("people-birth-year", year),
    ] {
        if let Some(value) = value {
            let row = vec![words.get(key), value, String::new(), String::new()];
            part.rows.push(row);
        }
    }
    part
}

fn memberships(words: Words, codes: &Codes, copy: &Copy) -> Section {
    let columns = ["household", "relation", "from", "to"];
    let mut part = Section::new(words, "memberships", "rights-memberships", &columns);
    part.rows.extend(copy.memberships.iter().map(|m| {
        vec![
            m.household.clone(),
            shown::relation(words, codes, &m.relation),
            m.from.to_string(),
            until(words, m.to),
        ]
    }));
    part
}

fn statuses(words: Words, codes: &Codes, copy: &Copy) -> Section {
    let columns = ["household", "status", "from", "to"];
    let mut part = Section::new(words, "statuses", "rights-statuses", &columns);
    part.rows.extend(copy.statuses.iter().map(|s| {
        vec![
            s.household.clone(),
            shown::code(words, codes, HOUSEHOLD_STATUS, &s.status),
            s.from.to_string(),
            until(words, s.to),
        ]
    }));
    part
}

fn events(words: Words, copy: &Copy) -> Section {
    let columns = ["from", "event", "household"];
    let mut part = Section::new(words, "events", "rights-events", &columns);
    part.rows.extend(copy.events.iter().map(|event| {
        vec![
            event.date.to_string(),
            words.get(&format!("life-kind-{}", event.kind)),
            event.household.clone(),
        ]
    }));
    part
}

fn payments(words: Words, copy: &Copy) -> Section {
    let columns = ["year", "round", "household", "amount", "paid"];
    let mut part = Section::new(words, "payments", "rights-payments", &columns);
    part.rows.extend(copy.payments.iter().map(|line| {
        vec![
            line.year.to_string(),
            format!("{} {}", line.round, line.title),
            line.household.clone(),
            format::money_with_unit(words, Fen(line.amount_fen)),
            day(line.paid_on),
        ]
    }));
    part
}

fn papers(words: Words, copy: &Copy) -> Section {
    let mut part = Section::new(words, "papers", "rights-copy-papers", &["from", "name"]);
    part.rows.extend(
        copy.papers
            .iter()
            .map(|paper| vec![paper.date.to_string(), paper.name.clone()]),
    );
    part
}

fn readings(words: Words, copy: &Copy) -> Section {
    let mut part = Section::new(words, "readings", "rights-readings", &["from"]);
    part.headers
        .extend(["rights-what", "rights-reason", "rights-who"].map(|key| words.get(key)));
    part.rows.extend(copy.readings.iter().map(|reading| {
        let reason = format!("people-reason-{}", reading.reason);
        vec![
            reading.date.to_string(),
            words.get(&format!("rights-read-{}", reading.what)),
            if words.has(&reason) {
                words.get(&reason)
            } else {
                String::new()
            },
            reading.by.clone(),
        ]
    }));
    part
}

fn requests(words: Words, copy: &Copy) -> Section {
    let mut part = Section::new(words, "requests", "rights-requests", &["from"]);
    part.headers
        .extend(["rights-what", "rights-who"].map(|key| words.get(key)));
    part.rows.extend(copy.requests.iter().map(|request| {
        vec![
            request.date.to_string(),
            words.get(&format!("rights-kind-{}", request.kind)),
            request.by.clone(),
        ]
    }));
    part
}
