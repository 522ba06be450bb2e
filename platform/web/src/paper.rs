//! Pages as PDF: the parts of a page become blocks of paper, so that what is printed is what was looked at.

use crate::components::{Cell, Summary, Table};
use crate::layout::Page;
use crate::reply::Reply;
use crate::view::{Part, View};
use kernel::{Error, Result};
use pdf::{About, Block, Rendered, Sheet};

/// What a reader of the file is told about it.
pub fn about(page: &Page) -> About {
    About {
        title: page.title.clone(),
        lang: page.words.lang().code(),
    }
}

/// A finished file to keep. `name` may be Chinese, and ends on `.pdf`.
pub fn reply(file: Rendered, name: impl Into<String>) -> Reply {
    Reply::file(file.bytes, "application/pdf", name).private()
}

/// The foot of a printed page: where in the journal it was made.
pub fn footer(page: &Page) -> String {
    match &page.checkpoint {
        Some(checkpoint) => format!("{} {checkpoint}", page.t("web-checkpoint")),
        None => String::new(),
    }
}

/// Sheets on a thread of their own: a long list takes seconds, and other requests go on.
pub async fn render(about: About, sheets: Vec<Sheet>) -> Result<Rendered> {
    let made = tokio::task::spawn_blocking(move || pdf::render(&about, &sheets, |_| {}));
    let made = made.await.map_err(|e| Error::internal("making a PDF", e))?;
    Ok(made?)
}

/// What the font lacks, in one sentence under the document; nothing where it lacks nothing.
pub fn missing(page: &Page, texts: &[Block]) -> Vec<Block> {
    let missing = pdf::missing(texts);
    if missing.is_empty() {
        return Vec::new();
    }
    let list: Vec<String> = missing.into_iter().map(|m| m.printed).collect();
    let text = page
        .words
        .with("pdf-missing", &[("list", &list.join("  "))]);
    vec![Block::Note(text)]
}

/// A page with its title and all its parts.
pub fn sheet(view: &View) -> Sheet {
    let mut blocks = vec![Block::Title(view.page.title.clone())];
    for part in &view.parts {
        blocks.extend(block(part));
    }
    let lacking = missing(&view.page, &blocks);
    blocks.extend(lacking);
    Sheet {
        is_wide: view.parts.iter().any(is_wide),
        is_poster: false,
        blocks,
        footer: footer(&view.page),
    }
}

fn is_wide(part: &Part) -> bool {
    matches!(part, Part::Table(table) if table.columns.len() > 5)
}

fn block(part: &Part) -> Vec<Block> {
    match part {
        Part::Heading { text, .. } => vec![Block::Heading(text.clone())],
        Part::Text(text) => vec![Block::Text(text.clone())],
        Part::Code { label, text } => vec![Block::Facts(vec![(label.clone(), text.clone())])],
        Part::Notice(notice) => vec![Block::Text(notice.text.clone())],
        Part::Stats(stats) => {
            let fact = |tile: &crate::components::Stat| {
                (tile.label.clone(), format!("{} {}", tile.number, tile.unit))
            };
            vec![Block::Facts(stats.tiles.iter().map(fact).collect())]
        }
        Part::Summary(summary) => vec![facts(summary)],
        Part::Table(found) => vec![table(found)],
        Part::Qr { text, caption } => vec![Block::Qr {
            text: text.clone(),
            caption: caption.clone(),
        }],
        _ => Vec::new(),
    }
}

pub fn facts(summary: &Summary) -> Block {
    let rows = summary.rows.iter();
    Block::Facts(
        rows.map(|row| (row.key.clone(), cell(&row.value)))
            .collect(),
    )
}

pub fn table(table: &Table) -> Block {
    let row = |row: &Vec<Cell>| row.iter().map(cell).collect();
    let column = |column: &crate::components::Column| pdf::Column {
        label: match &column.unit {
            Some(unit) => format!("{}（{unit}）", column.label),
            None => column.label.clone(),
        },
        is_number: column.align == crate::components::Align::Number,
    };
    Block::Table(pdf::Table {
        caption: table.caption.clone(),
        columns: table.columns.iter().map(column).collect(),
        rows: table.rows.iter().map(row).collect(),
        total: table.total.as_ref().map(row),
    })
}

fn cell(cell: &Cell) -> String {
    let text = match &cell.tag {
        Some(tag) => &tag.label,
        None => &cell.text,
    };
    match &cell.note {
        Some(note) if !note.is_empty() => format!("{text} {note}"),
        _ => text.clone(),
    }
}
