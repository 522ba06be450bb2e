//! Importing member accounts and trade from upload to commit, compared with what is there.

use super::doors::{seen, when};
use super::pages::crumbs;
use crate::shares::coop::store::Coop;
use crate::shares::coop::{AccountsPlan, import_accounts};
use crate::shares::file_api::{Accounts, OfCoop};
use ::store::Tx;
use ::web::components::*;
use ::web::i18n::Words;
use ::web::import::{Incoming, Kept, told};
use ::web::layout::Page;
use ::web::pages::uploads;
use ::web::{Part, Reply, Req, View, sheet};
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use sheets::Table as Sheet;

const KIND: &str = "coop";

async fn coop_of(req: &Req) -> Result<Coop> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let found = req.app.db.read_async(move |tx| seen(tx, &ctx, id)).await?;
    Ok(found.0)
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_page(&req, None).await
}

async fn form_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let coop = coop_of(req).await?;
    let mut page = req.page("coop-add-import");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let view = form_view(page, &coop, &faults);
    Ok(view.reply()?.again(is_again))
}

pub(super) fn form_view(mut page: Page, coop: &Coop, faults: &[FieldError]) -> View {
    let words = page.words;
    crumbs(&mut page, Some(coop));
    let accepted = Control::File(".xlsx,.xls,.ods,.csv".into());
    let file = Field::new(words, accepted, "file", words.get("coop-field-file"))
        .hint(words.get("projects-hint-file"))
        .errors(words, faults);
    let form = Form::new(&page, format!("/coops/{}/import", coop.id))
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("projects-import-preview"),
        ));
    let lead = Part::Text(words.get("coop-lead-import"));
    View::new(page, vec![lead, Part::Form(form)])
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let coop = coop_of(&req).await?.id;
    let Some(file) = req.form.file("file").cloned() else {
        return form_page(&req, Some(Error::invalid("file", "file_missing"))).await;
    };
    let kept = uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!("/coops/{coop}/import/{kept}")))
}

/// A kept list as it was read and compared.
pub(super) struct Planned {
    pub coop: Coop,
    pub upload: Id,
    pub when: (Date, i64),
    pub table: Option<Sheet>,
    pub plan: AccountsPlan,
    pub tag: String,
}

async fn planned(req: &Req) -> Result<std::result::Result<Planned, String>> {
    let (ctx, id, words): (Ctx, _, Words) = (req.ctx(), req.id("id")?, req.words());
    let (upload, when) = (req.id("upload")?, when(req));
    let stored = uploads::stored(req, KIND, upload).await?;
    let sent = Kept {
        name: stored.name,
        bytes: stored.bytes,
        mapping: stored.mapping,
        asked: OfCoop {
            coop: id,
            date: Some(when.0),
            year: Some(when.1),
        },
        sees_names: req.sees_names(),
    };
    let read = move |tx: &mut Tx| {
        let (coop, _) = seen(tx, &ctx, id)?;
        let found = told(words, Accounts.read(tx, &ctx, words, &sent))?;
        Ok(found.map(|planned| {
            let (plan, when, tag) = planned.plan;
            Planned {
                coop,
                upload,
                when,
                table: planned.sheet,
                plan,
                tag,
            }
        }))
    };
    req.app.db.export_async(read).await
}

pub(super) async fn preview(req: Req) -> Result<Reply> {
    preview_page(&req, None).await
}

async fn preview_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let mut page = req.page("coop-preview");
    req.told(&mut page, fault)?;
    let view = match planned(req).await? {
        Ok(planned) => preview_view(page, &planned),
        Err(text) => {
            let again = format!("/coops/{}/import", req.id("id")?);
            View::new(page, vec![sheet::refused(req.words(), text, again)])
        }
    };
    Ok(view.reply()?.again(is_again))
}

pub(super) fn preview_view(mut page: Page, told: &Planned) -> View {
    let words = page.words;
    let (coop, plan) = (&told.coop, &told.plan);
    crumbs(&mut page, Some(coop));
    let (date, year) = (told.when.0.to_string(), told.when.1.to_string());
    let here = format!("/coops/{}/import/{}", coop.id, told.upload);
    let field = |control, name: &'static str, key: &str, value: &str| {
        Field::new(words, control, name, words.get(key)).value(value)
    };
    let fields = vec![
        field(Control::Date, "date", "coop-field-holds-from", &date)
            .hint(words.get("coop-hint-import-date")),
        field(Control::Number, "year", "coop-field-year", &year),
    ];
    let mut parts = vec![Part::Filter(FilterForm::new(
        words,
        here.clone(),
        fields,
        false,
    ))];
    if !plan.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &plan.problems)));
        let marked = format!("{here}/marked?date={date}&year={year}");
        let label = words.get("projects-import-marked");
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            marked,
            label,
        )]));
    }
    if !plan.missing.is_empty() {
        parts.push(Part::Text(words.get("coop-missing-text")));
        parts.push(Part::Table(missing(words, plan)));
    }
    let diff = &plan.diff;
    let has_work = !(diff.joining.is_empty() && diff.accounts.is_empty() && diff.trades.is_empty());
    let mut form = Form::new(&page, here)
        .hidden("date", date)
        .hidden("year", year)
        .confirm(confirm(words, plan));
    if has_work {
        let label = words.get("projects-import-commit");
        form = form.button(Button::submit(ButtonKind::Primary, label));
    }
    form = form.button(Button::link(
        ButtonKind::Secondary,
        format!("/coops/{}/import", coop.id),
        words.get("projects-import-again"),
    ));
    parts.push(Part::Form(form));
    View::new(page, parts)
}

/// Members whom the list does not name.
fn missing(words: Words, plan: &AccountsPlan) -> Table {
    let rows = plan
        .missing
        .iter()
        .map(|(_, number, head)| vec![head.clone().into(), number.clone().into()]);
    let columns = ["coop-col-member", "coop-col-number"].map(|c| Column::text(words.get(c)));
    Table::new("missing", words.get("coop-missing"), columns.to_vec()).rows(rows.collect())
}

/// What the import would do, in numbers.
fn confirm(words: Words, plan: &AccountsPlan) -> Confirm {
    let diff = &plan.diff;
    let effect = |number: usize, key: &str| (sheet::count(number), words.get(key));
    Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            effect(diff.joining.len(), "coop-effect-joining"),
            effect(diff.accounts.len(), "coop-effect-accounts"),
            effect(diff.trades.len(), "coop-effect-trades"),
            effect(diff.unchanged, "coop-effect-unchanged"),
            effect(plan.set_aside, "coop-effect-aside"),
        ],
        caution: Some(words.get("coop-caution-import")),
    }
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let Ok(told) = planned(&req).await? else {
        return preview_page(&req, None).await;
    };
    let (id, aside, lines) = (told.coop.id, told.plan.set_aside, told.plan.lines.clone());
    let input = told.plan.input(id, told.when, told.tag.clone());
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| import_accounts(tx, ctx, input, &lines);
    let (ctx, key) = (req.ctx(), req.form.key()?);
    match req.app.db.act_async(&ctx, key, input, deed).await {
        Ok(done) => {
            if aside == 0 {
                uploads::forget(&req, told.upload).await?;
            }
            let numbers = [done.joined, done.accounts, done.trades].map(sheet::count);
            let [joined, accounts, trades] = &numbers;
            let args = [
                ("joined", joined.as_str()),
                ("accounts", accounts.as_str()),
                ("trades", trades.as_str()),
            ];
            let (date, year) = told.when;
            let to = format!("/coops/{id}?date={date}&year={year}");
            Ok(Reply::see(to).saved("coop-saved-import", &args))
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
