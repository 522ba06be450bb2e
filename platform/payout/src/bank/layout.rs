//! How a bank's files look: columns, encoding, widths, words. Declared as data; pure.

use crate::model::ReturnReason;
use kernel::text::{MoneyUnit, half_width, parse_money};
use kernel::{Date, Error, Fen, FieldError, Refusal, Result, words};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The layouts that come with the program.
const BUILT_IN: [&str; 3] = [
    include_str!("../../layouts/delimited_utf8.toml"),
    include_str!("../../layouts/delimited_gbk.toml"),
    include_str!("../../layouts/fixed_gbk.toml"),
];

/// Rows of one file of a bank: a larger one was split by the bank itself.
const MOST_ROWS: usize = 200_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "gbk")]
    Gbk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountIn {
    Yuan,
    Fen,
}

words! {
    /// What a column holds.
    FieldOf {
        Reference = "reference",
        Account = "account",
        Holder = "holder",
        Bank = "bank",
        Amount = "amount",
        Memo = "memo",
        Status = "status",
        Reason = "reason",
        Date = "date",
        Out = "out",
        In = "in",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub field: FieldOf,
    pub header: String,
    /// Bytes, in a layout without a delimiter.
    #[serde(default)]
    pub width: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusWords {
    pub paid: Vec<String>,
    pub returned: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    pub layout: String,
    /// The locale key of its name.
    pub name: String,
    pub source: String,
    pub valid_from: Date,
    pub encoding: Encoding,
    /// Nothing: fixed widths.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// Whether the first line names the columns.
    pub header: bool,
    pub amount: AmountIn,
    /// Payments that one file takes; a larger batch has several. Nothing: any number.
    #[serde(default)]
    pub rows_per_file: Option<usize>,
    pub batch: Vec<Column>,
    pub result: Vec<Column>,
    pub statement: Vec<Column>,
    pub words: StatusWords,
    /// The bank's words for each reason why money came back.
    #[serde(default)]
    pub reasons: BTreeMap<ReturnReason, Vec<String>>,
}

/// One payment as it goes to the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub reference: String,
    pub account: String,
    pub holder: String,
    pub bank: String,
    pub amount: Fen,
    pub memo: String,
}

words! {
    /// What the bank says of a payment. Unknown is not failed.
    Outcome { Paid = "paid", Returned = "returned", Unknown = "unknown" }
}

/// One row of a result file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub reference: String,
    pub amount: Fen,
    pub outcome: Outcome,
    pub reason: ReturnReason,
    pub date: Option<Date>,
}

/// One row of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub date: Date,
    /// Below 0 went out.
    pub amount: Fen,
    pub memo: String,
}

/// What cannot be read: the line of the file, from 1, the column and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub column: String,
    pub code: &'static str,
}

/// All layouts in force on a day.
pub fn layouts(date: Date) -> Result<Vec<Layout>> {
    let mut all = Vec::new();
    for text in BUILT_IN {
        all.push(Layout::parse(text)?);
    }
    all.retain(|layout| layout.valid_from <= date);
    Ok(all)
}

/// The one of this name in force on a day. Refuses `payout.no_layout`.
pub fn layout(name: &str, date: Date) -> Result<Layout> {
    let found = layouts(date)?.into_iter().find(|l| l.layout == name);
    found.ok_or_else(|| Refusal::new("payout.no_layout").with("layout", name).into())
}

impl Layout {
    /// `Invalid` on `body`: `layout_syntax`, `layout_no_column`, `layout_no_width`, `layout_no_rows`.
    pub fn parse(body: &str) -> Result<Layout> {
        let layout: Layout = toml::from_str(body).map_err(|e| {
            let fault = FieldError::new("body", "layout_syntax");
            Error::Invalid(vec![fault.with("fault", e.message())])
        })?;
        let has = |columns: &[Column], field| columns.iter().any(|c| c.field == field);
        let batch = [
            FieldOf::Reference,
            FieldOf::Account,
            FieldOf::Holder,
            FieldOf::Amount,
        ];
        let result = [FieldOf::Reference, FieldOf::Amount, FieldOf::Status];
        let statement = [FieldOf::Date, FieldOf::Out, FieldOf::In];
        let is_whole = batch.iter().all(|f| has(&layout.batch, *f))
            && result.iter().all(|f| has(&layout.result, *f))
            && statement.iter().all(|f| has(&layout.statement, *f));
        if !is_whole {
            return Err(Error::invalid("body", "layout_no_column"));
        }
        let mut all = layout
            .batch
            .iter()
            .chain(&layout.result)
            .chain(&layout.statement);
        if layout.delimiter.is_none() && all.any(|c| c.width.is_none_or(|w| w == 0)) {
            return Err(Error::invalid("body", "layout_no_width"));
        }
        if layout.rows_per_file == Some(0) {
            return Err(Error::invalid("body", "layout_no_rows"));
        }
        Ok(layout)
    }

    /// The file of so many payments, however large. Refuses as [`Layout::row`].
    pub fn write(&self, orders: &[Order]) -> Result<Vec<u8>> {
        let mut out = self.head()?;
        for (order, at) in orders.iter().zip(1_usize..) {
            self.row(&mut out, order, at)?;
        }
        Ok(out)
    }

    /// How many files a batch of so many payments has.
    pub fn files(&self, payments: usize) -> usize {
        let most = self.rows_per_file.unwrap_or(usize::MAX);
        payments.div_ceil(most).max(1)
    }

    /// What each file begins with.
    pub fn head(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        if self.header {
            let heads: Vec<&str> = self.batch.iter().map(|c| c.header.as_str()).collect();
            self.line(&mut out, &heads, 0)?;
        }
        Ok(out)
    }

    /// One payment, the `at`th of its batch. Refuses `payout.not_in_encoding` (a name that the bank's encoding has
    /// not, with the line), `payout.too_wide` (with line and column).
    pub fn row(&self, out: &mut Vec<u8>, order: &Order, at: usize) -> Result<()> {
        let amount = match self.amount {
            AmountIn::Yuan => order.amount.to_string().replace(',', ""),
            AmountIn::Fen => order.amount.0.to_string(),
        };
        let cells: Vec<&str> = self
            .batch
            .iter()
            .map(|column| match column.field {
                FieldOf::Reference => order.reference.as_str(),
                FieldOf::Account => &order.account,
                FieldOf::Holder => &order.holder,
                FieldOf::Bank => &order.bank,
                FieldOf::Amount => &amount,
                FieldOf::Memo => &order.memo,
                _ => "",
            })
            .collect();
        self.line(out, &cells, at)
    }

    /// Why an order cannot stand in a file of this layout; nothing where it can.
    pub fn fault_of(&self, order: &Order) -> Option<Refusal> {
        match self.row(&mut Vec::new(), order, 1) {
            Err(Error::Refused(refusal)) => Some(refusal),
            _ => None,
        }
    }

    fn line(&self, out: &mut Vec<u8>, cells: &[&str], at: usize) -> Result<()> {
        for (place, (cell, column)) in cells.iter().zip(&self.batch).enumerate() {
            let bytes = self.encode(cell).ok_or_else(|| {
                Refusal::new("payout.not_in_encoding")
                    .with("line", at)
                    .with("text", cell)
            })?;
            match (self.delimiter, column.width) {
                (Some(mark), _) => {
                    if place > 0 {
                        out.extend(mark.encode_utf8(&mut [0; 4]).bytes());
                    }
                    // A delimiter or a line's end within a field would move all that follows.
                    let is_free = !cell.contains([mark, '"', '\n', '\r']);
                    if is_free {
                        out.extend_from_slice(&bytes);
                    } else {
                        let quoted = format!(
                            "\"{}\"",
                            cell.replace(['\n', '\r'], " ").replace('"', "\"\"")
                        );
                        out.extend_from_slice(&self.encode(&quoted).unwrap_or_default());
                    }
                }
                (None, width) => {
                    let width = width.unwrap_or(0);
                    if bytes.len() > width {
                        return Err(Refusal::new("payout.too_wide")
                            .with("line", at)
                            .with("column", &column.header)
                            .into());
                    }
                    let fill = width - bytes.len();
                    if column.field == FieldOf::Amount {
                        out.extend(std::iter::repeat_n(b'0', fill));
                        out.extend_from_slice(&bytes);
                    } else {
                        out.extend_from_slice(&bytes);
                        out.extend(std::iter::repeat_n(b' ', fill));
                    }
                }
            }
        }
        out.extend(b"\r\n");
        Ok(())
    }

    fn encode<'t>(&self, text: &'t str) -> Option<Cow<'t, [u8]>> {
        match self.encoding {
            Encoding::Utf8 => Some(Cow::Borrowed(text.as_bytes())),
            Encoding::Gbk => {
                let (bytes, _, has_unmappable) = encoding_rs::GBK.encode(text);
                (!has_unmappable).then_some(bytes)
            }
        }
    }

    /// The rows of a result file, or every line that cannot be read.
    pub fn answers(&self, bytes: &[u8]) -> std::result::Result<Vec<Answer>, Vec<Fault>> {
        self.rows(bytes, &self.result, |cells| {
            let get = |field| {
                cells
                    .iter()
                    .find(|(f, _)| *f == field)
                    .map(|(_, t)| t.as_str())
            };
            let reference = get(FieldOf::Reference).unwrap_or_default().to_owned();
            if reference.is_empty() {
                return Err((FieldOf::Reference, "empty"));
            }
            let said = |words: &[String], text: &str| words.iter().any(|w| w == text);
            let status = get(FieldOf::Status).unwrap_or_default();
            let outcome = if said(&self.words.paid, status) {
                Outcome::Paid
            } else if said(&self.words.returned, status) {
                Outcome::Returned
            } else {
                Outcome::Unknown
            };
            let why = get(FieldOf::Reason).unwrap_or_default();
            let reason = self.reasons.iter().find(|(_, words)| said(words, why));
            Ok(Answer {
                reference,
                amount: self.money(get(FieldOf::Amount).unwrap_or_default(), FieldOf::Amount)?,
                outcome,
                reason: reason.map_or(ReturnReason::Other, |(reason, _)| *reason),
                date: match get(FieldOf::Date).filter(|text| !text.is_empty()) {
                    Some(text) => Some(day(text)?),
                    None => None,
                },
            })
        })
    }

    /// The rows of a statement, or every line that cannot be read.
    pub fn moved(&self, bytes: &[u8]) -> std::result::Result<Vec<Moved>, Vec<Fault>> {
        self.rows(bytes, &self.statement, |cells| {
            let get = |field| {
                let found = cells.iter().find(|(f, _)| *f == field);
                found.map(|(_, text)| text.as_str()).unwrap_or_default()
            };
            let none = |text: &str| text.trim_matches(['0', '.', ' ']).is_empty();
            let amount = match (get(FieldOf::Out), get(FieldOf::In)) {
                (out, within) if none(within) && !none(out) => {
                    Fen(-self.money(out, FieldOf::Out)?.0)
                }
                (out, within) if none(out) && !none(within) => self.money(within, FieldOf::In)?,
                _ => return Err((FieldOf::Out, "one_of_two")),
            };
            Ok(Moved {
                date: day(get(FieldOf::Date))?,
                amount,
                memo: get(FieldOf::Memo).to_owned(),
            })
        })
    }

    fn money(
        &self,
        text: &str,
        field: FieldOf,
    ) -> std::result::Result<Fen, (FieldOf, &'static str)> {
        let read = match self.amount {
            AmountIn::Yuan => parse_money(text, MoneyUnit::Yuan)
                .ok()
                .map(|read| read.value),
            AmountIn::Fen => half_width(text).trim().parse().ok().map(Fen),
        };
        let read = read.filter(|fen| fen.0 >= 0);
        read.ok_or((field, "not_money"))
    }

    fn rows<T>(
        &self,
        bytes: &[u8],
        columns: &[Column],
        read: impl Fn(&[(FieldOf, String)]) -> std::result::Result<T, (FieldOf, &'static str)>,
    ) -> std::result::Result<Vec<T>, Vec<Fault>> {
        let fault = |line, column: &str, code| Fault {
            line,
            column: column.to_owned(),
            code,
        };
        let (mut out, mut faults) = (Vec::new(), Vec::new());
        let lines = bytes.split(|b| *b == b'\n').enumerate();
        let skip = usize::from(self.header);
        for (at, line) in lines {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            if at < skip || line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if out.len() + faults.len() >= MOST_ROWS {
                faults.push(fault(at + 1, "", "too_many_rows"));
                break;
            }
            let cells = match self.cells(line, columns) {
                Ok(cells) => cells,
                Err(code) => {
                    faults.push(fault(at + 1, "", code));
                    continue;
                }
            };
            match read(&cells) {
                Ok(row) => out.push(row),
                Err((field, code)) => {
                    let column = columns.iter().find(|c| c.field == field);
                    let header = column.map_or("", |c| c.header.as_str());
                    faults.push(fault(at + 1, header, code));
                }
            }
        }
        // A file cut short or of another kind has one line that passes for a heading: nobody said anything in it.
        if out.is_empty() && faults.is_empty() {
            faults.push(fault(1, "", "no_rows"));
        }
        match faults.is_empty() {
            true => Ok(out),
            false => Err(faults),
        }
    }

    fn decode(&self, bytes: &[u8]) -> std::result::Result<String, &'static str> {
        match self.encoding {
            Encoding::Utf8 => String::from_utf8(bytes.to_vec()).map_err(|_| "not_in_encoding"),
            Encoding::Gbk => match encoding_rs::GBK.decode(bytes) {
                (text, _, false) => Ok(text.into_owned()),
                _ => Err("not_in_encoding"),
            },
        }
    }

    fn cells(
        &self,
        line: &[u8],
        columns: &[Column],
    ) -> std::result::Result<Vec<(FieldOf, String)>, &'static str> {
        let mut cells = Vec::with_capacity(columns.len());
        match self.delimiter {
            Some(mark) => {
                let text = self.decode(line)?;
                let split = unquoted(&text, mark);
                if split.len() < columns.len() {
                    return Err("too_few_columns");
                }
                for (column, cell) in columns.iter().zip(split) {
                    cells.push((column.field, cell.trim().to_owned()));
                }
            }
            None => {
                let mut rest = line;
                for column in columns {
                    let width = column.width.unwrap_or(0);
                    // The last column may lack its filling.
                    let (own, after) = rest.split_at(width.min(rest.len()));
                    cells.push((column.field, self.decode(own)?.trim().to_owned()));
                    rest = after;
                }
            }
        }
        Ok(cells)
    }
}

fn day(text: &str) -> std::result::Result<Date, (FieldOf, &'static str)> {
    let read = kernel::date::parse_date_loose(text);
    read.map(|read| read.date)
        .map_err(|_| (FieldOf::Date, "not_a_date"))
}

fn unquoted(line: &str, mark: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        let is_double = is_quoted && sign == '"' && signs.peek() == Some(&'"');
        if is_double {
            signs.next();
        }
        match cells.last_mut() {
            Some(cell) if is_double => cell.push('"'),
            _ if sign == '"' => is_quoted = !is_quoted,
            _ if sign == mark && !is_quoted => cells.push(String::new()),
            Some(cell) => cell.push(sign),
            None => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests;
