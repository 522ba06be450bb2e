//! What cases add to figures, against an oracle that folds the events of every day and every journal row anew.

use super::dice::Dice;
use super::walks::{all_roles, opened, walk};
use crate::clocks::{Deadline, Moment};
use crate::declared::{
    At, CaseType, Counts, Figure, Kind, Label, Measure, Name, OnClock, Values, check, check_book,
};
use crate::event::{Deed, Event, Value, Who};
use crate::fold::Case;
use crate::tally::{Tally, Told, tallies};
use crate::types::{APPEAL_BOOK, SHIPPED};
use crate::workdays::Calendar;
use kernel::{Date, Id};
use std::sync::Arc;

fn name(name: &str) -> Name {
    At {
        value: name.to_owned(),
        place: Default::default(),
    }
}

/// Figures of every sort that a type has anything for.
fn figures(of: &CaseType) -> Vec<Figure> {
    let mut all = of.figures.clone();
    let mut n = 0;
    let mut more = |counts: &Counts, time: &Name, measure: Measure, clock, filter| {
        n += 1;
        all.push(Figure {
            code: name(&format!("more_{n}")),
            label: Label::default(),
            counts: counts.clone(),
            filter,
            clock,
            measure,
            time: time.clone(),
            unit: of.owner.clone().filter(|_| n % 2 == 0),
        });
    };
    let states: Vec<Name> = of.states.iter().map(|state| state.code.clone()).collect();
    let everywhere = Counts::States(states);
    let clocks = of.clocks.iter().flat_map(|clock| {
        [true, false].map(|is_late| OnClock {
            clock: clock.code.clone(),
            is_late,
        })
    });
    for clock in clocks {
        more(
            &everywhere,
            &name("open"),
            Measure::Count,
            Some(clock.clone()),
            vec![],
        );
        for action in &of.actions {
            let deed = Counts::Action(action.code.clone());
            more(
                &deed,
                &action.code,
                Measure::Count,
                Some(clock.clone()),
                vec![],
            );
        }
    }
    for field in of.fields.iter().filter(|field| !field.is_personal) {
        let code = field.code.clone();
        match &field.kind {
            Kind::Number { .. } => {
                more(&everywhere, &name("open"), Measure::Sum(code), None, vec![]);
            }
            Kind::Choice(choices) => {
                let filter = vec![Values {
                    field: code.clone(),
                    values: vec![choices[0].code.clone()],
                }];
                more(
                    &everywhere,
                    &name("open"),
                    Measure::Distinct(code),
                    None,
                    vec![],
                );
                for action in of.actions.iter().rev().take(3) {
                    let days = Measure::Days(name("open"));
                    let time = action.code.clone();
                    more(&everywhere, &time, days, None, filter.clone());
                }
            }
            _ => {}
        }
    }
    all
}

/// What a prefix of the events makes of a figure: unit, part, day and amount of each thing that counts.
type Adds = Vec<(Id, String, Date, i64)>;

/// The slow way: nothing is remembered from event to event.
struct Oracle<'e> {
    of: &'e Arc<CaseType>,
    events: &'e [Event],
    unit: Id,
}

impl Oracle<'_> {
    fn after(&self, events: usize) -> Case {
        Case::fold(self.of.clone(), &self.events[..events]).unwrap()
    }

    fn done(&self, at: usize) -> Option<&str> {
        let waits = |action: &str| !self.of.action(action).unwrap().approve.is_empty();
        match &self.events[at].deed {
            Deed::Action(action) => (!waits(action)).then_some(action.as_str()),
            Deed::Approve(asked) => match &self.events[*asked as usize].deed {
                Deed::Action(action) => Some(action.as_str()),
                _ => None,
            },
            _ => None,
        }
    }

    fn last(&self, events: usize, action: &str) -> Option<Date> {
        let at = (0..events)
            .rev()
            .find(|at| self.done(*at) == Some(action))?;
        Some(self.events[at].day)
    }

    /// Whether the last run of a clock was over, and whether it has stopped; looked at at a moment.
    fn late(&self, events: usize, clock: &str, now: Moment) -> Option<(bool, bool)> {
        let case = self.after(events);
        let run = case.runs.get(clock)?.last()?;
        if run.stopped.is_none() {
            return Some((case.dues[clock].is_over(now), false));
        }
        // The event that stopped it, and the deadline that stood before.
        let runs = case.runs[clock].len();
        let stopped_by = (1..=events)
            .find(|n| {
                let runs_then = self.after(*n);
                let runs_then = runs_then.runs.get(clock);
                runs_then.is_some_and(|it| it.len() == runs && it[runs - 1].stopped.is_some())
            })
            .unwrap();
        let before = self.after(stopped_by - 1).dues[clock];
        Some((before.is_over(self.events[stopped_by - 1].moment()), true))
    }

    fn adds(&self, figure: &Figure, day: Date, events: usize) -> Adds {
        let end_of_day = Moment {
            day,
            at: day.plus_days(1).start_micros() / 1_000_000 - 1,
        };
        match &figure.counts {
            Counts::States(states) => {
                let is_there =
                    events > 0 && states.iter().any(|it| **it == self.after(events).state);
                let added = is_there.then(|| self.add(figure, events, end_of_day, true));
                added.flatten().into_iter().collect()
            }
            Counts::Action(action) => (1..=events)
                .filter(|n| self.done(n - 1) == Some(action.as_str()))
                .filter_map(|n| self.add(figure, n, self.events[n - 1].moment(), false))
                .collect(),
        }
    }

    fn add(
        &self,
        figure: &Figure,
        events: usize,
        now: Moment,
        must_have_stopped: bool,
    ) -> Option<(Id, String, Date, i64)> {
        let case = self.after(events);
        if !figure.filter.iter().all(|values| case.says(values)) {
            return None;
        }
        if let Some(on) = &figure.clock {
            // A deed is looked at before it: what it starts is not over.
            let (is_late, has_stopped) = self.late(events, &on.clock, now)?;
            let is_kept = !is_late && (has_stopped || !must_have_stopped);
            if (on.is_late && !is_late) || (!on.is_late && !is_kept) {
                return None;
            }
        }
        let at = self.last(events, &figure.time).unwrap_or(case.since.day);
        let field = |name: &Name| case.fields.get(name.as_str());
        let unit = match figure.unit.as_ref().and_then(field) {
            Some(Value::Unit(unit)) => *unit,
            _ => self.unit,
        };
        let (part, amount) = match &figure.measure {
            Measure::Count => (String::new(), 1),
            Measure::Sum(name) => match field(name)? {
                Value::Number(number) => (String::new(), *number),
                _ => return None,
            },
            Measure::Distinct(name) => (field(name)?.code().unwrap().to_owned(), 1),
            Measure::Days(from) => (String::new(), self.last(events, from)?.days_until(at)),
        };
        Some((unit, part, at, amount))
    }
}

fn asked(tallies: &[Tally], figure: &str, day: Date, seq: i64) -> Adds {
    let counts = |it: &&Tally| {
        it.figure == figure
            && it.since <= day
            && it.since_seq <= seq
            && (it.until > day || it.until_seq > seq)
    };
    let found = tallies.iter().filter(counts);
    let mut found: Adds = found
        .map(|it| (it.unit, it.part.clone(), it.at, it.amount))
        .collect();
    found.sort();
    found
}

/// A case that somebody handled for a while.
fn handled(of: &Arc<CaseType>, calendar: &Calendar, dice: &Dice) -> Vec<Event> {
    let people: Vec<Who> = (1..=4).map(|id| Who::of(Id(id), all_roles(of))).collect();
    let (mut case, mut events, mut now) = opened(of, calendar, dice);
    for _ in 0..14 {
        now = Moment::now(now.at + i64::from(dice.small(9 * 86_400)));
        walk(&mut case, &mut events, now, &people, calendar, dice);
        // Some are not written down on the day on which they happen: many days may have one journal row.
        if dice.below(5) == 0 {
            walk(&mut case, &mut events, now, &people, calendar, dice);
        }
    }
    events
}

#[test]
fn what_a_case_adds_is_what_its_events_by_then_say_on_every_day_and_at_every_row() {
    let calendar = Calendar::published().unwrap();
    let dice = Dice::of(31);
    let (mut counted, mut nothing, mut lately) = (0, 0, 0);
    for round in 0..40 {
        let of = Arc::new(check(SHIPPED[round % SHIPPED.len()].last().unwrap()).unwrap());
        let events = handled(&of, &calendar, &dice);
        let figures = figures(&of);
        // Journal rows: several events of one, as a ledger brings them in, or one each.
        let mut seq = 100;
        let told: Vec<Told> = (0..)
            .zip(&events)
            .map(|(at, event)| {
                seq += i64::from(dice.small(3));
                Told {
                    id: Id(7_000 + at),
                    seq,
                    event,
                }
            })
            .collect();
        let unit = Id(3);
        let all = tallies(&of, &figures, unit, &told).unwrap();
        let oracle = Oracle {
            of: &of,
            events: &events,
            unit,
        };
        let (first, last) = (events[0].day, events[events.len() - 1].day);
        for _ in 0..5 {
            let day = first.plus_days(i64::from(dice.small(100)) - 2);
            let row = match dice.below(2) {
                0 => i64::MAX,
                _ => dice.pick(&told).seq,
            };
            let by_then = told
                .iter()
                .take_while(|it| it.event.day <= day && it.seq <= row)
                .count();
            for figure in &figures {
                let mut expected = oracle.adds(figure, day, by_then);
                expected.sort();
                let key = crate::tally::key(&of.code, &figure.code);
                let found = asked(&all, &key, day, row);
                assert_eq!(
                    found, expected,
                    "{key} on {day} at {row}: {figure:?}\n{events:#?}"
                );
                counted += expected.len();
                nothing += usize::from(expected.is_empty());
                lately += usize::from(figure.clock.is_some() && !expected.is_empty());
            }
        }
        assert!(last >= first);
    }
    assert!(
        counted > 1_500 && nothing > 1_500 && lately > 100,
        "{counted} {nothing} {lately}"
    );
}

#[test]
fn an_open_case_becomes_overdue_without_anybody_doing_anything() {
    let mut story = super::story::Story::in_hand();
    let due = match story.due("handle") {
        Some(Deadline::On(due)) => due,
        other => panic!("{other:?}"),
    };
    let of = story.case.of.clone();
    let types = [of.clone()];
    let book = check_book(APPEAL_BOOK, |_| types.first().map(Arc::as_ref)).unwrap();
    let on = |story: &super::story::Story, figure: &str, day: Date| {
        let told: Vec<Told> = (0..)
            .zip(&story.events)
            .map(|(at, event)| Told {
                id: Id(at),
                seq: at,
                event,
            })
            .collect();
        let all = tallies(&of, &book.figures, Id(3), &told).unwrap();
        asked(&all, &format!("appeal.{figure}"), day, i64::MAX).len()
    };
    assert_eq!(on(&story, "overdue", due), 0);
    assert_eq!(on(&story, "overdue", due.plus_days(1)), 1);
    // Answered four days late: the past stays as it was.
    let late = due.plus_days(4);
    story.on(&late.to_string());
    story.act(super::story::OWNER, "solve", "result=solved reply:已修好");
    assert_eq!(on(&story, "overdue", due.plus_days(3)), 1);
    assert_eq!(on(&story, "overdue", late), 0);
    assert_eq!(on(&story, "answered_late", late), 1);
    assert_eq!(on(&story, "answered_in_time", late), 0);
    assert_eq!(on(&story, "answered_late", due), 0);
}
