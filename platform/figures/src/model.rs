//! What an indicator is made of, what is asked of it and what it answers. Pure.

use access::{Right, Scope};
use kernel::{Date, Fen, Id, OrgId};

/// The rows that something counts: the text behind `from` and the one behind `where`.
///
/// Parameters by convention: `$1` org, `$2` user, `$3` right, `$4` today (the scope predicate),
/// `$5` the division asked for, `$6` as of this date, `$7` as known at this seq, `$8` the last
/// calendar year that is complete on `$6`. The division and the scope are added by this crate through
/// `unit`; `$5` is only needed where a row is chosen among others of the division.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    pub from: &'static str,
    pub filter: &'static str,
    /// What is counted: an integer expression, distinct. Rows are in its order.
    pub key: &'static str,
    /// Where the row belongs in the unit tree.
    pub unit: &'static str,
}

/// A source that opens: its rows have columns.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub name_key: &'static str,
    pub source: Source,
    /// What is summed, an integer in the smallest unit; nothing where the rows are counted.
    pub amount: Option<&'static str>,
    /// One value for each key: columns of rows with the same key must agree (the smallest is shown).
    pub columns: &'static [Column],
    pub link: Option<Link>,
}

#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name_key: &'static str,
    pub expr: &'static str,
    pub kind: ColumnKind,
}

/// A column of the rows behind a figure.
pub const fn column(name_key: &'static str, expr: &'static str, kind: ColumnKind) -> Column {
    Column {
        name_key,
        expr,
        kind,
    }
}

/// How a cell is read and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    /// A person's name: masked for who may not see people.
    Name,
    /// A code of this code list.
    Code(&'static str),
    Count,
    /// Fen.
    Money,
    Date,
}

/// Where a row leads: `{}` of the pattern stands for the id.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub pattern: &'static str,
    pub id: &'static str,
}

/// What was looked at, so that a zero says how many that were.
#[derive(Debug, Clone, Copy)]
pub struct Examined {
    /// `project`: worded as `figure-unit-project`.
    pub unit: &'static str,
    pub source: Source,
}

#[derive(Debug, Clone, Copy)]
pub enum Measure {
    /// The number of rows, or the sum of their amounts.
    Of(List),
    /// One sum over another in percent, rounded half up to tenths; opens to two lists.
    Ratio { numerator: List, denominator: List },
    /// What a key has on average, half up to the unit's places.
    Mean(List),
    /// The least and the most that a key has: 5—7.
    Range(List),
    /// What each key has, in the order of keys: 10/10/20/30/30. Has no value where rows of one key differ.
    Each(List),
}

impl Measure {
    pub fn lists(&self) -> Vec<&List> {
        match self {
            Measure::Of(list)
            | Measure::Mean(list)
            | Measure::Range(list)
            | Measure::Each(list) => vec![list],
            Measure::Ratio {
                numerator,
                denominator,
            } => vec![numerator, denominator],
        }
    }
}

impl Indicator {
    /// Whether it is asked of the last complete calendar year, which its readers must be told.
    pub fn is_of_year(&self) -> bool {
        let of_year = |list: &&List| list.source.filter.contains("$8");
        self.measure.lists().iter().any(of_year)
    }
}

/// The unit of a figure, worded as `figure-unit-<key>`; values carry `places` decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    pub key: &'static str,
    pub places: u8,
}

impl Unit {
    /// Summed in fen, said in yuan.
    pub const YUAN: Unit = Unit {
        key: "yuan",
        places: 2,
    };
    pub const PERCENT: Unit = Unit {
        key: "percent",
        places: 1,
    };

    /// Whole things: `household`, `village`, `round`.
    pub const fn whole(key: &'static str) -> Unit {
        Unit { key, places: 0 }
    }
}

/// The definition of one figure.
#[derive(Debug, Clone, Copy)]
pub struct Indicator {
    /// `douhutun.invested`.
    pub id: &'static str,
    pub module: &'static str,
    pub name_key: &'static str,
    pub unit: Unit,
    /// Who holds it somewhere in the division may ask.
    pub right: Right,
    /// Whose rows he sees is his scope under this one: whoever may ask how many cases there are need not be one who sees cases.
    pub rows: Right,
    pub measure: Measure,
    pub examined: Examined,
}

/// The indicator with this id among those of all modules.
pub fn find<'i>(all: &'i [Indicator], id: &str) -> Option<&'i Indicator> {
    all.iter().find(|indicator| indicator.id == id)
}

/// For whom, where and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub org: OrgId,
    /// Who looks; nothing is the operator at the machine, who sees every row. Its right gives way to
    /// those of the indicator.
    pub viewer: Option<Scope>,
    pub division: Id,
    /// Facts dated up to the end of this day.
    pub as_of: Date,
    /// Facts up to this journal row of the org; `i64::MAX` is as known now.
    pub as_known: i64,
    /// Names of people are masked.
    pub masked: bool,
}

impl Asked {
    /// As known now, names shown.
    pub fn new(org: OrgId, viewer: Option<Scope>, division: Id, as_of: Date) -> Asked {
        Asked {
            org,
            viewer,
            division,
            as_of,
            as_known: i64::MAX,
            masked: false,
        }
    }

    /// The last calendar year that is over at the end of the day asked for.
    pub fn complete_year(&self) -> i64 {
        complete_year(self.as_of)
    }
}

/// The last calendar year that is over at the end of a day.
pub fn complete_year(date: Date) -> i64 {
    i64::from(date.plus_days(1).year()) - 1
}

/// An exact decimal: `scaled` over ten to the power of `places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    pub scaled: i64,
    pub places: u8,
}

impl Number {
    /// `part` over `whole` in percent, half up to tenths; nothing over nothing has no value.
    pub fn percent(part: i64, whole: i64) -> Option<Number> {
        if whole <= 0 {
            return None;
        }
        let (part, whole) = (i128::from(part), i128::from(whole));
        let tenths = (part * 2000 + whole).div_euclid(whole * 2);
        let scaled = i64::try_from(tenths).ok()?;
        Some(Number { scaled, places: 1 })
    }

    /// Without separators and without zeros at the end: `1700000`, `9.9`.
    pub fn plain(&self) -> String {
        let (whole, rest) = self.parts();
        let rest = rest.trim_end_matches('0');
        let sign = if self.scaled < 0 { "-" } else { "" };
        if rest.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest}")
        }
    }

    /// As a person reads it: `1,700,000.00`, `9.9%`, `43`.
    pub fn shown(&self, unit: Unit) -> String {
        if unit == Unit::YUAN {
            return Fen(self.scaled).to_string();
        }
        let (whole, rest) = self.parts();
        let sign = if self.scaled < 0 { "-" } else { "" };
        let point = if rest.is_empty() { "" } else { "." };
        let percent = if unit == Unit::PERCENT { "%" } else { "" };
        format!(
            "{sign}{}{point}{rest}{percent}",
            kernel::text::grouped(whole)
        )
    }

    fn parts(&self) -> (u64, String) {
        let base = 10_u64.saturating_pow(u32::from(self.places));
        let magnitude = self.scaled.unsigned_abs();
        let (whole, rest) = (magnitude / base, magnitude % base);
        let places = usize::from(self.places);
        (
            whole,
            if places == 0 {
                String::new()
            } else {
                format!("{rest:0places$}")
            },
        )
    }
}

/// What stands where there is no value.
pub(crate) const NONE: &str = "–";

/// One of the lists behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    pub name_key: &'static str,
    /// All rows of the division.
    pub rows: i64,
    /// Those in the viewer's scope; the others are withheld.
    pub seen: i64,
    /// Rows, or the sum of their amounts.
    pub total: i64,
}

/// A figure: the same for everyone who may ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub id: &'static str,
    pub name_key: &'static str,
    pub unit: Unit,
    /// Nothing: a share of nothing, or a figure of several numbers.
    pub value: Option<Number>,
    /// As others script against it: `1700000`, `5-7`, `10/10/20/30/30`. A dash where there is no value.
    pub plain: String,
    /// The value without its unit; percent carry their sign. A dash where there is no value.
    pub display: String,
    pub lists: Vec<Behind>,
}

impl Figure {
    /// Rows behind the figure, of both lists of a ratio.
    pub fn rows(&self) -> i64 {
        self.lists.iter().map(|list| list.rows).sum()
    }

    /// Rows behind it that the viewer's scope keeps from him.
    pub fn withheld(&self) -> i64 {
        self.lists.iter().map(|list| list.rows - list.seen).sum()
    }

    /// Whether the page should say how many were examined.
    pub fn is_zero(&self) -> bool {
        match self.value {
            Some(number) => number.scaled == 0,
            None => self.plain == NONE,
        }
    }
}

/// One page of the rows behind a figure.
#[derive(Debug, Clone)]
pub struct ShownRows {
    pub columns: &'static [Column],
    pub rows: Vec<ShownRow>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRow {
    pub key: i64,
    /// What the row adds to the figure: 1, or its amount.
    pub amount: i64,
    pub cells: Vec<Cell>,
    pub link: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Nothing,
    Text(String),
    Count(i64),
    Money(Fen),
    Date(Date),
}
