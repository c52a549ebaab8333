//! Every slide fits a 16:9 screen: its height, estimated from what is on it, in the 1600 × 900 that notebooks/rise.css lays a slide out in.
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

fn code_height(cell: &Value) -> f64 {
    let source = text(&cell["source"]);
    let count = source.lines().count();
    let size = match count {
        0..15 => 22.0,
        15..22 => 19.0,
        _ => 17.0,
    };
    let code = count as f64 * size * 1.2 + 24.0;
    if cell["metadata"]["jupyter"]["outputs_hidden"] == true {
        return code + 40.0;
    }
    let printed = |text: &str| text.trim_end().lines().count() as f64 * size * 1.25 + 10.0;
    let output = |output: &Value| {
        let html = text(&output["data"]["text/html"]);
        match number_after(&html, "height=\"") {
            _ if output["output_type"] == "stream" => printed(&text(&output["text"])),
            Some(height) if count < 15 && height < 400.0 => 1.3 * height + 16.0,
            Some(height) => height + 16.0,
            None if html.contains("border-left") => 60.0,
            None if !html.is_empty() => {
                html.matches("<tr>").count() as f64 * ROW + 50.0 * html.matches("<table>").count() as f64
            }
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

#[test]
fn no_slide_is_too_high() {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../notebooks");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(|c: char| c.is_ascii_digit()) || !name.ends_with(".ipynb") {
            continue;
        }
        let notebook: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for (cells, height) in slides(&notebook) {
            count += 1;
            assert!(height <= MOST, "{name}: the slide with {cells:?} is some {height:.0} high; there is room for 900");
        }
    }
    assert!(count > 150, "{count} slides");
}
