//! What pages show of projects: plain data, as of a day and as known at a seq, within the reader's scope.

use super::model::{self, YearYield};
use super::store::lists;
use ::store::Tx;
use access::Scope;
use kernel::date::Precision;
use kernel::{Date, Error, Fen, Id, Result};

/// When: facts dated up to the end of `date`, as known at `seq` of the org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub date: Date,
    pub seq: i64,
}

impl AsOf {
    /// As known now.
    pub fn on(date: Date) -> AsOf {
        AsOf {
            date,
            seq: i64::MAX,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectView {
    pub id: Id,
    pub name: String,
    pub unit: Id,
    pub unit_name: String,
    pub owner: String,
    pub from: Date,
    pub book: Id,
    pub invested: Fen,
    /// On the roster, also those outside the reader's scope.
    pub households: i64,
    pub heads: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingView {
    pub id: Id,
    pub date: Date,
    /// Of the code list `funding_source`.
    pub source: String,
    pub amount: Fen,
    pub document: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetView {
    pub id: Id,
    pub name: String,
    /// Of the code list `asset_class`.
    pub class: String,
    pub valuation: Fen,
    pub in_service: Date,
    pub precision: Precision,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeView {
    pub id: Id,
    pub year: i64,
    pub date: Date,
    /// Negative where it takes another line back.
    pub amount: Fen,
    pub voucher: Id,
    pub reverses: Option<Id>,
    pub reversed_by: Option<Id>,
    pub document: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterView {
    /// The line on the roster: what `end_beneficiary` takes.
    pub id: Id,
    pub household: Id,
    /// 户编号; empty where the household was erased.
    pub number: String,
    /// Mask it for who may not see people.
    pub head_name: String,
    pub unit: Id,
    pub village: String,
    /// Of the code list `beneficiary_class`.
    pub class: String,
    pub heads: i64,
    /// Members as known now; where it differs from `heads` the page may say so.
    pub members: i64,
    pub from: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterTotals {
    pub households: i64,
    pub heads: i64,
    pub villages: i64,
    /// Households in the reader's scope; the others are withheld.
    pub seen: i64,
}

/// A project with everything but its roster, which pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectDetail {
    pub project: ProjectView,
    pub funding: Vec<FundingView>,
    pub assets: Vec<AssetView>,
    pub roster: RosterTotals,
    /// By year, the first first.
    pub years: Vec<YearYield>,
    pub incomes: Vec<IncomeView>,
    /// In the bank's mirror account.
    pub bank: Fen,
    /// Not yet promised to anybody.
    pub undistributed: Fen,
}

/// Projects in scope in the order of their entry, after `after`.
pub fn projects(
    tx: &mut Tx,
    scope: &Scope,
    at: AsOf,
    after: Option<Id>,
    limit: u16,
) -> Result<Vec<ProjectView>> {
    lists::projects(tx, scope, at, after.unwrap_or_default(), i64::from(limit))
}

pub fn count_projects(tx: &mut Tx, scope: &Scope, at: AsOf) -> Result<i64> {
    lists::count_projects(tx, scope, at)
}

/// `NotFound` where there is none in scope on that day, which also decides which years are over.
pub fn project(tx: &mut Tx, scope: &Scope, at: AsOf, id: Id) -> Result<ProjectDetail> {
    let project = lists::project(tx, scope, at, id)?.ok_or(Error::NotFound)?;
    let org = scope.org;
    let years = lists::years(tx, org, id, at)?
        .into_iter()
        .map(|(year, plan, income)| model::yearly(year, plan, income, project.invested, at.date))
        .collect();
    Ok(ProjectDetail {
        funding: lists::funding(tx, org, id, at)?,
        assets: lists::assets(tx, org, id, at)?,
        roster: lists::roster_totals(tx, scope, at, id)?,
        years,
        incomes: lists::incomes(tx, org, id, at)?,
        bank: held(tx, org, project.book, super::BANK, at)?,
        undistributed: held(tx, org, project.book, super::UNDISTRIBUTED, at)?,
        project,
    })
}

/// The roster's lines in scope, in the order of their entry, after `after`. The caller has found the
/// project in his scope.
pub fn roster(
    tx: &mut Tx,
    scope: &Scope,
    at: AsOf,
    project: Id,
    after: Option<Id>,
    limit: u16,
) -> Result<Vec<RosterView>> {
    lists::roster(
        tx,
        scope,
        at,
        project,
        after.unwrap_or_default(),
        i64::from(limit),
    )
}

/// What an account holds on its own side.
fn held(tx: &mut Tx, org: i64, book: Id, code: &str, at: AsOf) -> Result<Fen> {
    let Some(account) = ledger::find_account(tx, org, book, code, None)? else {
        return Ok(Fen::ZERO);
    };
    let balance = ledger::balance(tx, org, account.id, at.date, at.seq)?;
    Ok(Fen(balance * account.side.sign()))
}
