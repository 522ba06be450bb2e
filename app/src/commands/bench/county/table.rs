//! The measurement of a county as a table of docs/performance.md: what it costs, by how many townships there are.

use serde_json::Value;

/// Figure, and what it is called.
const LINES: [(&str, &str); 17] = [
    ("people", "people"),
    ("disk_mb_each", "disk of each township, MB"),
    ("list_p50_ms", "a list page, p50 ms"),
    ("list_p99_ms", "… p99 ms"),
    ("statement_p50_ms", "a statement, p50 ms"),
    ("statement_p99_ms", "… p99 ms"),
    ("figure_p50_ms", "a figure, p50 ms"),
    ("figure_p99_ms", "… p99 ms"),
    ("command_p50_ms", "a command of one clerk, p50 ms"),
    ("command_p99_ms", "… p99 ms"),
    (
        "commands_per_s",
        "commands a second, two clerks of each at once",
    ),
    ("audit_one_s", "audit of one township, s"),
    ("backup_s", "backup of all, s"),
    ("backup_mb", "… MB"),
    ("start_ms", "start of a server, ms"),
    ("server_rss_mb", "its memory then, MB"),
    ("lay_last_s", "laying the last township, s"),
];

/// Empty where there is none among the measurements.
pub fn table(found: &[(String, Value)]) -> String {
    let county = |file: &str| file.starts_with("county-");
    let mut text = String::new();
    for (_, value) in found.iter().filter(|(file, _)| county(file)) {
        let Some(sizes) = value.get("sizes").and_then(Value::as_array) else {
            continue;
        };
        let engine = value.get("engine").and_then(Value::as_str).unwrap_or("");
        text += "\n| townships on ";
        text += engine;
        let heads: Vec<String> = sizes.iter().map(|size| number(size, "townships")).collect();
        text += &format!(
            " | {} |\n| --- |{}\n",
            heads.join(" | "),
            " --: |".repeat(sizes.len())
        );
        for (key, what) in LINES {
            let cells: Vec<String> = sizes.iter().map(|size| number(size, key)).collect();
            text += &format!("| {what} | {} |\n", cells.join(" | "));
        }
    }
    if !text.is_empty() {
        text.insert_str(0, "\n## From one township to a county\n");
    }
    text
}

fn number(size: &Value, key: &str) -> String {
    let number = size.get(key).and_then(Value::as_f64).unwrap_or(f64::NAN);
    super::super::report::short(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sizes_stand_beside_each_other_and_nothing_is_said_of_none() {
        let size =
            |townships: u32, disk: f64| json!({"townships": townships, "disk_mb_each": disk});
        let county = json!({"engine": "sqlite", "sizes": [size(1, 42.5), size(4, 41.0)]});
        let found = [
            ("audit-sqlite".to_owned(), json!({"sizes": 3})),
            ("county-sqlite".to_owned(), county),
        ];
        let text = table(&found);
        assert!(
            text.contains("| townships on sqlite | 1 | 4 |\n| --- | --: | --: |\n"),
            "{text}"
        );
        assert!(
            text.contains("| disk of each township, MB | 42.5 | 41 |\n"),
            "{text}"
        );
        assert_eq!(table(found.get(..1).unwrap()), "");
    }
}
