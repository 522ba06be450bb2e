//! The FROM and WHERE of each figure: `$1` org, `$6` as of, `$7` as known (see platform/figures).

use figures::Source;

/// What the case type declares as `appeals_solved`, as cases add to it: closed with a result that solved it, and whoever was asked
/// satisfied or basically so.
pub const SOLVED: Source = Source {
    from: "cases_tally_now x join cases_case c on c.org = x.org and c.id = x.case_id \
           left join access_unit_now v on v.id = x.unit",
    filter: "x.org = $1 and x.figure = 'appeal.appeals_solved' and x.since <= $6 and x.since_seq <= $7 \
             and (x.until > $6 or x.until_seq > $7)",
    key: "c.id",
    unit: "x.unit",
};

/// Every concern taken in by that day.
pub const TAKEN_IN: Source = Source {
    from: "cases_tally_now x",
    filter: "x.org = $1 and x.figure = 'appeal.appeals_taken_in' and x.since <= $6 and x.since_seq <= $7",
    key: "x.case_id",
    unit: "x.unit",
};
