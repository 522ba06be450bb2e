//! Values as each engine takes and gives them.

use crate::schema::Type;
use crate::value::{Cell, Columns, Row, Value, no_column};
use kernel::{Error, Result};
use tokio_postgres::types::{IsNull, ToSql, Type as PgType};

/// A row of an answer that is still the engine's: read without copying.
#[derive(Clone, Copy)]
pub struct Cells<'a>(Of<'a>);

#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Cells<'a> {
    pub(super) fn of(row: Of<'a>) -> Cells<'a> {
        Cells(row)
    }

    pub(super) fn row(&self, columns: usize) -> Result<Row> {
        let cells = (0..columns).map(|index| self.cell(index).map(Value::from));
        cells.collect::<Result<_>>().map(Row)
    }
}

impl Columns for Cells<'_> {
    fn cell(&self, index: usize) -> Result<Cell<'_>> {
        match self.0 {
            Of::Sqlite(row) => sqlite_cell(row, index),
            Of::Postgres(row) => pg_cell(row, index),
        }
    }
}

fn sqlite_cell<'a>(row: &'a rusqlite::Row<'a>, index: usize) -> Result<Cell<'a>> {
    use rusqlite::types::ValueRef;
    let fault = |e: rusqlite::Error| Error::internal("reading a row", e);
    Ok(match row.get_ref(index).map_err(fault)? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(v) => Cell::Int(v),
        ValueRef::Text(v) => {
            Cell::Text(std::str::from_utf8(v).map_err(|e| Error::internal("reading text", e))?)
        }
        ValueRef::Blob(v) => Cell::Bytes(v),
        ValueRef::Real(_) => {
            return Err(Error::Internal(
                "a statement answered with a floating number".into(),
            ));
        }
    })
}

fn pg_cell(row: &tokio_postgres::Row, index: usize) -> Result<Cell<'_>> {
    let fault = |e: tokio_postgres::Error| Error::internal("reading a row", e);
    let Some(column) = row.columns().get(index) else {
        return Err(no_column(index));
    };
    let ty = column.type_();
    let cell = if *ty == PgType::INT8 {
        row.try_get::<_, Option<i64>>(index)
            .map_err(fault)?
            .map(Cell::Int)
    } else if *ty == PgType::INT4 {
        row.try_get::<_, Option<i32>>(index)
            .map_err(fault)?
            .map(|v| Cell::Int(v.into()))
    } else if *ty == PgType::BOOL {
        row.try_get::<_, Option<bool>>(index)
            .map_err(fault)?
            .map(|v| Cell::Int(v.into()))
    } else if *ty == PgType::BYTEA {
        row.try_get::<_, Option<&[u8]>>(index)
            .map_err(fault)?
            .map(Cell::Bytes)
    } else if *ty == PgType::TEXT || *ty == PgType::VARCHAR || *ty == PgType::NAME {
        row.try_get::<_, Option<&str>>(index)
            .map_err(fault)?
            .map(Cell::Text)
    } else {
        return Err(Error::Internal(format!(
            "column {} answers {ty}: cast it",
            column.name()
        )));
    };
    Ok(cell.unwrap_or(Cell::Null))
}

pub(super) fn array_type(ty: Type) -> &'static str {
    match ty {
        Type::Int => "bigint",
        Type::Bytes => "bytea",
        Type::Text | Type::Date => "text",
    }
}

pub(super) fn pg_type(ty: Type) -> PgType {
    match ty {
        Type::Int => PgType::INT8,
        Type::Bytes => PgType::BYTEA,
        Type::Text | Type::Date => PgType::TEXT,
    }
}

/// One column of many rows, as an array parameter.
pub(super) struct ColumnOf<'a> {
    pub(super) rows: &'a [Vec<Value>],
    pub(super) index: usize,
}

impl ColumnOf<'_> {
    pub(super) fn array(&self, ty: Type) -> Box<dyn ToSql + Sync + Send> {
        let values = self
            .rows
            .iter()
            .map(|row| row.get(self.index).unwrap_or(&Value::Null).clone());
        match ty {
            Type::Int => Box::new(
                values
                    .map(|v| if let Value::Int(v) = v { Some(v) } else { None })
                    .collect::<Vec<Option<i64>>>(),
            ),
            Type::Bytes => Box::new(
                values
                    .map(|v| {
                        if let Value::Bytes(v) = v {
                            Some(v)
                        } else {
                            None
                        }
                    })
                    .collect::<Vec<Option<Vec<u8>>>>(),
            ),
            Type::Text | Type::Date => Box::new(
                values
                    .map(|v| {
                        if let Value::Text(v) = v {
                            Some(v)
                        } else {
                            None
                        }
                    })
                    .collect::<Vec<Option<String>>>(),
            ),
        }
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &PgType,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) if *ty == PgType::INT8 => v.to_sql(ty, out),
            Value::Int(v) if *ty == PgType::INT4 => i32::try_from(*v)?.to_sql(ty, out),
            Value::Int(v) if *ty == PgType::INT2 => i16::try_from(*v)?.to_sql(ty, out),
            Value::Text(v)
                if *ty == PgType::TEXT || *ty == PgType::VARCHAR || *ty == PgType::UNKNOWN =>
            {
                v.to_sql(ty, out)
            }
            Value::Bytes(v) if *ty == PgType::BYTEA => v.to_sql(ty, out),
            other => Err(format!("{other:?} where the statement wants {ty}").into()),
        }
    }

    fn accepts(_: &PgType) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}
