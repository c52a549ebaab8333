//! The one error type: every variant carries the value it refuses and what is allowed.

use std::fmt;

/// What went wrong, with the offending value and the legal range.
#[derive(Clone, PartialEq)]
pub enum Error {
    /// A matrix has the wrong shape.
    Shape {
        /// Which matrix, in the course's notation (`W2`, `X`, …).
        what: String,
        /// The shape that was given, (rows, columns).
        found: (usize, usize),
        /// The shape that is allowed, in words.
        allowed: String,
    },
    /// A matrix or a list is empty.
    Empty {
        /// What is empty.
        what: String,
        /// What is allowed.
        allowed: String,
    },
    /// An entry of a matrix is NaN or infinite.
    NotFinite {
        /// Which matrix.
        what: String,
        /// Row of the first such entry, from 0.
        row: usize,
        /// Column of the first such entry, from 0.
        column: usize,
        /// The entry.
        value: f64,
    },
    /// A label is neither 0 nor 1.
    Label {
        /// Which example, from 0.
        column: usize,
        /// The label.
        value: f64,
    },
    /// Something is of the wrong kind or does not belong to the rest.
    Mismatch {
        /// What.
        what: String,
        /// What was found.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// A setting is outside its range.
    OutOfRange {
        /// Which setting.
        what: String,
        /// The value that was given.
        value: f64,
        /// The range that is allowed, in words.
        allowed: &'static str,
    },
    /// Training left the finite numbers: the parameters are no longer usable.
    Diverged {
        /// The iteration whose update gave the first non-finite parameter, or whose cost is NaN.
        iteration: usize,
        /// Which parameter (`W1`, `b3`, …), or the cost.
        what: String,
        /// Its value.
        value: f64,
        /// The learning rate in use.
        learning_rate: f64,
    },
    /// A cell of a CSV file is not what it should be.
    Csv {
        /// Which file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
        /// What stands there; empty where the column is missing.
        value: String,
        /// What is allowed there.
        allowed: String,
    },
    /// A file could not be read.
    File {
        /// Which file.
        file: String,
        /// Why not.
        why: String,
    },
    /// Drawing or encoding a picture failed.
    Plot(String),
}

/// Short ways to make the variants that many functions return.
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
            Error::Label { column, value } => {
                write!(f, "Y[0, {column}] is {value}; allowed: 0 or 1")
            }
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
            Error::File { file, why } => {
                write!(f, "{file} could not be read: {why}; allowed: a file that can be opened")
            }
            Error::Plot(why) => write!(f, "the picture could not be drawn: {why}"),
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
