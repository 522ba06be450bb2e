//! Who stands under whom: a tree drawn downwards, one box a row, so that names stay readable at 360 px.

use super::{About, Chart, WIDTH, axis, escape, figure};
use std::fmt::Write as _;

/// One box; `depth` 0 is the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub depth: usize,
    pub label: String,
    /// A quiet second line: how many, how much.
    pub note: String,
    /// Drawn with a broken border: something about it deserves a second look.
    pub is_marked: bool,
}

const STEP: i64 = 26;
const GAP: i64 = 12;
const LINE: i64 = 18;
/// How wide a sign may be in elder mode, where letters are largest: a Chinese one, and any other.
const WIDE: i64 = 17;
const NARROW: i64 = 10;

/// Boxes in the order given: each hangs under the last one before it of a smaller depth.
pub fn tree(about: &About, nodes: &[Node]) -> Chart {
    let mut body = String::new();
    let mut y = 2;
    let mut open: Vec<(usize, i64)> = Vec::new();
    for node in nodes {
        let indent = i64::try_from(node.depth).unwrap_or(0).min(6) * STEP;
        open.retain(|(depth, _)| *depth < node.depth);
        if let Some((depth, bottom)) = open.last() {
            let x = i64::try_from(*depth).unwrap_or(0).min(6) * STEP + STEP / 2;
            let middle = y + 22;
            axis(&mut body, (x, *bottom), (x, middle));
            axis(&mut body, (x, middle), (indent, middle));
        }
        let room = WIDTH - indent - 24;
        let (label, note) = (broken(&node.label, room), broken(&node.note, room));
        let count = i64::try_from(label.len() + note.len()).unwrap_or(2);
        let height = 8 + LINE * count;
        let dash = if node.is_marked {
            r#" stroke-dasharray="5 4""#
        } else {
            ""
        };
        let _ = write!(
            body,
            r#"<rect class="b" x="{}" y="{y}" width="{}" height="{height}" rx="6" fill="none"{dash}/>"#,
            indent + 1,
            WIDTH - indent - 2,
        );
        let label = label.iter().map(|line| ("", line));
        let note = note.iter().map(|line| (r#" class="soft""#, line));
        for ((class, line), at) in label.chain(note).zip(0_i64..) {
            let _ = write!(
                body,
                r#"<text{class} x="{}" y="{}">{}</text>"#,
                indent + 12,
                y + 19 + LINE * at,
                escape(line)
            );
        }
        open.push((node.depth, y + height));
        y += height + GAP;
    }
    figure(about, y, &body)
}

/// The text in lines that fit into `room`: broken between words, and between any two Chinese signs.
fn broken(text: &str, room: i64) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for piece in pieces(text) {
        let width = |one: char| if one.is_ascii() { NARROW } else { WIDE };
        let wide: i64 = piece.trim_end().chars().map(width).sum();
        if used + wide > room && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0;
        }
        used += piece.chars().map(width).sum::<i64>();
        line.push_str(&piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Words with the space behind them, and single Chinese signs.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    for one in text.chars() {
        match pieces.last_mut() {
            Some(last) if one == ' ' || (is_open && one.is_ascii()) => last.push(one),
            _ => pieces.push(one.to_string()),
        }
        is_open = one.is_ascii() && one != ' ';
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(depth: usize, label: &str) -> Node {
        Node {
            depth,
            label: label.into(),
            note: "三户<50亩>".into(),
            is_marked: depth == 2,
        }
    }

    /// A service team's areas once ran out of the picture at 360 px.
    #[test]
    fn a_long_note_goes_on_in_the_next_line() {
        let note = "Joining 16.50 · Trusteeship 17.45 · Transfer 16.65 mu";
        let lines = broken(note, 270);
        assert!(lines.len() > 1, "{lines:?}");
        assert!(
            lines.iter().all(|line| line.chars().count() <= 28),
            "{lines:?}"
        );
        assert_eq!(lines.join(" "), note);
        assert_eq!(broken("一二三四", 40), ["一二", "三四"]);
        assert_eq!(broken("短", 270), ["短"]);
    }

    #[test]
    fn every_box_hangs_under_the_one_above_it_and_texts_are_escaped() {
        let about = About {
            id: "net".into(),
            title: "经营网".into(),
            description: "四层".into(),
            unit: String::new(),
        };
        let nodes = [
            node(0, "支部"),
            node(1, "合作社"),
            node(2, "农场"),
            node(1, "企业"),
        ];
        let svg = tree(&about, &nodes).to_string();
        assert_eq!(svg.matches("<rect class=\"b\"").count(), 4);
        // Three of four hang: two lines each.
        assert_eq!(svg.matches("<line class=\"axis\"").count(), 6);
        assert_eq!(svg.matches("stroke-dasharray").count(), 1);
        assert!(svg.contains("三户&lt;50亩&gt;") && !svg.contains("style="));
        assert!(tree(&about, &[]).to_string().contains("<title"));
    }
}
