//! `cargo verify`: proves that the course is what it says, in steps that can be named.

mod bits;
mod clones;
mod end;
mod handed_in;
pub mod measurements;
mod record;
mod schedule;
mod steps;

use crate::setup;
use crate::support::failure::{Failure, Result};
use crate::support::paths::Paths;
use crate::support::processes;
use crate::support::screen::duration;
use crate::support::usage::unknown;
use end::{End, LEFT_OUT};
use record::Record;
use schedule::Task;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use steps::{STEPS, Step};

/// `cargo verify [--all | --list | STEP …]`.
pub fn verify(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let mut wanted = Vec::new();
    for word in words {
        match word.as_str() {
            // This program calls itself so, once for each step.
            "--step" => return step(paths, &words[1..]),
            "--list" => {
                list();
                return Ok(ExitCode::SUCCESS);
            }
            "--all" => wanted.extend(STEPS.iter().map(|step| step.name)),
            option if option.starts_with('-') => return Err(unknown(option)),
            name => {
                let none = || {
                    let why = format!("there are: {}", STEPS.map(|step| step.name).join(", "));
                    Failure::new(format!("there is no step “{name}”"), why, "cargo verify --list says what each proves")
                };
                wanted.push(steps::find(name).ok_or_else(none)?.name);
            }
        }
    }
    verify_wanted(paths, &wanted)
}

/// Lists the steps.
fn list() {
    println!(
        "cargo verify runs the steps with a dot, cargo verify --all runs all, cargo verify STEP … those that are named.\n"
    );
    for step in &STEPS {
        let dot = if step.is_usual() { "•" } else { " " };
        let (time, each) = (seconds(step), if step.for_each_notebook { " each" } else { "" });
        println!("{dot} {:<10} {}\n{:13}about {time}{each}", step.name, step.proves, "");
    }
}

fn seconds(step: &Step) -> String {
    duration(Duration::from_secs(step.seconds))
}

/// Runs one step; its output is its log.
fn step(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let (name, words) = words.split_first().ok_or_else(|| unknown("--step"))?;
    let step = steps::find(name).ok_or_else(|| unknown(name))?;
    processes::end_with_parent();
    let left_out = (step.run)(paths, words)?;
    left_out.iter().for_each(|what| println!("{what}"));
    Ok(left_out.map_or(ExitCode::SUCCESS, |_| ExitCode::from(LEFT_OUT)))
}

/// Verifies the steps of these names, or the usual ones if none is named. Only then steps are skipped.
fn verify_wanted(paths: &Paths, names: &[&str]) -> Result<ExitCode> {
    let may_skip = names.is_empty();
    let is_wanted = |step: &&Step| if may_skip { step.is_usual() } else { names.contains(&step.name) };
    let began = Instant::now();
    let mut ends: Vec<(Task, End)> = Vec::new();
    let mut tasks = Vec::new();
    for step in STEPS.iter().filter(is_wanted) {
        for task in Task::of(paths, step)? {
            if may_skip && Record::read(paths, &task.name).passed_for(task.reads.as_deref()) {
                ends.push((task, End::Skipped));
            } else {
                tasks.push(task);
            }
        }
    }
    if tasks.iter().any(|task| task.step.kernel) {
        println!("── set-up");
        if let Err(failure) = setup::all(paths) {
            eprintln!("\n{failure}\n");
            let without = tasks.extract_if(.., |task| task.step.kernel);
            ends.extend(without.map(|task| (task, End::NotRun)));
        }
    }
    ends.extend(schedule::run(paths, tasks)?);
    // In the order of the list.
    ends.sort_by_key(|(task, _)| (STEPS.iter().position(|step| step.name == task.step.name), task.name.clone()));
    println!("\n{}", table(&ends, began.elapsed()));
    if may_skip {
        let left = STEPS.iter().filter(|step| !step.is_usual());
        let left = left.map(|step| format!("{} ({})", step.name, seconds(step)));
        println!("\ncargo verify --all would add: {}", left.collect::<Vec<_>>().join(", "));
    }
    Ok(if ends.iter().any(|(_, end)| end.is_failure()) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// How every step ended.
fn table(ends: &[(Task, End)], whole: Duration) -> String {
    let width = ends.iter().map(|(task, _)| task.name.len()).max().unwrap_or(0);
    let mut lines: Vec<String> = ends.iter().map(|(task, end)| end.line(&task.name, width)).collect();
    let failed = ends.iter().filter(|(_, end)| end.is_failure()).count();
    let skipped = ends.iter().filter(|(_, end)| matches!(end, End::Skipped)).count();
    let passed = ends.len() - failed - skipped;
    let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
    lines.push(format!("\nverify: {passed} passed{skipped}, {failed} failed, in {}", duration(whole)));
    lines.join("\n")
}
