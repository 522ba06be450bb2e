//! A township of four villages with its people, and a campaign in it.

use crate::campaigns::model::{Item, ItemKind, Line, LineKind, Plan, Round, Village};
use crate::campaigns::*;
use ::store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use access::{Role, Unit};
use cases::event::{Patch, Spot, Value};
use cases::{ActOnCase, Done, OpenCase};
use kernel::{Actor, Ctx, Date, Error, Id, Result, Via};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::sync::Arc;
use testkit::{FakeClock, SeededRng, pg};

pub const ORG: i64 = 1;
pub const TOWN: Id = Id(10);
pub const VILLAGES: [Id; 4] = [Id(11), Id(12), Id(13), Id(14)];
const NAMES: [&str; 4] = ["前溪村委会", "后溪村委会", "石桥村委会", "槐林村委会"];
pub const CLERK: Id = Id(101);
pub const VILLAGE_CLERK: Id = Id(102);
pub const REVIEWER: Id = Id(103);
pub const APPROVER: Id = Id(104);

#[derive(Serialize)]
struct Prepare {}

impl Input for Prepare {
    const DEED: &'static str = "test.prepare";
}

pub struct World {
    pub db: Db,
    pub clock: Arc<FakeClock>,
    system: Ctx,
    dir: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The story on SQLite, then on PostgreSQL where there is one.
pub fn on_both_engines(seed: u64, story: fn(&World)) {
    story(&World::new(None, seed));
    if let Some(url) = pg::database() {
        story(&World::new(Some(&url), 1_000 + seed));
    }
}

/// What a deed answered, in a word.
pub fn told<T>(done: Result<T>) -> String {
    match done {
        Ok(_) => "done".into(),
        Err(Error::Refused(refusal)) => format!("refused {}", refusal.code),
        Err(Error::Invalid(faults)) => {
            let faults: Vec<String> = faults
                .iter()
                .map(|f| format!("{} {}", f.field, f.code))
                .collect();
            format!("invalid {}", faults.join(", "))
        }
        Err(Error::Forbidden) => "forbidden".into(),
        Err(Error::NotFound) => "not found".into(),
        Err(Error::Conflict) => "conflict".into(),
        Err(other) => panic!("{other}"),
    }
}

impl World {
    pub fn on_sqlite(seed: u64) -> World {
        World::new(None, seed)
    }

    fn new(url: Option<&str>, seed: u64) -> World {
        let dir =
            std::env::temp_dir().join(format!("zhen-campaigns-{}-{seed}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let sqlite = format!("sqlite:{}", dir.join("z.db").display());
        let dice = Arc::new(SeededRng::new(seed));
        let settings = Settings {
            key_file: dir.join("z.key"),
            ..Settings::new(Database::parse(url.unwrap_or(&sqlite)).unwrap())
        };
        let db = Db::open(settings, access::MACROS, dice.as_ref()).unwrap();
        let clock = Arc::new(FakeClock::on(2022, 4, 20));
        let system = Ctx {
            org: 0,
            actor: Actor::SYSTEM,
            clock: clock.clone(),
            rng: dice,
        };
        let world = World {
            db,
            clock,
            system,
            dir,
        };
        let key = CommandKey::fresh(&world.system);
        world
            .db
            .act(&world.system, key, Prepare {}, |tx, _, _| prepare(tx))
            .unwrap();
        let org = world.system.in_org(ORG);
        assert!(cases::supply_types(&world.db, &org, day("2018-01-01")).unwrap());
        world
    }

    pub fn by(&self, user: Id) -> Ctx {
        let via = Via::Web;
        self.system.in_org(ORG).by(Actor { user, via })
    }

    /// The story goes on, on another day.
    pub fn on(&self, date: &str) {
        let days = self.clock.today().days_until(day(date));
        self.clock.advance_days(days);
    }

    pub fn act<I: Input, O: Serialize + DeserializeOwned + Send + 'static>(
        &self,
        user: Id,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O> {
        let ctx = self.by(user);
        self.db.act(&ctx, CommandKey::fresh(&ctx), input, deed)
    }

    pub fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> T {
        self.db.read(f).unwrap()
    }

    pub fn whole(&self, user: Id, campaign: Id) -> read::Whole {
        let ctx = self.by(user);
        self.read(move |tx| read::whole(tx, &ctx, campaign))
    }

    pub fn begin(&self, plan: &Plan, tag: &str) -> Result<Id> {
        let plan = plan.clone();
        let input = OpenCampaign::of(&plan, tag.to_owned());
        let done = self.act(CLERK, input, move |tx, ctx, input| {
            open_campaign(tx, ctx, input, &plan)
        });
        done.map(|done| done.campaign)
    }

    /// Takes in what somebody found, about an item of the first campaign.
    pub fn finds(&self, user: Id, unit: Id, item: i64, more: &[(&str, Value)]) -> Result<Id> {
        let mut patch: Patch = [
            ("item".to_owned(), Value::Code(model::item_code(1, item))),
            ("found_how".to_owned(), Value::Code("inspection".to_owned())),
        ]
        .into();
        patch.extend(
            more.iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone())),
        );
        let input = OpenCase {
            code: FINDING.to_owned(),
            prefix: FINDING_PREFIX.to_owned(),
            unit,
            day: self.clock.today(),
            patch,
            personal: Patch::new(),
        };
        self.act(user, input, open_finding).map(|done| done.case)
    }

    pub fn step(&self, user: Id, case: Id, action: &str, more: &[(&str, Value)]) -> Result<Done> {
        let patch = more
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let input = ActOnCase {
            case,
            action: action.to_owned(),
            day: self.clock.today(),
            patch: patch.collect(),
            personal: Patch::new(),
            reason: matches!(action, "void" | "bounce").then(|| "重复登记".to_owned()),
            seen: None,
        };
        self.act(user, input, cases::act_on_case)
    }

    /// State of a case, and who handles it.
    pub fn stands(&self, case: Id) -> (String, Id) {
        let now = self
            .read(move |tx| cases::store::now(tx, ORG, case))
            .unwrap();
        (now.state, now.owner)
    }

    /// As somebody does it who has the file or the server, behind the program's back.
    pub fn tamper(&self, sql: &str) {
        match &self.db.settings().database {
            Database::Sqlite(path) => {
                let file = rusqlite::Connection::open(path).unwrap();
                file.busy_timeout(std::time::Duration::from_secs(5))
                    .unwrap();
                file.execute(sql, []).unwrap();
            }
            Database::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute(sql).unwrap();
            }
        }
    }

    /// What the server does every while.
    pub fn follows(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(plan_due(&self.db, &self.system)).unwrap();
    }

    /// Nothing is wrong with the chain, the cases and the campaigns.
    pub fn is_sound(&self) {
        let found = self.read(|tx| {
            let mut all = store::audit_of(tx)?;
            all.extend(cases::check(tx, ORG)?);
            all.extend(check(tx, ORG)?);
            Ok(all)
        });
        assert_eq!(found, []);
    }
}

/// The chain's own audit.
mod store {
    pub fn audit_of(tx: &mut ::store::Tx) -> kernel::Result<Vec<::store::audit::Problem>> {
        Ok(::store::audit::audit(tx, super::ORG, None)?.problems)
    }
}

pub fn photo() -> [(&'static str, Value); 2] {
    let spot = Value::Place(Spot::at(366_000_000, 1_168_000_000));
    [("spot", spot), ("before", Value::Photos(vec![Id(7)]))]
}

pub fn line(kind: &str) -> Vec<(&'static str, Value)> {
    let mut more = photo().to_vec();
    more.push(("line_owner", Value::Code(kind.to_owned())));
    more
}

pub fn desk() -> Unit {
    unit(TOWN, "柳溪镇", "township", None)
}

pub fn units() -> Vec<Unit> {
    let villages = VILLAGES.iter().zip(NAMES);
    villages
        .map(|(id, name)| unit(*id, name, "village", Some(TOWN)))
        .collect()
}

fn unit(id: Id, name: &str, level: &str, parent: Option<Id>) -> Unit {
    Unit {
        id,
        code: format!("3714252042{:02}", id.0),
        level: level.into(),
        name: name.into(),
        parent,
        closed: None,
    }
}

fn prepare(tx: &mut Tx) -> Result<()> {
    tx.begin_chain(ORG)?;
    let mut all = units();
    all.push(desk());
    for unit in &all {
        tx.insert(
            "access_unit_now (id, code, level, name, pinyin, parent)",
            values![
                unit.id,
                &unit.code,
                &unit.level,
                &unit.name,
                &unit.name,
                unit.parent
            ],
        )?;
        for ancestor in [Some(unit.id), unit.parent].into_iter().flatten() {
            tx.insert(
                "access_reach_now (ancestor, unit)",
                values![ancestor, unit.id],
            )?;
        }
    }
    let grants = [
        (CLERK, TOWN, Role::Clerk),
        (VILLAGE_CLERK, VILLAGES[0], Role::VillageClerk),
        (REVIEWER, TOWN, Role::Reviewer),
        (APPROVER, TOWN, Role::Approver),
    ];
    for (user, unit, role) in grants {
        tx.insert(
            "access_grant_now (user_id, id, for_org, unit, role, rights, valid_from)",
            values![
                user,
                user,
                ORG,
                unit,
                role.code(),
                role.mask(),
                "2018-01-01"
            ],
        )?;
    }
    let seq = tx.seq()?;
    tx.insert(
        "access_org (org, id, valid_from, seq, name, kind, unit)",
        values![0, ORG, "2018-01-01", seq, "柳溪镇", "township", TOWN],
    )
}

/// Three items, two classes, two rounds of three days.
pub fn plan() -> Plan {
    let item =
        |(place, name, kind, is_line, deduct, points): (i64, &str, ItemKind, bool, i64, i64)| {
            Item {
                place,
                name: name.into(),
                kind,
                is_line,
                points,
                deduct,
                needs_photo: true,
            }
        };
    let round = |place: i64, first: &str, last: &str| Round {
        place,
        first: day(first),
        last: day(last),
        team: Some("检查组".into()),
        grids: 2,
        households: 5,
    };
    let line = |kind, owner: &str, unit: usize| Line {
        kind,
        owner: owner.into(),
        unit: VILLAGES[unit],
        unit_name: NAMES[unit].into(),
    };
    Plan {
        name: "百日清洁".into(),
        first: day("2022-05-01"),
        last: day("2022-08-08"),
        points: 1_000,
        least: 7,
        shown: 1,
        weeks: 2,
        source: Some("镇整治方案".into()),
        items: vec![
            item((1, "三大堆", ItemKind::Zero, false, 10, 20)),
            item((2, "飞线", ItemKind::Zero, true, 5, 100)),
            item((3, "绿化", ItemKind::Lift, false, 10, 100)),
        ],
        villages: units()
            .iter()
            .zip(["A类", "A类", "B类", "B类"])
            .map(|(unit, class)| Village {
                unit: unit.id,
                code: unit.code.clone(),
                name: unit.name.clone(),
                class: class.into(),
                is_pilot: class == "A类",
                households: 40,
                grids: 4,
            })
            .collect(),
        lines: vec![
            line(LineKind::Power, "供电所", 1),
            line(LineKind::Telecom, "通信公司", 2),
            line(LineKind::Tv, "广电站", 3),
        ],
        rounds: vec![
            round(1, "2022-05-10", "2022-05-12"),
            round(2, "2022-06-10", "2022-06-12"),
        ],
    }
}
