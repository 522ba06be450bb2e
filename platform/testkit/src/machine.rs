//! A PostgreSQL that is set up by hand, as on a machine of its own: its owner lays, configures, starts, stops and
//! promotes it. Nothing is preset but the address: loopback, a free port, and a socket in its folder.

use crate::keeper::{self, Kept, Owner};
use crate::pg;
use crate::require;
use postgres::{Client, NoTls, SimpleQueryMessage};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub struct Machine {
    bin: PathBuf,
    pub dir: PathBuf,
    owner: Option<Owner>,
    pub port: u16,
    /// The first one's folder is ours and holds the data: the later end before it.
    runs: Vec<Kept>,
}

impl Machine {
    /// An empty one, or `None` after saying why there is none.
    pub fn new() -> Option<Machine> {
        let made = || {
            let bin = pg::binaries().ok_or("no PostgreSQL server binaries found")?;
            let (dir, owner) = keeper::folder("pg-machine", true).map_err(|e| e.to_string())?;
            let port = pg::free_port()?;
            Ok::<_, String>(Machine {
                bin,
                dir,
                owner,
                port,
                runs: Vec::new(),
            })
        };
        made()
            .map_err(|why| require::missing(require::PG, &why))
            .ok()
    }

    pub fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// One of PostgreSQL's own programs, as its owner; `password` where it asks for one. Panics where it fails.
    pub fn run(&self, program: &str, args: &[&str], password: &str) {
        let mut command = Command::new(self.bin.join(program));
        command.args(args).current_dir(&self.dir);
        command.env("PGPASSWORD", password).stdin(Stdio::null());
        keeper::run_as(&mut command, self.owner);
        let Output { status, stderr, .. } = command.output().expect("a program of PostgreSQL");
        let said = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{program} {args:?}: {said}");
    }

    /// An empty cluster whose superuser is `postgres`.
    pub fn lay(&self) {
        let data = self.data().display().to_string();
        let args = ["-D", &data, "--encoding=UTF8", "--locale=C"];
        let more = ["--auth=trust", "--username=postgres", "--no-sync"];
        self.run("initdb", &[&args[..], &more].concat(), "");
    }

    /// Puts a file into the folder of the data, with the rights of those that are there.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.data().join(name);
        std::fs::write(&path, text).expect("a file of PostgreSQL");
        if let Some(owner) = self.owner {
            std::os::unix::fs::chown(&path, Some(owner.uid), Some(owner.gid)).expect("its owner");
        }
    }

    /// Waits until it answers.
    pub fn start(&mut self) {
        let run = match self.runs.is_empty() {
            true => self.dir.clone(),
            false => {
                keeper::folder("pg-machine-again", true)
                    .expect("a folder")
                    .0
            }
        };
        let (data, port) = (self.data().display().to_string(), self.port.to_string());
        let sockets = format!("unix_socket_directories={}", self.dir.display());
        let args = ["-D", &data, "-p", &port, "-h", "127.0.0.1", "-c", &sockets];
        let program = self.bin.join("postgres");
        // QUIT is PostgreSQL's immediate stop.
        let kept = Kept::start(&run, self.owner, "QUIT", &program, &args);
        let kept = kept.expect("starting PostgreSQL");
        let ready = keeper::wait_for(60, || {
            assert!(!kept.has_ended(), "PostgreSQL ended: {}", kept.log());
            self.try_sql("select 1").ok()
        });
        assert!(
            ready.is_some(),
            "PostgreSQL does not answer: {}",
            kept.log()
        );
        self.runs.push(kept);
    }

    /// An immediate stop: nobody is waited for, nothing is brought to an end.
    pub fn halt(&self) {
        let kept = self.runs.last().expect("it runs");
        let pid = std::fs::read_to_string(kept.dir.join("pid")).expect("its number");
        pg::kill("QUIT", pid.trim());
        let gone = keeper::wait_for(30, || kept.has_ended().then_some(()));
        assert!(gone.is_some(), "PostgreSQL does not stop");
    }

    /// As an operating system without memory does; the server recovers by itself.
    pub fn kill_one(&self, pid: &str) {
        pg::kill("KILL", pid);
    }

    /// One statement by the superuser at the machine itself; the first column of its rows.
    pub fn sql(&self, statement: &str) -> Vec<String> {
        self.try_sql(statement)
            .unwrap_or_else(|e| panic!("{statement}: {e:?}"))
    }

    /// Statements on one connection, one after the other.
    pub fn try_sql(&self, statements: &str) -> Result<Vec<String>, postgres::Error> {
        self.try_sql_in("postgres", statements)
    }

    pub fn try_sql_in(
        &self,
        database: &str,
        statements: &str,
    ) -> Result<Vec<String>, postgres::Error> {
        let folder = encoded(&self.dir);
        let url = format!("postgres://postgres@{folder}:{}/{database}", self.port);
        let statements = statements.to_owned();
        // A thread of its own: the synchronous client may not be used on a thread that runs asynchronous tests.
        let asked = std::thread::spawn(move || {
            let mut client = Client::connect(&url, NoTls)?;
            let mut found = Vec::new();
            for one in statements.split(';').filter(|s| !s.trim().is_empty()) {
                for message in client.simple_query(one)? {
                    if let SimpleQueryMessage::Row(row) = message {
                        found.push(row.get(0).unwrap_or_default().to_owned());
                    }
                }
            }
            Ok(found)
        });
        asked.join().expect("the client of PostgreSQL panicked")
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        while let Some(run) = self.runs.pop() {
            drop(run);
        }
        drop(std::fs::remove_dir_all(&self.dir));
    }
}

/// A folder as the host of a URL.
fn encoded(folder: &Path) -> String {
    folder.display().to_string().replace('/', "%2F")
}
