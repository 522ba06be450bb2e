//! What a search finds of cases.

use super::*;

/// How many concerns somebody finds.
fn found(office: &Office, user: Id, question: &str, sees: bool) -> usize {
    let ctx = office.by(user);
    let asked = access::texts::Asked {
        sought: kernel::grams::sought(question).unwrap(),
        right: Right::ViewCases,
        kinds: vec![crate::texts::kind("appeal")],
        after: None,
        sees,
    };
    let read = move |tx: &mut Tx| access::texts::find(tx, &ctx, &asked, 10);
    office.db.read(read).unwrap().len()
}

#[test]
fn a_search_finds_what_people_told_as_it_stands_and_for_whom_it_is() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap();
        let found = |user: Id, question: &str, sees: bool| found(office, user, question, sees);
        assert_eq!(found(DESK, "路灯 第三盏", true), 1);
        assert_eq!(found(DESK, &case.number, true), 1);
        // An auditor finds it by its number alone, and whoever works elsewhere not at all.
        assert_eq!(
            (found(LEADER, "路灯", false), found(LEADER, "2022", false)),
            (0, 1)
        );
        assert_eq!(found(STRANGER, "路灯", true), 0);
        // The reason of a step is found as well.
        assert_eq!(found(DESK, "电话核实", true), 0);
        let owner = fields([
            ("category", code("roads")),
            ("owner_unit", Value::Unit(OTHER_VILLAGE)),
        ]);
        office
            .act(DESK, case.case, "accept", owner, Patch::new())
            .unwrap();
        assert_eq!(found(DESK, "电话核实", true), 1);
        // Handled elsewhere now: seen there as well.
        assert_eq!(found(STRANGER, "路灯", true), 1);
        // Made again from the events it is the same.
        let ctx = office.ctx.clone();
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), Prepare {}, |tx, ctx, _| {
                rebuild(tx, ctx)
            })
            .unwrap();
        assert_eq!(found(STRANGER, "路灯 电话核实", true), 1);
    });
}

#[test]
fn cases_from_before_there_was_a_search_are_found_once_they_are_brought_forward() {
    on_both(|office| {
        for _ in 0..3 {
            office.open(DESK, office.concern(VILLAGE)).unwrap();
        }
        let ctx = office.ctx.clone();
        office
            .db
            .work(&ctx, |tx| access::texts::clear(tx, ORG, "case:appeal"))
            .unwrap();
        let behind = || office.db.read(|tx| caches::are_behind(tx, ORG)).unwrap();
        assert_eq!((behind(), found(office, DESK, "路灯", true)), (true, 0));
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), Prepare {}, |tx, ctx, _| {
                rebuild(tx, ctx)
            })
            .unwrap();
        assert_eq!((behind(), found(office, DESK, "路灯", true)), (false, 3));
    });
}
