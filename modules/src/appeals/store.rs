//! The FROM and WHERE of each figure: `$1` org, `$6` as of, `$7` as known (see platform/figures).

use figures::Source;

/// Closed by that day, with a result that solved it, and whoever was asked satisfied or basically so. A case goes on in the order of
/// its days, so what it said on a day is what its events up to the last one by then said.
pub const SOLVED: Source = Source {
    from: "cases_event e join cases_case c on c.org = e.org and c.id = e.case_id \
           join cases_type t on t.org = c.org and t.id = c.type and t.seq = c.type_seq \
           left join access_unit_now v on v.id = c.unit",
    filter: "e.org = $1 and e.date <= $6 and e.seq <= $7 and e.state = 'closed' and t.code = 'appeal' \
             and not exists (select 1 from cases_event n where n.org = e.org and n.case_id = e.case_id and n.date <= $6 \
             and n.seq <= $7 and (n.seq > e.seq or n.seq = e.seq and n.line > e.line)) \
             and exists (select 1 from cases_value r where r.org = e.org and r.case_id = e.case_id and r.field = 'result' \
             and r.value = 'solved' and (r.seq < e.seq or r.seq = e.seq and r.line <= e.line) \
             and not exists (select 1 from cases_value m where m.org = r.org and m.case_id = r.case_id \
             and m.field = 'result' and (m.seq > r.seq or m.seq = r.seq and m.line > r.line) \
             and (m.seq < e.seq or m.seq = e.seq and m.line <= e.line))) \
             and exists (select 1 from cases_value r where r.org = e.org and r.case_id = e.case_id \
             and r.field = 'satisfaction' and r.value in ('satisfied', 'basic') \
             and (r.seq < e.seq or r.seq = e.seq and r.line <= e.line) \
             and not exists (select 1 from cases_value m where m.org = r.org and m.case_id = r.case_id \
             and m.field = 'satisfaction' and (m.seq > r.seq or m.seq = r.seq and m.line > r.line) \
             and (m.seq < e.seq or m.seq = e.seq and m.line <= e.line)))",
    key: "c.id",
    unit: "c.unit",
};

/// Every concern taken in by that day.
pub const TAKEN_IN: Source = Source {
    from: "cases_case c join cases_type t on t.org = c.org and t.id = c.type and t.seq = c.type_seq \
           join cases_event e on e.org = c.org and e.case_id = c.id and e.action = 'open'",
    filter: "c.org = $1 and t.code = 'appeal' and e.date <= $6 and e.seq <= $7",
    key: "c.id",
    unit: "c.unit",
};
