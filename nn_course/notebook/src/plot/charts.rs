//! Ready-made panels: cost curves, decision boundaries, learning curves, gradients, histograms.
//!
//! Explained in notebook 01, section 3.

use super::axes::extent;
use super::field::{Field, rising};
use super::panel::{Panel, Shape};
use super::style::Colour;
use nn_course::Matrix;
use nn_course::data::dataset::Dataset;
use nn_course::diagnosis::learning_curve::{CurvePoint, LearningCurve};
use nn_course::gradient_check::pattern::Pattern;
use nn_course::gradient_check::report::{Component, GradientReport};
use nn_course::gradient_check::second_look::Reason;
use nn_course::network::layers::Network;
use nn_course::support::error::Result;
use nn_course::support::validate;
use nn_course::training::history::History;

/// The cost by iteration.
pub fn cost_curve(title: &str, history: &History) -> Panel {
    let points = history.points().iter().map(|&(i, cost)| (i as f64, cost));
    Panel::new(title, "iteration", "cost J").line("", Colour::Blue, points)
}

/// The decision boundary of a network with two inputs: 0 is vermillion, 1 is blue, with a data set on top.
///
/// # Errors
/// [`Error::Shape`](nn_course::support::error::Error::Shape) if the network has other than two inputs or one output, or the data set other than two inputs;
/// [`Error::NotFinite`](nn_course::support::error::Error::NotFinite) if the network's output is.
pub fn decision_boundary(title: &str, network: &Network, data: &Dataset) -> Result<Panel> {
    validate::shape("X", data.x(), (2, data.m()))?;
    let range = |row: usize| {
        let (a, b) = extent(data.x().row(row).iter().copied());
        let air = if b > a { (b - a) * 0.08 } else { 1.0 };
        (a - air, b + air)
    };
    let field = Field::sample(range(0), range(1), (300, 300), |points| network.probabilities(points))?;
    Ok(Panel::new(title, "x₁", "x₂").equal_axes().halves(field, 0.5).examples(data))
}

/// Train and dev error by the number of examples or by width: the means as lines, from the lowest to the highest repetition as bands.
pub fn learning_curve(title: &str, x_label: &str, curve: &LearningCurve) -> Panel {
    let mut points = curve.points().to_vec();
    points.sort_by_key(|p| p.at);
    let percent = |error: f64| 100.0 * error;
    let slices = |errors: fn(&CurvePoint) -> &Vec<f64>| {
        points.iter().map(move |p| {
            let (low, high) = extent(errors(p).iter().copied());
            (p.at as f64, percent(low), percent(high))
        })
    };
    let means = |mean: fn(&CurvePoint) -> f64| points.iter().map(move |p| (p.at as f64, percent(mean(p))));
    Panel::new(title, x_label, "error (%)")
        .log_x()
        .band("", Colour::Vermillion, slices(|p| &p.dev_errors))
        .band("", Colour::Blue, slices(|p| &p.train_errors))
        .dashed("dev", Colour::Vermillion, means(CurvePoint::dev))
        .line("train", Colour::Blue, means(CurvePoint::train))
        .points("", Colour::Vermillion, Shape::Triangle, means(CurvePoint::dev))
        .points("", Colour::Blue, Shape::Circle, means(CurvePoint::train))
}

/// A checked gradient at a glance: backprop's components against the numerical ones. A right gradient is on the dashed line; what
/// agrees is grey, the matrices that disagree are coloured, with a line where all of one are the same factor off.
pub fn gradient_components(title: &str, report: &GradientReport) -> Panel {
    let is_kink = |c: &Component| matches!(c.reason, Reason::Kink { .. });
    let is_unresolved = |c: &Component| matches!(c.reason, Reason::Unresolved { .. });
    let points = |belongs: &dyn Fn(&Component) -> bool| -> Vec<(f64, f64)> {
        // What agrees at a better ε stands where that puts it.
        let numeric = |c: &Component| if is_kink(c) { c.numeric } else { c.best };
        report.components().iter().filter(|c| belongs(c)).map(|c| (numeric(c), c.analytic)).collect()
    };
    let from_zero = |values: &mut dyn Iterator<Item = f64>| extent(values.chain([0.0]));
    let (low, high) = from_zero(&mut report.components().iter().map(|c| c.numeric));
    let named = |panel: Panel, name: &str, colour: Colour, shape: Shape, points: Vec<(f64, f64)>| {
        panel.points(if points.is_empty() { "" } else { name }, colour, shape, points)
    };
    let panel = Panel::new(title, "numeric", "backprop").dashed("equal", Colour::Black, [(low, low), (high, high)]);
    let agree = points(&|c| c.reason != Reason::Disagrees && !is_kink(c) && !is_unresolved(c));
    let mut panel = named(panel, "agree", Colour::Grey, Shape::Circle, agree);
    let shapes = [Shape::Triangle, Shape::Circle, Shape::Cross, Shape::Triangle, Shape::Circle];
    let looks = Colour::ALL.into_iter().zip(shapes).cycle();
    for (matrix, (colour, shape)) in report.matrices().iter().filter(|m| m.disagree > 0).zip(looks) {
        let mine = points(&|c| c.reason == Reason::Disagrees && c.matrix == matrix.name);
        if let Some(Pattern::Factor(factor)) = matrix.pattern {
            let (a, b) = from_zero(&mut mine.iter().map(|p| p.0));
            panel = panel.dashed("", colour, [(a, factor * a), (b, factor * b)]);
        }
        panel = panel.points(&matrix.name, colour, shape, mine);
    }
    let panel = named(panel, "on a kink", Colour::Purple, Shape::Cross, points(&is_kink));
    named(panel, "unresolved", Colour::Grey, Shape::Cross, points(&is_unresolved))
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
