//! Requests in, pages out, for share registers.

use super::forms::{self, Kind, Offers};
use super::pages::{self, Held, Look, Names};
use crate::people;
use crate::shares::read::{self as projects, AsOf};
use crate::shares::register::model::{self, Holder, Management, written};
use crate::shares::register::open_class::SHARE_CLASS;
use crate::shares::register::read::{RegisterState, register_as_of, tree};
use crate::shares::register::store::{self, Class, Register};
use crate::shares::register::*;
use ::store::Tx;
use ::web::components::Choice;
use ::web::form::Reader;
use ::web::i18n::Lang;
use ::web::{Part, Reply, Req, View};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, FieldError, Id, Result, mask};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

/// The register, where the asker may see its unit.
fn seen(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Register> {
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

pub(super) async fn form(req: Req, kind: Kind) -> Result<Reply> {
    form_page(&req, kind, None).await
}

async fn form_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let words = req.words();
    let mut page = req.page(&format!("register-add-{}", kind.word()));
    let (action, back) = match kind {
        Kind::Register => ("/registers".to_owned(), "/registers".to_owned()),
        kind => {
            let (ctx, id) = (req.ctx(), req.id("id")?);
            let register = req.app.db.read_async(move |tx| seen(tx, &ctx, id)).await?;
            pages::crumbs(&mut page, Some(&register));
            (
                format!("/registers/{id}/{}", kind.word()),
                format!("/registers/{id}"),
            )
        }
    };
    let is_again = fault.is_some();
    let faults: Vec<FieldError> = match &fault {
        Some(Error::Invalid(faults)) => faults.clone(),
        _ => Vec::new(),
    };
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    let offers = offers(req, kind).await?;
    let today = req.ctx().today().to_string();
    let typed = |name: &str| {
        let given = req.form.get(name).or(req.query.get(name));
        match (given, name) {
            (Some(text), _) => text.to_owned(),
            (None, "date" | "from") if !is_again => today.clone(),
            (None, "scale") => "1000".to_owned(),
            _ => String::new(),
        }
    };
    let form = forms::form(&page, action, back, kind, &offers, &typed, &faults);
    let lead = words.get(&format!("register-lead-{}", kind.word()));
    let view = View::new(page, vec![Part::Text(lead), Part::Form(form)]);
    Ok(view.reply()?.with_status(if is_again { 422 } else { 200 }))
}

async fn offers(req: &Req, kind: Kind) -> Result<Offers> {
    let (ctx, words) = (req.ctx(), req.words());
    let id = if kind == Kind::Register {
        Id(0)
    } else {
        req.id("id")?
    };
    let resolution = Choice::new("resolution", words.get("register-against-resolution"));
    let read = move |tx: &mut Tx| {
        let mut out = Offers::default();
        let english = words.lang() == Lang::En;
        for code in access::codes(tx, SHARE_CLASS, ctx.today())? {
            let label = if english { code.en } else { code.zh };
            out.kinds.push(Choice::new(code.code, label));
        }
        for class in store::classes(tx, ctx.org, id, ctx.today(), i64::MAX)? {
            out.classes
                .push(Choice::new(class.id.to_string(), class.name));
        }
        if kind == Kind::Register {
            out.units = units(tx, &ctx)?;
        }
        if matches!(kind, Kind::Issue | Kind::PerHead) {
            out.against.push(resolution);
            let (scope, at) = (Scope::of(&ctx, Right::EnterProjects), AsOf::on(ctx.today()));
            for project in projects::projects(tx, &scope, at, None, 200)? {
                let detail = projects::project(tx, &scope, at, project.id)?;
                for asset in detail.assets {
                    let label = format!("{} {}", asset.name, asset.valuation);
                    out.against
                        .push(Choice::new(format!("asset:{}", asset.id), label));
                }
                for line in detail.funding {
                    let label = format!("{} {} {}", project.name, line.date, line.amount);
                    out.against
                        .push(Choice::new(format!("funding:{}", line.id), label));
                }
            }
        }
        Ok(out)
    };
    req.app.db.read_async(read).await
}

/// The township and its villages, where the person may enter something.
fn units(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Choice>> {
    let org = access::create_org::org(tx, ctx.org, ctx.today())?.ok_or(Error::NotFound)?;
    let mut out = Vec::new();
    let top = access::units::unit(tx, org.unit)?;
    for unit in top
        .into_iter()
        .chain(access::units::children(tx, org.unit)?)
    {
        if access::require(tx, ctx, Right::EnterProjects, unit.id).is_ok() {
            out.push(Choice::new(unit.id.to_string(), unit.name));
        }
    }
    Ok(out)
}

pub(super) async fn save(req: Req, kind: Kind) -> Result<Reply> {
    match deed(&req, kind).await {
        Ok(to) => Ok(Reply::see(to).saved("register-saved", &[])),
        Err(fault) => form_page(&req, kind, Some(fault)).await,
    }
}

fn against(text: &str) -> Against {
    let id = |rest: &str| rest.parse().unwrap_or_default();
    match text.split_once(':') {
        Some(("asset", rest)) => Against::Asset(id(rest)),
        Some(("funding", rest)) => Against::Funding(id(rest)),
        _ => Against::Resolution,
    }
}

/// Who is meant by a household number and, in a class of persons, a name in it; no name is the household's
/// only person or its head.
fn party(
    tx: &mut Tx,
    org: i64,
    holder: Holder,
    number: &str,
    name: &str,
    today: Date,
) -> Result<Id> {
    let unknown = || Error::invalid("household", "no_such_household");
    let household = people::find_household(tx, org, number)?.ok_or_else(unknown)?;
    if holder == Holder::Household {
        return Ok(household);
    }
    if name.is_empty() {
        let members = people::members(tx, org, household, today)?;
        let head = members.first().map(|member| member.person);
        return head.ok_or_else(|| Error::invalid("person", "no_such_person"));
    }
    match store::persons_named(tx, org, household, name)?.as_slice() {
        [person] => Ok(*person),
        _ => Err(Error::invalid("person", "no_such_person")),
    }
}

async fn class_of(req: &Req, id: Id) -> Result<Class> {
    let org = req.org();
    let found = req.app.db.read_async(move |tx| store::class(tx, org, id));
    found
        .await?
        .ok_or_else(|| Error::invalid("class", "not_chosen"))
}

/// The fields that most deeds share, as they were typed.
struct Typed {
    class: Option<Class>,
    given: Id,
    to: Id,
    quantity: i64,
    date: Date,
    document: Option<String>,
    paid: Option<kernel::Fen>,
}

async fn typed(req: &Req, kind: Kind) -> Result<Typed> {
    let mut read = Reader::new(&req.form);
    let has_class = !matches!(kind, Kind::Inherit | Kind::Reverse);
    let class_id = if has_class { read.id("class") } else { Id(0) };
    let date = read.date("date");
    let document = read.text_opt("document", 200);
    let given = match kind {
        Kind::Issue | Kind::PerHead => Id(0),
        Kind::Reverse => read.id("voucher"),
        _ => read.id("party"),
    };
    let asks_shares = matches!(
        kind,
        Kind::Issue | Kind::PerHead | Kind::Transfer | Kind::Split | Kind::Redeem
    );
    let shares = if asks_shares {
        read.text("shares", 40)
    } else {
        String::new()
    };
    let paid = (matches!(kind, Kind::Issue | Kind::Redeem) && req.form.has("paid"))
        .then(|| read.money("paid"));
    read.done()?;
    let class = if has_class {
        Some(class_of(req, class_id).await?)
    } else {
        None
    };
    let mut quantity = 0;
    if let Some(class) = class.as_ref().filter(|_| asks_shares) {
        quantity = model::units(&shares, class.scale)
            .ok_or_else(|| Error::invalid("shares", "not_a_number"))?;
    }
    let date = date.ok_or_else(|| Error::invalid("date", "empty"))?;
    let mut to = Id(0);
    if let Some(class) = class.as_ref()
        && matches!(
            kind,
            Kind::Issue | Kind::Transfer | Kind::Split | Kind::Merge
        )
    {
        let (org, holder, register) = (req.org(), class.holder, class.register);
        let number = req.form.shown("household").trim().to_owned();
        let name = req.form.shown("person").trim().to_owned();
        to = match holder {
            Holder::Collective => register,
            holder => {
                let find = move |tx: &mut Tx| party(tx, org, holder, &number, &name, date);
                req.app.db.read_async(find).await?
            }
        };
    }
    Ok(Typed {
        class,
        given,
        to,
        quantity,
        date,
        document,
        paid,
    })
}

/// Runs the deed; where to go on.
async fn deed(req: &Req, kind: Kind) -> Result<String> {
    match kind {
        Kind::Register => return open(req).await,
        Kind::Class => return open_a_class(req).await,
        Kind::Inherit => return inherit(req).await,
        _ => {}
    }
    let (ctx, key, db, id) = (req.ctx(), req.form.key()?, &req.app.db, req.id("id")?);
    let t = typed(req, kind).await?;
    let class = t.class.as_ref().map_or(Id(0), |class| class.id);
    let (quantity, date, document) = (t.quantity, t.date, t.document);
    let against = against(req.form.get("against").unwrap_or_default());
    match kind {
        Kind::Issue => {
            let lines = vec![IssueLine {
                party: t.to,
                quantity,
            }];
            let paid = t.paid;
            let input = IssueShares {
                class,
                date,
                against,
                lines,
                paid,
                document,
            };
            db.act_async(&ctx, key, input, issue_shares).await?;
        }
        Kind::PerHead => {
            let input = IssuePerHead {
                class,
                date,
                against,
                quantity,
                document,
            };
            db.act_async(&ctx, key, input, issue_per_head).await?;
        }
        Kind::Transfer => {
            let (from, to) = (t.given, t.to);
            let input = TransferShares {
                class,
                from,
                to,
                quantity,
                date,
                document,
            };
            db.act_async(&ctx, key, input, transfer_shares).await?;
        }
        Kind::Split => {
            let (from, to) = (t.given, t.to);
            let input = SplitHolding {
                class,
                from,
                to,
                quantity,
                date,
                document,
            };
            db.act_async(&ctx, key, input, split_holding).await?;
        }
        Kind::Merge => {
            let (from, to) = (t.given, t.to);
            let input = MergeHoldings {
                class,
                from,
                to,
                date,
                document,
            };
            db.act_async(&ctx, key, input, merge_holdings).await?;
        }
        Kind::Redeem => {
            let (holder, money) = (t.given, t.paid);
            let input = RedeemShares {
                class,
                holder,
                quantity,
                date,
                money,
                document,
            };
            db.act_async(&ctx, key, input, redeem_shares).await?;
        }
        Kind::Certify => {
            let input = IssueCertificate {
                class,
                holder: t.given,
                date,
            };
            let done = db.act_async(&ctx, key, input, issue_certificate).await?;
            return Ok(format!("/registers/{id}/certificates/{}", done.certificate));
        }
        _ => {
            let input = ReverseChange {
                voucher: t.given,
                date,
            };
            db.act_async(&ctx, key, input, reverse_change).await?;
        }
    }
    Ok(format!("/registers/{id}"))
}

async fn open(req: &Req) -> Result<String> {
    let mut read = Reader::new(&req.form);
    let (name, unit, entity) = (
        read.text("name", 200),
        read.id("unit"),
        read.text("entity", 200),
    );
    let management = read.choice("management", &["dynamic", "static"]);
    let (freeze, from) = (read.date_opt("freeze"), read.date("from"));
    read.done()?;
    let management = Management::from_code(&management);
    let input = OpenRegister {
        unit,
        name,
        entity,
        management: management.ok_or_else(|| Error::invalid("management", "not_chosen"))?,
        freeze,
        from: from.ok_or_else(|| Error::invalid("from", "empty"))?,
        money_book: None,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let done = req
        .app
        .db
        .act_async(&ctx, key, input, open_register)
        .await?;
    Ok(format!("/registers/{}", done.register))
}

async fn open_a_class(req: &Req) -> Result<String> {
    let register = req.id("id")?;
    let mut read = Reader::new(&req.form);
    let (kind, name) = (read.text("kind", 40), read.text("name", 200));
    let holder = read.choice("holder", &["person", "household", "collective"]);
    let scale = read.number("scale", 1, 1000);
    let face = req.form.has("face").then(|| read.money("face"));
    let from = read.date("from");
    read.done()?;
    let ticked = |name| req.form.get(name) == Some("1");
    let input = OpenClass {
        register,
        kind,
        name,
        holder: Holder::from_code(&holder).ok_or_else(|| Error::invalid("holder", "not_chosen"))?,
        scale,
        face,
        is_transferable: ticked("transferable"),
        is_redeemable: ticked("redeemable"),
        from: from.ok_or_else(|| Error::invalid("from", "empty"))?,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app.db.act_async(&ctx, key, input, open_class).await?;
    Ok(format!("/registers/{register}"))
}

/// Heirs are typed one on a line: household number, name, part. The first gets the remainder.
async fn inherit(req: &Req) -> Result<String> {
    let register = req.id("id")?;
    let t = typed(req, Kind::Inherit).await?;
    let (org, today) = (req.org(), t.date);
    let lines = req.form.shown("heirs");
    let find = move |tx: &mut Tx| {
        let mut heirs = Vec::new();
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let wrong = || Error::invalid("heirs", "not_heirs");
            let mut parts = line.split_whitespace();
            let (number, name) = (
                parts.next().ok_or_else(wrong)?,
                parts.next().ok_or_else(wrong)?,
            );
            let weight = parts.next().unwrap_or("1").parse().map_err(|_| wrong())?;
            let person =
                party(tx, org, Holder::Person, number, name, today).map_err(|_| wrong())?;
            heirs.push(Heir { person, weight });
        }
        Ok(heirs)
    };
    let heirs = req.app.db.read_async(find).await?;
    let first = heirs.first().map(|heir| heir.person);
    let input = InheritShares {
        register,
        person: t.given,
        remainder_to: first.ok_or_else(|| Error::invalid("heirs", "required"))?,
        heirs,
        date: t.date,
        document: t.document,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app
        .db
        .act_async(&ctx, key, input, inherit_shares)
        .await?;
    Ok(format!("/registers/{register}"))
}
