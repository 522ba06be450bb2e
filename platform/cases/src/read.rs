//! A case read back: its events folded, and what people told opened where its key is there.

use crate::declared::{self, CaseType};
use crate::event::{Deed, Event, Patch, Value};
use crate::fold::Case;
use crate::standing::owner_of;
use crate::store::{self, CaseRow, EventRow};
use ::store::Tx;
use access::{Right, rights_at};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many types are kept at hand: those of a county have few texts of their own.
const AT_HAND: usize = 64;

/// Where the sealed part of an event is bound to.
pub(crate) const PLACE: &str = "cases_event";

/// What is sealed of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    pub patch: Patch,
    pub reason: Option<String>,
}

impl Personal {
    pub fn is_empty(&self) -> bool {
        self.patch.is_empty() && self.reason.is_none()
    }
}

/// One event with its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub row: EventRow,
    /// As it was folded: personal values only said to be there.
    pub event: Event,
}

/// A case with everything it is made of.
#[derive(Debug, Clone)]
pub struct Whole {
    pub row: CaseRow,
    pub case: Case,
    pub events: Vec<Kept>,
}

/// `NotFound` where there is none of this id.
pub fn whole(tx: &mut Tx, org: OrgId, id: Id) -> Result<Whole> {
    let row = store::case(tx, org, id)?.ok_or(Error::NotFound)?;
    whole_of(tx, org, row)
}

/// [`whole`] for whoever may see it: where it is about or where it is handled. `NotFound` for anybody else.
pub fn seen(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Whole> {
    let whole = whole(tx, ctx.org, id)?;
    let (unit, owner) = (whole.row.unit, owner_of(&whole.case, whole.row.unit));
    let held = rights_at(tx, ctx, &[unit, owner])?;
    let sees = held
        .iter()
        .any(|rights| rights & Right::ViewCases.bit() != 0);
    sees.then_some(whole).ok_or(Error::NotFound)
}

pub fn whole_of(tx: &mut Tx, org: OrgId, row: CaseRow) -> Result<Whole> {
    let of = type_of(tx, org, &row)?;
    let rows = store::events(tx, org, row.id, i64::MAX)?;
    folded(of, row, rows)
}

/// The version of its type that governs a case.
pub(crate) fn type_of(tx: &mut Tx, org: OrgId, row: &CaseRow) -> Result<Arc<CaseType>> {
    let kind = store::type_version(tx, org, row.kind, row.kind_seq)?
        .ok_or_else(|| Error::Internal(format!("case {} has no type", row.number)))?;
    parsed(&kind.body)
}

/// A case from its rows.
pub(crate) fn folded(of: Arc<CaseType>, row: CaseRow, rows: Vec<EventRow>) -> Result<Whole> {
    let kept = |row: EventRow| {
        let event = serde_json::from_str(&row.body)
            .map_err(|e| Error::internal(&format!("event {} of a case", row.id), e))?;
        Ok(Kept { row, event })
    };
    let events: Vec<Kept> = rows.into_iter().map(kept).collect::<Result<_>>()?;
    let case = Case::fold(of, events.iter().map(|kept| &kept.event))?;
    Ok(Whole { row, case, events })
}

/// The newest version of a type that comes with the program, for what is asked before an organisation has it.
pub fn shipped(code: &str) -> Result<Option<Arc<CaseType>>> {
    for versions in crate::types::SHIPPED {
        let Some(newest) = versions.last() else {
            continue;
        };
        let of = parsed(newest)?;
        if of.code == *code {
            return Ok(Some(of));
        }
    }
    Ok(None)
}

/// A type as it is kept: it was checked when it was adopted. Its text is never changed, so what was read of it is kept at hand.
pub fn parsed(body: &str) -> Result<Arc<CaseType>> {
    static READ: Mutex<BTreeMap<String, Arc<CaseType>>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(of) = read.get(body) {
        return Ok(of.clone());
    }
    let of = declared::check(body)
        .map_err(|faults| Error::Internal(format!("a case type cannot be read: {faults:?}")))?;
    if read.len() >= AT_HAND {
        read.clear();
    }
    let of = Arc::new(of);
    read.insert(body.to_owned(), of.clone());
    Ok(of)
}

impl Whole {
    /// Fields with what people told, as it stands now; nothing personal where its key is gone.
    pub fn opened(&self, tx: &mut Tx, org: OrgId) -> Result<Patch> {
        Ok(self.fields_with(&self.personal(tx, org)?))
    }

    /// What is sealed of each event, as [`personal`].
    pub fn personal(&self, tx: &mut Tx, org: OrgId) -> Result<Vec<Option<Personal>>> {
        let events = self.events.iter();
        events
            .map(|kept| personal(tx, org, self.row.id, &kept.row))
            .collect()
    }

    /// [`Whole::opened`] where the events were opened already.
    pub fn fields_with(&self, opened: &[Option<Personal>]) -> Patch {
        let mut fields = self.case.fields.clone();
        for at in self.in_effect() {
            let told = opened.get(at).and_then(Option::as_ref);
            for (field, value) in told.iter().flat_map(|told| &told.patch) {
                if let Some(there) = fields.get_mut(field) {
                    *there = value.clone();
                }
            }
        }
        fields
    }

    /// The events whose fields were written, in that order: what was asked for counts from when it was approved.
    fn in_effect(&self) -> Vec<usize> {
        let waits = |action: &str| {
            let action = self.case.of.action(action);
            action.is_some_and(|action| !action.approve.is_empty())
        };
        let of = |(at, kept): (usize, &Kept)| match &kept.event.deed {
            Deed::Action(action) => (!waits(action)).then_some(at),
            Deed::Approve(event) => usize::try_from(*event).ok(),
            _ => None,
        };
        self.events.iter().enumerate().filter_map(of).collect()
    }

    /// Journal row and line of the event that says what it is called.
    pub fn title(&self) -> Option<(i64, i64)> {
        self.title_after(&self.case, (0, 0))
    }

    /// The same once one event more stands at this journal row and line.
    pub(crate) fn title_after(&self, next: &Case, place: (i64, i64)) -> Option<(i64, i64)> {
        let at = usize::try_from(next.titled?).ok()?;
        let kept = self.events.get(at);
        Some(kept.map_or(place, |kept| (kept.row.seq, kept.row.line)))
    }

    /// When it came in.
    pub fn opened_on(&self) -> Option<Date> {
        self.events.first().map(|kept| kept.row.date)
    }

    /// The journal row of its last event: what a form was made from.
    pub fn last(&self) -> i64 {
        self.events.last().map_or(0, |kept| kept.row.seq)
    }
}

/// What is sealed of an event; nothing where it has nothing sealed, or nobody can open it any more.
pub fn personal(tx: &mut Tx, org: OrgId, case: Id, event: &EventRow) -> Result<Option<Personal>> {
    match &event.sealed {
        Some(sealed) => tx.open(org, case, PLACE, event.id, sealed),
        None => Ok(None),
    }
}

/// As a value stands in `cases_value`: for filters and figures.
pub(crate) fn word_of(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Code(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::Number(number) => number.to_string(),
        Value::YesNo(true) => "yes".into(),
        Value::YesNo(false) => "no".into(),
        Value::Person(id) | Value::Unit(id) => id.to_string(),
        Value::Place(spot) => match spot.position() {
            Some((lat, lon)) => format!("{lat},{lon}"),
            None => spot.words.clone(),
        },
        Value::Photos(ids) => {
            let ids: Vec<String> = ids.iter().map(Id::to_string).collect();
            ids.join(",")
        }
        Value::Sealed => String::new(),
    }
}
