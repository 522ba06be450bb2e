//! SQL of co-ops. Rows come in the order of their seq, so that of one place the last that is read holds.

use super::model::{Account, Accounts, Member};
use ::store::{Row, Tx, values};
use access::Scope;
use kernel::{Date, Fen, Id, OrgId, Result, mask};
use std::collections::BTreeMap;

/// A co-op as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coop {
    pub id: Id,
    pub from: Date,
    pub unit: Id,
    pub name: String,
    pub organisation: Option<Id>,
    /// Unified social credit code.
    pub code: Option<String>,
    pub book: Id,
}

const COOP: &str = "c.id, c.valid_from, c.unit, c.name, c.organisation, c.code, c.book";

fn coop_of(row: &Row) -> Result<Coop> {
    Ok(Coop {
        id: row.get(0)?,
        from: row.get(1)?,
        unit: row.get(2)?,
        name: row.get(3)?,
        organisation: row.get(4)?,
        code: row.get(5)?,
        book: row.get(6)?,
    })
}

/// All of an organisation, as known now.
pub fn coops(tx: &mut Tx, org: OrgId) -> Result<Vec<Coop>> {
    let sql = format!(
        "select {COOP} from dated(shares_coop, $1, '9999-12-30', $2) c order by c.id limit 10000"
    );
    let rows = tx.query(&sql, &values![org, i64::MAX])?;
    rows.iter().map(coop_of).collect()
}

pub fn coop(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Coop>> {
    let sql =
        format!("select {COOP} from dated(shares_coop, $1, '9999-12-30', $2) c where c.id = $3");
    let row = tx.query_opt(&sql, &values![org, i64::MAX, id])?;
    row.as_ref().map(coop_of).transpose()
}

/// Those in a reader's scope with the unit's name, by id.
pub fn coops_in(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Coop, String)>> {
    let sql = format!(
        "select {COOP}, coalesce(v.name, '') from dated(shares_coop, $1, '9999-12-30', $5) c \
         left join access_unit_now v on v.id = c.unit where c.unit in scope($1, $2, $3, $4) \
         order by c.id limit 1000"
    );
    let mut params = scope.params();
    params.extend(values![i64::MAX]);
    let rows = tx.query(&sql, &params)?;
    rows.iter()
        .map(|row| Ok((coop_of(row)?, row.get(7)?)))
        .collect()
}

pub fn insert_coop(tx: &mut Tx, org: OrgId, c: &Coop) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_coop (org, id, valid_from, seq, unit, name, organisation, code, book)",
        values![
            org,
            c.id,
            c.from,
            seq,
            c.unit,
            &c.name,
            c.organisation,
            c.code.clone(),
            c.book
        ],
    )
}

/// Name, unit and code of a co-op among the organisations of people.
pub fn organisation(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    date: Date,
) -> Result<Option<(String, Id, Option<String>)>> {
    let sql = "select o.name, o.unit, o.code from dated(people_organisation, $1, $2, $3) o \
               where o.id = $4 and o.kind = 'cooperative'";
    let row = tx.query_opt(sql, &values![org, date, i64::MAX, id])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .transpose()
}

/// The co-ops among the organisations in a person's scope: id and name.
pub fn organisations_in(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Id, String)>> {
    let sql = "select o.id, o.name from dated(people_organisation, $1, $5, $6) o \
               where o.kind = 'cooperative' and o.unit in scope($1, $2, $3, $4) order by o.pinyin, o.id limit 500";
    let mut params = scope.params();
    params.extend(values![scope.today, i64::MAX]);
    let rows = tx.query(sql, &params)?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Every membership of a co-op as known at `seq`, without those taken back as an error; by id.
pub fn members(tx: &mut Tx, org: OrgId, coop: Id, seq: i64) -> Result<Vec<Member>> {
    let sql = "select m.id, m.household, m.unit, m.farmer, m.valid_from, m.valid_to from shares_coop_member m \
               where m.org = $1 and m.coop = $2 and m.seq <= $3 order by m.id, m.seq limit 1000000";
    let mut out: BTreeMap<Id, Member> = BTreeMap::new();
    for row in tx.query(sql, &values![org, coop, seq])? {
        let member = Member {
            id: row.get(0)?,
            household: row.get(1)?,
            unit: row.get(2)?,
            is_farmer: row.get::<i64>(3)? == 1,
            from: row.get(4)?,
            to: row.get(5)?,
        };
        out.insert(member.id, member);
    }
    Ok(out.into_values().filter(|m| m.to != Some(m.from)).collect())
}

/// The co-op of a member, whatever became of the membership.
pub fn coop_of_member(tx: &mut Tx, org: OrgId, member: Id) -> Result<Option<Id>> {
    let sql = "select m.coop from shares_coop_member m where m.org = $1 and m.id = $2 order by m.seq limit 1";
    tx.query_opt(sql, &values![org, member])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn insert_member(
    tx: &mut Tx,
    org: OrgId,
    coop: Id,
    m: &Member,
    import: Option<Id>,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_coop_member (org, id, valid_from, seq, valid_to, coop, household, unit, farmer, import)",
        values![
            org,
            m.id,
            m.from,
            seq,
            m.to,
            coop,
            m.household,
            m.unit,
            i64::from(m.is_farmer),
            import
        ],
    )
}

/// Households that are or were members of a co-op.
pub fn households_of_members(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    let sql = "select distinct m.household from shares_coop_member m where m.org = $1 \
               order by m.household limit 1000000";
    let rows = tx.query(sql, &values![org])?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn accounts(tx: &mut Tx, org: OrgId, coop: Id, seq: i64) -> Result<Accounts> {
    let sql = "select a.id, a.valid_from, a.contribution, a.reserve_share, a.subsidy_share \
               from shares_coop_account a where a.org = $1 and a.coop = $2 and a.seq <= $3 \
               order by a.id, a.valid_from, a.seq limit 1000000";
    let mut out = Accounts::new();
    for row in tx.query(sql, &values![org, coop, seq])? {
        let account = Account {
            contribution: row.get(2)?,
            reserve_share: row.get(3)?,
            subsidy_share: row.get(4)?,
        };
        out.entry(row.get(0)?)
            .or_default()
            .insert(row.get(1)?, account);
    }
    Ok(out)
}

/// With what it rests on: the document, or the import it came with.
pub fn insert_account(
    tx: &mut Tx,
    org: OrgId,
    coop: Id,
    (member, from, account): (Id, Date, Account),
    (document, import): (Option<String>, Option<Id>),
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_coop_account (org, id, valid_from, seq, coop, contribution, reserve_share, subsidy_share, document, \
         import)",
        values![
            org,
            member,
            from,
            seq,
            coop,
            account.contribution,
            account.reserve_share,
            account.subsidy_share,
            document,
            import
        ],
    )
}

/// What a household traded in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trade {
    pub household: Id,
    pub year: i64,
    pub amount: Fen,
    /// Kilograms.
    pub quantity: Option<i64>,
    pub date: Date,
    pub document: Option<String>,
}

/// As known at `seq`, the last row of each household and year.
pub fn trades(tx: &mut Tx, org: OrgId, coop: Id, seq: i64) -> Result<BTreeMap<(Id, i64), Trade>> {
    let sql = "select t.household, t.year, t.amount, t.quantity, t.date, t.document from shares_coop_trade t \
               where t.org = $1 and t.coop = $2 and t.seq <= $3 \
               order by t.household, t.year, t.seq, t.id limit 1000000";
    let mut out = BTreeMap::new();
    for row in tx.query(sql, &values![org, coop, seq])? {
        let trade = Trade {
            household: row.get(0)?,
            year: row.get(1)?,
            amount: row.get(2)?,
            quantity: row.get(3)?,
            date: row.get(4)?,
            document: row.get(5)?,
        };
        out.insert((trade.household, trade.year), trade);
    }
    Ok(out)
}

pub fn insert_trade(
    tx: &mut Tx,
    org: OrgId,
    coop: Id,
    trade: &Trade,
    import: Option<Id>,
) -> Result<Id> {
    let (seq, id) = (tx.seq()?, tx.new_id()?);
    tx.insert(
        "shares_coop_trade (org, id, seq, coop, household, year, amount, quantity, date, document, import)",
        values![
            org,
            id,
            seq,
            coop,
            trade.household,
            trade.year,
            trade.amount,
            trade.quantity,
            trade.date,
            trade.document.clone(),
            import
        ],
    )?;
    Ok(id)
}

/// A surplus that came into the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surplus {
    pub id: Id,
    pub coop: Id,
    pub year: i64,
    pub date: Date,
    pub amount: Fen,
    pub losses: Fen,
    /// The part of it that stood in the book as income.
    pub income: Fen,
    pub voucher: Id,
    pub reverses: Option<Id>,
    pub document: Option<String>,
}

/// Of one co-op, in the order in which they were recorded.
pub fn surpluses(tx: &mut Tx, org: OrgId, coop: Id) -> Result<Vec<Surplus>> {
    let sql = "select s.id, s.coop, s.year, s.date, s.amount, s.losses, s.voucher, s.reverses, s.document, \
               coalesce(s.income, 0) from shares_coop_surplus s where s.org = $1 and s.coop = $2 order by s.year, s.id limit 1000";
    let surplus = |row: &Row| {
        Ok(Surplus {
            id: row.get(0)?,
            coop: row.get(1)?,
            year: row.get(2)?,
            date: row.get(3)?,
            amount: row.get(4)?,
            losses: row.get(5)?,
            voucher: row.get(6)?,
            reverses: row.get(7)?,
            document: row.get(8)?,
            income: row.get(9)?,
        })
    };
    let rows = tx.query(sql, &values![org, coop])?;
    rows.iter().map(surplus).collect()
}

pub fn insert_surplus(tx: &mut Tx, org: OrgId, s: &Surplus) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_coop_surplus (org, id, seq, coop, year, date, amount, losses, voucher, reverses, document, income)",
        values![
            org,
            s.id,
            seq,
            s.coop,
            s.year,
            s.date,
            s.amount,
            s.losses,
            s.voucher,
            s.reverses,
            s.document.clone(),
            (s.income != Fen::ZERO).then_some(s.income)
        ],
    )
}

/// A household as lists show it: number, head, village.
pub type Shown = (String, String, String);

/// Of all households that are or were members of a co-op. Its members may live beyond the reader's own villages: those
/// have no names for him.
pub fn shown(tx: &mut Tx, scope: &Scope, coop: Id) -> Result<BTreeMap<Id, Shown>> {
    let sql = "select distinct s.household, s.number, s.head_name, coalesce(v.name, ''), \
               case when s.unit in scope($1, $2, $3, $4) then 1 else 0 end \
               from shares_coop_member m join people_household_search s on s.org = m.org \
               and s.household = m.household left join access_unit_now v on v.id = s.unit \
               where m.org = $1 and m.coop = $5 order by s.household limit 100000";
    let mut params = scope.params();
    params.extend(values![coop]);
    let shown = |row: &Row| {
        let head: String = row.get(2)?;
        let head = match row.get::<i64>(4)? {
            1 => head,
            _ => mask::name(&head),
        };
        Ok((row.get(0)?, (row.get(1)?, head, row.get(3)?)))
    };
    tx.query(sql, &params)?.iter().map(shown).collect()
}

/// Households whose head has this name where the scope lets something be entered; two at most.
pub fn by_head(tx: &mut Tx, scope: &Scope, name: &str) -> Result<Vec<Id>> {
    let sql = "select s.household from people_household_search s where s.org = $1 and s.head_name = $5 \
               and s.unit in scope($1, $2, $3, $4) order by s.household limit 2";
    let mut params = scope.params();
    params.extend(values![name]);
    let rows = tx.query(sql, &params)?;
    rows.iter().map(|row| row.get(0)).collect()
}
