//! Requests in, pages out, for benefit plans.

use super::plan::{self, FIRST, Told, Tried};
use super::{deeds, read};
use crate::coop::model::Plan;
use crate::coop::store::plans;
use crate::coop::{AdoptPlan, adopt_plan};
use ::store::Tx;
use ::web::form::{Form, Reader};
use ::web::{Reply, Req};
use access::Right;
use kernel::{Date, Error, Fen, Result};
use payout::Vote;

pub(super) async fn show(req: Req) -> Result<Reply> {
    page(&req, &req.query, None).await
}

pub(super) async fn adopt(req: Req) -> Result<Reply> {
    match adopted(&req).await {
        Ok(to) => Ok(Reply::see(to).saved("net-saved", &[])),
        Err(fault) => page(&req, &req.form, Some(fault)).await,
    }
}

async fn adopted(req: &Req) -> Result<String> {
    let (ctx, key, net) = (req.ctx(), req.form.key()?, req.id("id")?);
    let plan = plan::sent_plan(req.words(), &req.form)?;
    let mut read = Reader::new(&req.form);
    let (from, text) = (read.date("from"), read.text("text", 4000));
    let mut count = |field| read.number(field, 0, 10_000_000);
    let vote = Vote {
        kind: "parties_meeting".into(),
        eligible: count("eligible"),
        present: count("present"),
        in_favour: count("in_favour"),
        against: count("against"),
        abstained: count("abstained"),
        minutes: None,
        discussed_on: None,
    };
    let document = read.text_opt("document", 200);
    read.done()?;
    let input = AdoptPlan {
        net,
        from,
        plan,
        vote,
        text,
        document,
    };
    req.app.db.act_async(&ctx, key, input, adopt_plan).await?;
    Ok(format!("/nets/{net}/plan"))
}

/// The plan, the amount and the period that were sent; nothing where nothing was sent.
/// A plan, an amount and a period.
type Asked = (Plan, Fen, (Date, Date));

fn tried(req: &Req, sent: &Form) -> Result<Option<Asked>> {
    if !FIRST
        .iter()
        .any(|(party, ..)| sent.has(&format!("share_{party}")))
    {
        return Ok(None);
    }
    let plan = plan::sent_plan(req.words(), sent)?;
    let amount = deeds::signed_money(sent.get("amount").unwrap_or("10000"))?;
    let today = req.ctx().today();
    let day = |name: &str| {
        sent.get(name)
            .and_then(|typed| kernel::date::parse_day(typed).ok())
    };
    let first = day("first").or_else(|| Date::new(today.year(), 1, 1));
    let last = day("last").unwrap_or(today);
    Ok(Some((plan, amount, (first.unwrap_or(last), last))))
}

async fn page(req: &Req, sent: &Form, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("net-plan-title");
    let is_again = fault.is_some();
    let mut faults = req.told(&mut page, fault)?;
    let asked = match tried(req, sent) {
        Ok(asked) => asked,
        Err(fault) => {
            if !is_again {
                faults = req.told(&mut page, Some(fault))?;
            }
            None
        }
    };
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let sees_names = req.sees_names();
    let found = move |tx: &mut Tx| {
        let (net, _) = read::seen(tx, &ctx, id)?;
        let versions = plans::versions(tx, ctx.org, id, i64::MAX)?;
        let tried = match asked {
            None => None,
            Some((plan, amount, (first, last))) => {
                let period = (first, net.shown_on(last));
                let when = (id, period, i64::MAX);
                let payees = crate::coop::read::payees(tx, ctx.org, when, &plan)?;
                let ids = payees.iter().map(|p| p.household);
                Some(Tried {
                    amount,
                    pools: plan.preview(amount, &payees)?,
                    names: read::names_of(tx, &ctx, sees_names, ids)?,
                })
            }
        };
        Ok(Told {
            net,
            versions,
            tried,
        })
    };
    let told = req.app.db.read_async(found).await?;
    let now = told.versions.last().map(|version| version.plan.clone());
    let today = req.ctx().today();
    let typed = |name: &str| match sent.get(name) {
        Some(text) => text.to_owned(),
        None => first(now.as_ref(), name, today),
    };
    let may_enter = req.may(Right::EnterProjects) && told.net.to.is_none();
    let reply = plan::view(page, &told, &typed, &faults, may_enter)?.reply()?;
    Ok(reply.with_status(if is_again { 422 } else { 200 }))
}

/// What stands in the form at first: the plan in force, else 11233.
pub(super) fn first(now: Option<&Plan>, name: &str, today: Date) -> String {
    for (party, share, by) in FIRST {
        let part = now.map(|plan| plan.parts.iter().find(|part| part.party == party));
        if name == format!("share_{party}") {
            return match part {
                Some(part) => part.map(|p| plan::write_share(p.share)).unwrap_or_default(),
                None => share.to_owned(),
            };
        }
        if name == format!("by_{party}") {
            let by = part.flatten().map_or(by, |part| part.by);
            return by.as_str().to_owned();
        }
    }
    match name {
        "amount" => "10000".into(),
        "from" | "last" => today.to_string(),
        "first" => Date::new(today.year(), 1, 1).unwrap_or(today).to_string(),
        _ => String::new(),
    }
}
