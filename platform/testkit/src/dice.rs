//! Dice that fall the same way on every machine, so that a failed test fails again.

use kernel::Rng;
use sha2::{Digest, Sha256};
use std::sync::{Mutex, PoisonError};

/// SHA-256 over (seed, counter), byte after byte. For tests only: whoever knows the seed knows all.
#[derive(Debug)]
pub struct SeededRng {
    seed: u64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl SeededRng {
    pub fn new(seed: u64) -> SeededRng {
        let state = State {
            counter: 0,
            block: [0; 32],
            used: 32,
        };
        SeededRng {
            seed,
            state: Mutex::new(state),
        }
    }

    /// A whole number from 0 to `below` - 1 (0 where `below` is 0). Slightly uneven for huge ranges, which no test minds.
    pub fn below(&self, below: u64) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes).checked_rem(below).unwrap_or(0)
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        // A test that panicked elsewhere leaves the dice usable.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in bytes {
            *byte = state.next(self.seed);
        }
    }
}

impl State {
    fn next(&mut self, seed: u64) -> u8 {
        if self.used >= self.block.len() {
            let mut hash = Sha256::new();
            hash.update(seed.to_le_bytes());
            hash.update(self.counter.to_le_bytes());
            self.block = hash.finalize().into();
            self.counter += 1;
            self.used = 0;
        }
        let byte = self.block.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_fall_equally_however_they_are_asked() {
        let (whole, parts, other) = (SeededRng::new(7), SeededRng::new(7), SeededRng::new(8));
        let mut a = [0; 100];
        whole.fill(&mut a);
        let mut b = [0; 100];
        for part in b.chunks_mut(9) {
            parts.fill(part);
        }
        let mut c = [0; 100];
        other.fill(&mut c);
        assert_eq!(a, b);
        assert_ne!(a, c);
        assert!((0..1000).all(|_| whole.below(6) < 6));
    }
}
