//! A whole and what becomes of it, step by step: each bar begins where the one above it ended.

use super::{About, Chart, Value, WIDTH, bar, escape, figure, scaled};
use std::fmt::Write as _;

/// One piece; `series` chooses its filling as in the other charts.
#[derive(Debug, Clone)]
pub struct Piece {
    pub name: String,
    pub value: Value,
    pub series: usize,
}

const ROW: i64 = 46;
const BAR: i64 = 16;

/// The whole first, solid, then its pieces from the left. Name and number stand above each bar, so that
/// both stay readable at 360 px.
pub fn waterfall(about: &About, whole: (&str, &Value), pieces: &[Piece]) -> Chart {
    let (name, value) = whole;
    let room = WIDTH - 2;
    let mut body = String::new();
    row(&mut body, 0, (name, &value.label));
    bar(
        &mut body,
        0,
        (1, 22),
        (scaled(value.amount, value.amount, room), BAR),
    );
    let mut before = 0_i64;
    let mut y = ROW;
    for piece in pieces {
        let from = scaled(before, value.amount, room);
        before = before.saturating_add(piece.value.amount.max(0));
        let to = scaled(before, value.amount, room);
        row(&mut body, y, (&piece.name, &piece.value.label));
        bar(
            &mut body,
            piece.series,
            (1 + from, y + 22),
            (to - from, BAR),
        );
        y += ROW;
    }
    figure(about, y, &body)
}

fn row(out: &mut String, y: i64, (name, label): (&str, &str)) {
    let _ = write!(
        out,
        r#"<text x="0" y="{0}">{1}</text><text x="{WIDTH}" y="{0}" text-anchor="end">{2}</text>"#,
        y + 15,
        escape(name),
        escape(label)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Fen;

    #[test]
    fn each_piece_begins_where_the_one_before_it_ended() {
        let about = About {
            id: "fall".into(),
            title: "可分配收益".into(),
            description: "先提取，余下分配".into(),
            unit: "元".into(),
        };
        let piece = |fen| Piece {
            name: "甲<乙".into(),
            value: Value::money(Fen(fen)),
            series: 1,
        };
        let whole = Value::money(Fen(37_800));
        let svg = waterfall(
            &about,
            ("可分配收益", &whole),
            &[piece(10_000), piece(27_800)],
        );
        let svg = svg.to_string();
        assert!(svg.contains(r#"x="1" y="68" width="100""#), "{svg}");
        assert!(svg.contains(r#"x="101" y="114" width="278""#), "{svg}");
        assert!(svg.contains("甲&lt;乙") && !svg.contains("style="));
        let nothing = Value::money(Fen::ZERO);
        assert!(
            waterfall(&about, ("", &nothing), &[])
                .to_string()
                .contains("<title")
        );
    }
}
