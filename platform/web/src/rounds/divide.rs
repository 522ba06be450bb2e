//! The ways of dividing that a new round offers, filled in with a few numbers.

use crate::components::*;
use crate::form::Reader;
use crate::i18n::Words;
use kernel::apportion::Share;
use kernel::{Error, FieldError, Result};
use payout::Division;
use payout::division::{Amount, Band, Deduction, Measure, PartRule, To};

/// Codes of the ways: by class 50/30/20, 1+1+1, by size of household, by shares, by trade.
pub const WAYS: [&str; 5] = ["classes", "thirds", "sizes", "shares", "trade"];
/// What is deducted first, in percent of what is left: field and account.
const PERCENTS: [(&str, &str); 3] = [
    ("reserve_percent", "reserve"),
    ("welfare_percent", "welfare"),
    ("village_percent", "village_fund"),
];

/// The fields of a division, after the basis.
pub fn fields(
    words: Words,
    form: Form,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let ways = WAYS.map(|way| Choice {
        hint: Some(words.get(&format!("rounds-way-{way}-hint"))),
        ..Choice::new(way, words.get(&format!("rounds-way-{way}")))
    });
    let field = |control, name: &str| {
        let key = format!("rounds-field-{}", name.replace('_', "-"));
        Field::new(words, control, name.to_owned(), words.get(&key))
            .value(typed(name))
            .errors(words, faults)
    };
    let percent = |name: &str| field(Control::Number, name).unit(words.get("rounds-unit-percent"));
    let mut form = form
        .field(field(Control::Radios(ways.to_vec()), "division").optional(words))
        .field(field(Control::Money, "losses_fen").optional(words));
    for (name, _) in PERCENTS {
        form = form.field(percent(name).optional(words));
    }
    form.field(percent("trade_percent").optional(words))
}

/// The division that was entered. `Invalid` where no way is chosen or a number is none.
pub fn read(words: Words, form: &crate::form::Form, read: &mut Reader) -> Result<Division> {
    let way = read.choice("division", &WAYS);
    let mut percent = |name: &'static str, least| match form.shown(name).is_empty() {
        true => least,
        false => read.number(name, least, 100),
    };
    let trade = percent("trade_percent", 60);
    let mut deductions = Vec::new();
    let (reserve, welfare, village) = (
        percent("reserve_percent", 0),
        percent("welfare_percent", 0),
        percent("village_percent", 0),
    );
    let losses = match form.shown("losses_fen").is_empty() {
        true => kernel::Fen::ZERO,
        false => read.money("losses_fen"),
    };
    let deduction = |to: &str, amount| Deduction {
        name: words.get(&format!("ledger-account-{}", to.replace('_', "-"))),
        to: to.to_owned(),
        amount,
    };
    if way == "trade" || losses > kernel::Fen::ZERO {
        deductions.push(deduction("losses", Amount::Fixed(losses)));
    }
    // What the law asks for stands there with 0 too; what it does not is left out.
    let asked = |to: &str| match way.as_str() {
        "shares" => to != "village_fund",
        "trade" => to == "reserve",
        _ => false,
    };
    for ((_, to), numerator) in PERCENTS.into_iter().zip([reserve, welfare, village]) {
        if numerator > 0 || asked(to) {
            let share = Share {
                numerator,
                denominator: 100,
            };
            deductions.push(deduction(to, Amount::Share(share)));
        }
    }
    let parts = parts(words, &way, trade);
    match parts.is_empty() {
        true => Err(Error::invalid("division", "not_chosen")),
        false => Ok(Division { deductions, parts }),
    }
}

fn parts(words: Words, way: &str, trade: i64) -> Vec<PartRule> {
    let part = |name: &str, (numerator, denominator), to| PartRule {
        name: words.get(&format!("rounds-part-{name}")),
        share: Share {
            numerator,
            denominator,
        },
        to,
    };
    let payees = |measure| To::Payees {
        measure,
        class: None,
    };
    let class = |code: &str| To::Payees {
        measure: Measure::Households,
        class: Some(code.to_owned()),
    };
    let named = |names: &[&str]| Measure::Named(names.iter().map(|n| (*n).to_owned()).collect());
    let band = |from, to, weight| Band { from, to, weight };
    match way {
        "classes" => vec![
            part("class-a", (50, 100), class("a")),
            part("class-b", (30, 100), class("b")),
            part("class-c", (20, 100), class("c")),
        ],
        "thirds" => vec![
            part("need", (1, 3), payees(Measure::Heads)),
            part("reward", (1, 3), payees(named(&["reward"]))),
            part("village", (1, 3), To::Account("village_fund".into())),
        ],
        "sizes" => {
            let bands = vec![band(1, Some(2), 2), band(3, Some(4), 3), band(5, None, 4)];
            vec![part("sizes", (1, 1), payees(Measure::Bands(bands)))]
        }
        "shares" => vec![part("shares", (1, 1), payees(Measure::Shares))],
        "trade" => vec![
            part("trade", (trade, 100), payees(named(&["trade"]))),
            part(
                "rest",
                (100 - trade, 100),
                payees(named(&["contribution", "reserve_share", "subsidy_share"])),
            ),
        ],
        _ => Vec::new(),
    }
}
