//! The pages of legal services: the posts of every community, consultations and talks. Decides nothing: deeds do.

mod deeds;
mod doors;
mod import;
mod pages;
mod quick;
pub mod samples;

use super::posts;
use super::rows::What;
use ::web::api::Deed;
use ::web::cases::{Door, Kind, Paths};
use ::web::{Finder, Gate, Module, Nav, Req, Route, import as frame};
use access::Right;

const VIEW: Gate = Gate::Any(&[Right::ViewCases]);
const RECORD: Gate = Gate::Any(&[Right::RecordCases]);
const RECORDS: &[Right] = &[Right::RecordCases];

pub(super) const BASE: &str = "/law";

const ADVICE: Kind = Kind {
    code: "legal_advice",
    prefix: "LA",
    base: "/law/advice",
    nav: "law-nav",
    title: "law-advice-title",
    new: "law-advice-new",
    empty: "law-advice-empty",
    empty_text: "law-advice-empty-text",
    open: cases::open_case,
    paths: Paths {
        new: "/law/advice/new",
        one: "/law/advice/{id}",
        act: "/law/advice/{id}/do/{action}",
        decide: "/law/advice/{id}/decide/{event}",
        file: "/law/advice/list.xlsx",
    },
    doors: &[
        door("/law/advice/quick", "law-advice-quick", true),
        door("/law/advice/import", "law-advice-import", false),
    ],
};

const TALKS: Kind = Kind {
    code: "law_talk",
    prefix: "LT",
    base: "/law/talks",
    nav: "law-nav",
    title: "law-talks-title",
    new: "law-talks-new",
    empty: "law-talks-empty",
    empty_text: "law-talks-empty-text",
    open: cases::open_case,
    paths: Paths {
        new: "/law/talks/new",
        one: "/law/talks/{id}",
        act: "/law/talks/{id}/do/{action}",
        decide: "/law/talks/{id}/decide/{event}",
        file: "/law/talks/list.xlsx",
    },
    doors: &[
        door("/law/talks/quick", "law-talks-quick", true),
        door("/law/talks/import", "law-talks-import", false),
    ],
};

const fn door(href: &'static str, label: &'static str, is_first: bool) -> Door {
    Door {
        href,
        label,
        rights: RECORDS,
        is_first,
    }
}

/// Routes, navigation and figures.
pub fn module() -> Module {
    let mut routes = vec![
        Route::get(BASE, VIEW, doors::list),
        Route::get("/law/posts.xlsx", VIEW, doors::file),
        Route::get("/law/posts/{id}", VIEW, doors::one),
        Route::get(
            "/law/posts/{id}/appoint/{kind}",
            RECORD,
            deeds::appoint_form,
        ),
        Route::post("/law/posts/{id}/appoint/{kind}", RECORD, deeds::appoint),
        Route::get("/law/posts/{id}/end/{post}", RECORD, deeds::end_form),
        Route::post("/law/posts/{id}/end/{post}", RECORD, deeds::end),
    ];
    let paths = [
        "/law/posts/import",
        "/law/posts/import/{upload}",
        "/law/posts/import/{upload}/marked",
    ];
    routes.extend(frame::routes(&import::Posts, paths, RECORD));
    let kinds = [
        (
            What::Advice,
            "/law/advice/quick",
            "/law/advice/template.xlsx",
            [
                "/law/advice/import",
                "/law/advice/import/{upload}",
                "/law/advice/import/{upload}/marked",
            ],
        ),
        (
            What::Talk,
            "/law/talks/quick",
            "/law/talks/template.xlsx",
            [
                "/law/talks/import",
                "/law/talks/import/{upload}",
                "/law/talks/import/{upload}/marked",
            ],
        ),
    ];
    let mut taken_in = vec![Deed::file(import::Posts, RECORD)];
    for (what, quick, template, paths) in kinds {
        routes.push(Route::get(quick, RECORD, move |req: Req| {
            quick::form(req, what)
        }));
        routes.push(Route::post(quick, RECORD, move |req: Req| {
            quick::save(req, what)
        }));
        routes.push(Route::get(template, RECORD, move |req: Req| {
            import::template(req, what)
        }));
        routes.extend(frame::routes(&import::Rows(what), paths, RECORD));
        taken_in.push(Deed::file_of(import::Rows(what), RECORD, Some(what.word())));
    }
    let mut finders = vec![Finder {
        kind: posts::texts::KIND.to_owned(),
        name: "law-title",
        right: Right::ViewCases,
        href: "/law/posts/{unit}".to_owned(),
    }];
    let (mut lists, mut deeds) = (super::api::lists(), super::api::deeds());
    deeds.extend(taken_in);
    let mut kinds = Vec::new();
    for kind in [ADVICE, TALKS] {
        let of_kind = ::web::cases::module(kind);
        routes.extend(of_kind.routes);
        finders.extend(of_kind.finders);
        lists.extend(of_kind.lists);
        deeds.extend(of_kind.deeds);
        kinds.extend(of_kind.kinds);
    }
    Module {
        routes,
        nav: vec![Nav {
            label: "law-nav",
            href: BASE,
            gate: VIEW,
        }],
        indicators: super::figures::INDICATORS.to_vec(),
        finders,
        texts: vec![posts::texts::SOURCE],
        lists,
        deeds,
        kinds,
        ..Module::default()
    }
}
