//! The crate's error type: every variant carries the offending value and what is allowed.

use std::fmt;

/// An error with the offending value and what is allowed. Rows, columns and examples are counted from 0.
#[derive(Clone, PartialEq)]
#[allow(missing_docs, reason = "a variant's line says what its fields are")]
pub enum Error {
    /// The matrix `what`, in the course's notation (`W2`, `X`, …), has the wrong shape (rows, columns).
    Shape { what: String, found: (usize, usize), allowed: String },
    /// A matrix or a list is empty.
    Empty { what: String, allowed: String },
    /// The first entry of the matrix `what` that is NaN or infinite.
    NotFinite { what: String, row: usize, column: usize, value: f64 },
    /// The label of the example `column` is neither 0 nor 1.
    Label { column: usize, value: f64 },
    /// Something is of the wrong kind, or does not fit the other arguments.
    Mismatch { what: String, found: String, allowed: String },
    /// A setting is outside its range.
    OutOfRange { what: String, value: f64, allowed: &'static str },
    /// Training left the finite numbers: this iteration's update gave a parameter `what` (`W1`, `b3`, …) that is not finite, or its
    /// cost is NaN.
    Diverged { iteration: usize, what: String, value: f64, learning_rate: f64 },
    /// A cell of a CSV file has an illegal value; line and column are counted from 1. The value is empty where the column is missing.
    Csv { file: String, line: u64, column: usize, value: String, allowed: String },
    /// A failure outside of the mathematics, in words: a file that cannot be read, a picture that cannot be drawn.
    Outside(String),
}

/// Short constructors for frequent variants.
impl Error {
    pub(crate) fn shape(what: impl Into<String>, found: (usize, usize), allowed: impl Into<String>) -> Self {
        Error::Shape { what: what.into(), found, allowed: allowed.into() }
    }

    pub(crate) fn empty(what: impl Into<String>, allowed: impl Into<String>) -> Self {
        Error::Empty { what: what.into(), allowed: allowed.into() }
    }

    pub(crate) fn mismatch(what: impl Into<String>, found: impl ToString, allowed: impl Into<String>) -> Self {
        Error::Mismatch { what: what.into(), found: found.to_string(), allowed: allowed.into() }
    }
}

/// `Result` with the crate's [`Error`], unless another is named.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Shape { what, found: (r, c), allowed } => {
                write!(f, "{what} has shape ({r}, {c}); allowed: {allowed}")
            }
            Error::Empty { what, allowed } => write!(f, "{what} is empty; allowed: {allowed}"),
            Error::NotFinite { what, row, column, value } => {
                write!(f, "{what}[{row}, {column}] is {value}; allowed: finite numbers")
            }
            Error::Label { column, value } => write!(f, "Y[0, {column}] is {value}; allowed: 0 or 1"),
            Error::Mismatch { what, found, allowed } => write!(f, "{what} is {found}; allowed: {allowed}"),
            Error::OutOfRange { what, value, allowed } => write!(f, "{what} is {value}; allowed: {allowed}"),
            Error::Diverged { iteration, what, value, learning_rate } => write!(
                f,
                "training diverged at iteration {iteration}: {what} holds {value} with learning rate \
                 {learning_rate}; allowed: finite parameters (try a smaller learning rate or smaller initial weights)"
            ),
            Error::Csv { file, line, column, value, allowed } => {
                write!(f, "{file}, line {line}, column {column} is {value:?}; allowed: {allowed}")
            }
            Error::Outside(what) => f.write_str(what),
        }
    }
}

/// The same words as [`fmt::Display`], because a notebook cell's `?` prints `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_names_the_value_and_what_is_allowed() {
        let shape = Error::Shape { what: "W2".into(), found: (3, 4), allowed: "(3, 5)".into() };
        assert_eq!(shape.to_string(), "W2 has shape (3, 4); allowed: (3, 5)");
        let nan = Error::NotFinite { what: "X".into(), row: 1, column: 7, value: f64::NAN };
        assert_eq!(format!("{nan:?}"), "X[1, 7] is NaN; allowed: finite numbers");
        let csv = Error::Csv { file: "a.csv".into(), line: 3, column: 2, value: "x".into(), allowed: "0 or 1".into() };
        assert_eq!(csv.to_string(), "a.csv, line 3, column 2 is \"x\"; allowed: 0 or 1");
    }
}
