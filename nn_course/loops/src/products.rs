//! The matrix products of forward and backward propagation, for matrices with one example per column.
//!
//! Shapes are the caller's duty. Where they do not belong together, the result covers what they have in common: nothing is read or
//! written beyond, and nothing panics. Each product has a plain twin in `plain`, which the tests compare it with.

use crate::widest;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, CowArray, Ix2};

/// C = A·B: (r, k) times (k, c), the k terms of each entry added in order. `c` must hold zeros.
pub fn product(a: ArrayView2<f64>, b: ArrayView2<f64>, c: &mut Array2<f64>) {
    // An empty matrix may have more rows than anybody can go through.
    if c.is_empty() {
        return;
    }
    let b = contiguous(b);
    let (b, columns) = (b.view(), c.ncols());
    on_entries(c, |c| {
        widest(
            #[inline(always)]
            || a.rows().into_iter().zip(c.chunks_exact_mut(columns)).for_each(|(a, c)| add_rows(c, None, a, b)),
        )
    });
}

/// Z = W·A + b: (n, k) times (k, m), plus (n, 1).
pub fn affine(w: &Array2<f64>, a: ArrayView2<f64>, b: &Array2<f64>, z: &mut Array2<f64>) {
    if z.is_empty() {
        return;
    }
    let a = contiguous(a);
    let (a, columns) = (a.view(), z.ncols());
    on_entries(z, |z| {
        widest(
            #[inline(always)]
            || {
                for ((w, b), z) in w.rows().into_iter().zip(b).zip(z.chunks_exact_mut(columns)) {
                    add_rows(z, Some(*b), w, a);
                }
            },
        )
    });
}

/// One row of [`affine`]: z = w·A + b for one unit.
pub fn affine_row(w: ArrayView1<f64>, a: ArrayView2<f64>, b: f64, z: &mut [f64]) {
    let a = contiguous(a);
    let a = a.view();
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
    let dz = contiguous(dz.view());
    let (dz, columns) = (dz.view(), da.ncols());
    on_entries(da, |da| {
        widest(
            #[inline(always)]
            || {
                for (w, da) in w.columns().into_iter().zip(da.chunks_exact_mut(columns)) {
                    add_rows(da, Some(0.0), w, dz);
                }
            },
        )
    });
}

/// dW += dZ·Aᵀ: (n, m) times (m, k), and db += dZ·1: (n, 1).
pub fn add_outer(dz: &Array2<f64>, a: ArrayView2<f64>, dw: &mut Array2<f64>, db: &mut Array2<f64>) {
    let (dz, a) = (contiguous(dz.view()), contiguous(a));
    let (dz, a) = (dz.view(), a.view());
    widest(
        #[inline(always)]
        || {
            for ((i, mut dw), db) in (0..dz.nrows()).zip(dw.rows_mut()).zip(db) {
                let dz = row(dz, i, dz.ncols());
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

/// The first `m` entries of row `k`, of rows that are [`contiguous`].
#[inline(always)]
fn row<'a>(rows: ArrayView2<'a, f64>, k: usize, m: usize) -> &'a [f64] {
    let row = rows.index_axis_move(Axis(0), k).to_slice().unwrap_or_else(|| unreachable!("the rows are contiguous"));
    &row[..m.min(row.len())]
}

/// The same rows, copied where their entries do not lie side by side. (Those of this course do.)
fn contiguous(rows: ArrayView2<f64>) -> CowArray<f64, Ix2> {
    if rows.ncols() < 2 || rows.strides()[1] == 1 { rows.into() } else { rows.as_standard_layout().into_owned().into() }
}

/// Changes a matrix as its entries, row by row: its own, or those of a copy where they are stored in another order.
fn on_entries(x: &mut Array2<f64>, change: impl FnOnce(&mut [f64])) {
    if let Some(entries) = x.as_slice_mut() {
        return change(entries);
    }
    let mut copy: Vec<f64> = x.iter().copied().collect();
    change(&mut copy);
    x.iter_mut().zip(copy).for_each(|(x, changed)| *x = changed);
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

/// The number of partial sums of a sum over examples, which are always added in the same order.
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

/// The products by their definitions: slow, and what the fast ones must equal.
#[cfg(test)]
mod plain {
    use ndarray::{Array2, ArrayView2};

    /// W·A + b.
    pub fn affine(w: &Array2<f64>, a: ArrayView2<f64>, b: &Array2<f64>) -> Array2<f64> {
        Array2::from_shape_fn((w.nrows(), a.ncols()), |(i, j)| {
            (0..w.ncols()).fold(b[[i, 0]], |sum, k| sum + w[[i, k]] * a[[k, j]])
        })
    }

    /// A·B.
    pub fn product(a: ArrayView2<f64>, b: ArrayView2<f64>) -> Array2<f64> {
        affine(&a.to_owned(), b, &Array2::zeros((a.nrows(), 1)))
    }

    /// Wᵀ·dZ.
    pub fn transposed_product(w: &Array2<f64>, dz: &Array2<f64>) -> Array2<f64> {
        product(w.t(), dz.view())
    }

    /// dZ·Aᵀ and dZ·1, the sums over examples.
    pub fn outer(dz: &Array2<f64>, a: ArrayView2<f64>) -> (Array2<f64>, Array2<f64>) {
        (product(dz.view(), a.t()), product(dz.view(), Array2::ones((dz.ncols(), 1)).view()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mt19937::Mt19937;
    use ndarray::{ShapeBuilder, s};

    /// A matrix of numbers between −1 and 1, stored by rows or by columns.
    fn matrix(shape: (usize, usize), by_columns: bool, random: &mut Mt19937) -> Array2<f64> {
        let mut x = Array2::zeros(shape.set_f(by_columns));
        x.iter_mut().for_each(|v| *v = f64::from(random.next_word()) / f64::from(1_u32 << 31) - 1.0);
        x
    }

    /// To the last bit, but for the sums over examples, which are added up in another order; in any layout, and for parts of the examples.
    #[test]
    fn products_equal_their_plain_twins() {
        let random = &mut Mt19937::new(1);
        for (n, k, m) in [(1, 1, 1), (2, 3, 7), (5, 4, 8), (6, 9, 19), (7, 6, 33), (4, 13, 301)] {
            for by_columns in [false, true] {
                let mut random = |shape| matrix(shape, by_columns, random);
                let (w, all, b, dz) = (random((n, k)), random((k, m + 2)), random((n, 1)), random((n, m)));
                let a = all.slice(s![.., 1..=m]);
                let (mut z, mut c, mut da) = (random((n, m)), Array2::zeros((n, m)), random((k, m)));
                affine(&w, a, &b, &mut z);
                assert_eq!(z, plain::affine(&w, a, &b));
                let mut row = vec![0.0; m];
                affine_row(w.row(0), a, b[[0, 0]], &mut row);
                assert_eq!(row, z.row(0).to_vec());
                product(w.view(), a, &mut c);
                assert_eq!(c, plain::product(w.view(), a));
                transposed_product(&w, &dz, &mut da);
                assert_eq!(da, plain::transposed_product(&w, &dz));
                let (mut dw, mut db) = (Array2::zeros((n, k)), Array2::zeros((n, 1)));
                add_outer(&dz, a, &mut dw, &mut db);
                let (dw_plain, db_plain) = plain::outer(&dz, a);
                let near = |x: &Array2<f64>, y: &Array2<f64>| x.iter().zip(y).all(|(x, y)| (x - y).abs() < 1e-12);
                assert!(near(&dw, &dw_plain) && near(&db, &db_plain), "{n} × {k}, {m} examples");
            }
        }
    }

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
