//! Gradient checking for a network, its data, and its penalty.
//!
//! Explained in notebook 04, sections 3 and 4.

use super::difference::Difference;
use super::moved_cost::NetworkCost;
use super::parameters::Layout;
use super::report::{Comparison, GradientReport};
use crate::{
    data::dataset::Dataset, network::cost::CostFormula, network::layers::Network, network::propagation::Gradients,
    network::propagation::gradients_of, network::propagation::learns, regularization::dropout::Dropout,
    regularization::dropout::Masks, regularization::dropout::validate_keep_prob, regularization::penalty::Penalty,
    support::error::Error, support::error::Result, support::validate,
};
use nn_course_loops::parallel;

/// What cost of a network to check, and how. The default is the cross-entropy alone, by the lecture's difference quotient.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// The penalty in use, if any: it belongs to the cost, and its gradient to dW.
    pub penalty: Option<Penalty>,
    /// The dropout in use, if any; it needs frozen masks.
    pub dropout: Option<Dropout>,
    /// Frozen masks, for a check under dropout.
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
    compare(network, data, &gradients, config)
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
    config.validate(network, data)?;
    compare(network, data, gradients, config)
}

fn compare(network: &Network, data: &Dataset, gradients: &Gradients, config: &GradientCheck) -> Result<GradientReport> {
    gradients.validate(network)?;
    let GradientCheck { penalty, masks, cost, difference, threads, .. } = config;
    let mut moved = NetworkCost::new(network, data, *cost, masks.as_ref(), *penalty, *threads);
    let (layout, theta, analytic) = (Layout::of(network), network.to_vector(), gradients.to_vector());
    Comparison { layout: &layout, theta: &theta, analytic: &analytic, difference: *difference }.run(&mut moved)
}

impl GradientCheck {
    /// Refuses settings outside their range, and what does not fit the network.
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
            Some(masks) => Err(Error::mismatch(
                "keep_prob of the masks",
                format!("{:?}", masks.keep_prob()),
                format!("{keep_prob:?}, that of the regularization"),
            )),
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
