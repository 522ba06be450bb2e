//! Stories about lists, deeds and searches. Everybody in them is invented.

mod importing;
mod reading;
mod world;
