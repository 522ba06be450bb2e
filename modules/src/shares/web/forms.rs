//! The forms by which a project is filled: funding, assets, plan, income, one beneficiary. A form and
//! the fields that its deed reads stand side by side.

use ::web::components::{Button, ButtonKind, Choice, Control, Field, Form};
use ::web::i18n::Words;
use ::web::layout::Page;
use access::Code;
use kernel::{Date, FieldError, Id};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Funding,
    Asset,
    Plan,
    Income,
    Beneficiary,
}

impl Kind {
    pub(crate) fn path(self) -> &'static str {
        match self {
            Kind::Funding => "funding",
            Kind::Asset => "assets",
            Kind::Plan => "plan",
            Kind::Income => "income",
            Kind::Beneficiary => "roster/add",
        }
    }

    /// The part of its locale keys.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Funding => "funding",
            Kind::Asset => "asset",
            Kind::Plan => "plan",
            Kind::Income => "income",
            Kind::Beneficiary => "beneficiary",
        }
    }
}

/// The code lists that the forms offer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Codes {
    pub sources: Vec<Code>,
    pub asset_classes: Vec<Code>,
    pub classes: Vec<Code>,
}

/// A code in the language of the page; the code itself where the list has none.
pub(crate) fn word_of(words: Words, codes: &[Code], code: &str) -> String {
    let found = codes.iter().find(|c| c.code == code);
    found.map_or_else(|| code.to_owned(), |c| words.either(&c.zh, &c.en))
}

fn choices(words: Words, codes: &[Code]) -> Vec<Choice> {
    codes
        .iter()
        .map(|c| Choice::new(c.code.clone(), word_of(words, codes, &c.code)))
        .collect()
}

/// `typed`: what was entered before; `today` stands where a day is asked for the first time.
pub(crate) fn form(
    page: &Page,
    project: Id,
    kind: Kind,
    codes: &Codes,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
    today: Date,
) -> Form {
    let words = page.words;
    let field = |control, name: &'static str| {
        let label = words.get(&format!(
            "projects-field-{}-{}",
            kind.word(),
            name.replace('_', "-")
        ));
        Field::new(words, control, name, label)
            .value(typed(name))
            .errors(words, faults)
    };
    let date = |name: &'static str| {
        let value = Some(typed(name))
            .filter(|v| !v.is_empty())
            .unwrap_or_else(|| today.to_string());
        field(Control::Date, name).value(value)
    };
    let hint = |name: &str| words.get(&format!("projects-hint-{}-{name}", kind.word()));
    let select = |list: &[Code]| Control::Select(choices(words, list));
    let document = || field(Control::Text, "document").optional(words);
    let fields = match kind {
        Kind::Funding => vec![
            field(select(&codes.sources), "source"),
            field(Control::Money, "amount"),
            date("date"),
            document(),
        ],
        Kind::Asset => {
            let precisions = ["day", "month", "year", "year_end"].map(|p| {
                Choice::new(
                    p,
                    words.get(&format!("projects-precision-{}", p.replace('_', "-"))),
                )
            });
            vec![
                field(Control::Text, "name").hint(hint("name")),
                field(select(&codes.asset_classes), "class"),
                field(Control::Money, "valuation"),
                field(Control::Date, "in_service").hint(hint("in-service")),
                field(Control::Radios(precisions.to_vec()), "precision"),
                date("date"),
            ]
        }
        Kind::Plan => vec![
            field(Control::Number, "year"),
            field(Control::Money, "amount"),
            date("date"),
        ],
        Kind::Income => vec![
            field(Control::Number, "year").hint(hint("year")),
            date("date"),
            field(Control::Money, "amount"),
            document(),
        ],
        Kind::Beneficiary => vec![
            field(Control::Text, "household").hint(hint("household")),
            field(select(&codes.classes), "class"),
            field(Control::Number, "heads").unit(words.get("projects-unit-person")),
            date("from"),
        ],
    };
    let mut form = Form::new(page, format!("/projects/{project}/{}", kind.path()));
    for field in fields {
        form = form.field(field);
    }
    form.button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            back(project, kind),
            words.get("web-cancel"),
        ))
}

/// Where saving and giving up lead.
pub(crate) fn back(project: Id, kind: Kind) -> String {
    match kind {
        Kind::Beneficiary => format!("/projects/{project}/roster"),
        _ => format!("/projects/{project}"),
    }
}
