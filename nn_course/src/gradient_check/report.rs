//! The report of a gradient check: one number, a verdict, and where the gradient is wrong.
//!
//! Explained in notebook 04, section 3.

use super::difference::{Difference, relative};
use super::pattern::{Pattern, same_in_another_order};
use super::{second_look::Reason, second_look::Settled};
use crate::gradient_check::parameters::{Block, Layout};
use std::fmt;

/// The lecture's scale for a relative difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// At most [`Verdict::GREAT`]: no more than rounding leaves of a right gradient.
    Great,
    /// Between the two thresholds: rare for a right gradient.
    LookAgain,
    /// [`Verdict::WORRY`] or more: there is a bug.
    Wrong,
}

impl Verdict {
    /// The assignment's limit for ε = 1e-7; the lecture says "about 1e-7".
    pub const GREAT: f64 = 2e-7;
    /// The lecture's threshold for a reason to worry.
    pub const WORRY: f64 = 1e-3;

    /// The verdict on a relative difference. NaN is wrong.
    pub fn of(difference: f64) -> Self {
        match difference {
            d if d <= Verdict::GREAT => Verdict::Great,
            d if d < Verdict::WORRY => Verdict::LookAgain,
            _ => Verdict::Wrong,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Great => "great",
            Verdict::LookAgain => "look again",
            Verdict::Wrong => "wrong",
        })
    }
}

/// A gradient under test, at θ.
pub(super) struct Comparison<'a> {
    pub layout: &'a Layout,
    pub theta: &'a [f64],
    pub analytic: &'a [f64],
    pub difference: Difference,
    /// A lower bound for the rounding noise of the cost.
    pub least_noise: f64,
    /// Whether the cost may move in steps, because something inside it rounds.
    pub moves_in_steps: bool,
}

/// One component of the gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its index in θ, from 0.
    pub place: usize,
    /// Its name: `W2[0, 3]`.
    pub name: String,
    /// The matrix that it belongs to: `W2`.
    pub matrix: String,
    /// The gradient under test: backprop's value.
    pub analytic: f64,
    /// The difference quotient at the check's ε.
    pub numeric: f64,
    /// The best difference quotient, if this component was measured again; else `numeric`. On a kink, which has none, it
    /// is `analytic`.
    pub best: f64,
    /// The reason why the two differ, if they do.
    pub reason: Reason,
}

impl Component {
    /// |analytic − numeric|; ∞ where that is beyond the largest number.
    pub fn difference(&self) -> f64 {
        (self.analytic - self.numeric).abs()
    }

    /// The verdict on this component by itself.
    fn verdict(&self) -> Verdict {
        Verdict::of(relative(&[self.analytic], &[self.best]))
    }

    /// Whether this component, of which the cost shows the first digits at most, is worth another look.
    fn is_noticed(&self, moves_in_steps: bool) -> bool {
        let far = self.verdict() == Verdict::Wrong;
        match self.reason {
            Reason::Unresolved { error } if self.analytic == 0.0 => self.best.abs() >= error,
            Reason::Unresolved { error } => {
                far && (moves_in_steps || (self.analytic - self.best).abs() > error / NOTICED)
            }
            Reason::Rough { .. } => far,
            _ => false,
        }
    }

    /// analytic / numeric, ±∞ where that is beyond the largest number; `None` where numeric is 0.
    pub fn ratio(&self) -> Option<f64> {
        (self.numeric != 0.0).then_some(self.analytic / self.numeric)
    }
}

/// The components of one matrix, summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixSummary {
    /// W1, b1, W2, …
    pub name: String,
    /// The number of its components.
    pub components: usize,
    /// The number of components that disagree at the best ε.
    pub disagree: usize,
    /// The number of components that rounding leaves unresolved.
    pub unresolved: usize,
    /// The number of components on a kink.
    pub kinks: usize,
    /// The relative difference within this matrix, at the check's ε.
    pub difference: f64,
    /// The same after measuring again: what rounding, curvature and kinks do not explain.
    pub remaining: f64,
    /// The pattern in its wrong components, if there is one.
    pub pattern: Option<Pattern>,
}

/// Where rounding is all that may hide it, an unresolved component is worth another look if it is off by more than this part of the error, which
/// is some 15 standard deviations.
const NOTICED: f64 = 10.0;

/// The report of a gradient check.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientReport {
    method: Difference,
    cost: f64,
    noise: f64,
    difference: f64,
    remaining: f64,
    matrices: Vec<MatrixSummary>,
    components: Vec<Component>,
    reordered: bool,
    /// Whether a component is worth another look that does not disagree.
    noticed: bool,
}

impl GradientReport {
    /// From the difference quotients, and from what is known of each component after a second look.
    pub(super) fn new(of: &Comparison, cost: f64, noise: f64, numeric: &[f64], settled: &[Settled]) -> Self {
        let component = |(block, place): (&Block, usize)| Component {
            place,
            name: block.name_of(place),
            matrix: block.name.clone(),
            analytic: of.analytic[place],
            numeric: numeric[place],
            best: settled[place].numeric,
            reason: settled[place].reason,
        };
        let blocks = &of.layout.blocks;
        let places = blocks.iter().flat_map(|block| block.range().map(move |place| (block, place)));
        let mut components: Vec<Component> = places.map(component).collect();
        let matrices = blocks.iter().map(|block| MatrixSummary::new(of, block, numeric, settled)).collect();
        let (difference, remaining) = (relative(of.analytic, numeric), remaining(of.analytic, settled));
        let best: Vec<f64> = settled.iter().map(|s| s.numeric).collect();
        let reordered = blocks.len() > 1 && same_in_another_order(of.analytic, &best);
        let agrees = |c: &Component| c.reason != Reason::Disagrees;
        components.sort_by(|a, b| agrees(a).cmp(&agrees(b)).then(b.difference().total_cmp(&a.difference())));
        let noticed = components.iter().any(|c| c.is_noticed(of.moves_in_steps));
        let method = of.difference;
        GradientReport { method, cost, noise, difference, remaining, matrices, components, reordered, noticed }
    }

    /// J(θ).
    pub fn cost(&self) -> f64 {
        self.cost
    }

    /// The difference quotient that was used.
    pub fn method(&self) -> Difference {
        self.method
    }

    /// The error that rounding alone may cause in a component: the noise of J over ε; ∞ for an ε so tiny that this overflows.
    pub fn rounding_floor(&self) -> f64 {
        self.noise / self.method.epsilon()
    }

    /// The lecture's number: ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over all components at the check's ε, 0 for 0/0.
    pub fn difference(&self) -> f64 {
        self.difference
    }

    /// The same after measuring again what differed: what rounding, curvature and kinks do not explain. It is
    /// [`difference`](Self::difference) where that is small enough already.
    pub fn remaining(&self) -> f64 {
        self.remaining
    }

    /// By the lecture's scale: that of what remains after measuring again, but wrong only if a component disagrees at the best ε. Such a component
    /// counts by itself, so that it does not hide behind large ones: the verdict is at least its own, and never great. Nor is it great if a
    /// component of which the cost shows only the first digits is off by a thousandth of the two values' sum or more.
    pub fn verdict(&self) -> Verdict {
        let disagreeing =
            self.components.iter().filter(|c| c.reason == Reason::Disagrees).map(Component::verdict).max();
        match (disagreeing, Verdict::of(self.remaining)) {
            (Some(own), overall) => own.max(overall),
            (None, Verdict::Great) if !self.noticed => Verdict::Great,
            (None, _) => Verdict::LookAgain,
        }
    }

    /// Whether the verdict is [`Verdict::Great`].
    pub fn passed(&self) -> bool {
        self.verdict() == Verdict::Great
    }

    /// Whether there was nothing to compare: the gradient is 0, and so are all differences, up to rounding.
    pub fn is_flat(&self) -> bool {
        let nothing = |c: &Component| c.numeric == 0.0 || matches!(c.reason, Reason::Unresolved { .. });
        self.passed() && self.components.iter().all(|c| c.analytic == 0.0 && nothing(c))
    }

    /// Whether the gradient is the numerical one with its matrices, or their entries, in another order than θ's.
    pub fn is_reordered(&self) -> bool {
        self.reordered && self.components.iter().any(|c| c.reason == Reason::Disagrees)
    }

    /// One summary for each matrix, in the order of θ.
    pub fn matrices(&self) -> &[MatrixSummary] {
        &self.matrices
    }

    /// All components, the most different first; those that disagree at the best ε before the others.
    pub fn components(&self) -> &[Component] {
        &self.components
    }
}

/// The relative difference after the second look. Where rounding hides all digits, a gradient of 0 counts as right.
fn remaining(analytic: &[f64], settled: &[Settled]) -> f64 {
    let best = |(g, settled): (&f64, &Settled)| match settled.reason {
        Reason::Unresolved { .. } if *g == 0.0 => 0.0,
        _ => settled.numeric,
    };
    relative(analytic, &analytic.iter().zip(settled).map(best).collect::<Vec<_>>())
}

impl MatrixSummary {
    fn new(of: &Comparison, block: &Block, numeric: &[f64], settled: &[Settled]) -> Self {
        let (analytic, settled) = (&of.analytic[block.range()], &settled[block.range()]);
        let count = |is: fn(&Reason) -> bool| settled.iter().filter(|s| is(&s.reason)).count();
        let best: Vec<f64> = settled.iter().map(|s| s.numeric).collect();
        let disagree = count(|c| *c == Reason::Disagrees);
        let pattern = || Pattern::find(block.shape, analytic, &best, &of.theta[block.range()]);
        MatrixSummary {
            name: block.name.clone(),
            components: settled.len(),
            disagree,
            unresolved: count(|c| matches!(c, Reason::Unresolved { .. })),
            kinks: count(|c| matches!(c, Reason::Kink { .. })),
            difference: relative(analytic, &numeric[block.range()]),
            remaining: remaining(analytic, settled),
            pattern: (disagree > 0).then(pattern).flatten(),
        }
    }
}
