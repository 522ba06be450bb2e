//! The inbox: what waits for somebody, what he may decide, what was told him, what he handled, and all that his units have.

use super::kind_of;
use crate::cases::Kind;
use crate::cases::read::Listed;
use crate::cases::view::{file as workbook, next_due, tag};
use crate::cases::words::label;
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page, encode};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use access::{Right, Unit, units};
use cases::inbox::piled;
use cases::store::{Counts, Late, Pile, Tray};
use cases::{Inbox, Line, inbox};
use kernel::{Date, Id, Result};
use store::Tx;

const ROWS: i64 = 50;
/// So many rows a file holds at most; it says when there are more.
const FILE_ROWS: i64 = 20_000;

fn asked(req: &Req) -> Pile {
    let get = |name| req.query.get(name).filter(|text| !text.is_empty());
    let after = get("after").and_then(|text| {
        let (id, due) = text.split_once('.')?;
        Some((due.to_owned(), id.parse::<Id>().ok()?))
    });
    let unit = get("unit").and_then(|unit| unit.parse().ok());
    Pile {
        // Whoever chose a unit looks at his office.
        tray: match (get("tray").and_then(Tray::parse), unit) {
            (Some(tray), _) => tray,
            (None, Some(_)) => Tray::Office,
            (None, None) => Tray::Waiting,
        },
        unit,
        code: get("kind").map(str::to_owned),
        late: match get("days") {
            Some("unfixed") => Some(Late::NotFixed),
            Some("over") => Some(Late::Over),
            _ => None,
        },
        after,
    }
}

pub(super) async fn page(req: Req) -> Result<Reply> {
    let (ctx, pile, sees) = (req.ctx(), asked(&req), req.sees_names());
    let look = pile.clone();
    let read = move |tx: &mut Tx| {
        let found = inbox(tx, &ctx, &look, ROWS, sees)?;
        let units = match look.tray {
            Tray::Office => units::offered(tx, &ctx, Right::ViewCases)?,
            _ => Vec::new(),
        };
        Ok((found, units))
    };
    let (found, units) = req.app.db.read_async(read).await?;
    let shown = Shown {
        kinds: &req.app.kinds,
        pile: &pile,
        found: &found,
        units: &units,
        today: req.ctx().today(),
    };
    shown.view(req.page("due-inbox")).reply()
}

/// The pile as it is narrowed, whole, as a workbook.
pub(super) async fn file(req: Req) -> Result<Reply> {
    let (ctx, sees, words) = (req.ctx(), req.sees_names(), req.words());
    let pile = Pile {
        after: None,
        ..asked(&req)
    };
    let tray = pile.tray;
    let read = move |tx: &mut Tx| {
        let (lines, counts, has_more) = piled(tx, &ctx, &pile, FILE_ROWS, sees)?;
        Ok(Listed {
            lines,
            count: narrowed(&pile, counts),
            overdue: counts.over,
            has_more,
        })
    };
    let listed = req.app.db.export_async(read).await?;
    let title = words.get(&format!("due-tray-{}", tray.word()));
    let bytes = workbook(words, &title, &listed)?;
    let name = format!("{title}{}.xlsx", req.ctx().today());
    Ok(Reply::xlsx(bytes, name).private())
}

/// How many the pile holds as it is narrowed.
fn narrowed(pile: &Pile, counts: Counts) -> i64 {
    match pile.late {
        None => counts.all,
        Some(Late::NotFixed) => counts.not_fixed,
        Some(Late::Over) => counts.over,
    }
}

pub(super) struct Shown<'a> {
    pub kinds: &'a [Kind],
    pub pile: &'a Pile,
    pub found: &'a Inbox,
    /// What the office may be narrowed to.
    pub units: &'a [Unit],
    pub today: Date,
}

fn address(base: &str, pile: &Pile) -> String {
    let mut query = format!("{base}?tray={}", pile.tray.word());
    if let Some(unit) = pile.unit {
        query.push_str(&format!("&unit={unit}"));
    }
    if let Some(code) = &pile.code {
        query.push_str(&format!("&kind={}", encode(code)));
    }
    match pile.late {
        Some(Late::NotFixed) => query.push_str("&days=unfixed"),
        Some(Late::Over) => query.push_str("&days=over"),
        None => {}
    }
    if let Some((due, id)) = &pile.after {
        query.push_str(&format!("&after={}", encode(&format!("{id}.{due}"))));
    }
    query
}

impl Shown<'_> {
    pub(super) fn view(&self, page: Page) -> View {
        let words = page.words;
        let first = Pile {
            after: None,
            ..self.pile.clone()
        };
        let mut parts = vec![Part::Tabs(self.trays(words))];
        if self.pile.tray == Tray::Office && self.units.len() > 1 {
            parts.push(Part::Filter(self.units_filter(words)));
        }
        if self.found.pile.over + self.found.pile.not_fixed > 0 || self.pile.late.is_some() {
            parts.push(Part::Tabs(self.lateness(words, &first)));
        }
        let last = self.found.lines.last().filter(|_| self.found.has_more);
        let next = last.map(|line| {
            let after = Some((line.row.due.clone(), line.row.id));
            address(
                "/inbox",
                &Pile {
                    after,
                    ..first.clone()
                },
            )
        });
        let back = self.pile.after.as_ref().map(|_| address("/inbox", &first));
        let rows = self.found.lines.iter().map(|line| self.row(words, line));
        let tray = self.pile.tray.word();
        let columns = ["title", "unit", "owner", "state", "due"];
        let columns = columns.map(|name| Column::text(words.get(&format!("cases-col-{name}"))));
        let title = words.get(&format!("due-tray-{tray}"));
        let count = narrowed(self.pile, self.found.pile);
        let empty = match self.pile.late {
            Some(_) => EmptyState::new(words, "due-none-late", "due-none-late-text"),
            None => EmptyState::new(
                words,
                &format!("due-none-{tray}"),
                &format!("due-none-{tray}-text"),
            ),
        };
        parts.push(Part::Table(
            Table::new("cases", title, columns.to_vec())
                .rows(rows.collect())
                .stacked()
                .empty(empty)
                .pager(Pager::new(words, count, back, next)),
        ));
        let mut buttons = Vec::new();
        if !self.found.lines.is_empty() {
            let href = address("/inbox/list.xlsx", &first);
            let text = words.get("cases-file");
            buttons.push(Button::link(ButtonKind::Secondary, href, text));
        }
        let text = words.get("due-nav-calendar");
        buttons.push(Button::link(ButtonKind::Secondary, "/calendar", text));
        parts.push(Part::Buttons(buttons));
        View::new(page, parts)
    }

    fn trays(&self, words: Words) -> Tabs {
        let counts = Tray::ALL.iter().zip(&self.found.trays);
        let item = |(tray, counts): (&Tray, &Counts)| {
            let name = words.get(&format!("due-tray-{}", tray.word()));
            let href = format!("/inbox?tray={}", tray.word());
            let text = format!("{name} {}", format::count(counts.all));
            NavItem::new(href, text, *tray == self.pile.tray)
        };
        Tabs {
            label: words.get("due-inbox"),
            items: counts.map(item).collect(),
        }
    }

    fn lateness(&self, words: Words, first: &Pile) -> Tabs {
        let counts = self.found.pile;
        let all = [
            (None, "all", counts.all),
            (Some(Late::NotFixed), "unfixed", counts.not_fixed),
            (Some(Late::Over), "over", counts.over),
        ];
        let item = |(late, word, count): (Option<Late>, &str, i64)| {
            let name = words.get(&format!("due-days-{word}"));
            let pile = Pile {
                late,
                ..first.clone()
            };
            let text = format!("{name} {}", format::count(count));
            NavItem::new(address("/inbox", &pile), text, late == self.pile.late)
        };
        Tabs {
            label: words.get("cases-col-due"),
            items: all.map(item).to_vec(),
        }
    }

    fn units_filter(&self, words: Words) -> FilterForm {
        let mut choices = vec![Choice::new("", words.get("due-every-unit"))];
        choices.extend(
            self.units
                .iter()
                .map(|unit| Choice::new(unit.id.to_string(), unit.name.clone())),
        );
        let unit = Field::new(
            words,
            Control::Select(choices),
            "unit",
            words.get("cases-col-unit"),
        );
        let chosen = self
            .pile
            .unit
            .map_or_else(String::new, |unit| unit.to_string());
        FilterForm {
            clear: self.pile.unit.map(|_| {
                let href = "/inbox?tray=office".to_owned();
                (href, words.get("web-filter-clear"))
            }),
            ..FilterForm::new(words, "/inbox", vec![unit.value(chosen)], false)
        }
    }

    fn row(&self, words: Words, line: &Line) -> Row {
        let kind = kind_of(self.kinds, &line.row.code);
        let name = label(words, &line.of.label);
        let about = format!("{} · {name}", line.row.number);
        let title = line
            .title
            .clone()
            .unwrap_or_else(|| line.row.number.clone());
        let title = match kind {
            Some(kind) => Cell::link(format!("{}/{}", kind.base, line.row.id), title),
            None => Cell::from(title),
        };
        let mut state: Cell = tag(words, &line.of, &line.row.state).into();
        if let Some((day, _)) = self
            .found
            .told
            .get(&line.row.id)
            .and_then(|told| told.last())
        {
            let day = format::date(*day);
            state = state.note(words.with("due-told-you", &[("day", &day)]));
        }
        vec![
            title.note(about),
            line.unit.clone().into(),
            line.owner.clone().into(),
            state,
            next_due(words, line, self.today),
        ]
    }
}
