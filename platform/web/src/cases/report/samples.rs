//! The pages of a report with invented numbers.

use super::ask::{Ask, Sought};
use super::read::{Behind, Found, Line, Named};
use super::{Report, ReportPaths, view};
use crate::i18n::{Lang, Words};
use crate::layout::Page;
use crate::pages::divisions::Division;
use crate::sample::{self, day};
use figures::Number;
use figures::declared::{Answer, CaseRow, Counted, Made};
use figures::period::Every;
use kernel::{Error, Id, Result};

const REPORT: Report = Report {
    code: "appeal",
    base: "/appeals",
    cases: "appeals-title",
    title: "appeals-report",
    paths: ReportPaths {
        page: "/appeals/report",
        file: "/appeals/report.xlsx",
        rows: "/appeals/report/rows",
        rows_file: "/appeals/report/rows.xlsx",
    },
};

fn counted(rows: i64) -> Counted {
    Counted {
        rows,
        seen: rows,
        total: rows,
    }
}

fn number(rows: i64) -> Answer {
    Answer {
        value: Some(Number {
            scaled: rows,
            places: 0,
        }),
        is_percent: false,
        lists: vec![counted(rows)],
    }
}

fn percent(part: i64, whole: i64) -> Answer {
    Answer {
        value: Number::percent(part, whole),
        is_percent: true,
        lists: vec![counted(part), counted(whole)],
    }
}

/// Taken in, in time, late, rate, open, overdue.
fn answers([taken, kept, late, open, over]: [i64; 5]) -> Vec<Answer> {
    let rate = percent(kept, kept + late);
    vec![
        number(taken),
        number(kept),
        number(late),
        rate,
        number(open),
        number(over),
    ]
}

fn found(words: Words) -> Found {
    let named = |code: &str, zh: &str, en: &str, made| Named {
        code: code.into(),
        name: words.either(zh, en),
        made,
    };
    let count = Some(Made::Count);
    let columns = vec![
        named("appeals_taken_in", "受理诉求", "Concerns taken in", count),
        named("answered_in_time", "按时答复", "Answered in time", count),
        named("answered_late", "逾期答复", "Answered late", count),
        named("on_time_rate", "按时答复率", "On-time rate", None),
        named("still_open", "在办", "Still open", count),
        named("overdue", "在办已逾期", "Open and overdue", count),
    ];
    fn line<P>(of: P, numbers: [i64; 5]) -> Line<P> {
        let answers = answers(numbers);
        Line { of, answers }
    }
    let month = |month: i8| {
        let first = day(2022, month, 1);
        (first, Every::Month.last(first))
    };
    let periods = vec![
        line(month(4), [61, 57, 3, 0, 0]),
        line(month(5), [74, 70, 4, 0, 0]),
        line(month(6), [93, 88, 5, 0, 0]),
        line(month(7), [88, 70, 2, 16, 3]),
    ];
    let drawn = periods.iter().map(|line| Line {
        of: line.of,
        answers: line.answers.iter().take(3).cloned().collect(),
    });
    let unit = |id: i64, name: &str| Division {
        id: Id(id),
        code: format!("37150200200{id}"),
        name: name.into(),
    };
    let whole = answers([316, 285, 14, 16, 3]);
    let mut all: Vec<(Named, Answer)> = columns.iter().cloned().zip(whole.clone()).collect();
    let days = Answer {
        value: Some(Number {
            scaled: 35,
            places: 1,
        }),
        ..number(299)
    };
    let median = Some(Made::MedianDays);
    all.push((
        named(
            "days_to_answer",
            "答复用时中位数（天）",
            "Median days to the answer",
            median,
        ),
        days,
    ));
    Found {
        all,
        chart: columns.iter().take(3).cloned().collect(),
        columns,
        whole,
        units: vec![
            line((unit(1, "柳园社区"), false), [150, 139, 6, 5, 1]),
            line((unit(2, "利民社区"), false), [101, 90, 5, 6, 1]),
            line((unit(3, "柳园街道"), true), [65, 56, 3, 5, 1]),
        ],
        drawn: drawn.collect(),
        periods,
        is_cut: false,
        sources: vec!["山东省政务服务热线管理办法（2020年1月起施行）".into()],
    }
}

fn ask(words: Words) -> Ask {
    Ask {
        division: Division::sample(words),
        own: false,
        from: day(2022, 4, 1),
        to: day(2022, 7, 31),
        every: Every::Month,
        as_of: day(2022, 7, 31),
        as_known: None,
    }
}

fn rows(words: Words) -> Behind {
    let figure = Named {
        code: "on_time_rate".into(),
        name: words.either("按时答复率", "On-time rate"),
        made: None,
    };
    let row = |n: i64, unit: &str, on: i8| CaseRow {
        id: Id(n),
        case: Id(n),
        number: format!("AP-2022-{n:04}"),
        unit: unit.into(),
        at: day(2022, 7, on),
        amount: 1,
    };
    let mut answer = percent(70, 72);
    for list in &mut answer.lists {
        list.seen = 2;
    }
    Behind {
        name: figure.name.clone(),
        figure,
        answer,
        lists: vec![
            words.either("按时答复", "Answered in time"),
            words.either("已答复", "Answered"),
        ],
        rows: vec![row(412, "柳园社区", 4), row(431, "利民社区", 9)],
        next: None,
    }
}

/// Name and HTML of each.
pub fn samples(lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let staff =
        |title: String| -> Page { sample::staff(words, &title, ("/appeals", "appeals-nav")) };
    let title = words.get(REPORT.title);
    let html = |made: askama::Result<String>| made.map_err(|e| Error::internal("a sample", e));
    let none = Found {
        units: Vec::new(),
        drawn: Vec::new(),
        is_cut: true,
        ..found(words)
    };
    let ask = ask(words);
    let known = Ask {
        as_known: Some(1_234),
        own: true,
        ..ask.clone()
    };
    let behind = rows(words);
    let nothing = Behind {
        rows: Vec::new(),
        answer: percent(0, 0),
        ..behind.clone()
    };
    let sought = Sought::default();
    Ok(vec![
        (
            "cases-report",
            html(view::report(staff(title.clone()), REPORT, &ask, &found(words)).render())?,
        ),
        (
            "cases-report-none",
            html(view::report(staff(title), REPORT, &known, &none).render())?,
        ),
        (
            "cases-report-rows",
            html(
                view::behind(staff(behind.name.clone()), REPORT, &ask, &sought, &behind).render(),
            )?,
        ),
        (
            "cases-report-no-rows",
            html(
                view::behind(
                    staff(behind.name.clone()),
                    REPORT,
                    &known,
                    &sought,
                    &nothing,
                )
                .render(),
            )?,
        ),
    ])
}
