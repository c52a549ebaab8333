//! The exercises of notebook 03.

use super::answer::{Answer, list, matrix};
use super::checked::Checked;
use super::task::{Task, mistakes};
use ndarray::{Axis, array};
use nn_course::Matrix;
use nn_course::network::activation::Activation;
use nn_course::network::layers::{Layer, Network};
use nn_course::network::propagation::Gradients;
use nn_course::support::error::Result;

/// Exercise 3.1, (all `W[l]`, λ, m) → the L2 penalty.
///
/// # Formula
/// (λ/2m) Σ_l ‖`W[l]`‖²_F.
pub fn l2_penalty(yours: fn(&[Matrix], f64, usize) -> f64) -> Checked {
    let task: Task<(Vec<Matrix>, f64, f64)> = Task {
        title: "Exercise 3.1",
        function: "l2_penalty",
        inputs: vec![
            (vec![array![[3.0, 0.5], [1.0, -1.0]], array![[2.0, 0.5]]], 0.8, 4.0),
            (vec![array![[1.0, -2.0, 0.5], [0.4, 0.1, -0.3]], array![[-1.5, 0.2]]], 0.1, 5.0),
            (vec![array![[0.3], [-0.4]], array![[1.5, -1.0]]], 0.7, 211.0),
            (vec![array![[2.0, 0.3]], array![[-0.5], [1.1]], array![[0.4, -0.2]]], 1.5, 3.0),
        ],
        given: |(w, lambda, m)| {
            let w: Vec<String> = w.iter().zip(1..).map(|(w, l)| format!("W{l} {}", matrix(w))).collect();
            format!("{}, λ {lambda}, m {m}", w.join(", "))
        },
        right: |(w, lambda, m)| (lambda / (2.0 * m) * sum(w, |w| w * w)).into(),
        mistakes: mistakes![|(w, lambda, m)|
            "You square the sum of the weights; the penalty has the sum of their squares."
                => lambda / (2.0 * m) * w.iter().map(|w| w.sum() * w.sum()).sum::<f64>();
                   lambda / (2.0 * m) * sum(w, |w| w) * sum(w, |w| w),
            "You square the sum of the norms; square each norm, then add up."
                => lambda / (2.0 * m) * norms(w) * norms(w),
            "You take the mean of w²; the penalty has their sum: all weights count, and m is the number of examples."
                => lambda / (2.0 * m) * w.iter().map(|w| squares(w) / w.len() as f64).sum::<f64>();
                   lambda / (2.0 * m) * sum(w, |w| w * w) / w.iter().map(Matrix::len).sum::<usize>() as f64,
            "The ½ and the 1/m are missing: the factor is λ/2m." => lambda * sum(w, |w| w * w),
            "λ is missing: the factor is λ/2m." => sum(w, |w| w * w) / (2.0 * m),
            "Twice too large: the factor is λ/2m, not λ/m. (The 2 cancels in the derivative.)"
                => lambda / m * sum(w, |w| w * w),
            "The 1/m is missing: the penalty is a mean too, λ/2m." => lambda / 2.0 * sum(w, |w| w * w),
            "Brackets are missing: `/ 2.0 * m` divides by 2 and then *multiplies* by m."
                => lambda / 2.0 * m * sum(w, |w| w * w),
            "You use the norm ‖W‖; the penalty has its square, the plain sum of w²."
                => norms(w) * lambda / (2.0 * m); sum(w, |w| w * w).sqrt() * lambda / (2.0 * m),
            "You add up |w|: that is L1. L2 has the squares." => lambda / (2.0 * m) * sum(w, f64::abs),
            "You add up w itself, where plus and minus cancel; L2 has the squares." => lambda / (2.0 * m) * sum(w, |w| w),
            "`dot` is the matrix product; the penalty squares each weight by itself: w.mapv(|v| v * v)."
                => lambda / (2.0 * m) * w.iter().map(|w| w.dot(&w.t()).sum()).sum::<f64>();
                   lambda / (2.0 * m) * w.iter().map(|w| w.t().dot(w).sum()).sum::<f64>(),
            "Brackets are missing: in `a * b + c` only b is multiplied; the factor λ/2m belongs to the sum over all layers."
                => lambda / (2.0 * m) * squares(&w[0]) + sum(&w[1..], |w| w * w),
            "Only the last layer counts in your sum; add up the squares of all layers."
                => lambda / (2.0 * m) * sum(&w[w.len() - 1..], |w| w * w),
            "λ is a factor as it is, not squared: λ/2m." => lambda * lambda / (2.0 * m) * sum(w, |w| w * w),
            "A layer is missing in your sum; add up the squares of all layers, the first and the last too."
                => lambda / (2.0 * m) * sum(&w[..w.len() - 1], |w| w * w); lambda / (2.0 * m) * sum(&w[1..], |w| w * w),
            "Only the first layer counts in your sum; add up the squares of all layers."
                => lambda / (2.0 * m) * sum(&w[..1], |w| w * w),
        ],
    };
    task.check(|(w, lambda, m)| Ok(yours(w, *lambda, *m as usize).into()))
}

/// The sum of a function of every weight.
fn sum(w: &[Matrix], of: fn(f64) -> f64) -> f64 {
    w.iter().flatten().map(|&w| of(w)).sum()
}

/// The sum of the matrices' norms.
fn norms(w: &[Matrix]) -> f64 {
    w.iter().map(|w| squares(w).sqrt()).sum()
}

fn squares(w: &Matrix) -> f64 {
    w.mapv(|w| w * w).sum()
}

/// A network, backpropagation's gradients without penalty, λ, m.
type Penalized = (Network, Gradients, f64, f64);

/// Exercise 3.2, (network, gradients from backpropagation, λ, m) → gradients of the cost with the L2 penalty.
///
/// # Formula
/// `dW[l]` + (λ/m) `W[l]`; `db[l]` stays.
pub fn l2_gradients(yours: fn(&Network, &Gradients, f64, usize) -> Gradients) -> Checked {
    let task: Task<Penalized> = Task {
        title: "Exercise 3.2",
        function: "l2_gradients",
        inputs: penalized().unwrap_or_default(),
        given: |(network, backprop, lambda, m)| {
            let layers = network.layers().iter().zip(1..);
            let parameters = layers.map(|(layer, l)| format!("W{l} {}, b{l} {}", matrix(layer.w()), matrix(layer.b())));
            let backprop = Answer::from(backprop.clone()).text;
            format!("{}; {backprop}; λ {lambda}, m {m}", parameters.collect::<Vec<_>>().join(", "))
        },
        right: |input @ (_, _, lambda, m)| with_terms(input, lambda / m, 0.0).into(),
        mistakes: mistakes![|input @ (network, backprop, lambda, m)|
            "The penalty is λ/2m · w², and its derivative λ/m · w: the 2 cancels."
                => with_terms(input, lambda / (2.0 * m), 0.0),
            "The biases are not in the penalty, so nothing is added to db."
                => with_terms(input, lambda / m, lambda / m),
            "Two things: nothing is added to db, and the factor is λ/m, since the 2 cancels."
                => with_terms(input, lambda / (2.0 * m), lambda / (2.0 * m)),
            "The 1/m is missing: add (λ/m) W." => with_terms(input, *lambda, 0.0),
            "The term is added to dW, not taken off. (The weights shrink because the *update* takes dW off.)"
                => with_terms(input, -lambda / m, 0.0),
            "You give the penalty's gradient alone; add it to what backpropagation gave." => {
                let mut alone = with_terms(input, lambda / m, 0.0);
                alone.dw.iter_mut().zip(&backprop.dw).for_each(|(dw, without)| *dw -= without);
                alone
            },
            "You give back what backpropagation gave; add (λ/m) W to each dW." => backprop.clone(),
            "Only some layers have their term; each dW gets one, in the first layer, in the last, and between." => {
                let last = network.layers().len() - 1;
                plus(input, |l, w| if l == last { lambda / m * w } else { 0.0 * w })
            }; plus(input, |l, w| if l > 0 { lambda / m * w } else { 0.0 * w });
               plus(input, |l, w| if l == 0 { lambda / m * w } else { 0.0 * w });
               plus(input, |l, w| if l < 2 { lambda / m * w } else { 0.0 * w });
               plus(input, |l, w| if l + 1 < network.layers().len() { lambda / m * w } else { 0.0 * w }),
            "You add the same number to every entry; each entry of dW gets its own weight: (λ/m) W, not a sum of weights or squares."
                => plus(input, |_, w| Matrix::from_elem(w.dim(), lambda / m * w.sum()));
                   plus(input, |_, w| Matrix::from_elem(w.dim(), lambda / (2.0 * m) * w.sum()));
                   plus(input, |_, w| Matrix::from_elem(w.dim(), lambda / m * squares(w)));
                   plus(input, |_, w| Matrix::from_elem(w.dim(), lambda / (2.0 * m) * squares(w)));
                   plus(input, |_, w| Matrix::from_elem(w.dim(), lambda / m * squares(w).sqrt()));
                   {
                       let all = network.layers().iter().map(|layer| layer.w().sum()).sum::<f64>();
                       plus(input, |_, w| Matrix::from_elem(w.dim(), lambda / m * all))
                   };
                   {
                       let all = network.layers().iter().map(|layer| squares(layer.w())).sum::<f64>();
                       plus(input, |_, w| Matrix::from_elem(w.dim(), lambda / (2.0 * m) * all))
                   },
            "You add w²; the derivative of (λ/2m) w² is (λ/m) w."
                => plus(input, |_, w| lambda / m * w * w); plus(input, |_, w| lambda / (2.0 * m) * w * w),
            "That is the derivative of |w|, for L1: its sign. The derivative of (λ/2m) w² is (λ/m) w."
                => plus(input, |_, w| lambda / m * w.mapv(f64::signum)); plus(input, |_, w| lambda / m * w.mapv(sign));
                   plus(input, |_, w| lambda / (2.0 * m) * w.mapv(sign)),
            "You add |w|; the derivative of (λ/2m) w² is (λ/m) w, with w's sign." => plus(input, |_, w| lambda / m * w.mapv(f64::abs)),
            "Twice too large: the derivative of (λ/2m) w² is (λ/m) w." => with_terms(input, 2.0 * lambda / m, 0.0),
            "The 1/m is missing, and the ½ is one too many: the derivative of (λ/2m) w² is (λ/m) w." => with_terms(input, lambda / 2.0, 0.0),
            "You add a multiple of dW; the term is a multiple of the weights: (λ/m) W." => {
                let mut gradients = backprop.clone();
                gradients.dw.iter_mut().for_each(|dw| *dw *= 1.0 + lambda / m);
                gradients
            },
            "That is how the update shrinks the weights; the gradient is what backpropagation gave plus (λ/m) W."
                => plus(input, |l, w| w * (1.0 - lambda / m) - &backprop.dw[l]);
                   plus(input, |_, w| w * (1.0 - lambda / m)),
            "λ is missing: add (λ/m) W." => with_terms(input, 1.0 / m, 0.0),
            "Divide by m, don't multiply by it: add (λ/m) W." => with_terms(input, lambda * m, 0.0),
            "backprop's gradients are means already: divide by m only the term that you add, (λ/m) W." => {
                let mut gradients = with_terms(input, *lambda, 0.0);
                gradients.dw.iter_mut().for_each(|dw| *dw /= *m);
                gradients
            },
        ],
    };
    task.check(|(network, backprop, lambda, m)| Ok(yours(network, backprop, *lambda, *m as usize).into()))
}

/// Networks of two, one and three layers, with gradients.
fn penalized() -> Result<Vec<Penalized>> {
    let small = [array![[1.0, -2.0], [0.5, 0.0]], array![[1.0], [-1.0]], array![[3.0, -1.0]], array![[2.0]]];
    let single = [array![[1.5, -0.5, 2.5]], array![[0.3]]];
    let deep = [
        array![[-0.4]],
        array![[0.2]],
        array![[1.5], [0.8]],
        array![[-0.7], [0.1]],
        array![[0.6, -1.2]],
        array![[0.5]],
    ];
    let with_gradients = |parameters: &[Matrix], lambda, m| {
        let like = |x: &Matrix, by: f64| {
            // Some are negative.
            let gradient = |((i, j), l): ((usize, usize), usize)| by * ((l + 2 * i + 3 * j) as f64 - 2.5);
            Matrix::from_shape_fn(x.dim(), |at| gradient((at, x.len())))
        };
        let (mut layers, mut dw, mut db) = (Vec::new(), Vec::new(), Vec::new());
        for layer in parameters.chunks_exact(2) {
            dw.push(like(&layer[0], 0.1));
            db.push(like(&layer[1], -0.05));
            let last = layers.len() == parameters.len() / 2 - 1;
            let activation = if last { Activation::Sigmoid } else { Activation::Relu };
            layers.push(Layer::new(layer[0].clone(), layer[1].clone(), activation)?);
        }
        Ok((Network::from_layers(layers)?, Gradients { dz: Vec::new(), dw, db }, lambda, m))
    };
    Ok(vec![with_gradients(&small, 0.8, 4.0)?, with_gradients(&single, 3.0, 2.0)?, with_gradients(&deep, 0.3, 10.0)?])
}

/// Backpropagation's gradients, and for each layer a term that is added to dW.
fn plus((network, backprop, ..): &Penalized, term: impl Fn(usize, &Matrix) -> Matrix) -> Gradients {
    let mut gradients = backprop.clone();
    for (l, layer) in network.layers().iter().enumerate() {
        gradients.dw[l] += &term(l, layer.w());
    }
    gradients
}

/// Backpropagation's gradients, with a multiple of W added to dW and one of b to db.
fn with_terms(input: &Penalized, of_w: f64, of_b: f64) -> Gradients {
    let mut gradients = plus(input, |_, w| of_w * w);
    gradients.db.iter_mut().zip(input.0.layers()).for_each(|(db, layer)| db.scaled_add(of_b, layer.b()));
    gradients
}

/// −1, 0 or 1.
fn sign(w: f64) -> f64 {
    if w == 0.0 { 0.0 } else { w.signum() }
}

/// A or dA, U or D, keep_prob.
type Dropped = (Matrix, Matrix, f64);

/// Exercise 3.3, (A (n, m), U (n, m) uniform on [0, 1), keep_prob) → A with dropout, and the mask D.
///
/// # Formula
/// D = (U < keep_prob), A := A ∘ D / keep_prob.
pub fn dropout_forward(yours: fn(&Matrix, &Matrix, f64) -> (Matrix, Matrix)) -> Checked {
    let task: Task<Dropped> = Task {
        title: "Exercise 3.3",
        function: "dropout_forward",
        inputs: vec![
            // Activations of tanh: kept are positive and negative ones, large and small.
            (array![[1.0, -2.0], [3.0, -4.0]], array![[0.1, 0.95], [0.6, 0.3]], 0.8),
            (array![[0.5, 1.5, -2.5], [-0.5, 1.0, 2.0]], array![[0.55, 0.7, 0.05], [0.9, 0.2, 0.35]], 0.6),
            (array![[1.0, 0.5], [-2.0, -1.5], [0.0, 2.5]], array![[0.85, 0.1], [0.02, 0.6], [0.4, 0.25]], 0.3),
            (array![[1.0, -3.0, 2.0], [-0.5, 1.5, -2.5]], array![[0.99, 0.0, 0.7], [0.3, 0.95, 0.45]], 0.9),
        ],
        given: |(a, u, keep_prob)| format!("A {}, U {}, keep_prob {keep_prob}", matrix(a), matrix(u)),
        right: |(a, u, p)| a_and_d(a * mask(u, |u| u < *p) / *p, mask(u, |u| u < *p)),
        mistakes: mistakes![|(a, u, p)|
            "Kept and dropped are the wrong way round: a unit is kept where u < keep_prob."
                => a_and_d(a * mask(u, |u| u >= *p) / *p, mask(u, |u| u >= *p)),
            "That keeps the right share of units, but not those that D = (U < keep_prob) keeps."
                => a_and_d(a * mask(u, |u| u > 1.0 - p) / *p, mask(u, |u| u > 1.0 - p)),
            "The two are the wrong way round: first A, then D."
                => a_and_d(mask(u, |u| u < *p), a * mask(u, |u| u < *p) / *p),
            "You don't divide by keep_prob, so the next layer gets too little on average."
                => a_and_d(a * mask(u, |u| u < *p), mask(u, |u| u < *p)),
            "You multiply by keep_prob; divide by it, so that the expectation stays."
                => a_and_d(a * mask(u, |u| u < *p) * *p, mask(u, |u| u < *p)),
            "keep_prob is the probability of *keeping* a unit; you treat it as that of dropping one."
                => a_and_d(a * mask(u, |u| u < 1.0 - p) / (1.0 - p), mask(u, |u| u < 1.0 - p)),
            "You set what is negative to 0, or drop its sign: dropout changes no kept activation but for the factor."
                => a_and_d((a * mask(u, |u| u < *p) / *p).mapv(|v| v.max(0.0)), mask(u, |u| u < *p));
                   a_and_d((a * mask(u, |u| u < *p) / *p).mapv(f64::abs), mask(u, |u| u < *p)),
            "You give A back as it was: multiply by D, divide by keep_prob." => a_and_d(a.clone(), mask(u, |u| u < *p)),
            "U is compared with keep_prob, not multiplied into A: D is 1 where u < keep_prob, else 0."
                => a_and_d(a * u / *p, u.clone()),
            "The threshold is keep_prob, not ½: a unit is kept where u < keep_prob."
                => a_and_d(a * mask(u, |u| u < 0.5) / *p, mask(u, |u| u < 0.5)),
            "You divide, but never drop: multiply by the mask D." => a_and_d(a / *p, mask(u, |u| u < *p)),
            "Divide by keep_prob, not by 1 − keep_prob."
                => a_and_d(a * mask(u, |u| u < *p) / (1.0 - p), mask(u, |u| u < *p)),
            "Divide by keep_prob, not by the fraction of units that happened to be kept: the expectation is over all masks."
                => a_and_d(a * rescaled(&mask(u, |u| u < *p)), mask(u, |u| u < *p)),
            "Divide by keep_prob once." => a_and_d(a * mask(u, |u| u < *p) / (p * p), mask(u, |u| u < *p)),
            "Every example has a mask of its own: compare all of U with keep_prob, not one column or row of it for all."
                => a_and_d(a * one_for_all(&mask(u, |u| u < *p), Axis(1)) / *p, one_for_all(&mask(u, |u| u < *p), Axis(1)));
                   a_and_d(a * one_for_all(&mask(u, |u| u < *p), Axis(0)) / *p, one_for_all(&mask(u, |u| u < *p), Axis(0))),
            "The mask keeps the wrong fraction of units: a unit is kept where u < keep_prob."
                => a_and_d(a * mask(u, |u| u < 1.0 - p) / *p, mask(u, |u| u < 1.0 - p)),
            "D is divided by keep_prob, and A is not: A := A ∘ D / keep_prob, and D holds 0 and 1."
                => a_and_d(a * mask(u, |u| u < *p), mask(u, |u| u < *p) / *p),
            "A is right; D must hold 0 and 1 only: the backward pass divides by keep_prob itself."
                => a_and_d(a * mask(u, |u| u < *p) / *p, mask(u, |u| u < *p) / *p),
        ],
    };
    task.check(|(a, u, keep_prob)| {
        let (a, d) = yours(a, u, *keep_prob);
        Ok(a_and_d(a, d))
    })
}

fn a_and_d(a: Matrix, d: Matrix) -> Answer {
    Answer::named([("A", a.into()), ("D", d.into())])
}

/// 1 where a unit is kept, else 0.
fn mask(u: &Matrix, keep: impl Fn(f64) -> bool) -> Matrix {
    u.mapv(|u| f64::from(u8::from(keep(u))))
}

/// A mask divided by the fraction of it that is kept.
fn rescaled(d: &Matrix) -> Matrix {
    d * (d.len() as f64 / d.sum())
}

/// The mask of the first example for all examples, or of the first unit for all units.
fn one_for_all(d: &Matrix, of: Axis) -> Matrix {
    let first = d.index_axis(of, 0).insert_axis(of);
    first.broadcast(d.dim()).map_or_else(|| d.clone(), |all| all.to_owned())
}

/// Exercise 3.4, (dA (n, m), the forward pass's D (n, m), keep_prob) → dA behind dropout.
///
/// # Formula
/// dA := dA ∘ D / keep_prob.
pub fn dropout_backward(yours: fn(&Matrix, &Matrix, f64) -> Matrix) -> Checked {
    let task: Task<Dropped> = Task {
        title: "Exercise 3.4",
        function: "dropout_backward",
        inputs: vec![
            // Kept are positive and negative entries: a derivative may have either sign.
            (array![[0.4, -0.2], [1.0, -0.6]], array![[1.0, 0.0], [0.0, 1.0]], 0.8),
            (array![[-1.0, -0.3, 0.9], [0.2, -0.8, 0.5]], array![[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]], 0.6),
            (array![[-2.0, 0.5], [3.0, 1.5]], array![[1.0, 1.0], [0.0, 1.0]], 0.3),
        ],
        given: |(da, d, keep_prob)| format!("dA {}, D {}, keep_prob {keep_prob}", matrix(da), matrix(d)),
        right: |(da, d, p)| (da * d / *p).into(),
        mistakes: mistakes![|(da, d, p)|
            "The mask is forgotten: a unit that gave nothing forward gets no gradient back." => da / *p,
            "The division is forgotten: forward, a was multiplied by D / keep_prob, so dA is too." => da * d,
            "You multiply by keep_prob; divide by it, as in the forward pass." => da * d * *p,
            "The mask is the wrong way round: D is 1 where a unit was kept." => da * (1.0 - d) / *p,
            "You set what is negative to 0, or drop its sign: that is ReLU's part, not dropout's. A kept dA stays, whatever its sign."
                => (da * d / *p).mapv(|v| v.max(0.0)); (da * d / *p).mapv(f64::abs),
            "You multiply by the mask and by 1 − keep_prob; divide by keep_prob." => da * d * (1.0 - p),
            "You divide by the number of units or examples; the factor is 1/keep_prob alone."
                => da * d / (p * da.ncols() as f64); da * d / (p * da.nrows() as f64),
            "You give the mask divided by keep_prob; multiply dA by it." => d / *p,
            "You give dA back as it is: multiply by D, divide by keep_prob." => da.clone(),
            "Divide by keep_prob, not by 1 − keep_prob." => da * d / (1.0 - p),
            "Divide by keep_prob, as the forward pass did, not by the fraction of units that were kept." => da * rescaled(d),
            "Every example has a mask of its own, all of D: not one column or row of it for all."
                => da * one_for_all(d, Axis(1)) / *p; da * one_for_all(d, Axis(0)) / *p,
            "Divide by keep_prob once: the mask is its own square, but keep_prob is not." => da * d / (p * p),
        ],
    };
    task.check(|(da, d, keep_prob)| Ok(yours(da, d, *keep_prob).into()))
}

/// Exercise 3.5, (dev costs, patience) → (the best measurement, the last measurement that is made), both counted from 0.
pub fn early_stop(yours: fn(&[f64], usize) -> (usize, usize)) -> Checked {
    let task: Task<(Vec<f64>, usize)> = Task {
        title: "Exercise 3.5",
        function: "early_stop",
        inputs: vec![
            // Each curve rises before its best, then has an equal cost, a fall that is no new best, and a lower cost that comes too late.
            (vec![0.9, 0.7, 0.8, 0.6, 0.6, 0.65, 0.62, 0.61, 0.5], 3),
            (vec![0.9, 0.7, 0.8, 0.6, 0.6, 0.65, 0.62, 0.61, 0.5], 4),
            (vec![0.5, 0.6, 0.4, 0.45, 0.4, 0.42, 0.43, 0.3], 2),
            (vec![0.4, 0.5, 0.3, 0.6, 0.5, 0.3, 0.31, 0.2], 3),
            (vec![0.9, 0.8, 0.85, 0.7, 0.75, 0.7, 0.72, 0.71, 0.74, 0.6], 5),
            // These curves end before training stops.
            (vec![0.8, 0.7, 0.75, 0.72, 0.6, 0.65, 0.6], 3),
            (vec![0.9, 0.8, 0.85, 0.7, 0.6], 2),
            // The least improvement counts.
            (vec![0.7, 0.69, 0.695, 0.6899, 0.6901, 0.68989993, 0.69, 0.7, 0.689897, 0.69, 0.69, 0.69, 0.1], 3),
            // Large costs; the first is the best; a patience of 1; a single measurement.
            (vec![4.0e5, 3.9e5, 3.95e5, 4.1e5, 3.8e5], 2),
            (vec![0.5, 0.6, 0.7, 0.4], 2),
            (vec![0.5, 0.4, 0.4, 0.3], 1),
            (vec![0.5], 2),
        ],
        given: |(costs, patience)| format!("dev costs {}, patience {patience}", list(costs)),
        right: |(costs, patience)| found(stopped(costs, *patience)),
        mistakes: mistakes![|(costs, patience)|
            "You look into the future: the lowest cost of *all* is not known when training stops."
                => found((stopped(costs, costs.len()).0, stopped(costs, *patience).1)),
            "You stop at the first measurement that brings nothing new; wait for `patience` of them in a row."
                => found(stopped(costs, 1)),
            "You go through the whole curve: training stops when `patience` measurements in a row brought nothing new."
                => found(stopped(costs, costs.len())),
            "The last one is counted from 0 too: give its place, not how many there were."
                => found((stopped(costs, *patience).0, stopped(costs, *patience).1 + 1)),
            "The two are the wrong way round: first the best, then the last."
                => found((stopped(costs, *patience).1, stopped(costs, *patience).0)),
            "You stop one measurement too late: stop when `patience` in a row have brought nothing new."
                => found(stopped(costs, patience + 1)),
            "You compare with the measurement before; compare with the best so far."
                => found(counted(costs, *patience, |cost, [before, best]| (cost < best, cost < before))),
            "Both indices are one too large: measurements are counted from 0."
                => found((stopped(costs, *patience).0 + 1, stopped(costs, *patience).1 + 1)),
            "You stop one measurement too early: stop when `patience` in a row have brought nothing new."
                => found(if *patience > 1 { stopped(costs, patience - 1) } else { stopped(costs, 1) });
                   found(if *patience > 1 { stopped(costs, patience - 1) } else { (0, 0) }),
            "The first measurement is a new best too, so it does not add to the wait."
                => found(first_waited(costs, *patience)),
            "The last measurement is the one at which training stops, not the one before."
                => found((stopped(costs, *patience).0, stopped(costs, *patience).1.saturating_sub(1)));
                   found((stopped(costs, *patience).0, stopped(costs, *patience).1 - usize::from(stops(costs, *patience)))),
            "Right where training stops early. Where the curve ends before, the best so far and the last measurement count all the same."
                => found(if stops(costs, *patience) { stopped(costs, *patience) } else { (0, 0) });
                   found(if stops(costs, *patience) { stopped(costs, *patience) } else { (0, costs.len() - 1) });
                   found(if stops(costs, *patience) { stopped(costs, *patience) } else { (costs.len() - 1, costs.len() - 1) });
                   found((stopped(costs, *patience).0, stopped(costs, *patience).0 + patience)),
            "The best cost is the lowest; you look for the highest."
                => found(counted(costs, *patience, |cost, [_, best]| (cost > best, cost > best))),
            "You keep the last network; keep the best one." => found((stopped(costs, *patience).1, stopped(costs, *patience).1)),
            "The count does not start again: a new best resets it to 0."
                => found(counted(costs, *patience, |cost, [_, best]| (cost < best, false))),
            "An equal cost is no improvement: a new best must be lower."
                => found(counted(costs, *patience, |cost, [_, best]| (cost <= best, cost <= best)));
                   found(counted(costs, *patience, |cost, [_, best]| (cost < best, cost <= best))),
            else
            "You want an improvement of some size (a `min_delta`); here every lower cost is a new best, however little lower."
                if |input: &(Vec<f64>, usize), came: &Answer| (0..3).any(|way| wants_more(input, way, came)),
        ],
    };
    task.check(|(costs, patience)| Ok(found(yours(costs, *patience))))
}

fn found((best, last): (usize, usize)) -> Answer {
    Answer::named([("best", best.into()), ("last", last.into())])
}

/// The best and the last measurement.
fn stopped(costs: &[f64], patience: usize) -> (usize, usize) {
    counted(costs, patience, |cost, [_, best]| (cost < best, cost < best))
}

/// Whether an answer is that of somebody who takes no notice of improvements below some size, in one of three ways: they are no new
/// best, by the difference or by the fraction of the cost, or they do not start the count again.
fn wants_more((costs, patience): &(Vec<f64>, usize), way: usize, came: &Answer) -> bool {
    const MOST: f64 = 0.1;
    let gain = |cost: f64, best: f64| if way == 1 { 1.0 - cost / best } else { best - cost };
    let gains = costs.iter().flat_map(|best| costs.iter().map(move |cost| gain(*cost, *best)));
    // With the right answer, which is that of none missed.
    gains.chain([0.0]).filter(|missed| (0.0..=MOST).contains(missed)).any(|missed| {
        let is = |cost, [_, best]: [f64; 2]| {
            let enough = gain(cost, best) > missed * (1.0 + 1e-9);
            (enough, enough)
        };
        let (best, last) = counted(costs, *patience, is);
        let lowest = (0..=last).fold(0, |lowest, i| if costs[i] < costs[lowest] { i } else { lowest });
        found((if way == 2 { lowest } else { best }, last)).agrees(came)
    })
}

/// Whether training stops before the curve ends, or as it ends.
fn stops(costs: &[f64], patience: usize) -> bool {
    let (best, last) = stopped(costs, patience);
    last - best == patience
}

/// The best and the last measurement where the first counts as one that brought nothing new.
fn first_waited(costs: &[f64], patience: usize) -> (usize, usize) {
    let (mut best, mut waited) = (0, 0);
    for i in 0..costs.len() {
        (best, waited) = if i > 0 && costs[i] < costs[best] { (i, 0) } else { (best, waited + 1) };
        if waited == patience {
            return (best, i);
        }
    }
    (best, costs.len() - 1)
}

/// The best and the last measurement. From a cost, the one before it and the best one, `is` tells whether it is a new best, and whether
/// the count of measurements without one starts again.
fn counted(costs: &[f64], patience: usize, is: impl Fn(f64, [f64; 2]) -> (bool, bool)) -> (usize, usize) {
    let (mut best, mut waited) = (0, 0);
    for i in 1..costs.len() {
        let (new, again) = is(costs[i], [costs[i - 1], costs[best]]);
        best = if new { i } else { best };
        waited = if again { 0 } else { waited + usize::from(!new) };
        if waited == patience {
            return (best, i);
        }
    }
    (best, costs.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nn_course::network::propagation::{backward_from, forward_with_dropout};
    use nn_course::regularization::dropout::Masks;
    use nn_course::regularization::penalty::Penalty;

    /// The crate's own functions pass.
    #[test]
    fn the_crate_solves_them() {
        let checked = l2_gradients(|network, backprop, lambda, m| {
            let mut gradients = backprop.clone();
            Penalty::L2 { lambda }.add_gradient(network, m, &mut gradients).unwrap();
            gradients
        });
        assert_eq!(checked.score(), (3, 3), "{checked:?}");
        let checked = l2_penalty(|weights, lambda, m| {
            let layer = |w: &Matrix| Layer::new(w.clone(), Matrix::zeros((w.nrows(), 1)), Activation::Linear).unwrap();
            let of =
                |w: &Matrix| Penalty::L2 { lambda }.cost(&Network::from_layers(vec![layer(w)]).unwrap(), m).unwrap();
            weights.iter().map(of).sum()
        });
        assert_eq!(checked.score(), (4, 4), "{checked:?}");
        let checked = dropout_backward(|da, d, keep_prob| {
            let n = da.nrows();
            let layer = || Layer::new(Matrix::eye(n), Matrix::zeros((n, 1)), Activation::Linear).unwrap();
            let network = Network::from_layers(vec![layer(), layer()]).unwrap();
            let masks = Masks::new(vec![d.clone()], vec![keep_prob]).unwrap();
            let cache = forward_with_dropout(&network, da, &masks).unwrap();
            backward_from(&network, da, &cache, da).unwrap().dz[0].clone()
        });
        assert_eq!(checked.score(), (3, 3), "{checked:?}");
        let checked = dropout_forward(|a, u, keep_prob| {
            let n = a.nrows();
            let layer = || Layer::new(Matrix::eye(n), Matrix::zeros((n, 1)), Activation::Linear).unwrap();
            let network = Network::from_layers(vec![layer(), layer()]).unwrap();
            let d = u.mapv(|u| if u < keep_prob { 1.0 } else { 0.0 });
            let masks = Masks::new(vec![d.clone()], vec![keep_prob]).unwrap();
            (forward_with_dropout(&network, a, &masks).unwrap().a()[0].clone(), d)
        });
        assert_eq!(checked.score(), (4, 4), "{checked:?}");
    }
}
