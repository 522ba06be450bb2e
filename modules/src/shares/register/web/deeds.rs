//! The forms of a share register: each shows its deed's fields, runs it, and goes on.

use super::doors::seen;
use super::forms::{self, Kind, Offers};
use super::pages;
use crate::people;
use crate::shares::read::{self as projects, AsOf};
use crate::shares::register::model::{self, Holder, Management};
use crate::shares::register::open_class::SHARE_CLASS;
use crate::shares::register::store::{self, Class};
use crate::shares::register::*;
use ::store::Tx;
use ::web::components::Choice;
use ::web::form::Reader;
use ::web::i18n::Lang;
use ::web::{Part, Reply, Req, View};
use access::{Right, Scope};
use kernel::{Date, Error, FieldError, Id, Result};

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
    let faults = req.told(&mut page, fault)?;
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
    Ok(view.reply()?.again(is_again))
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
            for unit in access::units::offered(tx, &ctx, Right::EnterProjects)? {
                out.units.push(Choice::new(unit.id.to_string(), unit.name));
            }
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
        from,
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
        from,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app.db.act_async(&ctx, key, input, open_class).await?;
    Ok(format!("/registers/{register}"))
}

/// One heir as typed. Invalid: `heirs`, with the line and what of it: `heirs_line_short`, `heirs_bad_part`,
/// `heirs_unknown_household`, `heirs_unknown_person`.
fn heir(tx: &mut Tx, org: i64, (at, line): (i64, &str), today: Date) -> Result<Heir> {
    let wrong = |code: &'static str, written: &str| {
        let mut fault = FieldError::new("heirs", code);
        fault.args.push(("line".into(), at.to_string()));
        fault.args.push(("written".into(), written.to_owned()));
        Error::Invalid(vec![fault])
    };
    let mut parts = line.split_whitespace();
    let (Some(number), Some(name)) = (parts.next(), parts.next()) else {
        return Err(wrong("heirs_line_short", line.trim()));
    };
    let part = kernel::text::half_width(parts.next().unwrap_or("1"));
    let weight = part.parse().ok().filter(|weight| *weight > 0);
    let weight = weight.ok_or_else(|| wrong("heirs_bad_part", &part))?;
    match party(tx, org, Holder::Person, number, name, today) {
        Ok(person) => Ok(Heir { person, weight }),
        Err(Error::Invalid(faults)) => {
            let is_household = faults.iter().any(|fault| fault.field == "household");
            Err(if is_household {
                wrong("heirs_unknown_household", number)
            } else {
                wrong("heirs_unknown_person", name)
            })
        }
        Err(other) => Err(other),
    }
}

/// Heirs are typed one on a line: household number, name, part. The first gets the remainder.
async fn inherit(req: &Req) -> Result<String> {
    let register = req.id("id")?;
    let t = typed(req, Kind::Inherit).await?;
    let (org, today) = (req.org(), t.date);
    let lines = req.form.shown("heirs");
    let find = move |tx: &mut Tx| {
        let mut heirs = Vec::new();
        for (at, line) in (1..).zip(lines.lines()) {
            if !line.trim().is_empty() {
                heirs.push(heir(tx, org, (at, line), today)?);
            }
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
