//! What rests on a net that is to end. Whoever is in it gets his money and his land before it ends: members may leave,
//! and land goes back by its contracts. Pure.

use kernel::{Date, Fen, Refusal};
use payout::State;

/// A net as it stands, as far as its end depends on it.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The last day that a record of it names; what was taken back does not count.
    pub last_record: Option<Date>,
    /// Days of sales and costs in no settled period.
    pub unsettled: Vec<Date>,
    /// By their first day.
    pub settled: Vec<Outcome>,
    /// What the co-op laid out, less what the parties still owe of losses: so much the contract's bank can repay.
    pub advance: Fen,
    /// Of each parcel that came in, the first day on which it is out.
    pub land: Vec<Option<Date>>,
    /// Work and deliveries in no settled period: told, since where nothing was sold nothing can be settled.
    pub uncounted: usize,
    /// Of the contract's bank: told, since nothing says whose it is.
    pub bank: Fen,
}

/// What became of a settlement.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
pub struct Outcome {
    pub first: Date,
    pub last: Date,
    /// Below 0: a loss.
    pub result: Fen,
    pub is_loss_shared: bool,
    /// Number and state of the round that stands, neither cancelled nor reversed.
    pub round: Option<(String, State)>,
    /// The co-op has a part that is not in its own book.
    pub awaits_handover: bool,
}

/// What keeps a net from ending, in the order in which it is put right: settle, distribute, pay, give back the land.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rest {
    LaterRecord { date: Date },
    Unsettled { records: usize, first: Date },
    LossUnshared { first: Date, last: Date },
    Undistributed { first: Date, last: Date },
    RoundOpen { number: String },
    NotHandedOver { number: String },
    AdvanceOwed { amount: Fen },
    LandStays { parcels: usize },
}

impl Rest {
    pub fn refusal(&self) -> Refusal {
        match self {
            Rest::LaterRecord { date } => Refusal::new("net.later_record").with("date", date),
            Rest::Unsettled { records, first } => Refusal::new("net.unsettled")
                .with("records", records)
                .with("date", first),
            Rest::LossUnshared { first, last } => Refusal::new("net.loss_unshared")
                .with("first", first)
                .with("last", last),
            Rest::Undistributed { first, last } => Refusal::new("net.undistributed")
                .with("first", first)
                .with("last", last),
            Rest::RoundOpen { number } => Refusal::new("net.round_open").with("number", number),
            Rest::NotHandedOver { number } => {
                Refusal::new("net.not_handed_over").with("number", number)
            }
            Rest::AdvanceOwed { amount } => Refusal::new("net.advance_owed").with("amount", amount),
            Rest::LandStays { parcels } => Refusal::new("net.land_stays").with("parcels", parcels),
        }
    }
}

/// All of it, the first to be put right first. Nothing of a net that may end on that day.
pub fn rests(standing: &Standing, on: Date) -> Vec<Rest> {
    let mut out = Vec::new();
    if let Some(date) = standing.last_record.filter(|last| *last >= on) {
        out.push(Rest::LaterRecord { date });
    }
    if let Some(first) = standing.unsettled.iter().min() {
        out.push(Rest::Unsettled {
            records: standing.unsettled.len(),
            first: *first,
        });
    }
    let settled = || standing.settled.iter();
    out.extend(settled().filter_map(money));
    out.extend(settled().filter_map(round));
    out.extend(settled().filter_map(handover));
    if standing.advance > Fen::ZERO {
        out.push(Rest::AdvanceOwed {
            amount: standing.advance,
        });
    }
    let stays = |to: &&Option<Date>| to.is_none_or(|to| to > on);
    let parcels = standing.land.iter().filter(stays).count();
    if parcels > 0 {
        out.push(Rest::LandStays { parcels });
    }
    out
}

fn money(of: &Outcome) -> Option<Rest> {
    let (first, last) = (of.first, of.last);
    if of.result < Fen::ZERO && !of.is_loss_shared {
        return Some(Rest::LossUnshared { first, last });
    }
    if of.result > Fen::ZERO && of.round.is_none() {
        return Some(Rest::Undistributed { first, last });
    }
    None
}

fn round(of: &Outcome) -> Option<Rest> {
    let (number, state) = of.round.as_ref()?;
    (*state != State::Closed).then(|| Rest::RoundOpen {
        number: number.clone(),
    })
}

fn handover(of: &Outcome) -> Option<Rest> {
    let (number, _) = of.round.as_ref().filter(|_| of.awaits_handover)?;
    Some(Rest::NotHandedOver {
        number: number.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn settled(result: i64, state: Option<State>) -> Outcome {
        Outcome {
            first: day("2022-01-01"),
            last: day("2022-06-30"),
            result: Fen(result),
            is_loss_shared: false,
            round: state.map(|state| ("FH-1".to_owned(), state)),
            awaits_handover: false,
        }
    }

    /// All of it on 2022-07-01, by code.
    fn check(cases: &[(Standing, &[&str])]) {
        for (standing, expected) in cases {
            let found = rests(standing, day("2022-07-01"));
            let found: Vec<String> = found.iter().map(|r| r.refusal().code.to_string()).collect();
            assert_eq!(found, *expected, "{standing:?}");
        }
    }

    fn with(change: impl FnOnce(&mut Standing)) -> Standing {
        let mut standing = Standing::default();
        change(&mut standing);
        standing
    }

    #[test]
    fn what_rests_on_a_net_is_named_in_the_order_in_which_it_is_put_right() {
        let all = Standing {
            last_record: Some(day("2022-07-01")),
            unsettled: vec![day("2022-07-01")],
            settled: vec![
                Outcome {
                    awaits_handover: true,
                    ..settled(5, Some(State::Paid))
                },
                settled(5, None),
                settled(-5, None),
            ],
            advance: Fen(1),
            land: vec![None],
            uncounted: 1,
            bank: Fen(1),
        };
        check(&[(
            all,
            &[
                "net.later_record",
                "net.unsettled",
                "net.undistributed",
                "net.loss_unshared",
                "net.round_open",
                "net.not_handed_over",
                "net.advance_owed",
                "net.land_stays",
            ],
        )]);
    }

    #[test]
    fn nothing_rests_on_a_net_that_is_settled_paid_and_given_back() {
        check(&[
            (Standing::default(), &[]),
            (with(|s| s.last_record = Some(day("2022-06-30"))), &[]),
            (
                with(|s| s.settled = vec![settled(5, Some(State::Closed))]),
                &[],
            ),
            (with(|s| s.settled = vec![settled(0, None)]), &[]),
            (
                with(|s| {
                    s.settled = vec![Outcome {
                        is_loss_shared: true,
                        ..settled(-5, None)
                    }]
                }),
                &[],
            ),
            // More is owed of losses than the co-op laid out.
            (with(|s| s.advance = Fen(-1)), &[]),
            (with(|s| s.land = vec![Some(day("2022-07-01"))]), &[]),
            (
                with(|s| s.land = vec![Some(day("2022-07-02"))]),
                &["net.land_stays"],
            ),
            // Told on the form, not refused.
            (with(|s| (s.uncounted, s.bank) = (3, Fen(9))), &[]),
        ]);
    }
}
