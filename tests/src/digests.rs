//! Digests of all numbers that must have the same bits on every machine, a line each.

use nn_course::prelude::*;

/// FNV-1a of bytes, 64 bits.
pub fn digest(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

fn numbers<'a>(values: impl IntoIterator<Item = &'a f64>) -> u64 {
    digest(values.into_iter().flat_map(|v| v.to_bits().to_le_bytes()))
}

fn parameters(network: &Network) -> u64 {
    numbers(network.layers().iter().flat_map(|l| l.w().iter().chain(l.b())))
}

fn costs(history: &History) -> u64 {
    numbers(&history.points().iter().map(|p| p.1).collect::<Vec<_>>())
}

/// The usual settings; a slow build must not report its progress among the digests.
fn quiet() -> TrainConfig {
    TrainConfig { report: Report::Never, ..TrainConfig::default() }
}

/// The lines, and what pictures are drawn of.
pub struct Numbers {
    pub lines: Vec<String>,
    /// The training set.
    pub circles: Dataset,
    /// By initializer.
    pub runs: Vec<(&'static str, Trained)>,
    pub report: GradientReport,
    pub digit: Matrix,
    pub curve: LearningCurve,
}

/// Computes everything.
pub fn all() -> Result<Numbers> {
    let mut lines = Vec::new();
    macro_rules! line { ($($text:tt)*) => { lines.push(format!($($text)*)) } }
    let circles = |m, seed| generate::circles(m, 0.8, 0.05, &mut NumpyRng::seed(seed));
    let (train_set, test_set) = (circles(300, 1)?, circles(100, 2)?);
    line!("circles train {:016x}", numbers(train_set.x().iter().chain(train_set.y())));
    line!("circles test {:016x}", numbers(test_set.x().iter().chain(test_set.y())));
    let normalizer = Normalizer::fit(train_set.x())?;
    line!("normalized {:016x}", numbers(&normalizer.transform(test_set.x())?));

    let rules = [
        ("zeros", Initializer::Zeros),
        ("random", Initializer::Random { scale: 10.0 }),
        ("xavier", Initializer::Xavier),
        ("he", Initializer::He),
        ("glorot", Initializer::GlorotBengio),
    ];
    for (name, rule) in rules {
        let network = Network::new(&[2, 10, 5, 1], rule, &mut NumpyRng::seed(3))?;
        line!("{name} initial {:016x}", parameters(&network));
    }
    let mut runs = Vec::new();
    for (name, rule) in [rules[1], rules[3]] {
        let network = Network::new(&[2, 10, 5, 1], rule, &mut NumpyRng::seed(3))?;
        let trained = train(&network, &train_set, &quiet())?;
        line!("{name} trained {:016x}", parameters(&trained.network));
        line!("{name} costs Logits {:016x}", costs(&trained.history));
        // The formula decides what is recorded, not what is learned: at the beginning, and at the end, where numbers are extreme.
        for from in [&network, &trained.network] {
            let config = TrainConfig { cost: CostFormula::Probabilities, iterations: 500, record_every: 1, ..quiet() };
            line!("{name} costs Probabilities {:016x}", costs(&train(from, &train_set, &config)?.history));
        }
        runs.push((name, trained));
    }

    let football = |m, seed| generate::football(m, 0.05, 0.05, &mut NumpyRng::seed(seed));
    let (pitch, pitch_test) = (football(211, 17)?, football(200, 4)?);
    line!("pitch {:016x}", numbers([&pitch, &pitch_test].into_iter().flat_map(|d| d.x().iter().chain(d.y()))));
    let mut rng = NumpyRng::seed(3);
    let network = Network::new(&[2, 20, 3, 1], Initializer::Xavier, &mut rng)?;
    let (l1, l2) = (Penalty::L1 { lambda: 0.2 }, Penalty::L2 { lambda: 0.7 });
    let dropout = Dropout { keep_prob: vec![0.86, 0.86], rng };
    for (name, penalty, dropout) in
        [("plain", None, None), ("L2", Some(l2), None), ("L1 and dropout", Some(l1), Some(dropout))]
    {
        let config = TrainConfig { learning_rate: 0.3, iterations: 3000, penalty, dropout, ..quiet() };
        let trained = train(&network, &pitch, &config)?;
        line!("pitch, {name} {:016x} {:016x}", parameters(&trained.network), costs(&trained.history));
    }
    let stopping = EarlyStopping { patience: 3, ..EarlyStopping::default() };
    let config = TrainConfig { learning_rate: 0.3, ..quiet() };
    let stopped = train_with_early_stopping(&network, &pitch, &pitch_test, &config, &stopping)?;
    line!("pitch, stopped early at {:?} {:016x}", stopped.stopped_at, parameters(&stopped.network));

    let gradient_check = GradientCheck { penalty: Some(l2), ..GradientCheck::default() };
    let report = gradient_check::check_network(&network, &pitch, &gradient_check)?;
    line!("gradient check {:016x}", numbers(report.components().iter().flat_map(|c| [&c.analytic, &c.numeric])));

    let digits = generate::digits(20, 12, 0.1, &mut NumpyRng::seed(1))?;
    line!("digits {:016x}", numbers(digits.x()));
    let recipe = Augmentation { flip: true, rotation: 0.3, shift: 1.0, jitter: 0.05 };
    let more = recipe.images(&digits, (12, 12), 2, &mut NumpyRng::seed(2))?;
    line!("digits, augmented {:016x}", numbers(more.x()));
    let more = recipe.points(&pitch, 2, &mut NumpyRng::seed(2))?;
    line!("pitch, augmented {:016x}", numbers(more.x()));
    let digit = augment::image(digits.x(), 0, (12, 12))?;

    let moons = generate::moons(1001, 0.2, &mut NumpyRng::seed(1))?;
    let sets = Split::from(moons.split_stratified(Sizes::Fractions([0.2, 0.4, 0.4]), &mut NumpyRng::seed(2))?);
    let split = [&sets.train, &sets.dev].into_iter().flat_map(|d| d.x().iter().chain(d.y()));
    line!("moons, split {:016x}", numbers(split));
    let training = TrainConfig { learning_rate: 0.5, iterations: 200, ..quiet() };
    let config = CurveConfig { training, repetitions: 3, ..CurveConfig::default() };
    let pair = (&sets.train, &sets.dev);
    let curve = LearningCurve::by_examples(&[2, 6, 1], &[10, 50, 200], pair, &config, &mut NumpyRng::seed(3))?;
    let errors = curve.points().iter().flat_map(|p| p.train_errors.iter().chain(&p.dev_errors));
    line!("learning curve {:016x}", numbers(errors));
    let errors = Errors::of(&network, &pitch, &pitch_test)?.train_dev((0.1, 77)).test(0.2);
    line!("diagnosis {:016x}", digest(errors.diagnose()?.to_string().bytes()));

    // More examples than one shard holds, a tanh network, and one or two threads: these lines must also equal each other.
    let many = circles(5000, 1)?;
    let network = Network::with_hidden(Activation::Tanh, &[2, 8, 4, 1], Initializer::Xavier, &mut NumpyRng::seed(3))?;
    for threads in [1, 2] {
        let config = TrainConfig { iterations: 40, record_every: 1, threads, ..quiet() };
        let trained = train(&network, &many, &config)?;
        line!("many, any threads {:016x} {:016x}", parameters(&trained.network), costs(&trained.history));
    }
    Ok(Numbers { lines, circles: train_set, runs, report, digit, curve })
}
