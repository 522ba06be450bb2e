//! Requests in, pages out, for land.

use super::details;
use super::pages::{self, Codes, Listed, Sought};
use crate::land::read::{self, Look, Order, ParcelView};
use crate::land::{LAND_KIND, model};
use crate::people;
use ::store::Tx;
use ::web::layout::{NavItem, Page};
use ::web::{Reply, Req};
use access::{Right, Scope};
use kernel::{Date, Error, Fen, Id, Result, mask};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

const ROWS: u16 = 100;
/// Rows that an export reads at a time.
const EXPORT_ROWS: u16 = 5000;

pub(super) fn crumbs(page: &mut Page) {
    page.breadcrumbs = vec![NavItem::new("/land", page.words.get("land-title"), false)];
}

pub(super) async fn codes_of(req: &Req) -> Result<Codes> {
    let today = req.ctx().today();
    let read = move |tx: &mut Tx| access::codes(tx, LAND_KIND, today);
    req.app.db.read_async(read).await
}

/// The day of the address, else today.
fn day(req: &Req) -> Date {
    let asked = req
        .query
        .get("date")
        .and_then(|typed| kernel::date::parse_day(typed).ok());
    asked.unwrap_or_else(|| req.ctx().today())
}

fn sought(req: &Req) -> Sought {
    let get = |name| req.query.get(name).unwrap_or_default().trim().to_owned();
    let after = req.query.get("after").and_then(|text| {
        let (id, key) = text.split_once('.')?;
        Some((key.to_owned(), id.parse::<Id>().ok()?))
    });
    let sees = req.sees_names();
    Sought {
        look: Look {
            unit: get("village").parse().unwrap_or(Id(0)),
            sought: get("q"),
            by_name: sees,
            order: match get("sort").as_str() {
                // The key of a page is in its address; a name that is masked must not be.
                "holder" if sees => Order::Holder,
                "village" => Order::Village,
                _ => Order::Code,
            },
            ..Look::on(day(req))
        },
        is_today: day(req) == req.ctx().today(),
        after,
    }
}

fn mask_names(req: &Req, parcels: &mut [ParcelView]) {
    if !req.sees_names() {
        for parcel in parcels {
            parcel.head_name = mask::name(&parcel.head_name);
        }
    }
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let (ctx, sought, codes) = (req.ctx(), sought(&req), codes_of(&req).await?);
    let (look, after) = (sought.look.clone(), sought.after.clone());
    let read = move |tx: &mut Tx| {
        let scope = Scope::of(&ctx, Right::ViewProjects);
        Ok((
            read::parcels(tx, &scope, &look, after.as_ref(), ROWS)?,
            read::totals(tx, &scope, &look)?,
            read::villages(tx, &scope)?,
        ))
    };
    let (mut found, totals, villages) = req.app.db.read_async(read).await?;
    let is_full = found.len() == usize::from(ROWS);
    let next = found
        .last()
        .filter(|_| is_full)
        .map(|last| (last.key(sought.look.order), last.id));
    mask_names(&req, &mut found);
    let listed = Listed {
        found,
        totals,
        villages,
        next,
    };
    let may_enter = req.may(Right::EnterProjects);
    pages::list(req.page("land-title"), &sought, &listed, &codes, may_enter).reply()
}

/// The list with the columns that it is imported by, in Chinese in every language.
pub(super) async fn export(req: Req) -> Result<Reply> {
    let (sought, words) = (sought(&req), req.words());
    let mut all: Vec<ParcelView> = Vec::new();
    loop {
        let (ctx, look) = (req.ctx(), sought.look.clone());
        let after = all.last().map(|last| (last.key(look.order), last.id));
        let read = move |tx: &mut Tx| {
            let scope = Scope::of(&ctx, Right::ViewProjects);
            read::parcels(tx, &scope, &look, after.as_ref(), EXPORT_ROWS)
        };
        let page = req.app.db.export_async(read).await?;
        let is_last = page.len() < usize::from(EXPORT_ROWS);
        all.extend(page);
        if is_last {
            break;
        }
    }
    mask_names(&req, &mut all);
    let table = OutTable {
        sheet: words.get("land-title"),
        columns: EXPORT
            .iter()
            .map(|(header, kind)| OutColumn::new(*header, *kind))
            .collect(),
        rows: all.iter().map(exported).collect(),
        landscape: true,
        ..OutTable::default()
    };
    let name = format!("{}{}.xlsx", words.get("land-title"), sought.look.date);
    Ok(Reply::xlsx(write_xlsx(&[table])?, name).private())
}

/// Header and kind; an area is written with two decimals, as money is.
const EXPORT: [(&str, OutKind); 10] = [
    ("承包方代码", OutKind::Identity),
    ("户主", OutKind::Text),
    ("户编号", OutKind::Identity),
    ("合同编号", OutKind::Identity),
    ("地块编码", OutKind::Identity),
    ("地块名称", OutKind::Text),
    ("合同面积(亩)", OutKind::Money),
    ("实测面积(亩)", OutKind::Money),
    ("承包期限起止", OutKind::Text),
    ("发包方代码", OutKind::Identity),
];

fn exported(parcel: &ParcelView) -> Vec<OutCell> {
    let text = |value: &Option<String>| value.clone().map_or(OutCell::Blank, OutCell::Text);
    let area = |area: i64| OutCell::Money(Fen(area));
    let term = parcel
        .term_from
        .map(|from| model::write_term(from, parcel.term_to));
    vec![
        text(&parcel.contractor),
        OutCell::Text(parcel.head_name.clone()),
        OutCell::Text(parcel.household_number.clone()),
        text(&parcel.number),
        OutCell::Text(parcel.code.clone()),
        text(&parcel.name),
        parcel.contracted.map_or(OutCell::Blank, area),
        area(parcel.measured),
        text(&term),
        text(&parcel.issuer),
    ]
}

pub(super) async fn parcel(req: Req) -> Result<Reply> {
    let (ctx, id, date, codes) = (req.ctx(), req.id("id")?, day(&req), codes_of(&req).await?);
    let read = move |tx: &mut Tx| read::parcel(tx, &Scope::of(&ctx, Right::ViewProjects), date, id);
    let mut told = req.app.db.read_async(read).await?;
    mask_names(&req, std::slice::from_mut(&mut told.parcel));
    if !req.sees_names() {
        for period in &mut told.holders {
            period.what.head_name = mask::name(&period.what.head_name);
        }
    }
    let page = req.page_titled(told.parcel.code.clone());
    details::parcel(page, &told, &codes, req.may(Right::EnterProjects)).reply()
}

pub(super) async fn contract(req: Req) -> Result<Reply> {
    let (ctx, id, date, codes) = (req.ctx(), req.id("id")?, day(&req), codes_of(&req).await?);
    let read =
        move |tx: &mut Tx| read::contract(tx, &Scope::of(&ctx, Right::ViewProjects), date, id);
    let mut told = req.app.db.read_async(read).await?;
    mask_names(&req, &mut told.parcels);
    if !req.sees_names() {
        told.head_name = mask::name(&told.head_name);
    }
    let page = req.page_titled(told.contract.number.clone());
    let (today, may_enter) = (req.ctx().today(), req.may(Right::EnterProjects));
    details::contract(page, &told, (date, today), &codes, may_enter).reply()
}

/// What a household holds on a day; `NotFound` where its village is out of scope.
pub(super) async fn household(req: Req) -> Result<Reply> {
    let (ctx, id, date, codes) = (req.ctx(), req.id("id")?, day(&req), codes_of(&req).await?);
    let read = move |tx: &mut Tx| {
        let scope = Scope::of(&ctx, Right::ViewProjects);
        let look = Look {
            household: id,
            ..Look::on(date)
        };
        let there = people::household(tx, ctx.org, id, ctx.today())?;
        let there = there.ok_or(Error::NotFound)?;
        if !read::sees(tx, &scope, there.unit)? {
            return Err(Error::NotFound);
        }
        Ok((
            there.number,
            people::head_name(tx, ctx.org, id)?.unwrap_or_default(),
            read::parcels(tx, &scope, &look, None, EXPORT_ROWS)?,
        ))
    };
    let (number, mut head, mut found) = req.app.db.read_async(read).await?;
    mask_names(&req, &mut found);
    if !req.sees_names() {
        head = mask::name(&head);
    }
    let page = req.page_titled(req.words().with("land-of-household", &[("name", &head)]));
    let may_enter = req.may(Right::EnterProjects);
    details::household(page, (id, &number), date, &found, &codes, may_enter).reply()
}
