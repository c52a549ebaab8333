//! The cross-entropy cost, from ŷ as the lecture writes it, and from logits, which never overflows.
//!
//! Explained in notebook 02, section 5.

use crate::{Matrix, View, support::error::Result, support::validate};
use nn_course_loops::sum::compensated;

/// The formula of the cost that training reports. Both have the same gradient, `dZ[L] = A[L] − Y`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostFormula {
    /// [`from_probabilities`]: as in the lecture; infinite where ŷ rounds to the wrong one of 0 and 1.
    Probabilities,
    /// [`from_logits`]: the same number, finite for every z up to 1e300.
    #[default]
    Logits,
}

/// J from Ŷ (1, m) and Y (1, m), by the lecture's formula.
///
/// # Formula
/// `J = −(1/m) Σ [y ln ŷ + (1 − y) ln(1 − ŷ)]`, with the terms that are NaN (0·∞) left out of the sum. Where ŷ is the wrong one of 0 and
/// 1, it is ∞.
///
/// # Errors
/// [`Error::Shape`](crate::support::error::Error::Shape) if the shapes differ or are empty, [`Error::Label`](crate::support::error::Error::Label) for
/// a label other than 0 and 1, [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a ŷ outside 0 to 1,
/// [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞.
pub fn from_probabilities(y_hat: &Matrix, y: &Matrix) -> Result<f64> {
    validate::inputs("Ŷ", y_hat, 1)?;
    validate::labels(y, y_hat.ncols())?;
    y_hat.iter().try_for_each(|p| validate::range("ŷ", *p, (0.0..=1.0).contains(p), "0 to 1"))?;
    Ok(sum(CostFormula::Probabilities, y_hat.view(), y.view()) / y.len() as f64)
}

/// J from the logits `Z[L]` (1, m) and Y (1, m).
///
/// # Formula
/// `J = (1/m) Σ [max(z, 0) − z y + ln(1 + e^−|z|)]`: the lecture's formula with ŷ = σ(z) put in and simplified. Where the sum is
/// beyond the largest number, which takes logits of more than 1e300, it is ∞.
///
/// # Errors
/// [`Error::Shape`](crate::support::error::Error::Shape) if the shapes differ or are empty,
/// [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞ in `Z[L]`, [`Error::Label`](crate::support::error::Error::Label) for a
/// label other than 0 and 1.
pub fn from_logits(z: &Matrix, y: &Matrix) -> Result<f64> {
    validate::inputs("Z[L]", z, 1)?;
    validate::labels(y, z.ncols())?;
    Ok(sum(CostFormula::Logits, z.view(), y.view()) / y.len() as f64)
}

/// The sum of the examples' losses, for arguments that have been checked; `outputs` are ŷ or z, as the formula wants.
pub(crate) fn sum(formula: CostFormula, outputs: View, y: View) -> f64 {
    let loss = match formula {
        CostFormula::Probabilities => loss_from_probability,
        CostFormula::Logits => loss_from_logit,
    };
    compensated(outputs.iter().zip(y).map(|(&o, &y)| loss(o, y)))
}

fn loss_from_probability(y_hat: f64, y: f64) -> f64 {
    let loss = -(y * libm::log(y_hat) + (1.0 - y) * libm::log(1.0 - y_hat));
    // A ŷ that is NaN itself, from parameters that overflowed, must show.
    if loss.is_nan() && !y_hat.is_nan() { 0.0 } else { loss }
}

fn loss_from_logit(z: f64, y: f64) -> f64 {
    z.max(0.0) - z * y + libm::log1p(libm::exp(-z.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::activation::sigmoid;
    use approx::assert_relative_eq;
    use ndarray::array;

    #[test]
    fn a_worked_example() {
        // ŷ = 0.5 for both examples: each loss is ln 2.
        let y = array![[0.0, 1.0]];
        assert_eq!(from_probabilities(&array![[0.5, 0.5]], &y).unwrap(), std::f64::consts::LN_2);
        assert_eq!(from_logits(&array![[0.0, 0.0]], &y).unwrap(), std::f64::consts::LN_2);
    }

    #[test]
    fn both_formulas_agree_until_the_sigmoid_rounds() {
        for z in [-30.0, -3.0, -0.1, 0.0, 2.0, 15.0] {
            for y in [0.0, 1.0] {
                let plain = from_probabilities(&array![[sigmoid(z)]], &array![[y]]).unwrap();
                let stable = from_logits(&array![[z]], &array![[y]]).unwrap();
                assert_relative_eq!(plain, stable, max_relative = 1e-9, epsilon = 1e-13);
            }
        }
        // σ(40) is 1 in floating point, so the plain formula takes ln 0; the true loss is 40.
        let (z, y) = (array![[40.0]], array![[0.0]]);
        assert_eq!(from_probabilities(&z.mapv(sigmoid), &y).unwrap(), f64::INFINITY);
        assert_relative_eq!(from_logits(&z, &y).unwrap(), 40.0);
        // 0·∞ is left out.
        assert_eq!(from_probabilities(&array![[1.0]], &array![[1.0]]).unwrap(), 0.0);
    }

    #[test]
    fn bad_input_is_named() {
        let y = array![[1.0]];
        let e = from_probabilities(&array![[1.5]], &y).unwrap_err();
        assert_eq!(e.to_string(), "ŷ is 1.5; allowed: 0 to 1");
        let e = from_logits(&array![[f64::NAN]], &y).unwrap_err();
        assert_eq!(e.to_string(), "Z[L][0, 0] is NaN; allowed: finite numbers");
    }

    /// 0·∞ is left out, but a ŷ that is NaN itself is not.
    #[test]
    fn nan_is_not_hidden() {
        let sum = |y_hat: f64| sum(CostFormula::Probabilities, array![[y_hat]].view(), array![[1.0]].view());
        assert!(sum(f64::NAN).is_nan());
        assert_eq!(sum(1.0), 0.0);
        assert_eq!(sum(0.0), f64::INFINITY);
    }
}
