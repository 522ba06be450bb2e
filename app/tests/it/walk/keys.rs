//! Every journey of journeys.txt by keyboard only, at a desk: Tab, Enter, Space, arrows and letters, no pointer. On each
//! page Tab comes first to the link that skips to the main part, and it works; the focus is always seen, goes on in the
//! order in which one reads, stands on what is wrong after a form was refused, and leaves the page again at its end.

use super::page::Walker;
use crate::site::{Site, new, years_later};
use kernel::Date;
use serde_json::Value;
use std::sync::OnceLock;
use testkit::browser::{InputSource, KeyAction, KeyActions, turns_page};
use testkit::cast::identity;

const JOURNEYS: &str = include_str!("journeys.txt");
const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const HOME: &str = "\u{E011}";
const DOWN: &str = "\u{E015}";
const CONTROL: char = '\u{E009}';
/// The story's last day.
const LAST_DAY: &str = "2022-07-31";
/// What the bank answers to what was sent to it again: the reference is made of the batch's number.
const ANSWER: &str =
    "业务参考号,金额,处理结果,失败原因,处理日期\nPL202200010200000001,6768.18,成功,,2022-07-27\n";
/// More than any page of the demonstration has.
const MOST_STOPS: usize = 400;

/// What has the focus; null where it has left the page.
const STOP: &str = r"
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const bare = n => { const c = n.cloneNode(true);
        c.querySelectorAll('small, .note, .hear, .arrow').forEach(x => x.remove());
        return c.textContent.replace(/\s+/g, ' ').trim(); };
    const s = getComputedStyle(e), b = e.getBoundingClientRect();
    const ring = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none';
    const near = b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth;
    return { label: bare(e.labels && e.labels.length ? e.labels[0] : e), seen: ring && near && b.width > 1 && b.height > 1,
        main: !!e.closest('main'), top: b.top + scrollY, bottom: b.bottom + scrollY, alert: e.matches('[role=alert]'),
        radio: e.type === 'radio', file: e.type === 'file', chosen: e.selectedOptions?.[0]?.text ?? '', checked: !!e.checked };";

struct Keys<'a> {
    walker: &'a Walker,
    /// The page is new: nothing was pressed on it yet.
    fresh: bool,
    /// Where in the table, for whoever reads that a step failed.
    at: String,
}

fn fits(label: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('…') {
        Some(start) => label.starts_with(start),
        None => label == wanted,
    }
}

fn label(stop: &Value) -> &str {
    stop["label"].as_str().unwrap_or_default()
}

impl Keys<'_> {
    /// Each of these keys down and up, on whatever has the focus.
    async fn press(&self, keys: &str) {
        let mut pressed = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            pressed = pressed
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.walker.client.perform_actions(pressed).await.unwrap();
    }

    /// In place of what stands in the field.
    async fn write(&self, text: &str) {
        let all = [CONTROL, 'a'].map(|value| KeyAction::Down { value });
        let up = ['a', CONTROL].map(|value| KeyAction::Up { value });
        let mut pressed = KeyActions::new("keyboard".to_owned());
        for action in all.into_iter().chain(up) {
            pressed = pressed.then(action);
        }
        self.walker.client.perform_actions(pressed).await.unwrap();
        self.press(text).await;
    }

    async fn stop(&self) -> Value {
        self.walker.client.execute(STOP, Vec::new()).await.unwrap()
    }

    /// To the top of the page, whatever had the focus.
    async fn rise(&self) {
        let script = "document.activeElement?.blur(); scrollTo(0, 0); \
                      const s = getSelection(); s.removeAllRanges(); s.collapse(document.body, 0);";
        self.walker
            .client
            .execute(script, Vec::new())
            .await
            .unwrap();
    }

    /// Tab comes first to the link that skips what every page begins with.
    async fn skip(&self) {
        self.rise().await;
        self.press(TAB).await;
        let first = self.stop().await;
        assert_eq!(label(&first), "跳到正文", "{}", self.at);
        assert_eq!(first["seen"], true, "{}: {first}", self.at);
        self.press(ENTER).await;
        assert_eq!(self.stop().await["main"], true, "{}", self.at);
    }

    /// On with Tab to what has these words; each stop on the way is seen, and stands where one reads on.
    async fn find(&mut self, wanted: &str, from_main: bool) -> Value {
        let mut passed = Vec::new();
        for _ in 0..2 {
            if self.fresh && from_main {
                self.skip().await;
            }
            self.fresh = false;
            let mut before = Value::Null;
            for _ in 0..MOST_STOPS {
                self.press(TAB).await;
                let stop = self.stop().await;
                if stop.is_null() {
                    break;
                }
                self.look(&before, &stop);
                if fits(label(&stop), wanted) {
                    return stop;
                }
                if stop["radio"] == true && self.among_radios(wanted).await {
                    return self.stop().await;
                }
                passed.push(label(&stop).chars().take(12).collect::<String>());
                before = stop;
            }
            self.fresh = true;
        }
        panic!(
            "{}: Tab does not come to {wanted}, but to {passed:?}",
            self.at
        );
    }

    fn look(&self, before: &Value, stop: &Value) {
        assert_eq!(
            stop["seen"], true,
            "{}: the focus is not seen: {stop}",
            self.at
        );
        if before["main"] == true && stop["main"] == true {
            let (above, below) = (before["top"].as_f64(), stop["bottom"].as_f64());
            let goes_on = below.unwrap() >= above.unwrap() - 4.0;
            assert!(goes_on, "{}: from {before} back to {stop}", self.at);
        }
    }

    /// Of a group of radios Tab comes to one; arrows go to the others.
    async fn among_radios(&self, wanted: &str) -> bool {
        let first = self.stop().await;
        for _ in 0..20 {
            let stop = self.stop().await;
            if fits(label(&stop), wanted) {
                return true;
            }
            self.press(DOWN).await;
            if label(&self.stop().await) == label(&first) {
                return false;
            }
        }
        false
    }

    async fn enter(&mut self) {
        turns_page(&self.walker.client, async || self.press(ENTER).await).await;
        self.walker.check("zh-CN").await;
        self.fresh = true;
    }

    async fn sign_in(&mut self, role: &str) {
        let (login, password) = &self.walker.site.logins[role];
        self.walker.client.delete_all_cookies().await.unwrap();
        self.walker.open("/sign-in").await;
        self.fresh = true;
        self.find("登录名", true).await;
        self.press(login).await;
        self.find("密码", true).await;
        self.press(password).await;
        self.enter().await;
    }

    async fn pick(&mut self, field: &str, wanted: &str) {
        self.find(field, true).await;
        self.press(HOME).await;
        for _ in 0..60 {
            let stop = self.stop().await;
            if stop["chosen"].as_str().unwrap_or_default().contains(wanted) {
                return;
            }
            self.press(DOWN).await;
        }
        panic!("{}: {field} offers no {wanted}", self.at);
    }

    async fn step(&mut self, deed: &str, rest: &str) {
        let (field, value) = rest.split_once(" = ").unwrap_or((rest, ""));
        match deed {
            "as" => self.sign_in(rest).await,
            "open" => {
                self.walker.open(rest).await;
                self.fresh = true;
            }
            "nav" => {
                self.rise().await;
                self.fresh = false;
                self.find(rest, false).await;
                self.enter().await;
            }
            "go" => {
                self.find(rest, true).await;
                self.enter().await;
            }
            "show" => {
                self.find(rest, true).await;
                self.press(ENTER).await;
            }
            "type" => {
                self.find(field, true).await;
                self.write(value).await;
            }
            "pick" => self.pick(field, value).await,
            "choose" => {
                self.find(rest, true).await;
                self.press(" ").await;
                assert_eq!(self.stop().await["checked"], true, "{}", self.at);
            }
            "file" => {
                // The chooser that Enter opens is the system's own; what it hands over comes so.
                assert_eq!(self.find(field, true).await["file"], true, "{}", self.at);
                let active = self.walker.client.active_element().await.unwrap();
                active.send_keys(value).await.unwrap();
            }
            "says" => {
                let body = self.walker.find("/html/body").await;
                let text = body.text().await.unwrap();
                assert!(text.contains(rest), "{}: not said: {text}", self.at);
            }
            "refused" => {
                let stop = self.stop().await;
                let is_told = stop["alert"] == true && label(&stop).contains(rest);
                assert!(is_told, "{}: the focus stands on {stop}", self.at);
                self.fresh = false;
            }
            other => panic!("no step is called {other}"),
        }
    }

    /// From the top to the end of the page and out of it.
    async fn leave(&mut self) {
        self.rise().await;
        for _ in 0..MOST_STOPS {
            self.press(TAB).await;
            if self.stop().await.is_null() {
                return;
            }
        }
        panic!("{}: Tab does not leave the page", self.at);
    }
}

fn list() -> String {
    let born = identity("371502", Date::new(1962, 3, 12).unwrap(), 871);
    format!(
        "户编号,行政村,姓名,证件号码,与户主关系,户类型\nK-1,张李新村,司徒听雨,{born},户主,脱贫户\n"
    )
}

/// Where a journey goes, and the code with which a new server is set up.
fn place(name: &str, office: &'static Site) -> (&'static Site, &'static str) {
    static LATER: OnceLock<Site> = OnceLock::new();
    static NEW: OnceLock<(Site, String)> = OnceLock::new();
    match name {
        "office" => (office, ""),
        // Copied when the first journey comes to it: what was begun in the office is gone on with there.
        "years_later" => (
            LATER.get_or_init(|| years_later(office, "walk-years-later")),
            "",
        ),
        "new" => {
            let (site, code) = NEW.get_or_init(|| new("walk-new"));
            (site, code)
        }
        other => panic!("no place is called {other}"),
    }
}

pub async fn walk(walker: Walker) {
    let folder = crate::site::folder("walk-keys");
    let (names, answer) = (folder.join("名册.csv"), folder.join("回盘.csv"));
    std::fs::write(&names, list()).unwrap();
    std::fs::write(&answer, ANSWER).unwrap();
    let mut done = 0;
    for journey in JOURNEYS.split("\n\n") {
        let mut lines = journey.lines().filter(|line| !line.starts_with("//"));
        let Some(name) = lines.next() else {
            continue;
        };
        let at = lines
            .next()
            .and_then(|line| line.trim().strip_prefix("at "));
        let at = at.unwrap_or_else(|| panic!("{name}: where?"));
        let (site, code) = place(at, walker.site);
        let (client, called, look) = (walker.client.clone(), walker.called, walker.look);
        let mut keys = Keys {
            walker: &Walker::new(client, site, called, look),
            fresh: true,
            at: name.to_owned(),
        };
        for line in lines {
            let line = line
                .trim()
                .replace("{list}", names.to_str().unwrap())
                .replace("{answer}", answer.to_str().unwrap())
                .replace("{login}", "fangzq")
                .replace("{code}", code)
                .replace("{today}", LAST_DAY);
            keys.at = format!("{name}: {line}");
            let (deed, rest) = line.split_once(' ').unwrap();
            keys.step(deed, rest).await;
        }
        keys.leave().await;
        done += 1;
    }
    assert!(done >= 22, "{done} journeys");
    std::fs::remove_dir_all(folder).unwrap();
}
