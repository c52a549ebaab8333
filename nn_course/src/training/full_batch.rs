//! One pass over all examples: forward and backward, shard by shard.

use crate::network::propagation::{Cache, Gradients, add_backward, forward_into};
use crate::network::{cost, cost::CostFormula, layers::Network};
use crate::support::linalg::{entries, entries_mut};
use crate::{data::dataset::Dataset, regularization::dropout::Masks};
use ndarray::Axis;
use nn_course_loops::{activations, parallel, shard::Shard, sum};

/// The buffers of a training run; after a pass they hold the gradient of the cross-entropy over all examples.
pub(crate) struct FullBatch<'a> {
    data: &'a Dataset,
    threads: usize,
    passes: Vec<Pass>,
    gradients: Gradients,
}

/// One shard's pass, which adds up its own gradients and losses, block by block.
struct Pass {
    shard: Shard,
    cache: Cache,
    gradients: Gradients,
    losses: f64,
}

impl<'a> FullBatch<'a> {
    /// Buffers for a network and its training set.
    pub fn new(network: &Network, data: &'a Dataset, threads: usize) -> Self {
        let m = data.m().min(Shard::BLOCK);
        let (cache, gradients) = (Cache::zeros(network, m), Gradients::zeros(network, m));
        let pass = |shard| Pass { shard, cache: cache.clone(), gradients: gradients.clone(), losses: 0.0 };
        let passes = Shard::divide(data.m()).into_iter().map(pass).collect();
        FullBatch { data, threads, passes, gradients: Gradients::zeros(network, 0) }
    }

    /// Forward and backward: the cross-entropy, if a formula for it is given, and its gradient, both as means over all examples.
    pub fn pass(
        &mut self,
        network: &Network,
        masks: Option<&Masks>,
        formula: Option<CostFormula>,
    ) -> (Option<f64>, &mut Gradients) {
        let (data, m) = (self.data, self.data.m() as f64);
        parallel::run(&mut self.passes, self.threads, |pass| pass.run(network, data, masks, formula));
        self.gradients.parts_mut().for_each(|d| d.fill(0.0));
        self.passes.iter().for_each(|pass| self.gradients.add(&pass.gradients));
        self.gradients.parts_mut().for_each(|d| *d *= 1.0 / m);
        let cross_entropy = || sum::compensated(self.passes.iter().map(|pass| pass.losses)) / m;
        (formula.map(|_| cross_entropy()), &mut self.gradients)
    }
}

impl Pass {
    fn run(&mut self, network: &Network, data: &Dataset, masks: Option<&Masks>, formula: Option<CostFormula>) {
        let Pass { shard, cache, gradients, losses } = self;
        gradients.parts_mut().for_each(|d| d.fill(0.0));
        *losses = 0.0;
        for block in shard.blocks() {
            if cache.m() != block.len() {
                *cache = Cache::zeros(network, block.len());
                gradients.dz = Gradients::zeros(network, block.len()).dz;
            }
            let dropped = masks.map(|m| m.starting_at(block.start));
            let x = data.x().slice_axis(Axis(1), block.clone().into());
            let y = data.y().slice_axis(Axis(1), block.into());
            forward_into(network, 0, x, dropped, cache);
            if let Some(formula) = formula {
                *losses += cost::sum(formula, cache.outputs(formula).view(), y);
            }
            // dZ[L] = A[L] − Y
            let dz_last = &mut gradients.dz[network.layers().len() - 1];
            activations::difference(entries(cache.y_hat().view()), entries(y), entries_mut(dz_last));
            add_backward(network, x, cache, dropped, gradients);
        }
    }
}
