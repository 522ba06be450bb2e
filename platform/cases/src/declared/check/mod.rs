//! What is wrong with a type whose shape is right. Each file looks at one side of it; what is named wrongly is told in
//! `names` alone, and the others take it as if it could be anything, so that one slip is one fault.

mod book;
mod clocks;
mod fields;
mod figures;
mod names;
mod next;
mod paths;
mod people;
mod states;

pub(super) use book::faults as book_faults;
pub use next::check_next;

use super::fault::Fault;
use super::model::{CaseType, OPEN};
use paths::Paths;

/// Everything that is wrong with what it says.
pub(super) fn faults(of: &CaseType) -> Vec<Fault> {
    let mut faults = names::faults(of);
    // Without a way in nothing is reached, and every state would be told.
    let open = of.action(OPEN).and_then(|open| open.to.as_ref());
    if open.is_some_and(|to| of.state(to).is_some()) {
        let paths = Paths::of(of);
        faults.extend(states::faults(of, &paths));
        faults.extend(people::faults(of, &paths));
        faults.extend(fields::faults(of, &paths));
        faults.extend(clocks::faults(of, &paths));
        faults.extend(figures::faults(of, &paths));
    }
    faults
}
