//! The matrix product and the norm. The products that training is made of are in the crate `nn_course_loops`.

use crate::{Matrix, View, support::error::*, support::validate};
use nn_course_loops::products;

/// The matrix product A·B: (r, k) times (k, c) gives (r, c), with the same bits on every machine.
///
/// ndarray's `dot` uses fused multiply-adds where the processor has them, so its last digits differ from machine to
/// machine; this one adds the k terms in order.
///
/// # Errors
/// [`Error::Shape`] if A's columns are not as many as B's rows, or the product has more than 2²⁸ entries;
/// [`Error::NotFinite`] for NaN or ±∞ in A or B, or where the product overflows.
pub fn matmul(a: &Matrix, b: &Matrix) -> Result<Matrix> {
    let allowed = || format!("({}, any), for a left factor of shape {:?}", a.ncols(), a.dim());
    validate::ensure(a.ncols() == b.nrows(), || Error::shape("the right factor", b.dim(), allowed()))?;
    validate::size("the product", a.nrows(), b.ncols())?;
    validate::finite("the left factor", a)?;
    validate::finite("the right factor", b)?;
    let mut c = Matrix::zeros((a.nrows(), b.ncols()));
    products::product(a.view(), b.as_standard_layout().view(), &mut c);
    validate::finite_result("the product", c)
}

/// The entries of a matrix, row by row.
pub(crate) fn entries(x: View<'_>) -> &[f64] {
    x.to_slice().unwrap_or_else(|| unreachable!("{LAYOUT}"))
}

/// The entries of a matrix, row by row and mutable.
pub(crate) fn entries_mut(x: &mut Matrix) -> &mut [f64] {
    x.as_slice_mut().unwrap_or_else(|| unreachable!("{LAYOUT}"))
}

/// The layout that the public functions guarantee to the code behind them.
const LAYOUT: &str = "behind the public functions, all matrices are stored row by row without gaps";

/// ‖x‖₂ of a matrix or a list of numbers: the square root of the sum of squares; NaN if an entry is NaN.
pub(crate) fn norm<'a>(x: impl IntoIterator<Item = &'a f64> + Clone) -> f64 {
    // On the scale of the largest entry, so that squares neither vanish nor overflow.
    let largest =
        x.clone().into_iter().fold(0.0_f64, |most, v| if v.abs() > most || v.is_nan() { v.abs() } else { most });
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * x.into_iter().fold(0.0, |sum, v| sum + (v / largest) * (v / largest)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::{NumpyRng, normal_matrix};
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    /// ndarray's own product, good for tests up to rounding.
    #[allow(clippy::disallowed_methods, reason = "the independent second opinion")]
    fn dot(a: &Matrix, b: &Matrix) -> Matrix {
        a.dot(b)
    }

    #[test]
    fn products_agree_with_ndarray() {
        let mut rng = NumpyRng::seed(9);
        for (n, k, m) in [(1, 1, 1), (3, 2, 5), (5, 4, 8), (6, 7, 30), (7, 9, 19), (4, 13, 301)] {
            let mut random = |shape| normal_matrix(shape, 0.0, 1.0, &mut rng).unwrap();
            let (w, a, b, dz) = (random((n, k)), random((k, m)), random((n, 1)), random((n, m)));
            let mut z = Matrix::zeros((n, m));
            products::affine(&w, a.view(), &b, &mut z);
            assert_abs_diff_eq!(z, dot(&w, &a) + &b, epsilon = 1e-12);
            assert_abs_diff_eq!(matmul(&w, &a).unwrap(), dot(&w, &a), epsilon = 1e-12);
            let mut da = Matrix::ones((k, m));
            products::transposed_product(&w, &dz, &mut da);
            assert_abs_diff_eq!(da, dot(&w.t().to_owned(), &dz), epsilon = 1e-12);
            let (mut dw, mut db) = (Matrix::ones((n, k)), Matrix::ones((n, 1)));
            products::add_outer(&dz, a.view(), &mut dw, &mut db);
            assert_abs_diff_eq!(dw, dot(&dz, &a.t().to_owned()) + 1.0, epsilon = 1e-12);
            assert_abs_diff_eq!(db, dot(&dz, &Matrix::ones((m, 1))) + 1.0, epsilon = 1e-12);
        }
    }

    #[test]
    fn the_norm_of_any_numbers() {
        assert_eq!(norm(&[3.0, -4.0]), 5.0);
        approx::assert_relative_eq!(norm(&[3e200, -4e200]), 5e200, max_relative = 1e-15);
        assert_eq!(norm(&[0.0; 3]), 0.0);
        assert_eq!(norm(&[1.0, f64::NEG_INFINITY]), f64::INFINITY);
        assert!(norm(&[f64::NAN, 1.0]).is_nan() && norm(&[1.0, f64::NAN, 2.0]).is_nan());
    }

    #[test]
    fn a_transposed_factor_is_no_special_case() {
        let a = ndarray::array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
        let t = a.t().to_owned().reversed_axes();
        assert_eq!(matmul(&a.t().to_owned(), &t).unwrap(), matmul(&a.t().to_owned(), &a).unwrap());
        assert_eq!(
            matmul(&a, &a).unwrap_err().to_string(),
            "the right factor has shape (3, 2); allowed: (2, any), for a left factor of shape (3, 2)"
        );
    }

    #[test]
    fn what_is_not_finite_is_named() {
        let error = |a: Matrix, b: Matrix| matmul(&a, &b).unwrap_err().to_string();
        let (one, nan) = (array![[1.0]], array![[f64::NAN]]);
        assert_eq!(error(nan.clone(), one.clone()), "the left factor[0, 0] is NaN; allowed: finite numbers");
        assert_eq!(error(one, nan), "the right factor[0, 0] is NaN; allowed: finite numbers");
        let (row, column) = (array![[1e200, -1e200]], array![[1e200], [1e200]]);
        assert!(error(row, column).starts_with("the product[0, 0] is "));
    }
}
