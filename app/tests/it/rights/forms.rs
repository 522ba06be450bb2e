//! Every form that anybody comes to: posted as a foreign page would post it, and with a tag in every field of text.

use super::html::{Form, crawl, forms, is_html, kind_of};
use super::routes;
use crate::site::{Site, Visitor, fresh};
use std::collections::BTreeMap;
use web::route::Verb;

const ROLES: [&str; 8] = [
    "administrator",
    "org_administrator",
    "clerk",
    "village_clerk",
    "accountant",
    "reviewer",
    "approver",
    "accountant-dongli",
];

/// Short enough for most fields; a page that shows it as it is has one element more.
const TAG: &str = "\"><u id=z1>'";
const SHOWN: &str = "<u id=z1>";

/// One form of each kind that a visitor comes to, with the page on which it stands.
fn forms_of(visitor: &mut Visitor) -> Vec<(String, Form)> {
    let mut found: BTreeMap<String, (String, Form)> = BTreeMap::new();
    for (address, answer) in crawl(visitor, &["/".to_owned()]) {
        if answer.status != 200 || !is_html(&answer) {
            continue;
        }
        for form in forms(&answer.text(), &address) {
            let kind = kind_of(&form.action);
            let fields = form.fields.iter().map(|f| f.name.as_str());
            let key = format!("{kind} {}", fields.collect::<Vec<_>>().join(","));
            found.entry(key).or_insert((address.clone(), form));
        }
    }
    found.into_values().collect()
}

/// Posts that only show something.
fn only_reads(action: &str) -> bool {
    let path: Vec<&str> = action.split('?').next().unwrap().split('/').collect();
    routes()
        .into_iter()
        .filter(|route| route.verb == Verb::Post && route.reads_only)
        .any(|route| {
            let parts: Vec<&str> = route.path.split('/').collect();
            let fits = |(a, b): (&&str, &&str)| a.starts_with('{') || a == b;
            parts.len() == path.len() && parts.iter().zip(&path).all(fits)
        })
}

/// How far the chains of all organisations have come.
fn journal(name: &str) -> i64 {
    let file = std::env::temp_dir().join(format!("zhen-it-{}-{name}/demo.db", std::process::id()));
    let conn = rusqlite::Connection::open(file).unwrap();
    conn.query_row("select sum(seq) from journal_head_now", [], |row| {
        row.get(0)
    })
    .unwrap()
}

fn values(form: &Form) -> Vec<(String, String)> {
    let kept = form.fields.iter().filter(|f| f.name != "_csrf");
    kept.map(|f| (f.name.clone(), f.value.clone())).collect()
}

fn post(visitor: &mut Visitor, action: &str, fields: &[(String, String)]) -> u16 {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post_bare(action, &fields).status
}

#[test]
fn no_form_is_taken_from_a_foreign_page() {
    let site = fresh("foreign");
    let before = journal("foreign");
    let mut other = site.sign_in("auditor");
    other.get("/account");
    let foreign = other.token().to_owned();
    assert_eq!(foreign.len(), 64, "the other's token");
    let mut tried = 0;
    for role in ROLES {
        let mut visitor = site.sign_in(role);
        for (page, form) in forms_of(&mut visitor) {
            if only_reads(&form.action) || form.action == "/sign-out" {
                continue;
            }
            let mut refused = |visitor: &mut Visitor, fields: &[(String, String)], how: &str| {
                let status = post(visitor, &form.action, fields);
                assert!(
                    (400..500).contains(&status),
                    "{role}: {} {how}: {status}",
                    form.action
                );
                tried += 1;
            };
            let bare = values(&form);
            refused(&mut visitor, &bare, "without a token");
            let mut with = bare.clone();
            with.push(("_csrf".into(), foreign.clone()));
            refused(&mut visitor, &with, "with another's token");
            visitor.get(&page);
            let mut with = bare;
            with.push(("_csrf".into(), visitor.token().to_owned()));
            visitor.set_origin(Some("https://elsewhere.example"));
            refused(&mut visitor, &with, "from a foreign page");
            visitor.set_origin(Some("null"));
            refused(&mut visitor, &with, "from a page without an origin");
            visitor.set_origin(None);
        }
    }
    assert!(tried >= 300, "{tried} posts");
    assert_eq!(journal("foreign"), before, "something was written");
}

/// What goes into the fields: a tag into one field of text, or into all; something likely into the others.
fn filled(form: &Form, tagged: Option<usize>) -> Vec<(String, String)> {
    let likely = |kind: &str, value: &str| match kind {
        _ if !value.is_empty() => value.to_owned(),
        "date" => "2022-07-30".to_owned(),
        "file" => String::new(),
        "password" => "nobody-knows-it-9".to_owned(),
        _ => "1".to_owned(),
    };
    let fields = form
        .fields
        .iter()
        .enumerate()
        .filter(|(_, f)| f.name != "_csrf");
    fields
        .map(|(place, field)| {
            let is_text = is_text(&field.kind) && tagged.is_none_or(|only| only == place);
            let value = if is_text {
                TAG.to_owned()
            } else {
                likely(&field.kind, &field.value)
            };
            (field.name.clone(), value)
        })
        .collect()
}

fn is_text(kind: &str) -> bool {
    matches!(
        kind,
        "text" | "textarea" | "search" | "tel" | "url" | "email"
    )
}

#[test]
fn what_is_typed_is_never_a_tag() {
    let site: Site = fresh("typed");
    let before = journal("typed");
    let (mut fields_tried, mut taken) = (0, 0);
    for role in ROLES {
        let mut visitor = site.sign_in(role);
        for (page, form) in forms_of(&mut visitor) {
            // One's own password stays, and so does the session.
            if form.is_upload || ["/sign-out", "/account/password"].contains(&form.action.as_str())
            {
                continue;
            }
            let texts: Vec<usize> = (0..form.fields.len())
                .filter(|place| is_text(&form.fields[*place].kind))
                .collect();
            let each = texts.iter().map(|place| Some(*place));
            for tagged in std::iter::once(None).chain(each) {
                if texts.is_empty() {
                    continue;
                }
                visitor.get(&page);
                let mut fields = filled(&form, tagged);
                fields.push(("_csrf".into(), visitor.token().to_owned()));
                let fields: Vec<(&str, &str)> = fields
                    .iter()
                    .filter(|(name, _)| name != "_key")
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let answer = visitor.post(&form.action, &fields[..]);
                assert!(answer.status < 500 && answer.status != 0, "{}", form.action);
                assert!(!answer.text().contains(SHOWN), "{role}: {}", form.action);
                fields_tried += 1;
                taken += usize::from(answer.status == 303);
            }
        }
    }
    let written = journal("typed") - before;
    assert!(fields_tried >= 200, "{fields_tried} fields");
    assert!(
        taken >= 20 && written >= 10,
        "{taken} taken, {written} written"
    );
    for role in ROLES.iter().chain(&["auditor"]) {
        let mut visitor = site.sign_in(role);
        for (address, answer) in crawl(&mut visitor, &["/".to_owned(), "/public".to_owned()]) {
            if is_html(&answer) {
                assert!(!answer.text().contains(SHOWN), "{role} at {address}");
            }
        }
    }
}
