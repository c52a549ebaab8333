//! Curves: costs by iteration, errors by whatever was varied, intervals by the number of examples.
//!
//! Explained in notebook 01, sections 1 and 6.

use super::axes::extent;
use super::boundaries::decision_boundary;
use super::networks::{line, line_looks};
use super::panel::{Panel, Shape};
use super::style::Colour;
use crate::show::percent;
use nn_course::data::dataset::Dataset;
use nn_course::diagnosis::learning_curve::{CurvePoint, LearningCurve};
use nn_course::diagnosis::uncertainty;
use nn_course::regularization::early_stopping::{Evaluation, StoppedEarly};
use nn_course::support::error::Result;
use nn_course::training::history::History;
use nn_course::training::train::Trained;

/// Iterations as numbers of an axis.
fn points(costs: &[(usize, f64)]) -> Vec<(f64, f64)> {
    costs.iter().map(|&(iteration, cost)| (iteration as f64, cost)).collect()
}

/// The cost by iteration. The title says where it ends: the mean of the last tenth, since under dropout it scatters.
pub fn cost_curve(name: &str, history: &History) -> Panel {
    let costs = history.points();
    let last = &costs[costs.len() * 9 / 10..];
    let mean = last.iter().map(|point| point.1).sum::<f64>() / last.len() as f64;
    let title = format!("{name}: cost ends near {mean:.2}");
    Panel::new(title, "iteration", "cost J").line("", Colour::Blue, points(history.points()))
}

/// The costs of several trainings by iteration, a line for each name.
pub fn cost_curves(title: &str, trainings: &[(String, Trained)]) -> Panel {
    let panel = Panel::new(title, "iteration", "cost J");
    trainings
        .iter()
        .zip(line_looks())
        .fold(panel, |panel, ((name, trained), look)| line(panel, name, look, points(trained.history.points())))
}

/// The cost by iteration, with and without the penalty.
pub fn cost_and_cross_entropy(title: &str, history: &History) -> Panel {
    Panel::new(title, "iteration", "cost").line("J, with the penalty", Colour::Blue, points(history.points())).dashed(
        "cross-entropy alone",
        Colour::Vermillion,
        points(&history.without_penalty()),
    )
}

/// A training in two panels: the cost by iteration, and the decision boundary with the fraction of `data` that is right.
///
/// # Errors
/// As [`decision_boundary`].
pub fn cost_and_boundary(name: &str, trained: &Trained, data: &Dataset) -> Result<Vec<Panel>> {
    let title = format!("{name}: {} right", percent(trained.network.accuracy(data)?));
    Ok(vec![cost_curve(name, &trained.history), decision_boundary(&title, &trained.network, data)?])
}

/// Train and dev by whatever was varied, (x, train, dev) each: errors or accuracies between 0 and 1, drawn in percent.
pub fn train_and_dev(title: &str, x_label: &str, y_label: &str, results: &[(f64, f64, f64)]) -> Panel {
    let series = |of: fn(&(f64, f64, f64)) -> f64| results.iter().map(move |r| (r.0, 100.0 * of(r)));
    Panel::new(title, x_label, y_label)
        .dashed("dev", Colour::Vermillion, series(|r| r.2))
        .line("train", Colour::Blue, series(|r| r.1))
        .points("", Colour::Vermillion, Shape::Triangle, series(|r| r.2))
        .points("", Colour::Blue, Shape::Circle, series(|r| r.1))
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

/// Cost and error on both sets by iteration while one stops early: `whole` is the training to its end, `stopped` the one that stops. Lines
/// mark the network that is kept, and where the patience ends. The untrained network, far above all others, is left out.
pub fn early_stopping(whole: &StoppedEarly, stopped: &StoppedEarly) -> [Panel; 2] {
    let (best, end) = (stopped.best.iteration, stopped.stopped_at);
    let after_start = |curve: Vec<(f64, f64)>| curve.into_iter().filter(|point| point.0 > 0.0);
    let panel = |title: &str, y_label: &str, train: fn(&Evaluation) -> f64, dev: fn(&Evaluation) -> f64| {
        let panel = Panel::new(title, "iteration", y_label)
            .line("train", Colour::Blue, after_start(whole.curve(train)))
            .dashed("dev", Colour::Vermillion, after_start(whole.curve(dev)))
            .vertical("kept", Colour::Green, best as f64);
        end.into_iter().fold(panel, |panel, end| panel.vertical("patience ends", Colour::Grey, end as f64))
    };
    [
        panel("The cost", "cross-entropy", |e| e.train_cross_entropy, |e| e.dev_cross_entropy),
        panel("The error", "% wrong", |e| 100.0 * e.train_error, |e| 100.0 * e.dev_error),
    ]
}

/// Accuracies that were measured on so many examples, (m, accuracy) each, with the 95% interval of each, and what is true.
///
/// # Errors
/// As [`uncertainty::interval`].
pub fn accuracy_intervals(title: &str, measured: &[(usize, f64)], truth: f64) -> Result<Panel> {
    let slice = |&(m, accuracy): &(usize, f64)| {
        let (low, high) = uncertainty::interval(accuracy, m)?;
        Ok((m as f64, 100.0 * low, 100.0 * high))
    };
    let band: Vec<(f64, f64, f64)> = measured.iter().map(slice).collect::<Result<_>>()?;
    Ok(Panel::new(title, "examples", "accuracy (%)")
        .log_x()
        .band("95% interval", Colour::Blue, band)
        .horizontal("truth", Colour::Black, 100.0 * truth)
        .points("measured", Colour::Blue, Shape::Circle, measured.iter().map(|&(m, a)| (m as f64, 100.0 * a))))
}

/// How far the 95% intervals of [`accuracy_intervals`] reach to each side, in percentage points, on logarithmic axes.
///
/// # Errors
/// As [`uncertainty::interval`].
pub fn interval_reach(title: &str, measured: &[(usize, f64)]) -> Result<Panel> {
    let reach = |&(m, accuracy): &(usize, f64)| {
        let (low, high) = uncertainty::interval(accuracy, m)?;
        Ok((m as f64, 50.0 * (high - low)))
    };
    let reach: Vec<(f64, f64)> = measured.iter().map(reach).collect::<Result<_>>()?;
    let panel = Panel::new(title, "examples", "± points").log_x().log_y();
    Ok(panel.line("", Colour::Blue, reach.clone()).points("", Colour::Blue, Shape::Circle, reach))
}
