//! A file from upload to commit, the same for every list that comes in: sent in and kept sealed, read and compared, its faults
//! shown by cell and what would happen in numbers, committed as one deed; faulty rows come back marked. What a list is, says
//! whoever implements [`Import`].

use crate::app::App;
use crate::components::{
    Button, ButtonKind, Confirm, Control, Field, FilterForm, Form, Notice, NoticeKind,
};
use crate::i18n::Words;
use crate::layout::{NavItem, Page, encode};
use crate::pages::uploads;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use crate::sheet;
use crate::view::{Part, View};
use kernel::{Ctx, Error, FieldError, Id, Result};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sheets::{Problem, Table as Sheet};
use store::{Input, Tx};

/// A kind of list: read and compared, then one deed. A program sends it by [`crate::api::Deed::file`], a person by [`Import`].
pub trait Incoming: Clone + Send + Sync + 'static {
    /// What is said beside the file: flat, as the filters of a list are. [`Alone`] where there is nothing.
    type Asked: Serialize + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static;
    type Plan: Send + 'static;
    type Input: Input;
    type Done: Serialize + DeserializeOwned + JsonSchema + Send + 'static;

    /// Reads a file and compares it with what is there, within the rights of whoever sends it. Invalid on `file` where it cannot be
    /// read at all.
    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        words: Words,
        sent: &Kept<Self::Asked>,
    ) -> Result<Planned<Self::Plan>>;

    fn input(&self, asked: &Self::Asked, planned: &Planned<Self::Plan>) -> Self::Input;

    fn deed(tx: &mut Tx, ctx: &Ctx, input: Self::Input, plan: &Self::Plan) -> Result<Self::Done>;

    /// What goes on behind the answer once it is done.
    fn after(&self, _app: &App) {}
}

/// Nothing is said beside the file.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct Alone {}

/// A kind of list with pages of this frame.
pub trait Import: Incoming {
    fn told(&self) -> &'static Told;

    /// Where its pages stand: `/land/import`, with the ids that its route names.
    fn here(&self, _req: &Req) -> String {
        self.told().path.to_owned()
    }

    /// The way to its pages.
    fn crumbs(&self, words: Words) -> Vec<NavItem>;

    /// What its route and its preview say beside the file.
    fn asked(&self, req: &Req) -> Result<Self::Asked>;

    /// Fields over the preview, named as in what is asked, where its sender may say it otherwise.
    fn choices(&self, _words: Words, _asked: &Self::Asked) -> Vec<Field> {
        Vec::new()
    }

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
pub struct Kept<A> {
    pub name: String,
    pub bytes: Vec<u8>,
    pub mapping: Vec<(String, String)>,
    pub asked: A,
    /// Whether whoever sent it sees names.
    pub sees_names: bool,
}

/// What a kept file comes to; the other way, why it cannot be taken at all, in words.
pub type Found<P> = std::result::Result<Planned<P>, String>;

/// What a page shows of what was read: a fault of the file itself, or a rule that lets nothing of it in, becomes words.
pub fn told<P>(words: Words, read: Result<Planned<P>>) -> Result<Found<P>> {
    match read {
        Ok(planned) => Ok(Ok(planned)),
        Err(Error::Invalid(faults)) if faults.iter().all(|fault| fault.field == "file") => {
            let texts = faults.iter().map(|fault| words.field_error(fault));
            Ok(Err(texts.collect()))
        }
        Err(Error::Refused(refusal)) => Ok(Err(words.refusal(&refusal))),
        Err(other) => Err(other),
    }
}

/// A file as it was read and compared.
pub struct Planned<P> {
    pub plan: P,
    /// The one sheet that was read, to be handed back with its faults marked.
    pub sheet: Option<Sheet>,
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

async fn planned<I: Import>(req: &Req, import: &I) -> Result<(Id, I::Asked, Found<I::Plan>)> {
    let upload = req.id("upload")?;
    let stored = uploads::stored(req, import.told().kind, upload).await?;
    let asked = import.asked(req)?;
    let file = Kept {
        name: stored.name,
        bytes: stored.bytes,
        mapping: stored.mapping,
        asked: asked.clone(),
        sees_names: req.sees_names(),
    };
    let (ctx, words, import) = (req.ctx(), req.words(), import.clone());
    let read = move |tx: &mut Tx| self::told(words, import.read(tx, &ctx, words, &file));
    let found = req.app.db.export_async(read).await?;
    Ok((upload, asked, found))
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
        (upload, asked, Ok(planned)) => {
            let choices = import.choices(words, &asked);
            preview_view(page, import.told(), (&here, upload), choices, planned)
        }
        (.., Err(text)) => View::new(page, vec![sheet::refused(words, text, here)]),
    };
    Ok(view.reply()?.again(is_again))
}

pub fn preview_view<P>(
    page: Page,
    told: &Told,
    (base, upload): (&str, Id),
    choices: Vec<Field>,
    planned: Planned<P>,
) -> View {
    let words = page.words;
    let here = format!("{base}/{upload}");
    let chosen: Vec<(String, String)> = choices
        .iter()
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect();
    let mut parts = Vec::new();
    if !choices.is_empty() {
        let filter = FilterForm::new(words, here.clone(), choices, false);
        parts.push(Part::Filter(filter));
    }
    if planned.is_known {
        let known = words.get("sheet-file-known");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, known)));
    }
    if !planned.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &planned.problems)));
        let query = chosen
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)));
        let query = query.collect::<Vec<_>>().join("&");
        let label = words.get("projects-import-marked");
        let marked = Button::link(
            ButtonKind::Secondary,
            format!("{here}/marked?{query}"),
            label,
        );
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
    let mut form = Form::new(&page, here).confirm(confirm);
    for (name, value) in chosen {
        form = form.hidden(name, value);
    }
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
    let (upload, asked, Ok(planned)) = planned(&req, &import).await? else {
        return preview_page(&req, &import, None).await;
    };
    let (input, has_aside) = (import.input(&asked, &planned), planned.has_aside);
    let plan = planned.plan;
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| I::deed(tx, ctx, input, &plan);
    let key = req.form.key()?;
    match req.app.db.act_async(&req.ctx(), key, input, deed).await {
        Ok(done) => {
            if !has_aside {
                uploads::forget(&req, upload).await?;
            }
            import.after(&req.app);
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
    let (.., Ok(planned)) = planned(&req, &import).await? else {
        return Err(Error::NotFound);
    };
    let table = planned.sheet.ok_or(Error::NotFound)?;
    let name = words.get("sheet-mark-sheet");
    sheet::marked(words, name, &table, &planned.problems)
}
