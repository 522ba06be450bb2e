//! What one person may do is asked for by others with his ids: in another organisation, and in another village of the
//! same. Nothing is written, and the answer is that to something which does not exist.

use super::forms::{Untouched, filled, untouched};
use super::html::Form;
use super::route_of;
use crate::site::Visitor;
use crate::site::visitor::Answer;
use std::collections::BTreeMap;

const OURS: [&str; 7] = [
    "org_administrator",
    "clerk",
    "village_clerk",
    "accountant",
    "reviewer",
    "approver",
    "administrator",
];
const THEIRS: &str = "accountant-dongli";
/// Sees one village of the township.
const VILLAGE: &str = "village_clerk";

/// A long number in a text: an id.
fn ids(text: &str) -> Vec<&str> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| (15..=19).contains(&run.len())).collect()
}

/// The address with every id replaced by one that nothing has.
fn absent(action: &str) -> String {
    let mut out = action.to_owned();
    for id in ids(action) {
        out = out.replace(id, "4000000000000000001");
    }
    out
}

fn posted(visitor: &mut Visitor, action: &str, form: &Form, fields: &[(String, String)]) -> Answer {
    visitor.get("/account");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| !name.starts_with('_'))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    match form.is_upload {
        true => visitor.upload(
            action,
            "file",
            "a.csv",
            "姓名\n欧阳竹青\n".as_bytes(),
            &fields,
        ),
        false => visitor.post(action, &fields),
    }
}

/// What an answer says without what differs by the request: tokens, ids, numbers of faults.
fn said(answer: &Answer) -> String {
    let text = answer.text();
    let main = text.split("<main").nth(1).unwrap_or(&text).to_owned();
    main.split(|c: char| c.is_ascii_hexdigit())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Whether he comes to the page of a form, or is sent from it to the thing itself.
fn sees(visitor: &mut Visitor, page: &str) -> bool {
    let mut answer = visitor.get(page);
    if answer.status == 303 {
        answer = visitor.follow(&answer);
    }
    answer.status == 200
}

struct Tried {
    by_path: usize,
    by_field: usize,
}

/// Each with the page on which it stands.
type Forms<'f> = &'f [(String, Form)];

/// `theirs` are forms that somebody else may send; `role` sends them, and its `own` with the ids of others in them.
fn attack(
    untouched: &Untouched,
    role: &str,
    (own, theirs): (Forms, Forms),
    is_elsewhere: bool,
    tried: &mut Tried,
) {
    let mut visitor = untouched.site.sign_in(role);
    for (page, form) in theirs {
        if ids(&form.action).is_empty() {
            continue;
        }
        // Within his village a village clerk may do his part; where he sees the thing, but may not do this, he is
        // sent back to it.
        if !is_elsewhere && sees(&mut visitor, page) {
            continue;
        }
        let fields = filled(form, None, "1");
        let answer = posted(&mut visitor, &form.action, form, &fields);
        let twin = posted(&mut visitor, &absent(&form.action), form, &fields);
        let place = format!("{role} at {}", form.action);
        assert!(
            [403, 404].contains(&answer.status),
            "{place}: {}",
            answer.status
        );
        assert_eq!(
            answer.status, twin.status,
            "{place}: told from what is not there"
        );
        assert_eq!(
            said(&answer),
            said(&twin),
            "{place}: told from what is not there"
        );
        untouched.unchanged(&place);
        tried.by_path += 1;
    }
    // His own forms, with the ids of others in their fields.
    let mut foreign: BTreeMap<(Option<&str>, &str), &str> = BTreeMap::new();
    for (_, form) in theirs {
        for field in form.fields.iter().filter(|f| !ids(&f.value).is_empty()) {
            foreign.insert((route_of(&form.action), &field.name), &field.value);
        }
    }
    for (page, form) in own {
        for field in &form.fields {
            let Some(value) = foreign.get(&(route_of(&form.action), field.name.as_str())) else {
                continue;
            };
            if field.value == *value || field.name.starts_with('_') {
                continue;
            }
            let mut fields = filled(form, None, "1");
            for (name, old) in &mut fields {
                if *name == field.name {
                    (*value).clone_into(old);
                }
            }
            visitor.get(page);
            let answer = posted(&mut visitor, &form.action, form, &fields);
            let place = format!("{role}: {} = {value} at {}", field.name, form.action);
            assert!(
                answer.status == 303 || (400..500).contains(&answer.status),
                "{place}: {}",
                answer.status
            );
            untouched.unchanged(&place);
            tried.by_field += 1;
        }
    }
}

#[test]
fn a_deed_with_the_ids_of_others_is_not_done() {
    let untouched = untouched();
    let mut tried = Tried {
        by_path: 0,
        by_field: 0,
    };
    let forms = |role: &str| untouched.forms[role].as_slice();
    for role in OURS {
        let sent = (forms(role), forms(THEIRS));
        attack(untouched, role, sent, true, &mut tried);
        let sent = (forms(THEIRS), forms(role));
        attack(untouched, THEIRS, sent, true, &mut tried);
        if role != VILLAGE {
            let sent = (forms(VILLAGE), forms(role));
            attack(untouched, VILLAGE, sent, false, &mut tried);
        }
    }
    println!("{} by path, {} by field", tried.by_path, tried.by_field);
    assert!(tried.by_path >= 150, "{} by path", tried.by_path);
    assert!(tried.by_field >= 5, "{} by field", tried.by_field);
}
