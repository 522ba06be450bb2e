//! A whole household moves in: one form with a row of fields for each person, without script.

use super::super::shown;
use super::record::{choices, newcomer, newcomer_fields};
use crate::people::codes::{Codes, HEAD, MOVE_REASON};
use crate::people::life::{MoveIn, Newcomer, Recorded, move_in};
use crate::people::store::base;
use crate::people::villages::Villages;
use ::web::components::{Button, ButtonKind, Control, Field, Form};
use ::web::form::{Form as Typed, Reader};
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View};
use access::Right;
use kernel::{Error, FieldError, Result};

const PATH: &str = "/people/households/move-in";
/// So many people have fields at first; a link makes room for more.
const FEW: usize = 4;
const MANY: usize = 10;

pub(super) async fn form(req: Req) -> Result<Reply> {
    page(&req, req.page("life-move-in-household"), &[]).await
}

async fn page(req: &Req, page: Page, faults: &[FieldError]) -> Result<Reply> {
    let villages = super::super::villages(req, Right::RecordPeople).await?;
    let codes = req.app.db.read_async(base::codes).await?;
    let rows = rows(req);
    view(page, &villages, &codes, &req.form, rows, faults).reply()
}

fn rows(req: &Req) -> usize {
    let asked = req.form.get("rows").or_else(|| req.query.get("rows"));
    match asked.and_then(|rows| rows.parse::<usize>().ok()) {
        Some(rows) if rows > FEW => MANY,
        _ => FEW,
    }
}

/// What the fields of a row are called; the first has none, as in a form for one.
fn suffix(row: usize) -> String {
    match row {
        1 => String::new(),
        row => format!("_{row}"),
    }
}

pub(super) fn view(
    mut page: Page,
    villages: &Villages,
    codes: &Codes,
    typed: &Typed,
    rows: usize,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    page.breadcrumbs = vec![
        NavItem::new("/people", words.get("people-nav"), false),
        NavItem::new("/people/households", words.get("people-households"), false),
    ];
    let mut form = Form::new(&page, PATH).hidden("rows", rows.to_string());
    let mut fields = of_household(words, villages, codes, typed);
    for row in 1..=rows {
        fields.extend(of_row(words, codes, typed, row));
    }
    for field in fields {
        form = form.field(field.errors(words, faults));
    }
    let button = Button::submit(ButtonKind::Primary, words.get("life-do"));
    let mut parts = vec![
        Part::Text(words.get("life-move-in-about")),
        Part::Form(form.button(button)),
    ];
    if rows < MANY {
        let more = words.get("life-more-people");
        let link = Button::link(ButtonKind::Secondary, format!("{PATH}?rows={MANY}"), more);
        parts.insert(1, Part::Buttons(vec![link]));
    }
    View::new(page, parts)
}

fn of_household(words: Words, villages: &Villages, codes: &Codes, typed: &Typed) -> Vec<Field> {
    let field = |control, name: &str, label: &str| {
        Field::new(words, control, name, words.get(label)).value(typed.shown(name))
    };
    let places = Control::Select(shown::village_choices(villages));
    let reasons = Control::Select(choices(words, codes, MOVE_REASON, ""));
    vec![
        field(Control::Date, "date", "life-date").hint(words.get("life-date-hint")),
        field(places, "village", "life-village"),
        field(Control::Text, "number", "life-number")
            .hint(words.get("life-number-hint"))
            .optional(words),
        field(reasons, "reason", "life-reason").optional(words),
    ]
}

/// The first is the head; whoever stands in no other row is not asked for.
fn of_row(words: Words, codes: &Codes, typed: &Typed, row: usize) -> Vec<Field> {
    let mut fields = newcomer_fields(words, codes, typed, &suffix(row), false);
    if row == 1 {
        fields.retain(|field| field.name != "relation");
    }
    let who = match row {
        1 => words.get("life-member-head"),
        _ => words.with("life-member-n", &[("n", &row.to_string())]),
    };
    for field in &mut fields {
        field.label = words.labelled(&who, &field.label);
        if row > 1 {
            field.hint = None;
            *field = field.clone().optional(words);
        }
    }
    fields
}

pub(super) async fn post(req: Req) -> Result<Reply> {
    match done(&req).await {
        Ok(recorded) => {
            let kind = req.words().get("life-kind-move_in");
            let to = format!("/people/changes/{}", recorded.event);
            Ok(Reply::see(to).saved("life-recorded", &[("kind", &kind)]))
        }
        Err(error) => {
            let mut shown = req.page("life-move-in-household");
            let faults = match &error {
                Error::Invalid(faults) => faults.clone(),
                _ => Vec::new(),
            };
            req.tell(&mut shown, error)?;
            Ok(page(&req, shown, &faults).await?.again(true))
        }
    }
}

/// The rows that somebody stands in, with their numbers.
fn people(typed: &Typed, rows: usize) -> Vec<(usize, Newcomer)> {
    let all = (1..=rows).map(|row| {
        let mut person = newcomer(typed, &suffix(row));
        if row == 1 {
            HEAD.clone_into(&mut person.relation);
        }
        (row, person)
    });
    all.filter(|(row, person)| *row == 1 || !person.name.is_empty() || person.identity.is_some())
        .collect()
}

async fn done(req: &Req) -> Result<Recorded> {
    let mut reader = Reader::new(&req.form);
    let (date, village) = (reader.date("date"), reader.id("village"));
    let number = reader.text_opt("number", 40);
    let reason = reader.text_opt("reason", 40);
    reader.done()?;
    let (rows, people): (Vec<usize>, Vec<Newcomer>) =
        people(&req.form, rows(req)).into_iter().unzip();
    let input = MoveIn {
        household: None,
        unit: Some(village),
        number,
        date,
        people: people.len(),
        reason,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let deed = move |tx: &mut store::Tx, ctx: &kernel::Ctx, input| move_in(tx, ctx, input, &people);
    let done = req.app.db.act_async(&ctx, key, input, deed).await;
    done.map_err(|error| in_rows(error, &rows))
}

/// The deed counts people, the form counts rows: an empty row between two people sets them apart.
fn in_rows(error: Error, rows: &[usize]) -> Error {
    let Error::Invalid(mut faults) = error else {
        return error;
    };
    for fault in &mut faults {
        let told = fault
            .field
            .rsplit_once('_')
            .and_then(|(name, at)| Some((name.to_owned(), at.parse::<usize>().ok()?)));
        let row = told.and_then(|(name, at)| Some((name, rows.get(at.checked_sub(1)?)?)));
        if let Some((name, row)) = row {
            fault.field = format!("{name}{}", suffix(*row)).into();
        }
    }
    Error::Invalid(faults)
}
