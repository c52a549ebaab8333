//! The settings of a training run.
//!
//! Explained in notebook 03, section 3.

use crate::network::{cost::CostFormula, layers::Network, propagation::learns};
use crate::regularization::{dropout::Dropout, penalty::Penalty};
use crate::{data::dataset::Dataset, support::error::Result, support::validate, training::progress::Report};
use nn_course_loops::{parallel, shard::Shard};

/// Settings for training. The default is the lecture's: learning rate 0.01, 15,000 iterations, no regularization.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainConfig {
    /// The learning rate α, above 0.
    pub learning_rate: f64,
    /// The number of updates.
    pub iterations: usize,
    /// A penalty on large weights: training minimizes the cross-entropy plus it.
    pub penalty: Option<Penalty>,
    /// Dropout: training minimizes the cross-entropy of networks with units left out at random.
    ///
    /// A penalty and dropout go together: a mask multiplies activations, and a penalty depends on the weights alone. (The assignment's
    /// code refuses both, only to look at one at a time.)
    pub dropout: Option<Dropout>,
    /// The interval of recording: the cost is recorded at every iteration that is a multiple of this; 1 or more.
    pub record_every: usize,
    /// The formula of the recorded cost.
    pub cost: CostFormula,
    /// When to print progress.
    pub report: Report,
    /// The maximum number of threads, 1 or more. The result is the same to the last bit for any number.
    pub threads: usize,
}

impl Default for TrainConfig {
    fn default() -> Self {
        TrainConfig {
            learning_rate: 0.01,
            iterations: 15_000,
            penalty: None,
            dropout: None,
            record_every: 100,
            cost: CostFormula::Logits,
            report: Report::WhenLong,
            threads: parallel::available(),
        }
    }
}

impl TrainConfig {
    /// Checks the settings, and that the network can learn the data.
    pub(crate) fn validate(&self, network: &Network, data: &Dataset) -> Result<()> {
        validate::positive("learning_rate", self.learning_rate)?;
        validate::at_least_one("record_every", self.record_every)?;
        validate::at_least_one("threads", self.threads)?;
        let step = if let Report::Every(step) = self.report { step } else { 1 };
        validate::at_least_one("the step of the report", step)?;
        self.penalty.map_or(Ok(()), Penalty::validate)?;
        learns(network, data, data.m().min(Shard::AT_ONCE))
    }
}
