//! The site in process, asked as a browser asks: the routes are those of the modules, and what a page, a workbook or
//! a CSV file shows is read from its text.

use super::world::World;
use axum::body::Body;
use axum::http::Request;
use calamine::{Data, Reader, Xlsx};
use kernel::{Id, OrgId};
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use web::{App, AppInner, Config, Module};

pub struct Asker {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

/// Somebody signed in, and where he works.
pub struct Session {
    /// His place among the users.
    pub user: usize,
    pub org: OrgId,
    cookie: String,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Asker {
    pub fn new(world: &World) -> Asker {
        let mut whole = Module::default();
        for module in modules::all() {
            whole.routes.extend(module.routes);
            whole.nav.extend(module.nav);
            whole.indicators.extend(module.indicators);
            whole.boards.extend(module.boards);
            whole.finders.extend(module.finders);
            whole.kinds.extend(module.kinds);
            whole.register = whole.register.or(module.register);
        }
        let app = App::new(AppInner {
            db: world.db.clone(),
            clock: world.clock.clone(),
            rng: world.rng.clone(),
            config: Config::default(),
            nav: whole.nav,
            indicators: whole.indicators,
            rests: whole.rests,
            checks: whole.checks,
            boards: whole.boards,
            finders: whole.finders,
            api: web::api::Api::default(),
            kinds: whole.kinds,
            reports: Vec::new(),
            register: whole.register,
            passwords: Arc::new(access::Passwords::new().unwrap()),
            first_run_code: Mutex::new(None),
        });
        Asker {
            router: web::router(&app, &whole.routes),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    /// A session as signing in begins it.
    pub fn enter(&self, world: &World, user: usize, org: OrgId) -> Session {
        let (ctx, id): (_, Id) = (world.ctx(0, Id(0)), world.users[user]);
        let asked = ctx.clone();
        let token = world
            .db
            .work(&ctx, move |tx| access::session::begin(tx, &asked, id, org))
            .unwrap();
        Session {
            user,
            org,
            cookie: format!("zhen_session={token}; zhen_look=zh-CN"),
        }
    }

    pub fn get(&self, session: &Session, path: &str) -> Answer {
        let request = Request::get(path)
            .header("host", "zhen.example")
            .header("cookie", &session.cookie)
            .body(Body::empty())
            .unwrap();
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            let body = axum::body::to_bytes(answer.into_body(), 64 << 20).await;
            Answer {
                status,
                body: body.unwrap().to_vec(),
            }
        })
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn is_workbook(&self) -> bool {
        self.body.starts_with(b"PK")
    }

    /// Every row of the tables that it shows, as text: of a page the rows of all table bodies.
    pub fn rows(&self) -> Vec<String> {
        if self.is_workbook() {
            return sheets_of(&self.body).into_iter().flatten().collect();
        }
        let text = self.text();
        if !text.contains("<html") {
            return text.lines().map(str::to_owned).collect();
        }
        let bodies = text.split("<tbody>").skip(1);
        let bodies = bodies.map(|rest| rest.split("</tbody>").next().unwrap());
        bodies
            .flat_map(|body| body.split("</tr>").map(str::to_owned))
            .filter(|row| row.contains("<tr>"))
            .collect()
    }

    /// All that it says.
    pub fn said(&self) -> String {
        match self.is_workbook() {
            true => self.rows().join("\n"),
            false => self.text(),
        }
    }

    /// Where the list goes on.
    pub fn next(&self) -> Option<String> {
        let text = self.text();
        let at = text.find("\" rel=\"next\"").or_else(|| {
            // A list without a count of its own goes on by a button.
            let at = text
                .find("下一页</a>")
                .or_else(|| text.find("更早的</a>"))?;
            text[..at].rfind("\">").or(Some(at))
        })?;
        let start = text[..at].rfind("href=\"")? + 6;
        let href = text[start..at].split('"').next()?;
        Some(href.replace("&#38;", "&").replace("&amp;", "&"))
    }
}

/// Rows of each sheet, their cells joined.
fn sheets_of(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets();
    let cell = |cell: &Data| match cell {
        Data::Empty => String::new(),
        cell => cell.to_string(),
    };
    let row = |row: &[Data]| row.iter().map(cell).collect::<Vec<_>>().join("|");
    let sheet = |(_, range): &(String, calamine::Range<Data>)| range.rows().map(row).collect();
    sheets.iter().map(sheet).collect()
}

/// The marks in a text, in their order: runs of letters and digits that somebody knows.
pub fn marks<'t>(
    text: &'t str,
    known: impl Fn(&str) -> bool + 't,
) -> impl Iterator<Item = &'t str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(move |run| run.len() >= 6 && known(run))
}
