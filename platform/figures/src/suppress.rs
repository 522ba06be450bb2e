//! Small cells of a public table, hidden so that nobody works them out from what is shown. Pure.
//!
//! A count of persons from 1 to 4 shows `<5`. Whoever has the totals could still subtract the other cells, so more cells are
//! hidden until every small one could have been another number as well. That is decided exactly, not by a rule of thumb: what
//! is hidden can change only around a circle of hidden cells (each row and column adds up), so the numbers that a small cell
//! may have are those of a flow through it.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Below it a count of persons is not shown.
pub const LEAST: i64 = 5;

/// Counts by rows and columns, with their totals. Rows are of one length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    pub cells: Vec<Vec<i64>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    Number(i64),
    /// From 1 to 4: `<5`.
    Small,
    /// Hidden because a small one could be worked out from it.
    Complement,
}

/// What may be shown of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    pub cells: Vec<Vec<Shown>>,
    pub row_totals: Vec<Shown>,
    pub column_totals: Vec<Shown>,
    pub total: Shown,
}

/// Hides small cells and as many more as it takes. Negative counts do not occur and are taken as 0.
pub fn public(counts: &Counts) -> Public {
    let mut table = Arcs::of(counts);
    while let Some(known) = table.known() {
        let more = table.circle(known).unwrap_or_else(|| table.all_shown());
        // Nothing is left to be hidden.
        if more.is_empty() {
            break;
        }
        for at in more {
            if let Some(arc) = table.arcs.get_mut(at) {
                arc.shown = Shown::Complement;
            }
        }
    }
    table.read(counts)
}

/// A number of the table: it goes out of one sum and into another, so that the whole is a network without sources.
struct Arc {
    tail: usize,
    head: usize,
    value: i64,
    shown: Shown,
    is_total: bool,
}

/// Sums are nodes: one for each row and column, one for the row of totals and one for the column of totals. A cell flows from
/// its row to its column, a row's total into its row, a column's out of it, and the grand total back.
struct Arcs {
    rows: usize,
    columns: usize,
    arcs: Vec<Arc>,
}

/// Totals hidden, and the sum of what is hidden.
type Cost = (i64, i64);

/// Whether a number may be more or less, as far as anybody can know: a small one is from 1 to 4, one that is hidden beside it
/// at least 5, since otherwise it would be small itself.
fn room(shown: Shown, value: i64, up: bool) -> bool {
    match (shown, up) {
        (Shown::Number(_), _) => false,
        (Shown::Small, true) => value < LEAST - 1,
        (Shown::Small, false) => value > 1,
        (Shown::Complement, true) => true,
        (Shown::Complement, false) => value > LEAST,
    }
}

impl Arcs {
    fn of(counts: &Counts) -> Arcs {
        let rows = counts.cells.len();
        let columns = counts.cells.iter().map(Vec::len).max().unwrap_or(0);
        let (of_rows, of_columns) = (rows + columns, rows + columns + 1);
        let mut arcs = Vec::new();
        let mut arc = |tail, head, value: i64, is_total| {
            let shown = match value {
                1..LEAST => Shown::Small,
                _ => Shown::Number(value),
            };
            arcs.push(Arc {
                tail,
                head,
                value,
                shown,
                is_total,
            });
        };
        let at = |row: usize, column: usize| {
            let cells = counts.cells.get(row);
            let cell = cells.and_then(|cells| cells.get(column));
            cell.copied().unwrap_or(0).max(0)
        };
        for row in 0..rows {
            for column in 0..columns {
                arc(row, rows + column, at(row, column), false);
            }
        }
        let mut total = 0;
        for row in 0..rows {
            let sum = (0..columns).map(|column| at(row, column)).sum();
            total += sum;
            arc(of_rows, row, sum, true);
        }
        for column in 0..columns {
            let sum = (0..rows).map(|row| at(row, column)).sum();
            arc(rows + column, of_columns, sum, true);
        }
        arc(of_columns, of_rows, total, true);
        Arcs {
            rows,
            columns,
            arcs,
        }
    }

    /// A small number that whoever sees the table can work out: one without a circle of hidden numbers through it.
    fn known(&self) -> Option<usize> {
        let is_known = |at: &usize| {
            let is_small = self.arcs.get(*at).map(|arc| arc.shown) == Some(Shown::Small);
            is_small && self.circle(*at).is_none_or(|more| !more.is_empty())
        };
        (0..self.arcs.len()).find(is_known)
    }

    /// What must be hidden for a number to be one more or one less with every sum as it is: as few totals as can be, then the
    /// smallest numbers. Empty where enough is hidden; nothing where that cannot be.
    fn circle(&self, through: usize) -> Option<Vec<usize>> {
        let arc = self.arcs.get(through)?;
        let up = room(arc.shown, arc.value, true).then(|| self.way(arc.head, arc.tail, through));
        let down = room(arc.shown, arc.value, false).then(|| self.way(arc.tail, arc.head, through));
        let both = [up, down].into_iter().flatten().flatten();
        both.min().map(|(_, more)| more)
    }

    /// The cheapest way from one sum to another by numbers that are hidden and may change so, or could be hidden, with what it
    /// costs. Dijkstra's, over a few dozen nodes.
    fn way(&self, from: usize, to: usize, without: usize) -> Option<(Cost, Vec<usize>)> {
        let mut best: BTreeMap<usize, (Cost, Vec<usize>)> = BTreeMap::new();
        let mut open = BTreeSet::from([(Cost::default(), from, Vec::new())]);
        while let Some((cost, node, hidden)) = open.pop_first() {
            if best.contains_key(&node) {
                continue;
            }
            for (at, arc) in self.arcs.iter().enumerate() {
                let (next, up) = match (arc.tail == node, arc.head == node) {
                    (true, _) => (arc.head, true),
                    (_, true) => (arc.tail, false),
                    _ => continue,
                };
                let (shown, more) = match arc.shown {
                    // A 0 tells of nobody, and hiding it would protect nobody.
                    Shown::Number(0) => continue,
                    Shown::Number(_) => (Shown::Complement, true),
                    hidden => (hidden, false),
                };
                if at == without || best.contains_key(&next) || !room(shown, arc.value, up) {
                    continue;
                }
                let (mut cost, mut hidden) = (cost, hidden.clone());
                if more {
                    cost = (cost.0 + i64::from(arc.is_total), cost.1 + arc.value);
                    hidden.push(at);
                }
                open.insert((cost, next, hidden));
            }
            best.insert(node, (cost, hidden));
        }
        best.remove(&to)
    }

    fn all_shown(&self) -> Vec<usize> {
        let is_shown = |arc: &Arc| matches!(arc.shown, Shown::Number(value) if value > 0);
        let all = self.arcs.iter().enumerate();
        all.filter(|(_, arc)| is_shown(arc))
            .map(|(at, _)| at)
            .collect()
    }

    fn read(&self, counts: &Counts) -> Public {
        let mut shown = self.arcs.iter().map(|arc| arc.shown);
        let mut take = |n: usize| shown.by_ref().take(n).collect::<Vec<_>>();
        let cells = counts.cells.iter().map(|_| take(self.columns)).collect();
        let (row_totals, column_totals) = (take(self.rows), take(self.columns));
        Public {
            cells,
            row_totals,
            column_totals,
            total: shown.next().unwrap_or(Shown::Number(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every table with the shown numbers, as an attacker goes through them: small ones from 1 to 4, complements from 5 on.
    /// Gives for each hidden cell and total how many different values it has among them.
    fn attack(public: &Public, most: i64) -> Vec<(Shown, usize)> {
        let (rows, columns) = (public.row_totals.len(), public.column_totals.len());
        let flat: Vec<Shown> = public.cells.iter().flatten().copied().collect();
        let mut seen: Vec<std::collections::BTreeSet<i64>> =
            vec![Default::default(); flat.len() + rows + columns + 1];
        let fits = |shown: Shown, value: i64| match shown {
            Shown::Number(number) => number == value,
            Shown::Small => (1..LEAST).contains(&value),
            Shown::Complement => value >= LEAST,
        };
        let mut cells = vec![0; flat.len()];
        fn go(
            at: usize,
            cells: &mut Vec<i64>,
            flat: &[Shown],
            most: i64,
            end: &mut dyn FnMut(&[i64]),
        ) {
            let Some(shown) = flat.get(at) else {
                return end(cells);
            };
            let values = match shown {
                Shown::Number(number) => *number..=*number,
                Shown::Small => 1..=LEAST - 1,
                Shown::Complement => LEAST..=most,
            };
            for value in values {
                cells[at] = value;
                go(at + 1, cells, flat, most, end);
            }
        }
        go(0, &mut cells, &flat, most, &mut |cells| {
            let row = |r: usize| cells[r * columns..(r + 1) * columns].iter().sum::<i64>();
            let column = |c: usize| (0..rows).map(|r| cells[r * columns + c]).sum::<i64>();
            let total: i64 = cells.iter().sum();
            let mut all: Vec<(Shown, i64)> =
                flat.iter().copied().zip(cells.iter().copied()).collect();
            all.extend((0..rows).map(|r| (public.row_totals[r], row(r))));
            all.extend((0..columns).map(|c| (public.column_totals[c], column(c))));
            all.push((public.total, total));
            if all.iter().all(|(shown, value)| fits(*shown, *value)) {
                for (at, (_, value)) in all.iter().enumerate() {
                    seen[at].insert(*value);
                }
            }
        });
        let mut shown = flat;
        shown.extend(&public.row_totals);
        shown.extend(&public.column_totals);
        shown.push(public.total);
        shown
            .into_iter()
            .zip(seen.iter().map(|it| it.len()))
            .collect()
    }

    fn counts(cells: &[&[i64]]) -> Counts {
        Counts {
            cells: cells.iter().map(|row| row.to_vec()).collect(),
        }
    }

    #[test]
    fn a_small_cell_is_hidden_with_its_complement() {
        let shown = public(&counts(&[&[3, 20, 30], &[10, 11, 12]]));
        use Shown::{Complement, Number, Small};
        assert_eq!(
            shown.cells,
            [
                vec![Small, Complement, Number(30)],
                vec![Complement, Complement, Number(12)]
            ]
        );
        assert_eq!(shown.row_totals, [Number(53), Number(33)]);
        assert_eq!(shown.total, Number(86));
        // Nothing is small: nothing is hidden, and a 0 tells of nobody.
        let shown = public(&counts(&[&[0, 20], &[10, 11]]));
        assert_eq!(shown.cells[0], [Number(0), Number(20)]);
    }

    #[test]
    fn no_small_number_can_be_worked_out_from_what_is_shown() {
        // SplitMix64, so that every run tries the same tables.
        let mut state = 7_u64;
        let mut dice = |below: u64| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) % below
        };
        let (mut small, mut hidden, mut untouched) = (0, 0, 0);
        for _ in 0..400 {
            let (rows, columns) = (1 + dice(3) as usize, 1 + dice(2) as usize);
            let mut row = |_| (0..columns).map(|_| dice(9) as i64).collect();
            let table = Counts {
                cells: (0..rows).map(&mut row).collect(),
            };
            let shown = public(&table);
            // What is shown is true.
            for (row, real) in shown.cells.iter().zip(&table.cells) {
                for (cell, value) in row.iter().zip(real) {
                    match cell {
                        Shown::Number(number) => assert_eq!(number, value),
                        Shown::Small => assert!((1..LEAST).contains(value)),
                        Shown::Complement => assert!(*value >= LEAST),
                    }
                    untouched += usize::from(matches!(cell, Shown::Number(_)));
                }
            }
            for (cell, values) in attack(&shown, 14) {
                if cell == Shown::Small {
                    small += 1;
                    assert!(values >= 2, "{table:?} shown as {shown:?}");
                }
                hidden += usize::from(cell == Shown::Complement);
            }
        }
        // The test tries what it is for.
        assert!(
            small > 300 && hidden > 50 && untouched > 200,
            "{small} {hidden} {untouched}"
        );
    }

    #[test]
    fn without_complements_the_attack_finds_small_numbers() {
        let naive = Public {
            cells: vec![vec![Shown::Small, Shown::Number(20)]],
            row_totals: vec![Shown::Number(23)],
            column_totals: vec![Shown::Small, Shown::Number(20)],
            total: Shown::Number(23),
        };
        let found = attack(&naive, 40);
        assert_eq!(found[0], (Shown::Small, 1));
    }
}
