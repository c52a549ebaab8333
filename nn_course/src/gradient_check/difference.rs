//! Numerical derivatives, and how much rounding disturbs them.

use crate::{check, error::Error, error::Result, linalg::norm};

/// Which difference stands for the derivative, and its step ε.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Difference {
    /// `(f(θ + ε) − f(θ − ε)) / 2ε`, with an error of O(ε²).
    TwoSided {
        /// ε, above 0.
        epsilon: f64,
    },
    /// `(f(θ + ε) − f(θ)) / ε`, with an error of O(ε): half the work, and far less exact.
    OneSided {
        /// ε, above 0.
        epsilon: f64,
    },
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

    /// Refuses an ε that is not a finite number above 0.
    pub(crate) fn check(self) -> Result<()> {
        let epsilon = self.epsilon();
        check::range("epsilon", epsilon, epsilon > 0.0 && (2.0 * epsilon).is_finite(), "above 0, finite")
    }

    /// The difference quotient of a cost that is given by how far one place of θ is moved; `at_rest` is the cost unmoved.
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
    check::one_for_each("entries of the gradient", gradient.len(), approximation.len(), "entry of the approximation")?;
    for (what, values) in [("the gradient", gradient), ("the approximation", approximation)] {
        if let Some(i) = values.iter().position(|v| !v.is_finite()) {
            return Err(Error::Mismatch {
                what: format!("entry {i} of {what}"),
                found: values[i].to_string(),
                allowed: "finite numbers".into(),
            });
        }
    }
    let apart: Vec<f64> = gradient.iter().zip(approximation).map(|(g, a)| g - a).collect();
    Ok(ratio(norm(&apart), norm(gradient) + norm(approximation)))
}

/// a / b, and 0 for 0 / 0.
pub(super) fn ratio(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a / b }
}

/// How much rounding alone moves a cost: the standard deviation of that noise at θ, at least the spacing of numbers at J.
///
/// # Method
/// The cost at eight points that lie so close together that a smooth function is a straight line; what its fourth
/// differences show is noise: `σ² = (1/70) · mean(Δ⁴J)²`. Some places of θ are tried, and the largest σ counts.
///
/// # Source
/// Moré and Wild (2011), "Estimating computational noise", SIAM Journal on Scientific Computing 33, section 3.
pub(super) fn noise(at_rest: f64, theta: &[f64], mut moved: impl FnMut(usize, f64) -> f64) -> f64 {
    let step = theta.len().div_ceil(8).max(1);
    let mut largest = at_rest.abs() * f64::EPSILON;
    for place in (0..theta.len()).step_by(step) {
        let h = theta[place].abs().max(1.0) * 1e-10;
        // On one side only, so that a kink at θ itself does not count.
        let mut row: Vec<f64> = (1..=8).map(|k| moved(place, f64::from(k) * h)).collect();
        for _ in 0..4 {
            row = row.windows(2).map(|pair| pair[1] - pair[0]).collect();
        }
        let variance = row.iter().map(|d| d * d).sum::<f64>() / row.len() as f64 / 70.0;
        // NaN is not larger; the check itself will name it.
        if variance.sqrt() > largest {
            largest = variance.sqrt();
        }
    }
    largest
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
        let e = relative_difference(&[1.0, f64::NAN], &[1.0, 2.0]).unwrap_err();
        assert_eq!(e.to_string(), "entry 1 of the gradient is NaN; allowed: finite numbers");
        assert!(relative_difference(&[1.0], &[1.0, 2.0]).is_err());
    }

    #[test]
    fn noise_is_what_rounding_does() {
        let quiet = noise(1.0, &[0.5], |_, by| 1.0 + by);
        assert!((1e-16..1e-15).contains(&quiet), "{quiet}");
        // Numbers around 1e8 are 1.5e-8 apart: what is left after taking 1e8 off again has that noise.
        let loud = noise(0.5, &[0.5], |_, by| (1e8 + 0.5 + by * 40.0) - 1e8);
        assert!((1e-9..1e-7).contains(&loud), "{loud}");
        // A kink at θ is not noise.
        let kink = noise(1.0, &[0.0], |_, by| 1.0 + by.max(0.0));
        assert!(kink < 1e-15, "{kink}");
    }

    #[test]
    fn a_bad_epsilon_is_named() {
        for epsilon in [0.0, -1e-7, f64::NAN, f64::INFINITY, 1e308] {
            let e = Difference::TwoSided { epsilon }.check().unwrap_err().to_string();
            assert!(e.contains("allowed: above 0, finite"), "{e}");
        }
    }
}
