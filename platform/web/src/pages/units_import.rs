//! Units from a file: sent in, compared with what is there, its faults shown by cell, then one commit.
//! Faulty rows are set aside and come back as a marked file.

mod incoming;
pub(crate) mod samples;
mod view;

pub(crate) use incoming::Units;

use self::view::{preview_view, unread_view};
use crate::components::{Button, ButtonKind, Control, Field, Form, Notice, NoticeKind};
use crate::form::Reader;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::import_units::{
    COLUMNS, ImportUnits, file_tag, import_units, preview_units, read_units,
};
use access::units::{UnitPlan, UnitRow};
use kernel::{Date, Error, FieldError, Id, Result};
use sheets::{Fault, MarkLabels, Problem, Table as SheetTable};
use std::collections::HashSet;

/// So many faults are shown on the page; the marked file has all.
const SHOWN: usize = 200;
/// Of its uploads and its imports.
const KIND: &str = "units";
/// What the chooser offers.
const ACCEPT: &str = ".xlsx,.xls,.ods,.csv,.txt";

pub(crate) async fn form(req: Req) -> Result<Reply> {
    form_view(req.page("page-units-import"), &Again::default()).reply()
}

fn form_view(mut page: Page, again: &Again) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/units", words.get("page-units"), false)];
    let file = Field::new(
        words,
        Control::File(ACCEPT.into()),
        "file",
        words.get("page-file"),
    )
    .hint(words.get("page-units-file-hint"));
    let form = Form::new(&page, "/units/import")
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("page-preview"),
        ));
    let form = again.fill(&mut page, form);
    View::new(
        page,
        vec![
            Part::Text(words.get("page-units-import-about")),
            Part::Form(form),
        ],
    )
}

/// Takes the file, keeps it sealed and goes on to the preview. A file that is no table comes back to
/// the form with what to do.
pub(crate) async fn upload(req: Req) -> Result<Reply> {
    let Some(file) = req.form.file("file").cloned() else {
        return returned(&req, Error::invalid("file", "file_missing"));
    };
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let fault = req
        .app
        .db
        .export_async(move |_| Ok(read_units(&bytes, &name, &[]).err()))
        .await?
        // What a person can mend by choosing the columns himself is no reason to turn the file away.
        .filter(|fault| !matches!(fault.code, "no_header" | "missing_columns" | "column_twice"));
    if let Some(fault) = fault {
        let mut page = req.page("page-units-import");
        page.flash = Some(fault_notice(req.words(), &fault));
        return Ok(form_view(page, &Again::default()).reply()?.again(true));
    }
    let id = crate::pages::uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!("/units/import/{id}")))
}

fn returned(req: &Req, error: Error) -> Result<Reply> {
    let mut page = req.page("page-units-import");
    let again = Again::of(req, &mut page, error)?;
    Ok(form_view(page, &again).reply()?.again(true))
}

fn fault_notice(words: Words, fault: &sheets::ReadFault) -> Notice {
    let args: Vec<(&str, &str)> = fault.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    Notice::new(
        NoticeKind::Refused,
        words,
        words.with(&fault.locale_key(), &args),
    )
}

/// What the preview shows.
struct Preview {
    id: Id,
    file: String,
    plan: UnitPlan,
    rows: usize,
    /// Letter, header and field of each column.
    columns: Vec<(String, String, String)>,
    problems: Vec<Problem>,
    /// The same file was imported before and stands.
    again: bool,
}

/// What a file says, read on the lane of long reads.
struct Read {
    preview: Preview,
    table: SheetTable,
    rows: Vec<UnitRow>,
    tag: String,
    mapping: Vec<(String, String)>,
}

async fn read(req: &Req) -> Result<std::result::Result<Read, (Id, String, sheets::ReadFault)>> {
    let id = req.id("id")?;
    let stored = crate::pages::uploads::stored(req, KIND, id).await?;
    req.app
        .db
        .export_async(move |tx| {
            let (table, rows) = match read_units(&stored.bytes, &stored.name, &stored.mapping) {
                Ok(read) => read,
                Err(fault) => return Ok(Err((id, stored.name, fault))),
            };
            let plan = preview_units(tx, &rows)?;
            let tag = file_tag(tx, &stored.bytes);
            let bytes: [u8; 32] =
                kernel::text::unhex(&tag).ok_or_else(|| Error::Internal("a file's tag".into()))?;
            let again = access::imports::import_with_tag(tx, 0, KIND, &bytes)?.is_some();
            let columns = table
                .columns
                .iter()
                .map(|c| {
                    (
                        c.letter(),
                        c.header.clone(),
                        c.key.unwrap_or_default().to_owned(),
                    )
                })
                .collect();
            let problems = problems(&table, &plan);
            let preview = Preview {
                id,
                file: stored.name,
                rows: rows.len(),
                columns,
                problems,
                again,
                plan,
            };
            Ok(Ok(Read {
                preview,
                table,
                rows,
                tag,
                mapping: stored.mapping,
            }))
        })
        .await
}

/// Faults of cells first; what the plan says of the same cell follows from them and is left out.
fn problems(table: &SheetTable, plan: &UnitPlan) -> Vec<Problem> {
    let mut problems = table.problems();
    let told: HashSet<(u32, Option<u16>)> = problems.iter().map(|p| (p.row, p.column)).collect();
    let numbers: std::collections::HashMap<u32, usize> = table
        .rows
        .iter()
        .enumerate()
        .map(|(i, row)| (row.number, i))
        .collect();
    for fault in &plan.problems {
        let row = numbers.get(&fault.row).and_then(|i| table.rows.get(*i));
        let Some(row) = row else { continue };
        let problem = table.problem_at(
            row,
            fault.field,
            Fault {
                code: fault.code,
                args: Vec::new(),
            },
        );
        if !told.contains(&(problem.row, problem.column)) {
            problems.push(problem);
        }
    }
    problems.sort_by_key(|p| (p.row, p.column));
    problems
}

/// The words of a fault: those of the reader of tables, or of the rule that the unit tree keeps.
fn problem_words(words: Words, problem: &Problem) -> String {
    let args: Vec<(&str, &str)> = problem.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let key = problem.locale_key();
    if words.has(&key) {
        return words.with(&key, &args);
    }
    words.field_error(&FieldError::new("", problem.code))
}

pub(crate) async fn preview(req: Req) -> Result<Reply> {
    let page = req.page("page-units-preview");
    match read(&req).await? {
        Ok(read) => preview_view(page, &read.preview, &Again::default(), req.ctx().today()).reply(),
        Err((id, _, fault)) => unread_view(page, id, &fault).reply(),
    }
}

pub(crate) async fn mapping(req: Req) -> Result<Reply> {
    let id = req.id("id")?;
    let mapping = COLUMNS
        .iter()
        .filter_map(|column| {
            req.form
                .get(column.key)
                .map(|letter| (letter.to_owned(), column.key.to_owned()))
        })
        .collect();
    crate::pages::uploads::remember(&req, id, mapping).await?;
    Ok(Reply::see(format!("/units/import/{id}")))
}

pub(crate) async fn marked(req: Req) -> Result<Reply> {
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
            sheets::mark_faulty(&read.table, &read.preview.problems, &labels, |p| {
                problem_words(words, p)
            })
        })
        .await?;
    Ok(Reply::xlsx(
        bytes,
        format!("{}.xlsx", words.get("sheet-mark-sheet")),
    ))
}

pub(crate) async fn commit(req: Req) -> Result<Reply> {
    let today = req.ctx().today();
    let read = read(&req).await?.map_err(|_| Error::Conflict)?;
    let done = act(&req, &read).await;
    match done {
        Ok(done) => {
            crate::pages::uploads::forget(&req, read.preview.id).await?;
            let count = |n: usize| format::count(i64::try_from(n).unwrap_or(i64::MAX));
            let (added, changed) = (count(done.added), count(done.changed));
            let aside = count(done.set_aside);
            let args = [
                ("added", added.as_str()),
                ("changed", changed.as_str()),
                ("aside", aside.as_str()),
            ];
            Ok(Reply::see("/units/imports").saved("page-import-done", &args))
        }
        Err(error) => {
            let mut page = req.page("page-units-preview");
            let again = Again::of(&req, &mut page, error)?;
            Ok(preview_view(page, &read.preview, &again, today)
                .reply()?
                .again(again.is_again()))
        }
    }
}

async fn act(req: &Req, read: &Read) -> Result<access::import_units::Imported> {
    let key = req.form.key()?;
    let mut reader = Reader::new(&req.form);
    let from = reader.date("valid_from");
    reader.done()?;
    let plan = &read.preview.plan;
    let seen = |name: &str, number: usize| req.form.get(name) == Some(number.to_string().as_str());
    if !seen("added", plan.added.len()) || !seen("changed", plan.changed.len()) {
        return Err(Error::Conflict);
    }
    let input = ImportUnits::of(
        plan,
        read.rows.len(),
        read.tag.clone(),
        read.mapping.clone(),
        from,
    );
    let rows = read.rows.clone();
    let ctx = req.ctx_in(0);
    req.app
        .db
        .act_async(&ctx, key, input, move |tx, ctx, input| {
            import_units(tx, ctx, input, &rows)
        })
        .await
}
