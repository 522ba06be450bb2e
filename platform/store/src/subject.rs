//! Data keys: one per subject (a person, a household, a file). Deleting a subject's wrapped key
//! makes everything sealed under it unreadable for ever, while the chain goes on to verify.

use crate::keys;
use crate::tx::Tx;
use kernel::{Error, Id, OrgId, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::sync::Arc;

/// Opens records by the million: their wrapped keys are read beside them, and it works on any thread.
pub struct Opener {
    keys: Arc<keys::Keys>,
    org: OrgId,
    erased: HashSet<Id>,
}

impl Opener {
    /// As [`Tx::open`], with the key as `subject_key` has it; nothing where it has none.
    pub fn open<T: DeserializeOwned>(
        &self,
        subject: Id,
        wrapped: Option<&[u8]>,
        place: &str,
        row: Id,
        sealed: &[u8],
    ) -> Result<Option<T>> {
        let Some(wrapped) = wrapped.filter(|_| !self.erased.contains(&subject)) else {
            return Ok(None);
        };
        let key = self.keys.unwrap_subject_key(self.org, subject, wrapped)?;
        opened(&key, &context(self.org, place, row), place, sealed).map(Some)
    }
}

fn opened<T: DeserializeOwned>(
    key: &[u8; 32],
    context: &[u8],
    place: &str,
    sealed: &[u8],
) -> Result<T> {
    let plain = keys::open(key, context, sealed)?;
    serde_json::from_slice(&plain).map_err(|e| Error::internal(&format!("opening {place}"), e))
}

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
        opened(&key, &context(org, place, row), place, sealed).map(Some)
    }

    /// For the records of one organisation.
    pub fn opener(&self, org: OrgId) -> Opener {
        Opener {
            keys: self.keys.clone(),
            org,
            erased: self.erased_subjects(org).into_iter().collect(),
        }
    }

    /// A new subject and its record, whose row has the subject's id. The key is not kept at hand: a list has a
    /// million of them.
    pub fn seal_new(&mut self, place: &str, record: &impl Serialize) -> Result<(Id, Vec<u8>)> {
        let subject = self.new_subject()?;
        let sealed = self.seal(subject, place, subject, record)?;
        if let Some(org) = self.writing.as_ref().map(|writing| writing.org) {
            self.subject_keys.remove(&(org, subject.0));
        }
        Ok((subject, sealed))
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
