//! Data augmentation: more examples, made from existing ones by changes that keep the label.
//!
//! Explained in notebook 01, section 2; notebook 03, section 6.

use crate::support::{error::Result, random::StandardNormal, random::StandardUniform, validate};
use crate::{Matrix, data::dataset::Dataset};
use ndarray::Axis;
use rand::{RngCore, distr::Distribution};

/// A change of a point or an image: it is mirrored, then rotated, then shifted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Transform {
    /// Whether left and right are swapped.
    pub flip: bool,
    /// The angle of rotation in radians: counterclockwise for points, clockwise to the eye for images, whose rows go down.
    pub angle: f64,
    /// The shift in x₁ and x₂; for images in pixels to the right and down.
    pub shift: (f64, f64),
}

impl Transform {
    /// The transformed points of X (2, m): mirrored at the x₂ axis, rotated about the origin, shifted.
    ///
    /// # Formula
    /// x₁ := −x₁ if flipped; then (x₁, x₂) := (x₁ cos φ − x₂ sin φ, x₁ sin φ + x₂ cos φ) + shift.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::support::error::Error::Shape) if X has other than two rows or no columns,
    /// [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞ in X or in what comes out,
    /// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for an angle or a shift that is not finite.
    pub fn points(&self, x: &Matrix) -> Result<Matrix> {
        self.check()?;
        validate::inputs("X", x, 2)?;
        let (sin, cos) = (libm::sin(self.angle), libm::cos(self.angle));
        let mut moved = x.clone();
        for mut p in moved.columns_mut() {
            let (a, b) = (if self.flip { -p[0] } else { p[0] }, p[1]);
            p[0] = a * cos - b * sin + self.shift.0;
            p[1] = a * sin + b * cos + self.shift.1;
        }
        validate::finite_result("X", moved)
    }

    /// The transformed image (height, width), rotated about its centre. Values between pixels are interpolated; outside the image
    /// they are 0.
    ///
    /// # Formula
    /// The new pixel at p is the old image, interpolated bilinearly, at the place that this transform takes to p.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::support::error::Error::Shape) for an empty image, [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞ in it or where
    /// a mean of huge pixels overflows,
    /// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for an angle or a shift that is not finite.
    pub fn image(&self, image: &Matrix) -> Result<Matrix> {
        self.check()?;
        validate::inputs("the image", image, image.nrows())?;
        let (sin, cos) = (libm::sin(self.angle), libm::cos(self.angle));
        let middle = ((image.ncols() as f64 - 1.0) / 2.0, (image.nrows() as f64 - 1.0) / 2.0);
        let changed = Matrix::from_shape_fn(image.dim(), |(row, column)| {
            let (x, y) = (column as f64 - middle.0 - self.shift.0, row as f64 - middle.1 - self.shift.1);
            let (x, y) = (cos * x + sin * y, cos * y - sin * x);
            interpolated(image, if self.flip { -x } else { x } + middle.0, y + middle.1)
        });
        validate::finite_result("the changed image", changed)
    }

    fn check(&self) -> Result<()> {
        let settings = [("angle", self.angle), ("shift in x₁", self.shift.0), ("shift in x₂", self.shift.1)];
        settings.into_iter().try_for_each(|(what, v)| validate::range(what, v, v.is_finite(), "finite numbers"))
    }
}

/// The interpolated value of an image between its pixels; 0 outside.
fn interpolated(image: &Matrix, x: f64, y: f64) -> f64 {
    if !(x.is_finite() && y.is_finite()) {
        return 0.0;
    }
    let pixel = |row: f64, column: f64| match row >= 0.0 && column >= 0.0 {
        true => image.get((row as usize, column as usize)).copied().unwrap_or(0.0),
        false => 0.0,
    };
    // A position within rounding of a pixel is that pixel.
    let near = |v: f64| if (v - v.round()).abs() < 1e-9 { v.round() } else { v };
    let (x, y) = (near(x), near(y));
    let (column, row) = (x.floor(), y.floor());
    let (dx, dy) = (x - column, y - row);
    let along = |row: f64| pixel(row, column) * (1.0 - dx) + pixel(row, column + 1.0) * dx;
    along(row) * (1.0 - dy) + along(row + 1.0) * dy
}

/// Random changes and their limits. The default changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Augmentation {
    /// Whether copies are mirrored, each with probability ½.
    pub flip: bool,
    /// The largest rotation in radians, in either direction.
    pub rotation: f64,
    /// The largest shift along each axis, in either direction; for images in pixels.
    pub shift: f64,
    /// The standard deviation of the noise that is added to every number at the end.
    pub jitter: f64,
}

impl Augmentation {
    /// The data set's points (2, m), followed by `copies` changed copies of each with the original's label:
    /// (2, m (1 + copies)).
    ///
    /// # Errors
    /// As [`Transform::points`]; [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a setting that is negative or not finite,
    /// [`Error::Shape`](crate::support::error::Error::Shape) for more than 2²⁸ numbers.
    pub fn points(&self, data: &Dataset, copies: usize, rng: &mut dyn RngCore) -> Result<Dataset> {
        validate::shape("X", data.x(), (2, data.m()))?;
        self.copies(data, copies, rng, |transform, x| transform.points(x))
    }

    /// The data set's images, followed by `copies` changed copies of each with the original's label. A column holds one image of
    /// (height, width) pixels, row by row.
    ///
    /// # Errors
    /// As [`Augmentation::points`], and [`Error::Shape`](crate::support::error::Error::Shape) if the images have another number of pixels.
    pub fn images(
        &self,
        data: &Dataset,
        size: (usize, usize),
        copies: usize,
        rng: &mut dyn RngCore,
    ) -> Result<Dataset> {
        let (height, width) = size;
        validate::size("an image", height, width)?;
        validate::shape("X", data.x(), (height * width, data.m()))?;
        self.copies(data, copies, rng, |transform, x| {
            let image = transform.image(&image(x, 0, size)?)?;
            Ok(Matrix::from_shape_fn(x.dim(), |(p, _)| image[[p / width, p % width]]))
        })
    }

    fn copies(
        &self,
        data: &Dataset,
        copies: usize,
        rng: &mut dyn RngCore,
        change: impl Fn(Transform, &Matrix) -> Result<Matrix>,
    ) -> Result<Dataset> {
        let settings = [("rotation", self.rotation), ("shift", self.shift), ("jitter", self.jitter)];
        settings.into_iter().try_for_each(|(what, v)| validate::not_negative(what, v))?;
        let (n_x, m) = data.x().dim();
        validate::size("X", n_x, m.saturating_mul(copies.saturating_add(1)))?;
        let normal = StandardNormal::default();
        let all = data.gather(&(0..m * (1 + copies)).map(|i| i % m).collect::<Vec<_>>());
        let mut x = all.x().clone();
        for mut example in x.columns_mut().into_iter().skip(m) {
            let mut up_to = |most: f64| most * (2.0 * StandardUniform.sample(rng) - 1.0);
            let flip = self.flip && up_to(1.0) < 0.0;
            let (angle, shift) = (up_to(self.rotation), (up_to(self.shift), up_to(self.shift)));
            let changed = change(Transform { flip, angle, shift }, &example.to_owned().insert_axis(Axis(1)))?;
            example.assign(&changed.column(0));
            if self.jitter > 0.0 {
                example.map_inplace(|v| *v += self.jitter * normal.sample(rng));
            }
        }
        all.with_x(x)
    }
}

/// Column `i` of X as an image (height, width).
///
/// # Errors
/// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) if there is no such column, [`Error::Shape`](crate::support::error::Error::Shape) if it has other
/// than height·width entries.
pub fn image(x: &Matrix, i: usize, (height, width): (usize, usize)) -> Result<Matrix> {
    validate::range("the image's index", i as f64, i < x.ncols(), "below the number of images")?;
    validate::size("an image", height, width)?;
    validate::shape("X", x, (height * width, x.ncols()))?;
    Ok(Matrix::from_shape_fn((height, width), |(row, column)| x[[row * width + column, i]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::generate, support::random::NumpyRng};
    use approx::assert_abs_diff_eq;
    use ndarray::array;
    use std::f64::consts::{FRAC_PI_2, PI};

    #[test]
    fn a_worked_example_with_points() {
        // (2, 1) mirrored is (−2, 1); turned by 90° it is (−1, −2); moved by (10, 0) it is (9, −2).
        let transform = Transform { flip: true, angle: FRAC_PI_2, shift: (10.0, 0.0) };
        assert_abs_diff_eq!(transform.points(&array![[2.0], [1.0]]).unwrap(), array![[9.0], [-2.0]], epsilon = 1e-12);
        // cos φ = 0.6, sin φ = 0.8: (2·0.6 − 1·0.8, 2·0.8 + 1·0.6) = (0.4, 2.2), moved by (10, 5).
        let oblique = Transform { flip: false, angle: libm::atan2(0.8, 0.6), shift: (10.0, 5.0) };
        assert_abs_diff_eq!(oblique.points(&array![[2.0], [1.0]]).unwrap(), array![[10.4], [7.2]], epsilon = 1e-12);
    }

    #[test]
    fn a_worked_example_with_an_image() {
        let image = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
        let of = |transform: Transform| transform.image(&image).unwrap();
        assert_eq!(of(Transform::default()), image);
        let flipped = Transform { flip: true, ..Transform::default() };
        assert_eq!(of(flipped), array![[3.0, 2.0, 1.0], [6.0, 5.0, 4.0], [9.0, 8.0, 7.0]]);
        let quarter = Transform { angle: FRAC_PI_2, ..Transform::default() };
        assert_eq!(of(quarter), array![[7.0, 4.0, 1.0], [8.0, 5.0, 2.0], [9.0, 6.0, 3.0]]);
        let half = Transform { angle: PI, ..Transform::default() };
        assert_eq!(of(half), array![[9.0, 8.0, 7.0], [6.0, 5.0, 4.0], [3.0, 2.0, 1.0]]);
        let right = Transform { shift: (1.0, 0.0), ..Transform::default() };
        assert_eq!(of(right), array![[0.0, 1.0, 2.0], [0.0, 4.0, 5.0], [0.0, 7.0, 8.0]]);
        // Not square: the middle stays the middle.
        let wide =
            Transform { angle: PI, ..Transform::default() }.image(&array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).unwrap();
        assert_eq!(wide, array![[6.0, 5.0, 4.0], [3.0, 2.0, 1.0]]);
        let half_down = Transform { shift: (0.0, 0.5), ..Transform::default() };
        assert_eq!(of(half_down), array![[0.5, 1.0, 1.5], [2.5, 3.5, 4.5], [5.5, 6.5, 7.5]]);
        let quarter_right = Transform { shift: (0.25, 0.0), ..Transform::default() };
        assert_eq!(of(quarter_right), array![[0.75, 1.75, 2.75], [3.0, 4.75, 5.75], [5.25, 7.75, 8.75]]);
    }

    /// The same numbers from the same seed: for each copy a flip, an angle and a shift, then the jitter of each coordinate.
    #[test]
    fn a_copy_is_drawn_in_a_known_order() {
        let data = generate::football(40, 0.05, 0.05, &mut NumpyRng::seed(1)).unwrap();
        for jitter in [0.0, 0.1] {
            let recipe = Augmentation { flip: true, rotation: 0.3, shift: 0.2, jitter };
            let more = recipe.points(&data, 2, &mut NumpyRng::seed(2)).unwrap();
            let (rng, normal) = (&mut NumpyRng::seed(2), StandardNormal::default());
            for i in 40..120 {
                let [flip, angle, x1, x2] = std::array::from_fn(|_| 2.0 * StandardUniform.sample(rng) - 1.0);
                let transform = Transform { flip: flip < 0.0, angle: 0.3 * angle, shift: (0.2 * x1, 0.2 * x2) };
                let original = data.select([i % 40]).unwrap();
                let mut expected = transform.points(original.x()).unwrap();
                if jitter > 0.0 {
                    expected.iter_mut().for_each(|v| *v += 0.1 * normal.sample(rng));
                }
                assert_eq!(more.x().column(i), expected.column(0), "copy {i}, jitter {jitter}");
            }
        }
    }

    fn part(x: &Matrix, columns: std::ops::Range<usize>) -> ndarray::ArrayView2<'_, f64> {
        x.slice_axis(ndarray::Axis(1), columns.into())
    }

    #[test]
    fn copies_follow_the_originals_and_keep_their_labels() {
        let data = generate::football(30, 0.05, 0.05, &mut NumpyRng::seed(1)).unwrap();
        let recipe = Augmentation { flip: true, rotation: 0.3, shift: 0.02, jitter: 0.01 };
        let more = recipe.points(&data, 3, &mut NumpyRng::seed(2)).unwrap();
        assert_eq!(more.x().dim(), (2, 120));
        assert_eq!(part(more.x(), 0..30), data.x());
        for copy in 0..4 {
            assert_eq!(part(more.y(), 30 * copy..30 * (copy + 1)), data.y());
        }
        // No recipe, no change; and about half of the copies are mirrored.
        let same = Augmentation::default().points(&data, 1, &mut NumpyRng::seed(2)).unwrap();
        assert_eq!(part(same.x(), 30..60), data.x());
        let flips = Augmentation { flip: true, ..Augmentation::default() };
        let mirrored = flips.points(&data, 10, &mut NumpyRng::seed(2)).unwrap();
        let flipped = (30..330).filter(|&i| mirrored.x()[[0, i]] == -data.x()[[0, i % 30]]).count();
        assert!((110..190).contains(&flipped), "{flipped}");
    }

    #[test]
    fn images_are_changed_as_images() {
        let data = generate::digits(4, 8, 0.0, &mut NumpyRng::seed(1)).unwrap();
        let turned = Augmentation { rotation: 0.3, ..Augmentation::default() };
        let more = turned.images(&data, (8, 8), 2, &mut NumpyRng::seed(2)).unwrap();
        assert_eq!(more.x().dim(), (64, 12));
        let ink = |i: usize| more.x().column(i).sum();
        for i in 4..12 {
            assert_ne!(more.x().column(i), data.x().column(i % 4));
            assert!((ink(i) / ink(i % 4) - 1.0).abs() < 0.25, "about as much ink: {} and {}", ink(i), ink(i % 4));
        }
    }

    #[test]
    fn bad_input_is_named() {
        let data = generate::digits(2, 8, 0.0, &mut NumpyRng::seed(1)).unwrap();
        let rng = &mut NumpyRng::seed(1);
        let error = |r: Result<Dataset>| r.unwrap_err().to_string();
        let none = Augmentation::default();
        assert_eq!(error(none.points(&data, 1, rng)), "X has shape (64, 2); allowed: (2, 2)");
        assert_eq!(error(none.images(&data, (8, 7), 1, rng)), "X has shape (64, 2); allowed: (56, 2)");
        let bad = Augmentation { jitter: -1.0, ..none };
        assert_eq!(error(bad.images(&data, (8, 8), 1, rng)), "jitter is -1; allowed: 0 or more, finite");
        assert!(none.images(&data, (8, 8), usize::MAX, rng).is_err());
        let nan = Transform { angle: f64::NAN, ..Transform::default() };
        assert_eq!(nan.image(&array![[1.0]]).unwrap_err().to_string(), "angle is NaN; allowed: finite numbers");
        assert!(image(data.x(), 2, (8, 8)).is_err());
        let beyond = Transform { angle: 0.8, shift: (1.7e308, 1.7e308), ..Transform::default() };
        assert_eq!(beyond.image(&array![[1.0]]).unwrap(), array![[0.0]]);
        assert!(none.points(&data, 0, rng).is_err());
        let far = Transform { shift: (1e300, -1e300), ..Transform::default() };
        assert_eq!(far.image(&array![[1.0]]).unwrap(), array![[0.0]]);
    }

    #[test]
    fn a_mean_of_huge_pixels_is_finite_or_an_error() {
        let image = Matrix::from_elem((5, 5), f64::MAX);
        for i in 0..200 {
            let transform = Transform { angle: 0.03 * f64::from(i), shift: (0.1, 0.3), flip: false };
            let result = transform.image(&image);
            assert!(result.is_ok_and(|x| x.iter().all(|v| v.is_finite())) || transform.image(&image).is_err());
        }
    }
}
