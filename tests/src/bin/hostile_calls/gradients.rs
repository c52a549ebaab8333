//! Gradient checks.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call};
use nn_course::gradient_check as check;
use nn_course::gradient_check::pattern::Pattern;
use nn_course::gradient_check::report::{Component, MatrixSummary};
use nn_course::gradient_check::second_look::Cause;
use nn_course_notebook::prelude::*;

const REPORT: &str = "the rounding floor, the noise over ε, overflows for a tiny ε, as documented";
const GIVEN: &str = "the fields are the caller's";

/// A cost of any kind: smooth, with a kink, flat, beyond the end of its domain, huge, or never twice the same.
struct Cost {
    kind: usize,
    value: f64,
    calls: u64,
}

impl Cost {
    fn of(&mut self, theta: &[f64]) -> f64 {
        self.calls += 1;
        let sum = |f: &dyn Fn(f64) -> f64| theta.iter().fold(0.0, |sum, &t| sum + f(t));
        match self.kind {
            0..4 => sum(&|t| t * t),
            4 => sum(&|t| t * t * t - 2.0 * t),
            5 => sum(&f64::abs),
            6 => sum(&f64::sqrt),
            7 => self.value,
            8 => self.value * sum(&|t| t),
            9 => self.calls as f64,
            10 => sum(&|t| if t > self.value { f64::NAN } else { t }),
            _ => 1e308 * sum(&|t| t),
        }
    }
}

fn cost(d: &mut Draw) -> Cost {
    let kind = if d.odd() { d.below(12) } else { d.below(4) };
    Cost { kind, value: d.number(), calls: 0 }
}

/// A gradient, right for the most usual cost, or not, or of another length.
fn gradient(d: &mut Draw, theta: &[f64]) -> Vec<f64> {
    if d.odd() {
        return d.numbers();
    }
    let wrong = d.one_in(3);
    theta.iter().map(|t| if wrong { d.number() } else { 2.0 * t }).collect()
}

fn theta(d: &mut Draw) -> Vec<f64> {
    let n = if d.odd() { d.pick(&[0, 1, 20]) } else { 1 + d.below(4) };
    (0..n).map(|_| d.number()).collect()
}

fn difference(d: &mut Draw) -> Difference {
    let epsilon = d.epsilon();
    if d.one_in(4) { Difference::OneSided { epsilon } } else { Difference::TwoSided { epsilon } }
}

fn layout(d: &mut Draw, n: usize) -> Layout {
    let rows = if n.is_multiple_of(2) { 2 } else { 1 };
    let shape = if d.odd() { (1 + d.below(3), 1 + d.below(3)) } else { (rows, n / rows) };
    let name = d.text();
    Layout::new([(name.as_str(), (shape.0.max(1), shape.1.max(1)))]).expect("a layout of one matrix")
}

/// The report of some check.
pub fn report(d: &mut Draw) -> GradientReport {
    let (mut cost, theta) = (cost(d), theta(d));
    let (layout, gradient) = (layout(d, theta.len()), gradient(d, &theta));
    let checked = check::check_named(&layout, |t| cost.of(t), |_| gradient, &theta, difference(d));
    checked.unwrap_or_else(|_| {
        check::check(|t| t[0] * t[0], |t| vec![2.0 * t[0]], &[1.5], Difference::default()).expect("a check")
    })
}

fn config(d: &mut Draw, network: &Network, m: usize) -> GradientCheck {
    let hidden = network.layers().len() - 1;
    let dropout = d.one_in(4).then(|| d.dropout(hidden));
    let masks = d.one_in(3).then(|| {
        let keep_prob = dropout.as_ref().map_or(vec![1.0; hidden], |dropout| dropout.keep_prob.clone());
        Masks::sample(network, m, &keep_prob, &mut d.numpy()).ok()
    });
    GradientCheck {
        penalty: d.one_in(3).then(|| d.penalty()),
        dropout,
        masks: masks.flatten(),
        cost: d.formula(),
        difference: difference(d),
        threads: d.threads(),
    }
}

/// A small network and its data: a check measures every parameter many times.
fn small(d: &mut Draw) -> (Network, Dataset) {
    if d.odd() && d.one_in(20) {
        return d.both();
    }
    let (n_x, m) = (1 + d.below(2), 1 + d.below(3));
    let network = d.network(n_x);
    let x = d.matrix_of((n_x, m), Draw::finite);
    let y = d.matrix_of((1, m), |d| d.below(2) as f64);
    (network, Dataset::new(x, y).expect("a data set"))
}

fn cause(d: &mut Draw) -> Cause {
    match d.below(6) {
        0 => Cause::Rounding { epsilon: d.number() },
        1 => Cause::Curvature { epsilon: d.number() },
        2 => Cause::Kink { left: d.number(), right: d.number() },
        3 => Cause::Unresolved { error: d.number() },
        4 => Cause::Agrees,
        _ => Cause::Disagrees,
    }
}

fn component(d: &mut Draw) -> Component {
    Component {
        place: d.size(),
        name: d.text(),
        matrix: d.text(),
        analytic: d.number(),
        numeric: d.number(),
        best: d.number(),
        cause: cause(d),
    }
}

fn summary(d: &mut Draw) -> MatrixSummary {
    let pattern = match d.below(5) {
        0 => None,
        1 => Some(Pattern::Zero),
        2 => Some(Pattern::Factor(d.number())),
        3 => Some(Pattern::Parameters(d.number())),
        _ => Some(Pattern::Transposed),
    };
    MatrixSummary {
        name: d.text(),
        components: d.index(),
        disagree: d.index(),
        unresolved: d.index(),
        kinks: d.index(),
        difference: d.number(),
        remaining: d.number(),
        pattern,
    }
}

pub fn calls() -> Vec<Call> {
    vec![
        call("gradient_check::check::check", |d| {
            let (mut cost, theta) = (cost(d), theta(d));
            let gradient = gradient(d, &theta);
            Ended::of(check::check(|t| cost.of(t), |_| gradient, &theta, difference(d)))
        })
        .infinite(REPORT),
        call("gradient_check::check::check_named", |d| {
            let (mut cost, theta) = (cost(d), theta(d));
            let (layout, gradient) = (layout(d, theta.len()), gradient(d, &theta));
            Ended::of(check::check_named(&layout, |t| cost.of(t), |_| gradient, &theta, difference(d)))
        })
        .infinite(REPORT),
        call("gradient_check::difference::<Difference as Default>::default", |_| Ended::with(Difference::default())),
        call("gradient_check::difference::Difference::epsilon", |d| Ended::with(difference(d).epsilon())).given(GIVEN),
        call("gradient_check::difference::relative_difference", |d| {
            let a = d.numbers();
            let b = if d.odd() { d.numbers() } else { a.iter().map(|_| d.number()).collect() };
            Ended::of(check::relative_difference(&a, &b))
        }),
        call("gradient_check::check_network::<GradientCheck as Default>::default", |_| {
            Ended::with(GradientCheck::default().threads)
        }),
        call("gradient_check::check_network::check_network", |d| {
            let (network, data) = small(d);
            let config = config(d, &network, data.m().min(9));
            Ended::of(check::check_network(&network, &data, &config))
        })
        .infinite(REPORT),
        call("gradient_check::check_network::check_gradients", |d| {
            let (network, data) = small(d);
            let config = config(d, &network, data.m().min(9));
            let gradients = d.gradients(&network, 1);
            Ended::of(check::check_gradients(&network, &data, &gradients, &config))
        })
        .infinite(REPORT),
        call("gradient_check::report::<Verdict as fmt::Display>::fmt", |d| {
            Ended::with(d.pick(&[Verdict::Great, Verdict::LookAgain, Verdict::Wrong]).to_string())
        }),
        call("gradient_check::report::Component::difference", |d| Ended::with(component(d).difference())).given(GIVEN),
        call("gradient_check::report::Component::ratio", |d| Ended::with(component(d).ratio())).given(GIVEN),
        call("gradient_check::report::GradientReport::components", |d| Ended::with(report(d).components())),
        call("gradient_check::report::GradientReport::cost", |d| Ended::with(report(d).cost())),
        call("gradient_check::report::GradientReport::difference", |d| Ended::with(report(d).difference())),
        call("gradient_check::report::GradientReport::is_flat", |d| Ended::with(report(d).is_flat())),
        call("gradient_check::report::GradientReport::matrices", |d| Ended::with(report(d).matrices())),
        call("gradient_check::report::GradientReport::method", |d| Ended::with(report(d).method())),
        call("gradient_check::report::GradientReport::passed", |d| Ended::with(report(d).passed())),
        call("gradient_check::report::GradientReport::remaining", |d| Ended::with(report(d).remaining())),
        call("gradient_check::report::GradientReport::rounding_floor", |d| Ended::with(report(d).rounding_floor()))
            .infinite(REPORT),
        call("gradient_check::report::GradientReport::verdict", |d| Ended::with(report(d).verdict())),
        call("gradient_check::report::Verdict::of", |d| Ended::with(Verdict::of(d.number()))),
        call("gradient_check::words::<Cause as fmt::Display>::fmt", |d| Ended::with(cause(d).to_string())),
        call("gradient_check::words::<GradientReport as fmt::Display>::fmt", |d| Ended::with(report(d).to_string())),
        call("gradient_check::words::MatrixSummary::reading", |d| Ended::with(summary(d).reading())),
    ]
}
