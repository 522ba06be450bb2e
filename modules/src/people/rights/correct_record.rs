//! One field of a person's record corrected from a day on (PIPL 46).

use super::model::Kind;
use super::{Answered, Detail, begin, record, remake};
use crate::people::model::{FIELDS, PersonRecord, sex_code};
use crate::people::store::rights::RecordRow;
use crate::people::store::{life, rights, write};
use crate::people::tags;
use kernel::code::{IdentityNumber, Phone};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;
use store::{Input, Tx, values};

const LONGEST: usize = 60;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct CorrectRecord {
    pub person: Id,
    /// `name`, `identity`, or one of [`FIELDS`].
    pub field: String,
    /// Empty where nothing is to be recorded; a name and a number cannot be taken away.
    pub value: String,
    pub from: Date,
    pub asked_by: String,
}

impl Input for CorrectRecord {
    const DEED: &'static str = "people.correct_record";
    const PERSONAL: &'static [&'static str] = &["value"];
}

/// Appends the record with the field changed, from the day and in every later record that said the same
/// as that of the day; what a later list said otherwise stays. The search rows are made again without a
/// content tag, so that the next list is compared field by field.
///
/// Invalid: `field`, `value`. Refuses what [`begin`] refuses, then `people.date_in_future`,
/// `people.not_known_then`, `people.nothing_changes`, `people.number_of_a_member`.
pub fn correct_record(tx: &mut Tx, ctx: &Ctx, input: CorrectRecord) -> Result<Answered> {
    let at = begin(tx, ctx, input.person, &input.asked_by)?;
    let field = field(&input.field)?;
    let value = value(field, &input.value)?;
    if input.from > ctx.today() {
        return Err(Refusal::new("people.date_in_future")
            .with("date", input.from)
            .into());
    }
    tx.set_input_subject(input.person);
    let rows = rights::records(tx, ctx.org, input.person)?;
    let then = rows
        .iter()
        .rfind(|row| row.from <= input.from && row.to.is_none_or(|to| input.from < to))
        .ok_or_else(|| Refusal::new("people.not_known_then").with("date", input.from))?;
    let known = tags::open(tx, ctx.org, input.person, &then.person.sealed)?
        .ok_or_else(|| Error::refused("people.already_erased"))?;
    let said = known.field(field).map(str::to_owned);
    if said == value {
        return Err(Error::refused("people.nothing_changes"));
    }
    if field == "identity" {
        free(tx, ctx, input.person, value.as_deref())?;
    }
    let change = Change {
        person: input.person,
        field,
        value: value.as_deref(),
    };
    change.append(tx, ctx, then, known, input.from)?;
    for later in rows.iter().filter(|row| row.from > input.from) {
        let Some(record) = tags::open(tx, ctx.org, input.person, &later.person.sealed)? else {
            continue;
        };
        if record.field(field) == said.as_deref() {
            change.append(tx, ctx, later, record, later.from)?;
        }
    }
    remake(tx, ctx.org, input.person, ctx.today())?;
    let detail = Detail {
        field: Some(field.to_owned()),
        from: Some(input.from),
        ..Detail::asked_by(&input.asked_by)
    };
    record(
        tx,
        ctx,
        (input.person, at.unit),
        Kind::Correct,
        None,
        &detail,
    )
}

struct Change<'a> {
    person: Id,
    field: &'static str,
    value: Option<&'a str>,
}

impl Change<'_> {
    fn append(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        row: &RecordRow,
        mut record: PersonRecord,
        from: Date,
    ) -> Result<()> {
        let mut reason = row.person.no_identity_reason.clone();
        let (mut birth_year, mut sex) = (row.person.birth_year, row.person.sex.clone());
        match (self.field, self.value) {
            ("name", Some(name)) => record.name = name.to_owned(),
            ("identity", Some(number)) => {
                let number = IdentityNumber::parse(number)
                    .map_err(|fault| Error::Invalid(vec![fault.at("value")]))?;
                birth_year = Some(number.birth_date().year().into());
                sex = Some(sex_code(number.sex()).to_owned());
                reason = None;
                record.identity = Some(number.as_str().to_owned());
            }
            (field, value) => record.set_field(field, value.map(str::to_owned)),
        }
        let sealed = tags::seal(tx, self.person, &record)?;
        tx.insert(
            write::PERSON,
            values![
                ctx.org,
                self.person,
                from,
                tx.seq()?,
                row.to,
                sealed,
                reason,
                birth_year,
                sex,
                None::<Id>
            ],
        )
    }
}

fn field(key: &str) -> Result<&'static str> {
    ["name", "identity"]
        .into_iter()
        .chain(FIELDS)
        .find(|field| *field == key)
        .ok_or_else(|| Error::invalid("field", "not_chosen"))
}

/// As it is kept: a number in its present form, a phone in digits; `None` takes a field away.
fn value(field: &str, typed: &str) -> Result<Option<String>> {
    let typed = typed.trim();
    if typed.chars().count() > LONGEST {
        return Err(Error::Invalid(vec![
            kernel::FieldError::new("value", "too_long").with("max", LONGEST),
        ]));
    }
    match (field, typed.is_empty()) {
        ("name" | "identity", true) => Err(Error::invalid("value", "empty")),
        (_, true) => Ok(None),
        ("identity", false) => IdentityNumber::parse_typed(typed)
            .map(|number| Some(number.as_str().to_owned()))
            .map_err(|fault| Error::Invalid(vec![fault.at("value")])),
        ("phone", false) => Phone::parse(typed)
            .map(|phone| Some(phone.as_str().to_owned()))
            .map_err(|code| Error::invalid("value", code)),
        _ => Ok(Some(typed.to_owned())),
    }
}

/// Refuses `people.number_of_a_member` where somebody else who lives here has the number.
fn free(tx: &mut Tx, ctx: &Ctx, person: Id, number: Option<&str>) -> Result<()> {
    let Some(number) = number else { return Ok(()) };
    let tag = tags::identity(tx, ctx.org, number);
    match life::holder(tx, ctx.org, tag)? {
        Some((holder, _)) if holder != person => Err(Error::refused("people.number_of_a_member")),
        _ => Ok(()),
    }
}
