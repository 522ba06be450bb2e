//! Measures the import of a county and the lists that follow:
//! `cargo run --release -p modules --example people_import -- PEOPLE [URL FOLDER]`.
//!
//! Ten townships of forty villages; each township sends one list of 100,000 people. With a URL and a folder for
//! the key file the installation is kept, and `0` measures the lists of one made earlier. Everybody is invented.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measuring program: it reads the clock of the machine and stops where something is wrong"
)]

use kernel::ctx::{Actor, Via};
use kernel::{Ctx, Id, Result};
use modules::people::import_file;
use modules::people::import_households::import_households;
use modules::people::model::ListOptions;
use modules::people::pages_data::{self, Filter, Order};
use modules::people::search_number::{Wanted, search_number};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;
use store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use testkit::{FakeClock, SeededRng, cast};

const TOWNSHIPS: usize = 10;
/// Of each township.
const VILLAGES: usize = 40;
/// As many rows as one township's list has.
const LIST: usize = 100_000;
/// Of a page.
const ROWS: i64 = 100;
/// Of each query.
const RUNS: usize = 100;

#[derive(serde::Serialize)]
struct SetUp;
impl Input for SetUp {
    const DEED: &'static str = "measure.set_up";
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let people: usize = args.first().map_or(LIST, |text| text.parse().unwrap());
    let own = std::env::temp_dir().join(format!("zhen-people-import-{}", std::process::id()));
    let dir = args.get(2).map_or_else(|| own.clone(), Into::into);
    std::fs::create_dir_all(&dir).unwrap();
    let of_file = format!("sqlite:{}", dir.join("zhen.db").display());
    let url = args.get(1).unwrap_or(&of_file);
    let mut settings = Settings::new(Database::parse(url).unwrap());
    settings.key_file = dir.join("zhen.key");
    let clock = Arc::new(FakeClock::on(2022, 8, 1));
    // Another seed than the one that made the installation: ids go on, they are not given twice.
    let rng = Arc::new(SeededRng::new(if people == 0 { 2 } else { 1 }));
    let db = Db::open(settings, access::scope::MACROS, rng.as_ref()).unwrap();
    let system = Ctx {
        org: 0,
        actor: Actor::SYSTEM,
        clock: clock.clone(),
        rng,
    };
    let ctx = by(&system.clone().in_org(1), 1);
    if people > 0 {
        let key = CommandKey::fresh(&system);
        db.act(&system, key, SetUp, |tx, _, _| set_up(tx)).unwrap();
        import(&db, &ctx, people);
    }
    for (who, user) in [("county", 1), ("township", 2), ("village", 3)] {
        lists(&db, &by(&ctx, user), who);
    }
    // Journalled under the time of the clock that is handed in: a second run would be refused as too often.
    if people > 0 {
        numbers(&db, &ctx, &clock);
    }
    drop(std::fs::remove_dir_all(own));
}

fn by(ctx: &Ctx, user: i64) -> Ctx {
    ctx.clone().by(Actor {
        user: Id(user),
        via: Via::Web,
    })
}

fn import(db: &Db, ctx: &Ctx, people: usize) {
    let mut start = Instant::now();
    let mut step = |what: &str| {
        println!("{what}: {:.3} s", start.elapsed().as_secs_f64());
        start = Instant::now();
    };
    for from in (0..people).step_by(LIST) {
        let bytes = list(from, (people - from).min(LIST));
        step("list made");
        let table = import_file::read_table(&bytes, "list.csv", &[]).unwrap();
        step("table read");
        let file = compared(db, ctx, bytes, table);
        step("understood and compared");
        assert!(file.errors.is_empty(), "{:?}", file.errors.first());
        let (input, reading) = (file.input(), file.reading.clone());
        let deed = move |tx: &mut Tx, ctx: &Ctx, input| import_households(tx, ctx, input, &reading);
        let imported = db.act(ctx, CommandKey::fresh(ctx), input, deed).unwrap();
        step(&format!(
            "{} people in {} households imported",
            imported.counts.new_people, imported.counts.new_households
        ));
    }
    let bytes = list(0, people.min(LIST));
    let table = import_file::read_table(&bytes, "list.csv", &[]).unwrap();
    step("list made and read again");
    let file = compared(db, ctx, bytes, table);
    step(&format!(
        "compared: {} people unchanged",
        file.prepared.counts.unchanged_people
    ));
}

fn compared(db: &Db, ctx: &Ctx, bytes: Vec<u8>, table: sheets::Table) -> import_file::ListFile {
    let options = ListOptions {
        as_of: ctx.today(),
        village: None,
        no_identity_reason: None,
    };
    let by = ctx.clone();
    db.read(move |tx| import_file::compare_table(tx, &by, &bytes, table, &options))
        .unwrap()
}

/// Runs a query many times and prints the times that half of the runs and 99 of 100 kept to.
fn measure<T>(what: &str, mut run: impl FnMut(usize) -> T) -> T {
    let mut last = run(0);
    let mut times: Vec<f64> = Vec::new();
    for n in 0..RUNS {
        let start = Instant::now();
        last = run(n);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let of = |percent: usize| times[(times.len() * percent).div_ceil(100) - 1];
    println!("{what}: p50 {:.1} ms, p99 {:.1} ms", of(50), of(99));
    last
}

fn lists(db: &Db, ctx: &Ctx, who: &str) {
    let people = |filter: &Filter| {
        let (by, filter) = (ctx.clone(), filter.clone());
        db.read(move |tx| pages_data::people(tx, &by, &filter, ROWS))
            .unwrap()
    };
    let households = |filter: &Filter| {
        let (by, filter) = (ctx.clone(), filter.clone());
        db.read(move |tx| pages_data::households(tx, &by, &filter, ROWS))
            .unwrap()
    };
    let orders = [
        ("name", Order::Name, ["chen", "liu ", "wu j", "zhan"]),
        (
            "number",
            Order::Number,
            ["H00005", "H00010", "H00015", "H00020"],
        ),
        (
            "village",
            Order::Village,
            ["371502103", "371502105", "371502107", "371502109"],
        ),
    ];
    for (what, order, starts) in orders {
        let sorted = Filter {
            order,
            ..Filter::default()
        };
        let deep = |n: usize| Filter {
            after: Some((starts[n % 4].into(), Id(0))),
            ..sorted.clone()
        };
        let name = format!("{who}: people by {what}");
        measure(&format!("{name}, first page"), |_| people(&sorted));
        measure(&format!("{name}, deep page"), |n| people(&deep(n)));
        let name = format!("{who}: households by {what}");
        measure(&format!("{name}, first page"), |_| households(&sorted));
        measure(&format!("{name}, deep page"), |n| households(&deep(n)));
    }
    let found = people(&Filter::default());
    let first = found.rows.first().unwrap();
    let (person, household) = (first.id, first.household);
    for order in [Order::Name, Order::Number, Order::Village] {
        let filter = Filter {
            unit: Some(first.unit),
            order,
            ..Filter::default()
        };
        measure(
            &format!("{who}: people of one village by {order:?}"),
            |_| people(&filter),
        );
        measure(
            &format!("{who}: households of one village by {order:?}"),
            |_| households(&filter),
        );
    }
    for status in ["relieved", "marginal"] {
        for order in [Order::Name, Order::Number, Order::Village] {
            let filter = Filter {
                status: Some(status.into()),
                order,
                ..Filter::default()
            };
            let what = format!("{who}: households {status} by {order:?}");
            measure(&what, |_| households(&filter));
        }
    }
    let texts = [
        "张",
        "欧阳",
        "王春",
        "zcs",
        "z",
        "zhang",
        "zhangchun",
        "wang chun",
        "没有",
        "qqqq",
    ];
    for text in texts {
        for order in [Order::Name, Order::Village] {
            let filter = Filter {
                text: Some(text.into()),
                order,
                ..Filter::default()
            };
            let what = format!("{who}: people {text} by {order:?}");
            let found = measure(&what, |_| people(&filter));
            println!("    {} of {}", found.rows.len(), found.count);
        }
        let filter = Filter {
            text: Some(text.into()),
            ..Filter::default()
        };
        measure(&format!("{who}: households {text}"), |_| {
            households(&filter)
        });
    }
    for number in ["H000123", "H000000001"] {
        let filter = Filter {
            text: Some(number.into()),
            ..Filter::default()
        };
        measure(&format!("{who}: households {number}"), |_| {
            households(&filter)
        });
    }
    measure(&format!("{who}: one person"), |_| {
        let by = ctx.clone();
        db.read(move |tx| pages_data::person(tx, &by, person))
            .unwrap()
    });
    measure(&format!("{who}: one household"), |_| {
        let by = ctx.clone();
        db.read(move |tx| pages_data::household(tx, &by, household, by.today()))
            .unwrap()
    });
}

/// A search by number is a deed: it is journalled.
fn numbers(db: &Db, ctx: &Ctx, clock: &FakeClock) {
    for last_four in [false, true] {
        let what = if last_four {
            "last four"
        } else {
            "full number"
        };
        measure(&format!("search by {what}, journalled"), |n| {
            clock.advance_hours(1);
            let number = number_of(n * 997);
            let number = if last_four {
                number[14..].to_owned()
            } else {
                number
            };
            let wanted = Wanted {
                number,
                name: last_four.then(|| cast::person(n * 997).name),
                unit: (!last_four).then_some(Id(unit_of(n * 997))),
            };
            let by = ctx.clone();
            let asked = wanted.clone();
            let input = db.read(move |tx| asked.input(tx, &by)).unwrap();
            let deed = move |tx: &mut Tx, ctx: &Ctx, input| search_number(tx, ctx, input, &wanted);
            let found = db.act(ctx, CommandKey::fresh(ctx), input, deed).unwrap();
            assert!(!found.people.is_empty());
        });
    }
}

fn unit_of(n: usize) -> i64 {
    i64::try_from(1000 * (n / LIST + 1) + n / 4 % VILLAGES + 1).unwrap()
}

/// Identity numbers with sequences that belong to nobody would run out, so the division part varies:
/// none of these numbers was ever issued for 999 divisions of this prefix.
fn number_of(n: usize) -> String {
    let person = cast::person(n % 50_000);
    let division = format!("3715{:02}", 10 + n / 50_000);
    let sequence = if person.sex == cast::Sex::Male {
        997
    } else {
        996
    };
    let sequence = sequence + u16::try_from(n % 50_000 / 29_220 % 2).unwrap() * 2;
    cast::identity(&division, person.birth, sequence)
}

/// Households of four.
fn list(from: usize, rows: usize) -> Vec<u8> {
    let mut text = String::from(
        "户编号,行政村,姓名,证件号码,与户主关系,人数,户类型,首次识别时间,人联系电话\n",
    );
    for n in from..from + rows {
        let relation = if n % 4 == 0 { "户主" } else { "其他" };
        let status = match n / 4 % 50 {
            0 => "边缘易致贫户",
            n if n % 3 == 0 => "脱贫户",
            _ => "一般农户",
        };
        writeln!(
            text,
            "H{:09},{},{},{},{relation},4,{status},2021.12,138{:08}",
            n / 4,
            code_of(n / LIST, n / 4 % VILLAGES + 1),
            cast::person(n % 50_000).name,
            number_of(n),
            n
        )
        .unwrap();
    }
    text.into_bytes()
}

fn code_of(township: usize, village: usize) -> String {
    let village = if village == 0 { 0 } else { 200 + village };
    format!("371502{}{village:03}", 101 + township)
}

fn set_up(tx: &mut Tx) -> Result<()> {
    tx.begin_chain(1)?;
    let mut units = vec![(
        1,
        "371502000000".to_owned(),
        "county",
        "县".to_owned(),
        vec![],
    )];
    for township in 0..TOWNSHIPS {
        let above = i64::try_from(1000 * (township + 1)).unwrap();
        for village in 0..=VILLAGES {
            let id = above + i64::try_from(village).unwrap();
            let (level, name, ancestors) = match village {
                0 => ("township", format!("镇{township}"), vec![1]),
                _ => ("village", format!("村{township}-{village}"), vec![above, 1]),
            };
            units.push((id, code_of(township, village), level, name, ancestors));
        }
    }
    for (id, code, level, name, ancestors) in units {
        tx.execute(
            "insert into access_unit_now (id, code, level, name, pinyin, parent) values ($1, $2, $3, $4, $5, $6)",
            &values![id, &code, level, &name, "cun", ancestors.first().copied()],
        )?;
        for ancestor in ancestors.into_iter().chain([id]) {
            tx.execute(
                "insert into access_reach_now (ancestor, unit) values ($1, $2)",
                &values![ancestor, id],
            )?;
        }
    }
    for (user, unit) in [(1, 1), (2, 5000), (3, 5007)] {
        tx.execute(
            "insert into access_grant_now (user_id, id, for_org, unit, role, rights, valid_from) \
             values ($1, $2, 1, $3, 'clerk', $4, '2020-01-01')",
            &values![user, user, unit, access::Role::Clerk.mask()],
        )?;
    }
    Ok(())
}
