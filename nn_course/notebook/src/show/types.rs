//! Display of the course's own types.

use super::lists::together;
use super::numbers::{MOST, number, percent, shape};
use super::rows::Row;
use super::table::Table;
use super::{Show, Shown, TEXT, escape};
use crate::plot::curves::cost_curve;
use ndarray::ArrayView1;
use nn_course::data::dataset::Dataset;
use nn_course::data::normalize::Normalizer;
use nn_course::data::split::Split;
use nn_course::diagnosis::diagnose::{Diagnosis, Errors};
use nn_course::diagnosis::gap::Gap;
use nn_course::diagnosis::learning_curve::{CurvePoint, LearningCurve};
use nn_course::gradient_check::report::{Component, GradientReport, MatrixSummary};
use nn_course::network::layers::{Layer, Network};
use nn_course::network::propagation::{Cache, Gradients};
use nn_course::regularization::dropout::Masks;
use nn_course::regularization::early_stopping::{Evaluation, StoppedEarly};
use nn_course::training::history::History;
use nn_course::training::train::Trained;

impl Show for Network {
    fn shown(&self) -> Shown {
        let sizes: Vec<String> = self.sizes().iter().map(usize::to_string).collect();
        let caption = format!("Network {}: {} parameters", sizes.join(" → "), self.parameter_count());
        Layer::table(caption, self.layers()).shown()
    }
}

/// The first examples, and how many there are of each label, after the name of the set.
fn examples(name: &str, data: &Dataset) -> Shown {
    let ones = data.y().sum();
    let (m, n_x) = (data.m(), data.n_x());
    let caption = format!("{name}{m} examples of {n_x} inputs: {} labelled 0, {ones} labelled 1", m as f64 - ones);
    let columns = m.min(MOST - 2);
    let heads = std::iter::once("example".to_string()).chain((0..columns).map(|i| i.to_string()));
    let names = |i: usize| data.names().map(|names| names[i].chars().take(30).collect::<String>());
    let inputs = data.x().rows().into_iter().zip(1..).take(MOST);
    let inputs = inputs.map(|(row, i)| (names(i - 1).unwrap_or_else(|| format!("x{i}")), row, false));
    let label = (names(n_x).unwrap_or_else(|| "y".into()), data.y().row(0), true);
    let numbers = |row: ArrayView1<f64>, whole| row.iter().take(columns).map(|&v| number(v, whole)).collect::<Vec<_>>();
    let cells = |(name, row, whole)| [vec![name], numbers(row, whole)].concat();
    let more = (n_x > MOST).then(|| vec!["…".to_string(); columns + 1]);
    Table::new(caption, heads).rows(inputs.map(cells)).rows(more).rows([cells(label)]).shown()
}

impl Show for Dataset {
    fn shown(&self) -> Shown {
        examples("", self)
    }
}

impl Show for Split {
    fn shown(&self) -> Shown {
        let parts = [("train: ", &self.train), ("dev: ", &self.dev), ("test: ", &self.test)];
        together(parts.map(|(name, data)| examples(name, data)).into(), 3)
    }
}

impl Show for Normalizer {
    fn shown(&self) -> Shown {
        let features = self.mean().iter().zip(self.std()).zip(1..).take(MOST);
        let row = |((mean, std), i): ((&f64, &f64), usize)| [i.to_string(), number(*mean, false), number(*std, false)];
        Table::new("Normalizer, fitted", ["feature", "μ", "σ"]).rows(features.map(row)).shown()
    }
}

impl Show for Cache {
    fn shown(&self) -> Shown {
        let layers = self.z().iter().zip(self.a()).zip(1..);
        let rows = layers.map(|((z, a), l)| [l.to_string(), shape(z), shape(a)]);
        Table::new("Cache of a forward pass", ["layer", "Z", "A"]).rows(rows).shown()
    }
}

impl Show for Gradients {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Gradients", ["layer", "dZ", "dW", "db", "largest |dW|"]);
        for (((dz, dw), db), l) in self.dz.iter().zip(&self.dw).zip(&self.db).zip(1..) {
            // NaN wins, so that it shows.
            let largest = dw.iter().fold(0.0_f64, |most, v| if v.abs() > most || v.is_nan() { v.abs() } else { most });
            table.row([usize::to_string(&l), shape(dz), shape(dw), shape(db), number(largest, false)]);
        }
        table.shown()
    }
}

impl Show for Masks {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Dropout masks", ["hidden layer", "D", "keep_prob", "kept"]);
        for ((d, keep_prob), l) in self.d().iter().zip(self.keep_prob()).zip(1..) {
            table.row([usize::to_string(&l), shape(d), keep_prob.to_string(), percent(d.sum() / d.len() as f64)]);
        }
        table.shown()
    }
}

/// The report's verdict and sentences, a table of the matrices, and one of the components that differ most.
impl Show for GradientReport {
    fn shown(&self) -> Shown {
        let [verdict, reasons] = self.sentences().map(|s| escape(&s));
        let matrices = MatrixSummary::table("", self.matrices());
        let mut html = format!("{TEXT}<b>{verdict}</b> {reasons}</div>{}", matrices.html());
        let mut text = self.sentences().join(" ") + &matrices.text();
        if self.listed().next().is_some() {
            html += &Component::table("The components that differ most:", self.listed()).html();
            text += &format!("\n{}", Component::table("", self.listed()).text());
        }
        Shown { html: Some(html), text }
    }
}

/// The diagnosis in a sentence, and a table of the gaps.
impl Show for Diagnosis {
    fn shown(&self) -> Shown {
        let gaps = Gap::table("", self.gaps());
        let html = format!("{TEXT}<b>{}</b></div>{}", escape(&self.sentence()), gaps.html());
        Shown { html: Some(html), text: self.sentence() + &gaps.text() }
    }
}

/// Their diagnosis.
impl Show for Errors {
    fn shown(&self) -> Shown {
        self.diagnose().shown()
    }
}

impl Show for LearningCurve {
    fn shown(&self) -> Shown {
        CurvePoint::table("A learning curve, means of all repetitions", self.points()).shown()
    }
}

impl Show for StoppedEarly {
    fn shown(&self) -> Shown {
        let end = match self.stopped_at {
            Some(iteration) => format!("stopped at iteration {iteration}"),
            None => "the iterations ran out first".into(),
        };
        let caption = format!("Early stopping: {end}; the network of iteration {} is kept", self.best.iteration);
        Evaluation::table(caption, [&self.best].into_iter().chain(self.evaluations.last())).shown()
    }
}

impl Show for History {
    fn shown(&self) -> Shown {
        match self.points() {
            [] => Shown::text("an empty history: no iteration was recorded"),
            _ => cost_curve("The cost by iteration", self).shown(),
        }
    }
}

impl Show for Trained {
    fn shown(&self) -> Shown {
        self.history.shown()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::FromCsv;
    use crate::plot::panel::Panel;
    use nn_course::data::generate;
    use nn_course::data::split::Sizes;
    use nn_course::network::init::Initializer;
    use nn_course::support::random::NumpyRng;

    #[test]
    fn a_figure_is_an_image_with_its_sentence() {
        let figure = crate::plot::figure::Figure::row(&[Panel::new("a < b & \"c\"", "x", "y")]).unwrap();
        let Shown { html, text } = figure.shown();
        let html = html.unwrap();
        assert!(html.starts_with("<img src=\"data:image/png;base64,iVBOR"), "{html}");
        let end = r#" width="900" height="300" alt="a &lt; b &amp; &quot;c&quot;." style="background:#fff;border-radius:8px">"#;
        assert!(html.ends_with(end), "{html}");
        assert_eq!(text, "a < b & \"c\".");
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
        assert_eq!(shown.text, "The cost by iteration: cost ends near 0.50 (one value 0.5 at iteration 100).");
    }

    #[test]
    fn a_header_names_the_rows_of_a_data_set() {
        let text = "height,a name of more than thirty letters,team\n0.5,2,1\n0.25,3,0\n";
        let data = Dataset::from_csv_reader(text.as_bytes(), "points").unwrap();
        let text = data.shown().text;
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        assert_eq!(lines[0], "2 examples of 2 inputs: 1 labelled 0, 1 labelled 1");
        assert_eq!(lines[2], "height  0.50000000  0.25000000");
        assert_eq!(lines[3], "a name of more than thirty let  2.00000000  3.00000000");
        assert_eq!(lines[4], "team           1           0");
    }

    /// What a reader of CSV cannot know stands in what is shown: here a column of row numbers, and a label for each class.
    #[test]
    fn a_data_set_of_many_inputs_shows_the_first_ones_and_the_label() {
        let header: Vec<String> = (2..12).map(|i| format!("x{i}")).collect();
        let halves = "0.5,".repeat(10);
        let text = format!("id,{},other,team\n1001,{halves}0,1\n1002,{halves}1,0\n", header.join(","));
        let text = Dataset::from_csv_reader(text.as_bytes(), "points").unwrap().shown().text;
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        assert_eq!(lines[0], "2 examples of 12 inputs: 1 labelled 0, 1 labelled 1");
        assert_eq!(lines[2], "id  1001.00000000  1002.00000000");
        assert_eq!(
            lines[11..],
            [
                "x10     0.50000000     0.50000000",
                "…              …              …",
                "team              1              0"
            ]
        );
    }

    #[test]
    fn a_split_is_three_data_sets() {
        let data = generate::circles(100, 0.8, 0.05, &mut NumpyRng::seed(1)).unwrap();
        let parts = data.split_stratified(Sizes::Counts([60, 20, 20]), &mut NumpyRng::seed(1)).unwrap();
        let text = Split::from(parts).shown().text;
        assert!(text.starts_with("train: 60 examples of 2 inputs: 30 labelled 0, 30 labelled 1\n"), "{text}");
        assert!(text.contains("\n\ntest: 20 examples"), "{text}");
    }

    #[test]
    fn errors_show_their_diagnosis() {
        let errors = Errors::new(0.01, 0.11);
        assert_eq!(errors.shown(), errors.diagnose().unwrap().shown());
        assert!(Errors::new(2.0, 0.11).shown().text.starts_with("the train error is 2"));
    }

    #[test]
    fn a_diagnosis_is_a_table_of_gaps() {
        let Shown { html, text } = Errors::new(0.15, (0.30, 1000)).shown();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "           gap         from           to               points        try",
                "avoidable bias   human 0.0%  train 15.0%                 15.0  HIGH  bigger network, longer training, other architecture",
                "      variance  train 15.0%    dev 30.0%  15.0 (12.2 to 17.9)  HIGH  more data, regularization, other architecture",
            ]
        );
        assert!(html.unwrap().contains("<b>High bias and high variance. Next, the avoidable bias"));
        let text = Errors::new(-0.0, (0.0196, 100)).shown().text;
        assert!(text.contains("human 0.0%  train 0.0%") && text.contains(" 2.0 ("), "{text}");
    }
}
