//! What a person sent: the fields of a form or of a query, and files.

use kernel::{Date, Error, Fen, FieldError, Id, Result};
use store::CommandKey;

/// Fields in the order in which they came; a name may come more than once (checkboxes).
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
}

/// A file that came with a form.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Form {
    /// `a=1&b=%E5%BC%A0`.
    pub fn from_urlencoded(text: &[u8]) -> Form {
        let decode = |part: &[u8]| {
            let mut bytes = Vec::with_capacity(part.len());
            let mut rest = part;
            while let Some((first, tail)) = rest.split_first() {
                rest = tail;
                match (
                    first,
                    tail.get(..2).and_then(|h| std::str::from_utf8(h).ok()),
                ) {
                    (b'+', _) => bytes.push(b' '),
                    (b'%', Some(hex)) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
                        bytes.push(u8::from_str_radix(hex, 16).unwrap_or(b'?'));
                        rest = tail.get(2..).unwrap_or_default();
                    }
                    (other, _) => bytes.push(*other),
                }
            }
            // A null byte is text to no engine and no person.
            String::from_utf8_lossy(&bytes).replace('\0', "")
        };
        let fields = text
            .split(|b| *b == b'&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let mut parts = pair.splitn(2, |b| *b == b'=');
                (
                    decode(parts.next().unwrap_or_default()),
                    decode(parts.next().unwrap_or_default()),
                )
            })
            .collect();
        Form {
            fields,
            files: Vec::new(),
        }
    }

    pub fn push(&mut self, name: String, value: String) {
        self.fields.push((name, value));
    }

    /// Takes every value of a field out.
    pub(crate) fn remove(&mut self, name: &str) {
        self.fields.retain(|(n, _)| n != name);
    }

    /// The first value of a field, trimmed; `None` where it is missing or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.trim())
            .filter(|v| !v.is_empty())
    }

    /// The value as it was typed, or nothing: for showing a form again.
    pub fn shown(&self, name: &str) -> String {
        self.fields
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
            .unwrap_or_default()
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.fields
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.fields
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.files
            .iter()
            .find(|f| f.field == name && !f.bytes.is_empty())
    }

    /// The command key that the page carried. A page without one is not ours: `Invalid`.
    pub fn key(&self) -> Result<CommandKey> {
        self.get("_key")
            .and_then(CommandKey::from_hex)
            .ok_or_else(|| Error::invalid("_key", "no_key"))
    }
}

/// Reads several fields and collects every fault, so that a person hears of all at once. What a faulty field reads as
/// means nothing: [`Reader::done`] comes before its use.
#[derive(Debug)]
pub struct Reader<'a> {
    form: &'a Form,
    pub faults: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    pub fn new(form: &'a Form) -> Reader<'a> {
        Reader {
            form,
            faults: Vec::new(),
        }
    }

    fn fault(&mut self, field: &'static str, code: &'static str) {
        self.faults.push(FieldError::new(field, code));
    }

    /// A text that must be there, of at most `longest` characters.
    pub fn text(&mut self, field: &'static str, longest: usize) -> String {
        match self.form.get(field) {
            None => self.fault(field, "empty"),
            Some(v) if v.chars().count() > longest => {
                self.faults
                    .push(FieldError::new(field, "too_long").with("max", longest));
            }
            Some(v) => return v.to_owned(),
        }
        String::new()
    }

    pub fn text_opt(&mut self, field: &'static str, longest: usize) -> Option<String> {
        if self.form.has(field) {
            Some(self.text(field, longest))
        } else {
            None
        }
    }

    pub fn date(&mut self, field: &'static str) -> Date {
        match self.form.get(field).map(kernel::date::parse_day) {
            None => self.fault(field, "empty"),
            Some(Ok(date)) => return date,
            Some(Err(fault)) => self.fault(field, fault.code()),
        }
        Date::of_micros(0)
    }

    pub fn date_opt(&mut self, field: &'static str) -> Option<Date> {
        self.form.has(field).then(|| self.date(field))
    }

    /// Yuan as they are typed (`1,700,000.00`, `170万`), in fen.
    pub fn money(&mut self, field: &'static str) -> Fen {
        let Some(text) = self.form.get(field) else {
            self.fault(field, "empty");
            return Fen::ZERO;
        };
        match kernel::text::parse_money(text, kernel::text::MoneyUnit::Yuan) {
            Ok(read) => read.value,
            Err(fault) => {
                self.fault(field, fault.code());
                Fen::ZERO
            }
        }
    }

    /// A whole number from `least` to `most`.
    pub fn number(&mut self, field: &'static str, least: i64, most: i64) -> i64 {
        let value = self
            .form
            .get(field)
            .map(|t| kernel::text::half_width(t).replace(',', "").parse::<i64>());
        match value {
            None => self.fault(field, "empty"),
            Some(Ok(v)) if (least..=most).contains(&v) => return v,
            Some(Ok(_)) => {
                self.faults.push(
                    FieldError::new(field, "out_of_range")
                        .with("least", least)
                        .with("most", most),
                );
            }
            Some(Err(_)) => self.fault(field, "not_a_number"),
        }
        least
    }

    pub fn id(&mut self, field: &'static str) -> Id {
        match self.form.get(field).map(str::parse) {
            Some(Ok(id)) => return id,
            Some(Err(_)) => self.fault(field, "not_chosen"),
            None => self.fault(field, "empty"),
        }
        Id(0)
    }

    /// One of the codes offered.
    pub fn choice(&mut self, field: &'static str, codes: &[&str]) -> String {
        match self.form.get(field) {
            Some(v) if codes.contains(&v) => return v.to_owned(),
            Some(_) => self.fault(field, "not_chosen"),
            None => self.fault(field, "empty"),
        }
        String::new()
    }

    /// All faults as one error, or nothing.
    pub fn done(self) -> Result<()> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.faults))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_hostile_bytes_do_no_harm() {
        let form = Form::from_urlencoded("a=1+2&b=%E5%BC%A0&c=%zz%4&a=3&d&%00e=x%00y".as_bytes());
        assert_eq!(form.get("a"), Some("1 2"));
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1 2", "3"]);
        assert_eq!(form.get("b"), Some("张"));
        assert_eq!(form.get("c"), Some("%zz%4"));
        assert_eq!(form.get("d"), None);
        assert_eq!(form.get("e"), Some("xy"));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let form = Form::from_urlencoded(b"n=12x&d=yesterday");
        let mut reader = Reader::new(&form);
        reader.text("name", 10);
        reader.number("n", 0, 5);
        reader.date("d");
        let Err(Error::Invalid(faults)) = reader.done() else {
            panic!("no faults")
        };
        let codes: Vec<&str> = faults.iter().map(|f| f.code.as_ref()).collect();
        assert_eq!(codes, ["empty", "not_a_number", "not_a_date"]);
    }
}
