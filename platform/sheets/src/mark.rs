//! The marked file: only the rows with problems, as they came, each faulty cell coloured and noted,
//! so that a clerk can mend them in Excel and hand in the same file again.

use crate::header::unit_label;
use crate::write::{clipped, column, failed, header_format, set_up_page, sheet_name, shown_width};
use crate::write::{workbook, write_xlsx};
use crate::{FoundColumn, Kind, OutTable, Problem, Table};
use kernel::Result;
use rust_xlsxwriter::{Color, Format, FormatBorder, Note, Worksheet, XlsxError};
use std::collections::{BTreeMap, BTreeSet};

/// Words of the marked file, in the language of whoever will mend it.
#[derive(Debug, Clone)]
pub struct MarkLabels {
    /// Name of the sheet, where the table has none.
    pub sheet: String,
    /// Header of the last column: 问题, Problem.
    pub problem: String,
}

/// The rows that `problems` name, every cell as the text it had and in the column it had, with the
/// words of each problem beside its cell and in the last column. `read_table` with the same spec and
/// mapping reads it again: units that stood in a title row are written into the header, and a cell
/// filled down carries its value.
pub fn mark_faulty(
    table: &Table,
    problems: &[Problem],
    labels: &MarkLabels,
    words: impl Fn(&Problem) -> String,
) -> Result<Vec<u8>> {
    let mut by_row: BTreeMap<u32, Vec<(&Problem, String)>> = BTreeMap::new();
    for problem in problems {
        by_row
            .entry(problem.row)
            .or_default()
            .push((problem, words(problem)));
    }
    // A file that comes back for the second time has this column already; it is written anew.
    let kept: Vec<(usize, &FoundColumn)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, c)| c.key.is_some() || c.header != labels.problem)
        .collect();
    if kept.is_empty() {
        return write_xlsx(&[OutTable::default()]);
    }
    let mut book = workbook()?;
    let sheet = book.add_worksheet();
    let name = if table.sheet.is_empty() {
        &labels.sheet
    } else {
        &table.sheet
    };
    sheet
        .set_name(sheet_name(name, &mut BTreeSet::new()))
        .map_err(failed)?;
    write(sheet, table, &kept, &by_row, labels).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

fn write(
    sheet: &mut Worksheet,
    table: &Table,
    kept: &[(usize, &FoundColumn)],
    by_row: &BTreeMap<u32, Vec<(&Problem, String)>>,
    labels: &MarkLabels,
) -> Result<(), XlsxError> {
    // Everything is text: what a clerk types into these cells keeps its digits, too.
    let cell_format = Format::new()
        .set_num_format("@")
        .set_border(FormatBorder::Thin);
    let faulty_format = cell_format
        .clone()
        .set_background_color(Color::RGB(0x00FF_E699));
    let words_format = Format::new().set_text_wrap().set_border(FormatBorder::Thin);
    let last = kept.iter().map(|(_, c)| c.index).max().unwrap_or(0);
    let problem_column = last.saturating_add(1);
    for (_, found) in kept {
        let header = header_with_unit(found);
        let width = shown_width(&header).saturating_add(4).clamp(10, 24);
        sheet.write_string_with_format(0, found.index, clipped(&header), &header_format())?;
        sheet.set_column_width(found.index, width)?;
        sheet.set_column_format(found.index, &cell_format)?;
    }
    sheet.write_string_with_format(0, problem_column, &labels.problem, &header_format())?;
    sheet.set_column_width(problem_column, 60)?;
    let mut at = 1u32;
    for row in &table.rows {
        let Some(problems) = by_row.get(&row.number) else {
            continue;
        };
        for (place, found) in kept {
            let raw = row.cells.get(*place).map_or("", |c| c.raw.as_str());
            let mine: Vec<&str> = problems
                .iter()
                .filter(|(p, _)| p.column == Some(found.index))
                .map(|(_, words)| words.as_str())
                .collect();
            let format = if mine.is_empty() {
                &cell_format
            } else {
                &faulty_format
            };
            if raw.is_empty() {
                sheet.write_blank(at, found.index, format)?;
            } else {
                sheet.write_string_with_format(at, found.index, clipped(raw), format)?;
            }
            if !mine.is_empty() {
                let text: String = mine.join("\n").chars().take(2_000).collect();
                let note = Note::new(text).add_author_prefix(false).set_width(260);
                sheet.insert_note(at, found.index, &note)?;
            }
        }
        let all: Vec<String> = problems.iter().map(|(p, words)| placed(p, words)).collect();
        let text = clipped(&all.join("\n"));
        sheet.write_string_with_format(at, problem_column, text, &words_format)?;
        at += 1;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    set_up_page(sheet, column(kept.len()) > 6);
    Ok(())
}

/// The header's name before the words, since the cell has moved to another row.
fn placed(problem: &Problem, words: &str) -> String {
    if problem.header.is_empty() {
        words.to_owned()
    } else {
        format!("{}：{words}", problem.header)
    }
}

fn header_with_unit(found: &FoundColumn) -> String {
    let is_money = matches!(found.kind, Kind::Money(_));
    match found.unit {
        Some(unit) if is_money && !found.header.contains(unit_label(unit)) => {
            format!("{}({})", found.header, unit_label(unit))
        }
        _ => found.header.clone(),
    }
}
