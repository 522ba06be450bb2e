//! Whoever has no account: his receipt, what he may do with it, what is found to be the same, and what everybody may see. On both
//! engines.

use super::stored::*;
use crate::alike::{Why, alike};
use crate::event::{Patch, Spot, Value};
use crate::photos::WithPhotos;
use crate::receipt::{
    self, GiveReceipt, act_for_requester, followed, give_receipt, open_with_receipt,
};
use crate::shown::{self, SoughtPublic};
use crate::{ActOnCase, DecideAsked, Done, OpenCase, Opened, decide_asked, read};
use ::store::{CommandKey, Tx};
use kernel::{Ctx, Error, Id, Result};

/// Told at the public page.
fn told(office: &Office, ctx: &Ctx, key: CommandKey, input: OpenCase) -> (Opened, String) {
    let code = receipt::code(&office.db.keys(), ORG, key);
    let (keys, mine) = (office.db.keys(), code.clone());
    let tag = move |number: &str| receipt::tag(&keys, number, &mine);
    let input = WithPhotos::new(input, &[]);
    let open = |tx: &mut Tx, ctx: &Ctx, input| {
        open_with_receipt(tx, ctx, input, Vec::new(), crate::open_case, tag)
    };
    (office.db.act(ctx, key, input, open).unwrap(), code)
}

fn opens(office: &Office, number: &str, code: &str) -> Option<Id> {
    let tag = receipt::tag(&office.db.keys(), number, code);
    let found = office.db.read(move |tx| followed(tx, tag)).unwrap();
    found.map(|(org, case)| {
        assert_eq!(org, ORG);
        case
    })
}

fn acts(office: &Office, case: &Opened, code: &str, action: &str, personal: Patch) -> Result<Done> {
    let ctx = office.ctx.clone();
    let tag = receipt::tag(&office.db.keys(), &case.number, code);
    let input = ActOnCase {
        case: case.case,
        action: action.into(),
        day: ctx.today(),
        patch: Patch::new(),
        personal,
        reason: Some("自己解决了".into()),
        seen: None,
    };
    let input = WithPhotos::new(input, &[]);
    let key = CommandKey::fresh(&ctx);
    office.db.act(&ctx, key, input, move |tx, ctx, input| {
        act_for_requester(tx, ctx, input, Vec::new(), tag)
    })
}

#[test]
fn a_receipt_opens_its_case_and_nothing_kept_tells_its_code() {
    on_both(|office| {
        let ctx = office.ctx.clone();
        let key = CommandKey::fresh(&ctx);
        let (case, code) = told(office, &ctx, key, office.concern(VILLAGE));
        assert_eq!(code.len(), receipt::LENGTH);
        assert_eq!(opens(office, &case.number, &code), Some(case.case));
        assert_eq!(opens(office, &case.number, "00000000"), None);
        assert_eq!(opens(office, "AP-2022-0002", &code), None);
        // A form sent twice makes one case and shows the same code.
        let again = told(office, &ctx, key, office.concern(VILLAGE));
        assert_eq!(again, (case.clone(), code.clone()));
        let (_, other) = told(
            office,
            &ctx,
            CommandKey::fresh(&ctx),
            office.concern(VILLAGE),
        );
        assert_ne!(other, code);
        let kept = office
            .db
            .read(|tx| {
                let sql = "select j.input from journal j where j.org = $1 order by j.seq limit 100";
                let rows = tx.query(sql, &::store::values![ORG])?;
                let inputs: Result<Vec<Vec<u8>>> = rows.iter().map(|row| row.get(0)).collect();
                Ok(String::from_utf8_lossy(&inputs?.concat()).into_owned())
            })
            .unwrap();
        assert!(!kept.contains(&code) && !kept.contains("路灯"), "{kept}");
        assert!(office.problems().is_empty());
    });
}

#[test]
fn a_new_code_ends_the_old_one_and_only_who_records_gives_it() {
    on_both(|office| {
        let key = CommandKey::fresh(&office.ctx);
        let (case, old) = told(office, &office.ctx, key, office.concern(VILLAGE));
        let give = |user: Id| {
            let ctx = office.by(user);
            let key = CommandKey::fresh(&ctx);
            let code = receipt::code(&office.db.keys(), ORG, key);
            let (keys, mine) = (office.db.keys(), code.clone());
            let input = GiveReceipt { case: case.case };
            let given = office.db.act(&ctx, key, input, move |tx, ctx, input| {
                give_receipt(tx, ctx, input, |number| receipt::tag(&keys, number, &mine))
            });
            given.map(|_| code)
        };
        refused(give(WORKER), "cases.not_your_role");
        assert_eq!(give(STRANGER), Err(Error::NotFound));
        assert_eq!(opens(office, &case.number, &old), Some(case.case));
        let new = give(DESK).unwrap();
        assert_eq!(opens(office, &case.number, &old), None);
        assert_eq!(opens(office, &case.number, &new), Some(case.case));
        let ended = acts(office, &case, &old, "withdraw", Patch::new());
        assert_eq!(ended, Err(Error::NotFound));
        let done = acts(office, &case, &new, "withdraw", Patch::new());
        assert_eq!(done.unwrap().state, "withdrawn");
    });
}

#[test]
fn whoever_brought_it_answers_what_is_asked_and_does_nothing_that_is_the_office_s() {
    on_both(|office| {
        let key = CommandKey::fresh(&office.ctx);
        let (case, code) = told(office, &office.ctx, key, office.concern(VILLAGE));
        let owner = fields([
            ("category", code_of("roads")),
            ("owner_unit", Value::Unit(VILLAGE)),
        ]);
        office
            .act(DESK, case.case, "accept", owner, Patch::new())
            .unwrap();
        office.none(WORKER, case.case, "start").unwrap();
        let question = fields([("question", text("是哪一盏？"))]);
        office
            .act(WORKER, case.case, "ask", Patch::new(), question)
            .unwrap();
        refused(
            acts(office, &case, &code, "solve", Patch::new()),
            "cases.wrong_state",
        );
        let answer = fields([("answer", text("西头第三盏"))]);
        let done = acts(office, &case, &code, "answer", answer);
        assert_eq!(done.unwrap().state, "doing");
        refused(
            acts(office, &case, &code, "ask", Patch::new()),
            "cases.not_your_role",
        );
        // By an account, however many rights it has, nobody acts as the one who brought it.
        let ctx = office.by(DESK);
        let tag = receipt::tag(&office.db.keys(), &case.number, &code);
        let input = ActOnCase {
            case: case.case,
            action: "withdraw".into(),
            day: ctx.today(),
            patch: Patch::new(),
            personal: Patch::new(),
            reason: Some("不想办".into()),
            seen: None,
        };
        let input = WithPhotos::new(input, &[]);
        let deed = office.db.act(
            &ctx,
            CommandKey::fresh(&ctx),
            input,
            move |tx, ctx, input| act_for_requester(tx, ctx, input, Vec::new(), tag),
        );
        assert_eq!(deed, Err(Error::NotFound));
    });
}

fn code_of(word: &str) -> Value {
    code(word)
}

/// Why others are found to be like a case, by their numbers.
fn found(office: &Office, user: Id, case: Id, sees: bool) -> Vec<(String, Vec<Why>)> {
    let ctx = office.by(user);
    let read = move |tx: &mut Tx| {
        let whole = read::whole(tx, ORG, case)?;
        alike(tx, &ctx, &whole, sees)
    };
    let found = office.db.read(read).unwrap();
    found
        .into_iter()
        .map(|alike| (alike.row.number, alike.why))
        .collect()
}

#[test]
fn the_same_person_telephone_place_and_kind_are_found_within_scope() {
    on_both(|office| {
        let open = |unit: Id, category: &str, personal: Patch| {
            let mut input = office.concern(unit);
            input.patch.insert("category".into(), code(category));
            input.personal.extend(personal);
            office.open(DESK, input).unwrap().case
        };
        let phone = |number: &str| fields([("contact", text(number))]);
        let at = |lat: i64, lon: i64| fields([("place", Value::Place(Spot::at(lat, lon)))]);
        let mut here = at(364_500_000, 1_159_800_000);
        here.extend(phone("138 0635 1234"));
        here.extend(fields([("requester_name", text("王大爷"))]));
        let one = open(VILLAGE, "roads", here);
        // Elsewhere, by another phone, and too far away.
        open(OTHER_VILLAGE, "roads", at(364_530_000, 1_159_800_000));
        let same_phone = open(OTHER_VILLAGE, "roads", phone("+86 13806351234"));
        let near = open(OTHER_VILLAGE, "roads", at(364_509_000, 1_159_800_000));
        open(
            VILLAGE,
            "roads",
            fields([("requester_name", text("王大爷"))]),
        );
        let number = |n: i64| format!("AP-2022-{n:04}");
        assert_eq!(
            found(office, DESK, one, true),
            [
                (number(3), vec![Why::Phone]),
                (number(5), vec![Why::Name, Why::Kind]),
                (number(4), vec![Why::Near(100)]),
            ]
        );
        // Who is not told what people told is not told by whom it may be the same.
        assert_eq!(
            found(office, DESK, one, false),
            [(number(5), vec![Why::Kind])]
        );
        // And nobody is told of cases that he does not see.
        assert_eq!(
            found(office, WORKER, one, true),
            [(number(5), vec![Why::Name, Why::Kind])]
        );
        // What ended long ago is not meant.
        office.none(DESK, same_phone, "withdraw").unwrap();
        assert_eq!(found(office, DESK, one, true).len(), 3, "lately");
        office.clock.advance_days(31);
        assert_eq!(found(office, DESK, one, true).len(), 2);
        assert_eq!(found(office, DESK, near, true)[0].1, [Why::Near(100)]);
    });
}

#[test]
fn an_answer_is_shown_once_two_agreed_and_no_longer_than_they_agree() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let owner = fields([
            ("category", code("roads")),
            ("owner_unit", Value::Unit(VILLAGE)),
        ]);
        office
            .act(DESK, case, "accept", owner, Patch::new())
            .unwrap();
        office.none(WORKER, case, "start").unwrap();
        let reply = fields([("reply", text("已为王大爷门前更换灯头"))]);
        let solved = fields([("result", code("solved"))]);
        office.act(WORKER, case, "solve", solved, reply).unwrap();
        let satisfied = fields([("satisfaction", code("satisfied"))]);
        office
            .act(CALLER, case, "call_back", satisfied, Patch::new())
            .unwrap();
        let listed = |unit: Option<Id>, choice: Option<&str>| {
            let asked = SoughtPublic {
                code: "appeal".into(),
                unit,
                choice: choice.map(str::to_owned),
                after: None,
            };
            let read = move |tx: &mut Tx| {
                let found = shown::listed(tx, &asked, 20)?;
                assert_eq!(
                    shown::count(tx, &asked)?,
                    i64::try_from(found.len()).unwrap()
                );
                Ok(found
                    .into_iter()
                    .map(|one| one.fields)
                    .collect::<Vec<Patch>>())
            };
            office.db.read(read).unwrap()
        };
        let public = fields([
            ("public_title", text("路灯不亮")),
            ("public_reply", text("已更换灯头")),
        ]);
        office
            .act(CALLER, case, "publish", public.clone(), Patch::new())
            .unwrap();
        assert!(listed(None, None).is_empty(), "it waits for another person");
        let event = office
            .db
            .read(move |tx| Ok(read::whole(tx, ORG, case)?.case.asked[0].event));
        let ctx = office.by(LEADER);
        let input = DecideAsked {
            case,
            event: event.unwrap(),
            is_approved: true,
            reason: None,
        };
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), input, decide_asked)
            .unwrap();
        let mut whole = public;
        whole.insert("category".into(), code("roads"));
        assert_eq!(listed(None, None), [whole], "public fields and no others");
        assert_eq!(listed(Some(VILLAGE), Some("roads")).len(), 1);
        assert!(listed(Some(OTHER_VILLAGE), None).is_empty());
        assert!(listed(None, Some("other")).is_empty());
        assert!(office.problems().is_empty());
        office.none(CALLER, case, "unpublish").unwrap();
        assert!(listed(None, None).is_empty());
        assert!(office.problems().is_empty());
    });
}
