//! The pages of cases from invented data, in any language: of concerns, since a kind must be named.

use super::read::{Asked, Clock, Listed, Shown, Step};
use super::view;
use super::words::Names;
use super::{Kind, Paths};
use crate::i18n::{Lang, Words};
use crate::layout::Page;
use crate::sample::{self, day};
use access::deputies::Signature;
use cases::Line;
use cases::clocks::{Limit, Moment, Run};
use cases::declared::CaseType;
use cases::event::{Patch, Value};
use cases::standing::{NO_CLOCK, NOT_FIXED, PAUSED};
use cases::store::{NowRow, Sought};
use kernel::{Error, Id, Result};
use std::sync::Arc;

const KIND: Kind = Kind {
    code: "appeal",
    prefix: "AP",
    base: "/appeals",
    nav: "appeals-nav",
    title: "appeals-title",
    new: "appeals-new",
    empty: "appeals-empty",
    empty_text: "appeals-empty-text",
    paths: Paths {
        new: "/appeals/new",
        one: "/appeals/{id}",
        act: "/appeals/{id}/do/{action}",
        decide: "/appeals/{id}/decide/{event}",
        file: "/appeals/list.xlsx",
    },
};

fn staff(words: Words, title: &str) -> Page {
    sample::staff(words, title, (KIND.base, KIND.nav))
}

fn line(of: &Arc<CaseType>, number: i64, title: &str, state: &str, due: &str) -> Line {
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

fn shown(of: &Arc<CaseType>) -> Result<Shown> {
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
        may: vec!["ask".into(), "solve".into(), "withdraw".into()],
        last: 4,
    })
}

/// Name and HTML of each.
pub fn samples(lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let of = cases::read::parsed(cases::types::APPEAL)?;
    let today = day(2022, 7, 31);
    let list = |listed: &Listed, asked: &Sought| {
        let page = staff(words, &words.get(KIND.title));
        view::list(page, KIND, asked, listed, today, true, None).render()
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
    ]);
    Ok(all)
}
