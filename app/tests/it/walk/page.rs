//! A person at a browser, and what every page must be: readable in its language, no wider than its window.

use crate::site::{Site, Visitor};
use testkit::browser::turns_page;
use testkit::browser::{Client, Element, Locator, Look, press_at, screenshot};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

/// What is wrong with the page that is open, or nothing. One question for all, because it is asked of every page; it is
/// put to the browser's engine, which answers also where the page's own script is off.
const FAULTS: &str = r"
    const [missing, language] = arguments, e = document.documentElement, faults = [];
    const heads = [...document.querySelectorAll('h1')].map(h => h.innerText.trim());
    if (e.outerHTML.includes(missing)) faults.push('a word is missing: ' + e.outerHTML.split(missing)[1].slice(0, 80));
    if (e.lang !== language) faults.push('it is in ' + e.lang);
    if (document.title.trim() === '') faults.push('it has no title');
    if (heads.length !== 1 || heads[0] === '') faults.push('its headings of the first order are ' + JSON.stringify(heads));
    if (e.scrollWidth > e.clientWidth) faults.push('it is ' + (e.scrollWidth - e.clientWidth) + ' px too wide');
    return faults.length ? location.href + ': ' + faults.join('; ') : '';";

pub struct Walker {
    pub client: Client,
    pub site: &'static Site,
    /// How pictures of this walk are called.
    pub called: &'static str,
    pub look: Look,
}

impl Walker {
    pub fn new(client: Client, site: &'static Site, called: &'static str, look: Look) -> Walker {
        Walker {
            client,
            site,
            called,
            look,
        }
    }

    /// Opens an address and looks the page over.
    pub async fn open(&self, path: &str) {
        let url = format!("http://{}{path}", self.site.host);
        self.client.goto(&url).await.unwrap();
        self.check("zh-CN").await;
    }

    /// Presses what the XPath finds, and looks the next page over.
    pub async fn press(&self, xpath: &str) {
        press_at(&self.client, Locator::XPath(xpath)).await;
        self.check("zh-CN").await;
    }

    /// Presses the first link or button in the page's main part with exactly these words.
    pub async fn press_words(&self, words: &str) {
        let is = format!("[normalize-space()='{words}']");
        self.press(&format!("(//main//a{is} | //main//button{is})[1]"))
            .await;
    }

    /// What holds for every page in every language at every width.
    pub async fn check(&self, language: &str) {
        let args = vec!["⟦".into(), language.into()];
        let found = self.client.execute(FAULTS, args).await.unwrap();
        let width = self.look.width;
        assert_eq!(found.as_str(), Some(""), "on a page of {width} px");
    }

    /// Opens an address without looking it over.
    pub async fn go(&self, path: &str) {
        let url = format!("http://{}{path}", self.site.host);
        self.client.goto(&url).await.unwrap();
    }

    /// The same page in English, and back.
    pub async fn glance_in_english(&self, picture: &str) {
        press_at(&self.client, Locator::XPath("//header//a[@lang='en']")).await;
        self.check("en").await;
        self.picture(&format!("{picture}-en")).await;
        self.press("//header//a[@lang='zh-CN']").await;
    }

    pub async fn find(&self, xpath: &str) -> Element {
        let found = self.client.find(Locator::XPath(xpath)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {xpath}: {error}\n{}", self.text().await),
        }
    }

    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.unwrap().len()
    }

    pub async fn texts(&self, css: &str) -> Vec<String> {
        let mut out = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
            out.push(element.text().await.unwrap());
        }
        out
    }

    /// What the main part of the page says.
    pub async fn text(&self) -> String {
        let main = self.client.find(Locator::Css("main")).await.unwrap();
        main.text().await.unwrap()
    }

    pub async fn says(&self, words: &str) {
        let text = self.text().await;
        assert!(text.contains(words), "not said: {words}\n{text}");
    }

    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.find(&format!("//main//input[@name='{name}']")).await;
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    /// Goes on with Tab to the field or button that `is_it` knows by name or words.
    pub async fn tab_to(&self, wanted: &str) -> Element {
        for _ in 0..80 {
            self.client
                .active_element()
                .await
                .unwrap()
                .send_keys(TAB)
                .await
                .unwrap();
            let now = self.client.active_element().await.unwrap();
            let name = now.attr("name").await.unwrap().unwrap_or_default();
            if name == wanted || now.text().await.unwrap() == wanted {
                return now;
            }
        }
        panic!("Tab does not come to {wanted}");
    }

    /// Enter, where another page is to come.
    pub async fn enter(&self, at: &Element) {
        turns_page(&self.client, async || at.send_keys(ENTER).await.unwrap()).await;
        self.check("zh-CN").await;
    }

    /// Signs in as somebody of the demonstration: at a desk with keys only.
    pub async fn sign_in(&self, role: &str) {
        let (login, password) = &self.site.logins[role];
        self.open("/sign-in").await;
        if self.look.width < 600 {
            self.fill("login", login).await;
            self.fill("password", password).await;
            self.press("//main//form//button").await;
        } else {
            self.tab_to("login").await.send_keys(login).await.unwrap();
            let last = self.tab_to("password").await;
            last.send_keys(password).await.unwrap();
            self.enter(&last).await;
        }
        assert_eq!(
            self.count("header form[action='/sign-out']").await,
            1,
            "{}",
            self.text().await
        );
    }

    pub async fn sign_out(&self) {
        self.press("//header//form[@action='/sign-out']//button")
            .await;
    }

    /// A visitor with this browser's session, for files and for what a page does not offer.
    pub async fn visitor(&self) -> Visitor {
        let mut visitor = Visitor::new(&self.site.host);
        for cookie in self.client.get_all_cookies().await.unwrap() {
            visitor = visitor.with_cookie(cookie.name(), cookie.value());
        }
        visitor
    }

    pub async fn picture(&self, page: &str) {
        screenshot(&self.client, &format!("walk-{page}-{}", self.called)).await;
    }

    /// Path of the page that is open.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }
}
