//! Looking somebody up by number or its last four: a POST, because it is a deed and because what is
//! typed must not stand in an address.

use super::shown;
use crate::people::codes::Codes;
use crate::people::pages_data::PersonRow;
use crate::people::search_number::{Wanted, search_number};
use crate::people::store::{base, lists};
use crate::people::villages::Villages;
use ::web::components::{Button, ButtonKind, Cell, Control, EmptyState, Field, Form, Table};
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View};
use access::Right;
use kernel::{Error, FieldError, Result};

/// What was typed beside the number. The number itself is never shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) village: String,
}

impl Typed {
    fn of(req: &Req) -> Typed {
        Typed {
            name: req.form.shown("name"),
            village: req.form.shown("village"),
        }
    }
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    let villages = super::villages(&req, Right::ViewPeople).await?;
    view(
        req.page("people-search-number"),
        &Typed::default(),
        &villages,
        &[],
        None,
    )
    .reply()
}

pub(super) async fn search(req: Req) -> Result<Reply> {
    let villages = super::villages(&req, Right::ViewPeople).await?;
    let (mut page, typed) = (req.page("people-search-number"), Typed::of(&req));
    match found(&req).await {
        Ok((rows, codes)) => Ok(view(page, &typed, &villages, &[], Some((&rows, &codes)))
            .reply()?
            .private()),
        Err(error) => {
            let faults = if let Error::Invalid(faults) = &error {
                faults.clone()
            } else {
                Vec::new()
            };
            req.tell(&mut page, error)?;
            Ok(view(page, &typed, &villages, &faults, None)
                .reply()?
                .again(true)
                .private())
        }
    }
}

async fn found(req: &Req) -> Result<(Vec<PersonRow>, Codes)> {
    let number = req
        .form
        .get("number")
        .ok_or_else(|| Error::invalid("number", "empty"))?;
    let wanted = Wanted {
        number: number.to_owned(),
        name: req.form.get("name").map(str::to_owned),
        unit: req.form.get("village").and_then(|id| id.parse().ok()),
    };
    wanted.kind()?;
    let (ctx, of, by) = (req.ctx(), wanted.clone(), req.ctx());
    let input = req.app.db.read_async(move |tx| of.input(tx, &by)).await?;
    let key = req.form.key()?;
    let found = req
        .app
        .db
        .act_async(&ctx, key, input, move |tx, ctx, input| {
            search_number(tx, ctx, input, &wanted)
        })
        .await?;
    req.app
        .db
        .read_async(move |tx| {
            let mut rows = Vec::new();
            for person in found.people {
                rows.extend(lists::person(tx, &ctx, person, Right::ViewPeople)?);
            }
            Ok((rows, base::codes(tx)?))
        })
        .await
}

pub(super) fn view(
    mut page: Page,
    typed: &Typed,
    villages: &Villages,
    faults: &[FieldError],
    found: Option<(&[PersonRow], &Codes)>,
) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/people", words.get("people-nav"), false)];
    let choices = shown::village_choices(villages);
    let form = Form::new(&page, "/people/search")
        .field(
            Field::new(
                words,
                Control::Text,
                "number",
                words.get("people-identity-or-last-four"),
            )
            .hint(words.get("people-search-hint"))
            .errors(words, faults),
        )
        .field(
            Field::new(words, Control::Text, "name", words.get("people-name"))
                .hint(words.get("people-search-name-hint"))
                .value(typed.name.clone())
                .optional(words),
        )
        .field(
            Field::new(
                words,
                Control::Select(choices),
                "village",
                words.get("people-village"),
            )
            .value(typed.village.clone())
            .optional(words),
        )
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("people-search-do"),
        ));
    let mut parts = vec![
        Part::Text(words.get("people-search-about")),
        Part::Form(form),
    ];
    if let Some((rows, codes)) = found {
        let columns = shown::columns(
            words,
            &[
                "people-name",
                "people-relation",
                "people-village",
                "people-number",
            ],
        );
        let cells = rows.iter().map(|row| {
            vec![
                Cell::link(format!("/people/{}", row.id), row.name.clone()),
                shown::relation(words, codes, &row.relation).into(),
                row.village.clone().into(),
                Cell::link(
                    format!("/people/households/{}", row.household),
                    row.number.clone(),
                ),
            ]
        });
        if rows.is_empty() {
            parts.push(Part::Empty(EmptyState::new(
                words,
                "people-none-found",
                "people-none-found-by-number",
            )));
        } else {
            let table =
                Table::new("found", words.get("people-found"), columns).rows(cells.collect());
            parts.push(Part::Table(table.stacked()));
        }
    }
    View::new(page, parts)
}
