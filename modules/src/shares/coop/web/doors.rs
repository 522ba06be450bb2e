//! Requests in, pages out, for co-ops.

use super::pages::{self, Listed, Seen};
use crate::shares::coop::model;
use crate::shares::coop::read::{CoopState, coop_as_of};
use crate::shares::coop::round::held;
use crate::shares::coop::store::{self, Coop};
use crate::shares::coop::{LOSSES, plan_accounts};
use crate::shares::{UNDISTRIBUTED, coop};
use ::store::Tx;
use ::web::{Reply, Req};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, Result, mask};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

/// The co-op with its unit's name, where the asker may see its unit.
pub(super) fn seen(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<(Coop, String)> {
    let all = store::coops_in(tx, &Scope::of(ctx, Right::ViewProjects))?;
    let found = all.into_iter().find(|(coop, _)| coop.id == id);
    found.ok_or(Error::NotFound)
}

/// Day and year of the address; else the last year that is over, on its last day.
pub(super) fn when(req: &Req) -> (Date, i64) {
    let today = req.ctx().today();
    let asked = |name: &str| req.form.get(name).or(req.query.get(name));
    let year = asked("year").and_then(|text| text.trim().parse().ok());
    let year = year.unwrap_or_else(|| i64::from(today.year()) - 1);
    let date = asked("date").and_then(|typed| kernel::date::parse_day(typed).ok());
    let last = model::days_of(year).map_or(today, |(_, last)| last.min(today));
    (date.unwrap_or(last), year)
}

async fn listed(req: &Req) -> Result<Vec<Listed>> {
    let ctx = req.ctx();
    let read = move |tx: &mut Tx| {
        let mut out = Vec::new();
        for (coop, unit) in store::coops_in(tx, &Scope::of(&ctx, Right::ViewProjects))? {
            let members = store::members(tx, ctx.org, coop.id, i64::MAX)?;
            let members = members.iter().filter(|m| m.is_on(ctx.today())).count();
            let undistributed = held(tx, ctx.org, coop.book, UNDISTRIBUTED)?;
            out.push(Listed {
                coop,
                unit,
                members,
                undistributed,
            });
        }
        Ok(out)
    };
    req.app.db.read_async(read).await
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let found = listed(&req).await?;
    let may_enter = req.may(Right::EnterProjects);
    pages::list(req.page("coop-title"), &found, may_enter).reply()
}

pub(super) async fn export_list(req: Req) -> Result<Reply> {
    let (found, words) = (listed(&req).await?, req.words());
    let column = |key: &str, kind| OutColumn::new(words.get(key), kind);
    let row = |l: &Listed| {
        vec![
            OutCell::Text(l.coop.name.clone()),
            OutCell::Text(l.unit.clone()),
            OutCell::Text(l.coop.code.clone().unwrap_or_default()),
            OutCell::Integer(i64::try_from(l.members).unwrap_or(i64::MAX)),
            OutCell::Money(l.undistributed),
            OutCell::Date(l.coop.from),
        ]
    };
    let table = OutTable {
        sheet: words.get("coop-title"),
        columns: vec![
            column("coop-col-name", OutKind::Text),
            column("coop-col-unit", OutKind::Text),
            column("coop-col-code", OutKind::Identity),
            column("coop-col-members", OutKind::Integer),
            column("coop-col-undistributed", OutKind::Money),
            column("coop-col-since", OutKind::Date),
        ],
        rows: found.iter().map(row).collect(),
        ..OutTable::default()
    };
    let name = format!("{}.xlsx", words.get("coop-title"));
    Ok(Reply::xlsx(write_xlsx(&[table])?, name))
}

/// All that the page of one co-op shows; names masked for who may not see people.
async fn state(req: &Req) -> Result<(CoopState, Seen)> {
    let (ctx, id, when) = (req.ctx(), req.id("id")?, when(req));
    let sees_names = req.sees_names();
    let read = move |tx: &mut Tx| {
        let (coop, unit) = seen(tx, &ctx, id)?;
        let state = coop_as_of(tx, ctx.org, id, when, i64::MAX)?;
        let mut names = store::shown(tx, &Scope::of(&ctx, Right::ViewProjects), id)?;
        if !sees_names {
            for (_, head, _) in names.values_mut() {
                *head = mask::name(head);
            }
        }
        let seen = Seen {
            unit,
            names,
            surpluses: store::surpluses(tx, ctx.org, id)?,
            undistributed: held(tx, ctx.org, coop.book, UNDISTRIBUTED)?,
            losses: held(tx, ctx.org, coop.book, LOSSES)?,
            income: held(tx, ctx.org, coop.book, coop::INCOME)?,
        };
        Ok((state, seen))
    };
    req.app.db.read_async(read).await
}

pub(super) async fn show(req: Req) -> Result<Reply> {
    let (state, seen) = state(&req).await?;
    let page = req.page_titled(state.coop.name.clone());
    let may = (req.may(Right::EnterProjects), req.may(Right::PrepareRounds));
    pages::coop(page, &state, &seen, may)?.reply()
}

/// 成员账户: the columns by which it is imported, in Chinese in every language.
pub(super) async fn export(req: Req) -> Result<Reply> {
    let (state, seen) = state(&req).await?;
    let heads = plan_accounts::COLUMNS.iter().map(|column| {
        let kind = match column.key {
            "number" => OutKind::Identity,
            "name" => OutKind::Text,
            _ => OutKind::Money,
        };
        OutColumn::new(column.label(), kind)
    });
    let row = |m: &coop::MemberState| {
        let shown = seen.names.get(&m.member.household);
        let (number, head, _) = shown.cloned().unwrap_or_default();
        vec![
            OutCell::Text(number),
            OutCell::Text(head),
            OutCell::Money(m.account.contribution),
            OutCell::Money(m.account.reserve_share),
            OutCell::Money(m.account.subsidy_share),
            OutCell::Money(m.traded()),
        ]
    };
    let table = OutTable {
        sheet: req.words().get("coop-members"),
        title: Some(format!("{} {}", state.coop.name, state.date)),
        columns: heads.collect(),
        rows: state.members.iter().map(row).collect(),
        landscape: true,
        ..OutTable::default()
    };
    let name = format!("{}.xlsx", state.coop.name);
    Ok(Reply::xlsx(write_xlsx(&[table])?, name).private())
}

pub(super) async fn member(req: Req) -> Result<Reply> {
    let (ctx, id, wanted) = (req.ctx(), req.id("id")?, req.id("member")?);
    let sees_names = req.sees_names();
    let read = move |tx: &mut Tx| {
        let (coop, _) = seen(tx, &ctx, id)?;
        let members = store::members(tx, ctx.org, id, i64::MAX)?;
        let found = members.into_iter().find(|m| m.id == wanted);
        let member = found.ok_or(Error::NotFound)?;
        let accounts = store::accounts(tx, ctx.org, id, i64::MAX)?;
        let trades = store::trades(tx, ctx.org, id, i64::MAX)?;
        let trades = trades
            .into_values()
            .filter(|t| t.household == member.household);
        let mut shown = store::shown(tx, &Scope::of(&ctx, Right::ViewProjects), id)?;
        let mut shown = shown.remove(&member.household).unwrap_or_default();
        if !sees_names {
            shown.1 = mask::name(&shown.1);
        }
        let told = super::member::Told {
            coop,
            shown,
            accounts,
            trades: trades.collect(),
            today: ctx.today(),
            member,
        };
        Ok(told)
    };
    let told = req.app.db.read_async(read).await?;
    let (number, head, _) = &told.shown;
    let title = if head.is_empty() { number } else { head };
    let page = req.page_titled(title.clone());
    let may = (req.may(Right::EnterProjects), req.may(Right::ViewRounds));
    super::member::view(page, &told, may)?.reply()
}
