//! The list of parcels, and what every table of parcels shows. One parcel, contract or household: details.rs.

use crate::land::read::{Look, Order, ParcelView, Totals};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{Page, encode};
use ::web::{Part, View, format};
use kernel::Id;

/// The code list of kinds of land.
pub(super) type Codes = Vec<access::Code>;

pub(super) fn word_of(words: Words, codes: &Codes, code: &str) -> String {
    let found = codes.iter().find(|c| c.code == code);
    found.map_or_else(|| code.to_owned(), |c| words.either(&c.zh, &c.en))
}

/// What a list is asked for.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    pub look: Look,
    /// No other day was asked for.
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
pub(super) fn parcel_columns(words: Words) -> Vec<Column> {
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

pub(super) fn parcel_row(words: Words, codes: &Codes, parcel: &ParcelView) -> Row {
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

pub(super) fn total_row(words: Words, totals: &Totals) -> Row {
    vec![
        words.get("web-total").into(),
        "".into(),
        "".into(),
        "".into(),
        format::mu(totals.contracted).into(),
        format::mu(totals.measured).into(),
    ]
}

pub(super) fn link(kind: ButtonKind, words: Words, href: impl Into<String>, key: &str) -> Button {
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
        EmptyState::new(words, "land-none-found", "land-none-found-text")
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
    if may_enter && (!is_empty || sought.is_filtered()) {
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
