//! What an engine's fault means to whoever asked: something broke, or it is away for now.

use kernel::{Error, Lack};

pub(crate) fn sqlite_fault(doing: &str, sql: &str, e: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    let text = format!("{doing} [{sql}]: {e}");
    // The index of the log is a file too; what keeps it from growing has a code of its own.
    let is_log_full = e
        .sqlite_error()
        .is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
    match e.sqlite_error_code() {
        _ if is_log_full => Error::Unavailable(Lack::DiskFull, text),
        Some(ErrorCode::DiskFull) => Error::Unavailable(Lack::DiskFull, text),
        // Another program held the file for longer than we wait.
        Some(ErrorCode::DatabaseBusy) => Error::Unavailable(Lack::NoAnswer, text),
        _ => Error::Internal(text),
    }
}

pub(crate) fn pg_fault(doing: &str, sql: &str, e: &tokio_postgres::Error) -> Error {
    let detail = e
        .as_db_error()
        .map(|d| format!("{}: {}", d.code().code(), d.message()));
    let text = format!(
        "{doing} [{sql}]: {}",
        detail.unwrap_or_else(|| e.to_string())
    );
    match pg_lack(e) {
        Some(lack) => Error::Unavailable(lack, text),
        None => Error::Internal(text),
    }
}

/// A server that stops, starts or has no room says so by a code; one that is gone says nothing.
fn pg_lack(e: &tokio_postgres::Error) -> Option<Lack> {
    use std::error::Error as _;
    match e.code().map(|code| code.code()) {
        Some("53100") => Some(Lack::DiskFull),
        Some("53300" | "57P01" | "57P02" | "57P03") => Some(Lack::NoAnswer),
        Some(_) => None,
        None => {
            let is_cut = e.source().is_some_and(|cause| cause.is::<std::io::Error>());
            (is_cut || e.is_closed()).then_some(Lack::NoAnswer)
        }
    }
}
