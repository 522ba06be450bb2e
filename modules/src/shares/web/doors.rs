//! Requests in, pages out, for projects and what is entered into them.

use super::forms::{self, Codes, Kind};
use super::{VIEW, pages};
use crate::people;
use crate::shares::model::RosterLine;
use crate::shares::read::{self, AsOf, ProjectDetail};
use crate::shares::{
    AddAsset, AddBeneficiaries, AddFunding, EnterProject, PlanIncome, RecordIncome, ReverseIncome,
    VoidFunding, add_asset, add_beneficiaries, add_funding, codes, enter_project, plan_income,
    record_income, reverse_income, void_funding,
};
use ::web::components::{Button, ButtonKind, Confirm, Control, Field, Form};
use ::web::form::Reader;
use ::web::{Part, Reply, Req, View, format};
use access::{Right, Scope};
use kernel::date::{Precision, parse_date_loose};
use kernel::{Date, Error, Id, Result};

const PROJECTS: u16 = 200;

pub(super) fn after(req: &Req) -> Option<Id> {
    req.query.get("after").and_then(|text| text.parse().ok())
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    debug_assert!(VIEW.lets(Some(Right::ViewProjects.bit())));
    let (ctx, after) = (req.ctx(), after(&req));
    let (found, total) = req
        .app
        .db
        .read_async(move |tx| {
            let (scope, at) = (Scope::of(&ctx, Right::ViewProjects), AsOf::on(ctx.today()));
            Ok((
                read::projects(tx, &scope, at, after, PROJECTS)?,
                read::count_projects(tx, &scope, at)?,
            ))
        })
        .await?;
    let is_full = found.len() == usize::from(PROJECTS);
    let next = found
        .last()
        .filter(|_| is_full)
        .map(|last| format!("/projects?after={}", last.id));
    pages::list(
        req.page("projects-title"),
        &found,
        total,
        req.may(Right::EnterProjects),
        next,
    )
    .reply()
}

pub(super) async fn codes_of(req: &Req) -> Result<Codes> {
    let today = req.ctx().today();
    req.app
        .db
        .read_async(move |tx| {
            Ok(Codes {
                sources: access::codes(tx, codes::FUNDING_SOURCE, today)?,
                asset_classes: access::codes(tx, codes::ASSET_CLASS, today)?,
                classes: access::codes(tx, codes::BENEFICIARY_CLASS, today)?,
            })
        })
        .await
}

/// The project of the address, within the asker's scope.
pub(super) async fn detail(req: &Req) -> Result<ProjectDetail> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let at = AsOf::on(ctx.today());
    req.app
        .db
        .read_async(move |tx| read::project(tx, &Scope::of(&ctx, Right::ViewProjects), at, id))
        .await
}

pub(super) async fn show(req: Req) -> Result<Reply> {
    let (told, codes) = (detail(&req).await?, codes_of(&req).await?);
    let page = req.page_titled(told.project.name.clone());
    let view = pages::project(
        page,
        &told,
        &codes,
        req.may(Right::EnterProjects),
        req.may(Right::PrepareRounds),
    );
    Reply::page(&view)
}

pub(super) async fn enter_form(req: Req) -> Result<Reply> {
    enter_page(&req, None).await
}

async fn enter_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("projects-new");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let ctx = req.ctx();
    let units = req
        .app
        .db
        .read_async(move |tx| {
            let units = access::units::offered(tx, &ctx, Right::EnterProjects)?;
            Ok(units
                .into_iter()
                .map(|unit| (unit.id, unit.name))
                .collect::<Vec<_>>())
        })
        .await?;
    let view = pages::enter(page, &units, &|name| req.form.shown(name), &faults);
    Ok(view.reply()?.again(is_again))
}

pub(super) async fn enter(req: Req) -> Result<Reply> {
    match enter_deed(&req).await {
        Ok(id) => Ok(Reply::see(format!("/projects/{id}")).saved("projects-saved-project", &[])),
        Err(fault) => enter_page(&req, Some(fault)).await,
    }
}

async fn enter_deed(req: &Req) -> Result<Id> {
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let (name, unit, owner, from) = (
        read.text("name", 200),
        read.id("unit"),
        read.text("owner", 200),
        read.date("from"),
    );
    read.done()?;
    let input = EnterProject {
        name,
        unit,
        owner,
        from,
    };
    Ok(req
        .app
        .db
        .act_async(&req.ctx(), key, input, enter_project)
        .await?
        .project)
}

pub(super) async fn form(req: Req, kind: Kind) -> Result<Reply> {
    form_page(&req, kind, None).await
}

async fn form_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let (told_project, codes) = (detail(req).await?, codes_of(req).await?);
    let project = &told_project.project;
    let mut page = req.page(&format!("projects-add-{}", kind.word()));
    pages::crumbs(&mut page, Some((&project.id, &project.name)));
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let lead = req.words().get(&format!("projects-lead-{}", kind.word()));
    let typed = |name: &str| match (is_again, name) {
        (false, "precision") => "day".to_owned(),
        (false, "year") => req.ctx().today().year().to_string(),
        _ => req.form.shown(name),
    };
    let form = forms::form(
        &page,
        project.id,
        kind,
        &codes,
        &typed,
        &faults,
        req.ctx().today(),
    );
    let reply = View::new(page, vec![Part::Text(lead), Part::Form(form)]).reply()?;
    Ok(reply.again(is_again))
}

pub(super) async fn save(req: Req, kind: Kind) -> Result<Reply> {
    match deed(&req, kind).await {
        Ok(()) => {
            let back = forms::back(req.id("id")?, kind);
            Ok(Reply::see(back).saved(&format!("projects-saved-{}", kind.word()), &[]))
        }
        Err(fault) => form_page(&req, kind, Some(fault)).await,
    }
}

async fn deed(req: &Req, kind: Kind) -> Result<()> {
    let (key, ctx, project, db) = (req.form.key()?, req.ctx(), req.id("id")?, &req.app.db);
    let mut read = Reader::new(&req.form);
    match kind {
        Kind::Funding => {
            let (source, amount, date) = (
                read.text("source", 40),
                read.money("amount"),
                read.date("date"),
            );
            let document = read.text_opt("document", 200);
            read.done()?;
            let input = AddFunding {
                project,
                source,
                amount,
                date,
                document,
            };
            db.act_async(&ctx, key, input, add_funding).await.map(drop)
        }
        Kind::Asset => {
            let (name, class) = (read.text("name", 200), read.text("class", 40));
            let (valuation, date) = (read.money("valuation"), read.date("date"));
            let precision = read.choice("precision", &["day", "month", "year", "year_end"]);
            let stated = read.text("in_service", 40);
            read.done()?;
            let (in_service, precision) = in_service(&stated, &precision)?;
            let input = AddAsset {
                project,
                name,
                class,
                valuation,
                in_service,
                precision,
                date,
            };
            db.act_async(&ctx, key, input, add_asset).await.map(drop)
        }
        Kind::Plan => {
            let (year, amount, date) = (
                read.number("year", 1978, 2199),
                read.money("amount"),
                read.date("date"),
            );
            read.done()?;
            let input = PlanIncome {
                project,
                year,
                amount,
                date,
            };
            db.act_async(&ctx, key, input, plan_income).await.map(drop)
        }
        Kind::Income => {
            let (year, date, amount) = (
                read.number("year", 1978, 2199),
                read.date("date"),
                read.money("amount"),
            );
            let document = read.text_opt("document", 200);
            read.done()?;
            let input = RecordIncome {
                project,
                year,
                date,
                amount,
                document,
            };
            db.act_async(&ctx, key, input, record_income)
                .await
                .map(drop)
        }
        Kind::Beneficiary => {
            let (number, class) = (read.text("household", 40), read.text("class", 40));
            let (heads, from) = (read.number("heads", 1, 50), read.date("from"));
            read.done()?;
            let org = ctx.org;
            let household = db
                .read_async(move |tx| people::find_household(tx, org, &number))
                .await?;
            let household =
                household.ok_or_else(|| Error::invalid("household", "no_such_household"))?;
            let line = RosterLine {
                household,
                class,
                heads,
                from,
            };
            db.act_async(
                &ctx,
                key,
                AddBeneficiaries {
                    project,
                    lines: vec![line],
                },
                add_beneficiaries,
            )
            .await
            .map(drop)
        }
    }
}

/// A day as exactly as it is known. `2018年底` says its precision itself; a day typed where the year's
/// end is known stands for that year.
fn in_service(stated: &str, precision: &str) -> Result<(Date, Precision)> {
    let read =
        parse_date_loose(stated).map_err(|fault| Error::Invalid(vec![fault.at("in_service")]))?;
    let chosen: Precision = precision
        .parse()
        .map_err(|_| Error::invalid("precision", "not_chosen"))?;
    let precision = if read.precision == Precision::Day {
        chosen
    } else {
        read.precision
    };
    Ok((
        crate::shares::model::stated(read.date, precision),
        precision,
    ))
}

/// A page that asks before a line is taken back: what will happen, in numbers.
struct Ask {
    title: &'static str,
    action: String,
    effects: Vec<(String, &'static str)>,
    caution: &'static str,
    /// The day of the reversal, where the deed wants one.
    date: Option<String>,
}

async fn ask(
    req: &Req,
    told_project: &ProjectDetail,
    ask: Ask,
    fault: Option<Error>,
) -> Result<Reply> {
    let words = req.words();
    let mut page = req.page(ask.title);
    let project = &told_project.project;
    pages::crumbs(&mut page, Some((&project.id, &project.name)));
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let mut form = Form::new(&page, ask.action);
    if let Some(date) = ask.date {
        let field = Field::new(words, Control::Date, "date", words.get("projects-col-date"));
        form = form.field(field.value(date).errors(words, &faults));
    }
    let form = form
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: ask
                .effects
                .into_iter()
                .map(|(number, key)| (number, words.get(key)))
                .collect(),
            caution: Some(words.get(ask.caution)),
        })
        .button(Button::submit(ButtonKind::Warn, words.get(ask.title)))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/projects/{}", project.id),
            words.get("web-cancel"),
        ));
    let reply = View::new(page, vec![Part::Form(form)]).reply()?;
    Ok(reply.again(is_again))
}

pub(super) async fn void_form(req: Req) -> Result<Reply> {
    void_page(&req, None).await
}

async fn void_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let (told_project, line) = (detail(req).await?, req.id("line")?);
    let funding = told_project
        .funding
        .iter()
        .find(|f| f.id == line)
        .ok_or(Error::NotFound)?;
    let left = told_project.project.invested.minus(funding.amount)?;
    let words = req.words();
    let asked = Ask {
        title: "projects-funding-void",
        action: format!("/projects/{}/funding/{line}", told_project.project.id),
        effects: vec![
            (
                format::money_with_unit(words, funding.amount),
                "projects-effect-voided",
            ),
            (format::money_with_unit(words, left), "projects-effect-left"),
        ],
        caution: "projects-caution-void",
        date: None,
    };
    ask(req, &told_project, asked, fault).await
}

pub(super) async fn void(req: Req) -> Result<Reply> {
    let (key, funding) = (req.form.key()?, req.id("line")?);
    match req
        .app
        .db
        .act_async(&req.ctx(), key, VoidFunding { funding }, void_funding)
        .await
    {
        Ok(_) => Ok(
            Reply::see(format!("/projects/{}", req.id("id")?)).saved("projects-saved-void", &[])
        ),
        Err(fault) => void_page(&req, Some(fault)).await,
    }
}

pub(super) async fn reverse_form(req: Req) -> Result<Reply> {
    reverse_page(&req, None).await
}

async fn reverse_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let (told_project, line) = (detail(req).await?, req.id("line")?);
    let income = told_project
        .incomes
        .iter()
        .find(|i| i.id == line)
        .ok_or(Error::NotFound)?;
    let words = req.words();
    let typed = Some(req.form.shown("date")).filter(|v| !v.is_empty());
    let asked = Ask {
        title: "projects-income-reverse",
        action: format!("/projects/{}/income/{line}", told_project.project.id),
        effects: vec![
            (
                format::money_with_unit(words, income.amount),
                "projects-effect-reversed",
            ),
            (
                format::money_with_unit(words, told_project.undistributed),
                "projects-undistributed",
            ),
        ],
        caution: "projects-caution-reverse",
        date: Some(typed.unwrap_or_else(|| req.ctx().today().to_string())),
    };
    ask(req, &told_project, asked, fault).await
}

pub(super) async fn reverse(req: Req) -> Result<Reply> {
    match reverse_deed(&req).await {
        Ok(()) => {
            Ok(Reply::see(format!("/projects/{}", req.id("id")?))
                .saved("projects-saved-reverse", &[]))
        }
        Err(fault) => reverse_page(&req, Some(fault)).await,
    }
}

async fn reverse_deed(req: &Req) -> Result<()> {
    let (key, income) = (req.form.key()?, req.id("line")?);
    let mut read = Reader::new(&req.form);
    let date = read.date("date");
    read.done()?;
    let input = ReverseIncome { income, date };
    req.app
        .db
        .act_async(&req.ctx(), key, input, reverse_income)
        .await
        .map(drop)
}
