//! The report of one campaign: the report of findings, asked of its own, by class of villages and by round.

use super::doors::home;
use super::tables::mean;
use crate::campaigns::model::Village;
use crate::campaigns::read::stands_as_of;
use crate::campaigns::{FINDING, store};
use ::store::Tx;
use ::web::cases::report::{AsOf, Class, Compared, Each, Frame, Place, Report, ReportPaths};
use ::web::format;
use ::web::i18n::Words;
use figures::period::Every;
use kernel::{Ctx, Error, Id, Result};

pub(in crate::campaigns) const REPORT: Report = Report {
    code: FINDING,
    base: "/findings",
    cases: "findings-title",
    title: "campaigns-report",
    paths: ReportPaths {
        page: "/campaigns/{id}/report",
        file: "/campaigns/{id}/report.xlsx",
        csv: "/campaigns/{id}/report.csv",
        rows: "/campaigns/{id}/report/rows",
        rows_file: "/campaigns/{id}/report/rows.xlsx",
        rows_csv: "/campaigns/{id}/report/rows.csv",
    },
    each: Some(Each { frame, compared }),
    // Findings are spots and no persons.
    public: None,
};

/// From its first day, or that of its first finding, by week and by round; what no round found is a slice of its own.
fn frame(tx: &mut Tx, ctx: &Ctx, words: Words, id: Id) -> Result<Frame> {
    let campaign = store::campaign(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let rounds = store::rounds(tx, ctx.org, id)?;
    let round = |place: i64| words.with("campaigns-round-title", &[("round", &place.to_string())]);
    let mut slices: Vec<(i64, String)> = rounds
        .iter()
        .map(|kept| (kept.round.place, round(kept.round.place)))
        .collect();
    slices.push((0, words.get("campaigns-no-round-of-it")));
    let earliest = store::findings::earliest(tx, ctx.org, id)?;
    let places = seen(tx, ctx, id)?.into_iter();
    Ok(Frame {
        id,
        home: home(id),
        from: earliest.map_or(campaign.first, |day| day.min(campaign.first)),
        name: campaign.name,
        cases: store::figures::OF_CAMPAIGN,
        every: Every::Week,
        about: words.get("campaigns-report-about"),
        slice_name: words.get("campaigns-col-round"),
        slices_title: words.get("campaigns-report-rounds"),
        slices,
        places: places.map(|village| (village.code, village.name)).collect(),
    })
}

/// The villages of a campaign that whoever looks sees, in their order.
fn seen(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Vec<Village>> {
    let seen = store::seen_villages(tx, ctx, id)?;
    let mut villages = store::villages(tx, ctx.org, id)?;
    villages.retain(|village| seen.contains(&village.unit));
    Ok(villages)
}

/// Class by class, in the order of their names and codes: a list and no ranking.
fn compared(tx: &mut Tx, ctx: &Ctx, words: Words, id: Id, as_of: AsOf) -> Result<Compared> {
    let campaign = store::campaign(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let villages = seen(tx, ctx, id)?;
    let all = store::villages(tx, ctx.org, id)?;
    let stands = stands_as_of(tx, ctx.org, &campaign, &all, (as_of.date, as_of.known))?;
    let mut classes: Vec<Class> = Vec::new();
    for village in villages {
        let stand = stands.iter().find(|stand| stand.unit == village.unit);
        let looked_at = stand.map_or(0, |stand| stand.looked_at);
        let score = stand.and_then(|stand| stand.mean()).map(mean);
        let is_compared = stand.is_some_and(|stand| stand.is_compared(campaign.least));
        let place = Place {
            unit: village.unit,
            code: village.code,
            name: village.name,
            numbers: vec![
                format::count(looked_at),
                score.filter(|_| is_compared).unwrap_or_else(|| "–".into()),
            ],
            is_compared,
        };
        match classes.iter_mut().find(|class| class.name == village.class) {
            Some(class) => class.places.push(place),
            None => classes.push(Class {
                name: village.class,
                places: vec![place],
            }),
        }
    }
    classes.sort_by(|one, other| one.name.cmp(&other.name));
    let least = format::count(campaign.least);
    let full = super::pages::points_of(words, campaign.points);
    let rules = ["class", "least", "score", "mean"].map(|rule| {
        let args = [("full", full.as_str()), ("least", least.as_str())];
        words.with(&format!("campaigns-rule-{rule}"), &args)
    });
    Ok(Compared {
        rules: rules.into(),
        heads: vec![
            words.get("campaigns-col-looked-at"),
            words.get("campaigns-col-mean"),
        ],
        classes,
    })
}
