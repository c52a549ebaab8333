//! Runs other programs.

use crate::support::failure::{Failure, Result};
use crate::support::paths::Paths;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

/// Runs a program with its output on the screen; a failure has the given advice.
pub fn visibly(command: &mut Command, what: &str, how: &str) -> Result<()> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(what, format!("{} ended with {status}", name(command)), how)),
        Err(e) => Err(Failure::new(what, format!("{} could not be started: {e}", name(command)), how)),
    }
}

/// What a step of the set-up takes on the disk at most, with some room to work in.
const NEEDED_MB: u64 = 500;

/// What one does after a failure of the set-up.
pub const AGAIN: &str = "then run the same command again (what is done already is kept)";

/// Why a step of the set-up may have failed that needs room, and a network the first time: pip asks its index for itself, which knows the
/// learner's proxies and mirrors.
pub fn likely_reason(paths: &Paths, failure: Failure, how: &str) -> Failure {
    let free = [&paths.lab, &paths.cells].into_iter().filter_map(|folder| room_mb(folder)).min();
    if let Some(free) = free.filter(|mb| *mb < NEEDED_MB) {
        let why = format!("only {free} MB are free on the disk, and this step takes up to {NEEDED_MB} MB");
        return failure.because(&why, format!("make room on the disk, {AGAIN}; if it still fails, {how}"));
    }
    let python = paths.python();
    if !python.exists() {
        return failure;
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "index", "versions", "pip", "--retries", "0", "--timeout", "5"]);
    if output(&mut pip).is_some() {
        return failure;
    }
    failure.because(
        "there is no connection to the package index, from which the first set-up downloads JupyterLab and crates",
        format!("connect to a network (behind a proxy, set HTTPS_PROXY), {AGAIN}; if it still fails, {how}"),
    )
}

/// What a program prints on stdout; `None` if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The free room on the disk of a folder in MB, where the system has POSIX's `df`.
fn room_mb(folder: &Path) -> Option<u64> {
    let said = output(Command::new("df").arg("-Pk").arg(folder))?;
    let words: Vec<&str> = said.lines().last()?.split_whitespace().collect();
    let share = words.iter().rposition(|word| word.ends_with('%'))?;
    Some(words.get(share.checked_sub(1)?)?.parse::<u64>().ok()? / 1024)
}

/// The folder in which cargo keeps what comes from registries, which never changes, what it installs, and a person's settings.
pub fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty());
    named.map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// A command that lets others go first, where the system can do that.
pub fn nicely(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if cfg!(unix) && output(Command::new("nice").arg("true")).is_some() {
        let mut nice = Command::new("nice");
        nice.args(["-n", "10"]).arg(program);
        return nice;
    }
    Command::new(program)
}

/// The system that Rust builds for here.
pub fn host() -> Option<String> {
    let said = output(Command::new("rustc").arg("-vV"))?;
    said.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_string)
}

/// Lets a program take this one's place, so that Ctrl-C and signals reach it alone, and it ends as that does.
#[cfg(unix)]
pub fn become_program(program: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(program.exec())
}

#[cfg(not(unix))]
pub fn become_program(program: &mut Command) -> std::io::Result<ExitCode> {
    program.status().map(code_of)
}

/// How a program ended, as this one's own end.
pub fn code_of(status: ExitStatus) -> ExitCode {
    status.code().map_or(ExitCode::FAILURE, |code| ExitCode::from(code as u8))
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

/// The version of the compiler that the kernel uses, in rustc's words.
pub fn rustc_version() -> Option<String> {
    output(Command::new("rustc").arg("--version"))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
