//! Stories of nets, on both engines where the machine has both.

mod ending;
mod money;
pub(super) mod nets;
mod plans;
mod weights;
/// The township of the stories of shares, so that there is one.
#[path = "../shares/tests/world.rs"]
#[expect(
    dead_code,
    clippy::duplicate_mod,
    reason = "its projects and rosters are for the stories of shares"
)]
pub(super) mod world;
