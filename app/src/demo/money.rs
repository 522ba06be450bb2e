//! 五联鑫 co-op's project and its dividends: 1.7 million yuan, in service at the end of 2018, about a
//! tenth a year, five dividends paid, a sixth on the wall.

use super::office::Office;
use super::stage::{Stage, day};
use kernel::apportion::Policy;
use kernel::date::Precision;
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use modules::shares::enter_project::ProjectEntered;
use modules::shares::*;
use payout::{Basis, Method};
use std::collections::BTreeMap;

const ROSTER: &[u8] = include_bytes!("../../../demo/roster.csv");

/// Moves to its children in the city in the summer of 2021.
const LEAVES: &str = "37150210400030";

/// Year, day, yuan.
const INCOME: [(i64, (i16, i8, i8), i64); 7] = [
    (2019, (2019, 6, 28), 84_000),
    (2019, (2019, 12, 20), 84_300),
    (2020, (2020, 6, 30), 85_000),
    (2020, (2020, 12, 25), 86_500),
    (2021, (2021, 6, 30), 85_200),
    (2021, (2021, 12, 24), 84_800),
    (2022, (2022, 6, 28), 85_500),
];

/// One dividend of the story.
struct Told {
    title: &'static str,
    year: i64,
    pool_yuan: i64,
    record: (i16, i8, i8),
    begins: (i16, i8, i8),
    basis: Basis,
}

const DIVIDENDS: [Told; 5] = [
    Told {
        title: "五联鑫合作社种养项目2019年上半年收益分配",
        year: 2019,
        pool_yuan: 67_200,
        record: (2019, 6, 30),
        begins: (2019, 7, 8),
        basis: Basis::PerPerson,
    },
    Told {
        title: "五联鑫合作社种养项目2019年下半年收益分配",
        year: 2019,
        pool_yuan: 67_400,
        record: (2019, 12, 31),
        begins: (2020, 1, 2),
        basis: Basis::PerPerson,
    },
    Told {
        title: "五联鑫合作社种养项目2020年度收益分配",
        year: 2020,
        pool_yuan: 137_000,
        record: (2020, 12, 31),
        begins: (2021, 1, 5),
        basis: Basis::PerPerson,
    },
    Told {
        title: "五联鑫合作社种养项目2021年度收益分配",
        year: 2021,
        pool_yuan: 136_000,
        record: (2021, 12, 31),
        begins: (2022, 1, 4),
        basis: Basis::ClassWeights,
    },
    Told {
        title: "五联鑫合作社种养项目2022年上半年收益分配",
        year: 2022,
        pool_yuan: 68_400,
        record: (2022, 6, 28),
        begins: (2022, 6, 29),
        basis: Basis::ClassWeights,
    },
];

/// On the wall when the story ends.
const SIXTH: Told = Told {
    title: "五联鑫合作社种养项目历年结余补充分配",
    year: 2022,
    pool_yuan: 60_000,
    record: (2022, 6, 30),
    begins: (2022, 7, 20),
    basis: Basis::PerHousehold,
};

pub fn play(stage: &Stage, office: &Office) -> Result<()> {
    stage.on(day(2018, 12, 28)?);
    let accountant = stage.by(office.org, office.accountant);
    let project = project(stage, office, &accountant)?;
    roster(stage, &accountant, project.project)?;
    let mut income = INCOME.iter().peekable();
    for told in &DIVIDENDS {
        let begins = date(told.begins)?;
        while let Some((year, on, yuan)) = income.peek().copied().copied() {
            if date(on)? > begins {
                break;
            }
            income.next();
            if told.year == 2021 && on == (2021, 12, 24) {
                leave(stage, &accountant, project.project)?;
            }
            stage.on(date(on)?);
            let document = Some(format!("收益缴款单 {year}-{:02}", on.1));
            let input = RecordIncome {
                project: project.project,
                year,
                date: date(on)?,
                amount: yuan_of(yuan),
                document,
            };
            stage.act(&accountant, input, record_income)?;
        }
        let round = prepare(stage, office, &project, told)?;
        pay(stage, office, round, begins)?;
    }
    prepare_and_post(stage, office, &project, &SIXTH).map(drop)
}

pub(crate) fn project(stage: &Stage, office: &Office, accountant: &Ctx) -> Result<ProjectEntered> {
    let from = day(2018, 5, 10)?;
    let input = EnterProject {
        name: "五联鑫合作社猪舍大棚种养结合项目".into(),
        unit: office.township,
        owner: "斗虎屯镇五联鑫种养专业合作社".into(),
        from,
    };
    let entered = stage.act(accountant, input, enter_project)?;
    let project = entered.project;
    for (source, yuan, on, document) in [
        (
            "central",
            1_000_000,
            (2018, 5, 18),
            "聊财农指〔2018〕示例1号",
        ),
        ("county", 400_000, (2018, 6, 12), "聊东财指〔2018〕示例2号"),
        ("collective", 300_000, (2018, 7, 20), "村集体自筹决议"),
    ] {
        let document = Some(document.to_owned());
        let input = AddFunding {
            project,
            source: source.into(),
            amount: yuan_of(yuan),
            date: date(on)?,
            document,
        };
        stage.act(accountant, input, add_funding)?;
    }
    for (name, yuan) in [("标准化猪舍 2 栋", 1_050_000), ("种植大棚 6 座", 650_000)] {
        let input = AddAsset {
            project,
            name: name.into(),
            class: "operating".into(),
            valuation: yuan_of(yuan),
            in_service: day(2018, 12, 31)?,
            precision: Precision::YearEnd,
            date: day(2018, 12, 20)?,
        };
        stage.act(accountant, input, add_asset)?;
    }
    for year in 2019..=2022 {
        let input = PlanIncome {
            project,
            year,
            amount: yuan_of(170_000),
            date: day(2018, 12, 28)?,
        };
        stage.act(accountant, input, plan_income)?;
    }
    Ok(entered)
}

/// The list of beneficiaries, read as the page reads it.
fn roster(stage: &Stage, accountant: &Ctx, project: Id) -> Result<()> {
    stage.on(day(2019, 1, 3)?);
    let from = day(2019, 1, 1)?;
    let table = read_roster(ROSTER, "roster.csv", &[]).map_err(|fault| {
        Error::Internal(format!("the roster of the demonstration: {}", fault.code))
    })?;
    let viewer = access::Scope::of(accountant, access::Right::EnterProjects);
    let (plan, tag) = stage.db.read(move |tx| {
        let tag = access::import_units::file_tag(tx, ROSTER);
        Ok((plan_roster(tx, &viewer, project, &table, from)?, tag))
    })?;
    if !plan.problems.is_empty() {
        return Err(Error::Internal(format!(
            "the roster of the demonstration: {:?}",
            plan.problems.first()
        )));
    }
    let input = ImportRoster {
        project,
        from,
        file_tag: tag,
        mapping: "[]".into(),
        added: plan.added.len(),
        changed: plan.changed.len(),
        unchanged: plan.unchanged,
        set_aside: 0,
    };
    let lines = plan.lines;
    stage
        .act(accountant, input, move |tx, ctx, input| {
            import_roster(tx, ctx, input, &lines)
        })
        .map(drop)
}

/// The household that moves away ends on the roster.
fn leave(stage: &Stage, accountant: &Ctx, project: Id) -> Result<()> {
    stage.on(day(2021, 7, 2)?);
    let scope = access::Scope::of(accountant, access::Right::ViewProjects);
    let at = read::AsOf::on(accountant.today());
    let roster = stage
        .db
        .read(move |tx| read::roster(tx, &scope, at, project, None, 1000))?;
    let line = roster.iter().find(|line| line.number == LEAVES);
    let line = line
        .ok_or_else(|| Error::Internal("the household that leaves is not on the roster".into()))?;
    let input = EndBeneficiary {
        beneficiary: line.id,
        to: day(2021, 7, 1)?,
    };
    stage.act(accountant, input, end_beneficiary).map(drop)
}

/// From the draft to the end of the objection period.
fn prepare(stage: &Stage, office: &Office, project: &ProjectEntered, told: &Told) -> Result<Id> {
    let round = prepare_and_post(stage, office, project, told)?;
    let begins = date(told.begins)?;
    stage.on(begins.plus_days(16));
    let approver = stage.by(office.org, office.approver);
    stage.act(
        &approver,
        payout::DeclareRound {
            round,
            date: begins.plus_days(16),
        },
        payout::declare_round,
    )?;
    Ok(round)
}

fn prepare_and_post(
    stage: &Stage,
    office: &Office,
    project: &ProjectEntered,
    told: &Told,
) -> Result<Id> {
    let begins = date(told.begins)?;
    stage.on(begins);
    let accountant = stage.by(office.org, office.accountant);
    let weights = match told.basis {
        Basis::ClassWeights => [("a", 5), ("b", 3), ("c", 2)]
            .map(|(class, w)| (class.to_owned(), w))
            .into(),
        _ => BTreeMap::new(),
    };
    let input = payout::CreateRound {
        title: told.title.into(),
        flow: "relief_income".into(),
        source: entitlements::SOURCE.into(),
        source_id: project.project,
        book: project.book,
        unit: office.township,
        year: told.year,
        pool_fen: yuan_of(told.pool_yuan),
        record_date: date(told.record)?,
        policy: Policy::PerShareFloor,
        step_fen: 1,
        basis: told.basis,
        weights,
        division: None,
    };
    let round = stage.act(&accountant, input, payout::create_round)?.id;
    stage.act(
        &accountant,
        payout::CalculateRound { round },
        |tx, ctx, input| {
            let source = modules::source_of(entitlements::SOURCE)?;
            payout::calculate_round_knowing(tx, ctx, input, entitled, source.witness.counted)
        },
    )?;
    stage.act(
        &accountant,
        payout::DisplayPlan {
            round,
            date: begins,
        },
        payout::display_plan,
    )?;
    stage.on(begins.plus_days(6));
    let vote = payout::Vote {
        kind: "villagers_representatives".into(),
        eligible: 42,
        present: 38,
        in_favour: 37,
        against: 0,
        abstained: 1,
        minutes: Some(format!("村民代表会议记录 {}", begins.plus_days(6))),
        discussed_on: None,
    };
    let input = payout::ResolveRound {
        round,
        date: begins.plus_days(6),
        vote,
    };
    stage.act(&accountant, input, payout::resolve_round)?;
    stage.on(begins.plus_days(7));
    stage.act(
        &stage.by(office.org, office.reviewer),
        payout::ReviewRound { round },
        payout::review_round,
    )?;
    let (from, to) = (begins.plus_days(8), begins.plus_days(15));
    stage.on(from);
    stage.act(
        &accountant,
        payout::PostRound { round, from, to },
        crate::demo::post,
    )?;
    Ok(round)
}

fn entitled(tx: &mut store::Tx, round: &payout::Round) -> Result<Vec<payout::Entitlement>> {
    entitlements::of_round(tx, round)
}

/// Cash against a signature in two afternoons, then the round is closed.
fn pay(stage: &Stage, office: &Office, round: Id, begins: Date) -> Result<()> {
    let accountant = stage.by(office.org, office.accountant);
    let scope = access::Scope::of(&accountant, access::Right::ViewRounds);
    let page = stage.db.read(move |tx| {
        payout::lines(tx, &scope, round, &payout::LineFilter::default(), (0, 1000))
    })?;
    let half = page.lines.len() / 2;
    for (batch, after) in [(page.lines.get(..half), 18), (page.lines.get(half..), 19)] {
        let on = begins.plus_days(after);
        stage.on(on);
        let lines = batch.unwrap_or_default().iter().zip(1..);
        let lines = lines
            .map(|(view, n)| payout::PayLine {
                line: view.line.key,
                receipt: Some(format!("SJ{}-{n:03}", on.to_string().replace('-', ""))),
            })
            .collect();
        let input = payout::PayLines {
            round,
            date: on,
            method: Method::Cash,
            lines,
        };
        stage.act(&accountant, input, payout::pay_lines)?;
    }
    stage.on(begins.plus_days(20));
    stage.act(
        &accountant,
        payout::CloseRound { round },
        payout::close_round,
    )
}

fn date((year, month, on): (i16, i8, i8)) -> Result<Date> {
    day(year, month, on)
}

fn yuan_of(yuan: i64) -> Fen {
    Fen(yuan * 100)
}
