//! Prints digests of everything that must have the same bits on every machine, a line each.
//!
//! `cargo verify bits` builds and runs this in several ways and compares: with each other, and with `fingerprint.txt`.

use nn_course_notebook::plot;
use nn_course_notebook::prelude::*;
use std::process::ExitCode;

/// FNV-1a of bytes, 64 bits.
fn digest(bytes: impl IntoIterator<Item = u8>) -> u64 {
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

fn print_all() -> Result<()> {
    let circles = |m, seed| generate::circles(m, 0.8, 0.05, &mut NumpyRng::seed(seed));
    let (train_set, test_set) = (circles(300, 1)?, circles(100, 2)?);
    println!("circles train {:016x}", numbers(train_set.x().iter().chain(train_set.y())));
    println!("circles test {:016x}", numbers(test_set.x().iter().chain(test_set.y())));
    let normalizer = Normalizer::fit(train_set.x())?;
    println!("normalized {:016x}", numbers(&normalizer.transform(test_set.x())?));

    let rules = [
        ("zeros", Initializer::Zeros),
        ("random", Initializer::Random { scale: 10.0 }),
        ("xavier", Initializer::Xavier),
        ("he", Initializer::He),
        ("glorot", Initializer::GlorotBengio),
    ];
    for (name, rule) in rules {
        let network = Network::new(&[2, 10, 5, 1], rule, &mut NumpyRng::seed(3))?;
        println!("{name} initial {:016x}", parameters(&network));
    }
    for (name, rule) in [rules[1], rules[3]] {
        let network = Network::new(&[2, 10, 5, 1], rule, &mut NumpyRng::seed(3))?;
        let trained = train(&network, &train_set, &quiet())?;
        println!("{name} trained {:016x}", parameters(&trained.network));
        println!("{name} costs Logits {:016x}", costs(&trained.history));
        let picture = Figure::row(
            "",
            &[
                plot::cost_curve("cost", &trained.history),
                plot::decision_boundary("border", &trained.network, &train_set)?,
            ],
        )?;
        println!("{name} picture {:016x}", digest(picture.png().iter().copied()));
        // The formula decides what is recorded, not what is learned: at the beginning, and at the end, where numbers are extreme.
        for from in [&network, &trained.network] {
            let config = TrainConfig { cost: CostFormula::Probabilities, iterations: 500, record_every: 1, ..quiet() };
            println!("{name} costs Probabilities {:016x}", costs(&train(from, &train_set, &config)?.history));
        }
    }

    let football = |m, seed| generate::football(m, 0.05, 0.05, &mut NumpyRng::seed(seed));
    let (pitch, pitch_test) = (football(211, 17)?, football(200, 4)?);
    println!("pitch {:016x}", numbers([&pitch, &pitch_test].into_iter().flat_map(|d| d.x().iter().chain(d.y()))));
    let mut rng = NumpyRng::seed(3);
    let network = Network::new(&[2, 20, 3, 1], Initializer::Xavier, &mut rng)?;
    let (l1, dropout) = (Penalty::L1 { lambda: 0.2 }, Dropout { keep_prob: vec![0.86, 0.86], rng });
    for (name, regularization) in [
        ("plain", None),
        ("L2", Some(Penalty::L2 { lambda: 0.7 })),
        ("L1 and dropout", Regularization::Both(l1, dropout)),
    ] {
        let config = TrainConfig { learning_rate: 0.3, iterations: 3000, regularization, ..quiet() };
        let trained = train(&network, &pitch, &config)?;
        println!("pitch, {name} {:016x} {:016x}", parameters(&trained.network), costs(&trained.history));
    }
    let stopping = EarlyStopping { patience: 3, ..EarlyStopping::default() };
    let config = TrainConfig { learning_rate: 0.3, ..quiet() };
    let stopped = train_with_early_stopping(&network, &pitch, &pitch_test, &config, &stopping)?;
    println!("pitch, stopped early at {:?} {:016x}", stopped.stopped_at, parameters(&stopped.network));

    let gradient_check = GradientCheck { penalty: Some(Penalty::L2 { lambda: 0.7 }), ..GradientCheck::default() };
    let report = gradient_check::check_network(&network, &pitch, &gradient_check)?;
    println!("gradient check {:016x}", numbers(report.components().iter().flat_map(|c| [&c.analytic, &c.numeric])));
    let components = plot::gradient_components("components", &report);
    let line = [(1e-9, 1e-3), (0.1, 3e-8)];
    let logarithmic = Panel::new("logarithmic", "ε", "error").log_x().log_y().line("a", Colour::Green, line);
    println!("gradient pictures {:016x}", digest(Figure::row("", &[components, logarithmic])?.png().iter().copied()));

    let digits = generate::digits(20, 12, 0.1, &mut NumpyRng::seed(1))?;
    println!("digits {:016x}", numbers(digits.x()));
    let recipe = Augmentation { flip: true, rotation: 0.3, shift: 1.0, jitter: 0.05 };
    let more = recipe.images(&digits, (12, 12), 2, &mut NumpyRng::seed(2))?;
    println!("digits, augmented {:016x}", numbers(more.x()));
    let more = recipe.points(&pitch, 2, &mut NumpyRng::seed(2))?;
    println!("pitch, augmented {:016x}", numbers(more.x()));
    let image = augment::image(digits.x(), 0, (12, 12))?;
    let turned = Transform { angle: 0.5, ..Transform::default() }.image(&image)?;
    let line = Panel::new("line", "x", "y").vertical("here", Colour::Grey, 0.3).line(
        "",
        Colour::Blue,
        [(0.0, 0.0), (1.0, 1.0)],
    );
    let picture = Figure::row("", &[Panel::new("image", "", "").image(&turned), line])?;
    println!("image and vertical line {:016x}", digest(picture.png().iter().copied()));

    let bowl = Field::sample((-3.0, 5.0), (-3.0, 5.0), (60, 60), |w| {
        Ok(Matrix::from_shape_fn((1, w.ncols()), |(_, i)| w[[0, i]] * w[[0, i]] + 0.3 * w[[1, i]] * w[[1, i]]))
    })?;
    let sizes = (0..30).map(|l| (f64::from(l), 1.0 / f64::from(1 + l * l * l)));
    let picture = Figure::grid(
        "",
        2,
        &[
            Panel::new("surface", "w₁", "w₂").surface(bowl.clone()),
            Panel::new("contours", "w₁", "w₂").equal_axes().contours(Colour::Grey, bowl, vec![0.5, 2.0, 8.0]),
            Panel::new("logarithmic", "layer", "size").log_y().dashed("a", Colour::Green, sizes),
            plot::histogram("histogram", train_set.x(), (-1.2, 1.2), 30)?,
        ],
    )?;
    println!("other pictures {:016x}", digest(picture.png().iter().copied()));

    let moons = generate::moons(1001, 0.2, &mut NumpyRng::seed(1))?;
    let sets = Split::from(moons.split_stratified(Sizes::Fractions([0.2, 0.4, 0.4]), &mut NumpyRng::seed(2))?);
    println!(
        "moons, split {:016x}",
        numbers([&sets.train, &sets.dev].into_iter().flat_map(|d| d.x().iter().chain(d.y())))
    );
    let training = TrainConfig { learning_rate: 0.5, iterations: 200, ..quiet() };
    let config = CurveConfig { training, repetitions: 3, ..CurveConfig::default() };
    let pair = (&sets.train, &sets.dev);
    let curve = LearningCurve::by_examples(&[2, 6, 1], &[10, 50, 200], pair, &config, &mut NumpyRng::seed(3))?;
    println!(
        "learning curve {:016x}",
        numbers(curve.points().iter().flat_map(|p| p.train_errors.iter().chain(&p.dev_errors)))
    );
    let picture = Figure::row("", &[plot::learning_curve("learning curve", "examples", &curve)])?;
    println!("learning curve picture {:016x}", digest(picture.png().iter().copied()));
    let errors = Errors::of(&network, &pitch, &pitch_test)?.train_dev((0.1, 77)).test(0.2);
    println!("diagnosis {:016x}", digest(errors.diagnose()?.to_string().bytes()));

    // More examples than one shard holds, a tanh network, and one or two threads: these lines must also equal each other.
    let many = circles(5000, 1)?;
    let network = Network::with_hidden(Activation::Tanh, &[2, 8, 4, 1], Initializer::Xavier, &mut NumpyRng::seed(3))?;
    for threads in [1, 2] {
        let config = TrainConfig { iterations: 40, record_every: 1, threads, ..quiet() };
        let trained = train(&network, &many, &config)?;
        println!("many, any threads {:016x} {:016x}", parameters(&trained.network), costs(&trained.history));
    }
    Ok(())
}

fn main() -> ExitCode {
    match print_all() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
