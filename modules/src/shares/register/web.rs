//! The pages of share registers. Decide nothing: deeds do.

mod deeds;
mod doors;
mod forms;
mod holder;
mod import;
mod pages;
mod paper;
pub mod samples;
pub(super) mod sheet;
#[cfg(test)]
mod tests;

use super::store;
use ::store::Tx;
use ::web::papers::PaperSource;
use ::web::{Gate, Nav, Req, Route};
use access::Right;
use forms::Kind;
use kernel::{Id, OrgId, Result};

const VIEW: Gate = Gate::Any(&[Right::ViewProjects]);
const ENTER: Gate = Gate::Any(&[Right::EnterProjects]);

/// What papers on a register hang on.
const PAPERS: &str = "shares_register";

/// Resolutions, lists with signatures and certificates of appraisal hang on a register.
pub const PAPER_SOURCE: PaperSource = PaperSource {
    source: PAPERS,
    view: Right::ViewProjects,
    attach: Right::EnterProjects,
    place,
    back: "/registers/",
};

fn place(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<(Id, String)>> {
    let mut found = store::registers(tx, org)?.into_iter();
    let found = found.find(|register| register.id == id);
    Ok(found.map(|register| (register.unit, register.name)))
}

pub fn nav() -> Nav {
    Nav {
        label: "register-nav",
        href: "/registers",
        gate: VIEW,
    }
}

pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/registers", VIEW, doors::list),
        Route::get("/registers/new", ENTER, |req: Req| {
            deeds::form(req, Kind::Register)
        }),
        Route::post("/registers", ENTER, |req: Req| {
            deeds::save(req, Kind::Register)
        }),
        Route::get("/registers/{id}", VIEW, doors::show),
        Route::get("/registers.xlsx", VIEW, sheet::list),
        Route::get("/registers/{id}/register.xlsx", VIEW, sheet::export),
        Route::get("/registers/{id}/print", VIEW, doors::print),
        Route::get("/registers/{id}/register.pdf", VIEW, doors::pdf),
        Route::get("/registers/{id}/collective", VIEW, doors::collective),
        Route::get("/registers/{id}/import", ENTER, import::form),
        Route::post("/registers/{id}/import", ENTER, import::upload).upload(),
        Route::get("/registers/{id}/import/{upload}", ENTER, import::preview),
        Route::post("/registers/{id}/import/{upload}", ENTER, import::commit),
        Route::get(
            "/registers/{id}/import/{upload}/marked",
            ENTER,
            import::marked,
        ),
        Route::get("/registers/{id}/holders/{household}", VIEW, doors::holder),
        Route::get(
            "/registers/{id}/certificates/{certificate}",
            VIEW,
            doors::certificate,
        ),
    ];
    let kinds = [
        ("/registers/{id}/class", Kind::Class),
        ("/registers/{id}/issue", Kind::Issue),
        ("/registers/{id}/per-head", Kind::PerHead),
        ("/registers/{id}/transfer", Kind::Transfer),
        ("/registers/{id}/inherit", Kind::Inherit),
        ("/registers/{id}/split", Kind::Split),
        ("/registers/{id}/merge", Kind::Merge),
        ("/registers/{id}/redeem", Kind::Redeem),
        ("/registers/{id}/certify", Kind::Certify),
        ("/registers/{id}/reverse", Kind::Reverse),
    ];
    for (path, kind) in kinds {
        routes.push(Route::get(path, ENTER, move |req: Req| {
            deeds::form(req, kind)
        }));
        routes.push(Route::post(path, ENTER, move |req: Req| {
            deeds::save(req, kind)
        }));
    }
    routes
}
