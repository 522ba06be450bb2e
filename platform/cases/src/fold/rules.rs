//! What is refused before anybody looks at a form. Every rule rests on the case and the event alone: no calendar, no
//! clock, so that a replay refuses what was refused and nothing else.

use super::waiting::{end_of, last_second};
use super::{Asked, Case, told};
use crate::clocks::{Moment, day_of};
use crate::declared::{Action, OPEN, Role};
use crate::event::{Event, Who};
use kernel::Refusal;

/// Days neither from the future nor from before the last event of somebody.
pub(super) fn day_refused(case: Option<&Case>, event: &Event) -> Option<Refusal> {
    if event.day > day_of(event.at) {
        return Some(Refusal::new("cases.day_ahead").with("day", event.day));
    }
    let last = case?.said;
    if event.moment() < last {
        return Some(Refusal::new("cases.day_backwards").with("last", last.day));
    }
    None
}

pub(super) fn role_refused(
    who: &Who,
    roles: impl IntoIterator<Item = Role> + Clone,
) -> Option<Refusal> {
    if who.holds_one_of(roles.clone()) {
        return None;
    }
    let wanted: Vec<String> = roles.into_iter().map(|role| role.to_string()).collect();
    Some(Refusal::new("cases.not_your_role").with("roles", wanted.join(", ")))
}

/// Whether somebody may not do this now, whatever he would write into its form.
pub(super) fn refused(case: &Case, action: &Action, who: &Who, now: Moment) -> Option<Refusal> {
    // The opening has no state to be from: what is opened stays so.
    if action.code == *OPEN || !action.is_from(&case.state) {
        return Some(wrong_state(case, action));
    }
    for_another(case, action, who)
        .or_else(|| too_late(case, action, now))
        .or_else(|| due(case, action, now))
        .or_else(|| often(case, action))
        .or_else(|| already_asked(case, action))
        .or_else(|| standing(case, action))
        .or_else(|| extended(case, action, 1))
}

/// Whether it is for somebody else.
pub(super) fn for_another(case: &Case, action: &Action, who: &Who) -> Option<Refusal> {
    role_refused(who, action.who.iter().map(|role| role.value))
        .or_else(|| same_person(case, action, who))
}

fn wrong_state(case: &Case, action: &Action) -> Refusal {
    let refusal = told::action("cases.wrong_state", &case.of, &action.code);
    let label = case.of.state(&case.state).map(|state| &state.label);
    refusal
        .with("state", &case.state)
        .with("state_zh", label.map_or("", |label| &label.zh))
        .with("state_en", label.map_or("", |label| &label.en))
}

/// What must still hold when an approval comes: time has gone by, and the asker asked in time.
pub(super) fn refused_by_now(case: &Case, action: &Action) -> Option<Refusal> {
    if !action.is_from(&case.state) {
        return Some(wrong_state(case, action));
    }
    often(case, action).or_else(|| standing(case, action))
}

fn same_person(case: &Case, action: &Action, who: &Who) -> Option<Refusal> {
    let mut earlier = action.forbid.iter();
    let own = earlier.find(|name| {
        let doer = case.doers.get(name.as_str());
        doer.is_some_and(|doer| doer.is_same_person(who))
    })?;
    Some(told::action("cases.same_person", &case.of, own))
}

fn too_late(case: &Case, action: &Action, now: Moment) -> Option<Refusal> {
    let days = action.within_days.as_ref()?.value;
    if case.since.day.days_until(now.day) <= days {
        return None;
    }
    let last = case.since.day.plus_days(days);
    Some(Refusal::new("cases.too_late").with("last", last))
}

/// An extension is asked for in time, as an action that says so is.
fn due(case: &Case, action: &Action, now: Moment) -> Option<Refusal> {
    let extends = action.extends.as_ref().map(|extends| &extends.clock);
    let refused = |code, clock: &str| Some(told::clock(code, &case.of, clock));
    for clock in action.before_due.iter().chain(extends) {
        let due = case.dues.get(clock.as_str());
        if due.is_none_or(|due| due.is_over(now)) {
            return refused("cases.after_due", clock);
        }
    }
    let clock = action.after_due.as_ref()?;
    let due = case.dues.get(clock.as_str());
    match due.is_some_and(|due| due.is_over(now)) {
        true => None,
        false => refused("cases.before_due", clock),
    }
}

fn often(case: &Case, action: &Action) -> Option<Refusal> {
    let done = |action: &str| case.here.get(action).copied().unwrap_or(0);
    if let Some(most) = &action.at_most
        && done(&action.code) >= most.value
    {
        return Some(Refusal::new("cases.often_enough").with("times", most.value));
    }
    let after = action.after.as_ref()?;
    if done(&after.action) >= after.times.value {
        return None;
    }
    let refusal = told::action("cases.not_often_enough", &case.of, &after.action);
    Some(refusal.with("times", after.times.value))
}

fn already_asked(case: &Case, action: &Action) -> Option<Refusal> {
    let asked = case.asked.iter().any(|asked| action.code == *asked.action);
    asked.then(|| told::action("cases.already_asked", &case.of, &action.code))
}

fn standing(case: &Case, action: &Action) -> Option<Refusal> {
    let mut fields = action.has.iter();
    let missing = fields.find(|field| !case.fields.contains_key(field.as_str()))?;
    Some(told::field("cases.not_filled", &case.of, missing))
}

/// Whether a clock has no such extension left.
pub(super) fn extended(case: &Case, action: &Action, by: i64) -> Option<Refusal> {
    let extends = action.extends.as_ref()?;
    let run = case.running(&extends.clock)?;
    let so_far: u32 = run.extensions.iter().map(|extension| extension.by).sum();
    let left = extends.most.value - i64::from(so_far);
    (by > left).then(|| Refusal::new("cases.extended_enough").with("left", left.max(0)))
}

/// Whoever approves is one of those named, and never who asked.
pub(super) fn approval_refused(case: &Case, asked: &Asked, who: &Who) -> Option<Refusal> {
    let action = case.of.action(&asked.action)?;
    role_refused(who, action.approve.iter().map(|role| role.value)).or_else(|| {
        let is_own = asked.by.is_same_person(who);
        is_own.then(|| told::action("cases.same_person", &case.of, &asked.action))
    })
}

/// From when to when (seconds, both included) an action may be done by whoever has a role for it; nothing where something else
/// than time, the role and who did what stands against it. What [`refused`] says of a moment, said of all of them.
pub(super) fn window(case: &Case, action: &Action) -> Option<(i64, i64)> {
    let is_refused = often(case, action).is_some()
        || already_asked(case, action).is_some()
        || standing(case, action).is_some()
        || extended(case, action, 1).is_some();
    if is_refused {
        return None;
    }
    let (mut since, mut until) = (i64::MIN, i64::MAX);
    if let Some(days) = &action.within_days {
        until = until.min(end_of(case.since.day.plus_days(days.value)));
    }
    let extends = action.extends.as_ref().map(|extends| &extends.clock);
    for clock in action.before_due.iter().chain(extends) {
        until = until.min(last_second(*case.dues.get(clock.as_str())?));
    }
    if let Some(clock) = &action.after_due {
        since = last_second(*case.dues.get(clock.as_str())?).checked_add(1)?;
    }
    Some((since, until))
}
