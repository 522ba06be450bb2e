//! Stories about lists, deeds and searches. Everybody in them is invented.

mod importing;
mod messy;
mod pages;
mod reading;
mod reading_people;
pub(crate) mod world;
