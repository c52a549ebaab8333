//! The score of a notebook over all its exercises.

use super::{Checked, Standing};
use crate::show::table::Table;
use crate::show::{Show, Shown};

/// The score of several exercises.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    checked: Vec<Checked>,
}

impl Score {
    /// The score of these checks.
    pub fn of(checked: impl IntoIterator<Item = Checked>) -> Self {
        Score { checked: checked.into_iter().collect() }
    }

    /// The number of exercises that are right, and of all exercises.
    pub fn right(&self) -> (usize, usize) {
        let right = self.checked.iter().filter(|c| c.standing() == Standing::Right);
        (right.count(), self.checked.len())
    }
}

/// A line for each exercise.
impl Show for Score {
    fn shown(&self) -> Shown {
        let (right, all) = self.right();
        let mut table =
            Table::new(format!("Your score: {right} of {all} exercises"), ["exercise", "inputs", ""]).text_last();
        for checked in &self.checked {
            let (sign, name, _) = checked.standing().look();
            let (right, all) = checked.score();
            table.row([checked.title().to_string(), format!("{right} of {all}"), format!("{sign} {name}")]);
        }
        table.shown()
    }
}
