//! The unit tree: level by level with the way back up, searched by name, code or pinyin; a unit with
//! what may change about it from a day on.

pub(crate) mod samples;

use crate::components::{
    Button, ButtonKind, Cell, Choice, Column, Confirm, Control, EmptyState, Field,
};
use crate::components::{FilterForm, Form, Summary, Table};
use crate::form::Reader;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::unit_deeds::{self, AddUnit, CloseUnit, MoveUnit, RenameUnit};
use access::{Right, Unit};
use kernel::{Date, Error, Id, Result};

const FOUND: u16 = 200;
const LEVELS: [&str; 5] = ["province", "prefecture", "county", "township", "village"];

pub(crate) async fn tree(req: Req) -> Result<Reply> {
    let page = req.page("page-units");
    let typed = req.query.get("q").map(str::to_owned);
    let asked = typed.clone();
    let units = req
        .app
        .db
        .read_async(move |tx| match &asked {
            Some(words) => access::units::search(tx, None, words, FOUND),
            None => access::units::roots(tx),
        })
        .await?;
    tree_view(page, typed.as_deref(), &units, req.may(Right::Install)).reply()
}

fn level_words(words: Words, level: &str) -> String {
    words.get(&format!("level-{level}"))
}

fn search_form(words: Words, typed: Option<&str>) -> Part {
    let field = Field::new(words, Control::Text, "q", words.get("page-unit-search"))
        .hint(words.get("page-unit-search-hint"))
        .value(typed.unwrap_or_default());
    let mut form = FilterForm::new(words, "/units", vec![field], typed.is_some());
    form.label = words.get("page-search");
    Part::Filter(form)
}

fn table(words: Words, caption: String, units: &[Unit], empty: EmptyState) -> Table {
    let columns = vec![
        Column::text(words.get("page-unit-name")),
        Column::text(words.get("page-unit-level")),
        Column::text(words.get("page-unit-code")),
    ];
    let rows = units
        .iter()
        .map(|unit| {
            vec![
                Cell::link(format!("/units/{}", unit.id), unit.name.clone()),
                level_words(words, &unit.level).into(),
                unit.code.clone().into(),
            ]
        })
        .collect();
    Table::new("units", caption, columns)
        .rows(rows)
        .empty(empty)
}

fn tree_view(page: Page, typed: Option<&str>, units: &[Unit], may_change: bool) -> View {
    let words = page.words;
    let mut parts = vec![search_form(words, typed)];
    let (caption, empty) = match typed {
        Some(typed) => (
            words.with("page-unit-found", &[("words", typed)]),
            EmptyState {
                title: words.get("page-unit-found-none"),
                text: words.get("page-unit-found-none-text"),
                action: Some(("/units".into(), words.get("page-units-all"))),
            },
        ),
        None => (
            words.get("page-units-top"),
            EmptyState {
                title: words.get("page-units-none"),
                text: words.get("page-units-none-text"),
                action: may_change
                    .then(|| ("/units/import".into(), words.get("page-units-import"))),
            },
        ),
    };
    parts.push(Part::Table(table(words, caption, units, empty)));
    if may_change && !units.is_empty() {
        parts.push(Part::Buttons(vec![
            Button::link(
                ButtonKind::Secondary,
                "/units/import",
                words.get("page-units-import"),
            ),
            Button::link(
                ButtonKind::Secondary,
                "/units/imports",
                words.get("page-imports"),
            ),
        ]));
    }
    View::new(page, parts)
}

/// A unit with the way down to it and what hangs below.
struct Place {
    unit: Unit,
    above: Vec<Unit>,
    below: Vec<Unit>,
}

async fn place(req: &Req) -> Result<Place> {
    let id = req.id("id")?;
    req.app
        .db
        .read_async(move |tx| {
            let unit = access::units::unit(tx, id)?.ok_or(Error::NotFound)?;
            let mut above = access::units::ancestors(tx, id)?;
            above.retain(|u| u.id != id);
            Ok(Place {
                unit,
                above,
                below: access::units::children(tx, id)?,
            })
        })
        .await
}

fn crumbs(words: Words, above: &[Unit]) -> Vec<NavItem> {
    let mut way = vec![NavItem::new("/units", words.get("page-units"), false)];
    way.extend(
        above
            .iter()
            .map(|u| NavItem::new(format!("/units/{}", u.id), u.name.clone(), false)),
    );
    way
}

pub(crate) async fn unit(req: Req) -> Result<Reply> {
    let place = place(&req).await?;
    let page = req.page_titled(place.unit.name.clone());
    let may = (req.may(Right::Install), req.may(Right::ViewPeople));
    unit_view(page, &place, may).reply()
}

/// `may` is to change units, and to see the households of one.
fn unit_view(mut page: Page, place: &Place, may: (bool, bool)) -> View {
    let (may_change, may_see_people) = may;
    let words = page.words;
    page.breadcrumbs = crumbs(words, &place.above);
    let unit = &place.unit;
    let mut summary = Summary::default()
        .row(words.get("page-unit-code"), unit.code.clone())
        .row(
            words.get("page-unit-level"),
            level_words(words, &unit.level),
        );
    if let Some(closed) = unit.closed {
        summary = summary.row(words.get("page-unit-closed"), closed.to_string());
    }
    let mut parts = vec![Part::Summary(summary)];
    if unit.level == "village" && may_see_people {
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            format!("/people/households?village={}", unit.id),
            words.get("page-unit-households"),
        )]));
    }
    if unit.level != "village" || !place.below.is_empty() {
        let empty = EmptyState::new(words, "page-unit-below-none", "page-unit-below-none-text");
        parts.push(Part::Table(table(
            words,
            words.get("page-unit-below"),
            &place.below,
            empty,
        )));
    }
    if may_change && unit.closed.is_none() {
        let link = |deed: &str, key: &str| {
            Button::link(
                ButtonKind::Secondary,
                format!("/units/{}/{deed}", unit.id),
                words.get(key),
            )
        };
        let mut buttons = vec![
            link("rename", "page-unit-rename"),
            link("move", "page-unit-move"),
        ];
        if unit.level != "village" {
            buttons.push(link("add", "page-unit-add"));
        }
        buttons.push(link("close", "page-unit-close"));
        parts.push(Part::heading("change", words.get("page-unit-change")));
        parts.push(Part::Buttons(buttons));
    }
    View::new(page, parts)
}

/// What a page asks about a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Rename,
    Move,
    Add,
    Close,
}

impl Ask {
    fn of(req: &Req) -> Result<Ask> {
        match req.part("deed") {
            "rename" => Ok(Ask::Rename),
            "move" => Ok(Ask::Move),
            "add" => Ok(Ask::Add),
            "close" => Ok(Ask::Close),
            _ => Err(Error::NotFound),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Ask::Rename => "rename",
            Ask::Move => "move",
            Ask::Add => "add",
            Ask::Close => "close",
        }
    }

    fn title(self) -> String {
        format!("page-unit-{}", self.name())
    }
}

pub(crate) async fn ask(req: Req) -> Result<Reply> {
    let (ask, place) = (Ask::of(&req)?, place(&req).await?);
    ask_view(
        req.page(&ask.title()),
        ask,
        &place,
        &Again::default(),
        req.ctx().today(),
    )
    .reply()
}

pub(crate) async fn change(req: Req) -> Result<Reply> {
    let (ask, place) = (Ask::of(&req)?, place(&req).await?);
    match act(&req, ask, place.unit.id).await {
        Ok(id) => Ok(Reply::see(format!("/units/{id}")).saved("page-unit-changed", &[])),
        Err(error) => {
            let mut page = req.page(&ask.title());
            let again = Again::of(&req, &mut page, error)?;
            Ok(ask_view(page, ask, &place, &again, req.ctx().today())
                .reply()?
                .again(again.is_again()))
        }
    }
}

async fn act(req: &Req, ask: Ask, unit: Id) -> Result<Id> {
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let mut reader = Reader::new(&req.form);
    let date = reader.date("valid_from");
    let db = &req.app.db;
    match ask {
        Ask::Rename => {
            let name = reader.text("name", 60);
            reader.done()?;
            let input = RenameUnit {
                unit,
                name,
                valid_from: date,
            };
            db.act_async(&ctx, key, input, unit_deeds::rename_unit)
                .await
        }
        Ask::Move => {
            let typed = reader.text("parent", 60);
            reader.done()?;
            let parent = crate::pages::divisions::named(req, typed).await?.id;
            let input = MoveUnit {
                unit,
                parent,
                valid_from: date,
            };
            db.act_async(&ctx, key, input, unit_deeds::move_unit).await
        }
        Ask::Add => {
            let (name, code) = (reader.text("name", 60), reader.text("code", 12));
            let level = reader.choice("level", &LEVELS);
            reader.done()?;
            let input = AddUnit {
                code,
                level,
                name,
                parent: Some(unit),
                valid_from: date,
            };
            db.act_async(&ctx, key, input, unit_deeds::add_unit).await
        }
        Ask::Close => {
            reader.done()?;
            db.act_async(
                &ctx,
                key,
                CloseUnit {
                    unit,
                    valid_to: date,
                },
                unit_deeds::close_unit,
            )
            .await
        }
    }
}

fn ask_view(mut page: Page, ask: Ask, place: &Place, again: &Again, today: Date) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, &place.above);
    page.breadcrumbs.push(NavItem::new(
        format!("/units/{}", place.unit.id),
        place.unit.name.clone(),
        false,
    ));
    let mut form = Form::new(&page, format!("/units/{}/{}", place.unit.id, ask.name()));
    let text = |name: &str, key: &str| Field::new(words, Control::Text, name, words.get(key));
    let day_key = if ask == Ask::Close {
        "page-unit-closed"
    } else {
        "page-valid-from"
    };
    match ask {
        Ask::Rename => {
            form = form.field(text("name", "page-unit-name").value(place.unit.name.clone()))
        }
        Ask::Move => {
            form = form
                .field(text("parent", "page-unit-parent").hint(words.get("page-division-hint")));
        }
        Ask::Add => {
            let at = LEVELS
                .iter()
                .position(|l| *l == place.unit.level)
                .map_or(0, |i| i + 1);
            let choices = LEVELS
                .iter()
                .skip(at)
                .map(|l| Choice::new(*l, level_words(words, l)))
                .collect();
            form = form
                .field(text("name", "page-unit-name"))
                .field(
                    text("code", "page-unit-code")
                        .hint(words.get("page-unit-code-hint"))
                        .inputmode("numeric"),
                )
                .field(Field::new(
                    words,
                    Control::Select(choices),
                    "level",
                    words.get("page-unit-level"),
                ));
        }
        Ask::Close => {
            form = form.confirm(Confirm {
                title: words.get("web-confirm-title"),
                effects: vec![("1".into(), words.get("page-unit-close-effect"))],
                caution: Some(words.get("page-unit-close-caution")),
            });
        }
    }
    form = form.field(
        Field::new(words, Control::Date, "valid_from", words.get(day_key)).value(today.to_string()),
    );
    let kind = if ask == Ask::Close {
        ButtonKind::Warn
    } else {
        ButtonKind::Primary
    };
    let label = if ask == Ask::Close {
        words.get("page-unit-close")
    } else {
        words.get("web-save")
    };
    form = form
        .button(Button::submit(kind, label))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/units/{}", place.unit.id),
            words.get("web-cancel"),
        ));
    let form = again.fill(&mut page, form);
    View::new(page, vec![Part::Form(form)])
}
