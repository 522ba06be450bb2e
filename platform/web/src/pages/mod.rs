//! The pages that belong to no module: signing in, accounts, organisations, units, code lists, the
//! journal and its audit, figures and the story beside them.

mod account;
pub(crate) mod again;
mod api;
mod audit;
mod codes;
mod deputies;
pub mod divisions;
pub mod error;
mod figures;
mod home;
mod imports;
mod journal;
mod office_api;
mod orgs;
mod search;
pub(crate) mod sign_in;
mod story;
mod tokens;
mod units;
mod units_import;
pub mod uploads;
mod users;
pub mod verify;

use crate::app::{Module, Nav};
use crate::i18n::Words;
use crate::layout::{NavItem, Page, UserMenu};
use crate::route::{Gate, Route};
use crate::view::Sample;
use access::{Right, Role};

const INSTALL: Gate = Gate::Any(&[Right::Install]);
const AUDIT: Gate = Gate::Any(&[Right::Audit, Right::Install]);
const SEARCH: Gate = Gate::Any(&[Right::ViewCases]);
const FIGURES: Gate = Gate::Any(&[Right::ViewFigures]);

/// What stands first in the navigation: home, figures and the story.
pub fn module() -> Module {
    let nav = |label, href, gate| Nav { label, href, gate };
    Module {
        routes: front(),
        nav: vec![
            nav("nav-home", "/", Gate::SignedIn),
            nav("nav-figures", "/figures", FIGURES),
            nav("nav-story", "/story", FIGURES),
            nav("search-title", "/search", SEARCH),
        ],
        ..Module::default()
    }
}

/// What stands last: units, organisations, users, code lists, journal.
pub fn office() -> Module {
    let nav = |label, href, gate| Nav { label, href, gate };
    Module {
        routes: back_office(),
        nav: vec![
            nav("nav-units", "/units", Gate::SignedIn),
            nav("nav-orgs", "/orgs", INSTALL),
            nav("nav-users", "/users", users::GATE),
            nav("deputy-title", "/deputies", users::GATE),
            nav("address-title", "/address", INSTALL),
            nav("nav-codes", "/codes", Gate::SignedIn),
            nav("nav-journal", "/journal", AUDIT),
            nav("page-audit", "/audit", AUDIT),
        ],
        lists: api::lists()
            .into_iter()
            .chain(office_api::lists())
            .collect(),
        deeds: api::deeds(),
        ..Module::default()
    }
}

/// Every route of this crate.
pub fn all_routes() -> Vec<Route> {
    let mut routes = front();
    routes.extend(back_office());
    routes
}

fn front() -> Vec<Route> {
    use Gate::{Public, SignedIn};
    vec![
        Route::get("/", Public, home::home),
        Route::get("/look", Public, crate::server::change_look),
        Route::get("/v", Public, verify::page),
        Route::post("/v", Public, verify::check).reads_only(),
        Route::get("/v/verify.py", Public, verify::tool),
        Route::get("/v/verify.md", Public, verify::format_text),
        Route::get("/sign-in", Public, sign_in::form),
        Route::post("/sign-in", Public, sign_in::enter),
        Route::post("/sign-out", Public, sign_in::leave),
        Route::get("/first-run", Public, sign_in::first_run),
        Route::post("/first-run", Public, sign_in::first_make),
        Route::get("/account", SignedIn, account::show),
        Route::post("/account/org", SignedIn, account::switch),
        Route::post("/account/sessions", SignedIn, account::end_sessions),
        Route::get("/account/tokens", SignedIn, tokens::list),
        Route::get("/account/tokens/new", SignedIn, tokens::new),
        Route::post("/account/tokens/new", SignedIn, tokens::make),
        Route::get("/account/tokens/{id}/end", SignedIn, tokens::ask),
        Route::post("/account/tokens/{id}/end", SignedIn, tokens::end),
        Route::get("/api", Public, crate::api::page::show),
        Route::get("/deputies", SignedIn, deputies::list),
        Route::post("/deputies/act", SignedIn, deputies::act),
        Route::get("/deputies/new", users::GATE, deputies::new),
        Route::post("/deputies/new", users::GATE, deputies::make),
        Route::get("/deputies/{id}/end", SignedIn, deputies::ask),
        Route::post("/deputies/{id}/end", SignedIn, deputies::end),
        Route::get("/account/password", SignedIn, account::password),
        Route::post("/account/password", SignedIn, account::change),
        Route::get("/figures", FIGURES, figures::list),
        Route::get("/figures/{id}", FIGURES, figures::rows),
        Route::get("/figures/{id}/export", FIGURES, figures::export::export),
        Route::get("/story", FIGURES, story::story),
        Route::get("/search", SEARCH, search::search),
    ]
}

fn back_office() -> Vec<Route> {
    use Gate::SignedIn;
    vec![
        Route::get("/units", SignedIn, units::tree),
        Route::get("/units/import", INSTALL, units_import::form),
        Route::post("/units/import", INSTALL, units_import::upload).upload(),
        Route::get("/units/import/{id}", INSTALL, units_import::preview),
        Route::post("/units/import/{id}", INSTALL, units_import::commit),
        Route::post("/units/import/{id}/mapping", INSTALL, units_import::mapping),
        Route::get("/units/import/{id}/marked", INSTALL, units_import::marked),
        Route::get("/units/imports", INSTALL, imports::list),
        Route::get("/units/imports/{id}", INSTALL, imports::ask),
        Route::post("/units/imports/{id}", INSTALL, imports::reverse),
        Route::get("/units/{id}", SignedIn, units::unit),
        Route::get("/units/{id}/{deed}", INSTALL, units::ask),
        Route::post("/units/{id}/{deed}", INSTALL, units::change),
        Route::get("/orgs", INSTALL, orgs::list),
        Route::get("/orgs/new", INSTALL, orgs::new),
        Route::post("/orgs/new", INSTALL, orgs::create),
        Route::get("/orgs/{id}", INSTALL, orgs::edit),
        Route::post("/orgs/{id}", INSTALL, orgs::change),
        Route::get("/users", users::GATE, users::list),
        Route::get("/users/new", users::GATE, users::new),
        Route::post("/users/new", users::GATE, users::make),
        Route::get("/users/{id}", users::GATE, users::user),
        Route::get("/users/{id}/grant", users::GATE, users::grant::grant_form),
        Route::post("/users/{id}/grant", users::GATE, users::grant::grant),
        Route::get(
            "/users/{id}/revoke/{grant}",
            users::GATE,
            users::confirm::ask,
        ),
        Route::post(
            "/users/{id}/revoke/{grant}",
            users::GATE,
            users::confirm::confirm,
        ),
        Route::get("/users/{id}/{deed}", users::GATE, users::confirm::ask),
        Route::post("/users/{id}/{deed}", users::GATE, users::confirm::confirm),
        Route::get("/address", INSTALL, crate::address::show),
        Route::post("/address", INSTALL, crate::address::confirm),
        Route::get(
            "/public/address/{token}",
            Gate::Public,
            crate::address::arrived,
        ),
        Route::get("/codes", SignedIn, codes::lists),
        Route::get("/codes/{list}", SignedIn, codes::list),
        Route::get("/journal", AUDIT, journal::list),
        Route::get("/audit", AUDIT, audit::form),
        Route::post("/audit", AUDIT, audit::run),
    ]
}

/// A role in words.
pub fn role_words(words: Words, role: Role) -> String {
    words.get(&format!("role-{}", role.code().replace('_', "-")))
}

/// A group of pages with invented content, in the frame that it is handed.
type Samples = fn(Words, &dyn Fn(&str) -> Page) -> Vec<Sample>;

/// Every page with invented content: what the tests render and the gallery shows.
pub fn samples(words: Words) -> Vec<Sample> {
    let frame = |title: &str| sample_page(words, title);
    let groups: [Samples; 18] = [
        error::samples,
        home::samples,
        sign_in::samples,
        account::samples,
        figures::samples::samples,
        story::samples,
        search::samples,
        units::samples::samples,
        units_import::samples::samples,
        imports::samples,
        orgs::samples,
        users::samples::samples,
        deputies::samples,
        tokens::samples,
        crate::api::page::samples,
        codes::samples,
        crate::address::samples,
        journal::samples,
    ];
    let mut all: Vec<Sample> = groups
        .iter()
        .flat_map(|group| group(words, &frame))
        .collect();
    all.extend(audit::samples(words, &frame));
    all.extend(crate::papers::samples(words, &frame));
    all
}

/// The frame of a sample page, with somebody signed in.
fn sample_page(words: Words, title: &str) -> Page {
    let mut page = Page::new(words, title);
    page.org = words.get("page-sample-town");
    page.demo = true;
    page.csrf = "sample".into();
    page.command_key = "0".repeat(32);
    let labels = module().nav.into_iter().chain(office().nav);
    page.nav = labels
        .map(|n| NavItem::new(n.href, words.get(n.label), words.get(n.label) == title))
        .collect();
    page.user = Some(UserMenu {
        name: words.get("page-sample-person"),
        role: role_words(words, Role::Accountant),
        account_href: "/account".into(),
        sign_out_action: "/sign-out".into(),
    });
    page
}
