//! Gaps between two errors: their cause, a finding, and what to try.

use super::{uncertainty::Measured, uncertainty::difference_interval};
use std::fmt;

/// The cause of a gap between two errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Underfitting: the network fits its training set worse than people would.
    AvoidableBias,
    /// Overfitting: the network does worse on new examples than on those it learned from.
    Variance,
    /// The network does worse on the dev set's kind of examples than on the training set's.
    DataMismatch,
    /// So many settings were chosen with the dev set that they suit its examples by chance.
    DevOverfitting,
}

impl Cause {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Cause::AvoidableBias => "avoidable bias",
            Cause::Variance => "variance",
            Cause::DataMismatch => "data mismatch",
            Cause::DevOverfitting => "overfitting of dev",
        }
    }

    /// What the basic recipe tries when the gap is high.
    pub fn remedy(self) -> &'static str {
        match self {
            Cause::AvoidableBias => "bigger network, longer training, other architecture",
            Cause::Variance => "more data, regularization, other architecture",
            Cause::DataMismatch => "training data that is more like the dev set's",
            Cause::DevOverfitting => "a larger or fresh dev set",
        }
    }
}

/// The judgement of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Smaller than the threshold in either direction.
    Low,
    /// Measured at the threshold or above, and surely above 0. (A true gap a little below the threshold is measured above it nearly
    /// half the time.)
    High,
    /// So few examples that it may be low or high: measured at the threshold or above but perhaps 0, or known to no better than
    /// ± the threshold.
    Unclear,
    /// The later error is smaller than the earlier one, by the threshold or more, and surely smaller.
    Negative,
}

/// The gap between an error and the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Its cause.
    pub cause: Cause,
    /// The name of the earlier error, and its value.
    pub from: (&'static str, f64),
    /// The name of the later error, and its value.
    pub to: (&'static str, f64),
    /// The later error minus the earlier one.
    pub size: f64,
    /// The 95% interval of the true size, if the numbers of examples are known.
    pub interval: Option<(f64, f64)>,
    /// Its judgement.
    pub finding: Finding,
}

impl Gap {
    /// The gap between two errors, each with its name.
    pub(super) fn new(cause: Cause, [from, to]: [(&'static str, Measured); 2], threshold: f64) -> Self {
        let [a, b] = [from.1, to.1].map(|rung| (rung.error, rung.examples));
        let (lower, upper) = difference_interval(a, b);
        let size = b.0 - a.0;
        // 0.17 − 0.15 is a little less than 0.02 in floating point.
        let reaches = |size: f64| size >= threshold - 1e-12;
        let finding = match () {
            () if reaches(size) && lower > 0.0 => Finding::High,
            () if reaches(-size) && upper < 0.0 => Finding::Negative,
            () if reaches(size) || reaches(-size) || (upper - lower) / 2.0 > threshold => Finding::Unclear,
            () => Finding::Low,
        };
        let interval = (a.1.is_some() || b.1.is_some()).then_some((lower, upper));
        Gap { cause, from: (from.0, a.0), to: (to.0, b.0), size, interval, finding }
    }

    /// What to try, or a remark; empty if the gap is low.
    pub fn advice(&self) -> &'static str {
        match (self.finding, self.cause) {
            (Finding::High, cause) => cause.remedy(),
            (Finding::Low, _) => "",
            (Finding::Unclear, _) => "measure on more examples: these cannot tell",
            (Finding::Negative, Cause::AvoidableBias) => "below human level: memorized, or people can do better",
            (Finding::Negative, Cause::Variance) => "these training examples are harder than the dev set's",
            (Finding::Negative, Cause::DataMismatch) => "the dev set is easier than the training data",
            (Finding::Negative, Cause::DevOverfitting) => "the test set is easier than the dev set",
        }
    }

    /// The size in percentage points, with its interval if it has one.
    pub fn points(&self) -> String {
        // Never “-0.0”.
        let points = |size: f64| format!("{:.1}", (1000.0 * size).round() / 10.0 + 0.0);
        match self.interval {
            None => points(self.size),
            Some((lower, upper)) => format!("{} ({} to {})", points(self.size), points(lower), points(upper)),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Finding::Low => "low",
            Finding::High => "HIGH",
            Finding::Unclear => "unclear",
            Finding::Negative => "negative",
        })
    }
}

/// One line: the cause, the two errors, the size, the finding, and what to try.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((from, a), (to, b)) = (self.from, self.to);
        let (a, b) = (100.0 * a + 0.0, 100.0 * b + 0.0);
        write!(
            f,
            "{}, from {from} {a:.1}% to {to} {b:.1}%: {} points, {}",
            self.cause.name(),
            self.points(),
            self.finding
        )?;
        if self.advice().is_empty() { Ok(()) } else { write!(f, ": {}", self.advice()) }
    }
}
