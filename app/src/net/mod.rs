//! Connections: plain or TLS, from the first byte to the router.

mod listener;
pub mod tls;

pub use listener::{Door, Peer};
