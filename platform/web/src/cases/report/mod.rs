//! The report of a kind of case: what its type and its books of figures declare, in numbers, by unit and by period, each number
//! opening to exactly its rows. A module says where its pages stand; nothing here knows a figure.

mod api;
mod ask;
mod file;
mod read;
pub mod samples;
mod view;

pub use api::lists;

use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use access::Right;
use ask::Ask;
use kernel::{Error, Result};
use store::Tx;

/// Where the report of a kind of case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Of its type: `appeal`.
    pub code: &'static str,
    /// Where a case of it opens, and its list: `/appeals`.
    pub base: &'static str,
    /// Locale keys: the list of cases, and the report.
    pub cases: &'static str,
    pub title: &'static str,
    pub paths: ReportPaths,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportPaths {
    pub page: &'static str,
    pub file: &'static str,
    pub rows: &'static str,
    pub rows_file: &'static str,
}

const VIEW: Gate = Gate::Any(&[Right::ViewFigures]);

/// Its routes.
pub fn routes(report: Report) -> Vec<Route> {
    let ReportPaths {
        page,
        file,
        rows,
        rows_file,
    } = report.paths;
    vec![
        Route::get(page, VIEW, with(&report, show)),
        Route::get(file, VIEW, with(&report, workbook)),
        Route::get(rows, VIEW, with(&report, behind)),
        Route::get(rows_file, VIEW, with(&report, rows_workbook)),
    ]
}

async fn show(req: Req, report: Report) -> Result<Reply> {
    let (ask, fault) = Ask::read(&req).await?;
    let (question, every, lang) = (ask.question(&req), ask.every, req.visitor.lang);
    let read = move |tx: &mut Tx| read::report(tx, report.code, &question, every, lang);
    let found = req.app.db.read_async(read).await?;
    let mut page = req.page(report.title);
    page.breadcrumbs = req.crumbs(&[(report.base, req.words().get(report.cases))]);
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    view::report(page, report, &ask, &found).reply()
}

async fn workbook(req: Req, report: Report) -> Result<Reply> {
    let (ask, fault) = Ask::read(&req).await?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let (question, every, lang) = (ask.question(&req), ask.every, req.visitor.lang);
    let read = move |tx: &mut Tx| read::report(tx, report.code, &question, every, lang);
    let found = req.app.db.export_async(read).await?;
    let title = req.words().get(report.title);
    let bytes = file::report(req.words(), &title, &ask, &found)?;
    let name = format!("{title}-{}-{}.xlsx", ask.from, ask.to);
    Ok(Reply::xlsx(bytes, name).private())
}

async fn behind(req: Req, report: Report) -> Result<Reply> {
    let (ask, fault) = Ask::read(&req).await?;
    let (question, lang) = (ask.question(&req), req.visitor.lang);
    let sought = ask::Sought::read(&req);
    let look = sought.clone();
    let read = move |tx: &mut Tx| read::behind(tx, report.code, &question, &look, lang);
    let found = req.app.db.read_async(read).await?;
    let mut page = req.page_titled(found.name.clone());
    let way = [
        (report.base.to_owned(), req.words().get(report.cases)),
        (
            format!("{}?{}", report.paths.page, ask.query()),
            req.words().get(report.title),
        ),
    ];
    let way: Vec<(&str, String)> = way
        .iter()
        .map(|(to, it)| (to.as_str(), it.clone()))
        .collect();
    page.breadcrumbs = req.crumbs(&way);
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    view::behind(page, report, &ask, &sought, &found).reply()
}

async fn rows_workbook(req: Req, report: Report) -> Result<Reply> {
    let (ask, fault) = Ask::read(&req).await?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let (question, lang) = (ask.question(&req), req.visitor.lang);
    let sought = ask::Sought::read(&req);
    let read = move |tx: &mut Tx| read::all_behind(tx, report.code, &question, &sought, lang);
    let found = req.app.db.export_async(read).await?;
    let bytes = file::behind(req.words(), &ask, &found)?;
    let name = format!("{}-{}-{}.xlsx", found.name, ask.from, ask.to);
    Ok(Reply::xlsx(bytes, name).private())
}

/// Where there is a report of this kind of case.
pub fn of<'r>(reports: &'r [Report], code: &str) -> Option<&'r Report> {
    reports.iter().find(|report| report.code == code)
}

fn not_found<T>(found: Option<T>) -> Result<T> {
    found.ok_or(Error::NotFound)
}
