//! The real program serving the prepared township, on a disk that forgets or on a plain one.

use super::disk::Disk;
use super::office::password;
use crate::site::Visitor;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::keeper::wait_for;

pub struct Server {
    child: Child,
    folder: PathBuf,
    pub host: String,
}

/// The program in a folder, in English, with nothing from around the test.
pub fn zhen(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhen"));
    command
        .current_dir(folder)
        .args(args)
        .env_clear()
        .env("LANG", "en_US.UTF-8")
        .stdin(Stdio::null());
    command
}

impl Server {
    /// `database` where it is not the prepared one in `folder`.
    pub fn start(folder: &Path, database: Option<&str>, disk: Option<&Disk>) -> Server {
        let here = format!("sqlite:{}", folder.join("demo.db").display());
        let key = folder.join("demo.key").display().to_string();
        let database = database.unwrap_or(&here);
        let args = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database",
            database,
            "--key-file",
            &key,
        ];
        let mut command = zhen(folder, &args);
        if let Some(disk) = disk {
            disk.under(&mut command);
        }
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let me = std::process::id();
        let said = std::env::temp_dir().join(format!("zhen-faults-said-{me}-{number}"));
        let log = std::fs::File::create(&said).unwrap();
        let errors = log.try_clone().unwrap();
        let mut child = command.stdout(log).stderr(errors).spawn().unwrap();
        let host = wait_for(60, || {
            let text = std::fs::read_to_string(&said).unwrap();
            assert!(
                child.try_wait().unwrap().is_none(),
                "the server ended: {text}"
            );
            let url = text.split("http://").nth(1)?;
            Some(
                url.split_whitespace()
                    .next()?
                    .trim_end_matches('/')
                    .to_owned(),
            )
        });
        drop(std::fs::remove_file(said));
        let host = host.unwrap();
        let folder = folder.to_owned();
        Server {
            child,
            folder,
            host,
        }
    }

    pub fn sign_in(&self, login: &str) -> Visitor {
        let mut visitor = Visitor::new(&self.host);
        visitor.get("/sign-in");
        let fields = [
            ("login", login),
            ("password", &password(&self.folder, login)),
        ];
        let answer = visitor.post("/sign-in", &fields);
        assert_eq!(answer.status, 303, "{}", answer.text());
        visitor
    }

    /// At once, as the power would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
