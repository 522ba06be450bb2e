//! Whether a version may follow another. Running cases keep theirs, so most may change; what figures, sealing and
//! reports rest on may not.

use crate::declared::fault::Fault;
use crate::declared::model::*;
use std::mem::discriminant;

/// What is wrong with `next` as the version after `previous`; places are those of `next`.
pub fn check_next(previous: &CaseType, next: &CaseType) -> Vec<Fault> {
    let mut faults = Vec::new();
    if next.code != previous.code {
        let fault = Fault::new("code_changed", next.code.place);
        faults.push(fault.with("before", previous.code.as_str()));
    }
    let wanted = previous.version.value.saturating_add(1);
    if next.version.value != wanted {
        let fault = Fault::new("version_not_next", next.version.place);
        faults.push(fault.with("wanted", wanted));
    }
    let mut same = next.clone();
    same.version = previous.version;
    if same == *previous {
        faults.push(Fault::new("nothing_changed", next.version.place));
    }
    for field in &next.fields {
        let Some(before) = previous.field(&field.code) else {
            continue;
        };
        let tell = |code| Fault::new(code, field.code.place).with("field", field.code.as_str());
        // Figures read the field over both versions.
        if discriminant(&before.kind) != discriminant(&field.kind) {
            faults.push(tell("kind_changed"));
        }
        // What was given under seal stays under seal.
        if before.is_personal && !field.is_personal {
            faults.push(tell("unsealed"));
        }
    }
    for state in &next.states {
        let before = previous.state(&state.code);
        if before.is_some_and(|before| before.kind != state.kind) {
            let fault = Fault::new("state_kind_changed", state.code.place);
            faults.push(fault.with("state", state.code.as_str()));
        }
    }
    for figure in &previous.figures {
        let mut now = next.figures.iter();
        if !now.any(|it| it.code == figure.code) {
            let fault = Fault::new("figure_gone", next.code.place);
            faults.push(fault.with("figure", figure.code.as_str()));
        }
    }
    faults
}
