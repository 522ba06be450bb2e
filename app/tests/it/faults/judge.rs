//! After a fault: is everything there that was answered, is nothing half there, and does the work go on.

use super::office::{ORG, Office};
use super::walk::{FREE, Waiting, Walk};
use kernel::{Id, OrgId, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::blobs::Blob;
use store::schema::Class;
use store::{Row, Value, values};

/// What a child was answered, by step.
#[derive(Debug, Default)]
pub struct Answers(BTreeMap<u8, (String, String)>);

impl Answers {
    /// Of the lines that it wrote down; a line without an end was not written.
    pub fn read(lines: &[String]) -> Answers {
        let mut all = BTreeMap::new();
        for line in lines {
            let [n, name, told, answer] = line.splitn(4, '\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            if told == "done" {
                all.insert(n.parse().unwrap(), (name.to_owned(), answer.to_owned()));
            }
        }
        Answers(all)
    }

    fn last(&self) -> u8 {
        self.0.keys().next_back().copied().unwrap_or(0)
    }

    fn of(&self, name: &str) -> Option<&str> {
        let found = self.0.values().find(|(known, _)| known == name)?;
        Some(&found.1)
    }
}

/// What an afternoon without faults leaves: rows of each table that lasts, and every line of the books.
#[derive(Debug, PartialEq, Eq)]
pub struct Left {
    rows: BTreeMap<String, i64>,
    entries: Vec<Row>,
}

impl Left {
    pub fn of(office: &Office) -> Left {
        let left = office.db.read(|tx| {
            let (schema, mut rows) = (tx.schema(), BTreeMap::new());
            for table in schema.tables.values() {
                let lasts = matches!(table.class, Class::Fact | Class::Journal);
                if lasts || ["journal_key", "people_search"].contains(&table.name.as_str()) {
                    let sql = format!("select count(*) from {}", table.name);
                    rows.insert(table.name.clone(), tx.query_one(&sql, &[])?.get(0)?);
                }
            }
            let entry = schema.table("ledger_entry")?;
            let (columns, key) = (entry.names().join(", "), entry.key_names().join(", "));
            let sql = format!("select {columns} from ledger_entry order by {key} limit 100000");
            let entries = tx.query(&sql, &[])?;
            Ok(Left { rows, entries })
        });
        left.unwrap()
    }
}

/// Opens what a fault left in `folder`, and says all that must be true of it. Panics where it is not.
pub fn judge(folder: &Path, answers: &Answers, left: &Left) {
    the_file_is_sound(folder);
    let office = Office::open(folder, 1000).unwrap();
    the_books_are_sound(&office);
    nothing_is_half_done(&office);
    what_was_stored_is_there(&office, answers);
    let office = work_goes_on(office, answers, left);
    the_books_are_sound(&office);
    nothing_is_orphaned(&office, folder);
}

fn the_file_is_sound(folder: &Path) {
    let raw = rusqlite::Connection::open(folder.join("demo.db")).unwrap();
    let said: String = raw
        .query_row("pragma integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(said, "ok");
}

/// Chains, digests, caches, rounds, papers: all that `zhen audit` asks.
pub fn the_books_are_sound(office: &Office) {
    for org in office.db.read(store::audit::orgs).unwrap() {
        let report = office
            .db
            .read(move |tx| store::audit::audit(tx, org, None))
            .unwrap();
        assert_eq!(report.problems, [], "organisation {org}");
        let found = office.db.read(move |tx| {
            if org == access::scope::INSTALLATION {
                return access::check_caches(tx);
            }
            let mut all = payout::check(tx, org)?;
            all.extend(ledger::check(tx, org)?);
            for check in modules::all().iter().flat_map(|module| &module.checks) {
                all.extend(check(tx, org)?);
            }
            Ok(all)
        });
        assert_eq!(found.unwrap(), [], "organisation {org}");
    }
}

/// A deed, its journal row and its key are there together or not at all; the journal's instants rise.
pub fn nothing_is_half_done(office: &Office) {
    let alone = office.db.read(|tx| {
        let rows = "select j.org, j.seq from journal j where not exists \
             (select 1 from journal_key k where k.org = j.org and k.seq = j.seq) order by j.org, j.seq limit 10";
        let keys = "select k.org, k.seq from journal_key k where k.seq is not null and not exists \
             (select 1 from journal j where j.org = k.org and j.seq = k.seq) order by k.org, k.seq limit 10";
        let falls = "select j.org, j.seq from journal j join journal p on p.org = j.org and p.seq = j.seq - 1 \
             where p.at >= j.at order by j.org, j.seq limit 10";
        let mut all = tx.query(rows, &[])?;
        all.extend(tx.query(keys, &[])?);
        all.extend(tx.query(falls, &[])?);
        Ok(all)
    });
    assert_eq!(alone.unwrap(), []);
}

fn what_was_stored_is_there(office: &Office, answers: &Answers) {
    if let Some(token) = answers.of("session").filter(|_| answers.last() < 40) {
        let token: String = serde_json::from_str(token).unwrap();
        let ctx = office.system(ORG);
        let session = office
            .db
            .read(move |tx| access::session::session(tx, &ctx, &token));
        assert!(
            session.unwrap().is_some(),
            "who had signed in is signed out"
        );
    }
    // The sweep that comes at the end may have dropped it, whether or not it was answered.
    if let Some(waiting) = answers.of("orphan").filter(|_| answers.last() < 24) {
        let waiting: Waiting = serde_json::from_str(waiting).unwrap();
        let blob = Blob {
            subject: Id(waiting.subject),
            address: waiting.address,
        };
        let content = office.db.read(move |tx| tx.blob(ORG, blob)).unwrap();
        assert_eq!(content, Some(vec![7; 70_000]));
    }
}

fn ends_of_chains(office: &Office) -> Vec<(OrgId, i64)> {
    let sql = "select org, seq from journal_head_now order by org limit 100";
    let rows = office.db.read(|tx| tx.query(sql, &[])).unwrap();
    let end = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    rows.iter().map(end).collect::<Result<_>>().unwrap()
}

/// The same steps again: what was answered is answered alike and changes nothing, the rest is done now, and in the
/// end all is as if nothing had happened.
fn work_goes_on(office: Office, answers: &Answers, left: &Left) -> Office {
    let acknowledged: BTreeSet<u8> = answers.0.keys().copied().collect();
    let before = ends_of_chains(&office);
    let watched = office.db.clone();
    let mut hear = |n: u8, name: &str, told: &Result<String>| {
        let Some((_, answer)) = answers.0.get(&n).filter(|_| !FREE.contains(&name)) else {
            return;
        };
        assert_eq!(told.as_ref(), Ok(answer), "step {n} {name}");
        if acknowledged.range(..=n).count() == acknowledged.len() {
            let sql = "select org, seq from journal_head_now order by org limit 100";
            let rows = watched.read(|tx| tx.query(sql, &[])).unwrap();
            let now: Vec<(OrgId, i64)> = rows
                .iter()
                .map(|row| (row.get(0).unwrap(), row.get(1).unwrap()))
                .collect();
            assert_eq!(now, before, "what was answered was done again");
        }
    };
    let office = Walk::again(office, &mut hear).whole();
    assert_eq!(&Left::of(&office), left);
    office
}

/// After the sweep of the day after, content is named by a fact or is gone.
fn nothing_is_orphaned(office: &Office, folder: &Path) {
    office.clock.advance_hours(60);
    office.db.sweep(&office.system(0)).unwrap();
    let named = office.db.read(|tx| {
        let sql = "select blob from access_paper order by org, id limit 1000";
        let of = |row: &Row| Ok(store::keys::hex(&row.get::<Vec<u8>>(0)?));
        tx.query(sql, &[])?
            .iter()
            .map(of)
            .collect::<Result<BTreeSet<String>>>()
    });
    let mut there = BTreeSet::new();
    let papers = folder.join("demo.db.blobs");
    for inner in std::fs::read_dir(papers).into_iter().flatten() {
        let inner = inner.unwrap();
        for file in std::fs::read_dir(inner.path()).unwrap() {
            let (first, rest) = (inner.file_name(), file.unwrap().file_name());
            there.insert(format!("{}{}", first.display(), rest.display()));
        }
    }
    assert_eq!(there, named.unwrap(), "files of papers and what facts name");
    let work = office.db.read(|tx| {
        let sql = "select count(*) from store_blob_work where org >= $1";
        tx.query_one(sql, &values![0])
    });
    assert_eq!(work.unwrap().0, [Value::Int(0)]);
}
