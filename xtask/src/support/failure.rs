//! What went wrong, why, and what to do: the only way this tool fails.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

/// A failure that a person can act on.
#[derive(Debug)]
pub struct Failure {
    /// What went wrong.
    pub what: String,
    /// Why it went wrong.
    pub why: String,
    /// How to fix it.
    pub how: String,
}

/// `Result` with a [`Failure`].
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure: what, why, and how to fix it.
    pub fn new(what: impl Into<String>, why: impl Into<String>, how: impl Into<String>) -> Self {
        Failure { what: what.into(), why: why.into(), how: how.into() }
    }
}

/// An operation on a file, whose error names that file.
pub trait OfFile<T> {
    /// Turns the error into “could not `doing` `path`”.
    fn of_file(self, doing: &str, path: impl AsRef<Path>) -> Result<T>;
}

impl<T> OfFile<T> for io::Result<T> {
    fn of_file(self, doing: &str, path: impl AsRef<Path>) -> Result<T> {
        self.map_err(|error| {
            let how = match error.kind() {
                ErrorKind::NotFound => "check that the file is there; in doubt: git status",
                ErrorKind::StorageFull => "make room on the disk, then run the same command again",
                _ => "check that you may read and write there, then run the same command again",
            };
            Failure::new(format!("could not {doing} {}", path.as_ref().display()), error.to_string(), how)
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indented = |text: &str| text.replace('\n', "\n              ");
        let (why, how) = (indented(&self.why), indented(&self.how));
        write!(f, "✗ {}\n  why:        {why}\n  what to do: {how}", self.what)
    }
}
