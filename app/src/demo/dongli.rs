//! 东里镇: the organisation net of 梅家坡村, its plan of 11233, a sale of golden peaches and its split. The township, its
//! villages and the plan are those of the newspaper; people, firm and amounts are invented.

use super::base;
use super::office::{self, Office};
use super::stage::{Stage, day};
use access::Role;
use kernel::apportion::Share;
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use modules::coop::model::{By, Contribution, PartyKind, Plan, PlanPart, TOLERANCE, Way};
use modules::coop::set_members::MemberLine;
use modules::coop::*;
use modules::land::{ContractLine, EnterContract, EnterParcel, enter_contract, enter_parcel};
use modules::market::RecordSale;
use modules::people;
use modules::people::life::organisations::{SaveOrganisation, save_organisation};
use modules::shares::coop::{OpenCoop, open_coop};
use payout::bank::accounts::{Decision, Provenance};
use payout::bank::{
    self, Answer, BatchLine, DecideAccount, ImportResults, ImportStatement, Moved, Outcome,
    SendBatch, decide_account, propose_account,
};

const HOUSEHOLDS: &[u8] = include_bytes!("../../../demo/dongli_households.csv");
const TOWNSHIP: &str = "370323103000";
const VILLAGE: &str = "370323103211";
const CLAUSE: &str = "本合同的销售收入减去成本后的收益，由合作社、家庭农场、农业科技服务企业、科技服务队、农户\
                      按10%、10%、20%、30%、30%分配；发生亏损的，按同样的比例分担。";

/// Who does what. The names are invented.
const PEOPLE: [(Role, &str, &str); 6] = [
    (Role::OrgAdministrator, "dongli-guanli", "郦晴川"),
    (Role::Clerk, "dongli-bangongshi", "桑予安"),
    (Role::Accountant, "dongli-kuaiji", "贝岳林"),
    (Role::Reviewer, "dongli-shenhe", "蔺秋实"),
    (Role::Approver, "dongli-lingdao", "容致知"),
    (Role::Auditor, "dongli-jiandu", "尚问渠"),
];

/// Measured areas of the orchards, 0.01 mu, by household: six for each family farm of about 50 mu.
const ORCHARDS: [i64; 12] = [860, 790, 905, 840, 815, 850, 780, 930, 845, 810, 795, 775];

pub fn play(stage: &mut Stage, admin: Id) -> Result<()> {
    stage.on(day(2020, 12, 1)?);
    let office = office::found(stage, admin, ("东里镇", TOWNSHIP, "0533-0000000"), &PEOPLE)?;
    base::import_list(stage, &office, HOUSEHOLDS, "dongli_households.csv")?;
    let unit = office::unit(stage, VILLAGE)?;
    let homes = households(stage, &office, unit)?;
    let accountant = stage.by(office.org, office.accountant);
    let parcels = land(stage, &accountant, unit, &homes)?;
    let net = net(stage, &office, unit)?;
    let teams = parties(stage, &office, &net, &homes)?;
    bring(stage, &accountant, &net, &parcels)?;
    adopt(stage, &accountant, net.id)?;
    season(stage, &accountant, &net, &teams, &homes)?;
    split(stage, &office, net.id)
}

struct Net {
    id: Id,
    unit: Id,
    /// Filled once the farms are there.
    farms: std::cell::RefCell<Vec<Id>>,
}

/// Each household with its members, the head first.
fn households(stage: &Stage, office: &Office, unit: Id) -> Result<Vec<(Id, Vec<Id>)>> {
    let (org, on) = (office.org, day(2020, 12, 1)?);
    stage.db.read(move |tx| {
        let mut out = Vec::new();
        for household in people::households_in(tx, org, unit, on, "", 100)? {
            let members = people::members(tx, org, household.id, on)?;
            out.push((household.id, members.iter().map(|m| m.person).collect()));
        }
        Ok(out)
    })
}

fn land(stage: &Stage, accountant: &Ctx, unit: Id, homes: &[(Id, Vec<Id>)]) -> Result<Vec<Id>> {
    let mut parcels = Vec::new();
    for ((household, _), (area, at)) in homes.iter().zip(ORCHARDS.into_iter().zip(1..)) {
        let input = EnterParcel {
            code: format!("37032310321101{at:05}"),
            unit,
            name: Some(format!("果园{at}号")),
            kind: "garden".into(),
            area,
            from: day(2018, 10, 1)?,
        };
        let parcel = stage.act(accountant, input, enter_parcel)?.parcel;
        let input = EnterContract {
            number: format!("37032310321101{at:04}J"),
            issuer: "37032310321101".into(),
            household: *household,
            contractor: None,
            term_from: day(1999, 10, 1)?,
            term_to: Some(day(2029, 9, 30)?),
            from: day(2020, 12, 1)?,
            parcels: vec![ContractLine { parcel, area }],
        };
        stage.act(accountant, input, enter_contract)?;
        parcels.push(parcel);
    }
    Ok(parcels)
}

fn net(stage: &Stage, office: &Office, unit: Id) -> Result<Net> {
    stage.on(day(2021, 1, 8)?);
    let accountant = stage.by(office.org, office.accountant);
    let coop = OpenCoop {
        unit,
        name: "梅家坡村党支部领办果业专业合作社".into(),
        organisation: None,
        code: None,
        from: day(2021, 1, 5)?,
        book: None,
    };
    let coop = stage.act(&accountant, coop, open_coop)?.coop;
    let input = OpenNet {
        coop,
        name: "梅家坡村果业经营网".into(),
        from: day(2021, 1, 8)?,
        farm_area: model::FARM_AREA,
        tolerance: TOLERANCE,
    };
    Ok(Net {
        id: stage.act(&accountant, input, open_net)?.net,
        unit,
        farms: Vec::new().into(),
    })
}

/// Branch, co-op, firm, two family farms, a team for each: of five and of seven people. Returns the teams.
fn parties(
    stage: &Stage,
    office: &Office,
    net: &Net,
    homes: &[(Id, Vec<Id>)],
) -> Result<Vec<(Id, Vec<Id>)>> {
    let clerk = stage.by(office.org, office.clerk);
    let firm = SaveOrganisation {
        organisation: None,
        unit: net.unit,
        date: day(2021, 1, 8)?,
        name: "示例果树科技服务有限公司".into(),
        kind: "company".into(),
        code: None,
    };
    let firm = stage.act(&clerk, firm, save_organisation)?.organisation;
    let accountant = stage.by(office.org, office.accountant);
    let from = day(2021, 1, 8)?;
    let party = |kind, name: &str| AddParty {
        net: net.id,
        kind,
        name: name.to_owned(),
        from,
        organisation: (kind == PartyKind::Firm).then_some(firm),
        serves: None,
        members: Vec::new(),
    };
    let lines = |homes: &[(Id, Vec<Id>)]| {
        let heads = homes.iter().filter_map(|(_, members)| members.first());
        let lines = heads.enumerate().map(|(at, person)| MemberLine {
            person: *person,
            is_lead: at == 0,
        });
        lines.collect::<Vec<_>>()
    };
    let mut branch = party(PartyKind::PartyBranch, "梅家坡村党支部");
    branch.members = lines(homes.get(..3).unwrap_or_default());
    stage.act(&accountant, branch, add_party)?;
    let coop = party(PartyKind::Coop, "梅家坡村党支部领办果业专业合作社");
    stage.act(&accountant, coop, add_party)?;
    let input = party(PartyKind::Firm, "示例果树科技服务有限公司");
    stage.act(&accountant, input, add_party)?;
    let mut teams = Vec::new();
    for (name, own) in [("一号", homes.get(..5)), ("二号", homes.get(5..))] {
        let own = own.unwrap_or_default();
        let farm = party(PartyKind::FamilyFarm, &format!("{name}家庭农场"));
        let farm = stage.act(&accountant, farm, add_party)?.party;
        net.farms.borrow_mut().push(farm);
        let mut team = party(PartyKind::Team, &format!("{name}科技服务队"));
        team.serves = Some(farm);
        team.members = lines(own);
        let team = stage.act(&accountant, team, add_party)?.party;
        teams.push((team, own.iter().map(|(household, _)| *household).collect()));
    }
    Ok(teams)
}

/// Each farm gets six orchards, two by each way.
fn bring(stage: &Stage, accountant: &Ctx, net: &Net, parcels: &[Id]) -> Result<()> {
    stage.on(day(2021, 3, 1)?);
    let farms = net.farms.borrow();
    for (farm, own) in farms.iter().zip(parcels.chunks(6)) {
        for (way, parcels) in Way::ALL.iter().zip(own.chunks(2)) {
            let input = BringLand {
                net: net.id,
                farm: Some(*farm),
                parcels: parcels.to_vec(),
                way: *way,
                from: day(2021, 3, 1)?,
                term_to: match way {
                    Way::Transfer => Some(day(2029, 9, 30)?),
                    _ => None,
                },
                document: Some("经营网入网协议（示例）".into()),
            };
            stage.act(accountant, input, bring_land)?;
        }
    }
    Ok(())
}

fn adopt(stage: &Stage, accountant: &Ctx, net: Id) -> Result<()> {
    stage.on(day(2021, 3, 10)?);
    let part = |(party, name, percent, by): (PartyKind, &str, i64, By)| PlanPart {
        party,
        name: name.to_owned(),
        share: Share {
            numerator: percent,
            denominator: 100,
        },
        by,
    };
    let plan = Plan {
        parts: [
            (PartyKind::Coop, "合作社", 10, By::OwnBook),
            (PartyKind::FamilyFarm, "家庭农场", 10, By::Land),
            (PartyKind::Firm, "农业科技服务企业", 20, By::Equally),
            (PartyKind::Team, "科技服务队", 30, By::Minutes),
            (PartyKind::Households, "农户", 30, By::Kilograms),
        ]
        .map(part)
        .to_vec(),
    };
    let input = AdoptPlan {
        net,
        from: day(2021, 3, 10)?,
        plan,
        vote: vote("利益分配方案会议记录 2021-03-10"),
        text: CLAUSE.into(),
        document: Some("利益分配合同（示例）〔2021〕1号".into()),
    };
    stage.act(accountant, input, adopt_plan).map(drop)
}

fn vote(minutes: &str) -> payout::Vote {
    payout::Vote {
        kind: "parties_meeting".into(),
        eligible: 16,
        present: 15,
        in_favour: 14,
        against: 0,
        abstained: 1,
        minutes: Some(minutes.to_owned()),
        discussed_on: None,
    }
}

/// Work from March on, deliveries and the sale in July, costs on the way.
fn season(
    stage: &Stage,
    accountant: &Ctx,
    net: &Net,
    teams: &[(Id, Vec<Id>)],
    homes: &[(Id, Vec<Id>)],
) -> Result<()> {
    stage.on(day(2022, 7, 6)?);
    let given = |kind, party, household, date, amount| RecordContribution {
        net: net.id,
        kind,
        party,
        household,
        person: None,
        date,
        amount,
        product: (kind == Contribution::Grams).then(|| "黄金桃".to_owned()),
        grade: None,
        document: None,
    };
    for (team, own) in teams {
        for (household, at) in own.iter().zip(0..) {
            for (month, minutes) in [(3, 450), (5, 480), (6, 420)] {
                let on = day(2022, month, 10)?;
                let minutes = minutes - 30 * (at % 4);
                let work = given(Contribution::Minutes, Some(*team), *household, on, minutes);
                stage.act(accountant, work, record_contribution)?;
            }
        }
    }
    let mut grams = 0;
    for ((household, _), area) in homes.iter().zip(ORCHARDS) {
        // About 1,900 kilograms a mu of ten.
        let delivered = area * 1_900 + (area % 7) * 500;
        let on = day(2022, 7, 4)?;
        let goods = given(Contribution::Grams, None, *household, on, delivered);
        stage.act(accountant, goods, record_contribution)?;
        grams += delivered;
    }
    let cost = |kind: &str, yuan: i64, date: Date| RecordCost {
        net: net.id,
        date,
        kind: kind.to_owned(),
        amount: Fen(yuan * 100),
        is_advanced: true,
        payee: None,
        document: Some("付款凭单（示例）".into()),
    };
    for (kind, yuan, on) in [
        ("有机肥", 18_600, day(2022, 2, 20)?),
        ("果袋和套袋工资", 12_450, day(2022, 5, 18)?),
        ("冷链分拣和运输", 9_870, day(2022, 7, 5)?),
    ] {
        stage.act(accountant, cost(kind, yuan, on), record_cost)?;
    }
    let sale = RecordSale {
        unit: net.unit,
        book: Id(0),
        seller: net.id,
        date: day(2022, 7, 5)?,
        product: "黄金桃".into(),
        grade: Some("一级".into()),
        grams,
        price: Fen(800),
        buyer: "长沙红星全国农产品批发市场".into(),
        document: Some("冷链专线交货单（示例）".into()),
    };
    stage.act(accountant, sale, sell)?;
    let repaid = RepayAdvance {
        net: net.id,
        date: day(2022, 7, 6)?,
        amount: Fen((18_600 + 12_450 + 9_870) * 100),
    };
    stage.act(accountant, repaid, repay_advance).map(drop)
}

/// From the settlement to the last payment.
fn split(stage: &Stage, office: &Office, net: Id) -> Result<()> {
    let accountant = stage.by(office.org, office.accountant);
    let input = Settle {
        net,
        first: day(2022, 1, 1)?,
        last: day(2022, 7, 5)?,
    };
    let settlement = stage.act(&accountant, input, settle)?.settlement;
    let input = Distribute {
        settlement,
        title: "梅家坡村2022年黄金桃销售收益分配".into(),
    };
    let round = stage.act(&accountant, input, distribute)?.id;
    let source = round::source();
    stage.act(
        &accountant,
        payout::CalculateRound { round },
        move |tx, ctx, input| {
            let (entitled, counted) = (source.entitlements, source.witness.counted);
            payout::calculate_round_knowing(tx, ctx, input, entitled, counted)
        },
    )?;
    let date = day(2022, 7, 6)?;
    stage.act(
        &accountant,
        payout::DisplayPlan { round, date },
        payout::display_plan,
    )?;
    let date = day(2022, 7, 10)?;
    stage.on(date);
    let vote = vote("利益分配会议记录 2022-07-10");
    stage.act(
        &accountant,
        payout::ResolveRound { round, date, vote },
        payout::resolve_round,
    )?;
    let reviewer = stage.by(office.org, office.reviewer);
    stage.act(
        &reviewer,
        payout::ReviewRound { round },
        payout::review_round,
    )?;
    let (from, to) = (day(2022, 7, 11)?, day(2022, 7, 18)?);
    stage.on(from);
    stage.act(
        &accountant,
        payout::PostRound { round, from, to },
        super::post,
    )?;
    let date = day(2022, 7, 20)?;
    stage.on(date);
    let approver = stage.by(office.org, office.approver);
    stage.act(
        &approver,
        payout::DeclareRound { round, date },
        payout::declare_round,
    )?;
    let date = day(2022, 7, 22)?;
    stage.on(date);
    stage.act(&accountant, HandOver { round, date }, hand_over)?;
    through_the_bank(stage, office, round)
}

/// Accounts that two people stand for, one file, an answer in which one payment came back, the statement. The new
/// account of that household waits for its confirmation when the story ends.
fn through_the_bank(stage: &Stage, office: &Office, round: Id) -> Result<()> {
    let (accountant, reviewer) = (
        stage.by(office.org, office.accountant),
        stage.by(office.org, office.reviewer),
    );
    let (org, today) = (office.org, accountant.today());
    let waits = stage
        .db
        .read(move |tx| bank::sendable(tx, org, round, today))?
        .without_account;
    for (payee, at) in waits.iter().zip(1_i64..) {
        let account = stage.act(
            &accountant,
            passbook(stage, org, *payee, at)?,
            propose_account,
        )?;
        let outcome = Decision::Confirmed;
        stage.act(
            &reviewer,
            DecideAccount { account, outcome },
            decide_account,
        )?;
    }
    let ready = stage
        .db
        .read(move |tx| bank::sendable(tx, org, round, today))?;
    let layout = "delimited_gbk";
    let (payments, amount) = ready.told(layout)?;
    let input = SendBatch {
        round,
        date: today,
        layout: layout.into(),
        lines: bank::Chosen::Ready { payments, amount },
    };
    let sent = stage.act(&accountant, input, |tx, ctx, input| {
        bank::send_batch(tx, ctx, input, round::source().changed)
    })?;
    stage.on(day(2022, 7, 25)?);
    let lines = stage.db.read(move |tx| bank::batches(tx, org, round))?;
    let lines = lines.into_iter().flat_map(|batch| batch.lines);
    let lines: Vec<BatchLine> = lines.collect();
    let back = lines.iter().find(|line| Some(&line.payee) == waits.get(2));
    let back = back.ok_or_else(|| Error::Internal("a batch of the demonstration".into()))?;
    let answers: Vec<Answer> = lines
        .iter()
        .map(|line| Answer {
            reference: line.reference.clone(),
            amount: line.amount,
            outcome: match line.reference == back.reference {
                true => Outcome::Returned,
                false => Outcome::Paid,
            },
            reason: payout::ReturnReason::WrongName,
            date: None,
        })
        .collect();
    let input = ImportResults {
        digest: "demo".into(),
        date: day(2022, 7, 25)?,
        rows: answers.len(),
    };
    stage.act(&accountant, input, move |tx, ctx, input| {
        bank::import_results(tx, ctx, input, &answers)
    })?;
    stage.on(day(2022, 7, 26)?);
    let moved = |amount: Fen, memo: String| Moved {
        date: today,
        amount,
        memo,
    };
    let rows = [
        moved(Fen(-sent.amount.0), format!("代发 {}", sent.number)),
        moved(back.amount, format!("退汇 {}", back.reference)),
        moved(Fen(317), "结息".into()),
    ];
    let book = stage
        .db
        .read(move |tx| Ok(payout::read::case(tx, org, round)?.round.book))?;
    let input = ImportStatement {
        book,
        digest: "demo".into(),
        rows: rows.len(),
    };
    stage.act(&accountant, input, move |tx, ctx, input| {
        bank::import_statement(tx, ctx, input, &rows)
    })?;
    let again = passbook(stage, org, back.payee, 99)?;
    stage.act(&accountant, again, propose_account).map(drop)
}

/// The account of a payee as its passbook says it. The numbers belong to nobody.
fn passbook(stage: &Stage, org: kernel::OrgId, payee: Id, at: i64) -> Result<bank::ProposeAccount> {
    let known = stage
        .db
        .read(move |tx| (round::source().household)(tx, org, payee))?;
    let known = known.ok_or_else(|| Error::Internal("a payee of the demonstration".into()))?;
    Ok(bank::ProposeAccount {
        payee,
        unit: known.unit,
        holder: known.head,
        number: format!("9999 0000 0000 {at:04}"),
        bank: "示例农村商业银行".into(),
        provenance: Provenance::Passbook,
        document: Some("存折复印件（示例）".into()),
    })
}
