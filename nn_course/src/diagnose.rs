//! What a network's errors say: bias, variance, data mismatch, a worn-out dev set; and what the basic recipe tries next.
//!
//! Explained in notebook 01, sections 4 and 6.

use crate::uncertainty::{difference_interval, share_is_legal};
use crate::{Dataset, Network, check, error::Result};
use std::fmt;

/// From this on a gap counts as high, unless [`Errors::threshold`] says otherwise: 2 percentage points.
const THRESHOLD: f64 = 0.02;

/// An error rate, and on how many examples it was measured if that is known.
///
/// Made from a number, `0.15.into()`, or from a number and a count, `(0.15, 200).into()`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The share of wrong answers, 0 to 1.
    pub error: f64,
    /// The number of examples.
    pub examples: Option<usize>,
}

impl From<f64> for Measured {
    fn from(error: f64) -> Self {
        Measured { error, examples: None }
    }
}

impl From<(f64, usize)> for Measured {
    fn from((error, examples): (f64, usize)) -> Self {
        Measured { error, examples: Some(examples) }
    }
}

impl Measured {
    /// The share of a data set's examples that a network gets wrong.
    ///
    /// # Errors
    /// As [`Network::accuracy`].
    pub fn of(network: &Network, data: &Dataset) -> Result<Self> {
        Ok((network.error(data)?, data.m()).into())
    }
}

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
    pub fn human(mut self, error: f64) -> Self {
        self.human = error;
        self
    }

    /// The error on a train-dev set: examples from where the training set came from that training did not see.
    pub fn train_dev(mut self, error: impl Into<Measured>) -> Self {
        self.train_dev = Some(error.into());
        self
    }

    /// The error on the test set.
    pub fn test(mut self, error: impl Into<Measured>) -> Self {
        self.test = Some(error.into());
        self
    }

    /// From which size on a gap counts as high; 0.02 is two percentage points. It is a convention: what counts as much depends on the task.
    pub fn threshold(mut self, size: f64) -> Self {
        self.threshold = size;
        self
    }

    /// Names the gaps between the errors.
    ///
    /// # Formula
    /// avoidable bias = train − human. Without a train-dev set: variance = dev − train. With one: variance = train-dev − train and
    /// data mismatch = dev − train-dev. Overfitting of dev = test − dev.
    ///
    /// A gap is [`Finding::High`] from the threshold on. Where the numbers of dev, train-dev or test examples are known, their gaps have a 95% interval (Newcombe's);
    /// then it is high only if that lies above 0, and a gap that is not high but known to no better than ± the threshold is [`Finding::Unclear`].
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) for an error rate outside 0 to 1, 0 examples, or a threshold that is not above 0.
    pub fn diagnose(&self) -> Result<Diagnosis> {
        check::range(
            "the threshold",
            self.threshold,
            self.threshold > 0.0 && self.threshold <= 1.0,
            "above 0, up to 1",
        )?;
        let mut rungs = vec![("human", self.human.into()), ("train", self.train.into())];
        let mut causes = vec![Cause::AvoidableBias, Cause::Variance];
        if let Some(train_dev) = self.train_dev {
            rungs.push(("train-dev", train_dev));
            causes.push(Cause::DataMismatch);
        }
        rungs.push(("dev", self.dev));
        if let Some(test) = self.test {
            rungs.push(("test", test));
            causes.push(Cause::DevOverfitting);
        }
        for (name, rung) in &rungs {
            share_is_legal(&format!("the {name} error"), rung.error)?;
            if let Some(m) = rung.examples {
                check::at_least_one(&format!("the number of {name} examples"), m)?;
            }
        }
        let gap =
            |(cause, pair): (Cause, &[(&'static str, Measured)])| Gap::new(cause, pair[0], pair[1], self.threshold);
        let gaps = causes.into_iter().zip(rungs.windows(2)).map(gap).collect::<Result<_>>()?;
        Ok(Diagnosis { gaps })
    }
}

/// What a gap between two errors is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The network does not even fit its training set as well as people would: underfitting.
    AvoidableBias,
    /// It does worse on new examples than on those it learned from: overfitting.
    Variance,
    /// It does worse on the dev set's kind of examples than on the training set's.
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

    /// What the basic recipe says to try when the gap is high.
    pub fn remedy(self) -> &'static str {
        match self {
            Cause::AvoidableBias => "bigger network, longer training, other architecture",
            Cause::Variance => "more data, regularization, other architecture",
            Cause::DataMismatch => "training data that is more like the dev set's",
            Cause::DevOverfitting => "a larger or fresh dev set",
        }
    }
}

/// How a gap is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Below the threshold.
    Low,
    /// At the threshold or above, and no chance of few examples.
    High,
    /// So few examples that it may be low or high.
    Unclear,
    /// The later error is smaller than the earlier one, by the threshold or more.
    Negative,
}

/// The gap between an error and the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// What it is a sign of.
    pub cause: Cause,
    /// The name of the earlier error, and its value.
    pub from: (&'static str, f64),
    /// The name of the later error, and its value.
    pub to: (&'static str, f64),
    /// The later error minus the earlier one.
    pub size: f64,
    /// Where the true size may be (95%), if the numbers of examples are known.
    pub interval: Option<(f64, f64)>,
    /// How it is judged.
    pub finding: Finding,
}

impl Gap {
    fn new(cause: Cause, from: (&'static str, Measured), to: (&'static str, Measured), threshold: f64) -> Result<Self> {
        let [a, b] = [from.1, to.1].map(|rung| (rung.error, rung.examples));
        let (lower, upper) = difference_interval(a, b)?;
        let size = b.0 - a.0;
        // 0.17 − 0.15 is a little less than 0.02 in floating point.
        let reaches = |size: f64| size >= threshold - 1e-12;
        let finding = match () {
            () if reaches(size) && lower > 0.0 => Finding::High,
            () if reaches(-size) && upper < 0.0 => Finding::Negative,
            () if (upper - lower) / 2.0 > threshold => Finding::Unclear,
            () => Finding::Low,
        };
        let interval = (a.1.is_some() || b.1.is_some()).then_some((lower, upper));
        Ok(Gap { cause, from: (from.0, a.0), to: (to.0, b.0), size, interval, finding })
    }

    /// What to try, or what else there is to say.
    pub fn advice(&self) -> &'static str {
        match (self.finding, self.cause) {
            (Finding::High, cause) => cause.remedy(),
            (Finding::Low, _) => "",
            (Finding::Unclear, _) => "measure on more examples: these cannot tell",
            (Finding::Negative, Cause::AvoidableBias) => "below human level: learned by heart, or people can do better",
            (Finding::Negative, Cause::Variance) => "the training set is harder than the dev set",
            (Finding::Negative, Cause::DataMismatch) => "the dev set is easier than the training data",
            (Finding::Negative, Cause::DevOverfitting) => "the test set is easier than the dev set",
        }
    }

    /// The gap as a row of a table; sizes in percentage points.
    pub(crate) fn cells(&self) -> [String; 6] {
        let percent = |share: f64| format!("{:.1}%", 100.0 * share);
        // Never “-0.0”.
        let points = |size: f64| format!("{:.1}", (1000.0 * size).round() / 10.0 + 0.0);
        let rung = |(name, error): (&str, f64)| format!("{name} {}", percent(error));
        let size = match self.interval {
            None => points(self.size),
            Some((lower, upper)) => format!("{} ({} to {})", points(self.size), points(lower), points(upper)),
        };
        let finding = match self.finding {
            Finding::Low => "low",
            Finding::High => "HIGH",
            Finding::Unclear => "unclear",
            Finding::Negative => "negative",
        };
        [self.cause.name().into(), rung(self.from), rung(self.to), size, finding.into(), self.advice().into()]
    }
}

/// The gaps of a network's errors, in the order in which the basic recipe looks at them.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    gaps: Vec<Gap>,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The lecture's table: cats, which people know with an error of about 0%.
    #[test]
    fn the_lectures_table() {
        let verdict =
            |human: f64, train: f64, dev: f64| Errors::new(train, dev).human(human).diagnose().unwrap().verdict();
        assert_eq!(verdict(0.0, 0.01, 0.11), "low bias and high variance");
        assert_eq!(verdict(0.0, 0.15, 0.16), "high bias and low variance");
        assert_eq!(verdict(0.0, 0.15, 0.30), "high bias and high variance");
        assert_eq!(verdict(0.0, 0.005, 0.01), "low bias and low variance");
        assert_eq!(verdict(0.15, 0.15, 0.16), "low bias and low variance");
    }

    #[test]
    fn the_recipe_looks_at_bias_first() {
        let next = |errors: Errors| errors.diagnose().unwrap().next().map(|gap| gap.cause);
        let both = Errors::new(0.15, 0.30);
        assert_eq!(next(both), Some(Cause::AvoidableBias));
        assert_eq!(next(both.human(0.15)), Some(Cause::Variance));
        assert_eq!(next(both.human(0.15).train_dev(0.16)), Some(Cause::DataMismatch));
        assert_eq!(next(Errors::new(0.0, 0.01).test(0.05)), Some(Cause::DevOverfitting));
        assert_eq!(next(Errors::new(0.0, 0.01).test(0.02)), None);
    }

    #[test]
    fn a_train_dev_set_tells_variance_from_mismatch() {
        let errors = Errors::new(0.01, 0.10);
        let sizes = |errors: Errors| -> Vec<(Cause, f64)> {
            errors.diagnose().unwrap().gaps().iter().map(|gap| (gap.cause, (gap.size * 1000.0).round())).collect()
        };
        assert_eq!(sizes(errors), [(Cause::AvoidableBias, 10.0), (Cause::Variance, 90.0)]);
        assert_eq!(
            sizes(errors.train_dev(0.015).test(0.13)),
            [
                (Cause::AvoidableBias, 10.0),
                (Cause::Variance, 5.0),
                (Cause::DataMismatch, 85.0),
                (Cause::DevOverfitting, 30.0)
            ]
        );
        let verdict = errors.train_dev(0.015).test(0.13).diagnose().unwrap().verdict();
        assert_eq!(verdict, "low bias, low variance, high data mismatch and high overfitting of dev");
    }

    #[test]
    fn few_examples_cannot_tell() {
        let finding = |train: f64, dev: Measured| {
            Errors::new(train, dev).diagnose().unwrap().gap(Cause::Variance).unwrap().finding
        };
        assert_eq!(finding(0.01, 0.05.into()), Finding::High);
        assert_eq!(finding(0.01, (0.05, 2000).into()), Finding::High);
        assert_eq!(finding(0.01, (0.05, 20).into()), Finding::Unclear, "1 of 20 is wrong: 0.9% to 23.6%");
        assert_eq!(finding(0.01, (0.0, 20).into()), Finding::Unclear, "0 of 20 is no proof of 0%");
        assert_eq!(finding(0.01, (0.015, 2000).into()), Finding::Low);
        assert_eq!(finding(0.2, (0.1, 1000).into()), Finding::Negative);
        // Between two sets that were both measured, both count: 5% ± 2 and 8% ± 2.5.
        let mismatch = |m: usize| Errors::new(0.01, (0.08, m)).train_dev((0.05, m)).diagnose().unwrap();
        assert!(mismatch(2000).is_high(Cause::DataMismatch) && !mismatch(400).is_high(Cause::DataMismatch));
        assert_eq!(mismatch(400).gap(Cause::DataMismatch).unwrap().finding, Finding::Unclear);
    }

    #[test]
    fn the_threshold_itself_is_high() {
        let high =
            |train: f64, dev: f64| Errors::new(train, dev).human(train).diagnose().unwrap().is_high(Cause::Variance);
        assert!(high(0.15, 0.17) && high(0.28, 0.30) && !high(0.15, 0.1699));
        let strict = Errors::new(0.005, 0.01).threshold(0.005).diagnose().unwrap();
        assert!(strict.is_high(Cause::AvoidableBias) && strict.is_high(Cause::Variance));
    }

    #[test]
    fn the_text_has_every_gap() {
        let text = Errors::new(0.15, (0.30, 1000)).diagnose().unwrap().to_string();
        assert_eq!(
            text,
            "High bias and high variance. Next, the avoidable bias: bigger network, longer training, other architecture.\n           \
             gap         from           to               points\n\
             avoidable bias   human 0.0%  train 15.0%                 15.0  HIGH\n      \
             variance  train 15.0%    dev 30.0%  15.0 (12.2 to 17.9)  HIGH"
        );
        assert!(text.lines().all(|line| line.chars().count() <= 112), "wider than a cell's output");
        let text = Errors::new(0.1, 0.02).human(0.15).test(0.0).diagnose().unwrap().to_string();
        for words in
            ["Low bias and low variance. Nothing", "below human level", "training set is harder", "test set is easier"]
        {
            assert!(text.contains(words), "{text}");
        }
    }

    #[test]
    fn bad_input_is_named() {
        let error = |errors: Errors| errors.diagnose().unwrap_err().to_string();
        let allowed = "allowed: 0 to 1 (write 15% as 0.15)";
        assert_eq!(error(Errors::new(15.0, 0.16)), format!("the train error is 15; {allowed}"));
        assert_eq!(error(Errors::new(0.1, f64::NAN)), format!("the dev error is NaN; {allowed}"));
        assert_eq!(error(Errors::new(0.1, 0.1).human(-0.1)), format!("the human error is -0.1; {allowed}"));
        assert_eq!(error(Errors::new(0.1, 0.1).train_dev(2.0)), format!("the train-dev error is 2; {allowed}"));
        assert_eq!(error(Errors::new(0.1, 0.1).test(2.0)), format!("the test error is 2; {allowed}"));
        assert_eq!(error(Errors::new(0.1, (0.1, 0))), "the number of dev examples is 0; allowed: 1, 2, 3, …");
        assert_eq!(error(Errors::new(0.1, 0.1).threshold(0.0)), "the threshold is 0; allowed: above 0, up to 1");
    }
}
