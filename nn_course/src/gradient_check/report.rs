//! What a gradient check found: one number, a verdict, and where the gradient is wrong.

use super::difference::ratio;
use super::pattern::Pattern;
use super::settle::Cause;
use crate::linalg::norm;
use crate::parameters::{Block, Layout};
use std::fmt;

/// The lecture's scale for a relative difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// At most [`Verdict::GREAT`]: what rounding leaves of a right gradient.
    Great,
    /// Between the two: a right gradient seldom gets here.
    LookAgain,
    /// [`Verdict::WORRY`] or more: there is a bug.
    Wrong,
}

impl Verdict {
    /// The assignment's limit for ε = 1e-7; the lecture says "about 1e-7".
    pub const GREAT: f64 = 2e-7;
    /// From here on, the lecture says, worry.
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

/// One component of the gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its place in θ, from 0.
    pub place: usize,
    /// Its name: `W2[0, 3]`.
    pub name: String,
    /// The matrix that it belongs to: `W2`.
    pub matrix: String,
    /// What the gradient under test says: backprop's value.
    pub analytic: f64,
    /// What the difference quotient says at the check's ε.
    pub numeric: f64,
    /// Why the two differ, if they do.
    pub cause: Cause,
}

impl Component {
    /// |analytic − numeric|.
    pub fn difference(&self) -> f64 {
        (self.analytic - self.numeric).abs()
    }

    /// analytic / numeric; `None` where numeric is 0.
    pub fn ratio(&self) -> Option<f64> {
        (self.numeric != 0.0).then_some(self.analytic / self.numeric)
    }
}

/// The components of one matrix, summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixSummary {
    /// W1, b1, W2, …
    pub name: String,
    /// How many components it has.
    pub components: usize,
    /// How many of them disagree at every ε.
    pub disagree: usize,
    /// How many sit on a kink.
    pub kinks: usize,
    /// The relative difference within this matrix, at the check's ε.
    pub difference: f64,
    /// The same after measuring again: what rounding, curvature and kinks do not explain.
    pub remaining: f64,
    /// What all its wrong components have in common.
    pub pattern: Option<Pattern>,
}

/// What a gradient check found.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientReport {
    pub(super) method: super::Difference,
    pub(super) cost: f64,
    pub(super) noise: f64,
    pub(super) difference: f64,
    pub(super) remaining: f64,
    pub(super) matrices: Vec<MatrixSummary>,
    pub(super) components: Vec<Component>,
}

/// The vectors that a check compares.
pub(super) struct Compared<'a> {
    pub theta: &'a [f64],
    pub analytic: &'a [f64],
    pub numeric: &'a [f64],
    /// The best numerical values, after measuring again.
    pub settled: &'a [f64],
    pub causes: &'a [Cause],
}

impl GradientReport {
    /// J(θ).
    pub fn cost(&self) -> f64 {
        self.cost
    }

    /// The difference quotient that was used.
    pub fn method(&self) -> super::Difference {
        self.method
    }

    /// What rounding alone may do to a component: the noise of J over ε.
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

    /// By the lecture's scale, from the largest of what remains overall and within each matrix, so that a small matrix does not hide behind
    /// a large one.
    pub fn verdict(&self) -> Verdict {
        let worst = self.matrices.iter().map(|m| m.remaining).fold(self.remaining, |worst, d| d.max(worst));
        Verdict::of(worst)
    }

    /// Whether the verdict is [`Verdict::Great`].
    pub fn passed(&self) -> bool {
        self.verdict() == Verdict::Great
    }

    /// Whether there was nothing to compare: the gradient is 0, and so are all differences, up to rounding.
    pub fn is_flat(&self) -> bool {
        self.remaining == 0.0 && self.components.iter().all(|c| c.analytic == 0.0)
    }

    /// One summary for each matrix, in the order of θ.
    pub fn matrices(&self) -> &[MatrixSummary] {
        &self.matrices
    }

    /// All components, the most different first; those that disagree at every ε before the others.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// How many components have the given kind of cause.
    pub(super) fn count(&self, is: fn(&Cause) -> bool) -> usize {
        self.components.iter().filter(|c| is(&c.cause)).count()
    }
}

/// Relative difference of a part of both gradients.
pub(super) fn relative(analytic: &[f64], numeric: &[f64]) -> f64 {
    let apart: Vec<f64> = analytic.iter().zip(numeric).map(|(g, a)| g - a).collect();
    ratio(norm(&apart), norm(analytic) + norm(numeric))
}

pub(super) fn summary(block: &Block, of: &Compared) -> MatrixSummary {
    let range = block.range();
    let (analytic, settled) = (&of.analytic[range.clone()], &of.settled[range.clone()]);
    let causes = &of.causes[range.clone()];
    let disagree = causes.iter().filter(|c| **c == Cause::Disagrees).count();
    let pattern =
        (disagree > 0).then(|| Pattern::find(block.shape, analytic, settled, &of.theta[range.clone()])).flatten();
    MatrixSummary {
        name: block.name.clone(),
        components: block.len(),
        disagree,
        kinks: causes.iter().filter(|c| matches!(c, Cause::Kink { .. })).count(),
        difference: relative(analytic, &of.numeric[range]),
        remaining: relative(analytic, settled),
        pattern,
    }
}

/// All components, sorted as [`GradientReport::components`] says.
pub(super) fn sorted(layout: &Layout, of: &Compared) -> Vec<Component> {
    let places = layout.blocks().iter().flat_map(|b| b.range().map(|place| (b.name.clone(), place)));
    let mut components: Vec<Component> = places
        .map(|(matrix, place)| Component {
            place,
            name: layout.name(place),
            matrix,
            analytic: of.analytic[place],
            numeric: of.numeric[place],
            cause: of.causes[place],
        })
        .collect();
    let agrees = |c: &Component| c.cause != Cause::Disagrees;
    components.sort_by(|a, b| agrees(a).cmp(&agrees(b)).then(b.difference().total_cmp(&a.difference())));
    components
}

/// How many components are listed by [`GradientReport`]'s text.
const LISTED: usize = 8;

/// A number with three digits after the point, in the shortest of both notations.
fn digits(v: f64) -> String {
    match v.abs() {
        0.0 => "0".into(),
        size if (1e-3..1e4).contains(&size) => format!("{v:.6}"),
        _ => format!("{v:.3e}"),
    }
}

/// A ratio with three decimals, unless it is far from 1.
fn ratio_text(r: f64) -> String {
    if (1e-2..1e4).contains(&r.abs()) { format!("{r:.3}") } else { digits(r) }
}

impl MatrixSummary {
    /// In words: what is to be said about this matrix.
    pub fn reading(&self) -> String {
        match (self.disagree, self.kinks, &self.pattern) {
            (0, 0, _) => "agrees".into(),
            (0, kinks, _) => format!("agrees, but for {kinks} on a kink"),
            (_, _, Some(pattern)) => pattern.reading(&self.name),
            (disagree, ..) => format!("{disagree} of {} disagree, no simple pattern", self.components),
        }
    }

    /// The matrix as cells of a table: name, components, how many disagree, difference, reading.
    pub(crate) fn cells(&self) -> [String; 5] {
        let counts = [self.components, self.disagree].map(|n| n.to_string());
        let [components, disagree] = counts;
        [self.name.clone(), components, disagree, format!("{:.1e}", self.difference), self.reading()]
    }
}

impl Component {
    /// The component as cells of a table: name, backprop, numeric, ratio, cause.
    pub(crate) fn cells(&self) -> [String; 5] {
        let ratio = self.ratio().map_or("–".into(), ratio_text);
        [self.name.clone(), digits(self.analytic), digits(self.numeric), ratio, self.cause.to_string()]
    }
}

impl GradientReport {
    /// Column heads for [`MatrixSummary::cells`] and [`Component::cells`].
    pub(crate) const HEADS: [[&str; 5]; 2] = [
        ["matrix", "components", "disagree", "difference", "reading"],
        ["component", "backprop", "numeric", "ratio", "why"],
    ];

    /// The components worth listing: those that differ, at most a few.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(|c| c.cause != Cause::Agrees).take(LISTED)
    }

    /// The verdict and its reasons, in sentences.
    pub(crate) fn sentences(&self) -> String {
        let (sides, epsilon) = match self.method {
            super::Difference::TwoSided { epsilon } => ("two-sided", epsilon),
            super::Difference::OneSided { epsilon } => ("one-sided", epsilon),
        };
        let verdict = self.verdict();
        let mut text =
            format!("Gradient check: {verdict}. Difference {:.2e} ({sides}, ε = {epsilon:e})", self.difference);
        if format!("{:.2e}", self.remaining) != format!("{:.2e}", self.difference) {
            text += &format!(", {:.2e} after measuring again at other ε", self.remaining);
        }
        text += &format!("; great up to {:e}, wrong from {:e}.", Verdict::GREAT, Verdict::WORRY);
        let parts: [(usize, &str); 4] = [
            (self.count(|c| *c == Cause::Disagrees), "disagree at every ε: a bug"),
            (
                self.count(|c| matches!(c, Cause::Kink { .. })),
                "on a kink: the slopes to the left and right differ, and backprop fits them, so this is no bug",
            ),
            (self.count(|c| matches!(c, Cause::Rounding { .. })), "off by rounding: they agree at a larger ε"),
            (
                self.count(|c| matches!(c, Cause::Curvature { .. })),
                "off by curvature: they agree two-sided, at the same or a smaller ε",
            ),
        ];
        for (count, what) in parts.into_iter().filter(|p| p.0 > 0) {
            text += &format!(" {count} of {} components: {what}.", self.components.len());
        }
        if self.is_flat() {
            text += " Both gradients are 0: this says little; check at another θ too.";
        }
        text
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Agrees => write!(f, "agrees"),
            Cause::Rounding { epsilon } => write!(f, "rounding: agrees at ε = {epsilon:.0e}"),
            Cause::Curvature { epsilon } => write!(f, "curvature: agrees at ε = {epsilon:.0e}"),
            Cause::Kink { left, right } => write!(f, "kink: slopes {} and {}", digits(*left), digits(*right)),
            Cause::Disagrees => write!(f, "disagrees"),
        }
    }
}

/// Rows of cells below their heads, in columns: the last column to the left, the others to the right.
fn columns(f: &mut fmt::Formatter<'_>, heads: [&str; 5], rows: &[[String; 5]]) -> fmt::Result {
    let width = |c: usize| rows.iter().map(|r| r[c].chars().count()).fold(heads[c].len(), usize::max);
    let widths: Vec<usize> = (0..5).map(width).collect();
    for row in std::iter::once(&heads.map(String::from)).chain(rows) {
        writeln!(f)?;
        for c in 0..4 {
            write!(f, "{:>w$}  ", row[c], w = widths[c])?;
        }
        write!(f, "{}", row[4])?;
    }
    Ok(())
}

/// Sentences, a row for each matrix, and the components that differ most.
impl fmt::Display for GradientReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences())?;
        columns(f, Self::HEADS[0], &self.matrices.iter().map(MatrixSummary::cells).collect::<Vec<_>>())?;
        let listed: Vec<_> = self.listed().map(Component::cells).collect();
        if !listed.is_empty() {
            writeln!(f)?;
            columns(f, Self::HEADS[1], &listed)?;
        }
        Ok(())
    }
}
