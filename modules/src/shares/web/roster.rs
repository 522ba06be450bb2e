//! The roster of a project: its list and file, ending a line, and importing a list from upload to
//! commit, compared with what is there.

use super::doors::{after, codes_of, detail};
use super::forms::{Codes, word_of};
use super::pages::crumbs;
use crate::shares::read::{self, AsOf, ProjectDetail, RosterView};
use crate::shares::{
    EndBeneficiary, RosterPlan, end_beneficiary, import_roster, plan_roster, read_roster,
};
use ::web::components::*;
use ::web::form::Reader;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, format, sheet};
use access::{Right, Scope};
use kernel::{Date, Error, Id, Result, mask};
use sheets::{OutCell, OutColumn, OutKind, OutTable, Table as Sheet, write_xlsx};

const ROWS: u16 = 200;
const KIND: &str = "roster";

async fn rows(req: &Req, project: Id, after: Option<Id>, limit: u16) -> Result<Vec<RosterView>> {
    let ctx = req.ctx();
    let sees_names = req.sees_names();
    let at = AsOf::on(ctx.today());
    let mut rows = req
        .app
        .db
        .read_async(move |tx| {
            read::roster(
                tx,
                &Scope::of(&ctx, Right::ViewProjects),
                at,
                project,
                after,
                limit,
            )
        })
        .await?;
    if !sees_names {
        for row in &mut rows {
            row.head_name = mask::name(&row.head_name);
        }
    }
    Ok(rows)
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let (told, codes) = (detail(&req).await?, codes_of(&req).await?);
    let found = rows(&req, told.project.id, after(&req), ROWS).await?;
    let page = req.page("projects-roster");
    list_view(page, &told, &found, &codes, req.may(Right::EnterProjects)).reply()
}

pub(super) fn list_view(
    mut page: Page,
    told: &ProjectDetail,
    found: &[RosterView],
    codes: &Codes,
    may_enter: bool,
) -> View {
    let words = page.words;
    let id = told.project.id;
    crumbs(&mut page, Some((&id, &told.project.name)));
    let text = |key: &str| Column::text(words.get(key));
    let mut columns = vec![
        text("projects-col-head"),
        text("projects-col-village"),
        text("projects-col-class"),
        Column::number(
            words.get("projects-col-heads"),
            words.get("projects-unit-person"),
        ),
        text("projects-col-from"),
    ];
    if may_enter {
        columns.push(text("projects-col-correct"));
    }
    let lines = found.iter().map(|line| {
        let mut heads = Cell::from(format::count(line.heads));
        if line.heads != line.members {
            let args = [
                ("heads", line.heads.into()),
                ("members", line.members.into()),
            ];
            heads = heads.note(words.fill("shares-heads-differ", &args));
        }
        let mut row: Row = vec![
            Cell::link(
                format!("/statements/{}", line.household),
                line.head_name.clone(),
            )
            .note(line.number.clone()),
            line.village.clone().into(),
            word_of(words, &codes.classes, &line.class).into(),
            heads,
            line.from.to_string().into(),
        ];
        if may_enter {
            row.push(Cell::link(
                format!("/projects/{id}/roster/end/{}", line.id),
                words.get("projects-roster-end"),
            ));
        }
        row
    });
    let is_full = found.len() == usize::from(ROWS);
    let next = found
        .last()
        .filter(|_| is_full)
        .map(|last| format!("/projects/{id}/roster?after={}", last.id));
    let table = Table::new("roster", words.get("projects-roster-caption"), columns)
        .rows(lines.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("projects-roster-empty-title"),
            text: words.get("projects-roster-empty-text"),
            action: may_enter.then(|| {
                (
                    format!("/projects/{id}/roster/import"),
                    words.get("projects-roster-import"),
                )
            }),
        })
        .pager(Pager::new(words, told.roster.seen, None, next));
    let mut buttons = Vec::new();
    let link = |path: &str, key: &str| {
        Button::link(
            ButtonKind::Secondary,
            format!("/projects/{id}/{path}"),
            words.get(key),
        )
    };
    if may_enter && !found.is_empty() {
        buttons.push(link("roster/import", "projects-roster-import"));
        buttons.push(link("roster/add", "projects-add-beneficiary"));
    }
    buttons.push(link("roster.xlsx", "projects-roster-export"));
    let mut parts = vec![Part::Text(summary(words, told)), Part::Buttons(buttons)];
    parts.push(Part::Table(table));
    View::new(page, parts)
}

/// How many there are, and how many of them the reader does not see.
fn summary(words: Words, told: &ProjectDetail) -> String {
    let roster = told.roster;
    let withheld = roster.households.saturating_sub(roster.seen);
    let args = [
        ("households", roster.households.into()),
        ("heads", roster.heads.into()),
        ("withheld", withheld.into()),
    ];
    words.fill(
        if withheld > 0 {
            "projects-roster-sum-withheld"
        } else {
            "projects-roster-sum"
        },
        &args,
    )
}

/// The roster with the columns that it is imported by.
pub(super) async fn export(req: Req) -> Result<Reply> {
    let (told, codes, words) = (detail(&req).await?, codes_of(&req).await?, req.words());
    let mut all = Vec::new();
    loop {
        let page = rows(
            &req,
            told.project.id,
            all.last().map(|row: &RosterView| row.id),
            5000,
        )
        .await?;
        let is_last = page.len() < 5000;
        all.extend(page);
        if is_last {
            break;
        }
    }
    let text = |value: &str| OutCell::Text(value.to_owned());
    let column = |header: &str, kind| OutColumn::new(header, kind);
    let table = OutTable {
        sheet: words.get("projects-roster"),
        title: Some(told.project.name.clone()),
        // The heads are those that the import reads, in Chinese in every language.
        columns: vec![
            column("户编号", OutKind::Identity),
            column("户主姓名", OutKind::Text),
            column("村", OutKind::Text),
            column("类别", OutKind::Text),
            column("享受人数", OutKind::Integer),
            column("起始日期", OutKind::Date),
        ],
        rows: all
            .iter()
            .map(|row| {
                vec![
                    text(&row.number),
                    text(&row.head_name),
                    text(&row.village),
                    text(&word_of(Words::default(), &codes.classes, &row.class)),
                    OutCell::Integer(row.heads),
                    OutCell::Date(row.from),
                ]
            })
            .collect(),
        ..OutTable::default()
    };
    Ok(Reply::xlsx(write_xlsx(&[table])?, format!("{}.xlsx", told.project.name)).private())
}

pub(super) async fn end_form(req: Req) -> Result<Reply> {
    end_page(&req, None).await
}

async fn end_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let (told_project, line, words) = (detail(req).await?, req.id("line")?, req.words());
    let project = &told_project.project;
    let before = Some(Id(line.0.saturating_sub(1)));
    let found = rows(req, project.id, before, 1)
        .await?
        .into_iter()
        .find(|row| row.id == line)
        .ok_or(Error::NotFound)?;
    let mut page = req.page("projects-roster-end");
    crumbs(&mut page, Some((&project.id, &project.name)));
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let typed = Some(req.form.shown("to")).filter(|v| !v.is_empty());
    let field = Field::new(words, Control::Date, "to", words.get("projects-field-end"))
        .hint(words.get("projects-hint-end"))
        .value(typed.unwrap_or_else(|| req.ctx().today().to_string()))
        .errors(words, &faults);
    let form = Form::new(&page, format!("/projects/{}/roster/end/{line}", project.id))
        .field(field)
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![
                (found.head_name.clone(), words.get("projects-effect-ended")),
                (
                    words.count("projects-persons", found.heads),
                    words.get("projects-effect-ended-heads"),
                ),
            ],
            caution: Some(words.get("projects-caution-end")),
        })
        .button(Button::submit(
            ButtonKind::Warn,
            words.get("projects-roster-end"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/projects/{}/roster", project.id),
            words.get("web-cancel"),
        ));
    let reply = View::new(page, vec![Part::Form(form)]).reply()?;
    Ok(reply.with_status(if is_again { 422 } else { 200 }))
}

pub(super) async fn end(req: Req) -> Result<Reply> {
    match end_deed(&req).await {
        Ok(()) => Ok(Reply::see(format!("/projects/{}/roster", req.id("id")?))
            .saved("projects-saved-end", &[])),
        Err(fault) => end_page(&req, Some(fault)).await,
    }
}

async fn end_deed(req: &Req) -> Result<()> {
    let (key, beneficiary) = (req.form.key()?, req.id("line")?);
    let mut read = Reader::new(&req.form);
    let to = read.date("to");
    read.done()?;
    let input = EndBeneficiary {
        beneficiary,
        to: to.ok_or_else(|| Error::invalid("to", "empty"))?,
    };
    req.app
        .db
        .act_async(&req.ctx(), key, input, end_beneficiary)
        .await
        .map(drop)
}

pub(super) async fn import_form(req: Req) -> Result<Reply> {
    import_page(&req, None).await
}

async fn import_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
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
    Ok(reply.with_status(if is_again { 422 } else { 200 }))
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let project = detail(&req).await?.project.id;
    let Some(file) = req.form.file("file").cloned() else {
        return import_page(&req, Some(Error::invalid("file", "file_missing"))).await;
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
    table: Sheet,
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
    let (ctx, words, id) = (req.ctx(), req.words(), project.project.id);
    let found = req
        .app
        .db
        .export_async(move |tx| {
            let table = match read_roster(&stored.bytes, &stored.name, &stored.mapping) {
                Ok(table) => table,
                Err(fault) => return Ok(Err(sheet::unread(words, &fault))),
            };
            let plan = plan_roster(tx, &Scope::of(&ctx, Right::EnterProjects), id, &table, from)?;
            let tag = kernel::text::hex(&tx.hmac("shares.file", &[&stored.bytes]));
            Ok(Ok((table, plan, tag)))
        })
        .await?;
    Ok(found.map(|(table, plan, tag)| Planned {
        project,
        upload,
        from,
        table,
        plan,
        tag,
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
    Ok(view.reply()?.with_status(if is_again { 422 } else { 200 }))
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
    sheet::marked(
        words,
        words.get("sheet-mark-sheet"),
        &told.table,
        &told.plan.problems,
    )
}
