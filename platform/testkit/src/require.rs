//! What a test does where the machine lacks something: it says so and passes, unless that thing is required.
//!
//! `ZHEN_REQUIRE=pg,chromium` names what must be there; `.ci/run` sets it after installing both.

use std::io::Write;

pub const PG: &str = "pg";
pub const CHROMIUM: &str = "chromium";
/// The proxy in front of two servers.
pub const NGINX: &str = "nginx";
/// The second verifier of slips needs it, and nothing else.
pub const PYTHON: &str = "python";

/// True where `ZHEN_REQUIRE` names it: then its absence is a failure.
pub fn required(what: &str) -> bool {
    std::env::var("ZHEN_REQUIRE").is_ok_and(|list| names(&list, what))
}

/// Says that the calling test did not run and why. Panics where `what` is required.
///
/// The caller returns after it, and so passes.
pub fn missing(what: &str, why: &str) {
    if required(what) {
        panic!("ZHEN_REQUIRE asks for {what}, but: {why}");
    }
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Written past the harness, which hides what a passing test prints with println.
    let _ = writeln!(std::io::stderr(), "{test}: not run: {why}");
}

fn names(list: &str, what: &str) -> bool {
    list.split(',').any(|name| name.trim() == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_named_whole() {
        assert!(names("pg,chromium", "chromium"));
        assert!(names(" pg , chromium", "pg"));
        assert!(!names("pgx", "pg"));
        assert!(!names("", "pg"));
    }
}
