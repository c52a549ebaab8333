//! How a step ended, and how that is told.

use super::record;
use crate::support::run;
use crate::support::screen::duration;
use std::time::Duration;

/// The exit code of a step that had to leave something out; the last line of its log says what.
pub const LEFT_OUT: u8 = 4;

/// How a task ended, and how long it took.
pub enum End {
    Passed(Duration),
    /// It passed, and the most of it was this other step's work.
    PassedBy(Duration, &'static str),
    /// It passed, but for a part that could not be done here.
    LeftOut(Duration, String),
    Failed(Duration),
    /// Nothing that it reads has changed.
    Skipped,
    /// What it needs is not there.
    NotRun,
}

impl End {
    /// Whether this may not be. In CI nothing may be left out.
    pub fn is_failure(&self) -> bool {
        match self {
            End::Passed(_) | End::PassedBy(..) | End::Skipped => false,
            End::LeftOut(..) => run::in_ci(),
            End::Failed(_) | End::NotRun => true,
        }
    }

    /// The line that tells a person, with names padded to a width.
    pub fn line(&self, name: &str, width: usize) -> String {
        let (sign, time, more) = match self {
            End::Passed(time) => ("✓", duration(*time), String::new()),
            End::PassedBy(time, step) => ("✓", duration(*time), format!("it ran in the step “{step}”")),
            End::Failed(time) => ("✗", duration(*time), format!("{}/{}.log", record::FOLDER, record::file_name(name))),
            End::LeftOut(time, what) => (if run::in_ci() { "✗" } else { "✓" }, duration(*time), what.clone()),
            End::Skipped => ("–", String::new(), "skipped: nothing that it reads has changed since it passed".into()),
            End::NotRun => ("✗", String::new(), "not run: the set-up did not work, see above".into()),
        };
        format!("{sign} {name:<width$}  {time:>12}  {more}").trim_end().to_string()
    }
}
