//! The form of the next step, and those that take a round back. What a step will do stands above
//! its button in numbers.

use super::facts::{Do, Undo, Whole};
use super::round::last_day;
use super::words::{basis, money, policy};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::Page;
use askama::Template;
use kernel::{Fen, FieldError};
use payout::Reason;

pub(super) fn form(
    page: &Page,
    whole: &Whole,
    what: Do,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let form = Form::new(page, format!("/rounds/{}/{}", whole.round.id, what.code()));
    let field = |control, name: &'static str, key: &str| {
        Field::new(words, control, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    let date = |key: &str| {
        let typed_date = typed("date");
        let value = if typed_date.is_empty() {
            whole.today.to_string()
        } else {
            typed_date
        };
        Field::new(words, Control::Date, "date", words.get(key))
            .value(value)
            .errors(words, faults)
    };
    let form = match what {
        Do::Calculate => form.confirm(calculate(words, whole)),
        Do::Display => form
            .field(date("rounds-field-display-from"))
            .confirm(display(words, whole)),
        Do::Resolve => {
            let kinds = whole.meetings.iter();
            let kinds = kinds.map(|k| {
                Choice::new(
                    k.clone(),
                    words.get(&format!("rounds-meeting-{}", k.replace('_', "-"))),
                )
            });
            let persons = words.get("rounds-unit-person");
            let number = |name, key| field(Control::Number, name, key).unit(persons.clone());
            let form = form
                .field(field(
                    Control::Radios(kinds.collect()),
                    "kind",
                    "rounds-field-meeting-kind",
                ))
                .field(date("rounds-field-meeting-date"))
                .field(
                    number("eligible", "rounds-field-eligible")
                        .hint(words.get("rounds-field-eligible-hint")),
                )
                .field(number("present", "rounds-field-present"))
                .field(number("in_favour", "rounds-field-in-favour"))
                .field(number("against", "rounds-field-against"))
                .field(number("abstained", "rounds-field-abstained"))
                .field(field(Control::Text, "minutes", "rounds-field-minutes").optional(words));
            match whole.is_discussed_first {
                true => form.field(
                    field(Control::Date, "discussed_on", "rounds-field-discussed-on")
                        .hint(words.get("rounds-field-discussed-on-hint")),
                ),
                false => form,
            }
        }
        Do::Review => form.confirm(review(words, whole)),
        Do::Post => form
            .field(date("rounds-field-post-from"))
            .confirm(post(words, whole)),
        Do::Declare => form.confirm(declare(words, whole)),
        Do::Pay => form,
        Do::Close => form.confirm(close(words, whole)),
    };
    let kind = if what == Do::Declare {
        ButtonKind::Warn
    } else {
        ButtonKind::Primary
    };
    form.button(Button::submit(
        kind,
        words.get(&format!("rounds-submit-{}", what.code())),
    ))
}

fn confirm(words: Words, effects: Vec<(String, &str)>, caution: &str) -> Confirm {
    Confirm {
        title: words.get("web-confirm-title"),
        effects: effects
            .into_iter()
            .map(|(number, key)| (number, words.get(key)))
            .collect(),
        caution: Some(words.get(caution)),
    }
}

fn households(words: Words, count: i64) -> String {
    words.count("rounds-households", count)
}

fn persons(words: Words, count: i64) -> String {
    words.count("rounds-persons", count)
}

fn calculate(words: Words, whole: &Whole) -> Confirm {
    let round = &whole.round;
    let mut effects = vec![
        (money(words, round.pool), "rounds-effect-pool"),
        (round.record_date.to_string(), "rounds-effect-record"),
    ];
    if let Some((h, p)) = whole.roster {
        effects.push((households(words, h), "rounds-effect-roster"));
        effects.push((persons(words, p), "rounds-effect-heads"));
    }
    effects.push((basis(words, &round.rule), "rounds-effect-basis"));
    effects.push((policy(words, &round.rule), "rounds-effect-policy"));
    confirm(words, effects, "rounds-caution-calculate")
}

/// Households, persons and money of the calculation, as every later step confirms them.
fn sums(words: Words, whole: &Whole) -> Vec<(String, &'static str)> {
    whole.round.sums.map_or_else(Vec::new, |s| {
        vec![
            (households(words, s.households), "rounds-effect-households"),
            (persons(words, s.persons), "rounds-effect-heads"),
            (money(words, s.gross), "rounds-effect-gross"),
            (money(words, s.carried), "rounds-effect-carried"),
        ]
    })
}

fn display(words: Words, whole: &Whole) -> Confirm {
    let mut effects = sums(words, whole);
    effects.push((
        words.count("rounds-days", whole.round.rule.display_days),
        "rounds-effect-display",
    ));
    confirm(words, effects, "rounds-caution-display")
}

fn review(words: Words, whole: &Whole) -> Confirm {
    confirm(words, sums(words, whole), "rounds-caution-review")
}

fn post(words: Words, whole: &Whole) -> Confirm {
    let days = whole.round.rule.objection_days;
    let mut effects = sums(words, whole);
    effects.push((words.count("rounds-days", days), "rounds-effect-objection"));
    effects.push((
        last_day(whole.today, days).to_string(),
        "rounds-effect-objection-end",
    ));
    confirm(words, effects, "rounds-caution-post")
}

fn declare(words: Words, whole: &Whole) -> Confirm {
    let effects = whole.round.sums.map_or_else(Vec::new, |s| {
        vec![
            (money(words, s.gross), "rounds-effect-owed"),
            (households(words, s.households), "rounds-effect-owed-to"),
            (money(words, s.carried), "rounds-effect-carried"),
        ]
    });
    confirm(words, effects, "rounds-caution-declare")
}

fn close(words: Words, whole: &Whole) -> Confirm {
    let effects = vec![
        (
            words.count("rounds-households", whole.round.paid_lines),
            "rounds-effect-paid-lines",
        ),
        (money(words, whole.round.paid), "rounds-effect-paid"),
    ];
    confirm(words, effects, "rounds-caution-close")
}

/// Taking a round back: before it is declared it is dropped, after it every entry is reversed.
#[derive(Template)]
#[template(path = "rounds/one_form.html")]
pub struct UndoView {
    pub page: Page,
    pub lead: String,
    pub form: Form,
}

pub fn undo(
    mut page: Page,
    whole: &Whole,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> UndoView {
    let words = page.words;
    let round = &whole.round;
    super::round::crumbs(&mut page);
    page.breadcrumbs.push(crate::layout::NavItem::new(
        format!("/rounds/{}", round.id),
        round.title.clone(),
        false,
    ));
    let undo = whole.undo.unwrap_or(Undo::Cancel);
    let (is_reversal, verb) = (undo == Undo::Reverse, undo.code());
    let gross = round.sums.map_or(Fen::ZERO, |s| s.gross);
    let count = round.sums.map_or(0, |s| s.households);
    let mut effects = vec![(households(words, count), "rounds-effect-dropped")];
    if is_reversal {
        effects = vec![
            (money(words, gross), "rounds-effect-reversed"),
            (households(words, count), "rounds-effect-reversed-lines"),
        ];
    } else {
        effects.push((
            format::money_with_unit(words, round.pool),
            "rounds-effect-returned",
        ));
    }
    let caution = if is_reversal {
        "rounds-caution-reverse"
    } else {
        "rounds-caution-cancel"
    };
    let reasons = Reason::WORDS.iter().map(|code| {
        Choice::new(
            *code,
            words.get(&format!("rounds-reason-{}", code.replace('_', "-"))),
        )
    });
    let reason = Field::new(
        words,
        Control::Radios(reasons.collect()),
        "reason",
        words.get("rounds-field-reason"),
    )
    .value(typed("reason"))
    .errors(words, faults);
    let form = Form::new(&page, format!("/rounds/{}/{verb}", round.id))
        .field(reason)
        .confirm(confirm(words, effects, caution))
        .button(Button::submit(
            ButtonKind::Warn,
            words.get(&format!("rounds-undo-{verb}")),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}", round.id),
            words.get("web-cancel"),
        ));
    UndoView {
        lead: words.get(&format!("rounds-undo-{verb}-lead")),
        form,
        page,
    }
}
