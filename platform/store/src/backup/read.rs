//! Reads a backup from its first byte to its last and believes none of them unproved.

use super::blocks::{BlockReader, Kind};
use super::layout::{self, End, Header, MOST_ROW_BYTES, TableEnd, TableHead};
use super::{Phase, Summary, TableSum, Tell};
use crate::export::Checkpoint;
use crate::keys::hex;
use crate::schema::{Column, Schema, Table, Type};
use crate::value::{Row, Value};
use crate::{blobs, journal};
use kernel::{Error, FieldError, OrgId, Result};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

/// Who is told what a file holds, in its order.
pub(super) trait Taker {
    fn header(&mut self, header: &Header, schema: Arc<Schema>) -> Result<()>;
    fn row(&mut self, table: &Table, row: Vec<Value>) -> Result<()>;
    /// After the last row of a table.
    fn table_ends(&mut self, table: &Table) -> Result<()>;
    fn paper(&mut self, org: OrgId, address: &blobs::Address, content: Vec<u8>) -> Result<()>;
}

/// Only looks.
struct Looker;

impl Taker for Looker {
    fn header(&mut self, _: &Header, _: Arc<Schema>) -> Result<()> {
        Ok(())
    }
    fn row(&mut self, _: &Table, _: Vec<Value>) -> Result<()> {
        Ok(())
    }
    fn table_ends(&mut self, _: &Table) -> Result<()> {
        Ok(())
    }
    fn paper(&mut self, _: OrgId, _: &blobs::Address, _: Vec<u8>) -> Result<()> {
        Ok(())
    }
}

/// Verifies a file without a database: every sum, every row's shape and order, every paper's address.
///
/// Refuses `store.not_a_backup`, `store.backup_cut_off`, `store.backup_damaged`, `store.backup_wrong` with file, byte
/// and place; `store.later_schema`, `store.edited_schema`. Invalid `no_such_file`.
pub fn check(file: &Path, tell: &mut Tell) -> Result<Summary> {
    checked(file, file, tell)
}

/// [`check`] of a file that is to be named `named`.
pub(super) fn checked(file: &Path, named: &Path, tell: &mut Tell) -> Result<Summary> {
    read(file, named, &mut Looker, Phase::Checking, tell)
}

pub(super) fn read(
    file: &Path,
    named: &Path,
    taker: &mut dyn Taker,
    phase: Phase,
    tell: &mut Tell,
) -> Result<Summary> {
    let input = File::open(file).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::Invalid(vec![
            FieldError::new("file", "no_such_file").with("path", file.display()),
        ]),
        _ => super::io_fault("opening", file)(e),
    })?;
    let mut blocks = BlockReader::new(BufReader::new(input), named)?;
    let header: Header = said(&mut blocks, Kind::Header)?;
    let schema = Arc::new(layout::schema_of(&header.migrations)?);
    taker.header(&header, schema.clone())?;
    let mut reading = Reading {
        blocks,
        taker,
        phase,
        tell,
        heads: Vec::new(),
    };
    let mut sums = Vec::new();
    for table in layout::tables(&schema) {
        sums.push(reading.table(table)?);
    }
    let papers = reading.table(&layout::papers())?;
    let Reading {
        mut blocks, heads, ..
    } = reading;
    blocks.place = "end".to_owned();
    let end: End = said(&mut blocks, Kind::End)?;
    let rows = sums.iter().map(|t| t.rows).sum();
    if (end.rows, end.papers) != (rows, papers.rows) {
        return Err(blocks.wrong("other counts than its tables have"));
    }
    if end.chains != heads {
        return Err(blocks.wrong("other checkpoints than its chains have"));
    }
    let (sum, bytes) = blocks.finish()?;
    Ok(Summary {
        made_by: header.made_by,
        at: header.at,
        schema: header.migrations.last().map_or("", |m| &m.name).to_owned(),
        tables: sums,
        rows,
        papers: papers.rows,
        papers_missing: end.papers_missing,
        chains: end.chains,
        bytes,
        sha256: hex(&sum),
    })
}

/// The next block, which must be of this kind, as what it says.
fn said<T: DeserializeOwned>(blocks: &mut BlockReader<impl Read>, kind: Kind) -> Result<T> {
    let (found, content) = blocks.next()?;
    if found != kind {
        return Err(blocks.wrong(format!("{found:?} where {kind:?} was expected")));
    }
    serde_json::from_slice(&content).map_err(|e| blocks.wrong(e))
}

struct Reading<'a, 't, R: Read> {
    blocks: BlockReader<R>,
    taker: &'a mut dyn Taker,
    phase: Phase,
    tell: &'a mut Tell<'t>,
    /// The ends of the chains as the rows have them.
    heads: Vec<Checkpoint>,
}

impl<R: Read> Reading<'_, '_, R> {
    fn table(&mut self, table: &Table) -> Result<TableSum> {
        self.blocks.place.clone_from(&table.name);
        let head: TableHead = said(&mut self.blocks, Kind::Table)?;
        if head != layout::head_of(table) {
            let found = &head.table;
            return Err(self
                .blocks
                .wrong(format!("{found} is not as its schema makes it")));
        }
        let mut rows = Rows::default();
        let (mut count, mut last_key) = (0, None);
        while let Some(row) = rows.next(self, table)? {
            let mut bytes = Vec::new();
            journal::key_bytes(table, &row, &mut bytes);
            let key = Some(bytes);
            if last_key >= key {
                return Err(self.blocks.wrong("rows out of order"));
            }
            last_key = key;
            count += 1;
            self.take(table, row)?;
        }
        self.taker.table_ends(table)?;
        let sum = hex(&rows.sum.finalize());
        let end = rows.end.ok_or_else(|| self.blocks.wrong("no end"))?;
        if (end.rows, &end.sha256) != (count, &sum) {
            return Err(self.blocks.wrong("other rows than its end says"));
        }
        Ok(TableSum {
            name: table.name.clone(),
            rows: count,
            sha256: sum,
        })
    }

    fn take(&mut self, table: &Table, row: Vec<Value>) -> Result<()> {
        if table.name == layout::PAPERS {
            let mut row = Row(row);
            let (org, address) = (row.get(0)?, row.get(1)?);
            let Some(Value::Bytes(content)) = row.0.pop() else {
                return Err(self.blocks.wrong("a paper without content"));
            };
            if blobs::Address::from(Sha256::digest(&content)) != address {
                return Err(self.blocks.wrong("a paper of another address"));
            }
            return self.taker.paper(org, &address, content);
        }
        if table.name == "journal_head_now" {
            let row = Row(row.clone());
            self.heads.push(Checkpoint {
                org: row.get(0)?,
                seq: row.get(1)?,
                hash: hex(&row.get::<Vec<u8>>(2)?),
            });
        }
        self.taker.row(table, row)
    }
}

/// The rows of one table out of its blocks; a row may begin in one block and end in another.
#[derive(Default)]
struct Rows {
    waiting: Vec<u8>,
    /// How much of `waiting` is read.
    from: usize,
    /// How much of `waiting` the row at hand had read before `from`.
    begins: usize,
    sum: Sha256,
    end: Option<TableEnd>,
}

impl Rows {
    fn next<R: Read>(
        &mut self,
        reading: &mut Reading<'_, '_, R>,
        table: &Table,
    ) -> Result<Option<Vec<Value>>> {
        self.begins = self.from;
        if !self.has(reading, 1)? {
            return Ok(None);
        }
        table
            .columns
            .iter()
            .map(|column| self.value(reading, column))
            .collect::<Result<Vec<_>>>()
            .map(Some)
    }

    /// Whether so many bytes wait, after reading blocks until they do.
    fn has<R: Read>(&mut self, reading: &mut Reading<'_, '_, R>, bytes: usize) -> Result<bool> {
        while self.waiting.len() - self.from < bytes {
            if self.end.is_some() {
                return Ok(false);
            }
            let (kind, content) = reading.blocks.next()?;
            match kind {
                Kind::Rows => {
                    self.sum.update(&content);
                    self.waiting.drain(..self.begins);
                    self.from -= self.begins;
                    self.begins = 0;
                    self.waiting.extend_from_slice(&content);
                    if self.waiting.len() > MOST_ROW_BYTES + super::blocks::BLOCK_BYTES {
                        return Err(reading.blocks.wrong("a row that is too long"));
                    }
                    (reading.tell)(reading.phase, &reading.blocks.place, reading.blocks.at);
                }
                Kind::TableEnd => {
                    let end = serde_json::from_slice(&content);
                    self.end = Some(end.map_err(|e| reading.blocks.wrong(e))?);
                }
                other => return Err(reading.blocks.wrong(format!("{other:?} inside a table"))),
            }
        }
        Ok(true)
    }

    fn bytes<R: Read>(
        &mut self,
        reading: &mut Reading<'_, '_, R>,
        length: usize,
    ) -> Result<Vec<u8>> {
        if !self.has(reading, length)? {
            return Err(reading.blocks.wrong("the table ends inside a row"));
        }
        let until = self.from + length;
        let bytes = self.waiting.get(self.from..until).unwrap_or_default();
        self.from = until;
        Ok(bytes.to_vec())
    }

    fn eight<R: Read>(&mut self, reading: &mut Reading<'_, '_, R>) -> Result<[u8; 8]> {
        let bytes = self.bytes(reading, 8)?;
        bytes
            .try_into()
            .map_err(|_| reading.blocks.wrong("a short number"))
    }

    /// What `journal::frame` wrote, if it fits the column.
    fn value<R: Read>(
        &mut self,
        reading: &mut Reading<'_, '_, R>,
        column: &Column,
    ) -> Result<Value> {
        let tag = self.bytes(reading, 1)?.first().copied();
        let unfit = |blocks: &BlockReader<R>| {
            blocks.wrong(format!("a value that column {} does not take", column.name))
        };
        match (tag, column.ty) {
            (Some(0), _) if column.nullable => Ok(Value::Null),
            (Some(1), Type::Int) => Ok(Value::Int(i64::from_be_bytes(self.eight(reading)?))),
            (Some(tag @ (2 | 3)), ty) if (ty == Type::Bytes) == (tag == 3) && ty != Type::Int => {
                let length = u64::from_be_bytes(self.eight(reading)?);
                let length = usize::try_from(length)
                    .ok()
                    .filter(|length| *length <= MOST_ROW_BYTES)
                    .ok_or_else(|| reading.blocks.wrong("a value that is too long"))?;
                let bytes = self.bytes(reading, length)?;
                if tag == 3 {
                    return Ok(Value::Bytes(bytes));
                }
                String::from_utf8(bytes)
                    .map(Value::Text)
                    .map_err(|_| unfit(&reading.blocks))
            }
            _ => Err(unfit(&reading.blocks)),
        }
    }
}
