//! The same bits on every machine: one program, built and run in several ways, must print the same.

use crate::support::failure::{Failure, OfFile, Result};
use crate::support::paths::Paths;
use crate::support::screen::say;
use crate::support::{run, rustc};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

const AARCH64: &str = "aarch64-unknown-linux-gnu";

/// A way to build the program, and what runs it.
struct Way {
    name: &'static str,
    build: Build,
    /// The emulator that runs it, if it needs one.
    runner: &'static [&'static str],
}

/// How the program is built.
enum Build {
    /// As the tests are: checks on, hardly optimized.
    Tests,
    /// As users of the crate build it. On x86-64 this is for the oldest processor of the kind, which is rustc's default.
    Release,
    /// With every instruction that this processor has.
    Native,
    Aarch64,
}

/// A processor without the wider vectors that nn_course_loops uses where it finds them.
const OLDEST: &[&str] = &["qemu-x86_64", "-cpu", "qemu64"];

const WAYS: [Way; 5] = [
    Way { name: "debug, as the tests are built", build: Build::Tests, runner: &[] },
    Way { name: "release", build: Build::Release, runner: &[] },
    Way { name: "the oldest processor, emulated", build: Build::Release, runner: OLDEST },
    Way { name: "aarch64, emulated", build: Build::Aarch64, runner: &["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"] },
    Way { name: "this very processor", build: Build::Native, runner: &[] },
];

/// Builds and runs the program in every way, and compares with what is stored. Returns what was left out, and why.
pub fn check(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    let stored_in = paths.root.join("tests/fingerprint.txt");
    let stored = std::fs::read_to_string(&stored_in).of_file("read", &stored_in)?;
    let left_out = missing_emulators();
    // On other machines than x86-64 ones, rustc's default is the oldest processor too, and has no wider vectors to do without.
    let applies = |way: &&Way| way.runner != OLDEST || cfg!(all(target_arch = "x86_64", target_os = "linux"));
    let ways = WAYS.iter().filter(|way| way.runner.is_empty() || left_out.is_none()).filter(applies);
    // An emulated program takes a minute, on one processor; meanwhile the next one is built.
    std::thread::scope(|scope| {
        let mut ends = Vec::new();
        for way in ways {
            say(format!("{}: building", way.name));
            let program = way.build.program(paths)?;
            let stored = &stored;
            ends.push(scope.spawn(move || way.compare(&program, stored)));
        }
        for end in ends {
            end.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok(())
    })?;
    Ok(left_out)
}

impl Build {
    /// Builds the program, and returns its file.
    fn program(&self, paths: &Paths) -> Result<PathBuf> {
        let mut cargo = Command::new("cargo");
        // With the features that `cargo test --workspace` asks for, the program is there when the tests are.
        match self {
            Build::Tests => cargo.args(["test", "--workspace", "--no-run"]),
            _ => cargo.args(["build", "--release", "--package", "course_tests", "--bin", "fingerprint"]),
        };
        // All builds share a folder, so that what runs while others compile, such as build scripts, is compiled once.
        let target = paths.root.join("target");
        cargo.args(["--locked", "--target-dir"]).arg(&target).current_dir(&paths.root);
        let mut with = |system: &str, setting: &str, value: &str| {
            let variable = format!("CARGO_TARGET_{}_{setting}", system.to_uppercase().replace(['-', '.'], "_"));
            cargo.args(["--target", system]).env(variable, value);
            // These would take precedence.
            cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
            target.join(system).join("release")
        };
        let folder = match self {
            Build::Tests => target.join("debug"),
            Build::Release => target.join("release"),
            // The target is named, though it is the host's, so that the flags apply to the program only.
            Build::Native => with(&rustc::host().unwrap_or_default(), "RUSTFLAGS", "-Ctarget-cpu=native"),
            Build::Aarch64 => with(AARCH64, "LINKER", "aarch64-linux-gnu-gcc"),
        };
        let what = "the program that prints the digests could not be built";
        run::visibly(&mut cargo, what, "read cargo's message above")?;
        Ok(Paths::program(&folder, "fingerprint"))
    }
}

impl Way {
    /// Runs the program, and compares what it prints with what is stored.
    fn compare(&self, program: &Path, stored: &str) -> Result<()> {
        let words: Vec<&OsStr> = self.runner.iter().map(OsStr::new).chain([program.as_os_str()]).collect();
        let failed = || {
            let why = format!("{} did not run to its end", program.display());
            Failure::new(format!("the build “{}” failed", self.name), why, "run it by hand to see its message")
        };
        let printed = run::output(Command::new(words[0]).args(&words[1..])).ok_or_else(failed)?;
        if let Some(what) = difference(stored, &printed) {
            return Err(Failure::new(
                format!("the build “{}” gives other bits", self.name),
                what,
                "if a change of the numbers is meant, store what the release build prints:\n\
                 cargo run --release --package course_tests --bin fingerprint > tests/fingerprint.txt",
            ));
        }
        say(format!("{}: {} digests, all as stored", self.name, printed.lines().count()));
        Ok(())
    }
}

/// The first line that differs, in words.
fn difference(stored: &str, printed: &str) -> Option<String> {
    let (stored, printed): (Vec<&str>, Vec<&str>) = (stored.lines().collect(), printed.lines().collect());
    if stored.len() != printed.len() {
        return Some(format!("{} lines are stored, {} were printed", stored.len(), printed.len()));
    }
    let (s, p) = stored.iter().zip(&printed).find(|(s, p)| s != p)?;
    Some(format!("stored “{s}”, printed “{p}”"))
}

/// What this machine lacks to build and run for other processors; the target itself is added where rustup can.
fn missing_emulators() -> Option<String> {
    let says = |program: &str, words: &[&str]| run::output(Command::new(program).args(words));
    let programs = ["aarch64-linux-gnu-gcc", "qemu-aarch64", "qemu-x86_64"];
    if programs.iter().any(|program| says(program, &["--version"]).is_none()) {
        return Some(
            "other processors were not compared: aarch64-linux-gnu-gcc and qemu are needed. On Debian and Ubuntu: \
             sudo apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
                .into(),
        );
    }
    let installed = says("rustup", &["target", "list", "--installed"]).unwrap_or_default();
    if installed.lines().any(|line| line == AARCH64) || says("rustup", &["target", "add", AARCH64]).is_some() {
        return None;
    }
    Some(format!(
        "other processors were not compared: Rust's target is missing. To add it: rustup target add {AARCH64}"
    ))
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn any_difference_is_seen() {
        assert_eq!(difference("a 1\nb 2\n", "a 1\nb 2"), None);
        assert!(difference("a 1\nb 2\n", "a 1\nb 3").is_some_and(|d| d.contains("b 3")));
        assert!(difference("a 1\nb 2\n", "a 1").is_some());
    }
}
