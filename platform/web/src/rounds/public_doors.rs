//! What visitors may open without signing in. A notice's link holds organisation, number and token;
//! a wrong token is as unknown as a round that never was.

use super::doors::from;
use super::facts::Public;
use super::source::Sources;
use super::{VIEW, export, notice, read, store};
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use crate::{address, paper};
use ::store::Tx;
use kernel::{Error, Id, OrgId, Refusal, Result};

/// Notices in one page of the index.
const NOTICES: u16 = 50;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/{id}/notice.xlsx", VIEW, with(sources, staff_file)),
        Route::get("/rounds/{id}/notice.pdf", VIEW, with(sources, poster)),
        Route::get("/public", Gate::Public, with(sources, index)),
        Route::get("/public/notices/{link}", Gate::Public, with(sources, show)),
        Route::get(
            "/public/notices/{link}/notice.json",
            Gate::Public,
            with(sources, proof),
        ),
        Route::post(
            "/public/notices/{link}",
            Gate::Public,
            with(sources, roster),
        )
        .reads_only(),
        Route::post(
            "/public/notices/{link}/file",
            Gate::Public,
            with(sources, file),
        )
        .reads_only(),
    ]
}

async fn index(req: Req, sources: Sources) -> Result<Reply> {
    let start = i64::from(from(&req.query));
    let today = req.ctx().today();
    let mut found = req
        .app
        .db
        .read_async(move |tx| {
            let rounds = store::noticed(tx, start, i64::from(NOTICES) + 1)?;
            rounds
                .into_iter()
                .map(|(org, round)| read::public_briefly(tx, &sources, org, round, today))
                .collect::<Result<Vec<Public>>>()
        })
        .await?;
    let has_more = found.len() > usize::from(NOTICES);
    found.truncate(usize::from(NOTICES));
    let next = has_more.then(|| format!("/public?from={}", start + i64::from(NOTICES)));
    Reply::page(&notice::index(
        req.page("rounds-public-title"),
        &found,
        today,
        next,
    ))
}

/// `1-FH-2022-0005-0a1b…`: organisation, number, token.
fn parts(link: &str) -> Result<(OrgId, String, String)> {
    let (org, rest) = link.split_once('-').ok_or(Error::NotFound)?;
    let (number, token) = rest.rsplit_once('-').ok_or(Error::NotFound)?;
    Ok((
        org.parse().map_err(|_| Error::NotFound)?,
        number.to_owned(),
        token.to_owned(),
    ))
}

async fn found(req: &Req, sources: &Sources) -> Result<(OrgId, Id, Public)> {
    let (org, number, token) = parts(req.part("link"))?;
    let (sources, today) = (sources.clone(), req.ctx().today());
    req.app
        .db
        .read_async(move |tx| {
            let round = payout::notice_by_token(tx, org, &number, &token)?;
            Ok((org, round, read::public(tx, &sources, org, round, today)?))
        })
        .await
}

fn here(req: &Req) -> String {
    format!("/public/notices/{}", req.part("link"))
}

async fn show(req: Req, sources: Sources) -> Result<Reply> {
    let (_, _, told) = found(&req, &sources).await?;
    let today = req.ctx().today();
    let page = req.page_titled(told.title.clone());
    let url = printed(&req).await?.ok();
    let view = notice::notice(page, &told, &here(&req), today, url.as_deref());
    Ok(Reply::page(&view)?.private())
}

/// The confirmed address, or the refusal that there is none.
async fn printed(req: &Req) -> Result<std::result::Result<String, Refusal>> {
    let url = req.app.config.public_url.clone();
    let read = move |tx: &mut Tx| address::shown(tx, url.as_deref());
    req.app.db.read_async(read).await
}

/// The notice's proof as a file for `zhen verify --notice`.
async fn proof(req: Req, sources: Sources) -> Result<Reply> {
    let (_, _, told) = found(&req, &sources).await?;
    let proof = told.proof.ok_or(Error::NotFound)?;
    let bytes = proof.to_json().into_bytes();
    Ok(Reply::file(bytes, "application/json", format!("{}.json", told.title)).private())
}

/// The poster for the wall, for those who post it.
async fn poster(req: Req, sources: Sources) -> Result<Reply> {
    let whole = super::doors::whole(&req, &sources).await?;
    if whole.notice.is_none() {
        let back = format!("/rounds/{}", whole.round.id);
        return Ok(Reply::see(back).refused("rounds-not-posted", &[]));
    }
    let url = printed(&req).await??;
    let (org, round, today) = (req.org(), whole.round.id, req.ctx().today());
    let (told, lines) = req
        .app
        .db
        .export_async(move |tx| {
            let told = read::public(tx, &sources, org, round, today)?;
            let (lines, _) =
                read::public_lines(tx, &sources, org, round, today, (0, u32::MAX >> 1))?;
            Ok((told, lines))
        })
        .await?;
    let page = req.page_titled(told.title.clone());
    let view = notice::poster(page, &told, &lines, &url, today);
    let sheet = pdf::Sheet {
        is_poster: true,
        ..paper::sheet(&view)
    };
    let file = paper::render(paper::about(&view.page), vec![sheet]).await?;
    Ok(paper::reply(file, format!("{}.pdf", view.page.title)))
}

/// The roster, after the button. When its period is over: the notice without it.
async fn roster(req: Req, sources: Sources) -> Result<Reply> {
    let (org, round, told) = found(&req, &sources).await?;
    let today = req.ctx().today();
    if !told.is_open(today) {
        return Ok(Reply::see(here(&req)));
    }
    let start = from(&req.form);
    let rows = u32::try_from(notice::ROWS).unwrap_or(200);
    let (lines, total) = req
        .app
        .db
        .read_async(move |tx| read::public_lines(tx, &sources, org, round, today, (start, rows)))
        .await?;
    let page = req.page_titled(told.title.clone());
    let window = (i64::from(start), total);
    Ok(Reply::page(&notice::roster(
        page,
        &told,
        &lines,
        window,
        &here(&req),
        today,
    ))?
    .private())
}

async fn file(req: Req, sources: Sources) -> Result<Reply> {
    let (org, round, told) = found(&req, &sources).await?;
    if !told.is_open(req.ctx().today()) {
        return Err(Error::NotFound);
    }
    sheet(&req, sources, org, round, told).await
}

/// 公示表 for those who post it, also after its period.
async fn staff_file(req: Req, sources: Sources) -> Result<Reply> {
    let whole = super::doors::whole(&req, &sources).await?;
    if whole.notice.is_none() {
        let back = format!("/rounds/{}", whole.round.id);
        return Ok(Reply::see(back).refused("rounds-not-posted", &[]));
    }
    let (org, round, today) = (req.org(), whole.round.id, req.ctx().today());
    let asked = sources.clone();
    let told = req
        .app
        .db
        .read_async(move |tx| read::public(tx, &asked, org, round, today))
        .await?;
    sheet(&req, sources, org, round, told).await
}

async fn sheet(req: &Req, sources: Sources, org: OrgId, round: Id, told: Public) -> Result<Reply> {
    let (words, today) = (req.words(), req.ctx().today());
    let name = format!("{}.xlsx", told.title);
    let bytes = req
        .app
        .db
        .export_async(move |tx| {
            let (lines, _) =
                read::public_lines(tx, &sources, org, round, today, (0, u32::MAX >> 1))?;
            export::notice_sheet(words, &told, &lines)
        })
        .await?;
    Ok(Reply::xlsx(bytes, name).private())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_link_is_organisation_number_and_token() {
        let read = |link: &str| parts(link).ok();
        assert_eq!(
            read("1-FH-2022-0005-0a1b"),
            Some((1, "FH-2022-0005".into(), "0a1b".into()))
        );
        for wrong in ["", "1", "x-FH-2022-0005-0a1b", "FH"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
