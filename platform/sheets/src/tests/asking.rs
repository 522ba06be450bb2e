//! Small files that ask for more memory than there is: refused before their parser is asked.

use super::hostile::{check, zipped};
use super::*;

const HEADER: [&str; 2] = ["姓名", "身份证号"];

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    out.extend(data);
    out
}

fn begin(what: u8) -> Vec<u8> {
    let mut data = vec![0, 6, what, 0];
    data.resize(16, 0);
    record(0x0809, &data)
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let letters: Vec<u16> = text.encode_utf16().collect();
    let mut data: Vec<u8> = [row, column, 0, letters.len() as u16]
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    data.push(1);
    data.extend(letters.iter().flat_map(|letter| letter.to_le_bytes()));
    record(0x0204, &data)
}

/// The stream of a workbook whose sheets all begin at one place.
fn stream(sheets: u16, content: &[Vec<u8>]) -> Vec<u8> {
    let bound = |place: u32, number: u16| {
        let mut data = place.to_le_bytes().to_vec();
        let name = format!("s{number:04}");
        data.extend([0, 0, name.len() as u8, 0]);
        data.extend(name.bytes());
        record(0x0085, &data)
    };
    let globals = |place: u32| {
        let mut out = begin(5);
        out.extend((0..sheets).flat_map(|number| bound(place, number)));
        out.extend(record(0x000a, &[]));
        out
    };
    let mut out = globals(globals(0).len() as u32);
    out.extend(begin(0x10));
    out.extend(content.concat());
    out.extend(record(0x000a, &[]));
    out
}

/// A compound file that holds one stream; `size` is what it says of it.
fn compound(stream: &[u8], size: Option<u32>) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4096).div_ceil(512) * 512, 0);
    let sectors = stream.len() / 512;
    assert!(sectors <= 126);
    let mut out = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    out.resize(512, 0);
    let mut put = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
    put(26, &[3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes());
    put(48, &1u32.to_le_bytes());
    put(56, &4096u32.to_le_bytes());
    put(60, &0xffff_fffeu32.to_le_bytes());
    put(68, &0xffff_fffeu32.to_le_bytes());
    put(76, &0u32.to_le_bytes());
    for listed in 1..109 {
        put(76 + 4 * listed, &0xffff_ffffu32.to_le_bytes());
    }
    let mut next = vec![0xffff_fffdu32, 0xffff_fffe];
    next.extend((1..sectors as u32).map(|at| at + 2));
    next.push(0xffff_fffe);
    next.resize(128, 0xffff_ffff);
    out.extend(next.iter().flat_map(|id| id.to_le_bytes()));
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        entry[64] = 2 * (name.len() as u8 + 1);
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    out.extend(entry("Root Entry", 5, 0xffff_fffe, 0));
    out.extend(entry("Workbook", 2, 2, size.unwrap_or(stream.len() as u32)));
    out.extend([0; 256]);
    out.extend(stream);
    out
}

fn old(sheets: u16, content: &[Vec<u8>]) -> Vec<u8> {
    compound(&stream(sheets, content), None)
}

fn people() -> Vec<Vec<u8>> {
    let rows = [HEADER, ["张三", "1"], ["李四", "2"]];
    let cells = rows.iter().zip(0..).flat_map(|(row, number)| {
        let cells = row.iter().zip(0..);
        cells.map(move |(text, column)| label(number, column, text))
    });
    cells.collect()
}

#[test]
fn an_old_workbook_is_read() {
    let table = read(&old(1, &people())).unwrap();
    assert_eq!(table.rows.len(), 2);
    assert_eq!(told(&table, 1, "name"), "李四");
}

/// Two cells at the corners of a sheet were laid out as sixteen million, once for each sheet.
#[test]
fn an_old_workbook_that_spreads_out_is_refused() {
    let corner = label(65_535, 255, "x");
    check(&old(1, &[people(), vec![corner]].concat()), "bomb");
    let wide = label(20_000, 19, "x");
    assert!(read(&old(1, &[people(), vec![wide.clone()]].concat())).is_ok());
    check(&old(100, &[people(), vec![wide]].concat()), "bomb");
}

/// The parser reserves what a sheet says of its own size: a process that is refused memory ends.
#[test]
fn an_old_workbook_that_lies_about_its_size_is_refused() {
    let dimensions = |first: u32, last: u32| {
        let mut data = first.to_le_bytes().to_vec();
        data.extend(last.to_le_bytes());
        data.extend([0, 0, 255, 0, 0, 0]);
        vec![record(0x0200, &data)]
    };
    check(
        &old(1, &[dimensions(0, u32::MAX), people()].concat()),
        "bomb",
    );
    check(
        &old(1, &[dimensions(9, 3), people()].concat()),
        "broken_file",
    );
    assert!(read(&old(1, &[dimensions(0, 3), people()].concat())).is_ok());
}

/// A chain of sectors that leads back to its beginning was followed until memory ended.
#[test]
fn an_old_workbook_that_goes_in_circles_is_refused() {
    let good = old(1, &people());
    let mut circle = good.clone();
    // The second number of the table of sectors: what follows the directory.
    circle[516..520].copy_from_slice(&1u32.to_le_bytes());
    check(&circle, "broken_file");
    let size = Some(u32::MAX);
    check(&compound(&stream(1, &people()), size), "broken_file");
    for at in (8..good.len()).step_by(31) {
        let mut scrambled = good.clone();
        scrambled[at] ^= 0xff;
        let _ = read(&scrambled);
    }
}

#[test]
fn a_workbook_that_counts_more_texts_than_it_holds_is_refused() {
    let with = |count: &str| {
        let texts = format!("<sst xmlns=\"a\" {count}><si><t>a</t></si></sst>");
        zipped(&[
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/sharedStrings.xml", texts.as_bytes()),
        ])
    };
    check(&with("count=\"1\" uniqueCount=\"1000000000000\""), "bomb");
    check(&with("uniqueCount\n = '99999999999999999999999'"), "bomb");
    check(&with("uniqueCount=\"1\""), "broken_file");
    let wide: Vec<u8> = "\u{feff}<sst/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let entries: [(&str, &[u8]); 2] = [("xl/workbook.xml", b"<w/>"), ("xl/a.xml", &wide)];
    check(&zipped(&entries), "broken_file");
    // Also where the name is cut in two by the way in which it is unpacked.
    for before in 65_500..65_540 {
        let texts = format!("{}<sst uniqueCount=\"9999999999\"/>", " ".repeat(before));
        let entries: [(&str, &[u8]); 2] = [
            ("xl/workbook.xml", b"<w/>"),
            ("xl/sharedStrings.xml", texts.as_bytes()),
        ];
        check(&zipped(&entries), "bomb");
    }
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
         <office:body><office:spreadsheet><table:table table:name=\"a\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])
}

/// One cell of a text, said to stand 16,384 times in a row and the row 6,000 times, took gigabytes.
#[test]
fn an_ods_workbook_that_repeats_itself_is_refused() {
    let cell = |text: &str, repeats: u64| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{repeats}\">\
             <text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &str, repeats: u64| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>"
        )
    };
    let head = row(&(cell("姓名", 1) + &cell("身份证号", 1)), 1);
    let person = row(&(cell("张三", 1) + &cell("1", 1)), 1);
    let empty = "<table:table-cell table:number-columns-repeated=\"16382\"/>";
    let good = format!("{head}{person}{}", row(empty, 1_048_000));
    assert_eq!(read(&ods(&good)).unwrap().rows.len(), 1);
    check(
        &ods(&format!("{head}{}", row(&cell("x", 16_384), 6_000))),
        "bomb",
    );
    check(
        &ods(&format!("{head}{}", row(&cell("x", 16), 1_000_000))),
        "bomb",
    );
    let gap = format!("{empty}{}", cell("x", 1));
    check(&ods(&format!("{head}{}{person}", row(&gap, 4_000))), "bomb");
    check(
        &ods(&format!("{head}{}", row(&cell("x", u64::MAX), u64::MAX))),
        "bomb",
    );
    let odd = head.replace("repeated=\"1\"", "repeated=\"&#49;\"");
    check(&ods(&odd), "broken_file");
}
