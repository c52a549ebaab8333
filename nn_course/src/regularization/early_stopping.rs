//! Early stopping: train until the dev set has not improved for a while, and keep the best network on the way.
//!
//! Explained in notebook 03, section 7.

use crate::training::{config::TrainConfig, history::History, train::train_watched};
use crate::{data::dataset::Dataset, network::layers::Network, support::error::Result, support::validate};
use std::ops::ControlFlow;

/// The quantity that must keep falling on the dev set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Monitor {
    /// The cross-entropy, which moves with every step.
    #[default]
    CrossEntropy,
    /// The error rate, which moves in steps of 1/m.
    Error,
}

/// Settings for early stopping.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlyStopping {
    /// Stop after this many evaluations in a row that were no improvement; 1 or more. There is one evaluation every
    /// [`TrainConfig::record_every`] iterations.
    pub patience: usize,
    /// The least improvement: an evaluation must be lower than the best so far by more than this; 0 or more.
    pub min_delta: f64,
    /// The quantity that is compared.
    pub monitor: Monitor,
}

impl Default for EarlyStopping {
    fn default() -> Self {
        EarlyStopping { patience: 10, min_delta: 0.0, monitor: Monitor::CrossEntropy }
    }
}

impl EarlyStopping {
    /// Whether an evaluation is better than the best one before it.
    fn improves(&self, now: &Evaluation, best: &Evaluation) -> bool {
        match self.monitor {
            Monitor::CrossEntropy => now.dev_cross_entropy < best.dev_cross_entropy - self.min_delta,
            Monitor::Error => now.dev_error < best.dev_error - self.min_delta,
        }
    }
}

/// A network's cost and error on both sets at one iteration, before its update, without penalty and dropout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The iteration.
    pub iteration: usize,
    /// The cross-entropy on the training set.
    pub train_cross_entropy: f64,
    /// The cross-entropy on the dev set.
    pub dev_cross_entropy: f64,
    /// The error rate on the training set, 0 to 1.
    pub train_error: f64,
    /// The error rate on the dev set, 0 to 1.
    pub dev_error: f64,
}

/// The result of training with early stopping.
#[derive(Clone, Debug, PartialEq)]
pub struct StoppedEarly {
    /// The network at the best evaluation: its parameters are restored.
    pub network: Network,
    /// The best evaluation.
    pub best: Evaluation,
    /// The iteration at which patience ended; `None` if the iterations ran out first.
    pub stopped_at: Option<usize>,
    /// All evaluations, in order.
    pub evaluations: Vec<Evaluation>,
    /// The recorded costs that training minimized.
    pub history: History,
}

impl StoppedEarly {
    /// (iteration, value) of every evaluation, for a curve.
    pub fn curve(&self, value: impl Fn(&Evaluation) -> f64) -> Vec<(f64, f64)> {
        self.evaluations.iter().map(|e| (e.iteration as f64, value(e))).collect()
    }
}

/// Trains as [`train`](crate::training::train::train()) does, evaluates both sets every [`TrainConfig::record_every`] iterations and after the
/// last update, and stops when the dev set has not improved for [`EarlyStopping::patience`] evaluations.
///
/// The network that is returned is the one of the best evaluation, not the last one. (Keras calls that
/// `restore_best_weights`.)
///
/// # Errors
/// As [`train`](crate::training::train::train()), for both sets; [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a patience or 0 iterations, or
/// a `min_delta` that is negative or not finite; [`Error::NotFinite`](crate::support::error::Error::NotFinite) if an evaluated network's logits
/// overflow.
pub fn train_with_early_stopping(
    network: &Network,
    train_set: &Dataset,
    dev_set: &Dataset,
    config: &TrainConfig,
    stopping: &EarlyStopping,
) -> Result<StoppedEarly> {
    validate::at_least_one("patience", stopping.patience)?;
    validate::at_least_one("iterations", config.iterations)?;
    validate::not_negative("min_delta", stopping.min_delta)?;
    validate::shape("X of the dev set", dev_set.x(), (network.n_x(), dev_set.m()))?;
    let (mut evaluations, mut stopped_at) = (Vec::new(), None);
    // The index of the best evaluation, and its network.
    let mut best = (0, network.clone());
    let mut is_over = |iteration, network: &Network| {
        let now = evaluate(iteration, network, train_set, dev_set)?;
        if evaluations.get(best.0).is_none_or(|best| stopping.improves(&now, best)) {
            best = (evaluations.len(), network.clone());
        }
        evaluations.push(now);
        Ok(evaluations.len() - 1 - best.0 >= stopping.patience)
    };
    let trained = train_watched(network, train_set, config, |iteration, network| {
        stopped_at = is_over(iteration, network)?.then_some(iteration);
        Ok(if stopped_at.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    if stopped_at.is_none() {
        is_over(config.iterations, &trained.network)?;
    }
    let (best, network) = (evaluations[best.0], best.1);
    Ok(StoppedEarly { network, best, stopped_at, evaluations, history: trained.history })
}

fn evaluate(iteration: usize, network: &Network, train_set: &Dataset, dev_set: &Dataset) -> Result<Evaluation> {
    Ok(Evaluation {
        iteration,
        train_cross_entropy: network.cross_entropy(train_set)?,
        dev_cross_entropy: network.cross_entropy(dev_set)?,
        train_error: network.error(train_set)?,
        dev_error: network.error(dev_set)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::generate, network::init::Initializer, regularization::dropout::Dropout, support::random::NumpyRng,
        training::train::train,
    };

    struct Setting {
        network: Network,
        train_set: Dataset,
        dev_set: Dataset,
        config: TrainConfig,
    }

    /// A pitch of few points, on which plain training overfits soon.
    fn setting() -> Setting {
        let football = |m, seed| generate::football(m, 0.05, 0.05, &mut NumpyRng::seed(seed)).unwrap();
        Setting {
            network: Network::new(&[2, 20, 3, 1], Initializer::Xavier, &mut NumpyRng::seed(3)).unwrap(),
            train_set: football(50, 1),
            dev_set: football(200, 2),
            config: TrainConfig { learning_rate: 0.3, iterations: 6000, ..TrainConfig::default() },
        }
    }

    fn run(s: &Setting, stopping: &EarlyStopping) -> Result<StoppedEarly> {
        train_with_early_stopping(&s.network, &s.train_set, &s.dev_set, &s.config, stopping)
    }

    #[test]
    fn the_best_parameters_are_restored_after_patience() {
        let s = setting();
        for patience in [1, 5] {
            let stopped = run(&s, &EarlyStopping { patience, ..EarlyStopping::default() }).unwrap();
            let at = stopped.stopped_at.unwrap();
            // Nothing after the best was better, and there are `patience` evaluations after it.
            assert_eq!(at, stopped.best.iteration + patience * s.config.record_every);
            assert_eq!(stopped.evaluations.last().unwrap().iteration, at);
            let lowest = stopped.evaluations.iter().map(|e| e.dev_cross_entropy).fold(f64::INFINITY, f64::min);
            assert_eq!(lowest, stopped.best.dev_cross_entropy);
            // The network is the one that plain training has at that iteration.
            let until = TrainConfig { iterations: stopped.best.iteration, ..s.config.clone() };
            assert_eq!(stopped.network, train(&s.network, &s.train_set, &until).unwrap().network);
            assert_eq!(stopped.network.cross_entropy(&s.dev_set).unwrap(), stopped.best.dev_cross_entropy);
        }
    }

    #[test]
    fn without_need_training_goes_on_to_the_end() {
        let s = setting();
        let patient = EarlyStopping { patience: 1000, monitor: Monitor::Error, ..EarlyStopping::default() };
        let stopped = run(&s, &patient).unwrap();
        assert_eq!((stopped.stopped_at, stopped.evaluations.len()), (None, 61));
        assert_eq!(stopped.history, train(&s.network, &s.train_set, &s.config).unwrap().history);
        let least = stopped.evaluations.iter().map(|e| e.dev_error).fold(f64::INFINITY, f64::min);
        assert_eq!(stopped.best.dev_error, least);
    }

    #[test]
    fn the_network_after_the_last_update_counts() {
        let mut s = setting();
        s.config.iterations = 99;
        let stopped = run(&s, &EarlyStopping::default()).unwrap();
        let trained = train(&s.network, &s.train_set, &s.config).unwrap();
        assert_eq!((stopped.best.iteration, &stopped.network), (99, &trained.network));
        let last = *stopped.evaluations.last().unwrap();
        assert_eq!(last.train_cross_entropy, trained.network.cross_entropy(&s.train_set).unwrap());
        approx::assert_abs_diff_eq!(
            last.train_error,
            1.0 - trained.network.accuracy(&s.train_set).unwrap(),
            epsilon = 1e-12
        );
        assert_ne!(last.train_error, last.dev_error);
        assert_eq!(stopped.curve(|e| e.dev_error)[1], (99.0, last.dev_error));
    }

    /// Worse, better, equal, worse, better by 0.1: patience counts what came since the last improvement.
    #[test]
    fn patience_starts_again_with_every_improvement() {
        let look_at = |values: &[f64], stopping: &EarlyStopping| {
            let at = |&dev: &f64| Evaluation {
                iteration: 0,
                train_cross_entropy: 9.0,
                dev_cross_entropy: dev,
                train_error: 9.0,
                dev_error: 1.0 - dev,
            };
            let (mut best, mut without_improvement) = (values[0], 0);
            for value in &values[1..] {
                without_improvement += 1;
                if stopping.improves(&at(value), &at(&best)) {
                    (best, without_improvement) = (*value, 0);
                }
            }
            (without_improvement, best)
        };
        let default = EarlyStopping::default();
        assert_eq!(look_at(&[0.5, 0.6, 0.4, 0.4, 0.7], &default), (2, 0.4));
        assert_eq!(look_at(&[0.5, 0.6, 0.4, 0.4, 0.7, 0.3], &default), (0, 0.3));
        assert_eq!(look_at(&[0.5, 0.4375, 0.25], &EarlyStopping { min_delta: 0.125, ..default }), (0, 0.25));
        assert_eq!(look_at(&[0.5, 0.375], &EarlyStopping { min_delta: 0.125, ..default }), (1, 0.5));
        assert_eq!(look_at(&[0.5, 0.4, 0.6], &EarlyStopping { monitor: Monitor::Error, ..default }), (0, 0.6));
    }

    #[test]
    fn a_large_min_delta_sees_no_improvement() {
        let impatient = EarlyStopping { patience: 2, min_delta: 10.0, ..EarlyStopping::default() };
        let stopped = run(&setting(), &impatient).unwrap();
        assert_eq!((stopped.best.iteration, stopped.stopped_at), (0, Some(200)));
        assert_eq!(stopped.network, setting().network);
    }

    #[test]
    fn it_works_with_the_other_regularizers() {
        let mut s = setting();
        s.config.dropout = Some(Dropout { keep_prob: vec![0.9, 1.0], rng: NumpyRng::seed(1) });
        let stopped = run(&s, &EarlyStopping::default()).unwrap();
        assert_eq!(stopped.network.cross_entropy(&s.dev_set).unwrap(), stopped.best.dev_cross_entropy);
    }

    #[test]
    fn bad_settings_are_named() {
        let s = setting();
        let fails = |s: &Setting, stopping: EarlyStopping| run(s, &stopping).unwrap_err().to_string();
        let default = EarlyStopping::default();
        assert_eq!(fails(&s, EarlyStopping { patience: 0, ..default }), "patience is 0; allowed: 1, 2, 3, …");
        let nan = EarlyStopping { min_delta: f64::NAN, ..default };
        assert_eq!(fails(&s, nan), "min_delta is NaN; allowed: 0 or more, finite");
        for min_delta in [-0.1, f64::INFINITY] {
            let e = fails(&s, EarlyStopping { min_delta, ..default });
            assert_eq!(e, format!("min_delta is {min_delta}; allowed: 0 or more, finite"));
        }
        let never = Setting { config: TrainConfig { iterations: 0, ..s.config.clone() }, ..setting() };
        assert_eq!(fails(&never, default), "iterations is 0; allowed: 1, 2, 3, …");
        let other = Setting { dev_set: s.dev_set.with_x(crate::Matrix::zeros((1, 200))).unwrap(), ..s };
        assert_eq!(fails(&other, default), "X of the dev set has shape (1, 200); allowed: (2, 200)");
    }
}
