//! Writes a campaign as the workbook that it is read from.

use super::{CAMPAIGN, ITEMS, LINES, ROUNDS, Sheet, VILLAGES, said};
use crate::campaigns::model::{self, Item, ItemKind, Line, LineKind, Plan, Round, Village};
use kernel::{Date, Id, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

/// As it is read.
pub fn write(plan: &Plan) -> Result<Vec<u8>> {
    write_xlsx(&tables(plan))
}

/// Its five sheets in their order.
pub fn tables(plan: &Plan) -> [OutTable; 5] {
    let text = |text: &str| OutCell::text(text);
    let points = |tenths: i64| OutCell::text(model::points(tenths));
    let yes = |yes: bool| OutCell::text(if yes { said::YES } else { said::NO });
    let line_word = |kind: LineKind| {
        let mut words = said::LINES.iter();
        words
            .find(|(_, of)| *of == kind)
            .map_or("", |(word, _)| *word)
    };
    let head = vec![
        text(&plan.name),
        OutCell::Date(plan.first),
        OutCell::Date(plan.last),
        points(plan.points),
        OutCell::Integer(plan.least),
        OutCell::Integer(plan.shown),
        OutCell::Integer(plan.weeks),
        text(plan.source.as_deref().unwrap_or_default()),
    ];
    let items = plan.items.iter().map(|item| {
        vec![
            text(&item.name),
            text(match item.kind {
                ItemKind::Zero => said::ZERO,
                ItemKind::Lift => said::LIFT,
            }),
            yes(item.is_line),
            points(item.deduct),
            points(item.points),
            text(match item.needs_photo {
                true => said::PHOTO,
                false => said::NO_PHOTO,
            }),
        ]
    });
    let villages = plan.villages.iter().map(|village| {
        vec![
            text(&village.name),
            text(&village.class),
            yes(village.is_pilot),
            OutCell::Integer(village.households),
            OutCell::Integer(village.grids),
        ]
    });
    let lines = plan.lines.iter().map(|line| {
        vec![
            text(line_word(line.kind)),
            text(&line.owner),
            text(&line.unit_name),
        ]
    });
    let rounds = plan.rounds.iter().map(|round| {
        vec![
            OutCell::Integer(round.place),
            OutCell::Date(round.first),
            OutCell::Date(round.last),
            text(round.team.as_deref().unwrap_or_default()),
            OutCell::Integer(round.grids),
            OutCell::Integer(round.households),
        ]
    });
    [
        table(&CAMPAIGN, vec![head]),
        table(&ITEMS, items.collect()),
        table(&VILLAGES, villages.collect()),
        table(&LINES, lines.collect()),
        table(&ROUNDS, rounds.collect()),
    ]
}

fn table(sheet: &Sheet, rows: Vec<Vec<OutCell>>) -> OutTable {
    let kind = |kind: sheets::Kind| match kind {
        sheets::Kind::Count | sheets::Kind::Integer => OutKind::Integer,
        sheets::Kind::Date => OutKind::Date,
        _ => OutKind::Text,
    };
    let columns = sheet.columns.iter();
    OutTable {
        sheet: sheet.name.to_owned(),
        columns: columns
            .map(|column| OutColumn::new(column.label(), kind(column.kind)))
            .collect(),
        rows,
        landscape: true,
        ..OutTable::default()
    }
}

/// What the template shows: a whole campaign over the villages that there are, from a day on. Eight zeros and one lift, as the
/// custom counts them; which eight these are each campaign says itself.
pub fn example(desk: (Id, &str), villages: &[access::Unit], first: Date) -> Plan {
    let item = |(name, kind, is_line, deduct, points): (&str, ItemKind, bool, i64, i64)| Item {
        place: 0,
        name: name.to_owned(),
        kind,
        is_line,
        points,
        deduct,
        needs_photo: true,
    };
    let items = [
        ("三大堆", ItemKind::Zero, false, 10, 150),
        ("小广告", ItemKind::Zero, false, 5, 50),
        ("残垣断壁", ItemKind::Zero, false, 20, 100),
        ("路域垃圾", ItemKind::Zero, false, 10, 150),
        ("坑塘沟渠垃圾", ItemKind::Zero, false, 10, 150),
        ("飞线", ItemKind::Zero, true, 10, 100),
        ("机箱破损", ItemKind::Zero, true, 10, 100),
        ("空中“纽扣”", ItemKind::Zero, true, 5, 100),
        ("绿化美化", ItemKind::Lift, false, 10, 100),
    ];
    let mut items: Vec<Item> = items.map(item).into();
    for (item, place) in items.iter_mut().zip(1..) {
        item.place = place;
    }
    let class = |at: usize| {
        ["A类", "B类", "C类"]
            .get(at % 3)
            .copied()
            .unwrap_or_default()
    };
    let village = |(at, unit): (usize, &access::Unit)| Village {
        unit: unit.id,
        code: unit.code.clone(),
        name: unit.name.clone(),
        class: class(at).to_owned(),
        is_pilot: true,
        households: 200,
        grids: 4,
    };
    let line = |(kind, owner): (LineKind, &str)| Line {
        kind,
        owner: owner.to_owned(),
        unit: desk.0,
        unit_name: desk.1.to_owned(),
    };
    let lines = [
        (LineKind::Power, "供电所"),
        (LineKind::Telecom, "通信线路维护单位"),
        (LineKind::Tv, "广播电视站"),
    ];
    let round = |place: i64| Round {
        place,
        first: first.plus_days(place * 10),
        last: first.plus_days(place * 10 + 4),
        team: Some("人居环境检查组".to_owned()),
        grids: 2,
        households: 15,
    };
    Plan {
        name: "村容村貌提升百日攻坚".to_owned(),
        first,
        last: first.plus_days(99),
        points: model::FULL,
        least: 17,
        shown: 3,
        weeks: 4,
        source: Some("示例：请改为本次行动的文件依据".to_owned()),
        items,
        villages: villages.iter().enumerate().map(village).collect(),
        lines: lines.map(line).into(),
        rounds: (1..=9).map(round).collect(),
    }
}
