//! Seeded walks through the shipped types: what somebody may do he can do, a replay gives the same case, and whoever a
//! type says can bring a case to its end does.

use super::dice::Dice;
use super::{at, day};
use crate::clocks::Moment;
use crate::declared::{Action, CaseType, Kind, Role, StateKind, check};
use crate::event::{Deed, Event, Patch, Value, Who};
use crate::fold::{Case, WaitingDeed};
use crate::types::SHIPPED;
use crate::workdays::Calendar;
use kernel::Id;
use std::collections::BTreeSet;
use std::sync::Arc;

fn value(kind: &Kind, dice: &Dice) -> Value {
    match kind {
        Kind::Text | Kind::LongText => Value::Text("文字".into()),
        Kind::Code { .. } => Value::Code("some".into()),
        Kind::Choice(choices) => Value::Code(dice.pick(choices).code.value.clone()),
        Kind::Date => Value::Date(day("2024-05-01")),
        // The least: extensions add up to a limit.
        Kind::Number { min, .. } => Value::Number(*min),
        Kind::YesNo => Value::YesNo(dice.below(2) == 0),
        Kind::Person => Value::Person(Id(5)),
        Kind::Unit => Value::Unit(Id(7)),
        Kind::Place => Value::Place(crate::event::Spot::at(1, 2)),
        Kind::Photos { max, .. } => Value::Photos((0..*max).map(Id).collect()),
    }
}

fn event(of: &CaseType, action: &Action, by: Who, now: Moment, dice: &Dice) -> Event {
    let mut patch = Patch::new();
    for field in action
        .need
        .iter()
        .chain(action.may.iter().filter(|_| dice.below(2) == 0))
    {
        let kind = &of.field(field).unwrap().kind;
        patch.insert(field.value.clone(), value(kind, dice));
    }
    Event {
        deed: Deed::Action(action.code.value.clone()),
        by,
        at: now.at,
        day: now.day,
        patch,
        reason: action.needs_reason.then(|| Value::Text("有原因".into())),
        dues: Default::default(),
    }
}

pub(super) fn all_roles(of: &CaseType) -> Vec<Role> {
    let actions = of.actions.iter();
    let roles = actions.flat_map(|action| action.who.iter().chain(&action.approve));
    let roles: BTreeSet<Role> = roles.map(|role| role.value).collect();
    roles.into_iter().collect()
}

pub(super) fn opened(
    of: &Arc<CaseType>,
    calendar: &Calendar,
    dice: &Dice,
) -> (Case, Vec<Event>, Moment) {
    let now = at("2024-01-02");
    let open = of.action("open").unwrap();
    let by = Who::of(Id(1), vec![dice.pick(&open.who).value]);
    let (case, first) = Case::open(of.clone(), event(of, open, by, now, dice), calendar).unwrap();
    (case, vec![first], now)
}

/// Does something that somebody may do; says whether there was anything.
pub(super) fn walk(
    case: &mut Case,
    events: &mut Vec<Event>,
    now: Moment,
    people: &[Who],
    calendar: &Calendar,
    dice: &Dice,
) -> bool {
    let who = dice.pick(people);
    let asked = case.may_approve(who);
    let may = case.may(who, now);
    let event = match (asked.first(), may.is_empty()) {
        (Some(asked), _) if dice.below(3) > 0 => {
            let deed = match dice.below(4) {
                0 => Deed::Decline(asked.event),
                _ => Deed::Approve(asked.event),
            };
            Event {
                deed,
                by: who.clone(),
                at: now.at,
                day: now.day,
                patch: Patch::new(),
                reason: None,
                dues: Default::default(),
            }
        }
        (_, false) => {
            let action: &&Action = dice.pick(&may);
            event(&case.of, action, who.clone(), now, dice)
        }
        _ => return false,
    };
    match case.apply(event.clone(), calendar) {
        Ok((next, event)) => {
            *case = next;
            events.push(event);
            true
        }
        // Time goes by between asking and approving.
        Err(refusal) => {
            assert!(
                !matches!(event.deed, Deed::Action(_)),
                "{refusal:?} {event:?}"
            );
            false
        }
    }
}

/// A case waits for exactly those who may bring it on, or decide, at this second and at others; says for how many it does.
fn waits_for_whoever_may(case: &Case, people: &[Who], now: Moment) -> usize {
    let waits = case.waits_for();
    let mut found = 0;
    // Whoever brought it holds no level: it waits for nobody as such.
    let staff = people.iter().map(|who| {
        let roles = who.roles.iter().filter(|role| role.level.is_some());
        Who::of(who.actor, roles.copied().collect())
    });
    let people: Vec<Who> = staff.collect();
    for (who, later) in people
        .iter()
        .flat_map(|who| [0, 86_400 * 3, 86_400 * 12].map(|s| (who, s)))
    {
        let then = Moment::now(now.at + later);
        let is_for = |deed| {
            waits
                .iter()
                .any(|it| it.deed == deed && it.is_for(who, then))
        };
        let may = case.may(who, then);
        let brings_on = may.iter().any(|action| case.is_brought_on_by(action));
        assert_eq!(
            is_for(WaitingDeed::Act),
            brings_on,
            "{} {who:?}",
            case.state
        );
        let decides = !case.kind().is_ended() && !case.may_approve(who).is_empty();
        assert_eq!(
            is_for(WaitingDeed::Decide),
            decides,
            "{} {who:?}",
            case.state
        );
        found += usize::from(brings_on) + usize::from(decides);
    }
    found
}

#[test]
fn what_somebody_may_do_he_can_and_a_replay_gives_the_same_case() {
    let calendar = Calendar::published().unwrap();
    let dice = Dice::of(11);
    let (mut done, mut waited) = (0, 0);
    for round in 0..250 {
        let text = SHIPPED[round % SHIPPED.len()].last().unwrap();
        let of = Arc::new(check(text).unwrap());
        let roles = all_roles(&of);
        // Four people, each with half of all roles.
        let people: Vec<Who> = (1..=4)
            .map(|id| {
                let some = roles.iter().filter(|_| dice.below(2) == 0);
                Who::of(Id(id), some.copied().collect())
            })
            .collect();
        let (mut case, mut events, mut now) = opened(&of, &calendar, &dice);
        for _ in 0..40 {
            now = Moment::now(now.at + i64::from(dice.small(3 * 86_400)));
            done += usize::from(walk(&mut case, &mut events, now, &people, &calendar, &dice));
            waited += waits_for_whoever_may(&case, &people, now);
        }
        assert_eq!(Case::fold(of, &events), Ok(case.clone()));
        assert_eq!(case.events as usize, events.len());
        if case.kind().is_ended() {
            // Nothing runs on behind an end, in any state that is one.
            assert!(case.dues.is_empty(), "{:?}", case.dues);
        }
    }
    assert!(done > 1_000 && waited > 1_000, "{done} {waited}");
}

#[test]
fn each_group_that_a_type_names_brings_every_case_to_its_end() {
    let calendar = Calendar::published().unwrap();
    let dice = Dice::of(12);
    for texts in SHIPPED {
        let of = Arc::new(check(texts.last().unwrap()).unwrap());
        for group in &of.closing {
            // Two people for each role, so that whoever did it can be another.
            let people: Vec<Who> = (10..)
                .zip(group.value.iter().chain(&group.value))
                .map(|(id, role)| Who::of(Id(id), vec![role.value]))
                .collect();
            for _ in 0..10 {
                let (mut case, mut events, mut now) = opened(&of, &calendar, &dice);
                for _ in 0..5_000 {
                    if case.kind() == StateKind::Closed || case.kind() == StateKind::Void {
                        break;
                    }
                    now = Moment::now(now.at + 36_000);
                    walk(&mut case, &mut events, now, &people, &calendar, &dice);
                }
                assert!(
                    case.kind().is_ended(),
                    "{} stays {}",
                    of.code.value,
                    case.state
                );
            }
        }
    }
}
