//! A component that differs, measured again: is it a bug, or a place where the difference quotient is at fault?
//!
//! The derivative is a limit. A right gradient agrees with the difference quotient at *some* ε, a wrong one at none. Three
//! things make a right one differ at the ε in use: rounding (agrees at a larger ε), curvature (agrees at a smaller one), and a kink,
//! where the slopes to the left and to the right differ, and go on to differ however small ε is.

/// Why a component of a gradient differs from its difference quotient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cause {
    /// It does not: they agree.
    Agrees,
    /// Rounding: ε is too small here; with this larger one they agree.
    Rounding {
        /// The ε at which they agree.
        epsilon: f64,
    },
    /// Curvature: ε is too large here, or the difference one-sided; with this ε, two-sided, they agree.
    Curvature {
        /// The ε at which they agree.
        epsilon: f64,
    },
    /// A kink, such as ReLU's at z = 0: the slopes on both sides differ, which does not shrink with ε, and the gradient is one of them or
    /// between them. There is no derivative to agree with.
    Kink {
        /// The slope to the left, (J(θ) − J(θ − h)) / h.
        left: f64,
        /// The slope to the right, (J(θ + h) − J(θ)) / h.
        right: f64,
    },
    /// They disagree at every ε: a bug.
    Disagrees,
}

/// What measuring again gave: the cause, and the best value for the numerical derivative.
pub(super) struct Settled {
    pub cause: Cause,
    pub numeric: f64,
}

/// The cost around one place of θ.
pub(super) struct Around<'a> {
    /// J(θ + by) for a move by `by`.
    pub moved: &'a mut dyn FnMut(f64) -> f64,
    /// J(θ).
    pub at_rest: f64,
    /// The noise of J.
    pub noise: f64,
    /// The ε in use.
    pub epsilon: f64,
}

/// Slopes over a step h.
#[derive(Clone, Copy)]
struct Slopes {
    h: f64,
    left: f64,
    right: f64,
}

impl Slopes {
    fn two_sided(self) -> f64 {
        self.left / 2.0 + self.right / 2.0
    }

    fn gap(self) -> f64 {
        (self.right - self.left).abs()
    }
}

impl Around<'_> {
    fn slopes(&mut self, h: f64) -> Slopes {
        let (plus, minus) = ((self.moved)(h), (self.moved)(-h));
        Slopes { h, left: (self.at_rest - minus) / h, right: (plus - self.at_rest) / h }
    }

    /// Measures at other ε around the one in use; a difference of `small` counts as none.
    pub(super) fn settle(mut self, analytic: f64, small: f64) -> Settled {
        let near = [1.0, 10.0, 100.0].map(|k| self.slopes(k * self.epsilon));
        if let Some((left, right)) =
            self.kink(analytic, small, near[0], near[1]).or_else(|| self.kink(analytic, small, near[1], near[2]))
        {
            return Settled { cause: Cause::Kink { left, right }, numeric: analytic };
        }
        let error = |s: &Slopes| (s.two_sided() - analytic).abs();
        let best_of = |a: Slopes, b: Slopes| if error(&b) < error(&a) || error(&a).is_nan() { b } else { a };
        // Two-sided at the same ε, if that will do; only a one-sided difference can gain by it.
        let mut best = if error(&near[0]) <= small { near[0] } else { near.into_iter().fold(near[0], best_of) };
        // What stays the same over two decades of ε, and is not rounding, will not change any more.
        let (least, most) = near.iter().map(error).fold((f64::INFINITY, 0.0_f64), |(a, b), e| (a.min(e), b.max(e)));
        let mut longest = 100.0 * self.epsilon;
        if most > 1.01 * least || least < 100.0 * self.noise / self.epsilon {
            // Upwards as long as rounding may be what differs, then downwards.
            let mut k = 1e3;
            while error(&best) > small && (k <= 1e4 || self.noise / longest > 0.1 * small) && k <= 1e9 {
                longest = k * self.epsilon;
                best = best_of(best, self.slopes(longest));
                k *= 10.0;
            }
            for k in [1e-1, 1e-2, 1e-3, 1e-4] {
                if error(&best) > small {
                    best = best_of(best, self.slopes(k * self.epsilon));
                }
            }
        }
        // Below this nothing can be told, at whatever ε.
        let floor = 10.0 * self.noise / longest;
        if error(&best) <= small.max(floor) {
            let epsilon = best.h;
            let cause = if epsilon > self.epsilon { Cause::Rounding { epsilon } } else { Cause::Curvature { epsilon } };
            let numeric = if error(&best) <= floor { analytic } else { best.two_sided() };
            return Settled { cause, numeric };
        }
        Settled { cause: Cause::Disagrees, numeric: best.two_sided() }
    }

    /// The two slopes of a kink, if there is one and the gradient fits it: the gap between them is more than noise and curvature (which
    /// would make it ten times smaller at the smaller step), and the gradient is one of them or between them.
    fn kink(&self, analytic: f64, small: f64, near: Slopes, far: Slopes) -> Option<(f64, f64)> {
        let real = near.gap() > small && near.gap() > 40.0 * self.noise / near.h;
        let lasting = far.gap() < 3.0 * near.gap() && far.gap() > near.gap() / 3.0;
        let tolerance = 1e-3 * far.gap() + 20.0 * self.noise / far.h;
        let (low, high) = (far.left.min(far.right) - tolerance, far.left.max(far.right) + tolerance);
        (real && lasting && (low..=high).contains(&analytic)).then_some((far.left, far.right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f at 0, with a gradient claimed to be `analytic` there.
    fn cause(f: impl Fn(f64) -> f64, analytic: f64, epsilon: f64) -> Cause {
        let at_rest = f(0.0);
        Around { moved: &mut |x| f(x), at_rest, noise: 2e-16 * at_rest.abs(), epsilon }.settle(analytic, 1e-7).cause
    }

    /// 1 + 2x + x² + x³: slope 2 at 0.
    fn smooth(x: f64) -> f64 {
        1.0 + x * (2.0 + x * (1.0 + x))
    }

    #[test]
    fn a_bug_is_a_bug_at_every_epsilon() {
        for epsilon in [1e-10, 1e-7, 1e-4, 1e-2] {
            for wrong in [4.0, -2.0, 0.0, 2.001, 1.99999] {
                assert_eq!(cause(smooth, wrong, epsilon), Cause::Disagrees, "{wrong} at {epsilon}");
            }
        }
    }

    #[test]
    fn rounding_and_curvature_are_no_bugs() {
        for tiny in [1e-14, 1e-12, 1e-10] {
            assert!(matches!(cause(smooth, 2.0, tiny), Cause::Rounding { epsilon } if epsilon > tiny), "{tiny}");
        }
        for large in [1e-3, 1e-2, 0.1] {
            assert!(matches!(cause(smooth, 2.0, large), Cause::Curvature { epsilon } if epsilon < large), "{large}");
        }
        // A cost that is flat, and noisy: 0 is right.
        let flat = |x: f64| 1.0 + if (x * 1e9) as i64 % 2 == 0 { 0.0 } else { 2e-16 };
        assert!(matches!(cause(flat, 0.0, 1e-7), Cause::Rounding { .. } | Cause::Curvature { .. }));
    }

    #[test]
    fn a_kink_is_told_from_a_bug() {
        // Slope 2 to the left of the kink, 5 to its right; the kink at 0, or so near that ε reaches over it.
        for at in [0.0, 5e-8, -5e-8, 9.9e-8, 1e-12] {
            let kinked = move |x: f64| smooth(x) + 3.0 * (x - at).max(0.0);
            let own = if at > 0.0 { 2.0 } else { 5.0 };
            assert!(matches!(cause(kinked, own, 1e-7), Cause::Kink { .. }), "{at}: {:?}", cause(kinked, own, 1e-7));
            for wrong in [1.0, 10.0, -2.0, 0.0] {
                assert_eq!(cause(kinked, wrong, 1e-7), Cause::Disagrees, "{wrong}, kink at {at}");
            }
        }
        // Strong curvature is no kink, though the slopes on both sides differ.
        assert_eq!(cause(|x| 1.0 + 1e4 * x * x, 0.5, 1e-7), Cause::Disagrees);
        let Cause::Kink { left, right } = cause(|x| smooth(x) + 3.0 * x.max(0.0), 3.5, 1e-7) else { panic!() };
        approx::assert_abs_diff_eq!([left, right].as_slice(), [2.0, 5.0].as_slice(), epsilon = 1e-5);
    }
}
