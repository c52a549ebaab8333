//! Kinks, and jumps: points where the slopes to the left and right differ, however small the step.
//!
//! Explained in notebook 04, section 5.

use super::ladder::Slopes;

/// The slopes of a kink and the error of each.
pub(super) struct Kink {
    pub left: f64,
    pub right: f64,
    left_error: f64,
    right_error: f64,
}

impl Kink {
    /// From slopes over two steps between which the gap lasts.
    fn of(shorter: &Slopes, longer: &Slopes) -> Self {
        // A slope is off by what rounding does, and by how it bends: a little more than it changed from a step ten times shorter.
        let error = |shorter: f64, at: f64| 2.0 * longer.rounding + 2.0 * (shorter - at).abs();
        let (left, right) = (longer.left, longer.right);
        Kink { left, right, left_error: error(shorter.left, left), right_error: error(shorter.right, right) }
    }

    /// Whether a gradient is one of the slopes, or between them.
    pub fn fits(&self, gradient: f64) -> bool {
        let (low, high) = if self.left < self.right {
            (self.left - self.left_error, self.right + self.right_error)
        } else {
            (self.right - self.right_error, self.left + self.left_error)
        };
        (low..=high).contains(&gradient)
    }

    fn error(&self) -> f64 {
        self.left_error.max(self.right_error)
    }
}

/// Whether the gap between left and right is real and the same at both steps.
fn lasts(shorter: &Slopes, longer: &Slopes) -> bool {
    // Where a function only bends, the gap shrinks with the step.
    shorter.gap_is_real() && longer.gap_is_real() && (0.9..=1.1).contains(&(longer.gap() / shorter.gap()))
}

/// A kink at θ itself: a gap that lasts, and is at no smaller step seen to vanish.
pub(super) fn kink_at_rest(rungs: &[Slopes]) -> Option<Kink> {
    let first = rungs.windows(2).position(|pair| lasts(&pair[0], &pair[1]))?;
    if rungs[..first].iter().any(|s| s.gap() + 10.0 * s.rounding < 0.25 * rungs[first].gap()) {
        return None;
    }
    // Of the steps over which it lasts, those whose slopes are known best.
    let lasting = rungs[first..].windows(2).take_while(|pair| lasts(&pair[0], &pair[1]));
    lasting.map(|pair| Kink::of(&pair[0], &pair[1])).min_by(|a, b| a.error().total_cmp(&b.error()))
}

/// Whether the cost jumps at θ: over a step ten times longer, the gap between the slopes is ten times smaller.
pub(super) fn jumps_at_rest(rungs: &[Slopes]) -> bool {
    let height = |s: &Slopes| s.gap() * s.h;
    matches!(rungs, [a, b, ..] if a.gap_is_real() && b.gap_is_real() && (0.9..=1.1).contains(&(height(b) / height(a))))
}

/// A kink near θ and within reach of ε: the gap is there, and lasts, from ten times ε on.
pub(super) fn kink_within_reach(rungs: &[Slopes], epsilon: f64) -> Option<Kink> {
    let beyond = rungs.iter().position(|s| s.h > 5.0 * epsilon)?;
    let [a, b] = rungs.get(beyond..beyond + 2)? else { return None };
    lasts(a, b).then(|| Kink::of(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slopes at steps 1e-9, 1e-8, …, each a pair (left, right), all with the same rounding.
    fn rungs(slopes: &[(f64, f64)], rounding: f64) -> Vec<Slopes> {
        let at = |(i, &(left, right)): (usize, &(f64, f64))| {
            let h = libm::pow(10.0, i as f64 - 9.0);
            Slopes { h, left, right, two_sided: (left + right) / 2.0, rounding }
        };
        slopes.iter().enumerate().map(at).collect()
    }

    fn at_rest(slopes: &[(f64, f64)], rounding: f64) -> Option<(f64, f64)> {
        kink_at_rest(&rungs(slopes, rounding)).map(|kink| (kink.left, kink.right))
    }

    #[test]
    fn a_gap_that_lasts_is_a_kink() {
        assert_eq!(at_rest(&[(2.0, 5.0), (2.0, 5.0), (1.99, 5.03)], 1e-6), Some((2.0, 5.0)));
        // Where the slopes are known best.
        assert_eq!(at_rest(&[(2.2, 5.0), (2.1, 5.0), (2.101, 5.0)], 1e-6), Some((2.101, 5.0)));
        // A gap that shrinks is curvature; one that grows slowly is no kink either; one within rounding is nothing.
        assert_eq!(at_rest(&[(2.0, 2.01), (2.0, 2.1), (2.0, 3.0)], 1e-6), None);
        assert_eq!(at_rest(&[(2.0, 3.0), (2.0, 4.5), (2.0, 7.0)], 1e-6), None);
        assert_eq!(at_rest(&[(2.0, 5.0), (2.0, 5.0), (2.0, 5.0)], 1.0), None);
        assert_eq!(at_rest(&[(2.0, 5.0)], 1e-6), None);
        assert_eq!(at_rest(&[], 1e-6), None);
    }

    #[test]
    fn a_gap_that_vanishes_is_none() {
        // Seen to vanish at the smallest step, or hidden there by rounding.
        let nearby = [(2.0, 2.0), (2.0, 4.9), (2.0, 5.0), (2.0, 5.0)];
        assert_eq!(at_rest(&nearby, 1e-6), None);
        // A sixth of it is nearly nothing, a third may be bent.
        assert_eq!(at_rest(&[(2.0, 2.5), (2.0, 4.9), (2.0, 5.0)], 1e-6), None);
        assert!(at_rest(&[(2.0, 3.0), (2.0, 4.9), (2.0, 5.0)], 1e-6).is_some());
        let mut hidden = rungs(&nearby, 1e-6);
        hidden[0].rounding = 0.2;
        assert!(kink_at_rest(&hidden).is_some());
        // As an explanation of what agrees, it counts from ten times ε on.
        assert!(kink_within_reach(&rungs(&nearby, 1e-6), 1e-9).is_some());
        assert!(kink_within_reach(&rungs(&[(2.0, 2.0), (2.0, 2.1), (2.0, 3.0)], 1e-6), 1e-9).is_none());
        assert!(kink_within_reach(&rungs(&nearby, 1e-6), 1e-6).is_none());
    }

    #[test]
    fn what_lies_between_the_slopes_fits() {
        let [a, b] = [(2.0, 5.0), (1.999, 5.0)].map(|slopes| rungs(&[slopes], 1e-4)[0]);
        let kink = Kink::of(&a, &b);
        assert_eq!(
            [1.99, 1.9979, 2.0, 3.5, 5.0001, 5.001].map(|g| kink.fits(g)),
            [false, true, true, true, true, false]
        );
        // The same with the larger slope to the left.
        let [a, b] = [(-2.0, -5.0), (-1.999, -5.0)].map(|slopes| rungs(&[slopes], 1e-4)[0]);
        let kink = Kink::of(&a, &b);
        assert_eq!(
            [-1.99, -1.9979, -2.0, -3.5, -5.0001, -5.001].map(|g| kink.fits(g)),
            [false, true, true, true, true, false]
        );
    }
}
