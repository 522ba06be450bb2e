//! Somebody who comes into a household: born, moved in, married in.

use super::book::Book;
use crate::people::model::{PersonRecord, sex_code};
use crate::people::store::life;
use crate::people::tags;
use kernel::code::IdentityNumber;
use kernel::{Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// A person as a form gives him. Either a number or a reason for having none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Newcomer {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Code list no_identity_reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_identity_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_year: Option<i64>,
    pub relation: String,
}

/// Finds who this is or makes him, and answers his id; the caller lets him join. `born` is for a
/// birth: then the number, where there is one, has to say that day.
///
/// Invalid: `name`, `identity`, `no_identity_reason`. Refuses `people.number_of_a_member` (somebody who lives
/// here has the number), `people.person_has_died`, `people.born_otherwise`, `people.before_later_event`.
pub(super) fn settle(book: &mut Book, given: &Newcomer, is_birth: bool, id: Id) -> Result<Id> {
    let name = given.name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "empty"));
    }
    let number = match given.identity.as_deref().filter(|n| !n.trim().is_empty()) {
        Some(typed) => Some(
            IdentityNumber::parse_typed(typed)
                .map_err(|fault| Error::Invalid(vec![fault.at("identity")]))?,
        ),
        None => None,
    };
    let reasons = crate::people::store::base::codes(book.tx)?;
    let reason = given.no_identity_reason.clone().filter(|r| !r.is_empty());
    if number.is_none() {
        let list = crate::people::codes::NO_IDENTITY_REASON;
        let is_known = reason
            .as_deref()
            .is_some_and(|r| reasons.get(list, r).is_some());
        if !is_known {
            return Err(Error::invalid("no_identity_reason", "not_chosen"));
        }
    }
    if let Some(number) = &number {
        if is_birth && number.birth_date() != book.date {
            return Err(Refusal::new("people.born_otherwise")
                .with("date", number.birth_date())
                .into());
        }
        if number.birth_date() > book.date {
            return Err(Refusal::new("people.before_birth")
                .with("date", number.birth_date())
                .into());
        }
        let tag = tags::identity(book.tx, book.org, number.as_str());
        if life::holder(book.tx, book.org, tag)?.is_some() {
            return Err(Error::refused("people.number_of_a_member"));
        }
        if let Some(gone) = life::gone_by_tags(book.tx, book.org, &[tag])?.first() {
            if gone.kind == super::model::Kind::Death.code() {
                return Err(Refusal::new("people.person_has_died")
                    .with("date", gone.date)
                    .into());
            }
            // Whoever left and comes back is the same person.
            book.none_later(gone.person)?;
            if gone.date > book.date {
                return Err(Refusal::new("people.later_known")
                    .with("date", gone.date)
                    .into());
            }
            return Ok(gone.person);
        }
    }
    let record = PersonRecord {
        name: name.to_owned(),
        identity: number.as_ref().map(|n| n.as_str().to_owned()),
        ..PersonRecord::default()
    };
    let birth_year = match &number {
        Some(number) => Some(i64::from(number.birth_date().year())),
        None if is_birth => Some(i64::from(book.date.year())),
        None => given.birth_year,
    };
    let sex = number
        .as_ref()
        .map(|n| sex_code(n.sex()).to_owned())
        .or_else(|| given.sex.clone());
    let reason = reason.filter(|_| number.is_none());
    book.new_person(id, &record, reason, birth_year, sex)?;
    Ok(id)
}
