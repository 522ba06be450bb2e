//! 大黄乡: a campaign of a hundred days from one workbook, its rounds drawn, the list of what was found brought in as its clerk does
//! it, and one line that nobody owned. Targets, days, lines and pilot villages are those of the newspaper; people, sizes and findings
//! are invented.

use super::office::{self, Office};
use super::stage::{Stage, day};
use access::{Role, units};
use cases::event::{Patch, Spot, Value};
use cases::{ActOnCase, OpenCase};
use kernel::{Ctx, Date, Error, Id, Result};
use modules::campaigns::model::{Plan, Round, Village};
use modules::campaigns::{
    DrawSample, ImportFindings, OpenCampaign, draw_sample, import_findings, ledger, model,
    open_campaign, open_finding, read, workbook,
};
use sheets::{CellValue, Column, Kind, Limits, Spec};

const VILLAGES: &[u8] = include_bytes!("../../../demo/dahuang_villages.csv");
const FINDINGS: &[u8] = include_bytes!("../../../demo/dahuang_findings.csv");
const TOWNSHIP: &str = "371425204000";

/// Who does what. The names are invented.
const PEOPLE: [(Role, &str, &str); 6] = [
    (Role::OrgAdministrator, "dahuang-guanli", "宁远舟"),
    (Role::Clerk, "dahuang-renju", "祝青禾"),
    (Role::Accountant, "dahuang-kuaiji", "柏明溪"),
    (Role::Reviewer, "dahuang-fuhe", "关山月"),
    (Role::Approver, "dahuang-lingdao", "闻人杰"),
    (Role::Auditor, "dahuang-jiandu", "水云间"),
];

pub fn play(stage: &mut Stage, admin: Id) -> Result<()> {
    stage.on(day(2022, 4, 20)?);
    let office = office::found(stage, admin, ("大黄乡", TOWNSHIP, "0534-0000000"), &PEOPLE)?;
    let campaign = begin(stage, &office)?;
    let clerk = stage.by(office.org, office.clerk);
    let rounds = plan(day(2022, 4, 23)?, (office.township, "")).rounds;
    rounds_and_a_line(stage, &office, (campaign, &rounds))?;
    stage.on(day(2022, 7, 31)?);
    bring_in(stage, &clerk, campaign)
}

/// From a workbook, as a person does it.
fn begin(stage: &Stage, office: &Office) -> Result<Id> {
    let clerk = stage.by(office.org, office.clerk);
    let township = office.township;
    let (desk, below) = stage.db.read(move |tx| {
        let desk = units::unit(tx, township)?.ok_or(Error::NotFound)?;
        let below = units::children(tx, desk.id)?;
        Ok((desk, below))
    })?;
    let plan = Plan {
        villages: villages(&below)?,
        ..plan(day(2022, 4, 23)?, (desk.id, &desk.name))
    };
    let bytes = workbook::write(&plan)?;
    let read = workbook::read(&bytes, "大黄乡百日攻坚.xlsx", &desk, &below)
        .map_err(|fault| lacks(&fault.to_string()))?;
    let read = match read.plan {
        Some(plan) => plan,
        None => return Err(lacks(&format!("{:?} {:?}", read.problems, read.unread))),
    };
    let tag = stage
        .db
        .read(move |tx| Ok(workbook::file_tag(tx, &bytes)))?;
    let input = OpenCampaign::of(&read, tag);
    let done = stage.act(&clerk, input, move |tx, ctx, input| {
        open_campaign(tx, ctx, input, &read)
    })?;
    Ok(done.campaign)
}

/// Every round is drawn on its first day; on the way the story of a line that is nobody's.
fn rounds_and_a_line(
    stage: &Stage,
    office: &Office,
    (campaign, rounds): (Id, &[Round]),
) -> Result<()> {
    let clerk = stage.by(office.org, office.clerk);
    let mut case = Id(0);
    for round in rounds {
        stage.on(round.first);
        let input = DrawSample {
            campaign,
            round: round.place,
        };
        stage.act(&clerk, input, draw_sample)?;
        match round.place {
            1 => case = sought(stage, office)?,
            3 => taken_over(stage, office, case)?,
            _ => {}
        }
    }
    Ok(())
}

/// Reported by residents: a cable over a lane, and no firm says that it is its own.
fn sought(stage: &Stage, office: &Office) -> Result<Id> {
    let clerk = stage.by(office.org, office.clerk);
    let village = office::unit(stage, "371425204236")?;
    let text = |text: &str| Value::Text(text.to_owned());
    let code = |code: String| Value::Code(code);
    let input = OpenCase {
        code: "finding".into(),
        prefix: "ZG".into(),
        unit: village,
        day: clerk.today(),
        patch: fields([
            ("item", code(model::item_code(1, 6))),
            ("found_how", code("report".into())),
            ("line_owner", code("unknown".into())),
            ("spot", Value::Place(Spot::told("村东第二条胡同口"))),
            (
                "description",
                text("一根旧缆线横在胡同上方，离地不到三米，几家单位都说不是自己的。"),
            ),
        ]),
        personal: Patch::new(),
    };
    let done = stage.act(&clerk, input, open_finding)?;
    let notice = "袁李村东第二条胡同口有无主缆线一根，请产权单位在十五日内到乡政府认领，逾期由乡里组织清理。";
    let seek = fields([("notice_text", text(notice))]);
    act(stage, &clerk, (done.case, "seek_owner"), seek)?;
    Ok(done.case)
}

/// Nobody came: the township has it taken down, and somebody else looks.
fn taken_over(stage: &Stage, office: &Office, case: Id) -> Result<()> {
    let clerk = stage.by(office.org, office.clerk);
    let owner = fields([("owner_unit", Value::Unit(office.township))]);
    act(stage, &clerk, (case, "no_owner_came"), owner)?;
    let words = fields([(
        "after_words",
        Value::Text("缆线已拆除，胡同上方无遗留。".into()),
    )]);
    act(stage, &clerk, (case, "rectify"), words)?;
    let reviewer = stage.by(office.org, office.reviewer);
    let seen = fields([("on_spot", Value::Text("现场查看，缆线已拆除。".into()))]);
    act(stage, &reviewer, (case, "verify_on_spot"), seen)
}

fn act(stage: &Stage, by: &Ctx, (case, action): (Id, &str), patch: Patch) -> Result<()> {
    let input = ActOnCase {
        case,
        action: action.to_owned(),
        day: by.today(),
        patch,
        personal: Patch::new(),
        reason: None,
        seen: None,
    };
    stage.act(by, input, cases::act_on_case).map(drop)
}

fn bring_in(stage: &Stage, clerk: &Ctx, campaign: Id) -> Result<()> {
    let table = ledger::read_table(FINDINGS, "dahuang_findings.csv")
        .map_err(|fault| lacks(&fault.to_string()))?;
    let by = clerk.clone();
    let (found, file_tag) = stage.db.read(move |tx| {
        let whole = read::whole(tx, &by, campaign)?;
        let tag = ledger::file_tag(tx, FINDINGS);
        Ok((ledger::read(&whole, &table), tag))
    })?;
    if let Some(problem) = found.problems.first() {
        return Err(lacks(&format!("{problem:?}")));
    }
    let input = ImportFindings {
        campaign,
        count: found.cases.len(),
        set_aside: 0,
        file_tag,
    };
    let done = stage.act(clerk, input, move |tx, ctx, input| {
        import_findings(tx, ctx, input, &found.cases)
    });
    done.map(drop)
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Patch {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// The template with what is its own here: 八清零一提升, which eight these are being invented.
fn plan(first: Date, desk: (Id, &str)) -> Plan {
    let mut plan = workbook::example(desk, &[], first);
    "村村容貌提升百日攻坚".clone_into(&mut plan.name);
    plan.source = Some("乡人居环境整治百日攻坚方案（示例）".to_owned());
    plan.least = 50;
    let owners = ["大黄供电所", "通信线路维护中心", "大黄广播电视站"];
    for (line, owner) in plan.lines.iter_mut().zip(owners) {
        owner.clone_into(&mut line.owner);
    }
    for round in &mut plan.rounds {
        round.team = Some("乡人居环境检查组".to_owned());
    }
    plan
}

/// Sizes and classes of the villages, from the list that comes with the demonstration.
fn villages(units: &[access::Unit]) -> Result<Vec<Village>> {
    const COLUMNS: &[Column] = &[
        Column::new("village", &["村"], Kind::Text).required(),
        Column::new("class", &["类别"], Kind::Text).required(),
        Column::new("pilot", &["是否试点"], Kind::Text).required(),
        Column::new("households", &["户数"], Kind::Count).required(),
        Column::new("grids", &["网格数"], Kind::Count).required(),
    ];
    let table = sheets::read_table(
        VILLAGES,
        "dahuang_villages.csv",
        &Spec::new(COLUMNS),
        &Limits::default(),
    )
    .map_err(|fault| lacks(&fault.to_string()))?;
    let mut villages = Vec::new();
    for row in &table.rows {
        let value = |key: &str| table.cell(row, key).and_then(|cell| cell.value.clone());
        let text = |key: &str| match value(key) {
            Some(CellValue::Text(text)) => text,
            _ => String::new(),
        };
        let number = |key: &str| match value(key) {
            Some(CellValue::Number(number)) => number,
            _ => 0,
        };
        let name = text("village");
        let unit = model::named(units, &name).ok_or_else(|| lacks(&name))?;
        villages.push(Village {
            unit: unit.id,
            code: unit.code.clone(),
            name: unit.name.clone(),
            class: text("class"),
            is_pilot: text("pilot") == "是",
            households: number("households"),
            grids: number("grids"),
        });
    }
    Ok(villages)
}

fn lacks(what: &str) -> Error {
    Error::Internal(format!("the campaign of the demonstration: {what}"))
}
