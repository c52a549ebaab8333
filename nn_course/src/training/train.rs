//! Full-batch gradient descent: forward, backward, penalty, update, again.
//!
//! Explained in notebook 02, section 5.

use crate::training::{config::TrainConfig, full_batch::FullBatch, history::History, recorder::Recorder};
use crate::{data::dataset::Dataset, network::layers::Network, support::error::*};
use std::ops::ControlFlow;

/// The trained network and how its cost fell.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The network after the last update.
    pub network: Network,
    /// The recorded costs.
    pub history: History,
}

/// Trains a network on a data set by gradient descent on the cross-entropy cost, plus the penalty if there is one.
///
/// # Formula
/// `iterations` times: [`forward`](crate::network::propagation::forward), [`backward`](crate::network::propagation::backward), then `W[l] := W[l] − α dW[l]`
/// and `b[l] := b[l] − α db[l]`. A [penalty](crate::regularization::penalty::Penalty) adds its gradient to `dW[l]`; under
/// [dropout](crate::regularization::dropout::Dropout) each iteration samples new masks first, and the recorded cost is that of the masked network.
///
/// # Errors
/// [`Error::OutOfRange`] for a setting outside its range; [`Error::Mismatch`] if the last layer is not one sigmoid unit, or
/// keep_prob has not one entry for each hidden layer; [`Error::Shape`] if the network does not take the data's n_x inputs, or the
/// activations of 16,384 examples are more than 2²⁸ numbers;
/// [`Error::Diverged`] if a parameter stops being finite, or the cost a number. The network that was given is not touched.
pub fn train(network: &Network, data: &Dataset, config: &TrainConfig) -> Result<Trained> {
    train_watched(network, data, config, |_, _| Ok(ControlFlow::Continue(())))
}

/// Trains as [`train`] does, and shows `watch` the iteration and the network each time a cost is recorded, before the update.
/// Training goes on for `ControlFlow::Continue` and ends there for `ControlFlow::Break`.
///
/// # Errors
/// As [`train`], and whatever `watch` refuses.
pub fn train_watched(
    network: &Network,
    data: &Dataset,
    config: &TrainConfig,
    mut watch: impl FnMut(usize, &Network) -> Result<ControlFlow<()>>,
) -> Result<Trained> {
    config.validate(network, data)?;
    let (mut network, m) = (network.clone(), data.m());
    let mut batch = FullBatch::new(&network, data, config.threads);
    let mut dropout = config.dropout.as_ref().map(|dropout| dropout.begin(&network, m)).transpose()?;
    let mut recorder = Recorder::new(config);
    for iteration in 0..config.iterations {
        let masks = dropout.as_mut().map(|(masks, rng)| masks.draw(rng));
        let (cross_entropy, gradients) = batch.pass(&network, masks, recorder.formula(iteration));
        if recorder.record(iteration, cross_entropy, &network, m)? && watch(iteration, &network)?.is_break() {
            break;
        }
        if let Some(penalty) = config.penalty {
            penalty.add_to(&network, m, gradients);
        }
        network.step(gradients, config.learning_rate);
        if let Some((what, value)) = network.not_finite() {
            return Err(Error::Diverged { iteration, what, value, learning_rate: config.learning_rate });
        }
    }
    Ok(Trained { network, history: recorder.history })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Matrix, data::generate, network::activation::Activation, network::cost, network::cost::CostFormula,
        network::init::Initializer, network::layers::Layer, network::propagation::Gradients,
        network::propagation::backward, network::propagation::forward, network::propagation::forward_with_dropout,
        regularization::dropout::Dropout, regularization::dropout::Masks, regularization::penalty::Penalty,
        support::random::NumpyRng, training::progress::Report,
    };
    use approx::assert_relative_eq;
    use ndarray::array;

    fn data(m: usize) -> Dataset {
        generate::circles(m, 0.8, 0.05, &mut NumpyRng::seed(1)).unwrap()
    }

    fn network() -> Network {
        Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap()
    }

    #[test]
    fn one_iteration_is_forward_backward_update() {
        let (data, mut by_hand) = (data(300), network());
        let config = TrainConfig { iterations: 1, ..TrainConfig::default() };
        let trained = train(&by_hand, &data, &config).unwrap();
        let cache = forward(&by_hand, data.x()).unwrap();
        let gradients = backward(&by_hand, data.x(), data.y(), &cache).unwrap();
        by_hand.update(&gradients, 0.01).unwrap();
        assert_eq!(trained.network, by_hand);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let data = data(5000);
        let train = |threads| {
            let config = TrainConfig { iterations: 20, record_every: 1, threads, ..TrainConfig::default() };
            train(&network(), &data, &config).unwrap()
        };
        let one = train(1);
        for threads in [2, 3, 16, 100] {
            assert_eq!(train(threads), one);
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits_under_dropout() {
        let data = data(5000);
        let train = |threads| {
            let config = TrainConfig {
                iterations: 5,
                record_every: 1,
                threads,
                penalty: Some(Penalty::L1 { lambda: 0.1 }),
                dropout: Some(Dropout { keep_prob: vec![0.8, 0.9], rng: NumpyRng::seed(5) }),
                ..TrainConfig::default()
            };
            train(&network(), &data, &config).unwrap()
        };
        assert_eq!(train(3), train(1));
    }

    /// More examples than one block: every example under its own mask, its cost counted, as when all run at once.
    #[test]
    fn many_examples_have_their_own_masks_and_costs() {
        for m in [1500, 17_000] {
            let (data, keep_prob) = (data(m), [0.8, 0.5]);
            let dropout = Some(Dropout { keep_prob: keep_prob.to_vec(), rng: NumpyRng::seed(5) });
            let config = TrainConfig { iterations: 1, dropout, ..TrainConfig::default() };
            let trained = train(&network(), &data, &config).unwrap();
            let masks = Masks::sample(&network(), m, &keep_prob, &mut NumpyRng::seed(5)).unwrap();
            let cache = forward_with_dropout(&network(), data.x(), &masks).unwrap();
            let cost = cost::from_logits(cache.logits(), data.y()).unwrap();
            assert_relative_eq!(trained.history.points()[0].1, cost, max_relative = 1e-12);
            let mut by_hand = network();
            by_hand.update(&backward(&network(), data.x(), data.y(), &cache).unwrap(), 0.01).unwrap();
            for (a, b) in trained.network.layers().iter().zip(by_hand.layers()) {
                assert_relative_eq!(a.w(), b.w(), max_relative = 1e-12, epsilon = 1e-14);
            }
        }
    }

    /// Five iterations of every kind of training against its formula, written with the public parts.
    #[test]
    fn regularized_training_is_the_formula() {
        let (data, dropout) = (data(50), Dropout { keep_prob: vec![0.8, 0.5], rng: NumpyRng::seed(5) });
        let l2 = Penalty::L2 { lambda: 0.7 };
        for (penalty, dropped) in
            [(Some(l2), false), (Some(Penalty::L1 { lambda: 0.7 }), false), (None, true), (Some(l2), true)]
        {
            let config = TrainConfig {
                iterations: 5,
                record_every: 1,
                penalty,
                dropout: dropped.then(|| dropout.clone()),
                ..TrainConfig::default()
            };
            let trained = train(&network(), &data, &config).unwrap();
            let (mut by_hand, mut rng) = (network(), dropout.rng.clone());
            for iteration in 0..5 {
                let cache = if dropped {
                    let masks = Masks::sample(&by_hand, 50, &dropout.keep_prob, &mut rng).unwrap();
                    forward_with_dropout(&by_hand, data.x(), &masks).unwrap()
                } else {
                    forward(&by_hand, data.x()).unwrap()
                };
                let mut gradients = backward(&by_hand, data.x(), data.y(), &cache).unwrap();
                let mut added = 0.0;
                if let Some(p) = penalty {
                    p.add_gradient(&by_hand, 50, &mut gradients).unwrap();
                    added = p.cost(&by_hand, 50).unwrap();
                }
                let cost = cost::from_logits(cache.logits(), data.y()).unwrap() + added;
                assert_eq!(trained.history.points()[iteration], (iteration, cost));
                assert_eq!(trained.history.penalties()[iteration], (iteration, added));
                by_hand.update(&gradients, 0.01).unwrap();
            }
            assert_eq!(trained.network, by_hand);
        }
    }

    #[test]
    fn a_watcher_sees_the_network_and_can_stop() {
        let data = data(50);
        let config = TrainConfig { iterations: 100, record_every: 10, ..TrainConfig::default() };
        let mut seen = Vec::new();
        let trained = train_watched(&network(), &data, &config, |iteration, network| {
            seen.push((iteration, network.cross_entropy(&data)?));
            Ok(if iteration == 30 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
        .unwrap();
        assert_eq!(seen, trained.history.points());
        assert_eq!(seen.len(), 4);
        let until_30 = TrainConfig { iterations: 30, ..config };
        assert_eq!(trained.network, train(&network(), &data, &until_30).unwrap().network);
    }

    #[test]
    fn bad_settings_and_divergence_are_named() {
        let data = data(10);
        let fails = |network: &Network, config: TrainConfig| train(network, &data, &config).unwrap_err().to_string();
        let default = TrainConfig::default;
        let nan = TrainConfig { learning_rate: f64::NAN, ..default() };
        assert_eq!(fails(&network(), nan), "learning_rate is NaN; allowed: above 0, finite");
        let never = TrainConfig { record_every: 0, ..default() };
        assert_eq!(fails(&network(), never), "record_every is 0; allowed: 1, 2, 3, …");
        let none = TrainConfig { threads: 0, ..default() };
        assert_eq!(fails(&network(), none), "threads is 0; allowed: 1, 2, 3, …");
        let negative = TrainConfig { penalty: Some(Penalty::L2 { lambda: -0.7 }), ..default() };
        assert_eq!(fails(&network(), negative), "lambda is -0.7; allowed: 0 or more, finite");
        let rng = NumpyRng::seed(1);
        let of = |dropout| TrainConfig { dropout: Some(dropout), ..default() };
        let zero = of(Dropout { keep_prob: vec![0.8, 0.0], rng: rng.clone() });
        assert_eq!(fails(&network(), zero), "keep_prob of layer 2 is 0; allowed: above 0, at most 1");
        let one = of(Dropout { keep_prob: vec![0.8], rng });
        assert_eq!(fails(&network(), one), "the number of keep_prob is 1; allowed: 2, one for each hidden layer");
        let every_0 = TrainConfig { report: Report::Every(0), ..default() };
        assert_eq!(fails(&network(), every_0), "the step of the report is 0; allowed: 1, 2, 3, …");
        let far = data.with_x(data.x() * 1e160).unwrap();
        let huge = TrainConfig { learning_rate: 1e160, ..default() };
        let diverged = train(&network(), &far, &huge).unwrap_err().to_string();
        assert!(diverged.starts_with("training diverged at iteration 0: W1 holds"), "{diverged}");
        let other = Network::new(&[3, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        assert_eq!(fails(&other, default()), "X for a network of 3 inputs has shape (2, 10); allowed: (3, 10)");
        let relu = Layer::new(array![[1.0, 1.0]], array![[0.0]], Activation::Relu).unwrap();
        let relu = Network::from_layers(vec![relu]).unwrap();
        assert_eq!(
            fails(&relu, default()),
            "the last layer is 1 × Relu; allowed: 1 sigmoid unit (a last size of 1), for the cross-entropy cost"
        );
    }

    /// Every prediction is right, so nothing is learned; but the logits overflow, and ∞ − ∞ is no cost.
    #[test]
    fn a_cost_that_is_no_number_is_an_error() {
        let layer = Layer::new(array![[1e300]], array![[0.0]], Activation::Sigmoid).unwrap();
        let network = Network::from_layers(vec![layer]).unwrap();
        let data = Dataset::new(array![[1e300]], array![[1.0]]).unwrap();
        let config = TrainConfig { iterations: 1, ..TrainConfig::default() };
        let error = train(&network, &data, &config).unwrap_err().to_string();
        assert!(error.starts_with("training diverged at iteration 0: the cost holds NaN"), "{error}");
        // With the lecture's formula it is 0: ŷ is 1.
        let config = TrainConfig { cost: CostFormula::Probabilities, ..config };
        assert_eq!(train(&network, &data, &config).unwrap().history.cost_at(0), Some(0.0));
        // Infinite is a number, for either part alone and for both.
        for (weight, label, lambda) in [(1e3, 0.0, 0.0), (1e200, 1.0, 1.0), (1e200, 0.0, 1.0)] {
            let layer = Layer::new(array![[weight]], array![[0.0]], Activation::Sigmoid).unwrap();
            let network = Network::from_layers(vec![layer]).unwrap();
            let data = Dataset::new(array![[1.0]], array![[label]]).unwrap();
            let config = TrainConfig { penalty: Some(Penalty::L2 { lambda }), ..config.clone() };
            assert_eq!(train(&network, &data, &config).unwrap().history.cost_at(0), Some(f64::INFINITY));
        }
    }

    #[test]
    fn a_network_without_room_is_refused() {
        let wide = Layer::new(Matrix::zeros((300_000, 1)), Matrix::zeros((300_000, 1)), Activation::Relu).unwrap();
        let last = Layer::new(Matrix::zeros((1, 300_000)), Matrix::zeros((1, 1)), Activation::Sigmoid).unwrap();
        let network = Network::from_layers(vec![wide, last]).unwrap();
        let data = Dataset::new(Matrix::zeros((1, 1_000)), Matrix::zeros((1, 1_000))).unwrap();
        let error = train(&network, &data, &TrainConfig::default()).unwrap_err().to_string();
        assert!(error.starts_with("A of all layers has shape (300001, 1000); allowed: at most"), "{error}");
        // Of many examples, 16 · 1024 are in memory at a time.
        let narrower = Network::new(&[1, 20_000, 1], Initializer::Zeros, &mut NumpyRng::seed(1)).unwrap();
        let many = Dataset::new(Matrix::zeros((1, 17_000)), Matrix::zeros((1, 17_000))).unwrap();
        let config = TrainConfig { iterations: 1, ..TrainConfig::default() };
        let error = train(&narrower, &many, &config).unwrap_err().to_string();
        assert!(error.starts_with("A of all layers has shape (20001, 16384); allowed: at most"), "{error}");
        let check = crate::gradient_check::check_network::GradientCheck::default();
        let gradients = Gradients::zeros(&network, 1);
        assert!(crate::gradient_check::check_network::check_gradients(&network, &data, &gradients, &check).is_err());
    }
}
