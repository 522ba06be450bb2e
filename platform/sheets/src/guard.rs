//! Looks at a file before any parser does: what it is by its content, and whether it unpacks to more
//! than it should. An XLSX is a zip; 40 KB of it can unpack to gigabytes.

use crate::spread::{Watch, examine_ods};
use crate::{Limits, ReadFault, old};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What a file is, by its content and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Xlsx,
    Xls,
    Ods,
    /// CSV, TSV or text with a delimiter.
    Text,
}

const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
const OLE_MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Entries below this size cannot hurt, however well they pack: blank styled rows pack 500 to 1.
const RATIO_FROM_BYTES: u64 = 8 << 20;
const ENTRIES_MAX: usize = 5_000;

/// The kind of a file, refused when it is empty, too large, locked, a bomb or of another kind.
pub(crate) fn examine(bytes: &[u8], limits: &Limits) -> Result<FileKind, ReadFault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadFault::new("empty_file"));
    }
    if bytes.len() as u64 > limits.bytes {
        return Err(ReadFault::new("file_too_large").with("megabytes", limits.bytes >> 20));
    }
    if bytes.starts_with(ZIP_MAGIC) {
        return examine_zip(bytes, limits);
    }
    if bytes.starts_with(OLE_MAGIC) {
        // A workbook with a password is an OLE file that holds an entry of this name in UTF-16.
        let locked: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
        if bytes.windows(locked.len()).any(|w| w == locked) {
            return Err(ReadFault::new("locked"));
        }
        old::examine(bytes, limits)?;
        return Ok(FileKind::Xls);
    }
    let is_other = [
        &b"%PDF"[..],
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"Rar!",
        b"7z\xbc\xaf",
    ];
    if is_other.iter().any(|magic| bytes.starts_with(magic)) || is_html(bytes) {
        return Err(ReadFault::new("other_kind"));
    }
    Ok(FileKind::Text)
}

/// Many web systems hand out an HTML page under the name .xls; Excel opens it, nobody else should.
fn is_html(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes
        .iter()
        .skip_while(|b| b.is_ascii_whitespace() || !b.is_ascii())
        .take(5)
        .map(u8::to_ascii_lowercase)
        .collect();
    [&b"<html"[..], b"<!doc", b"<tabl", b"<?xml", b"<meta"].contains(&start.as_slice())
}

fn examine_zip(bytes: &[u8], limits: &Limits) -> Result<FileKind, ReadFault> {
    let broken = |_| ReadFault::new("broken_file");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > ENTRIES_MAX {
        return Err(ReadFault::new("bomb"));
    }
    let mut unpacked = 0u64;
    // What the directory says is asked of all entries first: a thousand that share their bytes are refused before one
    // of them is unpacked.
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(broken)?;
        let declared = entry.size();
        unpacked = unpacked.saturating_add(declared);
        let packs_too_well =
            declared > RATIO_FROM_BYTES && declared / entry.compressed_size().max(1) > limits.ratio;
        if packs_too_well || unpacked > limits.unpacked_bytes {
            return Err(ReadFault::new("bomb"));
        }
    }
    let mut kind = None;
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        kind = kind.or(kind_by_entry(&name));
        let declared = entry.size();
        // A directory can lie about sizes, and a workbook may name any entry as its sheet, so each
        // is unpacked here once, into nothing, and no further than was declared.
        if kind_by_entry(&name) == Some(FileKind::Ods) {
            examine_ods(&mut entry, declared, limits)?;
            continue;
        }
        let is_text = name.ends_with(".xml") || name.ends_with(".rels");
        let most = declared.saturating_add(1);
        let mut watch = Watch::new(declared);
        let read = std::io::copy(&mut entry.by_ref().take(most), &mut watch);
        match read {
            Ok(n) if n == declared => {}
            Ok(_) => return Err(ReadFault::new("bomb")),
            Err(_) => return Err(ReadFault::new("broken_file")),
        }
        // Letters of two bytes each would pass by the watch; no program writes a workbook so.
        if is_text && watch.is_wide() {
            return Err(ReadFault::new("broken_file"));
        }
        if watch.finish() {
            return Err(ReadFault::new("bomb"));
        }
    }
    kind.ok_or_else(|| ReadFault::new("other_kind"))
}

fn kind_by_entry(name: &str) -> Option<FileKind> {
    match name {
        "xl/workbook.xml" => Some(FileKind::Xlsx),
        "content.xml" => Some(FileKind::Ods),
        _ => None,
    }
}
