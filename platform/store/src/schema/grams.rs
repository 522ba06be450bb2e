//! `create grams NAME on TABLE (doc, column)`: finding the rows whose column holds certain grams (`kernel::grams`).

use crate::dialect::EngineKind;

/// An index of a text column that holds the distinct grams of a text, with single spaces between them.
#[derive(Debug, Clone)]
pub(super) struct Grams {
    pub name: String,
    pub table: String,
    /// The number of the row, unique in the table and never changed.
    pub doc: String,
    pub column: String,
}

impl Grams {
    pub fn parse(name: &str, rest: &str) -> Result<Grams, String> {
        let words = rest.strip_prefix("on ").and_then(|r| r.split_once(" ("));
        let (table, columns) = words.ok_or("grams stand on a table")?;
        let columns = columns.strip_suffix(')').and_then(|c| c.split_once(", "));
        let (doc, column) = columns.ok_or("grams want the number of the row and the column")?;
        Ok(Grams {
            name: name.to_owned(),
            table: table.to_owned(),
            doc: doc.to_owned(),
            column: column.to_owned(),
        })
    }

    /// SQLite keeps them in an index of its own beside the table, which triggers keep true, and from which what is deleted is gone at
    /// once (`secure-delete`): grams tell what a text said. Rows are put in and deleted, never updated.
    pub fn ddl(&self, engine: EngineKind) -> String {
        let Grams {
            name,
            table,
            doc,
            column,
        } = self;
        match engine {
            EngineKind::Postgres => {
                format!("create index {name} on {table} using gin (string_to_array({column}, ' '))")
            }
            EngineKind::Sqlite => format!(
                "create virtual table {name} using fts5({column}, content='{table}', content_rowid='{doc}', \
                 tokenize='ascii', detail=none, columnsize=0); \
                 insert into {name} ({name}, rank) values ('secure-delete', 1); \
                 insert into {name} (rowid, {column}) select {doc}, {column} from {table}; \
                 create trigger {name}_in after insert on {table} begin \
                 insert into {name} (rowid, {column}) values (new.{doc}, new.{column}); end; \
                 create trigger {name}_out after delete on {table} begin \
                 insert into {name} ({name}, rowid, {column}) values ('delete', old.{doc}, old.{column}); end; \
                 create trigger {name}_kept before update on {table} begin \
                 select raise(abort, 'put it in anew: its grams do not follow an update'); end"
            ),
        }
    }
}
