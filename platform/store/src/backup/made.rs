//! When this database was last backed up. It is noted in the database and never goes into a backup: a database that
//! was restored has not been backed up where it now stands.

use crate::db::Settings;
use crate::engine::Access;
use crate::schema::Schema;
use crate::tx::Tx;
use crate::values;
use kernel::Result;
use std::sync::Arc;

pub(super) const NAME: &str = "last_backup";

/// Notes that a backup was made at `now`: microseconds since 1970, UTC.
pub fn note(settings: &Settings, now: i64) -> Result<()> {
    let schema = Arc::new(Schema::load()?);
    let mut session = super::session(&settings.database, Access::Write, schema)?;
    let sql = session.text(
        "insert into installation (name, value) values ($1, $2) \
         on conflict (name) do update set value = excluded.value",
    )?;
    session
        .execute(&sql.sql, &values![NAME, now.to_be_bytes()])
        .map(drop)
}

/// When the last backup was made, if one ever was.
pub fn last(tx: &mut Tx) -> Result<Option<i64>> {
    let row = tx.query_opt(
        "select value from installation where name = $1",
        &values![NAME],
    )?;
    row.map(|row| row.get(0).map(i64::from_be_bytes))
        .transpose()
}
