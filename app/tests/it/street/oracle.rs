//! What the year of the street office should have come to: a small model of its own, written from the rules on paper. It knows
//! nothing of events, folds or declared types.

use kernel::{Date, Id};

/// Days off of 2026 and days worked instead, as the notice of the State Council says. 2027 is not published.
const OFF: [(&str, &str); 7] = [
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
];
const WORKED: [&str; 6] = [
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
];

/// Nothing for a year whose days off nobody knows.
fn is_worked(day: Date) -> Option<bool> {
    if day.year() != 2026 {
        return None;
    }
    let text = day.to_string();
    if WORKED.contains(&text.as_str()) {
        return Some(true);
    }
    let is_off = OFF
        .iter()
        .any(|(first, last)| *first <= text.as_str() && text.as_str() <= *last);
    // 1 January 2026 is a Thursday.
    let first = "2026-01-01".parse::<Date>().unwrap();
    let weekday = (first.days_until(day) + 3).rem_euclid(7);
    Some(!is_off && weekday < 5)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    On(Date),
    NotFixed,
    Paused,
}

impl Due {
    fn is_over(self, today: Date) -> bool {
        matches!(self, Due::On(day) if today > day)
    }
}

/// Some working days from a day on, which is not counted, without the days on which nobody could work.
#[derive(Debug, Clone)]
pub struct Clock {
    start: Date,
    days: i64,
    /// From the day of a question, to that of its answer.
    pauses: Vec<(Date, Option<Date>)>,
}

impl Clock {
    fn new(start: Date, days: i64) -> Clock {
        Clock {
            start,
            days,
            pauses: Vec::new(),
        }
    }

    pub fn due(&self) -> Due {
        // Whoever asks after the last day is late all the same.
        let still = self.pauses.last().filter(|(_, until)| until.is_none());
        let (mut day, mut left) = (self.start, self.days);
        while left > 0 {
            day = day.plus_days(1);
            if still.is_some_and(|(from, _)| day > *from) {
                return Due::Paused;
            }
            let is_paused = |(from, until): &(Date, Option<Date>)| {
                *from < day && until.is_some_and(|until| day <= until)
            };
            match is_worked(day) {
                None => return Due::NotFixed,
                Some(true) if !self.pauses.iter().any(is_paused) => left -= 1,
                Some(_) => {}
            }
        }
        Due::On(day)
    }
}

/// Where something is: the town, or a village by its place.
pub type Place = Option<usize>;

/// Who works here, and whoever brings something.
pub const PEOPLE: [&str; 9] = [
    "clerk",
    "village0",
    "village1",
    "village2",
    "reviewer",
    "approver",
    "auditor",
    // Works on concerns and calls back.
    "accountant",
    "resident",
];

/// Whether somebody holds a level at a place; `None` as place is the town, and whoever works for it works for all below.
fn holds(who: &str, level: &str, place: Place) -> bool {
    match who {
        "clerk" => ["view", "record", "act"].contains(&level),
        "village0" | "village1" | "village2" => {
            let own = who.strip_prefix("village").unwrap().parse().ok();
            place == own && ["view", "record", "act"].contains(&level)
        }
        "reviewer" => ["view", "verify"].contains(&level),
        "approver" => ["view", "manage"].contains(&level),
        "auditor" => level == "view",
        "accountant" => ["view", "record", "act", "verify"].contains(&level),
        _ => false,
    }
}

#[derive(Debug, Clone)]
pub struct Concern {
    pub id: Id,
    pub number: String,
    pub unit: Place,
    pub owner: Option<Place>,
    pub state: &'static str,
    since: Date,
    sign: Clock,
    hand_back: Option<Clock>,
    handle: Option<Clock>,
    call: Option<Clock>,
    extended: i64,
    /// What waits for approval: action, who asked, by how many days, number of its event.
    pub asked: Option<(&'static str, String, i64, u32)>,
    solver: String,
    result: &'static str,
    satisfaction: &'static str,
    pub is_not_reached: bool,
    missed: i64,
    events: u32,
    /// Whether it was solved, from which day on.
    solved: Vec<(Date, bool)>,
}

/// What somebody does.
#[derive(Debug, Clone)]
pub struct Step {
    pub action: &'static str,
    pub who: &'static str,
    pub owner: Place,
    pub days: i64,
    pub result: &'static str,
    pub satisfaction: &'static str,
}

pub const ACTIONS: [&str; 14] = [
    "accept",
    "return",
    "start",
    "ask",
    "answer",
    "extend",
    "solve",
    "call_back",
    "refused",
    "missed",
    "close_unreached",
    "reopen",
    "withdraw",
    "void",
];

impl Concern {
    pub fn opened(id: Id, number: String, unit: Place, today: Date) -> Concern {
        Concern {
            id,
            number,
            unit,
            owner: None,
            state: "new",
            since: today,
            sign: Clock::new(today, 1),
            hand_back: None,
            handle: None,
            call: None,
            extended: 0,
            asked: None,
            solver: String::new(),
            result: "",
            satisfaction: "",
            is_not_reached: false,
            missed: 0,
            events: 1,
            solved: vec![(today, false)],
        }
    }

    fn handler(&self) -> Place {
        self.owner.unwrap_or(self.unit)
    }

    pub fn is_seen_by(&self, who: &str) -> bool {
        who == "resident" || holds(who, "view", self.unit) || holds(who, "view", self.handler())
    }

    pub fn is_open(&self) -> bool {
        !["closed", "withdrawn", "void"].contains(&self.state)
    }

    pub fn was_solved(&self, on: Date) -> bool {
        let last = self.solved.iter().rev().find(|(day, _)| *day <= on);
        last.is_some_and(|(_, is_solved)| *is_solved)
    }

    /// How it sorts in lists: the day that comes next.
    pub fn due_key(&self) -> String {
        let running = match self.state {
            "new" => Some(self.sign.due()),
            "assigned" | "doing" | "waiting" => self.handle.as_ref().map(Clock::due),
            "done" => self.call.as_ref().map(Clock::due),
            _ => None,
        };
        match running {
            Some(Due::On(day)) => day.to_string(),
            Some(Due::NotFixed) => "0".into(),
            Some(Due::Paused) => "8".into(),
            None => "9".into(),
        }
    }

    pub fn is_overdue(&self, today: Date) -> bool {
        let key = self.due_key();
        self.is_open() && key.len() == 10 && key < today.to_string()
    }

    /// Why a step is refused; nothing where it is done.
    pub fn refusal(&self, step: &Step, today: Date) -> Option<&'static str> {
        if !self.is_seen_by(step.who) {
            return Some("not found");
        }
        let (from, who): (&[&str], &[(&str, &str)]) = match step.action {
            "accept" => (&["new"], &[("record", "desk")]),
            "return" | "start" => (&["assigned"], &[("act", "owner")]),
            "ask" | "extend" | "solve" => (&["doing"], &[("act", "owner")]),
            "answer" => (
                &["waiting"],
                &[("requester", ""), ("record", "desk"), ("act", "owner")],
            ),
            "call_back" | "refused" | "missed" | "close_unreached" => {
                (&["done"], &[("verify", "desk")])
            }
            "reopen" => (
                &["done", "closed"],
                &[("requester", ""), ("verify", "desk")],
            ),
            "withdraw" => (
                &["new", "assigned", "doing", "waiting"],
                &[("requester", ""), ("record", "desk")],
            ),
            "void" => (&["new"], &[("record", "desk")]),
            other => panic!("{other}"),
        };
        if !from.contains(&self.state) {
            return Some("cases.wrong_state");
        }
        let is = |(level, relation): &(&str, &str)| match *relation {
            "" => step.who == "resident",
            "owner" => holds(step.who, level, self.handler()),
            _ => holds(step.who, level, None),
        };
        if !who.iter().any(is) {
            return Some("cases.not_your_role");
        }
        let calls = ["call_back", "refused", "missed", "close_unreached"];
        if calls.contains(&step.action) && self.solver == step.who {
            return Some("cases.same_person");
        }
        let over = |clock: &Option<Clock>| {
            let due = clock.as_ref().map(Clock::due);
            due.is_none_or(|due| due.is_over(today))
        };
        match step.action {
            "reopen" if self.since.days_until(today) > 10 => Some("cases.too_late"),
            "return" if over(&self.hand_back) => Some("cases.after_due"),
            "extend" if over(&self.handle) => Some("cases.after_due"),
            "missed" if self.missed >= 3 => Some("cases.often_enough"),
            "close_unreached" if self.missed < 3 => Some("cases.not_often_enough"),
            "extend" | "void" if self.asked.is_some() => Some("cases.already_asked"),
            "extend" if self.extended + step.days > 10 => Some("cases.extended_enough"),
            _ => None,
        }
    }

    /// What a step that is done makes of it.
    pub fn done(&mut self, step: &Step, today: Date) {
        let number = self.events;
        self.events += 1;
        match step.action {
            "accept" => {
                self.owner = Some(step.owner);
                self.assigned(today);
            }
            "return" => {
                (self.owner, self.handle, self.hand_back) = (None, None, None);
                self.sign = Clock::new(today, 1);
                self.moved("new", today);
            }
            "start" => {
                self.hand_back = None;
                self.moved("doing", today);
            }
            "ask" => {
                let handle = self.handle.as_mut().unwrap();
                handle.pauses.push((today, None));
                self.moved("waiting", today);
            }
            "answer" => {
                let handle = self.handle.as_mut().unwrap();
                handle.pauses.last_mut().unwrap().1 = Some(today);
                self.moved("doing", today);
            }
            "extend" => self.asked = Some(("extend", step.who.to_owned(), step.days, number)),
            "void" => self.asked = Some(("void", step.who.to_owned(), 0, number)),
            "solve" => {
                (self.handle, self.result) = (None, step.result);
                self.solver = step.who.to_owned();
                self.call = Some(Clock::new(today, 3));
                self.moved("done", today);
            }
            "call_back" => {
                self.satisfaction = step.satisfaction;
                self.moved("closed", today);
            }
            "refused" => self.moved("closed", today),
            "missed" => self.missed += 1,
            "close_unreached" => {
                self.is_not_reached = true;
                self.moved("closed", today);
            }
            "reopen" => {
                (self.result, self.satisfaction) = ("", "");
                self.is_not_reached = false;
                self.assigned(today);
            }
            "withdraw" => self.moved("withdrawn", today),
            other => panic!("{other}"),
        }
    }

    fn assigned(&mut self, today: Date) {
        self.extended = 0;
        self.handle = Some(Clock::new(today, 5));
        self.hand_back = Some(Clock::new(today, 2));
        self.moved("assigned", today);
    }

    fn moved(&mut self, state: &'static str, today: Date) {
        (self.state, self.since, self.missed) = (state, today, 0);
        self.asked = None;
        let is_satisfied = ["satisfied", "basic"].contains(&self.satisfaction);
        let is_solved = state == "closed" && self.result == "solved" && is_satisfied;
        self.solved.push((today, is_solved));
    }

    /// Why an answer to what waits is refused.
    pub fn answer_refusal(&self, who: &str, is_approved: bool) -> Option<&'static str> {
        if !self.is_seen_by(who) {
            return Some("not found");
        }
        let Some((action, asker, days, _)) = &self.asked else {
            return Some("cases.nothing_asked");
        };
        // Of an extension also whoever answers for the unit above the one that handles it.
        let above = self.handler().is_some() && holds(who, "manage", None);
        let may = holds(who, "manage", None) || (*action == "extend" && above);
        if !may {
            return Some("cases.not_your_role");
        }
        if asker == who {
            return Some("cases.same_person");
        }
        let too_long = *action == "extend" && self.extended + days > 10;
        (is_approved && too_long).then_some("cases.extended_enough")
    }

    pub fn answered(&mut self, is_approved: bool, today: Date) {
        self.events += 1;
        let (action, _, days, _) = self.asked.take().unwrap();
        match (is_approved, action) {
            (true, "extend") => {
                self.extended += days;
                self.handle.as_mut().unwrap().days += days;
            }
            (true, _) => self.moved("void", today),
            (false, _) => {}
        }
    }

    /// As a ledger tells it: taken in on a day, answered and called back on another.
    pub fn brought(mut self, owner: Place, closed: Date, is_solved: bool, events: u32) -> Concern {
        (self.owner, self.state) = (Some(owner), "closed");
        (self.since, self.events) = (closed, events);
        self.solved.push((closed, is_solved));
        self
    }
}

#[test]
fn working_days_of_the_rules_on_paper() {
    let check = |start: &str, days: i64, wanted: &str| {
        let due = Clock::new(start.parse().unwrap(), days).due();
        let told = match due {
            Due::On(day) => day.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(told, wanted, "{start} + {days}");
    };
    check("2026-02-13", 20, "2026-03-19");
    check("2026-09-24", 20, "2026-10-29");
    check("2026-09-24", 5, "2026-10-09");
    check("2026-04-30", 5, "2026-05-11");
    check("2026-12-29", 5, "NotFixed");
    let asked = |day: &str| {
        let mut clock = Clock::new("2026-04-30".parse().unwrap(), 5);
        clock.pauses.push((day.parse().unwrap(), None));
        clock.due()
    };
    assert_eq!(asked("2026-05-08"), Due::Paused);
    assert_eq!(asked("2026-05-11"), Due::On("2026-05-11".parse().unwrap()));
}
