//! One request at a time: its form, what it will do, what was wrong with it.

use super::super::shown;
use super::person::{kept, papers};
use super::{crumbs, href, kind_of};
use crate::people::model::FIELDS;
use crate::people::reverse_import::Rests;
use crate::people::rights::model::{ASKED_BY, ERASE_REASONS, Kind, RESTRICT_REASONS};
use crate::people::rights::pages_data::{RightsView, rights_of};
use ::web::components::{Button, ButtonKind, Choice, Confirm, Control, Field, Form};
use ::web::form;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, Reply, Req, View};
use kernel::{Error, FieldError, Result};

pub(super) const FORMATS: [&str; 3] = ["page", "xlsx", "json"];

pub(super) async fn page(req: Req, rests: &'static [Rests]) -> Result<Reply> {
    page_on(&req, req.page_titled(""), &[], rests).await
}

/// The form again with what was typed and what is wrong; the erasure's confirmation is typed anew.
pub(super) async fn page_on(
    req: &Req,
    page: Page,
    faults: &[FieldError],
    rests: &'static [Rests],
) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let kind = kind_of(req.part("what")).ok_or(Error::NotFound)?;
    let seen = req
        .app
        .db
        .read_async(move |tx| rights_of(tx, &ctx, id, rests))
        .await?;
    view(page, kind, &seen, &req.form, faults)
        .reply()
        .map(Reply::private)
}

pub(super) fn view(
    mut page: Page,
    kind: Kind,
    seen: &RightsView,
    typed: &form::Form,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let name = shown::name(words, &seen.name);
    let what = words.get(&format!("rights-{}", kind.code()));
    page.title = words.labelled(&name, &what);
    page.breadcrumbs = crumbs(words, Some((seen.person, &name)));
    let mut parts = Vec::new();
    if kind == Kind::Copy {
        parts.push(Part::Text(words.get("rights-copy-about")));
    }
    if kind == Kind::Restrict {
        parts.push(Part::Text(words.get("rights-restricted-effect")));
    }
    if kind == Kind::Erase {
        if let Some(notice) = kept(words, seen) {
            parts.push(Part::Notice(notice));
            return View::new(page, parts);
        }
        if !seen.papers.is_empty() {
            parts.push(Part::Table(papers(words, seen)));
            parts.push(Part::Text(words.get("rights-papers-about")));
        }
    }
    let fields = Fields {
        words,
        typed,
        faults,
    };
    let mut form = Form::new(&page, href(seen.person, Some(kind))).field(fields.radios(
        "asked_by",
        "rights-asked-by",
        &ASKED_BY,
        "rights-asked-by",
    ));
    for field in fields.of(kind) {
        form = form.field(field);
    }
    if kind == Kind::Erase {
        form = form.confirm(effects(words));
    }
    let style = match kind {
        Kind::Erase => ButtonKind::Warn,
        _ => ButtonKind::Primary,
    };
    let label = words.get(&format!("rights-{}-do", kind.code()));
    parts.push(Part::Form(form.button(Button::submit(style, label))));
    View::new(page, parts)
}

fn effects(words: Words) -> Confirm {
    let one = |number: &str, unit: &str, text: &str| {
        (format!("{number}{}", words.get(unit)), words.get(text))
    };
    Confirm {
        title: words.get("rights-erase-effect"),
        effects: vec![
            one("1 ", "rights-erase-key", "rights-erase-key-text"),
            one("1 ", "rights-erase-rows", "rights-erase-rows-text"),
            one("", "rights-erase-money", "rights-erase-money-text"),
        ],
        caution: Some(words.get("rights-erase-caution")),
    }
}

struct Fields<'a> {
    words: Words,
    typed: &'a form::Form,
    faults: &'a [FieldError],
}

impl Fields<'_> {
    fn of(&self, kind: Kind) -> Vec<Field> {
        match kind {
            Kind::Copy => {
                vec![self.radios("format", "rights-copy-format", &FORMATS, "rights-copy")]
            }
            Kind::Correct => {
                let keys: Vec<&str> = ["name", "identity"].into_iter().chain(FIELDS).collect();
                vec![
                    self.field(
                        Control::Select(self.choices(&keys, "rights-field")),
                        "field",
                        "rights-correct-field",
                    ),
                    self.field(Control::Text, "value", "rights-correct-value")
                        .hint(self.words.get("rights-correct-value-hint"))
                        .optional(self.words),
                    self.field(Control::Date, "from", "rights-correct-from"),
                ]
            }
            Kind::Restrict => vec![self.radios(
                "reason",
                "rights-restrict-reason",
                &RESTRICT_REASONS,
                "rights-restrict",
            )],
            Kind::Lift => Vec::new(),
            Kind::Erase => vec![
                self.radios(
                    "reason",
                    "rights-erase-reason",
                    &ERASE_REASONS,
                    "rights-erase",
                ),
                self.field(Control::Text, "confirm", "rights-erase-confirm")
                    .hint(self.words.get("rights-erase-confirm-hint"))
                    .autocomplete("off")
                    .value(""),
            ],
        }
    }

    fn choices(&self, codes: &[&str], prefix: &str) -> Vec<Choice> {
        codes
            .iter()
            .map(|code| {
                let key = format!("{prefix}-{}", code.replace('_', "-"));
                Choice::new(*code, self.words.get(&key))
            })
            .collect()
    }

    fn radios(&self, name: &'static str, label: &str, codes: &[&str], prefix: &str) -> Field {
        self.field(Control::Radios(self.choices(codes, prefix)), name, label)
    }

    fn field(&self, control: Control, name: &'static str, label: &str) -> Field {
        Field::new(self.words, control, name, self.words.get(label))
            .value(self.typed.shown(name))
            .errors(self.words, self.faults)
    }
}
