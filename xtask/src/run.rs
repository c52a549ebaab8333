//! Runs other programs.

use crate::failure::{Failure, Result};
use crate::paths::Paths;
use std::process::{Command, Stdio};

/// Runs a program with its output on the screen; a failure has the given advice.
pub fn visibly(command: &mut Command, what: &str, how: &str) -> Result<()> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(what, format!("{} ended with {status}", name(command)), how)),
        Err(e) => Err(Failure::new(what, format!("{} could not be started: {e}", name(command)), how)),
    }
}

/// Runs a step that needs a network the first time. If it fails, finds out whether that may be the reason: pip asks its
/// index for itself, which knows the learner's proxies and mirrors.
pub fn with_network(paths: &Paths, command: &mut Command, what: &str, how: &str) -> Result<()> {
    let again = "then run the same command again (what is done already is kept)";
    visibly(command, what, &format!("{how}, {again}")).map_err(|failure| {
        let mut pip = Command::new(paths.python());
        pip.args(["-m", "pip", "index", "versions", "pip", "--retries", "0", "--timeout", "5"]);
        if output(&mut pip).is_some() {
            return failure;
        }
        failure.because(
            "there is no connection to the package index, from which the first set-up downloads JupyterLab and crates",
            format!("connect to a network (behind a proxy, set HTTPS_PROXY), {again}; if it still fails, {how}"),
        )
    })
}

/// What a program prints on stdout; `None` if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The version of the compiler that the kernel uses, in rustc's words.
pub fn rustc_version() -> Option<String> {
    output(Command::new("rustc").arg("--version"))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
