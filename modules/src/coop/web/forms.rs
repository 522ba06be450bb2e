//! The forms of a net. A form's fields stand beside its kind.

use crate::coop::model::{PartyKind, Way};
use ::web::components::{Button, ButtonKind, Choice, Control, Field, Form};
use ::web::i18n::Words;
use ::web::layout::Page;
use kernel::{FieldError, Id};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Net,
    Change,
    End,
    Party,
    Members,
    EndParty,
    Land,
    EndLand,
    Sale,
    Cost,
    Delivery,
    Work,
    Repay,
    Settle,
    Void,
}

impl Kind {
    /// Those whose form stands under a net.
    pub(super) const OF_NET: &'static [Kind] = &[
        Kind::Change,
        Kind::End,
        Kind::Party,
        Kind::Members,
        Kind::EndParty,
        Kind::Land,
        Kind::EndLand,
        Kind::Sale,
        Kind::Cost,
        Kind::Delivery,
        Kind::Work,
        Kind::Repay,
        Kind::Settle,
        Kind::Void,
    ];

    /// The part of its locale keys, and the last of its path.
    pub(super) fn word(self) -> &'static str {
        self.route().rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn route(self) -> &'static str {
        match self {
            Kind::Net => "/nets/net",
            Kind::Change => "/nets/{id}/change",
            Kind::End => "/nets/{id}/end",
            Kind::Party => "/nets/{id}/party",
            Kind::Members => "/nets/{id}/members",
            Kind::EndParty => "/nets/{id}/end-party",
            Kind::Land => "/nets/{id}/land",
            Kind::EndLand => "/nets/{id}/end-land",
            Kind::Sale => "/nets/{id}/sale",
            Kind::Cost => "/nets/{id}/cost",
            Kind::Delivery => "/nets/{id}/delivery",
            Kind::Work => "/nets/{id}/work",
            Kind::Repay => "/nets/{id}/repay",
            Kind::Settle => "/nets/{id}/settle",
            Kind::Void => "/nets/{id}/void",
        }
    }

    pub(super) fn path(self, id: Id) -> String {
        match self {
            Kind::Net => "/nets".into(),
            _ => format!("/nets/{id}/{}", self.word()),
        }
    }

    /// Where giving up and having done it lead.
    pub(super) fn back(self, id: Id) -> String {
        match self {
            Kind::Net => "/nets".into(),
            Kind::Sale
            | Kind::Cost
            | Kind::Delivery
            | Kind::Work
            | Kind::Repay
            | Kind::Settle
            | Kind::Void => {
                format!("/nets/{id}/money")
            }
            _ => format!("/nets/{id}"),
        }
    }

    /// What the address says beside the net.
    pub(super) fn given(self) -> &'static [&'static str] {
        match self {
            Kind::Members | Kind::EndParty => &["party"],
            Kind::EndLand => &["land"],
            Kind::Void => &["what", "row"],
            _ => &[],
        }
    }

    fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Net => &["coop", "name", "from", "farm_area", "tolerance"],
            Kind::Change => &["name", "from", "farm_area", "tolerance"],
            Kind::End => &["on", "reason", "paper"],
            Kind::Party => &["kind", "name", "organisation", "serves", "from", "people"],
            Kind::Members => &["from", "people"],
            Kind::EndParty | Kind::EndLand => &["to"],
            Kind::Land => &["way", "farm", "parcels", "from", "term_to", "document"],
            Kind::Sale => &[
                "date",
                "product",
                "grade",
                "kilograms",
                "price",
                "buyer",
                "document",
            ],
            Kind::Cost => &[
                "date",
                "kind_of_cost",
                "amount",
                "is_advanced",
                "payee",
                "document",
            ],
            Kind::Delivery => &[
                "date",
                "household",
                "product",
                "grade",
                "kilograms",
                "document",
            ],
            Kind::Work => &["date", "team", "household", "minutes", "document"],
            Kind::Repay => &["date", "amount"],
            Kind::Settle => &["first", "last"],
            Kind::Void => &[],
        }
    }

    fn is_optional(self, field: &str) -> bool {
        match field {
            "document" | "paper" | "grade" | "payee" | "organisation" | "serves" | "farm"
            | "team" => true,
            "term_to" | "farm_area" => true,
            "people" => self == Kind::Party,
            "product" => self == Kind::Delivery,
            _ => false,
        }
    }
}

/// What the selects offer.
#[derive(Debug, Clone, Default)]
pub(super) struct Offer {
    pub coops: Vec<Choice>,
    pub organisations: Vec<Choice>,
    pub farms: Vec<Choice>,
    pub teams: Vec<Choice>,
}

fn control(words: Words, name: &str, offer: &Offer) -> Control {
    let with_none = |choices: &[Choice]| {
        let none = Choice::new("", words.get("net-none"));
        let all = std::iter::once(none).chain(choices.iter().cloned());
        Control::Select(all.collect())
    };
    match name {
        "coop" => Control::Select(offer.coops.clone()),
        "organisation" => with_none(&offer.organisations),
        "serves" | "farm" => with_none(&offer.farms),
        "team" => with_none(&offer.teams),
        "kind" => {
            let kinds = PartyKind::ALL
                .iter()
                .filter(|k| **k != PartyKind::Households);
            let choice = |kind: &PartyKind| {
                Choice::new(kind.as_str(), super::pages::kind_word(words, *kind))
            };
            Control::Select(kinds.map(choice).collect())
        }
        "way" => {
            let choice = |way: &Way| {
                let mut choice = Choice::new(way.as_str(), super::pages::way_word(words, *way));
                choice.hint = Some(words.get(&format!("net-way-{way}-hint")));
                choice
            };
            Control::Radios(Way::ALL.iter().map(choice).collect())
        }
        "from" | "to" | "on" | "date" | "first" | "last" | "term_to" => Control::Date,
        "people" | "parcels" => Control::Textarea,
        "amount" | "price" => Control::Money,
        "minutes" | "tolerance" => Control::Number,
        "is_advanced" => Control::Checkbox,
        _ => Control::Text,
    }
}

/// `typed`: what was entered before, or what stands there the first time.
pub(super) fn form(
    page: &Page,
    (kind, id): (Kind, Id),
    offer: &Offer,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let mut form = Form::new(page, kind.path(id));
    for name in kind.given() {
        form = form.hidden(*name, typed(name));
    }
    for name in kind.fields() {
        let word = name.replace('_', "-");
        let label = words.get(&format!("net-field-{word}"));
        let mut field = Field::new(words, control(words, name, offer), *name, label)
            .value(typed(name))
            .errors(words, faults);
        let hint = format!("net-hint-{word}");
        if words.has(&hint) {
            field = field.hint(words.get(&hint));
        }
        let unit = match *name {
            "farm_area" => Some("land-unit-mu"),
            "tolerance" => Some("figure-unit-percent"),
            "kilograms" => Some("coop-unit-kilogram"),
            "minutes" => Some("net-unit-minute"),
            _ => None,
        };
        if let Some(unit) = unit {
            field = field.unit(words.get(unit)).inputmode("decimal");
        }
        if kind.is_optional(name) {
            field = field.optional(words);
        }
        form = form.field(field);
    }
    let button = match kind {
        Kind::End | Kind::EndLand | Kind::EndParty | Kind::Void => ButtonKind::Warn,
        _ => ButtonKind::Primary,
    };
    let label = words.get(&format!("net-add-{}", kind.word()));
    form.button(Button::submit(button, label))
        .button(Button::link(
            ButtonKind::Secondary,
            kind.back(id),
            words.get("web-cancel"),
        ))
}
