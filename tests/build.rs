//! Writes the exercises of the notebooks as Rust modules: each stub, each solution, and each mistake, with the notebook's own check.
//!
//! So the code that the tests call is what stands in the notebooks, to the letter; it exists nowhere else.

use serde_json::Value;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

mod exercises {
    include!("exercises/mistakes.rs");
}

/// An exercise as its cells hold it.
struct Exercise {
    name: String,
    stub: String,
    check: String,
    help: String,
}

impl Exercise {
    /// What stands between ```` ```rust ```` and the next ```` ``` ```` in the fold named Solution.
    fn solution(&self) -> Result<String, String> {
        let fold = self.help.split_once("<summary>Solution</summary>").ok_or(format!("{}: no solution", self.name))?.1;
        let code = fold.split_once("```rust\n").and_then(|(_, rest)| rest.split_once("```"));
        Ok(code.ok_or(format!("{}: the solution has no code", self.name))?.0.to_string())
    }
}

fn source(cell: &Value) -> String {
    match cell["source"].as_array() {
        Some(lines) => lines.iter().filter_map(Value::as_str).collect(),
        None => cell["source"].as_str().unwrap_or_default().to_string(),
    }
}

/// The exercises of a notebook, by the ids of their cells.
fn exercises_of(notebook: &Path) -> Result<Vec<Exercise>, Box<dyn Error>> {
    let notebook: Value = serde_json::from_str(&fs::read_to_string(notebook)?)?;
    let cells = notebook["cells"].as_array().ok_or("a notebook without cells")?;
    let cell = |id: &str| {
        let found = cells.iter().find(|c| c["id"].as_str() == Some(id)).map(source);
        found.ok_or(format!("no cell {id}: an exercise has a stub, a check, and a cell with hints and solution"))
    };
    // Every cell whose id begins like an exercise's belongs to one: `ex-NAME`, `ex-NAME-stub`, `-check` and `-help`, in this order.
    let ids: Vec<&str> = cells.iter().filter_map(|c| c["id"].as_str()).filter(|id| id.starts_with("ex-")).collect();
    let mut names = Vec::new();
    for four in ids.chunks(4) {
        let name = four[0].trim_start_matches("ex-");
        let wanted = ["", "-stub", "-check", "-help"].map(|part| format!("ex-{name}{part}"));
        if four != wanted {
            return Err(format!("the cells {four:?} are no exercise; allowed: {wanted:?}, one after the other").into());
        }
        names.push(name);
    }
    let exercise = |name: &str| -> Result<Exercise, Box<dyn Error>> {
        Ok(Exercise {
            name: name.into(),
            stub: cell(&format!("ex-{name}-stub"))?,
            check: cell(&format!("ex-{name}-check"))?,
            help: cell(&format!("ex-{name}-help"))?,
        })
    };
    // The score counts all of them, in their order.
    let score: String = names.iter().map(|name| format!("    exercise::{name}({name}),\n")).collect();
    let score = format!("exercise::Score::of([\n{score}])");
    if cell("score-code")?.trim() != score {
        return Err(format!("the notebook's score does not count its exercises; allowed:\n{score}").into());
    }
    names.into_iter().map(exercise).collect()
}

/// A module in which a text of a notebook is compiled, and checked by the notebook's check.
fn module(name: &str, text: &str, check: &str) -> String {
    format!(
        "pub mod {name} {{\n    use nn_course_notebook::prelude::{{*, ndarray_rand::RandomExt}};\n    pub fn check() -> Result<exercise::Checked> {{ Ok({{ {check} }}) }}\n\
         {text}\n}}\n"
    )
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("../notebooks");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=exercises");
    let mut notebooks: Vec<_> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    // The course's own; a learner's homework may lie beside them.
    let is_ours = |name: &str| name.starts_with(|c: char| c.is_ascii_digit()) && name.ends_with(".ipynb");
    notebooks.retain(|path| path.file_name().is_some_and(|name| is_ours(&name.to_string_lossy())));
    notebooks.sort();

    let (mut modules, mut list) = (String::new(), String::new());
    let mut unused: BTreeSet<&str> = exercises::MISTAKES.iter().map(|(name, _)| *name).collect();
    for notebook in &notebooks {
        println!("cargo::rerun-if-changed={}", notebook.display());
        let file = notebook.file_name().unwrap_or_default().to_string_lossy();
        for exercise in exercises_of(notebook)? {
            let Exercise { name, stub, check, help } = &exercise;
            unused.remove(name.as_str());
            let solution = exercise.solution()?;
            let mistakes =
                exercises::MISTAKES.iter().find(|(n, _)| n == name).map_or(&[][..], |(_, mistakes)| mistakes);
            let mut inner = module("stub", stub, check) + &module("solution", &solution, check);
            let mut answers = String::new();
            for (i, (written, instead, answer)) in mistakes.iter().enumerate() {
                if !solution.contains(written) {
                    return Err(format!("{name}: the solution has no {written:?} to make a mistake of").into());
                }
                inner += &module(&format!("mistake_{i}"), &solution.replace(written, instead), check);
                write!(answers, "({instead:?}, {name}::mistake_{i}::check, {answer:?}), ")?;
            }
            writeln!(modules, "pub mod {name} {{\n{inner}}}")?;
            writeln!(
                list,
                "    Exercise {{ notebook: {file:?}, name: {name:?}, stub_text: {stub:?}, solution_text: {solution:?}, check_text: {check:?}, \
                 help_text: {help:?}, stub: {name}::stub::check, solution: {name}::solution::check, mistakes: &[{answers}] }},"
            )?;
        }
    }
    if !unused.is_empty() {
        return Err(format!("mistakes of exercises that no notebook has: {unused:?}").into());
    }
    let text = format!("{modules}\npub const EXERCISES: &[Exercise] = &[\n{list}];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("exercises.rs"), text)?;
    Ok(())
}
