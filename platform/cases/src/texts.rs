//! What a case says in words, for a search: made from its events whenever one is written, and again by a rebuild.

use crate::declared::{CaseType, Kind};
use crate::event::{Patch, Value};
use crate::read::{Personal, Whole};
use crate::standing::owner_of;
use ::store::Tx;
use access::texts::{self, Text};
use kernel::{OrgId, Result};

/// What a text of this type is called where it is searched: `case:appeal`.
pub fn kind(code: &str) -> String {
    format!("case:{code}")
}

/// Number, what stands in its fields in words, and the reasons of its steps, each on a line of its own. What nobody can open any more is
/// left out. `opened` is [`Whole::personal`] of the case as it is now; `is_new`: nothing was said of it yet.
pub(crate) fn keep(
    tx: &mut Tx,
    org: OrgId,
    whole: &Whole,
    opened: &[Option<Personal>],
    is_new: bool,
) -> Result<()> {
    let fields = whole.fields_with(opened);
    let told = opened.iter().flatten();
    let reasons: Vec<&str> = told.filter_map(|told| told.reason.as_deref()).collect();
    let (body, open) = words(&whole.case.of, &whole.row.number, &fields, &reasons);
    let text = Text {
        doc: whole.row.id,
        kind: kind(&whole.case.of.code),
        unit: whole.row.unit,
        owner: owner_of(&whole.case, whole.row.unit),
        label: whole.row.number.clone(),
        body,
        open,
    };
    match is_new {
        true => texts::add(tx, org, &text),
        false => texts::put(tx, org, &text),
    }
}

/// For whoever sees what people told, and for whoever does not.
fn words(of: &CaseType, number: &str, fields: &Patch, reasons: &[&str]) -> (String, String) {
    let (mut body, mut open) = (vec![number], vec![number]);
    for field in &of.fields {
        let is_text = matches!(field.kind, Kind::Text | Kind::LongText);
        let Some(Value::Text(text)) = fields.get(field.code.as_str()).filter(|_| is_text) else {
            continue;
        };
        body.push(text);
        if !field.is_personal {
            open.push(text);
        }
    }
    body.extend(reasons);
    (body.join("\n"), open.join("\n"))
}
