//! One household as of a day; one person, masked, and read unmasked with a reason.

use super::shown;
use crate::people::codes::{Codes, HOUSEHOLD_STATUS, NO_IDENTITY_REASON, UNMASK_REASONS};
use crate::people::model::PersonRecord;
use crate::people::pages_data::{self, HouseholdView, PersonView};
use crate::people::read_unmasked::{ReadUnmasked, read_unmasked, unmasked};
use crate::people::rights;
use crate::people::store::base;
use ::web::components::{
    Button, ButtonKind, Cell, Choice, Control, Field, FilterForm, Form, Summary, Table,
};
use ::web::form::Reader;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View};
use access::Right;
use kernel::Result;

pub(super) async fn household(req: Req) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let mut reader = Reader::new(&req.query);
    let date = reader.date_opt("date");
    let mut page = req.page_titled("");
    if let Err(error) = reader.done() {
        req.tell(&mut page, error)?;
    }
    let date = date.unwrap_or_else(|| ctx.today());
    let (view, codes) = req
        .app
        .db
        .read_async(move |tx| Ok((pages_data::household(tx, &ctx, id, date)?, base::codes(tx)?)))
        .await?;
    let words = page.words;
    let mut shown = household_view(page, &view, &codes);
    let buttons =
        super::life::household_actions(words, &id.to_string(), req.may(Right::RecordPeople));
    shown.parts.insert(1, Part::Buttons(buttons));
    shown.reply()
}

pub(super) fn household_view(mut page: Page, view: &HouseholdView, codes: &Codes) -> View {
    let words = page.words;
    let row = &view.row;
    let head = shown::name(words, &row.head_name);
    page.title = words.with("people-household-of", &[("name", &head)]);
    page.breadcrumbs = vec![NavItem::new(
        "/people/households",
        words.get("people-households"),
        false,
    )];
    let summary = Summary::default()
        .row(words.get("people-number"), row.number.clone())
        .row(words.get("people-village"), row.village.clone())
        .row(
            words.get("people-status"),
            shown::statuses(words, codes, &row.statuses),
        );
    let mut date = Field::new(words, Control::Date, "date", words.get("people-as-of"))
        .value(view.date.to_string());
    if page.errors.is_some() {
        date = date.error(words.get("invalid-not-a-date"));
    }
    let mut filter = FilterForm::new(
        words,
        format!("/people/households/{}", row.id),
        vec![date],
        false,
    );
    filter.label = words.get("people-as-of-show");
    let mut columns = shown::columns(
        words,
        &[
            "people-name",
            "people-relation",
            "people-birth-year",
            "people-since",
        ],
    );
    if let Some(year) = columns.get_mut(2) {
        year.align = ::web::components::Align::Number;
    }
    let members = view.members.iter().map(|member| {
        // Of an erased person nothing is left to open.
        let name = shown::name(words, &member.name);
        let name = if member.name.is_empty() {
            Cell::from(name)
        } else {
            Cell::link(format!("/people/{}", member.person), name)
        };
        vec![
            name,
            shown::relation(words, codes, &member.relation).into(),
            shown::birth_year(member.birth_year).into(),
            member.from.to_string().into(),
        ]
    });
    let caption = words.with("people-members-on", &[("date", &view.date.to_string())]);
    let members = Table::new("members", caption, columns)
        .rows(members.collect())
        .stacked();
    let columns = shown::columns(words, &["people-status", "people-from", "people-to"]);
    let statuses = view.statuses.iter().map(|(code, from, to)| {
        vec![
            shown::code(words, codes, HOUSEHOLD_STATUS, code).into(),
            from.to_string().into(),
            to.map(|to| to.plus_days(-1).to_string())
                .unwrap_or_else(|| words.get("people-until-now"))
                .into(),
        ]
    });
    let mut parts = vec![Part::Summary(summary), Part::Filter(filter)];
    if view.members.is_empty() {
        parts.push(Part::Text(
            words.with("people-no-members-on", &[("date", &view.date.to_string())]),
        ));
    } else {
        parts.push(Part::Table(members));
    }
    if !view.statuses.is_empty() {
        let table = Table::new("statuses", words.get("people-status-periods"), columns);
        parts.push(Part::Table(table.rows(statuses.collect()).stacked()));
    }
    View::new(page, parts)
}

pub(super) async fn person(req: Req) -> Result<Reply> {
    shown_person(&req, None).await
}

/// Journals the reading, then shows number and phone once: the page is not stored anywhere.
pub(super) async fn unmask(req: Req) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let mut reader = Reader::new(&req.form);
    let reason = reader.choice("reason", &UNMASK_REASONS);
    if let Err(error) = reader.done() {
        let mut page = req.page_titled("");
        req.tell(&mut page, error)?;
        return shown_person_on(&req, page, None)
            .await
            .map(|reply| reply.again(true));
    }
    let input = ReadUnmasked { person: id, reason };
    req.app
        .db
        .act_async(&ctx, req.form.key()?, input, read_unmasked)
        .await?;
    let record = req
        .app
        .db
        .read_async(move |tx| unmasked(tx, &ctx, id))
        .await?;
    shown_person(&req, Some(record)).await.map(Reply::private)
}

async fn shown_person(req: &Req, clear: Option<PersonRecord>) -> Result<Reply> {
    shown_person_on(req, req.page_titled(""), clear).await
}

async fn shown_person_on(req: &Req, mut page: Page, clear: Option<PersonRecord>) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let (view, codes, is_restricted) = req
        .app
        .db
        .read_async(move |tx| {
            let is_restricted = rights::is_restricted(tx, ctx.org, id, ctx.today())?;
            Ok((
                pages_data::person(tx, &ctx, id)?,
                base::codes(tx)?,
                is_restricted,
            ))
        })
        .await?;
    page.private = clear.is_some();
    let mut shown = person_view(page, &view, &codes, clear.as_ref(), req.may(Right::Unmask));
    super::rights::on_a_person(&mut shown, id, is_restricted, req.may(Right::AnswerRights));
    shown.reply()
}

pub(super) fn person_view(
    mut page: Page,
    view: &PersonView,
    codes: &Codes,
    clear: Option<&PersonRecord>,
    may_unmask: bool,
) -> View {
    let words = page.words;
    let row = &view.row;
    page.title = shown::name(words, &row.name);
    page.breadcrumbs = vec![
        NavItem::new("/people", words.get("people-nav"), false),
        NavItem::new(
            format!("/people/households/{}", row.household),
            words.with("people-household-number", &[("number", &row.number)]),
            false,
        ),
    ];
    let none = || words.get("people-not-recorded");
    let identity = match (clear, &view.identity, &view.no_identity_reason) {
        (Some(record), Some(_), _) => record.identity.clone().unwrap_or_default(),
        (_, Some(masked), _) => masked.clone(),
        (_, None, Some(reason)) => {
            let reason = shown::code(words, codes, NO_IDENTITY_REASON, reason);
            words.with("people-no-number-because", &[("reason", &reason)])
        }
        (_, None, None) => none(),
    };
    let phone = match (clear, &view.phone) {
        (Some(record), Some(_)) => record.phone.clone().unwrap_or_default(),
        (_, Some(masked)) => masked.clone(),
        (_, None) => none(),
    };
    let household = Cell::link(
        format!("/people/households/{}", row.household),
        row.number.clone(),
    );
    let mut summary = Summary::default()
        .row(words.get("people-number"), household)
        .row(
            words.get("people-relation"),
            shown::relation(words, codes, &row.relation),
        )
        .row(words.get("people-village"), row.village.clone())
        .row(
            words.get("people-sex"),
            shown::sex(words, row.sex.as_deref()),
        )
        .row(
            words.get("people-birth-year"),
            shown::birth_year(row.birth_year),
        )
        .row(words.get("people-identity"), identity)
        .row(words.get("people-phone"), phone);
    for (key, value) in [
        ("people-ethnicity", &view.ethnicity),
        ("people-education", &view.education),
        ("people-labour", &view.labour),
    ] {
        if let Some(value) = value {
            summary = summary.row(words.get(key), value.clone());
        }
    }
    let mut parts = vec![Part::Summary(summary)];
    if clear.is_some() {
        parts.push(Part::Text(words.get("people-unmasked-once")));
    } else if may_unmask && (view.identity.is_some() || view.phone.is_some()) {
        parts.push(Part::heading("unmask", words.get("people-unmask")));
        parts.push(Part::Form(unmask_form(&page, row.id.to_string(), words)));
    }
    View::new(page, parts)
}

fn unmask_form(page: &Page, id: String, words: Words) -> Form {
    let reasons = UNMASK_REASONS
        .map(|reason| Choice::new(reason, words.get(&format!("people-reason-{reason}"))));
    let mut reason = Field::new(
        words,
        Control::Radios(reasons.to_vec()),
        "reason",
        words.get("people-reason"),
    )
    .hint(words.get("people-reason-hint"));
    if page.errors.is_some() {
        reason = reason.error(words.get("invalid-not-chosen"));
    }
    Form::new(page, format!("/people/{id}/unmask"))
        .field(reason)
        .button(Button::submit(
            ButtonKind::Secondary,
            words.get("people-unmask-do"),
        ))
}
