//! How the crate's types show themselves as the last expression of a notebook cell.
//!
//! The kernel calls `evcxr_display` on a cell's value; [`Show`], which the prelude brings along, gives that method to
//! the crate's types, to matrices and to plain numbers and texts.

use crate::plot::{Figure, cost_curve};
use crate::{Cache, Dataset, Gradients, History, Matrix, Network, Normalizer, Trained};
use base64::Engine;

/// What a notebook can show of a value: HTML, and the same as plain text.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// For the eye.
    pub html: Option<String>,
    /// For terminals, diffs and screen readers.
    pub text: String,
}

/// A value that shows itself in a notebook.
pub trait Show {
    /// What to show.
    fn shown(&self) -> Shown;

    /// Prints what to show in the kernel's protocol; nothing if there is nothing to show. The kernel calls this for a
    /// cell's last expression.
    fn evcxr_display(&self) {
        let Shown { html, text } = self.shown();
        let mut blocks = String::new();
        let parts = html.iter().map(|h| ("text/html", h)).chain([("text/plain", &text)]);
        for (mime, content) in parts.filter(|part| !part.1.is_empty()) {
            blocks += &format!("EVCXR_BEGIN_CONTENT {mime}\n{content}\nEVCXR_END_CONTENT\n");
        }
        print!("{blocks}");
    }
}

/// Makes a text safe to stand in HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Show for Figure {
    fn shown(&self) -> Shown {
        let data = base64::engine::general_purpose::STANDARD.encode(self.png());
        let alt = escape(self.sentence());
        let html = format!(
            r#"<img src="data:image/png;base64,{data}" width="{}" height="{}" alt="{alt}">"#,
            self.width(),
            self.height()
        );
        Shown { html: Some(html), text: self.sentence().into() }
    }
}

/// A table: a caption, column heads, rows.
struct Table {
    caption: String,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(caption: String, heads: &[&str]) -> Self {
        Table { caption, heads: heads.iter().map(|h| h.to_string()).collect(), rows: Vec::new() }
    }
}

impl Show for Table {
    fn shown(&self) -> Shown {
        let cells = |tag: &str, cells: &[String]| -> String {
            let cell = |c: &String| format!(r#"<{tag} style="text-align:right">{}</{tag}>"#, escape(c));
            format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>())
        };
        let head = if self.heads.is_empty() { String::new() } else { cells("th", &self.heads) };
        let body: String = self.rows.iter().map(|r| cells("td", r)).collect();
        let caption = escape(&self.caption);
        let html = format!("<div>{caption}<table><thead>{head}</thead><tbody>{body}</tbody></table></div>");

        let lines: Vec<&Vec<String>> =
            (!self.heads.is_empty()).then_some(&self.heads).into_iter().chain(&self.rows).collect();
        let columns = lines.iter().map(|l| l.len()).max().unwrap_or(0);
        let width = |c: usize| lines.iter().filter_map(|l| l.get(c)).map(|t| t.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = self.caption.clone();
        for line in lines {
            let padded: Vec<String> = line.iter().zip(&widths).map(|(t, &w)| format!("{t:>w$}")).collect();
            text += &format!("\n{}", padded.join("  "));
        }
        Shown { html: Some(html), text }
    }
}

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
    let mut table = Table::new(format!("{name} ({rows}, {columns})"), &[]);
    table.rows.extend((0..shown(rows)).map(row));
    if rows > MOST {
        table.rows.push(vec!["…".into(); shown(columns) + usize::from(columns > MOST)]);
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
        let mut table = Table::new(caption, &["layer", "W", "b", "activation", "parameters"]);
        for (l, layer) in self.layers().iter().enumerate() {
            table.rows.push(vec![
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
        let mut table = Table::new(caption, &[]);
        table.heads = std::iter::once("example".into()).chain((0..columns).map(|i| i.to_string())).collect();
        let rows = self.x().rows().into_iter().enumerate().map(|(i, r)| (format!("x{}", i + 1), r));
        for (name, row) in rows.take(MOST).chain([("y".to_string(), self.y().row(0))]) {
            let whole = name == "y";
            table.rows.push(std::iter::once(name).chain(row.iter().take(columns).map(|&v| number(v, whole))).collect());
        }
        table.shown()
    }
}

impl Show for Normalizer {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Normalizer, fitted".into(), &["feature", "μ", "σ"]);
        for (i, (mean, std)) in self.mean().iter().zip(self.std()).take(MOST).enumerate() {
            table.rows.push(vec![(i + 1).to_string(), number(*mean, false), number(*std, false)]);
        }
        table.shown()
    }
}

impl Show for Cache {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Cache of a forward pass".into(), &["layer", "Z", "A"]);
        for (l, (z, a)) in self.z().iter().zip(self.a()).enumerate() {
            table.rows.push(vec![(l + 1).to_string(), shape(z), shape(a)]);
        }
        table.shown()
    }
}

impl Show for Gradients {
    fn shown(&self) -> Shown {
        let mut table = Table::new("Gradients".into(), &["layer", "dZ", "dW", "db", "largest |dW|"]);
        for (l, ((dz, dw), db)) in self.dz.iter().zip(&self.dw).zip(&self.db).enumerate() {
            // NaN wins, so that it shows.
            let largest = dw.iter().fold(0.0_f64, |most, v| if v.abs() > most || v.is_nan() { v.abs() } else { most });
            table.rows.push(vec![(l + 1).to_string(), shape(dz), shape(dw), shape(db), number(largest, false)]);
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

show_as_text!(f64, f32, usize, u64, u32, i64, i32, bool, str, String, crate::Error);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Panel;
    use crate::random::NumpyRng;
    use crate::{Initializer, generate};
    use ndarray::array;

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
