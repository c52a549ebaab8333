//! Gradient checking for a network, its data, and its penalty.
//!
//! Explained in notebook 04, sections 3 and 4.

use super::check::Task;
use super::difference::Difference;
use super::moved_cost::BumpedCost;
use super::report::GradientReport;
use crate::data::dataset::Dataset;
use crate::gradient_check::parameters::Layout;
use crate::network::cost::CostFormula;
use crate::network::layers::Network;
use crate::network::propagation::{Gradients, backward, forward, forward_with_dropout};
use crate::network::propagation::{check_room, cross_entropy_is_legal};
use crate::regularization::dropout::Masks;
use crate::regularization::regularization::Regularization;
use crate::support::error::{Error, Result};
use crate::support::parallel;
use crate::support::validate;

/// What cost of a network to check, and how. The default is the cross-entropy alone, by the lecture's difference quotient.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// The regularization in use: a penalty belongs to the cost, and its gradient to dW.
    pub regularization: Regularization,
    /// Frozen masks, for a check under dropout. Without them dropout is refused.
    pub masks: Option<Masks>,
    /// Which formula the costs are from. The probabilities' rounds more (ln(1 − ŷ) loses digits), and is infinite where ŷ rounds to 0 or 1.
    pub cost: CostFormula,
    /// The difference quotient and its ε.
    pub difference: Difference,
    /// At most this many threads, 1 or more. The report is the same to the last bit for any number.
    pub threads: usize,
}

impl Default for GradientCheck {
    fn default() -> Self {
        GradientCheck {
            regularization: Regularization::None,
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
    refuse_what_cannot_be_checked(network, data, config)?;
    let cache = match &config.masks {
        None => forward(network, data.x())?,
        Some(masks) => forward_with_dropout(network, data.x(), masks)?,
    };
    let mut gradients = backward(network, data.x(), data.y(), &cache)?;
    if let Some(penalty) = config.regularization.penalty_part() {
        penalty.add_gradient(network, data.m(), &mut gradients)?;
    }
    check_gradients(network, data, &gradients, config)
}

/// Checks given gradients: those of your own backward pass, at the network's parameters. Only dW and db are looked at.
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
    refuse_what_cannot_be_checked(network, data, config)?;
    gradients.check(network)?;
    let penalty = config.regularization.penalty_part();
    let mut cost = BumpedCost::new(network, data, config.cost, config.masks.as_ref(), penalty);
    let (layout, theta, analytic) = (Layout::of(network), network.to_vector(), gradients.to_vector());
    let task = Task { layout: &layout, theta: &theta, analytic: &analytic, difference: config.difference };
    let mut at_rest = task.start(&mut |place, by| cost.cost(place, by))?;
    // Backpropagation starts from ŷ − y, a difference of numbers near 1: however small the cost, it has their rounding.
    at_rest.noise = at_rest.noise.max(f64::EPSILON);
    let all: Vec<usize> = (0..theta.len()).collect();
    let numeric = at_places(&all, &cost, config.threads, |place, cost| {
        config.difference.quotient(at_rest.cost, |by| cost.cost(place, by))
    });
    let differing = task.differing(at_rest, &numeric)?;
    let settled = at_places(&differing, &cost, config.threads, |place, cost| {
        task.settle(at_rest, place, numeric[place], &mut |by| cost.cost(place, by))
    });
    let again: Vec<_> = differing.into_iter().zip(settled).collect();
    Ok(task.report(at_rest, &numeric, &again))
}

/// Components that one thread takes at a time.
const CHUNK: usize = 128;

/// The results of some work at places of θ. None depends on another, so threads share them.
fn at_places<T: Send + Sync>(
    places: &[usize],
    cost: &BumpedCost,
    threads: usize,
    work: impl Fn(usize, &mut BumpedCost) -> T + Sync,
) -> Vec<T> {
    let mut chunks: Vec<_> = places.chunks(CHUNK).map(|places| (places, Vec::with_capacity(places.len()))).collect();
    parallel::run(&mut chunks, threads, |(places, results)| {
        let mut cost = cost.clone();
        results.extend(places.iter().map(|&place| work(place, &mut cost)));
    });
    chunks.into_iter().flat_map(|(_, results)| results).collect()
}

fn refuse_what_cannot_be_checked(network: &Network, data: &Dataset, config: &GradientCheck) -> Result<()> {
    cross_entropy_is_legal(network)?;
    validate::shape("X", data.x(), (network.n_x(), data.m()))?;
    check_room(network, data.m())?;
    validate::at_least_one("threads", config.threads)?;
    config.regularization.check()?;
    if let Some(masks) = &config.masks {
        masks.check(network, data.m())?;
    }
    let Some(dropout) = config.regularization.dropout_part() else { return Ok(()) };
    // Refuses a keep_prob outside its range, and lists of the wrong length.
    Masks::room(network, 1, &dropout.keep_prob)?;
    match &config.masks {
        None if dropout.keep_prob.iter().all(|p| *p == 1.0) => Ok(()),
        None => Err(Error::Mismatch {
            what: "the regularization".into(),
            found: "dropout, which draws new masks for every cost, so that J(θ + ε) and J(θ − ε) are costs of two \
                    different networks"
                .into(),
            allowed: "keep_prob = 1 in every layer, or frozen masks in GradientCheck::masks".into(),
        }),
        Some(masks) if dropout.keep_prob != masks.keep_prob() => Err(Error::Mismatch {
            what: "keep_prob of the masks".into(),
            found: format!("{:?}", masks.keep_prob()),
            allowed: format!("{:?}, that of the regularization", dropout.keep_prob),
        }),
        Some(_) => Ok(()),
    }
}
