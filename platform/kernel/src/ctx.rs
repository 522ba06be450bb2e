//! The context of a deed: for which organisation, by whom, when, and with whose dice.

use crate::{Date, Id, OrgId};
use std::fmt;
use std::sync::Arc;

/// Where the time comes from. Microseconds since 1970, UTC.
pub trait Clock: Send + Sync {
    fn now_micros(&self) -> i64;
}

/// Where keys, salts and codes come from. Production hands in the system's generator.
pub trait Rng: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// Through which door a deed came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Web,
    /// A page, where the person acts for this one, whose deputy he is: with that one's rights and no others.
    Deputy(Id),
    /// A program of the person's, which asks by `/api` with this token of his.
    Api(Id),
    /// The command line, acting as operator for the named user.
    Cli,
    /// The program itself: first run, demonstration's preparation, clean-up.
    System,
}

/// Who does it. `user` 0 is the program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub user: Id,
    pub via: Via,
}

impl Actor {
    pub const SYSTEM: Actor = Actor {
        user: Id(0),
        via: Via::System,
    };

    /// For whom he acts, where it is not himself.
    pub fn principal(self) -> Option<Id> {
        match self.via {
            Via::Deputy(principal) => Some(principal),
            Via::Web | Via::Api(_) | Via::Cli | Via::System => None,
        }
    }

    /// With which token a program asks in his name.
    pub fn token(self) -> Option<Id> {
        match self.via {
            Via::Api(token) => Some(token),
            Via::Web | Via::Deputy(_) | Via::Cli | Via::System => None,
        }
    }

    /// Whose rights count: a deputy acts with those of the other, and with none of his own.
    pub fn authority(self) -> Id {
        self.principal().unwrap_or(self.user)
    }
}

/// Handed to every deed.
#[derive(Clone)]
pub struct Ctx {
    pub org: OrgId,
    pub actor: Actor,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
}

impl Ctx {
    /// Microseconds since 1970, UTC.
    pub fn now_micros(&self) -> i64 {
        self.clock.now_micros()
    }

    /// The civil day in China (UTC+8, without daylight saving since 1991).
    pub fn today(&self) -> Date {
        Date::of_micros(self.clock.now_micros())
    }

    /// The same clock, dice and actor for another organisation.
    #[must_use]
    pub fn in_org(&self, org: OrgId) -> Ctx {
        Ctx {
            org,
            ..self.clone()
        }
    }

    /// The same clock and dice for another actor.
    #[must_use]
    pub fn by(&self, actor: Actor) -> Ctx {
        Ctx {
            actor,
            ..self.clone()
        }
    }
}

impl fmt::Debug for Ctx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ctx")
            .field("org", &self.org)
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}
