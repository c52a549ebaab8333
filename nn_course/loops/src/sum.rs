//! A sum over examples that loses less to rounding. It takes any iterator, so it is compiled where it is used.

/// A sum that keeps track of what rounding takes off (Neumaier), so that 300 times ln 2 over 300 is ln 2 again.
pub fn compensated(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for term in terms {
        let next = sum + term;
        lost += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
        sum = next;
    }
    // After an infinite term, or an overflow, what was lost means nothing; the plain sum is right then.
    if sum.is_finite() && lost.is_finite() { sum + lost } else { sum }
}

/// The sum by its definition: what the compensated one must equal where nothing is rounded.
#[cfg(test)]
mod plain {
    pub fn sum(terms: &[f64]) -> f64 {
        terms.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_equals_its_plain_twin_where_nothing_is_rounded() {
        let quarters: Vec<f64> = (0..1000).map(|i| f64::from(i * 7919 % 1009 - 500) / 4.0).collect();
        for n in 0..quarters.len() {
            assert_eq!(compensated(quarters[..n].iter().copied()), plain::sum(&quarters[..n]));
        }
    }

    #[test]
    fn a_sum_keeps_what_rounding_takes_off() {
        let sum = |terms: &[f64]| compensated(terms.iter().copied());
        // Every 1 is too small for 1e16, whether it comes before or after.
        assert_eq!(sum(&[1.0, 1e16, 1.0, -1e16]), 2.0);
        assert_eq!(sum(&[1e16, 1.0, 1.0, -1e16]), 2.0);
        assert_eq!(sum(&[1.0, 1.0, -1e16, 1e16]), 2.0);
        assert_eq!(sum(&[0.25; 3]), 0.75);
        assert_eq!(sum(&[1.0, f64::INFINITY, 1.0]), f64::INFINITY);
        assert_eq!(sum(&[1.7e308, 1.7e308]), f64::INFINITY);
        assert_eq!(sum(&[]), 0.0);
    }
}
