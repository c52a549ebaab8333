//! The commands and their options, as `cargo lab --help` lists them.

use crate::support::failure::Failure;

pub const USAGE: &str = "\
usage, from the top folder of the course:
  cargo lab [--no-browser] [--port N] [--setup-only] [--kernel prebuilt | built]
      sets up what is missing in the folder .lab, then starts JupyterLab on notebook 01 or on what was open last; --kernel says where
      the Rust kernel is to come from, if there is none: the one that its authors built, fetched by cargo-binstall, or a build here
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

/// The failure for a word that no command takes.
pub fn unknown(word: &str) -> Failure {
    Failure::new(format!("“{word}” is not understood"), "no command or option has this name", USAGE)
}
