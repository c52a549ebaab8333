//! Runs other programs.

use crate::failure::{Failure, Result};
use std::process::{Command, Stdio};

/// Runs a program with its output on the screen; a failure has the given advice.
pub fn visibly(command: &mut Command, what: &str, how: &str) -> Result<()> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(what, format!("{} ended with {status}", name(command)), how)),
        Err(e) => Err(Failure::new(what, format!("{} could not be started: {e}", name(command)), how)),
    }
}

/// What a program prints on stdout; `None` if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
