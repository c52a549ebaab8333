//! Functions of two variables on a grid, for decision boundaries and contour plots.
//!
//! Explained in notebook 01, section 5; notebook 02, section 2.

use super::axes::extent;
use nn_course::Matrix;
use nn_course::support::error::Result;
use nn_course::support::validate;

/// Values of a function f(x, y) on an even grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    x: (f64, f64),
    y: (f64, f64),
    /// Row i, column j is f at the i-th y and the j-th x, counted from the lower ends.
    values: Matrix,
}

impl Field {
    /// Samples f at `columns` × `rows` points over x and y ranges. `f` gets all points at once, as a (2, points) matrix,
    /// and gives a (1, points) matrix.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](nn_course::support::error::Error::OutOfRange) for fewer than two rows or columns, more than 4 million points, or a range that is not
    /// finite and rising; whatever `f` refuses; [`Error::Shape`](nn_course::support::error::Error::Shape) if `f` gives another shape; [`Error::NotFinite`](nn_course::support::error::Error::NotFinite) for
    /// NaN or ±∞ from `f`.
    pub fn sample(
        x: (f64, f64),
        y: (f64, f64),
        (columns, rows): (usize, usize),
        f: impl FnOnce(&Matrix) -> Result<Matrix>,
    ) -> Result<Self> {
        rising("x", x)?;
        rising("y", y)?;
        for (what, n) in [("columns", columns), ("rows", rows)] {
            validate::range(what, n as f64, (2..=2000).contains(&n), "2 to 2000 grid points")?;
        }
        let at = |(a, b): (f64, f64), i: usize, n: usize| a + (b - a) * i as f64 / (n - 1) as f64;
        // Row by row.
        let values = f(&Matrix::from_shape_fn((2, rows * columns), |(axis, p)| match axis {
            0 => at(x, p % columns, columns),
            _ => at(y, p / columns, rows),
        }))?;
        validate::shape("the function's values", &values, (1, rows * columns))?;
        validate::finite("the function's values", &values)?;
        Ok(Field { x, y, values: Matrix::from_shape_fn((rows, columns), |(i, j)| values[[0, i * columns + j]]) })
    }

    /// The range of x and the range of y.
    pub fn ranges(&self) -> ((f64, f64), (f64, f64)) {
        (self.x, self.y)
    }

    /// The smallest and the largest value.
    pub fn extent(&self) -> (f64, f64) {
        extent(self.values.iter().copied())
    }

    /// The fraction of the grid on which f is above a level.
    pub(super) fn fraction_above(&self, level: f64) -> f64 {
        self.values.iter().filter(|v| **v > level).count() as f64 / self.values.len() as f64
    }

    /// f at a point, interpolated between the four grid points around it; `u` and `v` run from 0 to 1 over the ranges.
    pub(super) fn at(&self, u: f64, v: f64) -> f64 {
        let split = |t: f64, n: usize| {
            let t = t.clamp(0.0, 1.0) * (n - 1) as f64;
            let i = (t as usize).min(n - 2);
            (i, t - i as f64)
        };
        let (i, dv) = split(v, self.values.nrows());
        let (j, du) = split(u, self.values.ncols());
        let row = |i| self.values[[i, j]] * (1.0 - du) + self.values[[i, j + 1]] * du;
        row(i) * (1.0 - dv) + row(i + 1) * dv
    }

    /// The line f = level, as segments: where the level crosses the sides of each grid cell ("marching squares").
    pub(super) fn contour(&self, level: f64) -> Vec<[(f64, f64); 2]> {
        let (rows, columns) = self.values.dim();
        let (dx, dy) = ((self.x.1 - self.x.0) / (columns - 1) as f64, (self.y.1 - self.y.0) / (rows - 1) as f64);
        let place = |i: f64, j: f64| (self.x.0 + j * dx, self.y.0 + i * dy);
        let mut segments = Vec::new();
        for i in 0..rows - 1 {
            for j in 0..columns - 1 {
                let corners = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)];
                let mut crossings = Vec::with_capacity(4);
                for side in 0..4 {
                    let (a, b) = (corners[side], corners[(side + 1) % 4]);
                    let (fa, fb) = (self.values[a] - level, self.values[b] - level);
                    if (fa > 0.0) != (fb > 0.0) {
                        let t = fa / (fa - fb);
                        let mix = |a: usize, b: usize| a as f64 + t * (b as f64 - a as f64);
                        crossings.push(place(mix(a.0, b.0), mix(a.1, b.1)));
                    }
                }
                segments.extend(crossings.chunks_exact(2).map(|c| [c[0], c[1]]));
            }
        }
        segments
    }
}

/// Checks that a range is finite and rising.
pub(super) fn rising(what: &str, (from, to): (f64, f64)) -> Result<()> {
    validate::range(&format!("the start of {what}"), from, from.is_finite(), "finite numbers")?;
    let legal = to.is_finite() && to > from && (to - from).is_finite();
    validate::range(&format!("the end of {what}"), to, legal, "finite, above the start")
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    fn distance_from_centre() -> Field {
        Field::sample((-2.0, 2.0), (-1.0, 1.0), (81, 41), |p| {
            Ok(Matrix::from_shape_fn((1, p.ncols()), |(_, i)| p[[0, i]] * p[[0, i]] + p[[1, i]] * p[[1, i]]))
        })
        .unwrap()
    }

    #[test]
    fn a_contour_of_the_distance_is_a_circle() {
        let segments = distance_from_centre().contour(0.25);
        assert!(segments.len() > 30);
        for (x, y) in segments.into_iter().flatten() {
            assert_abs_diff_eq!((x * x + y * y).sqrt(), 0.5, epsilon = 0.002);
        }
    }

    #[test]
    fn between_grid_points_values_are_interpolated() {
        let field = distance_from_centre();
        assert_abs_diff_eq!(field.at(0.5, 0.5), 0.0, epsilon = 1e-12);
        assert_abs_diff_eq!(field.at(1.0, 1.0), 5.0, epsilon = 1e-12);
        assert_abs_diff_eq!(field.at(0.77, 0.31), 1.08 * 1.08 + 0.38 * 0.38, epsilon = 0.002);
    }

    #[test]
    fn bad_input_is_named() {
        let f = |p: &Matrix| Ok(Matrix::from_elem((1, p.ncols()), f64::NAN));
        let e = Field::sample((0.0, 1.0), (0.0, 1.0), (3, 3), f).unwrap_err();
        assert_eq!(e.to_string(), "the function's values[0, 0] is NaN; allowed: finite numbers");
        let e = Field::sample((0.0, 0.0), (0.0, 1.0), (3, 3), f).unwrap_err();
        assert_eq!(e.to_string(), "the end of x is 0; allowed: finite, above the start");
    }
}
