//! The site in process: the router with an installation of its own, asked as a browser asks.

mod due;
mod figures;
mod pages;
mod papers;
mod plumbing;
mod rounds;
mod walks;

use crate::app::{App, AppInner, Config};
use crate::route::{Gate, Route};
use crate::{Module, Reply};
use access::Right;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use kernel::{Actor, Id};
use std::sync::{Arc, Mutex};
use store::{CommandKey, Database, Db, Settings};
use testkit::{FakeClock, SeededRng};
use tower::ServiceExt;

pub(crate) const CODE: &str = "first-run-code";

/// An installation in a folder that goes with it.
pub(crate) struct Site {
    pub app: App,
    pub(crate) clock: Arc<FakeClock>,
    router: axum::Router,
    folder: std::path::PathBuf,
    pub cookies: Mutex<Vec<(String, String)>>,
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub status: StatusCode,
    pub head: axum::http::HeaderMap,
    pub text: String,
    /// Of a file.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.head.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// The value of a hidden input of the first form that has it.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let from = self
            .text
            .find(&mark)
            .unwrap_or_else(|| panic!("no {name} in {}", self.text))
            + mark.len();
        self.text[from..].split('"').next().unwrap().to_owned()
    }
}

impl Site {
    pub(crate) fn new(name: &str) -> Site {
        let folder = std::env::temp_dir().join(format!("zhen-web-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        let rng = Arc::new(SeededRng::new(7));
        let clock = Arc::new(FakeClock::on(2022, 7, 31));
        let database = Database::parse(&format!("sqlite:{}/zhen.db", folder.display())).unwrap();
        let db = Db::open(Settings::new(database), access::MACROS, rng.as_ref()).unwrap();
        let modules: Vec<Module> = vec![crate::pages::module(), crate::pages::office()];
        let app = App::new(AppInner {
            db,
            clock: clock.clone(),
            rng,
            config: Config {
                trusted_proxies: vec![crate::Network::parse("0.0.0.0/32").unwrap()],
                ..Config::default()
            },
            nav: modules.iter().flat_map(|m| m.nav.clone()).collect(),
            indicators: vec![figures::VILLAGES],
            reports: Vec::new(),
            register: None,
            rests: Vec::new(),
            checks: Vec::new(),
            boards: Vec::new(),
            finders: Vec::new(),
            api: crate::api::Api::new(
                modules.iter().flat_map(|m| m.lists.clone()).collect(),
                modules.iter().flat_map(|m| m.deeds.clone()).collect(),
            ),
            kinds: Vec::new(),
            passwords: Arc::new(access::Passwords::new().unwrap()),
            first_run_code: Mutex::new(Some(CODE.to_owned())),
        });
        let mut routes: Vec<Route> = modules.into_iter().flat_map(|m| m.routes).collect();
        routes.extend(papers::routes());
        routes.extend(rounds::routes());
        routes.extend(crate::due::module().routes);
        routes.push(Route::get("/test/broken", Gate::Public, |_| async {
            Err(kernel::Error::Internal("the secret cause".into()))
        }));
        routes.push(Route::post(
            "/test/upload",
            Gate::Public,
            |req| async move {
                let file = req
                    .form
                    .file("file")
                    .map(|f| format!("{} {}", f.name, f.bytes.len()));
                Ok(Reply::html(file.unwrap_or_default()))
            },
        ));
        routes.push(Route::get(
            "/test/money",
            Gate::Any(&[Right::ApproveRounds]),
            |_| async { Ok(Reply::html("money".into())) },
        ));
        let router = crate::router(&app, &routes);
        Site {
            app,
            clock,
            router,
            folder,
            cookies: Mutex::new(Vec::new()),
        }
    }

    /// With an administrator who is signed in.
    pub(crate) async fn installed(name: &str) -> Site {
        let site = Site::new(name);
        let page = site.get("/first-run").await;
        let body = format!(
            "_csrf={}&_key={}&code={CODE}&name=%E5%AD%9F%E5%BA%86%E7%A6%BE&login=meng&password=a-long-password-1&again=a-long-password-1",
            page.hidden("_csrf"),
            page.hidden("_key")
        );
        let answer = site.post("/first-run", &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        site
    }

    /// A user with one role, made behind the pages, and his session taken up.
    pub(crate) async fn as_user(&self, login: &str, role: access::Role, org: i64, unit: Id) {
        let ctx = self.app.ctx(0, Id(0)).by(Actor::SYSTEM);
        let db = &self.app.db;
        let input = access::make_user::MakeUser {
            for_org: org,
            login: login.to_owned(),
            name: "路明华".to_owned(),
        };
        let key = CommandKey::fresh(&ctx);
        let user = db
            .act(&ctx, key, input, |tx, ctx, i| {
                access::make_user::make_user(tx, ctx, i, "-")
            })
            .unwrap();
        let from = ctx.today();
        let grant = access::grant_role::GrantRole {
            user,
            for_org: org,
            unit,
            role,
            valid_from: from,
            valid_to: None,
        };
        db.act(
            &ctx,
            CommandKey::fresh(&ctx),
            grant,
            access::grant_role::grant_role,
        )
        .unwrap();
        let key = CommandKey::fresh(&ctx);
        let own = self.app.ctx(0, user);
        db.act(
            &own,
            key,
            access::make_user::ChangePassword {},
            |tx, ctx, i| access::make_user::change_own_password(tx, ctx, i, "-", None),
        )
        .unwrap();
        let inner = ctx.clone();
        let token = db
            .work(&ctx, move |tx| {
                access::session::begin(tx, &inner, user, org)
            })
            .unwrap();
        self.cookies.lock().unwrap().clear();
        self.cookies
            .lock()
            .unwrap()
            .push((crate::server::SESSION.to_owned(), token));
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.ask(
            Request::post(path)
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(body.to_owned()))
                .unwrap(),
        )
        .await
    }

    /// A form with token and key from the page that shows it.
    pub(crate) async fn submit(&self, page: &str, action: &str, fields: &str) -> Answer {
        let page = self.get(page).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let body = format!(
            "_csrf={}&_key={}&{fields}",
            page.hidden("_csrf"),
            page.hidden("_key")
        );
        self.post(action, &body).await
    }

    pub(crate) async fn sign_out(&self) {
        let token = self.get("/").await.hidden("_csrf");
        assert_eq!(
            self.post("/sign-out", &format!("_csrf={token}"))
                .await
                .status,
            StatusCode::SEE_OTHER
        );
    }

    pub(crate) async fn upload(
        &self,
        page: &str,
        action: &str,
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        let page = self.get(page).await;
        let mut body = Vec::new();
        for (field, value) in [
            ("_csrf", page.hidden("_csrf")),
            ("_key", page.hidden("_key")),
        ] {
            body.extend(
                format!(
                    "--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
                )
                .bytes(),
            );
        }
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let request = Request::post(action)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        self.ask(request).await
    }

    /// As a browser: cookies are sent along and kept.
    pub(crate) async fn ask(&self, mut request: Request<Body>) -> Answer {
        let jar: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let headers = request.headers_mut();
        headers.insert(header::COOKIE, jar.join("; ").parse().unwrap());
        headers.insert(header::HOST, "zhen.test".parse().unwrap());
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        for set in head.headers.get_all(header::SET_COOKIE) {
            let text = set.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            let mut jar = self.cookies.lock().unwrap();
            jar.retain(|(n, _)| n != name);
            if !text.contains("Max-Age=0") {
                jar.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: head.status,
            head: head.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        }
    }
}
