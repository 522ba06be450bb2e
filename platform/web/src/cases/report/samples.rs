//! The pages of a report with invented numbers.

use super::ask::{Ask, Sought};
use super::public::{self, Named as Issued, Typed};
use super::read::{Behind, Comparing, Found, Line, Named};
use super::{Class, Compared, Frame, Place, PublicPaths, Report, ReportPaths, view};
use crate::i18n::{Lang, Words};
use crate::layout::Page;
use crate::pages::divisions::Division;
use crate::sample::{self, day};
use figures::Number;
use figures::declared::{Answer, CaseRow, Counted, Made};
use figures::issue::{Issue, IssuedTable, Step};
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
        csv: "/appeals/report.csv",
        rows: "/appeals/report/rows",
        rows_file: "/appeals/report/rows.xlsx",
        rows_csv: "/appeals/report/rows.csv",
    },
    each: None,
    public: Some(PublicPaths {
        list: "/appeals/report/public",
        one: "/appeals/report/public/{issue}",
        open: "/public/concerns",
        open_one: "/public/concerns/{link}",
        title: "issue-title",
    }),
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
        classes: Vec::new(),
        compared: Compared::default(),
        compare: None,
        slices: Vec::new(),
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
        frame: None,
        slice: None,
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

fn issue(step: Step) -> Issued {
    use figures::suppress::{Counts, public};
    let counts = Counts {
        cells: vec![
            vec![118, 14, 3, 9, 5, 1],
            vec![77, 9, 6, 5, 3, 1],
            vec![40, 12, 0, 8, 5, 0],
        ],
    };
    let name = |zh: &str, en: &str| figures::issue::Name {
        zh: zh.into(),
        en: en.into(),
    };
    let columns = vec![
        name("已解决（满意）", "Solved, satisfied"),
        name("已答复（满意）", "Answered, satisfied"),
        name("不满意", "Dissatisfied"),
        name("未评价", "Not rated or not reached"),
        name("办理中", "Under way"),
        name("撤回作废", "Withdrawn or void"),
    ];
    let mut table = IssuedTable::of(&public(&counts), columns, name("收到", "Received"));
    for (row, unit) in table
        .rows
        .iter_mut()
        .zip(["柳园社区", "利民社区", "柳园街道"])
    {
        row.unit = unit.into();
        row.is_own = unit == "柳园街道";
    }
    table.sources = vec!["政府信息公开条例".into()];
    Issued {
        unit: "柳园街道".into(),
        issue: Issue {
            org: 1,
            id: Id(7),
            from: day(2022, 8, 3),
            kind: "appeal".into(),
            unit: Id(1),
            first: day(2022, 7, 1),
            last: day(2022, 7, 31),
            as_of: day(2022, 8, 2),
            known: 1_234,
            step,
            asked_by: Id(3),
            asked_seq: 1_234,
            reason: (step == Step::Withdrawn).then(|| "有两件重复登记".into()),
            table,
        },
    }
}

const CAMPAIGN: Report = Report {
    code: "finding",
    base: "/findings",
    cases: "findings-title",
    title: "campaigns-report",
    paths: ReportPaths {
        page: "/campaigns/{id}/report",
        file: "/campaigns/{id}/report.xlsx",
        csv: "/campaigns/{id}/report.csv",
        rows: "/campaigns/{id}/report/rows",
        rows_file: "/campaigns/{id}/report/rows.xlsx",
        rows_csv: "/campaigns/{id}/report/rows.csv",
    },
    each: None,
    public: None,
};

/// The report of one campaign: two classes of villages, one of them too small to be compared, and three rounds.
fn campaign(words: Words) -> Result<(&'static str, String)> {
    let rounds = [1, 2, 3].map(|round| {
        let args = [("round", &*format!("{round}"))].map(|(name, value)| (name, value.to_owned()));
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        (round, words.with("campaigns-round-title", &args))
    });
    let frame = Frame {
        id: Id(7),
        name: "村村容貌提升百日攻坚".into(),
        home: "/campaigns/7".into(),
        cases: figures::declared::Kept {
            from: "",
            filter: "",
            case: "",
            slice: "",
        },
        from: day(2022, 4, 23),
        every: Every::Week,
        about: words.get("campaigns-report-about"),
        slice_name: words.get("campaigns-col-round"),
        slices_title: words.get("campaigns-report-rounds"),
        slices: rounds.into(),
        places: vec![("371425204201".into(), "东堤村委会".into())],
    };
    let ask = Ask {
        frame: Some(std::sync::Arc::new(frame)),
        every: Every::Week,
        ..ask(words)
    };
    let place = |unit: i64, name: &str, looked_at: i64, is_compared: bool| Place {
        unit: Id(unit),
        code: format!("37142520420{unit}"),
        name: name.into(),
        numbers: vec![
            looked_at.to_string(),
            if is_compared { "97.50" } else { "–" }.into(),
        ],
        is_compared,
    };
    let line = |of: Place, numbers: [i64; 5]| Line {
        of,
        answers: answers(numbers),
    };
    let found = found(words);
    let class = |name: &str, lines: Vec<Line<Place>>| {
        let places = lines.iter().map(|line| line.of.clone()).collect();
        let class = Class {
            name: name.into(),
            places,
        };
        (class, lines)
    };
    let classes = vec![
        class(
            "A类",
            vec![
                line(place(1, "东堤村委会", 34, true), [31, 28, 2, 1, 0]),
                line(place(2, "西堤村委会", 34, true), [24, 24, 0, 0, 0]),
                line(place(3, "柳溪村委会", 9, false), [6, 5, 1, 0, 0]),
            ],
        ),
        class(
            "B类",
            vec![line(place(4, "石桥村委会", 34, true), [17, 12, 3, 2, 1])],
        ),
    ];
    let rates =
        [(1, 93), (2, 100), (3, 83), (4, 80)].map(|(unit, rate)| (Id(unit), percent(rate, 100)));
    let compare = found.columns.iter().find(|it| it.made.is_none());
    let found = Found {
        compare: compare.map(|figure| Comparing {
            figure: figure.clone(),
            lists: vec![
                words.either("按时销号", "Closed in time"),
                words.either("已销号", "Closed"),
            ],
            answers: rates.into(),
        }),
        compared: Compared {
            rules: vec![
                words.get("campaigns-rule-class"),
                words.with("campaigns-rule-least", &[("least", "17")]),
            ],
            heads: vec![
                words.get("campaigns-col-looked-at"),
                words.get("campaigns-col-mean"),
            ],
            classes: Vec::new(),
        },
        classes,
        slices: vec![
            Line {
                of: 1,
                answers: answers([40, 36, 3, 1, 0]),
            },
            Line {
                of: 2,
                answers: answers([27, 25, 1, 1, 0]),
            },
            Line {
                of: 3,
                answers: answers([11, 8, 2, 1, 1]),
            },
        ],
        ..found
    };
    let page = sample::staff(
        words,
        &words.get(CAMPAIGN.title),
        ("/campaigns", "campaigns-nav"),
    );
    let html = view::report(page, CAMPAIGN, &ask, &found).render();
    let html = html.map_err(|e| Error::internal("a sample", e))?;
    Ok(("cases-report-campaign", html))
}

/// The pages of public figures.
fn issues(words: Words) -> Result<Vec<(&'static str, String)>> {
    let Some(paths) = REPORT.public else {
        return Ok(Vec::new());
    };
    let staff = |title: &str| sample::staff(words, title, ("/appeals", "appeals-nav"));
    let title = words.get(paths.title);
    let open = || Page::new(words, &title);
    let typed = Typed {
        may: true,
        ..Typed::default()
    };
    let all = [Step::Asked, Step::Issued, Step::Withdrawn].map(issue);
    let one = |step| {
        let may = (true, String::new());
        public::one_view(staff(&title), paths, &issue(step), may, &[])
    };
    let views = [
        (
            "cases-issues",
            public::list_view(staff(&title), paths, &all, &typed, &[]),
        ),
        (
            "cases-issues-none",
            public::list_view(staff(&title), paths, &[], &Typed::default(), &[]),
        ),
        ("cases-issue-asked", one(Step::Asked)),
        ("cases-issue-issued", one(Step::Issued)),
        ("cases-issue-withdrawn", one(Step::Withdrawn)),
        (
            "cases-public",
            public::open_list_view(open(), paths, all.get(1..2).unwrap_or_default()),
        ),
        (
            "cases-public-none",
            public::open_list_view(open(), paths, &[]),
        ),
        (
            "cases-public-one",
            public::open_one_view(open(), &issue(Step::Issued)),
        ),
    ];
    let html = |(name, view): (&'static str, crate::view::View)| {
        let html = view.render();
        html.map(|html| (name, html))
            .map_err(|e| Error::internal("a sample", e))
    };
    views.into_iter().map(html).collect()
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
    let mut all = issues(words)?;
    all.push(campaign(words)?);
    all.extend(vec![
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
    ]);
    Ok(all)
}
