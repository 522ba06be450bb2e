//! Asking: the number of an indicator, and the rows behind it.

use crate::model::{
    Asked, Behind, Cell, ColumnKind, Figure, Indicator, List, Measure, NONE, Number, ShownRow,
    ShownRows,
};
use crate::store;
use ::store::{Row, Tx};
use access::{Right, Role, Scope};
use kernel::{Actor, Ctx, Date, Error, Fen, Id, Result, mask};

/// Rows of one page of a list.
const PAGE: u16 = 200;

/// What the actor asks, as known now: the program itself sees every row; names are masked for who
/// holds no right to see people.
pub fn asked_by(tx: &mut Tx, ctx: &Ctx, division: Id, as_of: Date) -> Result<Asked> {
    let viewer = (ctx.actor != Actor::SYSTEM).then(|| Scope::of(ctx, Right::ViewFigures));
    let masked = ctx.actor != Actor::SYSTEM && !sees_names(tx, ctx)?;
    Ok(Asked {
        masked,
        ..Asked::new(ctx.org, viewer, division, as_of)
    })
}

fn sees_names(tx: &mut Tx, ctx: &Ctx) -> Result<bool> {
    let today = ctx.today();
    let grants = access::grant_role::grants_of(tx, ctx.actor.user)?;
    let here = grants
        .iter()
        .filter(|g| g.for_org == ctx.org && g.holds_on(today));
    let roles: Vec<Role> = here.filter_map(|g| Role::from_code(&g.role)).collect();
    Ok(access::sees_names(&roles))
}

/// The figure as asked. The same for everyone who may ask; `seen` of its lists is the viewer's.
///
/// `NotFound`: the division lies wholly outside the viewer's scope under the indicator's right.
pub fn evaluate(tx: &mut Tx, indicator: &Indicator, asked: &Asked) -> Result<Figure> {
    let asked = admitted(tx, indicator, asked)?;
    let mut lists = Vec::new();
    for list in indicator.measure.lists() {
        lists.push(behind(tx, list, &asked)?);
    }
    let places = indicator.unit.places;
    let (mut several, mut between) = (Vec::new(), ("", ""));
    let value = match (&indicator.measure, lists.as_slice()) {
        (Measure::Of(_), [list]) => Some(Number {
            scaled: list.total,
            places,
        }),
        (Measure::Mean(_), [list]) => mean(list).map(|scaled| Number { scaled, places }),
        (Measure::Range(list), _) => {
            let mut ends = store::ends(tx, list, &asked)?;
            ends.dedup();
            (several, between) = (ends, ("-", "—"));
            None
        }
        (Measure::Each(list), _) => {
            (several, between) = (store::each(tx, list, &asked)?, ("/", "/"));
            None
        }
        (Measure::Ratio { .. }, [part, whole]) => Number::percent(part.total, whole.total),
        _ => {
            return Err(Error::Internal(format!(
                "{}: lists and measure differ",
                indicator.id
            )));
        }
    };
    Ok(Figure {
        id: indicator.id,
        name_key: indicator.name_key,
        unit: indicator.unit,
        value,
        plain: match value {
            Some(number) => number.plain(),
            None => joined(&several, places, between.0),
        },
        display: match value {
            Some(number) => number.shown(indicator.unit),
            None => joined(&several, places, between.1),
        },
        lists,
    })
}

/// Half up; nothing of no rows.
fn mean(list: &Behind) -> Option<i64> {
    let (sum, rows) = (i128::from(list.total), i128::from(list.rows));
    let exact = (rows > 0).then(|| (sum * 2 + rows).div_euclid(rows * 2))?;
    i64::try_from(exact).ok()
}

fn joined(several: &[i64], places: u8, between: &str) -> String {
    if several.is_empty() {
        return NONE.to_owned();
    }
    let plain = |scaled: &i64| {
        Number {
            scaled: *scaled,
            places,
        }
        .plain()
    };
    let all: Vec<String> = several.iter().map(plain).collect();
    all.join(between)
}

/// How many things were looked at for the figure, whether or not they count.
pub fn examined(tx: &mut Tx, indicator: &Indicator, asked: &Asked) -> Result<i64> {
    let asked = admitted(tx, indicator, asked)?;
    store::count(tx, &indicator.examined.source, &asked)
}

/// The rows behind the figure that the viewer may see, in the order of their key; `list` counts the
/// lists of a ratio from 0, `after` is the last page's `next`.
///
/// `NotFound`: as [`evaluate`], or there is no such list.
pub fn rows(
    tx: &mut Tx,
    indicator: &Indicator,
    asked: &Asked,
    list: usize,
    after: Option<i64>,
    limit: u16,
) -> Result<ShownRows> {
    let asked = admitted(tx, indicator, asked)?;
    let is_each = matches!(indicator.measure, Measure::Each(_));
    let lists = indicator.measure.lists();
    let list = lists.get(list).ok_or(Error::NotFound)?;
    let limit = limit.clamp(1, PAGE);
    let mut found = store::rows(tx, (list, is_each), &asked, after, i64::from(limit) + 1)?;
    let more = found.len() > usize::from(limit);
    found.truncate(limit.into());
    let rows: Vec<ShownRow> = found
        .iter()
        .map(|row| shown(list, row, asked.masked))
        .collect::<Result<_>>()?;
    let next = rows.last().filter(|_| more).map(|row| row.key);
    Ok(ShownRows {
        columns: list.columns,
        rows,
        next,
    })
}

fn admitted(tx: &mut Tx, indicator: &Indicator, asked: &Asked) -> Result<Asked> {
    let Some(viewer) = asked.viewer else {
        return Ok(*asked);
    };
    let viewer = Scope {
        org: asked.org,
        right: indicator.right,
        ..viewer
    };
    if !store::touches(tx, &viewer, asked.division)? {
        return Err(Error::NotFound);
    }
    let viewer = Scope {
        right: indicator.rows,
        ..viewer
    };
    Ok(Asked {
        viewer: Some(viewer),
        ..*asked
    })
}

fn behind(tx: &mut Tx, list: &List, asked: &Asked) -> Result<Behind> {
    let row = store::total(tx, list, asked)?;
    let (rows, seen): (i64, i64) = (row.get(0)?, row.get(1)?);
    let total = if list.amount.is_some() {
        row.get(2)?
    } else {
        rows
    };
    Ok(Behind {
        name_key: list.name_key,
        rows,
        seen,
        total,
    })
}

/// Columns of the row: key, amount, the link's id, then those of the list.
fn shown(list: &List, row: &Row, masked: bool) -> Result<ShownRow> {
    let mut cells = Vec::with_capacity(list.columns.len());
    for (at, column) in list.columns.iter().enumerate() {
        cells.push(cell(column.kind, row, at + 3, masked)?);
    }
    let id: Option<i64> = row.get(2)?;
    let link = list
        .link
        .zip(id)
        .map(|(link, id)| link.pattern.replace("{}", &id.to_string()));
    Ok(ShownRow {
        key: row.get(0)?,
        amount: row.get(1)?,
        cells,
        link,
    })
}

fn cell(kind: ColumnKind, row: &Row, at: usize, masked: bool) -> Result<Cell> {
    let cell = match kind {
        ColumnKind::Text | ColumnKind::Code(_) => row.get::<Option<String>>(at)?.map(Cell::Text),
        ColumnKind::Name => {
            let shown = |name: String| if masked { mask::name(&name) } else { name };
            row.get::<Option<String>>(at)?
                .map(|name| Cell::Text(shown(name)))
        }
        ColumnKind::Count => row.get::<Option<i64>>(at)?.map(Cell::Count),
        ColumnKind::Money => row.get::<Option<Fen>>(at)?.map(Cell::Money),
        ColumnKind::Date => row.get::<Option<Date>>(at)?.map(Cell::Date),
    };
    Ok(cell.unwrap_or(Cell::Nothing))
}
