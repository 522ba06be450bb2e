//! Forms in, deeds done. What a person types as a code, a number or a name is looked up here; the deed judges.

use super::forms::{self, Kind, Offer};
use super::{doors, pages, read};
use crate::coop::model::{Contribution, PartyKind, Way};
use crate::coop::set_members::MemberLine;
use crate::coop::*;
use crate::market::RecordSale;
use crate::{land, people, shares};
use ::store::Tx;
use ::web::components::Choice;
use ::web::form::Reader;
use ::web::{Part, Reply, Req, View};
use access::Scope;
use kernel::{Date, Error, Fen, FieldError, Id, Result};

pub(super) async fn form(req: Req, kind: Kind) -> Result<Reply> {
    form_page(&req, kind, None).await
}

pub(super) async fn save(req: Req, kind: Kind) -> Result<Reply> {
    match deed(&req, kind).await {
        Ok(to) => Ok(Reply::see(to).saved("net-saved", &[])),
        Err(fault) => form_page(&req, kind, Some(fault)).await,
    }
}

fn net_id(req: &Req, kind: Kind) -> Result<Id> {
    match kind {
        Kind::Net => Ok(Id(0)),
        _ => req.id("id"),
    }
}

fn given(req: &Req, name: &str) -> Result<Id> {
    let text = req.form.get(name).or(req.query.get(name));
    text.and_then(|text| text.parse().ok())
        .ok_or(Error::NotFound)
}

async fn form_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let words = req.words();
    let id = net_id(req, kind)?;
    let mut page = req.page(&format!("net-add-{}", kind.word()));
    let is_again = fault.is_some();
    let faults: Vec<FieldError> = req.told(&mut page, fault)?;
    let (offer, first) = offers(req, kind, &mut page).await?;
    let today = req.ctx().today().to_string();
    let typed = |name: &str| {
        let sent = req.form.get(name).or(req.query.get(name));
        match (sent, is_again, name) {
            (Some(sent), ..) => sent.to_owned(),
            (None, true, _) => String::new(),
            (None, false, "from" | "to" | "on" | "date" | "last") => today.clone(),
            (None, false, "way") => Way::Join.as_str().to_owned(),
            (None, false, "tolerance") => first.1.clone(),
            (None, false, "farm_area") => first.0.clone(),
            (None, false, "people") => first.2.clone(),
            (None, false, "name") => first.3.clone(),
            _ => String::new(),
        }
    };
    let form = forms::form(&page, (kind, id), &offer, &typed, &faults);
    let lead = words.get(&format!("net-lead-{}", kind.word()));
    let mut parts = vec![Part::Text(lead)];
    if kind == Kind::End {
        let on = kernel::date::parse_day(&typed("on")).ok();
        let (ctx, on) = (req.ctx(), on.unwrap_or_else(|| req.ctx().today()));
        let found = move |tx: &mut Tx| read::ending(tx, &ctx, id, on);
        let told = req.app.db.read_async(found).await?;
        parts.extend(pages::ending(words, id, &told));
    }
    parts.push(Part::Form(form));
    let view = View::new(page, parts);
    Ok(view.reply()?.with_status(if is_again { 422 } else { 200 }))
}

/// (farm area, tolerance, people, name) as they are now.
type First = (String, String, String, String);

/// What the selects offer, and what stands in a form at first. What may not be seen has no form either.
async fn offers(req: &Req, kind: Kind, page: &mut ::web::layout::Page) -> Result<(Offer, First)> {
    let (ctx, id) = (req.ctx(), net_id(req, kind)?);
    let party = match kind {
        Kind::Members => Some(given(req, "party")?),
        _ => None,
    };
    let found = move |tx: &mut Tx| {
        let mut offer = Offer::default();
        let mut first = First::default();
        first.1 = model::TOLERANCE.to_string();
        first.0 = ::web::format::mu(model::FARM_AREA);
        if kind == Kind::Net {
            let scope = Scope::of(&ctx, access::Right::EnterProjects);
            for coop in shares::coop::coops_of(tx, &scope)? {
                offer
                    .coops
                    .push(Choice::new(coop.id.to_string(), coop.name));
            }
            return Ok((None, offer, first));
        }
        let (net, _) = read::seen(tx, &ctx, id)?;
        if kind == Kind::Change {
            first.0 = ::web::format::mu(net.farm_area);
            first.1 = net.tolerance.to_string();
            first.3.clone_from(&net.name);
        }
        for known in people::organisations_of_unit(tx, ctx.org, net.unit, ctx.today(), 500)? {
            let choice = Choice::new(known.id.to_string(), known.name);
            offer.organisations.push(choice);
        }
        for party in store::parties(tx, ctx.org, id, ctx.today(), i64::MAX)? {
            let choice = Choice::new(party.id.to_string(), party.name);
            match party.kind {
                PartyKind::FamilyFarm => offer.farms.push(choice),
                PartyKind::Team => offer.teams.push(choice),
                _ => {}
            }
        }
        if let Some(party) = party {
            first.2 = listed(tx, &ctx, party)?;
        }
        Ok((Some(net), offer, first))
    };
    let (net, offer, first) = req.app.db.read_async(found).await?;
    pages::crumbs(page, net.as_ref());
    Ok((offer, first))
}

/// The members of a party as the form takes them.
fn listed(tx: &mut Tx, ctx: &kernel::Ctx, party: Id) -> Result<String> {
    let mut lines = Vec::new();
    let mut members = store::members(tx, ctx.org, party, ctx.today(), i64::MAX)?;
    members.sort_by_key(|m| !m.is_lead);
    for member in members {
        let household = people::household(tx, ctx.org, member.household, ctx.today())?;
        let all = people::members(tx, ctx.org, member.household, ctx.today())?;
        let name = all.into_iter().find(|m| m.person == member.person);
        let number = household.map(|h| h.number).unwrap_or_default();
        lines.push(format!(
            "{number} {}",
            name.map(|m| m.name).unwrap_or_default()
        ));
    }
    Ok(lines.join("\n"))
}

fn missing(field: &'static str) -> Error {
    Error::invalid(field, "empty")
}

fn there(date: impl Into<Option<Date>>, field: &'static str) -> Result<Date> {
    date.into().ok_or_else(|| missing(field))
}

async fn household(req: &Req) -> Result<Id> {
    let org = req.org();
    let number = req.form.get("household").map(str::to_owned);
    let number = number.ok_or_else(|| missing("household"))?;
    let find = move |tx: &mut Tx| people::find_household(tx, org, number.trim());
    let found = req.app.db.read_async(find).await?;
    found.ok_or_else(|| Error::invalid("household", "no_such_household"))
}

/// Lines of a household's number and a member's name; the first leads.
async fn members(req: &Req) -> Result<Vec<MemberLine>> {
    let text = req.form.get("people").unwrap_or_default().to_owned();
    let ctx = req.ctx();
    let find = move |tx: &mut Tx| {
        let mut found = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let line = kernel::text::half_width(line);
            let mut parts = line
                .split(|c: char| c.is_whitespace() || ",、;".contains(c))
                .filter(|part| !part.is_empty());
            let (number, name) = (parts.next().unwrap_or_default(), parts.next());
            let household = people::find_household(tx, ctx.org, number)?;
            let household = household.ok_or(Error::invalid("people", "no_such_household"))?;
            let all = people::members(tx, ctx.org, household, ctx.today())?;
            let named = |m: &&people::Member| name.is_none_or(|name| m.name == name);
            let person = all.iter().find(named);
            let person = person.ok_or(Error::invalid("people", "no_such_person"))?;
            found.push(MemberLine {
                person: person.person,
                is_lead: found.is_empty(),
            });
        }
        Ok(found)
    };
    req.app.db.read_async(find).await
}

async fn parcels(req: &Req) -> Result<Vec<Id>> {
    let text = req.form.get("parcels").unwrap_or_default().to_owned();
    let org = req.org();
    let find = move |tx: &mut Tx| {
        let mut found = Vec::new();
        for code in text.split_whitespace() {
            let id = land::read::find_parcel(tx, org, code)?;
            found.push(id.ok_or(Error::invalid("parcels", "no_such_parcel"))?);
        }
        Ok(found)
    };
    req.app.db.read_async(find).await
}

fn grams(req: &Req) -> Result<i64> {
    let text = req
        .form
        .get("kilograms")
        .ok_or_else(|| missing("kilograms"))?;
    let read = kernel::text::parse_kilograms(text);
    read.map(|read| read.value)
        .map_err(|fault| Error::invalid("kilograms", fault.code()))
}

fn id_opt(req: &Req, read: &mut Reader, field: &'static str) -> Option<Id> {
    req.form.has(field).then(|| read.id(field))
}

/// Does it, and says where to go on.
async fn deed(req: &Req, kind: Kind) -> Result<String> {
    match kind {
        Kind::Net | Kind::Change => of_net(req, kind).await,
        Kind::End => end(req).await,
        Kind::Party | Kind::Members | Kind::EndParty => of_party(req, kind).await,
        Kind::Land | Kind::EndLand => of_land(req, kind).await,
        Kind::Delivery | Kind::Work => of_household(req, kind).await,
        Kind::Sale | Kind::Cost | Kind::Repay | Kind::Settle | Kind::Void => {
            of_money(req, kind).await
        }
    }
}

async fn of_net(req: &Req, kind: Kind) -> Result<String> {
    let (ctx, key, db) = (req.ctx(), req.form.key()?, &req.app.db);
    let mut read = Reader::new(&req.form);
    let (name, from) = (read.text("name", 200), read.date("from"));
    let tolerance = read.number("tolerance", 0, 100);
    let farm_area = match req.form.get("farm_area") {
        None => 0,
        Some(text) => {
            let read = kernel::text::parse_area_mu(text);
            read.map_err(|fault| Error::invalid("farm_area", fault.code()))?
                .value
        }
    };
    if kind == Kind::Change {
        read.done()?;
        let input = ChangeNet {
            net: req.id("id")?,
            name,
            from: there(from, "from")?,
            farm_area,
            tolerance,
        };
        let done = db.act_async(&ctx, key, input, change_net).await?;
        return Ok(format!("/nets/{}", done.net));
    }
    let coop = read.id("coop");
    read.done()?;
    let input = OpenNet {
        coop,
        name,
        from: there(from, "from")?,
        farm_area,
        tolerance,
    };
    let done = db.act_async(&ctx, key, input, open_net).await?;
    Ok(format!("/nets/{}", done.net))
}

async fn end(req: &Req) -> Result<String> {
    let (ctx, key, net) = (req.ctx(), req.form.key()?, req.id("id")?);
    let mut read = Reader::new(&req.form);
    let (on, reason) = (read.date("on"), read.text("reason", 200));
    let paper = read.text_opt("paper", 200);
    read.done()?;
    let input = EndNet {
        net,
        on: there(on, "on")?,
        reason,
        paper,
    };
    req.app.db.act_async(&ctx, key, input, end_net).await?;
    Ok(format!("/nets/{net}"))
}

async fn of_party(req: &Req, kind: Kind) -> Result<String> {
    let (ctx, key, db, net) = (req.ctx(), req.form.key()?, &req.app.db, req.id("id")?);
    let mut read = Reader::new(&req.form);
    match kind {
        Kind::Party => {
            let kinds: Vec<&str> = PartyKind::ALL.iter().map(|kind| kind.as_str()).collect();
            let party = read.choice("kind", &kinds);
            let (name, from) = (read.text("name", 200), read.date("from"));
            let organisation = id_opt(req, &mut read, "organisation");
            let serves = id_opt(req, &mut read, "serves");
            read.done()?;
            let input = AddParty {
                net,
                kind: party.parse()?,
                name,
                from: there(from, "from")?,
                organisation,
                serves,
                members: members(req).await?,
            };
            db.act_async(&ctx, key, input, add_party).await?;
        }
        Kind::Members => {
            let from = read.date("from");
            read.done()?;
            let input = SetMembers {
                party: given(req, "party")?,
                from: there(from, "from")?,
                members: members(req).await?,
            };
            db.act_async(&ctx, key, input, set_members).await?;
        }
        _ => {
            let to = read.date("to");
            read.done()?;
            let input = EndParty {
                party: given(req, "party")?,
                to: there(to, "to")?,
            };
            db.act_async(&ctx, key, input, end_party).await?;
        }
    }
    Ok(format!("/nets/{net}"))
}

async fn of_land(req: &Req, kind: Kind) -> Result<String> {
    let (ctx, key, db, net) = (req.ctx(), req.form.key()?, &req.app.db, req.id("id")?);
    let mut read = Reader::new(&req.form);
    if kind == Kind::EndLand {
        let to = read.date("to");
        read.done()?;
        let input = EndLand {
            land: given(req, "land")?,
            to: there(to, "to")?,
        };
        db.act_async(&ctx, key, input, end_land).await?;
        return Ok(format!("/nets/{net}#land"));
    }
    let ways: Vec<&str> = Way::ALL.iter().map(|way| way.as_str()).collect();
    let way = read.choice("way", &ways);
    let farm = id_opt(req, &mut read, "farm");
    let (from, term_to) = (read.date("from"), read.date_opt("term_to"));
    let document = read.text_opt("document", 200);
    read.done()?;
    let input = BringLand {
        net,
        farm,
        parcels: parcels(req).await?,
        way: way.parse()?,
        from: there(from, "from")?,
        term_to,
        document,
    };
    db.act_async(&ctx, key, input, bring_land).await?;
    Ok(format!("/nets/{net}#land"))
}

async fn of_household(req: &Req, kind: Kind) -> Result<String> {
    let (ctx, key, db, net) = (req.ctx(), req.form.key()?, &req.app.db, req.id("id")?);
    let mut read = Reader::new(&req.form);
    let (date, document) = (read.date("date"), read.text_opt("document", 200));
    let (mut product, mut grade, mut party) = (None, None, None);
    let (contribution, amount) = if kind == Kind::Delivery {
        product = read.text_opt("product", 200);
        grade = read.text_opt("grade", 200);
        (Contribution::Grams, 0)
    } else {
        party = id_opt(req, &mut read, "team");
        let minutes = read.number("minutes", 1, 24 * 60);
        (Contribution::Minutes, minutes)
    };
    read.done()?;
    let input = RecordContribution {
        net,
        kind: contribution,
        party,
        household: household(req).await?,
        person: None,
        date: there(date, "date")?,
        amount: match kind {
            Kind::Delivery => grams(req)?,
            _ => amount,
        },
        product,
        grade,
        document,
    };
    db.act_async(&ctx, key, input, record_contribution).await?;
    Ok(format!("/nets/{net}/money"))
}

async fn of_money(req: &Req, kind: Kind) -> Result<String> {
    let (ctx, key, db, net) = (req.ctx(), req.form.key()?, &req.app.db, req.id("id")?);
    let mut read = Reader::new(&req.form);
    let to = format!("/nets/{net}/money");
    match kind {
        Kind::Sale => {
            let (date, product) = (read.date("date"), read.text("product", 200));
            let (grade, price) = (read.text_opt("grade", 200), read.money("price"));
            let (buyer, document) = (read.text("buyer", 200), read.text_opt("document", 200));
            read.done()?;
            let input = RecordSale {
                unit: Id(0),
                book: Id(0),
                seller: net,
                date: there(date, "date")?,
                product,
                grade,
                grams: grams(req)?,
                price,
                buyer,
                document,
            };
            db.act_async(&ctx, key, input, sell).await?;
        }
        Kind::Cost => {
            let (date, kind) = (read.date("date"), read.text("kind_of_cost", 200));
            let (amount, payee) = (read.money("amount"), read.text_opt("payee", 200));
            let document = read.text_opt("document", 200);
            read.done()?;
            let input = RecordCost {
                net,
                date: there(date, "date")?,
                kind,
                amount,
                is_advanced: req.form.get("is_advanced") == Some("1"),
                payee,
                document,
            };
            db.act_async(&ctx, key, input, record_cost).await?;
        }
        Kind::Repay => {
            let (date, amount) = (read.date("date"), read.money("amount"));
            read.done()?;
            let date = there(date, "date")?;
            let input = RepayAdvance { net, date, amount };
            db.act_async(&ctx, key, input, repay_advance).await?;
        }
        Kind::Settle => {
            let (first, last) = (read.date("first"), read.date("last"));
            read.done()?;
            let input = Settle {
                net,
                first: there(first, "first")?,
                last: there(last, "last")?,
            };
            let done = db.act_async(&ctx, key, input, settle).await?;
            return Ok(format!("/nets/{net}/settlements/{}", done.settlement));
        }
        _ => {
            let row = given(req, "row")?;
            let what = req.form.get("what").or(req.query.get("what"));
            let input = match what {
                Some("cost") => Void::Cost(row),
                Some("contribution") => Void::Contribution(row),
                Some("sale") => Void::Sale(row),
                Some("settlement") => Void::Settlement(row),
                Some("loss") => Void::Loss(row),
                Some("ending") => Void::Ending(row),
                _ => return Err(Error::NotFound),
            };
            db.act_async(&ctx, key, input, void).await?;
            if matches!(input, Void::Ending(_)) {
                return Ok(format!("/nets/{net}"));
            }
        }
    }
    Ok(to)
}

pub(super) async fn distribute(req: Req) -> Result<Reply> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let mut read = Reader::new(&req.form);
    let title = read.text("title", 100);
    let done = async {
        read.done()?;
        let input = Distribute {
            settlement: req.id("settlement")?,
            title,
        };
        let deed = crate::coop::distribute;
        req.app.db.act_async(&ctx, key, input, deed).await
    };
    match done.await {
        Ok(round) => Ok(Reply::see(format!("/rounds/{}", round.id)).saved("net-saved", &[])),
        Err(fault) => doors::settlement_page(&req, Some(fault)).await,
    }
}

/// The settlement's page again, with what was done or why not.
async fn settled<T>(req: &Req, done: Result<T>) -> Result<Reply> {
    match done {
        Ok(_) => {
            let (net, settlement) = (req.id("id")?, req.id("settlement")?);
            let to = format!("/nets/{net}/settlements/{settlement}");
            Ok(Reply::see(to).saved("net-saved", &[]))
        }
        Err(fault) => doors::settlement_page(req, Some(fault)).await,
    }
}

pub(super) async fn loss(req: Req) -> Result<Reply> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let input = ShareLoss {
        settlement: req.id("settlement")?,
        date: ctx.today(),
    };
    let done = req.app.db.act_async(&ctx, key, input, share_loss).await;
    settled(&req, done).await
}

pub(super) async fn income(req: Req) -> Result<Reply> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let round = given(&req, "round")?;
    let date = ctx.today();
    let input = HandOver { round, date };
    let done = req.app.db.act_async(&ctx, key, input, hand_over).await;
    settled(&req, done).await
}

/// What a preview is asked for: an amount of any sign.
pub(super) fn signed_money(text: &str) -> Result<Fen> {
    use kernel::text::{MoneyUnit, parse_money_signed};
    let read = parse_money_signed(text, MoneyUnit::Yuan);
    read.map(|read| read.value)
        .map_err(|fault| Error::invalid("amount", fault.code()))
}
