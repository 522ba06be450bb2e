//! Figures that a case type or a book of figures declares, asked of what cases add to them: one FROM and WHERE for the number,
//! its rows, its units and its days; the same for today, for a past day and for what was known then.

use crate::model::{Asked, Number, Unit};
use crate::store::declared as store;
use ::store::Tx;
use access::{Right, Scope};
use cases::declared::{Book, CaseType, Figure, Label, Measure, Name};
use kernel::{Date, Error, Id, OrgId, Result};
use std::sync::Arc;

/// Rows of one page of a list.
const PAGE: u16 = 200;

/// One figure of a kind of case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// `appeals_solved`, within its kind.
    pub code: String,
    pub label: Label,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The key of what is counted: `appeal.appeals_solved`.
    Of(String, Made),
    /// Two of them, in percent: the part and the whole.
    Ratio([(String, Made); 2]),
}

/// What is made of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    Count,
    Sum,
    Distinct,
    /// The median of amounts, which are days.
    MedianDays,
}

/// Everything that is declared of a kind of case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    pub figures: Vec<Declared>,
    /// What its report shows by unit and by period, and what it draws; codes of `figures`.
    pub columns: Vec<String>,
    pub chart: Vec<String>,
    /// By what places of one class are drawn side by side.
    pub compare: Option<String>,
    /// What may be shown to everybody.
    pub public: Option<Split>,
    /// The rules and customs behind them.
    pub sources: Vec<String>,
}

/// A whole that its parts make up; codes of figures that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub whole: String,
    pub parts: Vec<String>,
}

impl Catalogue {
    pub fn find(&self, code: &str) -> Option<&Declared> {
        self.figures.iter().find(|declared| declared.code == code)
    }

    /// Of the newest version of a type with the books for it.
    pub fn of(kind: &CaseType, books: &[Arc<Book>]) -> Catalogue {
        let mut catalogue = Catalogue::default();
        let key = |code: &str| cases::tally::key(&kind.code, code);
        let figures = cases::books::figures(kind, books);
        let find = |name: &Name| {
            let mut all = figures.iter();
            let figure = all.find(|figure| figure.code == *name)?;
            Some((key(name), made(figure)))
        };
        catalogue.sources.push(kind.source.clone());
        catalogue.figures = figures
            .iter()
            .map(|figure| Declared {
                code: figure.code.to_string(),
                label: figure.label.clone(),
                what: What::Of(key(&figure.code), made(figure)),
            })
            .collect();
        for book in books.iter().filter(|book| book.of == kind.code) {
            catalogue.sources.push(book.source.clone());
            // A type may have changed since a book was adopted: what it no longer has is left out.
            for ratio in &book.ratios {
                if let (Some(part), Some(whole)) = (find(&ratio.part), find(&ratio.whole)) {
                    catalogue.figures.push(Declared {
                        code: ratio.code.to_string(),
                        label: ratio.label.clone(),
                        what: What::Ratio([part, whole]),
                    });
                }
            }
            if let Some(public) = &book.public {
                catalogue.public.get_or_insert_with(|| Split {
                    whole: public.whole.value.clone(),
                    parts: public.parts.iter().map(|it| it.value.clone()).collect(),
                });
            }
            if let Some(report) = &book.report {
                let names = |names: &[Name]| names.iter().map(|name| name.value.clone()).collect();
                let (columns, chart): (Vec<String>, Vec<String>) =
                    (names(&report.columns), names(&report.chart));
                catalogue.columns.extend(columns);
                catalogue.chart.extend(chart);
                let compare = report.compare.as_ref().map(|name| name.value.clone());
                catalogue.compare = catalogue.compare.or(compare);
            }
        }
        if catalogue.columns.is_empty() {
            catalogue.columns = figures.iter().map(|it| it.code.to_string()).collect();
            catalogue.columns.truncate(9);
        }
        let known: Vec<String> = catalogue.figures.iter().map(|it| it.code.clone()).collect();
        catalogue.columns.retain(|code| known.contains(code));
        catalogue.chart.retain(|code| known.contains(code));
        catalogue.compare = catalogue.compare.filter(|code| known.contains(code));
        catalogue
    }
}

fn made(figure: &Figure) -> Made {
    match figure.measure {
        Measure::Count => Made::Count,
        Measure::Sum(_) => Made::Sum,
        Measure::Distinct(_) => Made::Distinct,
        Measure::Days(_) => Made::MedianDays,
    }
}

/// What is declared of a kind of case in an organisation. `NotFound` where it has none of that kind.
pub fn catalogue(tx: &mut Tx, org: OrgId, kind: &str) -> Result<Catalogue> {
    let (_, body) = cases::store::newest(tx, org, kind)?.ok_or(Error::NotFound)?;
    let of = cases::read::parsed(&body)?;
    let books = cases::books::in_force(tx, org)?;
    Ok(Catalogue::of(&of, &books))
}

/// For whom, where, when, and of which days.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    pub asked: Asked,
    /// The days that count, both with them; facts are those of `asked`.
    pub from: Date,
    pub to: Date,
    /// Of the division itself, without what lies below it.
    pub own: bool,
    /// Only cases of a set that a module keeps; nothing: all of the kind.
    pub among: Option<Among>,
}

/// Cases that a module keeps together, such as those of a campaign, in slices, such as its rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Among {
    pub cases: Kept,
    pub set: Id,
    /// Only this slice.
    pub slice: Option<i64>,
}

/// Where a module keeps sets of cases, each case once in a set: the texts behind `from` and `where`, with `$1` the organisation and
/// `$11` the set, and the columns of case and slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub from: &'static str,
    pub filter: &'static str,
    pub case: &'static str,
    pub slice: &'static str,
}

impl Question {
    /// The question as far as who asks may ask it: a figure where he sees figures, its rows where he sees cases. `NotFound`: the
    /// division lies wholly outside his scope.
    pub fn admitted(self, tx: &mut Tx) -> Result<Question> {
        let Some(viewer) = self.asked.viewer else {
            return Ok(self);
        };
        let viewer = Scope {
            org: self.asked.org,
            right: Right::ViewFigures,
            ..viewer
        };
        if !crate::store::touches(tx, &viewer, self.asked.division)? {
            return Err(Error::NotFound);
        }
        let viewer = Scope {
            right: Right::ViewCases,
            ..viewer
        };
        let asked = Asked {
            viewer: Some(viewer),
            ..self.asked
        };
        Ok(Question { asked, ..self })
    }
}

/// The rows of one list behind a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub rows: i64,
    /// Those in the viewer's scope.
    pub seen: i64,
    pub total: i64,
}

impl Counted {
    fn add(&mut self, other: Counted) {
        self.rows += other.rows;
        self.seen += other.seen;
        self.total += other.total;
    }
}

/// A figure as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Nothing where there is none: a ratio of nothing, the median of no days.
    pub value: Option<Number>,
    pub is_percent: bool,
    /// One list, or the two of a ratio.
    pub lists: Vec<Counted>,
}

impl Answer {
    /// `1,234`, `97.3%`, `—`.
    pub fn shown(&self) -> String {
        let unit = match self.is_percent {
            true => Unit::PERCENT,
            false => Unit::whole(""),
        };
        match self.value {
            Some(number) if number.places > 0 && !self.is_percent => number.plain(),
            Some(number) => number.shown(unit),
            None => crate::model::NONE.to_owned(),
        }
    }
}

/// What a figure is for what was asked; `question` is [`Question::admitted`].
pub fn value(tx: &mut Tx, declared: &Declared, question: &Question) -> Result<Answer> {
    match &declared.what {
        What::Of(key, made) => {
            let (counted, value) = match made {
                Made::Distinct => {
                    let (counted, apart) = store::distinct(tx, key, question)?;
                    (counted, Some(whole(apart)))
                }
                Made::MedianDays => {
                    let amounts = store::by_amount(tx, key, question)?;
                    let mut counted = Counted::default();
                    let mut times = Vec::with_capacity(amounts.len());
                    for (amount, of) in amounts {
                        counted.add(of);
                        times.push((amount, of.rows));
                    }
                    (counted, median(&times))
                }
                Made::Count | Made::Sum => {
                    let counted = store::counted(tx, key, question)?;
                    (counted, Some(whole(added(*made, counted))))
                }
            };
            Ok(Answer {
                value,
                is_percent: false,
                lists: vec![counted],
            })
        }
        What::Ratio([part, whole]) => {
            let part = listed(tx, part, question)?;
            let whole = listed(tx, whole, question)?;
            Ok(Answer {
                value: Number::percent(part.total, whole.total),
                is_percent: true,
                lists: vec![part, whole],
            })
        }
    }
}

fn whole(scaled: i64) -> Number {
    Number { scaled, places: 0 }
}

/// What adds up: how many there are, or their sum.
fn added(made: Made, counted: Counted) -> i64 {
    match made {
        Made::Sum => counted.total,
        _ => counted.rows,
    }
}

fn listed(tx: &mut Tx, (key, _): &(String, Made), question: &Question) -> Result<Counted> {
    store::counted(tx, key, question)
}

/// The median of amounts with how often each comes, ascending; of an even number the middle of both, in halves.
fn median(amounts: &[(i64, i64)]) -> Option<Number> {
    let count: i64 = amounts.iter().map(|(_, times)| times).sum();
    let at = |place: i64| {
        let mut before = 0;
        let mut all = amounts.iter();
        let it = all.find(|(_, times)| {
            before += times;
            place < before
        });
        it.map(|(amount, _)| *amount)
    };
    let (low, high) = (at((count - 1).max(0) / 2)?, at(count / 2)?);
    let scaled = low.checked_add(high)?.checked_mul(5)?;
    Some(Number { scaled, places: 1 })
}

/// A figure by the units right below the division, with the division's own; by unit.
pub fn by_unit(
    tx: &mut Tx,
    declared: &Declared,
    question: &Question,
    units: &[Id],
) -> Result<Vec<(Id, Answer)>> {
    let division = question.asked.division;
    let of = |unit: Id| {
        let asked = Asked {
            division: unit,
            ..question.asked
        };
        let own = question.own || unit == division;
        Question {
            asked,
            own,
            ..*question
        }
    };
    grouped(tx, declared, units, of, |tx, key| {
        let mut below = store::by_child(tx, key, question)?;
        let own = store::counted(tx, key, &of(division))?;
        below.push((division, own));
        Ok(below)
    })
}

/// A figure by units, each without what lies below it; by unit.
pub fn by_place(
    tx: &mut Tx,
    declared: &Declared,
    question: &Question,
    units: &[Id],
) -> Result<Vec<(Id, Answer)>> {
    let of = |unit: Id| {
        let asked = Asked {
            division: unit,
            ..question.asked
        };
        Question {
            asked,
            own: true,
            ..*question
        }
    };
    grouped(tx, declared, units, of, |tx, key| {
        store::by_place(tx, key, question)
    })
}

/// A figure by slices of the set of cases that is asked about; by slice. Nothing where none is.
pub fn by_slice(
    tx: &mut Tx,
    declared: &Declared,
    question: &Question,
    slices: &[i64],
) -> Result<Vec<(i64, Answer)>> {
    let Some(among) = question.among else {
        return Ok(Vec::new());
    };
    let of = |slice: i64| Question {
        among: Some(Among {
            slice: Some(slice),
            ..among
        }),
        ..*question
    };
    grouped(tx, declared, slices, of, |tx, key| {
        store::by_slice(tx, key, question)
    })
}

/// A figure by stretches of days; by their first day.
pub fn by_period(
    tx: &mut Tx,
    declared: &Declared,
    question: &Question,
    stretches: &[(Date, Date)],
) -> Result<Vec<((Date, Date), Answer)>> {
    let of = |(from, to): (Date, Date)| Question {
        from,
        to,
        ..*question
    };
    grouped(tx, declared, stretches, of, |tx, key| {
        let mut all = stretches
            .iter()
            .map(|it| (*it, Counted::default()))
            .collect::<Vec<_>>();
        for (day, counted) in store::by_day(tx, key, question)? {
            let at = all.partition_point(|((_, last), _)| *last < day);
            if let Some((_, sum)) = all.get_mut(at).filter(|((first, _), _)| *first <= day) {
                sum.add(counted);
            }
        }
        Ok(all)
    })
}

/// Counts and sums come grouped from one statement; what does not add up is asked place by place.
fn grouped<P: Copy + PartialEq>(
    tx: &mut Tx,
    declared: &Declared,
    places: &[P],
    of: impl Fn(P) -> Question,
    ask: impl Fn(&mut Tx, &str) -> Result<Vec<(P, Counted)>>,
) -> Result<Vec<(P, Answer)>> {
    let at = |found: &[(P, Counted)], place: P| {
        let mut all = found.iter();
        all.find(|(it, _)| *it == place)
            .map_or_else(Counted::default, |(_, counted)| *counted)
    };
    match &declared.what {
        What::Of(key, made @ (Made::Count | Made::Sum)) => {
            let found = ask(tx, key)?;
            let answer = |place: &P| {
                let counted = at(&found, *place);
                let answer = Answer {
                    value: Some(whole(added(*made, counted))),
                    is_percent: false,
                    lists: vec![counted],
                };
                (*place, answer)
            };
            Ok(places.iter().map(answer).collect())
        }
        What::Ratio([(part, _), (whole, _)]) => {
            let (parts, wholes) = (ask(tx, part)?, ask(tx, whole)?);
            let answer = |place: &P| {
                let lists = vec![at(&parts, *place), at(&wholes, *place)];
                let (part, whole) = (at(&parts, *place).total, at(&wholes, *place).total);
                let answer = Answer {
                    value: Number::percent(part, whole),
                    is_percent: true,
                    lists,
                };
                (*place, answer)
            };
            Ok(places.iter().map(answer).collect())
        }
        What::Of(..) => {
            let mut found = Vec::with_capacity(places.len());
            for place in places {
                found.push((*place, value(tx, declared, &of(*place))?));
            }
            Ok(found)
        }
    }
}

/// One row behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The event from which on it counts: with `at`, where the next page goes on.
    pub id: Id,
    pub case: Id,
    pub number: String,
    pub unit: String,
    pub at: Date,
    pub amount: i64,
}

/// A page of rows, and where the next one begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CasePage {
    pub rows: Vec<CaseRow>,
    pub next: Option<(Date, Id)>,
}

/// A page of the rows behind a figure that the viewer may see, by the day that counts; `list` is 0, or 1 for the whole of a
/// ratio. `NotFound` where there is no such list.
pub fn rows(
    tx: &mut Tx,
    declared: &Declared,
    question: &Question,
    list: usize,
    after: Option<(Date, Id)>,
    limit: u16,
) -> Result<CasePage> {
    let key = match &declared.what {
        What::Of(key, _) if list == 0 => key,
        What::Of(..) => return Err(Error::NotFound),
        What::Ratio(both) => &both.get(list).ok_or(Error::NotFound)?.0,
    };
    let limit = limit.clamp(1, PAGE);
    let mut rows = store::rows(tx, key, question, after, i64::from(limit) + 1)?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(limit.into());
    let next = rows.last().filter(|_| more).map(|row| (row.at, row.id));
    Ok(CasePage { rows, next })
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_the_middle_one_or_the_middle_of_both() {
        for (amounts, expected) in [
            (&[][..], None),
            (&[(3, 1)], Some(30)),
            (&[(1, 1), (2, 1)], Some(15)),
            (&[(0, 5), (9, 4)], Some(0)),
            (&[(0, 5), (9, 5)], Some(45)),
            (&[(-2, 1), (4, 2)], Some(40)),
        ] {
            assert_eq!(median(amounts).map(|it| it.scaled), expected, "{amounts:?}");
        }
    }
}
