//! The pages of share registers. Decide nothing: deeds do.

mod deeds;
mod doors;
mod forms;
mod pages;
pub mod samples;
#[cfg(test)]
mod tests;

use ::web::{Gate, Nav, Req, Route};
use access::Right;
use forms::Kind;

const VIEW: Gate = Gate::Any(&[Right::ViewProjects]);
const ENTER: Gate = Gate::Any(&[Right::EnterProjects]);

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
        Route::get("/registers/{id}/register.xlsx", VIEW, doors::export),
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
