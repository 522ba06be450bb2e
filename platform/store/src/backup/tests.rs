//! The file itself: the same from either engine, and no byte of it believed unproved.

mod earlier;
mod hostile;

use super::blocks::{BlockReader, Kind, MAGIC};
use super::*;
use crate::engine::Access;
use crate::schema::{Class, Table, Type};
use crate::value::{Row, Value};
use crate::{Db, Settings, blobs};
use kernel::Rng;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use testkit::SeededRng;

/// A folder with a key file; the databases in it share that.
pub(super) struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Place {
    pub(super) fn new() -> Place {
        let place = Place(crate::tests::folder());
        std::fs::create_dir(place.0.join("out")).unwrap();
        place
    }

    fn on(&self, database: Database) -> Settings {
        Settings {
            key_file: self.0.join("zhen.key"),
            ..Settings::new(database)
        }
    }

    pub(super) fn sqlite(&self, name: &str) -> Settings {
        self.on(Database::Sqlite(self.0.join(name)))
    }

    fn postgres(&self) -> Option<Settings> {
        testkit::pg::database().map(|url| self.on(Database::Postgres(url)))
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.join("out").join(name)
    }
}

pub(super) fn opened(settings: &Settings) -> Session {
    let schema = Arc::new(Schema::load().unwrap());
    session(&settings.database, Access::Write, schema).unwrap()
}

fn quiet(_: Phase, _: &str, _: u64) {}

pub(super) fn written(settings: &Settings, file: &Path) -> Summary {
    write(settings, file, &mut quiet).unwrap()
}

fn restored(settings: &Settings, file: &Path, expected: &Summary) {
    let summary = restore(settings, file, &mut quiet).unwrap();
    assert!(summary == *expected, "{}", summary.sha256);
}

pub(super) fn checked(file: &Path) -> Result<Summary> {
    check(file, &mut quiet)
}

/// The first, a middle and the last value of a type, in order.
fn sample(ty: Type, n: usize) -> Value {
    let long = "长".repeat(400_000);
    match ty {
        Type::Int => Value::Int([i64::MIN, 0, i64::MAX][n]),
        Type::Text => Value::from(["", "户 '\"\n\\N𠮷", &*long][n]),
        Type::Date => Value::from(["0001-01-01", "2022-07-31", "9999-12-31"][n]),
        Type::Bytes => Value::Bytes(vec![[0, 1, 255][n]; [0, 3, 3_000_000][n]]),
    }
}

fn short(ty: Type, n: usize) -> Value {
    match ty {
        Type::Text if n == 2 => Value::from("长"),
        Type::Bytes if n == 2 => Value::Bytes(vec![255; 16]),
        _ => sample(ty, n),
    }
}

/// Of the third paper the content is missing.
fn content(n: usize) -> Vec<u8> {
    let mut bytes = vec![0; [1, 600_000, 7][n]];
    SeededRng::new(n as u64).fill(&mut bytes);
    bytes
}

fn address(n: usize) -> blobs::Address {
    Sha256::digest(content(n)).into()
}

/// Three rows in every table, with the ends of every type; every third nullable is null.
fn filled(settings: &Settings) {
    let mut session = emptied(settings);
    let schema = session.schema.clone();
    session.begin(true).unwrap();
    for table in schema.tables.values().filter(|t| t.name != layout::PIECES) {
        // A long value in every column of every table would only take time.
        let most = if table.wide { 3 } else { 2 };
        let rows: Vec<Vec<Value>> = (0..3).map(|n| row(table, n, most)).collect();
        session.insert_rows(table, &rows).unwrap();
    }
    session.batch("commit").unwrap();
    for n in 0..2 {
        let folder = session.blobs.clone().unwrap();
        let path = blobs::path_of(&folder, &address(n));
        blobs::write_synced(folder_of(&path), &path, &content(n)).unwrap();
    }
}

/// A new database without the head of its first chain, whose place a row of the test takes.
fn emptied(settings: &Settings) -> Session {
    drop(Db::open(settings.clone(), &[], &SeededRng::new(5)).unwrap());
    let mut session = opened(settings);
    session.batch("delete from journal_head_now").unwrap();
    session
}

fn row(table: &Table, n: usize, most: usize) -> Vec<Value> {
    let one = |(i, c): (usize, &crate::schema::Column)| match c.name.as_str() {
        "blob" if table.class == Class::Fact => Value::from(address(n)),
        _ if c.nullable && (i + n).is_multiple_of(3) => Value::Null,
        // PostgreSQL indexes nothing long.
        _ if table.key.contains(&i) || c.name.ends_with("grams") => short(c.ty, n),
        _ => sample(c.ty, n % most),
    };
    table.columns.iter().enumerate().map(one).collect()
}

fn contents(settings: &Settings) -> BTreeMap<String, Vec<Row>> {
    let mut session = opened(settings);
    let schema = session.schema.clone();
    let mut all = BTreeMap::new();
    for table in layout::tables(&schema) {
        let (columns, key) = (table.names().join(", "), table.key_names().join(", "));
        let sql = format!("select {columns} from {} order by {key}", table.name);
        let mut rows = Vec::new();
        session
            .query_each(&sql, &[], &mut |row| {
                rows.push(row);
                Ok(())
            })
            .unwrap();
        all.insert(table.name.clone(), rows);
    }
    all
}

#[test]
fn a_move_to_the_other_engine_and_back_changes_nothing() {
    let place = Place::new();
    let source = place.sqlite("source.db");
    filled(&source);
    let (first, last) = (place.file("first"), place.file("last"));
    let summary = written(&source, &first);
    assert_eq!((summary.papers, summary.papers_missing), (2, 1));
    assert!(summary.tables.iter().all(|t| t.rows >= 3), "{summary:?}");
    assert!(
        summary.bytes < summary.rows * 100_000,
        "long repetitions get short"
    );
    let before = contents(&source);
    let mut from = first.clone();
    if let Some(other) = place.postgres() {
        restored(&other, &first, &summary);
        assert_eq!(contents(&other), before);
        from = place.file("second");
        assert_eq!(written(&other, &from), summary);
    }
    let target = place.sqlite("target.db");
    restored(&target, &from, &summary);
    assert_eq!(contents(&target), before);
    assert_eq!(written(&target, &last), summary);
    let bytes = |file: &Path| std::fs::read(file).unwrap();
    assert!(bytes(&first) == bytes(&from) && bytes(&from) == bytes(&last));
    for n in 0..2 {
        let folder = opened(&target).blobs.unwrap();
        assert_eq!(bytes(&blobs::path_of(&folder, &address(n))), content(n));
    }
}

#[test]
fn the_last_sum_is_that_of_every_byte_before_it() {
    let place = Place::new();
    let (settings, file) = (place.sqlite("a.db"), place.file("a"));
    filled(&settings);
    let summary = written(&settings, &file);
    let bytes = std::fs::read(&file).unwrap();
    let (all, sum) = bytes.split_at(bytes.len() - 32);
    assert_eq!(Sha256::digest(all).as_slice(), sum);
    assert_eq!(summary.sha256, crate::keys::hex(sum));
    assert_eq!(summary.bytes, bytes.len() as u64);
}

/// Where each block of a whole file begins, and where the last one ends.
fn borders(bytes: &[u8]) -> Vec<(usize, Kind)> {
    let mut blocks = BlockReader::new(bytes, Path::new("file")).unwrap();
    let mut found = Vec::new();
    loop {
        let begins = blocks.at as usize;
        let (kind, _) = blocks.next().unwrap();
        found.push((begins, kind));
        if kind == Kind::End {
            return found;
        }
    }
}

/// Code and byte of a refusal.
fn refusal(result: Result<Summary>) -> (String, u64) {
    let Err(Error::Refused(refusal)) = result else {
        panic!("{result:?}");
    };
    let at = refusal.args.iter().find(|(name, _)| name == "at");
    let at = at.map_or(0, |(_, at)| at.parse().unwrap());
    (refusal.code.into_owned(), at)
}

fn small(place: &Place) -> (PathBuf, Vec<u8>) {
    let (settings, file) = (place.sqlite("small.db"), place.file("small"));
    let mut session = emptied(&settings);
    let schema = session.schema.clone();
    for table in layout::tables(&schema) {
        let rows: Vec<Vec<Value>> = (0..2).map(|n| row(table, n, 2)).collect();
        session.insert_rows(table, &rows).unwrap();
    }
    written(&settings, &file);
    let bytes = std::fs::read(&file).unwrap();
    (place.file("changed"), bytes)
}

#[test]
fn a_flipped_bit_is_found_and_placed() {
    let place = Place::new();
    let (changed, bytes) = small(&place);
    let rng = SeededRng::new(2026);
    // And each byte of the last sum, which few of them meet.
    for n in 0..232 {
        let mut dice = [0; 9];
        rng.fill(&mut dice);
        let seeded = u64::from_be_bytes(dice[..8].try_into().unwrap()) as usize;
        let at = match n {
            0..200 => seeded % bytes.len(),
            _ => bytes.len() - 1 - (n - 200),
        };
        let mut other = bytes.clone();
        other[at] ^= 1 << (dice[8] % 8);
        std::fs::write(&changed, &other).unwrap();
        let (code, told) = refusal(checked(&changed));
        match code.as_str() {
            "store.not_a_backup" => assert!(at < MAGIC.len(), "{at}"),
            "store.backup_damaged" => assert!(told <= at as u64, "{at} {told}"),
            // A length that grew reaches beyond the end.
            "store.backup_cut_off" => assert_eq!(told, bytes.len() as u64, "{at}"),
            other => panic!("{other} at {at}"),
        }
    }
}

#[test]
fn a_file_cut_off_anywhere_is_found() {
    let place = Place::new();
    let (changed, bytes) = small(&place);
    let borders = borders(&bytes);
    assert!(borders.len() > 3 * 90, "every table begins, has rows, ends");
    let last = bytes.len() - 32;
    let all = borders.iter().map(|(at, _)| *at).chain([last, bytes.len()]);
    for border in all {
        for until in [border, border + 11] {
            if until >= bytes.len() {
                continue;
            }
            std::fs::write(&changed, &bytes[..until]).unwrap();
            let (code, told) = refusal(checked(&changed));
            assert_eq!(code, "store.backup_cut_off", "{until}");
            assert_eq!(told, until as u64);
        }
    }
    let mut more = bytes.clone();
    more.push(0);
    std::fs::write(&changed, &more).unwrap();
    let expected = ("store.backup_damaged".to_owned(), bytes.len() as u64);
    assert_eq!(refusal(checked(&changed)), expected);
    std::fs::write(&changed, &bytes).unwrap();
    assert!(checked(&changed).is_ok(), "as it was");
}

/// SQLite keeps a text with a zero in it, PostgreSQL does not: found in the middle of loading.
#[test]
fn what_the_engine_refuses_leaves_it_empty() {
    let place = Place::new();
    let Some(target) = place.postgres() else {
        return;
    };
    let (source, file) = (place.sqlite("zero.db"), place.file("zero"));
    let mut session = emptied(&source);
    let schema = session.schema.clone();
    let table = schema.table("payout_round").unwrap();
    let mut zero = row(table, 1, 2);
    let text = table.columns.iter().position(|c| c.ty == Type::Text);
    zero[text.unwrap()] = Value::from("a\0b");
    session.insert_rows(table, &[zero]).unwrap();
    written(&source, &file);
    let told = restore(&target, &file, &mut quiet);
    assert!(matches!(&told, Err(Error::Internal(_))), "{told:?}");
    restore::refuse_tables(&mut opened(&target)).unwrap();
    // Whole, it goes in: nothing was left in the way.
    let whole = place.sqlite("whole.db");
    filled(&whole);
    let summary = written(&whole, &place.file("whole"));
    restored(&target, &place.file("whole"), &summary);
}
