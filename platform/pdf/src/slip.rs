//! Slips: two on a sheet of A4, cut along the line. The code stands right, what it says left.

use crate::layout::{MM, Mark, Out, Page, Pen};
use crate::{About, Fault, Rendered, write};

#[derive(Debug, Clone, Default)]
pub struct Slip {
    pub title: String,
    /// Beneath the title: who posts, number.
    pub lines: Vec<String>,
    pub facts: Vec<(String, String)>,
    /// The whole text of the code.
    pub qr: String,
    pub qr_caption: String,
    pub notes: Vec<String>,
}

const WIDTH: f32 = 210.0 * MM;
const HEIGHT: f32 = 148.5 * MM;
const EDGE: f32 = 10.0 * MM;
const BODY: f32 = 9.5;

/// `progress` is told the number of slips done after each.
pub fn slips(
    about: &About,
    slips: &[Slip],
    mut progress: impl FnMut(usize),
) -> Result<Rendered, Fault> {
    let mut out = Out::default();
    for (slip, place) in slips.iter().zip(0_usize..) {
        let is_upper = place % 2 == 0;
        if is_upper {
            out.pages.push(Page {
                size: (WIDTH, 2.0 * HEIGHT),
                marks: vec![Mark::Line {
                    from: (0.0, HEIGHT),
                    to: (WIDTH, HEIGHT),
                    width: 0.5,
                    is_dashed: true,
                }],
                footer: String::new(),
                count: None,
            });
        }
        let top = if is_upper { 2.0 * HEIGHT } else { HEIGHT };
        draw(&mut out, slip, top - EDGE)?;
        progress(place + 1);
    }
    write::document(about, out)
}

fn draw(out: &mut Out, slip: &Slip, top: f32) -> Result<(), Fault> {
    let right = WIDTH - EDGE;
    let mut pen = Pen::within(out, (EDGE, right), top, BODY);
    pen.paragraph(&slip.title, BODY * 1.5, true);
    for line in &slip.lines {
        pen.paragraph(line, BODY, false);
    }
    let below = pen.y - 2.0 * MM;
    let side = pen.code_at(&slip.qr, right, below)?;
    let mut pen = Pen::within(out, (right - side, right), below - side, BODY);
    pen.paragraph(&slip.qr_caption, BODY * 0.85, false);
    let mut pen = Pen::within(out, (EDGE, right - side - 5.0 * MM), below, BODY);
    pen.facts(&slip.facts);
    for note in &slip.notes {
        pen.paragraph(note, BODY * 0.85, false);
    }
    Ok(())
}
