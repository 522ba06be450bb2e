//! What kind of file a paper is, by its first bytes, and what of it is kept. Pictures lose what a camera
//! wrote beside them: the position where a photo was taken is often somebody's home, which is sealed data,
//! and a photo is passed on more easily than a record. Pure.

/// The kinds that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Jpeg,
    Png,
    Webp,
    Pdf,
}

impl Media {
    pub const ALL: [Media; 4] = [Media::Jpeg, Media::Png, Media::Webp, Media::Pdf];

    pub fn as_str(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Webp => "image/webp",
            Media::Pdf => "application/pdf",
        }
    }

    pub fn from_text(text: &str) -> Option<Media> {
        Media::ALL.into_iter().find(|media| media.as_str() == text)
    }

    pub fn is_picture(self) -> bool {
        self != Media::Pdf
    }

    /// By the first bytes; the name of a file says nothing.
    pub fn of(bytes: &[u8]) -> Option<Media> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Media::Jpeg)
        } else if bytes.starts_with(PNG) {
            Some(Media::Png)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Media::Webp)
        } else if bytes.starts_with(b"%PDF-") {
            Some(Media::Pdf)
        } else {
            None
        }
    }

    /// The file without positions, names and thumbnails; how a picture is to be turned stays. Nothing where it
    /// is cut off or broken. A PDF stays as it is.
    pub fn clean(self, bytes: &[u8]) -> Option<Vec<u8>> {
        match self {
            Media::Jpeg => jpeg(bytes),
            Media::Png => png(bytes),
            Media::Webp => webp(bytes),
            Media::Pdf => {
                let tail = bytes.get(bytes.len().saturating_sub(4096)..)?;
                let is_whole = tail.windows(5).any(|w| w == b"%%EOF");
                is_whole.then(|| bytes.to_vec())
            }
        }
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn u16_at(bytes: &[u8], at: usize, little: bool) -> Option<u16> {
    let two: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(if little {
        u16::from_le_bytes(two)
    } else {
        u16::from_be_bytes(two)
    })
}

fn u32_at(bytes: &[u8], at: usize, little: bool) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    let value = if little {
        u32::from_le_bytes(four)
    } else {
        u32::from_be_bytes(four)
    };
    usize::try_from(value).ok()
}

/// Segment by segment. What follows the end of the picture goes too: phones put second pictures there.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xff, 0xd8];
    let mut at = 2;
    let mut is_turned = false;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            0xd9 => {
                out.extend([0xff, 0xd9]);
                return Some(out);
            }
            0x00 | 0xd8 => return None,
            0x01 | 0xd0..=0xd7 => out.extend([0xff, marker]),
            _ => {
                let length = usize::from(u16_at(bytes, at, false)?);
                let segment = bytes.get(at..at.checked_add(length)?)?;
                let body = segment.get(2..)?;
                if is_kept(marker, body) {
                    out.extend([0xff, marker]);
                    out.extend(segment);
                } else if let (0xe1, false, Some(turn)) = (marker, is_turned, orientation(body)) {
                    out.extend(turned(turn));
                    is_turned = true;
                }
                at += length;
                if marker == 0xda {
                    let end = scan_end(bytes, at)?;
                    out.extend(bytes.get(at..end)?);
                    at = end;
                }
            }
        }
    }
}

/// Of what programs wrote beside the picture only its frame and its colours stay.
fn is_kept(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 | 0xee => true,
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Where the coded picture ends and the next marker begins.
fn scan_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == 0xff)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// How the picture is to be turned, 1 to 8.
fn orientation(body: &[u8]) -> Option<u8> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let list = u32_at(tiff, 4, little)?;
    let entries = usize::from(u16_at(tiff, list, little)?);
    let first = list.checked_add(2)?;
    (0..entries)
        .filter_map(|i| first.checked_add(i * 12))
        .find(|entry| u16_at(tiff, *entry, little) == Some(0x0112))
        .and_then(|entry| u16_at(tiff, entry.checked_add(8)?, little))
        .and_then(|turn| u8::try_from(turn).ok())
        .filter(|turn| (1..=8).contains(turn))
}

/// The segment that says how to turn the picture, and nothing else.
fn turned(turn: u8) -> Vec<u8> {
    let mut out = vec![0xff, 0xe1, 0, 34];
    out.extend(b"Exif\0\0MM\0*");
    out.extend([0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn]);
    out.extend([0; 6]);
    out
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = PNG.to_vec();
    let mut at = PNG.len();
    loop {
        let length = u32_at(bytes, at, false)?.checked_add(12)?;
        let chunk = bytes.get(at..at.checked_add(length)?)?;
        let kind = chunk.get(4..8)?;
        if ![b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"].contains(&kind.try_into().ok()?) {
            out.extend(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at += length;
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = u32_at(bytes, 4, true)?.checked_add(8)?;
    let whole = bytes.get(..end)?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut at = 12;
    while at < whole.len() {
        let length = u32_at(whole, at + 4, true)?;
        let padded = length.checked_add(8 + length % 2)?;
        // Some programs leave out the last padding.
        let chunk = whole.get(at..at.checked_add(padded)?.min(whole.len()))?;
        let kind = chunk.get(..4)?;
        if kind == b"VP8X" {
            // The flags say that camera data follows, which it no longer does.
            out.extend(chunk.get(..8)?);
            out.push(chunk.get(8)? & !0x0c);
            out.extend(chunk.get(9..)?);
        } else if kind != b"EXIF" && kind != b"XMP " {
            out.extend(chunk);
        }
        at += padded;
    }
    let size = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|w| w == text)
    }

    fn photo() -> Vec<u8> {
        let mut tiff = b"MM\0*".to_vec();
        tiff.extend([0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
        tiff.extend(b"\0\0\0\0GPS 36.45 N 115.98 E");
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend(&tiff);
        let mut out = vec![0xff, 0xd8];
        let mut put = |marker: u8, body: &[u8]| {
            out.extend([0xff, marker]);
            out.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
            out.extend(body);
        };
        put(0xe0, b"JFIF\0");
        put(0xe1, &exif);
        put(0xe1, b"http://ns.adobe.com/xap/1.0/ GPS");
        put(0xed, b"Photoshop 3.0 GPS");
        put(0xfe, b"GPS comment");
        put(0xdb, b"table");
        put(0xda, b"scan");
        out.extend([1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, 0xd9]);
        out.extend(b"second picture GPS");
        out
    }

    /// A position in a photo is somebody's home.
    #[test]
    fn a_photo_keeps_its_picture_and_its_turn_and_loses_its_position() {
        let cleaned = Media::Jpeg.clean(&photo()).unwrap();
        assert!(!holds(&cleaned, b"GPS"));
        for kept in [
            &b"JFIF"[..],
            b"table",
            b"scan",
            &[1, 2, 0xff, 0, 3, 0xff, 0xd0, 4],
        ] {
            assert!(holds(&cleaned, kept), "{kept:?}");
        }
        assert!(cleaned.ends_with(&[0xff, 0xd9]));
        assert!(holds(&cleaned, &turned(6)));
        assert_eq!(Media::Jpeg.clean(&cleaned), Some(cleaned.clone()));
        let cut = photo();
        assert_eq!(Media::Jpeg.clean(cut.get(..cut.len() - 25).unwrap()), None);
    }

    #[test]
    fn other_pictures_lose_their_notes_too() {
        let chunk = |kind: &[u8], body: &[u8]| {
            let mut out = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
            out.extend(kind);
            out.extend(body);
            out.extend([0; 4]);
            out
        };
        let parts = [
            chunk(b"IHDR", b"head"),
            chunk(b"eXIf", b"GPS"),
            chunk(b"iTXt", b"GPS"),
            chunk(b"IEND", b""),
        ];
        let png = [PNG.to_vec(), parts.concat(), b"GPS".to_vec()].concat();
        let cleaned = Media::Png.clean(&png).unwrap();
        assert!(!holds(&cleaned, b"GPS") && holds(&cleaned, b"head"));
        let chunk = |kind: &[u8], body: &[u8]| {
            let mut out = kind.to_vec();
            out.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
            out.extend(body);
            out.resize(out.len() + body.len() % 2, 0);
            out
        };
        let body = [
            chunk(b"VP8X", &[0x0c; 10]),
            chunk(b"VP8 ", b"picture"),
            chunk(b"EXIF", b"GPS"),
        ]
        .concat();
        let size = u32::try_from(body.len() + 4).unwrap().to_le_bytes();
        let webp = [&b"RIFF"[..], &size, b"WEBP", &body].concat();
        let cleaned = Media::Webp.clean(&webp).unwrap();
        assert!(!holds(&cleaned, b"GPS") && holds(&cleaned, b"picture"));
        assert_eq!(cleaned.get(20), Some(&0));
        assert_eq!(Media::Webp.clean(&cleaned), Some(cleaned.clone()));
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let check = |bytes: &[u8], expected| assert_eq!(Media::of(bytes), expected, "{bytes:?}");
        check(&photo(), Some(Media::Jpeg));
        check(b"%PDF-1.7", Some(Media::Pdf));
        check(b"RIFF1234WEBP", Some(Media::Webp));
        check(b"RIFF1234WAVE", None);
        check(b"<html>", None);
        check(b"", None);
        for media in Media::ALL {
            for length in 0..40 {
                // Hostile or cut off: nothing, and no harm.
                assert!(media.clean(&vec![0xff; length]).is_none());
            }
        }
    }
}
