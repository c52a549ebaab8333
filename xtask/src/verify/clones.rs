//! The course as people use it: the set-up in a fresh clone, then its notebooks in a real browser there.

use crate::kernel::evcxr;
use crate::setup;
use crate::setup::environment::BROWSER;
use crate::support::failure::{OfFile, Result};
use crate::support::paths::Paths;
use crate::support::screen::say;
use crate::support::{files, run};
use std::path::PathBuf;
use std::process::Command;

/// Where the tests make a fresh clone: a path with a space and Hangul.
const FRESH: &str = "target/lab/새 교실/nn_course";

/// Where pictures of what a learner sees are kept.
const SCREENSHOTS: &str = "target/screenshots";

/// The exit code of the tests in a browser where no browser can be had.
const NO_BROWSER: i32 = 9;

/// pytest in the environment that drives browsers.
fn pytest(paths: &Paths, offline: bool, folder: &str) -> Command {
    let python = BROWSER.python(paths);
    let mut command = Command::new(&python);
    if offline {
        command.arg(paths.root.join("tests/lab/offline.py")).arg(&python);
    }
    command.args(["-m", "pytest", "--verbose", folder, "--course"]).arg(paths.root.join(FRESH));
    command.args(run::in_ci().then_some("--nothing-left-out")).current_dir(&paths.root);
    command.env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The set-up in a fresh clone, and what can go wrong with it; leaves the clone for the tests in a browser.
pub fn set_up(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    if let Err(failure) = setup::browser(paths) {
        return Ok(Some(format!("the set-up was not tried in a fresh clone: {}", failure.what)));
    }
    let kernel = evcxr::find(paths).and_then(|program| program.parent().map(PathBuf::from)).unwrap_or_default();
    let mut pytest = pytest(paths, false, "tests/setup");
    pytest.arg("--kernel").arg(kernel);
    let how = "read which test failed above, in tests/setup";
    run::visibly(&mut pytest, "a fresh clone does not do what people need", how)?;
    Ok(None)
}

/// The notebooks in a real browser, in that clone, without a network.
pub fn browser(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    if let Err(failure) = setup::browser(paths) {
        return Ok(Some(format!("no notebook was seen in a browser: {}", failure.what)));
    }
    // Playwright's own browser, where there is no other, comes from the network.
    let python = BROWSER.python(paths);
    let mut find = Command::new(&python);
    find.arg(paths.root.join("tests/lab/browser.py")).env("PLAYWRIGHT_BROWSERS_PATH", paths.lab("browsers"));
    if find.status().of_file("start", &python)?.code() == Some(NO_BROWSER) {
        return Ok(Some("no notebook was seen in a browser: there is none; what to install is said above".into()));
    }
    let mut pytest = pytest(paths, true, "tests/lab");
    // Two processes, each with a JupyterLab and a browser of its own: most of the time is spent waiting.
    pytest.args(["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]);
    let how = format!("read which test failed above, in tests/lab, and look at the pictures in {SCREENSHOTS}");
    pytest.arg("--screenshots").arg(paths.root.join(SCREENSHOTS));
    run::visibly(&mut pytest, "in a browser something is not as it should be", &how)?;
    say(format!("what was seen is in {SCREENSHOTS}"));
    // That clone's kernels compiled cells outside of it, since its path has a space; a check leaves nothing outside of target.
    let fresh = Paths::of(paths.root.join(FRESH))?;
    if !fresh.cells.starts_with(&paths.root) {
        files::remove_folder(&fresh.cells)?;
    }
    Ok(None)
}
