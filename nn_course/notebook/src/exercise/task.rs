//! Tasks: the inputs, the right answer and the usual mistakes of an exercise.

use super::answer::{Answer, COMPUTED, MEASURED, Part, number};
use super::checked::{Advice, Checked, Row};
use super::quiet::{TODO, call};
use super::version::Version;
use nn_course::support::error::Result;

/// A mistake: the advice, and whether an input's answer may come from it.
type Mistake<I> = (&'static str, fn(&I, &Result<Answer, String>) -> bool);

/// One function to be written.
pub(super) struct Task<I> {
    /// Its name in the notebook: "Exercise 2.3".
    pub title: &'static str,
    /// The name of the function in the notebook.
    pub function: &'static str,
    /// The inputs of the check.
    pub inputs: Vec<I>,
    /// An input in words.
    pub given: fn(&I) -> String,
    /// The expected answer.
    pub right: fn(&I) -> Answer,
    /// What usual mistakes give, and what to say to whoever made them. Where two give the same, the first is named.
    pub mistakes: Vec<Mistake<I>>,
}

/// The mistakes of a task, each as `advice => answer`: the answer that the mistake gives for the parts of an input, which may be a panic.
/// Several ways to make one mistake stand one after the other, with a semicolon between them. Where a mistake has too many ways for
/// that, `advice if test` follows after `else`: the test tells from an input and the answer whether it may come from the mistake.
macro_rules! mistakes {
    (|$input:pat_param| $($advice:literal => $($gives:expr);+,)* $(else $($kind:literal if $test:expr,)+)?) => {
        vec![
            $($(($advice, #[allow(unused_variables)] |input, came| {
                let $input = input;
                $crate::exercise::task::comes_from(came, || $gives.into())
            })),+,)*
            $($(($kind, |input, came| came.as_ref().is_ok_and(|came| ($test)(input, came)))),+)?
        ]
    };
}
pub(super) use mistakes;

impl<I> Task<I> {
    /// Calls the learner's function on every input, if it is the last version of it.
    pub fn check(&self, yours: impl Fn(&I) -> Result<Answer>) -> Checked {
        let version = Version::of(self.function);
        if version == Version::DidNotCompile {
            return Checked::not_checked(self.title, self.function, self.inputs.len());
        }
        let came: Vec<Result<Answer, String>> = self.inputs.iter().map(|input| call(|| yours(input))).collect();
        let row = |(input, came): (&I, &Result<Answer, String>)| {
            let expected = (self.right)(input);
            let right = came.as_ref().is_ok_and(|came| came.agrees(&expected));
            let mut text = came.as_ref().map_or_else(Clone::clone, |came| came.text.clone());
            if !right && text == expected.text {
                text += &format!(
                    " (it differs in digits that are not shown; {COMPUTED:e} of the largest number is allowed)"
                );
            }
            Row { right, given: (self.given)(input), came: text, expected: expected.text }
        };
        let rows: Vec<Row> = self.inputs.iter().zip(&came).map(row).collect();
        let untouched = came.iter().all(|came| came.as_ref().is_err_and(|end| end == TODO));
        let wrong = !untouched && rows.iter().any(|row| !row.right);
        Checked::new(self.title, rows, untouched, if wrong { self.advice(&came) } else { None }).of_version(version)
    }

    /// Advice on what is wrong, if the mistake is a known one or shows a trace.
    fn advice(&self, came: &[Result<Answer, String>]) -> Option<Advice> {
        let all = |of: fn(&I, &Result<Answer, String>) -> bool| self.inputs.iter().zip(came).all(|(i, c)| of(i, c));
        if let Some((advice, _)) = self.mistakes.iter().find(|(_, of)| all(*of)) {
            return Some(Advice::Mistake(advice));
        }
        if came.iter().any(|came| came.as_ref().is_err_and(|end| do_not_fit(end))) {
            return Some(Advice::Trace(SHAPES.into()));
        }
        let came: Vec<&Answer> = came.iter().map(|c| c.as_ref().ok()).collect::<Option<_>>()?;
        not_finite(&came).or_else(|| all_zero(&came)).or_else(|| self.common_factor(&came)).map(Advice::Trace)
    }

    /// For a mistake that nobody foresaw: all numbers are the same multiple of what they should be.
    fn common_factor(&self, came: &[&Answer]) -> Option<String> {
        let (mut pairs, mut tolerance) = (Vec::new(), 0.0_f64);
        for (came, expected) in came.iter().zip(self.inputs.iter().map(self.right)) {
            let parts = || came.parts.iter().zip(&expected.parts);
            let fits =
                |came: &Part, part: &Part| if came.scales { came.shape == part.shape } else { came.agrees(part) };
            if came.parts.len() != expected.parts.len() || !parts().all(|(came, part)| fits(came, part)) {
                return None;
            }
            for (came, expected) in parts().filter(|(came, _)| came.scales) {
                pairs.extend(came.numbers.iter().copied().zip(expected.numbers.iter().copied()));
                tolerance = tolerance.max(expected.tolerance);
            }
        }
        let (c, e) = pairs.iter().find(|(_, e)| *e != 0.0)?;
        let ratio = Some(c / e).filter(|r| r.is_finite() && *r != 0.0)?;
        let all = pairs.iter().all(|(c, e)| (c - ratio * e).abs() <= tolerance * (ratio * e).abs());
        // What differs by less than a thousandth is not off by a factor.
        (all && (ratio - 1.0).abs() >= 1e-3).then(|| match ratio {
            -1.0 => "Every number has the wrong sign.".into(),
            _ if tolerance == MEASURED => {
                format!("Every number is about {ratio:.2} times what is expected: look for a factor.")
            }
            _ => format!("Every number is {} times what is expected: look for a factor.", number(ratio)),
        })
    }
}

/// Whether an answer is what a mistake gives. Both may be a panic of ndarray, because shapes do not fit.
pub(super) fn comes_from(came: &Result<Answer, String>, mistake: impl FnOnce() -> Answer) -> bool {
    match (came, call(|| Ok(mistake()))) {
        (Ok(came), Ok(given)) => came.agrees(&given),
        (Err(came), Err(given)) => do_not_fit(came) && do_not_fit(&given),
        _ => false,
    }
}

/// For a panic of ndarray, which does not say what is wrong with the shapes.
pub(crate) const SHAPES: &str = "ndarray panics, because two shapes do not fit. It lines up the last axes, so a list of n numbers counts as a row: \
                      keep a sum, mean or deviation over Axis(1) as a column with .insert_axis(Axis(1)). \
                      (`*` goes entry by entry; the matrix product is matmul(&a, &b)?.)";

/// Whether a call ended because two shapes do not fit.
pub(crate) fn do_not_fit(end: &str) -> bool {
    end.contains("incompatible shapes") || end.contains("could not broadcast")
}

/// For a mistake that nobody foresaw: the answer is not finite, as every expected one is.
fn not_finite(came: &[&Answer]) -> Option<String> {
    let numbers = || came.iter().flat_map(|answer| &answer.parts).flat_map(|part| &part.numbers);
    match () {
        () if numbers().any(|v| v.is_nan()) => {
            Some("With one of the inputs a number is NaN, “not a number”: 0/0, ∞ − ∞, or the root or logarithm of a negative number.".into())
        }
        () if numbers().any(|v| v.is_infinite()) => {
            Some("With one of the inputs a number is infinite: something is divided by 0, or an exponential or a logarithm ran away.".into())
        }
        () => None,
    }
}

/// For a mistake that nobody foresaw: every number is 0.
fn all_zero(came: &[&Answer]) -> Option<String> {
    let mut numbers = came.iter().flat_map(|answer| &answer.parts).flat_map(|part| &part.numbers);
    let advice = "Every number is 0. Does a `let` inside a loop make a new variable? A sum grows by `sum += …;`.";
    numbers.all(|v| *v == 0.0).then(|| advice.into())
}

#[cfg(test)]
mod tests {
    use super::super::Standing;
    use super::*;
    use crate::show::Show;

    fn double() -> Task<f64> {
        Task {
            title: "Exercise 0.1",
            function: "double",
            inputs: vec![1.0, -3.0],
            given: |x| format!("x = {x}"),
            right: |x| (2.0 * x).into(),
            mistakes: mistakes![|x| "You add 2 instead of multiplying by it." => 2.0 + x,],
        }
    }

    fn check(f: fn(f64) -> f64) -> Checked {
        double().check(|x| Ok(f(*x).into()))
    }

    #[test]
    fn right_wrong_and_not_started() {
        assert_eq!(check(|x| x + x).standing(), Standing::Right);
        assert_eq!(check(|_| todo!()).standing(), Standing::NotStarted);
        assert_eq!(check(|x| if x > 0.0 { 2.0 } else { todo!() }).standing(), Standing::Wrong);
        assert_eq!(check(|x| if x > 0.0 { 2.0 } else { 0.0 }).score(), (1, 2));
        assert_eq!(check(|x| 2.0 * x + 1e-8).standing(), Standing::Right);
        assert_eq!(check(|x| 2.0 * x + 1e-4).standing(), Standing::Wrong);
        let panicked = check(|x| if x > 0.0 { panic!("no\n<b>") } else { 2.0 * x });
        assert_eq!(
            panicked.shown().text,
            "✗ Exercise 0.1: not yet right; right on 1 of 2 inputs.\ngiven     x = 1\ngot       a panic: no <b>\nexpected  2"
        );
        assert_eq!(check(|_| panic!("this is not yet implemented")).standing(), Standing::Wrong);
        // A learner's function may call a check.
        let nested = check(|x| if check(|x| 2.0 * x).standing() == Standing::Right { 2.0 * x } else { 0.0 });
        assert_eq!(nested.standing(), Standing::Right);
    }

    /// Numbers that look equal and are not get a reason.
    #[test]
    fn a_difference_that_is_not_shown_is_said() {
        let text = check(|x| 2.0 * x + 4e-6_f64.copysign(x)).shown().text;
        assert!(text.contains("got       2.000004\n"), "{text}");
        let hidden = double().check(|x| Ok((2.0 * x * (1.0 + 2e-6) * 1e-3).into()));
        assert!(!hidden.shown().text.contains("not shown"), "these look different");
        let task = Task { right: |x: &f64| (0.01 * x).into(), ..double() };
        let text = task.check(|x| Ok((0.010_000_03 * x).into())).shown().text;
        assert!(text.contains("got       0.01 (it differs in digits that are not shown"), "{text}");
    }

    #[test]
    fn advice_names_the_mistake() {
        let advice = |f| check(f).advice().map(str::to_string);
        assert_eq!(advice(|x| 2.0 + x).unwrap(), "You add 2 instead of multiplying by it.");
        assert_eq!(advice(|x| 4.0 * x).unwrap(), "Every number is 2 times what is expected: look for a factor.");
        assert_eq!(advice(|x| -2.0 * x).unwrap(), "Every number has the wrong sign.");
        assert_eq!(advice(|x| x * x), None);
        assert_eq!(advice(|x| if x > 0.0 { 2.1 } else { -6.0 }), None, "not all by one factor");
        assert!(advice(|_| 0.0).unwrap().contains("Every number is 0"));
        assert!(advice(|_| f64::NAN).unwrap().contains("a number is NaN"));
        assert!(advice(|x| 2.0 * x / 0.0).unwrap().contains("a number is infinite"));
        assert_eq!(advice(|x| 2.000_02 * x), None, "close, but no factor");
        assert_eq!(advice(|x| 2.0 * x), None);
    }
}
