//! Display of settings as a table of names and values.

use super::table::Table;
use super::{Show, Shown};
use nn_course::data::augment::{Augmentation, Transform};
use nn_course::data::split::Sizes;
use nn_course::diagnosis::gap::{Cause, Finding};
use nn_course::diagnosis::learning_curve::CurveConfig;
use nn_course::diagnosis::uncertainty::Measured;
use nn_course::gradient_check::check_network::GradientCheck;
use nn_course::gradient_check::difference::Difference;
use nn_course::gradient_check::pattern::Pattern;
use nn_course::network::activation::Activation;
use nn_course::network::cost::CostFormula;
use nn_course::network::init::Initializer;
use nn_course::regularization::dropout::Dropout;
use nn_course::regularization::early_stopping::{EarlyStopping, Monitor};
use nn_course::regularization::penalty::Penalty;
use nn_course::training::config::TrainConfig;
use nn_course::training::progress::Report;
use std::fmt::Debug;

/// A table of what `Debug` writes as `Name { setting: value, … }`; anything else as it stands there.
fn settings(value: &dyn Debug) -> Shown {
    let written = format!("{value:?}").replace('\n', " ");
    let inside = written.split_once(" { ").and_then(|(name, rest)| Some((name, rest.strip_suffix(" }")?)));
    let Some((name, rest)) = inside.filter(|(name, _)| !name.contains('(')) else { return Shown::text(written) };
    let (mut rows, mut row, mut depth) = (Vec::new(), String::new(), 0);
    // Commas inside brackets belong to a value.
    for piece in rest.split(", ") {
        row += piece;
        let count = |brackets: [char; 3]| piece.matches(brackets).count() as i32;
        depth += count(['{', '[', '(']) - count(['}', ']', ')']);
        match row.split_once(": ").filter(|_| depth == 0) {
            Some((setting, value)) => {
                // Of frozen masks, the beginning.
                rows.push([setting.to_string(), value.chars().take(100).collect()]);
                row.clear();
            }
            None => row += ", ",
        }
    }
    Table::new(name, ["setting", "value"]).rows(rows).text_last().shown()
}

macro_rules! show_settings {
    ($($type:ty),*) => {
        $(impl Show for $type {
            fn shown(&self) -> Shown {
                settings(self)
            }
        })*
    };
}

show_settings!(TrainConfig, Report, CostFormula, Penalty, Dropout, EarlyStopping, Monitor, Initializer, Activation);
show_settings!(GradientCheck, Difference, CurveConfig, Augmentation, Transform, Measured, Finding);

impl<const K: usize> Show for Sizes<K> {
    fn shown(&self) -> Shown {
        let (list, of) = match self {
            Sizes::Fractions(fractions) => (fractions.shown().text, "fractions of all examples"),
            Sizes::Counts(counts) => (counts.shown().text, "examples"),
        };
        Shown::text(format!("{K} parts: {list} {of}"))
    }
}

impl Show for Cause {
    fn shown(&self) -> Shown {
        Shown::text(self.name())
    }
}

impl Show for Pattern {
    fn shown(&self) -> Shown {
        Shown::text(match self {
            Pattern::Zero => "backprop is all 0".into(),
            Pattern::Factor(factor) => format!("backprop = {factor} × numeric"),
            Pattern::Parameters(factor) => format!("backprop = numeric − {factor} × the parameters"),
            Pattern::Transposed => "backprop = numeric, transposed".into(),
            Pattern::ByColumns => "backprop = numeric, unrolled by columns".into(),
            Pattern::Reordered => "backprop = numeric, in another order".into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nn_course::Matrix;
    use nn_course::regularization::dropout::Masks;

    #[test]
    fn settings_are_a_table() {
        let config = TrainConfig { penalty: Some(Penalty::L2 { lambda: 0.7 }), threads: 2, ..TrainConfig::default() };
        let text = config.shown().text;
        assert!(text.starts_with("TrainConfig\n      setting  value\nlearning_rate  0.01\n"), "{text}");
        assert!(text.contains("\n      penalty  Some(L2 { lambda: 0.7 })\n      dropout  None\n"), "{text}");
        assert_eq!(Penalty::L1 { lambda: 0.5 }.shown().text, "L1\nsetting  value\n lambda  0.5");
        assert!(Transform::default().shown().text.ends_with("  shift  (0.0, 0.0)"));
        assert_eq!(Initializer::He.shown(), Shown::text("He"));
        let masks = Masks::new(vec![Matrix::ones((40, 30))], vec![0.5]).ok();
        let check = GradientCheck { masks, ..GradientCheck::default() }.shown().text;
        assert!(check.lines().count() == 8 && check.contains("\n   dropout  None\n"), "{check}");
        assert_eq!(Report::Every(1000).shown().text, "Every(1000)");
    }

    #[test]
    fn parts_and_findings_are_words() {
        assert_eq!(
            Sizes::Fractions([0.6, 0.2, 0.2]).shown().text,
            "3 parts: [0.6, 0.2, 0.2] fractions of all examples"
        );
        assert_eq!(Sizes::Counts([60, 20]).shown().text, "2 parts: [60, 20] examples");
        assert_eq!(Some(Pattern::Factor(2.0)).shown().text, "backprop = 2 × numeric");
        assert_eq!(Cause::AvoidableBias.shown().text, "avoidable bias");
    }
}
