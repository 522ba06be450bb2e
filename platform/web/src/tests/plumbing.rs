//! What every request goes through before and after its handler.

use super::{CODE, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_form_without_its_token_or_from_elsewhere_is_refused() {
    let site = Site::new("token");
    let page = site.get("/sign-in").await;
    let token = page.hidden("_csrf");
    assert_eq!(
        site.post("/sign-in", "login=x&password=y").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        site.post("/sign-in", "_csrf=00&login=x&password=y")
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    let from = |origin: &str| {
        Request::post("/sign-in")
            .header(header::CONTENT_TYPE, FORM)
            .header(header::ORIGIN, origin)
            .body(Body::from(format!("_csrf={token}&login=x&password=y")))
            .unwrap()
    };
    for foreign in ["http://evil.test", "null", "https://zhen.test.evil.test"] {
        assert_eq!(
            site.ask(from(foreign)).await.status,
            StatusCode::FORBIDDEN,
            "{foreign}"
        );
    }
    let own = site.ask(from("http://zhen.test")).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Another browser's token is of no use in this one.
    site.cookies.lock().unwrap().clear();
    assert_eq!(
        site.ask(from("http://zhen.test")).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_are_told_alike() {
    let site = Site::installed("alike").await;
    site.sign_out().await;
    let mut told = Vec::new();
    for login in ["meng", "nobody"] {
        let answer = site
            .submit(
                "/sign-in",
                "/sign-in",
                &format!("login={login}&password=wrong-password"),
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let notice = answer
            .text
            .split("role=\"alert\"")
            .nth(1)
            .unwrap()
            .split("</div>")
            .next()
            .unwrap()
            .to_owned();
        told.push(notice);
    }
    assert_eq!(told[0], told[1]);
    for _ in 0..6 {
        site.submit("/sign-in", "/sign-in", "login=meng&password=wrong-password")
            .await;
    }
    let locked = site
        .submit(
            "/sign-in",
            "/sign-in",
            "login=meng&password=a-long-password-1",
        )
        .await;
    assert!(locked.text.contains("分钟后再试"), "{}", locked.text);
}

#[tokio::test]
async fn a_gate_sends_a_visitor_to_sign_in_and_back() {
    let site = Site::installed("gate").await;
    assert_eq!(site.get("/test/money").await.status, StatusCode::FORBIDDEN);
    site.sign_out().await;
    let answer = site.get("/units?q=%E5%BC%A0").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "/sign-in?back=%2Funits%3Fq%3D%25E5%25BC%25A0"
    );
    let form = site.get(answer.header("location")).await;
    assert_eq!(form.hidden("back"), "/units?q=%E5%BC%A0");
    let fields = "login=meng&password=a-long-password-1&back=%2Funits%3Fq%3D%25E5%25BC%25A0";
    let signed_in = site.submit("/sign-in", "/sign-in", fields).await;
    assert_eq!(signed_in.header("location"), "/units?q=%E5%BC%A0");
    assert_eq!(site.get("/units").await.status, StatusCode::OK);
    // What was typed would be lost: a posted form says so and goes nowhere.
    site.sign_out().await;
    assert_eq!(
        site.post("/orgs/new", "name=x").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn pages_carry_their_security_headers() {
    let site = Site::installed("headers").await;
    let page = site.get("/").await;
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let css = site.get(crate::assets::css_href()).await;
    assert_eq!(css.header("cache-control"), crate::assets::CACHE_CONTROL);
    site.sign_out().await;
    let public = site.get("/").await;
    assert_eq!(public.header("cache-control"), "no-cache");
    for word in ["<script", " style=", "onclick", "http://"] {
        assert!(
            !page.text.contains(word) && !public.text.contains(word),
            "{word}"
        );
    }
}

#[tokio::test]
async fn the_look_is_switched_by_a_link_that_stays_on_this_site() {
    let site = Site::new("look");
    assert!(site.get("/").await.text.contains("lang=\"zh-CN\""));
    let answer = site.get("/look?lang=en&elder=1&back=/sign-in").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    let page = site.get("/sign-in").await;
    assert!(
        page.text.contains("<html lang=\"en\" class=\"elder\""),
        "{}",
        page.text
    );
    for bad in [
        "//evil.test",
        "/%5Cevil.test",
        "https%3A%2F%2Fevil.test",
        "/a%0D%0Ab",
        "..%2Fx",
    ] {
        let answer = site.get(&format!("/look?lang=en&back={bad}")).await;
        assert_eq!(answer.header("location"), "/", "{bad}");
    }
}

#[tokio::test]
async fn what_was_saved_is_told_once() {
    let site = Site::installed("flash").await;
    let first = site.get("/").await;
    assert!(first.text.contains("管理员已建立"), "{}", first.text);
    assert!(!site.get("/").await.text.contains("管理员已建立"));
    // Words from a cookie that this server did not write are not shown.
    let forged = format!("{}.{}", "00".repeat(32), "7b7d");
    site.cookies
        .lock()
        .unwrap()
        .push(("zhen_flash".into(), forged));
    assert_eq!(site.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_accepted() {
    let site = Site::new("limit");
    let token = site.get("/sign-in").await.hidden("_csrf");
    let body = format!("_csrf={token}&login={}", "x".repeat(300 * 1024));
    assert_eq!(
        site.post("/sign-in", &body).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn an_uploaded_file_s_name_is_a_name_and_no_path() {
    let site = Site::new("upload");
    let answer = site
        .upload("/sign-in", "/test/upload", "../../etc/表.csv", b"a,b\n")
        .await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (StatusCode::OK, ".._.._etc_表.csv 4")
    );
}

#[tokio::test]
async fn an_internal_error_shows_a_number_and_not_its_cause() {
    let site = Site::new("internal");
    let answer = site.get("/test/broken").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.text.contains("secret"));
    assert!(answer.text.contains("编号"));
    assert_eq!(site.get("/nowhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/figures/%00").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_first_run_needs_the_code_of_the_terminal_and_happens_once() {
    let site = Site::new("first");
    let fields = |code: &str| {
        format!("code={code}&name=x&login=meng&password=a-long-password-1&again=a-long-password-1")
    };
    let wrong = site
        .submit("/first-run", "/first-run", &fields("guess"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("代码不对") && !wrong.text.contains("a-long-password"));
    let right = site.submit("/first-run", "/first-run", &fields(CODE)).await;
    assert_eq!(
        (right.status, right.header("location")),
        (StatusCode::SEE_OTHER, "/")
    );
    assert_eq!(site.get("/first-run").await.header("location"), "/sign-in");
    let home = site.get("/").await;
    assert!(home.text.contains("aria-current=\"step\"") && home.text.contains("/units/import"));
}

#[tokio::test]
async fn a_cookie_of_a_secure_site_travels_over_https_only() {
    let site = Site::new("cookies");
    let answer = site.get("/sign-in").await;
    let set = answer.header("set-cookie");
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && !set.contains("Secure"),
        "{set}"
    );
}
