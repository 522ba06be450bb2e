//! The report and the rows behind a number, as pages. Every number is a link to exactly its rows.

use super::ask::{Ask, Sought};
use super::read::{Behind, Comparing, Found, Line, Named};
use super::{Class, Frame, Place, Report};
use crate::chart::{self, About, Value};
use crate::components::{
    Button, ButtonKind, Cell, Choice, Column, Control, EmptyState, Field, FilterForm, Pager, Row,
    Summary, Table, Tabs,
};
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::divisions::Division;
use crate::view::{Part, View};
use figures::declared::{Answer, Counted, Made};
use figures::period::Every;

/// Where the report of a set of cases can be asked: its units, and its slices.
fn narrower(words: Words, ask: &Ask, frame: &Frame) -> Vec<Field> {
    let select = |name: &str, label: String, choices: Vec<Choice>, value: String| {
        let mut field = Field::new(words, Control::Select(choices), name, label);
        field.choose = words.get("cases-report-every");
        field.optional = Some(String::new());
        field.value(value)
    };
    let places = frame.places.iter();
    let places: Vec<Choice> = places.map(|(code, name)| Choice::new(code, name)).collect();
    let is_place = |code: &&str| frame.places.iter().any(|(it, _)| it == code);
    let here = Some(ask.division.code.as_str()).filter(is_place);
    let slices = frame.slices.iter();
    let slices = slices.map(|(slice, name)| Choice::new(slice.to_string(), name));
    let slice = ask.slice.map_or_else(String::new, |it| it.to_string());
    vec![
        select(
            "division",
            words.get("page-division"),
            places,
            here.unwrap_or_default().to_owned(),
        ),
        select("part", frame.slice_name.clone(), slices.collect(), slice),
    ]
}

fn filter(words: Words, ask: &Ask, action: &str) -> Part {
    let day = |name: &str, day: kernel::Date| {
        let label = words.get(&format!("cases-report-{name}"));
        Field::new(words, Control::Date, name.replace('-', "_"), label).value(day.to_string())
    };
    let every = Every::ALL.map(|every| {
        Choice::new(
            every.code(),
            words.get(&format!("cases-report-by-{}", every.code())),
        )
    });
    let known = ask.as_known.map_or_else(String::new, |seq| seq.to_string());
    let mut fields = match &ask.frame {
        Some(frame) => narrower(words, ask, frame),
        None => vec![
            Field::new(words, Control::Text, "division", words.get("page-division"))
                .value(ask.division.name.clone())
                .hint(words.get("page-division-hint")),
        ],
    };
    fields.extend([
        day("from", ask.from),
        day("to", ask.to),
        Field::new(
            words,
            Control::Select(every.to_vec()),
            "by",
            words.get("cases-report-by"),
        )
        .value(ask.every.code()),
        day("as-of", ask.as_of).hint(words.get("cases-report-as-of-hint")),
        Field::new(
            words,
            Control::Text,
            "as_known",
            words.get("cases-report-as-known"),
        )
        .value(known)
        .inputmode("numeric")
        .hint(words.get("cases-report-as-known-hint")),
    ]);
    let mut form = FilterForm::new(words, action, fields, false);
    form.label = words.get("page-show");
    Part::Filter(form)
}

fn href(report: Report, ask: &Ask, figure: &Named) -> String {
    format!(
        "{}?figure={}&{}",
        ask.at(report.paths.rows),
        figure.code,
        ask.query()
    )
}

fn number(report: Report, ask: &Ask, figure: &Named, answer: &Answer) -> Cell {
    Cell::link(href(report, ask, figure), answer.shown())
}

fn cells(report: Report, ask: &Ask, columns: &[Named], answers: &[Answer]) -> Row {
    let both = columns.iter().zip(answers);
    both.map(|(figure, answer)| number(report, ask, figure, answer))
        .collect()
}

fn heads(first: String, columns: &[Named]) -> Vec<Column> {
    let numbers = columns.iter().map(|it| Column::number(it.name.clone(), ""));
    std::iter::once(Column::text(first))
        .chain(numbers)
        .collect()
}

pub(super) fn report(page: Page, report: Report, ask: &Ask, found: &Found) -> View {
    let words = page.words;
    let mut parts = vec![
        Part::Text(match &ask.frame {
            Some(frame) => frame.about.clone(),
            None => words.get("cases-report-about"),
        }),
        filter(words, ask, &ask.at(report.paths.page)),
    ];
    let (unit, from, to) = (place(words, ask), ask.from.to_string(), ask.to.to_string());
    let args = [("unit", &*unit), ("from", &*from), ("to", &*to)];
    parts.push(Part::heading("all", words.with("cases-report-of", &args)));
    parts.push(Part::Table(all(words, report, ask, found)));
    parts.push(Part::heading("periods", words.get("cases-report-periods")));
    if found.is_cut {
        let count = super::read::STRETCHES.to_string();
        parts.push(Part::Text(
            words.with("cases-report-cut", &[("count", &*count)]),
        ));
    }
    parts.extend(drawn(words, ask, found));
    parts.push(Part::Table(by_period(words, report, ask, found)));
    parts.push(Part::heading("units", words.get("cases-report-units")));
    match &ask.frame {
        Some(frame) => {
            parts.extend(by_class(words, report, ask, found));
            parts.push(Part::heading("slices", frame.slices_title.clone()));
            parts.push(Part::Table(by_slice(words, report, ask, found)));
        }
        None => parts.push(Part::Table(by_unit(words, report, ask, found))),
    }
    let sources = found.sources.iter().cloned().map(Part::Text).collect();
    parts.push(Part::Details {
        label: words.get("cases-report-sources"),
        parts: sources,
    });
    let file = |path: &str| format!("{}?{}", ask.at(path), ask.query());
    parts.push(files(
        words,
        file(report.paths.file),
        file(report.paths.csv),
    ));
    if let Some(paths) = report.public {
        let label = words.get("issue-manage");
        let public = Button::link(ButtonKind::Secondary, paths.list, label);
        parts.push(Part::Buttons(vec![public]));
    }
    View::new(page, parts)
}

fn files(words: Words, xlsx: String, csv: String) -> Part {
    let link = |href, key| Button::link(ButtonKind::Secondary, href, words.get(key));
    Part::Buttons(vec![
        link(xlsx, "page-export-xlsx"),
        link(csv, "page-export-csv"),
    ])
}

/// Each class of units by itself: a picture of those that are compared, a table of all, and how it is decided.
fn by_class(words: Words, report: Report, ask: &Ask, found: &Found) -> Vec<Part> {
    let mut parts = Vec::new();
    if found.classes.is_empty() {
        let none = EmptyState::new(words, "cases-report-none", "cases-report-none-text");
        parts.push(Part::Empty(none));
        return parts;
    }
    let mut rules = found.compared.rules.clone();
    if let Some(compare) = &found.compare
        && let [part, whole] = compare.lists.as_slice()
    {
        let figure = compare.figure.name.as_str();
        let args = [("figure", figure), ("part", part), ("whole", whole)];
        rules.push(words.with("cases-report-formula", &args));
    }
    parts.extend(rules.into_iter().map(Part::Text));
    for (at, (class, lines)) in found.classes.iter().enumerate() {
        let drawn = found.compare.as_ref();
        parts.extend(drawn.and_then(|it| side_by_side(words, at, class, lines, it)));
        parts.push(Part::Table(class_table(
            words,
            report,
            ask,
            found,
            (at, class, lines),
        )));
    }
    parts
}

/// Nothing where fewer than two may be compared.
fn side_by_side(
    words: Words,
    at: usize,
    class: &Class,
    lines: &[Line<Place>],
    by: &Comparing,
) -> Option<Part> {
    let of = |place: &Place| {
        let mut all = by.answers.iter();
        let (_, answer) = all.find(|(unit, _)| *unit == place.unit)?;
        let amount = answer.value?.scaled;
        Some((place.name.clone(), Value::new(amount, answer.shown())))
    };
    let compared = lines.iter().filter(|line| line.of.is_compared);
    let bars: Vec<(String, Value)> = compared.filter_map(|line| of(&line.of)).collect();
    if bars.len() < 2 {
        return None;
    }
    let figure = by.figure.name.as_str();
    let count = bars.len().to_string();
    let args = [
        ("class", class.name.as_str()),
        ("figure", figure),
        ("count", &count),
    ];
    let about = About {
        id: format!("compared-{at}"),
        title: words.with("cases-report-class", &args),
        description: words.with("cases-report-class-text", &args),
        unit: String::new(),
    };
    Some(Part::Chart(chart::rows(&about, &bars)))
}

fn class_table(
    words: Words,
    report: Report,
    ask: &Ask,
    found: &Found,
    (at, class, lines): (usize, &Class, &[Line<Place>]),
) -> Table {
    let own = found.compared.heads.iter();
    let mut heads = vec![Column::text(words.get("page-division"))];
    heads.extend(own.map(|head| Column::number(head.clone(), "")));
    heads.extend(
        found
            .columns
            .iter()
            .map(|it| Column::number(it.name.clone(), "")),
    );
    let rows = lines.iter().map(|line| {
        let place = &line.of;
        let unit = Division {
            id: place.unit,
            code: place.code.clone(),
            name: place.name.clone(),
        };
        let here = ask.of(&unit, ask.own);
        let to = format!("{}?{}", ask.at(report.paths.page), here.query());
        let name = Cell::link(to, place.name.clone());
        let mut row = vec![match place.is_compared {
            true => name,
            false => name.note(words.get("cases-report-not-compared")),
        }];
        row.extend(place.numbers.iter().cloned().map(Cell::from));
        let both = found.columns.iter().zip(&line.answers);
        row.extend(both.map(|(figure, answer)| {
            // What compares is not told of what is not compared.
            match figure.made {
                None if !place.is_compared => Cell::from("–"),
                _ => number(report, &here, figure, answer),
            }
        }));
        row
    });
    let caption = words.with("cases-report-class-of", &[("class", &class.name)]);
    Table::new(format!("class-{at}"), caption, heads).rows(rows.collect())
}

fn by_slice(words: Words, report: Report, ask: &Ask, found: &Found) -> Table {
    let title = ask.frame.as_ref().map(|it| it.slices_title.clone());
    let title = title.unwrap_or_default();
    let lines = found.slices.iter().map(|line| {
        let here = ask.sliced(line.of);
        let name = ask.frame.as_ref().and_then(|it| it.slice(line.of));
        let to = format!("{}?{}", ask.at(report.paths.page), here.query());
        let mut row = vec![Cell::link(to, name.unwrap_or_default())];
        row.extend(cells(report, &here, &found.columns, &line.answers));
        row
    });
    let table =
        Table::new("by-slice", title.clone(), heads(title, &found.columns)).rows(lines.collect());
    match ask.slice {
        // What is looked at is one line of them.
        Some(_) => table,
        None => table.total(total(words, report, ask, found)),
    }
}

fn place(words: Words, ask: &Ask) -> String {
    let unit = match ask.own {
        true => words.with("cases-report-own", &[("unit", &*ask.division.name)]),
        false => ask.division.name.clone(),
    };
    let frame = ask.frame.as_ref();
    match frame.and_then(|frame| frame.slice(ask.slice?)) {
        Some(slice) => words.labelled(&unit, slice),
        None => unit,
    }
}

fn by_period(words: Words, report: Report, ask: &Ask, found: &Found) -> Table {
    let lines = found.periods.iter().map(|line| {
        let mut row = vec![Cell::from(ask.every.name(line.of.0))];
        let here = ask.between(line.of);
        row.extend(cells(report, &here, &found.columns, &line.answers));
        row
    });
    let heads = heads(words.get("cases-report-period"), &found.columns);
    Table::new("by-period", words.get("cases-report-periods"), heads)
        .rows(lines.collect())
        .total(total(words, report, ask, found))
}

fn by_unit(words: Words, report: Report, ask: &Ask, found: &Found) -> Table {
    let lines = found.units.iter().map(|line| {
        let (unit, own) = &line.of;
        let here = ask.of(unit, *own || ask.own);
        let name = match own {
            true => Cell::from(place(words, &here)),
            false => {
                let to = format!("{}?{}", report.paths.page, here.query());
                Cell::link(to, unit.name.clone())
            }
        };
        let mut row = vec![name];
        row.extend(cells(report, &here, &found.columns, &line.answers));
        row
    });
    let heads = heads(words.get("page-division"), &found.columns);
    let none = EmptyState::new(words, "cases-report-none", "cases-report-none-text");
    let table = Table::new("by-unit", words.get("cases-report-units"), heads)
        .rows(lines.collect())
        .empty(none);
    match found.units.is_empty() {
        true => table,
        false => table.total(total(words, report, ask, found)),
    }
}

fn total(words: Words, report: Report, ask: &Ask, found: &Found) -> Row {
    let mut row = vec![Cell::from(words.get("cases-report-total"))];
    row.extend(cells(report, ask, &found.columns, &found.whole));
    row
}

/// Every figure once, with what its number is made of.
fn all(words: Words, report: Report, ask: &Ask, found: &Found) -> Table {
    let rows = found.all.iter().map(|(figure, answer)| {
        let made = match (answer.lists.as_slice(), figure.made) {
            ([part, whole], _) => {
                let (part, whole) = (format::count(part.total), format::count(whole.total));
                words.with("cases-report-part", &[("part", &*part), ("whole", &*whole)])
            }
            ([list], Some(Made::Sum | Made::Distinct | Made::MedianDays)) => {
                words.count("cases-report-rows-of", list.rows)
            }
            _ => String::new(),
        };
        vec![
            Cell::from(figure.name.clone()),
            number(report, ask, figure, answer),
            Cell::from(made),
        ]
    });
    let columns = vec![
        Column::text(words.get("page-figure")),
        Column::number(words.get("page-value"), ""),
        Column::text(words.get("cases-report-made")),
    ];
    Table::new("all-figures", words.get("cases-report-all"), columns)
        .rows(rows.collect())
        .stacked()
}

/// The picture; nothing where nothing is there to be drawn.
fn drawn(words: Words, ask: &Ask, found: &Found) -> Option<Part> {
    let answers = found.drawn.iter().flat_map(|line| &line.answers);
    if found.chart.is_empty() || !answers.clone().any(super::read::has_rows) {
        return None;
    }
    let amount = |answer: &Answer| answer.value.map_or(0, |number| number.scaled);
    let most = found
        .drawn
        .iter()
        .max_by_key(|line| line.answers.first().map_or(0, amount))?;
    let names: Vec<&str> = found.chart.iter().map(|it| it.name.as_str()).collect();
    let about = About {
        id: "report".into(),
        title: names.join(words.get("cases-report-and").as_str()),
        description: words.with(
            "cases-report-most",
            &[
                ("period", &*ask.every.name(most.of.0)),
                ("figure", names.first().copied().unwrap_or_default()),
                (
                    "count",
                    &*most.answers.first().map_or_else(String::new, Answer::shown),
                ),
            ],
        ),
        unit: words.get("cases-report-unit"),
    };
    let groups: Vec<(String, Vec<Value>)> = found
        .drawn
        .iter()
        .map(|line| {
            let of = |answer: &Answer| Value::new(amount(answer), answer.shown());
            (
                ask.every.short(line.of.0),
                line.answers.iter().map(of).collect(),
            )
        })
        .collect();
    Some(Part::Chart(chart::bars(&about, &names, &groups)))
}

pub(super) fn behind(
    page: Page,
    report: Report,
    ask: &Ask,
    sought: &Sought,
    found: &Behind,
) -> View {
    let words = page.words;
    let here = |list: usize| format!("{}&list={list}", href(report, ask, &found.figure));
    let mut parts = vec![Part::Summary(summary(words, ask, sought, found))];
    if found.lists.len() > 1 {
        let items = found.lists.iter().enumerate();
        let items = items.map(|(at, name)| NavItem::new(here(at), name.clone(), at == sought.list));
        parts.push(Part::Tabs(Tabs {
            label: words.get("page-lists"),
            items: items.collect(),
        }));
    }
    let next = found
        .next
        .map(|(at, id)| format!("{}&after={at}.{id}", here(sought.list)));
    let first = sought.after.map(|_| here(sought.list));
    let list = listed(sought, found);
    let empty = match list.rows > list.seen {
        true => "page-rows-outside-text",
        false => "cases-report-rows-none-text",
    };
    let pager = Pager::new(words, list.seen, first, next);
    let table = rows(words, report, sought, found)
        .empty(EmptyState::new(words, "page-rows-none", empty))
        .pager(pager);
    parts.push(Part::Table(table));
    let file =
        |path: &str| here(sought.list).replacen(&ask.at(report.paths.rows), &ask.at(path), 1);
    parts.push(files(
        words,
        file(report.paths.rows_file),
        file(report.paths.rows_csv),
    ));
    View::new(page, parts)
}

fn listed(sought: &Sought, found: &Behind) -> Counted {
    let lists = &found.answer.lists;
    lists.get(sought.list).copied().unwrap_or_default()
}

/// What was asked, and how many rows there are.
fn summary(words: Words, ask: &Ask, sought: &Sought, found: &Behind) -> Summary {
    let list = listed(sought, found);
    let known = match ask.as_known {
        Some(seq) => words.with("cases-report-known-at", &[("seq", &*format::count(seq))]),
        None => words.get("cases-report-known-now"),
    };
    let summary = Summary::default()
        .row(words.get("page-value"), found.answer.shown())
        .row(words.get("page-division"), place(words, ask))
        .row(
            words.get("cases-report-period"),
            format!("{} – {}", ask.from, ask.to),
        )
        .row(words.get("page-as-of"), ask.as_of.to_string())
        .row(words.get("cases-report-as-known"), known)
        .row(words.get("page-rows-behind"), format::count(list.rows));
    match list.rows > list.seen {
        true => summary.row(
            words.get("page-rows-withheld"),
            format::count(list.rows - list.seen),
        ),
        false => summary,
    }
}

fn rows(words: Words, report: Report, sought: &Sought, found: &Behind) -> Table {
    let adds = matches!(found.figure.made, Some(Made::Sum | Made::MedianDays));
    let mut columns = vec![
        Column::text(words.get("cases-col-number")),
        Column::text(words.get("cases-report-unit-of-row")),
        Column::text(words.get("cases-report-day")),
    ];
    if adds {
        columns.push(Column::number(words.get("page-value"), ""));
    }
    let rows = found.rows.iter().map(|row| {
        let to = format!("{}/{}", report.base, row.case);
        let mut cells = vec![
            Cell::link(to, row.number.clone()),
            row.unit.clone().into(),
            row.at.to_string().into(),
        ];
        if adds {
            cells.push(format::count(row.amount).into());
        }
        cells
    });
    let caption = found.lists.get(sought.list).unwrap_or(&found.name);
    Table::new("rows", caption.clone(), columns)
        .rows(rows.collect())
        .stacked()
}
