//! QR codes of level M, the smallest version that holds the text. Runs of digits go in numeric mode.

use crate::Fault;
use qrcode::{Color, EcLevel, QrCode};

/// Modules without ink on each side: the standard asks for four.
const QUIET: usize = 4;

/// A code with its quiet zone, dark where true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Modules in a row, the quiet zone counted.
    pub side: usize,
    dark: Vec<bool>,
}

/// Refuses what no version holds.
pub fn qr(text: &str) -> Result<Qr, Fault> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)
        .map_err(|_| Fault::QrTooLong)?;
    let inner = code.width();
    let side = inner + 2 * QUIET;
    let mut dark = vec![false; side * side];
    for (place, color) in code.to_colors().into_iter().enumerate() {
        let at = (place / inner + QUIET) * side + place % inner + QUIET;
        if let Some(module) = dark.get_mut(at) {
            *module = color == Color::Dark;
        }
    }
    Ok(Qr { side, dark })
}

impl Qr {
    /// One bit a module, 1 is white, rows padded to whole bytes: as PDF and PNG read grey of one bit.
    pub fn bits(&self) -> Vec<u8> {
        self.scaled_bits(1)
    }

    fn scaled_bits(&self, scale: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for row in self.dark.chunks(self.side) {
            let wide: Vec<bool> = row
                .iter()
                .flat_map(|dark| std::iter::repeat_n(*dark, scale))
                .collect();
            let byte = |bits: &[bool]| {
                let ones = bits
                    .iter()
                    .fold(0_u8, |sum, dark| sum << 1 | u8::from(!dark));
                ones << (8 - bits.len())
            };
            let bytes: Vec<u8> = wide.chunks(8).map(byte).collect();
            for _ in 0..scale {
                out.extend(&bytes);
            }
        }
        out
    }

    /// A picture of one bit for pages, `scale` pixels a module.
    pub fn png(&self, scale: usize) -> Vec<u8> {
        let side = u32::try_from(self.side * scale).unwrap_or(u32::MAX);
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        // Writing to memory fails only where the sizes contradict each other, which they cannot.
        if let Ok(mut writer) = encoder.write_header() {
            drop(writer.write_image_data(&self.scaled_bits(scale)));
        }
        out
    }
}
