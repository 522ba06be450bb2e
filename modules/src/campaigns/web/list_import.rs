//! Bringing in a list of problems that was kept elsewhere: every fault by its cell, what would come to be, one deed.

use super::doors::{home, whole};
use super::pages::crumbs;
use crate::campaigns::file_api::{FINDINGS, Findings, FindingsPlan, IntoCampaign};
use crate::campaigns::read::Whole;
use ::store::Tx;
use ::web::components::*;
use ::web::import::{self as frame, Incoming, Kept, told};
use ::web::layout::Page;
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, sheet};
use kernel::{Ctx, Error, FieldError, Id, Result};

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_page(&req, None).await
}

async fn form_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let whole = whole(req).await?;
    let mut page = req.page("campaigns-list-import");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    Ok(form_view(page, &whole, &faults).reply()?.again(is_again))
}

pub(super) fn form_view(mut page: Page, whole: &Whole, faults: &[FieldError]) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, Some(&whole.campaign));
    let file = Field::new(
        words,
        Control::File(".xlsx,.xls,.ods,.csv".into()),
        "file",
        words.get("projects-field-file"),
    )
    .hint(words.get("campaigns-list-import-hint"))
    .errors(words, faults);
    let form = Form::new(&page, format!("{}/import", home(whole.campaign.id)))
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-preview"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            home(whole.campaign.id),
            words.get("web-cancel"),
        ));
    let lead = Part::Text(words.get("campaigns-list-import-lead"));
    View::new(page, vec![lead, Part::Form(form)])
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let id = whole(&req).await?.campaign.id;
    let Some(file) = req.form.file("file").cloned() else {
        return form_page(&req, Some(Error::invalid("file", "file_missing"))).await;
    };
    let kept = uploads::keep(&req, FINDINGS, file).await?;
    Ok(Reply::see(format!("{}/import/{kept}", home(id))))
}

/// A kept list as it was read.
pub(super) struct Planned {
    pub upload: Id,
    pub planned: frame::Planned<FindingsPlan>,
}

type Found = std::result::Result<Planned, String>;

async fn planned(req: &Req) -> Result<Found> {
    let (upload, campaign) = (req.id("upload")?, req.id("id")?);
    let stored = uploads::stored(req, FINDINGS, upload).await?;
    let (ctx, words) = (req.ctx(), req.words());
    let sent = Kept {
        name: stored.name,
        bytes: stored.bytes,
        mapping: stored.mapping,
        asked: IntoCampaign { campaign },
        sees_names: req.sees_names(),
    };
    let read = move |tx: &mut Tx| told(words, Findings.read(tx, &ctx, words, &sent));
    let found = req.app.db.export_async(read).await?;
    Ok(found.map(|planned| Planned { upload, planned }))
}

pub(super) async fn preview(req: Req) -> Result<Reply> {
    preview_page(&req, None).await
}

async fn preview_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let words = req.words();
    let mut page = req.page("projects-preview");
    req.told(&mut page, fault)?;
    let view = match planned(req).await? {
        Ok(planned) => preview_view(page, &planned),
        Err(text) => {
            let whole = whole(req).await?;
            page.breadcrumbs = crumbs(words, Some(&whole.campaign));
            let back = format!("{}/import", home(whole.campaign.id));
            View::new(page, vec![sheet::refused(words, text, back)])
        }
    };
    Ok(view.reply()?.again(is_again))
}

pub(super) fn preview_view(mut page: Page, told: &Planned) -> View {
    let words = page.words;
    let (upload, told) = (told.upload, &told.planned);
    let campaign = &told.plan.whole.campaign;
    page.breadcrumbs = crumbs(words, Some(campaign));
    let back = format!("{}/import", home(campaign.id));
    let here = format!("{back}/{upload}");
    let mut parts = Vec::new();
    if told.is_known {
        let text = words.get("refused-campaigns-same-list");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    if !told.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &told.problems)));
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            format!("{here}/marked"),
            words.get("projects-import-marked"),
        )]));
    }
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: told
            .effects
            .iter()
            .map(|(number, key)| (sheet::count(*number), words.get(key)))
            .collect(),
        caution: Some(words.get("campaigns-list-import-caution")),
    };
    let mut form = Form::new(&page, here).confirm(confirm);
    if told.has_work && !told.is_known {
        let label = words.get("projects-import-commit");
        form = form.button(Button::submit(ButtonKind::Primary, label));
    }
    form = form.button(Button::link(
        ButtonKind::Secondary,
        back,
        words.get("projects-import-again"),
    ));
    parts.push(Part::Form(form));
    View::new(page, parts)
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let Ok(Planned { upload, planned }) = planned(&req).await? else {
        return preview_page(&req, None).await;
    };
    let (id, has_aside) = (req.id("id")?, planned.has_aside);
    let input = Findings.input(&IntoCampaign { campaign: id }, &planned);
    let plan = planned.plan;
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| Findings::deed(tx, ctx, input, &plan);
    let key = req.form.key()?;
    match req.app.db.act_async(&req.ctx(), key, input, deed).await {
        Ok(done) => {
            if !has_aside {
                uploads::forget(&req, upload).await?;
            }
            let count = ::web::format::count(done.cases);
            let to = format!("{}/findings", home(id));
            Ok(Reply::see(to).saved("campaigns-saved-list", &[("count", &count)]))
        }
        Err(fault) => preview_page(&req, Some(fault)).await,
    }
}

/// The faulty rows, marked, to be mended and sent again.
pub(super) async fn marked(req: Req) -> Result<Reply> {
    let words = req.words();
    let Ok(Planned { planned, .. }) = planned(&req).await? else {
        return Err(Error::NotFound);
    };
    let table = planned.sheet.ok_or(Error::NotFound)?;
    let name = words.get("sheet-mark-sheet");
    sheet::marked(words, name, &table, &planned.problems)
}
