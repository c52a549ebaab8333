//! `cargo lab --check`: lists what is installed, what is missing, and how to get it. Changes nothing.

use crate::kernel::{evcxr, prepared, registration};
use crate::setup::environment::LEARNER;
use crate::setup::rust;
use crate::support::failure::Result;
use crate::support::paths::Paths;
use crate::support::rustc;
use std::process::ExitCode;

/// How to get what `cargo lab` installs.
const LAB: &str = "run cargo lab, which sets it up";

/// Lists the parts of the set-up; a failure if one is missing.
pub fn check(paths: &Paths) -> Result<ExitCode> {
    let or = |there: bool, how: &str| if there { None } else { Some(how.to_string()) };
    let old_rustc = rust::check().err().map(|failure| format!("{}; {}", failure.what, failure.how));
    let packages = LEARNER.is_ready(paths)?;
    // Where the packages are missing, a Python to install them with may be missing too.
    let no_packages = if packages { None } else { Some(LEARNER.find().map_or_else(|none| none.how, |_| LAB.into())) };
    let kernel = evcxr::find(paths);
    let registered = packages && kernel.as_ref().map_or(Ok(false), |kernel| registration::is_done(paths, kernel))?;
    // The parts, and how to get each that is missing.
    let parts = [
        (format!("the Rust compiler, {}.{} or newer", rust::OLDEST.0, rust::OLDEST.1), old_rustc),
        (
            "the standard library's source".into(),
            or(rustc::library_source().is_some(), "rustup component add rust-src"),
        ),
        (format!("the Rust kernel, evcxr_jupyter {}", evcxr::VERSION), or(kernel.is_some(), LAB)),
        (format!("JupyterLab {}", LEARNER.version(paths)?), no_packages),
        ("the kernel, registered with JupyterLab".into(), or(registered, LAB)),
        ("the crate nn_course, compiled for the kernel".into(), or(prepared::is_ready(paths)?, LAB)),
    ];
    for (name, missing) in &parts {
        match missing {
            None => println!("✓ {name}"),
            Some(how) => println!("✗ {name}: missing or out of date\n  what to do: {how}"),
        }
    }
    if parts.iter().any(|(_, missing)| missing.is_some()) {
        return Ok(ExitCode::FAILURE);
    }
    println!("All is in place.");
    Ok(ExitCode::SUCCESS)
}
