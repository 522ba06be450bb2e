//! Who else can read what lies on the disk, and whether a backup would survive it.

use super::{Finding, bad, good};
use std::path::Path;
use store::{Database, Settings};

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    let meta = std::fs::metadata(path).ok()?;
    Some(std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777)
}

#[cfg(unix)]
fn device(path: &Path) -> Option<u64> {
    let meta = std::fs::metadata(path).ok()?;
    Some(std::os::unix::fs::MetadataExt::dev(&meta))
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn device(_: &Path) -> Option<u64> {
    None
}

pub fn look(settings: &Settings, backup: Option<&Path>, tls_key: Option<&Path>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Database::Sqlite(path) = &settings.database {
        let log = path.with_extension(match path.extension() {
            Some(end) => format!("{}-wal", end.to_string_lossy()),
            None => "-wal".to_owned(),
        });
        if !path.exists() && log.exists() {
            found.push(bad("log_without_database", log.display()));
        }
        private(
            path,
            "database_private",
            "database_open_to_others",
            &mut found,
        );
        private(
            &store::blobs::folder(path),
            "papers_private",
            "papers_open_to_others",
            &mut found,
        );
        let stray = path
            .parent()
            .and_then(|folder| stray_key(folder, &settings.key_file));
        found.extend(stray);
    }
    if let Some(key) = tls_key {
        private(key, "tls_key_private", "tls_key_open_to_others", &mut found);
    }
    if let Some(folder) = backup {
        found.extend(backups(settings, folder));
    }
    found
}

/// Nothing is said of what is not there.
fn private(path: &Path, good_code: &'static str, bad_code: &'static str, found: &mut Vec<Finding>) {
    let Some(mode) = mode(path) else {
        return;
    };
    let shown = format!("{} ({mode:o})", path.display());
    found.push(match mode & 0o077 {
        0 => good(good_code, shown),
        _ => bad(bad_code, shown),
    });
}

/// Another key file beside ours: after a move the wrong one is taken, or the old one lies about.
fn stray_key(folder: &Path, own: &Path) -> Option<Finding> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let entries = std::fs::read_dir(folder).ok()?;
    let mut keys = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let other = keys.find(|path| {
        path.extension().is_some_and(|end| end == "key")
            && path.file_name() != own.file_name()
            && store::KeyFile::read(path).is_ok()
    })?;
    Some(bad("second_key_file", other.display()))
}

fn backups(settings: &Settings, folder: &Path) -> Vec<Finding> {
    if !folder.is_dir() {
        return vec![bad("backup_folder_missing", folder.display())];
    }
    let mut found = Vec::new();
    private(
        folder,
        "backup_private",
        "backup_open_to_others",
        &mut found,
    );
    if let Database::Sqlite(path) = &settings.database {
        let (here, there) = (device(path), device(folder));
        if here.is_some() && here == there {
            found.push(bad("backup_same_disk", folder.display()));
        }
    }
    found
}
