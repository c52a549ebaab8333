//! The private Python environments, pinned with hashes: for learners, for teachers, and for tests in a browser.

use crate::support::failure::{Failure, OfFile, Result};
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::progress::{Counts, NEVER, Work};
use crate::support::run;
use crate::support::screen::say;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// An environment inside `.lab`.
pub struct Environment {
    /// Its folder.
    folder: &'static str,
    /// The list of its packages, in `python/requirements/`.
    list: &'static str,
    /// Its main package.
    name: &'static str,
    /// The oldest Python that will do.
    oldest: (u32, u32),
    /// How long it takes to install.
    time: &'static str,
}

/// The learner's environment.
pub const LEARNER: Environment = Environment {
    folder: "venv",
    list: "learner.txt",
    name: "JupyterLab",
    oldest: (3, 10),
    time: "about 100 packages, 1 to 3 minutes",
};

/// The teacher's environment.
pub const TEACHER: Environment = Environment {
    folder: "teacher",
    list: "teacher.txt",
    name: "nbgrader",
    oldest: (3, 11),
    time: "about 100 packages, 1 to 3 minutes; 0.4 GB",
};

/// The environment of the tests that drive a browser.
pub const BROWSER: Environment = Environment {
    folder: "browser",
    list: "browser.txt",
    name: "Playwright",
    oldest: (3, 10),
    time: "about 10 packages, half a minute; 0.2 GB",
};

/// An installed Python: how to call it, and its version.
pub struct Python {
    call: &'static [&'static str],
    version: String,
}

/// What a Python prints when it runs some code; `None` if it cannot.
fn says(python: &mut Command, code: &str) -> Option<String> {
    run::output(python.args(["-B", "-c", code]))
}

fn command(call: &[&str]) -> Command {
    let mut command = Command::new(call[0]);
    command.args(&call[1..]);
    command
}

impl Environment {
    /// The file with its packages, their versions and hashes.
    fn requirements(&self, paths: &Paths) -> PathBuf {
        paths.root.join("python/requirements").join(self.list)
    }

    /// The content of that file.
    fn packages(&self, paths: &Paths) -> Result<String> {
        let list = self.requirements(paths);
        fs::read_to_string(&list).of_file("read", &list)
    }

    /// Its folder, by its whole path, which stands in some of its files.
    fn path(&self, paths: &Paths) -> String {
        paths.lab(self.folder).to_string_lossy().into()
    }

    /// Its Python.
    pub fn python(&self, paths: &Paths) -> PathBuf {
        paths.python_in(self.folder)
    }

    /// The version of its main package in the list.
    pub fn version(&self, paths: &Paths) -> Result<String> {
        let start = format!("{}==", self.name.to_lowercase());
        let packages = self.packages(paths)?;
        let version = packages.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default();
        Ok(version.trim_end_matches([' ', '\\']).to_string())
    }

    /// Records where the environment was made.
    fn made(&self, paths: &Paths) -> Stamp {
        Stamp::of(&paths.lab, self.folder)
    }

    /// Records for which list the packages are installed.
    fn filled(&self, paths: &Paths) -> Stamp {
        Stamp::of(&paths.lab, &format!("{}-packages", self.folder))
    }

    /// Whether it was made in this folder and works.
    fn is_made(&self, paths: &Paths) -> bool {
        self.made(paths).says(&self.path(paths)) && says(&mut Command::new(self.python(paths)), "import pip").is_some()
    }

    /// Whether the packages of the current list are installed.
    pub fn is_ready(&self, paths: &Paths) -> Result<bool> {
        let wanted = files::digest_of(&self.packages(paths)?);
        Ok(self.filled(paths).says(&wanted) && self.is_made(paths))
    }

    /// Makes it and installs its packages, unless that is done.
    pub fn set_up(&self, paths: &Paths) -> Result<()> {
        if !self.is_made(paths) && !self.adopt(paths)? {
            self.filled(paths).clear()?;
            self.made(paths).clear()?;
            self.make(paths)?;
            self.made(paths).set(&self.path(paths))?;
        }
        if self.is_ready(paths)? {
            return Ok(());
        }
        self.filled(paths).clear()?;
        say(format!("installing {} into .lab/{} ({})", self.name, self.folder, self.time));
        let packages = self.packages(paths)?;
        let all = packages.lines().filter(|line| line.contains("==")).count();
        let counts = Counts::Packages("Collecting ", all);
        let mut pip = Command::new(self.python(paths));
        pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--retries", "2"]);
        pip.args(["--require-hashes", "--only-binary=:all:", "-r"]).arg(self.requirements(paths));
        let work = Work { paths, name: self.name, log: self.folder, counts, stop: &NEVER };
        work.run(&mut pip, &format!("could not install {}", self.name), "read pip's message above")?;
        self.filled(paths).set(&files::digest_of(&packages))
    }

    /// Adapts an environment that was made in another folder and came along in a copy, or was moved. Returns whether it works.
    fn adopt(&self, paths: &Paths) -> Result<bool> {
        let (made, here) = (self.made(paths), self.path(paths));
        // On Windows, programs that hold the path are no text.
        if made.read().is_empty() || made.says(&here) || cfg!(windows) {
            return Ok(false);
        }
        if run::output(command(self.find()?.call).args(["-m", "venv", "--without-pip", &here])).is_none() {
            return Ok(false);
        }
        // pip wrote into each program which Python runs it. This way of saying so allows a space in the path.
        let python = self.python(paths);
        let head = format!("#!/bin/sh\n'''exec' \"{}\" \"$0\" \"$@\"\n' '''\n", python.display());
        let programs = python.parent().unwrap_or(&python);
        for program in files::below(programs)?.iter().map(|name| programs.join(name)) {
            let text = fs::read_to_string(&program).unwrap_or_default();
            let lines = if text.starts_with("#!/bin/sh\n") { 3 } else { 1 };
            if let (true, Some(rest)) = (text.starts_with("#!"), text.splitn(lines + 1, '\n').nth(lines)) {
                files::rewrite_program(&program, format!("{head}{rest}"))?;
            }
        }
        made.set(&here)?;
        Ok(self.is_made(paths))
    }

    fn make(&self, paths: &Paths) -> Result<()> {
        let Python { call, version } = self.find()?;
        let folder = self.folder;
        say(format!("making a private Python environment in .lab/{folder} with Python {version} (10 seconds)"));
        files::remove_folder(&paths.lab(folder))?;
        if says(&mut command(call), "import venv, ensurepip").is_none() {
            return Err(Failure::new(
                format!("Python {version} has no venv module"),
                "the course keeps its Python packages in an environment of their own, which needs venv and ensurepip",
                "on Debian and Ubuntu: sudo apt install python3-venv\notherwise: install Python from https://www.python.org\n\
                 then run the same command again",
            ));
        }
        run::visibly(
            command(call).args(["-m", "venv"]).arg(paths.lab(folder)),
            &format!("could not make the Python environment .lab/{folder}"),
            "read Python's message above, then run the same command again",
        )
    }

    /// The first installed Python that is new enough.
    pub fn find(&self) -> Result<Python> {
        let code = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
        let calls: [&[&str]; 3] = [&["python3"], &["python"], &["py", "-3"]];
        let mut too_old = Vec::new();
        for call in calls {
            let Some(version) = says(&mut command(call), code) else { continue };
            let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
            if (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= self.oldest {
                return Ok(Python { call, version });
            }
            too_old.push(format!("{} is Python {version}", call.join(" ")));
        }
        let ((major, minor), name) = (self.oldest, self.name);
        let (what, why) = if too_old.is_empty() {
            ("Python was not found", format!("neither python3 nor python can be run; {name} is a Python program"))
        } else {
            ("Python is too old", format!("{}; {name} needs {major}.{minor} or newer", too_old.join(", ")))
        };
        Err(Failure::new(
            what,
            why,
            "on Debian and Ubuntu: sudo apt install python3 python3-venv\non macOS: brew install python\n\
             on Windows: winget install Python.Python.3.13\nthen open a new terminal and run the same command again",
        ))
    }
}
