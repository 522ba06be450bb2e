//! A village of a campaign, and a round.

use super::doors::home;
use super::pages::{crumbs, list_of, points_of, span};
use super::tables;
use crate::campaigns::draw_sample::DAYS_BEFORE;
use crate::campaigns::model::{Village, points};
use crate::campaigns::read::Whole;
use crate::campaigns::sample;
use crate::campaigns::store::KeptRound;
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, View, format};

/// How a village did: every deduction with the findings behind it, and what is left of each item.
pub(super) fn village(mut page: Page, whole: &Whole, village: &Village, may_object: bool) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, Some(&whole.campaign));
    let mut parts = vec![Part::Summary(
        Summary::default()
            .row(words.get("campaigns-col-class"), village.class.clone())
            .row(
                words.get("campaigns-col-households"),
                format::count(village.households),
            )
            .row(
                words.get("campaigns-col-grids"),
                format::count(village.grids),
            ),
    )];
    parts.push(Part::heading(
        "scores",
        words.get("campaigns-scores-of-village"),
    ));
    let full = points_of(words, whole.campaign.points);
    parts.push(Part::Text(
        words.with("campaigns-rule-score", &[("full", &full)]),
    ));
    parts.push(Part::Table(scores(words, whole, village)));
    parts.push(Part::Small(words.get("campaigns-object-text")));
    let mut ways = vec![Button::link(
        ButtonKind::Secondary,
        "/objections",
        words.get("objections-nav"),
    )];
    if may_object {
        let new = Button::link(
            ButtonKind::Secondary,
            "/objections/new",
            words.get("objections-new"),
        );
        ways.insert(0, new);
    }
    parts.push(Part::Buttons(ways));
    parts.push(Part::heading("remaining", words.get("campaigns-left")));
    parts.push(Part::Table(left(words, whole, village)));
    View::new(page, parts)
}

fn scores(words: Words, whole: &Whole, village: &Village) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-round")),
        Column::text(words.get("campaigns-col-item")),
        Column::number(words.get("campaigns-col-found"), ""),
        Column::text(words.get("campaigns-col-counted")),
        Column::number(
            words.get("campaigns-col-score"),
            words.get("campaigns-unit-point"),
        ),
    ];
    let mut rows = Vec::new();
    for kept in whole.rounds.iter().filter(|kept| kept.drawn.is_some()) {
        let round = &kept.round;
        let score = whole.score(village.unit, round.place);
        let title = words.with(
            "campaigns-round-title",
            &[("round", &round.place.to_string())],
        );
        for lost in &score.deducted {
            let Some(item) = whole.item(lost.place) else {
                continue;
            };
            let (n, each) = (lost.findings.to_string(), points(item.deduct));
            let (raw, cap) = (points(lost.raw), points(item.points));
            let args = [("n", &*n), ("each", &*each), ("raw", &*raw), ("cap", &*cap)];
            let how = match lost.is_capped() {
                true => words.with("campaigns-counted-capped", &args),
                false => words.with("campaigns-counted", &args),
            };
            rows.push(vec![
                title.clone().into(),
                item.name.clone().into(),
                tables::findings_of(
                    whole,
                    village.unit,
                    (lost.place, round.place),
                    lost.findings,
                ),
                how.into(),
                points(-lost.points).into(),
            ]);
        }
        let state = tables::round_state(words, whole, kept);
        rows.push(vec![
            title.into(),
            words.get("campaigns-score-of-round").into(),
            Cell::default(),
            state.into(),
            points(score.points).into(),
        ]);
    }
    Table::new(
        "village-scores",
        words.get("campaigns-scores-of-village"),
        columns,
    )
    .rows(rows)
    .stacked()
    .empty(EmptyState::new(
        words,
        "campaigns-no-round",
        "campaigns-no-round-text",
    ))
}

fn left(words: Words, whole: &Whole, village: &Village) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-item")),
        Column::number(words.get("campaigns-col-found"), ""),
        Column::number(words.get("campaigns-col-open"), ""),
        Column::text(words.get("campaigns-col-zero")),
    ];
    let rows = whole.items.iter().map(|coded| {
        let place = coded.item.place;
        let of = whole.left(village.unit, place);
        let number = |n: i64, show: &str| match n {
            0 => Cell::from("0"),
            n => {
                let href = list_of(whole.campaign.id, Some(village.unit), Some(place), show);
                Cell::link(href, format::count(n))
            }
        };
        let since = match of.found {
            0 => words.get("campaigns-never"),
            _ => of.zero_since().map(format::date).unwrap_or_default(),
        };
        vec![
            coded.item.name.clone().into(),
            number(of.found, "all"),
            number(of.open, "open"),
            since.into(),
        ]
    });
    Table::new("village-left", words.get("campaigns-left"), columns)
        .rows(rows.collect())
        .stacked()
}

/// Where a round goes, and how anybody can draw it again.
pub(super) fn round(mut page: Page, whole: &Whole, kept: &KeptRound) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, Some(&whole.campaign));
    let round = &kept.round;
    let mut summary = Summary::default()
        .row(
            words.get("campaigns-col-state"),
            tables::round_state(words, whole, kept),
        )
        .row(
            words.get("campaigns-col-span"),
            span(words, round.first, round.last),
        );
    if let Some(team) = &round.team {
        summary = summary.row(words.get("campaigns-col-team"), team.clone());
    }
    let size = tables::sample_size(words, round.grids, round.households);
    summary = summary.row(words.get("campaigns-col-sample"), size);
    let mut parts = vec![
        Part::Summary(summary),
        Part::heading("seed", words.get("campaigns-seed")),
        Part::Text(words.get("campaigns-seed-text")),
        Part::Code {
            label: words.get("campaigns-commitment"),
            text: kept.commitment.clone(),
        },
    ];
    match &kept.drawn {
        Some((date, seed)) => {
            let args = [("date", format::date(*date))];
            let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            parts.push(Part::Code {
                label: words.with("campaigns-seed-shown", &args),
                text: seed.clone(),
            });
            parts.push(how(words, whole, kept, seed));
            parts.push(Part::heading("sample", words.get("campaigns-sample")));
            parts.push(Part::Text(words.get("campaigns-sample-text")));
            parts.push(Part::Table(samples(words, whole, kept)));
        }
        None => parts.extend(draw(&page, whole, kept)),
    }
    View::new(page, parts)
}

fn draw(page: &Page, whole: &Whole, kept: &KeptRound) -> Vec<Part> {
    let words = page.words;
    let from = kept.round.first.plus_days(-DAYS_BEFORE);
    let may = whole.may.record || whole.may.verify;
    if whole.campaign.ended.is_some() {
        return vec![Part::Text(words.get("campaigns-round-missed"))];
    }
    if whole.today < from || !may {
        let date = format::date(from);
        return vec![Part::Text(
            words.with("campaigns-draw-from", &[("date", &date)]),
        )];
    }
    let villages = i64::try_from(whole.villages.len()).unwrap_or(i64::MAX);
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![(format::count(villages), words.get("campaigns-effect-drawn"))],
        caution: Some(words.get("campaigns-draw-caution")),
    };
    let here = format!("{}/rounds/{}", home(whole.campaign.id), kept.round.place);
    let form = Form::new(page, here)
        .confirm(confirm)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("campaigns-draw"),
        ));
    vec![Part::Form(form)]
}

/// The steps of the drawing, with the first village as the example.
fn how(words: Words, whole: &Whole, kept: &KeptRound, seed: &str) -> Part {
    let mut steps: Vec<(String, String)> = ["hash", "text", "number", "grids", "households"]
        .iter()
        .map(|step| (String::new(), words.get(&format!("campaigns-how-{step}"))))
        .collect();
    let example = whole.villages.iter().find(|village| village.households > 0);
    if let Some(village) = example.filter(|_| kept.round.households > 0) {
        let text = sample::text(seed, kept.round.place, &village.code, "household", 1);
        let drawn = sample::drawn(&text, village.households).to_string();
        let of = village.households.to_string();
        let args = [
            ("village", village.name.as_str()),
            ("text", &text),
            ("of", &of),
            ("drawn", &drawn),
        ];
        steps.push((String::new(), words.with("campaigns-how-example", &args)));
        let code = format!(
            "python3 -c \"import hashlib; print(int(hashlib.sha256(b'{text}').hexdigest()[:15], 16) % {of} + 1)\""
        );
        steps.push((String::new(), code));
    }
    Part::Details {
        label: words.get("campaigns-how"),
        parts: vec![Part::List(steps)],
    }
}

fn samples(words: Words, whole: &Whole, kept: &KeptRound) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-village")),
        Column::text(words.get("campaigns-col-grids-drawn")),
        Column::text(words.get("campaigns-col-households-drawn")),
        Column::number(
            words.get("campaigns-col-score"),
            words.get("campaigns-unit-point"),
        ),
    ];
    let seen = whole
        .villages
        .iter()
        .filter(|village| whole.seen.contains(&village.unit));
    let rows = seen.filter_map(|village| {
        let drawn = whole.sample(kept, village)?;
        let grids: Vec<String> = drawn.grids.iter().map(i64::to_string).collect();
        let score = whole.score(village.unit, kept.round.place);
        let page = format!("{}/villages/{}", home(whole.campaign.id), village.unit);
        Some(vec![
            Cell::link(page, village.name.clone()).note(village.class.clone()),
            grids.join("、").into(),
            in_a_row(&drawn.households, village.households).into(),
            points(score.points).into(),
        ])
    });
    Table::new("samples", words.get("campaigns-sample"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "campaigns-left-empty",
            "campaigns-left-empty-text",
        ))
}

/// 41–55, or 310–320、1–4 where the first follows the last.
pub(super) fn in_a_row(households: &[i64], of: i64) -> String {
    let (Some(first), Some(last)) = (households.first(), households.last()) else {
        return String::new();
    };
    match first <= last {
        true => format!("{first}–{last}"),
        false => format!("{first}–{of}、1–{last}"),
    }
}
