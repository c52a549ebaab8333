//! Small images of sixes and nines, which become each other when rotated by 180°.
//!
//! Explained in notebook 01, section 2; notebook 03, section 6.

use crate::support::{error::Result, random::StandardNormal, random::StandardUniform, validate};
use crate::{Matrix, data::dataset::Dataset};
use rand::{RngCore, distr::Distribution};
use std::f64::consts::PI;

/// Images that imitate handwritten sixes (label 0) and nines (label 1): X (`side`², m), one image per column, row by row from
/// the upper left; 0 is paper and 1 is ink.
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
/// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for m = 0, a side below 6, a noise that is negative or not finite;
/// [`Error::Shape`](crate::support::error::Error::Shape) for more than 2²⁸ pixels.
pub fn digits(m: usize, side: usize, noise: f64, rng: &mut dyn RngCore) -> Result<Dataset> {
    validate::at_least_one("m", m)?;
    validate::range("side", side as f64, side >= 6, "6 pixels or more")?;
    validate::not_negative("noise", noise)?;
    validate::size("an image", side, side)?;
    validate::size("X", side * side, m)?;
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

/// The line segments of an upright six: a ring below, and a bow from its left side upwards. y points down.
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

/// The distance of a point from a line segment.
fn distance((x, y): (f64, f64), [a, b]: Stroke) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let t = (((x - a.0) * dx + (y - a.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (ex, ey) = (x - a.0 - t * dx, y - a.1 - t * dy);
    (ex * ex + ey * ey).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::NumpyRng;
    use approx::assert_abs_diff_eq;

    #[test]
    fn distances_to_a_stroke() {
        let stroke = [(0.0, 0.0), (2.0, 0.0)];
        for (point, expected) in [((1.0, 3.0), 3.0), ((5.0, 4.0), 5.0), ((-3.0, -4.0), 5.0), ((0.5, 0.0), 0.0)] {
            assert_abs_diff_eq!(distance(point, stroke), expected, epsilon = 1e-15);
        }
        // Five long in the direction (0.6, 0.8): beside its middle, beyond its end, before its start.
        let oblique = [(1.0, 1.0), (4.0, 5.0)];
        for (point, expected) in [((0.9, 4.2), 2.0), ((7.0, 9.0), 5.0), ((-5.0, -7.0), 10.0)] {
            assert_abs_diff_eq!(distance(point, oblique), expected, epsilon = 1e-14);
        }
    }

    #[test]
    fn a_six_is_a_ring_and_a_bow() {
        let strokes = strokes();
        let (ring, bow) = strokes.split_at(16);
        for stroke in ring.windows(2).chain(bow.windows(2)) {
            assert_eq!(stroke[0][1], stroke[1][0], "one stroke begins where the last one ends");
        }
        // The ring: around (0, 0.42) with that radius, in 16 equal steps, once round.
        for (k, [start, _]) in ring.iter().enumerate() {
            let t = PI * k as f64 / 8.0;
            assert_abs_diff_eq!(start.0, 0.42 * libm::cos(t), epsilon = 1e-15);
            assert_abs_diff_eq!(start.1 - 0.42, 0.42 * libm::sin(t), epsilon = 1e-15);
        }
        assert_abs_diff_eq!(ring[15][1].0, 0.42, epsilon = 1e-15);
        // The bow: a parabola in 8 steps from the ring's left side up.
        let places: Vec<(f64, f64)> = bow.iter().map(|s| s[0]).chain([bow[7][1]]).collect();
        for (k, x, y) in [(0, -0.42, 0.42), (4, -0.24, -0.4075), (8, 0.3, -0.85)] {
            assert_abs_diff_eq!(places[k].0, x, epsilon = 1e-15);
            assert_abs_diff_eq!(places[k].1, y, epsilon = 1e-15);
        }
        for p in places.windows(3) {
            assert_abs_diff_eq!(p[0].0 - 2.0 * p[1].0 + p[2].0, 0.72 / 32.0, epsilon = 1e-15);
            assert_abs_diff_eq!(p[0].1 - 2.0 * p[1].1 + p[2].1, 0.77 / 32.0, epsilon = 1e-15);
        }
    }

    /// The formula the other way round: the strokes are put on the paper, instead of the pixels on the six.
    #[test]
    fn an_image_is_a_six_turned_scaled_and_moved() {
        let (side, noise) = (24, 0.2);
        let data = digits(3, side, noise, &mut NumpyRng::seed(5)).unwrap();
        let (rng, normal) = (&mut NumpyRng::seed(5), StandardNormal::default());
        for (image, label) in data.x().columns().into_iter().zip([0.0, 1.0, 0.0]) {
            let scale = 0.6 + 0.3 * StandardUniform.sample(rng);
            let pen = 0.04 + 0.06 * StandardUniform.sample(rng);
            let angle = 0.25 * normal.sample(rng) + label * PI;
            let (right, down) = (0.12 * normal.sample(rng), 0.12 * normal.sample(rng));
            let put = |(x, y): (f64, f64)| {
                let (x, y) = (scale * x, scale * y);
                let (sin, cos) = (libm::sin(angle), libm::cos(angle));
                (x * cos - y * sin + right, x * sin + y * cos + down)
            };
            let on_paper: Vec<Stroke> = strokes().into_iter().map(|[a, b]| [put(a), put(b)]).collect();
            for (p, ink) in image.iter().enumerate() {
                // The middle of the pixel; the image reaches from −1 to 1.
                let middle = |k: usize| (2 * k + 1) as f64 / side as f64 - 1.0;
                let at = (middle(p % side), middle(p / side));
                let far = on_paper.iter().map(|s| distance(at, *s)).fold(f64::INFINITY, f64::min);
                let dry = ((far - pen) * side as f64 / 2.0).clamp(0.0, 1.0);
                let expected = (1.0 - dry + noise * normal.sample(rng)).clamp(0.0, 1.0);
                assert_abs_diff_eq!(*ink, expected, epsilon = 1e-12);
            }
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
        for noise in [-0.1, f64::INFINITY] {
            assert!(digits(3, 12, noise, rng).unwrap_err().to_string().starts_with("noise is"));
        }
        assert!(digits(1, usize::MAX, 0.1, rng).is_err() && digits(1 << 23, 6, 0.1, rng).is_err());
    }
}
