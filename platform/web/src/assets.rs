//! The files a browser loads beside a page. Each name carries a piece of the content's hash, so a
//! browser may keep it for ever and an upgrade is seen at once.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// One embedded file and the path under which pages name it.
#[derive(Debug, Clone)]
pub struct Asset {
    pub path: String,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

/// The policy under which every page works: no inline style, no inline script, nothing from elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Assets never change under their name.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The stylesheet's text, for pages that must stand alone (printed notices, the gallery).
pub const CSS: &str = include_str!("../assets/zhen.css");

/// The mark as a picture: 镇 over a needle.
pub const ICON: &str = include_str!("../assets/seal.svg");

static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| asset("zhen", "css", "text/css; charset=utf-8", CSS.as_bytes()));
static SEAL: LazyLock<Asset> =
    LazyLock::new(|| asset("seal", "svg", "image/svg+xml", ICON.as_bytes()));

static VERIFY: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "verify",
        "js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/verify.js"),
    )
});

static LOCATE: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "locate",
        "js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/locate.js"),
    )
});

/// Every asset, for the one route that serves them.
pub fn all() -> [&'static Asset; 4] {
    [&STYLESHEET, &SEAL, &VERIFY, &LOCATE]
}

/// The asset of a request path such as `/assets/zhen-1a2b3c4d.css`.
pub fn find(path: &str) -> Option<&'static Asset> {
    all().into_iter().find(|asset| asset.path == path)
}

pub fn css_href() -> &'static str {
    &STYLESHEET.path
}

/// The script that checks slips on the reader's own phone.
pub fn verify_href() -> &'static str {
    &VERIFY.path
}

/// The script that offers the phone's own position.
pub fn locate_href() -> &'static str {
    &LOCATE.path
}

pub fn icon_href() -> &'static str {
    &SEAL.path
}

fn asset(stem: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let mark: String = Sha256::digest(bytes)
        .iter()
        .take(4)
        .map(|b| format!("{b:02x}"))
        .collect();
    Asset {
        path: format!("/assets/{stem}-{mark}.{extension}"),
        content_type,
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_found_by_the_path_that_pages_name() {
        assert_eq!(find(css_href()).map(|a| a.bytes), Some(CSS.as_bytes()));
        assert!(find("/assets/zhen.css").is_none());
    }

    #[test]
    fn the_stylesheet_stays_small_and_draws_nothing_from_elsewhere() {
        assert!(CSS.len() <= 17 * 1024, "{} bytes", CSS.len());
        for word in [
            "@import",
            "url(",
            "animation",
            "transition",
            "@font-face",
            "italic",
        ] {
            assert!(!CSS.contains(word), "{word}");
        }
    }
}
