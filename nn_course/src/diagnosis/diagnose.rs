//! Diagnosis from errors: bias, variance, data mismatch, overfitting of the dev set, and what the basic recipe tries next.
//!
//! Explained in notebook 01, sections 4 and 6.

use super::{gap::Cause, gap::Finding, gap::Gap, uncertainty::Measured};
use crate::support::{error::Result, validate};
use crate::{data::dataset::Dataset, diagnosis::uncertainty::share_is_legal, network::layers::Network};
use std::fmt;

/// The default threshold from which a gap counts as high: 2 percentage points.
const THRESHOLD: f64 = 0.02;

/// The errors that a diagnosis starts from.
///
/// ```
/// use nn_course::prelude::*;
/// let diagnosis = Errors::new(0.15, 0.16).human(0.15).diagnose()?;
/// assert_eq!(diagnosis.verdict(), "low bias and low variance");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    human: f64,
    train: f64,
    train_dev: Option<Measured>,
    dev: Measured,
    test: Option<Measured>,
    threshold: f64,
}

impl Errors {
    /// The train and the dev error; the human-level error is 0 until [`Errors::human`] says otherwise.
    ///
    /// The train error has no number of examples: it is no sample of anything, but the error on the very examples that training fits.
    pub fn new(train: f64, dev: impl Into<Measured>) -> Self {
        Errors { human: 0.0, train, train_dev: None, dev: dev.into(), test: None, threshold: THRESHOLD }
    }

    /// The errors of a network on its training set and its dev set.
    ///
    /// # Errors
    /// As [`Network::accuracy`].
    pub fn of(network: &Network, train_set: &Dataset, dev_set: &Dataset) -> Result<Self> {
        Ok(Errors::new(network.error(train_set)?, Measured::of(network, dev_set)?))
    }

    /// The error of people at this task, which stands in for the Bayes error: the least that any classifier can reach.
    pub fn human(self, error: f64) -> Self {
        Errors { human: error, ..self }
    }

    /// The error on a train-dev set: examples from where the training set came from that training did not see.
    pub fn train_dev(self, error: impl Into<Measured>) -> Self {
        Errors { train_dev: Some(error.into()), ..self }
    }

    /// The error on the test set.
    pub fn test(self, error: impl Into<Measured>) -> Self {
        Errors { test: Some(error.into()), ..self }
    }

    /// The threshold from which a gap counts as high; 0.02 is two percentage points. It is a convention that depends on the task.
    pub fn threshold(self, size: f64) -> Self {
        Errors { threshold: size, ..self }
    }

    /// The gaps between the errors, each with its cause and a finding.
    ///
    /// # Formula
    /// avoidable bias = train − human. Without a train-dev set: variance = dev − train. With one: variance = train-dev − train and
    /// data mismatch = dev − train-dev. Overfitting of dev = test − dev.
    ///
    /// A gap is [`Finding::High`] from the threshold on. Where the numbers of dev, train-dev or test examples are known, their gaps
    /// have a 95% interval (Newcombe's). Then a gap is high only if that lies above 0; if it does not, or if a smaller gap is known to
    /// no better than ± the threshold, it is [`Finding::Unclear`].
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for an error rate outside 0 to 1, 0 examples, or a threshold that is not above 0.
    pub fn diagnose(&self) -> Result<Diagnosis> {
        let legal = self.threshold > 0.0 && self.threshold <= 1.0;
        validate::range("the threshold", self.threshold, legal, "above 0, up to 1")?;
        let names = ["human", "train", "train-dev", "dev", "test"];
        let all = [Some(self.human.into()), Some(self.train.into()), self.train_dev, Some(self.dev), self.test];
        let rungs: Vec<(_, Measured)> =
            names.into_iter().zip(all).filter_map(|(name, rung)| Some((name, rung?))).collect();
        for (name, rung) in &rungs {
            share_is_legal(&format!("the {name} error"), rung.error)?;
            validate::at_least_one(&format!("the number of {name} examples"), rung.examples.unwrap_or(1))?;
        }
        let causes = [Cause::AvoidableBias, Cause::Variance, Cause::DataMismatch, Cause::DevOverfitting];
        let causes = causes.into_iter().filter(|cause| *cause != Cause::DataMismatch || self.train_dev.is_some());
        let gap = |(cause, pair): (_, &[_])| Gap::new(cause, [pair[0], pair[1]], self.threshold);
        Ok(Diagnosis { gaps: causes.zip(rungs.windows(2)).map(gap).collect() })
    }
}

/// The gaps of a network's errors, in the order in which the basic recipe looks at them.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    gaps: Vec<Gap>,
}

impl Diagnosis {
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
        let last = words.len() - 1;
        format!("{} and {}", words[..last].join(", "), words[last])
    }

    /// The verdict and what to try next, as a sentence.
    pub fn sentence(&self) -> String {
        let mut verdict = self.verdict();
        verdict[..1].make_ascii_uppercase();
        let unclear = self.gaps.iter().find(|gap| gap.finding == Finding::Unclear);
        let next = match (self.next(), unclear) {
            (Some(gap), _) => format!("Next, the {}: {}.", gap.cause.name(), gap.cause.remedy()),
            (None, Some(gap)) => format!("Too few examples to tell the {}: measure on more.", gap.cause.name()),
            (None, None) => "Nothing to fix.".into(),
        };
        format!("{verdict}. {next}")
    }
}

/// The sentence, and a line for each gap.
impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.sentence())?;
        self.gaps.iter().try_for_each(|gap| write!(f, "\n{gap}"))
    }
}
