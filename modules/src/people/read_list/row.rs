//! One row: every cell judged by itself.

use super::Reader;
use crate::people::codes::{HEAD, NO_IDENTITY_REASON, OTHER, RELATION_TO_HEAD};
use crate::people::columns as c;
use crate::people::model::{FIELDS, ListedPerson, PersonRecord, Reading, sex_code};
use crate::people::villages::VillageFault;
use kernel::code::{IdentityFault, IdentityNumber, IdentitySource, Phone};
use kernel::{Date, Id};
use sheets::{CellValue, Fault, Row, Table};

/// Where each column stands, looked up once for all rows.
pub(crate) struct Positions(Vec<(&'static str, usize)>);

impl Positions {
    pub(crate) fn of(table: &Table) -> Positions {
        let found = table.columns.iter().enumerate();
        Positions(
            found
                .filter_map(|(place, column)| column.key.map(|key| (key, place)))
                .collect(),
        )
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.0
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, place)| *place)
    }
}

/// A row as it was understood; what is missing in it has been said.
#[derive(Debug, Clone)]
pub(crate) struct RowRead {
    pub number: u32,
    pub household: Option<String>,
    pub unit: Option<Id>,
    pub record: PersonRecord,
    pub no_identity_reason: Option<String>,
    pub birth_year: Option<i64>,
    pub sex: Option<&'static str>,
    pub relation: String,
    pub members: Option<i64>,
    pub status: Option<String>,
    pub status_from: Option<Date>,
    pub monitoring: Option<String>,
    pub monitoring_from: Option<Date>,
    pub risk_removed: Option<String>,
    pub risk_removed_on: Option<Date>,
}

impl RowRead {
    pub(crate) fn person(&self) -> ListedPerson {
        ListedPerson {
            row: self.number,
            record: self.record.clone(),
            no_identity_reason: self.no_identity_reason.clone(),
            birth_year: self.birth_year,
            sex: self.sex,
            relation: self.relation.clone(),
        }
    }
}

impl Reader<'_> {
    fn text(&self, row: &Row, key: &str) -> Option<String> {
        let cell = row.cells.get(self.at.place(key)?)?;
        match &cell.value {
            Some(CellValue::Text(text)) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    fn date(&self, row: &Row, key: &str) -> Option<Date> {
        match row.cells.get(self.at.place(key)?)?.value {
            Some(CellValue::Date(date, _)) => Some(date),
            _ => None,
        }
    }

    fn is_faulty(&self, row: &Row, key: &str) -> bool {
        self.at
            .place(key)
            .and_then(|place| row.cells.get(place))
            .is_some_and(|cell| cell.fault.is_some())
    }

    pub(super) fn row(&self, row: &Row, reading: &mut Reading) -> RowRead {
        let mut record = PersonRecord {
            name: self.name(row, reading),
            ..PersonRecord::default()
        };
        for key in FIELDS {
            record.set_field(key, self.text(row, key));
        }
        record.phone = self.phone(row, reading);
        let (identity, no_identity_reason) = self.identity(row, reading);
        record.identity = identity.as_ref().map(|number| number.as_str().to_owned());
        let household = self.text(row, c::NUMBER);
        if household.is_none() && reading.given.number && !self.is_faulty(row, c::NUMBER) {
            reading.errors.push(self.table.problem_at(
                row,
                c::NUMBER,
                Fault::new("people.no_household_number"),
            ));
        }
        RowRead {
            number: row.number,
            household,
            unit: self.village(row, reading),
            birth_year: identity
                .as_ref()
                .map(|number| i64::from(number.birth_date().year())),
            sex: identity.as_ref().map(|number| sex_code(number.sex())),
            record,
            no_identity_reason,
            relation: self.relation(row, reading),
            members: self.count(row),
            status: self.text(row, c::STATUS),
            status_from: self.date(row, c::STATUS_FROM),
            monitoring: self.text(row, c::MONITORING),
            monitoring_from: self.date(row, c::MONITORING_FROM),
            risk_removed: self.text(row, c::RISK_REMOVED),
            risk_removed_on: self.date(row, c::RISK_REMOVED_ON),
        }
    }

    fn count(&self, row: &Row) -> Option<i64> {
        match row.cells.get(self.at.place(c::MEMBERS)?)?.value {
            Some(CellValue::Number(count)) => Some(count),
            _ => None,
        }
    }

    /// Spaces within a Chinese name are typesetting: 张　三 is 张三.
    fn name(&self, row: &Row, reading: &mut Reading) -> String {
        let mut name = self.text(row, c::NAME).unwrap_or_default();
        if !name.is_ascii() {
            name.retain(|ch| !ch.is_whitespace());
        }
        if name.is_empty() && !self.is_faulty(row, c::NAME) {
            reading.errors.push(
                self.table
                    .problem_at(row, c::NAME, Fault::new("people.no_name")),
            );
        }
        if name.chars().count() > 50 {
            reading.errors.push(self.table.problem_at(
                row,
                c::NAME,
                Fault::new("people.name_too_long"),
            ));
        }
        name
    }

    fn phone(&self, row: &Row, reading: &mut Reading) -> Option<String> {
        let (key, written) = [c::PHONE, c::HOUSEHOLD_PHONE]
            .into_iter()
            .find_map(|key| self.text(row, key).map(|text| (key, text)))?;
        match Phone::parse(&written) {
            Ok(phone) => Some(phone.as_str().to_owned()),
            Err(code) => {
                reading
                    .warnings
                    .push(self.table.problem_at(row, key, Fault::new(code)));
                None
            }
        }
    }

    /// A number with a right check, or the reason why there is none.
    fn identity(
        &self,
        row: &Row,
        reading: &mut Reading,
    ) -> (Option<IdentityNumber>, Option<String>) {
        let written = self.text(row, c::IDENTITY).unwrap_or_default();
        if self.is_faulty(row, c::IDENTITY) {
            return (None, None);
        }
        let mut say = |fault: Fault| {
            reading
                .errors
                .push(self.table.problem_at(row, c::IDENTITY, fault))
        };
        if !written.bytes().any(|b| b.is_ascii_digit()) {
            let reason = self.no_identity_reason(row, &written);
            if reason.is_none() {
                say(Fault::new("people.no_identity"));
            }
            return (None, reason);
        }
        match IdentityNumber::parse(&written) {
            Ok(number) if number.birth_date() > self.options.as_of => {
                say(Fault::new("people.born_later").with("birth", number.birth_date()));
                (None, None)
            }
            Ok(number) => {
                if number.source() == IdentitySource::Legacy {
                    let fault = Fault::new("people.identity_legacy");
                    reading
                        .warnings
                        .push(self.table.problem_at(row, c::IDENTITY, fault));
                }
                (Some(number), None)
            }
            Err(fault) => {
                let named = Fault::new(fault.code());
                say(match fault {
                    IdentityFault::WrongLength { found } => named.with("found", found),
                    IdentityFault::WrongCheck { expected } => named.with("expected", expected),
                    _ => named,
                });
                (None, None)
            }
        }
    }

    /// From its column, from the number's own cell (无, 新生儿), or as chosen for the whole list.
    fn no_identity_reason(&self, row: &Row, in_place: &str) -> Option<String> {
        let column = self.text(row, c::NO_IDENTITY_REASON);
        let written = [
            column.as_deref(),
            Some(in_place).filter(|word| !word.is_empty()),
        ];
        let recognised = written.into_iter().flatten().find_map(|word| {
            self.codes
                .recognise(NO_IDENTITY_REASON, word, self.options.as_of)
        });
        recognised
            .map(|found| found.code.to_owned())
            .or_else(|| self.options.no_identity_reason.clone())
    }

    fn relation(&self, row: &Row, reading: &mut Reading) -> String {
        let Some(word) = self.text(row, c::RELATION) else {
            // A list of heads alone has no such column.
            return if self.at.place(c::RELATION).is_none() {
                HEAD
            } else {
                OTHER
            }
            .to_owned();
        };
        match self
            .codes
            .recognise(RELATION_TO_HEAD, &word, self.options.as_of)
        {
            Some(found) => found.code.to_owned(),
            None => {
                let fault = Fault::new("people.relation_unknown").with("word", word);
                reading
                    .warnings
                    .push(self.table.problem_at(row, c::RELATION, fault));
                OTHER.to_owned()
            }
        }
    }

    fn village(&self, row: &Row, reading: &mut Reading) -> Option<Id> {
        let written = self.text(row, c::VILLAGE).unwrap_or_default();
        if written.is_empty() && self.options.village.is_some() {
            return self.options.village;
        }
        let township = self.text(row, c::TOWNSHIP);
        let fault = match self.villages.find(&written, township.as_deref()) {
            Ok(unit) => return Some(unit),
            Err(VillageFault::Missing) => Fault::new("people.no_village"),
            Err(VillageFault::Unknown(near)) if near.is_empty() => {
                Fault::new("people.village_unknown").with("village", written)
            }
            Err(VillageFault::Unknown(near)) => Fault::new("people.village_near")
                .with("village", written)
                .with("near", near.join("、")),
            Err(VillageFault::Ambiguous(which)) => Fault::new("people.village_ambiguous")
                .with("village", written)
                .with("which", which.join("、")),
        };
        if !self.is_faulty(row, c::VILLAGE) {
            reading
                .errors
                .push(self.table.problem_at(row, c::VILLAGE, fault));
        }
        None
    }
}
