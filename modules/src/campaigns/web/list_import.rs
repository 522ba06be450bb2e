//! Bringing in a list of problems that was kept elsewhere: every fault by its cell, what would come to be, one deed.

use super::doors::{home, whole};
use super::pages::crumbs;
use crate::campaigns::ledger::{self, Ledger};
use crate::campaigns::read::Whole;
use crate::campaigns::{ImportFindings, import_findings};
use ::store::Tx;
use ::web::components::*;
use ::web::layout::Page;
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, sheet};
use access::imports;
use kernel::{Ctx, Error, FieldError, Id, Result};
use sheets::Table as Sheet;

const KIND: &str = "findings";

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
    let kept = uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!("{}/import/{kept}", home(id))))
}

/// A kept list as it was read.
pub(super) struct Planned {
    pub upload: Id,
    pub whole: Whole,
    pub ledger: Ledger,
    /// The same file was brought in before.
    pub is_known: bool,
    pub set_aside: usize,
}

type Found = std::result::Result<(Planned, Sheet, String), (Whole, String)>;

async fn planned(req: &Req) -> Result<Found> {
    let (upload, id) = (req.id("upload")?, req.id("id")?);
    let stored = uploads::stored(req, KIND, upload).await?;
    let (ctx, words) = (req.ctx(), req.words());
    let read = move |tx: &mut Tx| {
        let whole = crate::campaigns::read::whole(tx, &ctx, id)?;
        let table = match ledger::read_table(&stored.bytes, &stored.name) {
            Ok(table) => table,
            Err(fault) => return Ok(Err((whole, sheet::unread(words, &fault)))),
        };
        let ledger = ledger::read(&whole, &table);
        let tag = kernel::text::hex(&tx.hmac("campaigns.findings", &[&stored.bytes]));
        let known = imports::import_with_tag(tx, ctx.org, KIND, tag.as_bytes())?;
        let planned = Planned {
            upload,
            set_aside: table.rows.len().saturating_sub(ledger.cases.len()),
            is_known: known.is_some(),
            whole,
            ledger,
        };
        Ok(Ok((planned, table, tag)))
    };
    req.app.db.export_async(read).await
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
        Ok((planned, ..)) => preview_view(page, &planned),
        Err((whole, text)) => {
            page.breadcrumbs = crumbs(words, Some(&whole.campaign));
            let back = format!("{}/import", home(whole.campaign.id));
            View::new(page, vec![sheet::refused(words, text, back)])
        }
    };
    Ok(view.reply()?.again(is_again))
}

pub(super) fn preview_view(mut page: Page, told: &Planned) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, Some(&told.whole.campaign));
    let back = format!("{}/import", home(told.whole.campaign.id));
    let here = format!("{back}/{}", told.upload);
    let mut parts = Vec::new();
    if told.is_known {
        let text = words.get("refused-campaigns-same-list");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    if !told.ledger.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &told.ledger.problems)));
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            format!("{here}/marked"),
            words.get("projects-import-marked"),
        )]));
    }
    let effect = |number: usize, key: &str| (sheet::count(number), words.get(key));
    let [found, under_way, to_check, closed] = told.ledger.counts;
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            effect(told.ledger.cases.len(), "campaigns-effect-findings"),
            effect(found, "campaigns-standing-found"),
            effect(under_way, "campaigns-standing-under-way"),
            effect(to_check, "campaigns-standing-to-check"),
            effect(closed, "campaigns-standing-closed"),
            effect(told.set_aside, "projects-effect-aside"),
        ],
        caution: Some(words.get("campaigns-list-import-caution")),
    };
    let mut form = Form::new(&page, here).confirm(confirm);
    if !told.ledger.cases.is_empty() && !told.is_known {
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
    let Ok((told, _, file_tag)) = planned(&req).await? else {
        return preview_page(&req, None).await;
    };
    let (id, upload, aside) = (told.whole.campaign.id, told.upload, told.set_aside);
    let input = ImportFindings {
        campaign: id,
        count: told.ledger.cases.len(),
        set_aside: aside,
        file_tag,
    };
    let brought = told.ledger.cases;
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| import_findings(tx, ctx, input, &brought);
    let key = req.form.key()?;
    match req.app.db.act_async(&req.ctx(), key, input, deed).await {
        Ok(done) => {
            if aside == 0 {
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
    let Ok((told, table, _)) = planned(&req).await? else {
        return Err(Error::NotFound);
    };
    sheet::marked(
        words,
        words.get("sheet-mark-sheet"),
        &table,
        &told.ledger.problems,
    )
}
