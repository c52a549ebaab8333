//! Seeded data sets.

use crate::random::{self, normal_matrix};
use crate::{Dataset, Matrix, check, error::Error, error::Result};
use rand::Rng;
use std::f64::consts::PI;

/// Two noisy circles: X (2, m), label 0 on the unit circle and label 1 on the inner one.
///
/// # Formula
/// ⌊m/2⌋ points (cos t, sin t) and m − ⌊m/2⌋ points `factor`·(cos t, sin t), t evenly spaced on [0, 2π); shuffled; then
/// N(0, `noise`²) added to each coordinate. With [`NumpyRng`](crate::random::NumpyRng) these are scikit-learn's points;
/// the lecture uses factor 0.8, noise 0.05, 300 points of seed 1 to train and 100 of seed 2 to test.
///
/// # Errors
/// [`Error::OutOfRange`] for m < 2, a factor outside [0, 1), or a noise that is negative or not finite;
/// [`Error::Shape`] for more than 2²⁸ numbers; [`Error::NotFinite`] where a huge noise overflows.
///
/// # Source
/// scikit-learn 1.9, `sklearn.datasets.make_circles`.
pub fn circles(m: usize, factor: f64, noise: f64, rng: &mut (impl Rng + ?Sized)) -> Result<Dataset> {
    check::range("m", m as f64, m >= 2, "2 points or more")?;
    check::range("factor", factor, (0.0..1.0).contains(&factor), "0 or more, below 1")?;
    check::range("noise", noise, noise >= 0.0 && noise.is_finite(), "0 or more, finite")?;
    check::size("X", 2, m)?;
    let outer = m / 2;
    let mut order: Vec<usize> = (0..m).collect();
    random::shuffle(&mut order, rng);
    // One row a point here, so that the noise of a point's two coordinates is drawn in turn.
    let mut points = normal_matrix((m, 2), 0.0, noise, rng)?;
    let mut y = Matrix::zeros((1, m));
    for (column, &i) in order.iter().enumerate() {
        let inside = i >= outer;
        let (step, count) = if inside { (i - outer, m - outer) } else { (i, outer) };
        let t = 2.0 * PI * step as f64 / count as f64;
        let radius = if inside { factor } else { 1.0 };
        points[[column, 0]] += radius * libm::cos(t);
        points[[column, 1]] += radius * libm::sin(t);
        y[[0, column]] = f64::from(u8::from(inside));
    }
    Dataset::new(points.reversed_axes(), y)
}

/// Points of a Gaussian cloud: (n, m) with row i drawn from N(`means[i]`, `stds[i]`²).
///
/// # Errors
/// [`Error::Shape`] if `means` and `stds` differ in length, [`Error::Empty`] if there are none,
/// [`Error::OutOfRange`] for m = 0, a mean that is not finite, or a deviation that is negative or not finite;
/// [`Error::NotFinite`] where they overflow.
pub fn gaussian(m: usize, means: &[f64], stds: &[f64], rng: &mut (impl Rng + ?Sized)) -> Result<Matrix> {
    check::at_least_one("m", m)?;
    if means.is_empty() {
        return Err(Error::Empty { what: "means".into(), allowed: "one mean for each coordinate".into() });
    }
    if means.len() != stds.len() {
        return Err(Error::Shape {
            what: "stds".into(),
            found: (stds.len(), 1),
            allowed: format!("({}, 1), one for each mean", means.len()),
        });
    }
    check::size("X", means.len(), m)?;
    let mut x = Matrix::zeros((means.len(), m));
    for (i, (&mean, &std)) in means.iter().zip(stds).enumerate() {
        x.row_mut(i).assign(&normal_matrix((1, m), mean, std, rng)?.row(0));
    }
    Ok(x)
}
