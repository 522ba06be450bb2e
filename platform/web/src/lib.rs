//! The web: requests and replies, the pages that belong to no module, and what all pages share: words,
//! layouts, components, charts, assets. Decides nothing about the world: deeds do.

pub mod address;
pub mod api;
pub mod app;
pub mod assets;
pub mod cases;
pub mod chart;
pub mod components;
pub mod due;
pub mod form;
pub mod format;
pub mod i18n;
pub mod import;
pub mod layout;
pub mod pages;
pub mod paper;
pub mod papers;
pub mod reply;
pub mod request;
pub mod rounds;
pub mod route;
pub mod sample;
pub mod server;
pub mod sheet;
mod store;
mod unbroken;
pub mod view;

pub use app::{
    App, AppInner, Board, Check, Config, Finder, Module, Nav, Network, Register, Registered,
};
pub use pages::{all_routes, module};
pub use reply::Reply;
pub use request::Req;
pub use route::{Gate, Route, Verb};
pub use server::router;
pub use view::{Part, View};

#[cfg(test)]
mod tests;
