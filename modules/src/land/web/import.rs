//! Importing a list of land from upload to commit: every fault by its cell, what would change, what is missing.

use super::doors::crumbs;
use crate::land::file_api::{HoldsFrom, LandList};
use crate::land::read::ParcelView;
use crate::land::{LandPlan, import_land};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::import::{Incoming, Kept, told};
use ::web::layout::Page;
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, format, sheet};
use kernel::{Date, Error, FieldError, Id, Result};
use sheets::Table as Sheet;

const KIND: &str = "land";
/// Faults and missing parcels that a page shows.
const ROWS: usize = 200;

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_page(&req, None)
}

fn form_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("land-import");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let reply = form_view(page, &faults).reply()?;
    Ok(reply.again(is_again))
}

pub(super) fn form_view(mut page: Page, faults: &[FieldError]) -> View {
    let words = page.words;
    crumbs(&mut page);
    let file = Field::new(
        words,
        Control::File(".xlsx,.xls,.ods,.csv".into()),
        "file",
        words.get("projects-field-file"),
    )
    .hint(words.get("land-import-hint"))
    .errors(words, faults);
    let form = Form::new(&page, "/land/import")
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-preview"),
        ));
    let lead = Part::Text(words.get("land-import-lead"));
    View::new(page, vec![lead, Part::Form(form)])
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let Some(file) = req.form.file("file").cloned() else {
        return form_page(&req, Some(Error::invalid("file", "file_missing")));
    };
    let kept = uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!("/land/import/{kept}")))
}

/// A kept list as it was read and compared.
pub(super) struct Planned {
    pub upload: Id,
    pub from: Date,
    pub plan: LandPlan,
}

/// The plan with the table and the file's tag; or why the file cannot be read, in words.
type Found = std::result::Result<(Planned, Option<Sheet>, String), String>;

/// The day from which what is new or changed holds: as the person chose, else today.
async fn planned(req: &Req) -> Result<Found> {
    let upload = req.id("upload")?;
    let stored = uploads::stored(req, KIND, upload).await?;
    let chosen = req.form.get("from").or(req.query.get("from"));
    let from = chosen.and_then(|typed| kernel::date::parse_day(typed).ok());
    let from = from.unwrap_or_else(|| req.ctx().today());
    let (ctx, words) = (req.ctx(), req.words());
    let sent = Kept {
        name: stored.name,
        bytes: stored.bytes,
        mapping: stored.mapping,
        asked: HoldsFrom { from: Some(from) },
        sees_names: req.sees_names(),
    };
    let read = move |tx: &mut ::store::Tx| told(words, LandList.read(tx, &ctx, words, &sent));
    let found = req.app.db.export_async(read).await?;
    Ok(found.map(|planned| {
        let (plan, from, tag) = planned.plan;
        (Planned { upload, from, plan }, planned.sheet, tag)
    }))
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
        Err(text) => {
            crumbs(&mut page);
            View::new(
                page,
                vec![sheet::refused(words, text, "/land/import".into())],
            )
        }
    };
    Ok(view.reply()?.again(is_again))
}

pub(super) fn preview_view(mut page: Page, told: &Planned) -> View {
    let words = page.words;
    let plan = &told.plan;
    crumbs(&mut page);
    let here = format!("/land/import/{}", told.upload);
    let from = Field::new(
        words,
        Control::Date,
        "from",
        words.get("land-field-import-from"),
    )
    .hint(words.get("projects-hint-import-from"))
    .value(told.from.to_string());
    let mut parts = vec![Part::Filter(FilterForm::new(
        words,
        here.clone(),
        vec![from],
        false,
    ))];
    if !plan.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &plan.problems)));
        let marked = format!("{here}/marked?from={}", told.from);
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            marked,
            words.get("projects-import-marked"),
        )]));
    }
    if !plan.differing.is_empty() {
        let differing = i64::try_from(plan.differing.len()).unwrap_or(i64::MAX);
        let text = words.count("land-import-differing", differing);
        let rows = plan.differing.iter().take(ROWS);
        let lines = rows.map(|(row, code)| (String::new(), format!("{row}: {code}")));
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
        parts.push(Part::Details {
            label: words.get("land-import-differing-rows"),
            parts: vec![Part::List(lines.collect())],
        });
    }
    if !plan.missing.is_empty() {
        parts.push(Part::Text(words.get("land-import-missing-text")));
        parts.push(Part::Table(missing(words, &plan.missing)));
    }
    parts.push(Part::Form(commit_form(&page, told, here)));
    View::new(page, parts)
}

fn commit_form(page: &Page, told: &Planned, here: String) -> Form {
    let (words, plan) = (page.words, &told.plan);
    let effect = |number: usize, key: &str| (sheet::count(number), words.get(key));
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            effect(plan.added, "land-effect-added"),
            effect(plan.changed, "land-effect-changed"),
            effect(plan.unchanged, "land-effect-unchanged"),
            effect(plan.set_aside, "projects-effect-aside"),
        ],
        caution: Some(words.get("land-import-caution")),
    };
    let mut form = Form::new(page, here)
        .hidden("from", told.from.to_string())
        .confirm(confirm);
    if plan.added + plan.changed > 0 {
        form = form.button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-commit"),
        ));
    }
    form.button(Button::link(
        ButtonKind::Secondary,
        "/land/import",
        words.get("projects-import-again"),
    ))
}

fn missing(words: Words, found: &[ParcelView]) -> Table {
    let columns = vec![
        Column::text(words.get("land-col-code")),
        Column::text(words.get("land-col-holder")),
        Column::number(words.get("land-col-contracted"), words.get("land-unit-mu")),
    ];
    let rows = found.iter().take(ROWS).map(|parcel| {
        vec![
            parcel.code.clone().into(),
            Cell::from(parcel.head_name.clone()).note(parcel.household_number.clone()),
            parcel.contracted.map(format::mu).unwrap_or_default().into(),
        ]
    });
    Table::new("missing", words.get("land-import-missing"), columns)
        .rows(rows.collect())
        .stacked()
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let Ok((told, _, tag)) = planned(&req).await? else {
        return preview_page(&req, None).await;
    };
    let (lines, aside) = (told.plan.lines.clone(), told.plan.set_aside);
    // Columns are known by their headers; a person chooses none yet.
    let input = told.plan.input(told.from, tag, "[]".into());
    let deed =
        move |tx: &mut ::store::Tx, ctx: &kernel::Ctx, input| import_land(tx, ctx, input, &lines);
    let key = req.form.key()?;
    match req.app.db.act_async(&req.ctx(), key, input, deed).await {
        Ok(done) => {
            if aside == 0 {
                uploads::forget(&req, told.upload).await?;
            }
            let (added, changed) = (sheet::count(done.added), sheet::count(done.changed));
            let args = [("added", added.as_str()), ("changed", changed.as_str())];
            Ok(Reply::see("/land").saved("land-saved-import", &args))
        }
        Err(fault) => preview_page(&req, Some(fault)).await,
    }
}

/// The faulty rows, marked, to be mended and sent again.
pub(super) async fn marked(req: Req) -> Result<Reply> {
    let words = req.words();
    let Ok((told, Some(table), _)) = planned(&req).await? else {
        return Err(Error::NotFound);
    };
    sheet::marked(
        words,
        words.get("sheet-mark-sheet"),
        &table,
        &told.plan.problems,
    )
}
