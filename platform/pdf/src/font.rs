//! The embedded font: which signs it has, how wide they are, and its part that a document needs.

use crate::Fault;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use subsetter::GlyphRemapper;
use ttf_parser::{Face, RawFace, Tag};

/// Noto Sans CJK SC Regular, cut down by fonts/make.py; licence in fonts/OFL.txt.
static DATA: &[u8] = include_bytes!("../fonts/noto-sans-sc.otf");

static FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(DATA, 0).ok());

fn face() -> Result<&'static Face<'static>, Fault> {
    FACE.as_ref()
        .ok_or_else(|| Fault::Font("it cannot be parsed".into()))
}

/// The glyph of a sign; nothing where the font lacks it.
pub fn glyph(sign: char) -> Option<u16> {
    let found = FACE.as_ref()?.glyph_index(sign)?.0;
    (found != 0).then_some(found)
}

/// Width of a glyph in thousandths of the type size.
pub fn advance(glyph: u16) -> f32 {
    let Some(face) = FACE.as_ref() else {
        return 0.0;
    };
    let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph));
    f32::from(advance.unwrap_or(0)) * 1000.0 / f32::from(face.units_per_em())
}

/// Width of a text in points; signs that the font lacks have none.
pub fn width(text: &str, size: f32) -> f32 {
    let thousandths: f32 = text.chars().filter_map(glyph).map(advance).sum();
    thousandths * size / 1000.0
}

/// The glyphs that a document uses, numbered anew.
#[derive(Default)]
pub struct Used {
    remapper: GlyphRemapper,
    /// New number, the sign it stands for.
    signs: BTreeMap<u16, char>,
}

/// What a PDF says about a font.
pub struct Embedded {
    pub cff: Vec<u8>,
    /// Width of each glyph by its new number, in thousandths.
    pub widths: Vec<f32>,
    pub signs: BTreeMap<u16, char>,
    pub bbox: [f32; 4],
    pub ascent: f32,
    pub descent: f32,
    pub cap_height: f32,
}

impl Used {
    /// A text as the new numbers of its glyphs, two bytes each.
    pub fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * text.len());
        for sign in text.chars() {
            let Some(old) = glyph(sign) else { continue };
            let new = self.remapper.remap(old);
            self.signs.entry(new).or_insert(sign);
            bytes.extend(new.to_be_bytes());
        }
        bytes
    }

    pub fn embed(self) -> Result<Embedded, Fault> {
        let face = face()?;
        let made =
            subsetter::subset(DATA, 0, &self.remapper).map_err(|e| Fault::Font(e.to_string()))?;
        let raw = RawFace::parse(&made, 0).map_err(|e| Fault::Font(e.to_string()))?;
        let cff = raw
            .table(Tag::from_bytes(b"CFF "))
            .ok_or_else(|| Fault::Font("its part has no outlines".into()))?;
        let scale = 1000.0 / f32::from(face.units_per_em());
        let bbox = face.global_bounding_box();
        let part = |n: i16| f32::from(n) * scale;
        Ok(Embedded {
            cff: cff.to_vec(),
            widths: self.remapper.remapped_gids().map(advance).collect(),
            signs: self.signs,
            bbox: [
                part(bbox.x_min),
                part(bbox.y_min),
                part(bbox.x_max),
                part(bbox.y_max),
            ],
            ascent: part(face.ascender()),
            descent: part(face.descender()),
            cap_height: part(face.capital_height().unwrap_or(face.ascender())),
        })
    }
}
