//! What everybody may see without signing in: the index of notices, a notice by its own link, and,
//! after one press of a button, its roster with masked names.

use super::facts::{Public, PublicLine, Stage};
use super::words::{basis, class, money, ordinal, policy};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::verify::grouped;
use crate::view::{Part, View};
use askama::Template;
use kernel::text::hex;
use kernel::{Date, Fen};

/// Rows of a public page: it stays below 40 KB compressed on a phone that costs 600 yuan.
pub const ROWS: i64 = 200;

#[derive(Template)]
#[template(path = "rounds/public_index.html")]
pub struct IndexView {
    pub page: Page,
    pub lead: String,
    pub table: Table,
    pub how: String,
}

pub fn index(page: Page, notices: &[Public], today: Date, next_href: Option<String>) -> IndexView {
    let words = page.words;
    let columns = vec![
        Column::text(words.get("rounds-public-col-title")),
        Column::text(words.get("rounds-public-col-period")),
        Column::number(
            words.get("rounds-col-households"),
            words.get("rounds-unit-household"),
        ),
        Column::number(
            words.get("rounds-col-persons"),
            words.get("rounds-unit-person"),
        ),
        Column::number(words.get("rounds-col-amount"), words.get("web-unit-yuan")),
    ];
    let rows = notices.iter().map(|notice| {
        let period = words.with(
            "rounds-period",
            &[
                ("from", &notice.from.to_string()),
                ("to", &notice.to.to_string()),
            ],
        );
        vec![
            Cell::from(notice.title.clone()).note(place(notice)),
            Cell::from(state(words, notice, today)).note(period),
            few(notice.sums.households).into(),
            few(notice.sums.persons).into(),
            format::money(notice.sums.gross).into(),
        ]
    });
    let mut table = Table::new("notices", words.get("rounds-public-caption"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "rounds-public-empty-title",
            "rounds-public-empty-text",
        ));
    if next_href.is_some() {
        let count = i64::try_from(notices.len()).unwrap_or(i64::MAX);
        table = table.pager(Pager::new(words, count, None, next_href));
    }
    IndexView {
        lead: words.get("rounds-public-lead"),
        how: words.get("rounds-public-how"),
        table,
        page,
    }
}

/// Who posts it and for which unit, said once where they are called the same.
fn place(notice: &Public) -> String {
    if notice.org == notice.unit {
        return notice.org.clone();
    }
    format!("{} {}", notice.org, notice.unit)
}

/// A cell of fewer than five persons or households could point at one of them.
fn few(count: i64) -> String {
    if (1..5).contains(&count) {
        "<5".to_owned()
    } else {
        format::count(count)
    }
}

/// Under objection, over, paid, taken back.
fn state(words: Words, notice: &Public, today: Date) -> Tag {
    let (kind, key) = match notice.stage {
        Stage::Cancelled | Stage::Reversed => (TagKind::Plain, "rounds-public-withdrawn"),
        Stage::Paid | Stage::Closed => (TagKind::Done, "rounds-public-paid"),
        _ if today < notice.from => (TagKind::Plain, "rounds-public-coming"),
        _ if today <= notice.to => (TagKind::Open, "rounds-public-open"),
        _ => (TagKind::Plain, "rounds-public-over"),
    };
    Tag::new(kind, words.get(key))
}

#[derive(Template)]
#[template(path = "rounds/notice.html")]
pub struct NoticeView {
    pub page: Page,
    pub tag: Tag,
    pub stats: Stats,
    pub facts: Summary,
    /// The button that shows the roster, while its period runs.
    pub open: Option<Opener>,
    pub closed: Option<Notice>,
    pub object: String,
    /// How a household checks its slip against this notice: the code where an address is confirmed, and the proof's facts.
    pub check: Vec<Part>,
}

/// A form of one button. It changes nothing, so it carries no token.
pub struct Opener {
    pub action: String,
    pub label: String,
    pub hint: String,
}

fn crumbs(page: &mut Page) {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new(
        "/public",
        words.get("rounds-public-title"),
        false,
    )];
}

/// `here` is the notice's own link.
pub fn notice(
    mut page: Page,
    notice: &Public,
    here: &str,
    today: Date,
    url: Option<&str>,
) -> NoticeView {
    let words = page.words;
    crumbs(&mut page);
    page.org = notice.org.clone();
    page.private = true;
    page.checkpoint.clone_from(&notice.checkpoint);
    let is_open = notice.is_open(today);
    NoticeView {
        tag: state(words, notice, today),
        stats: stats(words, notice),
        facts: facts(words, notice, is_open),
        open: is_open.then(|| Opener {
            action: here.to_owned(),
            label: words.get("rounds-public-show"),
            hint: words.get("rounds-public-show-hint"),
        }),
        closed: (!is_open)
            .then(|| Notice::new(NoticeKind::Info, words, words.get("rounds-public-closed"))),
        object: object(words, notice, today),
        check: check(words, notice, url),
        page,
    }
}

/// What the code says: the notice behind `#`, which stays in the phone.
pub fn address(url: &str, proof: &kernel::proof::Notice) -> String {
    format!("{url}/v#{}", proof.to_digits())
}

fn check(words: Words, notice: &Public, url: Option<&str>) -> Vec<Part> {
    let Some(proof) = &notice.proof else {
        return Vec::new();
    };
    let mut parts = vec![
        Part::heading("check", words.get("notice-check")),
        Part::Text(words.get("notice-check-text")),
    ];
    if let Some(url) = url {
        parts.push(Part::Qr {
            text: address(url, proof),
            caption: words.get("notice-caption"),
        });
    }
    parts.push(Part::Summary(signed(words, proof)));
    parts.push(Part::Text(words.get("notice-signature-text")));
    parts
}

/// Root, sums and the signed checkpoint.
pub fn signed(words: Words, proof: &kernel::proof::Notice) -> Summary {
    let whole = |n: u64| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let fen = |n: u64| Fen(i64::try_from(n).unwrap_or(i64::MAX));
    Summary::default()
        .row(words.get("slip-root"), grouped(&proof.root))
        .row(words.get("proof-issue"), proof.issue.to_string())
        .row(words.get("proof-lines"), whole(proof.leaves))
        .row(words.get("proof-shares"), whole(proof.sums.shares))
        .row(words.get("proof-weight"), whole(proof.sums.weight))
        .row(words.get("slip-gross"), money(words, fen(proof.sums.gross)))
        .row(words.get("slip-tax"), money(words, fen(proof.sums.tax)))
        .row(words.get("notice-register"), hex(&proof.register))
        .row(
            words.get("proof-checkpoint"),
            format!("{}:{}", proof.seq, hex(&proof.hash)),
        )
        .row(words.get("notice-key"), hex(&proof.key))
        .row(words.get("notice-signature"), hex(&proof.signature))
}

/// The notice as it hangs: title, sums, the roster with masked names, the code, root and signed checkpoint.
pub fn poster(
    mut page: Page,
    notice: &Public,
    lines: &[PublicLine],
    url: &str,
    today: Date,
) -> View {
    let words = page.words;
    page.title.clone_from(&notice.title);
    page.checkpoint.clone_from(&notice.checkpoint);
    let mut parts = vec![
        Part::Stats(stats(words, notice)),
        Part::Summary(facts(words, notice, notice.is_open(today))),
        Part::Table(roster_table(words, notice, lines)),
        Part::Text(object(words, notice, today)),
        Part::Text(words.with("rounds-public-stamp", &[("entity", &notice.entity)])),
    ];
    parts.extend(check(words, notice, Some(url)));
    View::new(page, parts)
}

fn stats(words: Words, notice: &Public) -> Stats {
    let sums = &notice.sums;
    let yuan = words.get("web-unit-yuan");
    Stats {
        tiles: vec![
            Stat::new(
                format::count(sums.households),
                words.get("rounds-unit-household"),
                words.get("rounds-stat-households"),
            ),
            Stat::new(
                format::count(sums.persons),
                words.get("rounds-unit-person"),
                words.get("rounds-stat-persons"),
            ),
            Stat::new(
                format::money(sums.gross),
                yuan.clone(),
                words.get("rounds-stat-gross"),
            ),
            Stat::new(
                format::money(sums.carried),
                yuan,
                words.get("rounds-stat-carried"),
            ),
        ],
    }
}

fn facts(words: Words, notice: &Public, is_open: bool) -> Summary {
    let long = |day: Date| format::date_long(words, day);
    let mut out = Summary::default()
        .row(
            words.get("rounds-public-period"),
            words.with(
                "rounds-period",
                &[("from", &long(notice.from)), ("to", &long(notice.to))],
            ),
        )
        .row(words.get("rounds-rule-entity"), notice.entity.clone())
        .row(words.get("rounds-ordinal"), ordinal(words, notice.ordinal))
        .row(words.get("rounds-stat-pool"), money(words, notice.pool))
        .row(words.get("rounds-rule-basis"), basis(words, &notice.rule))
        .row(words.get("rounds-rule-policy"), policy(words, &notice.rule));
    if let Some(each) = notice.sums.each {
        out = out.row(
            words.get("rounds-public-standard"),
            words.with("rounds-each", &[("amount", &each.to_string())]),
        );
    }
    if let Some(phone) = notice.phone.as_deref().filter(|_| is_open) {
        out = out.row(words.get("rounds-public-phone"), phone);
    }
    let (count, answered, upheld) = notice.objections;
    if count > 0 {
        let args = [
            ("count", count.into()),
            ("answered", answered.into()),
            ("upheld", upheld.into()),
        ];
        out = out.row(
            words.get("rounds-public-objections"),
            words.fill("rounds-public-objections-text", &args),
        );
    }
    if let Some(checked) = notice.checked {
        let args = [
            ("agree", checked.agree.into()),
            ("differ", checked.differ.into()),
            ("persons", checked.persons.into()),
            ("without", checked.without_number.into()),
        ];
        out = out.row(
            words.get("checks-notice"),
            words.fill("checks-notice-text", &args),
        );
    }
    out
}

/// The facts where no proof stands below, which begins with the root.
fn facts_with_root(words: Words, notice: &Public) -> Summary {
    let out = facts(words, notice, true);
    match &notice.root {
        None => out,
        Some(root) => out.row(
            words.get("rounds-rule-root"),
            Cell::from(root.clone()).note(words.get("rounds-rule-root-note")),
        ),
    }
}

/// How to object, and until when; after the period, that it is over.
fn object(words: Words, notice: &Public, today: Date) -> String {
    if today > notice.to {
        return words.get("rounds-public-object-over");
    }
    let until = format::date_long(words, notice.to);
    match &notice.phone {
        Some(phone) => words.with(
            "rounds-public-object",
            &[("date", &until), ("phone", phone)],
        ),
        None => words.with("rounds-public-object-office", &[("date", &until)]),
    }
}

#[derive(Template)]
#[template(path = "rounds/roster.html")]
pub struct RosterView {
    pub page: Page,
    pub period: String,
    pub table: Table,
    pub pager: Option<RosterPager>,
    pub object: String,
    pub facts: Summary,
    /// Where the XLSX is posted for.
    pub file: Opener,
    pub stamp: String,
}

/// Paging by buttons: a link would lead a crawler to the names.
pub struct RosterPager {
    pub action: String,
    pub count: String,
    /// (offset, words).
    pub buttons: Vec<(i64, String)>,
}

/// One page of the roster from row `from` of `total`.
pub fn roster(
    mut page: Page,
    notice: &Public,
    lines: &[PublicLine],
    (from, total): (i64, i64),
    here: &str,
    today: Date,
) -> RosterView {
    let words = page.words;
    crumbs(&mut page);
    page.breadcrumbs
        .push(NavItem::new(here, notice.title.clone(), false));
    page.org = notice.org.clone();
    page.private = true;
    page.checkpoint.clone_from(&notice.checkpoint);
    let mut buttons = Vec::new();
    if from > 0 {
        buttons.push(((from - ROWS).max(0), words.get("rounds-public-page-before")));
    }
    if from + ROWS < total {
        buttons.push((from + ROWS, words.get("rounds-public-page-next")));
    }
    let long = |day: Date| format::date_long(words, day);
    RosterView {
        period: words.with(
            "rounds-public-roster-lead",
            &[("from", &long(notice.from)), ("to", &long(notice.to))],
        ),
        table: roster_table(words, notice, lines),
        pager: (total > ROWS).then(|| RosterPager {
            action: here.to_owned(),
            count: words.count("web-rows", total),
            buttons,
        }),
        object: object(words, notice, today),
        facts: facts_with_root(words, notice),
        file: Opener {
            action: format!("{here}/file"),
            label: words.get("rounds-public-file"),
            hint: words.get("rounds-public-file-hint"),
        },
        stamp: words.with("rounds-public-stamp", &[("entity", &notice.entity)]),
        page,
    }
}

fn roster_table(words: Words, notice: &Public, lines: &[PublicLine]) -> Table {
    let number = |key: &str, unit: &str| Column::number(words.get(key), words.get(unit));
    // Name, village and amount come first: on a phone the others scroll.
    let columns = vec![
        Column::text(words.get("rounds-col-head")),
        number("rounds-col-heads", "rounds-unit-person"),
        number("rounds-col-amount", "web-unit-yuan"),
        Column::text(words.get("rounds-col-class")),
        number("rounds-public-col-standard", "rounds-unit-yuan-part"),
    ];
    let standard = |fen: Option<Fen>| fen.map(format::money).unwrap_or_default();
    let rows = lines.iter().map(|line| {
        vec![
            Cell::from(format!("{} {}", line.number, line.masked)).note(line.village.clone()),
            format::count(line.heads).into(),
            format::money(line.amount).into(),
            class(words, &line.class).into(),
            standard(line.standard).into(),
        ]
    });
    let sums = &notice.sums;
    let total = [
        words.fill(
            "rounds-total-households",
            &[("count", sums.households.into())],
        ),
        format::count(sums.persons),
        format::money(sums.gross),
        String::new(),
        String::new(),
    ];
    Table::new("roster", words.get("rounds-public-roster-caption"), columns)
        .rows(rows.collect())
        .total(total.map(Cell::from).to_vec())
}
