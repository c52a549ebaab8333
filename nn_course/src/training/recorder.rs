//! Recording and reporting of the cost during a training run.

use crate::network::{cost::CostFormula, layers::Network};
use crate::{support::error::*, training::config::TrainConfig, training::history::History, training::progress::Report};
use std::{io::Write, time::Duration, time::Instant};

/// The time between two lines of [`Report::WhenLong`].
const PAUSE: Duration = Duration::from_secs(10);

/// The recorder of a training run: it keeps the history and prints progress.
pub(crate) struct Recorder<'a> {
    config: &'a TrainConfig,
    pub history: History,
    /// The time at which training began, and that of the last line; `None` on the web, where there is no clock.
    began: Option<Instant>,
    last: Option<Instant>,
}

fn now() -> Option<Instant> {
    (!cfg!(target_family = "wasm")).then(Instant::now)
}

impl<'a> Recorder<'a> {
    pub fn new(config: &'a TrainConfig) -> Self {
        Recorder { config, history: History::default(), began: now(), last: now() }
    }

    fn is_recorded(&self, iteration: usize) -> bool {
        iteration.is_multiple_of(self.config.record_every)
    }

    /// Whether a line is to be printed.
    fn is_due(&self, iteration: usize) -> bool {
        match self.config.report {
            Report::WhenLong => self.last.is_some_and(|last| last.elapsed() >= PAUSE),
            Report::Every(step) => iteration.is_multiple_of(step),
            Report::Never => false,
        }
    }

    /// The formula for an iteration's cost, if that is to be recorded or reported.
    pub fn formula(&self, iteration: usize) -> Option<CostFormula> {
        (self.is_due(iteration) || self.is_recorded(iteration)).then_some(self.config.cost)
    }

    /// Records and reports the cost of an iteration, if there is one; whether it was recorded.
    pub fn record(&mut self, iteration: usize, mean_loss: Option<f64>, network: &Network, m: usize) -> Result<bool> {
        let Some(cross_entropy) = mean_loss else { return Ok(false) };
        let penalty = self.config.penalty.map_or(0.0, |penalty| penalty.of(network, m));
        let j = cross_entropy + penalty;
        if j.is_nan() {
            let (what, learning_rate) = ("the cost".into(), self.config.learning_rate);
            return Err(Error::Diverged { iteration, what, value: j, learning_rate });
        }
        if self.is_due(iteration) {
            self.last = now();
            let line = line(iteration, self.config.iterations, j, self.began.map(|began| began.elapsed()));
            // Where nobody listens any more, training goes on all the same.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
        if self.is_recorded(iteration) {
            self.history.push(iteration, cross_entropy, penalty);
        }
        Ok(self.is_recorded(iteration))
    }
}

/// The line of progress after `iteration` of `iterations`.
fn line(iteration: usize, iterations: usize, cost: f64, elapsed: Option<Duration>) -> String {
    let percent = 100.0 * iteration as f64 / iterations.max(1) as f64;
    let mut text = format!("Cost after iteration {iteration}: {cost} ({percent:.0}% done");
    if let Some(elapsed) = elapsed.filter(|_| iteration > 0) {
        let left = elapsed.as_secs_f64() * (iterations - iteration) as f64 / iteration as f64;
        text += &format!(", {} left", duration(left));
    }
    text + ")"
}

/// A rough duration in words; the same on every machine while it is short.
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
    use crate::{network::init::Initializer, support::random::NumpyRng};

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
        let config = |report| TrainConfig { report, iterations: 100, ..TrainConfig::default() };
        let (every, never, when_long) = (config(Report::Every(10)), config(Report::Never), config(Report::WhenLong));
        let every = Recorder::new(&every);
        assert_eq!((0..25).filter(|&i| every.is_due(i)).collect::<Vec<_>>(), [0, 10, 20]);
        assert!(!Recorder::new(&never).is_due(0));
        let mut long = Recorder::new(&when_long);
        assert!(!long.is_due(0));
        if let Some(earlier) = Instant::now().checked_sub(PAUSE) {
            long.last = Some(earlier);
            assert!(long.is_due(17));
            let network = Network::new(&[1, 1], Initializer::He, &mut NumpyRng::seed(1)).unwrap();
            assert!(!long.record(17, Some(0.5), &network, 1).unwrap(), "17 is no multiple of 100");
            assert!(!long.is_due(18));
        }
    }
}
