//! Papers from a form to the browser and back.

use super::Site;
use super::walks::{top_link, with_units};
use crate::papers::{PaperSource, module};
use axum::body::Body;
use axum::http::{Request, header};
use kernel::{Actor, Id};
use store::CommandKey;

/// A thing of the township.
const THING: PaperSource = PaperSource {
    source: "test_thing",
    view: access::Right::ViewRounds,
    attach: access::Right::PrepareRounds,
    place: |tx, _, id| {
        let sql = "select id from access_unit_now where code = '371502104000'";
        let unit = tx.query_one(sql, &[])?.get(0)?;
        Ok((id == Id(5)).then(|| (unit, "五联鑫".to_owned())))
    },
    back: "/rounds/",
};

pub(super) fn routes() -> Vec<crate::Route> {
    module(vec![THING]).routes
}

async fn send(site: &Site, name: &str, bytes: &[u8]) -> super::Answer {
    let page = site.get("/papers/of/test_thing/5").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let (csrf, key) = (page.hidden("_csrf"), page.hidden("_key"));
    let mut body = Vec::new();
    let fields = [
        ("_csrf", csrf.as_str()),
        ("_key", key.as_str()),
        ("kind", "posting_photo"),
        ("date", "2022-07-30"),
    ];
    for (field, value) in fields {
        let part =
            format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend(part.bytes());
    }
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend(bytes);
    body.extend(b"\r\n--x--\r\n");
    let request = Request::post("/papers/of/test_thing/5")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    site.ask(request).await
}

#[tokio::test]
async fn a_photo_is_attached_shown_in_a_sandbox_and_withdrawn() {
    let site = with_units("papers").await;
    let org = "name=A&kind=township&unit=371502104000&valid_from=2018-01-01";
    assert_eq!(site.submit("/orgs/new", "/orgs/new", org).await.status, 303);
    let ctx = site.app.ctx(0, Id(0)).by(Actor::SYSTEM);
    let key = CommandKey::fresh(&ctx);
    let load = access::codes::LoadCodes {};
    site.app
        .db
        .act(&ctx, key, load, access::codes::load_codes)
        .unwrap();
    let town = top_link(&site.get("/units?q=371502104000").await.text, "/units/");
    let unit = Id(town.rsplit('/').next().unwrap().parse().unwrap());
    site.as_user("lu", access::Role::Accountant, 1, unit).await;
    let photo = [
        &[0xff, 0xd8, 0xff, 0xe1, 0, 12][..],
        b"Exif\0\0GPS!",
        &[0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
    ]
    .concat();
    let told = send(&site, "a.jpg", b"<script>").await;
    assert_eq!(told.status, 422);
    assert!(told.text.contains("JPEG"), "{}", told.text);
    assert_eq!(send(&site, "a.jpg", &photo).await.status, 303);
    let page = site.get("/papers/of/test_thing/5").await;
    let id: String = page
        .text
        .split("href=\"/papers/")
        .filter_map(|rest| rest.split(['"', '/']).next())
        .find(|id| id.bytes().all(|b| b.is_ascii_digit()))
        .unwrap()
        .to_owned();
    let shown = site.get(&format!("/papers/{id}")).await;
    assert_eq!(shown.header("content-type"), "image/jpeg");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert!(shown.header("content-security-policy").contains("sandbox"));
    assert!(shown.header("content-disposition").starts_with("inline"));
    assert!(!shown.text.contains("GPS"));
    let form = format!("/papers/{id}/withdraw");
    assert_eq!(
        site.submit(&form, &form, "reason=replaced").await.status,
        303
    );
    assert_eq!(
        site.submit(&form, &form, "reason=replaced").await.status,
        422
    );
    assert_eq!(site.get("/papers/of/test_thing/6").await.status, 404);
    assert_eq!(site.get("/papers/of/other/5").await.status, 404);
}
