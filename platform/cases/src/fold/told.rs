//! Refusals that name a part of the type: its code, and its name in both languages, which the type alone knows. So words
//! in `locales/` say `{ $field_zh }` or `{ $field_en }` and need no type.

use crate::declared::{CaseType, Label};
use kernel::Refusal;

pub(super) fn field(refusal: &'static str, of: &CaseType, code: &str) -> Refusal {
    let label = of.field(code).map(|field| &field.label);
    named(refusal, ["field", "field_zh", "field_en"], code, label)
}

pub(crate) fn action(refusal: &'static str, of: &CaseType, code: &str) -> Refusal {
    let label = of.action(code).map(|action| &action.label);
    named(refusal, ["action", "action_zh", "action_en"], code, label)
}

pub(super) fn clock(refusal: &'static str, of: &CaseType, code: &str) -> Refusal {
    let label = of.clock(code).map(|clock| &clock.label);
    named(refusal, ["clock", "clock_zh", "clock_en"], code, label)
}

fn named(
    refusal: &'static str,
    [name, zh, en]: [&'static str; 3],
    code: &str,
    label: Option<&Label>,
) -> Refusal {
    let words = |word: fn(&Label) -> &str| label.map_or(code, word);
    Refusal::new(refusal)
        .with(name, code)
        .with(zh, words(|label| &label.zh))
        .with(en, words(|label| &label.en))
}
