//! Checking a slip against a notice: on the reader's own phone where scripts run, else by this server, which the page
//! then says. What a QR code carries stands behind the `#` of the address and never reaches the server.

use crate::assets;
use crate::components::{Button, ButtonKind, Control, Field, Form, Notice, NoticeKind, Summary};
use crate::format;
use crate::i18n::Words;
use crate::layout::Page;
use crate::reply::Reply;
use crate::request::Req;
use askama::Template;
use kernel::proof::{Fault, Held, Read, Slip};
use kernel::text::{hex, unhex};
use kernel::{Error, Fen, FieldError, Result};

/// The words of [`Fault::code`].
const FAULTS: [&str; 10] = [
    "wrong_root",
    "not_a_place",
    "wrong_depth",
    "overflow",
    "wrong_sums",
    "other_round",
    "other_terms",
    "payees",
    "amount",
    "pool",
];

#[derive(Template)]
#[template(path = "pages/verify.html")]
pub struct VerifyView {
    pub page: Page,
    pub script: &'static str,
    /// Where this server checked, because the browser runs no scripts.
    pub result: Option<(Notice, Summary)>,
    pub form: Form,
    /// What the script says, by name.
    pub says: Vec<(&'static str, Notice)>,
    pub faults: Vec<(&'static str, String)>,
}

pub fn view(
    page: Page,
    typed: (&str, &str),
    faults: &[FieldError],
    result: Option<(Notice, Summary)>,
) -> VerifyView {
    let words = page.words;
    let say = |name, kind| {
        let key = format!("proof-say-{name}");
        let text = words.get(&format!("{key}-text"));
        (name, notice(words, kind, words.get(&key), text))
    };
    let slip = Field::new(
        words,
        Control::Textarea,
        "slip",
        words.get("proof-field-slip"),
    )
    .hint(words.get("proof-field-slip-hint"))
    .value(typed.0)
    .errors(words, faults);
    let root = Field::new(words, Control::Text, "root", words.get("proof-field-root"))
        .hint(words.get("proof-field-root-hint"))
        .value(typed.1)
        .errors(words, faults);
    let check = Button::submit(ButtonKind::Primary, words.get("proof-check"));
    let form = Form::new(&page, "/v").field(slip).field(root).button(check);
    VerifyView {
        script: assets::verify_href(),
        result,
        form,
        says: vec![
            say("holds", NoticeKind::Saved),
            say("differs", NoticeKind::Refused),
            say("unreadable", NoticeKind::Refused),
            say("bad-root", NoticeKind::Refused),
            say("rootless", NoticeKind::Info),
            say("kept", NoticeKind::Saved),
            say("unkept", NoticeKind::Warning),
            say("changed", NoticeKind::Warning),
        ],
        faults: FAULTS.map(|code| (code, fault(words, code))).to_vec(),
        page,
    }
}

fn notice(words: Words, kind: NoticeKind, title: String, text: String) -> Notice {
    Notice {
        title,
        ..Notice::new(kind, words, text)
    }
}

fn fault(words: Words, code: &str) -> String {
    words.get(&format!("proof-fault-{}", code.replace('_', "-")))
}

pub(crate) async fn page(req: Req) -> Result<Reply> {
    let page = req.page("proof-title");
    Reply::page(&view(page, ("", ""), &[], None))
}

/// The verifier that needs nothing of ours but its own text.
pub(crate) async fn tool(_: Req) -> Result<Reply> {
    let text = include_bytes!("../../../../tools/verify.py");
    Ok(Reply::file(
        text.to_vec(),
        "text/x-python; charset=utf-8",
        "verify.py",
    ))
}

/// The format, so exactly that a stranger can write a verifier.
pub(crate) async fn format_text(_: Req) -> Result<Reply> {
    let text = include_bytes!("../../../../docs/verify.md");
    Ok(Reply::file(
        text.to_vec(),
        "text/markdown; charset=utf-8",
        "verify.md",
    ))
}

/// Without scripts: the form comes here.
pub(crate) async fn check(req: Req) -> Result<Reply> {
    let words = req.words();
    let text = |name: &str| req.form.get(name).unwrap_or_default().to_owned();
    let (slip, root) = (text("slip"), text("root"));
    let page = req.page("proof-title");
    let (faults, result) = match read(&slip, &root) {
        Ok((slip, root)) => (Vec::new(), Some(told(words, &slip, &root))),
        Err(Error::Invalid(faults)) => (faults, None),
        Err(other) => return Err(other),
    };
    Ok(Reply::page(&view(page, (&slip, &root), &faults, result))?.private())
}

fn read(slip: &str, root: &str) -> Result<(Slip, [u8; 32])> {
    let read = match slip.trim_start().starts_with('{') {
        true => Slip::of_json(slip).map(|slip| Read::Slip(Box::new(slip))),
        false => Read::of_text(slip),
    };
    let slip = match read {
        Ok(Read::Slip(slip)) => *slip,
        Ok(Read::Notice(_)) => return Err(Error::invalid("slip", "proof_is_a_notice")),
        Err(_) => return Err(Error::invalid("slip", "proof_unreadable")),
    };
    let digits: String = root
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let root = unhex(&digits.to_lowercase());
    Ok((
        slip,
        root.ok_or_else(|| Error::invalid("root", "proof_root"))?,
    ))
}

/// Root in groups of eight, as the notice prints it.
pub fn grouped(root: &[u8; 32]) -> String {
    let groups: Vec<String> = root.chunks(4).map(hex).collect();
    groups.join(" ")
}

fn fen(amount: u64) -> Fen {
    Fen(i64::try_from(amount).unwrap_or(i64::MAX))
}

fn count(number: u64) -> String {
    format::count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn told(words: Words, slip: &Slip, root: &[u8; 32]) -> (Notice, Summary) {
    match slip.check_root(root) {
        Ok(held) => holds(words, slip, &held),
        Err(found) => {
            let text = fault(words, Fault::code(found));
            let title = words.get("proof-say-differs");
            let summary = Summary::default().row(words.get("proof-root"), grouped(root));
            (notice(words, NoticeKind::Refused, title, text), summary)
        }
    }
}

fn holds(words: Words, slip: &Slip, held: &Held) -> (Notice, Summary) {
    let key = if held.is_amount_checked {
        "proof-amount-right"
    } else {
        "proof-amount-parts"
    };
    let title = words.get("proof-say-holds");
    let net = fen(slip.sums.gross.saturating_sub(slip.sums.tax));
    let summary = Summary::default()
        .row(words.get("proof-net"), format::money(net))
        .row(
            words.get("proof-gross"),
            format::money(fen(slip.sums.gross)),
        )
        .row(words.get("proof-tax"), format::money(fen(slip.sums.tax)))
        .row(words.get("proof-weight"), count(slip.sums.weight))
        .row(words.get("proof-shares"), count(slip.sums.shares))
        .row(words.get("proof-lines"), count(slip.leaves))
        .row(
            words.get("proof-total"),
            format::money(fen(held.sums.gross)),
        )
        .row(words.get("proof-root"), grouped(&held.root));
    (
        notice(words, NoticeKind::Saved, title, words.get(key)),
        summary,
    )
}
