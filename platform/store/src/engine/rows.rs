//! Values as each engine takes and gives them.

use crate::schema::Type;
use crate::value::{Row, Value};
use kernel::{Error, Result};
use postgres::types::{IsNull, ToSql, Type as PgType};

pub(super) fn sqlite_row(row: &rusqlite::Row<'_>, columns: usize) -> Result<Row> {
    use rusqlite::types::ValueRef;
    let mut values = Vec::with_capacity(columns);
    for i in 0..columns {
        values.push(
            match row
                .get_ref(i)
                .map_err(|e| Error::internal("reading a row", e))?
            {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(v) => Value::Int(v),
                ValueRef::Text(v) => Value::Text(
                    std::str::from_utf8(v)
                        .map_err(|e| Error::internal("reading text", e))?
                        .to_owned(),
                ),
                ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
                ValueRef::Real(_) => {
                    return Err(Error::Internal(
                        "a statement answered with a floating number".into(),
                    ));
                }
            },
        );
    }
    Ok(Row(values))
}

pub(super) fn pg_row(row: &postgres::Row) -> Result<Row> {
    let fault = |e: postgres::Error| Error::internal("reading a row", e);
    let mut values = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        let ty = column.type_();
        values.push(if *ty == PgType::INT8 {
            Value::from(row.try_get::<_, Option<i64>>(i).map_err(fault)?)
        } else if *ty == PgType::INT4 {
            Value::from(row.try_get::<_, Option<i32>>(i).map_err(fault)?)
        } else if *ty == PgType::BOOL {
            Value::from(row.try_get::<_, Option<bool>>(i).map_err(fault)?)
        } else if *ty == PgType::BYTEA {
            Value::from(row.try_get::<_, Option<Vec<u8>>>(i).map_err(fault)?)
        } else if *ty == PgType::TEXT || *ty == PgType::VARCHAR || *ty == PgType::NAME {
            Value::from(row.try_get::<_, Option<String>>(i).map_err(fault)?)
        } else {
            return Err(Error::Internal(format!(
                "column {} answers {ty}: cast it",
                column.name()
            )));
        });
    }
    Ok(Row(values))
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
    pub(super) fn array(&self, ty: Type) -> Box<dyn ToSql + Sync> {
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
        out: &mut postgres::types::private::BytesMut,
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

    postgres::types::to_sql_checked!();
}
