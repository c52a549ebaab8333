//! A broken notebook must be noticed: faults are planted in a copy, each in a cell of its own, and `cargo notebooks` must fail and name
//! each of them, and nothing else.
//!
//! A kernel is needed, so these run with `cargo verify faults` (or, after `cargo lab --setup-only`, with `--ignored`).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what is wrong by panicking")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many code cells are kept, and which of them prints a number and which draws a picture.
const KEPT: usize = 3;
const NUMBER: usize = 1;
const PICTURE: usize = 2;

fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_path_buf()
}

/// A text of a notebook file, which may stand there as a list of lines.
fn text(value: &Value) -> String {
    match value.as_array() {
        Some(lines) => lines.iter().map(|l| l.as_str().unwrap()).collect(),
        None => value.as_str().unwrap().to_string(),
    }
}

/// The first code cells of notebook 02: one loads the crate, one prints a number, one draws a picture.
fn start() -> Value {
    let text_of_file = std::fs::read_to_string(root().join("notebooks/02_initialization.ipynb")).unwrap();
    let mut notebook: Value = serde_json::from_str(&text_of_file).unwrap();
    let cells = notebook["cells"].as_array_mut().unwrap();
    cells.retain(|c| c["cell_type"] == "code");
    cells.truncate(KEPT);
    assert!(text(&cells[NUMBER]["outputs"][0]["text"]).contains('4'), "the second cell prints a number");
    assert!(text(picture(&mut cells[PICTURE])).starts_with("<img"), "the third cell draws a picture");
    notebook
}

fn picture(cell: &mut Value) -> &mut Value {
    &mut cell["outputs"][0]["data"]["text/html"]
}

/// A notebook that begins like notebook 02 and goes on with copies of its cells.
struct Copies {
    notebook: Value,
    /// Of each copy's id the words in which its fault must be noticed.
    noticed: BTreeMap<String, &'static str>,
}

impl Copies {
    fn new() -> Self {
        Copies { notebook: start(), noticed: BTreeMap::new() }
    }

    /// Adds a copy of a cell, as it would be stored there after a run, and then changed.
    fn add(&mut self, id: &str, of: usize, change: impl FnOnce(&mut Value)) {
        let cells = self.notebook["cells"].as_array_mut().unwrap();
        let (mut cell, count) = (cells[of].clone(), cells[0]["execution_count"].as_u64().unwrap() + cells.len() as u64);
        (cell["id"], cell["execution_count"]) = (json!(id), json!(count));
        for output in cell["outputs"].as_array_mut().unwrap() {
            if output.get("execution_count").is_some() {
                output["execution_count"] = json!(count);
            }
        }
        change(&mut cell);
        cells.push(cell);
    }

    /// The same with a fault, which must be noticed in these words.
    fn fault(&mut self, id: &str, words: &'static str, of: usize, change: impl FnOnce(&mut Value)) {
        self.add(id, of, change);
        assert!(self.noticed.insert(id.into(), words).is_none(), "{id} stands twice");
    }

    /// Adds a text that suggests another mean in the cell that prints a number, and promises what comes out; with a fault if there are words.
    fn suggest(&mut self, id: &str, words: Option<&'static str>, mean: &str, promised: &str, said: &str) {
        let cells = self.notebook["cells"].as_array_mut().unwrap();
        let of = cells[NUMBER]["id"].as_str().unwrap().to_string();
        let entry =
            json!({ "cell": of, "change": ["&[4.0, -1.0]", mean], "run": [], "gives": { of.as_str(): [promised] } });
        cells.push(json!({
            "cell_type": "markdown",
            "id": id,
            "metadata": { "slideshow": { "slide_type": "skip" }, "try_it": [entry] },
            "source": format!("**Try it.** In the cell that begins with `let raw: Matrix`, write `{mean}`: {said}."),
        }));
        self.noticed.extend(words.map(|words| (id.to_string(), words)));
    }

    /// Runs `cargo notebooks` on it: whether it passed, and what it said.
    fn run(&self, name: &str, options: &[&str]) -> (bool, String) {
        let folder = root().join("target/notebook_faults");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.ipynb"));
        std::fs::write(&file, self.notebook.to_string()).unwrap();
        let output =
            Command::new("cargo").arg("notebooks").args(options).arg(&file).current_dir(root()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said)
    }

    /// Asserts that each fault was noticed, in its words, and nothing else.
    fn assert_noticed(&self, mut found: BTreeMap<String, String>) {
        for (id, words) in &self.noticed {
            let of_cell = found.remove(id).unwrap_or_default();
            assert!(of_cell.contains(words), "{id} was not noticed in the words “{words}”, but: “{of_cell}”");
        }
        assert!(found.is_empty(), "cells without a fault: {found:?}");
    }
}

/// What was noticed of each cell, by its id; by "" what belongs to no cell.
fn by_cell(said: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for problem in said.split("  ✗ ").skip(1) {
        let id = problem.split_once(", cell '").and_then(|(_, rest)| rest.split_once('\'')).map_or("", |(id, _)| id);
        found.entry(id.into()).or_default().push_str(problem);
    }
    found
}

/// Adds a line to a cell's code.
fn line(line: &str) -> impl FnOnce(&mut Value) {
    move |cell| cell["source"] = json!(format!("{}\n{line}", text(&cell["source"])))
}

/// Marks a cell as one that shows an error on purpose, and adds a line to it.
fn meant_to_fail(added: &str) -> impl FnOnce(&mut Value) {
    move |cell| {
        line(added)(cell);
        let metadata = &mut cell["metadata"];
        (metadata["tags"], metadata["fails_with"]) = (json!(["raises-exception"]), json!("beware"));
    }
}

#[test]
#[ignore = "needs the kernel; cargo verify faults runs it"]
fn good_copies_pass() {
    let mut good = Copies::new();
    good.add("number", NUMBER, |_| ());
    good.add("picture", PICTURE, |_| ());
    good.add("fails-as-meant", NUMBER, |cell| {
        meant_to_fail("eprintln!(\"beware\");")(cell);
        let message = json!({ "name": "stderr", "output_type": "stream", "text": "beware\n" });
        cell["outputs"].as_array_mut().unwrap().push(message);
    });
    let (passed, said) = good.run("good", &[]);
    assert!(passed, "{said}");
}

#[test]
#[ignore = "needs the kernel; cargo verify faults runs it"]
fn every_fault_is_noticed_in_its_cell_and_nothing_else() {
    let mut bad = Copies::new();
    bad.fault("panic", "text on stderr, so a panic", NUMBER, line("assert_eq!(1 + 1, 3);"));
    let tagged = "but it does not fail with 'beware'";
    bad.fault("meant-to-fail-and-does-not", tagged, NUMBER, meant_to_fail("let five: u32 = 5;"));
    bad.fault("meant-to-fail-otherwise", tagged, NUMBER, meant_to_fail("eprintln!(\"another\");"));
    bad.fault("meant-to-fail-not-stored", "the text differs", NUMBER, meant_to_fail("eprintln!(\"beware\");"));
    bad.fault("question-mark", "Y has shape (2, 200)", NUMBER, line("Dataset::new(raw.clone(), raw.clone())?;"));
    bad.fault("stderr", "beware", NUMBER, line("eprintln!(\"beware\");"));
    bad.fault("compile-error", "mismatched types [E0308]", NUMBER, line("let five: u32 = \"five\";"));
    bad.fault("number", "the text differs", NUMBER, |cell| {
        let number = &mut cell["outputs"][0]["text"];
        *number = json!(text(number).replacen('4', "5", 1));
    });
    bad.fault("picture", "the picture differs", PICTURE, |cell| {
        let html = picture(cell);
        let mut changed = text(html);
        let at = changed.len() / 2;
        let other = if &changed[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, other);
        *html = json!(changed);
    });
    bad.fault("picture-size", "the text differs", PICTURE, |cell| {
        let html = picture(cell);
        *html = json!(text(html).replacen("width=\"", "width=\"1", 1));
    });
    let like_cargo = "eprintln!(\"Finished with the wrong answer\");";
    bad.fault("stderr-like-cargo", "the wrong answer", NUMBER, line(like_cargo));
    bad.fault("count", "stored as run number 99", NUMBER, |cell| cell["execution_count"] = json!(99));
    bad.fault("slide", "has the slide type None", NUMBER, |cell| cell["metadata"] = json!({}));
    let script = r#"struct Bare; impl Show for Bare { fn shown(&self) -> Shown {
        Shown { html: Some("<div><script></script></div>".into()), text: "nothing to see".into() } } }
        Bare"#;
    bad.fault("bare-script", "a script without a picture before it", NUMBER, line(script));
    bad.fault("not-run", "never ran this cell", PICTURE, |cell| {
        (cell["execution_count"], cell["outputs"]) = (Value::Null, json!([]));
    });
    // The last one: its text can come out as another cell's, or as nobody's.
    bad.add("no-line-end", NUMBER, line("eprint!(\"beware\");"));
    let (passed, said) = bad.run("bad", &[]);
    assert!(!passed, "all this went unnoticed:\n{said}");
    let mut found = by_cell(&said);
    let stray = [found.remove("no-line-end"), found.remove("")].into_iter().flatten().collect::<String>();
    assert!(stray.contains("beware"), "text without a line end went unnoticed:\n{said}");
    bad.assert_noticed(found);
}

#[test]
#[ignore = "needs Python's packages; cargo verify faults runs it"]
fn a_fault_in_what_is_stored_is_noticed_without_a_run() {
    let mut bad = Copies::new();
    bad.fault("stderr", "text on stderr, so a panic", NUMBER, |cell| {
        let message = json!({ "name": "stderr", "output_type": "stream", "text": "beware\n" });
        cell["outputs"].as_array_mut().unwrap().push(message);
    });
    bad.fault("no-words", "without width, height and alt", PICTURE, |cell| {
        let html = picture(cell);
        *html = json!(text(html).replace("alt=", "data-alt="));
    });
    bad.fault("meant-to-fail", "but it does not fail with 'beware'", NUMBER, meant_to_fail(""));
    bad.fault("slide", "has the slide type None", NUMBER, |cell| cell["metadata"] = json!({}));
    let (passed, said) = bad.run("stored", &["--stored"]);
    assert!(!passed, "all this went unnoticed:\n{said}");
    bad.assert_noticed(by_cell(&said));
    let good = Copies::new();
    let (passed, said) = good.run("stored-good", &["--stored"]);
    assert!(passed, "{said}");
}

/// The mean that is printed in the stored cell, and the one after a change.
const OTHER: (&str, &str) = ("&[5.0, -1.0]", "5.320");

#[test]
#[ignore = "needs the kernel; cargo verify faults runs it"]
fn a_suggestion_that_does_not_keep_its_promise_is_noticed() {
    let mut bad = Copies::new();
    bad.suggest("kept", None, OTHER.0, OTHER.1, OTHER.1);
    bad.suggest("broken", Some("'7.320' does not come out"), OTHER.0, "7.320", "7.320");
    bad.suggest("panics", Some("a panic"), "&[f64::NAN, -1.0]", "NaN", "NaN");
    let (passed, said) = bad.run("tries", &["--tries"]);
    assert!(!passed, "all this went unnoticed:\n{said}");
    bad.assert_noticed(by_cell(&said));
}

#[test]
#[ignore = "needs the kernel; cargo verify faults runs it"]
fn a_suggestion_that_does_not_compile_or_says_something_else_is_noticed() {
    let mut bad = Copies::new();
    bad.suggest("kept", None, OTHER.0, OTHER.1, OTHER.1);
    bad.suggest("no-name", Some("does not compile"), "&[five, -1.0]", OTHER.1, OTHER.1);
    bad.suggest("says-else", Some("does not say that '5.320' comes out"), OTHER.0, OTHER.1, "another number");
    bad.suggest("no-change", Some("comes out of"), OTHER.0, "4.320", "4.320");
    let (passed, said) = bad.run("suggestions", &[]);
    assert!(!passed, "all this went unnoticed:\n{said}");
    bad.assert_noticed(by_cell(&said));
}
