//! Who holds a post when, whether another one can, and where nobody does. Pure.

use kernel::{Date, Id, Refusal};
use serde::{Deserialize, Serialize};

/// Somebody's time in a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: Id,
    pub unit: Id,
    /// Of the code list `community_post`.
    pub kind: String,
    pub from: Date,
    /// The first day on which he no longer holds it.
    pub to: Option<Date>,
    pub sealed: Vec<u8>,
}

impl Post {
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// Who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub name: String,
    pub phone: Option<String>,
    /// The law firm, the police station.
    pub office: Option<String>,
}

/// What an appointment does to those of the same post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nobody is in the way.
    Free,
    /// This one ends on the day of the appointment.
    Replaces(Id),
}

/// Whether somebody can hold a post from a day on, until another where that is known, given all who hold or held it. `replaces`:
/// the one who is to go. Refuses, in this order: `law.later_holder` (somebody holds it from a later day, or held it until one),
/// `law.post_held`.
pub fn appointed(
    held: &[Post],
    (from, to): (Date, Option<Date>),
    replaces: Option<Id>,
) -> Result<Effect, Refusal> {
    let overlaps = |post: &&Post| {
        let begins_before = to.is_none_or(|to| post.from < to);
        begins_before && post.to.is_none_or(|end| end > from)
    };
    let is_now = |post: &&Post| post.to.is_none() && post.from <= from;
    let mut others = held.iter().filter(overlaps);
    if let Some(later) = others.clone().find(|post| !is_now(post)) {
        let day = later.to.unwrap_or(later.from);
        return Err(Refusal::new("law.later_holder").with("date", day));
    }
    let Some(now) = others.next() else {
        return Ok(Effect::Free);
    };
    // Who began on that very day cannot end on it: he would never have held it.
    match replaces == Some(now.id) && now.from < from {
        true => Ok(Effect::Replaces(now.id)),
        false => Err(Refusal::new("law.post_held").with("date", now.from)),
    }
}

/// How a post stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'p> {
    Held(&'p Post),
    /// Since the day on which the last one went.
    VacantSince(Date),
    /// Nobody ever held it.
    Never,
}

/// `held`: the periods of one post of one community.
pub fn standing(held: &[Post], day: Date) -> Standing<'_> {
    if let Some(post) = held.iter().find(|post| post.holds_on(day)) {
        return Standing::Held(post);
    }
    let ended = held.iter().filter_map(|post| post.to);
    match ended.filter(|to| *to <= day).max() {
        Some(since) => Standing::VacantSince(since),
        None => Standing::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn posts(periods: &[(&str, &str)]) -> Vec<Post> {
        let post = |(at, (from, to)): (i64, &(&str, &str))| Post {
            id: Id(at),
            unit: Id(9),
            kind: "legal_adviser".into(),
            from: day(from),
            to: (!to.is_empty()).then(|| day(to)),
            sealed: Vec::new(),
        };
        (1..).zip(periods).map(post).collect()
    }

    #[test]
    fn a_post_has_one_holder_at_a_time() {
        let check = |periods: &[(&str, &str)], from: &str, replaces: i64, wanted: &str| {
            let replaces = (replaces > 0).then_some(Id(replaces));
            let (from, to) = from.split_once("..").unwrap_or((from, ""));
            let to = (!to.is_empty()).then(|| day(to));
            let told = match appointed(&posts(periods), (day(from), to), replaces) {
                Ok(Effect::Free) => "free".to_owned(),
                Ok(Effect::Replaces(id)) => format!("replaces {id}"),
                Err(refusal) => refusal.code.into_owned(),
            };
            assert_eq!(told, wanted, "{periods:?} from {from}");
        };
        let now = [("2021-01-01", "")];
        check(&[], "2022-01-01", 0, "free");
        check(&now, "2022-01-01", 0, "law.post_held");
        check(&now, "2022-01-01", 1, "replaces 1");
        check(&now, "2022-01-01", 2, "law.post_held");
        check(&now, "2021-01-01", 1, "law.post_held");
        check(&now, "2020-01-01", 1, "law.later_holder");
        let gone = [("2021-01-01", "2021-06-01")];
        check(&gone, "2021-06-01", 0, "free");
        check(&gone, "2021-05-31", 0, "law.later_holder");
        check(&gone, "2020-06-01", 0, "law.later_holder");
        let both = [("2021-01-01", "2021-06-01"), ("2021-06-01", "")];
        check(&both, "2022-01-01", 1, "law.post_held");
        check(&both, "2022-01-01", 2, "replaces 2");
        check(&both, "2020-01-01..2021-01-01", 0, "free");
        check(&both, "2020-01-01..2021-01-02", 0, "law.later_holder");
    }

    #[test]
    fn a_gap_begins_on_the_day_on_which_somebody_went() {
        let both = posts(&[("2021-01-01", "2021-06-01"), ("2021-07-01", "2021-08-01")]);
        let check = |on: &str, wanted: Standing| assert_eq!(standing(&both, day(on)), wanted);
        check("2020-12-31", Standing::Never);
        check("2021-05-31", Standing::Held(&both[0]));
        check("2021-06-01", Standing::VacantSince(day("2021-06-01")));
        check("2021-07-01", Standing::Held(&both[1]));
        check("2022-01-01", Standing::VacantSince(day("2021-08-01")));
        assert_eq!(standing(&[], day("2022-01-01")), Standing::Never);
    }
}
