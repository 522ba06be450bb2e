//! The demonstration's clock: set by the story, running on from its last day while the pages are served.

use kernel::{Clock, Date};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Stands while the story is replayed and runs with the real clock once released.
pub struct StoryClock {
    real: Arc<dyn Clock>,
    /// While standing: the instant. Once running: how far behind the real clock it is.
    micros: AtomicI64,
    runs: std::sync::atomic::AtomicBool,
}

const NINE_O_CLOCK_MICROS: i64 = 9 * 3600 * 1_000_000;

impl StoryClock {
    pub fn new(real: Arc<dyn Clock>) -> StoryClock {
        StoryClock {
            real,
            micros: AtomicI64::new(0),
            runs: false.into(),
        }
    }

    /// Nine in the morning of a day.
    pub fn set(&self, day: Date) {
        self.micros
            .store(day.start_micros() + NINE_O_CLOCK_MICROS, Ordering::SeqCst);
    }

    /// Lets it run on from where it stands.
    pub fn release(&self) {
        let behind = self.real.now_micros() - self.micros.load(Ordering::SeqCst);
        self.micros.store(behind, Ordering::SeqCst);
        self.runs.store(true, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now_micros(&self) -> i64 {
        let micros = self.micros.load(Ordering::SeqCst);
        if self.runs.load(Ordering::SeqCst) {
            self.real.now_micros() - micros
        } else {
            micros
        }
    }
}
