//! The pages of a person's rights over his data: what can be asked, each as a form of its own, the copy,
//! and the township's register of requests.

mod copied;
mod doors;
mod forms;
mod person;
mod register;
pub(super) mod samples;

use crate::people::reverse_import::Rests;
use crate::people::rights::model::Kind;
use ::web::components::{Button, ButtonKind, Notice, NoticeKind};
use ::web::i18n::Words;
use ::web::layout::NavItem;
use ::web::{Gate, Part, Req, Route, View};
use access::Right;
use kernel::Id;

const ANSWER: Gate = Gate::Any(&[Right::AnswerRights]);

pub(super) fn routes(rests: &'static [Rests]) -> Vec<Route> {
    vec![
        Route::get("/people/rights", ANSWER, register::list),
        Route::get("/people/rights/export", ANSWER, register::export),
        Route::post("/people/rights/retention", ANSWER, register::set),
        Route::get("/people/{id}/rights", ANSWER, move |req: Req| {
            person::page(req, rests)
        }),
        Route::get("/people/{id}/rights/{what}", ANSWER, move |req: Req| {
            forms::page(req, rests)
        }),
        Route::post("/people/{id}/rights/{what}", ANSWER, move |req: Req| {
            doors::post(req, rests)
        }),
    ]
}

/// What a person's own page says: that use is restricted, and the way to answer him.
pub(super) fn on_a_person(view: &mut View, person: Id, is_restricted: bool, may_answer: bool) {
    let words = view.page.words;
    if is_restricted {
        let text = words.get("rights-restricted-effect");
        let mut notice = Notice::new(NoticeKind::Warning, words, text);
        notice.title = words.get("rights-restricted");
        view.parts.insert(0, Part::Notice(notice));
    }
    if may_answer {
        let heading = Part::heading("rights", words.get("rights-title"));
        let label = words.get("rights-open");
        let button = Button::link(ButtonKind::Secondary, href(person, None), label);
        view.parts.extend([heading, Part::Buttons(vec![button])]);
    }
}

fn kind_of(code: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.code() == code)
}

fn href(person: Id, kind: Option<Kind>) -> String {
    match kind {
        Some(kind) => format!("/people/{person}/rights/{}", kind.code()),
        None => format!("/people/{person}/rights"),
    }
}

/// From the register to the person.
fn crumbs(words: Words, person: Option<(Id, &str)>) -> Vec<NavItem> {
    let mut way = vec![
        NavItem::new("/people", words.get("people-nav"), false),
        NavItem::new("/people/rights", words.get("rights-register"), false),
    ];
    if let Some((id, name)) = person {
        way.push(NavItem::new(href(id, None), name, false));
    }
    way
}
