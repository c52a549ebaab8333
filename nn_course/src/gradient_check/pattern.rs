//! Patterns in the wrong components of one matrix, which usually name the bug.
//!
//! Explained in notebook 04, section 3.

use crate::support::linalg::norm;

/// The relation of a matrix of wrong gradients to the numerical ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pattern {
    /// All are 0 where the numerical ones are not.
    Zero,
    /// All are the numerical ones times this.
    Factor(f64),
    /// The numerical ones minus these are the parameters themselves times this: a penalty's gradient that is missing here (above 0),
    /// or that the cost does not have (below 0).
    Parameters(f64),
    /// They are the numerical ones transposed.
    Transposed,
    /// They are the numerical ones column by column, as MATLAB and Fortran unroll a matrix; θ goes row by row.
    ByColumns,
    /// They are the numerical ones in another order.
    Reordered,
}

/// The tolerance of a pattern: the residual relative to what it explains.
pub(super) const FIT: f64 = 1e-3;

impl Pattern {
    /// The pattern in a matrix of the given shape: gradient g, numerical a and parameters θ, each row by row.
    pub(super) fn find((rows, columns): (usize, usize), g: &[f64], a: &[f64], theta: &[f64]) -> Option<Pattern> {
        if norm(g) == 0.0 {
            return Some(Pattern::Zero);
        }
        // Fitted to what is wrong, so that a small mistake shows in its own size.
        let missing: Vec<f64> = a.iter().zip(g).map(|(a, g)| a - g).collect();
        let factor = fit(&missing, a);
        if explains(&missing, a, factor) {
            return Some(Pattern::Factor(1.0 - factor));
        }
        let penalty = fit(&missing, theta);
        // One component that is far larger than the others would fit anything.
        let second = second_largest(theta) * penalty.abs() > FIT * norm(&missing);
        if second && explains(&missing, theta, penalty) {
            return Some(Pattern::Parameters(penalty));
        }
        let is_order = |of: &dyn Fn(usize) -> usize| {
            let rest: Vec<f64> = g.iter().enumerate().map(|(i, g)| g - a[of(i)]).collect();
            norm(&rest) <= FIT * norm(&missing)
        };
        // Column by column, and back: with as many rows as columns, the two are one.
        match [rows, columns].map(|n| is_order(&|i| i % n * (g.len() / n) + i / n)) {
            [true, _] if rows == columns => Some(Pattern::Transposed),
            [false, false] => same_in_another_order(g, a).then_some(Pattern::Reordered),
            _ => Some(Pattern::ByColumns),
        }
    }
}

/// Whether two vectors that differ have the same entries in another order.
pub(super) fn same_in_another_order(g: &[f64], a: &[f64]) -> bool {
    let apart = |g: &[f64], a: &[f64]| norm(&g.iter().zip(a).map(|(g, a)| g - a).collect::<Vec<_>>());
    let [first, second] = [g, a].map(|v| {
        let mut sorted = v.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    });
    apart(&first, &second) <= FIT * apart(g, a)
}

/// The least-squares fit of c in x ≈ c·y: Σxy / Σy².
fn fit(x: &[f64], y: &[f64]) -> f64 {
    let (mut xy, mut yy) = (0.0, 0.0);
    // On the scale of y, so that squares neither vanish nor overflow.
    let scale = norm(y);
    for (x, y) in x.iter().zip(y) {
        xy += x * (y / scale);
        yy += y * (y / scale);
    }
    xy / yy
}

/// The second largest size of an entry; 0 if there is none.
fn second_largest(y: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = y.iter().map(|y| y.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    sizes.get(1).copied().unwrap_or_default()
}

/// Whether x is c·y within the tolerance.
fn explains(x: &[f64], y: &[f64], c: f64) -> bool {
    let rest: Vec<f64> = x.iter().zip(y).map(|(x, y)| x - c * y).collect();
    norm(&rest) <= FIT * norm(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [f64; 4] = [0.1, -0.7, 0.4, 0.9];
    const THETA: [f64; 4] = [1.0, 2.0, -0.5, 3.0];

    fn found(g: impl Fn(usize) -> f64) -> Option<Pattern> {
        Pattern::find((2, 2), &[g(0), g(1), g(2), g(3)], &A, &THETA)
    }

    #[test]
    fn the_usual_mistakes_are_recognized() {
        let text = |g: fn(usize) -> f64| found(g).unwrap().reading("W1");
        assert_eq!(text(|i| 2.0 * A[i]), "backprop = 2.000 × numeric");
        assert_eq!(text(|i| 1.0001 * A[i]), "backprop = 1.00010 × numeric");
        assert_eq!(text(|i| -A[i]), "backprop = −numeric: the sign");
        assert_eq!(text(|_| 0.0), "backprop is all 0: is it computed at all?");
        assert_eq!(text(|i| [0.1, 0.4, -0.7, 0.9][i]), "backprop = numeric, transposed");
        assert_eq!(text(|i| [0.9, 0.1, -0.7, 0.4][i]), "backprop = numeric, in another order");
        let columns = "backprop = numeric, unrolled by columns; θ goes row by row";
        for (shape, g) in [((3, 2), [1.0, 3.0, 5.0, 2.0, 4.0, 6.0]), ((2, 3), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0])] {
            let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
            let theta = [0.3, -0.1, 0.8, 0.2, -0.9, 0.4];
            // The gradient goes by columns, or θ does.
            assert_eq!(Pattern::find(shape, &g, &a, &theta).unwrap().reading("W1"), columns);
            assert_eq!(Pattern::find(shape, &a, &g, &theta).unwrap().reading("W1"), columns);
        }
        assert_eq!(text(|i| A[i] - 0.07 * THETA[i]), "backprop lacks 0.070 × W1: a penalty's term?");
        assert_eq!(
            text(|i| A[i] + 0.07 * THETA[i]),
            "backprop has 0.070 × W1 too much: a penalty that is not in the cost?"
        );
    }

    #[test]
    fn what_fits_nothing_has_no_pattern() {
        assert_eq!(found(|i| [0.3, -0.2, 0.1, 0.2][i]), None);
        // Small numbers fit no better, and large ones no worse.
        for (scale, off, pattern) in [(1e-6, 0.1, None), (1e6, 1e-4, Some(Pattern::Transposed))] {
            let a = A.map(|a| a * scale);
            let g = [0.1 + off, 0.4, -0.7, 0.9].map(|g| g * scale);
            assert_eq!(Pattern::find((2, 2), &g, &a, &THETA), pattern, "{scale}");
        }
        // One wrong component among many right ones is no factor of 1.
        assert_eq!(Pattern::find((2, 1), &[1e4, -1.0], &[1e4, 1.0], &[0.1, 0.5]), None);
        // Two matrices of one entry are always a factor apart.
        assert_eq!(Pattern::find((1, 1), &[3.0], &[2.0], &[1.0]), Some(Pattern::Factor(1.5)));
        assert_eq!(Pattern::find((1, 1), &[3.0], &[0.0], &[1.0]), None);
        // Nor is one wrong component beside a large parameter a penalty.
        assert_eq!(Pattern::find((2, 1), &[0.0, 1.0], &[6e-7, 1.0], &[3e5, 1.0]), None);
        // Numerical zeros, and huge numbers, do no harm.
        assert_eq!(Pattern::find((2, 1), &[3.0, 1.0], &[0.0, 0.0], &[0.0, 0.0]), None);
        let huge = Pattern::find((2, 1), &[2e200, 4e200], &[1e200, 2e200], &[1.0, 1.0]);
        assert_eq!(huge, Some(Pattern::Factor(2.0)));
    }
}
