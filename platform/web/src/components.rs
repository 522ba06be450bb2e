//! The parts that pages are made of. Each is a struct of ready words and flags with its own small
//! template in `templates/components/`, and is placed in a page as `{{ part }}`. They are compiled
//! once, here: an imported macro would be expanded again in every page of every crate.

mod form;
mod month;
mod table;

pub use form::{Button, ButtonKind, Choice, Control, Field, FilterForm, Form, Grid};
pub use month::{Day, Item, Month, Months};
pub use table::{Align, Cell, Column, Pager, Row, Sort, Table};

use crate::i18n::Words;
use askama::Template;
use askama::filters::HtmlSafe;

/// Marks components whose own template has escaped their texts.
macro_rules! html_safe {
    ($($name:ty),+ $(,)?) => { $(impl HtmlSafe for $name {})+ };
}
html_safe!(
    Notice,
    ErrorSummary,
    Summary,
    EmptyState,
    Steps,
    Tag,
    Confirm,
    Progress,
    Stat,
    Stats,
    Tabs,
    Field,
    Button,
    Form,
    FilterForm,
    Months,
    Grid,
    Table,
    Pager,
);

/// What a notice is about. Told apart by its mark and its words, not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    Saved,
    Refused,
    Info,
    Warning,
}

/// A box that says what happened, or what to know, and what to do next.
#[derive(Debug, Clone, Template)]
#[template(path = "components/notice.html")]
pub struct Notice {
    pub kind: NoticeKind,
    pub title: String,
    pub text: String,
    /// Where to go on: address and words.
    pub link: Option<(String, String)>,
}

impl Notice {
    pub fn new(kind: NoticeKind, words: Words, text: impl Into<String>) -> Self {
        let title = words.get(match kind {
            NoticeKind::Saved => "web-saved",
            NoticeKind::Refused => "web-refused",
            NoticeKind::Info => "web-notice",
            NoticeKind::Warning => "web-warning",
        });
        Notice {
            kind,
            title,
            text: text.into(),
            link: None,
        }
    }

    /// The notice of an error, in its own words.
    pub fn of_error(words: Words, error: &kernel::Error) -> Self {
        Notice::new(NoticeKind::Refused, words, words.error(error))
    }

    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.link = Some((href.into(), label.into()));
        self
    }

    fn class(&self) -> &'static str {
        match self.kind {
            NoticeKind::Saved => "saved",
            NoticeKind::Refused => "refused",
            NoticeKind::Info => "info",
            NoticeKind::Warning => "warning",
        }
    }

    fn mark(&self) -> &'static str {
        match self.kind {
            NoticeKind::Saved => "✓",
            NoticeKind::Refused => "×",
            NoticeKind::Info => "i",
            NoticeKind::Warning => "!",
        }
    }
}

/// What needs correcting, each linked to its field (`#f-<name>`).
#[derive(Debug, Clone, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    pub title: String,
    /// Field name and what is wrong with it.
    pub items: Vec<(String, String)>,
}

impl ErrorSummary {
    /// From field errors and the fields that show them: "Label: what is wrong".
    pub fn of(words: Words, faults: &[kernel::FieldError], fields: &[&Field]) -> Self {
        // In the order of the form, so that the reader works downwards.
        let place = |fault: &kernel::FieldError| fields.iter().position(|f| f.name == fault.field);
        let mut faults: Vec<&kernel::FieldError> = faults.iter().collect();
        faults.sort_by_key(|fault| place(fault).unwrap_or(usize::MAX));
        let items: Vec<(String, String)> = faults
            .iter()
            .map(|fault| {
                let label = fields
                    .iter()
                    .find(|f| f.name == fault.field)
                    .map(|f| &f.label);
                let text = words.field_error(fault);
                let text = label.map_or(text.clone(), |label| words.labelled(label, &text));
                (fault.field.to_string(), text)
            })
            .collect();
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        ErrorSummary {
            title: words.count("web-error-summary", count),
            items,
        }
    }
}

/// A list of facts: name, value, and where the value opens to.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/summary.html")]
pub struct Summary {
    pub rows: Vec<SummaryRow>,
}

#[derive(Debug, Clone)]
pub struct SummaryRow {
    pub key: String,
    pub value: Cell,
    /// Change or open: address and words.
    pub action: Option<(String, String)>,
}

impl Summary {
    #[must_use]
    pub fn row(mut self, key: impl Into<String>, value: impl Into<Cell>) -> Self {
        self.rows.push(SummaryRow {
            key: key.into(),
            value: value.into(),
            action: None,
        });
        self
    }

    #[must_use]
    pub fn row_with_action(
        mut self,
        key: impl Into<String>,
        value: impl Into<Cell>,
        href: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        let action = Some((href.into(), label.into()));
        self.rows.push(SummaryRow {
            key: key.into(),
            value: value.into(),
            action,
        });
        self
    }
}

/// Says what would be here and how to add the first.
#[derive(Debug, Clone, Template)]
#[template(path = "components/empty.html")]
pub struct EmptyState {
    pub title: String,
    pub text: String,
    /// Address and words of the way to add the first.
    pub action: Option<(String, String)>,
}

impl EmptyState {
    /// Where nothing can be added from here.
    pub fn new(words: Words, title_key: &str, text_key: &str) -> Self {
        EmptyState {
            title: words.get(title_key),
            text: words.get(text_key),
            action: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Current,
    Coming,
}

/// One step of a round: state is told by mark and by words, so it reads in black and white and aloud.
#[derive(Debug, Clone)]
pub struct Step {
    pub label: String,
    pub state: StepState,
    pub state_words: String,
    /// Such as who and when: `李明 2026-11-20`.
    pub note: Option<String>,
    pub href: Option<String>,
}

#[derive(Debug, Clone, Template)]
#[template(path = "components/steps.html")]
pub struct Steps {
    pub label: String,
    pub steps: Vec<Step>,
}

impl Steps {
    pub fn new(label: impl Into<String>) -> Self {
        Steps {
            label: label.into(),
            steps: Vec::new(),
        }
    }

    #[must_use]
    pub fn step(
        mut self,
        words: Words,
        label: impl Into<String>,
        state: StepState,
        note: Option<String>,
    ) -> Self {
        let state_words = words.get(match state {
            StepState::Done => "web-step-done",
            StepState::Current => "web-step-current",
            StepState::Coming => "web-step-coming",
        });
        self.steps.push(Step {
            label: label.into(),
            state,
            state_words,
            note,
            href: None,
        });
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// Nothing to do.
    Plain,
    /// Finished.
    Done,
    /// Under way.
    Open,
    /// Someone must act.
    Alert,
}

/// A status in one or two words.
#[derive(Debug, Clone, Template)]
#[template(path = "components/tag.html")]
pub struct Tag {
    pub kind: TagKind,
    pub label: String,
}

impl Tag {
    pub fn new(kind: TagKind, label: impl Into<String>) -> Self {
        Tag {
            kind,
            label: label.into(),
        }
    }

    fn class(&self) -> &'static str {
        match self.kind {
            TagKind::Plain => "plain",
            TagKind::Done => "done",
            TagKind::Open => "open",
            TagKind::Alert => "alert",
        }
    }
}

/// What will happen, in numbers, before it happens. Stands inside the form whose button does it.
#[derive(Debug, Clone, Template)]
#[template(path = "components/confirm.html")]
pub struct Confirm {
    pub title: String,
    /// Number with unit, and what happens to them.
    pub effects: Vec<(String, String)>,
    /// What cannot be undone, or how it can.
    pub caution: Option<String>,
}

/// Done of total, as a bar with its numbers beside it.
#[derive(Debug, Clone, Template)]
#[template(path = "components/progress.html")]
pub struct Progress {
    pub label: String,
    pub done: i64,
    pub total: i64,
    pub text: String,
}

impl Progress {
    pub fn new(words: Words, label: impl Into<String>, done: i64, total: i64) -> Self {
        let text = words.fill(
            "web-progress",
            &[("done", done.into()), ("total", total.into())],
        );
        Progress {
            label: label.into(),
            done,
            total,
            text,
        }
    }
}

/// One figure: number, unit, label, and the rows behind it.
#[derive(Debug, Clone, Template)]
#[template(path = "components/stat.html")]
pub struct Stat {
    pub number: String,
    pub unit: String,
    pub label: String,
    pub href: Option<String>,
    /// Such as `截至 2026-11-23` or `查了0条`.
    pub note: Option<String>,
}

impl Stat {
    pub fn new(
        number: impl Into<String>,
        unit: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Stat {
            number: number.into(),
            unit: unit.into(),
            label: label.into(),
            href: None,
            note: None,
        }
    }

    #[must_use]
    pub fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// Several figures side by side.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/stats.html")]
pub struct Stats {
    pub tiles: Vec<Stat>,
}

/// Views of one thing, as plain links; one is current.
#[derive(Debug, Clone, Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    pub label: String,
    pub items: Vec<crate::layout::NavItem>,
}
