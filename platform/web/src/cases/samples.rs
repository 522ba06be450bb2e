//! The pages of cases from invented data, in any language: of concerns, since a kind must be named.

use super::read::{Asked, Chained, Clock, Listed, Shown, Step};
use super::words::Names;
use super::{Kind, Paths};
use super::{door, view};
use crate::i18n::{Lang, Words};
use crate::layout::Page;
use crate::sample::{self, day};
use crate::view::View;
use access::deputies::Signature;
use cases::clocks::{Deadline, Limit, Moment, Run};
use cases::declared::{CaseType, Level};
use cases::event::{Patch, Value};
use cases::standing::{NO_CLOCK, NOT_FIXED, PAUSED};
use cases::store::{NowRow, Sought};
use cases::workdays::Calendar;
use cases::{Line, marks};
use kernel::{Error, Id, Result};
use std::sync::Arc;

pub(crate) const KIND: Kind = Kind {
    code: "appeal",
    prefix: "AP",
    base: "/appeals",
    nav: "appeals-nav",
    title: "appeals-title",
    new: "appeals-new",
    empty: "appeals-empty",
    empty_text: "appeals-empty-text",
    open: cases::open_case,
    paths: Paths {
        new: "/appeals/new",
        one: "/appeals/{id}",
        act: "/appeals/{id}/do/{action}",
        decide: "/appeals/{id}/decide/{event}",
        file: "/appeals/list.xlsx",
    },
    doors: &[],
};

fn staff(words: Words, title: &str) -> Page {
    sample::staff(words, title, (KIND.base, KIND.nav))
}

pub(crate) fn line(of: &Arc<CaseType>, number: i64, title: &str, state: &str, due: &str) -> Line {
    let id = Id(number);
    Line {
        row: NowRow {
            id,
            kind_id: Id(1),
            code: "appeal".into(),
            number: format!("AP-2022-{number:04}"),
            unit: Id(3),
            owner: Id(4),
            state: state.into(),
            kind: "open".into(),
            opened: day(2022, 7, 25),
            ended: None,
            due: due.into(),
            clock: "handle".into(),
            last: number,
        },
        title: (!title.is_empty()).then(|| title.to_owned()),
        unit: "柳园社区".into(),
        owner: "柳园街道办事处".into(),
        of: of.clone(),
    }
}

fn listed(of: &Arc<CaseType>) -> Listed {
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
        line(of, 11, "", "doing", NO_CLOCK),
    ];
    Listed {
        count: 5,
        overdue: 1,
        has_more: false,
        lines,
    }
}

fn by(name: &str) -> Signature {
    Signature {
        name: name.into(),
        principal: None,
    }
}

fn step(date: kernel::Date, action: &str, state: &str, name: &str, reason: Option<&str>) -> Step {
    Step {
        day: date,
        action: action.into(),
        state: state.into(),
        by: by(name),
        reason: reason.map(str::to_owned),
    }
}

/// What a concern's clock declares, five working days behind its last day gone.
fn chain(run: &Run, calendar: &Calendar) -> Vec<Chained> {
    let now = Moment::now(day(2022, 5, 13).start_micros() / 1_000_000);
    let step = |kind, n, when: Deadline, level| Chained {
        kind,
        n,
        when,
        unit: "柳园社区".into(),
        level,
        is_past: when.day().is_some_and(|day| day <= now.day),
    };
    let (act, manage) = (Some(Level::Act), Some(Level::Manage));
    vec![
        step(marks::Kind::Warn, 50, run.reminder(50, calendar), None),
        step(marks::Kind::Due, 0, run.deadline(calendar), None),
        step(marks::Kind::Notify, 1, run.step(1, calendar), act),
        step(marks::Kind::Notify, 3, run.step(3, calendar), manage),
        step(marks::Kind::Notify, 5, run.step(5, calendar), manage),
    ]
}

pub(super) fn shown(of: &Arc<CaseType>) -> Result<Shown> {
    let text = |text: &str| Value::Text(text.into());
    let fields: Patch = [
        ("title", text("村口路灯不亮")),
        ("channel", Value::Code("counter".into())),
        ("category", Value::Code("roads".into())),
        (
            "detail",
            text("村西头第三盏路灯不亮已经一周，晚上老人出门不方便。"),
        ),
        ("owner_unit", Value::Unit(Id(4))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let started = Moment::now(day(2022, 4, 29).start_micros() / 1_000_000 + 36_000);
    let run = Run::start(Limit::working_days(5), started);
    let calendar = cases::workdays::current()?;
    Ok(Shown {
        id: Id(7),
        number: "AP-2022-0007".into(),
        of: of.clone(),
        state: "doing".into(),
        unit: "柳园社区".into(),
        owner: "柳园街道办事处".into(),
        fields,
        names: Names::default(),
        photos: Vec::new(),
        clocks: vec![Clock {
            code: "handle".into(),
            due: run.deadline(calendar),
            is_over: true,
            why: run.explain(calendar),
            unit: run.limit.unit,
            chain: chain(&run, calendar),
        }],
        steps: vec![
            step(day(2022, 4, 29), "open", "new", "", None),
            step(day(2022, 4, 29), "accept", "assigned", "路晓棠", None),
            step(day(2022, 5, 5), "start", "doing", "段秋耕", None),
            step(
                day(2022, 5, 6),
                "extend",
                "doing",
                "段秋耕",
                Some("配件五月中旬才能到货"),
            ),
        ],
        asked: vec![Asked {
            event: 3,
            action: "extend".into(),
            by: by("段秋耕"),
            reason: Some("配件五月中旬才能到货".into()),
            may: true,
        }],
        alike: Vec::new(),
        may_give: true,
        may_read: true,
        sees_people: true,
        may: vec!["ask".into(), "solve".into(), "withdraw".into()],
        own: vec!["ask".into(), "solve".into(), "withdraw".into()],
        last: 4,
    })
}

fn visitor(words: Words, title: &str) -> Page {
    let mut page = Page::new(words, title);
    page.org = words.get("web-tagline");
    page
}

fn receipt(words: Words) -> View {
    let told = door::receipt::Told {
        number: "AP-2022-0007".into(),
        code: Some("7K2M9XQ4".into()),
    };
    let page = visitor(words, &words.get("receipt-title"));
    door::receipt::view(page, &told, Some("https://zhen.example.cn"), None)
}

/// As whoever brought it sees it while an answer is awaited.
fn follow(words: Words, shown: &Shown) -> View {
    let mut shown = shown.clone();
    shown.state = "waiting".into();
    shown.may = vec!["answer".into(), "withdraw".into()];
    let question = Value::Text("是哪一盏路灯？".into());
    shown.fields.insert("question".into(), question);
    let page = visitor(words, &shown.number);
    door::follow::page_of(page, &shown, "/follow/AP-2022-0007-7K2M9XQ4")
}

/// Name and HTML of each.
pub fn samples(lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let of = cases::read::parsed(cases::types::APPEAL)?;
    let today = day(2022, 7, 31);
    let list = |listed: &Listed, asked: &Sought| {
        let page = staff(words, &words.get(KIND.title));
        view::list(page, KIND, asked, listed, today, (true, &[], None)).render()
    };
    let open = Sought {
        code: "appeal".into(),
        ..Sought::default()
    };
    let ended = Sought {
        is_ended: true,
        ..open.clone()
    };
    let shown = shown(&of)?;
    let html = |made: askama::Result<String>| made.map_err(|e| Error::internal("a sample", e));
    let mut all = super::report::samples::samples(lang)?;
    all.extend([
        ("cases-list", html(list(&listed(&of), &open))?),
        ("cases-list-empty", html(list(&Listed::default(), &open))?),
        (
            "cases-list-none-ended",
            html(list(&Listed::default(), &ended))?,
        ),
        (
            "cases-one",
            html(view::one(staff(words, &shown.number), KIND, &shown).render())?,
        ),
        ("receipt", html(receipt(words).render())?),
        ("follow", html(follow(words, &shown).render())?),
    ]);
    Ok(all)
}
