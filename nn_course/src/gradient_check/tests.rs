use super::check_network::GradientCheck;
use super::*;
use super::{difference::Difference, parameters::Layout, report::GradientReport, report::Verdict};
use crate::{
    Matrix, data::dataset::Dataset, network::activation::Activation, network::cost, network::init::Initializer,
    network::layers::Layer, network::layers::Network, network::propagation::Gradients, network::propagation::backward,
    network::propagation::forward, network::propagation::forward_with_dropout, regularization::dropout::Dropout,
    regularization::dropout::Masks, regularization::penalty::Penalty, support::error::Result,
    support::random::NumpyRng, support::random::normal_matrix,
};
use ndarray::array;

/// J(θ) = θ₁² + 3 θ₁θ₂, with its gradient.
fn quadratic(t: &[f64]) -> f64 {
    t[0] * t[0] + 3.0 * t[0] * t[1]
}

fn gradient(t: &[f64]) -> Vec<f64> {
    vec![2.0 * t[0] + 3.0 * t[1], 3.0 * t[0]]
}

/// A network with biases, and data.
fn case(sizes: &[usize], m: usize) -> (Network, Dataset) {
    let rng = &mut NumpyRng::seed(7);
    let mut random = |shape| normal_matrix(shape, 0.0, 0.8, rng).unwrap();
    let layers = (1..sizes.len()).map(|l| {
        let g = if l + 1 == sizes.len() { Activation::Sigmoid } else { Activation::Relu };
        Layer::new(random((sizes[l], sizes[l - 1])), random((sizes[l], 1)), g).unwrap()
    });
    let network = Network::from_layers(layers.collect()).unwrap();
    let y = Matrix::from_shape_fn((1, m), |(_, i)| f64::from(u8::from(i % 3 == 0)));
    (network, Dataset::new(random((sizes[0], m)), y).unwrap())
}

#[test]
fn right_and_wrong() {
    let theta = [1.5, -0.4];
    let report = check(quadratic, gradient, &theta, Difference::default()).unwrap();
    assert!(report.passed() && report.difference() < 1e-8, "{report}");
    assert!(!report.to_string().contains("measured again"), "{report}");
    assert_eq!((report.cost(), report.is_flat()), (quadratic(&theta), false));
    let wrong = |t: &[f64]| vec![gradient(t)[0], -gradient(t)[1]];
    let report = check(quadratic, wrong, &theta, Difference::default()).unwrap();
    assert_eq!(report.verdict(), Verdict::Wrong);
    let worst = &report.components()[0];
    assert_eq!((worst.name.as_str(), worst.place, worst.reason), ("theta[1]", 1, Reason::Disagrees));
    approx::assert_relative_eq!(worst.ratio().unwrap(), -1.0, max_relative = 1e-6);
    assert_eq!(report.components()[1].reason, Reason::Agrees);
    assert_eq!(report.listed().count(), 1);
    assert!(!report.is_flat());
}

/// The text lists what disagrees before what differs more for a better reason, and tells the two numbers of a matrix apart.
#[test]
fn what_disagrees_comes_first() {
    let cost = |t: &[f64]| 1e4 * t[0].abs() + t[1];
    let report = check(cost, |_| vec![1e4, 1.5], &[0.0, 0.3], Difference::default()).unwrap();
    assert!(matches!(report.components()[1].reason, Reason::Kink { .. }), "{report}");
    assert_eq!(report.components()[0].name, "theta[1]");
    let matrix = &report.matrices()[0];
    assert!(matrix.difference > 0.5 && matrix.remaining < 1e-4, "{report}");
    assert_eq!((matrix.kinks, matrix.disagree), (1, 1));
    approx::assert_relative_eq!(report.rounding_floor(), 3000.0 * f64::EPSILON / 1e-7, max_relative = 10.0);
}

#[test]
fn flat_means_that_both_are_zero() {
    let flat = |gradient: f64, slope: f64| {
        let cost = move |t: &[f64]| 0.5 + slope * t[0];
        check(cost, |_| vec![gradient], &[0.1], Difference::default()).unwrap().is_flat()
    };
    assert_eq!([flat(0.0, 0.0), flat(0.0, 1.0), flat(1.0, 1.0), flat(1.0, 0.0)], [true, false, false, false]);
}

#[test]
fn the_scale_is_the_lectures() {
    let verdicts = [0.0, 1e-7, 2e-7, 3e-7, 1e-5, 9e-4, 1e-3, 0.5, f64::NAN].map(Verdict::of);
    use Verdict::{Great as G, LookAgain as L, Wrong as W};
    assert_eq!(verdicts, [G, G, G, L, L, L, W, W, W]);
}

#[test]
fn a_zero_gradient_is_no_failure() {
    // 0/0: nothing moves at all; and at the top of a hill, where only rounding moves.
    let constant = check(|_| 0.7, |t| vec![0.0; t.len()], &[1.0, 2.0], Difference::default()).unwrap();
    assert!(constant.passed() && constant.is_flat() && constant.difference() == 0.0, "{constant}");
    let hill = |t: &[f64]| 0.3 - 1e-3 * (t[0] - 0.1) * (t[0] - 0.1);
    let report = check(hill, |_| vec![0.0], &[0.1], Difference::default()).unwrap();
    assert!(report.passed() && report.is_flat(), "{report}");
    assert!(report.to_string().contains("check at another θ too"), "{report}");
    // But zeros where there is a slope are a bug.
    let report = check(quadratic, |_| vec![0.0, 0.0], &[1.5, -0.4], Difference::default()).unwrap();
    assert_eq!((report.verdict(), report.matrices()[0].pattern), (Verdict::Wrong, Some(Pattern::Zero)));
}

#[test]
fn a_small_matrix_does_not_hide_behind_a_large_one() {
    let layout = Layout::new([("large", (2, 1)), ("small", (2, 1))]).unwrap();
    let cost = |t: &[f64]| 1e4 * (t[0] * t[0] + t[1] * t[1]) + 1e-4 * (t[2] * t[2] + t[3] * t[3]);
    let wrong = |t: &[f64]| vec![2e4 * t[0], 2e4 * t[1], 4e-4 * t[2], 4e-4 * t[3]];
    let report = check_named(&layout, cost, wrong, &[1e-4, 2e-4, 0.5, 0.7], Difference::default()).unwrap();
    assert!(report.difference() < 1e-3, "{report}");
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    assert_eq!(report.matrices()[0].disagree, 0);
    let Some(Pattern::Factor(factor)) = report.matrices()[1].pattern else { panic!("{report}") };
    approx::assert_relative_eq!(factor, 2.0, max_relative = 1e-4);
    // Nor if it is less than what rounding does at this ε.
    let cost = |t: &[f64]| 1e6 + 1e4 * (t[0] * t[0] + t[1] * t[1]) + 1e-4 * (t[2] * t[2] + t[3] * t[3]);
    let report = check_named(&layout, cost, wrong, &[1e-4, 2e-4, 0.5, 0.7], Difference::default()).unwrap();
    assert!(report.rounding_floor() > 1e-4 && report.matrices()[1].disagree > 0, "{report}");
}

#[test]
fn a_bad_epsilon_spoils_no_verdict() {
    let right = |d| check(quadratic, gradient, &[1.5, -0.4], d).unwrap();
    for epsilon in [1e-13, 1e-11, 1e-3, 0.1, 1.0] {
        for difference in [Difference::TwoSided { epsilon }, Difference::OneSided { epsilon }] {
            assert!(right(difference).passed(), "{difference:?}: {}", right(difference));
            let wrong = check(quadratic, |t| vec![gradient(t)[0] * 1.01, gradient(t)[1]], &[1.5, -0.4], difference);
            assert_eq!(wrong.unwrap().verdict(), Verdict::Wrong, "{difference:?}");
        }
    }
    let report = right(Difference::TwoSided { epsilon: 1e-13 });
    assert!(report.difference() > 1e-5 && report.to_string().contains("agree at a larger ε"), "{report}");
    let report = right(Difference::OneSided { epsilon: 1e-3 });
    assert!(report.difference() > 1e-5 && report.to_string().contains("off by curvature"), "{report}");
}

/// The verdict on a gradient of a function of one number.
fn verdict(cost: impl Fn(f64) -> f64, gradient: f64, theta: f64, difference: Difference) -> Verdict {
    check(|t| cost(t[0]), |_| vec![gradient], &[theta], difference).unwrap().verdict()
}

const fn two_sided(epsilon: f64) -> Difference {
    Difference::TwoSided { epsilon }
}

#[test]
fn right_gradients_of_awkward_costs_are_never_wrong() {
    let d = Difference::default();
    use Verdict::{Great, LookAgain};
    // Near the end of the domain, at a minimum of 0, large and small parameters, costs and slopes.
    assert_eq!(verdict(libm::log, 5e6, 2e-7, d), Great);
    assert_eq!(verdict(|t| t * t * t, 0.0, 0.0, d), Great);
    assert_eq!(verdict(|t| t * t, 2e7, 1e7, d), Great);
    // θ ± ε is rounded to steps of 2e-9, two percent of ε.
    assert_eq!(verdict(|t| 1e3 * (t - 1e7), 1e3, 1e7 + 0.3, d), Great);
    assert_eq!(verdict(|t| t / 1e-6 * t / 1e-6, 4e6, 2e-6, d), Great);
    assert_eq!(verdict(|t| libm::exp(50.0 * t), 50.0 * libm::exp(50.0), 1.0, d), Great);
    assert_eq!(verdict(|t| libm::sin(1e4 * t), 1e4 * libm::cos(3e3), 0.3, d), Great);
    assert_eq!(verdict(|t| 1e-12 * libm::sin(t), 1e-12 * libm::cos(0.5), 0.5, d), Great);
    let valley = |t: &[f64]| (1.0 - t[0]) * (1.0 - t[0]) + 100.0 * (t[1] - t[0] * t[0]) * (t[1] - t[0] * t[0]);
    assert_eq!(check(valley, |_| vec![0.0, 0.0], &[1.0, 1.0], d).unwrap().verdict(), Great);
    let uneven = |t: &[f64]| 1e7 * t[0] + t[1] * t[1];
    assert_eq!(check(uneven, |t| vec![1e7, 2.0 * t[1]], &[0.3, 0.5], d).unwrap().verdict(), Great);
    // A cost that ends at θ: one-sided.
    let ends = |t: f64| if t < 0.0 { f64::NAN } else { t + t * t };
    assert_eq!(verdict(ends, 1.0, 0.0, Difference::OneSided { epsilon: 1e-7 }), Great);
    // At a kink, one-sided and bent; an end of the domain nearer than ε.
    let bent = |t: f64| 1.0 + 300.0 * t * t + if t > 0.0 { 0.1 * t } else { t };
    assert_eq!(verdict(bent, 1.0, 0.0, Difference::OneSided { epsilon: 1e-4 }), Great);
    let ends = |t: f64| if t < 0.0 { f64::INFINITY } else { 1.0 + 1.5 * t };
    assert_eq!(verdict(ends, 1.5, 3e-11, Difference::OneSided { epsilon: 1e-7 }), Great);
    // An exact fit: the cost is 0 but for the rounding of its residuals.
    for theta in [0.7, 300.0, 1234.5] {
        let fit = |t: f64| (t / 7.0 - theta / 7.0) * (t / 7.0 - theta / 7.0);
        assert!(verdict(fit, 0.0, theta, d) < Verdict::Wrong);
        assert!(verdict(fit, 0.0, theta, Difference::OneSided { epsilon: 1e-7 }) < Verdict::Wrong);
    }
    // A jump at θ: the angle of a point on the far side of the circle.
    let angle = |t: f64| libm::atan2(t, -1.0);
    let d = check(|t| angle(t[0]), |_| vec![-1.0], &[0.0], Difference::default()).unwrap();
    assert_eq!(
        (d.verdict(), d.components()[0].reason),
        (LookAgain, Reason::Unresolved { error: f64::INFINITY }),
        "{d}"
    );
    let d = Difference::default();
    // Where something inside the cost rounds, so that it is the same number at every ε, or moves in steps.
    let through_sigma = |t: f64| -libm::log(1.0 - 1.0 / (1.0 + libm::exp(-t)));
    for (cost, slope, theta) in [
        ((|t| libm::log(1.0 + libm::exp(-t))) as fn(f64) -> f64, -libm::exp(-800.0), 800.0),
        (|t| libm::log(1.0 + libm::exp(-t)), -libm::exp(-40.0), 40.0),
        (|t| -libm::log(1.0 - 1.0 / (1.0 + libm::exp(t))), -libm::exp(-40.0), 40.0),
        (|t| 1.0 - libm::tanh(t), -4.0 * libm::exp(-40.0), 20.0),
        (through_sigma, 1.0, 36.5),
        (|t| f64::from((t as f32) * (t as f32)), 2.0 * 0.3, 0.3),
        (|t| libm::round(64.0 * t * t) / 64.0, 2.0 * 1.37, 1.37),
    ] {
        assert!(verdict(cost, slope, theta, d) < Verdict::Wrong, "{slope} at {theta}");
    }
    // θ itself is tiny, and so is the distance over which the cost bends.
    for size in [1e-6, 1e-9, 1e-12, 1e-15] {
        assert_eq!(verdict(|t| libm::sin(t / size), libm::cos(1.0) / size, size, d), Great, "{size}");
        assert_eq!(verdict(|t| size / t, -1.0 / size, size, two_sided(0.1 * size)), Great, "{size}");
    }
    // The cost is 0 at θ, and bends on one side of it only: squared hinge losses, an expectile.
    for (cost, theta) in [
        ((|t| t.max(0.0) * t.max(0.0)) as fn(f64) -> f64, 0.0),
        (|t| (1.0 - 2.0 * t).max(0.0) * (1.0 - 2.0 * t).max(0.0), 0.5),
        (|t| t * t.abs(), 0.0),
    ] {
        for d in [d, two_sided(1e-4), Difference::OneSided { epsilon: 1e-7 }] {
            assert_eq!(verdict(cost, 0.0, theta, d), Great, "at {theta}, {d:?}");
        }
    }
    assert!(verdict(|t| libm::pow(t.max(0.0), 1.1), 0.0, 0.0, d) < Verdict::Wrong);
    // Where the cost's own rounding hides the digits, that is said, and no bug is claimed.
    assert_eq!(verdict(|t| 1e12 + libm::sin(t), libm::cos(0.5), 0.5, d), LookAgain);
    assert_eq!(verdict(|t| (1e8 + t * t) - 1e8, 0.6, 0.3, d), LookAgain);
    assert_eq!(verdict(|t| f64::from(libm::sinf(t as f32)), libm::cos(0.5), 0.5, d), LookAgain);
}

#[test]
fn wrong_gradients_of_awkward_costs_never_pass() {
    let d = Difference::default();
    use Verdict::{LookAgain, Wrong};
    // Flat far from θ, huge, noisy; ε far too small.
    assert_eq!(verdict(|t| 1e6 + 0.01 * libm::exp(-t * t), 0.0, 0.5, d), Wrong);
    assert_eq!(verdict(|t| 1e3 + 1e-5 * libm::exp(-t * t), 0.0, 0.5, d), Wrong);
    assert_eq!(verdict(|t| 1e200 * (1.0 + t * t), -0.6e200, 0.3, d), Wrong);
    assert_eq!(verdict(|t| 1.2e308 * t, 0.7e308, 0.5, two_sided(0.1)), Wrong);
    assert_eq!(verdict(|t| f64::from(libm::sinf(t as f32)), 2.0 * libm::cos(0.5), 0.5, d), Wrong);
    assert_eq!(verdict(|t| (1e8 + t * t) - 1e8, -0.6, 0.3, d), Wrong);
    assert_eq!(verdict(|t| 1.0 + t, -5.0, 0.0, two_sided(1e-25)), Wrong);
    assert_eq!(verdict(|t| 1.0 + t, -5.0, 0.0, two_sided(5e-324)), Wrong);
    assert_eq!(verdict(|t| 1e-12 * libm::sin(t), 2e-12 * libm::cos(0.5), 0.5, d), Wrong);
    let ends = |t: f64| if t < 0.0 { f64::INFINITY } else { 1.0 + 1.5 * t };
    for wrong in [0.0, 3.0] {
        assert_eq!(verdict(ends, wrong, 3e-11, Difference::OneSided { epsilon: 1e-7 }), Wrong);
    }
    // An ε so large that ten times as much is infinite ends all the same.
    assert!(check(|t| libm::sin(t[0]), |_| vec![0.3], &[0.5], two_sided(8e307)).unwrap().verdict() > Verdict::Great);
    // A jump is no derivative.
    assert!(verdict(|t| if t > 3e-10 { 1.0 + t } else { t }, 77.0, 0.0, two_sided(1e-10)) > Verdict::Great);
    // One farther away excuses no 0 where the cost shows a slope.
    let steps = |t: f64| libm::sin(t) + if t > 1.5e-3 { 1.0 } else { 0.0 };
    assert_eq!(verdict(steps, 0.0, 1e-3, d), LookAgain);
    // At a distance of 1e-8 there is no value; the slope is 1/2.
    assert_eq!(verdict(|t| (libm::exp(t) - 1.0) / t, 0.0, 1e-8, two_sided(1e-5)), Wrong);
    // A dead unit: the cost does not move, and nothing says that it should.
    assert_eq!(verdict(|t| t.max(0.0) + 0.7, 0.3, -0.4, d), Wrong);
    assert_eq!(verdict(|_| 0.0, 1e-6, 0.3, d), Wrong);
    // Small mistakes.
    assert_eq!(verdict(libm::sin, 1.0001 * libm::cos(0.5), 0.5, d), LookAgain);
    assert_eq!(verdict(libm::sin, (1.0 + 1e-6) * libm::cos(0.5), 0.5, d), LookAgain);
    // Where the cost ends, and a component that is small among large ones.
    let ends = |t: &[f64]| if t[0] < 0.0 { f64::NAN } else { t[0] + t[0] * t[0] + t[1] };
    let one_sided = Difference::OneSided { epsilon: 1e-7 };
    assert_eq!(check(ends, |_| vec![-100.0, 1.0], &[0.0, 0.5], one_sided).unwrap().verdict(), Wrong);
    let uneven = |t: &[f64]| 1e7 * t[0] + t[1] * t[1];
    let report = check(uneven, |t| vec![1e7, -2.0 * t[1]], &[0.3, 0.5], d).unwrap();
    assert!(report.difference() <= Verdict::GREAT && report.verdict() == Wrong, "{report}");
}

#[test]
fn a_report_says_what_was_measured() {
    let theta = [1.5, -0.4];
    let of = |g: [f64; 2]| check(quadratic, |_| g.to_vec(), &theta, two_sided(1e-6)).unwrap();
    // The gradient is (1.8, 4.5).
    let wrong = of([5.0, 4.5]);
    assert_eq!((wrong.method(), wrong.passed()), (two_sided(1e-6), false));
    assert!(wrong.rounding_floor() < 1e-6);
    approx::assert_relative_eq!(wrong.components()[0].difference(), 3.2, max_relative = 1e-6);
    approx::assert_relative_eq!(wrong.components()[0].ratio().unwrap(), 5.0 / 1.8, max_relative = 1e-6);
    let expected = 3.2 / (libm::hypot(5.0, 4.5) + libm::hypot(1.8, 4.5));
    approx::assert_relative_eq!(wrong.remaining(), expected, max_relative = 1e-6);
    // All of a gradient that is 0 remains, and of a right one nothing: it has no pattern.
    assert_eq!(of([0.0, 0.0]).remaining(), 1.0);
    assert_eq!(of([1.8, 4.5]).matrices()[0].pattern, None);
}

/// Only what stands out is measured again: not what rounding explains, nor what is great, nor what has no share in a failure.
#[test]
fn what_does_not_matter_is_not_measured_again() {
    let reasons = |report: GradientReport| {
        let mut reasons: Vec<_> = report.components().iter().map(|c| (c.place, c.reason)).collect();
        reasons.sort_by_key(|c| c.0);
        reasons.into_iter().map(|c| c.1).collect::<Vec<_>>()
    };
    let cost = |t: &[f64]| 1.0 + t[0] + 1e-8 * libm::sin(1e3 * t[1]);
    let slope = |t: &[f64]| 1e-5 * libm::cos(1e3 * t[1]);
    let report = check(cost, |t| vec![1.0, slope(t)], &[0.3, 0.5], two_sided(1e-7)).unwrap();
    assert_eq!(reasons(report), [Reason::Agrees; 2]);
    for wrong in [2.0, -1.0] {
        let report = check(cost, |t| vec![wrong, slope(t)], &[0.3, 0.5], two_sided(1e-7)).unwrap();
        assert_eq!(reasons(report), [Reason::Disagrees, Reason::Agrees], "{wrong}");
    }
    // Rounding at this ε would hide a slope that is wrong altogether: the best ε shows it.
    let cost = |t: &[f64]| 1.0 + t[0] + 1e-9 * libm::sin(t[1]);
    let report = check(cost, |t| vec![1.0, -1e-9 * libm::cos(t[1])], &[0.3, 0.5], two_sided(1e-7)).unwrap();
    assert_eq!((report.verdict(), reasons(report)), (Verdict::Wrong, vec![Reason::Agrees, Reason::Disagrees]));
    // Curvature: 2e-9, far more than rounding, and great all the same.
    let report = check(|t| libm::sin(t[0]), |t| vec![libm::cos(t[0])], &[0.5], two_sided(1e-4)).unwrap();
    assert_eq!(reasons(report), [Reason::Agrees]);
}

/// Rounding that is spread over many components fails their matrix, though it is small in each.
#[test]
fn many_small_shares_are_measured_again() {
    let theta: Vec<f64> = (0..100).map(|i| f64::from(i) / 100.0).collect();
    for large in [2100.0, 1e4] {
        let cost = |t: &[f64]| large + t.iter().sum::<f64>();
        let report = check(cost, |t| vec![1.0; t.len()], &theta, Difference::default()).unwrap();
        assert!(report.difference() > Verdict::GREAT && report.verdict() == Verdict::Great, "{report}");
    }
}

/// From almost no weights to saturated ones, large inputs, and penalties of all sizes.
#[test]
fn networks_of_every_scale() {
    for (w, b, x, penalty, all_great) in [
        (1e-6, 1e-6, 1.0, None, false),
        (1e-3, 1e-3, 1.0, None, false),
        (0.01, 0.01, 1.0, None, true),
        (0.03, 0.0, 1.0, None, true),
        (0.8, 0.3, 1.0, None, true),
        (0.8, 0.3, 100.0, None, true),
        (3.0, 3.0, 1.0, None, true),
        (0.8, 0.3, 1.0, Some(Penalty::L2 { lambda: 1e4 }), true),
        (0.8, 0.3, 1.0, Some(Penalty::L2 { lambda: 1e6 }), true),
        (3e-7, 0.3, 1.0, Some(Penalty::L1 { lambda: 0.7 }), true),
    ] {
        for seed in 0..40 {
            let rng = &mut NumpyRng::seed(seed);
            let mut random = |shape, size| normal_matrix(shape, 0.0, size, rng).unwrap();
            let layers = [(6, 3), (5, 6), (1, 5)].map(|(n, before)| {
                let g = if n == 1 { Activation::Sigmoid } else { Activation::Relu };
                Layer::new(random((n, before), w), random((n, 1), b), g).unwrap()
            });
            let network = Network::from_layers(layers.into()).unwrap();
            let y = random((1, 10), 1.0).mapv(|v| if v > 0.0 { 1.0 } else { 0.0 });
            let data = Dataset::new(random((3, 10), x), y).unwrap();
            let config = GradientCheck { penalty, ..GradientCheck::default() };
            let report = check_network(&network, &data, &config).unwrap();
            let worst = if all_great { Verdict::Great } else { Verdict::LookAgain };
            assert!(report.verdict() <= worst, "W {w}, b {b}, X {x}, {penalty:?}, seed {seed}: {report}");
            // The largest component of the gradient, 1% too large.
            let mut wrong = backward(&network, data.x(), data.y(), &forward(&network, data.x()).unwrap()).unwrap();
            if let Some(penalty) = penalty {
                penalty.add_gradient(&network, 10, &mut wrong).unwrap();
            }
            let all = wrong.dw.iter_mut().chain(&mut wrong.db).flatten();
            let largest = all.max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap();
            *largest *= 1.01;
            if largest.abs() > 1e-9 {
                let report = check_gradients(&network, &data, &wrong, &config).unwrap();
                assert!(!report.passed(), "W {w}, b {b}, X {x}, {penalty:?}, seed {seed}: {report}");
            }
        }
    }
}

#[test]
fn what_cannot_be_checked_is_named() {
    let default = Difference::default();
    let error = |r: Result<GradientReport>| r.unwrap_err().to_string();
    let two = [1.0, 2.0];
    assert_eq!(
        error(check(quadratic, |_| vec![1.0], &two, default)),
        "the number of components of the gradient is 1; allowed: 2, one for each entry of theta"
    );
    assert_eq!(
        error(check(quadratic, |_| vec![1.0, f64::NAN], &two, default)),
        "the gradient's component theta[1] is NaN; allowed: finite numbers"
    );
    assert_eq!(error(check(|_| f64::NAN, gradient, &two, default)), "the cost is NaN; allowed: finite numbers");
    // ln θ₁ ends at 0, and ε reaches over the end.
    let edge = |t: &[f64]| libm::log(t[0]);
    assert_eq!(
        error(check(edge, |t| vec![1.0 / t[0]], &[1e-8], default)),
        "the cost at theta − ε = 1e-8 − 1e-7 is NaN; allowed: finite numbers; θ − ε has left the cost's domain, and ε = 1e-9 stays \
         inside it"
    );
    let ends = |t: &[f64]| if t[1] < 1.0 { t[0] } else { f64::INFINITY };
    let e = error(check(ends, |_| vec![1.0, 0.0], &[0.3, 1.0 - 1e-16], default));
    assert!(e.starts_with("the cost at theta[1] + ε = 9.99") && e.ends_with("so check at another θ"), "{e}");
    let steep = |t: &[f64]| 1.7e308 * t[0];
    let e = error(check(steep, |_| vec![1.0], &[0.0], two_sided(1.0)));
    assert_eq!(e, "the difference quotient (ε = 1e0) of theta is inf; allowed: finite numbers");
    assert!(check(edge, |t| vec![1.0 / t[0]], &[1e-8], Difference::TwoSided { epsilon: 1e-11 }).unwrap().passed());
    assert_eq!(error(check(|_| f64::INFINITY, gradient, &two, default)), "the cost is inf; allowed: finite numbers");
    // Numbers below 1 lie closer together than those above it.
    for theta in [1.0, -1.0] {
        let e = error(check(|t| t[0], |_| vec![1.0], &[theta], two_sided(0.9e-16)));
        assert!(e.starts_with("epsilon is 9e-17; allowed: large enough to change theta"), "{e}");
    }
    assert_eq!(error(check(quadratic, gradient, &[], default)), "theta is empty; allowed: one entry or more");
    assert_eq!(
        error(check(quadratic, gradient, &[f64::INFINITY, 0.0], default)),
        "the parameter theta[0] is inf; allowed: finite numbers"
    );
    assert_eq!(
        error(check(quadratic, gradient, &[1.0, 1e12], default)),
        "epsilon is 1e-7; allowed: large enough to change theta[1] = 1e12"
    );
    let mut calls = 0;
    let random = |t: &[f64]| {
        calls += 1;
        quadratic(t) + f64::from(calls)
    };
    assert!(error(check(random, gradient, &two, default)).contains("freeze what is random"));
    // Also when it changes only once among the first calls, or only later.
    for changed in [5..6, 39..1000] {
        let mut calls = 0;
        let random = |t: &[f64]| {
            calls += 1;
            quadratic(t) + if changed.contains(&calls) { 0.1 } else { 0.0 }
        };
        assert!(error(check(random, gradient, &two, default)).contains("freeze what is random"), "{changed:?}");
    }
    let layout = Layout::new([("a", (3, 1))]).unwrap();
    assert!(check_named(&layout, quadratic, gradient, &two, default).is_err());
}

/// The network's check moves one parameter and runs only what that changes: to the last bit it is the plain way of doing it.
#[test]
fn the_networks_check_is_the_plain_check() {
    let (network, data) = case(&[4, 6, 5, 3, 1], 9);
    let masks = Masks::sample(&network, 9, &[0.8, 0.7, 0.9], &mut NumpyRng::seed(2)).unwrap();
    for masks in [None, Some(masks)] {
        let run = |network: &Network| match &masks {
            None => forward(network, data.x()).unwrap(),
            Some(masks) => forward_with_dropout(network, data.x(), masks).unwrap(),
        };
        let cost = |theta: &[f64]| {
            let network = network.with_parameters(theta).unwrap();
            cost::from_logits(run(&network).logits(), data.y()).unwrap()
        };
        let gradient = |_: &[f64]| backward(&network, data.x(), data.y(), &run(&network)).unwrap().to_vector();
        let layout = Layout::of(&network);
        for difference in [Difference::default(), Difference::OneSided { epsilon: 1e-4 }] {
            let plain = check_named(&layout, cost, gradient, &network.to_vector(), difference).unwrap();
            let config = GradientCheck { masks: masks.clone(), difference, ..GradientCheck::default() };
            assert_eq!(check_network(&network, &data, &config).unwrap(), plain);
            assert!(plain.passed(), "{plain}");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_report() {
    let (network, data) = case(&[10, 30, 20, 1], 12);
    let report = |threads| {
        let config = GradientCheck { threads, penalty: Some(Penalty::L2 { lambda: 0.7 }), ..GradientCheck::default() };
        check_network(&network, &data, &config).unwrap()
    };
    assert!(report(1).passed(), "{}", report(1));
    for threads in [2, 3, 50] {
        assert_eq!(report(threads), report(1));
    }
}

#[test]
fn penalties_belong_to_the_cost() {
    let (network, data) = case(&[3, 5, 1], 8);
    let cache = forward(&network, data.x()).unwrap();
    let without = backward(&network, data.x(), data.y(), &cache).unwrap();
    for penalty in [Penalty::L2 { lambda: 0.9 }, Penalty::L1 { lambda: 0.9 }] {
        let config = GradientCheck { penalty: Some(penalty), ..GradientCheck::default() };
        let report = check_network(&network, &data, &config).unwrap();
        assert!(report.passed(), "{report}");
        let difference = Difference::OneSided { epsilon: 1e-6 };
        let one_sided = check_network(&network, &data, &GradientCheck { difference, ..config.clone() }).unwrap();
        assert!(one_sided.difference() < 1e-5 && one_sided.passed(), "{one_sided}");
        let j = cost::from_logits(cache.logits(), data.y()).unwrap() + penalty.cost(&network, 8).unwrap();
        approx::assert_relative_eq!(report.cost(), j, max_relative = 1e-15);
        assert_eq!(check_gradients(&network, &data, &without, &config).unwrap().verdict(), Verdict::Wrong);
    }
    let config = GradientCheck { penalty: Some(Penalty::L2 { lambda: 0.9 }), ..GradientCheck::default() };
    let report = check_gradients(&network, &data, &without, &config).unwrap();
    let of = |name: &str| report.matrices().iter().find(|m| m.name == name).unwrap();
    let Some(Pattern::Parameters(missing)) = of("W1").pattern else { panic!("{report}") };
    approx::assert_relative_eq!(missing, 0.9 / 8.0, max_relative = 1e-6);
    assert_eq!((of("b1").disagree, of("b2").disagree), (0, 0));
}

#[test]
fn a_report_as_text_has_a_line_for_each_matrix_and_for_what_differs() {
    let layout = Layout::new([("a", (1, 1)), ("k", (2, 1))]).unwrap();
    let cost = |t: &[f64]| t.iter().map(|t| t * t).sum::<f64>();
    let gradient = |t: &[f64]| vec![2.0 * t[0], 4.0 * t[1], 4.0 * t[2]];
    let report = check_named(&layout, cost, gradient, &[1.0, 2.0, 3.0], Difference::default()).unwrap();
    let text = report.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Gradient check: wrong. Difference 3.2"), "{text}");
    assert_eq!(
        lines[1..],
        [
            "a: agrees",
            "k: backprop = 2.000 × numeric",
            "k[1]: backprop 12.000000, numeric 6.000000: disagrees",
            "k[0]: backprop 8.000000, numeric 4.000000: disagrees",
        ]
    );
}

#[test]
fn matrices_in_another_order_are_named() {
    let layout = Layout::new([("W1", (3, 2)), ("b1", (3, 1))]).unwrap();
    let theta: Vec<f64> = (1..10).map(|i| f64::from(i) / 7.0).collect();
    let cost = |t: &[f64]| t.iter().map(|t| t * t * t).sum::<f64>();
    let slope = |i: usize| 3.0 * theta[i] * theta[i];
    let text = |order: [usize; 9]| {
        let gradient = |_: &[f64]| order.map(slope).to_vec();
        check_named(&layout, cost, gradient, &theta, Difference::default()).unwrap().to_string()
    };
    let biases_first = text([6, 7, 8, 0, 1, 2, 3, 4, 5]);
    assert!(
        biases_first.contains("the numeric ones in another order; θ's is W1, b1, each row by row"),
        "{biases_first}"
    );
    let by_columns = text([0, 2, 4, 1, 3, 5, 6, 7, 8]);
    assert!(by_columns.contains("W1: backprop = numeric, unrolled by columns"), "{by_columns}");
    assert!(!text([0, 1, 2, 3, 4, 5, 6, 7, 8]).contains("order"));
}

#[test]
fn dropout_is_refused_unless_its_masks_are_frozen() {
    let (network, data) = case(&[3, 5, 1], 8);
    let dropout = Some(Dropout { keep_prob: vec![0.5], rng: NumpyRng::seed(1) });
    let config = GradientCheck { dropout, ..GradientCheck::default() };
    let e = check_network(&network, &data, &config).unwrap_err().to_string();
    assert!(e.contains("new masks for every cost") && e.contains("allowed: keep_prob = 1 in every layer"), "{e}");
    let of = |keep_prob: &[f64]| {
        let dropout = Some(Dropout { keep_prob: keep_prob.to_vec(), rng: NumpyRng::seed(1) });
        check_network(&network, &data, &GradientCheck { dropout, ..GradientCheck::default() })
    };
    assert!(of(&[1.0]).unwrap().passed());
    assert_eq!(of(&[0.0]).unwrap_err().to_string(), "keep_prob of layer 1 is 0; allowed: above 0, at most 1");
    assert!(of(&[0.5, 0.5]).unwrap_err().to_string().contains("one for each hidden layer"));
    let frozen = |keep_prob: f64| Masks::sample(&network, 8, &[keep_prob], &mut NumpyRng::seed(1)).unwrap();
    let report = check_network(&network, &data, &GradientCheck { masks: Some(frozen(0.5)), ..config.clone() }).unwrap();
    assert!(report.passed(), "{report}");
    let other = check_network(&network, &data, &GradientCheck { masks: Some(frozen(0.9)), ..config });
    assert!(other.unwrap_err().to_string().contains("[0.9]; allowed: [0.5]"));
}

#[test]
fn a_relu_kink_is_told_from_a_bug() {
    // All biases 0 and an example of zeros: every z of it is exactly 0, the kink.
    let network = Network::new(&[2, 6, 4, 1], Initializer::He, &mut NumpyRng::seed(1)).unwrap();
    let x = array![[0.0, 1.0, -0.5, 0.3], [0.0, 0.4, 0.9, -1.1]];
    let data = Dataset::new(x, array![[1.0, 0.0, 1.0, 0.0]]).unwrap();
    let report = check_network(&network, &data, &GradientCheck::default()).unwrap();
    assert!(report.difference() > Verdict::WORRY && report.passed(), "{report}");
    assert!(report.components().iter().all(|c| c.reason != Reason::Disagrees));
    let kinks: usize = report.matrices().iter().map(|m| m.kinks).sum();
    assert!(kinks > 0 && report.to_string().contains("on a kink"), "{report}");
    // A doubled dW2 shows all the same, and the kinks are not counted with it.
    let cache = forward(&network, data.x()).unwrap();
    let mut doubled = backward(&network, data.x(), data.y(), &cache).unwrap();
    doubled.dw[1] *= 2.0;
    let report = check_gradients(&network, &data, &doubled, &GradientCheck::default()).unwrap();
    assert_eq!(report.verdict(), Verdict::Wrong);
    let disagreeing: Vec<_> = report.matrices().iter().filter(|m| m.disagree > 0).map(|m| m.name.as_str()).collect();
    assert_eq!(disagreeing, ["W2"], "{report}");
}

/// A unit so sure that ŷ − y rounds to 0, while the cost from logits keeps e^−z.
#[test]
fn a_saturated_network_is_not_wrong() {
    for x in [30.0, 36.0, 40.0, 100.0] {
        let unit = Layer::new(array![[1.0]], array![[0.0]], Activation::Sigmoid).unwrap();
        let network = Network::from_layers(vec![unit]).unwrap();
        let data = Dataset::new(array![[x]], array![[1.0]]).unwrap();
        let report = check_network(&network, &data, &GradientCheck::default()).unwrap();
        assert!(report.verdict() < Verdict::Wrong, "{x}: {report}");
    }
}

/// In 32 bits t₀ / Σ t moves by none of the steps of t₀, which seems to be known, and rarely by those of the others.
#[test]
fn what_rounding_hides_of_one_component_it_hides_of_others() {
    let theta = [8275.052174461185, 0.0006215710666693654, 0.00043416103383492934];
    let all: f64 = theta.iter().sum();
    let right = [(theta[1] + theta[2]) / (all * all), -theta[0] / (all * all), -theta[0] / (all * all)];
    let ratio = |t: &[f64]| f64::from((t[0] / t.iter().sum::<f64>()) as f32);
    let report = |first: f64| check(ratio, |_| vec![first, right[1], right[2]], &theta, Difference::default()).unwrap();
    assert_eq!(report(right[0]).verdict(), Verdict::LookAgain, "{}", report(right[0]));
    assert!(report(right[0]).to_string().contains("3 of 3 components: unresolved"), "{}", report(right[0]));
    assert_eq!(report(right[1]).verdict(), Verdict::Wrong, "{}", report(right[1]));
    // A jump at one component is no excuse for the sign of another.
    let jumps = |t: &[f64]| libm::sin(t[0]) + if t[0] > 1.5e-3 { 1.0 } else { 0.0 } + libm::sin(t[1]);
    let report = check(jumps, |_| vec![0.9, -1.0], &[1e-3, 0.0], Difference::default()).unwrap();
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
}

#[test]
fn readings_do_not_contradict_the_verdict() {
    let far = check(|t| 1e12 + libm::sin(t[0]), |_| vec![0.9], &[0.5], Difference::default()).unwrap();
    assert_eq!((far.matrices()[0].reading().as_str(), far.is_flat()), ("unresolved", false));
    assert!(!far.to_string().contains("agrees"), "{far}");
}

#[test]
fn bad_arguments_are_named() {
    let (network, data) = case(&[3, 5, 1], 8);
    let error = |config: GradientCheck| check_network(&network, &data, &config).unwrap_err().to_string();
    let none = GradientCheck { threads: 0, ..GradientCheck::default() };
    assert_eq!(error(none), "threads is 0; allowed: 1, 2, 3, …");
    let zero = GradientCheck { difference: Difference::TwoSided { epsilon: 0.0 }, ..GradientCheck::default() };
    assert_eq!(error(zero), "epsilon is 0; allowed: above 0, finite");
    let negative = GradientCheck { penalty: Some(Penalty::L2 { lambda: -1.0 }), ..GradientCheck::default() };
    assert!(error(negative).starts_with("lambda is -1"));
    let (other, _) = case(&[4, 5, 1], 8);
    // Given gradients are refused for the same reasons.
    let given = |network: &Network, config: GradientCheck| {
        let gradients = Gradients::zeros(network, 8);
        check_gradients(network, &data, &gradients, &config).unwrap_err().to_string()
    };
    let negative = GradientCheck { penalty: Some(Penalty::L2 { lambda: -1.0 }), ..GradientCheck::default() };
    assert!(given(&network, negative).starts_with("lambda is -1"));
    assert_eq!(
        given(&other, GradientCheck::default()),
        "X for a network of 4 inputs has shape (3, 8); allowed: (4, 8)"
    );
    let masks = Masks::sample(&network, 7, &[0.5], &mut NumpyRng::seed(1)).unwrap();
    let foreign = GradientCheck { masks: Some(masks), ..GradientCheck::default() };
    assert_eq!(given(&network, foreign), "D1 has shape (5, 7); allowed: (5, 8)");
    assert!(check_network(&other, &data, &GradientCheck::default()).unwrap_err().to_string().starts_with("X for"));
    let cache = forward(&network, data.x()).unwrap();
    let mut nan = backward(&network, data.x(), data.y(), &cache).unwrap();
    nan.dw[0][[2, 1]] = f64::NAN;
    let e = check_gradients(&network, &data, &nan, &GradientCheck::default()).unwrap_err().to_string();
    assert_eq!(e, "dW1[2, 1] is NaN; allowed: finite numbers");
    let linear = Layer::new(array![[1.0, 1.0, 1.0]], array![[0.0]], Activation::Linear).unwrap();
    let linear = Network::from_layers(vec![linear]).unwrap();
    assert!(check_network(&linear, &data, &GradientCheck::default()).unwrap_err().to_string().contains("sigmoid"));
}
