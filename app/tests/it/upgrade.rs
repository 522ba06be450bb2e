//! Databases saved when an issue landed: this program opens each, migrates it, and finds the figures unchanged.
//!
//! `saved/NAME/` holds `demo.db`, its throw-away key file `demo.key`, and `figures.json` as the program of that day
//! printed it. To add one: `tests/it/saved/save NAME`.

use crate::site::folder;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Half of the largest are the events of two ledgers, each with the roles of whoever did it.
const MOST_BYTES: u64 = 10_500_000;

pub(crate) fn saved() -> Vec<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/saved");
    let mut found: Vec<PathBuf> = std::fs::read_dir(home)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    found.sort();
    found
}

fn zhen(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_zhen"))
        .args(args)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn a_saved_database_opens_migrates_and_answers_as_it_did() {
    assert!(!saved().is_empty());
    for place in saved() {
        let name = place.file_name().unwrap().to_string_lossy().into_owned();
        let dir = folder(&format!("saved-{name}"));
        let mut bytes = 0;
        for file in ["demo.db", "demo.key"] {
            bytes += std::fs::copy(place.join(file), dir.join(file)).unwrap();
        }
        assert!(bytes <= MOST_BYTES, "{name}: {bytes} bytes");
        let database = format!("sqlite:{}", dir.join("demo.db").display());
        let asked = [
            "figures",
            "--database",
            &database,
            "--division",
            "371502104000",
            "--as-of",
            "2022-07-31",
            "--json",
        ];
        // Reading an older database is refused in words; the first command that writes migrates it.
        zhen(&["rebuild", "--database", &database]);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let then = read(&std::fs::read_to_string(place.join("figures.json")).unwrap());
        let now = read(&zhen(&asked));
        for figure in then.as_array().unwrap() {
            let same = now
                .as_array()
                .unwrap()
                .iter()
                .find(|f| f["id"] == figure["id"]);
            assert_eq!(same, Some(figure), "{name}");
        }
        zhen(&["audit", "--database", &database]);
        everything_is_found(&dir.join("demo.db"), &name);
    }
}

/// People and projects were kept for months before a search found them.
fn everything_is_found(database: &Path, name: &str) {
    let db = rusqlite::Connection::open(database).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    for (kind, things) in [
        ("person", "select count(*) from people_search"),
        ("project", "select count(distinct id) from shares_project"),
        ("round", "select count(*) from payout_round"),
    ] {
        let found = format!("select count(*) from access_text where kind = '{kind}'");
        assert_eq!(count(&found), count(things), "{kind} of {name}");
    }
}
