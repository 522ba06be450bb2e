//! The way from an empty installation to the first colleague, page by page as a browser goes.

use super::Site;
use access::Role;
use axum::http::StatusCode;

const UNITS: &str = "区划代码,级别,名称,上级代码\n\
    370000000000,province,山东省,\n\
    371500000000,prefecture,聊城市,370000000000\n\
    371502000000,county,东昌府区,371500000000\n\
    371502104000,township,斗虎屯镇,371502000000\n\
    371502104268,village,张李新村,371502104000\n";

pub(super) async fn with_units(name: &str) -> Site {
    let site = Site::installed(name).await;
    let sent = site
        .upload(
            "/units/import",
            "/units/import",
            "区划.csv",
            UNITS.as_bytes(),
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let preview = sent.header("location").to_owned();
    let done = site
        .submit(
            &preview,
            &preview,
            "added=5&changed=0&valid_from=2018-01-01",
        )
        .await;
    assert_eq!(done.header("location"), "/units/imports", "{}", done.text);
    site
}

#[tokio::test]
async fn units_are_imported_browsed_searched_and_taken_back() {
    let site = with_units("units").await;
    assert!(site.get("/units/imports").await.text.contains("新增 5 个"));
    let top = site.get("/units").await.text;
    assert!(top.contains("山东省"));
    for typed in ["371502104", "%E6%96%97%E8%99%8E%E5%B1%AF", "dou"] {
        let found = site.get(&format!("/units?q={typed}")).await.text;
        assert!(found.contains("斗虎屯镇"), "{typed}");
    }
    let town = top_link(&site.get("/units?q=371502104000").await.text, "/units/");
    let page = site.get(&town).await.text;
    assert!(
        page.contains("东昌府区") && page.contains("张李新村"),
        "{page}"
    );
    let list = site.get("/units/imports").await.text;
    let import = top_link(&list, "/units/imports/");
    let asked = site.get(&import).await.text;
    assert!(asked.contains("<dd>5</dd>"), "{asked}");
    let taken = site.submit(&import, &import, "").await;
    assert_eq!(taken.header("location"), "/units/imports", "{}", taken.text);
    assert!(site.get("/units").await.text.contains("还没有单位"));
}

/// The first address on a page that begins so and names an id.
pub(super) fn top_link(html: &str, begins: &str) -> String {
    let id = |rest: &str| {
        rest.split('"')
            .next()
            .filter(|id| id.parse::<i64>().is_ok())
            .map(str::to_owned)
    };
    let mark = format!("href=\"{begins}");
    let found = html.split(&mark).skip(1).find_map(id);
    format!(
        "{begins}{}",
        found.unwrap_or_else(|| panic!("no {begins} in {html}"))
    )
}

#[tokio::test]
async fn a_faulty_row_is_shown_by_its_cell_and_comes_back_marked() {
    let site = Site::installed("faulty").await;
    let file = format!("{UNITS}37150210426,village,大徐新村,371502104000\n");
    let sent = site
        .upload(
            "/units/import",
            "/units/import",
            "区划.csv",
            file.as_bytes(),
        )
        .await;
    let preview = sent.header("location").to_owned();
    let page = site.get(&preview).await.text;
    assert!(
        page.contains("A7") && page.contains("代码须为 12 位数字"),
        "{page}"
    );
    let marked = site.get(&format!("{preview}/marked")).await;
    assert!(
        marked
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert!(marked.text.starts_with("PK"));
    // Somebody else does not find the file.
    site.as_user("lu", Role::Administrator, 0, access::scope::EVERYWHERE)
        .await;
    assert_eq!(site.get(&preview).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_without_a_header_is_read_after_the_columns_are_named() {
    let site = Site::installed("mapping").await;
    let file = UNITS.replace("区划代码,级别,名称,上级代码", "甲,乙,丙,丁");
    let sent = site
        .upload(
            "/units/import",
            "/units/import",
            "区划.csv",
            file.as_bytes(),
        )
        .await;
    let preview = sent.header("location").to_owned();
    let page = site.get(&preview).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("没有找到表头"), "{}", page.text);
    let named = site
        .submit(
            &preview,
            &format!("{preview}/mapping"),
            "code=A&level=B&name=C&parent=D",
        )
        .await;
    assert_eq!(named.header("location"), preview);
    let page = site.get(&preview).await.text;
    assert!(
        page.contains("确认导入") && !page.contains("没有找到表头"),
        "{page}"
    );
}

#[tokio::test]
async fn an_organisation_and_a_colleague_are_made() {
    let site = with_units("colleague").await;
    let fields = "name=%E6%96%97%E8%99%8E%E5%B1%AF%E9%95%87&kind=township&unit=371502104000&valid_from=2018-01-01";
    let empty = site
        .submit("/orgs/new", "/orgs/new", "name=&kind=township&valid_from=x")
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.text.contains("href=\"#f-name\"") && empty.text.contains("aria-invalid"),
        "{}",
        empty.text
    );
    let org = site.submit("/orgs/new", "/orgs/new", fields).await;
    assert_eq!(org.header("location"), "/orgs", "{}", org.text);
    let made = site
        .submit(
            "/users/new",
            "/users/new",
            "name=%E8%B7%AF%E6%98%8E%E5%8D%8E&login=lu",
        )
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    assert_eq!(made.header("referrer-policy"), "same-origin");
    let grant = top_link(&made.text.replace("/grant\"", "\""), "/users/");
    let password = made
        .text
        .split("<code class=\"big\">")
        .nth(2)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    assert!(password.len() >= 16, "{password}");
    let page = format!("{grant}/grant");
    let done = site
        .submit(
            &page,
            &page,
            "role=accountant&for_org=1&valid_from=2022-07-31",
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(site.get(&grant).await.text.contains("会计"));
    site.sign_out().await;
    let signed_in = site
        .submit(
            "/sign-in",
            "/sign-in",
            &format!("login=lu&password={password}"),
        )
        .await;
    assert_eq!(signed_in.header("location"), "/", "{}", signed_in.text);
    // An initial password opens nothing but the page that changes it.
    assert_eq!(
        site.get("/units").await.header("location"),
        "/account/password"
    );
    let fields = format!("present={password}&password=my-own-sentence&again=my-own-sentence");
    let changed = site
        .submit("/account/password", "/account/password", &fields)
        .await;
    assert_eq!(changed.header("location"), "/", "{}", changed.text);
    let home = site.get("/").await.text;
    assert!(
        home.contains("斗虎屯镇") && !home.contains("/journal"),
        "{home}"
    );
    assert_eq!(site.get("/users").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get("/figures").await.status, StatusCode::OK);
    assert_eq!(site.get("/story").await.status, StatusCode::OK);
    assert_eq!(site.get("/account").await.status, StatusCode::OK);
    assert!(
        site.get("/codes/household_status")
            .await
            .text
            .contains("脱贫户")
    );
}

#[tokio::test]
async fn the_journal_lists_deeds_and_the_audit_finds_them_whole() {
    let site = with_units("audit").await;
    let journal = site.get("/journal").await.text;
    assert!(
        journal.contains("导入单位") && journal.contains("孟庆禾"),
        "{journal}"
    );
    let filtered = site.get("/journal?deed=access.import_units").await.text;
    assert!(
        filtered.contains("单位5条") && filtered.contains("共1行"),
        "{filtered}"
    );
    let report = site.submit("/audit", "/audit", "checkpoint=").await;
    assert!(report.text.contains("没有发现问题"), "{}", report.text);
    let line = report
        .text
        .split("<code class=\"big\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    let again = site
        .submit("/audit", "/audit", &format!("checkpoint={line}"))
        .await;
    assert!(again.text.contains("没有发现问题"));
    let other = line.chars().rev().collect::<String>();
    assert_eq!(
        site.submit("/audit", "/audit", &format!("checkpoint={other}"))
            .await
            .status
            .as_u16(),
        422
    );
    let cut = format!("checkpoint=999:{}", "a".repeat(64));
    assert!(
        site.submit("/audit", "/audit", &cut)
            .await
            .text
            .contains("发现1处问题")
    );
}

#[tokio::test]
async fn pressing_twice_makes_one_organisation() {
    let site = with_units("twice").await;
    let page = site.get("/orgs/new").await;
    let body = format!(
        "_csrf={}&_key={}&name=A&kind=township&unit=371502104000&valid_from=2018-01-01",
        page.hidden("_csrf"),
        page.hidden("_key")
    );
    for _ in 0..2 {
        assert_eq!(
            site.post("/orgs/new", &body).await.status,
            StatusCode::SEE_OTHER
        );
    }
    assert_eq!(
        site.get("/orgs")
            .await
            .text
            .matches("href=\"/orgs/1\"")
            .count(),
        1
    );
    assert!(!site.get("/orgs").await.text.contains("href=\"/orgs/2\""));
}

#[tokio::test]
async fn many_units_are_imported_within_seconds() {
    let site = Site::installed("many").await;
    let mut file = String::from("code,level,name,parent\n371500000000,prefecture,聊城市,\n");
    for county in 1..=60 {
        file.push_str(&format!(
            "3715{county:02}000000,county,县{county},371500000000\n"
        ));
        for town in 1..=9 {
            let above = format!("3715{county:02}{town:03}000");
            file.push_str(&format!(
                "{above},township,镇{town},3715{county:02}000000\n"
            ));
            for village in 201..=219 {
                file.push_str(&format!(
                    "3715{county:02}{town:03}{village},village,村{village},{above}\n"
                ));
            }
        }
    }
    let count = file.lines().count() - 1;
    let sent = site
        .upload("/units/import", "/units/import", "all.csv", file.as_bytes())
        .await;
    let preview = sent.header("location").to_owned();
    let page = site.get(&preview).await.text;
    assert!(
        page.contains(&crate::format::count(count as i64)),
        "{count}"
    );
    let done = site
        .submit(
            &preview,
            &preview,
            &format!("added={count}&changed=0&valid_from=2018-01-01"),
        )
        .await;
    assert_eq!(done.header("location"), "/units/imports", "{}", done.text);
}
