//! A township of five villages with households, an accountant of the township and a clerk of one village.

use crate::shares::model::RosterLine;
use crate::shares::{AddBeneficiaries, EnterProject, add_beneficiaries, enter_project};
use ::store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use access::{Right, Role, Scope};
use kernel::{Actor, Ctx, Date, Id, Result, Via};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use testkit::{FakeClock, SeededRng, cast, pg};

pub const TOWN: Id = Id(100);
pub const VILLAGES: [Id; 5] = [Id(101), Id(102), Id(103), Id(104), Id(105)];
const NAMES: [&str; 5] = ["张李新村", "斗虎屯村", "前王村", "后赵村", "东陈村"];
pub const ACCOUNTANT: Id = Id(7);
pub const VILLAGE_CLERK: Id = Id(8);

#[derive(Serialize)]
struct Prepare;
impl Input for Prepare {
    const DEED: &'static str = "test.prepare";
}

pub struct World {
    pub db: Db,
    /// The accountant's.
    pub ctx: Ctx,
    pub clock: Arc<FakeClock>,
    dir: std::path::PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The story on SQLite, then on PostgreSQL where there is one.
pub fn on_both_engines(seed: u64, story: fn(World)) {
    story(World::new(None, seed));
    if let Some(url) = pg::database() {
        story(World::new(Some(&url), 100 + seed));
    }
}

impl World {
    pub fn new(url: Option<&str>, seed: u64) -> World {
        let dir = std::env::temp_dir().join(format!("zhen-shares-{}-{seed}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let sqlite = format!("sqlite:{}", dir.join("z.db").display());
        let database = Database::parse(url.unwrap_or(&sqlite)).unwrap();
        let dice = Arc::new(SeededRng::new(seed));
        let settings = Settings {
            key_file: dir.join("z.key"),
            ..Settings::new(database)
        };
        let db = Db::open(settings, access::MACROS, dice.as_ref()).unwrap();
        let clock = Arc::new(FakeClock::on(2022, 7, 31));
        let system = Ctx {
            org: 0,
            actor: Actor::SYSTEM,
            clock: clock.clone(),
            rng: dice,
        };
        let ctx = system.in_org(1).by(Actor {
            user: ACCOUNTANT,
            via: Via::Web,
        });
        let world = World {
            db,
            ctx,
            clock,
            dir,
        };
        world.prepare(&system, |tx, _| {
            tx.begin_chain(1)?;
            units(tx)?;
            grant(tx, ACCOUNTANT, TOWN, Role::Accountant)?;
            grant(tx, VILLAGE_CLERK, VILLAGES[0], Role::VillageClerk)
        });
        let load = access::codes::LoadCodes {};
        world
            .db
            .act(
                &system,
                CommandKey::fresh(&system),
                load,
                access::codes::load_codes,
            )
            .unwrap();
        world
    }

    /// Facts of other modules, as their deeds would write them.
    pub fn prepare(&self, ctx: &Ctx, f: impl FnOnce(&mut Tx, &Ctx) -> Result<()> + Send + 'static) {
        self.db
            .act(ctx, CommandKey::fresh(ctx), Prepare, move |tx, ctx, _| {
                f(tx, ctx)
            })
            .unwrap();
    }

    pub fn act<I: Input, O: Serialize + DeserializeOwned + Send + 'static>(
        &self,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O> {
        self.db
            .act(&self.ctx, CommandKey::fresh(&self.ctx), input, deed)
    }

    pub fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> T {
        self.db.read(f).unwrap()
    }

    pub fn scope(&self, user: Id) -> Scope {
        Scope {
            org: 1,
            user,
            right: Right::ViewProjects,
            today: self.clock.today(),
        }
    }

    /// Households 1 to `count` with two people each while `people` lasts, then one; spread over the villages.
    pub fn households(&self, count: i64, people: i64) {
        let pairs = people - count;
        self.prepare(&self.ctx, move |tx, ctx| {
            for household in 1..=count {
                let members = if household <= pairs { 2 } else { 1 };
                household_of(tx, ctx, household, members)?;
            }
            Ok(())
        });
    }

    pub fn project(&self) -> Id {
        let input = EnterProject {
            name: "五联鑫种养结合项目".into(),
            unit: TOWN,
            owner: "五联鑫合作社".into(),
            from: date("2018-06-01"),
        };
        self.act(input, enter_project).unwrap().project
    }

    /// Puts households `1..=count` on the roster from 2019 on, classes in turn.
    pub fn roster(&self, project: Id, count: i64) -> Vec<Id> {
        let lines = (1..=count)
            .map(|household| line(household, "2019-01-01"))
            .collect();
        self.act(AddBeneficiaries { project, lines }, add_beneficiaries)
            .unwrap()
            .beneficiaries
    }
}

pub fn line(household: i64, from: &str) -> RosterLine {
    let class = ["a", "b", "c"][household as usize % 3].to_owned();
    RosterLine {
        household: Id(household),
        class,
        heads: 1 + household % 2,
        from: date(from),
    }
}

fn units(tx: &mut Tx) -> Result<()> {
    let villages = VILLAGES.iter().zip(NAMES);
    let units =
        villages
            .map(|(id, name)| (*id, name, "village"))
            .chain([(TOWN, "斗虎屯镇", "township")]);
    for (id, name, level) in units {
        tx.insert(
            "access_unit_now (id, code, level, name, pinyin, parent)",
            values![
                id,
                format!("{:012}", id.0),
                level,
                name,
                name,
                (id != TOWN).then_some(TOWN)
            ],
        )?;
        tx.insert("access_reach_now (ancestor, unit)", values![id, id])?;
        if id != TOWN {
            tx.insert("access_reach_now (ancestor, unit)", values![TOWN, id])?;
        }
    }
    Ok(())
}

pub fn grant(tx: &mut Tx, user: Id, unit: Id, role: Role) -> Result<()> {
    tx.insert(
        "access_grant_now (user_id, id, for_org, unit, role, rights, valid_from)",
        values![user, user, 1, unit, role.code(), role.mask(), "2018-01-01"],
    )
}

fn household_of(tx: &mut Tx, ctx: &Ctx, household: i64, members: i64) -> Result<()> {
    let (seq, unit) = (tx.seq()?, VILLAGES[household as usize % 5]);
    let number = format!("{household:04}");
    let head = cast::person(household as usize).name;
    tx.insert(
        "people_household (org, id, valid_from, seq, number, unit)",
        values![ctx.org, household, "2018-06-01", seq, &number, unit],
    )?;
    tx.insert(
        "people_household_search (org, household, unit, number, head_name, pinyin, members, statuses, changed_on)",
        values![ctx.org, household, unit, &number, &head, "x", members, "relieved", "2014-01-01"],
    )?;
    for member in 0..members {
        tx.insert(
            "people_membership (org, id, valid_from, seq, household, person, relation)",
            values![
                ctx.org,
                household * 10 + member,
                "2014-01-01",
                seq,
                household,
                household * 10 + member,
                "head"
            ],
        )?;
    }
    Ok(())
}
