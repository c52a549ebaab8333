//! The check of any gradient of any cost, both given as functions of one vector θ.

use super::difference::{Difference, SURE, largest_noise, relative};
use super::report::{self, Compared, GradientReport, Verdict};
use super::second_look::{Around, Cause, Settled};
use crate::gradient_check::parameters::{Layout, all_finite};
use crate::support::error::{Error, Result};
use crate::support::linalg::norm;
use crate::support::validate;

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
    validate::one_for_each("entries of theta", theta.len(), layout.len(), "place of the layout")?;
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
    let numeric: Vec<f64> = (0..theta.len()).map(|i| difference.quotient(at_rest.cost, |by| moved(i, by))).collect();
    let again: Vec<(usize, Settled)> = task
        .differing(at_rest, &numeric)?
        .into_iter()
        .map(|i| (i, task.settle(at_rest, i, numeric[i], &mut |by| moved(i, by))))
        .collect();
    task.same_again(at_rest.cost, &mut moved)?;
    Ok(task.report(at_rest, &numeric, &again))
}

/// What every check does before and after its difference quotients, for a cost given by (place of θ, how far it is moved).
pub(super) struct Task<'a> {
    pub layout: &'a Layout,
    pub theta: &'a [f64],
    pub analytic: &'a [f64],
    pub difference: Difference,
}

/// The cost with nothing moved, and how much rounding moves it.
#[derive(Clone, Copy)]
pub(super) struct AtRest {
    pub cost: f64,
    pub noise: f64,
}

/// How often the cost is computed at θ to see whether it is a function of θ.
const CALLS_AT_REST: usize = 10;

impl Task<'_> {
    /// Refuses what cannot be checked; looks at J(θ).
    pub(super) fn start(&self, moved: &mut dyn FnMut(usize, f64) -> f64) -> Result<AtRest> {
        self.difference.check()?;
        validate::one_for_each("components of the gradient", self.analytic.len(), self.theta.len(), "entry of theta")?;
        all_finite("the gradient's component", self.layout, self.analytic)?;
        let epsilon = self.difference.epsilon();
        if let Some(place) = self.theta.iter().position(|t| t + epsilon == *t || t - epsilon == *t) {
            return Err(Error::Mismatch {
                what: "epsilon".into(),
                found: format!("{epsilon:e}"),
                allowed: format!("large enough to change {} = {:e}", self.layout.name(place), self.theta[place]),
            });
        }
        let cost = moved(0, 0.0);
        if !cost.is_finite() {
            let (what, found) = ("the cost".into(), cost.to_string());
            return Err(Error::Mismatch { what, found, allowed: "finite numbers".into() });
        }
        for _ in 1..CALLS_AT_REST {
            self.same_again(cost, moved)?;
        }
        Ok(AtRest { cost, noise: largest_noise(cost, self.theta, moved) })
    }

    /// Refuses a cost that gives another value than before at the same θ.
    fn same_again(&self, cost: f64, moved: &mut dyn FnMut(usize, f64) -> f64) -> Result<()> {
        let again = moved(0, 0.0);
        if again == cost {
            return Ok(());
        }
        Err(Error::Mismatch {
            what: "the cost at the same θ".into(),
            found: format!("{cost}, then {again}"),
            allowed: "the same value every time: freeze what is random, such as dropout masks".into(),
        })
    }

    /// The places to measure again: where gradient and quotient differ by more than is great, and either that is more than rounding does,
    /// or it has a share in a matrix that differs by more than is great.
    pub(super) fn differing(&self, at_rest: AtRest, numeric: &[f64]) -> Result<Vec<usize>> {
        let epsilon = self.difference.epsilon();
        all_finite(&format!("the difference quotient (ε = {epsilon:e}) of"), self.layout, numeric)?;
        let rounding = SURE * at_rest.noise / epsilon;
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

    /// Measures one place again.
    pub(super) fn settle(
        &self,
        at_rest: AtRest,
        place: usize,
        quotient: f64,
        moved: &mut dyn FnMut(f64) -> f64,
    ) -> Settled {
        let (AtRest { cost, noise }, epsilon) = (at_rest, self.difference.epsilon());
        let around = Around { moved, theta: self.theta[place], at_rest: cost, noise, epsilon, quotient };
        around.settle(self.analytic[place], Verdict::GREAT)
    }

    /// The report on all quotients and on what was measured again, by place.
    pub(super) fn report(&self, at_rest: AtRest, numeric: &[f64], again: &[(usize, Settled)]) -> GradientReport {
        let (mut settled, mut causes) = (numeric.to_vec(), vec![Cause::Agrees; numeric.len()]);
        for (place, result) in again {
            (settled[*place], causes[*place]) = (result.numeric, result.cause);
        }
        let compared =
            Compared { theta: self.theta, analytic: self.analytic, numeric, settled: &settled, causes: &causes };
        GradientReport {
            method: self.difference,
            cost: at_rest.cost,
            noise: at_rest.noise,
            difference: relative(self.analytic, numeric),
            remaining: report::remaining(0..numeric.len(), &compared),
            matrices: self.layout.blocks().iter().map(|b| report::summary(b, &compared)).collect(),
            components: report::sorted(self.layout, &compared),
        }
    }
}
