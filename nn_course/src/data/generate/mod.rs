//! Seeded data sets.
//!
//! Explained in notebook 02, section 5; notebook 03, section 8.

mod digits;
mod moons;

pub use digits::digits;
pub use moons::{moons, moons_bayes};

use crate::{
    Matrix, data::dataset::Dataset, support::error::*, support::random, support::random::StandardNormal,
    support::random::StandardUniform, support::random::normal_matrix, support::validate,
};
use rand::{RngCore, distr::Distribution};
use std::f64::consts::PI;

/// Two noisy circles: X (2, m), label 0 on the unit circle and label 1 on the inner one.
///
/// # Formula
/// ⌊m/2⌋ points (cos t, sin t) and m − ⌊m/2⌋ points `factor`·(cos t, sin t), t evenly spaced on [0, 2π); shuffled; then
/// N(0, `noise`²) added to each coordinate. With [`NumpyRng`](crate::support::random::NumpyRng) these are scikit-learn's points;
/// the lecture uses factor 0.8, noise 0.05, 300 points of seed 1 to train and 100 of seed 2 to test.
///
/// # Errors
/// [`Error::OutOfRange`] for m < 2, a factor outside [0, 1), or a noise that is negative or not finite;
/// [`Error::Shape`] for more than 2²⁸ numbers; [`Error::NotFinite`] where a huge noise overflows.
///
/// # Source
/// scikit-learn 1.9, `sklearn.datasets.make_circles`.
pub fn circles(m: usize, factor: f64, noise: f64, rng: &mut dyn RngCore) -> Result<Dataset> {
    validate::range("factor", factor, (0.0..1.0).contains(&factor), "0 or more, below 1")?;
    two_noisy_curves(m, noise, rng, |inside, step, count| {
        let t = 2.0 * PI * step as f64 / count as f64;
        let radius = if inside { factor } else { 1.0 };
        (radius * libm::cos(t), radius * libm::sin(t))
    })
}

/// ⌊m/2⌋ points of a first curve, label 0, and the rest of a second, label 1; shuffled, then noise added. `point` says where
/// the point `step` of `count` is, on the second curve if its first argument is true.
fn two_noisy_curves(
    m: usize,
    noise: f64,
    rng: &mut dyn RngCore,
    point: impl Fn(bool, usize, usize) -> (f64, f64),
) -> Result<Dataset> {
    validate::range("m", m as f64, m >= 2, "2 points or more")?;
    validate::not_negative("noise", noise)?;
    validate::size("X", 2, m)?;
    let first = m / 2;
    let mut order: Vec<usize> = (0..m).collect();
    random::shuffle(&mut order, rng);
    // One row a point here, so that the noise of a point's two coordinates is drawn in turn.
    let mut points = normal_matrix((m, 2), 0.0, noise, rng)?;
    let mut y = Matrix::zeros((1, m));
    for (column, &i) in order.iter().enumerate() {
        let second = i >= first;
        let (step, count) = if second { (i - first, m - first) } else { (i, first) };
        let (x1, x2) = point(second, step, count);
        points[[column, 0]] += x1;
        points[[column, 1]] += x2;
        y[[0, column]] = f64::from(u8::from(second));
    }
    Dataset::new(points.reversed_axes(), y)
}

/// A football pitch: X (2, m), the places where a player headed the ball; label 1 for our team, 0 for the other.
///
/// The two teams keep to their sides of a diagonal, slightly bent border, but not strictly: `noise` is how far across it
/// they go, and of all points a share of `flip`, wherever it is, is the other team's. The course uses noise 0.05 and flip 0.05,
/// 211 points of seed 17 to train and 200 of seed 4 to test. (The lecture's own set may not be shipped; this one has its size,
/// place and balance, and such a border. A copy of your own can be read from CSV.)
///
/// # Formula
/// For each point: (u, v) uniform on the unit disc; x₁ = 0.45 u − 0.15, x₂ = 0.62 v − 0.04; the label is 1 where
/// 0.27 v − 0.4 u + 0.35 (0.25 − v²) + `noise`·ε > 0, with ε standard normal, and the other one with probability `flip`. u and v are
/// drawn by [`StandardUniform`] on (−1, 1)² until inside, then ε by one [`StandardNormal`] for all points, then the flip.
///
/// # Errors
/// [`Error::OutOfRange`] for m = 0, a noise that is negative or not finite, or a flip outside 0 to 1; [`Error::Shape`] for more
/// than 2²⁸ numbers.
pub fn football(m: usize, noise: f64, flip: f64, rng: &mut dyn RngCore) -> Result<Dataset> {
    validate::at_least_one("m", m)?;
    validate::not_negative("noise", noise)?;
    validate::range("flip", flip, (0.0..=1.0).contains(&flip), "0 to 1")?;
    validate::size("X", 2, m)?;
    let normal = StandardNormal::default();
    let (mut x, mut y) = (Matrix::zeros((2, m)), Matrix::zeros((1, m)));
    for i in 0..m {
        let mut uniform = || 2.0 * StandardUniform.sample(rng) - 1.0;
        let (mut u, mut v) = (uniform(), uniform());
        while u * u + v * v >= 1.0 {
            (u, v) = (uniform(), uniform());
        }
        x[[0, i]] = 0.45 * u - 0.15;
        x[[1, i]] = 0.62 * v - 0.04;
        let side = 0.27 * v - 0.4 * u + 0.35 * (0.25 - v * v) + noise * normal.sample(rng);
        let flipped = StandardUniform.sample(rng) < flip;
        y[[0, i]] = f64::from(u8::from((side > 0.0) != flipped));
    }
    Dataset::new(x, y)
}

/// Points of a Gaussian cloud: (n, m) with row i drawn from N(`means[i]`, `stds[i]`²).
///
/// # Errors
/// [`Error::Mismatch`] if `means` and `stds` differ in length, [`Error::Empty`] if there are none,
/// [`Error::OutOfRange`] for m = 0, a mean that is not finite, or a deviation that is negative or not finite;
/// [`Error::NotFinite`] where they overflow.
pub fn gaussian(m: usize, means: &[f64], stds: &[f64], rng: &mut dyn RngCore) -> Result<Matrix> {
    validate::at_least_one("m", m)?;
    validate::ensure(!means.is_empty(), || Error::empty("means", "one mean for each coordinate"))?;
    validate::one_for_each("stds", stds.len(), means.len(), "mean")?;
    validate::size("X", means.len(), m)?;
    let mut x = Matrix::zeros((means.len(), m));
    for (i, (&mean, &std)) in means.iter().zip(stds).enumerate() {
        x.row_mut(i).assign(&normal_matrix((1, m), mean, std, rng)?.row(0));
    }
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::NumpyRng;

    #[test]
    fn a_cloud_has_its_means_and_deviations() {
        let rng = &mut NumpyRng::seed(1);
        let x = gaussian(10_000, &[5.0, -3.0], &[2.0, 0.0], rng).unwrap();
        let mean = x.row(0).sum() / 1e4;
        let std = (x.row(0).mapv(|v| (v - mean) * (v - mean)).sum() / 1e4).sqrt();
        // Standard errors: 2/100 of the mean, 2/√20000 of the deviation. Five of each.
        assert!((mean - 5.0).abs() < 0.1 && (std - 2.0).abs() < 0.071, "{mean}, {std}");
        assert_eq!(x.row(1), Matrix::from_elem((1, 10_000), -3.0).row(0));
        let error =
            |means: &[f64], stds: &[f64]| gaussian(3, means, stds, &mut NumpyRng::seed(1)).unwrap_err().to_string();
        assert_eq!(error(&[], &[]), "means is empty; allowed: one mean for each coordinate");
        assert_eq!(error(&[0.0, 1.0], &[1.0]), "the number of stds is 1; allowed: 2, one for each mean");
    }

    #[test]
    fn circles_are_evenly_spaced() {
        let circles = |m, noise| circles(m, 0.5, noise, &mut NumpyRng::seed(1));
        let data = circles(7, 0.0).unwrap();
        for (label, count, radius) in [(0.0, 3, 1.0), (1.0, 4, 0.5)] {
            for k in 0..count {
                let t = 2.0 * PI * f64::from(k) / f64::from(count);
                let place = (radius * libm::cos(t), radius * libm::sin(t));
                let near = |x: ndarray::ArrayView1<f64>| libm::hypot(x[0] - place.0, x[1] - place.1) < 1e-12;
                let found = (0..7).filter(|&i| near(data.x().column(i)) && data.y()[[0, i]] == label).count();
                assert_eq!(found, 1, "point {k} of {count} with label {label}");
            }
        }
        for noise in [-0.1, f64::INFINITY] {
            let error = circles(7, noise).unwrap_err().to_string();
            assert_eq!(error, format!("noise is {noise}; allowed: 0 or more, finite"));
        }
    }

    /// On which side of the border a point is.
    fn is_ours(x: ndarray::ArrayView1<f64>) -> bool {
        let (u, v) = ((x[0] + 0.15) / 0.45, (x[1] + 0.04) / 0.62);
        0.27 * v + 0.35 * (0.25 - v * v) > 0.4 * u
    }

    /// The properties of the lecture's pitch, over several seeds.
    #[test]
    fn the_pitch_is_as_the_lecture_describes_it() {
        for seed in 0..20 {
            let data = football(211, 0.05, 0.05, &mut NumpyRng::seed(seed)).unwrap();
            let ones = data.y().sum() / 211.0;
            assert!((0.4..0.6).contains(&ones), "about half of each class: {ones}");
            let inside = |row: usize, from: f64, to: f64| data.x().row(row).iter().all(|v| (from..to).contains(v));
            assert!(inside(0, -0.6, 0.3) && inside(1, -0.66, 0.58));
            // The border is right for most points; the rest overlaps.
            let right = (0..211).filter(|&i| is_ours(data.x().column(i)) == (data.y()[[0, i]] == 1.0)).count();
            assert!((175..206).contains(&right), "{right}");
        }
    }

    /// Far more noise than the pitch is wide: the label is its sign. For each point, the place is drawn, then the noise, then the flip.
    #[test]
    fn noise_above_zero_is_for_our_team() {
        let data = football(100, 1e9, 0.0, &mut NumpyRng::seed(1)).unwrap();
        let (rng, normal) = (&mut NumpyRng::seed(1), StandardNormal::default());
        for y in data.y() {
            let mut place = || 2.0 * StandardUniform.sample(rng) - 1.0;
            while libm::hypot(place(), place()) >= 1.0 {}
            assert_eq!(*y == 1.0, normal.sample(rng) > 0.0);
            let _flip: f64 = StandardUniform.sample(rng);
        }
    }

    #[test]
    fn without_noise_the_border_is_sharp() {
        let data = football(500, 0.0, 0.0, &mut NumpyRng::seed(1)).unwrap();
        for (p, y) in data.x().columns().into_iter().zip(data.y()) {
            assert_eq!(is_ours(p), *y == 1.0);
            assert!(libm::hypot((p[0] + 0.15) / 0.45, (p[1] + 0.04) / 0.62) < 1.0, "on the disc: {p}");
        }
        // A share of 0.1 of 2,000 labels turned round: 200 ± 5 · 13.4.
        let flipped = football(2000, 0.0, 0.1, &mut NumpyRng::seed(1)).unwrap();
        let wrong = (0..2000).filter(|&i| is_ours(flipped.x().column(i)) != (flipped.y()[[0, i]] == 1.0)).count();
        assert!((133..267).contains(&wrong), "{wrong}");
        let rng = &mut NumpyRng::seed(1);
        assert_eq!(football(0, 0.1, 0.0, rng).unwrap_err().to_string(), "m is 0; allowed: 1, 2, 3, …");
        assert_eq!(football(5, -0.1, 0.0, rng).unwrap_err().to_string(), "noise is -0.1; allowed: 0 or more, finite");
        assert_eq!(football(5, 0.1, 1.5, rng).unwrap_err().to_string(), "flip is 1.5; allowed: 0 to 1");
    }
}
