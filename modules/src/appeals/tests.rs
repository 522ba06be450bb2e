//! Stories of the hotline's ledger, on both engines where the machine has both.

mod ledger;
/// The township of the stories of shares, so that there is one.
#[path = "../shares/tests/world.rs"]
#[expect(
    dead_code,
    clippy::duplicate_mod,
    reason = "its projects and rosters are for the stories of shares"
)]
mod world;
