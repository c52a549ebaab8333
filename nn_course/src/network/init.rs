//! Weight initialization: the scale of the initial random weights.
//!
//! Explained in notebook 02, section 4.

use crate::{Matrix, support::error::Result, support::random::StandardNormal, support::validate};
use rand::RngCore;

/// A rule for the standard deviation of `W[l]` (`n[l]`, `n[l-1]`); biases always start at 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the scale is explained with its variant")]
pub enum Initializer {
    /// All weights 0: the bad example, in which the units of a layer stay equal forever.
    Zeros,
    /// N(0, 1) × `scale`, 0 or more. A scale of 10 is the other bad example: the network starts saturated.
    Random { scale: f64 },
    /// `Var(w) = 1/n[l-1]`: keeps the variance of z; for tanh.
    ///
    /// "Xavier" as the lecture uses the name, with the fan-in alone. For the paper's own formula see
    /// [`Initializer::GlorotBengio`].
    Xavier,
    /// `Var(w) = 2/n[l-1]`: for ReLU, which drops half of the signal.
    ///
    /// # Source
    /// He et al. (2015), "Delving deep into rectifiers", equation 10.
    He,
    /// `Var(w) = 2/(n[l-1] + n[l])`: a compromise between the forward and the backward pass.
    ///
    /// # Source
    /// Glorot and Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks",
    /// equation 12.
    GlorotBengio,
}

impl Initializer {
    /// The standard deviation of a weight between `fan_in` = `n[l-1]` and `fan_out` = `n[l]` units.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a count of 0, or a scale that is negative or not finite.
    pub fn std_dev(self, fan_in: usize, fan_out: usize) -> Result<f64> {
        validate::at_least_one("fan_in n[l-1]", fan_in)?;
        validate::at_least_one("the units of a layer, n[l],", fan_out)?;
        let (n_in, n_out) = (fan_in as f64, fan_out as f64);
        Ok(match self {
            Initializer::Zeros => 0.0,
            Initializer::Random { scale } => {
                validate::not_negative("scale", scale)?;
                scale
            }
            Initializer::Xavier => (1.0 / n_in).sqrt(),
            Initializer::He => (2.0 / n_in).sqrt(),
            Initializer::GlorotBengio => (2.0 / (n_in + n_out)).sqrt(),
        })
    }

    /// W (fan_out, fan_in), drawn row by row. [`Initializer::Zeros`] draws nothing from `rng`.
    ///
    /// # Errors
    /// As [`Initializer::std_dev`]; [`Error::Shape`](crate::support::error::Error::Shape) for more than 2²⁸ weights.
    pub fn weights(self, fan_out: usize, fan_in: usize, rng: &mut dyn RngCore) -> Result<Matrix> {
        validate::size("W", fan_out, fan_in)?;
        self.draw((fan_out, fan_in), &StandardNormal::default(), rng)
    }

    /// [`Initializer::weights`], drawn from a distribution that several layers share.
    pub(crate) fn draw(self, shape: (usize, usize), normal: &StandardNormal, rng: &mut dyn RngCore) -> Result<Matrix> {
        let std = self.std_dev(shape.1, shape.0)?;
        if self == Initializer::Zeros { Ok(Matrix::zeros(shape)) } else { normal.matrix(shape, 0.0, std, rng) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::NumpyRng;
    use approx::assert_relative_eq;

    /// Each rule's variance, measured on 400 × 100 weights, within 3.5% (five standard errors, √(2/40000) each).
    #[test]
    fn variances_are_those_of_the_formulas() {
        for (rule, variance) in [
            (Initializer::Zeros, 0.0),
            (Initializer::Random { scale: 10.0 }, 100.0),
            (Initializer::Xavier, 1.0 / 100.0),
            (Initializer::He, 2.0 / 100.0),
            (Initializer::GlorotBengio, 2.0 / 500.0),
        ] {
            let w = rule.weights(400, 100, &mut NumpyRng::seed(5)).unwrap();
            let measured = w.mapv(|v| v * v).sum() / 40_000.0;
            assert_relative_eq!(measured, variance, max_relative = 0.035);
        }
    }

    #[test]
    fn bad_settings_are_refused() {
        let rng = &mut NumpyRng::seed(1);
        for scale in [f64::NAN, -1.0, f64::INFINITY] {
            let error = Initializer::Random { scale }.weights(1, 1, rng).unwrap_err().to_string();
            assert_eq!(error, format!("scale is {scale}; allowed: 0 or more, finite"));
        }
        assert_eq!(
            Initializer::He.weights(3, 0, rng).unwrap_err().to_string(),
            "fan_in n[l-1] is 0; allowed: 1, 2, 3, …"
        );
    }
}
