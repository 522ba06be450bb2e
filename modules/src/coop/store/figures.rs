//! The FROM and WHERE of each figure: `$1` org, `$6` as of, `$7` as known (see platform/figures).

use figures::Source;

/// The service teams of all nets, a row for each member.
pub const TEAMS: Source = Source {
    from: "dated(coop_member, $1, $6, $7) m join dated(coop_party, $1, $6, $7) p on p.id = m.party \
           join dated(coop_net, $1, $6, $7) n on n.id = p.net left join access_unit_now v on v.id = n.unit",
    filter: "p.kind = 'team'",
    key: "p.id",
    unit: "n.unit",
};

/// The family farms of all nets, a row for each parcel.
pub const FARMS: Source = Source {
    from: "dated(coop_land, $1, $6, $7) l join dated(coop_party, $1, $6, $7) p on p.id = l.farm \
           join dated(coop_net, $1, $6, $7) n on n.id = p.net left join access_unit_now v on v.id = n.unit",
    filter: "p.kind = 'family_farm'",
    key: "p.id",
    unit: "n.unit",
};

/// The parts of each net's plan in force, by their place in the contract.
pub const PARTS: Source = Source {
    from: "coop_plan_part t join dated(coop_plan, $1, $6, $7) p on p.id = t.id and p.seq = t.seq \
           join dated(coop_net, $1, $6, $7) n on n.id = p.id left join access_unit_now v on v.id = n.unit",
    filter: "t.org = $1",
    key: "t.place",
    unit: "n.unit",
};

pub const NETS: Source = Source {
    from: "dated(coop_net, $1, $6, $7) n",
    filter: "1 = 1",
    key: "n.id",
    unit: "n.unit",
};
