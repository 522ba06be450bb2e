//! The roster of a project: its list and file, and ending a line.

use super::doors::{after, codes_of, detail};
use super::forms::{Codes, word_of};
use super::pages::crumbs;
use crate::shares::read::{self, AsOf, ProjectDetail, RosterView};
use crate::shares::{EndBeneficiary, end_beneficiary};
use ::web::components::*;
use ::web::form::Reader;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, Reply, Req, View, format};
use access::{Right, Scope};
use kernel::{Error, Id, Result, mask};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

const ROWS: u16 = 200;

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
                    OutCell::text(&row.number),
                    OutCell::text(&row.head_name),
                    OutCell::text(&row.village),
                    OutCell::text(word_of(Words::default(), &codes.classes, &row.class)),
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
    Ok(reply.again(is_again))
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
    let input = EndBeneficiary { beneficiary, to };
    req.app
        .db
        .act_async(&req.ctx(), key, input, end_beneficiary)
        .await
        .map(drop)
}
