//! Files that mean harm, through every door that takes one: each gets a worded answer, soon, with little memory;
//! nothing is fetched, nothing is written.

use super::forms::{Untouched, untouched};
use super::html::Form;
use super::route_of;
use crate::site::{Site, Visitor};
use std::io::{Cursor, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use web::route::{UPLOAD_BYTES, Verb};
use zip::write::{SimpleFileOptions, ZipWriter};

const SENDERS: [&str; 5] = [
    "administrator",
    "clerk",
    "accountant",
    "accountant-dongli",
    "clerk-dahuang",
];
/// What one file may take of the server, in KiB, beyond what it had.
const MEMORY: u64 = 400 * 1024;
/// On a machine that is busy with other tests.
const SOON: Duration = Duration::from_secs(40);

/// A name, the file, and the beginnings of what may be said of it: words of `locales/zh-CN/sheets.ftl`.
pub struct Harm {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    told: &'static [&'static str],
}

const BROKEN: &str = "已损坏或不完整，无法读取";
const BOMB: &str = "展开后大得不正常";
const LOCKED: &str = "设了打开密码";
const OTHER: &str = "不是可以读取的表格";
const ROWS: &str = "的行数超过";
const COLUMNS: &str = "的内容超出了第";
const NO_HEADER: &str = "没有找到表头";
const MISSING: &str = "的表头中缺少";
const NO_ROWS: &str = "下面没有数据";
const NO_ANSWER: &str = "文件里读不懂的行，一行也没有导入";

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let how = SimpleFileOptions::default();
        zip.start_file(*name, how).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
const BOOK: &str = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
    <sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const RELATIONS: &str = "<?xml version=\"1.0\"?><Relationships \
    xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
    Target=\"worksheets/sheet1.xml\"/>MORE</Relationships>";

const ROOT: &str = "<?xml version=\"1.0\"?><Relationships \
    xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"xl/workbook.xml\"/></Relationships>";

/// A workbook of one sheet; `texts` are its shared texts, `more` further relations of the workbook.
fn book(sheet: &str, texts: &str, more: &str, entries: &[(&str, &[u8])]) -> Vec<u8> {
    let relations = RELATIONS.replace("MORE", more);
    let mut all: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ];
    all.extend_from_slice(entries);
    zipped(&all)
}

fn sheet(dimension: &str, rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <dimension ref=\"{dimension}\"/><sheetData>{rows}</sheetData></worksheet>"
    )
}

fn texts(before: &str, text: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>{before}<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <si><t>{text}</t></si></sst>"
    )
}

const CELL: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";

/// `port` is where somebody listens for what nobody may fetch.
pub fn harms(port: u16) -> Vec<Harm> {
    let plain = texts("", "姓名");
    let mut laughs = "<!DOCTYPE sst [<!ENTITY a0 \"哈哈哈哈哈哈哈哈哈哈\">".to_owned();
    for n in 1..10 {
        laughs += &format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10));
    }
    laughs += "]>";
    let foreign = format!(
        "<!DOCTYPE sst SYSTEM \"http://127.0.0.1:{port}/a.dtd\" \
         [<!ENTITY f SYSTEM \"file:///etc/passwd\"><!ENTITY h SYSTEM \"http://127.0.0.1:{port}/h\">\
         <!ENTITY % p SYSTEM \"http://127.0.0.1:{port}/p\">%p;]>"
    );
    let link = format!(
        "<Relationship Id=\"rId9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink\" \
         Target=\"http://127.0.0.1:{port}/other.xlsx\" TargetMode=\"External\"/>"
    );
    let outside = format!(
        "<externalLink><externalBook r:id=\"rId9\" href=\"http://127.0.0.1:{port}/b\"/></externalLink>"
    );
    let wide: String = (0..16_384)
        .map(|at| format!("<c r=\"{}1\" t=\"s\"><v>0</v></c>", letters(at)))
        .collect();
    let empty: String = (2..250_002)
        .map(|row| format!("<row r=\"{row}\"/>"))
        .collect();
    let large = vec![b' '; 40 << 20];
    let many: Vec<String> = (0..6_000).map(|at| format!("xl/media/{at}.bin")).collect();
    let mut crowd: Vec<(&str, &[u8])> = vec![("xl/workbook.xml", BOOK.as_bytes())];
    crowd.extend(many.iter().map(|name| (name.as_str(), &b"x"[..])));
    let good = book(&sheet("A1", CELL), &plain, "", &[]);
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.resize(1_536, 0);
    locked.extend("EncryptedPackage".bytes().flat_map(|b| [b, 0]));
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.extend((0..8_192u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8));
    let told = |name, bytes, told| Harm { name, bytes, told };
    let unknown: &[&str] = &[NO_HEADER, MISSING, NO_ROWS];
    let broken: &[&str] = &[BROKEN, NO_HEADER, MISSING, NO_ROWS];
    vec![
        // Means no harm: without its reading the others would be refused for nothing.
        told("plain.xlsx", good.clone(), unknown),
        told(
            "laughs.xlsx",
            book(&sheet("A1", CELL), &texts(&laughs, "&a9;"), "", &[]),
            broken,
        ),
        told(
            "foreign.xlsx",
            book(&sheet("A1", CELL), &texts(&foreign, "&f;&h;"), "", &[]),
            broken,
        ),
        told(
            "links.xlsx",
            book(
                &sheet("A1", CELL),
                &plain,
                &link,
                &[("xl/externalLinks/externalLink1.xml", outside.as_bytes())],
            ),
            unknown,
        ),
        told(
            "wide-dimension.xlsx",
            book(&sheet("A1:XFD1048576", CELL), &plain, "", &[]),
            unknown,
        ),
        told(
            "no-dimension.xlsx",
            book(&sheet("A1:ZZZZZZ99999999999", CELL), &plain, "", &[]),
            broken,
        ),
        told(
            "no-cell.xlsx",
            book(
                &sheet("A1", &CELL.replace("\"A1\"", "\"ZZZZZZZ99999999999\"")),
                &plain,
                "",
                &[],
            ),
            &[BROKEN, COLUMNS, ROWS, NO_HEADER, MISSING, NO_ROWS],
        ),
        told(
            "no-text.xlsx",
            book(
                &sheet("A1", &CELL.replace("<v>0<", "<v>4294967295<")),
                &plain,
                "",
                &[],
            ),
            broken,
        ),
        told(
            "many-texts.xlsx",
            book(
                &sheet("A1", CELL),
                &plain.replace("<sst ", "<sst uniqueCount=\"99999999999999\" "),
                "",
                &[],
            ),
            &[BOMB],
        ),
        told(
            "ratio.xlsx",
            zipped(&[
                ("xl/workbook.xml", BOOK.as_bytes()),
                ("xl/worksheets/sheet1.xml", &large),
            ]),
            &[BOMB],
        ),
        told("crowd.xlsx", zipped(&crowd), &[BOMB]),
        told(
            "paths.xlsx",
            book(
                &sheet("A1", CELL),
                &plain,
                "",
                &[
                    ("../../../../tmp/zhen-was-here", b"x"),
                    ("/tmp/zhen-was-here", b"x"),
                ],
            ),
            unknown,
        ),
        told(
            "nested.xlsx",
            book(
                &sheet("A1", CELL),
                &plain,
                "",
                &[("xl/a.zip", &zipped(&[("b", &large)]))],
            ),
            unknown,
        ),
        told("zip64.xlsx", lying(&good), &[BOMB, BROKEN]),
        told(
            "overlap.xlsx",
            overlapping(&zipped(&[("xl/workbook.xml", &large[..7 << 20])])),
            &[BOMB, BROKEN],
        ),
        told("cut.xlsx", good[..good.len() / 2].to_vec(), &[BROKEN]),
        told("cut-end.xlsx", good[..good.len() - 9].to_vec(), &[BROKEN]),
        told("locked.xlsx", locked, &[LOCKED]),
        told("old.xls", old, &[BROKEN]),
        told(
            "macro.xlsm",
            book(
                &sheet("A1", CELL),
                &plain,
                "",
                &[("xl/vbaProject.bin", &large[..99])],
            ),
            unknown,
        ),
        told(
            "columns.xlsx",
            book(
                &sheet("A1:XFD1", &format!("<row r=\"1\">{wide}</row>")),
                &plain,
                "",
                &[],
            ),
            &[COLUMNS],
        ),
        told(
            "rows.xlsx",
            book(
                &sheet("A1:A250001", &format!("{CELL}{empty}")),
                &plain,
                "",
                &[],
            ),
            unknown,
        ),
        told(
            "page.xls",
            b"<html><script>alert(1)</script><table><tr><td>1</td></tr></table></html>".to_vec(),
            &[OTHER],
        ),
    ]
}

/// The letters over a column.
fn letters(mut at: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.insert(0, b'A' + (at % 26) as u8);
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    String::from_utf8(out).unwrap()
}

/// Every size in the directory says that it stands elsewhere, where nothing stands.
fn lying(good: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    let ends: Vec<usize> = places(&bytes, b"PK\x01\x02")
        .chain(places(&bytes, b"PK\x03\x04"))
        .collect();
    for at in ends {
        let sizes = if bytes[at + 2] == 1 { at + 20 } else { at + 18 };
        bytes[sizes..sizes + 8].fill(0xff);
    }
    bytes
}

/// The directory names one entry a thousand times.
fn overlapping(good: &[u8]) -> Vec<u8> {
    let directory = places(good, b"PK\x01\x02").next().unwrap();
    let end = places(good, b"PK\x05\x06").next().unwrap();
    let (entry, mut tail) = (&good[directory..end], good[end..].to_vec());
    let mut bytes = good[..directory].to_vec();
    for number in 0..1_000u32 {
        let mut entry = entry.to_vec();
        // Each under a name of its own.
        let name = format!("{number:03}");
        entry[46..49].copy_from_slice(name.as_bytes());
        bytes.extend(entry);
    }
    bytes.extend(&good[directory..end]);
    let size = (bytes.len() - directory) as u32;
    tail[8..10].copy_from_slice(&1_001u16.to_le_bytes());
    tail[10..12].copy_from_slice(&1_001u16.to_le_bytes());
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    bytes.extend(tail);
    bytes
}

fn places<'b>(bytes: &'b [u8], sought: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    let windows = bytes.windows(sought.len()).enumerate();
    windows.filter(move |(_, w)| *w == sought).map(|(at, _)| at)
}

/// The most memory that the server has taken, in KiB, since it was last asked.
#[cfg(target_os = "linux")]
fn memory(site: &Site) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", site.pid())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn forget_memory(site: &Site) {
    let _ = std::fs::write(format!("/proc/{}/clear_refs", site.pid()), "5");
}

/// The doors that take a file, with who comes to them and on which page.
fn doors(untouched: &Untouched) -> Vec<(Visitor, &str, &Form)> {
    let mut found: Vec<(Visitor, &str, &Form)> = Vec::new();
    for role in SENDERS {
        for (page, form) in &untouched.forms[role] {
            let route = route_of(&form.action);
            let is_known = |known: &Form| route_of(&known.action) == route;
            if form.is_upload && !found.iter().any(|(_, _, known)| is_known(known)) {
                found.push((untouched.site.sign_in(role), page, form));
            }
        }
    }
    found
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long a file is looked at is what is told"
)]
fn a_file_that_means_harm_gets_an_answer_and_does_nothing() {
    let untouched = untouched();
    let site = &untouched.site;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let fetched = Arc::new(AtomicUsize::new(0));
    let counted = fetched.clone();
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let (harms, all) = (harms(port), Instant::now());
    let (mut sent, mut faults) = (0, Vec::new());
    let mut doors = doors(untouched);
    let uploads = super::routes();
    let uploads = uploads
        .iter()
        .filter(|r| r.verb == Verb::Post && r.limit == UPLOAD_BYTES);
    for route in uploads {
        let is_open =
            |(_, _, form): &(Visitor, &str, &Form)| route_of(&form.action) == Some(route.path);
        assert!(doors.iter().any(is_open), "nobody comes to {}", route.path);
    }
    for (visitor, page, form) in &mut doors {
        for harm in &harms {
            visitor.get(page);
            forget_memory(site);
            let (had, begun) = (memory(site), Instant::now());
            let fields = form
                .fields
                .iter()
                .filter(|f| f.kind != "file" && !f.name.starts_with('_'));
            let fields: Vec<(&str, &str)> = fields
                .map(|f| (f.name.as_str(), f.value.as_str()))
                .collect();
            let file = form.fields.iter().find(|f| f.kind == "file").unwrap();
            let mut answer =
                visitor.upload(&form.action, &file.name, harm.name, &harm.bytes, &fields);
            if answer.status == 303 {
                answer = visitor.follow(&answer);
            }
            let (text, status) = (answer.text(), answer.status);
            let notice = text.split("role=\"alert\"").nth(1).unwrap_or_default();
            let notice: String = notice.chars().take(200).collect();
            let took = memory(site).saturating_sub(had);
            let elapsed = begun.elapsed();
            // A paper is told in words of its own; what a bank answers is no workbook, and its lines are named.
            let route = route_of(&form.action).unwrap_or_default();
            let is_told = match route {
                _ if route.starts_with("/papers") => status == 422,
                // A photo of a case.
                _ if file.name.starts_with("v_") => status == 422 && text.contains("不是照片"),
                _ if route.contains("/bank/") => status == 422 && text.contains(NO_ANSWER),
                _ => harm.told.iter().any(|words| text.contains(words)),
            };
            let is_right =
                (200..500).contains(&status) && is_told && elapsed < SOON && took < MEMORY;
            if !is_right {
                let place = format!("{} at {}", harm.name, form.action);
                faults.push(format!(
                    "{place}: {status}, {elapsed:?}, {took} KiB, {notice}"
                ));
            }
            sent += 1;
        }
    }
    println!(
        "{sent} files through {} doors in {:?}",
        doors.len(),
        all.elapsed()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(sent >= 150, "{sent} files");
    assert_eq!(fetched.load(Ordering::SeqCst), 0, "something was fetched");
    untouched.unchanged("a file that means harm");
    assert!(!std::path::Path::new("/tmp/zhen-was-here").exists());
}
