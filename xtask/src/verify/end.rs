//! How a step ended, and the line that tells it.

use crate::support::run;
use crate::support::screen::duration;
use crate::verify::record;
use std::time::Duration;

/// The exit code of a step that had to leave something out; the last line of its log says what.
pub const LEFT_OUT: u8 = 4;

/// How a task ended, and how long it took.
pub enum End {
    /// It passed, perhaps because most of it was another step's work.
    Passed(Duration, Option<&'static str>),
    /// It passed, but for a part that could not be done here.
    LeftOut(Duration, String),
    Failed(Duration),
    /// Nothing that it reads has changed.
    Skipped,
    /// What it needs is not there.
    NotRun,
}

impl End {
    /// Whether this counts as a failure. In CI, leaving something out does.
    pub fn is_failure(&self) -> bool {
        match self {
            End::Passed(..) | End::Skipped => false,
            End::LeftOut(..) => run::in_ci(),
            End::Failed(_) | End::NotRun => true,
        }
    }

    /// The line for a person, with the name padded to a width.
    pub fn line(&self, name: &str, width: usize) -> String {
        let (time, more) = match self {
            End::Passed(time, None) => (Some(time), String::new()),
            End::Passed(time, Some(step)) => (Some(time), format!("it ran in the step “{step}”")),
            End::Failed(time) => (Some(time), record::log_name(name)),
            End::LeftOut(time, what) => (Some(time), what.clone()),
            End::Skipped => (None, "skipped: nothing that it reads has changed since it passed".into()),
            End::NotRun => (None, "not run: the set-up did not work, see above".into()),
        };
        let sign = match self {
            End::Skipped => "–",
            _ if self.is_failure() => "✗",
            _ => "✓",
        };
        let time = time.map_or(String::new(), |time| duration(*time));
        format!("{sign} {name:<width$}  {time:>12}  {more}").trim_end().to_string()
    }
}
