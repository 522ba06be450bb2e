//! A case as a story: who does what on which day, with the events that it leaves.

use super::{at, day};
use crate::clocks::{Deadline, Moment};
use crate::declared::{Role, check};
use crate::event::{Deed, Event, Patch, Value, Who};
use crate::fold::Case;
use crate::types::{APPEAL, FINDING};
use crate::workdays::Calendar;
use kernel::Id;
use std::sync::Arc;

/// A case with its events, and the day on which the next thing happens.
pub struct Story {
    pub case: Case,
    pub events: Vec<Event>,
    pub calendar: Calendar,
    pub now: Moment,
}

pub const DESK: (i64, &str) = (1, "record@desk");
pub const OWNER: (i64, &str) = (2, "act@owner");
pub const CHECKER: (i64, &str) = (3, "verify@desk");
pub const LEADER: (i64, &str) = (4, "manage@desk");
pub const VILLAGER: (i64, &str) = (0, "requester");

pub fn who((actor, role): (i64, &str)) -> Who {
    Who::of(Id(actor), vec![Role::parse(role).unwrap()])
}

/// `result=solved reply:已修好 extra_days=3 owner_unit@7`.
pub fn patch(text: &str) -> Patch {
    let value = |word: &str| {
        let at = word.find(['=', ':', '@', '#']).unwrap();
        let (field, rest) = word.split_at(at);
        let (sign, rest) = rest.split_at(1);
        let value = match (sign, rest.parse::<i64>()) {
            ("=", Ok(n)) => Value::Number(n),
            ("=", Err(_)) => Value::Code(rest.to_owned()),
            ("@", n) => Value::Unit(Id(n.unwrap())),
            ("#", n) => Value::Photos((0..n.unwrap()).map(Id).collect()),
            _ => Value::Text(rest.to_owned()),
        };
        (field.to_owned(), value)
    };
    text.split_whitespace().map(value).collect()
}

impl Story {
    pub fn opened(text: &str, on: &str, fields: &str) -> Story {
        let calendar = Calendar::published().unwrap();
        let mut open = event(Deed::Action("open".into()), VILLAGER, at(on), fields);
        if text == FINDING {
            open.patch.insert(
                "spot".into(),
                Value::Place(crate::event::Spot::at(365_000_000, 1_160_000_000)),
            );
        }
        let of = Arc::new(check(text).unwrap());
        let (case, open) = Case::open(of, open, &calendar).unwrap();
        Story {
            case,
            events: vec![open],
            calendar,
            now: at(on),
        }
    }

    pub fn appeal() -> Story {
        Story::opened(
            APPEAL,
            "2026-11-02",
            "title:路灯 channel=web detail:路灯不亮",
        )
    }

    pub fn on(&mut self, day: &str) -> &mut Story {
        self.now = at(day);
        self
    }

    pub fn send(&mut self, event: Event) -> &'static str {
        match self.case.apply(event, &self.calendar) {
            Ok((case, event)) => {
                self.case = case;
                self.events.push(event);
                "done"
            }
            Err(refusal) => refusal.code.into_owned().leak(),
        }
    }

    /// Reasons are always given here.
    pub fn act(&mut self, by: (i64, &str), action: &str, fields: &str) -> &'static str {
        let mut event = event(Deed::Action(action.into()), by, self.now, fields);
        event.reason = Some(Value::Text("有原因".into()));
        self.send(event)
    }

    pub fn decide(&mut self, by: (i64, &str), deed: Deed) -> &'static str {
        let event = event(deed, by, self.now, "");
        self.send(event)
    }

    pub fn due(&self, clock: &str) -> Option<Deadline> {
        self.case.dues.get(clock).copied()
    }

    pub fn in_hand() -> Story {
        let mut story = Story::appeal();
        assert_eq!(
            story.act(DESK, "accept", "category=lights owner_unit@7"),
            "done"
        );
        assert_eq!(story.act(OWNER, "start", ""), "done");
        story
    }

    pub fn replied() -> Story {
        let mut story = Story::in_hand();
        assert_eq!(
            story.act(OWNER, "solve", "result=solved reply:已修好"),
            "done"
        );
        story
    }

    /// The same events give the same case, whatever the calendar says by now.
    pub fn replays(&self) {
        let again = Case::fold(self.case.of.clone(), &self.events).unwrap();
        assert_eq!(again, self.case);
        let json = serde_json::to_string(&self.events).unwrap();
        let read: Vec<Event> = serde_json::from_str(&json).unwrap();
        assert_eq!(read, self.events);
    }
}

pub fn event(deed: Deed, by: (i64, &str), now: Moment, fields: &str) -> Event {
    Event {
        deed,
        by: who(by),
        at: now.at,
        day: now.day,
        patch: patch(fields),
        reason: None,
        dues: Default::default(),
    }
}

pub fn on(text: &str) -> Option<Deadline> {
    Some(Deadline::On(day(text)))
}
