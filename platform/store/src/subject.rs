//! Data keys: one per subject (a person, a household, a file). Deleting a subject's wrapped key
//! makes everything sealed under it unreadable for ever, while the chain goes on to verify.

use crate::keys;
use crate::tx::Tx;
use kernel::{Error, Id, OrgId, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

impl Tx<'_> {
    /// A new subject with a key of its own; its id is also the id of the thing itself.
    pub fn new_subject(&mut self) -> Result<Id> {
        let id = self.new_id()?;
        let writing = self
            .writing
            .as_ref()
            .ok_or_else(|| Error::Internal("a read may not write".into()))?;
        let (org, rng) = (writing.org, writing.rng.clone());
        let (key, wrapped) = self.keys.new_subject_key(org, id, rng.as_ref())?;
        self.insert(
            "subject_key (org, subject, wrapped)",
            crate::values![org, id, wrapped],
        )?;
        self.subject_keys.insert((org, id.0), key);
        Ok(id)
    }

    /// `record` sealed under the subject's key, bound to the place where it will stand
    /// (`"people_person"` and the row's id), so that it opens nowhere else.
    pub fn seal(
        &mut self,
        subject: Id,
        place: &str,
        row: Id,
        record: &impl Serialize,
    ) -> Result<Vec<u8>> {
        let writing = self
            .writing
            .as_ref()
            .ok_or_else(|| Error::Internal("a read may not write".into()))?;
        let (org, rng) = (writing.org, writing.rng.clone());
        let key = self.subject_key(org, subject)?.ok_or(Error::NotFound)?;
        let plain =
            serde_json::to_vec(record).map_err(|e| Error::internal("sealing a record", e))?;
        keys::seal(&key, &context(org, place, row), &plain, rng.as_ref())
    }

    /// The sealed record of a subject; `None` where the subject has been erased.
    pub fn open<T: DeserializeOwned>(
        &mut self,
        org: OrgId,
        subject: Id,
        place: &str,
        row: Id,
        sealed: &[u8],
    ) -> Result<Option<T>> {
        let Some(key) = self.subject_key(org, subject)? else {
            return Ok(None);
        };
        let plain = keys::open(&key, &context(org, place, row), sealed)?;
        serde_json::from_slice(&plain)
            .map(Some)
            .map_err(|e| Error::internal(&format!("opening {place}"), e))
    }

    pub(crate) fn subject_key(&mut self, org: OrgId, subject: Id) -> Result<Option<[u8; 32]>> {
        if let Some(key) = self.subject_keys.get(&(org, subject.0)) {
            return Ok(Some(*key));
        }
        if self.keys.is_erased(org, subject) {
            return Ok(None);
        }
        let sql = "select wrapped from subject_key where org = $1 and subject = $2";
        let Some(row) = self.query_opt(sql, &crate::values![org, subject])? else {
            return Ok(None);
        };
        let key = self
            .keys
            .unwrap_subject_key(org, subject, &row.get::<Vec<u8>>(0)?)?;
        self.subject_keys.insert((org, subject.0), key);
        Ok(Some(key))
    }
}

fn context(org: OrgId, place: &str, row: Id) -> Vec<u8> {
    format!("record/{org}/{place}/{row}").into_bytes()
}
