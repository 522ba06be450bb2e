//! Lists that programs send in as files: looked at first, done once, and refused where they are not theirs or not a list.

use super::{ask, bearer, fetch, token, token_of};
use crate::site;
use serde_json::Value;

const TALKS: &str = "law.record.talks";
/// Of the street whose communities hold talks.
const CLERK: &str = "liuyuan-bangongshi";
const HEAD: &str = "举办日期,社区,主题,参加人次,主讲人\n";
const CSV: &str = "text/csv; charset=utf-8";

/// A program: where it asks, and with which token.
pub struct Program<'s> {
    pub host: &'s str,
    pub token: String,
}

impl Program<'_> {
    pub fn send(
        &self,
        deed: &str,
        (kind, key): (&str, Option<&str>),
        body: impl AsRef<[u8]>,
    ) -> (u16, Value) {
        let bearer = bearer(&self.token);
        let mut headers = vec![
            ("Authorization", bearer.as_str()),
            ("Content-Type", kind),
            ("Accept-Language", "en"),
        ];
        headers.extend(key.map(|key| ("Idempotency-Key", key)));
        let request = format!("POST /api/v1/deeds/{deed}");
        let (status, text) = fetch(self.host, &request, &headers, body);
        let body = serde_json::from_str(&text);
        (
            status,
            body.unwrap_or_else(|e| panic!("{deed}: {e}: {text}")),
        )
    }

    fn look(&self, body: impl AsRef<[u8]>) -> (u16, Value) {
        self.send(&format!("{TALKS}?look=true"), (CSV, None), body)
    }

    fn talks(&self) -> usize {
        let (status, body) = ask(self.host, &self.token, "law/talks?ended=true&limit=500");
        assert_eq!(status, 200, "{body}");
        body["rows"].as_array().unwrap().len()
    }
}

/// A key like no other of this test.
pub fn key(number: u8) -> String {
    format!("{number:032x}")
}

/// Codes of refusals, or of the first faulty field with its name.
pub fn told((status, body): &(u16, Value)) -> (u16, String) {
    let first = &body["errors"][0];
    let said = match first["field"].as_str() {
        Some(field) => format!("{field} {}", first["code"].as_str().unwrap()),
        None => body["code"].as_str().unwrap_or("done").to_owned(),
    };
    (*status, said)
}

#[test]
fn a_list_is_looked_at_then_done_once_for_its_key_and_known_the_next_time() {
    let site = site::fresh("taken");
    let clerk = Program {
        host: &site.host,
        token: token_of(site.sign_in_as(CLERK), "writes"),
    };
    let list = format!(
        "{HEAD}2022-07-20,兴业社区居委会,防范诈骗,31,纪怀远\n\
         2022-07-21,兴业社区居委会,防范诈骗,abc,纪怀远\n\
         2022-07-22,没有这个社区,防范诈骗,5,纪怀远\n"
    );
    let before = clerk.talks();
    let (status, looked) = clerk.look(&list);
    assert_eq!(status, 200, "{looked}");
    let told_in = &looked["taken_in"];
    assert!(looked["answer"].is_null() && told_in["is_known"] == false);
    let effects = told_in["effects"].as_array().unwrap().iter();
    let effects: Vec<(&str, i64)> = effects
        .map(|one| {
            (
                one["code"].as_str().unwrap(),
                one["number"].as_i64().unwrap(),
            )
        })
        .collect();
    let wanted = [
        ("law-effect-talks", 1),
        ("law-effect-audience", 31),
        ("projects-effect-aside", 2),
    ];
    assert_eq!(effects, wanted);
    let faults = told_in["faults"].as_array().unwrap();
    let place = |fault: &Value| {
        (
            fault["row"].as_i64(),
            fault["column"].as_str().map(str::to_owned),
        )
    };
    let places: Vec<_> = faults.iter().map(place).collect();
    assert_eq!(
        places,
        [(Some(3), Some("D".into())), (Some(4), Some("B".into()))]
    );
    for fault in faults {
        let words = fault["detail"].as_str().unwrap();
        assert!(
            words.ends_with('.') && !words.contains('。'),
            "in English: {words}"
        );
    }
    assert_eq!(clerk.talks(), before, "looking does nothing");
    // Done, and the same key again after it.
    let first = clerk.send(TALKS, (CSV, Some(&key(1))), &list);
    assert_eq!(first.0, 200, "{}", first.1);
    assert_eq!(first.1["answer"]["cases"], 1);
    assert_eq!(first.1["taken_in"]["faults_in_all"], 2);
    let again = clerk.send(TALKS, (CSV, Some(&key(1))), &list);
    assert_eq!(again, first);
    assert_eq!(clerk.talks(), before + 1);
    // The same key with another file, the same file with another key.
    let other = clerk.send(TALKS, (CSV, Some(&key(1))), format!("{list}\n"));
    assert_eq!(told(&other), (409, "conflict".into()));
    let known = clerk.send(TALKS, (CSV, Some(&key(2))), &list);
    assert_eq!(told(&known), (422, "api.file_known".into()));
    let (_, looked) = clerk.look(&list);
    assert_eq!(looked["taken_in"]["is_known"], true);
    assert_eq!(clerk.talks(), before + 1);
}

#[test]
fn who_may_not_takes_nothing_in_and_what_is_no_list_is_told_where() {
    let site = site::fresh("taken-not");
    let of = |role: &str, may: &str| Program {
        host: &site.host,
        token: token(&site, role, may),
    };
    let own = |may: &str| Program {
        host: &site.host,
        token: token_of(site.sign_in_as(CLERK), may),
    };
    let (clerk, reader) = (own("writes"), own("reads"));
    let (foreign, other) = (of("clerk-dahuang", "writes"), of("accountant", "writes"));
    let before = clerk.talks();
    let list = format!("{HEAD}2022-07-20,兴业社区居委会,防范诈骗,31,纪怀远\n");
    let faulty = format!("{HEAD}2022-07-20,兴业社区居委会,防范诈骗,abc,纪怀远\n");
    let zip = [b"PK\x03\x04".as_slice(), &[7; 400]].concat();
    let one = Some("00000000000000000000000000000009");
    let octets = "application/octet-stream";
    let (look, named) = (
        format!("{TALKS}?look=true"),
        format!("{TALKS}?name=x&name=y"),
    );
    for (program, deed, sent, body, status, said) in [
        (
            &reader,
            TALKS,
            (CSV, one),
            list.as_bytes(),
            403,
            "api.reads_only",
        ),
        (&other, TALKS, (CSV, one), list.as_bytes(), 403, "forbidden"),
        (
            &other,
            &look,
            (CSV, None),
            list.as_bytes(),
            403,
            "forbidden",
        ),
        // His own organisation has no such community.
        (
            &foreign,
            TALKS,
            (CSV, one),
            list.as_bytes(),
            422,
            "B2 not_a_unit_of_ours",
        ),
        (
            &clerk,
            TALKS,
            (CSV, None),
            list.as_bytes(),
            422,
            "idempotency-key required",
        ),
        (
            &clerk,
            TALKS,
            ("application/json", one),
            list.as_bytes(),
            415,
            "api.not_a_file",
        ),
        (
            &clerk,
            &named,
            (CSV, one),
            list.as_bytes(),
            422,
            "name named_twice",
        ),
        (
            &clerk,
            "law.record.talks?look=maybe",
            (CSV, one),
            list.as_bytes(),
            422,
            "look wrong_form",
        ),
        (
            &clerk,
            "law.record.talks?from=1",
            (CSV, one),
            list.as_bytes(),
            422,
            "from unknown_field",
        ),
        (
            &clerk,
            TALKS,
            (CSV, one),
            faulty.as_bytes(),
            422,
            "D2 not_a_count",
        ),
        (&clerk, TALKS, (CSV, one), b"", 422, "file empty_file"),
        (
            &clerk,
            TALKS,
            (octets, one),
            b"%PDF-1.7",
            422,
            "file other_kind",
        ),
        (&clerk, TALKS, (octets, one), &zip, 422, "file broken_file"),
        (&clerk, &look, (octets, None), &zip, 422, "file broken_file"),
        (
            &clerk,
            TALKS,
            (CSV, one),
            "甲,乙\n1,2\n".as_bytes(),
            422,
            "file no_header",
        ),
    ] {
        let answer = program.send(deed, sent, body);
        assert_eq!(told(&answer), (status, said.to_owned()), "{}", answer.1);
        for fault in answer.1["errors"].as_array().unwrap() {
            let words = fault["detail"].as_str().unwrap();
            assert!(!words.contains('⟦') && words.len() > 10, "{fault}");
        }
    }
    assert_eq!(clerk.talks(), before);
    // Whoever only reads may look.
    assert_eq!(reader.look(&list).0, 200);
    assert_eq!(clerk.talks(), before);
}
