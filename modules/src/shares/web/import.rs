//! Importing a roster: from upload through the comparison to the commit.

use super::doors::detail;
use super::pages::crumbs;
use crate::shares::file_api::{OfProject, Roster};
use crate::shares::read::ProjectDetail;
use crate::shares::{RosterPlan, import_roster};
use ::web::components::*;
use ::web::import::{Incoming, Kept, told};
use ::web::layout::{NavItem, Page};
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, format, sheet};
use kernel::{Date, Error, Id, Result};
use sheets::Table as Sheet;

const KIND: &str = "roster";

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_page(&req, None).await
}

async fn form_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let (told_project, words) = (detail(req).await?, req.words());
    let project = &told_project.project;
    let mut page = req.page("projects-roster-import");
    crumbs(&mut page, Some((&project.id, &project.name)));
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let file = Field::new(
        words,
        Control::File(".xlsx,.xls,.ods,.csv".into()),
        "file",
        words.get("projects-field-file"),
    )
    .hint(words.get("projects-hint-file"))
    .errors(words, &faults);
    let form = Form::new(&page, format!("/projects/{}/roster/import", project.id))
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-preview"),
        ));
    let reply = View::new(
        page,
        vec![
            Part::Text(words.get("projects-import-lead")),
            Part::Form(form),
        ],
    )
    .reply()?;
    Ok(reply.again(is_again))
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let project = detail(&req).await?.project.id;
    let Some(file) = req.form.file("file").cloned() else {
        return form_page(&req, Some(Error::invalid("file", "file_missing"))).await;
    };
    let kept = uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!(
        "/projects/{project}/roster/import/{kept}"
    )))
}

/// A kept list as it was read and compared.
struct Planned {
    project: ProjectDetail,
    upload: Id,
    from: Date,
    table: Option<Sheet>,
    plan: RosterPlan,
    tag: String,
}

/// The day from which rows without one hold: as the person chose, else today.
async fn planned(req: &Req) -> Result<std::result::Result<Planned, String>> {
    let (project, upload) = (detail(req).await?, req.id("upload")?);
    let stored = uploads::stored(req, KIND, upload).await?;
    let chosen = req.form.get("from").or(req.query.get("from"));
    let from = chosen
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| req.ctx().today());
    let (ctx, words) = (req.ctx(), req.words());
    let sent = Kept {
        name: stored.name,
        bytes: stored.bytes,
        mapping: stored.mapping,
        asked: OfProject {
            project: project.project.id,
            from: Some(from),
        },
        sees_names: req.sees_names(),
    };
    let read = move |tx: &mut ::store::Tx| told(words, Roster.read(tx, &ctx, words, &sent));
    let found = req.app.db.export_async(read).await?;
    Ok(found.map(|planned| {
        let (plan, from, tag) = planned.plan;
        Planned {
            project,
            upload,
            from,
            table: planned.sheet,
            plan,
            tag,
        }
    }))
}

pub(super) async fn preview(req: Req) -> Result<Reply> {
    preview_page(&req, None).await
}

async fn preview_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let mut page = req.page("projects-preview");
    req.told(&mut page, fault)?;
    let view = match planned(req).await? {
        Ok(planned) => preview_view(page, &planned),
        Err(text) => {
            let id = req.id("id")?;
            let again = format!("/projects/{id}/roster/import");
            View::new(page, vec![sheet::refused(req.words(), text, again)])
        }
    };
    Ok(view.reply()?.again(is_again))
}

fn preview_view(mut page: Page, told: &Planned) -> View {
    let words = page.words;
    let (project, plan) = (&told.project.project, &told.plan);
    crumbs(&mut page, Some((&project.id, &project.name)));
    page.breadcrumbs.push(NavItem::new(
        format!("/projects/{}/roster", project.id),
        words.get("projects-roster"),
        false,
    ));
    let here = format!("/projects/{}/roster/import/{}", project.id, told.upload);
    let from = Field::new(
        words,
        Control::Date,
        "from",
        words.get("projects-field-import-from"),
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
    if !plan.missing.is_empty() {
        let rows = plan.missing.iter().map(|(line, number, head)| {
            vec![
                head.clone().into(),
                number.clone().into(),
                format::count(line.line.heads).into(),
            ]
        });
        let columns = vec![
            Column::text(words.get("projects-col-head")),
            Column::text(words.get("projects-col-number")),
            Column::number(
                words.get("projects-col-heads"),
                words.get("projects-unit-person"),
            ),
        ];
        let missing = Table::new("missing", words.get("projects-import-missing"), columns)
            .rows(rows.collect());
        parts.push(Part::Text(words.get("projects-import-missing-text")));
        parts.push(Part::Table(missing));
    }
    let effect = |number: usize, key: &str| (sheet::count(number), words.get(key));
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            effect(plan.added.len(), "projects-effect-added"),
            effect(plan.changed.len(), "projects-effect-changed"),
            effect(plan.unchanged, "projects-effect-unchanged"),
            effect(plan.set_aside, "projects-effect-aside"),
        ],
        caution: Some(words.get("projects-caution-import")),
    };
    let has_work = !plan.added.is_empty() || !plan.changed.is_empty();
    let mut form = Form::new(&page, here)
        .hidden("from", told.from.to_string())
        .confirm(confirm);
    if has_work {
        form = form.button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-commit"),
        ));
    }
    let again = format!("/projects/{}/roster/import", project.id);
    form = form.button(Button::link(
        ButtonKind::Secondary,
        again,
        words.get("projects-import-again"),
    ));
    parts.push(Part::Form(form));
    View::new(page, parts)
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let id = req.id("id")?;
    let Ok(told) = planned(&req).await? else {
        return preview_page(&req, None).await;
    };
    let (lines, aside) = (told.plan.lines.clone(), told.plan.set_aside);
    let mapping: Vec<(String, String)> = Vec::new();
    let mapping = serde_json::to_string(&mapping).map_err(|e| Error::internal("a mapping", e))?;
    let input = told.plan.input(id, told.from, told.tag.clone(), mapping);
    let deed =
        move |tx: &mut ::store::Tx, ctx: &kernel::Ctx, input| import_roster(tx, ctx, input, &lines);
    match req
        .app
        .db
        .act_async(&req.ctx(), req.form.key()?, input, deed)
        .await
    {
        Ok(done) => {
            if aside == 0 {
                uploads::forget(&req, told.upload).await?;
            }
            let (added, changed) = (sheet::count(done.added), sheet::count(done.changed));
            let args = [("added", added.as_str()), ("changed", changed.as_str())];
            Ok(Reply::see(format!("/projects/{id}/roster")).saved("projects-saved-import", &args))
        }
        Err(fault) => preview_page(&req, Some(fault)).await,
    }
}

/// The faulty rows, marked, to be mended and sent again.
pub(super) async fn marked(req: Req) -> Result<Reply> {
    let words = req.words();
    let Ok(told) = planned(&req).await? else {
        return Err(Error::NotFound);
    };
    let table = told.table.ok_or(Error::NotFound)?;
    sheet::marked(
        words,
        words.get("sheet-mark-sheet"),
        &table,
        &told.plan.problems,
    )
}
