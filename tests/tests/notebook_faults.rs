//! A broken notebook must be noticed: a fault is planted in a copy, and `cargo notebooks` must fail and name it.
//!
//! A kernel is needed, so these run with `cargo verify` (or, after `cargo lab --setup-only`, with `--ignored`).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what is wrong by panicking")]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many code cells the copy keeps: enough for a printed number and a picture.
const KEPT: usize = 3;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// A text of a notebook file, which may stand there as a list of lines.
fn text(value: &Value) -> String {
    match value.as_array() {
        Some(lines) => lines.iter().map(|l| l.as_str().unwrap()).collect(),
        None => value.as_str().unwrap().to_string(),
    }
}

/// The start of notebook 02.
fn copy() -> Value {
    let text_of_file = std::fs::read_to_string(root().join("notebooks/02_initialization.ipynb")).unwrap();
    let mut notebook: Value = serde_json::from_str(&text_of_file).unwrap();
    let cells = notebook["cells"].as_array_mut().unwrap();
    cells.retain(|c| c["cell_type"] == "code");
    cells.truncate(KEPT);
    assert!(text(&notebook["cells"][1]["outputs"][0]["text"]).contains('4'), "the second cell prints a number");
    assert!(text(&picture(&mut notebook).clone()).starts_with("<img"), "the third cell draws a picture");
    notebook
}

fn picture(notebook: &mut Value) -> &mut Value {
    &mut notebook["cells"][2]["outputs"][0]["data"]["text/html"]
}

/// Adds a line to the code of cell 1.
fn with_line(line: &str) -> Value {
    let mut notebook = copy();
    let source = &mut notebook["cells"][1]["source"];
    *source = json!(format!("{}\n{line}", text(source)));
    notebook
}

/// Runs `cargo notebooks` on a notebook: whether it passed, and what it said.
fn run(name: &str, notebook: &Value) -> (bool, String) {
    let folder = root().join("target/notebook_faults");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.ipynb"));
    std::fs::write(&file, notebook.to_string()).unwrap();
    let output = Command::new("cargo").arg("notebooks").arg(&file).current_dir(root()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

/// The fault must be noticed, in these words.
fn is_noticed(name: &str, notebook: &Value, words: &str) {
    let (passed, said) = run(name, notebook);
    assert!(!passed, "{name} went unnoticed:\n{said}");
    assert!(said.contains(words), "{name} was noticed in other words:\n{said}");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn an_untouched_copy_passes() {
    let (passed, said) = run("untouched", &copy());
    assert!(passed, "{said}");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_panic() {
    is_noticed("panic", &with_line("assert_eq!(1 + 1, 3);"), "text on stderr, so a panic");
}

/// A cell that shows an error on purpose: it passes with the message that is stored, and must fail.
#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_cell_that_is_meant_to_fail() {
    let tagged = |line: &str| {
        let mut notebook = with_line(line);
        let metadata = &mut notebook["cells"][1]["metadata"];
        (metadata["tags"], metadata["fails_with"]) = (json!(["raises-exception"]), json!("beware"));
        notebook
    };
    is_noticed("meant_to_fail_and_does_not", &tagged("let five: u32 = 5;"), "but it does not fail with 'beware'");
    is_noticed("meant_to_fail_otherwise", &tagged("eprintln!(\"another\");"), "but it does not fail with 'beware'");
    is_noticed("meant_to_fail_not_stored", &tagged("eprintln!(\"beware\");"), "the text differs");
    let mut stored = tagged("eprintln!(\"beware\");");
    let message = json!({ "name": "stderr", "output_type": "stream", "text": "beware\n" });
    stored["cells"][1]["outputs"].as_array_mut().unwrap().push(message);
    let (passed, said) = run("meant_to_fail", &stored);
    assert!(passed, "{said}");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn an_error_that_reaches_the_question_mark() {
    is_noticed("question_mark", &with_line("Dataset::new(raw.clone(), raw.clone())?;"), "Y has shape (2, 200)");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn text_on_stderr() {
    is_noticed("stderr", &with_line("eprintln!(\"beware\");"), "beware");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_compile_error() {
    is_noticed("compile_error", &with_line("let five: u32 = \"five\";"), "an error: mismatched types");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_changed_number() {
    let mut notebook = copy();
    let number = &mut notebook["cells"][1]["outputs"][0]["text"];
    *number = json!(text(number).replacen('4', "5", 1));
    is_noticed("number", &notebook, "the text differs");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_changed_picture() {
    let mut notebook = copy();
    let html = picture(&mut notebook);
    let mut changed = text(html);
    let at = changed.len() / 2;
    let other = if &changed[at..=at] == "A" { "B" } else { "A" };
    changed.replace_range(at..=at, other);
    *html = json!(changed);
    is_noticed("picture", &notebook, "the picture differs");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_changed_picture_size() {
    let mut notebook = copy();
    let html = picture(&mut notebook);
    *html = json!(text(html).replacen("width=\"", "width=\"1", 1));
    is_noticed("size", &notebook, "the text differs");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn text_on_stderr_that_looks_like_cargo() {
    is_noticed("like_cargo", &with_line("eprintln!(\"Finished with the wrong answer\");"), "the wrong answer");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn text_on_stderr_without_a_line_end() {
    is_noticed("no_line_end", &with_line("eprint!(\"beware\");"), "beware");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_cell_that_was_not_run() {
    let mut notebook = copy();
    notebook["cells"][2]["execution_count"] = Value::Null;
    notebook["cells"][2]["outputs"] = json!([]);
    is_noticed("not_run", &notebook, "never ran this cell");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_cell_without_its_place_among_the_slides() {
    let mut notebook = copy();
    notebook["cells"][1]["metadata"] = json!({});
    is_noticed("no_slide", &notebook, "has the slide type None");
}

#[test]
#[ignore = "needs the kernel; cargo verify runs it"]
fn a_figure_that_needs_scripts() {
    let line = r#"struct Bare; impl Show for Bare { fn shown(&self) -> notebook::Shown {
        notebook::Shown { html: Some("<div><script></script></div>".into()), text: "nothing to see".into() } } }
        Bare"#;
    is_noticed("bare_script", &with_line(line), "a script without a picture before it");
}
