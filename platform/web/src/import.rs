//! A file from upload to commit, the same for every list that comes in: sent in and kept sealed, read and compared, its faults
//! shown by cell and what would happen in numbers, committed as one deed; faulty rows come back marked. What a list is, says
//! whoever implements [`Import`].

use crate::components::{
    Button, ButtonKind, Confirm, Control, Field, FilterForm, Form, Notice, NoticeKind,
};
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::uploads;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use crate::sheet;
use crate::view::{Part, View};
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sheets::{Problem, Table as Sheet};
use store::{Input, Tx};

/// A kind of list.
pub trait Import: Clone + Send + Sync + 'static {
    type Plan: Send + 'static;
    type Input: Input;
    type Done: Serialize + DeserializeOwned + Send + 'static;

    fn told(&self) -> &'static Told;

    /// Where its pages stand: `/land/import`, with the ids that its route names.
    fn here(&self, _req: &Req) -> String {
        self.told().path.to_owned()
    }

    /// The way to its pages.
    fn crumbs(&self, words: Words) -> Vec<NavItem>;

    /// Reads a kept file and compares it with what is there; the other way, why it cannot be read, in words.
    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        words: Words,
        file: &Kept,
    ) -> Result<std::result::Result<Planned<Self::Plan>, String>>;

    fn input(&self, planned: &Planned<Self::Plan>) -> Self::Input;

    fn deed(tx: &mut Tx, ctx: &Ctx, input: Self::Input, plan: &Self::Plan) -> Result<Self::Done>;

    /// Where it goes on, the words that say so, and what fills them.
    fn done(&self, words: Words, done: &Self::Done) -> Done;
}

/// The words of a kind of list, as locale keys, and where it stands.
#[derive(Debug)]
pub struct Told {
    /// Of its uploads: `land`.
    pub kind: &'static str,
    pub path: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub hint: &'static str,
    /// Label of the day from which the list holds; nothing where it has none.
    pub from: Option<&'static str>,
    /// What cannot be undone, or how it can.
    pub caution: &'static str,
    /// An empty workbook with the columns, where there is one.
    pub template: Option<&'static str>,
}

#[derive(Debug)]
pub struct Done {
    pub to: String,
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// A file that was sent in, as it is read.
pub struct Kept {
    pub name: String,
    pub bytes: Vec<u8>,
    pub mapping: Vec<(String, String)>,
    /// The day that its sender chose, else today.
    pub from: Date,
}

/// A file as it was read and compared.
pub struct Planned<P> {
    pub plan: P,
    pub sheet: Sheet,
    pub problems: Vec<Problem>,
    /// What would happen, in numbers, each with the key of its words.
    pub effects: Vec<(usize, &'static str)>,
    pub has_work: bool,
    /// Faulty rows stay with the file.
    pub has_aside: bool,
    /// This very file was taken in before.
    pub is_known: bool,
    /// What else is to be told before it is committed.
    pub parts: Vec<Part>,
    pub from: Date,
}

/// The routes of a kind of list below `path`, `path/{upload}` and `path/{upload}/marked`.
pub fn routes<I: Import>(import: &I, paths: [&'static str; 3], gate: Gate) -> Vec<Route> {
    let [form, one, marked] = paths;
    vec![
        Route::get(form, gate, with(import, form_door)),
        Route::post(form, gate, with(import, upload)).upload(),
        Route::get(one, gate, with(import, preview)),
        Route::post(one, gate, with(import, commit)),
        Route::get(marked, gate, with(import, marked_file)),
    ]
}

async fn form_door<I: Import>(req: Req, import: I) -> Result<Reply> {
    form_page(&req, &import, None)
}

fn form_page<I: Import>(req: &Req, import: &I, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page(import.told().title);
    page.breadcrumbs = import.crumbs(page.words);
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let reply = form_view(page, import.told(), import.here(req), &faults).reply()?;
    Ok(reply.again(is_again))
}

pub fn form_view(page: Page, told: &Told, here: String, faults: &[FieldError]) -> View {
    let words = page.words;
    let accept = Control::File(".xlsx,.xls,.ods,.csv".into());
    let file = Field::new(words, accept, "file", words.get("projects-field-file"))
        .hint(words.get(told.hint))
        .errors(words, faults);
    let send = words.get("projects-import-preview");
    let form = Form::new(&page, here)
        .field(file)
        .button(Button::submit(ButtonKind::Primary, send));
    let mut parts = vec![Part::Text(words.get(told.lead)), Part::Form(form)];
    if let Some(template) = told.template {
        let label = words.get("sheet-template");
        let template = Button::link(ButtonKind::Secondary, template, label);
        parts.push(Part::Buttons(vec![template]));
    }
    View::new(page, parts)
}

async fn upload<I: Import>(req: Req, import: I) -> Result<Reply> {
    let Some(file) = req.form.file("file").cloned() else {
        return form_page(&req, &import, Some(Error::invalid("file", "file_missing")));
    };
    let kept = uploads::keep(&req, import.told().kind, file).await?;
    Ok(Reply::see(format!("{}/{kept}", import.here(&req))))
}

type Found<P> = std::result::Result<Planned<P>, String>;

async fn planned<I: Import>(req: &Req, import: &I) -> Result<(Id, Found<I::Plan>)> {
    let upload = req.id("upload")?;
    let stored = uploads::stored(req, import.told().kind, upload).await?;
    let chosen = req.form.get("from").or(req.query.get("from"));
    let from = chosen.and_then(|typed| kernel::date::parse_day(typed).ok());
    let file = Kept {
        name: stored.name,
        bytes: stored.bytes,
        mapping: stored.mapping,
        from: from.unwrap_or_else(|| req.ctx().today()),
    };
    let (ctx, words, import) = (req.ctx(), req.words(), import.clone());
    let read = move |tx: &mut Tx| import.read(tx, &ctx, words, &file);
    let found = req.app.db.export_async(read).await?;
    Ok((upload, found))
}

async fn preview<I: Import>(req: Req, import: I) -> Result<Reply> {
    preview_page(&req, &import, None).await
}

async fn preview_page<I: Import>(req: &Req, import: &I, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let words = req.words();
    let mut page = req.page("projects-preview");
    page.breadcrumbs = import.crumbs(words);
    req.told(&mut page, fault)?;
    let here = import.here(req);
    let view = match planned(req, import).await? {
        (upload, Ok(planned)) => preview_view(page, import.told(), &here, upload, planned),
        (_, Err(text)) => View::new(page, vec![sheet::refused(words, text, here)]),
    };
    Ok(view.reply()?.again(is_again))
}

pub fn preview_view<P>(
    page: Page,
    told: &Told,
    base: &str,
    upload: Id,
    planned: Planned<P>,
) -> View {
    let words = page.words;
    let here = format!("{base}/{upload}");
    let mut parts = Vec::new();
    if let Some(label) = told.from {
        let from = Field::new(words, Control::Date, "from", words.get(label))
            .hint(words.get("projects-hint-import-from"))
            .value(planned.from.to_string());
        let filter = FilterForm::new(words, here.clone(), vec![from], false);
        parts.push(Part::Filter(filter));
    }
    if planned.is_known {
        let known = words.get("sheet-file-known");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, known)));
    }
    if !planned.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &planned.problems)));
        let marked = format!("{here}/marked?from={}", planned.from);
        let label = words.get("projects-import-marked");
        let marked = Button::link(ButtonKind::Secondary, marked, label);
        parts.push(Part::Buttons(vec![marked]));
    }
    parts.extend(planned.parts);
    let effects = planned.effects.iter();
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: effects
            .map(|(number, key)| (sheet::count(*number), words.get(key)))
            .collect(),
        caution: Some(words.get(told.caution)),
    };
    let mut form = Form::new(&page, here)
        .hidden("from", planned.from.to_string())
        .confirm(confirm);
    if planned.has_work && !planned.is_known {
        let commit = words.get("projects-import-commit");
        form = form.button(Button::submit(ButtonKind::Primary, commit));
    }
    let again = words.get("projects-import-again");
    form = form.button(Button::link(ButtonKind::Secondary, base, again));
    parts.push(Part::Form(form));
    View::new(page, parts)
}

async fn commit<I: Import>(req: Req, import: I) -> Result<Reply> {
    let (upload, Ok(planned)) = planned(&req, &import).await? else {
        return preview_page(&req, &import, None).await;
    };
    let (input, has_aside) = (import.input(&planned), planned.has_aside);
    let plan = planned.plan;
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| I::deed(tx, ctx, input, &plan);
    let key = req.form.key()?;
    match req.app.db.act_async(&req.ctx(), key, input, deed).await {
        Ok(done) => {
            if !has_aside {
                uploads::forget(&req, upload).await?;
            }
            let Done { to, key, args } = import.done(req.words(), &done);
            let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            Ok(Reply::see(to).saved(key, &args))
        }
        Err(fault) => preview_page(&req, &import, Some(fault)).await,
    }
}

/// The faulty rows, marked, to be mended and sent again.
async fn marked_file<I: Import>(req: Req, import: I) -> Result<Reply> {
    let words = req.words();
    let (_, Ok(planned)) = planned(&req, &import).await? else {
        return Err(Error::NotFound);
    };
    let name = words.get("sheet-mark-sheet");
    sheet::marked(words, name, &planned.sheet, &planned.problems)
}
