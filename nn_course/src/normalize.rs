//! Normalizing inputs: mean 0 and variance 1, measured on the training set, applied to every set alike.

use crate::{Matrix, check, error::Result};

/// The μ and σ of a training set.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalizer {
    mean: Matrix,
    std: Matrix,
}

impl Normalizer {
    /// Measures X (n_x, m): μ and σ, both (n_x, 1).
    ///
    /// # Formula
    /// μ = (1/m) Σ x⁽ⁱ⁾ and σ² = (1/m) Σ (x⁽ⁱ⁾ − μ)², feature by feature.
    ///
    /// A feature that never changes has σ = 0; it is centred and then left alone (σ counts as 1), as in scikit-learn.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if X is empty, [`Error::NotFinite`](crate::Error::NotFinite) for NaN or
    /// ±∞ in X, or where X is so large that σ overflows.
    pub fn fit(x: &Matrix) -> Result<Self> {
        check::not_empty("X", x)?;
        check::finite("X", x)?;
        let m = x.ncols() as f64;
        let per_feature = |f: &dyn Fn(usize) -> f64| Matrix::from_shape_fn((x.nrows(), 1), |(i, _)| f(i));
        let mean = per_feature(&|i| x.row(i).sum() / m);
        let std = per_feature(&|i| {
            let variance = x.row(i).mapv(|v| (v - mean[[i, 0]]) * (v - mean[[i, 0]])).sum() / m;
            if variance == 0.0 { 1.0 } else { variance.sqrt() }
        });
        check::finite("mean", &mean)?;
        check::finite("std", &std)?;
        Ok(Normalizer { mean, std })
    }

    /// μ, shape (n_x, 1).
    pub fn mean(&self) -> &Matrix {
        &self.mean
    }

    /// σ, shape (n_x, 1).
    pub fn std(&self) -> &Matrix {
        &self.std
    }

    /// X (n_x, m) with μ taken off: the first half of normalizing.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if X has another number of features than the set that was fitted.
    pub fn center(&self, x: &Matrix) -> Result<Matrix> {
        check::shape("X", x, (self.mean.nrows(), x.ncols()))?;
        Ok(x - &self.mean)
    }

    /// X (n_x, m) normalized: (x − μ) / σ.
    ///
    /// # Errors
    /// As [`Normalizer::center`].
    pub fn transform(&self, x: &Matrix) -> Result<Matrix> {
        Ok(self.center(x)? / &self.std)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    #[test]
    fn a_worked_example() {
        // Row 0: mean 2, deviations −1, 0, 1, variance 2/3. Row 1 never changes.
        let x = array![[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]];
        let normalizer = Normalizer::fit(&x).unwrap();
        assert_eq!(normalizer.mean(), &array![[2.0], [5.0]]);
        let z = normalizer.transform(&x).unwrap();
        let s = 1.5_f64.sqrt();
        assert_abs_diff_eq!(z, array![[-s, 0.0, s], [0.0, 0.0, 0.0]], epsilon = 1e-15);
        // The test set is measured with the training set's μ and σ, so its own mean need not be 0.
        assert_abs_diff_eq!(
            normalizer.transform(&array![[4.0], [6.0]]).unwrap(),
            array![[2.0 * s], [1.0]],
            epsilon = 1e-15
        );
    }

    #[test]
    fn bad_input_is_named() {
        let x = array![[1.0, f64::INFINITY]];
        assert_eq!(Normalizer::fit(&x).unwrap_err().to_string(), "X[0, 1] is inf; allowed: finite numbers");
        let normalizer = Normalizer::fit(&array![[1.0, 2.0]]).unwrap();
        assert_eq!(
            normalizer.transform(&Matrix::zeros((3, 4))).unwrap_err().to_string(),
            "X has shape (3, 4); allowed: (1, 4)"
        );
    }
}
