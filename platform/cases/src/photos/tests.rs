//! What is made of a photo, and what is refused.

use super::picture;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;

/// Left half red, right half blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| match x < width / 2 {
        true => Rgb([220, 20, 20]),
        false => Rgb([20, 20, 220]),
    })
}

fn coded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    coded(
        &DynamicImage::ImageRgb8(halves(width, height)),
        ImageFormat::Jpeg,
    )
}

/// A phone's own words beside the picture: how to turn it, and where it was taken.
fn with_position(photo: &[u8], turn: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([turn, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 36.45 N 115.98 E");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
    out.extend(length);
    out.extend(exif);
    out.extend(&photo[2..]);
    out
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|w| w == text)
}

fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

#[test]
fn what_is_shown_is_small_the_right_way_up_and_says_no_position() {
    let sent = with_position(&jpeg(3_000, 2_000), 6);
    let found = picture(sent.clone()).unwrap();
    assert_eq!(found.original, sent, "what was sent stays as it is");
    assert_eq!(
        (found.width, found.height),
        (2_000, 3_000),
        "turned by a quarter"
    );
    assert_eq!((found.shown.width, found.shown.height), (1_067, 1_600));
    assert_eq!((found.small.width, found.small.height), (213, 320));
    for copy in [&found.shown.bytes, &found.small.bytes] {
        assert!(!holds(copy, b"GPS") && !holds(copy, b"Exif"));
        // What was left stands on top after a quarter turn to the right.
        let picture = decoded(copy);
        let (top, bottom) = (picture.get_pixel(100, 40), picture.get_pixel(100, 280));
        assert!(top[0] > 180 && top[2] < 80, "{top:?}");
        assert!(
            bottom[2] > 180 || copy.len() == found.shown.bytes.len(),
            "{bottom:?}"
        );
    }
}

#[test]
fn a_small_picture_is_not_blown_up_and_what_lets_through_stands_on_white() {
    let over = RgbaImage::from_fn(100, 60, |x, _| match x < 50 {
        true => Rgba([0, 0, 0, 0]),
        false => Rgba([10, 120, 10, 255]),
    });
    let found = picture(coded(&DynamicImage::ImageRgba8(over), ImageFormat::Png)).unwrap();
    assert_eq!((found.shown.width, found.shown.height), (100, 60));
    let shown = decoded(&found.shown.bytes);
    assert!(shown.get_pixel(10, 30).0.iter().all(|c| *c > 240));
    assert!(shown.get_pixel(90, 30)[0] < 40);
}

/// A PNG that says of itself what it likes.
fn png_of(width: u32, height: u32, body: &[u8]) -> Vec<u8> {
    let mut head = width.to_be_bytes().to_vec();
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", head.as_slice()), (b"IDAT", body), (b"IEND", b"")] {
        out.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(kind);
        out.extend(data);
        out.extend(crc(kind, data).to_be_bytes());
    }
    out
}

fn crc(kind: &[u8], data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in kind.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

#[test]
fn whatever_is_no_photo_is_refused_and_does_no_harm() {
    let check = |what: &str, bytes: Vec<u8>, expected: &str| {
        assert_eq!(picture(bytes).err(), Some(expected), "{what}");
    };
    check("nothing", Vec::new(), "photo_unknown_kind");
    check("a page", b"<html><script>".to_vec(), "photo_unknown_kind");
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>";
    check(
        "a drawing that runs",
        drawing.to_vec(),
        "photo_unknown_kind",
    );
    check("a paper", b"%PDF-1.7 %%EOF".to_vec(), "photo_unknown_kind");
    check(
        "another kind of picture",
        b"GIF89a\x01\0\x01\0\0\0;".to_vec(),
        "photo_unknown_kind",
    );
    check(
        "the head alone",
        jpeg(400, 300)[..300].to_vec(),
        "photo_broken",
    );
    check(
        "a head and noise",
        [&[0xff, 0xd8, 0xff], &[7; 900][..]].concat(),
        "photo_broken",
    );
    let large = vec![0xff; super::MOST_BYTES + 1];
    check("too many bytes", large, "photo_too_large");
    // A few bytes that would unpack to ten thousand million dots.
    check(
        "a bomb",
        png_of(100_000, 100_000, b"\x78\x9c\x03\0\0\0\0\x01"),
        "photo_too_many_dots",
    );
    check(
        "a bomb of the largest size",
        png_of(u32::MAX >> 1, u32::MAX >> 1, b""),
        "photo_broken",
    );
    check(
        "less than it says",
        png_of(300, 300, b"\x78\x9c\x03\0\0\0\0\x01"),
        "photo_broken",
    );
}

/// Both a picture and something else: what is shown is only the picture.
#[test]
fn what_hides_behind_a_picture_is_not_shown() {
    let mut two = jpeg(400, 300);
    two.extend(b"<script>alert(1)</script>PK\x03\x04");
    let found = picture(two).unwrap();
    assert!(!holds(&found.shown.bytes, b"script") && !holds(&found.small.bytes, b"PK"));
}
