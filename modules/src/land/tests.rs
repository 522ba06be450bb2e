//! Stories of contracted land, on both engines where the machine has both.

mod file;
mod stories;
/// The township of the stories of shares, so that there is one.
#[path = "../shares/tests/world.rs"]
#[expect(dead_code, reason = "projects and rosters are the stories' of shares")]
mod world;
