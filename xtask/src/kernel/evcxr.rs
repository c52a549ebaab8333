//! Finding an installed kernel, evcxr_jupyter, of the right version.

use crate::support::failure::Result;
use crate::support::files::Stamp;
use crate::support::paths::Paths;
use crate::support::run;
use crate::support::screen::say;
use std::fs;
use std::path::{Path, PathBuf};

/// The version that produced the notebooks' stored outputs.
pub const VERSION: &str = "0.22.0";

/// The program's name.
pub const PROGRAM: &str = "evcxr_jupyter";

/// All installed programs of this name, the course's own first.
fn candidates(paths: &Paths) -> Vec<PathBuf> {
    // The one that is registered need not be on this process's PATH.
    let registered = Stamp::of(&paths.lab, "kernel").read().lines().next().map(PathBuf::from);
    let cargos = run::cargo_home().map(|home| Paths::program(&home.join("bin"), PROGRAM));
    let usual = [Some(paths.installed(PROGRAM)), registered, cargos].into_iter().flatten();
    // An interruption can leave an empty file.
    let is_program = |program: &PathBuf| fs::metadata(program).is_ok_and(|file| file.is_file() && file.len() > 0);
    usual.chain(run::on_path(PROGRAM)).filter(is_program).collect()
}

/// An installed kernel of the right version, as far as that is known without starting one.
pub fn find(paths: &Paths) -> Option<PathBuf> {
    let is_right =
        |program: &PathBuf| is_noted(program) || answer(paths, program).is_some_and(|version| version == VERSION);
    candidates(paths).into_iter().find(is_right)
}

/// Whether cargo recorded, beside the program's folder, that it installed this version.
fn is_noted(program: &Path) -> bool {
    let notes = program.parent().and_then(Path::parent).map(|folder| folder.join(".crates.toml"));
    let notes = notes.and_then(|notes| fs::read_to_string(notes).ok()).unwrap_or_default();
    notes.contains(&format!("\"{PROGRAM} {VERSION} "))
}

/// The answers of kernels that were asked for their version, as lines `version program size time`.
fn asked(paths: &Paths) -> Stamp {
    Stamp::of(&paths.lab, "kernels-asked")
}

/// The part of that line after the version, which identifies the program's file.
fn identity(program: &Path) -> String {
    let file = fs::metadata(program).ok();
    let time = file.as_ref().and_then(|file| file.modified().ok());
    format!(" {} {:?} {time:?}", program.display(), file.map(|file| file.len()))
}

/// The recorded answer of a program: its version.
fn answer(paths: &Paths, program: &Path) -> Option<String> {
    let identity = identity(program);
    asked(paths).read().lines().find_map(|line| line.strip_suffix(&identity)).map(str::to_string)
}

/// Starts a kernel and asks for its version. Returns that and the SHA-256 of its file, if it works.
pub fn ask(paths: &Paths, program: &Path) -> Option<(String, String)> {
    let said = run::output(paths.script("python/kernel/ask_kernel.py").arg(program))?;
    said.lines().last()?.split_once(' ').map(|(version, digest)| (version.to_string(), digest.to_string()))
}

/// Records the version of a kernel.
pub fn note(paths: &Paths, program: &Path, version: &str) -> Result<()> {
    let asked = asked(paths);
    asked.set(&format!("{}{version}{}\n", asked.read(), identity(program)))
}

/// The kernels of unknown version: not installed by cargo, and not asked yet.
pub fn unknown(paths: &Paths) -> Vec<PathBuf> {
    let is_unknown = |program: &PathBuf| !is_noted(program) && answer(paths, program).is_none();
    candidates(paths).into_iter().filter(is_unknown).collect()
}

/// Asks kernels for their versions. One that does not answer is asked again next time.
pub fn ask_all(paths: &Paths, programs: &[PathBuf]) -> Result<()> {
    for program in programs {
        say(format!("asking {} for its version", program.display()));
        if let Some((version, _)) = ask(paths, program) {
            note(paths, program, &version)?;
        }
    }
    Ok(())
}
