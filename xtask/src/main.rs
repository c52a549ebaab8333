//! The course's tool: sets up the learner's environment, serves JupyterLab, and verifies everything.

mod check;
mod evcxr;
mod failure;
mod files;
mod homework;
mod lab;
mod launcher;
mod notebooks;
mod obtain;
mod paths;
mod processes;
mod progress;
mod python;
mod run;
mod screen;
mod setup;
mod stand_in;
mod trust;
mod tuning;
mod verify;
mod warm;

use failure::{Failure, Result};
use std::process::ExitCode;

const USAGE: &str = "\
usage, from the top folder of the course:
  cargo lab [--no-browser] [--port N] [--setup-only] [--kernel prebuilt | built]
      sets up what is missing in the folder .lab, then starts JupyterLab on notebooks/; --kernel says where the Rust kernel is to
      come from, if there is none: the one that its authors built, fetched by cargo-binstall, or a build here
  cargo lab --check
      says what of that set-up is there, what is missing and how to get it; changes nothing
  cargo verify
      sets up what is missing, then says whether an edit broke the course: lints, tests, every notebook; minutes
  cargo verify [--all | --list | STEP ...]
      proves everything, as CI does: --list says what that adds, and what the steps are called
  cargo notebooks [--write | --stored] [--times] [NOTEBOOK ...]
      runs the notebooks in fresh kernels and compares with their stored outputs; --write stores the new ones instead, --stored
      looks at what is stored and runs nothing, --times says how long each section takes
  cargo trust [NAME]
      what is too slow for every cargo verify: hostile calls, fuzzing, mutants, a class on one machine, restarts, pages
  cargo homework [--folder FOLDER]
      for teachers: makes nbgrader assignments of the notebooks' exercises, and what students get of them, in homework/
  cargo homework grade [--folder FOLDER] [ASSIGNMENT ...]
      grades what they handed in, of all assignments or of these, writes feedback and grades.csv
  cargo homework [--folder FOLDER] nbgrader WORDS ...
      nbgrader itself, with the course's settings";

fn main() -> ExitCode {
    if let Some(code) = stand_in::play() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    let theirs = command == "homework" && rest.iter().any(|word| word == "nbgrader");
    if !theirs && rest.iter().any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    match command {
        "lab" => lab::lab(&paths::Paths::find()?, &lab::Options::parse(rest)?),
        "verify" => verify::verify(&paths::Paths::find()?, rest),
        "notebooks" => notebooks::command(&paths::Paths::find()?, rest),
        "trust" => trust::command(&paths::Paths::find()?, rest),
        "homework" => homework::command(&paths::Paths::find()?, rest),
        "kernel" => launcher::launch(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(unknown(other)),
    }
}

/// What to say to a word that no command takes.
fn unknown(word: &str) -> Failure {
    Failure::new(format!("“{word}” is not understood"), "no command or option has this name", USAGE)
}
