//! Requests in, pages out, for lists of cases and one case.

use super::read::{self, ROWS};
use super::{Door, Kind, report, view};
use crate::reply::Reply;
use crate::request::Req;
use cases::store::Sought;
use kernel::{Id, Result};
use store::Tx;

/// So many rows a file holds at most; it says when there are more.
const FILE_ROWS: i64 = 20_000;

fn sought(req: &Req, kind: Kind) -> Sought {
    let get = |name| req.query.get(name).filter(|text| !text.is_empty());
    let after = get("after").and_then(|text| {
        let (id, due) = text.split_once('.')?;
        Some((due.to_owned(), id.parse::<Id>().ok()?))
    });
    Sought {
        code: kind.code.to_owned(),
        is_ended: get("show") == Some("ended"),
        state: get("state").map(str::to_owned),
        unit: get("unit").and_then(|unit| unit.parse().ok()),
        before: (get("show") == Some("overdue")).then(|| req.ctx().today()),
        after,
    }
}

pub(super) async fn list(req: Req, kind: Kind) -> Result<Reply> {
    let (ctx, asked, sees) = (req.ctx(), sought(&req, kind), req.sees_names());
    let look = asked.clone();
    let read = move |tx: &mut Tx| read::listed(tx, &ctx, &look, ROWS, sees);
    let found = req.app.db.read_async(read).await?;
    let today = req.ctx().today();
    let may_record = req.may(access::Right::RecordCases);
    let doors = kind.doors.iter();
    let doors: Vec<Door> = doors
        .filter(|door| door.rights.iter().any(|right| req.may(*right)))
        .copied()
        .collect();
    view::list(
        req.page(kind.title),
        kind,
        &asked,
        &found,
        today,
        (
            may_record,
            &doors,
            report::of(&req.app.reports, kind.code).filter(|_| req.may(access::Right::ViewFigures)),
        ),
    )
    .reply()
}

/// What the list shows, whole, as a workbook.
pub(super) async fn file(req: Req, kind: Kind) -> Result<Reply> {
    let (ctx, sees, words) = (req.ctx(), req.sees_names(), req.words());
    let asked = Sought {
        after: None,
        ..sought(&req, kind)
    };
    let read = move |tx: &mut Tx| read::listed(tx, &ctx, &asked, FILE_ROWS, sees);
    let found = req.app.db.export_async(read).await?;
    let title = words.get(kind.title);
    let bytes = view::file(words, &title, &found)?;
    let name = format!("{title}{}.xlsx", req.ctx().today());
    Ok(Reply::xlsx(bytes, name).private())
}

pub(super) async fn one(req: Req, kind: Kind) -> Result<Reply> {
    let (ctx, sees, id) = (req.ctx(), req.sees_names(), req.id("id")?);
    let read = move |tx: &mut Tx| read::with_alike(tx, &ctx, kind, id, sees);
    let mut shown = req.app.db.read_async(read).await?;
    shown.sees_people = sees && req.may(access::Right::ViewPeople);
    let page = req.page_titled(shown.number.clone());
    view::one(page, kind, &shown).reply()
}
