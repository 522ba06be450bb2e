//! The address of a calendar, as it is made and as it is asked for.

use super::walks::{top_link, with_units};
use access::Role;
use axum::http::StatusCode;

/// Where nobody has set a public address, one without a host was shown, once and for ever; and whoever invented addresses kept all
/// calendars of an installation from being read for an hour.
#[tokio::test]
async fn a_calendar_has_an_address_that_leads_here_or_none() {
    let site = with_units("feed").await;
    let org = "name=A&kind=township&unit=371502104000&valid_from=2018-01-01";
    site.submit("/orgs/new", "/orgs/new", org).await;
    let town = top_link(&site.get("/units?q=371502104000").await.text, "/units/");
    let unit = kernel::Id(town.rsplit('/').next().unwrap().parse().unwrap());
    site.as_user("lu", Role::Clerk, 1, unit).await;
    let page = site.get("/calendar/feed").await;
    assert!(page.text.contains("公开网址还没有设定"), "{}", page.text);
    let form = "action=\"/calendar/feed\"";
    assert!(!page.text.contains(form), "{}", page.text);
    // Also for whoever had the form before.
    let csrf = page.hidden("_csrf");
    let body = format!("_csrf={csrf}&_key=00112233445566778899aabbccddeeff");
    let made = site.post("/calendar/feed", &body).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    assert!(!made.text.contains("/public/calendar/"), "{}", made.text);

    let user = site
        .app
        .db
        .read(|tx| Ok(access::users::user_by_login(tx, "lu")?.map(|user| user.id)))
        .unwrap();
    let ctx = site.app.ctx(1, user.unwrap());
    let by = ctx.clone();
    let token = site.app.db.work(&ctx, move |tx| cases::feed::make(tx, &by));
    let token = token.unwrap();
    for at in 0..31 {
        let invented = format!("/public/calendar/{at:064x}");
        assert_eq!(site.get(&invented).await.status, StatusCode::NOT_FOUND);
        let status = site.get(&format!("/public/calendar/{token}")).await.status;
        let too_often = StatusCode::TOO_MANY_REQUESTS;
        assert_eq!(status, if at < 30 { StatusCode::OK } else { too_often });
    }
}
