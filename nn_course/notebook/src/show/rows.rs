//! Display of values that are rows of a table: one is a table of one row, a list is a table.

use super::numbers::{number, percent, shape};
use super::table::Table;
use super::{Show, Shown, lists};
use nn_course::diagnosis::gap::Gap;
use nn_course::diagnosis::learning_curve::CurvePoint;
use nn_course::gradient_check::number_format::{digits, ratio_text};
use nn_course::gradient_check::report::{Component, MatrixSummary};
use nn_course::network::layers::Layer;
use nn_course::regularization::early_stopping::Evaluation;

/// A value that is a row of a table.
pub(super) trait Row: Sized {
    const HEADS: &'static [&'static str];
    const TEXT_LAST: bool;

    /// Its cells; it is the row `place`, from 1.
    fn cells(&self, place: usize) -> Vec<String>;

    fn table<'a>(caption: impl Into<String>, rows: impl IntoIterator<Item = &'a Self>) -> Table
    where
        Self: 'a,
    {
        let table = Table::new(caption, Self::HEADS.iter().copied());
        let table = if Self::TEXT_LAST { table.text_last() } else { table };
        table.rows(rows.into_iter().zip(1..).map(|(row, place)| row.cells(place)))
    }
}

macro_rules! show_rows {
    ($($type:ty: $heads:expr, $text_last:literal, |$row:ident, $place:pat_param| $cells:expr;)*) => {
        $(impl Row for $type {
            const HEADS: &'static [&'static str] = &$heads;
            const TEXT_LAST: bool = $text_last;

            fn cells(&self, $place: usize) -> Vec<String> {
                let $row = self;
                $cells.into()
            }
        }

        impl Show for $type {
            fn shown(&self) -> Shown {
                Self::table(stringify!($type), [self]).shown()
            }

            fn list(items: &[&Self]) -> Shown {
                let first = items.iter().take(lists::MOST).copied();
                Self::table(lists::caption(items.len()), first).shown()
            }
        })*
    };
}

show_rows! {
    Layer: ["layer", "W", "b", "activation", "parameters"], false, |layer, l| [
        l.to_string(),
        shape(layer.w()),
        shape(layer.b()),
        format!("{:?}", layer.activation()).to_lowercase(),
        (layer.w().len() + layer.b().len()).to_string(),
    ];
    CurvePoint: ["examples or width", "train error", "dev error"], false, |point, _| [
        point.at.to_string(),
        percent(point.train()),
        percent(point.dev()),
    ];
    Evaluation: ["iteration", "train error", "dev error", "train cost", "dev cost"], false, |evaluation, _| [
        evaluation.iteration.to_string(),
        percent(evaluation.train_error),
        percent(evaluation.dev_error),
        number(evaluation.train_cross_entropy, false),
        number(evaluation.dev_cross_entropy, false),
    ];
    Gap: ["gap", "from", "to", "points", "", "try"], true, |gap, _| {
        let error = |(name, error): (&str, f64)| format!("{name} {}", percent(error));
        let (from, to, finding) = (error(gap.from), error(gap.to), gap.finding.to_string());
        [gap.cause.name().into(), from, to, gap.points(), finding, gap.advice().into()]
    };
    MatrixSummary: ["matrix", "components", "disagree", "difference", "remains", "reading"], true, |matrix, _| {
        let [components, disagree] = [matrix.components, matrix.disagree].map(|n| n.to_string());
        let [difference, remaining] = [matrix.difference, matrix.remaining].map(|d| format!("{d:.1e}"));
        [matrix.name.clone(), components, disagree, difference, remaining, matrix.reading()]
    };
    Component: ["component", "backprop", "numeric", "ratio", "why"], true, |component, _| {
        let ratio = component.ratio().map_or("–".into(), |r| ratio_text(r, digits));
        let [analytic, numeric] = [component.analytic, component.numeric].map(digits);
        [component.name.clone(), analytic, numeric, ratio, component.reason.to_string()]
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use nn_course::network::init::Initializer;
    use nn_course::network::layers::Network;
    use nn_course::support::random::NumpyRng;

    #[test]
    fn layers_are_rows() {
        let network = Network::new(&[2, 3, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        let text = "layer       W       b  activation  parameters\n    1  (3, 2)  (3, 1)        relu           9";
        assert_eq!(network.layers()[0].shown().text, format!("Layer\n{text}"));
        assert_eq!(
            network.layers().shown().text,
            format!("2 rows:\n{text}\n    2  (1, 3)  (1, 1)     sigmoid           4")
        );
    }
}
