//! Legal services of the communities (公共法律服务): who holds the posts that every community has, what the legal advisers were
//! asked, and the talks on the law. README.md.

mod api;
mod figures;
pub mod posts;
pub mod record;
pub mod rows;
mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use posts::{AppointPost, EndPost, ImportPosts, appoint_post, end_post, import_posts};
pub use record::{Record, Recorded, record};
