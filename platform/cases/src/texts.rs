//! What a case says in words, for a search: made from its events whenever one is written, and again by a rebuild.

use crate::declared::{CaseType, Kind};
use crate::event::{Patch, Value};
use crate::read::{self, Whole};
use crate::standing::owner_of;
use ::store::Tx;
use access::texts::{self, Text};
use kernel::{Id, OrgId, Result};

/// What a text of this type is called where it is searched: `case:appeal`.
pub fn kind(code: &str) -> String {
    format!("case:{code}")
}

/// Number, what stands in its fields in words, and the reasons of its steps, each on a line of its own. What nobody can open any more is left out.
pub(crate) fn keep(tx: &mut Tx, org: OrgId, case: Id) -> Result<()> {
    let whole = read::whole(tx, org, case)?;
    keep_of(tx, org, &whole)
}

pub(crate) fn keep_of(tx: &mut Tx, org: OrgId, whole: &Whole) -> Result<()> {
    let fields = whole.opened(tx, org)?;
    let mut reasons = Vec::new();
    for kept in &whole.events {
        let personal = read::personal(tx, org, whole.row.id, &kept.row)?;
        reasons.extend(personal.and_then(|personal| personal.reason));
    }
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
    texts::put(tx, org, &text)
}

/// For whoever sees what people told, and for whoever does not.
fn words(of: &CaseType, number: &str, fields: &Patch, reasons: &[String]) -> (String, String) {
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
    body.extend(reasons.iter().map(String::as_str));
    (body.join("\n"), open.join("\n"))
}
