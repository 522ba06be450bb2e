//! A small county made by dice: three organisations, of which one covers the villages of the other two, a unit tree
//! that changes, people with grants of all kinds, and records everywhere. Whoever made it knows where each record
//! lies: the oracle reads this, never a table.

use super::deeds::Maker;
use crate::engines::Folder;
use access::Role;
use kernel::{Actor, Ctx, Date, Id, OrgId, Result, Via};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use store::{CommandKey, Database, Db, Input, Settings, Tx};
use testkit::{FakeClock, SeededRng};

pub struct Unit {
    pub id: Id,
    pub code: String,
    pub name: String,
    /// Its place among the units.
    pub parent: Option<usize>,
    pub is_closed: bool,
}

pub struct Given {
    /// Its place among the users.
    pub user: usize,
    pub org: OrgId,
    pub unit: usize,
    pub role: Role,
    pub from: Date,
    pub to: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Person,
    Household,
    Organisation,
    Change,
    Request,
    Parcel,
    Contract,
    Project,
    /// A household on a roster.
    Listed,
    Register,
    /// A household in a register.
    Holder,
    Coop,
    /// A household in a co-op.
    Member,
    Net,
    Round,
    /// A household in a round.
    Line,
    Brought,
    /// A household in a round brought forward.
    Got,
    Opening,
    Book,
    /// A household's account at a bank.
    Account,
    Case,
    /// What somebody told in a case: its title.
    Told,
    /// A consultation.
    Advice,
    /// A talk on the law.
    Talk,
    /// Who holds a post of a community; its id is that of the community.
    Post,
}

/// A record, and by which mark a page that shows it is known.
#[derive(Debug, Clone)]
pub struct Thing {
    pub kind: Kind,
    pub mark: String,
    pub id: Id,
    pub org: OrgId,
    pub unit: usize,
    /// The household of a person, the project of a line …: its place among the things.
    pub of: Option<usize>,
    /// What else a list sorts by: the place's name, a head's name, a date.
    pub sort: String,
}

pub struct Org {
    pub id: OrgId,
    pub root: usize,
    /// The villages that it works in.
    pub villages: Vec<usize>,
    pub staff: HashMap<&'static str, Id>,
}

pub struct World {
    pub db: Db,
    pub clock: Arc<FakeClock>,
    pub rng: Arc<SeededRng>,
    pub dice: SeededRng,
    pub units: Vec<Unit>,
    pub orgs: Vec<Org>,
    pub users: Vec<Id>,
    pub given: Vec<Given>,
    pub things: Vec<Thing>,
    /// What belongs to each thing, by its place among them.
    pub belongs: HashMap<usize, Vec<usize>>,
    pub admin: Id,
    _folder: Folder,
}

impl World {
    pub fn new(url: Option<String>, seed: u64) -> World {
        let folder = Folder::new();
        let sqlite = format!("sqlite:{}", folder.file("zhen.db").display());
        let key_file: PathBuf = folder.file("zhen.key");
        let settings = Settings {
            key_file,
            ..Settings::new(Database::parse(url.as_ref().unwrap_or(&sqlite)).unwrap())
        };
        let db = Db::open(settings, access::MACROS, &SeededRng::new(seed)).unwrap();
        let mut world = World {
            db,
            clock: Arc::new(FakeClock::on(2023, 1, 1)),
            rng: Arc::new(SeededRng::new(seed)),
            dice: SeededRng::new(seed.wrapping_mul(77)),
            units: Vec::new(),
            orgs: Vec::new(),
            users: Vec::new(),
            given: Vec::new(),
            things: Vec::new(),
            belongs: HashMap::new(),
            admin: Id(0),
            _folder: folder,
        };
        Maker(&mut world).install();
        if let Some(url) = url {
            // PostgreSQL learns by itself how rows are spread, but up to a minute late: a list of figures took 190 ms
            // until then, and 2 ms afterwards.
            let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
            client.batch_execute("analyze").unwrap();
        }
        world
    }

    pub fn today(&self) -> Date {
        self.clock.today()
    }

    pub fn n(&self, below: usize) -> usize {
        self.dice.below(below as u64) as usize
    }

    pub fn one_in(&self, many: usize) -> bool {
        self.n(many) == 0
    }

    pub fn pick<'a, T>(&self, of: &'a [T]) -> &'a T {
        &of[self.n(of.len())]
    }

    pub fn ctx(&self, org: OrgId, user: Id) -> Ctx {
        let actor = match user {
            Id(0) => Actor::SYSTEM,
            _ => Actor {
                user,
                via: Via::Web,
            },
        };
        Ctx {
            org,
            actor,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    pub fn try_act<I: Input, O>(
        &self,
        ctx: &Ctx,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        self.db.act(ctx, CommandKey::fresh(ctx), input, deed)
    }

    pub fn act<I: Input, O>(
        &self,
        ctx: &Ctx,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> O
    where
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let done = self.try_act(ctx, input, deed);
        done.unwrap_or_else(|error| panic!("{}: {error}", I::DEED))
    }

    pub fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> T {
        self.db.read(f).unwrap()
    }

    /// All of a kind in one organisation, by their places.
    pub fn all(&self, org: OrgId, kind: Kind) -> Vec<usize> {
        let fits = |at: &usize| self.things[*at].org == org && self.things[*at].kind == kind;
        (0..self.things.len()).filter(fits).collect()
    }

    /// Whether a unit is another one or hangs below it, today.
    pub fn is_below(&self, unit: usize, above: usize) -> bool {
        unit == above
            || self.units[unit]
                .parent
                .is_some_and(|parent| self.is_below(parent, above))
    }
}
