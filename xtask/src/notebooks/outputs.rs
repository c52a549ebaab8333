//! `cargo notebooks`: runs the notebooks in fresh kernels and compares with, or rewrites, what is stored in them; or does what they suggest.

use crate::setup;
use crate::support::failure::{Failure, OfFile, Result};
use crate::support::paths::Paths;
use crate::support::run;
use crate::support::usage::unknown;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// `cargo notebooks [--write | --stored | --tries] [--times] [NOTEBOOK ...]`.
pub fn command(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let (options, names): (Vec<&str>, Vec<&str>) = words.iter().map(String::as_str).partition(|w| w.starts_with('-'));
    if let Some(other) = options.iter().find(|o| !["--write", "--stored", "--tries", "--times"].contains(o)) {
        return Err(unknown(other));
    }
    if let Some(missing) = names.iter().find(|n| !Path::new(n).is_file()) {
        let how = "for instance: cargo notebooks notebooks/02_initialization.ipynb";
        return Err(Failure::new(format!("there is no file {missing}"), "a notebook is named by its path", how));
    }
    setup::all(paths)?;
    let notebooks = if names.is_empty() { all(paths)? } else { names.iter().map(PathBuf::from).collect() };
    execute(paths, &notebooks, &options)?;
    Ok(ExitCode::SUCCESS)
}

/// The course's notebooks, in order, without a learner's homework beside them.
pub fn all(paths: &Paths) -> Result<Vec<PathBuf>> {
    let folder = paths.root.join("notebooks");
    let is_ours = |name: &str| name.starts_with(|c: char| c.is_ascii_digit()) && name.ends_with(".ipynb");
    let entries = std::fs::read_dir(&folder).of_file("read", &folder)?.flatten();
    let ours = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_ours));
    let mut found: Vec<PathBuf> = ours.map(|entry| entry.path()).collect();
    found.sort();
    Ok(found)
}

/// Runs notebooks, with options of python/notebooks/run_notebooks.py; fails if one has a problem.
pub fn execute(paths: &Paths, notebooks: &[PathBuf], options: &[&str]) -> Result<()> {
    let mut python = paths.script("python/notebooks/run_notebooks.py");
    python.arg("--folder").arg(paths.root.join("notebooks")).args(options).args(notebooks);
    let how = "read the cells named above; if the change is meant, store the new outputs with: cargo notebooks --write";
    run::visibly(&mut python, "a notebook does not give what is stored in it", how)
}
