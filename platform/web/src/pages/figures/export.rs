//! The rows behind a figure as a sheet, read on the lane of long reads.

use super::*;
use sheets::{OutCell, OutColumn, OutKind, OutTable};

/// Most rows of an export: what one sheet comfortably holds.
const EXPORT: usize = 100_000;

/// The rows that the viewer may see, as a sheet with the question at its head.
pub(crate) async fn export(req: Req) -> Result<Reply> {
    let words = req.words();
    let (ask, _) = ask(&req).await?;
    let list = list_number(&req)?;
    let indicator = *figures::find(&req.app.indicators, req.part("id")).ok_or(Error::NotFound)?;
    let asked = asked(&req, &ask, indicator.right);
    let lang = req.visitor.lang;
    let (figure, columns, rows, codes) = req
        .app
        .db
        .export_async(move |tx| {
            let figure = figures::evaluate(tx, &indicator, &asked)?;
            let mut all = Vec::new();
            let mut after = None;
            loop {
                let page = figures::rows(tx, &indicator, &asked, list, after, 200)?;
                all.extend(page.rows);
                after = page.next;
                if after.is_none() || all.len() >= EXPORT {
                    let codes = code_names(tx, lang, page.columns, asked.as_of)?;
                    return Ok((figure, page.columns, all, codes));
                }
            }
        })
        .await?;
    let title = words.get(indicator.name_key);
    let shown = ShownRows {
        columns,
        rows,
        next: None,
    };
    let body = shown
        .rows
        .iter()
        .map(|row| {
            let cells = columns.iter().zip(&row.cells);
            cells
                .map(|(column, cell)| out_cell(&codes, column.kind, cell))
                .collect()
        })
        .collect();
    let value = with_unit(words, &figure);
    let notes = vec![
        words.labelled(&words.get("page-value"), &value),
        words.labelled(&words.get("page-division"), &ask.division.name),
        words.labelled(&words.get("page-as-of"), &ask.as_of.to_string()),
    ];
    let out = columns
        .iter()
        .map(|c| OutColumn::new(words.get(c.name_key), out_kind(c.kind)))
        .collect();
    let table = OutTable {
        sheet: title.clone(),
        title: Some(title.clone()),
        notes,
        columns: out,
        rows: body,
        ..OutTable::default()
    };
    let bytes = sheets::write_xlsx(&[table])?;
    Ok(Reply::xlsx(bytes, format!("{title}-{}.xlsx", ask.as_of)))
}

fn out_kind(kind: ColumnKind) -> OutKind {
    match kind {
        ColumnKind::Money => OutKind::Money,
        ColumnKind::Count => OutKind::Integer,
        ColumnKind::Date => OutKind::Date,
        _ => OutKind::Text,
    }
}

fn out_cell(codes: &CodeNames, kind: ColumnKind, cell: &figures::Cell) -> OutCell {
    match cell {
        figures::Cell::Nothing => OutCell::Blank,
        figures::Cell::Count(n) => OutCell::Integer(*n),
        figures::Cell::Money(amount) => OutCell::Money(*amount),
        figures::Cell::Date(day) => OutCell::Date(*day),
        figures::Cell::Text(_) => OutCell::Text(cell_text(codes, kind, cell)),
    }
}
