//! The steps of `cargo verify`, in the order of its table.

use crate::notebooks::outputs;
use crate::support::failure::Result;
use crate::support::paths::Paths;
use crate::support::run;
use crate::verify::{bits, clones, handed_in};
use std::path::PathBuf;
use std::process::Command;

/// The function that does a step's work. It gets the words of its task, and returns what it had to leave out.
type Work = fn(&Paths, &[String]) -> Result<Option<String>>;

/// Something that is proven.
pub struct Step {
    /// Its name on the command line.
    pub name: &'static str,
    pub proves: &'static str,
    /// How long it takes on two quiet cores when all is compiled.
    pub seconds: u64,
    /// Whether it needs kernels, and so the set-up.
    pub kernel: bool,
    /// Whether it is cargo's work, which keeps all processors busy: such steps run in their order, one at a time.
    pub compiles: bool,
    /// A step whose results it uses, where both run.
    pub after: Option<&'static str>,
    /// A step that proves most of it too. Where both run, this one comes second and does only the rest ([`REST`]).
    pub proven_by: Option<&'static str>,
    /// Whether each notebook is a task of its own, which it names.
    pub for_each_notebook: bool,
    /// What it reads, as git takes paths: if none of it changed since it passed, it need not run again. Empty if it is not known.
    pub reads: &'static [&'static str],
    pub run: Work,
}

/// What cargo compiles, the tests read and the documentation links to. (The exercises are compiled out of the notebooks.)
const CODE: &[&str] = &[
    "*.rs",
    "*Cargo.toml",
    "*Cargo.lock",
    "*.md",
    "clippy.toml",
    ".cargo/config.toml",
    "rust-toolchain.toml",
    "notebooks",
    "tests/csv",
];

/// What the notebooks' outputs come from, beside the notebook itself.
const KERNEL: &[&str] = &[
    "nn_course",
    "xtask",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "rust-toolchain.toml",
    "notebooks/evcxr.toml",
    "python/kernel",
    "python/errors",
    "python/notebooks",
    "python/requirements/learner.txt",
];

/// What the explanations of errors come from.
const ERRORS: &[&str] = &[
    "nn_course",
    "xtask",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "notebooks/evcxr.toml",
    "python/kernel",
    "python/errors",
    "tests/errors",
];

/// A step that needs neither kernels nor other steps, what it proves, and its time in seconds.
const fn step(name: &'static str, proves: &'static str, seconds: u64, run: Work) -> Step {
    let (kernel, compiles, for_each_notebook) = (false, false, false);
    Step { name, proves, seconds, kernel, compiles, after: None, proven_by: None, for_each_notebook, reads: &[], run }
}

pub const STEPS: [Step; 14] = [
    Step { compiles: true, reads: &["*.rs", "rustfmt.toml"], ..step("format", "the code is formatted", 1, formatting) },
    Step {
        compiles: true,
        reads: CODE,
        ..step("tests", "unit, golden and doc tests, exercises and their planted mistakes, links", 45, tests)
    },
    Step { compiles: true, reads: CODE, ..step("lints", "clippy and rustdoc have no warning", 10, lints) },
    Step {
        kernel: true,
        proven_by: Some("browser"),
        for_each_notebook: true,
        reads: KERNEL,
        ..step("notebooks", "every cell gives its stored output in a fresh kernel, byte for byte", 30, notebook)
    },
    Step {
        kernel: true,
        ..step("tries", "every “Try it” in a notebook can be done, and gives what the text promises", 75, tries)
    },
    Step {
        kernel: true,
        proven_by: Some("mistakes"),
        reads: ERRORS,
        ..step(
            "errors",
            "a dozen wrong cells are explained in the kernel, and a check knows which version it judges",
            12,
            errors,
        )
    },
    Step {
        kernel: true,
        ..step(
            "mistakes",
            "some 600 mistakes in wrong cells, as learners write them: line, fault, advice, and nothing else is red",
            65,
            mistakes,
        )
    },
    Step {
        kernel: true,
        ..step(
            "clones",
            "the set-up works in a fresh clone: interrupted, offline, without room, read-only",
            200,
            clones::set_up,
        )
    },
    Step {
        kernel: true,
        after: Some("clones"),
        ..step(
            "browser",
            "JupyterLab in a real browser, without network or fonts: every notebook, its slides, and what can go wrong",
            300,
            clones::browser,
        )
    },
    Step {
        kernel: true,
        ..step(
            "homework",
            "nbgrader grades what students hand in, also what cheats, is broken or never ends",
            185,
            handed_in::check,
        )
    },
    Step {
        kernel: true,
        ..step(
            "kernels",
            "several kernels at once, one killed, no network, a taken port, an edit of the crate",
            55,
            kernels,
        )
    },
    Step {
        kernel: true,
        after: Some("tests"),
        ..step("faults", "a broken notebook is noticed: 25 planted faults", 15, planted_faults)
    },
    Step {
        compiles: true,
        ..step(
            "bits",
            "debug, release, the oldest and this processor, aarch64 and WebAssembly compute the same bits",
            75,
            bits::check,
        )
    },
    step("crates", "licences, origins and duplicates of crates are as deny.toml allows", 1, crates),
];

/// The argument of a step that another one has mostly proven.
pub const REST: &str = "--rest";

/// The step with this name.
pub fn find(name: &str) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.name == name)
}

impl Step {
    /// Whether a plain `cargo verify` runs it.
    pub fn is_usual(&self) -> bool {
        !self.reads.is_empty()
    }

    /// Whether it waits for another step, or another step waits for it.
    pub fn is_in_a_row(&self) -> bool {
        self.after.is_some() || STEPS.iter().any(|other| other.after == Some(self.name))
    }

    /// Whether it runs at low priority: a step that compiles, or one that is neither usual nor in a row with another.
    pub fn gives_way(&self) -> bool {
        self.compiles || !(self.is_usual() || self.is_in_a_row())
    }
}

const FIX: &str = "fix what it names above";

/// Runs cargo in a folder of the course.
fn cargo(folder: PathBuf, words: &[&str], what: &str, how: &str) -> Result<Option<String>> {
    run::visibly(Command::new("cargo").args(words).current_dir(folder), what, how).map(|()| None)
}

/// Runs cargo for the course's workspace, and for this tool's own.
fn both_workspaces(paths: &Paths, words: &[&str], what: &str, how: &str) -> Result<Option<String>> {
    cargo(paths.root.clone(), words, what, how)?;
    cargo(paths.root.join("xtask"), words, what, how)
}

fn formatting(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    let how = "cargo fmt --all, here and in xtask";
    both_workspaces(paths, &["fmt", "--all", "--check"], "the code is not formatted", how)
}

fn tests(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    both_workspaces(paths, &["test", "--workspace", "--locked"], "a test fails", FIX)
}

fn lints(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    let words = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    both_workspaces(paths, &words, "clippy reported problems", FIX)?;
    let words = ["doc", "--workspace", "--no-deps", "--locked", "--config", "build.rustdocflags = ['-D', 'warnings']"];
    cargo(paths.root.clone(), &words, "rustdoc reported problems", FIX)
}

/// Runs a notebook. Where the browser ran it and got the stored outputs, only the stored outputs are checked.
fn notebook(paths: &Paths, words: &[String]) -> Result<Option<String>> {
    let (rest, notebooks): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| *word == REST);
    let options: &[&str] = if rest.is_empty() { &[] } else { &["--stored"] };
    let notebooks: Vec<PathBuf> = notebooks.iter().map(|name| paths.root.join(name)).collect();
    outputs::execute(paths, &notebooks, options).map(|()| None)
}

/// Does what the notebooks suggest.
fn tries(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    outputs::execute(paths, &outputs::all(paths)?, &["--tries"]).map(|()| None)
}

fn kernels(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    let mut check = paths.script("tests/kernels/check_kernels.py");
    let how = "read the line with ✗ above; it is in tests/kernels/check_kernels.py";
    run::visibly(check.arg(&paths.cells), "kernels do not do what a class relies on", how).map(|()| None)
}

/// A sample of the wrong cells; nothing where all of them have passed.
fn errors(paths: &Paths, words: &[String]) -> Result<Option<String>> {
    if words.iter().any(|word| word == REST) { Ok(None) } else { wrong_cells(paths, &["--sample"]) }
}

fn mistakes(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    wrong_cells(paths, &[])
}

fn wrong_cells(paths: &Paths, options: &[&str]) -> Result<Option<String>> {
    let mut check = paths.script("tests/errors/check_errors.py");
    let how = "read the cells with ✗ above; what must be said about each is in tests/errors/cells";
    run::visibly(check.args(options), "a wrong cell is not explained", how).map(|()| None)
}

fn planted_faults(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    let words = ["test", "--locked", "--workspace", "--test", "notebook_faults", "--", "--ignored", "--test-threads=2"];
    let how = "read which test failed above; it runs python/notebooks/run_notebooks.py";
    cargo(paths.root.clone(), &words, "the check of the checker fails", how)
}

/// Licences, origins and duplicates of all crates: deny.toml.
fn crates(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    if run::output(Command::new("cargo").args(["deny", "--version"])).is_none() {
        return Ok(Some(
            "licences and origins of crates were not checked: cargo-deny is missing. To get it: cargo install --locked cargo-deny".into(),
        ));
    }
    let words = ["deny", "--locked", "--all-features", "check", "bans", "licenses", "sources"];
    cargo(paths.root.clone(), &words, "a crate is not what deny.toml allows", "read cargo deny's message above")
}

#[cfg(test)]
mod tests {
    use super::STEPS;

    #[test]
    fn a_plain_run_is_quick() {
        let usual: Vec<&str> = STEPS.iter().filter(|step| step.is_usual()).map(|step| step.name).collect();
        assert_eq!(usual, ["format", "tests", "lints", "notebooks", "errors"]);
    }

    /// With a path that does not exist, a step would not run again when it should.
    #[test]
    fn every_path_that_a_step_reads_is_there() {
        let root = std::path::Path::new("..");
        for path in STEPS.iter().flat_map(|step| step.reads).filter(|path| !path.contains('*')) {
            assert!(root.join(path).exists(), "{path}");
        }
    }
}
