//! `cargo homework`: makes nbgrader assignments of the notebooks' exercises, and grades what comes back.

use crate::grading::course::Course;
use crate::setup;
use crate::support::failure::{Failure, OfFile, Result};
use crate::support::paths::Paths;
use crate::support::usage::unknown;
use std::path::PathBuf;
use std::process::ExitCode;

/// `cargo homework [grade [ASSIGNMENT …] | nbgrader WORDS …] [--folder FOLDER]`.
pub fn command(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let (folder, words) = folder_of(paths, words)?;
    if folder.to_string_lossy().contains(['[', ']', '*', '?', '{', '}']) {
        let what = format!("the folder {} cannot hold homework", folder.display());
        let how = "choose another: cargo homework --folder FOLDER";
        return Err(Failure::new(what, "nbgrader takes [ ] * ? { } in a path for patterns", how));
    }
    let course = Course { paths, folder, patience: 60 };
    match words.split_first() {
        None => setup::teacher(paths).and_then(|()| course.release())?,
        Some((word, names)) if word == "grade" => setup::teacher(paths).and_then(|()| course.grade(names))?,
        Some((word, rest)) if word == "nbgrader" => {
            setup::teacher(paths)?;
            course.assignments()?;
            course.nbgrader(rest, "nbgrader did not do that")?;
        }
        Some((word, _)) => return Err(unknown(word)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The course's folder, and the other words. Words after `nbgrader` are for nbgrader.
fn folder_of(paths: &Paths, words: &[String]) -> Result<(PathBuf, Vec<String>)> {
    let end = words.iter().position(|word| word == "nbgrader").unwrap_or(words.len());
    let (ours, nbgraders) = words.split_at(end);
    let mut folder = Course::usual_folder(paths);
    let mut others = Vec::new();
    // `--folder=F` is `--folder F`.
    let mut ours = ours.iter().flat_map(|word| match word.strip_prefix("--folder=") {
        Some(named) => vec!["--folder", named],
        None => vec![word.as_str()],
    });
    while let Some(word) = ours.next() {
        if word == "--folder" {
            let how = "for instance: cargo homework --folder ../class";
            let none = || Failure::new("--folder names no folder", "it takes one", how);
            let named = ours.next().ok_or_else(none)?;
            folder = std::path::absolute(named).of_file("find", named)?;
        } else {
            others.push(word.to_string());
        }
    }
    others.extend_from_slice(nbgraders);
    Ok((folder, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_named_before_nbgraders_own_words() {
        let paths = Paths { root: "/course".into(), lab: "/course/.lab".into(), cells: "/course/.lab".into() };
        let of = |line: &str| {
            let words: Vec<String> = line.split_whitespace().map(str::to_string).collect();
            folder_of(&paths, &words).map(|(folder, words)| (folder, words.join(" "))).ok()
        };
        assert_eq!(of(""), Some(("/course/homework".into(), String::new())));
        assert_eq!(of("grade --folder /class"), Some(("/class".into(), "grade".into())));
        assert_eq!(of("--folder=/class grade"), Some(("/class".into(), "grade".into())));
        assert_eq!(of("--folder /class grade"), Some(("/class".into(), "grade".into())));
        assert_eq!(
            of("--folder /class nbgrader list --folder x"),
            Some(("/class".into(), "nbgrader list --folder x".into()))
        );
        assert_eq!(
            of("nbgrader list --folder x"),
            Some(("/course/homework".into(), "nbgrader list --folder x".into()))
        );
        assert_eq!(of("grade --folder"), None);
    }
}
