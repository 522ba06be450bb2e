//! The API as others see it: its document judged by an independent tool, everything in it asked by another one, and no deed
//! forgotten.

mod hostile;
mod left_out;
mod numbers;
mod pages;
mod taken;
mod taken_each;

use crate::site::{self, Site, Visitor, site};
use crate::tidy;
use left_out::LEFT_OUT;
use pages::{NOT_OFFERED, OFFERED, fits};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use testkit::require;

fn offered() -> Vec<String> {
    let deeds = modules::all().into_iter().flat_map(|module| module.deeds);
    deeds.map(|deed| deed.code.to_owned()).collect()
}

#[test]
fn every_deed_is_offered_to_programs_or_left_out_with_a_reason() {
    let offered: BTreeSet<String> = offered().into_iter().collect();
    let left_out: BTreeSet<String> = LEFT_OUT
        .iter()
        .map(|(code, _)| (*code).to_owned())
        .collect();
    assert_eq!(left_out.len(), LEFT_OUT.len(), "one is left out twice");
    let there = tidy::deeds();
    assert!(there.len() > 140, "they are found: {}", there.len());
    let both: Vec<_> = offered.intersection(&left_out).collect();
    assert!(both.is_empty(), "offered and left out: {both:?}");
    let known: BTreeSet<String> = offered.union(&left_out).cloned().collect();
    let forgotten: Vec<_> = there.difference(&known).collect();
    assert!(
        forgotten.is_empty(),
        "name in the module's api.rs, or in LEFT_OUT with a reason: {forgotten:?}"
    );
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "there is no such deed: {gone:?}");
}

/// Pages of lists have no id in their address, or are files of something with one.
#[test]
fn every_page_of_a_list_is_offered_to_programs_or_left_out_with_a_reason() {
    let modules = modules::all();
    let lists: BTreeSet<&str> = modules
        .iter()
        .flat_map(|module| module.lists.iter().map(|list| list.path))
        .chain(["figures"])
        .collect();
    let pages: BTreeSet<&str> = modules
        .iter()
        .flat_map(|module| &module.routes)
        .filter(|route| route.verb == web::Verb::Get)
        .map(|route| route.path)
        .filter(|path| !path.contains('{') || path.ends_with(".xlsx") || path.ends_with("/export"))
        .collect();
    assert!(pages.len() > 90, "they are found: {}", pages.len());
    let offered = |page: &str| OFFERED.iter().any(|(known, _)| *known == page);
    let left_out = |page: &str| NOT_OFFERED.iter().any(|(known, _)| fits(known, page));
    let forgotten: Vec<_> = pages
        .iter()
        .filter(|page| !offered(page) && !left_out(page))
        .collect();
    assert!(
        forgotten.is_empty(),
        "hand over as a list, or name in pages.rs with a reason: {forgotten:?}"
    );
    let absent: Vec<_> = OFFERED
        .iter()
        .filter(|(_, list)| !lists.contains(list))
        .collect();
    assert!(absent.is_empty(), "there is no such list: {absent:?}");
    let all: BTreeSet<&str> = modules
        .iter()
        .flat_map(|module| module.routes.iter().map(|route| route.path))
        .collect();
    let gone: Vec<_> = OFFERED
        .iter()
        .filter(|(page, _)| !all.contains(page))
        .collect();
    assert!(gone.is_empty(), "there is no such page: {gone:?}");
    let idle = |(known, _): &&(&str, &str)| !pages.iter().any(|page| fits(known, page));
    let idle: Vec<_> = NOT_OFFERED.iter().filter(idle).collect();
    assert!(idle.is_empty(), "nothing fits: {idle:?}");
}

#[test]
fn no_two_lists_or_deeds_have_the_same_address() {
    let mut seen = BTreeSet::new();
    for module in modules::all() {
        for list in module.lists {
            assert!(seen.insert(list.path.to_owned()), "{} twice", list.path);
        }
        for deed in module.deeds {
            assert!(
                seen.insert(format!("deeds/{}", deed.name())),
                "{} twice",
                deed.name()
            );
        }
    }
}

/// A token of whoever has this role, as he copies it from the page.
fn token(site: &Site, role: &str, may: &str) -> String {
    token_of(site.sign_in(role), may)
}

fn token_of(mut visitor: Visitor, may: &str) -> String {
    let page = visitor.get("/account/tokens/new").text();
    let org = page.split("selected").next().unwrap();
    let org = org
        .rsplit("value=\"")
        .next()
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let last = page.split("name=\"valid_to\"").nth(1).unwrap();
    let last = last
        .split("value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let fields = [
        ("name", "it"),
        ("for_org", &org),
        ("may", may),
        ("valid_to", &last),
    ];
    let made = visitor.post("/account/tokens/new", &fields);
    assert_eq!(made.status, 200, "{}", made.text());
    let text = made.text();
    let from = text.find("zhen_").unwrap();
    text[from..from + 69].to_owned()
}

/// Python with the tools that `.ci/run` puts into `target/api-tools`; `None` where they are not.
fn python() -> Option<Command> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target =
        target.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target"));
    let tools = target.join("api-tools");
    if !tools.join("schemathesis").is_dir() {
        require::missing(
            require::PYTHON,
            &format!("there is nothing in {}", tools.display()),
        );
        return None;
    }
    let mut command = Command::new("python3");
    command
        .env("PYTHONPATH", tools)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

fn run(mut command: Command) -> String {
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}\n{wrong}");
    said
}

/// What is answered to a request with these headers: status and body.
fn fetch(
    host: &str,
    request: &str,
    headers: &[(&str, &str)],
    body: impl AsRef<[u8]>,
) -> (u16, String) {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let mut head = format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let body = body.as_ref();
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// A list or a figure as JSON.
fn ask(host: &str, token: &str, path: &str) -> (u16, Value) {
    let bearer = bearer(token);
    let headers = [("Authorization", bearer.as_str())];
    let (status, text) = fetch(host, &format!("GET /api/v1/{path}"), &headers, "");
    let body = serde_json::from_str(&text);
    (
        status,
        body.unwrap_or_else(|e| panic!("{path}: {e}: {text}")),
    )
}

/// A file as text.
fn text(host: &str, token: &str, path: &str) -> String {
    let bearer = bearer(token);
    let headers = [("Authorization", bearer.as_str())];
    fetch(host, &format!("GET /api/v1/{path}"), &headers, "").1
}

/// What a deed is answered.
fn ask_with(host: &str, token: &str, deed: &str, input: &Value) -> (u16, Value) {
    let key = "00112233445566778899aabbccddeeff";
    let bearer = bearer(token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ];
    let request = format!("POST /api/v1/deeds/{deed}");
    let (status, text) = fetch(host, &request, &headers, input.to_string());
    (status, serde_json::from_str(&text).unwrap())
}

#[test]
fn an_independent_tool_finds_the_document_valid_in_both_languages() {
    let site = site();
    for lang in ["zh-CN", "en"] {
        let (status, text) = fetch(
            &site.host,
            "GET /api/v1/openapi.json",
            &[("Accept-Language", lang)],
            "",
        );
        assert_eq!(status, 200);
        assert!(!text.contains('⟦'), "words are missing");
        let Some(mut command) = python() else {
            return;
        };
        let file = site::folder("openapi").join("openapi.json");
        std::fs::write(&file, &text).unwrap();
        command.args(["-m", "openapi_spec_validator"]).arg(&file);
        let said = run(command);
        assert!(said.contains("OK"), "{said}");
    }
}

/// How many examples of each kind a run makes up for an operation: bounded so that all runs take about two minutes.
const EXAMPLES: &str = "4";

/// Who asks what: whoever may do most with it. First words of lists and of deeds.
const ASKED: [(&str, &[&str], &[&str]); 4] = [
    (
        "administrator",
        &["units", "codes", "orgs", "users", "deputies", "journal"],
        &["access"],
    ),
    ("clerk", &["people", "land", "search"], &["people", "land"]),
    (
        "clerk-dahuang",
        &[
            "appeals",
            "campaigns",
            "findings",
            "inspections",
            "objections",
            "law",
            "inbox",
            "calendar",
            "holidays",
        ],
        &["appeals", "cases", "campaigns", "law"],
    ),
    (
        "accountant",
        &[
            "projects",
            "registers",
            "coops",
            "nets",
            "rounds",
            "books",
            "papers",
            "figures",
            "me",
        ],
        &["shares", "coop", "net", "payout", "market"],
    ),
];

/// The addresses of the lists, or of the deeds, that begin so.
fn addresses(lists: &[&str], deeds: &[&str], is_deeds: bool) -> String {
    match is_deeds {
        true => format!("^/deeds/(?:{})[.]", deeds.join("|")),
        false => format!("^/(?:{})(?:/|$)", lists.join("|")),
    }
}

#[test]
fn every_address_is_asked_by_one_of_them() {
    let first = |path: &str| path.split(['/', '.']).next().unwrap().to_owned();
    for module in modules::all() {
        for list in module.lists {
            let of = ASKED
                .iter()
                .filter(|(_, lists, _)| lists.contains(&&*first(list.path)));
            assert_eq!(of.count(), 1, "who asks for {}", list.path);
        }
        for deed in module.deeds {
            let of = ASKED
                .iter()
                .filter(|(_, _, deeds)| deeds.contains(&&*first(deed.code)));
            assert_eq!(of.count(), 1, "who does {}", deed.code);
        }
    }
}

/// Each with his own token, with what he may, and with the document's own idea of what is right and wrong. How a body is read is
/// the same for every deed: those of the administrator are asked for each field and its limits, the others at random.
#[test]
fn everything_in_the_document_is_asked_by_a_tool_that_makes_requests_up_and_nothing_breaks() {
    if python().is_none() {
        return;
    }
    let site = site::fresh("api");
    for (seed, (role, lists, deeds)) in (1..).zip(ASKED) {
        for is_deeds in [false, true] {
            let token = token(&site, role, "writes");
            let phases = match is_deeds && role != "administrator" {
                true => "examples,fuzzing",
                false => "examples,coverage,fuzzing",
            };
            let Some(mut command) = python() else {
                return;
            };
            command
                .args(["-m", "schemathesis.cli", "run"])
                .arg(format!("http://{}/api/v1/openapi.json", site.host))
                .args(["--header", &format!("Authorization: Bearer {token}")])
                .args(["--include-path-regex", &addresses(lists, deeds, is_deeds)])
                .args(["--phases", phases])
                .args(["--seed", &seed.to_string(), "--max-examples", EXAMPLES])
                .args(["--checks", CHECKS, "--no-color", "--workers", "1"])
                .args(["--warnings", "off"])
                .args(["--generation-database", "none", "--request-timeout", "30"])
                .current_dir(site::folder("schemathesis"));
            let said = run(command);
            assert!(said.contains("No issues found"), "{role}: {said}");
            assert!(!said.contains("429 responses"), "{role}: {said}");
        }
    }
}

/// What is asked of every answer. Left out is what the document cannot say: that a made-up id names a thing, or that whoever
/// asks has the right; and other tokens, which would lock the address.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,negative_data_rejection,\
                      missing_required_header,unsupported_method";
