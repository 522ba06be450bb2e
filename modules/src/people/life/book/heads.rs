//! Who is head, who is what to him, and who goes where when a household changes.

use super::{Book, Relations};
use crate::people::codes::{HEAD, OTHER};
use crate::people::life::model::regiven;
use crate::people::store::facts::{Household, Membership};
use kernel::{Error, Id, Refusal, Result};
use std::collections::{BTreeMap, BTreeSet};

impl Book<'_, '_> {
    /// Makes one of `staying` the head and gives the others their relations to him: as told, else
    /// guessed from the old ones.
    pub fn give_head(
        &mut self,
        household: &Household,
        staying: &[Membership],
        head: Id,
        told: &Relations,
    ) -> Result<()> {
        let new_head = staying
            .iter()
            .find(|m| m.person == head)
            .ok_or_else(|| Refusal::new("people.not_a_member").with("date", self.date))?;
        let was = new_head.relation.clone();
        for m in staying {
            let given = told.iter().find(|(person, _)| *person == m.person);
            let relation = match given {
                _ if m.person == head => HEAD.to_owned(),
                Some((_, relation)) if relation != HEAD => relation.clone(),
                _ => regiven(&was, &m.relation).to_owned(),
            };
            self.relate(m, &relation)?;
        }
        self.head_row(household, Some(head))
    }

    /// Somebody leaves a household: those who stay keep a head, or get one, or (where `may_be_headless`)
    /// go without; where nobody stays, it ends. Refuses `people.head_leaves`.
    pub fn let_go(
        &mut self,
        household: &Household,
        leaving: &[Membership],
        new_head: Option<Id>,
        told: &Relations,
        may_be_headless: bool,
    ) -> Result<(bool, bool)> {
        let gone: BTreeSet<Id> = leaving.iter().map(|m| m.person).collect();
        let staying: Vec<Membership> = self
            .members(household.id)?
            .into_iter()
            .filter(|m| !gone.contains(&m.person))
            .collect();
        for m in leaving {
            self.leave(m)?;
        }
        if staying.is_empty() {
            self.end_household(household)?;
            return Ok((false, true));
        }
        let head_goes = household.head.is_some_and(|head| gone.contains(&head));
        match new_head {
            Some(head) => self.give_head(household, &staying, head, told)?,
            None if !head_goes => {}
            None if may_be_headless => self.head_row(household, None)?,
            None => return Err(Error::refused("people.head_leaves")),
        }
        Ok((head_goes && new_head.is_none(), false))
    }

    /// Members of one household go over into another that has its head already.
    pub fn go_over(&mut self, into: Id, people: &[Membership], told: &Relations) -> Result<()> {
        let told: BTreeMap<Id, &str> = told.iter().map(|(id, r)| (*id, r.as_str())).collect();
        for m in people {
            let relation = told.get(&m.person).copied().unwrap_or(OTHER);
            if relation == HEAD {
                return Err(Error::invalid("relation", "second_head"));
            }
            self.join(into, m.person, relation)?;
        }
        Ok(())
    }
}
