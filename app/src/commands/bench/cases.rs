//! A township's cases with a million events: figures asked right after a write, as of past days and as known then, the rows behind
//! them, the inbox, and a search. The cases come in by the deed that brings a ledger in, with the steps that each goes through.

use super::concerns::{KINDS, STEPS_TENTHS, Township};
use super::ground::{self, Folder};
use super::{Told, at, commit, machine, now, peak_rss_mb, store as sql, told};
use crate::demo::office::install;
use crate::demo::stage::Stage;
use crate::desk::Desk;
use crate::say;
use access::Right;
use access::texts::{self, Asked as Sought};
use cases::bring_in::Brought;
use cases::event::Value;
use cases::store::{Pile, Tray};
use cases::{AdoptBook, BringIn, OpenCase, adopt_book, bring_in, open_case};
use figures::Asked;
use figures::declared::{Catalogue, Declared, Question, by_unit, catalogue, rows, value};
use kernel::grams::sought;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::Serialize;
use std::path::Path;
use std::time::Duration;
use store::{CommandKey, Tx};
use web::i18n::Words;

/// Cases of one ledger, of all kinds together.
const LEDGER: u32 = 10_000;
/// Asked so often, each right after a concern was taken in.
const RUNS: usize = 300;
/// Inboxes opened, and searches.
const LOOKS: usize = 1_000;
const PAGE: u16 = 100;
const DUE_DATES: u32 = 10_000_000;
/// What a page of a search shows, and how far it counts.
const FOUND: (i64, i64) = (31, 1_001);
/// Two characters each, from what stands in a tenth of all texts to what stands in none.
const SOUGHT: [&str; 16] = [
    "路灯", "自来", "垃圾", "污水", "宅基", "保险", "广场", "大棚", "逯秋", "晁素", "变压", "孩子",
    "反映", "复合", "请求", "龙舟",
];

#[derive(Serialize, Default)]
struct Found {
    engine: &'static str,
    events: i64,
    cases: i64,
    open_cases: i64,
    /// Nothing where all were there from an earlier run.
    events_per_s: Option<f64>,
    figures: usize,
    figure_p50_ms: f64,
    figure_p95_ms: f64,
    rows_p95_ms: f64,
    as_of_p95_ms: f64,
    as_known_p95_ms: f64,
    /// All columns of the report by unit, as its page asks them.
    report_units_ms: f64,
    write_p95_ms: f64,
    inbox_p50_ms: f64,
    inbox_p99_ms: f64,
    /// Of a village's clerk.
    village_inbox_p99_ms: f64,
    search_p50_ms: f64,
    search_p99_ms: f64,
    village_search_p99_ms: f64,
    /// Of one search: every text looked through.
    plain_look_ms: f64,
    /// A book of figures adopted: what every case adds is made again.
    adopt_book_s: f64,
    due_dates_per_s: f64,
    /// The slowest figure and the slowest search, and the processes that waited for a processor meanwhile (a shared machine).
    slowest: String,
    slowest_search: String,
    load: f64,
}

struct Bench {
    desk: Desk,
    stage: Stage,
    org: OrgId,
    township: Id,
    clerk: Id,
    village_clerk: Id,
    villages: Vec<(String, Id)>,
}

fn first_day() -> Result<Date> {
    Date::new(2020, 1, 2).ok_or(Error::NotFound)
}

fn last_day() -> Result<Date> {
    Date::new(2022, 12, 30).ok_or(Error::NotFound)
}

impl Bench {
    /// An office, made or found.
    fn new(desk: Desk) -> Result<Bench> {
        let mut stage = Stage::new(&desk);
        if desk.db.read(access::users::is_empty)? {
            stage.on(Date::new(2018, 9, 3).ok_or(Error::NotFound)?);
            install(&mut stage)?;
        }
        let today = last_day()?;
        stage.on(today);
        let orgs = desk
            .db
            .read(move |tx| access::create_org::orgs(tx, today))?;
        let office = orgs.first().ok_or(Error::NotFound)?;
        let (org, township) = (office.id, office.unit);
        Ok(Bench {
            clerk: desk.login("bangongshi")?,
            village_clerk: desk.login("zhangli")?,
            villages: desk.db.read(move |tx| sql::villages(tx, township))?,
            desk,
            stage,
            org,
            township,
        })
    }

    fn clerk(&self) -> Ctx {
        self.stage.by(self.org, self.clerk)
    }

    /// Brings ledger after ledger in until there are so many events, from where an earlier run stopped.
    fn fill(&self, wanted: i64) -> Result<Option<f64>> {
        let org = self.org;
        let there = move |tx: &mut Tx| sql::events(tx, org);
        let before = self.desk.db.read(there)?;
        let (start, mut events) = (now(), before);
        let cases = u32::try_from(wanted * 10).unwrap_or(u32::MAX) / STEPS_TENTHS;
        let expected = KINDS.map(|(_, _, share)| (cases / 20 * share).max(1));
        while events < wanted {
            for (kind, (code, prefix, share)) in KINDS.iter().enumerate() {
                let first = self.desk.db.read(move |tx| sql::cases(tx, org, code))?;
                let first = u32::try_from(first).unwrap_or(u32::MAX);
                let there = Township {
                    unit: self.township,
                    villages: &self.villages,
                    first: first_day()?,
                    last: last_day()?,
                    expected,
                };
                let many =
                    (LEDGER / 20 * share).min(expected.get(kind).map_or(1, |all| all / 4 + 1));
                let ledger: Vec<Brought> = (first..first.saturating_add(many))
                    .map(|n| there.case(kind, n))
                    .collect();
                let input = BringIn {
                    code: (*code).into(),
                    prefix: (*prefix).into(),
                    count: ledger.len(),
                    file: vec![0; 32],
                };
                let ctx = self.clerk();
                let deed = move |tx: &mut Tx, ctx: &Ctx, input| bring_in(tx, ctx, input, &ledger);
                self.desk
                    .db
                    .act(&ctx, CommandKey::fresh(&ctx), input, deed)?;
            }
            events = self.desk.db.read(there)?;
            let a_second = (events - before) as f64 / start.elapsed().as_secs_f64();
            say::progress(&format!("{events} / {wanted} ({a_second:.0}/s)"));
        }
        let made = (events - before) as f64;
        Ok((events > before).then(|| made / start.elapsed().as_secs_f64()))
    }

    /// A concern taken in, as its clerk does it; how long that took.
    fn write(&self, n: usize) -> Result<Duration> {
        let village = self.villages.get(n % self.villages.len().max(1));
        let text = |text: &str| Value::Text(text.to_owned());
        let ctx = self.clerk();
        let input = OpenCase {
            code: "appeal".into(),
            prefix: "AP".into(),
            unit: village.map_or(Id(0), |(_, id)| *id),
            day: ctx.today(),
            patch: [("channel".to_owned(), Value::Code("counter".into()))].into(),
            personal: [
                ("title".to_owned(), text("井盖松动")),
                ("detail".to_owned(), text("路口的井盖")),
            ]
            .into(),
        };
        let start = now();
        self.desk
            .db
            .act(&ctx, CommandKey::fresh(&ctx), input, open_case)?;
        Ok(start.elapsed())
    }

    /// The n-th question: every figure in turn, of the whole township and of single villages, of a year, a month, all days.
    fn question(&self, n: usize, as_of: Date, as_known: i64) -> Question {
        let village = self.villages.get(n / 3 % self.villages.len().max(1));
        let division = match n % 3 {
            0 | 1 => self.township,
            _ => village.map_or(self.township, |(_, id)| *id),
        };
        let ctx = self.clerk();
        let scope = access::Scope::of(&ctx, access::Right::ViewFigures);
        let mut asked = Asked::new(self.org, Some(scope), division, as_of);
        asked.as_known = as_known;
        let from = match n % 4 {
            0 => as_of.plus_days(-365),
            1 => as_of.plus_days(-30),
            _ => Date::new(2020, 1, 1).unwrap_or(as_of),
        };
        Question {
            asked,
            from,
            to: as_of,
            own: false,
            among: None,
        }
    }

    /// How long each of these questions took, with the figure; ascending.
    fn asked(
        &self,
        figures: &[Declared],
        runs: usize,
        (as_of, as_known): (Date, i64),
        is_after_write: bool,
        ask: Ask,
    ) -> Result<(Vec<Duration>, String)> {
        let (mut times, mut worst) = (Vec::with_capacity(runs), (Duration::ZERO, String::new()));
        for n in 0..runs {
            if is_after_write {
                self.write(n)?;
            }
            let figure = figures
                .get(n % figures.len().max(1))
                .ok_or(Error::NotFound)?;
            let question = self.question(n, as_of, as_known);
            let asked = figure.clone();
            let start = now();
            self.desk.db.read(move |tx| {
                let question = question.admitted(tx)?;
                ask(tx, &asked, &question)
            })?;
            let took = start.elapsed();
            if took > worst.0 {
                worst = (took, figure.code.clone());
            }
            times.push(took);
        }
        times.sort();
        Ok((times, worst.1))
    }
}

type Ask = fn(&mut Tx, &Declared, &Question) -> Result<()>;

const COUNT: Ask = |tx, it, asked| value(tx, it, asked).map(drop);
const ROWS: Ask = |tx, it, asked| rows(tx, it, asked, 0, None, PAGE).map(drop);

/// `kept`: a folder in which what was made is left for the next run.
pub fn run(
    events: u32,
    kept: Option<&Path>,
    database: Option<&str>,
    words: Words,
) -> Result<serde_json::Value> {
    let folder = match kept {
        Some(kept) => Folder::kept(kept)?,
        None => Folder::new()?,
    };
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let file = ground::file(&settings.database).map(Path::to_owned);
    let begin = now();
    say::progress(&words.get("cli-bench-ground"));
    let bench = Bench::new(Desk::open(settings)?)?;
    let events_per_s = bench.fill(i64::from(events))?;
    let mut found = bench.figures()?;
    (found.engine, found.events_per_s) = (engine, events_per_s);
    bench.looks(&mut found)?;
    let org = bench.org;
    found.events = bench.desk.db.read(move |tx| sql::events(tx, org))?;
    found.cases = bench.desk.db.read(move |tx| sql::cases(tx, org, ""))?;
    found.open_cases = bench
        .desk
        .db
        .read(move |tx| cases::store::count_open(tx, org))?;
    say::progress(&words.get("cli-bench-baseline"));
    let baseline_s = at(&bench.bare(file.as_deref())?, 95) / 1e6;
    found.due_dates_per_s = due_dates()?;
    found.adopt_book_s = bench.adopt()?;
    found.load = super::load();
    told(Told {
        name: "cases",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "p95 of the same figures of all units and days, counted by bare rusqlite (on PostgreSQL: by the same connection)",
        baseline_s,
        ratio: found.figure_p95_ms / 1e3 / baseline_s,
        machine: machine(),
        commit: commit(),
        more: found,
    })
}

fn due_dates() -> Result<f64> {
    let calendar = cases::workdays::Calendar::published()?;
    let first = Date::new(2012, 1, 1).ok_or(Error::NotFound)?;
    let start = now();
    std::hint::black_box(cases::clocks::due_dates(&calendar, first, DUE_DATES));
    Ok(f64::from(DUE_DATES) / start.elapsed().as_secs_f64())
}

fn ms(times: &[Duration], percent: usize) -> f64 {
    at(times, percent) / 1e3
}

impl Bench {
    fn catalogues(&self) -> Result<Vec<Catalogue>> {
        let org = self.org;
        let of = |(kind, _, _): &(&'static str, &str, u32)| {
            let kind = *kind;
            self.desk.db.read(move |tx| catalogue(tx, org, kind))
        };
        KINDS.iter().map(of).collect()
    }

    fn figures(&self) -> Result<Found> {
        let (org, today) = (self.org, last_day()?);
        let half = self.desk.db.read(move |tx| tx.known_seq(org))? / 2;
        let catalogues = self.catalogues()?;
        let all = catalogues.iter().flat_map(|it| &it.figures);
        let figures: Vec<Declared> = all.cloned().collect();
        let (by_now, past) = ((today, i64::MAX), today.plus_days(-400));
        // Once each, so that what is measured is a server that runs.
        self.asked(&figures, figures.len(), by_now, false, COUNT)?;
        let mut writes = (0..50).map(|n| self.write(n)).collect::<Result<Vec<_>>>()?;
        writes.sort();
        let (live, slowest) = self.asked(&figures, RUNS, by_now, true, COUNT)?;
        let (listed, _) = self.asked(&figures, RUNS, by_now, true, ROWS)?;
        let (as_of, _) = self.asked(&figures, RUNS, (past, i64::MAX), false, COUNT)?;
        let (as_known, _) = self.asked(&figures, RUNS, (today, half), false, COUNT)?;
        let of_report = |it: &Catalogue| {
            let shown = it.figures.iter();
            let shown = shown.filter(|figure| it.columns.contains(&figure.code));
            shown.cloned().collect::<Vec<_>>()
        };
        let report = catalogues.first().map(of_report).unwrap_or_default();
        Ok(Found {
            figures: figures.len(),
            figure_p50_ms: ms(&live, 50),
            figure_p95_ms: ms(&live, 95),
            rows_p95_ms: ms(&listed, 95),
            as_of_p95_ms: ms(&as_of, 95),
            as_known_p95_ms: ms(&as_known, 95),
            report_units_ms: self.report(report, today)?,
            write_p95_ms: ms(&writes, 95),
            slowest,
            ..Found::default()
        })
    }

    /// The columns of the report by unit, of all days.
    fn report(&self, columns: Vec<Declared>, today: Date) -> Result<f64> {
        let units: Vec<Id> = self.villages.iter().map(|(_, id)| *id).collect();
        let whole = Question {
            from: first_day()?,
            ..self.question(0, today, i64::MAX)
        };
        let start = now();
        self.desk.db.read(move |tx| {
            let question = whole.admitted(tx)?;
            for figure in &columns {
                by_unit(tx, figure, &question, &units)?;
            }
            Ok(())
        })?;
        Ok(start.elapsed().as_secs_f64() * 1e3)
    }

    fn looks(&self, found: &mut Found) -> Result<()> {
        let inbox = self.inbox(self.clerk)?;
        found.inbox_p50_ms = ms(&inbox, 50);
        found.inbox_p99_ms = ms(&inbox, 99);
        found.village_inbox_p99_ms = ms(&self.inbox(self.village_clerk)?, 99);
        let (searched, slowest) = self.search(self.clerk)?;
        found.search_p50_ms = ms(&searched, 50);
        found.search_p99_ms = ms(&searched, 99);
        found.slowest_search = slowest;
        found.village_search_p99_ms = ms(&self.search(self.village_clerk)?.0, 99);
        let org = self.org;
        let start = now();
        self.desk
            .db
            .read(move |tx| sql::plain_look(tx, org, "%路灯%"))?;
        found.plain_look_ms = start.elapsed().as_secs_f64() * 1e3;
        Ok(())
    }

    /// The page of each tray in turn, now and then right after a concern was taken in.
    fn inbox(&self, user: Id) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(LOOKS);
        for n in 0..LOOKS {
            if n % 10 == 0 {
                self.write(n)?;
            }
            let tray = Tray::ALL.get(n % Tray::ALL.len()).copied();
            let pile = Pile {
                tray: tray.unwrap_or(Tray::Waiting),
                code: None,
                late: None,
                unit: None,
                after: None,
            };
            let ctx = self.stage.by(self.org, user);
            let start = now();
            let look = move |tx: &mut Tx| cases::inbox::inbox(tx, &ctx, &pile, 50, true).map(drop);
            self.desk.db.read(look)?;
            times.push(start.elapsed());
        }
        times.sort();
        Ok(times)
    }

    /// What a search's page asks, of two characters; with the slowest of them.
    fn search(&self, user: Id) -> Result<(Vec<Duration>, String)> {
        let (mut times, mut worst) = (Vec::with_capacity(LOOKS), (Duration::ZERO, ""));
        for n in 0..LOOKS {
            let text = SOUGHT.get(n % SOUGHT.len()).copied().unwrap_or_default();
            let asked = Sought {
                sought: sought(text).ok_or(Error::NotFound)?,
                right: Right::ViewCases,
                kinds: KINDS.map(|(kind, _, _)| cases::texts::kind(kind)).into(),
                after: None,
                sees: true,
            };
            let ctx = self.stage.by(self.org, user);
            let start = now();
            self.desk.db.read(move |tx| {
                texts::find(tx, &ctx, &asked, FOUND.0)?;
                texts::count(tx, &ctx, &asked, FOUND.1)
            })?;
            let took = start.elapsed();
            if took > worst.0 {
                worst = (took, text);
            }
            times.push(took);
        }
        times.sort();
        Ok((times, worst.1.to_owned()))
    }

    /// Every figure counted without units, scope, days and what was known; ascending.
    fn bare(&self, file: Option<&Path>) -> Result<Vec<Duration>> {
        let all = self.catalogues()?;
        let keys = all.iter().zip(KINDS).flat_map(|(all, (kind, _, _))| {
            let key = move |figure: &Declared| cases::tally::key(kind, &figure.code);
            all.figures.iter().map(key)
        });
        let keys: Vec<String> = keys.collect();
        if let Some(file) = file {
            return sql::bare_figures(file, self.org, &keys, RUNS);
        }
        let mut times = Vec::with_capacity(RUNS);
        for key in keys.iter().cycle().take(RUNS) {
            let (org, key) = (self.org, key.clone());
            let start = now();
            self.desk
                .db
                .read(move |tx| sql::count_figure(tx, org, &key))?;
            times.push(start.elapsed());
        }
        times.sort();
        Ok(times)
    }

    /// One figure more for every concern.
    fn adopt(&self) -> Result<f64> {
        let org = self.org;
        let before = self.desk.db.read(move |tx| sql::books(tx, org))?;
        let body = format!(
            "code = \"bench_{before}\"\nversion = 1\nname = {{ zh = \"量\", en = \"Measured\" }}\nsource = \"bench\"\nof = \"appeal\"\n\
             [[figure]]\ncode = \"bench_{before}\"\nname = {{ zh = \"量\", en = \"Measured\" }}\naction = \"open\"\n"
        );
        let ctx = self.stage.system(org);
        let start = now();
        let input = AdoptBook { body };
        self.desk
            .db
            .act(&ctx, CommandKey::fresh(&ctx), input, adopt_book)?;
        Ok(start.elapsed().as_secs_f64())
    }
}
