//! Where the story is played: the database, a clock that obeys, and the people who act.

use super::clock::StoryClock;
use crate::desk::Desk;
use access::Role;
use kernel::{Actor, Ctx, Date, Error, Id, OrgId, Result, Rng, Via};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use store::{CommandKey, Db, Input, Tx};

/// Somebody who can sign in after the replay.
pub struct Login {
    pub role: Role,
    pub login: String,
    pub password: String,
    pub name: String,
}

pub struct Stage {
    pub db: Db,
    pub clock: Arc<StoryClock>,
    pub rng: Arc<dyn Rng>,
    pub logins: Vec<Login>,
}

impl Stage {
    pub fn new(desk: &Desk) -> Stage {
        let clock = Arc::new(StoryClock::new(desk.clock.clone()));
        Stage {
            db: desk.db.clone(),
            clock,
            rng: desk.rng.clone(),
            logins: Vec::new(),
        }
    }

    /// The story goes on, on another day.
    pub fn on(&self, day: Date) {
        self.clock.set(day);
    }

    pub fn system(&self, org: OrgId) -> Ctx {
        Ctx {
            org,
            actor: Actor::SYSTEM,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// What `user` does, he does as through a page.
    pub fn by(&self, org: OrgId, user: Id) -> Ctx {
        self.system(org).by(Actor {
            user,
            via: Via::Web,
        })
    }

    pub fn act<I, O>(
        &self,
        ctx: &Ctx,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        I: Input,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        self.db.act(ctx, CommandKey::fresh(ctx), input, deed)
    }
}

/// A day of the story.
pub fn day(year: i16, month: i8, day: i8) -> Result<Date> {
    Date::new(year, month, day)
        .ok_or_else(|| Error::Internal(format!("no day {year}-{month}-{day}")))
}
