//! The pages of life: recording what happens to a household, its history on one page, changes by village.

mod arrive;
mod board;
mod changes;
mod history;
mod papers;
mod record;
pub(super) mod samples;

use super::{RECORD, VIEW, organisations};
use crate::people::reverse_import::Rests;
use ::web::components::{Button, ButtonKind};
use ::web::i18n::Words;
use ::web::{Board, Req, Route};
use std::sync::Arc;

pub use papers::EVENT_PAPERS;

pub(super) fn routes(rests: &'static [Rests]) -> Vec<Route> {
    vec![
        Route::get("/people/changes", VIEW, changes::list),
        Route::get("/people/changes/export", VIEW, changes::export),
        Route::get("/people/changes/{id}", VIEW, changes::one),
        Route::post("/people/changes/{id}/confirm", RECORD, changes::confirm),
        Route::post("/people/changes/{id}/take-back", RECORD, move |req: Req| {
            changes::take_back(req, rests)
        }),
        Route::get("/people/households/move-in", RECORD, arrive::form),
        Route::post("/people/households/move-in", RECORD, arrive::post),
        Route::get("/people/organisations", VIEW, organisations::list),
        Route::get("/people/organisations/export", VIEW, organisations::export),
        Route::post("/people/organisations", RECORD, organisations::save),
        Route::get("/people/organisations/{id}", VIEW, organisations::one),
        Route::post(
            "/people/organisations/{id}/posts",
            RECORD,
            organisations::post,
        ),
        Route::post(
            "/people/organisations/{id}/posts/end",
            RECORD,
            organisations::end,
        ),
        Route::get(
            "/people/organisations/{id}/edit",
            RECORD,
            organisations::edit,
        ),
        Route::post(
            "/people/organisations/{id}/edit",
            RECORD,
            organisations::change,
        ),
        Route::get("/people/households/{id}/history", VIEW, history::page),
        Route::get(
            "/people/households/{id}/record/{kind}",
            RECORD,
            record::form,
        ),
        Route::post(
            "/people/households/{id}/record/{kind}",
            RECORD,
            record::post,
        ),
    ]
}

/// Changes to confirm, for whoever records people.
pub(super) fn board() -> Board {
    Board {
        gate: RECORD,
        read: Arc::new(board::read),
    }
}

/// The way to a household's history and, for who may, to what can be recorded of it.
pub(super) fn household_actions(words: Words, household: &str, may_record: bool) -> Vec<Button> {
    let href = format!("/people/households/{household}/history");
    let history = Button::link(ButtonKind::Secondary, href, words.get("life-history-link"));
    let mut buttons = vec![history];
    if may_record {
        buttons.extend(history::actions(words, household));
    }
    buttons
}
