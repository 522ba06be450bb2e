//! Demonstration servers, one for the whole run and others for who changes what they hold, and a visitor who speaks
//! plain HTTP to them.
//!
//! A server is the real program in a process of its own, on a database of its own; it ends with this process.

pub mod visitor;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use testkit::keeper::Kept;
pub use visitor::Visitor;

/// Login and password by role.
pub type Logins = BTreeMap<String, (String, String)>;

/// A running demonstration.
pub struct Site {
    /// `127.0.0.1:PORT`
    pub host: String,
    /// Login and password by role, as the program printed them.
    pub logins: Logins,
    kept: Kept,
}

static SITE: OnceLock<Site> = OnceLock::new();
static STARTING: Mutex<()> = Mutex::new(());

/// The demonstration, started by whoever asks first.
pub fn site() -> &'static Site {
    let _one = STARTING.lock().unwrap_or_else(|e| e.into_inner());
    SITE.get_or_init(|| fresh("site"))
}

impl Site {
    /// The number of the server's process.
    pub fn pid(&self) -> u32 {
        let pid = std::fs::read_to_string(self.kept.dir.join("pid")).unwrap();
        pid.trim().parse().unwrap()
    }

    /// Somebody of the demonstration signed in by his login, as the program printed it.
    pub fn sign_in_as(&self, login: &str) -> Visitor {
        let log = self.kept.log();
        let mut lines = log.lines().map(|line| line.split('\t'));
        let password = lines.find_map(|mut line| (line.next() == Some(login)).then(|| line.next()));
        let password = password.flatten();
        self.enter(
            login,
            password.unwrap_or_else(|| panic!("no login {login}")),
        )
    }

    /// Somebody signed in with the account of `role`.
    pub fn sign_in(&self, role: &str) -> Visitor {
        let (login, password) = self
            .logins
            .get(role)
            .unwrap_or_else(|| panic!("no login of a {role}"));
        self.enter(login, password)
    }

    fn enter(&self, login: &str, password: &str) -> Visitor {
        let mut visitor = Visitor::new(&self.host);
        visitor.get("/sign-in");
        let answer = visitor.post("/sign-in", &[("login", login), ("password", password)]);
        assert_eq!(
            answer.status,
            303,
            "signing in as {login}: {}",
            answer.text()
        );
        visitor
    }
}

/// A folder for one test or server, emptied first.
pub fn folder(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("zhen-it-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// A demonstration of one's own, for a test that changes its data. `name` is unique in the run.
pub fn fresh(name: &str) -> Site {
    let dir = folder(name);
    let database = format!("sqlite:{}", dir.join("demo.db").display());
    on(&dir, &database)
}

/// A demonstration on a database of one's own choice; its key file is `demo.key` in `dir`, which goes with it.
pub fn on(dir: &Path, database: &str) -> Site {
    start(dir, "demo", database, read)
}

/// What `site` holds now, in a copy that is served by the real clock: days that a round of the story must wait for are
/// long over. `name` is unique in the run.
pub fn years_later(site: &Site, name: &str) -> Site {
    let dir = folder(name);
    let held = site.kept.dir.join("demo.db");
    let copy = dir.join("demo.db").display().to_string();
    let held = rusqlite::Connection::open(held).unwrap();
    held.execute("vacuum into ?1", [&copy]).unwrap();
    std::fs::copy(site.kept.dir.join("demo.key"), dir.join("demo.key")).unwrap();
    let logins = &site.logins;
    let read = |log: &str| Some((host(log)?, logins.clone()));
    start(&dir, "serve", &format!("sqlite:{copy}"), read)
}

/// A server that nobody has set up yet, and the code with which its first administrator does so.
pub fn new(name: &str) -> (Site, String) {
    let dir = folder(name);
    let database = format!("sqlite:{}", dir.join("demo.db").display());
    let code = |log: &str| {
        let is_code = |word: &&str| word.len() == 14 && word.split('-').count() == 3;
        let mut words = log.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        words.find(is_code).map(str::to_owned)
    };
    let site = start(&dir, "serve", &database, |log| {
        code(log).and(Some((host(log)?, Logins::new())))
    });
    let code = code(&site.kept.log()).unwrap();
    (site, code)
}

/// The program on a database, as soon as `read` finds in its words what must be known of it.
fn start(
    dir: &Path,
    command: &str,
    database: &str,
    read: impl Fn(&str) -> Option<(String, Logins)>,
) -> Site {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_zhen"));
    let key = dir.join("demo.key").display().to_string();
    let args = [
        command,
        "--listen",
        "127.0.0.1:0",
        "--database",
        database,
        "--key-file",
        &key,
    ];
    let kept = Kept::start(dir, None, "TERM", &program, &args).unwrap();
    for _ in 0..1800 {
        let log = kept.log();
        if let Some((host, logins)) = read(&log) {
            return Site { host, logins, kept };
        }
        assert!(!kept.has_ended(), "the server ended: {log}");
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the server does not start: {}", kept.log())
}

/// The accounts of the story.
const LOGINS: [(&str, &str); 14] = [
    ("admin", "administrator"),
    ("guanli", "org_administrator"),
    ("bangongshi", "clerk"),
    ("zhangli", "village_clerk"),
    ("kuaiji", "accountant"),
    ("shenhe", "reviewer"),
    ("lingdao", "approver"),
    ("jiandu", "auditor"),
    // Of the other township.
    ("dongli-kuaiji", "accountant-dongli"),
    ("dongli-shenhe", "reviewer-dongli"),
    // Of the one with a campaign.
    ("dahuang-renju", "clerk-dahuang"),
    ("dahuang-fuhe", "reviewer-dahuang"),
    ("dahuang-lingdao", "approver-dahuang"),
    // Of the street office, who sees all its concerns and what they add up to.
    ("liuyuan-jiandu", "auditor-liuyuan"),
];

/// Address and logins from what the program prints: one line for each account, login and password
/// first, and then the address.
fn read(log: &str) -> Option<(String, Logins)> {
    let host = host(log)?;
    let mut logins = BTreeMap::new();
    for (login, role) in LOGINS {
        let line = log
            .lines()
            .find(|line| line.split('\t').next() == Some(login))?;
        let password = line.split('\t').nth(1)?;
        logins.insert(role.to_owned(), (login.to_owned(), password.to_owned()));
    }
    Some((host, logins))
}

fn host(log: &str) -> Option<String> {
    let words = log.split("http://").nth(1)?.split_whitespace().next()?;
    Some(words.trim_end_matches('/').to_owned())
}
