//! `create grams NAME on TABLE (org, doc, column) at (unit, owner)`: finding the rows of an organisation whose column holds certain grams
//! (`kernel::grams`), at some of its places or anywhere.

use crate::dialect::EngineKind;

/// An index of a text column that holds the distinct grams of a text, with single spaces between them.
#[derive(Debug, Clone)]
pub(crate) struct Grams {
    pub name: String,
    pub table: String,
    /// Whose the row is. An index from before organisations were kept apart in it (0033) has none.
    pub org: Option<String>,
    /// The number of the row, unique within its organisation and never changed.
    pub doc: String,
    pub column: String,
    /// Columns with ids of places, which are kept as grams of their own (`at136`): longer than any gram of a text.
    pub places: Vec<String>,
}

impl Grams {
    pub fn parse(name: &str, rest: &str) -> Result<Grams, String> {
        let (rest, places) = match rest.split_once(") at (") {
            Some((rest, places)) => (format!("{rest})"), places.strip_suffix(')')),
            None => (rest.to_owned(), None),
        };
        let places = places.into_iter().flat_map(|it| it.split(", "));
        let words = rest.strip_prefix("on ").and_then(|r| r.split_once(" ("));
        let (table, columns) = words.ok_or("grams stand on a table")?;
        let columns = columns.strip_suffix(')').unwrap_or_default();
        let columns: Vec<&str> = columns.split(", ").collect();
        let (org, doc, column) = match columns.as_slice() {
            [doc, column] => (None, *doc, *column),
            [org, doc, column] => (Some((*org).to_owned()), *doc, *column),
            _ => {
                return Err(
                    "grams want the organisation, the number of the row and the column".into(),
                );
            }
        };
        Ok(Grams {
            name: name.to_owned(),
            table: table.to_owned(),
            org,
            doc: doc.to_owned(),
            column: column.to_owned(),
            places: places.map(str::to_owned).collect(),
        })
    }

    /// SQLite keeps them in an index of its own beside the table, which triggers keep true, and from which what is deleted is gone at
    /// once (`secure-delete`): grams tell what a text said. Rows are put in and deleted, never updated.
    ///
    /// Its rows have one number, and two organisations may number two rows alike. So each gram is kept as its organisation's own
    /// (`12o路灯`): rows of one number share no gram, and what one organisation deletes takes nothing from the other.
    pub fn ddl(&self, engine: EngineKind) -> String {
        let Grams {
            name,
            table,
            org,
            doc,
            column,
            places,
        } = self;
        let all = |row: &str| {
            let mut all = format!("{row}{column}");
            for place in places {
                all.push_str(&format!(" || ' at' || cast({row}{place} as text)"));
            }
            all
        };
        let of = |row: &str| match org {
            Some(org) => of_org(&format!("{row}{org}"), &all(row)),
            None => all(row),
        };
        let (here, new, old) = (of(""), of("new."), of("old."));
        match engine {
            EngineKind::Postgres => {
                let all = all("");
                format!("create index {name} on {table} using gin (string_to_array({all}, ' '))")
            }
            EngineKind::Sqlite => format!(
                "create virtual table {name} using fts5({column}, content='{table}', content_rowid='{doc}', \
                 tokenize='ascii', detail=none, columnsize=0); \
                 insert into {name} ({name}, rank) values ('secure-delete', 1); \
                 insert into {name} (rowid, {column}) select {doc}, {here} from {table}; \
                 create trigger {name}_in after insert on {table} begin \
                 insert into {name} (rowid, {column}) values (new.{doc}, {new}); end; \
                 create trigger {name}_out after delete on {table} begin \
                 insert into {name} ({name}, rowid, {column}) values ('delete', old.{doc}, {old}); end; \
                 create trigger {name}_kept before update on {table} begin \
                 select raise(abort, 'put it in anew: its grams do not follow an update'); end"
            ),
        }
    }
}

/// Takes an index away, with what SQLite keeps it true by.
pub(crate) fn drop_ddl(name: &str, engine: EngineKind) -> String {
    match engine {
        EngineKind::Postgres => format!("drop index {name}"),
        EngineKind::Sqlite => format!(
            "drop trigger {name}_in; drop trigger {name}_out; drop trigger {name}_kept; drop table {name}"
        ),
    }
}

/// SQL of grams between single spaces as those of an organisation: its number and an `o` before each.
pub(crate) fn of_org(org: &str, grams: &str) -> String {
    format!("replace(' ' || {grams}, ' ', ' ' || {org} || 'o')")
}
