//! The argument checks that the public functions share: each passes what is legal, and refuses the rest with its value.

use crate::{Matrix, support::error::*};

/// Refuses what is not legal.
pub fn ensure(legal: bool, refusal: impl FnOnce() -> Error) -> Result<()> {
    if legal { Ok(()) } else { Err(refusal()) }
}

/// Refuses a matrix without rows or columns.
pub fn not_empty(what: &str, x: &Matrix) -> Result<()> {
    ensure(!x.is_empty(), || Error::shape(what, x.dim(), "at least one row and one column"))
}

/// Refuses NaN and ±∞, naming the first such entry.
pub fn finite(what: &str, x: &Matrix) -> Result<()> {
    match x.indexed_iter().find(|(_, v)| !v.is_finite()) {
        None => Ok(()),
        Some(((row, column), &value)) => Err(Error::NotFinite { what: what.into(), row, column, value }),
    }
}

/// Passes on a result without NaN and ±∞.
pub fn finite_result(what: &str, x: Matrix) -> Result<Matrix> {
    finite(what, &x)?;
    Ok(x)
}

/// Refuses an X without columns, of other than `rows` rows, or with NaN or ±∞.
pub fn inputs(what: &str, x: &Matrix, rows: usize) -> Result<()> {
    not_empty(what, x)?;
    shape(what, x, (rows, x.ncols()))?;
    finite(what, x)
}

/// Refuses any shape but `allowed`.
pub fn shape(what: &str, x: &Matrix, allowed: (usize, usize)) -> Result<()> {
    ensure(x.dim() == allowed, || Error::shape(what, x.dim(), format!("({}, {})", allowed.0, allowed.1)))
}

/// Refuses labels other than a single row of 0s and 1s, one for each of `m` examples.
pub fn labels(y: &Matrix, m: usize) -> Result<()> {
    shape("Y", y, (1, m))?;
    match y.iter().enumerate().find(|(_, v)| **v != 0.0 && **v != 1.0) {
        None => Ok(()),
        Some((column, &value)) => Err(Error::Label { column, value }),
    }
}

/// Refuses a value for which `legal` is false; NaN is never legal.
pub fn range(what: &str, value: f64, legal: bool, allowed: &'static str) -> Result<()> {
    ensure(legal && !value.is_nan(), || Error::OutOfRange { what: what.into(), value, allowed })
}

/// Refuses a matrix too large for a machine that learners have: more than 2²⁸ entries are 2 GiB.
pub fn size(what: &str, rows: usize, columns: usize) -> Result<()> {
    let legal = rows.max(1).checked_mul(columns.max(1)).is_some_and(|n| n <= 1 << 28);
    ensure(legal, || Error::shape(what, (rows, columns), "at most 268435456 entries in all"))
}

/// Refuses a list of other than `wanted` entries, one for each `each`.
pub fn one_for_each(what: &str, found: usize, wanted: usize, each: &str) -> Result<()> {
    let refusal = || Error::mismatch(format!("the number of {what}"), found, format!("{wanted}, one for each {each}"));
    ensure(found == wanted, refusal)
}

/// Refuses a number that is negative or not finite.
pub fn not_negative(what: &str, value: f64) -> Result<()> {
    range(what, value, value >= 0.0 && value.is_finite(), "0 or more, finite")
}

/// Refuses a number that is not above 0 and finite.
pub fn positive(what: &str, value: f64) -> Result<()> {
    range(what, value, value > 0.0 && value.is_finite(), "above 0, finite")
}

/// Refuses a count of 0.
pub fn at_least_one(what: &str, n: usize) -> Result<()> {
    range(what, n as f64, n > 0, "1, 2, 3, …")
}
