//! The form of each deed. What a page already knows (the member, the surplus) stands in its address.

use ::web::components::{Button, ButtonKind, Choice, Control, Field, Form};
use ::web::i18n::Words;
use ::web::layout::Page;
use kernel::FieldError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Coop,
    Member,
    End,
    Account,
    Trade,
    Surplus,
    Reverse,
}

impl Kind {
    pub(crate) const ALL: [Kind; 7] = [
        Kind::Coop,
        Kind::Member,
        Kind::End,
        Kind::Account,
        Kind::Trade,
        Kind::Surplus,
        Kind::Reverse,
    ];

    /// The last part of its address and of its locale keys.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Coop => "new",
            Kind::Member => "member",
            Kind::End => "end",
            Kind::Account => "account",
            Kind::Trade => "trade",
            Kind::Surplus => "surplus",
            Kind::Reverse => "reverse",
        }
    }

    /// Fields in their order.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Coop => &["organisation", "name", "unit", "code", "from"],
            Kind::Member => &["household", "from", "is_farmer"],
            Kind::End => &["to"],
            Kind::Account => &[
                "date",
                "contribution",
                "reserve_share",
                "subsidy_share",
                "document",
            ],
            Kind::Trade => &["year", "amount", "quantity", "date", "document"],
            Kind::Surplus => &["year", "amount", "losses", "date", "document"],
            Kind::Reverse => &["date"],
        }
    }

    /// What the address says beside the co-op.
    pub(crate) fn given(self) -> Option<&'static str> {
        match self {
            Kind::End | Kind::Account | Kind::Trade => Some("member"),
            Kind::Reverse => Some("surplus"),
            _ => None,
        }
    }
}

/// What the selects offer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Offers {
    pub units: Vec<Choice>,
    /// Co-ops among the organisations.
    pub organisations: Vec<Choice>,
}

pub(crate) fn form(
    page: &Page,
    (action, back): (String, String),
    kind: Kind,
    offers: &Offers,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let mut form = Form::new(page, action);
    if let Some(name) = kind.given() {
        form = form.hidden(name, typed(name));
    }
    for name in kind.fields() {
        // Without a co-op among the organisations there is nothing to choose.
        if *name == "organisation" && offers.organisations.is_empty() {
            continue;
        }
        form = form.field(field_of(words, (kind, name), offers, typed, faults));
    }
    form.button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            back,
            words.get("web-cancel"),
        ))
}

fn field_of(
    words: Words,
    (kind, name): (Kind, &'static str),
    offers: &Offers,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Field {
    let control = match name {
        "unit" => Control::Select(offers.units.clone()),
        "organisation" => Control::Select(offers.organisations.clone()),
        "is_farmer" => Control::Checkbox,
        "date" | "from" | "to" => Control::Date,
        "year" | "quantity" => Control::Number,
        "amount" | "losses" | "contribution" | "reserve_share" | "subsidy_share" => Control::Money,
        _ => Control::Text,
    };
    let word = name.replace('_', "-");
    let key = match (kind, name) {
        (Kind::Surplus, "amount") => "coop-field-surplus".to_owned(),
        (Kind::Member, "from") => "coop-field-joined".to_owned(),
        (Kind::Account, "date") => "coop-field-holds-from".to_owned(),
        _ => format!("coop-field-{word}"),
    };
    let mut field = Field::new(words, control, name, words.get(&key)).errors(words, faults);
    field = if name == "is_farmer" {
        field.checked(typed(name) == "1")
    } else {
        field.value(typed(name))
    };
    if matches!(
        name,
        "household" | "code" | "losses" | "subsidy_share" | "to"
    ) {
        field = field.hint(words.get(&format!("coop-hint-{word}")));
    }
    if kind == Kind::Account && name == "date" {
        field = field.hint(words.get("coop-hint-holds-from"));
    }
    if name == "quantity" {
        field = field.unit(words.get("coop-unit-kilogram"));
    }
    let is_optional = matches!(
        name,
        "organisation" | "code" | "losses" | "quantity" | "document"
    );
    let named_by_another = name == "name" && !offers.organisations.is_empty();
    if is_optional || named_by_another {
        field = field.optional(words);
    }
    field
}
