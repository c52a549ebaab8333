//! The cost of a network with one parameter moved, without running what stays the same.
//!
//! Moving `W[l][i, j]` or `b[l][i]` leaves the layers before l as they are, and of layer l all but unit i. So only that unit and the
//! layers after it run again. What does run is the forward pass's own arithmetic: the cross-entropy has the bits that a
//! whole forward pass gives.

use super::check::MovedCost;
use crate::{
    data::dataset::Dataset, network::cost, network::cost::CostFormula, network::layers::Network,
    network::propagation::Cache, network::propagation::forward_into, regularization::dropout::Dropped,
    regularization::dropout::Masks, regularization::penalty::Penalty, support::linalg::entries_mut,
};
use nn_course_loops::{parallel, products};

/// A parameter of the layer of index `l`: a weight of a unit by its column, or the unit's bias.
#[derive(Clone, Copy)]
struct Parameter {
    l: usize,
    unit: usize,
    weight: Option<usize>,
}

/// The parameters in the order of θ.
fn parameters(network: &Network) -> Vec<Parameter> {
    let mut all = Vec::with_capacity(network.parameter_count());
    for (l, layer) in network.layers().iter().enumerate() {
        let (units, inputs) = layer.w().dim();
        all.extend((0..units * inputs).map(|i| Parameter { l, unit: i / inputs, weight: Some(i % inputs) }));
        all.extend((0..units).map(|unit| Parameter { l, unit, weight: None }));
    }
    all
}

/// What a network's cost is computed from, and the forward pass with nothing moved.
struct Fixed<'a> {
    network: &'a Network,
    data: &'a Dataset,
    formula: CostFormula,
    dropped: Option<Dropped<'a>>,
    penalty: Option<Penalty>,
    penalty_at_rest: f64,
    at_rest: Cache,
    parameters: Vec<Parameter>,
}

/// A network's cost as a function of one component of θ.
pub(super) struct NetworkCost<'a> {
    fixed: Fixed<'a>,
    moved: Moved,
    threads: usize,
}

/// A forward pass with one parameter moved.
#[derive(Clone)]
struct Moved {
    cache: Cache,
    /// The one layer of the cache that is as at rest, if any.
    synced: Option<usize>,
}

impl<'a> NetworkCost<'a> {
    /// For arguments that fit each other.
    pub fn new(
        network: &'a Network,
        data: &'a Dataset,
        formula: CostFormula,
        masks: Option<&'a Masks>,
        penalty: Option<Penalty>,
        threads: usize,
    ) -> Self {
        let dropped = masks.map(|m| m.starting_at(0));
        let mut at_rest = Cache::zeros(network, data.m());
        forward_into(network, 0, data.x().view(), dropped, &mut at_rest);
        let penalty_at_rest = penalty.map_or(0.0, |p| p.of(network, data.m()));
        let moved = Moved { cache: at_rest.clone(), synced: None };
        let parameters = parameters(network);
        let fixed = Fixed { network, data, formula, dropped, penalty, penalty_at_rest, at_rest, parameters };
        NetworkCost { fixed, moved, threads }
    }
}

impl Fixed<'_> {
    /// J with the parameter at `place` of θ moved by `by`.
    fn cost(&self, moved: &mut Moved, place: usize, by: f64) -> f64 {
        let (Parameter { l, unit, weight }, x, at_rest) = (self.parameters[place], self.data.x().view(), &self.at_rest);
        let Moved { cache, synced } = moved;
        if *synced != Some(l) {
            cache.z[l].assign(&at_rest.z[l]);
            cache.a[l].assign(&at_rest.a[l]);
            *synced = Some(l);
        }
        // The unit, then the layers after it.
        let layer = &self.network.layers()[l];
        let (mut w, mut b) = (layer.w().row(unit).to_owned(), layer.b()[[unit, 0]]);
        match weight {
            Some(j) => w[j] += by,
            None => b += by,
        }
        let m = self.data.m();
        let of_unit = unit * m..(unit + 1) * m;
        let z = &mut entries_mut(&mut cache.z[l])[of_unit.clone()];
        let a = &mut entries_mut(&mut cache.a[l])[of_unit];
        products::affine_row(w.view(), if l == 0 { x } else { at_rest.a[l - 1].view() }, b, z);
        layer.activation().apply(z, a);
        if let Some(dropped) = self.dropped {
            dropped.apply_to_unit(l, unit, a);
        }
        forward_into(self.network, l + 1, x, self.dropped, cache);
        let losses = cost::sum(self.formula, cache.outputs(self.formula).view(), self.data.y().view());
        cache.z[l].row_mut(unit).assign(&at_rest.z[l].row(unit));
        cache.a[l].row_mut(unit).assign(&at_rest.a[l].row(unit));
        let (Some(penalty), Some(j)) = (self.penalty, weight) else { return losses / m as f64 + self.penalty_at_rest };
        let (w, (factor, size)) = (layer.w()[[unit, j]], penalty.formula(m));
        losses / m as f64 + (self.penalty_at_rest + (factor * size(w + by) - factor * size(w)))
    }
}

/// Components that one thread takes at a time.
const CHUNK: usize = 128;

impl MovedCost for NetworkCost<'_> {
    /// Backpropagation starts from ŷ − y, a difference of numbers near 1: however small the cost, it has their rounding.
    const LEAST_NOISE: f64 = f64::EPSILON;

    fn cost(&mut self, place: usize, by: f64) -> f64 {
        self.fixed.cost(&mut self.moved, place, by)
    }

    /// No result depends on another, so threads share the work.
    fn at_each<T: Send>(
        &mut self,
        places: &[usize],
        work: impl Fn(usize, &mut dyn FnMut(f64) -> f64) -> T + Sync,
    ) -> Vec<T> {
        let NetworkCost { fixed, moved, threads } = &*self;
        let mut chunks: Vec<_> = places.chunks(CHUNK).map(|places| (places, Vec::new())).collect();
        parallel::run(&mut chunks, *threads, |(places, results)| {
            let mut moved = moved.clone();
            results.extend(places.iter().map(|&place| work(place, &mut |by| fixed.cost(&mut moved, place, by))));
        });
        chunks.into_iter().flat_map(|(_, results)| results).collect()
    }
}
