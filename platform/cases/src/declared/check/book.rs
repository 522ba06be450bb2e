//! What is wrong with a book of figures, against the case type of which it speaks.

use super::names::is_code;
use crate::declared::fault::Fault;
use crate::declared::model::*;
use crate::declared::place::Name;
use std::collections::BTreeSet;

/// Everything that is wrong with what it says; nothing is wrong with the type itself.
pub(in crate::declared) fn faults(book: &Book, of: &CaseType) -> Vec<Fault> {
    // The figures stand in the place of the type's own, so that they are looked at as those are.
    let with_them = CaseType {
        figures: book.figures.clone(),
        ..of.clone()
    };
    let mut faults = super::faults(&with_them);
    let mut codes = vec![&book.code];
    codes.extend(book.ratios.iter().map(|ratio| &ratio.code));
    for code in codes.into_iter().filter(|code| !code.is_empty()) {
        if !is_code(code, false) {
            faults.push(tell("bad_code", code));
        }
    }
    let own: BTreeSet<&str> = book.figures.iter().map(|it| it.code.as_str()).collect();
    let of_type: BTreeSet<&str> = of.figures.iter().map(|it| it.code.as_str()).collect();
    let mut ratios: BTreeSet<&str> = BTreeSet::new();
    for figure in &book.figures {
        if of_type.contains(figure.code.as_str()) {
            faults.push(tell("twice", &figure.code));
        }
    }
    for ratio in &book.ratios {
        let code = ratio.code.as_str();
        if own.contains(code) || of_type.contains(code) || !ratios.insert(code) {
            faults.push(tell("twice", &ratio.code));
        }
    }
    let is_figure = |name: &Name| own.contains(name.as_str()) || of_type.contains(name.as_str());
    let is_known = |name: &Name| is_figure(name) || ratios.contains(name.as_str());
    for ratio in &book.ratios {
        for name in [&ratio.part, &ratio.whole] {
            match (is_figure(name), counted(book, of, name)) {
                (false, _) if !name.is_empty() => faults.push(tell("unknown_figure", name)),
                (true, false) => faults.push(tell("figure_not_added", name)),
                _ => {}
            }
        }
    }
    let public = book.public.iter();
    for name in public.flat_map(|split| std::iter::once(&split.whole).chain(&split.parts)) {
        match (is_figure(name), is_count(book, of, name)) {
            (false, _) if !name.is_empty() => faults.push(tell("unknown_figure", name)),
            (true, false) => faults.push(tell("figure_not_added", name)),
            _ => {}
        }
    }
    let report = book.report.iter();
    for name in report.clone().flat_map(|report| &report.columns) {
        if !is_known(name) {
            faults.push(tell("unknown_figure", name));
        }
    }
    let compared = report.clone().filter_map(|report| report.compare.as_ref());
    for name in compared.filter(|name| !is_known(name)) {
        faults.push(tell("unknown_figure", name));
    }
    for name in report.flat_map(|report| &report.chart) {
        if !is_figure(name) {
            faults.push(tell("unknown_figure", name));
        }
    }
    faults
}

/// Whether a figure counts: small ones are hidden in public, and only what counts is small.
fn is_count(book: &Book, of: &CaseType, name: &Name) -> bool {
    let mut all = of.figures.iter().chain(&book.figures);
    all.find(|figure| figure.code == *name)
        .is_some_and(|figure| figure.measure == Measure::Count)
}

/// Whether a figure is a count or a sum: parts of nothing else make up a whole.
fn counted(book: &Book, of: &CaseType, name: &Name) -> bool {
    let mut all = of.figures.iter().chain(&book.figures);
    all.find(|figure| figure.code == *name)
        .is_some_and(|figure| matches!(figure.measure, Measure::Count | Measure::Sum(_)))
}

fn tell(code: &'static str, name: &Name) -> Fault {
    Fault::new(code, name.place).with("name", name.as_str())
}
