//! The door for whoever has no account: tells something without signing in, follows it by number and code, answers what is
//! asked, and reads what was answered to others. Nothing here needs script, and nothing asks for more than it must.

mod api;
mod ask;
pub(super) mod follow;
pub(super) mod receipt;
mod replies;

use super::{ACT, Kind, with_photos};
use crate::app::Module;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use kernel::{Ctx, OrgId, Refusal, Result};

/// Where people without an account tell cases of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    pub kind: Kind,
    /// Where one chooses the place, its organisation's units, and tells it there.
    pub home: &'static str,
    pub units: &'static str,
    pub tell: &'static str,
    /// What was answered to others.
    pub replies: &'static str,
    /// The fields that are asked for, in this order. The first is the only one that must be filled in.
    pub asks: &'static [&'static str],
    /// A field that gets the beginning of the first.
    pub title: &'static str,
    /// A choice that is set.
    pub set: (&'static str, &'static str),
}

/// The routes of a door.
pub fn module(door: Door) -> Module {
    Module {
        routes: vec![
            Route::get(door.home, Gate::Public, with(&door, ask::places)),
            Route::get(door.units, Gate::Public, with(&door, ask::units)),
            Route::get(door.tell, Gate::Public, with(&door, ask::form)),
            with_photos(Route::post(door.tell, Gate::Public, with(&door, ask::tell))),
            Route::get(door.replies, Gate::Public, with(&door, replies::list)),
        ],
        lists: vec![api::list(door)],
        ..Module::default()
    }
}

/// Following is the same for every kind.
pub(super) fn following() -> Vec<Route> {
    vec![
        Route::get("/follow", Gate::Public, follow::ask),
        Route::post("/follow", Gate::Public, follow::go),
        Route::post("/follow/slip", Gate::Public, receipt::slip),
        Route::get("/follow/{receipt}", Gate::Public, follow::one),
        Route::get(
            "/follow/{receipt}/photos/{photo}",
            Gate::Public,
            follow::photo,
        ),
        Route::get("/follow/{receipt}/do/{action}", Gate::Public, follow::form),
        with_photos(Route::post(
            "/follow/{receipt}/do/{action}",
            Gate::Public,
            follow::act,
        )),
    ]
}

/// A new code for whoever lost his: the page of a case has a button to it.
pub(super) fn giving(kind: Kind) -> Vec<Route> {
    let path = super::below(kind, "/{id}/receipt");
    vec![
        Route::get(path, ACT, with(&kind, receipt::form)),
        Route::post(path, ACT, with(&kind, receipt::give)),
    ]
}

/// The context of whoever brings a case: the program acts for him.
fn requester(req: &Req, org: OrgId) -> Ctx {
    req.app.system(org)
}

/// `cases.too_often` with the minutes until it is over.
async fn not_too_often(req: &Req, ctx: &Ctx, most: &[(&'static str, Vec<u8>, i64)]) -> Result<()> {
    let (most, now) = (most.to_vec(), ctx.now_micros());
    let count = move |tx: &mut store::Tx| {
        for (kind, what, most) in most {
            let tag = access::throttle::tag(tx, kind, &what);
            if let Some(minutes) = access::throttle::one_more(tx, &tag, most, now)? {
                return Ok(Some(minutes));
            }
        }
        Ok(None)
    };
    match req.app.db.work_async(ctx, count).await? {
        Some(minutes) => Err(Refusal::new("cases.too_often")
            .with("minutes", minutes)
            .into()),
        None => Ok(()),
    }
}
