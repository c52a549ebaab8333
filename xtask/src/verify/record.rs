//! Records of tasks: what each passed for the last time, and how long it took.

use crate::kernel::evcxr;
use crate::support::failure::Result;
use crate::support::paths::Paths;
use crate::support::{files, run, rustc};
use std::path::PathBuf;
use std::process::Command;

/// Where logs and records are kept.
const FOLDER: &str = "target/verify";

/// The log of a task, from the top of the clone.
pub fn log_name(task: &str) -> String {
    format!("{FOLDER}/{}.log", task.replace(' ', "_"))
}

/// The log of a task.
pub fn log(paths: &Paths, task: &str) -> PathBuf {
    paths.root.join(log_name(task))
}

fn file(paths: &Paths, task: &str) -> PathBuf {
    log(paths, task).with_extension("last")
}

/// A task's last run.
pub struct Record {
    /// The digest of what it read when it passed; empty if it failed.
    pub passed_for: String,
    /// How long it took when it passed last.
    pub seconds: Option<u64>,
}

impl Record {
    /// The record of a task; empty if it never ran.
    pub fn read(paths: &Paths, task: &str) -> Record {
        let text = std::fs::read_to_string(file(paths, task)).unwrap_or_default();
        let mut lines = text.lines();
        let passed_for = lines.next().unwrap_or_default().into();
        Record { passed_for, seconds: lines.next().and_then(|seconds| seconds.parse().ok()) }
    }

    /// Whether it passed for exactly this.
    pub fn passed_for(&self, reads: Option<&str>) -> bool {
        reads.is_some_and(|digest| digest == self.passed_for)
    }

    /// Stores it.
    pub fn write(&self, paths: &Paths, task: &str) -> Result<()> {
        let seconds = self.seconds.map_or(String::new(), |seconds| seconds.to_string());
        files::write(&file(paths, task), format!("{}\n{seconds}\n", self.passed_for))
    }
}

/// A digest of all that a step reads: what is in these files (as git names them), which files there are at all, and the compiler.
///
/// `None` where git cannot tell, as in a copy of the course that is no clone; then nothing is skipped.
pub fn digest(paths: &Paths, reads: &[&str]) -> Result<Option<String>> {
    let list = |which: &[&str]| {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]).args(which);
        run::output(git.current_dir(&paths.root))
    };
    let (Some(all), Some(read)) = (list(&[]), list(reads)) else { return Ok(None) };
    let mut read: Vec<PathBuf> = read.split('\0').map(|name| paths.root.join(name)).filter(|p| p.is_file()).collect();
    read.sort();
    read.dedup();
    let versions = format!("{} evcxr {}", rustc::version().unwrap_or_default(), evcxr::VERSION);
    Ok(Some(files::digest_of(&format!("{all}\n{}\n{versions}", files::digest(&read)?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_changes_with_what_is_read_and_with_the_list_of_files() -> Result<()> {
        let root = std::env::temp_dir().join(format!("nn-course-digest-{}", std::process::id()));
        files::remove_folder(&root)?;
        let paths = Paths { lab: root.join(".lab"), cells: root.join(".lab"), root };
        let write = |name: &str, text: &str| files::write(&paths.root.join(name), text);
        write("inner/a.rs", "1")?;
        write("b.md", "1")?;
        let of_code = || digest(&paths, &["*.rs"]);
        assert_eq!(of_code()?, None, "no clone");
        assert!(run::output(Command::new("git").args(["init", "--quiet"]).current_dir(&paths.root)).is_some());
        let first = of_code()?;
        assert!(first.is_some());
        write("b.md", "2")?;
        assert_eq!(of_code()?, first, "nobody reads this");
        write("inner/a.rs", "2")?;
        let second = of_code()?;
        assert_ne!(second, first);
        write("c.md", "1")?;
        assert_ne!(of_code()?, second, "another file, which somebody may look for");
        files::remove_folder(&paths.root)
    }
}
