//! The text of a report: sentences, a line for each matrix, and one for each component that differs most.

use super::number_format::{digits, ratio_text};
use super::report::{Component, GradientReport, MatrixSummary, Verdict};
use super::{difference::Difference, pattern::FIT, pattern::Pattern, second_look::Reason};
use std::fmt;

/// A test for one kind of reason.
type Kind = fn(&Reason) -> bool;

/// A factor with three decimals or an exponent, and a proper minus sign.
fn factor(c: f64) -> String {
    ratio_text(c, |c| format!("{c:.2e}")).replace('-', "−")
}

/// The same, with as many digits as it takes to tell it from 1.
fn factor_beside_1(c: f64) -> String {
    if (c - 1.0).abs() < 0.01 {
        let first_digit = libm::floor(libm::log10((c - 1.0).abs().max(1e-12)) + 1e-6);
        return format!("{c:.*}", (1.0 - first_digit) as usize);
    }
    factor(c)
}

impl Pattern {
    /// The pattern in words, for the matrix `name`.
    pub(super) fn reading(self, name: &str) -> String {
        match self {
            Pattern::Zero => "backprop is all 0: is it computed at all?".into(),
            Pattern::Factor(c) if (c + 1.0).abs() <= FIT => "backprop = −numeric: the sign".into(),
            Pattern::Factor(c) => format!("backprop = {} × numeric", factor_beside_1(c)),
            Pattern::Parameters(c) if c > 0.0 => format!("backprop lacks {} × {name}: a penalty's term?", factor(c)),
            Pattern::Parameters(c) => {
                format!("backprop has {} × {name} too much: a penalty that is not in the cost?", factor(-c))
            }
            Pattern::Transposed => "backprop = numeric, transposed".into(),
            Pattern::ByColumns => "backprop = numeric, unrolled by columns; θ goes row by row".into(),
            Pattern::Reordered => "backprop = numeric, in another order".into(),
        }
    }
}

impl MatrixSummary {
    /// The matrix's finding in words.
    pub fn reading(&self) -> String {
        let part = |n: usize| format!("{n} of {}", self.components);
        match (self.disagree, &self.pattern) {
            (0, _) if self.unresolved == self.components => "unresolved".into(),
            (0, _) => {
                let but =
                    [(self.kinks, "on a kink"), (self.unresolved, "unresolved")].into_iter().filter(|(n, _)| *n > 0);
                but.fold("agrees".into(), |text, (n, what)| format!("{text}, {} {what}", part(n)))
            }
            (_, Some(pattern)) => pattern.reading(&self.name),
            (1, None) => format!("{} disagrees: its ratio may say why", part(1)),
            (disagree, None) => format!("{} disagree, no simple pattern", part(disagree)),
        }
    }
}

impl GradientReport {
    /// The components that differ, the most different first: at most eight.
    pub fn listed(&self) -> impl Iterator<Item = &Component> {
        self.components().iter().filter(|c| c.reason != Reason::Agrees).take(8)
    }

    /// The verdict, and its reasons in sentences.
    pub fn sentences(&self) -> [String; 2] {
        let (sides, epsilon) = match self.method() {
            Difference::TwoSided { epsilon } => ("two-sided", epsilon),
            Difference::OneSided { epsilon } => ("one-sided", epsilon),
        };
        let mut text = format!("Difference {:.2e} ({sides}, ε = {epsilon:e})", self.difference());
        let [before, after] = [self.difference(), self.remaining()].map(|d| format!("{d:.2e}"));
        if before != after {
            text += &format!("; measured again, {after} remains");
        }
        text += &format!("; great up to {:e}, wrong from {:e}.", Verdict::GREAT, Verdict::WORRY);
        let parts: [(Kind, &str); 6] = [
            (|c| *c == Reason::Disagrees, "disagree even at the best ε: a bug"),
            (
                |c| matches!(c, Reason::Kink { .. }),
                "on a kink: the slopes to the left and right differ, and backprop fits them (check at another θ too: \
                 between the two a bug could hide)",
            ),
            (|c| matches!(c, Reason::Rounding { .. }), "off by rounding: they agree at a larger ε"),
            (|c| matches!(c, Reason::Curvature { .. }), "off by curvature: they agree two-sided at the best ε"),
            (
                |c| matches!(c, Reason::Rough { .. }),
                "off by rounding: at the best ε they agree as far as the cost's digits show",
            ),
            (
                |c| matches!(c, Reason::Unresolved { .. }),
                "unresolved: at no ε does the cost show the slope; it rounds, or something inside it does",
            ),
        ];
        for (is, what) in parts {
            let count = self.components().iter().filter(|c| is(&c.reason)).count();
            if count > 0 {
                text += &format!(" {count} of {} components: {what}.", self.components().len());
            }
        }
        if self.is_reordered() {
            let names: Vec<&str> = self.matrices().iter().map(|m| m.name.as_str()).collect();
            text += &format!(
                " All together are the numeric ones in another order; θ's is {}, each row by row.",
                names.join(", ")
            );
        }
        if self.is_flat() {
            text += " Both gradients are 0 up to rounding: this says little; check at another θ too.";
        }
        [format!("Gradient check: {}.", self.verdict()), text]
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Agrees => write!(f, "agrees"),
            Reason::Rounding { epsilon } => write!(f, "rounding: agrees at ε = {epsilon:.0e}"),
            Reason::Curvature { epsilon } => write!(f, "curvature: agrees at ε = {epsilon:.0e}"),
            Reason::Kink { left, right } => write!(f, "kink: left {}, right {}", digits(*left), digits(*right)),
            Reason::Rough { epsilon, error } => {
                write!(f, "rounding: agrees at ε = {epsilon:.0e} to within {error:.0e}")
            }
            Reason::Unresolved { error } if !error.is_finite() => write!(f, "unresolved: the cost jumps or ends here"),
            Reason::Unresolved { error } => write!(f, "unresolved: differences are good to {error:.0e}"),
            Reason::Disagrees => write!(f, "disagrees"),
        }
    }
}

/// One line: its name, both values, and why they differ.
impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: backprop {}, numeric {}: {}",
            self.name,
            digits(self.analytic),
            digits(self.numeric),
            self.reason
        )
    }
}

/// The sentences, a line for each matrix, and one for each of the components that differ most.
impl fmt::Display for GradientReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences().join(" "))?;
        self.matrices().iter().try_for_each(|matrix| write!(f, "\n{}: {}", matrix.name, matrix.reading()))?;
        self.listed().try_for_each(|component| write!(f, "\n{component}"))
    }
}
