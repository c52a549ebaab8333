//! The course's tool: sets up the learner's environment, serves JupyterLab, and verifies everything.

mod grading;
mod kernel;
mod notebooks;
mod setup;
mod support;
mod verify;

use grading::homework;
use kernel::{launcher, stand_in};
use notebooks::{lab, outputs};
use std::process::ExitCode;
use support::failure::Result;
use support::paths::Paths;
use support::usage::{USAGE, unknown};
use verify::measurements;

fn main() -> ExitCode {
    if let Some(code) = stand_in::play() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    dispatch(&arguments).unwrap_or_else(|failure| {
        eprintln!("\n{failure}");
        ExitCode::FAILURE
    })
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let (command, rest) = match arguments.split_first() {
        // As with `cargo run`, a `--` may stand before the options.
        Some((command, rest)) => (command.as_str(), rest.strip_prefix(&["--".to_string()]).unwrap_or(rest)),
        None => ("help", arguments),
    };
    let is_help = |word: &str| word == "--help" || word == "-h";
    let theirs = command == "homework" && rest.iter().any(|word| word == "nbgrader");
    if command == "help" || is_help(command) || !theirs && rest.iter().any(|word| is_help(word)) {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    match command {
        "lab" => lab::lab(&Paths::find()?, &lab::Options::parse(rest)?),
        "verify" => verify::verify(&Paths::find()?, rest),
        "notebooks" => outputs::command(&Paths::find()?, rest),
        "trust" => measurements::command(&Paths::find()?, rest),
        "homework" => homework::command(&Paths::find()?, rest),
        "kernel" => launcher::launch(rest),
        other => Err(unknown(other)),
    }
}
