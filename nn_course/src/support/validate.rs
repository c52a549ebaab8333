//! The argument checks that public functions share.

use crate::Matrix;
use crate::support::error::{Error, Result};

/// Refuses a matrix without rows or columns.
pub fn not_empty(what: &str, x: &Matrix) -> Result<()> {
    if x.is_empty() {
        return Err(Error::Shape {
            what: what.into(),
            found: x.dim(),
            allowed: "at least one row and one column".into(),
        });
    }
    Ok(())
}

/// Refuses NaN and ±∞, naming the first such entry.
pub fn finite(what: &str, x: &Matrix) -> Result<()> {
    match x.indexed_iter().find(|(_, v)| !v.is_finite()) {
        None => Ok(()),
        Some(((row, column), &value)) => Err(Error::NotFinite { what: what.into(), row, column, value }),
    }
}

/// Refuses any shape but `allowed`.
pub fn shape(what: &str, x: &Matrix, allowed: (usize, usize)) -> Result<()> {
    if x.dim() != allowed {
        return Err(Error::Shape {
            what: what.into(),
            found: x.dim(),
            allowed: format!("({}, {})", allowed.0, allowed.1),
        });
    }
    Ok(())
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
    if value.is_nan() || !legal {
        return Err(Error::OutOfRange { what: what.into(), value, allowed });
    }
    Ok(())
}

/// Refuses a matrix too large for a machine that learners have: more than 2²⁸ entries are 2 GiB.
pub fn size(what: &str, rows: usize, columns: usize) -> Result<()> {
    match rows.max(1).checked_mul(columns.max(1)) {
        Some(n) if n <= 1 << 28 => Ok(()),
        _ => Err(Error::Shape {
            what: what.into(),
            found: (rows, columns),
            allowed: "at most 268435456 entries in all".into(),
        }),
    }
}

/// Refuses a range that is not finite and rising.
pub fn rising(what: &str, (from, to): (f64, f64)) -> Result<()> {
    range(&format!("the start of {what}"), from, from.is_finite(), "finite numbers")?;
    let legal = to.is_finite() && to > from && (to - from).is_finite();
    range(&format!("the end of {what}"), to, legal, "finite, above the start")
}

/// Refuses a list of other than `wanted` entries, one for each `each`.
pub fn one_for_each(what: &str, found: usize, wanted: usize, each: &str) -> Result<()> {
    if found != wanted {
        return Err(Error::Mismatch {
            what: format!("the number of {what}"),
            found: found.to_string(),
            allowed: format!("{wanted}, one for each {each}"),
        });
    }
    Ok(())
}

/// Refuses a λ that is not a finite number of 0 or more.
pub fn lambda(lambda: f64) -> Result<()> {
    range("lambda", lambda, lambda >= 0.0 && lambda.is_finite(), "0 or more, finite")
}

/// Refuses a count of 0.
pub fn at_least_one(what: &str, n: usize) -> Result<()> {
    range(what, n as f64, n > 0, "1, 2, 3, …")
}
