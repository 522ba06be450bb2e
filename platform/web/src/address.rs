//! The address under which the public reaches this server. It goes into QR codes on paper, which nobody can call
//! back: so it is confirmed once by a phone that really got here, before anything is printed with it.

use crate::app::App;
use crate::components::{Button, ButtonKind, Control, Field, Form, Notice, NoticeKind, Summary};
use crate::layout::Page;
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::public_url::{ConfirmPublicUrl, confirm_public_url, confirmed};
use kernel::{Error, Refusal, Result};
use store::Tx;

/// `https://zhen.example.cn` or with a path; no slash at the end, nothing behind.
pub fn parse(text: &str) -> Result<String, String> {
    let fault = || "https://zhen.example.cn".to_owned();
    let url = text.trim().trim_end_matches('/');
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .ok_or_else(fault)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:/[]".contains(c);
    if rest.is_empty() || rest.starts_with('/') || url.len() > 80 || !rest.chars().all(is_plain) {
        return Err(fault());
    }
    Ok(url.to_owned())
}

/// The confirmed address. Refused `web.no_public_url`, `web.public_url_unconfirmed`.
pub fn printed(tx: &mut Tx, configured: Option<&str>) -> Result<String> {
    let url = configured.ok_or_else(|| Error::refused("web.no_public_url"))?;
    let known = confirmed(tx)?;
    if known.as_ref().map(|known| known.0.as_str()) != Some(url) {
        return Err(Refusal::new("web.public_url_unconfirmed")
            .with("url", url)
            .into());
    }
    Ok(url.to_owned())
}

/// [`printed`] for a page, which says why there is none.
pub(crate) fn shown(
    tx: &mut Tx,
    configured: Option<&str>,
) -> Result<std::result::Result<String, Refusal>> {
    match printed(tx, configured) {
        Err(Error::Refused(refusal)) => Ok(Err(refusal)),
        other => Ok(Ok(other?)),
    }
}

/// What the phone shows and the office types: six digits that hang on the address.
fn code(app: &App, url: &str) -> String {
    let tag = app.db.keys().hmac("web/public-url-code", &[url.as_bytes()]);
    let number = tag.iter().take(6).map(|byte| char::from(b'0' + byte % 10));
    number.collect()
}

/// The part of the test address that nobody guesses.
fn token(app: &App, url: &str) -> String {
    let tag = app
        .db
        .keys()
        .hmac("web/public-url-token", &[url.as_bytes()]);
    store::keys::hex(&tag).chars().take(16).collect()
}

/// What the office sees.
struct State {
    url: Option<String>,
    test: Option<String>,
    /// Address and day of the last confirmation.
    confirmed: Option<(String, kernel::Date)>,
}

async fn state(req: &Req) -> Result<State> {
    let url = req.app.config.public_url.clone();
    let test = url
        .as_ref()
        .map(|url| format!("{url}/public/address/{}", token(&req.app, url)));
    let confirmed = req.app.db.read_async(confirmed).await?;
    Ok(State {
        url,
        test,
        confirmed,
    })
}

pub(crate) async fn show(req: Req) -> Result<Reply> {
    let state = state(&req).await?;
    view(req.page("address-title"), &state, &Again::default()).reply()
}

fn view(mut page: Page, state: &State, again: &Again) -> View {
    let words = page.words;
    let mut parts = vec![Part::Text(words.get("address-lead"))];
    let known = match &state.confirmed {
        Some((url, date)) => format!("{url} · {date}"),
        None => words.get("address-never"),
    };
    let set = state
        .url
        .clone()
        .unwrap_or_else(|| words.get("address-unset"));
    parts.push(Part::Summary(
        Summary::default()
            .row(words.get("address-set"), set)
            .row(words.get("address-confirmed"), known),
    ));
    let (Some(url), Some(test)) = (&state.url, &state.test) else {
        let text = words.get("address-how-to-set");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
        return View::new(page, parts);
    };
    if state
        .confirmed
        .as_ref()
        .is_some_and(|known| known.0 == *url)
    {
        let text = words.get("address-is-confirmed");
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
        return View::new(page, parts);
    }
    if url.starts_with("http://") {
        let text = words.get("address-plain-http");
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    parts.push(Part::Text(words.get("address-open")));
    parts.push(Part::Code {
        label: words.get("address-test"),
        text: test.clone(),
    });
    let field = Field::new(words, Control::Number, "code", words.get("address-code"))
        .hint(words.get("address-code-hint"));
    let button = Button::submit(ButtonKind::Primary, words.get("address-confirm"));
    let form = Form::new(&page, "/address").field(field).button(button);
    parts.push(Part::Form(again.fill(&mut page, form)));
    View::new(page, parts)
}

/// What the phone opens. Whoever sees the six digits got here by the address that will be printed.
pub(crate) async fn arrived(req: Req) -> Result<Reply> {
    let url = req.app.config.public_url.clone().ok_or(Error::NotFound)?;
    if req.part("token") != token(&req.app, &url) {
        return Err(Error::NotFound);
    }
    let page = req.page("address-arrived");
    let words = page.words;
    let parts = vec![
        Part::Text(words.get("address-arrived-text")),
        Part::Code {
            label: words.get("address-code"),
            text: code(&req.app, &url),
        },
    ];
    Ok(View::new(page, parts).reply()?.private())
}

pub(crate) async fn confirm(req: Req) -> Result<Reply> {
    match record(&req).await {
        Ok(()) => Ok(Reply::see("/address").saved("address-saved", &[])),
        Err(error) => {
            let state = state(&req).await?;
            let mut page = req.page("address-title");
            let again = Again::of(&req, &mut page, error)?;
            let reply = view(page, &state, &again).reply()?;
            Ok(reply.again(again.is_again()))
        }
    }
}

async fn record(req: &Req) -> Result<()> {
    let url = req.app.config.public_url.clone();
    let url = url.ok_or_else(|| Error::refused("web.no_public_url"))?;
    let typed = req.form.get("code").unwrap_or_default().trim().to_owned();
    if typed != code(&req.app, &url) {
        return Err(Error::invalid("code", "wrong_address_code"));
    }
    let input = ConfirmPublicUrl { url };
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    req.app
        .db
        .act_async(&ctx, key, input, confirm_public_url)
        .await
}

pub(crate) fn samples(words: crate::i18n::Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let title = words.get("address-title");
    let day = kernel::Date::of_micros(1_659_000_000_000_000);
    let state = |url: Option<&str>, known: Option<&str>| State {
        url: url.map(str::to_owned),
        test: url.map(|url| format!("{url}/public/address/0a1b2c3d4e5f6071")),
        confirmed: known.map(|known| (known.to_owned(), day)),
    };
    let sample = |state: State| view(frame(&title), &state, &Again::default());
    let https = "https://zhen.example.cn";
    vec![
        ("address-unset", sample(state(None, None))),
        ("address-open", sample(state(Some(https), None))),
        (
            "address-plain",
            sample(state(Some("http://10.1.2.3:7749"), Some(https))),
        ),
        ("address-confirmed", sample(state(Some(https), Some(https)))),
    ]
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_address_is_scheme_and_host_and_nothing_behind() {
        let ok = |text: &str| parse(text).ok();
        assert_eq!(
            ok("https://zhen.example.cn/").as_deref(),
            Some("https://zhen.example.cn")
        );
        assert_eq!(
            ok("http://10.1.2.3:7749").as_deref(),
            Some("http://10.1.2.3:7749")
        );
        assert_eq!(
            ok("https://a.cn/zhen").as_deref(),
            Some("https://a.cn/zhen")
        );
        for wrong in [
            "",
            "zhen.example.cn",
            "https://",
            "https:///x",
            "ftp://a.cn",
            "https://a.cn/?q=1",
            "https://a.cn/#x",
            "https://镇.cn",
        ] {
            assert_eq!(ok(wrong), None, "{wrong}");
        }
    }
}
