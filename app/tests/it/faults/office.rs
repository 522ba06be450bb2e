//! The prepared township: the demonstration's story, replayed once and copied for every fault.

use super::disk::Disk;
use super::server::zhen;
use access::papers::Place;
use access::{Right, Scope};
use kernel::{Actor, Ctx, Date, Id, Result, Via};
use modules::people::import_file::{ListFile, compare_table, read_table};
use modules::people::model::ListOptions;
use modules::shares::read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use store::{Database, Db, Settings};
use testkit::keeper::wait_for;
use testkit::{FakeClock, SeededRng, cast};

/// Where the sixth dividend is posted and waits to be declared.
pub const DAY: &str = "2022-08-05";
pub const ORG: kernel::OrgId = 1;

pub struct Office {
    pub db: Db,
    pub clock: Arc<FakeClock>,
    rng: Arc<SeededRng>,
    pub file: PathBuf,
}

/// How many threads of stores this process has.
fn store_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let name = |task: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(task.ok()?.path().join("comm")).ok()
    };
    let names = tasks.filter_map(name);
    names.filter(|name| name.starts_with("zhen-")).count()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The folder of the prepared database; made by the first who asks.
pub fn prepared() -> &'static Path {
    static PREPARED: OnceLock<Disk> = OnceLock::new();
    let prepare = || {
        let disk = Disk::new();
        let file = disk.folder().join("demo.db");
        replay(&disk.folder(), &format!("sqlite:{}", file.display()));
        let office = Office::open(&disk.folder(), 0).unwrap();
        // What the clerk was shown before he pressed the button; it goes with the form.
        let seen = serde_json::to_string(&office.list().prepared.counts).unwrap();
        std::fs::write(disk.folder().join("seen.json"), seen).unwrap();
        assert!(office.close());
        disk
    };
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| PREPARED.get_or_init(prepare).folder())
}

/// The program's own replay into a new database; key file and logins go into `folder`.
pub fn replay(folder: &Path, database: &str) {
    let key = folder.join("demo.key").display().to_string();
    let args = [
        "demo",
        "--no-serve",
        "--database",
        database,
        "--key-file",
        &key,
    ];
    let out = zhen(folder, &args).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    std::fs::write(folder.join("logins"), out.stdout).unwrap();
}

/// The password of a login, as the demonstration printed it.
pub fn password(folder: &Path, login: &str) -> String {
    let printed = std::fs::read_to_string(folder.join("logins")).unwrap();
    let line = printed
        .lines()
        .find(|line| line.split('\t').next() == Some(login));
    line.unwrap().split('\t').nth(1).unwrap().to_owned()
}

impl Office {
    /// `seed` of the dice: whoever opens again must roll others.
    pub fn open(folder: &Path, seed: u64) -> Result<Office> {
        let file = folder.join("demo.db");
        let mut settings = Settings::new(Database::Sqlite(file.clone()));
        settings.readers = 1;
        Office::on(settings, file, seed)
    }

    pub fn on(settings: Settings, file: PathBuf, seed: u64) -> Result<Office> {
        let rng = Arc::new(SeededRng::new(seed));
        Ok(Office {
            db: Db::open(settings, access::MACROS, rng.as_ref())?,
            clock: Arc::new(FakeClock::at(day(DAY))),
            rng,
            file,
        })
    }

    /// Ends as a server does: the last connection brings the log into the file and removes it. That is one of our
    /// own, held until the store's threads are gone, so that it is the same one every time. False where the file has
    /// no room for the log.
    pub fn close(self) -> bool {
        let touch = || {
            let raw = rusqlite::Connection::open(&self.file).unwrap();
            let count = "select count(*) from sqlite_master";
            drop(raw.query_row(count, [], |row| row.get::<_, i64>(0)));
            raw
        };
        let last = touch();
        drop(self.db);
        wait_for(2, || (store_threads() == 0).then_some(()));
        drop(last);
        let log = self.file.with_extension("db-wal");
        let gone = wait_for(3, || {
            // In the test itself other threads of other offices may have been in the way.
            (!log.exists() || (drop(touch()), !log.exists()).1).then_some(())
        });
        gone.is_some()
    }

    pub fn system(&self, org: kernel::OrgId) -> Ctx {
        Ctx {
            org,
            actor: Actor::SYSTEM,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// The person of a login, as through a page.
    pub fn by(&self, login: &'static str) -> Result<Ctx> {
        let user = self
            .db
            .read(move |tx| access::users::user_by_login(tx, login))?;
        let user = user.unwrap().id;
        let via = Via::Web;
        Ok(self.system(ORG).by(Actor { user, via }))
    }

    pub fn project(&self) -> Result<Id> {
        Ok(self.project_and_book()?.0)
    }

    pub fn book(&self) -> Result<Id> {
        Ok(self.project_and_book()?.1)
    }

    fn project_and_book(&self) -> Result<(Id, Id)> {
        let scope = Scope::of(&self.by("kuaiji")?, Right::ViewProjects);
        let at = read::AsOf::on(day(DAY));
        let found = self
            .db
            .read(move |tx| read::projects(tx, &scope, at, None, 10))?;
        Ok((found[0].id, found[0].book))
    }

    /// The round of the sixth dividend and the place of its papers.
    pub fn round(&self) -> Result<(Id, Place)> {
        let scope = Scope::of(&self.by("kuaiji")?, Right::ViewRounds);
        let all = payout::Filter::default();
        let rounds = self
            .db
            .read(move |tx| payout::rounds(tx, &scope, &all, None, 100))?;
        let last = rounds.iter().max_by_key(|view| view.round.id.0).unwrap();
        let place = Place {
            source: "payout_round",
            source_id: last.round.id,
            unit: last.round.unit,
            attach: Right::PrepareRounds,
        };
        Ok((last.round.id, place))
    }

    pub fn lines(&self, round: Id) -> Result<Vec<payout::LineKey>> {
        let scope = Scope::of(&self.by("kuaiji")?, Right::ViewRounds);
        let all = payout::LineFilter::default();
        let page = self
            .db
            .read(move |tx| payout::lines(tx, &scope, round, &all, (0, 1000)))?;
        Ok(page.lines.iter().map(|view| view.line.key).collect())
    }

    /// A list of new households, read and compared as a page does it.
    pub fn list(&self) -> ListFile {
        self.try_list().unwrap()
    }

    pub fn try_list(&self) -> Result<ListFile> {
        let mut text = "户编号,行政村,姓名,证件号码,与户主关系,户类型\n".to_owned();
        for (n, household) in cast::households(60).iter().enumerate().skip(50) {
            for (person, relation) in household
                .members
                .iter()
                .zip(["户主", "配偶", "儿子", "儿子"])
            {
                let (name, number) = (&person.name, &person.identity);
                text += &format!("F{n:03},张李新村,{name},{number},{relation},脱贫户\n");
            }
        }
        let (ctx, bytes) = (self.by("bangongshi")?, text.into_bytes());
        let table = read_table(&bytes, "list.csv", &[]).unwrap();
        let options = ListOptions {
            as_of: day(DAY),
            village: None,
            no_identity_reason: None,
        };
        let file = self
            .db
            .read(move |tx| compare_table(tx, &ctx, &bytes, table, &options))?;
        assert!(file.errors.is_empty(), "{:?}", file.errors);
        Ok(file)
    }
}
