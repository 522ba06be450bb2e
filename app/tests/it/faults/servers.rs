//! Two servers behind one address. One of them dies while it is being asked; whoever was not answered asks the other.

use super::disk::Disk;
use super::judge::{nothing_is_half_done, the_books_are_sound};
use super::office::{Office, prepared, replay};
use super::server::Server;
use crate::site::Visitor;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Database, Settings};

const CLERKS: usize = 3;
const EACH: usize = 25;
/// After so many of all answers a server is killed and started anew.
const KILL_EVERY: usize = 15;

fn one_of(hosts: &Mutex<Vec<String>>, turn: usize) -> String {
    let hosts = hosts.lock().unwrap();
    hosts[turn % hosts.len()].clone()
}

/// Presses until it is answered, at the one or the other.
pub fn press(
    visitor: &mut Visitor,
    path: &str,
    hosts: &Mutex<Vec<String>>,
    fields: &[(&str, &str)],
) {
    for turn in 0..200 {
        let host = one_of(hosts, turn);
        visitor.go_to(&host);
        let answer = visitor.post(path, fields);
        if answer.status == 303 {
            return;
        }
        assert!(
            [0, 503].contains(&answer.status),
            "{}: {}",
            answer.status,
            answer.text()
        );
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("nobody answers");
}

pub fn form(visitor: &mut Visitor, path: &str, hosts: &Mutex<Vec<String>>) {
    for turn in 0..200 {
        let host = one_of(hosts, turn);
        visitor.go_to(&host);
        if visitor.get(path).status == 200 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("nobody shows the form");
}

fn two_servers(folder: &Path, database: Option<&str>, office: impl Fn() -> Office) {
    let before = office();
    let path = format!("/projects/{}/funding", before.project().unwrap());
    let count = |office: &Office| -> Vec<i64> {
        let sql =
            "select amount from shares_funding where amount >= $1 order by amount limit 10000";
        let rows = office
            .db
            .read(|tx| tx.query(sql, &store::values![900_000_000]));
        rows.unwrap()
            .iter()
            .map(|row| row.get(0).unwrap())
            .collect()
    };
    assert_eq!(count(&before), [0_i64; 0]);
    let mut servers = [(); 2].map(|()| Server::start(folder, database, None));
    let hosts = Mutex::new(servers.iter().map(|s| s.host.clone()).collect::<Vec<_>>());
    let visitors: Vec<Visitor> = (0..CLERKS).map(|_| servers[0].sign_in("kuaiji")).collect();
    let answered = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let mut clerks = Vec::new();
        for (n, mut visitor) in visitors.into_iter().enumerate() {
            let (path, hosts, answered) = (&path, &hosts, &answered);
            clerks.push(scope.spawn(move || {
                for m in 0..EACH {
                    form(&mut visitor, path, hosts);
                    // Ten million yuan and a number of its own, in fen.
                    let amount = format!("{}.{:02}", 10_000_000 + m, n);
                    let fields = [
                        ("source", "county"),
                        ("amount", amount.as_str()),
                        ("date", "2022-08-05"),
                    ];
                    press(&mut visitor, path, hosts, &fields);
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            }));
        }
        for turn in 1.. {
            let enough = KILL_EVERY * turn;
            if enough >= CLERKS * EACH {
                break;
            }
            while answered.load(Ordering::SeqCst) < enough
                && clerks.iter().any(|clerk| !clerk.is_finished())
            {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            let at = turn % 2;
            let fresh = Server::start(folder, database, None);
            hosts.lock().unwrap()[at].clone_from(&fresh.host);
            std::mem::replace(&mut servers[at], fresh).kill();
        }
    });
    let mut wanted: Vec<i64> = (0..EACH as i64)
        .flat_map(|m| (0..CLERKS as i64).map(move |n| (10_000_000 + m) * 100 + n))
        .collect();
    wanted.sort_unstable();
    assert_eq!(count(&before), wanted, "each was done, and once");
    nothing_is_half_done(&before);
    the_books_are_sound(&before);
}

#[test]
fn two_servers_on_one_sqlite_file_lose_no_answer_when_one_dies() {
    let disk = Disk::of(prepared());
    two_servers(&disk.folder(), None, || {
        Office::open(&disk.folder(), 11).unwrap()
    });
}

#[test]
fn two_servers_on_one_postgresql_database_lose_no_answer_when_one_dies() {
    let Some(url) = testkit::pg::durable_database() else {
        return;
    };
    let disk = Disk::new();
    replay(&disk.folder(), &url);
    two_servers(&disk.folder(), Some(&url), || {
        on_postgres(&disk.folder(), &url, 11)
    });
}

/// The replayed story on a PostgreSQL server; its key file is in `folder`.
pub fn on_postgres(folder: &Path, url: &str, seed: u64) -> Office {
    let settings = Settings {
        key_file: folder.join("demo.key"),
        ..Settings::new(Database::Postgres(url.to_owned()))
    };
    Office::on(settings, folder.join("demo.db"), seed).unwrap()
}
