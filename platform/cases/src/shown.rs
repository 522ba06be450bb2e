//! What of a case everybody may see: the public fields of its type, where the case stands and says as its type's `[publish]`
//! asks. Nothing personal is among them: the type's checker refuses a field that is both.

use crate::declared::{CaseType, Field, Kind};
use crate::event::{Patch, Value};
use crate::fold::Case;
use crate::read::{self, Whole};
use crate::store::{self, CaseRow, PublicRow};
use ::store::Tx;
use kernel::{Id, OrgId, Result};

pub use crate::store::SoughtPublic;

/// Whether everybody may see it now.
pub fn is_shown(case: &Case) -> bool {
    let Some(publish) = &case.of.publish else {
        return false;
    };
    let stands = publish
        .states
        .iter()
        .any(|state| *state.value == *case.state);
    let says = publish.when.iter().all(|when| {
        let word = case.fields.get(when.field.as_str()).and_then(Value::code);
        word.is_some_and(|word| when.values.iter().any(|value| *value.value == *word))
    });
    stands && says
}

/// What everybody may see of its fields.
pub fn fields(case: &Case) -> Patch {
    let is_public = |name: &String| case.of.field(name).is_some_and(is_open);
    let all = case.fields.iter();
    all.filter(|(name, value)| is_public(name) && **value != Value::Sealed)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn is_open(field: &Field) -> bool {
    field.is_public && !field.is_personal
}

/// The field by which shown cases are listed: the first public one with codes.
pub fn listed_by(of: &CaseType) -> Option<&str> {
    let mut fields = of.fields.iter().filter(|field| is_open(field));
    let has_codes = |field: &&Field| matches!(field.kind, Kind::Code { .. } | Kind::Choice(_));
    fields.find(has_codes).map(|field| field.code.as_str())
}

/// The row of a case that is shown, as the cache keeps it.
pub(crate) fn row(row: &CaseRow, case: &Case, last: i64) -> Option<PublicRow> {
    let choice = listed_by(&case.of).and_then(|field| case.fields.get(field));
    is_shown(case).then(|| PublicRow {
        id: row.id,
        code: case.of.code.value.clone(),
        unit: row.unit,
        choice: choice.map(read::word_of).unwrap_or_default(),
        shown: case.last.day,
        last,
    })
}

/// A shown case with what may be shown of it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub org: OrgId,
    pub row: PublicRow,
    pub of: std::sync::Arc<CaseType>,
    pub fields: Patch,
}

/// A page of what is shown, the latest first. What is no longer shown by its events is left out, whatever the cache says.
pub fn listed(tx: &mut Tx, asked: &SoughtPublic, limit: i64) -> Result<Vec<Shown>> {
    let mut found = Vec::new();
    for (org, row) in store::public_listed(tx, asked, limit)? {
        let Whole { case, .. } = read::whole(tx, org, row.id)?;
        if is_shown(&case) {
            found.push(Shown {
                org,
                row,
                fields: fields(&case),
                of: case.of,
            });
        }
    }
    Ok(found)
}

/// How many there are.
pub fn count(tx: &mut Tx, asked: &SoughtPublic) -> Result<i64> {
    store::public_count(tx, asked)
}

/// The units whose cases are shown, for a list to choose from.
pub fn units(tx: &mut Tx, code: &str) -> Result<Vec<Id>> {
    store::public_units(tx, code)
}
