//! A file as every door imports it: web, command line and demonstration read and compare it here, then
//! do the deed with what they got.

use super::codes::Codes;
use super::columns::COLUMNS;
use super::import_households::{ImportHouseholds, Imported, import_households};
use super::model::{ListOptions, Reading};
use super::plan_import::{Prepared, prepare, told};
use super::read_list::read_list;
use super::store::base;
use super::tags;
use super::villages::Villages;
use access::Right;
use kernel::{Ctx, Date, Result};
use sheets::{Limits, Problem, ReadFault, Spec, Table};
use store::{CommandKey, Db, Tx};

/// A list, read and compared with what is there.
#[derive(Debug, Clone)]
pub struct ListFile {
    pub table: Table,
    pub reading: Reading,
    pub prepared: Prepared,
    /// By cell; their households are set aside.
    pub errors: Vec<Problem>,
    /// By cell; taken all the same.
    pub warnings: Vec<Problem>,
    as_of: Date,
    tag: String,
}

impl ListFile {
    /// A table with what reading and comparing it found. `tag` is the keyed hash of the file in hex.
    pub(super) fn of(
        table: Table,
        reading: Reading,
        prepared: Prepared,
        as_of: Date,
        tag: String,
    ) -> ListFile {
        let (errors, warnings) = told(&table, &reading, &prepared);
        ListFile {
            table,
            reading,
            prepared,
            errors,
            warnings,
            as_of,
            tag,
        }
    }

    /// What the deed is told: never a row.
    pub fn input(&self) -> ImportHouseholds {
        let columns = self.table.columns.iter();
        ImportHouseholds {
            file: self.tag.clone(),
            as_of: self.as_of,
            mapping: columns
                .filter_map(|column| Some((column.letter(), column.key?.to_owned())))
                .collect(),
            counts: self.prepared.counts.clone(),
        }
    }

    /// The day from which its rows hold.
    pub fn as_of(&self) -> Date {
        self.as_of
    }
}

/// The table of a file with the columns of a list. `mapping` is column letter and key, by hand.
pub fn read_table(
    bytes: &[u8],
    name: &str,
    mapping: &[(String, String)],
) -> Result<Table, ReadFault> {
    let spec = Spec {
        mapping,
        ..Spec::new(COLUMNS)
    };
    sheets::read_table(bytes, name, &spec, &Limits::default())
}

/// The villages in which the actor holds `right`.
pub fn villages(tx: &mut Tx, ctx: &Ctx, right: Right) -> Result<Villages> {
    base::villages(tx, ctx, right)
}

/// The code lists as they stand.
pub fn codes(tx: &mut Tx) -> Result<Codes> {
    base::codes(tx)
}

/// A table understood and compared. Reads only.
pub fn compare_table(
    tx: &mut Tx,
    ctx: &Ctx,
    bytes: &[u8],
    table: Table,
    options: &ListOptions,
) -> Result<ListFile> {
    let villages = base::villages(tx, ctx, Right::ImportPeople)?;
    let codes = base::codes(tx)?;
    let reading = read_list(&table, &villages, &codes, options);
    let prepared = prepare(tx, ctx, &reading, options.as_of, &villages, &codes)?;
    let tag = store::keys::hex(&tags::file(tx, bytes));
    Ok(ListFile::of(table, reading, prepared, options.as_of, tag))
}

/// Reads, compares and imports a file in one go, for doors without a preview. What cannot be taken is
/// set aside and told in the [`ListFile`]. A file that is no table is `Ok(Err)`.
pub fn import_file(
    db: &Db,
    ctx: &Ctx,
    key: CommandKey,
    bytes: Vec<u8>,
    name: &str,
    options: &ListOptions,
) -> Result<Result<(Imported, ListFile), ReadFault>> {
    let table = match read_table(&bytes, name, &[]) {
        Ok(table) => table,
        Err(fault) => return Ok(Err(fault)),
    };
    let (by, options) = (ctx.clone(), options.clone());
    let file = db.read(move |tx| compare_table(tx, &by, &bytes, table, &options))?;
    let (input, reading) = (file.input(), file.reading.clone());
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| import_households(tx, ctx, input, &reading);
    Ok(Ok((db.act(ctx, key, input, deed)?, file)))
}
