//! Pictures of gradient checking: components, ratios, and errors by ε.
//!
//! Explained in notebook 04, section 3.

use super::axes::extent;
use super::panel::{Panel, Shape};
use super::style::Colour;
use nn_course::gradient_check::pattern::Pattern;
use nn_course::gradient_check::report::{Component, GradientReport};
use nn_course::gradient_check::second_look::Reason;

/// The matrices that disagree, each with a look of its own.
fn disagreeing(report: &GradientReport) -> impl Iterator<Item = (&str, Option<Pattern>, Colour, Shape)> {
    let shapes = [Shape::Triangle, Shape::Circle, Shape::Cross];
    let looks = Colour::ALL.into_iter().cycle().zip(shapes.into_iter().cycle());
    let matrices = report.matrices().iter().filter(|matrix| matrix.disagree > 0);
    matrices.zip(looks).map(|(matrix, (colour, shape))| (matrix.name.as_str(), matrix.pattern, colour, shape))
}

/// A title that names the matrices that disagree.
fn title(what: &str, report: &GradientReport) -> String {
    let names: Vec<&str> = disagreeing(report).map(|look| look.0).collect();
    if names.is_empty() { format!("{what}: all agree") } else { format!("{what}: {} disagree", names.join(", ")) }
}

/// Points with a name in the legend, if there are any.
fn named(panel: Panel, name: &str, colour: Colour, shape: Shape, points: Vec<(f64, f64)>) -> Panel {
    panel.points(if points.is_empty() { "" } else { name }, colour, shape, points)
}

/// A checked gradient at a glance: backprop's components against the numerical ones. A right gradient is on the dashed line; what
/// agrees is grey, the matrices that disagree are coloured, with a line where all of one are the same factor off.
pub fn gradient_components(report: &GradientReport) -> Panel {
    let is_kink = |c: &Component| matches!(c.reason, Reason::Kink { .. });
    let is_unresolved = |c: &Component| matches!(c.reason, Reason::Unresolved { .. });
    let points = |belongs: &dyn Fn(&Component) -> bool| -> Vec<(f64, f64)> {
        // What agrees at a better ε stands where that puts it.
        let numeric = |c: &Component| if is_kink(c) { c.numeric } else { c.best };
        report.components().iter().filter(|c| belongs(c)).map(|c| (numeric(c), c.analytic)).collect()
    };
    let from_zero = |values: &mut dyn Iterator<Item = f64>| extent(values.chain([0.0]));
    let (low, high) = from_zero(&mut report.components().iter().map(|c| c.numeric));
    let panel = Panel::new(title("Components", report), "numeric", "backprop");
    let panel = panel.dashed("equal", Colour::Black, [(low, low), (high, high)]);
    let agree = points(&|c| c.reason != Reason::Disagrees && !is_kink(c) && !is_unresolved(c));
    let mut panel = named(panel, "agree", Colour::Grey, Shape::Circle, agree);
    for (name, pattern, colour, shape) in disagreeing(report) {
        let mine = points(&|c| c.reason == Reason::Disagrees && c.matrix == name);
        if let Some(Pattern::Factor(factor)) = pattern {
            let (a, b) = from_zero(&mut mine.iter().map(|p| p.0));
            panel = panel.dashed("", colour, [(a, factor * a), (b, factor * b)]);
        }
        panel = panel.points(name, colour, shape, mine);
    }
    let panel = named(panel, "on a kink", Colour::Purple, Shape::Cross, points(&is_kink));
    named(panel, "unresolved", Colour::Grey, Shape::Cross, points(&is_unresolved))
}

/// The ratio of backprop to the numerical gradient, by the component's index in θ. Components that are 0 in backprop, or have no ratio, are left out.
pub fn gradient_ratios(report: &GradientReport) -> Panel {
    let ratios = |belongs: &dyn Fn(&str) -> bool| -> Vec<(f64, f64)> {
        let mine = report.components().iter().filter(|c| belongs(&c.matrix) && c.analytic != 0.0);
        mine.filter_map(|c| Some((c.place as f64, c.ratio()?))).collect()
    };
    let names: Vec<&str> = disagreeing(report).map(|look| look.0).collect();
    let panel =
        Panel::new(title("Ratios", report), "index in θ", "backprop / numeric").horizontal("equal", Colour::Black, 1.0);
    // Where all agree, the last digits are no picture.
    let panel = if names.is_empty() { panel.y_range(0.9, 1.1) } else { panel };
    let panel = named(panel, "agree", Colour::Grey, Shape::Circle, ratios(&|matrix| !names.contains(&matrix)));
    disagreeing(report).fold(panel, |panel, (name, _, colour, shape)| {
        panel.points(name, colour, shape, ratios(&|matrix| matrix == name))
    })
}

/// Values by the step ε, a series for each name, on a logarithmic axis of ε.
pub fn by_epsilon<S: AsRef<str>>(title: &str, y_label: &str, series: &[(S, Vec<(f64, f64)>)]) -> Panel {
    let looks = [
        (Colour::Blue, Shape::Circle),
        (Colour::Vermillion, Shape::Cross),
        (Colour::Purple, Shape::Triangle),
        (Colour::Green, Shape::Circle),
    ];
    let panel = Panel::new(title, "ε", y_label).log_x();
    series.iter().zip(looks.into_iter().cycle()).fold(panel, |panel, ((name, points), (colour, shape))| {
        panel.points(name.as_ref(), colour, shape, points.iter().copied())
    })
}
