//! The blocks of docs/operating.md, so that what is tried is what is written there.

use std::path::Path;

/// The text of the block whose first line is `first`, without that line.
pub fn block(first: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operating.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut found = page
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|text| text.trim_start().strip_prefix(first));
    let text = found.next().unwrap_or_else(|| panic!("no block {first}"));
    assert!(found.next().is_none(), "two blocks {first}");
    text.trim_start_matches('\n').to_owned()
}

/// Statements of a block, without what `--` says.
pub fn statements(first: &str) -> String {
    block(first).replace('\n', " ")
}

/// Each of `from` must stand in the text: a page that names something else must not pass by itself.
#[track_caller]
pub fn put(text: &str, changes: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "no {from} in: {text}");
        text = text.replace(from, to);
    }
    text
}

/// What a unit starts, the last of its `ExecStart=`, as words.
pub fn exec_start(unit: &str) -> Vec<String> {
    let joined = unit.replace("\\\n", " ");
    let line = joined
        .lines()
        .filter_map(|line| line.strip_prefix("ExecStart="))
        .next_back();
    let words = line.unwrap().split_whitespace();
    words.map(str::to_owned).collect()
}
