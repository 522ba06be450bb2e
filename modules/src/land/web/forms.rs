//! The forms by which land is entered and changed. A form's fields stand beside its kind.

use super::pages::{Codes, word_of};
use crate::land::{end_contract, transfer_contract};
use ::web::components::{Button, ButtonKind, Choice, Control, Field, Form};
use ::web::i18n::Words;
use ::web::layout::Page;
use kernel::{FieldError, Id};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Parcel,
    Contract,
    Area,
    End,
    Swap,
    Transfer,
}

impl Kind {
    /// The part of its locale keys.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Parcel => "parcel",
            Kind::Contract => "contract",
            Kind::Area => "area",
            Kind::End => "end",
            Kind::Swap => "swap",
            Kind::Transfer => "transfer",
        }
    }

    /// Where its form stands.
    pub(super) fn path(self, id: Id) -> String {
        match self {
            Kind::Parcel => "/land/parcels/new".into(),
            Kind::Contract => "/land/contracts/new".into(),
            Kind::Area => format!("/land/parcels/{id}/area"),
            _ => format!("/land/contracts/{id}/{}", self.word()),
        }
    }

    /// Where giving up leads.
    pub(super) fn back(self, id: Id) -> String {
        match self {
            Kind::Parcel | Kind::Contract => "/land".into(),
            Kind::Area => format!("/land/parcels/{id}"),
            _ => format!("/land/contracts/{id}"),
        }
    }

    fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Parcel => &["code", "name", "unit", "kind", "area", "from"],
            Kind::Contract => &[
                "number",
                "issuer",
                "household",
                "contractor",
                "term_from",
                "term_to",
                "parcels",
                "from",
            ],
            Kind::Area => &["measured", "contracted", "from"],
            Kind::End => &["date", "reason", "document"],
            Kind::Swap => &[
                "parcels",
                "other",
                "other_parcels",
                "date",
                "document",
                "filed",
            ],
            Kind::Transfer => &[
                "household",
                "contractor",
                "date",
                "reason",
                "document",
                "parcels",
                "number",
            ],
        }
    }

    fn is_optional(self, field: &str) -> bool {
        match self {
            Kind::Parcel => field == "name",
            Kind::Contract => matches!(field, "contractor" | "term_to"),
            Kind::Area => matches!(field, "measured" | "contracted"),
            Kind::End => field == "document",
            Kind::Swap => field == "filed",
            Kind::Transfer => matches!(field, "contractor" | "document" | "parcels" | "number"),
        }
    }
}

/// What the forms offer to choose from.
#[derive(Debug, Clone, Default)]
pub(super) struct Offer {
    pub codes: Codes,
    /// Villages: id and name.
    pub units: Vec<(Id, String)>,
}

fn reasons(words: Words, codes: &[&str]) -> Control {
    let choice = |code: &&str| Choice::new(*code, words.get(&format!("land-reason-{code}")));
    Control::Select(codes.iter().map(choice).collect())
}

fn control(words: Words, kind: Kind, name: &str, offer: &Offer) -> Control {
    match name {
        "unit" => {
            let choice = |(id, name): &(Id, String)| Choice::new(id.to_string(), name.clone());
            Control::Select(offer.units.iter().map(choice).collect())
        }
        "kind" => {
            let choice = |code: &access::Code| {
                Choice::new(code.code.clone(), word_of(words, &offer.codes, &code.code))
            };
            Control::Select(offer.codes.iter().map(choice).collect())
        }
        "reason" if kind == Kind::End => reasons(words, &end_contract::REASONS),
        "reason" => reasons(words, &transfer_contract::REASONS),
        "parcels" | "other_parcels" => Control::Textarea,
        "from" | "date" | "term_from" | "term_to" | "filed" => Control::Date,
        _ => Control::Text,
    }
}

/// `typed`: what was entered before, or what stands there the first time.
pub(super) fn form(
    page: &Page,
    kind: Kind,
    id: Id,
    offer: &Offer,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let mut form = Form::new(page, kind.path(id));
    for name in kind.fields() {
        let key = name.replace('_', "-");
        // A field that means something else in one form has words of its own there.
        let word = |what: &str| {
            let own = format!("land-{what}-{}-{key}", kind.word());
            if words.has(&own) {
                own
            } else {
                format!("land-{what}-{key}")
            }
        };
        let mut field = Field::new(
            words,
            control(words, kind, name, offer),
            *name,
            words.get(&word("field")),
        )
        .value(typed(name))
        .errors(words, faults);
        let hint = word("hint");
        if words.has(&hint) {
            field = field.hint(words.get(&hint));
        }
        if matches!(*name, "area" | "measured" | "contracted") {
            field = field.unit(words.get("land-unit-mu")).inputmode("decimal");
        }
        if kind.is_optional(name) {
            field = field.optional(words);
        }
        form = form.field(field);
    }
    let button = match kind {
        Kind::End => ButtonKind::Warn,
        _ => ButtonKind::Primary,
    };
    form.button(Button::submit(
        button,
        words.get(&format!("land-add-{}", kind.word())),
    ))
    .button(Button::link(
        ButtonKind::Secondary,
        kind.back(id),
        words.get("web-cancel"),
    ))
}
