//! The list of problems comes in, goes out, and comes in again as it was.

use super::world::*;
use crate::campaigns::ledger::{self, COLUMNS, Ledger, Line};
use crate::campaigns::store::findings::{self, Sought};
use crate::campaigns::*;
use kernel::{Id, Result};
use sheets::Table;

const HEAD: &str = "序号,村,问题类别,问题描述,发现方式,发现日期,整改措施,责任领导,责任人,整改时限,整改进展,整改前照片,整改后照片,复核人,销号日期,是否销号\n";

const ROWS: &str = "\
1,前溪村,三大堆,村口柴草堆,检查,2022-05-10,清运,郦望山,贝秋耕,,已销号,前1.jpg,后1.jpg,蔺听雪,2022-05-12,是\n\
2,后溪村委会,飞线,胡同口飞线,群众反映,2022-05-11,捆扎,,,,整改中：等产权单位进场,前2.jpg,,,,否\n\
3,石桥村,绿化,空地未补种,自查,2022-05-12,,,,,未整改,,,,,否\n\
4,槐林村,三大堆,土堆,检查,2022-06-11,清运,,尚素云,,待复核,,,,,否\n";

fn table(text: &str) -> Table {
    ledger::read_table(text.as_bytes(), "清单.csv").unwrap()
}

fn brings(world: &World, campaign: Id, read: Ledger, tag: &str) -> Result<cases::BroughtIn> {
    let input = ImportFindings {
        campaign,
        count: read.cases.len(),
        set_aside: 0,
        file_tag: tag.to_owned(),
    };
    world.act(CLERK, input, move |tx, ctx, input| {
        import_findings(tx, ctx, input, &read.cases)
    })
}

fn export(world: &World, campaign: Id) -> Vec<u8> {
    let ctx = world.by(CLERK);
    let lines: Vec<Line> = world.read(move |tx| {
        let whole = read::whole(tx, &ctx, campaign)?;
        let found = findings::listed(tx, &ctx, campaign, &Sought::default(), 100)?;
        found
            .iter()
            .map(|finding| web::line_of(tx, &ctx, &whole, finding))
            .collect()
    });
    ledger::write("问题清单", &lines, |count| format!("{count}张")).unwrap()
}

/// Every cell as it is written, row by row.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = ledger::read_table(bytes, "清单.xlsx").unwrap();
    let keys: Vec<Option<&str>> = table.columns.iter().map(|column| column.key).collect();
    let expected: Vec<Option<&str>> = COLUMNS.iter().map(|column| Some(column.key)).collect();
    assert_eq!(keys, expected, "the columns of the list, in their order");
    let row = |row: &sheets::Row| row.cells.iter().map(|cell| cell.raw.clone()).collect();
    table.rows.iter().map(row).collect()
}

#[test]
fn a_list_comes_in_and_goes_out_with_the_same_words() {
    on_both_engines(2811, |world| {
        let campaign = world.begin(&plan(), "one").unwrap();
        world.on("2022-06-13");
        let read = ledger::read(
            &world.whole(CLERK, campaign),
            &table(&format!("{HEAD}{ROWS}")),
        );
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        assert_eq!(read.counts, [1, 1, 1, 1]);
        assert_eq!(
            brings(world, campaign, read.clone(), "list").unwrap().cases,
            4
        );
        assert_eq!(
            told(brings(world, campaign, read.clone(), "list")),
            "refused campaigns.same_list"
        );
        let nothing = Ledger::default();
        assert_eq!(
            told(brings(world, campaign, nothing, "x")),
            "refused campaigns.nothing_to_bring"
        );
        world.is_sound();
        let ctx = world.by(CLERK);
        let rounds: Vec<i64> = world
            .read(move |tx| {
                let all = store::findings::Sought::default();
                store::findings::listed(tx, &ctx, campaign, &all, 10)
            })
            .iter()
            .map(|finding| finding.round)
            .collect();
        // Found by a team on a day of a round; the others cost nothing.
        assert_eq!(rounds, [1, 0, 0, 2]);
        let out = export(world, campaign);
        let written = cells(&out);
        let column = |name: &str| {
            COLUMNS
                .iter()
                .position(|column| column.key == name)
                .unwrap()
        };
        let of = |name: &str| {
            written
                .iter()
                .map(|row| row[column(name)].as_str())
                .collect::<Vec<_>>()
        };
        // The second one was to be put right in three working days.
        assert_eq!(
            of("progress"),
            ["已销号", "逾期：等产权单位进场", "未整改", "待复核"]
        );
        assert_eq!(of("is_closed"), ["是", "否", "否", "否"]);
        assert_eq!(of("checker"), ["蔺听雪", "", "", ""]);
        assert_eq!(of("before"), ["前1.jpg", "前2.jpg", "", ""]);
        assert_eq!(of("due")[1], "2022-05-16");
        // Into another campaign, and out again: cell by cell the same.
        let mut second = plan();
        second.name = "再来一次".into();
        let second = world.begin(&second, "two").unwrap();
        let again = ledger::read_table(&out, "清单.xlsx").unwrap();
        let again = ledger::read(&world.whole(CLERK, second), &again);
        assert!(again.problems.is_empty(), "{:?}", again.problems);
        brings(world, second, again, "again").unwrap();
        assert_eq!(cells(&export(world, second)), written);
        world.is_sound();
    });
}

#[test]
fn a_faulty_row_says_which_cell_and_the_others_come_in() {
    let world = World::on_sqlite(2812);
    let campaign = world.begin(&plan(), "one").unwrap();
    world.on("2022-06-13");
    let whole = world.whole(CLERK, campaign);
    let rows = [
        ("张庄,三大堆,堆,,2022-05-10,,,", "B2 campaign_not_of_it"),
        (
            "前溪村,下水道,堆,,2022-05-10,,,",
            "C2 campaign_unknown_item",
        ),
        ("前溪村,三大堆,,,2022-05-10,,,", "D2 empty"),
        (
            "前溪村,三大堆,堆,听说,2022-05-10,,,",
            "E2 campaign_unknown_word",
        ),
        ("前溪村,三大堆,堆,,,,,", "F2 empty"),
        ("前溪村,三大堆,堆,,2022-04-30,,,", "F2 campaign_before_it"),
        (
            "前溪村,三大堆,堆,,2022-06-14,,,",
            "F2 campaign_in_the_future",
        ),
        ("前溪村,三大堆,堆,,2022-05,,,", "F2 campaign_not_a_day"),
        (
            "前溪村,三大堆,堆,,2022-05-10,,,是",
            "H2 campaign_closed_unsaid",
        ),
        (
            "前溪村,三大堆,堆,,2022-05-10,,2022-05-09,是",
            "H2 campaign_closed_before",
        ),
        (
            "前溪村,三大堆,堆,,2022-05-10,,2022-05-11,否",
            "I2 campaign_open_and_closed",
        ),
        (
            "前溪村,三大堆,堆,,2022-05-10,已销号,,否",
            "I2 campaign_open_and_closed",
        ),
        (
            "前溪村,三大堆,堆,,2022-05-10,,2022-05-11,也许",
            "I2 campaign_unknown_word",
        ),
    ];
    for (row, expected) in rows {
        let text = format!(
            "序号,村,问题类别,问题描述,发现方式,发现日期,整改进展,销号日期,是否销号\n1,{row}\n2,前溪村,三大堆,堆,,2022-05-10,,,\n"
        );
        let read = ledger::read(&whole, &table(&text));
        let told: Vec<String> = read
            .problems
            .iter()
            .map(|one| format!("{} {}", one.cell(), one.code))
            .collect();
        assert_eq!(told, [expected], "{row}");
        assert_eq!(read.cases.len(), 1, "{row}");
    }
}
