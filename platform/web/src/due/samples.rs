//! The pages of what is due from invented data, in any language.

use super::calendar::Falls;
use super::{calendar, feed, inbox, notices, preview};
use crate::cases::samples::{KIND, line};
use crate::i18n::{Lang, Words};
use crate::layout::Page;
use crate::pages::again::Again;
use crate::sample::{self, day};
use cases::Inbox;
use cases::declared::CaseType;
use cases::notice::{Effect, planned};
use cases::standing::{NOT_FIXED, PAUSED};
use cases::store::{Counts, DueRow, NoticeRow, Pile, Tray};
use cases::workdays::{Calendar, Kind, Named};
use kernel::{Date, Error, Id, Result};
use std::sync::Arc;

/// The days off of 2027 as somebody might arrange them: invented, with make-up Saturdays and a Sunday.
const NOTICE: &str = "2027-01-01 rest 元旦|2027-01-02 rest 元旦|2027-01-03 rest 元旦|2027-02-05 rest 春节|2027-02-06 rest 春节|\
2027-02-07 rest 春节|2027-02-08 rest 春节|2027-02-09 rest 春节|2027-02-10 rest 春节|2027-02-11 rest 春节|2027-02-14 work 春节|\
2027-02-20 work 春节|2027-04-05 rest 清明节|2027-05-01 rest 劳动节|2027-05-02 rest 劳动节|2027-05-03 rest 劳动节|\
2027-05-04 rest 劳动节|2027-05-05 rest 劳动节|2027-05-08 work 劳动节|2027-06-09 rest 端午节|2027-09-15 rest 中秋节|\
2027-10-01 rest 国庆节|2027-10-02 rest 国庆节|2027-10-03 rest 国庆节|2027-10-04 rest 国庆节|2027-10-05 rest 国庆节|\
2027-10-06 rest 国庆节|2027-10-07 rest 国庆节|2027-10-09 work 国庆节";

/// Its days.
pub(crate) fn invented() -> Vec<Named> {
    let of = |row: &str| {
        let mut words = row.split(' ');
        Some(Named {
            date: words.next()?.parse().ok()?,
            kind: match words.next()? {
                "rest" => Kind::Rest,
                _ => Kind::Work,
            },
            name: words.next()?.to_owned(),
        })
    };
    NOTICE.split('|').filter_map(of).collect()
}

fn staff(words: Words, title: &str) -> Page {
    let (href, key) = match title {
        _ if title == words.get("due-inbox") => ("/inbox", "due-nav-inbox"),
        _ => ("/calendar", "due-nav-calendar"),
    };
    sample::staff(words, title, (href, key))
}

fn found(of: &Arc<CaseType>) -> Inbox {
    let lines = vec![
        line(of, 12, "明年春天的沟渠清淤", "doing", NOT_FIXED),
        line(of, 7, "村口路灯不亮", "doing", "2022-07-26"),
        line(
            of,
            9,
            "楼道堆放杂物，老人出入不便",
            "assigned",
            "2022-08-05",
        ),
        line(of, 10, "自来水压力小", "waiting", PAUSED),
    ];
    let counts = |all: i64, not_fixed: i64, over: i64| Counts {
        all,
        not_fixed,
        over,
    };
    let pile = counts(4, 1, 1);
    Inbox {
        told: [(Id(7), vec![(day(2022, 7, 29), "manage".to_owned())])].into(),
        trays: vec![
            pile,
            counts(1, 0, 0),
            counts(1, 0, 1),
            counts(3, 0, 1),
            counts(26, 1, 2),
        ],
        pile,
        has_more: false,
        lines,
    }
}

fn falls(of: &Arc<CaseType>, number: i64, kind: &str, day: Date) -> Falls {
    let row = DueRow {
        case: Id(number),
        code: "appeal".into(),
        number: format!("AP-2022-{number:04}"),
        kind_id: Id(1),
        kind_seq: 1,
        state: "doing".into(),
        clock: "handle".into(),
        kind: kind.into(),
        day,
        line: 0,
    };
    Falls {
        row,
        of: of.clone(),
    }
}

/// Days of a month, for the page and for what a calendar program gets.
pub(super) fn month(of: &Arc<CaseType>) -> Vec<Falls> {
    let october = |at: i8| day(2022, 10, at);
    let mut all = vec![
        falls(of, 301, "due", october(8)),
        falls(of, 302, "due", october(9)),
        falls(of, 304, "warn", october(18)),
    ];
    all.extend((305..310).map(|number| falls(of, number, "due", october(21))));
    all
}

/// The year that an invented notice makes, and its preview.
fn notice() -> Result<(notices::Shown, preview::Preview)> {
    let published = Calendar::published()?;
    let plan = planned(&published, &[], &invented())?;
    let with = Arc::new(plan.calendar.clone());
    let notice = NoticeRow {
        id: Id(1),
        seq: 1,
        year: 2027,
        number: "示例〔2026〕1号".into(),
        source: "示例，不是真的通知".into(),
        published: day(2026, 11, 5),
        is_whole: true,
    };
    let holidays = notices::Shown {
        calendar: with,
        year: 2027,
        today: day(2026, 12, 1),
        notices: vec![notice],
        following: None,
        may_import: true,
    };
    let preview = preview::Preview {
        id: Id(5),
        file: "2027.csv".into(),
        plan,
        effect: Effect {
            fixed: 12,
            moved: 1,
            open: 40,
        },
        today: day(2026, 12, 1),
    };
    Ok((holidays, preview))
}

/// Name and HTML of each.
pub fn samples(lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let of = cases::read::parsed(cases::types::APPEAL)?;
    let published = Calendar::published()?;
    let page = |key: &str| staff(words, &words.get(key));
    let pile = |tray| Pile {
        tray,
        unit: None,
        code: None,
        late: None,
        after: None,
    };
    let whole = found(&of);
    let none = Inbox::default();
    let inbox_of = |found: &Inbox, pile: &Pile| {
        let shown = inbox::Shown {
            kinds: &[KIND],
            pile,
            found,
            units: &[],
            today: day(2022, 7, 31),
        };
        shown.view(page("due-inbox"))
    };
    let month_of = |day: Option<Date>, falls: Vec<Falls>| {
        let shown = calendar::Shown {
            kinds: &[KIND],
            calendar: &published,
            first: sample::day(2022, 10, 1),
            day,
            today: sample::day(2022, 10, 11),
            falls,
            has_more: false,
        };
        shown.view(page("due-calendar"))
    };
    let (holidays, preview) = notice()?;
    let feed_of = |address: Option<&str>, made_at, is_reached| {
        let shown = feed::Shown {
            made_at,
            address: address.map(str::to_owned),
            is_deputy: false,
            is_reached,
        };
        feed::view(page("due-feed"), &shown)
    };
    let address = "https://zhen.example/public/calendar/00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let made = Some(day(2022, 10, 11).start_micros());
    let form = notices::form_view(page("due-notice-import"), &Again::default());
    let views = [
        ("due-inbox", inbox_of(&whole, &pile(Tray::Waiting))),
        ("due-inbox-none", inbox_of(&none, &pile(Tray::Escalated))),
        ("due-month", month_of(None, month(&of))),
        (
            "due-day",
            month_of(Some(day(2022, 10, 21)), month(&of).split_off(3)),
        ),
        ("due-day-none", month_of(Some(day(2022, 10, 1)), Vec::new())),
        (
            "due-holidays",
            notices::view(page("due-holidays"), &holidays),
        ),
        (
            "due-notice",
            preview::view(page("due-notice-preview"), &preview, &Again::default()),
        ),
        ("due-notice-form", form),
        ("due-feed", feed_of(None, None, true)),
        ("due-feed-made", feed_of(Some(address), made, true)),
        ("due-feed-nowhere", feed_of(None, made, false)),
    ];
    let mut all = Vec::new();
    for (name, view) in views {
        let html = view.render().map_err(|e| Error::internal("a sample", e))?;
        all.push((name, html));
    }
    Ok(all)
}
