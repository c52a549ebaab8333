//! The private Python environments, pinned with hashes: JupyterLab and what it needs, and what a teacher grades with.

use crate::support::failure::{Failure, Result, say};
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::progress::{self, Work};
use crate::support::run;
use std::path::PathBuf;
use std::process::Command;

/// An environment inside `.lab`.
pub struct Environment {
    /// Its folder.
    folder: &'static str,
    /// The list of its packages, below `python/requirements/`.
    list: &'static str,
    /// Its main package, as the list has it, and as people call it.
    package: &'static str,
    name: &'static str,
    /// The oldest Python that will do.
    oldest: (u32, u32),
    /// How long it takes.
    time: &'static str,
}

/// The learner's.
pub const LEARNER: Environment = Environment {
    folder: "venv",
    list: "learner.txt",
    package: "jupyterlab",
    name: "JupyterLab",
    oldest: (3, 10),
    time: "about 100 packages, 1 to 3 minutes",
};

/// The teacher's.
pub const TEACHER: Environment = Environment {
    folder: "teacher",
    list: "teacher.txt",
    package: "nbgrader",
    name: "nbgrader",
    oldest: (3, 11),
    time: "about 100 packages, 1 to 3 minutes; 0.4 GB",
};

/// What drives a browser in the tests.
pub const BROWSER: Environment = Environment {
    folder: "browser",
    list: "browser.txt",
    package: "playwright",
    name: "Playwright",
    oldest: (3, 10),
    time: "about 10 packages, half a minute; 0.2 GB",
};

/// A Python of the system: how to call it, and its version.
pub struct Python {
    call: Vec<String>,
    version: String,
}

impl Python {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.call[0]);
        command.args(&self.call[1..]);
        command
    }
}

impl Environment {
    /// The list of packages, with their versions and hashes.
    fn requirements(&self, paths: &Paths) -> PathBuf {
        paths.root.join("python/requirements").join(self.list)
    }

    /// Its Python.
    pub fn python(&self, paths: &Paths) -> PathBuf {
        paths.python_in(self.folder)
    }

    /// The version of its main package in the list.
    pub fn version(&self, paths: &Paths) -> Result<String> {
        let list = self.requirements(paths);
        let text = std::fs::read_to_string(&list).map_err(|e| Failure::file("read", &list, &e))?;
        let start = format!("{}==", self.package);
        let version = text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default();
        Ok(version.trim_end_matches([' ', '\\']).to_string())
    }

    /// The stamps of its two steps: the environment is made, and filled with packages.
    fn stamps(&self, paths: &Paths) -> (Stamp, Stamp) {
        (Stamp::of(&paths.lab, self.folder), Stamp::of(&paths.lab, &format!("{}-packages", self.folder)))
    }

    /// Whether it was made and works.
    fn is_made(&self, paths: &Paths) -> bool {
        let works = run::output(Command::new(self.python(paths)).args(["-B", "-c", "import pip"])).is_some();
        works && self.stamps(paths).0.says("made")
    }

    /// Whether it holds the packages of the list as it is now.
    pub fn is_ready(&self, paths: &Paths) -> Result<bool> {
        let wanted = files::digest(&[self.requirements(paths)])?;
        let ask = format!("import importlib.metadata as m; print(m.version('{}'))", self.package);
        let found = run::output(Command::new(self.python(paths)).args(["-B", "-c", &ask]));
        let filled = self.stamps(paths).1.says(&wanted) && found == Some(self.version(paths)?);
        Ok(filled && self.is_made(paths))
    }

    /// Makes it, or finds it made.
    pub fn set_up(&self, paths: &Paths) -> Result<()> {
        if self.is_ready(paths)? {
            return Ok(());
        }
        let requirements = self.requirements(paths);
        let wanted = files::digest(std::slice::from_ref(&requirements))?;
        let (made, filled) = self.stamps(paths);
        filled.clear()?;
        if !self.is_made(paths) {
            made.clear()?;
            self.make(paths)?;
            made.set("made")?;
        }
        say(format!("installing {} into .lab/{} ({})", self.name, self.folder, self.time));
        let all = std::fs::read_to_string(&requirements)
            .unwrap_or_default()
            .lines()
            .filter(|line| line.contains("=="))
            .count();
        let work = Work::new(paths, self.name, self.folder).of_lines("packages", "Collecting ", all);
        let mut pip = Command::new(self.python(paths));
        pip.args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--progress-bar=off",
            "--retries",
            "2",
            "--require-hashes",
        ]);
        pip.args(["--only-binary=:all:", "-r"]).arg(&requirements);
        let what = format!("could not install {}", self.name);
        progress::with_network(paths, &work, &mut pip, &what, "read pip's message above")?;
        filled.set(&wanted)
    }

    fn make(&self, paths: &Paths) -> Result<()> {
        let (python, folder) = (self.find()?, self.folder);
        say(format!(
            "making a private Python environment in .lab/{folder} with Python {} (10 seconds)",
            python.version
        ));
        files::remove_folder(&paths.lab(folder))?;
        if run::output(python.command().args(["-c", "import venv, ensurepip"])).is_none() {
            return Err(no_venv(&python));
        }
        files::make_folder(&paths.lab)?;
        run::visibly(
            python.command().args(["-m", "venv"]).arg(paths.lab(folder)),
            &format!("could not make the Python environment .lab/{folder}"),
            "read Python's message above, then run the same command again",
        )
    }

    /// The first Python of the system that is new enough.
    pub fn find(&self) -> Result<Python> {
        let ask = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
        let calls: &[&[&str]] = &[&["python3"], &["python"], &["py", "-3"]];
        let mut too_old = Vec::new();
        for call in calls {
            let mut python = Python { call: call.iter().map(|c| c.to_string()).collect(), version: String::new() };
            let Some(version) = run::output(python.command().args(["-c", ask])) else { continue };
            let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
            let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
            python.version = version;
            if found >= self.oldest {
                return Ok(python);
            }
            too_old.push(format!("{} is Python {}", call.join(" "), python.version));
        }
        let (what, why) = match too_old.is_empty() {
            true => (
                "Python was not found",
                format!("neither python3 nor python can be run; {} is a Python program", self.name),
            ),
            false => (
                "Python is too old",
                format!("{}; {} needs {}.{} or newer", too_old.join(", "), self.name, self.oldest.0, self.oldest.1),
            ),
        };
        Err(Failure::new(
            what,
            why,
            "on Debian and Ubuntu: sudo apt install python3 python3-venv\non macOS: brew install python\n\
             on Windows: winget install Python.Python.3.13\nthen open a new terminal and run the same command again",
        ))
    }
}

fn no_venv(python: &Python) -> Failure {
    Failure::new(
        format!("Python {} has no venv module", python.version),
        "the course keeps its Python packages in an environment of their own, which needs venv and ensurepip",
        "on Debian and Ubuntu: sudo apt install python3-venv\notherwise: install Python from https://www.python.org\n\
         then run the same command again",
    )
}
