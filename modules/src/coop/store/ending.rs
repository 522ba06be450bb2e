//! SQL of a net's end: what is dated last, which land stays, which nets are over.

use super::{LAND, Land, NET, NET_COLUMNS, Net, land_of, net_of};
use ::store::{Tx, values};
use access::Scope;
use kernel::{Date, Id, OrgId, Result};

/// The latest row of a net where the reader sees its unit, with the unit's name.
pub fn net_in(tx: &mut Tx, scope: &Scope, id: Id) -> Result<Option<(Net, String)>> {
    let sql = format!(
        "select {NET}, coalesce(v.name, '') from coop_net n left join access_unit_now v on v.id = n.unit \
         where n.org = $1 and n.id = $5 and n.unit in scope($1, $2, $3, $4) \
         order by n.valid_from desc, n.seq desc limit 1"
    );
    let mut params = scope.params();
    params.extend(values![id]);
    tx.query_opt(&sql, &params)?
        .map(|row| Ok((net_of(&row)?, row.get(NET_COLUMNS)?)))
        .transpose()
}

/// Those in a reader's scope that are over on `date`, with the unit's name, by unit.
pub fn ended_in(tx: &mut Tx, scope: &Scope, date: Date) -> Result<Vec<(Net, String)>> {
    let sql = format!(
        "select {NET}, coalesce(v.name, '') from coop_net n left join access_unit_now v on v.id = n.unit \
         where n.org = $1 and n.valid_to <= $5 and n.unit in scope($1, $2, $3, $4) \
         and not exists (select 1 from coop_net l where l.org = n.org and l.id = n.id \
         and l.valid_from >= n.valid_from and (l.valid_from > n.valid_from or l.seq > n.seq)) \
         order by v.code, n.id limit 10000"
    );
    let mut params = scope.params();
    params.extend(values![date]);
    tx.query(&sql, &params)?
        .iter()
        .map(|row| Ok((net_of(row)?, row.get(NET_COLUMNS)?)))
        .collect()
}

/// Another net of the co-op that stands on `date` or later.
pub fn net_of_coop(
    tx: &mut Tx,
    org: OrgId,
    (coop, but): (Id, Option<Id>),
    date: Date,
) -> Result<Option<Net>> {
    let sql = format!(
        "select {NET} from coop_net n where n.org = $1 and n.coop = $2 and n.id <> $3 \
         and (n.valid_to is null or n.valid_to > $4) \
         and not exists (select 1 from coop_net l where l.org = n.org and l.id = n.id \
         and l.valid_from >= n.valid_from and (l.valid_from > n.valid_from or l.seq > n.seq)) \
         order by n.id desc limit 1"
    );
    let but = but.unwrap_or(Id(0));
    tx.query_opt(&sql, &values![org, coop, but, date])?
        .map(|row| net_of(&row))
        .transpose()
}

/// The last day on which the net changed, somebody or a parcel came in, or a plan began; what was entered by mistake
/// and taken back does not count.
pub fn last_change(tx: &mut Tx, org: OrgId, net: Id) -> Result<Option<Date>> {
    let sql = "select max(c.day) from (\
               select n.valid_from as day from coop_net n where n.org = $1 and n.id = $2 \
               union all select p.valid_from from coop_party p where p.org = $1 and p.net = $2 \
               and (p.valid_to is null or p.valid_to > p.valid_from) \
               and not exists (select 1 from coop_party l where l.org = p.org and l.id = p.id and l.seq > p.seq) \
               union all select m.valid_from from coop_member m join coop_party p on p.org = m.org and p.id = m.party \
               where m.org = $1 and p.net = $2 and (m.valid_to is null or m.valid_to > m.valid_from) \
               and not exists (select 1 from coop_member l where l.org = m.org and l.id = m.id and l.seq > m.seq) \
               union all select g.valid_from from coop_land g where g.org = $1 and g.net = $2 \
               and (g.valid_to is null or g.valid_to > g.valid_from) \
               and not exists (select 1 from coop_land l where l.org = g.org and l.id = g.id and l.seq > g.seq) \
               union all select a.valid_from from coop_plan a where a.org = $1 and a.id = $2) c";
    tx.query_one(sql, &values![org, net])?.get(0)
}

/// Of each parcel that came into the net, its stay as known now; lines taken back as errors are left out.
pub fn stays(tx: &mut Tx, org: OrgId, net: Id) -> Result<Vec<Land>> {
    let sql = format!(
        "select {LAND} from coop_land l where l.org = $1 and l.net = $2 \
         and (l.valid_to is null or l.valid_to > l.valid_from) \
         and not exists (select 1 from coop_land n where n.org = l.org and n.id = l.id and n.seq > l.seq) \
         order by l.id limit 100000"
    );
    tx.query(&sql, &values![org, net])?
        .iter()
        .map(land_of)
        .collect()
}
