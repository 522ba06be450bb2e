//! The choices beside a preview: from which day, which village, which column is which.

use super::super::Chosen;
use crate::people::codes::{Codes, NO_IDENTITY_REASON};
use crate::people::columns::COLUMNS;
use crate::people::villages::Villages;
use crate::people::web::shown;
use ::web::Part;
use ::web::components::{Button, ButtonKind, Choice, Control, Field, Form};
use ::web::layout::Page;
use kernel::{Date, Id};

pub(super) fn choices(
    page: &Page,
    id: Id,
    chosen: &Chosen,
    as_of: Date,
    letters: &[(String, String, Option<&str>)],
    villages: &Villages,
    codes: &Codes,
) -> Part {
    Part::Form(choices_form(
        page,
        id,
        chosen,
        Some(as_of),
        letters,
        villages,
        codes,
    ))
}

pub(super) fn choices_form(
    page: &Page,
    id: Id,
    chosen: &Chosen,
    as_of: Option<Date>,
    letters: &[(String, String, Option<&str>)],
    villages: &Villages,
    codes: &Codes,
) -> Form {
    let words = page.words;
    let reasons = codes
        .of(NO_IDENTITY_REASON)
        .map(|c| {
            Choice::new(
                c.code.clone(),
                shown::code(words, codes, NO_IDENTITY_REASON, &c.code),
            )
        })
        .collect();
    let village = chosen.village.map(|id| id.to_string()).unwrap_or_default();
    let mut form = Form::new(page, format!("/people/import/{id}/choices"))
        .field(
            Field::new(
                words,
                Control::Date,
                "as_of",
                words.get("people-list-as-of"),
            )
            .hint(words.get("people-list-as-of-hint"))
            .value(as_of.map(|date| date.to_string()).unwrap_or_default()),
        )
        .field(
            Field::new(
                words,
                Control::Select(shown::village_choices(villages)),
                "village",
                words.get("people-village"),
            )
            .hint(words.get("people-list-village-hint"))
            .value(village)
            .optional(words),
        )
        .field(
            Field::new(
                words,
                Control::Select(reasons),
                "reason",
                words.get("people-list-reason"),
            )
            .hint(words.get("people-list-reason-hint"))
            .value(chosen.no_identity_reason.clone().unwrap_or_default())
            .optional(words),
        );
    for column in COLUMNS.iter().filter(|column| column.key != "income") {
        let options = letters
            .iter()
            .map(|(letter, header, _)| {
                let label = if header.is_empty() {
                    letter.clone()
                } else {
                    format!("{letter} · {header}")
                };
                Choice::new(letter.clone(), label)
            })
            .collect();
        let by_hand = chosen
            .mapping
            .iter()
            .find(|(_, key)| key == column.key)
            .map(|(letter, _)| letter.clone());
        let found = letters
            .iter()
            .find(|(_, _, key)| *key == Some(column.key))
            .map(|(letter, ..)| letter.clone());
        let label = words.get(&format!("people-column-{}", column.key.replace('_', "-")));
        let field = Field::new(
            words,
            Control::Select(options),
            format!("column_{}", column.key),
            label,
        )
        .value(by_hand.or(found).unwrap_or_default());
        form = form.field(if column.required {
            field
        } else {
            field.optional(words)
        });
    }
    form.button(Button::submit(
        ButtonKind::Secondary,
        words.get("people-choices-save"),
    ))
}
