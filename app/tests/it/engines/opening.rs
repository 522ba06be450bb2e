//! Opening: the right key file, the right version, one of two who come at once; and copies.

use super::*;
use store::KeyFile;

#[test]
fn a_wrong_or_missing_key_file_is_said_clearly() {
    for place in places() {
        drop(place.open());
        let key = &place.settings.key_file;
        let kept = std::fs::read(key).unwrap();
        std::fs::remove_file(key).unwrap();
        let said = internal(place.try_open().map(drop));
        assert!(
            said.contains("is missing") && said.contains("recovery sheet"),
            "{said}"
        );
        KeyFile::generate(&SeededRng::new(99)).write(key).unwrap();
        let said = internal(place.try_open().map(drop));
        assert!(said.contains("belongs to another database"), "{said}");
        std::fs::write(key, "version = 1\nid = \"k\"\nmaster = \"00\"\n").unwrap();
        assert!(internal(place.try_open().map(drop)).contains("reading the key file"));
        std::fs::write(key, kept).unwrap();
        assert!(place.try_open().is_ok());
    }
}

#[test]
fn another_version_of_the_schema_is_said_clearly() {
    for place in places() {
        drop(place.open());
        let check = |sql: &str, says: &str| {
            place.raw().run(sql);
            let said = internal(place.try_open().map(drop));
            assert!(said.contains(says), "{said}");
            let said =
                internal(Db::open_without_keys(place.settings.clone(), access::MACROS).map(drop));
            assert!(said.contains(says), "{said}");
        };
        let later = "insert into schema_migration (name, hash) values ('9999_later', 'h')";
        check(later, "a later version of zhen (it has 9999_later)");
        place
            .raw()
            .run("delete from schema_migration where name = '9999_later'");
        check(
            "update schema_migration set hash = 'h' where name = '0001_store'",
            "0001_store was edited",
        );
    }
}

#[test]
fn two_servers_that_start_at_once_make_one_database() {
    for _ in 0..3 {
        for place in places() {
            let opened: Vec<Result<Db>> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..4_u64)
                    .map(|n| {
                        let settings = place.settings.clone();
                        scope.spawn(move || Db::open(settings, access::MACROS, &SeededRng::new(n)))
                    })
                    .collect();
                threads.into_iter().map(|t| t.join().unwrap()).collect()
            });
            for db in &opened {
                assert!(db.is_ok(), "{:?}", db.as_ref().map(drop));
            }
            let db = place.open();
            assert_eq!(contents(&db)["installation"].len(), 1);
            place
                .act(opened[1].as_ref().unwrap(), 1, code("a"), add_code)
                .unwrap();
            assert_eq!(problems(&db, 1, None), [""; 0]);
        }
    }
}

#[test]
fn an_audit_needs_no_key_file_and_changes_nothing() {
    for place in places() {
        let db = place.open();
        place.act(&db, 1, code("a"), add_code).unwrap();
        drop(db);
        std::fs::remove_file(&place.settings.key_file).unwrap();
        let db = Db::open_without_keys(place.settings.clone(), access::MACROS).unwrap();
        assert_eq!(problems(&db, 1, None), [""; 0]);
        assert!(internal(place.act(&db, 1, code("b"), add_code)).contains("for reading only"));
        assert!(!place.settings.key_file.exists());
    }
    let nowhere = Place::sqlite();
    let said = internal(Db::open_without_keys(nowhere.settings.clone(), access::MACROS).map(drop));
    assert!(said.contains("there is no database"), "{said}");
}

#[test]
fn a_copy_for_the_auditor_has_the_chain_and_no_keys() {
    for place in places() {
        let db = place.open();
        place
            .act(&db, 1, code("a"), |tx, ctx, input| {
                tx.new_subject()?;
                add_code(tx, ctx, input)
            })
            .unwrap();
        let file = place.folder.file("copy.db");
        let to = file.clone();
        let copied = db
            .read(move |tx| store::export::audit_copy(tx, &to))
            .unwrap();
        assert_eq!(copied.chains.len(), 2);
        let mut settings = Settings::new(Database::Sqlite(file.clone()));
        settings.key_file = place.folder.file("copy.key");
        let copy = Db::open_without_keys(settings.clone(), access::MACROS).unwrap();
        let (mut there, mut here) = (contents(&copy), contents(&db));
        for table in ["journal_key", "subject_key"] {
            assert_eq!(there.remove(table), Some(vec![]));
            assert!(!here.remove(table).unwrap().is_empty());
        }
        there.remove("installation");
        here.remove("installation");
        assert_eq!(there, here);
        let end = copied.chains[1].clone();
        assert_eq!(problems(&copy, 1, Some((end.seq, end.hash))), [""; 0]);
        drop(copy);
        let names: Vec<_> = std::fs::read_dir(&place.folder.0)
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert!(
            !names
                .iter()
                .any(|n| n.to_string_lossy().starts_with("copy.db-")),
            "{names:?}"
        );
        assert!(
            internal(Db::open(settings, access::MACROS, place.rng.as_ref()).map(drop))
                .contains("for an audit")
        );
        let again = db.read(move |tx| store::export::audit_copy(tx, &file));
        assert!(matches!(again, Err(Error::Refused(r)) if r.code == "store.file_exists"));
    }
}

#[test]
fn the_recovery_sheet_gives_the_key_file_back() {
    let file = KeyFile::generate(&SeededRng::new(5));
    let sheet = file.sheet();
    let back = KeyFile::from_sheet(&sheet).unwrap();
    assert_eq!(back.to_text(), file.to_text());
    let typed = sheet
        .to_uppercase()
        .replace("  ", " - ")
        .replace('\n', "\r\n\r\n");
    assert_eq!(
        KeyFile::from_sheet(&typed).unwrap().to_text(),
        file.to_text()
    );
}

#[test]
fn a_mistyped_recovery_sheet_names_the_line() {
    let sheet = KeyFile::generate(&SeededRng::new(5)).sheet();
    let check = |sheet: String, code: &str, line: &str| match KeyFile::from_sheet(&sheet) {
        Err(Error::Invalid(faults)) => {
            assert_eq!(
                (faults[0].code.as_ref(), faults[0].args[0].1.as_str()),
                (code, line),
                "{sheet}"
            );
        }
        other => panic!("{:?}", other.map(drop)),
    };
    let lines: Vec<&str> = sheet.lines().collect();
    // Every digit of every line, replaced by another.
    for (number, line) in lines.iter().enumerate().skip(1) {
        for (at, digit) in line
            .char_indices()
            .skip(1)
            .filter(|(_, c)| c.is_ascii_hexdigit())
        {
            let mut typed: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
            typed[number].replace_range(at..at + 1, if digit == '0' { "1" } else { "0" });
            check(typed.join("\n"), "sheet_check", &number.to_string());
        }
    }
    let swapped = sheet
        .replace("2  ", "x  ")
        .replace("3  ", "2  ")
        .replace("x  ", "3  ");
    check(swapped, "sheet_check", "2");
    check(lines[..4].join("\n"), "sheet_line", "4");
    check(lines[1..].join("\n"), "sheet_id", "0");
}
