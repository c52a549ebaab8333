//! The checks of the exercises, given functions that a learner might write, and worse.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call};
use nn_course_notebook::exercise;
use nn_course_notebook::exercise::{Checked, Score};
use nn_course_notebook::prelude::*;
use nn_course_notebook::show::Show;
use std::cell::RefCell;

thread_local! {
    /// What the learner's functions draw from: they are plain functions, and hold nothing themselves.
    static OWN: RefCell<Draw> = RefCell::new(Draw::new(0));
}

/// A result of a learner's function: a value of any kind, or a panic of any kind.
fn any<T>(value: impl FnOnce(&mut Draw) -> T) -> T {
    let (how, value) = OWN.with_borrow_mut(|d| (d.below(60), value(d)));
    match how {
        0 => todo!(),
        1 => panic!("<b>{}</b>\u{202e}\0", "long ".repeat(200)),
        2 => std::panic::panic_any(7_i32),
        3 => panic!("\u{0}\n\r"),
        _ => value,
    }
}

/// A learner's function for some call; most of them hold still for the length of one check.
fn with<T>(d: &mut Draw, check: impl FnOnce() -> T) -> T {
    OWN.set(Draw::new(d.index() as u64 ^ d.below(usize::MAX) as u64));
    check()
}

fn matrix(d: &mut Draw, shape: (usize, usize)) -> Matrix {
    d.matrix(shape)
}

fn some(d: &mut Draw) -> Checked {
    with(d, || {
        exercise::early_stop(|costs, patience| {
            any(|d| if d.flag() { (d.index(), d.size()) } else { (costs.len() - 1, patience) })
        })
    })
}

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
    (best, costs.len() - 1)
}

/// A check is told, shown and scored.
fn told(checked: &Checked) -> Ended {
    let shown = checked.shown();
    assert!(shown.text.contains(checked.title()), "the text does not name the exercise");
    Ended::with(checked.clone())
}

pub fn calls() -> Vec<Call> {
    vec![
        call("notebook::exercise::bias_variance::diagnose", |d| {
            told(&with(d, || exercise::diagnose(|h, t, e| any(|d| (d.odd() || t - h >= 0.02, e - t >= 0.02)))))
        }),
        call("notebook::exercise::bias_variance::examples_needed", |d| {
            told(&with(d, || {
                exercise::examples_needed(|p, r| {
                    any(|d| if d.odd() { d.index() } else { (p * (1.0 - p) * (1.96 / r) * (1.96 / r)) as usize })
                })
            }))
        }),
        call("notebook::exercise::bias_variance::where_to_look", |d| {
            told(&with(d, || {
                exercise::where_to_look(|_, _, _, _| {
                    any(|d| d.pick(&[Cause::AvoidableBias, Cause::Variance, Cause::DevOverfitting]))
                })
            }))
        }),
        call("notebook::exercise::gradient_checking::check_one_dimension", |d| {
            told(&with(d, || {
                exercise::check_one_dimension(|j, g, t, e| {
                    any(|d| {
                        let a = (j(t + d.positive() * e) - j(t - e)) / (2.0 * e);
                        if d.odd() { d.number() } else { (g(t) - a).abs() / (g(t).abs() + a.abs()) }
                    })
                })
            }))
        }),
        call("notebook::exercise::gradient_checking::numerical_gradient", |d| {
            told(&with(d, || {
                exercise::numerical_gradient(|j, t, e| {
                    any(|d| if d.odd() { d.numbers() } else { t.iter().map(|t| j(&[*t, *t, *t]) / e).collect() })
                })
            }))
        }),
        call("notebook::exercise::gradient_checking::relative_difference", |d| {
            told(&with(d, || {
                exercise::relative_difference(|g, a| any(|d| if d.odd() { d.number() } else { g[0] - a[0] }))
            }))
        }),
        call("notebook::exercise::initialization::normalize", |d| {
            told(&with(d, || {
                exercise::normalize(|x, t| {
                    any(|d| (matrix(d, x.dim()), if d.odd() { matrix(d, t.dim()) } else { t.clone() }))
                })
            }))
        }),
        call("notebook::exercise::initialization::random_layer", |d| {
            told(&with(d, || {
                exercise::random_layer(|n_out, n_in, scale, rng| {
                    let right = OWN.with_borrow_mut(|d| d.one_in(60));
                    if right {
                        return Ok((random::normal_matrix((n_out, n_in), 0.0, scale, rng)?, Matrix::zeros((n_out, 1))));
                    }
                    // Ended early, as most are: what many numbers give, and what usual mistakes do, takes milliseconds.
                    any(|d| {
                        if d.one_in(3) {
                            random::normal_matrix((d.size(), 3), 0.0, f64::NAN, rng)
                        } else {
                            Ok(d.any_matrix())
                        }
                    })
                    .map(|w| if w.is_empty() { panic!("empty") } else { (w, Matrix::zeros((1, n_out))) })
                })
            }))
        }),
        call("notebook::exercise::initialization::he_weights", |d| {
            told(&with(d, || {
                exercise::he_weights(|n_out, n_in, rng| {
                    let right = OWN.with_borrow_mut(|d| d.one_in(60));
                    if right {
                        return Initializer::He.weights(n_out, n_in, rng);
                    }
                    any(|d| if d.one_in(3) { Initializer::He.weights(0, d.size(), rng) } else { Ok(d.any_matrix()) })
                })
            }))
        }),
        call("notebook::exercise::initialization::cost_from_logits", |d| {
            told(&with(d, || {
                exercise::cost_from_logits(|z, y| {
                    any(|d| if d.odd() { d.number() } else { cost::from_logits(z, y).unwrap_or(f64::NAN) })
                })
            }))
        }),
        call("notebook::exercise::regularization::dropout_backward", |d| {
            told(&with(d, || {
                exercise::dropout_backward(|da, mask, k| {
                    any(|d| if d.odd() { matrix(d, da.dim()) } else { da * mask / k })
                })
            }))
        }),
        call("notebook::exercise::regularization::dropout_forward", |d| {
            told(&with(d, || exercise::dropout_forward(|a, u, k| any(|d| (a / k, matrix(d, u.dim()))))))
        }),
        call("notebook::exercise::regularization::early_stop", |d| {
            told(&with(d, || {
                exercise::early_stop(|c, p| any(|d| if d.odd() { (d.index(), d.index()) } else { stopped(c, p) }))
            }))
        }),
        call("notebook::exercise::regularization::l2_gradients", |d| {
            told(&with(d, || {
                exercise::l2_gradients(|network, backprop, _, _| {
                    any(|d| if d.odd() { d.gradients(network, 1) } else { backprop.clone() })
                })
            }))
        }),
        call("notebook::exercise::regularization::l2_penalty", |d| {
            told(&with(d, || {
                exercise::l2_penalty(|w, lambda, m| {
                    any(|d| if d.odd() { d.number() } else { lambda * w[0].sum() / m as f64 })
                })
            }))
        }),
        call("notebook::exercise::checked::<Checked as Show>::shown", |d| Ended::with(some(d).shown())),
        call("notebook::exercise::checked::Checked::advice", |d| Ended::with(some(d).advice().map(str::to_string))),
        call("notebook::exercise::checked::Checked::points", |d| {
            let checked = some(d);
            Ended::with(checked.points(d.number()))
        })
        .given("a share of the points that were given"),
        call("notebook::exercise::checked::Checked::score", |d| Ended::with(some(d).score())),
        call("notebook::exercise::checked::Checked::title", |d| Ended::with(some(d).title())),
        call("notebook::exercise::checked::Checked::standing", |d| Ended::with(some(d).standing())),
        call("notebook::exercise::score::<Score as Show>::shown", |d| Ended::with(score(d).shown())),
        call("notebook::exercise::score::Score::of", |d| Ended::with(score(d))),
        call("notebook::exercise::score::Score::right", |d| Ended::with(score(d).right())),
    ]
}

fn score(d: &mut Draw) -> Score {
    let n = if d.odd() { 0 } else { 1 + d.below(2) };
    Score::of((0..n).map(|_| some(d)).collect::<Vec<_>>())
}
