//! Files are read back by libraries that had no part in making them.

use super::*;
use hayro::{InterpreterSettings, Pdf, RenderSettings};
use lopdf::Document;
use std::collections::BTreeSet;
use std::sync::Arc;

fn about() -> About {
    About {
        title: "公示".into(),
        lang: "zh-CN",
    }
}

fn sheet(blocks: Vec<Block>) -> Sheet {
    Sheet {
        blocks,
        footer: "86:c73de19b".into(),
        ..Sheet::default()
    }
}

fn made(blocks: Vec<Block>) -> Rendered {
    render(&about(), &[sheet(blocks)], |_| {}).unwrap()
}

/// Text as a reader copies it: glyph numbers of the pages through the file's own map to Unicode.
fn text_of(file: &Rendered) -> String {
    let document = Document::load_mem(&file.bytes).unwrap();
    let maps = document.objects.values().filter_map(|object| {
        let stream = object.as_stream().ok()?;
        let text = String::from_utf8(stream.content.clone()).ok()?;
        text.contains("beginbfchar").then_some(text)
    });
    let mut signs = std::collections::HashMap::new();
    for map in maps {
        for line in map.lines().filter(|line| line.starts_with('<')) {
            let mut parts = line.split(['<', '>', ' ']).filter(|part| !part.is_empty());
            let (glyph, units) = (parts.next().unwrap(), parts.next().unwrap_or("00"));
            let unit = |at: usize| u16::from_str_radix(&units[at..at + 4], 16).unwrap();
            if glyph.len() == 4 && units.len() % 4 == 0 {
                let units: Vec<u16> = (0..units.len()).step_by(4).map(unit).collect();
                let glyph = u16::from_str_radix(glyph, 16).unwrap();
                signs.insert(glyph, String::from_utf16(&units).unwrap());
            }
        }
    }
    let mut out = String::new();
    for page in document.page_iter() {
        let content = document.get_and_decode_page_content(page).unwrap();
        for shown in content.operations.iter().filter(|o| o.operator == "Tj") {
            for glyph in shown.operands[0].as_str().unwrap().chunks(2) {
                out.push_str(&signs[&u16::from_be_bytes([glyph[0], glyph[1]])]);
            }
        }
    }
    out
}

/// Every code on the pages of a file, drawn at 300 dots an inch and read from the picture.
fn codes(file: &Rendered) -> Vec<String> {
    let pdf = Pdf::new(Arc::new(file.bytes.clone())).unwrap();
    let scale = 300.0 / 72.0;
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        ..RenderSettings::default()
    };
    let mut found = Vec::new();
    for page in pdf.pages().iter() {
        let pixmap = hayro::render(page, &InterpreterSettings::default(), &settings);
        let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
        let data = pixmap.data_as_u8_slice();
        let grey = |x: usize, y: usize| {
            let at = (y * width + x) * 4;
            // What is not drawn is paper.
            if data[at + 3] == 0 { 255 } else { data[at] }
        };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        for grid in image.detect_grids() {
            found.push(grid.decode().unwrap().1);
        }
    }
    found
}

fn digits(count: usize) -> String {
    (0..count)
        .map(|n| char::from(b'0' + (n * 7919 % 101 % 10) as u8))
        .collect()
}

fn table(rows: usize) -> Table {
    let column = |label: &str, is_number| Column {
        label: label.into(),
        is_number,
    };
    Table {
        caption: "分配明细".into(),
        columns: vec![column("户主", false), column("金额（元）", true)],
        rows: (0..rows)
            .map(|n| vec![format!("第{n}户"), format!("{n}.00")])
            .collect(),
        total: Some(vec!["合计".into(), "1,234.56".into()]),
    }
}

#[test]
fn chinese_text_can_be_read_and_copied_from_the_file() {
    let file = made(vec![
        Block::Title("五联养殖项目2022年度第5次收益分配公示".into()),
        Block::Line(vec!["编制单位：斗虎屯镇".into(), "2022-07-08".into()]),
        Block::Facts(vec![("公示期".into(), "7月8日至7月14日".into())]),
        Block::Table(table(3)),
        Block::Signers(vec![
            ("制单".into(), "闵会计".into()),
            ("审核".into(), String::new()),
        ]),
    ]);
    let text = text_of(&file);
    for part in [
        "第5次收益分配公示",
        "斗虎屯镇",
        "户主",
        "1,234.56",
        "闵会计",
        "86:c73de19b",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!((file.pages, file.missing.len()), (1, 0));
    assert!(file.bytes.len() < 100_000, "{} bytes", file.bytes.len());
}

#[test]
fn the_same_content_is_the_same_file() {
    let blocks = || vec![Block::Title("公示".into()), Block::Table(table(90))];
    assert_eq!(made(blocks()), made(blocks()));
}

#[test]
fn a_long_table_repeats_its_head_and_loses_no_row() {
    let file = made(vec![Block::Table(table(200))]);
    assert!(file.pages >= 4, "{}", file.pages);
    let text = text_of(&file);
    assert_eq!(text.matches("金额（元）").count(), file.pages);
    assert!((0..200).all(|n| text.contains(&format!("第{n}户"))));
    assert!(text.contains(&format!("{0} / {0}", file.pages)));
}

#[test]
fn what_the_font_lacks_is_told_before_the_file_as_in_it() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let column = |label: &str| Column {
        label: label.into(),
        is_number: false,
    };
    let blocks = vec![
        Block::Title("一🐶".into()),
        Block::Heading("二🐱".into()),
        Block::Note("三🐭".into()),
        Block::Line(vec!["四🐹".into(), "五🐰".into()]),
        Block::Facts(vec![pair("六🦊", "七🐻")]),
        Block::Table(Table {
            caption: "八🐼".into(),
            columns: vec![column("九🐨"), column("十")],
            rows: vec![vec!["甲🐯".into(), "乙🦁".into()]],
            total: Some(vec!["丙🐮".into(), String::new()]),
        }),
        Block::Signers(vec![pair("丁🐷", "戊🐸")]),
        Block::Qr {
            text: "1".into(),
            caption: "己🐵".into(),
        },
        Block::Break,
        Block::Text("庚🐔一🐶".into()),
    ];
    // A table's caption is set after its cells, so the order of the two may differ.
    let signs = |missing: Vec<Missing>| -> BTreeSet<(char, String)> {
        missing.into_iter().map(|m| (m.sign, m.printed)).collect()
    };
    let told = signs(crate::missing(&blocks));
    assert_eq!(told.len(), 16);
    assert_eq!(signs(made(blocks).missing), told);
}

#[test]
fn a_sign_that_the_font_lacks_prints_as_reading_and_code_point_and_is_listed() {
    let file = made(vec![Block::Text("牟𠮷祥、龘、王🐶".into())]);
    let text = text_of(&file);
    assert!(
        text.contains("U+20BB7") && text.contains("(U+1F436)"),
        "{text}"
    );
    let missing: Vec<char> = file.missing.iter().map(|m| m.sign).collect();
    assert!(missing.contains(&'𠮷') && missing.contains(&'🐶'));
    assert!(!missing.contains(&'龘'), "龘 is in the font");
    assert!(file.missing.iter().all(|m| m.place.starts_with("牟")));
}

#[test]
fn hostile_text_neither_breaks_the_file_nor_turns_its_direction() {
    let nasty = format!(
        "a\u{202e}b\u{0}\u{7}c)\\( {} \u{200f}\u{feff}end",
        "很长的名字".repeat(3_000)
    );
    let rows = vec![vec![nasty.clone(), "1".into()]];
    let file = made(vec![
        Block::Title(nasty.clone()),
        Block::Facts(vec![(nasty.clone(), nasty.clone())]),
        Block::Table(Table { rows, ..table(0) }),
        Block::Text(String::new()),
    ]);
    let text = text_of(&file);
    assert!(text.contains("abc)\\("));
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn a_code_is_read_back_from_the_drawn_page() {
    for count in [10, 600, 2_890] {
        let text = format!("https://zhen.example.cn/v#{}", digits(count));
        let block = Block::Qr {
            text: text.clone(),
            caption: "扫一扫，核对".into(),
        };
        assert_eq!(codes(&made(vec![block])), [text], "{count}");
    }
}

#[test]
fn a_code_is_one_image_of_one_bit_and_its_modules_are_wide_enough() {
    let text = format!("https://zhen.example.cn/v#{}", digits(2_890));
    let code = qr::qr(&text).unwrap();
    let file = made(vec![Block::Qr {
        text,
        caption: String::new(),
    }]);
    let document = Document::load_mem(&file.bytes).unwrap();
    let images: Vec<_> = document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| {
            stream
                .dict
                .get(b"Subtype")
                .is_ok_and(|s| s.as_name().unwrap() == b"Image")
        })
        .collect();
    assert_eq!(images.len(), 1);
    let dict = &images[0].dict;
    let number = |name: &[u8]| dict.get(name).unwrap().as_i64().unwrap();
    assert_eq!(number(b"BitsPerComponent"), 1);
    assert_eq!(number(b"Width"), code.side as i64);
    // 185 modules of half a millimetre are 92.5 mm: drawn by the matrix before the image.
    let page = document.page_iter().next().unwrap();
    let content = document.get_and_decode_page_content(page).unwrap();
    let side = content
        .operations
        .iter()
        .find(|operation| operation.operator == "cm")
        .map(|operation| operation.operands[0].as_float().unwrap())
        .unwrap();
    let module_mm = side / code.side as f32 * 25.4 / 72.0;
    assert!(module_mm >= 0.499, "{module_mm}");
}

#[test]
fn what_no_code_holds_is_refused() {
    let block = Block::Qr {
        text: digits(8_000),
        caption: String::new(),
    };
    let refused = render(&about(), &[sheet(vec![block])], |_| {});
    assert_eq!(refused, Err(Fault::QrTooLong));
}

#[test]
fn two_slips_stand_on_a_sheet_and_each_code_is_its_own() {
    let slip = |n: usize| Slip {
        title: "收益分配凭条".into(),
        lines: vec!["五联养殖项目 FH-2022-0005".into()],
        facts: vec![
            ("户主".into(), format!("第{n}户")),
            ("实得".into(), "2,266.66 元".into()),
        ],
        qr: format!("https://zhen.example.cn/v#{}{n:03}", digits(1_200)),
        qr_caption: "用手机扫一扫".into(),
        notes: vec!["凭条含有一户邻居的金额，请自己保管好。".into()],
    };
    let all: Vec<Slip> = (0..3).map(slip).collect();
    let mut done = Vec::new();
    let file = slips(&about(), &all, |n| done.push(n)).unwrap();
    assert_eq!((file.pages, done), (2, vec![1, 2, 3]));
    let mut found = codes(&file);
    found.sort();
    let mut wanted: Vec<String> = all.iter().map(|slip| slip.qr.clone()).collect();
    wanted.sort();
    assert_eq!(found, wanted);
    assert!(text_of(&file).contains("第2户"));
}

#[test]
fn a_picture_for_pages_holds_the_same_code() {
    let text = format!("https://zhen.example.cn/v#{}", digits(900));
    let png = qr::qr(&text).unwrap().png(4);
    let mut reader = png::Decoder::new(std::io::Cursor::new(&png))
        .read_info()
        .unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.bit_depth, png::BitDepth::One);
    let (width, line) = (info.width as usize, info.line_size);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| {
        let bit = bytes[y * line + x / 8] >> (7 - x % 8) & 1;
        bit * 255
    });
    let grids = image.detect_grids();
    assert_eq!(grids[0].decode().unwrap().1, text);
}
