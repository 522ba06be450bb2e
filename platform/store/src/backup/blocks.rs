//! The file as blocks: each has a kind, its length, its bytes, and a sum by which damage is found where it is.
//!
//! Nothing is believed before its sum holds, and no length makes this program set aside more than [`MOST_BLOCK_BYTES`].

use flate2::Compression;
use flate2::bufread::{DeflateDecoder, DeflateEncoder};
use kernel::{Error, Refusal, Result};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What every file begins with; the number is that of the format.
pub(super) const MAGIC: &[u8; 14] = b"zhen-backup 1\n";
/// Rows are cut into blocks of this size.
pub(super) const BLOCK_BYTES: usize = 1 << 20;
/// The header and the end of a province fit.
const MOST_BLOCK_BYTES: u32 = 16 << 20;
const HEAD_BYTES: usize = 10;
const SUM_BYTES: usize = 32;
const STORED: u8 = 0;
const DEFLATED: u8 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Header = b'H' as isize,
    Table = b'T' as isize,
    Rows = b'R' as isize,
    TableEnd = b'E' as isize,
    End = b'Z' as isize,
}

impl Kind {
    const ALL: [Kind; 5] = [
        Kind::Header,
        Kind::Table,
        Kind::Rows,
        Kind::TableEnd,
        Kind::End,
    ];
}

/// Writes blocks and keeps the sum over all.
pub(super) struct BlockWriter<W: Write> {
    out: W,
    whole: Sha256,
    pub(super) bytes: u64,
}

impl<W: Write> BlockWriter<W> {
    pub(super) fn new(out: W) -> io::Result<BlockWriter<W>> {
        let mut blocks = BlockWriter {
            out,
            whole: Sha256::new(),
            bytes: 0,
        };
        blocks.raw(MAGIC)?;
        Ok(blocks)
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.whole.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    pub(super) fn put(&mut self, kind: Kind, content: &[u8]) -> io::Result<()> {
        let mut packed = Vec::new();
        DeflateEncoder::new(content, Compression::fast()).read_to_end(&mut packed)?;
        // What is sealed does not get smaller.
        let (method, body) = if packed.len() < content.len() {
            (DEFLATED, packed.as_slice())
        } else {
            (STORED, content)
        };
        let length = |bytes: &[u8]| {
            u32::try_from(bytes.len())
                .ok()
                .filter(|n| *n <= MOST_BLOCK_BYTES)
                .ok_or_else(|| io::Error::other("a block of a backup is too long"))
        };
        let mut head = vec![kind as u8, method];
        head.extend_from_slice(&length(content)?.to_be_bytes());
        head.extend_from_slice(&length(body)?.to_be_bytes());
        let sum = Sha256::new().chain_update(&head).chain_update(body);
        self.raw(&head)?;
        self.raw(body)?;
        self.raw(&sum.finalize())
    }

    /// The sum over everything, as the file's last bytes.
    pub(super) fn finish(mut self) -> io::Result<(W, [u8; SUM_BYTES], u64)> {
        let sum: [u8; SUM_BYTES] = self.whole.finalize().into();
        self.out.write_all(&sum)?;
        Ok((self.out, sum, self.bytes + SUM_BYTES as u64))
    }
}

/// Reads blocks. Every fault says in which file, at which byte and in what.
pub(super) struct BlockReader<R: Read> {
    input: R,
    file: PathBuf,
    whole: Sha256,
    /// Bytes read so far.
    pub(super) at: u64,
    /// What is being read: a table's name, or the file's own parts.
    pub(super) place: String,
}

impl<R: Read> BlockReader<R> {
    /// Refused `store.not_a_backup`, `store.backup_cut_off`.
    pub(super) fn new(input: R, file: &Path) -> Result<BlockReader<R>> {
        let mut blocks = BlockReader {
            input,
            file: file.to_owned(),
            whole: Sha256::new(),
            at: 0,
            place: "header".to_owned(),
        };
        let mut found = Vec::new();
        blocks.take(MAGIC.len(), &mut found)?;
        if found != MAGIC {
            return Err(Refusal::new("store.not_a_backup")
                .with("file", file.display())
                .into());
        }
        blocks.whole.update(&found);
        Ok(blocks)
    }

    /// So many bytes, or `store.backup_cut_off`. Grows with what is there, not with what was promised.
    fn take(&mut self, length: usize, into: &mut Vec<u8>) -> Result<()> {
        into.clear();
        let read = (&mut self.input)
            .take(length as u64)
            .read_to_end(into)
            .map_err(|e| Error::internal(&format!("reading {}", self.file.display()), e))?;
        self.at += read as u64;
        if read == length {
            return Ok(());
        }
        Err(self.fault("store.backup_cut_off", self.at).into())
    }

    fn fault(&self, code: &'static str, at: u64) -> Refusal {
        Refusal::new(code)
            .with("file", self.file.display())
            .with("at", at)
            .with("place", &self.place)
    }

    fn damaged(&self, at: u64) -> Error {
        self.fault("store.backup_damaged", at).into()
    }

    /// The sums hold and yet this is not what zhen writes.
    pub(super) fn wrong(&self, why: impl std::fmt::Display) -> Error {
        self.fault("store.backup_wrong", self.at)
            .with("why", why)
            .into()
    }

    pub(super) fn next(&mut self) -> Result<(Kind, Vec<u8>)> {
        let begins = self.at;
        let (mut head, mut body, mut sum) = (Vec::new(), Vec::new(), Vec::new());
        self.take(HEAD_BYTES, &mut head)?;
        let number = |from: usize| -> u32 {
            let bytes = head.get(from..from + 4).unwrap_or_default();
            bytes.try_into().map_or(u32::MAX, u32::from_be_bytes)
        };
        let (length, packed) = (number(2), number(6));
        if length > MOST_BLOCK_BYTES || packed > MOST_BLOCK_BYTES {
            return Err(self.damaged(begins));
        }
        self.take(packed as usize, &mut body)?;
        self.take(SUM_BYTES, &mut sum)?;
        let found = Sha256::new().chain_update(&head).chain_update(&body);
        if found.finalize().as_slice() != sum {
            return Err(self.damaged(begins));
        }
        for bytes in [&head, &body, &sum] {
            self.whole.update(bytes);
        }
        let kind = head.first().copied().unwrap_or_default();
        let kind = Kind::ALL.into_iter().find(|k| *k as u8 == kind);
        let kind = kind.ok_or_else(|| self.wrong("an unknown kind of block"))?;
        let content = match head.get(1) {
            Some(&STORED) => body,
            Some(&DEFLATED) => {
                let mut content = Vec::new();
                DeflateDecoder::new(body.as_slice())
                    .take(u64::from(length) + 1)
                    .read_to_end(&mut content)
                    .map_err(|e| self.wrong(e))?;
                content
            }
            _ => return Err(self.wrong("an unknown packing")),
        };
        if content.len() != length as usize {
            return Err(self.wrong("a block of another length than it says"));
        }
        Ok((kind, content))
    }

    /// After the last block: the sum over everything, and nothing behind it.
    pub(super) fn finish(mut self) -> Result<([u8; SUM_BYTES], u64)> {
        let begins = self.at;
        let mut sum = Vec::new();
        self.take(SUM_BYTES, &mut sum)?;
        let found: [u8; SUM_BYTES] = self.whole.clone().finalize().into();
        if found.as_slice() != sum {
            return Err(self.damaged(begins));
        }
        let mut rest = Vec::new();
        let end = self.at;
        match self.take(1, &mut rest) {
            Ok(()) => Err(self.damaged(end)),
            Err(Error::Refused(_)) => Ok((found, end)),
            Err(broken) => Err(broken),
        }
    }
}
