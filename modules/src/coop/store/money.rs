//! SQL of a contract's money: contributions, costs, settlements, losses, what the co-op got.

use crate::coop::model::Contribution;
use ::store::{Row, Tx, values};
use kernel::{Date, Fen, Id, OrgId, Result};

/// Work done or goods delivered by a household, or the mirror that takes one back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributed {
    pub id: Id,
    pub net: Id,
    pub kind: Contribution,
    pub party: Option<Id>,
    pub household: Id,
    pub person: Option<Id>,
    pub date: Date,
    /// Minutes or grams; below 0 in a mirror.
    pub amount: i64,
    pub product: Option<String>,
    pub grade: Option<String>,
    pub document: Option<String>,
    pub voids: Option<Id>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    pub id: Id,
    pub net: Id,
    pub date: Date,
    pub kind: String,
    /// Below 0 in a mirror.
    pub amount: Fen,
    /// The co-op laid it out.
    pub is_advanced: bool,
    pub payee: Option<String>,
    pub document: Option<String>,
    pub voucher: Id,
    pub voids: Option<Id>,
}

/// Proceeds less costs of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub id: Id,
    pub net: Id,
    pub date: Date,
    pub first: Date,
    pub last: Date,
    pub proceeds: Fen,
    pub costs: Fen,
    pub voucher: Id,
    pub voids: Option<Id>,
}

impl Settlement {
    /// Below 0: a loss.
    pub fn result(&self) -> Result<Fen> {
        self.proceeds.minus(self.costs)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    pub id: Id,
    pub settlement: Id,
    pub date: Date,
    pub amount: Fen,
    pub voucher: Id,
    pub voids: Option<Id>,
}

/// Who bears what of a loss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossLine {
    pub place: i64,
    /// Household or organisation; 0 where the part has an account of its own.
    pub payee: Id,
    pub unit: Id,
    pub weight: i64,
    pub amount: Fen,
}

/// The co-op's part in its own book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    pub id: Id,
    pub net: Id,
    pub round: Id,
    pub date: Date,
    pub amount: Fen,
    pub voucher: Id,
    pub own_voucher: Id,
}

const CONTRIBUTED: &str = "c.id, c.net, c.kind, c.party, c.household, c.person, c.date, c.amount, c.product, c.grade, \
                           c.document, c.voids";

fn contributed_of(row: &Row) -> Result<Contributed> {
    Ok(Contributed {
        id: row.get(0)?,
        net: row.get(1)?,
        kind: row.get::<String>(2)?.parse()?,
        party: row.get(3)?,
        household: row.get(4)?,
        person: row.get(5)?,
        date: row.get(6)?,
        amount: row.get(7)?,
        product: row.get(8)?,
        grade: row.get(9)?,
        document: row.get(10)?,
        voids: row.get(11)?,
    })
}

/// Of a net from the first day to the last, mirrors too; as known at `seq`.
pub fn contributed(
    tx: &mut Tx,
    org: OrgId,
    net: Id,
    (first, last): (Date, Date),
    seq: i64,
) -> Result<Vec<Contributed>> {
    let sql = format!(
        "select {CONTRIBUTED} from coop_measure c where c.org = $1 and c.net = $2 and c.date >= $3 and c.date <= $4 \
         and c.seq <= $5 order by c.date, c.id limit 1000000"
    );
    tx.query(&sql, &values![org, net, first, last, seq])?
        .iter()
        .map(contributed_of)
        .collect()
}

pub fn contribution(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Contributed>> {
    let sql = format!("select {CONTRIBUTED} from coop_measure c where c.org = $1 and c.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| contributed_of(&row))
        .transpose()
}

pub fn insert_contributed(tx: &mut Tx, org: OrgId, c: &Contributed) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_measure (org, id, seq, net, kind, party, household, person, date, amount, product, grade, document, \
         voids)",
        values![
            org,
            c.id,
            seq,
            c.net,
            c.kind.as_str(),
            c.party,
            c.household,
            c.person,
            c.date,
            c.amount,
            c.product.as_deref(),
            c.grade.as_deref(),
            c.document.as_deref(),
            c.voids
        ],
    )
}

const COST: &str =
    "c.id, c.net, c.date, c.kind, c.amount, c.advanced, c.payee, c.document, c.voucher, c.voids";

fn cost_of(row: &Row) -> Result<Cost> {
    Ok(Cost {
        id: row.get(0)?,
        net: row.get(1)?,
        date: row.get(2)?,
        kind: row.get(3)?,
        amount: row.get(4)?,
        is_advanced: row.get::<i64>(5)? == 1,
        payee: row.get(6)?,
        document: row.get(7)?,
        voucher: row.get(8)?,
        voids: row.get(9)?,
    })
}

/// Of a net from the first day to the last, mirrors too; as known at `seq`.
pub fn costs(
    tx: &mut Tx,
    org: OrgId,
    net: Id,
    (first, last): (Date, Date),
    seq: i64,
) -> Result<Vec<Cost>> {
    let sql = format!(
        "select {COST} from coop_cost c where c.org = $1 and c.net = $2 and c.date >= $3 and c.date <= $4 \
         and c.seq <= $5 order by c.date, c.id limit 100000"
    );
    tx.query(&sql, &values![org, net, first, last, seq])?
        .iter()
        .map(cost_of)
        .collect()
}

pub fn cost(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Cost>> {
    let sql = format!("select {COST} from coop_cost c where c.org = $1 and c.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| cost_of(&row))
        .transpose()
}

pub fn insert_cost(tx: &mut Tx, org: OrgId, c: &Cost) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_cost (org, id, seq, net, date, kind, amount, advanced, payee, document, voucher, voids)",
        values![
            org,
            c.id,
            seq,
            c.net,
            c.date,
            &c.kind,
            c.amount,
            i64::from(c.is_advanced),
            c.payee.as_deref(),
            c.document.as_deref(),
            c.voucher,
            c.voids
        ],
    )
}

/// Whether a row of this table is taken back by another.
pub fn is_void(tx: &mut Tx, org: OrgId, table: Voidable, id: Id) -> Result<bool> {
    let table = match table {
        Voidable::Contribution => "coop_measure",
        Voidable::Cost => "coop_cost",
        Voidable::Settlement => "coop_settlement",
    };
    let sql = format!("select 1 from {table} t where t.org = $1 and t.voids = $2 limit 1");
    Ok(tx.query_opt(&sql, &values![org, id])?.is_some())
}

/// What a later row can take back.
#[derive(Debug, Clone, Copy)]
pub enum Voidable {
    Contribution,
    Cost,
    Settlement,
}

pub fn insert_repayment(
    tx: &mut Tx,
    org: OrgId,
    (net, date): (Id, Date),
    (amount, voucher): (Fen, Id),
) -> Result<()> {
    let (seq, id) = (tx.seq()?, tx.new_id()?);
    tx.insert(
        "coop_repayment (org, id, seq, net, date, amount, voucher)",
        values![org, id, seq, net, date, amount, voucher],
    )
}

const SETTLEMENT: &str =
    "s.id, s.net, s.date, s.first_day, s.last_day, s.proceeds, s.costs, s.voucher, s.voids";

fn settlement_of(row: &Row) -> Result<Settlement> {
    Ok(Settlement {
        id: row.get(0)?,
        net: row.get(1)?,
        date: row.get(2)?,
        first: row.get(3)?,
        last: row.get(4)?,
        proceeds: row.get(5)?,
        costs: row.get(6)?,
        voucher: row.get(7)?,
        voids: row.get(8)?,
    })
}

/// Those of a net that stand, by their first day.
pub fn settlements(tx: &mut Tx, org: OrgId, net: Id) -> Result<Vec<Settlement>> {
    let sql = format!(
        "select {SETTLEMENT} from coop_settlement s where s.org = $1 and s.net = $2 and s.voids is null \
         and not exists (select 1 from coop_settlement v where v.org = s.org and v.voids = s.id) \
         order by s.first_day, s.id limit 10000"
    );
    tx.query(&sql, &values![org, net])?
        .iter()
        .map(settlement_of)
        .collect()
}

pub fn settlement(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Settlement>> {
    let sql = format!("select {SETTLEMENT} from coop_settlement s where s.org = $1 and s.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| settlement_of(&row))
        .transpose()
}

/// All settlements of an organisation that are no mirrors, by id.
pub fn all_settlements(tx: &mut Tx, org: OrgId) -> Result<Vec<Settlement>> {
    let sql = format!(
        "select {SETTLEMENT} from coop_settlement s where s.org = $1 and s.voids is null order by s.id limit 100000"
    );
    tx.query(&sql, &values![org])?
        .iter()
        .map(settlement_of)
        .collect()
}

pub fn insert_settlement(tx: &mut Tx, org: OrgId, s: &Settlement) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_settlement (org, id, seq, net, date, first_day, last_day, proceeds, costs, voucher, voids)",
        values![
            org, s.id, seq, s.net, s.date, s.first, s.last, s.proceeds, s.costs, s.voucher, s.voids
        ],
    )
}

/// The loss of a settlement that stands.
pub fn loss_of(tx: &mut Tx, org: OrgId, settlement: Id) -> Result<Option<Loss>> {
    let sql = "select l.id, l.settlement, l.date, l.amount, l.voucher, l.voids from coop_loss l \
               where l.org = $1 and l.settlement = $2 and l.voids is null \
               and not exists (select 1 from coop_loss v where v.org = l.org and v.voids = l.id) \
               order by l.id limit 1";
    tx.query_opt(sql, &values![org, settlement])?
        .map(|row| {
            Ok(Loss {
                id: row.get(0)?,
                settlement: row.get(1)?,
                date: row.get(2)?,
                amount: row.get(3)?,
                voucher: row.get(4)?,
                voids: row.get(5)?,
            })
        })
        .transpose()
}

pub fn insert_loss(tx: &mut Tx, org: OrgId, l: &Loss, lines: &[LossLine]) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_loss (org, id, seq, settlement, date, amount, voucher, voids)",
        values![
            org,
            l.id,
            seq,
            l.settlement,
            l.date,
            l.amount,
            l.voucher,
            l.voids
        ],
    )?;
    for line in lines {
        tx.insert(
            "coop_loss_line (org, id, seq, place, payee, unit, weight, amount)",
            values![
                org,
                l.id,
                seq,
                line.place,
                line.payee,
                line.unit,
                line.weight,
                line.amount
            ],
        )?;
    }
    Ok(())
}

pub fn loss_lines(tx: &mut Tx, org: OrgId, loss: Id) -> Result<Vec<LossLine>> {
    let sql = "select l.place, l.payee, l.unit, l.weight, l.amount from coop_loss_line l \
               where l.org = $1 and l.id = $2 order by l.place, l.payee limit 100000";
    tx.query(sql, &values![org, loss])?
        .iter()
        .map(|row| {
            Ok(LossLine {
                place: row.get(0)?,
                payee: row.get(1)?,
                unit: row.get(2)?,
                weight: row.get(3)?,
                amount: row.get(4)?,
            })
        })
        .collect()
}

pub fn handover_of(tx: &mut Tx, org: OrgId, round: Id) -> Result<Option<Handover>> {
    let sql = "select h.id, h.net, h.round, h.date, h.amount, h.voucher, h.own_voucher from coop_handover h \
               where h.org = $1 and h.round = $2 order by h.id limit 1";
    tx.query_opt(sql, &values![org, round])?
        .map(|row| {
            Ok(Handover {
                id: row.get(0)?,
                net: row.get(1)?,
                round: row.get(2)?,
                date: row.get(3)?,
                amount: row.get(4)?,
                voucher: row.get(5)?,
                own_voucher: row.get(6)?,
            })
        })
        .transpose()
}

pub fn insert_handover(tx: &mut Tx, org: OrgId, h: &Handover) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "coop_handover (org, id, seq, net, round, date, amount, voucher, own_voucher)",
        values![
            org,
            h.id,
            seq,
            h.net,
            h.round,
            h.date,
            h.amount,
            h.voucher,
            h.own_voucher
        ],
    )
}

/// The payees of a round in the order in which it divides among them: that of its tree.
pub fn order_of(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<Id>> {
    let sql = "select l.household from payout_line l where l.org = $1 and l.round = $2 \
               order by l.leaf_key limit 1000000";
    let rows = tx.query(sql, &values![org, round])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The rounds made from a settlement, by id.
pub fn rounds_of(tx: &mut Tx, org: OrgId, source: &str, settlement: Id) -> Result<Vec<Id>> {
    let sql = "select r.id from payout_round r where r.org = $1 and r.source = $2 and r.source_id = $3 \
               order by r.id limit 1000";
    let rows = tx.query(sql, &values![org, source, settlement])?;
    rows.iter().map(|row| row.get(0)).collect()
}
