//! What programs are answered: tokens, deeds once for each key, pages of lists, files, and every hostile body.

use super::json;
use crate::tests::{Answer, Site};
use access::Role;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use kernel::{Error, Id};
use serde_json::{Value, json as as_json};

/// A program with a token, or without.
struct Program<'s> {
    site: &'s Site,
    token: String,
}

impl Program<'_> {
    async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/{path}"));
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.site
            .ask(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept-language", "en")], "")
            .await
    }

    async fn deed(&self, name: &str, key: &str, body: &str) -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key),
            ("accept-language", "en"),
        ];
        self.ask(Method::POST, &format!("deeds/{name}"), &headers, body)
            .await
    }
}

fn read(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|e| panic!("{e}: {}", answer.text))
}

fn code(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = read(answer);
    assert_eq!(problem["status"], answer.status.as_u16());
    problem["code"].as_str().unwrap().to_owned()
}

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A token from the page, as its owner copies it.
async fn token(site: &Site, fields: &str) -> String {
    let made = site
        .submit("/account/tokens/new", "/account/tokens/new", fields)
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let from = made.text.find("zhen_").unwrap();
    made.text[from..from + 69].to_owned()
}

const WRITES: &str = "name=script&for_org=0&may=writes&valid_to=2022-08-31";
const READS: &str = "name=report&for_org=0&may=reads&valid_to=2022-08-31";

async fn program<'s>(site: &'s Site, fields: &str) -> Program<'s> {
    let token = token(site, fields).await;
    Program { site, token }
}

fn unit(name: &str, code: &str) -> String {
    let unit = as_json!({
        "code": code, "level": "province", "name": name, "parent": null, "valid_from": "2020-01-01",
    });
    unit.to_string()
}

#[tokio::test]
async fn only_a_token_opens_the_api_and_no_session_does() {
    let site = Site::installed("api-token").await;
    let bare = Program {
        site: &site,
        token: String::new(),
    };
    // The browser is signed in; its cookie is sent along.
    let answer = bare.get("me").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(code(&answer), "api.no_token");
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    let known = program(&site, READS).await;
    let me = known.get("me").await;
    assert_eq!(me.status, StatusCode::OK, "{}", me.text);
    assert_eq!(read(&me)["login"], "meng");
    assert_eq!(read(&me)["reads_only"], true);
    assert_eq!(me.header("cache-control"), "no-store");
    let wrong = Program {
        site: &site,
        token: format!("zhen_{}", "0".repeat(64)),
    };
    let answer = wrong.get("me").await;
    assert_eq!(code(&answer), "api.unknown_token");
    // A token that reads does no deeds; one for nothing at all is not made.
    let refused = known
        .deed("access.add_unit", KEY, &unit("某省", "990000000000"))
        .await;
    assert_eq!(
        (refused.status, code(&refused)),
        (StatusCode::FORBIDDEN, "api.reads_only".into())
    );
    let none = site
        .submit(
            "/account/tokens/new",
            "/account/tokens/new",
            "name=x&for_org=7&may=reads&valid_to=2022-08-31",
        )
        .await;
    assert_eq!(none.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn wrong_tokens_lock_their_address_and_nobody_s_token() {
    let site = Site::installed("api-locked").await;
    let known = program(&site, READS).await;
    let wrong = Program {
        site: &site,
        token: format!("zhen_{}", "0".repeat(64)),
    };
    let mut last = StatusCode::OK;
    for _ in 0..25 {
        last = wrong.get("me").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let locked = wrong.get("me").await;
    assert_eq!(code(&locked), "access.too_many_attempts");
    assert!(locked.header("retry-after").parse::<i64>().unwrap() > 0);
    assert_eq!(known.get("me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_deed_is_done_once_for_its_key_and_stands_in_the_journal_as_done_by_a_program() {
    let site = Site::installed("api-once").await;
    let program = program(&site, WRITES).await;
    let body = unit("某省", "990000000000");
    let done = program.deed("access.add_unit", KEY, &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(read(&done)["deed"], "access.add_unit");
    // The same key as a UUID, with the spaces of another writer.
    let again = program
        .deed(
            "access.add_unit",
            "\"01234567-89AB-cdef-0123-456789abcdef\"",
            &format!(" {body}\n"),
        )
        .await;
    assert_eq!((again.status, &again.text), (StatusCode::OK, &done.text));
    let other = program
        .deed("access.add_unit", KEY, &unit("别省", "980000000000"))
        .await;
    assert_eq!(
        (other.status, code(&other)),
        (StatusCode::CONFLICT, "conflict".into())
    );
    let units = read(&program.get("units").await);
    assert_eq!(units["rows"].as_array().unwrap().len(), 1);
    assert_eq!(units["rows"][0]["name"], "某省");
    let journal = site.get("/journal").await;
    assert!(journal.text.contains("通过接口"), "{}", journal.text);
    // A refusal is the same as on the page, in the words of the asked language.
    let refused = program
        .deed("access.add_unit", &KEY.replace('0', "f"), &body)
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text
    );
    let problem = read(&refused);
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    assert_eq!(
        problem["type"].as_str().unwrap().split('#').next(),
        Some("/api")
    );
}

#[tokio::test]
async fn a_token_ends_with_its_day_by_its_owner_and_with_a_new_password() {
    let site = Site::installed("api-end").await;
    let known = program(&site, READS).await;
    let page = site.get("/account/tokens").await;
    assert!(page.text.contains("report"), "{}", page.text);
    let mark = "/account/tokens/";
    let at = page.text.find("/end").unwrap();
    let from = page.text[..at].rfind(mark).unwrap() + mark.len();
    let id = page.text[from..at].to_owned();
    let end = format!("/account/tokens/{id}/end");
    let ended = site.submit(&end, &end, "").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(known.get("me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.get(&end).await.status, StatusCode::NOT_FOUND);
    // Over yesterday, or in more than a year: not made.
    for day in ["2022-07-30", "2024-01-01"] {
        let fields = format!("name=x&for_org=0&may=reads&valid_to={day}");
        let made = site
            .submit("/account/tokens/new", "/account/tokens/new", &fields)
            .await;
        assert_eq!(made.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
    }
}

#[tokio::test]
async fn a_token_is_over_when_its_last_day_is_over() {
    let site = Site::installed("api-over").await;
    let known = program(&site, READS).await;
    site.clock.set(kernel::Date::new(2022, 8, 31).unwrap());
    assert_eq!(known.get("me").await.status, StatusCode::OK);
    site.clock.advance_days(1);
    let answer = known.get("me").await;
    assert_eq!(
        (answer.status, code(&answer)),
        (StatusCode::UNAUTHORIZED, "api.unknown_token".into())
    );
}

#[tokio::test]
async fn whoever_leaves_has_a_token_that_opens_nothing() {
    let site = Site::installed("api-left").await;
    site.as_user("guan", Role::Administrator, 0, Id(0)).await;
    let leaver = program(&site, WRITES).await;
    let me = read(&leaver.get("me").await);
    assert_eq!(me["login"], "guan");
    let (mut ctx, db) = (site.app.system(0), &site.app.db);
    let meng = db.read(|tx| access::users::user_by_login(tx, "meng"));
    ctx.actor.user = meng.unwrap().unwrap().id;
    let user = me["user"].as_str().unwrap().parse().unwrap();
    let input = access::leave::Leave {
        user,
        successor: None,
    };
    let key = store::CommandKey::fresh(&ctx);
    db.act(&ctx, key, input, access::leave::leave).unwrap();
    let answer = leaver
        .deed("access.add_unit", KEY, &unit("某省", "990000000000"))
        .await;
    assert_eq!(code(&answer), "api.unknown_token");
}

/// Among two hundred and one that are over, the one that still opened was not looked at.
#[tokio::test]
async fn whoever_leaves_has_no_token_left_behind_many_that_are_over() {
    use access::tokens::{EndToken, MakeToken, end_token, fresh, is_of, make_token, tokens_of};
    use kernel::Ctx;
    use store::Tx;
    let site = Site::installed("api-many").await;
    site.as_user("guan", Role::Administrator, 0, Id(0)).await;
    let first = program(&site, READS).await;
    let me = read(&first.get("me").await);
    let user: Id = me["user"].as_str().unwrap().parse().unwrap();
    let db = &site.app.db;
    let id = db.read(move |tx| tokens_of(tx, user)).unwrap()[0].id;
    let ctx = site.app.ctx(0, user);
    for _ in 0..201 {
        let (_, digest) = fresh(&ctx);
        let input = MakeToken {
            name: "script".into(),
            for_org: 0,
            reads_only: true,
            valid_to: ctx.today().plus_days(9),
        };
        let key = store::CommandKey::fresh(&ctx);
        let make = move |tx: &mut Tx, ctx: &Ctx, input| make_token(tx, ctx, input, &digest);
        let token = db.act(&ctx, key, input, make).unwrap();
        let key = store::CommandKey::fresh(&ctx);
        db.act(&ctx, key, EndToken { token }, end_token).unwrap();
    }
    let has_first = || {
        let token = first.token.clone();
        db.read(move |tx| is_of(tx, &token, id)).unwrap()
    };
    assert!(has_first());
    let mut by = site.app.system(0);
    let meng = db.read(|tx| access::users::user_by_login(tx, "meng"));
    by.actor.user = meng.unwrap().unwrap().id;
    let input = access::leave::Leave {
        user,
        successor: None,
    };
    let key = store::CommandKey::fresh(&by);
    db.act(&by, key, input, access::leave::leave).unwrap();
    assert!(!has_first());
}

#[tokio::test]
async fn whoever_loses_his_role_has_a_token_that_opens_nothing() {
    let site = Site::installed("api-role").await;
    site.as_user("guan", Role::Administrator, 0, Id(0)).await;
    let program = program(&site, READS).await;
    assert_eq!(program.get("me").await.status, StatusCode::OK);
    let ctx = site.app.system(0);
    let inner = ctx.clone();
    let db = &site.app.db;
    let grant = db
        .read(move |tx| {
            let user = access::users::user_by_login(tx, "guan")?.unwrap();
            Ok(access::grant_role::grants_of(tx, user.id)?.remove(0))
        })
        .unwrap();
    let input = access::grant_role::RevokeRole { grant: grant.id };
    let key = store::CommandKey::fresh(&ctx);
    db.act(&inner, key, input, access::grant_role::revoke_role)
        .unwrap();
    let answer = program.get("me").await;
    assert_eq!(code(&answer), "api.unknown_token");
}

#[tokio::test]
async fn a_list_is_read_page_by_page_and_as_a_file() {
    let site = Site::installed("api-pages").await;
    let program = program(&site, WRITES).await;
    for (at, name) in ["甲省", "乙省", "=丙省"].iter().enumerate() {
        let body = unit(name, &format!("9{at}0000000000"));
        let key = format!("{at:032x}");
        let done = program.deed("access.add_unit", &key, &body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    }
    let (mut names, mut cursor) = (Vec::new(), String::new());
    for _ in 0..5 {
        let page = program.get(&format!("units?limit=2{cursor}")).await;
        let found = read(&page);
        let rows = found["rows"].as_array().unwrap();
        names.extend(
            rows.iter()
                .map(|row| row["name"].as_str().unwrap().to_owned()),
        );
        let Some(next) = found["next"].as_str() else {
            assert_eq!(page.header("link"), "");
            break;
        };
        assert!(
            page.header("link")
                .ends_with(&format!("&cursor={next}>; rel=\"next\""))
        );
        cursor = format!("&cursor={next}");
    }
    assert_eq!(names, ["甲省", "乙省", "=丙省"]);
    let csv = program.get("units?format=csv").await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = csv.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "id,code,name,level,parent,closed");
    assert!(lines[3].contains(",'=丙省,"), "no formula: {}", lines[3]);
    let headers = [(
        "accept",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )];
    let xlsx = program.ask(Method::GET, "units", &headers, "").await;
    assert_eq!(xlsx.bytes.get(..2), Some(b"PK".as_slice()));
    for (path, field, what) in [
        ("units?limit=0", "limit", "out_of_range"),
        ("units?limit=2&limit=2", "limit", "named_twice"),
        ("units?cursor=%00", "cursor", "not_text"),
        ("units?code=1%002", "code", "not_text"),
        ("figures?division=%00", "division", "not_text"),
        ("units?cursor=WzFd", "cursor", "not_a_cursor"),
        ("units?parent=x", "parent", "wrong_form"),
        ("units?parents=1", "parents", "unknown_field"),
        ("units?code=1&code=2", "code", "named_twice"),
        ("units?format=geojson", "format", "unknown_word"),
        ("codes", "list", "required"),
        ("figures?as_of=2022-02-30", "as_of", "wrong_form"),
        ("figures?as_of=", "as_of", "wrong_form"),
        ("figures?as_known=", "as_known", "wrong_form"),
        (
            "figures?as_of=2022-02-03&as_of=2022-02-04",
            "as_of",
            "named_twice",
        ),
        ("figures?as_known=-1", "as_known", "not_a_number"),
        ("figures?asof=2022-02-03", "asof", "unknown_field"),
    ] {
        let answer = program.get(path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let fault = read(&answer)["errors"][0].clone();
        assert_eq!(
            (&fault["field"], &fault["code"]),
            (&as_json!(field), &as_json!(what)),
            "{path}"
        );
        assert!(!fault["detail"].as_str().unwrap().contains('⟦'), "{fault}");
    }
}

#[tokio::test]
async fn what_is_not_there_and_how_it_is_not_asked_are_told() {
    let site = Site::installed("api-not").await;
    let program = program(&site, WRITES).await;
    let headers = [("content-type", "text/plain"), ("idempotency-key", KEY)];
    for (method, path, headers, status, what) in [
        (Method::GET, "nothing", &[][..], 404, "not_found"),
        (Method::GET, "", &[], 404, "not_found"),
        (Method::GET, "deeds/access.add_unit", &[], 405, "api.method"),
        (Method::DELETE, "units", &[], 405, "api.method"),
        (Method::POST, "units", &[], 405, "api.method"),
        (
            Method::POST,
            "deeds/access.add_unit",
            &headers,
            415,
            "api.media_type",
        ),
        (Method::POST, "deeds/access.add_unit", &[], 422, "invalid"),
        (Method::GET, "figures/no.such", &[], 404, "not_found"),
        (
            Method::GET,
            "units",
            &[("accept", "image/png")],
            406,
            "api.not_acceptable",
        ),
    ] {
        let answer = program.ask(method.clone(), path, headers, "{}").await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer)),
            (status, what.to_owned()),
            "{method} {path}"
        );
        assert_eq!(
            answer.header("allow").is_empty(),
            status != 405,
            "{method} {path}"
        );
    }
    let long = format!("{{\"code\": \"{}\"}}", "9".repeat(2 * 1024 * 1024));
    let answer = program.deed("access.add_unit", KEY, &long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let head = program.ask(Method::HEAD, "units", &[], "").await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
}

/// What a hostile body is answered.
#[test]
fn nothing_that_is_sent_is_guessed() {
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for (sent, told) in [
        ("", "refused api.not_json line=1 column=0"),
        ("{", "refused api.not_json line=1 column=1"),
        ("{} {}", "refused api.not_json line=1 column=4"),
        ("{\"a\": 1e400}", "refused api.not_json line=1 column=11"),
        (deep.as_str(), "refused api.not_json line=1 column=128"),
        (r#"{"a": 1, "a": 2}"#, "invalid a:named_twice"),
        (
            r#"{"a": {"b": [1, {"c": 1, "c": 1}]}}"#,
            "invalid a.b.1.c:named_twice",
        ),
        (r#"{"a": 1.5}"#, "invalid a:not_whole"),
        (r#"{"a": 9007199254740992}"#, "invalid a:too_large"),
        (r#"{"a": -9007199254740992}"#, "invalid a:too_large"),
        (r#"{"a": 99999999999999999999}"#, "invalid a:not_whole"),
        (r#"{"a": "x\u0000y"}"#, "invalid a:not_text"),
        (r#"{"a\u0000": 1}"#, "invalid a\0:not_text"),
        (r#"{"a": 9007199254740991}"#, "fine"),
    ] {
        let read = json::parse(sent.as_bytes());
        let read = read.map_or_else(|e| e.to_string(), |_| "fine".to_owned());
        assert_eq!(read, told, "{}", sent.get(..40).unwrap_or(sent));
    }
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Sent {
    id: Id,
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default)]
    set: std::collections::BTreeSet<i64>,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    One,
    Two(i64),
}

#[test]
fn faults_name_their_path() {
    for (sent, told) in [
        (as_json!({"id": "5", "kind": "one"}), "fine"),
        (
            as_json!({"id": "5", "kind": {"two": 3}, "name": null, "set": [3, 1]}),
            "fine",
        ),
        (as_json!({"kind": "one"}), "invalid id:required"),
        (as_json!({"id": 5, "kind": "one"}), "invalid id:wrong_form"),
        (
            as_json!({"id": "+5", "kind": "one"}),
            "invalid id:wrong_form",
        ),
        (
            as_json!({"id": "5", "kind": "three"}),
            "invalid kind:unknown_word",
        ),
        (
            as_json!({"id": "5", "kind": {"two": "x"}}),
            "invalid kind.two:wrong_form",
        ),
        (
            as_json!({"id": "5", "kind": "one", "more": 1}),
            "invalid more:unknown_field",
        ),
        (
            as_json!({"id": "5", "kind": "one", "more": null}),
            "invalid more:unknown_field",
        ),
        (
            as_json!({"id": "5", "kind": "one", "set": [1, 1]}),
            "invalid set:named_twice",
        ),
        (as_json!([1]), "invalid 0:wrong_form"),
        // An object is told by its names, never by their order.
        (as_json!(["5", "one", null, []]), "invalid :wrong_form"),
    ] {
        let read: kernel::Result<Sent> = json::read(sent.clone());
        let read = read.map_or_else(|e: Error| e.to_string(), |_| "fine".to_owned());
        assert_eq!(read, told, "{sent}");
    }
}
