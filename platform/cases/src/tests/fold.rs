//! What may happen to a case and what is refused, as stories of a street office in November 2026.

use super::day;
use super::story::*;
use crate::clocks::Deadline;
use crate::event::{Deed, Event, Value};
use crate::fold::{Case, Ending};
use crate::types::{FINDING, PETITION};
use crate::workdays::{Calendar, Kind, Named};
use kernel::{Error, Id};

#[test]
fn a_concern_is_solved_once_the_villager_says_so() {
    let mut story = Story::appeal();
    assert_eq!(story.due("sign"), on("2026-11-03"));
    assert_eq!(
        story.act(DESK, "accept", "category=lights owner_unit@7"),
        "done"
    );
    assert_eq!(
        (story.due("sign"), story.due("handle")),
        (None, on("2026-11-09"))
    );
    assert_eq!(story.act(OWNER, "start", ""), "done");
    assert_eq!(
        story.on("2026-11-04").act(OWNER, "ask", "question:哪一盏"),
        "done"
    );
    assert_eq!(story.due("handle"), Some(Deadline::Paused { left: 3 }));
    assert_eq!(
        story
            .on("2026-11-09")
            .act(VILLAGER, "answer", "answer:村口"),
        "done"
    );
    assert_eq!(story.due("handle"), on("2026-11-12"));
    assert_eq!(
        story.act(OWNER, "solve", "result=solved reply:已修好"),
        "done"
    );
    assert_eq!(story.case.ending(), Ending::Open);
    assert_eq!(
        story.act(CHECKER, "call_back", "satisfaction=basic"),
        "done"
    );
    assert_eq!(story.case.ending(), Ending::Solved);
    assert_eq!(story.case.dues.len(), 0);
    assert!(!story.case.is_public());
    assert_eq!(
        story.act(CHECKER, "publish", "public_title:路灯 public_reply:已修好"),
        "done"
    );
    assert!(!story.case.is_public());
    assert_eq!(story.decide(LEADER, Deed::Approve(7)), "done");
    assert!(story.case.is_public());
    story.replays();
}

#[test]
fn whoever_cannot_be_reached_three_times_is_shown_apart_and_a_new_round_counts_anew() {
    let mut story = Story::replied();
    assert_eq!(
        story.act(CHECKER, "close_unreached", ""),
        "cases.not_often_enough"
    );
    for _ in 0..3 {
        assert_eq!(story.act(CHECKER, "missed", ""), "done");
    }
    assert_eq!(story.act(CHECKER, "missed", ""), "cases.often_enough");
    assert_eq!(story.act(CHECKER, "close_unreached", ""), "done");
    assert_eq!(story.case.ending(), Ending::NotReached);
    assert_eq!(story.on("2026-11-12").act(VILLAGER, "reopen", ""), "done");
    assert_eq!(story.case.fields.get("result"), None);
    assert_eq!(story.due("handle"), on("2026-11-19"));
    assert_eq!(story.act(OWNER, "start", ""), "done");
    assert_eq!(
        story.act(OWNER, "solve", "result=explained reply:说明"),
        "done"
    );
    assert_eq!(
        story.act(CHECKER, "close_unreached", ""),
        "cases.not_often_enough"
    );
    assert_eq!(
        story.act(CHECKER, "call_back", "satisfaction=satisfied"),
        "done"
    );
    assert_eq!(story.case.ending(), Ending::Closed);
    assert_eq!(story.on("2026-11-22").act(VILLAGER, "reopen", ""), "done");
    let runs = story.case.runs.get("handle").unwrap();
    assert_eq!(
        (runs.len(), runs[1].used(story.now, &story.calendar)),
        (3, Some(0))
    );
    story.replays();
}

#[test]
fn more_time_is_asked_for_before_the_end_and_given_by_another() {
    let mut story = Story::in_hand();
    assert_eq!(story.act(OWNER, "extend", "extra_days=7"), "done");
    assert_eq!(story.due("handle"), on("2026-11-09"));
    assert_eq!(
        story.act(OWNER, "extend", "extra_days=1"),
        "cases.already_asked"
    );
    // By whoever asked, by a stranger, and of what nobody asked.
    let own_leader = (2, "manage@desk");
    assert_eq!(
        story.decide(own_leader, Deed::Approve(3)),
        "cases.same_person"
    );
    assert_eq!(story.decide(DESK, Deed::Approve(3)), "cases.not_your_role");
    assert_eq!(
        story.decide(LEADER, Deed::Approve(2)),
        "cases.nothing_asked"
    );
    assert_eq!(story.case.may_approve(&who(LEADER)).len(), 1);
    assert_eq!(story.case.may_approve(&who(own_leader)), [] as [&_; 0]);
    // Asked in time, given late.
    assert_eq!(
        story.on("2026-11-10").decide(LEADER, Deed::Approve(3)),
        "done"
    );
    assert_eq!(story.due("handle"), on("2026-11-18"));
    assert_eq!(
        story.act(OWNER, "extend", "extra_days=4"),
        "cases.extended_enough"
    );
    assert_eq!(story.act(OWNER, "extend", "extra_days=3"), "done");
    assert_eq!(story.decide(LEADER, Deed::Decline(5)), "done");
    assert_eq!(story.case.asked.len(), 0);
    assert_eq!(
        story.on("2026-11-19").act(OWNER, "extend", "extra_days=3"),
        "cases.after_due"
    );
    story.replays();
}

#[test]
fn what_was_asked_for_falls_when_the_case_moves_on() {
    let mut story = Story::in_hand();
    assert_eq!(story.act(OWNER, "extend", "extra_days=7"), "done");
    assert_eq!(
        story.act(OWNER, "solve", "result=solved reply:已修好"),
        "done"
    );
    assert_eq!(
        story.decide(LEADER, Deed::Approve(3)),
        "cases.nothing_asked"
    );
    story.replays();
}

#[test]
fn refusals_come_in_their_order() {
    let mut story = Story::appeal();
    let accept = "category=lights owner_unit@7";
    for (by, action, fields, told) in [
        (DESK, "sing", "", "cases.unknown_action"),
        (VILLAGER, "start", "", "cases.wrong_state"),
        (VILLAGER, "open", "", "cases.wrong_state"),
        (OWNER, "accept", accept, "cases.not_your_role"),
        (DESK, "accept", "category=lights", "cases.field_missing"),
        (
            DESK,
            "accept",
            "category=lights owner_unit=7",
            "cases.field_value",
        ),
        (
            DESK,
            "accept",
            "category=lights owner_unit@7 reply:x",
            "cases.field_not_asked",
        ),
    ] {
        assert_eq!(story.act(by, action, fields), told, "{action} {fields}");
    }
    let silent = event(Deed::Action("withdraw".into()), VILLAGER, story.now, "");
    assert_eq!(story.send(silent.clone()), "cases.reason_missing");
    let blank = Event {
        reason: Some(Value::Text(" ".into())),
        ..silent.clone()
    };
    assert_eq!(story.send(blank), "cases.reason_missing");
    let tomorrow = Event {
        day: day("2026-11-03"),
        ..silent.clone()
    };
    assert_eq!(story.send(tomorrow), "cases.day_ahead");
    let yesterday = Event {
        day: day("2026-11-01"),
        ..silent.clone()
    };
    assert_eq!(story.send(yesterday), "cases.day_backwards");
    let written = Event {
        deed: Deed::Decline(0),
        patch: patch("title:x"),
        ..silent
    };
    assert_eq!(story.send(written), "cases.field_not_asked");
    assert_eq!(story.events.len(), 1);
    assert_eq!(story.act(DESK, "accept", accept), "done");
    assert_eq!(
        story.on("2026-11-05").act(OWNER, "return", ""),
        "cases.after_due"
    );
    let mut story = Story::replied();
    assert_eq!(
        story.act((2, "verify@desk"), "call_back", "satisfaction=basic"),
        "cases.same_person"
    );
    // A deputy counts as the one for whom he acts.
    let mut by = event(
        Deed::Action("call_back".into()),
        CHECKER,
        story.now,
        "satisfaction=basic",
    );
    by.by.authority = Id(2);
    assert_eq!(story.send(by), "cases.same_person");
    assert_eq!(
        story.act(CHECKER, "call_back", "satisfaction=dissatisfied"),
        "done"
    );
    assert_eq!(
        story.on("2026-11-13").act(VILLAGER, "reopen", ""),
        "cases.too_late"
    );
    story.replays();
}

/// The hotline's ledger tells in December what was done in November; meanwhile a notice on days off had moved a last day.
#[test]
fn what_a_calendar_changed_keeps_no_step_from_being_told_later() {
    let mut story = Story::in_hand();
    story.on("2026-11-06");
    assert_eq!(story.decide(VILLAGER, Deed::Recompute), "done");
    assert_eq!(story.case.last.day, day("2026-11-06"));
    story.on("2026-11-04");
    assert_eq!(
        story.act(OWNER, "solve", "result=solved reply:已修好"),
        "done"
    );
    assert_eq!(
        story
            .on("2026-11-03")
            .act(CHECKER, "call_back", "satisfaction=basic"),
        "cases.day_backwards"
    );
    story.replays();
}

#[test]
fn somebody_else_verifies_and_a_line_without_an_owner_waits_for_its_notice() {
    let fields = "item=cables found_how=inspection before#2";
    let mut story = Story::opened(FINDING, "2026-11-02", fields);
    assert_eq!(story.act(DESK, "seek_owner", "notice_text:寻主"), "done");
    // The fifteenth day is Tuesday the 17th.
    assert_eq!(story.due("notice"), on("2026-11-17"));
    assert_eq!(
        story
            .on("2026-11-17")
            .act(DESK, "no_owner_came", "owner_unit@7"),
        "cases.before_due"
    );
    assert_eq!(
        story
            .on("2026-11-18")
            .act(DESK, "no_owner_came", "owner_unit@7"),
        "done"
    );
    assert_eq!(
        story.case.fields.get("line_owner"),
        Some(&Value::Code("unknown".into()))
    );
    assert_eq!(story.due("rectify"), on("2026-11-23"));
    assert_eq!(
        story.on("2026-11-19").act(OWNER, "rectify", "after#4"),
        "cases.field_value"
    );
    assert_eq!(story.act(OWNER, "rectify", "after#1"), "done");
    assert_eq!(
        story.act((2, "verify@parent"), "verify", ""),
        "cases.same_person"
    );
    assert_eq!(story.on("2026-11-23").act(CHECKER, "bounce", ""), "done");
    // Two working days were left, and the checking cost none of them.
    assert_eq!(story.due("rectify"), on("2026-11-25"));
    assert_eq!(story.act(OWNER, "rectify", "after#1"), "done");
    assert_eq!(story.act(CHECKER, "verify", ""), "done");
    assert_eq!(
        (story.case.ending(), story.case.is_public()),
        (Ending::Closed, true)
    );
    assert_eq!(story.act(CHECKER, "recheck", ""), "done");
    story.replays();
}

#[test]
fn a_petition_is_counted_in_days_in_a_row() {
    let fields = "title:修路 content:修路 channel=letter purpose=claim";
    let mut story = Story::opened(PETITION, "2026-03-02", fields);
    assert_eq!(story.due("accept"), on("2026-03-17"));
    assert_eq!(
        story.on("2026-03-10").act(DESK, "accept", "owner_unit@7"),
        "done"
    );
    assert_eq!(story.due("objection"), on("2026-03-17"));
    // The sixtieth day is a Saturday that is worked.
    assert_eq!(story.due("handle"), on("2026-05-09"));
    let dates = |steps: Vec<(&crate::declared::Escalation, Deadline)>| {
        steps
            .into_iter()
            .map(|(step, due)| (step.after.value, due.day().unwrap().to_string()))
            .collect::<Vec<_>>()
    };
    let steps = dates(story.case.steps("handle", &story.calendar));
    assert_eq!(steps, [(1, "2026-05-11".into()), (5, "2026-05-15".into())]);
    // The thirtieth day; the forty-eighth is a Monday.
    let reminders = story.case.reminders("handle", &story.calendar);
    assert_eq!(
        reminders,
        [
            (50, on("2026-04-09").unwrap()),
            (80, on("2026-04-27").unwrap())
        ]
    );
    assert_eq!(
        story.on("2026-05-09").act(OWNER, "extend", "extra_days=30"),
        "done"
    );
    assert_eq!(story.decide((4, "manage@owner"), Deed::Approve(2)), "done");
    assert_eq!(story.due("handle"), on("2026-06-08"));
    assert_eq!(
        story.act(OWNER, "reply", "decision=partly reply:答复"),
        "done"
    );
    assert_eq!(
        (
            story.case.ending(),
            story.case.reminders("handle", &story.calendar)
        ),
        (Ending::Solved, vec![])
    );
    assert_eq!(
        story.on("2026-06-09").act(VILLAGER, "ask_review", ""),
        "cases.too_late"
    );
    assert_eq!(
        story.on("2026-06-08").act(VILLAGER, "ask_review", ""),
        "done"
    );
    assert_eq!(
        story.act((2, "verify@parent"), "review", "review=upheld"),
        "cases.same_person"
    );
    assert_eq!(
        story.act((8, "verify@parent"), "review", "review=upheld"),
        "done"
    );
    story.replays();
}

#[test]
fn another_calendar_is_an_event_and_a_replay_says_what_was_said_then() {
    let mut story = Story::appeal();
    story
        .on("2026-12-28")
        .act(DESK, "accept", "category=lights owner_unit@7");
    assert_eq!(story.due("handle"), Some(Deadline::NotFixed { year: 2027 }));
    // Nobody is told that it is over before it has a day.
    assert_eq!(story.on("2027-01-05").act(OWNER, "start", ""), "done");
    assert_eq!(story.case.recompute(&story.calendar, story.now.at), None);
    let new_year = Named {
        date: day("2027-01-01"),
        kind: Kind::Rest,
        name: "元旦".into(),
    };
    let next = Calendar::of(story.calendar.named().chain([new_year])).unwrap();
    let event = story.case.recompute(&next, story.now.at).unwrap();
    story.calendar = next;
    assert_eq!(story.send(event), "done");
    assert_eq!(story.due("handle"), on("2027-01-05"));
    assert_eq!(story.case.recompute(&story.calendar, story.now.at), None);
    assert_eq!(
        story.on("2027-01-06").act(OWNER, "extend", "extra_days=1"),
        "cases.after_due"
    );
    story.replays();
}

#[test]
fn events_that_were_changed_are_told_as_broken() {
    let mut story = Story::in_hand();
    story.act(OWNER, "extend", "extra_days=7");
    let broken = |change: fn(&mut Vec<Event>)| {
        let mut events = story.events.clone();
        change(&mut events);
        match Case::fold(story.case.of.clone(), &events) {
            Err(Error::Internal(text)) => text,
            other => panic!("{other:?}"),
        }
    };
    let told = broken(|events| events[1].by.roles.clear());
    assert_eq!(told, "event 1 of a case of appeal 1: cases.not_your_role");
    assert!(
        broken(|events| drop(events.remove(1)))
            .ends_with("event 1 of a case of appeal 1: cases.wrong_state")
    );
    assert!(broken(|events| events.swap(0, 1)).contains("cases.unknown_action"));
    assert!(broken(|events| events[1].dues.clear()).contains("without a deadline"));
    let more = |events: &mut Vec<Event>| {
        events[0].dues.insert("call".into(), Deadline::At(1));
    };
    assert!(broken(more).contains("does not run"));
    assert!(broken(Vec::clear).contains("no events"));
}

#[test]
fn what_is_sealed_folds_without_its_key() {
    let story = Story::replied();
    let mut events = story.events.clone();
    for event in &mut events {
        event.reason = event.reason.take().map(|_| Value::Sealed);
        for (field, value) in &mut event.patch {
            if story.case.of.field(field).unwrap().is_personal {
                *value = Value::Sealed;
            }
        }
    }
    let sealed = Case::fold(story.case.of.clone(), &events).unwrap();
    assert_eq!(
        (&sealed.state, &sealed.dues),
        (&story.case.state, &story.case.dues)
    );
    assert_eq!(sealed.fields.get("detail"), Some(&Value::Sealed));
    // What limits and figures look at is never sealed.
    events[1].patch.insert("category".into(), Value::Sealed);
    assert!(Case::fold(story.case.of.clone(), &events).is_err());
}

#[test]
fn a_refusal_names_what_it_speaks_of_in_both_languages() {
    let story = Story::appeal();
    let event = event(
        Deed::Action("accept".into()),
        DESK,
        story.now,
        "category=lights",
    );
    let refusal = story.case.apply(event, &story.calendar).unwrap_err();
    let args: Vec<&str> = refusal
        .args
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(args, ["owner_unit", "承办单位", "Handled by"]);
}
