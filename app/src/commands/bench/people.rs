//! Lists of invented people: their import from a workbook, and the pages that a clerk opens when there are many.

use super::ground::{self, Folder, Ground};
use super::{Told, at, commit, machine, now, peak_rss_mb, store as sql, told};
use crate::desk::Desk;
use crate::say;
use kernel::{Ctx, Date, Error, Id, Result};
use modules::people::import_file::{self, ListFile};
use modules::people::import_households::import_households;
use modules::people::model::ListOptions;
use modules::people::pages_data::{self, Filter, Order};
use serde::Serialize;
use sheets::{OutCell, OutColumn, OutKind, OutTable};
use std::time::Duration;
use store::CommandKey;
use web::i18n::Words;

/// Rows of one list.
const LIST: u32 = 100_000;
const ROWS: i64 = 100;
/// Enough for every reader's connection to have met a page before the slowest hundredth is asked for.
const RUNS: usize = 1_000;
const HEADER: [&str; 7] = [
    "户编号",
    "行政村",
    "姓名",
    "证件号码",
    "与户主关系",
    "户类型",
    "首次识别时间",
];
const SURNAMES: &str = "张王李赵刘陈杨黄周吴徐孙胡朱高林何郭马罗";
const GIVEN: &str = "秀英桂兰建国志强春梅海燕文斌玉华永福德胜景行晓棠素云怀谷望山听雪";

fn list(villages: &[(String, Id)], from: u32) -> Vec<[String; 7]> {
    let one = |n: u32| {
        let household = n / 4;
        let village = villages.get(household as usize % villages.len().max(1));
        let status = match household % 50 {
            0 => "边缘易致贫户",
            h if h % 3 == 0 => "脱贫户",
            _ => "一般农户",
        };
        [
            format!("H{household:09}"),
            village.map(|(code, _)| code.clone()).unwrap_or_default(),
            name(n),
            identity(n),
            if n.is_multiple_of(4) {
                "户主"
            } else {
                "其他"
            }
            .to_owned(),
            status.to_owned(),
            "2018.12".to_owned(),
        ]
    };
    (from..from + LIST).map(one).collect()
}

fn name(n: u32) -> String {
    let of = |text: &str, n: u32| {
        let count = text.chars().count() as u32;
        text.chars().nth((n % count) as usize).unwrap_or('张')
    };
    [of(SURNAMES, n), of(GIVEN, n / 7), of(GIVEN, n / 3 + 11)]
        .into_iter()
        .collect()
}

/// A number of GB 11643 whose sequence is issued to nobody, each once.
fn identity(n: u32) -> String {
    // Seventy years from 1935 on; then the next sequence, then the next division.
    let (day, rest) = (n % 25_000, n / 25_000);
    let birth = Date::new(1935, 1, 1).map(|first| first.plus_days(day.into()));
    let birth = birth.map(|day| day.to_string().replace('-', ""));
    let body = format!(
        "3715{:02}{}{}",
        10 + rest / 4,
        birth.unwrap_or_default(),
        996 + rest % 4
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.bytes().map(|b| u32::from(b.saturating_sub(b'0')));
    let sum: u32 = digits.zip(weights).map(|(digit, w)| digit * w).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize);
    format!("{body}{}", check.unwrap_or('0'))
}

fn workbook(rows: &[[String; 7]]) -> Result<Vec<u8>> {
    let cells = |row: &[String; 7]| row.iter().cloned().map(OutCell::Text).collect();
    let table = OutTable {
        sheet: "1".into(),
        columns: HEADER
            .map(|header| OutColumn::new(header, OutKind::Text))
            .into(),
        rows: rows.iter().map(cells).collect(),
        ..OutTable::default()
    };
    sheets::write_xlsx(&[table])
}

/// How long each step of an import took.
#[derive(Default)]
struct Took {
    read: Duration,
    compare: Duration,
    commit: Duration,
}

fn import(desk: &Desk, ctx: &Ctx, bytes: Vec<u8>, name: &'static str) -> Result<Took> {
    let mut took = Took::default();
    let start = now();
    let table = import_file::read_table(&bytes, name, &[])
        .map_err(|fault| Error::Internal(format!("the list: {}", fault.code)))?;
    took.read = start.elapsed();
    let start = now();
    let options = ListOptions {
        as_of: ctx.today(),
        village: None,
        no_identity_reason: None,
    };
    let by = ctx.clone();
    let file: ListFile = desk
        .db
        .read(move |tx| import_file::compare_table(tx, &by, &bytes, table, &options))?;
    if let Some(problem) = file.errors.first() {
        return Err(Error::Internal(format!("the list: {problem:?}")));
    }
    took.compare = start.elapsed();
    let start = now();
    let (input, reading) = (file.input(), file.reading);
    let deed = move |tx: &mut store::Tx, ctx: &Ctx, input| {
        import_households(tx, ctx, input, &reading).map(drop)
    };
    desk.db.act(ctx, CommandKey::fresh(ctx), input, deed)?;
    took.commit = start.elapsed();
    Ok(took)
}

#[derive(Serialize)]
struct Imported {
    engine: &'static str,
    rows: u32,
    read_s: f64,
    compare_s: f64,
    commit_s: f64,
}

/// A workbook of 100,000 rows into an installation that has its people's villages and nobody in them.
pub fn import_xlsx(database: Option<&str>, words: Words) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let desk = Desk::open(settings)?;
    say::progress(&words.get("cli-bench-ground"));
    let (ground, villages) = people(&desk)?;
    let rows = list(&villages, 0);
    let bytes = workbook(&rows)?;
    let clerk = ground.stage.by(ground.office.org, ground.office.clerk);
    let took = import(&desk, &clerk, bytes, "list.xlsx")?;
    let total_s = (took.read + took.compare + took.commit).as_secs_f64();
    told(Told {
        name: "import",
        total_s,
        peak_rss_mb: peak_rss_mb(),
        baseline: "the workbook read as a table: nothing compared, nothing stored",
        baseline_s: took.read.as_secs_f64(),
        ratio: total_s / took.read.as_secs_f64(),
        machine: machine(),
        commit: commit(),
        more: Imported {
            engine,
            rows: LIST,
            read_s: took.read.as_secs_f64(),
            compare_s: took.compare.as_secs_f64(),
            commit_s: took.commit.as_secs_f64(),
        },
    })
}

fn people(desk: &Desk) -> Result<(Ground, Vec<(String, Id)>)> {
    let ground = Ground::new(desk, 1)?;
    let unit = ground.office.township;
    let villages = desk.db.read(move |tx| sql::villages(tx, unit))?;
    if villages.is_empty() {
        return Err(Error::Internal("a township without villages".into()));
    }
    Ok((ground, villages))
}

#[derive(Serialize)]
struct Pages {
    engine: &'static str,
    people: u32,
    /// Page, p50 and p99 in milliseconds.
    pages: Vec<(String, f64, f64)>,
    worst_p99_ms: f64,
}

/// Pages of 100 rows with their count, and one person's, of a township with all the people.
pub fn pages(
    people_wanted: u32,
    database: Option<&str>,
    words: Words,
) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let begin = now();
    let desk = Desk::open(settings)?;
    say::progress(&words.get("cli-bench-ground"));
    let (ground, villages) = people(&desk)?;
    let clerk = ground.stage.by(ground.office.org, ground.office.clerk);
    for from in (0..people_wanted).step_by(LIST as usize) {
        let lines = list(&villages, from)
            .iter()
            .map(|row| row.join(","))
            .collect::<Vec<_>>();
        let text = format!("{}\n{}\n", HEADER.join(","), lines.join("\n"));
        import(&desk, &clerk, text.into_bytes(), "list.csv")?;
        say::progress(&(from + LIST).to_string());
    }
    let mut pages = Vec::new();
    for (what, filter) in filters(villages.first().map(|(_, id)| *id)) {
        let times = timed(&desk, &clerk, move |tx, ctx| {
            pages_data::people(tx, ctx, &filter, ROWS).map(drop)
        })?;
        pages.push((what.to_owned(), at(&times, 50) / 1e3, at(&times, 99) / 1e3));
    }
    let by = clerk.clone();
    let first = desk
        .db
        .read(move |tx| pages_data::people(tx, &by, &Filter::default(), 1))?;
    if let Some(row) = first.rows.first() {
        let (person, household) = (row.id, row.household);
        let times = timed(&desk, &clerk, move |tx, ctx| {
            pages_data::person(tx, ctx, person).map(drop)
        })?;
        pages.push((
            "one person".into(),
            at(&times, 50) / 1e3,
            at(&times, 99) / 1e3,
        ));
        let times = timed(&desk, &clerk, move |tx, ctx| {
            pages_data::household(tx, ctx, household, ctx.today()).map(drop)
        })?;
        pages.push((
            "one household".into(),
            at(&times, 50) / 1e3,
            at(&times, 99) / 1e3,
        ));
    }
    let worst = pages.iter().map(|(_, _, p99)| *p99).fold(0.0, f64::max);
    told(Told {
        name: "page",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "the goal of 10 ms for each page",
        baseline_s: 0.010,
        ratio: worst / 10.0,
        machine: machine(),
        commit: commit(),
        more: Pages {
            engine,
            people: people_wanted,
            pages,
            worst_p99_ms: worst,
        },
    })
}

fn filters(village: Option<Id>) -> Vec<(&'static str, Filter)> {
    let by = |order: Order, after: Option<&str>| Filter {
        order,
        after: after.map(|text| (text.to_owned(), Id(0))),
        ..Filter::default()
    };
    let text = |text: &str| Filter {
        text: Some(text.to_owned()),
        ..Filter::default()
    };
    vec![
        ("people by name", by(Order::Name, None)),
        ("people by name, deep", by(Order::Name, Some("wu j"))),
        ("people by number", by(Order::Number, None)),
        ("people by number, deep", by(Order::Number, Some("H00010"))),
        ("people by village", by(Order::Village, None)),
        (
            "people of one village",
            Filter {
                unit: village,
                ..Filter::default()
            },
        ),
        ("people 张", text("张")),
        ("people by initials zcs", text("zcs")),
        ("people zhangchun", text("zhangchun")),
    ]
}

fn timed(
    desk: &Desk,
    ctx: &Ctx,
    page: impl Fn(&mut store::Tx, &Ctx) -> Result<()> + Send + Clone + 'static,
) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let (page, by) = (page.clone(), ctx.clone());
        let start = now();
        desk.db.read(move |tx| page(tx, &by))?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times)
}
