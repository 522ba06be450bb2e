//! The ground of a measurement: a database of its own with an office, a project, and rounds over many invented payees.

use crate::demo::money::project;
use crate::demo::office::{Office, install};
use crate::demo::stage::{Stage, day};
use crate::desk::Desk;
use kernel::apportion::Policy;
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use modules::shares::enter_project::ProjectEntered;
use modules::shares::{RecordIncome, entitlements, record_income};
use payout::{Basis, Entitlement, Vote};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::{Database, Settings};

/// What one household of a bench's round may get, fen: enough that everybody gets something.
const FEN_A_HEAD: i64 = 7;
/// Ids of invented payees begin here, far from any that the deeds made.
const FIRST_PAYEE: i64 = 1 << 40;

/// A folder that goes away with its owner.
pub struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Folder {
    pub fn new() -> Result<Folder> {
        let folder = std::env::temp_dir().join(format!("zhen-bench-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).map_err(|e| Error::internal("making a folder", e))?;
        Ok(Folder {
            path: folder,
            is_kept: false,
        })
    }

    /// One that stays, with what an earlier run left there.
    pub fn kept(folder: &Path) -> Result<Folder> {
        std::fs::create_dir_all(folder).map_err(|e| Error::internal("making a folder", e))?;
        Ok(Folder {
            path: folder.to_owned(),
            is_kept: true,
        })
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            drop(std::fs::remove_dir_all(&self.path));
        }
    }
}

/// Where a measurement works: an empty database that the caller named, else a file in its own folder.
pub fn settings(database: Option<&str>, folder: &Folder) -> Result<Settings> {
    let database = match database {
        Some(url) => Database::parse(url)?,
        None => Database::Sqlite(folder.join("bench.db")),
    };
    let mut settings = Settings::new(database);
    settings.key_file = folder.join("bench.key");
    Ok(settings)
}

/// `sqlite` or `postgres`, for the output.
pub fn engine(database: &Database) -> &'static str {
    match database {
        Database::Sqlite(_) => "sqlite",
        Database::Postgres(_) => "postgres",
    }
}

/// The file of a SQLite database.
pub fn file(database: &Database) -> Option<&Path> {
    match database {
        Database::Sqlite(path) => Some(path),
        Database::Postgres(_) => None,
    }
}

pub struct Ground {
    pub stage: Stage,
    pub office: Office,
    pub project: ProjectEntered,
    pub holders: u32,
}

/// How long the two deeds took that write a round's lines and its entries.
#[derive(Clone, Copy)]
pub struct Took {
    pub round: Id,
    pub calculate: Duration,
    pub declare: Duration,
}

impl Ground {
    /// An office with a project that has no money yet. Refuses `demo.not_empty`.
    pub fn new(desk: &Desk, holders: u32) -> Result<Ground> {
        if !desk.db.read(access::users::is_empty)? {
            return Err(Error::refused("demo.not_empty"));
        }
        let mut stage = Stage::new(desk);
        stage.on(day(2018, 9, 3)?);
        let office = install(&mut stage)?;
        stage.on(day(2018, 12, 28)?);
        let accountant = stage.by(office.org, office.accountant);
        let project = project(&stage, &office, &accountant)?;
        Ok(Ground {
            stage,
            office,
            project,
            holders,
        })
    }

    pub fn accountant(&self) -> Ctx {
        self.stage.by(self.office.org, self.office.accountant)
    }

    /// One year's round over all payees, from the income to the declaration.
    #[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
    pub fn round(&self, year: i16) -> Result<Took> {
        let begins = day(year, 7, 1)?;
        self.stage.on(begins);
        let round = self.draft(year, begins)?;
        let (holders, unit) = (self.holders, self.office.township);
        let start = Instant::now();
        self.stage.act(
            &self.accountant(),
            payout::CalculateRound { round },
            move |tx, ctx, input| {
                payout::calculate_round(tx, ctx, input, |_, _| Ok(payees(holders, unit)))
            },
        )?;
        let calculate = start.elapsed();
        self.until_declared(round, begins)?;
        let approver = self.stage.by(self.office.org, self.office.approver);
        let date = begins.plus_days(16);
        let start = Instant::now();
        self.stage.act(
            &approver,
            payout::DeclareRound { round, date },
            payout::declare_round,
        )?;
        Ok(Took {
            round,
            calculate,
            declare: start.elapsed(),
        })
    }

    fn draft(&self, year: i16, begins: Date) -> Result<Id> {
        let accountant = self.accountant();
        let pool = Fen(i64::from(self.holders) * 3 * FEN_A_HEAD);
        let income = RecordIncome {
            project: self.project.project,
            year: year.into(),
            date: begins,
            amount: pool,
            document: None,
        };
        self.stage.act(&accountant, income, record_income)?;
        let input = payout::CreateRound {
            title: format!("{year}"),
            flow: "relief_income".into(),
            source: entitlements::SOURCE.into(),
            source_id: self.project.project,
            book: self.project.book,
            unit: self.office.township,
            year: year.into(),
            pool_fen: pool,
            record_date: begins,
            policy: Policy::Cumulative,
            step_fen: 1,
            basis: Basis::PerPerson,
            weights: Default::default(),
            division: None,
        };
        let made = self.stage.act(&accountant, input, payout::create_round)?;
        Ok(made.id)
    }

    /// Display, vote, review and posting, each on its day.
    fn until_declared(&self, round: Id, begins: Date) -> Result<()> {
        let accountant = self.accountant();
        let date = begins;
        let display = payout::DisplayPlan { round, date };
        self.stage.act(&accountant, display, payout::display_plan)?;
        let date = begins.plus_days(6);
        self.stage.on(date);
        let vote = Vote {
            kind: "villagers_representatives".into(),
            eligible: 42,
            present: 38,
            in_favour: 37,
            against: 0,
            abstained: 1,
            minutes: Some("1".into()),
            discussed_on: None,
        };
        let resolve = payout::ResolveRound { round, date, vote };
        self.stage
            .act(&accountant, resolve, payout::resolve_round)?;
        self.stage.on(begins.plus_days(7));
        let reviewer = self.stage.by(self.office.org, self.office.reviewer);
        self.stage.act(
            &reviewer,
            payout::ReviewRound { round },
            payout::review_round,
        )?;
        let (from, to) = (begins.plus_days(8), begins.plus_days(15));
        self.stage.on(from);
        let post = payout::PostRound { round, from, to };
        self.stage.act(&accountant, post, payout::post_round)?;
        self.stage.on(begins.plus_days(16));
        Ok(())
    }
}

pub fn payee(n: u32) -> Id {
    Id(FIRST_PAYEE + i64::from(n))
}

fn payees(holders: u32, unit: Id) -> Vec<Entitlement> {
    let one = |n: u32| Entitlement {
        household: payee(n),
        unit,
        class: "A".into(),
        heads: i64::from(n % 5) + 1,
        shares: 1_000 * i64::from(n % 7),
        measures: Default::default(),
    };
    (0..holders).map(one).collect()
}
