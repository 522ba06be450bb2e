//! Every form that anybody comes to: posted as a foreign page would post it, and with a text in every field.

use super::html::{Form, crawl, forms, is_html, kind_of};
use super::{route_of, routes};
use crate::site::{Site, Visitor, fresh};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use web::route::Verb;

const ROLES: [&str; 9] = [
    "administrator",
    "org_administrator",
    "clerk",
    "village_clerk",
    "accountant",
    "reviewer",
    "approver",
    "accountant-dongli",
    "clerk-dahuang",
];

/// A demonstration that nobody changes, and to which forms each role comes: whoever tries them writes nothing.
pub struct Untouched {
    pub site: Site,
    pub forms: BTreeMap<&'static str, Vec<(String, Form)>>,
    /// How far the chains had come.
    written: i64,
}

pub fn untouched() -> &'static Untouched {
    static UNTOUCHED: OnceLock<Untouched> = OnceLock::new();
    UNTOUCHED.get_or_init(|| {
        let site = fresh("untouched");
        let of = |role: &&'static str| (*role, forms_of(&mut site.sign_in(role)));
        Untouched {
            forms: ROLES.iter().map(of).collect(),
            written: journal("untouched"),
            site,
        }
    })
}

impl Untouched {
    pub fn unchanged(&self, place: &str) {
        assert_eq!(journal("untouched"), self.written, "{place} was done");
    }
}

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
    let path = route_of(action);
    let mut reads = routes()
        .into_iter()
        .filter(|route| route.verb == Verb::Post && route.reads_only);
    reads.any(|route| Some(route.path) == path)
}

/// How far the chains of all organisations have come.
pub fn journal(name: &str) -> i64 {
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
    let untouched = untouched();
    let site = &untouched.site;
    let mut other = site.sign_in("auditor");
    other.get("/account");
    let foreign = other.token().to_owned();
    assert_eq!(foreign.len(), 64, "the other's token");
    let mut tried = 0;
    for (role, forms) in &untouched.forms {
        let mut visitor = site.sign_in(role);
        for (page, form) in forms {
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
            let bare = values(form);
            refused(&mut visitor, &bare, "without a token");
            let mut with = bare.clone();
            with.push(("_csrf".into(), foreign.clone()));
            refused(&mut visitor, &with, "with another's token");
            visitor.get(page);
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
    untouched.unchanged("a forged form");
}

/// What goes into the fields: a text into one field of text, or into all; something likely into the others.
pub fn filled(form: &Form, tagged: Option<usize>, text: &str) -> Vec<(String, String)> {
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
                text.to_owned()
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

/// How many fields were tried, how many forms taken, and to which forms each role came.
pub struct Typed {
    pub fields: usize,
    pub taken: usize,
    pub forms: BTreeMap<&'static str, Vec<(String, Form)>>,
}

/// Types a text into every field of text of every form of every role, one after the other and into all at once; no
/// answer may contain `shown`.
pub fn type_everywhere(site: &Site, text: &str, shown: &str) -> Typed {
    let mut typed = Typed {
        fields: 0,
        taken: 0,
        forms: BTreeMap::new(),
    };
    for role in ROLES {
        let mut visitor = site.sign_in(role);
        let found = forms_of(&mut visitor);
        for (page, form) in &found {
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
                visitor.get(page);
                let mut fields = filled(form, tagged, text);
                fields.push(("_csrf".into(), visitor.token().to_owned()));
                let fields: Vec<(&str, &str)> = fields
                    .iter()
                    .filter(|(name, _)| name != "_key")
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let answer = visitor.post(&form.action, &fields[..]);
                assert!(answer.status < 500 && answer.status != 0, "{}", form.action);
                assert!(!answer.text().contains(shown), "{role}: {}", form.action);
                typed.fields += 1;
                typed.taken += usize::from(answer.status == 303);
            }
        }
        typed.forms.insert(role, found);
    }
    typed
}
