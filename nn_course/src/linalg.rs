//! The three products that training is made of, and nothing else that is hot.
//!
//! They are written out rather than left to a BLAS for one reason: a BLAS picks its order of addition, and fused
//! multiply-adds, by the processor it finds. Here the order is written down, so every machine gets the same bits.
//! All three run along contiguous rows of examples, which compilers turn into vector code.

use crate::{Matrix, check, error::Error, error::Result};
use ndarray::ArrayView2;

/// The matrix product A·B: (r, k) times (k, c) gives (r, c), with the same bits on every machine.
///
/// ndarray's `dot` uses fused multiply-adds where the processor has them, so its last digits differ from machine to
/// machine; this one adds the k terms in order.
///
/// # Errors
/// [`Error::Shape`] if A's columns are not as many as B's rows, or the product has more than 2²⁸ entries.
pub fn matmul(a: &Matrix, b: &Matrix) -> Result<Matrix> {
    if a.ncols() != b.nrows() {
        return Err(Error::Shape {
            what: "the right factor".into(),
            found: b.dim(),
            allowed: format!("({}, any), for a left factor of shape ({}, {})", a.ncols(), a.nrows(), a.ncols()),
        });
    }
    check::size("the product", a.nrows(), b.ncols())?;
    let b = b.as_standard_layout();
    let mut c = Matrix::zeros((a.nrows(), b.ncols()));
    for (i, mut row) in c.rows_mut().into_iter().enumerate() {
        if let Some(row) = row.as_slice_mut() {
            add_rows(row, |k| a[[i, k]], b.view());
        }
    }
    Ok(c)
}

/// Z = W·A + b: (n, k) times (k, m), plus (n, 1).
pub(crate) fn affine(w: &Matrix, a: ArrayView2<f64>, b: &Matrix, z: &mut Matrix) {
    for (i, mut z) in z.rows_mut().into_iter().enumerate() {
        if let Some(z) = z.as_slice_mut() {
            affine_row(|k| w[[i, k]], a, b[[i, 0]], z);
        }
    }
}

/// One row of [`affine`]: z = w·A + b for one unit, w given by its entries.
pub(crate) fn affine_row(w: impl Fn(usize) -> f64, a: ArrayView2<f64>, b: f64, z: &mut [f64]) {
    z.fill(b);
    add_rows(z, w, a);
}

/// dA = Wᵀ·dZ: (k, n) times (n, m).
pub(crate) fn transposed_product(w: &Matrix, dz: &Matrix, da: &mut Matrix) {
    for (k, mut da) in da.rows_mut().into_iter().enumerate() {
        if let Some(da) = da.as_slice_mut() {
            da.fill(0.0);
            add_rows(da, |i| w[[i, k]], dz.view());
        }
    }
}

/// dW += dZ·Aᵀ: (n, m) times (m, k), and db += dZ·1: (n, 1).
pub(crate) fn add_outer(dz: &Matrix, a: ArrayView2<f64>, dw: &mut Matrix, db: &mut Matrix) {
    for (i, dz) in dz.rows().into_iter().enumerate() {
        let Some(dz) = dz.as_slice() else { continue };
        for (k, a) in a.rows().into_iter().enumerate() {
            if let Some(a) = a.as_slice() {
                dw[[i, k]] += sum_over(dz, a, |dz, a| dz * a);
            }
        }
        db[[i, 0]] += sum_over(dz, dz, |dz, _| dz);
    }
}

/// out += Σ_k coefficient(k) · rows[k], the terms of each entry added in the order of k.
///
/// Four rows at a time only saves loads and stores of `out`: every entry still sees the same additions.
fn add_rows(out: &mut [f64], coefficient: impl Fn(usize) -> f64, rows: ArrayView2<f64>) {
    let m = out.len();
    let row = |k: usize| rows.row(k).to_slice().map_or(&[] as &[f64], |r| &r[..m.min(r.len())]);
    let n = rows.nrows();
    let mut k = 0;
    while k + 4 <= n {
        let (c0, c1, c2, c3) = (coefficient(k), coefficient(k + 1), coefficient(k + 2), coefficient(k + 3));
        let inputs = row(k).iter().zip(row(k + 1)).zip(row(k + 2)).zip(row(k + 3));
        for (o, (((r0, r1), r2), r3)) in out.iter_mut().zip(inputs) {
            *o = (((*o + c0 * r0) + c1 * r1) + c2 * r2) + c3 * r3;
        }
        k += 4;
    }
    for k in k..n {
        let c = coefficient(k);
        for (o, r) in out.iter_mut().zip(row(k)) {
            *o += c * r;
        }
    }
}

/// Σ f(a, b) over two rows, in eight partial sums that are added in a fixed order.
fn sum_over(a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) -> f64 {
    let mut s = [0.0; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail = a8.remainder().iter().zip(b8.remainder());
    for (a, b) in a8.zip(b8) {
        for i in 0..8 {
            s[i] += f(a[i], b[i]);
        }
    }
    for (s, (&a, &b)) in s.iter_mut().zip(tail) {
        *s += f(a, b);
    }
    ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

/// ‖x‖₂, the square root of the sum of squares; NaN if an entry is. For any list of numbers, a matrix among them.
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
    use crate::random::{NumpyRng, normal_matrix};
    use approx::assert_abs_diff_eq;

    /// ndarray's own product, good for tests up to rounding.
    #[allow(clippy::disallowed_methods, reason = "the independent second opinion")]
    fn dot(a: &Matrix, b: &Matrix) -> Matrix {
        a.dot(b)
    }

    #[test]
    fn products_agree_with_ndarray() {
        let mut rng = NumpyRng::seed(9);
        for (n, k, m) in [(1, 1, 1), (3, 2, 5), (5, 4, 8), (7, 9, 19), (4, 13, 301)] {
            let mut random = |shape| normal_matrix(shape, 0.0, 1.0, &mut rng).unwrap();
            let (w, a, b, dz) = (random((n, k)), random((k, m)), random((n, 1)), random((n, m)));
            let mut z = Matrix::zeros((n, m));
            affine(&w, a.view(), &b, &mut z);
            assert_abs_diff_eq!(z, dot(&w, &a) + &b, epsilon = 1e-12);
            assert_abs_diff_eq!(matmul(&w, &a).unwrap(), dot(&w, &a), epsilon = 1e-12);
            let mut da = Matrix::ones((k, m));
            transposed_product(&w, &dz, &mut da);
            assert_abs_diff_eq!(da, dot(&w.t().to_owned(), &dz), epsilon = 1e-12);
            let (mut dw, mut db) = (Matrix::ones((n, k)), Matrix::ones((n, 1)));
            add_outer(&dz, a.view(), &mut dw, &mut db);
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
}
