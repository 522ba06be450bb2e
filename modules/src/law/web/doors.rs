//! Requests in, pages out, for posts.

use super::pages;
use crate::law::posts::read;
use ::store::Tx;
use ::web::{Reply, Req};
use access::Right;
use kernel::Result;

/// Communities on a page.
const ROWS: usize = 100;
/// Communities that are read at a time for a file.
const STEP: usize = 500;

pub(super) async fn list(req: Req) -> Result<Reply> {
    let (ctx, sees) = (req.ctx(), req.sees_names());
    let after = req.query.get("after").unwrap_or_default().to_owned();
    let read = {
        let after = after.clone();
        move |tx: &mut Tx| read::listed(tx, &ctx, &after, ROWS, sees)
    };
    let found = req.app.db.read_async(read).await?;
    let may_record = req.may(Right::RecordCases);
    let page = req.page("law-title");
    Ok(pages::list(page, &found, !after.is_empty(), may_record)
        .reply()?
        .private())
}

pub(super) async fn one(req: Req) -> Result<Reply> {
    let (ctx, sees, id) = (req.ctx(), req.sees_names(), req.id("id")?);
    let read = move |tx: &mut Tx| {
        let may_record = access::holds_at(tx, &ctx, Right::RecordCases, id)?;
        let (row, kinds) = read::one(tx, &ctx, id, sees)?;
        Ok((row, kinds, may_record, ctx.today()))
    };
    let (row, kinds, may_record, today) = req.app.db.read_async(read).await?;
    let page = req.page_titled(row.community.name.clone());
    Ok(pages::one(page, &row, &kinds, today, may_record)
        .reply()?
        .private())
}

/// Every period that the asker sees, in the columns that the import reads.
pub(super) async fn file(req: Req) -> Result<Reply> {
    let (ctx, sees, words) = (req.ctx(), req.sees_names(), req.words());
    let read = move |tx: &mut Tx| {
        let mut whole = read::listed(tx, &ctx, "", STEP, sees)?;
        while let Some(after) = whole.next.take() {
            let step = read::listed(tx, &ctx, &after, STEP, sees)?;
            whole.rows.extend(step.rows);
            whole.next = step.next;
        }
        pages::file(&whole)
    };
    let bytes = req.app.db.export_async(read).await?;
    let name = format!("{}{}.xlsx", words.get("law-title"), req.ctx().today());
    Ok(Reply::xlsx(bytes, name).private())
}
