//! Rows as files: CSV and XLSX under the names of their fields, GeoJSON where they have a place.

use super::json::Ordered;
use kernel::{Error, Result};
use serde_json::{Map, Value, json};
use sheets::{OutCell, OutColumn, OutKind, OutTable};

/// How a list is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
    Xlsx,
    GeoJson,
}

/// Rows of one file; the answer's `Link` leads on.
pub(super) const FILE_ROWS: usize = 20_000;

impl Format {
    pub const ALL: [Format; 4] = [Format::Json, Format::Csv, Format::Xlsx, Format::GeoJson];

    pub fn code(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::GeoJson => "geojson",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::GeoJson => "application/geo+json",
        }
    }

    /// By `?format=`, else by the Accept header. Invalid `format`; refuses `api.not_acceptable`.
    pub fn asked(named: Option<&str>, accept: &str, is_placed: bool) -> Result<Format> {
        let there = |format: &Format| is_placed || *format != Format::GeoJson;
        if let Some(named) = named {
            let found = Format::ALL.into_iter().filter(there);
            let mut found = found.filter(|format| format.code() == named);
            return found.next().ok_or(Error::invalid("format", "unknown_word"));
        }
        let mut kinds = accept
            .split(',')
            .map(|kind| kind.split(';').next().unwrap_or_default().trim())
            .filter(|kind| !kind.is_empty())
            .peekable();
        if kinds.peek().is_none() {
            return Ok(Format::Json);
        }
        let fits = |kind: &str| match kind {
            "*/*" | "application/*" => Some(Format::Json),
            kind => Format::ALL.into_iter().filter(there).find(|format| {
                let own = format.content_type().split(';').next();
                own == Some(kind)
            }),
        };
        kinds
            .find_map(fits)
            .ok_or(Error::refused("api.not_acceptable"))
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.iter().all(|one| !one.is_object() && !one.is_array()) => {
            all.iter().map(text_of).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

fn cell(value: Option<&Value>) -> OutCell {
    match value {
        None | Some(Value::Null) => OutCell::Blank,
        Some(Value::Number(number)) => match number.as_i64() {
            Some(number) => OutCell::Integer(number),
            None => OutCell::Text(number.to_string()),
        },
        Some(value) => OutCell::Text(text_of(value)),
    }
}

/// A sheet whose columns are the fields of the rows.
pub(super) fn table(title: &str, columns: &[String], rows: &[Ordered]) -> OutTable {
    let is_number = |name: &String| {
        let values = rows.iter().filter_map(|row| row.get(name));
        let mut values = values.filter(|value| !value.is_null());
        values.next().is_some_and(Value::is_number)
    };
    let out = |name: &String| match is_number(name) {
        true => OutColumn::new(name.clone(), OutKind::Integer),
        false => OutColumn::new(name.clone(), OutKind::Text),
    };
    let cells = |row: &Ordered| columns.iter().map(|name| cell(row.get(name))).collect();
    OutTable {
        sheet: title.to_owned(),
        columns: columns.iter().map(out).collect(),
        rows: rows.iter().map(cells).collect(),
        ..OutTable::default()
    }
}

pub(super) fn csv(title: &str, columns: &[String], rows: &[Ordered]) -> Result<Vec<u8>> {
    sheets::write_csv(&table(title, columns, rows))
}

pub(super) fn xlsx(title: &str, columns: &[String], rows: &[Ordered]) -> Result<Vec<u8>> {
    sheets::write_xlsx(&[table(title, columns, rows)])
}

/// Whole 1e-7 degrees as the decimal number that GeoJSON wants, without a detour over floating point.
fn degrees(e7: i64) -> Value {
    let (whole, rest) = (
        e7.unsigned_abs() / 10_000_000,
        e7.unsigned_abs() % 10_000_000,
    );
    let sign = if e7 < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{rest:07}");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

fn feature(row: &Ordered, place: &str) -> Value {
    let at = |name: &str| row.get(place).and_then(|place| place[name].as_i64());
    let geometry = match (at("lon_e7"), at("lat_e7")) {
        (Some(lon), Some(lat)) => {
            json!({ "type": "Point", "coordinates": [degrees(lon), degrees(lat)] })
        }
        _ => Value::Null,
    };
    let others = row.0.iter().filter(|(name, _)| name != place);
    let properties: Map<String, Value> = others.cloned().collect();
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

/// A FeatureCollection (RFC 7946); a row without a place has no geometry.
pub(super) fn geojson(place: &str, rows: &[Ordered]) -> Value {
    let features: Vec<Value> = rows.iter().map(|row| feature(row, place)).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_exact_on_both_sides_of_zero() {
        for (e7, text) in [
            (1_161_234_567, "116.1234567"),
            (-5, "-5e-7"),
            (0, "0.0"),
            (360_000_000, "36.0"),
        ] {
            assert_eq!(degrees(e7).to_string(), text);
        }
    }

    #[test]
    fn a_format_is_asked_by_name_or_by_header() {
        for (named, accept, placed, found) in [
            (None, "", false, Ok(Format::Json)),
            (None, "*/*", false, Ok(Format::Json)),
            (None, "text/html, text/csv;q=0.5", false, Ok(Format::Csv)),
            (Some("xlsx"), "application/json", false, Ok(Format::Xlsx)),
            (Some("geojson"), "", true, Ok(Format::GeoJson)),
            (
                Some("geojson"),
                "",
                false,
                Err(Error::invalid("format", "unknown_word")),
            ),
            (
                None,
                "image/png",
                true,
                Err(Error::refused("api.not_acceptable")),
            ),
        ] {
            assert_eq!(Format::asked(named, accept, placed), found, "{accept}");
        }
    }
}
