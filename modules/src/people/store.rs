//! All SQL of this module.

pub mod base;
pub mod facts;
pub mod gone;
pub mod life;
pub mod lists;
pub mod organisations;
pub mod payees;
pub mod rights;
pub mod search_rows;
pub mod undo;
pub mod write;

/// `$from, $from+1, …` for `count` parameters.
fn marks(from: usize, count: usize) -> String {
    let marks: Vec<String> = (from..from + count).map(|n| format!("${n}")).collect();
    marks.join(", ")
}

/// So many values are asked for at a time; a shorter list is filled up with its last value, so that
/// every statement has one text.
const BATCH: usize = 500;

fn filled<T: Clone>(chunk: &[T]) -> Vec<T> {
    let mut values = chunk.to_vec();
    if let Some(last) = chunk.last() {
        values.resize(BATCH, last.clone());
    }
    values
}
