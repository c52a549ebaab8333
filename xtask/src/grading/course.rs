//! An nbgrader course: the folder in which assignments are made, collected and graded.

use crate::setup::environment::TEACHER;
use crate::support::failure::{Failure, Result};
use crate::support::paths::Paths;
use crate::support::screen::say;
use crate::support::{files, run};
use std::path::PathBuf;
use std::process::Command;

/// A folder with source/, release/, submitted/, taken/, autograded/, feedback/ and gradebook.db.
pub struct Course<'a> {
    pub paths: &'a Paths,
    pub folder: PathBuf,
    /// How many seconds a cell of a submission may take.
    pub patience: u32,
}

impl Course<'_> {
    /// The folder that is meant where none is named.
    pub fn usual_folder(paths: &Paths) -> PathBuf {
        paths.root.join("homework")
    }

    /// A command for this course, as one types it.
    fn typed(&self, words: &str) -> String {
        let folder = self.folder.display().to_string();
        match (self.folder == Course::usual_folder(self.paths), folder.contains(char::is_whitespace)) {
            (true, _) => format!("cargo homework {words}"),
            (false, false) => format!("cargo homework --folder {folder} {words}"),
            (false, true) => format!("cargo homework --folder \"{folder}\" {words}"),
        }
    }

    /// nbgrader, unchanged, with the course's settings (grading/nbgrader_config.py).
    fn nbgrader_command(&self) -> Command {
        let mut python = Command::new(TEACHER.python(self.paths));
        python.args(["-m", "nbgrader"]).current_dir(&self.folder).envs(self.paths.jupyter_variables());
        python.env("NN_COURSE_ROOT", &self.paths.root).env("NN_COURSE_GRADING", &self.folder);
        python.env("NN_COURSE_PATIENCE", self.patience.to_string());
        python.env("JUPYTER_CONFIG_PATH", self.paths.root.join("grading"));
        // By itself nbgrader would go on with its own settings where these have a mistake.
        python.env("TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR", "1").env("PYTHONWARNINGS", "ignore");
        python
    }

    /// Runs nbgrader.
    pub fn nbgrader(&self, words: &[String], what: &str) -> Result<()> {
        run::visibly(self.nbgrader_command().args(words), what, "read nbgrader's message above")
    }

    /// One of this repository's own scripts for the course, in the teacher's environment.
    pub fn script(&self, file: &str) -> Command {
        let mut python = Command::new(TEACHER.python(self.paths));
        python.arg(self.paths.root.join(file)).arg("--course").arg(&self.folder);
        python.env("PYTHONUTF8", "1").env("PYTHONWARNINGS", "ignore");
        python
    }

    /// Makes the assignments, and the students' versions without solutions.
    pub fn release(&self) -> Result<()> {
        say("making an assignment of each notebook's exercises");
        files::make_folder(&self.folder)?;
        let mut make = self.script("python/grading/make_assignments.py");
        make.arg("--notebooks").arg(self.paths.root.join("notebooks"));
        run::visibly(&mut make, "an assignment could not be made", "read the message above")?;
        for name in self.assignments()? {
            let words = ["generate_assignment", &name, "--force", "--log-level=WARN"].map(String::from);
            self.nbgrader(&words, &format!("nbgrader could not make the release of {name}"))?;
        }
        let folder = self.folder.display();
        say(format!("for students, without solutions: {folder}/release/*/homework_*.ipynb"));
        say(format!(
            "put what they hand in into {folder}/submitted/STUDENT/ASSIGNMENT/homework_*.ipynb, then: {}",
            self.typed("grade")
        ));
        Ok(())
    }

    /// Grades the submissions of these assignments, or of all, also those graded before. Writes feedback and a table.
    pub fn grade(&self, names: &[String]) -> Result<()> {
        let all = self.assignments()?;
        if let Some(other) = names.iter().find(|name| !all.contains(name)) {
            let why = format!("there are: {}", all.join(", "));
            let how = "name one of them, or none for all";
            return Err(Failure::new(format!("there is no assignment {other}"), why, how));
        }
        if std::fs::read_dir(self.folder.join("submitted")).is_ok_and(|mut folder| folder.next().is_some()) {
            self.take_in()?;
        } else {
            let how = format!("put files into {}", self.folder.join("submitted/STUDENT/ASSIGNMENT").display());
            return Err(Failure::new("nobody has handed in anything", "nothing to grade was found", how));
        }
        let wanted = all.iter().filter(|name| names.is_empty() || names.contains(name));
        for name in wanted.filter(|name| self.is_taken(name)) {
            say(format!("grading {name} (about 7 seconds each)"));
            self.mark(&[name]);
        }
        self.write_grades()
    }

    /// Makes notebooks that nbgrader can run of what was handed in, in the folder taken/.
    pub fn take_in(&self) -> Result<()> {
        let how = "read the message above";
        run::visibly(&mut self.script("python/grading/take_in.py"), "the submissions could not be read", how)
    }

    /// Lets nbgrader run and score submissions and write feedback. `write_grades` reports those that it could not grade.
    pub fn mark(&self, which: &[&str]) {
        for what in ["autograde", "generate_feedback"] {
            let mut nbgrader = self.nbgrader_command();
            nbgrader.arg(what).args(which).arg("--CourseDirectory.submitted_directory=taken");
            let _ = nbgrader.args(["--force", "--log-level=ERROR"]).status();
        }
    }

    /// Writes the table of grades. Fails, with the reasons, if a submission could not be graded.
    pub fn write_grades(&self) -> Result<()> {
        let mut script = self.script("python/grading/write_grades.py");
        run::visibly(&mut script, "not everything could be graded", "see the reasons above, at the lines with ✗")?;
        say(format!("grades: {0}/grades.csv, feedback: {0}/feedback/", self.folder.display()));
        Ok(())
    }

    /// Whether anybody handed in an assignment.
    fn is_taken(&self, name: &str) -> bool {
        let students = std::fs::read_dir(self.folder.join("taken")).into_iter().flatten().flatten();
        students.map(|student| student.path().join(name)).any(|folder| folder.is_dir())
    }

    /// The names of the assignments.
    pub fn assignments(&self) -> Result<Vec<String>> {
        let folder = self.folder.join("source");
        let entries = std::fs::read_dir(&folder).map_err(|e| {
            let why = format!("{} cannot be read: {e}", folder.display());
            Failure::new("there are no assignments here", why, format!("make them with: {}", self.typed("").trim_end()))
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
    fn the_next_command_names_the_same_folder() {
        let paths = Paths { root: "/course".into(), lab: "/course/.lab".into(), cells: "/course/.lab".into() };
        let typed = |folder: &str| Course { paths: &paths, folder: folder.into(), patience: 60 }.typed("grade");
        assert_eq!(typed("/course/homework"), "cargo homework grade");
        assert_eq!(typed("/class"), "cargo homework --folder /class grade");
        assert_eq!(typed("/my class"), "cargo homework --folder \"/my class\" grade");
    }
}
