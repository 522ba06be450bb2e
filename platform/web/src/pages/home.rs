//! The first page: for a visitor what this is and where the notices stand; for staff what is due
//! first and what his rights let him see; for an administrator of a new installation what to do next.

use crate::app::Board;
use crate::components::{Button, ButtonKind, Notice, NoticeKind, Stat, Stats, StepState, Steps};
use crate::i18n::Words;
use crate::layout::Page;
use crate::pages::figures as figure_pages;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::Gate;
use crate::view::{Part, Sample, View};
use ::figures::Asked;
use ::store::Tx;
use access::deputies::Deputy;
use access::{Right, Scope};
use kernel::{Actor, Ctx, Error, Result, Via};

/// So many figures stand on the home page; the others are one click away.
const TILES: usize = 6;

pub(crate) async fn home(req: Req) -> Result<Reply> {
    if req.visitor.user.is_none() {
        return landing(req).await;
    }
    let page = req.page("nav-home");
    let start = if req.may(Right::Install) {
        Some(start(&req).await?)
    } else {
        None
    };
    let tiles = if req.may(Right::ViewFigures) {
        tiles(&req).await?
    } else {
        Vec::new()
    };
    let mut first = away(&req, &page).await?;
    first.extend(boards(&req).await?);
    staff_view(page, start, first, tiles).reply()
}

/// Tables of boards whose rows wait for whoever asks: what a deputy is told of, and what somebody who leaves has in hand.
const WAITING: [&str; 3] = ["due-rounds", "open-objections", "to-confirm"];

/// How many rows of each such table wait for the actor of `ctx`, who holds these rights.
pub(crate) fn waiting(
    tx: &mut Tx,
    boards: &[Board],
    (ctx, rights): (&Ctx, i64),
    words: Words,
) -> Result<Vec<(String, i64)>> {
    let mut out = Vec::new();
    for board in boards.iter().filter(|board| board.gate.lets(Some(rights))) {
        for part in (board.read)(tx, ctx, words)? {
            if let Part::Table(table) = part
                && WAITING.contains(&table.id.as_str())
                && !table.rows.is_empty()
            {
                let count = i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
                out.push((table.id, count));
            }
        }
    }
    Ok(out)
}

/// Who is away and has this person as his deputy, with how much waits for him.
async fn away(req: &Req, page: &Page) -> Result<Vec<Part>> {
    let user = req.user()?;
    if user.acting.is_some() {
        return Ok(Vec::new());
    }
    let (me, ctx, words) = (user.user, req.own_ctx_in(0), req.words());
    let app = req.app.clone();
    let found = req
        .app
        .db
        .read_async(move |tx| {
            let today = ctx.today();
            let mut found = Vec::new();
            for held in access::deputies::deputies_of(tx, me)? {
                if held.deputy != me || !held.holds_on(today) {
                    continue;
                }
                let name = access::users::user(tx, held.principal)?.map(|user| user.name);
                let actor = Actor {
                    user: me,
                    via: Via::Deputy(held.principal),
                };
                let his = ctx.in_org(held.for_org).by(actor);
                let rights = access::rights_in(tx, held.for_org, held.principal, today)?;
                let rows = waiting(tx, &app.boards, (&his, rights), words)?;
                let count: i64 = rows.iter().map(|(_, count)| *count).sum();
                found.push((held, name.unwrap_or_default(), count));
            }
            Ok(found)
        })
        .await?;
    Ok(found
        .iter()
        .flat_map(|(held, name, count)| away_parts(page, held, name, *count))
        .collect())
}

fn away_parts(page: &Page, held: &Deputy, name: &str, count: i64) -> Vec<Part> {
    let words = page.words;
    let until = held.last_day().to_string();
    let args = [
        ("name", name.into()),
        ("date", until.as_str().into()),
        ("count", count.into()),
    ];
    let mut notice = Notice::new(NoticeKind::Info, words, words.fill("deputy-waits", &args));
    notice.title = words.with("deputy-away", &[("name", name)]);
    vec![
        Part::Notice(notice),
        Part::Form(super::deputies::act_form(page, held.id, name)),
    ]
}

async fn landing(req: Req) -> Result<Reply> {
    let is_new = req.app.db.read_async(access::users::is_empty).await?;
    let words = req.words();
    let doors = req.app.nav.iter().filter(|nav| nav.gate == Gate::Public);
    let doors = doors.map(|nav| (nav.href.to_owned(), words.get(nav.label)));
    landing_view(req.page("page-landing"), is_new, doors.collect()).reply()
}

fn landing_view(page: Page, is_new: bool, doors: Vec<(String, String)>) -> View {
    let words = page.words;
    let mut parts = vec![
        Part::Text(words.get("web-tagline")),
        Part::Text(words.get("page-landing-about")),
    ];
    if is_new {
        parts.push(Part::Text(words.get("page-landing-new")));
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Primary,
            "/first-run",
            words.get("page-first-run"),
        )]));
    } else {
        if !doors.is_empty() {
            parts.push(Part::heading("doors", words.get("page-landing-doors")));
            parts.push(Part::List(doors));
        }
        parts.push(Part::heading("notices", words.get("page-landing-see")));
        parts.push(Part::Buttons(vec![
            Button::link(
                ButtonKind::Primary,
                "/public",
                words.get("page-landing-notices"),
            ),
            Button::link(ButtonKind::Secondary, "/sign-in", words.get("web-sign-in")),
        ]));
    }
    parts.push(Part::heading("check", words.get("page-landing-check")));
    parts.push(Part::Text(words.get("page-landing-check-text")));
    View::new(page, parts)
}

/// How far a new installation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Start {
    has_units: bool,
    has_orgs: bool,
    has_users: bool,
}

async fn start(req: &Req) -> Result<Start> {
    let today = req.ctx().today();
    req.app
        .db
        .read_async(move |tx| {
            Ok(Start {
                has_units: !access::units::roots(tx)?.is_empty(),
                has_orgs: !access::create_org::orgs(tx, today)?.is_empty(),
                has_users: access::users::users(tx)?.len() > 1,
            })
        })
        .await
}

/// Number, unit, label and address of some figures of the person's own division.
async fn tiles(req: &Req) -> Result<Vec<Stat>> {
    let words = req.words();
    let division = match crate::pages::divisions::home_division(req).await {
        Ok(division) => division,
        Err(Error::Refused(_)) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let ctx = req.ctx();
    let today = ctx.today();
    let indicators = req.app.indicators.clone();
    let code = division.code.clone();
    req.app
        .db
        .read_async(move |tx| {
            let mut tiles = Vec::new();
            for indicator in indicators.iter().take(TILES) {
                let asked = Asked::new(
                    ctx.org,
                    Some(Scope::of(&ctx, indicator.right)),
                    division.id,
                    today,
                );
                match ::figures::evaluate(tx, indicator, &asked) {
                    Ok(figure) => {
                        let unit = figure_pages::unit_words(words, &figure);
                        let href = figure_pages::href(figure.id, &code, today);
                        let name = words.get(indicator.name_key);
                        let mut tile = Stat::new(figure.display, unit, name).link(href);
                        if indicator.is_of_year() {
                            tile.note =
                                Some(figure_pages::year_words(words, asked.complete_year()));
                        }
                        tiles.push(tile);
                    }
                    Err(Error::NotFound) => {}
                    Err(other) => return Err(other),
                }
            }
            Ok(tiles)
        })
        .await
}

/// What the modules show to somebody with this person's rights, each from within his own units.
async fn boards(req: &Req) -> Result<Vec<Part>> {
    let rights = req.visitor.user.as_ref().map(|user| user.rights);
    let chosen: Vec<Board> = req
        .app
        .boards
        .iter()
        .filter(|board| board.gate.lets(rights))
        .cloned()
        .collect();
    let (ctx, words) = (req.ctx(), req.words());
    req.app
        .db
        .read_async(move |tx| {
            let mut parts = Vec::new();
            for board in &chosen {
                parts.extend((board.read)(tx, &ctx, words)?);
            }
            Ok(parts)
        })
        .await
}

fn staff_view(page: Page, start: Option<Start>, boards: Vec<Part>, tiles: Vec<Stat>) -> View {
    let words = page.words;
    let mut parts = Vec::new();
    if let Some(start) = start {
        parts.push(Part::heading("start", words.get("page-start")));
        parts.push(Part::Steps(start_steps(words, start)));
    }
    parts.extend(boards);
    if !tiles.is_empty() {
        parts.push(Part::heading("figures", words.get("page-figures")));
        parts.push(Part::Stats(Stats { tiles }));
    }
    if parts.is_empty() {
        parts.push(Part::Text(words.get("page-home-about")));
    }
    View::new(page, parts)
}

fn start_steps(words: Words, start: Start) -> Steps {
    let mut steps = Steps::new(words.get("page-start"));
    let mut now = false;
    let all = [
        (true, "page-start-administrator", "/account"),
        (start.has_units, "page-start-units", "/units/import"),
        (start.has_orgs, "page-start-org", "/orgs/new"),
        (start.has_users, "page-start-users", "/users/new"),
    ];
    for (done, key, href) in all {
        let state = match (done, now) {
            (true, _) => StepState::Done,
            (false, false) => StepState::Current,
            (false, true) => StepState::Coming,
        };
        now |= !done;
        steps = steps.step(words, words.get(key), state, None);
        if let (Some(step), true) = (steps.steps.last_mut(), state != StepState::Coming) {
            step.href = Some(href.to_owned());
        }
    }
    steps
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let home = || frame(&words.get("nav-home"));
    let mut public = Page::new(words, words.get("page-landing"));
    public.org = words.get("page-sample-town");
    public.sign_in_href = Some("/sign-in".into());
    let start = Start {
        has_units: true,
        has_orgs: false,
        has_users: false,
    };
    let tiles = vec![
        Stat::new(
            "43",
            words.get("figure-unit-household"),
            words.get("page-figure"),
        )
        .link("/figures"),
        Stat::new(
            "1,700,000.00",
            words.get("figure-unit-yuan"),
            words.get("page-value"),
        )
        .link("/figures"),
    ];
    use crate::rounds::board::samples as boards;
    let staff = |start, parts, tiles| staff_view(home(), start, parts, tiles);
    vec![
        ("landing", landing_view(public.clone(), false, Vec::new())),
        ("landing-new", landing_view(public, true, Vec::new())),
        ("home-new", staff(Some(start), vec![], vec![])),
        (
            "home-accountant",
            staff(None, boards::accountant(words), tiles),
        ),
        ("home-auditor", staff(None, boards::auditor(words), vec![])),
        (
            "home-nothing-due",
            staff(None, boards::nothing(words), vec![]),
        ),
        ("home-plain", staff(None, vec![], vec![])),
    ]
}
