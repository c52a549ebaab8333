//! The cost of a network with one parameter moved, without running what stays the same.
//!
//! Moving `W[l][i, j]` or `b[l][i]` leaves the layers before l as they are, and of layer l all but unit i. So only that unit and the
//! layers after it run again. What does run is the forward pass's own arithmetic: the cross-entropy has the bits that a
//! whole forward pass gives.

use crate::data::dataset::Dataset;
use crate::network::cost;
use crate::network::cost::CostFormula;
use crate::network::layers::Network;
use crate::network::propagation::Cache;
use crate::network::propagation::{Move, forward_from, forward_into, forward_moved};
use crate::regularization::dropout::Dropped;
use crate::regularization::dropout::Masks;
use crate::regularization::penalty::Penalty;

/// A network's cost as a function of (place of θ, how far it is moved). A clone has room of its own, for another thread.
#[derive(Clone)]
pub(super) struct BumpedCost<'a> {
    network: &'a Network,
    data: &'a Dataset,
    formula: CostFormula,
    dropped: Option<Dropped<'a>>,
    penalty: Option<Penalty>,
    penalty_at_rest: f64,
    /// The forward pass with nothing moved.
    at_rest: Cache,
    /// Room for the layers that run again.
    moved: Cache,
    /// The one layer of `moved` that is as at rest, if any.
    synced: Option<usize>,
}

/// Where a place of θ is; `None` outside θ.
fn find(network: &Network, mut place: usize, by: f64) -> Option<Move> {
    for (l, layer) in network.layers().iter().enumerate() {
        let (weights, columns) = (layer.w().len(), layer.w().ncols());
        if place < weights {
            return Some(Move { l, unit: place / columns, weight: Some(place % columns), by });
        }
        place -= weights;
        if place < layer.b().len() {
            return Some(Move { l, unit: place, weight: None, by });
        }
        place -= layer.b().len();
    }
    None
}

impl<'a> BumpedCost<'a> {
    /// For arguments that have been checked.
    pub fn new(
        network: &'a Network,
        data: &'a Dataset,
        formula: CostFormula,
        masks: Option<&'a Masks>,
        penalty: Option<Penalty>,
    ) -> Self {
        let dropped = masks.map(|m| m.starting_at(0));
        let mut at_rest = Cache::zeros(network, data.m());
        forward_into(network, data.x().view(), dropped, &mut at_rest);
        let moved = at_rest.clone();
        let penalty_at_rest = penalty.map_or(0.0, |p| p.of(network, data.m()));
        BumpedCost { network, data, formula, dropped, penalty, penalty_at_rest, at_rest, moved, synced: None }
    }

    /// J with the parameter at `place` of θ moved by `by`; NaN for a place outside θ.
    pub fn cost(&mut self, place: usize, by: f64) -> f64 {
        let Some(step) = find(self.network, place, by) else { return f64::NAN };
        let x = self.data.x().view();
        if self.synced != Some(step.l) {
            self.moved.copy_layer(step.l, &self.at_rest);
            self.synced = Some(step.l);
        }
        forward_moved(self.network, x, &step, self.dropped, &mut self.moved, &self.at_rest);
        forward_from(self.network, step.l + 1, x, self.dropped, &mut self.moved);
        let m = self.data.m();
        let cross_entropy =
            cost::sum(self.formula, self.moved.outputs(self.formula).view(), self.data.y().view()) / m as f64;
        self.moved.copy_unit(step.l, step.unit, &self.at_rest);
        let (Some(penalty), Some(j)) = (self.penalty, step.weight) else { return cross_entropy + self.penalty_at_rest };
        let w = self.network.layers()[step.l].w()[[step.unit, j]];
        cross_entropy + (self.penalty_at_rest + (penalty.of_weight(w + by, m) - penalty.of_weight(w, m)))
    }
}
