//! The course as people use it, and how far it can be trusted: the steps of `cargo verify` for that, and `cargo trust` for what is too slow.

use crate::failure::{Failure, Result, say};
use crate::paths::Paths;
use crate::python::BROWSER;
use crate::{evcxr, files, run, setup, unknown};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Where the tests make a fresh clone: a path with a space and Hangul.
const FRESH: &str = "target/lab/새 교실/nn_course";

/// Where pictures of what a learner sees are kept.
const SCREENSHOTS: &str = "target/screenshots";

/// How the tests in a browser end where no browser can be had.
const NO_BROWSER: i32 = 9;

/// A measurement that takes long, and so is made by hand: its name, what it is, the folder it runs in, and the command.
type Measurement = (&'static str, &'static str, &'static str, &'static [&'static str]);

const MEASUREMENTS: [Measurement; 6] = [
    (
        "calls",
        "every public function, 100,000 times with hostile arguments (--calls N, --only NAME, --seed S)",
        "",
        &[
            "cargo",
            "run",
            "--profile",
            "hostile",
            "--locked",
            "--package",
            "course_tests",
            "--bin",
            "hostile_calls",
            "--",
        ],
    ),
    (
        "fuzz",
        "the CSV reader under cargo fuzz, ten minutes",
        "fuzz",
        &[
            "cargo",
            "fuzz",
            "run",
            "csv",
            "corpus/csv",
            "seeds",
            "--",
            "-max_total_time=600",
            "-dict=csv.dict",
            "-max_len=512",
        ],
    ),
    ("mutants", "cargo mutants over the numeric core, hours", "", &["cargo", "mutants"]),
    (
        "class",
        "1, 2, 4, 8, 16 learners at once, 8 minutes (or the numbers named)",
        "",
        &["python", "benchmarks/classroom.py"],
    ),
    (
        "restarts",
        "a kernel is restarted 500 times, half an hour (or as often as said)",
        "",
        &["python", "benchmarks/restarts.py"],
    ),
    (
        "pages",
        "300 kernels start while pages come and go, half an hour (or as many as said)",
        "",
        &["python", "benchmarks/pages.py"],
    ),
];

/// `cargo trust NAME [WORDS …]`: makes one of the measurements of docs/trust.md.
pub fn command(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let Some((name, rest)) = words.split_first() else {
        println!("cargo trust NAME, with one of these; docs/trust.md has what came out:");
        for (name, what, _, _) in &MEASUREMENTS {
            println!("  {name:<10} {what}");
        }
        return Ok(ExitCode::SUCCESS);
    };
    let found = MEASUREMENTS.iter().find(|(known, ..)| known == name);
    let (name, what, folder, words) = found.ok_or_else(|| unknown(name))?;
    // The learner's Python has what talks to kernels.
    let program = match words[0] {
        "python" => setup::all(paths).map(|()| paths.python())?,
        program => PathBuf::from(program),
    };
    say(format!("{name}: {what}"));
    let mut command = Command::new(program);
    command.args(&words[1..]).args(rest).current_dir(paths.root.join(folder));
    // The fuzzer's instruments are options that a stable compiler has, but does not offer.
    if words.contains(&"fuzz") {
        files::make_folder(&paths.root.join("fuzz/corpus/csv"))?;
        command.env("RUSTC_BOOTSTRAP", "1");
    }
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
    if run::in_ci() {
        command.arg("--nothing-left-out");
    }
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
    let python = BROWSER.python(paths);
    let status = |command: &mut Command| command.status().map_err(|e| Failure::file("start", &python, &e));
    // Playwright's own browser, where there is no other, comes from the network.
    let mut find = Command::new(&python);
    find.arg(paths.root.join("tests/lab/browser.py")).env("PLAYWRIGHT_BROWSERS_PATH", paths.lab("browsers"));
    if status(&mut find)?.code() == Some(NO_BROWSER) {
        return Ok(Some("no notebook was seen in a browser: there is none; what to install is said above".into()));
    }
    let mut pytest = pytest(paths, true, "tests/lab");
    let status = status(pytest.arg("--screenshots").arg(paths.root.join(SCREENSHOTS)))?;
    if !status.success() {
        return Err(Failure::new(
            "in a browser something is not as it should be",
            format!("pytest ended with {status}"),
            format!("read which test failed above, in tests/lab, and look at the pictures in {SCREENSHOTS}"),
        ));
    }
    say(format!("what was seen is in {SCREENSHOTS}"));
    // That clone's kernels compiled cells outside of it, since its path has a space; nothing of a check stays outside of the folder target.
    let fresh = Paths::of(paths.root.join(FRESH))?;
    if !fresh.cells.starts_with(&paths.root) {
        files::remove_folder(&fresh.cells)?;
    }
    Ok(None)
}

/// Licences, origins and duplicates of all crates: deny.toml.
pub fn crates(paths: &Paths) -> Result<Option<String>> {
    if run::output(Command::new("cargo").args(["deny", "--version"])).is_none() {
        return Ok(Some(
            "licences and origins of crates were not checked: cargo-deny is missing. To get it: cargo install --locked cargo-deny".into(),
        ));
    }
    let mut deny = Command::new("cargo");
    deny.args(["deny", "--locked", "--all-features", "check", "bans", "licenses", "sources"]);
    run::visibly(
        deny.current_dir(&paths.root),
        "a crate is not what deny.toml allows",
        "read cargo deny's message above",
    )?;
    Ok(None)
}
