//! The FROM and WHERE of each figure: `$1` org, `$6` as of, `$7` as known (see platform/figures).

use figures::Source;

/// What the case type declares as person-times of advice: given by that day and not void.
pub const ADVICE: Source = Source {
    from: "cases_tally_now x join cases_case c on c.org = x.org and c.id = x.case_id \
           left join access_unit_now v on v.id = x.unit",
    filter: "x.org = $1 and x.figure = 'legal_advice.legal_advice_person_times' and x.since <= $6 and x.since_seq <= $7 \
             and (x.until > $6 or x.until_seq > $7)",
    key: "c.id",
    unit: "x.unit",
};

/// Every consultation taken in by that day.
pub const ASKED: Source = Source {
    from: "cases_case c join cases_type t on t.org = c.org and t.id = c.type and t.seq = c.type_seq \
           join cases_event e on e.org = c.org and e.case_id = c.id and e.action = 'open'",
    filter: "c.org = $1 and t.code = 'legal_advice' and e.date <= $6 and e.seq <= $7",
    key: "c.id",
    unit: "c.unit",
};

/// What the case type declares as talks: held by that day and not cancelled.
pub const TALKS: Source = Source {
    from: "cases_tally_now x join cases_case c on c.org = x.org and c.id = x.case_id \
           left join cases_value w on w.org = x.org and w.case_id = x.case_id and w.field in ('title', 'topic') \
           left join access_unit_now v on v.id = x.unit",
    filter: "x.org = $1 and x.figure = 'law_talk.law_talks' and x.since <= $6 and x.since_seq <= $7 \
             and (x.until > $6 or x.until_seq > $7)",
    key: "c.id",
    unit: "x.unit",
};

/// Every talk planned by that day.
pub const PLANNED: Source = Source {
    from: "cases_case c join cases_type t on t.org = c.org and t.id = c.type and t.seq = c.type_seq \
           join cases_event e on e.org = c.org and e.case_id = c.id and e.action = 'open'",
    filter: "c.org = $1 and t.code = 'law_talk' and e.date <= $6 and e.seq <= $7",
    key: "c.id",
    unit: "c.unit",
};

/// The communities of the organisation on that day, as the unit tree stood then.
pub const COMMUNITIES: Source = Source {
    from: "dated(access_unit, 0, $6, 9223372036854775807) v",
    filter: "v.level = 'village' and v.id in (select r.unit from access_reach_now r \
             join dated(access_org, 0, $6, 9223372036854775807) o on o.unit = r.ancestor where o.id = $1)",
    key: "v.id",
    unit: "v.id",
};

/// Those that have somebody in each of the posts of the code list.
pub const COVERED: Source = Source {
    from: "dated(access_unit, 0, $6, 9223372036854775807) v",
    filter: "v.level = 'village' and v.id in (select r.unit from access_reach_now r \
             join dated(access_org, 0, $6, 9223372036854775807) o on o.unit = r.ancestor where o.id = $1) \
             and exists (select 1 from dated(access_code, 0, $6, 9223372036854775807) k where k.list = 'community_post') \
             and not exists (select 1 from dated(access_code, 0, $6, 9223372036854775807) k where k.list = 'community_post' \
             and not exists (select 1 from dated(law_post, $1, $6, $7) p where p.unit = v.id and p.kind = k.code))",
    key: "v.id",
    unit: "v.id",
};
