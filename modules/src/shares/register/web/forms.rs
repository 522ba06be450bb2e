//! The form of each deed. What a page already knows (the class, the holder) stands in its address.

use ::web::components::{Button, ButtonKind, Choice, Control, Field, Form};
use ::web::layout::Page;
use kernel::FieldError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Register,
    Class,
    Issue,
    PerHead,
    Transfer,
    Inherit,
    Split,
    Merge,
    Redeem,
    Certify,
    Reverse,
}

impl Kind {
    pub(crate) const ALL: [Kind; 11] = [
        Kind::Register,
        Kind::Class,
        Kind::Issue,
        Kind::PerHead,
        Kind::Transfer,
        Kind::Inherit,
        Kind::Split,
        Kind::Merge,
        Kind::Redeem,
        Kind::Certify,
        Kind::Reverse,
    ];

    /// The part of its locale keys.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Register => "new",
            Kind::Class => "class",
            Kind::Issue => "issue",
            Kind::PerHead => "per-head",
            Kind::Transfer => "transfer",
            Kind::Inherit => "inherit",
            Kind::Split => "split",
            Kind::Merge => "merge",
            Kind::Redeem => "redeem",
            Kind::Certify => "certify",
            Kind::Reverse => "reverse",
        }
    }

    /// Fields in their order; those of the address are hidden.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Kind::Register => &["name", "unit", "entity", "management", "freeze", "from"],
            Kind::Class => &[
                "kind",
                "name",
                "holder",
                "scale",
                "face",
                "transferable",
                "redeemable",
                "from",
            ],
            Kind::Issue => &[
                "class",
                "household",
                "person",
                "shares",
                "against",
                "date",
                "paid",
                "document",
            ],
            Kind::PerHead => &["class", "shares", "against", "date", "document"],
            Kind::Transfer => &["household", "person", "shares", "date", "document"],
            Kind::Inherit => &["heirs", "date", "document"],
            Kind::Split => &["household", "shares", "date", "document"],
            Kind::Merge => &["household", "date", "document"],
            Kind::Redeem => &["shares", "date", "paid", "document"],
            Kind::Certify | Kind::Reverse => &["date"],
        }
    }

    /// What the address says beside the register.
    pub(crate) fn given(self) -> &'static [&'static str] {
        match self {
            Kind::Transfer | Kind::Split | Kind::Merge | Kind::Redeem | Kind::Certify => {
                &["class", "party"]
            }
            Kind::Inherit => &["party"],
            Kind::Reverse => &["voucher"],
            _ => &[],
        }
    }
}

/// What the selects offer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Offers {
    pub units: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub classes: Vec<Choice>,
    /// Assets and lines of funding: `asset:ID`, `funding:ID`.
    pub against: Vec<Choice>,
}

pub(crate) fn form(
    page: &Page,
    action: String,
    back: String,
    kind: Kind,
    offers: &Offers,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let codes = |name: &str, list: &[&str]| {
        let choice =
            |code: &&str| Choice::new(*code, words.get(&format!("register-{name}-{code}")));
        Control::Select(list.iter().map(choice).collect())
    };
    let mut form = Form::new(page, action);
    for name in kind.given() {
        form = form.hidden(*name, typed(name));
    }
    for name in kind.fields() {
        let control = match *name {
            "unit" => Control::Select(offers.units.clone()),
            "kind" => Control::Select(offers.kinds.clone()),
            "class" => Control::Select(offers.classes.clone()),
            "against" => Control::Select(offers.against.clone()),
            "management" => codes("management", &["dynamic", "static"]),
            "holder" => codes("holder", &["person", "household", "collective"]),
            "scale" => Control::Select(
                ["1", "10", "100", "1000"]
                    .map(|n| Choice::new(n, n))
                    .to_vec(),
            ),
            "transferable" | "redeemable" => Control::Checkbox,
            "date" | "from" | "freeze" => Control::Date,
            "face" | "paid" => Control::Money,
            "heirs" => Control::Textarea,
            _ => Control::Text,
        };
        let is_choice = matches!(control, Control::Checkbox);
        let mut field = Field::new(
            words,
            control,
            *name,
            words.get(&format!("register-field-{name}")),
        )
        .errors(words, faults);
        field = if is_choice {
            field.checked(typed(name) == "1")
        } else {
            field.value(typed(name))
        };
        if matches!(*name, "heirs" | "person" | "freeze" | "scale" | "shares") {
            field = field.hint(words.get(&format!("register-hint-{name}")));
        }
        if matches!(*name, "person" | "freeze" | "face" | "paid" | "document") {
            field = field.optional(words);
        }
        form = form.field(field);
    }
    form.button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            back,
            words.get("web-cancel"),
        ))
}
