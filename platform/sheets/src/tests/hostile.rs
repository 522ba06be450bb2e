//! Files that mean harm, or are not what they seem.

use super::*;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

pub(crate) fn check(bytes: &[u8], code: &str) {
    let fault = read(bytes).map(|_| "read").unwrap_err();
    assert_eq!(fault.code, code);
}

pub(crate) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_file_of_another_kind_is_named() {
    check(b"", "empty_file");
    check(b" \r\n ", "empty_file");
    check(b"%PDF-1.7 ...", "other_kind");
    check(b"<html><table><tr><td>1</td></tr></table>", "other_kind");
    check(b"PK\x03\x04 and then nothing", "broken_file");
    check(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and then nothing",
        "broken_file",
    );
    check(&zipped(&[("word/document.xml", b"<w/>")]), "other_kind");
    check(&zipped(&[("xl/workbook.xml", b"<nonsense")]), "broken_file");
    check(b"\xff\xff\xff\xff\x80", "unknown_encoding");
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_parsed() {
    let sheet = vec![b' '; 30 << 20];
    check(
        &zipped(&[
            ("xl/workbook.xml", b"<w/>"),
            ("xl/worksheets/sheet1.xml", &sheet),
        ]),
        "bomb",
    );
}

#[test]
fn a_zip_that_lies_about_its_sizes_is_refused() {
    let sheet = vec![b' '; 3 << 20];
    let mut bytes = zipped(&[("xl/workbook.xml", &sheet)]);
    let true_size = u32::try_from(sheet.len()).unwrap().to_le_bytes();
    let places: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == true_size)
        .map(|(i, _)| i)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    let fault = read(&bytes).unwrap_err();
    assert!(["bomb", "broken_file"].contains(&fault.code), "{fault}");
}

#[test]
fn limits_hold_for_bytes_rows_columns_and_cells() {
    let limits = Limits {
        bytes: 2 << 20,
        rows: 2,
        columns: 4,
        cell_chars: 30,
        ..Limits::default()
    };
    let code = |bytes: &[u8]| {
        read_table(bytes, "f", &Spec::new(PEOPLE), &limits).map_or_else(|f| f.code, |_| "read")
    };
    assert_eq!(code("姓名,身份证号\na,1\nb,2\n".as_bytes()), "read");
    assert_eq!(
        code("姓名,身份证号\na,1\nb,2\nc,3\n".as_bytes()),
        "too_many_rows"
    );
    assert_eq!(
        code("姓名,身份证号,,,x\na,1\n".as_bytes()),
        "too_many_columns"
    );
    assert_eq!(code(&vec![b'a'; 3 << 20]), "file_too_large");
    let long = format!("姓名,身份证号\n{},1\n", "长".repeat(31));
    let table = read_table(long.as_bytes(), "f", &Spec::new(PEOPLE), &limits).unwrap();
    assert_eq!(told(&table, 0, "name"), "!cell_too_long");
}

#[test]
fn a_cell_at_the_far_corner_costs_nothing_but_a_refusal() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "姓名").unwrap();
    sheet.write_string(0, 1, "身份证号").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    check(&book.save_to_buffer().unwrap(), "too_many_rows");
}

#[test]
fn cut_and_scrambled_files_never_panic() {
    let good = xlsx(&[&["姓名", "身份证号"], &["张三", "1"], &["李四", "2"]]);
    for at in (0..good.len()).step_by(97) {
        let _ = read(&good[..at]);
        let mut scrambled = good.clone();
        scrambled[at] ^= 0x5a;
        let _ = read(&scrambled);
    }
}

#[test]
fn a_workbook_with_a_password_is_named() {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.extend("EncryptedPackage".bytes().flat_map(|b| [b, 0]));
    check(&bytes, "locked");
}

#[test]
fn every_fault_has_words_in_both_languages() {
    let sources = [
        include_str!("../guard.rs"),
        include_str!("../grid.rs"),
        include_str!("../delimited.rs"),
        include_str!("../workbook.rs"),
        include_str!("../header.rs"),
        include_str!("../read.rs"),
        include_str!("../rows.rs"),
        include_str!("../value.rs"),
    ];
    // The kernel's own faults of dates, money and counts arrive by value.
    let of_kernel = [
        "empty",
        "not_exact",
        "not_a_date",
        "no_such_day",
        "not_money",
        "money_below_fen",
        "money_too_large",
        "not_a_count",
        "count_not_whole",
        "count_negative",
        "count_too_large",
    ];
    let own = sources.iter().flat_map(|source| {
        let calls = source.split("Fault::new(").skip(1);
        calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
    });
    let codes: Vec<&str> = own.chain(of_kernel).collect();
    assert!(codes.len() > 30);
    for words in [
        include_str!("../../../../locales/zh-CN/sheets.ftl"),
        include_str!("../../../../locales/en/sheets.ftl"),
    ] {
        for code in &codes {
            let name = code.replace('_', "-");
            let key = format!("\nsheet-{name} = ");
            assert!(words.contains(&key), "no words for {code}");
        }
    }
}
