//! Shared argument checks: each returns an error that names the illegal value and what is allowed.

use crate::{Matrix, support::error::*};

/// An error unless `legal`.
pub fn ensure(legal: bool, refusal: impl FnOnce() -> Error) -> Result<()> {
    if legal { Ok(()) } else { Err(refusal()) }
}

/// Checks that a matrix has rows and columns.
pub fn not_empty(what: &str, x: &Matrix) -> Result<()> {
    ensure(!x.is_empty(), || Error::shape(what, x.dim(), "at least one row and one column"))
}

/// Checks that all entries are finite; an error names the first that is not.
pub fn finite(what: &str, x: &Matrix) -> Result<()> {
    match x.indexed_iter().find(|(_, v)| !v.is_finite()) {
        None => Ok(()),
        Some(((row, column), &value)) => Err(Error::NotFinite { what: what.into(), row, column, value }),
    }
}

/// Returns a result after checking that all entries are finite.
pub fn finite_result(what: &str, x: Matrix) -> Result<Matrix> {
    finite(what, &x)?;
    Ok(x)
}

/// Checks that X has `rows` rows, at least one column, and finite entries.
pub fn inputs(what: &str, x: &Matrix, rows: usize) -> Result<()> {
    not_empty(what, x)?;
    shape(what, x, (rows, x.ncols()))?;
    finite(what, x)
}

/// Checks a matrix's shape.
pub fn shape(what: &str, x: &Matrix, allowed: (usize, usize)) -> Result<()> {
    ensure(x.dim() == allowed, || Error::shape(what, x.dim(), format!("({}, {})", allowed.0, allowed.1)))
}

/// Checks that labels are a single row of 0s and 1s, one for each of `m` examples.
pub fn labels(y: &Matrix, m: usize) -> Result<()> {
    shape("Y", y, (1, m))?;
    match y.iter().enumerate().find(|(_, v)| **v != 0.0 && **v != 1.0) {
        None => Ok(()),
        Some((column, &value)) => Err(Error::Label { column, value }),
    }
}

/// Checks a setting that is legal where `legal` holds; NaN never is.
pub fn range(what: &str, value: f64, legal: bool, allowed: &'static str) -> Result<()> {
    ensure(legal && !value.is_nan(), || Error::OutOfRange { what: what.into(), value, allowed })
}

/// Checks that a matrix has at most 2²⁸ entries (2 GiB), which a learner's machine can hold.
pub fn size(what: &str, rows: usize, columns: usize) -> Result<()> {
    let legal = rows.max(1).checked_mul(columns.max(1)).is_some_and(|n| n <= 1 << 28);
    ensure(legal, || Error::shape(what, (rows, columns), "at most 268435456 entries in all"))
}

/// Checks that a list has `wanted` entries, one for each `each`.
pub fn one_for_each(what: &str, found: usize, wanted: usize, each: &str) -> Result<()> {
    let refusal = || Error::mismatch(format!("the number of {what}"), found, format!("{wanted}, one for each {each}"));
    ensure(found == wanted, refusal)
}

/// Checks that a number is 0 or more and finite.
pub fn not_negative(what: &str, value: f64) -> Result<()> {
    range(what, value, value >= 0.0 && value.is_finite(), "0 or more, finite")
}

/// Checks that a number is above 0 and finite.
pub fn positive(what: &str, value: f64) -> Result<()> {
    range(what, value, value > 0.0 && value.is_finite(), "above 0, finite")
}

/// Checks that a count is not 0.
pub fn at_least_one(what: &str, n: usize) -> Result<()> {
    range(what, n as f64, n > 0, "1, 2, 3, …")
}
