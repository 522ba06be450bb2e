//! Charts as SVG, made on the server. They read in black and white (solid, striped, labels on
//! every bar), carry title and description, and use only presentation attributes and the classes
//! of zhen.css. Geometry is in whole units, so that no value passes through a float.

mod tree;
mod waterfall;
pub use tree::{Node, tree};
pub use waterfall::{Piece, waterfall};

use askama::filters::HtmlSafe;
use std::fmt::{self, Write as _};

/// A finished chart in its figure box, placed in a page as `{{ chart }}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart(String);

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for Chart {
    fn write_into(
        &self,
        dest: &mut dyn fmt::Write,
        _: &dyn askama::Values,
    ) -> Result<(), askama::Error> {
        Ok(dest.write_str(&self.0)?)
    }
}

// Every text in a chart passes through `escape` below.
impl HtmlSafe for Chart {}

/// A value to be drawn and the words that stand beside it (`1,700,000.00`). Negative is drawn as 0.
#[derive(Debug, Clone)]
pub struct Value {
    pub amount: i64,
    pub label: String,
}

impl Value {
    pub fn new(amount: i64, label: impl Into<String>) -> Self {
        Value {
            amount,
            label: label.into(),
        }
    }

    pub fn money(amount: kernel::Fen) -> Self {
        Value::new(amount.0, amount.to_string())
    }
}

/// What every chart says about itself. `id` is unique in its page.
#[derive(Debug, Clone)]
pub struct About {
    pub id: String,
    pub title: String,
    /// The finding in a sentence, for those who do not see the picture.
    pub description: String,
    pub unit: String,
}

const WIDTH: i64 = 380;
const GAP: i64 = 30;

/// Horizontal bars in groups, one group a row label (a year), one bar a series (income solid,
/// plan striped). Horizontal because long numbers must stay readable at 360 px.
pub fn bars(about: &About, series: &[&str], groups: &[(String, Vec<Value>)]) -> Chart {
    let max = groups
        .iter()
        .flat_map(|(_, v)| v)
        .map(|v| v.amount)
        .max()
        .unwrap_or(0);
    let label_width = 46;
    let room = WIDTH - label_width - 112;
    let (mut body, more) = legend(series);
    let mut y = 44 + more;
    for (label, values) in groups {
        let _ = write!(
            body,
            r#"<text x="0" y="{}">{}</text>"#,
            y + 16,
            escape(label)
        );
        for (index, value) in values.iter().enumerate() {
            let length = scaled(value.amount, max, room);
            bar(&mut body, index, (label_width, y), (length, 20));
            let x = label_width + length + 8;
            let _ = write!(
                body,
                r#"<text x="{x}" y="{}">{}</text>"#,
                y + 15,
                escape(&value.label)
            );
            y += 24;
        }
        y += 14;
    }
    axis(&mut body, (label_width, 38 + more), (label_width, y - 8));
    figure(about, y, &body)
}

/// One bar a row, its words above it: for names too long to stand beside a bar on a telephone.
pub fn rows(about: &About, rows: &[(String, Value)]) -> Chart {
    let max = rows.iter().map(|(_, v)| v.amount).max().unwrap_or(0);
    let mut y = 4;
    let mut body = String::new();
    for (label, value) in rows {
        let length = scaled(value.amount, max, WIDTH - 120);
        let _ = write!(
            body,
            r#"<text x="12" y="{}">{}</text>"#,
            y + 15,
            escape(label)
        );
        bar(&mut body, 0, (4, y + 22), (length, 16));
        let _ = write!(
            body,
            r#"<text x="{}" y="{}">{}</text>"#,
            length + 12,
            y + 35,
            escape(&value.label)
        );
        y += 48;
    }
    axis(&mut body, (4, 2), (4, y - 4));
    figure(about, y, &body)
}

/// One line over time. Each point carries its label; at most a dozen points stay readable.
pub fn line(about: &About, points: &[(String, Value)]) -> Chart {
    let (top, bottom) = (30, 180);
    let max = points.iter().map(|(_, v)| v.amount).max().unwrap_or(0);
    let steps = i64::try_from(points.len())
        .unwrap_or(1)
        .saturating_sub(1)
        .max(1);
    let (left, right) = (28, WIDTH - 28);
    let mut path = String::new();
    let mut marks = String::new();
    for (index, (label, value)) in points.iter().enumerate() {
        let x = left + (right - left) * i64::try_from(index).unwrap_or(0) / steps;
        let y = bottom - scaled(value.amount, max, bottom - top);
        let _ = write!(path, "{}{x} {y}", if index == 0 { "M" } else { "L" });
        let _ = write!(
            marks,
            r#"<circle class="a" cx="{x}" cy="{y}" r="4"/><text x="{x}" y="{}" text-anchor="middle">{}</text><text class="soft" x="{x}" y="{}" text-anchor="middle">{}</text>"#,
            y - 12,
            escape(&value.label),
            bottom + 22,
            escape(label)
        );
    }
    let mut body = String::new();
    axis(&mut body, (0, bottom), (WIDTH, bottom));
    let _ = write!(body, r#"<path class="path" d="{path}"/>{marks}"#);
    figure(about, bottom + GAP, &body)
}

/// Parts of one whole as one bar, with a row per part below it: mark, name, value. Percentages
/// are the caller's words, because he knows who gets the remainder.
pub fn shares(about: &About, parts: &[(String, Value)]) -> Chart {
    let total = parts
        .iter()
        .fold(0_i64, |sum, (_, v)| sum.saturating_add(v.amount.max(0)));
    let mut body = String::new();
    let mut before = 0_i64;
    let mut y = 74;
    for (index, (name, value)) in parts.iter().enumerate() {
        let from = scaled(before, total, WIDTH - 2);
        before = before.saturating_add(value.amount.max(0));
        let to = scaled(before, total, WIDTH - 2);
        bar(&mut body, index, (1 + from, 4), (to - from, 36));
        bar(&mut body, index, (1, y - 14), (18, 18));
        let _ = write!(
            body,
            r#"<text x="30" y="{y}">{}</text><text x="{WIDTH}" y="{y}" text-anchor="end">{}</text>"#,
            escape(name),
            escape(&value.label)
        );
        y += GAP;
    }
    figure(about, y - 10, &body)
}

/// Where `amount` of `max` falls on `room` units; 0 of 0 is 0.
fn scaled(amount: i64, max: i64, room: i64) -> i64 {
    if max <= 0 {
        return 0;
    }
    let place = i128::from(amount.max(0)) * i128::from(room) / i128::from(max);
    i64::try_from(place).unwrap_or(room).min(room)
}

/// One bar; the series is told by its filling: solid, striped, empty, dark, dotted, crossed.
fn bar(out: &mut String, series: usize, (x, y): (i64, i64), (width, height): (i64, i64)) {
    let (class, fill) = match series % 5 {
        0 => ("a", ""),
        1 => ("b", r##" fill="url(#zc-stripe)""##),
        2 => ("b", r##" fill="url(#zc-dot)""##),
        3 => ("c", ""),
        _ => ("b", r##" fill="url(#zc-cross)""##),
    };
    let _ = write!(
        out,
        r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"{fill}/>"#
    );
}

fn axis(out: &mut String, from: (i64, i64), to: (i64, i64)) {
    let _ = write!(
        out,
        r#"<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
        from.0, from.1, to.0, to.1
    );
}

/// Marks and names of series, in as many lines as they need, and by how much they are higher than one.
fn legend(series: &[&str]) -> (String, i64) {
    let mut out = String::new();
    let (mut x, mut more) = (46, 0);
    for (index, name) in series.iter().enumerate() {
        // A Chinese character is about 14 units wide, a Latin letter about 8.
        let width: i64 = name
            .chars()
            .map(|c| if c.is_ascii() { 8 } else { 14 })
            .sum();
        if x > 46 && x + 26 + width > WIDTH {
            (x, more) = (46, more + 26);
        }
        bar(&mut out, index, (x, 8 + more), (18, 18));
        let _ = write!(
            out,
            r#"<text x="{}" y="{}">{}</text>"#,
            x + 26,
            22 + more,
            escape(name)
        );
        x += 26 + width + 28;
    }
    (out, more)
}

fn figure(about: &About, height: i64, body: &str) -> Chart {
    let id = escape(&about.id);
    let patterns = PATTERNS.replace("zc-", &format!("{id}-"));
    let body = body.replace("#zc-", &format!("#{id}-"));
    Chart(format!(
        r#"<figure class="chart"><figcaption>{}<small>{}</small></figcaption><svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>{patterns}{body}</svg></figure>"#,
        escape(&about.title),
        escape(&about.unit),
        escape(&about.title),
        escape(&about.description)
    ))
}

const PATTERNS: &str = r#"<defs><pattern id="zc-stripe" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="bg" width="6" height="6"/><line class="stripe" x1="0" y1="0" x2="0" y2="6" stroke-width="3"/></pattern><pattern id="zc-dot" width="7" height="7" patternUnits="userSpaceOnUse"><rect class="bg" width="7" height="7"/><circle class="stripe" cx="3.5" cy="3.5" r="1"/></pattern><pattern id="zc-cross" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="bg" width="8" height="8"/><path class="stripe" d="M0 0L8 8M8 0L0 8"/></pattern></defs>"#;

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Fen;

    fn about() -> About {
        About {
            id: "income".into(),
            title: "收入<计划>".into(),
            description: "逐年增加".into(),
            unit: "元".into(),
        }
    }

    #[test]
    fn bars_show_whole_fen_and_no_inline_style() {
        let groups = vec![(
            "2026".to_owned(),
            vec![
                Value::money(Fen(170_000_000)),
                Value::money(Fen(85_000_000)),
            ],
        )];
        let svg = bars(&about(), &["收入", "计划"], &groups).to_string();
        assert!(svg.contains("1,700,000.00"));
        assert!(svg.contains("收入&lt;计划&gt;"));
        assert!(!svg.contains("style="));
        assert!(svg.contains(r#"width="222""#) && svg.contains(r#"width="111""#));
    }

    #[test]
    fn names_of_series_that_do_not_fit_in_one_line_go_on_in_the_next() {
        let names = ["Concerns taken in", "Answered in time", "Answered late"];
        let (svg, more) = legend(&names);
        assert_eq!(more, 26, "{svg}");
        assert!(
            svg.contains(r#"<text x="72" y="48">Answered in time</text>"#),
            "{svg}"
        );
        assert_eq!(legend(&["受理诉求", "按时答复"]).1, 0);
    }

    #[test]
    fn nothing_and_the_largest_amounts_are_drawn_without_overflow() {
        assert_eq!(scaled(0, 0, 300), 0);
        assert_eq!(scaled(-5, 10, 300), 0);
        assert_eq!(scaled(i64::MAX, i64::MAX, 300), 300);
        let parts = vec![
            ("甲".to_owned(), Value::new(i64::MAX, "1")),
            ("乙".to_owned(), Value::new(i64::MAX, "1")),
        ];
        assert!(shares(&about(), &parts).to_string().contains("甲"));
        assert!(line(&about(), &[]).to_string().contains("<title"));
    }
}
