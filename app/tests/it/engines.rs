//! What the store promises, kept alike on SQLite and PostgreSQL.

mod deeds;
mod groups;
mod moving;
mod opening;
mod reads;
mod spread;
mod statements;
mod tampering;

use kernel::{Actor, Clock, Ctx, Error, Id, OrgId, Result, Via};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{CommandKey, Database, Db, Input, Row, Settings, Tx, values};
use testkit::{FakeClock, SeededRng, pg};

/// A folder of its own, gone when the test ends.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("zhen-it-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// An empty database on one engine and the folder of its key file.
struct Place {
    folder: Folder,
    settings: Settings,
    clock: Arc<FakeClock>,
    rng: Arc<SeededRng>,
}

/// One on each engine; on SQLite alone where there is no PostgreSQL, which has then been said.
fn places() -> Vec<Place> {
    let mut places = vec![Place::sqlite()];
    if let Some(url) = pg::database() {
        places.push(Place::new(Folder::new(), |_| Database::Postgres(url)));
    }
    places
}

impl Place {
    fn sqlite() -> Place {
        Place::new(Folder::new(), |folder| {
            Database::Sqlite(folder.join("zhen.db"))
        })
    }

    fn new(folder: Folder, database: impl FnOnce(&Path) -> Database) -> Place {
        let mut settings = Settings::new(database(&folder.0));
        settings.key_file = folder.file("zhen.key");
        let (clock, rng) = (
            Arc::new(FakeClock::on(2022, 3, 1)),
            Arc::new(SeededRng::new(2)),
        );
        Place {
            folder,
            settings,
            clock,
            rng,
        }
    }

    fn try_open(&self) -> Result<Db> {
        Db::open(self.settings.clone(), access::MACROS, self.rng.as_ref())
    }

    /// With the chain of an organisation 1 beside that of the installation.
    fn open(&self) -> Db {
        let db = self.try_open().unwrap();
        self.act(&db, 0, NewChain { org: 1 }, new_chain).unwrap();
        db
    }

    fn ctx(&self, org: OrgId) -> Ctx {
        let actor = Actor {
            user: Id(7),
            via: Via::Cli,
        };
        Ctx {
            org,
            actor,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// A deed under a key of its own.
    fn act<I: Input, O>(
        &self,
        db: &Db,
        org: OrgId,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        O: Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let ctx = self.ctx(org);
        db.act(&ctx, CommandKey::fresh(&ctx), input, deed)
    }

    fn now(&self) -> i64 {
        self.clock.now_micros()
    }

    /// A connection behind the program's back.
    fn raw(&self) -> Raw {
        match &self.settings.database {
            Database::Sqlite(path) => Raw::Sqlite(rusqlite::Connection::open(path).unwrap()),
            Database::Postgres(url) => {
                Raw::Postgres(postgres::Client::connect(url, postgres::NoTls).unwrap())
            }
        }
    }
}

enum Raw {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Client),
}

impl Raw {
    fn run(&mut self, sql: &str) {
        match self {
            Raw::Sqlite(c) => c
                .execute_batch(sql)
                .unwrap_or_else(|e| panic!("{sql}: {e}")),
            Raw::Postgres(c) => c
                .batch_execute(sql)
                .unwrap_or_else(|e| panic!("{sql}: {e:?}")),
        }
    }

    /// Bytes as a literal.
    fn bytes(&self, hex: &str) -> String {
        match self {
            Raw::Sqlite(_) => format!("x'{hex}'"),
            Raw::Postgres(_) => format!("'\\x{hex}'::bytea"),
        }
    }
}

#[derive(Serialize)]
struct NewChain {
    org: OrgId,
}

impl Input for NewChain {
    const DEED: &'static str = "test.chain";
}

fn new_chain(tx: &mut Tx, _: &Ctx, input: NewChain) -> Result<()> {
    tx.begin_chain(input.org)
}

/// A code of a list: the smallest fact.
#[derive(Serialize, Clone)]
struct AddCode {
    code: String,
}

impl Input for AddCode {
    const DEED: &'static str = "test.code";
}

fn code(code: &str) -> AddCode {
    AddCode { code: code.into() }
}

const CODE: &str = "access_code (org, id, valid_from, seq, list, code, name_zh, name_en, source)";

fn add_code(tx: &mut Tx, ctx: &Ctx, input: AddCode) -> Result<Id> {
    let id = tx.new_id()?;
    let seq = tx.seq()?;
    tx.insert(
        CODE,
        values![
            ctx.org,
            id,
            "2022-01-01",
            seq,
            "test",
            input.code,
            "名",
            "name",
            "test"
        ],
    )?;
    Ok(id)
}

/// Every row of every table.
fn contents(db: &Db) -> BTreeMap<String, Vec<Row>> {
    db.read(|tx| {
        let schema = tx.schema();
        let mut all = BTreeMap::new();
        for table in schema.tables.values() {
            let (columns, key) = (table.names().join(", "), table.key_names().join(", "));
            let sql = format!("select {columns} from {} order by {key}", table.name);
            all.insert(table.name.clone(), tx.query(&sql, &[])?);
        }
        Ok(all)
    })
    .unwrap()
}

/// code, place and seq of each problem of an audit.
fn problems(db: &Db, org: OrgId, checkpoint: Option<(i64, String)>) -> Vec<String> {
    let report = db
        .read(move |tx| {
            let checkpoint = checkpoint.as_ref().map(|(seq, hash)| (*seq, hash.as_str()));
            store::audit::audit(tx, org, checkpoint)
        })
        .unwrap();
    report
        .problems
        .iter()
        .map(|p| format!("{} {} {}", p.code, p.place, p.seq))
        .collect()
}

fn internal<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Internal(text)) => text,
        other => panic!("{other:?}"),
    }
}
