//! Keyed hashes by which people are found and compared without being opened.

use super::compare::{Tag, Tags};
use super::model::{Given, ListedPerson, PersonRecord};
use kernel::{Error, OrgId, Result};
use store::Tx;

/// Of a full identity number.
pub fn identity(tx: &Tx, org: OrgId, number: &str) -> Tag {
    tx.hmac("people.identity", &[&org.to_be_bytes(), number.as_bytes()])
}

/// Of the last four characters of one.
pub fn last_four(tx: &Tx, org: OrgId, number: &str) -> Tag {
    let last = number
        .get(number.len().saturating_sub(4)..)
        .unwrap_or_default();
    tx.hmac("people.last_four", &[&org.to_be_bytes(), last.as_bytes()])
}

/// Of a file, so that the journal can say which one it was without holding it.
pub fn file(tx: &Tx, bytes: &[u8]) -> Tag {
    tx.hmac("people.file", &[bytes])
}

/// The tags of one listed person. The columns of the list go into that of its content: a list with
/// other columns says other things.
pub fn of_person(tx: &Tx, org: OrgId, given: &Given, person: &ListedPerson) -> Tags {
    let identity = person
        .record
        .identity
        .as_deref()
        .map(|number| self::identity(tx, org, number));
    let columns = given.fields.join(",");
    let record = &person.record;
    let reason = person.no_identity_reason.as_deref().unwrap_or_default();
    let mut parts: Vec<&[u8]> = vec![
        columns.as_bytes(),
        record.name.as_bytes(),
        reason.as_bytes(),
    ];
    parts.extend(
        given
            .fields
            .iter()
            .map(|key| record.field(key).unwrap_or_default().as_bytes()),
    );
    let number = record.identity.as_deref().unwrap_or_default();
    parts.push(number.as_bytes());
    Tags {
        identity,
        content: tx.hmac("people.content", &parts),
    }
}

/// The record of a person in the clear; `None` where he has been erased.
pub fn open(
    tx: &mut Tx,
    org: OrgId,
    person: kernel::Id,
    sealed: &[u8],
) -> Result<Option<PersonRecord>> {
    tx.open(org, person, "people_person", person, sealed)
}

pub fn seal(tx: &mut Tx, person: kernel::Id, record: &PersonRecord) -> Result<Vec<u8>> {
    if record.name.is_empty() {
        return Err(Error::Internal("a person without a name".into()));
    }
    tx.seal(person, "people_person", person, record)
}
