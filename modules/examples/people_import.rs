//! Measures an import and the lists that follow: `cargo run --release -p modules --example people_import -- ROWS [URL]`.
//! Prints one line a step; everybody in the list is invented.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measuring program: it reads the clock of the machine and stops where something is wrong"
)]

use kernel::ctx::{Actor, Via};
use kernel::{Ctx, Id, Result};
use modules::people::import_file;
use modules::people::import_households::import_households;
use modules::people::model::ListOptions;
use modules::people::pages_data::{self, Filter, Order};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;
use store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use testkit::{FakeClock, SeededRng, cast};

const VILLAGES: usize = 40;

#[derive(serde::Serialize)]
struct SetUp;
impl Input for SetUp {
    const DEED: &'static str = "measure.set_up";
}

fn main() {
    let mut args = std::env::args().skip(1);
    let rows: usize = args.next().map_or(100_000, |text| text.parse().unwrap());
    let dir = std::env::temp_dir().join(format!("zhen-people-import-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let url = args
        .next()
        .unwrap_or_else(|| format!("sqlite:{}", dir.join("zhen.db").display()));
    let mut settings = Settings::new(Database::parse(&url).unwrap());
    settings.key_file = dir.join("zhen.key");
    let (clock, rng) = (
        Arc::new(FakeClock::on(2022, 8, 1)),
        Arc::new(SeededRng::new(1)),
    );
    let db = Db::open(settings, access::scope::MACROS, rng.as_ref()).unwrap();
    let system = Ctx {
        org: 0,
        actor: Actor::SYSTEM,
        clock: clock.clone(),
        rng: rng.clone(),
    };
    db.act(&system, CommandKey::fresh(&system), SetUp, |tx, _, _| {
        set_up(tx)
    })
    .unwrap();
    let ctx = Ctx {
        org: 1,
        actor: Actor {
            user: Id(1),
            via: Via::Web,
        },
        ..system
    };

    let mut done = 0;
    let mut start = Instant::now();
    let mut step = |what: &str| {
        println!("{what}: {:.3} s", start.elapsed().as_secs_f64());
        start = Instant::now();
    };
    // Lists of 100,000 rows each, as a county would send them.
    while done < rows {
        let bytes = list(done, (rows - done).min(100_000));
        done += 100_000;
        step("list made");
        let table = import_file::read_table(&bytes, "list.csv", &[]).unwrap();
        step("table read");
        let options = ListOptions {
            as_of: ctx.today(),
            village: None,
            no_identity_reason: None,
        };
        let by = ctx.clone();
        let file = db
            .read(move |tx| import_file::compare_table(tx, &by, &bytes, table, &options))
            .unwrap();
        step("understood and compared");
        assert!(file.errors.is_empty(), "{:?}", file.errors.first());
        let (input, reading) = (file.input(), file.reading.clone());
        let deed = move |tx: &mut Tx, ctx: &Ctx, input| import_households(tx, ctx, input, &reading);
        let imported = db.act(&ctx, CommandKey::fresh(&ctx), input, deed).unwrap();
        step(&format!(
            "{} people in {} households imported",
            imported.counts.new_people, imported.counts.new_households
        ));
    }
    let bytes = list(0, rows.min(100_000));
    let table = import_file::read_table(&bytes, "list.csv", &[]).unwrap();
    step("list made and read again");
    let options = ListOptions {
        as_of: ctx.today(),
        village: None,
        no_identity_reason: None,
    };
    let by = ctx.clone();
    let file = db
        .read(move |tx| import_file::compare_table(tx, &by, &bytes, table, &options))
        .unwrap();
    step(&format!(
        "compared: {} people unchanged",
        file.prepared.counts.unchanged_people
    ));
    for (what, user) in [("township", Id(1)), ("village", Id(2))] {
        let by = Ctx {
            actor: Actor {
                user,
                via: Via::Web,
            },
            ..ctx.clone()
        };
        lists(&db, &by, what);
    }
    drop(std::fs::remove_dir_all(dir));
}

fn lists(db: &Db, ctx: &Ctx, who: &str) {
    let text = |text: &str| Filter {
        text: Some(text.into()),
        ..Filter::default()
    };
    let people = [
        ("first page by name", Filter::default()),
        (
            "a page in the middle",
            Filter {
                after: Some(("liu ".into(), Id(0))),
                ..Filter::default()
            },
        ),
        (
            "by village",
            Filter {
                order: Order::Village,
                ..Filter::default()
            },
        ),
        ("name 张", text("张")),
        ("initials zcs", text("zcs")),
        ("pinyin zhangchun", text("zhangchun")),
    ];
    for (what, filter) in people {
        let (by, start) = (ctx.clone(), Instant::now());
        let page = db
            .read(move |tx| pages_data::people(tx, &by, &filter, 50))
            .unwrap();
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        println!(
            "{who}: people, {what}: {} of {}: {ms:.1} ms",
            page.rows.len(),
            page.count
        );
    }
    let households = [
        ("first page by name", Filter::default()),
        (
            "by number",
            Filter {
                order: Order::Number,
                ..Filter::default()
            },
        ),
        (
            "relieved",
            Filter {
                status: Some("relieved".into()),
                ..Filter::default()
            },
        ),
        ("number", text("H000123")),
    ];
    for (what, filter) in households {
        let (by, start) = (ctx.clone(), Instant::now());
        let page = db
            .read(move |tx| pages_data::households(tx, &by, &filter, 50))
            .unwrap();
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        println!(
            "{who}: households, {what}: {} of {}: {ms:.1} ms",
            page.rows.len(),
            page.count
        );
    }
}

/// Households of four; identity numbers with sequences that belong to nobody would run out, so the
/// division part varies: none of these numbers was ever issued for 999 divisions of this prefix.
fn list(from: usize, rows: usize) -> Vec<u8> {
    let mut text = String::from(
        "户编号,行政村,姓名,证件号码,与户主关系,人数,户类型,首次识别时间,人联系电话\n",
    );
    for n in from..from + rows {
        let person = cast::person(n % 50_000);
        let division = format!("3715{:02}", 10 + n / 50_000);
        let sequence = if person.sex == cast::Sex::Male {
            997
        } else {
            996
        };
        let sequence = sequence + u16::try_from(n % 50_000 / 29_220 % 2).unwrap() * 2;
        let identity = cast::identity(&division, person.birth, sequence);
        let relation = if n % 4 == 0 { "户主" } else { "其他" };
        let village = n / 4 % VILLAGES;
        let status = if n / 4 % 3 == 0 {
            "脱贫户"
        } else {
            "一般农户"
        };
        writeln!(
            text,
            "H{:09},3715021042{village:02},{},{identity},{relation},4,{status},2014.12,138{:08}",
            n / 4,
            person.name,
            n
        )
        .unwrap();
    }
    text.into_bytes()
}

fn set_up(tx: &mut Tx) -> Result<()> {
    tx.begin_chain(1)?;
    for n in 0..=VILLAGES {
        let (id, level) = if n == 0 {
            (1000, "township")
        } else {
            (1000 + n, "village")
        };
        let code = if n == 0 {
            "371502104000".to_owned()
        } else {
            format!("3715021042{:02}", n - 1)
        };
        let id = i64::try_from(id).unwrap();
        let parent = (n > 0).then_some(1000);
        tx.execute(
            "insert into access_unit_now (id, code, level, name, pinyin, parent) values ($1, $2, $3, $4, $5, $6)",
            &values![id, &code, level, format!("村{n}"), "cun", parent],
        )?;
        for ancestor in [Some(id), parent].into_iter().flatten() {
            tx.execute(
                "insert into access_reach_now (ancestor, unit) values ($1, $2)",
                &values![ancestor, id],
            )?;
        }
    }
    for (user, unit) in [(1, 1000), (2, 1001)] {
        tx.execute(
            "insert into access_grant_now (user_id, id, for_org, unit, role, rights, valid_from) \
             values ($1, $2, 1, $3, 'clerk', $4, '2020-01-01')",
            &values![user, user, unit, access::Role::Clerk.mask()],
        )?;
    }
    Ok(())
}
