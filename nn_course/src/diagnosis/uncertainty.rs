//! Uncertainty of a measured accuracy: the standard error and the 95% interval of a fraction of m examples.
//!
//! Explained in notebook 01, section 1.

use crate::{data::dataset::Dataset, network::layers::Network, support::error::Result, support::validate};

/// The half-width of the 95% interval in standard errors: the 97.5% quantile of the standard normal.
const Z: f64 = 1.959963984540054;

/// The standard error of an accuracy (or an error rate) measured on m examples.
///
/// # Formula
/// √(p (1 − p) / m): the number of right answers is binomial. p is the measured share, 0 to 1.
///
/// It says 0 where the measured share is 0 or 1, which is too good: use [`interval`] there.
///
/// # Errors
/// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a share outside 0 to 1, or m = 0.
pub fn standard_error(share: f64, m: usize) -> Result<f64> {
    share_is_legal("the share", share)?;
    validate::at_least_one("m", m)?;
    Ok((share * (1.0 - share) / m as f64).sqrt())
}

/// The 95% interval (lower, upper) of an accuracy (or an error rate) `share` measured on m examples: about 95% of such intervals
/// contain the true value.
///
/// # Formula
/// (p + z²/2m ± z √(p (1 − p)/m + z²/4m²)) / (1 + z²/m) with z = 1.96: nearly p ± 1.96 [standard errors](standard_error) for large m,
/// and still of use where p is 0 or 1 or m is small.
///
/// # Errors
/// As [`standard_error`].
///
/// # Source
/// E. B. Wilson (1927), *Probable inference, the law of succession, and statistical inference*.
pub fn interval(share: f64, m: usize) -> Result<(f64, f64)> {
    standard_error(share, m)?;
    Ok(wilson(share, m as f64))
}

/// [`interval`] for arguments that have been checked.
fn wilson(share: f64, m: f64) -> (f64, f64) {
    let z2 = Z * Z;
    let middle = share + z2 / (2.0 * m);
    let half = Z * (share * (1.0 - share) / m + z2 / (4.0 * m * m)).sqrt();
    let whole = 1.0 + z2 / m;
    // A share of 0 or 1 is inside its own interval, whatever the rounding.
    (((middle - half) / whole).clamp(0.0, share), ((middle + half) / whole).clamp(share, 1.0))
}

/// The 95% interval (lower, upper) of the difference `to` − `from` of two fractions; one without a number of examples is exact.
///
/// # Source
/// R. G. Newcombe (1998), *Interval estimation for the difference between independent proportions*, method 10.
pub(crate) fn difference_interval(from: (f64, Option<usize>), to: (f64, Option<usize>)) -> (f64, f64) {
    let of = |(share, m): (f64, Option<usize>)| m.map_or((share, share), |m| wilson(share, m as f64));
    let ((from_lower, from_upper), (to_lower, to_upper)) = (of(from), of(to));
    let gap = to.0 - from.0;
    let (below, above) =
        (libm::hypot(to.0 - to_lower, from_upper - from.0), libm::hypot(to_upper - to.0, from.0 - from_lower));
    (gap - below, gap + above)
}

/// Checks that a fraction is between 0 and 1.
pub(crate) fn share_is_legal(what: &str, share: f64) -> Result<()> {
    validate::range(what, share, (0.0..=1.0).contains(&share), "0 to 1 (write 15% as 0.15)")
}

/// An error rate, with the number of examples it was measured on if that is known.
///
/// Made from a number, `0.15.into()`, or from a number and a count, `(0.15, 200).into()`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The fraction of wrong answers, 0 to 1.
    pub error: f64,
    /// The number of examples.
    pub examples: Option<usize>,
}

impl From<f64> for Measured {
    fn from(error: f64) -> Self {
        Measured { error, examples: None }
    }
}

impl From<(f64, usize)> for Measured {
    fn from((error, examples): (f64, usize)) -> Self {
        Measured { error, examples: Some(examples) }
    }
}

impl Measured {
    /// A network's error rate on a data set.
    ///
    /// # Errors
    /// As [`Network::accuracy`].
    pub fn of(network: &Network, data: &Dataset) -> Result<Self> {
        Ok((network.error(data)?, data.m()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::{NumpyRng, StandardUniform};
    use approx::assert_abs_diff_eq;
    use rand::distr::Distribution;

    #[test]
    fn a_worked_example() {
        // 90% of 100: √(0.9 · 0.1 / 100) = 0.03. A hundred times the examples: a tenth of the error.
        assert_abs_diff_eq!(standard_error(0.9, 100).unwrap(), 0.03, epsilon = 1e-15);
        assert_abs_diff_eq!(standard_error(0.9, 10_000).unwrap(), 0.003, epsilon = 1e-15);
        // >>> statsmodels.stats.proportion.proportion_confint(90, 100, method="wilson")
        let (lower, upper) = interval(0.9, 100).unwrap();
        assert_abs_diff_eq!(lower, 0.8256343384950865, epsilon = 1e-14);
        assert_abs_diff_eq!(upper, 0.9447708629393249, epsilon = 1e-14);
        // None of 10 wrong: (0, z²/(10 + z²)).
        assert_eq!(interval(0.0, 10).unwrap().0, 0.0);
        assert_abs_diff_eq!(interval(0.0, 10).unwrap().1, Z * Z / (10.0 + Z * Z), epsilon = 1e-15);
        assert_eq!(interval(1.0, 10).unwrap().1, 1.0);
    }

    /// Measured: how many of 2,000 intervals hold the true value.
    #[test]
    fn the_interval_holds_the_truth_about_95_times_in_100() {
        let rng = &mut NumpyRng::seed(1);
        for (truth, m) in [(0.5, 30), (0.9, 100), (0.98, 400)] {
            let mut holds = 0;
            for _ in 0..2000 {
                let right = (0..m).filter(|_| StandardUniform.sample(rng) < truth).count();
                let (lower, upper) = interval(right as f64 / m as f64, m).unwrap();
                holds += usize::from((lower..=upper).contains(&truth));
            }
            assert!((1860..1950).contains(&holds), "{holds} of 2000 for {truth} on {m}");
        }
    }

    #[test]
    fn a_difference_by_newcombe() {
        // Newcombe's example (a): 56/70 − 48/80, method 10: 0.0524 to 0.3339.
        let (lower, upper) = difference_interval((48.0 / 80.0, Some(80)), (56.0 / 70.0, Some(70)));
        assert_abs_diff_eq!(lower, 0.0524, epsilon = 5e-5);
        assert_abs_diff_eq!(upper, 0.3339, epsilon = 5e-5);
        let (lower, upper) = difference_interval((0.0, None), (0.15, None));
        assert_eq!((lower, upper), (0.15, 0.15));
    }

    #[test]
    fn bad_input_is_named() {
        let error = |share, m| interval(share, m).unwrap_err().to_string();
        assert_eq!(error(15.0, 10), "the share is 15; allowed: 0 to 1 (write 15% as 0.15)");
        assert_eq!(error(f64::NAN, 10), "the share is NaN; allowed: 0 to 1 (write 15% as 0.15)");
        assert_eq!(error(0.5, 0), "m is 0; allowed: 1, 2, 3, …");
    }
}
