//! One calculation for many items, on all processors: for hashing by the million. Pure, and in the items' order.

use std::num::NonZero;
use std::thread;

/// Below so many items for each thread, starting it costs more than it saves.
const WORTH: usize = 2_048;

/// `f` of 0, 1, … `count - 1`, in this order. A panic of `f` comes out here.
pub fn map<R: Send>(count: usize, f: impl Fn(usize) -> R + Sync) -> Vec<R> {
    map_parts(count, 1, f)
}

/// [`map`], where each call is about so many items.
pub fn map_parts<R: Send>(count: usize, items: usize, f: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = processors
        .min(count.saturating_mul(items) / WORTH)
        .clamp(1, count.max(1));
    if threads == 1 {
        return (0..count).map(f).collect();
    }
    let each = count.div_ceil(threads);
    let part = |number: usize| {
        let from = (number * each).min(count);
        (from..(from + each).min(count)).map(&f).collect::<Vec<R>>()
    };
    thread::scope(|scope| {
        let part = &part;
        let started: Vec<_> = (1..threads)
            .map(|number| scope.spawn(move || part(number)))
            .collect();
        let mut all = part(0);
        all.reserve_exact(count - all.len());
        for one in started {
            match one.join() {
                Ok(found) => all.extend(found),
                Err(cause) => std::panic::resume_unwind(cause),
            }
        }
        all
    })
}

/// `aside` on a thread of its own, beside `here`. A panic of either comes out here.
pub fn beside<A: Send, B>(aside: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let started = scope.spawn(aside);
        let here = here();
        match started.join() {
            Ok(aside) => (aside, here),
            Err(cause) => std::panic::resume_unwind(cause),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{map, map_parts};

    #[test]
    fn parts_of_many_items_are_few_and_still_in_order() {
        for count in [0, 1, 2, 3, 40] {
            let found = map_parts(count, 1_000, |n| n);
            assert_eq!(found, (0..count).collect::<Vec<_>>(), "{count}");
        }
    }

    #[test]
    fn every_item_once_and_in_order() {
        for count in [0, 1, 2_047, 4_096, 4_097, 10_001] {
            let found = map(count, |n| n * 3);
            let expected: Vec<usize> = (0..count).map(|n| n * 3).collect();
            assert_eq!(found, expected, "{count}");
        }
    }
}
