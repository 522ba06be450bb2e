//! The types that come with the program have no fault.

use crate::declared::check;
use crate::types::SHIPPED;

#[test]
fn what_comes_with_the_program_has_no_fault() {
    for versions in SHIPPED {
        for text in *versions {
            if let Err(faults) = check(text) {
                let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
                panic!("{}\n{}", text.lines().next().unwrap(), told.join("\n"));
            }
        }
    }
}
