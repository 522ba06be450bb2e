//! Walks an old workbook (.xls) before its parser does. The parser lays a sheet out as one dense field, reserves what
//! the file says of its own size and follows chains wherever they lead: a file of 3 KB can ask for more memory than
//! there is, and a process that is refused memory ends. Here every chain ends, and every field is counted.

use crate::{Limits, ReadFault};
use std::collections::BTreeMap;

const HEADER: usize = 512;
/// Ids from here on are no sectors.
const RESERVED: u32 = 0xffff_fffa;
const END_OF_CHAIN: u32 = 0xffff_fffe;
/// Streams below this size lie in the small sectors.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;
const ENTRY: usize = 128;
/// A workbook of more sheets is none that a person made.
const SHEETS: usize = 1_000;

const BOUND_SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;
const SEVERAL_NUMBERS: u16 = 0x00bd;
/// Number, label, rich label, flag or error, packed number, shared label: row and column come first.
const CELLS: [u16; 6] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd];

/// `broken_file` where chains or sizes lead nowhere, `bomb` where the sheets spread over more cells than `limits` allow.
pub(crate) fn examine(bytes: &[u8], limits: &Limits) -> Result<(), ReadFault> {
    let compound = Compound::open(bytes).ok_or_else(broken)?;
    let mut spread = 0u64;
    for entry in &compound.entries {
        if ["workbook", "book"].contains(&entry.name.as_str()) {
            let stream = compound.stream(entry).ok_or_else(broken)?;
            spread = spread.saturating_add(spread_of(&stream)?);
        }
    }
    match spread > limits.cells {
        true => Err(ReadFault::new("bomb")),
        false => Ok(()),
    }
}

fn broken() -> ReadFault {
    ReadFault::new("broken_file")
}

struct Entry {
    /// In small letters.
    name: String,
    start: u32,
    size: usize,
}

/// A file of sectors with chains through them, as old Office keeps its documents.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    small_next: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Compound<'a>> {
        let sector = match number16(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut compound = Compound {
            bytes,
            sector,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        compound.next = compound.table()?;
        let listed = compound.chain(number32(bytes, 48)?, usize::MAX)?;
        for entry in listed.chunks_exact(ENTRY) {
            compound.entries.push(compound.entry(entry)?);
        }
        let first = compound.entries.first()?;
        let (start, size) = (first.start, first.size);
        let count = usize::try_from(number32(bytes, 64)?).ok()?;
        if count > 0 {
            let most = count.checked_mul(sector)?;
            if most > bytes.len() {
                return None;
            }
            let small_next = compound.chain(number32(bytes, 60)?, most)?;
            compound.small_next = numbers(&small_next).collect();
            compound.small = compound.chain(start, size)?;
        }
        Some(compound)
    }

    /// Which sector follows which. The sectors that say so are listed in the header and in a chain of their own.
    fn table(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector + 1;
        let mut listed: Vec<u32> = numbers(self.bytes.get(76..HEADER)?).collect();
        let (mut at, mut read) = (number32(self.bytes, 68)?, 0);
        while at < RESERVED {
            read += 1;
            if read > most {
                return None;
            }
            listed.extend(numbers(self.sector(at)?));
            at = listed.pop()?;
        }
        let listed: Vec<u32> = listed.into_iter().filter(|id| *id < RESERVED).collect();
        if listed.len() > most {
            return None;
        }
        let mut next = Vec::new();
        for id in listed {
            next.extend(numbers(self.sector(id)?));
        }
        Some(next)
    }

    /// A sector; the last one of a file may be short.
    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(id).ok()?.checked_mul(self.sector)?;
        let start = start.checked_add(self.sector.max(HEADER))?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// At most `size` bytes of a chain; nothing where it runs in a circle or out of the file.
    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let most = self.bytes.len() / self.sector + 1;
        let (mut at, mut all, mut read) = (start, Vec::new(), 0);
        while at != END_OF_CHAIN && all.len() < size {
            read += 1;
            if read > most {
                return None;
            }
            all.extend_from_slice(self.sector(at)?);
            at = *self.next.get(usize::try_from(at).ok()?)?;
        }
        all.truncate(size);
        Some(all)
    }

    fn entry(&self, entry: &[u8]) -> Option<Entry> {
        let letters: Vec<u16> = entry
            .get(..64)?
            .chunks_exact(2)
            .filter_map(|pair| number16(pair, 0))
            .take_while(|letter| *letter != 0)
            .collect();
        let size = match self.sector {
            512 => u64::from(number32(entry, 120)?),
            _ => u64::from(number32(entry, 120)?) | u64::from(number32(entry, 124)?) << 32,
        };
        let size = usize::try_from(size).ok()?;
        // No stream is longer than its file; what belongs to no name is not read.
        if size > self.bytes.len() && !letters.is_empty() {
            return None;
        }
        Some(Entry {
            name: String::from_utf16_lossy(&letters).to_ascii_lowercase(),
            start: number32(entry, 116)?,
            size: size.min(self.bytes.len()),
        })
    }

    fn stream(&self, entry: &Entry) -> Option<Vec<u8>> {
        if entry.size >= SMALL_STREAM {
            return self.chain(entry.start, entry.size);
        }
        let (mut at, mut all) = (entry.start, Vec::new());
        while at != END_OF_CHAIN && all.len() < entry.size {
            let id = usize::try_from(at).ok()?;
            let start = id.checked_mul(SMALL_SECTOR)?;
            let end = start.checked_add(SMALL_SECTOR)?.min(self.small.len());
            let sector = self.small.get(start..end)?;
            if sector.is_empty() {
                return None;
            }
            all.extend_from_slice(sector);
            at = *self.small_next.get(id)?;
        }
        all.truncate(entry.size);
        Some(all)
    }
}

/// The cells over which the sheets of a workbook's stream spread, empty ones and those of formulas counted too.
fn spread_of(stream: &[u8]) -> Result<u64, ReadFault> {
    let mut sheets: Vec<usize> = Vec::new();
    for (kind, data) in (Records { rest: stream }) {
        match kind {
            BOUND_SHEET => {
                let place = number32(data, 0).ok_or_else(broken)?;
                sheets.push(usize::try_from(place).map_err(|_| broken())?);
            }
            END => break,
            _ => {}
        }
    }
    if sheets.len() > SHEETS {
        return Err(ReadFault::new("bomb"));
    }
    // Several sheets may name one place; it is walked once and counts for each.
    let mut known: BTreeMap<usize, u64> = BTreeMap::new();
    let mut all = 0u64;
    for place in sheets {
        let spread = match known.get(&place) {
            Some(spread) => *spread,
            None => {
                let rest = stream.get(place..).ok_or_else(broken)?;
                let spread = spread_of_sheet(rest)?;
                known.insert(place, spread);
                spread
            }
        };
        all = all.saturating_add(spread);
    }
    Ok(all)
}

fn spread_of_sheet(stream: &[u8]) -> Result<u64, ReadFault> {
    let (mut cells, mut formulas, mut declared) = (Field::default(), Field::default(), 0u64);
    let (mut place, mut has_begun, mut within) = ((0, 0), false, 0usize);
    for (kind, data) in (Records { rest: stream }) {
        if within > 0 {
            match kind {
                BEGIN => within += 1,
                END => within -= 1,
                _ => {}
            }
            continue;
        }
        let at = |row: usize, column: usize| Some((number16(data, row)?, number16(data, column)?));
        match kind {
            BEGIN if has_begun => within += 1,
            BEGIN => has_begun = true,
            END => break,
            DIMENSIONS => declared = declared.saturating_add(dimensions(data).ok_or_else(broken)?),
            FORMULA => {
                place = at(0, 2).ok_or_else(broken)?;
                formulas.add(place);
                cells.add(place);
            }
            FORMULA_TEXT => cells.add(place),
            SEVERAL_NUMBERS => {
                let last = data.len().checked_sub(2).ok_or_else(broken)?;
                cells.add(at(0, 2).ok_or_else(broken)?);
                cells.add(at(0, last).ok_or_else(broken)?);
            }
            other if CELLS.contains(&other) => cells.add(at(0, 2).ok_or_else(broken)?),
            _ => {}
        }
    }
    let laid_out = cells.size().saturating_add(formulas.size());
    Ok(laid_out.max(declared))
}

/// What a sheet says of its own size: the parser reserves it.
fn dimensions(data: &[u8]) -> Option<u64> {
    let (first_row, last_row, first_column, last_column) = match data.len() {
        10 => (
            number16(data, 0)?.into(),
            number16(data, 2)?.into(),
            number16(data, 4)?,
            number16(data, 6)?,
        ),
        _ => (
            number32(data, 0)?,
            number32(data, 4)?,
            number16(data, 8)?,
            number16(data, 10)?,
        ),
    };
    if last_row == 0 || last_column == 0 {
        return Some(1);
    }
    let first_column = match first_column > 0xff || last_column < first_column {
        true => 0,
        false => first_column,
    };
    // A first row behind the last one would be counted backwards.
    let rows = u64::from(last_row.checked_sub(first_row)?);
    let columns = u64::from(last_column.checked_sub(first_column)?);
    Some(rows.saturating_mul(columns))
}

/// The smallest rectangle around cells.
#[derive(Default)]
struct Field(Option<[u16; 4]>);

impl Field {
    fn add(&mut self, (row, column): (u16, u16)) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([
            top.min(row),
            left.min(column),
            bottom.max(row),
            right.max(column),
        ]);
    }

    fn size(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

/// Kind and content of each record; ends where one is cut off, as the parser does.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = number16(self.rest, 0)?;
        let end = usize::from(number16(self.rest, 2)?) + 4;
        let data = self.rest.get(4..end)?;
        self.rest = self.rest.get(end..)?;
        Some((kind, data))
    }
}

fn number16(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn number32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let four = bytes.chunks_exact(4);
    four.filter_map(|four| number32(four, 0))
}
