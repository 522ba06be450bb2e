//! What an unpacked entry of a workbook asks its parser for, read from its text alone. An ODS cell may say that it
//! stands 16,384 times in a row and the row a million times in its sheet; an XLSX file may say that it holds a
//! trillion texts, and room for them is reserved before the first is read.

use crate::{Limits, ReadFault};
use std::io::{Read, Write};

/// Enough for ` uniqueCount = "12345678901234567890"` with spaces that no program writes.
const WINDOW: usize = 256;
const COUNT: &[u8] = b"uniqueCount";
/// `content.xml` of an ODS file is looked at in one piece.
const CONTENT: u64 = 256 << 20;

/// Takes what is unpacked, keeps nothing of it, and refuses a count of texts that the entry cannot hold.
pub(crate) struct Watch {
    most: u64,
    tail: Vec<u8>,
    /// The first two bytes.
    begins: Vec<u8>,
    is_lying: bool,
}

impl Watch {
    /// `size` is that of the entry.
    pub fn new(size: u64) -> Watch {
        Watch {
            most: size,
            tail: Vec::new(),
            begins: Vec::new(),
            is_lying: false,
        }
    }

    /// Whether the text is written in letters of two bytes or more.
    pub fn is_wide(&self) -> bool {
        matches!(
            self.begins.as_slice(),
            [0xff, 0xfe] | [0xfe, 0xff] | [0, _] | [_, 0]
        )
    }

    /// After the last byte: whether more was counted than there can be.
    pub fn finish(mut self) -> bool {
        self.judge(true);
        self.is_lying
    }

    fn judge(&mut self, is_end: bool) {
        let mut from = 0;
        while let Some(at) = find(&self.tail, COUNT, from) {
            let after = at + COUNT.len();
            if !is_end && self.tail.len() - after < WINDOW {
                self.tail.drain(..at);
                return;
            }
            let rest = self.tail.get(after..).unwrap_or_default();
            if counted(rest).is_some_and(|count| count > self.most) {
                self.is_lying = true;
            }
            from = after;
        }
        let kept = self
            .tail
            .len()
            .min(COUNT.len() - 1)
            .min(self.tail.len() - from);
        self.tail.drain(..self.tail.len() - kept);
    }
}

impl Write for Watch {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let missing = 2_usize.saturating_sub(self.begins.len());
        self.begins.extend(bytes.iter().take(missing));
        self.tail.extend_from_slice(bytes);
        self.judge(false);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The number of an attribute, from behind its name on; what is too long to be a number is too much.
fn counted(rest: &[u8]) -> Option<u64> {
    let mut rest = rest.iter().copied().skip_while(u8::is_ascii_whitespace);
    if rest.next() != Some(b'=') {
        return None;
    }
    let digits = rest
        .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'+'))
        .take_while(u8::is_ascii_digit);
    let mut count = 0u64;
    for digit in digits {
        count = count
            .saturating_mul(10)
            .saturating_add((digit - b'0').into());
    }
    Some(count)
}

fn find(text: &[u8], sought: &[u8], from: usize) -> Option<usize> {
    let (first, mut from) = (sought.first()?, from);
    loop {
        from += text.get(from..)?.iter().position(|b| b == first)?;
        if text.get(from..)?.starts_with(sought) {
            return Some(from);
        }
        from += 1;
    }
}

/// Reads the content of an ODS file. `bomb` where its tables spread over more cells than `limits` allow,
/// `broken_file` where a number of repetitions is none.
pub(crate) fn examine_ods(
    mut entry: impl Read,
    size: u64,
    limits: &Limits,
) -> Result<(), ReadFault> {
    if size > CONTENT {
        return Err(ReadFault::new("bomb"));
    }
    let mut content = Vec::new();
    let read = entry
        .by_ref()
        .take(size.saturating_add(1))
        .read_to_end(&mut content);
    match read {
        Ok(n) if n as u64 == size => {}
        Ok(_) => return Err(ReadFault::new("bomb")),
        Err(_) => return Err(ReadFault::new("broken_file")),
    }
    match spread_of_tables(&content) {
        Some(spread) if spread <= limits.cells => Ok(()),
        Some(_) => Err(ReadFault::new("bomb")),
        None => Err(ReadFault::new("broken_file")),
    }
}

/// Of a table, as far as it was read: what it spreads over is its rows down to the last that is not empty, each as
/// wide as the widest.
#[derive(Default)]
struct Spread {
    rows: u64,
    rows_used: u64,
    width: u64,
    cells: u64,
    row_repeats: u64,
    row_width: u64,
    row_used: u64,
}

impl Spread {
    fn cell(&mut self, repeats: u64, is_empty: bool) {
        self.row_width = self.row_width.saturating_add(repeats);
        if !is_empty {
            self.row_used = self.row_width;
        }
    }

    fn end_row(&mut self) {
        self.rows = self.rows.saturating_add(self.row_repeats);
        if self.row_used > 0 {
            self.rows_used = self.rows;
            self.width = self.width.max(self.row_used);
            self.cells = self.cells.saturating_add(self.row_used);
        }
        (self.row_repeats, self.row_width, self.row_used) = (0, 0, 0);
    }

    fn size(&self) -> u64 {
        let field = self.rows_used.saturating_mul(self.width);
        field.saturating_add(self.cells)
    }
}

fn spread_of_tables(content: &[u8]) -> Option<u64> {
    let (mut all, mut table, mut from) = (0u64, Spread::default(), 0);
    while let Some(at) = content.get(from..)?.iter().position(|b| *b == b'<') {
        let start = from + at + 1;
        let rest = content.get(start..)?;
        let end = rest.iter().position(|b| *b == b'>').unwrap_or(rest.len());
        let tag = rest.get(..end)?;
        from = start;
        let named = |name: &[u8]| {
            let after = tag.strip_prefix(name);
            after.is_some_and(|a| {
                a.first()
                    .is_none_or(|b| b.is_ascii_whitespace() || *b == b'/')
            })
        };
        if named(b"table:table-row") {
            table.row_repeats = repeats(tag, b"table:number-rows-repeated")?;
            if tag.ends_with(b"/") {
                table.end_row();
            }
        } else if named(b"/table:table-row") {
            table.end_row();
        } else if named(b"table:table-cell") || named(b"table:covered-table-cell") {
            let has = |what: &[u8]| find(tag, what, 0).is_some();
            let is_empty = tag.ends_with(b"/") && !has(b"value") && !has(b"formula");
            table.cell(repeats(tag, b"table:number-columns-repeated")?, is_empty);
        } else if named(b"/table:table") {
            all = all.saturating_add(table.size());
            table = Spread::default();
        }
    }
    Some(all.saturating_add(table.size()))
}

/// 1 where nothing is said; nothing where what is said is no number.
fn repeats(tag: &[u8], name: &[u8]) -> Option<u64> {
    let Some(at) = find(tag, name, 0) else {
        return Some(1);
    };
    let rest = tag.get(at + name.len()..)?;
    let quote = rest.iter().position(|b| matches!(b, b'"' | b'\''))?;
    let rest = rest.get(quote + 1..)?;
    let end = rest.iter().position(|b| matches!(b, b'"' | b'\''))?;
    let digits = std::str::from_utf8(rest.get(..end)?).ok()?;
    digits.trim().parse().ok()
}
