//! The FROM and WHERE of each figure: `$1` org, `$5` division, `$6` as of, `$7` as known, `$8` the last
//! complete year (see platform/figures).

use figures::Source;

/// Projects as of the date.
macro_rules! projects {
    () => {
        "dated(shares_project, $1, $6, $7) p"
    };
}

/// The roster of all projects, with what lists show of a household and its village.
macro_rules! roster {
    () => {
        concat!(
            "dated(shares_beneficiary, $1, $6, $7) b join ",
            projects!(),
            " on p.id = b.project \
             left join people_household_search s on s.org = b.org and s.household = b.household \
             left join access_unit_now v on v.id = b.unit"
        )
    };
}

/// Payments of rounds whose entitlements this module answered for.
macro_rules! payments {
    () => {
        "payout_payment y join payout_line l on l.org = y.org and l.round = y.round and l.leaf_key = y.leaf_key \
         join payout_round r on r.org = y.org and r.id = y.round"
    };
}

/// Paid by the date, not taken back by then, of a round that was not reversed by then.
macro_rules! is_paid {
    () => {
        "y.org = $1 and y.state = 'paid' and y.date <= $6 and y.seq <= $7 and r.source = 'shares.project' \
         and not exists (select 1 from payout_payment z where z.org = y.org and z.round = y.round \
         and z.leaf_key = y.leaf_key and z.attempt >= y.attempt and z.state = 'void' and z.date <= $6 and z.seq <= $7) \
         and not exists (select 1 from payout_return b where b.org = y.org and b.round = y.round \
         and b.leaf_key = y.leaf_key and b.attempt = y.attempt and b.date <= $6 and b.seq <= $7) \
         and not exists (select 1 from payout_state t where t.org = r.org and t.id = r.id and t.state = 'reversed' \
         and t.valid_from <= $6 and t.seq <= $7)"
    };
}

pub const PROJECTS: Source = Source {
    from: projects!(),
    filter: "1 = 1",
    key: "p.id",
    unit: "p.unit",
};

pub const FUNDING: Source = Source {
    from: concat!(
        "dated(shares_funding, $1, $6, $7) f join ",
        projects!(),
        " on p.id = f.project"
    ),
    filter: "1 = 1",
    key: "f.id",
    unit: "p.unit",
};

/// What the last complete year brought, reversals included, as far as it had come in by the date.
pub const YEAR_INCOME: Source = Source {
    from: concat!("shares_income i join ", projects!(), " on p.id = i.project"),
    filter: "i.org = $1 and i.year = $8 and i.date <= $6 and i.seq <= $7",
    key: "i.id",
    unit: "p.unit",
};

pub const HOUSEHOLDS: Source = Source {
    from: roster!(),
    filter: "1 = 1",
    key: "b.household",
    unit: "b.unit",
};

pub const VILLAGES: Source = Source {
    key: "b.unit",
    ..HOUSEHOLDS
};

/// Everybody who belongs to a household of the roster on the date, whatever its number of heads.
pub const PEOPLE: Source = Source {
    from: concat!(
        roster!(),
        " join dated(people_membership, $1, $6, $7) m on m.household = b.household \
         left join people_search q on q.org = m.org and q.person = m.person"
    ),
    filter: "1 = 1",
    key: "m.person",
    unit: "b.unit",
};

/// The rounds of the household that was paid in most rounds; of several the first entered.
pub const DIVIDEND_ROUNDS: Source = Source {
    from: concat!(
        payments!(),
        " left join people_household_search s on s.org = l.org and s.household = l.household"
    ),
    filter: concat!(
        is_paid!(),
        " and l.household = (select l.household from ",
        payments!(),
        " where ",
        is_paid!(),
        " and l.unit in (select d.unit from access_reach_now d where d.ancestor = $5) \
         group by l.household order by count(distinct l.round) desc, l.household limit 1)"
    ),
    key: "l.round",
    unit: "l.unit",
};
