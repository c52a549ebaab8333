//! Pictures of what happens inside a network: by layer, by unit, by weight.
//!
//! Explained in notebook 02, section 4.

use super::field::{Field, rising};
use super::panel::{Panel, Shape, columns};
use super::style::Colour;
use crate::show::numbers::rounded;
use nn_course::Matrix;
use nn_course::network::activation::Activation;
use nn_course::support::error::Result;
use nn_course::support::validate;

/// Values with their numbers, from 1: (1, v₁), (2, v₂), … as points of a line.
pub fn numbered(values: &[f64]) -> Vec<(f64, f64)> {
    (1..).map(f64::from).zip(values.iter().copied()).collect()
}

/// The colours of lines that stand in one panel, each also dashed or not.
pub(super) fn line_looks() -> impl Iterator<Item = (Colour, bool)> {
    Colour::ALL.into_iter().cycle().zip([false, true].into_iter().cycle())
}

/// A line with a name, dashed or not.
pub(super) fn line(panel: Panel, name: &str, (colour, dashed): (Colour, bool), points: Vec<(f64, f64)>) -> Panel {
    if dashed { panel.dashed(name, colour, points) } else { panel.line(name, colour, points) }
}

/// Values layer by layer on a logarithmic axis: a line for each name, whose values belong to layers 1, 2, …
pub fn by_layer(title: &str, y_label: &str, lines: &[(String, Vec<f64>)]) -> Panel {
    let panel = Panel::new(title, "layer l", y_label).log_y();
    lines
        .iter()
        .zip(line_looks())
        .fold(panel, |panel, ((name, values), look)| line(panel, name, look, numbered(values)))
}

/// Clouds of points side by side on the same axes, by the first two rows of each matrix, with its name. The title says how many points have
/// no place, because a coordinate is NaN or ±∞.
///
/// # Errors
/// As [`same_axes`].
pub fn clouds(matrices: &[(&str, &Matrix)]) -> Result<Vec<Panel>> {
    let looks = [Colour::Grey, Colour::Vermillion, Colour::Blue].into_iter().cycle();
    let cloud = |((name, x), colour): (&(&str, &Matrix), Colour)| {
        let is_lost = |&(a, b): &(f64, f64)| !(a.is_finite() && b.is_finite());
        let lost = columns(x).filter(is_lost).count();
        let title = if lost == 0 { name.to_string() } else { format!("{name}: {lost} of {} not finite", x.ncols()) };
        Panel::new(title, "x₁", "x₂").equal_axes().scatter("", colour, Shape::Circle, x)
    };
    same_axes(matrices.iter().zip(looks).map(cloud).collect::<Vec<_>>())
}

/// Panels with the same axes, which reach as far as the farthest needs, so that they can be compared by eye.
///
/// # Errors
/// [`Error::OutOfRange`](nn_course::support::error::Error::OutOfRange) if an axis was fixed to a range that is not finite and rising.
pub fn same_axes(panels: impl AsRef<[Panel]>) -> Result<Vec<Panel>> {
    let panels = panels.as_ref();
    let ranges = panels.iter().map(super::axes::plain_ranges).collect::<Result<Vec<_>>>()?;
    let Some(all) =
        ranges.into_iter().reduce(|((a, b), (c, d)), ((e, f), (g, h))| ((a.min(e), b.max(f)), (c.min(g), d.max(h))))
    else {
        return Ok(Vec::new());
    };
    let ((x0, x1), (y0, y1)) = all;
    Ok(panels.iter().cloned().map(|panel| panel.x_range(x0, x1).y_range(y0, y1)).collect())
}

/// How often the values of a matrix fall in each of `bins` equal bins from `from` to `to`; values outside count in the
/// outermost bins.
///
/// # Errors
/// [`Error::OutOfRange`](nn_course::support::error::Error::OutOfRange) for 0 bins, more than 1000, or a range that is not finite and rising; [`Error::Shape`](nn_course::support::error::Error::Shape) for an
/// empty matrix; [`Error::NotFinite`](nn_course::support::error::Error::NotFinite) for NaN or ±∞ in it.
pub fn histogram(title: &str, values: &Matrix, (from, to): (f64, f64), bins: usize) -> Result<Panel> {
    rising("the histogram", (from, to))?;
    validate::range("bins", bins as f64, (1..=1000).contains(&bins), "1 to 1000")?;
    validate::not_empty("the values", values)?;
    validate::finite("the values", values)?;
    let width = (to - from) / bins as f64;
    let mut counts = vec![0.0; bins];
    for v in values {
        let bin = (((v - from) / width).max(0.0) as usize).min(bins - 1);
        counts[bin] += 1.0;
    }
    let bars = counts.into_iter().enumerate().map(|(i, n)| (from + i as f64 * width, from + (i + 1) as f64 * width, n));
    let panel = Panel::new(title, "", "").x_range(from, to).no_y_axis();
    Ok(panel.bars("", Colour::Blue, bars.collect::<Vec<_>>()))
}

/// A histogram of the activations of each layer, from layer 1 on, titled with the layer and their root mean square (rms). Values that are
/// exactly 0, as ReLU gives them, are left out of the histogram, not of the rms; where there are no others, the title says so.
///
/// # Errors
/// As [`histogram`].
pub fn layer_histograms(name: &str, activations: &[Matrix], range: (f64, f64)) -> Result<Vec<Panel>> {
    let panel = |(l, a): (usize, &Matrix)| {
        let rms = (a.iter().map(|v| v * v).sum::<f64>() / a.len() as f64).sqrt();
        let size = match rms {
            0.0 => "all 0".into(),
            rms if rms < 0.1 => format!("rms {rms:.0e}"),
            rms => format!("rms {}", rounded(rms, 2, 1)),
        };
        let title = format!("{name}, {}: {size}", l + 1);
        let kept: Vec<f64> = a.iter().copied().filter(|v| *v != 0.0).collect();
        let kept = Matrix::from_shape_fn((1, kept.len()), |(_, i)| kept[i]);
        histogram(&title, if kept.is_empty() { a } else { &kept }, range, 40)
    };
    activations.iter().enumerate().map(panel).collect()
}

/// The curve of an activation g with the z of units on it. The title says how large they are: their root mean square.
pub fn on_activation(name: &str, g: Activation, z: &Matrix) -> Panel {
    let rms = (z.iter().map(|z| z * z).sum::<f64>() / z.len().max(1) as f64).sqrt();
    let curve = (-300..=300).map(|i| f64::from(i) / 100.0).map(|z| (z, g.value(z)));
    Panel::new(format!("{name}: rms of z {}", rounded(rms, 2, 1)), "z", "g(z)")
        .x_range(-3.0, 3.0)
        .y_range(-1.2, 1.2)
        .dashed("z itself", Colour::Grey, [(-1.2, -1.2), (1.2, 1.2)])
        .line("g(z)", Colour::Black, curve)
        .points("z of the units", Colour::Blue, Shape::Circle, z.iter().map(|z| (*z, g.value(*z))))
}

/// Lines of equal cost over two weights, and the steps of a descent on them, until one leaves the field. Steps that lie on top of each other
/// are one point. The title says how many steps there are.
pub fn descent(name: &str, cost: &Field, path: &[(f64, f64)]) -> Panel {
    let (low, high) = cost.extent();
    let ((x0, x1), (y0, y1)) = cost.ranges();
    let is_outside = |&(x, y): &(f64, f64)| !((x0..=x1).contains(&x) && (y0..=y1).contains(&y));
    let seen = &path[..path.iter().position(is_outside).map_or(path.len(), |first| first + 1)];
    let near = |a: (f64, f64), b: (f64, f64)| libm::hypot((a.0 - b.0) / (x1 - x0), (a.1 - b.1) / (y1 - y0)) < 0.012;
    let mut points: Vec<(f64, f64)> = Vec::new();
    for step in seen {
        if points.last().is_none_or(|last| !near(*last, *step)) {
            points.push(*step);
        }
    }
    // Evenly spaced where the cost is a bowl, which grows with the square of the distance.
    let levels = (1..=9).map(|i| low + (high - low) * f64::from(i * i) / 100.0).collect();
    Panel::new(format!("{name}: {} steps", path.len().saturating_sub(1)), "w₁", "w₂")
        .equal_axes()
        .contours(Colour::Grey, cost.clone(), levels)
        .line("", Colour::Vermillion, seen.iter().copied())
        .points("steps", Colour::Vermillion, Shape::Circle, points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_a_picture_cannot_show() {
        let points = Matrix::from_shape_fn((2, 3), |(_, i)| if i == 0 { f64::NAN } else { 1.0 });
        assert_eq!(clouds(&[("scaled", &points)]).unwrap()[0].title, "scaled: 1 of 3 not finite");
        let zeros = layer_histograms("zeros", &[Matrix::zeros((2, 3))], (0.0, 1.0)).unwrap();
        assert_eq!(zeros[0].title, "zeros, 1: all 0");
    }
}
