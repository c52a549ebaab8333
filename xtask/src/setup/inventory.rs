//! `cargo lab --check`: says what of the set-up is there, what is missing, and how to get it. Changes nothing.

use crate::kernel::{evcxr, prepared};
use crate::setup::environment::LEARNER;
use crate::support::failure::Result;
use crate::support::paths::Paths;
use std::process::ExitCode;

/// A part of the set-up.
struct Part {
    name: String,
    /// How to get it, if it is missing.
    missing: Option<String>,
}

/// What `cargo lab` does by itself.
const LAB: &str = "run cargo lab, which sets it up";

/// Says how it stands; a failure if something is missing.
pub fn check(paths: &Paths) -> Result<ExitCode> {
    let parts = parts(paths)?;
    for part in &parts {
        match &part.missing {
            None => println!("✓ {}", part.name),
            Some(how) => println!("✗ {}: missing or out of date\n  what to do: {how}", part.name),
        }
    }
    if parts.iter().all(|part| part.missing.is_none()) {
        println!("All is in place.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

fn parts(paths: &Paths) -> Result<Vec<Part>> {
    let part = |name: String, there: bool, how: &str| Part { name, missing: (!there).then(|| how.to_string()) };
    let (major, minor) = evcxr::OLDEST_RUSTC;
    let rustc = evcxr::check_rustc().err().map(|failure| format!("{}; {}", failure.what(), failure.how()));
    let python = LEARNER.is_ready(paths)?;
    // Where the packages are missing, a Python to install them with may be missing too.
    let no_python = if python { None } else { LEARNER.find().err().map(|failure| failure.how().to_string()) };
    let kernel = evcxr::find(paths);
    let registered = match &kernel {
        Some(kernel) => python && evcxr::is_registered(paths, kernel)?,
        None => false,
    };
    Ok(vec![
        Part { name: format!("the Rust compiler, {major}.{minor} or newer"), missing: rustc },
        part("the standard library's source".into(), evcxr::has_rust_src(), "rustup component add rust-src"),
        part(format!("the Rust kernel, evcxr_jupyter {}", evcxr::VERSION), kernel.is_some(), LAB),
        part(format!("JupyterLab {}", LEARNER.version(paths)?), python, no_python.as_deref().unwrap_or(LAB)),
        part("the kernel, registered with JupyterLab".into(), registered, LAB),
        part("the crate nn_course, compiled for the kernel".into(), prepared::is_ready(paths)?, LAB),
    ])
}
