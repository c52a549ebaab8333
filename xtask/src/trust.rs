//! The course as people use it, and how far it can be trusted: the steps of `cargo verify` for that, and `cargo trust` for what is too slow.

use crate::failure::{Failure, Result, say};
use crate::paths::Paths;
use crate::python::BROWSER;
use crate::{evcxr, run, setup, unknown};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Where the tests make a fresh clone: a path with a space and Hangul.
const FRESH: &str = "target/lab/새 교실/nn_course";

/// Where pictures of what a learner sees are kept.
const SCREENSHOTS: &str = "target/screenshots";

/// How the tests in a browser end where no browser can be had.
const NO_BROWSER: i32 = 9;

/// A measurement that takes long, and so is made by hand.
struct Measurement {
    name: &'static str,
    what: &'static str,
    command: fn(&Paths) -> Command,
}

const MEASUREMENTS: [Measurement; 5] = [
    Measurement {
        name: "calls",
        what: "every public function, 100,000 times with hostile arguments (--calls N, --only NAME, --seed S)",
        command: |_| {
            cargo(&["run", "--release", "--locked", "--package", "course_tests", "--bin", "hostile_calls", "--"])
        },
    },
    Measurement {
        name: "fuzz",
        what: "the CSV reader under cargo fuzz, ten minutes",
        command: |_| {
            let mut command = Command::new("sh");
            command.arg("fuzz/run.sh");
            command
        },
    },
    Measurement {
        name: "mutants",
        what: "cargo mutants over the numeric core, hours",
        command: |_| cargo(&["mutants"]),
    },
    Measurement {
        name: "class",
        what: "1, 2, 4, 8, 16 learners at once, 15 minutes (or the numbers named)",
        command: |paths| benchmark(paths, "classroom.py"),
    },
    Measurement {
        name: "restarts",
        what: "a kernel is restarted 500 times, 15 minutes (or as often as said)",
        command: |paths| benchmark(paths, "restarts.py"),
    },
];

fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(words);
    command
}

fn benchmark(paths: &Paths, script: &str) -> Command {
    let mut command = Command::new(paths.python());
    command.arg(paths.root.join("benchmarks").join(script));
    command
}

/// `cargo trust NAME [WORDS …]`: makes one of the measurements of docs/trust.md.
pub fn command(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let Some((name, rest)) = words.split_first() else {
        println!("cargo trust NAME, with one of these; docs/trust.md has what came out:");
        for measurement in &MEASUREMENTS {
            println!("  {:<10} {}", measurement.name, measurement.what);
        }
        return Ok(ExitCode::SUCCESS);
    };
    let measurement = MEASUREMENTS.iter().find(|m| m.name == name).ok_or_else(|| unknown(name))?;
    setup::all(paths)?;
    say(format!("{}: {}", measurement.name, measurement.what));
    let mut command = (measurement.command)(paths);
    command.args(rest).current_dir(&paths.root);
    run::visibly(&mut command, "the measurement found something, or did not end", "read what it says above")?;
    Ok(ExitCode::SUCCESS)
}

/// pytest in the environment that drives browsers.
fn pytest(paths: &Paths, offline: bool, folder: &str) -> Command {
    let python = BROWSER.python(paths);
    let mut command = Command::new(&python);
    if offline {
        command.arg(paths.root.join("tests/lab/offline.py")).arg(&python);
    }
    command
        .args(["-m", "pytest", "--verbose", folder, "--course"])
        .arg(paths.root.join(FRESH))
        .current_dir(&paths.root);
    command.env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The set-up in a fresh clone, and what can go wrong with it; leaves the clone for the tests in a browser.
pub fn fresh_clone(paths: &Paths) -> Result<Option<String>> {
    if let Err(failure) = setup::browser(paths) {
        return Ok(Some(format!("the set-up was not tried in a fresh clone: {}", failure.what())));
    }
    let kernel = evcxr::find(paths).and_then(|program| program.parent().map(PathBuf::from)).unwrap_or_default();
    let mut pytest = pytest(paths, false, "tests/setup");
    pytest.arg("--kernel").arg(kernel);
    if run::in_ci() {
        pytest.arg("--nothing-left-out");
    }
    run::visibly(
        &mut pytest,
        "a fresh clone does not do what people need",
        "read which test failed above, in tests/setup",
    )?;
    Ok(None)
}

/// The notebooks in a real browser, in that clone, without a network.
pub fn browser(paths: &Paths) -> Result<Option<String>> {
    if let Err(failure) = setup::browser(paths) {
        return Ok(Some(format!("no notebook was seen in a browser: {}", failure.what())));
    }
    let mut pytest = pytest(paths, true, "tests/lab");
    pytest.arg("--screenshots").arg(paths.root.join(SCREENSHOTS));
    let status = pytest.status().map_err(|e| Failure::file("start", &BROWSER.python(paths), &e))?;
    if status.code() == Some(NO_BROWSER) {
        return Ok(Some("no notebook was seen in a browser: there is none; what to install is said above".into()));
    }
    if !status.success() {
        return Err(Failure::new(
            "in a browser something is not as it should be",
            format!("pytest ended with {status}"),
            format!("read which test failed above, in tests/lab, and look at the pictures in {SCREENSHOTS}"),
        ));
    }
    say(format!("what was seen is in {SCREENSHOTS}"));
    Ok(None)
}

/// Licences, origins and duplicates of all crates: deny.toml.
pub fn crates(paths: &Paths) -> Result<Option<String>> {
    if run::output(Command::new("cargo").args(["deny", "--version"])).is_none() {
        return Ok(Some(
            "licences and origins of crates were not checked: cargo-deny is missing. To get it: cargo install --locked cargo-deny".into(),
        ));
    }
    let mut deny = cargo(&["deny", "--locked", "--all-features", "check", "bans", "licenses", "sources"]);
    run::visibly(
        deny.current_dir(&paths.root),
        "a crate is not what deny.toml allows",
        "read cargo deny's message above",
    )?;
    Ok(None)
}
