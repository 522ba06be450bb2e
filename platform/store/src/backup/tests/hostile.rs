//! Files made to harm: every sum in them holds.

use super::super::blocks::BlockWriter;
use super::super::layout::{End, Header, TableEnd};
use super::*;
use crate::journal::frame;
use crate::values;
use std::io::Read;

type Blocks = Vec<(Kind, Vec<u8>)>;

/// Kind and content of every block of a whole, small file; the tests change some and write it anew.
fn blocks_of(bytes: &[u8]) -> Blocks {
    let mut blocks = BlockReader::new(bytes, Path::new("file")).unwrap();
    let mut found = Vec::new();
    while found.last().is_none_or(|(kind, _)| *kind != Kind::End) {
        found.push(blocks.next().unwrap());
    }
    found
}

fn built(blocks: &[(Kind, Vec<u8>)]) -> Vec<u8> {
    let mut writer = BlockWriter::new(Vec::new()).unwrap();
    for (kind, content) in blocks {
        writer.put(*kind, content).unwrap();
    }
    writer.finish().unwrap().0
}

/// Why it is refused as wrong.
fn wrong(file: &Path, bytes: &[u8]) -> String {
    std::fs::write(file, bytes).unwrap();
    match checked(file) {
        Err(Error::Refused(refusal)) if refusal.code == "store.backup_wrong" => {
            let why = refusal.args.iter().find(|(name, _)| name == "why");
            why.unwrap().1.clone()
        }
        other => panic!("{other:?}"),
    }
}

/// Where the rows of a table are; the block before begins it, the block after ends it.
fn rows_of(blocks: &[(Kind, Vec<u8>)], table: &str) -> usize {
    let name = format!("{{\"table\":\"{table}\",");
    let head = blocks
        .iter()
        .position(|(kind, content)| *kind == Kind::Table && content.starts_with(name.as_bytes()));
    head.unwrap() + 1
}

fn json(what: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(what).unwrap()
}

/// The rows of `installation` exchanged, with an end that fits.
fn with_rows(blocks: &[(Kind, Vec<u8>)], rows: &[u8], count: u64) -> Vec<u8> {
    let mut blocks = blocks.to_vec();
    let at = rows_of(&blocks, "installation");
    blocks[at].1 = rows.to_vec();
    let sha256 = crate::keys::hex(&Sha256::digest(rows));
    blocks[at + 1].1 = json(&TableEnd {
        rows: count,
        sha256,
    });
    built(&blocks)
}

fn framed(rows: &[Vec<Value>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    rows.iter().flatten().for_each(|v| frame(v, &mut bytes));
    bytes
}

#[test]
fn rows_that_zhen_does_not_write_are_refused() {
    let place = Place::new();
    let (file, bytes) = small(&place);
    let blocks = blocks_of(&bytes);
    assert!(built(&blocks) == bytes, "the same blocks are the same file");
    let check = |rows: &[u8], count: u64, expected: &str| {
        let why = wrong(&file, &with_rows(&blocks, rows, count));
        assert!(why.contains(expected), "{why}: {expected}");
    };
    let (a, b) = (values!["a", [1_u8]], values!["b", [2_u8]]);
    let fine = framed(&[a.clone(), b.clone()]);
    check(&framed(&[b.clone(), a.clone()]), 2, "out of order");
    check(&framed(&[a.clone(), a.clone()]), 2, "out of order");
    check(&fine, u64::MAX, "other rows");
    check(&fine, 2, "other counts");
    check(&fine[..fine.len() - 1], 2, "ends inside a row");
    check(&framed(&[values![7, [1_u8]]]), 1, "does not take");
    check(&framed(&[values!["a", "text"]]), 1, "does not take");
    check(
        &framed(&[vec![Value::from("a"), Value::Null]]),
        1,
        "does not take",
    );
    check(&[9], 1, "does not take");
    let not_utf8 = [&[2][..], &2_u64.to_be_bytes(), &[0xff, 0xfe]].concat();
    check(&not_utf8, 1, "does not take");
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let place = Place::new();
    let (file, bytes) = small(&place);
    let blocks = blocks_of(&bytes);
    let check = |change: &dyn Fn(&mut Blocks), expected: &str| {
        let mut blocks = blocks.clone();
        change(&mut blocks);
        let why = wrong(&file, &built(&blocks));
        assert!(why.contains(expected), "{why}: {expected}");
    };
    check(&|b| drop(b.remove(0)), "Header was expected");
    check(&|b| drop(b.drain(1..4)), "not as its schema makes it");
    check(&|b| b.insert(2, (Kind::End, vec![])), "inside a table");
    check(&|b| b[1].1 = b"{}".to_vec(), "missing field");
    check(&|b| b[0].1 = b"[".repeat(1 << 20), "");
    let last = blocks.len() - 1;
    let ends = |change: &dyn Fn(&mut End)| {
        let mut end: End = serde_json::from_slice(&blocks[last].1).unwrap();
        change(&mut end);
        json(&end)
    };
    let counted = ends(&|end| end.rows += 1);
    check(&|b| b[last].1.clone_from(&counted), "other counts");
    let other = ends(&|end| end.chains[0].seq += 1);
    check(&|b| b[last].1.clone_from(&other), "other checkpoints");
}

#[test]
fn a_paper_of_another_address_is_refused() {
    let place = Place::new();
    let (source, file) = (place.sqlite("papers.db"), place.file("papers"));
    filled(&source);
    written(&source, &file);
    let mut blocks = blocks_of(&std::fs::read(&file).unwrap());
    let at = rows_of(&blocks, layout::PAPERS);
    blocks.truncate(at);
    let rows = framed(&[values![1, address(0), b"other".to_vec()]]);
    blocks.push((Kind::Rows, rows));
    assert_eq!(wrong(&file, &built(&blocks)), "a paper of another address");
}

#[test]
fn another_schema_is_refused_by_name() {
    let place = Place::new();
    let (file, bytes) = small(&place);
    let mut blocks = blocks_of(&bytes);
    let mut check = |change: &dyn Fn(&mut Header), expected: &str| {
        let mut header: Header = serde_json::from_slice(&blocks[0].1).unwrap();
        change(&mut header);
        let before = std::mem::replace(&mut blocks[0].1, json(&header));
        std::fs::write(&file, built(&blocks)).unwrap();
        blocks[0].1 = before;
        assert_eq!(refusal(checked(&file)).0, expected);
    };
    let later = |name: &str| layout::Applied {
        name: name.to_owned(),
        hash: "00".to_owned(),
    };
    check(
        &|h| h.migrations.push(later("9999_later")),
        "store.later_schema",
    );
    check(
        &|h| h.migrations = (0..100_000).map(|_| later("x")).collect(),
        "store.later_schema",
    );
    check(&|h| drop(h.migrations.remove(0)), "store.later_schema");
    check(
        &|h| h.migrations[3].hash = "00".to_owned(),
        "store.edited_schema",
    );
    let mut other = bytes.clone();
    other[12] = b'2';
    std::fs::write(&file, &other).unwrap();
    assert_eq!(refusal(checked(&file)).0, "store.not_a_backup");
}

/// A block by hand: what it says of itself need not be true, its sum is.
fn block(length: u32, packed: u32, method: u8, body: &[u8]) -> Vec<u8> {
    let head = [
        &[Kind::Header as u8, method][..],
        &length.to_be_bytes(),
        &packed.to_be_bytes(),
        body,
    ]
    .concat();
    let sum = Sha256::digest(&head);
    [&MAGIC[..], &head, &sum].concat()
}

/// Runs under a limit of memory: this test starts itself again with one, and only then does what it says.
#[test]
fn no_promise_of_length_takes_memory() {
    const LIMITED: &str = "ZHEN_TEST_LIMITED";
    if std::env::var_os(LIMITED).is_none() {
        let program = std::env::current_exe().unwrap();
        let run = "ulimit -v 1500000; exec \"$0\" --exact \"$1\"";
        let name = "backup::tests::hostile::no_promise_of_length_takes_memory";
        let out = std::process::Command::new("sh")
            .args(["-c", run])
            .arg(program)
            .arg(name)
            .env(LIMITED, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        assert!(
            out.status.success() && said.contains("1 passed"),
            "{said}{}",
            String::from_utf8_lossy(&out.stderr)
        );
        return;
    }
    let place = Place::new();
    let (file, bytes) = small(&place);
    let blocks = blocks_of(&bytes);
    // Lengths of blocks.
    for (length, packed) in [(u32::MAX, 1), (1, u32::MAX), (u32::MAX, u32::MAX)] {
        std::fs::write(&file, block(length, packed, 0, b"x")).unwrap();
        assert_eq!(refusal(checked(&file)).0, "store.backup_damaged");
    }
    std::fs::write(&file, block(16 << 20, 16 << 20, 0, b"x")).unwrap();
    assert_eq!(refusal(checked(&file)).0, "store.backup_cut_off");
    // What unpacks to more than it says.
    let mut bomb = Vec::new();
    flate2::bufread::DeflateEncoder::new(&*vec![0; 8 << 20], flate2::Compression::fast())
        .read_to_end(&mut bomb)
        .unwrap();
    let packed = u32::try_from(bomb.len()).unwrap();
    let why = wrong(&file, &block(10, packed, 1, &bomb));
    assert!(why.contains("another length"), "{why}");
    // Lengths of values, alone and together.
    for length in [u64::MAX, 1 << 60, 4 << 30] {
        let value = [&[2][..], &length.to_be_bytes(), b"x"].concat();
        let why = wrong(&file, &with_rows(&blocks, &value, 1));
        assert!(why.contains("too long"), "{why}");
    }
    let value = [&[2][..], &(100_u64 << 20).to_be_bytes(), b"x"].concat();
    let why = wrong(&file, &with_rows(&blocks, &value, 1));
    assert!(why.contains("inside a row"), "{why}");
}

/// Many values of a row, none of them too long, are together.
#[test]
fn a_row_that_grows_without_end_is_refused() {
    let place = Place::new();
    let (file, bytes) = small(&place);
    let mut blocks = blocks_of(&bytes);
    let at = rows_of(&blocks, "installation");
    let most = layout::MOST_ROW_BYTES as u64;
    let begins = [&[2][..], &most.to_be_bytes()].concat();
    let mut grown: Blocks = blocks.drain(..at).collect();
    grown.push((Kind::Rows, begins));
    // Each block is as long as one may be.
    for _ in 0..9 {
        grown.push((Kind::Rows, vec![b'x'; 16 << 20]));
    }
    let why = wrong(&file, &built(&grown));
    assert!(why.contains("too long"), "{why}");
}
