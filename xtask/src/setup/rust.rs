//! What the kernel needs of Rust: a compiler that is new enough, and the standard library's source.

use crate::support::failure::{Failure, Result};
use crate::support::screen::say;
use crate::support::{run, rustc};
use std::process::Command;

/// The oldest rustc that the kernel compiles with.
pub const OLDEST: (u32, u32) = (1, 95);

/// Fails if the compiler is missing or too old.
pub fn check() -> Result<()> {
    let how = "install or update Rust with https://rustup.rs, then run the same command again";
    let Some(version) = rustc::version() else {
        return Err(Failure::new("rustc cannot be run", "the kernel compiles every cell with it", how));
    };
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok());
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < OLDEST {
        return Err(Failure::new(format!("Rust is too old: {version}"), "the Rust kernel needs 1.95 or newer", how));
    }
    Ok(())
}

/// Adds the standard library's source, from which the kernel infers types. The notebooks run without it too, since they name the types of
/// what they keep, so a failure here is only reported.
pub fn add_library_source() {
    if rustc::library_source().is_some() {
        return;
    }
    say("adding the standard library's source, which the kernel reads types from (10 seconds)");
    if run::output(Command::new("rustup").args(["component", "add", "rust-src"])).is_none() {
        say("  that did not work, and is not needed to go on: only name the types of variables that you keep. \
             To add it later: rustup component add rust-src");
    }
}
