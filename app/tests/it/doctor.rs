//! Misconfigurations, one by one: the doctor names each, and nothing else than each.

use crate::site::folder;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn zhen(here: &Path, args: &[&str]) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_zhen"))
        .current_dir(here)
        .env("LANG", "en_GB.UTF-8")
        .args(args)
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    (out, output.status.code().unwrap())
}

/// The findings that are not good, by code.
fn found(here: &Path, database: &str, more: &[&str]) -> BTreeSet<String> {
    let mut args = vec!["doctor", "--json", "--database", database];
    args.extend(["--key-file", "demo.key"]);
    args.extend(more);
    let (out, _) = zhen(here, &args);
    let findings: Vec<serde_json::Value> =
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}"));
    let bad = findings.iter().filter(|f| f["is_good"] == false);
    bad.map(|f| f["code"].as_str().unwrap().to_owned())
        .filter(|code| code != "disk_full")
        .collect()
}

fn demo(here: &Path, database: &str) {
    let args = [
        "demo",
        "--no-serve",
        "--database",
        database,
        "--key-file",
        "demo.key",
    ];
    let (out, code) = zhen(here, &args);
    assert_eq!(code, 0, "{out}");
}

fn mode(path: PathBuf, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

fn change(here: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(here.join("demo.db")).unwrap();
    conn.execute_batch(sql).unwrap();
}

struct Seed {
    finds: &'static [&'static str],
    args: &'static [&'static str],
    seed: fn(&Path),
}

/// What the demonstration itself lacks: it has one administrator. Where the database does not open, nobody is counted.
const BEFORE: &str = "one_administrator";

fn seed(finds: &'static [&'static str], seed: fn(&Path)) -> Seed {
    Seed {
        finds,
        args: &[],
        seed,
    }
}

fn without(right_of: &str) -> String {
    format!("update access_grant_now set valid_to = '2000-01-01' where role = '{right_of}'")
}

fn seeds() -> Vec<Seed> {
    vec![
        seed(&[], |_| {}),
        seed(&["no_database"], |here| {
            drop(fs::remove_file(here.join("demo.db-wal")));
            fs::remove_file(here.join("demo.db")).unwrap()
        }),
        seed(&["no_database", "log_without_database"], |here| {
            fs::rename(here.join("demo.db"), here.join("demo.db-wal")).unwrap();
        }),
        seed(&["database_closed"], |here| {
            fs::write(here.join("demo.db"), "no database at all".repeat(100)).unwrap();
        }),
        seed(&["clock_behind"], |here| {
            change(
                here,
                "update journal_head_now set at = at + 1000000000000000",
            );
        }),
        seed(&["no_key_file"], |here| {
            fs::remove_file(here.join("demo.key")).unwrap()
        }),
        seed(&["key_file_foreign"], |here| {
            let text = fs::read_to_string(here.join("demo.key")).unwrap();
            let at = text.find("master = \"").unwrap() + 10;
            let digit = if &text[at..=at] == "0" { "1" } else { "0" };
            let other = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
            fs::write(here.join("demo.key"), other).unwrap();
        }),
        seed(&["key_file_unreadable"], |here| {
            fs::write(here.join("demo.key"), "no key").unwrap();
        }),
        seed(&["key_file_open"], |here| {
            mode(here.join("demo.key"), 0o644)
        }),
        Seed {
            args: &["--backup", "."],
            ..seed(&["key_file_in_backup", "backup_same_disk"], |here| {
                mode(here.to_owned(), 0o700)
            })
        },
        Seed {
            args: &["--backup", "there"],
            ..seed(&["backup_same_disk"], |here| {
                fs::create_dir(here.join("there")).unwrap();
                mode(here.join("there"), 0o700);
            })
        },
        Seed {
            args: &["--backup", "there"],
            ..seed(&["backup_same_disk", "backup_open_to_others"], |here| {
                fs::create_dir(here.join("there")).unwrap();
                mode(here.join("there"), 0o755);
            })
        },
        Seed {
            args: &["--backup", "nowhere"],
            ..seed(&["backup_folder_missing"], |_| {})
        },
        seed(&["database_open_to_others"], |here| {
            mode(here.join("demo.db"), 0o644)
        }),
        seed(&["papers_open_to_others"], |here| {
            fs::create_dir_all(here.join("demo.db.blobs")).unwrap();
            mode(here.join("demo.db.blobs"), 0o755);
        }),
        seed(&["papers_unnamed"], |here| {
            let folder = here.join("demo.db.blobs/ab");
            fs::create_dir_all(&folder).unwrap();
            mode(here.join("demo.db.blobs"), 0o700);
            fs::write(folder.join("c".repeat(62)), "left over").unwrap();
        }),
        seed(&["second_key_file"], |here| {
            fs::copy(here.join("demo.key"), here.join("old.key")).unwrap();
        }),
        Seed {
            args: &["--tls-cert", "no.pem", "--tls-key", "no.pem"],
            ..seed(&["tls_bad"], |here| {
                fs::write(here.join("no.pem"), "no certificate").unwrap();
                mode(here.join("no.pem"), 0o600);
            })
        },
        Seed {
            args: &["--tls-cert", "a.pem", "--tls-key", "a.key.pem"],
            ..seed(&["tls_key_open_to_others"], |here| {
                let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data");
                fs::copy(data.join("localhost.pem"), here.join("a.pem")).unwrap();
                fs::copy(data.join("localhost.key"), here.join("a.key.pem")).unwrap();
                mode(here.join("a.key.pem"), 0o644);
            })
        },
        Seed {
            args: &["--tls-cert", "old.pem", "--tls-key", "old.key.pem"],
            ..seed(&["tls_ended"], |here| {
                let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data");
                fs::copy(data.join("ended.pem"), here.join("old.pem")).unwrap();
                fs::copy(data.join("ended.key"), here.join("old.key.pem")).unwrap();
                mode(here.join("old.key.pem"), 0o600);
            })
        },
        seed(&["nobody_reviews"], |here| {
            change(here, &without("reviewer"))
        }),
        seed(&["nobody_approves"], |here| {
            change(here, &without("approver"))
        }),
        seed(&["nobody_audits"], |here| change(here, &without("auditor"))),
        seed(&["no_administrator"], |here| {
            change(here, &without("administrator"))
        }),
        seed(&["public_url_plain"], |here| {
            confirm(here, "http://zhen.example.cn")
        }),
        // Once it was passed over in silence, and the first notice could not be printed.
        Seed {
            args: &["--public-url", "https://zhen.example.cn"],
            ..seed(&["public_url_unconfirmed"], |_| {})
        },
        Seed {
            args: &["--public-url", "https://other.example.cn"],
            ..seed(&["public_url_differs"], |here| {
                confirm(here, "https://zhen.example.cn")
            })
        },
    ]
}

const CONFIRM: &str = "insert into access_public_url (org, id, valid_from, seq, url) \
                       values (0, 1, '2022-07-01', 1, 'URL')";

fn confirm(here: &Path, url: &str) {
    change(here, &CONFIRM.replace("URL", url));
}

#[test]
fn each_misconfiguration_is_named_and_nothing_else() {
    let made = folder("doctor-made");
    demo(&made, "sqlite:demo.db");
    let mut codes = BTreeSet::new();
    for (number, one) in seeds().into_iter().enumerate() {
        let here = folder(&format!("doctor-{number}"));
        // With its log: the program may have ended before it was folded into the file.
        for name in ["demo.db", "demo.db-wal", "demo.key"] {
            if made.join(name).exists() {
                fs::copy(made.join(name), here.join(name)).unwrap();
            }
        }
        (one.seed)(&here);
        let mut expected: BTreeSet<String> = one.finds.iter().map(|c| (*c).to_owned()).collect();
        codes.extend(expected.iter().cloned());
        let counts = !["no_database", "database_closed", "no_administrator"]
            .iter()
            .any(|code| expected.contains(*code));
        if counts {
            expected.insert(BEFORE.to_owned());
        }
        assert_eq!(
            found(&here, "sqlite:demo.db", one.args),
            expected,
            "seed {number}"
        );
        drop(fs::remove_dir_all(&here));
    }
    assert!(
        codes.len() >= 20,
        "{} misconfigurations: {codes:?}",
        codes.len()
    );
}

#[test]
fn a_server_that_does_not_wait_for_its_disk_is_named() {
    let Some(url) = testkit::pg::database() else {
        return;
    };
    let here = folder("doctor-pg");
    demo(&here, &url);
    // The servers of the tests are quick because they wait for nothing.
    let bad = found(&here, &url, &[]);
    assert!(bad.contains("pg_fsync_off"), "{bad:?}");
    assert!(!bad.contains("pg_one_piece"), "{bad:?}");
    // As a version made it that knew no parts.
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client
        .batch_execute(
            "create table whole (like payout_payment including all); \
             insert into whole select * from payout_payment; drop table payout_payment; \
             alter table whole rename to payout_payment",
        )
        .unwrap();
    let bad = found(&here, &url, &[]);
    assert!(bad.contains("pg_one_piece"), "{bad:?}");
    // Moving house is the cure that is told.
    std::fs::create_dir(here.join("out")).unwrap();
    let moved = testkit::pg::database().unwrap();
    for args in [
        ["backup", "out/whole.zhen", "--database", &url],
        ["restore", "out/whole.zhen", "--database", &moved],
    ] {
        let (_, code) = zhen(&here, &[&args[..], &["--key-file", "demo.key"]].concat());
        assert_eq!(code, 0, "{args:?}");
    }
    let bad = found(&here, &moved, &[]);
    assert!(!bad.contains("pg_one_piece"), "{bad:?}");
}
