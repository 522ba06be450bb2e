//! Where a case stands, as lists read it: made from its events, and again by a rebuild.

use crate::clocks::Deadline;
use crate::declared::{Level, Relation, StateKind};
use crate::event::Value;
use crate::fold::{Case, WaitingDeed};
use crate::shown;
use crate::store::{self, ActorRow, CaseRow, MarkRow, NowRow, PublicRow};
use crate::workdays::Calendar;
use ::store::Tx;
use access::units;
use kernel::{Date, Id, OrgId, Result};
use sha2::{Digest, Sha256};

/// Before every day: a day that is not fixed yet is on top of every list.
pub const NOT_FIXED: &str = "0";
/// Behind every day: the clock stands still.
pub const PAUSED: &str = "8";
/// No clock runs.
pub const NO_CLOCK: &str = "9";
/// Behind all that is open: the case has ended.
pub const ENDED: &str = "x";

/// What comes next: how it sorts, and of which clock; windows left out. A day as it is written; before it [`NOT_FIXED`], behind it
/// [`PAUSED`], [`NO_CLOCK`] and [`ENDED`].
pub fn due_key(case: &Case) -> (String, String) {
    if case.kind().is_ended() {
        return (ENDED.to_owned(), String::new());
    }
    let running = case
        .dues
        .iter()
        .filter(|(clock, _)| case.running(clock).is_some() && !case.of.is_window(clock));
    let next = running
        .map(|(clock, deadline)| (key_of(*deadline), clock.clone()))
        .min();
    next.unwrap_or((NO_CLOCK.to_owned(), String::new()))
}

fn key_of(deadline: Deadline) -> String {
    match deadline {
        Deadline::NotFixed { .. } => NOT_FIXED.to_owned(),
        Deadline::Paused { .. } => PAUSED.to_owned(),
        Deadline::On(_) | Deadline::At(_) => deadline
            .day()
            .map_or_else(String::new, |day| day.to_string()),
    }
}

/// The word of a kind of state in the database.
pub fn kind_word(kind: StateKind) -> &'static str {
    match kind {
        StateKind::Open => "open",
        StateKind::Waiting => "waiting",
        StateKind::Closed => "closed",
        StateKind::Void => "void",
    }
}

/// Who handles it: what its type's field for that says, the unit that it is about until then.
pub fn owner_of(case: &Case, unit: Id) -> Id {
    let field = case.of.owner.as_ref();
    match field.and_then(|field| case.fields.get(field.as_str())) {
        Some(Value::Unit(owner)) => *owner,
        _ => unit,
    }
}

/// Everything that lists know of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub now: NowRow,
    /// Journal row and line of the event that says what it is called.
    pub title: Option<(i64, i64)>,
    /// For whom it waits, if it is open, and the number that cases have alike which wait for the same.
    pub actors: Vec<ActorRow>,
    pub waits: Option<i64>,
    pub hands: Vec<Id>,
    pub marks: Vec<MarkRow>,
    /// What everybody may see of it.
    pub public: Option<PublicRow>,
}

/// A case as it was opened and as it is, and its place in the journal.
pub struct Told<'a> {
    pub row: &'a CaseRow,
    pub case: &'a Case,
    pub opened: Date,
    /// The journal row of its last event.
    pub last: i64,
    /// See [`Standing::title`].
    pub title: Option<(i64, i64)>,
}

/// `desk`: where cases are taken in. Reads the tree of units as it is, so that whoever is told is who stands there now.
pub fn standing(
    tx: &mut Tx,
    told: &Told<'_>,
    desk: Option<Id>,
    calendar: &Calendar,
) -> Result<Standing> {
    let (row, case) = (told.row, told.case);
    let (due, clock) = due_key(case);
    let kind = case.kind();
    let owner = owner_of(case, row.unit);
    let is_open = !kind.is_ended();
    let mut above = Above {
        owner,
        desk,
        path: None,
    };
    let actors = match is_open {
        true => actors(tx, case, row.unit, &mut above)?,
        false => Vec::new(),
    };
    Ok(Standing {
        title: told.title,
        public: shown::row(row, case, told.last),
        waits: is_open.then(|| number_of(&actors)),
        actors,
        hands: match is_open {
            true => case.hands.iter().copied().collect(),
            false => Vec::new(),
        },
        marks: match is_open {
            true => marks(tx, case, &mut above, calendar)?,
            false => Vec::new(),
        },
        now: NowRow {
            id: row.id,
            kind_id: row.kind,
            code: case.of.code.to_string(),
            number: row.number.clone(),
            unit: row.unit,
            owner,
            state: case.state.clone(),
            kind: kind_word(kind).to_owned(),
            opened: told.opened,
            ended: kind.is_ended().then_some(case.since.day),
            due,
            clock,
            last: told.last,
        },
    })
}

/// The same for the same people, and for others another one: 63 bits of a SHA-256.
fn number_of(actors: &[ActorRow]) -> i64 {
    let mut hash = Sha256::new();
    for actor in actors {
        let (deed, level, unit) = (actor.deed, actor.level, actor.unit);
        let (since, until) = (actor.since, actor.until);
        hash.update(format!("{deed} {level} {unit} {since} {until}"));
        for user in &actor.barred {
            hash.update(format!(" {user}"));
        }
        hash.update("\n");
    }
    let hash: [u8; 32] = hash.finalize().into();
    let first = hash.first_chunk::<8>().copied().unwrap_or_default();
    i64::from_be_bytes(first) & i64::MAX
}

/// Units above the owner, read once and only where somebody asks.
struct Above {
    owner: Id,
    desk: Option<Id>,
    path: Option<Vec<Id>>,
}

impl Above {
    /// So many levels above the owner; the organisation's own unit where the tree ends before.
    fn up(&mut self, tx: &mut Tx, levels: i64) -> Result<Id> {
        if levels <= 0 || Some(self.owner) == self.desk {
            return Ok(self.owner);
        }
        let path = self.path(tx)?;
        // From the owner up.
        let at = usize::try_from(levels).unwrap_or(usize::MAX);
        Ok(path.get(at).or(path.last()).copied().unwrap_or(self.owner))
    }

    /// From the owner up to the organisation's own unit.
    fn path(&mut self, tx: &mut Tx) -> Result<&[Id]> {
        if self.path.is_none() {
            let ancestors = units::ancestors(tx, self.owner)?;
            let mut path = Vec::new();
            for unit in ancestors.iter().rev() {
                path.push(unit.id);
                if Some(unit.id) == self.desk {
                    break;
                }
            }
            self.path = Some(path);
        }
        Ok(self.path.as_deref().unwrap_or_default())
    }
}

fn actors(tx: &mut Tx, case: &Case, unit: Id, above: &mut Above) -> Result<Vec<ActorRow>> {
    let mut rows: Vec<ActorRow> = Vec::new();
    for waiting in case.waits_for() {
        let place = match waiting.role.relation {
            Relation::Owner => Some(above.owner),
            Relation::Unit => Some(unit),
            // As `roles::who`: above the organisation nobody of it stands.
            Relation::Parent => units::unit(tx, above.owner)?.and_then(|unit| unit.parent),
            Relation::Desk => above.desk,
            Relation::Requester => None,
        };
        let (Some(level), Some(unit)) = (waiting.role.level, place) else {
            continue;
        };
        let row = ActorRow {
            deed: match waiting.deed {
                WaitingDeed::Act => "act",
                WaitingDeed::Decide => "decide",
            },
            level: level.as_str(),
            unit,
            since: waiting.since,
            until: waiting.until,
            barred: waiting.barred,
        };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn marks(tx: &mut Tx, case: &Case, above: &mut Above, calendar: &Calendar) -> Result<Vec<MarkRow>> {
    let mut rows = Vec::new();
    for mark in case.marks(calendar) {
        let Some(day) = mark.when.day() else {
            continue;
        };
        rows.push(MarkRow {
            kind: mark.kind.word().to_owned(),
            n: mark.n,
            day,
            unit: above.up(tx, mark.up)?,
            level: mark.level.map_or("", Level::as_str).to_owned(),
            clock: mark.clock,
        });
    }
    Ok(rows)
}

/// Puts a case's standing where lists read it. `is_new`: nothing stands there of it yet.
pub fn keep(tx: &mut Tx, org: OrgId, standing: &Standing, is_new: bool) -> Result<()> {
    if !is_new {
        store::forget_standing(tx, org, standing.now.id)?;
    }
    store::keep_standing(tx, org, standing)
}
