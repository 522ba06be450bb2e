//! The named checks of a round: all agree, some differ, nothing to check yet.

use super::super::checks::{self, Told};
use super::super::facts::Stage;
use super::{one, staff};
use crate::i18n::Words;
use crate::view::Sample;
use kernel::Id;
use payout::crosscheck::{Agreement, Check, Compared, Odd, Report};

fn check(code: &'static str, agreement: Agreement, what: &'static str) -> Check {
    let found = match agreement {
        Agreement::Differs => 44,
        _ => 43,
    };
    let compared = Compared {
        what,
        expected: 43,
        found,
    };
    let is_compared = matches!(agreement, Agreement::Agrees | Agreement::Differs);
    let odd = Odd {
        payee: Id(1000),
        expected: 0,
        found: 1,
    };
    Check {
        code,
        agreement,
        compared: if is_compared {
            vec![compared]
        } else {
            Vec::new()
        },
        odd: match agreement {
            Agreement::Differs => vec![odd],
            _ => Vec::new(),
        },
    }
}

fn told(stage: Stage, differs: bool) -> Told {
    let worst = match differs {
        true => Agreement::Differs,
        false => Agreement::Agrees,
    };
    let checks = [
        ("register_total", worst, "payees"),
        ("households_known", worst, "payees"),
        ("units_total", worst, "weight"),
        ("shares_total", Agreement::DoesNotApply, "shares"),
        ("persons_once", worst, "persons"),
        ("declared_total", worst, "gross"),
        ("lines_paid_exactly", Agreement::Waits, "net"),
        ("bank_total", Agreement::DoesNotApply, "lines"),
    ];
    Told {
        round: one(stage),
        report: Report {
            checks: checks.map(|(code, is, what)| check(code, is, what)).into(),
            persons: 75,
            without_number: vec![(Id(1000), Id(1001))],
            without: 1,
        },
        names: [(Id(1000), "白守茂".to_owned())].into(),
        units: [(0, String::new()), (1, "张李新村".to_owned())].into(),
    }
}

pub fn samples(words: Words) -> Vec<Sample> {
    let page = || staff(words, &words.get("checks-title"));
    let mut empty = told(Stage::Draft, false);
    empty.report.checks.clear();
    vec![
        (
            "rounds-checks",
            checks::view(page(), &told(Stage::Declared, false)),
        ),
        (
            "rounds-checks-differ",
            checks::view(page(), &told(Stage::Declared, true)),
        ),
        ("rounds-checks-empty", checks::view(page(), &empty)),
    ]
}
