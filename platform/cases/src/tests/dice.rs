//! Seeded dice of a few lines: the test kit's know the store, which this crate does not.

use std::cell::Cell;

pub struct Dice(Cell<u64>);

impl Dice {
    pub fn of(seed: u64) -> Dice {
        Dice(Cell::new(seed))
    }

    /// From 0 to `below` - 1 (SplitMix64).
    pub fn below(&self, below: u64) -> u64 {
        self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        let mut z = self.0.get();
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    pub fn small(&self, below: u64) -> u32 {
        u32::try_from(self.below(below)).unwrap()
    }

    pub fn word<'t>(&self, of: &[&'t str]) -> &'t str {
        let word: &&str = self.pick(of);
        word
    }

    pub fn pick<'t, T>(&self, of: &'t [T]) -> &'t T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

#[test]
fn dice_fall_the_same_way_and_everywhere() {
    let throw = |seed| {
        let dice = Dice::of(seed);
        (0..600).map(|_| dice.below(6)).collect::<Vec<_>>()
    };
    assert_eq!(throw(1), throw(1));
    assert_ne!(throw(1), throw(2));
    for side in 0..6 {
        let seen = throw(1).iter().filter(|it| **it == side).count();
        assert!((60..140).contains(&seen), "{side}: {seen}");
    }
}
