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
const BOX: i64 = 44;
const ROW: i64 = 56;

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
            let middle = y + BOX / 2;
            axis(&mut body, (x, *bottom), (x, middle));
            axis(&mut body, (x, middle), (indent, middle));
        }
        let dash = if node.is_marked {
            r#" stroke-dasharray="5 4""#
        } else {
            ""
        };
        let _ = write!(
            body,
            r#"<rect class="b" x="{}" y="{y}" width="{}" height="{BOX}" rx="6" fill="none"{dash}/><text x="{}" y="{}">{}</text><text class="soft" x="{}" y="{}">{}</text>"#,
            indent + 1,
            WIDTH - indent - 2,
            indent + 12,
            y + 19,
            escape(&node.label),
            indent + 12,
            y + 37,
            escape(&node.note)
        );
        open.push((node.depth, y + BOX));
        y += ROW;
    }
    figure(about, y, &body)
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
