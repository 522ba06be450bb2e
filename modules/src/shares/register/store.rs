//! SQL of share registers. Balances come from the ledger; nothing here adds up shares by itself but the check.

pub(crate) mod people;

pub use people::*;

use super::model::{Holder, Management};
use ::store::{Row, Tx, values};
use kernel::{Date, Error, Fen, Id, OrgId, Result};

/// A register as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    pub id: Id,
    pub from: Date,
    pub name: String,
    pub unit: Id,
    pub entity: String,
    pub management: Management,
    pub freeze: Option<Date>,
    pub money_book: Id,
}

/// A class as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: Id,
    pub from: Date,
    pub register: Id,
    /// Of the code list `share_class`.
    pub kind: String,
    pub name: String,
    pub holder: Holder,
    /// Smallest units in one share.
    pub scale: i64,
    /// Fen of one share.
    pub face: Option<Fen>,
    pub is_transferable: bool,
    pub is_redeemable: bool,
    pub book: Id,
}

/// One movement of shares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    pub id: Id,
    pub class: Id,
    pub date: Option<Date>,
    pub kind: String,
    pub from: Option<Id>,
    pub to: Option<Id>,
    pub quantity: i64,
    pub asset: Option<Id>,
    pub funding: Option<Id>,
    pub money: Option<Id>,
    pub document: Option<String>,
    pub voucher: Id,
    pub reverses: Option<Id>,
    pub import: Option<Id>,
    pub seq: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub id: Id,
    pub number: String,
    pub register: Id,
    pub class: Id,
    pub party: Id,
    pub quantity: i64,
    pub date: Date,
    pub replaces: Option<Id>,
}

const REGISTER: &str =
    "r.id, r.valid_from, r.name, r.unit, r.entity, r.management, r.freeze_date, r.money_book";

fn register_of(row: &Row) -> Result<Register> {
    let management: String = row.get(5)?;
    Ok(Register {
        id: row.get(0)?,
        from: row.get(1)?,
        name: row.get(2)?,
        unit: row.get(3)?,
        entity: row.get(4)?,
        management: Management::from_code(&management)
            .ok_or_else(|| Error::Internal(format!("a register is managed {management}")))?,
        freeze: row.get(6)?,
        money_book: row.get(7)?,
    })
}

/// As known at `seq`.
pub fn register(tx: &mut Tx, org: OrgId, id: Id, date: Date, seq: i64) -> Result<Option<Register>> {
    let sql =
        format!("select {REGISTER} from dated(shares_register, $1, $2, $3) r where r.id = $4");
    tx.query_opt(&sql, &values![org, date, seq, id])?
        .as_ref()
        .map(register_of)
        .transpose()
}

pub fn registers(tx: &mut Tx, org: OrgId) -> Result<Vec<Register>> {
    let sql = format!(
        "select {REGISTER} from dated(shares_register, $1, '9999-12-30', $2) r order by r.id limit 10000"
    );
    tx.query(&sql, &values![org, i64::MAX])?
        .iter()
        .map(register_of)
        .collect()
}

/// Those in a reader's scope, with the unit's name.
pub fn registers_in(
    tx: &mut Tx,
    scope: &access::Scope,
    date: Date,
) -> Result<Vec<(Register, String)>> {
    let sql = format!(
        "select {REGISTER}, coalesce(v.name, '') from dated(shares_register, $1, $5, $6) r \
         left join access_unit_now v on v.id = r.unit where r.unit in scope($1, $2, $3, $4) order by r.id limit 1000"
    );
    let mut params = scope.params();
    params.extend(values![date, i64::MAX]);
    tx.query(&sql, &params)?
        .iter()
        .map(|row| Ok((register_of(row)?, row.get(8)?)))
        .collect()
}

pub fn register_named(tx: &mut Tx, org: OrgId, unit: Id, entity: &str) -> Result<Option<Id>> {
    let sql = "select r.id from dated(shares_register, $1, '9999-12-30', $2) r \
               where r.unit = $3 and r.entity = $4 order by r.id limit 1";
    tx.query_opt(sql, &values![org, i64::MAX, unit, entity])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn insert_register(tx: &mut Tx, org: OrgId, r: &Register) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_register (org, id, valid_from, seq, name, unit, entity, management, freeze_date, money_book)",
        values![
            org,
            r.id,
            r.from,
            seq,
            &r.name,
            r.unit,
            &r.entity,
            r.management.code(),
            r.freeze,
            r.money_book
        ],
    )
}

const CLASS: &str = "c.id, c.valid_from, c.register, c.kind, c.name, c.holder, c.scale, c.face, c.transferable, \
                     c.redeemable, c.book";

fn class_of(row: &Row) -> Result<Class> {
    let holder: String = row.get(5)?;
    Ok(Class {
        id: row.get(0)?,
        from: row.get(1)?,
        register: row.get(2)?,
        kind: row.get(3)?,
        name: row.get(4)?,
        holder: Holder::from_code(&holder)
            .ok_or_else(|| Error::Internal(format!("a class is held by {holder}")))?,
        scale: row.get(6)?,
        face: row.get(7)?,
        is_transferable: row.get::<i64>(8)? == 1,
        is_redeemable: row.get::<i64>(9)? == 1,
        book: row.get(10)?,
    })
}

/// A class as known now, whenever it begins.
pub fn class(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Class>> {
    let sql =
        format!("select {CLASS} from dated(shares_class, $1, '9999-12-30', $2) c where c.id = $3");
    tx.query_opt(&sql, &values![org, i64::MAX, id])?
        .as_ref()
        .map(class_of)
        .transpose()
}

/// The classes of a register that had begun on `date`, in the order of their opening.
pub fn classes(tx: &mut Tx, org: OrgId, register: Id, date: Date, seq: i64) -> Result<Vec<Class>> {
    let sql = format!(
        "select {CLASS} from dated(shares_class, $1, $2, $3) c where c.register = $4 order by c.id limit 100"
    );
    tx.query(&sql, &values![org, date, seq, register])?
        .iter()
        .map(class_of)
        .collect()
}

pub fn insert_class(tx: &mut Tx, org: OrgId, c: &Class) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_class (org, id, valid_from, seq, register, kind, name, holder, scale, face, transferable, \
         redeemable, book)",
        values![
            org,
            c.id,
            c.from,
            seq,
            c.register,
            &c.kind,
            &c.name,
            c.holder.code(),
            c.scale,
            c.face,
            i64::from(c.is_transferable),
            i64::from(c.is_redeemable),
            c.book
        ],
    )
}

const EVENT: &str = "e.id, e.class, e.date, e.kind, e.from_party, e.to_party, e.quantity, e.asset, e.funding, \
                     e.money, e.document, e.voucher, e.reverses, e.import, e.seq";

fn event_of(row: &Row) -> Result<Event> {
    Ok(Event {
        id: row.get(0)?,
        class: row.get(1)?,
        date: row.get(2)?,
        kind: row.get(3)?,
        from: row.get(4)?,
        to: row.get(5)?,
        quantity: row.get(6)?,
        asset: row.get(7)?,
        funding: row.get(8)?,
        money: row.get(9)?,
        document: row.get(10)?,
        voucher: row.get(11)?,
        reverses: row.get(12)?,
        import: row.get(13)?,
        seq: row.get(14)?,
    })
}

pub fn insert_event(tx: &mut Tx, org: OrgId, e: &Event) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_event (org, id, seq, class, date, kind, from_party, to_party, quantity, asset, funding, money, \
         document, voucher, reverses, import)",
        values![
            org,
            e.id,
            seq,
            e.class,
            e.date,
            &e.kind,
            e.from,
            e.to,
            e.quantity,
            e.asset,
            e.funding,
            e.money,
            e.document.clone(),
            e.voucher,
            e.reverses,
            e.import
        ],
    )
}

/// The movements that one voucher posted.
pub fn events_of_voucher(tx: &mut Tx, org: OrgId, voucher: Id) -> Result<Vec<Event>> {
    let sql = format!(
        "select {EVENT} from shares_event e where e.org = $1 and e.voucher = $2 order by e.id limit 1000000"
    );
    tx.query(&sql, &values![org, voucher])?
        .iter()
        .map(event_of)
        .collect()
}

/// What happened to these parties' holdings in a register, newest first.
pub fn events_of_party(tx: &mut Tx, org: OrgId, register: Id, party: Id) -> Result<Vec<Event>> {
    let sql = format!(
        "select {EVENT} from shares_event e join dated(shares_class, $1, '9999-12-30', $2) c on c.id = e.class \
         where e.org = $1 and c.register = $3 and (e.from_party = $4 or e.to_party = $4) \
         order by e.date desc, e.id desc limit 500"
    );
    tx.query(&sql, &values![org, i64::MAX, register, party])?
        .iter()
        .map(event_of)
        .collect()
}

/// The last changes of a register, newest first.
pub fn events_of_register(tx: &mut Tx, org: OrgId, register: Id, limit: i64) -> Result<Vec<Event>> {
    let sql = format!(
        "select {EVENT} from shares_event e join dated(shares_class, $1, '9999-12-30', $2) c on c.id = e.class \
         where e.org = $1 and c.register = $3 order by e.date desc, e.id desc limit $4"
    );
    tx.query(&sql, &values![org, i64::MAX, register, limit])?
        .iter()
        .map(event_of)
        .collect()
}

pub fn each_event(tx: &mut Tx, org: OrgId, mut each: impl FnMut(Event)) -> Result<()> {
    let sql = format!("select {EVENT} from shares_event e where e.org = $1 order by e.id");
    tx.query_each(&sql, &values![org], |row| {
        each(event_of(&row)?);
        Ok(())
    })
}

/// Units of each class issued against an asset or a line of funding, less what was taken back.
pub fn issued_against(
    tx: &mut Tx,
    org: OrgId,
    asset: Option<Id>,
    funding: Option<Id>,
) -> Result<Vec<(Id, i64)>> {
    let (column, id) = match asset {
        Some(asset) => ("asset", Some(asset)),
        None => ("funding", funding),
    };
    let sql = format!(
        "select e.class, cast(sum(case when e.kind = 'reverse' then -e.quantity else e.quantity end) as bigint) \
         from shares_event e where e.org = $1 and e.{column} = $2 group by e.class order by e.class limit 1000"
    );
    tx.query(&sql, &values![org, id])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Valuation and project of an asset as known now.
pub fn asset(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<(Id, Fen)>> {
    let sql =
        "select a.project, a.valuation from dated(shares_asset, $1, $2, $3) a where a.id = $4";
    tx.query_opt(sql, &values![org, date, i64::MAX, id])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

pub fn insert_certificate(tx: &mut Tx, org: OrgId, c: &Certificate) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_certificate (org, id, seq, number, register, class, party, quantity, date, replaces)",
        values![
            org,
            c.id,
            seq,
            &c.number,
            c.register,
            c.class,
            c.party,
            c.quantity,
            c.date,
            c.replaces
        ],
    )
}

const CERTIFICATE: &str =
    "c.id, c.number, c.register, c.class, c.party, c.quantity, c.date, c.replaces";

fn certificate_of(row: &Row) -> Result<Certificate> {
    Ok(Certificate {
        id: row.get(0)?,
        number: row.get(1)?,
        register: row.get(2)?,
        class: row.get(3)?,
        party: row.get(4)?,
        quantity: row.get(5)?,
        date: row.get(6)?,
        replaces: row.get(7)?,
    })
}

pub fn certificate(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Certificate>> {
    let sql =
        format!("select {CERTIFICATE} from shares_certificate c where c.org = $1 and c.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .as_ref()
        .map(certificate_of)
        .transpose()
}

/// The certificates of one holder in a register, the last first.
pub fn certificates(tx: &mut Tx, org: OrgId, register: Id, party: Id) -> Result<Vec<Certificate>> {
    let sql = format!(
        "select {CERTIFICATE} from shares_certificate c where c.org = $1 and c.party = $2 and c.register = $3 \
         order by c.id desc limit 200"
    );
    tx.query(&sql, &values![org, party, register])?
        .iter()
        .map(certificate_of)
        .collect()
}

pub fn certificates_in_year(tx: &mut Tx, org: OrgId, register: Id, year: i16) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from shares_certificate c where c.org = $1 and c.register = $2 \
               and c.date >= $3 and c.date <= $4";
    let (from, to) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    tx.query_one(sql, &values![org, register, from, to])?.get(0)
}
