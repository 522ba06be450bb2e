//! A copy for an auditor: journal, facts and caches in one SQLite file, whatever engine they come
//! from. Never wrapped keys, search rows, command keys or work tables.

use crate::engine::{Access, Session};
use crate::open;
use crate::schema::Class;
use crate::tx::Tx;
use crate::value::Value;
use crate::values;
use kernel::{Error, OrgId, Result};
use std::path::Path;
use std::sync::Arc;

const ROWS_AT_ONCE: usize = 10_000;

/// What was copied: with each chain the checkpoint to be printed beside the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Copied {
    pub rows: u64,
    pub chains: Vec<Checkpoint>,
}

/// How far a chain reached: printed as `SEQ:HASH`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    pub org: OrgId,
    pub seq: i64,
    /// Hexadecimal.
    pub hash: String,
}

/// How far every chain reaches now.
pub fn checkpoints(tx: &mut Tx) -> Result<Vec<Checkpoint>> {
    tx.query(
        "select org, seq, hash from journal_head_now order by org limit 100000",
        &[],
    )?
    .iter()
    .map(|row| {
        Ok(Checkpoint {
            org: row.get(0)?,
            seq: row.get(1)?,
            hash: crate::keys::hex(&row.get::<Vec<u8>>(2)?),
        })
    })
    .collect()
}

/// Writes the copy to `file`, which must not exist; a broken copy leaves no file behind.
///
/// Refuses `store.file_exists`.
pub fn audit_copy(tx: &mut Tx, file: &Path) -> Result<Copied> {
    if file.exists() {
        return Err(kernel::Refusal::new("store.file_exists")
            .with("file", file.display())
            .into());
    }
    let mut name = file.as_os_str().to_owned();
    name.push("-part");
    let part = std::path::PathBuf::from(name);
    let fault = |e: std::io::Error| Error::internal(&format!("writing {}", file.display()), e);
    if part.exists() {
        std::fs::remove_file(&part).map_err(fault)?;
    }
    let copied = copy_to(tx, &part);
    match copied {
        Ok(copied) => std::fs::rename(&part, file).map_err(fault).map(|()| copied),
        Err(e) => {
            drop(std::fs::remove_file(&part));
            Err(e)
        }
    }
}

fn copy_to(tx: &mut Tx, part: &Path) -> Result<Copied> {
    let schema = tx.schema();
    let mut target = Session::sqlite(part, Access::Alone, schema.clone(), Arc::new([]))?;
    target.begin(true)?;
    open::lay_out(&mut target)?;
    let sql = target.text("insert into installation (name, value) values ($1, $2)")?;
    target.execute(&sql.sql, &values!["audit_copy", vec![1_u8]])?;
    let mut rows = 0;
    for table in schema.tables.values() {
        if !matches!(table.class, Class::Journal | Class::Fact | Class::Now) {
            continue;
        }
        let sql = format!(
            "select {} from {} order by {}",
            table.names().join(", "),
            table.name,
            table.key_names().join(", ")
        );
        let mut waiting: Vec<Vec<Value>> = Vec::new();
        tx.query_each(&sql, &[], |row| {
            rows += 1;
            waiting.push(row.0);
            if waiting.len() >= ROWS_AT_ONCE {
                target.insert_rows(table, &waiting)?;
                waiting.clear();
            }
            Ok(())
        })?;
        target.insert_rows(table, &waiting)?;
    }
    target.batch("commit")?;
    Ok(Copied {
        rows,
        chains: checkpoints(tx)?,
    })
}
