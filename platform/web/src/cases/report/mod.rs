//! The report of a kind of case: what its type and its books of figures declare, in numbers, by unit and by period, each number
//! opening to exactly its rows. A module says where its pages stand; nothing here knows a figure.

mod api;
mod ask;
mod file;
mod open_api;
mod public;
mod read;
pub mod samples;
mod set_api;
mod view;

pub use api::{EveryWord, OneRow, RowsPage, lists};
pub use set_api::{OfSet, SetNumber, SetPlace, behind_set, of_set};

pub use public::PublicPaths;

use crate::i18n::Words;
use crate::layout::NavItem;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use access::Right;
use ask::Ask;
use figures::declared::Kept;
use figures::period::Every;
use kernel::{Ctx, Date, Error, Id, Result};
use sheets::{OutTable, write_csv, write_xlsx};
use store::Tx;

/// Where the report of a kind of case stands.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// Of its type: `appeal`.
    pub code: &'static str,
    /// Where a case of it opens, and its list: `/appeals`.
    pub base: &'static str,
    /// Locale keys: the list of cases, and the report.
    pub cases: &'static str,
    pub title: &'static str,
    pub paths: ReportPaths,
    /// Where there is a report for each of something; its id stands in the addresses as `{id}`.
    pub each: Option<Each>,
    /// Where the numbers of past periods are shown to everybody.
    pub public: Option<PublicPaths>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportPaths {
    pub page: &'static str,
    pub file: &'static str,
    /// The same as one long table.
    pub csv: &'static str,
    pub rows: &'static str,
    pub rows_file: &'static str,
    pub rows_csv: &'static str,
}

/// Reports of a set of cases that a module keeps: one campaign's findings.
#[derive(Debug, Clone, Copy)]
pub struct Each {
    /// `NotFound` where there is none of that id.
    pub frame: fn(&mut Tx, &Ctx, Words, Id) -> Result<Frame>,
    pub compared: fn(&mut Tx, &Ctx, Words, Id, AsOf) -> Result<Compared>,
}

/// What such a set is called, and what its report asks if nothing else is asked.
#[derive(Debug, Clone)]
pub struct Frame {
    pub id: Id,
    pub name: String,
    /// Its own page.
    pub home: String,
    /// Its cases.
    pub cases: Kept,
    pub from: Date,
    pub every: Every,
    /// What its numbers mean, above them.
    pub about: String,
    /// What it is told by beside units and periods: one of them, and the table of all.
    pub slice_name: String,
    pub slices_title: String,
    pub slices: Vec<(i64, String)>,
    /// Units for which it can be asked alone: code and name.
    pub places: Vec<(String, String)>,
}

/// The day and the journal row up to which something is known.
#[derive(Debug, Clone, Copy)]
pub struct AsOf {
    pub date: Date,
    pub known: i64,
}

/// Units set side by side: only within their class, and only where enough of them was looked at.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// How that is decided, in words.
    pub rules: Vec<String>,
    /// Heads of the numbers that each line brings.
    pub heads: Vec<String>,
    pub classes: Vec<Class>,
}

#[derive(Debug, Clone)]
pub struct Class {
    pub name: String,
    pub places: Vec<Place>,
}

#[derive(Debug, Clone)]
pub struct Place {
    pub unit: Id,
    pub code: String,
    pub name: String,
    /// As `heads` say.
    pub numbers: Vec<String>,
    /// Otherwise it is shown without what would compare it.
    pub is_compared: bool,
}

const VIEW: Gate = Gate::Any(&[Right::ViewFigures]);

/// Its routes.
pub fn routes(report: Report) -> Vec<Route> {
    let ReportPaths {
        page,
        file,
        csv,
        rows,
        rows_file,
        rows_csv,
    } = report.paths;
    let mut routes = vec![
        Route::get(page, VIEW, with(&report, show)),
        Route::get(file, VIEW, with(&report, workbook)),
        Route::get(csv, VIEW, with(&report, long_table)),
        Route::get(rows, VIEW, with(&report, behind)),
        Route::get(rows_file, VIEW, with(&report, rows_workbook)),
        Route::get(rows_csv, VIEW, with(&report, rows_table)),
    ];
    let public = report.public.iter();
    routes.extend(public.flat_map(|paths| public::routes(report, *paths)));
    routes
}

/// Where a report leads back to.
fn way(req: &Req, report: Report, ask: &Ask) -> Vec<NavItem> {
    let cases = req.words().get(report.cases);
    match &ask.frame {
        Some(frame) => req.crumbs(&[(frame.home.as_str(), frame.name.clone())]),
        None => req.crumbs(&[(report.base, cases)]),
    }
}

async fn show(req: Req, report: Report) -> Result<Reply> {
    let (ask, fault) = Ask::read(&req, report).await?;
    let found = found(&req, report, &ask, false).await?;
    let title = titled(&req, report, &ask);
    let mut page = req.page_titled(title);
    page.breadcrumbs = way(&req, report, &ask);
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    view::report(page, report, &ask, &found).reply()
}

fn titled(req: &Req, report: Report, ask: &Ask) -> String {
    let title = req.words().get(report.title);
    match &ask.frame {
        Some(frame) => format!("{} · {title}", frame.name),
        None => title,
    }
}

async fn found(req: &Req, report: Report, ask: &Ask, is_file: bool) -> Result<read::Found> {
    let (ctx, words, question) = (req.ctx(), req.words(), ask.question(req));
    let ask = ask.clone();
    let read = move |tx: &mut Tx| read::report(tx, &ctx, report, &question, &ask, words);
    match is_file {
        true => req.app.db.export_async(read).await,
        false => req.app.db.read_async(read).await,
    }
}

/// What a file is asked; a fault of the address is none of a file.
async fn asked(req: &Req, report: Report) -> Result<Ask> {
    match Ask::read(req, report).await? {
        (ask, None) => Ok(ask),
        (_, Some(fault)) => Err(fault),
    }
}

async fn workbook(req: Req, report: Report) -> Result<Reply> {
    let ask = asked(&req, report).await?;
    let found = found(&req, report, &ask, true).await?;
    let title = titled(&req, report, &ask);
    let bytes = write_xlsx(&file::report(req.words(), &title, &ask, &found))?;
    let name = format!("{title}-{}-{}.xlsx", ask.from, ask.to);
    Ok(Reply::xlsx(bytes, name).private())
}

async fn long_table(req: Req, report: Report) -> Result<Reply> {
    let ask = asked(&req, report).await?;
    let found = found(&req, report, &ask, true).await?;
    let title = titled(&req, report, &ask);
    let tables = file::report(req.words(), &title, &ask, &found);
    let bytes = write_csv(&file::long(req.words(), &tables))?;
    let name = format!("{title}-{}-{}.csv", ask.from, ask.to);
    Ok(Reply::csv(bytes, name).private())
}

async fn behind(req: Req, report: Report) -> Result<Reply> {
    let (ask, fault) = Ask::read(&req, report).await?;
    let (question, lang) = (ask.question(&req), req.visitor.lang);
    let sought = ask::Sought::read(&req);
    let look = sought.clone();
    let read = move |tx: &mut Tx| read::behind(tx, report.code, &question, &look, lang);
    let found = req.app.db.read_async(read).await?;
    let mut page = req.page_titled(found.name.clone());
    page.breadcrumbs = way(&req, report, &ask);
    let back = format!("{}?{}", ask.at(report.paths.page), ask.query());
    let title = req.words().get(report.title);
    page.breadcrumbs.push(NavItem::new(back, title, false));
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    view::behind(page, report, &ask, &sought, &found).reply()
}

async fn rows_workbook(req: Req, report: Report) -> Result<Reply> {
    let (table, name) = rows_of(&req, report).await?;
    Ok(Reply::xlsx(write_xlsx(&[table])?, format!("{name}.xlsx")).private())
}

async fn rows_table(req: Req, report: Report) -> Result<Reply> {
    let (table, name) = rows_of(&req, report).await?;
    Ok(Reply::csv(write_csv(&table)?, format!("{name}.csv")).private())
}

/// All rows behind a number, and what a file of them is called.
async fn rows_of(req: &Req, report: Report) -> Result<(OutTable, String)> {
    let ask = asked(req, report).await?;
    let (question, lang) = (ask.question(req), req.visitor.lang);
    let sought = ask::Sought::read(req);
    let read = move |tx: &mut Tx| read::all_behind(tx, report.code, &question, &sought, lang);
    let found = req.app.db.export_async(read).await?;
    let name = format!("{}-{}-{}", found.name, ask.from, ask.to);
    Ok((file::behind(req.words(), &ask, &found), name))
}

/// Where there is a report of this kind of case.
pub fn of<'r>(reports: &'r [Report], code: &str) -> Option<&'r Report> {
    reports.iter().find(|report| report.code == code)
}

fn not_found<T>(found: Option<T>) -> Result<T> {
    found.ok_or(Error::NotFound)
}
