//! The lists of nets as files, with heads in Chinese in every language.

use super::doors::{day, money_of, settled, whole};
use super::plan::write_share;
use super::read;
use crate::coop::model::Contribution;
use ::store::Tx;
use ::web::{Reply, Req};
use kernel::{Fen, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

fn columns(heads: &[(&str, OutKind)]) -> Vec<OutColumn> {
    heads
        .iter()
        .map(|(head, kind)| OutColumn::new(*head, *kind))
        .collect()
}

fn whole_number(n: usize) -> OutCell {
    OutCell::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// An area is written with two decimals, as money is.
fn area(hundredths: i64) -> OutCell {
    OutCell::Money(Fen(hundredths))
}

fn text(text: impl Into<String>) -> OutCell {
    OutCell::Text(text.into())
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let (ctx, date) = (req.ctx(), day(&req));
    let found = move |tx: &mut Tx| read::listed(tx, &ctx, date);
    let (nets, villages) = req.app.db.export_async(found).await?;
    let nets = OutTable {
        sheet: "经营网".into(),
        title: Some(format!("经营网 {date}")),
        columns: columns(&[
            ("经营网", OutKind::Text),
            ("所属单位", OutKind::Text),
            ("家庭农场", OutKind::Integer),
            ("服务队", OutKind::Integer),
            ("农户", OutKind::Integer),
            ("面积(亩)", OutKind::Money),
            ("终止日期", OutKind::Date),
        ]),
        rows: nets
            .iter()
            .map(|l| {
                vec![
                    text(&l.net.name),
                    text(&l.unit),
                    whole_number(l.farms),
                    whole_number(l.teams),
                    whole_number(l.households),
                    area(l.area),
                    l.ended.map_or(OutCell::Blank, OutCell::Date),
                ]
            })
            .collect(),
        ..OutTable::default()
    };
    let villages = OutTable {
        sheet: "村覆盖情况".into(),
        columns: columns(&[
            ("区划代码", OutKind::Identity),
            ("村", OutKind::Text),
            ("经营网", OutKind::Text),
        ]),
        rows: villages
            .iter()
            .map(|v| vec![text(&v.code), text(&v.name), text(v.nets.join("、"))])
            .collect(),
        ..OutTable::default()
    };
    Ok(Reply::xlsx(write_xlsx(&[nets, villages])?, "经营网.xlsx").private())
}

pub(super) async fn net(req: Req) -> Result<Reply> {
    let told = whole(&req).await?;
    let words = req.words();
    let mut parties = Vec::new();
    for p in &told.state.parties {
        let kind = super::pages::kind_word(words, p.party.kind);
        let people = p
            .members
            .iter()
            .map(|m| told.people.get(&m.person).cloned());
        let people: Vec<String> = people.map(Option::unwrap_or_default).collect();
        parties.push(vec![
            text(kind),
            text(&p.party.name),
            whole_number(people.len()),
            text(people.join("、")),
            area(p.area),
            OutCell::Date(p.party.from),
        ]);
    }
    let parties = OutTable {
        sheet: "组成".into(),
        title: Some(format!("{} {}", told.state.net.name, told.state.date)),
        columns: columns(&[
            ("类型", OutKind::Text),
            ("名称", OutKind::Text),
            ("人数", OutKind::Integer),
            ("人员", OutKind::Text),
            ("面积(亩)", OutKind::Money),
            ("加入日期", OutKind::Date),
        ]),
        rows: parties,
        landscape: true,
        ..OutTable::default()
    };
    let rows = told.state.land.iter().map(|l| {
        let (number, head, village) = told.names.get(&l.household).cloned().unwrap_or_default();
        let farm = told
            .state
            .parties
            .iter()
            .find(|p| Some(p.party.id) == l.farm);
        vec![
            text(told.parcels.get(&l.parcel).cloned().unwrap_or_default()),
            text(number),
            text(head),
            text(village),
            text(farm.map(|p| p.party.name.clone()).unwrap_or_default()),
            text(super::pages::way_word(words, l.way)),
            area(l.area),
            l.term_to.map_or(OutCell::Blank, OutCell::Date),
        ]
    });
    let land = OutTable {
        sheet: "地块".into(),
        columns: columns(&[
            ("地块编码", OutKind::Identity),
            ("户编号", OutKind::Identity),
            ("户主", OutKind::Text),
            ("村", OutKind::Text),
            ("家庭农场", OutKind::Text),
            ("方式", OutKind::Text),
            ("面积(亩)", OutKind::Money),
            ("约定到期", OutKind::Date),
        ]),
        rows: rows.collect(),
        landscape: true,
        ..OutTable::default()
    };
    let name = format!("{}.xlsx", told.state.net.name);
    Ok(Reply::xlsx(write_xlsx(&[parties, land])?, name).private())
}

pub(super) async fn money(req: Req) -> Result<Reply> {
    let told = money_of(&req).await?;
    let sales = told.sales.iter().map(|s| {
        vec![
            OutCell::Date(s.date),
            text(&s.product),
            text(s.grade.clone().unwrap_or_default()),
            OutCell::Integer(s.grams),
            OutCell::Money(s.price),
            OutCell::Money(s.amount),
            text(&s.buyer),
            text(s.document.clone().unwrap_or_default()),
        ]
    });
    let costs = told.costs.iter().map(|c| {
        vec![
            OutCell::Date(c.date),
            text(&c.kind),
            OutCell::Money(c.amount),
            text(if c.is_advanced { "合作社垫付" } else { "" }),
            text(c.payee.clone().unwrap_or_default()),
            text(c.document.clone().unwrap_or_default()),
        ]
    });
    let given = told.contributed.iter().map(|c| {
        let (number, head, _) = told.names.get(&c.household).cloned().unwrap_or_default();
        let unit = match c.kind {
            Contribution::Minutes => "分钟",
            Contribution::Grams => "克",
        };
        vec![
            OutCell::Date(c.date),
            text(number),
            text(head),
            OutCell::Integer(c.amount),
            text(unit),
            text(c.product.clone().unwrap_or_default()),
        ]
    });
    let table = |sheet: &str, heads: &[(&str, OutKind)], rows: Vec<Vec<OutCell>>| OutTable {
        sheet: sheet.into(),
        columns: columns(heads),
        rows,
        landscape: true,
        ..OutTable::default()
    };
    let tables = [
        table(
            "销售",
            &[
                ("日期", OutKind::Date),
                ("产品", OutKind::Text),
                ("等级", OutKind::Text),
                ("重量(克)", OutKind::Integer),
                ("单价(元/公斤)", OutKind::Money),
                ("金额(元)", OutKind::Money),
                ("买方", OutKind::Text),
                ("单据", OutKind::Text),
            ],
            sales.collect(),
        ),
        table(
            "成本",
            &[
                ("日期", OutKind::Date),
                ("项目", OutKind::Text),
                ("金额(元)", OutKind::Money),
                ("垫付", OutKind::Text),
                ("收款方", OutKind::Text),
                ("单据", OutKind::Text),
            ],
            costs.collect(),
        ),
        table(
            "出工和交货",
            &[
                ("日期", OutKind::Date),
                ("户编号", OutKind::Identity),
                ("户主", OutKind::Text),
                ("数量", OutKind::Integer),
                ("单位", OutKind::Text),
                ("产品", OutKind::Text),
            ],
            given.collect(),
        ),
    ];
    let name = format!("{}收支.xlsx", told.net.name);
    Ok(Reply::xlsx(write_xlsx(&tables)?, name).private())
}

pub(super) async fn settlement(req: Req) -> Result<Reply> {
    let told = settled(&req).await?;
    let mut rows = Vec::new();
    if let Some(version) = &told.version {
        for pool in version
            .plan
            .preview(told.settlement.result()?, &told.payees)?
        {
            let share = write_share(pool.part.share);
            let own = vec![
                text(&pool.part.name),
                text(share),
                OutCell::Blank,
                OutCell::Blank,
                OutCell::Blank,
                OutCell::Money(pool.money.amount),
            ];
            rows.push(own);
            for (payee, money) in &pool.members {
                let (number, head, _) = told.names.get(payee).cloned().unwrap_or_default();
                rows.push(vec![
                    OutCell::Blank,
                    OutCell::Blank,
                    text(number),
                    text(head),
                    OutCell::Integer(money.weight),
                    OutCell::Money(money.amount),
                ]);
            }
        }
    }
    let title = format!(
        "{} {}—{}",
        told.net.name, told.settlement.first, told.settlement.last
    );
    let table = OutTable {
        sheet: "利益分配".into(),
        title: Some(title.clone()),
        columns: columns(&[
            ("部分", OutKind::Text),
            ("比例", OutKind::Text),
            ("编号", OutKind::Identity),
            ("名称", OutKind::Text),
            ("权重", OutKind::Integer),
            ("金额(元)", OutKind::Money),
        ]),
        rows,
        ..OutTable::default()
    };
    Ok(Reply::xlsx(write_xlsx(&[table])?, format!("{title}.xlsx")).private())
}
