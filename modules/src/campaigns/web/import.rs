//! A campaign from one workbook: sent in, shown in numbers with every fault by sheet and cell, begun.

use super::doors::home;
use super::pages::{crumbs, points_of, span};
use crate::campaigns::model::{ItemKind, Plan};
use crate::campaigns::workbook::{self, Placed, Read};
use crate::campaigns::{OpenCampaign, open_campaign};
use ::store::Tx;
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, format, sheet};
use access::units;
use kernel::{Ctx, Error, FieldError, Id, Result};

const KIND: &str = "campaign";
/// Faults that a page shows.
const ROWS: usize = 200;

/// A whole campaign over the villages that there are, beginning tomorrow.
pub(super) async fn template(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let read = move |tx: &mut Tx| {
        let desk = cases::roles::desk(tx, &ctx)?.ok_or(Error::NotFound)?;
        let desk = units::unit(tx, desk)?.ok_or(Error::NotFound)?;
        let villages = units::children(tx, desk.id)?;
        let example = workbook::example((desk.id, &desk.name), &villages, ctx.today().plus_days(1));
        workbook::write(&example)
    };
    let bytes = req.app.db.export_async(read).await?;
    let name = req.words().get("campaigns-template-name");
    Ok(Reply::xlsx(bytes, format!("{name}.xlsx")).private())
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_page(&req, None)
}

fn form_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("campaigns-import");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    Ok(form_view(page, &faults).reply()?.again(is_again))
}

pub(super) fn form_view(mut page: Page, faults: &[FieldError]) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, None);
    let file = Field::new(
        words,
        Control::File(".xlsx,.xls,.ods".into()),
        "file",
        words.get("projects-field-file"),
    )
    .hint(words.get("campaigns-import-hint"))
    .errors(words, faults);
    let form = Form::new(&page, "/campaigns/import")
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-preview"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            "/campaigns",
            words.get("web-cancel"),
        ));
    let template = Button::link(
        ButtonKind::Secondary,
        "/campaigns/template.xlsx",
        words.get("campaigns-template"),
    );
    let parts = vec![
        Part::Text(words.get("campaigns-import-lead")),
        Part::Buttons(vec![template]),
        Part::Form(form),
    ];
    View::new(page, parts)
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let Some(file) = req.form.file("file").cloned() else {
        return form_page(&req, Some(Error::invalid("file", "file_missing")));
    };
    let kept = uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!("/campaigns/import/{kept}")))
}

/// A workbook as it was read, with its tag; or why it cannot be read, in words.
type Found = std::result::Result<(Read, String), String>;

async fn read(req: &Req) -> Result<(Id, Found)> {
    let upload = req.id("upload")?;
    let stored = uploads::stored(req, KIND, upload).await?;
    let (ctx, words) = (req.ctx(), req.words());
    let read = move |tx: &mut Tx| {
        let desk = cases::roles::desk(tx, &ctx)?.ok_or(Error::NotFound)?;
        let desk = units::unit(tx, desk)?.ok_or(Error::NotFound)?;
        let below = units::children(tx, desk.id)?;
        let read = match workbook::read(&stored.bytes, &stored.name, &desk, &below) {
            Ok(read) => read,
            Err(fault) => return Ok(Err(sheet::unread(words, &fault))),
        };
        let tag = workbook::file_tag(tx, &stored.bytes);
        Ok(Ok((read, tag)))
    };
    let found = req.app.db.export_async(read).await?;
    Ok((upload, found))
}

pub(super) async fn preview(req: Req) -> Result<Reply> {
    preview_page(&req, None).await
}

async fn preview_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let words = req.words();
    let mut page = req.page("projects-preview");
    req.told(&mut page, fault)?;
    let (upload, found) = read(req).await?;
    let view = match found {
        Ok((read, _)) => preview_view(page, upload, &read),
        Err(text) => {
            page.breadcrumbs = crumbs(words, None);
            View::new(
                page,
                vec![sheet::refused(words, text, "/campaigns/import".into())],
            )
        }
    };
    Ok(view.reply()?.again(is_again))
}

pub(super) fn preview_view(mut page: Page, upload: Id, read: &Read) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, None);
    let mut parts = Vec::new();
    for unread in &read.unread {
        let why = sheet::unread(words, &unread.fault);
        let text = words.with(
            "campaigns-sheet-unread",
            &[("sheet", unread.sheet), ("why", &why)],
        );
        parts.push(Part::Notice(Notice::new(NoticeKind::Refused, words, text)));
    }
    if !read.problems.is_empty() {
        parts.push(Part::Text(words.get("campaigns-import-faults")));
        parts.push(Part::Table(problems(words, &read.problems)));
    }
    let again = Button::link(
        ButtonKind::Secondary,
        "/campaigns/import",
        words.get("projects-import-again"),
    );
    match &read.plan {
        None => parts.push(Part::Buttons(vec![again])),
        Some(plan) => {
            parts.push(Part::Summary(summary(words, plan)));
            let form = Form::new(&page, format!("/campaigns/import/{upload}"))
                .confirm(confirm(words, plan))
                .button(Button::submit(
                    ButtonKind::Primary,
                    words.get("campaigns-begin"),
                ))
                .button(again);
            parts.push(Part::Form(form));
        }
    }
    View::new(page, parts)
}

fn summary(words: Words, plan: &Plan) -> Summary {
    let classes: std::collections::BTreeMap<&str, i64> =
        plan.villages
            .iter()
            .fold(Default::default(), |mut of, village| {
                *of.entry(village.class.as_str()).or_default() += 1;
                of
            });
    let classes: Vec<String> = classes
        .iter()
        .map(|(class, count)| format!("{class} {}", format::count(*count)))
        .collect();
    let classes = classes.join("、");
    Summary::default()
        .row(words.get("campaigns-col-campaign"), plan.name.clone())
        .row(
            words.get("campaigns-col-span"),
            Cell::from(span(words, plan.first, plan.last))
                .note(words.count("campaigns-days", plan.days())),
        )
        .row(
            words.get("campaigns-col-full"),
            points_of(words, plan.points),
        )
        .row(words.get("campaigns-col-classes"), classes)
}

fn confirm(words: Words, plan: &Plan) -> Confirm {
    let effect = |number: usize, key: &str| (sheet::count(number), words.get(key));
    let pilots = plan
        .villages
        .iter()
        .filter(|village| village.is_pilot)
        .count();
    Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            effect(plan.items_of(ItemKind::Zero), "campaigns-effect-zeros"),
            effect(plan.items_of(ItemKind::Lift), "campaigns-effect-lifts"),
            effect(plan.villages.len(), "campaigns-effect-villages"),
            effect(pilots, "campaigns-effect-pilots"),
            effect(plan.lines.len(), "campaigns-effect-lines"),
            effect(plan.rounds.len(), "campaigns-effect-rounds"),
        ],
        caution: Some(words.get("campaigns-begin-caution")),
    }
}

/// Every fault by sheet and cell.
fn problems(words: Words, found: &[Placed]) -> Table {
    let rows = found.iter().take(ROWS).map(|one| {
        vec![
            Cell::from(format!("{}!{}", one.sheet, one.problem.cell())),
            one.problem.header.clone().into(),
            one.problem.raw.clone().into(),
            sheet::problem(words, &one.problem).into(),
        ]
    });
    let columns = ["cell", "header", "raw", "problem"]
        .map(|name| Column::text(words.get(&format!("projects-col-{name}"))));
    Table::new("problems", words.get("projects-problems"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let (upload, found) = read(&req).await?;
    let Ok((
        Read {
            plan: Some(plan), ..
        },
        tag,
    )) = found
    else {
        return preview_page(&req, None).await;
    };
    let input = OpenCampaign::of(&plan, tag);
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| open_campaign(tx, ctx, input, &plan);
    let key = req.form.key()?;
    match req.app.db.act_async(&req.ctx(), key, input, deed).await {
        Ok(done) => {
            uploads::forget(&req, upload).await?;
            Ok(Reply::see(home(done.campaign)).saved("campaigns-saved-begun", &[]))
        }
        Err(fault) => preview_page(&req, Some(fault)).await,
    }
}
