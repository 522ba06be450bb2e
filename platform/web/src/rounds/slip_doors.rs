//! Requests for slips: one, or those of a village or of all as one file, made while the reader watches.

use super::doors::{eyes, whole};
use super::read::{self, Eyes};
use super::slip::{self, Job, OneSlip};
use super::source::{Source, Sources, source_of};
use super::{VIEW, facts::Round};
use crate::address;
use crate::paper;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use ::store::{Db, Tx};
use access::uploads::{load_upload, store_upload, update_state};
use access::{Right, Scope};
use kernel::{Ctx, Error, Id, OrgId, Refusal, Result};
use payout::{Case, LineFilter, LineKey, LineSort};
use std::sync::Arc;

/// Kinds of the files that stand between pages.
const JOB: &str = "slips_job";
const FILE: &str = "slips_pdf";
/// Slips of one file; a larger round is printed by village.
const MOST: u32 = 20_000;
/// Slips read in one go.
const BATCH: usize = 100;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/{id}/line/{key}/slip", VIEW, with(sources, show)),
        Route::get(
            "/rounds/{id}/line/{key}/slip.pdf",
            VIEW,
            with(sources, file),
        ),
        Route::get(
            "/rounds/{id}/line/{key}/slip.json",
            VIEW,
            with(sources, json),
        ),
        Route::get("/rounds/{id}/slips", VIEW, with(sources, choose)),
        Route::post("/rounds/{id}/slips", VIEW, with(sources, make)),
        Route::get("/rounds/{id}/slips/{job}", VIEW, with(sources, progress)),
        Route::get(
            "/rounds/{id}/slips/{job}/slips.pdf",
            VIEW,
            with(sources, made),
        ),
        Route::get("/public/slips/{link}", Gate::Public, with(sources, own)),
    ]
}

/// A round whose notice was posted: before that there is no root on a wall that a slip could be held against.
fn posted(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Case> {
    let case = payout::round(tx, &Scope::of(ctx, Right::ViewRounds), id)?;
    if case.posted().is_none() {
        return Err(Error::refused("web.slips_before_notice"));
    }
    Ok(case)
}

/// The slip of a line whose village is `unit`.
fn one(
    tx: &mut Tx,
    case: &Case,
    source: Source,
    eyes: &Eyes,
    (key, unit): (LineKey, Id),
) -> Result<OneSlip> {
    let org = case.round.org;
    let slip = payout::slip(tx, case, key)?;
    let found = (source.household)(tx, org, slip.payee)?;
    Ok(OneSlip {
        root: slip.top().map_err(|e| Error::internal("a slip", e))?.hash,
        slip,
        key: key.to_string(),
        head: eyes.name(found.as_ref().map_or("", |h| &h.head)),
        village: read::unit_name(tx, unit)?,
        link: format!(
            "/public/slips/{org}-{}-{key}-{}",
            case.round.number,
            payout::slip_token(tx, org, case.round.id, key)?
        ),
    })
}

/// `1-FH-2022-0005-KEY-TOKEN`: organisation, number, line, token.
fn parts(link: &str) -> Result<(OrgId, String, LineKey, String)> {
    let (org, rest) = link.split_once('-').ok_or(Error::NotFound)?;
    let (rest, token) = rest.rsplit_once('-').ok_or(Error::NotFound)?;
    let (number, key) = rest.rsplit_once('-').ok_or(Error::NotFound)?;
    let org = org.parse().map_err(|_| Error::NotFound)?;
    Ok((org, number.to_owned(), key.parse()?, token.to_owned()))
}

/// The household's own page, for whoever has its link. Names are masked, as on the wall.
async fn own(req: Req, sources: Sources) -> Result<Reply> {
    let (org, number, key, token) = parts(req.part("link"))?;
    let (url, today) = (req.app.config.public_url.clone(), req.ctx().today());
    let eyes = Eyes {
        words: req.words(),
        sees_names: false,
    };
    let (round, one, url) = req
        .app
        .db
        .read_async(move |tx| {
            let case = payout::slip_by_token(tx, (org, &number), key, &token, today)?;
            let source = source_of(&sources, &case.round.source)?;
            let unit = payout::slip::unit_of(tx, &case, key)?;
            let one = one(tx, &case, source, &eyes, (key, unit))?;
            let round = read::round(tx, &sources, &case)?;
            Ok((round, one, address::shown(tx, url.as_deref())?.ok()))
        })
        .await?;
    let page = req.page("slip-title");
    Ok(slip::own(page, &round, &one, url.as_deref())
        .reply()?
        .private())
}

/// The line in the address with its slip, within the asker's villages, and the address that is printed.
async fn found(
    req: &Req,
    sources: &Sources,
) -> Result<(Round, OneSlip, std::result::Result<String, Refusal>)> {
    let (ctx, id, eyes, sources) = (req.ctx(), req.id("id")?, eyes(req), sources.clone());
    let key: LineKey = req.part("key").parse()?;
    let url = req.app.config.public_url.clone();
    req.app
        .db
        .read_async(move |tx| {
            let case = posted(tx, &ctx, id)?;
            let source = source_of(&sources, &case.round.source)?;
            let standing = payout::wrong::standing(tx, &ctx, id, key)?;
            let line = (key, standing.line.payee.unit);
            let one = one(tx, &case, source, &eyes, line)?;
            let round = read::round(tx, &sources, &case)?;
            Ok((round, one, address::shown(tx, url.as_deref())?))
        })
        .await
}

async fn show(req: Req, sources: Sources) -> Result<Reply> {
    let (round, one, url) = found(&req, &sources).await?;
    let page = req.page("slip-title");
    let url = url.as_ref().map(String::as_str);
    Ok(slip::page(page, &round, &one, url).reply()?.private())
}

async fn json(req: Req, sources: Sources) -> Result<Reply> {
    let (round, one, _) = found(&req, &sources).await?;
    let name = format!("{} {}.json", round.number, one.head);
    let bytes = one.slip.to_json().into_bytes();
    Ok(Reply::file(bytes, "application/json", name).private())
}

async fn file(req: Req, sources: Sources) -> Result<Reply> {
    let (round, one, url) = found(&req, &sources).await?;
    let (words, url) = (req.words(), url?);
    let about = paper::about(&req.page("slip-title"));
    let name = format!(
        "{} {} {}.pdf",
        words.get("slip-title"),
        round.number,
        one.head
    );
    let made = tokio::task::spawn_blocking(move || {
        let slip = slip::paper(words, &round, &round.entity, &one, &url);
        pdf::slips(&about, &[slip], |_| {})
    });
    let made = made
        .await
        .map_err(|e| Error::internal("making a slip", e))?;
    Ok(paper::reply(made?, name))
}

async fn choose(req: Req, sources: Sources) -> Result<Reply> {
    let whole = whole(&req, &sources).await?;
    let (ctx, id) = (req.ctx(), whole.round.id);
    let url = req.app.config.public_url.clone();
    let ready = req
        .app
        .db
        .read_async(move |tx| {
            let ready = posted(tx, &ctx, id).and_then(|_| address::printed(tx, url.as_deref()));
            match ready {
                Ok(_) => Ok(None),
                Err(Error::Refused(refusal)) => Ok(Some(refusal)),
                Err(other) => Err(other),
            }
        })
        .await?;
    let villages: Vec<(String, String, i64)> = whole
        .villages
        .iter()
        .map(|village| {
            (
                village.id.to_string(),
                village.name.clone(),
                village.households,
            )
        })
        .collect();
    let page = req.page("slip-all");
    slip::choose(page, &whole.round, &villages, ready.as_ref()).reply()
}

/// Begins to make the file and goes to watch it.
async fn make(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, id, eyes, words) = (req.ctx(), req.id("id")?, eyes(&req), req.words());
    let unit = req.form.get("unit").unwrap_or("all").to_owned();
    let unit: Option<Id> = match unit.as_str() {
        "all" => None,
        other => Some(other.parse().map_err(|_| Error::NotFound)?),
    };
    let url = req.app.config.public_url.clone();
    let (asked, inner) = (sources.clone(), ctx.clone());
    let (case, round, lines, url) = req
        .app
        .db
        .read_async(move |tx| {
            let case = posted(tx, &inner, id)?;
            let url = address::printed(tx, url.as_deref())?;
            let scope = Scope::of(&inner, Right::ViewRounds);
            let filter = LineFilter {
                unit,
                sort: LineSort::Unit,
                ..LineFilter::default()
            };
            let page = payout::lines(tx, &scope, id, &filter, (0, MOST + 1))?;
            let round = read::round(tx, &asked, &case)?;
            let line = |view: &payout::LineView| (view.line.key, view.line.payee.unit);
            let lines: Vec<_> = page.lines.iter().map(line).collect();
            Ok((case, round, lines, url))
        })
        .await?;
    if lines.len() > MOST as usize {
        return Err(Refusal::new("web.too_many_slips").with("most", MOST).into());
    }
    let job = Job {
        total: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        told_at: ctx.now_micros(),
        ..Job::default()
    };
    let inner = ctx.clone();
    let upload = req
        .app
        .db
        .work_async(&ctx, move |tx| {
            let id = store_upload(tx, &inner, JOB, "slips", &[])?;
            update_state(tx, &inner, id, &state(&job)?)?;
            Ok(id)
        })
        .await?;
    let source = source_of(&sources, &case.round.source)?;
    let maker = Maker {
        db: req.app.db.clone(),
        ctx,
        upload,
        about: paper::about(&req.page("slip-title")),
    };
    let shared = Arc::new((case, eyes));
    tokio::task::spawn_blocking(move || {
        let read = move |tx: &mut Tx, line| one(tx, &shared.0, source, &shared.1, line);
        let paper = |one: &OneSlip| slip::paper(words, &round, &round.entity, one, &url);
        maker.run(&lines, read, paper);
    });
    Ok(Reply::see(format!("/rounds/{id}/slips/{upload}")))
}

fn state(job: &Job) -> Result<String> {
    serde_json::to_string(job).map_err(|e| Error::internal("writing a job", e))
}

/// Makes one file on a thread of its own.
struct Maker {
    db: Db,
    ctx: Ctx,
    upload: Id,
    about: pdf::About,
}

impl Maker {
    fn run(
        &self,
        lines: &[(LineKey, Id)],
        read: impl Fn(&mut Tx, (LineKey, Id)) -> Result<OneSlip> + Send + Clone + 'static,
        paper: impl Fn(&OneSlip) -> pdf::Slip,
    ) {
        let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if let Err(error) = self.try_run(lines, read, paper) {
            tracing::error!("making slips: {error}");
            let failed = Job {
                total,
                failed: true,
                ..Job::default()
            };
            drop(self.tell(failed));
        }
    }

    fn try_run(
        &self,
        lines: &[(LineKey, Id)],
        read: impl Fn(&mut Tx, (LineKey, Id)) -> Result<OneSlip> + Send + Clone + 'static,
        paper: impl Fn(&OneSlip) -> pdf::Slip,
    ) -> Result<()> {
        let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let mut slips = Vec::with_capacity(lines.len());
        for batch in lines.chunks(BATCH) {
            let (batch, read) = (batch.to_vec(), read.clone());
            let read = move |tx: &mut Tx| batch.iter().map(|line| read(tx, *line)).collect();
            let found: Vec<OneSlip> = self.db.read(read)?;
            slips.extend(found.iter().map(&paper));
        }
        let file = pdf::slips(&self.about, &slips, |done| {
            if done % BATCH == 0 {
                let done = i64::try_from(done).unwrap_or(i64::MAX);
                let job = Job {
                    done,
                    total,
                    ..Job::default()
                };
                drop(self.tell(job));
            }
        })?;
        let (ctx, bytes) = (self.ctx.clone(), file.bytes);
        let stored = self.db.work(&self.ctx, move |tx| {
            store_upload(tx, &ctx, FILE, "slips.pdf", &bytes)
        })?;
        self.tell(Job {
            done: total,
            total,
            failed: false,
            told_at: 0,
            file: Some(stored.0),
            missing: file.missing.into_iter().map(|m| m.printed).collect(),
        })
    }

    fn tell(&self, mut job: Job) -> Result<()> {
        job.told_at = self.ctx.now_micros();
        let (ctx, upload) = (self.ctx.clone(), self.upload);
        self.db.work(&self.ctx, move |tx| {
            update_state(tx, &ctx, upload, &state(&job)?)
        })
    }
}

async fn job(req: &Req) -> Result<Job> {
    let (ctx, id) = (req.ctx(), req.id("job")?);
    let (upload, _) = req
        .app
        .db
        .read_async(move |tx| load_upload(tx, &ctx, id))
        .await?;
    if upload.kind != JOB {
        return Err(Error::NotFound);
    }
    let mut job: Job =
        serde_json::from_str(&upload.state).map_err(|e| Error::internal("reading a job", e))?;
    job.failed |= job.is_lost(req.ctx().now_micros());
    Ok(job)
}

async fn progress(req: Req, sources: Sources) -> Result<Reply> {
    let (job, whole) = (job(&req).await?, whole(&req, &sources).await?);
    let here = format!("/rounds/{}/slips/{}", whole.round.id, req.id("job")?);
    let page = req.page("slip-all");
    Ok(slip::progress(page, &whole.round, &here, &job)
        .reply()?
        .private())
}

async fn made(req: Req, sources: Sources) -> Result<Reply> {
    let (job, whole) = (job(&req).await?, whole(&req, &sources).await?);
    let file = Id(job.file.ok_or(Error::NotFound)?);
    let ctx = req.ctx();
    let (upload, bytes) = req
        .app
        .db
        .read_async(move |tx| load_upload(tx, &ctx, file))
        .await?;
    if upload.kind != FILE {
        return Err(Error::NotFound);
    }
    let name = format!("{} {}.pdf", req.words().get("slip-all"), whole.round.number);
    Ok(Reply::file(bytes, "application/pdf", name).private())
}
