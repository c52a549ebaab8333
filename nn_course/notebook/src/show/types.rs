//! The types that show themselves.

use super::table::Table;
use super::{Show, Shown, TEXT, escape};
use crate::plot::charts::cost_curve;
use crate::plot::figure::Figure;
use nn_course::Matrix;
use nn_course::data::dataset::Dataset;
use nn_course::data::normalize::Normalizer;
use nn_course::diagnosis::diagnose::Diagnosis;
use nn_course::diagnosis::learning_curve::LearningCurve;
use nn_course::gradient_check::report::GradientReport;
use nn_course::network::layers::Network;
use nn_course::network::propagation::{Cache, Gradients};
use nn_course::regularization::dropout::Masks;
use nn_course::regularization::early_stopping::StoppedEarly;
use nn_course::training::history::History;
use nn_course::training::train::Trained;

/// Rows and columns of a matrix that are shown before an ellipsis stands for the rest.
const MOST: usize = 10;

/// A number as NumPy prints it: eight decimals, or an exponent where those would not do; whole numbers without.
fn number(v: f64, whole: bool) -> String {
    match v.abs() {
        _ if whole => format!("{v}"),
        size if size != 0.0 && !(1e-4..1e6).contains(&size) => format!("{v:.8e}"),
        _ => format!("{v:.8}"),
    }
}

/// For a table without column heads.
const NO_HEADS: [&str; 0] = [];

/// A matrix as a table named by its shape.
fn matrix_table(name: &str, x: &Matrix) -> Table {
    let (rows, columns) = x.dim();
    let shown = |n: usize| if n > MOST { MOST - 1 } else { n };
    let whole = x.iter().all(|v| v.fract() == 0.0 && v.abs() < 1e6);
    let row = |i: usize| {
        let mut cells: Vec<String> = (0..shown(columns)).map(|j| number(x[[i, j]], whole)).collect();
        cells.extend((columns > MOST).then(|| "…".into()));
        cells
    };
    let mut table = Table::new(format!("{name} ({rows}, {columns})"), NO_HEADS);
    (0..shown(rows)).for_each(|i| table.row(row(i)));
    if rows > MOST {
        table.row(vec!["…"; shown(columns) + usize::from(columns > MOST)]);
    }
    table
}

impl Show for Matrix {
    fn shown(&self) -> Shown {
        matrix_table("matrix", self).shown()
    }
}

fn shape(x: &Matrix) -> String {
    format!("({}, {})", x.nrows(), x.ncols())
}

impl Show for Network {
    fn shown(&self) -> Shown {
        let sizes: Vec<String> = self.sizes().iter().map(usize::to_string).collect();
        let caption = format!("Network {}: {} parameters", sizes.join(" → "), self.parameter_count());
        let mut table = Table::new(caption, ["layer", "W", "b", "activation", "parameters"]);
        for (l, layer) in self.layers().iter().enumerate() {
            table.row(vec![
                (l + 1).to_string(),
                shape(layer.w()),
                shape(layer.b()),
                format!("{:?}", layer.activation()).to_lowercase(),
                (layer.w().len() + layer.b().len()).to_string(),
            ]);
        }
        table.shown()
    }
}

impl Show for Dataset {
    fn shown(&self) -> Shown {
        let ones = self.y().sum();
        let caption = format!(
            "{} examples of {} inputs: {} labelled 0, {ones} labelled 1",
            self.m(),
            self.n_x(),
            self.m() as f64 - ones
        );
        let columns = self.m().min(MOST - 2);
        let heads = std::iter::once("example".to_string()).chain((0..columns).map(|i| i.to_string()));
        let mut table = Table::new(caption, heads);
        let rows = self.x().rows().into_iter().enumerate().map(|(i, r)| (format!("x{}", i + 1), r));
        for (name, row) in rows.take(MOST).chain([("y".to_string(), self.y().row(0))]) {
            let whole = name == "y";
            table.row(std::iter::once(name).chain(row.iter().take(columns).map(|&v| number(v, whole))));
        }
        table.shown()
    }
}

impl Show for Normalizer {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Normalizer, fitted", ["feature", "μ", "σ"]);
        for (i, (mean, std)) in self.mean().iter().zip(self.std()).take(MOST).enumerate() {
            table.row(vec![(i + 1).to_string(), number(*mean, false), number(*std, false)]);
        }
        table.shown()
    }
}

impl Show for Cache {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Cache of a forward pass", ["layer", "Z", "A"]);
        for (l, (z, a)) in self.z().iter().zip(self.a()).enumerate() {
            table.row(vec![(l + 1).to_string(), shape(z), shape(a)]);
        }
        table.shown()
    }
}

impl Show for Gradients {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Gradients", ["layer", "dZ", "dW", "db", "largest |dW|"]);
        for (l, ((dz, dw), db)) in self.dz.iter().zip(&self.dw).zip(&self.db).enumerate() {
            // NaN wins, so that it shows.
            let largest = dw.iter().fold(0.0_f64, |most, v| if v.abs() > most || v.is_nan() { v.abs() } else { most });
            table.row(vec![(l + 1).to_string(), shape(dz), shape(dw), shape(db), number(largest, false)]);
        }
        table.shown()
    }
}

/// The report's verdict and sentences, a table of the matrices, and one of the components that differ most.
impl Show for GradientReport {
    fn shown(&self) -> Shown {
        let mut matrices = Table::new("", GradientReport::MATRIX_HEADS).text_last();
        self.matrices().iter().for_each(|m| matrices.row(m.cells()));
        let mut components =
            Table::new("The components that differ most:", GradientReport::COMPONENT_HEADS).text_last();
        let listed = self.listed().map(|c| components.row(c.cells())).count();
        let tables = if listed > 0 { vec![matrices, components] } else { vec![matrices] };
        let [verdict, reasons] = self.sentences().map(|s| escape(&s));
        let html: String = tables.iter().filter_map(|t| t.shown().html).collect();
        Shown { html: Some(format!("{TEXT}<b>{verdict}</b> {reasons}</div>{html}")), text: self.to_string() }
    }
}

/// The diagnosis in a sentence, and a table of the gaps.
impl Show for Diagnosis {
    fn shown(&self) -> Shown {
        let mut table = Table::new("", Diagnosis::HEADS).text_last();
        self.gaps().iter().for_each(|gap| table.row(gap.cells()));
        let html = format!("{TEXT}<b>{}</b></div>{}", escape(&self.sentence()), table.shown().html.unwrap_or_default());
        Shown { html: Some(html), text: self.to_string() }
    }
}

impl Show for LearningCurve {
    fn shown(&self) -> Shown {
        let mut table = Table::new("A learning curve, means of all repetitions", ["at", "train error", "dev error"]);
        let percent = |error: f64| format!("{:.1}%", 100.0 * error);
        for p in self.points() {
            table.row([p.at.to_string(), percent(p.train()), percent(p.dev())]);
        }
        table.shown()
    }
}

impl Show for Masks {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Dropout masks", ["hidden layer", "D", "keep_prob", "kept"]);
        for (l, (d, keep_prob)) in self.d().iter().zip(self.keep_prob()).enumerate() {
            let kept = format!("{:.1}%", 100.0 * d.sum() / d.len() as f64);
            table.row([(l + 1).to_string(), shape(d), keep_prob.to_string(), kept]);
        }
        table.shown()
    }
}

impl Show for StoppedEarly {
    fn shown(&self) -> Shown {
        let end = match self.stopped_at {
            Some(iteration) => format!("stopped at iteration {iteration}"),
            None => "the iterations ran out first".into(),
        };
        let caption = format!("Early stopping: {end}; the network of iteration {} is kept", self.best.iteration);
        let mut table = Table::new(caption, ["iteration", "train error", "dev error", "train cost", "dev cost"]);
        for e in [Some(&self.best), self.evaluations.last()].into_iter().flatten() {
            let percent = |error: f64| format!("{:.1}%", 100.0 * error);
            let costs = [e.train_cross_entropy, e.dev_cross_entropy].map(|c| number(c, false));
            let errors = [e.iteration.to_string(), percent(e.train_error), percent(e.dev_error)];
            table.row(errors.into_iter().chain(costs));
        }
        table.shown()
    }
}

impl Show for History {
    fn shown(&self) -> Shown {
        let (Some(first), Some(last)) = (self.points().first(), self.points().last()) else {
            return Shown { html: None, text: "an empty history: no iteration was recorded".into() };
        };
        let sentence = format!(
            "The cost by iteration: {} at iteration {}, {} at iteration {}.",
            number(first.1, false),
            first.0,
            number(last.1, false),
            last.0
        );
        match Figure::row(sentence.as_str(), &[cost_curve("The cost by iteration", self)]) {
            Ok(figure) => figure.shown(),
            Err(e) => Shown { html: None, text: format!("{sentence} ({e})") },
        }
    }
}

impl Show for Trained {
    fn shown(&self) -> Shown {
        self.history.shown()
    }
}

/// A cell that ends without a value shows nothing.
impl Show for () {
    fn shown(&self) -> Shown {
        Shown { html: None, text: String::new() }
    }
}

/// Plain values show themselves as their text; with the kernel's own way a cell takes twice as long.
macro_rules! show_as_text {
    ($($type:ty),*) => {
        $(impl Show for $type {
            fn shown(&self) -> Shown {
                Shown { html: None, text: self.to_string() }
            }
        })*
    };
}

show_as_text!(f64, f32, usize, u64, u32, i64, i32, bool, str, String, nn_course::support::error::Error);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::panel::Panel;
    use ndarray::array;
    use nn_course::data::generate;
    use nn_course::network::init::Initializer;
    use nn_course::support::random::NumpyRng;

    #[test]
    fn a_figure_is_an_image_with_its_sentence() {
        let figure = Figure::row("a < b & \"c\"", &[Panel::new("t", "x", "y")]).unwrap();
        let Shown { html, text } = figure.shown();
        let html = html.unwrap();
        assert!(html.starts_with("<img src=\"data:image/png;base64,iVBOR"), "{html}");
        assert!(html.ends_with(r#" width="560" height="320" alt="a &lt; b &amp; &quot;c&quot;">"#));
        assert_eq!(text, "a < b & \"c\"");
    }

    #[test]
    fn a_network_shows_its_layers() {
        let network = Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        let text = network.shown().text;
        assert_eq!(
            text,
            "Network 2 → 10 → 5 → 1: 91 parameters\n\
             layer        W        b  activation  parameters\n    \
                 1  (10, 2)  (10, 1)        relu          30\n    \
                 2  (5, 10)   (5, 1)        relu          55\n    \
                 3   (1, 5)   (1, 1)     sigmoid           6"
        );
    }

    #[test]
    fn a_matrix_is_a_small_table() {
        assert_eq!(array![[1.0, -0.5]].shown().text, "matrix (1, 2)\n1.00000000  -0.50000000");
        let wide = Matrix::zeros((2, 300)).shown();
        assert_eq!(wide.text, "matrix (2, 300)\n0  0  0  0  0  0  0  0  0  …\n0  0  0  0  0  0  0  0  0  …");
        assert_eq!(wide.html.unwrap().matches("<td").count(), 20);
        assert_eq!(Matrix::zeros((0, 3)).shown().text, "matrix (0, 3)");
    }

    #[test]
    fn a_data_set_shows_its_first_examples() {
        let data = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1)).unwrap();
        let text = data.shown().text;
        assert!(text.starts_with("300 examples of 2 inputs: 150 labelled 0, 150 labelled 1\n"), "{text}");
        assert!(text.contains("x1  -0.07741354   0.43186960"), "{text}");
    }

    #[test]
    fn a_gradient_report_is_two_tables() {
        let wrong = |t: &[f64]| vec![-2.0 * t[0]];
        let shown = |gradient: fn(&[f64]) -> Vec<f64>| {
            nn_course::gradient_check::check::check(
                |t| t[0] * t[0],
                gradient,
                &[3.0],
                nn_course::gradient_check::difference::Difference::default(),
            )
            .unwrap()
            .shown()
        };
        let Shown { html, text } = shown(wrong);
        assert_eq!(html.unwrap().matches("<table>").count(), 2);
        assert!(text.starts_with("Gradient check: wrong. Difference 1.00e0 (two-sided, ε = 1e-7)"), "{text}");
        assert!(
            text.contains("theta           1         1       1.0e0    1.0e0  backprop = −numeric: the sign"),
            "{text}"
        );
        assert!(text.ends_with("theta  -6.000000  6.000000  -1.000  disagrees"), "{text}");
        assert_eq!(shown(|t| vec![2.0 * t[0]]).html.unwrap().matches("<table>").count(), 1);
    }

    #[test]
    fn a_history_is_a_picture() {
        let mut history = History::default();
        assert!(history.shown().html.is_none());
        history.push(0, f64::INFINITY, 0.0);
        history.push(100, 0.5, 0.0);
        let shown = history.shown();
        assert!(shown.html.unwrap().starts_with("<img"));
        assert_eq!(shown.text, "The cost by iteration: inf at iteration 0, 0.50000000 at iteration 100.");
    }
}
