//! `cargo verify`: sets up what is missing, then runs every test.

use crate::failure::{Failure, Result, say};
use crate::homework::Course;
use crate::paths::Paths;
use crate::{bits, files, notebooks, run, setup, trust, unknown};
use std::process::{Command, ExitCode};
use std::time::Instant;

/// A step's work; it may say what it had to leave out.
type Step = fn(&Paths) -> Result<Option<String>>;

/// The steps, each with how long it takes on two cores once everything is compiled.
const STEPS: [(&str, &str, Step); 12] = [
    ("set-up", "1 second; the first time about 7 minutes", |paths| setup::all(paths).map(|()| None)),
    ("formatting", "1 second", formatting),
    ("lints: clippy, warnings denied", "10 seconds", lints),
    ("licences, origins and duplicates of crates", "1 second", trust::crates),
    ("unit, golden and doc tests; documentation", "1 minute", tests),
    ("the same bits in five builds", "1 minute; the first time 4", bits::check),
    ("every notebook in a fresh kernel, against its stored outputs", "half a minute each", stored_outputs),
    ("kernels: several at once, one killed, no network, an edit of the crate", "1 minute", kernels),
    ("planted faults: a broken notebook must be noticed", "2 minutes", planted_faults),
    (
        "homework: nbgrader grades four submissions of each assignment, and some that cheat or break",
        "3 minutes",
        homework,
    ),
    ("the set-up in a fresh clone: interrupted, offline, no room, no fonts, and more", "5 minutes", trust::fresh_clone),
    ("JupyterLab in a real browser: every notebook, its slides, and what can go wrong", "9 minutes", trust::browser),
];

/// Runs every step, then says how each ended.
pub fn verify(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    if let Some(word) = words.first() {
        return Err(unknown(word));
    }
    let mut ends = Vec::new();
    let (mut passed, mut failed) = (0, 0);
    for (i, (name, time, step)) in STEPS.iter().enumerate() {
        println!("\n── {} of {}: {name} ({time})", i + 1, STEPS.len());
        let began = Instant::now();
        let end = step(paths);
        let seconds = began.elapsed().as_secs();
        match end {
            Ok(None) => ends.push(format!("✓ {name} ({seconds} s)")),
            Ok(Some(left_out)) if run::in_ci() => {
                println!("✗ {left_out}");
                ends.push(format!("✗ {name}: in CI nothing may be left out. {left_out}"));
                failed += 1;
                continue;
            }
            Ok(Some(left_out)) => ends.push(format!("✓ {name} ({seconds} s), but {left_out}")),
            Err(failure) => {
                eprintln!("\n{failure}");
                ends.push(format!("✗ {name} ({seconds} s)"));
                failed += 1;
                if i == 0 {
                    // Without the set-up the other steps would only repeat its failure.
                    break;
                }
                continue;
            }
        }
        passed += 1;
    }
    println!("\n── all steps\n{}\n\nverify: {passed} passed, {failed} failed", ends.join("\n"));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs cargo for the course's workspace, and for this tool's own.
fn both_workspaces(paths: &Paths, words: &[&str], what: &str, how: &str) -> Result<()> {
    for folder in [paths.root.clone(), paths.root.join("xtask")] {
        run::visibly(Command::new("cargo").args(words).current_dir(folder), what, how)?;
    }
    Ok(())
}

fn formatting(paths: &Paths) -> Result<Option<String>> {
    let words = ["fmt", "--all", "--check"];
    both_workspaces(paths, &words, "the code is not formatted", "cargo fmt --all, here and in xtask")?;
    Ok(None)
}

fn lints(paths: &Paths) -> Result<Option<String>> {
    let words = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"];
    both_workspaces(paths, &words, "clippy has something to say", "mend what it names above")?;
    Ok(None)
}

fn tests(paths: &Paths) -> Result<Option<String>> {
    both_workspaces(paths, &["test", "--workspace", "--locked"], "a test fails", "mend what it names above")?;
    let mut doc = Command::new("cargo");
    doc.args(["doc", "--workspace", "--no-deps", "--locked", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings");
    run::visibly(doc.current_dir(&paths.root), "the documentation has a mistake", "mend what rustdoc names above")?;
    Ok(None)
}

fn stored_outputs(paths: &Paths) -> Result<Option<String>> {
    let all = notebooks::all(paths)?;
    if all.is_empty() {
        return Err(Failure::new("there is no notebook", "the folder notebooks/ is empty", "git checkout notebooks"));
    }
    notebooks::execute(paths, &all, &[]).map(|()| None)
}

fn kernels(paths: &Paths) -> Result<Option<String>> {
    let mut python = Command::new(paths.python());
    python
        .arg(paths.root.join("python/check_kernels.py"))
        .args([&paths.root, &paths.cells])
        .envs(paths.jupyter_variables());
    let how = "read the line with ✗ above; it is in python/check_kernels.py";
    run::visibly(&mut python, "kernels do not do what a class relies on", how)?;
    Ok(None)
}

fn planted_faults(paths: &Paths) -> Result<Option<String>> {
    let mut cargo = Command::new("cargo");
    cargo.args([
        "test",
        "--locked",
        "--package",
        "course_tests",
        "--test",
        "notebook_faults",
        "--",
        "--ignored",
        "--test-threads=2",
    ]);
    run::visibly(
        cargo.current_dir(&paths.root),
        "the check of the checker fails",
        "read which test failed above; it runs python/run_notebooks.py",
    )?;
    Ok(None)
}

fn homework(paths: &Paths) -> Result<Option<String>> {
    if let Err(failure) = setup::teacher(paths) {
        // The rest of the set-up was there at the first step: an older Python, or no network, keeps nbgrader away.
        return Ok(Some(format!("grading was left out: {}", failure.what())));
    }
    let course = Course { paths, folder: paths.lab("homework") };
    files::remove_folder(&course.folder)?;
    course.release()?;
    let check = |what: &str, wrong: &str| {
        let how = "read the lines with ✗ above; it is in python/check_grading.py";
        run::visibly(course.script("check_grading.py").arg(what), wrong, how)
    };
    check("hand-in", "students get more than they should")?;
    course.grade(&[])?;
    check("scores", "grades are not right")?;
    check("spoil", "a submission could not be spoilt")?;
    say("one submission is made unreadable now; grading must name it and go on");
    let last = notebooks::all(paths)?.pop().and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    if course.grade(&Vec::from_iter(last)).is_ok() {
        return Err(Failure::new(
            "an unreadable submission went unnoticed",
            "grading succeeded",
            "see python/grades.py",
        ));
    }
    check("spoilt", "grades are not right after a submission became unreadable")?;
    files::remove_folder(&course.folder)?;
    Ok(None)
}
