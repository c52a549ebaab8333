//! Networks: made, run, trained.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call};
use nn_course::regularization::early_stopping::Evaluation;
use nn_course_notebook::prelude::*;
use std::ops::ControlFlow;

const COST: &str = "the cost of probabilities that rounded to 0 or 1, or of huge weights, is infinite, as documented";
const GIVEN: &str = "the fields are the caller's";

/// A network, its data, masks for it if it has hidden layers, and the forward pass.
fn passed(d: &mut Draw) -> (Network, Dataset, Cache) {
    let (n_x, m) = (1 + d.below(3), 1 + d.below(5));
    let network = d.network(n_x);
    let x = d.matrix_of((n_x, m), Draw::finite);
    let y = d.matrix_of((1, m), |d| d.below(2) as f64);
    let data = Dataset::new(x, y).expect("a data set");
    let masks = if d.flag() { masks(d, &network, m).ok() } else { None };
    let cache = match &masks {
        Some(masks) => forward_with_dropout(&network, data.x(), masks),
        None => forward(&network, data.x()),
    };
    match cache {
        Ok(cache) => (network, data, cache),
        // The parameters were too large.
        Err(_) => {
            let network = Network::new(&[n_x, 3, 1], Initializer::Xavier, &mut d.numpy()).expect("a network");
            let data = Dataset::new(Matrix::ones((n_x, m)), Matrix::zeros((1, m))).expect("a data set");
            let cache = forward(&network, data.x()).expect("ordinary numbers");
            (network, data, cache)
        }
    }
}

fn masks(d: &mut Draw, network: &Network, m: usize) -> Result<Masks> {
    let keep_prob = d.keep_prob(network.layers().len() - 1);
    Masks::sample(network, m, &keep_prob, &mut d.rng())
}

/// X as the network takes it, or as it does not.
fn inputs(d: &mut Draw, data: &Dataset) -> Matrix {
    if d.odd() { d.any_matrix() } else { data.x().clone() }
}

fn evaluation(d: &mut Draw) -> Evaluation {
    Evaluation {
        iteration: d.index(),
        train_cross_entropy: d.number(),
        dev_cross_entropy: d.number(),
        train_error: d.share(),
        dev_error: d.share(),
    }
}

/// Fields are public: what training gave, or anything.
pub fn stopped_early(d: &mut Draw) -> StoppedEarly {
    let network = d.network(1);
    let evaluations = (0..d.length()).map(|_| evaluation(d)).collect();
    let stopped_at = d.flag().then(|| d.size());
    StoppedEarly { network, best: evaluation(d), stopped_at, evaluations, history: history(d) }
}

/// A history as training makes it; an empty one now and then.
pub fn history(d: &mut Draw) -> History {
    trained(d).history
}

pub fn trained(d: &mut Draw) -> Trained {
    let (network, data) = (d.network(1), d.dataset(1));
    let config = d.training(network.layers().len() - 1);
    let quiet = TrainConfig { report: nn_course::training::progress::Report::Never, threads: 1, ..config };
    train(&network, &data, &quiet).unwrap_or_else(|_| Trained { network, history: History::default() })
}

fn curve_config(d: &mut Draw, hidden: usize) -> CurveConfig {
    CurveConfig { initializer: d.initializer(), training: d.training(hidden), repetitions: repetitions(d) }
}

/// 1 or 2, 0, or too many.
fn repetitions(d: &mut Draw) -> usize {
    if d.odd() { d.pick(&[0, (1 << 28) + 1, usize::MAX]) } else { 1 + d.below(2) }
}

pub fn learning_curve(d: &mut Draw) -> LearningCurve {
    let (train_set, dev) = (d.dataset(2), d.dataset(2));
    let config = CurveConfig { repetitions: 1 + d.below(2), ..curve_config(d, 1) };
    let counts = [1, train_set.m()];
    let drawn = LearningCurve::by_examples(&[2, 2, 1], &counts, (&train_set, &dev), &config, &mut d.numpy());
    drawn.unwrap_or_else(|_| {
        let data = Dataset::new(array![[0.5, 1.5]], array![[0.0, 1.0]]).expect("a data set");
        let training = TrainConfig { iterations: 2, threads: 1, ..TrainConfig::default() };
        let config = CurveConfig { training, repetitions: 2, ..CurveConfig::default() };
        LearningCurve::by_examples(&[1, 1], &[1, 2], (&data, &data), &config, &mut d.numpy()).expect("a curve")
    })
}

fn point(d: &mut Draw) -> CurvePoint {
    let point = CurvePoint { at: d.size(), train_errors: d.numbers(), dev_errors: d.numbers() };
    // The mean of no errors is NaN, as documented.
    d.not_finite |= point.train_errors.is_empty() || point.dev_errors.is_empty();
    point
}

fn layer(d: &mut Draw) -> Ended {
    let (rows, columns) = (1 + d.below(4), 1 + d.below(4));
    let (w, b) = (d.matrix((rows, columns)), d.matrix((rows, 1)));
    Ended::of(Layer::new(w, b, d.activation()))
}

fn sizes(d: &mut Draw) -> Vec<usize> {
    let n = if d.odd() { d.below(3) } else { 2 + d.below(3) };
    (0..n).map(|_| d.size()).collect()
}

pub fn calls() -> Vec<Call> {
    vec![
        call("network::cost::from_logits", |d| {
            let m = 1 + d.below(5);
            let (z, y) = (d.matrix((1, m)), d.labels(m));
            Ended::of(cost::from_logits(&z, &y))
        })
        .infinite("the sum of logits beyond 1e300 overflows, as documented"),
        call("network::cost::from_probabilities", |d| {
            let m = 1 + d.below(5);
            let shape = if d.odd() { d.shape() } else { (1, m) };
            let y_hat = d.matrix_of(shape, Draw::share);
            let y = d.labels(m);
            Ended::of(cost::from_probabilities(&y_hat, &y))
        })
        .infinite(COST),
        call("regularization::dropout::Masks::sample", |d| {
            let (network, _) = d.both();
            let keep_prob = d.keep_prob(network.layers().len() - 1);
            Ended::of(Masks::sample(&network, d.size(), &keep_prob, &mut d.rng()))
        }),
        call("regularization::dropout::Masks::new", |d| {
            let layers = d.below(3);
            let masks = (0..layers).map(|_| {
                let shape = d.shape();
                d.matrix_of(shape, |d| if d.odd() { d.number() } else { d.below(2) as f64 })
            });
            let masks = masks.collect();
            let keep_prob = d.keep_prob(layers);
            Ended::of(Masks::new(masks, keep_prob))
        }),
        call("regularization::dropout::Masks::d", |d| Ended::with(some_masks(d).d())),
        call("regularization::dropout::Masks::keep_prob", |d| Ended::with(some_masks(d).keep_prob())),
        call("regularization::early_stopping::<EarlyStopping as Default>::default", |_| {
            Ended::with(EarlyStopping::default().min_delta)
        }),
        call("regularization::early_stopping::StoppedEarly::curve", |d| {
            let stopped = stopped_early(d);
            let (v, own) = (d.number(), d.flag());
            Ended::with(stopped.curve(|e| if own { v } else { e.dev_error }))
        })
        .given("what the caller's closure gives"),
        call("regularization::early_stopping::train_with_early_stopping", |d| {
            let (network, data) = d.both();
            let dev = d.dataset(network.n_x());
            let config = d.training(network.layers().len() - 1);
            let min_delta = if d.odd() { d.number() } else { 0.0 };
            let monitor = d.pick(&[
                nn_course::regularization::early_stopping::Monitor::CrossEntropy,
                nn_course::regularization::early_stopping::Monitor::Error,
            ]);
            let stopping = EarlyStopping { patience: d.size(), min_delta, monitor };
            Ended::of(train_with_early_stopping(&network, &data, &dev, &config, &stopping))
        })
        .infinite(COST),
        call("training::history::History::points", |d| {
            Ended::with(history(d).points().iter().map(|p| p.1).collect::<Vec<_>>())
        })
        .infinite(COST),
        call("training::history::History::penalties", |d| {
            Ended::with(history(d).penalties().into_iter().map(|p| p.1).collect::<Vec<_>>())
        })
        .infinite(COST),
        call("training::history::History::without_penalty", |d| {
            Ended::with(history(d).without_penalty().into_iter().map(|p| p.1).collect::<Vec<_>>())
        })
        .infinite(COST),
        call("training::history::History::cost_at", |d| {
            let h = history(d);
            Ended::with(h.cost_at(d.index()))
        })
        .infinite(COST),
        call("training::history::History::every", |d| {
            let h = history(d);
            Ended::with(h.every(d.index()))
        })
        .infinite(COST),
        call("network::init::Initializer::std_dev", |d| {
            let (a, b) = (d.size(), d.size());
            Ended::of(d.initializer().std_dev(a, b))
        }),
        call("network::init::Initializer::weights", |d| {
            let (a, b, mut rng) = (d.size(), d.size(), d.rng());
            Ended::of(d.initializer().weights(a, b, &mut rng))
        }),
        call("diagnosis::learning_curve::<CurveConfig as Default>::default", |_| {
            Ended::with(CurveConfig::default().repetitions)
        }),
        call("diagnosis::learning_curve::CurvePoint::train", |d| Ended::with(point(d).train())).given(GIVEN),
        call("diagnosis::learning_curve::CurvePoint::dev", |d| Ended::with(point(d).dev())).given(GIVEN),
        call("diagnosis::learning_curve::LearningCurve::points", |d| Ended::with(learning_curve(d).points())),
        call("diagnosis::learning_curve::LearningCurve::by_examples", |d| {
            let (train_set, dev) = (d.dataset(2), d.dataset(2));
            let config = curve_config(d, 1);
            let sizes = if d.odd() { sizes(d) } else { vec![2, 2, 1] };
            let counts: Vec<usize> =
                (0..d.length()).map(|_| if d.odd() { d.size() } else { 1 + d.below(train_set.m()) }).collect();
            Ended::of(LearningCurve::by_examples(&sizes, &counts, (&train_set, &dev), &config, &mut d.rng()))
        }),
        call("diagnosis::learning_curve::LearningCurve::by_width", |d| {
            let (train_set, dev) = (d.dataset(2), d.dataset(2));
            let config = curve_config(d, 1);
            let widths: Vec<usize> = (0..d.length()).map(|_| d.size()).collect();
            let wrong = d.odd().then(|| sizes(d));
            let of = |width| wrong.clone().unwrap_or_else(|| vec![2, width, 1]);
            Ended::of(LearningCurve::by_width(of, &widths, (&train_set, &dev), &config, &mut d.rng()))
        }),
        call("network::layers::Layer::new", layer),
        call("network::layers::Layer::w", |d| Ended::with(d.network(2).layers()[0].w())),
        call("network::layers::Layer::b", |d| Ended::with(d.network(2).layers()[0].b())),
        call("network::layers::Layer::activation", |d| Ended::with(d.network(2).layers()[0].activation())),
        call("network::layers::Network::new", |d| {
            let sizes = sizes(d);
            let mut rng = d.rng();
            Ended::of(Network::new(&sizes, d.initializer(), &mut rng))
        }),
        call("network::layers::Network::with_hidden", |d| {
            let sizes = sizes(d);
            let (g, mut rng) = (d.activation(), d.rng());
            Ended::of(Network::with_hidden(g, &sizes, d.initializer(), &mut rng))
        }),
        call("network::layers::Network::from_layers", |d| {
            let sizes = d.sizes(2);
            let mut layers = d.layers(&sizes);
            if d.odd() {
                layers.clear();
            }
            if d.odd() {
                layers.extend(d.layers(&[3, 2]));
            }
            Ended::of(Network::from_layers(layers))
        }),
        call("network::layers::Network::layers", |d| Ended::with(d.network(2).layers())),
        call("network::layers::Network::sizes", |d| Ended::with(d.network(2).sizes())),
        call("network::layers::Network::n_x", |d| Ended::with(d.network(2).n_x())),
        call("network::layers::Network::n_y", |d| Ended::with(d.network(2).n_y())),
        call("network::layers::Network::parameter_count", |d| Ended::with(d.network(2).parameter_count())),
        call("gradient_check::parameters::Gradients::to_vector", |d| {
            let network = d.network(2);
            Ended::with(d.gradients(&network, 3).to_vector())
        })
        .given(GIVEN),
        call("gradient_check::parameters::Layout::new", |d| {
            let blocks: Vec<(String, (usize, usize))> =
                (0..d.length()).map(|_| (d.text(), (d.size(), d.size()))).collect();
            Ended::of(Layout::new(blocks.iter().map(|(name, shape)| (name.as_str(), *shape))))
        }),
        call("gradient_check::parameters::Layout::of", |d| Ended::with(Layout::of(&d.network(2)))),
        call("gradient_check::parameters::Layout::len", |d| Ended::with(Layout::of(&d.network(2)).len())),
        call("gradient_check::parameters::Layout::name", |d| {
            let layout = Layout::of(&d.network(2));
            Ended::with(layout.name(d.index()))
        }),
        call("gradient_check::parameters::Network::to_vector", |d| Ended::with(d.network(2).to_vector())),
        call("gradient_check::parameters::Network::with_parameters", |d| {
            let network = d.network(2);
            let n = if d.odd() { d.below(9) } else { network.parameter_count() };
            let theta: Vec<f64> = (0..n).map(|_| d.number()).collect();
            Ended::of(network.with_parameters(&theta))
        }),
        call("regularization::penalty::Penalty::cost", |d| {
            let network = d.network(2);
            let m = d.size();
            Ended::of(d.penalty().cost(&network, m))
        }),
        call("regularization::penalty::Penalty::add_gradient", |d| {
            let (network, m) = (d.network(2), d.size());
            let mut gradients = d.gradients(&network, 2);
            let before = gradients.clone();
            let result = d.penalty().add_gradient(&network, m, &mut gradients);
            // Compared by bits: NaN is not equal to itself.
            let bits = |g: &Gradients| g.to_vector().into_iter().map(f64::to_bits).collect::<Vec<_>>();
            assert!(result.is_ok() || bits(&gradients) == bits(&before), "what was refused is changed all the same");
            Ended::of(result.map(|()| (gradients.dw, gradients.db)))
        }),
        call("regularization::penalty::frobenius_norm", |d| Ended::of(penalty::frobenius_norm(&d.any_matrix())))
            .infinite("where it overflows, as documented"),
        call("network::predict::Network::probabilities", |d| {
            let (network, data) = d.both();
            let x = inputs(d, &data);
            Ended::of(network.probabilities(&x))
        }),
        call("network::predict::Network::predict", |d| {
            let (network, data) = d.both();
            let x = inputs(d, &data);
            Ended::of(network.predict(&x))
        }),
        call("network::predict::Network::cross_entropy", |d| {
            let (network, data) = d.both();
            Ended::of(network.cross_entropy(&data))
        })
        .infinite("the sum of logits beyond 1e300 overflows, as documented"),
        call("network::predict::Network::accuracy", |d| {
            let (network, data) = d.both();
            Ended::of(network.accuracy(&data))
        }),
        call("network::predict::Network::error", |d| {
            let (network, data) = d.both();
            Ended::of(network.error(&data))
        }),
        call("network::propagation::Cache::z", |d| Ended::with(passed(d).2.z())),
        call("network::propagation::Cache::a", |d| Ended::with(passed(d).2.a())),
        call("network::propagation::Cache::y_hat", |d| Ended::with(passed(d).2.y_hat())),
        call("network::propagation::Cache::logits", |d| Ended::with(passed(d).2.logits())),
        call("network::propagation::Cache::masks", |d| Ended::with(passed(d).2.masks().cloned())),
        call("network::propagation::forward", |d| {
            let (network, data) = d.both();
            let x = inputs(d, &data);
            Ended::of(forward(&network, &x))
        }),
        call("network::propagation::forward_with_dropout", |d| {
            let (n_x, m) = (1 + d.below(3), d.examples());
            let network = d.network(n_x);
            let x = d.matrix((n_x, m));
            let Ok(masks) = masks(d, &network, if x.ncols() < 5_000 { x.ncols() } else { 3 }) else {
                return Ended::with(());
            };
            Ended::of(forward_with_dropout(&network, &x, &masks))
        }),
        call("network::propagation::backward", |d| {
            let (network, data, cache) = passed(d);
            let network = if d.odd() { d.network(2) } else { network };
            let x = inputs(d, &data);
            let y = if d.odd() { d.labels(3) } else { data.y().clone() };
            Ended::of(backward(&network, &x, &y, &cache))
        }),
        call("network::propagation::backward_from", |d| {
            let (network, data, cache) = passed(d);
            let network = if d.odd() { d.network(2) } else { network };
            let x = inputs(d, &data);
            let dz = d.matrix((network.n_y(), data.m()));
            Ended::of(backward_from(&network, &x, &cache, &dz))
        }),
        call("training::config::<TrainConfig as Default>::default", |_| {
            Ended::with(TrainConfig::default().learning_rate)
        }),
        call("training::train::train", |d| {
            let (network, data) = d.both();
            let config = d.training(network.layers().len() - 1);
            Ended::of(train(&network, &data, &config))
        })
        .infinite(COST),
        call("training::train::train_watched", |d| {
            let (network, data) = d.both();
            let config = d.training(network.layers().len() - 1);
            let (stop, refuse) = (d.index(), d.odd());
            let refusal = || nn_course::support::error::Error::Label { column: 0, value: 2.0 };
            Ended::of(train_watched(&network, &data, &config, |iteration, network| match iteration >= stop {
                _ if refuse => Err(refusal()),
                true => Ok(ControlFlow::Break(())),
                false => network.cross_entropy(&data).map(|_| ControlFlow::Continue(())),
            }))
        })
        .infinite(COST),
        call("training::update::Network::update", |d| {
            let mut network = d.network(2);
            let (before, gradients) = (network.clone(), d.gradients(&network, 2));
            let result = network.update(&gradients, d.positive());
            assert!(result.is_ok() || network == before, "what was refused is changed all the same");
            Ended::of(result.map(|()| network))
        }),
        call("training::update::Network::update_with_weight_decay", |d| {
            let mut network = d.network(2);
            let (before, gradients) = (network.clone(), d.gradients(&network, 2));
            let (rate, lambda, m) = (d.positive(), d.positive(), d.size());
            let result = network.update_with_weight_decay(&gradients, rate, lambda, m);
            assert!(result.is_ok() || network == before, "what was refused is changed all the same");
            Ended::of(result.map(|()| network))
        }),
    ]
}

pub fn some_masks(d: &mut Draw) -> Masks {
    let network = d.network(2);
    let m = d.examples();
    masks(d, &network, m).unwrap_or_else(|_| Masks::new(vec![array![[1.0, 0.0]]], vec![0.5]).expect("masks"))
}

/// The result of a forward pass, to show.
pub fn some_cache(d: &mut Draw) -> Cache {
    passed(d).2
}
