//! Cells and slides fit the screen: the code of a picture is short, and every slide fits 16:9, its height estimated from what is on it, in
//! the 1600 × 900 that notebooks/rise.css lays a slide out in.
//!
//! The estimate was compared with what a browser measures, slide by slide: where it is above 800, it is right to some 7%, and nearly always
//! too high. So it finds a slide that was made too long, by a tenth or more; the last word has the browser.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what is wrong by panicking")]

use serde_json::Value;
use std::fs;
use std::path::Path;

/// The screen, and the estimate's error.
const MOST: f64 = 900.0 * 1.05;

/// The height of a line of prose, the margin below a paragraph, and of a row of a table.
const LINE: f64 = 36.4;
const MARGIN: f64 = 26.0;
const ROW: f64 = 41.0;

/// Characters of prose in a line.
const WIDE: usize = 112;

fn text(value: &Value) -> String {
    match value.as_array() {
        Some(lines) => lines.iter().filter_map(Value::as_str).collect(),
        None => value.as_str().unwrap_or_default().to_string(),
    }
}

/// Prose as one sees it, about: a fold is closed, links show their words, LaTeX its letters.
fn visible(source: &str) -> String {
    let mut open = String::new();
    for (i, part) in source.split("<details>").enumerate() {
        match part.split_once("</details>") {
            Some((fold, after)) if i > 0 => {
                let summary = fold.split("</summary>").next().unwrap().replace("<summary>", "");
                open += &format!("\n\n{}\n\n{after}", summary.trim());
            }
            _ => open += part,
        }
    }
    open
}

/// The lines that a paragraph takes.
fn lines(paragraph: &str) -> f64 {
    let mut words = String::new();
    for (i, part) in paragraph.split("](").enumerate() {
        words += if i == 0 { part } else { part.split_once(')').map_or(part, |(_, after)| after) };
    }
    let letters = words.chars().filter(|c| !"\\{}$`*[]".contains(*c)).count();
    letters.div_ceil(WIDE).max(1) as f64
}

fn prose_height(source: &str) -> f64 {
    let height = |block: &str| match block {
        _ if block.starts_with("### ") => 55.0,
        _ if block.starts_with('#') => 80.0,
        _ if block.starts_with("$$") => 110.0,
        _ if block.starts_with('|') => (block.lines().count() - 1) as f64 * ROW + MARGIN,
        _ if block.starts_with("- ") || block.starts_with("1. ") => {
            block.lines().map(lines).sum::<f64>() * LINE + MARGIN
        }
        _ => lines(block) * LINE + MARGIN,
    };
    let visible = visible(source);
    8.0 + visible.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).map(height).sum::<f64>()
}

/// The first number behind some words.
fn number_after(html: &str, words: &str) -> Option<f64> {
    let rest = html.split_once(words)?.1;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The height of the tables in an output.
fn rows(html: &str) -> f64 {
    html.matches("<tr>").count() as f64 * ROW + 50.0 * html.matches("<table>").count() as f64
}

/// The heights of the pictures in a cell's outputs, in logical pixels.
fn pictures(cell: &Value) -> Vec<f64> {
    let outputs = cell["outputs"].as_array().unwrap().iter();
    outputs.filter_map(|output| number_after(&text(&output["data"]["text/html"]), "height=\"")).collect()
}

fn code_height(cell: &Value) -> f64 {
    let source = text(&cell["source"]);
    let size = 23.0;
    let is_picture = !pictures(cell).is_empty();
    // The code of a picture is folded.
    let code = if is_picture { 48.0 } else { source.lines().count() as f64 * size * 1.2 + 24.0 };
    if cell["metadata"]["jupyter"]["outputs_hidden"] == true {
        return code + 40.0;
    }
    let printed = |text: &str| text.trim_end().lines().count() as f64 * size * 1.25 + 10.0;
    let output = |output: &Value| {
        let html = text(&output["data"]["text/html"]);
        match number_after(&html, "height=\"") {
            _ if output["output_type"] == "stream" => printed(&text(&output["text"])),
            Some(height) => {
                let width = number_after(&html, "width=\"").unwrap();
                height * if width < 700.0 { 2.0 } else { 1.6 } + rows(&html)
            }
            None if html.contains("border-left") => 60.0,
            None if !html.is_empty() => rows(&html),
            None => printed(&text(&output["data"]["text/plain"])),
        }
    };
    code + cell["outputs"].as_array().unwrap().iter().map(output).sum::<f64>()
}

/// The slides of a notebook: the ids of the cells on each, and its height.
fn slides(notebook: &Value) -> Vec<(Vec<String>, f64)> {
    let mut slides: Vec<(Vec<String>, f64)> = Vec::new();
    for cell in notebook["cells"].as_array().unwrap() {
        let kind = cell["metadata"]["slideshow"]["slide_type"].as_str().unwrap();
        let height = match cell["cell_type"].as_str().unwrap() {
            "code" => code_height(cell),
            _ => prose_height(&text(&cell["source"])),
        };
        match kind {
            "skip" => continue,
            "slide" | "subslide" => slides.push((Vec::new(), 0.0)),
            _ => {}
        }
        let slide = slides.last_mut().expect("a notebook begins with a slide");
        slide.0.push(cell["id"].as_str().unwrap().to_string());
        slide.1 += height;
    }
    slides
}

/// The notebooks, with their names.
fn notebooks() -> Vec<(String, Value)> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../notebooks");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = files.map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), file));
    let ours = named.filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_digit()) && name.ends_with(".ipynb"));
    ours.map(|(name, file)| (name, serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap())).collect()
}

#[test]
fn no_slide_is_too_high() {
    let (mut count, mut wrong) = (0, Vec::new());
    for (name, notebook) in notebooks() {
        for (cells, height) in slides(&notebook) {
            count += 1;
            if height > MOST {
                wrong.push(format!("{name}: the slide with {cells:?} is some {height:.0} high; there is room for 900"));
            }
        }
    }
    assert!(count > 150, "{count} slides");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The most lines of code beside a picture, and the most columns of any code.
const LINES: usize = 12;
const COLUMNS: usize = 100;

/// The height of a window in which one sees code and picture together, and that of a line of code or printed text.
const WINDOW: f64 = 768.0;
const CODE_LINE: f64 = 18.3;

#[test]
fn code_is_short_where_a_picture_is_what_one_looks_at() {
    let (mut count, mut wrong) = (0, Vec::new());
    for (name, notebook) in notebooks() {
        for cell in notebook["cells"].as_array().unwrap().iter().filter(|cell| cell["cell_type"] == "code") {
            let (id, source, pictures) = (&cell["id"], text(&cell["source"]), pictures(cell));
            let widest = source.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            // An exercise gives the head of a function as it must be.
            if widest > COLUMNS && !text(id).starts_with("ex-") {
                wrong.push(format!("{name}: the cell {id} has {widest} columns; allowed: {COLUMNS}"));
            }
            // A slider is as high as its still and a row of controls.
            if pictures.is_empty() || cell["metadata"]["jupyter"]["source_hidden"] == true {
                continue;
            }
            count += 1;
            let lines = source.lines().count();
            if lines > LINES {
                wrong.push(format!("{name}: the cell {id} has {lines} lines beside a picture; allowed: {LINES}"));
            }
            let printed: usize =
                cell["outputs"].as_array().unwrap().iter().map(|o| text(&o["text"]).lines().count()).sum();
            let height = (lines + printed) as f64 * CODE_LINE + 40.0 + pictures.iter().map(|h| h + 20.0).sum::<f64>();
            if height > WINDOW {
                wrong.push(format!(
                    "{name}: code and picture of the cell {id} are some {height:.0} high; allowed: {WINDOW}"
                ));
            }
        }
    }
    assert!(count > 40, "{count} cells with pictures");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A learner may make a list longer: `let x: [f64; 3]` would refuse.
#[test]
fn no_list_of_a_cell_has_a_fixed_length() {
    let is_fixed = |line: &&str| line.starts_with("let ") && line.split(" = ").next().unwrap().contains("; ");
    for (name, notebook) in notebooks() {
        for cell in notebook["cells"].as_array().unwrap().iter().filter(|cell| cell["cell_type"] == "code") {
            let source = text(&cell["source"]);
            assert_eq!(source.lines().find(is_fixed), None, "{name}, the cell {}", cell["id"]);
        }
    }
}
