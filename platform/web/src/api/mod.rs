//! `/api/v1`: what modules hand over for programs that ask from outside: lists, figures and deeds, by the same functions and
//! within the same rights as the pages. README.md says how to hand something over.
//!
//! Decides nothing: a list reads in the scope of whoever asks, a deed asks for its right itself.

mod bearer;
mod deed;
mod door;
mod figures;
mod files;
mod intake;
mod json;
mod list;
mod openapi;
mod pace;
pub(crate) mod page;
mod problem;
mod schema;
#[cfg(test)]
mod tests;

pub use deed::Deed;
pub use intake::FileSent;
pub use list::{Found, List, Place, Seen};

pub(crate) use door::router;

use crate::i18n::Lang;
use std::sync::OnceLock;

/// Everything that the program offers by `/api/v1`.
#[derive(Default)]
pub struct Api {
    pub lists: Vec<List>,
    pub deeds: Vec<Deed>,
    pace: pace::Pace,
    /// The document in each language, made when it is asked for first.
    documents: [OnceLock<Vec<u8>>; 2],
}

impl Api {
    pub fn new(lists: Vec<List>, deeds: Vec<Deed>) -> Api {
        Api {
            lists,
            deeds,
            ..Api::default()
        }
    }

    fn list(&self, path: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.path == path)
    }

    fn deed(&self, name: &str) -> Option<&Deed> {
        self.deeds.iter().find(|deed| deed.name() == name)
    }

    fn document(&self, lang: Lang) -> Option<&OnceLock<Vec<u8>>> {
        match lang {
            Lang::ZhCn => self.documents.first(),
            Lang::En => self.documents.last(),
        }
    }
}
