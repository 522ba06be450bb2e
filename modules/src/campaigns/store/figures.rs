//! The FROM and WHERE of each figure: `$1` org, `$6` as of, `$7` as known (see platform/figures).

use figures::Source;
use figures::declared::Kept;

/// The findings of one campaign by its rounds, as [`Kept`] says.
pub const OF_CAMPAIGN: Kept = Kept {
    from: "campaigns_finding f",
    filter: "f.org = $1 and f.campaign = $11",
    case: "f.case_id",
    slice: "f.round",
};

/// The items of all campaigns.
pub const TARGETS: Source = Source {
    from: "campaigns_item i join dated(campaigns_campaign, $1, $6, $7) c on c.id = i.campaign \
           left join access_unit_now v on v.id = c.unit",
    filter: "i.org = $1 and i.seq <= $7",
    // An id times anything leaves 64 bits.
    key: "c.number * 1000 + i.place",
    unit: "c.unit",
};

/// The kinds of line of which a campaign names the owner.
pub const LINES: Source = Source {
    from: "campaigns_line l join dated(campaigns_campaign, $1, $6, $7) c on c.id = l.campaign \
           left join access_unit_now v on v.id = l.unit",
    filter: "l.org = $1 and l.seq <= $7",
    key: "c.number * 10 + case l.kind when 'power' then 1 when 'telecom' then 2 else 3 end",
    unit: "c.unit",
};

pub const CAMPAIGNS: Source = Source {
    from: "dated(campaigns_campaign, $1, $6, $7) c left join access_unit_now v on v.id = c.unit",
    filter: "1 = 1",
    key: "c.id",
    unit: "c.unit",
};

/// The villages in which a campaign is tried first.
pub const PILOTS: Source = Source {
    from: "campaigns_village t join dated(campaigns_campaign, $1, $6, $7) c on c.id = t.campaign \
           left join access_unit_now v on v.id = t.unit",
    filter: "t.org = $1 and t.seq <= $7 and t.is_pilot = 1",
    key: "t.unit",
    unit: "t.unit",
};

pub const VILLAGES: Source = Source {
    from: "campaigns_village t join dated(campaigns_campaign, $1, $6, $7) c on c.id = t.campaign",
    filter: "t.org = $1 and t.seq <= $7",
    key: "t.unit",
    unit: "t.unit",
};

/// Findings of overhead lines that stood open at the end of that day: by their last step up to it.
pub const OPEN_DEFECTS: Source = Source {
    from: "campaigns_finding f join campaigns_item i on i.org = f.org and i.campaign = f.campaign and i.place = f.item \
           join cases_case k on k.org = f.org and k.id = f.case_id \
           join cases_event e on e.org = f.org and e.case_id = f.case_id \
           left join access_unit_now v on v.id = f.unit",
    filter: "f.org = $1 and f.seq <= $7 and i.is_line = 1 and e.date <= $6 and e.seq <= $7 \
             and e.state in ('found', 'seeking', 'assigned', 'done') \
             and not exists (select 1 from cases_event n where n.org = e.org and n.case_id = e.case_id and n.date <= $6 \
             and n.seq <= $7 and (n.seq > e.seq or n.seq = e.seq and n.line > e.line))",
    key: "f.case_id",
    unit: "f.unit",
};

/// All findings of overhead lines by that day.
pub const DEFECTS: Source = Source {
    from: "campaigns_finding f join campaigns_item i on i.org = f.org and i.campaign = f.campaign and i.place = f.item",
    filter: "f.org = $1 and f.seq <= $7 and i.is_line = 1 and f.date <= $6",
    key: "f.case_id",
    unit: "f.unit",
};
