//! Small images of two digits that turn into each other upside down.
//!
//! Explained in notebook 01, section 2; notebook 03, section 6.

use crate::random::{StandardNormal, StandardUniform};
use crate::{Dataset, Matrix, check, error::Result};
use rand::RngCore;
use rand::distr::Distribution;
use std::f64::consts::PI;

/// Images of sixes (label 0) and nines (label 1) as if written by hand: X (`side`², m), a column an image, row by row from
/// the upper left, 0 for paper and 1 for ink.
///
/// Each is drawn with its own slant, size, place and thickness of the pen, then `noise` is added to every pixel. A nine is a
/// six turned by 180°.
///
/// # Formula
/// On a plane where the image reaches from −1 to 1: a ring and a bow, turned by N(0, 0.25²) radians, scaled by U(0.6, 0.9), moved by
/// N(0, 0.12²); ink falls from 1 to 0 between the pen's radius U(0.04, 0.1) and one pixel more; + N(0, `noise`²), cut to [0, 1].
/// The label of image i is i mod 2.
///
/// # Errors
/// [`Error::OutOfRange`](crate::Error::OutOfRange) for m = 0, a side below 6, a noise that is negative or not finite;
/// [`Error::Shape`](crate::Error::Shape) for more than 2²⁸ pixels.
pub fn digits(m: usize, side: usize, noise: f64, rng: &mut dyn RngCore) -> Result<Dataset> {
    check::at_least_one("m", m)?;
    check::range("side", side as f64, side >= 6, "6 pixels or more")?;
    check::range("noise", noise, noise >= 0.0 && noise.is_finite(), "0 or more, finite")?;
    check::size("an image", side, side)?;
    check::size("X", side * side, m)?;
    let normal = StandardNormal::default();
    let strokes = strokes();
    let mut x = Matrix::zeros((side * side, m));
    let y = Matrix::from_shape_fn((1, m), |(_, i)| (i % 2) as f64);
    for i in 0..m {
        let mut uniform = |from: f64, to: f64| from + (to - from) * StandardUniform.sample(rng);
        let (scale, pen) = (uniform(0.6, 0.9), uniform(0.04, 0.1));
        let angle = 0.25 * normal.sample(rng) + if y[[0, i]] == 1.0 { PI } else { 0.0 };
        let moved = (0.12 * normal.sample(rng), 0.12 * normal.sample(rng));
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let pixel = 2.0 / side as f64;
        for p in 0..side * side {
            let at = |k: usize| (k as f64 + 0.5) * pixel - 1.0;
            let (u, v) = (at(p % side) - moved.0, at(p / side) - moved.1);
            let on_paper = ((cos * u + sin * v) / scale, (cos * v - sin * u) / scale);
            let distance = scale * strokes.iter().map(|s| distance(on_paper, *s)).fold(f64::INFINITY, f64::min);
            let ink = 1.0 - ((distance - pen) / pixel).clamp(0.0, 1.0);
            x[[p, i]] = (ink + noise * normal.sample(rng)).clamp(0.0, 1.0);
        }
    }
    Dataset::new(x, y)
}

type Stroke = [(f64, f64); 2];

/// An upright six as short straight strokes: a ring below, and a bow from its left side up. y points down.
fn strokes() -> Vec<Stroke> {
    let ring = (0..=16).map(|k| 2.0 * PI * f64::from(k) / 16.0);
    let ring: Vec<_> = ring.map(|t| (0.42 * libm::cos(t), 0.42 + 0.42 * libm::sin(t))).collect();
    // A quadratic Bézier curve.
    let bow = (0..=8).map(|k| f64::from(k) / 8.0).map(|t| {
        let (a, b, c) = ((1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t);
        (-0.42 * a - 0.42 * b + 0.3 * c, 0.42 * a - 0.6 * b - 0.85 * c)
    });
    let bow: Vec<_> = bow.collect();
    ring.windows(2).chain(bow.windows(2)).map(|ends| [ends[0], ends[1]]).collect()
}

/// How far a point is from a straight stroke.
fn distance((x, y): (f64, f64), [a, b]: Stroke) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let t = (((x - a.0) * dx + (y - a.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (ex, ey) = (x - a.0 - t * dx, y - a.1 - t * dy);
    (ex * ex + ey * ey).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NumpyRng;
    use approx::assert_abs_diff_eq;

    #[test]
    fn distances_to_a_stroke() {
        let stroke = [(0.0, 0.0), (2.0, 0.0)];
        for (point, expected) in [((1.0, 3.0), 3.0), ((5.0, 4.0), 5.0), ((-3.0, -4.0), 5.0), ((0.5, 0.0), 0.0)] {
            assert_abs_diff_eq!(distance(point, stroke), expected, epsilon = 1e-15);
        }
    }

    #[test]
    fn a_nine_is_a_six_upside_down() {
        // On average over many images, the ink of a six is below the middle, that of a nine above, in the same amount.
        let data = digits(400, 12, 0.0, &mut NumpyRng::seed(1)).unwrap();
        let mut below = [0.0, 0.0];
        for (image, &label) in data.x().columns().into_iter().zip(data.y()) {
            let height = |p: usize| if p / 12 < 6 { -1.0 } else { 1.0 };
            below[label as usize] += image.iter().enumerate().map(|(p, ink)| ink * height(p)).sum::<f64>() / 200.0;
        }
        assert!(below[0] > 5.0, "{below:?}");
        assert_abs_diff_eq!(below[0], -below[1], epsilon = 1.0);
        assert!(data.x().iter().all(|ink| (0.0..=1.0).contains(ink)));
    }

    #[test]
    fn bad_settings_are_named() {
        let rng = &mut NumpyRng::seed(1);
        assert_eq!(digits(3, 5, 0.1, rng).unwrap_err().to_string(), "side is 5; allowed: 6 pixels or more");
        assert!(digits(0, 12, 0.1, rng).is_err() && digits(3, 12, f64::NAN, rng).is_err());
        assert!(digits(1, usize::MAX, 0.1, rng).is_err());
    }
}
