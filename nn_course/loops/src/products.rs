//! The products of matrices that forward and backward propagation are made of: matrices with a column an example.
//!
//! Shapes are the caller's duty; rows that are not contiguous are left out. Where shapes do not belong together, the result covers
//! what they have in common: nothing is read or written beyond, and nothing panics.

use crate::widest;
use ndarray::{Array2, ArrayView1, ArrayView2};

/// C = A·B: (r, k) times (k, c), the k terms of each entry added in order. `c` must hold zeros.
pub fn product(a: ArrayView2<f64>, b: ArrayView2<f64>, c: &mut Array2<f64>) {
    // An empty matrix may have more rows than anybody can go through.
    if c.is_empty() {
        return;
    }
    widest(
        #[inline(always)]
        || {
            for (a, mut c) in a.rows().into_iter().zip(c.rows_mut()) {
                if let Some(c) = c.as_slice_mut() {
                    add_rows(c, None, a, b);
                }
            }
        },
    );
}

/// Z = W·A + b: (n, k) times (k, m), plus (n, 1).
pub fn affine(w: &Array2<f64>, a: ArrayView2<f64>, b: &Array2<f64>, z: &mut Array2<f64>) {
    if z.is_empty() {
        return;
    }
    widest(
        #[inline(always)]
        || {
            for ((w, b), mut z) in w.rows().into_iter().zip(b).zip(z.rows_mut()) {
                if let Some(z) = z.as_slice_mut() {
                    add_rows(z, Some(*b), w, a);
                }
            }
        },
    );
}

/// One row of [`affine`]: z = w·A + b for one unit.
pub fn affine_row(w: ArrayView1<f64>, a: ArrayView2<f64>, b: f64, z: &mut [f64]) {
    widest(
        #[inline(always)]
        || add_rows(z, Some(b), w, a),
    );
}

/// dA = Wᵀ·dZ: (k, n) times (n, m).
pub fn transposed_product(w: &Array2<f64>, dz: &Array2<f64>, da: &mut Array2<f64>) {
    if da.is_empty() {
        return;
    }
    let dz = dz.view();
    widest(
        #[inline(always)]
        || {
            for (w, mut da) in w.columns().into_iter().zip(da.rows_mut()) {
                if let Some(da) = da.as_slice_mut() {
                    add_rows(da, Some(0.0), w, dz);
                }
            }
        },
    );
}

/// dW += dZ·Aᵀ: (n, m) times (m, k), and db += dZ·1: (n, 1).
pub fn add_outer(dz: &Array2<f64>, a: ArrayView2<f64>, dw: &mut Array2<f64>, db: &mut Array2<f64>) {
    widest(
        #[inline(always)]
        || {
            for ((dz, mut dw), db) in dz.rows().into_iter().zip(dw.rows_mut()).zip(db) {
                let Some(dz) = dz.to_slice() else { continue };
                let (m, columns) = (dz.len(), dw.len().min(a.nrows()));
                let mut k = 0;
                while k + 4 <= columns {
                    let sums = dots(dz, [row(a, k, m), row(a, k + 1, m), row(a, k + 2, m), row(a, k + 3, m)]);
                    for (i, sum) in sums.into_iter().enumerate() {
                        dw[k + i] += sum;
                    }
                    k += 4;
                }
                if k + 2 <= columns {
                    let sums = dots(dz, [row(a, k, m), row(a, k + 1, m)]);
                    dw[k] += sums[0];
                    dw[k + 1] += sums[1];
                    k += 2;
                }
                if k < columns {
                    let [sum] = dots(dz, [row(a, k, m)]);
                    dw[k] += sum;
                }
                *db += sum(dz);
            }
        },
    );
}

/// The first `m` entries of row `k`.
#[inline(always)]
fn row<'a>(rows: ArrayView2<'a, f64>, k: usize, m: usize) -> &'a [f64] {
    rows.index_axis_move(ndarray::Axis(0), k).to_slice().map_or(&[], |r| &r[..m.min(r.len())])
}

/// out = start + Σ_k coefficients[k] · rows[k], the terms of each entry added in the order of k; `start` is what stands in
/// `out` where none is given.
///
/// Four rows at a time only saves loads and stores of `out`: every entry still sees the same additions.
#[inline(always)]
fn add_rows(out: &mut [f64], start: Option<f64>, coefficients: ArrayView1<f64>, rows: ArrayView2<f64>) {
    let n = rows.nrows().min(coefficients.len());
    let mut k = 0;
    if let Some(start) = start {
        if n < 4 {
            out.fill(start);
        } else {
            add_four(out, |_| start, coefficients, rows, 0);
            k = 4;
        }
    }
    while k + 4 <= n {
        add_four(out, |out| out, coefficients, rows, k);
        k += 4;
    }
    for k in k..n {
        let (c, m) = (coefficients[k], out.len());
        for (o, r) in out.iter_mut().zip(row(rows, k, m)) {
            *o += c * r;
        }
    }
}

#[inline(always)]
fn add_four(
    out: &mut [f64],
    start: impl Fn(f64) -> f64,
    coefficients: ArrayView1<f64>,
    rows: ArrayView2<f64>,
    k: usize,
) {
    let [c0, c1, c2, c3] = [coefficients[k], coefficients[k + 1], coefficients[k + 2], coefficients[k + 3]];
    let m = out.len();
    let [r0, r1, r2, r3] = [row(rows, k, m), row(rows, k + 1, m), row(rows, k + 2, m), row(rows, k + 3, m)];
    for (o, (((r0, r1), r2), r3)) in out.iter_mut().zip(r0.iter().zip(r1).zip(r2).zip(r3)) {
        *o = (((start(*o) + c0 * r0) + c1 * r1) + c2 * r2) + c3 * r3;
    }
}

/// How many partial sums a sum over examples is added up in, always in the same order.
const LANES: usize = 8;

/// Σ a·b over two rows, for several b at once.
#[inline(always)]
fn dots<const N: usize>(a: &[f64], b: [&[f64]; N]) -> [f64; N] {
    let mut sums = [[0.0; LANES]; N];
    let (whole, rest) = a.as_chunks::<LANES>();
    let b = b.map(|b| b.as_chunks::<LANES>());
    let shortest = b.iter().fold(whole.len(), |n, (b, _)| n.min(b.len()));
    for (i, a) in whole[..shortest].iter().enumerate() {
        for (sums, (b, _)) in sums.iter_mut().zip(&b) {
            let b = &b[i];
            *sums = std::array::from_fn(|lane| sums[lane] + a[lane] * b[lane]);
        }
    }
    for (sums, (_, b)) in sums.iter_mut().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(rest.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.map(total)
}

/// Σ a over a row.
#[inline(always)]
fn sum(a: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let chunks = a.chunks_exact(LANES);
    let rest = chunks.remainder();
    for a in chunks {
        for lane in 0..LANES {
            sums[lane] += a[lane];
        }
    }
    for (sum, a) in sums.iter_mut().zip(rest) {
        *sum += a;
    }
    total(sums)
}

#[inline(always)]
fn total(s: [f64; LANES]) -> f64 {
    ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_do_not_fit_harm_nothing() {
        let (dz, a) = (Array2::<f64>::ones((3, 5)), Array2::<f64>::ones((9, 4)));
        let (mut dw, mut db) = (Array2::zeros((2, 3)), Array2::zeros((1, 1)));
        add_outer(&dz, a.view(), &mut dw, &mut db);
        assert_eq!(
            (dw, db),
            (Array2::from_shape_fn((2, 3), |(i, _)| if i == 0 { 4.0 } else { 0.0 }), Array2::from_elem((1, 1), 5.0))
        );
        // Nobody can go through so many rows, and there is nothing in them.
        let long = Array2::<f64>::zeros((1 << 60, 0));
        product(long.view(), long.view(), &mut long.clone());
        affine(&long, long.view(), &long, &mut long.clone());
        transposed_product(&long.t().to_owned(), &long, &mut long.clone());
    }
}
