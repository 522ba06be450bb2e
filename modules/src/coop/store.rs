//! SQL of organisation nets. What is read "as known at `seq`" never changes.

pub mod ending;
pub mod figures;
pub mod money;
pub mod plans;

use super::model::{PartyKind, Way};
use ::store::{Row, Tx, values};
use access::Scope;
use kernel::{Date, Id, OrgId, Result};

/// A net as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Net {
    pub id: Id,
    pub from: Date,
    pub to: Option<Date>,
    pub unit: Id,
    pub name: String,
    /// The co-op of member accounts.
    pub coop: Id,
    /// The book of the contract's money.
    pub book: Id,
    /// What a family farm is meant to have, 0.01 mu.
    pub farm_area: i64,
    /// Percent.
    pub tolerance: i64,
    /// Where it has ended.
    pub end_reason: Option<String>,
    /// The paper of the vote to end it.
    pub end_paper: Option<String>,
}

impl Net {
    /// As of which day it is shown where somebody asks for `date`: what has ended is shown as it last stood.
    pub fn shown_on(&self, date: Date) -> Date {
        self.to.map_or(date, |to| date.min(to.plus_days(-1)))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub id: Id,
    pub from: Date,
    pub to: Option<Date>,
    pub net: Id,
    pub kind: PartyKind,
    pub name: String,
    pub organisation: Option<Id>,
    /// The family farm that a team serves.
    pub serves: Option<Id>,
}

/// A person in a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: Id,
    pub from: Date,
    pub to: Option<Date>,
    pub party: Id,
    pub person: Id,
    pub household: Id,
    pub is_lead: bool,
}

/// A parcel in the net.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Land {
    pub id: Id,
    pub from: Date,
    pub to: Option<Date>,
    pub net: Id,
    pub farm: Option<Id>,
    pub parcel: Id,
    pub household: Id,
    /// The village of the household.
    pub unit: Id,
    pub way: Way,
    /// 0.01 mu.
    pub area: i64,
    pub term_to: Option<Date>,
    pub document: Option<String>,
}

const NET: &str = "n.id, n.valid_from, n.valid_to, n.unit, n.name, n.coop, n.book, n.farm_area, n.tolerance, \
                   n.end_reason, n.end_paper";
/// The place of what is read behind the columns of a net.
const NET_COLUMNS: usize = 11;
const PARTY: &str =
    "p.id, p.valid_from, p.valid_to, p.net, p.kind, p.name, p.organisation, p.serves";
const MEMBER: &str = "m.id, m.valid_from, m.valid_to, m.party, m.person, m.household, m.lead";
const LAND: &str = "l.id, l.valid_from, l.valid_to, l.net, l.farm, l.parcel, l.household, l.unit, l.way, l.area, \
                    l.term_to, l.document";

fn net_of(row: &Row) -> Result<Net> {
    Ok(Net {
        id: row.get(0)?,
        from: row.get(1)?,
        to: row.get(2)?,
        unit: row.get(3)?,
        name: row.get(4)?,
        coop: row.get(5)?,
        book: row.get(6)?,
        farm_area: row.get(7)?,
        tolerance: row.get(8)?,
        end_reason: row.get(9)?,
        end_paper: row.get(10)?,
    })
}

fn party_of(row: &Row) -> Result<Party> {
    Ok(Party {
        id: row.get(0)?,
        from: row.get(1)?,
        to: row.get(2)?,
        net: row.get(3)?,
        kind: row.get::<String>(4)?.parse()?,
        name: row.get(5)?,
        organisation: row.get(6)?,
        serves: row.get(7)?,
    })
}

fn member_of(row: &Row) -> Result<Member> {
    Ok(Member {
        id: row.get(0)?,
        from: row.get(1)?,
        to: row.get(2)?,
        party: row.get(3)?,
        person: row.get(4)?,
        household: row.get(5)?,
        is_lead: row.get::<i64>(6)? == 1,
    })
}

fn land_of(row: &Row) -> Result<Land> {
    Ok(Land {
        id: row.get(0)?,
        from: row.get(1)?,
        to: row.get(2)?,
        net: row.get(3)?,
        farm: row.get(4)?,
        parcel: row.get(5)?,
        household: row.get(6)?,
        unit: row.get(7)?,
        way: row.get::<String>(8)?.parse()?,
        area: row.get(9)?,
        term_to: row.get(10)?,
        document: row.get(11)?,
    })
}

/// As it stands on `date`, as known at `seq`.
pub fn net(tx: &mut Tx, org: OrgId, id: Id, date: Date, seq: i64) -> Result<Option<Net>> {
    let sql = format!("select {NET} from dated(coop_net, $1, $2, $3) n where n.id = $4");
    tx.query_opt(&sql, &values![org, date, seq, id])?
        .map(|row| net_of(&row))
        .transpose()
}

/// The latest row of a net, whatever the day.
pub fn latest_net(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Net>> {
    let sql = format!(
        "select {NET} from coop_net n where n.org = $1 and n.id = $2 order by n.valid_from desc, n.seq desc limit 1"
    );
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| net_of(&row))
        .transpose()
}

/// Those in a reader's scope with the unit's name, by unit.
pub fn nets_in(tx: &mut Tx, scope: &Scope, date: Date) -> Result<Vec<(Net, String)>> {
    let sql = format!(
        "select {NET}, coalesce(v.name, '') from dated(coop_net, $1, $5, $6) n \
         left join access_unit_now v on v.id = n.unit where n.unit in scope($1, $2, $3, $4) \
         order by v.code, n.id limit 10000"
    );
    let mut params = scope.params();
    params.extend(values![date, i64::MAX]);
    tx.query(&sql, &params)?
        .iter()
        .map(|row| Ok((net_of(row)?, row.get(NET_COLUMNS)?)))
        .collect()
}

pub fn insert_net(tx: &mut Tx, org: OrgId, n: &Net) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_net (org, id, valid_from, seq, valid_to, unit, name, coop, book, farm_area, tolerance, end_reason, \
         end_paper)",
        values![
            org,
            n.id,
            n.from,
            seq,
            n.to,
            n.unit,
            &n.name,
            n.coop,
            n.book,
            n.farm_area,
            n.tolerance,
            n.end_reason.as_deref(),
            n.end_paper.as_deref()
        ],
    )
}

/// Of a net on a day, in the order in which they came.
pub fn parties(tx: &mut Tx, org: OrgId, net: Id, date: Date, seq: i64) -> Result<Vec<Party>> {
    let sql = format!(
        "select {PARTY} from dated(coop_party, $1, $2, $3) p where p.net = $4 order by p.id limit 10000"
    );
    tx.query(&sql, &values![org, date, seq, net])?
        .iter()
        .map(party_of)
        .collect()
}

/// The latest row of a party, whatever the day.
pub fn latest_party(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Party>> {
    let sql = format!(
        "select {PARTY} from coop_party p where p.org = $1 and p.id = $2 \
         order by p.valid_from desc, p.seq desc limit 1"
    );
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| party_of(&row))
        .transpose()
}

pub fn insert_party(tx: &mut Tx, org: OrgId, p: &Party) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_party (org, id, valid_from, seq, valid_to, net, kind, name, organisation, serves)",
        values![
            org,
            p.id,
            p.from,
            seq,
            p.to,
            p.net,
            p.kind.as_str(),
            &p.name,
            p.organisation,
            p.serves
        ],
    )
}

/// Who is in a party on a day, by membership.
pub fn members(tx: &mut Tx, org: OrgId, party: Id, date: Date, seq: i64) -> Result<Vec<Member>> {
    let sql = format!(
        "select {MEMBER} from dated(coop_member, $1, $2, $3) m where m.party = $4 order by m.id limit 10000"
    );
    tx.query(&sql, &values![org, date, seq, party])?
        .iter()
        .map(member_of)
        .collect()
}

/// The first day of the latest row of any member of a party.
pub fn last_member_change(tx: &mut Tx, org: OrgId, party: Id) -> Result<Option<Date>> {
    let sql = "select max(m.valid_from) from coop_member m where m.org = $1 and m.party = $2";
    tx.query_one(sql, &values![org, party])?.get(0)
}

pub fn insert_member(tx: &mut Tx, org: OrgId, m: &Member) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_member (org, id, valid_from, seq, valid_to, party, person, household, lead)",
        values![
            org,
            m.id,
            m.from,
            seq,
            m.to,
            m.party,
            m.person,
            m.household,
            i64::from(m.is_lead)
        ],
    )
}

/// What is in a net on a day, by farm and parcel.
pub fn land(tx: &mut Tx, org: OrgId, net: Id, date: Date, seq: i64) -> Result<Vec<Land>> {
    let sql = format!(
        "select {LAND} from dated(coop_land, $1, $2, $3) l where l.net = $4 \
         order by coalesce(l.farm, 0), l.parcel, l.id limit 100000"
    );
    tx.query(&sql, &values![org, date, seq, net])?
        .iter()
        .map(land_of)
        .collect()
}

/// The net's hold on a parcel that reaches to `date` or beyond it.
pub fn land_from(tx: &mut Tx, org: OrgId, parcel: Id, date: Date) -> Result<Option<Land>> {
    let sql = format!(
        "select {LAND} from coop_land l where l.org = $1 and l.parcel = $2 \
         and (l.valid_to is null or (l.valid_to > $3 and l.valid_to > l.valid_from)) \
         and not exists (select 1 from coop_land n where n.org = l.org and n.id = l.id and n.seq > l.seq) \
         order by l.valid_from, l.id limit 1"
    );
    tx.query_opt(&sql, &values![org, parcel, date])?
        .map(|row| land_of(&row))
        .transpose()
}

/// The latest row of a parcel's stay in a net.
pub fn latest_land(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Land>> {
    let sql = format!(
        "select {LAND} from coop_land l where l.org = $1 and l.id = $2 order by l.seq desc limit 1"
    );
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| land_of(&row))
        .transpose()
}

pub fn insert_land(tx: &mut Tx, org: OrgId, l: &Land) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_land (org, id, valid_from, seq, valid_to, net, farm, parcel, household, unit, way, area, term_to, \
         document)",
        values![
            org,
            l.id,
            l.from,
            seq,
            l.to,
            l.net,
            l.farm,
            l.parcel,
            l.household,
            l.unit,
            l.way.as_str(),
            l.area,
            l.term_to,
            l.document.as_deref()
        ],
    )
}

/// Households whose land is or was in a net: what rests on an import of people.
pub fn households(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    let sql = "select distinct l.household from coop_land l where l.org = $1 order by l.household limit 1000000";
    let rows = tx.query(sql, &values![org])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The villages below a unit within the reader's scope: id, code and name.
pub fn villages(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Id, String, String)>> {
    let sql = "select v.id, v.code, v.name from access_unit_now v where v.level = 'village' \
               and v.id in scope($1, $2, $3, $4) order by v.code limit 10000";
    tx.query(sql, &scope.params())?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// A household as lists show it: number, head, village.
pub type Shown = (String, String, String);

/// A household, and whether it lies within the reader's scope.
pub fn shown(tx: &mut Tx, scope: &Scope, household: Id) -> Result<Option<(Shown, bool)>> {
    let sql = "select s.number, s.head_name, coalesce(v.name, ''), \
               case when s.unit in scope($1, $2, $3, $4) then 1 else 0 end from people_household_search s \
               left join access_unit_now v on v.id = s.unit where s.org = $1 and s.household = $5 limit 1";
    let mut params = scope.params();
    params.extend(values![household]);
    tx.query_opt(sql, &params)?
        .map(|row| {
            let is_within = row.get::<i64>(3)? == 1;
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?), is_within))
        })
        .transpose()
}
