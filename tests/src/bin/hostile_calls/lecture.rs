//! The lecture's crate, and the loops that training waits for.

use super::draw::*;
use super::table::{Call, Rule::*};
use super::values::*;
use nn_course::gradient_check::check_network::{check_gradients, check_network};
use nn_course::gradient_check::{check::check, difference::relative_difference};
use nn_course::network::activation::sigmoid;
use nn_course::support::{random::StandardNormal, random::StandardUniform};
use nn_course_loops::{activations, exponential, mt19937::Mt19937, products, sum};
use nn_course_notebook::prelude::ndarray_rand::rand::{RngCore, SeedableRng, distr::Distribution};
use nn_course_notebook::prelude::*;
use std::ops::ControlFlow;

const COST: &str = "the cost of probabilities that rounded to 0 or 1, or of huge weights, is infinite, as documented";
const LOGITS: &str = "the sum of logits beyond 1e300 overflows, as documented";
const FLOOR: &str = "the rounding floor, the noise over ε, overflows for a tiny ε, as documented";
const FIELDS: &str = "the fields are the caller's";
const KEPT: &str = "keeps what it is given; diagnose refuses it";
const NUMBER: &str = "a number to a number; 1 − a² of a huge a overflows";
const PLAIN: &str = "arithmetic on the numbers that are given; nn_course checks arguments and results";

pub fn calls() -> Vec<Call> {
    calls! {
        ["data": Finite]
        "augment::Transform::points" => transform().points(&matrix(2, 1 + below(5)))?;
        "augment::Transform::image" => transform().image(&any_matrix())?;
        "augment::Augmentation::points" => augmentation().points(&dataset(2), index(), &mut numpy())?;
        "augment::Augmentation::images"((size, data) = images()) => augmentation().images(&data, size, index(), &mut numpy())?;
        "augment::image"((size, data) = images()) => augment::image(&inputs(data.x()), index(), size)?, Given("a part of the matrix that was given");
        "dataset::Dataset::new"(x = matrix(2, examples()), m = if odd() { below(4) } else { x.ncols().min(100) }) => Dataset::new(x, labels(m))?;
        "dataset::Dataset"(dataset(2)).{x, y, m, n_x, names};
        "dataset::<Dataset as PartialEq>::eq" => dataset(2) == dataset(2);
        "dataset::Dataset::select"(data = dataset(2), more = if odd() && one_in(5_000) { usize::MAX } else { 0 }) =>
            data.select(list(|| if odd() { size() } else { below(data.m()) }).into_iter().chain(std::iter::repeat_n(0, more)))?;
        "dataset::Dataset::join" => dataset(2).join(&dataset(2))?;
        "dataset::Dataset::with_names"(data = dataset(2), some = if odd() { data.n_x() + 1 } else { below(5) }) => data.with_names(times(some, text))?, Arithmetic(NAMES);
        "dataset::Dataset::with_x"(data = dataset(2)) => data.with_x(matrix(3, data.m()))?;
        "generate::circles" => generate::circles(size().saturating_add(1), fraction(), positive(), &mut numpy())?;
        "generate::moons::moons" => generate::moons(size(), positive(), &mut numpy())?;
        "generate::moons::moons_bayes" => generate::moons_bayes(&matrix(2, 1 + below(3)), positive())?;
        "generate::football" => generate::football(size(), positive(), fraction(), &mut numpy())?;
        "generate::gaussian"(means = numbers(), stds = if odd() { numbers() } else { times(means.len(), positive) }) =>
            generate::gaussian(size(), &means, &stds, &mut numpy())?;
        // A side of 100 is allowed, and slow.
        "generate::digits::digits"(side = if odd() { size() } else { 5 + below(2) }) =>
            generate::digits(if side == 100 { 1 } else { size() }, side, positive(), &mut numpy())?;
        "normalize::Normalizer::fit" => Normalizer::fit(&any_matrix())?;
        "normalize::Normalizer"(normalizer()?).{mean, std};
        "normalize::Normalizer::transform"(n = normalizer()?) => n.transform(&matrix(n.mean().nrows(), 3))?;
        "split::Dataset::split" => any_split(false)?;
        "split::Dataset::split_stratified" => any_split(true)?;
        "split::<Split as From<[Dataset;3]>>::from" => Split::from([dataset(2), dataset(1), dataset(2)]);
        ["diagnosis": Finite]
        "uncertainty::<Measured as From<f64>>::from" => Measured::from(fraction()), Given(KEPT);
        "uncertainty::<Measured as From<(f64,usize)>>::from" => Measured::from((fraction(), size())), Given(KEPT);
        "uncertainty::Measured::of"((network, data) = both()) => Measured::of(&network, &data)?;
        "diagnose::Errors::new" => Errors::new(fraction(), measured()), Given(KEPT);
        "diagnose::Errors::of"((network, data) = both()) => Errors::of(&network, &data, &dataset(data.n_x()))?;
        "diagnose::Errors::human" => errors().human(fraction()), Given(KEPT);
        "diagnose::Errors::train_dev" => errors().train_dev(measured()), Given(KEPT);
        "diagnose::Errors::test" => errors().test(measured()), Given(KEPT);
        "diagnose::Errors::threshold" => errors().threshold(fraction()), Given(KEPT);
        "diagnose::Errors::diagnose" => errors().diagnose()?;
        "diagnose::Diagnosis"(errors().diagnose()?).{gaps, next, verdict, sentence};
        "diagnose::Diagnosis::gap"(d = errors().diagnose()?) => d.gap(cause());
        "diagnose::Diagnosis::is_high"(d = errors().diagnose()?) => d.is_high(cause());
        "diagnose::<Diagnosis as fmt::Display>::fmt" => errors().diagnose()?.to_string();
        "gap::Cause"(cause()).{name, remedy};
        "gap::Gap::advice" => gap().advice();
        "gap::Gap::points" => gap().points(), Given(FIELDS);
        "gap::<Finding as fmt::Display>::fmt" => gap().finding.to_string();
        "gap::<Gap as fmt::Display>::fmt" => gap().to_string(), Given(FIELDS);
        "learning_curve::<CurveConfig as Default>::default" => CurveConfig::default();
        "learning_curve::CurvePoint"(point()).{train, dev}, Given(FIELDS);
        "learning_curve::LearningCurve::points" => learning_curve()?.points();
        "learning_curve::LearningCurve::by_examples"((a, b) = (dataset(2), dataset(2)), sizes = if odd() { sizes() } else { vec![2, 2, 1] },
            counts = list(|| if odd() { size() } else { 1 + below(a.m()) })) =>
            LearningCurve::by_examples(&sizes, &counts, (&a, &b), &curve_config(repetitions()), &mut numpy())?;
        "learning_curve::LearningCurve::by_width"((a, b) = (dataset(2), dataset(2)), sizes = if odd() { sizes() } else { vec![2, 0, 1] }) => {
            let of = |width| sizes.iter().map(|&n| if n == 0 { width } else { n }).collect();
            LearningCurve::by_width(of, &list(size), (&a, &b), &curve_config(repetitions()), &mut numpy())?
        };
        "uncertainty::interval" => uncertainty::interval(fraction(), size())?;
        "uncertainty::standard_error" => uncertainty::standard_error(fraction(), size())?;
        ["network": Finite]
        "activation::Activation::value" => activation().value(number()), Given(NUMBER);
        "activation::Activation::derivative" => activation().derivative(number()), Given(NUMBER);
        "activation::sigmoid" => sigmoid(number()), Given(NUMBER);
        "cost::from_logits"(m = 1 + below(5)) => cost::from_logits(&matrix(1, m), &labels(m))?, Infinite(LOGITS);
        "cost::from_probabilities"(m = 1 + below(5)) => cost::from_probabilities(&probabilities(m), &labels(m))?, Infinite(COST);
        "init::Initializer::std_dev" => initializer().std_dev(size(), size())?;
        "init::Initializer::weights" => initializer().weights(size(), size(), &mut numpy())?;
        "layers::Layer::new"(n = 1 + below(4)) => Layer::new(matrix(n, 1 + below(4)), matrix(n, 1), activation())?;
        "layers::Layer"(network(2).layers()[0].clone()).{w, b, activation};
        "layers::Network::new" => Network::new(&sizes(), initializer(), &mut numpy())?;
        "layers::Network::with_hidden" => Network::with_hidden(activation(), &sizes(), initializer(), &mut numpy())?;
        "layers::Network::from_layers" => Network::from_layers([some_layers(), if odd() { layers(&[3, 2]) } else { vec![] }].concat())?;
        "layers::Network"(network(2)).{layers, sizes, n_x, n_y, parameter_count};
        "predict::Network::probabilities"((n, data) = both()) => n.probabilities(&inputs(data.x()))?;
        "predict::Network::predict"((n, data) = both()) => n.predict(&inputs(data.x()))?;
        "predict::Network::cross_entropy"((n, data) = both()) => n.cross_entropy(&data)?, Infinite(LOGITS);
        "predict::Network::accuracy"((n, data) = both()) => n.accuracy(&data)?;
        "predict::Network::error"((n, data) = both()) => n.error(&data)?;
        "propagation::Cache"(passed()?.2).{z, a, y_hat, logits, masks};
        "propagation::forward"((n, data) = both()) => forward(&n, &inputs(data.x()))?;
        "propagation::forward_with_dropout"(n_x = 1 + below(3), n = network(n_x), x = matrix(n_x, examples())) => {
            let masks = masks_for(&n, if x.ncols() < 5_000 { x.ncols() } else { 3 })?;
            forward_with_dropout(&n, &x, &masks)?
        };
        "propagation::backward"((n, data, cache) = passed()?) =>
            backward(&other_network(n), &inputs(data.x()), &if odd() { labels(3) } else { data.y().clone() }, &cache)?;
        "propagation::backward_from"((n, data, cache) = passed()?) =>
            backward_from(&other_network(n), &inputs(data.x()), &cache, &matrix(1, data.m()))?;
        ["regularization": Finite]
        "dropout::Masks::sample"((n, _) = both()) => masks_for(&n, size())?;
        "dropout::Masks::new"(masks = times(below(3), mask)) => Masks::new(masks.clone(), keep_prob(masks.len()))?;
        "dropout::Masks"(masks()?).{d, keep_prob};
        "early_stopping::<EarlyStopping as Default>::default" => EarlyStopping::default();
        "early_stopping::StoppedEarly::curve"(own = option(2, number)) => stopped_early().curve(|e| own.unwrap_or(e.dev_error)), Given(FIELDS);
        "early_stopping::train_with_early_stopping"((n, data) = both(), dev = dataset(n.n_x())) =>
            train_with_early_stopping(&n, &data, &dev, &training_for(&n), &stopping())?, Infinite(COST);
        "penalty::Penalty::cost" => penalty().cost(&network(2), size())?;
        "penalty::Penalty::add_gradient"(n = network(2), g = gradients(&n)) =>
            changed(&g, bits, |g| penalty().add_gradient(&n, size(), g)).map(|g| (g.dw, g.db))?;
        "penalty::frobenius_norm" => penalty::frobenius_norm(&any_matrix())?, Infinite("where it overflows, as documented");
        ["training": Finite]
        "config::<TrainConfig as Default>::default" => TrainConfig::default();
        "history::History::push" => with(history(), |h| h.push(index(), number(), number())), Given(FIELDS);
        "history::History"(history()).{points, penalties, without_penalty}, Given(FIELDS);
        "history::History::cost_at" => history().cost_at(index()), Given(FIELDS);
        "history::History::every" => history().every(index()), Given(FIELDS);
        "train::train"((n, data) = both()) => train(&n, &data, &training_for(&n))?, Infinite(COST);
        "train::train_watched"((n, data) = both(), (stop, refuse) = (index(), odd())) =>
            train_watched(&n, &data, &training_for(&n), |iteration, network| match iteration >= stop {
                _ if refuse => Err(Error::Label { column: 0, value: 2.0 }),
                true => Ok(ControlFlow::Break(())),
                false => network.cross_entropy(&data).map(|_| ControlFlow::Continue(())),
            })?, Infinite(COST);
        "update::Network::update"(n = network(2)) => changed(&n, Network::clone, |after| after.update(&gradients(&n), positive()))?;
        "update::Network::update_with_weight_decay"(n = network(2)) =>
            changed(&n, Network::clone, |after| after.update_with_weight_decay(&gradients(&n), positive(), positive(), size()))?;
        ["gradient_check": Finite]
        "check::check"(cost = cost(), theta = theta(), g = gradient(&theta)) =>
            check(|t| cost_of(cost, t), |_| g, &theta, difference())?, Infinite(FLOOR);
        "check::check_named" => report()?, Infinite(FLOOR);
        "check_network::<GradientCheck as Default>::default" => GradientCheck::default();
        "check_network::check_network"((n, data) = small()) => check_network(&n, &data, &check_for(&n, &data))?, Infinite(FLOOR);
        "check_network::check_gradients"((n, data) = small()) => check_gradients(&n, &data, &gradients(&n), &check_for(&n, &data))?, Infinite(FLOOR);
        "difference::<Difference as Default>::default" => Difference::default();
        "difference::Difference::epsilon" => difference().epsilon(), Given(FIELDS);
        "difference::relative_difference"(a = numbers()) => relative_difference(&a, &numbers_for(&a))?;
        "parameters::Gradients::to_vector" => gradients(&network(2)).to_vector(), Given(FIELDS);
        "parameters::Layout::new"(blocks = list(|| (text(), (size(), size())))) => Layout::new(blocks.iter().map(|b| (b.0.as_str(), b.1)))?;
        "parameters::Layout::of" => Layout::of(&network(2));
        "parameters::Layout::len" => Layout::of(&network(2)).len();
        "parameters::Layout::name" => Layout::of(&network(2)).name(index());
        "parameters::Network::to_vector" => network(2).to_vector();
        "parameters::Network::with_parameters"(n = network(2)) => n.with_parameters(&numbers_for(&n.to_vector()))?;
        "report::<Verdict as fmt::Display>::fmt" => pick(&[Verdict::Great, Verdict::LookAgain, Verdict::Wrong]).to_string();
        "report::Verdict::of" => Verdict::of(number());
        "report::Component"(component()).{difference, ratio}, Given(FIELDS);
        "report::GradientReport"(report()?).{components, cost, difference, is_flat, is_reordered, matrices, method, passed, remaining, verdict};
        "report::GradientReport"(report()?).{rounding_floor}, Infinite(FLOOR);
        "words::<Reason as fmt::Display>::fmt" => second_look().to_string();
        "words::<GradientReport as fmt::Display>::fmt" => report()?.to_string();
        "words::GradientReport::listed" => report()?.listed().collect::<Vec<_>>();
        "words::GradientReport::sentences" => report()?.sentences();
        "words::<Component as fmt::Display>::fmt" => component().to_string(), Given(FIELDS);
        "words::MatrixSummary"(summary()).{reading}, Given(FIELDS);
        ["support": Finite]
        "error::<Error as fmt::Display>::fmt" => error().to_string();
        // What a cell prints of an error is its Debug.
        "error::<Error as fmt::Debug>::fmt"(e = error()) => assert_eq!(e.to_string(), format!("{e:?}"));
        "linalg::matmul"([r, k, c] = shapes()) => matmul(&matrix(r, k), &matrix(k, c))?;
        "random::NumpyRng::seed" => NumpyRng::seed(index() as u32);
        "random::<NumpyRng as RngCore>"(numpy()).{next_u32, next_u64};
        "random::<NumpyRng as RngCore>::fill_bytes" => numpy().fill_bytes(&mut buffer());
        "random::<NumpyRng as SeedableRng>::from_seed" => NumpyRng::from_seed((index() as u32).to_le_bytes());
        "random::<NumpyRng as SeedableRng>::seed_from_u64" => NumpyRng::seed_from_u64(index() as u64);
        "random::<NumpyRng as fmt::Debug>::fmt" => format!("{:?}", numpy());
        "random::<StandardUniform as Distribution<f64>>::sample" => StandardUniform.sample(&mut numpy());
        "random::<StandardNormal as Distribution<f64>>::sample"(normal = StandardNormal::default()) => times(2, || normal.sample(&mut numpy()));
        "random::normal_matrix" => random::normal_matrix((size(), size()), number(), positive(), &mut numpy())?;
        "random::shuffle"(n = length()) => {
            let mut after = with((0..n).collect::<Vec<_>>(), |all| random::shuffle(all, &mut numpy()));
            after.sort_unstable();
            assert!(after.into_iter().eq(0..n), "something is lost");
        };
        // The loops' callers check; here nothing may panic, whatever the shapes.
        ["loops": Arithmetic(PLAIN)]
        "sum::compensated" => sum::compensated(numbers().into_iter());
        "activations::relu" => row(activations::relu);
        "activations::sigmoid" => row(activations::sigmoid);
        "activations::tanh" => row(activations::tanh);
        "activations::relu_backward" => row(activations::relu_backward);
        "activations::sigmoid_backward" => row(|a, b| activations::sigmoid_backward(a, number(), b));
        "activations::tanh_backward" => row(|a, b| activations::tanh_backward(a, number(), b));
        "activations::drop_units" => row(|a, b| activations::drop_units(a, number(), b));
        "activations::difference" => row(|a, b| activations::difference(a, &numbers(), b));
        "activations::masks" => row(|_, b| activations::masks(&list(|| [any() as u32, any() as u32]), number(), b));
        "exponential::negative" => row(exponential::negative);
        "mt19937::Mt19937::new" => Mt19937::new(index() as u32).next_word();
        "mt19937::Mt19937::next_word"(mut random = Mt19937::new(index() as u32)) => times(mostly(below(3), &[1_300]), || random.next_word());
        "mt19937::Mt19937::fill_bytes"(mut random = Mt19937::new(index() as u32)) => [(); 2].map(|()| random.fill_bytes(&mut buffer()));
        "mt19937::<Mt19937 as PartialEq>::eq" => Mt19937::new(index() as u32) == Mt19937::new(1);
        "products::product"([r, k, c] = shapes()) => with(matrix(r, c), |out| products::product(matrix(r, k).view(), matrix(k, c).view(), out));
        "products::affine"([r, k, c] = shapes()) =>
            with(matrix(r, c), |out| products::affine(&matrix(r, k), matrix(k, c).view(), &matrix(r, 1), out));
        "products::affine_row"([_, k, c] = shapes(), w = matrix(1, k)) => with(if odd() { numbers() } else { vec![0.0; c] }, |out| {
            products::affine_row(if w.is_empty() { w.diag() } else { w.row(0) }, matrix(k, c).view(), number(), out);
        });
        "products::transposed_product"([n, k, m] = shapes()) =>
            with(matrix(k, m), |out| products::transposed_product(&matrix(n, k), &matrix(n, m), out));
        "products::add_outer"([n, k, m] = shapes()) =>
            with((matrix(n, k), matrix(n, 1)), |(dw, db)| products::add_outer(&matrix(n, m), matrix(k, m).view(), dw, db));
    }
}

/// A loop over a row that writes to another one, of the same length, mostly.
fn row(f: impl Fn(&[f64], &mut [f64])) -> Vec<f64> {
    let a = numbers();
    with(numbers_for(&a), |b| f(&a, b))
}

/// Changes a value in place; a refusal leaves it as it was. Values are compared by what `of` makes of them: NaN is not equal to itself.
fn changed<T: Clone, C: PartialEq>(
    before: &T,
    of: fn(&T) -> C,
    change: impl FnOnce(&mut T) -> Result<()>,
) -> Result<T> {
    let mut after = before.clone();
    let result = change(&mut after);
    assert!(result.is_ok() || of(before) == of(&after), "what was refused is changed all the same");
    result.map(|()| after)
}

fn bits(g: &Gradients) -> Vec<u64> {
    g.to_vector().into_iter().map(f64::to_bits).collect()
}

fn split<const K: usize>(stratified: bool) -> Result<Vec<Dataset>> {
    let data = dataset(2);
    let sizes = drawn("sizes", || parts::<K>(data.m()));
    let split = if stratified { data.split_stratified(sizes, &mut numpy()) } else { data.split(sizes, &mut numpy()) };
    split.map(Vec::from)
}

/// A split into any number of parts.
fn any_split(stratified: bool) -> Result<Vec<Dataset>> {
    let of = [split::<3>, split::<3>, split::<3>, split::<2>, split::<1>, split::<5>, split::<0>];
    of[below(of.len())](stratified)
}
