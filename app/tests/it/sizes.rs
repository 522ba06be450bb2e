//! What every public page weighs on its way to a phone, with its style, script and pictures, as the server compresses
//! it. The table: `cargo test -p zhen --test it sizes:: -- --nocapture`; it is kept in docs/measured, and with
//! ZHEN_MEASURED=1 written there.

use crate::rights::html::{crawl, is_html, links};
use crate::site::{Visitor, site};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;
use web::i18n::Lang;
use web::route::{Gate, Verb};

const BUDGET: usize = 40 * 1024;

/// Public addresses that are no page, or that are gone in a world that has begun.
const NO_PAGE: [(&str, &str); 13] = [
    ("/api", "every list and deed for programmers, at a desk"),
    (
        "/public/concerns/{link}",
        "nothing is published in the demonstration: public_figures.rs",
    ),
    ("/public/calendar/{token}", "a calendar for a program"),
    (
        "/follow/{receipt}",
        "for whoever holds a code: door.rs weighs it",
    ),
    (
        "/follow/{receipt}/photos/{photo}",
        "a photo comes when it is asked for",
    ),
    (
        "/follow/{receipt}/do/{action}",
        "for whoever holds a code: door.rs weighs it",
    ),
    ("/look", "changes how pages are shown and goes back"),
    ("/v/verify.py", "a file to take along"),
    ("/v/verify.md", "a file to take along"),
    ("/first-run", "answers only while nobody has an account"),
    (
        "/public/address/{token}",
        "answers while an address is being confirmed",
    ),
    ("/public/notices/{link}/notice.json", "a file to take along"),
    ("/public/notices/{link}/file", "a file to take along"),
];

/// Style, script and icon of a page, compressed.
fn parts(visitor: &mut Visitor, html: &str) -> usize {
    let marked = |mark: &'static str| html.split(mark).skip(1);
    let named: BTreeSet<&str> = marked("href=\"/assets/")
        .chain(marked("src=\"/assets/"))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(!named.is_empty(), "a page has its style: {html}");
    let weigh = |name: &&str| visitor.get(&format!("/assets/{name}")).body.len();
    named.iter().map(weigh).sum()
}

/// Bytes of one page with all that it needs.
fn weigh(path: &str, lang: &str, is_posted: bool) -> usize {
    let of = |visitor: Visitor| {
        let mut visitor = visitor.with_cookie("zhen_look", lang);
        match is_posted {
            true => visitor.post_bare(path, &[]),
            false => visitor.get(path),
        }
    };
    let host = &site().host;
    let plain = of(Visitor::new(host));
    assert!(
        plain.status == 200 && is_html(&plain),
        "{path}: {}",
        plain.status
    );
    assert!(
        plain.text().contains(&format!("<html lang=\"{lang}\"")),
        "{path} in {lang}"
    );
    let small = of(Visitor::new(host).weighing());
    assert!(
        small.header("content-encoding").is_some(),
        "{path} is compressed"
    );
    small.body.len() + parts(&mut Visitor::new(host).weighing(), &plain.text())
}

/// A notice and a slip of the demonstration, as its accountant comes to them.
fn shown_to_staff() -> BTreeSet<String> {
    let mut accountant = site().sign_in("accountant");
    let rounds = links(&accountant.get("/rounds").text());
    let of_one = |address: &&String| crate::rights::html::kind_of(address) == "/rounds/N";
    let rounds: BTreeSet<&String> = rounds.iter().filter(of_one).collect();
    let mut all = Vec::new();
    for round in rounds {
        all.extend(links(&accountant.get(round).text()));
        let lines = links(&accountant.get(&format!("{round}/lines")).text());
        let start = format!("{round}/line/");
        let Some(line) = lines.iter().find(|line| line.starts_with(&start)) else {
            continue;
        };
        let key = line[start.len()..].split('/').next().unwrap_or_default();
        all.extend(links(&accountant.get(&format!("{start}{key}/slip")).text()));
    }
    let mut stranger = Visitor::new(&site().host);
    let mut found = BTreeMap::new();
    for address in all {
        for kind in ["/public/notices/", "/public/slips/"] {
            let is_one = address.starts_with(kind) && address.matches('/').count() == 3;
            if !is_one || found.contains_key(kind) {
                continue;
            }
            // The roster is shown while the notice hangs; afterwards the button leads back.
            let answer = match kind {
                "/public/notices/" => stranger.post_bare(&address, &[]),
                _ => stranger.get(&address),
            };
            if answer.status == 200 {
                found.insert(kind, address.clone());
            }
        }
    }
    assert_eq!(found.len(), 2, "a notice and a slip: {found:?}");
    found.into_values().collect()
}

fn is_of(address: &str, route: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (given, asked): (Vec<_>, Vec<_>) = (path.split('/').collect(), route.split('/').collect());
    let same = |(a, b): (&&str, &&str)| a == b || b.starts_with('{');
    given.len() == asked.len() && given.iter().zip(&asked).all(same)
}

/// Route, what is shown, bytes: the heaviest of its kind in each language.
fn measured() -> Vec<(String, &'static str, usize)> {
    let mut visitor = Visitor::new(&site().host);
    let starts = ["/", "/sign-in", "/public", "/v"].map(str::to_owned);
    let mut addresses: BTreeSet<String> = crawl(&mut visitor, &starts)
        .into_iter()
        .filter(|(_, page)| page.status == 200 && is_html(page))
        .map(|(address, _)| address)
        .collect();
    addresses.extend(shown_to_staff());
    let modules = modules::all();
    let mut out = Vec::new();
    for route in modules.iter().flat_map(|module| &module.routes) {
        if route.gate != Gate::Public || NO_PAGE.iter().any(|(path, _)| *path == route.path) {
            continue;
        }
        let is_roster = route.verb == Verb::Post && route.path == "/public/notices/{link}";
        if route.verb == Verb::Post && !is_roster {
            // What a form answers is its own page again, or the next one.
            continue;
        }
        let of_kind: Vec<&String> = addresses
            .iter()
            .filter(|address| is_of(address, route.path))
            .collect();
        assert!(!of_kind.is_empty(), "{}: nobody comes to it", route.path);
        for lang in ["zh-CN", "en"] {
            let all = of_kind.iter().map(|path| weigh(path, lang, is_roster));
            let heaviest = all.max().unwrap_or(0);
            let what = if is_roster { " (roster)" } else { "" };
            out.push((format!("{}{what}", route.path), lang, heaviest));
        }
    }
    out.extend(longest_roster());
    out
}

/// A page of the roster as long as it can be: 200 households.
fn longest_roster() -> Vec<(String, &'static str, usize)> {
    let of = |lang: Lang| {
        let html = web::rounds::samples::roster(lang, 200).unwrap();
        assert_eq!(
            html.matches("<tr>").count(),
            202,
            "200 households, the head and the sum"
        );
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(html.as_bytes()).unwrap();
        let bytes = gzip.finish().unwrap().len();
        let mut visitor = Visitor::new(&site().host).weighing();
        let own = Visitor::new(&site().host).get("/public").text();
        let name = "/public/notices/{link} (200 rows)".to_owned();
        (name, lang.code(), bytes + parts(&mut visitor, &own))
    };
    Lang::ALL.into_iter().map(of).collect()
}

fn kept() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/measured/public-pages-sqlite.json")
}

fn kb(bytes: usize) -> f64 {
    (bytes as f64 / 102.4).round() / 10.0
}

#[test]
fn every_public_page_weighs_at_most_forty_kilobytes() {
    let found = measured();
    println!("{:<44} {:>6} {:>8}", "public page", "", "KB");
    for (page, lang, bytes) in &found {
        println!("{page:<44} {lang:>6} {:>8.1}", kb(*bytes));
    }
    for (page, lang, bytes) in &found {
        assert!(*bytes <= BUDGET, "{page} in {lang} weighs {bytes} bytes");
    }
    let largest = kb(found.iter().map(|(_, _, bytes)| *bytes).max().unwrap());
    if std::env::var_os("ZHEN_MEASURED").is_some() {
        let pages: Vec<Value> = found
            .iter()
            .map(|(page, lang, bytes)| json!([page, lang, kb(*bytes)]))
            .collect();
        let value = json!({
            "name": "public-pages", "engine": "sqlite", "commit": "", "machine": "any",
            "baseline": "40 KB", "largest_kb": largest, "pages_kb": pages,
        });
        std::fs::write(kept(), format!("{value}\n")).unwrap();
    }
    let told: Value = serde_json::from_str(&std::fs::read_to_string(kept()).unwrap()).unwrap();
    let told = told["largest_kb"].as_f64().unwrap();
    assert!(
        (told - largest).abs() <= 2.0,
        "docs/measured says {told} KB, found {largest}: ZHEN_MEASURED=1, then zhen bench report"
    );
}
