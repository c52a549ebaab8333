//! Display of plain values, matrices and vectors.

use super::table::Table;
use super::{Show, Shown};
use ndarray::{ArrayBase, ArrayView2, Data, Ix1, Ix2};
use nn_course::Matrix;

/// Rows and columns of a matrix that are shown before an ellipsis stands for the rest.
pub(super) const MOST: usize = 10;

/// A number with so many decimals, or with an exponent and so many decimals where those would not do.
pub(crate) fn rounded(v: f64, decimals: usize, with_exponent: usize) -> String {
    let plain = v == 0.0 || (1e-4..1e6).contains(&v.abs());
    if plain { format!("{v:.decimals$}") } else { format!("{v:.with_exponent$e}") }
}

/// A fraction as a percentage with one decimal: 0.149 is "14.9%". A sum of no numbers is −0 in Rust, and shown as "0.0%".
pub fn percent(fraction: f64) -> String {
    format!("{:.1}%", 100.0 * fraction + 0.0)
}

/// A number as NumPy prints it: with eight decimals; whole numbers without.
pub(super) fn number(v: f64, whole: bool) -> String {
    if whole { v.to_string() } else { rounded(v, 8, 8) }
}

/// The shape of a matrix, in words.
pub(super) fn shape(x: &Matrix) -> String {
    format!("({}, {})", x.nrows(), x.ncols())
}

/// A matrix as a table named by its shape.
pub(super) fn matrix_table(name: &str, x: ArrayView2<f64>) -> Table {
    let whole = x.iter().all(|v| v.fract() == 0.0 && v.abs() < 1e6);
    // Of too many, one less, and an ellipsis.
    let cut = |n: usize| (if n > MOST { MOST - 1 } else { n }, (n > MOST).then(|| "…".to_string()));
    let ((rows, row_dots), (columns, dots)) = (cut(x.nrows()), cut(x.ncols()));
    let row = |i: usize| (0..columns).map(move |j| number(x[[i, j]], whole)).chain(dots.clone());
    let last = row_dots.map(|dots_here| vec![dots_here; columns + dots.iter().len()]);
    let table = Table::new(format!("{name} ({}, {})", x.nrows(), x.ncols()), [""; 0]);
    table.rows((0..rows).map(row)).rows(last)
}

impl<S: Data<Elem = f64>> Show for ArrayBase<S, Ix2> {
    fn shown(&self) -> Shown {
        matrix_table("matrix", self.view()).shown()
    }
}

impl<S: Data<Elem = f64>> Show for ArrayBase<S, Ix1> {
    fn shown(&self) -> Shown {
        f64::list(&self.iter().collect::<Vec<_>>())
    }
}

/// A cell that ends without a value shows nothing.
impl Show for () {
    fn shown(&self) -> Shown {
        Shown::text("")
    }
}

/// Plain values show themselves as their text; with the kernel's own way a cell takes twice as long.
macro_rules! show_as_text {
    ($($type:ty),*) => {
        $(impl Show for $type {
            fn shown(&self) -> Shown {
                Shown::text(self.to_string())
            }
        })*
    };
}

show_as_text!(f64, f32, usize, u64, u32, i64, i32, bool, char, str, String, nn_course::support::error::Error);
show_as_text!(nn_course::gradient_check::report::Verdict, nn_course::gradient_check::second_look::Reason);

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_matrix_is_a_small_table() {
        assert_eq!(array![[1.0, -0.5]].shown().text, "matrix (1, 2)\n1.00000000  -0.50000000");
        let wide = Matrix::zeros((2, 300)).shown();
        assert_eq!(wide.text, "matrix (2, 300)\n0  0  0  0  0  0  0  0  0  …\n0  0  0  0  0  0  0  0  0  …");
        assert_eq!(wide.html.unwrap().matches("<td").count(), 20);
        assert_eq!(Matrix::zeros((0, 3)).shown().text, "matrix (0, 3)");
        assert!(Matrix::ones((11, 2)).shown().text.ends_with("\n1  1\n…  …"));
    }

    #[test]
    fn parts_of_a_matrix_show_themselves_too() {
        let x = array![[1.0, 2.0], [3.0, 4.5]];
        assert_eq!(x.t().shown().text, array![[1.0, 3.0], [2.0, 4.5]].shown().text);
        assert_eq!(x.row(1).shown().text, "[3, 4.5]");
    }
}
