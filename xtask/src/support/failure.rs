//! What went wrong, why, and what to do: the only way this tool fails.

use std::fmt;

/// A failure that a person can act on.
#[derive(Debug)]
pub struct Failure {
    what: String,
    why: String,
    how: String,
}

/// `Result` with a [`Failure`].
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// What failed, why, and how to mend it.
    pub fn new(what: impl Into<String>, why: impl Into<String>, how: impl Into<String>) -> Self {
        Failure { what: what.into(), why: why.into(), how: how.into() }
    }

    /// A file operation that failed.
    pub fn file(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        let how = match error.kind() {
            std::io::ErrorKind::NotFound => "check that the file is there; in doubt: git status",
            std::io::ErrorKind::StorageFull => "make room on the disk, then run the same command again",
            _ => "check that you may read and write there, then run the same command again",
        };
        Failure::new(format!("could not {doing} {}", path.display()), error.to_string(), how)
    }

    /// What went wrong.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Why.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// How to mend it.
    pub fn how(&self) -> &str {
        &self.how
    }

    /// The same failure, with a likely reason found for it.
    pub fn because(self, why: &str, how: impl Into<String>) -> Self {
        Failure::new(self.what, format!("{}; {why}", self.why), how)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indented = |text: &str| text.replace('\n', "\n              ");
        writeln!(f, "✗ {}", self.what)?;
        writeln!(f, "  why:        {}", indented(&self.why))?;
        write!(f, "  what to do: {}", indented(&self.how))
    }
}

/// Says what is being done.
pub fn say(text: impl fmt::Display) {
    crate::support::screen::line(format_args!("• {text}"));
}
