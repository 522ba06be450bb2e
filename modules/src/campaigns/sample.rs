//! Where a round goes: grids and households in a row, drawn so that anybody can do the drawing again. Pure.
//!
//! The seed is 64 hexadecimal digits. What is shown from the planning on is the SHA-256 of these digits as text; the seed
//! itself is shown with the draw. Number `i` of a village is made from the text `SEED/ROUND/CODE/WHAT/i`, where CODE are the
//! twelve digits of the village and WHAT is `grid` or `household`: its SHA-256 in hexadecimal, of which the first fifteen
//! digits are read as a number (2^60 is so much larger than any village that no household is likelier than another by more
//! than one in 10^14). That number, divided by how many there are, leaves a rest; the rest plus one is drawn.

use super::model::{Round, Village};
use kernel::text::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Where a team goes in one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// In the order in which they were drawn.
    pub grids: Vec<i64>,
    /// By their numbers in the list of the village, in a row; after the last comes the first.
    pub households: Vec<i64>,
}

/// How many places of a village a round looks at, whichever they are.
pub fn size(round: &Round, village: &Village) -> i64 {
    round.grids.min(village.grids).max(0) + round.households.min(village.households).max(0)
}

/// The seed as text.
pub fn seed(bytes: &[u8; 32]) -> String {
    hex(bytes)
}

/// What is shown before the draw.
pub fn commitment(seed: &str) -> String {
    sha256(seed)
}

fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The text from which a number is made.
pub fn text(seed: &str, round: i64, code: &str, what: &str, i: i64) -> String {
    format!("{seed}/{round}/{code}/{what}/{i}")
}

/// From 1 to `of`.
pub fn drawn(text: &str, of: i64) -> i64 {
    let digits = sha256(text);
    let number = digits
        .get(..15)
        .and_then(|first| i64::from_str_radix(first, 16).ok());
    number.unwrap_or(0) % of.max(1) + 1
}

/// What is drawn for a village: fewer where it has fewer.
pub fn sample(seed: &str, round: &Round, village: &Village) -> Sample {
    let number =
        |what: &str, i: i64, of: i64| drawn(&text(seed, round.place, &village.code, what, i), of);
    let (mut grids, mut seen) = (Vec::new(), BTreeSet::new());
    let wanted = round.grids.min(village.grids).max(0);
    let mut i = 1;
    // What was drawn before is passed over.
    while i64::try_from(grids.len()).unwrap_or(wanted) < wanted {
        let grid = number("grid", i, village.grids);
        if seen.insert(grid) {
            grids.push(grid);
        }
        i += 1;
    }
    let wanted = round.households.min(village.households).max(0);
    let first = match wanted {
        0 => 0,
        _ => number("household", 1, village.households),
    };
    let households = (0..wanted).map(|step| (first - 1 + step) % village.households + 1);
    Sample {
        grids,
        households: households.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Date, Id};

    const SEED: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn village(households: i64, grids: i64) -> Village {
        Village {
            unit: Id(1),
            code: "371425204236".into(),
            name: "袁李村委会".into(),
            class: "A".into(),
            is_pilot: true,
            households,
            grids,
        }
    }

    fn round(place: i64, grids: i64, households: i64) -> Round {
        let day = Date::of_micros(0);
        Round {
            place,
            first: day,
            last: day,
            team: None,
            grids,
            households,
        }
    }

    /// Made with Python's hashlib, as the page says that anybody can.
    #[test]
    fn another_program_draws_the_same() {
        assert_eq!(
            commitment(SEED),
            "2a8abfa8cb9906290437854193ca6bca41d4d4e26d1d454bd66a35158095e737"
        );
        let drawn = sample(SEED, &round(3, 2, 15), &village(320, 6));
        assert_eq!(drawn.grids, [4, 6]);
        assert_eq!(drawn.households.first(), Some(&238));
        assert_eq!(drawn.households.len(), 15);
    }

    #[test]
    fn a_small_village_is_looked_at_whole_and_none_twice() {
        let drawn = sample(SEED, &round(1, 9, 40), &village(12, 4));
        let mut grids = drawn.grids.clone();
        grids.sort_unstable();
        assert_eq!(grids, [1, 2, 3, 4]);
        let households: BTreeSet<i64> = drawn.households.iter().copied().collect();
        assert_eq!(households, (1..=12).collect());
        let (round, village) = (round(1, 9, 40), village(12, 4));
        assert_eq!((drawn.households.len(), size(&round, &village)), (12, 16));
    }

    #[test]
    fn of_nothing_nothing_is_drawn() {
        let (round, village) = (round(1, 2, 5), village(0, 0));
        let none = sample(SEED, &round, &village);
        assert_eq!(
            (
                none.grids.len() + none.households.len(),
                size(&round, &village)
            ),
            (0, 0)
        );
    }

    #[test]
    fn households_stand_in_a_row_and_the_first_follows_the_last() {
        for place in 1..200 {
            let drawn = sample(SEED, &round(place, 0, 15), &village(40, 0)).households;
            for pair in drawn.windows(2) {
                assert_eq!(pair[1], pair[0] % 40 + 1, "{drawn:?}");
            }
        }
    }

    /// Of 12,000 draws of one of twelve each comes about a thousand times: the sum of the squared distances over what is
    /// expected stays below the value that chance passes once in a thousand (31.3 with eleven degrees of freedom).
    #[test]
    fn no_grid_is_likelier_than_another() {
        let mut often = [0_i64; 12];
        for place in 0..12_000 {
            let grid = sample(SEED, &round(place, 1, 0), &village(0, 12)).grids[0];
            often[usize::try_from(grid - 1).unwrap()] += 1;
        }
        let squares: i64 = often.iter().map(|n| (n - 1_000) * (n - 1_000)).sum();
        assert!(squares < 31_300, "{often:?}");
    }
}
