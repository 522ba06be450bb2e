//! The form of one act on a line.

use super::super::facts::Round;
use super::super::objections::trail;
use super::super::round::tabs;
use super::super::words::money;
use super::{Act, OneLine, Sections, who};
use crate::components::*;
use crate::i18n::Words;
use crate::layout::Page;
use kernel::FieldError;
use payout::{HoldReason, ReturnReason, Succession};

pub fn act(
    mut page: Page,
    round: &Round,
    line: &OneLine,
    act: Act,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Sections {
    let words = page.words;
    trail(&mut page, round);
    let here = format!("/rounds/{}/line/{}", round.id, line.key);
    let name = words.get(&format!("rounds-act-{}", act.code()));
    let amount = match act {
        Act::Recover => line.owed_back,
        _ => line.amount,
    };
    let effect = words.get(&format!("rounds-effect-{}", act.code()));
    let form = Form::new(&page, format!("{here}/{}", act.code()));
    let form = fields(form, words, line, act, typed, faults)
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![(money(words, amount), effect)],
            caution: None,
        })
        .button(Button::submit(ButtonKind::Primary, name.clone()))
        .button(Button::link(
            ButtonKind::Secondary,
            here,
            words.get("web-cancel"),
        ));
    Sections {
        tabs: tabs(words, round, "wrong"),
        lead: String::new(),
        notices: Vec::new(),
        facts: Some(who(words, line)),
        tables: Vec::new(),
        form: Some((name, form)),
        buttons: Vec::new(),
        page,
    }
}

/// What an act asks for.
fn fields(
    mut form: Form,
    words: Words,
    line: &OneLine,
    act: Act,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let field = |control, name: &'static str, key: &str| {
        Field::new(words, control, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    let reason = |key: &str, codes: &[&str]| {
        let word = |code: &&str| {
            let key = format!("{key}-{}", code.replace('_', "-"));
            Choice::new((*code).to_owned(), words.get(&key))
        };
        let control = Control::Radios(codes.iter().map(word).collect());
        field(control, "reason", "rounds-col-reason")
    };
    if act != Act::Succeed {
        form = form.field(field(Control::Date, "date", "rounds-col-date"));
    }
    match act {
        Act::Hold => form.field(reason("payout-hold", HoldReason::WORDS)),
        Act::Release => match line.open() {
            Some(hold) => form.hidden("hold", hold.id.to_string()),
            None => form,
        },
        Act::Succeed => form
            .field(
                field(Control::Text, "number", "rounds-field-household")
                    .hint(words.get("rounds-field-successor-hint")),
            )
            .field(reason("payout-succession", Succession::WORDS))
            .field(field(Control::Text, "document", "rounds-field-document").optional(words)),
        Act::Return => {
            let last = line.tries.last().map_or(1, |one| one.attempt);
            form.field(reason("payout-return", ReturnReason::WORDS))
                .hidden("attempt", last.to_string())
        }
        Act::Aside => form,
        Act::Claim => {
            let methods = ["transfer", "cash"]
                .map(|m| Choice::new(m, words.get(&format!("rounds-method-{m}"))));
            form.field(field(
                Control::Radios(methods.to_vec()),
                "method",
                "rounds-field-method",
            ))
            .field(field(Control::Text, "receipt", "rounds-field-receipt").optional(words))
        }
        Act::Recover => form.field(field(Control::Money, "amount", "rounds-col-amount")),
    }
}
