//! Stories about lists, deeds and searches. Everybody in them is invented.

mod importing;
mod pages;
mod reading;
mod reading_people;
mod world;
