//! How cost grows from one township to a county: townships of one size are laid into one database, and at 1, 4, 16 and
//! so on of them the same questions are asked.

mod lay;
mod store;
mod table;

use super::ground::{self, Folder};
use super::{Told, at, commit, machine, now, peak_rss_mb, told};
use crate::commands::audit;
use crate::demo::office::install;
use crate::demo::stage::{Stage, day};
use crate::desk::Desk;
use crate::{say, site};
use ::store::{CommandKey, Settings, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use lay::Township;
use modules::people::pages_data::{self, Filter, Order};
use modules::shares::{AddFunding, add_funding};
use serde::Serialize;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
pub use table::table;
use web::i18n::Words;

/// Each is four times the one before.
const TIMES: usize = 4;
const ASKED: usize = 400;
const ROWS: i64 = 100;
const LASTS: Duration = Duration::from_secs(3);
/// Of each organisation, where all work at once.
const CLERKS: usize = 2;

/// What was found with so many townships; times in milliseconds where nothing else is said.
#[derive(Serialize)]
struct Size {
    townships: usize,
    people: u64,
    disk_mb_each: f64,
    list_p50_ms: f64,
    list_p99_ms: f64,
    statement_p50_ms: f64,
    statement_p99_ms: f64,
    figure_p50_ms: f64,
    figure_p99_ms: f64,
    command_p50_ms: f64,
    command_p99_ms: f64,
    /// With clerks of all organisations at work.
    commands_per_s: f64,
    audit_one_s: f64,
    backup_s: f64,
    backup_mb: f64,
    start_ms: f64,
    server_rss_mb: f64,
    lay_last_s: f64,
}

#[derive(Serialize)]
struct Found {
    engine: &'static str,
    people_each: u32,
    households_each: u32,
    villages_each: u32,
    facts_each: u64,
    /// What the next year's round of one township takes on the disk.
    next_round_mb: f64,
    sizes: Vec<Size>,
}

pub fn run(townships: u32, database: Option<&str>, words: Words) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let begin = now();
    let desk = Desk::open(settings.clone())?;
    say::progress(&words.get("cli-bench-ground"));
    if !desk.db.read(access::users::is_empty)? {
        return Err(Error::refused("demo.not_empty"));
    }
    let mut stage = Stage::new(&desk);
    stage.on(day(2018, 9, 3)?);
    let admin = install(&mut stage)?.admin;
    let (mut there, mut sizes, mut facts) = (Vec::new(), Vec::new(), 0);
    let mut wanted = 1;
    while wanted <= townships as usize {
        let mut took = Duration::ZERO;
        while there.len() < wanted {
            let start = now();
            there.push(lay::township(&desk, admin, there.len())?);
            took = start.elapsed();
            say::progress(&there.len().to_string());
        }
        let measured = County {
            desk: &desk,
            settings: &settings,
            folder: &folder,
            townships: &there,
        };
        let (mut size, audited) = measured.size()?;
        size.lay_last_s = took.as_secs_f64();
        facts = audited;
        sizes.push(size);
        wanted *= TIMES;
    }
    let p99 = |size: Option<&Size>| size.map_or(0.0, |size| size.list_p99_ms);
    let (one, all) = (p99(sizes.first()), p99(sizes.last()));
    told(Told {
        name: "county",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "the p99 of a list page where there is one township",
        baseline_s: one / 1e3,
        ratio: all / one,
        machine: machine(),
        commit: commit(),
        more: Found {
            engine,
            people_each: lay::HOUSEHOLDS * lay::MEMBERS,
            households_each: lay::HOUSEHOLDS,
            villages_each: lay::VILLAGES,
            facts_each: facts,
            next_round_mb: next_round_mb(&desk, &there)?,
            sizes,
        },
    })
}

struct County<'a> {
    desk: &'a Desk,
    settings: &'a Settings,
    folder: &'a Folder,
    townships: &'a [Township],
}

impl County<'_> {
    fn size(&self) -> Result<(Size, u64)> {
        let count = self.townships.len();
        let engine = self.desk.db.kind();
        let disk = self.desk.db.read(move |tx| store::bytes(tx, engine))?;
        let lists = self.asked(|one, n| {
            let filter = list(one, n);
            one.clerk_asks(self.desk, move |tx, ctx| {
                pages_data::people(tx, ctx, &filter, ROWS).map(drop)
            })
        })?;
        let statements = self.statements()?;
        let figures = self.figures()?;
        let alone = self.commands(self.townships.get(..1).unwrap_or_default(), 1)?;
        let all = self.commands(self.townships, CLERKS)?;
        let (audit_one_s, facts) = self.audit()?;
        let (backup_s, backup_mb) = self.backup()?;
        let (start_ms, server_rss_mb) = self.start()?;
        let ms = |times: &[Duration], percent| at(times, percent) / 1e3;
        let size = Size {
            townships: count,
            people: count as u64 * u64::from(lay::HOUSEHOLDS * lay::MEMBERS),
            disk_mb_each: mb(disk) / count as f64,
            list_p50_ms: ms(&lists, 50),
            list_p99_ms: ms(&lists, 99),
            statement_p50_ms: ms(&statements, 50),
            statement_p99_ms: ms(&statements, 99),
            figure_p50_ms: ms(&figures, 50),
            figure_p99_ms: ms(&figures, 99),
            command_p50_ms: ms(&alone, 50),
            command_p99_ms: ms(&alone, 99),
            commands_per_s: all.len() as f64 / LASTS.as_secs_f64(),
            audit_one_s,
            backup_s,
            backup_mb,
            start_ms,
            server_rss_mb,
            lay_last_s: 0.0,
        };
        Ok((size, facts))
    }

    /// Asked of one township after the other, so that what one has warm is of no use to the next. Sorted.
    fn asked(&self, ask: impl Fn(&Township, usize) -> Result<Duration>) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(ASKED);
        for n in 0..ASKED.max(self.townships.len()) {
            let one = self.townships.get(n % self.townships.len());
            times.push(ask(one.ok_or(Error::NotFound)?, n)?);
        }
        times.sort();
        Ok(times)
    }

    fn statements(&self) -> Result<Vec<Duration>> {
        let (from, to) = (day(2019, 1, 1)?, day(2019, 12, 31)?);
        self.asked(|one, n| {
            let (org, account) = (one.ground.office.org, one.account(n));
            one.clerk_asks(self.desk, move |tx, _| {
                ledger::statement(tx, org, account, (from, to), 1_000, None).map(drop)
            })
        })
    }

    /// Every indicator that there is, as its viewer asks for it.
    fn figures(&self) -> Result<Vec<Duration>> {
        let count = site::indicators().len().max(1);
        self.asked(|one, n| {
            let (org, unit) = (one.ground.office.org, one.ground.office.township);
            one.clerk_asks(self.desk, move |tx, ctx| {
                let scope = access::Scope::of(ctx, Right::ViewFigures);
                let asked = figures::Asked::new(org, Some(scope), unit, ctx.today());
                // In another order than the townships come in.
                let indicators = site::indicators();
                let indicator = indicators.get((n / 7 + n) % count);
                let indicator = indicator.ok_or(Error::NotFound)?;
                figures::evaluate(tx, indicator, &asked).map(drop)
            })
        })
    }

    /// So many clerks of each of these townships enter funding, each after the other's answer. Sorted.
    fn commands(&self, of: &[Township], clerks: usize) -> Result<Vec<Duration>> {
        let stop = AtomicBool::new(false);
        let work = |one: &Township| -> Result<Vec<Duration>> {
            let ctx = one.ground.accountant();
            let mut took = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let input = funding(one, ctx.today());
                let start = now();
                let key = CommandKey::fresh(&ctx);
                self.desk.db.act(&ctx, key, input, add_funding)?;
                took.push(start.elapsed());
            }
            Ok(took)
        };
        std::thread::scope(|scope| {
            let twice = of.iter().flat_map(|one| std::iter::repeat_n(one, clerks));
            let running: Vec<_> = twice.map(|one| scope.spawn(|| work(one))).collect();
            std::thread::sleep(LASTS);
            stop.store(true, Ordering::Relaxed);
            let mut all = Vec::new();
            for one in running {
                let found = one.join();
                all.extend(found.map_err(|_| Error::Internal("a clerk ended early".into()))??);
            }
            all.sort();
            Ok(all)
        })
    }

    /// Of the last township; its facts.
    fn audit(&self) -> Result<(f64, u64)> {
        let one = self.townships.last().ok_or(Error::NotFound)?;
        let looking = Desk::look(self.settings.clone())?;
        let start = now();
        let report = audit::audit(&looking, one.ground.office.org, None)?;
        let took = start.elapsed().as_secs_f64();
        // Nobody wrote a roster for invented payees; everything else must hold.
        let mut problems = report.problems.iter();
        match problems.find(|problem| problem.code != "roster_differs") {
            Some(problem) => Err(Error::Internal(format!("the audit found {problem:?}"))),
            None => Ok((took, report.facts)),
        }
    }

    fn backup(&self) -> Result<(f64, f64)> {
        let fault = |e| Error::internal("the backup of a measurement", e);
        let folder = self.folder.join("out");
        std::fs::create_dir_all(&folder).map_err(fault)?;
        let file = folder.join("county.zhen");
        let start = now();
        ::store::backup::write(self.settings, &file, &mut |_, _, _| {})?;
        let took = start.elapsed().as_secs_f64();
        let bytes = std::fs::metadata(&file).map_err(fault)?.len();
        std::fs::remove_file(&file).map_err(fault)?;
        Ok((took, mb(bytes.try_into().unwrap_or(i64::MAX))))
    }

    /// The program itself beside this one: until it prints its address, and what it then holds.
    fn start(&self) -> Result<(f64, f64)> {
        let fault = |e| Error::internal("starting the program", e);
        let url = match &self.settings.database {
            ::store::Database::Sqlite(path) => format!("sqlite:{}", path.display()),
            ::store::Database::Postgres(url) => url.clone(),
        };
        let mut command = Command::new(std::env::current_exe().map_err(fault)?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", &url]);
        command.arg("--key-file").arg(&self.settings.key_file);
        command.env_remove("ZHEN_DATABASE");
        let start = now();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(fault)?;
        let took = child.stdout.take().and_then(|out| {
            let mut line = String::new();
            BufReader::new(out).read_line(&mut line).ok()?;
            line.contains("http").then(|| start.elapsed())
        });
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        drop(child.kill());
        drop(child.wait());
        let took = took.ok_or_else(|| Error::Internal("the program did not start".into()))?;
        let held = status.unwrap_or_default();
        let held = held.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = held.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        Ok((took.as_secs_f64() * 1e3, kib.unwrap_or(0.0) / 1024.0))
    }
}

/// Of the last township, when all has been measured.
fn next_round_mb(desk: &Desk, townships: &[Township]) -> Result<f64> {
    let engine = desk.db.kind();
    let bytes = move || desk.db.read(move |tx| store::bytes(tx, engine));
    let before = bytes()?;
    let last = townships.last().ok_or(Error::NotFound)?;
    last.ground.round(2020)?;
    Ok(mb(bytes()? - before))
}

/// The first page by name, a deep one, one village, a search: what a clerk opens most.
fn list(one: &Township, n: usize) -> Filter {
    let all = Filter::default();
    match n / 3 % 4 {
        0 => all,
        1 => Filter {
            order: Order::Number,
            after: Some(("H00005".to_owned(), Id(0))),
            ..all
        },
        2 => Filter {
            unit: one.villages.get(n % one.villages.len().max(1)).copied(),
            ..all
        },
        _ => Filter {
            text: Some("张".to_owned()),
            ..all
        },
    }
}

fn funding(one: &Township, date: Date) -> AddFunding {
    AddFunding {
        project: one.ground.project.project,
        source: "county".into(),
        amount: Fen(100),
        date,
        document: None,
    }
}

fn mb(bytes: i64) -> f64 {
    bytes as f64 / 1e6
}

impl Township {
    fn clerk_asks(
        &self,
        desk: &Desk,
        ask: impl FnOnce(&mut Tx, &Ctx) -> Result<()> + Send + 'static,
    ) -> Result<Duration> {
        let clerk = self
            .ground
            .stage
            .by(self.ground.office.org, self.ground.office.clerk);
        let start = now();
        desk.db.read(move |tx| ask(tx, &clerk))?;
        Ok(start.elapsed())
    }

    /// Another one for each number.
    fn account(&self, n: usize) -> Id {
        let place = n * 7_919 % self.accounts.len().max(1);
        self.accounts.get(place).copied().unwrap_or(Id(0))
    }
}
