//! The same bits on every machine: one program, built and run in several ways, must print the same.

use crate::failure::{Failure, Result, say};
use crate::paths::Paths;
use crate::run;
use std::process::Command;

const AARCH64: &str = "aarch64-unknown-linux-gnu";

/// A way to build and run the program.
struct Way {
    name: &'static str,
    arguments: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
    /// Where cargo puts the program, below the target folder.
    place: &'static str,
    /// What runs it, if it does not run by itself.
    runner: &'static [&'static str],
}

/// A processor without the wider vectors that nn_course_loops uses where it finds them.
const OLD_PROCESSOR: &[&str] =
    if cfg!(all(target_arch = "x86_64", target_os = "linux")) { &["qemu-x86_64", "-cpu", "qemu64"] } else { &[] };

const OLDEST: &str = if cfg!(target_arch = "x86_64") { "-Ctarget-cpu=x86-64" } else { "-Ctarget-cpu=generic" };

const WAYS: [Way; 4] = [
    Way {
        name: "debug",
        arguments: &["--config", "profile.dev.package.nn_course_loops.opt-level=0"],
        variables: &[("CARGO_PROFILE_DEV_OPT_LEVEL", "0")],
        place: "debug",
        runner: &[],
    },
    Way { name: "release", arguments: &["--release"], variables: &[], place: "release", runner: &[] },
    Way {
        name: "the oldest processor of this kind",
        arguments: &["--release"],
        variables: &[("RUSTFLAGS", OLDEST)],
        place: "release",
        runner: OLD_PROCESSOR,
    },
    Way {
        name: "this very processor",
        arguments: &["--release"],
        variables: &[("RUSTFLAGS", "-Ctarget-cpu=native")],
        place: "release",
        runner: &[],
    },
];

const EMULATED: Way = Way {
    name: "aarch64, emulated",
    arguments: &["--release", "--target", AARCH64],
    variables: &[("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "aarch64-linux-gnu-gcc")],
    place: "aarch64-unknown-linux-gnu/release",
    runner: &["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
};

/// Builds and runs the program in every way, and compares with what is stored. Gives what was left out, and why.
pub fn check(paths: &Paths) -> Result<Option<String>> {
    let stored_in = paths.root.join("tests/fingerprint.txt");
    let stored = std::fs::read_to_string(&stored_in).map_err(|e| Failure::file("read", &stored_in, &e))?;
    let left_out = missing_for_aarch64();
    let emulated = left_out.is_none().then_some(&EMULATED);
    for (i, way) in WAYS.iter().chain(emulated).enumerate() {
        let printed = print(paths, way, i)?;
        if let Some(what) = difference(&stored, &printed) {
            return Err(Failure::new(
                format!("the build “{}” gives other bits", way.name),
                what,
                format!(
                    "if a change of the numbers is meant, store what the release build prints:\n\
                     cargo run --release --package course_tests --bin fingerprint > {}",
                    stored_in.strip_prefix(&paths.root).unwrap_or(&stored_in).display()
                ),
            ));
        }
        say(format!("  {}: {} digests, all as stored", way.name, printed.lines().count()));
    }
    Ok(left_out)
}

fn print(paths: &Paths, way: &Way, number: usize) -> Result<String> {
    let target = paths.root.join("target/bits").join(number.to_string());
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--locked", "--package", "course_tests", "--bin", "fingerprint", "--target-dir"]);
    cargo.arg(&target).args(way.arguments).envs(way.variables.iter().copied()).current_dir(&paths.root);
    run::visibly(&mut cargo, &format!("the build “{}” failed", way.name), "read cargo's message above")?;
    let program = Paths::program(&target.join(way.place), "fingerprint");
    let mut command = match way.runner.split_first() {
        // Where there is no emulator, what was left out says so.
        Some((runner, arguments)) if runs(runner) => {
            let mut command = Command::new(runner);
            command.args(arguments).arg(&program);
            command
        }
        _ => Command::new(&program),
    };
    run::output(&mut command).ok_or_else(|| {
        Failure::new(
            format!("the program of the build “{}” failed", way.name),
            format!("{} did not run to its end", program.display()),
            "run it by hand to see its message",
        )
    })
}

/// The first line that differs, in words.
fn difference(stored: &str, printed: &str) -> Option<String> {
    let (stored, printed): (Vec<&str>, Vec<&str>) = (stored.lines().collect(), printed.lines().collect());
    if stored.len() != printed.len() {
        return Some(format!("{} lines are stored, {} came", stored.len(), printed.len()));
    }
    let (s, p) = stored.iter().zip(&printed).find(|(s, p)| s != p)?;
    Some(format!("stored “{s}”, came “{p}”"))
}

fn runs(program: &str) -> bool {
    run::output(Command::new(program).arg("--version")).is_some()
}

/// What this machine lacks to build and run for aarch64; the target itself is added where rustup can.
fn missing_for_aarch64() -> Option<String> {
    let old = OLD_PROCESSOR.first().is_none_or(|qemu| runs(qemu));
    if !(runs("aarch64-linux-gnu-gcc") && runs("qemu-aarch64") && old) {
        return Some(
            "other processors were not compared: aarch64-linux-gnu-gcc and qemu are needed. On Debian and Ubuntu: \
             sudo apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
                .into(),
        );
    }
    let listed = run::output(Command::new("rustup").args(["target", "list", "--installed"])).unwrap_or_default();
    let there = listed.lines().any(|l| l == AARCH64)
        || run::output(Command::new("rustup").args(["target", "add", AARCH64])).is_some();
    (!there).then(|| {
        format!("aarch64 was not compared: its Rust target is missing. To add it: rustup target add {AARCH64}")
    })
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
