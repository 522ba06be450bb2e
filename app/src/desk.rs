//! An opened database with the real clock and dice: what every command works at.

use crate::cli::Common;
use crate::world::{SystemClock, SystemRng};
use kernel::{Actor, Clock, Ctx, Error, FieldError, Id, OrgId, Refusal, Result, Rng, Via};
use std::sync::Arc;
use store::{CommandKey, Db, Settings, Tx};

pub struct Desk {
    pub db: Db,
    /// The demonstration puts its story's clock here.
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
}

impl Desk {
    /// Makes the database where there is none: for serving.
    pub fn open(settings: Settings) -> Result<Desk> {
        let db = Db::open(settings, access::MACROS, &SystemRng)?;
        let desk = Desk {
            db,
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
        };
        desk.renew_grants()?;
        desk.finish_erasures()?;
        desk.bring_forward()?;
        Ok(desk)
    }

    /// A database in which cases were kept before lists and figures knew what they show now, or things before a search found them: made
    /// again before anybody looks, also where an old backup was put back.
    fn bring_forward(&self) -> Result<()> {
        use crate::commands::checks::texts;
        use crate::commands::rebuild::Rebuild;
        let sources: Vec<access::texts::Source> = texts().collect();
        for org in self.db.read(store::audit::orgs)? {
            if self.db.read(move |tx| cases::caches::are_behind(tx, org))? {
                let ctx = self.system(org);
                let key = CommandKey::fresh(&ctx);
                let again = |tx: &mut Tx, ctx: &Ctx, _: Rebuild| cases::rebuild(tx, ctx);
                self.db.act(&ctx, key, Rebuild {}, again)?;
            }
            for source in &sources {
                let source = *source;
                if self.db.read(move |tx| source.is_behind(tx, org))? {
                    let ctx = self.system(org);
                    let key = CommandKey::fresh(&ctx);
                    let again =
                        move |tx: &mut Tx, ctx: &Ctx, _: Rebuild| source.make_again(tx, ctx.org);
                    self.db.act(&ctx, key, Rebuild {}, again)?;
                }
            }
        }
        Ok(())
    }

    /// An older copy of the database was put back, or an erasure failed at its last step: what the key
    /// file lists as erased is put on record before anybody looks.
    fn finish_erasures(&self) -> Result<()> {
        use modules::people::rights::finish_erasures::unfinished;
        use modules::people::rights::{FinishErasures, finish_erasures};
        for org in self.db.read(store::audit::orgs)? {
            if self.db.read(move |tx| unfinished(tx, org))?.is_empty() {
                continue;
            }
            let ctx = self.system(org);
            let key = CommandKey::fresh(&ctx);
            let done = self.db.act(&ctx, key, FinishErasures {}, finish_erasures)?;
            tracing::warn!(
                org,
                people = done.people,
                "erasures of the key file put on record"
            );
        }
        Ok(())
    }

    /// After an upgrade a role may have rights that it had not when it was granted.
    fn renew_grants(&self) -> Result<()> {
        if self.db.read(access::caches::grants_are_current)? {
            return Ok(());
        }
        let ctx = self.system(access::scope::INSTALLATION);
        let input = access::caches::RenewGrants {};
        self.db
            .act(
                &ctx,
                CommandKey::fresh(&ctx),
                input,
                access::caches::renew_grants,
            )
            .map(drop)
    }

    /// What is there already: a misspelt path must not make an empty database and answer from it.
    pub fn open_existing(settings: Settings) -> Result<Desk> {
        must_be_there(&settings)?;
        Desk::open(settings)
    }

    /// For reading only, without the key file.
    pub fn look(settings: Settings) -> Result<Desk> {
        must_be_there(&settings)?;
        let db = Db::open_without_keys(settings, access::MACROS)?;
        Ok(Desk {
            db,
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
        })
    }

    /// The program itself.
    pub fn system(&self, org: OrgId) -> Ctx {
        Ctx {
            org,
            actor: Actor::SYSTEM,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// The operator at the terminal for the user that `--as` names. Refused `cli.as_whom`; invalid
    /// `unknown_login`.
    pub fn acting(&self, org: OrgId, common: &Common) -> Result<Ctx> {
        let login = common.user()?.to_owned();
        let user = self.login(&login)?;
        Ok(self.system(org).by(Actor {
            user,
            via: Via::Cli,
        }))
    }

    /// The user of a login.
    pub fn login(&self, login: &str) -> Result<Id> {
        let login = login.to_owned();
        let found = self
            .db
            .read(move |tx| crate::site::user_of_login(tx, &login))?;
        found.ok_or_else(|| Error::invalid("as", "unknown_login"))
    }

    /// The organisation that `--org` names, else the only one there is.
    ///
    /// Refused `cli.no_org`, `cli.which_org`.
    pub fn org(&self, common: &Common) -> Result<OrgId> {
        if let Some(org) = common.org {
            let known = self.db.read(store::audit::orgs)?;
            return if known.contains(&org) {
                Ok(org)
            } else {
                Err(Error::invalid("org", "no_such_org"))
            };
        }
        let today = self.system(0).today();
        let orgs = self
            .db
            .read(move |tx| access::create_org::orgs(tx, today))?;
        match orgs.as_slice() {
            [] => Err(Error::refused("cli.no_org")),
            [only] => Ok(only.id),
            many => {
                let list = many
                    .iter()
                    .map(|o| format!("{} {}", o.id, o.name))
                    .collect::<Vec<_>>()
                    .join(", ");
                Err(Refusal::new("cli.which_org").with("orgs", list).into())
            }
        }
    }
}

/// Invalid `no_database`.
pub fn must_be_there(settings: &Settings) -> Result<()> {
    match &settings.database {
        store::Database::Sqlite(path) if !path.exists() => Err(Error::Invalid(vec![
            FieldError::new("database", "no_database").with("path", path.display()),
        ])),
        _ => Ok(()),
    }
}
