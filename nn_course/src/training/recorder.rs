//! What a training run records and reports of its cost.

use crate::{
    network::cost::CostFormula, network::layers::Network, support::error::Error, support::error::Result,
    training::config::TrainConfig, training::history::History, training::progress::Reporter,
};

/// What training records and reports as it goes.
pub(crate) struct Recorder<'a> {
    config: &'a TrainConfig,
    reporter: Reporter,
    pub history: History,
}

impl<'a> Recorder<'a> {
    pub fn new(config: &'a TrainConfig) -> Self {
        Recorder { config, reporter: Reporter::new(config.report, config.iterations), history: History::default() }
    }

    fn is_recorded(&self, iteration: usize) -> bool {
        iteration.is_multiple_of(self.config.record_every)
    }

    /// The formula for an iteration's cost, if that is to be recorded or reported.
    pub fn formula(&self, iteration: usize) -> Option<CostFormula> {
        (self.reporter.is_due(iteration) || self.is_recorded(iteration)).then_some(self.config.cost)
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
        if self.reporter.is_due(iteration) {
            self.reporter.print(iteration, j);
        }
        if self.is_recorded(iteration) {
            self.history.push(iteration, cross_entropy, penalty);
        }
        Ok(self.is_recorded(iteration))
    }
}
