//! Organisations: who keeps books of its own here, at which unit of the tree.

use crate::components::{
    Button, ButtonKind, Cell, Choice, Column, Control, EmptyState, Field, Form, Table,
};
use crate::form::Reader;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::create_org::{self, ChangeOrg, CreateOrg, Org};
use kernel::{Date, Error, Id, Result};

const KINDS: [&str; 3] = ["township", "zone", "county"];

/// An organisation and the name of its root unit.
type Named = (Org, String);

async fn all(req: &Req) -> Result<Vec<Named>> {
    let today = req.ctx().today();
    req.app
        .db
        .read_async(move |tx| {
            let orgs = create_org::orgs(tx, today)?;
            orgs.into_iter()
                .map(|org| {
                    let unit = access::units::unit(tx, org.unit)?
                        .map(|u| u.name)
                        .unwrap_or_default();
                    Ok((org, unit))
                })
                .collect()
        })
        .await
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let orgs = all(&req).await?;
    list_view(req.page("page-orgs"), &orgs).reply()
}

fn list_view(page: Page, orgs: &[Named]) -> View {
    let words = page.words;
    let columns = vec![
        Column::text(words.get("page-org-name")),
        Column::text(words.get("page-org-kind")),
        Column::text(words.get("page-org-unit")),
        Column::text(words.get("page-org-phone")),
        Column::text(words.get("page-valid-from")),
    ];
    let rows = orgs
        .iter()
        .map(|(org, unit)| {
            vec![
                Cell::link(format!("/orgs/{}", org.id), org.name.clone()),
                words.get(&format!("org-kind-{}", org.kind)).into(),
                unit.clone().into(),
                org.supervision_phone
                    .clone()
                    .unwrap_or_else(|| "–".into())
                    .into(),
                org.valid_from.to_string().into(),
            ]
        })
        .collect();
    let table = Table::new("orgs", words.get("page-orgs"), columns)
        .rows(rows)
        .stacked()
        .empty(EmptyState {
            title: words.get("page-orgs-none"),
            text: words.get("page-orgs-none-text"),
            action: Some(("/orgs/new".into(), words.get("page-org-new"))),
        });
    let mut parts = vec![Part::Text(words.get("page-orgs-about")), Part::Table(table)];
    if !orgs.is_empty() {
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Primary,
            "/orgs/new",
            words.get("page-org-new"),
        )]));
    }
    View::new(page, parts)
}

pub(crate) async fn new(req: Req) -> Result<Reply> {
    form_view(
        req.page("page-org-new"),
        None,
        &Again::default(),
        req.ctx().today(),
    )
    .reply()
}

pub(crate) async fn create(req: Req) -> Result<Reply> {
    match make(&req).await {
        Ok(name) => Ok(Reply::see("/orgs").saved("page-org-created", &[("name", &name)])),
        Err(error) => again(&req, "page-org-new", None, error),
    }
}

async fn make(req: &Req) -> Result<String> {
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let typed = read(req).await?;
    let input = CreateOrg {
        name: typed.name.clone(),
        kind: typed.kind,
        unit: typed.unit,
        supervision_phone: typed.supervision_phone,
        valid_from: typed.valid_from,
    };
    let valid_from = input.valid_from;
    let org = req
        .app
        .db
        .act_async(&ctx, key, input, create_org::create_org)
        .await?;
    let (db, system) = (req.app.db.clone(), req.app.system(org));
    let supply = move || {
        payout::supply_flows(&db, &system, valid_from)?;
        cases::supply_types(&db, &system, valid_from)
    };
    tokio::task::spawn_blocking(supply)
        .await
        .map_err(|e| Error::internal("adopting the rules of a new organisation", e))??;
    Ok(typed.name)
}

/// The fields of the form; the id is not among them.
async fn read(req: &Req) -> Result<Org> {
    let mut reader = Reader::new(&req.form);
    let (name, kind) = (reader.text("name", 60), reader.choice("kind", &KINDS));
    let typed = reader.text("unit", 60);
    let supervision_phone = reader.text_opt("supervision_phone", 20);
    let valid_from = reader.date("valid_from");
    reader.done()?;
    let unit = crate::pages::divisions::named(req, typed).await?.id;
    Ok(Org {
        id: 0,
        name,
        kind,
        unit,
        supervision_phone,
        valid_from,
    })
}

async fn one(req: &Req) -> Result<Named> {
    let id = req.id("id")?.0;
    all(req)
        .await?
        .into_iter()
        .find(|(org, _)| org.id == id)
        .ok_or(Error::NotFound)
}

pub(crate) async fn edit(req: Req) -> Result<Reply> {
    let org = one(&req).await?;
    form_view(
        req.page_titled(org.0.name.clone()),
        Some(&org),
        &Again::default(),
        req.ctx().today(),
    )
    .reply()
}

pub(crate) async fn change(req: Req) -> Result<Reply> {
    let org = one(&req).await?;
    let done = async {
        let (ctx, key) = (req.ctx_in(0), req.form.key()?);
        let typed = read(&req).await?;
        let input = ChangeOrg {
            org: org.0.id,
            name: typed.name,
            kind: typed.kind,
            unit: typed.unit,
            supervision_phone: typed.supervision_phone,
            valid_from: typed.valid_from,
        };
        req.app
            .db
            .act_async(&ctx, key, input, create_org::change_org)
            .await
    };
    match done.await {
        Ok(_) => Ok(Reply::see("/orgs").saved("page-org-changed", &[])),
        Err(error) => again(&req, "page-orgs", Some(&org), error),
    }
}

fn again(req: &Req, title: &str, org: Option<&Named>, error: Error) -> Result<Reply> {
    let mut page = match org {
        Some((org, _)) => req.page_titled(org.name.clone()),
        None => req.page(title),
    };
    let again = Again::of(req, &mut page, error)?;
    Ok(form_view(page, org, &again, req.ctx().today())
        .reply()?
        .again(again.is_again()))
}

fn form_view(mut page: Page, org: Option<&Named>, again: &Again, today: Date) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/orgs", words.get("page-orgs"), false)];
    let action = org.map_or("/orgs/new".to_owned(), |(o, _)| format!("/orgs/{}", o.id));
    let kinds = KINDS
        .iter()
        .map(|k| Choice::new(*k, words.get(&format!("org-kind-{k}"))))
        .collect();
    let value = |f: fn(&Named) -> String| org.map(f).unwrap_or_default();
    let form = Form::new(&page, action)
        .field(
            Field::new(words, Control::Text, "name", words.get("page-org-name"))
                .hint(words.get("page-org-name-hint"))
                .value(value(|(o, _)| o.name.clone())),
        )
        .field(
            Field::new(
                words,
                Control::Radios(kinds),
                "kind",
                words.get("page-org-kind"),
            )
            .value(value(|(o, _)| o.kind.clone())),
        )
        .field(
            Field::new(words, Control::Text, "unit", words.get("page-org-unit"))
                .hint(words.get("page-division-hint"))
                .value(value(|(_, unit)| unit.clone())),
        )
        .field(
            Field::new(
                words,
                Control::Text,
                "supervision_phone",
                words.get("page-org-phone"),
            )
            .hint(words.get("page-org-phone-hint"))
            .inputmode("tel")
            .optional(words)
            .value(value(|(o, _)| {
                o.supervision_phone.clone().unwrap_or_default()
            })),
        )
        .field(
            Field::new(
                words,
                Control::Date,
                "valid_from",
                words.get("page-valid-from"),
            )
            .hint(words.get("page-org-from-hint"))
            .value(today.to_string()),
        )
        .button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            "/orgs",
            words.get("web-cancel"),
        ));
    let form = again.fill(&mut page, form);
    View::new(page, vec![Part::Form(form)])
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let today = Date::of_micros(1_659_000_000_000_000);
    let org = Org {
        id: 1,
        name: "斗虎屯镇人民政府".into(),
        kind: "township".into(),
        unit: Id(2),
        supervision_phone: Some("0635-0000000".into()),
        valid_from: today,
    };
    let named: Named = (org, "斗虎屯镇".into());
    let again = Again::sample("name=x", vec![kernel::FieldError::new("kind", "empty")]);
    vec![
        (
            "orgs",
            list_view(frame(&words.get("page-orgs")), std::slice::from_ref(&named)),
        ),
        ("orgs-none", list_view(frame(&words.get("page-orgs")), &[])),
        (
            "org-new",
            form_view(frame(&words.get("page-org-new")), None, &again, today),
        ),
        (
            "org-edit",
            form_view(frame(&named.0.name), Some(&named), &Again::default(), today),
        ),
    ]
}
