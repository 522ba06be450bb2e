//! The connection of a session, lent to a thread of its own while a bulk deed makes its next rows: those before
//! are written meanwhile. Never two statements at once: whoever needs the connection waits for it.

use super::{Conn, write_rows};
use crate::db::guarded;
use crate::schema::Schema;
use crate::value::Value;
use kernel::{Error, Result};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Rows of one table, complete and in the order of its columns.
pub(crate) type Rows = Vec<Vec<Value>>;

pub(super) struct Lent {
    /// None while the thread holds it.
    conn: Option<Conn>,
    writer: Option<Writer>,
    /// Why rows could not be written, until somebody has been told.
    fault: Option<Error>,
    /// Emptied, to be filled again.
    spare: Rows,
}

/// The thread; it ends with its session.
struct Writer {
    jobs: Sender<Job>,
    done: Receiver<Done>,
}

struct Job {
    conn: Conn,
    schema: Arc<Schema>,
    table: String,
    rows: Rows,
}

struct Done {
    conn: Conn,
    rows: Rows,
    result: Result<()>,
}

impl Lent {
    pub(super) fn new(conn: Conn) -> Lent {
        Lent {
            conn: Some(conn),
            writer: None,
            fault: None,
            spare: Rows::new(),
        }
    }

    /// The connection, as soon as the thread has done with it.
    pub(super) fn get(&mut self) -> Result<&mut Conn> {
        self.wait();
        self.conn.as_mut().ok_or_else(gone)
    }

    /// Tells, once, why rows that were handed over could not be written.
    pub(super) fn settle(&mut self) -> Result<()> {
        self.wait();
        self.fault.take().map_or(Ok(()), Err)
    }

    /// Hands rows over and answers room for the next ones. Fails for the rows before, never for these.
    pub(super) fn write(&mut self, schema: Arc<Schema>, table: &str, rows: Rows) -> Result<Rows> {
        self.settle()?;
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => start()?,
        };
        let job = Job {
            conn: self.conn.take().ok_or_else(gone)?,
            schema,
            table: table.to_owned(),
            rows,
        };
        let sent = writer.jobs.send(job);
        self.writer = Some(writer);
        sent.map_err(|_| gone())?;
        Ok(std::mem::take(&mut self.spare))
    }

    fn wait(&mut self) {
        if self.conn.is_some() {
            return;
        }
        let done = self.writer.as_ref().and_then(|w| w.done.recv().ok());
        if let Some(done) = done {
            self.conn = Some(done.conn);
            self.spare = done.rows;
            if let Err(fault) = done.result {
                self.fault.get_or_insert(fault);
            }
        }
    }
}

fn start() -> Result<Writer> {
    let (jobs, next) = channel::<Job>();
    let (say, done) = channel();
    std::thread::Builder::new()
        .name("zhen-rows".into())
        .spawn(move || {
            for mut job in next {
                let result = guarded(|| {
                    let table = job.schema.table(&job.table)?;
                    write_rows(&mut job.conn, table, &job.rows)
                });
                // Freed here, so that the deed need not.
                job.rows.clear();
                let (conn, rows) = (job.conn, job.rows);
                if say.send(Done { conn, rows, result }).is_err() {
                    break;
                }
            }
        })
        .map_err(|e| Error::internal("starting a thread of the store", e))?;
    Ok(Writer { jobs, done })
}

fn gone() -> Error {
    Error::Internal("the thread that writes rows has ended".into())
}
