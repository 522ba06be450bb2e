//! A township's cases with a million events: figures asked right after a write, as of past days and as known then, the rows behind
//! them, and the inbox. The cases come in by the deed that brings a ledger in, with the steps that a concern goes through.

use super::ground::{self, Folder, Ground};
use super::{Told, at, commit, machine, now, peak_rss_mb, store as sql, told};
use crate::desk::Desk;
use crate::say;
use cases::bring_in::{Brought, BroughtStep};
use cases::event::{Patch, Value};
use cases::store::{Pile, Tray};
use cases::{BringIn, OpenCase, bring_in, open_case};
use figures::Asked;
use figures::declared::{Catalogue, Declared, Question, by_unit, catalogue, rows, value};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;
use std::time::Duration;
use store::{CommandKey, Tx};
use web::i18n::Words;

const KIND: &str = "appeal";
/// Cases of one ledger.
const LEDGER: u32 = 5_000;
/// Asked so often, each right after a concern was taken in.
const RUNS: usize = 300;
const PAGE: u16 = 100;
const DUE_DATES: u32 = 10_000_000;

#[derive(Serialize, Default)]
struct Found {
    engine: &'static str,
    events: u32,
    cases: u32,
    events_per_s: f64,
    figures: usize,
    figure_p50_ms: f64,
    figure_p95_ms: f64,
    rows_p95_ms: f64,
    as_of_p95_ms: f64,
    as_known_p95_ms: f64,
    /// All columns of the report by unit, as its page asks them.
    report_units_ms: f64,
    write_p95_ms: f64,
    inbox_p99_ms: f64,
    due_dates_per_s: f64,
    /// The slowest figure, and the processes that waited for a processor meanwhile (a shared machine).
    slowest: String,
    load: f64,
}

/// The steps of the n-th concern: most are answered in time, some are asked back, some late, some still open.
fn concern(n: u32, villages: &[(String, Id)]) -> Brought {
    let first = Date::new(2020, 1, 2).unwrap_or(Date::of_micros(0));
    let came = first.plus_days(i64::from(n % 1_000));
    let village = villages.get(n as usize % villages.len().max(1));
    let unit = village.map_or(Id(0), |(_, id)| *id);
    let code = |code: &str| Value::Code(code.to_owned());
    let text = |text: &str| Value::Text(text.to_owned());
    let mut day = came;
    let mut steps = Vec::new();
    let mut step =
        |action: &str, after: i64, patch: &[(&str, Value)], personal: &[(&str, Value)]| {
            day = day.plus_days(after);
            let of = |fields: &[(&str, Value)]| -> Patch {
                let own = |(name, value): &(&str, Value)| ((*name).to_owned(), value.clone());
                fields.iter().map(own).collect()
            };
            steps.push(BroughtStep {
                action: action.to_owned(),
                day,
                patch: of(patch),
                personal: of(personal),
                reason: None,
            });
        };
    let told = [
        ("title", text("路灯不亮")),
        ("detail", text("西头第三盏，一周了")),
    ];
    step("open", 0, &[("channel", code("hotline"))], &told);
    let to = [
        ("category", code("other")),
        ("owner_unit", Value::Unit(unit)),
    ];
    step("accept", 1, &to, &[]);
    step("start", 0, &[], &[]);
    if n.is_multiple_of(29) {
        return Brought {
            row: n,
            unit,
            onto: None,
            steps,
        };
    }
    if n.is_multiple_of(4) {
        step("ask", 1, &[], &[("question", text("哪一盏"))]);
        step("answer", 2, &[], &[("answer", text("村西头"))]);
    }
    let days = if n.is_multiple_of(11) {
        14
    } else {
        i64::from(n % 5)
    };
    let reply = [("reply", text("已更换灯头"))];
    step("solve", days, &[("result", code("solved"))], &reply);
    if n.is_multiple_of(3) {
        step("missed", 1, &[], &[]);
    }
    let said = if n.is_multiple_of(13) {
        "dissatisfied"
    } else {
        "satisfied"
    };
    step("call_back", 1, &[("satisfaction", code(said))], &[]);
    Brought {
        row: n,
        unit,
        onto: None,
        steps,
    }
}

struct Bench {
    desk: Desk,
    ground: Ground,
    villages: Vec<(String, Id)>,
}

impl Bench {
    fn clerk(&self) -> Ctx {
        let office = &self.ground.office;
        self.ground.stage.by(office.org, office.clerk)
    }

    /// Brings ledger after ledger in until there are so many events.
    fn fill(&self, wanted: u32) -> Result<(u32, u32)> {
        let (mut events, mut n) = (0, 0);
        while events < wanted {
            let mut ledger = Vec::new();
            while ledger.len() < LEDGER as usize && events < wanted {
                let case = concern(n, &self.villages);
                events += u32::try_from(case.steps.len()).unwrap_or(0);
                ledger.push(case);
                n += 1;
            }
            let input = BringIn {
                code: KIND.into(),
                prefix: "AP".into(),
                count: ledger.len(),
                file: vec![0; 32],
            };
            let ctx = self.clerk();
            let deed = move |tx: &mut Tx, ctx: &Ctx, input| bring_in(tx, ctx, input, &ledger);
            self.desk
                .db
                .act(&ctx, CommandKey::fresh(&ctx), input, deed)?;
            say::progress(&events.to_string());
        }
        Ok((events, n))
    }

    /// A concern taken in, as its clerk does it; how long that took.
    fn write(&self, n: usize) -> Result<Duration> {
        let village = self.villages.get(n % self.villages.len().max(1));
        let text = |text: &str| Value::Text(text.to_owned());
        let ctx = self.clerk();
        let input = OpenCase {
            code: KIND.into(),
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
        let office = &self.ground.office;
        let village = self.villages.get(n / 3 % self.villages.len().max(1));
        let division = match n % 3 {
            0 | 1 => office.township,
            _ => village.map_or(office.township, |(_, id)| *id),
        };
        let ctx = self.clerk();
        let scope = access::Scope::of(&ctx, access::Right::ViewFigures);
        let mut asked = Asked::new(office.org, Some(scope), division, as_of);
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

pub fn run(events: u32, database: Option<&str>, words: Words) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let begin = now();
    let desk = Desk::open(settings)?;
    say::progress(&words.get("cli-bench-ground"));
    let ground = Ground::new(&desk, 1)?;
    let unit = ground.office.township;
    let villages = desk.db.read(move |tx| sql::villages(tx, unit))?;
    let today = Date::new(2022, 12, 30).ok_or(Error::NotFound)?;
    ground.stage.on(today);
    let bench = Bench {
        desk,
        ground,
        villages,
    };
    let start = now();
    let (events, made) = bench.fill(events)?;
    let events_per_s = f64::from(events) / start.elapsed().as_secs_f64();
    let mut found = bench.figures(today)?;
    (found.engine, found.events, found.cases) = (engine, events, made);
    found.events_per_s = events_per_s;
    found.inbox_p99_ms = at(&bench.inbox()?, 99) / 1e3;
    say::progress(&words.get("cli-bench-baseline"));
    let baseline_s = at(&bench.bare()?, 95) / 1e6;
    found.due_dates_per_s = due_dates()?;
    found.load = super::load();
    told(Told {
        name: "cases",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "p95 of counting all rows of one figure, without units, scope, days and what was known",
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

impl Bench {
    fn figures(&self, today: Date) -> Result<Found> {
        let org = self.ground.office.org;
        let half = self.desk.db.read(move |tx| tx.known_seq(org))? / 2;
        let Catalogue {
            figures, columns, ..
        } = self.desk.db.read(move |tx| catalogue(tx, org, KIND))?;
        let (by_now, past) = ((today, i64::MAX), today.plus_days(-400));
        // Once each, so that what is measured is a server that runs.
        self.asked(&figures, figures.len(), by_now, false, COUNT)?;
        let mut writes = (0..50).map(|n| self.write(n)).collect::<Result<Vec<_>>>()?;
        writes.sort();
        let (live, slowest) = self.asked(&figures, RUNS, by_now, true, COUNT)?;
        let (listed, _) = self.asked(&figures, RUNS, by_now, true, ROWS)?;
        let (as_of, _) = self.asked(&figures, RUNS / 3, (past, i64::MAX), false, COUNT)?;
        let (as_known, _) = self.asked(&figures, RUNS / 3, (today, half), false, COUNT)?;
        let shown = figures.iter().filter(|it| columns.contains(&it.code));
        let report_units_ms = self.report(shown.cloned().collect(), today)?;
        let ms = |times: &[Duration], percent| at(times, percent) / 1e3;
        Ok(Found {
            figures: figures.len(),
            figure_p50_ms: ms(&live, 50),
            figure_p95_ms: ms(&live, 95),
            rows_p95_ms: ms(&listed, 95),
            as_of_p95_ms: ms(&as_of, 95),
            as_known_p95_ms: ms(&as_known, 95),
            report_units_ms,
            write_p95_ms: ms(&writes, 95),
            slowest,
            ..Found::default()
        })
    }

    /// The columns of the report by unit, of all days.
    fn report(&self, columns: Vec<Declared>, today: Date) -> Result<f64> {
        let units: Vec<Id> = self.villages.iter().map(|(_, id)| *id).collect();
        let whole = Question {
            from: Date::new(2020, 1, 1).ok_or(Error::NotFound)?,
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

    fn inbox(&self) -> Result<Vec<Duration>> {
        self.timed(|tx, ctx| {
            let pile = Pile {
                tray: Tray::Waiting,
                code: None,
                late: None,
                unit: None,
                after: None,
            };
            cases::inbox::inbox(tx, ctx, &pile, 50, true).map(drop)
        })
    }

    fn bare(&self) -> Result<Vec<Duration>> {
        let figure = "appeal.appeals_taken_in";
        self.timed(move |tx, ctx| sql::bare_count(tx, ctx.org, figure).map(drop))
    }

    fn timed(
        &self,
        ask: impl Fn(&mut Tx, &Ctx) -> Result<()> + Copy + Send + 'static,
    ) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let ctx = self.clerk();
            let start = now();
            self.desk.db.read(move |tx| ask(tx, &ctx))?;
            times.push(start.elapsed());
        }
        times.sort();
        Ok(times)
    }
}
