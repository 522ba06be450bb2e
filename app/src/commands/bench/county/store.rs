//! SQL of the county's measurement.

use ::store::dialect::EngineKind;
use ::store::{Tx, values};
use kernel::{Id, Result};

/// What the database takes on the disk, without its log.
pub fn bytes(tx: &mut Tx, engine: EngineKind) -> Result<i64> {
    let sql = match engine {
        EngineKind::Sqlite => {
            "select page_count * page_size from pragma_page_count, pragma_page_size"
        }
        EngineKind::Postgres => "select pg_database_size(current_database())",
    };
    tx.query_one(sql, &[])?.get(0)
}

/// The villages below a township.
pub fn villages(tx: &mut Tx, township: Id) -> Result<Vec<Id>> {
    let sql = "select u.id from access_unit_now u join access_reach_now r on r.unit = u.id \
               where r.ancestor = $1 and u.level = 'village' order by u.code limit 1000";
    let rows = tx.query(sql, &values![township])?;
    rows.iter().map(|row| row.get(0)).collect()
}
