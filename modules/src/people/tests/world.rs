//! A small township on either engine: two villages, a clerk over both, a village clerk in one.

use crate::people::codes::Codes;
use crate::people::columns::COLUMNS;
use crate::people::import_households::{ImportHouseholds, Imported, import_households};
use crate::people::model::{ListOptions, Reading};
use crate::people::plan_import::{Prepared, prepare};
use crate::people::read_list::read_list;
use crate::people::store::base;
use access::{Right, Role};
use kernel::ctx::{Actor, Via};
use kernel::{Ctx, Date, Id, OrgId, Result};
use serde::Serialize;
use sheets::{Limits, Spec};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use testkit::{FakeClock, SeededRng, cast};

pub const ORG: OrgId = 1;
pub const TOWNSHIP: Id = Id(10);
pub const VILLAGE: Id = Id(11);
pub const OTHER_VILLAGE: Id = Id(12);
pub const CLERK: Id = Id(100);
pub const VILLAGE_CLERK: Id = Id(101);

pub struct World {
    pub db: Db,
    pub clock: Arc<FakeClock>,
    rng: Arc<SeededRng>,
    _dir: Option<Dir>,
}

struct Dir(std::path::PathBuf);

impl Drop for Dir {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[derive(Serialize)]
struct SetUp;
impl Input for SetUp {
    const DEED: &'static str = "test.set_up";
}

/// The same story on SQLite and, where there is one, on PostgreSQL.
pub fn on_both(story: impl Fn(&World)) {
    story(&World::new(None));
    if let Some(url) = testkit::pg::database() {
        story(&World::new(Some(url)));
    }
}

impl World {
    pub fn new(postgres: Option<String>) -> World {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let path =
            std::env::temp_dir().join(format!("zhen-people-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let url = postgres.unwrap_or_else(|| format!("sqlite:{}", path.join("zhen.db").display()));
        let mut settings = Settings::new(Database::parse(&url).unwrap());
        settings.key_file = path.join("zhen.key");
        let (clock, rng) = (
            Arc::new(FakeClock::on(2022, 8, 1)),
            Arc::new(SeededRng::new(number)),
        );
        let db = Db::open(settings, access::scope::MACROS, rng.as_ref()).unwrap();
        let world = World {
            db,
            clock,
            rng,
            _dir: Some(Dir(path)),
        };
        let ctx = world.by(Id(0)).in_org(0);
        world
            .db
            .act(&ctx, CommandKey::fresh(&ctx), SetUp, |tx, _, _| set_up(tx))
            .unwrap();
        world
    }

    pub fn by(&self, user: Id) -> Ctx {
        let actor = if user == Id(0) {
            Actor::SYSTEM
        } else {
            Actor {
                user,
                via: Via::Web,
            }
        };
        Ctx {
            org: ORG,
            actor,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// A list read for somebody; `%0` in it is the identity number of the cast's first person.
    pub fn read_list(&self, user: Id, list: &str, as_of: &str) -> Reading {
        let mut text = list.to_owned();
        for number in (0..10).rev() {
            text = text.replace(&format!("%{number}"), &cast::person(number).identity);
        }
        let table = sheets::read_table(
            text.as_bytes(),
            "list.csv",
            &Spec::new(COLUMNS),
            &Limits::default(),
        )
        .unwrap();
        let options = ListOptions {
            as_of: as_of.parse().unwrap(),
            village: None,
            no_identity_reason: None,
        };
        let ctx = self.by(user);
        let villages = self
            .db
            .read(move |tx| base::villages(tx, &ctx, Right::ImportPeople))
            .unwrap();
        read_list(&table, &villages, &Codes::built_in(), &options)
    }

    pub fn prepare(&self, user: Id, reading: &Reading, as_of: &str) -> Prepared {
        let (ctx, reading, as_of) = (
            self.by(user),
            reading.clone(),
            as_of.parse::<Date>().unwrap(),
        );
        let prepared = self.db.read(move |tx| {
            let villages = base::villages(tx, &ctx, Right::ImportPeople)?;
            prepare(tx, &ctx, &reading, as_of, &villages, &Codes::built_in())
        });
        prepared.unwrap()
    }

    pub fn import(&self, user: Id, list: &str, as_of: &str) -> Result<Imported> {
        let reading = self.read_list(user, list, as_of);
        let counts = self.prepare(user, &reading, as_of).counts;
        let input = ImportHouseholds {
            file: "ab".repeat(32),
            as_of: as_of.parse().unwrap(),
            mapping: Vec::new(),
            counts,
        };
        let ctx = self.by(user);
        self.db.act(
            &ctx,
            CommandKey::fresh(&ctx),
            input,
            move |tx, ctx, input| import_households(tx, ctx, input, &reading),
        )
    }

    pub fn query(&self, f: impl FnOnce(&mut Tx) -> Result<String> + Send + 'static) -> String {
        self.db.read(f).unwrap()
    }

    /// Every household with its members and statuses on a day, as text.
    pub fn told(&self, date: &str) -> String {
        let date: Date = date.parse().unwrap();
        self.query(move |tx| {
            let mut out = Vec::new();
            for unit in [VILLAGE, OTHER_VILLAGE] {
                for h in crate::people::households_in(tx, ORG, unit, date, "", 1000)? {
                    let members: Vec<String> = crate::people::members(tx, ORG, h.id, date)?
                        .iter()
                        .map(|m| format!("{}({})", m.name, m.relation))
                        .collect();
                    let statuses = crate::people::statuses_on(tx, ORG, h.id, date)?.join(",");
                    out.push(format!(
                        "{}@{}: {} [{statuses}]",
                        h.number,
                        h.unit,
                        members.join(" ")
                    ));
                }
            }
            Ok(out.join("; "))
        })
    }

    /// What the search rows say.
    pub fn searched(&self) -> String {
        self.query(|tx| {
            let sql = "select h.number, h.unit, h.head_name, h.members, h.statuses from people_household_search h \
                       where h.org = $1 order by h.number, h.household limit 100";
            let mut out = Vec::new();
            for row in tx.query(sql, &values![ORG])? {
                let (number, unit, head): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                out.push(format!("{number}@{unit}: {head} {} [{}]", row.get::<i64>(3)?, row.get::<String>(4)?));
            }
            let sql = "select s.name, s.relation, s.unit from people_search s where s.org = $1 order by s.pinyin, s.person limit 100";
            for row in tx.query(sql, &values![ORG])? {
                out.push(format!("{}({})@{}", row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?));
            }
            Ok(out.join("; "))
        })
    }
}

fn set_up(tx: &mut Tx) -> Result<()> {
    tx.begin_chain(ORG)?;
    let seq = tx.seq()?;
    let org = "access_org (org, id, valid_from, seq, name, kind, unit)";
    tx.insert(
        org,
        values![0, ORG, "2020-01-01", seq, "斗虎屯镇", "township", TOWNSHIP],
    )?;
    let units = [
        (TOWNSHIP, "371502104000", "township", "斗虎屯镇", None),
        (
            VILLAGE,
            "371502104200",
            "village",
            "斗虎屯村村民委员会",
            Some(TOWNSHIP),
        ),
        (
            OTHER_VILLAGE,
            "371502104268",
            "village",
            "张李新村村民委员会",
            Some(TOWNSHIP),
        ),
    ];
    for (id, code, level, name, parent) in units {
        tx.execute(
            "insert into access_unit_now (id, code, level, name, pinyin, parent) values ($1, $2, $3, $4, $5, $6)",
            &values![id, code, level, name, kernel::pinyin::sort_key(name), parent],
        )?;
        for ancestor in [Some(id), parent].into_iter().flatten() {
            tx.execute(
                "insert into access_reach_now (ancestor, unit) values ($1, $2)",
                &values![ancestor, id],
            )?;
        }
    }
    let grants = [
        (CLERK, TOWNSHIP, Role::Clerk),
        (VILLAGE_CLERK, VILLAGE, Role::VillageClerk),
    ];
    for (number, (user, unit, role)) in (1..).zip(grants) {
        let rights = role.mask() | Right::ImportPeople.bit() | Right::Unmask.bit();
        tx.execute(
            "insert into access_grant_now (user_id, id, for_org, unit, role, rights, valid_from, valid_to) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &values![user, number, ORG, unit, role.code(), rights, "2020-01-01", None::<Date>],
        )?;
    }
    Ok(())
}
