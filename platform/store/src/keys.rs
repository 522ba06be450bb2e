//! The key file: the one thing that opens what the database holds sealed.
//!
//! It stands beside the database, never inside its backup. It carries the installation's master
//! key, from which every other key is derived by a label, and the list of erased subjects, so that
//! an old backup cannot bring them back.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use kernel::{Error, Id, OrgId, Result, Rng};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

/// First byte of every ciphertext: which algorithm made it. SM4 can follow as 2.
const AES_256_GCM: u8 = 1;
const NONCE_BYTES: usize = 12;

/// The key file's content. Its text is TOML with a line of explanation on top.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    pub version: u32,
    /// Names this key file in messages and on the recovery sheet; not secret.
    pub id: String,
    /// 32 bytes as 64 hexadecimal digits. Secret.
    pub(crate) master: String,
    /// Erased subjects as `org:subject`.
    #[serde(default)]
    pub erased: Vec<String>,
}

const HEADER: &str = "\
# The key file of a zhen installation. Without it nothing sealed in the database can be read again.
# Keep a copy apart from the database's backups: print it with `zhen key sheet`.
";

impl KeyFile {
    pub fn generate(rng: &dyn Rng) -> KeyFile {
        let (mut master, mut id) = ([0; 32], [0; 4]);
        rng.fill(&mut master);
        rng.fill(&mut id);
        KeyFile {
            version: 1,
            id: format!("k-{}", hex(&id)),
            master: hex(&master),
            erased: Vec::new(),
        }
    }

    pub fn read(path: &Path) -> Result<KeyFile> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::internal(&format!("reading the key file {}", path.display()), e))?;
        KeyFile::from_text(&text)
            .map_err(|e| Error::internal(&format!("reading the key file {}", path.display()), e))
    }

    pub fn from_text(text: &str) -> Result<KeyFile> {
        let file: KeyFile = toml::from_str(text).map_err(|e| Error::internal("key file", e))?;
        unhex::<32>(&file.master)?;
        Ok(file)
    }

    pub fn to_text(&self) -> Result<String> {
        let body = toml::to_string(self).map_err(|e| Error::internal("writing the key file", e))?;
        Ok(format!("{HEADER}{body}"))
    }

    /// Written to a neighbour first and moved into place, readable by its owner only.
    pub fn write(&self, path: &Path) -> Result<()> {
        let fault = |e: std::io::Error| {
            Error::internal(&format!("writing the key file {}", path.display()), e)
        };
        let neighbour = path.with_extension("key-new");
        if neighbour.exists() {
            std::fs::remove_file(&neighbour).map_err(fault)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&neighbour).map_err(fault)?;
        std::io::Write::write_all(&mut file, self.to_text()?.as_bytes()).map_err(fault)?;
        file.sync_all().map_err(fault)?;
        std::fs::rename(&neighbour, path).map_err(fault)?;
        // The name too must be on the disk before anything is sealed under this key.
        let folder = path
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        std::fs::File::open(folder)
            .and_then(|f| f.sync_all())
            .map_err(fault)
    }

    /// The master key in groups of four digits, for the recovery sheet.
    pub fn sheet_groups(&self) -> Vec<String> {
        let digits: Vec<char> = self.master.chars().collect();
        digits.chunks(4).map(|c| c.iter().collect()).collect()
    }

    /// The recovery sheet: the key file's name, then four lines of the master key, each with a check
    /// group, so that a typing error is found and its line named.
    pub fn sheet(&self) -> String {
        let groups = self.sheet_groups();
        let lines = groups.chunks(4).enumerate().map(|(i, groups)| {
            let check = check_group(i + 1, &groups.concat());
            format!("{}  {}  {check}\n", i + 1, groups.join(" "))
        });
        format!("{}\n{}", self.id, lines.collect::<String>())
    }

    /// The key file that a recovery sheet describes, typed in by a person: spaces, dashes, case and
    /// empty lines do not matter. The list of erased subjects is not on the sheet.
    ///
    /// `Invalid` names the line: `sheet_id`, `sheet_line` (not there or not understood) or
    /// `sheet_check` (the check group differs), with the argument `line`.
    pub fn from_sheet(text: &str) -> Result<KeyFile> {
        let fault = |code: &'static str, line: usize| {
            Error::Invalid(vec![
                kernel::FieldError::new("sheet", code).with("line", line),
            ])
        };
        let bare = |line: &str| -> String {
            line.to_lowercase()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect()
        };
        let lines: Vec<String> = text.lines().map(bare).filter(|l| !l.is_empty()).collect();
        let id = lines
            .iter()
            .find_map(|l| l.strip_prefix('k'))
            .filter(|id| unhex::<4>(id).is_ok());
        let id = format!("k-{}", id.ok_or_else(|| fault("sheet_id", 0))?);
        let mut master = String::new();
        for number in 1..=4 {
            let digit = number.to_string();
            let found = lines
                .iter()
                .filter(|l| l.len() == 21)
                .find_map(|l| l.strip_prefix(&digit));
            let (key, check) = found
                .and_then(|l| l.split_at_checked(16))
                .ok_or_else(|| fault("sheet_line", number))?;
            if !key.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(fault("sheet_line", number));
            }
            if check != check_group(number, key) {
                return Err(fault("sheet_check", number));
            }
            master.push_str(key);
        }
        Ok(KeyFile {
            version: 1,
            id,
            master,
            erased: Vec::new(),
        })
    }

    /// The keys of this file. `place` is where it stands, so that an erasure can be written into it.
    pub(crate) fn keys(&self, place: Option<&Path>) -> Result<Keys> {
        let master = unhex::<32>(&self.master)?;
        Ok(Keys {
            master,
            wrapping: OnceLock::new(),
            erased: Mutex::new(self.erased.iter().cloned().collect()),
            place: place.map(Path::to_path_buf),
        })
    }
}

/// Four digits over one line of the sheet and its number, so that exchanged lines are found too.
fn check_group(line: usize, digits: &str) -> String {
    let hash = <Sha256 as sha2::Digest>::digest(format!("zhen/sheet/1/{line}/{digits}"));
    hex(hash.get(..2).unwrap_or_default())
}

/// The master key at work.
pub struct Keys {
    master: [u8; 32],
    /// What data keys are wrapped under, made ready once: lists have a million of them.
    wrapping: OnceLock<[u8; 32]>,
    /// As `org:subject`; grows while the program runs.
    erased: Mutex<BTreeSet<String>>,
    place: Option<PathBuf>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Of a database that was opened without its key file: nothing sealed opens under them.
    pub(crate) fn none() -> Keys {
        Keys {
            master: [0; 32],
            wrapping: OnceLock::new(),
            erased: Mutex::default(),
            place: None,
        }
    }

    /// HMAC-SHA-256 under a key of its own for `purpose`: search keys, idempotency tags, links.
    pub fn hmac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.hmac_for(purpose).of(parts)
    }

    /// [`Keys::hmac`] for many messages of one purpose.
    pub fn hmac_for(&self, purpose: &str) -> PurposeKey {
        PurposeKey(keyed(&mac(
            &self.master,
            &[b"zhen/derive/1/", purpose.as_bytes()],
        )))
    }

    pub(crate) fn is_erased(&self, org: OrgId, subject: Id) -> bool {
        self.erased().contains(&erased_name(org, subject))
    }

    /// The erased subjects of one organisation, by id.
    pub(crate) fn erased_of(&self, org: OrgId) -> Vec<Id> {
        let mut of: Vec<Id> = self
            .every_erased()
            .into_iter()
            .filter_map(|(o, subject)| (o == org).then_some(subject))
            .collect();
        of.sort_unstable();
        of
    }

    pub(crate) fn every_erased(&self) -> Vec<(OrgId, Id)> {
        let of = |name: &String| {
            let (org, subject) = name.split_once(':')?;
            Some((org.parse().ok()?, subject.parse().ok()?))
        };
        self.erased().iter().filter_map(of).collect()
    }

    /// Puts a subject on the key file's list, on the disk, before this returns. What stands in the file
    /// is read again first: another process may have added to it.
    pub(crate) fn note_erased(&self, org: OrgId, subject: Id) -> Result<()> {
        let name = erased_name(org, subject);
        let mut erased = self.erased();
        if erased.contains(&name) {
            return Ok(());
        }
        let place = self
            .place
            .as_deref()
            .ok_or_else(|| Error::Internal("erasing without a key file".into()))?;
        let fault = |e: std::io::Error| Error::internal("locking the key file", e);
        // The key file itself is replaced by each writing, so the lock stands beside it.
        let lock = std::fs::File::create(place.with_extension("key-lock")).map_err(fault)?;
        lock.lock().map_err(fault)?;
        let mut file = KeyFile::read(place)?;
        if unhex::<32>(&file.master)? != self.master {
            return Err(Error::Internal(
                "the key file was exchanged while the program ran: start it again".into(),
            ));
        }
        if !file.erased.contains(&name) {
            file.erased.push(name);
            file.write(place)?;
        }
        erased.extend(file.erased);
        Ok(())
    }

    fn erased(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        // A set is whole after every step, so one left by a panicking thread is used on.
        self.erased
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A fresh data key, wrapped for storage, and the key itself.
    pub(crate) fn new_subject_key(
        &self,
        org: OrgId,
        subject: Id,
        rng: &dyn Rng,
    ) -> Result<([u8; 32], Vec<u8>)> {
        let mut key = [0; 32];
        rng.fill(&mut key);
        let wrapped = seal(&self.wrapping_key(), &wrap_context(org, subject), &key, rng)?;
        Ok((key, wrapped))
    }

    pub(crate) fn unwrap_subject_key(
        &self,
        org: OrgId,
        subject: Id,
        wrapped: &[u8],
    ) -> Result<[u8; 32]> {
        let key =
            open(&self.wrapping_key(), &wrap_context(org, subject), wrapped).map_err(|_| {
                Error::Internal(
                    "a data key does not open: is this the key file of this database?".into(),
                )
            })?;
        key.as_slice()
            .try_into()
            .map_err(|_| Error::Internal("a data key has a wrong length".into()))
    }

    fn wrapping_key(&self) -> [u8; 32] {
        *self.wrapping.get_or_init(|| self.hmac("wrap", &[]))
    }
}

fn erased_name(org: OrgId, subject: Id) -> String {
    format!("{org}:{subject}")
}

fn wrap_context(org: OrgId, subject: Id) -> Vec<u8> {
    format!("wrap/{org}/{subject}").into_bytes()
}

/// algorithm id | nonce | ciphertext with tag, bound to `context`.
pub(crate) fn seal(key: &[u8; 32], context: &[u8], plain: &[u8], rng: &dyn Rng) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE_BYTES];
    rng.fill(&mut nonce);
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|e| Error::internal("sealing", e))?;
    let sealed = cipher
        .encrypt(
            &Nonce::from(nonce),
            Payload {
                msg: plain,
                aad: context,
            },
        )
        .map_err(|e| Error::internal("sealing", e))?;
    let mut out = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
    out.push(AES_256_GCM);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

pub(crate) fn open(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    let fault = || Error::Internal("a sealed record does not open".into());
    let (algorithm, rest) = sealed.split_first().ok_or_else(fault)?;
    if *algorithm != AES_256_GCM {
        return Err(Error::Internal(format!(
            "a sealed record names the unknown algorithm {algorithm}"
        )));
    }
    let (nonce, body) = rest.split_at_checked(NONCE_BYTES).ok_or_else(fault)?;
    let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| fault())?;
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|e| Error::internal("opening", e))?;
    cipher
        .decrypt(
            &Nonce::from(nonce),
            Payload {
                msg: body,
                aad: context,
            },
        )
        .map_err(|_| fault())
}

/// The key of one purpose, made ready.
#[derive(Clone)]
pub struct PurposeKey(Option<Hmac<Sha256>>);

impl PurposeKey {
    pub fn of(&self, parts: &[&[u8]]) -> [u8; 32] {
        let Some(mut mac) = self.0.clone() else {
            return [0; 32];
        };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// HMAC takes keys of any length, so there always is one; the empty MAC would verify nothing.
fn keyed(key: &[u8]) -> Option<Hmac<Sha256>> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).ok()
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Some(mut mac) = keyed(key) else {
        return [0; 32];
    };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Exactly `N` bytes from hexadecimal text.
pub fn unhex<const N: usize>(text: &str) -> Result<[u8; N]> {
    let fault = || Error::Internal(format!("not {N} bytes in hexadecimal"));
    if text.len() != 2 * N || !text.is_ascii() {
        return Err(fault());
    }
    let mut out = [0; N];
    for (i, byte) in out.iter_mut().enumerate() {
        let pair = text.get(2 * i..2 * i + 2).ok_or_else(fault)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| fault())?;
    }
    Ok(out)
}
