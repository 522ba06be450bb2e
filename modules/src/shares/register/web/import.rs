//! Importing a 股权台账 into one class: from upload through the comparison to the commit.

use super::doors::seen;
use super::pages::crumbs;
use crate::shares::file_api::{self, IntoClass};
use crate::shares::register::import_register;
use crate::shares::register::model::{Holder, written};
use crate::shares::register::plan_register::{Differs, RegisterPlan};
use crate::shares::register::store::{self, Class, Register};
use ::store::Tx;
use ::web::components::*;
use ::web::i18n::Words;
use ::web::import::{Incoming, Kept, told};
use ::web::layout::{NavItem, Page};
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, sheet};
use access::Right;
use kernel::{Date, Error, FieldError, Id, Result};
use sheets::Table as Sheet;

const ROWS: usize = 200;
const KIND: &str = "share_register";

/// The register and those of its classes that a list can fill.
async fn register_of(req: &Req) -> Result<(Register, Vec<Class>)> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let read = move |tx: &mut Tx| {
        let register = seen(tx, &ctx, id)?;
        access::require(tx, &ctx, Right::EnterProjects, register.unit)?;
        let mut classes = store::classes(tx, ctx.org, id, ctx.today(), i64::MAX)?;
        classes.retain(|class| class.holder != Holder::Collective);
        Ok((register, classes))
    };
    req.app.db.read_async(read).await
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_page(&req, None).await
}

async fn form_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let (register, classes) = register_of(req).await?;
    let mut page = req.page("register-import");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let chosen = req.form.get("class").or(req.query.get("class"));
    let view = form_view(
        page,
        &register,
        &classes,
        chosen.unwrap_or_default(),
        &faults,
    );
    Ok(view.reply()?.again(is_again))
}

pub(super) fn form_view(
    mut page: Page,
    register: &Register,
    classes: &[Class],
    chosen: &str,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    crumbs(&mut page, Some(register));
    if classes.is_empty() {
        let lead = words.get("register-import-no-class");
        return View::new(page, vec![Part::Text(lead)]);
    }
    let choices = classes
        .iter()
        .map(|class| Choice::new(class.id.to_string(), class.name.clone()));
    let class = Field::new(
        words,
        Control::Select(choices.collect()),
        "class",
        words.get("register-field-class"),
    )
    .value(chosen)
    .errors(words, faults);
    let file = Field::new(
        words,
        Control::File(".xlsx,.xls,.ods,.csv".into()),
        "file",
        words.get("register-field-file"),
    )
    .hint(words.get("projects-hint-file"))
    .errors(words, faults);
    let form = Form::new(&page, format!("/registers/{}/import", register.id))
        .field(class)
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-preview"),
        ));
    let lead = words.get("register-import-lead");
    View::new(page, vec![Part::Text(lead), Part::Form(form)])
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let (register, classes) = register_of(&req).await?;
    let chosen = req.form.get("class").unwrap_or_default();
    let Some(class) = classes.iter().find(|class| class.id.to_string() == chosen) else {
        return form_page(&req, Some(Error::invalid("class", "not_chosen"))).await;
    };
    let Some(file) = req.form.file("file").cloned() else {
        return form_page(&req, Some(Error::invalid("file", "file_missing"))).await;
    };
    let kept = uploads::keep(&req, KIND, file).await?;
    let (id, class) = (register.id, class.id);
    Ok(Reply::see(format!(
        "/registers/{id}/import/{kept}?class={class}"
    )))
}

/// A kept list as it was read and compared.
pub(super) struct Planned {
    pub register: Register,
    pub upload: Id,
    pub table: Option<Sheet>,
    pub plan: RegisterPlan,
    pub tag: String,
}

/// What was read, or in words why nothing could be read. The day is as the person chose, else today, and
/// never before the class began.
async fn planned(req: &Req) -> Result<std::result::Result<Planned, String>> {
    let (register, classes) = register_of(req).await?;
    let upload = req.id("upload")?;
    let stored = uploads::stored(req, KIND, upload).await?;
    let given = |name| req.form.get(name).or(req.query.get(name));
    let chosen = given("class").unwrap_or_default();
    let class = classes
        .into_iter()
        .find(|class| class.id.to_string() == chosen);
    let class = class.ok_or(Error::NotFound)?;
    let date: Option<Date> = given("date").and_then(|text| text.parse().ok());
    let (ctx, words) = (req.ctx(), req.words());
    let sent = Kept {
        name: stored.name,
        bytes: stored.bytes,
        mapping: stored.mapping,
        asked: IntoClass {
            class: class.id,
            date,
            document: None,
        },
        sees_names: req.sees_names(),
    };
    let read = move |tx: &mut Tx| told(words, file_api::Register.read(tx, &ctx, words, &sent));
    let found = req.app.db.export_async(read).await?;
    Ok(found.map(|planned| {
        let (plan, tag) = planned.plan;
        Planned {
            register,
            upload,
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
    let mut page = req.page("register-preview");
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    let words = req.words();
    let view = match planned(req).await? {
        Ok(planned) => preview_view(page, &planned),
        Err(text) => {
            let again = format!("/registers/{}/import", req.id("id")?);
            View::new(page, vec![sheet::refused(words, text, again)])
        }
    };
    Ok(view.reply()?.again(is_again))
}

pub(super) fn preview_view(mut page: Page, told: &Planned) -> View {
    let words = page.words;
    let (register, plan) = (&told.register, &told.plan);
    crumbs(&mut page, Some(register));
    page.breadcrumbs.push(NavItem::new(
        format!("/registers/{}/import?class={}", register.id, plan.class.id),
        words.get("register-import"),
        false,
    ));
    let class = plan.class.id.to_string();
    let here = format!("/registers/{}/import/{}", register.id, told.upload);
    let choice = vec![Choice::new(class.clone(), plan.class.name.clone())];
    let fields = vec![
        Field::new(
            words,
            Control::Select(choice),
            "class",
            words.get("register-field-class"),
        )
        .value(class.clone()),
        Field::new(
            words,
            Control::Date,
            "date",
            words.get("register-field-issued-on"),
        )
        .hint(words.get("projects-hint-import-from"))
        .value(plan.date.to_string()),
    ];
    let mut parts = vec![Part::Filter(FilterForm::new(
        words,
        here.clone(),
        fields,
        false,
    ))];
    if !plan.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &plan.problems)));
        let marked = format!("{here}/marked?class={class}&date={}", plan.date);
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            marked,
            words.get("projects-import-marked"),
        )]));
    }
    for (lines, name) in [(&plan.differs, "differs"), (&plan.missing, "missing")] {
        if !lines.is_empty() {
            parts.push(Part::Text(
                words.get(&format!("register-import-{name}-text")),
            ));
            parts.push(Part::Table(lines_of(words, plan, name, lines)));
        }
    }
    let effect = |number: String, key: &str| (number, words.get(key));
    let issued = written(plan.issued, plan.class.scale);
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            effect(sheet::count(plan.added), "register-effect-added"),
            effect(issued, "register-effect-issued"),
            effect(sheet::count(plan.unchanged), "register-effect-unchanged"),
            effect(sheet::count(plan.differs.len()), "register-effect-differs"),
            effect(sheet::count(plan.set_aside), "projects-effect-aside"),
        ],
        caution: Some(words.get("register-caution-import")),
    };
    let mut form = Form::new(&page, here)
        .hidden("class", class.clone())
        .hidden("date", plan.date.to_string())
        .confirm(confirm);
    if plan.added > 0 {
        let document = Field::new(
            words,
            Control::Text,
            "document",
            words.get("register-field-document"),
        )
        .optional(words);
        form = form.field(document).button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-commit"),
        ));
    }
    let again = format!("/registers/{}/import?class={class}", register.id);
    parts.push(Part::Form(form.button(Button::link(
        ButtonKind::Secondary,
        again,
        words.get("projects-import-again"),
    ))));
    View::new(page, parts)
}

fn lines_of(words: Words, plan: &RegisterPlan, name: &'static str, lines: &[Differs]) -> Table {
    let share = words.get("register-unit-share");
    let scale = plan.class.scale;
    let mut columns = vec![
        Column::text(words.get("register-col-name")),
        Column::text(words.get("projects-col-number")),
        Column::number(words.get("register-col-held-now"), share.clone()),
    ];
    if name == "differs" {
        columns.push(Column::number(words.get("register-col-listed"), share));
    }
    let rows = lines.iter().take(ROWS).map(|line| {
        let mut row: Row = vec![
            line.name.clone().into(),
            line.number.clone().into(),
            written(line.held, scale).into(),
        ];
        if let Some(listed) = line.listed {
            row.push(written(listed, scale).into());
        }
        row
    });
    let caption = words.get(&format!("register-import-{name}"));
    Table::new(name, caption, columns)
        .rows(rows.collect())
        .stacked()
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let id = req.id("id")?;
    let Ok(told) = planned(&req).await? else {
        return preview_page(&req, None).await;
    };
    let (lines, aside) = (told.plan.lines.clone(), told.plan.set_aside);
    let document = Some(req.form.shown("document").trim().to_owned());
    let document = document.filter(|text| !text.is_empty());
    let input = told.plan.input(document, told.tag.clone());
    let deed = move |tx: &mut Tx, ctx: &kernel::Ctx, input| import_register(tx, ctx, input, &lines);
    let key = req.form.key()?;
    match req.app.db.act_async(&req.ctx(), key, input, deed).await {
        Ok(done) => {
            if aside == 0 {
                uploads::forget(&req, told.upload).await?;
            }
            let added = sheet::count(done.added);
            let args = [("added", added.as_str())];
            Ok(Reply::see(format!("/registers/{id}")).saved("register-saved-import", &args))
        }
        Err(fault) => preview_page(&req, Some(fault)).await,
    }
}

/// The rows of households with a fault, marked, to be mended and sent again.
pub(super) async fn marked(req: Req) -> Result<Reply> {
    let words = req.words();
    let Ok(found) = planned(&req).await? else {
        return Err(Error::NotFound);
    };
    let table = found.table.ok_or(Error::NotFound)?;
    sheet::marked(
        words,
        found.plan.class.name.clone(),
        &table,
        &found.plan.problems,
    )
}
