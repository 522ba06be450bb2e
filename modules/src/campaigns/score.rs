//! Scores, from raw findings alone, and how villages stand within their class. Pure; whole tenths of a point throughout.

use super::model::Item;
use kernel::Id;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A finding of a round that counts: not void.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub unit: Id,
    pub item: i64,
    pub round: i64,
}

/// What one item costs a village in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deducted {
    /// Of the item.
    pub place: i64,
    pub findings: i64,
    /// Before the cap.
    pub raw: i64,
    /// What is deducted.
    pub points: i64,
}

impl Deducted {
    pub fn is_capped(&self) -> bool {
        self.points < self.raw
    }
}

/// How a village did in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundScore {
    pub round: i64,
    pub points: i64,
    /// Items with findings, in their order.
    pub deducted: Vec<Deducted>,
}

/// How often each item was found, by village and round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(Id, i64), BTreeMap<i64, i64>>);

impl Tally {
    /// Of findings and how many there are of each.
    pub fn of(findings: impl IntoIterator<Item = (Counted, i64)>) -> Tally {
        let mut tally = Tally::default();
        for (finding, count) in findings {
            let of = tally.0.entry((finding.unit, finding.round)).or_default();
            *of.entry(finding.item).or_default() += count;
        }
        tally
    }

    fn often(&self, at: (Id, i64), item: i64) -> i64 {
        let of = self.0.get(&at).and_then(|items| items.get(&item));
        of.copied().unwrap_or(0)
    }
}

/// `full` less, for each item, so much for every finding up to the item's points; not below 0. `at`: village and round.
pub fn of_round<'i>(
    full: i64,
    items: impl IntoIterator<Item = &'i Item>,
    at: (Id, i64),
    tally: &Tally,
) -> RoundScore {
    let of = |item: &Item| {
        let findings = tally.often(at, item.place);
        let raw = findings.saturating_mul(item.deduct);
        (findings > 0).then_some(Deducted {
            place: item.place,
            findings,
            raw,
            points: raw.min(item.points),
        })
    };
    let deducted: Vec<Deducted> = items.into_iter().filter_map(of).collect();
    let lost: i64 = deducted.iter().map(|d| d.points).sum();
    RoundScore {
        round: at.1,
        points: (full - lost).max(0),
        deducted,
    }
}

/// A village with its finished rounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    pub unit: Id,
    pub class: String,
    /// Places looked at in finished rounds.
    pub looked_at: i64,
    pub rounds: Vec<RoundScore>,
    /// Of its findings that are closed: in time, and all.
    pub on_time: (i64, i64),
    /// Within its class, from 1; nothing where it is not compared.
    pub place: Option<i64>,
    /// Others of the class stand at the same place.
    pub is_tied: bool,
}

impl Stand {
    pub fn sum(&self) -> i64 {
        self.rounds.iter().map(|round| round.points).sum()
    }

    fn count(&self) -> i64 {
        i64::try_from(self.rounds.len()).unwrap_or(i64::MAX)
    }

    /// Hundredths of a point, down; nothing without a finished round.
    pub fn mean(&self) -> Option<i64> {
        match self.count() {
            0 => None,
            count => Some(self.sum() * 10 / count),
        }
    }

    /// What was closed in time of what is closed, as a fraction: who has closed nothing has closed nothing late.
    fn on_time(&self) -> (i64, i64) {
        match self.on_time {
            (_, 0) => (1, 1),
            share => share,
        }
    }

    /// Whether it may be compared at all.
    pub fn is_compared(&self, least: i64) -> bool {
        !self.rounds.is_empty() && self.looked_at >= least
    }
}

/// Gives places within each class to those that are compared: a higher mean stands before a lower; of the same mean, who closed the
/// larger share of findings in time; who is alike in both has the same place. Nothing but findings decides it.
pub fn placed(mut stands: Vec<Stand>, least: i64) -> Vec<Stand> {
    let compared: Vec<Stand> = stands
        .iter()
        .filter(|stand| stand.is_compared(least))
        .cloned()
        .collect();
    for stand in &mut stands {
        if !stand.is_compared(least) {
            continue;
        }
        let (mut better, mut same) = (0, 0);
        for other in compared.iter().filter(|other| other.class == stand.class) {
            // Fractions compared crosswise, so that rounding makes no tie.
            let by_mean = crosswise((other.sum(), other.count()), (stand.sum(), stand.count()));
            match by_mean.then_with(|| crosswise(other.on_time(), stand.on_time())) {
                Ordering::Greater => better += 1,
                Ordering::Equal => same += 1,
                Ordering::Less => {}
            }
        }
        stand.place = Some(better + 1);
        stand.is_tied = same > 1;
    }
    stands
}

fn crosswise((part, whole): (i64, i64), (other, of): (i64, i64)) -> Ordering {
    let wide = |left: i64, right: i64| i128::from(left) * i128::from(right);
    wide(part, of).cmp(&wide(other, whole))
}

#[cfg(test)]
mod tests;
