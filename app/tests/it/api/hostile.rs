//! Who asks for what is not his, or for what nobody answered.

use super::{ask, ask_with, token};
use crate::site::site;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Lists that are the same for everybody, or of the installation.
const SHARED: &[&str] = &[
    "units",
    "codes",
    "holidays",
    "holidays/notices",
    "appeals/replies",
    "appeals/issued",
    "appeals/issued/cells",
    "journal",
];

/// Lists of a part of something: the field that names it, and the list where its id stands.
const PARTS: &[(&str, &str, &str)] = &[
    ("projects/roster", "project", "projects"),
    ("registers/holders", "register", "registers"),
    ("coops/members", "coop", "coops"),
    ("rounds/lines", "round", "rounds"),
    ("rounds/brought/lines", "brought", "rounds/brought"),
    ("books/vouchers", "book", "books"),
    ("books/balances", "book", "books"),
    ("people/posts", "organisation", "people/organisations"),
    ("campaigns/items", "campaign", "campaigns"),
    ("campaigns/lines", "campaign", "campaigns"),
    ("campaigns/rounds", "campaign", "campaigns"),
    ("campaigns/villages", "campaign", "campaigns"),
    ("campaigns/left", "campaign", "campaigns"),
    ("campaigns/weeks", "campaign", "campaigns"),
    ("campaigns/findings", "campaign", "campaigns"),
    ("campaigns/turns", "campaign", "campaigns"),
];

fn paths() -> Vec<&'static str> {
    let lists = modules::all().into_iter().flat_map(|module| module.lists);
    lists.map(|list| list.path).collect()
}

/// The ids of a list's rows; nothing for whoever may not ask, or where a filter is missing.
fn ids(host: &str, token: &str, path: &str) -> BTreeSet<String> {
    let (status, body) = ask(host, token, &format!("{path}?limit=500"));
    if status != 200 {
        assert!([403, 404, 422].contains(&status), "{path}: {status} {body}");
        return BTreeSet::new();
    }
    let rows = body["rows"].as_array().unwrap();
    let of = |row: &Value| row["id"].as_str().map(str::to_owned);
    rows.iter().filter_map(of).collect()
}

#[test]
fn nobody_reads_or_does_anything_with_what_another_organisation_has() {
    let site = site();
    let (own, foreign) = (
        token(site, "accountant", "writes"),
        token(site, "accountant-dongli", "writes"),
    );
    let mut seen = BTreeMap::new();
    for path in paths().into_iter().filter(|path| !SHARED.contains(path)) {
        let own = ids(&site.host, &own, path);
        let theirs = ids(&site.host, &foreign, path);
        assert!(own.is_disjoint(&theirs), "{path}");
        seen.insert(path, own);
    }
    for path in [
        "projects",
        "registers",
        "rounds",
        "books",
        "people/households",
    ] {
        assert!(!seen[path].is_empty(), "{path} has rows to ask for");
    }
    let mut asked = 0;
    for (path, field, of) in PARTS {
        for id in &seen[of] {
            let part = format!("{path}?{field}={id}");
            let (status, body) = ask(&site.host, &own, &part);
            assert_eq!(status, 200, "{part}: {body}");
            let (status, body) = ask(&site.host, &foreign, &part);
            assert_eq!(status, 404, "{part}: {body}");
            asked += 1;
        }
    }
    assert!(asked > 5, "{asked}");
    let round = seen["rounds"].first().unwrap();
    let book = seen["books"].first().unwrap();
    let register = seen["registers"].first().unwrap();
    for (deed, input) in [
        ("payout.close_round", json!({ "round": round })),
        (
            "payout.cancel_round",
            json!({ "round": round, "reason": "x" }),
        ),
        (
            "payout.close_month",
            json!({ "book": book, "through": "2022-07-31" }),
        ),
        (
            "shares.open_class",
            json!({ "register": register, "kind": "member", "name": "x", "holder": "person",
                    "scale": 1, "face": null, "date": "2022-07-31" }),
        ),
    ] {
        let (status, body) = ask_with(&site.host, &foreign, deed, &input);
        let is_shut = [403, 404].contains(&status) || body["code"] == "invalid";
        assert!(is_shut, "{deed}: {status} {body}");
    }
}

#[test]
fn nothing_is_answered_without_a_token() {
    let site = site();
    let asked = paths()
        .into_iter()
        .map(|path| format!("GET /api/v1/{path}"));
    let deeds = modules::all().into_iter().flat_map(|module| module.deeds);
    let deeds: Vec<String> = deeds
        .map(|deed| format!("POST /api/v1/deeds/{}", deed.name()))
        .collect();
    let others = ["me", "figures", "figures/x", "figures/x/rows"];
    let others = others.map(|path| format!("GET /api/v1/{path}"));
    for request in asked.chain(deeds).chain(others) {
        let (status, body) = super::fetch(&site.host, &request, &[], "");
        assert_eq!(status, 401, "{request}: {body}");
        assert!(body.contains("api.no_token"), "{request}: {body}");
    }
}

/// Each number of a cursor that was answered becomes another, and each text; and what was never one.
#[test]
fn a_made_up_cursor_is_told_to_be_none_or_begins_somewhere_else() {
    let site = site();
    let token = token(site, "accountant", "reads");
    let mut tampered = 0;
    for path in paths() {
        let (status, body) = ask(&site.host, &token, &format!("{path}?limit=1"));
        if status != 200 {
            continue;
        }
        let mut cursors: Vec<String> = [
            "W10",
            "bnVsbA",
            "MA",
            "Ii0iIg",
            "e30",
            "WyIiLCIwIl0",
            "====",
            "%F0%9F%90%9F",
        ]
        .map(str::to_owned)
        .into();
        if let Some(next) = body["next"].as_str() {
            let text = BASE64_URL_SAFE_NO_PAD.decode(next).unwrap();
            let cursor: Value = serde_json::from_slice(&text).unwrap();
            for other in [
                json!(-1),
                json!(i64::MAX),
                json!("9223372036854775807"),
                json!("' or 1=1 --"),
                json!("\u{1F41F}"),
                json!("2022-02-30"),
                json!(1.5),
                json!([]),
                Value::Null,
            ] {
                cursors.extend(
                    others(&cursor, &other)
                        .iter()
                        .map(|cursor| BASE64_URL_SAFE_NO_PAD.encode(cursor.to_string())),
                );
            }
            tampered += 1;
        }
        for cursor in cursors {
            let asked = format!("{path}?limit=1&cursor={cursor}");
            let (status, body) = ask(&site.host, &token, &asked);
            assert!([200, 422].contains(&status), "{asked}: {status} {body}");
        }
    }
    assert!(tampered > 5, "{tampered} lists have a second page");
}

/// A cursor with another value in the place of each of its own.
fn others(cursor: &Value, other: &Value) -> Vec<Value> {
    match cursor {
        Value::Array(all) => (0..all.len())
            .map(|at| {
                let mut all = all.clone();
                all[at] = other.clone();
                Value::Array(all)
            })
            .collect(),
        _ => vec![other.clone()],
    }
}

#[test]
fn files_hold_no_formulas_and_nothing_beyond_the_list() {
    let site = site();
    let token = token(site, "accountant", "reads");
    for path in ["projects", "rounds", "people/households", "land/parcels"] {
        let (status, list) = ask(&site.host, &token, &format!("{path}?limit=500"));
        assert_eq!(status, 200, "{path}: {list}");
        let text = super::text(&site.host, &token, &format!("{path}?format=csv"));
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        let is_whole = list["next"].is_null();
        let rows = list["rows"].as_array().unwrap().len();
        assert!(
            !is_whole || lines.len() == rows + 1,
            "{path}: {} lines",
            lines.len()
        );
        for cell in lines.iter().flat_map(|line| line.split(',')) {
            let first = cell.trim_matches('"').chars().next();
            let is_number = cell
                .trim_start_matches('-')
                .bytes()
                .all(|b| b.is_ascii_digit());
            let is_formula = matches!(first, Some('=' | '+' | '@' | '-')) && !is_number;
            assert!(!is_formula, "{path}: {cell}");
        }
    }
}
