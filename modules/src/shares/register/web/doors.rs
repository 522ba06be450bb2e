//! Requests in, pages out, for share registers.

use super::holder::{self as holdings, Held};
use super::pages::{self, Look, Names};
use super::paper;
use crate::people;
use crate::shares::register::model::Holder;
use crate::shares::register::read::{RegisterState, register_as_of, tree};
use crate::shares::register::store::{self, Class, Register};
use ::store::Tx;
use ::web::View;
use ::web::paper as on_paper;
use ::web::{Reply, Req};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, Result, mask};

/// The register, where the asker may see its unit.
pub(super) fn seen(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Register> {
    let scope = Scope::of(ctx, Right::ViewProjects);
    let all = store::registers_in(tx, &scope, ctx.today())?;
    let found = all.into_iter().find(|(register, _)| register.id == id);
    found.map(|(register, _)| register).ok_or(Error::NotFound)
}

/// The day of the address, else today.
pub(super) fn day(req: &Req) -> Date {
    let asked = req.query.get("date").and_then(|text| text.parse().ok());
    asked.unwrap_or_else(|| req.ctx().today())
}

/// The register as of the day asked for; the last day before it began is refused as absent.
pub(super) async fn state(req: &Req) -> Result<RegisterState> {
    let (ctx, id, date) = (req.ctx(), req.id("id")?, day(req));
    let read = move |tx: &mut Tx| {
        let register = seen(tx, &ctx, id)?;
        register_as_of(tx, ctx.org, register.id, date.max(register.from), i64::MAX)
    };
    req.app.db.read_async(read).await
}

pub(super) async fn names(req: &Req) -> Result<Names> {
    let (org, sees) = (req.org(), req.sees_names());
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

/// The registers in the asker's scope.
pub(super) async fn registers(req: &Req) -> Result<Vec<(Register, String)>> {
    let ctx = req.ctx();
    let read = move |tx: &mut Tx| {
        store::registers_in(tx, &Scope::of(&ctx, Right::ViewProjects), ctx.today())
    };
    req.app.db.read_async(read).await
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let found = registers(&req).await?;
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

pub(super) async fn holder(req: Req) -> Result<Reply> {
    let (state, names) = (state(&req).await?, names(&req).await?);
    let (org, sees) = (req.org(), req.sees_names());
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
    holdings::holder(
        req.page_titled(title),
        &state.register,
        &held,
        (&events, &certificates),
        &classes,
        "held",
        may_enter,
    )
    .reply()
}

/// What the collective itself holds: its party is the register.
pub(super) async fn collective(req: Req) -> Result<Reply> {
    let state = state(&req).await?;
    let (org, id) = (req.org(), state.register.id);
    let read = move |tx: &mut Tx| {
        Ok((
            store::events_of_party(tx, org, id, id)?,
            store::certificates(tx, org, id, id)?,
        ))
    };
    let (events, certificates) = req.app.db.read_async(read).await?;
    let classes: Vec<Class> = state.classes.iter().map(|c| c.class.clone()).collect();
    let held: Vec<Held> = state
        .others
        .iter()
        .filter(|(party, ..)| *party == id)
        .filter_map(|(party, class, quantity)| {
            let class = classes.iter().find(|known| known.id == *class)?.clone();
            Some(Held {
                class,
                party: *party,
                name: state.register.entity.clone(),
                quantity: *quantity,
                is_deceased: false,
            })
        })
        .collect();
    let may_enter = req.may(Right::EnterProjects);
    holdings::holder(
        req.page("register-collective"),
        &state.register,
        &held,
        (&events, &certificates),
        &classes,
        "own",
        may_enter,
    )
    .reply()
}

/// The whole register on paper.
pub(super) async fn print(req: Req) -> Result<Reply> {
    printed(&req).await?.reply()
}

/// The same as a file.
pub(super) async fn pdf(req: Req) -> Result<Reply> {
    let mut view = printed(&req).await?;
    view.page.checkpoint = req.checkpoint().await?;
    let (about, name) = (
        on_paper::about(&view.page),
        format!("{}.pdf", view.page.title),
    );
    let file = on_paper::render(about, vec![on_paper::sheet(&view)]).await?;
    Ok(on_paper::reply(file, name))
}

async fn printed(req: &Req) -> Result<View> {
    let (state, names) = (state(req).await?, names(req).await?);
    let (org, of) = (req.org(), state.clone());
    let read = move |tx: &mut Tx| Ok(tree(tx, org, &of)?.published());
    let root = kernel::text::hex(&req.app.db.read_async(read).await?.root);
    let page = req.page_titled(state.register.name.clone());
    Ok(paper::paper(page, &state, &names, day(req), root))
}

pub(super) async fn certificate(req: Req) -> Result<Reply> {
    let (ctx, id, wanted) = (req.ctx(), req.id("id")?, req.id("certificate")?);
    let sees = req.sees_names();
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
    holdings::certificate(page, &register, &class, &found, &name).reply()
}
