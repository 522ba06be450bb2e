//! Passwords: Argon2id behind a small gate, because a hash costs 19 MiB and some 40 ms, and this is
//! where a stranger could make the machine work.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use kernel::{Error, Result, Rng};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// ASVS 2.1.1; a sentence that one remembers has more.
pub const MIN_CHARS: usize = 12;
pub const MAX_CHARS: usize = 128;

const SLOTS: usize = 2;
/// So many may wait for a slot; more are told to come back.
const QUEUE: usize = 32;

/// Hashes and verifies, two at a time. One for the whole program.
pub struct Passwords {
    gate: Mutex<Gate>,
    freed: Condvar,
    /// What an unknown login is verified against, so that it takes as long as a known one. Made by the first of them:
    /// hashed at the start, it was a third of the time until the first page.
    dummy: OnceLock<String>,
}

#[derive(Default)]
struct Gate {
    busy: usize,
    waiting: usize,
}

impl Passwords {
    pub fn new() -> Result<Passwords> {
        Ok(Passwords {
            gate: Mutex::new(Gate::default()),
            freed: Condvar::new(),
            dummy: OnceLock::new(),
        })
    }

    /// A new password checked and hashed. Takes some 40 ms: never on an async thread.
    /// Invalid `password`: `password_too_short`, `password_too_long`, `password_common`,
    /// `password_is_login`; refused `access.busy`.
    pub fn hash_new(&self, rng: &dyn Rng, login: &str, password: &str) -> Result<String> {
        accept(login, password)?;
        let mut salt = [0; 16];
        rng.fill(&mut salt);
        self.through_gate(|| hash(password, &salt))
    }

    /// Whether this is the password. `None` (no such login) takes the same time and is false.
    pub fn verify(&self, stored: Option<&str>, password: &str) -> Result<bool> {
        if password.chars().count() > MAX_CHARS {
            return Ok(false);
        }
        let is_right = self.through_gate(|| match stored {
            Some(stored) => verify(stored, password),
            None => verify(self.dummy()?, password),
        })?;
        Ok(is_right && stored.is_some())
    }

    fn dummy(&self) -> Result<&str> {
        if let Some(dummy) = self.dummy.get() {
            return Ok(dummy);
        }
        let made = hash("nobody has this password", b"zhen dummy salt.")?;
        Ok(self.dummy.get_or_init(|| made))
    }

    fn through_gate<T>(&self, f: impl FnOnce() -> Result<T>) -> Result<T> {
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        if gate.waiting >= QUEUE {
            return Err(Error::refused("access.busy"));
        }
        gate.waiting += 1;
        while gate.busy >= SLOTS {
            gate = self
                .freed
                .wait(gate)
                .unwrap_or_else(PoisonError::into_inner);
        }
        gate.waiting -= 1;
        gate.busy += 1;
        drop(gate);
        let result = f();
        self.gate
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .busy -= 1;
        self.freed.notify_one();
        result
    }
}

/// A password for somebody to begin with: 16 signs that cannot be taken for one another, in groups of
/// four; 80 bits of chance.
pub fn initial_password(rng: &dyn Rng) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    let signs: Vec<char> = bytes.iter().map(|b| sign(SIGNS, *b)).collect();
    signs
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

fn sign(signs: &[u8; 32], byte: u8) -> char {
    signs
        .get(usize::from(byte % 32))
        .copied()
        .map_or('a', char::from)
}

/// Long enough, not among the commonest, not the login. No rule about kinds of signs: such rules make
/// passwords worse (ASVS 5.0, 6.2.5).
pub fn accept(login: &str, password: &str) -> Result<()> {
    let chars = password.chars().count();
    let small = password.to_lowercase();
    let code = if chars < MIN_CHARS {
        "password_too_short"
    } else if chars > MAX_CHARS {
        "password_too_long"
    } else if is_common(&small) {
        "password_common"
    } else if small == login.to_lowercase() {
        "password_is_login"
    } else {
        return Ok(());
    };
    Err(Error::invalid("password", code))
}

const COMMON: &str = include_str!("../data/common-passwords.txt");

fn is_common(password: &str) -> bool {
    // One sign, or two in turn, is as common as any word in a list.
    let mut signs: Vec<char> = password.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    signs.len() <= 2 || COMMON.lines().any(|line| line == password)
}

fn argon2() -> Result<Argon2<'static>> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|e| Error::internal("argon2", e))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str, salt: &[u8]) -> Result<String> {
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string())
        .map_err(|e| Error::internal("hashing a password", e))
}

fn verify(stored: &str, password: &str) -> Result<bool> {
    let stored = PasswordHash::new(stored).map_err(|e| Error::internal("a stored password", e))?;
    Ok(argon2()?
        .verify_password(password.as_bytes(), &stored)
        .is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_judged_by_length_and_commonness_alone() {
        let code = |login: &str, password: &str| match accept(login, password) {
            Ok(()) => "",
            Err(Error::Invalid(faults)) if faults[0].code == "password_too_short" => "short",
            Err(Error::Invalid(faults)) if faults[0].code == "password_too_long" => "long",
            Err(Error::Invalid(faults)) if faults[0].code == "password_common" => "common",
            Err(_) => "login",
        };
        let cases = [
            ("li", "12345678901", "short"),
            ("li", "123456789012", "common"),
            ("li", "aaaaaaaaaaaa", "common"),
            ("li", "QwertyUIOP123", "common"),
            ("wangxiaoming", "WangXiaoming", "login"),
            ("li", "今年春天的小麦长得很好呢", ""),
            ("li", "no rules about signs", ""),
            ("li", &"山水田".repeat(42), ""),
            ("li", &"长短".repeat(65), "common"),
            ("li", &"长短高".repeat(43), "long"),
        ];
        for (login, password, expected) in cases {
            let expected = if password.chars().count() > 128 {
                "long"
            } else {
                expected
            };
            assert_eq!(code(login, password), expected, "{password}");
        }
    }

    #[test]
    fn a_hash_says_how_it_was_made_and_verifies() {
        let passwords = Passwords::new().unwrap();
        let rng = testkit::SeededRng::new(1);
        let hash = passwords
            .hash_new(&rng, "li", "小麦和玉米轮作的地")
            .unwrap_err();
        assert!(matches!(hash, Error::Invalid(_)), "nine characters");
        let hash = passwords
            .hash_new(&rng, "li", "东边小麦和玉米轮作的地。")
            .unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .verify(Some(&hash), "东边小麦和玉米轮作的地。")
                .unwrap()
        );
        assert!(
            !passwords
                .verify(Some(&hash), "东边小麦和玉米轮作的地!")
                .unwrap()
        );
        assert!(!passwords.verify(None, "nobody has this password").unwrap());
        let initial = initial_password(&rng);
        assert_eq!(initial.len(), 19);
        assert!(accept("li", &initial).is_ok());
    }
}
