//! Tells something: first where, then what. Always taken in; only who floods the office is asked to wait.

use super::{Door, not_too_often, receipt, requester};
use crate::cases::forms::{self, Filled, Offer};
use crate::cases::{photos, read};
use crate::components::{Button, ButtonKind, Control, EmptyState, Field, Form};
use crate::layout::Page;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use access::create_org::{self, Org};
use access::{Unit, units};
use cases::OpenCase;
use cases::declared::{Action, CaseType, OPEN};
use cases::event::{Patch, Value};
use cases::photos::WithPhotos;
use kernel::{Ctx, Date, Error, FieldError, OrgId, Result};
use std::sync::Arc;
use store::Tx;

/// So many from one address, behind which a village may sit, and in one organisation, within an hour.
const FROM_ADDRESS: i64 = 20;
const IN_ORG: i64 = 500;
/// Most characters of the title that is taken from what was told.
const TITLE: usize = 24;
/// A box that people do not see and programs fill in.
const TRAP: &str = "homepage";

/// Organisations that take such cases in, with their own unit.
fn taking_in(tx: &mut Tx, door: Door, ctx: &Ctx) -> Result<Vec<(OrgId, Unit)>> {
    let today = ctx.today();
    let mut found = Vec::new();
    for org in create_org::orgs(tx, today)? {
        let unit = takes_in(tx, door, &org, today)?;
        found.extend(unit.map(|unit| (org.id, unit)));
    }
    Ok(found)
}

/// An organisation's own unit, where it takes such cases in.
fn takes_in(tx: &mut Tx, door: Door, org: &Org, today: Date) -> Result<Option<Unit>> {
    match cases::store::type_on(tx, org.id, door.kind.code, today)? {
        Some(_) => units::unit(tx, org.unit),
        None => Ok(None),
    }
}

/// The first question: which township. Only asked where there are several.
pub(super) async fn places(req: Req, door: Door) -> Result<Reply> {
    let ctx = requester(&req, 0);
    let read = move |tx: &mut Tx| taking_in(tx, door, &ctx);
    let orgs = req.app.db.read_async(read).await?;
    if let [(org, _)] = orgs.as_slice() {
        return Ok(Reply::see(format!("{}/{org}", door.home)));
    }
    let page = req.page("door-title");
    let words = page.words;
    let mut parts = vec![Part::Text(words.get("door-lead"))];
    if orgs.is_empty() {
        parts.push(Part::Empty(EmptyState::new(
            words,
            "door-nowhere",
            "door-nowhere-text",
        )));
    } else {
        parts.push(Part::heading("where", words.get("door-which-town")));
        let link =
            |(org, unit): &(OrgId, Unit)| (format!("{}/{org}", door.home), unit.name.clone());
        parts.push(Part::List(orgs.iter().map(link).collect()));
    }
    parts.push(others(&page, door));
    View::new(page, parts).reply()
}

/// What else one may have come for.
fn others(page: &Page, door: Door) -> Part {
    let words = page.words;
    let link = |href: &str, key: &str| Button::link(ButtonKind::Secondary, href, words.get(key));
    Part::Buttons(vec![
        link("/follow", "door-follow"),
        link(door.replies, "door-replies"),
    ])
}

/// An organisation's unit and those below it.
fn units_of(tx: &mut Tx, door: Door, ctx: &Ctx) -> Result<Vec<Unit>> {
    let org = create_org::latest(tx, ctx.org)?.ok_or(Error::NotFound)?;
    let own = takes_in(tx, door, &org, ctx.today())?.ok_or(Error::NotFound)?;
    let below = units::children(tx, own.id)?;
    let mut all = vec![own];
    all.extend(
        below
            .into_iter()
            .filter(|unit| unit.closed.is_none_or(|day| day > ctx.today())),
    );
    Ok(all)
}

fn org_of(req: &Req) -> Result<OrgId> {
    req.part("org").parse().map_err(|_| Error::NotFound)
}

/// The second question: which village or community.
pub(super) async fn units(req: Req, door: Door) -> Result<Reply> {
    let org = org_of(&req)?;
    let ctx = requester(&req, org);
    let read = move |tx: &mut Tx| units_of(tx, door, &ctx);
    let units = req.app.db.read_async(read).await?;
    let page = req.page("door-title");
    let words = page.words;
    let here = |unit: &Unit| format!("{}/{org}/{}", door.home, unit.id);
    let mut parts = vec![
        Part::Text(words.get("door-lead")),
        Part::heading("where", words.get("door-which-village")),
    ];
    let own = units.first().map(|own| {
        let label = words.with("door-elsewhere", &[("town", &own.name)]);
        (here(own), label)
    });
    let below = units.iter().skip(1).take(199);
    let links = below.map(|unit| (here(unit), unit.name.clone())).chain(own);
    parts.push(Part::List(links.collect()));
    parts.push(others(&page, door));
    View::new(page, parts).reply()
}

/// What the form is made of.
#[derive(Clone)]
struct Asked {
    of: Arc<CaseType>,
    offer: Offer,
    unit: Unit,
    town: Unit,
}

async fn asked(req: &Req, door: Door) -> Result<Asked> {
    let (org, id) = (org_of(req)?, req.id("unit")?);
    let ctx = requester(req, org);
    let read = move |tx: &mut Tx| {
        let units = units_of(tx, door, &ctx)?;
        let town = units.first().cloned().ok_or(Error::NotFound)?;
        let unit = units.into_iter().find(|unit| unit.id == id);
        let kind = cases::store::type_on(tx, org, door.kind.code, ctx.today())?;
        let of = cases::read::parsed(&kind.ok_or(Error::NotFound)?.body)?;
        let names = read::names_of(tx, &ctx, &of, &Patch::new())?;
        Ok(Asked {
            unit: unit.ok_or(Error::NotFound)?,
            town,
            of,
            offer: Offer {
                names,
                ..Offer::default()
            },
        })
    };
    req.app.db.read_async(read).await
}

fn opening(of: &CaseType) -> Result<&Action> {
    of.action(OPEN).ok_or(Error::NotFound)
}

pub(super) async fn form(req: Req, door: Door) -> Result<Reply> {
    page(&req, door, None).await
}

async fn page(req: &Req, door: Door, fault: Option<Error>) -> Result<Reply> {
    let asked = asked(req, door).await?;
    let words = req.words();
    let mut page = req.page("door-title");
    let up = format!("{}/{}", door.home, req.part("org"));
    page.breadcrumbs = req.crumbs(&[(&up, asked.town.name.clone())]);
    let is_again = fault.is_some();
    let faults = forms::told(req, &mut page, &asked.of, fault)?;
    let filled = Filled {
        words,
        offer: &asked.offer,
        typed: &req.form,
        faults: &faults,
    };
    let mut form = Form::new(&page, format!("{up}/{}", asked.unit.id));
    for (name, is_first) in door
        .asks
        .iter()
        .zip(std::iter::once(true).chain(std::iter::repeat(false)))
    {
        if let Some(field) = asked.of.field(name) {
            form = filled.with(form, (field, is_first));
        }
    }
    for field in &mut form.fields {
        let key = format!("door-field-{}", field.name.replace(['_'], "-"));
        if words.has(&key) {
            field.label = words.get(&key);
        }
        let key = format!("door-hint-{}", field.name.replace(['_'], "-"));
        if words.has(&key) {
            field.hint = Some(words.get(&key));
        }
    }
    form = form
        .field(Field::new(
            words,
            Control::Trap,
            TRAP,
            words.get("door-trap"),
        ))
        .button(Button::submit(ButtonKind::Primary, words.get("door-send")));
    forms::summed_up(&mut page, &form, &faults);
    let where_ = words.with("door-about", &[("unit", &asked.unit.name)]);
    let parts = vec![
        Part::Text(where_),
        Part::Form(form),
        Part::Text(words.with("door-use", &[("town", &asked.town.name)])),
    ];
    Ok(View::new(page, parts).reply()?.again(is_again).private())
}

pub(super) async fn tell(mut req: Req, door: Door) -> Result<Reply> {
    match told(&mut req, door).await {
        Ok(reply) => Ok(reply),
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(fault) => page(&req, door, Some(fault)).await,
    }
}

async fn told(req: &mut Req, door: Door) -> Result<Reply> {
    let asked = asked(req, door).await?;
    let org = org_of(req)?;
    let ctx = requester(req, org);
    if req.form.has(TRAP) {
        return Err(Error::refused("cases.looks_automatic"));
    }
    let address = req.visitor.address.to_string().into_bytes();
    let most = [
        ("door-address", address, FROM_ADDRESS),
        ("door-org", org.to_be_bytes().to_vec(), IN_ORG),
    ];
    not_too_often(req, &ctx, &most).await?;
    let action = opening(&asked.of)?;
    let only = only_asked(action, door);
    let photos = photos::sent(req, &ctx, &asked.of, &only).await;
    let fields = forms::typed(&asked.of, &only, &req.form);
    let ((mut patch, mut personal), sent) = forms::both_of(fields, photos)?;
    let first = door.asks.first().copied().unwrap_or_default();
    let Some(Value::Text(whole)) = personal.get(first) else {
        return Err(Error::Invalid(vec![FieldError::new(first, "empty")]));
    };
    let title = Value::Text(title_of(whole));
    let (set, to) = door.set;
    personal.insert(door.title.to_owned(), title);
    patch.insert(set.to_owned(), Value::Code(to.to_owned()));
    let input = OpenCase {
        code: door.kind.code.to_owned(),
        prefix: door.kind.prefix.to_owned(),
        unit: asked.unit.id,
        day: ctx.today(),
        patch,
        personal,
    };
    receipt::open(req, &ctx, WithPhotos::new(input, &sent), sent, None).await
}

/// The opening with what the door asks for and nothing else: whatever else comes with a form is nobody's.
fn only_asked(action: &Action, door: Door) -> Action {
    let mut only = action.clone();
    let first = door.asks.first();
    let keep = |name: &&cases::declared::Name| door.asks.contains(&name.as_str());
    let (need, may): (Vec<_>, Vec<_>) = action
        .form()
        .filter(keep)
        .cloned()
        .partition(|name| first.is_some_and(|first| *first == name.as_str()));
    (only.need, only.may) = (need, may);
    only
}

/// The beginning of what was told: to the end of its first sentence, or as much as a list has room for.
pub(super) fn title_of(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let ends = ['。', '！', '？', '；', '!', '?', ';'];
    let sentence = line.split(ends).find(|part| !part.trim().is_empty());
    let sentence = sentence.unwrap_or(line).trim();
    let mut title: String = sentence.chars().take(TITLE).collect();
    if title.chars().count() < sentence.chars().count() {
        title.push('…');
    }
    title
}

#[cfg(test)]
mod tests {
    use super::title_of;

    #[test]
    fn a_title_is_the_beginning_of_what_was_told() {
        let check = |text: &str, expected: &str| assert_eq!(title_of(text), expected);
        check("路灯不亮。已经一周了", "路灯不亮");
        check("  楼道堆放杂物\n老人出入不便", "楼道堆放杂物");
        check("！！！路灯", "路灯");
        check("。", "。");
        check(&"长".repeat(30), &format!("{}…", "长".repeat(24)));
    }
}
