//! 故事: what the newspaper printed beside what the records say on that day.

use crate::components::{Cell, Column, EmptyState, Table, Tag, TagKind};
use crate::i18n::Words;
use crate::layout::Page;
use crate::pages::figures::{href, with_unit};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use ::figures::{Asked, Number};
use access::{Right, Scope};
use kernel::{Date, Error, Result};

/// One printed figure.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Printed {
    id: &'static str,
    division: &'static str,
    value: &'static str,
    unit: &'static str,
    qualifier: &'static str,
    as_of: Date,
    press: &'static str,
}

/// The printed figures, in the order of the page.
fn printed() -> Vec<Printed> {
    include_str!("../../data/story.tsv")
        .lines()
        .skip(2)
        .filter_map(line)
        .collect()
}

fn line(line: &'static str) -> Option<Printed> {
    let fields: Vec<&'static str> = line.split('\t').collect();
    let [id, division, value, unit, qualifier, as_of, press] = fields.as_slice() else {
        return None;
    };
    Some(Printed {
        id,
        division,
        value,
        unit,
        qualifier,
        as_of: as_of.parse().ok()?,
        press,
    })
}

/// Whether the records agree with what was printed, by what the paper said of it: `exact` to the
/// digit, `about` (左右) within a tenth, `over` (余/多) up to a tenth more, `under` (近) up to a tenth less.
fn agrees(qualifier: &str, printed: &str, found: Number) -> Option<bool> {
    let printed: i128 = printed.parse().ok()?;
    let base = 10_i128.checked_pow(u32::from(found.places))?;
    let (printed, found) = (printed.checked_mul(base)?, i128::from(found.scaled));
    let difference = found - printed;
    let is_near = (difference * 10).abs() <= printed.abs();
    Some(match qualifier {
        "exact" => difference == 0,
        "about" => is_near,
        "over" => is_near && difference >= 0,
        "under" => is_near && difference <= 0,
        _ => return None,
    })
}

/// A printed figure and what the records say: the value with its unit, and whether it agrees. Nothing
/// where the division is not there, or not in the viewer's scope.
type Told = (Printed, Option<(String, Option<bool>)>);

pub(crate) async fn story(req: Req) -> Result<Reply> {
    let words = req.words();
    let page = req.page("page-story");
    let indicators = req.app.indicators.clone();
    let ctx = req.ctx();
    let told = req
        .app
        .db
        .read_async(move |tx| {
            let mut told: Vec<Told> = Vec::new();
            for printed in printed() {
                let unit = access::units::unit_by_code(tx, printed.division)?;
                let (Some(unit), Some(indicator)) =
                    (unit, ::figures::find(&indicators, printed.id))
                else {
                    told.push((printed, None));
                    continue;
                };
                let viewer = Some(Scope::of(&ctx, Right::ViewFigures));
                let asked = Asked::new(ctx.org, viewer, unit.id, printed.as_of);
                let found = match ::figures::evaluate(tx, indicator, &asked) {
                    Ok(figure) => {
                        let same = match figure.value {
                            Some(number) => agrees(printed.qualifier, printed.value, number),
                            // Several numbers are compared as they are written.
                            None if figure.is_zero() => None,
                            None => Some(figure.plain == printed.value),
                        };
                        Some((with_unit(words, &figure), same))
                    }
                    Err(Error::NotFound) => None,
                    Err(other) => return Err(other),
                };
                told.push((printed, found));
            }
            Ok(told)
        })
        .await?;
    view(page, &told).reply()
}

fn view(page: Page, told: &[Told]) -> View {
    let words = page.words;
    let columns = vec![
        Column::text(words.get("page-story-printed")),
        Column::text(words.get("page-story-figure")),
        Column::text(words.get("page-story-records")),
        Column::text(words.get("page-story-verdict")),
    ];
    let rows = told
        .iter()
        .map(|(printed, found)| row(words, printed, found.as_ref()))
        .collect();
    let table = Table::new("story", words.get("page-story-caption"), columns)
        .rows(rows)
        .stacked()
        .empty(EmptyState::new(
            words,
            "page-figures-none",
            "page-figures-none-text",
        ));
    View::new(
        page,
        vec![
            Part::Text(words.get("page-story-about")),
            Part::Table(table),
        ],
    )
}

fn row(words: Words, printed: &Printed, found: Option<&(String, Option<bool>)>) -> Vec<Cell> {
    let unit = words.get(&format!("figure-unit-{}", printed.unit));
    let number = match printed.value.parse() {
        Ok(number) => kernel::text::grouped(number),
        Err(_) => printed.value.to_owned(),
    };
    let said = words.with("page-with-unit", &[("number", &number), ("unit", &unit)]);
    let said = words.with(
        &format!("page-story-said-{}", printed.qualifier),
        &[("value", &said)],
    );
    let records = match found {
        Some((value, _)) => Cell::link(
            href(printed.id, printed.division, printed.as_of),
            value.clone(),
        ),
        None => words.get("page-story-no-records").into(),
    };
    let verdict = match found.and_then(|(_, same)| *same) {
        Some(true) => Tag::new(TagKind::Done, words.get("page-story-agrees")),
        Some(false) => Tag::new(TagKind::Alert, words.get("page-story-differs")),
        None => Tag::new(TagKind::Plain, words.get("page-story-open")),
    };
    vec![
        Cell::from(printed.press).note(printed.as_of.to_string()),
        said.into(),
        records,
        verdict.into(),
    ]
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let verdicts = [Some(("43", Some(true))), Some(("44", Some(false))), None];
    let told: Vec<Told> = printed()
        .into_iter()
        .zip(verdicts.into_iter().cycle())
        .map(|(p, v)| (p, v.map(|(value, same)| (value.to_owned(), same))))
        .collect();
    vec![("story", view(frame(&words.get("page-story")), &told))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_printed_line_is_understood() {
        assert_eq!(printed().len(), 9);
    }

    #[test]
    fn what_the_paper_said_of_a_number_is_honoured() {
        let number = |scaled, places| Number { scaled, places };
        for (qualifier, printed, found, agreed) in [
            ("exact", "43", number(43, 0), Some(true)),
            ("exact", "43", number(44, 0), Some(false)),
            ("exact", "1700000", number(170_000_000, 2), Some(true)),
            ("exact", "1700000", number(170_000_001, 2), Some(false)),
            ("about", "10", number(99, 1), Some(true)),
            ("about", "10", number(89, 1), Some(false)),
            ("over", "70", number(73, 0), Some(true)),
            ("over", "70", number(69, 0), Some(false)),
            ("under", "70", number(69, 0), Some(true)),
            ("range", "1-2", number(1, 0), None),
        ] {
            assert_eq!(
                agrees(qualifier, printed, found),
                agreed,
                "{qualifier} {printed} {found:?}"
            );
        }
    }
}
