//! Full-batch gradient descent: forward, cost, backward, update, again.

use crate::propagation::{BLOCK, add_backward, cross_entropy_is_legal, forward_into};
use crate::{Cache, CostFormula, Dataset, Gradients, History, Network, check, cost};
use crate::{error::Error, error::Result};
use ndarray::Axis;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How to train. The default is the lecture's: learning rate 0.01, 15,000 iterations.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainConfig {
    /// α, above 0.
    pub learning_rate: f64,
    /// How many updates.
    pub iterations: usize,
    /// The cost is recorded at every iteration that is a multiple of this; 1 or more.
    pub record_every: usize,
    /// Which formula the recorded cost is from.
    pub cost: CostFormula,
    /// At most this many threads, 1 or more. The result is the same to the last bit for any number.
    pub threads: usize,
}

impl Default for TrainConfig {
    fn default() -> Self {
        TrainConfig {
            learning_rate: 0.01,
            iterations: 15_000,
            record_every: 100,
            cost: CostFormula::Logits,
            threads: thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// The trained network and how its cost fell.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The network after the last update.
    pub network: Network,
    /// The recorded costs.
    pub history: History,
}

/// Trains a network on a data set by gradient descent on the cross-entropy cost.
///
/// # Formula
/// `iterations` times: [`forward`](crate::forward), [`backward`](crate::backward), then `W[l] := W[l] − α dW[l]`
/// and `b[l] := b[l] − α db[l]`.
///
/// # Errors
/// [`Error::OutOfRange`] for a setting outside its range; [`Error::Mismatch`] if the last layer is not one sigmoid unit;
/// [`Error::Shape`] if the network does not take the data's n_x inputs; [`Error::Diverged`] if a parameter stops being
/// finite. The network that was given is not touched.
pub fn train(network: &Network, data: &Dataset, config: &TrainConfig) -> Result<Trained> {
    learning_rate_is_legal(config.learning_rate)?;
    check::at_least_one("record_every", config.record_every)?;
    check::at_least_one("threads", config.threads)?;
    cross_entropy_is_legal(network)?;
    check::shape("X", data.x(), (network.n_x(), data.m()))?;

    let mut network = network.clone();
    let mut history = History::default();
    let mut shards = shards(&network, data.m());
    let mut gradients = Gradients::zeros(&network, 0);
    for iteration in 0..config.iterations {
        let record = (iteration % config.record_every == 0).then_some(config.cost);
        run(&mut shards, config.threads, |shard| shard.pass(&network, data, record));
        gradients.clear();
        shards.iter().for_each(|shard| gradients.add(&shard.gradients));
        gradients.scale(1.0 / data.m() as f64);
        if record.is_some() {
            let sum = cost::compensated(shards.iter().map(|shard| shard.cost_sum));
            history.push(iteration, sum / data.m() as f64);
        }
        network.step(&gradients, config.learning_rate);
        if let Some((what, value)) = network.not_finite() {
            let learning_rate = config.learning_rate;
            return Err(Error::Diverged { iteration, what, value, learning_rate });
        }
    }
    Ok(Trained { network, history })
}

impl Network {
    /// One step of gradient descent: `W[l] := W[l] − α dW[l]`, `b[l] := b[l] − α db[l]`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a learning rate α that is not above 0, [`Error::Shape`] if the gradients are another
    /// network's, [`Error::NotFinite`] for NaN or ±∞ in them. The network is then unchanged.
    pub fn update(&mut self, gradients: &Gradients, learning_rate: f64) -> Result<()> {
        learning_rate_is_legal(learning_rate)?;
        gradients.check(self)?;
        self.step(gradients, learning_rate);
        Ok(())
    }

    /// [`Network::update`] for arguments that have been checked.
    fn step(&mut self, gradients: &Gradients, learning_rate: f64) {
        for ((w, b), (dw, db)) in self.layers_mut().zip(gradients.dw.iter().zip(&gradients.db)) {
            w.scaled_add(-learning_rate, dw);
            b.scaled_add(-learning_rate, db);
        }
    }
}

/// Refuses a learning rate that is not a finite number above 0.
fn learning_rate_is_legal(learning_rate: f64) -> Result<()> {
    let legal = learning_rate > 0.0 && learning_rate.is_finite();
    check::range("learning_rate", learning_rate, legal, "above 0, finite")
}

/// The examples are cut into at most this many shards, whatever the number of threads: the order in which gradients
/// are added up, and so every bit of the result, depends on the number of examples alone.
const MOST_SHARDS: usize = 16;

/// Some of the examples, with room for their pass. A shard adds up its own gradients, block by block.
struct Shard {
    examples: Range<usize>,
    cache: Cache,
    gradients: Gradients,
    cost_sum: f64,
}

fn shards(network: &Network, m: usize) -> Vec<Shard> {
    let blocks = m.div_ceil(BLOCK);
    let blocks_each = blocks.div_ceil(MOST_SHARDS);
    (0..blocks.div_ceil(blocks_each))
        .map(|i| {
            let start = i * blocks_each * BLOCK;
            Shard {
                examples: start..m.min(start + blocks_each * BLOCK),
                cache: Cache::zeros(network, m.min(BLOCK)),
                gradients: Gradients::zeros(network, m.min(BLOCK)),
                cost_sum: 0.0,
            }
        })
        .collect()
}

impl Shard {
    /// Forward and backward over the shard's examples; the sums stay in the shard.
    fn pass(&mut self, network: &Network, data: &Dataset, record: Option<CostFormula>) {
        self.gradients.clear();
        self.cost_sum = 0.0;
        for start in self.examples.clone().step_by(BLOCK) {
            let columns = start..self.examples.end.min(start + BLOCK);
            if self.cache.m() != columns.len() {
                self.cache = Cache::zeros(network, columns.len());
                self.gradients.dz = Gradients::zeros(network, columns.len()).dz;
            }
            let x = data.x().slice_axis(Axis(1), columns.clone().into());
            let y = data.y().slice_axis(Axis(1), columns.into());
            forward_into(network, x, &mut self.cache);
            if let Some(formula) = record {
                let outputs = match formula {
                    CostFormula::Probabilities => self.cache.y_hat(),
                    CostFormula::Logits => self.cache.logits(),
                };
                self.cost_sum += cost::sum(formula, outputs.view(), y);
            }
            if let Some(dz) = self.gradients.dz.last_mut() {
                dz.assign(self.cache.y_hat());
                *dz -= &y;
            }
            add_backward(network, x, &self.cache, &mut self.gradients);
        }
    }
}

/// Runs `work` on every shard, on at most `threads` threads: each takes the next shard until none is left. Where the
/// system refuses a thread, the others do its work.
fn run(shards: &mut [Shard], threads: usize, work: impl Fn(&mut Shard) + Sync) {
    let helpers = threads.min(shards.len()).saturating_sub(1);
    let queue = Mutex::new(shards.iter_mut());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let help = || {
        while let Some(shard) = next() {
            work(shard);
        }
    };
    thread::scope(|scope| {
        for _ in 0..helpers {
            if thread::Builder::new().spawn_scoped(scope, help).is_err() {
                break;
            }
        }
        help();
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NumpyRng;
    use crate::{Activation, Initializer, Layer, backward, forward, generate};
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
    fn every_example_counts_once_whatever_the_number_of_shards() {
        for m in [2, 1023, 1024, 1025, 5000, 17 * 1024 + 3, 40_001] {
            let shards = shards(&network(), m);
            assert!(shards.len() <= MOST_SHARDS);
            let seen: Vec<usize> = shards.iter().flat_map(|s| s.examples.clone()).collect();
            assert!(seen.into_iter().eq(0..m), "{m}");
        }
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
        let far = data.with_x(data.x() * 1e160).unwrap();
        let huge = TrainConfig { learning_rate: 1e160, ..default() };
        let diverged = train(&network(), &far, &huge).unwrap_err().to_string();
        assert!(diverged.starts_with("training diverged at iteration 0: W1 holds"), "{diverged}");
        let other = Network::new(&[3, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        assert_eq!(fails(&other, default()), "X has shape (2, 10); allowed: (3, 10)");
        let relu = Layer::new(array![[1.0, 1.0]], array![[0.0]], Activation::Relu).unwrap();
        let relu = Network::from_layers(vec![relu]).unwrap();
        assert_eq!(
            fails(&relu, default()),
            "the last layer is 1 × Relu; allowed: 1 sigmoid unit, for the cross-entropy cost"
        );
    }

    #[test]
    fn a_bad_update_changes_nothing() {
        let mut net = network();
        let other = Network::new(&[3, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        let before = net.clone();
        let mut nan = Gradients::zeros(&before, 1);
        nan.dw[1][[0, 0]] = f64::NAN;
        assert_eq!(net.update(&nan, 0.1).unwrap_err().to_string(), "dW2[0, 0] is NaN; allowed: finite numbers");
        assert!(net.update(&Gradients::zeros(&other, 1), 0.1).is_err());
        assert!(net.update(&Gradients::zeros(&before, 1), -0.1).is_err());
        assert_eq!(net, before);
    }
}
