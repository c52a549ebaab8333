//! `cargo trust`: measurements that are too slow for `cargo verify`.

use crate::setup;
use crate::support::failure::Result;
use crate::support::paths::Paths;
use crate::support::screen::say;
use crate::support::usage::unknown;
use crate::support::{files, run};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// What is measured by hand, since it takes long: its name, what it is, and the command.
const MEASUREMENTS: [(&str, &str, &str); 7] = [
    (
        "calls",
        "every public function, 100,000 times with hostile arguments (--calls N, --only NAME, --seed S)",
        "cargo run --profile hostile --locked --package course_tests --bin hostile_calls --",
    ),
    (
        "fuzz",
        "the CSV reader under cargo fuzz, ten minutes",
        "cargo fuzz run csv corpus/csv seeds -- -max_total_time=600 -dict=csv.dict -max_len=512",
    ),
    ("mutants", "cargo mutants over the numeric core, hours", "cargo mutants"),
    (
        "exercises",
        "4,000 small mutations of the exercises' solutions: their checks refuse them, two minutes",
        "cargo test --locked --package course_tests --test exercises -- --ignored --nocapture",
    ),
    ("class", "1, 2, 4, 8, 16 learners at once, 8 minutes (or the numbers named)", "python benchmarks/classroom.py"),
    (
        "restarts",
        "a kernel is restarted 500 times, half an hour (or as often as said)",
        "python benchmarks/restarts.py",
    ),
    (
        "pages",
        "300 kernels start while pages come and go, half an hour (or as many as said)",
        "python benchmarks/pages.py",
    ),
];

/// `cargo trust NAME [WORDS …]`: makes one of the measurements of docs/trust.md.
pub fn command(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let Some((name, rest)) = words.split_first() else {
        println!("cargo trust NAME, with one of these; docs/trust.md has the results:");
        for (name, what, ..) in &MEASUREMENTS {
            println!("  {name:<10} {what}");
        }
        return Ok(ExitCode::SUCCESS);
    };
    let found = MEASUREMENTS.iter().find(|(known, ..)| known == name);
    let (name, what, line) = found.ok_or_else(|| unknown(name))?;
    let (program, words) = line.split_once(' ').unwrap_or((line, ""));
    // The learner's Python has the packages that talk to kernels.
    let program = match program {
        "python" => setup::all(paths).map(|()| paths.python())?,
        program => PathBuf::from(program),
    };
    say(format!("{name}: {what}"));
    let mut command = Command::new(program);
    command.args(words.split(' ')).args(rest).current_dir(&paths.root);
    if *name == "fuzz" {
        let folder = paths.root.join("fuzz");
        files::make_folder(&folder.join("corpus/csv"))?;
        // The fuzzer instruments the code with options that a stable compiler has but does not offer.
        command.current_dir(folder).env("RUSTC_BOOTSTRAP", "1");
    }
    run::visibly(&mut command, "the measurement found something, or did not end", "read what it says above")?;
    Ok(ExitCode::SUCCESS)
}
