//! The course's own types, valid or as wrong as their fields allow.

use super::draw::*;
use nn_course::gradient_check::check_named;
use nn_course::gradient_check::pattern::Pattern;
use nn_course::gradient_check::report::{Component, MatrixSummary};
use nn_course::gradient_check::second_look::Reason as Look;
use nn_course_notebook::prelude::*;
use std::io::{Cursor, Read};

/// Why names of columns may be taken for numbers that are not finite.
pub const NAMES: &str = "a column may be called inf or NaN";

/// A matrix in any layout that an owned matrix can have.
pub fn matrix_of((rows, columns): (usize, usize), mut entry: impl FnMut() -> f64) -> Matrix {
    if rows == 0 || columns == 0 {
        return Matrix::zeros((rows, columns));
    }
    let mut of = |rows, columns| Matrix::from_shape_simple_fn((rows, columns), &mut entry);
    match below(8) {
        7 => of(columns, rows).reversed_axes(),
        6 => of(rows, columns).slice_move(s![.., ..;-1]),
        5 => of(2 * rows + 1, 2 * columns + 1).slice_move(s![1..2 * rows;2, 1..2 * columns;2]),
        4 => Matrix::from_elem((rows, columns), entry()),
        _ => of(rows, columns),
    }
}

draws! {
    /// A shape that a matrix can have; the empty ones may be very long.
    fn shape() -> (usize, usize) = {
        let empty = [(0, 0), (0, 1), (3, 0), (0, 1 << 20), (1 << 40, 0), (0, isize::MAX as usize), (isize::MAX as usize, 0)];
        mostly((1 + below(4), 1 + below(7)), &empty)
    };
    fn matrix(rows: usize, columns: usize) -> Matrix = matrix_of(if odd() { shape() } else { (rows, columns) }, number);
    fn any_matrix() -> Matrix = matrix_of(shape(), number);
    fn bit() -> f64 = below(2) as f64;
    fn mask() -> Matrix = matrix_of(shape(), || if odd() { number() } else { bit() });
    /// (1, m) of 0s and 1s, mostly.
    fn labels(m: usize) -> Matrix = matrix_of(if odd() { shape() } else { (1, m) }, || if odd() { number() } else { bit() });
    fn probabilities(m: usize) -> Matrix = matrix_of(if odd() { shape() } else { (1, m) }, fraction);
    /// A number of examples, seldom more than one block of the forward pass.
    fn examples() -> usize = match below(2_000) {
        1_999 => 1_500,
        1_900.. => 60,
        n => 1 + n % 8,
    };
    /// A data set of m examples: finite numbers, however odd.
    fn dataset_of(n_x: usize, m: usize) -> Dataset =
        Dataset::new(matrix_of((n_x, m), finite), matrix_of((1, m), bit)).expect("finite numbers and labels 0 and 1 are a data set");
    fn dataset(n_x: usize) -> Dataset = dataset_of(if odd() { 1 + below(4) } else { n_x }, examples());
    /// X as the network takes it, or as it does not.
    fn inputs(x: &Matrix) -> Matrix = if odd() { any_matrix() } else { x.clone() };
    /// A side of an image, and images of that size, mostly.
    fn images() -> ((usize, usize), Dataset) = {
        let size = (1 + below(4), 1 + below(4));
        (if odd() { (index(), self::size()) } else { size }, dataset(size.0 * size.1))
    };
    fn transform() -> Transform = Transform { flip: flag(), angle: number(), shift: pair() };
    fn augmentation() -> Augmentation = Augmentation { flip: flag(), rotation: positive(), shift: positive(), jitter: positive() };
    fn path() -> &'static str = pick(&["", "/", "\0", "/dev/null", "no such file", "<i>.csv", "/proc/self/mem"]);
    fn pieces() -> Pieces = Pieces { file: Cursor::new(bytes()), fails: option(9, || !one_in(500)).filter(|_| odd()) };
    fn normalizer() -> Result<Normalizer> = Normalizer::fit(&matrix_of((1 + below(3), 1 + below(120)), finite));

    fn numpy() -> NumpyRng = NumpyRng::seed(any() as u32);
    fn activation() -> Activation = pick(&[Activation::Linear, Activation::Relu, Activation::Tanh, Activation::Sigmoid]);
    /// A layer from one size to another; its parameters are finite, however odd.
    fn layer(from: usize, to: usize, last: bool) -> Layer = {
        let g = if last && !odd() { Activation::Sigmoid } else { activation() };
        Layer::new(matrix_of((to, from), finite), matrix_of((to, 1), finite), g).expect("finite numbers of fitting shapes are a layer")
    };
    fn layers(sizes: &[usize]) -> Vec<Layer> = (1..sizes.len()).map(|l| layer(sizes[l - 1], sizes[l], l + 1 == sizes.len())).collect();
    fn some_layers() -> Vec<Layer> = if odd() { vec![] } else { network(2).layers().to_vec() };
    /// A network of n_x inputs and one output, mostly.
    fn network(n_x: usize) -> Network = {
        let (hidden, n_y) = (times(below(3), || 1 + below(4)), if odd() { 1 + below(3) } else { 1 });
        Network::from_layers(layers(&[vec![n_x], hidden, vec![n_y]].concat())).expect("layers of fitting sizes")
    };
    fn other_network(usual: Network) -> Network = if odd() { network(2) } else { usual };
    /// A network, and a data set for it.
    fn both() -> (Network, Dataset) = {
        if odd() && one_in(30) {
            // Each is small; what one makes of the other is not.
            let layer = |rows, columns| Layer::new(Matrix::from_elem((rows, columns), 0.5), Matrix::zeros((rows, 1)), Activation::Sigmoid);
            let wide = [layer(300_000, 1), layer(1, 300_000)].map(|layer| layer.expect("a layer"));
            let data = Dataset::new(Matrix::zeros((1, 20_000)), Matrix::zeros((1, 20_000))).expect("a data set");
            return (Network::from_layers(wide.into()).expect("a network"), data);
        }
        let n_x = 1 + below(3);
        (network(n_x), dataset(n_x))
    };
    /// A small network and its data: a check measures every parameter many times.
    fn small() -> (Network, Dataset) = match (odd() && one_in(20), 1 + below(2)) {
        (true, _) => both(),
        (false, n_x) => (network(n_x), dataset_of(n_x, 1 + below(3))),
    };
    /// The sizes of a network's layers, mostly.
    fn sizes() -> Vec<usize> = times(if odd() { below(3) } else { 2 + below(3) }, size);
    fn initializer() -> Initializer = {
        let random = Initializer::Random { scale: positive() };
        pick(&[Initializer::Zeros, random, Initializer::Xavier, Initializer::He, Initializer::GlorotBengio])
    };
    fn keep_prob(hidden: usize) -> Vec<f64> =
        times(if odd() { below(4) } else { hidden }, || if odd() { fraction() } else { pick(&[0.5, 0.8, 1.0]) });
    fn masks_for(network: &Network, m: usize) -> Result<Masks> =
        Masks::sample(network, m, &keep_prob(network.layers().len() - 1), &mut numpy());
    fn masks() -> Result<Masks> = masks_for(&network(2), examples());
    /// A network, its data, and the forward pass.
    fn passed() -> Result<(Network, Dataset, Cache)> = {
        let (n_x, m) = (1 + below(3), 1 + below(5));
        let (network, data) = (network(n_x), dataset_of(n_x, m));
        let masks = option(2, || masks_for(&network, m)).transpose()?;
        let cache = masks.map_or_else(|| forward(&network, data.x()), |masks| forward_with_dropout(&network, data.x(), &masks))?;
        Ok((network, data, cache))
    };
    /// Gradients of the network's shapes, mostly.
    fn gradients(network: &Network) -> Gradients = {
        let m = 1 + below(3);
        let each = |of: &dyn Fn(&Layer) -> (usize, usize)| {
            let n = network.layers().len() - usize::from(odd());
            network.layers()[..n].iter().map(|l| matrix(of(l).0, of(l).1)).collect()
        };
        Gradients { dz: each(&|l| (l.w().nrows(), m)), dw: each(&|l| l.w().dim()), db: each(&|l| l.b().dim()) }
    };

    fn penalty() -> Penalty = {
        let lambda = positive();
        if flag() { Penalty::L1 { lambda } } else { Penalty::L2 { lambda } }
    };
    fn dropout(hidden: usize) -> Dropout = Dropout { keep_prob: keep_prob(hidden), rng: numpy() };
    fn formula() -> CostFormula = pick(&[CostFormula::Logits, CostFormula::Probabilities]);
    /// One thread, mostly: starting one takes longer than most calls.
    fn threads() -> usize = mostly(1, &[0, 2, usize::MAX]);
    fn training(hidden: usize) -> TrainConfig = {
        let report = if odd() { Report::Every(index()) } else { Report::Never };
        let (penalty, dropout) = (option(3, penalty), option(3, || dropout(hidden)));
        // Never more than a few iterations: each is done.
        let (learning_rate, iterations, record_every) = (positive(), mostly(1 + below(6), &[0]), size());
        TrainConfig { learning_rate, iterations, penalty, dropout, record_every, cost: formula(), report, threads: threads() }
    };
    fn training_for(network: &Network) -> TrainConfig = training(network.layers().len() - 1);
    fn stopping() -> EarlyStopping = {
        let monitor = pick(&[Monitor::CrossEntropy, Monitor::Error]);
        EarlyStopping { patience: size(), min_delta: if odd() { number() } else { 0.0 }, monitor }
    };
    fn history() -> History = {
        let mut history = History::default();
        list(|| history.push(index(), number(), positive()));
        history
    };
    fn evaluation() -> Evaluation = {
        let ((train_cross_entropy, dev_cross_entropy), train_error, dev_error) = (pair(), fraction(), fraction());
        Evaluation { iteration: index(), train_cross_entropy, dev_cross_entropy, train_error, dev_error }
    };
    fn stopped_early() -> StoppedEarly = {
        let (stopped_at, evaluations) = (option(2, size), list(evaluation));
        StoppedEarly { network: network(1), history: history(), best: evaluation(), stopped_at, evaluations }
    };

    fn measured() -> Measured = if flag() { fraction().into() } else { (fraction(), size()).into() };
    fn errors() -> Errors = {
        let errors = Errors::new(fraction(), measured());
        let errors = option(2, fraction).map_or(errors, |error| errors.human(error));
        let errors = option(2, measured).map_or(errors, |error| errors.train_dev(error));
        let errors = option(2, measured).map_or(errors, |error| errors.test(error));
        if odd() { errors.threshold(fraction()) } else { errors }
    };
    fn cause() -> Cause = pick(&[Cause::AvoidableBias, Cause::Variance, Cause::DataMismatch, Cause::DevOverfitting]);
    fn gap() -> Gap = {
        let (a, b) = pair();
        let finding = pick(&[Finding::Low, Finding::High, Finding::Unclear, Finding::Negative]);
        Gap { cause: cause(), from: ("a", a), to: ("b", b), size: b - a, interval: option(2, pair), finding }
    };
    /// 1 or 2, none, or too many.
    fn repetitions() -> usize = mostly(1 + below(2), &[0, (1 << 28) + 1, usize::MAX]);
    fn curve_config(repetitions: usize) -> CurveConfig = CurveConfig { initializer: initializer(), training: training(1), repetitions };
    fn learning_curve() -> Result<LearningCurve> = {
        let (train_set, dev, config) = (dataset(2), dataset(2), curve_config(1 + below(2)));
        LearningCurve::by_examples(&[2, 2, 1], &[1, train_set.m()], (&train_set, &dev), &config, &mut numpy())
    };
    fn point() -> CurvePoint = {
        let point = CurvePoint { at: size(), train_errors: numbers(), dev_errors: numbers() };
        // The mean of no errors is NaN, as documented.
        current().not_finite |= point.train_errors.is_empty() || point.dev_errors.is_empty();
        point
    };

    fn cost() -> (usize, f64) = (if odd() { below(12) } else { 0 }, number());
    fn theta() -> Vec<f64> = times(mostly(1 + below(4), &[0, 1, 20]), number);
    /// A gradient, right for the most usual cost, or not, or of another length.
    fn gradient(theta: &[f64]) -> Vec<f64> = match (odd(), one_in(3)) {
        (true, _) => numbers(),
        (false, wrong) => theta.iter().map(|t| if wrong { number() } else { 2.0 * t }).collect(),
    };
    fn difference() -> Difference = {
        let epsilon = epsilon();
        if one_in(4) { Difference::OneSided { epsilon } } else { Difference::TwoSided { epsilon } }
    };
    /// A layout of n parameters, mostly.
    fn layout(n: usize) -> Layout = {
        let rows = if n.is_multiple_of(2) { 2 } else { 1 };
        let shape = if odd() { (1 + below(3), 1 + below(3)) } else { (rows, (n / rows).max(1)) };
        Layout::new([(text().as_str(), shape)]).expect("a layout of one matrix")
    };
    fn report() -> Result<GradientReport> = {
        let (cost, theta) = (cost(), theta());
        let gradient = gradient(&theta);
        check_named(&layout(theta.len()), |t| cost_of(cost, t), |_| gradient, &theta, difference())
    };
    fn check_for(network: &Network, data: &Dataset) -> GradientCheck = {
        let hidden = network.layers().len() - 1;
        let dropout = option(4, || dropout(hidden));
        let keep_prob = dropout.as_ref().map_or(vec![1.0; hidden], |d| d.keep_prob.clone());
        let masks = option(3, || Masks::sample(network, data.m().min(9), &keep_prob, &mut numpy()).ok()).flatten();
        GradientCheck { penalty: option(3, penalty), dropout, masks, cost: formula(), difference: difference(), threads: threads() }
    };
    fn second_look() -> Look = {
        let (error, left, right) = triple();
        let steps = [Look::Rounding { epsilon: error }, Look::Curvature { epsilon: error }, Look::Rough { epsilon: left, error }, Look::Kink { left, right }];
        pick(&[&[Look::Agrees, Look::Disagrees, Look::Unresolved { error }], &steps[..]].concat())
    };
    fn component() -> Component = {
        let (analytic, numeric, best) = triple();
        Component { place: size(), name: text(), matrix: text(), analytic, numeric, best, reason: second_look() }
    };
    fn summary() -> MatrixSummary = {
        let (difference, remaining, factor) = triple();
        let any = [Pattern::Zero, Pattern::Factor(factor), Pattern::Parameters(factor), Pattern::Transposed, Pattern::ByColumns, Pattern::Reordered];
        let ([components, disagree, unresolved, kinks], pattern) = ([(); 4].map(|()| index()), option(2, || pick(&any)));
        MatrixSummary { name: text(), components, disagree, unresolved, kinks, difference, remaining, pattern }
    };

    /// Any error, with any contents: its fields are public.
    fn error() -> Error = {
        let (what, allowed, value, found) = (text(), text(), number(), (size(), size()));
        match below(9) {
            0 => Error::Shape { what, found, allowed },
            1 => Error::Empty { what, allowed },
            2 => Error::NotFinite { what, row: found.0, column: found.1, value },
            3 => Error::Label { column: found.0, value },
            4 => Error::Mismatch { what, found: text(), allowed },
            5 => Error::OutOfRange { what, value, allowed: "" },
            6 => Error::Diverged { iteration: found.0, what, value, learning_rate: number() },
            7 => Error::Csv { file: what, line: u64::MAX, column: found.0, value: text(), allowed },
            _ => Error::Outside(what),
        }
    };
    /// Rows, inner size and columns of a product.
    fn shapes() -> [usize; 3] = [1 + below(4), 1 + below(10), 1 + below(10)];
}

/// The sizes of a split's parts, which fit m, mostly.
pub fn parts<const K: usize>(m: usize) -> Sizes<K> {
    let (wrong, mut left) = (odd(), m);
    if flag() {
        return Sizes::Fractions([(); K].map(|()| if wrong { fraction() } else { 1.0 / K as f64 }));
    }
    Sizes::Counts(std::array::from_fn(|i| {
        let count = if wrong { size() } else { left / if i + 1 == K { 1 } else { 2 } };
        left = left.saturating_sub(count);
        count
    }))
}

/// A file that ends with an error, or never, if `fails` says so.
#[derive(Debug)]
pub struct Pieces {
    file: Cursor<Vec<u8>>,
    fails: Option<bool>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match (self.file.read(buffer)?, self.fails) {
            (0, Some(true)) => Err(std::io::Error::other("the disk <b>failed</b>")),
            (0, Some(false)) => with(&mut self.file, |file| file.set_position(0)).read(buffer),
            (some, _) => Ok(some),
        }
    }
}

/// A cost of any kind: smooth, with a kink, flat, beyond the end of its domain, huge, or never twice the same.
pub fn cost_of((kind, value): (usize, f64), theta: &[f64]) -> f64 {
    let sum = |f: &dyn Fn(f64) -> f64| theta.iter().fold(0.0, |sum, &t| sum + f(t));
    match kind {
        4 => sum(&|t| t * t * t - 2.0 * t),
        5 => sum(&f64::abs),
        6 => sum(&f64::sqrt),
        7 => value,
        8 => value * sum(&|t| t),
        9 => number(),
        10 => sum(&|t| if t > value { f64::NAN } else { t }),
        11 => 1e308 * sum(&|t| t),
        _ => sum(&|t| t * t),
    }
}
