//! Where the year is lived: an installation with a township of three villages, and everybody who works there.

use crate::engines::Folder;
use access::Role;
use access::create_org::{CreateOrg, create_org};
use access::grant_role::{GrantRole, grant_role};
use access::import_units::{ImportUnits, file_tag, import_units, preview_units, read_units};
use access::make_user::{FirstAdministrator, MakeUser, first_administrator, make_user};
use kernel::{Actor, Ctx, Date, Id, OrgId, Result, Via};
use modules::people::import_file::import_file;
use modules::people::model::ListOptions;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use store::{CommandKey, Database, Db, Input, Row, Settings, Tx, Value};
use testkit::{FakeClock, SeededRng, cast};

const DIVISIONS: &str = "code,level,name,parent\n\
    370000000000,province,山东省,\n\
    371500000000,prefecture,聊城市,370000000000\n\
    371502000000,county,东昌府区,371500000000\n\
    371502104000,township,斗虎屯镇,371502000000\n\
    371502104263,village,斗虎屯新村村委会,371502104000\n\
    371502104268,village,张李新村村委会,371502104000\n\
    371502104269,village,阮庄新村村委会,371502104000\n";
const TOWNSHIP: &str = "371502104000";
const VILLAGES: [&str; 3] = ["371502104263", "371502104268", "371502104269"];
const IN_LISTS: [&str; 3] = ["斗虎屯新村", "张李新村", "阮庄新村"];
pub const HOUSEHOLDS: usize = 24;
/// Of the cast, who lives here when the year begins.
pub const PEOPLE: usize = 60;

/// Login, role, and the village of who has only one.
pub const STAFF: [(&str, Role, Option<usize>); 9] = [
    ("clerk", Role::Clerk, None),
    ("village0", Role::VillageClerk, Some(0)),
    ("village1", Role::VillageClerk, Some(1)),
    ("village2", Role::VillageClerk, Some(2)),
    ("accountant", Role::Accountant, None),
    ("second", Role::Accountant, None),
    ("reviewer", Role::Reviewer, None),
    ("approver", Role::Approver, None),
    ("auditor", Role::Auditor, None),
];

/// Every row of every table, by table.
pub type Contents = BTreeMap<String, Vec<Row>>;

pub struct Place {
    pub db: Db,
    pub clock: Arc<FakeClock>,
    rng: Arc<SeededRng>,
    pub database: String,
    pub key_file: PathBuf,
    pub org: OrgId,
    pub town: Id,
    pub villages: Vec<Id>,
    users: BTreeMap<&'static str, Id>,
    admin: Id,
    _folder: Folder,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Place {
    /// On SQLite where no database is named.
    pub fn new(url: Option<String>, seed: u64) -> Place {
        let folder = Folder::new();
        let sqlite = format!("sqlite:{}", folder.file("zhen.db").display());
        let database = url.unwrap_or(sqlite);
        let key_file = folder.file("zhen.key");
        let settings = Settings {
            key_file: key_file.clone(),
            ..Settings::new(Database::parse(&database).unwrap())
        };
        // The dice of the keys are apart, so that however an engine opens, the ids of both are the same.
        let db = Db::open(settings, access::MACROS, &SeededRng::new(seed)).unwrap();
        let mut place = Place {
            db,
            clock: Arc::new(FakeClock::on(2023, 1, 1)),
            rng: Arc::new(SeededRng::new(seed)),
            database,
            key_file,
            org: 0,
            town: Id(0),
            villages: Vec::new(),
            users: BTreeMap::new(),
            admin: Id(0),
            _folder: folder,
        };
        place.install();
        place
    }

    pub fn today(&self) -> Date {
        self.clock.today()
    }

    fn ctx(&self, org: OrgId, user: Id) -> Ctx {
        let via = Via::Web;
        let actor = if user == Id(0) {
            Actor::SYSTEM
        } else {
            Actor { user, via }
        };
        Ctx {
            org,
            actor,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// One of the staff, as through a page.
    pub fn by(&self, who: &str) -> Ctx {
        self.ctx(self.org, self.users[who])
    }

    /// The program itself.
    pub fn system(&self) -> Ctx {
        self.ctx(self.org, Id(0))
    }

    /// Somebody of the staff is something more, everywhere in the township, from today on.
    pub fn give(&self, who: &str, role: Role) {
        let grant = GrantRole {
            user: self.users[who],
            for_org: self.org,
            unit: self.town,
            role,
            valid_from: self.today(),
            valid_to: None,
        };
        self.act(&self.ctx(0, self.admin), grant, grant_role);
    }

    fn act<I: Input, O>(
        &self,
        ctx: &Ctx,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> O
    where
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        self.db
            .act(ctx, CommandKey::fresh(ctx), input, deed)
            .unwrap()
    }

    fn install(&mut self) {
        // Hashing a password takes long on purpose, and nobody signs in here.
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| {
            let rng = SeededRng::new(1);
            let password = access::password::initial_password(&rng);
            access::Passwords::new()
                .unwrap()
                .hash_new(&rng, "admin", &password)
                .unwrap()
        });
        let first = FirstAdministrator {
            login: "admin".into(),
            name: "穆清源".into(),
        };
        let admin = self.act(&self.ctx(0, Id(0)), first, move |tx, ctx, input| {
            first_administrator(tx, ctx, input, hash)
        });
        self.admin = admin;
        let ctx = self.ctx(0, admin);
        self.act(&ctx, access::codes::LoadCodes {}, access::codes::load_codes);
        let (_, rows) = read_units(DIVISIONS.as_bytes(), "divisions.csv", &[]).unwrap();
        let (plan, rows, tag) = self.read(move |tx| {
            Ok((
                preview_units(tx, &rows)?,
                rows,
                file_tag(tx, DIVISIONS.as_bytes()),
            ))
        });
        let input = ImportUnits::of(&plan, rows.len(), tag, Vec::new(), ctx.today());
        self.act(&ctx, input, move |tx, ctx, input| {
            import_units(tx, ctx, input, &rows)
        });
        let unit = |code: &'static str| {
            self.read(move |tx| access::units::unit_by_code(tx, code))
                .unwrap()
                .id
        };
        (self.town, self.villages) = (unit(TOWNSHIP), VILLAGES.map(unit).to_vec());
        let org = CreateOrg {
            name: "斗虎屯镇".into(),
            kind: "township".into(),
            unit: self.town,
            supervision_phone: None,
            valid_from: ctx.today(),
        };
        self.org = self.act(&ctx, org, create_org);
        payout::supply_flows(&self.db, &self.ctx(self.org, Id(0)), ctx.today()).unwrap();
        for (login, role, village) in STAFF {
            let input = MakeUser {
                for_org: self.org,
                login: login.into(),
                name: "安宁".into(),
            };
            let user = self.act(&ctx, input, move |tx, ctx, input| {
                make_user(tx, ctx, input, hash)
            });
            let grant = GrantRole {
                user,
                for_org: self.org,
                unit: village.map_or(self.town, |at| self.villages[at]),
                role,
                valid_from: ctx.today(),
                valid_to: None,
            };
            self.act(&ctx, grant, grant_role);
            self.users.insert(login, user);
        }
        self.people();
        // A township may write its own rules: here what nobody fetches is put aside after twenty days.
        let body = payout::RELIEF_INCOME.replace("after_days = 365", "after_days = 20");
        assert_ne!(body, payout::RELIEF_INCOME);
        let flow = payout::AdoptFlow {
            valid_from: ctx.today(),
            body,
        };
        self.act(&self.ctx(self.org, Id(0)), flow, payout::adopt_flow);
    }

    /// The list with which the year begins.
    fn people(&self) {
        let mut list = "户编号,行政村,姓名,证件号码,与户主关系,户类型\n".to_owned();
        for (n, household) in cast::households(HOUSEHOLDS).iter().enumerate() {
            for (person, relation) in household
                .members
                .iter()
                .zip(["户主", "配偶", "儿子", "儿子"])
            {
                let village = IN_LISTS[n % 3];
                let (name, number) = (&person.name, &person.identity);
                list += &format!("H{n:03},{village},{name},{number},{relation},脱贫户\n");
            }
        }
        let ctx = self.by("clerk");
        let options = ListOptions {
            as_of: ctx.today(),
            village: None,
            no_identity_reason: None,
        };
        let key = CommandKey::fresh(&ctx);
        let imported = import_file(&self.db, &ctx, key, list.into_bytes(), "list.csv", &options);
        let (_, list) = imported.unwrap().unwrap();
        assert!(list.errors.is_empty(), "{:?}", list.errors);
    }

    pub fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> T {
        self.db.read(f).unwrap()
    }

    /// Rows of facts; the organisation is `$1`, what is given follows.
    pub fn rows(&self, sql: &'static str, mut params: Vec<Value>) -> Vec<Row> {
        params.insert(0, Value::from(self.org));
        self.read(move |tx| tx.query(sql, &params))
    }

    /// Every row but those of the command keys, and how many of those there are.
    pub fn contents(&self) -> (Contents, usize) {
        self.tables(|_| true)
    }

    pub fn tables(&self, wanted: fn(store::schema::Class) -> bool) -> (Contents, usize) {
        self.read(move |tx| {
            let (schema, mut all) = (tx.schema(), BTreeMap::new());
            for table in schema.tables.values().filter(|table| wanted(table.class)) {
                // What the last list said of a person is a hint that a rebuild forgets and the next list makes again.
                let columns: Vec<&str> = table
                    .columns
                    .iter()
                    .map(|column| column.name.as_str())
                    .collect();
                let columns: Vec<&str> = columns
                    .into_iter()
                    .filter(|name| *name != "content_tag")
                    .collect();
                let (columns, key) = (columns.join(", "), table.key_names().join(", "));
                let sql = format!("select {columns} from {} order by {key}", table.name);
                all.insert(table.name.clone(), tx.query(&sql, &[])?);
            }
            let keys = all.remove("journal_key").map_or(0, |rows| rows.len());
            Ok((all, keys))
        })
    }
}
