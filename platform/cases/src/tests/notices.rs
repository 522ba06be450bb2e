//! Notices on days off: what they change as tables, the files they come in, and open cases that follow. On both engines.

use super::day;
use super::stored::*;
use crate::notice::{FileFault, planned, read_file};
use crate::workdays::{Calendar, Kind, Named};
use crate::*;
use ::store::{CommandKey, Tx};
use access::Right;
use kernel::{Ctx, Error, Id};

/// Invented: 1 to 3 January off, Sunday 10 January worked for it.
const NEXT: &str = "date,type,name\n2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,休,元旦\n2027-01-10,班,元旦\n";

fn days(text: &str) -> Vec<Named> {
    read_file(text.as_bytes(), "2027.csv").unwrap()
}

fn told(days: &[Named]) -> Vec<String> {
    let word = |kind| match kind {
        Kind::Rest => "rest",
        Kind::Work => "work",
    };
    days.iter()
        .map(|it| format!("{} {} {}", it.date, word(it.kind), it.name))
        .collect()
}

#[test]
fn every_kind_of_file_says_the_same_days() {
    let wanted = [
        "2027-01-01 rest 元旦",
        "2027-01-02 rest 元旦",
        "2027-01-03 rest 元旦",
        "2027-01-10 work 元旦",
    ];
    assert_eq!(told(&days(NEXT)), wanted);
    let json = r#"{"year":2027,"papers":[],"days":[
        {"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-02","isOffDay":true},
        {"name":"元旦","date":"2027-01-03","isOffDay":true},{"name":"元旦","date":"2027-01-10","isOffDay":false}]}"#;
    assert_eq!(told(&days(json)), wanted);
    // Three days in one event, its end behind the last; a folded line; the word inside and behind the name.
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270101\r\n\
               DTEND;VALUE=DATE:20270104\r\nSUMMARY:元旦（休）\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\n\
               DTSTART;VALUE=DATE:2027\r\n 0110\r\nSUMMARY:元旦补班\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(told(&days(ics)), wanted);
}

#[test]
fn a_file_that_says_something_else_is_told_by_its_place() {
    let fault = |text: &str| match read_file(text.as_bytes(), "days.csv") {
        Err(FileFault::Table(fault)) => fault.code.to_owned(),
        Err(FileFault::Cells(problems)) => {
            let told = problems
                .iter()
                .map(|it| format!("{} {}", it.cell(), it.code));
            told.collect::<Vec<_>>().join(", ")
        }
        Err(FileFault::Other { code, .. }) => code.to_owned(),
        Ok(days) => format!("{days:?}"),
    };
    for (text, wanted) in [
        ("a,b\n1,2\n", "no_header"),
        (
            "date,type\n2027-01-01,休\n2027-01,休\n2027-01-03,早\n",
            "A3 not_a_day, B4 neither_rest_nor_work",
        ),
        (
            "{\"days\":[{\"name\":\"\",\"date\":\"2027-13-01\",\"isOffDay\":true}]}",
            "unreadable_json",
        ),
        ("{", "unreadable_json"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:休\nEND:VEVENT\nEND:VCALENDAR\n",
            "unreadable_calendar",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nSUMMARY:开会\nEND:VEVENT\nEND:VCALENDAR\n",
            "unreadable_calendar",
        ),
    ] {
        assert_eq!(fault(text), wanted, "{text}");
    }
}

#[test]
fn a_notice_is_compared_with_what_is_known() {
    let known = Calendar::published().unwrap();
    let plan = |text: &str| match planned(&known, &[], &days(&format!("date,type,name\n{text}"))) {
        Ok(plan) => format!(
            "{} {} changes {} keeps {} waits {:?}",
            plan.year,
            plan.is_whole,
            plan.changes.len(),
            plan.unchanged,
            plan.waits_for
        ),
        Err(Error::Invalid(faults)) => faults[0].code.to_string(),
        Err(other) => format!("{other:?}"),
    };
    for (text, wanted) in [
        (
            "2027-01-01,休,元旦\n2026-12-31,休,元旦\n",
            "2027 true changes 2 keeps 0 waits None",
        ),
        (
            "2028-01-01,休,元旦\n",
            "2028 true changes 1 keeps 0 waits Some(2027)",
        ),
        // One more day off in a year that is known; the same word again changes nothing.
        (
            "2026-12-28,休,雪\n",
            "2026 false changes 1 keeps 0 waits None",
        ),
        (
            "2026-10-01,休,国庆节\n",
            "2026 false changes 0 keeps 1 waits None",
        ),
        ("2027-05-01,休,劳动节\n", "year_unknown"),
        ("2027-01-01,休,元旦\n2028-01-01,休,元旦\n", "several_years"),
        ("2026-05-01,休,a\n2025-05-01,休,a\n", "several_years"),
        ("2027-01-01,休,元旦\n2028-03-01,休,a\n", "day_elsewhere"),
        ("2027-01-01,休,元旦\n2026-11-30,休,a\n", "day_elsewhere"),
        ("2027-01-01,休,元旦\n2027-01-01,班,元旦\n", "day_twice"),
    ] {
        assert_eq!(plan(text), wanted, "{text}");
    }
    // The whole year again takes back what is not said any more: 2026 has other days than its first of January.
    let again = planned(&known, &[], &days("date,type,name\n2026-01-01,休,元旦\n")).unwrap();
    assert!(again.changes.iter().all(|change| change.after.is_none()));
    assert!(again.changes.len() > 30);
    assert_eq!(again.calendar.is_worked(day("2026-10-01")), Some(true));
}

impl Office {
    fn as_installer(&self) -> Ctx {
        self.by(LEADER).in_org(0)
    }

    /// The leader of the test also keeps the installation.
    fn install(&self) {
        let ctx = self.ctx.in_org(0);
        let key = CommandKey::fresh(&ctx);
        let sql = "insert into access_grant_now (user_id, id, for_org, unit, role, rights, valid_from, valid_to) \
                   values ($1, $2, 0, 0, 'test', $3, '2000-01-01', null)";
        let grant = move |tx: &mut Tx, _: &Ctx, _| {
            let bit = Right::Install.bit();
            tx.execute(sql, &::store::values![LEADER, Id(9_000), bit])
                .map(drop)
        };
        self.db.act(&ctx, key, Prepare {}, grant).unwrap();
    }

    fn read_in(&self, ctx: &Ctx, text: &str, changes: usize) -> kernel::Result<Noticed> {
        let days = days(text);
        let input = ReadNotice {
            number: "示例〔2026〕1号".into(),
            source: "示例".into(),
            published: day("2026-11-05"),
            file: vec![1],
            year: days[0].date.year(),
            days: days.len(),
            changes,
        };
        let key = CommandKey::fresh(ctx);
        let deed = move |tx: &mut Tx, ctx: &Ctx, input| read_notice(tx, ctx, input, &days);
        self.db.act(ctx, key, input, deed)
    }

    fn dues(&self, case: Id) -> Vec<String> {
        let read = move |tx: &mut Tx| read::whole(tx, ORG, case);
        let whole = self.db.read(read).unwrap();
        whole
            .case
            .dues
            .values()
            .map(|due| format!("{due:?}"))
            .collect()
    }

    fn actions(&self, case: Id) -> Vec<String> {
        let read = move |tx: &mut Tx| read::whole(tx, ORG, case);
        let whole = self.db.read(read).unwrap();
        whole
            .events
            .into_iter()
            .map(|kept| kept.row.action)
            .collect()
    }
}

#[test]
fn a_day_that_was_not_fixed_is_fixed_by_the_notice_and_never_before() {
    on_both(|office| {
        office.install();
        office
            .clock
            .advance_days(office.ctx.today().days_until(day("2026-12-30")));
        // Two concerns: one is accepted within the year, the other is not due before the next.
        let early = office.open(DESK, office.concern(VILLAGE)).unwrap();
        office.clock.advance_days(1);
        let late = office.open(DESK, office.concern(VILLAGE)).unwrap();
        let wanted = vec![
            (late.number.clone(), "0".to_owned()),
            (early.number.clone(), "2026-12-31".to_owned()),
        ];
        assert_eq!(office.listed(DESK, false).0, wanted, "on top, not guessed");
        assert_eq!(office.dues(late.case), ["NotFixed { year: 2027 }"]);
        // Whoever works on cases does not say which days are off.
        let stranger = office.by(DESK).in_org(0);
        assert_eq!(office.read_in(&stranger, NEXT, 4), Err(Error::Forbidden));
        let ctx = office.as_installer();
        assert_eq!(office.read_in(&ctx, NEXT, 3), Err(Error::Conflict));
        office.read_in(&ctx, NEXT, 4).unwrap();
        refused(
            office.read_in(&ctx, NEXT, 4),
            "cases.notice_changes_nothing",
        );
        // It was read in, and until the cases are looked at nothing else is said of them.
        assert_eq!(office.dues(late.case), ["NotFixed { year: 2027 }"]);
        assert!(office.problems().is_empty());
        let (mut parts, system) = (Vec::new(), office.ctx.clone());
        settle_all(&office.db, &system, |part| parts.push(part)).unwrap();
        assert_eq!((parts[0].done, parts[0].changed), (2, 1));
        // Friday to Sunday are off: the first working day behind 31 December is Monday the 4th.
        assert_eq!(office.actions(late.case), ["open", "recompute"]);
        assert_eq!(office.actions(early.case), ["open"]);
        let wanted = vec![
            (early.number, "2026-12-31".to_owned()),
            (late.number.clone(), "2027-01-04".to_owned()),
        ];
        assert_eq!(office.listed(DESK, false).0, wanted);
        assert!(office.problems().is_empty());
        // What is written from now on counts with the store's calendar at once: 5 working days behind the 8th, the make-up
        // Sunday among them.
        office.clock.advance_days(8);
        let case = office.assigned(VILLAGE);
        let mut dues = office.dues(case);
        dues.sort();
        assert_eq!(
            dues,
            ["On(Date(2027-01-11))", "On(Date(2027-01-14))"].map(str::to_owned)
        );
    });
}

#[test]
fn a_correction_moves_days_and_an_interrupted_look_goes_on() {
    on_both(|office| {
        office.install();
        let cases: Vec<Id> = (0..3).map(|_| office.assigned(VILLAGE)).collect();
        // 5 May 2022 is a Thursday; somebody finds that it is off after all.
        let more = "date,type,name\n2022-05-05,休,青年节\n";
        let ctx = office.as_installer();
        let read = |text: &str| {
            let days = days(text);
            let input = ReadNotice {
                number: "1".into(),
                source: "2".into(),
                published: day("2022-04-01"),
                file: vec![],
                year: 2022,
                days: days.len(),
                changes: 1,
            };
            let deed = move |tx: &mut Tx, ctx: &Ctx, input| read_notice(tx, ctx, input, &days);
            office
                .db
                .act(&ctx, CommandKey::fresh(&ctx), input, deed)
                .unwrap();
        };
        read(more);
        let next = office.db.read(|tx| unsettled(tx, ORG)).unwrap().unwrap();
        assert_eq!(next.upto, Id(0));
        // The first part was done and the program stopped: as if one case had been looked at.
        let first = cases[0];
        let begun = move |tx: &mut Tx, ctx: &Ctx, _| {
            let known = crate::store::known(tx)?;
            let settled = crate::store::Settled {
                known,
                upto: first,
                total: 3,
                done: 1,
                changed: 0,
            };
            crate::store::keep_settled(tx, ctx.org, &settled)
        };
        let key = CommandKey::fresh(&office.ctx);
        office.db.act(&office.ctx, key, Prepare {}, begun).unwrap();
        let mut parts = Vec::new();
        settle_all(&office.db, &office.ctx, |part| parts.push(part)).unwrap();
        assert_eq!(
            (parts[0].done, parts[0].changed, parts[0].is_whole),
            (3, 2, true)
        );
        assert_eq!(office.actions(cases[0]).last().unwrap(), "accept");
        assert_eq!(office.actions(cases[1]).last().unwrap(), "recompute");
        // A rebuild finds the case that was left out, and the next look writes it down.
        let key = CommandKey::fresh(&office.ctx);
        let again = |tx: &mut Tx, ctx: &Ctx, _| rebuild(tx, ctx);
        office.db.act(&office.ctx, key, Prepare {}, again).unwrap();
        assert!(settle_all(&office.db, &office.ctx, |_| ()).unwrap());
        assert_eq!(office.actions(cases[0]).last().unwrap(), "recompute");
        assert!(office.problems().is_empty());
    });
}
