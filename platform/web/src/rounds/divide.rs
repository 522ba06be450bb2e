//! The ways of dividing that a new round offers, filled in with a few numbers.

use crate::components::*;
use crate::form::Reader;
use crate::i18n::Words;
use kernel::apportion::Share;
use kernel::{Error, Fen, FieldError, Result};
use payout::division::{Amount, Band, Deduction, Measure, PartRule, To};
use payout::flow::DivisionRules;
use payout::{Division, Flow};

/// Codes of the ways: by class 50/30/20, 1+1+1, by size of household, by shares, by trade.
pub const WAYS: [&str; 5] = ["classes", "thirds", "sizes", "shares", "trade"];
/// What is deducted first, in percent of what is left: field and account.
const PERCENTS: [(&str, &str); 3] = [
    ("reserve_percent", "reserve"),
    ("welfare_percent", "welfare"),
    ("village_percent", "village_fund"),
];

/// What was entered beside the way, in percent and fen.
struct Numbers {
    losses: Fen,
    percents: [i64; 3],
    trade: i64,
}

impl Numbers {
    /// Nothing beyond what the way takes by itself.
    const NONE: Numbers = Numbers {
        losses: Fen::ZERO,
        percents: [0; 3],
        trade: 60,
    };
}

/// The fields of a division, after the basis: those that the flow allows, none where it knows no division.
pub fn fields(
    words: Words,
    mut form: Form,
    flow: &Flow,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let Some(rules) = &flow.division else {
        return form;
    };
    let codes: Vec<&str> = WAYS
        .into_iter()
        .filter(|way| fits(words, rules, way))
        .collect();
    let ways = codes.iter().map(|way| Choice {
        hint: Some(words.get(&format!("rounds-way-{way}-hint"))),
        ..Choice::new(*way, words.get(&format!("rounds-way-{way}")))
    });
    let field = |control, name: &str| {
        let key = format!("rounds-field-{}", name.replace('_', "-"));
        Field::new(words, control, name.to_owned(), words.get(&key))
            .value(typed(name))
            .errors(words, faults)
    };
    let mut way = field(Control::Radios(ways.collect()), "division");
    if let ([only], true) = (codes.as_slice(), way.value.is_empty()) {
        way = way.value(*only);
    }
    if flow.guards.bases.len() > 1 {
        way = way.optional(words).hint(words.get("rounds-division-hint"));
    }
    form = form.field(way);
    if !rules.losses.is_empty() {
        form = form.field(field(Control::Money, "losses_fen").optional(words));
    }
    let percent = |name: &str| {
        field(Control::Number, name)
            .unit(words.get("rounds-unit-percent"))
            .optional(words)
    };
    for (name, account) in PERCENTS {
        if rules.accounts.iter().any(|code| code == account) {
            form = form.field(percent(name));
        }
    }
    match codes.contains(&"trade") {
        true => form.field(percent("trade_percent")),
        false => form,
    }
}

/// A way fits a flow that allows it and asks for exactly the deductions that the way takes by itself.
pub fn fits(words: Words, rules: &DivisionRules, way: &str) -> bool {
    let division = division(words, way, &Numbers::NONE);
    let taken = division.deductions.iter().map(|one| &one.to);
    taken.eq(&rules.deductions) && payout::create_round::keep_rules(&division, rules).is_ok()
}

/// The division that was entered. `Invalid` where no way is chosen or a number is none.
pub fn read(words: Words, form: &crate::form::Form, read: &mut Reader) -> Result<Division> {
    let way = read.choice("division", &WAYS);
    let mut percent = |name: &'static str, least| match form.shown(name).is_empty() {
        true => least,
        false => read.number(name, least, 100),
    };
    let trade = percent("trade_percent", Numbers::NONE.trade);
    let percents = PERCENTS.map(|(name, _)| percent(name, 0));
    let losses = match form.shown("losses_fen").is_empty() {
        true => Fen::ZERO,
        false => read.money("losses_fen"),
    };
    let numbers = Numbers {
        losses,
        percents,
        trade,
    };
    match WAYS.contains(&way.as_str()) {
        true => Ok(division(words, &way, &numbers)),
        false => Err(Error::invalid("division", "not_chosen")),
    }
}

fn division(words: Words, way: &str, numbers: &Numbers) -> Division {
    let mut deductions = Vec::new();
    let deduction = |to: &str, amount| Deduction {
        name: words.get(&format!("ledger-account-{}", to.replace('_', "-"))),
        to: to.to_owned(),
        amount,
    };
    if way == "trade" || numbers.losses > Fen::ZERO {
        deductions.push(deduction("losses", Amount::Fixed(numbers.losses)));
    }
    // What the law asks for stands there with 0 too; what it does not is left out.
    let asked = |to: &str| match way {
        "shares" => to != "village_fund",
        "trade" => to == "reserve",
        _ => false,
    };
    for ((_, to), numerator) in PERCENTS.into_iter().zip(numbers.percents) {
        if numerator > 0 || asked(to) {
            let share = Share {
                numerator,
                denominator: 100,
            };
            deductions.push(deduction(to, Amount::Share(share)));
        }
    }
    Division {
        deductions,
        parts: parts(words, way, numbers.trade),
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
