//! The pages of land: the list of parcels, one parcel through time, a contract, a household's land.

use super::doors::crumbs;
use crate::land::model::Period;
use crate::land::read::{
    ContractDetail, HolderView, Look, Order, ParcelDetail, ParcelView, Totals,
};
use ::web::components::*;
use ::web::i18n::{Lang, Words};
use ::web::layout::{Page, encode};
use ::web::{Part, View, format};
use kernel::{Date, Id};

/// The code list of kinds of land.
pub(super) type Codes = Vec<access::Code>;

pub(super) fn word_of(words: Words, codes: &Codes, code: &str) -> String {
    let found = codes.iter().find(|c| c.code == code);
    found.map_or_else(
        || code.to_owned(),
        |c| {
            if words.lang() == Lang::En {
                c.en.clone()
            } else {
                c.zh.clone()
            }
        },
    )
}

/// What a list is asked for.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    pub look: Look,
    /// No day was asked for.
    pub is_today: bool,
    pub after: Option<(String, Id)>,
}

/// What was found of a list.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub found: Vec<ParcelView>,
    pub totals: Totals,
    /// Id and name.
    pub villages: Vec<(Id, String)>,
    /// Where the next page begins.
    pub next: Option<(String, Id)>,
}

impl Sought {
    fn is_filtered(&self) -> bool {
        !self.look.sought.is_empty() || self.look.unit != Id(0)
    }

    /// The same list, sorted and begun elsewhere.
    fn address(&self, base: &str, order: Order, after: Option<&(String, Id)>) -> String {
        let sort = match order {
            Order::Code => "code",
            Order::Holder => "holder",
            Order::Village => "village",
        };
        let mut query = format!("{base}?sort={sort}");
        if !self.is_today {
            query.push_str(&format!("&date={}", self.look.date));
        }
        if self.look.unit != Id(0) {
            query.push_str(&format!("&village={}", self.look.unit));
        }
        if !self.look.sought.is_empty() {
            query.push_str(&format!("&q={}", encode(&self.look.sought)));
        }
        if let Some((key, id)) = after {
            query.push_str(&format!("&after={}", encode(&format!("{id}.{key}"))));
        }
        query
    }
}

fn filter(words: Words, sought: &Sought, villages: &[(Id, String)]) -> Part {
    let field = |control, name: &'static str, value: String| {
        Field::new(
            words,
            control,
            name,
            words.get(&format!("land-filter-{name}")),
        )
        .value(value)
        .optional(words)
    };
    let mut fields = vec![
        field(Control::Text, "q", sought.look.sought.clone()).hint(words.get("land-filter-q-hint")),
    ];
    if villages.len() > 1 {
        let choices = villages
            .iter()
            .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
            .collect();
        let unit = Some(sought.look.unit).filter(|unit| *unit != Id(0));
        let unit = unit.map(|unit| unit.to_string()).unwrap_or_default();
        fields.push(field(Control::Select(choices), "village", unit));
    }
    fields.push(field(Control::Date, "date", sought.look.date.to_string()));
    let is_filtered = sought.is_filtered() || !sought.is_today;
    Part::Filter(FilterForm::new(words, "/land", fields, is_filtered))
}

fn stats(words: Words, totals: &Totals) -> Part {
    let tile = |number: String, unit: &str, label: &str| {
        Stat::new(number, words.get(unit), words.get(label))
    };
    Part::Stats(Stats {
        tiles: vec![
            tile(
                format::count(totals.parcels),
                "land-unit-parcel",
                "land-stat-parcels",
            ),
            tile(
                format::count(totals.households),
                "projects-unit-household",
                "land-stat-households",
            ),
            tile(
                format::mu(totals.contracted),
                "land-unit-mu",
                "land-col-contracted",
            ),
            tile(
                format::mu(totals.measured),
                "land-unit-mu",
                "land-col-measured",
            ),
        ],
    })
}

/// The columns that every list of parcels has: parcel, holder, contract, areas.
fn parcel_columns(words: Words) -> Vec<Column> {
    let mu = || words.get("land-unit-mu");
    vec![
        Column::text(words.get("land-col-code")),
        Column::text(words.get("land-col-village")),
        Column::text(words.get("land-col-holder")),
        Column::text(words.get("land-col-contract")),
        Column::number(words.get("land-col-contracted"), mu()),
        Column::number(words.get("land-col-measured"), mu()),
    ]
}

fn parcel_row(words: Words, codes: &Codes, parcel: &ParcelView) -> Row {
    let kind = word_of(words, codes, &parcel.kind);
    let note = parcel
        .name
        .as_ref()
        .map_or(kind.clone(), |name| format!("{name} · {kind}"));
    let holder = match parcel.household {
        Some(household) => Cell::link(
            format!("/land/households/{household}"),
            parcel.head_name.clone(),
        )
        .note(parcel.household_number.clone()),
        None => Tag::new(TagKind::Open, words.get("land-free")).into(),
    };
    let contract = match (parcel.contract, &parcel.number) {
        (Some(id), Some(number)) => Cell::link(format!("/land/contracts/{id}"), number.clone()),
        _ => Cell::default(),
    };
    let mut measured = Cell::from(format::mu(parcel.measured));
    if parcel.differs() {
        measured = measured.note(words.get("land-differs"));
    }
    vec![
        Cell::link(format!("/land/parcels/{}", parcel.id), parcel.code.clone()).note(note),
        parcel.village.clone().into(),
        holder,
        contract,
        parcel.contracted.map(format::mu).unwrap_or_default().into(),
        measured,
    ]
}

fn total_row(words: Words, totals: &Totals) -> Row {
    vec![
        words.get("web-total").into(),
        "".into(),
        "".into(),
        "".into(),
        format::mu(totals.contracted).into(),
        format::mu(totals.measured).into(),
    ]
}

fn link(kind: ButtonKind, words: Words, href: impl Into<String>, key: &str) -> Button {
    Button::link(kind, href, words.get(key))
}

pub(super) fn list(
    page: Page,
    sought: &Sought,
    listed: &Listed,
    codes: &Codes,
    may_enter: bool,
) -> View {
    let words = page.words;
    let order = sought.look.order;
    let mut columns = parcel_columns(words);
    let sorts = [
        (0, Order::Code, true),
        (1, Order::Village, true),
        (2, Order::Holder, sought.look.by_name),
    ];
    for (at, by, may_sort) in sorts {
        if let Some(column) = columns.get_mut(at).filter(|_| may_sort) {
            let href = sought.address("/land", by, None);
            *column = column
                .clone()
                .sorted(words, href, (by == order).then_some(true));
        }
    }
    let is_empty = listed.found.is_empty() && sought.after.is_none();
    let empty = if sought.is_filtered() || !sought.is_today {
        EmptyState {
            title: words.get("land-none-found"),
            text: words.get("land-none-found-text"),
            action: None,
        }
    } else {
        EmptyState {
            title: words.get("land-empty"),
            text: words.get(if may_enter {
                "land-empty-text"
            } else {
                "land-empty-seen"
            }),
            action: may_enter.then(|| ("/land/import".to_owned(), words.get("land-import"))),
        }
    };
    let first = sought
        .after
        .is_some()
        .then(|| sought.address("/land", order, None));
    let next = listed
        .next
        .as_ref()
        .map(|after| sought.address("/land", order, Some(after)));
    let mut table = Table::new("parcels", words.get("land-list"), columns)
        .rows(
            listed
                .found
                .iter()
                .map(|parcel| parcel_row(words, codes, parcel))
                .collect(),
        )
        .stacked()
        .empty(empty)
        .pager(Pager::new(words, listed.totals.parcels, first, next));
    if !is_empty {
        table = table.total(total_row(words, &listed.totals));
    }
    let mut buttons = Vec::new();
    if may_enter && !(is_empty && !sought.is_filtered()) {
        buttons.push(link(
            ButtonKind::Primary,
            words,
            "/land/import",
            "land-import",
        ));
    }
    if may_enter {
        let second = ButtonKind::Secondary;
        buttons.push(link(second, words, "/land/parcels/new", "land-add-parcel"));
        buttons.push(link(
            second,
            words,
            "/land/contracts/new",
            "land-add-contract",
        ));
    }
    if !is_empty {
        let href = sought.address("/land/land.xlsx", order, None);
        buttons.push(link(ButtonKind::Secondary, words, href, "land-export"));
    }
    let mut parts = vec![filter(words, sought, &listed.villages)];
    if !is_empty {
        parts.push(stats(words, &listed.totals));
    }
    if !buttons.is_empty() {
        parts.push(Part::Buttons(buttons));
    }
    parts.push(Part::Table(table));
    View::new(page, parts)
}

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
        .empty(EmptyState {
            title: words.get("land-holders-empty"),
            text: words.get("land-holders-empty-text"),
            action: None,
        })
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
        .empty(EmptyState {
            title: words.get("land-holds-none"),
            text: words.get("land-holds-none-text"),
            action: None,
        });
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
        .empty(EmptyState {
            title: words.get("land-changes-empty"),
            text: words.get("land-changes-empty-text"),
            action: None,
        })
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
