//! A connection to PostgreSQL. Each message is a way there and back, and an organisation's writes wait for each
//! other, so what nobody waits for travels with the next that somebody does.

use super::rows::{Cells, ColumnOf, Of, array_type, pg_type};
use crate::fault::pg_fault;
use crate::schema::Table;
use crate::value::Value;
use futures_util::future::{join, join_all, ready};
use futures_util::{TryStreamExt, pin_mut};
use kernel::{Error, Result};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type as PgType};
use tokio_postgres::{Client, Config, NoTls, Statement};

/// So many statements wait at most.
const WAITING: usize = 64;

pub(super) struct Pg {
    runtime: Runtime,
    client: Arc<Client>,
    statements: HashMap<String, Statement>,
    /// In the order in which they will be sent.
    waiting: Vec<Waiting>,
}

type Waiting = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

impl Pg {
    pub(super) fn connect(url: &str, settings: &str) -> Result<Pg> {
        let fault = |e: tokio_postgres::Error| pg_fault("connecting to", "PostgreSQL", &e);
        let config: Config = url.parse().map_err(fault)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::internal("starting a connection", e))?;
        let (client, connection) = runtime.block_on(config.connect(NoTls)).map_err(fault)?;
        // It ends with the client or the server; whoever asks next is told.
        runtime.spawn(async move { drop(connection.await) });
        let mut pg = Pg {
            runtime,
            client: Arc::new(client),
            statements: HashMap::new(),
            waiting: Vec::new(),
        };
        pg.batch(settings)?;
        Ok(pg)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Statements without parameters or answer.
    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        let client = self.client.clone();
        self.run(async move {
            let done = client.batch_execute(sql).await;
            done.map_err(|e| pg_fault("running", sql, &e))
        })
    }

    /// [`Pg::batch`], with the next that is waited for.
    pub(super) fn batch_later(&mut self, sql: &str) -> Result<()> {
        let (client, sql) = (self.client.clone(), sql.to_owned());
        self.later(Box::pin(async move {
            let done = client.batch_execute(&sql).await;
            done.map_err(|e| pg_fault("running", &sql, &e))
        }))
    }

    pub(super) fn scan(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(Cells<'_>, usize) -> Result<()>,
    ) -> Result<()> {
        let fault = |e: tokio_postgres::Error| pg_fault("querying", sql, &e);
        let (client, statement) = (self.client.clone(), self.prepared(sql)?);
        let params = params.iter().map(|value| value as &(dyn ToSql + Sync));
        let rows = self.run(async move {
            let rows = client.query_raw(&statement, params).await;
            rows.map_err(fault)
        })?;
        pin_mut!(rows);
        // Row by row: `each` may itself ask another connection.
        while let Some(row) = self.runtime.block_on(rows.try_next()).map_err(fault)? {
            each(Cells::of(Of::Postgres(&row)), row.len())?;
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let (client, statement) = (self.client.clone(), self.prepared(sql)?);
        let params = params.iter().map(|value| value as &(dyn ToSql + Sync));
        self.run(async move {
            let done = client.execute_raw(&statement, params).await;
            done.map_err(|e| pg_fault("writing", sql, &e))
        })
    }

    /// [`Pg::execute`] where nobody asks how many rows it changed: goes with the next that is waited for, which fails
    /// where this one fails.
    pub(super) fn execute_later(
        &mut self,
        sql: &str,
        params: Vec<Box<dyn ToSql + Sync + Send>>,
    ) -> Result<()> {
        let (client, statement) = (self.client.clone(), self.prepared(sql)?);
        let sql = sql.to_owned();
        self.later(Box::pin(async move {
            let params = params.iter().map(|value| &**value as &(dyn ToSql + Sync));
            let done = client.execute_raw(&statement, params).await;
            done.map(drop).map_err(|e| pg_fault("writing", &sql, &e))
        }))
    }

    /// Few rows of one table, in one statement.
    pub(super) fn unnest(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        let casts: Vec<String> = table
            .columns
            .iter()
            .zip(1..)
            .map(|(column, n)| format!("${n}::{}[]", array_type(column.ty)))
            .collect();
        let sql = format!(
            "insert into {} ({}) select * from unnest({})",
            table.name,
            table.names().join(", "),
            casts.join(", ")
        );
        let columns = table.columns.iter().enumerate();
        let arrays = columns.map(|(index, column)| ColumnOf { rows, index }.array(column.ty));
        self.execute_later(&sql, arrays.collect())
    }

    /// Many rows of one table.
    pub(super) fn copy(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        let sql = format!(
            "copy {} ({}) from stdin binary",
            table.name,
            table.names().join(", ")
        );
        let fault = |e: tokio_postgres::Error| pg_fault("copying", &sql, &e);
        let types: Vec<PgType> = table.columns.iter().map(|c| pg_type(c.ty)).collect();
        let client = self.client.clone();
        self.run(async {
            let sink = client.copy_in(&sql).await.map_err(fault)?;
            let writer = BinaryCopyInWriter::new(sink, &types);
            pin_mut!(writer);
            for row in rows {
                let row = row.iter().map(|value| value as &(dyn ToSql + Sync));
                writer.as_mut().write_raw(row).await.map_err(fault)?;
            }
            writer.finish().await.map(drop).map_err(fault)
        })
    }

    /// Sends what waits; tells the first fault.
    pub(super) fn settle(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.run(ready(Ok(())))
    }

    fn later(&mut self, statement: Waiting) -> Result<()> {
        self.waiting.push(statement);
        match self.waiting.len() >= WAITING {
            true => self.settle(),
            false => Ok(()),
        }
    }

    /// What waits and `last` after it, sent in one go: the first fault, else what `last` answers.
    fn run<T>(&mut self, last: impl Future<Output = Result<T>>) -> Result<T> {
        let waiting = join_all(std::mem::take(&mut self.waiting));
        let (before, last) = self.runtime.block_on(join(waiting, last));
        before.into_iter().collect::<Result<()>>()?;
        last
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql));
        let statement = statement.map_err(|e| pg_fault("preparing", sql, &e))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}
