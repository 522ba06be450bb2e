//! What programs may read and do of campaigns. Findings and inspections are cases: their kinds hand over how they are taken in and
//! what is done with them.

use super::file_api;
use super::model::Item;
use super::read::{self, Whole};
use super::store::findings::{self, Finding, Show, Sought};
use super::{draw_sample, end_campaign, plan_inspections, show_places};
use ::store::Tx;
use ::web::Gate;
use ::web::api::{Deed, Found, List, Seen};
use access::Right;
use kernel::{Date, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewCases]);
    vec![
        List::new("campaigns", "campaigns-title", view, campaigns),
        List::new("campaigns/items", "campaigns-items", view, items),
        List::new("campaigns/lines", "campaigns-lines", view, lines),
        List::new("campaigns/rounds", "campaigns-rounds", view, rounds),
        List::new("campaigns/villages", "campaigns-scores", view, villages),
        List::new("campaigns/left", "campaigns-left", view, left),
        List::new("campaigns/weeks", "campaigns-weeks-table", view, weeks),
        List::new("campaigns/findings", "campaigns-list", view, the_findings),
        List::new("campaigns/turns", "campaigns-inspections", view, turns),
    ]
}

pub(super) fn deeds() -> Vec<Deed> {
    let record = Gate::Any(&[Right::RecordCases]);
    vec![
        Deed::file(file_api::Workbook, record),
        Deed::file(file_api::Findings, record),
        Deed::new(draw_sample),
        Deed::new(end_campaign),
        Deed::new(plan_inspections),
        Deed::new(show_places),
    ]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Every {
    /// Those that are not ended, or those that are.
    ended: Option<bool>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfCampaign {
    campaign: Id,
}

/// A campaign, and how many of its findings whoever asks sees.
#[derive(Serialize, JsonSchema)]
struct OneCampaign {
    id: Id,
    /// Within the organisation, from 1.
    number: i64,
    name: String,
    first: Date,
    last: Date,
    ended: Option<Date>,
    /// Of a village without a finding, in tenths of a point.
    full_points_e1: i64,
    /// Places looked at below which a village is not compared.
    least_places: i64,
    /// So many villages of each class are named.
    shown_places: i64,
    /// Between two inspections once it is over.
    weeks: i64,
    source: Option<String>,
    villages: i64,
    found: i64,
    open: i64,
}

fn campaigns(
    tx: &mut Tx,
    seen: &Seen,
    asked: Every,
    after: Option<i64>,
    limit: usize,
) -> Result<Found<OneCampaign, i64>> {
    let (mut all, _) = read::listed(tx, &seen.ctx)?;
    all.retain(|listed| {
        let is_ended = listed.campaign.ended.is_some();
        asked.ended.is_none_or(|asked| asked == is_ended)
    });
    let found = Found::sorted(all, after, limit, |listed| listed.campaign.number);
    Ok(found.map(|listed| OneCampaign {
        id: listed.campaign.id,
        number: listed.campaign.number,
        name: listed.campaign.name,
        first: listed.campaign.first,
        last: listed.campaign.last,
        ended: listed.campaign.ended,
        full_points_e1: listed.campaign.points,
        least_places: listed.campaign.least,
        shown_places: listed.campaign.shown,
        weeks: listed.campaign.weeks,
        source: listed.campaign.source,
        villages: listed.villages,
        found: listed.found,
        open: listed.open,
    }))
}

/// A part of a campaign by its place among its like: those after one place.
fn part<P, R>(
    parts: Vec<P>,
    place: impl Fn(&P) -> i64,
    after: Option<i64>,
    limit: usize,
    row: impl Fn(P) -> R,
) -> Found<R, i64> {
    Found::sorted(parts, after, limit, place).map(row)
}

/// What is looked for.
#[derive(Serialize, JsonSchema)]
struct OneItem {
    /// From 1.
    place: i64,
    /// Of the code list `campaign_item`: what a finding's field `item` says.
    code: String,
    name: String,
    /// `zero` or `lift`.
    kind: String,
    is_line: bool,
    /// What each finding costs, in tenths of a point.
    deduct_points_e1: i64,
    /// The most that it costs a village in a round.
    most_points_e1: i64,
    /// A finding of an inspection shows it.
    needs_photo: bool,
}

fn items(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCampaign,
    after: Option<i64>,
    limit: usize,
) -> Result<Found<OneItem, i64>> {
    let whole = read::whole(tx, &seen.ctx, asked.campaign)?;
    Ok(part(
        whole.items,
        |coded| coded.item.place,
        after,
        limit,
        |coded| {
            let Item {
                place,
                name,
                kind,
                is_line,
                points,
                deduct,
                needs_photo,
            } = coded.item;
            OneItem {
                place,
                code: coded.code,
                name,
                kind: kind.to_string(),
                is_line,
                deduct_points_e1: deduct,
                most_points_e1: points,
                needs_photo,
            }
        },
    ))
}

/// Whose overhead lines of a kind are.
#[derive(Serialize, JsonSchema)]
struct OneLine {
    /// `power`, `telecom`, `tv`.
    kind: String,
    owner: String,
    /// Which unit sees to it that the owner puts them right.
    unit: Id,
    unit_name: String,
}

fn lines(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCampaign,
    after: Option<String>,
    limit: usize,
) -> Result<Found<OneLine, String>> {
    let whole = read::whole(tx, &seen.ctx, asked.campaign)?;
    let rows: Vec<OneLine> = whole
        .lines
        .into_iter()
        .map(|line| OneLine {
            kind: line.kind.to_string(),
            owner: line.owner,
            unit: line.unit,
            unit_name: line.unit_name,
        })
        .collect();
    Ok(Found::sorted(rows, after, limit, |row| row.kind.clone()))
}

/// A round. Who knows seed and SHA-256 can draw the same places again: docs of the module say how.
#[derive(Serialize, JsonSchema)]
struct OneRound {
    /// From 1.
    place: i64,
    first: Date,
    last: Date,
    team: Option<String>,
    grids: i64,
    households: i64,
    /// Of the seed, since the campaign began.
    seed_sha256: String,
    drawn: Option<Date>,
    /// Once it is drawn.
    seed: Option<String>,
}

fn rounds(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCampaign,
    after: Option<i64>,
    limit: usize,
) -> Result<Found<OneRound, i64>> {
    let whole = read::whole(tx, &seen.ctx, asked.campaign)?;
    Ok(part(
        whole.rounds,
        |kept| kept.round.place,
        after,
        limit,
        |kept| {
            let (drawn, seed) = kept.drawn.unzip();
            OneRound {
                place: kept.round.place,
                first: kept.round.first,
                last: kept.round.last,
                team: kept.round.team,
                grids: kept.round.grids,
                households: kept.round.households,
                seed_sha256: kept.commitment,
                drawn,
                seed,
            }
        },
    ))
}

/// How a village stands by its finished rounds.
#[derive(Serialize, JsonSchema)]
struct OneVillage {
    unit: Id,
    code: String,
    name: String,
    /// Villages are compared within it only.
    class: String,
    is_pilot: bool,
    households: i64,
    grids: i64,
    finished_rounds: i64,
    looked_at_places: i64,
    /// Of its finished rounds, in hundredths of a point, rounded down.
    mean_points_e2: Option<i64>,
    /// Enough places were looked at.
    is_compared: bool,
    /// Within its class, where it is one of those that are named.
    place: Option<i64>,
    is_tied: bool,
}

/// The villages within the scope of whoever asks, in the order of their codes: a list, no ranking.
fn villages(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCampaign,
    after: Option<String>,
    limit: usize,
) -> Result<Found<OneVillage, String>> {
    let whole = read::whole(tx, &seen.ctx, asked.campaign)?;
    let (least, shown) = (whole.campaign.least, whole.campaign.shown);
    let mut rows = Vec::new();
    for stand in whole.stands() {
        let Some(village) = whole
            .village(stand.unit)
            .filter(|of| whole.seen.contains(&of.unit))
        else {
            continue;
        };
        let place = stand.place.filter(|place| *place <= shown);
        rows.push(OneVillage {
            unit: village.unit,
            code: village.code.clone(),
            name: village.name.clone(),
            class: village.class.clone(),
            is_pilot: village.is_pilot,
            households: village.households,
            grids: village.grids,
            finished_rounds: i64::try_from(stand.rounds.len()).unwrap_or(i64::MAX),
            looked_at_places: stand.looked_at,
            mean_points_e2: stand.mean(),
            is_compared: stand.is_compared(least),
            is_tied: place.is_some() && stand.is_tied,
            place,
        });
    }
    Ok(Found::sorted(rows, after, limit, |row| row.code.clone()))
}

/// What is left of an item in a village.
#[derive(Serialize, JsonSchema)]
struct OneLeft {
    unit: Id,
    village: String,
    class: String,
    /// Place of the item in the campaign.
    item: i64,
    item_name: String,
    found: i64,
    open: i64,
    /// Since when nothing is open, where something was.
    zero_since: Option<Date>,
}

fn left(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCampaign,
    after: Option<(Id, i64)>,
    limit: usize,
) -> Result<Found<OneLeft, (Id, i64)>> {
    let whole = read::whole(tx, &seen.ctx, asked.campaign)?;
    let mut rows = Vec::new();
    for village in whole
        .villages
        .iter()
        .filter(|of| whole.seen.contains(&of.unit))
    {
        for coded in &whole.items {
            let place = coded.item.place;
            let of = whole.left(village.unit, place);
            rows.push(OneLeft {
                unit: village.unit,
                village: village.name.clone(),
                class: village.class.clone(),
                item: place,
                item_name: coded.item.name.clone(),
                found: of.found,
                open: of.open,
                zero_since: of.zero_since(),
            });
        }
    }
    let key = |row: &OneLeft| (row.unit, row.item);
    Ok(Found::sorted(rows, after, limit, key))
}

/// A week of a campaign, over all villages.
#[derive(Serialize, JsonSchema)]
struct OneWeek {
    first: Date,
    last: Date,
    /// Findings that became open in it, also those that came back.
    opened: i64,
    closed: i64,
    /// Open at its end.
    open: i64,
}

fn weeks(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCampaign,
    after: Option<Date>,
    limit: usize,
) -> Result<Found<OneWeek, Date>> {
    let (_, weeks) = read::with_weeks(tx, &seen.ctx, asked.campaign)?;
    let found = Found::sorted(weeks, after, limit, |week| week.first);
    Ok(found.map(|week| OneWeek {
        first: week.first,
        last: week.last,
        opened: week.opened,
        closed: week.closed,
        open: week.open,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtFindings {
    campaign: Id,
    unit: Option<Id>,
    /// Place of an item in the campaign.
    item: Option<i64>,
    /// Place of a round; 0: those of none.
    round: Option<i64>,
    show: Option<Shows>,
}

/// Void ones are in none of them: they count nowhere.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Shows {
    All,
    Open,
    Overdue,
    Closed,
}

/// A finding of a campaign as it stands.
#[derive(Serialize, JsonSchema)]
struct OneFinding {
    /// Its case.
    id: Id,
    number: String,
    unit: Id,
    village: Option<String>,
    item: i64,
    item_name: Option<String>,
    /// 0: of none.
    round: i64,
    found: Date,
    state: String,
    is_open: bool,
    owner: Id,
    /// The day that comes next.
    due: Option<Date>,
    closed: Option<Date>,
}

fn the_findings(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtFindings,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneFinding, Id>> {
    let whole = read::whole(tx, &seen.ctx, asked.campaign)?;
    let sought = Sought {
        unit: asked.unit,
        item: asked.item,
        round: asked.round,
        show: match asked.show {
            None | Some(Shows::All) => Show::All,
            Some(Shows::Open) => Show::Open,
            Some(Shows::Overdue) => Show::Overdue,
            Some(Shows::Closed) => Show::Closed,
        },
        after,
    };
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let found = findings::listed(tx, &seen.ctx, asked.campaign, &sought, more)?;
    let found = Found::page(found, limit, |finding| finding.case);
    Ok(found.map(|finding| finding_of(&whole, finding)))
}

fn finding_of(whole: &Whole, finding: Finding) -> OneFinding {
    let village = whole.village(finding.unit);
    let item = whole.item(finding.item);
    OneFinding {
        village: village.map(|village| village.name.clone()),
        item_name: item.map(|item| item.name.clone()),
        is_open: finding.is_open(),
        id: finding.case,
        number: finding.number,
        unit: finding.unit,
        item: finding.item,
        round: finding.round,
        found: finding.date,
        state: finding.state,
        owner: finding.owner,
        due: finding.due.parse().ok(),
        closed: finding.ended,
    }
}

/// A turn of inspections after the campaign.
#[derive(Serialize, JsonSchema)]
struct OneTurn {
    /// From 1.
    turn: i64,
    planned_on: Date,
    inspections: i64,
    open: i64,
}

fn turns(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCampaign,
    after: Option<i64>,
    limit: usize,
) -> Result<Found<OneTurn, i64>> {
    let whole = read::whole(tx, &seen.ctx, asked.campaign)?;
    Ok(part(
        whole.turns,
        |turn| turn.turn,
        after,
        limit,
        |turn| OneTurn {
            turn: turn.turn,
            planned_on: turn.date,
            inspections: turn.planned,
            open: turn.open,
        },
    ))
}
