//! Slopes over steps of many sizes, and the best difference quotient among them.
//!
//! Explained in notebook 04, section 5.
//!
//! # Source
//! The choice of the step is Lepski's: O. Lepskii (1990), "On a problem of adaptive estimation in Gaussian white noise".

/// The slopes over a step of about h.
#[derive(Clone, Copy)]
pub(super) struct Slopes {
    pub h: f64,
    pub left: f64,
    pub right: f64,
    pub two_sided: f64,
    /// The rounding error of `two_sided`; the others have twice that.
    pub rounding: f64,
}

impl Slopes {
    pub fn gap(&self) -> f64 {
        (self.right - self.left).abs()
    }

    /// Whether the gap is more than rounding.
    pub fn gap_is_real(&self) -> bool {
        self.gap() > 10.0 * self.rounding
    }
}

/// The best difference quotient and its error.
pub(super) struct Best {
    pub h: f64,
    pub derivative: f64,
    pub error: f64,
    /// The error where the slope shows over the two longest steps alone: it may be the bend of a function that straightens farther out.
    pub hidden: f64,
}

/// The best of the difference quotients: the one at the largest step that lies within the rounding of all those at smaller steps.
/// Where the cost ends at θ, the slope on the side where it goes on stands in for it. `None` if none is finite, or nothing is known of
/// its error.
pub(super) fn best(rungs: &[Slopes]) -> Option<Best> {
    let at = |rung: &Slopes| match (rung.left.is_finite(), rung.right.is_finite()) {
        (true, true) => trusted(rungs, |s| s.two_sided, 100.0),
        (true, false) => trusted(rungs, |s| s.left, 10.0),
        (false, true) => trusted(rungs, |s| s.right, 10.0),
        (false, false) => None,
    };
    // It may be that the smallest step alone is within the domain on both sides.
    rungs.iter().take(2).find_map(at)
}

/// [`best`] for one kind of slope, whose error shrinks by the factor `shrinks` when the step is ten times smaller; `None` if its error
/// cannot be told.
fn trusted(rungs: &[Slopes], of: fn(&Slopes) -> f64, shrinks: f64) -> Option<Best> {
    let rounding = |s: &Slopes| if shrinks == 100.0 { s.rounding } else { 2.0 * s.rounding };
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut chosen = 0;
    for (i, s) in rungs.iter().enumerate() {
        let (d, r) = (of(s), rounding(s));
        // NaN and ±∞ are not within anything.
        if !(d.is_finite() && d - r <= high && d + r >= low) {
            break;
        }
        (low, high) = (low.max(d - r), high.min(d + r));
        chosen = i;
    }
    let (s, derivative) = (&rungs[chosen], of(&rungs[chosen]));
    // What bends, or a kink, within the rounding of the step before is not seen; and the first step of all may already bend.
    let change = |i: usize| rungs.get(i + 1).map(|next| (of(next) - of(&rungs[i])).abs());
    let unseen = match chosen.checked_sub(1) {
        Some(i) => (of(&rungs[i]) - derivative).abs().max(0.7 * rounding(&rungs[i])),
        // All that is left, if the change goes on shrinking as it does: where a function bends on one side only, it does so slower.
        None => change(0).map_or(f64::INFINITY, |first| {
            let part = change(1).map_or(0.0, |second| first / second).max(1.0 / shrinks);
            if part < 1.0 { first * part / (1.0 - part) } else { f64::INFINITY }
        }),
    };
    let before = chosen.checked_sub(2).map(|i| &rungs[i]).filter(|s| of(s).abs() <= rounding(s));
    let hidden = 3.0 * before.map_or(0.0, rounding);
    let error = 3.0 * (rounding(s) + unseen);
    error.is_finite().then_some(Best { h: s.h, derivative, error, hidden })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two-sided slopes at steps 1e-9, 1e-8, …, with rounding that falls as the steps grow, from `rounding` on.
    fn rungs(slopes: &[f64], rounding: f64) -> Vec<Slopes> {
        let at = |(i, &d): (usize, &f64)| {
            let h = libm::pow(10.0, i as f64 - 9.0);
            Slopes { h, left: d, right: d, two_sided: d, rounding: rounding * 1e-9 / h }
        };
        slopes.iter().enumerate().map(at).collect()
    }

    fn found(rungs: &[Slopes]) -> (f64, f64) {
        let best = best(rungs).unwrap();
        assert!(best.error.is_nan() || best.error >= 0.0);
        (best.derivative, best.error)
    }

    #[test]
    fn the_largest_step_within_rounding_is_best() {
        // Rounding 1, 0.1, 0.01; then the function bends.
        let (derivative, error) = found(&rungs(&[2.6, 1.92, 2.004, 2.1, 12.0], 1.0));
        assert_eq!(derivative, 2.004);
        approx::assert_relative_eq!(error, 3.0 * (0.01 + 0.084), max_relative = 1e-9);
        // By luck two neighbours are equal: then a part of the rounding before counts.
        let (_, error) = found(&rungs(&[2.6, 2.0, 2.0, 2.1], 1.0));
        approx::assert_relative_eq!(error, 3.0 * (0.01 + 0.07), max_relative = 1e-9);
        // It must be within the rounding of all before, not only of the last: 2.9, 2.1 and 1.9 do, 1.5 does not any more.
        assert_eq!(found(&rungs(&[2.9, 2.1, 1.5, 1.5], 1.0)).0, 2.1);
        // Intervals that overlap are enough, on either side: 2.6 ± 1 with 3.65 ± 0.1, and with 1.55 ± 0.1.
        assert_eq!(found(&rungs(&[2.6, 3.65], 1.0)).0, 3.65);
        assert_eq!(found(&rungs(&[2.6, 1.55], 1.0)).0, 1.55);
        // The first alone: it may bend by a hundredth of what it does over the next step, and a hundredth of that, …
        let (derivative, error) = found(&rungs(&[2.0, 8.0], 0.1));
        assert_eq!(derivative, 2.0);
        approx::assert_relative_eq!(error, 3.0 * (0.1 + 6.0 / 99.0), max_relative = 1e-9);
        // Or by half of it and half of that, if that is how the change shrinks; if it does not, nothing is known.
        let (_, error) = found(&rungs(&[2.0, 8.0, 20.0], 0.1));
        approx::assert_relative_eq!(error, 3.0 * (0.1 + 6.0), max_relative = 1e-9);
        assert!(best(&rungs(&[2.0, 8.0, 14.0], 0.1)).is_none());
    }

    #[test]
    fn where_nothing_is_finite_nothing_is_found() {
        assert!(best(&[]).is_none());
        assert!(best(&rungs(&[f64::NAN, 2.0], 1.0)).is_none());
        // The end of the domain within the steps.
        assert_eq!(found(&rungs(&[2.0, 2.0, f64::INFINITY], 1.0)).0, 2.0);
        assert!(best(&rungs(&[2.0, f64::NAN], 1.0)).is_none());
        let mut left_ends = rungs(&[2.0, 2.0, 2.0], 1.0);
        left_ends[1..].iter_mut().for_each(|s| (s.left, s.two_sided) = (f64::NAN, f64::NAN));
        assert_eq!(found(&left_ends).0, 2.0);
        assert!(found(&left_ends).1 < 1.0);
        let mut right_ends = rungs(&[2.0, 2.0, 2.0], 1.0);
        right_ends[1..].iter_mut().for_each(|s| (s.right, s.two_sided) = (f64::NAN, f64::NAN));
        assert_eq!(found(&right_ends).0, 2.0);
        assert!(found(&right_ends).1 < 1.0);
    }

    #[test]
    fn at_the_end_of_the_domain_one_side_counts() {
        let mut rungs = rungs(&[2.0, 2.0, 2.0], 1e-3);
        for (i, rung) in rungs.iter_mut().enumerate() {
            (rung.left, rung.two_sided) = (f64::NAN, f64::NAN);
            rung.right += 1e-5 * i as f64;
        }
        assert_eq!(found(&rungs).0, 2.0 + 2e-5);
        for rung in &mut rungs {
            (rung.left, rung.right) = (rung.right, rung.left);
        }
        assert_eq!(found(&rungs).0, 2.0 + 2e-5);
    }
}
