//! The receipt: number and code, shown once, with a code to scan and a slip to print. Also a new one for whoever lost his.

use super::follow;
use crate::address;
use crate::cases::{Kind, Open, read, view};
use crate::components::*;
use crate::layout::Page;
use crate::paper;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use ::cases::OpenCase;
use ::cases::photos::{Sent, WithPhotos};
use ::cases::receipt::{self, GiveReceipt, give_receipt, open_with_receipt};
use kernel::{Ctx, Error, Id, OrgId, Result};
use store::Tx;

/// What a receipt tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cases) struct Told {
    pub number: String,
    /// Nothing where a later one has ended it since.
    pub code: Option<String>,
}

/// Where a receipt leads, without the host.
pub(super) fn link(number: &str, code: &str) -> String {
    format!("/follow/{number}-{code}")
}

/// Takes a case in and shows its receipt; for the office with the way to the case.
pub(in crate::cases) async fn open(
    req: &Req,
    ctx: &Ctx,
    input: WithPhotos<OpenCase>,
    sent: Vec<Sent>,
    office: Option<Kind>,
) -> Result<Reply> {
    let key = req.form.key()?;
    let keys = req.app.db.keys();
    let code = receipt::code(&keys, ctx.org, key);
    let of_number = {
        let (keys, code) = (keys.clone(), code.clone());
        move |number: &str| receipt::tag(&keys, number, &code)
    };
    let asked = of_number.clone();
    let open: Open = match office {
        Some(kind) => kind.open,
        None => ::cases::open_case,
    };
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| {
        open_with_receipt(tx, ctx, input, sent, open, of_number)
    };
    let done = req.app.db.act_async(ctx, key, input, deed).await?;
    let (org, case, tag) = (ctx.org, done.case, asked(&done.number));
    let holds = move |tx: &mut Tx| receipt::is_in_force(tx, org, case, tag);
    let told = Told {
        code: req.app.db.read_async(holds).await?.then_some(code),
        number: done.number,
    };
    if told.code.is_none() && office.is_some() {
        let to = format!("{}/{case}", office.map_or("", |kind| kind.base));
        return Ok(Reply::see(to).saved("cases-taken-in", &[("number", &told.number)]));
    }
    page(req, &told, office.map(|kind| (kind, case))).await
}

/// The page of a receipt.
async fn page(req: &Req, told: &Told, office: Option<(Kind, Id)>) -> Result<Reply> {
    let configured = req.app.config.public_url.clone();
    let read = move |tx: &mut Tx| address::shown(tx, configured.as_deref());
    let url = req.app.db.read_async(read).await?.ok();
    let mut page = req.page(match office {
        Some(_) => "receipt-title-office",
        None => "receipt-title",
    });
    if let Some((kind, case)) = office {
        let label = told.number.clone();
        let (title, base) = (req.words().get(kind.title), format!("{}/{case}", kind.base));
        page.breadcrumbs = req.crumbs(&[(kind.base, title), (&base, label)]);
    }
    Ok(view(page, told, url.as_deref(), office).reply()?.private())
}

pub(in crate::cases) fn view(
    page: Page,
    told: &Told,
    url: Option<&str>,
    office: Option<(Kind, Id)>,
) -> View {
    let words = page.words;
    let key = |name: &str| match office {
        Some(_) => words.get(&format!("receipt-{name}-office")),
        None => words.get(&format!("receipt-{name}")),
    };
    let mut parts = vec![Part::Text(key("lead"))];
    parts.push(Part::Code {
        label: words.get("receipt-number"),
        text: told.number.clone(),
    });
    let Some(code) = &told.code else {
        let gone = Notice::new(NoticeKind::Warning, words, words.get("receipt-gone"));
        parts.push(Part::Notice(gone));
        return View::new(page, parts);
    };
    parts.push(Part::Code {
        label: words.get("receipt-code"),
        text: receipt::written(code),
    });
    let once = Notice::new(NoticeKind::Warning, words, key("once"));
    parts.push(Part::Notice(once));
    let to = link(&told.number, code);
    if let Some(url) = url {
        parts.push(Part::Qr {
            text: format!("{url}{to}"),
            caption: words.get("receipt-caption"),
        });
    }
    let print = Form::new(&page, "/follow/slip")
        .hidden("number", told.number.clone())
        .hidden("code", code.clone())
        .button(Button::submit(
            ButtonKind::Secondary,
            words.get("receipt-print"),
        ));
    let on = match office {
        Some((kind, case)) => Button::link(
            ButtonKind::Primary,
            format!("{}/{case}", kind.base),
            words.get("receipt-open-case"),
        ),
        None => Button::link(ButtonKind::Primary, to, words.get("receipt-follow")),
    };
    parts.push(Part::Buttons(vec![on]));
    parts.push(Part::Form(print));
    View::new(page, parts)
}

/// The receipt on half a sheet, for whoever holds the code.
pub(super) async fn slip(req: Req) -> Result<Reply> {
    let (number, code) = (req.form.get("number"), req.form.get("code"));
    let (Some(number), Some(code)) = (
        number.and_then(receipt::typed_number),
        code.and_then(receipt::typed),
    ) else {
        return Err(Error::NotFound);
    };
    let (org, case) = follow::let_in(&req, &number, &code).await?;
    let words = req.words();
    let configured = req.app.config.public_url.clone();
    let read = move |tx: &mut Tx| {
        let whole = ::cases::read::whole(tx, org, case)?;
        let unit = access::units::unit(tx, whole.row.unit)?;
        let url = address::shown(tx, configured.as_deref())?.ok();
        let day = whole.opened_on();
        Ok((unit.map(|unit| unit.name).unwrap_or_default(), day, url))
    };
    let (unit, day, url) = req.app.db.read_async(read).await?;
    let title = words.get("receipt-slip");
    let host = url.clone().unwrap_or_default();
    let by_hand = match &url {
        Some(url) => words.with("receipt-by-hand", &[("url", &format!("{url}/follow"))]),
        None => words.get("receipt-at-counter"),
    };
    let slip = pdf::Slip {
        title: title.clone(),
        lines: vec![unit],
        facts: vec![
            (words.get("receipt-number"), number.clone()),
            (words.get("receipt-code"), receipt::written(&code)),
            (
                words.get("cases-field-came"),
                day.map(|day| day.to_string()).unwrap_or_default(),
            ),
        ],
        qr: format!("{host}{}", link(&number, &code)),
        qr_caption: words.get("receipt-caption"),
        notes: vec![by_hand, words.get("receipt-keep")],
    };
    let about = paper::about(&req.page_titled(title.clone()));
    let made = tokio::task::spawn_blocking(move || pdf::slips(&about, &[slip], |_| ()));
    let file = made
        .await
        .map_err(|e| Error::internal("making a slip", e))??;
    Ok(paper::reply(file, format!("{title} {number}.pdf")))
}

/// Says what will happen: the code that there was ends.
pub(super) async fn form(req: Req, kind: Kind) -> Result<Reply> {
    give_page(&req, kind, None).await
}

async fn give_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let (ctx, id, sees) = (req.ctx(), req.id("id")?, req.sees_names());
    let read = move |tx: &mut Tx| read::one(tx, &ctx, kind, id, sees);
    let shown = req.app.db.read_async(read).await?;
    if !shown.may_give {
        return Err(Error::Forbidden);
    }
    let words = req.words();
    let mut page = req.page("receipt-give");
    page.breadcrumbs = view::crumbs(words, kind, &shown);
    let is_again = fault.is_some();
    req.told(&mut page, fault)?;
    let here = format!("{}/{id}", kind.base);
    let form = Form::new(&page, format!("{here}/receipt"))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("receipt-give"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            here,
            words.get("web-cancel"),
        ));
    let parts = vec![Part::Text(words.get("receipt-give-text")), Part::Form(form)];
    Ok(View::new(page, parts).reply()?.again(is_again))
}

pub(super) async fn give(req: Req, kind: Kind) -> Result<Reply> {
    match given(&req, kind).await {
        Ok(reply) => Ok(reply),
        Err(fault @ (Error::NotFound | Error::Forbidden)) => Err(fault),
        Err(fault) => give_page(&req, kind, Some(fault)).await,
    }
}

async fn given(req: &Req, kind: Kind) -> Result<Reply> {
    let (ctx, case, key) = (req.ctx(), req.id("id")?, req.form.key()?);
    let (keys, org): (_, OrgId) = (req.app.db.keys(), ctx.org);
    let code = receipt::code(&keys, org, key);
    let tag = {
        let code = code.clone();
        move |number: &str| receipt::tag(&keys, number, &code)
    };
    let asked = tag.clone();
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| give_receipt(tx, ctx, input, tag);
    let input = GiveReceipt { case };
    let done = req.app.db.act_async(&ctx, key, input, deed).await?;
    let tag = asked(&done.number);
    let holds = move |tx: &mut Tx| receipt::is_in_force(tx, org, case, tag);
    let told = Told {
        code: req.app.db.read_async(holds).await?.then_some(code),
        number: done.number,
    };
    page(req, &told, Some((kind, case))).await
}
