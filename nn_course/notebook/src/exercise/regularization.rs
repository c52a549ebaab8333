//! The exercises of notebook 03.

use super::answer::{Answer, list, matrix};
use super::checked::Checked;
use super::task::{EXACT, Task};
use ndarray::array;
use nn_course::Matrix;
use nn_course::network::activation::Activation;
use nn_course::network::layers::{Layer, Network};
use nn_course::network::propagation::Gradients;

/// All W, λ, m.
type Weights = (Vec<Matrix>, f64, usize);

/// Exercise 3.1, (all `W[l]`, λ, m) → the L2 penalty.
///
/// # Formula
/// (λ/2m) Σ_l ‖`W[l]`‖²_F.
pub fn l2_penalty(yours: fn(&[Matrix], f64, usize) -> f64) -> Checked {
    let task: Task<Weights> = Task {
        title: "Exercise 3.1",
        inputs: vec![
            (vec![array![[3.0, 0.0], [0.0, -1.0]], array![[2.0, 0.5]]], 0.8, 4),
            (vec![array![[1.0, -2.0, 0.5]]], 0.1, 5),
            (vec![array![[0.3], [-0.4]], array![[1.5, -1.0]]], 0.7, 211),
            (vec![array![[2.0]]], 0.0, 3),
        ],
        given: |(w, lambda, m)| {
            let w: Vec<String> = w.iter().zip(1..).map(|(w, l)| format!("W{l} {}", matrix(w))).collect();
            format!("{}, λ {lambda}, m {m}", w.join(", "))
        },
        right: |input| penalty(input, |w| w * w, |sum, lambda, m| lambda / (2.0 * m) * sum),
        mistakes: vec![
            ("Twice too large: the factor is λ/2m, not λ/m. (The 2 cancels in the derivative.)", |input| {
                penalty(input, |w| w * w, |sum, lambda, m| lambda / m * sum)
            }),
            ("The 1/m is missing: the penalty is a mean too, λ/2m.", |input| {
                penalty(input, |w| w * w, |sum, lambda, _| lambda / 2.0 * sum)
            }),
            ("Brackets are missing: `/ 2.0 * m` divides by 2 and then *multiplies* by m.", |input| {
                penalty(input, |w| w * w, |sum, lambda, m| lambda / 2.0 * m * sum)
            }),
            ("You use the norm ‖W‖; the penalty has its square, the plain sum of w².", |input: &Weights| {
                Answer::from(
                    input.0.iter().map(|w| w.mapv(|w| w * w).sum().sqrt()).sum::<f64>() * input.1
                        / (2.0 * input.2 as f64),
                )
            }),
            ("You add up |w|: that is L1. L2 has the squares.", |input| {
                penalty(input, f64::abs, |sum, lambda, m| lambda / (2.0 * m) * sum)
            }),
            ("You add up w itself, where plus and minus cancel; L2 has the squares.", |input| {
                penalty(input, |w| w, |sum, lambda, m| lambda / (2.0 * m) * sum)
            }),
            ("Only the last layer counts in your sum; add up the squares of all layers.", |(w, lambda, m)| {
                let last = w[w.len().saturating_sub(1)..].to_vec();
                penalty(&(last, *lambda, *m), |w| w * w, |sum, lambda, m| lambda / (2.0 * m) * sum)
            }),
            ("Only the first layer counts in your sum; add up the squares of all layers.", |(w, lambda, m)| {
                penalty(&(w[..1].to_vec(), *lambda, *m), |w| w * w, |sum, lambda, m| lambda / (2.0 * m) * sum)
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(w, lambda, m)| Ok(yours(w, *lambda, *m).into()))
}

fn penalty((w, lambda, m): &Weights, size: fn(f64) -> f64, of_sum: fn(f64, f64, f64) -> f64) -> Answer {
    let sum: f64 = w.iter().flat_map(|w| w.iter()).map(|&w| size(w)).sum();
    of_sum(sum, *lambda, *m as f64).into()
}

/// A network, backpropagation's gradients without penalty, λ, m.
struct Penalized {
    network: Network,
    backprop: Gradients,
    lambda: f64,
    m: usize,
}

/// Exercise 3.2, (network, gradients from backpropagation, λ, m) → gradients of the cost with the L2 penalty.
///
/// # Formula
/// `dW[l]` + (λ/m) `W[l]`; `db[l]` stays.
pub fn l2_gradients(yours: fn(&Network, &Gradients, f64, usize) -> Gradients) -> Checked {
    let task: Task<Penalized> = Task {
        title: "Exercise 3.2",
        inputs: penalized(),
        given: |i| {
            let layers = i.network.layers().iter().zip(1..);
            let parameters = layers.map(|(layer, l)| format!("W{l} {}, b{l} {}", matrix(layer.w()), matrix(layer.b())));
            let backprop = Answer::from(i.backprop.clone()).text;
            format!("{}; {backprop}; λ {}, m {}", parameters.collect::<Vec<_>>().join(", "), i.lambda, i.m)
        },
        right: |i| with_term(i, i.lambda / i.m as f64, 0.0),
        mistakes: vec![
            ("The penalty is λ/2m · w², and its derivative λ/m · w: the 2 cancels.", |i| {
                with_term(i, i.lambda / (2.0 * i.m as f64), 0.0)
            }),
            ("The biases are not in the penalty, so nothing is added to db.", |i| {
                with_term(i, i.lambda / i.m as f64, i.lambda / i.m as f64)
            }),
            ("Two things: nothing is added to db, and the factor is λ/m, since the 2 cancels.", |i| {
                with_term(i, i.lambda / (2.0 * i.m as f64), i.lambda / (2.0 * i.m as f64))
            }),
            ("The 1/m is missing: add (λ/m) W.", |i| with_term(i, i.lambda, 0.0)),
            ("The term is added to dW, not taken off. (The weights shrink because the *update* takes dW off.)", |i| {
                with_term(i, -i.lambda / i.m as f64, 0.0)
            }),
            ("You give the penalty's gradient alone; add it to what backpropagation gave.", |i| {
                let mut alone = i.backprop.clone();
                alone.dw.iter_mut().zip(i.network.layers()).for_each(|(dw, l)| *dw = i.lambda / i.m as f64 * l.w());
                alone.into()
            }),
            ("You give back what backpropagation gave; add (λ/m) W to each dW.", |i| i.backprop.clone().into()),
            ("Only the last layer has its term; each dW gets one.", |i| only(i, i.network.layers().len() - 1)),
            ("Only the first layer has its term; each dW gets one.", |i| only(i, 0)),
        ],
        tolerance: EXACT,
    };
    task.check(|i| Ok(yours(&i.network, &i.backprop, i.lambda, i.m).into()))
}

/// Two networks with gradients.
fn penalized() -> Vec<Penalized> {
    let layer = |w: Matrix, b: Matrix, g| Layer::new(w, b, g).ok();
    let network = |first: Option<Layer>, last: Option<Layer>| {
        Network::from_layers([first, last].into_iter().flatten().collect()).ok()
    };
    let small = network(
        layer(array![[1.0, -2.0], [0.5, 0.0]], array![[1.0], [-1.0]], Activation::Relu),
        layer(array![[3.0, -1.0]], array![[2.0]], Activation::Sigmoid),
    );
    let narrow = network(
        layer(array![[-0.4]], array![[0.2]], Activation::Relu),
        layer(array![[1.5]], array![[-0.7]], Activation::Sigmoid),
    );
    let from = |network: Option<Network>, lambda, m| {
        let network = network?;
        let mut backprop = Gradients { dz: Vec::new(), dw: Vec::new(), db: Vec::new() };
        for (l, layer) in network.layers().iter().enumerate() {
            let dw = |(i, j)| 0.1 * (1 + l + 2 * i + 3 * j) as f64;
            let db = |(i, _)| 0.05 * (1 + l + i) as f64;
            backprop.dw.push(Matrix::from_shape_fn(layer.w().dim(), dw));
            backprop.db.push(Matrix::from_shape_fn(layer.b().dim(), db));
        }
        Some(Penalized { network, backprop, lambda, m })
    };
    [from(small, 0.8, 4), from(narrow, 0.3, 10)].into_iter().flatten().collect()
}

/// Backpropagation's gradients, with a share of W added to dW and one of b to db.
fn with_term(i: &Penalized, of_w: f64, of_b: f64) -> Answer {
    let mut gradients = i.backprop.clone();
    for (layer, (dw, db)) in i.network.layers().iter().zip(gradients.dw.iter_mut().zip(&mut gradients.db)) {
        *dw += &(of_w * layer.w());
        *db += &(of_b * layer.b());
    }
    gradients.into()
}

/// The right term in one layer alone.
fn only(i: &Penalized, l: usize) -> Answer {
    let mut gradients = i.backprop.clone();
    gradients.dw[l] += &(i.lambda / i.m as f64 * i.network.layers()[l].w());
    gradients.into()
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
        inputs: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![[0.1, 0.95], [0.6, 0.3]], 0.8),
            (array![[0.5, 1.5, 2.5]], array![[0.45, 0.7, 0.05]], 0.6),
            (array![[1.0], [2.0], [0.0]], array![[0.85], [0.02], [0.4]], 0.3),
            (array![[1.0, 3.0]], array![[0.99, 0.0]], 1.0),
        ],
        given: |(a, u, keep_prob)| format!("A {}, U {}, keep_prob {keep_prob}", matrix(a), matrix(u)),
        right: |input| kept(input, |u, p| u < p, |a, d, p| a * d / p, |d, _| d),
        mistakes: vec![
            ("Kept and dropped are the wrong way round: a unit is kept where u < keep_prob.", |input| {
                kept(input, |u, p| u >= p, |a, d, p| a * d / p, |d, _| d)
            }),
            ("That keeps the right share of units, but not those that D = (U < keep_prob) keeps.", |input| {
                kept(input, |u, p| u > 1.0 - p, |a, d, p| a * d / p, |d, _| d)
            }),
            ("The two are the wrong way round: first A, then D.", |(a, u, p)| {
                let d = u.mapv(|u| f64::from(u8::from(u < *p)));
                let dropped = a * &d / *p;
                Answer::named([("A", d.into()), ("D", dropped.into())])
            }),
            ("You don't divide by keep_prob, so the next layer gets too little on average.", |input| {
                kept(input, |u, p| u < p, |a, d, _| a * d, |d, _| d)
            }),
            ("You multiply by keep_prob; divide by it, so that the expectation stays.", |input| {
                kept(input, |u, p| u < p, |a, d, p| a * d * p, |d, _| d)
            }),
            ("keep_prob is the probability of *keeping* a unit; you treat it as that of dropping one.", |input| {
                kept(input, |u, p| u < 1.0 - p, |a, d, p| a * d / (1.0 - p), |d, _| d)
            }),
            ("You divide, but never drop: multiply by the mask D.", |input| {
                kept(input, |u, p| u < p, |a, _, p| a / p, |d, _| d)
            }),
            ("Divide by keep_prob, not by 1 − keep_prob.", |input| {
                kept(input, |u, p| u < p, |a, d, p| a * d / (1.0 - p), |d, _| d)
            }),
            ("A is right; D must hold 0 and 1 only: the backward pass divides by keep_prob itself.", |input| {
                kept(input, |u, p| u < p, |a, d, p| a * d / p, |d, p| d / p)
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(a, u, keep_prob)| {
        let (a, d) = yours(a, u, *keep_prob);
        Ok(Answer::named([("A", a.into()), ("D", d.into())]))
    })
}

/// A and D for one way of keeping, of scaling, and of giving back the mask.
fn kept(
    (a, u, p): &Dropped,
    keep: fn(f64, f64) -> bool,
    scale: fn(f64, f64, f64) -> f64,
    mask: fn(f64, f64) -> f64,
) -> Answer {
    let d = u.mapv(|u| f64::from(u8::from(keep(u, *p))));
    let dropped = Matrix::from_shape_fn(a.dim(), |place| scale(a[place], d[place], *p));
    Answer::named([("A", dropped.into()), ("D", d.mapv(|d| mask(d, *p)).into())])
}

/// Exercise 3.4, (dA (n, m), the forward pass's D (n, m), keep_prob) → dA behind dropout.
///
/// # Formula
/// dA := dA ∘ D / keep_prob.
pub fn dropout_backward(yours: fn(&Matrix, &Matrix, f64) -> Matrix) -> Checked {
    let task: Task<Dropped> = Task {
        title: "Exercise 3.4",
        inputs: vec![
            (array![[0.4, -0.2], [1.0, 0.6]], array![[1.0, 0.0], [0.0, 1.0]], 0.8),
            (array![[-1.0, 0.3, 0.9]], array![[0.0, 1.0, 1.0]], 0.6),
            (array![[2.0], [-3.0]], array![[1.0], [0.0]], 0.3),
        ],
        given: |(da, d, keep_prob)| format!("dA {}, D {}, keep_prob {keep_prob}", matrix(da), matrix(d)),
        right: |(da, d, p)| (da * d / *p).into(),
        mistakes: vec![
            ("The mask is forgotten: a unit that gave nothing forward gets no gradient back.", |(da, _, p)| {
                (da / *p).into()
            }),
            ("The division is forgotten: forward, a was multiplied by D / keep_prob, so dA is too.", |(da, d, _)| {
                (da * d).into()
            }),
            ("You multiply by keep_prob; divide by it, as in the forward pass.", |(da, d, p)| (da * d * *p).into()),
            ("The mask is the wrong way round: D is 1 where a unit was kept.", |(da, d, p)| {
                (da * &d.mapv(|d| 1.0 - d) / *p).into()
            }),
            ("You give dA back as it is: multiply by D, divide by keep_prob.", |(da, _, _)| da.clone().into()),
            ("Divide by keep_prob, not by 1 − keep_prob.", |(da, d, p)| (da * d / (1.0 - *p)).into()),
            ("Divide by keep_prob once: the mask is its own square, but keep_prob is not.", |(da, d, p)| {
                (da * d / (*p * *p)).into()
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(da, d, keep_prob)| Ok(yours(da, d, *keep_prob).into()))
}

/// Dev costs and patience.
type Curve = (Vec<f64>, usize);

/// Exercise 3.5, (dev costs, patience) → (the best measurement, the last measurement that is made), both counted from 0.
pub fn early_stop(yours: fn(&[f64], usize) -> (usize, usize)) -> Checked {
    let task: Task<Curve> = Task {
        title: "Exercise 3.5",
        inputs: vec![
            (vec![0.9, 0.7, 0.6, 0.65, 0.62, 0.61, 0.5], 3),
            (vec![0.9, 0.7, 0.6, 0.65, 0.62, 0.61, 0.5], 4),
            (vec![0.5, 0.4, 0.45, 0.3, 0.35, 0.33, 0.32, 0.2], 2),
            (vec![0.8, 0.7, 0.6, 0.5], 2),
            (vec![0.3, 0.4, 0.5, 0.6], 1),
            (vec![0.5, 0.5, 0.5, 0.4], 2),
        ],
        given: |(costs, patience)| format!("dev costs {}, patience {patience}", list(costs)),
        right: |(costs, patience)| stop(costs, *patience),
        mistakes: vec![
            (
                "You look into the future: the lowest cost of *all* is not known when training stops.",
                |(costs, patience)| {
                    let (_, last) = stopped(costs, *patience);
                    let best = |best: usize, i: usize| if costs[i] < costs[best] { i } else { best };
                    found((0..costs.len()).fold(0, best), last)
                },
            ),
            (
                "You stop at the first measurement that brings nothing new; wait for `patience` of them in a row.",
                |(costs, _)| stop(costs, 1),
            ),
            (
                "You go through the whole curve: training stops when `patience` measurements in a row brought nothing new.",
                |(costs, _)| {
                    let best = |best: usize, i: usize| if costs[i] < costs[best] { i } else { best };
                    found((0..costs.len()).fold(0, best), costs.len() - 1)
                },
            ),
            ("The last one is counted from 0 too: give its place, not how many there were.", |(costs, patience)| {
                let (best, last) = stopped(costs, *patience);
                found(best, last + 1)
            }),
            ("The two are the wrong way round: first the best, then the last.", |(costs, patience)| {
                let (best, last) = stopped(costs, *patience);
                found(last, best)
            }),
            (
                "You stop one measurement too late: stop when `patience` in a row have brought nothing new.",
                |(costs, patience)| stop(costs, patience + 1),
            ),
            ("You compare with the measurement before; compare with the best so far.", |(costs, patience)| {
                let (mut best, mut waited) = (0, 0);
                for i in 1..costs.len() {
                    if costs[i] < costs[best] {
                        best = i;
                    }
                    waited = if costs[i] < costs[i - 1] { 0 } else { waited + 1 };
                    if waited == *patience {
                        return found(best, i);
                    }
                }
                found(best, costs.len() - 1)
            }),
            ("You keep the last network; keep the best one.", |(costs, patience)| {
                let (_, last) = stopped(costs, *patience);
                found(last, last)
            }),
            ("The count does not start again: a new best resets it to 0.", |(costs, patience)| {
                let (mut best, mut waited) = (0, 0);
                for i in 1..costs.len() {
                    if costs[i] < costs[best] {
                        best = i;
                    } else {
                        waited += 1;
                    }
                    if waited == *patience {
                        return found(best, i);
                    }
                }
                found(best, costs.len() - 1)
            }),
            ("An equal cost is no improvement: a new best must be lower.", |(costs, patience)| {
                let (mut best, mut waited) = (0, 0);
                for i in 1..costs.len() {
                    (best, waited) = if costs[i] <= costs[best] { (i, 0) } else { (best, waited + 1) };
                    if waited == *patience {
                        return found(best, i);
                    }
                }
                found(best, costs.len() - 1)
            }),
        ],
        tolerance: EXACT,
    };
    task.check(|(costs, patience)| {
        let (best, last) = yours(costs, *patience);
        Ok(found(best, last))
    })
}

fn found(best: usize, last: usize) -> Answer {
    Answer::named([("best", Answer::from(best)), ("last", Answer::from(last))])
}

fn stop(costs: &[f64], patience: usize) -> Answer {
    let (best, last) = stopped(costs, patience);
    found(best, last)
}

/// The best and the last measurement.
fn stopped(costs: &[f64], patience: usize) -> (usize, usize) {
    let mut best = 0;
    for i in 0..costs.len() {
        if costs[i] < costs[best] {
            best = i;
        }
        if i - best == patience {
            return (best, i);
        }
    }
    (best, costs.len().saturating_sub(1))
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
        assert_eq!(checked.score(), (2, 2), "{checked:?}");
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
