//! One township of the county: its villages, its people, its office, a share register, a project and a round.

use super::super::ground::Ground;
use super::super::store as books;
use super::store;
use crate::demo::base::import_list;
use crate::demo::money::project;
use crate::demo::office::{found, import};
use crate::demo::stage::{Stage, day};
use crate::desk::Desk;
use access::Role;
use kernel::{Date, Fen, Id, Result};
use modules::shares::register::model::{Holder, Management};
use modules::shares::register::*;

pub const VILLAGES: u32 = 40;
pub const HOUSEHOLDS: u32 = 10_000;
/// Of each household.
pub const MEMBERS: u32 = 3;

const COUNTY: &str = "371502000000";
const ROLES: [(Role, &str); 4] = [
    (Role::Clerk, "clerk"),
    (Role::Accountant, "accountant"),
    (Role::Reviewer, "reviewer"),
    (Role::Approver, "approver"),
];
const SURNAMES: [&str; 12] = [
    "张", "王", "李", "赵", "刘", "陈", "杨", "黄", "周", "吴", "徐", "孙",
];
const GIVEN: [&str; 17] = [
    "秀", "英", "桂", "兰", "建", "国", "志", "强", "春", "梅", "海", "燕", "文", "斌", "玉", "华",
    "永",
];

pub struct Township {
    pub ground: Ground,
    pub villages: Vec<Id>,
    pub accounts: Vec<Id>,
}

/// The township of a number, from 0.
pub fn township(desk: &Desk, admin: Id, number: usize) -> Result<Township> {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let mut stage = Stage::new(desk);
    stage.on(day(2018, 9, 3)?);
    let code = format!("371502{}000", 900 + number);
    import(&stage, admin, divisions(number, &code).as_bytes())?;
    let logins: Vec<String> = ROLES
        .iter()
        .map(|(_, login)| format!("{login}-{number}"))
        .collect();
    let people: Vec<(Role, &str, &str)> = ROLES
        .iter()
        .zip(&logins)
        .map(|((role, _), login)| (*role, login.as_str(), "某某"))
        .collect();
    let place = (&*format!("示例{number}镇"), &*code, "0635-0000000");
    let office = found(&mut stage, admin, place, &people)?;
    stage.on(day(2018, 12, 20)?);
    import_list(&stage, &office, list(number).as_bytes(), "list.csv")?;
    stage.on(day(2018, 12, 28)?);
    let accountant = stage.by(office.org, office.accountant);
    let project = project(&stage, &office, &accountant)?;
    let ground = Ground {
        stage,
        office,
        project,
        holders: HOUSEHOLDS,
    };
    register(&ground)?;
    ground.round(2019)?;
    let (org, township) = (ground.office.org, ground.office.township);
    let read = move |tx: &mut ::store::Tx| {
        let villages = store::villages(tx, township)?;
        Ok((villages, books::account_ids(tx, org)?))
    };
    let (villages, accounts) = desk.db.read(read)?;
    Ok(Township {
        ground,
        villages,
        accounts,
    })
}

fn divisions(number: u32, code: &str) -> String {
    let mut text = format!("code,level,name,parent\n{code},township,示例{number}镇,{COUNTY}\n");
    for village in 0..VILLAGES {
        text += &format!(
            "{},village,示例{number}镇{village}村,{code}\n",
            village_code(number, village)
        );
    }
    text
}

fn village_code(number: u32, village: u32) -> String {
    format!("371502{}{}", 900 + number, 200 + village)
}

fn list(number: u32) -> String {
    let mut text = "户编号,行政村,姓名,证件号码,与户主关系,户类型,首次识别时间\n".to_owned();
    for n in 0..HOUSEHOLDS * MEMBERS {
        let household = n / MEMBERS;
        let status = match household % 50 {
            0 => "边缘易致贫户",
            h if h % 3 == 0 => "脱贫户",
            _ => "一般农户",
        };
        let relation = match n % MEMBERS {
            0 => "户主",
            _ => "其他",
        };
        text += &format!(
            "H{number:02}{household:07},{},{},{},{relation},{status},2018.12\n",
            village_code(number, household % VILLAGES),
            name(n),
            identity(number * HOUSEHOLDS * MEMBERS + n)
        );
    }
    text
}

fn name(n: u32) -> String {
    let of = |from: &[&'static str], n: u32| {
        let place = n as usize % from.len().max(1);
        from.get(place).copied().unwrap_or("某")
    };
    let (first, second) = (of(&GIVEN, n / 5), of(&GIVEN, n / 3 + 11));
    format!("{}{first}{second}", of(&SURNAMES, n))
}

/// A number of GB 11643 whose sequence is issued to nobody, each once.
fn identity(n: u32) -> String {
    // Seventy years from 1935 on; then the next sequence, then the next division.
    let (after, rest) = (n % 25_000, n / 25_000);
    let birth = Date::new(1935, 1, 1).map(|first| first.plus_days(after.into()));
    let birth = birth.map_or_else(String::new, |birth| birth.to_string().replace('-', ""));
    let body = format!("3715{:02}{birth}{}", 10 + rest / 4, 996 + rest % 4);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.bytes().map(|b| u32::from(b.saturating_sub(b'0')));
    let sum: u32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize);
    format!("{body}{}", check.unwrap_or('0'))
}

/// A share for each household: what its members hold together.
fn register(ground: &Ground) -> Result<()> {
    ground.stage.on(day(2019, 1, 20)?);
    let (accountant, from) = (ground.accountant(), day(2019, 1, 1)?);
    let input = OpenRegister {
        unit: ground.office.township,
        name: "股权登记簿".into(),
        entity: "股份经济合作社".into(),
        management: Management::Static,
        freeze: Some(day(2018, 12, 31)?),
        from,
        money_book: None,
    };
    let register = ground
        .stage
        .act(&accountant, input, open_register)?
        .register;
    let input = OpenClass {
        register,
        kind: "member".into(),
        name: "成员股".into(),
        holder: Holder::Household,
        scale: 1000,
        face: Some(Fen(100_000)),
        is_transferable: true,
        is_redeemable: false,
        from,
    };
    let class = ground.stage.act(&accountant, input, open_class)?.class;
    let input = IssuePerHead {
        class,
        date: day(2019, 1, 20)?,
        against: Against::Resolution,
        quantity: 1000,
        document: Some("成员（代表）大会决议".into()),
    };
    ground
        .stage
        .act(&accountant, input, issue_per_head)
        .map(drop)
}
