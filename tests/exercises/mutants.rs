//! Compiles and tries the mutants of an exercise's solution.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    DoesNotCompile,
    /// By the check, or because it never ends.
    Refused,
    /// Accepted, and on random legal inputs it gives what the solution gives.
    Same,
    /// Accepted, though it is another function.
    Accepted,
}

/// Seconds after which a call never ends.
const PATIENCE: u32 = 10;

/// The functions that mutants call, and legal inputs.
const LEGAL: &str = include_str!("legal.rs");

/// The library of the notebooks' crate that cargo made for these tests: the newest in their own folder.
fn library() -> (PathBuf, PathBuf) {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_path_buf();
    let is_it = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libnn_course_notebook-") && name.ends_with(".rlib")
    };
    let all = fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).filter(|path| is_it(path));
    let newest = all.max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap()).expect("the crate's library");
    (folder, newest)
}

fn compiler(source: &Path) -> Command {
    let ((folder, library), mut rustc) = (library(), Command::new("rustc"));
    rustc.args(["--edition=2024", "--crate-type=bin", "--crate-name=mutants", "--error-format=json", "-Copt-level=0"]);
    rustc.arg("-L").arg(format!("dependency={}", folder.display()));
    rustc.arg("--extern").arg(format!("nn_course_notebook={}", library.display()));
    rustc.arg("--out-dir").arg(source.parent().unwrap()).arg(source);
    rustc
}

/// A program with these functions, each in a module of its own; and where each module begins.
fn program(functions: &[(usize, &str, &str)]) -> (String, Vec<(usize, usize)>) {
    let mut text = format!("#![allow(warnings)]\n{LEGAL}");
    let (mut starts, mut list) = (Vec::new(), String::new());
    for (i, name, function) in functions {
        starts.push((text.len(), *i));
        let call = format!(
            "pub fn checked() -> exercise::Checked {{ exercise::{name}({name}) }} pub fn legal() -> Vec<f64> {{ super::{name}({name}) }}"
        );
        write!(text, "mod m{i} {{ use nn_course_notebook::prelude::*; use super::{{negative, absolute, at_least_0, at_most_1, squared, rounded, one_more, one_less, doubled, mean_of}};\n{call}\n{function}}}\n").unwrap();
        write!(list, "({i}, m{i}::checked as fn() -> exercise::Checked, m{i}::legal as fn() -> Vec<f64>),").unwrap();
    }
    write!(
        text,
        "fn main() {{
            std::panic::set_hook(Box::new(|_| ()));
            for (i, checked, legal) in [{list}] {{
                let (to, from) = std::sync::mpsc::channel();
                std::thread::spawn(move || {{
                    let right = checked().standing() == exercise::Standing::Right;
                    to.send(right.then(legal))
                }});
                let numbers = from.recv_timeout(std::time::Duration::from_secs({PATIENCE})).unwrap_or(None);
                println!(\"{{i}} {{}}\", numbers.map_or(String::new(), |n| n.iter().map(|n| format!(\"{{n:e}} \")).collect()));
            }}
        }}"
    )
    .unwrap();
    (text, starts)
}

/// The functions that do not compile, by the compiler's messages.
fn wrong(messages: &str, starts: &[(usize, usize)]) -> BTreeSet<usize> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = messages.filter(|message| message["level"] == "error");
    let at = |error: Value| {
        let primary = error["spans"].as_array()?.iter().find(|span| span["is_primary"] == true)?.clone();
        let byte = usize::try_from(primary["byte_start"].as_u64()?).ok()?;
        Some(starts[starts.partition_point(|(start, _)| *start <= byte).checked_sub(1)?].1)
    };
    errors.filter_map(at).collect()
}

/// What became of each mutant. Each comes after its exercise's name and solution.
pub fn fates(mutants: &[(&str, &str, &str)], folder: &Path) -> Vec<Fate> {
    fs::create_dir_all(folder).unwrap();
    let source = folder.join("mutants.rs");
    // The solutions come first.
    let solutions: BTreeMap<&str, &str> = mutants.iter().map(|(name, solution, _)| (*name, *solution)).collect();
    let mut functions: Vec<(usize, &str, &str)> =
        solutions.iter().enumerate().map(|(i, (name, text))| (i, *name, *text)).collect();
    let first = functions.len();
    functions.extend(mutants.iter().enumerate().map(|(i, (name, _, m))| (first + i, *name, *m)));
    // First without code, since some do not compile.
    let mut only_checked = true;
    loop {
        let (text, starts) = program(&functions);
        fs::write(&source, text).unwrap();
        let mut rustc = compiler(&source);
        let output = rustc.args(only_checked.then_some("--emit=metadata")).output().unwrap();
        if output.status.success() && !only_checked {
            break;
        }
        only_checked = false;
        let messages = String::from_utf8_lossy(&output.stderr);
        let wrong = wrong(&messages, &starts);
        assert!(output.status.success() || wrong.iter().any(|i| *i >= first), "{messages}");
        assert!(wrong.iter().all(|i| *i >= first), "a solution does not compile:\n{messages}");
        functions.retain(|(i, ..)| !wrong.contains(i));
    }
    let output = Command::new(folder.join("mutants")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: BTreeMap<usize, Vec<f64>> = said
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(i, numbers)| (i.parse().unwrap(), numbers.split_whitespace().map(|n| n.parse().unwrap()).collect()))
        .collect();
    assert_eq!(numbers.len(), functions.len(), "the program of mutants ended early, {}", output.status);
    let solution = |name: &str| &numbers[&solutions.keys().position(|n| *n == name).unwrap()];
    assert!(solutions.keys().all(|name| !solution(name).is_empty()), "a solution is refused");
    let fate = |(i, (name, ..)): (usize, &(&str, &str, &str))| match numbers.get(&(first + i)) {
        None => Fate::DoesNotCompile,
        Some(numbers) if numbers.is_empty() => Fate::Refused,
        Some(numbers) if equal(numbers, solution(name)) => Fate::Same,
        Some(_) => Fate::Accepted,
    };
    mutants.iter().enumerate().map(fate).collect()
}

/// Whether two lists agree, but for the order of sums.
fn equal(a: &[f64], b: &[f64]) -> bool {
    let close = |(a, b): (&f64, &f64)| {
        a == b || (a - b).abs() <= 1e-9 + 1e-7 * a.abs().max(b.abs()) || (a.is_nan() && b.is_nan())
    };
    a.len() == b.len() && a.iter().zip(b).all(close)
}
