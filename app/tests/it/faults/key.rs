//! The key file is missing or belongs to another database: that is said, and nothing is touched.

use super::disk::Disk;
use super::office::prepared;
use super::server::zhen;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name and content of every file of the database.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(bytes(&path));
        } else if !path.to_string_lossy().contains(".key") {
            let read = std::fs::read(&path).unwrap();
            all.insert(path, read);
        }
    }
    all
}

#[track_caller]
fn same(before: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path) {
    let after = bytes(folder);
    let names: Vec<&PathBuf> = after.keys().collect();
    assert_eq!(names, before.keys().collect::<Vec<_>>());
    let changed = before.iter().find(|(name, was)| after[*name] != **was);
    assert_eq!(changed.map(|(name, _)| name), None, "changed");
}

/// Runs what opens a database for work, and answers what it said.
fn refused(folder: &Path, file: &str, args: &[&str]) -> String {
    let database = format!("sqlite:{}", folder.join(file).display());
    let mut all = args.to_vec();
    all.extend(["--database", database.as_str()]);
    let out = zhen(folder, &all).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(3), "{args:?}: {said}");
    said
}

/// Of this program's version and of one before it, which it would bring up to date.
#[test]
fn without_its_key_a_database_is_left_as_it_is() {
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/saved/first-dividend");
    for from in [prepared(), old.as_path()] {
        for args in [&["serve", "--listen", "127.0.0.1:0"][..], &["rebuild"]] {
            let disk = Disk::of(from);
            let folder = disk.folder();
            let before = bytes(&folder);
            let key = folder.join("demo.key");
            let own = std::fs::read_to_string(&key).unwrap();
            std::fs::remove_file(&key).unwrap();
            let said = refused(&folder, "demo.db", args);
            assert!(
                said.contains("demo.key") && said.contains("missing"),
                "{said}"
            );
            same(&before, &folder);
            assert!(!key.exists(), "no other key is made");
            // Another's.
            let (begin, end) = own.split_once("master = \"").unwrap();
            let digit = if end.starts_with('0') { '1' } else { '0' };
            let other = format!("{begin}master = \"{digit}{}", &end[1..]);
            std::fs::write(&key, other).unwrap();
            let said = refused(&folder, "demo.db", args);
            assert!(said.contains("belongs to another database"), "{said}");
            same(&before, &folder);
            // Half of it.
            std::fs::write(&key, &own[..own.len() / 2]).unwrap();
            let said = refused(&folder, "demo.db", args);
            assert!(said.contains("demo.key"), "{said}");
            same(&before, &folder);
            std::fs::write(&key, own).unwrap();
            let database = format!("sqlite:{}", folder.join("demo.db").display());
            let out = zhen(&folder, &["rebuild", "--database", &database]).output();
            assert!(
                out.unwrap().status.success(),
                "with its own key it opens again"
            );
        }
    }
}
