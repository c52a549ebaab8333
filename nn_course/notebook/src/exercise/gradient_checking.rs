//! The exercises of notebook 04.

use super::answer::{Answer, list};
use super::checked::Checked;
use super::task::{EXACT, Task};

/// A cost of one parameter: its name, itself, its derivative as somebody wrote it, θ, ε.
type OfOne = (&'static str, Function, Function, f64, f64);

/// A function of one number.
type Function = fn(f64) -> f64;

/// What a learner writes for [`check_one_dimension`].
type CheckOne = fn(&dyn Fn(f64) -> f64, &dyn Fn(f64) -> f64, f64, f64) -> f64;

/// Exercise 4.1, (J, dJ/dθ as it is to be checked, θ, ε) → the relative difference of the gradient and the two-sided slope.
///
/// # Formula
/// approx = (J(θ + ε) − J(θ − ε)) / 2ε, and |grad − approx| / (|grad| + |approx|).
pub fn check_one_dimension(yours: CheckOne) -> Checked {
    let task: Task<OfOne> = Task {
        title: "Exercise 4.1",
        inputs: vec![
            ("θ³, gradient 3θ²", |t| t * t * t, |t| 3.0 * t * t, 1.0, 0.01),
            ("θ², gradient 3θ (wrong)", |t| t * t, |t| 3.0 * t, 3.0, 0.1),
            ("1/θ, gradient −1/θ²", |t| 1.0 / t, |t| -1.0 / (t * t), 2.0, 0.5),
            ("θ², gradient −2θ (wrong)", |t| t * t, |t| -2.0 * t, 1.5, 0.1),
            ("θ⁴ − θ, gradient 4θ³ (wrong)", |t| t * t * t * t - t, |t| 4.0 * t * t * t, -1.0, 0.2),
        ],
        given: |(name, _, _, theta, epsilon)| format!("J = {name}, θ = {theta}, ε = {epsilon}"),
        right: |i| compared(i, |j, t, e| (j(t + e) - j(t - e)) / (2.0 * e), relative),
        mistakes: vec![
            ("That is the one-sided slope, of error O(ε): start from θ − ε, not from θ.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t)) / e, relative)
            }),
            ("That is the slope to the left, of error O(ε): end at θ + ε, not at θ.", |i| {
                compared(i, |j, t, e| (j(t) - j(t - e)) / e, relative)
            }),
            ("The slope is twice too large: from θ − ε to θ + ε it is 2ε.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t - e)) / e, relative)
            }),
            ("Brackets are missing: `/ 2.0 * epsilon` divides by 2 and then *multiplies* by ε.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t - e)) / 2.0 * e, relative)
            }),
            ("That is the absolute difference; divide it by |grad| + |approx|.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t - e)) / (2.0 * e), |g, a| (g - a).abs())
            }),
            ("The denominator has both: |grad| + |approx|.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t - e)) / (2.0 * e), |g, a| (g - a).abs() / g.abs())
            }),
            ("A difference is not negative: take the absolute value above and below the line.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t - e)) / (2.0 * e), |g, a| (g - a) / (g.abs() + a.abs()))
            }),
            ("The absolute values below the line are missing: |grad| + |approx|, not grad + approx.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t - e)) / (2.0 * e), |g, a| (g - a).abs() / (g + a))
            }),
            (
                "Take the absolute value of the difference, not the difference of the absolute values: a wrong sign must count.",
                |i| {
                    compared(
                        i,
                        |j, t, e| (j(t + e) - j(t - e)) / (2.0 * e),
                        |g, a| (g.abs() - a.abs()).abs() / (g.abs() + a.abs()),
                    )
                },
            ),
            ("That is the slope; compare it with the gradient.", |i| {
                compared(i, |j, t, e| (j(t + e) - j(t - e)) / (2.0 * e), |_, a| a)
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(_, j, gradient, theta, epsilon)| Ok(yours(j, gradient, *theta, *epsilon).into()))
}

/// A gradient beside an approximation, for one way to approximate and one to compare.
fn compared(
    &(_, j, gradient, theta, epsilon): &OfOne,
    approximate: fn(Function, f64, f64) -> f64,
    compare: fn(f64, f64) -> f64,
) -> Answer {
    compare(gradient(theta), approximate(j, theta, epsilon)).into()
}

fn relative(gradient: f64, approximation: f64) -> f64 {
    (gradient - approximation).abs() / (gradient.abs() + approximation.abs())
}

/// A gradient and its approximation.
type Two = (Vec<f64>, Vec<f64>);

/// Exercise 4.2, (gradient, approximation) → their relative difference.
///
/// # Formula
/// ‖grad − approx‖ / (‖grad‖ + ‖approx‖).
pub fn relative_difference(yours: fn(&[f64], &[f64]) -> f64) -> Checked {
    let task: Task<Two> = Task {
        title: "Exercise 4.2",
        inputs: vec![
            (vec![3.0, 4.0], vec![3.0, 3.0]),
            (vec![2.0], vec![-2.0]),
            (vec![1.0, -2.0, 0.5], vec![1.0, -2.0, 0.5]),
            (vec![0.3, -0.1, 0.0, 0.2], vec![0.1, 0.1, 0.2, 0.2]),
        ],
        given: |(gradient, approximation)| {
            format!("gradient {}, approximation {}", list(gradient), list(approximation))
        },
        right: |(g, a)| (norm(&minus(g, a)) / (norm(g) + norm(a))).into(),
        mistakes: vec![
            ("The square root is missing: a norm is the root of the sum of squares.", |(g, a)| {
                let square = |v: &[f64]| norm(v) * norm(v);
                (square(&minus(g, a)) / (square(g) + square(a))).into()
            }),
            ("One root around the whole quotient is another number: each norm has its own root.", |(g, a)| {
                let square = |v: &[f64]| norm(v) * norm(v);
                (square(&minus(g, a)) / (square(g) + square(a))).sqrt().into()
            }),
            ("That is the absolute difference; divide it by ‖grad‖ + ‖approx‖.", |(g, a)| {
                norm(&minus(g, a)).into()
            }),
            ("The denominator has both norms: ‖grad‖ + ‖approx‖.", |(g, a)| {
                (norm(&minus(g, a)) / norm(g)).into()
            }),
            ("The denominator is the sum of the norms, not the norm of the sum.", |(g, a)| {
                let sum: Vec<f64> = g.iter().zip(a).map(|(g, a)| g + a).collect();
                (norm(&minus(g, a)) / norm(&sum)).into()
            }),
            ("You add up absolute values; ‖·‖₂ is the root of the sum of squares.", |(g, a)| {
                let sum = |v: &[f64]| v.iter().map(|v| v.abs()).sum::<f64>();
                (sum(&minus(g, a)) / (sum(g) + sum(a))).into()
            }),
            (
                "Take the norm of the difference, not the difference of the norms: two vectors of equal length may point anywhere.",
                |(g, a)| ((norm(g) - norm(a)).abs() / (norm(g) + norm(a))).into(),
            ),
            ("You divide by the product of the norms; divide by their sum.", |(g, a)| {
                (norm(&minus(g, a)) / (norm(g) * norm(a))).into()
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(gradient, approximation)| Ok(yours(gradient, approximation).into()))
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|v| v * v).sum::<f64>().sqrt()
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// A cost's name, the cost, θ, ε.
type OfMany = (&'static str, fn(&[f64]) -> f64, Vec<f64>, f64);

/// What a learner writes for [`numerical_gradient`].
type NumericalGradient = fn(&dyn Fn(&[f64]) -> f64, &[f64], f64) -> Vec<f64>;

/// Exercise 4.3, (J, θ, ε) → the numerical gradient, one component for each of θ's.
///
/// # Formula
/// (J(…, θ_i + ε, …) − J(…, θ_i − ε, …)) / 2ε for every i.
pub fn numerical_gradient(yours: NumericalGradient) -> Checked {
    let task: Task<OfMany> = Task {
        title: "Exercise 4.3",
        inputs: vec![
            ("θ₀² θ₁", |t| t[0] * t[0] * t[1], vec![1.0, 3.0], 0.1),
            ("θ₀ θ₁ θ₂", |t| t[0] * t[1] * t[2], vec![1.0, -2.0, 0.5], 0.25),
            ("θ₀³ + θ₁³", |t| t[0] * t[0] * t[0] + t[1] * t[1] * t[1], vec![1.0, 2.0], 0.01),
        ],
        given: |(name, _, theta, epsilon)| format!("J(θ) = {name}, θ = {}, ε = {epsilon}", list(theta)),
        right: |input| slopes(input, |moved, i, by| moved[i] += by, |plus, minus, e| (plus - minus) / (2.0 * e)),
        mistakes: vec![
            ("You move all components at once; each slope moves one of them.", |input| {
                slopes(
                    input,
                    |moved, _, by| moved.iter_mut().for_each(|t| *t += by),
                    |plus, minus, e| (plus - minus) / (2.0 * e),
                )
            }),
            (
                "θ[i] is not put back before the next component is moved: take a fresh copy for each i.",
                |(_, j, theta, e)| {
                    let mut moved = theta.clone();
                    let one = |i: usize| {
                        moved[i] += e;
                        let plus = j(&moved);
                        moved[i] -= 2.0 * e;
                        (plus - j(&moved)) / (2.0 * e)
                    };
                    Answer::from((0..theta.len()).map(one).collect::<Vec<f64>>())
                },
            ),
            (
                "θ[i] is not put back before the next component is moved: take fresh copies for each i.",
                |(_, j, theta, e)| {
                    let (mut up, mut down) = (theta.clone(), theta.clone());
                    let one = |i: usize| {
                        up[i] += e;
                        down[i] -= e;
                        (j(&up) - j(&down)) / (2.0 * e)
                    };
                    Answer::from((0..theta.len()).map(one).collect::<Vec<f64>>())
                },
            ),
            ("That is the one-sided slope: subtract J at θ[i] − ε, not J at θ.", |(_, j, theta, e)| {
                let one = |i: usize| {
                    let mut moved = theta.clone();
                    moved[i] += e;
                    (j(&moved) - j(theta)) / e
                };
                Answer::from((0..theta.len()).map(one).collect::<Vec<f64>>())
            }),
            ("That is the slope to the left: begin at θ[i] + ε, not at θ.", |(_, j, theta, e)| {
                let one = |i: usize| {
                    let mut moved = theta.clone();
                    moved[i] -= e;
                    (j(theta) - j(&moved)) / e
                };
                Answer::from((0..theta.len()).map(one).collect::<Vec<f64>>())
            }),
            ("Brackets are missing: `/ 2.0 * epsilon` divides by 2 and then *multiplies* by ε.", |input| {
                slopes(input, |moved, i, by| moved[i] += by, |plus, minus, e| (plus - minus) / 2.0 * e)
            }),
            ("You give the differences of the costs; divide them by 2ε.", |input| {
                slopes(input, |moved, i, by| moved[i] += by, |plus, minus, _| plus - minus)
            }),
            ("Twice too large: from θ − ε to θ + ε it is 2ε.", |input| {
                slopes(input, |moved, i, by| moved[i] += by, |plus, minus, e| (plus - minus) / e)
            }),
            ("The two costs are the wrong way round: J at θ[i] + ε minus J at θ[i] − ε.", |input| {
                slopes(input, |moved, i, by| moved[i] += by, |plus, minus, e| (minus - plus) / (2.0 * e))
            }),
            ("The costs are taken at ±ε instead of at θ[i] ± ε: add to θ[i], don't replace it.", |input| {
                slopes(input, |moved, i, by| moved[i] = by, |plus, minus, e| (plus - minus) / (2.0 * e))
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(_, j, theta, epsilon)| Ok(yours(j, theta, *epsilon).into()))
}

/// A slope for each component, for one way of moving and of dividing.
fn slopes((_, j, theta, e): &OfMany, move_it: fn(&mut [f64], usize, f64), slope: fn(f64, f64, f64) -> f64) -> Answer {
    let at = |i: usize, by: f64| {
        let mut moved = theta.clone();
        move_it(&mut moved, i, by);
        j(&moved)
    };
    Answer::from((0..theta.len()).map(|i| slope(at(i, *e), at(i, -e), *e)).collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use nn_course::gradient_check;

    /// The crate's own function passes.
    #[test]
    fn the_crate_solves_it() {
        let checked = relative_difference(|g, a| gradient_check::relative_difference(g, a).unwrap());
        assert_eq!(checked.score(), (4, 4), "{checked:?}");
    }
}
