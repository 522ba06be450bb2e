//! The tables of one campaign.

use super::doors::home;
use super::pages::{list_of, points_of, span};
use crate::campaigns::model::points;
use crate::campaigns::read::{Week, Whole};
use crate::campaigns::score::Stand;
use crate::campaigns::store::{KeptRound, Turn};
use ::web::chart::{self, About, Value};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::{Part, format};
use kernel::Id;
use std::collections::BTreeMap;

/// Hundredths of a point as they are written: 92.50.
pub(super) fn mean(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Who stands first in each class, how every village that one sees did, and how it is counted.
pub(super) fn compared(words: Words, whole: &Whole) -> Vec<Part> {
    let stands = whole.stands();
    let mut parts = vec![Part::heading("compared", words.get("campaigns-compared"))];
    let finished = whole.finished().len();
    if finished == 0 {
        parts.push(Part::Text(words.get("campaigns-compared-none")));
        parts.push(formula(words, whole));
        return parts;
    }
    if whole.campaign.shown > 0 {
        parts.push(Part::Table(first_places(words, whole, &stands)));
    }
    parts.extend(side_by_side(words, whole, &stands));
    parts.push(Part::Table(scores(words, whole, &stands)));
    parts.push(formula(words, whole));
    parts
}

/// A picture for each class, of the villages that one sees and that are compared, in the order of their codes and not of rank.
fn side_by_side(words: Words, whole: &Whole, stands: &[Stand]) -> Vec<Part> {
    let mut classes: BTreeMap<&str, Vec<(String, Value)>> = BTreeMap::new();
    let least = whole.campaign.least;
    for stand in stands.iter().filter(|stand| stand.is_compared(least)) {
        let village = whole.village(stand.unit);
        let village = village.filter(|village| whole.seen.contains(&village.unit));
        if let (Some(village), Some(score)) = (village, stand.mean()) {
            let bars = classes.entry(&village.class).or_default();
            // What was lost: scores of nearly the full mark would be bars of one length.
            let lost = whole.campaign.points * 10 - score;
            bars.push((village.name.clone(), Value::new(lost, mean(lost))));
        }
    }
    let several = classes.into_iter().filter(|(_, bars)| bars.len() > 1);
    let mut parts = Vec::new();
    for (at, (class, bars)) in several.enumerate() {
        let numbers: Vec<i64> = bars.iter().map(|(_, value)| value.amount).collect();
        let (low, high) = (numbers.iter().min(), numbers.iter().max());
        let args = [
            ("class", class),
            ("count", &*bars.len().to_string()),
            ("least", &*mean(low.copied().unwrap_or(0))),
            ("most", &*mean(high.copied().unwrap_or(0))),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let about = About {
            id: format!("class-{at}"),
            title: words.with("campaigns-compared-class", &args),
            description: words.with("campaigns-compared-text", &args),
            unit: words.get("campaigns-unit-point"),
        };
        parts.push(Part::Chart(chart::rows(&about, &bars)));
    }
    parts
}

fn first_places(words: Words, whole: &Whole, stands: &[Stand]) -> Table {
    let mut named: Vec<&Stand> = stands
        .iter()
        .filter(|stand| {
            stand
                .place
                .is_some_and(|place| place <= whole.campaign.shown)
        })
        .collect();
    let name = |unit: Id| {
        whole
            .village(unit)
            .map_or_else(String::new, |v| v.name.clone())
    };
    named.sort_by_key(|stand| (stand.class.clone(), stand.place));
    let columns = vec![
        Column::text(words.get("campaigns-col-class")),
        Column::text(words.get("campaigns-col-place")),
        Column::text(words.get("campaigns-col-village")),
        Column::number(
            words.get("campaigns-col-mean"),
            words.get("campaigns-unit-point"),
        ),
    ];
    let rows = named.iter().map(|stand| {
        let place = stand.place.unwrap_or(0).to_string();
        let place = words.with("campaigns-place", &[("place", &place)]);
        let place = match stand.is_tied {
            true => Cell::from(place).note(words.get("campaigns-tied")),
            false => place.into(),
        };
        vec![
            stand.class.clone().into(),
            place,
            name(stand.unit).into(),
            stand.mean().map(mean).unwrap_or_default().into(),
        ]
    });
    let shown = whole.campaign.shown;
    Table::new(
        "places",
        words.count("campaigns-places-title", shown),
        columns,
    )
    .rows(rows.collect())
    .stacked()
    .empty(EmptyState::new(
        words,
        "campaigns-places-none",
        "campaigns-places-none-text",
    ))
}

/// In the order of classes and codes: a list, no ranking.
fn scores(words: Words, whole: &Whole, stands: &[Stand]) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-village")),
        Column::text(words.get("campaigns-col-class")),
        Column::number(words.get("campaigns-col-rounds"), ""),
        Column::number(words.get("campaigns-col-looked-at"), ""),
        Column::number(
            words.get("campaigns-col-mean"),
            words.get("campaigns-unit-point"),
        ),
    ];
    let seen = stands
        .iter()
        .filter(|stand| whole.seen.contains(&stand.unit));
    let least = whole.campaign.least;
    let rows = seen.map(|stand| {
        let name = whole
            .village(stand.unit)
            .map_or_else(String::new, |v| v.name.clone());
        let page = format!("{}/villages/{}", home(whole.campaign.id), stand.unit);
        let rounds = i64::try_from(stand.rounds.len()).unwrap_or(i64::MAX);
        let score = Cell::from(stand.mean().map(mean).unwrap_or_default());
        vec![
            Cell::link(page, name),
            stand.class.clone().into(),
            format::count(rounds).into(),
            format::count(stand.looked_at).into(),
            match stand.is_compared(least) {
                true => score,
                false => score.note(words.get("campaigns-not-compared")),
            },
        ]
    });
    Table::new("scores", words.get("campaigns-scores"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "campaigns-left-empty",
            "campaigns-left-empty-text",
        ))
}

/// How it is counted, in words, and what each item costs.
fn formula(words: Words, whole: &Whole) -> Part {
    let columns = vec![
        Column::text(words.get("campaigns-col-item")),
        Column::text(words.get("campaigns-col-kind")),
        Column::number(
            words.get("campaigns-col-deduct"),
            words.get("campaigns-unit-point"),
        ),
        Column::number(
            words.get("campaigns-col-cap"),
            words.get("campaigns-unit-point"),
        ),
    ];
    let rows = whole.items.iter().map(|coded| {
        let item = &coded.item;
        let mut kind = words.get(&format!("campaigns-kind-{}", item.kind));
        if item.is_line {
            kind = words.with("campaigns-kind-line", &[("kind", &kind)]);
        }
        vec![
            item.name.clone().into(),
            kind.into(),
            points(item.deduct).into(),
            points(item.points).into(),
        ]
    });
    let full = points_of(words, whole.campaign.points);
    let least = format::count(whole.campaign.least);
    let rules = ["score", "mean", "least", "class", "tie", "self", "object"].map(|rule| {
        let args = [("full", full.as_str()), ("least", least.as_str())];
        (
            String::new(),
            words.with(&format!("campaigns-rule-{rule}"), &args),
        )
    });
    let table = Table::new("items", words.get("campaigns-items"), columns)
        .rows(rows.collect())
        .stacked();
    Part::Details {
        label: words.get("campaigns-formula"),
        parts: vec![Part::List(rules.into()), Part::Table(table)],
    }
}

pub(super) fn weeks(words: Words, weeks: &[Week]) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-week")),
        Column::number(words.get("campaigns-col-opened"), ""),
        Column::number(words.get("campaigns-col-closed"), ""),
        Column::number(words.get("campaigns-col-left"), ""),
    ];
    let rows = weeks.iter().map(|week| {
        vec![
            span(words, week.first, week.last).into(),
            format::count(week.opened).into(),
            format::count(week.closed).into(),
            format::count(week.open).into(),
        ]
    });
    Table::new("weeks-table", words.get("campaigns-weeks-table"), columns)
        .rows(rows.collect())
        .stacked()
}

pub(super) fn round_state(words: Words, whole: &Whole, kept: &KeptRound) -> Tag {
    let is_over = kept.round.last < whole.today;
    let (kind, key) = match (&kept.drawn, is_over) {
        (Some(_), true) => (TagKind::Done, "campaigns-round-done"),
        (Some(_), false) => (TagKind::Open, "campaigns-round-drawn"),
        (None, true) => (TagKind::Plain, "campaigns-round-missed"),
        (None, false) => (TagKind::Plain, "campaigns-round-coming"),
    };
    Tag::new(kind, words.get(key))
}

pub(super) fn rounds(words: Words, whole: &Whole) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-round")),
        Column::text(words.get("campaigns-col-span")),
        Column::text(words.get("campaigns-col-team")),
        Column::text(words.get("campaigns-col-sample")),
        Column::text(words.get("campaigns-col-state")),
    ];
    let rows = whole.rounds.iter().map(|kept| {
        let round = &kept.round;
        let page = format!("{}/rounds/{}", home(whole.campaign.id), round.place);
        let title = words.with(
            "campaigns-round-title",
            &[("round", &round.place.to_string())],
        );
        vec![
            Cell::link(page, title),
            span(words, round.first, round.last).into(),
            round.team.clone().unwrap_or_default().into(),
            sample_size(words, round.grids, round.households).into(),
            round_state(words, whole, kept).into(),
        ]
    });
    Table::new("rounds-table", words.get("campaigns-rounds"), columns)
        .rows(rows.collect())
        .stacked()
}

pub(super) fn sample_size(words: Words, grids: i64, households: i64) -> String {
    let (grids, households) = (format::count(grids), format::count(households));
    words.with(
        "campaigns-sample-size",
        &[("grids", &grids), ("households", &households)],
    )
}

pub(super) fn lines(words: Words, whole: &Whole) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-line")),
        Column::text(words.get("campaigns-col-owner")),
        Column::text(words.get("campaigns-col-for")),
    ];
    let rows = whole.lines.iter().map(|line| {
        vec![
            words.get(&format!("campaigns-line-{}", line.kind)).into(),
            line.owner.clone().into(),
            line.unit_name.clone().into(),
        ]
    });
    Table::new("lines-table", words.get("campaigns-lines"), columns)
        .rows(rows.collect())
        .stacked()
}

pub(super) fn turns(words: Words, whole: &Whole) -> Table {
    let columns = vec![
        Column::text(words.get("campaigns-col-turn")),
        Column::text(words.get("campaigns-col-planned")),
        Column::number(words.get("campaigns-col-inspections"), ""),
        Column::number(words.get("campaigns-col-waiting"), ""),
    ];
    let row = |turn: &Turn| {
        vec![
            words
                .with("campaigns-turn", &[("turn", &turn.turn.to_string())])
                .into(),
            turn.date.to_string().into(),
            format::count(turn.planned).into(),
            match turn.open {
                0 => "0".into(),
                open => Cell::link("/inspections", format::count(open)),
            },
        ]
    };
    Table::new("turns", words.get("campaigns-inspections"), columns)
        .rows(whole.turns.iter().map(row).collect())
        .stacked()
}

/// Findings of an item in a village, where there are any.
pub(super) fn findings_of(whole: &Whole, unit: Id, (item, round): (i64, i64), count: i64) -> Cell {
    let href = format!(
        "{}&round={round}",
        list_of(whole.campaign.id, Some(unit), Some(item), "counted")
    );
    Cell::link(href, format::count(count))
}
