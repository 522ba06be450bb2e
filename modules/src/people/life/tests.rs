//! Each deed of life as a story, on both engines.

mod lists;
mod offices;
mod refusals;
mod stories;

use super::*;
use crate::people::tests::world::*;
use kernel::{Date, Error, Id, Result};
use store::{CommandKey, Input, Tx};
use testkit::cast;

pub(super) const LIST: &str = "户编号,行政村,姓名,证件号码,与户主关系,户类型\n\
    H1,斗虎屯村,张守田,%0,户主,脱贫户\n\
    H1,斗虎屯村,李秋禾,%1,配偶,脱贫户\n\
    H1,斗虎屯村,张小苗,新生儿,儿子,脱贫户\n\
    H2,斗虎屯村,王石桥,%2,户主,一般农户\n";

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What came of a deed, in short: its error's code.
pub(super) fn told<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => "done".into(),
        Err(Error::Refused(refusal)) => refusal.code.to_string(),
        Err(Error::Invalid(faults)) => format!("{}: {}", faults[0].field, faults[0].code),
        Err(other) => format!("{other:?}"),
    }
}

impl World {
    pub(super) fn with_list() -> impl Fn(&World) {
        |world: &World| {
            world.import(CLERK, LIST, "2022-05-01").unwrap();
        }
    }

    pub(super) fn done<I: Input, O>(
        &self,
        user: Id,
        input: I,
        deed: impl FnOnce(&mut Tx, &kernel::Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let ctx = self.by(user);
        self.db.act(&ctx, CommandKey::fresh(&ctx), input, deed)
    }

    pub(super) fn household(&self, number: &'static str) -> Id {
        self.query(move |tx| {
            let found = crate::people::find_household(tx, ORG, number)?;
            Ok(found.unwrap().to_string())
        })
        .parse()
        .unwrap()
    }

    pub(super) fn person(&self, number: &'static str, name: &'static str) -> Id {
        let household = self.household(number);
        self.query(move |tx| {
            let members = crate::people::members(tx, ORG, household, day("2022-08-01"))?;
            let found = members.into_iter().find(|m| m.name == name);
            Ok(found.unwrap().person.to_string())
        })
        .parse()
        .unwrap()
    }

    /// The search rows are what a rebuild makes of the facts.
    pub(super) fn search_is_sound(&self) {
        let gone = || {
            self.query(|tx| {
                let sql = "select g.name, g.kind, g.date from people_gone g where g.org = $1 order by g.person limit 100";
                let rows = tx.query(sql, &store::values![ORG])?;
                let text = |row: &store::Row| Ok(format!("{} {} {}", row.get::<String>(0)?, row.get::<String>(1)?, row.get::<Date>(2)?));
                Ok(rows.iter().map(text).collect::<Result<Vec<String>>>()?.join("; "))
            })
        };
        let dated = || {
            self.query(|tx| {
                let sql = "select h.number, h.changed_on from people_household_search h where h.org = $1 order by h.number limit 100";
                let rows = tx.query(sql, &store::values![ORG])?;
                let text = |row: &store::Row| Ok(format!("{} {}", row.get::<String>(0)?, row.get::<Date>(1)?));
                Ok(rows.iter().map(text).collect::<Result<Vec<String>>>()?.join("; "))
            })
        };
        let before = (self.searched(), gone(), dated());
        let ctx = self.by(CLERK);
        let today = ctx.today();
        self.db
            .work(&ctx, move |tx| {
                crate::people::rebuild_search(tx, ORG, today)
            })
            .unwrap();
        assert_eq!((self.searched(), gone(), dated()), before);
        self.db.read(|tx| crate::people::check(tx, ORG)).unwrap();
    }
}

pub(super) fn newcomer(name: &str, at: usize, relation: &str) -> Newcomer {
    Newcomer {
        name: name.into(),
        identity: Some(cast::person(at).identity),
        relation: relation.into(),
        ..Newcomer::default()
    }
}

pub(super) fn baby(name: &str) -> Newcomer {
    Newcomer {
        name: name.into(),
        no_identity_reason: Some("newborn".into()),
        sex: Some("female".into()),
        relation: "daughter".into(),
        ..Newcomer::default()
    }
}

pub(super) fn story(tell: impl Fn(&World)) {
    on_both(|world| {
        World::with_list()(world);
        tell(world);
        world.search_is_sound();
    });
}
