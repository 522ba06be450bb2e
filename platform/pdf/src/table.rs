//! How wide the columns of a table are.

use crate::font;

/// Room beside the text of a cell, points.
pub const PAD: f32 = 4.0;
/// No column is narrower, points.
const LEAST: f32 = 24.0;

/// Widths that fill `whole`: each column gets what its widest cell needs while that fits; else the narrow ones keep
/// what they need and the wide ones share the rest.
pub fn widths(cells: &[Vec<String>], columns: usize, size: f32, whole: f32) -> Vec<f32> {
    let mut wanted = vec![LEAST; columns];
    for row in cells {
        for (want, cell) in wanted.iter_mut().zip(row) {
            *want = want.max(font::width(cell, size) + 2.0 * PAD + 1.0);
        }
    }
    let sum: f32 = wanted.iter().sum();
    if sum <= whole {
        let more = (whole - sum) / columns.max(1) as f32;
        return wanted.iter().map(|want| want + more).collect();
    }
    // The largest share such that everybody gets what he wants or that share.
    let mut order = wanted.clone();
    order.sort_by(f32::total_cmp);
    let (mut left, mut share) = (whole, whole / columns.max(1) as f32);
    for (want, still) in order.iter().zip((1..=columns).rev()) {
        share = left / still as f32;
        if *want > share {
            break;
        }
        left -= want;
    }
    wanted.iter().map(|want| want.min(share)).collect()
}
