//! Normalizing inputs: mean 0 and variance 1, measured on the training set, applied to every set alike.
//!
//! Explained in notebook 02, section 1.

use crate::{Matrix, support::error::Result, support::validate};

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
    /// [`Error::Shape`](crate::support::error::Error::Shape) if X is empty, [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or
    /// ±∞ in X, or where X is so large that μ or σ overflows.
    pub fn fit(x: &Matrix) -> Result<Self> {
        validate::inputs("X", x, x.nrows())?;
        let m = x.ncols() as f64;
        let x = x.as_standard_layout();
        let (mut mean, mut std) = (Matrix::zeros((x.nrows(), 1)), Matrix::ones((x.nrows(), 1)));
        for (i, row) in x.rows().into_iter().enumerate() {
            if row.iter().all(|v| *v == row[0]) {
                mean[[i, 0]] = row[0];
                continue;
            }
            mean[[i, 0]] = row.sum() / m;
            let deviations = row.mapv(|v| v - mean[[i, 0]]);
            // Squared on their own scale, tiny and huge deviations neither vanish nor overflow.
            let largest = deviations.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
            let deviation = largest * (deviations.mapv(|d| (d / largest) * (d / largest)).sum() / m).sqrt();
            // Among the very smallest numbers of all it may round to 0.
            std[[i, 0]] = if deviation == 0.0 { 1.0 } else { deviation };
        }
        validate::finite("the mean of X", &mean)?;
        validate::finite("the standard deviation of X", &std)?;
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

    /// X (n_x, m) normalized: (x − μ) / σ.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::support::error::Error::Shape) if X is empty or has another number of features than the set that was
    /// fitted, [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞ in X, or where the result overflows.
    pub fn transform(&self, x: &Matrix) -> Result<Matrix> {
        validate::inputs("X", x, self.mean.nrows())?;
        validate::finite_result("the normalized X", (x - &self.mean) / &self.std)
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
        assert_abs_diff_eq!(normalizer.std(), &array![[1.0 / s], [1.0]], epsilon = 1e-15);
        assert_abs_diff_eq!(z, array![[-s, 0.0, s], [0.0, 0.0, 0.0]], epsilon = 1e-15);
        // The test set is measured with the training set's μ and σ, so its own mean need not be 0.
        assert_abs_diff_eq!(
            normalizer.transform(&array![[4.0], [6.0]]).unwrap(),
            array![[2.0 * s], [1.0]],
            epsilon = 1e-15
        );
    }

    #[test]
    fn constant_and_tiny_features() {
        // The mean of 300 times 0.1 is not 0.1 in floating point; that must not count as a spread.
        let x = Matrix::from_shape_fn((2, 300), |(i, j)| if i == 0 { 0.1 } else { 1e-170 * (1 + j % 3) as f64 });
        let z = Normalizer::fit(&x).unwrap().transform(&x).unwrap();
        assert!(z.row(0).iter().all(|v| *v == 0.0));
        assert_abs_diff_eq!(z.row(1).mapv(|v| v * v).sum() / 300.0, 1.0, epsilon = 1e-12);
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

    #[test]
    fn the_ends_of_the_numbers() {
        // Its deviation rounds to 0, and it is no constant.
        let mut tiny = Matrix::zeros((1, 100));
        tiny[[0, 3]] = 5e-324;
        let normalized = Normalizer::fit(&tiny).unwrap().transform(&tiny).unwrap();
        assert_eq!(normalized, tiny);
        let narrow = Normalizer::fit(&array![[-1e308, -0.7e308]]).unwrap();
        let error = narrow.transform(&array![[1e308]]).unwrap_err().to_string();
        assert_eq!(error, "the normalized X[0, 0] is inf; allowed: finite numbers");
        let small = Normalizer::fit(&array![[0.0, 1e-300]]).unwrap();
        let error = small.transform(&array![[1e300]]).unwrap_err().to_string();
        assert_eq!(error, "the normalized X[0, 0] is inf; allowed: finite numbers");
    }
}
