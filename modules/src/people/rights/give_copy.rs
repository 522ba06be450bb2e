//! A copy of all that is known of a person (PIPL 45). That it was given is kept, as a reading of him; what
//! it says is fetched beside the deed and stands nowhere.

use super::model::Kind;
use super::pages_data::papers;
use super::{Answered, Detail, begin, record, whereabouts};
use crate::people::model::PersonRecord;
use crate::people::store::{facts, life, rights, write};
use crate::people::tags;
use access::Right;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::Serialize;
use store::{Input, Tx, values};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct GiveCopy {
    pub person: Id,
    pub asked_by: String,
}

impl Input for GiveCopy {
    const DEED: &'static str = "people.give_copy";
}

/// Refuses what [`begin`] refuses.
pub fn give_copy(tx: &mut Tx, ctx: &Ctx, input: GiveCopy) -> Result<Answered> {
    let at = begin(tx, ctx, input.person, &input.asked_by)?;
    let reading = tx.new_id()?;
    tx.insert(
        write::READING,
        values![ctx.org, reading, tx.seq()?, input.person, "copy", "copy"],
    )?;
    let detail = Detail::asked_by(&input.asked_by);
    record(tx, ctx, (input.person, at.unit), Kind::Copy, None, &detail)
}

/// All that is known of a person, as it is handed to him. Codes are codes here; pages word them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copy {
    pub person: Id,
    pub on: Date,
    pub household: String,
    pub village: String,
    pub no_identity_reason: Option<String>,
    pub birth_year: Option<i64>,
    pub sex: Option<String>,
    pub records: Vec<RecordPeriod>,
    pub memberships: Vec<MembershipPeriod>,
    pub statuses: Vec<StatusPeriod>,
    pub events: Vec<EventLine>,
    pub payments: Vec<PaymentLine>,
    pub papers: Vec<PaperLine>,
    pub readings: Vec<ReadingLine>,
    pub requests: Vec<RequestLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordPeriod {
    pub from: Date,
    pub to: Option<Date>,
    pub record: PersonRecord,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MembershipPeriod {
    pub household: String,
    pub relation: String,
    pub from: Date,
    pub to: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusPeriod {
    pub household: String,
    pub status: String,
    pub from: Date,
    pub to: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventLine {
    pub date: Date,
    /// Code list life_event.
    pub kind: String,
    pub household: String,
}

/// A line of a round of the household while he was in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentLine {
    pub household: String,
    pub round: String,
    pub title: String,
    pub year: i64,
    pub amount_fen: i64,
    pub paid_on: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperLine {
    pub paper: Id,
    pub date: Date,
    pub kind: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadingLine {
    pub date: Date,
    pub what: String,
    pub reason: String,
    /// Empty where the account's owner is erased, or the program itself read.
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestLine {
    pub date: Date,
    pub kind: String,
    pub reason: Option<String>,
    pub by: String,
}

/// For the page and the files that follow [`give_copy`]; asks for the right once more. `NotFound` of an
/// erased person.
pub fn copy(tx: &mut Tx, ctx: &Ctx, person: Id) -> Result<Copy> {
    let at = whereabouts(tx, ctx.org, person, ctx.today())?;
    access::require(tx, ctx, Right::AnswerRights, at.unit)?;
    let rows = rights::records(tx, ctx.org, person)?;
    let mut records = Vec::new();
    for row in &rows {
        let record = tags::open(tx, ctx.org, person, &row.person.sealed)?.ok_or(Error::NotFound)?;
        records.push(RecordPeriod {
            from: row.from,
            to: row.to,
            record,
        });
    }
    let last = rows.last().ok_or(Error::NotFound)?.person.clone();
    let periods = life::periods_of_person(tx, ctx.org, person)?;
    let mut copy = Copy {
        person,
        on: ctx.today(),
        household: at.number,
        village: life::unit_name(tx, at.unit)?,
        no_identity_reason: last.no_identity_reason,
        birth_year: last.birth_year,
        sex: last.sex,
        records,
        memberships: Vec::new(),
        statuses: Vec::new(),
        events: Vec::new(),
        payments: Vec::new(),
        papers: Vec::new(),
        readings: Vec::new(),
        requests: Vec::new(),
    };
    for period in &periods {
        copy.of_period(tx, ctx.org, period)?;
    }
    copy.of_person(tx, ctx.org, person)?;
    Ok(copy)
}

impl Copy {
    fn of_period(&mut self, tx: &mut Tx, org: OrgId, period: &life::Period) -> Result<()> {
        const LINES: u32 = 1_000;
        let number = number(tx, org, period.household)?;
        let overlaps = |from: Date, to: Option<Date>| {
            to.is_none_or(|to| period.from < to) && period.to.is_none_or(|end| from < end)
        };
        self.memberships.push(MembershipPeriod {
            household: number.clone(),
            relation: period.relation.clone(),
            from: period.from,
            to: period.to,
        });
        for (_, status, from, to) in facts::statuses(tx, org, period.household)? {
            if overlaps(from, to) {
                self.statuses.push(StatusPeriod {
                    household: number.clone(),
                    status,
                    from,
                    to,
                });
            }
        }
        for row in payout::household_statement(tx, org, period.household, None, LINES)? {
            let first = i64::from(period.from.year());
            let is_within =
                row.year >= first && period.to.is_none_or(|to| row.year <= i64::from(to.year()));
            let line = PaymentLine {
                household: number.clone(),
                round: row.number,
                title: row.title,
                year: row.year,
                amount_fen: row.view.line.gross,
                paid_on: row.view.paid_on,
            };
            // Two periods in one household would tell its lines twice.
            if is_within && !self.payments.contains(&line) {
                self.payments.push(line);
            }
        }
        Ok(())
    }

    fn of_person(&mut self, tx: &mut Tx, org: OrgId, person: Id) -> Result<()> {
        for event in life::of_person(tx, org, person)? {
            self.events.push(EventLine {
                date: event.event.date,
                kind: event.event.kind.code().to_owned(),
                household: number(tx, org, event.event.household)?,
            });
        }
        for paper in papers(tx, org, person)? {
            self.papers.push(PaperLine {
                paper: paper.id,
                date: paper.date,
                kind: paper.kind,
                name: paper.name,
            });
        }
        for (at, what, reason, user) in rights::readings(tx, org, person)? {
            self.readings.push(ReadingLine {
                date: Date::of_micros(at),
                what,
                reason,
                by: super::pages_data::user_name(tx, user)?,
            });
        }
        for row in rights::requests_of(tx, org, person)? {
            self.requests.push(RequestLine {
                date: row.date,
                kind: row.kind,
                reason: row.reason,
                by: super::pages_data::user_name(tx, row.user)?,
            });
        }
        Ok(())
    }
}

fn number(tx: &mut Tx, org: OrgId, household: Id) -> Result<String> {
    let found = life::last_unit(tx, org, household)?;
    Ok(found.map(|(_, number)| number).unwrap_or_default())
}
