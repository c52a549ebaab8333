//! Progress reporting for long training runs.

use std::{io::Write, time::Duration, time::Instant};

/// When training prints a line such as `Cost after iteration 10000: 0.163… (33% done, under 10 s left)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Report {
    /// Only if it takes long: the first line after 10 seconds, then one about every 10 seconds.
    #[default]
    WhenLong,
    /// At every iteration that is a multiple of this, from 0 on; 1 or more. The lecture prints every 1,000 or 10,000.
    Every(usize),
    /// Never.
    Never,
}

/// Between two lines of [`Report::WhenLong`].
const PAUSE: Duration = Duration::from_secs(10);

/// Keeps the time for one training.
pub(crate) struct Reporter {
    report: Report,
    iterations: usize,
    /// `None` on the web, where no clock runs.
    began: Option<Instant>,
    last: Option<Instant>,
}

fn now() -> Option<Instant> {
    (!cfg!(target_family = "wasm")).then(Instant::now)
}

impl Reporter {
    pub(crate) fn new(report: Report, iterations: usize) -> Self {
        let now = now();
        Reporter { report, iterations, began: now, last: now }
    }

    /// Whether a line is due at an iteration.
    pub(crate) fn is_due(&self, iteration: usize) -> bool {
        match self.report {
            Report::WhenLong => self.last.is_some_and(|last| last.elapsed() >= PAUSE),
            Report::Every(step) => iteration.is_multiple_of(step),
            Report::Never => false,
        }
    }

    /// Prints the line for an iteration.
    pub(crate) fn print(&mut self, iteration: usize, cost: f64) {
        self.last = now();
        // Where nobody listens any more, training goes on all the same.
        let _ =
            writeln!(std::io::stdout(), "{}", line(iteration, self.iterations, cost, self.began.map(|t| t.elapsed())));
    }
}

/// The line after some time in which `iteration` of `iterations` were done.
fn line(iteration: usize, iterations: usize, cost: f64, elapsed: Option<Duration>) -> String {
    let percent = 100.0 * iteration as f64 / iterations.max(1) as f64;
    let mut text = format!("Cost after iteration {iteration}: {cost} ({percent:.0}% done");
    if let Some(elapsed) = elapsed.filter(|_| iteration > 0) {
        let left = elapsed.as_secs_f64() * (iterations - iteration) as f64 / iteration as f64;
        text += &format!(", {} left", duration(left));
    }
    text + ")"
}

/// Roughly how long; in words that do not change with the machine where that is next to nothing.
fn duration(seconds: f64) -> String {
    match seconds.ceil() as u64 {
        0..10 => "under 10 s".into(),
        s @ 10..120 => format!("about {} s", s.div_ceil(10) * 10),
        s @ 120..7200 => format!("about {} min", s.div_ceil(60)),
        s => format!("about {} h", s.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_in_the_lectures_wording() {
        let line = |iteration, seconds| line(iteration, 30_000, 0.25, Some(Duration::from_secs(seconds)));
        assert_eq!(line(0, 0), "Cost after iteration 0: 0.25 (0% done)");
        assert_eq!(line(10_000, 1), "Cost after iteration 10000: 0.25 (33% done, under 10 s left)");
        assert_eq!(line(10_000, 10), "Cost after iteration 10000: 0.25 (33% done, about 20 s left)");
        assert_eq!(line(300, 10), "Cost after iteration 300: 0.25 (1% done, about 17 min left)");
        assert_eq!(line(3, 100), "Cost after iteration 3: 0.25 (0% done, about 278 h left)");
        assert_eq!(line(30_000, 100), "Cost after iteration 30000: 0.25 (100% done, under 10 s left)");
    }

    #[test]
    fn lines_come_when_they_are_due() {
        let every = Reporter::new(Report::Every(10), 100);
        assert_eq!((0..25).filter(|&i| every.is_due(i)).collect::<Vec<_>>(), [0, 10, 20]);
        assert!(!Reporter::new(Report::Never, 100).is_due(0));
        let mut long = Reporter::new(Report::WhenLong, 100);
        assert!(!long.is_due(0));
        if let Some(earlier) = Instant::now().checked_sub(PAUSE) {
            long.last = Some(earlier);
            assert!(long.is_due(17));
            long.print(17, 0.5);
            assert!(!long.is_due(18));
        }
    }
}
