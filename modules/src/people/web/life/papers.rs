//! The papers of a change: what usually proves it, what is there, and the way to attach it.

use super::super::shown;
use crate::people::codes::{Codes, PAPER_KIND};
use crate::people::life::model::Kind;
use crate::people::life::pages_data::{self, Line, PAPERS_OF};
use ::web::Part;
use ::web::components::{Button, ButtonKind, Cell, Notice, NoticeKind, Tag, TagKind};
use ::web::i18n::Words;
use ::web::papers::{PaperSource, table};
use access::Right;
use access::papers::Paper;

/// Changes of people, as things that papers hang on.
pub const EVENT_PAPERS: PaperSource = PaperSource {
    source: PAPERS_OF,
    view: Right::ViewPeople,
    attach: Right::RecordPeople,
    place: pages_data::place,
    back: "/people/changes/",
};

fn href(line: &Line) -> String {
    format!("/papers/of/{PAPERS_OF}/{}", line.life.id)
}

/// The paper that is still to be brought: of what stands, unless it lies there.
fn missing(words: Words, codes: &Codes, line: &Line, kinds: &[String]) -> Option<String> {
    let needed = line.life.event.kind.paper()?;
    if line.life.voided_by.is_some() || kinds.iter().any(|kind| kind == needed) {
        return None;
    }
    Some(shown::code(words, codes, PAPER_KIND, needed))
}

/// How many papers a change has, and which one it lacks.
pub(super) fn cell(words: Words, codes: &Codes, line: &Line, kinds: &[String]) -> Cell {
    let missing = missing(words, codes, line, kinds);
    match (kinds.len(), missing) {
        (0, None) => Cell::from("–"),
        (0, Some(name)) => Tag::new(
            TagKind::Open,
            words.with("life-paper-lacks", &[("paper", &name)]),
        )
        .into(),
        (count, missing) => {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let cell = Cell::link(href(line), words.count("life-papers-count", count));
            match missing {
                Some(name) => cell.note(words.with("life-paper-lacks", &[("paper", &name)])),
                None => cell,
            }
        }
    }
}

/// On the page of a change: its papers, a reminder of the one it lacks, and the way to attach it.
pub(super) fn parts(
    words: Words,
    codes: &Codes,
    line: &Line,
    papers: &[Paper],
    may_record: bool,
) -> Vec<Part> {
    let mut parts = Vec::new();
    if line.life.event.kind == Kind::Void {
        return parts;
    }
    let missing = missing(words, codes, line, &pages_data::counting(papers));
    parts.push(Part::heading("proof", words.get("web-papers")));
    if let Some(name) = &missing {
        let text = words.with("life-paper-missing", &[("paper", name)]);
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
    }
    if !papers.is_empty() {
        let kinds: Vec<access::Code> = access::codes::supplied().unwrap_or_default();
        let kinds: Vec<access::Code> = kinds.into_iter().filter(|c| c.list == PAPER_KIND).collect();
        parts.push(Part::Table(table(words, papers, &kinds, may_record)));
    }
    if may_record && line.life.voided_by.is_none() {
        let (kind, label) = match &missing {
            Some(name) => (
                ButtonKind::Primary,
                words.with("life-paper-attach", &[("paper", name)]),
            ),
            None => (ButtonKind::Secondary, words.get("web-papers-attach")),
        };
        parts.push(Part::Buttons(vec![Button::link(kind, href(line), label)]));
    }
    parts
}
