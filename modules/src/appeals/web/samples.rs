//! The pages of the hotline's ledger from invented data, in any language.

use super::ledger;
use crate::appeals::ledger::Differing;
use ::web::i18n::{Lang, Words};
use ::web::layout::Page;
use ::web::{View, import, sample};
use kernel::{Error, FieldError, Id, Result};

fn staff(words: Words, key: &str) -> Page {
    sample::staff(words, &words.get(key), ("/appeals", "appeals-nav"))
}

/// Name and page.
pub fn samples(lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let told = &ledger::TOLD;
    let typed = |name: &str| match name {
        "from" | "whole_from" => "2022-01-01".to_owned(),
        "to" | "whole_to" => "2022-07-31".to_owned(),
        _ => String::new(),
    };
    let differing = [
        Differing {
            row: 7,
            case: Id(4),
            number: "AP-2022-0004".into(),
            state: "doing".into(),
            is_further: true,
        },
        Differing {
            row: 12,
            case: Id(9),
            number: "AP-2022-0009".into(),
            state: "closed".into(),
            is_further: false,
        },
    ];
    let faults = [FieldError::new("file", "file_missing")];
    let views = [
        (
            "ledger-import",
            import::form_view(
                staff(words, "ledger-import"),
                told,
                told.path.into(),
                &faults,
            ),
        ),
        (
            "ledger-differing",
            View::new(
                staff(words, "projects-preview"),
                ledger::differing(words, &differing),
            ),
        ),
        (
            "ledger-export",
            ledger::ask_view(staff(words, "ledger-export"), &typed, true, &[]),
        ),
    ];
    let failed = |e| Error::internal("a sample", e);
    let html = |(name, view): (&'static str, View)| Ok((name, view.render().map_err(failed)?));
    views.into_iter().map(html).collect()
}
