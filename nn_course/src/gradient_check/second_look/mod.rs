//! The second look at a component that differs: is it a bug, or is the difference quotient at fault?
//!
//! Explained in notebook 04, section 5.
//!
//! Three things make a right gradient differ at the ε in use: rounding (ε too small), curvature (ε too large), and a kink, where
//! the slopes to the left and right differ, and go on to differ however small ε is. So the quotient is taken at many ε, and the best of
//! them chosen *without looking at the gradient under test*: quotients at growing ε are trusted as long as they lie within
//! each other's rounding, and the last of those is the best. Then the gradient is compared with that one value and its error. Before it is
//! called wrong, the cost is searched for jumps farther away: where something inside it rounds, it is flat between two of them.

mod kink;
mod ladder;
mod staircase;

use super::difference::{SURE, noise, smallest_step};
use kink::{Kink, jumps_at_rest, kink_at_rest, kink_within_reach};
use ladder::{Slopes, best};
use staircase::jump;
use std::iter;

/// Why a component of a gradient differs from its difference quotient at the check's ε.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "a variant's line says what its fields are")]
pub enum Reason {
    /// They agree.
    Agrees,
    /// Rounding: ε is too small here; with this larger one, the best, they agree.
    Rounding { epsilon: f64 },
    /// Curvature: ε is too large here, or the difference one-sided; two-sided with this ε, the best, they agree.
    Curvature { epsilon: f64 },
    /// A kink, such as ReLU's at z = 0, at θ or within reach of ε: the slopes to the left, (J(θ) − J(θ − h)) / h, and to the right,
    /// (J(θ + h) − J(θ)) / h, differ, and do not come together as ε shrinks. The gradient is one of them, or between them; there is no
    /// derivative to agree with.
    Kink { left: f64, right: f64 },
    /// Rounding: ε is too small here; at the best one they agree as far as the cost's digits show, with this error.
    Rough { epsilon: f64, error: f64 },
    /// At no ε can the two be told apart or be called equal: rounding of the cost hides the digits. The best difference quotient may be
    /// wrong by this error; ∞ if nothing is known of that, or the cost jumps at θ.
    Unresolved { error: f64 },
    /// They disagree at the best ε: a bug.
    Disagrees,
}

/// The largest relative error of a slope that is called known, if roughly.
const ROUGH: f64 = 0.1;

/// The result of a second look: the reason, and the best value of the numerical derivative.
#[derive(Clone, Copy)]
pub(super) struct Settled {
    pub reason: Reason,
    pub numeric: f64,
}

/// The cost around one entry of θ, and what is known of it.
pub(super) struct Around<'a> {
    /// J as a function of how far the entry is moved.
    pub moved: &'a mut dyn FnMut(f64) -> f64,
    /// The entry of θ.
    pub theta: f64,
    /// J(θ).
    pub at_rest: f64,
    /// The largest noise of J that was seen at any entry.
    pub noise: f64,
    /// The ε in use.
    pub epsilon: f64,
    /// The quotient at that ε.
    pub quotient: f64,
    /// Whether J may move in steps.
    pub moves_in_steps: bool,
}

/// Measures at other ε, and finds why the component `analytic` of the gradient differs.
/// `great` is the relative difference that counts as none.
pub(super) fn second_look(mut around: Around, analytic: f64, great: f64) -> Settled {
    if let Some(numeric) = around.plainly_wrong(analytic) {
        return Settled { reason: around.disagrees(analytic, numeric, 10.0 * around.epsilon), numeric };
    }
    // A few points may show too little of the noise at one place.
    let noise = noise(around.at_rest, around.theta, &mut *around.moved).max(0.5 * around.noise);
    let rungs = around.rungs(noise);
    let Some(best) = best(&rungs).filter(|_| !jumps_at_rest(&rungs)) else {
        return Settled { reason: Reason::Unresolved { error: f64::INFINITY }, numeric: around.quotient };
    };
    let apart = (analytic - best.derivative).abs();
    let of_both = |relative: f64| relative * analytic.abs() + relative * best.derivative.abs();
    let (resolved, rough) = (of_both(great), of_both(ROUGH));
    let agrees = apart <= best.error.max(resolved);
    // A kink at θ excuses what disagrees; a kink nearby only explains what agrees.
    let nearby = || kink_within_reach(&rungs, around.epsilon).filter(|_| agrees);
    let fitting = kink_at_rest(&rungs).or_else(nearby).filter(|kink| kink.fits(analytic));
    let reason = match fitting {
        Some(Kink { left, right, .. }) => Reason::Kink { left, right },
        None if !agrees && apart <= best.hidden => Reason::Unresolved { error: apart },
        None if !agrees => around.disagrees(analytic, best.derivative, best.h),
        None if best.error > rough => Reason::Unresolved { error: best.error },
        None if best.error > resolved => Reason::Rough { epsilon: best.h, error: best.error },
        None if around.bends(&rungs, analytic) || best.h < around.epsilon => Reason::Curvature { epsilon: best.h },
        None => Reason::Rounding { epsilon: best.h },
    };
    let numeric = if fitting.is_some() { analytic } else { best.derivative };
    Settled { reason, numeric }
}

/// Unresolved, although the slope that shows is another. A 0 that was left out is as good as its distance from that slope, no better.
pub(super) fn excused(analytic: f64, slope: f64, error: f64) -> Reason {
    Reason::Unresolved { error: if analytic == 0.0 { slope.abs() } else { error } }
}

impl Around<'_> {
    fn slopes(&mut self, h: f64, noise: f64) -> Slopes {
        // θ ± h is rounded; the steps that were really made are these.
        let (up, down) = ((self.theta + h) - self.theta, self.theta - (self.theta - h));
        let (plus, minus) = ((self.moved)(h), (self.moved)(-h));
        let (left, right) = ((self.at_rest - minus) / down, (plus - self.at_rest) / up);
        // Rounding of the cost itself, and of products with θ inside it, which shows where the cost is nearly 0.
        let sizes = [plus, minus, self.theta * left, self.theta * right].map(f64::abs);
        // Beyond the end of the domain a cost is not large, it is none.
        let size = sizes.into_iter().filter(|s| s.is_finite()).fold(0.0, f64::max);
        let rounding = SURE * noise.max(size * f64::EPSILON) / up.min(down);
        Slopes { h, left, right, two_sided: (plus - minus) / (up + down), rounding }
    }

    /// The quotient, where three neighbouring ε and a small one leave no doubt that the gradient is another: the usual bug, at little
    /// cost.
    fn plainly_wrong(&mut self, analytic: f64) -> Option<f64> {
        let small = (1e-8 * self.theta.abs().max(1.0)).min(self.epsilon);
        let small = if self.theta == 0.0 { small } else { small.min(0.1 * self.theta.abs()) };
        let near = [0.1 * self.epsilon, self.epsilon, 10.0 * self.epsilon, small];
        let near = near.map(|h| self.slopes(h, self.noise));
        let apart = (analytic - near[1].two_sided).abs();
        let clear = |s: &Slopes| {
            let unsure = s.rounding + s.gap() + (s.two_sided - near[1].two_sided).abs();
            100.0 * unsure < apart
        };
        near.iter().all(clear).then_some(near[1].two_sided)
    }

    /// A bug, unless the cost jumps farther away, so that its slope here, measured over steps up to `h`, does not count.
    fn disagrees(&mut self, analytic: f64, slope: f64, h: f64) -> Reason {
        if !self.moves_in_steps {
            return Reason::Disagrees;
        }
        let (size, apart) = (self.theta.abs().max(1.0), (analytic - slope).abs());
        // Beside numbers of up to some thousands; and all of 32 bits, if the cost has no more.
        let single = f64::from(self.at_rest as f32) == self.at_rest;
        let lost = self.at_rest.abs().max(1.0) * if single { f64::from(f32::EPSILON) } else { 1e4 * f64::EPSILON };
        let mut on = |side: f64| {
            let off = &mut |h: f64| (self.moved)(side * h) - self.at_rest - slope * side * h;
            jump(off, h, size, apart, lost)
        };
        match [on(1.0), on(-1.0)].into_iter().flatten().reduce(f64::max) {
            Some(error) => excused(analytic, slope, error),
            None => Reason::Disagrees,
        }
    }

    /// Slopes from four decades below ε, or a tiny part of θ's size, up to a thousandth of that size, or ten times ε.
    fn rungs(&mut self, noise: f64) -> Vec<Slopes> {
        let size = self.theta.abs().max(1.0);
        let longest = (1e-3 * size).max(10.0 * self.epsilon).min(1e300);
        let first = smallest_step(self.theta);
        let mut h = (1e-4 * self.epsilon).max(1e-300);
        while h > first {
            h /= 10.0;
        }
        // A step that θ's own rounding swallows, or mostly so, tells nothing.
        let told = |h: &f64| *h >= 1e-6 * first && *h > 4.0 * f64::EPSILON * self.theta.abs();
        let steps = iter::successors(Some(h), |h| Some(10.0 * h)).take_while(|h| *h <= 1.001 * longest).filter(told);
        // A step to 0 itself would meet a pole there that none of the others does.
        let beside_zero = |h: f64| if (h / self.theta.abs() - 1.0).abs() < 1e-6 { 0.5 * h } else { h };
        let steps: Vec<f64> = steps.map(beside_zero).collect();
        let mut rungs: Vec<Slopes> = steps.into_iter().map(|h| self.slopes(h, noise)).collect();
        // Costs in steps may lie equally far apart and show no noise. But what changes less over longer steps is no curvature.
        let change = |i: usize| (rungs[i + 1].two_sided - rungs[i].two_sided).abs();
        let noisy = |i: &usize| rungs.len() > i + 2 && !jumps_at_rest(&rungs) && change(i + 1) <= change(*i);
        let seen = (0..2).filter(noisy).map(|i| change(i) * rungs[i].h).fold(0.0, f64::max);
        rungs.iter_mut().for_each(|s| s.rounding = s.rounding.max(SURE * 0.5 * seen / s.h));
        rungs
    }

    /// Whether the check's quotient is off because the function bends: it is one-sided, and two-sided it would be ten times better.
    fn bends(&self, rungs: &[Slopes], analytic: f64) -> bool {
        let same = rungs.iter().find(|s| (s.h / self.epsilon - 1.0).abs() < 0.6);
        same.is_some_and(|s| 10.0 * (s.two_sided - analytic).abs() < (self.quotient - analytic).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f at 0, with a gradient claimed to be `analytic` there.
    fn settled(f: impl Fn(f64) -> f64, analytic: f64, epsilon: f64) -> Settled {
        let at_rest = f(0.0);
        let (noise, quotient) = (2e-16 * at_rest.abs(), (f(epsilon) - f(-epsilon)) / (2.0 * epsilon));
        let around =
            Around { moved: &mut |x| f(x), theta: 0.0, at_rest, noise, epsilon, quotient, moves_in_steps: true };
        second_look(around, analytic, 2e-7)
    }

    fn reason(f: impl Fn(f64) -> f64, analytic: f64, epsilon: f64) -> Reason {
        settled(f, analytic, epsilon).reason
    }

    /// 1 + 2x + x² + x³: slope 2 at 0.
    fn smooth(x: f64) -> f64 {
        1.0 + x * (2.0 + x * (1.0 + x))
    }

    #[test]
    fn a_bug_is_a_bug_whatever_epsilon() {
        for epsilon in [1e-25, 1e-14, 1e-12, 1e-10, 1e-7, 1e-4, 1e-2, 1.0] {
            for wrong in [4.0, -2.0, 0.0, 2.001, 1.99999, 2.0 + 1e-6] {
                assert_eq!(reason(smooth, wrong, epsilon), Reason::Disagrees, "{wrong} at {epsilon}");
            }
        }
    }

    /// The usual bug is found with four slopes: at ε, ten times less and more, and at a small step, for the size of θ.
    #[test]
    fn a_plain_bug_costs_little() {
        let mut steps = Vec::new();
        let moved = &mut |by: f64| {
            steps.push(by);
            3.0 * by
        };
        let around = Around {
            moved,
            theta: 50.0,
            at_rest: 0.0,
            noise: 1e-16,
            epsilon: 1e-4,
            quotient: 3.0,
            moves_in_steps: false,
        };
        assert_eq!(second_look(around, 4.0, 2e-7).reason, Reason::Disagrees);
        let expected = [1e-5, -1e-5, 1e-4, -1e-4, 1e-3, -1e-3, 5e-7, -5e-7];
        approx::assert_relative_eq!(steps.as_slice(), expected.as_slice(), max_relative = 1e-12);
    }

    /// The smallest and the largest step, up to rounding and one decade.
    #[test]
    fn the_steps_fit_epsilon_and_theta() {
        for (theta, epsilon, smallest, largest) in [
            (0.0, 1e-7, 1e-11, 1e-3),
            (0.0, 1.0, 1e-11, 10.0),
            (0.0, 1e-25, 1e-16, 1e-3),
            (100.0, 1.0, 1e-9, 10.0),
            (1e6, 1e-7, 1e-9, 1e3),
        ] {
            let moved = &mut |by: f64| by;
            let rungs =
                Around { moved, theta, at_rest: 0.0, noise: 1e-16, epsilon, quotient: 1.0, moves_in_steps: true }
                    .rungs(1e-16);
            let (first, last) = (rungs[0].h, rungs[rungs.len() - 1].h);
            assert!((0.9 * smallest..11.0 * smallest).contains(&first), "{theta}, {epsilon}: from {first}");
            assert!((0.09 * largest..1.1 * largest).contains(&last), "{theta}, {epsilon}: to {last}");
            assert!(rungs.windows(2).all(|pair| (9.9..10.1).contains(&(pair[1].h / pair[0].h))));
        }
    }

    #[test]
    fn a_one_sided_quotient_bends_where_the_two_sided_one_is_right() {
        let slopes = |h: f64, two_sided: f64| Slopes { h, left: 0.0, right: 0.0, two_sided, rounding: 0.0 };
        let bends = |at_epsilon: f64, quotient: f64| {
            let rungs = [slopes(1e-8, 2.5), slopes(1e-7, at_epsilon), slopes(1e-6, 2.5)];
            let moved = &mut |_: f64| 0.0;
            let around =
                Around { moved, theta: 0.0, at_rest: 0.0, noise: 0.0, epsilon: 1e-7, quotient, moves_in_steps: true };
            around.bends(&rungs, 2.0)
        };
        assert!(bends(2.0, 2.01) && bends(2.0009, 2.01));
        assert!(!bends(2.002, 2.01) && !bends(2.0, 2.0));
    }

    #[test]
    fn rounding_and_curvature_are_no_bugs() {
        for tiny in [1e-14, 1e-12, 1e-10] {
            assert!(matches!(reason(smooth, 2.0, tiny), Reason::Rounding { epsilon } if epsilon > tiny), "{tiny}");
        }
        for large in [1e-3, 1e-2, 0.1, 1.0] {
            assert!(matches!(reason(smooth, 2.0, large), Reason::Curvature { epsilon } if epsilon < large), "{large}");
            // What is great need not be perfect, however well the slope is known.
            assert!(matches!(reason(smooth, 2.0 + 4e-7, large), Reason::Curvature { .. }), "{large}");
        }
    }

    #[test]
    fn what_rounding_hides_is_unresolved() {
        // Numbers near 1e12 are 1e-4 apart.
        let far = |x: f64| 1e12 + libm::sin(x);
        let Reason::Unresolved { error } = reason(far, 1.0, 1e-7) else { panic!("{:?}", reason(far, 1.0, 1e-7)) };
        assert!((1.0..40.0).contains(&error), "{error}");
        // A cost that is flat but for rounding: 0 is right, and no bug is seen in it.
        let flat = |x: f64| 1.0 + if (x * 1e12) as i64 % 2 == 0 { 0.0 } else { 2e-16 };
        assert!(
            matches!(reason(flat, 0.0, 1e-7), Reason::Unresolved { error } if error < 1e-8),
            "{:?}",
            reason(flat, 0.0, 1e-7)
        );
        assert_eq!(reason(flat, 1e-3, 1e-7), Reason::Disagrees);
    }

    /// A cost that is flat far from θ: agreement there means nothing.
    #[test]
    fn far_away_steps_do_not_count() {
        let hill = |x: f64| 1e6 + 0.01 * libm::exp(-(x + 0.5) * (x + 0.5));
        assert_eq!(reason(hill, 0.0, 1e-7), Reason::Disagrees);
        let wave = |x: f64| 1e6 + 0.01 * libm::sin(6.3 * (x + 0.1));
        assert_eq!(reason(wave, 0.0, 1e-7), Reason::Disagrees);
        // The quotient at 1e-3 as a gradient: wrong by 8e-4, and smaller steps show it.
        let fast = |x: f64| libm::sin(100.0 * (x + 0.003));
        let wrong = (fast(1e-3) - fast(-1e-3)) / 2e-3;
        assert_eq!(reason(fast, wrong, 1e-4), Reason::Disagrees);
    }

    #[test]
    fn a_kink_is_told_from_a_bug() {
        // Slope 2 to the left of the kink, 5 to its right; the kink at 0, or so near that ε reaches over it.
        for at in [0.0, 5e-8, -5e-8, 9e-8, 1e-12] {
            let kinked = move |x: f64| smooth(x) + 3.0 * (x - at).max(0.0);
            let own = if at > 0.0 { 2.0 } else { 5.0 };
            assert!(matches!(reason(kinked, own, 1e-7), Reason::Kink { .. }), "{at}: {:?}", reason(kinked, own, 1e-7));
            for wrong in [1.0, 10.0, -2.0, 0.0] {
                assert_eq!(reason(kinked, wrong, 1e-7), Reason::Disagrees, "{wrong}, kink at {at}");
            }
        }
        let Reason::Kink { left, right } = reason(|x| smooth(x) + 3.0 * x.max(0.0), 3.5, 1e-7) else { panic!() };
        approx::assert_abs_diff_eq!([left, right].as_slice(), [2.0, 5.0].as_slice(), epsilon = 1e-5);
        // A kink that a smaller step does not reach is no excuse, nor is one far off.
        for at in [5e-8, 5e-7, 5e-6] {
            let kinked = move |x: f64| smooth(x) + 3.0 * (x - at).max(0.0);
            assert_eq!(reason(kinked, 3.7, 1e-7), Reason::Disagrees, "kink at {at}");
        }
        // Curvature, even infinite, is no kink.
        assert_eq!(reason(|x| 1.0 + 1e4 * x * x, 0.5, 1e-7), Reason::Disagrees);
        assert_eq!(reason(|x| 1.0 + libm::pow(x.abs(), 1.4), 0.003, 1e-7), Reason::Disagrees);
    }

    #[test]
    fn where_the_cost_ends_one_side_counts() {
        let ends = |x: f64| if x < 0.0 { f64::NAN } else { smooth(x) };
        assert!(!matches!(reason(ends, 2.0, 1e-5), Reason::Disagrees), "{:?}", reason(ends, 2.0, 1e-5));
        assert_eq!(reason(ends, 2.1, 1e-5), Reason::Disagrees);
        // Near the end small steps do not reach it: ln(x + 2e-7) has the slope 5e6.
        let near = |x: f64| libm::log(x + 2e-7);
        assert!(matches!(reason(near, 5e6, 1e-7), Reason::Curvature { .. }));
        assert_eq!(reason(near, 5.001e6, 1e-7), Reason::Disagrees);
    }

    /// At a minimum of 0 nothing is left but how the function bends, which is no bug.
    #[test]
    fn a_minimum_is_flat() {
        for f in [
            |x: f64| x * x * x,
            |x: f64| x * x * x * x,
            |x: f64| 100.0 * ((1.0 + x) * (1.0 + x) - 1.0) * ((1.0 + x) * (1.0 + x) - 1.0) + x * x,
        ] {
            assert!(!matches!(reason(f, 0.0, 1e-7), Reason::Disagrees), "{:?}", reason(f, 0.0, 1e-7));
            assert_eq!(reason(f, 1e-9, 1e-7), Reason::Disagrees);
        }
    }
}
