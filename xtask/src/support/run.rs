//! Starting other programs, and finding them.

use crate::support::failure::{Failure, OfFile, Result};
use crate::support::files;
use crate::support::paths::Paths;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};

/// Runs a program with its output on the screen; the advice is for a failure.
pub fn visibly(command: &mut Command, what: &str, how: &str) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(what, format!("{program} ended with {status}"), how)),
        Err(error) => Err(Failure::new(what, format!("{program} could not be started: {error}"), how)),
    }
}

/// Starts a program whose output goes into a log.
pub fn into_log(command: &mut Command, log: &Path) -> Result<Child> {
    let output = files::create(log)?;
    let errors = output.try_clone().of_file("write", log)?;
    let child = command.stdin(Stdio::null()).stdout(output).stderr(errors).spawn();
    child.of_file("start", command.get_program())
}

/// What a program prints on stdout; `None` if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The folder in which cargo keeps what comes from registries (which never changes), what it installs, and a person's settings.
pub fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty());
    named.map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// A command that lets others go first, where the system can do that.
pub fn nicely(program: impl AsRef<OsStr>) -> Command {
    if cfg!(not(unix)) {
        return Command::new(program);
    }
    let mut nice = Command::new("nice");
    nice.args(["-n", "10"]).arg(program);
    nice
}

/// Replaces this program by another, which alone then gets Ctrl-C and signals, and whose exit code counts.
#[cfg(unix)]
pub fn become_program(program: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(program.exec()).of_file("run", program.get_program())
}

#[cfg(not(unix))]
pub fn become_program(program: &mut Command) -> Result<ExitCode> {
    program.status().map(code_of).of_file("run", program.get_program())
}

/// A program's exit code, for this one to end with.
pub fn code_of(status: ExitStatus) -> ExitCode {
    status.code().map_or(ExitCode::FAILURE, |code| ExitCode::from(code as u8))
}

/// This program's file.
pub fn own_program() -> Result<PathBuf> {
    std::env::current_exe().of_file("find", "this program")
}

/// The programs of this name on the PATH, the first one first.
pub fn on_path(name: &str) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let programs: Vec<PathBuf> = std::env::split_paths(&path).map(|folder| Paths::program(&folder, name)).collect();
    programs.into_iter().filter(|program| program.is_file())
}

/// Whether this is a check in which nothing may be left out.
pub fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|v| v == "true")
}
