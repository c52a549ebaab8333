//! Links lead somewhere, and each section of a notebook and the source files that it explains name each other.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what is wrong by panicking")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_path_buf()
}

/// The files below a folder of the clone with one of the given endings.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let hidden = path.file_name().unwrap().to_string_lossy().starts_with('.');
            found.extend(if hidden || name == "target" { Vec::new() } else { files(&name, endings) });
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// All texts of a notebook, one after the other; of any other file, what is in it.
fn prose(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    if file.extension().unwrap() != "ipynb" {
        return text;
    }
    let notebook: Value = serde_json::from_str(&text).unwrap();
    let cells = notebook["cells"].as_array().unwrap().iter().filter(|c| c["cell_type"] == "markdown");
    let source = |cell: &Value| match cell["source"].as_array() {
        Some(lines) => lines.iter().map(|l| l.as_str().unwrap()).collect(),
        None => cell["source"].as_str().unwrap().to_string(),
    };
    cells.map(source).collect::<Vec<String>>().join("\n\n")
}

/// A text without its fenced blocks of code.
fn without_code(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// Where the links of a text lead to: what stands in `](…)`, `href="…"` and `src="…"`.
fn links(text: &str) -> Vec<String> {
    let text = without_code(text);
    let between = |open: &str, close: char| -> Vec<String> {
        text.split(open).skip(1).filter_map(|rest| rest.split_once(close)).map(|(link, _)| link.to_string()).collect()
    };
    [between("](", ')'), between("href=\"", '"'), between("src=\"", '"')].concat()
}

/// The anchors of a text's headings, as JupyterLab and GitHub make them of `## 1 · A title`.
fn anchors(text: &str, notebook: bool) -> BTreeSet<String> {
    let text = without_code(text);
    let headings = text.lines().filter(|l| l.trim_start_matches('#').starts_with(' ') && l.starts_with('#'));
    let headings = headings.map(|l| l.trim_start_matches('#').trim());
    let github = |h: &str| {
        let kept = h.to_lowercase();
        kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
    };
    headings.map(|h| if notebook { h.replace(' ', "-") } else { github(h) }).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut checked = 0;
    for file in files(".", &[".ipynb", ".md"]) {
        let text = prose(&file);
        for link in links(&text).iter().filter(|l| !l.contains("://")) {
            let (path, anchor) = link.split_once('#').map_or((link.as_str(), None), |(p, a)| (p, Some(a)));
            let target = if path.is_empty() { file.clone() } else { file.parent().unwrap().join(path) };
            assert!(target.exists(), "{}: the link {link} leads nowhere", file.display());
            let inside = target.canonicalize().unwrap();
            let inside = inside.strip_prefix(root().canonicalize().unwrap()).expect("the link leads out of the clone");
            assert!(!inside.starts_with(".lab") && !inside.starts_with("target"), "{link} is not in the repository");
            if let Some(anchor) = anchor {
                let notebook = target.extension().unwrap() == "ipynb";
                let there = anchors(&prose(&target), notebook);
                assert!(there.contains(anchor), "{}: no heading for {link} in {there:?}", file.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 80, "only {checked} links found");
}

#[test]
fn every_section_is_in_its_notebooks_table_of_contents() {
    for file in files("notebooks", &[".ipynb"]) {
        let text = without_code(&prose(&file));
        let (before, _) = text.split_once("\n## ").unwrap();
        let is_section = |anchor: &String| anchor.starts_with(|c: char| c.is_ascii_digit()) && anchor.contains("-·-");
        let headings =
            text.lines().filter_map(|line| line.strip_prefix("## ")).map(|heading| heading.replace(' ', "-"));
        let sections: Vec<String> = headings.filter(is_section).collect();
        let listed = links(before).into_iter().filter_map(|link| Some(link.strip_prefix('#')?.to_string()));
        assert!(!sections.is_empty());
        assert_eq!(listed.filter(is_section).collect::<Vec<_>>(), sections, "{}", file.display());
    }
}

/// A page says `@WORD@` where a figure is still to come.
#[test]
fn no_figure_is_missing() {
    for file in files("", &["md"]) {
        let text = prose(&file);
        let missing = text.split_whitespace().find(|w| w.len() > 2 && w.starts_with('@') && w.ends_with('@'));
        assert_eq!(missing, None, "{}", file.display());
    }
}

/// (notebook, section, file below `nn_course`).
type Pairs = BTreeSet<(String, String, String)>;

/// What the notebooks' sections link to.
fn forward() -> Pairs {
    let mut pairs = Pairs::new();
    for file in files("notebooks", &[".ipynb"]) {
        let notebook = file.file_name().unwrap().to_string_lossy()[..2].to_string();
        for section in prose(&file).split("\n## ").skip(1) {
            let number = section.split(" · ").next().unwrap();
            if number.parse::<u32>().is_err() {
                assert!(section.starts_with("What to take along\n"), "notebook {notebook}: a heading without “n · ”");
                continue;
            }
            let sources = links(section);
            let sources: Vec<_> = sources.iter().filter_map(|l| l.strip_prefix("../nn_course/")).collect();
            assert!(!sources.is_empty(), "notebook {notebook}, section {number} links to no source file");
            for source in sources.into_iter().filter(|s| s.ends_with(".rs")) {
                pairs.insert((notebook.clone(), number.to_string(), source.to_string()));
            }
        }
    }
    pairs
}

/// What the source files say of themselves: `Explained in notebook 01, sections 4 and 6; notebook 03, section 5.`
fn back() -> Pairs {
    let mut pairs = Pairs::new();
    let source = root().join("nn_course");
    for file in files("nn_course", &[".rs"]) {
        let text = fs::read_to_string(&file).unwrap();
        let Some(line) = text.lines().find_map(|l| l.strip_prefix("//! Explained in ")) else { continue };
        let name = file.strip_prefix(&source).unwrap().to_string_lossy().replace('\\', "/");
        for part in line.trim_end_matches('.').split("; ") {
            let (notebook, sections) = part.strip_prefix("notebook ").and_then(|p| p.split_once(", ")).expect(&name);
            let numbers = sections.trim_start_matches("sections ").trim_start_matches("section ");
            for number in numbers.replace(" and ", ", ").split(", ") {
                assert!(number.parse::<u32>().is_ok(), "{name}: {line}");
                pairs.insert((notebook.to_string(), number.to_string(), name.clone()));
            }
        }
    }
    pairs
}

#[test]
fn sections_and_source_files_name_each_other() {
    let (forward, back) = (forward(), back());
    let only = |a: &Pairs, b: &Pairs| a.difference(b).map(|p| format!("{p:?}")).collect::<Vec<_>>().join("\n");
    let (no_way_back, no_way_there) = (only(&forward, &back), only(&back, &forward));
    assert!(no_way_back.is_empty(), "linked to, but its first lines do not name the section:\n{no_way_back}");
    assert!(no_way_there.is_empty(), "names a section that does not link to it:\n{no_way_there}");
    assert!(forward.len() > 30, "only {} links to the source", forward.len());
}
