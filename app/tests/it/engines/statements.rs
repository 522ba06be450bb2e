//! Every statement of every store file, understood by both engines.

use super::*;
use crate::tidy::source::Source;
use std::fs;

/// A statement and where it stands.
pub(super) struct Found {
    pub place: String,
    pub sql: String,
}

#[test]
fn every_statement_is_understood_by_both_engines() {
    let (found, skipped) = statements();
    assert!(
        found.len() > 50,
        "the statements are found: {}",
        found.len()
    );
    // What is put together from parts at run time is tested where it is used.
    assert!(
        skipped.len() < found.len() / 2,
        "{} skipped of {}",
        skipped.len(),
        found.len()
    );
    let mut wrong = Vec::new();
    for place in places() {
        let db = place.open();
        for Found { place: at, sql } in &found {
            let most = (1..40).rev().find(|n| mentions(sql, *n)).unwrap_or(0);
            let params = vec![store::Value::Null; most];
            let text = format!("explain {sql}");
            // Explaining compiles a statement with its tables, columns and types, and runs nothing.
            if let Err(e) = db.read(move |tx| tx.query(&text, &params).map(drop)) {
                wrong.push(format!("{at}: {:?}: {e}", db.kind()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn mentions(sql: &str, number: usize) -> bool {
    let name = format!("${number}");
    sql.match_indices(&name)
        .any(|(at, _)| !sql[at + name.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Those that can be read from the text, and those of which a part is missing there.
pub(super) fn statements() -> (Vec<Found>, Vec<Found>) {
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    for path in store_files() {
        let text = fs::read_to_string(&path).unwrap();
        let until = text
            .lines()
            .position(|l| l.trim() == "#[cfg(test)]")
            .map_or(usize::MAX, |at| at + 1);
        let source = Source::read(&text);
        let constants = constants(&path, &text, &source);
        for (line, literal) in source.literals.iter().filter(|(line, _)| *line < until) {
            let mut sql = unescaped(literal);
            // The one statement that only PostgreSQL is ever given.
            if !is_statement(&sql) || sql.contains("pg_advisory_xact_lock") {
                continue;
            }
            for (name, value) in &constants {
                sql = sql.replace(&format!("{{{name}}}"), value);
            }
            let place = format!("{}:{line}", path.display());
            if sql.contains('{') || sql.ends_with(['(', ' ']) || sql.ends_with(" in") {
                skipped.push(Found { place, sql });
            } else {
                found.push(Found { place, sql });
            }
        }
    }
    (found, skipped)
}

fn is_statement(sql: &str) -> bool {
    let words: Vec<&str> = sql.split_whitespace().take(2).collect();
    match words.as_slice() {
        ["select", next] => sql.contains(" from ") || next.contains('('),
        ["insert", "into"] | ["delete", "from"] => true,
        ["update", _] => sql.contains(" set "),
        ["with", _] => sql.contains("select"),
        _ => false,
    }
}

/// A literal as the compiler reads it: lines joined, quotes freed.
fn unescaped(literal: &str) -> String {
    let mut out = String::new();
    let mut rest = literal.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('\\', Some('\n')) => while rest.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some('"' | '\\')) => out.extend(rest.next()),
            _ => out.push(c),
        }
    }
    out.replace("{{", "{").replace("}}", "}")
}

/// `const NAME: &str = "…"` of this file and of those beside it: they are put into statements by name.
fn constants(path: &Path, text: &str, source: &Source) -> Vec<(String, String)> {
    let mut all = constants_of(text, source);
    let parent = path.parent().unwrap().with_extension("rs");
    if let Ok(text) = fs::read_to_string(parent) {
        all.extend(constants_of(&text, &Source::read(&text)));
    }
    all
}

fn constants_of(text: &str, source: &Source) -> Vec<(String, String)> {
    let named = text.lines().enumerate().filter_map(|(at, line)| {
        let (_, rest) = line.split_once("const ")?;
        let (name, kind) = rest.split_once(':')?;
        kind.trim()
            .starts_with("&str")
            .then(|| (at + 1, name.to_owned()))
    });
    named
        .filter_map(|(line, name)| {
            let (_, literal) = source.literals.iter().find(|(at, _)| *at >= line)?;
            Some((name, unescaped(literal)))
        })
        .collect()
}

/// Every text of every store file, statement or not.
pub(super) fn literals() -> Vec<Found> {
    let mut found = Vec::new();
    for path in store_files() {
        let text = fs::read_to_string(&path).unwrap();
        let until = text.lines().position(|l| l.trim() == "#[cfg(test)]");
        let until = until.map_or(usize::MAX, |at| at + 1);
        let source = Source::read(&text);
        let before = source.literals.iter().filter(|(line, _)| *line < until);
        found.extend(before.map(|(line, literal)| Found {
            place: format!("{}:{line}", path.display()),
            sql: unescaped(literal),
        }));
    }
    found
}

fn store_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    let mut folders = vec![root.join("platform"), root.join("modules/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["tests", "examples", "target"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".rs") && is_store(&path, &name) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_store(path: &Path, name: &str) -> bool {
    let in_store = path
        .parent()
        .is_some_and(|p| p.ends_with("store") || p.ends_with("store/src"));
    // Examples of the dialect name tables that are not there.
    name == "store.rs" || in_store && !["dialect.rs", "schema.rs"].contains(&name)
}
