//! The exercises of notebook 04.

use super::answer::list;
use super::checked::Checked;
use super::task::{Task, mistakes};

/// A function of one number.
type Function = fn(f64) -> f64;

/// What a learner writes for [`check_one_dimension`].
type CheckOne = fn(&dyn Fn(f64) -> f64, &dyn Fn(f64) -> f64, f64, f64) -> f64;

/// Exercise 4.1, (J, dJ/dθ as it is to be checked, θ, ε) → the relative difference of the gradient and the two-sided slope.
///
/// # Formula
/// approx = (J(θ + ε) − J(θ − ε)) / 2ε, and |grad − approx| / (|grad| + |approx|).
pub fn check_one_dimension(yours: CheckOne) -> Checked {
    // A cost of one parameter: its name, itself, its derivative as somebody wrote it, θ, ε.
    let task: Task<(&str, Function, Function, f64, f64)> = Task {
        title: "Exercise 4.1",
        function: "check_one_dimension",
        inputs: vec![
            // Most gradients are negative, and less than the slope, because an absolute value that changes nothing can be left out.
            // Where gradient and slope have opposite signs, the difference is 1 for every slope.
            ("θ³ − 12θ, gradient 3θ² − 12", |t| t * t * t - 12.0 * t, |t| 3.0 * t * t - 12.0, 1.0, 0.1),
            ("θ², gradient 3θ (wrong)", |t| t * t, |t| 3.0 * t, -3.0, 0.1),
            ("1/θ, gradient −1/θ (wrong)", |t| 1.0 / t, |t| -1.0 / t, 2.0, 0.5),
            ("θ², gradient −2θ (wrong)", |t| t * t, |t| -2.0 * t, 1.5, 0.1),
            ("θ², gradient θ (wrong)", |t| t * t, |t| t, -3.0, 0.1),
            ("θ³, gradient 2θ² (wrong)", |t| t * t * t, |t| 2.0 * t * t, 2.2, 0.6),
            ("θ⁴ + θ, gradient 4θ³ (wrong)", |t| t * t * t * t + t, |t| 4.0 * t * t * t, -1.0, 0.2),
        ],
        given: |(name, _, _, theta, epsilon)| format!("J = {name}, θ = {theta}, ε = {epsilon}"),
        right: |&(_, j, grad, t, e)| relative(grad(t), two_sided(j, t, e)).into(),
        mistakes: mistakes![|&(_, j, grad, t, e)|
            "That is the one-sided slope, of error O(ε): start from θ − ε, not from θ."
                => relative(grad(t), (j(t + e) - j(t)) / e),
            "That is the slope to the left, of error O(ε): end at θ + ε, not at θ."
                => relative(grad(t), (j(t) - j(t - e)) / e),
            "The slope is twice too large: from θ − ε to θ + ε it is 2ε."
                => relative(grad(t), (j(t + e) - j(t - e)) / e),
            "Brackets are missing: `/ 2.0 * epsilon` divides by 2 and then *multiplies* by ε."
                => relative(grad(t), (j(t + e) - j(t - e)) / 2.0 * e),
            "Brackets are missing: in `a - b / c` only b is divided; write (J(θ + ε) − J(θ − ε)) / (2ε)."
                => relative(grad(t), j(t + e) - j(t - e) / (2.0 * e)); relative(grad(t), j(t + e) - j(t - e) / 2.0 * e);
                   relative(grad(t), j(t + e) - j(t - e) / e),
            "Brackets are missing below the line: in `a / b + c` only b divides; write … / (|grad| + |approx|)."
                => (grad(t) - two_sided(j, t, e)).abs() / grad(t).abs() + two_sided(j, t, e).abs();
                   (grad(t) - two_sided(j, t, e)).abs() / two_sided(j, t, e).abs() + grad(t).abs(),
            "The denominator is the sum |grad| + |approx|, not the larger of the two."
                => (grad(t) - two_sided(j, t, e)).abs() / grad(t).abs().max(two_sided(j, t, e).abs()),
            "The denominator is the sum |grad| + |approx|, not the mean of the two." => 2.0 * relative(grad(t), two_sided(j, t, e)),
            "You compare with dJ/dθ at another place; the gradient is that at θ."
                => relative(grad(two_sided(j, t, e)), two_sided(j, t, e));
                   relative(grad(t + e), two_sided(j, t, e)); relative(grad(t - e), two_sided(j, t, e)),
            "The slope is that of J, not of dJ/dθ." => relative(grad(t), two_sided(grad, t, e)),
            "Use the given ε, undivided: J at θ + ε and at θ − ε, 2ε apart."
                => relative(grad(t), two_sided(j, t, e / 2.0)); relative(grad(t), two_sided(j, t, 2.0 * e));
                   relative(grad(t), two_sided(j, t, 1e-7)); relative(grad(t), two_sided(j, t, 1e-4));
                   relative(grad(t), two_sided(j, t, 1e-5)); relative(grad(t), two_sided(j, t, 1e-6));
                   relative(grad(t), two_sided(j, t, 1e-3)); relative(grad(t), two_sided(j, t, 1e-8));
                   relative(grad(t), two_sided(j, t, e * t)),
            "A number is added below the line, or it is never below 1; the formula has |grad| + |approx| alone."
                => (grad(t) - two_sided(j, t, e)).abs() / (grad(t).abs() + two_sided(j, t, e).abs()).max(1.0);
                   (grad(t) - two_sided(j, t, e)).abs() / (1.0_f64).max(grad(t).abs().max(two_sided(j, t, e).abs()));
                   (grad(t) - two_sided(j, t, e)).abs() / (grad(t).abs() + two_sided(j, t, e).abs() + 1.0),
            "A sign is the wrong way round: the slope is J at θ + ε minus J at θ − ε, and above the line is grad − approx."
                => relative(grad(t), -two_sided(j, t, e)),
            "You take squares; take absolute values: |grad − approx| / (|grad| + |approx|)."
                => squared(grad(t) - two_sided(j, t, e)) / (squared(grad(t)) + squared(two_sided(j, t, e))),
            "That is the absolute difference; divide it by |grad| + |approx|." => (grad(t) - two_sided(j, t, e)).abs(),
            "The denominator has both: |grad| + |approx|."
                => (grad(t) - two_sided(j, t, e)).abs() / grad(t).abs();
                   (grad(t) - two_sided(j, t, e)).abs() / two_sided(j, t, e).abs(),
            "A difference is not negative: take the absolute value above and below the line."
                => (grad(t) - two_sided(j, t, e)) / (grad(t).abs() + two_sided(j, t, e).abs()),
            "The absolute values below the line are missing: |grad| + |approx|, not grad + approx."
                => (grad(t) - two_sided(j, t, e)).abs() / (grad(t) + two_sided(j, t, e)),
            "Take the absolute value of the difference, not the difference of the absolute values: a wrong sign must count."
                => relative(grad(t).abs(), two_sided(j, t, e).abs()),
            "That is the slope; compare it with the gradient." => two_sided(j, t, e),
        ],
    };
    task.check(|(_, j, gradient, theta, epsilon)| Ok(yours(j, gradient, *theta, *epsilon).into()))
}

fn two_sided(j: Function, t: f64, e: f64) -> f64 {
    (j(t + e) - j(t - e)) / (2.0 * e)
}

fn relative(gradient: f64, approximation: f64) -> f64 {
    (gradient - approximation).abs() / (gradient.abs() + approximation.abs())
}

fn squared(v: f64) -> f64 {
    v * v
}

/// Exercise 4.2, (gradient, approximation) → their relative difference.
///
/// # Formula
/// ‖grad − approx‖ / (‖grad‖ + ‖approx‖).
pub fn relative_difference(yours: fn(&[f64], &[f64]) -> f64) -> Checked {
    let task: Task<(Vec<f64>, Vec<f64>)> = Task {
        title: "Exercise 4.2",
        function: "relative_difference",
        inputs: vec![
            (vec![3.0, 4.0], vec![3.0, 2.0]),
            (vec![2.0, 1.0], vec![-2.0, 0.5]),
            (vec![1.0, -2.0, 0.5], vec![1.0, -2.2, 0.5]),
            (vec![0.3, -0.1, 0.0, 0.2], vec![0.1, 0.1, 0.2, 0.2]),
        ],
        given: |(g, a)| format!("gradient {}, approximation {}", list(g), list(a)),
        right: |(g, a)| (norm(&minus(g, a)) / (norm(g) + norm(a))).into(),
        mistakes: mistakes![|(g, a)|
            "The square root is missing: a norm is the root of the sum of squares."
                => squares(&minus(g, a)) / (squares(g) + squares(a)),
            "One root around the whole quotient is another number: each norm has its own root."
                => (squares(&minus(g, a)) / (squares(g) + squares(a))).sqrt(),
            "That is the absolute difference; divide it by ‖grad‖ + ‖approx‖." => norm(&minus(g, a)),
            "The denominator has both norms: ‖grad‖ + ‖approx‖." => norm(&minus(g, a)) / norm(g); norm(&minus(g, a)) / norm(a),
            "Brackets are missing below the line: in `a / b + c` only b divides; write … / (‖grad‖ + ‖approx‖)."
                => norm(&minus(g, a)) / norm(g) + norm(a); norm(&minus(g, a)) / norm(a) + norm(g),
            "The denominator is the sum of the norms, not the larger one." => norm(&minus(g, a)) / norm(g).max(norm(a)),
            "The denominator is the sum of the norms, not their mean." => 2.0 * norm(&minus(g, a)) / (norm(g) + norm(a)),
            "Only the numerator's root is missing: a norm is the root of the sum of squares."
                => squares(&minus(g, a)) / (norm(g) + norm(a)),
            "Only the denominator's roots are missing: a norm is the root of the sum of squares."
                => norm(&minus(g, a)) / (squares(g) + squares(a)),
            "You take the largest component; ‖·‖₂ is the root of the sum of squares." => largest(&minus(g, a)) / (largest(g) + largest(a)),
            "You compare the components one by one; the formula compares the vectors: three norms, and one quotient."
                => each(g, a).iter().sum::<f64>(); each(g, a).iter().sum::<f64>() / g.len() as f64; largest(&each(g, a)),
            "The denominator is the sum of the norms, not the norm of the sum."
                => norm(&minus(g, a)) / norm(&g.iter().zip(a).map(|(g, a)| g + a).collect::<Vec<_>>()),
            "You add up absolute values; ‖·‖₂ is the root of the sum of squares."
                => sizes(&minus(g, a)) / (sizes(g) + sizes(a)),
            "Take the norm of the difference, not the difference of the norms: two vectors of equal length may point anywhere."
                => (norm(g) - norm(a)).abs() / (norm(g) + norm(a)),
            "Take the norm of the difference, not the difference of the norms." => (norm(g) - norm(a)) / (norm(g) + norm(a)),
            "Too small by n or √n, the number of components: nothing is divided by it."
                => norm(&minus(g, a)) / (norm(g) + norm(a)) / g.len() as f64;
                   norm(&minus(g, a)) / (norm(g) + norm(a)) / (g.len() as f64).sqrt(),
            "The denominator is the sum of the norms, not the smaller one." => norm(&minus(g, a)) / norm(g).min(norm(a)),
            "Above the line is the difference of the two vectors, not their sum."
                => norm(&g.iter().zip(a).map(|(g, a)| g + a).collect::<Vec<_>>()) / (norm(g) + norm(a)),
            "You divide by the product of the norms; divide by their sum." => norm(&minus(g, a)) / (norm(g) * norm(a)),
        ],
    };
    task.check(|(gradient, approximation)| Ok(yours(gradient, approximation).into()))
}

fn squares(v: &[f64]) -> f64 {
    v.iter().map(|v| v * v).sum()
}

fn norm(v: &[f64]) -> f64 {
    squares(v).sqrt()
}

fn sizes(v: &[f64]) -> f64 {
    v.iter().map(|v| v.abs()).sum()
}

fn largest(v: &[f64]) -> f64 {
    v.iter().fold(0.0, |most, v| v.abs().max(most))
}

/// The relative difference of each component.
fn each(g: &[f64], a: &[f64]) -> Vec<f64> {
    g.iter().zip(a).map(|(g, a)| relative(*g, *a)).collect()
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
        function: "numerical_gradient",
        inputs: vec![
            ("θ₀³ θ₁", |t| t[0] * t[0] * t[0] * t[1], vec![1.0, 3.0], 0.1),
            ("θ₀³ θ₁ θ₂", |t| t[0] * t[0] * t[0] * t[1] * t[2], vec![1.0, -2.0, 0.5], 0.75),
            ("θ₀³ θ₁³", |t| t[0] * t[0] * t[0] * t[1] * t[1] * t[1], vec![1.0, 2.0], 0.3),
        ],
        given: |(name, _, theta, epsilon)| format!("J(θ) = {name}, θ = {}, ε = {epsilon}", list(theta)),
        right: |input| slopes(input, |[plus, minus, _], e| (plus - minus) / (2.0 * e)).into(),
        mistakes: mistakes![|input|
            "You move all components at once; each slope moves one of them."
                => moved(input, |theta, _, by| theta.iter().map(|t| t + by).collect()),
            "θ[i] is not put back before the next component is moved: take a fresh copy for each i."
                => moved(input, |theta, i, by| shifted(theta, i, by, -by.abs())),
            "θ[i] is not put back before the next component is moved: take fresh copies for each i."
                => moved(input, |theta, i, by| shifted(theta, i, by, by)),
            "That is the one-sided slope: subtract J at θ[i] − ε, not J at θ."
                => slopes(input, |[plus, _, here], e| (plus - here) / e),
            "Half of it: your second cost is J at θ, not at θ[i] − ε. (To get there from θ[i] + ε, take off 2ε.)"
                => slopes(input, |[plus, _, here], e| (plus - here) / (2.0 * e)),
            "That is the slope to the left: begin at θ[i] + ε, not at θ."
                => slopes(input, |[_, minus, here], e| (here - minus) / e),
            "Brackets are missing: `/ 2.0 * epsilon` divides by 2 and then *multiplies* by ε."
                => slopes(input, |[plus, minus, _], e| (plus - minus) / 2.0 * e),
            "Brackets are missing: in `a - b / c` only b is divided; write (J₊ − J₋) / (2ε)."
                => slopes(input, |[plus, minus, _], e| plus - minus / (2.0 * e));
                   slopes(input, |[plus, minus, _], e| plus - minus / 2.0 * e);
                   slopes(input, |[plus, minus, _], e| plus - minus / e),
            "More exact than the slope that is asked for: (J₊ − J₋) / (2ε), with `epsilon`; not with a step of your own, nor with more costs."
                => with_step(input, 1e-7); with_step(input, 1e-4); with_step(input, 1e-5); with_step(input, 1e-6); with_step(input, 1e-3);
                   with_step(input, 1e-8); four_costs(input),
            "Use the given ε, undivided: J at θ[i] + ε and at θ[i] − ε, 2ε apart."
                => with_step(input, input.3 / 2.0); with_step(input, 2.0 * input.3),
            "ε is the step itself: don't multiply it by θ[i]."
                => moved(input, |theta, i, by| shifted(theta, i, by * theta[i], 0.0)); relative_steps(input),
            "One step with θ − ε is missing: you go from θ[i] to θ[i] + 2ε; the two-sided slope goes from θ[i] − ε to θ[i] + ε."
                => forward(input),
            "You give the differences of the costs; divide them by 2ε." => slopes(input, |[plus, minus, _], _| plus - minus),
            "Twice too large: from θ − ε to θ + ε it is 2ε." => slopes(input, |[plus, minus, _], e| (plus - minus) / e),
            "The two costs are the wrong way round: J at θ[i] + ε minus J at θ[i] − ε."
                => slopes(input, |[plus, minus, _], e| (minus - plus) / (2.0 * e)),
            "The costs are taken at ±ε instead of at θ[i] ± ε: add to θ[i], don't replace it."
                => moved(input, |theta, i, by| shifted(theta, i, by - theta[i], 0.0)),
        ],
    };
    task.check(|(_, j, theta, epsilon)| Ok(yours(j, theta, *epsilon).into()))
}

/// A slope for each component, from J at θ_i + ε, at θ_i − ε, and at θ.
fn slopes((_, j, theta, e): &OfMany, slope: fn([f64; 3], f64) -> f64) -> Vec<f64> {
    let one = |i| slope([j(&shifted(theta, i, *e, 0.0)), j(&shifted(theta, i, -e, 0.0)), j(theta)], *e);
    (0..theta.len()).map(one).collect()
}

/// A two-sided slope for each component, with a step of one's own.
fn with_step((name, j, theta, _): &OfMany, e: f64) -> Vec<f64> {
    slopes(&(*name, *j, theta.clone(), e), |[plus, minus, _], e| (plus - minus) / (2.0 * e))
}

/// A two-sided slope for each component, with steps in proportion to θ_i.
fn relative_steps((_, j, theta, e): &OfMany) -> Vec<f64> {
    let one = |i: usize| {
        let h = e * theta[i];
        (j(&shifted(theta, i, h, 0.0)) - j(&shifted(theta, i, -h, 0.0))) / (2.0 * h)
    };
    (0..theta.len()).map(one).collect()
}

/// (J(θ_i + 2ε) − J(θ_i)) / 2ε for each component.
fn forward((_, j, theta, e): &OfMany) -> Vec<f64> {
    (0..theta.len()).map(|i| (j(&shifted(theta, i, 2.0 * e, 0.0)) - j(theta)) / (2.0 * e)).collect()
}

/// The five-point formula for each component.
fn four_costs(input: &OfMany) -> Vec<f64> {
    let (near, far) = (with_step(input, input.3), with_step(input, 2.0 * input.3));
    near.iter().zip(far).map(|(near, far)| (4.0 * near - far) / 3.0).collect()
}

/// A two-sided slope for each component, for one way of moving θ.
fn moved((_, j, theta, e): &OfMany, to: fn(&[f64], usize, f64) -> Vec<f64>) -> Vec<f64> {
    (0..theta.len()).map(|i| (j(&to(theta, i, *e)) - j(&to(theta, i, -e))) / (2.0 * e)).collect()
}

/// θ with component i moved by one number, and those before it by another.
fn shifted(theta: &[f64], i: usize, by: f64, before: f64) -> Vec<f64> {
    let moved = |(k, t): (usize, &f64)| t + if k == i { by } else { before * f64::from(u8::from(k < i)) };
    theta.iter().enumerate().map(moved).collect()
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
