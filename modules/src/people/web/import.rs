//! A list from upload to commit: sent in, compared with what is there, its faults shown by cell; what
//! cannot be taken is set aside, household by household, and comes back as a marked file.

pub(super) mod preview;

use super::shown;
use crate::people::codes::{Codes, NO_IDENTITY_REASON};
use crate::people::columns::COLUMNS;
use crate::people::import_file::{self, ListFile, compare_table, read_table};
use crate::people::import_households::{ImportHouseholds, Imported, import_households};
use crate::people::model::ListOptions;
use crate::people::plan_import::Counts;
use crate::people::villages::Villages;
use ::web::components::{
    Button, ButtonKind, Control, ErrorSummary, Field, Form, Notice, NoticeKind,
};
use ::web::form::Reader;
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View};
use access::{Right, uploads};
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use serde::{Deserialize, Serialize};
use sheets::{MarkLabels, ReadFault};
use store::Tx;

const KIND: &str = "households";
const ACCEPT: &str = ".xlsx,.xls,.ods,.csv,.txt";

/// What has been chosen for a list so far; codes, dates and column letters only.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    pub(super) as_of: Option<Date>,
    #[serde(default)]
    pub(super) village: Option<Id>,
    #[serde(default)]
    pub(super) no_identity_reason: Option<String>,
    /// Column letter and key.
    #[serde(default)]
    pub(super) mapping: Vec<(String, String)>,
}

/// A kept list as it was read and compared.
pub(super) struct Read {
    pub(super) id: Id,
    pub(super) file: String,
    pub(super) chosen: Chosen,
    pub(super) list: ListFile,
    pub(super) villages: Villages,
    pub(super) codes: Codes,
}

/// A list whose header was not understood: the person says which column is which.
pub(super) struct Unread {
    pub(super) id: Id,
    pub(super) file: String,
    pub(super) chosen: Chosen,
    pub(super) fault: ReadFault,
    pub(super) villages: Villages,
    pub(super) codes: Codes,
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_view(req.page("people-import"), None).reply()
}

pub(super) fn form_view(mut page: Page, error: Option<FieldError>) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/people", words.get("people-nav"), false)];
    let faults: Vec<FieldError> = error.into_iter().collect();
    let file = Field::new(
        words,
        Control::File(ACCEPT.into()),
        "file",
        words.get("people-file"),
    )
    .hint(words.get("people-file-hint"))
    .errors(words, &faults);
    if !faults.is_empty() {
        page.errors = Some(ErrorSummary::of(words, &faults, &[&file]));
    }
    let form = Form::new(&page, "/people/import")
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("people-preview"),
        ));
    let parts = vec![
        Part::Text(words.get("people-import-about")),
        Part::Form(form),
    ];
    View::new(page, parts)
}

/// Keeps the file sealed and goes on to the preview. What is no table at all comes back at once.
pub(super) async fn upload(req: Req) -> Result<Reply> {
    let mut page = req.page("people-import");
    let Some(file) = req.form.file("file").cloned() else {
        let error = FieldError::new("file", "file_missing");
        return Ok(form_view(page, Some(error)).reply()?.again(true));
    };
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let read = req
        .app
        .db
        .export_async(move |_| Ok(read_table(&bytes, &name, &[]).err()))
        .await?;
    if let Some(fault) = read.filter(|fault| !is_mappable(fault)) {
        page.flash = Some(Notice::new(
            NoticeKind::Refused,
            req.words(),
            shown::read_fault(req.words(), &fault),
        ));
        return Ok(form_view(page, None).reply()?.again(true));
    }
    let ctx = req.ctx();
    let by = ctx.clone();
    let id = req
        .app
        .db
        .work_async(&ctx, move |tx| {
            uploads::store_upload(tx, &by, KIND, &file.name, &file.bytes)
        })
        .await?;
    Ok(Reply::see(format!("/people/import/{id}")))
}

/// Faults that choosing the columns by hand can mend.
fn is_mappable(fault: &ReadFault) -> bool {
    matches!(
        fault.code,
        "no_header" | "missing_columns" | "column_twice" | "mapping_unknown"
    )
}

/// Reads and compares a kept file, on the lane of long reads.
async fn read(req: &Req) -> Result<Result<Box<Read>, Box<Unread>>> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    req.app
        .db
        .export_async(move |tx| read_kept(tx, &ctx, id))
        .await
}

fn read_kept(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Result<Box<Read>, Box<Unread>>> {
    let (upload, bytes) = uploads::load_upload(tx, ctx, id)?;
    if upload.kind != KIND {
        return Err(Error::NotFound);
    }
    let chosen: Chosen = serde_json::from_str(&upload.state)
        .map_err(|e| Error::internal("an upload's choices", e))?;
    let villages = import_file::villages(tx, ctx, Right::ImportPeople)?;
    let codes = import_file::codes(tx)?;
    let file = upload.file_name;
    let table = match read_table(&bytes, &file, &chosen.mapping) {
        Ok(table) => table,
        Err(fault) => {
            return Ok(Err(Box::new(Unread {
                id,
                file,
                chosen,
                fault,
                villages,
                codes,
            })));
        }
    };
    let options = ListOptions {
        as_of: chosen.as_of.unwrap_or_else(|| ctx.today()),
        village: chosen.village.filter(|id| villages.get(*id).is_some()),
        no_identity_reason: chosen.no_identity_reason.clone(),
    };
    let list = compare_table(tx, ctx, &bytes, table, &options)?;
    Ok(Ok(Box::new(Read {
        id,
        file,
        chosen,
        list,
        villages,
        codes,
    })))
}

pub(super) async fn preview(req: Req) -> Result<Reply> {
    let page = req.page("people-preview-title");
    match read(&req).await? {
        Ok(read) => preview::view(page, &read).reply(),
        Err(unread) => preview::unread_view(page, &unread).reply(),
    }
}

/// Remembers from which day the list holds, its village, a reason, and which column is which.
pub(super) async fn choose(req: Req) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let mut reader = Reader::new(&req.form);
    let as_of = reader.date("as_of");
    if let Err(error) = reader.done() {
        let mut page = req.page("people-preview-title");
        req.tell(&mut page, error)?;
        let reply = match read(&req).await? {
            Ok(read) => preview::view(page, &read).reply()?,
            Err(unread) => preview::unread_view(page, &unread).reply()?,
        };
        return Ok(reply.again(true));
    }
    let codes = Codes::built_in();
    let is_reason = |code: &&str| codes.get(NO_IDENTITY_REASON, code).is_some();
    let mapping = COLUMNS
        .iter()
        .filter_map(|column| {
            let letter = req.form.get(&format!("column_{}", column.key))?;
            sheets::column_index(letter)?;
            Some((letter.to_owned(), column.key.to_owned()))
        })
        .collect();
    let chosen = Chosen {
        as_of: Some(as_of),
        village: req.form.get("village").and_then(|id| id.parse().ok()),
        no_identity_reason: req.form.get("reason").filter(is_reason).map(str::to_owned),
        mapping,
    };
    let state =
        serde_json::to_string(&chosen).map_err(|e| Error::internal("an upload's choices", e))?;
    let by = ctx.clone();
    req.app
        .db
        .work_async(&ctx, move |tx| uploads::update_state(tx, &by, id, &state))
        .await?;
    Ok(Reply::see(format!("/people/import/{id}")))
}

pub(super) async fn marked(req: Req) -> Result<Reply> {
    let words = req.words();
    let read = read(&req).await?.map_err(|_| Error::NotFound)?;
    let labels = MarkLabels {
        sheet: words.get("sheet-mark-sheet"),
        problem: words.get("sheet-mark-column"),
    };
    let bytes = req
        .app
        .db
        .export_async(move |_| {
            sheets::mark_faulty(&read.list.table, &read.list.errors, &labels, |p| {
                shown::problem(words, p)
            })
        })
        .await?;
    Ok(Reply::xlsx(bytes, format!("{}.xlsx", words.get("sheet-mark-sheet"))).private())
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let read = read(&req).await?.map_err(|_| Error::Conflict)?;
    match act(&req, &read).await {
        Ok(done) => {
            let counts = &done.counts;
            let number = |count: usize| shown::number(count);
            let (new, changed) = (
                number(counts.new_households),
                number(counts.changed_households),
            );
            let (people, aside) = (number(counts.new_people), number(counts.set_aside));
            let args = [
                ("households", new.as_str()),
                ("people", &people),
                ("changed", &changed),
                ("aside", &aside),
            ];
            // A file with rows set aside stays until its sender has fetched them, or for 30 days.
            let key = if counts.set_aside > 0 {
                "people-import-done-aside"
            } else {
                "people-import-done"
            };
            if counts.set_aside == 0 {
                forget(&req, read.id).await?;
            }
            Ok(Reply::see("/people/imports").saved(key, &args))
        }
        Err(error) => {
            let mut page = req.page("people-preview-title");
            req.tell(&mut page, error)?;
            Ok(preview::view(page, &read).reply()?.again(true))
        }
    }
}

async fn act(req: &Req, read: &Read) -> Result<Imported> {
    let seen = req.form.get("seen").ok_or(Error::Conflict)?;
    let counts: Counts = serde_json::from_str(seen).map_err(|_| Error::Conflict)?;
    // What the person saw; the deed compares it under its lock.
    let input = ImportHouseholds {
        counts,
        ..read.list.input()
    };
    let (ctx, reading) = (req.ctx(), read.list.reading.clone());
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| import_households(tx, ctx, input, &reading);
    req.app
        .db
        .act_async(&ctx, req.form.key()?, input, deed)
        .await
}

async fn forget(req: &Req, id: Id) -> Result<()> {
    let ctx = req.ctx();
    let by = ctx.clone();
    req.app
        .db
        .work_async(&ctx, move |tx| uploads::drop_upload(tx, &by, id))
        .await
}

/// Destroys the file: nothing of it was imported, or its marked rows are no longer needed.
pub(super) async fn give_up(req: Req) -> Result<Reply> {
    forget(&req, req.id("id")?).await?;
    Ok(Reply::see("/people/imports").saved("people-upload-dropped", &[]))
}
