//! A household's slip: its line, the code that carries the whole proof, and how to check it. As a page and on paper.

use super::facts::Round;
use super::words::money;
use crate::components::*;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::verify::grouped;
use crate::view::{Part, View};
use kernel::proof::Slip;
use kernel::text::hex;
use kernel::{Fen, Refusal};

/// A slip with the names that the reader may see.
#[derive(Debug, Clone)]
pub struct OneSlip {
    pub slip: Slip,
    pub key: String,
    pub head: String,
    pub village: String,
    pub root: [u8; 32],
    /// The household's own link, without the host.
    pub link: String,
}

fn fen(amount: u64) -> Fen {
    Fen(i64::try_from(amount).unwrap_or(i64::MAX))
}

fn facts(words: Words, one: &OneSlip) -> Vec<(String, String)> {
    let sums = one.slip.sums;
    let net = fen(sums.gross.saturating_sub(sums.tax));
    let mut out = vec![
        (words.get("rounds-col-head"), one.head.clone()),
        (words.get("rounds-col-village"), one.village.clone()),
        (words.get("slip-net"), money(words, net)),
    ];
    if sums.tax > 0 {
        out.push((words.get("slip-gross"), money(words, fen(sums.gross))));
        out.push((words.get("slip-tax"), money(words, fen(sums.tax))));
    }
    if one.slip.terms.policy.is_some() {
        out.push((words.get("proof-weight"), sums.weight.to_string()));
    }
    if sums.shares > 0 {
        out.push((words.get("proof-shares"), sums.shares.to_string()));
    }
    out.push((words.get("slip-lines"), one.slip.leaves.to_string()));
    out.push((words.get("slip-root"), grouped(&one.root)));
    out.push((words.get("slip-salt"), hex(&one.slip.salt)));
    out
}

/// What the code says: an address whose part behind `#` stays in the phone.
pub fn address(url: &str, slip: &Slip) -> String {
    format!("{url}/v#{}", slip.to_digits())
}

/// `url` is the confirmed address, or why nothing with a code can be shown yet.
pub fn page(mut page: Page, round: &Round, one: &OneSlip, url: Result<&str, &Refusal>) -> View {
    let words = page.words;
    super::round::crumbs(&mut page);
    let href = format!("/rounds/{}", round.id);
    page.breadcrumbs
        .push(NavItem::new(href.clone(), round.title.clone(), false));
    let label = words.get("slip-all");
    page.breadcrumbs
        .push(NavItem::new(format!("{href}/slips"), label, false));
    page.private = true;
    let mut summary = Summary::default();
    for (key, value) in facts(words, one) {
        summary = summary.row(key, value);
    }
    let here = format!("{href}/line/{}/slip", one.key);
    let mut parts = vec![Part::Text(round.title.clone()), Part::Summary(summary)];
    let file = |name: &str, key: &str| {
        Button::link(
            ButtonKind::Secondary,
            format!("{here}.{name}"),
            words.get(key),
        )
    };
    let mut buttons = vec![file("json", "slip-json")];
    let own = words.get("slip-open-own");
    buttons.push(Button::link(ButtonKind::Secondary, one.link.clone(), own));
    match url {
        Ok(url) => {
            buttons.insert(0, file("pdf", "slip-pdf"));
            parts.push(Part::Qr {
                text: address(url, &one.slip),
                caption: words.get("slip-caption"),
            });
        }
        Err(refusal) => {
            let text = words.refusal(refusal);
            parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
        }
    }
    parts.push(Part::Text(words.get("slip-neighbour")));
    parts.push(Part::Buttons(buttons));
    View::new(page, parts)
}

/// What the household's own link opens: the slip with a masked name.
pub fn own(mut page: Page, round: &Round, one: &OneSlip, url: Option<&str>) -> View {
    let words = page.words;
    page.private = true;
    let mut summary = Summary::default();
    for (key, value) in facts(words, one) {
        summary = summary.row(key, value);
    }
    let mut parts = vec![Part::Text(round.title.clone()), Part::Summary(summary)];
    if let Some(url) = url {
        parts.push(Part::Qr {
            text: address(url, &one.slip),
            caption: words.get("slip-caption"),
        });
    }
    // A phone cannot scan its own screen: the same by a link.
    let here = address("", &one.slip);
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Primary,
        here,
        words.get("slip-check-here"),
    )]));
    parts.push(Part::Text(words.get("slip-neighbour")));
    View::new(page, parts)
}

/// The same on half a sheet.
pub fn paper(words: Words, round: &Round, entity: &str, one: &OneSlip, url: &str) -> pdf::Slip {
    pdf::Slip {
        title: words.get("slip-title"),
        lines: vec![round.title.clone(), format!("{entity}  {}", round.number)],
        facts: facts(words, one),
        qr: address(url, &one.slip),
        qr_caption: words.get("slip-caption"),
        notes: vec![
            words.get("slip-how"),
            words.with("slip-by-hand", &[("url", &format!("{url}/v"))]),
            words.with("slip-own-link", &[("url", &format!("{url}{}", one.link))]),
            words.get("slip-neighbour"),
        ],
    }
}

/// Which slips to print: by village, so that each hands out its own.
pub fn choose(
    mut page: Page,
    round: &Round,
    villages: &[(String, String, i64)],
    refusal: Option<&Refusal>,
) -> View {
    let words = page.words;
    super::round::crumbs(&mut page);
    page.breadcrumbs.push(NavItem::new(
        format!("/rounds/{}", round.id),
        round.title.clone(),
        false,
    ));
    let mut parts = vec![Part::Text(words.get("slip-choose-lead"))];
    if let Some(refusal) = refusal {
        let text = words.refusal(refusal);
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
        return View::new(page, parts);
    }
    let choices = villages.iter().map(|(id, name, lines)| {
        let count = words.count("rounds-households", *lines);
        Choice::new(id.clone(), format!("{name} {count}"))
    });
    let all = Choice::new("all", words.get("slip-all-villages"));
    let choices = std::iter::once(all).chain(choices).collect();
    let field = Field::new(
        words,
        Control::Select(choices),
        "unit",
        words.get("rounds-col-village"),
    );
    let button = Button::submit(ButtonKind::Primary, words.get("slip-make"));
    let form = Form::new(&page, format!("/rounds/{}/slips", round.id));
    parts.push(Part::Form(form.field(field.value("all")).button(button)));
    View::new(page, parts)
}

/// Slips being made, or ready.
pub fn progress(mut page: Page, round: &Round, here: &str, job: &Job) -> View {
    let words = page.words;
    super::round::crumbs(&mut page);
    page.breadcrumbs.push(NavItem::new(
        format!("/rounds/{}/slips", round.id),
        words.get("slip-all"),
        false,
    ));
    page.private = true;
    let mut parts = Vec::new();
    if job.failed {
        let text = words.get("slip-failed");
        parts.push(Part::Notice(Notice::new(NoticeKind::Refused, words, text)));
        return View::new(page, parts);
    }
    let label = words.get("slip-making");
    parts.push(Part::Progress(Progress::new(
        words, label, job.done, job.total,
    )));
    if job.file.is_none() {
        page.refresh_s = Some(1);
        parts.push(Part::Text(words.get("slip-wait")));
        return View::new(page, parts);
    }
    if !job.missing.is_empty() {
        let text = words.with("pdf-missing", &[("list", &job.missing.join("  "))]);
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    parts.push(Part::Text(words.get("slip-ready")));
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Primary,
        format!("{here}/slips.pdf"),
        words.get("slip-download"),
    )]));
    View::new(page, parts)
}

/// A file in the making is told of every few seconds; after a silence of so long its maker is gone, as when the server
/// was started anew.
const SILENCE_US: i64 = 120 * 1_000_000;

impl Job {
    /// Neither finished nor heard of any more.
    pub fn is_lost(&self, now_us: i64) -> bool {
        self.file.is_none() && now_us.saturating_sub(self.told_at) > SILENCE_US
    }
}

/// How far the making of a file has come; kept with the file until it expires.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Job {
    pub done: i64,
    pub total: i64,
    pub failed: bool,
    /// When this was written, microseconds since 1970.
    pub told_at: i64,
    /// The finished file's upload.
    pub file: Option<i64>,
    /// Signs that the font lacks, as they were printed.
    pub missing: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_whose_server_was_started_anew_does_not_wait_for_ever() {
        let job = Job {
            told_at: 1_000_000,
            ..Job::default()
        };
        assert!(!job.is_lost(job.told_at + SILENCE_US));
        assert!(job.is_lost(job.told_at + SILENCE_US + 1));
        let done = Job {
            file: Some(1),
            ..job
        };
        assert!(!done.is_lost(i64::MAX));
    }
}
