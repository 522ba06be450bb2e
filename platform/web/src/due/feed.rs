//! The calendar that a phone or an office program asks for under a secret address (RFC 5545): numbers, kinds, states and last
//! days, nothing that anybody told and no name. The address is shown once and kept as its hash.

use super::calendar::{Falls, falls};
use crate::address;
use crate::cases::words::{clock, label, state};
use crate::components::*;
use crate::format;
use crate::i18n::{Lang, Words};
use crate::layout::{NavItem, Page};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use cases::feed;
use cases::store::Days;
use icalendar::{Calendar, Component, Event, Property};
use kernel::{Ctx, Date, Error, Result};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::Tx;

/// How far back and ahead it reaches, and how much it holds.
const DAYS_BACK: i64 = 60;
const DAYS_AHEAD: i64 = 400;
const MOST: i64 = 2_000;
/// A calendar asks some times a day; whoever asks more often waits for the next hour.
const TIMES_AN_HOUR: u32 = 30;
const HOUR: i64 = 3_600_000_000;

/// How often each owner's address was asked for in this hour, by this process. Only owners stand here: whoever invents addresses
/// fills nothing up, and is answered by one look into the key of a table.
static ASKED: Mutex<Times> = Mutex::new(Times::none());

pub(super) async fn page(req: Req) -> Result<Reply> {
    show(&req, None).await
}

async fn show(req: &Req, made: Option<String>) -> Result<Reply> {
    let ctx = req.ctx();
    let is_deputy = ctx.actor.principal().is_some();
    let configured = req.app.config.public_url.clone();
    let read = move |tx: &mut Tx| {
        let made_at = match is_deputy {
            true => None,
            false => feed::made_at(tx, &ctx)?,
        };
        Ok((made_at, address::shown(tx, configured.as_deref())?.is_ok()))
    };
    let (made_at, is_reached) = req.app.db.read_async(read).await?;
    let shown = Shown {
        made_at,
        address: made,
        is_deputy,
        is_reached,
    };
    let reply = view(req.page("due-feed"), &shown).reply()?;
    Ok(reply.private())
}

pub(super) struct Shown {
    pub made_at: Option<i64>,
    /// The address, once, right after it was made.
    pub address: Option<String>,
    pub is_deputy: bool,
    /// A phone has confirmed where the public reaches this server: any other address would lead nowhere.
    pub is_reached: bool,
}

pub(super) fn view(mut page: Page, shown: &Shown) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new(
        "/calendar",
        words.get("due-nav-calendar"),
        false,
    )];
    let mut parts = vec![Part::Text(words.get("due-feed-about"))];
    if shown.is_deputy {
        let text = words.get("due-feed-deputy");
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
        return View::new(page, parts);
    }
    if let Some(address) = &shown.address {
        let text = words.get("due-feed-once");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
        parts.push(Part::Code {
            label: words.get("due-feed-address"),
            text: address.clone(),
        });
        parts.push(Part::Qr {
            text: address.clone(),
            caption: words.get("due-feed-scan"),
        });
    }
    let (key, kind) = match shown.made_at {
        Some(at) => {
            let day = format::instant(at);
            parts.push(Part::Text(words.with("due-feed-since", &[("day", &day)])));
            ("due-feed-renew", ButtonKind::Secondary)
        }
        None => ("due-feed-make", ButtonKind::Primary),
    };
    if shown.is_reached {
        let make = Form::new(&page, "/calendar/feed").button(Button::submit(kind, words.get(key)));
        parts.push(Part::Form(make));
    } else {
        let text = words.get("due-feed-nowhere");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    if shown.made_at.is_some() {
        if shown.is_reached {
            parts.push(Part::Text(words.get("due-feed-renew-about")));
        }
        let end = Button::submit(ButtonKind::Warn, words.get("due-feed-end"));
        parts.push(Part::Form(
            Form::new(&page, "/calendar/feed/end").button(end),
        ));
    }
    View::new(page, parts)
}

pub(super) async fn make(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let (by, configured) = (ctx.clone(), req.app.config.public_url.clone());
    // An address that leads nowhere is not made: it would end the one before it.
    let make = move |tx: &mut Tx| {
        let base = address::shown(tx, configured.as_deref())?.ok();
        base.map(|base| Ok((base, feed::make(tx, &by)?)))
            .transpose()
    };
    let Some((base, token)) = req.app.db.work_async(&ctx, make).await? else {
        return show(&req, None).await;
    };
    let lang = match req.visitor.lang {
        Lang::En => "?lang=en",
        Lang::ZhCn => "",
    };
    let address = format!("{base}/public/calendar/{token}{lang}");
    show(&req, Some(address)).await
}

pub(super) async fn end(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let by = ctx.clone();
    let end = move |tx: &mut Tx| feed::end(tx, &by);
    req.app.db.work_async(&ctx, end).await?;
    Ok(Reply::see("/calendar/feed").saved("due-feed-ended", &[]))
}

/// How often whose address was asked for in an hour.
pub(super) struct Times {
    hour: i64,
    of: BTreeMap<feed::Owner, u32>,
}

impl Times {
    pub(super) const fn none() -> Times {
        Times {
            hour: 0,
            of: BTreeMap::new(),
        }
    }

    /// One more; whether it is too often.
    pub(super) fn is_too_often(&mut self, owner: feed::Owner, now: i64) -> bool {
        let hour = now.div_euclid(HOUR);
        if self.hour != hour {
            *self = Times {
                hour,
                ..Times::none()
            };
        }
        let times = self.of.entry(owner).or_default();
        *times = times.saturating_add(1);
        *times > TIMES_AN_HOUR
    }
}

/// For whoever has the address; with the rights that its owner has today.
pub(super) async fn calendar(req: Req) -> Result<Reply> {
    let token = req.part("token").to_owned();
    let now = req.ctx().now_micros();
    let look = move |tx: &mut Tx| {
        let owner = feed::owner(tx, &token)?.ok_or(Error::NotFound)?;
        // Who took a session over may have made it: with the password it is asked for anew.
        let acting = access::users::acting(tx, owner.user)?;
        acting.map(|_| owner).ok_or(Error::NotFound)
    };
    let owner = req.app.db.read_async(look).await?;
    let is_too_often = {
        let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
        asked.is_too_often(owner, now)
    };
    if is_too_often {
        return Ok(
            Reply::file(Vec::new(), "text/plain; charset=utf-8", "busy.txt")
                .private()
                .with_status(429),
        );
    }
    let words = match req.query.get("lang") {
        Some("en") => Words::new(Lang::En),
        _ => Words::new(Lang::ZhCn),
    };
    let ctx = req.app.ctx(owner.org, owner.user);
    let read = move |tx: &mut Tx| of_owner(tx, &ctx);
    let found = req.app.db.export_async(read).await?;
    let text = written(words, owner.org, now, &found);
    let kind = "text/calendar; charset=utf-8";
    Ok(Reply::file(text.into_bytes(), kind, "zhen.ics").private())
}

/// Last days in the scope of an address's owner, as it is today.
fn of_owner(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Falls>> {
    let today = ctx.today();
    let span = (today.plus_days(-DAYS_BACK), today.plus_days(DAYS_AHEAD));
    let rows = cases::store::due_days(tx, ctx, span, Days::Last, None, MOST)?;
    falls(tx, ctx.org, rows)
}

fn basic(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// 2026-11-23T08:00:00Z without its signs, of microseconds since 1970.
fn stamp(micros: i64) -> String {
    // Civil time in UTC: the civil day in China is eight hours ahead.
    let date = Date::of_micros(micros - 8 * HOUR);
    let second = (micros.div_euclid(1_000_000)).rem_euclid(86_400);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{}T{hour:02}{minute:02}{:02}Z", basic(date), second % 60)
}

/// The calendar itself: one day for each last day, under a name that stays the same when the day moves.
pub(super) fn written(words: Words, org: kernel::OrgId, now: i64, found: &[Falls]) -> String {
    let mut calendar = Calendar::empty();
    let of = |name: &str, value: &str| Property::new(name, value);
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//zhen//due//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-TIMEZONE", "Asia/Shanghai"),
    ] {
        calendar.append_property(of(name, value));
    }
    let mut refresh = of("REFRESH-INTERVAL", "PT6H");
    refresh.add_parameter("VALUE", "DURATION");
    calendar.append_property(refresh.done());
    calendar.append_property(of("X-WR-CALNAME", &words.get("due-feed-name")));
    for Falls { row, of: kind } in found {
        let clock = clock(words, kind, &row.clock);
        let state = state(words, kind, &row.state);
        let what = label(words, &kind.label);
        let uid = format!("{}.{}.{org}@zhen", row.case, row.clock);
        let day = |name: &str, day: Date| {
            let mut property = Property::new(name, basic(day));
            property.add_parameter("VALUE", "DATE");
            property.done()
        };
        let mut event = Event::with_uid(&uid);
        event
            .summary(&format!("{} {clock}", row.number))
            .description(&words.with("due-feed-event", &[("kind", &what), ("state", &state)]))
            .append_property(of("DTSTAMP", &stamp(now)))
            .append_property(of("TRANSP", "TRANSPARENT"))
            .append_property(of("CLASS", "CONFIDENTIAL"))
            .append_property(day("DTSTART", row.day))
            .append_property(day("DTEND", row.day.plus_days(1)));
        calendar.push(event.done());
    }
    calendar.to_string()
}
