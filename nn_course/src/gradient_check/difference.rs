//! Difference quotients, and the rounding noise in them.
//!
//! Explained in notebook 04, section 1.

use crate::{support::error::*, support::linalg::norm, support::validate};
use std::{f64::consts::E, iter};

/// A difference quotient and its step ε, above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "ε is explained above")]
pub enum Difference {
    /// `(f(θ + ε) − f(θ − ε)) / 2ε`, with an error of O(ε²).
    TwoSided { epsilon: f64 },
    /// `(f(θ + ε) − f(θ)) / ε`, with an error of O(ε): half the work, and far less exact.
    OneSided { epsilon: f64 },
}

/// The lecture's: two-sided, ε = 1e-7.
impl Default for Difference {
    fn default() -> Self {
        Difference::TwoSided { epsilon: 1e-7 }
    }
}

impl Difference {
    /// ε.
    pub fn epsilon(self) -> f64 {
        let (Difference::TwoSided { epsilon } | Difference::OneSided { epsilon }) = self;
        epsilon
    }

    /// Checks that ε is a finite number above 0.
    pub(super) fn validate(self) -> Result<()> {
        let epsilon = self.epsilon();
        validate::range("epsilon", epsilon, epsilon > 0.0 && (2.0 * epsilon).is_finite(), "above 0, finite")
    }

    /// The difference quotient of a cost that is given as a function of how far one entry of θ is moved; `at_rest` is the cost at θ.
    pub(crate) fn quotient(self, at_rest: f64, mut moved: impl FnMut(f64) -> f64) -> f64 {
        match self {
            Difference::TwoSided { epsilon } => (moved(epsilon) - moved(-epsilon)) / (2.0 * epsilon),
            Difference::OneSided { epsilon } => (moved(epsilon) - at_rest) / epsilon,
        }
    }
}

/// The relative difference of two gradients: 0 if both are 0.
///
/// # Formula
/// `‖g − a‖₂ / (‖g‖₂ + ‖a‖₂)`, between 0 and 1. About 1e-7 is great, 1e-5 asks for another look, 1e-3 is a reason to worry.
///
/// # Errors
/// [`Error::Mismatch`] for vectors of different length or an entry that is not finite.
pub fn relative_difference(gradient: &[f64], approximation: &[f64]) -> Result<f64> {
    let (found, wanted) = (gradient.len(), approximation.len());
    validate::one_for_each("entries of the gradient", found, wanted, "entry of the approximation")?;
    for (what, values) in [("the gradient", gradient), ("the approximation", approximation)] {
        if let Some(i) = values.iter().position(|v| !v.is_finite()) {
            return Err(Error::mismatch(format!("entry {i} of {what}"), values[i], "finite numbers"));
        }
    }
    Ok(relative(gradient, approximation))
}

/// [`relative_difference`] of finite vectors of the same length.
pub(super) fn relative(g: &[f64], a: &[f64]) -> f64 {
    let largest = g.iter().chain(a).fold(0.0_f64, |most, v| most.max(v.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    // Numbers near the end of the range are made smaller, so that not even their difference overflows.
    let scale = if largest > 1e300 { 1e-10 } else { 1.0 };
    let scaled = |x: &[f64]| x.iter().map(|v| v * scale).collect::<Vec<f64>>();
    let (g, a) = (scaled(g), scaled(a));
    let apart: Vec<f64> = g.iter().zip(&a).map(|(g, a)| g - a).collect();
    norm(&apart) / (norm(&g) + norm(&a))
}

/// The largest error that is expected of a cost, in standard deviations of its noise.
pub(super) const SURE: f64 = 5.0;

/// The standard deviation of a cost's rounding noise around one entry of θ, at least the spacing of floating-point
/// numbers at J.
///
/// # Method
/// The cost at twelve points that lie so close together that a smooth function is a straight line; what its k-th
/// differences show is noise: `σ² = (k!)²/(2k)! · mean (ΔᵏJ)²`, the larger for k = 5 and 6, and for two distances between the
/// points. Where most neighbours have equal costs, they are moved apart.
///
/// # Source
/// Moré and Wild (2011), "Estimating computational noise", SIAM Journal on Scientific Computing 33, section 3.
pub(super) fn noise(at_rest: f64, theta: f64, moved: &mut dyn FnMut(f64) -> f64) -> f64 {
    // On each side by itself, so that a kink at θ does not count; a kink on one side seldom has a twin.
    let right = noise_of_side(at_rest, theta, &mut *moved);
    let left = noise_of_side(at_rest, theta, &mut |by| moved(-by));
    match (left, right) {
        (Some(left), Some(right)) => left.min(right),
        (one, other) => one.or(other).unwrap_or(spacing(at_rest)),
    }
}

/// The spacing of floating-point numbers at J.
fn spacing(at_rest: f64) -> f64 {
    at_rest.abs() * f64::EPSILON
}

/// The noise on one side; `None` where the cost's domain ends.
fn noise_of_side(at_rest: f64, theta: f64, moved: &mut dyn FnMut(f64) -> f64) -> Option<f64> {
    let (mut least, mut scales) = (spacing(at_rest), 0);
    for h in steps(theta) {
        let costs: Vec<f64> = (1..=12).map(|k| moved(f64::from(k) * h)).collect();
        if !costs.iter().all(|j| j.is_finite()) {
            return (scales > 0 || least > spacing(at_rest)).then_some(least);
        }
        let apart: Vec<f64> = costs.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        if apart.contains(&0.0) {
            // The cost moves in jumps; half of one is what rounding does.
            let jump = apart.iter().copied().filter(|d| *d > 0.0).fold(f64::INFINITY, f64::min);
            least = if jump.is_finite() { least.max(jump / 2.0) } else { least };
        }
        if apart.iter().filter(|d| **d == 0.0).count() > 5 {
            continue;
        }
        let mut row: Vec<f64> = costs.iter().map(|j| j - at_rest).collect();
        for binomial in [2.0, 6.0, 20.0, 70.0, 252.0, 924.0_f64] {
            row = row.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let deviation = norm(&row) / (binomial * row.len() as f64).sqrt();
            // Lower differences hold slope and curvature.
            if binomial > 100.0 {
                least = least.max(deviation);
            }
        }
        scales += 1;
        // At one distance alone, costs that move in jumps may happen to lie equally far apart.
        if scales == 2 {
            break;
        }
    }
    Some(least)
}

/// Distances between the points, each ten times the one before, up to where a cost bends. None is a round number: a slope that is one
/// would move a cost by equal jumps.
fn steps(theta: f64) -> impl Iterator<Item = f64> {
    let first = smallest_step(theta) / E;
    iter::successors(Some(first), |h| Some(10.0 * h)).take_while(move |h| *h <= 2e-5 * theta.abs().max(1.0))
}

/// A step that is small for any cost: a tiny part of 1 or of θ, and of θ that is nearly 0 still a small one.
pub(super) fn smallest_step(theta: f64) -> f64 {
    let small = 1e-10 * theta.abs().max(1.0);
    if theta == 0.0 { small } else { (1e-4 * theta.abs()).clamp(1e-20, small) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lectures_example() {
        // f(θ) = θ³ at θ = 1 with ε = 0.01: 3.0001 two-sided, 3.0301 one-sided, 3 exactly.
        let moved = |by: f64| (1.0 + by) * (1.0 + by) * (1.0 + by);
        let two = Difference::TwoSided { epsilon: 0.01 }.quotient(1.0, moved);
        let one = Difference::OneSided { epsilon: 0.01 }.quotient(1.0, moved);
        approx::assert_relative_eq!(two, 3.0001, max_relative = 1e-12);
        approx::assert_relative_eq!(one, 3.0301, max_relative = 1e-12);
    }

    #[test]
    fn nothing_against_nothing_is_no_difference() {
        assert_eq!(relative_difference(&[0.0, 0.0], &[0.0, 0.0]).unwrap(), 0.0);
        assert_eq!(relative_difference(&[], &[]).unwrap(), 0.0);
        assert_eq!(relative_difference(&[1.0], &[-1.0]).unwrap(), 1.0);
        // 1/7, also where squares would overflow or vanish.
        for scale in [1e-200, 1.0, 1e200] {
            let difference = relative_difference(&[4.0 * scale, 0.0], &[3.0 * scale, 0.0]).unwrap();
            approx::assert_relative_eq!(difference, 1.0 / 7.0, max_relative = 1e-15);
        }
        assert_eq!(relative_difference(&[1.7e308], &[-1.7e308]).unwrap(), 1.0);
        let tenth = relative_difference(&[1.7e308], &[1.7e308 / 11.0 * 9.0]).unwrap();
        approx::assert_relative_eq!(tenth, 0.1, max_relative = 1e-14);
        let e = relative_difference(&[1.0, f64::NAN], &[1.0, 2.0]).unwrap_err();
        assert_eq!(e.to_string(), "entry 1 of the gradient is NaN; allowed: finite numbers");
        assert!(relative_difference(&[1.0], &[1.0, 2.0]).is_err());
    }

    #[test]
    fn noise_is_what_rounding_does() {
        let quiet = noise(1.0, 0.5, &mut |by| 1.0 + by);
        assert!((1e-16..1e-15).contains(&quiet), "{quiet}");
        // Numbers around 1e8 are 1.5e-8 apart: what is left after taking 1e8 off again has that noise.
        for slope in [0.6, 40.0] {
            let loud = noise(0.5, 0.5, &mut |by| (1e8 + 0.5 + by * slope) - 1e8);
            assert!((1e-9..1e-7).contains(&loud), "{loud}");
        }
        // A kink at θ, a constant, an end of the domain, and huge numbers are not noise.
        assert!(noise(1.0, 0.0, &mut |by| 1.0 + by.max(0.0)) < 1e-15);
        assert_eq!(noise(0.0, 3.0, &mut |_| 0.0), 0.0);
        assert_eq!(noise(1.0, 3.0, &mut |_| f64::NAN), f64::EPSILON);
        assert!(noise(1e200, 3.0, &mut |by| 1e200 * (1.0 + by)) < 1e185);
        // Nor is a step on one side; of steps on both, far apart, half of one is.
        for side in [-1.0, 1.0] {
            assert!(noise(1.0, 0.0, &mut |by| 1.0 + by + if side * by > 5e-10 { 1e-3 } else { 0.0 }) < 1e-15);
        }
        assert_eq!(noise(0.0, 0.0, &mut |by| 0.5 * libm::floor(by / 5.7e-7)), 0.25);
    }

    #[test]
    fn noise_has_the_size_of_its_standard_deviation() {
        use crate::support::random::{NumpyRng, StandardNormal};
        use rand::distr::Distribution;
        let (normal, rng) = (StandardNormal::default(), &mut NumpyRng::seed(1));
        let mut noisy = |by: f64| 1.0 + by + 1e-5 * normal.sample(rng);
        // The smaller of two sides, each the larger of two estimates: on the whole neither too large nor too small.
        let mean = (0..200).map(|_| noise(1.0, 0.5, &mut noisy)).sum::<f64>() / 200.0;
        assert!((0.6e-5..1.4e-5).contains(&mean), "{mean}");
    }

    #[test]
    fn a_bad_epsilon_is_named() {
        for epsilon in [0.0, -1e-7, f64::NAN, f64::INFINITY, 1e308] {
            let e = Difference::TwoSided { epsilon }.validate().unwrap_err().to_string();
            assert!(e.contains("allowed: above 0, finite"), "{e}");
        }
    }
}
