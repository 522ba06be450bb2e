//! A photo as somebody sent it, looked at: is it a picture, is it whole, and what of it is shown. The copies that are
//! shown are painted anew from its dots, so nothing that a camera or a stranger wrote into the file comes with them. Pure.

use access::papers::Media;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// Most bytes of one photo.
pub const MOST_BYTES: usize = 12 * 1024 * 1024;
/// Most dots of one photo; whoever sends more sends no photo of a phone.
pub const MOST_DOTS: u64 = 50_000_000;
/// Most memory while one is read.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// The longer side of what is shown, and of what stands in a row of pictures.
const SHOWN: u32 = 1_600;
const SMALL: u32 = 320;
const QUALITY: u8 = 76;

/// A copy to show: JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Painted {
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// A photo that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub media: Media,
    /// As it is turned.
    pub width: u32,
    pub height: u32,
    pub original: Vec<u8>,
    pub shown: Painted,
    pub small: Painted,
}

/// Reads a photo and paints its copies. Takes up to a second and [`MOST_MEMORY`]: call it off the async threads, one at a time.
/// Faults: `photo_too_large` (bytes), `photo_unknown_kind` (neither JPEG nor PNG by its first bytes, whatever its name),
/// `photo_too_many_dots`, `photo_broken`.
pub fn picture(bytes: Vec<u8>) -> Result<Picture, &'static str> {
    if bytes.len() > MOST_BYTES {
        return Err("photo_too_large");
    }
    let media = Media::of(&bytes).ok_or("photo_unknown_kind")?;
    let format = match media {
        Media::Jpeg => ImageFormat::Jpeg,
        Media::Png => ImageFormat::Png,
        Media::Webp | Media::Pdf => return Err("photo_unknown_kind"),
    };
    let whole = read(&bytes, format)?;
    let shown = smaller(whole, SHOWN);
    let small = smaller(DynamicImage::ImageRgb8(shown.1.clone()), SMALL).1;
    let ((width, height), shown) = shown;
    Ok(Picture {
        media,
        width,
        height,
        shown: painted(&shown)?,
        small: painted(&small)?,
        original: bytes,
    })
}

/// The picture the right way up. What it says of its size is believed only as far as memory goes.
fn read(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, &'static str> {
    let broken = |_| "photo_broken";
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_DOTS {
        return Err("photo_too_many_dots");
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut whole = DynamicImage::from_decoder(decoder).map_err(broken)?;
    whole.apply_orientation(turned);
    Ok(whole)
}

/// At most so long, never longer than it was, on white where it let through; with the size that it had.
fn smaller(whole: DynamicImage, longest: u32) -> ((u32, u32), RgbImage) {
    let size = (whole.width(), whole.height());
    let fits = size.0.max(size.1) <= longest;
    let whole = match fits {
        true => whole,
        false => whole.resize(longest, longest, FilterType::Triangle),
    };
    (size, on_white(whole))
}

fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let over = picture.into_rgba8();
    let mut flat = RgbImage::new(over.width(), over.height());
    for (to, from) in flat.pixels_mut().zip(over.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let mix = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        to.0 = [mix(red), mix(green), mix(blue)];
    }
    flat
}

fn painted(picture: &RgbImage) -> Result<Painted, &'static str> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    encoder.encode_image(picture).map_err(|_| "photo_broken")?;
    Ok(Painted {
        width: picture.width(),
        height: picture.height(),
        bytes,
    })
}
