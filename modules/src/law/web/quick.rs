//! Ten rows in a row without a mouse: what a row leaves empty is as in the row above, a row without a subject is none, and who
//! advised is the community's own adviser.

use super::import::{told, way};
use crate::law::record::{Record, record};
use crate::law::rows::{Known, Row, What};
use ::store::Tx;
use ::web::components::*;
use ::web::form::Form as Typed;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, Reply, Req, View};
use access::Unit;
use kernel::{Ctx, Date, Error, FieldError, Id, Result};

/// Rows of the form.
const ROWS: u32 = 10;
/// Most characters of a line, and of what was asked.
const LINE: usize = 60;
const TEXT: usize = 400;

/// What the cells offer.
pub(super) struct Offer {
    pub units: Vec<Unit>,
    /// Code, Chinese, English.
    pub topics: Vec<(String, String, String)>,
}

async fn offer(req: &Req, what: What) -> Result<Offer> {
    let ctx = req.ctx();
    let read = move |tx: &mut Tx| {
        let known = Known::read(tx, &ctx, what)?;
        Ok(Offer {
            units: known.units,
            topics: known.topics,
        })
    };
    req.app.db.read_async(read).await
}

fn title(what: What) -> &'static str {
    match what {
        What::Advice => "law-advice-quick",
        What::Talk => "law-talks-quick",
    }
}

pub(super) async fn form(req: Req, what: What) -> Result<Reply> {
    let offer = offer(&req, what).await?;
    let today = req.ctx().today().to_string();
    let value = |name: &str| match name {
        "day_1" => today.clone(),
        _ => String::new(),
    };
    view(req.page(title(what)), what, &offer, &value, &[]).reply()
}

async fn again(req: &Req, what: What, fault: Error) -> Result<Reply> {
    let offer = offer(req, what).await?;
    let mut page = req.page(title(what));
    let faults = req.told(&mut page, Some(fault))?;
    let value = |name: &str| req.form.shown(name);
    let reply = view(page, what, &offer, &value, &faults).reply()?;
    Ok(reply.again(true))
}

pub(super) fn view(
    mut page: Page,
    what: What,
    offer: &Offer,
    value: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    page.breadcrumbs = way(words, what);
    let rows = (1..=ROWS).map(|n| cells(words, what, offer, n, value, faults));
    let here = format!("/law/{}", what.word());
    let grid = Grid::new(
        &page,
        format!("{here}/quick"),
        words.get(title(what)),
        words.get("law-col-row"),
    )
    .rows(rows.collect())
    .button(Button::submit(
        ButtonKind::Primary,
        words.get("law-quick-save"),
    ))
    .button(Button::link(
        ButtonKind::Secondary,
        here,
        words.get("web-cancel"),
    ));
    let lead = match what {
        What::Advice => "law-advice-quick-lead",
        What::Talk => "law-talks-quick-lead",
    };
    View::new(page, vec![Part::Text(words.get(lead)), Part::Grid(grid)])
}

fn cells(
    words: Words,
    what: What,
    offer: &Offer,
    n: u32,
    value: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Vec<Field> {
    // Whoever types the number before a name has chosen it.
    let units = (1..).zip(&offer.units);
    let units =
        units.map(|(at, unit)| Choice::new(unit.id.to_string(), format!("{at} {}", unit.name)));
    let topics = (1..).zip(&offer.topics);
    let topics = topics.map(|(at, (code, zh, en))| {
        Choice::new(code.clone(), format!("{at} {}", words.either(zh, en)))
    });
    // The hint stands in the head of the column; without it a list would be too narrow to read.
    let cell = |control, column: &str, label: &str, hint: &str| {
        let name = format!("{column}_{n}");
        let field = Field::new(words, control, name.clone(), words.get(label));
        let field = field.value(value(&name)).errors(words, faults);
        field.hint(words.get(hint))
    };
    let digits = |field: Field| field.inputmode("numeric");
    let text = || Control::Text;
    let unit = Control::Select(units.collect());
    let mut cells = vec![
        digits(cell(text(), "day", "law-col-date", "law-hint-above")),
        cell(unit, "unit", "law-col-community", "law-hint-choose"),
    ];
    match what {
        What::Advice => {
            let topic = Control::Select(topics.collect());
            cells.extend([
                cell(topic, "subject", "law-col-topic", "law-hint-number"),
                digits(cell(text(), "count", "law-col-persons", "law-hint-one")),
                cell(text(), "told", "law-col-told", "law-hint-optional"),
                cell(text(), "who", "law-col-adviser", "law-hint-own"),
            ]);
        }
        What::Talk => cells.extend([
            cell(text(), "subject", "law-col-talk", "law-hint-subject"),
            digits(cell(text(), "count", "law-col-audience", "law-hint-count")),
            cell(text(), "who", "law-col-speaker", "law-hint-above"),
        ]),
    }
    cells
}

pub(super) async fn save(req: Req, what: What) -> Result<Reply> {
    match saved(&req, what).await {
        Ok(args) => {
            let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let to = format!("/law/{}/quick", what.word());
            Ok(Reply::see(to).saved("law-recorded", &args))
        }
        Err(fault) => again(&req, what, fault).await,
    }
}

async fn saved(req: &Req, what: What) -> Result<Vec<(&'static str, String)>> {
    let (ctx, typed, key) = (req.ctx(), req.form.clone(), req.form.key()?);
    let read = move |tx: &mut Tx| {
        let rows = rows(tx, &ctx, what, &typed)?;
        let told = format!("{rows:?}");
        let tag = tx.hmac("law.rows", &[told.as_bytes()]).to_vec();
        Ok((rows, tag))
    };
    let (rows, tag) = req.app.db.read_async(read).await?;
    let input = Record::of(what, &rows, tag, None);
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| record(tx, ctx, input, what, &rows);
    let done = req.app.db.act_async(&req.ctx(), key, input, deed).await;
    done.map(|done| told(&done)).map_err(in_its_cell)
}

/// A row that its type refuses is told at its day.
fn in_its_cell(fault: Error) -> Error {
    let Error::Invalid(faults) = fault else {
        return fault;
    };
    let placed = |mut fault: FieldError| {
        let row = fault.args.iter().find(|(name, _)| name == "row");
        if let Some(row) = row.map(|(_, row)| row.clone()) {
            let column = match fault.field.as_ref() {
                "adviser_name" | "speaker_name" => "who",
                "persons" | "audience" => "count",
                "topic" | "title" => "subject",
                "summary" => "told",
                _ => "day",
            };
            fault.field = format!("{column}_{row}").into();
        }
        fault
    };
    Error::Invalid(faults.into_iter().map(placed).collect())
}

/// What was typed, row by row; every fault at once.
fn rows(tx: &mut Tx, ctx: &Ctx, what: What, typed: &Typed) -> Result<Vec<Row>> {
    let mut reader = Reader {
        what,
        typed,
        known: Known::read(tx, ctx, what)?,
        above: Above::default(),
        faults: Vec::new(),
    };
    let mut rows = Vec::new();
    for n in 1..=ROWS {
        rows.extend(reader.row(tx, ctx, n)?);
    }
    match reader.faults.is_empty() {
        true => Ok(rows),
        false => Err(Error::Invalid(reader.faults)),
    }
}

/// What a row leaves out is as in the one above.
#[derive(Default)]
struct Above {
    day: Option<Date>,
    unit: Option<Id>,
    who: String,
}

struct Reader<'a> {
    what: What,
    typed: &'a Typed,
    known: Known,
    above: Above,
    faults: Vec<FieldError>,
}

impl Reader<'_> {
    fn get(&self, column: &str, n: u32) -> Option<String> {
        self.typed.get(&format!("{column}_{n}")).map(str::to_owned)
    }

    fn tell(&mut self, column: &str, n: u32, code: &'static str) {
        let fault = FieldError::new(format!("{column}_{n}"), code);
        self.faults.push(fault);
    }

    /// Nothing for a row that says nothing of its own, and for one with a fault.
    fn row(&mut self, tx: &mut Tx, ctx: &Ctx, n: u32) -> Result<Option<Row>> {
        let says = ["subject", "told", "count"];
        if says.iter().all(|column| self.get(column, n).is_none()) {
            return Ok(None);
        }
        let day = self.day(n, ctx.today());
        let unit = match self.get("unit", n) {
            Some(id) => id.parse().ok(),
            None => self.above.unit,
        };
        if unit.is_none() {
            self.tell("unit", n, "empty");
        }
        let subject = self.subject(n);
        let count = self.count(n);
        let who = self.who(tx, ctx, n, (unit, day))?;
        let told = self.get("told", n);
        for (column, text, most) in [
            ("who", Some(&who), LINE),
            ("subject", Some(&subject), TEXT),
            ("told", told.as_ref(), TEXT),
        ] {
            if text.is_some_and(|text| text.chars().count() > most) {
                let fault = FieldError::new(format!("{column}_{n}"), "too_long");
                self.faults.push(fault.with("max", most));
            }
        }
        self.above.day = day.or(self.above.day);
        self.above.unit = unit;
        let (Some(day), Some(unit), Some(count)) = (day, unit, count) else {
            return Ok(None);
        };
        Ok(Some(Row {
            number: n,
            day,
            unit,
            subject,
            count,
            who,
            told,
        }))
    }

    fn day(&mut self, n: u32, today: Date) -> Option<Date> {
        let fault = match self
            .get("day", n)
            .map(|typed| kernel::date::parse_day(&typed))
        {
            None if self.above.day.is_some() => return self.above.day,
            None => "empty",
            Some(Ok(day)) if day > today => "in_the_future",
            Some(Ok(day)) => return Some(day),
            Some(Err(fault)) => fault.code(),
        };
        self.tell("day", n, fault);
        None
    }

    fn subject(&mut self, n: u32) -> String {
        let subject = self.get("subject", n).unwrap_or_default();
        let is_topic = self.known.topics.iter().any(|topic| topic.0 == subject);
        match self.what {
            _ if subject.is_empty() => self.tell("subject", n, "empty"),
            What::Advice if !is_topic => self.tell("subject", n, "not_chosen"),
            _ => {}
        }
        subject
    }

    /// A consultation is one person's; how many listened must be said.
    fn count(&mut self, n: u32) -> Option<i64> {
        let most = self.what.most();
        let typed = match (self.get("count", n), self.what) {
            (Some(typed), _) => kernel::text::half_width(&typed).parse::<i64>(),
            (None, What::Advice) => return Some(1),
            (None, What::Talk) => {
                self.tell("count", n, "empty");
                return None;
            }
        };
        match typed {
            Ok(count) if (1..=most).contains(&count) => return Some(count),
            Ok(_) => {
                let fault = FieldError::new(format!("count_{n}"), "out_of_range");
                self.faults.push(fault.with("least", 1).with("most", most));
            }
            Err(_) => self.tell("count", n, "not_a_number"),
        }
        None
    }

    /// Who advised or spoke: as typed, else the community's own adviser, else as in the row above.
    fn who(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        n: u32,
        (unit, day): (Option<Id>, Option<Date>),
    ) -> Result<String> {
        if let Some(typed) = self.get("who", n) {
            self.above.who.clone_from(&typed);
            return Ok(typed);
        }
        let own = match (self.what, unit, day) {
            (What::Advice, Some(unit), Some(day)) => self.known.adviser(tx, ctx, unit, day)?,
            _ => None,
        };
        let who = own.unwrap_or_else(|| self.above.who.clone());
        match self.what {
            _ if !who.is_empty() => {}
            What::Advice => self.tell("who", n, "law_no_adviser"),
            What::Talk => self.tell("who", n, "empty"),
        }
        Ok(who)
    }
}
