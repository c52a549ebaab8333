//! Two half-moons, and the Bayes classifier for them.
//!
//! Explained in notebook 01, sections 1 and 3.

use super::two_noisy_curves;
use crate::{Matrix, data::dataset::Dataset, support::error::Result, support::validate};
use rand::RngCore;
use std::f64::consts::PI;

/// Two interleaving half circles: X (2, m), label 0 on the upper one and label 1 on the lower one.
///
/// # Formula
/// ⌊m/2⌋ points (cos t, sin t) and m − ⌊m/2⌋ points (1 − cos t, ½ − sin t), t evenly spaced on [0, π], both ends taken; shuffled;
/// then N(0, `noise`²) added to each coordinate. With [`NumpyRng`](crate::support::random::NumpyRng) these are scikit-learn's points.
///
/// # Errors
/// As [`circles`](super::circles).
///
/// # Source
/// scikit-learn 1.9, `sklearn.datasets.make_moons`.
pub fn moons(m: usize, noise: f64, rng: &mut dyn RngCore) -> Result<Dataset> {
    two_noisy_curves(m, noise, rng, |lower, step, count| {
        // numpy.linspace: its step first, then multiplied; its last point is the end itself.
        let last = count - 1;
        on_the_moon(lower, if step == last && last > 0 { PI } else { step as f64 * (PI / last.max(1) as f64) })
    })
}

/// The point at the angle t of the upper or the lower half circle.
fn on_the_moon(lower: bool, t: f64) -> (f64, f64) {
    let (cos, sin) = (libm::cos(t), libm::sin(t));
    if lower { (1.0 - cos, 1.0 - sin - 0.5) } else { (cos, sin) }
}

/// The labels (1, m) of the Bayes classifier for [`moons`]: for each point X (2, m), the half circle that is more likely to have given
/// it. No classifier is wrong less often; it can be known here because the points were made.
///
/// # Formula
/// The label is 1 where Σ exp(−‖x − c‖² / 2·`noise`²) over 200 points c of the lower half circle is larger than over 200 of the upper one: the
/// sums stand for the densities' integrals.
///
/// # Errors
/// [`Error::Shape`](crate::support::error::Error::Shape) if X has other than two rows or no columns, [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or
/// ±∞ in X, [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a noise outside 0.001 to 1000 or a coordinate beyond ± a million: there the
/// densities' ratio drowns in rounding.
pub fn moons_bayes(x: &Matrix, noise: f64) -> Result<Matrix> {
    validate::inputs("X", x, 2)?;
    validate::range("noise", noise, (1e-3..=1e3).contains(&noise), "0.001 to 1000")?;
    x.iter().try_for_each(|v| validate::range("a coordinate", *v, v.abs() <= 1e6, "-1000000 to 1000000"))?;
    let [upper, lower] =
        [false, true].map(|lower| (0..200).map(|i| on_the_moon(lower, PI * f64::from(i) / 199.0)).collect::<Vec<_>>());
    let exponent = |x: (f64, f64), c: &(f64, f64)| {
        let (a, b) = ((x.0 - c.0) / noise, (x.1 - c.1) / noise);
        -0.5 * (a * a + b * b)
    };
    let label = |i: usize| {
        let x = (x[[0, i]], x[[1, i]]);
        // Taken relative to the nearest point, so that far away not all terms vanish.
        let nearest = upper.iter().chain(&lower).map(|c| exponent(x, c)).fold(f64::NEG_INFINITY, f64::max);
        let density = |moon: &[(f64, f64)]| moon.iter().map(|c| libm::exp(exponent(x, c) - nearest)).sum::<f64>();
        f64::from(u8::from(density(&lower) > density(&upper)))
    };
    Ok(Matrix::from_shape_fn((1, x.ncols()), |(_, i)| label(i)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::NumpyRng;
    use ndarray::array;

    #[test]
    fn moons_are_scikit_learns() {
        let moons = |m| moons(m, 0.2, &mut NumpyRng::seed(1)).unwrap();
        // >>> sklearn.datasets.make_moons(200, noise=0.2, random_state=1)
        let (even, odd) = (moons(200), moons(201));
        let first = even.select(0..3).unwrap();
        let published = array![[-0.31410929, 0.39443922, 0.48606504], [0.8956765, 1.30271685, 0.97610164]];
        approx::assert_abs_diff_eq!(first.x(), &published, epsilon = 5e-9);
        assert_eq!(even.y().iter().take(10).sum::<f64>(), 4.0);
        approx::assert_abs_diff_eq!(even.x().sum(), 154.2367797299852, epsilon = 1e-10);
        // … and of 201, where the halves differ
        approx::assert_abs_diff_eq!(odd.x()[[0, 0]], -0.8498753862526295, epsilon = 1e-14);
        approx::assert_abs_diff_eq!(odd.x().sum(), 154.16613423230808, epsilon = 1e-10);
        assert_eq!(
            super::moons(1, 0.2, &mut NumpyRng::seed(1)).unwrap_err().to_string(),
            "m is 1; allowed: 2 points or more"
        );
        // The ends of the upper half circle are points of their own: (1, 0) and, as numpy.linspace ends exactly at π, (−1, sin π).
        for m in [4, 52, 84, 2000] {
            let points = super::moons(m, 0.0, &mut NumpyRng::seed(1)).unwrap();
            let has = |x: f64, y: f64| points.x().columns().into_iter().any(|p| p[0] == x && p[1] == y);
            assert!(has(1.0, 0.0) && has(-1.0, 1.2246467991473532e-16), "{m}");
        }
        // Of a half circle of one point, its start.
        let two = super::moons(2, 0.0, &mut NumpyRng::seed(1)).unwrap();
        for (p, y) in two.x().columns().into_iter().zip(two.y()) {
            assert_eq!((p[0], p[1]), if *y == 1.0 { (0.0, 0.5) } else { (1.0, 0.0) });
        }
    }

    #[test]
    fn nobody_beats_the_bayes_classifier() {
        let data = moons(20_000, 0.3, &mut NumpyRng::seed(9)).unwrap();
        let wrong = |labels: &Matrix| labels.iter().zip(data.y()).filter(|(a, b)| a != b).count();
        let bayes = wrong(&moons_bayes(data.x(), 0.3).unwrap());
        // Not even whoever says which half circle is nearer: 10.4%, against 8.4%.
        let distance = |p: (f64, f64), lower: bool| {
            let (x, y) = if lower { (p.0 - 1.0, 0.5 - p.1) } else { p };
            let end = x.abs() - 1.0;
            if y >= 0.0 { (libm::hypot(x, y) - 1.0).abs() } else { libm::hypot(end, y) }
        };
        let near = Matrix::from_shape_fn((1, data.m()), |(_, i)| {
            let p = (data.x()[[0, i]], data.x()[[1, i]]);
            f64::from(u8::from(distance(p, true) < distance(p, false)))
        });
        assert!((1600..1800).contains(&bayes), "{bayes} of 20,000");
        assert!(wrong(&near) > bayes + 200, "{} of 20,000", wrong(&near));
    }

    #[test]
    fn the_bayes_classifier_is_right_far_away_too() {
        // Below both half circles the lower one is nearer, above them the upper one.
        let far = array![[0.5, 0.5, 0.5, 0.5, 0.0, 1.0], [-1e6, 1e6, -30.0, 30.0, 1.0, -0.5]];
        let expected = array![[1.0, 0.0, 1.0, 0.0, 0.0, 1.0]];
        for noise in [1e-3, 0.1, 1.0] {
            assert_eq!(moons_bayes(&far, noise).unwrap(), expected, "{noise}");
        }
        let error = |x: Matrix, noise| moons_bayes(&x, noise).unwrap_err().to_string();
        assert_eq!(error(array![[0.0], [1.0]], 0.0), "noise is 0; allowed: 0.001 to 1000");
        assert_eq!(error(array![[0.0], [-2e6]], 0.1), "a coordinate is -2000000; allowed: -1000000 to 1000000");
    }
}
