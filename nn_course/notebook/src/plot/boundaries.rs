//! Pictures of the plane: examples, decision boundaries, images.
//!
//! Explained in notebook 01, section 3.

use super::axes::extent;
use super::field::Field;
use super::panel::Panel;
use super::style::Colour;
use crate::show::percent;
use nn_course::Matrix;
use nn_course::data::augment;
use nn_course::data::dataset::Dataset;
use nn_course::network::layers::Network;
use nn_course::support::error::Result;
use nn_course::support::validate;

/// Grid points along each side of the plane.
const GRID: (usize, usize) = (300, 300);

/// The most examples that are drawn on a decision boundary: more hide it.
const MOST_EXAMPLES: usize = 400;

/// As many of a data set's examples as are drawn.
fn drawn(data: &Dataset) -> Result<Dataset> {
    data.select(0..data.m().min(MOST_EXAMPLES))
}

/// The examples of a data set by their first two inputs. The title says how many there are.
pub fn examples(name: &str, data: &Dataset) -> Panel {
    let points = if data.m() == 1 { "1 point".into() } else { format!("{} points", data.m()) };
    plane(&format!("{name}: {points}")).examples(data)
}

/// Axes of the same scale for two inputs.
fn plane(title: &str) -> Panel {
    Panel::new(title, "x₁", "x₂").equal_axes()
}

/// The decision boundary of a network with two inputs: 0 is vermillion, 1 is blue, with a data set on top; of a large one its first 400
/// examples.
///
/// # Errors
/// As [`decision_boundary_of`].
pub fn decision_boundary(title: &str, network: &Network, data: &Dataset) -> Result<Panel> {
    decision_boundary_of(title, data, |x| network.probabilities(x))
}

/// The decision boundary of any classifier of two inputs, as [`decision_boundary`] shows it. `classifier` gets many points at once, as a
/// (2, points) matrix, and returns the probability of label 1, (1, points).
///
/// # Errors
/// [`Error::Shape`](nn_course::support::error::Error::Shape) if the data set has other than two inputs, or the classifier another shape;
/// [`Error::NotFinite`](nn_course::support::error::Error::NotFinite) if a probability is; whatever `classifier` refuses.
pub fn decision_boundary_of(
    title: &str,
    data: &Dataset,
    classifier: impl FnOnce(&Matrix) -> Result<Matrix>,
) -> Result<Panel> {
    let drawn = drawn(data)?;
    let (x, y) = around(&[&drawn])?;
    Ok(plane(title).halves(Field::sample(x, y, GRID, classifier)?, 0.5).examples(&drawn))
}

/// One decision boundary twice: with the examples that the network learned from, and with those of the dev set, on the same plane. The
/// titles say how many of each set are wrong.
///
/// # Errors
/// As [`decision_boundary`].
pub fn train_and_dev_boundary(network: &Network, train: &Dataset, dev: &Dataset) -> Result<Vec<Panel>> {
    let drawn = [drawn(train)?, drawn(dev)?];
    let (x, y) = around(&[&drawn[0], &drawn[1]])?;
    let field = Field::sample(x, y, GRID, |points| network.probabilities(points))?;
    let title = |name: &str, data: &Dataset| Ok(format!("{name}: {} wrong", percent(network.error(data)?)));
    let titles = [title("train", train)?, title("dev", dev)?];
    Ok(titles.iter().zip(&drawn).map(|(title, data)| plane(title).halves(field.clone(), 0.5).examples(data)).collect())
}

/// The decision boundaries of several networks as lines in one panel, over the plane in which a data set lies.
///
/// # Errors
/// As [`decision_boundary`].
pub fn decision_boundaries(title: &str, networks: &[Network], data: &Dataset) -> Result<Panel> {
    let (x, y) = around(&[data])?;
    let colours = Colour::ALL.into_iter().cycle();
    networks.iter().zip(colours).try_fold(plane(title), |panel, (network, colour)| {
        let field = Field::sample(x, y, (150, 150), |points| network.probabilities(points))?;
        Ok(panel.contours(colour, field, vec![0.5]))
    })
}

/// The ranges of both inputs of all sets, with some air around.
fn around(sets: &[&Dataset]) -> Result<((f64, f64), (f64, f64))> {
    for data in sets {
        validate::shape("X", data.x(), (2, data.m()))?;
    }
    let range = |row: usize| {
        let (a, b) = extent(sets.iter().flat_map(|data| data.x().row(row).into_iter().copied()));
        let air = if b > a { (b - a) * 0.08 } else { 1.0 };
        (a - air, b + air)
    };
    Ok((range(0), range(1)))
}

/// Each example as an image of (height, width) pixels, titled with the name of its label: `labels[0]` or `labels[1]`.
///
/// # Errors
/// As [`augment::image`].
pub fn images(data: &Dataset, size: (usize, usize), labels: [&str; 2]) -> Result<Vec<Panel>> {
    let image = |i: usize| {
        let label = labels[usize::from(data.y()[[0, i]] == 1.0)];
        Ok(Panel::new(label, "", "").image(&augment::image(data.x(), i, size)?))
    };
    // A figure holds no more than 64.
    (0..data.m().min(65)).map(image).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::sentence;
    use nn_course::prelude::*;

    #[test]
    fn a_large_set_does_not_hide_the_boundary_and_a_small_one_is_drawn_whole() {
        let network = Network::new(&[2, 1], Initializer::Xavier, &mut NumpyRng::seed(1)).unwrap();
        for (m, drawn) in [(360, "180 points"), (20_000, "200 points")] {
            let labels = Matrix::from_shape_fn((1, m), |(_, i)| (i % 2) as f64);
            let data = Dataset::new(Matrix::from_shape_fn((2, m), |(_, i)| (i % 10) as f64), labels).unwrap();
            let said = sentence::of(&decision_boundary("t", &network, &data).unwrap());
            assert_eq!(said.matches(drawn).count(), 2, "{said}");
        }
    }
}
