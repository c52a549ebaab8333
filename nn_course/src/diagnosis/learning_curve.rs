//! Learning curves: train and dev error against the number of examples, or against the size of the network.
//!
//! Explained in notebook 01, section 6.

use crate::network::{init::Initializer, layers::Network};
use crate::support::{error::*, random, random::NumpyRng, validate};
use crate::training::{config::TrainConfig, progress::Report, train::train};
use crate::{data::dataset::Dataset, regularization::dropout::Dropout};
use nn_course_loops::parallel;
use rand::RngCore;

/// Settings for the networks of a learning curve.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveConfig {
    /// The initializer of the weights.
    pub initializer: Initializer,
    /// The settings of each training run; [`TrainConfig::threads`] is the number of networks that train at a time.
    pub training: TrainConfig,
    /// The number of networks behind each point, 1 or more; each has initial weights, dropout masks and, if it does not learn from the
    /// whole training set, examples of its own.
    pub repetitions: usize,
}

/// He initialization, the default training, 5 repetitions.
impl Default for CurveConfig {
    fn default() -> Self {
        CurveConfig { initializer: Initializer::He, training: TrainConfig::default(), repetitions: 5 }
    }
}

/// The errors at one point of a learning curve.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvePoint {
    /// The number of examples, or the width.
    pub at: usize,
    /// The train error of each repetition, on the examples that it learned from.
    pub train_errors: Vec<f64>,
    /// The dev error of each repetition.
    pub dev_errors: Vec<f64>,
}

impl CurvePoint {
    /// The mean train error; NaN if there is none, which no point of a [`LearningCurve`] has.
    pub fn train(&self) -> f64 {
        mean(&self.train_errors)
    }

    /// The mean dev error; NaN if there is none, which no point of a [`LearningCurve`] has.
    pub fn dev(&self) -> f64 {
        mean(&self.dev_errors)
    }
}

fn mean(errors: &[f64]) -> f64 {
    errors.iter().sum::<f64>() / errors.len() as f64
}

/// The errors of a family of networks, by one quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningCurve {
    points: Vec<CurvePoint>,
}

impl LearningCurve {
    /// The points, in the requested order.
    pub fn points(&self) -> &[CurvePoint] {
        &self.points
    }

    /// Error against the number of examples: networks of the given layer sizes `[n_x, n[1], …]`, each trained on some of the training
    /// set's examples, drawn at random without putting back. Within one repetition more examples include the fewer ones, and the first
    /// weights are the same.
    ///
    /// # Errors
    /// [`Error::Empty`] for no counts; [`Error::OutOfRange`] for a count of 0 or of more than there are, or 0 repetitions;
    /// and as [`Network::new`], [`train`](crate::training::train::train()) and [`Network::accuracy`] for the first network that fails.
    pub fn by_examples(
        sizes: &[usize],
        counts: &[usize],
        sets: (&Dataset, &Dataset),
        config: &CurveConfig,
        rng: &mut dyn RngCore,
    ) -> Result<Self> {
        let family: Vec<_> = counts.iter().map(|&count| (count, sizes.to_vec(), count)).collect();
        LearningCurve::measure(&family, sets, config, rng)
    }

    /// Error against the size of the network: `sizes` says which layer sizes `[n_x, n[1], …]` a width stands for. All learn from the whole
    /// training set.
    ///
    /// # Errors
    /// As [`LearningCurve::by_examples`], where widths stand for the counts.
    pub fn by_width(
        sizes: impl Fn(usize) -> Vec<usize>,
        widths: &[usize],
        sets: (&Dataset, &Dataset),
        config: &CurveConfig,
        rng: &mut dyn RngCore,
    ) -> Result<Self> {
        let family: Vec<_> = widths.iter().map(|&width| (width, sizes(width), sets.0.m())).collect();
        LearningCurve::measure(&family, sets, config, rng)
    }

    /// The curve of a family of networks: (position on the curve, layer sizes, number of examples).
    fn measure(
        family: &[(usize, Vec<usize>, usize)],
        (train_set, dev_set): (&Dataset, &Dataset),
        config: &CurveConfig,
        rng: &mut dyn RngCore,
    ) -> Result<Self> {
        let CurveConfig { initializer, training, repetitions } = config;
        validate::ensure(!family.is_empty(), || Error::empty("the list of places on the curve", "one or more"))?;
        validate::at_least_one("repetitions", *repetitions)?;
        validate::size("all repetitions", train_set.m().max(family.len()), *repetitions)?;
        // A network that cannot be trained is better found before the others have been.
        for (_, sizes, examples) in family {
            let allowed = "1 or more, at most those of the training set";
            validate::range("a number of examples", *examples as f64, (1..=train_set.m()).contains(examples), allowed)?;
            let network = Network::new(sizes, *initializer, &mut NumpyRng::seed(0))?;
            training.validate(&network, train_set)?;
            validate::shape("X of the dev set", dev_set.x(), (network.n_x(), dev_set.m()))?;
        }
        // Everything random is drawn here, in order, so that the result does not depend on who trains when: the order of the examples,
        // and the seed of the first weights and the masks.
        let draw = |_| {
            let mut order: Vec<usize> = (0..train_set.m()).collect();
            random::shuffle(&mut order, rng);
            (order, rng.next_u32())
        };
        let drawn: Vec<(Vec<usize>, u32)> = (0..*repetitions).map(draw).collect();
        let errors = |place: usize, (order, seed): &(Vec<usize>, u32)| {
            let ((_, sizes, examples), rng) = (&family[place], || NumpyRng::seed(*seed));
            let data = train_set.gather(&order[..*examples]);
            let dropout = training.dropout.clone().map(|dropout| Dropout { rng: rng(), ..dropout });
            let training = TrainConfig { dropout, threads: 1, report: Report::Never, ..training.clone() };
            let network = train(&Network::new(sizes, *initializer, &mut rng())?, &data, &training)?.network;
            Ok((network.error(&data)?, network.error(dev_set)?))
        };
        // From the end of the curve, where most work is: then no thread is left with a long one at last.
        let places = (0..family.len()).rev();
        let mut jobs: Vec<_> =
            places.flat_map(|place| drawn.iter().map(move |drawn| (place, drawn, Ok((0.0, 0.0))))).collect();
        parallel::run(&mut jobs, training.threads, |(place, drawn, result)| *result = errors(*place, drawn));
        let errors = jobs.into_iter().map(|(.., result)| result).collect::<Result<Vec<(f64, f64)>>>()?;
        let points = family.iter().zip(errors.chunks(*repetitions).rev()).map(|((at, ..), errors)| {
            let (train_errors, dev_errors) = errors.iter().copied().unzip();
            CurvePoint { at: *at, train_errors, dev_errors }
        });
        Ok(LearningCurve { points: points.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::generate;
    use rand::RngCore;

    fn sets() -> (Dataset, Dataset) {
        let moons = |m, seed| generate::moons(m, 0.2, &mut NumpyRng::seed(seed)).unwrap();
        (moons(200, 1), moons(300, 2))
    }

    fn quick(threads: usize) -> CurveConfig {
        let training = TrainConfig { learning_rate: 0.5, iterations: 300, threads, ..TrainConfig::default() };
        CurveConfig { training, repetitions: 3, ..CurveConfig::default() }
    }

    fn by_examples(counts: &[usize], config: &CurveConfig) -> Result<LearningCurve> {
        let (train, dev) = sets();
        LearningCurve::by_examples(&[2, 8, 1], counts, (&train, &dev), config, &mut NumpyRng::seed(3))
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let curve = |threads| by_examples(&[10, 200, 50], &quick(threads)).unwrap();
        assert_eq!(curve(1), curve(2));
        assert_eq!(curve(1), curve(7));
        assert_eq!(curve(2).points().iter().map(|p| p.at).collect::<Vec<_>>(), [10, 200, 50]);
    }

    #[test]
    fn each_point_is_a_network_trained_on_that_many_examples() {
        let (train_set, dev) = sets();
        let dropout = |seed| Some(Dropout { keep_prob: vec![0.8], rng: NumpyRng::seed(seed) });
        let mut config = CurveConfig { repetitions: 2, ..quick(2) };
        config.training.dropout = dropout(77);
        let curve = by_examples(&[20, 1], &config).unwrap();
        // The same by hand: for each repetition, shuffle, then draw the seed.
        let rng = &mut NumpyRng::seed(3);
        for repetition in 0..2 {
            let mut order: Vec<usize> = (0..200).collect();
            random::shuffle(&mut order, rng);
            let seed = rng.next_u32();
            for (point, count) in curve.points().iter().zip([20, 1]) {
                let network = Network::new(&[2, 8, 1], Initializer::He, &mut NumpyRng::seed(seed)).unwrap();
                let some = train_set.select(order[..count].iter().copied()).unwrap();
                let training = TrainConfig { dropout: dropout(seed), ..quick(1).training };
                let trained = train(&network, &some, &training).unwrap().network;
                assert_eq!(point.at, count);
                assert_eq!(point.train_errors[repetition], trained.error(&some).unwrap());
                assert_eq!(point.dev_errors[repetition], trained.error(&dev).unwrap());
            }
        }
        let point = &curve.points()[0];
        assert_eq!(point.dev(), (point.dev_errors[0] + point.dev_errors[1]) / 2.0);
        assert_eq!(point.train(), (point.train_errors[0] + point.train_errors[1]) / 2.0);
    }

    #[test]
    fn more_data_closes_the_gap_and_a_wider_network_lowers_the_train_error() {
        let gap = |p: &CurvePoint| p.dev() - p.train();
        let curve = by_examples(&[10, 200], &quick(2)).unwrap();
        assert!(gap(&curve.points()[0]) > 2.0 * gap(&curve.points()[1]), "{curve:?}");
        let (train_set, dev) = sets();
        let rng = &mut NumpyRng::seed(3);
        let sizes = |width| vec![2, width, 1];
        let curve = LearningCurve::by_width(sizes, &[1, 16], (&train_set, &dev), &quick(2), rng).unwrap();
        assert!(curve.points()[0].train() > 2.0 * curve.points()[1].train(), "{curve:?}");
    }

    #[test]
    fn bad_input_is_named() {
        let error = |counts: &[usize], config: &CurveConfig| by_examples(counts, config).unwrap_err().to_string();
        let counts = "allowed: 1 or more, at most those of the training set";
        assert_eq!(error(&[10, 201], &quick(2)), format!("a number of examples is 201; {counts}"));
        assert_eq!(error(&[0], &quick(2)), format!("a number of examples is 0; {counts}"));
        assert_eq!(error(&[], &quick(2)), "the list of places on the curve is empty; allowed: one or more");
        assert_eq!(error(&[10], &CurveConfig { repetitions: 0, ..quick(2) }), "repetitions is 0; allowed: 1, 2, 3, …");
        assert_eq!(error(&[10], &quick(0)), "threads is 0; allowed: 1, 2, 3, …");
        let mut config = quick(2);
        config.training.learning_rate = -1.0;
        assert_eq!(error(&[10], &config), "learning_rate is -1; allowed: above 0, finite");
        let (train_set, dev) = sets();
        let widths = |sizes: fn(usize) -> Vec<usize>| {
            let rng = &mut NumpyRng::seed(3);
            LearningCurve::by_width(sizes, &[1, 0], (&train_set, &dev), &quick(2), rng).unwrap_err().to_string()
        };
        assert_eq!(widths(|w| vec![2, w, 1]), "the units of a layer, n[l], is 0; allowed: 1, 2, 3, …");
        assert_eq!(widths(|_| vec![3, 4, 1]), "X for a network of 3 inputs has shape (2, 200); allowed: (3, 200)");
        for huge in [1 << 40, 1 << 62, usize::MAX] {
            let rng = &mut NumpyRng::seed(3);
            let sizes = |width| vec![2, width, width, 1];
            let curve = LearningCurve::by_width(sizes, &[huge], (&train_set, &dev), &quick(2), rng);
            assert!(curve.unwrap_err().to_string().contains("allowed: at most 268435456 entries"));
        }
        let repetitions = usize::MAX;
        assert!(error(&[10], &CurveConfig { repetitions, ..quick(2) }).starts_with("all repetitions has shape"));
        let repetitions = 20_000_000;
        assert!(error(&[10], &CurveConfig { repetitions, ..quick(2) }).starts_with("all repetitions has shape"));
    }
}
