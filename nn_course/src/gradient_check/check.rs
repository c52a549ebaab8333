//! The check of any gradient of any cost, both given as functions of one vector θ.

use super::difference::{Difference, SURE, largest_noise, relative};
use super::parameters::{Layout, all_finite};
use super::report::{Comparison, GradientReport, Verdict};
use super::second_look::{Around, Cause, Settled, second_look};
use crate::{support::error::Error, support::error::Result, support::linalg::norm, support::validate};

/// Compares a gradient with the difference quotients of its cost at θ.
///
/// What it may not see: an error in a component of less than some five times what rounding does at this ε
/// ([`GradientReport::rounding_floor`]). Components are called `theta[0]`, `theta[1]`, …; with
/// [`check_named`] they get names.
///
/// # Errors
/// [`Error::OutOfRange`] for an ε that is not above 0; [`Error::Empty`] for an empty θ; [`Error::Mismatch`] if the gradient has another length
/// than θ, if θ, the gradient or a cost is not finite, if ε is too small to change a θ_i at all, or if the cost is seen to give
/// different values for the same θ (what is random in it, such as dropout masks, must be frozen).
pub fn check(
    cost: impl FnMut(&[f64]) -> f64,
    gradient: impl FnOnce(&[f64]) -> Vec<f64>,
    theta: &[f64],
    difference: Difference,
) -> Result<GradientReport> {
    validate::ensure(!theta.is_empty(), || Error::empty("theta", "one entry or more"))?;
    let layout = Layout::new([("theta", (theta.len(), 1))])?;
    check_named(&layout, cost, gradient, theta, difference)
}

/// [`check`] with names for the places of θ, summed up by matrix.
///
/// # Errors
/// As [`check`], and [`Error::Mismatch`] if the layout has another number of places than θ.
pub fn check_named(
    layout: &Layout,
    mut cost: impl FnMut(&[f64]) -> f64,
    gradient: impl FnOnce(&[f64]) -> Vec<f64>,
    theta: &[f64],
    difference: Difference,
) -> Result<GradientReport> {
    validate::one_for_each("entries of theta", theta.len(), layout.len(), "place of the layout")?;
    all_finite("the parameter", layout, theta)?;
    difference.validate()?;
    compare(layout, &mut cost, &gradient(theta), theta, difference)
}

/// [`check_named`] without type parameters: compiled here, and not again in every cell of a notebook that uses it.
fn compare(
    layout: &Layout,
    cost: &mut dyn FnMut(&[f64]) -> f64,
    analytic: &[f64],
    theta: &[f64],
    difference: Difference,
) -> Result<GradientReport> {
    validate::one_for_each("components of the gradient", analytic.len(), theta.len(), "entry of theta")?;
    all_finite("the gradient's component", layout, analytic)?;
    let mut moved = FunctionOfTheta { cost, theta, at: theta.to_vec() };
    Comparison { layout, theta, analytic, difference }.run(&mut moved)
}

/// A cost J as a function of one component of θ.
pub(super) trait MovedCost {
    /// The least that rounding does to J, whatever J itself shows.
    const LEAST_NOISE: f64;

    /// J with θ_i moved by `by`, i being the index `place`.
    fn cost(&mut self, place: usize, by: f64) -> f64;

    /// The results of some work at indices of θ, in their order.
    fn at_each<T: Send>(
        &mut self,
        places: &[usize],
        work: impl Fn(usize, &mut dyn FnMut(f64) -> f64) -> T + Sync,
    ) -> Vec<T>;
}

/// A learner's cost of all of θ.
struct FunctionOfTheta<'a> {
    cost: &'a mut dyn FnMut(&[f64]) -> f64,
    theta: &'a [f64],
    at: Vec<f64>,
}

impl MovedCost for FunctionOfTheta<'_> {
    const LEAST_NOISE: f64 = 0.0;

    fn cost(&mut self, place: usize, by: f64) -> f64 {
        self.at[place] = self.theta[place] + by;
        let cost = (self.cost)(&self.at);
        self.at[place] = self.theta[place];
        cost
    }

    fn at_each<T: Send>(
        &mut self,
        places: &[usize],
        work: impl Fn(usize, &mut dyn FnMut(f64) -> f64) -> T + Sync,
    ) -> Vec<T> {
        places.iter().map(|&place| work(place, &mut |by| self.cost(place, by))).collect()
    }
}

/// How often the cost is computed at θ to see whether it is a function of θ.
const CALLS_AT_REST: usize = 10;

impl Comparison<'_> {
    /// The difference quotients, a second look at what differs, and the report.
    pub fn run<M: MovedCost>(&self, moved: &mut M) -> Result<GradientReport> {
        let (cost, noise) = self.at_rest(moved)?;
        let all: Vec<usize> = (0..self.theta.len()).collect();
        let numeric = moved.at_each(&all, |_, moved| self.difference.quotient(cost, moved));
        let differing = self.differing(noise, &numeric)?;
        let second = moved.at_each(&differing, |place, moved| {
            let (theta, epsilon, quotient) = (self.theta[place], self.difference.epsilon(), numeric[place]);
            second_look(
                Around { moved, theta, at_rest: cost, noise, epsilon, quotient },
                self.analytic[place],
                Verdict::GREAT,
            )
        });
        same_again(cost, moved)?;
        let mut settled: Vec<Settled> =
            numeric.iter().map(|&numeric| Settled { cause: Cause::Agrees, numeric }).collect();
        differing.into_iter().zip(second).for_each(|(place, second)| settled[place] = second);
        Ok(GradientReport::new(self, cost, noise, &numeric, &settled))
    }

    /// J(θ) and its noise; refuses a θ that ε does not change, and a cost that is not a finite function of θ.
    fn at_rest<M: MovedCost>(&self, moved: &mut M) -> Result<(f64, f64)> {
        let epsilon = self.difference.epsilon();
        if let Some(i) = self.theta.iter().position(|t| t + epsilon == *t || t - epsilon == *t) {
            let allowed = format!("large enough to change {} = {:e}", self.layout.name(i), self.theta[i]);
            return Err(Error::mismatch("epsilon", format!("{epsilon:e}"), allowed));
        }
        let cost = moved.cost(0, 0.0);
        validate::ensure(cost.is_finite(), || Error::mismatch("the cost", cost, "finite numbers"))?;
        (1..CALLS_AT_REST).try_for_each(|_| same_again(cost, moved))?;
        let noise = largest_noise(cost, self.theta, &mut |place, by| moved.cost(place, by));
        Ok((cost, noise.max(M::LEAST_NOISE)))
    }

    /// The indices to look at again: where gradient and quotient differ by more than is great, and either that is more than rounding
    /// does, or it has a share in a matrix that differs by more than is great.
    fn differing(&self, noise: f64, numeric: &[f64]) -> Result<Vec<usize>> {
        let epsilon = self.difference.epsilon();
        all_finite(&format!("the difference quotient (ε = {epsilon:e}) of"), self.layout, numeric)?;
        let rounding = SURE * noise / epsilon;
        let mut places = Vec::new();
        for block in self.layout.blocks() {
            let (g, a) = (&self.analytic[block.range()], &numeric[block.range()]);
            let fails = relative(g, a) > Verdict::GREAT;
            let share = 0.5 * Verdict::GREAT * (norm(g) + norm(a)) / (block.len() as f64).sqrt();
            let differs = |(g, a): (f64, f64)| {
                let apart = (g - a).abs();
                apart > Verdict::GREAT * g.abs() + Verdict::GREAT * a.abs()
                    && (apart > rounding || fails && apart > share)
            };
            places.extend(block.range().filter(|&i| differs((self.analytic[i], numeric[i]))));
        }
        Ok(places)
    }
}

/// Refuses a cost that gives another value than before at the same θ.
fn same_again(cost: f64, moved: &mut impl MovedCost) -> Result<()> {
    let again = moved.cost(0, 0.0);
    let allowed = "the same value every time: freeze what is random, such as dropout masks";
    let refusal = || Error::mismatch("the cost at the same θ", format!("{cost}, then {again}"), allowed);
    validate::ensure(again == cost, refusal)
}
