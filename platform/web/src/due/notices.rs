//! The notices on days off that were read in, the year that they make, and reading in the next.

use super::incoming::compared;
use super::preview::{self, Preview};
use super::year;
use crate::components::*;
use crate::form::Reader;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::pages::uploads;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use access::Right;
use cases::notice::{self, FileFault, Plan, ReadNotice, read_file};
use cases::store::{NoticeRow, Settled};
use cases::workdays::{Calendar, Named};
use kernel::{Date, Error, Result};
use std::sync::Arc;
use std::time::Duration;
use store::Tx;

/// What an upload of these pages is.
const KIND: &str = "holidays";
const ACCEPT: &str = ".xlsx,.xls,.ods,.csv,.txt,.json,.ics";
/// So long a page waits for the open cases; what is left goes on behind it.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) struct Shown {
    pub calendar: Arc<Calendar>,
    pub year: i16,
    pub today: Date,
    pub notices: Vec<NoticeRow>,
    /// How far the open cases of this organisation followed; nothing where there is nothing left to do.
    pub following: Option<Settled>,
    pub may_import: bool,
}

pub(super) async fn page(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let org = ctx.org;
    let read = move |tx: &mut Tx| {
        let calendar = cases::calendar::current(tx)?;
        let notices = cases::store::notices(tx)?;
        let known = cases::store::known(tx)?;
        let settled = cases::store::settled(tx, org)?;
        let following = settled.filter(|it| org != 0 && (it.known != known || !it.is_whole()));
        Ok((calendar, notices, following))
    };
    let (calendar, notices, following) = req.app.db.read_async(read).await?;
    let today = req.ctx().today();
    let asked = req.query.get("year").and_then(|year| year.parse().ok());
    let (first, last) = notice::years(&calendar);
    let year: i16 = asked.unwrap_or(today.year());
    let shown = Shown {
        year: year.clamp(first, last),
        calendar,
        today,
        notices,
        following,
        may_import: req.may(Right::Install),
    };
    view(req.page("due-holidays"), &shown).reply()
}

pub(super) fn view(page: Page, shown: &Shown) -> View {
    let words = page.words;
    let (first, last) = notice::years(&shown.calendar);
    let mut parts = vec![Part::Text(words.get("due-holidays-about"))];
    if let Some(following) = &shown.following {
        let label = words.get("due-following");
        let progress = Progress::new(words, label, following.done, following.total);
        parts.push(Part::Progress(progress));
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            format!("/holidays?year={}", shown.year),
            words.get("due-look-again"),
        )]));
    }
    if last <= shown.today.year() && shown.today.month() >= 11 || last < shown.today.year() {
        let next = (last + 1).to_string();
        let text = words.with("due-next-missing", &[("year", &next)]);
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
    }
    if shown.may_import {
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Primary,
            "/holidays/import",
            words.get("due-notice-import"),
        )]));
    }
    let name = words.with("due-year", &[("year", &shown.year.to_string())]);
    parts.push(Part::heading("year", name));
    let turn = |key: &str, year: i16| {
        let text = words.with(key, &[("year", &year.to_string())]);
        Button::link(
            ButtonKind::Secondary,
            format!("/holidays?year={year}"),
            text,
        )
    };
    let mut buttons = Vec::new();
    if shown.year > first {
        buttons.push(turn("due-year-before", shown.year - 1));
    }
    if shown.year < last {
        buttons.push(turn("due-year-next", shown.year + 1));
    }
    parts.push(Part::Months(year::year(
        words,
        &shown.calendar,
        shown.year,
        shown.today,
    )));
    parts.push(Part::Buttons(buttons));
    parts.push(Part::Details {
        label: words.get("due-days-listed"),
        parts: vec![Part::Table(days(words, shown))],
    });
    parts.push(Part::heading("notices", words.get("due-notices")));
    parts.push(Part::Table(notices(words, &shown.notices)));
    View::new(page, parts)
}

/// The table behind the picture.
fn days(words: Words, shown: &Shown) -> Table {
    let columns =
        ["day", "kind", "name"].map(|name| Column::text(words.get(&format!("due-col-{name}"))));
    let rows = notice::of_year(&shown.calendar, shown.year);
    let row = |named: Named| {
        let kind = preview::kind_words(words, Some(named.kind));
        vec![
            Cell::from(year::day_name(words, named.date)),
            kind.into(),
            named.name.into(),
        ]
    };
    Table::new("days", words.get("due-days-listed"), columns.to_vec())
        .rows(rows.into_iter().map(row).collect())
        .stacked()
}

fn notices(words: Words, notices: &[NoticeRow]) -> Table {
    let columns = ["year", "number", "published", "source"]
        .map(|name| Column::text(words.get(&format!("due-col-{name}"))));
    let row = |notice: &NoticeRow| {
        let year = Cell::link(
            format!("/holidays?year={}", notice.year),
            notice.year.to_string(),
        );
        let what = match notice.is_whole {
            true => "due-notice-whole",
            false => "due-notice-part",
        };
        vec![
            year.note(words.get(what)),
            notice.number.clone().into(),
            format::date(notice.published).into(),
            notice.source.clone().into(),
        ]
    };
    Table::new("notices", words.get("due-notices"), columns.to_vec())
        .rows(notices.iter().map(row).collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "due-no-notices",
            "due-no-notices-text",
        ))
}

fn crumbs(words: Words) -> Vec<NavItem> {
    vec![NavItem::new(
        "/holidays",
        words.get("due-nav-holidays"),
        false,
    )]
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    form_view(req.page("due-notice-import"), &Again::default()).reply()
}

pub(super) fn form_view(mut page: Page, again: &Again) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words);
    let control = Control::File(ACCEPT.into());
    let file = Field::new(words, control, "file", words.get("page-file"));
    let form = Form::new(&page, "/holidays/import")
        .field(file.hint(words.get("due-file-hint")))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("page-preview"),
        ));
    let form = again.fill(&mut page, form);
    let about = Part::Text(words.get("due-notice-import-about"));
    View::new(page, vec![about, Part::Form(form)])
}

pub(super) async fn upload(req: Req) -> Result<Reply> {
    let Some(file) = req.form.file("file").cloned() else {
        let fault = Error::invalid("file", "file_missing");
        return returned(&req, fault);
    };
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    // Whether it can be read, and what it would change.
    let read = move |tx: &mut Tx| match read_file(&bytes, &name) {
        Ok(days) => notice::plan(tx, &days).map(|_| None),
        Err(fault) => Ok(Some(fault)),
    };
    match req.app.db.export_async(read).await {
        Ok(None) => {
            let id = uploads::keep(&req, KIND, file).await?;
            Ok(Reply::see(format!("/holidays/import/{id}")))
        }
        Ok(Some(fault)) => {
            let words = req.words();
            let mut page = req.page("due-notice-import");
            page.flash = Some(Notice::new(
                NoticeKind::Refused,
                words,
                preview::fault_words(words, &fault),
            ));
            let mut view = form_view(page, &Again::default());
            if let FileFault::Cells(problems) = &fault {
                view.parts
                    .push(Part::Table(preview::cells(words, problems)));
            }
            Ok(view.reply()?.again(true))
        }
        Err(fault) => returned(&req, fault),
    }
}

fn returned(req: &Req, fault: Error) -> Result<Reply> {
    let mut page = req.page("due-notice-import");
    let again = Again::of(req, &mut page, fault)?;
    Ok(form_view(page, &again).reply()?.again(true))
}

struct Read {
    preview: Preview,
    days: Vec<Named>,
    tag: Vec<u8>,
}

async fn read(req: &Req) -> Result<Read> {
    let id = req.id("id")?;
    let stored = uploads::stored(req, KIND, id).await?;
    let today = req.ctx().today();
    let read = move |tx: &mut Tx| {
        // What was accepted when it came can only differ where another program reads it.
        let days = read_file(&stored.bytes, &stored.name).map_err(|_| Error::Conflict)?;
        let compared = compared(tx, days, &stored.bytes, today)?;
        let preview = Preview {
            id,
            file: stored.name,
            plan: compared.plan,
            effect: compared.effect,
            today,
        };
        Ok(Read {
            preview,
            days: compared.days,
            tag: compared.tag,
        })
    };
    req.app.db.export_async(read).await
}

pub(super) async fn preview(req: Req) -> Result<Reply> {
    let read = read(&req).await?;
    let page = req.page("due-notice-preview");
    preview::view(page, &read.preview, &Again::default()).reply()
}

pub(super) async fn commit(req: Req) -> Result<Reply> {
    let read = read(&req).await?;
    let year = read.preview.plan.year;
    match noticed(&req, &read).await {
        Ok(()) => {
            uploads::forget(&req, read.preview.id).await?;
            followed(&req).await;
            let year = year.to_string();
            let to = format!("/holidays?year={year}");
            Ok(Reply::see(to).saved("due-notice-saved", &[("year", &year)]))
        }
        Err(fault) => {
            let mut page = req.page("due-notice-preview");
            let again = Again::of(&req, &mut page, fault)?;
            let view = preview::view(page, &read.preview, &again);
            Ok(view.reply()?.again(again.is_again()))
        }
    }
}

async fn noticed(req: &Req, read: &Read) -> Result<()> {
    let key = req.form.key()?;
    let mut reader = Reader::new(&req.form);
    let (number, source) = (reader.text("number", 100), reader.text("source", 300));
    let published = reader.date("published");
    reader.done()?;
    let Plan { year, changes, .. } = &read.preview.plan;
    if req.form.get("changes") != Some(changes.len().to_string().as_str()) {
        return Err(Error::Conflict);
    }
    let input = ReadNotice {
        number,
        source,
        published,
        file: read.tag.clone(),
        year: *year,
        days: read.days.len(),
        changes: changes.len(),
    };
    let (ctx, days) = (req.ctx_in(0), read.days.clone());
    let deed =
        move |tx: &mut Tx, ctx: &kernel::Ctx, input| cases::read_notice(tx, ctx, input, &days);
    req.app.db.act_async(&ctx, key, input, deed).await?;
    Ok(())
}

/// Open cases follow behind the page. In an office they are done before it is shown.
async fn followed(req: &Req) {
    let (db, ctx) = (req.app.db.clone(), req.app.system(0));
    let work = tokio::spawn(async move {
        if let Err(e) = crate::cases::follow(&db, &ctx).await {
            tracing::error!("open cases could not follow a notice: {e}");
        }
    });
    // Dropping the wait does not end the work.
    drop(tokio::time::timeout(PATIENCE, work).await);
}
