//! Moving house by the command line: SQLite to PostgreSQL and back, from every state that was ever saved, and what the
//! program says when it cannot.

use crate::site::folder;
use crate::story::Story;
use crate::upgrade::saved;
use access::papers;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use store::{CommandKey, Database, Settings};

/// A folder with one installation after the other, all under one key file.
struct House {
    dir: PathBuf,
    lang: &'static str,
}

impl House {
    /// With a saved database as `demo.db` and its `demo.key`; backups go to `out`.
    fn of(state: &Path, name: &str) -> House {
        let dir = folder(name);
        for file in ["demo.db", "demo.key"] {
            std::fs::copy(state.join(file), dir.join(file)).unwrap();
        }
        std::fs::create_dir(dir.join("out")).unwrap();
        House {
            dir,
            lang: "en_US.UTF-8",
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhen"));
        command
            .current_dir(&self.dir)
            .args(args)
            .args(["--key-file", "demo.key"])
            .env_remove("LC_ALL")
            .env("LANG", self.lang);
        command
    }

    /// Runs and compares the exit code; what stood on stdout and stderr.
    #[track_caller]
    fn run(&self, args: &[&str], code: i32) -> (String, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(stdout), text(stderr));
        assert_eq!(status.code(), Some(code), "{args:?}\n{out}\n{err}");
        assert!(!err.contains('⟦'), "a text without words: {err}");
        (out, err)
    }

    /// The figures and the audit as JSON.
    fn answers(&self, database: &str) -> (String, String) {
        let figures = [
            "figures",
            "--database",
            database,
            "--division",
            "371502104000",
            "--as-of",
            "2022-07-31",
            "--json",
        ];
        let (figures, _) = self.run(&figures, 0);
        let (audit, _) = self.run(&["audit", "--database", database, "--json"], 0);
        (figures, audit)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.dir.join(name)).unwrap()
    }

    fn files(&self, name: &str) -> Vec<String> {
        let mut found: Vec<String> = std::fs::read_dir(self.dir.join(name))
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        found.sort();
        found
    }

    fn story(&self, database: &str) -> Story {
        let settings = Settings {
            key_file: self.dir.join("demo.key"),
            ..Settings::new(Database::parse(database).unwrap())
        };
        Story::open(settings, "2022-07-31")
    }
}

fn latest() -> PathBuf {
    saved()
        .into_iter()
        .find(|place| place.ends_with("civic"))
        .unwrap()
}

/// A new database: on PostgreSQL where there is one.
fn elsewhere(house: &House) -> String {
    let file = || format!("sqlite:{}", house.dir.join("elsewhere.db").display());
    testkit::pg::database().unwrap_or_else(file)
}

const MINUTES: &[u8] = b"%PDF-1.4 the minutes of a meeting\n%%EOF\n";

fn attach(story: &Story) -> papers::Paper {
    let ctx = story.by("kuaiji");
    let (project, _) = story.project();
    let unit = story
        .db
        .read(|tx| Ok(access::units::unit_by_code(tx, "371502104000")?.unwrap().id))
        .unwrap();
    let place = papers::Place {
        source: "shares_project",
        source_id: project,
        unit,
        attach: access::Right::EnterProjects,
    };
    let about = papers::About {
        kind: "minutes".into(),
        date: story.clock.today(),
        note: String::new(),
    };
    let key = CommandKey::fresh(&ctx);
    let file = ("minutes.pdf", MINUTES);
    let id = papers::attach_now(&story.db, &ctx, key, place, about, file).unwrap();
    let found = story.db.read(move |tx| papers::paper(tx, 1, id));
    found.unwrap().unwrap()
}

fn content(story: &Story, paper: &papers::Paper) -> Option<Vec<u8>> {
    let paper = paper.clone();
    let found = story.db.read(move |tx| papers::content(tx, 1, &paper));
    found.unwrap()
}

/// Each state as it was saved, not brought forward before: a backup comes first.
#[test]
fn every_saved_state_moves_to_postgresql_and_back_and_answers_as_it_did() {
    for state in saved() {
        let name = state.file_name().unwrap().to_string_lossy().into_owned();
        let house = House::of(&state, &format!("moving-{name}"));
        house.run(&["backup", "out/then", "--database", "sqlite:demo.db"], 0);
        let there = elsewhere(&house);
        house.run(&["restore", "out/then", "--database", &there], 0);
        let (figures, audit) = house.answers(&there);
        let now: Vec<serde_json::Value> = serde_json::from_str(&figures).unwrap();
        for figure in &printed(&state) {
            assert!(now.contains(figure), "{name}: {figure}");
        }
        house.run(&["backup", "out/there", "--database", &there], 0);
        house.run(&["restore", "out/there", "--database", "sqlite:home.db"], 0);
        assert_eq!(house.answers("sqlite:home.db"), (figures, audit), "{name}");
        house.run(&["backup", "out/home", "--database", "sqlite:home.db"], 0);
        assert!(
            house.bytes("out/there") == house.bytes("out/home"),
            "{name}"
        );
        if state == latest() {
            assert!(house.bytes("out/then") == house.bytes("out/home"), "{name}");
            assert_eq!(
                house.answers("sqlite:demo.db"),
                house.answers("sqlite:home.db")
            );
        }
    }
}

/// As the program of that day printed them.
fn printed(state: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(state.join("figures.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn papers_move_with_the_house_while_it_is_lived_in() {
    let house = House::of(&latest(), "moving-papers");
    let here = format!("sqlite:{}", house.dir.join("demo.db").display());
    // Open all the time, as under a server.
    let story = house.story(&here);
    let paper = attach(&story);
    let (_, said) = house.run(&["backup", "out/a", "--database", "sqlite:demo.db"], 0);
    assert!(said.contains("papers 1"), "{said}");
    attach(&story);
    let there = elsewhere(&house);
    let (out, said) = house.run(&["restore", "out/a", "--database", &there], 0);
    assert!(said.contains("Loaded"), "{said}");
    // The checkpoints of the file, and the end of each chain as the audit found it.
    let checkpoint = out.lines().find_map(|l| l.strip_prefix("org 1\t")).unwrap();
    assert!(
        out.contains(&format!("the chain ends at {checkpoint}")),
        "{out}"
    );
    assert_eq!(
        content(&house.story(&there), &paper).as_deref(),
        Some(MINUTES)
    );
    house.run(&["backup", "out/b", "--database", &there], 0);
    house.run(&["restore", "out/b", "--database", "sqlite:home.db"], 0);
    let home = format!("sqlite:{}", house.dir.join("home.db").display());
    assert_eq!(
        content(&house.story(&home), &paper).as_deref(),
        Some(MINUTES)
    );
    assert!(house.bytes("out/a") == house.bytes("out/b"));
}

#[test]
fn a_backup_is_private_whole_and_apart_from_the_key() {
    let house = House::of(&latest(), "moving-words");
    let backup = ["--database", "sqlite:demo.db"];
    let run = |file: &str, code| house.run(&[&["backup", file][..], &backup].concat(), code);
    let (_, said) = run("beside", 1);
    assert!(
        said.contains("demo.key") && said.contains("store.key_beside_backup"),
        "{said}"
    );
    std::fs::copy(house.dir.join("demo.key"), house.dir.join("out/copy.key")).unwrap();
    let (_, said) = run("out/a", 1);
    assert!(said.contains("copy.key"), "{said}");
    std::fs::remove_file(house.dir.join("out/copy.key")).unwrap();
    // What a killed one left is no obstacle.
    std::fs::write(house.dir.join("out/a-part"), b"half").unwrap();
    let (written, said) = run("out/a", 0);
    assert!(said.contains("all whole"), "{said}");
    assert_eq!(house.files("out"), ["a"]);
    #[cfg(unix)]
    {
        let meta = std::fs::metadata(house.dir.join("out/a")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let key = std::fs::read_to_string(house.dir.join("demo.key")).unwrap();
    let master = key.split('"').find(|part| part.len() == 64).unwrap();
    let holds = |bytes: &[u8]| {
        house
            .bytes("out/a")
            .windows(bytes.len())
            .any(|w| w == bytes)
    };
    assert!(!holds(master.as_bytes()), "the key file is not in it");
    let (_, said) = run("out/a", 1);
    assert!(said.contains("store.file_exists"), "{said}");
    let (_, said) = run("nowhere/a", 1);
    assert!(said.contains("store.backup_not_written"), "{said}");
    let (checked, said) = house.run(&["backup", "--check", "out/a"], 0);
    assert!(said.contains("whole") && checked == written, "{said}");
    let (doctor, _) = house.run(&["doctor", "--json", "--database", "sqlite:demo.db"], 1);
    assert!(doctor.contains("backup_made"), "{doctor}");
    let (doctor, _) = house.run(&["doctor", "--json", "--database", "sqlite:no.db"], 1);
    assert!(!doctor.contains("backup"), "{doctor}");
}

#[test]
fn what_is_no_whole_backup_is_refused_in_both_languages() {
    let mut house = House::of(&latest(), "moving-refused");
    house.run(&["backup", "out/a", "--database", "sqlite:demo.db"], 0);
    let bytes = house.bytes("out/a");
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 4;
    for (name, bytes) in [
        ("out/cut", &bytes[..bytes.len() / 2]),
        ("out/flipped", &flipped),
        ("out/other", b"SQLite format 3"),
    ] {
        std::fs::write(house.dir.join(name), bytes).unwrap();
    }
    for (lang, words) in [
        (
            "en_US.UTF-8",
            [
                "cut off",
                "damaged from byte",
                "not a backup",
                "no file",
                "no key file",
            ],
        ),
        (
            "zh_CN.UTF-8",
            ["断了", "起已损坏", "不是本版本", "没有文件", "没有密钥文件"],
        ),
    ] {
        house.lang = lang;
        for (name, words) in ["out/cut", "out/flipped", "out/other", "out/none"]
            .iter()
            .zip(words)
        {
            let code = if *name == "out/none" { 2 } else { 1 };
            let (_, said) = house.run(&["backup", "--check", name], code);
            assert!(said.contains(words), "{said}");
            let (_, said) = house.run(&["restore", name, "--database", "sqlite:new.db"], code);
            assert!(said.contains(words), "{said}");
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhen"));
        let args = [
            "restore",
            "out/a",
            "--database",
            "sqlite:new.db",
            "--key-file",
            "no.key",
        ];
        command
            .current_dir(&house.dir)
            .env("LANG", lang)
            .env_remove("LC_ALL")
            .args(args);
        let said = String::from_utf8(command.output().unwrap().stderr).unwrap();
        assert!(said.contains(words[4]), "{said}");
    }
    assert_eq!(
        house.files("."),
        ["demo.db", "demo.key", "out"],
        "nothing was left"
    );
}

/// Under a limit of file sizes a write fails as on a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_and_says_so() {
    let house = House::of(&latest(), "moving-full");
    let limited = |blocks: &str, args: &[&str]| {
        let run = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        Command::new("sh")
            .args(["-c", &run, "sh", env!("CARGO_BIN_EXE_zhen")])
            .args(args)
            .args(["--key-file", "demo.key"])
            .current_dir(&house.dir)
            .env("LANG", "en")
            .env_remove("LC_ALL")
            .output()
            .unwrap()
    };
    let text = |out: &Output| String::from_utf8_lossy(&out.stderr).into_owned();
    for blocks in ["100", "150", "200"] {
        let out = limited(blocks, &["backup", "out/a", "--database", "sqlite:demo.db"]);
        let said = text(&out);
        assert_eq!(out.status.code(), Some(1), "{said}");
        assert!(
            said.contains("Make room") && said.contains("store.backup_not_written"),
            "{said}"
        );
        assert_eq!(house.files("out"), [""; 0]);
    }
    house.run(&["backup", "out/a", "--database", "sqlite:demo.db"], 0);
    let before = house.files(".");
    let out = limited("500", &["restore", "out/a", "--database", "sqlite:new.db"]);
    assert_eq!(out.status.code(), Some(3), "{}", text(&out));
    assert_eq!(house.files("."), before);
    house.run(&["restore", "out/a", "--database", "sqlite:new.db"], 0);
}
