//! The teacher's guide has every section of every notebook, under the name that it has there, and all that a teacher needs of it.

#![allow(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

use serde_json::Value;
use std::fs;
use std::path::Path;

/// The sections of the notebooks, as `01, 3 · Bias and variance`.
fn sections() -> Vec<String> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../notebooks");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let notebook: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for cell in notebook["cells"].as_array().unwrap().iter().filter(|cell| cell["cell_type"] == "markdown") {
            let first = cell["source"][0].as_str().unwrap().trim_end();
            found.extend(
                first.strip_prefix("## ").filter(|h| h.contains(" · ")).map(|h| format!("{}, {h}", &name[..2])),
            );
        }
    }
    found
}

#[test]
fn every_section_has_its_guide() {
    let guide =
        fs::read_to_string(Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../TEACHING.md")).unwrap();
    let guided: Vec<&str> = guide.split("\n### ").skip(1).collect();
    let headings: Vec<&str> = guided.iter().map(|block| block.lines().next().unwrap()).collect();
    let sections = sections();
    assert!(sections.len() > 20, "{sections:?}");
    assert_eq!(headings, sections);
    for block in guided {
        let wanted =
            [" minutes (run time ", "- **Say.** ", "- **Ask.** ", "- **Let them try.** ", "- **Misconceptions.** "];
        for part in wanted {
            assert!(block.contains(part), "{}: no {part:?}", block.lines().next().unwrap());
        }
    }
}

/// The minutes of a plan's table.
fn minutes(plan: &str) -> u32 {
    plan.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next()?.parse::<u32>().ok()).sum()
}

#[test]
fn the_plans_take_as_long_as_they_say() {
    let guide =
        fs::read_to_string(Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../TEACHING.md")).unwrap();
    let (_, plans) = guide.split_once("**90 minutes**").unwrap();
    let (short, long) = plans.split_once("**Half a day**").unwrap();
    let long = long.split_once("Everything").unwrap().0;
    assert_eq!((minutes(short), minutes(long)), (90, 210));
}
