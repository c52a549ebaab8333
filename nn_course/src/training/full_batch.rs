//! The examples in shards: what one iteration of training does with each of them.

use crate::data::dataset::Dataset;
use crate::network::cost;
use crate::network::cost::CostFormula;
use crate::network::layers::Network;
use crate::network::propagation::{BLOCK, add_backward, forward_into};
use crate::network::propagation::{Cache, Gradients};
use crate::regularization::dropout::Masks;
use ndarray::Axis;
use nn_course_loops::activations;
use std::ops::Range;

/// The examples are cut into at most this many shards, whatever the number of threads: the order in which gradients
/// are added up, and so every bit of the result, depends on the number of examples alone.
const MOST_SHARDS: usize = 16;

/// So many examples at most have their activations in memory at a time.
pub(crate) const MOST_AT_ONCE: usize = MOST_SHARDS * BLOCK;

/// Some of the examples, with room for their pass. A shard adds up its own gradients, block by block.
pub(crate) struct Shard {
    examples: Range<usize>,
    cache: Cache,
    /// The sums over the shard's examples after [`Shard::pass`].
    pub gradients: Gradients,
    /// The sum of the examples' losses, if the pass was to record it.
    pub cost_sum: f64,
}

/// Cuts `m` examples into shards.
pub(crate) fn shards(network: &Network, m: usize) -> Vec<Shard> {
    let blocks = m.div_ceil(BLOCK);
    let blocks_each = blocks.div_ceil(MOST_SHARDS);
    (0..blocks.div_ceil(blocks_each))
        .map(|i| {
            let start = i * blocks_each * BLOCK;
            Shard {
                examples: start..m.min(start + blocks_each * BLOCK),
                cache: Cache::zeros(network, m.min(BLOCK)),
                gradients: Gradients::zeros(network, m.min(BLOCK)),
                cost_sum: 0.0,
            }
        })
        .collect()
}

impl Shard {
    /// Forward and backward over the shard's examples, under masks for all m examples if there are any; the sums stay in
    /// the shard.
    pub(crate) fn pass(
        &mut self,
        network: &Network,
        data: &Dataset,
        masks: Option<&Masks>,
        record: Option<CostFormula>,
    ) {
        self.gradients.clear();
        self.cost_sum = 0.0;
        for start in self.examples.clone().step_by(BLOCK) {
            let columns = start..self.examples.end.min(start + BLOCK);
            if self.cache.m() != columns.len() {
                self.cache = Cache::zeros(network, columns.len());
                self.gradients.dz = Gradients::zeros(network, columns.len()).dz;
            }
            let dropped = masks.map(|m| m.starting_at(columns.start));
            let x = data.x().slice_axis(Axis(1), columns.clone().into());
            let y = data.y().slice_axis(Axis(1), columns.into());
            forward_into(network, x, dropped, &mut self.cache);
            if let Some(formula) = record {
                self.cost_sum += cost::sum(formula, self.cache.outputs(formula).view(), y);
            }
            let dz = self.gradients.dz.last_mut().and_then(|dz| dz.as_slice_mut());
            if let (Some(dz), Some(a), Some(y)) = (dz, self.cache.y_hat().as_slice(), y.to_slice()) {
                activations::difference(a, y, dz);
            }
            add_backward(network, x, &self.cache, dropped, &mut self.gradients);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::init::Initializer;
    use crate::support::random::NumpyRng;

    #[test]
    fn every_example_counts_once_whatever_the_number_of_shards() {
        let network = Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        for m in [2, 1023, 1024, 1025, 5000, 17 * 1024 + 3, 40_001] {
            let shards = shards(&network, m);
            assert!(shards.len() <= MOST_SHARDS);
            let seen: Vec<usize> = shards.iter().flat_map(|s| s.examples.clone()).collect();
            assert!(seen.into_iter().eq(0..m), "{m}");
        }
    }
}
