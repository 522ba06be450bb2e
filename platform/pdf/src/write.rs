//! Pages of marks as a PDF file. Nothing of the day or the machine goes in, so the same marks make the same file.

use crate::font::{Embedded, Used};
use crate::layout::{Mark, Out, Page};
use crate::qr::Qr;
use crate::{About, Fault, Rendered, font};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::io::Write;

const FONT: Name = Name(b"F");
const BASE: Name = Name(b"ZHENSC+NotoSansSC-Regular");
const FOOT: f32 = 7.5;
const FOOT_FROM_EDGE: f32 = 24.0;

/// Numbers of objects, given out in order.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

pub fn document(about: &About, out: Out) -> Result<Rendered, Fault> {
    let mut pdf = Pdf::new();
    let mut numbers = Numbers(0);
    let (catalog, tree, font, info) = (
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    );
    let mut used = Used::default();
    let mut kids = Vec::with_capacity(out.pages.len());
    for page in &out.pages {
        kids.push(write_page(
            &mut pdf,
            &mut numbers,
            (tree, font),
            page,
            &mut used,
        ));
    }
    pdf.catalog(catalog).pages(tree).lang(TextStr(about.lang));
    pdf.pages(tree)
        .count(i32::try_from(kids.len()).unwrap_or(i32::MAX))
        .kids(kids.iter().copied());
    pdf.document_info(info)
        .title(TextStr(&about.title))
        .producer(TextStr("zhen"));
    write_font(&mut pdf, &mut numbers, font, used.embed()?);
    Ok(Rendered {
        bytes: pdf.finish(),
        pages: kids.len(),
        missing: out.missing,
    })
}

fn write_page(
    pdf: &mut Pdf,
    numbers: &mut Numbers,
    (tree, font): (Ref, Ref),
    page: &Page,
    used: &mut Used,
) -> Ref {
    let (id, content_id) = (numbers.next(), numbers.next());
    let mut content = Content::new();
    let mut images = Vec::new();
    for mark in &page.marks {
        match mark {
            Mark::Text {
                x,
                y,
                size,
                text,
                is_bold,
            } => show(&mut content, used, (*x, *y), *size, text, *is_bold),
            Mark::Line {
                from,
                to,
                width,
                is_dashed,
            } => line(&mut content, *from, *to, *width, *is_dashed),
            Mark::Image { x, y, side, qr } => {
                let name = format!("Q{}", images.len());
                content.save_state();
                content.transform([*side, 0.0, 0.0, *side, *x, *y]);
                content.x_object(Name(name.as_bytes()));
                content.restore_state();
                images.push((name, write_code(pdf, numbers, qr)));
            }
        }
    }
    foot(&mut content, used, page);
    let content = packed(&content.finish());
    pdf.stream(content_id, &content).filter(Filter::FlateDecode);
    let mut object = pdf.page(id);
    object
        .media_box(Rect::new(0.0, 0.0, page.size.0, page.size.1))
        .parent(tree)
        .contents(content_id);
    let mut resources = object.resources();
    resources.fonts().pair(FONT, font);
    if !images.is_empty() {
        let mut objects = resources.x_objects();
        for (name, image) in &images {
            objects.pair(Name(name.as_bytes()), *image);
        }
    }
    id
}

fn foot(content: &mut Content, used: &mut Used, page: &Page) {
    let margin = page.size.0 / 12.0;
    show(
        content,
        used,
        (margin, FOOT_FROM_EDGE),
        FOOT,
        &page.footer,
        false,
    );
    if let Some((number, of)) = page.count.filter(|(_, of)| *of > 1) {
        let text = format!("{number} / {of}");
        let x = page.size.0 - margin - font::width(&text, FOOT);
        show(content, used, (x, FOOT_FROM_EDGE), FOOT, &text, false);
    }
}

fn show(
    content: &mut Content,
    used: &mut Used,
    (x, y): (f32, f32),
    size: f32,
    text: &str,
    is_bold: bool,
) {
    let glyphs = used.encode(text);
    if glyphs.is_empty() {
        return;
    }
    content.begin_text();
    content.set_font(FONT, size);
    // One weight is embedded: bold is the same with its edges drawn too.
    content.set_text_rendering_mode(if is_bold {
        TextRenderingMode::FillStroke
    } else {
        TextRenderingMode::Fill
    });
    if is_bold {
        content.set_line_width(size * 0.03);
    }
    content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
    content.show(Str(&glyphs));
    content.end_text();
}

fn line(content: &mut Content, from: (f32, f32), to: (f32, f32), width: f32, is_dashed: bool) {
    content.save_state();
    content.set_line_width(width);
    if is_dashed {
        content.set_dash_pattern([4.0, 4.0], 0.0);
    }
    content.move_to(from.0, from.1);
    content.line_to(to.0, to.1);
    content.stroke();
    content.restore_state();
}

/// One image of one bit a module: printers scale it without grey edges.
fn write_code(pdf: &mut Pdf, numbers: &mut Numbers, qr: &Qr) -> Ref {
    let id = numbers.next();
    let side = i32::try_from(qr.side).unwrap_or(i32::MAX);
    let data = packed(&qr.bits());
    let mut image = pdf.image_xobject(id, &data);
    image.filter(Filter::FlateDecode);
    image.width(side).height(side);
    image.color_space().device_gray();
    image.bits_per_component(1).interpolate(false);
    id
}

fn write_font(pdf: &mut Pdf, numbers: &mut Numbers, id: Ref, font: Embedded) {
    let (cid, descriptor, data, cmap) = (
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    );
    let system = |ordering: &'static [u8]| SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(ordering),
        supplement: 0,
    };
    pdf.type0_font(id)
        .base_font(BASE)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(cmap);
    let mut object = pdf.cid_font(cid);
    object
        .subtype(CidFontType::Type0)
        .base_font(BASE)
        .system_info(system(b"Identity"))
        .font_descriptor(descriptor)
        .default_width(1000.0);
    object.widths().consecutive(0, font.widths.iter().copied());
    object.finish();
    let [left, bottom, right, top] = font.bbox;
    pdf.font_descriptor(descriptor)
        .name(BASE)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(font.ascent)
        .descent(font.descent)
        .cap_height(font.cap_height)
        .stem_v(95.0)
        .font_file3(data);
    let cff = packed(&font.cff);
    let mut stream = pdf.stream(data, &cff);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    stream.finish();
    let mut map = UnicodeCmap::new(Name(b"ZhenToUnicode"), system(b"UCS"));
    for (glyph, sign) in &font.signs {
        map.pair(*glyph, *sign);
    }
    pdf.cmap(cmap, &map.finish());
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Memory takes whatever it is given.
    drop(encoder.write_all(bytes));
    encoder.finish().unwrap_or_default()
}
