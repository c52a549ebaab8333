//! The Rust compiler that the kernel compiles cells with.

use crate::support::run;
use std::path::{Path, PathBuf};
use std::process::Command;

fn says(words: &[&str]) -> Option<String> {
    run::output(Command::new("rustc").args(words))
}

/// Its version, in its own words.
pub fn version() -> Option<String> {
    says(&["--version"])
}

/// The system that it compiles for here.
pub fn host() -> Option<String> {
    says(&["-vV"])?.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_string)
}

/// The folder of the standard library as cells are linked with it.
pub fn libraries() -> Option<String> {
    says(&["--print", "target-libdir"])
}

/// The standard library's source, if it is installed.
pub fn library_source() -> Option<PathBuf> {
    let sysroot = says(&["--print", "sysroot"])?;
    Some(Path::new(&sysroot).join("lib/rustlib/src/rust/library")).filter(|library| library.exists())
}
