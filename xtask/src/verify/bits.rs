//! The same bits on every machine: one program, built and run in several ways, must print the same.

use crate::support::failure::{Failure, OfFile, Result};
use crate::support::paths::Paths;
use crate::support::screen::say;
use crate::support::{run, rustc};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

const AARCH64: &str = "aarch64-unknown-linux-gnu";
const WASM32: &str = "wasm32-unknown-unknown";

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
    /// For a web page, which has the numbers only: the lecture's crate knows no pictures.
    Wasm32,
}

/// A processor without the wider vectors that nn_course_loops uses where it finds them.
const OLDEST: &[&str] = &["qemu-x86_64", "-cpu", "qemu64"];

/// What runs a module for a web page.
const NODE: &[&str] = &["node", "tests/wasm/print.mjs"];

const WAYS: [Way; 6] = [
    Way { name: "debug, as the tests are built", build: Build::Tests, runner: &[] },
    Way { name: "release", build: Build::Release, runner: &[] },
    Way { name: "the oldest processor, emulated", build: Build::Release, runner: OLDEST },
    Way { name: "aarch64, emulated", build: Build::Aarch64, runner: &["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"] },
    Way { name: "WebAssembly", build: Build::Wasm32, runner: NODE },
    Way { name: "this very processor", build: Build::Native, runner: &[] },
];

/// Builds and runs the program in every way, and compares with what is stored. Returns what was left out, and why.
pub fn check(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    let stored_in = paths.root.join("tests/fingerprint.txt");
    let stored = std::fs::read_to_string(&stored_in).of_file("read", &stored_in)?;
    let (no_emulators, no_node) = (missing_emulators(), missing_node());
    // On other machines than x86-64 ones, rustc's default is the oldest processor too, and has no wider vectors to do without.
    let applies = |way: &&Way| way.runner != OLDEST || cfg!(all(target_arch = "x86_64", target_os = "linux"));
    let lacks = |way: &&Way| match way.runner {
        [] => false,
        runner => {
            if runner == NODE {
                no_node.is_some()
            } else {
                no_emulators.is_some()
            }
        }
    };
    let ways = WAYS.iter().filter(|way| !lacks(way)).filter(applies);
    // An emulated program takes a minute, on one processor; meanwhile the next one is built.
    std::thread::scope(|scope| {
        let mut ends = Vec::new();
        for way in ways {
            say(format!("{}: building", way.name));
            let program = way.build.program(paths)?;
            let stored = &stored;
            ends.push(scope.spawn(move || way.compare(paths, &program, stored)));
        }
        for end in ends {
            end.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok(())
    })?;
    let left_out: Vec<String> = no_emulators.into_iter().chain(no_node).collect();
    Ok((!left_out.is_empty()).then(|| left_out.join("\n")))
}

impl Build {
    /// Builds the program, and returns its file.
    fn program(&self, paths: &Paths) -> Result<PathBuf> {
        let mut cargo = Command::new("cargo");
        // With the features that `cargo test --workspace` asks for, the program is there when the tests are.
        match self {
            Build::Tests => cargo.args(["test", "--workspace", "--no-run"]),
            Build::Wasm32 => cargo.args(["build", "--release", "--package", "course_wasm", "--target", WASM32]),
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
            Build::Wasm32 => target.join(WASM32).join("release"),
            // The target is named, though it is the host's, so that the flags apply to the program only.
            Build::Native => with(&rustc::host().unwrap_or_default(), "RUSTFLAGS", "-Ctarget-cpu=native"),
            Build::Aarch64 => with(AARCH64, "LINKER", "aarch64-linux-gnu-gcc"),
        };
        let what = "the program that prints the digests could not be built";
        run::visibly(&mut cargo, what, "read cargo's message above")?;
        Ok(match self {
            Build::Wasm32 => folder.join("course_wasm.wasm"),
            _ => Paths::program(&folder, "fingerprint"),
        })
    }
}

impl Way {
    /// Runs the program, and compares what it prints with what is stored.
    fn compare(&self, paths: &Paths, program: &Path, stored: &str) -> Result<()> {
        let words: Vec<&OsStr> = self.runner.iter().map(OsStr::new).chain([program.as_os_str()]).collect();
        let failed = || {
            let why = format!("{} did not run to its end", program.display());
            Failure::new(format!("the build “{}” failed", self.name), why, "run it by hand to see its message")
        };
        let printed =
            run::output(Command::new(words[0]).args(&words[1..]).current_dir(&paths.root)).ok_or_else(failed)?;
        let stored: Vec<&str> =
            stored.lines().filter(|line| self.runner != NODE || !line.contains("picture")).collect();
        if let Some(what) = difference(&stored, &printed) {
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
fn difference(stored: &[&str], printed: &str) -> Option<String> {
    let printed: Vec<&str> = printed.lines().collect();
    if stored.len() != printed.len() {
        return Some(format!("{} lines are stored, {} were printed", stored.len(), printed.len()));
    }
    let (s, p) = stored.iter().zip(&printed).find(|(s, p)| s != p)?;
    Some(format!("stored “{s}”, printed “{p}”"))
}

/// What this machine lacks to build and run for other processors; the target itself is added where rustup can.
fn missing_emulators() -> Option<String> {
    let programs = ["aarch64-linux-gnu-gcc", "qemu-aarch64", "qemu-x86_64"];
    if programs.iter().any(|program| output(program, &["--version"]).is_none()) {
        return Some(
            "other processors were not compared: aarch64-linux-gnu-gcc and qemu are needed. On Debian and Ubuntu: \
             sudo apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
                .into(),
        );
    }
    missing_target("other processors were not compared", AARCH64)
}

/// What this machine lacks to build and run for a web page.
fn missing_node() -> Option<String> {
    if output("node", &["--version"]).is_none() {
        return Some(
            "WebAssembly was not compared: Node.js is needed. On Debian and Ubuntu: sudo apt install nodejs".into(),
        );
    }
    missing_target("WebAssembly was not compared", WASM32)
}

/// Adds a target of Rust's where rustup can; what to do where it cannot.
fn missing_target(what: &str, target: &str) -> Option<String> {
    let installed = output("rustup", &["target", "list", "--installed"]).unwrap_or_default();
    if installed.lines().any(|line| line == target) || output("rustup", &["target", "add", target]).is_some() {
        return None;
    }
    Some(format!("{what}: Rust's target is missing. To add it: rustup target add {target}"))
}

fn output(program: &str, words: &[&str]) -> Option<String> {
    run::output(Command::new(program).args(words))
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn any_difference_is_seen() {
        assert_eq!(difference(&["a 1", "b 2"], "a 1\nb 2"), None);
        assert!(difference(&["a 1", "b 2"], "a 1\nb 3").is_some_and(|d| d.contains("b 3")));
        assert!(difference(&["a 1", "b 2"], "a 1").is_some());
    }
}
