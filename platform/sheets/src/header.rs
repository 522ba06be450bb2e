//! Finds the header among the first rows and says which column is which. Headers are one row, or up
//! to three under merged group headings; title rows stand above them.

use crate::grid::{Grid, GridRow};
use crate::{Column, Kind, ReadFault, Spec, column_index, column_letter};
use kernel::text::MoneyUnit;
use std::collections::{BTreeSet, HashMap};

/// Rows with anything in them among which a header may begin.
const SEARCHED_ROWS: usize = 5;
/// Rows that one header may take.
const DEPTH_MAX: usize = 3;

/// The header as it was found.
#[derive(Debug)]
pub(crate) struct Header {
    /// Sheet rows, 1-based.
    pub rows: Vec<u32>,
    pub columns: Vec<HeadColumn>,
    /// Expected columns found.
    pub score: usize,
}

#[derive(Debug)]
pub(crate) struct HeadColumn {
    pub index: u16,
    /// As written, group heading first: `原贷款情况/余额`.
    pub text: String,
    /// Position in the spec.
    pub expected: Option<usize>,
    pub unit: Option<MoneyUnit>,
}

/// The best header of a sheet. A missing required column is the caller's to judge.
pub(crate) fn find(grid: &Grid, spec: &Spec<'_>) -> Result<Option<Header>, ReadFault> {
    let aliases = Aliases::new(spec.columns);
    let mapping = mapping_of(spec)?;
    let mut best: Option<(i64, usize, usize)> = None;
    for first in 0..grid.rows.len().min(SEARCHED_ROWS) {
        for depth in 1..=DEPTH_MAX.min(grid.rows.len() - first) {
            let rows = grid.rows.get(first..first + depth).unwrap_or_default();
            let claims = claims(rows, &aliases, &mapping);
            let worth = worth(&claims, rows);
            // On a tie the shallower and the higher header wins, so a title row above and a first
            // row of data below are never drawn in.
            let better = best.is_none_or(|(w, d, _)| worth > w || (worth == w && depth < d));
            if better {
                best = Some((worth, depth, first));
            }
        }
    }
    let Some((worth, depth, first)) = best else {
        return Ok(None);
    };
    if worth <= 0 && mapping.is_empty() {
        return Ok(None);
    }
    let rows = grid.rows.get(first..first + depth).unwrap_or_default();
    let above = grid.rows.get(..first).unwrap_or_default();
    settle(claims(rows, &aliases, &mapping), rows, above, spec).map(Some)
}

/// Which expected column a sheet column may be, and how sure that is: 0 the whole name, 1 and more
/// the name without its group headings.
#[derive(Debug)]
struct Claim {
    index: u16,
    text: String,
    unit: Option<MoneyUnit>,
    odd_unit: Option<String>,
    expected: Option<(usize, usize)>,
    /// Set by a person, so nothing else may have the key.
    chosen: bool,
}

struct Aliases(HashMap<String, usize>);

impl Aliases {
    fn new(columns: &[Column]) -> Self {
        let mut map = HashMap::new();
        for (i, column) in columns.iter().enumerate() {
            for alias in column.aliases.iter().chain([&column.key]) {
                map.entry(squeeze(alias)).or_insert(i);
                map.entry(normalise(alias)).or_insert(i);
            }
        }
        Aliases(map)
    }

    fn find(&self, text: &str) -> Option<(usize, usize)> {
        let pieces: Vec<&str> = text.split(['/', '／']).collect();
        (0..pieces.len()).find_map(|dropped| {
            let name = pieces.get(dropped..).unwrap_or_default().join("/");
            let known = self.0.get(&squeeze(&name));
            let known = known.or_else(|| self.0.get(&normalise(&name)));
            known.map(|i| (*i, dropped))
        })
    }
}

fn mapping_of(spec: &Spec<'_>) -> Result<HashMap<u16, Option<usize>>, ReadFault> {
    let mut mapping = HashMap::new();
    for (letters, key) in spec.mapping {
        let unknown = || {
            ReadFault::new("mapping_unknown")
                .with("column", letters)
                .with("key", key)
        };
        let index = column_index(letters).ok_or_else(unknown)?;
        let expected = match key.as_str() {
            "" => None,
            key => Some(
                spec.columns
                    .iter()
                    .position(|c| c.key == key)
                    .ok_or_else(unknown)?,
            ),
        };
        mapping.insert(index, expected);
    }
    Ok(mapping)
}

fn claims(
    rows: &[GridRow],
    aliases: &Aliases,
    mapping: &HashMap<u16, Option<usize>>,
) -> Vec<Claim> {
    let mut indices: BTreeSet<u16> = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|(column, _)| *column))
        .collect();
    indices.extend(mapping.keys());
    indices
        .into_iter()
        .map(|index| {
            let text = header_text(rows, index);
            let (unit, odd_unit) = unit_in(&text);
            let chosen = mapping.get(&index);
            Claim {
                index,
                unit,
                odd_unit,
                expected: match chosen {
                    Some(expected) => expected.map(|i| (i, 0)),
                    None => aliases.find(&text),
                },
                chosen: chosen.is_some(),
                text,
            }
        })
        .collect()
}

/// The names over a column from top to bottom. A merged heading is written in its first cell only,
/// so a blank above a name belongs to the heading to its left.
fn header_text(rows: &[GridRow], index: u16) -> String {
    let mut pieces: Vec<String> = Vec::new();
    for (depth, row) in rows.iter().enumerate() {
        let own = row.get(index).map(|cell| tidy(&cell.shown()));
        let named_below = rows
            .iter()
            .skip(depth + 1)
            .any(|below| below.get(index).is_some());
        let piece = own.or_else(|| {
            let left = row.cells.iter().rev().find(|(c, _)| *c < index);
            left.filter(|_| named_below)
                .map(|(_, cell)| tidy(&cell.shown()))
        });
        if let Some(piece) = piece
            && pieces.last() != Some(&piece)
        {
            pieces.push(piece);
        }
    }
    pieces.join("/")
}

/// How well these rows do as a header: keys found, less those found twice. Rows without any name
/// score by being full, far below one key, so that a chosen mapping still finds a header.
fn worth(claims: &[Claim], rows: &[GridRow]) -> i64 {
    let mut seen: HashMap<usize, Vec<usize>> = HashMap::new();
    for claim in claims.iter().filter(|c| !c.chosen) {
        if let Some((expected, rank)) = claim.expected {
            seen.entry(expected).or_default().push(rank);
        }
    }
    let doubled = seen.values().filter(|ranks| is_doubled(ranks)).count();
    let found = seen.len().saturating_sub(doubled);
    let full = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let found = i64::try_from(found).unwrap_or(0) * 10_000;
    let is_chosen = claims.iter().any(|c| c.chosen);
    // A double still beats no match, so that its fault can be named.
    found
        + i64::from(doubled > 0) * 5_000
        + if is_chosen {
            i64::try_from(full).unwrap_or(0)
        } else {
            0
        }
}

fn is_doubled(ranks: &[usize]) -> bool {
    let surest = ranks.iter().min();
    ranks.iter().filter(|rank| Some(*rank) == surest).count() > 1
}

/// Gives every key to the column with the surest claim; two equally sure ones are a fault.
fn settle(
    claims: Vec<Claim>,
    rows: &[GridRow],
    above: &[GridRow],
    spec: &Spec<'_>,
) -> Result<Header, ReadFault> {
    let mut holder: HashMap<usize, (bool, usize, u16)> = HashMap::new();
    let header_row = rows.last().map_or(1, |row| row.number);
    for claim in &claims {
        let Some((expected, rank)) = claim.expected else {
            continue;
        };
        if let Some(&(chosen, held_rank, held)) = holder.get(&expected) {
            if chosen == claim.chosen && held_rank == rank {
                return Err(doubled(spec, expected, header_row, held, claim.index));
            }
            if (chosen, std::cmp::Reverse(held_rank)) > (claim.chosen, std::cmp::Reverse(rank)) {
                continue;
            }
        }
        holder.insert(expected, (claim.chosen, rank, claim.index));
    }
    let unit_above = above
        .iter()
        .flat_map(|row| row.cells.iter())
        .find_map(|(_, cell)| unit_in_title(&cell.shown()));
    let mut columns = Vec::new();
    for claim in claims {
        let expected = claim
            .expected
            .map(|(i, _)| i)
            .filter(|i| holder.get(i).is_some_and(|h| h.2 == claim.index));
        let is_money = expected
            .and_then(|i| spec.columns.get(i))
            .is_some_and(|c| matches!(c.kind, Kind::Money(_)));
        if let (true, Some(unit)) = (is_money, &claim.odd_unit) {
            return Err(ReadFault::new("unknown_unit").with("unit", unit).with(
                "cell",
                format!("{}{header_row}", column_letter(claim.index)),
            ));
        }
        columns.push(HeadColumn {
            index: claim.index,
            text: claim.text,
            expected,
            unit: claim.unit.or(unit_above).filter(|_| is_money),
        });
    }
    Ok(Header {
        rows: rows.iter().map(|row| row.number).collect(),
        columns,
        score: holder.len(),
    })
}

fn doubled(spec: &Spec<'_>, expected: usize, row: u32, first: u16, second: u16) -> ReadFault {
    let name = spec.columns.get(expected).map_or("", Column::label);
    ReadFault::new("column_twice")
        .with("name", name)
        .with("first", format!("{}{row}", column_letter(first)))
        .with("second", format!("{}{row}", column_letter(second)))
}

/// Names as shown: no line breaks, no spaces inside Chinese.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("")
}

/// Half-width, lower case, without spaces and marks of "must be filled"; notes in brackets kept.
pub(crate) fn squeeze(text: &str) -> String {
    kernel::text::half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '\u{feff}' | '\u{200b}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// As `squeeze`, and without notes in brackets: `贷款金额（万元）` is `贷款金额`.
pub(crate) fn normalise(text: &str) -> String {
    let mut depth = 0u32;
    squeeze(text)
        .chars()
        .filter(|c| match c {
            '(' | '[' | '【' | '〔' => {
                depth += 1;
                false
            }
            ')' | ']' | '】' | '〕' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// The unit in the brackets of a header, or the text of one that is not ours (`美元`).
fn unit_in(text: &str) -> (Option<MoneyUnit>, Option<String>) {
    let squeezed = squeeze(text);
    let mut odd = None;
    for note in squeezed.split(['(', '[', '【', '〔']).skip(1) {
        let note = note.split([')', ']', '】', '〕']).next().unwrap_or(note);
        if let Some(unit) = unit_named(note) {
            return (Some(unit), None);
        }
        if note.ends_with('元') && note.chars().count() <= 4 {
            odd = Some(note.to_owned());
        }
    }
    (None, odd)
}

fn unit_named(note: &str) -> Option<MoneyUnit> {
    let note = note.trim_start_matches("单位").trim_start_matches("人民币");
    // A price per mu or per head is money in the unit before the stroke.
    match note.split('/').next().unwrap_or(note) {
        "元" => Some(MoneyUnit::Yuan),
        "万元" => Some(MoneyUnit::TenThousandYuan),
        _ => None,
    }
}

/// As it is written in a header.
pub(crate) fn unit_label(unit: MoneyUnit) -> &'static str {
    match unit {
        MoneyUnit::Yuan => "元",
        MoneyUnit::TenThousandYuan => "万元",
    }
}

/// `单位：万元` in a title row holds for every column of money that names no unit of its own.
fn unit_in_title(text: &str) -> Option<MoneyUnit> {
    let squeezed = squeeze(text);
    let (_, after) = squeezed.split_once("单位")?;
    let end = after.find('元')? + '元'.len_utf8();
    unit_named(after.get(..end)?)
}
