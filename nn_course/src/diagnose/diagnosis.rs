//! All gaps of a network's errors together, and how they read.

use super::gap::{Cause, Finding, Gap};
use std::fmt;

/// The gaps of a network's errors, in the order in which the basic recipe looks at them.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    pub(super) gaps: Vec<Gap>,
}

impl Diagnosis {
    /// The column heads of [`Gap::cells`].
    pub(crate) const HEADS: [&str; 6] = ["gap", "from", "to", "points", "", "try"];

    /// The gaps: avoidable bias, variance, then data mismatch and overfitting of dev if there are such sets.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The gap with a cause, if the errors it lies between were given.
    pub fn gap(&self, cause: Cause) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.cause == cause)
    }

    /// Whether the gap with a cause is high.
    pub fn is_high(&self, cause: Cause) -> bool {
        self.gap(cause).is_some_and(|gap| gap.finding == Finding::High)
    }

    /// The first gap that is high: what the basic recipe works on next. `None` if there is none.
    pub fn next(&self) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.finding == Finding::High)
    }

    /// The diagnosis in a few words, such as `high bias and low variance`.
    pub fn verdict(&self) -> String {
        let word = |gap: &Gap| match gap.finding {
            Finding::High => "high",
            Finding::Low | Finding::Negative => "low",
            Finding::Unclear => "unclear",
        };
        let name = |gap: &Gap| match gap.cause {
            Cause::AvoidableBias => "bias",
            other => other.name(),
        };
        // Bias and variance are always named, the others where they are more than low.
        let named = self.gaps.iter().enumerate().filter(|(i, gap)| *i < 2 || word(gap) != "low");
        let words: Vec<String> = named.map(|(_, gap)| format!("{} {}", word(gap), name(gap))).collect();
        match words.split_last() {
            Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
            _ => words.concat(),
        }
    }

    /// The verdict and what to try next, as a sentence.
    pub(crate) fn sentence(&self) -> String {
        let mut verdict = self.verdict();
        if let Some(first) = verdict.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let unclear = self.gaps.iter().find(|gap| gap.finding == Finding::Unclear);
        match (self.next(), unclear) {
            (Some(gap), _) => format!("{verdict}. Next, the {}: {}.", gap.cause.name(), gap.cause.remedy()),
            (None, Some(gap)) => {
                format!("{verdict}. Too few examples to tell the {}: measure on more.", gap.cause.name())
            }
            (None, None) => format!("{verdict}. Nothing to mend."),
        }
    }
}

/// The sentence, the gaps as aligned text, and a line on each gap that is neither low nor high.
impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What to try is in the sentence; beside the gaps it would make the lines too long for a cell's output.
        let cells = self.gaps.iter().map(Gap::cells);
        let rows: Vec<Vec<String>> =
            std::iter::once(Diagnosis::HEADS.map(String::from)).chain(cells).map(|row| row[..5].to_vec()).collect();
        write!(f, "{}", self.sentence())?;
        crate::align::aligned(&rows, true).iter().try_for_each(|line| write!(f, "\n{}", line.trim_end()))?;
        let mut odd = self.gaps.iter().filter(|gap| matches!(gap.finding, Finding::Negative | Finding::Unclear));
        odd.try_for_each(|gap| write!(f, "\n({}: {})", gap.cause.name(), gap.advice()))
    }
}
