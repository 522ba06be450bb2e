//! The papers of a thing: a list, a form that takes a phone's photo without script, and each paper opened
//! on its own. Whoever owns the thing hands over a [`PaperSource`] and puts [`button`] on its page.

mod api;

use crate::app::Module;
use crate::components::{
    Button, ButtonKind, Cell, Choice, Column, Control, EmptyState, Field, Form, Table,
};
use crate::form::Reader;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use crate::view::{Part, Sample, View};
use ::store::Tx;
use access::papers::{self, About, Media, Paper, Place, REASONS, WithdrawPaper};
use access::{Code, Right};
use kernel::{Ctx, Date, Error, FieldError, Id, OrgId, Result};
use std::sync::Arc;

/// Asks where a thing lies and what it is called.
pub type PlaceOf = fn(&mut Tx, OrgId, Id) -> Result<Option<(Id, String)>>;

/// A kind of thing that papers hang on.
#[derive(Clone, Copy)]
pub struct PaperSource {
    /// `payout_round`.
    pub source: &'static str,
    pub view: Right,
    pub attach: Right,
    /// Unit and name of the thing; nothing where there is none.
    pub place: PlaceOf,
    /// Its page without the id: `/rounds/`.
    pub back: &'static str,
}

/// Rounds of money.
pub const ROUNDS: PaperSource = PaperSource {
    source: "payout_round",
    view: Right::ViewRounds,
    attach: Right::PrepareRounds,
    place: crate::store::round_place,
    back: "/rounds/",
};

type Sources = Arc<[PaperSource]>;

const VIEW: Gate = Gate::Any(&[Right::ViewPeople, Right::ViewProjects, Right::ViewRounds]);
const ATTACH: Gate = Gate::Any(&[
    Right::ImportPeople,
    Right::RecordPeople,
    Right::EnterProjects,
    Right::PrepareRounds,
]);
/// A little more than one paper, so that one that is too large is told at its field.
const BODY_BYTES: usize = papers::MOST_BYTES + 4 * 1024 * 1024;
const LONGEST_NOTE: usize = 200;

/// `sources` are all things that papers hang on.
pub fn module(sources: Vec<PaperSource>) -> Module {
    let sources: Sources = sources.into();
    let mut attach_door = Route::post("/papers/of/{source}/{id}", ATTACH, with(&sources, attach));
    attach_door.limit = BODY_BYTES;
    Module {
        lists: api::lists(&sources),
        deeds: api::deeds(&sources),
        routes: vec![
            Route::get("/papers/of/{source}/{id}", VIEW, with(&sources, list)),
            attach_door,
            Route::get("/papers/{id}", VIEW, with(&sources, open)),
            Route::get(
                "/papers/{id}/withdraw",
                ATTACH,
                with(&sources, withdraw_form),
            ),
            Route::post("/papers/{id}/withdraw", ATTACH, with(&sources, withdraw)),
        ],
        ..Module::default()
    }
}

/// What a thing's own page shows: the way to its papers.
pub fn button(words: Words, source: &str, id: Id) -> Button {
    let href = format!("/papers/of/{source}/{id}");
    Button::link(ButtonKind::Secondary, href, words.get("web-papers"))
}

/// A thing, and what the asker may do with its papers.
struct Thing {
    source: PaperSource,
    id: Id,
    unit: Id,
    name: String,
    may_attach: bool,
}

fn thing(tx: &mut Tx, ctx: &Ctx, sources: &Sources, source: &str, id: Id) -> Result<Thing> {
    let source = source_of(sources, source)?;
    let (unit, name) = (source.place)(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    if !access::holds_at(tx, ctx, source.view, unit)? {
        return Err(Error::NotFound);
    }
    Ok(Thing {
        source,
        id,
        unit,
        name,
        may_attach: access::holds_at(tx, ctx, source.attach, unit)?,
    })
}

fn source_of(sources: &Sources, name: &str) -> Result<PaperSource> {
    let found = sources.iter().find(|source| source.source == name).copied();
    found.ok_or(Error::NotFound)
}

struct Found {
    thing: Thing,
    papers: Vec<Paper>,
    kinds: Vec<Code>,
    today: Date,
}

async fn list(req: Req, sources: Sources) -> Result<Reply> {
    page(&req, &sources, None).await
}

async fn page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let (ctx, sources, id) = (req.ctx(), sources.clone(), req.id("id")?);
    let source = req.part("source").to_owned();
    let found = req
        .app
        .db
        .read_async(move |tx| {
            let thing = thing(tx, &ctx, &sources, &source, id)?;
            let today = ctx.today();
            Ok(Found {
                papers: papers::of(tx, ctx.org, thing.source.source, id)?,
                kinds: access::codes(tx, "paper_kind", today)?,
                thing,
                today,
            })
        })
        .await?;
    let mut page = req.page("web-papers");
    let again = match fault {
        Some(fault) => Again::of(req, &mut page, fault)?,
        None => Again::default(),
    };
    Ok(view(page, &found, &again)
        .reply()?
        .again(again.is_again())
        .private())
}

fn view(mut page: Page, found: &Found, again: &Again) -> View {
    let words = page.words;
    let thing = &found.thing;
    let back = format!("{}{}", thing.source.back, thing.id);
    page.breadcrumbs = vec![NavItem::new(back, thing.name.clone(), false)];
    let mut parts = vec![
        Part::Text(words.get("web-papers-about")),
        Part::Table(table(words, &found.papers, &found.kinds, thing.may_attach)),
    ];
    if thing.may_attach {
        let form = form(&page, found);
        let form = again.fill(&mut page, form);
        parts.push(Part::heading("attach", words.get("web-papers-attach")));
        parts.push(Part::Form(form));
    }
    View::new(page, parts)
}

fn form(page: &Page, found: &Found) -> Form {
    let words = page.words;
    let choices = found
        .kinds
        .iter()
        .map(|code| Choice::new(code.code.clone(), name_of(words, code)))
        .collect();
    let field = |control, name: &str| {
        Field::new(
            words,
            control,
            name,
            words.get(&format!("web-papers-{name}")),
        )
    };
    let action = format!(
        "/papers/of/{}/{}",
        found.thing.source.source, found.thing.id
    );
    Form::new(page, action)
        .field(field(Control::Select(choices), "kind"))
        .field(
            field(Control::File("image/*,application/pdf".into()), "file")
                .hint(words.get("web-papers-file-hint")),
        )
        .field(field(Control::Date, "date").value(found.today.to_string()))
        .field(field(Control::Text, "note").optional(words))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("web-papers-attach"),
        ))
}

fn name_of(words: Words, code: &Code) -> String {
    words.either(&code.zh, &code.en)
}

/// The papers of a thing, for its own page or for the page of papers.
pub fn table(words: Words, papers: &[Paper], kinds: &[Code], may_withdraw: bool) -> Table {
    let rows = papers.iter().map(|paper| {
        let kind = kinds
            .iter()
            .find(|code| code.code == paper.kind)
            .map_or_else(|| paper.kind.clone(), |code| name_of(words, code));
        let name = match paper.name.as_str() {
            "" => words.get("web-papers-erased"),
            name => name.to_owned(),
        };
        let mut first = match paper.name.as_str() {
            "" => Cell::from(name),
            _ => Cell::link(format!("/papers/{}", paper.id), name),
        };
        if !paper.note.is_empty() {
            first = first.note(paper.note.clone());
        }
        let state = match &paper.withdrawn {
            Some(reason) => {
                let reason = words.get(&format!("web-papers-reason-{}", reason.replace('_', "-")));
                Cell::from(words.with("web-papers-withdrawn", &[("reason", &reason)]))
            }
            None if may_withdraw => Cell::link(
                format!("/papers/{}/withdraw", paper.id),
                words.get("web-papers-withdraw"),
            ),
            None => Cell::from(words.get("web-papers-counts")),
        };
        vec![
            first,
            kind.into(),
            paper.date.to_string().into(),
            size(paper.size).into(),
            state,
        ]
    });
    let column = |name: &str| Column::text(words.get(&format!("web-papers-{name}")));
    let columns = vec![
        column("name"),
        column("kind"),
        column("date"),
        column("size"),
        column("state"),
    ];
    Table::new("papers", words.get("web-papers"), columns)
        .rows(rows.collect())
        .empty(EmptyState::new(
            words,
            "web-papers-none",
            "web-papers-none-text",
        ))
        .stacked()
}

/// Bytes as people read them: `320 KB`, `2.4 MB`.
fn size(bytes: i64) -> String {
    const KIB: i64 = 1024;
    if bytes < KIB * KIB {
        return format!("{} KB", (bytes + KIB - 1) / KIB);
    }
    let tenths = bytes * 10 / (KIB * KIB);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

async fn attach(req: Req, sources: Sources) -> Result<Reply> {
    match attach_deed(&req, &sources).await {
        Ok(()) => {
            let here = format!("/papers/of/{}/{}", req.part("source"), req.id("id")?);
            Ok(Reply::see(here).saved("web-papers-saved", &[]))
        }
        Err(fault) => page(&req, &sources, Some(fault)).await,
    }
}

async fn attach_deed(req: &Req, sources: &Sources) -> Result<()> {
    let (ctx, asked, sources, id) = (req.ctx(), req.ctx(), sources.clone(), req.id("id")?);
    let (db, source) = (&req.app.db, req.part("source").to_owned());
    let thing = db
        .read_async(move |tx| thing(tx, &asked, &sources, &source, id))
        .await?;
    if !thing.may_attach {
        return Err(Error::Forbidden);
    }
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let kind = read.text("kind", 40);
    let date = read.date("date");
    let note = read.text_opt("note", LONGEST_NOTE).unwrap_or_default();
    let file = req.form.file("file");
    if file.is_none() {
        read.faults.push(FieldError::new("file", "file_missing"));
    }
    read.done()?;
    let Some(file) = file else {
        return Err(Error::invalid("file", "file_missing"));
    };
    let place = Place {
        source: thing.source.source,
        source_id: id,
        unit: thing.unit,
        attach: thing.source.attach,
    };
    let about = About { kind, date, note };
    papers::attach(db, &ctx, key, place, about, (&file.name, &file.bytes))
        .await
        .map(drop)
}

/// A paper that the asker may see, with its source.
fn seen(tx: &mut Tx, ctx: &Ctx, sources: &Sources, id: Id) -> Result<(Paper, PaperSource)> {
    let paper = papers::paper(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let source = source_of(sources, &paper.source)?;
    match access::holds_at(tx, ctx, source.view, paper.unit)? {
        true => Ok((paper, source)),
        false => Err(Error::NotFound),
    }
}

/// A picture is shown, a PDF is handed over; neither may run anything.
async fn open(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let (paper, bytes) = req
        .app
        .db
        .export_async(move |tx| {
            let (paper, _) = seen(tx, &ctx, &sources, id)?;
            let bytes = papers::content(tx, ctx.org, &paper)?.ok_or(Error::NotFound)?;
            Ok((paper, bytes))
        })
        .await?;
    let media = Media::from_text(&paper.media).ok_or(Error::NotFound)?;
    Ok(Reply::sandboxed(bytes, media.as_str(), paper.name, media.is_picture()).private())
}

async fn withdraw_form(req: Req, sources: Sources) -> Result<Reply> {
    withdraw_page(&req, &sources, None).await
}

async fn withdraw_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let (ctx, sources, id) = (req.ctx(), sources.clone(), req.id("id")?);
    let (paper, source) = req
        .app
        .db
        .read_async(move |tx| seen(tx, &ctx, &sources, id))
        .await?;
    let words = req.words();
    let mut page = req.page("web-papers-withdraw");
    let again = match fault {
        Some(fault) => Again::of(req, &mut page, fault)?,
        None => Again::default(),
    };
    let back = format!("/papers/of/{}/{}", source.source, paper.source_id);
    page.breadcrumbs = vec![NavItem::new(back, words.get("web-papers"), false)];
    let reasons = REASONS.map(|reason| {
        let key = format!("web-papers-reason-{}", reason.replace('_', "-"));
        Choice::new(reason, words.get(&key))
    });
    let label = words.get("web-papers-reason");
    let form = Form::new(&page, format!("/papers/{id}/withdraw"))
        .field(Field::new(
            words,
            Control::Radios(reasons.to_vec()),
            "reason",
            label,
        ))
        .button(Button::submit(
            ButtonKind::Warn,
            words.get("web-papers-withdraw"),
        ));
    let form = again.fill(&mut page, form);
    let about = words.with("web-papers-withdraw-about", &[("name", &paper.name)]);
    Ok(View::new(page, vec![Part::Text(about), Part::Form(form)])
        .reply()?
        .again(again.is_again())
        .private())
}

async fn withdraw(req: Req, sources: Sources) -> Result<Reply> {
    match withdraw_deed(&req, &sources).await {
        Ok(to) => Ok(Reply::see(to).saved("web-papers-saved-withdraw", &[])),
        Err(fault) => withdraw_page(&req, &sources, Some(fault)).await,
    }
}

async fn withdraw_deed(req: &Req, sources: &Sources) -> Result<String> {
    let (ctx, asked, sources, id) = (req.ctx(), req.ctx(), sources.clone(), req.id("id")?);
    let db = &req.app.db;
    let (paper, source) = db
        .read_async(move |tx| seen(tx, &asked, &sources, id))
        .await?;
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let reason = read.choice("reason", &REASONS);
    read.done()?;
    let input = WithdrawPaper { paper: id, reason };
    db.act_async(&ctx, key, input, move |tx, ctx, input| {
        papers::withdraw_paper(tx, ctx, input, source.attach)
    })
    .await?;
    Ok(format!("/papers/of/{}/{}", source.source, paper.source_id))
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let today = Date::of_micros(1_658_000_000_000_000);
    let kinds: Vec<Code> = access::codes::supplied().unwrap_or_default();
    let kinds: Vec<Code> = kinds
        .into_iter()
        .filter(|c| c.list == "paper_kind")
        .collect();
    let paper = |id: i64, kind: &str, media: &str, name: &str, withdrawn: Option<&str>| Paper {
        id: Id(id),
        seq: id,
        unit: Id(1),
        kind: kind.to_owned(),
        source: ROUNDS.source.to_owned(),
        source_id: Id(1),
        date: today,
        address: [0; 32],
        size: 2_516_582,
        media: media.to_owned(),
        user: Id(1),
        withdrawn: withdrawn.map(str::to_owned),
        name: name.to_owned(),
        note: String::new(),
    };
    let found = |papers: Vec<Paper>| Found {
        thing: Thing {
            source: ROUNDS,
            id: Id(1),
            unit: Id(1),
            name: "FH-2022-0005".to_owned(),
            may_attach: true,
        },
        papers,
        kinds: kinds.clone(),
        today,
    };
    let some = vec![
        paper(1, "minutes", "application/pdf", "2022-07-10.pdf", None),
        paper(
            2,
            "posting_photo",
            "image/jpeg",
            "IMG_2041.jpg",
            Some("replaced"),
        ),
        paper(3, "posting_photo", "image/jpeg", "IMG_2044.jpg", None),
    ];
    let title = words.get("web-papers");
    vec![
        (
            "papers",
            view(frame(&title), &found(some), &Again::default()),
        ),
        (
            "papers-none",
            view(frame(&title), &found(Vec::new()), &Again::default()),
        ),
    ]
}
