//! A PostgreSQL that goes away while it is being asked: what is said, and that asking again under the same key settles
//! what became of it. The program is never started anew.

use super::disk::Disk;
use super::judge::{nothing_is_half_done, the_books_are_sound};
use super::office::{DAY, Office, replay};
use super::server::Server;
use super::servers::{form, on_postgres, press};
use crate::site::Visitor;
use kernel::{Error, Fen, Lack, Result};
use modules::shares::{AddFunding, add_funding};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::CommandKey;
use testkit::pg;

/// When the next commit's connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Never,
    /// The server never hears of the commit.
    Before,
    /// The server does it, and its answer is lost.
    After,
}

/// A cable between the program and its database, with scissors.
struct Cable {
    port: u16,
    cut: Arc<Mutex<Cut>>,
}

impl Cable {
    fn to(server: String) -> Cable {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let cut = Arc::new(Mutex::new(Cut::Never));
        let scissors = cut.clone();
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(&server).unwrap());
                let is_deaf = Arc::new(AtomicBool::new(false));
                let ends = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let (cut, deaf) = (scissors.clone(), is_deaf.clone());
                std::thread::spawn(move || ask(&ends.0, &ends.1, &cut, &deaf));
                std::thread::spawn(move || answer(&server, &client, &is_deaf));
            }
        });
        Cable { port, cut }
    }

    fn cut(&self, when: Cut) {
        *self.cut.lock().unwrap() = when;
    }
}

/// A commit travels as a plain question: its name and a zero.
const COMMIT: &[u8] = b"commit\0";

fn ask(client: &TcpStream, server: &TcpStream, cut: &Mutex<Cut>, is_deaf: &AtomicBool) {
    let (mut from, mut to, mut bytes) = (client, server, [0; 65536]);
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        let told = &bytes[..count];
        if told.windows(COMMIT.len()).any(|window| window == COMMIT) {
            match std::mem::replace(&mut *cut.lock().unwrap(), Cut::Never) {
                Cut::Never => {}
                Cut::Before => break,
                Cut::After => is_deaf.store(true, Ordering::SeqCst),
            }
        }
        if to.write_all(told).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

fn answer(server: &TcpStream, client: &TcpStream, is_deaf: &AtomicBool) {
    let (mut from, mut to, mut bytes) = (server, client, [0; 65536]);
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if is_deaf.load(Ordering::SeqCst) || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

fn fund(office: &Office, n: u8) -> Result<()> {
    let input = AddFunding {
        project: office.project()?,
        source: "county".into(),
        amount: Fen(900_000_000 + i64::from(n)),
        date: DAY.parse().unwrap(),
        document: None,
    };
    let ctx = office.by("kuaiji")?;
    let key = CommandKey([n; 16]);
    office.db.act(&ctx, key, input, add_funding).map(drop)
}

/// Of [`fund`], by amount.
fn funded(office: &Office) -> Vec<i64> {
    let sql =
        "select amount - $1 from shares_funding where amount >= $1 order by amount limit 1000";
    let rows = office
        .db
        .read(|tx| tx.query(sql, &store::values![900_000_000]));
    rows.unwrap()
        .iter()
        .map(|row| row.get(0).unwrap())
        .collect()
}

#[test]
fn a_cut_cable_leaves_open_what_was_done_and_asking_again_settles_it() {
    let Some(url) = pg::durable_database() else {
        return;
    };
    let disk = Disk::new();
    replay(&disk.folder(), &url);
    let server = url.split('@').nth(1).unwrap().split('/').next().unwrap();
    let cable = Cable::to(server.to_owned());
    let through = url.replace(server, &format!("127.0.0.1:{}", cable.port));
    let office = on_postgres(&disk.folder(), &through, 21);
    let mut done = Vec::new();
    for (n, when, is_done) in [
        (1, Cut::Before, false),
        (2, Cut::After, true),
        (3, Cut::After, true),
        (4, Cut::Before, false),
    ] {
        cable.cut(when);
        let told = fund(&office, n);
        let is_said = matches!(&told, Err(Error::Unavailable(Lack::NoAnswer, _)));
        assert!(is_said, "{told:?}");
        done.extend(is_done.then_some(i64::from(n)));
        // Seen past the cable, by somebody else.
        assert_eq!(funded(&on_postgres(&disk.folder(), &url, 22)), done);
        fund(&office, n).unwrap();
        done.extend((!is_done).then_some(i64::from(n)));
        assert_eq!(funded(&office), done, "{when:?}");
        nothing_is_half_done(&office);
    }
    the_books_are_sound(&office);
}

const CLERKS: usize = 3;
const EACH: usize = 20;
const CRASHES: usize = 4;

#[test]
fn a_postgresql_that_stops_is_told_and_used_again_when_it_is_back() {
    let Some(mut own) = pg::own() else {
        return;
    };
    let disk = Disk::new();
    replay(&disk.folder(), &own.url());
    let office = on_postgres(&disk.folder(), &own.url(), 31);
    let path = format!("/projects/{}/funding", office.project().unwrap());
    let server = Server::start(&disk.folder(), Some(&own.url()), None);
    let hosts = Mutex::new(vec![server.host.clone()]);
    let mut visitor = server.sign_in("kuaiji");
    let fields = [
        ("source", "county"),
        ("amount", "9000000.00"),
        ("date", DAY),
    ];
    form(&mut visitor, &path, &hosts);
    own.stop();
    for _ in 0..2 {
        let (page, post) = (visitor.get("/projects"), visitor.post(&path, &fields));
        for answer in [page, post] {
            assert_eq!(answer.status, 503, "{}", answer.text());
            assert!(
                answer.text().contains("The database does not answer"),
                "{}",
                answer.text()
            );
        }
    }
    own.start();
    // Every thread of the program held a connection to the server that was; none of them fails anybody.
    for _ in 0..20 {
        let answer = visitor.post(&path, &fields);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    assert_eq!(funded(&office), [0]);
    // And again, while several are at work.
    let visitors: Vec<Visitor> = (0..CLERKS).map(|_| server.sign_in("kuaiji")).collect();
    std::thread::scope(|scope| {
        let mut clerks = Vec::new();
        for (n, mut visitor) in visitors.into_iter().enumerate() {
            let (path, hosts) = (&path, &hosts);
            clerks.push(scope.spawn(move || {
                for m in 1..=EACH {
                    form(&mut visitor, path, hosts);
                    let amount = format!("{}.{:02}", 9_000_000 + n, m);
                    let fields = [
                        ("source", "county"),
                        ("amount", amount.as_str()),
                        ("date", DAY),
                    ];
                    press(&mut visitor, path, hosts, &fields);
                }
            }));
        }
        for _ in 0..CRASHES {
            std::thread::sleep(Duration::from_millis(300));
            own.crash();
        }
        while !clerks.iter().all(|clerk| clerk.is_finished()) {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let wanted = (0..CLERKS).flat_map(|n| (1..=EACH).map(move |m| (n * 100 + m) as i64));
    let wanted: Vec<i64> = std::iter::once(0).chain(wanted).collect();
    assert_eq!(funded(&office), wanted, "each was done, and once");
    nothing_is_half_done(&office);
    the_books_are_sound(&office);
}
