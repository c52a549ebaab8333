//! A labelled data set: X (n_x, m), one column an example, and Y (1, m) of 0s and 1s.

use crate::{Matrix, check, error::Result};

/// Examples and their labels. What is inside has been checked: finite numbers, labels 0 or 1, at least one example.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    x: Matrix,
    y: Matrix,
}

impl Dataset {
    /// X (n_x, m) with Y (1, m).
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if X is empty or Y is not (1, m);
    /// [`Error::NotFinite`](crate::Error::NotFinite) for NaN or ±∞ in X; [`Error::Label`](crate::Error::Label) for a
    /// label other than 0 and 1.
    pub fn new(x: Matrix, y: Matrix) -> Result<Self> {
        check::not_empty("X", &x)?;
        check::finite("X", &x)?;
        check::labels(&y, x.ncols())?;
        Ok(Dataset { x: x.as_standard_layout().into_owned(), y: y.as_standard_layout().into_owned() })
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

    /// The same labels with other inputs, for instance normalized ones.
    ///
    /// # Errors
    /// As [`Dataset::new`].
    pub fn with_x(&self, x: Matrix) -> Result<Self> {
        Dataset::new(x, self.y.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

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
