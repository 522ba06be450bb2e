//! The page of one round: what is to be done now and by whom, how far it has come, what was done.

use super::facts::{Next, Round, Stage, Whole};
use super::waterfall::{self, Fall};
use super::words::{basis, each, ordinal, policy, stage_tag};
use super::{lines, step};
use crate::chart::Chart;
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use askama::Template;
use kernel::Date;

#[derive(Template)]
#[template(path = "rounds/round.html")]
pub struct RoundView {
    pub page: Page,
    pub tag: Tag,
    pub number: String,
    pub tabs: Tabs,
    pub now: Option<Now>,
    pub steps: Steps,
    pub notices: Vec<Notice>,
    pub stats: Stats,
    pub rule: Summary,
    pub split: Option<Chart>,
    pub waterfall: Option<Fall>,
    pub troubles: Option<Stats>,
    pub villages: Option<Table>,
    pub past: Table,
    pub exports: Vec<Button>,
    pub undo: Option<(String, String)>,
}

/// The box at the top: what to do now.
pub struct Now {
    pub title: String,
    pub text: String,
    /// What must happen before, each with what to do.
    pub missing_title: String,
    pub missing: Vec<String>,
    pub form: Option<Form>,
    pub link: Option<Button>,
}

pub fn round(
    mut page: Page,
    whole: &Whole,
    typed: &dyn Fn(&str) -> String,
    faults: &[kernel::FieldError],
) -> RoundView {
    let words = page.words;
    let round = &whole.round;
    let id = round.id;
    crumbs(&mut page);
    let now = whole
        .next
        .as_ref()
        .map(|next| now(&page, whole, next, typed, faults));
    let chart = (whole.villages.len() > 1 && round.sums.is_some())
        .then(|| lines::split(words, &whole.villages));
    let villages = round
        .sums
        .map(|sums| lines::villages(words, round, &whole.villages, &sums));
    let undo = whole.undo.map(|undo| {
        let verb = undo.code();
        (
            format!("/rounds/{id}/{verb}"),
            words.get(&format!("rounds-undo-{verb}")),
        )
    });
    RoundView {
        tag: stage_tag(words, round.stage, false),
        number: format!("{} · {} · {}", round.number, round.unit, round.project),
        tabs: tabs(words, round, "overview"),
        now,
        steps: steps(words, whole),
        notices: notices(words, whole),
        stats: stats(words, round),
        rule: rule(words, round),
        split: chart,
        waterfall: round
            .waterfall
            .as_ref()
            .map(|fall| waterfall::fall(words, round.pool, fall)),
        troubles: troubles(words, whole),
        villages,
        past: past(words, whole),
        exports: exports(words, whole),
        undo,
        page,
    }
}

pub(super) fn crumbs(page: &mut Page) {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/rounds", words.get("rounds-title"), false)];
}

/// The four views of one round.
pub(super) fn tabs(words: Words, round: &Round, current: &str) -> Tabs {
    let item = |part: &str, href: String| {
        NavItem::new(
            href,
            words.get(&format!("rounds-tab-{part}")),
            part == current,
        )
    };
    let id = round.id;
    let mut items = vec![item("overview", format!("/rounds/{id}"))];
    if round.sums.is_some() {
        items.push(item("lines", format!("/rounds/{id}/lines")));
        items.push(item("checks", format!("/rounds/{id}/checks")));
        items.push(item("objections", format!("/rounds/{id}/objections")));
        items.push(item("wrong", format!("/rounds/{id}/wrong")));
    }
    if round.stage.is_declared() || matches!(round.stage, Stage::Closed | Stage::Reversed) {
        items.push(item("bank", format!("/rounds/{id}/bank")));
        items.push(item("vouchers", format!("/rounds/{id}/vouchers")));
    }
    Tabs {
        label: words.get("rounds-tabs"),
        items,
    }
}

fn now(
    page: &Page,
    whole: &Whole,
    next: &Next,
    typed: &dyn Fn(&str) -> String,
    faults: &[kernel::FieldError],
) -> Now {
    let words = page.words;
    let code = next.what.code();
    let who = words.get(next.what.by());
    let mut text = words.get(&format!("rounds-now-{code}"));
    if let Some(from) = next.from.filter(|from| *from > whole.today) {
        text = format!(
            "{text} {}",
            words.with(
                "rounds-now-from",
                &[("date", &format::date_long(words, from))]
            )
        );
    }
    if !next.is_mine {
        text = format!("{text} {}", words.with("rounds-now-by", &[("who", &who)]));
    }
    let is_ready = next.is_mine && next.missing.is_empty();
    let pays = next.what == super::facts::Do::Pay;
    let label = words.get(&format!("rounds-submit-{code}"));
    Now {
        title: words.with(
            "rounds-now",
            &[("what", &words.get(&format!("rounds-do-{code}")))],
        ),
        text,
        missing_title: words.get("rounds-missing"),
        missing: next
            .missing
            .iter()
            .map(|refusal| words.refusal(refusal))
            .collect(),
        form: (is_ready && !pays).then(|| step::form(page, whole, next.what, typed, faults)),
        link: (is_ready && pays).then(|| {
            Button::link(
                ButtonKind::Primary,
                format!("/rounds/{}/pay", whole.round.id),
                label,
            )
        }),
    }
}

/// The steps of the round's flow; each that is done names its person and day.
pub(super) fn steps(words: Words, whole: &Whole) -> Steps {
    let stage = whole.round.stage;
    let reached = if stage.is_over() && stage != Stage::Closed {
        last_reached(whole)
    } else {
        stage
    };
    let mut steps = Steps::new(words.get("rounds-steps"));
    let mut is_current_set = stage.is_over();
    for step in whole.round.way.iter().copied() {
        let state = if step <= reached {
            StepState::Done
        } else if is_current_set {
            StepState::Coming
        } else {
            is_current_set = true;
            StepState::Current
        };
        let note = whole
            .past
            .iter()
            .rfind(|p| p.step == step_code(step))
            .map(|p| format!("{} {}", p.who, p.date));
        steps = steps.step(
            words,
            words.get(&format!("rounds-step-{}", step.code())),
            state,
            note,
        );
    }
    steps
}

/// The deed's word for a step, as the past of a round names it.
fn step_code(step: Stage) -> &'static str {
    match step {
        Stage::Draft => "create",
        Stage::Calculated => "calculate",
        Stage::Displayed => "display",
        Stage::Resolved => "resolve",
        Stage::Reviewed => "review",
        Stage::Posted => "post",
        Stage::Declared => "declare",
        Stage::Paid => "pay",
        Stage::Closed => "close",
        Stage::Cancelled => "cancel",
        Stage::Reversed => "reverse",
    }
}

/// How far a round had come before it was cancelled or reversed.
fn last_reached(whole: &Whole) -> Stage {
    let was = |step: &Stage| whole.past.iter().any(|p| p.step == step_code(*step));
    Stage::WAY
        .into_iter()
        .filter(was)
        .max()
        .unwrap_or(Stage::Draft)
}

fn notices(words: Words, whole: &Whole) -> Vec<Notice> {
    let mut out = Vec::new();
    match whole.round.stage {
        Stage::Cancelled => out.push(Notice::new(
            NoticeKind::Info,
            words,
            words.get("rounds-was-cancelled"),
        )),
        Stage::Reversed => out.push(Notice::new(
            NoticeKind::Info,
            words,
            words.get("rounds-was-reversed"),
        )),
        _ => {}
    }
    if !whole.recent.is_empty() {
        let each: Vec<String> = whole
            .recent
            .iter()
            .map(|r| {
                let event = words.get(&format!("rounds-account-{}", r.event));
                words.with(
                    "rounds-recent-one",
                    &[
                        ("who", &r.who),
                        ("event", &event),
                        ("date", &r.date.to_string()),
                    ],
                )
            })
            .collect();
        let list = each.join(&words.get("rounds-list-stop"));
        out.push(Notice::new(
            NoticeKind::Warning,
            words,
            words.with("rounds-recent", &[("list", &list)]),
        ));
    }
    out
}

fn stats(words: Words, round: &Round) -> Stats {
    let yuan = words.get("web-unit-yuan");
    let mut tiles = vec![Stat::new(
        format::money(round.pool),
        yuan.clone(),
        words.get("rounds-stat-pool"),
    )];
    if let Some(sums) = round.sums {
        let lines = format!("/rounds/{}/lines", round.id);
        let households = Stat::new(
            format::count(sums.households),
            words.unit("rounds-unit-household", sums.households),
            words.get("rounds-stat-households"),
        );
        tiles.push(households.link(lines.clone()));
        tiles.push(
            Stat::new(
                format::count(sums.persons),
                words.unit("rounds-unit-person", sums.persons),
                words.get("rounds-stat-persons"),
            )
            .link(lines.clone()),
        );
        let mut gross = Stat::new(
            format::money(sums.gross),
            yuan.clone(),
            words.get("rounds-stat-gross"),
        )
        .link(lines.clone());
        if let Some(each) = each(words, &sums) {
            gross = gross.note(each);
        }
        tiles.push(gross);
        tiles.push(
            Stat::new(
                format::money(sums.carried),
                yuan.clone(),
                words.get("rounds-stat-carried"),
            )
            .note(words.get("rounds-stat-carried-note")),
        );
        if round.stage.is_declared() || round.stage == Stage::Closed {
            let note = words.fill(
                "rounds-stat-paid-note",
                &[
                    ("done", round.paid_lines.into()),
                    ("total", sums.households.into()),
                ],
            );
            tiles.push(
                Stat::new(
                    format::money(round.paid),
                    yuan,
                    words.get("rounds-stat-paid"),
                )
                .note(note)
                .link(lines),
            );
        }
    }
    Stats { tiles }
}

/// What waits for somebody, each leading to its list; nothing where nothing waits.
fn troubles(words: Words, whole: &Whole) -> Option<Stats> {
    let (id, t) = (whole.round.id, whole.troubles);
    let counts = [
        (t.objections, "objections", "objection", "objections"),
        (t.holds, "holds", "household", "wrong#holds"),
        (t.returns, "returns", "household", "wrong#returns"),
        (t.unclaimed, "unclaimed", "household", "wrong#unclaimed"),
        (t.at_bank, "at-bank", "household", "bank#open"),
    ];
    let tiles: Vec<Stat> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, code, unit, part)| {
            Stat::new(
                format::count(count),
                words.unit(&format!("rounds-unit-{unit}"), count),
                words.get(&format!("rounds-open-{code}")),
            )
            .link(format!("/rounds/{id}/{part}"))
        })
        .collect();
    (!tiles.is_empty()).then_some(Stats { tiles })
}

pub(super) fn rule(words: Words, round: &Round) -> Summary {
    let r = &round.rule;
    let mut out = Summary::default()
        .row(words.get("rounds-rule-entity"), round.entity.clone())
        .row(words.get("rounds-ordinal"), ordinal(words, round.ordinal))
        .row(
            words.get("rounds-rule-record"),
            Cell::from(round.record_date.to_string()).note(words.get("rounds-rule-record-note")),
        )
        .row(words.get("rounds-rule-basis"), basis(words, r))
        .row(words.get("rounds-rule-policy"), policy(words, r))
        .row(
            words.get("rounds-rule-periods"),
            words.fill(
                "rounds-rule-periods-text",
                &[
                    ("display", r.display_days.into()),
                    ("objection", r.objection_days.into()),
                ],
            ),
        )
        .row(words.get("rounds-rule-source"), r.source.clone());
    if let Some((seq, root)) = &round.register {
        let known = words.with("rounds-rule-register-text", &[("seq", &seq.to_string())]);
        out = out.row(
            words.get("rounds-rule-register"),
            Cell::from(known).note(root.clone()),
        );
    }
    if let Some(root) = &round.root {
        out = out.row(
            words.get("rounds-rule-root"),
            Cell::from(root.clone()).note(words.get("rounds-rule-root-note")),
        );
    }
    out
}

fn past(words: Words, whole: &Whole) -> Table {
    let rows = whole
        .past
        .iter()
        .map(|p| {
            let detail: Vec<String> = p
                .detail
                .iter()
                .map(|(name, value)| words.labelled(name, value))
                .collect();
            vec![
                Cell::from(words.get(&format!("rounds-past-{}", p.step))),
                p.who.clone().into(),
                p.date.to_string().into(),
                detail.join(&words.get("rounds-list-stop")).into(),
            ]
        })
        .collect();
    Table::new(
        "past",
        words.get("rounds-past"),
        vec![
            Column::text(words.get("rounds-col-step")),
            Column::text(words.get("rounds-col-who")),
            Column::text(words.get("rounds-col-date")),
            Column::text(words.get("rounds-col-detail")),
        ],
    )
    .rows(rows)
    .stacked()
}

fn exports(words: Words, whole: &Whole) -> Vec<Button> {
    let id = whole.round.id;
    let link = |href: String, key: &str| Button::link(ButtonKind::Secondary, href, words.get(key));
    let mut out = vec![crate::papers::button(
        words,
        crate::papers::ROUNDS.source,
        id,
    )];
    if whole.notice.is_some() {
        out.push(link(
            format!("/rounds/{id}/notice.xlsx"),
            "rounds-export-notice",
        ));
        out.push(link(format!("/rounds/{id}/notice.pdf"), "notice-pdf"));
        out.push(link(format!("/rounds/{id}/slips"), "slip-all"));
    }
    if whole.round.sums.is_some() {
        out.push(link(
            format!("/rounds/{id}/payroll.xlsx"),
            "rounds-export-payroll",
        ));
        out.push(link(format!("/rounds/{id}/payroll"), "print-payroll"));
    }
    if let Some(href) = &whole.notice {
        out.push(link(href.clone(), "rounds-open-notice"));
    }
    out
}

/// The last day of a period of `days` that begins on `from`, that day counted.
pub(super) fn last_day(from: Date, days: i64) -> Date {
    from.plus_days((days - 1).max(0))
}
