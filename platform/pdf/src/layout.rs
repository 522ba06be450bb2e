//! Blocks become marks on pages, from the top down.

use crate::qr::{Qr, qr};
use crate::table::{self, PAD};
use crate::text::{self, Missing};
use crate::{Block, Fault, Sheet, Table, font};

pub const MM: f32 = 72.0 / 25.4;
const A4: (f32, f32) = (210.0 * MM, 297.0 * MM);
const MARGIN: f32 = 18.0 * MM;
const LEADING: f32 = 1.5;
/// A module of a QR code is at least so wide, or cheap cameras lose it.
pub const LEAST_MODULE: f32 = 0.5 * MM;
const MOST_MODULE: f32 = 0.8 * MM;
/// Codes grow to this where their modules may be larger.
const QR_SIDE: f32 = 60.0 * MM;

/// One mark on a page; places are measured from the lower left corner, points.
#[derive(Debug, Clone)]
pub enum Mark {
    Text {
        x: f32,
        y: f32,
        size: f32,
        text: String,
        is_bold: bool,
    },
    Line {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        is_dashed: bool,
    },
    Image {
        x: f32,
        y: f32,
        side: f32,
        qr: Qr,
    },
}

#[derive(Debug, Clone)]
pub struct Page {
    pub size: (f32, f32),
    pub marks: Vec<Mark>,
    pub footer: String,
    /// Page so much of so many of its sheet, to be written at the foot; nothing on slips.
    pub count: Option<(usize, usize)>,
}

#[derive(Debug, Default)]
pub struct Out {
    pub pages: Vec<Page>,
    pub missing: Vec<Missing>,
}

/// The place where the next mark goes.
pub struct Pen<'a> {
    out: &'a mut Out,
    size: (f32, f32),
    left: f32,
    right: f32,
    bottom: f32,
    pub y: f32,
    body: f32,
    footer: String,
}

pub fn sheet(out: &mut Out, sheet: &Sheet) -> Result<(), Fault> {
    let size = if sheet.is_wide { (A4.1, A4.0) } else { A4 };
    let first = out.pages.len();
    let footer = text::printable(&sheet.footer, &mut out.missing);
    let mut pen = Pen {
        out,
        size,
        left: MARGIN,
        right: size.0 - MARGIN,
        bottom: MARGIN,
        y: 0.0,
        body: if sheet.is_poster { 14.0 } else { 10.5 },
        footer,
    };
    pen.page();
    for block in &sheet.blocks {
        pen.block(block)?;
    }
    let pages = out.pages.len() - first;
    for (page, number) in out.pages.iter_mut().skip(first).zip(1..) {
        page.count = Some((number, pages));
    }
    Ok(())
}

impl<'a> Pen<'a> {
    /// A pen within a part of the last page, for slips: it never begins a page.
    pub fn within(out: &'a mut Out, (left, right): (f32, f32), top: f32, body: f32) -> Pen<'a> {
        Pen {
            out,
            size: A4,
            left,
            right,
            bottom: f32::MIN,
            y: top,
            body,
            footer: String::new(),
        }
    }

    fn page(&mut self) {
        self.out.pages.push(Page {
            size: self.size,
            marks: Vec::new(),
            footer: self.footer.clone(),
            count: None,
        });
        self.y = self.size.1 - MARGIN;
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.out.pages.last_mut() {
            page.marks.push(mark);
        }
    }

    fn whole(&self) -> f32 {
        self.right - self.left
    }

    /// Room for so much, on this page or the next.
    fn need(&mut self, height: f32) {
        if self.y - height < self.bottom {
            self.page();
        }
    }

    fn print(&mut self, text: &str) -> String {
        text::printable(text, &mut self.out.missing)
    }

    fn put(&mut self, x: f32, y: f32, size: f32, text: &str, is_bold: bool) {
        if !text.is_empty() {
            let text = text.to_owned();
            self.mark(Mark::Text {
                x,
                y,
                size,
                text,
                is_bold,
            });
        }
    }

    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, is_dashed: bool) {
        self.mark(Mark::Line {
            from,
            to,
            width,
            is_dashed,
        });
    }

    pub fn block(&mut self, block: &Block) -> Result<(), Fault> {
        match block {
            Block::Title(text) => self.title(text),
            Block::Heading(text) => {
                self.need(self.body * 6.0);
                self.y -= self.body * 0.8;
                self.paragraph(text, self.body * 1.2, true);
            }
            Block::Text(text) => self.paragraph(text, self.body, false),
            Block::Note(text) => self.paragraph(text, self.body * 0.8, false),
            Block::Line(parts) => self.line(parts),
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Signers(signers) => self.signers(signers),
            Block::Qr { text, caption } => self.code(text, caption)?,
            Block::Break => self.page(),
        }
        Ok(())
    }

    fn title(&mut self, text: &str) {
        let (text, size) = (self.print(text), self.body * 1.7);
        for line in text::lines(&text, size, self.whole()) {
            self.need(size * LEADING);
            self.y -= size * LEADING;
            let x = self.left + (self.whole() - font::width(&line, size)) / 2.0;
            self.put(x, self.y + size * 0.4, size, &line, true);
        }
        self.y -= self.body * 0.6;
    }

    pub fn paragraph(&mut self, text: &str, size: f32, is_bold: bool) {
        let text = self.print(text);
        for line in text::lines(&text, size, self.whole()) {
            self.need(size * LEADING);
            self.y -= size * LEADING;
            self.put(self.left, self.y + size * 0.4, size, &line, is_bold);
        }
        self.y -= size * 0.3;
    }

    fn line(&mut self, parts: &[String]) {
        let parts: Vec<String> = parts.iter().map(|part| self.print(part)).collect();
        let size = self.body;
        let widths: Vec<f32> = parts.iter().map(|part| font::width(part, size)).collect();
        let sum: f32 = widths.iter().sum();
        if sum + size * parts.len() as f32 > self.whole() {
            for part in &parts {
                self.paragraph(part, size, false);
            }
            return;
        }
        self.need(size * LEADING);
        self.y -= size * LEADING;
        let gap = (self.whole() - sum) / (parts.len().max(2) - 1) as f32;
        let mut x = self.left;
        for (part, width) in parts.iter().zip(widths) {
            self.put(x, self.y + size * 0.4, size, part, false);
            x += width + gap;
        }
    }

    pub fn facts(&mut self, facts: &[(String, String)]) {
        let size = self.body;
        let labels: Vec<String> = facts.iter().map(|(label, _)| self.print(label)).collect();
        let widest = labels
            .iter()
            .map(|l| font::width(l, size))
            .fold(0.0, f32::max);
        let column = (widest + size).min(self.whole() * 0.45);
        for (label, (_, value)) in labels.iter().zip(facts) {
            let value = self.print(value);
            let left = text::lines(label, size, column - size * 0.5);
            let right = text::lines(&value, size, self.whole() - column);
            let rows = left.len().max(right.len());
            self.need(size * LEADING * rows as f32);
            for row in 0..rows {
                self.y -= size * LEADING;
                let y = self.y + size * 0.4;
                let part = |lines: &[String]| lines.get(row).cloned().unwrap_or_default();
                self.put(self.left, y, size, &part(&left), false);
                self.put(self.left + column, y, size, &part(&right), false);
            }
        }
        self.y -= size * 0.3;
    }

    fn signers(&mut self, signers: &[(String, String)]) {
        let size = self.body;
        self.need(size * 4.0);
        self.y -= size * 3.0;
        let each = self.whole() / signers.len().max(1) as f32;
        for ((label, name), place) in signers.iter().zip(0_u16..) {
            let text = self.print(&format!("{label}  {name}"));
            let x = self.left + each * f32::from(place);
            self.put(x, self.y + size * 0.4, size, &text, false);
        }
        self.y -= size;
    }

    fn code(&mut self, text: &str, caption: &str) -> Result<(), Fault> {
        let qr = qr(text)?;
        let side = side(&qr);
        self.need(side + self.body * 3.0);
        self.y -= side;
        let (x, y) = (self.left, self.y);
        self.mark(Mark::Image { x, y, side, qr });
        self.paragraph(caption, self.body * 0.8, false);
        Ok(())
    }

    /// A code with its upper right corner here; answers its side.
    pub fn code_at(&mut self, text: &str, right: f32, top: f32) -> Result<f32, Fault> {
        let qr = qr(text)?;
        let side = side(&qr);
        let (x, y) = (right - side, top - side);
        self.mark(Mark::Image { x, y, side, qr });
        Ok(side)
    }

    fn table(&mut self, table: &Table) {
        let size = self.body * 0.95;
        let columns = table.columns.len();
        let head: Vec<String> = table.columns.iter().map(|c| self.print(&c.label)).collect();
        let mut rows: Vec<Vec<String>> = Vec::with_capacity(table.rows.len() + 1);
        for row in table.rows.iter().chain(&table.total) {
            rows.push(row.iter().map(|cell| self.print(cell)).collect());
        }
        let total = table.total.is_some().then(|| rows.len() - 1);
        let measured: Vec<Vec<String>> =
            std::iter::once(head.clone()).chain(rows.clone()).collect();
        let widths = table::widths(&measured, columns, size, self.whole());
        if !table.caption.is_empty() {
            self.need(size * 8.0);
            self.paragraph(&table.caption, self.body, true);
        }
        let numbers: Vec<bool> = table.columns.iter().map(|c| c.is_number).collect();
        let shape = (widths.as_slice(), numbers.as_slice());
        self.need(size * 5.0);
        self.row(&head, shape, size, true);
        for (row, place) in rows.iter().zip(0..) {
            let height = row_height(row, &widths, size);
            if self.y - height < self.bottom {
                self.page();
                self.row(&head, shape, size, true);
            }
            self.row(row, shape, size, Some(place) == total);
        }
        self.y -= self.body * 0.6;
    }

    fn row(
        &mut self,
        cells: &[String],
        (widths, numbers): (&[f32], &[bool]),
        size: f32,
        is_bold: bool,
    ) {
        let height = row_height(cells, widths, size);
        let (top, bottom) = (self.y, self.y - height);
        let mut x = self.left;
        self.rule((self.left, top), (self.right, top), 0.5, false);
        self.rule((self.left, top), (self.left, bottom), 0.5, false);
        for ((cell, width), is_number) in cells.iter().zip(widths).zip(numbers) {
            for (line, place) in text::lines(cell, size, width - 2.0 * PAD)
                .iter()
                .zip(1_u16..)
            {
                let y = top - PAD * 0.5 - size * LEADING * f32::from(place) + size * 0.45;
                let start = if *is_number {
                    x + width - PAD - font::width(line, size)
                } else {
                    x + PAD
                };
                self.put(start, y, size, line, is_bold);
            }
            x += width;
            self.rule((x, top), (x, bottom), 0.5, false);
        }
        self.rule((self.left, bottom), (self.right, bottom), 0.5, false);
        self.y = bottom;
    }
}

fn row_height(cells: &[String], widths: &[f32], size: f32) -> f32 {
    let lines = cells.iter().zip(widths);
    let most = lines.map(|(cell, width)| text::lines(cell, size, width - 2.0 * PAD).len());
    most.max().unwrap_or(1) as f32 * size * LEADING + PAD
}

fn side(qr: &Qr) -> f32 {
    let modules = qr.side as f32;
    (QR_SIDE / modules).clamp(LEAST_MODULE, MOST_MODULE) * modules
}
