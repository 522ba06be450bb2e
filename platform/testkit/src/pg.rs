//! A private PostgreSQL server for the tests of one process, and a fresh database for each test.
//!
//! Taken from the installed binaries and run as an unprivileged user on the loopback address, or from the server
//! whose URL is in `ZHEN_TEST_PG`. That server keeps its test databases (`zhen_test_*`); the private one vanishes.

use crate::keeper::{self, Kept};
use crate::require;
use postgres::{Client, NoTls};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The URL of a fresh, empty database, or `None` after saying why there is none (then the test returns).
///
/// The server forgets on a crash (no fsync), which makes tests fast: see `durable_database` for the other kind.
pub fn database() -> Option<String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    fresh(SERVER.get_or_init(|| server(false)))
}

/// As `database`, on a server that syncs every commit to the disk: for tests of crashes and for measurements.
pub fn durable_database() -> Option<String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    fresh(SERVER.get_or_init(|| server(true)))
}

/// A durable server of one's own that may be stopped and started again, or `None` after saying why there is none.
pub fn own() -> Option<Own> {
    match start_own() {
        Ok(own) => Some(own),
        Err(why) => {
            require::missing(require::PG, &why);
            None
        }
    }
}

fn start_own() -> Result<Own, String> {
    let bin = binaries().ok_or("no PostgreSQL server binaries found")?;
    let (dir, owner) = keeper::folder("pg-own", true).map_err(|e| format!("no folder: {e}"))?;
    init(&bin, &dir.join("data"), owner)?;
    let port = free_port()?;
    let first = start(&bin, (&dir, &dir), owner, port, true)?;
    let first = first.ok_or("PostgreSQL did not start")?;
    let (later, data) = (Vec::new(), dir);
    Ok(Own {
        later,
        first,
        bin,
        data,
        owner,
        port,
    })
}

/// Ended in the order of its fields: the folder of the first start holds the data.
pub struct Own {
    later: Vec<Server>,
    first: Server,
    bin: PathBuf,
    data: PathBuf,
    owner: Option<keeper::Owner>,
    port: u16,
}

impl Own {
    pub fn url(&self) -> String {
        self.first.url(&self.first.first)
    }

    /// An immediate stop: nobody is waited for, nothing is brought to an end.
    pub fn stop(&mut self) {
        let kept = self.later.last().unwrap_or(&self.first)._kept.as_ref();
        let kept = kept.expect("our own server is kept");
        let pid = std::fs::read_to_string(kept.dir.join("pid")).expect("the number of the server");
        kill("QUIT", pid.trim());
        let gone = keeper::wait_for(30, || kept.has_ended().then_some(()));
        gone.expect("PostgreSQL does not stop");
    }

    /// After a stop, on the same port.
    pub fn start(&mut self) {
        let (dir, _) = keeper::folder("pg-again", true).expect("a folder");
        let server = start(&self.bin, (&self.data, &dir), self.owner, self.port, true);
        let server = server.expect("starting PostgreSQL again");
        self.later.push(server.expect("PostgreSQL starts again"));
    }

    /// Kills whatever serves somebody, as an operating system without memory does; the server recovers by itself.
    pub fn crash(&self) {
        let url = self.url();
        let pids = std::thread::spawn(move || {
            let mut client = Client::connect(&url, NoTls).ok()?;
            let sql = "select pid from pg_stat_activity where backend_type = 'client backend' order by pid desc limit 1";
            let rows = client.query(sql, &[]).ok()?;
            Some(
                rows.iter()
                    .map(|row| row.get::<_, i32>(0))
                    .collect::<Vec<_>>(),
            )
        });
        // A server that is recovering answers nobody.
        for pid in pids.join().ok().flatten().unwrap_or_default() {
            kill("KILL", &pid.to_string());
        }
    }
}

pub(crate) fn kill(signal: &str, pid: &str) {
    let _ = Command::new("kill").args(["-s", signal, pid]).status();
}

struct Server {
    /// Up to and without the database's name.
    base: String,
    /// What follows the name, such as `?sslmode=disable`.
    rest: String,
    /// The database from which others are created.
    first: String,
    _kept: Option<Kept>,
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.base, self.rest)
    }
}

fn fresh(server: &Result<Server, String>) -> Option<String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = match server {
        Ok(server) => server,
        Err(why) => {
            require::missing(require::PG, why);
            return None;
        }
    };
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let name = format!("zhen_test_{}_{number}", std::process::id());
    let admin = server.url(&server.first);
    let create = format!("create database {name} template template0 encoding 'UTF8'");
    let drop = format!("drop database if exists {name}");
    // A thread of its own: the synchronous client may not be used on a thread that runs asynchronous tests.
    let created = std::thread::spawn(move || -> Result<(), postgres::Error> {
        let mut client = Client::connect(&admin, NoTls)?;
        client.batch_execute(&drop)?;
        client.batch_execute(&create)
    });
    match created.join() {
        Ok(Ok(())) => Some(server.url(&name)),
        Ok(Err(error)) => panic!("PostgreSQL is there but gave no database: {error:?}"),
        Err(_) => panic!("PostgreSQL is there but its client panicked"),
    }
}

fn server(durable: bool) -> Result<Server, String> {
    if let Ok(url) = std::env::var("ZHEN_TEST_PG") {
        return given(&url).ok_or_else(|| {
            "ZHEN_TEST_PG is not of the form postgres://user@host:port/database".to_owned()
        });
    }
    let bin = binaries().ok_or("no PostgreSQL server binaries found")?;
    let (dir, owner) = keeper::folder("pg", true).map_err(|e| format!("no folder: {e}"))?;
    let data = dir.join("data");
    init(&bin, &data, owner)?;
    // Between finding a port free and taking it, another process may take it: then the next one is tried.
    for _ in 0..5 {
        let port = free_port()?;
        let server = start(&bin, (&dir, &dir), owner, port, durable)?;
        if let Some(server) = server {
            return Ok(server);
        }
    }
    Err(format!("PostgreSQL in {} did not start", bin.display()))
}

/// A Chinese collation by default, so that a statement that forgot `collate "C"` is seen; plain where there is no ICU.
fn init(bin: &Path, data: &Path, owner: Option<keeper::Owner>) -> Result<(), String> {
    let locales: [&[&str]; 2] = [
        &["--locale-provider=icu", "--icu-locale=zh", "--locale=C"],
        &["--locale=C"],
    ];
    let mut said = String::new();
    for locale in locales {
        let mut command = Command::new(bin.join("initdb"));
        command.arg("-D").arg(data).args(locale);
        command.args([
            "--encoding=UTF8",
            "--auth=trust",
            "--username=zhen",
            "--no-sync",
        ]);
        command.current_dir("/").stdin(Stdio::null());
        keeper::run_as(&mut command, owner);
        let output = command.output().map_err(|e| format!("initdb: {e}"))?;
        if output.status.success() {
            return Ok(());
        }
        said = String::from_utf8_lossy(&output.stderr).into_owned();
    }
    Err(format!("initdb failed: {said}"))
}

/// `home` holds the data, `dir` what this start needs. `None` where the server ended at once, as it does when the
/// port is taken.
fn start(
    bin: &Path,
    (home, dir): (&Path, &Path),
    owner: Option<keeper::Owner>,
    port: u16,
    durable: bool,
) -> Result<Option<Server>, String> {
    let (data, port) = (home.join("data").display().to_string(), port.to_string());
    let sockets = format!("unix_socket_directories={}", dir.display());
    let mut args = vec!["-D", data.as_str(), "-p", port.as_str(), "-h", "127.0.0.1"];
    args.extend(["-c", sockets.as_str()]);
    args.extend(["-c", "max_connections=200", "-c", "shared_buffers=64MB"]);
    args.extend(["-c", "timezone=UTC"]);
    if !durable {
        args.extend(["-c", "fsync=off", "-c", "full_page_writes=off"]);
    }
    // QUIT is PostgreSQL's immediate stop: nothing here is worth a checkpoint.
    let program = bin.join("postgres");
    let kept = Kept::start(dir, owner, "QUIT", &program, &args)
        .map_err(|e| format!("starting PostgreSQL: {e}"))?;
    let server = Server {
        base: format!("postgres://zhen@127.0.0.1:{port}"),
        rest: String::new(),
        first: "postgres".to_owned(),
        _kept: Some(kept),
    };
    Ok(server.answers(60).then_some(server))
}

impl Server {
    fn answers(&self, seconds: u32) -> bool {
        let admin = self.url(&self.first);
        let asked = std::thread::scope(|scope| {
            let kept = self._kept.as_ref();
            let asking = scope.spawn(move || {
                keeper::wait_for(seconds, || {
                    if kept.is_some_and(Kept::has_ended) {
                        return Some(false);
                    }
                    Client::connect(&admin, NoTls).ok().map(|_| true)
                })
            });
            asking.join()
        });
        matches!(asked, Ok(Some(true)))
    }
}

fn given(url: &str) -> Option<Server> {
    let (address, rest) = match url.split_once('?') {
        Some((address, rest)) => (address, format!("?{rest}")),
        None => (url, String::new()),
    };
    let (scheme, place) = address.split_once("://")?;
    let (host, first) = place.split_once('/').unwrap_or((place, "postgres"));
    let first = if first.is_empty() { "postgres" } else { first };
    Some(Server {
        base: format!("{scheme}://{host}"),
        rest,
        first: first.to_owned(),
        _kept: None,
    })
}

/// The folder that holds `postgres` and `initdb`: Debian's newest, else that of `pg_config`, else one in PATH.
pub(crate) fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok();
    let mut debian: Vec<(u32, PathBuf)> = versions
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .collect();
    debian.sort();
    let debian = debian.into_iter().rev().map(|(_, bin)| bin);
    let asked = Command::new("pg_config").arg("--bindir").output().ok();
    let asked = asked.map(|o| PathBuf::from(String::from_utf8_lossy(&o.stdout).trim()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian
        .chain(asked)
        .chain(std::env::split_paths(&path))
        .find(|bin| bin.join("postgres").is_file() && bin.join("initdb").is_file())
}

pub(crate) fn free_port() -> Result<u16, String> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|e| format!("no free port: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_gets_an_empty_database_of_its_own() {
        let (Some(one), Some(two)) = (database(), database()) else {
            return;
        };
        assert_ne!(one, two);
        let mut client = Client::connect(&one, NoTls).unwrap();
        client.batch_execute("create table t (n bigint)").unwrap();
        let mut client = Client::connect(&two, NoTls).unwrap();
        client.batch_execute("create table t (n bigint)").unwrap();
        let setting = client.query_one("show fsync", &[]).unwrap();
        assert_eq!(setting.get::<_, String>(0), "off");
        let encoding = client.query_one("show server_encoding", &[]).unwrap();
        assert_eq!(encoding.get::<_, String>(0), "UTF8");
    }

    #[test]
    fn a_durable_database_syncs() {
        let Some(url) = durable_database() else {
            return;
        };
        if std::env::var_os("ZHEN_TEST_PG").is_some() {
            return; // The given server's settings are its owner's.
        }
        let mut client = Client::connect(&url, NoTls).unwrap();
        let setting = client.query_one("show fsync", &[]).unwrap();
        assert_eq!(setting.get::<_, String>(0), "on");
    }

    #[test]
    fn a_given_url_keeps_its_options() {
        let server = given("postgres://u:p@h:5/db?sslmode=disable").unwrap();
        assert_eq!(server.url("x"), "postgres://u:p@h:5/x?sslmode=disable");
        assert_eq!(server.first, "db");
        assert_eq!(given("postgres://h").unwrap().url("x"), "postgres://h/x");
        assert!(given("h/db").is_none());
    }
}
