//! docs/performance.md from the measurements in docs/measured: one JSON file for each, as `--json` printed it, and
//! notes.md with what a number alone does not say.

use kernel::{Error, Result};
use serde_json::Value;
use std::path::Path;

/// Measurement, engine (empty: both), figure, what it is called, goal, whether it is the least that is wanted.
const GOALS: [(&str, &str, &str, &str, f64, bool); 30] = [
    (
        "dividend",
        "sqlite",
        "total_s",
        "the eleventh round of 1,000,000, s",
        5.0,
        false,
    ),
    (
        "dividend",
        "postgres",
        "total_s",
        "the eleventh round of 1,000,000, s",
        15.0,
        false,
    ),
    (
        "dividend",
        "sqlite",
        "with_bank_s",
        "with the bank's file, s",
        8.0,
        false,
    ),
    (
        "dividend",
        "sqlite",
        "peak_rss_mb",
        "memory, MB",
        512.0,
        false,
    ),
    (
        "dividend",
        "sqlite",
        "ratio",
        "to bare rusqlite",
        2.0,
        false,
    ),
    (
        "commands",
        "sqlite",
        "gain_at_64",
        "grouped to one commit each, 64 clients",
        2.5,
        true,
    ),
    (
        "commands-slow",
        "sqlite",
        "gain_at_64",
        "the same with 5 ms added to each sync",
        10.0,
        true,
    ),
    (
        "commands",
        "postgres",
        "per_s_at_64",
        "commands a second of one organisation",
        1_000.0,
        true,
    ),
    (
        "reads",
        "sqlite",
        "ratio",
        "point read to bare rusqlite",
        2.0,
        false,
    ),
    (
        "page",
        "",
        "worst_p99_ms",
        "slowest page, p99 ms",
        10.0,
        false,
    ),
    (
        "public-pages",
        "",
        "largest_kb",
        "heaviest public page with style and script, KB",
        40.0,
        false,
    ),
    (
        "start",
        "sqlite",
        "empty_start_ms",
        "empty start, ms",
        150.0,
        false,
    ),
    (
        "start",
        "sqlite",
        "idle_rss_mb",
        "idle memory, MB",
        64.0,
        false,
    ),
    (
        "statement",
        "",
        "p99_ms",
        "a statement at any past date, p99 ms",
        5.0,
        false,
    ),
    (
        "statement",
        "",
        "worst_ms",
        "the slowest of them, ms",
        5.0,
        false,
    ),
    (
        "audit",
        "",
        "audit_s",
        "audit of 10,000,000 facts, s",
        20.0,
        false,
    ),
    (
        "import",
        "sqlite",
        "total_s",
        "a workbook of 100,000 rows, s",
        5.0,
        false,
    ),
    (
        "import",
        "postgres",
        "total_s",
        "a workbook of 100,000 rows, s",
        12.0,
        false,
    ),
    (
        "proof",
        "",
        "tree_s",
        "tree over 1,000,000 leaves, s",
        1.5,
        false,
    ),
    (
        "proof",
        "",
        "prove_p99_us",
        "a proof on demand, p99 us",
        1_000.0,
        false,
    ),
    (
        "proof",
        "",
        "verify_p99_us",
        "its check, p99 us",
        1_000.0,
        false,
    ),
    (
        "proof",
        "",
        "proof_bytes",
        "longest proof, bytes",
        1_200.0,
        false,
    ),
    (
        "cases",
        "",
        "figure_p95_ms",
        "a live figure over 1,000,000 events right after a write, p95 ms",
        100.0,
        false,
    ),
    ("cases", "", "rows_p95_ms", "its rows, p95 ms", 150.0, false),
    (
        "cases",
        "",
        "as_of_p95_ms",
        "the same as of a past day, p95 ms",
        2_000.0,
        false,
    ),
    (
        "cases",
        "",
        "as_known_p95_ms",
        "the same as known then, p95 ms",
        2_000.0,
        false,
    ),
    (
        "cases",
        "",
        "inbox_p99_ms",
        "a page of the inbox, p99 ms",
        20.0,
        false,
    ),
    (
        "cases",
        "",
        "search_p99_ms",
        "a search of two characters, p99 ms",
        50.0,
        false,
    ),
    (
        "cases",
        "",
        "due_dates_per_s",
        "last days counted a second",
        1_000_000.0,
        true,
    ),
    (
        "proof",
        "",
        "slips_pdf_s",
        "1,000 slips as PDF, s",
        10.0,
        false,
    ),
];

pub fn run(folder: &Path) -> Result<String> {
    let fault = |e: std::io::Error| Error::internal("reading the measurements", e);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map_err(fault)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    let notes = std::fs::read_to_string(folder.join("notes.md")).map_err(fault)?;
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(fault)?;
        let value: Value = serde_json::from_str(&text)
            .map_err(|e| Error::internal(&format!("reading {}", file.display()), e))?;
        let name = file
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        found.push((name.unwrap_or_default(), value));
    }
    let mut text = String::from(HEAD);
    text.push_str("\n| measured | engine | goal | found | |\n| --- | --- | --: | --: | --- |\n");
    for (bench, engine, key, what, goal, least) in GOALS {
        for (file, value) in &found {
            text.push_str(&row(file, value, (bench, engine, key), what, (goal, least)));
        }
    }
    text.push_str(&super::county::table(&found));
    text.push_str("\n## Every figure\n");
    for (file, value) in &found {
        text.push_str(&all(file, value));
    }
    text.push('\n');
    text.push_str(notes.trim_end());
    text.push('\n');
    Ok(text)
}

const HEAD: &str = "# Performance\n\
    Made by `zhen bench report` from docs/measured, where `zhen bench NAME --json` of a release build was kept, and from\n\
    docs/measured/notes.md. The machine was shared: read ratios more than rates.\n";

fn row(
    file: &str,
    value: &Value,
    (bench, engine, key): (&str, &str, &str),
    what: &str,
    (goal, least): (f64, bool),
) -> String {
    let of = value
        .get("engine")
        .and_then(Value::as_str)
        .unwrap_or("sqlite");
    let is_it = file == format!("{bench}-{of}") && (engine.is_empty() || engine == of);
    let Some(number) = value.get(key).and_then(Value::as_f64).filter(|_| is_it) else {
        return String::new();
    };
    let holds = if least {
        number >= goal
    } else {
        number <= goal
    };
    let mark = if holds { "" } else { "**missed**" };
    let sign = if least { "≥" } else { "≤" };
    format!(
        "| {what} | {of} | {sign} {} | {} | {mark} |\n",
        short(goal),
        short(number)
    )
}

fn all(file: &str, value: &Value) -> String {
    let word = |key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let mut text = format!(
        "\n**{file}** (commit {}, {}; baseline: {})\n\n",
        word("commit"),
        word("machine"),
        word("baseline")
    );
    let skipped = ["baseline", "machine", "commit", "name", "engine", "sizes"];
    let fields = value.as_object().into_iter().flatten();
    let told: Vec<String> = fields
        .filter(|(key, _)| !skipped.contains(&key.as_str()))
        .map(|(key, value)| format!("{key} {}", figure(value)))
        .collect();
    text.push_str(&told.join("; "));
    text.push('\n');
    text
}

fn figure(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().map(short).unwrap_or_default(),
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().map(figure).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Object(fields) => {
            let parts = fields
                .iter()
                .map(|(key, value)| format!("{key} {}", figure(value)));
            format!("({})", parts.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// At most three digits after the point, none where there is nothing to tell.
pub fn short(number: f64) -> String {
    if number.fract() == 0.0 || number.abs() >= 1_000.0 {
        return format!("{number:.0}");
    }
    let digits = if number.abs() >= 100.0 { 1 } else { 3 };
    let text = format!("{number:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
