//! A database of its own for each test and each engine.

use kernel::{Actor, Ctx, Error, Id, Result, Via};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{CommandKey, Database, Db, Input, Settings};
use testkit::{FakeClock, SeededRng};

pub struct World {
    pub db: Db,
    pub clock: Arc<FakeClock>,
    pub ctx: Ctx,
    pub engine: &'static str,
}

/// Runs the test on SQLite, and on PostgreSQL where there is one.
pub fn on_both(test: impl Fn(&World)) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut urls = vec![("sqlite", None)];
    urls.extend(testkit::pg::database().map(|url| ("postgres", Some(url))));
    for (engine, url) in urls {
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let dir = std::env::temp_dir().join(format!("zhen-access-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let url = url.unwrap_or_else(|| format!("sqlite:{}", dir.join("zhen.db").display()));
        let settings = Settings {
            key_file: dir.join("zhen.key"),
            ..Settings::new(Database::parse(&url).unwrap())
        };
        let (rng, clock) = (
            Arc::new(SeededRng::new(7)),
            Arc::new(FakeClock::on(2023, 1, 10)),
        );
        let db = Db::open(settings, access::MACROS, rng.as_ref()).unwrap();
        let ctx = Ctx {
            org: 0,
            actor: Actor::SYSTEM,
            clock: clock.clone(),
            rng,
        };
        test(&World {
            db,
            clock,
            ctx,
            engine,
        });
        std::fs::remove_dir_all(&dir).unwrap();
    }
}

impl World {
    pub fn by(&self, user: Id) -> Ctx {
        self.ctx.by(Actor {
            user,
            via: Via::Web,
        })
    }

    pub fn act<I: Input, O>(
        &self,
        ctx: &Ctx,
        input: I,
        deed: impl FnOnce(&mut store::Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.db.act(ctx, CommandKey::fresh(ctx), input, deed)
    }
}

pub fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result.unwrap_err() {
        Error::Refused(refusal) => refusal.code.to_string(),
        other => other.to_string(),
    }
}
