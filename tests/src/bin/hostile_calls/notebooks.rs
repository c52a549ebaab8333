//! The notebooks' crate: plots, how values show themselves, and the checks of exercises.

use super::draw::*;
use super::table::{Call, Rule::*};
use super::values::*;
use nn_course_notebook::exercise::{Checked, Score};
use nn_course_notebook::prelude::*;
use nn_course_notebook::show::Show;
use std::sync::LazyLock;

/// A picture takes 20 ms, so all but one in so many calls that draw get something that is refused before.
const SELDOM: u64 = 25;

draws! {
    fn sampled() -> Result<Field> = {
        let size = || mostly(2 + below(5), &[0, 1, 2_001, usize::MAX]);
        Field::sample(range(), range(), (size(), size()), |points| match odd() && one_in(3) {
            true => Err(Error::Label { column: 0, value: 2.0 }),
            false => Ok(matrix_of((1, if odd() { below(9) } else { points.ncols() }), number)),
        })
    };
    fn field() -> Field = sampled().unwrap_or_else(|_| {
        let rows = |p: &Matrix| Ok(Matrix::from_shape_fn((1, p.ncols()), |(_, i)| p[[0, i]] - p[[1, i]]));
        Field::sample((0.0, 1.0), (-1.0, 2.0), (3, 4), rows).expect("a field")
    });
    fn colour() -> Colour = pick(&[Colour::Vermillion, Colour::Blue, Colour::Green, Colour::Purple, Colour::Orange, Colour::Black]);
    fn dots() -> Shape = pick(&[Shape::Circle, Shape::Triangle, Shape::Cross]);
    fn empty() -> Panel = Panel::new(text(), text(), text());
    /// A panel with a few marks, or with all kinds of them. A surface or an image stands alone.
    fn panel() -> Panel = match below(12) {
        11 => empty().image(&any_matrix()),
        10 => empty().surface(field()),
        // A logarithmic axis or a fixed range, at random, seldom suits the rest.
        _ => {
            let methods = &METHODS[..if odd() { METHODS.len() } else { 9 + below(6) }];
            times(below(4), || pick(methods)).into_iter().fold(empty(), |panel, method| method(panel))
        }
    };
    /// Panels that can be drawn, mostly, in every SELDOMth call; others are refused first.
    fn panels() -> Vec<Panel> = match below(3) {
        _ if in_every(SELDOM) => times(1 + below(2), || if odd() { panel() } else { empty().line("", colour(), [(0.0, 1.0), pair()]) }),
        // Equal axes are looked at before anything is drawn.
        0 => vec![panel(), empty().equal_axes().x_range(1.0, pick(&[1.0, 0.0, f64::NAN, f64::INFINITY, -1e300]))],
        1 => vec![empty(); 65 + below(3)],
        _ => Vec::new(),
    };
    fn frames() -> Vec<(String, Vec<Panel>)> = match below(3) {
        _ if in_every(SELDOM) => times(2 + below(2), || (text(), vec![empty().x_range(0.0, 1.0)])),
        0 => times(2 + below(3), || {
            let bad = pick(&[f64::NAN, f64::INFINITY, 0.0]);
            (text(), if flag() { Vec::new() } else { vec![empty().equal_axes().y_range(bad, bad)] })
        }),
        1 => vec![(String::new(), Vec::new()); 101],
        _ => times(below(2), || (text(), vec![panel()])),
    };
    /// One of a few, drawn once.
    fn slider() -> Slider = {
        static DRAWN: LazyLock<[Slider; 5]> = LazyLock::new(|| {
            let frames = |name: &str| [1, 2].map(|i| (format!("{name}{i}"), vec![Panel::new("cost J", "x", "y")]));
            ["λ", "", "<i id=evil>\"'&\u{202e}", "\0\n\r", "</script><b>$VALUES\u{2028}"]
                .map(|name| Slider::new(name, &frames(name)).expect("a slider"))
        });
        pick(&*DRAWN)
    };
    fn figure() -> Figure = slider().still().clone();
    fn seldom_panel() -> Panel = if in_every(SELDOM) { panel() } else { empty().equal_axes().x_range(1.0, f64::NAN) };
    /// A picture takes 20 ms: seldom one of a history that is not empty.
    fn seldom_history() -> History = if in_every(SELDOM) { history() } else { History::default() };
    /// The plane is computed at 90,000 points: seldom one of two inputs, which can be drawn.
    fn drawn_inputs() -> usize = if in_every(SELDOM) { 2 } else { pick(&[1, 3]) };
    fn table() -> Table = {
        let mut table = Table::new(text(), texts());
        times(below(4), || table.row(texts()));
        if flag() { table.text_last() } else { table }
    };
    fn checked() -> Checked = exercise::early_stop(|costs, patience| yours((costs.len() - 1, patience), || (index(), size())));
    fn score() -> Score = Score::of(times(mostly(1 + below(2), &[0]), checked));
}

/// Each method of a panel alone; `panel` puts them together, and the figures draw them.
macro_rules! methods {
    ($($name:literal($panel:ident) => $call:expr;)*) => {
        const METHODS: &[fn(Panel) -> Panel] = &[$(|$panel| $call),*];
        fn panel_methods() -> Vec<Call> {
            calls! { ["notebook::plot::panel::Panel": Given("what cannot be drawn is left out")] $($name($panel = empty()) => $call;)* }
        }
    };
}

methods! {
    "line"(p) => p.line(&text(), colour(), list(pair));
    "dashed"(p) => p.dashed(&text(), colour(), list(pair));
    "band"(p) => p.band(&text(), colour(), list(triple));
    "points"(p) => p.points(&text(), colour(), dots(), list(pair));
    "examples"(p) => p.examples(&dataset(2));
    "scatter"(p) => p.scatter(&text(), colour(), dots(), &any_matrix());
    "bars"(p) => p.bars(&text(), colour(), list(triple));
    "vertical"(p) => p.vertical(&text(), colour(), number());
    "horizontal"(p) => p.horizontal(&text(), colour(), number());
    "no_y_axis"(p) => p.no_y_axis();
    "equal_axes"(p) => p.equal_axes();
    "log_x"(p) => p.log_x();
    "log_y"(p) => p.log_y();
    "x_range"(p) => p.x_range(number(), number());
    "y_range"(p) => p.y_range(number(), number());
    "halves"(p) => p.halves(field(), number());
    "contours"(p) => p.contours(colour(), field(), numbers());
    "surface"(p) => p.surface(field());
    "image"(p) => p.image(&any_matrix());
}

/// `shown` of each type that implements `Show`.
macro_rules! shows {
    ($($type:literal: $value:expr),* $(,)?) => {
        [$(entry!("notebook::show", concat!($type, " as Show>::shown"), (), (=> $value.shown()), Given("the text shows the number"))),*].concat()
    };
}

fn shown() -> Vec<Call> {
    shows! {
        "numbers::<()": (), "numbers::<bool": flag(), "numbers::<i32": index() as i32, "numbers::<i64": index() as i64,
        "numbers::<u32": index() as u32, "numbers::<u64": index() as u64, "numbers::<usize": index(), "numbers::<f32": number() as f32,
        "numbers::<f64": number(), "numbers::<str": *text(), "numbers::<String": text(), "numbers::<nn_course::support::error::Error": error(),
        "numbers::<ArrayBase<S,Ix2>": any_matrix(), "numbers::<ArrayBase<S,Ix1>": ndarray::Array1::from(numbers()), "numbers::<char": 'ŷ',
        "types::<Dataset": dataset(3), "types::<Normalizer": normalizer()?, "types::<Network": network(2), "types::<Cache": passed()?.2,
        "types::<Masks": masks()?, "types::<Gradients": gradients(&network(2)), "types::<GradientReport": report()?,
        "types::<History": seldom_history(), "types::<Trained": Trained { network: network(1), history: seldom_history() },
        "types::<StoppedEarly": stopped_early(), "types::<Diagnosis": errors().diagnose()?, "types::<LearningCurve": learning_curve()?,
        "table::<Table": table(), "pictures::<Figure": figure(), "pictures::<Slider": slider(), "pictures::<Panel": seldom_panel(),
        "types::<Errors": errors(), "types::<Split": Split::from([3, 3, 3].map(dataset)), "settings::<Pattern": summary().pattern.unwrap_or(gradient_check::Pattern::Zero),
        "settings::<Cause": cause(), "settings::<Sizes<K>": Sizes::Fractions([number(), number()]),
        "numbers::<nn_course::gradient_check::report::Verdict": Verdict::of(number()),
        "numbers::<nn_course::gradient_check::second_look::Reason": second_look(),
        "rows::<Layer": network(2).layers()[0].clone(), "rows::<CurvePoint": point(), "rows::<Evaluation": evaluation(), "rows::<Gap": gap(),
        "rows::<MatrixSummary": summary(), "rows::<Component": component(), "settings::<TrainConfig": training(1), "settings::<Report": training(1).report,
        "settings::<CostFormula": formula(), "settings::<Penalty": penalty(), "settings::<Dropout": dropout(2), "settings::<EarlyStopping": stopping(),
        "settings::<Monitor": stopping().monitor, "settings::<Initializer": initializer(), "settings::<Activation": activation(),
        "settings::<GradientCheck": check_for(&network(2), &dataset(2)), "settings::<Difference": difference(), "settings::<CurveConfig": curve_config(repetitions()),
        "settings::<Augmentation": augmentation(), "settings::<Transform": transform(), "settings::<Measured": measured(), "settings::<Finding": gap().finding,
        "lists::<&T": &number(), "lists::<[T]": numbers()[..], "lists::<Vec<T>": numbers(), "lists::<[T;N]": [text(), text()],
        "lists::<Option<T>": flag().then(|| dataset(2)), "lists::<Result<T,E>": matmul(&any_matrix(), &any_matrix()),
    }
}

pub fn calls() -> Vec<Call> {
    let others = calls! {
        ["notebook::plot": Finite]
        "boundaries::decision_boundaries"(n_x = drawn_inputs()) =>
            plot::decision_boundaries(&text(), &[network(n_x), network(n_x)], &dataset(n_x))?;
        "boundaries::decision_boundary"(n_x = drawn_inputs()) =>
            plot::decision_boundary(&text(), &network(n_x), &dataset(n_x))?;
        "boundaries::decision_boundary_of"(n_x = drawn_inputs()) =>
            plot::decision_boundary_of(&text(), &dataset(n_x), |x| Ok(matrix_of((1, if odd() { below(9) } else { x.ncols() }), number)))?,
            Given("the caller's closure computes the values");
        "boundaries::examples" => plot::examples(&text(), &dataset(2));
        "boundaries::images" => plot::images(&dataset(1 + below(8)), (below(4), mostly(below(4), &[usize::MAX])), ["a", "b"])?;
        "boundaries::train_and_dev_boundary"(n_x = drawn_inputs()) =>
            plot::train_and_dev_boundary(&network(n_x), &dataset(n_x), &dataset(mostly(n_x, &[1, 2])))?;
        "curves::accuracy_intervals" => plot::accuracy_intervals(&text(), &list(|| (size(), number())), number())?, Given("the truth");
        "curves::cost_and_boundary"(n_x = drawn_inputs()) =>
            plot::cost_and_boundary(&text(), &Trained { network: network(n_x), history: history() }, &dataset(n_x))?, Given("as a line's points");
        "curves::cost_and_cross_entropy" => plot::cost_and_cross_entropy(&text(), &history()), Given("as a line's points");
        "curves::cost_curve" => plot::cost_curve(&text(), &history()), Given("as a line's points");
        "curves::cost_curves" => plot::cost_curves(&text(), &list(|| (text().to_string(), Trained { network: network(1), history: history() }))), Given("as a line's points");
        "curves::early_stopping" => plot::early_stopping(&stopped_early(), &stopped_early()), Given("as a line's points");
        "curves::interval_reach" => plot::interval_reach(&text(), &list(|| (size(), number())))?;
        "curves::train_and_dev" => plot::train_and_dev(&text(), &text(), &text(), &list(triple)), Given("as a line's points");
        "gradients::by_epsilon" => plot::by_epsilon(&text(), &text(), &list(|| (text(), list(pair)))), Given("as a line's points");
        "gradients::gradient_components" => plot::gradient_components(&report()?);
        "gradients::gradient_ratios" => plot::gradient_ratios(&report()?);
        "networks::by_layer" => plot::by_layer(&text(), &text(), &list(|| (text().to_string(), numbers()))), Given("as a line's points");
        "networks::clouds"(x = any_matrix()) => plot::clouds(&[("a", &x), ("b", &any_matrix())])?, Given("as a line's points");
        "networks::descent" => plot::descent(&text(), &field(), &list(pair)), Given("as a line's points");
        "networks::layer_histograms" => plot::layer_histograms(&text(), &list(any_matrix), range())?, Infinite("the last bar of a range up to 1.8e308");
        "networks::numbered" => plot::numbered(&numbers()), Given("the values");
        "networks::on_activation" => plot::on_activation(&text(), activation(), &any_matrix()), Given("as a line's points");
        "networks::same_axes" => plot::same_axes(panels())?, Given("as a line's points");
        "networks::histogram" => plot::histogram(&text(), &any_matrix(), range(), size())?, Infinite("the last bar of a range up to 1.8e308");
        "curves::learning_curve" => plot::learning_curve(&text(), &text(), &learning_curve()?);
        "field::Field::sample" => sampled()?, Given("the caller's closure computes the values");
        "field::Field"(field()).{extent, ranges};
        "figure::<Figure as fmt::Debug>::fmt" => format!("{:?}", figure());
        "figure::Figure::row" => Figure::row(&panels())?;
        "figure::Figure::grid" => Figure::grid(size(), &panels())?;
        "figure::Figure"(figure()).{height, width, sentence};
        "figure::Figure::png" => figure().png().len();
        "panel::<Panel as fmt::Debug>::fmt" => format!("{:?}", panel());
        "panel::Panel::new" => empty();
        "slider::Slider"(slider()).{name, still};
        "slider::Slider::new" => Slider::new(text(), &frames())?;

        ["notebook": Finite]
        "csv::<Dataset as FromCsv>::from_csv" => if odd() { Dataset::from_csv(path())? } else { csv_file(&bytes())? }, Arithmetic(NAMES);
        "csv::<Dataset as FromCsv>::from_csv_reader" => Dataset::from_csv_reader(pieces(), &text())?, Arithmetic(NAMES);
        // It runs `cargo lab --check`.
        "notebook::environment" => notebook::environment(), Once;
        "notebook::start" => with(notebook::start(), |_| super::listen_to_panics());
        "show::Show::list" => f64::list(&numbers().iter().collect::<Vec<_>>()), Given("the text shows the number");
        "show::lists::<&T as Show>::list" => <&f64>::list(&numbers().iter().collect::<Vec<_>>().iter().collect::<Vec<_>>()), Given("the text shows the number");
        "show::pictures::<Panel as Show>::list" => Panel::list(&[&seldom_panel(), &seldom_panel()]), Given("the text shows the number");
        "show::Show::evcxr_display" => match below(3) {
            0 => table().evcxr_display(),
            1 => text().evcxr_display(),
            _ => error().evcxr_display(),
        };
        "show::numbers::percent" => percent(number()), Given("the text shows the number");
        "show::table::<Table as fmt::Display>::fmt" => table().to_string();
        "show::table::Table::new" => Table::new(text(), texts());
        "show::table::Table::row" => with(table(), |table| table.row(texts()));
        "show::table::Table::text_last" => table().text_last();

        ["notebook::exercise": Finite]
        "checked::<Checked as Show>"(checked()).{shown};
        "checked::Checked"(checked()).{advice, score, title, standing};
        "checked::Checked::points" => checked().points(number()), Given("a fraction of the points that were given");
        "score::<Score as Show>"(score()).{shown};
        "score::Score::of" => score();
        "score::Score::right" => score().right();

        ["notebook::exercise": Arithmetic("the text shows what the learner's function returned")]
        "bias_variance::diagnose" => told(exercise::diagnose(|h, t, e| yours((t - h >= 0.02, e - t >= 0.02), || (flag(), flag()))));
        "bias_variance::examples_needed" =>
            told(exercise::examples_needed(|p, r| yours((p * (1.0 - p) * (1.96 / r) * (1.96 / r)) as usize, index)));
        "bias_variance::where_to_look" => told(exercise::where_to_look(|_, _, _, _| any_end(cause())));
        "gradient_checking::check_one_dimension" => told(exercise::check_one_dimension(|j, g, t, e| {
            let a = (j(t + positive() * e) - j(t - e)) / (2.0 * e);
            yours((g(t) - a).abs() / (g(t).abs() + a.abs()), number)
        }));
        "gradient_checking::numerical_gradient" =>
            told(exercise::numerical_gradient(|j, t, e| yours(t.iter().map(|t| j(&[*t, *t, *t]) / e).collect(), numbers)));
        "gradient_checking::relative_difference" => told(exercise::relative_difference(|g, a| yours(g[0] - a[0], number)));
        "initialization::normalize" => told(exercise::normalize(|x, t| any_end((matrix(x.nrows(), x.ncols()), inputs(t)))));
        "initialization::random_layer" => told(exercise::random_layer(|n_out, n_in, scale, rng| {
            let right = random::normal_matrix((n_out, n_in), 0.0, scale, rng);
            Ok((weights(right, rng)?, matrix(n_out, 1)))
        }));
        "initialization::he_weights" =>
            told(exercise::he_weights(|n_out, n_in, rng| weights(Initializer::He.weights(n_out, n_in, rng), rng)));
        "initialization::cost_from_logits" =>
            told(exercise::cost_from_logits(|z, y| yours(cost::from_logits(z, y).unwrap_or(f64::NAN), number)));
        "regularization::dropout_backward" => told(exercise::dropout_backward(|da, mask, k| yours(da * mask / k, any_matrix)));
        "regularization::dropout_forward" => told(exercise::dropout_forward(|a, u, k| any_end((a / k, matrix(u.nrows(), u.ncols())))));
        "regularization::early_stop" => told(checked());
        "regularization::l2_gradients" => told(exercise::l2_gradients(|n, backprop, _, _| yours(backprop.clone(), || gradients(n))));
        "regularization::l2_penalty" => told(exercise::l2_penalty(|w, lambda, m| yours(lambda * w[0].sum() / m as f64, number)));
    };
    [others, panel_methods(), shown()].concat()
}

/// What a learner's function returns: this value, or a panic of any kind.
fn any_end<T>(value: T) -> T {
    match below(60) {
        1 => todo!(),
        2 => panic!("<b>{}</b>\u{202e}\0", "long ".repeat(200)),
        3 => std::panic::panic_any(7_i32),
        4 => panic!("\u{0}\n\r"),
        _ => value,
    }
}

/// The usual value of a learner's function, or a hostile one; or a panic.
fn yours<T>(usual: T, hostile: impl FnOnce() -> T) -> T {
    any_end(if odd() { hostile() } else { usual })
}

/// Reads a file of these bytes.
fn csv_file(bytes: &[u8]) -> Result<Dataset> {
    let path = std::env::temp_dir().join(format!("hostile_calls_{}.csv", std::process::id()));
    std::fs::write(&path, bytes).expect("a file in the folder for temporary files");
    let read = Dataset::from_csv(&path);
    std::fs::remove_file(&path).expect("the file that was just written");
    read
}

/// A check is shown, and names its exercise.
fn told(checked: Checked) -> Checked {
    assert!(checked.shown().text.contains(checked.title()), "the text does not name the exercise");
    checked
}

/// Most checks end early: what many numbers give, and what usual mistakes do, takes milliseconds.
fn weights(right: Result<Matrix>, rng: &mut NumpyRng) -> Result<Matrix> {
    match below(60) {
        59 => right,
        1..20 => random::normal_matrix((size(), 3), 0.0, any_end(f64::NAN), rng),
        _ => Ok(any_end(any_matrix())),
    }
}
