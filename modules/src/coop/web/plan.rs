//! A net's benefit plan: its versions, the form of another one, and what it comes to on any amount before it is
//! adopted.

use super::pages::{crumbs, kind_word, with};
use super::read::Names;
use crate::coop::model::{By, Explained, PartyKind, Plan, PlanPart, Pool};
use crate::coop::store::Net;
use crate::coop::store::plans::Version;
use ::web::chart::{self, About, Value};
use ::web::components::*;
use ::web::form::Form as Sent;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, View, format};
use kernel::apportion::Share;
use kernel::{Error, Fen, FieldError, Id, Result};

/// 11233 as 东里镇 has it: what a new plan begins with.
pub(super) const FIRST: [(PartyKind, &str, By); 5] = [
    (PartyKind::Coop, "10%", By::OwnBook),
    (PartyKind::FamilyFarm, "10%", By::Land),
    (PartyKind::Firm, "20%", By::Equally),
    (PartyKind::Team, "30%", By::Minutes),
    (PartyKind::Households, "30%", By::Kilograms),
];

/// What the page shows of a plan that is tried.
pub(super) struct Tried {
    pub amount: Fen,
    pub pools: Vec<Pool>,
    pub names: Names,
}

pub(super) struct Told {
    pub net: Net,
    pub versions: Vec<Version>,
    pub tried: Option<Tried>,
}

/// `10`, `10%`, `33.5%`, `1/3`. Nothing where it is none of these.
pub(super) fn read_share(text: &str) -> Option<Share> {
    let text = kernel::text::half_width(text);
    let text = text.trim();
    if let Some((above, below)) = text.split_once('/') {
        let share = Share {
            numerator: above.trim().parse().ok()?,
            denominator: below.trim().parse().ok()?,
        };
        return (share.denominator > 0 && share.numerator >= 0).then_some(share);
    }
    let digits = text.strip_suffix('%').unwrap_or(text).trim();
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 3
        || rest.len() > 6
        || !is_digits(whole)
        || !is_digits(rest)
    {
        return None;
    }
    let scale = 10_i64.checked_pow(u32::try_from(rest.len()).ok()?)?;
    Some(Share {
        numerator: format!("{whole}{rest}").parse().ok()?,
        denominator: 100 * scale,
    })
}

/// As [`read_share`] takes it.
pub(super) fn write_share(share: Share) -> String {
    match (share.numerator.checked_mul(100), share.denominator) {
        (Some(hundred), below) if below > 0 && hundred % below == 0 => {
            format!("{}%", hundred / below)
        }
        _ => format!("{}/{}", share.numerator, share.denominator),
    }
}

/// The plan that the fields say; a party without a share has no part.
pub(super) fn sent_plan(words: Words, sent: &Sent) -> Result<Plan> {
    let mut parts = Vec::new();
    for (party, ..) in FIRST {
        let Some(text) = sent.get(&format!("share_{party}")) else {
            continue;
        };
        let share = read_share(text).ok_or_else(|| {
            Error::Invalid(vec![FieldError::new(
                format!("share_{party}"),
                "not_a_share",
            )])
        })?;
        let by = sent.get(&format!("by_{party}")).unwrap_or_default();
        let by = By::ALL.iter().find(|one| one.as_str() == by);
        let by = by.ok_or_else(|| {
            Error::Invalid(vec![FieldError::new(format!("by_{party}"), "not_chosen")])
        })?;
        parts.push(PlanPart {
            party,
            name: kind_word(words, party),
            share,
            by: *by,
        });
    }
    let plan = Plan { parts };
    plan.check()?;
    Ok(plan)
}

pub(super) fn by_word(words: Words, by: By) -> String {
    words.get(&format!("net-by-{}", by.as_str().replace('_', "-")))
}

pub(super) fn view(
    mut page: Page,
    told: &Told,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
    may_enter: bool,
) -> Result<View> {
    let words = page.words;
    crumbs(&mut page, Some(&told.net));
    let mut parts = vec![Part::Text(words.get("net-plan-lead"))];
    parts.push(Part::Notice(Notice::new(
        NoticeKind::Info,
        words,
        words.get("net-flow-why"),
    )));
    if let Some(now) = told.versions.last() {
        parts.extend(in_force(words, now));
    }
    parts.push(Part::heading("try", words.get("net-plan-try")));
    parts.push(Part::Filter(try_form(words, told, typed, faults)));
    if let Some(tried) = &told.tried {
        parts.extend(result(words, tried));
        if may_enter {
            parts.push(Part::heading("adopt", words.get("net-plan-adopt")));
            parts.push(Part::Form(adopt_form(&page, told, typed, faults)));
        }
    }
    parts.push(Part::Table(versions(words, told)));
    Ok(View::new(page, parts))
}

fn in_force(words: Words, version: &Version) -> Vec<Part> {
    let shares: Vec<(String, Value)> = version
        .plan
        .parts
        .iter()
        .map(|part| {
            let percent =
                part.share.numerator.saturating_mul(10_000) / part.share.denominator.max(1);
            let label = format!("{} · {}", write_share(part.share), by_word(words, part.by));
            (part.name.clone(), Value::new(percent, label))
        })
        .collect();
    let about = About {
        id: "plan".into(),
        title: words.get("net-plan-now"),
        description: shares
            .iter()
            .map(|(name, value)| format!("{name} {}", value.label))
            .collect::<Vec<_>>()
            .join("; "),
        unit: version.from.to_string(),
    };
    vec![
        Part::Chart(chart::shares(&about, &shares)),
        Part::Details {
            label: words.get("net-plan-text"),
            parts: vec![Part::Text(version.text.clone()), vote(words, version)],
        },
    ]
}

fn vote(words: Words, version: &Version) -> Part {
    let v = &version.vote;
    let args = [
        ("eligible", v.eligible.to_string()),
        ("present", v.present.to_string()),
        ("favour", v.in_favour.to_string()),
        ("against", v.against.to_string()),
        ("abstained", v.abstained.to_string()),
    ];
    Part::Text(with(words, "net-plan-vote", &args))
}

fn try_form(
    words: Words,
    told: &Told,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> FilterForm {
    let mut fields = Vec::new();
    for (party, ..) in FIRST {
        let name = format!("share_{party}");
        let label = with(
            words,
            "net-field-share",
            &[("party", kind_word(words, party))],
        );
        let value = typed(&name);
        fields.push(
            Field::new(words, Control::Text, name, label)
                .value(value)
                .errors(words, faults),
        );
        let name = format!("by_{party}");
        let label = with(words, "net-field-by", &[("party", kind_word(words, party))]);
        let choices = party
            .measures()
            .iter()
            .map(|by| Choice::new(by.as_str(), by_word(words, *by)));
        let value = typed(&name);
        let control = Control::Select(choices.collect());
        fields.push(
            Field::new(words, control, name, label)
                .value(value)
                .errors(words, faults),
        );
    }
    let field = |control, name: &'static str, key: &str| {
        Field::new(words, control, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    fields.push(field(Control::Money, "amount", "net-field-try-amount"));
    fields.push(field(Control::Date, "first", "net-field-first"));
    fields.push(field(Control::Date, "last", "net-field-last"));
    let mut form = FilterForm::new(words, format!("/nets/{}/plan", told.net.id), fields, false);
    form.label = words.get("net-plan-count");
    form
}

fn adopt_form(
    page: &Page,
    told: &Told,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let mut form = Form::new(page, format!("/nets/{}/plan", told.net.id));
    for (party, ..) in FIRST {
        for what in ["share", "by"] {
            let name = format!("{what}_{party}");
            let value = typed(&name);
            form = form.hidden(name, value);
        }
    }
    for name in ["amount", "first", "last"] {
        form = form.hidden(name, typed(name));
    }
    let field = |control, name: &'static str| {
        let key = format!("net-field-{}", name.replace('_', "-"));
        Field::new(words, control, name, words.get(&key))
            .value(typed(name))
            .errors(words, faults)
    };
    form = form
        .field(field(Control::Date, "from"))
        .field(field(Control::Textarea, "text"))
        .field(field(Control::Number, "eligible"))
        .field(field(Control::Number, "present"))
        .field(field(Control::Number, "in_favour"))
        .field(field(Control::Number, "against"))
        .field(field(Control::Number, "abstained"))
        .field(field(Control::Text, "document").optional(words));
    form.button(Button::submit(
        ButtonKind::Primary,
        words.get("net-plan-adopt"),
    ))
}

/// What pools and members get of an amount, with rounding and rank.
pub(super) fn result(words: Words, tried: &Tried) -> Vec<Part> {
    let mut out = vec![Part::Table(pools(words, tried.amount, &tried.pools))];
    for pool in &tried.pools {
        if pool.is_undistributable {
            let text = with(words, "net-nobody", &[("party", pool.part.name.clone())]);
            out.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
        }
    }
    out.push(Part::Table(members(words, &tried.pools, &tried.names)));
    out
}

/// `300 9/10 分`: what it would be to the last fraction.
fn exact(money: &Explained) -> String {
    let (whole, rest, divisor) = money.exact;
    let yuan = format::money(Fen(i64::try_from(whole).unwrap_or(i64::MAX)));
    match rest {
        0 => yuan,
        rest => format!("{yuan} + {rest}/{divisor}"),
    }
}

fn rounding(words: Words, money: &Explained) -> String {
    if money.exact.1 == 0 {
        return words.get("net-round-none");
    }
    let args = [("rank", money.rank.to_string())];
    match money.extra {
        0 => with(words, "net-round-down", &args),
        _ => with(words, "net-round-up", &args),
    }
}

fn pools(words: Words, amount: Fen, pools: &[Pool]) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-part")),
        Column::number(words.get("net-col-share"), ""),
        Column::text(words.get("net-col-by")),
        Column::number(words.get("net-col-exact"), words.get("web-unit-yuan")),
        Column::text(words.get("net-col-rounding")),
        Column::number(words.get("net-col-amount"), words.get("web-unit-yuan")),
    ];
    let rows = pools.iter().map(|pool| {
        vec![
            pool.part.name.clone().into(),
            write_share(pool.part.share).into(),
            by_word(words, pool.part.by).into(),
            exact(&pool.money).into(),
            rounding(words, &pool.money).into(),
            format::money(pool.money.amount).into(),
        ]
    });
    Table::new("pools", words.get("net-pools"), columns)
        .rows(rows.collect())
        .stacked()
        .total(vec![
            words.get("coop-col-total").into(),
            Cell::default(),
            Cell::default(),
            Cell::default(),
            Cell::default(),
            format::money(amount).into(),
        ])
}

/// A weight as people count it.
pub(super) fn weight(words: Words, by: By, weight: i64) -> String {
    match by {
        By::Land => format!("{} {}", format::mu(weight), words.get("land-unit-mu")),
        By::Kilograms => {
            let (whole, rest) = (weight / 1000, weight % 1000);
            let number = match rest {
                0 => format::count(whole),
                rest => {
                    let rest = format!("{:03}", rest.abs());
                    format!("{}.{}", format::count(whole), rest.trim_end_matches('0'))
                }
            };
            format!("{number} {}", words.get("coop-unit-kilogram"))
        }
        By::Minutes => format!("{} {}", format::count(weight), words.get("net-unit-minute")),
        By::Shares => format!(
            "{} {}",
            format::money(Fen(weight)),
            words.get("web-unit-yuan")
        ),
        _ => format::count(weight),
    }
}

pub(super) fn named(names: &Names, id: Id) -> Cell {
    let (number, head, village) = names.get(&id).cloned().unwrap_or_default();
    let label = if head.is_empty() {
        number.clone()
    } else {
        head
    };
    Cell::from(label).note(format!("{number} {village}").trim().to_owned())
}

fn members(words: Words, pools: &[Pool], names: &Names) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-payee")),
        Column::text(words.get("net-col-part")),
        Column::number(words.get("net-col-exact"), words.get("web-unit-yuan")),
        Column::number(words.get("net-col-amount"), words.get("web-unit-yuan")),
    ];
    let all = pools
        .iter()
        .flat_map(|pool| pool.members.iter().map(move |m| (pool, m)));
    let rows = all.map(|(pool, (payee, money))| {
        vec![
            named(names, *payee),
            Cell::from(pool.part.name.clone()).note(format!(
                "{} / {}",
                weight(words, pool.part.by, money.weight),
                weight(words, pool.part.by, pool.total_weight)
            )),
            Cell::from(exact(money)).note(rounding(words, money)),
            format::money(money.amount).into(),
        ]
    });
    Table::new("payees", words.get("net-payees"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-payees-empty-title"),
            text: words.get("net-payees-empty-text"),
            action: None,
        })
}

fn versions(words: Words, told: &Told) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-from")),
        Column::text(words.get("net-col-shares")),
        Column::text(words.get("net-col-vote")),
        Column::text(words.get("coop-field-document")),
    ];
    let rows = told.versions.iter().rev().map(|version| {
        let parts: Vec<String> = version
            .plan
            .parts
            .iter()
            .map(|p| format!("{} {}", p.name, write_share(p.share)))
            .collect();
        vec![
            version.from.to_string().into(),
            parts.join(" · ").into(),
            format!("{}/{}", version.vote.in_favour, version.vote.present).into(),
            version.document.clone().unwrap_or_default().into(),
        ]
    });
    Table::new("versions", words.get("net-versions"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-versions-empty-title"),
            text: words.get("net-versions-empty-text"),
            action: None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_as_people_write_it_and_written_back() {
        for (text, above, below, back) in [
            ("10", 10, 100, "10%"),
            ("１０％", 10, 100, "10%"),
            ("33.5%", 335, 1000, "335/1000"),
            ("1/3", 1, 3, "1/3"),
            ("0", 0, 100, "0%"),
            ("100%", 100, 100, "100%"),
        ] {
            let share = read_share(text).unwrap();
            assert_eq!(
                (share.numerator, share.denominator),
                (above, below),
                "{text}"
            );
            assert_eq!(write_share(share), back);
        }
        for text in ["", "一成", "-1", "1/0", "1/-3", "1e3", "1000", "1/2/3"] {
            assert_eq!(read_share(text), None, "{text}");
        }
    }
}
