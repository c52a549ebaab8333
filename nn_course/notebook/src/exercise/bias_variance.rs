//! The exercises of notebook 01.

use super::answer::Answer;
use super::checked::Checked;
use super::task::{Task, mistakes};
use nn_course::diagnosis::gap::Cause;

/// Exercise 1.1, (true or guessed accuracy, ± reach of the 95% interval) → the least number of examples.
///
/// # Formula
/// m = p (1 − p) (1.96 / reach)², rounded up.
pub fn examples_needed(yours: fn(f64, f64) -> usize) -> Checked {
    let task: Task<(f64, f64)> = Task {
        title: "Exercise 1.1",
        function: "examples_needed",
        // m is rounded up by more than a half in each but the last, where it is whole, and the usual ways of computing it do not round above it.
        inputs: vec![(0.91, 0.011), (0.5, 0.03), (0.985, 0.0055), (0.2, 0.13), (0.05, 0.014)],
        given: |(accuracy, reach)| format!("accuracy {accuracy}, reach {reach}"),
        right: |(p, reach)| upwards(p * (1.0 - p) * squared(1.96 / reach)).into(),
        mistakes: mistakes![|(p, reach)|
            "Right but for rounding: rounded down or to the nearest, m is one example too few. Round up with .ceil()."
                => (p * (1.0 - p) * squared(1.96 / reach)) as usize,
            "One too many where m is whole: 931 examples are enough, and need no more. Round up with .ceil()."
                => (p * (1.0 - p) * squared(1.96 / reach)) as usize + 1,
            "z is 1.96 here, the number of standard errors of a 95% interval; yours is a rounded one, or that of another interval."
                => with_z(2.0, p, reach); with_z(1.645, p, reach); with_z(1.64, p, reach); with_z(1.65, p, reach);
                   with_z(2.576, p, reach); with_z(2.58, p, reach); with_z(3.0, p, reach),
            "The interval reaches from −`reach` to +`reach`: `reach` is half its width, not all of it."
                => with_z(3.92, p, reach); with_z(0.98, p, reach),
            "You take ½ for p in the variance, its largest value; p is known here: p (1 − p)." => upwards(0.25 * squared(1.96 / reach)),
            "You use the root of p (1 − p); solved for m, it is squared as the rest is: p (1 − p) itself."
                => upwards((p * (1.0 - p)).sqrt() * squared(1.96 / reach)),
            "The 1.96 is missing: the interval reaches 1.96 standard errors, so m = p (1 − p) (1.96 / reach)²."
                => upwards(p * (1.0 - p) / squared(*reach)),
            "The square is missing: the standard error falls with the root of m, so m grows with (1.96 / reach)²."
                => upwards(p * (1.0 - p) * 1.96 / reach),
            "1.96 is to be squared too: m = p (1 − p) (1.96 / reach)²." => upwards(p * (1.0 - p) * 1.96 / squared(*reach)),
            "The variance of one draw, p (1 − p), is missing: m = p (1 − p) (1.96 / reach)²." => upwards(squared(1.96 / reach)),
            "You use p for the variance; the variance of one draw is p (1 − p)." => upwards(p * squared(1.96 / reach)),
        ],
    };
    task.check(|&(accuracy, reach)| Ok(yours(accuracy, reach).into()))
}

/// m for an interval of z standard errors.
fn with_z(z: f64, p: &f64, reach: &f64) -> usize {
    upwards(p * (1.0 - p) * squared(z / reach))
}

/// To the next whole number.
fn upwards(m: f64) -> usize {
    m.ceil() as usize
}

fn squared(v: f64) -> f64 {
    v * v
}

/// Exercise 1.2, (human, train, dev error) → (is the avoidable bias high?, is the variance high?), from 0.02 on.
pub fn diagnose(yours: fn(f64, f64, f64) -> (bool, bool)) -> Checked {
    let task: Task<(f64, f64, f64)> = Task {
        title: "Exercise 1.2",
        function: "diagnose",
        inputs: vec![
            (0.0, 0.01, 0.11),
            (0.0, 0.15, 0.16),
            (0.0, 0.15, 0.30),
            (0.0, 0.005, 0.01),
            (0.15, 0.155, 0.165),
            (0.05, 0.06, 0.075),
            (0.10, 0.05, 0.06),
            (0.0, 0.10, 0.05),
            // Just above and just below the limit.
            (0.10, 0.121, 0.14),
            (0.10, 0.119, 0.141),
            // Both gaps are exactly at the limit.
            (0.0, 0.02, 0.04),
        ],
        given: |(human, train, dev)| format!("human {human}, train {train}, dev {dev}"),
        right: |(human, train, dev)| gaps_high(train - human, dev - train),
        mistakes: mistakes![|(human, train, dev)|
            "You judge the bias by the train error alone; the human-level error comes off first: train − human."
                => gaps_high(*train, dev - train),
            "The variance is the gap from train to dev, not from human to dev: dev − train."
                => gaps_high(train - human, dev - human),
            "You judge the variance by the dev error alone; the train error comes off first: dev − train."
                => gaps_high(train - human, *dev),
            "You judge errors; what counts are the gaps: train − human, and dev − train." => gaps_high(*train, *dev),
            "The two answers are the wrong way round: first the bias, then the variance."
                => gaps_high(dev - train, train - human),
            "A gap is the later error minus the earlier one: train − human, dev − train."
                => gaps_high(human - train, train - dev),
            "Right but at the limit: a gap of exactly 0.02 is high too, so compare with >=, not with >."
                => both((train - human > 0.02, dev - train > 0.02)),
            "A gap below 0 is not high, however large: leave out the absolute value."
                => gaps_high((train - human).abs(), (dev - train).abs()),
            "A gap below 0 is not high, however large: leave out the absolute value of the bias."
                => gaps_high((train - human).abs(), dev - train),
            "A gap below 0 is not high, however large: leave out the absolute value of the variance."
                => gaps_high(train - human, (dev - train).abs()),
            "The bias is right; for the variance, too, a gap of exactly 0.02 is high: compare with >=, not with >."
                => both((train - human >= 0.02, dev - train > 0.02)),
            "The variance is right; for the bias, too, a gap of exactly 0.02 is high: compare with >=, not with >."
                => both((train - human > 0.02, dev - train >= 0.02)),
            "Both can be high: judge the variance whether the bias is high or not, so without `else`."
                => both((train - human >= 0.02, train - human < 0.02 && dev - train >= 0.02)),
            "You name the larger gap; both can be high, or none: compare each with 0.02."
                => both((train - human > dev - train, dev - train > train - human));
                   both((train - human >= dev - train, dev - train > train - human)),
            "You call no gap high. The errors are shares: 2 points are 0.02, not 2." => gaps_high(0.0, 0.0),
        ],
    };
    task.check(|&(human, train, dev)| Ok(both(yours(human, train, dev))))
}

fn gaps_high(bias: f64, variance: f64) -> Answer {
    both((bias >= 0.02, variance >= 0.02))
}

fn both((bias, variance): (bool, bool)) -> Answer {
    Answer::named([("bias", bias.into()), ("variance", variance.into())])
}

/// Exercise 1.3, (human, train, train-dev, dev error) → the cause of the largest gap.
pub fn where_to_look(yours: fn(f64, f64, f64, f64) -> Cause) -> Checked {
    let task: Task<(f64, f64, f64, f64)> = Task {
        title: "Exercise 1.3",
        function: "where_to_look",
        inputs: vec![
            (0.0, 0.01, 0.03, 0.12),
            (0.0, 0.02, 0.10, 0.11),
            (0.01, 0.12, 0.13, 0.15),
            (0.10, 0.13, 0.14, 0.22),
            (0.05, 0.06, 0.16, 0.20),
            (0.10, 0.11, 0.13, 0.17),
            (0.01, 0.12, 0.16, 0.17),
            // Just the largest: by less than a tenth of it.
            (0.10, 0.152, 0.20, 0.25),
            (0.10, 0.149, 0.201, 0.2505),
            (0.05, 0.10, 0.148, 0.20),
            // Gaps below 0, and the largest one is nearest to 0 or above it.
            (0.15, 0.05, 0.08, 0.10),
            (0.10, 0.13, 0.05, 0.07),
            (0.10, 0.12, 0.15, 0.06),
            (0.20, 0.15, 0.12, 0.11),
            (0.20, 0.15, 0.14, 0.11),
            (0.20, 0.19, 0.16, 0.11),
            (0.20, 0.15, 0.13, 0.06),
            (0.20, 0.15, 0.07, 0.05),
        ],
        given: |(human, train, between, dev)| format!("human {human}, train {train}, train-dev {between}, dev {dev}"),
        right: |(human, train, train_dev, dev)| largest(train - human, train_dev - train, dev - train_dev).into(),
        mistakes: mistakes![|(human, train, train_dev, dev)|
            "You call the whole gap from train to dev variance; variance ends at train-dev, and the rest is data mismatch."
                => largest(train - human, dev - train, dev - train_dev);
                   largest(train - human, dev - train, f64::MIN),
            "Variance and data mismatch are the wrong way round: train-dev has the training set's kind of examples."
                => largest(train - human, dev - train_dev, train_dev - train),
            "You compare errors, and the last is nearly always the largest; compare the gaps between them."
                => largest(*train, *train_dev, *dev),
            "The human-level error comes off first: the avoidable bias is train − human."
                => largest(*train, train_dev - train, dev - train_dev),
            "To be the largest, the bias must be larger than *both* others: the variance and the mismatch."
                => match train - human > train_dev - train {
                    true => Cause::AvoidableBias,
                    false => largest(f64::MIN, train_dev - train, dev - train_dev),
                },
            "A gap below 0 is not large: leave out the absolute value, and don't set it to 0."
                => largest((train - human).abs(), (train_dev - train).abs(), (dev - train_dev).abs());
                   largest((train - human).max(0.0), (train_dev - train).max(0.0), (dev - train_dev).max(0.0)),
            "To be the largest, the bias must be larger than *both* others: the variance and the mismatch."
                => match train - human > dev - train_dev {
                    true => Cause::AvoidableBias,
                    false => largest(f64::MIN, train_dev - train, dev - train_dev),
                },
            "The largest gap is the largest difference, not the largest ratio of two errors."
                => largest(train / human, train_dev / train, dev / train_dev),
            "You give the cause of the smallest gap; look where the largest is."
                => largest(human - train, train - train_dev, train_dev - dev),
        ],
    };
    task.check(|&(human, train, train_dev, dev)| Ok(yours(human, train, train_dev, dev).into()))
}

/// The cause of the largest gap.
fn largest(bias: f64, variance: f64, mismatch: f64) -> Cause {
    match () {
        () if bias >= variance && bias >= mismatch => Cause::AvoidableBias,
        () if variance >= mismatch => Cause::Variance,
        () => Cause::DataMismatch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nn_course::diagnosis::diagnose::Errors;

    /// The crate's own diagnosis says the same.
    #[test]
    fn the_crate_solves_them() {
        let checked = diagnose(|human, train, dev| {
            let diagnosis = Errors::new(train, dev).human(human).diagnose().unwrap();
            let high = |i: usize| diagnosis.gaps()[i].finding == nn_course::diagnosis::gap::Finding::High;
            (high(0), high(1))
        });
        assert_eq!(checked.score(), (11, 11), "{checked:?}");
        let checked = examples_needed(|p, reach| {
            let enough = |m: &usize| 1.96 * nn_course::diagnosis::uncertainty::standard_error(p, *m).unwrap() <= reach;
            (1..).find(enough).unwrap()
        });
        assert_eq!(checked.score(), (5, 5), "{checked:?}");
    }
}
