//! Gradient checking for any cost and any gradient, both functions of one vector θ.

use super::difference::{Difference, SURE, noise, relative};
use super::parameters::{Block, Layout, all_finite};
use super::report::{Comparison, GradientReport, Verdict};
use super::{
    second_look::Around, second_look::Reason, second_look::Settled, second_look::excused, second_look::second_look,
};
use crate::{support::error::*, support::linalg::norm, support::validate};

/// Compares a gradient with the difference quotients of its cost at θ.
///
/// What it may not see: an error in a component of less than some five times what rounding does at this ε
/// ([`GradientReport::rounding_floor`]). Components are called `theta[0]`, `theta[1]`, …; with
/// [`check_named`] they get names.
///
/// # Errors
/// [`Error::OutOfRange`] for an ε that is not above 0; [`Error::Empty`] for an empty θ; [`Error::Mismatch`] if the gradient has another length
/// than θ, if θ, the gradient or a cost is not finite (also at θ ± ε, outside the cost's domain), if ε is too small to change a θ_i at all, or if the cost is seen to give
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

/// Compares as [`check`] does, with names for the entries of θ and a summary for each matrix.
///
/// # Errors
/// As [`check`], and [`Error::Mismatch`] if the layout has another number of entries than θ.
pub fn check_named(
    layout: &Layout,
    mut cost: impl FnMut(&[f64]) -> f64,
    gradient: impl FnOnce(&[f64]) -> Vec<f64>,
    theta: &[f64],
    difference: Difference,
) -> Result<GradientReport> {
    validate::one_for_each("entries of theta", theta.len(), layout.len(), "entry of the layout")?;
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
    let mut at = theta.to_vec();
    let mut moved = |place: usize, by: f64| {
        at[place] = theta[place] + by;
        let cost = cost(&at);
        at[place] = theta[place];
        cost
    };
    Comparison { layout, theta, analytic, difference, least_noise: 0.0, moves_in_steps: true }.run(&mut moved)
}

/// A cost J as a function of one component of θ.
pub(super) trait MovedCost {
    /// Does some work at indices of θ and returns the results in order.
    fn at_each<T: Send>(&mut self, places: &[usize], work: &Work<T>) -> Vec<T>;
}

/// Work at the index i of θ, with J as a function of how far θ_i is moved.
pub(super) type Work<'a, T> = dyn Fn(usize, &mut dyn FnMut(f64) -> f64) -> T + Sync + 'a;

/// A function of an index i of θ, and of how far θ_i is moved.
impl<F: FnMut(usize, f64) -> f64> MovedCost for F {
    fn at_each<T: Send>(&mut self, places: &[usize], work: &Work<T>) -> Vec<T> {
        places.iter().map(|&place| work(place, &mut |by| self(place, by))).collect()
    }
}

/// The number of evaluations at θ that show whether the cost is a function of θ.
const CALLS_AT_REST: usize = 10;

impl Comparison<'_> {
    /// The difference quotients, a second look at what differs, and the report.
    pub fn run(&self, moved: &mut impl MovedCost) -> Result<GradientReport> {
        let epsilon = self.difference.epsilon();
        if let Some(i) = self.theta.iter().position(|t| t + epsilon == *t || t - epsilon == *t) {
            let allowed = format!("large enough to change {} = {:e}", self.layout.name(i), self.theta[i]);
            return Err(Error::mismatch("epsilon", format!("{epsilon:e}"), allowed));
        }
        let cost = cost_at_rest(moved, None)?;
        let noise = self.noise(cost, moved);
        let all: Vec<usize> = (0..self.theta.len()).collect();
        let numeric = moved.at_each(&all, &|_, moved| self.difference.quotient(cost, moved));
        if let Some(place) = numeric.iter().position(|a| !a.is_finite()) {
            return Err(self.outside(place, numeric[place], moved));
        }
        let differing = self.differing(noise, &numeric);
        let places: Vec<usize> = differing.iter().map(|d| d.place).collect();
        let second = moved.at_each(&places, &|place, moved| {
            let (theta, quotient) = (self.theta[place], numeric[place]);
            let around =
                Around { moved, theta, at_rest: cost, noise, epsilon, quotient, moves_in_steps: self.moves_in_steps };
            second_look(around, self.analytic[place], Verdict::GREAT)
        });
        cost_at_rest(moved, Some(cost))?;
        let mut settled: Vec<Settled> =
            numeric.iter().map(|&numeric| Settled { reason: Reason::Agrees, numeric }).collect();
        for (Differing { place, only_hidden }, second) in differing.into_iter().zip(second) {
            let close = relative(&[self.analytic[place]], &[second.numeric]) < Verdict::WORRY;
            let as_seen = matches!(second.reason, Reason::Rounding { .. } | Reason::Rough { .. });
            let reason = if only_hidden && as_seen && close { Reason::Agrees } else { second.reason };
            settled[place] = Settled { reason, ..second };
        }
        if self.moves_in_steps {
            self.excuse_what_rounding_hides(cost, &mut settled);
        }
        Ok(GradientReport::new(self, cost, noise, &numeric, &settled))
    }

    /// What inside a cost rounds does so whichever component is moved, though it may not show at all of them. So a component counts as wrong
    /// only if it is off by more than the largest such error, unless that is much of it, or of J. (Where θ is large, steps are longer, and
    /// errors smaller.)
    fn excuse_what_rounding_hides(&self, cost: f64, settled: &mut [Settled]) {
        let size = |place: usize| self.theta[place].abs().max(1.0);
        let hidden = settled.iter().enumerate().filter_map(|(place, s)| match s.reason {
            Reason::Unresolved { error } if error.is_finite() => Some(error * size(place)),
            _ => None,
        });
        let most = hidden.fold(0.0, f64::max);
        for (place, s) in settled.iter_mut().enumerate().filter(|(_, s)| s.reason == Reason::Disagrees) {
            let (error, apart) = (most / size(place), (self.analytic[place] - s.numeric).abs());
            let little = apart <= 0.01 * s.numeric.abs() || apart * size(place) <= 1e-6 * cost.abs().max(1.0);
            if little && apart <= error {
                s.reason = excused(self.analytic[place], s.numeric, error);
            }
        }
    }

    /// The error for a quotient that is not finite: on which side of θ the cost's domain ends, and which smaller ε stays inside.
    fn outside(&self, place: usize, quotient: f64, moved: &mut impl MovedCost) -> Error {
        let (name, theta, epsilon) = (self.layout.name(place), self.theta[place], self.difference.epsilon());
        let sides = |epsilon: f64, moved: &mut dyn FnMut(f64) -> f64| [('+', moved(epsilon)), ('−', moved(-epsilon))];
        let look = |_, moved: &mut dyn FnMut(f64) -> f64| {
            let outside = sides(epsilon, moved).into_iter().find(|(_, cost)| !cost.is_finite());
            let smaller = (1..20).map(|tens| epsilon * libm::pow(0.1, f64::from(tens)));
            let inside = |e: &f64| theta + e != theta && sides(*e, moved).iter().all(|(_, cost)| cost.is_finite());
            (outside, smaller.take_while(|e| *e > 0.0).find(inside))
        };
        let (outside, smaller) = moved.at_each(&[place], &look)[0];
        let Some((side, cost)) = outside else {
            return Error::mismatch(
                format!("the difference quotient (ε = {epsilon:e}) of {name}"),
                quotient,
                "finite numbers",
            );
        };
        let way = match smaller {
            Some(smaller) => format!("ε = {smaller:.0e} stays inside it"),
            None => "no smaller ε stays inside it, so check at another θ".into(),
        };
        let what = format!("the cost at {name} {side} ε = {theta:e} {side} {epsilon:e}");
        Error::mismatch(what, cost, format!("finite numbers; θ {side} ε has left the cost's domain, and {way}"))
    }

    /// The rounding noise of J: the largest seen around some entries of θ.
    fn noise(&self, cost: f64, moved: &mut impl MovedCost) -> f64 {
        let some: Vec<usize> = (0..self.theta.len()).step_by(self.theta.len().div_ceil(8)).collect();
        let noises = moved.at_each(&some, &|place, moved| noise(cost, self.theta[place], moved));
        noises.into_iter().fold(self.least_noise, f64::max)
    }

    /// The indices to measure again: where gradient and quotient differ by more than is great, and either that is more than rounding
    /// does, or rounding could hide a wrong component, or it has a share in a matrix that differs by more than is great.
    fn differing(&self, noise: f64, numeric: &[f64]) -> Vec<Differing> {
        let rounding = SURE * noise / self.difference.epsilon();
        let in_block = |block: &Block| {
            let (g, a) = (&self.analytic[block.range()], &numeric[block.range()]);
            let fails = relative(g, a) > Verdict::GREAT;
            let share = 0.5 * Verdict::GREAT * (norm(g) + norm(a)) / (g.len() as f64).sqrt();
            block.range().filter_map(move |place| {
                let (g, a) = (self.analytic[place], numeric[place]);
                let (apart, of_both) = ((g - a).abs(), |part: f64| part * g.abs() + part * a.abs());
                let shown = apart > rounding || fails && apart > share;
                let hidden = rounding > of_both(Verdict::WORRY);
                let again = apart > of_both(Verdict::GREAT) && (shown || hidden);
                again.then_some(Differing { place, only_hidden: !shown })
            })
        };
        self.layout.blocks.iter().flat_map(in_block).collect()
    }
}

/// A component to measure again.
struct Differing {
    place: usize,
    /// Whether rounding explains the difference, and could as well hide a wrong component.
    only_hidden: bool,
}

/// J(θ), computed several times; an error if it is not finite, or differs from `before` or from the first value.
fn cost_at_rest(moved: &mut impl MovedCost, before: Option<f64>) -> Result<f64> {
    let calls = if before.is_none() { CALLS_AT_REST } else { 1 };
    let costs = moved.at_each(&[0], &|_, moved| (0..calls).map(|_| moved(0.0)).collect::<Vec<_>>()).concat();
    let cost = before.unwrap_or(costs[0]);
    validate::ensure(cost.is_finite(), || Error::mismatch("the cost", cost, "finite numbers"))?;
    let allowed = "the same value every time: freeze what is random, such as dropout masks";
    let refusal = |again| Error::mismatch("the cost at the same θ", format!("{cost}, then {again}"), allowed);
    costs.into_iter().find(|again| *again != cost).map_or(Ok(cost), |again| Err(refusal(again)))
}
