//! One parcel through time, a contract, a household's land.

use super::doors::crumbs;
use super::pages::{Codes, link, parcel_columns, parcel_row, total_row, word_of};
use crate::land::model::Period;
use crate::land::read::{ContractDetail, HolderView, ParcelDetail, ParcelView, Totals};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{Page, encode};
use ::web::{Part, View, format};
use kernel::{Date, Id};

fn last_day(words: Words, to: Option<Date>) -> String {
    to.map_or_else(
        || words.get("land-still"),
        |to| to.plus_days(-1).to_string(),
    )
}

fn term(words: Words, from: Option<Date>, to: Option<Date>) -> String {
    let Some(from) = from else {
        return String::new();
    };
    let to = to.map_or_else(|| words.get("land-open-end"), |to| to.to_string());
    words.with("land-term", &[("from", &from.to_string()), ("to", &to)])
}

fn warning(words: Words, key: &str) -> Part {
    Part::Notice(Notice::new(NoticeKind::Warning, words, words.get(key)))
}

pub(super) fn parcel(mut page: Page, told: &ParcelDetail, codes: &Codes, may_enter: bool) -> View {
    let words = page.words;
    crumbs(&mut page);
    let parcel = &told.parcel;
    let mu = |area: i64| format!("{} {}", format::mu(area), words.get("land-unit-mu"));
    let mut parts = Vec::new();
    if parcel.differs() {
        parts.push(warning(words, "land-warn-area-differs"));
    }
    let mut summary = Summary::default()
        .row(words.get("land-col-code"), parcel.code.clone())
        .row(
            words.get("land-col-name"),
            parcel.name.clone().unwrap_or_default(),
        )
        .row(
            words.get("land-col-kind"),
            word_of(words, codes, &parcel.kind),
        )
        .row(words.get("land-col-village"), parcel.village.clone())
        .row(words.get("land-col-measured"), mu(parcel.measured));
    if let (Some(household), Some(contract), Some(number)) =
        (parcel.household, parcel.contract, &parcel.number)
    {
        let holder = Cell::link(
            format!("/land/households/{household}"),
            parcel.head_name.clone(),
        );
        summary = summary
            .row(
                words.get("land-col-contracted"),
                parcel.contracted.map(mu).unwrap_or_default(),
            )
            .row(words.get("land-col-holder"), holder)
            .row(
                words.get("land-col-contract"),
                Cell::link(format!("/land/contracts/{contract}"), number.clone()),
            )
            .row(
                words.get("land-col-term"),
                term(words, parcel.term_from, parcel.term_to),
            );
    }
    parts.push(Part::Summary(summary));
    if may_enter {
        let id = parcel.id;
        let mut buttons = vec![link(
            ButtonKind::Primary,
            words,
            format!("/land/parcels/{id}/area"),
            "land-add-area",
        )];
        if parcel.contract.is_none() {
            let href = format!("/land/contracts/new?parcels={}", parcel.code);
            buttons.push(link(
                ButtonKind::Secondary,
                words,
                href,
                "land-add-contract",
            ));
        }
        parts.push(Part::Buttons(buttons));
    }
    parts.push(Part::heading("holders", words.get("land-holders")));
    parts.push(Part::Table(holders(words, &told.holders)));
    parts.push(Part::heading("areas", words.get("land-areas")));
    parts.push(Part::Table(areas(words, &told.measured)));
    View::new(page, parts)
}

fn holders(words: Words, holders: &[Period<HolderView>]) -> Table {
    let columns = vec![
        Column::text(words.get("land-col-from")),
        Column::text(words.get("land-col-until")),
        Column::text(words.get("land-col-holder")),
        Column::text(words.get("land-col-contract")),
        Column::number(words.get("land-col-contracted"), words.get("land-unit-mu")),
    ];
    let rows = holders.iter().map(|period| {
        let held = &period.what;
        vec![
            period.from.to_string().into(),
            last_day(words, period.to).into(),
            Cell::link(
                format!("/land/households/{}", held.household),
                held.head_name.clone(),
            )
            .note(held.household_number.clone()),
            Cell::link(
                format!("/land/contracts/{}", held.contract),
                held.number.clone(),
            ),
            format::mu(held.contracted).into(),
        ]
    });
    Table::new("holder-lines", words.get("land-holders"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "land-holders-empty",
            "land-holders-empty-text",
        ))
}

fn areas(words: Words, measured: &[Period<i64>]) -> Table {
    let columns = vec![
        Column::text(words.get("land-col-from")),
        Column::text(words.get("land-col-until")),
        Column::number(words.get("land-col-measured"), words.get("land-unit-mu")),
    ];
    let rows = measured.iter().map(|period| {
        vec![
            period.from.to_string().into(),
            last_day(words, period.to).into(),
            format::mu(period.what).into(),
        ]
    });
    Table::new("area-lines", words.get("land-areas"), columns).rows(rows.collect())
}

fn totals_of(parcels: &[ParcelView]) -> Totals {
    Totals {
        parcels: i64::try_from(parcels.len()).unwrap_or(i64::MAX),
        households: 0,
        contracted: parcels.iter().filter_map(|p| p.contracted).sum(),
        measured: parcels.iter().map(|p| p.measured).sum(),
    }
}

fn held_table(words: Words, parcels: &[ParcelView], codes: &Codes) -> Part {
    let rows = parcels
        .iter()
        .map(|p| parcel_row(words, codes, p))
        .collect();
    let mut table = Table::new("parcels", words.get("land-list"), parcel_columns(words))
        .rows(rows)
        .stacked()
        .empty(EmptyState::new(
            words,
            "land-holds-none",
            "land-holds-none-text",
        ));
    if !parcels.is_empty() {
        table = table.total(total_row(words, &totals_of(parcels)));
    }
    Part::Table(table)
}

/// `days`: the day that is looked at, and today.
pub(super) fn contract(
    mut page: Page,
    told: &ContractDetail,
    days: (Date, Date),
    codes: &Codes,
    may_enter: bool,
) -> View {
    let words = page.words;
    crumbs(&mut page);
    let contract = &told.contract;
    let mut parts = Vec::new();
    if !told.is_in_force {
        let text = words.with("land-not-in-force", &[("date", &days.0.to_string())]);
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
    } else if contract.term_to.is_some_and(|to| to < days.1) {
        parts.push(warning(words, "land-term-over"));
    }
    for found in &told.warnings {
        parts.push(warning(words, found.locale_key()));
    }
    let holder = Cell::link(
        format!("/land/households/{}", contract.household),
        told.head_name.clone(),
    );
    parts.push(Part::Summary(
        Summary::default()
            .row(
                words.get("land-col-holder"),
                holder.note(told.household_number.clone()),
            )
            .row(
                words.get("land-col-contractor"),
                contract.contractor.clone().unwrap_or_default(),
            )
            .row(words.get("land-col-issuer"), contract.issuer.clone())
            .row(
                words.get("land-col-term"),
                term(words, Some(contract.term_from), contract.term_to),
            ),
    ));
    if may_enter && told.is_in_force {
        let button = |path: &str| {
            let href = format!("/land/contracts/{}/{path}", contract.id);
            link(
                ButtonKind::Secondary,
                words,
                href,
                &format!("land-add-{path}"),
            )
        };
        parts.push(Part::Buttons(
            ["swap", "transfer", "end"].map(button).to_vec(),
        ));
    }
    parts.push(Part::heading("parcels-held", words.get("land-parcels")));
    parts.push(held_table(words, &told.parcels, codes));
    parts.push(Part::heading("changes", words.get("land-changes")));
    parts.push(Part::Table(changes(words, told)));
    View::new(page, parts)
}

fn changes(words: Words, told: &ContractDetail) -> Table {
    let columns = vec![
        Column::text(words.get("land-col-date")),
        Column::text(words.get("land-col-change")),
        Column::text(words.get("land-col-other")),
        Column::text(words.get("land-col-document")),
        Column::text(words.get("land-col-filed")),
    ];
    let rows = told.changes.iter().map(|change| {
        let mut kind = Cell::from(words.get(&format!("land-change-{}", change.kind)));
        if let Some(reason) = &change.reason {
            kind = kind.note(words.get(&format!("land-reason-{reason}")));
        }
        let other = match change.other {
            Some(_) if change.other == Some(told.contract.id) => Some(change.contract),
            other => other,
        };
        let other = match (other, change.household) {
            (Some(other), _) => Cell::link(
                format!("/land/contracts/{other}"),
                words.get("land-other-contract"),
            ),
            (None, Some(household)) => Cell::link(
                format!("/land/households/{household}"),
                words.get("land-other-household"),
            ),
            (None, None) => Cell::default(),
        };
        vec![
            change.date.to_string().into(),
            kind,
            other,
            change.document.clone().unwrap_or_default().into(),
            change
                .filed
                .map(|day| day.to_string())
                .unwrap_or_default()
                .into(),
        ]
    });
    Table::new("change-lines", words.get("land-changes"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "land-changes-empty",
            "land-changes-empty-text",
        ))
}

pub(super) fn household(
    mut page: Page,
    (id, number): (Id, &str),
    date: Date,
    found: &[ParcelView],
    codes: &Codes,
    may_enter: bool,
) -> View {
    let words = page.words;
    crumbs(&mut page);
    let day = Field::new(words, Control::Date, "date", words.get("land-filter-date"))
        .value(date.to_string())
        .optional(words);
    let here = format!("/land/households/{id}");
    let mut parts = vec![
        Part::Text(words.with("land-household-number", &[("number", number)])),
        Part::Filter(FilterForm::new(words, here, vec![day], false)),
    ];
    if may_enter {
        let href = format!("/land/contracts/new?household={}", encode(number));
        parts.push(Part::Buttons(vec![link(
            ButtonKind::Secondary,
            words,
            href,
            "land-add-contract",
        )]));
    }
    parts.push(held_table(words, found, codes));
    View::new(page, parts)
}
