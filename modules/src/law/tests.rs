//! Stories of legal services, on both engines where the machine has both.

mod stories;
/// The township of the stories of shares, so that there is one.
#[path = "../shares/tests/world.rs"]
#[expect(
    dead_code,
    clippy::duplicate_mod,
    reason = "its projects and rosters are for the stories of shares"
)]
mod world;
