//! The forms of a co-op: each shows its deed's fields, runs it, and goes on.

use super::doors::seen;
use super::forms::{self, Kind, Offers};
use super::pages;
use crate::people;
use crate::shares::coop::model::account_on;
use crate::shares::coop::*;
use ::store::Tx;
use ::web::components::Choice;
use ::web::form::Reader;
use ::web::{Part, Reply, Req, View};
use access::{Right, Scope};
use kernel::{Ctx, Error, Fen, Id, Result};
use std::collections::BTreeMap;

pub(super) async fn form(req: Req, kind: Kind) -> Result<Reply> {
    form_page(&req, kind, None).await
}

/// The id that the address gives beside the co-op's.
fn given(req: &Req, name: &str) -> Result<Id> {
    let text = req.form.get(name).or(req.query.get(name));
    let id = text.and_then(|text| text.parse().ok());
    id.ok_or(Error::NotFound)
}

/// What a form of a member's figures says at first: what holds now.
async fn first(req: &Req, kind: Kind) -> Result<BTreeMap<&'static str, String>> {
    let today = req.ctx().today();
    let mut out: BTreeMap<&'static str, String> = [("date", today), ("from", today), ("to", today)]
        .map(|(name, date)| (name, date.to_string()))
        .into();
    let year = i64::from(today.year()) - 1;
    out.insert("year", year.to_string());
    out.insert("is_farmer", "1".to_owned());
    if !matches!(kind, Kind::Account | Kind::Trade) {
        return Ok(out);
    }
    let (org, coop, member) = (req.org(), req.id("id")?, given(req, "member")?);
    let read = move |tx: &mut Tx| {
        let members = store::members(tx, org, coop, i64::MAX)?;
        let found = members.into_iter().find(|m| m.id == member);
        let household = found.ok_or(Error::NotFound)?.household;
        let accounts = store::accounts(tx, org, coop, i64::MAX)?;
        let trades = store::trades(tx, org, coop, i64::MAX)?;
        let trade = trades.get(&(household, year)).map(|trade| trade.amount);
        Ok((account_on(&accounts, member, today), trade))
    };
    let (account, trade) = req.app.db.read_async(read).await?;
    let mut say = |name, fen: Fen| out.insert(name, fen.to_string().replace(',', ""));
    if let Some((_, account)) = account.filter(|_| kind == Kind::Account) {
        say("contribution", account.contribution);
        say("reserve_share", account.reserve_share);
        say("subsidy_share", account.subsidy_share);
    }
    if let Some(amount) = trade.filter(|_| kind == Kind::Trade) {
        say("amount", amount);
    }
    Ok(out)
}

async fn form_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let words = req.words();
    let mut page = req.page(&format!("coop-add-{}", kind.word()));
    let (action, back) = match kind {
        Kind::Coop => {
            pages::crumbs(&mut page, None);
            ("/coops".to_owned(), "/coops".to_owned())
        }
        kind => {
            let (ctx, id) = (req.ctx(), req.id("id")?);
            let (coop, _) = req.app.db.read_async(move |tx| seen(tx, &ctx, id)).await?;
            pages::crumbs(&mut page, Some(&coop));
            let back = match kind.given() {
                Some("member") => format!("/coops/{id}/members/{}", given(req, "member")?),
                _ => format!("/coops/{id}"),
            };
            (format!("/coops/{id}/{}", kind.word()), back)
        }
    };
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let offers = match kind {
        Kind::Coop => offers(req).await?,
        _ => Offers::default(),
    };
    let first = match is_again {
        true => BTreeMap::new(),
        false => first(req, kind).await?,
    };
    let typed = |name: &str| {
        let sent = req.form.get(name).or(req.query.get(name));
        let sent = sent.map(str::to_owned);
        sent.or_else(|| first.get(name).cloned())
            .unwrap_or_default()
    };
    let form = forms::form(&page, (action, back), kind, &offers, &typed, &faults);
    let lead = words.get(&format!("coop-lead-{}", kind.word()));
    let view = View::new(page, vec![Part::Text(lead), Part::Form(form)]);
    Ok(view.reply()?.again(is_again))
}

/// Where the person may enter something: the township and its villages, and the co-ops among the organisations that
/// have no member accounts yet.
async fn offers(req: &Req) -> Result<Offers> {
    let (ctx, none) = (req.ctx(), req.words().get("coop-organisation-none"));
    let read = move |tx: &mut Tx| {
        let mut out = Offers::default();
        for unit in access::units::offered(tx, &ctx, Right::EnterProjects)? {
            out.units.push(Choice::new(unit.id.to_string(), unit.name));
        }
        let scope = Scope::of(&ctx, Right::EnterProjects);
        let there = store::coops(tx, ctx.org)?;
        for (id, name) in store::organisations_in(tx, &scope)? {
            if there.iter().all(|coop| coop.organisation != Some(id)) {
                out.organisations.push(Choice::new(id.to_string(), name));
            }
        }
        if !out.organisations.is_empty() {
            out.organisations.insert(0, Choice::new("", none));
        }
        Ok(out)
    };
    req.app.db.read_async(read).await
}

pub(super) async fn save(req: Req, kind: Kind) -> Result<Reply> {
    match deed(&req, kind).await {
        Ok(to) => Ok(Reply::see(to).saved("coop-saved", &[])),
        Err(fault) => form_page(&req, kind, Some(fault)).await,
    }
}

/// Money that may be left out, which is none.
fn money_or_none(req: &Req, read: &mut Reader, field: &'static str) -> Fen {
    match req.form.has(field) {
        true => read.money(field),
        false => Fen::ZERO,
    }
}

/// Does it, and says where to go on.
async fn deed(req: &Req, kind: Kind) -> Result<String> {
    match kind {
        Kind::Coop => open(req).await,
        Kind::End | Kind::Account | Kind::Trade => of_member(req, kind).await,
        _ => of_coop(req, kind).await,
    }
}

async fn of_member(req: &Req, kind: Kind) -> Result<String> {
    let (ctx, key, db) = (req.ctx(), req.form.key()?, &req.app.db);
    let (coop, member) = (req.id("id")?, given(req, "member")?);
    let mut read = Reader::new(&req.form);
    let date = read.date(if kind == Kind::End { "to" } else { "date" });
    match kind {
        Kind::Account => {
            let input = SetMemberAccount {
                member,
                date,
                contribution: read.money("contribution"),
                reserve_share: read.money("reserve_share"),
                subsidy_share: read.money("subsidy_share"),
                document: read.text_opt("document", 200),
            };
            read.done()?;
            db.act_async(&ctx, key, input, set_member_account).await?;
        }
        Kind::Trade => {
            let has_quantity = req.form.has("quantity");
            let input = RecordTrade {
                member,
                year: read.number("year", 1978, 2199),
                amount: read.money("amount"),
                quantity: has_quantity.then(|| read.number("quantity", 0, 1_000_000_000)),
                date,
                document: read.text_opt("document", 200),
            };
            read.done()?;
            db.act_async(&ctx, key, input, record_trade).await?;
        }
        _ => {
            read.done()?;
            let input = EndMember { member, to: date };
            db.act_async(&ctx, key, input, end_member).await?;
        }
    }
    Ok(format!("/coops/{coop}/members/{member}"))
}

async fn of_coop(req: &Req, kind: Kind) -> Result<String> {
    let (ctx, key, db) = (req.ctx(), req.form.key()?, &req.app.db);
    let coop = req.id("id")?;
    let mut read = Reader::new(&req.form);
    match kind {
        Kind::Member => {
            let (number, from) = (read.text("household", 40), read.date("from"));
            read.done()?;
            let org = req.org();
            let find = move |tx: &mut Tx| people::find_household(tx, org, &number);
            let found = db.read_async(find).await?;
            let input = AddMember {
                coop,
                household: found.ok_or_else(|| Error::invalid("household", "no_such_household"))?,
                from,
                is_farmer: req.form.get("is_farmer") == Some("1"),
            };
            db.act_async(&ctx, key, input, add_member).await?;
        }
        Kind::Surplus => {
            let date = read.date("date");
            let input = RecordSurplus {
                coop,
                year: read.number("year", 1978, 2199),
                date,
                amount: read.money("amount"),
                losses: money_or_none(req, &mut read, "losses"),
                document: read.text_opt("document", 200),
            };
            read.done()?;
            db.act_async(&ctx, key, input, record_surplus).await?;
        }
        _ => {
            let date = read.date("date");
            read.done()?;
            let input = ReverseSurplus {
                coop,
                surplus: given(req, "surplus")?,
                date,
            };
            db.act_async(&ctx, key, input, reverse_surplus).await?;
        }
    }
    Ok(format!("/coops/{coop}"))
}

async fn open(req: &Req) -> Result<String> {
    let (ctx, key): (Ctx, _) = (req.ctx(), req.form.key()?);
    let mut read = Reader::new(&req.form);
    let organisation = req
        .form
        .has("organisation")
        .then(|| read.id("organisation"));
    let name = match organisation {
        Some(_) => read.text_opt("name", 200).unwrap_or_default(),
        None => read.text("name", 200),
    };
    let (unit, code) = (read.id("unit"), read.text_opt("code", 40));
    let from = read.date("from");
    read.done()?;
    let input = OpenCoop {
        unit,
        name,
        organisation,
        code,
        from,
        book: None,
    };
    let done = req.app.db.act_async(&ctx, key, input, open_coop).await?;
    Ok(format!("/coops/{}", done.coop))
}
