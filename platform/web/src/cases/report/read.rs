//! What the pages of a report read.

use super::ask::{Ask, Sought};
use super::{Class, Compared, Place, Report, not_found};
use crate::i18n::{Lang, Words};
use crate::pages::divisions::Division;
use access::units;
use figures::declared::{
    Among, Answer, CasePage, CaseRow, Catalogue, Declared, Made, Question, What, by_period,
    by_place, by_slice, by_unit, catalogue, rows, value,
};
use kernel::{Ctx, Date, Id, Result};
use store::Tx;

/// Most stretches of days in a table: a year by day is a table that nobody reads.
pub(super) const STRETCHES: usize = 62;

/// Rows of one page, and most of a file.
const ROWS: u16 = 100;
/// Read at once for a file.
const FILE_PAGE: u16 = 200;
const FILE_ROWS: usize = 100_000;

/// A figure as a page names it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub code: String,
    pub name: String,
    /// Days, where it is no number of things.
    pub made: Option<Made>,
}

#[derive(Debug, Clone)]
pub(super) struct Line<P> {
    pub of: P,
    pub answers: Vec<Answer>,
}

impl<P: Clone> Line<P> {
    /// Of the answers to all of these, those to some.
    fn of_only(&self, all: &[&Declared], some: &[&Declared]) -> Line<P> {
        let answer = |declared: &&Declared| {
            let mut both = all.iter().zip(&self.answers);
            let it = both.find(|(it, _)| it == &declared);
            it.map(|(_, answer)| answer.clone())
        };
        Line {
            of: self.of.clone(),
            answers: some.iter().filter_map(answer).collect(),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// Every figure once.
    pub all: Vec<(Named, Answer)>,
    pub columns: Vec<Named>,
    /// Of the columns, the whole.
    pub whole: Vec<Answer>,
    pub units: Vec<Line<(Division, bool)>>,
    pub periods: Vec<Line<(Date, Date)>>,
    /// Which columns are drawn, and what is drawn beside them.
    pub chart: Vec<Named>,
    pub drawn: Vec<Line<(Date, Date)>>,
    /// There are more stretches of days than are shown.
    pub is_cut: bool,
    /// Of a set of cases: its units by class, with how they are compared and by what, and its slices.
    pub classes: Vec<(Class, Vec<Line<Place>>)>,
    pub compared: Compared,
    pub compare: Option<Comparing>,
    pub slices: Vec<Line<i64>>,
    pub sources: Vec<String>,
}

/// What places of one class are drawn by, and what it is made of.
#[derive(Debug, Clone)]
pub(super) struct Comparing {
    pub figure: Named,
    /// Names of a ratio's part and whole.
    pub lists: Vec<String>,
    /// By unit.
    pub answers: Vec<(Id, Answer)>,
}

pub(super) fn named(words: Words, declared: &Declared) -> Named {
    let label = &declared.label;
    Named {
        code: declared.code.clone(),
        name: words.either(&label.zh, &label.en),
        made: match declared.what {
            What::Of(_, made) => Some(made),
            What::Ratio(_) => None,
        },
    }
}

fn chosen<'c>(catalogue: &'c Catalogue, codes: &[String]) -> Vec<&'c Declared> {
    codes
        .iter()
        .filter_map(|code| catalogue.find(code))
        .collect()
}

pub(super) fn report(
    tx: &mut Tx,
    ctx: &Ctx,
    report: Report,
    question: &Question,
    ask: &Ask,
    words: Words,
) -> Result<Found> {
    let every = ask.every;
    let question = question.admitted(tx)?;
    let catalogue = catalogue(tx, question.asked.org, report.code)?;
    let mut found = Found {
        sources: catalogue.sources.clone(),
        ..Found::default()
    };
    for declared in &catalogue.figures {
        let answer = value(tx, declared, &question)?;
        found.all.push((named(words, declared), answer));
    }
    // What the report shows everywhere stands first.
    let first = |code: &str| catalogue.columns.iter().position(|it| it == code);
    found
        .all
        .sort_by_key(|(it, _)| first(&it.code).unwrap_or(usize::MAX));
    let columns = chosen(&catalogue, &catalogue.columns);
    for declared in &columns {
        let named = named(words, declared);
        let known = found.all.iter().find(|(it, _)| it.code == named.code);
        found.whole.extend(known.map(|(_, answer)| answer.clone()));
        found.columns.push(named);
    }
    match &ask.frame {
        Some(frame) => {
            if let Some(each) = report.each {
                found.compared = (each.compared)(tx, ctx, words, frame.id, ask.as_of())?;
            }
            compare(tx, (&catalogue, words), &question, &columns, &mut found)?;
            // All slices beside each other, whichever is looked at.
            let among = question.among.map(|among| Among {
                slice: None,
                ..among
            });
            let of_all = Question { among, ..question };
            let slices: Vec<i64> = frame.slices.iter().map(|(slice, _)| *slice).collect();
            found.slices = lines(&slices, &columns, |declared| {
                answers(by_slice(tx, declared, &of_all, &slices)?)
            })?;
        }
        None => {
            let places = places(tx, &question)?;
            let ids: Vec<Id> = places.iter().map(|(unit, _)| unit.id).collect();
            found.units = lines(&places, &columns, |declared| {
                answers(by_unit(tx, declared, &question, &ids)?)
            })?;
            // Units where nothing happened would hide the others.
            found.units.retain(|line| line.answers.iter().any(has_rows));
        }
    }
    let mut stretches = every.between(question.from, question.to, STRETCHES + 1);
    found.is_cut = stretches.len() > STRETCHES;
    if found.is_cut {
        stretches.remove(0);
    }
    let chart = chosen(&catalogue, &catalogue.chart);
    found.chart = chart.iter().map(|it| named(words, it)).collect();
    // What stands in the table and in the picture is asked once.
    let mut both = columns.clone();
    both.extend(chart.iter().filter(|it| !columns.contains(it)));
    let lines = lines(&stretches, &both, |declared| {
        answers(by_period(tx, declared, &question, &stretches)?)
    })?;
    // A picture of more than a dozen groups is read by nobody.
    let newest = lines.len().saturating_sub(12);
    let drawn = lines.get(newest..).unwrap_or_default();
    found.drawn = drawn
        .iter()
        .map(|line| line.of_only(&both, &chart))
        .collect();
    found.periods = lines
        .iter()
        .map(|line| line.of_only(&both, &columns))
        .collect();
    Ok(found)
}

fn answers<P>(found: Vec<(P, Answer)>) -> Result<Vec<Answer>> {
    Ok(found.into_iter().map(|(_, answer)| answer).collect())
}

/// The numbers of units, class by class, of those that lie where it is asked.
fn compare(
    tx: &mut Tx,
    (catalogue, words): (&Catalogue, Words),
    question: &Question,
    columns: &[&Declared],
    found: &mut Found,
) -> Result<()> {
    let division = question.asked.division;
    let classes = std::mem::take(&mut found.compared.classes);
    let is_its = |place: &Place| place.unit == division;
    let is_one = classes.iter().any(|class| class.places.iter().any(is_its));
    let is_asked = |place: &&Place| !is_one || is_its(place);
    let places = classes.iter().flat_map(|class| &class.places);
    let places: Vec<Place> = places.filter(is_asked).cloned().collect();
    let ids: Vec<Id> = places.iter().map(|place| place.unit).collect();
    let all = lines(&places, columns, |declared| {
        answers(by_place(tx, declared, question, &ids)?)
    })?;
    let compare = catalogue.compare.as_deref();
    if let Some(declared) = compare.and_then(|code| catalogue.find(code)) {
        let known = columns.iter().position(|it| it.code == declared.code);
        let of = |line: &Line<Place>| Some((line.of.unit, line.answers.get(known?)?.clone()));
        found.compare = Some(Comparing {
            figure: named(words, declared),
            lists: lists(words, catalogue, declared),
            answers: match known {
                Some(_) => all.iter().filter_map(of).collect(),
                None => by_place(tx, declared, question, &ids)?,
            },
        });
    }
    let mut rest = all.into_iter();
    for class in classes {
        let count = class.places.iter().filter(is_asked).count();
        let lines: Vec<Line<Place>> = rest.by_ref().take(count).collect();
        if !lines.is_empty() {
            found.classes.push((class, lines));
        }
    }
    Ok(())
}

/// The names of a ratio's two lists.
fn lists(words: Words, catalogue: &Catalogue, declared: &Declared) -> Vec<String> {
    match &declared.what {
        What::Of(..) => Vec::new(),
        What::Ratio(both) => {
            let name = |(key, _): &(String, Made)| {
                let code = key.rsplit('.').next().unwrap_or(key);
                let of = catalogue.find(code).map(|it| named(words, it).name);
                of.unwrap_or_default()
            };
            both.iter().map(name).collect()
        }
    }
}

/// The units right below the division, and the division's own.
pub(super) fn places(tx: &mut Tx, question: &Question) -> Result<Vec<(Division, bool)>> {
    let division = question.asked.division;
    let mut places = Vec::new();
    if !question.own {
        let children = units::all_children(tx, division)?;
        let below = children.into_iter().map(|it| (Division::from(it), false));
        places.extend(below);
    }
    let itself = not_found(units::unit(tx, division)?)?;
    places.push((Division::from(itself), true));
    Ok(places)
}

/// Answers by column, turned into lines by place.
fn lines<P: Clone>(
    places: &[P],
    columns: &[&Declared],
    mut ask: impl FnMut(&Declared) -> Result<Vec<Answer>>,
) -> Result<Vec<Line<P>>> {
    let of = |of: &P| Line {
        of: of.clone(),
        answers: Vec::with_capacity(columns.len()),
    };
    let mut lines: Vec<Line<P>> = places.iter().map(of).collect();
    for declared in columns {
        for (line, answer) in lines.iter_mut().zip(ask(declared)?) {
            line.answers.push(answer);
        }
    }
    Ok(lines)
}

pub(super) fn has_rows(answer: &Answer) -> bool {
    answer.lists.iter().any(|list| list.rows > 0)
}

/// The rows behind one figure.
#[derive(Debug, Clone)]
pub(super) struct Behind {
    pub name: String,
    pub figure: Named,
    pub answer: Answer,
    /// The names of a ratio's two lists.
    pub lists: Vec<String>,
    pub rows: Vec<CaseRow>,
    pub next: Option<(Date, Id)>,
}

pub(super) fn behind(
    tx: &mut Tx,
    kind: &str,
    question: &Question,
    sought: &Sought,
    lang: Lang,
) -> Result<Behind> {
    let words = Words::new(lang);
    let question = question.admitted(tx)?;
    let catalogue = catalogue(tx, question.asked.org, kind)?;
    let declared = not_found(catalogue.find(&sought.figure))?;
    let page = rows(tx, declared, &question, sought.list, sought.after, ROWS)?;
    headed(tx, words, &catalogue, declared, &question, page)
}

/// A page of rows with its number and names.
fn headed(
    tx: &mut Tx,
    words: Words,
    catalogue: &Catalogue,
    declared: &Declared,
    question: &Question,
    page: CasePage,
) -> Result<Behind> {
    let lists = lists(words, catalogue, declared);
    let figure = named(words, declared);
    Ok(Behind {
        name: figure.name.clone(),
        figure,
        answer: value(tx, declared, question)?,
        lists,
        rows: page.rows,
        next: page.next,
    })
}

/// [`behind`] with all its rows, for a file.
pub(super) fn all_behind(
    tx: &mut Tx,
    kind: &str,
    question: &Question,
    sought: &Sought,
    lang: Lang,
) -> Result<Behind> {
    let question = question.admitted(tx)?;
    let catalogue = catalogue(tx, question.asked.org, kind)?;
    let declared = not_found(catalogue.find(&sought.figure))?;
    let mut all = CasePage::default();
    loop {
        let page = rows(tx, declared, &question, sought.list, all.next, FILE_PAGE)?;
        all.rows.extend(page.rows);
        all.next = page.next;
        if all.next.is_none() || all.rows.len() >= FILE_ROWS {
            break;
        }
    }
    headed(tx, Words::new(lang), &catalogue, declared, &question, all)
}
