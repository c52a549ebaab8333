//! The private Python environment: JupyterLab and what it needs, pinned with hashes.

use crate::failure::{Failure, Result, say};
use crate::files::{self, Stamp};
use crate::paths::Paths;
use crate::run;
use std::path::PathBuf;
use std::process::Command;

/// The oldest Python that will do.
const OLDEST: (u32, u32) = (3, 10);

/// A Python of the system: how to call it, and its version.
pub struct Python {
    call: Vec<String>,
    version: String,
}

impl Python {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.call[0]);
        command.args(&self.call[1..]);
        command
    }
}

/// The list of packages, with their versions and hashes.
fn requirements(paths: &Paths) -> PathBuf {
    paths.root.join("python/requirements.txt")
}

/// The version of JupyterLab in that list.
pub fn jupyterlab(paths: &Paths) -> Result<String> {
    let list = requirements(paths);
    let text = std::fs::read_to_string(&list).map_err(|e| Failure::file("read", &list, &e))?;
    let version = text.lines().find_map(|line| line.strip_prefix("jupyterlab==")).unwrap_or_default();
    Ok(version.trim_end_matches([' ', '\\']).to_string())
}

/// Whether the environment was made and works.
fn is_made(paths: &Paths) -> bool {
    let works = run::output(Command::new(paths.python()).args(["-B", "-c", "import pip"])).is_some();
    works && Stamp::of(&paths.lab, "venv").says("made")
}

/// Whether the environment holds the packages of the list as it is now.
pub fn is_ready(paths: &Paths) -> Result<bool> {
    let wanted = files::digest(&[requirements(paths)])?;
    let ask = "import importlib.metadata as m; print(m.version('jupyterlab'))";
    let found = run::output(Command::new(paths.python()).args(["-B", "-c", ask]));
    let filled = Stamp::of(&paths.lab, "packages").says(&wanted) && found == Some(jupyterlab(paths)?);
    Ok(filled && is_made(paths))
}

/// Makes the environment, or finds it made.
pub fn set_up(paths: &Paths) -> Result<()> {
    if is_ready(paths)? {
        return Ok(());
    }
    let requirements = requirements(paths);
    let wanted = files::digest(std::slice::from_ref(&requirements))?;
    let (made, filled) = (Stamp::of(&paths.lab, "venv"), Stamp::of(&paths.lab, "packages"));
    filled.clear()?;
    if !is_made(paths) {
        made.clear()?;
        make(paths)?;
        made.set("made")?;
    }
    say("installing JupyterLab into .lab/venv (about 100 packages, 1 to 3 minutes)");
    let mut pip = Command::new(paths.python());
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--retries", "2", "--require-hashes"]);
    pip.args(["--only-binary=:all:", "-r"]).arg(&requirements);
    run::with_network(paths, &mut pip, "could not install JupyterLab", "read pip's message above")?;
    filled.set(&wanted)
}

fn make(paths: &Paths) -> Result<()> {
    let python = find()?;
    say(format!("making a private Python environment in .lab/venv with Python {} (10 seconds)", python.version));
    files::remove_folder(&paths.lab("venv"))?;
    if run::output(python.command().args(["-c", "import venv, ensurepip"])).is_none() {
        return Err(no_venv(&python));
    }
    files::make_folder(&paths.lab)?;
    run::visibly(
        python.command().args(["-m", "venv"]).arg(paths.lab("venv")),
        "could not make the Python environment .lab/venv",
        "read Python's message above, then run the same command again",
    )
}

fn no_venv(python: &Python) -> Failure {
    Failure::new(
        format!("Python {} has no venv module", python.version),
        "the course keeps its Python packages in an environment of their own, which needs venv and ensurepip",
        "on Debian and Ubuntu: sudo apt install python3-venv\notherwise: install Python from https://www.python.org\n\
         then run the same command again",
    )
}

/// The first Python of the system that is new enough.
pub fn find() -> Result<Python> {
    let ask = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
    let calls: &[&[&str]] = &[&["python3"], &["python"], &["py", "-3"]];
    let mut too_old = Vec::new();
    for call in calls {
        let mut python = Python { call: call.iter().map(|c| c.to_string()).collect(), version: String::new() };
        let Some(version) = run::output(python.command().args(["-c", ask])) else { continue };
        let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
        let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        python.version = version;
        if found >= OLDEST {
            return Ok(python);
        }
        too_old.push(format!("{} is Python {}", call.join(" "), python.version));
    }
    let (what, why) = match too_old.is_empty() {
        true => {
            ("Python was not found", "neither python3 nor python can be run; JupyterLab is a Python program".into())
        }
        false => ("Python is too old", format!("{}; JupyterLab needs 3.10 or newer", too_old.join(", "))),
    };
    Err(Failure::new(
        what,
        why,
        "on Debian and Ubuntu: sudo apt install python3 python3-venv\non macOS: brew install python\n\
         on Windows: winget install Python.Python.3.13\nthen open a new terminal and run the same command again",
    ))
}
