//! The only integration-test binary: one link, one PostgreSQL server and one browser driver for all of them.

mod tidy;
