//! A labelled data set: X (n_x, m) with one example per column, and Y (1, m) of 0s and 1s.
//!
//! Explained in notebook 01, section 2.

use crate::{Matrix, support::error::*, support::validate};
use std::sync::Arc;

/// Examples and their labels: finite numbers, labels 0 or 1, at least one example.
#[derive(Clone, Debug)]
pub struct Dataset {
    x: Matrix,
    y: Matrix,
    names: Option<Arc<[String]>>,
}

/// Data sets are equal if their examples and labels are, whatever their columns are called.
impl PartialEq for Dataset {
    fn eq(&self, other: &Self) -> bool {
        self.x == other.x && self.y == other.y
    }
}

impl Dataset {
    /// X (n_x, m) with Y (1, m).
    ///
    /// # Errors
    /// [`Error::Shape`] if X is empty or Y is not (1, m);
    /// [`Error::NotFinite`] for NaN or ±∞ in X; [`Error::Label`] for a
    /// label other than 0 and 1.
    pub fn new(x: Matrix, y: Matrix) -> Result<Self> {
        validate::inputs("X", &x, x.nrows())?;
        validate::labels(&y, x.ncols())?;
        Ok(Dataset { x: x.as_standard_layout().into_owned(), y: y.as_standard_layout().into_owned(), names: None })
    }

    /// The same examples with a name for each input, and the label's name last.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for other than n_x + 1 names.
    pub fn with_names(self, names: Vec<String>) -> Result<Self> {
        validate::one_for_each("names", names.len(), self.n_x() + 1, "input and the label")?;
        Ok(Dataset { names: Some(names.into()), ..self })
    }

    /// X, shape (n_x, m).
    pub fn x(&self) -> &Matrix {
        &self.x
    }

    /// Y, shape (1, m).
    pub fn y(&self) -> &Matrix {
        &self.y
    }

    /// The number of examples m.
    pub fn m(&self) -> usize {
        self.x.ncols()
    }

    /// The number of inputs n_x.
    pub fn n_x(&self) -> usize {
        self.x.nrows()
    }

    /// The names of the inputs, then the label's, if there are any: from a CSV file's header, or from [`Dataset::with_names`]. Parts of
    /// such a data set keep them.
    ///
    /// ```
    /// # use nn_course::prelude::*;
    /// let points = Dataset::new(array![[0.5, 0.1], [-0.25, 0.3]], array![[1.0, 0.0]])?;
    /// let data = points.with_names(vec!["x1".into(), "x2".into(), "team".into()])?;
    /// assert_eq!(data.select([1])?.names().unwrap(), ["x1", "x2", "team"]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn names(&self) -> Option<&[String]> {
        self.names.as_deref()
    }

    /// The examples with the given indices, counted from 0, in the given order; an index may occur more than once.
    ///
    /// ```
    /// # use nn_course::prelude::*;
    /// let data = generate::moons(1_000, 0.2, &mut NumpyRng::seed(1))?;
    /// assert_eq!(data.select(0..50)?.m(), 50);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Empty`] for no number; [`Error::Mismatch`] for one of m or more;
    /// [`Error::Shape`] for more than 2²⁸ entries.
    pub fn select(&self, numbers: impl IntoIterator<Item = usize>) -> Result<Self> {
        let (m, numbers) = (self.m(), numbers.into_iter());
        let asked = Some(numbers.size_hint().0).filter(|n| *n > m).map_or("".into(), |n| format!(", not {n}"));
        let exists = |number: usize| {
            let allowed = || format!("0 to {}: there are {m} examples{asked}", m - 1);
            validate::ensure(number < self.m(), || Error::mismatch("an example's number", number, allowed()))?;
            Ok(number)
        };
        let chosen = numbers.map(exists).collect::<Result<Vec<_>>>()?;
        validate::ensure(!chosen.is_empty(), || Error::empty("the selection", "one example or more"))?;
        validate::size("the selection", self.n_x(), chosen.len())?;
        Ok(self.gather(&chosen))
    }

    /// The examples with these indices, which must exist. The matrices are filled row by row, the layout that all code expects.
    pub(crate) fn gather(&self, numbers: &[usize]) -> Self {
        let columns =
            |of: &Matrix| Matrix::from_shape_fn((of.nrows(), numbers.len()), |(row, i)| of[[row, numbers[i]]]);
        Dataset { x: columns(&self.x), y: columns(&self.y), names: self.names.clone() }
    }

    /// The examples of this set followed by those of another, with the names of this set.
    ///
    /// # Errors
    /// [`Error::Shape`] if the other set has another number of inputs, or both have more than 2²⁸ entries together.
    pub fn join(&self, other: &Dataset) -> Result<Self> {
        validate::shape("X of the other set", &other.x, (self.n_x(), other.m()))?;
        validate::size("X of both sets", self.n_x(), self.m() + other.m())?;
        let rows = |a: &Matrix, b: &Matrix| {
            let at = |row: usize, i: usize| if i < self.m() { a[[row, i]] } else { b[[row, i - self.m()]] };
            Matrix::from_shape_fn((a.nrows(), self.m() + other.m()), |(row, i)| at(row, i))
        };
        Ok(Dataset { x: rows(&self.x, &other.x), y: rows(&self.y, &other.y), names: self.names.clone() })
    }

    /// The same labels with other inputs, for instance normalized ones. As many inputs as before keep their names.
    ///
    /// # Errors
    /// As [`Dataset::new`].
    pub fn with_x(&self, x: Matrix) -> Result<Self> {
        let names = self.names.clone().filter(|_| x.nrows() == self.n_x());
        Ok(Dataset { names, ..Dataset::new(x, self.y.clone())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::NumpyRng;
    use ndarray::array;

    #[test]
    fn a_selection_keeps_examples_whole() {
        let data = Dataset::new(array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], array![[0.0, 1.0, 1.0]]).unwrap();
        let expected = Dataset::new(array![[3.0, 1.0, 3.0], [6.0, 4.0, 6.0]], array![[1.0, 0.0, 1.0]]).unwrap();
        assert_eq!(data.select([2, 0, 2]).unwrap(), expected);
        assert!(data.select([2, 0]).unwrap().x().is_standard_layout(), "as all of the crate expects it");
        let error = data.select(1..5).unwrap_err().to_string();
        assert_eq!(error, "an example's number is 3; allowed: 0 to 2: there are 3 examples, not 4");
        assert!(data.select(0..usize::MAX).is_err(), "ends at the first that is not there");
        assert_eq!(data.select([]).unwrap_err().to_string(), "the selection is empty; allowed: one example or more");
    }

    #[test]
    fn joined_sets_keep_their_order() {
        let data = Dataset::new(array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], array![[0.0, 1.0, 1.0]]).unwrap();
        let (first, rest) = (data.select([0]).unwrap(), data.select(1..3).unwrap());
        assert_eq!(first.join(&rest).unwrap(), data);
        let narrow = Dataset::new(array![[1.0]], array![[0.0]]).unwrap();
        let error = data.join(&narrow).unwrap_err().to_string();
        assert_eq!(error, "X of the other set has shape (1, 1); allowed: (2, 1)");
    }

    #[test]
    fn parts_keep_the_names_of_their_columns() {
        let plain = Dataset::new(array![[1.0, 2.0], [4.0, 5.0]], array![[0.0, 1.0]]).unwrap();
        assert_eq!(plain.names(), None);
        let names = ["age", "height", "team"].map(String::from);
        let data = plain.clone().with_names(names.to_vec()).unwrap();
        assert_eq!(data, plain, "names are not compared");
        let wider = data.with_x(Matrix::zeros((3, 2))).unwrap();
        let same = data.with_x(data.x() * 2.0).unwrap();
        for part in [data.select([1]).unwrap(), data.join(&plain).unwrap(), same] {
            assert_eq!(part.names().unwrap(), names);
        }
        assert_eq!(wider.names(), None, "one name is missing");
        let halves = data.split(crate::data::split::Sizes::Counts([1, 1]), &mut NumpyRng::seed(1)).unwrap();
        assert!(halves.iter().all(|half| half.names().unwrap() == names));
        let error = data.with_names(names[..2].to_vec()).unwrap_err().to_string();
        assert_eq!(error, "the number of names is 2; allowed: 3, one for each input and the label");
    }

    #[test]
    fn the_largest_sets_are_refused_before_they_are_made() {
        let wide = Dataset::new(Matrix::zeros((1 << 20, 1)), array![[0.0]]).unwrap();
        let error = wide.select(std::iter::repeat_n(0, 257)).err().map(|e| e.to_string());
        assert!(error.is_some_and(|e| e.contains("at most 268435456 entries")));
        // 2 · 20,000 examples are few, however many pairs of them there are.
        let long = Dataset::new(Matrix::zeros((1, 20_000)), Matrix::zeros((1, 20_000))).unwrap();
        assert_eq!(long.join(&long).unwrap().m(), 40_000);
    }

    #[test]
    fn bad_input_is_named() {
        let x = array![[1.0, 2.0], [3.0, f64::NAN]];
        let y = array![[0.0, 1.0]];
        let error = |x: &Matrix, y: &Matrix| Dataset::new(x.clone(), y.clone()).unwrap_err().to_string();
        assert_eq!(error(&x, &y), "X[1, 1] is NaN; allowed: finite numbers");
        let x = array![[1.0, 2.0]];
        assert_eq!(error(&x, &array![[0.0, 2.0]]), "Y[0, 1] is 2; allowed: 0 or 1");
        assert_eq!(error(&x, &array![[0.0]]), "Y has shape (1, 1); allowed: (1, 2)");
        assert_eq!(
            error(&Matrix::zeros((2, 0)), &Matrix::zeros((1, 0))),
            "X has shape (2, 0); allowed: at least one row and one column"
        );
    }
}
