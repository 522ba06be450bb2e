//! Named places at which the fault suite may end the program. The feature `faults` is on only in builds of the tests.

/// Says that a statement begins or has ended, to a library that the suite loads before the C library and that answers
/// for `/faults/…`. Without it there is no such file and nothing happens.
pub(crate) fn point(when: &str, sql: &str) {
    if cfg!(feature = "faults") {
        let words: Vec<&str> = sql.split_whitespace().take(3).collect();
        drop(std::fs::File::open(format!(
            "/faults/{when} {}",
            words.join(" ")
        )));
    }
}
