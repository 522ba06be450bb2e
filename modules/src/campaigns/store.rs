//! SQL of campaigns.

pub mod figures;
pub mod findings;
pub mod objections;

use super::model::{Item, Line, Plan, Round, Village};
use ::store::{Row, Tx, values};
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};
use std::collections::BTreeSet;

/// A campaign as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    pub id: Id,
    /// Of this row.
    pub from: Date,
    pub unit: Id,
    /// Within the organisation, from 1.
    pub number: i64,
    pub name: String,
    pub first: Date,
    pub last: Date,
    /// Tenths.
    pub points: i64,
    pub least: i64,
    pub shown: i64,
    pub weeks: i64,
    pub source: Option<String>,
    pub ended: Option<Date>,
}

impl Campaign {
    pub fn days(&self) -> i64 {
        self.first.days_until(self.last) + 1
    }

    /// Findings may be recorded: from its first day until it is closed.
    pub fn is_running(&self, day: Date) -> bool {
        self.first <= day && self.ended.is_none_or(|ended| day < ended)
    }
}

const CAMPAIGN: &str = "c.id, c.valid_from, c.unit, c.number, c.name, c.first, c.last, c.points, c.least, c.shown, c.weeks, \
                        c.source, c.ended";

fn campaign_of(row: &Row) -> Result<Campaign> {
    Ok(Campaign {
        id: row.get(0)?,
        from: row.get(1)?,
        unit: row.get(2)?,
        number: row.get(3)?,
        name: row.get(4)?,
        first: row.get(5)?,
        last: row.get(6)?,
        points: row.get(7)?,
        least: row.get(8)?,
        shown: row.get(9)?,
        weeks: row.get(10)?,
        source: row.get(11)?,
        ended: row.get(12)?,
    })
}

pub fn insert_campaign(tx: &mut Tx, org: OrgId, campaign: &Campaign) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "campaigns_campaign (org, id, valid_from, seq, unit, number, name, first, last, days, points, least, shown, weeks, source, ended)",
        values![
            org,
            campaign.id,
            campaign.from,
            seq,
            campaign.unit,
            campaign.number,
            &campaign.name,
            campaign.first,
            campaign.last,
            campaign.days(),
            campaign.points,
            campaign.least,
            campaign.shown,
            campaign.weeks,
            campaign.source.as_deref(),
            campaign.ended
        ],
    )
}

/// Its latest row.
pub fn campaign(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Campaign>> {
    let sql = format!(
        "select {CAMPAIGN} from campaigns_campaign c where c.org = $1 and c.id = $2 order by c.valid_from desc, c.seq desc limit 1"
    );
    let row = tx.query_opt(&sql, &values![org, id])?;
    row.as_ref().map(campaign_of).transpose()
}

/// Latest first.
pub fn campaigns(tx: &mut Tx, org: OrgId) -> Result<Vec<Campaign>> {
    let sql = format!(
        "select {CAMPAIGN} from campaigns_campaign c where c.org = $1 and not exists (select 1 from campaigns_campaign n \
         where n.org = c.org and n.id = c.id and (n.valid_from > c.valid_from or n.valid_from = c.valid_from and n.seq > c.seq)) \
         order by c.number desc limit 1000"
    );
    tx.query(&sql, &values![org])?
        .iter()
        .map(campaign_of)
        .collect()
}

pub fn last_number(tx: &mut Tx, org: OrgId) -> Result<i64> {
    let sql =
        "select cast(coalesce(max(number), 0) as bigint) from campaigns_campaign where org = $1";
    tx.query_one(sql, &values![org])?.get(0)
}

/// What a campaign looks for, where, and whose the lines are; `codes` are those of the items.
pub fn insert_parts(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    plan: &Plan,
    codes: &[String],
) -> Result<()> {
    let seq = tx.seq()?;
    for (item, code) in plan.items.iter().zip(codes) {
        tx.insert(
            "campaigns_item (org, campaign, place, seq, code, name, kind, is_line, points, deduct, photo)",
            values![
                org,
                campaign,
                item.place,
                seq,
                code,
                &item.name,
                item.kind.as_str(),
                i64::from(item.is_line),
                item.points,
                item.deduct,
                i64::from(item.needs_photo)
            ],
        )?;
    }
    for village in &plan.villages {
        tx.insert(
            "campaigns_village (org, campaign, unit, seq, class, is_pilot, households, grids)",
            values![
                org,
                campaign,
                village.unit,
                seq,
                &village.class,
                i64::from(village.is_pilot),
                village.households,
                village.grids
            ],
        )?;
    }
    for line in &plan.lines {
        tx.insert(
            "campaigns_line (org, campaign, kind, seq, owner, unit)",
            values![
                org,
                campaign,
                line.kind.as_str(),
                seq,
                &line.owner,
                line.unit
            ],
        )?;
    }
    Ok(())
}

pub fn insert_round(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    round: &Round,
    (commitment, sealed): (&str, &[u8]),
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "campaigns_round (org, campaign, place, seq, first, last, team, grids, households, commitment, sealed)",
        values![
            org,
            campaign,
            round.place,
            seq,
            round.first,
            round.last,
            round.team.as_deref(),
            round.grids,
            round.households,
            commitment,
            sealed
        ],
    )
}

/// An item with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedItem {
    pub code: String,
    pub item: Item,
}

const ITEM: &str = "i.place, i.name, i.kind, i.is_line, i.points, i.deduct, i.photo, i.code";

fn item_of(row: &Row) -> Result<CodedItem> {
    Ok(CodedItem {
        item: Item {
            place: row.get(0)?,
            name: row.get(1)?,
            kind: row.get::<String>(2)?.parse()?,
            is_line: row.get::<i64>(3)? == 1,
            points: row.get(4)?,
            deduct: row.get(5)?,
            needs_photo: row.get::<i64>(6)? == 1,
        },
        code: row.get(7)?,
    })
}

pub fn items(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<Vec<CodedItem>> {
    let sql = format!(
        "select {ITEM} from campaigns_item i where i.org = $1 and i.campaign = $2 order by i.place limit 1000"
    );
    tx.query(&sql, &values![org, campaign])?
        .iter()
        .map(item_of)
        .collect()
}

/// The item of a code, and whose campaign's it is.
pub fn item_by_code(tx: &mut Tx, org: OrgId, code: &str) -> Result<Option<(Id, CodedItem)>> {
    let sql = format!(
        "select {ITEM}, i.campaign from campaigns_item i where i.org = $1 and i.code = $2 order by i.campaign limit 1"
    );
    let row = tx.query_opt(&sql, &values![org, code])?;
    row.map(|row| Ok((row.get(8)?, item_of(&row)?))).transpose()
}

const VILLAGE: &str = "v.unit, u.code, u.name, v.class, v.is_pilot, v.households, v.grids";

fn village_of(row: &Row) -> Result<Village> {
    Ok(Village {
        unit: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        class: row.get(3)?,
        is_pilot: row.get::<i64>(4)? == 1,
        households: row.get(5)?,
        grids: row.get(6)?,
    })
}

/// The villages of a campaign by class and code.
pub fn villages(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<Vec<Village>> {
    let sql = format!(
        "select {VILLAGE} from campaigns_village v join access_unit_now u on u.id = v.unit \
         where v.org = $1 and v.campaign = $2 order by v.class, u.code limit 1000"
    );
    tx.query(&sql, &values![org, campaign])?
        .iter()
        .map(village_of)
        .collect()
}

/// Those of its villages that somebody sees the cases of.
pub fn seen_villages(tx: &mut Tx, ctx: &Ctx, campaign: Id) -> Result<BTreeSet<Id>> {
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    params.push(campaign.into());
    let sql = "select v.unit from campaigns_village v where v.org = $1 and v.campaign = $5 \
               and v.unit in scope($1, $2, $3, $4) order by v.unit limit 1000";
    tx.query(sql, &params)?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

pub fn lines(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<Vec<Line>> {
    let sql = "select l.kind, l.owner, l.unit, u.name from campaigns_line l left join access_unit_now u on u.id = l.unit \
               where l.org = $1 and l.campaign = $2 order by l.kind limit 10";
    let of = |row: &Row| {
        Ok(Line {
            kind: row.get::<String>(0)?.parse()?,
            owner: row.get(1)?,
            unit: row.get(2)?,
            unit_name: row.get::<Option<String>>(3)?.unwrap_or_default(),
        })
    };
    tx.query(sql, &values![org, campaign])?
        .iter()
        .map(of)
        .collect()
}

/// A round with what was shown of its seed, and the seed once it was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRound {
    pub round: Round,
    pub commitment: String,
    pub sealed: Vec<u8>,
    /// When, and the seed.
    pub drawn: Option<(Date, String)>,
}

/// As they are known now.
pub fn rounds(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<Vec<KeptRound>> {
    // No draw is dated later than the day on which it is made.
    let ever = Date::of_micros(0).plus_days(2_900_000);
    rounds_as_of(tx, org, campaign, ever, i64::MAX)
}

/// With the draws up to a day and a journal row.
pub fn rounds_as_of(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    as_of: Date,
    known: i64,
) -> Result<Vec<KeptRound>> {
    let sql = "select r.place, r.first, r.last, r.team, r.grids, r.households, r.commitment, r.sealed, d.date, d.seed \
               from campaigns_round r left join campaigns_draw d on d.org = r.org and d.campaign = r.campaign \
               and d.round = r.place and d.date <= $3 and d.seq <= $4 where r.org = $1 and r.campaign = $2 order by r.place limit 1000";
    let of = |row: &Row| {
        let drawn: Option<Date> = row.get(8)?;
        let seed: Option<String> = row.get(9)?;
        Ok(KeptRound {
            round: Round {
                place: row.get(0)?,
                first: row.get(1)?,
                last: row.get(2)?,
                team: row.get(3)?,
                grids: row.get(4)?,
                households: row.get(5)?,
            },
            commitment: row.get(6)?,
            sealed: row.get(7)?,
            drawn: drawn.zip(seed),
        })
    };
    tx.query(sql, &values![org, campaign, as_of, known])?
        .iter()
        .map(of)
        .collect()
}

pub fn insert_draw(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    round: i64,
    (date, seed): (Date, &str),
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "campaigns_draw (org, campaign, round, seq, date, seed)",
        values![org, campaign, round, seq, date, seed],
    )
}

pub fn insert_inspection(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    (turn, unit, case): (i64, Id, Id),
    date: Date,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "campaigns_inspection (org, campaign, turn, unit, seq, case_id, date)",
        values![org, campaign, turn, unit, seq, case, date],
    )
}

/// The inspections of one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub turn: i64,
    pub date: Date,
    pub planned: i64,
    pub open: i64,
}

pub fn turns(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<Vec<Turn>> {
    let sql = "select i.turn, min(i.date), cast(count(*) as bigint), \
               cast(count(case when n.kind in ('open', 'waiting') then 1 end) as bigint) from campaigns_inspection i \
               join cases_now n on n.org = i.org and n.id = i.case_id where i.org = $1 and i.campaign = $2 \
               group by i.turn order by i.turn limit 1000";
    let of = |row: &Row| {
        Ok(Turn {
            turn: row.get(0)?,
            date: row.get(1)?,
            planned: row.get(2)?,
            open: row.get(3)?,
        })
    };
    tx.query(sql, &values![org, campaign])?
        .iter()
        .map(of)
        .collect()
}
