//! A page composed of the common parts alone, in the order in which they are read. Most pages need no
//! template of their own; one that does extends a layout and derives `Template` itself.

use crate::chart::Chart;
use crate::components::{
    Button, EmptyState, FilterForm, Form, Grid, Months, Notice, Progress, Stats, Steps, Summary,
    Table, Tabs,
};
use crate::layout::Page;
use crate::reply::Reply;
use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use kernel::Result;

/// One part of a page.
#[derive(Debug, Clone)]
pub enum Part {
    /// Opens a section; `id` is what an address may point at.
    Heading {
        id: String,
        text: String,
    },
    Text(String),
    /// Beneath a heading: where and when.
    Small(String),
    /// A text that is copied or written down: a code, a password, a checkpoint.
    Code {
        label: String,
        text: String,
    },
    List(Vec<(String, String)>),
    Notice(Notice),
    Empty(EmptyState),
    Stats(Stats),
    Steps(Steps),
    Tabs(Tabs),
    Summary(Summary),
    Table(Table),
    Months(Months),
    Chart(Chart),
    Filter(FilterForm),
    Form(Form),
    Grid(Grid),
    Progress(Progress),
    /// A code to scan.
    Qr {
        text: String,
        caption: String,
    },
    /// Small pictures that open.
    Pictures(Vec<Picture>),
    /// Links that look like buttons.
    Buttons(Vec<Button>),
    /// Shown when asked for.
    Details {
        label: String,
        parts: Vec<Part>,
    },
}

/// A small picture, and where the large one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub href: String,
    pub src: String,
    pub alt: String,
    pub width: i64,
    pub height: i64,
}

impl Part {
    pub fn heading(id: impl Into<String>, text: impl Into<String>) -> Part {
        Part::Heading {
            id: id.into(),
            text: text.into(),
        }
    }

    /// A code as a picture for `src`, three dots a module.
    pub(crate) fn code(text: &str) -> String {
        const DOTS: usize = 3;
        let Ok(code) = pdf::qr::qr(text) else {
            return String::new();
        };
        let picture = BASE64_STANDARD.encode(code.png(DOTS));
        format!("data:image/png;base64,{picture}")
    }

    /// What was refused stands here: a closed part would hide what is to be put right.
    fn is_refused(&self) -> bool {
        match self {
            Part::Form(form) => form.fields.iter().any(|field| field.error.is_some()),
            Part::Details { parts, .. } => parts.iter().any(Part::is_refused),
            _ => false,
        }
    }

    /// Ready HTML of this part; its own template has escaped every text.
    pub(crate) fn html(&self) -> askama::Result<String> {
        PartView { part: self }.render()
    }
}

#[derive(Template)]
#[template(path = "pages/part.html")]
struct PartView<'a> {
    part: &'a Part,
}

#[derive(Template)]
#[template(path = "pages/staff.html")]
struct StaffView<'a> {
    page: &'a Page,
    html: String,
}

#[derive(Template)]
#[template(path = "pages/public.html")]
struct PublicView<'a> {
    page: &'a Page,
    html: String,
}

/// A page and its parts. Signed-in people see it in the staff layout, visitors in the public one.
#[derive(Debug, Clone)]
pub struct View {
    pub page: Page,
    pub parts: Vec<Part>,
}

impl View {
    pub fn new(page: Page, parts: Vec<Part>) -> View {
        View { page, parts }
    }

    /// The whole page as HTML.
    pub fn render(&self) -> askama::Result<String> {
        let html = self
            .parts
            .iter()
            .map(Part::html)
            .collect::<askama::Result<Vec<_>>>()?
            .join("\n");
        if self.page.user.is_some() {
            StaffView {
                page: &self.page,
                html,
            }
            .render()
        } else {
            PublicView {
                page: &self.page,
                html,
            }
            .render()
        }
    }

    pub fn reply(self) -> Result<Reply> {
        let html = self
            .render()
            .map_err(|e| kernel::Error::internal("rendering a page", e))?;
        Ok(Reply::html(html))
    }
}

/// What a test renders instead of a live page: its name and the view made of invented data.
pub type Sample = (&'static str, View);
