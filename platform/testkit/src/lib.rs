//! What tests share: a clock and dice that obey, invented people, private PostgreSQL servers, a proxy, a real browser.
//!
//! A dev-dependency only. What the machine lacks is reported, never faked: see `require`.

#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "this crate runs inside tests only, where stopping with a reason is the right answer"
)]

pub mod browser;
pub mod cast;
pub mod clock;
pub mod devtools;
pub mod dice;
pub mod keeper;
pub mod machine;
pub mod pg;
pub mod proxy;
pub mod require;

pub use clock::FakeClock;
pub use dice::SeededRng;
