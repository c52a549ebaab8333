//! Gradient checking for a network, its data, and its penalty.
//!
//! Explained in notebook 04, sections 3 and 4.

use super::check::{MovedCost, Work};
use super::{difference::Difference, parameters::Layout, report::Comparison, report::GradientReport};
use crate::network::propagation::{Cache, Gradients, forward_into, gradients_of, learns};
use crate::network::{cost, cost::CostFormula, layers::Network};
use crate::regularization::dropout::{Dropout, Dropped, Masks, validate_keep_prob};
use crate::support::{error::*, linalg::entries_mut, validate};
use crate::{data::dataset::Dataset, regularization::penalty::Penalty};
use nn_course_loops::{parallel, products};

/// Settings for a network's gradient check. The default checks the cross-entropy alone with the lecture's difference quotient.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// The penalty in use, if any: it belongs to the cost, and its gradient to dW.
    pub penalty: Option<Penalty>,
    /// The dropout in use, if any; it needs frozen masks.
    pub dropout: Option<Dropout>,
    /// Frozen masks, for a check under dropout.
    pub masks: Option<Masks>,
    /// The formula of the cost. That from probabilities loses more digits (in ln(1 − ŷ)), and is infinite where ŷ rounds to 0 or 1.
    pub cost: CostFormula,
    /// The difference quotient and its ε.
    pub difference: Difference,
    /// The maximum number of threads, 1 or more. The report is the same to the last bit for any number.
    pub threads: usize,
}

impl Default for GradientCheck {
    fn default() -> Self {
        GradientCheck {
            penalty: None,
            dropout: None,
            masks: None,
            cost: CostFormula::Logits,
            difference: Difference::default(),
            threads: parallel::available(),
        }
    }
}

/// Checks the gradient of [`backward`](crate::network::propagation::backward), and of the penalty if there is one, at a network's parameters.
///
/// # Errors
/// As [`check_gradients`].
pub fn check_network(network: &Network, data: &Dataset, config: &GradientCheck) -> Result<GradientReport> {
    config.validate(network, data)?;
    let mut gradients = gradients_of(network, data, config.masks.as_ref())?;
    if let Some(penalty) = config.penalty {
        penalty.add_to(network, data.m(), &mut gradients);
    }
    gradients.validate(network)?;
    compare(network, data, &gradients, config)
}

/// Checks the gradients of your own backward pass at the network's parameters. Only dW and db are compared.
///
/// # Errors
/// [`Error::Mismatch`] for dropout without frozen masks (each call would draw others, so that J(θ + ε) and J(θ − ε) are costs of two
/// different networks), for masks of another keep_prob, and if the last layer is not one sigmoid unit;
/// [`Error::Shape`] or [`Error::Mismatch`] for gradients, masks or data that do not fit the network; [`Error::NotFinite`] for NaN or ±∞ in the gradients;
/// [`Error::OutOfRange`] for an ε or a λ outside its range or 0 threads; [`Error::Mismatch`] for a cost that is not finite, or an ε too small to change a
/// parameter.
pub fn check_gradients(
    network: &Network,
    data: &Dataset,
    gradients: &Gradients,
    config: &GradientCheck,
) -> Result<GradientReport> {
    config.validate(network, data)?;
    gradients.validate(network)?;
    compare(network, data, gradients, config)
}

fn compare(network: &Network, data: &Dataset, gradients: &Gradients, config: &GradientCheck) -> Result<GradientReport> {
    let (layout, theta, analytic) = (Layout::of(network), network.to_vector(), gradients.to_vector());
    // Backpropagation starts from ŷ − y, a difference of numbers near 1: however small the cost, it has their rounding.
    let (difference, least_noise) = (config.difference, f64::EPSILON);
    let moves_in_steps = config.cost == CostFormula::Probabilities;
    Comparison { layout: &layout, theta: &theta, analytic: &analytic, difference, least_noise, moves_in_steps }
        .run(&mut NetworkCost::new(network, data, config))
}

impl GradientCheck {
    /// Checks the settings, and that they fit the network and the data.
    fn validate(&self, network: &Network, data: &Dataset) -> Result<()> {
        learns(network, data, data.m())?;
        validate::at_least_one("threads", self.threads)?;
        self.difference.validate()?;
        self.penalty.map_or(Ok(()), Penalty::validate)?;
        self.masks.as_ref().map_or(Ok(()), |masks| masks.validate(network, data.m()))?;
        let Some(Dropout { keep_prob, .. }) = &self.dropout else { return Ok(()) };
        validate_keep_prob(keep_prob, network.layers().len() - 1, "hidden layer")?;
        match &self.masks {
            Some(masks) if keep_prob == masks.keep_prob() => Ok(()),
            Some(masks) => {
                let (found, allowed) =
                    (format!("{:?}", masks.keep_prob()), format!("{keep_prob:?}, that of `dropout`"));
                Err(Error::mismatch("keep_prob of the masks", found, allowed))
            }
            None if keep_prob.iter().all(|p| *p == 1.0) => Ok(()),
            None => Err(Error::mismatch(
                "the regularization",
                "dropout, which draws new masks for every cost, so that J(θ + ε) and J(θ − ε) are costs of two \
                 different networks",
                "keep_prob = 1 in every layer, or frozen masks in GradientCheck::masks",
            )),
        }
    }
}

/// The cost of a network as a function of one parameter, which recomputes only what changes.
///
/// Moving `W[l][i, j]` or `b[l][i]` leaves the layers before l as they are, and of layer l all but unit i. So only that unit and the
/// layers after it run again. What does run is the forward pass's own arithmetic: the cross-entropy has the bits that a
/// whole forward pass gives.
struct NetworkCost<'a> {
    network: &'a Network,
    data: &'a Dataset,
    config: &'a GradientCheck,
    dropped: Option<Dropped<'a>>,
    /// The forward pass and the penalty at θ.
    at_rest: Cache,
    penalty: f64,
}

impl<'a> NetworkCost<'a> {
    /// The cost function for arguments that fit each other.
    fn new(network: &'a Network, data: &'a Dataset, config: &'a GradientCheck) -> Self {
        let dropped = config.masks.as_ref().map(|m| m.starting_at(0));
        let mut at_rest = Cache::zeros(network, data.m());
        forward_into(network, 0, data.x().view(), dropped, &mut at_rest);
        let penalty = config.penalty.map_or(0.0, |p| p.of(network, data.m()));
        NetworkCost { network, data, config, dropped, at_rest, penalty }
    }

    /// J with the entry `place` of θ moved by `by`, computed in a copy of `at_rest`. In the copy, A of the layer `synced` is that at θ.
    fn cost(&self, (cache, synced): &mut (Cache, Option<usize>), place: usize, by: f64) -> f64 {
        let (l, unit, weight) = locate(self.network, place);
        let (x, m, at_rest) = (self.data.x().view(), self.data.m(), &self.at_rest);
        if *synced != Some(l) {
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
        let of_unit = unit * m..(unit + 1) * m;
        let z = &mut entries_mut(&mut cache.z[l])[of_unit.clone()];
        let a = &mut entries_mut(&mut cache.a[l])[of_unit];
        products::affine_row(w.view(), if l == 0 { x } else { at_rest.a[l - 1].view() }, b, z);
        layer.activation().apply(z, a);
        if let Some(dropped) = self.dropped {
            dropped.apply_to_unit(l, unit, a);
        }
        forward_into(self.network, l + 1, x, self.dropped, cache);
        let formula = self.config.cost;
        let cross_entropy = cost::sum(formula, cache.outputs(formula).view(), self.data.y().view()) / m as f64;
        cache.a[l].row_mut(unit).assign(&at_rest.a[l].row(unit));
        let (Some(penalty), Some(j)) = (self.config.penalty, weight) else { return cross_entropy + self.penalty };
        let (w, (factor, size)) = (layer.w()[[unit, j]], penalty.formula(m));
        cross_entropy + (self.penalty + (factor * size(w + by) - factor * size(w)))
    }
}

/// The parameter at an index of θ: its layer's index, its unit, and the column of a weight; a bias has none.
fn locate(network: &Network, mut place: usize) -> (usize, usize, Option<usize>) {
    let mut l = 0;
    loop {
        let (units, inputs) = network.layers()[l].w().dim();
        match place.checked_sub(units * inputs) {
            None => return (l, place / inputs, Some(place % inputs)),
            Some(unit) if unit < units => return (l, unit, None),
            Some(rest) => (l, place) = (l + 1, rest - units),
        }
    }
}

impl MovedCost for NetworkCost<'_> {
    /// Threads share the work, 128 components at a time; no result depends on another.
    fn at_each<T: Send>(&mut self, places: &[usize], work: &Work<T>) -> Vec<T> {
        let mut chunks: Vec<_> = places.chunks(128).map(|places| (places, Vec::new())).collect();
        parallel::run(&mut chunks, self.config.threads, |(places, results)| {
            let mut moved = (self.at_rest.clone(), None);
            results.extend(places.iter().map(|&place| work(place, &mut |by| self.cost(&mut moved, place, by))));
        });
        chunks.into_iter().flat_map(|(_, results)| results).collect()
    }
}
