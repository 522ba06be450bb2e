//! Units from a file: sent in, compared with what is there, its faults shown by cell, then one commit.
//! Faulty rows are set aside and come back as a marked file.

use crate::components::{Button, ButtonKind, Cell, Choice, Column, Confirm, Control, Field, Form};
use crate::components::{Notice, NoticeKind, Stat, Stats, Table};
use crate::form::Reader;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::import_units::{COLUMNS, ImportUnits, file_tag, import_units, preview_units, read_units};
use access::units::{UnitPlan, UnitRow};
use kernel::{Date, Error, FieldError, Id, Result};
use sheets::{Fault, MarkLabels, Problem, Table as SheetTable};
use std::collections::HashSet;

/// So many faults are shown on the page; the marked file has all.
const SHOWN: usize = 200;
/// What the chooser offers.
const ACCEPT: &str = ".xlsx,.xls,.ods,.csv,.txt";

pub(crate) async fn form(req: Req) -> Result<Reply> {
    form_view(req.page("page-units-import"), &Again::default()).reply()
}

fn form_view(mut page: Page, again: &Again) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/units", words.get("page-units"), false)];
    let file = Field::new(words, Control::File(ACCEPT.into()), "file", words.get("page-file"))
        .hint(words.get("page-units-file-hint"));
    let form = Form::new(&page, "/units/import")
        .field(file)
        .button(Button::submit(ButtonKind::Primary, words.get("page-preview")));
    let form = again.fill(&mut page, form);
    View::new(page, vec![Part::Text(words.get("page-units-import-about")), Part::Form(form)])
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
        return Ok(form_view(page, &Again::default()).reply()?.with_status(422));
    }
    let id = crate::pages::uploads::keep(&req, "units", file).await?;
    Ok(Reply::see(format!("/units/import/{id}")))
}

fn returned(req: &Req, error: Error) -> Result<Reply> {
    let mut page = req.page("page-units-import");
    let again = Again::of(req, &mut page, error)?;
    Ok(form_view(page, &again).reply()?.with_status(422))
}

fn fault_notice(words: Words, fault: &sheets::ReadFault) -> Notice {
    let args: Vec<(&str, &str)> = fault.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    Notice::new(NoticeKind::Refused, words, words.with(&fault.locale_key(), &args))
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
    let stored = crate::pages::uploads::stored(req, "units", id).await?;
    req.app
        .db
        .export_async(move |tx| {
            let (table, rows) = match read_units(&stored.bytes, &stored.name, &stored.mapping) {
                Ok(read) => read,
                Err(fault) => return Ok(Err((id, stored.name, fault))),
            };
            let plan = preview_units(tx, &rows)?;
            let tag = file_tag(tx, &stored.bytes);
            let bytes: [u8; 32] = kernel::text::unhex(&tag).ok_or_else(|| Error::Internal("a file's tag".into()))?;
            let again = access::import_units::import_with_tag(tx, 0, "units", &bytes)?.is_some();
            let columns = table
                .columns
                .iter()
                .map(|c| (c.letter(), c.header.clone(), c.key.unwrap_or_default().to_owned()))
                .collect();
            let problems = problems(&table, &plan);
            let preview =
                Preview { id, file: stored.name, rows: rows.len(), columns, problems, again, plan };
            Ok(Ok(Read { preview, table, rows, tag, mapping: stored.mapping }))
        })
        .await
}

/// Faults of cells first; what the plan says of the same cell follows from them and is left out.
fn problems(table: &SheetTable, plan: &UnitPlan) -> Vec<Problem> {
    let mut problems = table.problems();
    let told: HashSet<(u32, Option<u16>)> = problems.iter().map(|p| (p.row, p.column)).collect();
    let numbers: std::collections::HashMap<u32, usize> =
        table.rows.iter().enumerate().map(|(i, row)| (row.number, i)).collect();
    for fault in &plan.problems {
        let row = numbers.get(&fault.row).and_then(|i| table.rows.get(*i));
        let Some(row) = row else { continue };
        let problem = table.problem_at(row, fault.field, Fault { code: fault.code, args: Vec::new() });
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

/// No header was found, or a column is missing: the person says which column is which.
fn unread_view(mut page: Page, id: Id, fault: &sheets::ReadFault) -> View {
    let words = page.words;
    page.flash = Some(fault_notice(words, fault));
    let letters: Vec<(String, String, String)> =
        (0..12).map(|i| (sheets::column_letter(i), String::new(), String::new())).collect();
    let mapping = mapping_form(&page, id, &letters);
    View::new(page, vec![Part::heading("columns", words.get("page-mapping")), mapping])
}

fn mapping_form(page: &Page, id: Id, columns: &[(String, String, String)]) -> Part {
    let words = page.words;
    let mut form = Form::new(page, format!("/units/import/{id}/mapping"));
    for column in COLUMNS {
        let choices = columns
            .iter()
            .map(|(letter, header, _)| {
                let label = if header.is_empty() { letter.clone() } else { format!("{letter} · {header}") };
                Choice::new(letter.clone(), label)
            })
            .collect();
        let chosen = columns.iter().find(|(_, _, key)| key == column.key).map(|(l, _, _)| l.clone());
        form = form.field(
            Field::new(words, Control::Select(choices), column.key, words.get(&format!("page-unit-{}", column.key)))
                .value(chosen.unwrap_or_default()),
        );
    }
    Part::Form(form.button(Button::submit(ButtonKind::Secondary, words.get("page-mapping-save"))))
}

fn preview_view(mut page: Page, preview: &Preview, again: &Again, today: Date) -> View {
    let words = page.words;
    page.breadcrumbs = vec![
        NavItem::new("/units", words.get("page-units"), false),
        NavItem::new("/units/import", words.get("page-units-import"), false),
    ];
    let plan = &preview.plan;
    let tile = |number: usize, key: &str| {
        Stat::new(format::count(i64::try_from(number).unwrap_or(i64::MAX)), words.get("page-unit-rows"), words.get(key))
    };
    let tiles = vec![
        tile(preview.rows, "page-import-rows"),
        tile(plan.added.len(), "page-import-added"),
        tile(plan.changed.len(), "page-import-changed"),
        tile(plan.unchanged, "page-import-unchanged"),
        tile(plan.missing.len(), "page-import-missing"),
        tile(plan.set_aside, "page-import-aside"),
    ];
    let mut parts = vec![Part::Text(preview.file.clone()), Part::Stats(Stats { tiles })];
    if preview.again {
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, words.get("page-import-again"))));
    }
    problem_parts(words, preview, &mut parts);
    difference_parts(words, plan, &mut parts);
    parts.push(Part::Details {
        label: words.get("page-mapping"),
        parts: vec![mapping_form(&page, preview.id, &preview.columns)],
    });
    parts.push(Part::heading("commit", words.get("page-import-commit")));
    if plan.added.is_empty() && plan.changed.is_empty() {
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, words.get("page-import-nothing"))));
    } else {
        let form = commit_form(&mut page, preview, again, today);
        parts.push(Part::Form(form));
    }
    View::new(page, parts)
}

fn commit_form(page: &mut Page, preview: &Preview, again: &Again, today: Date) -> Form {
    let words = page.words;
    let plan = &preview.plan;
    let number = |n: usize| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let mut effects = vec![
        (number(plan.added.len()), words.get("page-import-will-add")),
        (number(plan.changed.len()), words.get("page-import-will-change")),
    ];
    if plan.set_aside > 0 {
        effects.push((number(plan.set_aside), words.get("page-import-will-skip")));
    }
    let form = Form::new(page, format!("/units/import/{}", preview.id))
        // What the person saw; the deed compares it under its lock.
        .hidden("added", plan.added.len().to_string())
        .hidden("changed", plan.changed.len().to_string())
        .field(
            Field::new(words, Control::Date, "valid_from", words.get("page-valid-from"))
                .hint(words.get("page-units-from-hint"))
                .value(today.to_string()),
        )
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects,
            caution: Some(words.get("page-import-caution")),
        })
        .button(Button::submit(ButtonKind::Primary, words.get("page-import-commit")))
        .button(Button::link(ButtonKind::Secondary, "/units/import", words.get("page-file-other")));
    again.fill(page, form)
}

fn problem_parts(words: Words, preview: &Preview, parts: &mut Vec<Part>) {
    if preview.problems.is_empty() {
        return;
    }
    let columns = vec![
        Column::text(words.get("page-problem-cell")),
        Column::text(words.get("page-problem-header")),
        Column::text(words.get("page-problem-value")),
        Column::text(words.get("page-problem-what")),
    ];
    let rows = preview
        .problems
        .iter()
        .take(SHOWN)
        .map(|p| {
            let blank = |text: &str| Cell::from(if text.is_empty() { "–" } else { text });
            vec![p.cell().into(), blank(&p.header), blank(&p.raw), problem_words(words, p).into()]
        })
        .collect();
    let count = i64::try_from(preview.problems.len()).unwrap_or(i64::MAX);
    parts.push(Part::Table(Table::new("problems", words.count("page-problems", count), columns).rows(rows).stacked()));
    let href = format!("/units/import/{}/marked", preview.id);
    parts.push(Part::Buttons(vec![Button::link(ButtonKind::Secondary, href, words.get("page-marked-file"))]));
    parts.push(Part::Text(words.get("page-marked-about")));
}

fn difference_parts(words: Words, plan: &UnitPlan, parts: &mut Vec<Part>) {
    if !plan.changed.is_empty() {
        let columns = vec![
            Column::text(words.get("page-unit-code")),
            Column::text(words.get("page-import-is")),
            Column::text(words.get("page-import-becomes")),
        ];
        let rows = plan
            .changed
            .iter()
            .take(SHOWN)
            .map(|(old, new)| vec![old.code.clone().into(), old.name.clone().into(), new.name.clone().into()])
            .collect();
        let table = Table::new("changed", words.get("page-import-changed"), columns).rows(rows);
        parts.push(Part::Details { label: words.get("page-import-changed"), parts: vec![Part::Table(table)] });
    }
    if !plan.missing.is_empty() {
        let columns = vec![Column::text(words.get("page-unit-name")), Column::text(words.get("page-unit-code"))];
        let rows =
            plan.missing.iter().take(SHOWN).map(|u| vec![u.name.clone().into(), u.code.clone().into()]).collect();
        let table = Table::new("missing", words.get("page-import-missing-about"), columns).rows(rows);
        parts.push(Part::Details { label: words.get("page-import-missing"), parts: vec![Part::Table(table)] });
    }
}

pub(crate) async fn mapping(req: Req) -> Result<Reply> {
    let id = req.id("id")?;
    let mapping = COLUMNS
        .iter()
        .filter_map(|column| req.form.get(column.key).map(|letter| (letter.to_owned(), column.key.to_owned())))
        .collect();
    crate::pages::uploads::remember(&req, id, mapping).await?;
    Ok(Reply::see(format!("/units/import/{id}")))
}

pub(crate) async fn marked(req: Req) -> Result<Reply> {
    let words = req.words();
    let read = read(&req).await?.map_err(|_| Error::NotFound)?;
    let labels = MarkLabels { sheet: words.get("sheet-mark-sheet"), problem: words.get("sheet-mark-column") };
    let bytes = req
        .app
        .db
        .export_async(move |_| {
            sheets::mark_faulty(&read.table, &read.preview.problems, &labels, |p| problem_words(words, p))
        })
        .await?;
    Ok(Reply::xlsx(bytes, format!("{}.xlsx", words.get("sheet-mark-sheet"))))
}

pub(crate) async fn commit(req: Req) -> Result<Reply> {
    let today = req.ctx().today();
    let read = read(&req).await?.map_err(|_| Error::Conflict)?;
    let done = act(&req, &read, today).await;
    match done {
        Ok(done) => {
            crate::pages::uploads::forget(&req, read.preview.id).await?;
            let (added, changed) = (done.added.to_string(), done.changed.to_string());
            let aside = done.set_aside.to_string();
            let args = [("added", added.as_str()), ("changed", changed.as_str()), ("aside", aside.as_str())];
            Ok(Reply::see("/units/imports").saved("page-import-done", &args))
        }
        Err(error) => {
            let mut page = req.page("page-units-preview");
            let again = Again::of(&req, &mut page, error)?;
            Ok(preview_view(page, &read.preview, &again, today).reply()?.with_status(again.status()))
        }
    }
}

async fn act(req: &Req, read: &Read, today: Date) -> Result<access::import_units::Imported> {
    let key = req.form.key()?;
    let mut reader = Reader::new(&req.form);
    let from = reader.date("valid_from").unwrap_or(today);
    reader.done()?;
    let plan = &read.preview.plan;
    let seen = |name: &str, number: usize| req.form.get(name) == Some(number.to_string().as_str());
    if !seen("added", plan.added.len()) || !seen("changed", plan.changed.len()) {
        return Err(Error::Conflict);
    }
    let input = ImportUnits::of(plan, read.rows.len(), read.tag.clone(), read.mapping.clone(), from);
    let rows = read.rows.clone();
    let ctx = req.ctx_in(0);
    req.app.db.act_async(&ctx, key, input, move |tx, ctx, input| import_units(tx, ctx, input, &rows)).await
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let row = |row: u32, code: &str, level: &str, name: &str, parent: &str| UnitRow {
        row,
        code: code.into(),
        level: level.into(),
        name: name.into(),
        parent: parent.into(),
    };
    let mut rows = vec![
        row(2, "371502000000", "county", "东昌府区", ""),
        row(3, "37150210400", "township", "斗虎屯镇", "371502000000"),
        row(4, "371502104268", "hamlet", "张李新村", "371502104000"),
        row(5, "371502104268", "village", "", "371502104000"),
        row(6, "371502105000", "township", "堂邑镇", "371599000000"),
        row(7, "370000000000", "province", "山东省", "371502000000"),
        row(8, "371502106000", "village", "梁水镇", "371502000000"),
    ];
    let plan = access::units::compare(&rows, &[]);
    let raw = |field: &str, row: &UnitRow| match field {
        "code" => row.code.clone(),
        "level" => row.level.clone(),
        "name" => row.name.clone(),
        _ => row.parent.clone(),
    };
    let problems = plan
        .problems
        .iter()
        .filter_map(|p| {
            let at = ["code", "level", "name", "parent"].iter().position(|f| *f == p.field)?;
            let row = rows.iter().find(|r| r.row == p.row)?;
            Some(Problem {
                row: p.row,
                column: u16::try_from(at).ok(),
                header: p.field.to_owned(),
                code: p.code,
                raw: raw(p.field, row),
                args: Vec::new(),
            })
        })
        .collect();
    let columns = ["code", "level", "name", "parent"]
        .iter()
        .zip(["A", "B", "C", "D"])
        .map(|(key, letter)| (letter.to_owned(), (*key).to_owned(), (*key).to_owned()))
        .collect();
    let count = rows.len();
    let preview = Preview { id: Id(5), file: "区划.xlsx".into(), plan, rows: count, columns, problems, again: true };
    rows.truncate(0);
    let nothing = Preview {
        id: Id(6),
        file: "区划.csv".into(),
        plan: UnitPlan { unchanged: 4, ..UnitPlan::default() },
        rows: 4,
        columns: vec![],
        problems: vec![],
        again: false,
    };
    let today = Date::of_micros(1_659_000_000_000_000);
    let fault = read_units("a,b\n1,2\n".as_bytes(), "区划.csv", &[]).err();
    let missing = Again::sample("", vec![FieldError::new("file", "file_missing")]);
    let title = words.get("page-units-preview");
    let mut all = vec![
        ("units-import", form_view(frame(&words.get("page-units-import")), &missing)),
        ("units-preview", preview_view(frame(&title), &preview, &Again::default(), today)),
        ("units-preview-nothing", preview_view(frame(&title), &nothing, &Again::default(), today)),
    ];
    all.extend(fault.map(|fault| ("units-unread", unread_view(frame(&title), Id(7), &fault))));
    all
}
