//! A real browser for a test: Chromium in a window of a given size, with script or without.
//!
//! One driver runs per test process and ends with it. Every walk has a browser with a profile of its own, which is
//! closed after the walk, also where the walk panics.

use crate::keeper::{self, Kept};
use crate::require;
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub use fantoccini::actions::{InputSource, KeyAction, KeyActions};
pub use fantoccini::elements::{Element, Form};
pub use fantoccini::{Client, Locator};

/// How a person looks at the page: the size of the page in CSS pixels, and whether script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub script: bool,
}

/// A 600-yuan phone, held upright.
pub const PHONE: Look = Look {
    width: 360,
    height: 740,
    script: true,
};

/// An office PC.
pub const DESK: Look = Look {
    width: 1280,
    height: 900,
    script: true,
};

impl Look {
    #[must_use]
    pub const fn without_script(self) -> Look {
        Look {
            script: false,
            ..self
        }
    }

    /// A window so high that a picture shows the whole of a long page.
    #[must_use]
    pub const fn tall(self, height: u32) -> Look {
        Look { height, ..self }
    }
}

/// Opens a browser, lets `walk` use it and closes it. Returns false, after saying why, where there is no browser.
///
/// Blocks, so the test itself is an ordinary `#[test]`; a panic inside `walk` fails the test after the browser closed.
pub fn browse<F, Fut>(look: Look, walk: F) -> bool
where
    F: FnOnce(Client) -> Fut,
    Fut: Future<Output = ()>,
{
    static DRIVER: OnceLock<Result<Driver, String>> = OnceLock::new();
    let driver = match DRIVER.get_or_init(driver) {
        Ok(driver) => driver,
        Err(why) => {
            require::missing(require::CHROMIUM, why);
            return false;
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("an asynchronous runtime for the browser");
    let client = match runtime.block_on(driver.open(look)) {
        Ok(client) => client,
        Err(error) => panic!("the browser did not open: {error}\n{}", driver.kept.log()),
    };
    let closing = client.clone();
    let walked = catch_unwind(AssertUnwindSafe(|| runtime.block_on(walk(client))));
    let _ = runtime.block_on(closing.close());
    if let Err(panic) = walked {
        resume_unwind(panic);
    }
    true
}

/// Presses the button or link and waits until another page has come. Panics where none comes within ten seconds.
///
/// On a touch screen a press is answered before the navigation begins, so a plain `click` may read the old page.
pub async fn press(client: &Client, css: &str) {
    press_at(client, Locator::Css(css)).await;
}

/// As `press`, for what is found otherwise than by its selector.
pub async fn press_at(client: &Client, what: Locator<'_>) {
    let target = client.find(what).await;
    let target = target.unwrap_or_else(|error| panic!("nothing to press at {what:?}: {error}"));
    turns_page(client, async || target.click().await.expect("pressing")).await;
}

/// Does what makes another page come, and waits for it.
pub async fn turns_page(client: &Client, act: impl AsyncFnOnce()) {
    let old = client.find(Locator::Css("html")).await.expect("a page");
    act().await;
    for _ in 0..500 {
        // The old page's elements are stale once the new page is there.
        if old.tag_name().await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let url = client.current_url().await;
    panic!("no page came after this one: {url:?}");
}

/// Writes what the window shows (see `Look::tall`) as `target/screens/NAME.png` and returns the path.
pub async fn screenshot(client: &Client, name: &str) -> PathBuf {
    let png = client.screenshot().await.expect("a picture of the page");
    let folder = screens();
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let path = folder.join(format!("{name}.png"));
    std::fs::write(&path, png).expect("writing a picture");
    path
}

/// How far the page is wider than its window, in CSS pixels: 0 on a page that needs no sideways scrolling.
/// Asked of the browser's engine, so it also answers where the page's own script is off.
pub async fn overflow_px(client: &Client) -> i64 {
    let script = "const e = document.documentElement; return e.scrollWidth - e.clientWidth;";
    let answer = client.execute(script, Vec::new()).await;
    answer
        .ok()
        .and_then(|value| value.as_i64())
        .expect("the width of the page")
}

fn screens() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target =
        target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    target.join("screens")
}

struct Driver {
    url: String,
    chromium: PathBuf,
    kept: Kept,
}

fn driver() -> Result<Driver, String> {
    let more = ["/usr/bin", "/usr/lib/chromium"].map(PathBuf::from);
    let chromium = ["chromium", "chromium-browser", "google-chrome"];
    let chromium = keeper::find_program(&chromium, &more).ok_or("no Chromium found")?;
    let program = keeper::find_program(&["chromedriver"], &more).ok_or("no chromedriver found")?;
    let (dir, _) = keeper::folder("browser", false).map_err(|e| format!("no folder: {e}"))?;
    // Port 0 lets the driver choose a free port, which it then prints.
    let kept = Kept::start(&dir, None, "TERM", &program, &["--port=0"])
        .map_err(|e| format!("starting chromedriver: {e}"))?;
    let port = keeper::wait_for(30, || announced_port(&kept.log()));
    let port = port.ok_or_else(|| format!("chromedriver did not start: {}", kept.log()))?;
    Ok(Driver {
        url: format!("http://127.0.0.1:{port}"),
        chromium,
        kept,
    })
}

/// From "ChromeDriver was started successfully on port 40123."
fn announced_port(log: &str) -> Option<u16> {
    let (_, after) = log.split_once("successfully on port ")?;
    let (port, _) = after.split_once('.')?;
    port.parse().ok()
}

impl Driver {
    async fn open(&self, look: Look) -> Result<Client, fantoccini::error::NewSessionError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let profile = self.kept.dir.join(format!("profile-{number}"));
        let mut wanted = fantoccini::wd::Capabilities::new();
        wanted.insert("browserName".to_owned(), json!("chrome"));
        let options = self.options(look, &profile);
        wanted.insert("goog:chromeOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted).connect(&self.url).await
    }

    fn options(&self, look: Look, profile: &Path) -> Value {
        let profile = format!("--user-data-dir={}", profile.display());
        let size = format!("--window-size={},{}", look.width, look.height);
        let args = [
            "--headless=new",
            "--no-sandbox", // Chromium refuses to run as root otherwise, and CI is root.
            "--disable-gpu",
            "--disable-dev-shm-usage", // Containers have a small /dev/shm.
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-proxy-server",
            "--hide-scrollbars",
            "--lang=zh-CN",
            size.as_str(),
            profile.as_str(),
        ];
        let setting = if look.script { 1 } else { 2 };
        json!({
            "binary": self.chromium,
            "args": args,
            "prefs": {
                "profile.managed_default_content_settings.javascript": setting,
                "intl.accept_languages": "zh-CN,zh",
            },
            // A headless window is never narrower than about 500 px; emulation has no such limit, and it gives the
            // page exactly this size at every width.
            "mobileEmulation": {
                "deviceMetrics": {
                    "width": look.width,
                    "height": look.height,
                    "pixelRatio": 1.0,
                    "mobile": look.width < 600,
                    "touch": look.width < 600,
                },
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    const PAGE: &str = "<!doctype html><html lang=zh-CN><meta charset=utf-8>\
        <meta name=viewport content='width=device-width'><title>针</title>\
        <h1 id=word>张三</h1><form action=/ method=get><input name=name><button>搜索</button></form>\
        <script>document.getElementById('word').textContent = '李四'</script>\
        <p style='height: 2000px'>长页";

    /// Serves `PAGE` to everyone until the test process ends; the title carries what was asked.
    fn serve() -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut first = String::new();
                    let mut lines = BufReader::new(stream.try_clone().unwrap());
                    lines.read_line(&mut first).unwrap();
                    let mut line = String::new();
                    while lines.read_line(&mut line).unwrap_or(0) > 2 {
                        line.clear();
                    }
                    let asked = first.split(' ').nth(1).unwrap_or_default();
                    let body = PAGE.replace("针", asked);
                    let _ = write!(
                        stream,
                        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\
                         content-length: {}\r\n\r\n{body}",
                        body.len()
                    );
                });
            }
        });
        url
    }

    fn check(look: Look, word: &'static str, name: &'static str) {
        let url = serve();
        browse(look, async move |client| {
            client.goto(&url).await.unwrap();
            let shown = client.find(Locator::Css("#word")).await.unwrap();
            assert_eq!(shown.text().await.unwrap(), word);
            let width = client.execute("return innerWidth", vec![]).await.unwrap();
            assert_eq!(width, json!(look.width));
            assert_eq!(overflow_px(&client).await, 0);
            let field = client.find(Locator::Css("input")).await.unwrap();
            field.send_keys("王五").await.unwrap();
            press(&client, "button").await;
            let title = client.title().await.unwrap();
            assert_eq!(title, "/?name=%E7%8E%8B%E4%BA%94");
            let picture = std::fs::read(screenshot(&client, name).await).unwrap();
            assert!(picture.starts_with(b"\x89PNG"));
        });
    }

    #[test]
    fn a_phone_sees_a_page_360_pixels_wide() {
        check(PHONE, "李四", "testkit-phone");
    }

    #[test]
    fn without_script_the_page_stays_as_it_was_served() {
        check(DESK.without_script(), "张三", "testkit-desk-without-script");
    }

    #[test]
    fn the_driver_says_its_port() {
        let log =
            "Starting ChromeDriver 140\nChromeDriver was started successfully on port 40123.\n";
        assert_eq!(announced_port(log), Some(40123));
        assert_eq!(announced_port("Starting"), None);
    }
}
