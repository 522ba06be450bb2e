//! SQL of sales.

use ::store::{Row, Tx, values};
use kernel::{Date, Fen, Id, OrgId, Result};

/// A sale, or the mirror that takes one back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    pub id: Id,
    pub unit: Id,
    pub book: Id,
    pub seller: Id,
    pub date: Date,
    pub product: String,
    pub grade: Option<String>,
    /// Below 0 in a mirror.
    pub grams: i64,
    /// Fen a kilogram.
    pub price: Fen,
    /// Below 0 in a mirror.
    pub amount: Fen,
    pub buyer: String,
    pub document: Option<String>,
    pub voucher: Id,
    pub voids: Option<Id>,
}

const SALE: &str = "s.id, s.unit, s.book, s.seller, s.date, s.product, s.grade, s.grams, s.price, s.amount, s.buyer, \
                    s.document, s.voucher, s.voids";

fn sale_of(row: &Row) -> Result<Sale> {
    Ok(Sale {
        id: row.get(0)?,
        unit: row.get(1)?,
        book: row.get(2)?,
        seller: row.get(3)?,
        date: row.get(4)?,
        product: row.get(5)?,
        grade: row.get(6)?,
        grams: row.get(7)?,
        price: row.get(8)?,
        amount: row.get(9)?,
        buyer: row.get(10)?,
        document: row.get(11)?,
        voucher: row.get(12)?,
        voids: row.get(13)?,
    })
}

/// Of one seller from the first day to the last, mirrors too, by day; as known at `seq`.
pub fn sales(
    tx: &mut Tx,
    org: OrgId,
    seller: Id,
    (first, last): (Date, Date),
    seq: i64,
) -> Result<Vec<Sale>> {
    let sql = format!(
        "select {SALE} from market_sale s where s.org = $1 and s.seller = $2 and s.date >= $3 and s.date <= $4 \
         and s.seq <= $5 order by s.date, s.id limit 100000"
    );
    tx.query(&sql, &values![org, seller, first, last, seq])?
        .iter()
        .map(sale_of)
        .collect()
}

pub fn sale(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Sale>> {
    let sql = format!("select {SALE} from market_sale s where s.org = $1 and s.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| sale_of(&row))
        .transpose()
}

pub fn is_void(tx: &mut Tx, org: OrgId, id: Id) -> Result<bool> {
    let sql = "select 1 from market_sale s where s.org = $1 and s.voids = $2 limit 1";
    Ok(tx.query_opt(sql, &values![org, id])?.is_some())
}

pub fn insert(tx: &mut Tx, org: OrgId, sale: &Sale) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "market_sale (org, id, seq, unit, book, seller, date, product, grade, grams, price, amount, buyer, document, \
         voucher, voids)",
        values![
            org,
            sale.id,
            seq,
            sale.unit,
            sale.book,
            sale.seller,
            sale.date,
            &sale.product,
            sale.grade.as_deref(),
            sale.grams,
            sale.price,
            sale.amount,
            &sale.buyer,
            sale.document.as_deref(),
            sale.voucher,
            sale.voids
        ],
    )
}
