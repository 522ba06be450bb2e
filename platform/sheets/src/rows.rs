//! The rows under a header: which are data, what each cell means, what merged cells hold below.

use crate::grid::{Grid, GridRow};
use crate::header::{self, Header};
use crate::skip::{self, Skipped};
use crate::value::{self, rule};
use crate::{Cell, Fault, Limits, ReadFault, Row, Spec, Table};

/// Understands every row of data into `table`; refuses more rows than the limit.
pub(crate) fn read_rows(
    grid: &Grid,
    header: &Header,
    spec: &Spec<'_>,
    limits: &Limits,
    table: &mut Table,
) -> Result<(), ReadFault> {
    let last_header_row = header.rows.last().copied().unwrap_or(0);
    let known = |c: &header::HeadColumn| c.expected.and_then(|i| spec.columns.get(i));
    let required: Vec<u16> = header
        .columns
        .iter()
        .filter(|c| known(c).is_some_and(|k| k.required))
        .map(|c| c.index)
        .collect();
    let mut fills: Vec<Option<Fill>> = header
        .columns
        .iter()
        .map(|c| {
            known(c)
                .filter(|k| k.fill_down)
                .map(|_| Fill::new(grid, c.index, last_header_row))
        })
        .collect();
    for row in grid.rows.iter().filter(|r| r.number > last_header_row) {
        let lacks_required = required.iter().any(|c| row.get(*c).is_none());
        if let Some(why) = skip::reason(row, &header.columns, lacks_required) {
            table.skipped.push(Skipped {
                row: row.number,
                why,
                text: row
                    .cells
                    .first()
                    .map_or_else(String::new, |c| c.1.shown().into_owned()),
            });
            // What stood above a subtotal does not hold below it.
            fills.iter_mut().flatten().for_each(|f| f.last = None);
            continue;
        }
        let cells = cells_of(row, table, grid.from_1904, limits, &mut fills);
        // A row with text only beyond the header's columns is somebody's note in the margin.
        if cells
            .iter()
            .all(|c| c.is_blank() || c.rule == Some(rule::FILLED_DOWN))
        {
            continue;
        }
        if table.rows.len() >= limits.rows as usize {
            return Err(ReadFault::new("too_many_rows").with("limit", limits.rows));
        }
        table.rows.push(Row {
            number: row.number,
            cells,
        });
    }
    Ok(())
}

fn cells_of(
    row: &GridRow,
    table: &Table,
    from_1904: bool,
    limits: &Limits,
    fills: &mut [Option<Fill>],
) -> Vec<Cell> {
    table
        .columns
        .iter()
        .zip(fills)
        .map(|(column, fill)| {
            let Some(raw) = row.get(column.index) else {
                return fill
                    .as_ref()
                    .map(|f| f.below(row.number))
                    .unwrap_or_default();
            };
            let mut cell = Cell {
                raw: raw.shown().into_owned(),
                ..Cell::default()
            };
            if cell.raw.len() > limits.cell_chars && cell.raw.chars().count() > limits.cell_chars {
                cell.raw = cell.raw.chars().take(limits.cell_chars).collect();
                cell.fault = Some(Fault::new("cell_too_long").with("limit", limits.cell_chars));
            } else {
                match value::parse(raw, column.kind, column.unit, from_1904) {
                    Ok((value, rule)) => {
                        cell.value = Some(value);
                        cell.rule = rule;
                    }
                    // An odd cell in a column that nobody asked for is nobody's trouble.
                    Err(_) if column.key.is_none() => {}
                    Err(fault) => cell.fault = Some(fault),
                }
            }
            if let Some(fill) = fill {
                fill.last = Some((row.number, cell.clone()));
            }
            cell
        })
        .collect()
}

/// What holds for the blank cells below a written one.
struct Fill {
    last: Option<(u32, Cell)>,
    /// Last row of each merged block of this column, by first row. Where a column has such blocks
    /// they alone decide; where it has none (CSV keeps none) the last written cell holds.
    blocks: Vec<(u32, u32)>,
}

impl Fill {
    fn new(grid: &Grid, column: u16, last_header_row: u32) -> Self {
        let mut blocks: Vec<(u32, u32)> = grid
            .merges
            .iter()
            .filter(|m| m.first_column == column && m.first_row > last_header_row)
            .filter(|m| m.last_row > m.first_row)
            .map(|m| (m.first_row, m.last_row))
            .collect();
        blocks.sort_unstable();
        Fill { last: None, blocks }
    }

    fn below(&self, row: u32) -> Cell {
        let Some((written, cell)) = &self.last else {
            return Cell::default();
        };
        let holds = self.blocks.is_empty()
            || self
                .blocks
                .binary_search_by_key(written, |(first, _)| *first)
                .ok()
                .and_then(|i| self.blocks.get(i))
                .is_some_and(|(_, last)| row <= *last);
        if !holds {
            return Cell::default();
        }
        Cell {
            rule: Some(rule::FILLED_DOWN),
            ..cell.clone()
        }
    }
}
