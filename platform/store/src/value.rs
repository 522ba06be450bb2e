//! What goes into a statement and what comes out: four logical types and nothing.

use kernel::{Date, Error, Fen, Id, Result};

/// One value of a column. Dates are ISO text, truth is 0 or 1.
/// The order is that of both engines for columns of one type: numbers, then bytes of text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// `values![org, id, "text", None::<i64>]`: the parameters of a statement, in order.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { Vec::<$crate::Value>::from([$($crate::Value::from($value)),*]) };
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Int(v)
    }
}
impl From<i32> for Value {
    fn from(v: i32) -> Self {
        Value::Int(v.into())
    }
}
impl From<u32> for Value {
    fn from(v: u32) -> Self {
        Value::Int(v.into())
    }
}
impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Value::Int(v.into())
    }
}
impl From<Id> for Value {
    fn from(v: Id) -> Self {
        Value::Int(v.0)
    }
}
impl From<Fen> for Value {
    fn from(v: Fen) -> Self {
        Value::Int(v.0)
    }
}
impl From<Date> for Value {
    fn from(v: Date) -> Self {
        Value::Text(v.to_string())
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(v.to_owned())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Value::Text(v)
    }
}
impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Value::Text(v.clone())
    }
}
impl From<Vec<u8>> for Value {
    fn from(v: Vec<u8>) -> Self {
        Value::Bytes(v)
    }
}
impl From<&[u8]> for Value {
    fn from(v: &[u8]) -> Self {
        Value::Bytes(v.to_vec())
    }
}
impl<const N: usize> From<[u8; N]> for Value {
    fn from(v: [u8; N]) -> Self {
        Value::Bytes(v.to_vec())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Value::Null, Into::into)
    }
}

/// What a column can be read as.
pub trait FromCell: Sized {
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(v) => Some(v),
            _ => None,
        }
    }
}
impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(|v| v != 0)
    }
}
impl FromCell for Id {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Id)
    }
}
impl FromCell for Fen {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Fen)
    }
}
impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(v) => Some(v.to_owned()),
            _ => None,
        }
    }
}
impl FromCell for Date {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(v) => v.parse().ok(),
            _ => None,
        }
    }
}
impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(v) => Some(v.to_vec()),
            _ => None,
        }
    }
}
impl<const N: usize> FromCell for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(v) => v.try_into().ok(),
            _ => None,
        }
    }
}
impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }
}
impl FromCell for Value {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Some(cell.into())
    }
}

/// A value that is still the engine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Cell<'_> {
    fn instead_of(self, index: usize, wanted: &str) -> Error {
        let found = match self {
            Cell::Null => "null",
            Cell::Int(_) => "int",
            Cell::Text(_) => "text",
            Cell::Bytes(_) => "bytes",
        };
        Error::Internal(format!(
            "column {index}: {found} where {wanted} was expected"
        ))
    }
}

impl From<Cell<'_>> for Value {
    fn from(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Null => Value::Null,
            Cell::Int(v) => Value::Int(v),
            Cell::Text(v) => Value::from(v),
            Cell::Bytes(v) => Value::from(v),
        }
    }
}

impl Value {
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Value::Null => Cell::Null,
            Value::Int(v) => Cell::Int(*v),
            Value::Text(v) => Cell::Text(v),
            Value::Bytes(v) => Cell::Bytes(v),
        }
    }
}

/// A row of an answer, columns in the order of the `select`.
pub trait Columns {
    /// The column at `index`; `Internal` where the statement has none or answers with a type that is not ours.
    fn cell(&self, index: usize) -> Result<Cell<'_>>;

    /// The text at `index`, which cannot be null.
    fn text(&self, index: usize) -> Result<&str> {
        match self.cell(index)? {
            Cell::Text(text) => Ok(text),
            other => Err(other.instead_of(index, "text")),
        }
    }

    /// The column at `index` as `T`; `Internal` where the statement and its reader disagree.
    fn get<T: FromCell>(&self, index: usize) -> Result<T> {
        let cell = self.cell(index)?;
        T::from_cell(cell).ok_or_else(|| cell.instead_of(index, std::any::type_name::<T>()))
    }
}

/// A row that is ours: copied out of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Columns for Row {
    fn cell(&self, index: usize) -> Result<Cell<'_>> {
        self.0
            .get(index)
            .map(Value::cell)
            .ok_or_else(|| no_column(index))
    }
}

pub(crate) fn no_column(index: usize) -> Error {
    Error::Internal(format!("column {index}: no such column"))
}

impl Row {
    /// [`Columns::get`], without the trait's name.
    pub fn get<T: FromCell>(&self, index: usize) -> Result<T> {
        Columns::get(self, index)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
