//! What waits for whom, counted as it is listed. On both engines.

use super::stored::*;
use crate::event::{Patch, Value};
use crate::store::{Counts, Days, Late, Pile, Tray, due_days};
use crate::*;
use ::store::{CommandKey, Tx};
use kernel::Id;

const PEOPLE: [Id; 5] = [DESK, WORKER, CALLER, LEADER, STRANGER];

fn pile(tray: Tray, late: Option<Late>) -> Pile {
    Pile {
        tray,
        unit: None,
        code: None,
        late,
        after: None,
    }
}

impl Office {
    /// Numbers and days, page by page of two.
    fn in_tray(&self, user: Id, tray: Tray, late: Option<Late>) -> Vec<(String, String)> {
        let mut asked = pile(tray, late);
        let mut found: Vec<(String, String)> = Vec::new();
        loop {
            let (ctx, look) = (self.by(user), asked.clone());
            let page = self
                .db
                .read(move |tx: &mut Tx| inbox(tx, &ctx, &look, 2, true))
                .unwrap();
            let rows = page.lines.iter().map(|line| &line.row);
            found.extend(
                rows.clone()
                    .map(|row| (row.number.clone(), row.due.clone())),
            );
            asked.after = page
                .lines
                .last()
                .map(|line| (line.row.due.clone(), line.row.id));
            if !page.has_more {
                return found;
            }
        }
    }

    fn numbers(&self, user: Id, tray: Tray) -> Vec<String> {
        let found = self.in_tray(user, tray, None).into_iter();
        found.map(|(number, _)| number).collect()
    }

    /// Every count is as long as its list, and nobody is kept for whom no case waits.
    fn counts_are_lists(&self) {
        let left = "select cast(count(*) as bigint) from cases_actor_now a where not exists \
                    (select 1 from cases_now n where n.org = a.org and n.waits = a.id)";
        let left = self
            .db
            .read(move |tx| tx.query_one(left, &[])?.get::<i64>(0));
        assert_eq!(left.unwrap(), 0);
        for user in PEOPLE {
            let ctx = self.by(user);
            let whole = pile(Tray::Office, None);
            let trays = self
                .db
                .read(move |tx: &mut Tx| Ok(inbox(tx, &ctx, &whole, 2, true)?.trays))
                .unwrap();
            for (tray, counts) in Tray::ALL.into_iter().zip(trays) {
                let many = |late| self.in_tray(user, tray, late).len() as i64;
                let listed = Counts {
                    all: many(None),
                    not_fixed: many(Some(Late::NotFixed)),
                    over: many(Some(Late::Over)),
                };
                assert_eq!(counts, listed, "{user} {tray:?}");
            }
        }
    }

    pub fn assigned(&self, unit: Id) -> Id {
        let case = self.open(DESK, self.concern(unit)).unwrap().case;
        let owner = fields([
            ("category", code("roads")),
            ("owner_unit", Value::Unit(unit)),
        ]);
        self.act(DESK, case, "accept", owner, Patch::new()).unwrap();
        case
    }
}

#[test]
fn a_case_waits_for_whoever_may_bring_it_on_and_for_nobody_else() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap();
        let waits = |user: Id| office.numbers(user, Tray::Waiting);
        let number = || vec![case.number.clone()];
        assert_eq!((waits(DESK), waits(WORKER)), (number(), vec![]));
        let owner = fields([
            ("category", code("roads")),
            ("owner_unit", Value::Unit(VILLAGE)),
        ]);
        office
            .act(DESK, case.case, "accept", owner, Patch::new())
            .unwrap();
        // The caller works in the whole town, and therefore in its villages too; the other village's clerk does not.
        assert_eq!((waits(DESK), waits(WORKER)), (vec![], number()));
        assert_eq!((waits(CALLER), waits(STRANGER)), (number(), vec![]));
        office.none(CALLER, case.case, "start").unwrap();
        let reply = fields([("reply", text("已更换灯头"))]);
        let solved = fields([("result", code("solved"))]);
        office
            .act(CALLER, case.case, "solve", solved, reply)
            .unwrap();
        // Whoever solved it does not ask whether it is solved, but he may send it back to be done again.
        assert_eq!(waits(CALLER), number());
        assert_eq!(office.numbers(CALLER, Tray::Handled), number());
        assert_eq!(office.numbers(WORKER, Tray::Handled), Vec::<String>::new());
        assert_eq!(office.numbers(WORKER, Tray::Office), number());
        office.counts_are_lists();
        assert!(office.problems().is_empty());
    });
}

#[test]
fn what_is_asked_for_waits_for_whoever_may_decide_and_did_not_ask() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap();
        office.none(DESK, case.case, "void").unwrap();
        let number = vec![case.number];
        assert_eq!(office.numbers(LEADER, Tray::Asked), number);
        assert_eq!(office.numbers(LEADER, Tray::Waiting), number);
        assert_eq!(office.numbers(DESK, Tray::Asked), Vec::<String>::new());
        office.counts_are_lists();
    });
}

#[test]
fn what_is_over_goes_up_the_tree_day_by_day() {
    on_both(|office| {
        office.assigned(VILLAGE);
        office.assigned(OTHER_VILLAGE);
        let number = |n: i64| format!("AP-2022-{n:04}");
        let told = |user: Id| office.numbers(user, Tray::Escalated);
        // Due on Tuesday 10 May 2022 (Saturday the 7th is worked): those who work on it are told a working day later,
        // whoever answers for the unit after three, for the one above it after five.
        office.clock.advance_days(11);
        assert_eq!((told(WORKER), told(LEADER)), (vec![], vec![]));
        office.clock.advance_days(1);
        assert_eq!(told(WORKER), [number(1)]);
        assert_eq!(told(STRANGER), [number(2)]);
        // The leader of the town answers for its villages too: after three working days, on Friday.
        assert_eq!(told(LEADER), Vec::<String>::new());
        office.clock.advance_days(2);
        assert_eq!(told(LEADER), [number(1), number(2)]);
        let over = office.in_tray(WORKER, Tray::Waiting, Some(Late::Over));
        assert_eq!(over, [(number(1), "2022-05-10".to_owned())]);
        office.counts_are_lists();
    });
}

#[test]
fn lists_that_were_lost_are_found_again_part_by_part() {
    on_both(|office| {
        office.assigned(VILLAGE);
        let ended = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        office.none(DESK, ended, "withdraw").unwrap();
        // As a program before this one left them: ended ones among the open, and nothing else.
        office.spoil(&[
            "update cases_now set due = '9' where kind = 'void'",
            "delete from cases_actor_now where org = 1",
            "delete from cases_title_now where org = 1",
            "delete from cases_mark_now where org = 1",
            "delete from cases_hand_now where org = 1",
            "delete from cases_settled_now where org = 1",
        ]);
        assert!(!office.problems().is_empty());
        let (db, ctx) = (office.db.clone(), office.ctx.clone());
        let mut parts = Vec::new();
        assert!(settle_all(&db, &ctx, |part| parts.push(part)).unwrap());
        assert_eq!((parts.len(), parts[0].done, parts[0].changed), (1, 2, 0));
        assert!(office.problems().is_empty());
        assert!(!settle_all(&db, &ctx, |_| ()).unwrap());
        office.counts_are_lists();
        // What somebody else has done already, or what is known no more, is not done again.
        for (known, upto) in [(1, Id(0)), (0, Id(0))] {
            let again = Settle { known, upto };
            let key = CommandKey::fresh(&ctx);
            let part = db.act(&ctx, key, again, settle).unwrap();
            assert_eq!((part.done, part.is_whole), (2, true));
        }
    });
}

/// Reminders come before the last days that they are about, and with a limit for both nothing else was left of a calendar.
#[test]
fn last_days_do_not_give_way_to_reminders() {
    on_both(|office| {
        office.assigned(VILLAGE);
        office.assigned(OTHER_VILLAGE);
        let ctx = office.by(DESK);
        let span = (ctx.today(), ctx.today().plus_days(60));
        let days = |which: Days, limit: i64| {
            let ctx = ctx.clone();
            let read = move |tx: &mut Tx| due_days(tx, &ctx, span, which, None, limit);
            let rows = office.db.read(read).unwrap().into_iter();
            rows.map(|row| row.kind).collect::<Vec<_>>()
        };
        let all = days(Days::All, 100);
        assert!(all.contains(&"warn".to_owned()), "{all:?}");
        let lasts = all.iter().filter(|kind| *kind == "due").count();
        assert!(lasts >= 2, "{all:?}");
        assert_eq!(days(Days::All, 2), ["warn", "warn"]);
        assert_eq!(days(Days::Last, 2), ["due", "due"]);
        assert_eq!(days(Days::Last, 100).len(), lasts);
    });
}
