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

    /// Destroys the key of one of this organisation's subjects, for ever: first the key file says so, on
    /// the disk, so that no copy of the database brings him back; then the wrapped key goes.
    ///
    /// The last step of a deed: if the commit should still fail after it, the subject is erased and the
    /// deed's facts are not there. [`Tx::erased_subjects`] is by what that is found and finished.
    pub fn erase_subject(&mut self, subject: Id) -> Result<()> {
        let writing = self
            .writing
            .as_ref()
            .filter(|writing| writing.journalled)
            .ok_or_else(|| Error::Internal("erasing is a deed".into()))?;
        let org = writing.org;
        self.keys.note_erased(org, subject)?;
        self.subject_keys.remove(&(org, subject.0));
        self.execute(
            "delete from subject_key where org = $1 and subject = $2",
            &crate::values![org, subject],
        )
        .map(drop)
    }

    /// Whether the key file lists this subject as erased.
    pub fn is_erased(&self, org: OrgId, subject: Id) -> bool {
        self.keys.is_erased(org, subject)
    }

    /// What the key file lists of an organisation, by id; nothing without a key file.
    pub fn erased_subjects(&self, org: OrgId) -> Vec<Id> {
        self.keys.erased_of(org)
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
