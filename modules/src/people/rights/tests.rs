//! Each right of a person as a story, on both engines.

mod erased;
mod stories;

use super::*;
use crate::people::life::{MoveOut, RecordDeath, move_out, record_death};
use crate::people::reverse_import::Rests;
use crate::people::tests::world::*;
use kernel::{Date, Error, Id, Result};
use store::{CommandKey, Input, Tx};
use testkit::cast;

pub(super) const LIST: &str = "户编号,行政村,姓名,证件号码,与户主关系,户类型,联系电话\n\
    H1,斗虎屯村,张守田,%0,户主,脱贫户,13500000001\n\
    H1,斗虎屯村,李秋禾,%1,配偶,脱贫户,13500000002\n\
    H2,张李新村,王石桥,%2,户主,一般农户,13500000003\n";

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

pub(super) fn story(tell: impl Fn(&World)) {
    on_both(|world| {
        world.import(CLERK, LIST, "2022-05-01").unwrap();
        tell(world);
    });
}

impl World {
    pub(super) fn does<I: Input, O>(
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

    /// By the name of the cast that the list has at `row`.
    pub(super) fn somebody(&self, name: &'static str) -> (Id, Id) {
        let found = self.query(move |tx| {
            let sql = "select s.person, s.household from people_search s where s.org = $1 and s.name = $2 order by s.person limit 1";
            let row = tx.query_one(sql, &values![ORG, name])?;
            Ok(format!("{},{}", row.get::<i64>(0)?, row.get::<i64>(1)?))
        });
        let (person, household) = found.split_once(',').unwrap();
        (person.parse().unwrap(), household.parse().unwrap())
    }

    pub(super) fn leaves(&self, name: &'static str, new_head: Option<Id>) -> Id {
        let (person, household) = self.somebody(name);
        let input = MoveOut {
            household,
            date: day("2022-07-01"),
            person: Some(person),
            new_head,
            relations: Vec::new(),
            reason: None,
        };
        self.does(VILLAGE_CLERK, input, move_out).unwrap();
        person
    }

    pub(super) fn erase(&self, user: Id, person: Id, typed: &'static str) -> String {
        let input = EraseSubject {
            person,
            reason: "purpose_met".into(),
            asked_by: "himself".into(),
        };
        told(self.does(user, input, move |tx, ctx, input| {
            erase_subject(tx, ctx, input, typed, RESTS)
        }))
    }

    /// Everything that an audit of the organisation finds.
    pub(super) fn audited(&self) -> String {
        self.query(|tx| {
            let mut problems = store::audit::audit(tx, ORG, None)?.problems;
            problems.extend(check(tx, ORG)?);
            let told: Vec<String> = problems
                .iter()
                .map(|p| format!("{} {}", p.code, p.place))
                .collect();
            Ok(told.join(", "))
        })
    }
}

/// A roster that names the household of the third household's number.
pub(super) const RESTS: &[Rests] = &[];
