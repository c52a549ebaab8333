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

/// What is asked for.
#[derive(Default)]
struct Wanted {
    all: bool,
    names: Vec<String>,
}

/// `cargo verify [--all | --list | STEP …]`.
pub fn verify(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let mut wanted = Wanted::default();
    for word in words {
        match word.as_str() {
            // This program calls itself so, once for each step.
            "--step" => return step(paths, &words[1..]),
            "--list" => {
                list();
                return Ok(ExitCode::SUCCESS);
            }
            "--all" => wanted.all = true,
            name if steps::find(name).is_some() => wanted.names.push(name.into()),
            other => {
                let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
                return Err(match other.starts_with('-') {
                    true => unknown(other),
                    false => Failure::new(
                        format!("there is no step “{other}”"),
                        format!("there are: {}", names.join(", ")),
                        "cargo verify --list says what each proves",
                    ),
                });
            }
        }
    }
    verify_wanted(paths, &wanted)
}

/// Says what steps there are.
fn list() {
    println!(
        "cargo verify runs the steps with a dot, cargo verify --all runs all, cargo verify STEP … those that are named.\n"
    );
    for step in &STEPS {
        let dot = if step.usual { "•" } else { " " };
        println!("{dot} {:<10} {}\n{:13}{}", step.name, step.proves, "", step.takes());
    }
}

/// Runs one step; its output is its log.
fn step(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let (name, words) = words.split_first().map_or(("", words), |(name, words)| (name.as_str(), words));
    let step = steps::find(name).ok_or_else(|| unknown(name))?;
    processes::end_with_parent();
    Ok(match (step.run)(paths, words)? {
        None => ExitCode::SUCCESS,
        Some(left_out) => {
            println!("{left_out}");
            ExitCode::from(LEFT_OUT)
        }
    })
}

fn verify_wanted(paths: &Paths, wanted: &Wanted) -> Result<ExitCode> {
    let is_wanted = |step: &&Step| match wanted.names.is_empty() {
        true => step.usual || wanted.all,
        false => wanted.names.iter().any(|name| name == step.name),
    };
    // A step is skipped only where nobody asked for it by name, or for all.
    let may_skip = wanted.names.is_empty() && !wanted.all;
    let began = Instant::now();
    let mut ends: Vec<(Task, End)> = Vec::new();
    let mut tasks = Vec::new();
    for step in STEPS.iter().filter(is_wanted) {
        for task in Task::of(paths, step)? {
            let record = Record::read(paths, &task.name);
            match may_skip && record.passed_for(task.reads.as_deref()) {
                true => ends.push((task, End::Skipped)),
                false => tasks.push(task),
            }
        }
    }
    if tasks.iter().any(|task| task.step.kernel) {
        println!("── set-up");
        if let Err(failure) = setup::all(paths) {
            eprintln!("\n{failure}\n");
            let (without, rest) = tasks.into_iter().partition(|task: &Task| task.step.kernel);
            tasks = rest;
            ends.extend(Vec::into_iter(without).map(|task| (task, End::NotRun)));
        }
    }
    ends.extend(schedule::run(paths, tasks)?);
    // In the order of the list.
    ends.sort_by_key(|(task, _)| (STEPS.iter().position(|step| step.name == task.step.name), task.name.clone()));
    println!("\n{}", table(&ends, began.elapsed()));
    let left: Vec<String> = STEPS
        .iter()
        .filter(|step| !step.usual && may_skip)
        .map(|step| format!("{} ({})", step.name, duration(Duration::from_secs(step.seconds))))
        .collect();
    if !left.is_empty() {
        println!("\ncargo verify --all would add: {}", left.join(", "));
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
