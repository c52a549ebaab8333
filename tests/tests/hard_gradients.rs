//! Right gradients of costs that are hard to check, and bugs planted into them.
//!
//! A random cost is written as people write it: with an exponential that saturates, a variance of tiny numbers, or a difference of large
//! ones. Its gradient is derived by hand and keeps all its digits. So a "wrong" for it is the checker's mistake.
//!
//! The table: `cargo test --test hard_gradients -- --nocapture`.

#![allow(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

use libm::{cos, exp, log, log1p, pow, sin, sqrt, tanh};
use nn_course::gradient_check::{Component, Reason};
use nn_course_notebook::prelude::*;

/// The gradients that are checked.
const GRADIENTS: u32 = 10_000;

/// Random numbers.
struct Random(NumpyRng);

impl Random {
    fn normal(&mut self) -> f64 {
        random::normal_matrix((1, 1), 0.0, 1.0, &mut self.0).unwrap()[[0, 0]]
    }

    fn uniform(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * (1e3 * self.normal().abs()).fract()
    }

    /// A number whose logarithm is uniform.
    fn size(&mut self, from: f64, to: f64) -> f64 {
        pow(10.0, self.uniform(log(from), log(to)) / std::f64::consts::LN_10)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.uniform(0.0, n as f64) as usize).min(n - 1)
    }

    fn normals(&mut self, n: usize, size: f64) -> Vec<f64> {
        (0..n).map(|_| size * self.normal()).collect()
    }
}

type Cost = Box<dyn Fn(&[f64]) -> f64>;
type Gradient = Box<dyn Fn(&[f64]) -> Vec<f64>>;

/// A cost at θ as people write it, the same with all its digits, and its gradient.
struct Case {
    name: &'static str,
    cost: Cost,
    exact: Cost,
    gradient: Gradient,
    theta: Vec<f64>,
}

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.sum()
}

fn mean(t: &[f64]) -> f64 {
    sum(t.iter().copied()) / t.len() as f64
}

/// 1 / (1 + e^−z).
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + exp(-z))
}

/// ln(1 + e^z), with all its digits.
fn softplus(z: f64) -> f64 {
    z.max(0.0) + log1p(exp(-z.abs()))
}

/// e^z_i / Σ e^z_j, with all digits, and ln Σ e^z_j.
fn softmax(z: &[f64]) -> (Vec<f64>, f64) {
    let largest = z.iter().copied().fold(f64::MIN, f64::max);
    let shifted: Vec<f64> = z.iter().map(|z| exp(z - largest)).collect();
    let all = sum(shifted.iter().copied());
    (shifted.iter().map(|e| e / all).collect(), largest + log(all))
}

/// A random cost at a random point.
fn case(r: &mut Random) -> Case {
    let n = 1 + r.below(3);
    let kind = r.below(17);
    // How far out: from the usual to the saturated.
    let s = r.size(0.3, 60.0);
    let unit = r.normals(n, 1.0);
    let made = |name, cost, exact, gradient, theta| Case { name, cost, exact, gradient, theta };
    match kind {
        0 => made(
            "ln(1 + e^−z)",
            Box::new(move |t| sum(t.iter().map(|t| log(1.0 + exp(-s * t))))),
            Box::new(move |t| sum(t.iter().map(|t| softplus(-s * t)))),
            Box::new(move |t| t.iter().map(|t| -s * sigmoid(-s * t)).collect()),
            unit,
        ),
        1 => made(
            "−ln(1 − σ)",
            Box::new(move |t| sum(t.iter().map(|t| -log(1.0 - sigmoid(s * t))))),
            Box::new(move |t| sum(t.iter().map(|t| softplus(s * t)))),
            Box::new(move |t| t.iter().map(|t| s * sigmoid(s * t)).collect()),
            unit,
        ),
        2 | 3 => {
            let k = r.below(n + 1);
            let (naive, z) = (kind == 2, move |t: &[f64]| t.iter().map(|t| s * t).chain([0.0]).collect::<Vec<f64>>());
            made(
                if naive { "softmax" } else { "log-sum-exp" },
                Box::new(move |t| {
                    let z = z(t);
                    let all = sum(z.iter().map(|z| exp(*z)));
                    if naive { -log(exp(z[k]) / all) } else { log(all) - z[k] }
                }),
                Box::new(move |t| {
                    let z = z(t);
                    log1p(sum(z.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, other)| exp(other - z[k]))))
                }),
                Box::new(move |t| {
                    let z = z(t);
                    let p = softmax(&z).0;
                    let rest = |k: usize| sum(p.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, p)| *p));
                    (0..t.len()).map(|i| s * if i == k { -rest(k) } else { p[i] }).collect()
                }),
                unit,
            )
        }
        4 => {
            let c = r.size(1.0, 1e5);
            let theta = r.normals(n + 1, s / 60.0);
            made(
                "variance",
                Box::new(move |t| {
                    let x: Vec<f64> = t.iter().map(|t| c + t).collect();
                    mean(&x.iter().map(|x| x * x).collect::<Vec<_>>()) - mean(&x) * mean(&x)
                }),
                Box::new(|t| mean(&t.iter().map(|x| (x - mean(t)) * (x - mean(t))).collect::<Vec<_>>())),
                Box::new(|t| t.iter().map(|x| 2.0 * (x - mean(t)) / t.len() as f64).collect()),
                theta,
            )
        }
        5 => {
            let w = r.normals(n + 1, 1.0);
            let size = r.size(1e-7, 10.0);
            let theta = r.normals(n + 1, size);
            let v = w.clone();
            let dot = |w: &[f64], x: &[f64]| sum(w.iter().zip(x).map(|(w, x)| w * x));
            let normalized = |t: &[f64]| {
                let d: Vec<f64> = t.iter().map(|x| x - mean(t)).collect();
                let deviation = sqrt(mean(&d.iter().map(|d| d * d).collect::<Vec<_>>()) + 1e-12);
                (d.iter().map(|d| d / deviation).collect::<Vec<f64>>(), deviation)
            };
            let (u, x) = (w.clone(), w);
            made(
                "normalized",
                Box::new(move |t| dot(&v, &normalized(t).0)),
                Box::new(move |t| dot(&u, &normalized(t).0)),
                Box::new(move |t| {
                    let (hat, deviation) = normalized(t);
                    let along = dot(&x, &hat) / t.len() as f64;
                    x.iter().zip(&hat).map(|(w, hat)| (w - mean(&x) - hat * along) / deviation).collect()
                }),
                theta,
            )
        }
        6 => {
            let (c, size) = (r.size(1e-12, 10.0), r.size(1e-7, 10.0));
            made(
                "√(c + θ²)",
                Box::new(move |t| sqrt(c + sum(t.iter().map(|t| t * t))) - sqrt(c)),
                Box::new(move |t| {
                    let all = sum(t.iter().map(|t| t * t));
                    all / (sqrt(c + all) + sqrt(c))
                }),
                Box::new(move |t| {
                    let root = sqrt(c + sum(t.iter().map(|t| t * t)));
                    t.iter().map(|t| t / root).collect()
                }),
                r.normals(n, size),
            )
        }
        7 | 8 => {
            let theta: Vec<f64> = (0..n).map(|_| r.size(1e-12, 1e4)).collect();
            let f: [fn(f64) -> f64; 4] = [log, sqrt, |t| 1.0 / t, |t| t * log(t)];
            let d: [fn(f64) -> f64; 4] = [|t| 1.0 / t, |t| 0.5 / sqrt(t), |t| -1.0 / (t * t), |t| log(t) + 1.0];
            let which = r.below(4);
            let (f, d) = (f[which], d[which]);
            let f = move |t: &[f64]| sum(t.iter().map(|t| f(*t)));
            made(
                ["ln θ", "√θ", "1/θ", "θ ln θ"][which],
                Box::new(f),
                Box::new(f),
                Box::new(move |t| t.iter().map(|t| d(*t)).collect()),
                theta,
            )
        }
        9 => {
            let theta: Vec<f64> = (0..=n).map(|_| r.size(1e-6, 1e4)).collect();
            let f = |t: &[f64]| t[0] / sum(t.iter().copied());
            made(
                "ratio",
                Box::new(f),
                Box::new(f),
                Box::new(|t| {
                    let all = sum(t.iter().copied());
                    let rest = sum(t[1..].iter().copied());
                    (0..t.len()).map(|i| if i == 0 { rest } else { -t[0] } / (all * all)).collect()
                }),
                theta,
            )
        }
        10 => made(
            "tanh",
            Box::new(move |t| 1.0 - sum(t.iter().map(|t| tanh(s * t)))),
            Box::new(move |t| 1.0 - sum(t.iter().map(|t| tanh(s * t)))),
            Box::new(move |t| {
                let slope = |z: f64| 4.0 * exp(-2.0 * z.abs()) / pow(1.0 + exp(-2.0 * z.abs()), 2.0);
                t.iter().map(|t| -s * slope(s * t)).collect()
            }),
            unit,
        ),
        11 => {
            let size = r.size(1e-9, 3.0);
            made(
                "1 − cos",
                Box::new(|t| sum(t.iter().map(|t| 1.0 - cos(*t)))),
                Box::new(|t| sum(t.iter().map(|t| 2.0 * sin(t / 2.0) * sin(t / 2.0)))),
                Box::new(|t| t.iter().map(|t| sin(*t)).collect()),
                r.normals(n, size),
            )
        }
        12 => {
            // Logistic regression, the cost from probabilities.
            let data: Vec<(Vec<f64>, bool)> = (0..4).map(|_| (r.normals(n, s / 4.0), r.below(2) == 1)).collect();
            let z = |x: &[f64], t: &[f64]| sum(x.iter().zip(t).map(|(x, t)| x * t));
            let (a, b, c) = (data.clone(), data.clone(), data);
            made(
                "logistic regression",
                Box::new(move |t| {
                    let one = |(x, y): &(Vec<f64>, bool)| {
                        let p = sigmoid(z(x, t));
                        if *y { -log(p) } else { -log(1.0 - p) }
                    };
                    sum(a.iter().map(one)) / 4.0
                }),
                Box::new(move |t| sum(b.iter().map(|(x, y)| softplus(if *y { -z(x, t) } else { z(x, t) }))) / 4.0),
                Box::new(move |t| {
                    let residual = |x: &[f64], y: bool| if y { -sigmoid(-z(x, t)) } else { sigmoid(z(x, t)) };
                    (0..t.len()).map(|i| sum(c.iter().map(|(x, y)| residual(x, *y) * x[i])) / 4.0).collect()
                }),
                r.normals(n, 3.0),
            )
        }
        13 => {
            let f = move |t: &[f64]| exp(-sum(t.iter().map(|t| s * t * t)) / 2.0);
            made("e^−θ²", Box::new(f), Box::new(f), Box::new(move |t| t.iter().map(|x| -s * x * f(t)).collect()), unit)
        }
        14 => {
            let power = (2 + r.below(19)) as f64;
            let size = r.size(1e-3, 10.0);
            let f = move |t: &[f64]| sum(t.iter().map(|t| pow(*t, power)));
            made(
                "θ^k",
                Box::new(f),
                Box::new(f),
                Box::new(move |t| t.iter().map(|t| power * pow(*t, power - 1.0)).collect()),
                r.normals(n, size),
            )
        }
        15 => {
            // The cosine of the angle to a given vector.
            let w = r.normals(n + 1, 1.0);
            let size = r.size(1e-5, 1e5);
            let dot = |a: &[f64], b: &[f64]| sum(a.iter().zip(b).map(|(a, b)| a * b));
            let (u, v) = (w.clone(), w);
            let f = move |t: &[f64]| dot(&u, t) / (sqrt(dot(&u, &u)) * sqrt(dot(t, t)));
            let g = f.clone();
            made(
                "cosine",
                Box::new(f),
                Box::new(g.clone()),
                Box::new(move |t| {
                    let (length, cosine) = (sqrt(dot(t, t)), g(t));
                    let unit = sqrt(dot(&v, &v));
                    v.iter().zip(t).map(|(v, t)| (v / unit - cosine * t / length) / length).collect()
                }),
                r.normals(n + 1, size),
            )
        }
        _ => {
            let a = r.normals(n, 1.0);
            let theta: Vec<f64> = a.iter().map(|a| a + r.size(1e-9, 1.0)).collect();
            let (b, c) = (a.clone(), a);
            let f = move |t: &[f64]| sum(t.iter().zip(&b).map(|(t, a)| (t - a) * (t - a)));
            made(
                "squares",
                Box::new(f.clone()),
                Box::new(f),
                Box::new(move |t| t.iter().zip(&c).map(|(t, a)| 2.0 * (t - a)).collect()),
                theta,
            )
        }
    }
}

/// The case within another function, or as it is. `None` where rounding makes the inner cost another one altogether, so that the gradient
/// by hand is not that of the outer one.
fn wrapped(inner: Case, r: &mut Random) -> Option<Case> {
    let Case { name, cost, exact, gradient, theta } = inner;
    let large = r.size(1e-3, 1e4);
    type One = Box<dyn Fn(f64) -> f64>;
    // The outer function, and its derivative.
    let (outer, slope): (One, One) = match r.below(9) {
        0 => (Box::new(move |j| large + j), Box::new(|_| 1.0)),
        1 => (Box::new(move |j| (large + j) - large), Box::new(|_| 1.0)),
        2 => (Box::new(move |j| large * j), Box::new(move |_| large)),
        3 => (Box::new(|j| 1e-8 * j), Box::new(|_| 1e-8)),
        4 => (Box::new(|j| log(1.0 + j * j)), Box::new(|j| 2.0 * j / (1.0 + j * j))),
        5 => (Box::new(|j| sqrt(1.0 + j * j) - 1.0), Box::new(|j| j / sqrt(1.0 + j * j))),
        // In 32 bits, 1/θ shows its slope only over steps that reach over the pole.
        6 if name != "1/θ" => (Box::new(|j| f64::from(j as f32)), Box::new(|_| 1.0)),
        _ => (Box::new(|j| j), Box::new(|_| 1.0)),
    };
    let (inner, truth) = (cost(&theta), exact(&theta));
    let known = inner.is_finite() && (inner - truth).abs() <= 1e-4 && outer(inner).is_finite();
    let slope = slope(truth);
    let gradient = move |t: &[f64]| gradient(t).into_iter().map(|g| slope * g).collect::<Vec<f64>>();
    let known = known && gradient(&theta).iter().all(|g| g.is_finite());
    known.then(|| Case { name, cost: Box::new(move |t| outer(cost(t))), exact, gradient: Box::new(gradient), theta })
}

/// How well difference quotients can show a slope at all: the relative error that three neighbouring steps keep to, for the best three.
fn visible(case: &Case, i: usize, truth: f64) -> f64 {
    let size = case.theta[i].abs();
    let at = |by: f64| {
        let mut t = case.theta.clone();
        t[i] += by;
        ((case.cost)(&t), t[i])
    };
    let error = |h: f64| {
        let ((up, a), (down, b)) = (at(h), at(-h));
        let error = ((up - down) / (a - b) - truth).abs() / truth.abs();
        if error.is_finite() { error } else { f64::INFINITY }
    };
    let first = 1e-8 * size.clamp(1e-12, 1.0);
    let steps = std::iter::successors(Some(first), |h| Some(3.0 * h)).take_while(|h| *h < 3e-3 * size.max(1.0));
    let errors: Vec<f64> = steps.map(error).collect();
    errors.windows(3).map(|three| three.iter().copied().fold(0.0, f64::max)).fold(f64::INFINITY, f64::min)
}

/// The report at ε; where ε leaves the cost's domain, at the one that the error names. `None` if it names none.
fn report(case: &Case, gradient: &[f64], mut difference: Difference) -> Option<GradientReport> {
    loop {
        match gradient_check::check(&case.cost, |_| gradient.to_vec(), &case.theta, difference) {
            Ok(report) => return Some(report),
            Err(e) => {
                let e = e.to_string();
                assert!(e.contains("has left the cost's domain"), "{e}");
                let named = e.rsplit_once("ε = ")?.1.split(' ').next()?.parse().ok()?;
                match &mut difference {
                    Difference::OneSided { epsilon } | Difference::TwoSided { epsilon } => *epsilon = named,
                }
            }
        }
    }
}

/// The smallest bug that is planted, relative to the component.
const BUG: f64 = 0.011;

/// What the lecture's difference alone would call a reason to worry.
fn is_hard(c: &Component) -> bool {
    (c.analytic - c.numeric).abs() > Verdict::WORRY * (c.analytic.abs() + c.numeric.abs())
}

#[derive(Default)]
struct Counts {
    gradients: u32,
    hard: u32,
    refused: u32,
    seen: u32,
    unresolved: u32,
    /// By verdict: great, look again, wrong.
    right: [u32; 3],
    bugs: [u32; 3],
}

#[test]
fn right_gradients_of_hard_costs_are_never_wrong_and_bugs_that_can_be_seen_are() {
    let r = &mut Random(NumpyRng::seed(1));
    let mut counts = Counts::default();
    while counts.gradients < GRADIENTS {
        let inner = case(r);
        let Some(case) = wrapped(inner, r) else { continue };
        let epsilon = [1e-7, 1e-7, 1e-7, 1e-4, 1e-5, 1e-6, 1e-8, 1e-9][r.below(8)];
        let one_sided = r.below(4) == 0;
        let difference = if one_sided { Difference::OneSided { epsilon } } else { Difference::TwoSided { epsilon } };
        let truth = (case.gradient)(&case.theta);
        counts.gradients += 1;
        let Some(right) = report(&case, &truth, difference) else {
            counts.refused += 1;
            continue;
        };
        assert_ne!(right.verdict(), Verdict::Wrong, "{} at {:?}: {right}", case.name, case.theta);
        let disagrees = |c: &Component| c.reason == Reason::Disagrees;
        assert!(!right.components().iter().any(disagrees), "{} at {:?}: {right}", case.name, case.theta);
        counts.right[right.verdict() as usize] += 1;
        counts.hard += u32::from(right.components().iter().any(is_hard));
        for c in right.components().iter().filter(|c| visible(&case, c.place, c.analytic) <= BUG) {
            counts.seen += 1;
            counts.unresolved += u32::from(matches!(c.reason, Reason::Unresolved { .. }));
        }
        // One component too large: by a hundredth of itself, up to three times.
        let (place, by) = (r.below(truth.len()), r.size(BUG, 3.0));
        if visible(&case, place, truth[place]) > BUG / 4.0 {
            continue;
        }
        let mut wrong = truth;
        wrong[place] *= 1.0 + by;
        let Some(found) = report(&case, &wrong, difference) else { continue };
        counts.bugs[found.verdict() as usize] += 1;
        let said = found.verdict() > Verdict::Great;
        assert!(said, "{}, θ {:?}, component {place} too large by {by}: {found}", case.name, case.theta);
    }
    let Counts { gradients, hard, refused, seen, unresolved, right, bugs } = counts;
    println!("{gradients} right gradients, {hard} of them wrong by the lecture's number alone; {refused} without an ε");
    println!("of {seen} components that can be seen, {unresolved} are unresolved");
    println!("{:16} {:>8} {:>10} {:>8}", "", "great", "look again", "wrong");
    for (name, [great, again, wrong]) in [("right gradients", right), ("planted bugs", bugs)] {
        println!("{name:16} {great:8} {again:10} {wrong:8}");
    }
    assert!(10 * hard >= 3 * gradients, "{hard} of {gradients} are hard");
    assert!(5 * unresolved <= seen, "{unresolved} of {seen} are unresolved");
    let all: u32 = bugs.iter().sum();
    assert!(3 * all > gradients && 10 * bugs[2] >= 9 * all, "{bugs:?}");
}
