//! Gradient checking: is a gradient the derivative of its cost?
//!
//! [`check`] compares any gradient with difference quotients of any cost, both given as closures over one vector θ;
//! [`check_network`] does it for a network, its data and its penalty. [`guide`] shows how to check your own code.
//!
//! # Formula
//! `a_i = (J(θ + ε e_i) − J(θ − ε e_i)) / 2ε` for every component i; with the gradient g under test, the difference is
//! `‖g − a‖₂ / (‖g‖₂ + ‖a‖₂)`. At ε = 1e-7, about 1e-7 is great, 1e-5 asks for another look, 1e-3 is a reason to worry.
//!
//! # What differs is measured again
//! A right gradient may fail that formula: ε is so small that rounding drowns the difference, or so large that the function bends within
//! it, or θ sits on a kink. So components that differ are measured at other ε as well ([`Cause`] says how each
//! case is told from a bug), and the [verdict](GradientReport::verdict) counts what then [remains](GradientReport::remaining).
//!
//! # Source
//! A. Ng, "Improving Deep Neural Networks", week 1: numerical approximation of gradients, gradient checking.

mod bumped;
mod difference;
mod network;
mod pattern;
mod report;
mod settle;

pub mod guide {
    #![doc = include_str!("guide.md")]
}

pub use difference::{Difference, relative_difference};
pub use network::{GradientCheck, check_gradients, check_network};
pub use pattern::Pattern;
pub use report::{Component, GradientReport, MatrixSummary, Verdict};
pub use settle::Cause;

use crate::parameters::{Layout, all_finite};
use crate::{check as arguments, error::Error, error::Result};
use report::{Compared, relative};
use settle::Around;

/// Compares a gradient with the difference quotients of its cost at θ. Components are called `theta[0]`, `theta[1]`, …; with
/// [`check_named`] they get names.
///
/// # Errors
/// [`Error::OutOfRange`] for an ε that is not above 0; [`Error::Empty`] for an empty θ; [`Error::Mismatch`] if the gradient has another length
/// than θ, if θ, the gradient or a cost is not finite, if ε is too small to change a θ_i at all, or if the cost gives
/// different values for the same θ (what is random in it, such as dropout masks, must be frozen).
pub fn check(
    cost: impl FnMut(&[f64]) -> f64,
    gradient: impl FnOnce(&[f64]) -> Vec<f64>,
    theta: &[f64],
    difference: Difference,
) -> Result<GradientReport> {
    if theta.is_empty() {
        return Err(Error::Empty { what: "theta".into(), allowed: "one entry or more".into() });
    }
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
    arguments::one_for_each("entries of theta", theta.len(), layout.len(), "place of the layout")?;
    all_finite("the parameter", layout, theta)?;
    compare(layout, &mut cost, &gradient(theta), theta, difference)
}

/// [`check_named`] without type parameters: compiled here, and not once more in every cell of a notebook that uses it.
fn compare(
    layout: &Layout,
    cost: &mut dyn FnMut(&[f64]) -> f64,
    analytic: &[f64],
    theta: &[f64],
    difference: Difference,
) -> Result<GradientReport> {
    let mut at = theta.to_vec();
    let mut moved = |place: usize, by: f64| {
        at[place] = theta[place] + by;
        let cost = cost(&at);
        at[place] = theta[place];
        cost
    };
    let task = Task { layout, theta, analytic, difference };
    let at_rest = task.start(&mut moved)?;
    let numeric: Vec<f64> = (0..theta.len()).map(|i| difference.quotient(at_rest, |by| moved(i, by))).collect();
    task.finish(at_rest, numeric, &mut moved)
}

/// What every check does before and after its difference quotients, for a cost given by (place of θ, how far it is moved).
struct Task<'a> {
    layout: &'a Layout,
    theta: &'a [f64],
    analytic: &'a [f64],
    difference: Difference,
}

impl Task<'_> {
    /// Refuses what cannot be checked; gives J(θ).
    fn start(&self, moved: &mut dyn FnMut(usize, f64) -> f64) -> Result<f64> {
        self.difference.check()?;
        arguments::one_for_each("components of the gradient", self.analytic.len(), self.theta.len(), "entry of theta")?;
        all_finite("the gradient's component", self.layout, self.analytic)?;
        let epsilon = self.difference.epsilon();
        if let Some(place) = self.theta.iter().position(|t| t + epsilon == *t || t - epsilon == *t) {
            return Err(Error::Mismatch {
                what: "epsilon".into(),
                found: format!("{epsilon:e}"),
                allowed: format!("large enough to change {} = {:e}", self.layout.name(place), self.theta[place]),
            });
        }
        let at_rest = moved(0, 0.0);
        if !at_rest.is_finite() {
            let (what, found) = ("the cost".into(), at_rest.to_string());
            return Err(Error::Mismatch { what, found, allowed: "finite numbers".into() });
        }
        Ok(at_rest)
    }

    /// Compares, measures again what differs, and reports.
    fn finish(
        &self,
        at_rest: f64,
        numeric: Vec<f64>,
        moved: &mut dyn FnMut(usize, f64) -> f64,
    ) -> Result<GradientReport> {
        let epsilon = self.difference.epsilon();
        all_finite(&format!("the difference quotient (ε = {epsilon:e}) of"), self.layout, &numeric)?;
        let again = moved(0, 0.0);
        if again != at_rest {
            return Err(Error::Mismatch {
                what: "the cost at the same θ".into(),
                found: format!("{at_rest}, then {again}"),
                allowed: "the same value every time: freeze what is random, such as dropout masks".into(),
            });
        }
        let difference = relative(self.analytic, &numeric);
        let noise = difference::noise(at_rest, self.theta, &mut *moved);
        let (settled, causes) = self.measure_again(&numeric, Verdict::of(difference), |place, small| {
            Around { moved: &mut |by| moved(place, by), at_rest, noise, epsilon }.settle(self.analytic[place], small)
        });
        let compared = Compared {
            theta: self.theta,
            analytic: self.analytic,
            numeric: &numeric,
            settled: &settled,
            causes: &causes,
        };
        Ok(GradientReport {
            method: self.difference,
            cost: at_rest,
            noise,
            difference,
            remaining: relative(self.analytic, &settled),
            matrices: self.layout.blocks().iter().map(|b| report::summary(b, &compared)).collect(),
            components: report::sorted(self.layout, &compared),
        })
    }

    /// The numerical derivatives with those replaced that were measured again, and why they differ: in every matrix that differs by
    /// more than is great, the components that have a share in it.
    fn measure_again(
        &self,
        numeric: &[f64],
        overall: Verdict,
        mut settle: impl FnMut(usize, f64) -> settle::Settled,
    ) -> (Vec<f64>, Vec<Cause>) {
        let mut settled = numeric.to_vec();
        let mut causes = vec![Cause::Agrees; numeric.len()];
        for block in self.layout.blocks() {
            let (g, a) = (&self.analytic[block.range()], &numeric[block.range()]);
            if overall == Verdict::Great && relative(g, a) <= Verdict::GREAT {
                continue;
            }
            let share = 0.5 * Verdict::GREAT * (crate::linalg::norm(g) + crate::linalg::norm(a));
            let small = share / (block.len() as f64).sqrt();
            for place in block.range() {
                if (self.analytic[place] - numeric[place]).abs() > small {
                    let result = settle(place, small);
                    (settled[place], causes[place]) = (result.numeric, result.cause);
                }
            }
        }
        (settled, causes)
    }
}

#[cfg(test)]
mod tests;
