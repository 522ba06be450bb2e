//! A campaign worked out from its records: what is still open where, how villages stand, how it went week by week. Nothing of this
//! is kept anywhere.

use super::FINDING;
use super::model::{Item, Line, Village};
use super::sample::{self, Sample};
use super::score::{self, RoundScore, Stand, Tally};
use super::store::findings::{self, Show, Sought, Step};
use super::store::{self, Campaign, CodedItem, KeptRound, Turn};
use ::store::Tx;
use access::{Right, holds_at};
use figures::Asked;
use figures::declared::{Among, Question, by_place, catalogue};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The ratio of the book of figures by which villages of the same mean are told apart.
pub const ON_TIME: &str = "on_time_rate";

/// What whoever looks may do with the campaign itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    pub record: bool,
    pub verify: bool,
    pub manage: bool,
}

/// A campaign with all that it is made of.
#[derive(Debug, Clone)]
pub struct Whole {
    pub campaign: Campaign,
    pub items: Vec<CodedItem>,
    pub villages: Vec<Village>,
    pub lines: Vec<Line>,
    pub rounds: Vec<KeptRound>,
    /// Of all findings, whoever looks: scores are the same for everybody.
    pub tally: Tally,
    /// What is open, by village and item; by village, what was closed in time and what is closed.
    pub left: BTreeMap<(Id, i64), Left>,
    pub on_time: BTreeMap<Id, (i64, i64)>,
    /// What the list of findings shows whoever looks.
    pub shown: Stood,
    pub turns: Vec<Turn>,
    /// Villages of which whoever looks sees the cases.
    pub seen: BTreeSet<Id>,
    pub may: May,
    pub today: Date,
}

/// `NotFound` where the organisation has no such campaign.
pub fn whole(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Whole> {
    let campaign = store::campaign(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let may = may(tx, ctx, campaign.unit)?;
    let now = (ctx.today(), i64::MAX);
    Ok(Whole {
        items: store::items(tx, ctx.org, id)?,
        villages: store::villages(tx, ctx.org, id)?,
        lines: store::lines(tx, ctx.org, id)?,
        rounds: store::rounds(tx, ctx.org, id)?,
        tally: Tally::of(findings::counted(tx, ctx.org, id, now)?),
        left: findings::left(tx, ctx.org, id)?,
        on_time: on_time(tx, ctx.org, id, now)?,
        shown: stood(tx, ctx, id)?,
        turns: store::turns(tx, ctx.org, id)?,
        seen: store::seen_villages(tx, ctx, id)?,
        may,
        today: ctx.today(),
        campaign,
    })
}

/// At the root of the organisation.
pub fn may(tx: &mut Tx, ctx: &Ctx, desk: Id) -> Result<May> {
    Ok(May {
        record: holds_at(tx, ctx, Right::RecordCases, desk)?,
        verify: holds_at(tx, ctx, Right::VerifyCases, desk)?,
        manage: holds_at(tx, ctx, Right::ManageCases, desk)?,
    })
}

/// What is open of an item in a village.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    pub found: i64,
    pub open: i64,
    /// The day on which the last one was closed.
    pub closed: Option<Date>,
}

impl Left {
    /// Since when nothing is open: the day of the last closing. Nothing where something is open, or nothing was ever found.
    pub fn zero_since(&self) -> Option<Date> {
        self.closed.filter(|_| self.open == 0)
    }
}

impl Whole {
    pub fn item(&self, place: i64) -> Option<&Item> {
        let mut items = self.items.iter();
        items
            .find(|coded| coded.item.place == place)
            .map(|coded| &coded.item)
    }

    pub fn village(&self, unit: Id) -> Option<&Village> {
        self.villages.iter().find(|village| village.unit == unit)
    }

    pub fn round(&self, place: i64) -> Option<&KeptRound> {
        self.rounds.iter().find(|kept| kept.round.place == place)
    }

    /// What is open of an item in a village.
    pub fn left(&self, unit: Id, item: i64) -> Left {
        self.left.get(&(unit, item)).copied().unwrap_or_default()
    }

    /// Open in all villages, whoever looks.
    pub fn open(&self) -> i64 {
        self.left.values().map(|left| left.open).sum()
    }

    /// The rounds that count by today.
    pub fn finished(&self) -> Vec<&KeptRound> {
        finished(&self.rounds, self.today)
    }

    pub fn sample(&self, kept: &KeptRound, village: &Village) -> Option<Sample> {
        let (_, seed) = kept.drawn.as_ref()?;
        Some(sample::sample(seed, &kept.round, village))
    }

    /// How each village stands, those of one class together.
    pub fn stands(&self) -> Vec<Stand> {
        let (campaign, items) = (&self.campaign, &self.items);
        let parts = (&self.villages[..], &self.finished()[..]);
        stands(campaign, items, parts, &self.tally, &self.on_time)
    }

    /// A round of a village as its findings make it, finished or not.
    pub fn score(&self, unit: Id, round: i64) -> RoundScore {
        let items = self.items.iter().map(|coded| &coded.item);
        score::of_round(self.campaign.points, items, (unit, round), &self.tally)
    }
}

fn finished(rounds: &[KeptRound], today: Date) -> Vec<&KeptRound> {
    let is_over = |kept: &&KeptRound| kept.drawn.is_some() && kept.round.last < today;
    rounds.iter().filter(is_over).collect()
}

fn stands(
    campaign: &Campaign,
    items: &[CodedItem],
    (villages, finished): (&[Village], &[&KeptRound]),
    tally: &Tally,
    on_time: &BTreeMap<Id, (i64, i64)>,
) -> Vec<Stand> {
    let stand = |village: &Village| {
        let looked_at = finished
            .iter()
            .map(|kept| sample::size(&kept.round, village));
        let of = |kept: &&KeptRound| {
            let items = items.iter().map(|coded| &coded.item);
            score::of_round(
                campaign.points,
                items,
                (village.unit, kept.round.place),
                tally,
            )
        };
        Stand {
            unit: village.unit,
            class: village.class.clone(),
            looked_at: looked_at.sum(),
            rounds: finished.iter().map(of).collect(),
            on_time: on_time.get(&village.unit).copied().unwrap_or_default(),
            place: None,
            is_tied: false,
        }
    };
    score::placed(villages.iter().map(stand).collect(), campaign.least)
}

/// How villages stood at the end of a day, as known at a journal row: worked out from the findings again.
pub fn stands_as_of(
    tx: &mut Tx,
    org: OrgId,
    campaign: &Campaign,
    villages: &[Village],
    (as_of, known): (Date, i64),
) -> Result<Vec<Stand>> {
    let items = store::items(tx, org, campaign.id)?;
    let rounds = store::rounds_as_of(tx, org, campaign.id, as_of, known)?;
    let tally = Tally::of(findings::counted(tx, org, campaign.id, (as_of, known))?);
    let on_time = on_time(tx, org, campaign.id, (as_of, known))?;
    let finished = finished(&rounds, as_of);
    Ok(stands(
        campaign,
        &items,
        (villages, &finished),
        &tally,
        &on_time,
    ))
}

/// Of what is closed in each village: in time, and all; as the book of figures in force counts it, nothing where it has no such
/// ratio.
fn on_time(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    (as_of, known): (Date, i64),
) -> Result<BTreeMap<Id, (i64, i64)>> {
    let found = store::campaign(tx, org, campaign)?.ok_or(Error::NotFound)?;
    let catalogue = catalogue(tx, org, FINDING)?;
    let Some(declared) = catalogue.find(ON_TIME) else {
        return Ok(BTreeMap::new());
    };
    let villages = store::villages(tx, org, campaign)?;
    let units: Vec<Id> = villages.iter().map(|village| village.unit).collect();
    let mut asked = Asked::new(org, None, found.unit, as_of);
    asked.as_known = known;
    let question = Question {
        asked,
        from: Date::of_micros(0),
        to: as_of,
        own: false,
        among: Some(Among {
            cases: store::figures::OF_CAMPAIGN,
            set: campaign,
            slice: None,
        }),
    };
    let answers = by_place(tx, declared, &question, &units)?;
    let shares = answers
        .into_iter()
        .filter_map(|(unit, answer)| match answer.lists.as_slice() {
            [part, whole] => Some((unit, (part.total, whole.total))),
            _ => None,
        });
    Ok(shares.collect())
}

/// What the list of findings shows whoever looks: its own counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stood {
    pub found: i64,
    pub closed: i64,
    pub open: i64,
    pub overdue: i64,
}

fn stood(tx: &mut Tx, ctx: &Ctx, campaign: Id) -> Result<Stood> {
    let mut count = |show| {
        let sought = Sought {
            show,
            ..Sought::default()
        };
        findings::count(tx, ctx, campaign, &sought)
    };
    Ok(Stood {
        found: count(Show::All)?,
        closed: count(Show::Closed)?,
        open: count(Show::Open)?,
        overdue: count(Show::Overdue)?,
    })
}

/// A week of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    pub first: Date,
    pub last: Date,
    /// Findings that became open in it, also those that came back.
    pub opened: i64,
    pub closed: i64,
    /// Open at its end.
    pub open: i64,
}

/// Weeks of seven days from the first day of the campaign, up to the one in which `until` lies. By what each finding was after
/// each of its steps.
pub fn weeks(steps: &[Step], first: Date, until: Date) -> Vec<Week> {
    let is_open = |state: &str| matches!(state, "found" | "seeking" | "assigned" | "done");
    let mut changes: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    let mut before: Option<(Id, bool)> = None;
    for step in steps {
        let was = before.is_some_and(|(case, open)| case == step.case && open);
        let is = is_open(&step.state);
        let week = first.days_until(step.date).max(0) / 7;
        let change = changes.entry(week).or_default();
        match (was, is) {
            (false, true) => change.0 += 1,
            (true, false) => change.1 += 1,
            _ => {}
        }
        before = Some((step.case, is));
    }
    let last = first.days_until(until).max(0) / 7;
    let mut open = 0;
    let of = |week: i64| {
        let (opened, closed) = changes.get(&week).copied().unwrap_or_default();
        open += opened - closed;
        let from = first.plus_days(week * 7);
        Week {
            first: from,
            last: from.plus_days(6),
            opened,
            closed,
            open,
        }
    };
    (0..=last).map(of).collect()
}

/// A campaign in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub campaign: Campaign,
    pub villages: i64,
    /// Of those whom whoever looks sees.
    pub found: i64,
    pub open: i64,
}

pub fn listed(tx: &mut Tx, ctx: &Ctx) -> Result<(Vec<Listed>, May)> {
    let mut out = Vec::new();
    for campaign in store::campaigns(tx, ctx.org)? {
        let of = |show| findings::Sought {
            show,
            ..findings::Sought::default()
        };
        let villages = store::villages(tx, ctx.org, campaign.id)?;
        out.push(Listed {
            villages: i64::try_from(villages.len()).unwrap_or(i64::MAX),
            found: findings::count(tx, ctx, campaign.id, &of(findings::Show::All))?,
            open: findings::count(tx, ctx, campaign.id, &of(findings::Show::Open))?,
            campaign,
        });
    }
    let desk = cases::roles::desk(tx, ctx)?;
    let may = desk.map_or(Ok(May::default()), |desk| may(tx, ctx, desk))?;
    Ok((out, may))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Date {
        Date::new(2022, 4, 1).unwrap().plus_days(n)
    }

    fn step(case: i64, on: i64, state: &str) -> Step {
        Step {
            case: Id(case),
            date: day(on),
            state: state.into(),
        }
    }

    /// One is closed and comes back, one is void, one was found before the campaign was entered.
    #[test]
    fn a_week_tells_what_came_what_went_and_what_was_left() {
        let steps = [
            step(1, 0, "found"),
            step(1, 0, "assigned"),
            step(1, 3, "done"),
            step(1, 8, "closed"),
            step(1, 15, "assigned"),
            step(2, 6, "found"),
            step(2, 9, "void"),
            step(3, -2, "found"),
        ];
        let found: Vec<_> = weeks(&steps, day(0), day(20))
            .iter()
            .map(|w| (w.opened, w.closed, w.open))
            .collect();
        assert_eq!(found, [(3, 0, 3), (0, 2, 1), (1, 0, 2)]);
    }

    #[test]
    fn nothing_is_left_only_where_nothing_is_open_and_something_was() {
        let since = |open, closed: Option<i64>| {
            let left = Left {
                found: 2,
                open,
                closed: closed.map(day),
            };
            left.zero_since()
        };
        assert_eq!(since(0, Some(5)), Some(day(5)));
        assert_eq!(since(1, Some(5)), None);
        assert_eq!(Left::default().zero_since(), None);
    }
}
