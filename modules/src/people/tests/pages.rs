//! The pages as a browser asks for them: a list goes in, is looked at, and is taken back.

mod life;
mod rights;

use super::world::*;
use ::web::App;
use ::web::app::{AppInner, Config};
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use kernel::{Actor, Id};
use std::sync::{Arc, Mutex};
use store::CommandKey;
use testkit::{SeededRng, cast};
use tower::ServiceExt;

struct Site<'w> {
    world: &'w World,
    router: axum::Router,
    session: String,
}

impl<'w> Site<'w> {
    /// Somebody with a role at a unit, signed in.
    fn new(world: &'w World, login: &str, role: access::Role, unit: Id) -> Site<'w> {
        let ctx = world.by(Id(0)).in_org(0).by(Actor::SYSTEM);
        let input = access::make_user::MakeUser {
            for_org: ORG,
            login: login.into(),
            name: "路明华".into(),
        };
        let key = CommandKey::fresh(&ctx);
        let user = world
            .db
            .act(&ctx, key, input, |tx, ctx, i| {
                access::make_user::make_user(tx, ctx, i, "-")
            })
            .unwrap();
        let from = ctx.today();
        let grant = access::grant_role::GrantRole {
            user,
            for_org: ORG,
            unit,
            role,
            valid_from: from,
            valid_to: None,
        };
        world
            .db
            .act(
                &ctx,
                CommandKey::fresh(&ctx),
                grant,
                access::grant_role::grant_role,
            )
            .unwrap();
        let own = world.by(user).in_org(0);
        let change = access::make_user::ChangePassword {};
        let done = world
            .db
            .act(&own, CommandKey::fresh(&ctx), change, |tx, ctx, i| {
                access::make_user::change_own_password(tx, ctx, i, "-", None)
            });
        done.unwrap();
        let inner = ctx.clone();
        let session = world
            .db
            .work(&ctx, move |tx| {
                access::session::begin(tx, &inner, user, ORG)
            })
            .unwrap();
        let mut module = crate::people::web::module(&[]);
        let papers = ::web::papers::module(vec![crate::people::web::EVENT_PAPERS]);
        module.routes.extend(papers.routes);
        let app = App::new(AppInner {
            db: world.db.clone(),
            clock: world.clock.clone(),
            rng: Arc::new(SeededRng::new(99)),
            config: Config::default(),
            nav: module.nav.clone(),
            indicators: Vec::new(),
            rests: Vec::new(),
            checks: Vec::new(),
            boards: Vec::new(),
            finders: Vec::new(),
            api: web::api::Api::default(),
            kinds: Vec::new(),
            reports: Vec::new(),
            register: None,
            passwords: Arc::new(access::Passwords::new().unwrap()),
            first_run_code: Mutex::new(None),
        });
        let router = ::web::router(&app, &module.routes);
        Site {
            world,
            router,
            session,
        }
    }

    async fn ask(&self, request: Request<Body>) -> (u16, String) {
        let (mut parts, body) = request.into_parts();
        let cookie = format!("{}={}", SESSION, self.session);
        parts
            .headers
            .insert(header::COOKIE, cookie.parse().unwrap());
        let answer = self
            .router
            .clone()
            .oneshot(Request::from_parts(parts, body))
            .await
            .unwrap();
        let status = answer.status().as_u16();
        let to = answer
            .headers()
            .get(header::LOCATION)
            .map(|v| v.to_str().unwrap().to_owned());
        let bytes = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
        (
            status,
            to.unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned()),
        )
    }

    /// The page in Chinese, after a look at it in English: both have all their words.
    async fn get(&self, path: &str) -> String {
        let mut shown = String::new();
        for language in ["en", "zh-CN"] {
            let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
            let (status, text) = self.ask(request.body(Body::empty()).unwrap()).await;
            assert_eq!(status, 200, "{path}: {text}");
            assert!(
                text.contains(&format!("<html lang=\"{language}\"")),
                "{path}"
            );
            for sign in [">people-", "⟦"] {
                assert!(
                    !text.contains(sign),
                    "a key without words on {path} in {language}: {}",
                    excerpt(&text, sign)
                );
            }
            shown = text;
        }
        shown
    }

    /// Posts fields with token and key of the page that shows the form.
    async fn submit(&self, page: &str, action: &str, fields: &str) -> (u16, String) {
        let page = self.get(page).await;
        let body = format!(
            "_csrf={}&_key={}&{fields}",
            hidden(&page, "_csrf"),
            hidden(&page, "_key")
        );
        let kind = "application/x-www-form-urlencoded";
        self.ask(
            Request::post(action)
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(body))
                .unwrap(),
        )
        .await
    }

    async fn upload(&self, list: &str) -> String {
        let page = self.get("/people/import").await;
        let mut body = String::new();
        for field in ["_csrf", "_key"] {
            let value = hidden(&page, field);
            body.push_str(&format!(
                "--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"七月.csv\"\r\n\r\n",
        );
        body.push_str(list);
        body.push_str("\r\n--x--\r\n");
        let kind = "multipart/form-data; boundary=x";
        let request = Request::post("/people/import")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let (status, to) = self.ask(request).await;
        assert_eq!(status, 303, "{to}");
        to
    }
}

const SESSION: &str = "zhen_session";

fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let from = page.find(&mark).unwrap_or_else(|| panic!("no {name}")) + mark.len();
    page[from..]
        .split('"')
        .next()
        .unwrap()
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
}

fn excerpt(text: &str, around: &str) -> String {
    text.split(around)
        .nth(1)
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test]
async fn a_list_is_previewed_imported_looked_at_and_taken_back() {
    let world = World::new(None);
    let site = Site::new(&world, "lu", access::Role::Clerk, TOWNSHIP);
    assert!(site.get("/people").await.contains("还没有户和人"));
    let number = cast::person(0).identity;
    let list = format!(
        "户编号,行政村,姓名,证件号码,与户主关系,户类型\n\
         H1,斗虎屯村,张守田,{number},户主,脱贫户\nH1,斗虎屯村,张小苗,新生儿,之女,脱贫户\n\
         H2,斗虎屯村,王石桥,3.71502E+17,户主,脱贫户\n"
    );
    let preview = site.upload(&list).await;
    let page = site.get(&preview).await;
    assert!(
        page.contains("这个号码被 Excel 当作数字保存") && page.contains("D4"),
        "{page}"
    );
    let seen = hidden(&page, "seen");
    let (status, to) = site
        .submit(&preview, &preview, &format!("seen={}", encoded(&seen)))
        .await;
    assert_eq!((status, to.as_str()), (303, "/people/imports"), "{to}");
    let (status, marked) = site
        .ask(
            Request::get(format!("{preview}/marked"))
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert!(status == 200 && marked.starts_with("PK"));
    let people = site.get("/people").await;
    assert!(people.contains("张守田") && people.contains("张小苗") && !people.contains("王石桥"));
    let households = site.get("/people/households?q=H1").await;
    let household = link(&households, "/people/households/", "张守田");
    assert!(site.get(&household).await.contains("张小苗"));
    let person = link(&people, "/people/", "张守田");
    let masked = site.get(&person).await;
    assert!(!masked.contains(&number) && masked.contains(&kernel::mask::identity(&number)));
    let (status, clear) = site
        .submit(&person, &format!("{person}/unmask"), "reason=verify")
        .await;
    assert!(status == 200 && clear.contains(&number), "{clear}");
    let fields = format!("number={}&village={VILLAGE}", &number[14..]);
    let (status, found) = site
        .submit("/people/search", "/people/search", &fields)
        .await;
    assert!(status == 200 && found.contains("张守田"), "{found}");
    let (status, refused) = site
        .submit(
            "/people/search",
            "/people/search",
            &format!("number={number}"),
        )
        .await;
    assert!(
        status == 422 && refused.contains("请同时写姓名"),
        "{refused}"
    );
    let imports = site.get("/people/imports").await;
    let import = link(&imports, "/people/imports/", "撤回这次导入");
    assert!(site.get(&import).await.contains("撤销这次导入新增的户"));
    assert_eq!(
        site.submit(&import, &import, "").await,
        (303, "/people/imports".to_owned())
    );
    assert!(site.get("/people").await.contains("还没有户和人"));
    assert_eq!(site.world.told("2022-08-01"), "");
}

#[tokio::test]
async fn a_village_clerk_gets_no_household_of_another_village() {
    let world = World::new(None);
    let header = "户编号,行政村,姓名,证件号码,与户主关系\n";
    world
        .import(
            CLERK,
            &format!("{header}H2,张李新村,王石桥,%2,户主\n"),
            "2022-07-31",
        )
        .unwrap();
    let clerk = Site::new(&world, "lu", access::Role::Clerk, TOWNSHIP);
    let household = link(
        &clerk.get("/people/households").await,
        "/people/households/",
        "王石桥",
    );
    let site = Site::new(&world, "fan", access::Role::VillageClerk, VILLAGE);
    assert!(!site.get("/people").await.contains("王石桥"));
    let ask = |path: String| site.ask(Request::get(path).body(Body::empty()).unwrap());
    assert_eq!(ask(household).await.0, 404);
    assert_eq!(ask("/people/import".into()).await.0, 403);
}

/// The address of the link whose words are `label`.
fn link(page: &str, start: &str, label: &str) -> String {
    let at = page
        .find(&format!(">{label}</a>"))
        .unwrap_or_else(|| panic!("no link {label}: {page}"));
    let before = &page[..at];
    let from = before.rfind(&format!("href=\"{start}")).unwrap() + 6;
    before[from..].split('"').next().unwrap().to_owned()
}
