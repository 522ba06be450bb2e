//! Requests in, pages out, for share registers.

use super::pages::{self, Held, Look, Names};
use crate::people;
use crate::shares::register::model::{Holder, written};
use crate::shares::register::read::{RegisterState, register_as_of, tree};
use crate::shares::register::store::{self, Class, Register};
use ::store::Tx;
use ::web::{Reply, Req};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, Result, mask};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

/// The register, where the asker may see its unit.
pub(super) fn seen(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Register> {
    let scope = Scope::of(ctx, Right::ViewProjects);
    let all = store::registers_in(tx, &scope, ctx.today())?;
    let found = all.into_iter().find(|(register, _)| register.id == id);
    found.map(|(register, _)| register).ok_or(Error::NotFound)
}

/// The day of the address, else today.
fn day(req: &Req) -> Date {
    let asked = req.query.get("date").and_then(|text| text.parse().ok());
    asked.unwrap_or_else(|| req.ctx().today())
}

/// The register as of the day asked for; the last day before it began is refused as absent.
async fn state(req: &Req) -> Result<RegisterState> {
    let (ctx, id, date) = (req.ctx(), req.id("id")?, day(req));
    let read = move |tx: &mut Tx| {
        let register = seen(tx, &ctx, id)?;
        register_as_of(tx, ctx.org, register.id, date.max(register.from), i64::MAX)
    };
    req.app.db.read_async(read).await
}

async fn names(req: &Req) -> Result<Names> {
    let (org, sees) = (req.org(), req.may(Right::ViewPeople));
    let found = req
        .app
        .db
        .read_async(move |tx| store::shown_households(tx, org));
    let mut found = found.await?;
    if !sees {
        for (_, head, _) in found.values_mut() {
            *head = mask::name(head);
        }
    }
    Ok(found)
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let read = move |tx: &mut Tx| {
        store::registers_in(tx, &Scope::of(&ctx, Right::ViewProjects), ctx.today())
    };
    let found = req.app.db.read_async(read).await?;
    let may_enter = req.may(Right::EnterProjects);
    pages::list(req.page("register-title"), &found, may_enter).reply()
}

pub(super) async fn show(req: Req) -> Result<Reply> {
    let (state, names) = (state(&req).await?, names(&req).await?);
    let (org, id, of) = (req.org(), state.register.id, state.clone());
    let read = move |tx: &mut Tx| {
        Ok((
            store::events_of_register(tx, org, id, 50)?,
            tree(tx, org, &of)?.published(),
        ))
    };
    let (events, published) = req.app.db.read_async(read).await?;
    let shown = |name| req.query.get(name).unwrap_or_default();
    let look = Look {
        date: day(&req).to_string(),
        sought: shown("q").trim().to_owned(),
        from: shown("from").parse().unwrap_or(0),
        is_by_shares: shown("sort") == "shares",
    };
    let page = req.page_titled(state.register.name.clone());
    let root = kernel::text::hex(&published.root);
    let may_enter = req.may(Right::EnterProjects);
    Reply::page(&pages::register(
        page,
        &state,
        (&names, &events),
        &look,
        root,
        may_enter,
    ))
}

/// 股权台账: a row for each person, the household's totals in its first. Identity numbers stay masked.
pub(super) async fn export(req: Req) -> Result<Reply> {
    let (state, names, sees) = (
        state(&req).await?,
        names(&req).await?,
        req.may(Right::ViewPeople),
    );
    let (org, of, words) = (req.org(), state.clone(), req.words());
    let read = move |tx: &mut Tx| {
        let mut found = std::collections::BTreeMap::new();
        for person in of.households.iter().flat_map(|holding| &holding.persons) {
            found.insert(person.person, store::shown_person(tx, org, person.person)?);
        }
        Ok(found)
    };
    let persons = req.app.db.read_async(read).await?;
    let text = |value: String| OutCell::Text(value);
    let mut rows = Vec::new();
    for holding in &state.households {
        let (number, head, _) = names.get(&holding.household).cloned().unwrap_or_default();
        let total: i64 = state
            .classes
            .iter()
            .map(|c| thousandths(holding.shares.get(&c.class.id), &c.class))
            .sum();
        let mut by_person = std::collections::BTreeMap::<Id, i64>::new();
        for person in &holding.persons {
            let class = state.classes.iter().find(|c| c.class.id == person.class);
            let units = class.map_or(0, |c| thousandths(Some(&person.quantity), &c.class));
            *by_person.entry(person.person).or_default() += units;
        }
        let people = i64::try_from(by_person.len()).unwrap_or(0);
        let sums = [OutCell::Integer(people), text(written(total, 1000))];
        if by_person.is_empty() {
            let mut row = vec![text(number.clone()), text(head.clone())];
            row.extend([OutCell::Blank, OutCell::Blank, OutCell::Blank]);
            row.extend(sums.clone());
            row.push(OutCell::Blank);
            rows.push(row);
        }
        for (at, (person, units)) in by_person.into_iter().enumerate() {
            let (name, relation, sex) = persons.get(&person).cloned().unwrap_or_default();
            let name = if sees { name } else { mask::name(&name) };
            let sex = match sex.as_str() {
                "male" => "男",
                "female" => "女",
                _ => "",
            };
            let mut row = vec![
                text(number.clone()),
                text(if relation.is_empty() {
                    name
                } else {
                    format!("{name}（{relation}）")
                }),
                text(sex.to_owned()),
                text("******************".to_owned()),
                text(written(units, 1000)),
            ];
            row.extend(if at == 0 {
                sums.to_vec()
            } else {
                vec![OutCell::Blank; 2]
            });
            row.push(OutCell::Blank);
            rows.push(row);
        }
    }
    let heads = [
        "户编号",
        "户主(与户主关系)",
        "性别",
        "身份证号",
        "人持股数",
        "合计人数",
        "合计股数",
        "备注",
    ];
    let column = |head: &str| {
        let kind = match head {
            "户编号" | "身份证号" => OutKind::Identity,
            "合计人数" => OutKind::Integer,
            _ => OutKind::Text,
        };
        OutColumn::new(head, kind)
    };
    let table = OutTable {
        sheet: words.get("register-sheet"),
        title: Some(format!("{} {}", state.register.name, day(&req))),
        columns: heads.iter().map(|head| column(head)).collect(),
        rows,
        landscape: true,
        ..OutTable::default()
    };
    let name = format!("{}.xlsx", state.register.name);
    Ok(Reply::xlsx(write_xlsx(&[table])?, name).private())
}

fn thousandths(units: Option<&i64>, class: &Class) -> i64 {
    let factor = 1000 / class.scale.max(1);
    units.copied().unwrap_or(0).saturating_mul(factor)
}

pub(super) async fn holder(req: Req) -> Result<Reply> {
    let (state, names) = (state(&req).await?, names(&req).await?);
    let (org, sees) = (req.org(), req.may(Right::ViewPeople));
    let household = req.id("household")?;
    let holding = state.households.iter().find(|h| h.household == household);
    let holding = holding.cloned();
    let (id, of) = (state.register.id, holding.clone());
    let read = move |tx: &mut Tx| {
        let mut parties = vec![household];
        parties.extend(of.iter().flat_map(|h| h.persons.iter().map(|p| p.person)));
        parties.sort();
        parties.dedup();
        let (mut events, mut certificates) = (Vec::new(), Vec::new());
        let mut named = std::collections::BTreeMap::new();
        for party in parties {
            events.extend(store::events_of_party(tx, org, id, party)?);
            certificates.extend(store::certificates(tx, org, id, party)?);
            named.insert(party, store::shown_person(tx, org, party)?.0);
        }
        events.sort_by_key(|event| std::cmp::Reverse((event.date, event.id)));
        events.dedup_by_key(|event| event.id);
        Ok((events, certificates, named))
    };
    let (events, certificates, named) = req.app.db.read_async(read).await?;
    let (number, head, _) = names.get(&household).cloned().unwrap_or_default();
    let mut held = Vec::new();
    for class in state.classes.iter().map(|c| &c.class) {
        let Some(holding) = &holding else { break };
        let line = |party, name: String, quantity, is_deceased| Held {
            class: class.clone(),
            party,
            name,
            quantity,
            is_deceased,
        };
        if class.holder == Holder::Household {
            if let Some(units) = holding.shares.get(&class.id) {
                held.push(line(household, head.clone(), *units, false));
            }
            continue;
        }
        for person in holding.persons.iter().filter(|p| p.class == class.id) {
            let name = named.get(&person.person).cloned().unwrap_or_default();
            let name = if sees { name } else { mask::name(&name) };
            held.push(line(
                person.person,
                name,
                person.quantity,
                person.is_deceased,
            ));
        }
    }
    let classes: Vec<Class> = state.classes.iter().map(|c| c.class.clone()).collect();
    let title = if head.is_empty() { number } else { head };
    let may_enter = req.may(Right::EnterProjects);
    pages::holder(
        req.page_titled(title),
        &state.register,
        &held,
        (&events, &certificates),
        &classes,
        may_enter,
    )
    .reply()
}

pub(super) async fn certificate(req: Req) -> Result<Reply> {
    let (ctx, id, wanted) = (req.ctx(), req.id("id")?, req.id("certificate")?);
    let sees = req.may(Right::ViewPeople);
    let read = move |tx: &mut Tx| {
        let register = seen(tx, &ctx, id)?;
        let found = store::certificate(tx, ctx.org, wanted)?.ok_or(Error::NotFound)?;
        if found.register != register.id {
            return Err(Error::NotFound);
        }
        let class = store::class(tx, ctx.org, found.class)?.ok_or(Error::NotFound)?;
        let name = match class.holder {
            Holder::Person => store::shown_person(tx, ctx.org, found.party)?.0,
            Holder::Household => people::head_name(tx, ctx.org, found.party)?.unwrap_or_default(),
            Holder::Collective => register.entity.clone(),
        };
        Ok((register, class, found, name))
    };
    let (register, class, found, name) = req.app.db.read_async(read).await?;
    let name = if sees { name } else { mask::name(&name) };
    let page = req.page("register-certificate");
    pages::certificate(page, &register, &class, &found, &name).reply()
}
