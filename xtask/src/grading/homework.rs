//! `cargo homework`: makes nbgrader assignments of the notebooks' exercises, and grades what comes back.

use crate::setup;
use crate::setup::environment::TEACHER;
use crate::support::failure::{Failure, Result, say};
use crate::support::paths::Paths;
use crate::support::usage::unknown;
use crate::support::{files, run};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// `cargo homework [grade [ASSIGNMENT …] | nbgrader WORDS …] [--folder FOLDER]`.
pub fn command(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    let (folder, words) = folder_of(paths, words)?;
    if folder.to_string_lossy().contains(['[', ']', '*', '?', '{', '}']) {
        return Err(Failure::new(
            format!("the folder {} cannot hold homework", folder.display()),
            "nbgrader takes [ ] * ? { } in a path for patterns",
            "choose another: cargo homework --folder FOLDER",
        ));
    }
    let course = Course { paths, folder };
    match words.split_first() {
        None => setup::teacher(paths).and_then(|()| course.release())?,
        Some((word, names)) if word == "grade" => setup::teacher(paths).and_then(|()| course.grade(names))?,
        Some((word, rest)) if word == "nbgrader" => {
            setup::teacher(paths)?;
            course.assignments()?;
            let how = "read nbgrader's message above";
            run::visibly(course.nbgrader().args(rest), "nbgrader did not do that", how)?;
        }
        Some((word, _)) => return Err(unknown(word)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The course's folder, and the words without it. What comes after `nbgrader` is nbgrader's.
fn folder_of(paths: &Paths, words: &[String]) -> Result<(PathBuf, Vec<String>)> {
    let ours = words.iter().position(|word| word == "nbgrader").unwrap_or(words.len());
    // `--folder=F` is `--folder F`.
    let apart = |word: &String| match word.strip_prefix("--folder=") {
        Some(folder) => vec!["--folder".to_string(), folder.to_string()],
        None => vec![word.clone()],
    };
    let mut words: Vec<String> = words[..ours].iter().flat_map(apart).chain(words[ours..].iter().cloned()).collect();
    let ours = words.iter().position(|word| word == "nbgrader").unwrap_or(words.len());
    let Some(place) = words[..ours].iter().position(|word| word == "--folder") else {
        return Ok((paths.root.join("homework"), words));
    };
    let named: Vec<String> = words.splice(place..words.len().min(place + 2), []).collect();
    let Some(folder) = named.get(1) else {
        return Err(Failure::new(
            "--folder names no folder",
            "it takes one",
            "for instance: cargo homework --folder ../class",
        ));
    };
    let folder = std::path::absolute(folder).map_err(|e| Failure::file("find", Path::new(folder), &e))?;
    Ok((folder, words))
}

/// An nbgrader course: a folder with source/, release/, submitted/, autograded/, feedback/ and gradebook.db.
pub struct Course<'a> {
    pub paths: &'a Paths,
    pub folder: PathBuf,
}

impl Course<'_> {
    /// nbgrader, unchanged, with the course's settings (grading/nbgrader_config.py).
    fn nbgrader(&self) -> Command {
        let mut python = Command::new(TEACHER.python(self.paths));
        python.args(["-m", "nbgrader"]).current_dir(&self.folder).envs(self.paths.jupyter_variables());
        python.env("NN_COURSE_ROOT", &self.paths.root).env("NN_COURSE_GRADING", &self.folder);
        python.env("JUPYTER_CONFIG_PATH", self.paths.root.join("grading"));
        // A mistake in these settings ends nbgrader; it would go on with its own.
        python.env("TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR", "1").env("PYTHONWARNINGS", "ignore");
        python
    }

    /// One of this course's own scripts for it, in the teacher's environment.
    pub fn script(&self, file: &str) -> Command {
        let mut python = Command::new(TEACHER.python(self.paths));
        python.arg(self.paths.root.join(file)).arg("--course").arg(&self.folder);
        python.env("PYTHONUTF8", "1").env("PYTHONWARNINGS", "ignore");
        python
    }

    /// Makes the assignments, and of each what is given to students: without the solutions.
    pub fn release(&self) -> Result<()> {
        say("making an assignment of each notebook's exercises");
        files::make_folder(&self.folder)?;
        let mut make = self.script("python/grading/make_assignments.py");
        make.arg("--notebooks").arg(self.paths.root.join("notebooks"));
        run::visibly(&mut make, "an assignment could not be made", "read the message above")?;
        for name in self.assignments()? {
            let mut generate = self.nbgrader();
            generate.args(["generate_assignment", &name, "--force", "--log-level=WARN"]);
            let how = "read nbgrader's message above";
            run::visibly(&mut generate, &format!("nbgrader could not make the release of {name}"), how)?;
        }
        let folder = self.folder.display();
        say(format!("for students, without solutions: {folder}/release/*/homework_*.ipynb"));
        say(format!(
            "put what they hand in into {folder}/submitted/STUDENT/ASSIGNMENT/homework_*.ipynb, then: cargo homework grade"
        ));
        Ok(())
    }

    /// Grades what was handed in of these assignments, or of all; again if need be. Writes feedback and a table.
    pub fn grade(&self, names: &[String]) -> Result<()> {
        let all = self.assignments()?;
        if let Some(other) = names.iter().find(|name| !all.contains(name)) {
            return Err(Failure::new(
                format!("there is no assignment {other}"),
                format!("there are: {}", all.join(", ")),
                "name one of them, or none for all",
            ));
        }
        let wanted = all.iter().filter(|name| names.is_empty() || names.contains(name));
        let here: Vec<&String> = wanted.filter(|name| self.is_handed_in(name)).collect();
        if here.is_empty() {
            let folder = self.folder.join("submitted/STUDENT/ASSIGNMENT");
            return Err(Failure::new(
                "nobody has handed in anything",
                "nothing to grade was found",
                format!("put files into {}", folder.display()),
            ));
        }
        for name in here {
            say(format!("grading {name} (about 7 seconds each)"));
            self.mark(&[name]);
        }
        self.write_grades()
    }

    /// Has nbgrader run and score submissions, and write feedback: of as many as it can. The grades tell who could not be graded.
    pub fn mark(&self, which: &[&str]) {
        for what in ["autograde", "generate_feedback"] {
            let _ = self.nbgrader().arg(what).args(which).args(["--force", "--log-level=ERROR"]).status();
        }
    }

    /// Writes the table of grades; fails, with the reasons, if somebody handed in what could not be graded.
    pub fn write_grades(&self) -> Result<()> {
        run::visibly(
            &mut self.script("python/grading/write_grades.py"),
            "not everything could be graded",
            "see the reasons above; for nbgrader's own words: cargo homework nbgrader autograde ASSIGNMENT --student=STUDENT --force",
        )?;
        say(format!("grades: {0}/grades.csv, feedback: {0}/feedback/", self.folder.display()));
        Ok(())
    }

    /// Whether anybody handed in an assignment.
    fn is_handed_in(&self, name: &str) -> bool {
        let Ok(students) = std::fs::read_dir(self.folder.join("submitted")) else { return false };
        students.flatten().any(|student| student.path().join(name).is_dir())
    }

    /// The names of the assignments.
    pub fn assignments(&self) -> Result<Vec<String>> {
        let folder = self.folder.join("source");
        let entries = std::fs::read_dir(&folder).map_err(|e| {
            let why = format!("{} cannot be read: {e}", folder.display());
            Failure::new("there are no assignments here", why, "make them with: cargo homework")
        })?;
        let folders = entries.flatten().filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }
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
