//! The tables, read from the migrations: one text that both engines, the journal's digests,
//! the audit and the backup follow.
//!
//! A migration is written in a small dialect (see migrations/README.md):
//! ```text
//! create fact ledger_account (
//!   org   int,
//!   id    int,
//!   seq   int,
//!   note  text?,          -- a question mark: may be null
//!   primary key (org, id)
//! );
//! create index ledger_account_book on ledger_account (org, book, id);
//! drop index ledger_account_book;
//! alter fact ledger_account add colour text?;
//! create grams access_text_whole on access_text (org, doc, grams) at (unit, owner);
//! drop grams access_text_whole;
//! ```

pub(crate) mod grams;

use crate::dialect::EngineKind;
use grams::Grams;
use kernel::{Error, Result};
use std::collections::BTreeMap;

/// What may happen to a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Insert-only, covered by the journal's digests.
    Fact,
    /// A cache, rebuilt from facts, never a source.
    Now,
    /// Sessions, drafts, previews: outside the chain, every row expires, never in a backup.
    Work,
    /// Outside the chain and deletable: search rows, idempotency tags, wrapped keys. In backups.
    Aside,
    /// The chain itself.
    Journal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Int,
    Text,
    Bytes,
    /// ISO text.
    Date,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub ty: Type,
    pub nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub class: Class,
    pub columns: Vec<Column>,
    /// Indexes into `columns`.
    pub key: Vec<usize>,
    /// Rows with long content keep a row id on SQLite; the others are clustered by their key.
    pub wide: bool,
    /// `versions[v - 1]` is the number of columns that version `v` has.
    pub versions: Vec<usize>,
}

impl Table {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    pub fn version(&self) -> i64 {
        self.versions.len() as i64
    }

    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    pub fn key_names(&self) -> Vec<&str> {
        self.key
            .iter()
            .filter_map(|i| self.columns.get(*i))
            .map(|c| c.name.as_str())
            .collect()
    }
}

/// All tables by name, and the statements that make them.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    pub tables: BTreeMap<String, Table>,
    pub migrations: Vec<Migration>,
}

/// One migration file, parsed.
#[derive(Debug, Clone)]
pub struct Migration {
    pub name: &'static str,
    pub text: &'static str,
    statements: Vec<Statement>,
}

#[derive(Debug, Clone)]
enum Statement {
    Create(Table),
    Add { table: String, column: Column },
    Index(String),
    Grams(Grams),
    DropGrams(String),
}

impl Statement {
    fn is_of_index(&self) -> bool {
        use Statement::*;
        matches!(self, Index(_) | Grams(_) | DropGrams(_))
    }
}

/// The migrations in their order. Add, never edit: a landed file is a fact.
pub const MIGRATIONS: &[(&str, &str)] = &[
    (
        "0001_store",
        include_str!("../../../migrations/0001_store.sql"),
    ),
    (
        "0002_access",
        include_str!("../../../migrations/0002_access.sql"),
    ),
    (
        "0003_ledger",
        include_str!("../../../migrations/0003_ledger.sql"),
    ),
    (
        "0004_people",
        include_str!("../../../migrations/0004_people.sql"),
    ),
    (
        "0005_payout",
        include_str!("../../../migrations/0005_payout.sql"),
    ),
    (
        "0006_shares",
        include_str!("../../../migrations/0006_shares.sql"),
    ),
    (
        "0007_people_lists",
        include_str!("../../../migrations/0007_people_lists.sql"),
    ),
    (
        "0008_papers",
        include_str!("../../../migrations/0008_papers.sql"),
    ),
    (
        "0009_people_life",
        include_str!("../../../migrations/0009_people_life.sql"),
    ),
    (
        "0010_register",
        include_str!("../../../migrations/0010_register.sql"),
    ),
    (
        "0011_payout_flows",
        include_str!("../../../migrations/0011_payout_flows.sql"),
    ),
    (
        "0012_payout_wrong",
        include_str!("../../../migrations/0012_payout_wrong.sql"),
    ),
    (
        "0013_land",
        include_str!("../../../migrations/0013_land.sql"),
    ),
    (
        "0014_data_rights",
        include_str!("../../../migrations/0014_data_rights.sql"),
    ),
    (
        "0015_coop",
        include_str!("../../../migrations/0015_coop.sql"),
    ),
    (
        "0016_ledger_periods",
        include_str!("../../../migrations/0016_ledger_periods.sql"),
    ),
    (
        "0017_proof",
        include_str!("../../../migrations/0017_proof.sql"),
    ),
    (
        "0018_coop",
        include_str!("../../../migrations/0018_coop.sql"),
    ),
    (
        "0019_marks",
        include_str!("../../../migrations/0019_marks.sql"),
    ),
    (
        "0020_bank",
        include_str!("../../../migrations/0020_bank.sql"),
    ),
    (
        "0021_bulk",
        include_str!("../../../migrations/0021_bulk.sql"),
    ),
    (
        "0022_deputies",
        include_str!("../../../migrations/0022_deputies.sql"),
    ),
    (
        "0024_net_end",
        include_str!("../../../migrations/0024_net_end.sql"),
    ),
    (
        "0025_account_lists",
        include_str!("../../../migrations/0025_account_lists.sql"),
    ),
    (
        "0026_cases",
        include_str!("../../../migrations/0026_cases.sql"),
    ),
    (
        "0027_cases_door",
        include_str!("../../../migrations/0027_cases_door.sql"),
    ),
    (
        "0028_campaigns",
        include_str!("../../../migrations/0028_campaigns.sql"),
    ),
    ("0030_due", include_str!("../../../migrations/0030_due.sql")),
    (
        "0031_case_figures",
        include_str!("../../../migrations/0031_case_figures.sql"),
    ),
    ("0032_law", include_str!("../../../migrations/0032_law.sql")),
    (
        "0033_text",
        include_str!("../../../migrations/0033_text.sql"),
    ),
    (
        "0034_apart",
        include_str!("../../../migrations/0034_apart.sql"),
    ),
    (
        "0035_public_figures",
        include_str!("../../../migrations/0035_public_figures.sql"),
    ),
    (
        "0036_waits",
        include_str!("../../../migrations/0036_waits.sql"),
    ),
    (
        "0037_tokens",
        include_str!("../../../migrations/0037_tokens.sql"),
    ),
    (
        "0038_tally",
        include_str!("../../../migrations/0038_tally.sql"),
    ),
];

impl Schema {
    /// The program's own schema.
    pub fn load() -> Result<Schema> {
        Schema::parse(MIGRATIONS)
    }

    pub fn parse(files: &[(&'static str, &'static str)]) -> Result<Schema> {
        let mut schema = Schema::default();
        for (name, text) in files {
            let fault = |what: &str| Error::Internal(format!("migration {name}: {what}"));
            let mut statements = Vec::new();
            for statement in split(text) {
                let parsed = parse_statement(&statement)
                    .map_err(|e| fault(&format!("{e} in: {statement}")))?;
                match &parsed {
                    Statement::Create(table) => {
                        if schema
                            .tables
                            .insert(table.name.clone(), table.clone())
                            .is_some()
                        {
                            return Err(fault(&format!("table {} twice", table.name)));
                        }
                    }
                    Statement::Add { table, column } => {
                        let t = schema
                            .tables
                            .get_mut(table)
                            .ok_or_else(|| fault(&format!("no table {table}")))?;
                        t.columns.push(column.clone());
                        t.versions.push(t.columns.len());
                    }
                    Statement::Grams(grams) => {
                        let table = schema.tables.get(&grams.table);
                        let has = |column: &str| table.is_some_and(|t| t.column(column).is_some());
                        let has_org = grams.org.as_ref().is_none_or(|org| has(org));
                        let has_places = grams.places.iter().all(|place| has(place));
                        if !(has_org && has_places && has(&grams.doc) && has(&grams.column)) {
                            return Err(fault(&format!(
                                "{} indexes what is not there",
                                grams.name
                            )));
                        }
                    }
                    Statement::Index(_) | Statement::DropGrams(_) => {}
                }
                statements.push(parsed);
            }
            schema.migrations.push(Migration {
                name,
                text,
                statements,
            });
        }
        Ok(schema)
    }

    pub fn table(&self, name: &str) -> Result<&Table> {
        self.tables
            .get(name)
            .ok_or_else(|| Error::Internal(format!("no table {name} in the migrations")))
    }

    /// The grams that stand on a table now.
    pub(crate) fn grams_on(&self, table: &str) -> Vec<&Grams> {
        let mut all: Vec<&Grams> = Vec::new();
        for statement in self.migrations.iter().flat_map(|m| &m.statements) {
            match statement {
                Statement::Grams(grams) if grams.table == table => all.push(grams),
                Statement::DropGrams(gone) => all.retain(|grams| grams.name != *gone),
                _ => {}
            }
        }
        all
    }

    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &Table> {
        self.tables.values().filter(move |t| t.class == class)
    }
}

impl Migration {
    /// The migration as the engine's own DDL.
    pub fn ddl(&self, engine: EngineKind) -> Vec<String> {
        self.statements.iter().map(|s| ddl(s, engine)).collect()
    }

    /// The part of [`Migration::ddl`] that makes tables and columns.
    pub fn table_ddl(&self, engine: EngineKind) -> Vec<String> {
        let statements = self.statements.iter();
        statements
            .filter(|s| !s.is_of_index())
            .map(|s| ddl(s, engine))
            .collect()
    }

    /// The part of [`Migration::ddl`] that makes and drops indexes.
    pub fn index_ddl(&self, engine: EngineKind) -> Vec<String> {
        let statements = self.statements.iter();
        statements
            .filter(|s| s.is_of_index())
            .map(|s| ddl(s, engine))
            .collect()
    }
}

fn split(text: &str) -> Vec<String> {
    let bare: String = text
        .lines()
        .map(|l| l.split("--").next().unwrap_or(""))
        .collect::<Vec<_>>()
        .join("\n");
    bare.split(';')
        .map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|s| !s.is_empty())
        .collect()
}

fn parse_statement(text: &str) -> Result<Statement, String> {
    let words: Vec<&str> = text.splitn(4, ' ').collect();
    match words.as_slice() {
        ["create" | "drop", "index", ..] => Ok(Statement::Index(text.to_owned())),
        ["drop", "grams", name] => Ok(Statement::DropGrams((*name).to_owned())),
        ["create", "grams", name, rest] => Grams::parse(name, rest).map(Statement::Grams),
        ["create", class, name, rest] => parse_table(class, name, rest).map(Statement::Create),
        ["alter", _, table, rest] => {
            let rest = rest.strip_prefix("add ").ok_or("only `add` may follow")?;
            let column = parse_column(rest)?;
            if !column.nullable {
                return Err("an added column must be nullable".into());
            }
            Ok(Statement::Add {
                table: (*table).to_owned(),
                column,
            })
        }
        _ => Err("not understood".into()),
    }
}

fn parse_table(class: &str, name: &str, rest: &str) -> Result<Table, String> {
    let class = match class {
        "fact" => Class::Fact,
        "now" => Class::Now,
        "work" => Class::Work,
        "aside" => Class::Aside,
        "journal" => Class::Journal,
        other => return Err(format!("unknown class {other}")),
    };
    let (wide, body) = match rest.strip_suffix(" wide") {
        Some(body) => (true, body),
        None => (false, rest),
    };
    let body = body
        .strip_prefix('(')
        .and_then(|b| b.strip_suffix(')'))
        .ok_or("no parentheses")?;
    let (columns_text, key_text) = body.split_once("primary key").ok_or("no primary key")?;
    let columns = columns_text
        .split(',')
        .map(str::trim)
        .filter(|c| !c.is_empty())
        .map(parse_column)
        .collect::<Result<Vec<_>, _>>()?;
    let key_text = key_text
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')');
    let key = key_text
        .split(',')
        .map(|k| {
            columns
                .iter()
                .position(|c| c.name == k.trim())
                .ok_or(format!("no key column {k}"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let table = Table {
        name: name.to_owned(),
        class,
        versions: vec![columns.len()],
        columns,
        key,
        wide,
    };
    check_table(&table)?;
    Ok(table)
}

/// The promises that each class makes by its shape.
fn check_table(table: &Table) -> Result<(), String> {
    let has = |name: &str| table.column(name).is_some();
    if table.class == Class::Fact && !(has("org") && has("seq") && table.key.first() == Some(&0)) {
        return Err("a fact needs org (first in its key) and seq".into());
    }
    if table.class == Class::Work && !has("expires_at") {
        return Err("every work row expires: expires_at is missing".into());
    }
    let suffix = |s: &str| table.name.ends_with(s);
    if (table.class == Class::Now) != suffix("_now")
        || (table.class == Class::Work) != suffix("_work")
    {
        return Err("a cache ends in _now, a work table in _work, and no other does".into());
    }
    Ok(())
}

fn parse_column(text: &str) -> Result<Column, String> {
    let mut words = text.split(' ');
    let (Some(name), Some(ty), None) = (words.next(), words.next(), words.next()) else {
        return Err(format!("column not understood: {text}"));
    };
    let (ty, nullable) = match ty.strip_suffix('?') {
        Some(ty) => (ty, true),
        None => (ty, false),
    };
    let ty = match ty {
        "int" => Type::Int,
        "text" => Type::Text,
        "bytes" => Type::Bytes,
        "date" => Type::Date,
        other => return Err(format!("unknown type {other}")),
    };
    Ok(Column {
        name: name.to_owned(),
        ty,
        nullable,
    })
}

fn ddl(statement: &Statement, engine: EngineKind) -> String {
    match statement {
        Statement::Index(text) => text.clone(),
        Statement::Grams(grams) => grams.ddl(engine),
        Statement::DropGrams(name) => grams::drop_ddl(name, engine),
        Statement::Add { table, column } => format!(
            "alter table {table} add column {}",
            column_ddl(column, engine)
        ),
        Statement::Create(table) => {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|c| column_ddl(c, engine))
                .collect();
            let tail = match engine {
                EngineKind::Sqlite if table.wide => " strict",
                EngineKind::Sqlite => " strict, without rowid",
                EngineKind::Postgres if is_partitioned(table) => " partition by hash (org)",
                EngineKind::Postgres => "",
            };
            let mut ddl = format!(
                "create table {} ({}, primary key ({})){tail}",
                table.name,
                columns.join(", "),
                table.key_names().join(", ")
            );
            if engine == EngineKind::Postgres && is_partitioned(table) {
                ddl.push_str(&partitions(table));
            }
            ddl
        }
    }
}

/// The tables that grow by the million and whose every question names the organisation. On PostgreSQL each is kept in
/// parts by it; a database that was made before they were is moved by a backup (docs/operating.md).
pub(crate) const PARTITIONED: [&str; 8] = [
    "journal",
    "journal_key",
    "ledger_entry",
    "payout_line",
    "payout_payment",
    "people_event",
    "people_membership",
    "subject_key",
];
const PARTS: usize = 8;

fn is_partitioned(table: &Table) -> bool {
    PARTITIONED.contains(&table.name.as_str()) && table.key_names().first() == Some(&"org")
}

fn partitions(table: &Table) -> String {
    let one = |part: usize| {
        format!(
            "; create table {0}_p{part} partition of {0} for values with (modulus {PARTS}, remainder {part})",
            table.name
        )
    };
    (0..PARTS).map(one).collect()
}

fn column_ddl(column: &Column, engine: EngineKind) -> String {
    let ty = match (engine, column.ty) {
        (EngineKind::Sqlite, Type::Int) => "integer",
        (EngineKind::Sqlite, Type::Bytes) => "blob",
        (EngineKind::Sqlite, Type::Text | Type::Date) => "text",
        (EngineKind::Postgres, Type::Int) => "bigint",
        (EngineKind::Postgres, Type::Bytes) => "bytea",
        (EngineKind::Postgres, Type::Text | Type::Date) => "text collate \"C\"",
    };
    format!(
        "{} {ty}{}",
        column.name,
        if column.nullable { "" } else { " not null" }
    )
}

#[cfg(test)]
mod tests;
